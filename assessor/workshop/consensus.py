"""The consensus rule: what ballots of one item propose. The facilitator decides (method 6.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assessor.agreement import Spread, spread
from assessor.errors import ScoringError
from assessor.text import Text, say

ProposalKind = Literal["agreed", "nearly", "disagreement"]
KIND_NAMES: dict[ProposalKind, Text] = {
    "agreed": say("一致", "agreed"),
    "nearly": say("基本一致", "nearly agreed"),
    "disagreement": say("分歧", "disagreement"),
}
SAME_LEVEL = (2, 3)
NEAR_MEDIAN = (4, 5)
"""Shares as whole numbers, so that 2/3 of 9 is 6. Delphi studies use similar cut-offs on other scales; on 0-4
"within one" is lenient, hence range and quartiles besides. Not piloted."""


@dataclass(frozen=True)
class Proposal:
    """agreed: nearly all chose one level; nearly: close to the median; disagreement: discuss and vote again."""

    kind: ProposalKind
    level: int
    why: Text


def proposal(counts: Sequence[int]) -> Proposal:
    """What the rule makes of the counts by level 0..T of one item's valid ballots; the first that fits.

    - agreed: range <= 1 and at least 2/3 on one level -> that level
    - nearly: interquartile range <= 1 and at least 80 % within 1 of the median -> the lower median
    - disagreement: anything else -> the lower median, but never the highest level; doubtful if it stays so
      after the re-vote

    Raises:
        ScoringError: no ballots at all, or no counts.

    Source:
        Rubric method 6.4. Its example "two raters 2 levels off" is counted by share like the rest: of more
        than nine raters two are a fifth or less, and of 200 there are always two; `why` names them.
    """
    found = spread(counts)
    if found is None:
        raise ScoringError.because(
            say("没有有效评分票", "no valid ballots"), say("先评分", "have the item rated first")
        )
    n, most = found.n, counts[found.mode]
    if found.range <= 1 and _at_least(most, n, SAME_LEVEL):
        why = say(
            f"{most}／{n} 人选 {found.mode} 级，极差不超过 1 级",
            f"{most} of {n} chose level {found.mode}, range at most 1",
        )
        return Proposal("agreed", found.mode, why)
    near = sum(count for level, count in enumerate(counts) if abs(level - found.median) <= 1)
    if found.iqr <= 1 and _at_least(near, n, NEAR_MEDIAN):
        return Proposal("nearly", found.lower_median, _why(found, near))
    return Proposal("disagreement", min(found.lower_median, len(counts) - 2), _why(found, near))


def _at_least(part: int, whole: int, share: tuple[int, int]) -> bool:
    return part * share[1] >= whole * share[0]


def _why(found: Spread, near: int) -> Text:
    far_zh = f"，{found.far} 人相差 2 级及以上" if found.far else ""
    far_en = f", {found.far} two levels or more off" if found.far else ""
    return say(
        f"四分位差 {found.iqr:g}，{near}／{found.n} 人在中位数 ±1 级以内{far_zh}",
        f"interquartile range {found.iqr:g}, {near} of {found.n} within 1 of the median{far_en}",
    )

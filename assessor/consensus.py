"""The consensus rule: what ballots of one item propose. The facilitator decides (method 6.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assessor.errors import ScoringError
from assessor.text import Text, say

ProposalKind = Literal["agreed", "nearly", "disagreement"]
SAME_LEVEL = 2 / 3
NEAR_MEDIAN = 0.8
# Delphi studies use similar cut-offs on other scales; on 0-4 "within one" is lenient, hence range and quartiles besides.


@dataclass(frozen=True)
class Proposal:
    """agreed: nearly all chose one level; nearly: close to the median; disagreement: discuss and vote again."""

    kind: ProposalKind
    level: int
    why: Text


def proposal(counts: Sequence[int]) -> Proposal:
    """What the rule makes of the counts by level 0..T of one item's valid ballots.

    - agreed: range <= 1 and at least 2/3 on one level -> that level
    - nearly: interquartile range <= 1 and at least 80 % within 1 of the median -> the lower median
    - disagreement: anything else -> the lower median, doubtful if it stays so after the re-vote

    Raises:
        ScoringError: no ballots at all.
    """
    n = sum(counts)
    if n == 0:
        raise ScoringError.because(
            say("没有有效评分票", "no valid ballots"), say("先评分", "have the item rated first")
        )
    levels = [level for level, count in enumerate(counts) for _ in range(count)]
    mode = max(range(len(counts)), key=lambda level: counts[level])
    low = levels[(n - 1) // 2]
    if levels[-1] - levels[0] <= 1 and counts[mode] >= SAME_LEVEL * n:
        why = say(
            f"{counts[mode]}／{n} 人选 {mode} 级，极差不超过 1 级",
            f"{counts[mode]} of {n} chose level {mode}, range at most 1",
        )
        return Proposal("agreed", mode, why)
    middle = (low + levels[n // 2]) / 2
    near = sum(count for level, count in enumerate(counts) if abs(level - middle) <= 1) / n
    spread = quartile_range(levels)
    told = say(
        f"四分位差 {spread:g}，{near:.0%} 在中位数 ±1 级以内",
        f"interquartile range {spread:g}, {near:.0%} within 1 of the median",
    )
    return Proposal("nearly" if spread <= 1 and near >= NEAR_MEDIAN else "disagreement", low, told)


def quartile_range(levels: Sequence[int]) -> float:
    """Upper less lower quartile of sorted values, by linear interpolation (Hyndman and Fan's type 7)."""
    return _quantile(levels, 0.75) - _quantile(levels, 0.25)


def _quantile(levels: Sequence[int], share: float) -> float:
    at = (len(levels) - 1) * share
    below = int(at)
    above = min(below + 1, len(levels) - 1)
    return levels[below] + (at - below) * (levels[above] - levels[below])

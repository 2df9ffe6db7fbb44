"""Differences between cities: by how much, and how sure. Never a rank."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assessor.ahead import WORDS, Apart, Chance, Spread
from assessor.ahead import Sureness as Sureness
from assessor.combining import DUST, INSUFFICIENT_EVIDENCE
from assessor.rubric import DifferenceRule, Rubric
from assessor.scorecard import Node, Scorecard, Status, shown
from assessor.text import Text, say

GapKind = Literal["overall", "level", "dimension", "indicator", "shortcoming"]
EVEN = 0.01
"""Nearer to one half than this nobody is said to be more likely ahead."""
MINUS = "\N{MINUS SIGN}"
LEAST_GROUP = 4
"""Below this many cities a quartile would give single cities away."""


@dataclass(frozen=True)
class Verdict:
    """How sure a difference between two cities is."""

    sureness: Sureness
    words: Text
    other_ahead: bool
    """Whether the other city's number is the larger one, as far as can be told."""


@dataclass(frozen=True)
class Gap:
    """One other city on one node or indicator."""

    assessment_id: str
    score: float | None
    status: Status
    difference: float | None
    """Points the other city is above one's own; below 0 where it is behind. For a shortcoming: more severe."""
    verdict: Verdict | None
    chance: Chance | None = None
    """That the other city's number is the larger one; None where no draws can be had."""
    spread: Spread | None = None
    """Where the difference lies, in points."""
    interval: Spread | None = None
    """Where the other city's own number lies; None for single ratings, which are not drawn."""


@dataclass(frozen=True)
class GroupStatistics:
    """Spread of a group of at least four cities; quartiles as in Excel's QUARTILE.INC."""

    n: int
    minimum: float
    lower_quartile: float
    median: float
    upper_quartile: float
    maximum: float


@dataclass(frozen=True)
class GapRow:
    """One node or indicator: one's own score and all others, in the order of the comparison."""

    id: str
    kind: GapKind
    name: Text
    own: float | None
    own_status: Status
    gaps: tuple[Gap, ...]
    group: GroupStatistics | None
    """Spread of all cities including one's own; None below four."""
    own_interval: Spread | None = None
    """Where one's own number lies under its own weights."""

    def gap_of(self, other: str) -> Gap:
        """To one other city, by assessment id."""
        return next(gap for gap in self.gaps if gap.assessment_id == other)


@dataclass(frozen=True)
class Beside:
    """What draws say of another city beside one's own, by id of node and indicator."""

    apart: Mapping[str, Apart]
    intervals: Mapping[str, Spread]


NOTHING = Beside({}, {})


# -- verdicts ---------------------------------------------------------------------------------


def verdict(rubric: Rubric, kind: GapKind, difference: float, chance: Chance | None = None) -> Verdict:
    """What a difference between two cities permits to say.

    With a chance of being ahead that decides, and who is said to be ahead is who is more likely so; without one,
    fixed limits in points do.

    Source:
        Design part 3 for chances; rubric method 5.4 for limits: simulated error of raters. A rubric
        without limits permits nothing.
    """
    if chance is not None:
        return _verdict(kind, chance.sureness, other_ahead=chance.value > 0.5)
    rules = rubric.differences_between_cities
    rule = None if rules is None or kind == "shortcoming" else getattr(rules, kind)
    sureness: Sureness = "no_conclusion" if rule is None else _sureness(rule, abs(difference))
    return _verdict(kind, sureness, other_ahead=difference > 0)


def _verdict(kind: GapKind, sureness: Sureness, *, other_ahead: bool) -> Verdict:
    return Verdict(sureness, _words(kind, sureness, other_ahead=other_ahead), other_ahead)


def _sureness(rule: DifferenceRule, points: float) -> Sureness:
    if points > rule.clear + DUST:
        return "clearly"
    return "probably" if points > rule.probable + DUST else "no_conclusion"


def _words(kind: GapKind, sureness: Sureness, *, other_ahead: bool) -> Text:
    word = WORDS[sureness]
    if sureness == "no_conclusion":
        return word
    if kind == "shortcoming":
        if other_ahead:
            return say(f"对方{word.zh}比本市突出", f"{word.en} more marked in the other city")
        return say(f"本市{word.zh}比对方突出", f"{word.en} more marked in this city")
    if other_ahead:
        return say(f"对方{word.zh}高于本市", f"the other city is {word.en} ahead")
    return say(f"本市{word.zh}高于对方", f"this city is {word.en} ahead")


# -- in words ---------------------------------------------------------------------------------


def percent_of(chance: Chance) -> str:
    """The chance of whichever city is more likely ahead; rounded down, so that it never promises a surer word."""
    whole = math.floor(100.0 * max(chance.value, 1.0 - chance.value) + DUST)
    return "＞99%" if whole == 100 else f"{whole}%"


def told(kind: GapKind, gap: Gap) -> Text:
    """What a difference permits to say, and how likely the city that is more likely ahead is ahead."""
    if gap.verdict is None:
        return say("—", "—")
    if gap.chance is None:
        return gap.verdict.words
    words, percent = gap.verdict.words, percent_of(gap.chance)
    if gap.verdict.sureness != "no_conclusion":
        return say(f"{words.zh}（{percent}）", f"{words.en} ({_half_width(percent)})")
    if abs(gap.chance.value - 0.5) < EVEN:
        return say(f"{words.zh}（各半）", f"{words.en} (even)")
    who = _leaning(kind, other_ahead=gap.verdict.other_ahead)
    return say(f"{words.zh}（{who.zh}：{percent}）", f"{words.en} ({who.en}: {_half_width(percent)})")


def _half_width(percent: str) -> str:
    return percent.replace("＞", ">")


def _leaning(kind: GapKind, *, other_ahead: bool) -> Text:
    if kind == "shortcoming":
        return say("对方更突出", "more marked there") if other_ahead else say("本市更突出", "more marked here")
    return say("对方较高", "they are higher") if other_ahead else say("本市较高", "this city is higher")


def from_to(spread: Spread) -> Text:
    """An interval of a number, in whole points."""
    low, high = shown(spread.low), shown(spread.high)
    return say(f"{low}至{high}", f"{low} to {high}")


def signed(points: float) -> str:
    """A difference in whole points, with its sign."""
    whole = shown(abs(points))
    return whole if whole == "0" else f"{'+' if points > 0 else MINUS}{whole}"


def signed_from_to(spread: Spread) -> Text:
    low, high = signed(spread.low), signed(spread.high)
    return say(f"{low}至{high}", f"{low} to {high}")


# -- gaps -------------------------------------------------------------------------------------


def gap_rows(
    rubric: Rubric, kind: GapKind, own: Scorecard, others: Mapping[str, Scorecard],
    drawn: Mapping[str, Beside] | None = None, intervals: Mapping[str, Spread] | None = None,
) -> tuple[GapRow, ...]:  # fmt: skip
    """Differences by overall, level, dimension, shortcoming or indicator.

    Args:
        rubric: names, and what a difference means where nothing was drawn.
        kind: which of them; no rows for dimensions that the variant does not show.
        own: one's own scorecard.
        others: the others' scorecards by assessment id, in the order to show.
        drawn: what draws say of the others, by assessment id.
        intervals: where one's own numbers lie.
    """
    drawn, intervals = drawn or {}, intervals or {}
    if kind == "indicator":
        known = {id_: (rubric.by_id[id_].name, _indicator(rubric, own, id_)) for id_ in own.codes}
        found = {other: {id_: _indicator(rubric, card, id_) for id_ in known} for other, card in others.items()}
    else:
        nodes = {id_: node for id_, node in _nodes(own, kind).items() if node.why != "variant"}
        known = {id_: (_name(rubric, kind, id_), (node.score, node.status)) for id_, node in nodes.items()}
        found = {other: _numbers(_nodes(card, kind)) for other, card in others.items()}
    rows = []
    for id_, (name, mine) in known.items():
        gaps = tuple(
            _gap(rubric, kind, id_, other, mine[0], theirs[id_], drawn.get(other, NOTHING))
            for other, theirs in found.items()
        )
        group = group_statistics([mine[0], *(gap.score for gap in gaps)])
        rows.append(GapRow(id_, kind, name, *mine, gaps, group, None if mine[0] is None else intervals.get(id_)))
    return tuple(rows)


def _name(rubric: Rubric, kind: GapKind, id_: str) -> Text:
    return say("总体", "Overall") if kind == "overall" else rubric.called(id_)


def _nodes(card: Scorecard, kind: GapKind) -> Mapping[str, Node]:
    if kind == "overall":
        return {"overall": card.overall}
    if kind == "shortcoming":
        return {id_: one.node for id_, one in card.shortcomings.items()}
    return card.levels if kind == "level" else card.dimensions


def _numbers(nodes: Mapping[str, Node]) -> dict[str, tuple[float | None, Status]]:
    return {id_: (node.score, node.status) for id_, node in nodes.items()}


def _indicator(rubric: Rubric, card: Scorecard, id_: str) -> tuple[float | None, Status]:
    level = level_of(card, id_)
    value = 0.0 if level is None else level + card.rest.get(id_, 0.0)
    return (None, "withheld") if level is None else (100.0 * value / rubric.top, "shown")


def level_of(card: Scorecard, indicator: str) -> int | None:
    """The level an indicator counts with; insufficient evidence counts as 0, a gap as nothing."""
    code = card.codes.get(indicator)
    if code == INSUFFICIENT_EVIDENCE:
        return 0
    return code if code is not None and code >= 0 else None


def _gap(
    rubric: Rubric, kind: GapKind, id_: str, other: str, own: float | None, theirs: tuple[float | None, Status],
    drawn: Beside,
) -> Gap:  # fmt: skip
    score, status = theirs
    if score is None or own is None:
        return Gap(other, score, status, None, None)
    found = drawn.apart.get(id_)
    chance = None if found is None else found.chance
    return Gap(
        other, score, status, score - own, verdict(rubric, kind, score - own, chance), chance,
        None if found is None else found.spread, drawn.intervals.get(id_),
    )  # fmt: skip


def group_statistics(scores: Iterable[float | None]) -> GroupStatistics | None:
    """Spread of a group; None below four cities that have a score."""
    known = [score for score in scores if score is not None and not math.isnan(score)]
    if len(known) < LEAST_GROUP:
        return None
    low, lower, median, upper, high = np.quantile(known, [0.0, 0.25, 0.5, 0.75, 1.0]).tolist()
    return GroupStatistics(len(known), low, lower, median, upper, high)

"""Differences between cities: by how much, how sure, and from whom to learn. Never a rank."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assessor.assessment import Assessment
from assessor.combining import DUST, INSUFFICIENT_EVIDENCE
from assessor.rubric import DifferenceRule, Rubric
from assessor.scorecard import Node, Scorecard, Status
from assessor.text import Text, say

GapKind = Literal["overall", "level", "dimension", "indicator"]
Sureness = Literal["no_conclusion", "probably", "clearly"]
LEAST_GROUP = 4
"""Below this many cities a quartile would give single cities away."""

_WORDS: dict[Sureness, Text] = {
    "no_conclusion": say("不作结论", "no conclusion"),
    "probably": say("可能", "probably"),
    "clearly": say("明确", "clearly"),
}


@dataclass(frozen=True)
class Verdict:
    """How sure a difference between two cities is."""

    sureness: Sureness
    words: Text


@dataclass(frozen=True)
class Gap:
    """One other city on one node or indicator."""

    assessment_id: str
    score: float | None
    status: Status
    difference: float | None
    """Points the other city is above one's own; below 0 where it is behind."""
    verdict: Verdict | None


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


@dataclass(frozen=True)
class Above:
    """A city at least one level above one's own on an indicator, and what that takes."""

    assessment_id: str
    city_id: str
    name: Text
    fictional: bool
    indicator: str
    own_level: int
    level: int
    descriptor: Text
    """What the rubric asks for at their level."""
    note: str
    """Their note beside the rating, where there is one."""


@dataclass(frozen=True)
class Pattern:
    """How alike two cities are in the shape of their ratings, whatever the height."""

    assessment_id: str
    indicators: int
    """Rated with a level in both."""
    distance: float
    """Mean absolute difference, in levels, after each city's own mean is taken out."""
    weak_in_both: tuple[str, ...]
    """Indicators at least one level below the own mean in both cities."""


# -- verdicts ---------------------------------------------------------------------------------


def verdict(rubric: Rubric, kind: GapKind, difference: float) -> Verdict:
    """What a difference of so many points between two cities permits to say.

    Source:
        Rubric method 5.4: simulated error of raters; a rubric without rules permits nothing.
    """
    rules = rubric.differences_between_cities
    sureness: Sureness = "no_conclusion" if rules is None else _sureness(getattr(rules, kind), abs(difference))
    return Verdict(sureness, _verdict_words(sureness, difference))


def _sureness(rule: DifferenceRule, points: float) -> Sureness:
    if points > rule.clear + DUST:
        return "clearly"
    return "probably" if points > rule.probable + DUST else "no_conclusion"


def _verdict_words(sureness: Sureness, difference: float) -> Text:
    if sureness == "no_conclusion":
        return _WORDS[sureness]
    word = _WORDS[sureness]
    if difference > 0:
        return say(f"对方{word.zh}高于本市", f"the other city is {word.en} ahead")
    return say(f"本市{word.zh}高于对方", f"this city is {word.en} ahead")


# -- gaps -------------------------------------------------------------------------------------


def gap_rows(rubric: Rubric, kind: GapKind, own: Scorecard, others: Mapping[str, Scorecard]) -> tuple[GapRow, ...]:
    """Differences by overall, level, dimension or indicator.

    Args:
        rubric: names and what a difference means.
        kind: which of the four; no rows for dimensions that the variant does not show.
        own: one's own scorecard.
        others: the others' scorecards by assessment id, in the order to show.
    """
    if kind == "indicator":
        return tuple(_indicator_row(rubric, id_, own, others) for id_ in own.codes)
    return tuple(
        _node_row(rubric, kind, node, {id_: _nodes(card, kind)[node.id] for id_, card in others.items()})
        for node in _nodes(own, kind).values()
        if node.why != "variant"
    )


def _nodes(card: Scorecard, kind: GapKind) -> Mapping[str, Node]:
    if kind == "overall":
        return {"overall": card.overall}
    return card.levels if kind == "level" else card.dimensions


def _node_row(rubric: Rubric, kind: GapKind, own: Node, others: Mapping[str, Node]) -> GapRow:
    found = {id_: (node.score, node.status) for id_, node in others.items()}
    name = say("总体", "Overall") if kind == "overall" else rubric.names[own.id]
    return _row(rubric, kind, own.id, name, (own.score, own.status), found)


def _indicator_row(rubric: Rubric, id_: str, own: Scorecard, others: Mapping[str, Scorecard]) -> GapRow:
    found = {other: _indicator(rubric, card, id_) for other, card in others.items()}
    return _row(rubric, "indicator", id_, rubric.by_id[id_].name, _indicator(rubric, own, id_), found)


def _indicator(rubric: Rubric, card: Scorecard, id_: str) -> tuple[float | None, Status]:
    level = level_of(card, id_)
    return (None, "withheld") if level is None else (100.0 * level / rubric.top, "shown")


def level_of(card: Scorecard, indicator: str) -> int | None:
    """The level an indicator counts with; insufficient evidence counts as 0, a gap as nothing."""
    code = card.codes.get(indicator)
    if code == INSUFFICIENT_EVIDENCE:
        return 0
    return code if code is not None and code >= 0 else None


def _row(
    rubric: Rubric, kind: GapKind, id_: str, name: Text,
    own: tuple[float | None, Status], others: Mapping[str, tuple[float | None, Status]],
) -> GapRow:  # fmt: skip
    gaps = []
    for other, (score, status) in others.items():
        difference = None if score is None or own[0] is None else score - own[0]
        sure = None if difference is None else verdict(rubric, kind, difference)
        gaps.append(Gap(other, score, status, difference, sure))
    group = group_statistics([own[0], *(score for score, _ in others.values())])
    return GapRow(id_, kind, name, own[0], own[1], tuple(gaps), group)


def group_statistics(scores: Iterable[float | None]) -> GroupStatistics | None:
    """Spread of a group; None below four cities that have a score."""
    known = [score for score in scores if score is not None and not math.isnan(score)]
    if len(known) < LEAST_GROUP:
        return None
    low, lower, median, upper, high = np.quantile(known, [0.0, 0.25, 0.5, 0.75, 1.0]).tolist()
    return GroupStatistics(len(known), low, lower, median, upper, high)


# -- learning from others -----------------------------------------------------------------------


def one_level_above(rubric: Rubric, own: Assessment, others: Iterable[Assessment], indicator: str) -> tuple[Above, ...]:
    """Who is at least one level above on an indicator and what that looks like, nearest level first.

    Empty where one's own rating is missing or not applicable: there is nothing to be above of.
    """
    mine = _level(own, indicator)
    if mine is None:
        return ()
    found = []
    for other in others:
        level = _level(other, indicator)
        if level is not None and level > mine:
            city = other.city
            found.append(
                Above(
                    other.id, city.id, say(city.called("zh"), city.called("en")), city.fictional, indicator, mine,
                    level, rubric.by_id[indicator].descriptor(level), other.ratings[indicator].note,
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.level, one.city_id)))


def _level(assessment: Assessment, indicator: str) -> int | None:
    rating = assessment.ratings.get(indicator)
    if rating is None or rating.outcome == "not_applicable":
        return None
    return rating.outcome if isinstance(rating.outcome, int) else 0


def similar_pattern(rubric: Rubric, own: Scorecard, others: Mapping[str, Scorecard]) -> list[Pattern]:
    """The others by how alike the shape of their ratings is, most alike first.

    Cities strong and weak in the same places are alike even if one is higher throughout.
    """
    found = [one for id_, card in others.items() if (one := _pattern(rubric, own, id_, card)) is not None]
    return sorted(found, key=lambda one: (one.distance, one.assessment_id))


def _pattern(rubric: Rubric, own: Scorecard, id_: str, other: Scorecard) -> Pattern | None:
    pairs = [(one.id, level_of(own, one.id), level_of(other, one.id)) for one in rubric.indicators]
    both = [(indicator, a, b) for indicator, a, b in pairs if a is not None and b is not None]
    if not both:
        return None
    mine, theirs = _centred([a for _, a, _ in both]), _centred([b for _, _, b in both])
    weak = tuple(
        indicator for (indicator, _, _), a, b in zip(both, mine, theirs, strict=True) if max(a, b) <= -1.0 + DUST
    )
    distance = sum(abs(a - b) for a, b in zip(mine, theirs, strict=True)) / len(both)
    return Pattern(id_, len(both), distance, weak)


def _centred(levels: Sequence[int]) -> list[float]:
    mean = sum(levels) / len(levels)
    return [level - mean for level in levels]

"""From whom to learn: cities above on what matters to the target, how sure that is, and what they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessor.ahead import Apart, Chance
from assessor.assessment import Assessment
from assessor.combining import DUST
from assessor.gaps import level_of
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard
from assessor.text import Text, say


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
    chance: Chance | None = None
    """That they truly are above; None where nothing was drawn."""


@dataclass(frozen=True)
class Aim:
    """An indicator below its dimension's target."""

    indicator: str
    dimension: str
    level: int
    target: int
    weight: float
    """Share 0..1 in the overall score."""

    @property
    def gap(self) -> int:
        """Levels short of the target."""
        return self.target - self.level


@dataclass(frozen=True)
class Partner:
    """A city of the group from which the target can be learnt."""

    assessment_id: str
    above: tuple[str, ...]
    """Indicators below one's own target on which it is one or more levels above, those that matter most first."""
    sure: tuple[str, ...]
    """Those of them on which it probably or clearly is above."""
    stated: tuple[str, ...]
    """Those of them on which it says what it does."""


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


# -- learning from others -----------------------------------------------------------------------


def aims(rubric: Rubric, card: Scorecard) -> tuple[Aim, ...]:
    """The indicators that matter to the target: below it, by gap x weight; ties keep the order of the rubric."""
    found = []
    for one in rubric.indicators:
        level, target = level_of(card, one.id), card.targets.get(one.dimension)
        weight = card.effective_weights.get(one.id, 0.0)
        if level is not None and target is not None and target > level and weight > 0:
            found.append(Aim(one.id, one.dimension, level, target, weight))
    return tuple(sorted(found, key=lambda aim: -round(aim.gap * aim.weight, 12)))


def partners(aims: Sequence[Aim], above: Mapping[str, Sequence[Above]], others: Sequence[str]) -> tuple[Partner, ...]:
    """Learning partners in the order of `others`; without the cities from which nothing below target can be learnt."""
    found = []
    for other in others:
        theirs = [one for aim in aims for one in above.get(aim.indicator, ()) if one.assessment_id == other]
        if theirs:
            found.append(
                Partner(
                    other,
                    tuple(one.indicator for one in theirs),
                    tuple(one.indicator for one in theirs if is_sure(one)),
                    tuple(one.indicator for one in theirs if one.note.strip()),
                )
            )
    return tuple(found)


def is_sure(one: Above) -> bool:
    return one.chance is not None and one.chance.sureness != "no_conclusion"


def one_level_above(
    rubric: Rubric, own: Assessment, others: Iterable[Assessment], indicator: str,
    drawn: Mapping[str, Mapping[str, Apart]] | None = None,
) -> tuple[Above, ...]:  # fmt: skip
    """Who is at least one level above on an indicator and what that looks like, nearest level first.

    `drawn` says by assessment id and indicator how sure it is. Empty where one's own rating is missing or not applicable: there is nothing to be above of.
    """
    mine = _level(own, indicator)
    if mine is None:
        return ()
    found = []
    for other in others:
        level = _level(other, indicator)
        if level is not None and level > mine:
            city, sure = other.city, (drawn or {}).get(other.id, {}).get(indicator)
            found.append(
                Above(
                    other.id, city.id, say(city.called("zh"), city.called("en")), city.fictional, indicator, mine,
                    level, rubric.by_id[indicator].descriptor(level), other.ratings[indicator].note,
                    None if sure is None else sure.chance,
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

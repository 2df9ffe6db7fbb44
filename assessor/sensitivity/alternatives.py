"""The same ratings under other weights, other rules and other caps: does the conclusion hold?

Nothing here is drawn at random: every alternative is the engine's own arithmetic with one choice changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assessor.assessment import Assessment
from assessor.combining import DUST
from assessor.nodes import band_of
from assessor.rubric import Rubric
from assessor.scorecard import refuse_other_version
from assessor.scoring import Floats
from assessor.sensitivity.methods import Kind, Method, Ratings, applied, methods
from assessor.text import Text


@dataclass(frozen=True)
class Alternative:
    """What the ratings come to when one choice of method is changed."""

    kind: Kind
    id: str
    name: Text
    levels: dict[str, float | None]
    """Score 0..100 of each coordination level; None where withheld."""
    overall: float | None
    severities: dict[str, float | None]
    """Severity 0..100 of each shortcoming; None where withheld."""
    lowest: str | None
    """The lowest coordination level."""
    band: int | None
    """Band of the lowest level: a position in the rubric's bands."""
    first: str | None
    """The most marked shortcoming."""


@dataclass(frozen=True)
class Conclusions:
    """Whether each conclusion stays the same in every alternative; None where there is none to begin with."""

    lowest: bool | None
    band: bool | None
    first: bool | None

    @property
    def holds(self) -> bool | None:
        """All of them; None where nothing was concluded."""
        said = [one for one in (self.lowest, self.band, self.first) if one is not None]
        return all(said) if said else None


def alternatives(rubric: Rubric, assessment: Assessment) -> list[Alternative]:
    """The scorecard's levels, overall and severities, first as scored, then with one choice changed:
    each preset of weights and the city's own; arithmetic, geometric and weakest at each step;
    ratings capped by their evidence; shortcomings without their secondary links.

    A geometric mean that would refuse a zero takes it as 1 point. A choice that admits no score at
    all, such as a preset that leaves a quick variant without weight, has no line.

    Raises:
        VersionMismatch: if the assessment was made under another rubric or version.
        ScoringError: if its own weights or ratings admit no score.

    Source:
        Rubric method 5.1, sensitivity: a fixed table; a conclusion that turns is only called not robust.
    """
    refuse_other_version(rubric, assessment)
    ratings = Ratings.of(rubric, [assessment])
    return [_made(rubric, one, ratings) for one in methods(rubric, assessment.weights, assessment.variant)]


def conclusions(found: list[Alternative]) -> Conclusions:
    """Which conclusions of the first alternative all others share; one that is withheld does not share it."""
    base, *others = found
    return Conclusions(
        None if base.lowest is None else all(_same_lowest(base, other) for other in others),
        None if base.band is None else all(other.band == base.band for other in others),
        None if base.first is None else all(_same_first(base, other) for other in others),
    )


def agrees(base: Alternative, other: Alternative) -> bool:
    """Whether the other comes to the same conclusions."""
    return _same_lowest(base, other) and base.band == other.band and _same_first(base, other)


def _same_lowest(base: Alternative, other: Alternative) -> bool:
    """The same level is lowest there, if only level with others: a tie turns nothing round."""
    return _is_extreme(base.lowest, other.lowest, other.levels)


def _same_first(base: Alternative, other: Alternative) -> bool:
    return _is_extreme(base.first, other.first, other.severities)


def _is_extreme(own: str | None, extreme: str | None, values: dict[str, float | None]) -> bool:
    if own is None or extreme is None:
        return own == extreme
    mine, theirs = values[own], values[extreme]
    return mine is not None and theirs is not None and abs(mine - theirs) <= DUST


def span(values: list[float | None]) -> tuple[float, float] | None:
    """Lowest and highest of what is shown."""
    shown = [one for one in values if one is not None]
    return (min(shown), max(shown)) if shown else None


def _made(rubric: Rubric, method: Method, ratings: Ratings) -> Alternative:
    name, scores = applied(method, ratings)
    levels = _numbers([one.id for one in rubric.levels], scores.level[0])
    severities = _numbers([one.id for one in rubric.shortcomings], scores.severity[0])
    highest = [one.id for one in rubric.levels if one.within is None]
    # Rounded, so that dust of floating point decides nothing: equal levels keep the order of the rubric.
    shown = {one: round(score, 9) for one in highest if (score := levels[one]) is not None}
    lowest = min(shown, key=shown.__getitem__, default=None)
    marked = {one: round(severity, 9) for one, severity in severities.items() if severity is not None}
    return Alternative(
        method.kind, method.id, name, levels, _number(scores.overall[0]), severities, lowest,
        None if lowest is None or not rubric.bands else band_of(shown[lowest], rubric.bands),
        max(marked, key=marked.__getitem__, default=None),
    )  # fmt: skip


def _numbers(ids: list[str], found: Floats) -> dict[str, float | None]:
    return dict(zip(ids, map(_number, found), strict=True))


def _number(value: float) -> float | None:
    """Without the dust of floating point at the ends; None for a gap."""
    return None if np.isnan(value) else min(max(float(value), 0.0), 100.0)

"""How sure it is that one city is ahead of another: from paired draws for scores, exactly for single ratings.

The draws of two cities share their weights and nothing else: who is ahead under one weighting is asked under the
same weighting of the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assessor.assessment import Assessment, WeightChoice
from assessor.combining import DUST, INSUFFICIENT_EVIDENCE, Bools
from assessor.rubric import Rubric
from assessor.text import Text, say
from assessor.uncertainty import Draws, Settings, draws, inputs
from assessor.uncertainty.inputs import chances
from assessor.weighting import Floats

Sureness = Literal["no_conclusion", "probably", "clearly"]
PROBABLY, CLEARLY = 0.90, 0.99
"""From this chance on of either city being ahead the words are said (design, part 3)."""
ENDS = (0.05, 0.50, 0.95)
FINE = 100
"""Steps a level in which the interval of a difference between two ratings is found."""

WORDS: dict[Sureness, Text] = {
    "no_conclusion": say("不作结论", "no conclusion"),
    "probably": say("可能", "probably"),
    "clearly": say("明确", "clearly"),
}


@dataclass(frozen=True)
class Chance:
    """How likely the first of two cities is ahead, and what that permits to say."""

    value: float
    """0..1; below 0.5 the other one is more likely ahead."""
    sureness: Sureness
    words: Text
    """The word for it, whichever of the two is ahead."""


@dataclass(frozen=True)
class Spread:
    """Where a difference lies: the 5, 50 and 95 % points of it."""

    low: float
    median: float
    high: float


def chance(value: float) -> Chance:
    """What a chance of being ahead permits to say: as much of falling behind as of being ahead."""
    most = max(value, 1.0 - value) + DUST
    sureness: Sureness = "clearly" if most >= CLEARLY else "probably" if most >= PROBABLY else "no_conclusion"
    return Chance(value, sureness, WORDS[sureness])


# -- scores, from draws -------------------------------------------------------------------------


def ahead(a: Floats, b: Floats) -> float:
    """Chance 0..1 that the first city is ahead of the second.

    Args:
        a: (draws,) a number of the first city.
        b: (draws,) the same of the second, each draw under the weights of the first's.

    Returns:
        Share of the draws in which `a` is larger, ties counted half; NaN where either is withheld,
        since what cannot be shown cannot be ahead.
    """
    return float(aheads(a[:, None], b[:, None])[0])


def aheads(a: Floats, b: Floats) -> Floats:
    """(nodes,) the same of several numbers at once, given as (draws, nodes)."""
    difference = a - b
    with np.errstate(invalid="ignore"):
        larger, tied = (difference > DUST).mean(axis=0), (np.abs(difference) <= DUST).mean(axis=0)
    found: Floats = np.where(np.isnan(difference).any(axis=0), np.nan, larger + tied / 2)
    return found


def spreads(numbers: Floats) -> list[Spread | None]:
    """5, 50 and 95 % of several numbers, given as (draws, nodes); None for one that is withheld."""
    shown: Bools = np.logical_not(np.isnan(numbers).any(axis=0))
    ends = iter(np.quantile(numbers[:, shown], ENDS, axis=0).T.tolist())
    return [Spread(*next(ends)) if one else None for one in shown.tolist()]


# -- single ratings, exactly ----------------------------------------------------------------------


def rating_aheads(a: Floats, b: Floats, strictness: Floats, offset: Floats) -> Floats:
    """Chance 0..1 that the first city's level lies above the second's, one entry an indicator.

    Nothing is drawn: the levels that a rating may stand for are few, and how much stricter one city's
    raters are than the other's is a normal number.

    Args:
        a: (indicators, T+1) chance of each level in the first city; NaN where not rated.
        b: (indicators, T+1) the same in the second.
        strictness: (indicators,) standard deviation of the difference in strictness, in levels.
        offset: (indicators,) what the first has above the difference of levels: the rests of counted figures.

    Returns:
        (indicators,) ties counted half; NaN where either is not rated.

    Source:
        At an error of 30 % this is the rule of rubric method 5.4 for single indicators: one level
        apart permits no conclusion, two are probable, three are clear.
    """
    top = a.shape[1] - 1
    apart = np.arange(-top, top + 1, dtype=np.float64)
    rows = zip(strictness.tolist(), offset.tolist(), strict=True)
    below = np.array([_below(apart + more, one) for one, more in rows]).reshape(len(a), len(apart))
    found: Floats = (_apart(a, b) * below).sum(axis=1)
    return found


def rating_spreads(a: Floats, b: Floats, strictness: Floats, offset: Floats) -> list[Spread | None]:
    """5, 50 and 95 % of how many levels the first lies above the second; None where either is not rated."""
    top, weight = a.shape[1] - 1, _apart(a, b)
    grid = np.linspace(-top, top, 2 * top * FINE + 1)
    steps = np.linspace(-2 * top, 2 * top, 4 * top * FINE + 1)
    starts = FINE * np.arange(2 * top, -1, -1)
    steps += 2 * DUST  # a level that is certain is reached where it stands
    kinds = {one: _below(steps, one) for one in set(strictness.tolist())}
    shifted = {one: np.stack([below[at : at + len(grid)] for at in starts]) for one, below in kinds.items()}
    found: list[Spread | None] = []
    for row, kind, more in zip(weight, strictness.tolist(), offset.tolist(), strict=True):
        if np.isnan(row).any():
            found.append(None)
            continue
        places = np.searchsorted(row @ shifted[kind], np.array(ENDS) - DUST).clip(max=len(grid) - 1)
        found.append(Spread(*(grid[places] + more).clip(-top, top).tolist()))
    return found


def _below(levels: Floats, strictness: float) -> Floats:
    """Chance that the difference in strictness stays below so many levels."""
    if strictness == 0:
        half: Floats = (np.sign(np.where(np.abs(levels) < DUST, 0.0, levels)) + 1.0) / 2.0
        return half
    return np.array([(1.0 + math.erf(level / (math.sqrt(2.0) * strictness))) / 2.0 for level in levels])


def _apart(a: Floats, b: Floats) -> Floats:
    """(indicators, 2T+1) how likely each difference of levels -T..T is."""
    top = a.shape[1] - 1
    weight = np.zeros((len(a), 2 * top + 1))
    for mine in range(top + 1):
        weight[:, mine : mine + top + 1] += a[:, mine, None] * b[:, ::-1]
    return weight


# -- two cities -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Apart:
    """How far and how surely one city's number lies above another's."""

    chance: Chance
    spread: Spread
    """Of the difference, in points."""


@dataclass(frozen=True, eq=False)
class Likely:
    """What one city's numbers may be, under weights that it shares with those it is compared with."""

    draws: Draws
    levels: Floats
    """(indicators, T+1) chance of each level before strictness; NaN where not rated."""
    rest: Floats
    """(indicators,) what a counted figure has above its whole level, 0..1."""
    strictness: Floats
    """(indicators,) standard deviation of the strictness of its raters, in levels."""

    def spreads(self) -> dict[str, Spread]:
        """Where each score and severity lies; without those that are withheld."""
        found = zip(self.draws.nodes, spreads(self.draws.values), strict=True)
        return {id_: one for id_, one in found if one is not None}


def likely(rubric: Rubric, assessment: Assessment, settings: Settings, choice: WeightChoice) -> Likely:
    """Draws of a city's scores, and how likely each level of each of its ratings is.

    Args:
        rubric: under which it was assessed.
        assessment: the city.
        settings: draws, seed, and what is uncertain at all; the same for all cities compared.
        choice: the weights under which they are compared.

    Raises:
        VersionMismatch: if the assessment was made under another rubric or version.
        ScoringError: if weights or ratings admit no score.
    """
    given = inputs(rubric, assessment)
    rated = (given.codes >= 0) | (given.codes == INSUFFICIENT_EVIDENCE)
    levels = chances(given, rubric.top)
    if "ratings" not in settings.sources:
        levels[given.codes >= 0] = np.eye(rubric.top + 1)[given.codes[given.codes >= 0]]
    levels[~rated] = np.nan
    strictness = rubric.uncertainty.strictness if "strictness" in settings.sources else 0.0
    moved = (given.codes >= 0) & ~given.measured
    return Likely(draws(rubric, assessment, settings, choice), levels, given.rest, np.where(moved, strictness, 0.0))


def apart(rubric: Rubric, a: Likely, b: Likely) -> dict[str, Apart]:
    """How far and how surely city `a` lies above city `b`, by id of node and indicator; without what either has none of."""
    nodes, points = a.draws.nodes, 100.0 / rubric.top
    found = _told(nodes, aheads(a.draws.values, b.draws.values), spreads(a.draws.values - b.draws.values), 1.0)
    given = (a.levels, b.levels, np.hypot(a.strictness, b.strictness), a.rest - b.rest)
    ids = tuple(one.id for one in rubric.indicators)
    return found | _told(ids, rating_aheads(*given), rating_spreads(*given), points)


def _told(ids: tuple[str, ...], values: Floats, found: list[Spread | None], points: float) -> dict[str, Apart]:
    return {
        id_: Apart(chance(value), Spread(points * one.low, points * one.median, points * one.high))
        for id_, value, one in zip(ids, values.tolist(), found, strict=True)
        if one is not None
    }

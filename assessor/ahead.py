"""How sure it is that one city is ahead of another: from paired draws for scores, exactly for single ratings.

The draws of two cities share their weights and nothing else: who is ahead under one weighting is asked under the
same weighting of the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assessor.combining import DUST
from assessor.text import Text, say
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
        Share of the draws in which `a` is larger, ties counted half; NaN where a draw of either is
        withheld, since what cannot be shown cannot be ahead.
    """
    if np.isnan(a).any() or np.isnan(b).any():
        return math.nan
    difference = a - b
    larger, tied = (difference > DUST).mean(), (np.abs(difference) <= DUST).mean()
    return float(larger + tied / 2)


def spread(a: Floats, b: Floats) -> Spread | None:
    """5, 50 and 95 % of how far the first lies above the second, in points; None where withheld."""
    if np.isnan(a).any() or np.isnan(b).any():
        return None
    return Spread(*np.quantile(a - b, ENDS).tolist())


# -- single ratings, exactly ----------------------------------------------------------------------


def rating_ahead(a: Floats, b: Floats, strictness: float) -> Floats:
    """Chance 0..1 that the first city's level lies above the second's, one entry an indicator.

    Nothing is drawn: the levels a rating may stand for are few, and how much stricter one city's raters
    are than the other's is normal with √2 times the spread of one city.

    Args:
        a: (indicators, T+1) chance of each level in the first city; NaN where not rated.
        b: (indicators, T+1) the same in the second.
        strictness: standard deviation of one city's strictness, in levels.

    Returns:
        (indicators,) ties counted half; NaN where either is not rated.
    """
    apart, weight = _apart(a, b)
    found: Floats = weight @ _below(apart, strictness)
    return found


def rating_spread(a: Floats, b: Floats, strictness: float) -> Floats:
    """(indicators, 3) the 5, 50 and 95 % points of the levels that the first lies above the second."""
    _, weight = _apart(a, b)
    top = a.shape[1] - 1
    grid = np.linspace(-top, top, 2 * top * FINE + 1)
    steps = np.linspace(-2 * top, 2 * top, 4 * top * FINE + 1)
    below = _below(steps, strictness)
    reached = weight @ np.stack([below[start : start + len(grid)] for start in FINE * np.arange(2 * top, -1, -1)])
    places = np.stack([(reached < end).sum(axis=1) for end in ENDS], axis=1).clip(max=len(grid) - 1)
    return np.where(np.isnan(reached[:, :1]), np.nan, grid[places])


def _below(levels: Floats, strictness: float) -> Floats:
    """Chance that the difference in strictness of two cities stays below so many levels."""
    if strictness == 0:
        half: Floats = (np.sign(np.where(np.abs(levels) < DUST, 0.0, levels)) + 1.0) / 2.0
        return half
    return np.array([(1.0 + math.erf(level / (2.0 * strictness))) / 2.0 for level in levels])


def _apart(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Every difference of levels, -T..T, and (indicators, 2T+1) how likely each of them is."""
    top = a.shape[1] - 1
    weight = np.zeros((len(a), 2 * top + 1))
    for mine in range(top + 1):
        weight[:, mine : mine + top + 1] += a[:, mine, None] * b[:, ::-1]
    return np.arange(-top, top + 1, dtype=np.float64), weight

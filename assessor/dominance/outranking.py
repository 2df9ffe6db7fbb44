"""On how much of the weight each city is ahead of each other: a count of wins, blind to by how much."""

from __future__ import annotations

import numpy as np

from assessor.combining import quotient
from assessor.weighting import Floats


def outranking(values: Floats, weights: Floats) -> Floats:
    """Outranking matrix.

    Args:
        values: (cities, indicators) levels or scores; NaN where a city has none.
        weights: (indicators,) non-negative.

    Returns:
        (cities, cities) [a, b]: share 0..1 of the weight on which a is above b, of what both have;
        where the two are equal, half counts for each. NaN where they share nothing, and a city with itself.

    Source:
        OECD & JRC (2008), Handbook on Constructing Composite Indicators, step 6, non-compensatory
        multi-criteria approach (Condorcet).
    """
    a, b = values[:, None, :], values[None, :, :]
    both = ~np.isnan(a) & ~np.isnan(b)
    with np.errstate(invalid="ignore"):
        wins = (a > b) + 0.5 * (a == b)
    found = quotient((np.where(both, wins, 0.0) * weights).sum(axis=2), (both * weights).sum(axis=2))
    np.fill_diagonal(found, np.nan)
    return found


def copeland(outranked: Floats) -> Floats:
    """(cities,) pairs won less pairs lost, by an outranking matrix."""
    with np.errstate(invalid="ignore"):
        signs = np.sign(np.nan_to_num(outranked, nan=0.5) - 0.5)
    found: Floats = signs.sum(axis=1)
    return found

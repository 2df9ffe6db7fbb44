"""What a weighted mean can come to at worst and at best while its weights keep within bounds."""

from __future__ import annotations

import numpy as np

from assessor.combining import Bools, quotient
from assessor.rubric import Aggregation
from assessor.weighting import Floats


def least_mean(values: Floats, present: Bools, low: Floats, high: Floats) -> Floats:
    """Σ w·x / Σ w at its smallest over all low <= w <= high.

    This linear-fractional programme is solved in closed form: what lies below the optimum takes the
    most weight it may have, what lies above takes the least, so that after sorting only the place
    where the one turns into the other is left to be found.

    Args:
        values: (rows, K) x; read only where present.
        present: (rows, K) who has a part.
        low: (K,) least weights, above 0.
        high: (K,) greatest weights.

    Returns:
        (rows,) the least mean; NaN where nobody has a part.

    Source:
        Charnes and Cooper (1962), Programming with linear fractional functionals.
    """
    order = np.argsort(np.where(present, values, np.inf), axis=1)
    here = np.take_along_axis(present, order, axis=1)
    x = np.where(here, np.take_along_axis(values, order, axis=1), 0.0)
    light, heavy = low[order] * here, high[order] * here
    below = _sums_before(heavy * x) + _sums_from(light * x)
    mean = quotient(below, _sums_before(heavy) + _sums_from(light))
    least: Floats = np.where(present.any(axis=1), mean.min(axis=1), np.nan)
    return least


def most_mean(values: Floats, present: Bools, low: Floats, high: Floats) -> Floats:
    """The same at its greatest."""
    return -least_mean(-values, present, low, high)


def _sums_before(terms: Floats) -> Floats:
    """(rows, K+1) sum of the first 0, 1, ... K terms."""
    return np.concatenate([np.zeros((len(terms), 1)), np.cumsum(terms, axis=1)], axis=1)


def _sums_from(terms: Floats) -> Floats:
    """(rows, K+1) sum of the terms from the first, second, ... on."""
    return np.concatenate([np.cumsum(terms[:, ::-1], axis=1)[:, ::-1], np.zeros((len(terms), 1))], axis=1)


# -- rules as scales --------------------------------------------------------------------------
#
# Each rule but the weakest part is an arithmetic mean on a scale of its own: of the values themselves, of
# their logarithms, of their reciprocals (with a minus, so that more stays more).


def scaled(rule: Aggregation, points: Floats) -> Floats:
    """Points 0..100 on the scale on which the rule is an arithmetic mean."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if rule == "geometric":
            return np.log(points)
        return -1.0 / points if rule == "harmonic" else points


def in_points(rule: Aggregation, scale: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if rule == "geometric":
            return np.exp(scale)
        return -1.0 / scale if rule == "harmonic" else scale


def converted(lead: Floats, rule: Aggregation, to: Aggregation, own: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> Floats:  # fmt: skip
    """What a least lead on one rule's scale is worth at least on another's.

    Each of these scales is convex or concave in each other, so that over the points the city behind
    may have, the worth of one and the same lead is smallest at an end: at its highest, or at the
    lowest from which the lead leads to points that the city ahead can have at all.

    Args:
        lead: least lead on the scale of `rule`.
        rule: whose scale that is.
        to: the rule whose scale is wanted.
        own: lowest and highest points that the city ahead can have.
        other: the same of the city behind.

    Returns:
        A lower bound of the lead on the other scale; -inf where nothing can be said.
    """
    if scaled_alike(rule, to):
        return lead
    with np.errstate(invalid="ignore"):
        first = np.clip(_reached(rule, own[0], -lead), other[0], other[1])
        worth = [
            scaled(to, np.clip(_reached(rule, end, lead), own[0], own[1])) - scaled(to, end)
            for end in (first, other[1])
        ]
        found: Floats = np.nan_to_num(np.minimum(*worth), nan=-np.inf)
    return found


def _reached(rule: Aggregation, points: Floats, lead: Floats) -> Floats:
    """Points so far ahead on the rule's scale; never beyond 100, where scores end."""
    scale = scaled(rule, points) + lead
    return in_points(rule, np.minimum(scale, scaled(rule, np.array(100.0))))


def scaled_alike(rule: Aggregation, to: Aggregation) -> bool:
    plain = ("arithmetic", "weakest")
    return rule == to or (rule in plain and to in plain)

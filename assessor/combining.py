"""Codes of ratings, one node from its children, and means over any selection of indicators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessor.errors import Problem, ScoringError
from assessor.text import say
from assessor.weighting import Floats, Group, Plan

MISSING, NOT_APPLICABLE, INSUFFICIENT_EVIDENCE = -1, -2, -3

Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
# A share of 0.6 by arithmetic may be 0.59999999999999998 in floating point; it still is 0.6.
DUST = 1e-9
MULTIPLIED = {"geometric": say("几何平均", "geometric mean"), "harmonic": say("调和平均", "harmonic mean")}


def values(codes: Codes, top: int, rest: Floats | None = None) -> Floats:
    """Value 0..100 of each rating: 100·s/T; insufficient evidence 0; 0 also where not rated.

    `rest` is what measured figures reach beyond their whole level, a share 0..1 of one level.
    """
    found: Floats = np.empty(codes.shape)
    np.multiply(np.maximum(codes, 0), 100.0 / top, out=found)
    if rest is not None:
        found += np.where(codes >= 0, rest, 0.0) * (100.0 / top)
    return found


def is_rated(codes: Codes) -> Bools:
    """Where there is a judgement: a level, or that the evidence does not suffice for one."""
    rated: Bools = (codes >= 0) | (codes == INSUFFICIENT_EVIDENCE)
    return rated


def quotient(numerator: Floats, denominator: Floats) -> Floats:
    """Quotient, NaN where the denominator is 0."""
    found: Floats = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    np.divide(numerator, denominator, out=found, where=denominator > 0)
    return found


# -- one node from its children ---------------------------------------------------------------


def combine(group: Group, children: Floats, *, bound: bool = False) -> Floats:
    """Put one node together from its children under the group's rule.

    Children without a score, and those of weight 0, have no part; the other weights are
    rescaled, so nobody is marked down for what nobody rated.

    Args:
        group: weights, rule and floor of the node.
        children: (cities, K) scores 0..100; NaN where a child has none.
        bound: a lower bound may be 0 under the geometric and the harmonic rule; a score may not.

    Returns:
        (cities,) score 0..100; NaN where no child has one.

    Raises:
        ScoringError: if a geometric or harmonic mean without a floor meets a zero.

    Source:
        OECD & JRC (2008), Handbook on Constructing Composite Indicators, step 6; the harmonic mean,
        Σw / Σ(w/x), makes up for a low child even less than the geometric one.
    """
    weights = np.array(group.weights)
    present = ~np.isnan(children) & (weights > 0)
    weight = np.where(present, weights, 0.0)
    if group.rule == "arithmetic":
        filled = np.where(present, children, 0.0)
        return quotient((filled * weight).sum(axis=1), weight.sum(axis=1))
    if group.rule == "weakest":
        lowest = np.where(present, children, np.inf).min(axis=1, initial=np.inf)
        return np.where(np.isinf(lowest), np.nan, lowest)
    return _multiplied(group, children, present, weight, bound)


def _multiplied(group: Group, children: Floats, present: Bools, weight: Floats, bound: bool) -> Floats:
    """Geometric or harmonic mean: one zero makes the whole zero, so a score refuses it unless a floor is declared."""
    floored = np.where(present, children, 100.0)
    if group.floor is not None:
        floored = np.maximum(floored, group.floor)
    zero = (floored <= 0) & present
    if zero.any() and not bound:
        word = MULTIPLIED[group.rule]
        raise ScoringError(
            Problem(
                group.id,
                say(f"{word.zh}遇到0分且未规定下限", f"the {word.en} meets a score of 0 and declares no floor"),
                say("在量表中为该组写上 floor，或改用 arithmetic", "declare a floor for this group in the rubric, or use arithmetic"),
            )
        )  # fmt: skip
    above = np.where(zero, 1.0, floored)
    if group.rule == "harmonic":
        mean = quotient(weight.sum(axis=1), (weight / above).sum(axis=1))
    else:
        mean = np.exp(quotient((np.log(above) * weight).sum(axis=1), weight.sum(axis=1)))
    return np.where(zero.any(axis=1), 0.0, mean)


# -- any selection of indicators --------------------------------------------------------------


def linked(codes: Codes, plan: Plan, weight: Floats, rest: Floats | None = None) -> tuple[Floats, Floats, Floats]:
    """Weighted mean value over any selection of indicators.

    Args:
        codes: (cities, indicators) as for `score`.
        plan: the rubric under a choice of weights.
        weight: (indicators, K) non-negative; 0 leaves an indicator out.
        rest: (cities, indicators) what measured figures reach beyond their whole level; None: nothing.

    Returns:
        (cities, K) mean value 0..100 of what is rated, NaN where nothing is; coverage 0..1;
        number of indicators rated.
    """
    rated = is_rated(codes).astype(np.float64)
    applicable = (codes != NOT_APPLICABLE).astype(np.float64)
    total = rated @ weight
    mean = quotient(values(codes, plan.top, rest) @ weight, total)
    return mean, quotient(total, applicable @ weight), rated @ (weight > 0)


def linked_bounds(codes: Codes, plan: Plan, weight: Floats, rest: Floats | None = None) -> tuple[Floats, Floats]:
    """(cities, K) the same mean with everything missing at 0, and at T."""
    total = (codes != NOT_APPLICABLE).astype(np.float64) @ weight
    low = values(codes, plan.top, rest) @ weight
    high = low + 100.0 * ((codes == MISSING).astype(np.float64) @ weight)
    return quotient(low, total), quotient(high, total)


@dataclass(frozen=True)
class Selection:
    """Scores or severities of K selections of indicators; NaN where withheld."""

    score: Floats
    """(cities, K)"""
    coverage: Floats
    low: Floats
    high: Floats
    weight: Floats
    """(indicators, K)"""


def cells(codes: Codes, plan: Plan, level: int, rest: Floats | None = None) -> Selection:
    """Severity of each shortcoming inside one coordination level, whatever lies beneath it.

    A cell of one or two indicators is shown with its n; only its coverage can withhold it.

    Args:
        codes: (cities, indicators) as for `scoring.score`.
        plan: the rubric under a choice of weights.
        level: position of the coordination level.
        rest: as for `linked`.

    Returns:
        Severities 0..100 with coverage and bounds, one column a shortcoming.
    """
    weight = np.where(plan.within[:, level, None], plan.links, 0.0)
    mean, coverage, _ = linked(codes, plan, weight, rest)
    low, high = linked_bounds(codes, plan, weight, rest)
    mean[~(coverage >= plan.rules.shortcoming_coverage - DUST)] = np.nan
    return Selection(100.0 - mean, coverage, 100.0 - high, 100.0 - low, weight)


def paths(codes: Codes, plan: Plan, rest: Floats | None = None) -> Selection:
    """Score of each path: the mean of the indicators that bear its tag, from the rubric's least
    number of them and its provisional coverage upwards.

    Args:
        codes: (cities, indicators) as for `scoring.score`.
        plan: the rubric under a choice of weights.
        rest: as for `linked`.

    Returns:
        Scores 0..100 with coverage and bounds, one column a scored tag.
    """
    mean, coverage, count = linked(codes, plan, plan.tagged, rest)
    low, high = linked_bounds(codes, plan, plan.tagged, rest)
    few = (count < plan.rules.path_indicators) | ~(coverage >= plan.rules.provisional - DUST)
    return Selection(np.where(few, np.nan, mean), coverage, low, high, plan.tagged)


def band_of(score: Floats, starts: Floats) -> npt.NDArray[np.intp]:
    """Position of the band that each score falls into; bands are closed below and open above."""
    return np.maximum(np.searchsorted(starts, score + DUST, side="right") - 1, 0)

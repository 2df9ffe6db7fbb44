"""Which city is ahead of which whatever the weights, within the bounds that the rubric admits.

Admissible weights: in each group (indicators of a dimension, dimensions of a level, levels of the
whole) every weight lies between `least_weight` and `most_weight` times the stated one, each for
itself; the engine rescales them over what is rated. Both cities are weighed alike. Exact, by linear
programming; nothing is declared from a sample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assessor import scoring
from assessor.assessment import WeightChoice
from assessor.combining import DUST, Bools, Codes
from assessor.dominance.outranking import copeland as copeland
from assessor.dominance.outranking import outranking as outranking
from assessor.dominance.pairs import Rows, attacked, leads
from assessor.dominance.tree import Tree, sampled, tree
from assessor.rubric import Rubric
from assessor.scoring import Floats
from assessor.weighting import weights_of

PAIRS = 20_000
"""Pairs computed at a time, so that memory does not grow with the number of cities."""
PROBES = 64
"""Weightings that a pair is tried under before linear programmes are solved for it."""
MOST_CLOSE = 60
"""Pairs for which linear programmes are solved, those closest to being declared first: a fifth of a second each."""


@dataclass(frozen=True)
class Leads:
    """By how much one city is ahead of another at the least."""

    least: Floats
    """(cities, cities) [a, b]: least lead of a over b in the overall score, in points; below 0 where some
    admissible weighting puts a behind; NaN where either has no overall score."""
    exact: Bools
    """(cities, cities) whether `least` is attained; else it is a lower bound: the true one is no smaller."""

    @property
    def ahead(self) -> Bools:
        found: Bools = self.least > DUST  # NaN is not
        return found


def dominance(rubric: Rubric, choice: WeightChoice, variant: str, codes: Codes, rest: Floats | None = None) -> Bools:
    """Orders that no admissible weighting turns round.

    Args:
        rubric: holds the bounds of the weights.
        choice: the stated weights, the same for all cities.
        variant: which indicators count.
        codes: (cities, indicators) as for `scoring.score`.
        rest: (cities, indicators) what measured indicators reach beyond their level, 0..1; None: nothing.

    Returns:
        (cities, cities) [a, b]: a is ahead of b in the overall score under every admissible
        weighting. False where either has no overall score under the stated weights. A pair is never
        declared falsely; `least_leads` says which few may be left undeclared.

    Raises:
        ScoringError: if weights or ratings admit no score.
    """
    return least_leads(rubric, choice, variant, codes, rest).ahead


def least_leads(
    rubric: Rubric, choice: WeightChoice, variant: str, codes: Codes, rest: Floats | None = None, *, closely: bool = True
) -> Leads:  # fmt: skip
    """The least lead of every city over every other, over all admissible weightings.

    All weights are non-negative and each group has its own, so the least lead of a node is the least
    weighted mean of its children's least leads: solved from the bottom up, group by group. Which
    nodes have a score is decided under the stated weights.

    Exact where both cities have a rating (a score) for the same members of every group and all groups
    follow one rule. Where members differ (not applicable, missing, withheld), each city's mean is
    rescaled by a sum of its own: where that could decide the order, the least difference is enclosed
    by linear programmes, to a thousandth of the range among ratings, and as a bound above them,
    where the children's leads and ranges stand for the weights below. Where a rubric mixes rules,
    leads are carried from one scale to the next as lower bounds. A bound never declares too much; beyond
    `MOST_CLOSE` pairs whose members differ, the coarser bound stands and may leave an order undeclared.

    Args:
        rubric, choice, variant, codes, rest: as for `dominance`.
        closely: False leaves out the linear programmes, for very many cities: fewer orders may be
            declared, none falsely.

    Returns:
        Leads; the diagonal is 0.
    """
    plan = scoring.plan(rubric, weights_of(rubric, choice, variant))
    scores = scoring.score(codes, plan, rest)
    points = scoring.values(codes, plan.top, rest)
    rule = rubric.uncertainty
    found = tree(plan, codes, points, scores, rule.least_weight, rule.most_weight)
    return _all_pairs(found, len(codes), closely)


def _all_pairs(of: Tree, cities: int, closely: bool) -> Leads:
    least, exact = np.full((cities, cities), np.nan), np.zeros((cities, cities), dtype=np.bool_)
    placed = np.flatnonzero(of.scored[-1])
    a, b = (one.ravel() for one in np.meshgrid(placed, placed, indexing="ij"))
    for start in range(0, len(a), PAIRS):
        here = a[start : start + PAIRS], b[start : start + PAIRS]
        least[here], exact[here] = leads(of, *here)
    np.fill_diagonal(least, np.where(of.scored[-1], 0.0, np.nan))
    np.fill_diagonal(exact, of.scored[-1])
    if closely:
        open_ = _open(of, least, exact)
        if len(open_[0]):
            least[open_], exact[open_] = leads(of, *open_, closely=True)
    return Leads(least, exact)


def _open(of: Tree, least: Floats, exact: Bools) -> tuple[Rows, Rows]:
    """Pairs that a bound did not declare and that no probe has turned round, nor one weighting made to do so."""
    with np.errstate(invalid="ignore"):
        a, b = np.nonzero(~exact & (least <= DUST))
    if not len(a):
        return a, b
    probes = sampled(of, PROBES, seed=0)
    still = (probes[a] - probes[b]).min(axis=1) > DUST
    a, b = a[still], b[still]
    still = attacked(of, a, b) > DUST
    a, b = a[still], b[still]
    closest = np.argsort(-least[a, b], kind="stable")[:MOST_CLOSE]
    return a[closest], b[closest]

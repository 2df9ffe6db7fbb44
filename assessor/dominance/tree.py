"""The rubric as one list of groups, and every city's range of scores over all admissible weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assessor.combining import DUST, Bools, Codes, is_rated
from assessor.dominance.extremes import in_points, least_mean, most_mean, scaled
from assessor.scoring import Scores
from assessor.weighting import Floats, Group, Plan


@dataclass(frozen=True)
class Knot:
    """A group with its children by place, and the weights that these may have."""

    group: Group
    children: tuple[int, ...]
    """Only those that weigh anything."""
    light: Floats
    """Least admissible weights."""
    heavy: Floats

    def floored(self, points: Floats) -> Floats:
        """What the group's rule reads instead of low points."""
        floor = self.group.floor
        if floor is None or self.group.rule not in ("geometric", "harmonic"):
            return points
        return np.maximum(points, floor)


@dataclass(frozen=True)
class Tree:
    """Nodes by place: the indicators, then the groups, each after its children; the whole is last."""

    leaves: int
    knots: tuple[Knot, ...]
    scored: Bools
    """(places, cities) whether it has a rating, a score, under the stated weights."""
    low: Floats
    """(places, cities) points at the least, over all admissible weights; NaN where it has none."""
    high: Floats


def tree(plan: Plan, codes: Codes, points: Floats, scores: Scores, least: float, most: float) -> Tree:
    """The plan as a tree.

    Args:
        plan: the rubric under the stated weights.
        codes: (cities, indicators) as for `scoring.score`.
        points: (cities, indicators) their values 0..100.
        scores: what `scoring.score` makes of them; it says which nodes have a score.
        least: least admissible weight, in multiples of the stated one.
        most: greatest admissible weight, likewise.
    """
    leaves = len(plan.indicators)
    knots = tuple(_knot(group, places, least, most) for group, places in _ordered(plan))
    has = {id(group): ~np.isnan(score) for group, score in _scores(plan, scores)}
    rated = is_rated(codes).T
    scored = np.vstack([rated, *(has[id(group)][None, :] for group, _ in _ordered(plan))])
    low, high = np.full((2, *scored.shape), np.nan)
    low[:leaves] = high[:leaves] = np.where(rated, points.T, np.nan)
    for place, knot in enumerate(knots, leaves):
        low[place], high[place] = _ends(knot, scored, low, high)
    return Tree(leaves, knots, scored, low, high)


def _ordered(plan: Plan) -> Iterator[tuple[Group, list[int]]]:
    """Groups after their children, each with its children's places. A level may hold dimensions and levels."""
    leaves, dimensions = len(plan.indicators), len(plan.dimensions)
    yield from ((group, list(group.children)) for group in plan.dimensions)
    at = {row: leaves + row for row in range(dimensions)}
    left = {dimensions + row: group for row, group in enumerate(plan.levels)}
    while left:
        ready = [row for row, group in left.items() if all(child in at for child in group.children)]
        for row in ready:
            group = left.pop(row)
            yield group, [at[child] for child in group.children]
            at[row] = leaves + len(at)
    yield plan.overall, [at[dimensions + row] for row in plan.overall.children]


def _scores(plan: Plan, scores: Scores) -> Iterator[tuple[Group, Floats]]:
    yield from zip(plan.dimensions, scores.dimension.T, strict=True)
    yield from zip(plan.levels, scores.level.T, strict=True)
    yield plan.overall, scores.overall


def _knot(group: Group, places: list[int], least: float, most: float) -> Knot:
    weights = np.array(group.weights, dtype=np.float64)
    in_play = weights > 0
    children = tuple(place for place, counts in zip(places, in_play, strict=True) if counts)
    return Knot(group, children, weights[in_play] * least, weights[in_play] * most)


def _ends(knot: Knot, scored: Bools, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    rule, columns = knot.group.rule, list(knot.children)
    has = scored[columns].T
    if rule == "weakest":
        least, most = (np.where(has, points[columns].T, np.inf).min(axis=1, initial=np.inf) for points in (low, high))
        return np.where(has.any(axis=1), least, np.nan), np.where(has.any(axis=1), most, np.nan)
    under, over = (scaled(rule, knot.floored(points[columns].T)) for points in (low, high))
    ends = least_mean(under, has, knot.light, knot.heavy), most_mean(over, has, knot.light, knot.heavy)
    return in_points(rule, ends[0]), in_points(rule, ends[1])


def sampled(tree: Tree, draws: int, seed: int) -> Floats:
    """(cities, draws) the whole under weights at their bounds, drawn at random.

    Only to tell cheaply that an order does turn round somewhere, never that it does not.
    """
    random = np.random.default_rng(seed)
    cities = tree.scored.shape[1]
    found = [np.repeat(row[:, None], draws, axis=1) for row in tree.low[: tree.leaves]]
    for place, knot in enumerate(tree.knots, tree.leaves):
        heavy = random.random((draws, len(knot.children))) < 0.5
        weights = np.where(heavy, knot.heavy, knot.light)
        found.append(_under(knot, [found[child] for child in knot.children], weights, (cities, draws)))
        found[-1][~tree.scored[place]] = np.nan
    return found[-1]


def _under(knot: Knot, children: list[Floats], weights: Floats, shape: tuple[int, int]) -> Floats:
    rule = knot.group.rule
    lowest, total, weight = np.full(shape, np.inf), np.zeros(shape), np.full(shape, DUST**2)
    for child, heavy in zip(children, weights.T, strict=True):
        has = ~np.isnan(child)
        lowest = np.where(has & (child < lowest), child, lowest)
        total += np.where(has, scaled(rule, knot.floored(child)) * heavy, 0.0)
        weight += has * heavy
    return lowest if rule == "weakest" else in_points(rule, total / weight)

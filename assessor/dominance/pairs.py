"""The least lead of one city over another, group by group from the bottom up."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assessor.combining import Bools
from assessor.dominance.extremes import converted, in_points, least_mean, scaled, scaled_alike
from assessor.dominance.pieces import Members, least_difference
from assessor.dominance.tree import Knot, Tree
from assessor.weighting import Floats

Rows = npt.NDArray[np.intp]
Found = tuple[Floats, Bools]
"""(pairs,) least lead on the scale of a group's own rule, and whether it is attained."""


def leads(tree: Tree, a: Rows, b: Rows, *, closely: bool = False) -> Found:
    """Least lead of each city of `a` over the one of `b` in the whole, in points.

    Args:
        tree: groups and ranges.
        a: (pairs,) rows of the cities that may be ahead.
        b: (pairs,) rows of the others.
        closely: solve groups whose members differ between the two by linear programmes; else a
            coarser bound stands for them.

    Returns:
        (pairs,) least lead, never more than the true one, and whether it is the true one.
    """
    found: list[Found] = []
    for place, knot in enumerate(tree.knots, tree.leaves):
        found.append(_Group(tree, place, knot, a, b).lead(found, closely))
    (lead, exact), rule = found[-1], tree.knots[-1].group.rule
    own, other = _ends(tree, len(tree.scored) - 1, a), _ends(tree, len(tree.scored) - 1, b)
    return converted(lead, rule, "arithmetic", own, other), exact & scaled_alike(rule, "arithmetic")


def _ends(tree: Tree, place: int, rows: Rows) -> tuple[Floats, Floats]:
    return tree.low[place, rows], tree.high[place, rows]


class _Group:
    """One group of all pairs."""

    def __init__(self, tree: Tree, place: int, knot: Knot, a: Rows, b: Rows) -> None:
        self.tree, self.place, self.knot, self.a, self.b = tree, place, knot, a, b
        self.rule = knot.group.rule
        columns = list(knot.children)
        self.has_a, self.has_b = tree.scored[columns][:, a].T, tree.scored[columns][:, b].T
        self.alike: Bools = (self.has_a == self.has_b).all(axis=1)

    def lead(self, below: list[Found], closely: bool) -> Found:
        if not self.knot.children:  # nothing weighs in it, so no group above asks for it
            return np.full(len(self.a), np.nan), np.ones(len(self.a), dtype=np.bool_)
        pairs = [self._child(child, below) for child in self.knot.children]
        apart = np.stack([lead for lead, _ in pairs], axis=1)
        exact = np.stack([attained for _, attained in pairs], axis=1) | ~(self.has_a & self.has_b)
        if self.rule == "weakest":
            return self._weakest(apart), np.full(len(apart), self._of_ratings)
        shared = least_mean(apart, self.has_a & self.has_b, self.knot.light, self.knot.heavy)
        own, other = _ends(self.tree, self.place, self.a), _ends(self.tree, self.place, self.b)
        lead = np.where(self.alike, shared, scaled(self.rule, own[0]) - scaled(self.rule, other[1]))
        attained = exact.all(axis=1) & self.alike
        if closely:
            scored = self.tree.scored[self.place, self.a] & self.tree.scored[self.place, self.b]
            for row in map(int, np.flatnonzero(scored & ~self.alike)):
                lead[row] = max(lead[row], least_difference(self._members(row, apart[row])))
                attained[row] = self._of_ratings
        return lead, attained

    @property
    def _of_ratings(self) -> bool:
        return all(child < self.tree.leaves for child in self.knot.children)

    def _child(self, child: int, below: list[Found]) -> Found:
        """A child's least lead on the scale of this group's rule."""
        own, other = _ends(self.tree, child, self.a), _ends(self.tree, child, self.b)
        low, low_b, high_b = (self.knot.floored(one) for one in (own[0], *other))
        between = scaled(self.rule, low) - scaled(self.rule, high_b)
        if child < self.tree.leaves:
            return between, np.ones(len(self.a), dtype=np.bool_)
        lead, exact = below[child - self.tree.leaves]
        rule = self.tree.knots[child - self.tree.leaves].group.rule
        lead = converted(lead, rule, self.rule, own, other)
        lifted = (low > own[0]) | (low_b > other[0])
        lead = np.fmax(np.where(lifted, np.minimum(lead, 0.0), lead), between)
        return lead, exact & ~lifted & scaled_alike(rule, self.rule)

    def _weakest(self, apart: Floats) -> Floats:
        """The weakest part of the one may be any of its parts, and the other's is no better than any of its own."""
        columns = list(self.knot.children)
        low = np.where(self.has_a, self.tree.low[columns][:, self.a].T, np.inf)
        high = np.where(self.has_b, self.tree.high[columns][:, self.b].T, np.inf)
        ahead = low[:, :, None] - np.where(np.isinf(high), 0.0, high)[:, None, :]
        ahead[np.broadcast_to(~self.has_b[:, None, :], ahead.shape)] = -np.inf
        for k in range(len(columns)):
            both = self.has_a[:, k] & self.has_b[:, k]
            ahead[both, k, k] = np.fmax(ahead[both, k, k], apart[both, k])
        least: Floats = ahead.max(axis=2).min(axis=1)
        return least

    def _members(self, row: int, apart: Floats) -> Members:
        columns, a, b = list(self.knot.children), self.a[row], self.b[row]

        def on_scale(points: Floats, city: np.intp) -> tuple[float, ...]:
            found = scaled(self.rule, self.knot.floored(points[columns, city]))
            return tuple(np.nan_to_num(found).tolist())

        whole = (scaled(self.rule, ends[self.place, a]) for ends in (self.tree.low, self.tree.high))
        low, high = (float(one) for one in whole)
        return Members(
            has_a=tuple(self.has_a[row].tolist()), has_b=tuple(self.has_b[row].tolist()),
            light=tuple(self.knot.light.tolist()), heavy=tuple(self.knot.heavy.tolist()),
            low_a=on_scale(self.tree.low, a), high_a=on_scale(self.tree.high, a),
            low_b=on_scale(self.tree.low, b), high_b=on_scale(self.tree.high, b),
            lead=tuple(np.nan_to_num(apart).tolist()), range_a=(low, high),
        )  # fmt: skip


def attacked(tree: Tree, a: Rows, b: Rows, *, rounds: int = 4) -> Floats:
    """(pairs,) a lead of a over b that some weighting does reach, as small as climbing down finds it.

    Group by group, each weight goes to the bound towards which the lead shrinks, a few times over.
    """
    reached = [(tree.low[leaf, a], tree.low[leaf, b]) for leaf in range(tree.leaves)]
    for place, knot in enumerate(tree.knots, tree.leaves):
        columns, rule = list(knot.children), knot.group.rule
        if not columns:
            reached.append((np.full(len(a), np.nan), np.full(len(a), np.nan)))
            continue
        sides = [np.stack([reached[child][side] for child in columns], axis=1) for side in (0, 1)]
        has = [tree.scored[columns][:, rows].T for rows in (a, b)]
        if rule == "weakest":
            found = [np.where(here, x, np.inf).min(axis=1) for x, here in zip(sides, has, strict=True)]
        else:
            x = [np.where(h, scaled(rule, knot.floored(v)), 0.0) for v, h in zip(sides, has, strict=True)]
            found = [in_points(rule, mean) for mean in _climbed_down(knot, x, has, rounds)]
        unscored = ~(tree.scored[place, a] & tree.scored[place, b])
        reached.append((np.where(unscored, np.nan, found[0]), np.where(unscored, np.nan, found[1])))
    lead: Floats = reached[-1][0] - reached[-1][1]
    return lead


def _climbed_down(knot: Knot, x: list[Floats], has: list[Bools], rounds: int) -> tuple[Floats, Floats]:
    """Both means under the weights that brought their difference furthest down."""
    weight = np.broadcast_to(np.sqrt(knot.light * knot.heavy), x[0].shape)
    best = (np.full(len(weight), np.inf), np.zeros(len(weight)))
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(rounds):
            total = [(weight * here).sum(axis=1) for here in has]
            mean = [(weight * one).sum(axis=1) / sum_ for one, sum_ in zip(x, total, strict=True)]
            lower = mean[0] - mean[1] < best[0] - best[1]
            best = np.where(lower, mean[0], best[0]), np.where(lower, mean[1], best[1])
            slope = [
                here * (one - m[:, None]) / sum_[:, None]
                for one, here, m, sum_ in zip(x, has, mean, total, strict=True)
            ]
            weight = np.where(slope[0] < slope[1], knot.heavy, knot.light)
    return best

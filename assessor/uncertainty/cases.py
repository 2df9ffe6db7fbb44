"""One city made ready to be drawn: where everything stands, what has a part, from which cut a level is one more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessor import scoring
from assessor.combining import MISSING, NOT_APPLICABLE, Bools, Codes, is_rated
from assessor.uncertainty.inputs import Inputs, chances
from assessor.uncertainty.settings import Settings
from assessor.uncertainty.weights import in_play, linked_rows
from assessor.weighting import Floats, Plan

Bits = npt.NDArray[np.uint16]
FINENESS = 2**16
"""Chances of levels are counted in units of one in so many."""


Rows = slice | list[int]


class Tree:
    """Where everything stands. Nodes in the order overall, levels, dimensions, shortcomings."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.dimensions, self.levels = len(plan.dimensions), len(plan.levels)
        self.nodes = 1 + self.levels + self.dimensions + plan.links.shape[1]
        self.first_dimension = 1 + self.levels
        self.first_shortcoming = self.first_dimension + self.dimensions
        self.inside = [in_play(group)[0] for group in plan.dimensions]
        self.linked = linked_rows(plan)
        self.upwards = [row for tier in plan.tiers for row in tier]
        self.below = [self._nodes_of(in_play(group)[0]) for group in plan.levels]
        self.top_levels = [1 + row for row in in_play(plan.overall)[0]]
        self.all_inside, self.all_below, self.all_linked = (
            [Part.all_of(rows) for rows in each] for each in (self.inside, self.below, self.linked)
        )
        self.all_levels = Part.all_of(self.top_levels)

    def _nodes_of(self, children: list[int]) -> list[int]:
        """Children of a level, counted as [dimensions, levels], among the nodes."""
        d = self.dimensions
        return [self.first_dimension + one if one < d else 1 + one - d for one in children]


@dataclass(frozen=True)
class Part:
    """Which children of a node have a part in it, in one city."""

    rows: Rows
    """Where those children stand."""
    among: list[int] | None
    """Their positions among all children that weigh anything; None where all of them are there."""
    every: Rows
    """Where all children stand that weigh anything."""
    absent: list[int]
    """Positions of those without a part."""

    @classmethod
    def all_of(cls, rows: list[int]) -> Part:
        every = _straight(rows)
        return cls(every, None, every, [])

    def without(self, rows: list[int], out: frozenset[int]) -> Part:
        """The part that is left where some of all its children, which stand at `rows`, are out."""
        if out.isdisjoint(rows):
            return self
        among = [k for k, row in enumerate(rows) if row not in out]
        absent = [k for k, row in enumerate(rows) if row in out]
        return Part(_straight([rows[k] for k in among]), among, self.every, absent)


def _straight(rows: list[int]) -> Rows:
    """Neighbours as a slice, which needs no copy."""
    neighbours = rows and rows == list(range(rows[0], rows[0] + len(rows)))
    return slice(rows[0], rows[0] + len(rows)) if neighbours else rows


@dataclass(frozen=True, eq=False)
class Case:
    """One city made ready to be drawn. A level is `start` and one more for each of its cuts that the random
    number lies above."""

    stream: str
    start: Codes
    """(I, 1)"""
    most: list[Bits]
    """(I, 1) cuts that most indicators have."""
    few: list[Cut]
    """Cuts that few have: those not rated, or rated in a session."""
    moved: list[slice]
    """Runs of indicators that strictness moves."""
    rest: Floats | None
    cap: Floats | float
    """(I, 1), or T where nothing is capped."""
    present: Bools
    """(I,) what has a part in a draw."""
    out: list[int]
    """The indicators that have none."""
    missing: Bools
    inside: list[Part]
    below: list[Part]
    overall: Part
    linked: list[Part]
    withheld: list[int]
    """Nodes that the scorecard withholds."""


@dataclass(frozen=True, eq=False)
class Cut:
    rows: list[int]
    above: Bits
    """(rows, 1)"""


def cases(tree: Tree, inputs: Sequence[Inputs], seeds: Sequence[str], settings: Settings) -> list[Case]:
    """Every city made ready; which nodes have a score is decided by the stated weights, once."""
    if not inputs:
        return []
    top = np.int8(tree.plan.top)
    codes = np.array([one.codes for one in inputs], dtype=np.int8)
    whole = np.where(is_rated(codes), top, codes)
    shown = _scored(tree, whole)
    part = _scored(tree, np.where(whole == MISSING, top, whole)) if "missing" in settings.sources else shown
    return [_case(tree, *city, settings) for city in zip(inputs, seeds, shown, part, strict=True)]


def _scored(tree: Tree, codes: Codes) -> Bools:
    found = scoring.score(codes, tree.plan)
    rows = [found.overall[:, None], found.level, found.dimension, found.severity]
    return ~np.isnan(np.concatenate(rows, axis=1))


def _case(tree: Tree, one: Inputs, seed: str, shown: Bools, takes_part: Bools, settings: Settings) -> Case:
    top = tree.plan.top
    missing = one.codes == MISSING
    present = one.codes != NOT_APPLICABLE
    if "missing" not in settings.sources:
        present &= ~missing
    chance = chances(one, top)
    if "ratings" not in settings.sources:
        rated = one.codes >= 0
        chance[rated] = np.eye(top + 1)[one.codes[rated]]
    start, most, few = _cuts(chance)
    out, idle = (frozenset(np.flatnonzero(~one).tolist()) for one in (present, takes_part))
    return Case(
        stream=seed,
        start=start,
        most=most,
        few=few,
        moved=_runs((one.codes >= 0) & ~one.measured),
        rest=one.rest[:, None] if one.rest.any() else None,
        cap=one.cap[:, None].astype(np.float64) if (one.cap < top).any() else float(top),
        present=present,
        out=list(out),
        missing=missing,
        inside=_left(tree.inside, tree.all_inside, out),
        below=_left(tree.below, tree.all_below, idle),
        overall=tree.all_levels.without(tree.top_levels, idle),
        linked=_left(tree.linked, tree.all_linked, out),
        withheld=np.flatnonzero(~shown).tolist(),
    )


def _left(rows: list[list[int]], parts: list[Part], out: frozenset[int]) -> list[Part]:
    return [part.without(each, out) for each, part in zip(rows, parts, strict=True)] if out else parts


def _cuts(chance: Floats) -> tuple[Codes, list[Bits], list[Cut]]:
    """The level each indicator starts from, and the cuts above which it is one more; most need but two."""
    edges = np.rint(np.cumsum(chance, axis=1)[:, :-1] * FINENESS).astype(np.int64)
    start = (edges <= 0).sum(axis=1)
    number = (edges < FINENESS).sum(axis=1) - start
    rows, last = np.arange(len(edges)), edges.shape[1] - 1
    most: list[Bits] = []
    few: list[Cut] = []
    for k in range(int(number.max(initial=0))):
        needed = number > k
        above = (np.where(needed, edges[rows, np.minimum(start + k, last)], FINENESS) - 1)[:, None].astype(np.uint16)
        if needed.mean() > 0.5:
            most.append(above)
        else:
            kept = np.flatnonzero(needed).tolist()
            few.append(Cut(kept, above[kept]))
    return start[:, None].astype(np.int8), most, few


def _runs(where: Bools) -> list[slice]:
    """Runs of neighbours that are all true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], where, [False]]).astype(np.int8)))
    return [slice(int(a), int(b)) for a, b in edges.reshape(-1, 2)]

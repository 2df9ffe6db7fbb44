"""The choice of steps as a mixed-integer programme, solved by HiGHS through scipy.

One binary a rung: x = 1 where an indicator stands at that level or higher. Levels are climbed one by
one, so x of a level is at most x of the level beneath, and at most x of whatever rung it requires.
A dimension reaches its target where the sum over its indicators of weight × f(value) reaches
f(target) × the sum of weights; f is the value itself under the arithmetic rule, its logarithm under
the geometric, minus its reciprocal under the harmonic one: constants of each level, so the row is
linear whatever the rule. Under the weakest-link rule, and for the gate, single rungs are fixed at 1.

The solver works to a millionth; so a choice is checked with the engine's own arithmetic, and one
that misses a target by less is cut off and solved again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from assessor.combining import DUST
from assessor.planning.situation import Levels, Situation
from assessor.planning.steps import EFFORT_COST, effort_of
from assessor.weighting import Floats

Rung = tuple[str, int]
"""An indicator and a level above the one it has."""
SLACK = 1e-7
"""Rows are let go by this much, so that the solver's tolerance never refuses what just fits."""
HELD = 1e-6
"""What one stage has reached is held for the next up to the solver's tolerance."""


@dataclass(frozen=True)
class Row:
    """Σ coefficient × variable >= least."""

    terms: dict[int, float]
    least: float


@dataclass(frozen=True)
class Programme:
    """Rungs, rows and the objective's parts; further variables stand behind the rungs."""

    situation: Situation
    rows: tuple[Row, ...] = ()
    fixed: frozenset[int] = frozenset()
    integers: int = 0
    """Further binaries behind the rungs; behind these come the shortfalls, which are any number from 0."""
    shortfalls: int = 0
    objective: dict[int, float] = field(default_factory=dict)

    @cached_property
    def rungs(self) -> list[Rung]:
        top = self.situation.highest
        return [(id_, n) for id_, level in self.situation.start.items() for n in range(level + 1, top[id_] + 1)]

    @cached_property
    def at(self) -> dict[Rung, int]:
        return {rung: place for place, rung in enumerate(self.rungs)}

    @cached_property
    def costs(self) -> list[int]:
        by_id = self.situation.rubric.by_id
        return [EFFORT_COST[effort_of(by_id[id_], level - 1)] for id_, level in self.rungs]

    @property
    def size(self) -> int:
        return len(self.rungs) + self.integers + self.shortfalls

    def levels(self, chosen: Iterable[int]) -> dict[str, int]:
        found = dict(self.situation.start)
        for place in sorted(chosen):
            id_, level = self.rungs[place]
            found[id_] = level
        return found

    def ladder(self) -> list[Row]:
        """Level by level, and never before what is required."""
        rows = []
        for place, (id_, level) in enumerate(self.rungs):
            if (id_, level - 1) in self.at:
                rows.append(Row({self.at[id_, level - 1]: 1.0, place: -1.0}, 0.0))
            for one in self.situation.requirements(id_, level):
                needed = self.at.get((one.indicator, one.at_least))
                if one.level == level and needed is not None:
                    rows.append(Row({needed: 1.0, place: -1.0}, 0.0))
        return rows

    # -- targets -----------------------------------------------------------------------------------

    def transformed(self, dimension: str, value: float) -> float:
        group = self.situation.group[dimension]
        if group.rule == "arithmetic":
            return value / 100.0
        floored = max(value, group.floor or 0.0)
        if floored <= 0:  # the engine refuses it before there is anything to plan
            return -math.inf
        return math.log(floored / 100.0) if group.rule == "geometric" else -1.0 / (floored / 100.0)

    def sum_of(self, dimension: str) -> tuple[dict[int, float], float, float]:
        """The sum over a dimension's indicators of weight × f(value): terms, what it is now, and the sum of weights."""
        terms: dict[int, float] = {}
        now = total = 0.0
        for id_, weight in self.situation.members(dimension):
            start, last = self.situation.start[id_], self.situation.highest[id_]
            values = [self.transformed(dimension, self.situation.value(id_, n)) for n in range(start, last + 1)]
            now, total = now + weight * values[0], total + weight
            for n in range(1, len(values)):
                terms[self.at[id_, start + n]] = weight * (values[n] - values[n - 1])
        return terms, now, total

    def must_stand(self, dimension: str, points: float) -> set[int]:
        """Rungs that every indicator must stand on so that the weakest has that many points."""
        found = set()
        for id_, _ in self.situation.members(dimension):
            start, last = self.situation.start[id_], self.situation.highest[id_]
            level = next(n for n in range(start, last + 1) if self.situation.value(id_, n) >= points - DUST)
            if level > start:
                found.add(self.at[id_, level])
        return found

    def gate_rung(self, dimension: str, target: int) -> int | None:
        gate, least = self.situation.gate(dimension), self.situation.gate_level(dimension, target)
        return self.at.get((gate, least)) if gate is not None and least is not None else None

    def with_targets(self) -> Programme:
        """Every target a row, and what must stand in any case fixed."""
        rows, fixed = self.ladder(), set(self.fixed)
        for dimension, target in self.situation.targets.items():
            points, gate = self.situation.points(target), self.gate_rung(dimension, target)
            fixed |= set() if gate is None else {gate}
            if self.situation.group[dimension].rule == "weakest":
                fixed |= self.must_stand(dimension, points)
            else:
                terms, now, total = self.sum_of(dimension)
                rows.append(Row(terms, total * self.transformed(dimension, points) - now - SLACK * total))
        return replace(self, rows=(*self.rows, *rows), fixed=frozenset(fixed))

    # -- cuts ----------------------------------------------------------------------------------------

    def without(self, chosen: frozenset[int]) -> Programme:
        """No choice any more that holds all of these rungs."""
        cut = Row(dict.fromkeys(chosen, -1.0), 1.0 - len(chosen))
        return replace(self, rows=(*self.rows, cut))

    def beyond(self, dimension: str, levels: Levels) -> Programme:
        """At least one indicator of a dimension higher than at these levels, which just miss its target."""
        up = [
            self.at[id_, levels[id_] + 1]
            for id_, _ in self.situation.members(dimension)
            if (id_, levels[id_] + 1) in self.at
        ]
        return replace(self, rows=(*self.rows, Row(dict.fromkeys(up, 1.0), 1.0)))

    def held(self, terms: dict[int, float], least: float) -> Programme:
        return replace(self, rows=(*self.rows, Row(terms, least - HELD)))

    # -- solving ---------------------------------------------------------------------------------------

    def solved(self) -> frozenset[int] | None:
        """The rungs to stand on; None where no choice fits."""
        found = self._values()
        return None if found is None else frozenset(np.flatnonzero(found[: len(self.rungs)] > 0.5).tolist())

    def choice(self, objective: dict[int, float]) -> dict[str, int]:
        """The levels of the best choice; where there is none, those of doing nothing."""
        return self.levels(replace(self, objective=objective).solved() or ())

    def _values(self) -> Floats | None:
        size = self.size
        if not size:
            return None if any(row.least > SLACK for row in self.rows) else np.zeros(0)
        cost, lower, upper = np.zeros(size), np.zeros(size), np.ones(size)
        for place, coefficient in self.objective.items():
            cost[place] = coefficient
        lower[list(self.fixed)] = 1.0
        binary = np.ones(size)
        if self.shortfalls:
            upper[-self.shortfalls :], binary[-self.shortfalls :] = np.inf, 0.0
        answer = milp(
            cost, integrality=binary, bounds=Bounds(lower, upper), constraints=constraints(self.rows, size),
            options={"mip_rel_gap": 0.0},
        )  # fmt: skip
        if answer.x is None:
            return None
        found: Floats = answer.x
        return found


def constraints(rows: Sequence[Row], size: int) -> list[LinearConstraint]:
    if not rows:
        return []
    entries = [(r, place, value) for r, row in enumerate(rows) for place, value in row.terms.items()]
    if not entries:
        entries = [(0, 0, 0.0)]
    at, places, values = (np.array(part) for part in zip(*entries, strict=True))
    matrix = coo_array((values, (at, places)), shape=(len(rows), size)).tocsr()
    return [LinearConstraint(matrix, np.array([row.least for row in rows]), np.inf)]

"""The least lead in one group where the two cities have different members, by linear programming.

There each city's mean is divided by a sum of weights of its own, so that their difference is one of
two linear-fractional functions and its least value need not lie at a corner. The range of the first
city's mean is cut into pieces; inside one the greatest mean of the other is a linear programme (after
Charnes and Cooper), which encloses the difference; the piece that may hold the least one is cut on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush

import numpy as np
from scipy.optimize import linprog

from assessor.weighting import Floats

Numbers = tuple[float, ...]
CLOSE = 1e-3
"""The search ends once the bound is this close, in shares of the range it began with."""
MOST_PIECES = 400


@dataclass(frozen=True)
class Members:
    """One group of two cities, on the scale on which its rule is an arithmetic mean."""

    has_a: tuple[bool, ...]
    has_b: tuple[bool, ...]
    light: Numbers
    heavy: Numbers
    low_a: Numbers
    high_a: Numbers
    low_b: Numbers
    high_b: Numbers
    lead: Numbers
    """Least lead in each child that both have."""
    range_a: tuple[float, float]
    """Least and greatest mean of the first city."""


@lru_cache(maxsize=4096)
def least_difference(of: Members) -> float:
    """A lower bound of the first city's mean minus the second's, `CLOSE` to the least one."""
    program = _Program(of)
    low, high = of.range_a
    close = CLOSE * max(high - low, 1e-6)
    least, attained = program.piece(low, high)
    heap = [(least, low, high)]
    for _ in range(MOST_PIECES):
        least, low, high = heap[0]
        if attained - least <= close:
            break
        heappop(heap)
        middle = (low + high) / 2
        for ends in ((low, middle), (middle, high)):
            bound, at = program.piece(*ends)
            attained = min(attained, at)
            heappush(heap, (max(bound, least), *ends))
    return heap[0][0]


class _Program:
    """Variables: weight, weight times mean of the one, of the other, for each child; the scale of all weights."""

    def __init__(self, of: Members) -> None:
        self.of, self.n = of, len(of.light)
        self.a, self.b = np.array(of.has_a, dtype=np.float64), np.array(of.has_b, dtype=np.float64)
        eye, none = np.eye(self.n), np.zeros((self.n, self.n))
        one, other = eye[self.a > 0], eye[self.b > 0]
        both = (self.a > 0) & (self.b > 0)
        rows = [
            self._rows(eye, none, none, -np.array(of.heavy)),
            self._rows(-eye, none, none, np.array(of.light)),
            self._rows(-one * of.high_a, one, none[self.a > 0]),
            self._rows(one * of.low_a, -one, none[self.a > 0]),
            self._rows(-other * of.high_b, none[self.b > 0], other),
            self._rows(other * of.low_b, none[self.b > 0], -other),
            self._rows(eye[both] * of.lead, -eye[both], eye[both]),
        ]
        self.fixed = np.vstack(rows)

    def _rows(self, weight: Floats, one: Floats, other: Floats, scale: Floats | None = None) -> Floats:
        last = np.zeros(len(weight)) if scale is None else scale
        return np.hstack([weight, one, other, last[:, None]])

    def piece(self, low: float, high: float) -> tuple[float, float]:
        """Where the first mean lies between these: a lower bound of the difference, and one it does reach."""
        a, b, zero = self.a, self.b, np.zeros(self.n)
        piece = np.array([[*(low * a), *-a, *zero, 0.0], [*(-high * a), *a, *zero, 0.0]])
        total = np.array([[*b, *zero, *zero, 0.0]])
        rows = np.vstack([self.fixed, piece])
        bounds = [(0, None)] * self.n + [(None, None)] * (2 * self.n) + [(0, None)]
        aim = np.array([*zero, *zero, *-b, 0.0])
        found = linprog(aim, rows, np.zeros(len(rows)), total, [1.0], bounds, method="highs")
        if found.status != 0:  # nothing lies in this piece
            return (np.inf, np.inf) if found.status == 2 else (-np.inf, np.inf)
        weight, mean = found.x[: self.n], found.x[self.n : 2 * self.n]
        return low + float(found.fun), float(mean @ a / (weight @ a)) + float(found.fun)

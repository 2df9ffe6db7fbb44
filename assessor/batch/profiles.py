"""The numbers of some hundred cities at hand, for a page: by id, kept by content while they are looked at."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assessor.assessment import Assessment
from assessor.batch.choice import Choice
from assessor.batch.sources import PIECE, Fault, Given
from assessor.batch.working import NUMBERS, STATUS, City, Workshop, drawn_ids, score_ids
from assessor.nodes import Status
from assessor.rubric import Rubric
from assessor.weighting import Floats

MOST = 500
"""Cities that a page holds; beyond them there is the command `batch`."""
_VALUE, _STATUS = NUMBERS.index("value"), NUMBERS.index("status")


@dataclass(frozen=True, eq=False)
class Profiles:
    cities: tuple[City, ...]
    faults: tuple[Fault, ...]
    scores: Floats
    """(cities, rows, NUMBERS)"""
    intervals: Floats
    """(cities, nodes, 3)"""
    rows: dict[str, int]
    """id of an overall score, level, dimension or shortcoming -> its row of scores"""
    nodes: dict[str, int]
    """id -> its row of intervals"""

    def values(self, id_: str) -> list[float | None]:
        """One number of every city; None where withheld."""
        return [None if np.isnan(one) else one for one in self.scores[:, self.rows[id_], _VALUE].tolist()]

    def statuses(self, id_: str) -> list[Status]:
        places: list[float] = self.scores[:, self.rows[id_], _STATUS].tolist()
        return [STATUS[int(place)] for place in places]

    def table(self, ids: Sequence[str]) -> Floats:
        """(cities, ids) numbers; NaN where withheld."""
        return np.asarray(self.scores[:, [self.rows[id_] for id_ in ids], _VALUE])

    def spans(self, id_: str) -> list[tuple[float, float, float] | None]:
        """5, 50 and 95 % of one number of every city."""
        rows: list[list[float]] = self.intervals[:, self.nodes[id_]].tolist()
        return [None if np.isnan(low) else (low, median, high) for low, median, high in rows]


_kept: OrderedDict[tuple[object, ...], Profiles] = OrderedDict()
_lock = threading.Lock()
_MOST_KEPT = 4


def profiles(assessments: Sequence[Assessment], rubric: Rubric, choice: Choice) -> Profiles:
    """Scores and intervals of each city under one choice of weights."""
    given = sorted(assessments, key=lambda one: one.id)
    choice = replace(choice, compare=(), reports=False, dominance=False)
    key = (rubric.fingerprint, choice, tuple(one.digest for one in Given(given).pieces()))
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = _made(given, rubric, choice)
        with _lock:
            _kept[key] = found
            while len(_kept) > _MOST_KEPT:
                _kept.popitem(last=False)
    return found


def _made(given: Sequence[Assessment], rubric: Rubric, choice: Choice) -> Profiles:
    workshop = Workshop(rubric, choice)
    worked = [workshop.work(piece) for piece in Given(given).pieces(PIECE)]
    ids, nodes = score_ids(rubric), drawn_ids(rubric)
    return Profiles(
        tuple(city for one in worked for city in one.cities),
        tuple(fault for one in worked for fault in one.faults),
        np.concatenate([np.empty((0, len(ids), len(NUMBERS))), *(one.scores for one in worked)]),
        np.concatenate([np.empty((0, len(nodes), 3)), *(one.intervals for one in worked)]),
        {id_: n for n, (kind, id_) in enumerate(ids) if kind not in ("cell", "path")},
        {id_: n for n, (_, id_) in enumerate(nodes)},
    )

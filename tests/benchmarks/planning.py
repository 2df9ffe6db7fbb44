"""How long a plan takes, as a ratio to the bare relaxation that any solver must begin with.

    python tests/benchmarks/planning.py

Floor: the linear relaxation of the same programme (the same rows and bounds, no integers) through the
same solver. Plan: `planning.cheapest` with three plans from the ratings, scored again by the engine,
ordered and put into words; and `planning.within` for 12 points. Both in turn in one process, every
sample under the bundled rubric; the wall time of each is told beside the ratio.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median

import numpy as np
from scipy.optimize import Bounds, milp

from assessor.assessment import Assessment
from assessor.files import load_rubric, sample_cities
from assessor.planning import cheapest, within
from assessor.planning.choosing import cost_and_ties
from assessor.planning.programme import Programme, constraints
from assessor.planning.situation import Situation
from assessor.rubric import Rubric

ROUNDS, SECONDS = 5, 2.0
BUDGET = 12


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def relaxed(rubric: Rubric, city: Assessment) -> Callable[[], object]:
    """The relaxation, with everything but the solver done beforehand; targets out of reach are left out."""
    whole = Situation.of(rubric, city, None, frozenset())
    reachable = {id_: aim for id_, aim in whole.targets.items() if whole.reaches(id_, aim, whole.highest)}
    programme = Programme(Situation.of(rubric, city, reachable, frozenset())).with_targets()
    size = programme.size
    lower = np.zeros(size)
    lower[list(programme.fixed)] = 1.0
    cost = np.array(list(cost_and_ties(programme).values()))
    rows = constraints(programme.rows, size)
    return lambda: milp(cost, integrality=np.zeros(size), bounds=Bounds(lower, np.ones(size)), constraints=rows)


def main() -> int:
    rubric = load_rubric()
    worst = 0.0
    for city in sample_cities():
        works = [
            relaxed(rubric, city), partial(cheapest, rubric, city), partial(within, rubric, city, BUDGET),
        ]  # fmt: skip
        floor, plan, budget = (
            median(one) for one in zip(*([seconds(work) for work in works] for _ in range(ROUNDS)), strict=True)
        )
        worst = max(worst, plan, budget)
        print(
            f"{city.id}  relaxation {1000 * floor:6.1f} ms   cheapest {plan / floor:5.1f} ×  {plan:.2f} s   within {budget / floor:5.1f} ×  {budget:.2f} s"
        )
    print(f"slowest answer {worst:.2f} s (limit {SECONDS} s)")
    return int(worst > SECONDS)


if __name__ == "__main__":
    sys.exit(main())

"""How long scoring takes, as a ratio to what any implementation must do.

    python tests/benchmarks/scoring.py

Floor: the two bare matrix products over indicators × nodes (weighted values, weights rated) on arrays
that lie ready in memory. Engine: `scoring.score` on integer codes, levels and all three kinds of gap
alike often, to all dimensions, levels, the overall score and severities, each with its coverage.
Both are timed in turn in one process; peak memory is that of a process that only scores.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from assessor import scoring
from assessor.assessment import WeightChoice
from assessor.files import load_rubric
from assessor.weighting import Plan, weights_of

CITIES = 1_000_000
RATIO, GIGABYTES = 2.0, 1.5


CHOICES = {
    "equal": WeightChoice(),
    "expert": WeightChoice(preset="expert"),
    "own": WeightChoice(levels={"A": 0.3}, indicators={"A1-1": 0.7}),  # no sums that single precision holds exactly
}


def the_plan(choice: str) -> Plan:
    rubric = load_rubric()
    return scoring.plan(rubric, weights_of(rubric, CHOICES[choice]))


def the_codes(plan: Plan) -> scoring.Codes:
    return np.random.default_rng(0).integers(-3, plan.top + 1, (CITIES, len(plan.indicators)), dtype=np.int8)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(choice: str, rounds: int) -> float:
    plan = the_plan(choice)
    codes = the_codes(plan)
    value, rated = scoring.values(codes, plan.top), ((codes >= 0) | (codes == -3)).astype(np.float64)
    share = plan.share[:, None]
    levels = np.where(plan.within, share, 0.0)
    nodes = np.hstack([plan.in_dimension, levels, share, plan.links])
    floor, engine = [], []
    for _ in range(rounds):
        floor.append(seconds(lambda: (value @ nodes, rated @ nodes)))
        engine.append(seconds(lambda: scoring.score(codes, plan)))
    ratio = min(engine) / min(floor)
    print(
        f"{choice} weights, {CITIES:,} × {len(plan.indicators)} ratings to {nodes.shape[1]} nodes: "
        f"floor {min(floor):.3f} s, engine {min(engine):.3f} s, ratio {ratio:.2f}"
    )
    return ratio


def peak_gigabytes() -> float:
    """Peak of a process that makes the codes and scores them."""
    done = subprocess.run(
        [sys.executable, __file__, "--only-score"], check=True, capture_output=True, text=True
    )  # fmt: skip
    return float(done.stdout)


def only_score() -> None:
    plan = the_plan("equal")
    scoring.score(the_codes(plan), plan)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--only-score", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.only_score:
        only_score()
        return 0
    peak = peak_gigabytes()  # first: a child's peak counts from the size of the process that starts it
    ratios = [measure(choice, chosen.rounds) for choice in CHOICES]
    print(f"peak memory {peak:.2f} GB (limit {GIGABYTES})")
    print(f"largest ratio {max(ratios):.2f} (limit {RATIO})")
    return int(max(ratios) > RATIO or peak > GIGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())

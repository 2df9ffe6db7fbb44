"""How long the engine takes beside pymcdm's weighted sum of the same ratings.

    python tests/benchmarks/aggregation.py

Both come to the weighted sum of 300,000 cities with 46 indicators, every one rated, under the same weights, and the
sums are checked to be the same. pymcdm gets the ratings as floating-point numbers that lie ready, the division by
the highest level as its normalisation, and no validation; it gives the one sum. The engine gets whole levels as
they are stored, checks them, and gives besides the dimensions, levels, severities and all their coverages.
Both in one process, in turn.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from pymcdm.methods import WSM

from assessor import scoring
from assessor.assessment import WeightChoice
from assessor.files import load_rubric
from assessor.weighting import weights_of

CITIES = 300_000
RATIO = 1.0
CHOICES = {
    "equal": WeightChoice(),
    "own": WeightChoice(levels={"A": 0.3}, indicators={"A1-1": 0.7}),  # no sums that single precision holds exactly
}


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(choice: str, rounds: int) -> float:
    rubric = load_rubric()
    plan = scoring.plan(rubric, weights_of(rubric, CHOICES[choice]))
    codes = np.random.default_rng(0).integers(0, plan.top + 1, (CITIES, len(plan.indicators)), dtype=np.int8)
    matrix, weights = codes.astype(np.float64), scoring.effective_weights(plan)
    types = np.ones(len(weights))
    method = WSM(lambda column, cost: column * (100.0 / plan.top))
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(seconds(lambda: scoring.score(codes, plan)))
        theirs.append(seconds(lambda: method(matrix, weights, types, validation=False)))
    np.testing.assert_allclose(
        scoring.score(codes, plan).overall, method(matrix, weights, types, validation=False), atol=1e-9
    )
    ratio = min(ours) / min(theirs)
    print(
        f"{choice} weights, {CITIES:,} × {len(weights)}: engine, all nodes {min(ours):.3f} s, "
        f"pymcdm, one sum {min(theirs):.3f} s, ratio {ratio:.2f} (limit {RATIO})"
    )
    return ratio


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    return int(max(measure(choice, chosen.rounds) for choice in CHOICES) > RATIO)


if __name__ == "__main__":
    raise SystemExit(main())

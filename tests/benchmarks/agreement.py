"""How long alpha takes, as a ratio to the krippendorff package on the same ballots.

    python tests/benchmarks/agreement.py

Both start from the ballots of a large workshop as they lie in memory, gaps among them, and end at ordinal
alpha; ours with its guards and its words. Besides: alpha with its bootstrap interval, set against as many
calls of the package as it has resamples, and everything a session's page shows. All in one process, in turn.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import krippendorff
import numpy as np

from assessor.agreement import agreement, counts_of, krippendorff_alpha
from assessor.reliability import DRAWS, Floats

RATERS, ITEMS, TOP = 200, 46, 4
GAPS = 0.05
CALLS = 20
RATIO = 2.0


def the_ballots() -> Floats:
    """Raters who see what is there, more or less, and sometimes cannot judge."""
    chance = np.random.default_rng(0)
    seen = chance.normal(chance.uniform(0, TOP, ITEMS), 0.8, (RATERS, ITEMS))
    levels = np.clip(np.round(seen), 0, TOP)
    levels[chance.random(levels.shape) < GAPS] = np.nan
    return levels


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(CALLS):
        work()
    return (time.perf_counter() - start) / CALLS * 1000


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=15)
    rounds = options.parse_args().rounds
    ballots = the_ballots()
    works: dict[str, Callable[[], object]] = {
        "package": lambda: krippendorff.alpha(reliability_data=ballots, level_of_measurement="ordinal"),
        "alpha": lambda: krippendorff_alpha(counts_of(ballots, TOP), draws=0),
        "alpha and interval": lambda: krippendorff_alpha(counts_of(ballots, TOP)),
        "whole session": lambda: agreement(ballots, TOP),
    }
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(milliseconds(work))
    best = {name: min(found) for name, found in taken.items()}
    value, package = krippendorff_alpha(counts_of(ballots, TOP), draws=0).value, works["package"]()
    print(f"{RATERS} raters × {ITEMS} items: alpha {value:.6f}, by the package {package:.6f}")
    for name, found in best.items():
        print(f"{name}: {found:.3f} ms, {found / best['package']:.2f} × the package")
    print(
        f"{DRAWS} resamples: {best['alpha and interval'] / best['package'] / DRAWS:.4f} × as many calls of the package"
    )
    ratio = best["alpha"] / best["package"]
    print(f"ratio {ratio:.2f} (limit {RATIO})")
    return int(ratio > RATIO)


if __name__ == "__main__":
    raise SystemExit(main())

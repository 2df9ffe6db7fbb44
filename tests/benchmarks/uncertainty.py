"""How long drawing takes, as a ratio to the bare random draws and products that it needs.

    python tests/benchmarks/uncertainty.py

Work: 10,000 draws of 300 cities with 46 indicators to every node (overall, levels, dimensions, shortcomings),
all sources, from what is known of each city to the draws. Both sides write all their results, 30 cities
at a time, into the same memory.

Bare draws and products, in numpy alone and in the chunks that suit it best:
- the weights: gamma draws, divided by their sums, the shares of the shortcomings;
- for each city the random numbers and nothing made of them: one a rating, one normal a draw;
- for each city the products of weights and some values, which lie ready: indicators to dimensions and to
  shortcomings, dimensions to levels, levels to overall, written to where the results go.
Not in it: that the levels follow from the random numbers, strictness, ends of the scale, gaps, caps and withholding.
The random numbers of the floor are numpy's own, one of `Generator.random` a rating. The work gets by with 16 bits a
rating; the same floor with those instead is told beside it, and does not count. Weights are drawn anew in every run.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Literal

import numpy as np

from assessor import scoring
from assessor.assessment import WeightChoice
from assessor.files import load_rubric, sample_cities
from assessor.uncertainty import Settings, drawn, inputs, quantiles
from assessor.uncertainty.cases import Tree
from assessor.uncertainty.weights import CHUNK, _kept, in_play, linked_rows, weight_draws
from assessor.weighting import Floats, Plan, weights_of

CITIES, TOGETHER, DRAWS = 300, 30, 10_000
RATIO = 1.5
RUBRIC = load_rubric()
PLAN = scoring.plan(RUBRIC, weights_of(RUBRIC, WeightChoice()))
SETTINGS = Settings(draws=DRAWS)
Numbers = Literal["bits", "ordinary"]


def work(memory: Floats) -> None:
    """The samples over and over, each time under another name."""
    known = [inputs(RUBRIC, one) for one in sample_cities()]
    cities = [known[c % len(known)] for c in range(CITIES)]
    for start in range(0, CITIES, TOGETHER):
        names = [f"city {c}" for c in range(start, start + TOGETHER)]
        drawn(PLAN, RUBRIC.uncertainty, cities[start : start + TOGETHER], names, SETTINGS, into=memory)


def bare(memory: Floats, numbers: Numbers) -> None:
    for start in range(0, CITIES, TOGETHER):
        bare_part(PLAN, [np.random.Generator(np.random.PCG64([start, c])) for c in range(TOGETHER)], memory, numbers)


def bare_part(plan: Plan, cities: list[np.random.Generator], memory: Floats, numbers: Numbers) -> None:
    tree, indicators = Tree(plan), len(plan.indicators)
    value, out = np.random.default_rng(0).random((indicators, CHUNK)), np.empty((tree.nodes, CHUNK))
    inside = [slice(rows[0], rows[-1] + 1) for rows in tree.inside]  # neighbours in this rubric
    below = [slice(rows[0], rows[-1] + 1) for rows in tree.below]
    linked = linked_rows(plan)
    weights = weight_draws(plan, RUBRIC.uncertainty, 0, drawn=True)
    for begin in range(0, DRAWS, CHUNK):
        here = slice(begin, min(begin + CHUNK, DRAWS))
        w = next(weights)
        for c, random in enumerate(cities):
            if numbers == "bits":
                random.bit_generator.random_raw(indicators * CHUNK // 4)
            else:
                random.random((indicators, CHUNK))
            random.standard_normal(CHUNK)
            for d, rows in enumerate(inside):
                np.einsum("id,id->d", w.inside[d], value[rows], out=out[tree.first_dimension + d])
            for s, each in enumerate(linked):
                np.einsum("id,id->d", w.links[s], value[each], out=out[tree.first_shortcoming + s])
            for row, rows in enumerate(below):
                np.einsum("id,id->d", w.levels[row], out[rows], out=out[1 + row])
            np.einsum("id,id->d", w.overall, out[1 : 1 + len(in_play(plan.overall)[0])], out=out[0])
            memory[c, :, here] = out[:, : here.stop - begin]


def seconds(task: Callable[[], object]) -> float:
    """Of the processor, so that what else the machine does has little part in it."""
    _kept.cache_clear()
    start = time.process_time()
    task()
    return time.process_time() - start


def fresh_memory() -> Floats:
    return np.zeros((TOGETHER, Tree(PLAN).nodes, DRAWS))


def peak_gigabytes(task: str) -> float:
    """Peak of a process that does this alone."""
    done = subprocess.run([sys.executable, __file__, "--only", task], check=True, capture_output=True, text=True)
    return float(done.stdout)


def only(task: str) -> None:
    if task == "work":
        work(fresh_memory())
    elif task == "nothing":
        fresh_memory().fill(1.0)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--only", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.only:
        only(chosen.only)
        return 0
    peak, idle = peak_gigabytes("work"), peak_gigabytes("nothing")
    memory = fresh_memory()
    took: dict[str, list[float]] = {"work": [], "bits": [], "ordinary": []}
    for _ in range(chosen.rounds):
        took["work"].append(seconds(lambda: work(memory)))
        took["bits"].append(seconds(lambda: bare(memory, "bits")))
        took["ordinary"].append(seconds(lambda: bare(memory, "ordinary")))
    best = {name: min(each) for name, each in took.items()}
    ends = seconds(lambda: quantiles(memory[:1])) * CITIES
    print(
        f"{DRAWS:,} draws × {CITIES} cities × {len(PLAN.indicators)} indicators to {Tree(PLAN).nodes} nodes: "
        f"{best['work']:.2f} s; quantiles of all of them besides: {ends:.1f} s"
    )
    ratio = best["work"] / best["ordinary"]
    print(f"bare draws and products {best['ordinary']:.2f} s, ratio {ratio:.2f} (limit {RATIO})")
    print(f"the same with 16 random bits a rating {best['bits']:.2f} s, ratio {best['work'] / best['bits']:.2f}")
    print(f"peak memory {peak:.2f} GB; of a process that only holds the results of {TOGETHER} cities {idle:.2f} GB")
    return int(ratio > RATIO)


if __name__ == "__main__":
    raise SystemExit(main())

"""One batch over 3,000 synthetic cities on two processes: wall time, peak memory, and memory against 500 cities.

    python tests/benchmarks/many_cities.py [--cities 3000] [--few 500]

The cities stand in a Parquet table. Each is scored, gets intervals from 2,000 draws, and is compared with every
other in the overall score and in each level; everything is written to Parquet, CSV and Excel. Memory is what all
processes of the batch hold together, their resident sets added up twenty times a second (Linux only); what
they share counts in each. The machine should have nothing else to do.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from assessor.files import load_rubric

DRAWS, PROCESSES = 2_000, 2
FLAT = 1.15
"""Times the memory of the few that the many may take."""
PAGE = 4096


def table(path: Path, cities: int) -> None:
    """Levels round a height of each city's own; one rating in thirty missing, some without evidence."""
    rubric, dice = load_rubric(), np.random.default_rng(2018)
    height = dice.normal(2.2, 0.8, (cities, 1))
    levels = np.clip(np.rint(height + dice.normal(0, 0.9, (cities, len(rubric.indicators)))), 0, rubric.top).astype(int)
    words = levels.astype(str).astype(object)
    words[dice.random(levels.shape) < 1 / 30] = None
    words[dice.random(levels.shape) < 1 / 60] = "IE"
    columns = {one.id: words[:, n].tolist() for n, one in enumerate(rubric.indicators)}
    pq.write_table(pa.table({"city": [f"city-{n:05}" for n in range(cities)]} | columns), path)


def resident(process: int) -> Iterator[int]:
    """Bytes held by a process and by all that it started."""
    try:
        yield int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (OSError, IndexError):
        return
    for child in children:
        yield from resident(int(child))


def measured(folder: Path, cities: int) -> tuple[float, float]:
    """Seconds and megabytes at the peak."""
    source, out = folder / f"{cities}.parquet", folder / f"out-{cities}"
    table(source, cities)
    command = [sys.executable, "-c", "from assessor.cli import main; main()", "batch", str(source), "--out", str(out), "--draws", str(DRAWS),
               "--processes", str(PROCESSES)]  # fmt: skip
    start, peak = time.perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None:
            peak = max(peak, sum(resident(running.pid)))
            time.sleep(0.05)
    seconds = time.perf_counter() - start
    if running.returncode:
        sys.exit(f"the batch failed with exit code {running.returncode}")
    size = sum(one.stat().st_size for one in out.iterdir()) / 1e6
    print(f"{cities:>6} cities: {seconds:6.1f} s, peak {peak / 1e6:5.0f} MB of memory, {size:5.1f} MB of files", flush=True)  # fmt: skip
    return seconds, peak / 1e6


def main() -> None:
    said = argparse.ArgumentParser()
    said.add_argument("--cities", type=int, default=3_000)
    said.add_argument("--few", type=int, default=500)
    asked = said.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        _, few = measured(folder, asked.few)
        _, many = measured(folder, asked.cities)
    finally:
        shutil.rmtree(folder)
    ratio = many / few
    print(f"memory {asked.cities} : {asked.few} cities = {ratio:.2f} (at most {FLAT})")
    sys.exit(ratio > FLAT)


if __name__ == "__main__":
    main()

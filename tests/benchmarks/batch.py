"""Memory of `assessor report` over 30 and over 300 generated cities, each in a process of its own, in one run.

Run: python tests/benchmarks/batch.py
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assessor.assessment import Assessment, Rating
from assessor.files import assessment_to_json, load_rubric, sample_cities
from assessor.rubric import Rubric

FEW, MANY = 30, 300
LIMIT = 50.0
"""Megabytes that the peak may grow from FEW to MANY."""
# On Linux a process is charged in getrusage with what the one that started it held; its own peak stands in /proc.
MEASURE = """
import json, resource, sys
from pathlib import Path
from assessor.cli import run
code = run(sys.argv[1:])
status = Path("/proc/self/status")
if status.exists():
    size = int(status.read_text().partition("VmHWM:")[2].split()[0]) * 1024
else:
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([code, size]), file=sys.stderr)
"""


def generated(cities: list[Assessment], rubric: Rubric, number: int, dice: random.Random) -> Assessment:
    """A sample city with other ratings, notes and a name of its own."""
    city = cities[number % len(cities)]
    ratings = {
        one.id: Rating(outcome=dice.randint(0, rubric.top), grade=dice.choice(["E0", "E1", "E2", "E3"]), note=f"第{number}号：" + "每月一次。" * dice.randint(0, 20))
        for one in rubric.indicators
        if dice.random() < 0.95
    }  # fmt: skip
    profile = city.city.model_copy(update={"id": f"G{number:03}", "name": f"示例城市{number:03}"})
    return city.model_copy(update={"id": f"G{number:03}", "city": profile, "ratings": ratings})


def written(folder: Path) -> list[Path]:
    rubric, cities, dice = load_rubric(), sample_cities(), random.Random(2018)
    paths = []
    for number in range(MANY):
        path = folder / f"G{number:03}.json"
        path.write_text(assessment_to_json(generated(list(cities), rubric, number, dice)), encoding="utf-8")
        paths.append(path)
    return paths


def peak(files: list[Path], out: Path) -> tuple[float, float]:
    """Megabytes at most, and seconds."""
    start = time.perf_counter()
    command = [sys.executable, "-c", MEASURE, "report", *map(str, files), "-o", str(out)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    code, size = json.loads(said.stderr.splitlines()[-1])
    if code or len(list(out.iterdir())) != len(files):
        raise SystemExit(f"{len(list(out.iterdir()))} of {len(files)} reports, exit code {code}: {said.stderr[:2000]}")
    return size / 2**20, time.perf_counter() - start


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = written(folder)
        few, _ = peak(files[:FEW], folder / "few")
        many, seconds = peak(files, folder / "many")
    print(f"peak memory: {FEW} cities {few:.1f} MB, {MANY} cities {many:.1f} MB; growth {many - few:.1f} MB (limit {LIMIT:.0f})")  # fmt: skip
    print(f"{MANY} reports in {seconds:.0f} s, {1000 * seconds / MANY:.0f} ms each")
    return int(many - few >= LIMIT)


if __name__ == "__main__":
    sys.exit(main())

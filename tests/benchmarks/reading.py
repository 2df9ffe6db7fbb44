"""Reading a full template beside openpyxl's bare read-only pass over the same file, in the same run.

Run: python tests/benchmarks/reading.py

Ours tells formulas from values, keeps every sign of a text, finds hidden rows, merged ranges and defined names; the
floor walks over the values only. First both in this process, then each as a whole: gate, child and answer beside a
fresh interpreter that does nothing but the bare pass.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO

from openpyxl import load_workbook

from assessor.files import load_rubric, sample_cities
from assessor.files.template import template_bytes
from assessor.workbooks.child import mark_workbook, read_workbook
from assessor.workbooks.gate import refuse_hostile
from assessor.workbooks.reading import contents

RUNS = 15
LIMIT = 2.0
BARE = """
import sys
from io import BytesIO
from openpyxl import load_workbook
book = load_workbook(BytesIO(sys.stdin.buffer.read()), read_only=True)
print(sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True)))
"""
START = "import sys; sys.modules['numpy'] = None; from assessor.workbooks import reading, worker"


def bare(data: bytes) -> int:
    book = load_workbook(BytesIO(data), read_only=True)
    return sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))


def fresh(code: str, data: bytes = b"") -> None:
    subprocess.run([sys.executable, "-I", "-c", code], input=data, capture_output=True, check=True)


def medians(*jobs: Callable[[], object]) -> list[float]:
    """Seconds that each takes, all of them in turn."""
    times: list[list[float]] = [[] for _ in jobs]
    for _ in range(RUNS):
        for job, taken in zip(jobs, times, strict=True):
            start = time.perf_counter()
            job()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def main() -> None:
    data = template_bytes(load_rubric(), sample_cities()[0], language="both")
    cells = sum(len(grid.cells) for grid in contents(data).grids)
    remarks = {contents(data).grids[1].name: {f"D{row}": "words" for row in range(8, 20)}}
    ours, floor, gate = medians(lambda: contents(data), lambda: bare(data), lambda: refuse_hostile(data, "x.xlsx"))
    whole, whole_floor, marked, start = medians(
        lambda: read_workbook(data, "x.xlsx"),
        lambda: fresh(BARE, data),
        lambda: mark_workbook(data, remarks),
        lambda: fresh(START),
    )
    print(f"a template of {len(data) / 1024:.0f} kB with {cells} filled cells; medians of {RUNS}")
    print(
        f"in this process: {ours * 1000:.0f} ms, bare {floor * 1000:.0f} ms, ratio {ours / floor:.2f}; gate {gate * 1000:.1f} ms"
    )
    print(f"as a whole: {whole * 1000:.0f} ms, bare {whole_floor * 1000:.0f} ms, ratio {whole / whole_floor:.2f}")
    print(f"of which the child's start: {start * 1000:.0f} ms; marking a dozen cells: {marked * 1000:.0f} ms")
    if max(ours / floor, whole / whole_floor) > LIMIT:
        raise SystemExit(f"more than {LIMIT} times the bare pass")


if __name__ == "__main__":
    main()

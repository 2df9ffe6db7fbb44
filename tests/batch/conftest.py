"""Small batches under the tiny rubric."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from assessor.batch import Choice, Result, run, source_at
from assessor.files import load_rubric

TINY = load_rubric(Path(__file__).parent.parent / "rubrics" / "tiny.yaml")
IDS = [one.id for one in TINY.indicators]
FEW = Choice(draws=40)
RESULTS = ("scores.parquet", "scores.csv", "intervals.parquet", "ahead.parquet", "cities.xlsx", "statistics.csv")

Ratings = dict[str, Sequence[str]]
FIVE: Ratings = {
    "b": ["4", "4", "4", "4", "4", "4", "4"],
    "a": ["0", "1", "2", "3", "4", "IE", "2"],
    "c": ["3", "NA", "2", "", "1", "2", "2"],
    "e": ["3", "3", "2", "NA", "1", "2", "2"],
    "d": ["1", "1", "", "", "", "", "2"],
}


def wide(path: Path, ratings: Ratings) -> Path:
    lines = [",".join(["city", *IDS]), *(",".join([city, *row]) for city, row in ratings.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def done(source: Path, out: Path, choice: Choice = FEW, **how: Any) -> Result:
    return run(source_at(source, TINY), out, choice, TINY, **how)


def results(folder: Path) -> dict[str, bytes]:
    """Everything that does not name the input's files."""
    return {name: (folder / name).read_bytes() for name in RESULTS if (folder / name).exists()}


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return pq.read_table(folder / f"{name}.parquet").to_pylist()

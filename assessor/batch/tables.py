"""Numbers of all cities -> Parquet and CSV, a block of cities at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from assessor.batch.gathering import Numbers, Roster
from assessor.batch.matrix import Blocks
from assessor.batch.parts import appearing
from assessor.batch.sources import Fault
from assessor.batch.working import NUMBERS, STATUS, City, drawn_ids, is_severity, score_ids
from assessor.files.csv_guard import guarded
from assessor.files.scores_table import COLUMNS
from assessor.gaps import GroupStatistics, group_statistics
from assessor.nodes import Kind
from assessor.rubric import Rubric
from assessor.text import Language
from assessor.weighting import Floats

FAULTS = ("city", "place", "fault", "remedy")
CITY_COLUMNS = (
    "city", "name", "name_en", "fictional", "period", "cut_off", "mode", "rated", "of", "not_applicable", "own_weights",
    "evidence", "file",
)  # fmt: skip
INTERVALS = pa.schema(
    [("city", pa.string()), ("kind", pa.string()), ("id", pa.string()), ("low", pa.float64()), ("median", pa.float64()), ("high", pa.float64())]
)  # fmt: skip
SCORES = pa.schema(
    [
        ("city", pa.string()), ("kind", pa.string()), ("id", pa.string()), ("score", pa.float64()), ("severity", pa.float64()),
        ("coverage", pa.float64()), ("status", pa.string()), ("low", pa.float64()), ("high", pa.float64()), ("band", pa.int8()),
        ("capped_by", pa.string()), ("rated", pa.int16()), ("of", pa.int16()),
    ]
)  # fmt: skip
AHEAD = pa.schema([("node", pa.string()), ("city", pa.string()), ("chance", pa.list_(pa.float64()))])


def write_parquet(place: Path, schema: pa.Schema, about: dict[str, str], blocks: Iterable[list[Any]]) -> None:
    """Each block of columns is a row group; `about` stands in the file's own notes."""
    with appearing(place) as draft, pq.ParquetWriter(draft, schema.with_metadata(about), compression="zstd") as out:
        for columns in blocks:
            out.write_table(pa.table(columns, schema=schema.with_metadata(about)))


# -- scores ---------------------------------------------------------------------------------------


def score_columns(rubric: Rubric, roster: Roster, numbers: Numbers) -> Iterator[list[Any]]:
    """The columns of SCORES, block by block."""
    ids = score_ids(rubric)
    severity = np.array([is_severity(kind) for kind, _ in ids])
    gates = [_gate(rubric, kind, id_) for kind, id_ in ids]
    for here, scores, _ in numbers.blocks():
        cities = here.stop - here.start
        value, coverage, low, high, status, band, capped, rated, of = (scores[:, :, n] for n in range(len(NUMBERS)))
        yield [
            np.repeat([one.id for one in roster.cities[here]], len(ids)),
            [kind for kind, _ in ids] * cities,
            [id_ for _, id_ in ids] * cities,
            _floats(np.where(severity, np.nan, value)),
            _floats(np.where(severity, value, np.nan)),
            _floats(coverage),
            [STATUS[int(one)] for one in status.ravel()],
            _floats(low),
            _floats(high),
            _whole(band, pa.int8()),
            [gate if one else None for row in capped for gate, one in zip(gates, row, strict=True)],
            _whole(rated, pa.int16()),
            _whole(of, pa.int16()),
        ]


def _gate(rubric: Rubric, kind: str, id_: str) -> str | None:
    gate = rubric.gate_of(id_) if kind == "dimension" else None
    return gate.id if gate is not None else None


def _floats(values: Floats) -> pa.Array:
    return pa.array(values.ravel(), pa.float64(), from_pandas=True)


def _whole(values: Floats, kind: pa.DataType) -> pa.Array:
    return pa.array(values.ravel(), pa.float64(), from_pandas=True).cast(kind)


def write_scores(folder: Path, rubric: Rubric, about: dict[str, str], roster: Roster, numbers: Numbers) -> None:
    write_parquet(folder / "scores.parquet", SCORES, about, score_columns(rubric, roster, numbers))
    with appearing(folder / "scores.csv") as draft, draft.open("w", encoding="utf-8-sig", newline="") as out:
        writer = _writer(out, [one.id for one in roster.cities])
        writer.writerow(COLUMNS)
        for columns in score_columns(rubric, roster, numbers):
            plain = pa.table(columns, schema=SCORES).to_pydict()
            for name in ("city", "id", "capped_by"):
                plain[name] = [one if one is None else guarded(one) for one in plain[name]]
            writer.writerows(zip(*plain.values(), strict=True))


def _writer(out: TextIO, cities: Sequence[str]) -> Any:
    # Under this line end a lone carriage return would go unquoted and break its row in two.
    quoting = csv.QUOTE_NONNUMERIC if any("\r" in city for city in cities) else csv.QUOTE_MINIMAL
    return csv.writer(out, lineterminator="\n", quoting=quoting)  # type: ignore[arg-type]  # both are admitted


# -- intervals and chances ------------------------------------------------------------------------


def write_intervals(folder: Path, rubric: Rubric, about: dict[str, str], roster: Roster, numbers: Numbers) -> None:
    ids = drawn_ids(rubric)

    def blocks() -> Iterator[list[Any]]:
        for here, _, intervals in numbers.blocks():
            cities = here.stop - here.start
            yield [
                np.repeat([one.id for one in roster.cities[here]], len(ids)),
                [kind for kind, _ in ids] * cities,
                [id_ for _, id_ in ids] * cities,
                *(_floats(intervals[:, :, n]) for n in range(3)),
            ]

    write_parquet(folder / "intervals.parquet", INTERVALS, about, blocks())


def write_ahead(folder: Path, about: dict[str, str], roster: Roster, matrices: Sequence[Blocks]) -> None:
    """One row a node and city; its chances stand in the order of the cities' ids, which is that of the rows."""
    ids = [one.id for one in roster.cities]

    def blocks() -> Iterator[list[Any]]:
        for matrix in matrices:
            for start, rows in zip(matrix.starts, matrix.rows(), strict=True):
                ends = np.arange(len(rows) + 1, dtype=np.int32) * len(ids)
                chances = pa.ListArray.from_arrays(pa.array(ends), _floats(rows))
                yield [[matrix.node] * len(rows), ids[start : start + len(rows)], chances]

    write_parquet(folder / "ahead.parquet", AHEAD, about, blocks())


# -- cities, statistics, faults -------------------------------------------------------------------


def write_cities(folder: Path, cities: Sequence[City]) -> None:
    _csv(folder / "cities.csv", CITY_COLUMNS, (_city_row(one) for one in cities))


def _city_row(one: City) -> list[object]:
    shares = "; ".join(f"{grade} {share:.2f}" for grade, share in one.evidence.items())
    told: list[object] = [
        one.id, one.name, one.name_en, str(one.fictional).lower(), one.period, one.cut_off, one.mode, one.rated, one.of,
        one.not_applicable, str(one.own_weights).lower(), shares, one.file,
    ]  # fmt: skip
    return [guarded(cell) if isinstance(cell, str) else cell for cell in told]


def statistics(rubric: Rubric, numbers: Numbers) -> list[tuple[Kind, str, GroupStatistics]]:
    """Spread of every node that at least four cities have a score for."""
    ids = score_ids(rubric)
    values = np.concatenate([np.empty((0, len(ids))), *(scores[:, :, 0] for _, scores, _ in numbers.blocks())])
    spreads = [(kind, id_, group_statistics(values[:, n].tolist())) for n, (kind, id_) in enumerate(ids)]
    return [(kind, id_, spread) for kind, id_, spread in spreads if spread is not None]


def write_statistics(folder: Path, found: Sequence[tuple[Kind, str, GroupStatistics]]) -> None:
    columns = ("kind", "id", "n", "minimum", "lower_quartile", "median", "upper_quartile", "maximum")
    _csv(folder / "statistics.csv", columns, ([kind, id_, *spread_of(one)] for kind, id_, one in found))


def spread_of(one: GroupStatistics) -> list[float]:
    return [one.n, one.minimum, one.lower_quartile, one.median, one.upper_quartile, one.maximum]


def write_faults(folder: Path, faults: Sequence[Fault], language: Language) -> None:
    rows = ([one.city, one.place, one.what.pick(language), one.fix.pick(language)] for one in faults)
    _csv(folder / "faults.csv", FAULTS, ([guarded(cell) for cell in row] for row in rows))


def write_pairs(folder: Path, pairs: Iterable[tuple[str, str]]) -> None:
    _csv(folder / "dominance.csv", ("ahead", "behind"), ([guarded(a), guarded(b)] for a, b in pairs))


def _csv(place: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    # With the mark by which Excel and WPS know UTF-8; every text in quotes, so that nothing inside it ends its cell.
    with appearing(place) as draft, draft.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow(columns)
        writer.writerows(rows)

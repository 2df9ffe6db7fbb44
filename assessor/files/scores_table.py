"""Scores of many cities as rows of a CSV table: one row a city and node, equal to their scorecards."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TextIO

import numpy as np

from assessor import combining, scoring
from assessor.assessment import WeightChoice
from assessor.combining import DUST, MISSING, NOT_APPLICABLE, Bools, Codes, Selection, band_of, is_rated
from assessor.files.csv_guard import guarded
from assessor.nodes import SEVERITIES, Kind, bands_of
from assessor.rubric import Rubric
from assessor.weighting import Floats, Plan, weights_of

COLUMNS = (
    "city",
    "kind",
    "id",
    "score",
    "severity",
    "coverage",
    "status",
    "low",
    "high",
    "band",
    "capped_by",
    "rated",
    "of",
)
_BLOCK = 4096
Row = tuple[object, ...]


@dataclass(frozen=True)
class _Column:
    """One node of all cities of a block; first axis: cities."""

    kind: Kind
    id: str
    score: Floats
    coverage: Floats
    low: Floats
    high: Floats
    weight: Floats
    """(indicators,) above 0 where the indicator belongs to the node."""
    hidden: bool = False

    @property
    def severity(self) -> bool:
        return self.kind in SEVERITIES


def scorecards_to_csv(
    out: TextIO,
    cities: Sequence[str],
    codes: Codes,
    rubric: Rubric,
    weights: WeightChoice | None = None,
    variant: str = "full",
) -> None:
    """Write a header and one row a city and node.

    `band` is a position in the rubric's bands; `score` is empty for shortcomings and the cells of
    the matrix, `severity` for all others, and both where withheld. Text is guarded against being
    taken for a formula.
    """
    rows_to_csv(out, cities, score_rows(cities, codes, rubric, weights, variant))


def rows_to_csv(out: TextIO, cities: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a header and rows that `score_rows` made of these cities."""
    # Under this line end a lone carriage return would go unquoted and break its row in two.
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if any("\r" in city for city in cities) else csv.QUOTE_MINIMAL
    writer = csv.writer(out, lineterminator="\n", quoting=quoting)
    writer.writerow(COLUMNS)
    writer.writerows(rows)


def score_rows(
    cities: Sequence[str],
    codes: Codes,
    rubric: Rubric,
    weights: WeightChoice | None = None,
    variant: str = "full",
    rest: Floats | None = None,
) -> Iterator[Row]:
    """The rows of `scorecards_to_csv`, city by city in reading order.

    Args:
        cities: their names, one for each row of `codes`.
        codes: (cities, indicators) as for `scoring.score`.
        rubric: the rubric whose indicators are the columns of `codes`.
        weights: a preset and what was set over it; equal weights when not given.
        variant: id of the rubric's variant.
        rest: (cities, indicators) what measured figures reach beyond their whole level; None: nothing.
    """
    plan = scoring.plan(rubric, weights_of(rubric, weights or WeightChoice(), variant))
    chosen = rubric.variant(variant)
    hidden = chosen is not None and not chosen.dimensions_shown
    return rows_under(plan, cities, codes, rubric, hidden=hidden, rest=rest)


def rows_under(
    plan: Plan, cities: Sequence[str], codes: Codes, rubric: Rubric, *, hidden: bool, rest: Floats | None = None
) -> Iterator[Row]:
    """The same under a plan made before; `hidden`: the variant shows no dimensions."""
    for start in range(0, len(cities), _BLOCK):
        here = slice(start, start + _BLOCK)
        block, beyond = codes[here], None if rest is None else rest[here]
        names = [guarded(city) for city in cities[here]]
        found = _columns(rubric, plan, block, hidden, beyond)
        columns = [_rows(column, names, block, rubric, plan, beyond) for column in found]
        for rows in zip(*columns, strict=True):
            yield from rows


def _columns(rubric: Rubric, plan: Plan, codes: Codes, hidden: bool, rest: Floats | None) -> Iterator[_Column]:
    scores = scoring.score(codes, plan, rest)
    low, high = scoring.bounds(codes, plan, scores, rest)
    yield _Column("overall", "overall", scores.overall, scores.overall_coverage, low.overall, high.overall, plan.share)
    for index, level in enumerate(rubric.levels):
        yield _Column(
            "level", level.id, scores.level[:, index], scores.level_coverage[:, index],
            low.level[:, index], high.level[:, index], np.where(plan.within[:, index], plan.share, 0.0),
        )  # fmt: skip
    for index, dimension in enumerate(rubric.dimensions):
        yield _Column(
            "dimension", dimension.id, scores.dimension[:, index], scores.dimension_coverage[:, index],
            low.dimension[:, index], high.dimension[:, index], plan.in_dimension[:, index], hidden,
        )  # fmt: skip
    ids = [one.id for one in rubric.shortcomings]
    severities = Selection(scores.severity, scores.severity_coverage, low.severity, high.severity, plan.links)
    yield from _selected("shortcoming", ids, severities)
    for index, level in enumerate(rubric.levels):
        yield from _selected("cell", [f"{level.id}×{id_}" for id_ in ids], combining.cells(codes, plan, index, rest))
    yield from _selected("path", [tag.id for tag in rubric.tags if tag.scored], combining.paths(codes, plan, rest))


def _selected(kind: Kind, ids: list[str], found: Selection) -> Iterator[_Column]:
    for index, id_ in enumerate(ids):
        yield _Column(
            kind, id_, found.score[:, index], found.coverage[:, index],
            found.low[:, index], found.high[:, index], found.weight[:, index],
        )  # fmt: skip


def _rows(
    column: _Column, names: list[str], codes: Codes, rubric: Rubric, plan: Plan, rest: Floats | None
) -> list[Row]:
    """One row for each city."""
    inside = column.weight > 0
    applicable = (codes != NOT_APPLICABLE) & inside
    withheld = np.isnan(column.score) | column.hidden
    status = np.where(
        withheld, "withheld", np.where(column.coverage >= rubric.coverage.shown - DUST, "shown", "provisional")
    )
    band, capped = _bands(column, rubric, codes, plan, withheld, rest)
    number = _points(column.score, withheld)
    empty: list[object] = [None] * len(names)
    score, severity = (empty, number) if column.severity else (number, empty)
    id_ = guarded(column.id)
    return [
        (city, column.kind, id_, *rest)
        for city, *rest in zip(
            names, score, severity, _plain(column.coverage), status.tolist(), _points(column.low, column.hidden), _points(column.high, column.hidden),
            band, capped, (applicable & is_rated(codes)).sum(axis=1).tolist(), applicable.sum(axis=1).tolist(),
            strict=True,
        )
    ]  # fmt: skip


def _points(values: Floats, missing: Bools | bool) -> list[object]:
    """Numbers 0..100 without the dust that floating point leaves at their ends."""
    return _plain(np.clip(values, 0.0, 100.0), np.isnan(values) | missing)


def _plain(values: Floats, missing: Bools | None = None) -> list[object]:
    """Python numbers, None where there is none: NaN never leaves the engine."""
    gone = np.isnan(values) if missing is None else missing
    return [None if absent else value for value, absent in zip(values.tolist(), gone.tolist(), strict=True)]


def _bands(
    column: _Column, rubric: Rubric, codes: Codes, plan: Plan, withheld: Bools, rest: Floats | None
) -> tuple[list[object], list[object]]:
    """Position of each city's band and the gate that limits it, None where there is neither."""
    bands = bands_of(rubric, column.kind)
    nobody: list[object] = [None] * len(codes)
    if not bands:
        return nobody, nobody
    starts = np.array([one.start for one in bands])
    band = band_of(np.where(withheld, 0.0, column.score), starts)
    limited = np.zeros(len(codes), dtype=np.bool_)
    gate = rubric.gate_of(column.id) if column.kind == "dimension" else None
    if gate is not None and column.weight[plan.indicators.index(gate.id)] > 0:
        place = plan.indicators.index(gate.id)
        own = codes[:, place]
        reached = np.maximum(own, 0) + (0.0 if rest is None else rest[:, place])
        limit = band_of(100.0 * reached / rubric.top, starts)
        limited = (own != MISSING) & (own != NOT_APPLICABLE) & (limit < band) & ~withheld
        band = np.where(limited, limit, band)
    places: list[object] = [
        None if gone else place for place, gone in zip(band.tolist(), withheld.tolist(), strict=True)
    ]
    by = guarded(gate.id) if gate is not None else None
    return places, [by if one else None for one in limited.tolist()]

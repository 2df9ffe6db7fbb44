"""One piece of a batch: the numbers of a few cities as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from assessor.assessment import Assessment
from assessor.batch.choice import Choice
from assessor.batch.sources import NO_DATE, Fault, Piece
from assessor.combining import NOT_APPLICABLE, Codes, is_rated
from assessor.comparability import evidence_mix
from assessor.errors import AssessorError
from assessor.files.scores_table import rows_under
from assessor.nodes import SEVERITIES, Kind, Status
from assessor.rubric import Rubric
from assessor.scorecard import codes_of, rest_of
from assessor.text import as_file_name, say
from assessor.uncertainty import drawn, inputs, node_ids, quantiles, stream_of
from assessor.weighting import Floats

STATUS: tuple[Status, ...] = ("withheld", "provisional", "shown")
NUMBERS = ("value", "coverage", "low", "high", "status", "band", "capped", "rated", "of")
"""What is kept of each row of scores; NaN for nothing, status a position in STATUS."""


@dataclass(frozen=True)
class City:
    """What stands beside a city's numbers."""

    id: str
    name: str
    name_en: str
    fictional: bool
    period: str
    cut_off: str
    """Empty where the source does not say."""
    mode: str
    rated: int
    of: int
    not_applicable: int
    own_weights: bool
    """Set by the city; a batch applies one choice of weights to all."""
    evidence: dict[str, float]
    file: str
    report: str
    """Name of its report; empty where none was asked for."""


@dataclass(frozen=True)
class Worked:
    """The numbers of one piece; first axis: its cities in their order."""

    cities: list[City]
    faults: list[Fault]
    scores: Floats
    """(cities, rows, NUMBERS)"""
    intervals: Floats
    """(cities, nodes, 3) 5, 50, 95 %; NaN where withheld."""
    draws: Floats
    """(cities, compared nodes, draws)"""
    codes: Codes
    rest: Floats


@dataclass(frozen=True)
class Reports:
    """Where reports go, and the time that stands in all of them."""

    folder: Path
    made: datetime


@dataclass(frozen=True)
class Workshop:
    """Works on pieces; each process has one."""

    rubric: Rubric
    choice: Choice
    reports: Reports | None = None

    @cached_property
    def plan(self) -> Any:
        return self.choice.plan(self.rubric)

    def work(self, piece: Piece) -> Worked:
        found: list[tuple[str, Assessment]] = []
        faults: list[Fault] = []
        for name, one in piece.assessments(self.rubric):
            if isinstance(one, list):
                faults += one
            elif refused := self._refused(one, name):
                faults += refused
            else:
                found.append((name, one))
        kept, scores, failed = self._scored(found)
        cities = [one for _, one in kept]
        values = self._drawn(cities)
        compared = [node_ids(self.rubric).index(id_) for id_ in self.choice.compared(self.rubric)]
        if self.reports is not None:
            self._report(cities, self.reports)
        rests = [rest_of(self.rubric, one) for one in cities]
        none = np.zeros((1, len(self.rubric.indicators)))
        return Worked(
            [self._city(one, name) for name, one in kept],
            faults + failed,
            scores,
            quantiles(values),
            values[:, compared],
            np.concatenate([np.empty((0, none.shape[1]), np.int8), *(codes_of(self.rubric, one) for one in cities)]),
            np.concatenate([none[:0], *(none if one is None else one for one in rests)]),
        )

    def _refused(self, one: Assessment, file: str) -> list[Fault]:
        if (one.rubric_id, one.rubric_version) != (self.rubric.id, self.rubric.version):
            made = f"{one.rubric_id} {one.rubric_version}"
            what = say(f"该评估依据量表 {made}", f"made under rubric {made}")
            return [Fault(one.id, file or one.id, what, say("先换版，或用同一版本的量表", "migrate it first, or use the same rubric version"), file)]  # fmt: skip
        asked = {item.id for item in self.rubric.in_variant(self.choice.variant)}
        if not asked <= {item.id for item in self.rubric.in_variant(one.variant)}:
            name = self.rubric.names.get(one.variant, say(one.variant, one.variant))
            what = say(f"按{name.zh}评估，缺少本次版式所需的指标", f"assessed in the variant {one.variant}, which lacks indicators of this one")  # fmt: skip
            return [
                Fault(one.id, file or one.id, what, say(f"加 --variant {one.variant}", f"add --variant {one.variant}"))
            ]
        return []

    def _scored(self, found: list[tuple[str, Assessment]]) -> tuple[list[tuple[str, Assessment]], Floats, list[Fault]]:
        """City by city, so that each has the numbers of its own scorecard to the last digit."""
        kept, rows, faults = [], [np.empty((0, len(score_ids(self.rubric)), len(NUMBERS)))], []
        for name, one in found:
            try:
                rows.append(self._numbers(one)[None])
                kept.append((name, one))
            except AssessorError as error:
                faults += [Fault.of(problem, one.id, name) for problem in error.problems]
        return kept, np.concatenate(rows), faults

    def _numbers(self, one: Assessment) -> Floats:
        codes, rest = codes_of(self.rubric, one), rest_of(self.rubric, one)
        hidden = self.choice.hidden(self.rubric)
        rows = rows_under(self.plan, [""], codes, self.rubric, hidden=hidden, rest=rest)
        return np.array([_row(row) for row in rows], dtype=np.float64)

    def _drawn(self, found: list[Assessment]) -> Floats:
        """(cities, nodes, draws)"""
        given = [inputs(self.rubric, one) for one in found]
        streams = [stream_of(one) for one in found]
        values = drawn(self.plan, self.rubric.uncertainty, given, streams, self.choice.settings).transpose(0, 2, 1)
        if self.choice.hidden(self.rubric):
            first = 1 + len(self.rubric.levels)
            values[:, first : first + len(self.rubric.dimensions)] = np.nan
        return values

    def _city(self, one: Assessment, file: str) -> City:
        codes = codes_of(self.rubric, one)[0]
        asked = {item.id for item in self.rubric.in_variant(self.choice.variant)}
        codes = codes[[item.id in asked for item in self.rubric.indicators]]
        absent = int((codes == NOT_APPLICABLE).sum())
        own = one.weights
        return City(
            one.id, one.city.name, one.city.name_en, one.city.fictional, one.period,
            "" if one.cut_off == NO_DATE else one.cut_off.isoformat(), "" if one.cut_off == NO_DATE else one.mode,
            int(is_rated(codes).sum()), len(codes) - absent, absent,
            bool(own.levels or own.dimensions or own.indicators or own.preset != self.choice.weights),
            evidence_mix(self.rubric, one), file, self._report_name(one),
        )  # fmt: skip

    def _report_name(self, one: Assessment) -> str:
        if self.reports is None:
            return ""
        from assessor.report import file_name

        return f"{as_file_name(one.id, 'city')}_{file_name(one, self.choice.language)}"

    def _report(self, found: list[Assessment], reports: Reports) -> None:
        from assessor.report import write_report

        for one in found:
            place = reports.folder / self._report_name(one)
            write_report(place, one, self.rubric, language=self.choice.language, now=reports.made)


def _row(row: tuple[object, ...]) -> list[float]:
    _city, _kind, _id, score, severity, coverage, status, low, high, band, capped, rated, of = row
    place = [*map(str, STATUS)].index(str(status))
    numbers = [score if severity is None else severity, coverage, low, high, place, band, capped is not None, rated, of]
    return [np.nan if one is None else float(one) for one in numbers]  # type: ignore[arg-type]  # as the scores table has them


def score_ids(rubric: Rubric) -> list[tuple[Kind, str]]:
    """Kind and id of the rows of scores, in the order of the scores table."""
    cells: list[tuple[Kind, str]] = [
        ("cell", f"{level.id}×{one.id}") for level in rubric.levels for one in rubric.shortcomings
    ]
    return [
        ("overall", "overall"),
        *(("level", one.id) for one in rubric.levels),
        *(("dimension", one.id) for one in rubric.dimensions),
        *(("shortcoming", one.id) for one in rubric.shortcomings),
        *cells,
        *(("path", one.id) for one in rubric.tags if one.scored),
    ]


def is_severity(kind: Kind) -> bool:
    return kind in SEVERITIES


def drawn_ids(rubric: Rubric) -> list[tuple[Kind, str]]:
    """The same of the nodes that are drawn."""
    kinds = {id_: kind for kind, id_ in score_ids(rubric)}
    return [(kinds[id_], id_) for id_ in node_ids(rubric)]

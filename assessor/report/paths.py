"""Paths: results by region and domain tag; descriptive only."""

from __future__ import annotations

from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.calculation import Calculation
from assessor.report.display import listed
from assessor.report.levels import node_cells, node_rules
from assessor.workbooks.cells import Block, Cell, Sheet, Table

WIDTHS = (7.0, 22.0, 8.0, 13.0, 8.0, 7.0, 7.0, 7.0, 7.0, 28.0, 9.0, 66.0)


def paths(report: Report, calculation: Calculation) -> Sheet:
    wording, card = report.wording, report.card
    heads = wording.columns(
        columns.ID, columns.PATH, columns.SCORE, columns.BAND, columns.COVERAGE, columns.RATED, columns.APPLICABLE,
        columns.LOW, columns.HIGH, columns.REMARK, columns.FOCUS, columns.INDICATORS,
    )  # fmt: skip
    rows = [
        (
            Cell(id_, "code"), wording.cell(report.name(id_), "strong"), *node_cells(calculation, node, WIDTHS[9]),
            wording.cell(words.YES if id_ in report.assessment.city.focus else words.NONE), _bearers(report, id_),
        )
        for id_, node in card.paths.items()
    ]  # fmt: skip
    table = Table("paths", wording.inline(words.PATHS_TABLE), heads, tuple(rows), rules=node_rules(calculation, "path"))
    blocks: tuple[Block, ...] = (*report.heading(words.PATHS), *report.notes(words.PATHS_NOTE), table)
    return Sheet(wording.inline(words.PATHS), WIDTHS, blocks, protected=True)


def _bearers(report: Report, tag: str) -> Cell:
    bearers = [one.name for one in report.counted if tag in one.tags]
    return report.wording.cell(listed(bearers) if bearers else words.NONE)

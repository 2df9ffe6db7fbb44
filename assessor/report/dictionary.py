"""Data dictionary: every column of every sheet, taken from the tables themselves."""

from __future__ import annotations

from collections.abc import Sequence

from assessor.report import columns, words
from assessor.report.base import Report
from assessor.text import say
from assessor.workbooks.cells import Cell, Column, Sheet, Table

WIDTHS = (29.0, 77.0, 20.0, 16.0, 56.0)


def dictionary(report: Report, sheets: Sequence[Sheet]) -> Sheet:
    """One row for every column that differs in heading or meaning, with the sheets that have it."""
    wording = report.wording
    name = wording.inline(words.DICTIONARY)
    heads = wording.columns(columns.COLUMN, columns.MEANING, columns.UNIT, columns.SOURCE, columns.FOUND_IN)
    found: dict[Column, dict[str, None]] = {}
    for sheet in sheets:
        for table in sheet.tables:
            for column in table.columns:
                found.setdefault(column, {})[sheet.name] = None
    for head in heads:
        found.setdefault(head, {})[name] = None
    rows = tuple(
        (
            Cell(one.head, "strong"),
            Cell(one.meaning),
            Cell(one.unit),
            Cell(one.source),
            Cell("；".join(names) if wording.language != "en" else "; ".join(names)),
        )
        for one, names in found.items()
    )
    table = Table("dictionary", wording.inline(words.DICTIONARY_TABLE), heads, rows, repeated=True)
    print_ = report.card.rubric_fingerprint
    full = report.notes(say(words.FINGERPRINT.zh.format(full=print_), words.FINGERPRINT.en.format(full=print_)))
    return Sheet(name, WIDTHS, (*report.heading(words.DICTIONARY), table, *full))

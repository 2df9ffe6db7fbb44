"""The list of evidence: title, date, holder and grade, never the document."""

from __future__ import annotations

from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.notes import LongNotes
from assessor.workbooks.cells import Block, Cell, Sheet, Table

WIDTHS = (8.0, 54.0, 14.0, 32.0, 18.0, 42.0)


def evidence(report: Report, long: LongNotes) -> Sheet:
    blocks: list[Block] = [*report.heading(words.EVIDENCE), *report.notes(words.EVIDENCE_NOTE)]
    blocks += [_listed(report, long)] if report.assessment.evidence else report.notes(words.NO_EVIDENCE)
    if report.offline:
        heads = report.wording.columns(columns.ID, columns.INDICATOR)
        rows = tuple((Cell(one.id, "code"), report.wording.cell(one.name)) for one in report.offline)
        blocks.append(Table("offline", report.wording.inline(words.OFFLINE_TABLE), heads, rows))
    return Sheet(report.wording.inline(words.EVIDENCE), WIDTHS, tuple(blocks))


def _listed(report: Report, long: LongNotes) -> Table:
    wording, kinds = report.wording, words.NOTE_KINDS
    heads = wording.columns(
        columns.NUMBER, columns.TITLE, columns.DATE, columns.HOLDER, columns.ENTRY_GRADE, columns.SUPPORTS
    )
    rows = []
    for position, one in enumerate(report.assessment.evidence, start=1):
        about = str(position)
        name = wording(words.EVIDENCE)
        supports = "\n".join(wording(report.coded(id_)) for id_ in one.indicators)
        rows.append((
            Cell(position, "number", "0"), long.cell(one.title, WIDTHS[1], about, name, kinds["title"]),
            Cell(one.date, "number", "yyyy-mm-dd"), long.cell(one.holder, WIDTHS[3], about, name, kinds["holder"]),
            wording.cell(report.graded(one.grade)), Cell(supports) if supports else wording.cell(words.NONE),
        ))  # fmt: skip
    return Table("evidence", wording.inline(words.EVIDENCE), heads, tuple(rows), repeated=True)

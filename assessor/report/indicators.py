"""All indicators of the variant: outcome, descriptor reached, evidence, notes."""

from __future__ import annotations

from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.display import SMALL_SHARE
from assessor.report.notes import LongNotes
from assessor.rubric import Indicator
from assessor.text import Text
from assessor.workbooks.cells import Cell, Sheet, Table

NOTE_WIDTH, EMPTY_WIDTH = 24.0, 10.0
DESCRIPTOR_WIDTH = 46.0
"""What columns of notes that nobody wrote leave over is added to it."""


def indicators(report: Report, long: LongNotes) -> Sheet:
    wording = report.wording
    heads = wording.columns(
        columns.ID, columns.INDICATOR, columns.DIMENSION, columns.OUTCOME, columns.OUTCOME_NAME, columns.REACHED,
        columns.GRADE, columns.REASON, columns.NOTE, columns.CONSTRAINT, columns.WEIGHT,
        *([columns.SUPPORTED_LEVEL] if report.formal else []),
    )  # fmt: skip
    rows = tuple(_row(report, one, long) for one in report.counted)
    table = Table("indicators", wording.inline(words.INDICATORS), heads, rows, repeated=True)
    widths = _widths(report)
    return Sheet(
        wording.inline(words.INDICATORS),
        widths,
        (*report.heading(words.INDICATORS), table, *report.notes(words.ROUNDED_SHARES)),
    )


def _widths(report: Report) -> tuple[float, ...]:
    written = [_written(report, one) for one in report.counted]
    notes = [NOTE_WIDTH if any(column) else EMPTY_WIDTH for column in zip(*written, strict=True)] or [NOTE_WIDTH] * 3
    spare = 3 * NOTE_WIDTH - sum(notes)
    name, dimension, grade = (24.0, 20.0, 14.0) if report.wording.language == "zh" else (40.0, 30.0, 22.0)
    ends = (11.0, 13.0) if report.formal else (11.0,)
    return (8.0, name, dimension, 11.0, 14.0, DESCRIPTOR_WIDTH + spare, grade, *notes, *ends)


def _written(report: Report, one: Indicator) -> tuple[str, str, str]:
    rating = report.assessment.ratings.get(one.id)
    return (rating.reason, rating.note, rating.external_constraint) if rating else ("", "", "")


def _row(report: Report, one: Indicator, long: LongNotes) -> tuple[Cell, ...]:
    wording, written = report.wording, _written(report, one)
    code = report.card.codes[one.id]
    level, name, reached = _outcome(report, one, code)
    kinds = ("reason", "note", "constraint")
    grade = report.assessment.grade_of(one.id)
    row = [
        Cell(one.id, "code"), wording.cell(one.name, "strong"), wording.cell(report.name(one.dimension)),
        level, wording.cell(name), wording.cell(reached), wording.cell(report.graded(grade)) if grade else wording.cell(words.NONE),
        *(
            long.cell(text, NOTE_WIDTH, one.id, wording(one.name), words.NOTE_KINDS[kind])
            for text, kind in zip(written, kinds, strict=True)
        ),
        Cell(report.card.effective_weights[one.id], "number", SMALL_SHARE),
    ]  # fmt: skip
    if report.card.supported is not None:
        row.append(_outcome(report, one, report.card.supported.codes[one.id])[0])
    return tuple(row)


def _outcome(report: Report, one: Indicator, code: int) -> tuple[Cell, Text, Text]:
    """Level, its name and what it asks for; in words where there is no level."""
    if code >= 0:
        rung = next(step.name for step in report.rubric.scale if step.level == code)
        return Cell(code, "number", "0"), rung, one.descriptor(code)
    return report.wording.cell(words.OUTCOMES_SHORT[code], "number"), words.OUTCOMES[code], words.NONE

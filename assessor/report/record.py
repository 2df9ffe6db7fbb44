"""Rating record: what was decided and how often it was changed, never by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from assessor.assessment import RecordLine
from assessor.report import columns, sessions, words
from assessor.report.base import Report
from assessor.report.steps import BEIJING
from assessor.rubric import Indicator
from assessor.workbooks.cells import Block, Cell, Sheet, Table

WIDTHS = (8.0, 56.0, 12.0, 29.0, 31.0, 10.0, 10.0, 14.0, 12.0, 14.0)


def record(report: Report, history: Sequence[RecordLine] | None) -> Sheet:
    """`history` None: the assessment comes from a file, which keeps none."""
    wording = report.wording
    heads = wording.columns(
        columns.ID, columns.INDICATOR, columns.OUTCOME, columns.OUTCOME_NAME, columns.GRADE, columns.HAS_REASON,
        columns.HAS_NOTE, columns.HAS_CONSTRAINT, columns.CHANGES, columns.LAST_CHANGE,
    )  # fmt: skip
    lines = {one.indicator: one for one in history or ()}
    rows = tuple(_row(report, one, lines.get(one.id), known=bool(lines)) for one in report.counted)
    blocks: list[Block] = [*report.heading(words.RECORD), *report.notes(words.RECORD_NOTE)]
    if sessions.agreed(report):
        blocks += report.notes(words.SESSIONS_ELSEWHERE)
    if not lines:
        blocks += report.notes(words.NO_HISTORY if history is None else words.EMPTY_HISTORY)
    blocks.append(Table("record", wording.inline(words.RECORD), heads, rows, repeated=True))
    return Sheet(wording.inline(words.RECORD), WIDTHS, tuple(blocks))


def _row(report: Report, one: Indicator, line: RecordLine | None, *, known: bool) -> tuple[Cell, ...]:
    wording = report.wording
    rating, grade = report.assessment.ratings.get(one.id), report.assessment.grade_of(one.id)
    level, name = _outcome(report, one)
    written = (rating.reason, rating.note, rating.external_constraint) if rating else ("", "", "")
    none = wording.cell(words.NONE, "number")
    changes = none if not known else Cell(line.changes if line else 0, "number", "0")
    last = none if line is None else Cell(_day(report, line.last), "number")
    return (
        Cell(one.id, "code"), wording.cell(one.name, "strong"), level, name,
        wording.cell(report.graded(grade) if grade else words.NONE),
        *(wording.cell(words.PRESENT if text else words.NONE, "number") for text in written), changes, last,
    )  # fmt: skip


def _outcome(report: Report, one: Indicator) -> tuple[Cell, Cell]:
    code, wording = report.card.codes[one.id], report.wording
    if code < 0:
        return wording.cell(words.OUTCOMES_SHORT[code], "number"), wording.cell(words.OUTCOMES[code])
    return Cell(code, "number", "0"), wording.cell(
        next(rung.name for rung in report.rubric.scale if rung.level == code)
    )


def _day(report: Report, moment: datetime) -> str:
    """The day alone: an hour could tell who sat at the desk."""
    return f"{moment.astimezone(UTC if report.wording.language == 'en' else BEIJING):%Y-%m-%d}"

"""Notes in full: what a user wrote at a length that no table row can hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from assessor.report import columns, words
from assessor.report.base import Report
from assessor.text import Text
from assessor.text_layout import lines_in, parts
from assessor.workbooks.cells import Cell, Sheet, Table

WIDTHS = (10.0, 30.0, 16.0, 8.0, 110.0)
MOST_LINES_IN_TABLE = 12


@dataclass
class LongNotes:
    """Gathers long notes while the tables are made."""

    report: Report
    rows: list[tuple[Cell, ...]] = field(default_factory=list)

    def cell(self, written: str, width: float, about: str, name: str, kind: Text) -> Cell:
        """The text itself, or where to find it when it is too tall for its table."""
        if not written:
            return self.report.wording.cell(words.NONE)
        if lines_in(written, width) <= MOST_LINES_IN_TABLE:
            return Cell(written)
        for position, part in enumerate(parts(written, WIDTHS[-1]), start=1):
            self.rows.append(
                (
                    Cell(about, "code"),
                    Cell(name),
                    self.report.wording.cell(kind),
                    Cell(position, "number", "0"),
                    Cell(part),
                )
            )
        return self.report.wording.cell(words.CONTINUED, "link", self.report.wording.inline(words.NOTES))

    def sheet(self) -> Sheet:
        wording = self.report.wording
        heads = wording.columns(columns.ID, columns.WHICH, columns.KIND, columns.PART, columns.FULL_TEXT)
        table = Table("notes", wording.inline(words.LONG_NOTES), heads, tuple(self.rows), repeated=True)
        return Sheet(wording.inline(words.NOTES), WIDTHS, (*self.report.heading(words.NOTES), table))

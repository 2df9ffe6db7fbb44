"""A refused workbook, marked: each faulty cell with what is wrong and how to put it right."""

from __future__ import annotations

import re

from assessor.errors import AssessorError, Problem
from assessor.files.template_reader import read_filled
from assessor.merging import Filled
from assessor.rubric import Rubric
from assessor.text import Language
from assessor.workbooks.child import mark_workbook, read_workbook

_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d*")


def filled_workbook(data: bytes, rubric: Rubric, name: str) -> Filled:
    """What a filled-in template, or a report whose ratings were changed, says.

    Raises:
        WorkbookFault: with every fault, each by sheet and cell.
        VersionMismatch: made under another rubric, or under a version in which answered indicators read otherwise.
    """
    return read_filled(read_workbook(data, name), rubric, name)


def marked_copy(data: bytes, fault: AssessorError, language: Language, name: str = "") -> bytes:
    """The workbook that was refused, with the faults as comments on its cells.

    Raises:
        WorkbookFault: if not even that is possible, as with a file that is no workbook.
    """
    return mark_workbook(data, remarks_of(fault, language), language, name)


def has_marks(fault: AssessorError) -> bool:
    """Whether any of the faults lies in a cell."""
    return any(cell_of(problem) is not None for problem in fault.problems)


def remarks_of(fault: AssessorError, language: Language) -> dict[str, dict[str, str]]:
    """Sheet -> cell -> words, all faults of one cell together."""
    remarks: dict[str, dict[str, str]] = {}
    for problem in fault.problems:
        if (found := cell_of(problem)) is not None:
            sheet, cell = found
            said = Problem("", problem.what, problem.fix).line(language)
            cells = remarks.setdefault(sheet, {})
            cells[cell] = f"{cells[cell]}\n{said}" if cell in cells else said
    return remarks


def cell_of(problem: Problem) -> tuple[str, str] | None:
    """Sheet and cell of a place such as `甲.xlsx / 评分!D12`; neither sheets nor cells hold a slash."""
    for part in reversed(problem.place.split(" / ")):
        sheet, mark, cell = part.rpartition("!")
        if mark and _CELL.fullmatch(cell):
            return sheet, cell
    return None

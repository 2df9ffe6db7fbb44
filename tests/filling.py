"""Scoring templates as a department sends them back: filled in with openpyxl, by the keys of their columns."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from assessor.assessment import Assessment
from assessor.assessments import Workspace
from assessor.files import template_layout as layout
from assessor.files.template import template_bytes
from assessor.rubric import Rubric
from assessor.text import Language

Answers = Mapping[str, Mapping[str, Any]]


def filled(
    workspace: Workspace,
    id_: str | None,
    answers: Answers,
    *,
    unit: str | None = None,
    language: Language = "zh",
    entry: Mapping[str, Any] | None = None,
) -> bytes:
    """A template of an assessment, or an empty one, with answers by indicator and one more piece of evidence."""
    now = workspace.opened(id_) if id_ is not None else None
    content = template_bytes(
        workspace.rubric, now.assessment if now else None, unit=unit, language=language,
        versions=now.rating_versions if now else None,
    )  # fmt: skip
    return fill(content, answers, language=language, entry=entry)


def fill(
    content: bytes, answers: Answers, *, language: Language = "zh", entry: Mapping[str, Any] | None = None
) -> bytes:
    """The same template with the answers in it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[layout.RATINGS.pick(language)]
    top, columns = _keys(sheet, layout.OUTCOME)
    for row in range(top + 1, sheet.max_row + 1):
        for key, value in answers.get(str(sheet.cell(row, columns[layout.ROW]).value), {}).items():
            sheet.cell(row, columns[key]).value = value
    if entry is not None:
        _add(book[layout.EVIDENCE.pick(language)], entry)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def report_changed(content: bytes, indicator: str, outcome: int) -> bytes:
    """An Excel report in which somebody changed one rating."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet, top, columns = next(found for found in map(_keyed, book) if found is not None)
    [row] = [n for n in range(top + 1, sheet.max_row + 1) if sheet.cell(n, columns[layout.ROW]).value == indicator]
    sheet.cell(row, columns[layout.OUTCOME]).value = outcome
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _keyed(sheet: Worksheet) -> tuple[Worksheet, int, dict[str, int]] | None:
    for row in sheet.iter_rows(max_row=40):
        columns = {str(cell.value): cell.column for cell in row if cell.value is not None}
        if layout.ROW in columns and layout.OUTCOME in columns:
            return sheet, row[0].row or 0, columns
    return None


def _add(sheet: Worksheet, entry: Mapping[str, Any]) -> None:
    """Into the first free row below the headings."""
    top, columns = _keys(sheet, layout.TITLE)
    row = top + 2
    while sheet.cell(row, columns[layout.TITLE]).value:
        row += 1
    for key, value in entry.items():
        sheet.cell(row, columns[key]).value = value


def _keys(sheet: Worksheet, wanted: str) -> tuple[int, dict[str, int]]:
    """The hidden row of keys, and the column of each."""
    for row in sheet.iter_rows(max_row=40):
        columns = {str(cell.value): cell.column for cell in row if cell.value is not None}
        if wanted in columns and len(columns) > 3:
            return row[0].row or 0, columns
    raise AssertionError(f"no row of keys in {sheet.title}")


def answered_differently(rubric: Rubric, city: Assessment, language: Language) -> dict[str, bytes]:
    """Files of a city that show everything an import can: changes, conflicts, emptied cells, faults."""
    content = template_bytes(rubric, city, language=language)
    first, second, third, fourth = (one for one in list(city.ratings)[:4])
    long = {"zh": "季度例会有清单、有回音。", "en": "Quarterly meetings with a list of what was agreed. "}[
        language
    ] * 20
    names = {"zh": ("宣传部", "外办", "商务局"), "en": ("publicity", "external", "commerce")}[language]
    files = (
        fill(content, {first: {"outcome": 0}, second: {"outcome": 0, "note": long, "reason": None}}, language=language),
        fill(content, {first: {"outcome": 1}, third: dict.fromkeys(layout.RATING_KEYS[1:])}, language=language),
        fill(content, {fourth: {"outcome": 99}, second: {"outcome": "?"}}, language=language),
    )
    return {f"{name}.xlsx": data for name, data in zip(names, files, strict=True)}

"""Long plain tables -> .xlsx, row by row: what is in memory does not grow with their length.

No time stands in the file: the same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import xlsxwriter

from assessor.workbooks.looks import FONT, HUE, HUE_LIGHT, INK, RULE
from assessor.workbooks.signs import FORMULA_SIGNS, visible
from assessor.workbooks.writing import sheet_names

MOST_ROWS = 1_000_000
"""A sheet holds 1,048,576."""
Format = Literal["text", "points", "provisional", "chance", "share", "count"]
_NUMBERS: dict[Format, str] = {
    "text": "@", "points": "0", "provisional": "(0)", "chance": "0.00", "share": "0%", "count": "0",
}  # fmt: skip
NO_TIME = datetime(1980, 1, 1)  # noqa: DTZ001  # what a workbook holds has no zone
Value = str | float | int | None


@dataclass(frozen=True)
class Shown:
    """A value with a look of its own, such as a provisional score."""

    value: float
    format: Format


@dataclass(frozen=True)
class Streamed:
    """One sheet: lines on top, a heading that stays in sight, rows."""

    name: str
    lines: Sequence[str]
    """The first one is its title."""
    heads: Sequence[str]
    formats: Sequence[Format]
    rows: Iterable[Sequence[Value | Shown]]
    frozen: int = 1
    """Columns that stay in sight."""
    widths: Sequence[float] = ()


def write_streamed(path: Path, title: str, sheets: Iterable[Streamed], scratch: Path) -> None:
    """Write a workbook; rows are asked for one at a time.

    Args:
        path: the file.
        title: of the document.
        sheets: in their order; a text is text, never a formula, a number or a link.
        scratch: a folder for what the library puts aside.
    """
    options = {
        "constant_memory": True, "tmpdir": str(scratch), "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "default_format_properties": {"font_name": FONT, "font_size": 10},
    }  # fmt: skip
    wanted = list(sheets)
    names = sheet_names([sheet.name for sheet in wanted])
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"title": title, "author": "", "company": "", "created": NO_TIME})
        looks = _looks(workbook)
        for sheet in wanted:
            _write(workbook.add_worksheet(names[sheet.name]), sheet, looks)


def _looks(workbook: Any) -> dict[str, Any]:
    fixed = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
    box = {**fixed, "border": 1, "border_color": RULE}
    looks = {name: workbook.add_format({**box, "num_format": form}) for name, form in _NUMBERS.items()}
    return looks | {
        "quoted": workbook.add_format({**box, "num_format": "@", "quote_prefix": True}),
        "title": workbook.add_format({**fixed, "font_size": 16, "bold": True, "font_color": HUE}),
        "line": workbook.add_format(fixed),
        "head": workbook.add_format({**box, "bold": True, "bg_color": HUE_LIGHT, "text_wrap": True, "valign": "top"}),
    }


def _write(page: Any, sheet: Streamed, looks: dict[str, Any]) -> None:
    for column, format_ in enumerate(sheet.formats):
        width = sheet.widths[column] if column < len(sheet.widths) else 10.0
        page.set_column(column, column, width, looks[format_])
    for row, line in enumerate(sheet.lines):
        page.write_string(row, 0, visible(line), looks["line" if row else "title"])
    row = len(sheet.lines)
    for column, head in enumerate(sheet.heads):
        page.write_string(row, column, visible(head), looks["head"])
    if sheet.heads:
        page.freeze_panes(row + 1, sheet.frozen)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(row)
    for row, values in enumerate(sheet.rows, start=row + 1):  # noqa: B020  # goes on where the heading stands
        for column, value in enumerate(values):
            _cell(page, row, column, value, sheet.formats[column], looks)


def _cell(page: Any, row: int, column: int, value: Value | Shown, format_: Format, looks: dict[str, Any]) -> None:
    if isinstance(value, Shown):
        page.write_number(row, column, value.value, looks[value.format])
    elif isinstance(value, str):
        said = visible(value)
        page.write_string(row, column, said, looks["quoted" if said.startswith(FORMULA_SIGNS) else format_])
    elif value is not None:
        page.write_number(row, column, value, looks[format_])

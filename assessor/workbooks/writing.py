"""Book of cells -> .xlsx. The only place that knows a spreadsheet library.

Text is text: no string ever becomes a formula, a number or a link. Nothing is merged. Every row
gets a height that its wrapped text needs, so nothing is clipped in Excel, WPS or LibreOffice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

from assessor.errors import Problem, WorkbookFault
from assessor.text import say
from assessor.workbooks.cells import Book, Sheet
from assessor.workbooks.escapes import LONGEST_TEXT, length
from assessor.workbooks.looks import FONT, Looks
from assessor.workbooks.page import Page
from assessor.workbooks.places import Addresses
from assessor.workbooks.signs import has_unseen as has_unseen
from assessor.workbooks.signs import visible
from assessor.workbooks.strings import PlainWorkbook


def book_bytes(book: Book, made: datetime) -> bytes:
    """The workbook as a file.

    Raises:
        WorkbookFault: if a text is longer than a cell can hold; nothing is ever cut.
    """
    _refuse_too_long(book)
    stream = BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd", "default_format_properties": {"font_name": FONT, "font_size": 10},
    }  # fmt: skip
    workbook = PlainWorkbook(stream, options)
    workbook.set_properties(
        {"title": book.title, "subject": book.rubric, "author": "", "company": "", "created": made.astimezone(UTC).replace(tzinfo=None)}
    )  # fmt: skip
    workbook.set_size(2400, 1400)
    looks = Looks(workbook)
    names = sheet_names([sheet.name for sheet in book.sheets])
    pages = [(sheet, workbook.add_worksheet(names[sheet.name])) for sheet in book.sheets]
    written = [Page(workbook, page, sheet, looks, names, number) for number, (sheet, page) in enumerate(pages, start=1)]
    for one in written:
        one.write(book)
    tables = {key: (one.page.name, table, row) for one in written for key, (table, row) in one.placed.items()}
    for one in written:
        one.draw(tables)
        one.compute(tables)
    everywhere = Addresses(tables)
    for name, place in book.names:
        workbook.define_name(name, f"={everywhere.said(place)}")
    workbook.close()
    return stream.getvalue()


def sheet_names(wanted: list[str]) -> dict[str, str]:
    """Wanted name -> a name that spreadsheets accept: at most 31 signs, unique, none of []:*?/\\."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for one in wanted:
        base = re.sub(r"[\[\]:*?/\\]", " ", visible(one)).strip(" '") or "Sheet"
        name, count = base[:31].rstrip(" '"), 1
        while name.lower() in taken:
            count += 1
            name = f"{base[: 31 - len(str(count)) - 1]} {count}"
        taken.add(name.lower())
        names[one] = name
    return names


def _refuse_too_long(book: Book) -> None:
    problems = [
        Problem(
            f"{sheet.name} / {table.title} / {column.head}",
            say(f"文字有{long}个字符，单元格最多容纳{LONGEST_TEXT}个", f"a text of {long} characters; a cell holds at most {LONGEST_TEXT}"),
            say("缩短这段文字；报告不会截断任何内容", "shorten the text; a report never cuts anything off"),
        )
        for sheet in book.sheets
        for table in sheet.tables
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
        if isinstance(cell.value, str) and (long := length(cell.value)) > LONGEST_TEXT
    ]  # fmt: skip
    if problems:
        raise WorkbookFault(*problems)


def texts(sheet: Sheet) -> Iterator[str]:
    """Every text in the tables of a sheet."""
    return (cell.value for table in sheet.tables for row in table.rows for cell in row if isinstance(cell.value, str))

"""Book of cells -> .xlsx. The only place that knows a spreadsheet library.

Text is text: no string ever becomes a formula, a number or a link. Nothing is merged. Every row
gets a height that its wrapped text needs, so nothing is clipped in Excel, WPS or LibreOffice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from io import BytesIO
from typing import Any

import xlsxwriter

from assessor.errors import Problem, WorkbookFault
from assessor.text import say
from assessor.text_layout import LINE_HEIGHT, lines_in, row_height, wrapped
from assessor.workbooks.cells import Book, Cell, Chart, Line, Look, Scalar, Sheet, Table
from assessor.workbooks.drawing import POINTS_PER_PIXEL, chart_height, draw

FONT = "Microsoft YaHei"
"""On every Windows; Excel, WPS and LibreOffice put their own Chinese sans-serif in its place elsewhere."""
LONGEST_TEXT = 32_767
HUE, HUE_LIGHT, INK, RULE = "#1F4E79", "#DDE8F3", "#1A1A1A", "#9AA7B4"
HEAT_LIGHT, HEAT_DARK = "#FFFFFF", "#7FA8D1"
FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")
SIDE_MARGIN, END_MARGIN = 0.5, 0.7
"""Inches."""
GAP = 12.0
A4 = (595.3, 841.9)
"""Points across and down."""
PAGE_FILLED = 0.97
"""How much of a page is counted on: fonts and printers differ a little."""
KEPT_SHARE, FIRST_ROWS = 0.4, 3
BOLD = 0.92
"""Bold text needs more room: the share of a column's width it can count on."""
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FIXED: dict[str, Any] = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
_BOX: dict[str, Any] = {"border": 1, "border_color": RULE, "text_wrap": True}
LOOKS: dict[Look, dict[str, Any]] = {
    "title": {"font_size": 16, "bold": True, "font_color": HUE},
    "subtitle": {},
    "sample": {"bold": True},
    "section": {"font_size": 12, "bold": True, "font_color": HUE},
    "note": {"font_size": 9},
    "head": {**_BOX, "bold": True, "bg_color": HUE_LIGHT},
    "head-number": {**_BOX, "bold": True, "bg_color": HUE_LIGHT, "align": "center"},
    "body": _BOX,
    "strong": {**_BOX, "bold": True},
    "number": {**_BOX, "align": "center"},
    "code": {**_BOX, "align": "left"},
    "link": {**_BOX, "underline": 1, "font_color": HUE},
}
_LINE_POINTS: dict[str, float] = {"title": 26.0, "section": 21.0, "note": 15.75}


def visible(written: str) -> str:
    """The text with signs that a spreadsheet cannot hold turned into visible ones."""
    return _UNSEEN.sub(_sign, written.replace("\r\n", "\n").replace("\r", "␍"))


def _sign(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "�"


def has_unseen(written: str) -> bool:
    return _UNSEEN.search(written) is not None or "\r" in written.replace("\r\n", "\n")


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
    workbook = xlsxwriter.Workbook(stream, options)
    workbook.set_properties(
        {"title": book.title, "subject": book.rubric, "author": "", "company": "", "created": made.astimezone(UTC).replace(tzinfo=None)}
    )  # fmt: skip
    workbook.set_size(2400, 1400)
    looks = _Looks(workbook)
    names = sheet_names([sheet.name for sheet in book.sheets])
    pages = [(sheet, workbook.add_worksheet(names[sheet.name])) for sheet in book.sheets]
    written = [
        _Page(workbook, page, sheet, looks, names, number) for number, (sheet, page) in enumerate(pages, start=1)
    ]
    for one in written:
        one.write(book)
    tables = {key: (one.page.name, table, row) for one in written for key, (table, row) in one.placed.items()}
    for one in written:
        one.draw(tables)
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
            say(f"文字有{length}个字符，单元格最多容纳{LONGEST_TEXT}个", f"a text of {length} characters; a cell holds at most {LONGEST_TEXT}"),
            say("缩短这段文字；报告不会截断任何内容", "shorten the text; a report never cuts anything off"),
        )
        for sheet in book.sheets
        for table in sheet.tables
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
        if isinstance(cell.value, str) and (length := len(cell.value.encode("utf-16-le", "replace")) // 2) > LONGEST_TEXT
    ]  # fmt: skip
    if problems:
        raise WorkbookFault(*problems)


class _Exact(float):
    """A number to its last digit: the library would write 16 of the 17 that a double needs."""

    def __format__(self, layout: str) -> str:
        return str(int(self)) if self.is_integer() else repr(float(self))


@dataclass
class _Looks:
    """Formats of one workbook, made once each."""

    workbook: Any
    made: dict[tuple[Look, str, bool], Any] = field(default_factory=dict)

    def of(self, look: Look, display: str = "", *, quoted: bool = False) -> Any:
        key = (look, display, quoted)
        if key not in self.made:
            said: dict[str, Any] = {**_FIXED, **LOOKS[look]}
            if display:
                said["num_format"] = display
            if quoted:
                said["quote_prefix"] = True
            self.made[key] = self.workbook.add_format(said)
        return self.made[key]


@dataclass
class _Page:
    """One worksheet being written from top to bottom."""

    workbook: Any
    page: Any
    sheet: Sheet
    looks: _Looks
    names: Mapping[str, str]
    number: int
    row: int = 0
    placed: dict[str, tuple[Table, int]] = field(default_factory=dict)
    """Where each table's first row of data stands."""
    gap: int = 0
    """The row after the latest empty one."""
    filled: float = 0.0
    """Points of the printed page that are taken."""
    breaks: list[int] = field(default_factory=list)
    """Rows at which a new page begins."""
    tail: int = -1
    """The row after the latest table."""
    charts: list[tuple[Chart, int]] = field(default_factory=list)
    """Each chart with its row; drawn last, when all tables are placed."""

    def write(self, book: Book) -> None:
        for column, width in enumerate(self.sheet.widths):
            self.page.set_column(column, column, width)
        for block in self.sheet.blocks:
            if isinstance(block, Line):
                self._line(block)
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._chart(block)
        self._print_settings(book)

    def draw(self, tables: Mapping[str, tuple[str, Table, int]]) -> None:
        """Charts come last, when every table has its place."""
        for chart, row in self.charts:
            name, _, first = tables[chart.table]
            draw(self.workbook, self.page, chart, (name, first), row, FONT, (HUE, HUE_LIGHT, INK))

    def _line(self, line: Line) -> None:
        """Runs over to the right; broken into as many rows as the sheet is wide."""
        look: Look = "subtitle" if line.look == "strong" else line.look
        scale = LOOKS[look].get("font_size", 10) / 10
        if line.look == "section" or self.row == self.tail:
            self._gap()
        for part in wrapped(visible(line.text), sum(self.sheet.widths) / scale):
            height = _LINE_POINTS.get(look, 16.0)
            self._set_height(height)
            self.page.write_string(
                self.row, 0, part.strip(), self.looks.of("sample" if line.look == "strong" else look)
            )
            self.row += 1

    def _set_height(self, height: float, options: dict[str, Any] | None = None) -> None:
        """Set the height of the next row; where the page is full, begin another."""
        self.page.set_row(self.row, height, None, options or {})
        if not self.paged or (options and options.get("hidden")):
            return
        if self.filled + height > self.room and self.filled > 0:
            self._new_page()
        self.filled += height

    def _new_page(self) -> None:
        self.breaks.append(self.row)
        self.filled = 0.0

    @cached_property
    def paged(self) -> bool:
        """Whether its tables could be split badly; a single one repeats its header on every page."""
        return not self.sheet.one_page and len(self.sheet.tables) > 1

    @cached_property
    def room(self) -> float:
        """Points of rows that one printed page holds at the scale at which the columns fit it."""
        across, down = (A4[0], A4[1]) if self.sheet.portrait else (A4[1], A4[0])
        wide = sum(POINTS_PER_PIXEL * (7 * width + 5) for width in self.sheet.widths)
        scale = min((across - 2 * 72 * SIDE_MARGIN) / wide, 1.0)
        return PAGE_FILLED * (down - 2 * 72 * END_MARGIN) / scale

    def _keep_together(self, table: Table, heights: Sequence[float]) -> None:
        """A table that fits a page is not split; a longer one begins with some of its rows below its heading."""
        if table.folded or not self.paged:
            return
        heading = GAP + _LINE_POINTS["section"] + self._head_height(table)
        whole = heading + sum(heights)
        needed = whole if whole <= KEPT_SHARE * self.room else heading + sum(heights[:FIRST_ROWS])
        if self.filled and self.filled + needed > self.room:
            self._new_page()

    def _table(self, table: Table) -> None:
        heights = [self._height(cells) for cells in table.rows]
        self._keep_together(table, heights)
        self._gap()
        self._line(Line(table.title, "section"))
        header = self.row
        folded = {"level": 1, "hidden": True} if table.folded else {}
        self._set_height(self._head_height(table), folded)
        for column, (head, look) in enumerate(_heads(table)):
            self.page.write_string(self.row, column, head, self.looks.of(look))
        self.row += 1
        self.placed[table.key] = (table, self.row)
        for cells, height in zip(table.rows, heights, strict=True):
            self._row(cells, height, table.folded)
        self._tag(table, header)
        for column in table.heat if table.rows else ():
            self.page.conditional_format(header + 1, column, self.row - 1, column, _HEAT)
        if table.repeated:
            self.page.repeat_rows(0, header)
        self.tail = self.row
        if table.folded:
            self._gap({"collapsed": True})

    def _head_height(self, table: Table) -> float:
        return self._height([Cell(column.head, "strong") for column in table.columns])

    def _row(self, cells: tuple[Cell, ...], height: float, folded: bool) -> None:
        self._set_height(height, {"level": 1, "hidden": True} if folded else {})
        for column, cell in enumerate(cells):
            self._cell(column, cell)
        self.row += 1

    def _tag(self, table: Table, header: int) -> None:
        """A real table with one header row, so that screen readers find their way."""
        if not table.rows:
            return
        heads = [{"header": head, "header_format": self.looks.of(look)} for head, look in _heads(table)]
        name = f"t{self.number}_{re.sub(r'[^a-z0-9]', '_', table.key)}"
        self.page.add_table(
            header,
            0,
            self.row - 1,
            len(heads) - 1,
            {"columns": heads, "autofilter": False, "style": None, "name": name},
        )

    def _cell(self, column: int, cell: Cell) -> None:
        value = cell.value
        if isinstance(value, str):
            self._text(column, visible(value), cell)
        elif isinstance(value, date):
            self.page.write_datetime(self.row, column, value, self.looks.of(cell.look, cell.display))
        elif value is None:
            self.page.write_blank(self.row, column, None, self.looks.of(cell.look))
        else:
            self.page.write_number(self.row, column, _Exact(value), self.looks.of(cell.look, cell.display))

    def _text(self, column: int, value: str, cell: Cell) -> None:
        if cell.link:
            place = f"internal:'{self.names[cell.link]}'!A1"
            self.page.write_url(self.row, column, place, self.looks.of("link"), value)
            return
        quoted = value.startswith(FORMULA_SIGNS)
        self.page.write_string(self.row, column, value, self.looks.of(cell.look, quoted=quoted))

    def _height(self, cells: Sequence[Cell]) -> float:
        lines = (
            lines_in(_as_words(cell.value), self.sheet.widths[column] * (BOLD if cell.look == "strong" else 1.0))
            for column, cell in enumerate(cells)
        )
        return row_height(max(lines, default=1))

    def _chart(self, chart: Chart) -> None:
        self._gap()
        height = chart_height(chart) * POINTS_PER_PIXEL
        self.charts.append((chart, self.row))
        for _ in range(int(height // LINE_HEIGHT) + 1):
            self._set_height(LINE_HEIGHT)
            self.row += 1

    def _gap(self, options: dict[str, Any] | None = None) -> None:
        """One empty row between blocks, never two."""
        if self.row == self.gap:
            return
        self._set_height(GAP, options)
        self.row += 1
        self.gap = self.row

    def _print_settings(self, book: Book) -> None:
        page = self.page
        page.hide_gridlines(2)
        page.set_paper(9)
        if self.sheet.portrait:
            page.set_portrait()
        else:
            page.set_landscape()
        page.fit_to_pages(1, 1 if self.sheet.one_page else 0)
        page.set_margins(left=SIDE_MARGIN, right=SIDE_MARGIN, top=END_MARGIN, bottom=END_MARGIN)
        if self.paged:
            page.set_h_pagebreaks(self.breaks)
        page.center_horizontally()
        page.set_header(f"&L&9{book.header}")
        page.set_footer(f"&L&9{book.footer}&R&9&P / &N")


_HEAT = {
    "type": "2_color_scale", "min_type": "num", "max_type": "num", "min_value": 0, "max_value": 100,
    "min_color": HEAT_LIGHT, "max_color": HEAT_DARK,
}  # fmt: skip


def _heads(table: Table) -> Iterator[tuple[str, Look]]:
    """Headings, centred over numbers."""
    first = table.rows[0] if table.rows else ()
    for position, column in enumerate(table.columns):
        numeric = position < len(first) and first[position].look == "number"
        yield column.head, "head-number" if numeric else "head"


def _as_words(value: Scalar) -> str:
    return (
        value
        if isinstance(value, str)
        else value.isoformat()
        if isinstance(value, date)
        else "100000"
        if value is not None
        else ""
    )


def texts(sheet: Sheet) -> Iterator[str]:
    """Every text in the tables of a sheet."""
    return (cell.value for table in sheet.tables for row in table.rows for cell in row if isinstance(cell.value, str))

"""One worksheet, written from top to bottom; formulas, rules and charts when every table has its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from assessor.text_layout import LINE_HEIGHT, lines_in, row_height, wrapped
from assessor.workbooks.cells import Book, Cell, Chart, Column, Line, Look, Scalar, Sheet, Table
from assessor.workbooks.drawing import POINTS_PER_PIXEL, chart_height, draw
from assessor.workbooks.looks import FONT, HEAT_DARK, HEAT_LIGHT, HUE, HUE_LIGHT, INK, LOOKS, Looks
from assessor.workbooks.places import Addresses, Placed
from assessor.workbooks.plain_sheet import letters
from assessor.workbooks.signs import FORMULA_SIGNS, visible

SIDE_MARGIN, END_MARGIN = 0.5, 0.7
"""Inches."""
GAP = 12.0
A4 = (595.3, 841.9)
"""Points across and down."""
PAGE_FILLED = 0.97
"""How much of a page is counted on: fonts and printers differ a little."""
WIDEST_DIGIT = 8.5
"""Pixels: where another font stands in for ours, columns are wider on paper than the 7 of ours."""
KEPT_SHARE, FIRST_ROWS = 0.4, 3
BOLD = 0.92
"""Bold text needs more room: the share of a column's width it can count on."""
MOST_TITLE_ROWS = 10
"""Rows above a heading that are printed on every page with it."""
INDENT = 1.5
"""Columns by which prose stands off the rule to its left."""
FILTER_BUTTON = 3.0
"""Columns that the button of a filter covers."""
_ALLOWED = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
_LINE_POINTS: dict[str, float] = {"title": 26.0, "section": 21.0, "note": 15.75}


@dataclass
class Page:
    """One worksheet being written from top to bottom."""

    workbook: Any
    page: Any
    sheet: Sheet
    looks: Looks
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
    titled: int = 0
    """The row after the lines that say what the sheet is."""
    tail: int = -1
    """The row after the latest table."""
    last: int | None = None
    """The last row that is printed, where some are not."""
    charts: list[tuple[Chart, int]] = field(default_factory=list)
    """Each chart with its row; drawn last, when all tables are placed."""
    formulas: list[tuple[int, int, Cell]] = field(default_factory=list)
    """Row, column and cell; written last, for the same reason."""

    def write(self, book: Book) -> None:
        for column, width in enumerate(self.sheet.widths):
            self.page.set_column(column, column, width)
        for block in self.sheet.blocks:
            if isinstance(block, Line):
                self._line(block)
                self.titled = self.row if block.look in ("title", "subtitle", "sample") else self.titled
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._chart(block)
        self._print_settings(book)
        self._access(book)

    def _access(self, book: Book) -> None:
        """Who sees the sheet, what may be changed, and what stays in sight."""
        if self.sheet.state == "hidden":
            self.page.hide()
        elif self.sheet.state == "very_hidden":
            self.page.very_hidden()
        if self.sheet.protected:
            self.page.protect("", _ALLOWED)
        if self.sheet.frozen is not None:
            key, columns = self.sheet.frozen
            self.page.freeze_panes(self.placed[key][1] if key else self.titled, columns)
        for table, first in self.placed.values():
            self._checks(table, first, book.refusal)

    def _checks(self, table: Table, first: int, refusal: tuple[str, str]) -> None:
        """What entries are taken: one check for each run of cells of a column that ask for the same."""
        for column, head in enumerate(table.columns):
            start = first
            for (choices, entry, prompt, figure), run in groupby(_asked(row[column]) for row in table.rows):
                stop = start + len(list(run))
                if said := _check(head, choices, prompt, entry=entry):
                    if figure:
                        said |= {"validate": "custom", "value": _number_or(f"{letters(column)}{start + 1}", figure)}
                    words = (prompt if figure else head.refusal) or refusal[1]
                    refused = {"error_title": refusal[0], "error_message": words} if words else {}
                    said |= refused if said["validate"] != "any" else {}
                    self.page.data_validation(start, column, stop - 1, column, said)
                start = stop

    def compute(self, tables: Mapping[str, Placed]) -> None:
        """Write formulas with what they came to, and the rules that watch numbers."""
        places, write, look = Addresses(tables, self.page.name), self.page.write_formula, self.looks.of
        for row, column, cell in self.formulas:
            value = "" if cell.value is None else cell.value
            write(row, column, places.said(cell.formula, row), look(cell.look, cell.display, entry=cell.entry), value)
        for table, first in self.placed.values():
            for rule in table.rules if table.rows else ():
                said = {
                    "type": "formula", "criteria": f"={places.said(rule.when, first)}",
                    "format": self.looks.shown_as(rule.display, rule.tint), "stop_if_true": True,
                }  # fmt: skip
                self.page.conditional_format(first, rule.column, first + len(table.rows) - 1, rule.column, said)

    def draw(self, tables: Mapping[str, Placed]) -> None:
        """Charts come last, when every table has its place."""
        for chart, row in self.charts:
            name, _, first = tables[chart.table]
            draw(self.workbook, self.page, chart, (name, first), row, FONT, (HUE, HUE_LIGHT, INK), Addresses(tables))

    def _line(self, line: Line) -> None:
        """Runs over to the right; broken into as many rows as the sheet is wide."""
        look: Look = "subtitle" if line.look == "strong" else line.look
        scale = LOOKS[look].get("font_size", 10) / 10
        if line.look == "section" or self.row == self.tail:
            self._gap()
        height = _LINE_POINTS.get(look, 16.0)
        if line.formula:
            self._set_height(height)
            said: Look = "sample" if line.look == "strong" else look
            self.formulas.append((self.row, 0, Cell(line.text, said, formula=line.formula)))
            self.row += 1
            return
        for part in wrapped(visible(line.text), self._line_width / scale):
            self._set_height(height)
            self.page.write_string(
                self.row, 0, part.strip(), self.looks.of("sample" if line.look == "strong" else look)
            )
            self.row += 1

    def _set_height(self, height: float, options: dict[str, Any] | None = None) -> None:
        """Set the height of the next row; where the page is full, begin another."""
        self.page.set_row(self.row, height, None, options or {})
        if not self.paged or self.last is not None or (options and options.get("hidden")):
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
        return not self.sheet.one_page and (
            len(self.sheet.tables) > 1 or any(isinstance(block, Chart) for block in self.sheet.blocks)
        )

    @property
    def _line_width(self) -> float:
        """Characters that a line may take: it ends where the printed page does."""
        return sum(self.printed[: self.sheet.broken_before])

    @cached_property
    def printed(self) -> tuple[float, ...]:
        """Widths of the columns that are printed."""
        tables = self.sheet.tables
        hidden = {at for table in tables for at, column in enumerate(table.columns) if column.hidden}
        some = [len(table.columns) for table in tables if not table.unprinted] if self.screen else []
        count = max(some, default=len(self.sheet.widths))
        return tuple(width for at, width in enumerate(self.sheet.widths[:count]) if at not in hidden)

    @cached_property
    def screen(self) -> bool:
        """Whether some of its tables are not printed."""
        return any(table.unprinted for table in self.sheet.tables)

    @cached_property
    def room(self) -> float:
        """Points of rows that one printed page holds at the scale at which the columns fit it."""
        across, down = (A4[0], A4[1]) if self.sheet.portrait else (A4[1], A4[0])
        wide = sum(POINTS_PER_PIXEL * (7 * width + 5) for width in self.printed)
        scale = min((across - 2 * 72 * SIDE_MARGIN) / wide, 1.0)
        return PAGE_FILLED * (down - 2 * 72 * END_MARGIN) / scale

    def _keep_together(self, table: Table, heights: Sequence[float]) -> None:
        """A table that fits a page is not split; a longer one begins with some of its rows below its heading."""
        if table.folded or table.unprinted or not self.paged:
            return
        heading = GAP + _LINE_POINTS["section"] + self._head_height(table)
        whole = heading + sum(heights)
        most = self.room * (1.0 if table.whole else KEPT_SHARE)
        needed = whole if whole <= most else heading + sum(heights[:FIRST_ROWS])
        if self.filled and self.filled + needed > self.room:
            self._new_page()

    def _table(self, table: Table) -> None:
        if table.unprinted and self.last is None:
            self.last = self.row - 1
        steps = bool(table.rows) and table.rows[0][0].look == "step"
        heights = [LINE_HEIGHT] * len(table.rows) if steps else [self._height(cells) for cells in table.rows]
        self._keep_together(table, heights)
        if table.title:
            self._gap()
            self._line(Line(table.title, "section"))
        if any(column.key for column in table.columns):
            self._keys(table)
        header = self.row
        folded = {"level": 1, "hidden": True} if table.folded else {}
        self._set_height(self._head_height(table), folded)
        for column, (head, look) in enumerate(_heads(table)):
            self.page.write_string(self.row, column, head, self.looks.of(look))
        self.row += 1
        self.placed[table.key] = (table, self.row)
        self._hide(table)
        for cells, height in zip(table.rows, heights, strict=True):
            self._row(cells, height, table.folded)
        self._tag(table, header)
        for column in table.heat if table.rows else ():
            self.page.conditional_format(header + 1, column, self.row - 1, column, _HEAT)
        if table.repeated:
            self.page.repeat_rows(0 if len(self.placed) == 1 and header <= MOST_TITLE_ROWS else header, header)
        self.tail = self.row
        if table.folded:
            self._gap({"collapsed": True})

    def _keys(self, table: Table) -> None:
        self._set_height(LINE_HEIGHT, {"hidden": True})
        for column, head in enumerate(table.columns):
            if head.key:
                self.page.write_string(self.row, column, head.key, self.looks.of("note"))
        self.row += 1

    def _hide(self, table: Table) -> None:
        for column, head in enumerate(table.columns):
            if head.hidden:
                self.page.set_column(column, column, self.sheet.widths[column], None, {"hidden": True})

    def _head_height(self, table: Table) -> float:
        taken = FILTER_BUTTON if table.filtered else 0.0
        return self._height([Cell(column.head, "strong") for column in table.columns], taken)

    def _row(self, cells: tuple[Cell, ...], height: float, folded: bool) -> None:
        self._set_height(height, {"level": 1, "hidden": True} if folded else {})
        for column, cell in enumerate(cells):
            if cell.formula:
                self.formulas.append((self.row, column, cell))
            elif cell.value is not None or cell.look != "step":
                self._cell(column, cell)
        self.row += 1

    def _tag(self, table: Table, header: int) -> None:
        """A real table with one header row, so that screen readers find their way."""
        if not table.rows:
            return
        heads = [{"header": head, "header_format": self.looks.of(look)} for head, look in _heads(table)]
        name = f"t{self.number}_{re.sub(r'[^a-z0-9]', '_', table.key)}"
        self.page.tag(header, self.row - 1, heads, name, filtered=table.filtered)

    def _cell(self, column: int, cell: Cell) -> None:
        value = cell.value
        if isinstance(value, str):
            # What may be changed comes back: it stays to the last sign, which the library escapes where it must.
            self._text(column, value if cell.entry or cell.exact else visible(value), cell)
        elif isinstance(value, date):
            self.page.write_datetime(self.row, column, value, self.looks.of(cell.look, cell.display, entry=cell.entry))
        elif value is None:
            self.page.write_blank(self.row, column, None, self.looks.of(cell.look, cell.display, entry=cell.entry))
        else:
            look = self.looks.of(cell.look, cell.display, entry=cell.entry)
            self.page.write_number(self.row, column, value, look)

    def _text(self, column: int, value: str, cell: Cell) -> None:
        if cell.link:
            place = f"internal:'{self.names[cell.link]}'!A1"
            self.page.write_url(self.row, column, place, self.looks.of("link"), value)
            return
        look = self.looks.of(cell.look, cell.display, quoted=value.startswith(FORMULA_SIGNS), entry=cell.entry)
        self.page.write_string(self.row, column, value, look)

    def _height(self, cells: Sequence[Cell], taken: float = 0.0) -> float:
        """Of a row; `taken` is what each of its cells has no room for words in."""
        lines = (
            max(
                lines_in(
                    _as_words(cell.value),
                    (self.sheet.widths[column] - taken - (INDENT if cell.look == "prose" else 0.0))
                    * (BOLD if cell.look == "strong" else 1.0),
                ),
                cell.lines,
            )
            for column, cell in enumerate(cells)
        )
        return row_height(max(lines, default=1))

    def _chart(self, chart: Chart) -> None:
        self._gap()
        height = chart_height(chart) * POINTS_PER_PIXEL
        if self.paged and self.filled > 0 and self.filled + height > self.room:
            self._new_page()
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
        if self.sheet.broken_before is None:
            page.fit_to_pages(1, 1 if self.sheet.one_page else 0)
        else:
            self._two_pages_wide(self.sheet.broken_before)
        page.set_margins(left=SIDE_MARGIN, right=SIDE_MARGIN, top=END_MARGIN, bottom=END_MARGIN)
        if self.paged:
            page.set_h_pagebreaks(self.breaks)
        if self.last is not None:
            page.print_area(0, 0, self.last, len(self.printed) - 1)
        page.center_horizontally()
        page.set_header(f"&L&9{book.header}")
        page.set_footer(f"&L&9{book.footer}&R&9&P / &N")

    def _two_pages_wide(self, start: int) -> None:
        """A break between columns counts only beside a fixed scale: the one at which the wider page fits."""
        repeated = self.sheet.frozen[1] if self.sheet.frozen is not None else 0
        first, second = self.printed[:start], (*self.printed[:repeated], *self.printed[start:])
        across = (A4[0] if self.sheet.portrait else A4[1]) - 2 * 72 * SIDE_MARGIN
        wide = max(sum(POINTS_PER_PIXEL * (WIDEST_DIGIT * width + 6) for width in half) for half in (first, second))
        self.page.set_print_scale(min(int(100 * PAGE_FILLED * across / wide), 100))
        self.page.set_v_pagebreaks([start])
        if repeated:
            self.page.repeat_columns(0, repeated - 1)
        self.page.print_across()


_HEAT = {
    "type": "2_color_scale", "min_type": "num", "max_type": "num", "min_value": 0, "max_value": 100,
    "min_color": HEAT_LIGHT, "max_color": HEAT_DARK,
}  # fmt: skip


def _asked(cell: Cell) -> tuple[str, bool, str, tuple[str, ...]]:
    return cell.choices, cell.entry, cell.prompt, cell.figure


def _number_or(cell: str, words: tuple[str, ...]) -> str:
    said = ",".join(f'{cell}="{one}"' for one in words)
    return f"=OR(ISNUMBER({cell}),{said})"


def _check(head: Column, choices: str, prompt: str, *, entry: bool) -> dict[str, Any]:
    """What a column and its cell ask of an entry; empty where they ask nothing."""
    words = prompt or head.prompt
    said: dict[str, Any] = {}
    if choices:
        said = {"validate": "list", "source": f"={choices}"}
    elif entry and head.dates is not None:
        said = {"validate": "date", "criteria": "between", "minimum": head.dates[0], "maximum": head.dates[1]}
    elif entry and head.least is not None:
        said = {"validate": "decimal", "criteria": ">=", "value": head.least}
    elif entry and head.longest:
        said = {"validate": "length", "criteria": "<=", "value": head.longest}
    elif entry and words:
        said = {"validate": "any"}
    return said | ({"input_message": words} if said and words else {})


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

"""A worksheet whose cells become what stands in its file as soon as they are written.

The library keeps each cell as an object and asks it at the end what it is. A report has twelve thousand
of them, and those objects took a third of the time of writing one. Here a cell is one text from the
start. Everything else of a sheet stays with the library.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

Value = str | int | float


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    return str(xl_col_to_name(column))


def exact(number: float) -> str:
    """A number to its last digit: the library would write 16 of the 17 that a double needs."""
    if not math.isfinite(number):
        raise ValueError(f"no number that a cell can hold: {number}")
    return str(int(number)) if float(number).is_integer() else repr(float(number))


def _in_markup(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class PlainSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """What it takes over are texts, numbers, dates, formulas and empty cells, in rows whose height was set."""

    dim_colmax: int

    def __init__(self) -> None:
        super().__init__()
        self.written: dict[int, dict[int, str]] = defaultdict(dict)
        """Row and column -> the cell as it stands in the file."""
        self.held: dict[int, dict[int, str]] = defaultdict(dict)
        """Row and column -> what the cell shows, for charts."""
        self._numbers: dict[Any, int] = {}

    def write_string(self, row: int, column: int, text: str, look: Any = None) -> None:
        self._put(row, column, look, f' t="s"><v>{self.str_table._get_shared_string_index(text)}</v></c>', text)

    def write_number(self, row: int, column: int, number: float, look: Any = None) -> None:
        said = exact(number)
        self._put(row, column, look, f"><v>{said}</v></c>", said)

    def write_datetime(self, row: int, column: int, day: date, look: Any = None) -> None:
        self.write_number(row, column, self._convert_date_time(day), look)

    def write_blank(self, row: int, column: int, blank: None, look: Any = None) -> None:
        self._put(row, column, look, "/>", "")

    def write_formula(self, row: int, column: int, formula: str, look: Any = None, value: Value = 0) -> None:
        """A formula without its sign, and what it comes to."""
        words = isinstance(value, str)
        said = value if isinstance(value, str) else exact(value)
        mark = ' t="str"' if words and value else ""
        shown = _in_markup(said) if words else said
        self._put(row, column, look, f"{mark}><f>{_in_markup(formula)}</f><v>{shown}</v></c>", said)

    _write_string, _write_number, _write_blank, _write_formula = write_string, write_number, write_blank, write_formula
    """By these names the library itself writes cells, such as the headings of a table."""

    def _put(self, row: int, column: int, look: Any, rest: str, held: str) -> None:
        style = ""
        if look is not None:
            number = self._numbers.get(look)
            if number is None:
                number = self._numbers[look] = look._get_xf_index()
            style = f' s="{number}"'
        self.written[row][column] = f'<c r="{letters(column)}{row + 1}"{style}{rest}'
        self.held[row][column] = held
        if column > self.dim_colmax:
            self.dim_colmax = column

    def tag(self, first: int, last: int, columns: Sequence[dict[str, Any]], name: str, *, filtered: bool) -> None:
        """Make rows a table, headings in the first one.

        The library would note each cell of a table to find another one that overlaps it. Tables stand
        one below the other, so it is told of two rows and the table is made longer."""
        right = len(columns) - 1
        options = {"columns": columns, "autofilter": filtered, "style": None, "name": name}
        self.add_table(first, 0, first + 1, right, options)
        whole = xl_range(first, 0, last, right)
        self.tables[-1] |= {"range": whole, "a_range": whole} | ({"autofilter": whole} if filtered else {})

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Only functions that every spreadsheet has known for long are written: the library's search for
        more than a hundred newer names would take longer than all the rest."""
        return formula.removeprefix("=")

    # -- what the library asks at the end --------------------------------------------------------------

    def _write_rows(self) -> None:
        if self.table:
            raise TypeError("cells of a kind that a plain sheet does not write")
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            cells, look = self.written.get(row), self.row_info.get(row)
            if cells:
                self._write_row(row, None, look)
                self.fh.write("".join([cells[column] for column in sorted(cells)]))
                self._xml_end_tag("row")
            elif look is not None:
                self._write_empty_row(row, None, look)

    def _get_range_data(self, top: int, left: int, bottom: int, right: int) -> list[str | None]:
        """What a run of cells shows, for charts; None where nothing was written."""
        held = [self.held.get(row, {}) for row in range(top, bottom + 1)]
        return [row.get(column) for row in held for column in range(left, right + 1)]

"""Cells, texts and number formats, told element by element as the XML goes by; no tree is ever built.

Imported in the child process: nothing heavy here.
"""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Final

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel

from assessor.workbooks.escapes import LONGEST_TEXT, length, unescaped
from assessor.workbooks.grid import Found, Kind, Value, address, position
from assessor.workbooks.parts import MAIN

MOST_ROWS, MOST_COLUMNS = 5_000, 200
MOST_CELLS = 60_000
MOST_MERGED = 5_000
MOST_CHARACTERS = 5_000_000
"""Of all cells: one long text may be shared by many of them."""
MOST_ELEMENTS = 500_000
"""With their attributes. A cell with a text of its own takes eight, and so does a row as LibreOffice writes it: the limit
of cells is to be met first."""
_NUMBER = re.compile(r"[+-]?(\d{1,400}(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
# Formats of dates without a code in the file: 27-36 and 50-58 are those of Chinese, Japanese and Korean Excel.
_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})


class Unreadable(Exception):
    """The first thing because of which a workbook is not read; the words for `code` are in `words`."""

    def __init__(self, code: str, sheet: str = "", cell: str = "", said: object = "") -> None:
        super().__init__(code, sheet, cell, said)
        self.code, self.sheet, self.cell, self.said = code, sheet, cell, str(said)


class Budget:
    """How much of a workbook is read before it is too much."""

    def __init__(self) -> None:
        self.elements, self.cells, self.characters = MOST_ELEMENTS, MOST_CELLS, MOST_CHARACTERS

    def element(self, attributes: dict[str, str]) -> None:
        self.elements -= 1 + len(attributes)
        if self.elements < 0:
            raise Unreadable("many-elements")

    def cell(self, value: Value) -> None:
        self.cells -= 1
        if self.cells < 0:
            raise Unreadable("many-cells", said=MOST_CELLS)
        if isinstance(value, str):
            self.characters -= len(value)
            if self.characters < 0:
                raise Unreadable("many-texts", said=MOST_CHARACTERS)


class Look:
    """What a cell's number may point to."""

    def __init__(self, texts: list[str], dates: frozenset[int], epoch: datetime) -> None:
        self.texts, self.dates, self.epoch = texts, dates, epoch


_ROW, _C, _V, _F, _T, _IS, _SI, _RPH, _XF, _CELL_XFS, _NUM_FMT, _MERGE, _WORKSHEET, _DATA = (
    MAIN + name
    for name in (
        "row", "c", "v", "f", "t", "is", "si", "rPh", "xf", "cellXfs", "numFmt", "mergeCell", "worksheet", "sheetData",
    )
)  # fmt: skip


class Texts:
    """Shared texts: runs joined, readings in small print left out."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.found: list[str] = []
        self._runs: list[str] = []
        self._text: list[str] | None = None
        self._small = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.budget.element(attributes)
        if tag == _T and not self._small:
            self._text = []
        elif tag == _RPH:
            self._small = True
        elif tag == _SI:
            self._runs = []

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        if tag == _T and self._text is not None:
            self._runs.append(unescaped("".join(self._text)))
            self._text = None
        elif tag == _RPH:
            self._small = False
        elif tag == _SI:
            self.found.append("".join(self._runs))

    def close(self) -> None:
        pass


class Styles:
    """Number format of each cell style."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.formats: list[int] = []
        self._codes: dict[int, str] = {}
        self._of_cells = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.budget.element(attributes)
        if tag == _NUM_FMT:
            self._codes[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif tag == _CELL_XFS:
            self._of_cells = True
        elif tag == _XF and self._of_cells:
            self.formats.append(int(attributes.get("numFmtId", 0)))

    def end(self, tag: str) -> None:
        if tag == _CELL_XFS:
            self._of_cells = False

    def data(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass

    def is_date(self, format_: int) -> bool:
        code = self._codes.get(format_)
        return format_ in _DATES if code is None else bool(is_date_format(code))


class Cells:
    """The cells of one sheet, told by the parser element by element; no tree is ever built."""

    def __init__(self, sheet: str, look: Look, budget: Budget) -> None:
        self.sheet, self.look, self.budget = sheet, look, budget
        self.found: dict[tuple[int, int], Found] = {}
        self.hidden_rows: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.is_sheet = False
        self._inside = self._small = self._formula = False
        self._row = self._column = 0
        self._type, self._style = "n", ""
        self._value: str | None = None
        self._runs: list[str] = []
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.budget.element(attributes)
        if tag == _C and self._inside:
            self._open(attributes)
        elif tag in (_V, _T) and not self._small:
            self._text = []
        elif tag == _F:
            self._formula = True
        elif tag == _RPH:
            self._small = True
        elif tag == _ROW and self._inside:
            self._begin_row(attributes)
        elif tag == _MERGE:
            if len(self.merged) >= MOST_MERGED:
                raise Unreadable("many-merged", self.sheet, said=MOST_MERGED)
            self.merged.append(self._range(attributes.get("ref", "")))
        elif tag == _DATA:
            self._inside = True
        elif tag == _WORKSHEET:
            self.is_sheet = True

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        if tag == _V and self._text is not None:
            self._value, self._text = "".join(self._text), None
        elif tag == _T and self._text is not None:
            self._runs.append("".join(self._text))
            self._text = None
        elif tag == _C and self._inside:
            self._shut()
        elif tag == _RPH:
            self._small = False
        elif tag == _DATA:
            self._inside = False

    def close(self) -> None:
        pass

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", str(self._row + 1))
        if not re.fullmatch(r"[1-9]\d{0,6}", number, re.ASCII):
            raise Unreadable("sheet-xml", self.sheet, said=f"row {number[:20]!r}")
        self._row, self._column = int(number), 0
        if attributes.get("hidden") in ("1", "true"):
            self.hidden_rows.add(self._row)

    def _open(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            row, self._column = self._cell(place)
            if row != self._row:
                raise Unreadable("sheet-xml", self.sheet, said=f"{place} in row {self._row}")
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._value, self._runs, self._formula = None, [], False

    def _shut(self) -> None:
        value, kind = self._meant()
        if self._formula:
            kind = "formula"
        elif value is None or value == "":
            return
        at = (self._row, self._column)
        if self._row > MOST_ROWS or self._column > MOST_COLUMNS:
            raise Unreadable("far", self.sheet, address(*at))
        if at in self.found:
            raise Unreadable("cell-twice", self.sheet, address(*at))
        if isinstance(value, str) and len(value) * 2 > LONGEST_TEXT and (long := length(value)) > LONGEST_TEXT:
            raise Unreadable("long", self.sheet, address(*at), long)
        self.budget.cell(value)
        self.found[at] = Found(value, kind)

    def _meant(self) -> tuple[Value, Kind]:
        if self._type == "inlineStr":
            return unescaped("".join(self._runs)), "text"
        # A formula that came to an empty text is written with an empty value of no kind.
        if self._value is None or (not self._value and self._type != "str"):
            return None, "text"
        try:
            return _READ[self._type](self, self._value)
        except (KeyError, ValueError, IndexError, OverflowError):
            said = f"{self._type[:20]} {self._value[:40]!r}"
            raise Unreadable("cell", self.sheet, address(self._row, self._column), said) from None

    def _number(self, written: str) -> tuple[Value, Kind]:
        number = _number_of(written)
        if self._style.isascii() and self._style.isdigit() and int(self._style) in self.look.dates:
            return _date_of(number, self.look.epoch)
        return number, "number"

    def _shared(self, written: str) -> tuple[Value, Kind]:
        if not written.strip().isdigit():
            raise ValueError(written)
        return self.look.texts[int(written)], "text"

    def _range(self, written: str) -> tuple[int, int, int, int]:
        first, _, last = written.partition(":")
        return (*self._cell(first), *self._cell(last or first))

    def _cell(self, written: str) -> tuple[int, int]:
        place = position(written)
        if place is None:
            raise Unreadable("sheet-xml", self.sheet, said=f"cell {written[:20]!r}")
        return place


def _bool(_: Cells, written: str) -> tuple[Value, Kind]:
    return {"1": True, "0": False, "true": True, "false": False}[written.strip()], "bool"


def _iso(_: Cells, written: str) -> tuple[Value, Kind]:
    moment = datetime.fromisoformat(written.strip())
    return moment.date() if moment.time() == time() else moment.replace(tzinfo=None), "date"


_READ: Final = {
    "n": Cells._number,
    "s": Cells._shared,
    "str": lambda _, written: (unescaped(written), "text"),
    "b": _bool,
    "e": lambda _, written: (written, "error"),
    "d": _iso,
}


def _number_of(written: str) -> int | float:
    stripped = written.strip()
    if not _NUMBER.fullmatch(stripped):
        raise ValueError(written)
    number = float(stripped)
    if number in (float("inf"), float("-inf")):
        raise ValueError(written)
    return int(stripped) if re.fullmatch(r"[+-]?\d{1,15}", stripped, re.ASCII) else number


def _date_of(number: int | float, epoch: datetime) -> tuple[Value, Kind]:
    try:
        moment = from_excel(number, epoch)
    except (OverflowError, ValueError):
        return number, "number"
    if isinstance(moment, time):
        return moment.isoformat(), "text"
    return moment.date() if moment.time() == time() else moment, "date"

"""Filling in a template as Excel, WPS or a careless hand would: cells of the file, rows and columns of a sheet.

`fill` writes into the file itself, with every sign that a text may hold. `Form` works on what was read of a
file: quick enough to try thousands of changes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from assessor.workbooks.grid import Contents, Found, Grid, address
from assessor.workbooks.identity import SHEET, identity_of

Value = str | int | float | bool | date | None
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def escaped(text: str) -> str:
    """As Excel writes a text: signs that XML cannot hold by their number, and what looks like one of those, too."""
    return escape(_ESCAPED.sub(lambda one: f"_x{ord(one[0]):04X}_", text))


def _cell(place: str, style: str, value: Value) -> str:
    if value is None:
        return f'<c r="{place}"{style}/>'
    if isinstance(value, bool):
        return f'<c r="{place}"{style} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}"{style}><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"{style}><v>{value!r}</v></c>'
    return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{escaped(value)}</t></is></c>'


def fill(data: bytes, sheets: Mapping[int, Mapping[str, str | Value]]) -> bytes:
    """The file with other values in some cells, by number of sheet and address; all else byte for byte.

    A value that is the XML of a cell goes in as it stands, with its place and style put into {place} and {style}.
    """
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for part in source.namelist():
            said = source.read(part)
            number = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part)
            if number is not None and int(number[1]) in sheets:
                said = _filled(said.decode(), sheets[int(number[1])]).encode()
            written.writestr(part, said)
    return target.getvalue()


def _filled(xml: str, values: Mapping[str, Value]) -> str:
    left = dict(values)

    def put(found: re.Match[str]) -> str:
        place, style = found["place"], found["style"] or ""
        if place not in left:
            return found[0]
        value = left.pop(place)
        if isinstance(value, str) and value.startswith("<c "):
            return value.format(place=place, style=style)
        return _cell(place, style, value)

    xml = re.sub(r'<c r="(?P<place>[A-Z]+\d+)"(?P<style> s="\d+")?(?:/>|[^>/]*>.*?</c>)', put, xml, flags=re.DOTALL)
    assert not left, f"no such cells: {sorted(left)}"
    return xml


# -- what was read --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """One keyed sheet of what was read, and what can be done to it."""

    contents: Contents
    number: int
    """Of the sheet, from 0."""

    @property
    def grid(self) -> Grid:
        return self.contents.grids[self.number]

    @property
    def key_row(self) -> int:
        return next(row for (row, _), cell in self.grid.cells.items() if identity_of(cell.value) is not None)

    @property
    def columns(self) -> dict[str, int]:
        """Key -> column; the token's stands under `id`."""
        row = self.key_row
        found = {column: cell.value for (at, column), cell in self.grid.cells.items() if at == row}
        return {"id" if identity_of(value) is not None else str(value): column for column, value in found.items()}

    def row_of(self, id_: str) -> int:
        column = self.columns["id"]
        return next(row for (row, at), cell in self.grid.cells.items() if at == column and cell.value == id_)

    @property
    def rows(self) -> list[int]:
        """Rows of the table from its first to its last one."""
        below = [row for row, _ in self.grid.cells if row > self.key_row + 1]
        return list(range(self.key_row + 2, max(below, default=self.key_row + 1) + 1))

    def at(self, id_: str, key: str) -> tuple[int, int]:
        return self.row_of(id_), self.columns[key]

    def place(self, id_: str, key: str) -> str:
        return self.grid.place(*self.at(id_, key))

    def address(self, id_: str, key: str) -> str:
        return address(*self.at(id_, key))

    def changed(self, **parts: Any) -> Form:
        grids = list(self.contents.grids)
        grids[self.number] = replace(self.grid, **parts)
        return Form(replace(self.contents, grids=tuple(grids)), self.number)

    def put(self, place: tuple[int, int], found: Found | Value) -> Form:
        cells = dict(self.grid.cells)
        cells.pop(place, None)
        if found is not None:
            cells[place] = found if isinstance(found, Found) else as_found(found)
        return self.changed(cells=cells)

    def answer(self, id_: str, **values: Found | Value) -> Form:
        """Entries of one row by key, as `outcome=3`."""
        form = self
        for key, value in values.items():
            form = form.put(self.at(id_, key), value)
        return form

    def moved_rows(self, order: Callable[[list[int]], Iterable[int]], columns: Iterable[int] | None = None) -> Form:
        """The rows of the table in another order; of some columns only, where these are named."""
        rows, some = self.rows, None if columns is None else set(columns)
        to = dict(zip(order(list(rows)), rows, strict=True))
        cells = {
            (to.get(row, row) if some is None or column in some else row, column): cell
            for (row, column), cell in self.grid.cells.items()
        }
        return self.changed(cells=cells)

    def moved_columns(self, to: Mapping[int, int]) -> Form:
        return self.changed(
            cells={(row, to.get(column, column)): cell for (row, column), cell in self.grid.cells.items()}
        )

    def without_rows(self, *rows: int) -> Form:
        return self.changed(cells={place: cell for place, cell in self.grid.cells.items() if place[0] not in rows})

    def without_columns(self, *columns: int) -> Form:
        return self.changed(cells={place: cell for place, cell in self.grid.cells.items() if place[1] not in columns})

    def without_hidden_sheet(self) -> Form:
        grids = tuple(one for one in self.contents.grids if one.name != SHEET)
        return Form(replace(self.contents, grids=grids), self.number)


def ratings_of(contents: Contents) -> Form:
    return _keyed(contents, "outcome")


def evidence_of(contents: Contents) -> Form:
    return _keyed(contents, "title")


def _keyed(contents: Contents, key: str) -> Form:
    for number, grid in enumerate(contents.grids):
        rows = [row for (row, _), cell in grid.cells.items() if identity_of(cell.value) is not None]
        if any(row in rows and cell.value == key for (row, _), cell in grid.cells.items()):
            return Form(contents, number)
    raise LookupError(key)


def as_found(value: Value) -> Found:
    if isinstance(value, bool):
        return Found(value, "bool")
    if isinstance(value, date):
        return Found(value, "date")
    return Found(value, "number" if isinstance(value, int | float) else "text")

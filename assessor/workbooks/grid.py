"""What was read of a workbook: plain values and where they stand; no library in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal["text", "number", "bool", "date", "error", "formula"]
Value = str | int | float | bool | date | datetime | None
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """One filled cell."""

    value: Value
    """What stands there; of a formula what it last came to, None where the file does not say."""
    kind: Kind
    """`formula`: typed in as a formula, whatever it came to. A time of day without a date is a text."""


@dataclass(frozen=True)
class Grid:
    """One sheet; rows and columns are counted from 1."""

    name: str
    state: Literal["visible", "hidden", "very_hidden"]
    cells: dict[tuple[int, int], Found]
    hidden_rows: frozenset[int]
    merged: tuple[tuple[int, int, int, int], ...]
    """First row, first column, last row, last column of each merged range."""

    def place(self, row: int, column: int) -> str:
        """As a reader would write it: 评分!D12."""
        return f"{self.name}!{address(row, column)}"

    def rows(self) -> Iterator[tuple[int, dict[int, Found]]]:
        """Every row that holds something, from the top, with its cells by column."""
        by_row: dict[int, dict[int, Found]] = {}
        for (row, column), found in self.cells.items():
            by_row.setdefault(row, {})[column] = found
        return iter(sorted(by_row.items()))


@dataclass(frozen=True)
class Contents:
    """A whole workbook, its sheets in order."""

    grids: tuple[Grid, ...]
    defined_names: dict[str, str]
    """Name -> the place or value it stands for, without the equals sign."""


def address(row: int, column: int) -> str:
    """Row 12, column 4 -> D12."""
    return f"{letters(column)}{row}"


def position(written: str) -> tuple[int, int] | None:
    """D12 -> row 12, column 4; None for what is no address."""
    matched = _ADDRESS.fullmatch(written)
    if matched is None:
        return None
    column = 0
    for letter in matched[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(matched[2]), column


def letters(column: int) -> str:
    """Column 1 -> A, 27 -> AA."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found

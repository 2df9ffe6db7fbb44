"""Places in formulas: `[[table|row|column]]` -> an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from xlsxwriter.utility import quote_sheetname

from assessor.workbooks.cells import Table
from assessor.workbooks.plain_sheet import letters

Placed = tuple[str, Table, int]
"""Sheet of a table, the table, and the row of its first data."""
_PLACE = re.compile(r"\[\[([^|\]]+(?:\|[\d:]+)?\|[\d:]+)\]\]")
_SAME_ROW = "~|"


@lru_cache(maxsize=256)
def _quoted(sheet: str) -> str:
    return str(quote_sheetname(sheet))


@dataclass
class Addresses:
    """Turns places into addresses as seen from one sheet; each is worked out once."""

    tables: Mapping[str, Placed]
    sheet: str = ""
    """Tables on it are addressed without its name; empty: every address names its sheet."""
    known: dict[str, str] = field(default_factory=dict)
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of places in the same row: what stands before the row's number, and before that of the end."""

    def said(self, formula: str, row: int = 0) -> str:
        """A formula with its places turned into addresses; `[[~|2]]` is column 2 of `row`."""
        parts = _PLACE.split(formula)
        for at in range(1, len(parts), 2):
            place = parts[at]
            if place.startswith(_SAME_ROW):
                start, end = self.columns.get(place) or self._columns(place)
                parts[at] = f"{start}{row + 1}{end}{row + 1}" if end else f"{start}{row + 1}"
            else:
                parts[at] = self.known.get(place) or self._fixed(place)
        return "".join(parts)

    def _columns(self, place: str) -> tuple[str, str]:
        left, _, right = place.removeprefix(_SAME_ROW).partition(":")
        found = f"${letters(int(left))}", f":${letters(int(right))}" if right else ""
        self.columns[place] = found
        return found

    def _fixed(self, place: str) -> str:
        key, *rows, columns = place.split("|")
        name, _, first = self.tables[key]
        left, _, right = columns.partition(":")
        top, _, bottom = rows[0].partition(":") if rows else ("0", "", "")
        start = f"${letters(int(left))}${first + int(top) + 1}"
        end = f"${letters(int(right or left))}${first + int(bottom or top) + 1}"
        address = start if start == end else f"{start}:{end}"
        self.known[place] = address if name == self.sheet else f"{_quoted(name)}!{address}"
        return self.known[place]

"""Places in formulas: `[[table|row|column]]` -> an address."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from assessor.workbooks.cells import Table

Placed = tuple[str, Table, int]
"""Sheet of a table, the table, and the row of its first data."""
_PLACE = re.compile(r"\[\[(?P<table>[^|\]]+)(?:\|(?P<rows>[\d:]+))?\|(?P<columns>[\d:]+)\]\]")


def addressed(
    said: str, tables: Mapping[str, Placed], key: str = "", row: int = 0, *, fixed: bool = True,
    known: dict[str, str] | None = None,
) -> str:  # fmt: skip
    """A formula with the places it names turned into addresses; `[[~|2]]` is column 2 of `row`.

    `known` keeps what was found, for the formulas of one sheet."""

    def address(found: re.Match[str]) -> str:
        if known is None or found["table"] == "~":
            return fresh(found)
        place = found[0]
        if place not in known:
            known[place] = fresh(found)
        return known[place]

    def fresh(found: re.Match[str]) -> str:
        table, rows, columns = found["table"], found["rows"], found["columns"]
        left, _, right = columns.partition(":")
        if table == "~":
            own = xl_rowcol_to_cell(row, int(left), row_abs=fixed, col_abs=True)
            return f"{own}:{xl_rowcol_to_cell(row, int(right), row_abs=fixed, col_abs=True)}" if right else str(own)
        name, _, first = tables[table]
        top, _, bottom = (rows or "0").partition(":")
        start = xl_rowcol_to_cell(first + int(top), int(left), row_abs=True, col_abs=True)
        end = xl_rowcol_to_cell(first + int(bottom or top), int(right or left), row_abs=True, col_abs=True)
        place = start if start == end else f"{start}:{end}"
        return place if key and name == tables[key][0] else f"{quote_sheetname(name)}!{place}"

    return _PLACE.sub(address, said)

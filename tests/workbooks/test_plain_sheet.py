"""Cells that become text at once: numbers to their last digit, markup kept apart, tables over all their rows."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from assessor.workbooks.cells import Book, Cell, Chart, Column, Series, Sheet, Table
from assessor.workbooks.places import Addresses
from assessor.workbooks.plain_sheet import exact
from assessor.workbooks.strings import PlainWorkbook
from assessor.workbooks.writing import book_bytes

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
HEADS = (Column("Name", "Name", "-", "-"), Column("Score", "Score", "-", "-"))


def read(*blocks: Table | Chart, values: bool = False) -> Workbook:
    sheet = Sheet("Scores", (20.0, 20.0), blocks)
    return load_workbook(BytesIO(book_bytes(Book("Title", (sheet,), "", "", "rubric 1"), NOON)), data_only=values)


def table(*rows: tuple[Cell, ...]) -> Table:
    return Table("scores", "Scores", HEADS, rows)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15), 10**15))
def test_a_score_keeps_its_last_digit(number: float) -> None:
    assert float(exact(number)) == number


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_what_is_no_number_is_never_written(number: float) -> None:
    with pytest.raises(ValueError, match="no number"):
        exact(number)


def test_each_kind_of_cell_comes_back() -> None:
    rows = (
        (Cell("A & <B>"), Cell(100 / 3, "number", formula="100/3")),
        (Cell("C"), Cell("less", formula='IF(1<2,"less","more & more")')),
        (Cell(date(2025, 12, 31), display="yyyy-mm-dd"), Cell(None)),
    )
    for sheet, came in ((read(table(*rows))["Scores"], False), (read(table(*rows), values=True)["Scores"], True)):
        assert [sheet["A3"].value, sheet["A4"].value] == ["A & <B>", "C"]
        assert sheet["B3"].value == (100 / 3 if came else "=100/3")
        assert sheet["B4"].value == ("less" if came else '=IF(1<2,"less","more & more")')
        assert sheet["A5"].value.date() == date(2025, 12, 31)
        assert sheet["B5"].value is None
        assert sheet["B5"].border.left.style == "thin"


def test_a_table_takes_in_all_its_rows() -> None:
    sheet = read(table(*((Cell(f"City {n}"), Cell(n, "number")) for n in range(40))))["Scores"]
    assert [(one.name, one.ref) for one in sheet.tables.values()] == [("t1_scores", "A2:B42")]
    assert sheet.dimensions == "A1:B42"


def test_a_chart_keeps_what_its_cells_show() -> None:
    drawn = Chart("bars", "Scores", "Scores of two cities", "scores", 0, (Series(1, "Score"),), (0, 1), "points")
    rows = ((Cell("A"), Cell(41.5, "number")), (Cell("B"), Cell(60, "number", formula="50+10")))
    (chart,) = read(table(*rows), drawn)["Scores"]._charts  # type: ignore[attr-defined]  # openpyxl has no public way to charts it has read
    (series,) = chart.series
    assert [point.v for point in series.cat.strRef.strCache.pt] == ["A", "B"]
    assert [float(point.v) for point in series.val.numRef.numCache.pt] == [41.5, 60.0]


def test_a_kind_of_cell_that_a_plain_sheet_does_not_write_is_not_lost_in_silence() -> None:
    book = PlainWorkbook(BytesIO(), {"in_memory": True})
    sheet = book.add_worksheet("Scores")
    sheet.set_row(0, 15.0)
    sheet.write_boolean(0, 0, True)
    with pytest.raises(TypeError, match="does not write"):
        book.close()


def test_a_place_is_seen_from_its_own_sheet_from_another_one_and_in_the_same_row() -> None:
    tables = {"scores": ("It's all", table(), 4), "own": ("Scores", table(), 9)}
    places = Addresses(tables, "Scores")
    assert places.said("[[scores|0|2]]+[[own|1|0]]") == "'It''s all'!$C$5+$A$11"
    assert places.said("SUM([[own|0:2|1]])*[[~|3]]", 6) == "SUM($B$10:$B$12)*$D7"
    assert places.said("SUM([[~|1:3]])", 7) == "SUM($B8:$D8)"
    assert Addresses(tables).said("[[own|1|0]]") == "Scores!$A$11"
    assert places.said('IF([[~|0]]="[[","x","y")', 0) == 'IF($A1="[[","x","y")'

"""What may be entered in a report, and what its sheets say once something was entered."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessor.assessment import Assessment
from assessor.peers import compare
from assessor.report import ReportLanguage, report_book, report_bytes
from assessor.rubric import Rubric
from assessor.workbooks.cells import Cell, Line, Sheet


def made(city: Assessment, rubric: Rubric) -> Workbook:
    return load_workbook(BytesIO(report_bytes(city, rubric)))


def offered(book: Workbook, cell: str) -> list[object]:
    """What the drop-down of a cell of the sheet of indicators offers."""
    sheet = book["指标明细"]
    check = next(one for one in sheet.data_validations.dataValidation if cell in one.sqref)
    place = book.defined_names[str(check.formula1).lstrip("=")].attr_text
    name, area = str(place).split("!")
    return [row[0].value for row in book[name.strip("'")][area.replace("$", "")]]


def row_of(sheet: Worksheet, id_: str) -> int:
    return next(int(cell.row) for cell in sheet["A"] if cell.value == id_)


def test_not_applicable_is_offered_only_where_the_rubric_allows_it(
    cities: dict[str, Assessment], rubric: Rubric
) -> None:
    book = made(cities["S12"], rubric)
    sheet, allowed = book["指标明细"], {one.id: one.not_applicable.allowed for one in rubric.indicators}
    assert set(allowed.values()) == {True, False}
    for id_, may in allowed.items():
        row = row_of(sheet, id_)
        assert ("不适用" in offered(book, f"D{row}")) == may, id_
        assert {0, 4, "佐证不足"} <= set(offered(book, f"D{row}"))
        assert not sheet[f"I{row}"].protection.locked, id_


def test_a_weight_must_be_a_number_of_0_or_more(cities: dict[str, Assessment], rubric: Rubric) -> None:
    book = made(cities["S12"], rubric)
    for sheet, cell in ((book["指标明细"], f"L{row_of(book['指标明细'], 'A1-1')}"), (book["计算过程"], f"C{row_of(book['计算过程'], 'A1')}")):  # fmt: skip
        check = next(one for one in sheet.data_validations.dataValidation if cell in one.sqref)
        assert (check.type, check.operator, float(str(check.formula1))) == ("decimal", "greaterThanOrEqual", 0)


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_sheets_of_values_say_that_they_do_not_follow_and_the_first_pages_that_they_are_not_the_original(
    language: ReportLanguage, cities: dict[str, Assessment], rubric: Rubric
) -> None:
    comparison = compare(cities["S03"], [cities["S11"]], rubric)
    book = report_book(cities["S03"], rubric, comparison=comparison, language=language)
    listed = next(table for sheet in book.sheets for table in sheet.tables if table.key == "calc-words")
    found = {keys(sheet): spoken(sheet, listed.rows) for sheet in book.sheets}
    stale, changed = ("do not follow", "does not follow", "未随表内改动变化"), ("not the original", "非原始结果")
    for key in ("chosen", "gaps", "learn", "record", "conclusions", "actions"):
        assert any(one in found[key] for one in stale), key
    assert any(one in found["contents"] for one in changed)
    summary = [said for key, said in found.items() if key.startswith("verdict")]
    assert len(summary) == (2 if language == "both" else 1)
    assert all(any(one in said for one in changed) for said in summary)
    assert found["levels"] == ""


def keys(sheet: Sheet) -> str:
    return sheet.tables[0].key if sheet.tables else sheet.name


def spoken(sheet: Sheet, listed: tuple[tuple[Cell, ...], ...]) -> str:
    """The words of the lines that a sheet computes."""
    lines = [one.formula for one in sheet.blocks if isinstance(one, Line) and one.formula]
    places = [int(row) for line in lines for row in re.findall(r"\[\[calc-words\|(\d+)[:|]", line)]
    return "".join(str(listed[row][0].value) for row in places)


def test_the_summary_is_checked_figure_by_figure_each_once(cities: dict[str, Assessment], rubric: Rubric) -> None:
    book = report_book(cities["S12"], rubric)
    summary = next(sheet for sheet in book.sheets if sheet.name == "一页摘要")
    checked = next(table for sheet in book.sheets for table in sheet.tables if table.key == "check-figures")
    places = [row[3].formula for row in checked.rows]
    wanted = [
        f"[[{table.key}|{number}|{column}]]"
        for table in summary.tables
        for number, row in enumerate(table.rows)
        for column, cell in enumerate(row)
        if cell.formula
    ]
    assert len(wanted) > 50
    assert set(wanted) <= set(places)
    assert len(places) == len(set(places))


def test_what_is_withheld_is_drawn_outside_of_the_chart_and_named(
    cities: dict[str, Assessment], rubric: Rubric
) -> None:
    book = report_book(cities["S12"], rubric)
    drawn = next(table for sheet in book.sheets for table in sheet.tables if table.key == "chart-dimensions")
    withheld = [row for row in drawn.rows if "暂不出分" in str(row[0].value)]
    assert withheld
    assert all(row[1].value == -1000 for row in withheld)
    assert all(0 <= float(str(row[1].value)) <= 100 for row in drawn.rows if row not in withheld)

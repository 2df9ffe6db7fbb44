"""Cells become a workbook: formulas find their tables, entries stay open, text stays text."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from openpyxl import Workbook, load_workbook

from assessor.workbooks.cells import Book, Cell, Column, Line, Rule, Sheet, Table
from assessor.workbooks.writing import book_bytes

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def column(head: str, **more: object) -> Column:
    return Column(head, head, "-", "-", **more)  # type: ignore[arg-type]  # whatever a column takes


def written(*sheets: Sheet, names: tuple[tuple[str, str], ...] = ()) -> bytes:
    return book_bytes(Book("Title", sheets, "", "", "rubric 1", names, ("Not offered", "Choose from the list")), NOON)


def read(*sheets: Sheet, names: tuple[tuple[str, str], ...] = ()) -> Workbook:
    return load_workbook(BytesIO(written(*sheets, names=names)))


LISTS = Table("lists", "Lists", (column("Levels"),), tuple((Cell(level),) for level in range(5)))
RATED = Table(
    "rated", "Rated", (column("Code", key="row"), column("Level", key="level", prompt="0 to 4"), column("Double")),
    (
        (Cell("A", "code"), Cell(3, "entry-number", entry=True, choices="levels"), Cell(6, "number", formula="2*[[~|1]]")),
        (Cell("B", "code"), Cell(None, "entry-number", entry=True, choices="levels"), Cell(0, "number", formula="2*[[~|1]]")),
    ),
    rules=(Rule(2, "[[~|1]]>2", "(0)"),),
)  # fmt: skip
TOTAL = Table("total", "Total", (column("Sum"),), ((Cell(6, formula="SUM([[rated|0:1|2]])"),),))
SHEETS = (
    Sheet("Rate", (10.0, 10.0, 10.0), (Line("Rate", "title"), RATED), protected=True, frozen=("rated", 1)),
    Sheet("It's all", (10.0,), (TOTAL,)),
    Sheet("Lists", (10.0,), (LISTS,), state="very_hidden"),
)


def test_a_formula_finds_its_table_on_its_own_sheet_and_on_another_one() -> None:
    book = read(*SHEETS)
    row = next(cell.row for cell in book["Rate"]["A"] if cell.value == "A")
    assert book["Rate"].cell(row, 3).value == f"=2*$B{row}"
    assert book["It's all"]["A3"].value == f"=SUM(Rate!$C${row}:$C${row + 1})"
    cached = load_workbook(BytesIO(written(*SHEETS)), data_only=True)
    assert cached["It's all"]["A3"].value == 6


def test_entries_are_open_and_offer_their_list_and_the_rest_is_protected() -> None:
    book = read(*SHEETS, names=(("levels", "[[lists|0:4|0]]"),))
    sheet = book["Rate"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "A")
    assert sheet.protection.sheet
    assert [cell.protection.locked for cell in sheet[row]] == [True, False, True]
    (offered,) = sheet.data_validations.dataValidation
    assert (offered.formula1, str(offered.sqref)) == ("levels", f"B{row}:B{row + 1}")
    assert (offered.error, offered.prompt) == ("Choose from the list", "0 to 4")
    assert book.defined_names["levels"].attr_text == "Lists!$A$3:$A$7"
    assert sheet.freeze_panes == f"B{row}"
    assert book["Lists"].sheet_state == "veryHidden"


def test_columns_are_known_by_keys_in_a_hidden_row_above_their_headings() -> None:
    sheet = read(*SHEETS)["Rate"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "row")
    assert [cell.value for cell in sheet[row]] == ["row", "level", None]
    assert [cell.value for cell in sheet[row + 1]] == ["Code", "Level", "Double"]
    assert sheet.row_dimensions[row].hidden


def test_a_rule_watches_the_same_row_of_its_table() -> None:
    sheet = read(*SHEETS)["Rate"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "A")
    (area,) = sheet.conditional_formatting
    (rule,) = area.rules
    assert str(area.sqref) == f"C{row}:C{row + 1}"
    assert rule.formula == [f"$B{row}>2"]
    assert rule.dxf.numFmt.formatCode == "(0)"


def test_text_that_looks_like_the_markup_of_a_writer_comes_back_as_it_was() -> None:
    note = "<r><t>1</t></r></si><si><t>x</t></r>"
    table = Table("notes", "Notes", (column("Note"),), ((Cell(note),), (Cell(note, "entry", entry=True),)))
    sheet = read(Sheet("Notes", (40.0,), (table,)))["Notes"]
    assert [sheet["A3"].value, sheet["A4"].value] == [note, note]


def test_a_wide_table_prints_on_two_pages_side_by_side_that_both_begin_with_the_frozen_columns() -> None:
    wide = Table("wide", "", tuple(column(head) for head in "ABCD"), ((Cell("1"), Cell("2"), Cell("3"), Cell("4")),))
    widths = (10.0, 60.0, 60.0, 60.0)
    (page,) = read(Sheet("Wide", widths, (wide,), frozen=("wide", 1), broken_before=2)).worksheets
    assert [one.id for one in page.col_breaks.brk] == [2]
    assert page.print_title_cols == "$A:$A"
    # Excel heeds such a break beside a fixed scale only, not where a sheet is fitted to its pages.
    assert not page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.scale
    assert page.page_setup.scale < 100
    one_page = read(Sheet("Wide", widths, (wide,), frozen=("wide", 1))).worksheets[0]
    assert one_page.sheet_properties.pageSetUpPr.fitToPage
    assert not one_page.col_breaks.brk

"""What stands in a workbook is read as it stands: texts to the last sign, kinds told apart."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from assessor.assessment import Assessment
from assessor.files.template import template_bytes
from assessor.rubric import Rubric
from assessor.workbooks import elements
from assessor.workbooks.cells import Book, Cell, Column, Sheet, Table
from assessor.workbooks.child import read_workbook
from assessor.workbooks.elements import Unreadable
from assessor.workbooks.grid import Found, Grid, address, position
from assessor.workbooks.reading import contents
from assessor.workbooks.writing import book_bytes
from tests.bad_workbooks.parts import (
    HEAD,
    MAIN,
    PARTS,
    SHEET,
    STRINGS,
    cell,
    leads,
    sheet,
    with_,
    workbook,
)

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
# Signs with which files, spreadsheets and their libraries have trouble.
TROUBLE = st.text("_x0041FeDd5 \r\n\t\x00\x0b\x1f\x7f\ufffe\uffff\u2028字😀<r>/&;\"'=+-@＝", min_size=1, max_size=24)


def only(data: bytes) -> Grid:
    (grid,) = contents(data).grids
    return grid


def read_cell(inside: str) -> Found:
    return only(cell("A1", inside)).cells[1, 1]


def entries(texts: list[str]) -> bytes:
    table = Table(
        "t", "T", (Column("Note", "-", "-", "-"),), tuple((Cell(text, "entry", entry=True),) for text in texts)
    )
    return book_bytes(Book("T", (Sheet("S", (10.0,), (table,)),), "", "", "r"), NOON)


@settings(max_examples=300)
@given(st.lists(st.text(min_size=1, max_size=40) | TROUBLE, min_size=1, max_size=10))
@example(
    [
        "_x0041_",
        "_x005F_",
        "x005F_",
        "_x005F_x0041_",
        "_xD83D__xDE00_",
        "a_x000D_\r\n",
        "  \n",
        "=1+1",
        "<r>x</r>",
        "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    ]
)
def test_any_text_written_as_an_entry_comes_back_to_the_last_sign(texts: list[str]) -> None:
    cells = only(entries(texts)).cells
    assert [cells[row, 1] for row in range(3, 3 + len(texts))] == [Found(text, "text") for text in texts]


def test_the_same_texts_come_back_through_the_child() -> None:
    texts = ["_x0041_", "x005F_", "\x07", "a\r\nb", " 字\t", "😀", "\uffff", "nul \x00"]
    (grid,) = read_workbook(entries(texts), "x.xlsx").grids
    assert [grid.cells[row, 1].value for row in range(3, 11)] == texts


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("><v>3</v>", Found(3, "number")),
        ("><v>3.0</v>", Found(3.0, "number")),
        ("><v>-0.5E-3</v>", Found(-0.0005, "number")),
        (' t="b"><v>1</v>', Found(True, "bool")),
        (' t="e"><v>#N/A</v>', Found("#N/A", "error")),
        (' t="str"><v>a_x000D_b</v>', Found("a\rb", "text")),
        (' t="d"><v>2026-03-05</v>', Found(date(2026, 3, 5), "date")),
        (' t="d"><v>2026-03-05T08:30:00</v>', Found(datetime(2026, 3, 5, 8, 30), "date")),  # noqa: DTZ001 - spreadsheets know no zones
        ("><f>1+2</f><v>3</v>", Found(3, "formula")),
        (' t="str"><f>A2&amp;"x"</f><v>x</v>', Found("x", "formula")),
        (' t="e"><f>1/0</f><v>#DIV/0!</v>', Found("#DIV/0!", "formula")),
        ("><f>1+2</f>", Found(None, "formula")),
        (' t="inlineStr"><is><t xml:space="preserve"> a </t></is>', Found(" a ", "text")),
        (' t="inlineStr"><is><r><t>牵头</t></r><r><rPr><b/></rPr><t>单位</t></r></is>', Found("牵头单位", "text")),
        (' t="inlineStr"><is><t>评级</t><rPh sb="0" eb="1"><t>ping</t></rPh></is>', Found("评级", "text")),
    ],
)  # fmt: skip
def test_each_kind_of_cell_is_told_apart(inside: str, found: Found) -> None:
    read = read_cell(inside)
    assert read == found
    assert type(read.value) is type(found.value)


@pytest.mark.parametrize("inside", [' s="0"/', "><v></v>", ' t="inlineStr"><is><t></t></is>', ' t="s">'])
def test_a_cell_without_anything_in_it_is_no_cell(inside: str) -> None:
    assert (
        only(with_({SHEET: sheet(f'<row><c r="A1"{inside}{"" if inside.endswith("/") else "</c"}></row>')})).cells == {}
    )


def test_shared_texts_join_their_runs_and_leave_small_print_out() -> None:
    said = f'<sst xmlns="{MAIN}"><si><r><t>短板</t></r><r><t> 弱项</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>'
    assert only(with_({STRINGS: said.encode()})).cells[1, 1].value == "短板 弱项"


def styled(format_: int, code: str = "") -> bytes:
    codes = f'<numFmts><numFmt numFmtId="{format_}" formatCode="{code}"/></numFmts>' if code else ""
    return f'{HEAD}<styleSheet xmlns="{MAIN}">{codes}<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="{format_}"/></cellXfs></styleSheet>'.encode()


@pytest.mark.parametrize(
    ("format_", "code"),
    [
        (14, ""),
        (22, ""),
        (31, ""),
        (57, ""),
        (164, "yyyy-mm-dd"),
        (165, "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"),
        (166, "[$-804]d/m/yy"),
    ],
)
def test_a_number_shown_as_a_date_is_a_date_in_formats_of_chinese_excel_too(format_: int, code: str) -> None:
    rows = sheet(
        '<row r="1"><c r="A1" s="1"><v>46086</v></c><c r="B1" s="0"><v>46086</v></c><c r="C1" s="1"><v>46086.5</v></c></row>'
    )
    cells = only(with_({"xl/styles.xml": styled(format_, code), SHEET: rows})).cells
    assert cells[1, 1] == Found(date(2026, 3, 5), "date")
    assert cells[1, 2] == Found(46086, "number")
    assert cells[1, 3] == Found(datetime(2026, 3, 5, 12), "date")  # noqa: DTZ001 - spreadsheets know no zones


@pytest.mark.parametrize("code", ["0.0", "General", "G/通用格式", "0&quot;days&quot;", "[Red]0", "@"])
def test_a_number_shown_otherwise_stays_a_number(code: str) -> None:
    rows = sheet('<row r="1"><c r="A1" s="1"><v>3</v></c></row>')
    assert only(with_({"xl/styles.xml": styled(164, code), SHEET: rows})).cells[1, 1] == Found(3, "number")


def test_dates_counted_from_1904_are_the_same_days() -> None:
    book = PARTS["xl/workbook.xml"].replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
    rows = sheet('<row r="1"><c r="A1" s="1"><v>44624</v></c></row>')
    assert only(with_({"xl/workbook.xml": book, "xl/styles.xml": styled(14), SHEET: rows})).cells[1, 1].value == date(
        2026, 3, 5
    )


def test_cells_without_places_follow_one_another() -> None:
    rows = (
        "<row><c><v>1</v></c><c><v>2</v></c></row><row r='5'><c><v>3</v></c><c r='D5'><v>4</v></c><c><v>5</v></c></row>"
    )
    assert list(only(with_({SHEET: sheet(rows)})).cells) == [(1, 1), (1, 2), (5, 1), (5, 4), (5, 5)]


def test_hidden_rows_merged_ranges_states_and_names_are_told() -> None:
    book = (
        workbook("评分", "b", "c")
        .replace(b'name="b"', b'name="b" state="hidden"')
        .replace(b'name="c"', b'name="c" state="veryHidden"')
    )
    names = b"<definedNames><definedName name='levels'>b!$A$1:$A$5</definedName><definedName name='_xlnm.Print_Area' localSheetId='0'>b!A1</definedName></definedNames></workbook>"
    data = with_(
        {
            "xl/workbook.xml": book.replace(b"</workbook>", names),
            "xl/_rels/workbook.xml.rels": leads(*(f"worksheet worksheets/sheet{n}.xml" for n in (1, 2, 3))),
            SHEET: sheet(
                '<row r="2" hidden="1"/><row r="3" hidden="0"/>', '<mergeCells><mergeCell ref="B2:D4"/></mergeCells>'
            ),
            "xl/worksheets/sheet2.xml": sheet(""),
            "xl/worksheets/sheet3.xml": sheet(""),
        }
    )
    found = contents(data)
    assert [(grid.name, grid.state) for grid in found.grids] == [
        ("评分", "visible"),
        ("b", "hidden"),
        ("c", "very_hidden"),
    ]
    assert found.grids[0].hidden_rows == {2}
    assert found.grids[0].merged == ((2, 2, 4, 4),)
    assert found.defined_names == {"levels": "b!$A$1:$A$5"}
    assert read_workbook(data, "x.xlsx") == found


def test_a_place_is_written_as_a_reader_would() -> None:
    grid = Grid("评分", "visible", {}, frozenset(), ())
    assert [grid.place(12, column) for column in (4, 26, 27, 703)] == [
        "评分!D12",
        "评分!Z12",
        "评分!AA12",
        "评分!AAA12",
    ]
    assert address(1_048_576, 16_384) == "XFD1048576"
    assert position("XFD1048576") == (1_048_576, 16_384)
    assert [position(said) for said in ("", "A", "1", "A0", "１A", "ABCD1", "A1:B2", " A1")] == [None] * 8


def test_styled_blank_rows_to_the_last_one_do_no_harm() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert list(only(with_({SHEET: sheet(rows)})).cells) == [(1, 1)]


@pytest.mark.parametrize(
    ("limit", "data", "code"),
    [
        ("MOST_ROWS", cell("A5001", "><v>1</v>"), "far"),
        ("MOST_COLUMNS", cell("GS1", "><v>1</v>"), "far"),
        ("LONGEST_TEXT", cell("A1", f' t="inlineStr"><is><t>{"长" * 32_768}</t></is>'), "long"),
    ],
)
def test_each_limit_of_the_reader_is_what_refuses(
    limit: str, data: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unreadable) as refusal:
        contents(data)
    assert refusal.value.code == code
    monkeypatch.setattr(elements, limit, 10**7)
    assert len(only(data).cells) == 1


def test_more_merged_ranges_than_anybody_makes_are_refused() -> None:
    def merged(count: int) -> bytes:
        ranges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, count + 1))
        end = f"</sheetData><mergeCells>{ranges}</mergeCells>"
        return with_({SHEET: sheet('<row r="1"><c r="A1"><v>1</v></c></row>').replace(b"</sheetData>", end.encode())})

    assert len(only(merged(elements.MOST_MERGED)).merged) == elements.MOST_MERGED
    with pytest.raises(Unreadable) as refusal:
        contents(merged(elements.MOST_MERGED + 1))
    assert refusal.value.code == "many-merged"


def test_sheets_that_a_user_added_are_read_as_libreoffice_writes_them() -> None:
    """Almost as many cells as are allowed, half of them with a text of their own, in rows that say all about themselves."""
    about = 'customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"'
    columns = "ABCDEFGHIJ"
    rows = "".join(
        f'<row r="{row}" {about}>'
        + "".join(
            f'<c r="{letter}{row}" s="0" t="s"><v>{(row - 1) * 5 + at // 2}</v></c>'
            if at % 2
            else f'<c r="{letter}{row}" s="0" t="n"><v>{row}</v></c>'
            for at, letter in enumerate(columns)
        )
        + "</row>"
        for row in range(1, 4_991)
    )
    shared = "".join(f'<si><t xml:space="preserve">{number}</t></si>' for number in range(5 * 4_990))
    data = with_({SHEET: sheet(rows), STRINGS: f'{HEAD}<sst xmlns="{MAIN}">{shared}</sst>'.encode()})
    assert len(only(data).cells) == 49_900


def test_a_text_of_the_longest_length_is_read() -> None:
    assert read_cell(f' t="inlineStr"><is><t>{"长" * 32_767}</t></is>').value == "长" * 32_767


def test_every_filled_cell_of_a_template_is_what_openpyxl_finds(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    data = template_bytes(rubric, next(iter(samples.values())), language="both")
    plain, values = load_workbook(BytesIO(data)), load_workbook(BytesIO(data), data_only=True)
    found = contents(data)
    assert [grid.name for grid in found.grids] == plain.sheetnames
    for grid in found.grids:
        theirs = {
            (one.row, one.column): one
            for row in plain[grid.name].iter_rows()
            for one in row
            if one.value not in (None, "")
        }
        assert set(grid.cells) == set(theirs)
        for (row, column), one in grid.cells.items():
            assert (one.kind == "formula") == (theirs[row, column].data_type == "f")
            assert one.kind == "text" or one.value == _day(values[grid.name].cell(row, column).value)
        assert grid.hidden_rows == {row for row, height in plain[grid.name].row_dimensions.items() if height.hidden}


def _day(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def test_what_openpyxl_writes_is_read() -> None:
    book = Workbook()
    book.active.append(["甲", 3, 2.5, True, date(2026, 3, 5), "=1+1", None, " "])  # type: ignore[union-attr]  # a new book has a sheet
    stream = BytesIO()
    book.save(stream)
    kinds = [found.kind for found in only(stream.getvalue()).cells.values()]
    assert kinds == ["text", "number", "number", "bool", "date", "formula", "text"]


def test_reading_refuses_to_start_where_defusedxml_is_switched_off() -> None:
    assert openpyxl.DEFUSEDXML
    code = "from assessor.workbooks import reading"
    ran = subprocess.run(
        [sys.executable, "-c", code], env={"OPENPYXL_DEFUSEDXML": "False"}, capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert "only beside defusedxml" in ran.stderr


def test_reading_brings_no_heavy_library_along() -> None:
    code = "import json, sys; sys.modules['numpy'] = None; from assessor.workbooks import reading, worker; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
    assert not {"pydantic", "pandas", "streamlit", "sqlalchemy", "xlsxwriter", "assessor.errors"} & set(loaded)


def test_the_reader_is_not_needed_to_call_it() -> None:
    """Parsers of foreign files are loaded in the child, not in the app."""
    code = "import sys; from assessor.workbooks import child; print('assessor.workbooks.reading' in sys.modules, 'openpyxl' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]

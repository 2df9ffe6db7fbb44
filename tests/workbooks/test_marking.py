"""A refused workbook comes back with remarks at its cells, and nothing else changed."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from assessor.assessment import Assessment
from assessor.errors import WorkbookFault
from assessor.files.template import template_bytes
from assessor.rubric import Rubric
from assessor.workbooks.cells import Book, Cell, Column, Sheet, Table
from assessor.workbooks.child import mark_workbook, read_workbook
from assessor.workbooks.gate import refuse_hostile
from assessor.workbooks.marking import AUTHORS, TINT
from assessor.workbooks.reading import contents
from assessor.workbooks.writing import book_bytes
from tests.bad_workbooks.kinds import holes
from tests.bad_workbooks.parts import good, leads, types, with_

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
SAID = "评级 5 不在 0 至 4 之间\n    处理办法：从下拉列表中选择"


def form(*texts: str) -> bytes:
    rows = tuple((Cell(text, "entry", entry=True, choices="levels"),) for text in texts)
    lists = Table("l", "L", (Column("L", "-", "-", "-"),), ((Cell(0),), (Cell(1),)))
    sheets = (
        Sheet("评分", (10.0,), (Table("t", "T", (Column("N", "-", "-", "-"),), rows),), protected=True),
        Sheet("名单", (10.0,), (lists,), state="very_hidden"),
    )
    return book_bytes(Book("T", sheets, "", "", "r", (("levels", "[[l|0:1|0]]"),)), NOON)


def comments(data: bytes) -> dict[str, tuple[str, str]]:
    book = load_workbook(BytesIO(data))
    return {
        f"{sheet.title}!{one.coordinate}": (one.comment.text, one.comment.author)
        for sheet in book for row in sheet.iter_rows() for one in row if one.comment
    }  # fmt: skip


def test_remarks_become_comments_in_the_name_of_the_product_on_tinted_cells() -> None:
    marked = mark_workbook(form("5", "3"), {"评分": {"A3": SAID, "C9": "nothing here"}}, "en")
    author = AUTHORS["en"]
    assert comments(marked) == {"评分!A3": (SAID, author), "评分!C9": ("nothing here", author)}
    sheet = load_workbook(BytesIO(marked))["评分"]
    (area,) = sheet.conditional_formatting
    (rule,) = area.rules
    assert str(area.sqref) == "A3 C9"
    assert (rule.formula, rule.dxf.fill.bgColor.rgb) == (["TRUE"], TINT)


def test_the_product_speaks_in_the_reader_s_language() -> None:
    assert comments(mark_workbook(form("5"), {"评分": {"A3": SAID}}))["评分!A3"] == (SAID, "城市对外交往统筹机制评估")


def test_all_else_stays_as_it_was_and_the_gate_lets_it_pass_again() -> None:
    texts = ("_x0041_", "x005F_", " a\r\nb\t", "\x07😀", "=1+1")
    data = form(*texts)
    marked = mark_workbook(data, {"评分": {"A3": SAID}})
    refuse_hostile(marked, "x.xlsx")
    assert contents(marked) == contents(data)
    assert [contents(marked).grids[0].cells[row, 1].value for row in range(3, 8)] == list(texts)
    book = load_workbook(BytesIO(marked))
    assert book["评分"].protection.sheet
    assert len(book["评分"].data_validations.dataValidation) == 1
    assert book["名单"].sheet_state == "veryHidden"
    before, after = (zipfile.ZipFile(BytesIO(one)) for one in (data, marked))
    changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {
        "[Content_Types].xml",
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
    }


def test_a_cell_that_has_a_comment_keeps_it_and_gets_ours_added() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "评分"
    sheet["A3"], sheet["B3"] = 5, 6
    sheet["A3"].comment, sheet["B3"].comment = Comment("已请示", "外办"), Comment("另议", "外办")
    stream = BytesIO()
    book.save(stream)
    found = comments(mark_workbook(stream.getvalue(), {"评分": {"A3": SAID, "D4": "new"}}, "en"))
    assert found["评分!A3"] == (f"已请示\n\nCity coordination assessment:\n{SAID}", "外办")
    assert found["评分!B3"] == ("另议", "外办")
    assert found["评分!D4"] == ("new", "City coordination assessment")


def test_a_workbook_can_be_marked_again_and_its_boxes_grow() -> None:
    once = mark_workbook(form("5"), {"评分": {"A3": "one"}}, "en")
    twice = mark_workbook(once, {"评分": {"A3": "two", "A4": "three"}}, "en")
    assert comments(twice)["评分!A3"][0] == "one\n\nCity coordination assessment:\ntwo"
    assert comments(twice)["评分!A4"][0] == "three"
    assert max(heights(once)) < max(heights(twice))
    assert len(heights(twice)) == 2


def heights(data: bytes) -> list[float]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        drawing = next(archive.read(name).decode() for name in archive.namelist() if name.endswith(".vml"))
    return [float(found) for found in re.findall(r"height:([\d.]+)pt", drawing)]


def test_a_comment_s_box_is_as_tall_as_its_words_need() -> None:
    marked = mark_workbook(form("5"), {"评分": {"A3": "短", "A4": "第一行\n第二行\n第三行", "A5": "很长" * 60}})
    short, lines, long = heights(marked)
    assert short < lines < long


def test_signs_that_a_comment_cannot_hold_are_made_visible() -> None:
    marked = mark_workbook(form("5"), {"评分": {"A3": "\x07 \x00 _x0041_ <b>&\ud800"}})
    assert comments(marked)["评分!A3"][0] == "␇ ␀ _x005F_x0041_ <b>&�"  # which Excel shows as _x0041_


def test_a_template_that_was_filled_wrongly_is_marked(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    data = template_bytes(rubric, next(iter(samples.values())))
    names = [grid.name for grid in contents(data).grids]
    marked = mark_workbook(data, {names[1]: {"D9": SAID, "E10": SAID}, names[2]: {"A6": SAID}})
    assert set(comments(marked)) == {f"{names[1]}!D9", f"{names[1]}!E10", f"{names[2]}!A6"}
    assert read_workbook(marked, "x.xlsx") == read_workbook(data, "x.xlsx")


def test_without_remarks_the_cells_stay_the_same() -> None:
    assert contents(mark_workbook(form("5"), {})) == contents(form("5"))


@pytest.mark.parametrize(
    ("remarks", "says"),
    [
        ({"不存在": {"A1": "!"}}, "contents of this sheet are missing"),
        ({"评分": {"１A": "!"}}, "could not be marked"),
    ],
)
def test_what_cannot_be_marked_is_said(remarks: dict[str, dict[str, str]], says: str) -> None:
    with pytest.raises(WorkbookFault) as fault:
        mark_workbook(form("5"), remarks, name="x.xlsx")
    assert says in fault.value.message("en")


def test_a_list_of_types_may_hold_remarks_of_its_own() -> None:
    data = with_({"[Content_Types].xml": types().replace(b"<Default", b"<!-- x --><Default", 1)})
    marked = mark_workbook(data, {"评分": {"A1": "!"}})
    assert contents(marked) == contents(data)
    assert len(heights(marked)) == 1


def test_a_workbook_without_looks_cannot_be_marked_and_says_so() -> None:
    bare = with_({"xl/_rels/workbook.xml.rels": leads("worksheet worksheets/sheet1.xml", "sharedStrings sharedStrings.xml")})  # fmt: skip
    with pytest.raises(WorkbookFault) as fault:
        mark_workbook(bare, {"评分": {"A1": "!"}}, name="x.xlsx")
    assert "could not be marked" in fault.value.message("en")


def test_a_file_that_the_gate_refuses_is_not_marked_either() -> None:
    with pytest.raises(WorkbookFault) as fault:
        mark_workbook(holes(good(), 0.8), {"评分": {"A1": "!"}}, name="x.xlsx")
    assert "damaged" in fault.value.message("en")

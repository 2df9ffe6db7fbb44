"""Builds filled-in templates whose container is sound and whose answers are not, or only look odd.

A `Spoilt` is a template with the words its refusal must say and the cell it must name; an `Odd` one must be read, with
what it says. `python -m tests.bad_workbooks.answers FOLDER` writes them all to look at.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from assessor.assessment import Assessment, Evidence, Rating
from assessor.city import CityProfile
from assessor.files import load_rubric
from assessor.files.template import template_bytes
from assessor.rubric import Rubric
from assessor.workbooks.reading import contents
from tests.reader_forms import Form, evidence_of, fill, ratings_of

RATINGS_SHEET, EVIDENCE_SHEET = 2, 3
DAY = date(2025, 12, 31)


@dataclass(frozen=True)
class Spoilt:
    """A template that must be refused: what its refusal says in English, and the end of the place it names."""

    name: str
    data: Callable[[], bytes]
    says: str
    at: str


@dataclass(frozen=True)
class Odd:
    """A template that must be read: the outcome of x2."""

    name: str
    data: Callable[[], bytes]
    outcome: object


@cache
def rubric() -> Rubric:
    return load_rubric(Path(__file__).parent.parent / "rubrics" / "tiny.yaml")


@cache
def template() -> tuple[bytes, Form, Form]:
    """Prefilled with two ratings and two entries."""
    said = Assessment(
        id="a1", rubric_id="tiny", rubric_version="1", city=CityProfile(id="c", name="示例港城"), period="2025", cut_off=DAY,
        ratings={"x1": Rating(outcome=1, note="纪要"), "y1": Rating(outcome=2)},
        evidence=[Evidence(id=f"E{n}", title=f"材料{n}", date=DAY, holder="外办", grade="E1") for n in (1, 2)],
    )  # fmt: skip
    made = template_bytes(rubric(), said)
    return made, ratings_of(contents(made)), evidence_of(contents(made))


def cell(inside: str, key: str = "outcome", id_: str = "x2") -> Callable[[], bytes]:
    """One entry of the ratings as XML: `t="b"><v>1</v>`; the outcome of x2 unless told otherwise."""
    return lambda: fill(template()[0], {RATINGS_SHEET: {template()[1].address(id_, key): f"<c r=\"{{place}}\"{{style}} {inside}</c>"}})  # fmt: skip


def entry(inside: str, key: str) -> Callable[[], bytes]:
    return lambda: fill(template()[0], {EVIDENCE_SHEET: {template()[2].address("E1", key): f"<c r=\"{{place}}\"{{style}} {inside}</c>"}})  # fmt: skip


def dated() -> bytes:
    """A level that a spreadsheet took for a date, as 3-4 becomes the 4th of March."""
    made, form, listed = template()
    workbook = openpyxl.load_workbook(io.BytesIO(made))
    style = workbook["佐证目录"][listed.address("E1", "date")]
    target = workbook["评分"][form.address("x2", "outcome")]
    target.value, target.number_format = date(2026, 3, 4), style.number_format
    return saved(workbook)


def text(said: str) -> str:
    return f't="inlineStr"><is><t>{said}</t></is>'


def formula(said: str, value: str = "", kind: str = "") -> str:
    return f"{kind}><f>{said}</f><v>{value}</v>"


def changed(change: Callable[[Any, Form], None], name: str = "评分") -> Callable[[], bytes]:
    """The template after something was done to a sheet of it by hand."""

    def data() -> bytes:
        made, form, listed = template()
        workbook = openpyxl.load_workbook(io.BytesIO(made))
        change(workbook[name], form if name == "评分" else listed)
        return saved(workbook)

    return data


def saved(workbook: Any) -> bytes:
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


# -- what a hand does -----------------------------------------------------------------------------


def set_(key: str, id_: str, value: object) -> Callable[[Any, Form], None]:
    def change(sheet: Any, form: Form) -> None:
        sheet[form.address(id_, key)].value = value

    return change


def copy_column(sheet: Any, form: Form) -> None:
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, 30).value = sheet.cell(row, form.columns["outcome"]).value


def rename_key(sheet: Any, form: Form) -> None:
    sheet.cell(form.key_row, form.columns["outcome"]).value = "分数"


def delete_column(key: str) -> Callable[[Any, Form], None]:
    return lambda sheet, form: sheet.delete_cols(form.columns[key])


def delete_key_row(sheet: Any, form: Form) -> None:
    sheet.delete_rows(form.key_row)


def merge(sheet: Any, form: Form) -> None:
    row, column = form.at("x2", "outcome")
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)


def sort_some(sheet: Any, form: Form) -> None:
    """Codes and outcomes change places, the hidden ids stay."""
    for key in ("row", "outcome"):
        one, two = sheet[form.address("x1", key)], sheet[form.address("y1", key)]
        one.value, two.value = two.value, one.value


def copy_row(sheet: Any, form: Form) -> None:
    """x1 a second time below the table, with another level."""
    last = sheet.max_row + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(last, column).value = sheet.cell(form.row_of("x1"), column).value
    sheet.cell(last, form.columns["outcome"]).value = 4


def copy_entry(sheet: Any, form: Form) -> None:
    row = form.row_of("E2") + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(row, column).value = sheet.cell(form.row_of("E1"), column).value
    sheet.cell(row, form.columns["title"]).value = "另一份"


def sheet_of_another(sheet: Any, form: Form) -> None:
    """The ratings of two assessments in one workbook."""
    other = sheet.parent.copy_worksheet(sheet)
    token = other.cell(form.key_row, form.columns["id"])
    token.value = token.value.replace("assessment=a1", "assessment=a2")


def hide_row(sheet: Any, form: Form) -> None:
    sheet[form.address("x2", "outcome")].value = 3
    sheet.row_dimensions[form.row_of("x2")].hidden = True


def at(id_: str, key: str) -> str:
    return f"评分!{template()[1].address(id_, key)}"


def entry_at(key: str, id_: str = "E1") -> str:
    return f"佐证目录!{template()[2].address(id_, key)}"


def spoilt() -> tuple[Spoilt, ...]:
    x2, keys = at("x2", "outcome"), template()[1].key_row
    return (
        # Answers
        Spoilt("level-is-a-half", cell("><v>3.5</v>"), "no whole level", x2),
        Spoilt("level-is-negative", cell("><v>-1</v>"), "outside the scale", x2),
        Spoilt("level-is-ninety-nine", cell("><v>99</v>"), "outside the scale", x2),
        Spoilt("level-is-nearly-three", cell("><v>2.9999999999999996</v>"), "no whole level", x2),
        Spoilt("level-is-a-word", cell(text("三级")), "is no rating", x2),
        Spoilt("level-is-a-range", cell(text("2-3")), "is no rating", x2),
        Spoilt("level-is-a-text-above", cell(text("5")), "is no rating", x2),
        Spoilt("level-is-true", cell('t="b"><v>1</v>'), "truth value", x2),
        Spoilt("level-is-a-date", dated, "is a date", x2),
        Spoilt("level-is-not-available", cell('t="e"><v>#N/A</v>'), "the error #N/A", x2),
        Spoilt("level-is-a-lost-reference", cell('t="e"><v>#REF!</v>'), "the error #REF!", x2),
        Spoilt("level-is-a-formula", cell(formula("1+2", "3")), "a formula; it shows 3", x2),
        Spoilt("level-is-a-formula-never-computed", cell("><f>1+2</f>"), "holds no value", x2),
        Spoilt("level-is-a-formula-of-a-text", cell(formula("TEXT(3,0)", "3", 't="str"')), "a formula; it shows 3", x2),
        Spoilt("level-is-a-formula-with-an-error", cell(formula("NA()", "#N/A", 't="e"')), "a formula; it shows #N/A", x2),
        Spoilt("note-is-a-formula", cell(formula("A1", "纪要", 't="str"'), "note", "x1"), "this is a formula", at("x1", "note")),
        Spoilt("note-is-an-error", cell('t="e"><v>#VALUE!</v>', "note", "x1"), "the error #VALUE!", at("x1", "note")),
        Spoilt("note-is-too-long", cell(text("长" * 2001), "note", "x1"), "longer than 2000", at("x1", "note")),
        Spoilt("note-without-a-rating", cell(text("在办"), "note"), "there is no rating, but", x2),
        Spoilt("not-applicable-without-a-reason", cell(text("不适用")), "needs a reason", at("x2", "reason")),
        Spoilt("not-applicable-where-it-may-not-be", cell(text("不适用"), id_="x1"), "may not be marked", at("x1", "outcome")),
        Spoilt("grade-is-unknown", cell(text("E9"), "grade", "x1"), "no grade of evidence", at("x1", "grade")),
        Spoilt("grade-is-a-number", cell("><v>2</v>", "grade", "x1"), "no grade of evidence", at("x1", "grade")),
        Spoilt("flag-is-perhaps", cell(text("也许"), "offline", "x1"), "neither Yes nor No", at("x1", "offline")),
        # Ids and columns
        Spoilt("code-is-deleted", changed(set_("row", "x2", None)), "code was deleted", at("x2", "row")),
        Spoilt("code-is-another", changed(set_("row", "x2", "x3")), "does not fit the hidden id", at("x2", "row")),
        Spoilt("hidden-id-is-deleted", changed(set_("id", "x2", None)), "was deleted or altered", at("x2", "row")),
        Spoilt("hidden-id-is-unknown", changed(set_("id", "x2", "z9")), "no indicator z9", at("x2", "row")),
        Spoilt("hidden-id-is-another", changed(set_("id", "x2", "x3")), "does not fit the hidden id", at("x2", "row")),
        Spoilt("some-columns-sorted", changed(sort_some), "only some columns were sorted", at("x1", "row")),
        Spoilt("indicator-twice", changed(copy_row), "has another answer at", at("x1", "outcome")[:4]),
        Spoilt("column-copied", changed(copy_column), "is there twice", f"评分!AD{keys}"),
        Spoilt("key-renamed", changed(rename_key), "column outcome is missing", f"评分!Q{keys}"),
        Spoilt("outcomes-deleted", changed(delete_column("outcome")), "column outcome is missing", f"评分!P{keys}"),
        Spoilt("hidden-ids-deleted", changed(delete_column("id")), "hidden column of row ids was deleted", f"评分!O{keys}"),
        Spoilt("keys-deleted", changed(delete_key_row), "no scoring template", ".xlsx"),
        Spoilt("entries-merged", changed(merge), "entry cells are merged", x2),
        Spoilt("two-assessments", changed(sheet_of_another), "different assessments", f"评分 Copy!Q{keys}"),
        # Evidence
        Spoilt("entry-without-title", entry("></c><c>", "title"), "has no title", entry_at("title")),
        Spoilt("entry-without-date", changed(set_("date", "E1", None), "佐证目录"), "has no date", entry_at("date")),
        Spoilt("entry-dated-in-words", entry(text("去年夏天"), "date"), "is no date", entry_at("date")),
        Spoilt("entry-dated-by-a-formula", entry(formula("TODAY()", "45000"), "date"), "this is a formula", entry_at("date")),
        Spoilt("entry-in-the-year-nine", entry(text("0009-01-01"), "date"), "is no date", entry_at("date")),
        Spoilt("entry-of-an-unknown-grade", entry(text("很强"), "grade"), "no grade of evidence", entry_at("grade")),
        Spoilt("entry-for-no-indicator", entry(text("x1、z9"), "indicators"), "no indicator “z9”", entry_at("indicators")),
        Spoilt("entry-with-a-long-title", entry(text("长" * 201), "title"), "longer than 200", entry_at("title")),
        Spoilt("entry-copied-with-its-id", changed(copy_entry, "佐证目录"), "is a copy of the one", "佐证目录!A"),
        Spoilt("entry-without-its-id", changed(set_("evidence", "E1", None), "佐证目录"), "hidden id of this row", entry_at("title")),
        Spoilt("entry-with-another-id", changed(set_("id", "E1", "E2"), "佐证目录"), "hidden id of this row", entry_at("title")),
    )  # fmt: skip


def odd() -> tuple[Odd, ...]:
    return (
        Odd("level-is-three-point-nought", cell("><v>3.0</v>"), 3),
        Odd("level-in-powers-of-ten", cell("><v>3E0</v>"), 3),
        Odd("level-is-a-text", cell(text("3")), 3),
        Odd("level-is-full-width", cell(text("３")), 3),
        Odd("level-between-blanks", cell('t="inlineStr"><is><t xml:space="preserve"> 3 </t></is>'), 3),
        Odd("level-in-rich-text", cell('t="inlineStr"><is><r><t>3</t></r></is>'), 3),
        Odd("insufficient-in-english", cell(text("Insufficient evidence")), "insufficient_evidence"),
        Odd("row-is-hidden", changed(hide_row), 3),
        Odd("heads-renamed", changed(lambda sheet, form: sheet.__setitem__(f"C{form.key_row + 1}", "我们的分")), None),
    )  # fmt: skip


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in (*spoilt(), *odd()):
        (folder / f"{one.name}.xlsx").write_bytes(one.data())


if __name__ == "__main__":
    main(Path(sys.argv[1]))

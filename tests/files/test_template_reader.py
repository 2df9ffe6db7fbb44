"""What a filled-in template says, whatever was done to it, and every cell of it that is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.assessment import Assessment, Evidence, Rating
from assessor.city import CityProfile
from assessor.errors import AssessorError, BlankFault, VersionMismatch, WorkbookFault
from assessor.files import load_rubric
from assessor.files.template import template_bytes
from assessor.files.template_reader import read_filled
from assessor.merging import ALL_FIELDS, Filled
from assessor.rubric import Rubric
from assessor.workbooks.grid import Contents, Found, Grid
from assessor.workbooks.reading import contents
from tests.reader_forms import Form, evidence_of, ratings_of

CITY = CityProfile(id="harbour", name="示例港城", fictional=True)
RATINGS = {
    "x1": Rating(outcome=2, grade="E1", note="两次例会\n有纪要"),
    "x2": Rating(outcome="not_applicable", reason="无此事"),
    "y1": Rating(outcome="insufficient_evidence", further_evidence_offline=True),
    "y2": Rating(outcome=0, external_constraint="权限在上级"),
}
EVIDENCE = [
    Evidence(id="E1", title="例会纪要", date=date(2025, 3, 1), holder="外办", grade="E2", indicators=["x1", "x2"]),
    Evidence(id="E2", title="座谈通知", date=date(2025, 4, 1), holder="友协", grade="E1", indicators=[]),
]


@pytest.fixture(scope="module")
def tiny() -> Rubric:
    return load_rubric(Path(__file__).parent.parent / "rubrics" / "tiny.yaml")


@pytest.fixture(scope="module")
def tiny_rubric(tiny: Rubric) -> Callable[[], Rubric]:
    """Short to print, as hypothesis prints every argument."""
    return lambda: tiny


@pytest.fixture(scope="module")
def office(tiny: Rubric) -> Assessment:
    return Assessment(
        id="a1", rubric_id="tiny", rubric_version="1", city=CITY, period="2025", cut_off=date(2025, 12, 31),
        ratings=RATINGS, evidence=EVIDENCE,
    )  # fmt: skip


@pytest.fixture(scope="module")
def prefilled(tiny: Rubric, office: Assessment) -> Contents:
    return contents(template_bytes(tiny, office, versions=dict.fromkeys(RATINGS, 7)))


@pytest.fixture(scope="module")
def empty(tiny: Rubric) -> Contents:
    return contents(template_bytes(tiny))


def read(form: Form | Contents, rubric: Rubric) -> Filled:
    return read_filled(form.contents if isinstance(form, Form) else form, rubric, "甲.xlsx")


def refused(form: Form, rubric: Rubric, kind: type[AssessorError] = WorkbookFault) -> dict[str, str]:
    """Place -> what is wrong, in English, with a remedy in both languages."""
    with pytest.raises(kind) as fault:
        read(form, rubric)
    assert type(fault.value) in (kind, BlankFault)
    for one in fault.value.problems:
        assert one.place.startswith("甲.xlsx")
        assert one.fix.zh
        assert one.fix.en
    return {one.place.removeprefix("甲.xlsx / "): one.what.en for one in fault.value.problems}


# -- the visible part may be changed at will --------------------------------------------------------


def test_an_untouched_template_says_what_it_was_made_with(prefilled: Contents, tiny: Rubric) -> None:
    said = read(prefilled, tiny)
    assert said.ratings == RATINGS
    assert [row.entry for row in said.evidence] == EVIDENCE
    assert (said.assessment_id, said.rubric_version, said.mapped, said.notes) == ("a1", "1", (), ())
    assert said.bases["x1"].version == 7


def test_an_empty_template_says_nothing(empty: Contents, tiny: Rubric) -> None:
    said = read(empty, tiny)
    assert (said.ratings, said.evidence, said.assessment_id, said.notes) == ({}, (), None, ())


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_a_template_in_any_language_is_read_alike(tiny: Rubric, office: Assessment, language: str) -> None:
    made = template_bytes(tiny, office, language=language)  # type: ignore[arg-type]  # parametrised
    assert read(contents(made), tiny).ratings == RATINGS


def same(form: Form, prefilled: Contents, rubric: Rubric) -> bool:
    now, before = read(form, rubric), read(prefilled, rubric)
    keyed = [{row.id: row.entry for row in one.evidence} for one in (now, before)]
    return (now.ratings, now.bases, keyed[0]) == (before.ratings, before.bases, keyed[1])


def test_sorted_rows_say_the_same(prefilled: Contents, tiny: Rubric) -> None:
    assert same(ratings_of(prefilled).moved_rows(lambda rows: rows[::-1]), prefilled, tiny)
    assert same(evidence_of(prefilled).moved_rows(lambda rows: rows[::-1]), prefilled, tiny)


def test_moved_and_renamed_columns_say_the_same(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    columns = sorted({column for _, column in form.grid.cells})
    turned = form.moved_columns(dict(zip(columns, [one + 3 for one in columns[::-1]], strict=True)))
    assert turned.columns["outcome"] != form.columns["outcome"]
    renamed = turned.put((turned.key_row + 1, turned.columns["outcome"]), "我们的分")
    assert same(renamed, prefilled, tiny)


def test_rows_that_were_deleted_say_nothing_and_are_told(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    said = read(form.without_rows(form.row_of("x1"), form.row_of("y3")), tiny)
    assert set(said.ratings) == {"x2", "y1", "y2"}
    assert "x1, y3" in said.notes[0].en


def test_rows_above_the_headings_are_read_as_well(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    last = max(row for row, _ in form.grid.cells)
    below = {
        (last + 5 if row == form.key_row else row, column): cell for (row, column), cell in form.grid.cells.items()
    }
    assert read(form.changed(cells=below), tiny).ratings == RATINGS


def test_a_remark_beside_or_below_the_table_is_nobodys_answer(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    last = max(row for row, _ in form.grid.cells)
    form = form.put((last + 2, form.columns["row"]), "填表人签字：").put((form.row_of("x1"), 60), "待核")
    assert same(form, prefilled, tiny)


def test_a_sheet_copied_into_another_workbook_is_read_without_its_bases(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled).without_hidden_sheet()
    alone = Contents((form.grid,), {})
    said = read(alone, tiny)
    assert (said.ratings, said.bases, said.assessment_id) == (RATINGS, {}, "a1")
    assert "hidden sheet was lost" in said.notes[0].en


def test_the_hidden_sheet_of_another_workbook_is_not_believed(
    prefilled: Contents, tiny: Rubric, office: Assessment
) -> None:
    other = contents(template_bytes(tiny, office.model_copy(update={"id": "a2"})))
    mixed = Contents((ratings_of(prefilled).grid, other.grids[-1]), {})
    assert other.grids[-1].state == "very_hidden"
    assert read(mixed, tiny).bases == {}


def test_hidden_rows_are_read_and_told(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    said = read(form.changed(hidden_rows=form.grid.hidden_rows | {form.row_of("x1"), form.row_of("y3")}), tiny)
    assert said.ratings == RATINGS
    assert [note.en for note in said.notes] == [f"hidden rows were read as well: {form.place('x1', 'outcome')}"]


# -- answers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "outcome"),
    [
        (3, 3), (3.0, 3), ("3", 3), ("３", 3), (" 3 ", 3), (0, 0), ("不适用", "not_applicable"),
        ("Not applicable", "not_applicable"), ("不适用 / Not applicable", "not_applicable"),
        ("佐证不足", "insufficient_evidence"), ("insufficient EVIDENCE", "insufficient_evidence"),
    ],
)  # fmt: skip
def test_a_level_may_be_written_in_several_ways(
    empty: Contents, tiny: Rubric, written: object, outcome: object
) -> None:
    said = read(ratings_of(empty).answer("x2", outcome=written, reason="无此事"), tiny)  # type: ignore[arg-type]  # parametrised
    assert said.ratings["x2"] == Rating(outcome=outcome, reason="无此事")  # type: ignore[arg-type]  # parametrised


def test_a_full_width_level_is_told(empty: Contents, tiny: Rubric) -> None:
    form = ratings_of(empty).answer("x2", outcome="３")
    assert read(form, tiny).notes[0].en == f"{form.place('x2', 'outcome')}: “３” was read as 3"


BAD_OUTCOMES: list[tuple[Found, str]] = [
    (Found(3.5, "number"), "3.5 is no whole level"),
    (Found(-1, "number"), "-1 is outside the scale 0-4"),
    (Found(99, "number"), "99 is outside the scale 0-4"),
    (Found(1e300, "number"), "outside the scale"),
    (Found("5", "text"), "“5” is no rating"),
    (Found("3.5", "text"), "“3.5” is no rating"),
    (Found("三", "text"), "“三” is no rating"),
    (Found("3级", "text"), "“3级” is no rating"),
    (Found("2-3", "text"), "“2-3” is no rating"),
    (Found(True, "bool"), "TRUE is a truth value"),
    (Found(date(2026, 3, 4), "date"), "2026-03-04 is a date"),
    (Found(datetime(2026, 3, 4, 5), "date"), "is a date"),  # noqa: DTZ001  # a cell has no zone
    (Found("#N/A", "error"), "this is the error #N/A"),
    (Found(3, "formula"), "this is a formula; it shows 3"),
    (Found("#N/A", "formula"), "this is a formula; it shows #N/A"),
    (Found(None, "formula"), "this is a formula; it holds no value"),
]


@pytest.mark.parametrize(("found", "says"), BAD_OUTCOMES)
def test_what_is_no_level_is_refused_by_its_cell(empty: Contents, tiny: Rubric, found: Found, says: str) -> None:
    form = ratings_of(empty).answer("x3", outcome=found)
    problems = refused(form, tiny)
    assert list(problems) == [form.place("x3", "outcome")]
    assert says in problems[form.place("x3", "outcome")]


def test_every_fault_of_a_file_is_told_at_once(prefilled: Contents, tiny: Rubric) -> None:
    form = (
        ratings_of(prefilled)
        .answer("x1", outcome="不适用", grade="E9", note="长" * 2001)
        .answer("x2", reason=None)
        .answer("y1", outcome=7, offline="也许")
        .answer("y2", outcome=None)
        .answer("y3", note=Found(True, "bool"), outcome=1)
    )
    assert refused(form, tiny).keys() == {
        form.place("x1", "grade"), form.place("x1", "note"), form.place("x2", "reason"),
        form.place("y1", "outcome"), form.place("y1", "offline"), form.place("y2", "outcome"), form.place("y3", "note"),
    }  # fmt: skip


def test_not_applicable_where_it_may_not_be_is_refused_at_the_outcome(empty: Contents, tiny: Rubric) -> None:
    form = ratings_of(empty).answer("x1", outcome="不适用", reason="没有")
    assert "may not be marked not applicable" in refused(form, tiny)[form.place("x1", "outcome")]


def test_words_without_a_rating_are_refused(empty: Contents, tiny: Rubric) -> None:
    form = ratings_of(empty).answer("x1", note="在办")
    assert "no rating, but" in refused(form, tiny)[form.place("x1", "outcome")]
    assert read(ratings_of(empty).answer("x1", offline="否"), tiny).ratings == {}


def test_a_number_typed_as_a_note_is_a_text_and_told(empty: Contents, tiny: Rubric) -> None:
    form = ratings_of(empty).answer("x1", outcome=1, note=2024.0, constraint=date(2025, 5, 1))
    said = read(form, tiny)
    assert said.ratings["x1"] == Rating(outcome=1, note="2024", external_constraint="2025-05-01")
    assert len(said.notes) == 2


def test_a_formula_or_an_error_is_refused_in_every_entry(empty: Contents, tiny: Rubric) -> None:
    for key in ("grade", "reason", "note", "constraint", "offline"):
        for found in (Found("x", "formula"), Found("#REF!", "error")):
            form = ratings_of(empty).answer("x2", outcome=1, **{key: found})
            assert list(refused(form, tiny)) == [form.place("x2", key)]


def test_an_emptied_row_is_cleared_where_it_was_prefilled_and_else_says_nothing(
    prefilled: Contents, tiny: Rubric
) -> None:
    empties = dict.fromkeys(("outcome", "grade", "reason", "note", "constraint", "offline"))
    form = ratings_of(prefilled).answer("x1", **empties)
    assert read(form, tiny).ratings == {**RATINGS, "x1": None}
    assert read(form.without_hidden_sheet(), tiny).ratings == {id_: one for id_, one in RATINGS.items() if id_ != "x1"}


def test_a_column_that_was_deleted_leaves_its_part_alone(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    said = read(form.without_columns(form.columns["note"]), tiny)
    assert all("note" not in said.fields_of(key) for key in said.ratings)
    assert "note" in said.notes[0].en


# -- ids --------------------------------------------------------------------------------------------


def test_sorting_some_of_the_columns_is_noticed(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    visible = [column for key, column in form.columns.items() if key != "id"]
    problems = refused(form.moved_rows(lambda rows: rows[::-1], visible), tiny)
    assert len(problems) == 6  # the seventh stays in the middle
    assert all("does not fit the hidden id" in what for what in problems.values())


@pytest.mark.parametrize("key", ["row", "id"])
def test_a_deleted_or_altered_id_is_refused_at_the_code(prefilled: Contents, tiny: Rubric, key: str) -> None:
    form = ratings_of(prefilled)
    for value in (None, "x2", "无", 7, Found("x1", "formula")):
        place = form.at("x1", key)
        assert form.place("x1", "row") in refused(form.put(place, value), tiny)


@pytest.mark.parametrize("key", ["row", "outcome", "id"])
def test_a_deleted_column_that_is_needed_is_refused(prefilled: Contents, tiny: Rubric, key: str) -> None:
    form = ratings_of(prefilled)
    assert refused(form.without_columns(form.columns[key]), tiny)


def test_a_workbook_without_our_keys_is_no_template(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    assert refused(form.without_rows(form.key_row), tiny) == {
        "甲.xlsx": "this is no scoring template of this tool, or the hidden row that identifies it was deleted"
    }


def copied(form: Form, id_: str, **values: object) -> Form:
    """A row copied below the table, with other values."""
    last = max(row for row, _ in form.grid.cells) + 1
    row = form.row_of(id_)
    twin = {(last, column): cell for (at, column), cell in form.grid.cells.items() if at == row}
    form = form.changed(cells=form.grid.cells | twin)
    for key, value in values.items():
        form = form.put((last, form.columns[key]), value)  # type: ignore[arg-type]  # any value of a cell
    return form


def test_the_same_indicator_twice_is_read_once_where_both_say_the_same(prefilled: Contents, tiny: Rubric) -> None:
    said = read(copied(ratings_of(prefilled), "x1"), tiny)
    assert said.ratings == RATINGS
    assert "there twice" in said.notes[0].en


def test_the_same_indicator_twice_with_two_answers_is_refused_naming_both_cells(
    prefilled: Contents, tiny: Rubric
) -> None:
    form = ratings_of(prefilled)
    ((place, what),) = refused(copied(form, "x1", outcome=4), tiny).items()
    assert place.startswith("评分!")
    assert place != form.place("x1", "outcome")
    assert form.place("x1", "outcome") in what


def test_a_copied_column_is_refused_naming_both(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    copy = {(row, 40): cell for (row, column), cell in form.grid.cells.items() if column == form.columns["outcome"]}
    ((place, what),) = refused(form.changed(cells=form.grid.cells | copy), tiny).items()
    assert place == form.grid.place(form.key_row, 40)
    assert form.grid.place(form.key_row, form.columns["outcome"]) in what


def test_merged_entries_are_refused_and_merged_titles_are_not(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    row, column = form.at("x1", "outcome")
    merged = form.changed(merged=((row, column, row + 1, column),))
    assert list(refused(merged, tiny)) == [form.place("x1", "outcome")]
    assert same(form.changed(merged=((1, 1, 1, 5), (row, 60, row + 3, 61))), prefilled, tiny)


# -- what a sheet lost ----------------------------------------------------------------------------------

LOST = "looks like a sheet of a template, but the hidden row that identifies it was deleted"


def test_a_list_of_evidence_without_its_keys_is_refused_by_its_sheet(prefilled: Contents, tiny: Rubric) -> None:
    form = evidence_of(prefilled)
    lost = form.put(form.at("E1", "title"), "改过的标题").without_rows(form.key_row)
    ((place, what),) = refused(lost, tiny).items()
    assert place.startswith("佐证目录!")
    assert LOST in what
    renamed = lost.changed(name="登记")
    assert list(refused(renamed, tiny)) == [renamed.grid.place(form.key_row + 1, form.columns["title"])]


def test_without_its_headings_a_list_of_evidence_is_read_by_its_keys(empty: Contents, tiny: Rubric) -> None:
    form = evidence_of(empty)
    first = {form.columns[key]: value for key, value in ENTRY.items()}
    for column, value in first.items():
        form = form.put((form.key_row + 1, column), value)  # type: ignore[arg-type]  # any value of a cell
    form = form.put((form.key_row + 1, form.columns["evidence"]), None).put(
        (form.key_row + 1, form.columns["id"]), None
    )
    (row,) = read(form, tiny).evidence
    assert row.entry is not None
    assert row.entry.title == "新制度"


def test_a_template_without_its_list_of_evidence_says_so(prefilled: Contents, tiny: Rubric) -> None:
    form = evidence_of(prefilled)
    without = replace(prefilled, grids=tuple(one for one in prefilled.grids if one is not form.grid))
    said = read(without, tiny)
    assert said.ratings == RATINGS
    assert ["holds no list of evidence" in note.en for note in said.notes] == [True]


@pytest.mark.parametrize("name", ["评分 (2)", "我们的", "_Assessor 答案"])
def test_a_second_sheet_of_ratings_without_its_keys_is_refused(prefilled: Contents, tiny: Rubric, name: str) -> None:
    form = ratings_of(prefilled).answer("x1", outcome=4)
    twin = replace(form.without_rows(form.key_row).grid, name=name)
    bare = replace(form.without_rows(form.key_row, form.key_row + 1).grid, name=name)
    for lost in (twin, bare):
        both = Form(Contents((*prefilled.grids, lost), {}), ratings_of(prefilled).number)
        assert any(place.startswith(f"{name}!") and LOST in what for place, what in refused(both, tiny).items())


def test_a_sheet_named_like_the_hidden_one_is_read_where_it_has_keys(prefilled: Contents, tiny: Rubric) -> None:
    twin = replace(ratings_of(prefilled).answer("x1", outcome=4).grid, name="_Assessor 答案")
    both = Form(replace(prefilled, grids=(*prefilled.grids, twin)), ratings_of(prefilled).number)
    assert "another answer" in next(iter(refused(both, tiny).values()))


def test_a_sheet_of_somebodys_own_is_left_alone(prefilled: Contents, tiny: Rubric) -> None:
    heads = ["单位", "评级", "备注", "日期", "标题"]
    own = Grid("分工", "visible", {(1, n): Found(head, "text") for n, head in enumerate(heads, 1)}, frozenset(), ())
    assert read(replace(prefilled, grids=(*prefilled.grids, own)), tiny).notes == ()


def test_an_answer_above_the_keys_or_without_headings_is_refused_by_its_row(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    row = form.row_of("x1")
    for to in (form.key_row - 2, form.key_row + 1):
        moved = {(to if at == row else at, column): one for (at, column), one in form.grid.cells.items() if at != to}
        lost = form.changed(cells=moved).put((to, form.columns["id"]), None)
        assert list(refused(lost, tiny)) == [form.grid.place(to, form.columns["row"])]


def test_columns_that_one_of_two_sheets_lacks_are_read_from_the_other(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    twin = replace(form.without_columns(form.columns["note"]).grid, name="评分 (2)")
    noted = form.answer("x2", note="新的备注").contents
    for grids in ((*noted.grids, twin), (twin, *noted.grids)):
        said = read(replace(noted, grids=grids), tiny)
        assert said.ratings == {**RATINGS, "x2": RATINGS["x2"].model_copy(update={"note": "新的备注"})}
        assert {len(said.fields_of(id_)) for id_ in said.ratings} == {len(ALL_FIELDS)}
        assert any("评分 (2): these columns are missing" in note.en for note in said.notes)


def test_codes_that_come_twice_in_an_entry_are_read_once_and_told(empty: Contents, tiny: Rubric) -> None:
    said = read(new_row(evidence_of(empty), **{**ENTRY, "indicators": "x1、y1、X1"}), tiny)
    assert said.evidence[0].entry is not None
    assert said.evidence[0].entry.indicators == ["x1", "y1"]
    assert "there twice were read once: x1" in said.notes[0].en


def test_of_thousands_of_faults_the_first_are_told_and_the_others_counted(empty: Contents, tiny: Rubric) -> None:
    form = ratings_of(empty)
    junk = {(row, form.columns["outcome"]): Found("?", "text") for row in range(100, 3100)}
    problems = refused(form.changed(cells=form.grid.cells | junk), tiny)
    assert len(problems) == 201
    assert problems["甲.xlsx"] == "and 2800 more"


# -- evidence -----------------------------------------------------------------------------------------


def new_row(form: Form, **values: object) -> Form:
    row = max(row for (row, column) in form.grid.cells if column == form.columns["title"]) + 1
    for key, value in values.items():
        form = form.put((row, form.columns[key]), value)  # type: ignore[arg-type]  # any value of a cell
    return form


ENTRY = {"title": "新制度", "date": date(2025, 6, 30), "holder": "财政局", "grade": "E3", "indicators": "x1、 y1"}


@pytest.mark.parametrize(
    "day", [date(2025, 6, 30), "2025-06-30", "2025/6/30", "2025年6月30日", "２０２５.６.３０", 20250630]
)
@pytest.mark.parametrize("codes", ["x1、y1", "x1,y1", "X1; y1", "x1 y1", "ｘ1\ny1", "x1，y1、"])
def test_a_new_entry_is_read_in_any_usual_writing(empty: Contents, tiny: Rubric, day: object, codes: str) -> None:
    form = new_row(evidence_of(empty), **{**ENTRY, "date": day, "indicators": codes})
    (row,) = read(form, tiny).evidence
    assert row.id == ""
    assert row.entry == Evidence(
        id="+", title="新制度", date=date(2025, 6, 30), holder="财政局", grade="E3", indicators=["x1", "y1"]
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", None), ("title", "长" * 201), ("title", "  "), ("date", None), ("date", "六月"), ("date", "2025-02-30"),
        ("date", 45000), ("date", date(1066, 1, 1)), ("date", True), ("holder", None), ("holder", Found("x", "formula")),
        ("grade", None), ("grade", "E7"), ("indicators", "x1、z9"), ("indicators", Found("#NAME?", "error")),
    ],
)  # fmt: skip
def test_a_faulty_entry_is_refused_by_its_cell(empty: Contents, tiny: Rubric, key: str, value: object) -> None:
    form = new_row(evidence_of(empty), **{**ENTRY, key: value})
    row = max(row for row, _ in new_row(evidence_of(empty), **ENTRY).grid.cells if row)
    problems = refused(form, tiny)
    assert len(problems) == 1
    (place,) = problems
    assert re_column(place) == re_column(form.grid.place(row, form.columns[key]))


def re_column(place: str) -> str:
    return place.rstrip("0123456789")


def test_an_emptied_entry_is_removed_and_a_deleted_row_says_nothing(prefilled: Contents, tiny: Rubric) -> None:
    form = evidence_of(prefilled)
    row = form.row_of("E1")
    emptied = form
    for key in ENTRY:
        emptied = emptied.put((row, form.columns[key]), None)
    assert [(one.id, one.entry) for one in read(emptied, tiny).evidence] == [("E1", None), ("E2", EVIDENCE[1])]
    said = read(form.without_rows(row), tiny)
    assert [one.id for one in said.evidence] == ["E2"]
    assert "E1" in said.notes[0].en


def test_an_entry_made_by_copying_a_row_is_refused(prefilled: Contents, tiny: Rubric) -> None:
    form = evidence_of(prefilled)
    assert len(read(copied(form, "E1"), tiny).evidence) == 2
    ((_, what),) = refused(copied(form, "E1", title="另一份纪要"), tiny).items()
    assert form.place("E1", "title") in what


def test_an_altered_id_of_an_entry_is_refused(prefilled: Contents, tiny: Rubric) -> None:
    form = evidence_of(prefilled)
    for key in ("id", "evidence"):
        for value in (None, "E2", "E9"):
            assert form.place("E1", "title") in refused(form.put(form.at("E1", key), value), tiny)


# -- rubric and version -------------------------------------------------------------------------------


def reworded(rubric: Rubric, version: str, *ids: str) -> Rubric:
    """A later version in which some indicators ask for something else."""
    said = rubric.model_dump(mode="python", by_alias=True)
    said["version"] = version
    for one in said["indicators"]:
        if one["id"] in ids:
            one["question"] = {"zh": "另一个问题", "en": "Another question"}
    return Rubric.model_validate(said, strict=False)


def test_indicators_that_read_the_same_are_taken_over_from_another_version(prefilled: Contents, tiny: Rubric) -> None:
    said = read(prefilled, reworded(tiny, "2", "x3", "y3"))
    assert said.ratings == RATINGS
    assert set(said.mapped) == {"x1", "x2", "x4", "y1", "y2"}
    assert "made under version 1, in use is 2" in said.notes[0].en


def test_an_answer_to_an_indicator_that_reads_otherwise_is_refused(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled)
    with pytest.raises(VersionMismatch) as fault:
        read(form, reworded(tiny, "2", "x1", "y2", "y3"))
    assert [one.place for one in fault.value.problems] == [
        f"甲.xlsx / {form.place(id_, 'outcome')} / {id_}" for id_ in ("x1", "y2")
    ]


def test_an_indicator_that_another_version_had_is_refused_only_where_answered(
    prefilled: Contents, tiny: Rubric
) -> None:
    def without(*gone: str) -> Rubric:
        later = reworded(tiny, "2")
        return later.model_copy(update={"indicators": [one for one in later.indicators if one.id not in gone]})

    assert read(ratings_of(prefilled), without("y3")).ratings == RATINGS
    assert len(refused(ratings_of(prefilled), without("y3", "y2"), VersionMismatch)) == 1


def test_rewording_without_a_new_version_is_noticed(prefilled: Contents, tiny: Rubric) -> None:
    assert read(prefilled, reworded(tiny, "1", "x3")).mapped
    assert len(refused(ratings_of(prefilled), reworded(tiny, "1", "x1"), VersionMismatch)) == 1


def test_without_the_hidden_sheet_another_version_is_refused(prefilled: Contents, tiny: Rubric) -> None:
    form = ratings_of(prefilled).without_hidden_sheet()
    problems = refused(form, reworded(tiny, "2"), VersionMismatch)
    assert len(problems) == len(RATINGS)


def test_a_template_of_another_rubric_is_refused(prefilled: Contents, tiny: Rubric) -> None:
    other = tiny.model_copy(update={"id": "other"})
    assert "made under rubric tiny 1" in next(iter(refused(ratings_of(prefilled), other, VersionMismatch).values()))


def test_sheets_of_two_assessments_in_one_workbook_are_refused(
    prefilled: Contents, tiny: Rubric, office: Assessment
) -> None:
    other = contents(template_bytes(tiny, office.model_copy(update={"id": "a2"})))
    second = replace(ratings_of(other).grid, name="评分 (2)")
    both = Form(Contents((*prefilled.grids, second), {}), ratings_of(prefilled).number)
    assert "different assessments" in next(iter(refused(both, tiny).values()))


def test_two_copies_of_a_sheet_are_one_where_they_say_the_same(prefilled: Contents, tiny: Rubric) -> None:
    second = replace(ratings_of(prefilled).grid, name="评分 (2)")
    both = Contents((*prefilled.grids, second), {})
    assert read(both, tiny).ratings == RATINGS


# -- nothing is ever read wrongly ---------------------------------------------------------------------

JUNK: list[Found | None] = [
    None, *(Found(level, "number") for level in range(5)), *(found for found, _ in BAD_OUTCOMES),
    Found("３", "text"), Found("不适用", "text"), Found("佐证不足", "text"), Found("x1", "text"), Found("y2", "text"),
    Found("E0", "text"), Found("E3", "text"), Found("是", "text"), Found("理由", "text"), Found("  ", "text"),
]  # fmt: skip
MEANT: dict[object, object] = {
    **{level: level for level in range(5)}, **{str(level): level for level in range(5)},
    "３": 3, "不适用": "not_applicable", "佐证不足": "insufficient_evidence",
}  # fmt: skip
KEYS = ("row", "outcome", "grade", "reason", "note", "constraint", "offline", "id")
Kinds = Literal["put", "swap", "swap_rows", "delete", "copy"]


class Step(NamedTuple):
    """One thing done to a sheet by a careless hand; rows are counted from the table's first."""

    kind: Kinds
    row: int
    key: str
    value: Found | None
    other_row: int
    other_key: str

    def done(self, form: Form) -> Form:
        columns, cells = form.columns, form.grid.cells
        here = (form.key_row + 2 + self.row, columns[self.key])
        there = (form.key_row + 2 + self.other_row, columns[self.other_key])
        if self.kind == "put":
            return form.put(here, self.value)
        if self.kind == "swap":
            return form.put(here, cells.get(there)).put(there, cells.get(here))
        if self.kind == "swap_rows":
            turn = {here[0]: there[0], there[0]: here[0]}
            return form.changed(cells={(turn.get(at, at), column): cell for (at, column), cell in cells.items()})
        if self.kind == "delete":
            return form.without_rows(here[0])
        last = max(at for at, _ in cells) + 1
        return form.changed(cells=cells | {(last, c): one for (at, c), one in cells.items() if at == here[0]})


STEPS = st.builds(
    Step, st.sampled_from(["put", "put", "put", "swap", "swap_rows", "delete", "copy"]), st.integers(0, 6),
    st.sampled_from(KEYS), st.sampled_from(JUNK), st.integers(0, 6), st.sampled_from(KEYS),
)  # fmt: skip


@pytest.fixture(scope="module")
def start(prefilled: Contents, empty: Contents) -> Callable[[bool], Form]:
    return lambda blank: ratings_of(empty if blank else prefilled)


def visible(form: Form) -> dict[str, dict[str, Found | None]]:
    """What the cells say, row by row, told independently of the reader: code -> entries by key.

    Of two rows of one code a blank one says nothing.
    """
    columns = form.columns
    said: dict[str, dict[str, Found | None]] = {}
    for row in sorted({row for row, _ in form.grid.cells if row > form.key_row + 1}):
        code = form.grid.cells.get((row, columns["row"]))
        entries = {key: form.grid.cells.get((row, columns[key])) for key in KEYS}
        if code is not None and (str(code.value) not in said or entries["outcome"] is not None):
            said[str(code.value)] = entries
    return said


@settings(max_examples=600)
@given(steps=st.lists(STEPS, min_size=1, max_size=6), blank=st.booleans())
def test_a_spoilt_template_is_refused_or_says_what_its_cells_say(
    steps: list[Step], blank: bool, start: Callable[[bool], Form], tiny_rubric: Callable[[], Rubric]
) -> None:
    form, tiny = start(blank), tiny_rubric()
    for step in steps:
        form = step.done(form)
    try:
        said = read(form, tiny)
    except (WorkbookFault, VersionMismatch):
        return
    seen = visible(form)
    answered = {code for code, cells in seen.items() if cells["outcome"] is not None and cells["outcome"].value != "  "}
    assert {id_ for id_, one in said.ratings.items() if one is not None} == answered
    for id_ in answered:
        rating, cells = said.ratings[id_], seen[id_]
        assert rating is not None
        texts = {key: str(found.value) if (found := cells[key]) is not None else "" for key in KEYS}
        assert cells["outcome"] is not None
        assert rating.outcome == MEANT[cells["outcome"].value]
        assert (rating.grade or "") == texts["grade"]
        assert rating.further_evidence_offline == (texts["offline"] in ("是", "True"))
        for key, text in (("reason", rating.reason), ("note", rating.note), ("constraint", rating.external_constraint)):
            assert text == plain(cells[key])


@settings(max_examples=300)
@given(data=st.data())
def test_a_sort_that_left_the_codes_behind_is_refused_or_changes_nothing(
    data: st.DataObject, start: Callable[[bool], Form], tiny_rubric: Callable[[], Rubric]
) -> None:
    form, tiny = start(False), tiny_rubric()
    question, outcome = form.columns["row"] + 1, form.columns["outcome"]
    first = data.draw(st.sampled_from([question, outcome]))
    last = data.draw(st.integers(outcome + 3, form.columns["id"] - 1))
    order = data.draw(st.permutations(form.rows))
    try:
        said = read(form.moved_rows(lambda rows: order, range(first, last + 1)), tiny)
    except WorkbookFault:
        return
    assert said.ratings == RATINGS


@settings(max_examples=200)
@given(
    answers=st.dictionaries(st.sampled_from(["x1", "x3", "y2", "y3"]), st.integers(0, 4), min_size=1),
    second=st.booleans(), gone=st.sets(st.sampled_from(["keys", "heads"])), lacks=st.sampled_from(["", "note", "reason"]),
)  # fmt: skip
def test_of_two_sheets_no_answer_is_lost(
    answers: dict[str, int], second: bool, gone: set[str], lacks: str,
    start: Callable[[bool], Form], tiny_rubric: Callable[[], Rubric],
) -> None:  # fmt: skip
    form, tiny = start(False), tiny_rubric()
    answered = form
    for id_, level in answers.items():
        answered = answered.answer(id_, outcome=level)
    here, there = (form, answered) if second else (answered, form)
    rows = {"keys": there.key_row, "heads": there.key_row + 1}
    spoilt = there.without_columns(there.columns[lacks]) if lacks else there
    spoilt = spoilt.without_rows(*(rows[one] for one in gone))
    both = Contents((*here.contents.grids, replace(spoilt.grid, name="另一张")), {})
    try:
        said = read(both, tiny)
    except WorkbookFault:
        return
    assert {id_: said.ratings[id_].outcome for id_ in answers if said.ratings[id_]} == answers  # type: ignore[union-attr]  # just asked for


def plain(found: Found | None) -> str:
    if found is None or found.value is None:
        return ""
    if isinstance(found.value, datetime):
        return found.value.isoformat(" ", "seconds")
    return found.value.isoformat() if isinstance(found.value, date) else texted(found.value)


def texted(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

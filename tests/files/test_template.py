"""A scoring template says what it is, checks every entry, and puts each entry beside its descriptors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessor.assessment import NOTE_LIMIT, TITLE_LIMIT, Assessment, Evidence, Rating
from assessor.errors import UsageError, VersionMismatch
from assessor.files import template_layout as layout
from assessor.files.template import template_bytes, template_name, unit_named
from assessor.files.template_evidence import EMPTY_ROWS
from assessor.files.template_layout import Identity, TemplateLanguage, digest_of, identity_of
from assessor.rubric import Rubric
from assessor.workbooks import identity
from assessor.workbooks.grid import Grid
from assessor.workbooks.identity import parts_of
from assessor.workbooks.reading import contents

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
KINDS: dict[str, dict[str, Any]] = {
    "zh": {}, "en": {"language": "en"}, "both": {"language": "both"},
    "quick": {"variant": "quick"}, "unit": {"unit": "commerce", "language": "both"},
}  # fmt: skip
HOSTILE = ["=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://x","y")', "＝1", "\t=1", "<r>x</r>", "_x000D_", "a\x01b", " 前后空格 ", "1-2"]  # fmt: skip


def opened(rubric: Rubric, assessment: Assessment | None = None, **more: Any) -> Workbook:
    return load_workbook(BytesIO(template_bytes(rubric, assessment, now=NOON, **more)))


def sheet(book: Workbook, at: int) -> Worksheet:
    found = book.worksheets[at]
    assert isinstance(found, Worksheet)
    return found


def table(page: Worksheet) -> tuple[dict[str, int], int]:
    """Columns by key, and the first row of data below the hidden keys and the headings."""
    (row,) = [row for row in range(1, 12) if any(identity_of(cell.value) is not None for cell in page[row])]
    assert page.row_dimensions[row].hidden
    return {str(cell.value): cell.column for cell in page[row] if cell.value is not None}, row + 2


def rows(page: Worksheet) -> Iterator[dict[str, Cell]]:
    """Every row of the table, its cells by key; the hidden repetition of the id as `id`."""
    keys, first = table(page)
    named = {"id" if identity_of(key) is not None else key: column for key, column in keys.items()}
    for row in range(first, page.max_row + 1):
        yield {key: page.cell(row, column) for key, column in named.items()}  # type: ignore[misc]  # none is merged


def checks(page: Worksheet) -> dict[str, DataValidation]:
    """The check of each cell that has one."""
    return {
        cell: one
        for one in page.data_validations.dataValidation
        for area in one.sqref.ranges
        for cell in (f"{letter}" for line in area.rows for letter in (f"{r},{c}" for r, c in line))
    }


def check_of(page: Worksheet, cell: Cell) -> DataValidation:
    return checks(page)[f"{cell.row},{cell.column}"]


# -- entries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_is_open_and_checked_and_nothing_else_is_open(kind: str, rubric: Rubric) -> None:
    book = opened(rubric, **KINDS[kind])
    entries = 0
    for at, page in enumerate(book.worksheets):
        assert page.protection.sheet
        checked = checks(page)
        for row in page.iter_rows():
            for cell in row:
                if not cell.protection.locked:
                    entries += 1
                    assert at in (0, 1, 2)
                    check = checked[f"{cell.row},{cell.column}"]
                    assert check.type in ("list", "textLength", "date")
                    assert check.showErrorMessage
                    assert check.error
                    assert check.prompt
                else:
                    assert f"{cell.row},{cell.column}" not in checked
    asked = len(list(rows(sheet(book, 1))))
    assert entries == 2 + 6 * asked + 5 * EMPTY_ROWS


@pytest.mark.parametrize(("language", "not_applicable"), [("zh", "不适用"), ("en", "Not applicable"), ("both", "不适用 / Not applicable")])  # fmt: skip
def test_drop_downs_offer_what_the_rubric_permits(
    language: TemplateLanguage, not_applicable: str, rubric: Rubric
) -> None:
    book = opened(rubric, language=language)
    page = sheet(book, 1)
    offered = {
        name: listed(book, name) for name in ("list_ratings", "list_ratings_no_na", "list_grades", "list_yes_no")
    }
    assert offered["list_ratings"] == [*offered["list_ratings_no_na"], not_applicable]
    assert offered["list_ratings"][:5] == [0, 1, 2, 3, 4]
    assert offered["list_grades"] == ["E0", "E1", "E2", "E3"]
    for words in (*offered["list_ratings"][5:], *offered["list_yes_no"]):
        assert layout.outcome_said(words, 4) is not None or layout.yes_or_no(words) is not None
    for row in rows(page):
        allowed = rubric.by_id[str(row["row"].value)].not_applicable.allowed
        assert check_of(page, row["outcome"]).formula1 == ("list_ratings" if allowed else "list_ratings_no_na")
        assert check_of(page, row["grade"]).formula1 == "list_grades"
        assert check_of(page, row["offline"]).formula1 == "list_yes_no"


def listed(book: Workbook, name: str) -> list[Any]:
    (place,) = list(book.defined_names[name].destinations)
    return [cell.value for (cell,) in book[place[0]][place[1]]]


def test_texts_have_the_limits_of_the_assessment_and_dates_are_dates(rubric: Rubric) -> None:
    book = opened(rubric)
    rated, listed_ = next(rows(sheet(book, 1))), next(rows(sheet(book, 2)))
    for key in ("reason", "note", "constraint"):
        check = check_of(sheet(book, 1), rated[key])
        assert (check.type, check.operator, check.formula1) == ("textLength", "lessThanOrEqual", str(NOTE_LIMIT))
    for key in ("title", "holder"):
        assert check_of(sheet(book, 2), listed_[key]).formula1 == str(TITLE_LIMIT)
    day = check_of(sheet(book, 2), listed_["date"])
    assert (day.type, day.operator, day.formula1, day.formula2) == ("date", None, "1", "73415")  # between
    longest = len("、".join(rubric.by_id))
    assert int(check_of(sheet(book, 2), listed_["indicators"]).formula1 or 0) >= longest


def test_messages_speak_the_language_of_the_file_and_fit_their_box(rubric: Rubric) -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    for language, expected in (("zh", True), ("en", False)):
        for page in opened(rubric, language=language).worksheets:
            for check in page.data_validations.dataValidation:
                for words in (check.prompt, check.error, check.errorTitle):
                    assert bool(chinese.search(words or "")) is expected, words
                assert len(check.prompt or "") <= 255
                assert len(check.error or "") <= 255


def test_the_rule_on_not_applicable_is_shown_where_its_reason_is_written(rubric: Rubric) -> None:
    page = sheet(opened(rubric), 1)
    for row in rows(page):
        assert rubric.by_id[str(row["row"].value)].not_applicable.rule.zh in (
            check_of(page, row["reason"]).prompt or ""
        )


# -- layout ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_descriptor_stands_beside_its_entry_which_stays_in_sight(kind: str, rubric: Rubric) -> None:
    page = sheet(opened(rubric, **KINDS[kind]), 1)
    keys, first = table(page)
    assert page.freeze_panes == f"F{first}"
    assert (keys["row"], keys["outcome"], keys["grade"]) == (1, 3, 5)
    for row in rows(page):
        one = rubric.by_id[str(row["row"].value)]
        assert one.question.en in str(page.cell(row["row"].row, 2).value) or one.question.zh in str(
            page.cell(row["row"].row, 2).value
        )
        for rung in rubric.scale:
            said = str(page.cell(row["row"].row, 6 + rung.level).value)
            text = one.descriptor(rung.level)
            assert said in (text.zh, text.en, f"{text.zh}\n{text.en}")
            assert str(page.cell(first - 1, 6 + rung.level).value).startswith(str(rung.level))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_merged_and_it_prints_on_a4_with_its_headings_on_every_page(kind: str, rubric: Rubric) -> None:
    book = opened(rubric, **KINDS[kind])
    states = [page.sheet_state for page in book.worksheets]
    assert states == ["visible"] * 5 + ["veryHidden"]
    for page in book.worksheets:
        assert not page.merged_cells.ranges
        assert page.page_setup.paperSize == 9
        assert page.sheet_properties.pageSetUpPr
        if page is book.worksheets[1]:  # two pages wide, words of 10 points printed at 7 at least
            assert not page.sheet_properties.pageSetUpPr.fitToPage
            assert page.page_setup.scale is not None
            assert page.page_setup.scale >= 70
            assert [one.id for one in page.col_breaks.brk] == [5 + len(rubric.scale)]
            assert page.print_title_cols == "$A:$E"
        else:
            assert page.sheet_properties.pageSetUpPr.fitToPage
            assert page.page_setup.fitToHeight == 0
        assert page.oddHeader is not None
        assert "严禁" in str(page.oddHeader.left.text) or "Never enter" in str(page.oddHeader.left.text)
        assert all((page.row_dimensions[row].height or 0) <= 409 for row in range(1, page.max_row + 1))
    for page in book.worksheets[1:4]:
        first = int(str(page.freeze_panes).lstrip("ABCDEFGHIJ"))
        assert page.print_title_rows == f"$1:${first - 1}"
    for page in book.worksheets[1:3]:
        assert page.page_setup.orientation == "landscape"


def test_no_row_is_higher_than_a_row_may_be_so_that_no_descriptor_is_cut(rubric: Rubric) -> None:
    page = sheet(opened(rubric, language="both"), 1)
    assert max(page.row_dimensions[row["row"].row].height or 0 for row in rows(page)) < 409


# -- what it says of itself -----------------------------------------------------------------------


def test_rows_and_sheets_bear_their_ids(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    city = samples["S01"]
    book = opened(rubric, city)
    expected = Identity(layout.FORMAT, rubric.id, rubric.version, rubric.fingerprint[:16], city.id)
    for at in (1, 2):
        keys, _ = table(sheet(book, at))
        (found,) = [one for one in map(identity_of, keys) if one is not None]
        assert found == expected
    rated = [(row["row"].value, row["id"].value) for row in rows(sheet(book, 1))]
    assert rated == [(one.id, one.id) for one in rubric.indicators]
    ids = [(row["evidence"].value, row["id"].value) for row in rows(sheet(book, 2))]
    assert ids == [(one.id, one.id) for one in city.evidence] + [(None, None)] * EMPTY_ROWS


def sections(page: Worksheet) -> dict[tuple[str, ...], list[list[Any]]]:
    found: dict[tuple[str, ...], list[list[Any]]] = {}
    heads: tuple[str, ...] = ()
    for row in page.iter_rows(values_only=True):
        cells = list(row)
        said = tuple(str(cell) for cell in cells if cell is not None)
        if said in (identity.FACT_HEADS, identity.INDICATOR_HEADS, identity.ENTRY_HEADS):
            heads = said
            found[heads] = []
        elif not said:
            heads = ()
        elif heads:
            found[heads].append(cells[: len(heads)])
    return found


def test_the_hidden_sheet_says_how_everything_stood(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    city = samples["S01"].model_copy(update={"id": "a b/-=%城", "ratings": {"A1-1": Rating(outcome=3, note="=1")}})
    book = opened(rubric, city, versions={"A1-1": 7}, unit="fao")
    said = sections(book[identity.SHEET])
    facts = dict(said[identity.FACT_HEADS])
    assert facts == {
        "format": "assessor-template/1", "rubric": rubric.id, "version": rubric.version, "fingerprint": rubric.fingerprint,
        "assessment": "a b/-=%城", "variant": "full", "unit": "fao", "language": "zh", "made": "2026-01-15T12:00:00Z",
    }  # fmt: skip
    stood = {row[0]: row[1:] for row in said[identity.INDICATOR_HEADS]}
    assert list(stood) == [one.id for one in rubric.indicators_for("fao")]
    assert stood["A1-1"] == [
        rubric.text_digest("A1-1"),
        digest_of(city.ratings["A1-1"]),
        7,
        parts_of(city.ratings["A1-1"]),
    ]
    assert stood["A1-2"] == [rubric.text_digest("A1-2"), None, 0, None]
    assert said[identity.ENTRY_HEADS] == [[one.id, digest_of(one)] for one in city.evidence]


@pytest.mark.parametrize("assessment", [None, "-", "a b/=%", "城市 2025"])
def test_a_token_says_its_identity_again(assessment: str | None) -> None:
    one = Identity(layout.FORMAT, "ein rubric", "1.1", "ab" * 8, assessment)
    assert identity_of(one.token) == one


@pytest.mark.parametrize("words", [None, 3, "", "标识", "id", "id x/1 rubric=a version=1 fingerprint=f assessment=-", "id assessor-template/1 rubric=a"])  # fmt: skip
def test_other_headings_are_no_token(words: object) -> None:
    assert identity_of(words) is None


def test_records_that_differ_in_anything_have_other_digests() -> None:
    rating = Rating(outcome=3)
    others = [Rating(outcome=2), Rating(outcome=3, note=" "), Rating(outcome=3, grade="E1"), Rating(outcome=3, further_evidence_offline=True)]  # fmt: skip
    assert digest_of(rating) == digest_of(Rating(outcome=3))
    assert len({digest_of(one) for one in [rating, *others]}) == 5
    assert digest_of(None) == ""


@pytest.mark.parametrize(
    ("written", "outcome"),
    [("3", 3), ("３", 3), (" 0 ", 0), ("不适用", "not_applicable"), ("NOT APPLICABLE", "not_applicable"), ("n/a", "not_applicable"),
     ("佐证不足 / Insufficient evidence", "insufficient_evidence"), ("IE", "insufficient_evidence"),
     ("5", None), ("-1", None), ("3.5", None), ("三", None), ("", None), ("暂不适用", None)],
)  # fmt: skip
def test_an_outcome_is_read_in_either_language_and_nothing_else_is(written: str, outcome: object) -> None:
    assert layout.outcome_said(written, 4) == outcome


# -- what stands in it ----------------------------------------------------------------------------


def test_an_assessment_is_filled_in_as_it_stands_and_text_stays_text(
    rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    ratings = {
        one.id: Rating(
            outcome=at % 5, grade="E2", note=words, external_constraint=words, further_evidence_offline=at % 2 == 0
        )
        for at, (one, words) in enumerate(zip(rubric.indicators, HOSTILE, strict=False))
    }
    ratings["A2-3"] = Rating(outcome="not_applicable", reason="=cmd|' /C calc'!A0")
    paper = Evidence(
        id="=e\x02", title="=1+1", date=date(1999, 12, 31), holder="@x", grade="E3", indicators=["A1-1", "C5-2"]
    )
    city = samples["S01"].model_copy(update={"ratings": ratings, "evidence": [paper]})
    data = template_bytes(rubric, city, now=NOON)
    rated, listed_ = contents(data).grids[1:3]  # as written: openpyxl leaves escaped signs escaped
    book = load_workbook(BytesIO(data))
    for row in rows(sheet(book, 1)):
        rating = ratings.get(str(row["row"].value))
        said = {key: as_written(rated, cell) for key, cell in row.items()}
        if rating is None:
            assert [said[key] for key in layout.RATING_KEYS[1:]] == [None] * 6
            continue
        assert said["outcome"] == ("不适用" if rating.outcome == "not_applicable" else rating.outcome)
        assert [said[key] or "" for key in ("grade", "reason", "note", "constraint")] == [
            rating.grade or "", rating.reason, rating.note, rating.external_constraint,
        ]  # fmt: skip
        assert said["offline"] == ("是" if rating.further_evidence_offline else None)
    first = {key: as_written(listed_, cell) for key, cell in next(rows(sheet(book, 2))).items()}
    assert first | {"date": None} == {
        "title": "=1+1", "date": None, "holder": "@x", "grade": "E3", "indicators": "A1-1、C5-2",
        "evidence": "=e\x02", "id": "=e\x02",
    }  # fmt: skip
    assert str(first["date"]).startswith("1999-12-31")


def as_written(grid: Grid, cell: Cell) -> object:
    found = grid.cells.get((cell.row, cell.column))
    assert found is None or found.kind != "formula"
    return None if found is None else found.value


def test_formulas_are_only_those_of_the_template(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    ratings = {one.id: Rating(outcome=2, note=words) for one, words in zip(rubric.indicators, HOSTILE, strict=False)}
    book = opened(rubric, samples["S01"].model_copy(update={"ratings": ratings}))
    said = [
        str(cell.value) for page in book.worksheets for row in page.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert len(said) > 46
    names = {name for formula in said for name in re.findall(r"([A-Z]+)\(", re.sub(r'"[^"]*"', "", formula))}
    assert names <= {
        "IF", "AND", "OR", "NOT", "ISNUMBER", "ISNA", "MATCH", "INDEX", "SUM", "SUMPRODUCT", "COUNTA",
        "ABS", "CHAR", "LEN", "MID", "ROW", "SEARCH", "SUBSTITUTE", "UPPER",
    }  # fmt: skip


@pytest.mark.parametrize("unit", ["commerce", "商务局", "Commerce", " COMMERCE "])
def test_a_unit_is_asked_what_it_leads_or_supports_and_nothing_else(unit: str, rubric: Rubric) -> None:
    asked = [row["row"].value for row in rows(sheet(opened(rubric, unit=unit), 1))]
    assert asked == [one.id for one in rubric.indicators_for("commerce")]
    assert 0 < len(asked) < 46


def test_the_quick_variant_asks_its_fifteen(rubric: Rubric) -> None:
    asked = [row["row"].value for row in rows(sheet(opened(rubric, variant="quick"), 1))]
    assert asked == [one.id for one in rubric.in_variant("quick")]
    assert len(asked) == 15


def test_a_rubric_without_grades_or_units_still_makes_a_template(tiny: Rubric) -> None:
    bare = tiny.model_copy(update={"evidence_grades": [], "ladder": [], "pitfalls": [], "units": []})
    bare = bare.model_copy(
        update={"indicators": [one.model_copy(update={"lead": [], "support": []}) for one in tiny.indicators]}
    )
    page = sheet(opened(bare), 1)
    assert [row["row"].value for row in rows(page)] == list(bare.by_id)
    assert {check_of(page, row["grade"]).type for row in rows(page)} == {"textLength"}


# -- refusals and names ---------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "hint"), [("商务", "商务局"), ("Comerce", "commerce"), ("office", "party-office")])
def test_an_unknown_unit_is_refused_with_the_nearest_names(said: str, hint: str, rubric: Rubric) -> None:
    with pytest.raises(UsageError) as refused:
        unit_named(rubric, said)
    assert hint in refused.value.message("zh")


def test_a_variant_that_asks_a_unit_nothing_or_is_unknown_is_refused(rubric: Rubric) -> None:
    with pytest.raises(UsageError, match="no indicator of this variant"):
        template_bytes(rubric, variant="quick", unit="media")
    with pytest.raises(UsageError, match="did you mean quick"):
        template_bytes(rubric, variant="quik")


def test_another_rubric_version_and_a_time_without_zone_are_refused(
    rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    with pytest.raises(VersionMismatch):
        template_bytes(rubric, samples["S01"].model_copy(update={"rubric_version": "0.9"}))
    with pytest.raises(UsageError, match="zone"):
        template_bytes(rubric, now=datetime(2026, 1, 1))  # noqa: DTZ001  # that is the fault


def test_the_name_says_whose_it_is_and_that_a_sample_is_made_up(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    assert template_name(rubric, samples["S01"], unit="commerce").startswith("虚构样例_")
    own = samples["S01"].city.model_copy(update={"fictional": False, "name": 'a/b:"c" <城市>'})
    city = samples["S01"].model_copy(update={"city": own, "period": "2025"})
    assert (
        template_name(rubric, city, unit="商务局", variant="quick")
        == "a b c 城市 _2025_快评版（15项）_商务局_评分表-zh.xlsx"
    )
    assert template_name(rubric, language="en") == "scoring-template-en.xlsx"

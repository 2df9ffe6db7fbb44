"""Ratings, texts and evidence -> template -> filled in -> read -> imported: the same to the last sign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.assessment import NOTE_LIMIT, TITLE_LIMIT, Assessment, Evidence, Rating
from assessor.city import CityProfile
from assessor.files import load_rubric
from assessor.files.marked import filled_workbook
from assessor.files.template import template_bytes
from assessor.files.template_layout import SPECIALS
from assessor.files.template_reader import read_filled
from assessor.merging import ALL_FIELDS, Filled, proposals
from assessor.rubric import Rubric
from assessor.workbooks.grid import address
from assessor.workbooks.reading import contents
from tests.reader_forms import Form, Value, evidence_of, fill, ratings_of

RATINGS_SHEET, EVIDENCE_SHEET = 2, 3
DAY = date(2025, 12, 31)


@cache
def tiny() -> Rubric:
    return load_rubric(Path(__file__).parent.parent / "rubrics" / "tiny.yaml")


@cache
def empty() -> tuple[bytes, Form, Form]:
    made = template_bytes(tiny(), assessment())
    read = contents(made)
    return made, ratings_of(read), evidence_of(read)


def assessment(ratings: dict[str, Rating] | None = None, evidence: list[Evidence] | None = None) -> Assessment:
    return Assessment(
        id="a1", rubric_id="tiny", rubric_version="1", city=CityProfile(id="c", name="示例港城"), period="2025",
        cut_off=DAY, ratings=ratings or {}, evidence=evidence or [],
    )  # fmt: skip


def texts(limit: int, least: int = 0) -> st.SearchStrategy[str]:
    anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=least, max_size=40)
    awkward = st.sampled_from([
        "=1+1", "'=1+1", "@SUM(A1)", "-3", "+86 10", "\t前", "行一\n行二", "行一\r\n行二", "\r", "_x000D_", "_x0041_", "_x0000_x0000_", "x005F_",
        "_x005F_x0041_", "𠮷野家👩‍👩‍👧", "\ufeff始", "e\u0301", "\u202e反", "  首尾空格  ", "\x00\x1f", "\uffff", "<b>&amp;</b>", "长" * limit,
    ])  # fmt: skip
    return (anything | awkward).filter(lambda said: len(said) >= least)


def stripped(limit: int) -> st.SearchStrategy[str]:
    """Titles and holders are stored without outer blanks."""
    return texts(limit, 1).map(str.strip).filter(lambda said: 0 < len(said) <= limit)


@st.composite
def ratings(draw: st.DrawFn) -> dict[str, Rating]:
    chosen = draw(st.lists(st.sampled_from(sorted(tiny().by_id)), unique=True, max_size=7))
    return {id_: draw(rating(allowed=tiny().by_id[id_].not_applicable.allowed)) for id_ in chosen}


@st.composite
def rating(draw: st.DrawFn, *, allowed: bool) -> Rating:
    outcome = draw(st.sampled_from([0, 1, 2, 3, 4, "insufficient_evidence", *(["not_applicable"] if allowed else [])]))
    reason = draw(texts(NOTE_LIMIT, 1).filter(lambda said: bool(said.strip()))) if outcome == "not_applicable" else ""
    return Rating(
        outcome=outcome,
        reason=reason or draw(texts(NOTE_LIMIT)),
        grade=draw(st.sampled_from([None, "E0", "E1", "E2", "E3"])),
        further_evidence_offline=draw(st.booleans()),
        note=draw(texts(NOTE_LIMIT)),
        external_constraint=draw(texts(NOTE_LIMIT)),
    )


@st.composite
def entries(draw: st.DrawFn) -> list[Evidence]:
    return [
        Evidence(
            id=f"E{n}", title=draw(stripped(TITLE_LIMIT)), date=draw(st.dates(date(1901, 1, 1), date(2099, 12, 31))),
            holder=draw(stripped(TITLE_LIMIT)), grade=draw(st.sampled_from(["E0", "E1", "E2", "E3"])),
            indicators=draw(st.lists(st.sampled_from(sorted(tiny().by_id)), max_size=4, unique=True)),
        )
        for n in range(1, 1 + draw(st.integers(0, 4)))
    ]  # fmt: skip


def entered(wanted: Assessment) -> dict[int, dict[str, Value]]:
    """What somebody types to say so."""
    _, form, listed = empty()
    cells: dict[str, Value] = {}
    for id_, one in wanted.ratings.items():
        said: dict[str, Value] = {
            "outcome": one.outcome if isinstance(one.outcome, int) else SPECIALS[one.outcome].zh,
            "grade": one.grade, "reason": one.reason or None, "note": one.note or None,
            "constraint": one.external_constraint or None, "offline": "是" if one.further_evidence_offline else None,
        }  # fmt: skip
        cells |= {form.address(id_, key): value for key, value in said.items()}
    rows: dict[str, Value] = {}
    for n, entry in enumerate(wanted.evidence, start=listed.key_row + 2):
        values = {"title": entry.title, "date": entry.date, "holder": entry.holder, "grade": entry.grade,
                  "indicators": "、".join(entry.indicators) or None}  # fmt: skip
        rows |= {address(n, listed.columns[key]): value for key, value in values.items()}
    return {RATINGS_SHEET: cells, EVIDENCE_SHEET: rows}


def imported(said: Filled) -> Assessment:
    """What stands in an empty assessment after everything the file says was taken over."""
    merge = proposals(assessment(), {}, [said], tiny().by_id)
    assert merge.conflicts == ()
    found = {one.key: one.options[0].value for one in merge.ratings}
    listed = [one.options[0].value for one in merge.evidence]
    return assessment(
        {key: one for key, one in found.items() if one is not None},
        [one.model_copy(update={"id": f"E{n}"}) for n, one in enumerate(listed, start=1) if one is not None],
    )


def in_file_order(wanted: Assessment) -> Assessment:
    return wanted.model_copy(update={"ratings": {k: wanted.ratings[k] for k in tiny().by_id if k in wanted.ratings}})


@settings(max_examples=600)
@given(said=ratings(), listed=entries())
def test_what_is_filled_in_comes_back_the_same(said: dict[str, Rating], listed: list[Evidence]) -> None:
    wanted = assessment(said, listed)
    data = fill(empty()[0], entered(wanted))
    back = imported(read_filled(contents(data), tiny(), "甲.xlsx"))
    assert back.model_dump_json() == in_file_order(wanted).model_dump_json()


@settings(max_examples=200)
@given(said=ratings(), listed=entries(), language=st.sampled_from(["zh", "en", "both"]))
def test_what_a_template_was_made_with_comes_back_the_same(
    said: dict[str, Rating], listed: list[Evidence], language: Any
) -> None:
    wanted = assessment(said, listed)
    read = read_filled(contents(template_bytes(tiny(), wanted, language=language)), tiny(), "甲.xlsx")
    assert read.ratings == in_file_order(wanted).ratings
    assert {read.fields_of(key) for key in read.ratings} <= {ALL_FIELDS}
    assert [row.entry for row in read.evidence] == listed
    versions = dict.fromkeys(said, 1)
    assert proposals(wanted, versions, [read]).items == ()


@settings(max_examples=100)
@given(said=ratings(), listed=entries(), shuffle=st.permutations(range(7)), shift=st.integers(1, 9))
def test_sorted_and_moved_it_still_comes_back_the_same(
    said: dict[str, Rating], listed: list[Evidence], shuffle: list[int], shift: int
) -> None:
    wanted = assessment(said, listed)
    form = ratings_of(contents(fill(empty()[0], entered(wanted))))
    columns = sorted({column for _, column in form.grid.cells})
    turned = form.moved_columns(dict(zip(columns, [one + shift for one in reversed(columns)], strict=True)))
    order: Callable[[list[int]], list[int]] = lambda rows: [rows[n] for n in shuffle]  # noqa: E731  # one expression
    back = imported(read_filled(turned.moved_rows(order).contents, tiny(), "甲.xlsx"))
    assert back.model_dump_json() == in_file_order(wanted).model_dump_json()


@settings(max_examples=10)
@given(said=ratings(), listed=entries())
def test_through_the_gate_and_the_other_process_it_comes_back_the_same(
    said: dict[str, Rating], listed: list[Evidence]
) -> None:
    wanted = assessment(said, listed)
    back = imported(filled_workbook(fill(empty()[0], entered(wanted)), tiny(), "甲.xlsx"))
    assert back.model_dump_json() == in_file_order(wanted).model_dump_json()


def test_another_note_would_be_noticed() -> None:
    """Control: letters that only look alike are told apart."""
    wanted = assessment({"x1": Rating(outcome=1, note="\u00e9")})
    other = assessment({"x1": Rating(outcome=1, note="e\u0301")})
    back = imported(read_filled(contents(fill(empty()[0], entered(other))), tiny(), "甲.xlsx"))
    assert back.model_dump_json() != wanted.model_dump_json()

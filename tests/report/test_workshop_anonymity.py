"""Nobody can be found in what a scoring session leaves behind: neither by name nor by subtracting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import combinations
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.assessment import Assessment
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.files import load_rubric, sample_cities
from assessor.report.workshop import (
    SessionRecord,
    minutes_bytes,
    paper_ballot_bytes,
    record_bytes,
    session_record,
)
from assessor.report.workshop.basis import basis
from assessor.report.workshop.minutes import minutes
from assessor.report.workshop.record import record_book
from assessor.report.workshop.session import told_heads
from assessor.rubric import Rubric
from assessor.text import LANGUAGES, Language
from assessor.workbooks.cells import Block, Book, Cell, Sheet, Table
from assessor.workshop import FEWEST, Plan, default_groups, shown
from assessor.workshops import Answer, Workshops
from tests.sessions import Levels, Votes, held, told

RUBRIC, SAMPLE = load_rubric(), sample_cities()[2]
ITEMS = ("A1-1", "A3-3", "C1-1")
GROUPS = ("government", "oversight", "society")


# -- by subtracting ----------------------------------------------------------------------------------


@st.composite
def sessions(draw: st.DrawFn) -> tuple[Votes, Votes]:
    """One to six raters a group, some of whom cannot judge; some items are voted on again."""
    sizes = {group: draw(st.integers(1, 6)) for group in GROUPS}
    level = st.one_of(st.none(), st.integers(0, 4))

    def votes() -> dict[str, dict[str, Levels]]:
        inside = ("government", "oversight")
        return {
            item: {
                group: draw(st.lists(level, min_size=sizes[group], max_size=sizes[group]))
                for group in (GROUPS if item != "A1-1" else inside)
            }
            for item in ITEMS
        }

    first = votes()
    twice = draw(st.lists(st.sampled_from(ITEMS), unique=True))
    return first, {item: each for item, each in votes().items() if item in twice}


def valid(votes: Votes, item: str) -> int:
    return sum(one is not None for each in votes[item].values() for one in each)


@settings(max_examples=150)
@given(drawn=sessions())
def test_no_row_and_no_difference_of_rows_is_one_rater_or_two(drawn: tuple[Votes, Votes]) -> None:
    first, again = drawn
    record = told(RUBRIC, held(RUBRIC, first, again=again), first)
    book = record_book(basis(RUBRIC, SAMPLE, [record], "zh"))
    found = list(told_apart(book))
    assert [one for one in found if any(0 < few < FEWEST for few in one)] == []
    assert all(one.raters >= FEWEST for one in record.heads)


def told_apart(book: Book) -> Iterator[list[int]]:
    """Of each item and round: how many valid ballots each group has, and what taking groups off the total leaves."""
    totals = {(row["编号"], row["轮次"]): row for row in rows(book, "distribution")}
    for key, total in totals.items():
        groups = [int(str(one["有效评分票"])) for one in rows(book, "groups") if (one["编号"], one["轮次"]) == key]
        shown = [int(str(total["有效评分票"]))] if total["0级"] != "—" else []
        some = [sum(each) for n in range(len(groups) + 1) for each in combinations(groups, n)]
        yield [*groups, *(all_ - each for all_ in shown for each in some)]


def rows(book: Book, key: str) -> list[dict[str, object]]:
    tables = [table for sheet in book.sheets for table in sheet.tables if table.key == key]
    return [dict(zip((one.head for one in table.columns), values(row), strict=True)) for table in tables for row in table.rows]  # fmt: skip


def values(row: Sequence[Cell]) -> list[object]:
    return [cell.value for cell in row]


def test_the_search_would_notice_a_group_of_two(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    votes: Votes = {"C1-1": {"government": [1, 2, 2, 3], "oversight": [0, 0, 0], "society": [4, 4, 4]}}
    record = told(rubric, held(rubric, votes), votes)
    book = record_book(basis(rubric, samples["S03"], [record], "zh"))
    assert not any(0 < few < FEWEST for one in told_apart(book) for few in one)
    spoiled = replace(book, sheets=tuple(_with_a_group_of_one(one) for one in book.sheets))
    assert any(0 < few < FEWEST for one in told_apart(spoiled) for few in one)


def _with_a_group_of_one(sheet: Sheet) -> Sheet:
    def spoil(block: Block) -> Block:
        if not isinstance(block, Table) or block.key != "groups":
            return block
        at = [one.head for one in block.columns].index("有效评分票")
        *before, last = block.rows
        return replace(block, rows=(*before, (*last[:at], Cell(1), *last[at + 1 :])))

    return replace(sheet, blocks=tuple(spoil(one) for one in sheet.blocks))


@settings(max_examples=60)
@given(sizes=st.lists(st.integers(0, 5), min_size=3, max_size=3))
def test_heads_are_told_so_that_no_small_group_stands_alone_and_nobody_is_lost(sizes: list[int]) -> None:
    found = told_heads(default_groups(), dict(zip(GROUPS, sizes, strict=True)))
    assert all(one.raters >= FEWEST for one in found)
    assert sum(one.raters for one in found) == (sum(sizes) if sum(sizes) >= FEWEST else 0)


@pytest.mark.parametrize("sizes", [(8, 2, 5), (2, 4, 3), (2, 2, 6), (1, 1, 1), (4, 3, 3)])
def test_raters_are_told_by_the_groups_by_which_their_ballots_are(rubric: Rubric, sizes: tuple[int, ...]) -> None:
    """Else the number of raters less that of ballots would tell how many a small group has."""
    heads = dict(zip(GROUPS, sizes, strict=True))
    votes = {"C1-1": {group: [3] * count for group, count in heads.items()}}
    one = told(rubric, held(rubric, votes), votes)
    shown = [group.ids for group in one.items[0].rounds[0].groups]
    assert [seat.ids for seat in one.heads] == (shown or [GROUPS])


def test_the_view_without_owners_stays_with_the_facilitator(rubric: Rubric) -> None:
    votes: Votes = {"C1-1": {"government": [1, 1, 1, 3, 3, 3], "society": [2, 2, 2, 2]}}
    groups = [one for one in default_groups() if one.id != "oversight"]
    owners = [("government", at) for at in range(3)]
    state = held(rubric, votes, groups=groups, owners=owners)
    seen = shown(state, "C1-1")
    assert seen is not None
    assert seen.rounds[0].without_owners is not None
    assert told(rubric, state, votes).items[0].rounds[0].without_owners is None


# -- by name -----------------------------------------------------------------------------------------

UNIT, UNIT_NAME = "grebe-unit", "鸢尾䴙䴘局"
SAID = "丹顶鹤所写的理由"
WORDS = "主持人归纳：材料尚缺。"
CITY = CityProfile(id="harbour", name="示例港城", fictional=True, city_class="T1")
LEVELS: dict[str, tuple[int, ...]] = {"A1-1": (0, 0, 1, 3, 4, 4, 0), "A1-2": (2, 2, 2, 2, 2, 3, 2)}
Held = tuple[SessionRecord, Assessment, Plan, list[str], list[str]]


@pytest.fixture(scope="module")
def watched(rubric: Rubric) -> Rubric:
    """The bundled rubric, in which a unit nobody else is called leads A1-2."""
    said = rubric.model_dump(by_alias=True)
    said["units"].append({"id": UNIT, "name": {"zh": UNIT_NAME, "en": "Grebe unit"}})
    next(one for one in said["indicators"] if one["id"] == "A1-2")["lead"] = [UNIT]
    return Rubric.model_validate(said)


@pytest.fixture(scope="module")
def hold(watched: Rubric, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[int]], Held]:
    """A session in a database: seven raters join in some order, each says the same whenever they come."""

    def run(order: Sequence[int]) -> Held:
        workspace = Workspace.open(tmp_path_factory.mktemp("office") / "office.sqlite", watched)
        assessment = workspace.begin(CITY, period="2025", cut_off=date(2025, 12, 31), actor="甲")
        workshops = Workshops(workspace)
        groups = tuple(one for one in default_groups() if one.inside)
        plan = Plan(items=tuple(LEVELS), variant="own", kind="internal", groups=groups)
        id_ = workshops.prepare(assessment, plan, hours=3, actor="主持")
        version = workshops.open_items(id_, list(LEVELS), expected=workshops.opened(id_).version, actor="主持").version
        tokens, marks = [], []
        for place in order:
            code = workshops.opened(id_).code
            assert code is not None
            joined = workshops.join(code, "government" if place < 4 else "oversight", UNIT if place % 2 else None)
            assert joined is not None
            rater = workshops.rater(id_, joined.token)
            assert rater is not None
            for item, levels in LEVELS.items():
                workshops.cast(rater, item, Answer(levels[place], f"{SAID}{place}"), f"{item}-{place}").result()
            tokens.append(joined.token)
            marks.append(joined.mark)
        version = workshops.close_items(id_, list(LEVELS), expected=version, actor="主持").version
        version = workshops.reveal_items(id_, list(LEVELS), expected=version, actor="主持").version
        version = workshops.decide(id_, "A1-1", 1, dissent=WORDS, expected=version, actor="主持").version
        version = workshops.decide(id_, "A1-2", 2, expected=version, actor="主持").version
        assert any(SAID in one for one in workshops.reasons(id_, "A1-1"))
        state, heads = workshops.opened(id_).workshop, workshops.heads(id_)
        record = session_record(state, day=date(2026, 1, 15), heads=heads, agreement=workshops.agreement(id_))
        return record, workspace.export_assessment(assessment), plan, tokens, marks

    return run


def test_no_token_mark_reason_or_unit_of_a_rater_is_in_any_byte(watched: Rubric, hold: Callable[[Sequence[int]], Held]) -> None:  # fmt: skip
    record, assessment, plan, tokens, marks = hold(range(7))
    for language in LANGUAGES:
        for content in made(watched, assessment, record, plan, language):
            parts = unpacked(content)
            for canary in (*tokens, SAID, UNIT, UNIT_NAME, "Grebe unit"):
                assert canary.encode() not in parts
            assert [mark for mark in marks if is_said(mark, parts)] == []
            assert is_said("A1-1", parts)
    assert WORDS.encode() in unpacked(record_bytes(watched, assessment, [record]))
    assert WORDS.encode() in unpacked(minutes_bytes(watched, assessment, [record]))


def test_the_same_bytes_whoever_joined_first(watched: Rubric, hold: Callable[[Sequence[int]], Held]) -> None:
    first, assessment, plan, _, _ = hold(range(7))
    later, _, _, _, _ = hold([6, 2, 5, 0, 3, 1, 4])
    for language in LANGUAGES:
        assert made(watched, assessment, first, plan, language) == made(watched, assessment, later, plan, language)


def test_no_time_of_day_is_in_any_file(watched: Rubric, hold: Callable[[Sequence[int]], Held]) -> None:
    record, assessment, plan, _, _ = hold(range(7))
    for content in made(watched, assessment, record, plan, "zh"):
        said = unpacked(content).decode("utf-8", "replace")
        assert set(re.findall(r"T\d\d:\d\d:\d\d", said)) <= {"T00:00:00"}
        with ZipFile(BytesIO(content)) as package:
            assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_people_appear_nowhere_in_the_minutes_either(watched: Rubric, hold: Callable[[Sequence[int]], Held]) -> None:
    record, assessment, _, _, _ = hold(range(7))
    said = "".join(minutes(basis(watched, assessment, [record], "zh")).said())
    assert "评委7人（政府评委4人、监督评委3人）" in said
    assert "参会人员名单和保密承诺另行保存，本纪要不列。" in said


def made(rubric: Rubric, assessment: Assessment, record: SessionRecord, plan: Plan, language: Language) -> list[bytes]:
    return [
        record_bytes(rubric, assessment, [record], language),
        minutes_bytes(rubric, assessment, [record], language),
        paper_ballot_bytes(rubric, assessment, plan, language),
    ]


def is_said(word: str, parts: bytes) -> bool:
    """In a text, not in the name of a cell or a tag."""
    return re.search(rf">[^<]*(?<![A-Z0-9]){word}(?![0-9])[^<]*<", parts.decode("utf-8", "replace")) is not None


def unpacked(content: bytes) -> bytes:
    """Every part of a file, names and properties too."""
    with ZipFile(BytesIO(content)) as package:
        return b"\n".join(one.encode() + b"\n" + package.read(one) for one in package.namelist())

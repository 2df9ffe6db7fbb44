"""Sentences follow rules: for any ratings they are whole, in register, and say what the scorecard says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.assessment import Assessment, Rating
from assessor.files import load_rubric, sample_cities
from assessor.report.base import Report
from assessor.report.display import Wording
from assessor.report.highlights import highlights
from assessor.report.steps import Step, step_of
from assessor.report.word import full_paper, one_page_paper, tasks
from assessor.report.word.blocks import Grid, Paper, Paragraph, length
from assessor.report.word.fitting import height, page_height
from assessor.report.word.one_page import MOST
from assessor.report.word.wording import heading_number, numeral
from assessor.rubric import Rubric
from assessor.scorecard import Node, Scorecard, bracketed, score

from .conftest import DOUBLED, FORBIDDEN, assessments

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
RUBRIC = load_rubric()
CITY = next(one for one in sample_cities() if one.id == "S03")
ANY = assessments(RUBRIC, CITY)
LANGUAGES = st.sampled_from(["zh", "en"])
MAKERS = {"one-page": one_page_paper, "full": full_paper}


def report_of(city: Assessment, rubric: Rubric = RUBRIC) -> Report:
    return Report(rubric, city, score(rubric, city), Wording("zh"), NOON)


def with_ratings(ratings: dict[str, Rating], **other: object) -> Assessment:
    return CITY.model_copy(update={"ratings": ratings, "evidence": [], **other})


# -- whatever the ratings ---------------------------------------------------------------------------


def bare(said: str) -> list[str]:
    """What is wrong with a sentence."""
    return [said] if not said.strip() or DOUBLED.search(said) or FORBIDDEN.search(said) else []


@settings(max_examples=60)
@given(ANY, LANGUAGES, st.sampled_from(["one-page", "full"]))
def test_no_sentence_is_empty_doubly_stopped_or_out_of_register(city: Assessment, language: str, kind: str) -> None:
    made = MAKERS[kind](city, RUBRIC, language=language, now=NOON)  # type: ignore[operator]  # both take these
    assert [fault for said in made.said() for fault in bare(said)] == []
    for block in made.blocks:
        if isinstance(block, Paragraph) and block.look == "body":
            assert block.words.endswith("。" if language == "zh" else (".", "”."))


@pytest.mark.parametrize("said", ["", "短板，。", "“”", "排名第一。", "level None.", "total..", "end ."])
def test_the_watch_would_notice_a_bad_sentence(said: str) -> None:
    assert bare(said)


@settings(max_examples=60)
@given(ANY, st.sampled_from(["one-page", "full"]))
def test_numbers_beside_a_name_are_those_of_the_scorecard(city: Assessment, kind: str) -> None:
    card = score(RUBRIC, city)
    made = MAKERS[kind](city, RUBRIC, now=NOON)  # type: ignore[operator]  # both take these
    seen = contradictions(card, made)
    assert seen == []


def contradictions(card: Scorecard, made: Paper) -> list[str]:
    """Every “name”number in the sentences that the scorecard does not have."""
    expected: dict[str, set[str]] = {}
    nodes = [*card.levels.values(), *card.dimensions.values(), *(one.node for one in card.shortcomings.values())]
    if card.supported is not None:
        nodes += list(card.supported.levels.values())
    for node in nodes:
        expected.setdefault(RUBRIC.names[node.id].zh, set()).add(chinese(node))
    found = []
    for said in made.said():
        for name, number in re.findall(r"“([^“”]+)”(?:得分|研判分)?(（?\d+(?:\.\d)?）?(?![\d%级／项])|暂不出分)", said):
            if name in expected and number not in expected[name]:
                found.append(f"{name} {number}")
    return found


def chinese(node: Node) -> str:
    from assessor.scorecard import bands_of

    said = bracketed(node, bands_of(RUBRIC, node.kind))
    return "暂不出分" if said is None else said.replace("(", "（").replace(")", "）")


def test_the_watch_would_notice_a_number_of_another_city() -> None:
    other = next(one for one in sample_cities() if one.id == "S09")
    assert contradictions(score(RUBRIC, other), full_paper(CITY, RUBRIC, now=NOON))


@settings(max_examples=80)
@given(ANY, LANGUAGES)
def test_any_ratings_fit_one_page(city: Assessment, language: str) -> None:
    made = one_page_paper(city, RUBRIC, language=language, now=NOON)  # type: ignore[arg-type]  # zh or en
    assert height(made) <= page_height(made)
    assert language == "en" or length(made) <= MOST


def test_every_sample_reads_whole_in_both_languages() -> None:
    for city in sample_cities():
        for language in ("zh", "en"):
            for kind, make in MAKERS.items():
                made = make(city, RUBRIC, language=language, now=NOON)  # type: ignore[operator]  # both take these
                assert [fault for said in made.said() for fault in bare(said)] == [], (city.id, language, kind)


# -- the rules ----------------------------------------------------------------------------------------


def steps_with(*efforts: str) -> list[Step]:
    named = highlights(RUBRIC, CITY, score(RUBRIC, CITY))
    steps = [step_of(RUBRIC, one, NOON) for one in named.first_steps]
    return [Step(one.indicator, one.level, one.aim, effort, one.due, one.sure) for one, effort in zip(steps, efforts, strict=True)]  # type: ignore[arg-type]  # S, M, L  # fmt: skip


def test_big_first_steps_are_put_up_for_decision() -> None:
    report = report_of(with_ratings({one.id: Rating(outcome=3, grade="E3") for one in RUBRIC.indicators}))
    assert [one.zh for one in tasks.decisions(report, steps_with("S", "M", "S"), named=False)] == [
        "审定第2项的分工和经费"
    ]
    assert tasks.decisions(report, steps_with("L", "M", "S"), named=False)[0].zh == "审定第1、2项的分工、经费和报批"
    assert "“互利与责任评估”" in tasks.decisions(report, steps_with("S", "M", "S"), named=True)[0].zh


PROVEN = {one.id: Rating(outcome=3, grade="E3") for one in RUBRIC.indicators}


@pytest.mark.parametrize(
    ("ratings", "asked"),
    [
        (PROVEN, "审定第1、2、3项的牵头单位和完成时限"),
        (PROVEN | {"A1-1": Rating(outcome=3, grade="E0")}, "安排1项佐证线下核验"),
        (PROVEN | {"A1-1": Rating(outcome="insufficient_evidence")}, "安排补齐1项佐证"),
        (dict(list(PROVEN.items())[1:]), "安排未评的1项指标补评"),
    ],
)
def test_small_first_steps_leave_ratings_evidence_or_dates_to_ask_for(ratings: dict[str, Rating], asked: str) -> None:
    report = report_of(with_ratings(ratings))
    assert [one.zh for one in tasks.decisions(report, steps_with("S", "S", "S"), named=False)] == [asked]


def test_targets_are_asked_for_only_where_none_are_set() -> None:
    report = report_of(with_ratings(PROVEN))
    assert tasks.decisions(report, [], named=False) == []
    without = replace(report, card=replace(report.card, targets={}))
    assert [one.zh for one in tasks.decisions(without, [], named=False)] == ["审定各维度目标级"]


@pytest.mark.parametrize(
    ("efforts", "asked"),
    [
        (("M", "M", "M"), "approve lead units and funding for items 1–3"),
        (("M", "S", "M"), "approve lead units and funding for items 1 and 3"),
        (("S", "M", "S"), "approve lead units and funding for item 2"),
    ],
)
def test_items_put_up_for_decision_are_numbered_in_english_too(efforts: tuple[str, ...], asked: str) -> None:
    assert tasks.decisions(report_of(with_ratings(PROVEN)), steps_with(*efforts), named=False)[0].en == asked


EVERY_AIM = [(one, level) for one in RUBRIC.indicators for level in (2, 3, 4)]


@pytest.mark.parametrize("how", ["whole", "first", "named"])
def test_a_mark_of_completion_can_be_tested_as_it_stands(how: tasks.Mark) -> None:
    """Whole conditions; nothing after 等; “其中” only behind what it speaks of."""
    report = report_of(CITY)
    for indicator, level in EVERY_AIM:
        said = tasks.mark(report, Step(indicator, level - 1, level, "M", date(2027, 1, 31), sure=True), how).zh
        place = f"{indicator.id} {level} {said}"
        assert said.count("（") == said.count("）"), place
        assert not said.endswith(("等", "、", "，", "；")), place
        assert not re.match("其|该|另", said), place
        assert "其中" not in said or said.index("其中") > 8, place
        if how == "first":
            assert said in indicator.descriptor(level).zh or said == f"达到{indicator.id}的{level}级判据"


def test_a_first_condition_that_leans_on_another_level_gives_way_to_the_name_of_its_level() -> None:
    step = Step(RUBRIC.by_id["B2-2"], 2, 3, "M", date(2027, 1, 31), sure=True)
    said = tasks.mark(report_of(CITY), step, "first")
    assert (said.zh, said.en) == ("达到B2-2的3级判据", "Meets level 3 of B2-2 in full")


def test_a_mark_for_what_is_to_be_done_once_begins_as_a_sentence() -> None:
    step = Step(RUBRIC.by_id["B2-2"], 0, 1, "S", date(2027, 1, 31), sure=True)
    assert tasks.mark(report_of(CITY), step).en == "Done at least once, on record"


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("有工作规则和成员单位名单，上年度至少1次会议", "有工作规则和成员单位名单"),
        ("有（甲，乙，丙，丁，戊，己）的清单，按季更新", "有（甲，乙，丙，丁，戊，己）的清单"),
        ("近三年任过主席或牵头城市，或有倡议获采纳；近24个月作过评估", "近三年任过主席或牵头城市，或有倡议获采纳"),
        ("短，却没有别的断处", "短，却没有别的断处"),
        ("一句话里没有断处", "一句话里没有断处"),
    ],
)
def test_a_mark_is_shortened_at_a_comma_that_stands_in_no_brackets(words: str, first: str) -> None:
    assert tasks.clause(words, "，；") == first


def test_missing_evidence_is_asked_for_before_any_step() -> None:
    ratings = {one.id: Rating(outcome=3, grade="E3") for one in RUBRIC.indicators}
    city = with_ratings(ratings | {"A1-1": Rating(outcome="insufficient_evidence")})
    made = one_page_paper(city, RUBRIC, now=NOON)
    task = [block for block in made.blocks if isinstance(block, Grid)][-1].rows[0]
    assert task[0] == "1.补齐城市外交专项规划佐证"
    assert task[3] == "佐证登记齐全，据此定级"
    assert "其中佐证不足1项" in "".join(made.said())


def test_a_small_rubric_of_another_kind_is_written_about_too(tiny: Rubric) -> None:
    ratings = {one.id: Rating(outcome=n % 4) for n, one in enumerate(tiny.indicators)}
    profile = CITY.city.model_copy(update={"city_class": "big", "subtypes": []})
    city = CITY.model_copy(update={"rubric_id": tiny.id, "rubric_version": tiny.version, "ratings": ratings, "evidence": [], "city": profile})  # fmt: skip
    for make in MAKERS.values():
        for language in ("zh", "en"):
            assert [
                fault for said in make(city, tiny, language=language, now=NOON).said() for fault in bare(said)
            ] == []  # type: ignore[operator]  # both take these


@pytest.mark.parametrize(
    ("count", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (46, "四十六"), (99, "九十九")]
)
def test_numerals_of_headings(count: int, words: str) -> None:
    assert numeral(count) == words


def test_headings_are_numbered_as_official_papers_are() -> None:
    assert [heading_number(place, english=False) for place in ((1,), (1, 2), (1, 2, 3), (1, 2, 3, 4))] == [
        "一、",
        "（二）",
        "3.",
        "（4）",
    ]
    assert [heading_number(place, english=True) for place in ((1,), (1, 2), (1, 2, 3))] == ["1. ", "1.2 ", "1.2.3 "]

"""The one sentence of overall judgement: one rule, said alike by Word and workbook, and never more than is known."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.assessment import Assessment, Outcome, Rating, WeightChoice
from assessor.files import load_rubric, sample_cities
from assessor.report import report_book
from assessor.report.base import Report
from assessor.report.display import Wording
from assessor.report.highlights import highlights
from assessor.report.verdict import as_shown, judge, sentence, steps_apart
from assessor.report.word import full_paper, one_page_paper
from assessor.report.word.blocks import Grid, Paper, Paragraph
from assessor.rubric import Rubric
from assessor.scorecard import score
from assessor.text import Language

from .word.conftest import assessments

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
RUBRIC = load_rubric()
SAMPLES = {one.id: one for one in sample_cities()}
CITY = SAMPLES["S03"]
ANY = assessments(RUBRIC, CITY)
NAMES = {one.id: one.name.zh for one in (*RUBRIC.levels, *RUBRIC.shortcomings)}


def report_of(city: Assessment, rubric: Rubric = RUBRIC) -> Report:
    return Report(rubric, city, score(rubric, city), Wording("zh"), NOON)


def said_of(city: Assessment, rubric: Rubric = RUBRIC) -> str:
    return sentence(report_of(city, rubric)).zh


def rated(a: Outcome, b: Outcome, c: Outcome, grades: str = "333", **other: object) -> Assessment:
    """Every indicator of a level at one outcome, with one grade of evidence."""
    outcomes, grade = dict(zip("ABC", (a, b, c), strict=True)), dict(zip("ABC", grades, strict=True))
    ratings = {one.id: Rating(outcome=outcomes[one.id[0]], grade=f"E{grade[one.id[0]]}") for one in RUBRIC.indicators}
    return CITY.model_copy(update={"ratings": ratings, "evidence": [], **other})


def workbook_says(city: Assessment, language: Language = "zh") -> str:
    sheets = report_book(city, RUBRIC, language=language, now=NOON).sheets
    (table,) = [table for sheet in sheets for table in sheet.tables if table.key == "verdict"]
    return str(table.rows[0][-1].value)


def labelled(paper: Paper, label: str) -> str:
    return next(one.words for one in paper.blocks if isinstance(one, Paragraph) and one.label.startswith(label))


# -- nothing, or too little ----------------------------------------------------------------------


@pytest.mark.parametrize("ratings", [{}, {"A1-1": Rating(outcome=4)}])
def test_where_no_level_is_shown_nothing_is_concluded(ratings: dict[str, Rating]) -> None:
    assert said_of(CITY.model_copy(update={"ratings": ratings})) == "暂不作判断，先补评、补佐证。"


def test_more_than_half_without_evidence_is_no_ground_for_a_judgement() -> None:
    half = {one.id: Rating(outcome="insufficient_evidence" if n < 23 else 3) for n, one in enumerate(RUBRIC.indicators)}
    most = half | {RUBRIC.indicators[23].id: Rating(outcome="insufficient_evidence")}
    assert "短板" in said_of(CITY.model_copy(update={"ratings": half}))
    assert said_of(CITY.model_copy(update={"ratings": most})) == "暂不作判断，先补评、补佐证。"


def test_what_is_not_rated_takes_no_part_in_that_half() -> None:
    """Of 40 rated 20 lack evidence: no more than half, though 26 of 46 have no level."""
    ratings = {
        one.id: Rating(outcome="insufficient_evidence" if n % 2 else 3) for n, one in enumerate(RUBRIC.indicators[:40])
    }
    assert said_of(CITY.model_copy(update={"ratings": ratings})) != "暂不作判断，先补评、补佐证。"


# -- levels ------------------------------------------------------------------------------------


def test_levels_less_than_ten_points_apart_are_not_told_apart() -> None:
    assert said_of(SAMPLES["S10"]).startswith("三个层级得分相近，不作区分；")  # 50, 47, 54


def test_how_far_apart_levels_must_lie_is_the_rubrics_to_say() -> None:
    rules = RUBRIC.differences_over_time
    assert rules is not None
    strict = rules.model_copy(update={"level": rules.level.model_copy(update={"probable": 30.0, "clear": 40.0})})
    assert said_of(SAMPLES["S01"]).startswith("三个层级中“政府与社会的互动”相对薄弱；")  # 84, 68, 58
    wider = RUBRIC.model_copy(update={"differences_over_time": strict})
    assert said_of(SAMPLES["S01"], wider).startswith("三个层级得分相近，不作区分；")
    silent = RUBRIC.model_copy(update={"differences_over_time": None})
    assert said_of(SAMPLES["S10"], silent).startswith("三个层级得分相近，不作区分；")
    assert said_of(SAMPLES["S01"], silent).startswith("三个层级中“政府与社会的互动”相对薄弱；")


def test_levels_within_three_points_of_the_lowest_are_named_with_it() -> None:
    assert said_of(SAMPLES["S09"]).startswith(
        "三个层级中“地方政府内部的统筹”“中央和地方的协同”相对薄弱；"
    )  # 24.5, 24.3, 49


def test_no_level_of_the_top_band_is_called_weak_however_far_behind() -> None:
    report = report_of(rated(4, 4, 4))
    ratings = dict(report.assessment.ratings)
    for one in [one.id for one in RUBRIC.indicators if one.id[0] == "C"]:
        ratings[one] = Rating(outcome=4 if one.endswith("-1") else 3)
    city = CITY.model_copy(update={"ratings": ratings})
    scores = [node.score or 0.0 for node in report_of(city).card.levels.values()]
    assert scores[2] >= 80
    assert scores[0] - scores[2] >= 10
    assert said_of(city) == "三个层级均处于“持续优化”；短板均属轻微。"


def test_one_level_alone_is_not_compared_and_the_others_are_not_forgotten() -> None:
    some = {one.id: Rating(outcome=2) for one in RUBRIC.indicators if one.id[0] == "A"}
    said = said_of(CITY.model_copy(update={"ratings": some}))
    assert said.startswith("“中央和地方的协同”处于“基本建立”，其余层级暂不出分；")
    two = some | {one.id: Rating(outcome=4) for one in RUBRIC.indicators if one.id[0] == "B"}
    assert said_of(CITY.model_copy(update={"ratings": two})).startswith("已出分的层级中“中央和地方的协同”相对薄弱；")


def test_a_rubric_of_two_levels_counts_them(tiny: Rubric) -> None:
    ratings = {one.id: Rating(outcome=2) for one in tiny.indicators}
    profile = CITY.city.model_copy(update={"city_class": "big", "subtypes": []})
    city = CITY.model_copy(update={"rubric_id": tiny.id, "rubric_version": tiny.version, "ratings": ratings, "evidence": [], "city": profile})  # fmt: skip
    assert said_of(city, tiny) == "两个层级得分相近，不作区分；短板主要为“沟通不足”“参与不足”。"


# -- shortcomings ---------------------------------------------------------------------------------


def test_shortcomings_within_three_points_of_the_first_are_named_at_most_three_of_them() -> None:
    assert "短板主要为“参与全球治理不足”“社会参与与公众知晓不足”" in said_of(SAMPLES["S07"])
    said = said_of(rated(2, 2, 2))
    assert said.endswith("等5项。")
    assert len(re.findall("“", said.partition("短板主要为")[2])) == 3
    assert "首要短板为“管理碎片化”" in said_of(SAMPLES["S06"])


def test_where_the_most_severe_is_slight_none_is_named() -> None:
    assert said_of(rated(4, 4, 4)) == "三个层级得分相近，不作区分；短板均属轻微。"


def test_low_coverage_makes_the_judgement_provisional() -> None:
    assert said_of(SAMPLES["S12"]).endswith("；覆盖率不足80%，属暂定判断。")
    assert "暂定" not in said_of(SAMPLES["S03"])


# -- formal mode ------------------------------------------------------------------------------------


def test_where_the_evidence_points_at_another_level_the_conclusion_is_not_robust() -> None:
    said = said_of(rated(2, 3, 3, grades="303", mode="formal"))
    assert said.startswith(
        "三个层级中“中央和地方的协同”相对薄弱；按佐证支持分“地方政府内部的统筹”相对薄弱，结论不稳健；"
    )
    assert "等级（研判／佐证支持）：“地方政府内部的统筹”有效运行／初步探索；" in said


def test_where_the_evidence_levels_all_out_that_is_said() -> None:
    said = said_of(rated(2, 4, 4, grades="111", mode="formal"))
    assert "按佐证支持分不作区分，结论不稳健；" in said
    assert "“地方政府内部的统筹”持续优化／基本建立、“政府与社会的互动”持续优化／基本建立" in said


def test_where_evidence_bears_the_ratings_out_nothing_is_added() -> None:
    assert said_of(rated(1, 3, 3, mode="formal")) == said_of(rated(1, 3, 3))


def test_both_bands_stand_beside_each_other_in_word_and_workbook() -> None:
    city = rated(2, 3, 3, grades="303", mode="formal")
    grid = next(block for block in one_page_paper(city, RUBRIC, now=NOON).blocks if isinstance(block, Grid))
    assert [row[-1] for row in grid.rows] == ["基本建立", "有效运行／初步探索", "有效运行"]
    page = report_book(city, RUBRIC, now=NOON).sheets[1]
    rows = next(table for table in page.tables if table.key == "summary-levels").rows
    assert [row[2].value for row in rows] == ["基本建立", "有效运行", "有效运行"]
    assert [str(row[4].value).split("\n")[0] for row in rows] == ["佐证支持分 50，基本建立", "佐证支持分 25，初步探索", "佐证支持分 75，有效运行"]  # fmt: skip


# -- first steps --------------------------------------------------------------------------------------


def test_steps_that_belong_to_no_shortcoming_named_are_explained_in_both() -> None:
    for city in SAMPLES.values():
        report = report_of(city)
        told = steps_apart(judge(report), highlights(RUBRIC, city, report.card).first_steps)
        page = report_book(city, RUBRIC, now=NOON).sheets[1]
        lines = [str(getattr(block, "text", "")) for block in page.blocks]
        assert ("以上事项按差距×权重÷难度选取。" in lines) == told, city.id
        if not told:
            assert "差距×权重" not in labelled(one_page_paper(city, RUBRIC, now=NOON), "数据说明")
    assert steps_apart(judge(report_of(SAMPLES["S01"])), highlights(RUBRIC, SAMPLES["S01"], report_of(SAMPLES["S01"]).card).first_steps)  # fmt: skip
    assert "拟抓事项按差距×权重÷难度选取" in labelled(one_page_paper(SAMPLES["S01"], RUBRIC, now=NOON), "数据说明")


@pytest.mark.parametrize("id_", sorted(SAMPLES))
def test_word_and_workbook_name_the_same_first_steps_under_the_same_heading(id_: str) -> None:
    page = report_book(SAMPLES[id_], RUBRIC, now=NOON).sheets[1]
    table = next(table for table in page.tables if table.key == "first-steps")
    grid = [block for block in one_page_paper(SAMPLES[id_], RUBRIC, now=NOON).blocks if isinstance(block, Grid)][-1]
    assert (table.title, grid.heads[0]) == ("五、近期拟抓事项", "近期拟抓事项")
    for ours, theirs in zip(table.rows, grid.rows, strict=True):
        assert str(ours[0].value) in theirs[0]


# -- no targets -----------------------------------------------------------------------------------------

UNAIMED = CITY.model_copy(update={"city": CITY.city.model_copy(update={"city_class": None, "subtypes": []})})
CLAIMS = re.compile("距目标差|低于目标级|达到目标")


def workbook_words(city: Assessment) -> str:
    sheets = report_book(city, RUBRIC, now=NOON).sheets
    shown = [sheet for sheet in sheets if sheet.state == "visible" and sheet.name not in ("数据字典", "计算过程")]
    tables = [str(cell.value) for sheet in shown for table in sheet.tables for row in table.rows for cell in row]
    return "\n".join([*tables, *(str(getattr(block, "text", "")) for sheet in shown for block in sheet.blocks)])


def word_words(city: Assessment) -> str:
    return "\n".join(line for make in (one_page_paper, full_paper) for line in make(city, RUBRIC, now=NOON).said())


@pytest.mark.parametrize("level", [0, 2, 3, 4])
def test_without_targets_nothing_is_measured_against_one(level: int) -> None:
    city = UNAIMED.model_copy(update={"ratings": {one.id: Rating(outcome=level, grade="E3") for one in RUBRIC.indicators}, "evidence": []})  # fmt: skip
    for words in (workbook_words(city), word_words(city)):
        assert CLAIMS.search(words) is None
        assert "未设目标级" in words
    aimed = city.model_copy(update={"city": CITY.city})
    for words in (workbook_words(aimed), word_words(aimed)):
        assert CLAIMS.search(words)
        assert "未设目标级" not in words


def test_without_targets_what_lies_below_the_middle_is_weak_and_what_lies_above_is_strong() -> None:
    ratings = {one.id: Rating(outcome=n % 5, grade="E3") for n, one in enumerate(RUBRIC.indicators)}
    city = UNAIMED.model_copy(update={"ratings": ratings, "evidence": []})
    named = highlights(RUBRIC, city, score(RUBRIC, city))
    assert {one.level for one in named.weaknesses} <= {0, 1}
    assert {one.level for one in named.strengths} == {4}
    assert all(one.target is None for one in named.weaknesses)


def test_a_weakness_at_a_high_level_is_said_to_lie_below_its_target_in_both() -> None:
    targets = {one.id: 4 for one in RUBRIC.dimensions}
    city = rated(3, 3, 3, targets=targets)
    assert "（3级）的落实机制，均距目标差1级" in labelled(one_page_paper(city, RUBRIC, now=NOON), "机制短板弱项")
    page = report_book(city, RUBRIC, now=NOON).sheets[1]
    rows = next(table for table in page.tables if table.key == "weaknesses").rows
    assert {(row[1].value, row[2].value) for row in rows} == {(3.0, "距目标差1级")}


# -- whatever the ratings -----------------------------------------------------------------------------------


VARIED = ["S02", "S08", "S09", "S12"]


@pytest.mark.parametrize("id_", sorted(SAMPLES))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_word_and_workbook_print_the_same_sentence(id_: str, language: Language) -> None:
    cities = [SAMPLES[id_]]
    if id_ in VARIED:
        own = WeightChoice(preset="equal", levels={"A": 3.0}, dimensions={"B1": 0.0})
        cities += [
            cities[0].model_copy(update=one) for one in ({"variant": "quick"}, {"weights": own}, {"mode": "formal"})
        ]
    for city in cities:
        label = "总体判断" if language == "zh" else "Overall"
        word = labelled(one_page_paper(city, RUBRIC, language=language, now=NOON), label)
        assert word == workbook_says(city, language)


@settings(max_examples=150)
@given(ANY)
def test_no_level_is_called_weak_that_the_printed_numbers_do_not_show_so(city: Assessment) -> None:
    report = report_of(city)
    judged, top = judge(report), len(RUBRIC.bands) - 1
    for view, card in ((judged.levels, report.card), (judged.supported, report.card.supported)):
        if view is None or card is None or not view.named:
            continue
        numbers = {id_: as_shown(report, node) for id_, node in card.levels.items() if node.score is not None}
        assert max(numbers.values()) - min(numbers.values()) >= 10
        assert all(card.levels[id_].band != top for id_ in view.named)
        assert max(numbers[id_] for id_ in view.named) <= min(numbers.values()) + 3
        assert len(view.named) < len(numbers)


@settings(max_examples=150)
@given(ANY)
def test_a_sentence_names_what_was_judged_and_nothing_where_too_little_is_known(city: Assessment) -> None:
    report = report_of(city)
    judged, said = judge(report), sentence(report).zh
    if judged.too_little:
        assert said == "暂不作判断，先补评、补佐证。"
        return
    weak = said.partition("相对薄弱")[0].partition("；")[0] if judged.levels.named else ""
    assert {id_ for id_ in report.card.levels if f"“{NAMES[id_]}”" in weak} == set(judged.levels.named)
    named = re.search("短板(?:首要|主要)?为(.*?)(?:；|。)", said)
    assert bool(named) == bool(judged.shortcomings)
    if named:
        assert re.findall("“([^”]+)”", named[1]) == [NAMES[id_] for id_ in judged.shortcomings[:3]]
        assert (f"等{len(judged.shortcomings)}项" in named[1]) == (len(judged.shortcomings) > 3)
    assert ("结论不稳健" in said) == (not judged.robust)
    assert ("暂定" in said) == judged.provisional


@settings(max_examples=100)
@given(st.lists(st.integers(0, 4), min_size=46, max_size=46))
def test_a_level_above_the_middle_is_a_weakness_only_with_its_gap(levels: list[int]) -> None:
    ratings = {one.id: Rating(outcome=level) for one, level in zip(RUBRIC.indicators, levels, strict=True)}
    city = CITY.model_copy(update={"ratings": ratings, "evidence": []})
    weak = highlights(RUBRIC, city, score(RUBRIC, city)).weaknesses
    said = labelled(one_page_paper(city, RUBRIC, now=NOON), "机制短板弱项")
    assert said.count("目标") >= bool(weak)
    assert re.search(r"（\d级）", said) is None or "均距目标差" in said

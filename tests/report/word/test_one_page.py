"""The one-page summary says what the director has to know, on one page, and claims no more than is rated."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from assessor.assessment import Assessment, Rating
from assessor.report.word.blocks import Grid, Paper, Paragraph, characters, length
from assessor.report.word.fitting import height, page_height
from assessor.report.word.one_page import DETAILS, MOST, Detail
from assessor.rubric import Rubric
from assessor.scorecard import score, shown

Compose = Callable[..., Paper]
SAMPLES = [f"S{number:02}" for number in range(1, 13)]


def grids(paper: Paper) -> list[Grid]:
    return [block for block in paper.blocks if isinstance(block, Grid)]


def labelled(paper: Paper, label: str) -> str:
    return next(block.words for block in paper.blocks if isinstance(block, Paragraph) and block.label == f"{label}：")


def text(paper: Paper) -> str:
    return "\n".join(paper.said())


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("统筹机制", 4),
        ("得分59，等级", 6),  # a number is one, a comma is one
        ("（3级及以上）", 7),
        ("2027年1月底", 5),
        ("E1为9项", 4),
        ("already in place", 3),
        ("　 \n", 0),
        ("“战略”——", 6),
        ("", 0),
    ],
)
def test_length_is_counted_as_a_word_processor_counts_it(words: str, count: int) -> None:
    assert characters(words) == count


@pytest.mark.parametrize("id_", SAMPLES)
def test_every_sample_takes_at_most_600_characters_and_one_page(id_: str, cities: dict[str, Assessment], paper: Compose) -> None:  # fmt: skip
    chinese, english = paper(cities[id_]), paper(cities[id_], language="en")
    assert 450 < length(chinese) <= MOST
    for one in (chinese, english):
        assert height(one) <= page_height(one)


@pytest.mark.parametrize("id_", SAMPLES)
def test_every_sample_names_what_a_summary_must_name(id_: str, cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    made, card = paper(cities[id_]), score(rubric, cities[id_])
    levels, shortcomings, tasks = grids(made)
    assert [row[0] for row in levels.rows] == [one.name.zh for one in rubric.levels]
    severities = [float(row[1].strip("（）")) for row in shortcomings.rows]
    assert len(severities) == 5
    assert severities == sorted(severities, reverse=True)
    names = {rubric.by_id[id_].name.zh for id_ in card.codes}
    main = [name for row in shortcomings.rows for name in row[3].split("；")]
    assert set(main) <= names | {"略"}
    assert shortcomings.rows[0][3] != "略"
    assert len(tasks.rows) == 3
    for row in tasks.rows:
        assert re.fullmatch(r"20\d\d年1?\d月底", row[2])
        assert all(row)
    assert labelled(made, "提请事项").count("；") in (0, 1)
    assert re.search(r"自评，.*已评\d+／\d+项.*佐证“.*”.*\d+项；(.*；)?不用于考核排名。", labelled(made, "数据说明"))
    line = labelled(made, "机制短板弱项").partition("的落实机制")[0]
    weak = [one.strip("“”") for one in re.findall("“[^”]+”|[^、]+", re.sub("（[^）]+）", "", line))]
    assert 4 <= len(weak) <= 5
    assert set(weak) <= names


def test_tasks_bear_unit_date_and_mark_of_completion(cities: dict[str, Assessment], paper: Compose) -> None:
    first, second, _ = grids(paper(cities["S03"]))[-1].rows
    assert first[:3] == ("1.全球议题的公众与企业行动升至2级", "生态环境局", "2027年1月底")
    assert first[3].startswith("至少1个议题有年度行动方案和责任单位")
    assert second[:3] == ("2.互利与责任评估升至2级", "外办", "2026年4月底")


def test_numbers_are_those_of_the_scorecard(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:
    card = score(rubric, cities["S03"])
    levels, shortcomings, _ = grids(paper(cities["S03"]))
    assert [row[1] for row in levels.rows] == [shown(node.score or 0, rubric.bands) for node in card.levels.values()]
    worst = max(card.shortcomings.values(), key=lambda one: one.node.score or 0)
    assert shortcomings.rows[0][0] == rubric.names[worst.node.id].zh
    assert shortcomings.rows[0][1] == shown(worst.node.score or 0, rubric.severity_bands)


def test_what_is_provisional_is_bracketed_and_called_so(cities: dict[str, Assessment], paper: Compose) -> None:
    made = paper(cities["S12"])
    assert [row[1] for row in grids(made)[0].rows] == ["（14）暂定", "（7）暂定", "（3）暂定"]
    assert labelled(made, "总体判断").endswith("覆盖率不足80%，属暂定判断。")
    assert "（另有3项不适用）" in labelled(made, "数据说明")


def test_where_nothing_is_rated_nothing_is_claimed(cities: dict[str, Assessment], paper: Compose) -> None:
    made = paper(cities["S03"].model_copy(update={"ratings": {}, "evidence": []}))
    assert labelled(made, "总体判断") == "暂不作判断，先补评、补佐证。"
    assert {row[1] for row in grids(made)[0].rows} == {"暂不出分"}
    assert {row[1] for row in grids(made)[1].rows} == {"暂不出分"}
    assert labelled(made, "机制短板弱项") == "尚无已定级的指标。"
    assert labelled(made, "提请事项") == "安排未评的46项指标补评。"
    assert "达到目标" not in text(made)


def test_a_level_alone_is_not_called_the_weakest(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:
    ratings = {one.id: Rating(outcome=2) for one in rubric.indicators if one.dimension.startswith("A")}
    made = paper(cities["S03"].model_copy(update={"ratings": ratings, "evidence": []}))
    said = labelled(made, "总体判断")
    assert said.startswith("“中央和地方的协同”处于“基本建立”，其余层级暂不出分")
    assert "薄弱" not in said


def test_levels_that_lie_close_are_not_told_apart(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    ratings = {one.id: Rating(outcome=2) for one in rubric.indicators}
    said = labelled(paper(cities["S03"].model_copy(update={"ratings": ratings, "evidence": []})), "总体判断")
    assert said.startswith("三个层级得分相近，不作区分；短板主要为")
    assert "等5项" in said


def test_formal_mode_sets_judged_and_supported_side_by_side(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    levels = grids(paper(cities["S02"]))[0]
    assert levels.heads == ("层级", "研判分", "佐证支持分", "等级")  # both views come to the same bands
    assert levels.rows[0][1:] == ("68", "62", "有效运行")
    weak = {one.id: Rating(outcome=3, grade="E0") for one in rubric.indicators}
    levels = grids(paper(cities["S02"].model_copy(update={"ratings": weak})))[0]
    assert levels.heads[-1] == "等级（研判／佐证支持）"
    assert levels.rows[0][1:] == ("75", "25", "有效运行／初步探索")


def test_formal_mode_says_where_the_evidence_points_elsewhere(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    ratings = {
        one.id: Rating(
            outcome=2 if one.dimension.startswith("A") else 3, grade="E3" if one.dimension[0] != "B" else "E0"
        )
        for one in rubric.indicators
    }
    city = cities["S02"].model_copy(update={"ratings": ratings, "evidence": []})
    assert "按佐证支持分“地方政府内部的统筹”相对薄弱，结论不稳健" in labelled(paper(city), "总体判断")


def test_a_strength_beyond_its_evidence_is_marked(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    ratings = {one.id: Rating(outcome=4, grade="E1") for one in rubric.indicators}
    made = paper(cities["S03"].model_copy(update={"ratings": ratings, "evidence": []}))
    assert labelled(made, "强项").endswith("（4级，佐证待核）。")
    assert labelled(made, "机制短板弱项") == "已定级的指标均达到目标级。"
    assert "安排46项佐证线下核验" in labelled(made, "提请事项")


def test_the_quick_variant_prints_its_label_and_no_dimension(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    quick = cities["S03"].model_copy(update={"variant": "quick"})
    for kind in ("one-page", "full"):
        said = text(paper(quick, kind))
        assert "快评（15项），证据未核验" in said
        assert not any(f"{one.name.zh}”" in said or f"{one.id} {one.name.zh}" in said for one in rubric.dimensions)
    assert "“战略与规划衔接”" in text(paper(cities["S03"], "full"))


def test_a_sample_is_marked_in_head_and_body_and_a_real_city_is_not(cities: dict[str, Assessment], paper: Compose) -> None:  # fmt: skip
    made = paper(cities["S03"])
    assert made.edge == "自评材料　供内部研究　虚构样例"
    assert "虚构样例" in text(made)
    city = cities["S03"].city.model_copy(update={"fictional": False, "name": "某市"})
    real = paper(cities["S03"].model_copy(update={"city": city, "evidence": []}))
    assert real.edge == "自评材料　供内部研究"
    assert "虚构" not in text(real)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_long_names_do_not_break_the_page(language: str, cities: dict[str, Assessment], paper: Compose) -> None:
    city = cities["S08"].city.model_copy(update={"name": "长" * 400, "name_en": "Long " * 100})
    made = paper(cities["S08"].model_copy(update={"city": city, "period": "年" * 300}), language=language)
    assert height(made) <= page_height(made)
    assert language == "en" or length(made) <= MOST


# -- short of room: whole items go, in a stated order --------------------------------------------------


@pytest.mark.parametrize("id_", SAMPLES)
@pytest.mark.parametrize("variant", ["full", "quick"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_name_unit_or_task_is_ever_cut(id_: str, variant: str, language: str, cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    made = paper(cities[id_].model_copy(update={"variant": variant}), language=language)
    assert "…" not in text(made)
    names = [one.name.zh if language == "zh" else one.name.en for one in rubric.indicators]
    for row in grids(made)[-1].rows:
        assert any(name in row[0] for name in names)
        assert re.search(r"升至[1-4]级$|佐证$" if language == "zh" else r"to level [1-4]$|evidence$", row[0])
    units = rubric.unit_names.values()
    left = "".join(row[1] for row in grids(made)[-1].rows)
    for unit in sorted((one.zh if language == "zh" else one.en for one in units), key=len, reverse=True):
        left = left.replace(unit, "")
    assert re.sub("会同|、|, with|, ", "", left).strip() == ""


def test_a_long_name_of_a_city_stands_in_full(cities: dict[str, Assessment], paper: Compose) -> None:
    assert "Sample small specialised city I (single industry)" in text(paper(cities["S09"], language="en"))


def test_what_is_left_out_first_is_stated() -> None:
    assert DETAILS[0] == Detail()
    assert DETAILS[1].marks == "first"
    for before, after in pairwise(DETAILS):
        assert before != after
        assert (after.weaknesses, after.strengths, after.mains, after.steps) <= (5, 3, 5, 3)
        assert after.weaknesses <= before.weaknesses
        assert after.mains <= before.mains
    assert (DETAILS[-1].steps, DETAILS[-1].weaknesses) == (1, 1)


# -- evidence -----------------------------------------------------------------------------------------


def unsure(city: Assessment, rubric: Rubric) -> Assessment:
    ratings = {one.id: Rating(outcome="insufficient_evidence") for one in rubric.indicators}
    return city.model_copy(update={"ratings": ratings, "evidence": []})


@pytest.mark.parametrize("kind", ["one-page", "full"])
def test_beside_numbers_from_insufficient_evidence_stands_that_no_level_is_claimed(kind: str, cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    said = "佐证不足的46项按0计入得分和程度，不等于未开展，不据此定级。"
    assert said in text(paper(unsure(cities["S03"], rubric), kind))
    assert "按0计入得分和程度" not in text(paper(cities["S03"], kind))


def test_where_evidence_is_short_everywhere_its_collection_is_asked_for(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    assert labelled(paper(unsure(cities["S03"], rubric)), "提请事项") == "安排补齐46项佐证。"


def test_evidence_is_told_in_words_and_an_empty_list_is_named(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    ratings = {one.id: Rating(outcome=3, grade="E2") for one in rubric.indicators}
    bare = cities["S03"].model_copy(update={"ratings": ratings, "evidence": []})
    assert "佐证“成文或可核对”46项（佐证目录为空）；" in labelled(paper(bare), "数据说明")
    listed = cities["S03"].model_copy(update={"ratings": ratings})
    assert "目录为空" not in labelled(paper(listed), "数据说明")


# -- weaknesses are of mechanisms -----------------------------------------------------------------------


def test_a_weakness_is_how_an_indicator_is_carried_out_and_nobody_named_in_it(cities: dict[str, Assessment], paper: Compose) -> None:  # fmt: skip
    assert re.fullmatch(r".*主要领导责任.*的落实机制.*。", labelled(paper(cities["S06"]), "机制短板弱项"))


def test_several_in_the_lead_are_one_unit_together_with_the_others(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    ratings = {one.id: Rating(outcome=0 if one.id in ("A1-2", "B2-3") else 4, grade="E3") for one in rubric.indicators}
    rows = grids(paper(cities["S03"].model_copy(update={"ratings": ratings})))[-1].rows
    assert {row[1] for row in rows} == {"发改委会同自然资源规划局", "人大有关委员会会同政协有关委员会"}

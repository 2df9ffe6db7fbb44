"""The full report keeps the order of official reports and says in its annexes what its sentences rest on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assessor.assessment import Assessment, Evidence, Rating
from assessor.report.word import tasks
from assessor.report.word.blocks import Grid, Heading, Paper, Paragraph
from assessor.rubric import Rubric
from assessor.task import FollowUp, Task

Compose = Callable[..., Paper]
ORDER = ["总体情况", "评估方法", "三层协同", "短板诊断", "主要做法与成效", "问题与原因", "对策建议"]


def headings(paper: Paper, depth: int = 1) -> list[str]:
    return [block.words for block in paper.blocks if isinstance(block, Heading) and block.depth == depth]


def section(paper: Paper, title: str) -> str:
    """All that stands under a heading of the first depth."""
    inside, said = False, []
    for block in paper.blocks:
        if isinstance(block, Heading) and block.depth == 1:
            inside = title in block.words
        elif inside and isinstance(block, Paragraph | Heading):
            said.append((block.label if isinstance(block, Paragraph) else "") + block.words)
    return "\n".join(said)


def grid(paper: Paper, title: str) -> Grid:
    return next(block for block in paper.blocks if isinstance(block, Grid) and block.title == title)


def test_the_parts_stand_in_the_official_order(cities: dict[str, Assessment], paper: Compose) -> None:
    made = headings(paper(cities["S03"], "full"))
    assert made[:7] == [f"{number}、{title}" for number, title in zip("一二三四五六七", ORDER, strict=True)]
    assert [title.split("　")[0] for title in made[7:]] == [f"附件{n}" for n in range(1, 6)]
    english = headings(paper(cities["S03"], "full", "en"))
    assert english[0] == "1. Overall"
    assert english[6] == "7. What to do"
    assert len(english) == len(made)


def test_headings_below_are_numbered_anew_in_each_part(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    made = paper(cities["S03"], "full")
    seconds = headings(made, 2)
    assert seconds[:4] == ["（一）评估对象和范围", "（二）计分口径", "（三）佐证情况", "（四）使用说明"]
    assert seconds[4] == f"（一）{rubric.levels[0].name.zh}"
    assert [one[:2] for one in headings(made, 3)] == ["1.", "2.", "3."]


def test_the_annex_has_every_indicator_as_it_was_rated(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    rows = grid(paper(cities["S12"], "full"), "指标评级").rows
    assert [row[0] for row in rows] == [one.id for one in rubric.indicators]
    said = {row[0]: row[2] for row in rows}
    assert (said["A1-1"], said["A1-4"], said["A3-2"]) == ("1级 零散开展", "未评", "不适用")


def test_reasons_for_not_applicable_and_constraints_stand_in_an_annex(cities: dict[str, Assessment], paper: Compose) -> None:  # fmt: skip
    ratings = dict(cities["S12"].ratings)
    ratings["B1-1"] = Rating(outcome=0, external_constraint="编制由上级核定", note="另见目录")
    made = paper(cities["S12"].model_copy(update={"ratings": ratings}), "full")
    notes = section(made, "不适用理由、外部约束和备注")
    assert "A3-2 国家任务与主场活动服务保障（不适用理由）：" in notes
    assert "B1-1 统筹议事机构运行（外部约束）：编制由上级核定" in notes
    assert "B1-1 统筹议事机构运行（备注）：另见目录" in notes


def test_what_is_withheld_and_missing_is_said(cities: dict[str, Assessment], paper: Compose) -> None:
    made = paper(cities["S12"], "full")
    assert "“资源贡献与任务承接”暂不出分" in section(made, "三层协同")
    assert "未评指标按最低、最高级估算，得分在7至34之间。" in section(made, "三层协同")
    assert "未评14项：“互利与责任评估”“赋权事项承接与试点争取”" in section(made, "对策建议")


def test_a_key_indicator_that_holds_a_dimension_is_named(cities: dict[str, Assessment], paper: Compose) -> None:
    assert "受关键指标“" in section(paper(cities["S08"], "full"), "三层协同")
    assert any("（受关键指标约束）" in row[3] for row in grid(paper(cities["S08"], "full"), "各层级、各维度得分").rows)


def test_strengths_quote_the_level_reached_and_the_evidence_behind_it(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    said = section(paper(cities["S03"], "full"), "主要做法与成效")
    criterion = rubric.by_id["A1-1"].descriptor(4).zh.rstrip("。")
    assert f"“城市外交专项规划”自评达到4级（评估优化）判据：“{criterion}”。" in said
    assert "佐证强度为E3" in said


def test_problems_name_what_the_next_level_asks(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:
    said = section(paper(cities["S03"], "full"), "问题与原因")
    assert (
        f"指标“互利与责任评估”的落实机制为1级，距目标差2级。距2级尚未全部做到的要求：{rubric.by_id['A1-4'].descriptor(2).zh}"
        in said
    )


def test_measures_name_unit_date_and_mark(cities: dict[str, Assessment], paper: Compose) -> None:
    said = section(paper(cities["S03"], "full"), "对策建议")
    assert said.count("牵头单位：") == said.count("完成时限：") == said.count("完成标志：") == 3
    assert "（一）近期拟抓事项" in said
    assert "（四）提请审定的事项" in said


def test_the_day_of_making_is_that_of_beijing(cities: dict[str, Assessment], paper: Compose) -> None:
    dates = [block.words for block in paper(cities["S03"], "full").blocks if isinstance(block, Paragraph) and block.look == "date"]  # fmt: skip
    assert dates == ["2026年1月15日"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_evidence_is_listed_by_title_date_holder_and_grade(language: str, cities: dict[str, Assessment], paper: Compose) -> None:  # fmt: skip
    entry = Evidence(id="e1", title="年度\n计划", date=cities["S03"].cut_off, holder="外办", grade="E2", indicators=["A1-1", "A1-2"])  # fmt: skip
    made = paper(cities["S03"].model_copy(update={"evidence": [entry]}), "full", language)
    between = "、" if language == "zh" else ", "
    assert grid(made, "佐证目录" if language == "zh" else "Evidence list").rows == (
        ("年度\n计划", "2025-12-31", "外办", "E2", f"A1-1{between}A1-2"),
    )


def test_what_rests_on_nothing_or_on_words_alone_waits_for_evidence_and_is_no_result(cities: dict[str, Assessment], rubric: Rubric, paper: Compose) -> None:  # fmt: skip
    ratings = {one.id: Rating(outcome=4, grade="E3") for one in rubric.indicators}
    ratings |= {"A1-1": Rating(outcome=4, grade="E0"), "A1-2": Rating(outcome=4)}
    said = section(paper(cities["S03"].model_copy(update={"ratings": ratings}), "full"), "主要做法与成效")
    assert "待补佐证：“城市外交专项规划”“外事部门参与发展规划编制”自评为3级及以上" in said
    assert "“城市外交专项规划”自评达到" not in said
    assert said.count("自评达到4级（评估优化）判据：“") == 9


def test_a_criterion_that_leans_on_the_level_beneath_brings_it_along(rubric: Rubric) -> None:
    indicator = rubric.by_id["B2-2"]
    said = tasks.criterion(indicator, 3).zh
    assert said.startswith(indicator.descriptor(2).zh.rstrip("。"))
    assert "；覆盖其中至少5类" in said
    assert tasks.criterion(indicator, 2).zh == indicator.descriptor(2).zh.rstrip("。")


def test_a_severity_states_its_weighted_coverage(cities: dict[str, Assessment], paper: Compose) -> None:
    said = section(paper(cities["S12"], "full"), "短板诊断")
    assert "按已评6／11项相关指标计算（按权重覆盖率75%）" in said
    assert said.count("相关指标计算（按权重覆盖率") == 5


def test_problems_are_sorted_by_level_and_no_cause_is_claimed(cities: dict[str, Assessment], paper: Compose) -> None:
    said = section(paper(cities["S12"], "full"), "问题与原因")
    assert said.count("机制短板弱项：") == said.count("按等级看，") == 3
    assert "成因" not in said


def test_a_title_keeps_the_city_and_what_it_is_on_lines_of_their_own(cities: dict[str, Assessment], paper: Compose) -> None:  # fmt: skip
    made = paper(cities["S12"], "full")
    assert made.blocks[0] == Paragraph("示例城市丑（起步型）\n对外交往统筹机制自评报告", "title")
    assert made.title == "示例城市丑（起步型）对外交往统筹机制自评报告"


def test_fractions_of_annexes_are_written_as_in_the_text(cities: dict[str, Assessment], paper: Compose) -> None:
    rows = grid(paper(cities["S12"], "full"), "短板程度").rows
    assert rows[0][3] == "6／11"
    assert grid(paper(cities["S12"], "full", "en"), "Severity of shortcomings").rows[0][3] == "6/11"


def test_an_empty_list_of_evidence_is_named_beside_the_grades(cities: dict[str, Assessment], paper: Compose) -> None:
    said = section(paper(cities["S03"].model_copy(update={"evidence": []}), "full"), "评估方法")
    assert "（佐证目录为空）" in said
    assert "登记0条" not in said


@pytest.mark.parametrize(("language", "title"), [("zh", "改进任务"), ("en", "Tasks")])
def test_tasks_that_were_set_stand_in_the_annex_as_the_city_wrote_them(
    language: str, title: str, cities: dict[str, Assessment], paper: Compose
) -> None:
    done = Task(id="T1", indicator="A1-1", aim=3, what="修订专项规划", lead="市外办", due=date(2026, 3, 31),
                status="done", progress="3月印发\x07", mark="规划印发")  # fmt: skip
    dropped = Task(id="T2", indicator="B2-1", what="试行清单", status="dropped", phase=2)
    look = FollowUp(id="F1", date=date(2026, 1, 10), statuses={"T1": "done"})
    made = paper(cities["S03"].model_copy(update={"tasks": [dropped, done], "follow_ups": [look]}), "full", language)
    first, second = grid(made, title).rows
    assert first[1:5] == ("修订专项规划", "市外办", "—", "2026-03-31")
    assert first[5].replace(" ", "") in ("已完成：3月印发␇", "Done:3月印发␇")
    assert second[1:3] == ("试行清单", "—")
    notes = "\n".join(block.words for block in made.blocks if isinstance(block, Paragraph) and block.look == "note")
    assert "2026-01-10" in notes
    assert ("不重新评级" if language == "zh" else "nothing was rated again") in notes

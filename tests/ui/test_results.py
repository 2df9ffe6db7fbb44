"""The results page: what it says of complete, incomplete, short, formal and empty assessments."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessment import Assessment, Rating
from assessor.assessments import Workspace
from assessor.rubric import Rubric
from assessor.scorecard import score, shown
from tests.ui.conftest import LANGUAGES, Open


def said(at: AppTest) -> str:
    kinds = (at.title, at.header, at.subheader, at.markdown, at.caption, at.info, at.warning, at.success, at.error)
    return "\n".join([*(one.value for kind in kinds for one in kind), *(one.proto.body for one in at.get("html"))])


def number(at: AppTest, node: str, which: str = "judged", place: str = "") -> str:
    label: str = at.button(key=f"trace.{node}.{place}.{which}").label
    return label.replace("\\", "").replace("*", "")


@pytest.fixture
def begun(real: Workspace, samples: dict[str, Assessment]) -> str:
    city = samples["S03"].city.model_copy(update={"id": "own", "name": "<b>甲市</b>", "fictional": True})
    return real.begin(city, period="2025", cut_off=date(2025, 12, 31), variant="quick", actor="test")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("city", ["S01", "S02", "S12"])
def test_every_kind_of_city_has_a_page_without_a_fault(app: Open, language: str, city: str) -> None:
    at = app("results", language, demo=True, a=city)
    assert not at.error
    assert len(at.title) == 1


@pytest.mark.parametrize("city", ["S01", "S05", "S12"])
def test_the_page_shows_the_numbers_of_the_scorecard(
    app: Open, rubric: Rubric, samples: dict[str, Assessment], city: str
) -> None:
    at = app("results", demo=True, a=city)
    card = score(rubric, samples[city])
    nodes = [*card.levels.values(), *card.dimensions.values(), *(one.node for one in card.shortcomings.values())]
    for node in nodes:
        printed = number(at, node.id)
        bands = rubric.severity_bands if node.kind == "shortcoming" else rubric.bands
        bare = "—" if node.score is None else shown(node.score, bands)
        assert printed == (f"({bare})" if node.status == "provisional" else bare)


def test_an_incomplete_city_is_told_how_much_is_missing_and_what(app: Open) -> None:
    at = app("results", demo=True, a="S12")
    assert any("已评 29／43 项（另有 3 项不适用），还有14项未评" in one.value for one in at.warning)
    assert "友城与伙伴布局" in said(at)
    assert at.button(key="results.to_assess")
    assert "覆盖不足" in said(at)


def test_a_complete_city_is_not_told_that_something_is_missing(app: Open) -> None:
    at = app("results", demo=True, a="S01")
    assert "results.to_assess" not in {one.key for one in at.button}
    assert "未评项补齐后" not in said(at)


def test_the_bounds_stand_in_words_beside_a_provisional_number(app: Open) -> None:
    assert "最低" in said(app("results", demo=True, a="S12"))


def test_a_formal_city_shows_supported_next_to_judged_everywhere(app: Open) -> None:
    at = app("results", demo=True, a="S02")
    keys = {one.key for one in at.button if one.key and one.key.startswith("trace.")}
    judged = {key for key in keys if key.endswith(".judged")}
    assert judged
    assert {key.replace(".judged", ".supported") for key in judged} <= keys
    assert "研判分" in number(at, "A")
    assert "佐证支持分" in number(at, "A", "supported")


def test_a_workshop_city_has_one_number_in_each_place(app: Open) -> None:
    at = app("results", demo=True, a="S01")
    assert not [one.key for one in at.button if one.key and one.key.endswith(".supported")]


def test_a_lower_grade_of_evidence_shows_in_the_supported_number(app: Open, real: Workspace, begun: str) -> None:
    version = real.opened(begun).version
    real.save_setup(begun, mode="formal", variant="full", expected=version, actor="test")
    for one in real.rubric.indicators_of("A2"):
        real.rate(begun, one.id, Rating(outcome=4, grade="E0"), expected=0, actor="test")
    at = app("results", a=begun)
    assert number(at, "A2") == "研判分 100"
    assert number(at, "A2", "supported") == "佐证支持分 25"


def test_a_number_opens_to_the_inputs_that_add_up_to_it(app: Open) -> None:
    at = app("results", demo=True, a="S01")
    at.button(key="trace.A1..judged").click().run()
    assert not at.exception
    body = said(at)
    assert "加权平均" in body
    assert body.count("25.0%") >= 4  # four equal indicators
    assert "城市外交专项规划" in body


def test_a_withheld_number_opens_to_what_is_missing(app: Open) -> None:
    at = app("results", demo=True, a="S12")
    assert number(at, "A3") == "—"
    at.button(key="trace.A3..judged").click().run()
    assert not at.exception
    assert "尚未评定" in said(at)


def test_what_a_severity_lacks_times_its_share_is_what_is_added(app: Open) -> None:
    """S01, SC1: A1-2 at level 3 lacks 25, with 1 part of 11."""
    at = app("results", demo=True, a="S01")
    at.button(key="trace.SC1..judged").click().run()
    table = next(one.proto.body for one in at.get("html") if "差距（100−分值）" in one.proto.body)
    row = next(row for row in table.split("<tr>") if "A1-2" in row)
    assert [cell for cell in ("75", "25", "1", "9.1%") if f">{cell}</td>" not in row] == []
    assert "2.27" in row
    assert ">合计</td>" in table


def test_every_number_that_opens_says_so_to_mouse_and_keyboard(app: Open) -> None:
    at = app("results", demo=True, a="S01")
    opening = [one for one in at.button if one.key and one.key.startswith("trace.")]
    assert opening
    assert {one.help for one in opening} == {"看这个数怎么算出来"}


def rate_all(real: Workspace, begun: str, level: int, **other: Rating) -> None:
    """Every indicator of the full variant at one level but where `other` says (A1_1=Rating(...))."""
    real.save_setup(begun, variant="full", expected=real.opened(begun).version, actor="test")
    for one in real.rubric.indicators:
        rating = other.get(one.id.replace("-", "_"), Rating(outcome=level))
        real.rate(begun, one.id, rating, expected=0, actor="test")


def test_insufficient_evidence_is_neither_strong_nor_weak(app: Open, real: Workspace, begun: str) -> None:
    rate_all(real, begun, 4, B1_1=Rating(outcome="insufficient_evidence"))
    at = app("results", a=begun)
    heads = [one.value for one in at.subheader]
    assert heads[heads.index("强项") :][:3] == ["强项", "短板弱项", "先补佐证"]
    assert "已评各项均达到目标" in said(at)
    listed = [one.proto.body for one in at.get("html") if "机制（指标）" in one.proto.body]
    assert [("B1-1" in table, "佐证不足" in table) for table in listed] == [(False, False), (True, True)]


def test_a_list_that_is_cut_says_of_how_many(app: Open, real: Workspace, begun: str) -> None:
    rate_all(real, begun, 3, A1_1=Rating(outcome=0))
    body = said(app("results", a=begun))
    assert "列出前3项，共45项" in body  # the strengths: all but one
    assert "列出前1项" not in body


def test_levels_without_a_score_are_named_beside_the_lowest_one(app: Open, real: Workspace, begun: str) -> None:
    real.save_setup(begun, variant="full", expected=real.opened(begun).version, actor="test")
    for one in real.rubric.indicators:
        if not one.id.startswith("C"):
            real.rate(begun, one.id, Rating(outcome=2), expected=0, actor="test")
    body = said(app("results", a=begun))
    first, second, third = (one.name.zh for one in real.rubric.levels)
    assert f"最低层级（在已出分的层级中）：{first}（并列）" in body
    assert f"最低层级（在已出分的层级中）：{second}（并列）" in body
    assert f"暂不出分、未作比较的层级：{third}" in body


def test_one_lowest_level_among_all_is_named_without_reserve(app: Open, real: Workspace, begun: str) -> None:
    rate_all(real, begun, 3, A1_1=Rating(outcome=2))
    body = said(app("results", a=begun))
    assert f"最低层级：{real.rubric.levels[0].name.zh}" in body
    assert "暂不出分、未作比较" not in body
    assert "（并列）" not in body.split("总分")[-1].split("最低层级")[-1]


def test_a_dimension_without_a_score_is_said_to_be_left_out_of_its_level(app: Open) -> None:
    assert "其中已评的各项不计入所在层级的得分，但仍计入覆盖率" in said(app("results", demo=True, a="S12"))
    assert "不计入所在层级的得分" not in said(app("results", demo=True, a="S01"))


@pytest.mark.parametrize("node", ["overall", "A", "SC4", "A×SC1", "D-ECO", "target"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_number_opens(app: Open, language: str, node: str) -> None:
    at = app("results", language, demo=True, a="S02")
    for which in ("judged", "supported"):
        at.button(key=f"trace.{node}..{which}").click().run()
        assert not at.exception
        assert ("算法：" if language == "zh" else "Rule:") in said(at)


def test_the_overall_score_is_folded_and_has_the_lowest_level_beside_it(app: Open) -> None:
    at = app("results", demo=True, a="S01")
    folded = next(one for one in at.expander if "总分" in one.label)
    assert not folded.proto.expanded
    assert "最低层级：政府与社会的互动" in said(at)


def test_shortcomings_name_their_contributors_and_call_themselves_a_second_view(app: Open) -> None:
    body = said(app("results", demo=True, a="S01"))
    assert "不是第二份证明" in body
    assert "主要依据：外事部门参与发展规划编制" in body


def test_a_gate_that_limits_a_band_is_named(app: Open) -> None:
    assert "受关键指标约束：多方议事平台" in said(app("results", demo=True, a="S01"))


def test_the_radar_stays_behind_its_switch(app: Open) -> None:
    at = app("results", demo=True, a="S01")
    assert at.toggle(key="results.radar").value is False
    at.toggle(key="results.radar").set_value(True).run()
    assert not at.exception
    assert "雷达图的面积" in said(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quick_assessment_bears_its_label_and_shows_no_dimension(
    app: Open, real: Workspace, samples: dict[str, Assessment], begun: str, language: str
) -> None:
    for one in real.rubric.in_variant("quick"):
        real.rate(begun, one.id, samples["S03"].ratings[one.id], expected=0, actor="test")
    at = app("results", language, a=begun)
    label = real.rubric.variant("quick").label  # type: ignore[union-attr]  # the bundled rubric has it
    assert any((label.zh if language == "zh" else label.en)[:5] in one.value for one in at.info)  # type: ignore[union-attr]  # as above
    keys = {one.key for one in at.button}
    assert "trace.A..judged" in keys
    assert not keys & {f"trace.{one.id}..judged" for one in real.rubric.dimensions}
    rows = next(one.proto.body for one in at.get("html") if "A1-1" in one.proto.body)
    assert rows.count("<tr>") == 16


def test_a_city_named_with_markup_is_shown_as_it_is(app: Open, real: Workspace, begun: str) -> None:
    real.rate(begun, "A1-1", Rating(outcome=2), expected=0, actor="test")
    at = app("results", a=begun)
    assert any("\\<b\\>甲市" in one.value for one in at.markdown)


def test_an_assessment_without_a_rating_points_to_the_assess_page(app: Open, begun: str) -> None:
    at = app("results", a=begun)
    assert at.info
    assert not at.header
    at.button(key="results.to_assess").click().run()
    assert not at.exception
    assert at.title[0].value != "评估结果"


def test_with_three_ratings_nothing_is_drawn_and_nothing_fails(app: Open, real: Workspace, begun: str) -> None:
    real.save_setup(begun, variant="full", expected=real.opened(begun).version, actor="test")
    for id_ in ("A1-1", "A1-2", "A1-3"):
        real.rate(begun, id_, Rating(outcome=4), expected=0, actor="test")
    at = app("results", a=begun)
    assert number(at, "A1") == "(100)"
    assert number(at, "A") == "—"
    assert "只按已出分的1个维度计" in said(at)


def test_hints_appear_as_warnings(app: Open, real: Workspace, begun: str) -> None:
    real.save_setup(begun, variant="full", expected=real.opened(begun).version, actor="test")
    for one in real.rubric.indicators:
        real.rate(begun, one.id, Rating(outcome=4), expected=0, actor="test")
    at = app("results", a=begun)
    assert any("连续46项" in one.value for one in at.warning)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_rubric_needs_no_change_to_the_page(
    app: Open, tiny: Rubric, samples: dict[str, Assessment], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr("assessor.files.load_rubric", lambda path=None: tiny)
    other = Workspace.open()
    city = samples["S03"].city.model_copy(update={"id": "own", "city_class": "big", "subtypes": [], "focus": []})
    id_ = other.begin(city, period="2025", cut_off=date(2025, 12, 31), mode="formal", actor="test")
    for one in tiny.indicators:
        other.rate(id_, one.id, Rating(outcome=3, grade="E3"), expected=0, actor="test")
    at = app("results", language, a=id_)
    assert number(at, "XA").endswith("75")
    assert at.header[0].value == ("二层协同" if language == "zh" else "The two coordination levels")


@pytest.mark.parametrize("rated", [0, 1])
def test_the_secrecy_notice_stands_beneath_every_state_of_the_page(
    app: Open, real: Workspace, begun: str, rated: int
) -> None:
    for one in real.rubric.in_variant("quick")[:rated]:
        real.rate(begun, one.id, Rating(outcome=2), expected=0, actor="test")
    assert any("严禁录入国家秘密" in one.value for one in app("results", a=begun).caption)

"""The comparison page: with whom, why with them, how sure, and from whom to learn."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessment import Assessment
from assessor.assessments import Workspace
from assessor.files import assessment_to_json, load_rubric, sample_cities
from assessor.gaps import told
from assessor.peers import compare
from assessor.scorecard import shown
from tests.ui.conftest import LANGUAGES, MAIN, Open

SAMPLES = {one.id: one for one in sample_cities()}
SAME_TYPE = ["S04", "S05", "S06", "S11"]


def said(at: AppTest) -> str:
    """Everything the page says."""
    kinds = (at.title, at.header, at.subheader, at.markdown, at.caption, at.info, at.warning, at.success, at.error)
    return "\n".join([*(one.value for kind in kinds for one in kind), *(one.proto.body for one in at.get("html"))])


def renamed(sample: str, id_: str, name: str, *, fictional: bool = False) -> Assessment:
    """A sample's ratings under another id and name, as if a city had handed them over."""
    one = SAMPLES[sample]
    city = one.city.model_copy(update={"id": id_, "name": name, "name_en": "", "fictional": fictional})
    return one.model_copy(update={"id": id_, "city": city})


@pytest.fixture
def office(real: Workspace) -> Workspace:
    """A real workspace with one assessment of one's own."""
    real.import_assessment(renamed("S03", "own", "本地测试市"), "test")
    return real


# -- with whom ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_city_stands_beside_the_likest_of_its_own_type(app: Open, language: str) -> None:
    at = app("compare", language, demo=True, a="S03")
    assert at.multiselect(key="compare.cities").value == SAME_TYPE
    assert at.session_state["compare.chosen"] == SAME_TYPE


def test_the_attributes_that_differ_are_the_reason_beside_each_city(app: Open) -> None:
    text = said(app("compare", "zh", demo=True, a="S03"))
    assert "行政层级：省会／地级" in text
    assert "驻本市领馆：5至15／0" in text


def test_every_fictional_city_is_called_fictional_wherever_it_may_be_chosen(app: Open) -> None:
    at = app("compare", "zh", demo=True, a="S03")
    for box in (at.multiselect(key="compare.cities"), at.selectbox(key="compare.opposite")):
        assert box.options
        assert all(option.startswith("虚构样例：") for option in box.options)


def test_a_choice_of_ones_own_is_kept_in_the_address_and_can_be_taken_back(app: Open) -> None:
    at = app("compare", "zh", demo=True, a="S03")
    at.multiselect(key="compare.cities").set_value(["S11"]).run()
    assert at.query_params["c"] == "S03:S11"
    assert at.session_state["compare.chosen"] == ["S11"]
    at.button(key="compare.again").click().run()
    assert at.multiselect(key="compare.cities").value == SAME_TYPE


def test_another_city_does_not_inherit_the_choice(app: Open) -> None:
    at = AppTest.from_file(str(MAIN), default_timeout=30)
    for key, value in {"lang": "zh", "demo": "1", "a": "S07", "c": "S03:S11"}.items():
        at.query_params[key] = value
    at.run()
    at.switch_page("views/compare.py").run()
    assert at.multiselect(key="compare.cities").value == ["S08"]
    assert "少于三座" in said(at)


def test_choosing_nobody_asks_for_one(app: Open) -> None:
    at = app("compare", "zh", demo=True, a="S03")
    at.multiselect(key="compare.cities").set_value([]).run()
    assert "请至少选一座城市" in said(at)
    assert not at.exception


def test_a_neighbouring_type_counts_only_with_a_written_reason(app: Open) -> None:
    at = app("compare", "zh", demo=True, a="S03")
    at.multiselect(key="compare.cities").set_value(["S04", "S02"]).run()
    assert at.session_state["compare.chosen"] == ["S04"]
    assert "写明理由后才纳入对标" in said(at)
    at.text_input(key="compare.reason_text").set_value("同为内陆枢纽").run()
    assert at.session_state["compare.chosen"] == ["S04", "S02"]
    assert at.query_params["why"] == "同为内陆枢纽"
    assert "同为内陆枢纽" in said(at)


def test_a_refused_city_is_named_with_the_reason_and_none_of_its_numbers(app: Open) -> None:
    at = app("compare", "zh", demo=True, a="S10")
    at.multiselect(key="compare.cities").set_value(["S09", "S12"]).run()
    assert at.session_state["compare.chosen"] == ["S09"]
    assert any("示例城市丑" in one.value and "80%" in one.value for one in at.warning)


def test_where_all_are_refused_the_reasons_stand_instead_of_a_comparison(app: Open) -> None:
    at = app("compare", "zh", demo=True, a="S10")
    at.multiselect(key="compare.cities").set_value(["S12"]).run()
    assert any("80%" in one.value for one in at.warning)
    assert [one.value for one in at.header] == ["选择可比城市"]
    assert "S12" not in said(at)


def test_a_city_without_a_type_is_sent_to_state_it(app: Open, office: Workspace) -> None:
    found = office.opened("own")
    office.save_city(
        "own",
        found.assessment.city.model_copy(update={"city_class": None, "subtypes": []}),
        expected=found.version,
        actor="test",
    )
    at = app("compare", "zh", a="own")
    assert "尚未选定城市类型" in said(at)
    at.button(key="compare.to_city").click().run()
    assert not at.exception


# -- the real workspace ---------------------------------------------------------------------------


def test_samples_stay_out_of_a_real_workspace_until_asked_for(app: Open, office: Workspace) -> None:
    at = app("compare", "zh", a="own")
    assert "还没有可比城市" in said(at)
    assert not at.multiselect
    at.toggle(key="compare.samples").set_value(True).run()
    assert at.multiselect(key="compare.cities").value == ["S03", "S04", "S05", "S06", "S11"]
    assert all(option.startswith("虚构样例：") for option in at.multiselect(key="compare.cities").options)
    assert office.comparison_cities() == []


def test_a_city_from_a_file_may_be_compared_with_and_removed(app: Open, office: Workspace) -> None:
    at = app("compare", "zh", a="own")
    content = assessment_to_json(renamed("S04", "other", "邻近测试市")).encode()
    at.get("file_uploader")[0].set_value(("other.json", content, "application/json")).run()
    assert "已导入：邻近测试市" in said(at)
    assert [one.id for one in office.comparison_cities()] == ["other"]
    assert at.session_state["compare.chosen"] == ["other"]
    at.button(key="compare.remove.other").click().run()
    assert office.comparison_cities() == []
    assert "还没有可比城市" in said(at)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("other.json", b"{", "JSON"),
        ("other.xlsx", b"PK\x03\x04", "xlsx"),
        ("ratings.csv", b"city,A1-1\nx,4\n", "不是一座城市的评估文件"),
        ("old.json", assessment_to_json(SAMPLES["S04"]).replace('"1.2"', '"0.9"').encode(), "0.9"),
    ],
)
def test_a_file_that_is_no_city_is_refused_with_words_and_nothing_is_kept(
    app: Open, office: Workspace, name: str, content: bytes, words: str
) -> None:
    at = app("compare", "zh", a="own")
    at.get("file_uploader")[0].set_value((name, content, "application/octet-stream")).run()
    assert any(words in one.value.replace("\\", "") for one in at.error), [one.value for one in at.error]
    assert office.comparison_cities() == []
    assert not at.exception


def test_another_assessment_of_the_same_workspace_may_be_compared_with(app: Open, office: Workspace) -> None:
    office.import_assessment(renamed("S06", "second", "另一测试市"), "test")
    assert app("compare", "zh", a="own").multiselect(key="compare.cities").value == ["second"]


# -- how sure -----------------------------------------------------------------------------------


def test_differences_are_whole_points_with_the_words_they_permit(app: Open) -> None:
    at = app("compare", "zh", demo=True, a="S03")
    text = said(at)
    comparison = compare(SAMPLES["S03"], [SAMPLES[id_] for id_ in SAME_TYPE], load_rubric())
    for row in comparison.levels:
        for gap in row.gaps:
            assert gap.score is not None
            assert gap.verdict is not None
            assert f"<span>{shown(gap.score)}<br>" in text
            assert told("level", gap).zh in text
    assert "不足九成不作结论，九成及以上说“可能”，九成九及以上说“明确”" in text
    assert "排名" not in text.replace("不作排名", "")


def test_only_differences_that_conclude_something_are_listed_before_the_whole_table(app: Open) -> None:
    at = app("compare", "zh", demo=True, a="S03")
    table = next(
        one.proto.body for one in at.get("html") if "城市</th>" in one.proto.body and "结论</th>" in one.proto.body
    )
    assert "不作结论" not in table
    assert "明确" in table


def tables(at: AppTest, head: str) -> list[str]:
    """The tables one of whose columns is headed so."""
    return [one.proto.body for one in at.get("html") if f">{head}</th>" in one.proto.body]


@pytest.mark.parametrize(
    ("language", "draws", "of"),
    [("zh", "抽样10000次，种子20180115", "第1至第5（共5座）"), ("en", "10000 draws, seed 20180115", "1 to 5 of 5")],
)
def test_every_chart_tells_its_draws_and_seed_and_no_place_stands_without_its_interval(
    app: Open, language: str, draws: str, of: str
) -> None:
    at = app("compare", language, demo=True, a="S03")
    text = said(at)
    assert text.count(draws) >= 3, "levels, dimensions, all cities"
    assert len(at.get("plotly_chart")) == 3
    assert of in text
    assert not re.search(r"第\d+[名位（]", re.sub(r"第\d+至第\d+", "", text))


def test_the_sentence_under_a_chart_names_who_is_ahead_and_how_sure_that_is(app: Open) -> None:
    """S04 lies above S03 on level C with a chance of 96 %; on A and B nothing can be said."""
    text = said(app("compare", "zh", demo=True, a="S03"))
    assert "对方高于本市：政府与社会的互动（可能，96%）。其余2项不作结论。" in text


def test_another_city_in_the_chart_changes_what_differs_beyond_noise(app: Open) -> None:
    at = app("compare", "zh", demo=True, a="S03")
    assert "对方高4项，本市高2项；其余40项分不出高低" in said(at)
    at.selectbox(key="compare.opposite").set_value("S05").run()
    assert "对方高0项，本市高11项；其余35项分不出高低" in said(at)
    assert "示例城市戊" in next(one.value for one in at.markdown if "分不出高低" in one.value)


def test_orders_that_hold_under_every_admissible_weighting_are_named_with_the_range_of_weights(app: Open) -> None:
    text = said(app("compare", "zh", demo=True, a="S03"))
    assert "无论在允许范围内怎样取权重，次序不变：虚构样例：示例城市丁" in text.replace("\\", "")
    assert "每项权重为设定值的0.5至2倍" in text


def test_quartiles_appear_from_four_cities_up(app: Open) -> None:
    at = app("compare", "zh", demo=True, a="S03")
    assert "下四分位" in said(at)
    at.multiselect(key="compare.cities").set_value(["S04", "S05"]).run()
    assert "下四分位" not in said(at)
    assert "不足四座城市" in said(at)


def test_the_quick_variant_is_compared_by_level_only(app: Open, office: Workspace) -> None:
    for sample, id_, name in (("S03", "own", "甲"), ("S04", "other", "乙")):
        quick = renamed(sample, id_, name).model_copy(update={"variant": "quick"})
        office.import_assessment(quick, "test", replace=True)
    text = said(app("compare", "zh", a="own"))
    assert "三层协同的差距" in text
    assert "各维度的差距" not in text
    assert "快评（15项），证据未核验" in text.replace("\\", "")


# -- learning -----------------------------------------------------------------------------------


def test_who_is_a_level_above_is_shown_with_what_that_level_takes(app: Open) -> None:
    at = app("compare", "zh", demo=True, a="S03")
    at.selectbox(key="compare.indicator").set_value("C1-1").run()
    text, one = said(at), load_rubric().by_id["C1-1"]
    assert "本市现为**1级**" in text
    assert one.descriptor(2).zh in text
    assert "不代表对方就是这样做的" in text


def test_partners_are_sought_where_the_target_is_far_and_the_weight_high_and_it_is_said_how_sure_that_is(
    app: Open,
) -> None:
    at = app("compare", "zh", demo=True, a="S03")
    assert "本市低于目标的" in said(at)
    aims = tables(at, "本市现状与目标")[0].split("<tbody>")[1].split("<tr>")[1:]
    assert "C1-1" in aims[0], "two levels short of its target and among the heaviest"
    assert "1级，目标3级" in aims[0]
    assert "示例城市丁（区域门户·地缘型）：2级，不作结论（" in aims[0]
    assert at.selectbox(key="compare.indicator").value == "C1-1"
    assert tables(at, "其中可能或明确高于本市（项）")


def learnt(at: AppTest) -> list[str]:
    """The rows of the table of those above, without its head."""
    table: str = next(one.proto.body for one in at.get("html") if "对方填写的做法" in one.proto.body)
    return table.split("<tbody>")[1].split("<tr>")[1:]


def test_cities_one_level_above_come_first_and_those_further_up_are_marked(app: Open, office: Workspace) -> None:
    for sample, id_, level in (("S04", "far", 4), ("S05", "near", 2)):
        other = renamed(sample, id_, id_)
        raised = {"C1-1": other.ratings["C1-1"].model_copy(update={"outcome": level, "note": ""})}
        office.add_comparison(other.model_copy(update={"ratings": other.ratings | raised}), "test")
    at = app("compare", "zh", a="own")
    at.multiselect(key="compare.cities").set_value(["far", "near"]).run()
    at.selectbox(key="compare.indicator").set_value("C1-1").run()
    near, far = learnt(at)
    assert "near" in near
    assert ">2级<" in near
    assert "4级（比本市高3级）" in far


def test_a_practice_that_is_stated_is_shown_and_none_is_made_up(app: Open, office: Workspace) -> None:
    for sample, id_, note in (("S04", "says", "每季度开一次联席会议"), ("S05", "silent", "")):
        other = renamed(sample, id_, id_)
        rated = {"C1-1": other.ratings["C1-1"].model_copy(update={"outcome": 2, "note": note})}
        office.add_comparison(other.model_copy(update={"ratings": other.ratings | rated}), "test")
    at = app("compare", "zh", a="own")
    at.multiselect(key="compare.cities").set_value(["says", "silent"]).run()
    at.selectbox(key="compare.indicator").set_value("C1-1").run()
    stated = {("says" in row): row for row in learnt(at)}
    assert "每季度开一次联席会议" in stated[True]
    assert "对方未填写，只有该级描述" in stated[False]
    assert "对方未填写" not in stated[True]


def test_a_note_of_another_city_is_text_and_never_markup(app: Open, office: Workspace) -> None:
    other = renamed("S04", "other", "<b>乙</b>")
    ratings = {**other.ratings, "C1-1": other.ratings["C1-1"].model_copy(update={"note": "<script>alert(1)</script>"})}
    office.add_comparison(other.model_copy(update={"ratings": ratings}), "test")
    at = app("compare", "zh", a="own")
    at.selectbox(key="compare.indicator").set_value("C1-1").run()
    bodies = "".join(one.proto.body for one in at.get("html"))
    assert "&lt;script&gt;alert(1)" in bodies
    assert "<script>alert" not in bodies
    assert "<b>乙" not in bodies


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_in_every_language_and_no_raw_id(app: Open, language: str) -> None:
    at = app("compare", language, demo=True, a="S03")
    text = said(at)
    assert not any(f"{id_}<" in text or f">{id_}" in text for id_ in (*SAMPLES, "T1", "T2", "T2a"))


def test_the_comparison_last_seen_can_be_taken_up_by_the_report(app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from assessor.ui import compare_choice

    at = app("compare", "zh", demo=True, a="S03")
    at.multiselect(key="compare.cities").set_value(["S11", "S04"]).run()
    state = {key: at.session_state[key] for key in ("compare.chosen", "compare.own", "compare.reason")}
    monkeypatch.setattr(compare_choice.st, "session_state", state)
    monkeypatch.setattr(compare_choice, "workspace", Workspace.demo)
    found = compare_choice.kept_comparison(SAMPLES["S03"])
    assert found is not None
    assert [other.party.assessment_id for other in found.others] == ["S11", "S04"]
    assert compare_choice.kept_comparison(SAMPLES["S04"]) is None

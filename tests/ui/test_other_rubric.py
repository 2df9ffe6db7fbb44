"""The pages under the second rubric: a scale 0-3, figures, levels within levels, no shortcomings, paths or city types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.files import load_assessment
from assessor.files.resources import rubric_folders
from assessor.text import Language
from assessor.ui.places import ALONE, PAGES

LANGUAGES = ("zh", "en")
NAME = "city-resilience"
EXAMPLES = rubric_folders()[NAME] / "examples"
Open = Callable[..., AppTest]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("ASSESSOR_RUBRIC", NAME)
    st.cache_resource.clear()
    return Workspace.open(home=Path(NAME))


@pytest.fixture
def id_(office: Workspace) -> str:
    city = CityProfile(id="sample", name="虚构样例市", fictional=True)
    return office.begin(city, period="2025", cut_off=date(2025, 12, 31), mode="formal", actor="test")


@pytest.fixture
def cities(office: Workspace) -> list[str]:
    read = [load_assessment(EXAMPLES / f"{name}.yaml", office.rubric) for name in ("baisha", "qinghe")]
    return office.import_assessments(read, "test")


def at_indicator(at: AppTest, indicator: str) -> AppTest:
    at.session_state["address"]["i"] = indicator
    at.query_params["i"] = indicator
    at.run()
    assert not at.exception, at.exception
    return at


def words(at: AppTest) -> str:
    """Everything the page says, without what keeps Markdown from being markup."""
    said = [str(getattr(one, "value", "") or getattr(one, "label", "")) for one in at.main]
    return "\n".join([*said, *(one.proto.body for one in at.get("html"))]).replace("\\", "")


def enter(at: AppTest, indicator: str, figure: float | None) -> AppTest:
    at.number_input(key=f"assess.figure.{indicator}").set_value(figure).run()
    assert not at.exception, at.exception
    return at


# -- a measured indicator on the Assess page ----------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_is_saved_at_once_with_the_level_it_comes_to_and_what_is_cut_off(
    app: Open, office: Workspace, id_: str, language: Language
) -> None:
    at = at_indicator(app("assess", language, a=id_), "D7-2")  # 50 % to 100 %, in proportion on 0-3
    said = words(at)
    assert {
        "zh": "目标值域：50.0%（差）至100.0%（好），数值越大越好",
        "en": "50.0 % (worst) to 100.0 % (best); more is better",
    }[language] in said
    assert {"zh": "数值（%）", "en": "Figure (%)"}[language] == at.number_input(key="assess.figure.D7-2").label.replace(
        "\\", ""
    )
    enter(at, "D7-2", 75.0)
    assert office.rating(id_, "D7-2")[0] == Rating(outcome=1, measured=75.0)
    said = words(at)
    assert {"zh": "已保存", "en": "saved"}[language] in said
    assert {"zh": "合1级 起步（折算为1.50级", "en": "Level 1 Begun (1.50 on the scale"}[language] in said
    assert {"zh": "按该端计", "en": "truncated to it"}[language] not in said
    enter(at, "D7-2", 40.0)  # ten below the worst goalpost
    assert office.rating(id_, "D7-2")[0] == Rating(outcome=0, measured=40.0)
    said = words(at)
    assert {"zh": "（50.0%）10.0%，截断", "en": "10.0 % beyond the worst goalpost (50.0 %): truncated to it"}[
        language
    ] in said
    at = at_indicator(at, "D10-2")  # thresholds of 14, 7 and 3 days: less is better
    said = words(at)
    assert {"zh": "数值越小越好", "en": "less is better"}[language] in said
    assert {"zh": "3级 到位并检验：不超过3.0天", "en": "Level 3 In place and tested: 3.0 days or less"}[
        language
    ] in said
    enter(at, "D10-2", 7.0)
    assert office.rating(id_, "D10-2")[0] == Rating(outcome=2, measured=7.0)


def test_number_keys_set_a_level_only_where_levels_are_chosen(app: Open, id_: str) -> None:
    at = app("assess", "zh", a=id_)
    shortcuts = {one.key: one.proto.shortcut for one in at.button if (one.key or "").startswith("assess.D1-1.")}
    assert shortcuts["assess.D1-1.3"] == "3"  # of a maturity indicator they do
    at = at_indicator(at, "D9-2")
    here = {one.proto.shortcut for one in at.button}
    assert not here & set("0123456789")
    assert {"e", "x", "n", "p", "u"} <= here


def test_insufficient_evidence_takes_the_place_of_a_figure_and_undo_brings_it_back(
    app: Open, office: Workspace, id_: str
) -> None:
    at = enter(at_indicator(app("assess", "zh", a=id_), "D9-2"), "D9-2", 35.0)
    at.button(key="assess.D9-2.insufficient_evidence").click().run()
    assert office.rating(id_, "D9-2")[0] == Rating(outcome="insufficient_evidence")
    assert at.number_input(key="assess.figure.D9-2").value is None
    at.button(key="assess.undo").click().run()
    assert office.rating(id_, "D9-2")[0] == Rating(outcome=1, measured=35.0)
    assert at.number_input(key="assess.figure.D9-2").value == 35.0
    assert "35分钟，1级 起步" in words(at)


def test_an_emptied_box_takes_no_rating_away_and_says_so(app: Open, office: Workspace, id_: str) -> None:
    at = enter(at_indicator(app("assess", "zh", a=id_), "D9-2"), "D9-2", 35.0)
    enter(at, "D9-2", None)
    assert office.rating(id_, "D9-2")[0] == Rating(outcome=1, measured=35.0)
    assert any("数值已清空" in one.value for one in at.info)


def test_two_figures_typed_by_two_people_are_both_shown_to_choose_from(app: Open, office: Workspace, id_: str) -> None:
    at = at_indicator(app("assess", "zh", a=id_), "D9-2")
    office.rate(id_, "D9-2", Rating(outcome=2, measured=20.5), expected=0, actor="other")
    enter(at, "D9-2", 35.0)
    assert office.rating(id_, "D9-2")[0] == Rating(outcome=2, measured=20.5)
    assert "20.5分钟" in words(at)
    assert "35分钟" in words(at)
    at.button(key="assess.ours.outcome.D9-2").click().run()
    assert office.rating(id_, "D9-2")[0] == Rating(outcome=1, measured=35.0)


def test_the_table_takes_figures_too(app: Open, office: Workspace, id_: str) -> None:
    at = app("assess", "zh", a=id_)
    at.button_group(key="assess.mode.zh").set_value("table").run()
    enter(at, "D2-2", 80.0)
    assert office.rating(id_, "D2-2")[0] == Rating(outcome=2, measured=80.0)
    assert "80%，2级 基本到位" in words(at)


# -- every page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens(app: Open, cities: list[str], language: Language) -> None:
    at = app("start", language, a=cities[0])
    assert not [one.value for one in at.error]
    for page in [*PAGES, *ALONE]:
        at.switch_page(f"views/{page}.py").run()
        assert not at.exception, (page, at.exception)
        assert not [one.value for one in at.error], page


def test_the_check_of_every_page_sees_a_page_that_breaks(
    app: Open, cities: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = app("start", "zh", a=cities[0])
    monkeypatch.setattr("assessor.ui.results_sections.levels", lambda page: page.rubric.levels["G"])
    at.switch_page("views/results.py").run()
    assert at.exception


def test_results_count_each_level_once_and_show_its_parts_beneath_it(app: Open, cities: list[str]) -> None:
    at = app("results", "zh", a=cities[1])
    heads = [one.value for one in at.header]
    assert "三层协同" in heads  # G, C and R; G's two parts are no further ones
    assert not any("项短板" in one for one in heads)
    rows = [one.proto.body for one in at.get("html")]
    assert [("a-part" in one) for one in rows if "治理与规划 › 组织与财政" in one and "<strong>" in one][:1] == [True]
    assert any("<strong>治理与规划</strong>" in one and "a-part" not in one for one in rows)


def test_start_and_rubric_pages_take_their_counts_from_the_rubric(app: Open, office: Workspace) -> None:
    said = words(app("start", "zh"))
    assert "城市韧性简明量表" in said
    assert "五项短板" not in said
    assert "3个层级、10个维度、17项指标" in words(app("rubric", "zh"))

"""The plan page: priorities, plans, what-if."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.planning import projected
from assessor.planning.words import percent
from tests.ui.conftest import LANGUAGES, Open


def said(at: AppTest) -> str:
    """Every word on the page but tables, without the signs that keep it from being markup."""
    found = [
        one.value for kind in (at.markdown, at.caption, at.info, at.warning, at.header, at.subheader) for one in kind
    ]
    return "\n".join(map(str, found)).replace("\\", "")


def tables(at: AppTest) -> list[str]:
    return [one.proto.body for one in at.get("html") if "<table" in one.proto.body]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sample_shows_what_comes_first_and_the_cheapest_plan_by_phase(app: Open, language: str) -> None:
    at = app("plan", language, demo=True, a="S08")
    words = said(at)
    assert {"zh": "24步，投入45点", "en": "24 steps, 45 points of effort"}[language] in words
    assert {"zh": "目标达成度由78%到100%", "en": "from 78% to 100%"}[language] in words
    assert {"zh": "方案2：45点", "en": "Plan 2: 45 points"}[language] in words
    priorities, first_phase = tables(at)[:2]
    assert priorities.count("<tr>") == 1 + 8
    assert "C4-2" in priorities
    assert "C4-2" in first_phase
    assert {"zh": "0级升至1级", "en": "level 0 to 1"}[language] in first_phase
    assert len(at.get("plotly_chart")) == 1


def test_with_little_effort_to_spend_it_shows_what_brings_the_targets_closest(app: Open) -> None:
    at = app("plan", demo=True, a="S08")
    at.radio(key="plan.kind").set_value("budget").run()
    at.number_input(key="plan.budget").set_value(4).run()
    assert not at.exception
    assert "投入4点" in said(at)
    assert "方案2" not in said(at)


def test_what_is_to_stay_as_it_is_has_no_step(app: Open) -> None:
    at = app("plan", demo=True, a="S08")
    assert any("B1-1" in table for table in tables(at)[1:3])
    keep = at.multiselect(key="plan.keep")
    keep.set_value([one for one in keep.options if one.startswith("B1-1 ")]).run()
    assert not at.exception
    assert "投入45点" in said(at)
    assert not any("B1-1" in table for table in tables(at)[1:3])


def test_sliders_show_other_scores_and_save_nothing(app: Open) -> None:
    at = app("plan", demo=True, a="S08")
    assert "尚无变化" in said(at)
    demo = Workspace.demo()
    before = demo.opened("S08")
    at.slider(key="plan.suppose.S08.C4-2").set_value(3).run()
    assert not at.exception
    card = projected(demo.rubric, before.assessment, {"C4-2": 3})
    assert "设想C4-2由0级到3级：" in said(at)
    assert f"到{percent(card.percent_to_target)}%" in said(at)
    assert demo.opened("S08") == before
    at.button(key="plan.whatif_reset").click().run()
    assert "尚无变化" in said(at)


def test_a_city_with_gaps_is_told_what_is_out_of_reach_and_what_is_nearest(app: Open) -> None:
    at = app("plan", "en", demo=True, a="S12")
    words = said(at)
    assert "These dimensions cannot reach their target" in words
    assert "1 of 2 rated: coverage too low to show a score" in words
    assert "14 indicators not rated" in words


def test_without_ratings_there_is_nothing_to_plan(app: Open, real: Workspace) -> None:
    id_ = real.begin(CityProfile(id="x", name="甲城"), period="2025", cut_off=date(2025, 12, 31), actor="外办")
    at = app("plan", a=id_)
    assert not tables(at)
    assert "还没有任何评级" in said(at)

"""Tasks on the page of the plan: adopted, changed by two people at once, removed, looked back at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessments import Workspace
from assessor.planning.steps import mark_of, step_from
from assessor.task import Task
from assessor.tasks import Tasks
from tests.ui.conftest import LANGUAGES, Open

SAMPLE = "S03"


@pytest.fixture
def demo(app: Open) -> Workspace:
    app("start", demo=True)
    return Workspace.demo()


def today() -> date:
    return datetime.now(UTC).date()


def button(at: AppTest, key: str) -> Any:
    return next(one for one in at.button if one.key is not None and key in one.key)


def area(at: AppTest, label: str) -> Any:
    return next(one for one in at.text_area if one.label == label)


def line(at: AppTest, label: str) -> Any:
    return next(one for one in at.text_input if one.label == label)


def said(at: AppTest) -> str:
    shown = [*at.markdown, *at.caption, *at.info, *at.success, *at.warning, *at.error, *at.subheader, *at.header]
    return "\n".join([*(one.value for one in shown), *(one.proto.body for one in at.get("html"))])


def tasks(workspace: Workspace) -> list[Task]:
    return workspace.opened(SAMPLE).assessment.tasks


def set_two(workspace: Workspace) -> None:
    due = today() - timedelta(days=2)
    drafts = [
        {"indicator": "A1-1", "aim": 2, "what": "印发专项规划", "lead": "市外办", "due": due, "mark": "规划印发", "phase": 1},
        {"indicator": "A1-2", "aim": 3, "what": "公开清单", "phase": 2},
    ]  # fmt: skip
    Tasks(workspace).add(SAMPLE, drafts, actor="甲")


def open_first(at: AppTest) -> AppTest:
    at.session_state[f"fold.task.{SAMPLE}.T1"] = True
    return at.run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_priorities_are_adopted_as_tasks_filled_in_from_the_rubric(app: Open, demo: Workspace, language: str) -> None:
    at = app("plan", language, demo=True, a=SAMPLE)
    at.session_state["fold.tasks.adopt_priorities"] = True
    at.run()
    choice = next(one for one in at.multiselect if (one.key or "").startswith("tasks.which"))
    choice.set_value([choice.options[0].split(" ")[0]]).run()
    button(at, "tasks.adopt.chosen").click().run()
    assert not at.exception
    (only,) = tasks(demo)
    one = demo.rubric.by_id[only.indicator]
    assert one.action is not None
    assert only.what == one.action.pick(language)  # type: ignore[arg-type]  # zh or en
    assert only.lead
    assert only.due is not None
    assert only.due > today()
    assert only.aim is not None
    assert only.mark == mark_of(demo.rubric, step_from(one, only.aim - 1)).pick(language)  # type: ignore[arg-type]  # zh or en
    assert only.status == "not_started"
    assert ("未启动1项" if language == "zh" else "1 not started") in said(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_status_progress_and_date_are_saved_and_stay_after_a_restart(app: Open, demo: Workspace, language: str) -> None:
    set_two(demo)
    at = open_first(app("plan", language, demo=True, a=SAMPLE))
    assert ("其中1项已过完成时限" if language == "zh" else "1 past the date") in said(at)
    at.radio(key=f"tasks.box0.{SAMPLE}.T1.status.{language}").set_value("under_way")
    at.text_area(key=f"tasks.box0.{SAMPLE}.T1.progress").set_value("已征求意见")
    at.text_input(key=f"tasks.box0.{SAMPLE}.T1.due").set_value("2026年12月31日")
    button(at, "box0.SAMPLE.T1.form".replace("SAMPLE", SAMPLE)).click().run()
    assert not at.exception
    again = Workspace.demo()
    first = tasks(again)[0]
    assert (first.status, first.progress, first.due) == ("under_way", "已征求意见", date(2026, 12, 31))
    assert first.lead == "市外办"
    assert not again.opened(SAMPLE).assessment.ratings.keys() ^ demo.opened(SAMPLE).assessment.ratings.keys()
    fresh = app("plan", language, demo=True, a=SAMPLE)
    assert ("进行中1项" if language == "zh" else "1 under way") in said(fresh)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_who_change_the_same_field_see_both_values_and_one_chooses(
    app: Open, demo: Workspace, language: str
) -> None:
    set_two(demo)
    at = open_first(app("plan", language, demo=True, a=SAMPLE))
    theirs = tasks(demo)[0].model_copy(update={"lead": "市政府办", "mark": "已公开"})
    Tasks(demo).change(SAMPLE, theirs, expected=1, actor="乙")
    at.text_input(key=f"tasks.box0.{SAMPLE}.T1.lead").set_value("市委外办")
    button(at, f"box0.{SAMPLE}.T1.form").click().run()
    assert tasks(demo)[0].lead == "市政府办"
    assert "市政府办" in said(at)
    assert "市委外办" in said(at)
    button(at, f"tasks.ours.{SAMPLE}.T1").click().run()
    assert not at.exception
    assert (tasks(demo)[0].lead, tasks(demo)[0].mark) == ("市委外办", "已公开"), "what only the other changed stays"


def test_two_who_change_different_fields_are_in_nobody_s_way(app: Open, demo: Workspace) -> None:
    set_two(demo)
    at = open_first(app("plan", demo=True, a=SAMPLE))
    Tasks(demo).change(SAMPLE, tasks(demo)[0].model_copy(update={"mark": "已公开"}), expected=1, actor="乙")
    at.text_input(key=f"tasks.box0.{SAMPLE}.T1.support").set_value("发改委")
    button(at, f"box0.{SAMPLE}.T1.form").click().run()
    assert (tasks(demo)[0].support, tasks(demo)[0].mark) == ("发改委", "已公开")


def test_a_date_that_is_none_is_refused_by_the_name_of_its_box_and_nothing_typed_is_lost(
    app: Open, demo: Workspace
) -> None:
    set_two(demo)
    at = open_first(app("plan", demo=True, a=SAMPLE))
    at.text_input(key=f"tasks.box0.{SAMPLE}.T1.due").set_value("2026-02-30")
    at.text_area(key=f"tasks.box0.{SAMPLE}.T1.progress").set_value("已征求意见")
    button(at, f"box0.{SAMPLE}.T1.form").click().run()
    assert any("完成时限" in one.value and "不是有效日期" in one.value for one in at.error)
    assert at.text_area(key=f"tasks.box0.{SAMPLE}.T1.progress").value == "已征求意见"
    assert tasks(demo)[0].progress == ""


def test_what_somebody_typed_into_a_task_removed_meanwhile_is_shown(app: Open, demo: Workspace) -> None:
    set_two(demo)
    at = open_first(app("plan", demo=True, a=SAMPLE))
    Tasks(demo).remove(SAMPLE, "T1", expected=1, actor="乙")
    at.text_area(key=f"tasks.box0.{SAMPLE}.T1.progress").set_value("已征求意见")
    button(at, f"box0.{SAMPLE}.T1.form").click().run()
    assert not at.exception
    assert any("已被他人删去" in one.value and "已征求意见" in one.value for one in at.error)


def test_removing_asks_first(app: Open, demo: Workspace) -> None:
    set_two(demo)
    at = open_first(app("plan", demo=True, a=SAMPLE))
    assert "不能恢复" in said(at)
    assert len(tasks(demo)) == 2
    button(at, f"tasks.remove.{SAMPLE}.T1").click().run()
    assert [one.id for one in tasks(demo)] == ["T2"]


def test_a_task_of_one_s_own_is_added_with_what_the_rubric_proposes_filled_in(app: Open, demo: Workspace) -> None:
    at = app("plan", demo=True, a=SAMPLE)
    at.session_state["fold.tasks.add"] = True
    at.run()
    at.selectbox(key=f"tasks.new.{SAMPLE}.indicator.zh").set_value("B2-1").run()
    at.text_area(key=f"tasks.new.{SAMPLE}.B2-1.zh.0.what").set_value("试行清单")
    button(at, f"tasks.new.{SAMPLE}.B2-1.zh.0.form").click().run()
    assert not at.exception
    (only,) = tasks(demo)
    assert (only.indicator, only.what) == ("B2-1", "试行清单")
    assert only.mark
    assert only.lead


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_look_back_keeps_where_tasks_stand_and_rates_nothing_again(app: Open, demo: Workspace, language: str) -> None:
    set_two(demo)
    before = demo.opened(SAMPLE).assessment
    at = app("plan", language, demo=True, a=SAMPLE)
    at.session_state["fold.tasks.look_now"] = True
    at.run()
    at.text_area(key="tasks.look_remark.0").set_value("抓紧")
    button(at, "tasks.look.0").click().run()
    assert not at.exception
    after = demo.opened(SAMPLE).assessment
    (look,) = after.follow_ups
    assert (look.statuses, look.remark) == ({"T1": "not_started", "T2": "not_started"}, "抓紧")
    assert after.ratings == before.ratings
    next_ = look.date + timedelta(days=180)
    assert next_.isoformat() in said(at)
    assert ("不重新评级" if language == "zh" else "Nothing is rated again") in said(at)
    assert "抓紧" in said(at)

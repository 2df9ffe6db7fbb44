"""Tasks on the page of the plan: adopted, changed by two people at once, removed, looked back at."""

from __future__ import annotations

from datetime import date, timedelta
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
    due = date.today() - timedelta(days=2)
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
    choice = next(one for one in at.multiselect if one.key.startswith("tasks.which"))
    choice.set_value([choice.options[0].split(" ")[0]]).run()
    button(at, "tasks.adopt.chosen").click().run()
    assert not at.exception
    (only,) = tasks(demo)
    one = demo.rubric.by_id[only.indicator]
    assert one.action is not None
    assert only.what == one.action.pick(language)  # type: ignore[arg-type] - one of the languages
    assert only.lead
    assert only.due is not None
    assert only.due > date.today()
    assert only.aim is not None
    assert only.mark == mark_of(demo.rubric, step_from(one, only.aim - 1)).pick(language)  # type: ignore[arg-type]
    assert only.status == "not_started"
    assert ("未启动1项" if language == "zh" else "1 not started") in said(at)

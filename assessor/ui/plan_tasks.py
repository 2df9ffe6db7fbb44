"""Tasks on the page of the plan: adopt them, add one, see them phase by phase, look back at them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from assessor.assessments import Opened
from assessor.errors import AssessorError
from assessor.planning.steps import Priority, Step, priorities
from assessor.report import task_words, words
from assessor.scorecard import Scorecard
from assessor.task import Task
from assessor.tasks import Tasks
from assessor.tasks.drafts import Draft, of_priority, of_steps, set_already
from assessor.ui import crash, plan_look_back, plan_task_form
from assessor.ui.folds import fold
from assessor.ui.parts import plain
from assessor.ui.session import actor, language, t, workspace
from assessor.ui.when import today

SAID, AT = "tasks.told", "tasks.told_at"
"""What the last action has to say, and beside which button."""


def section(now: Opened, card: Scorecard) -> None:
    """All about tasks, under a heading of its own; the page puts it last. A plan is adopted by `adopt_button`."""
    st.header(t("tasks.title"))
    _tell_once()
    tasks = now.assessment.tasks
    if tasks:
        st.markdown(f"**{plain(task_words.overview(tasks, today()).pick(language()))}**")
        plan_look_back.when_due(now)
    else:
        st.info(t("tasks.none"), icon=":material/info:")
    st.caption(t("tasks.about"))
    for phase in sorted({one.phase for one in tasks}):
        _phase(now, phase, [one for one in tasks if one.phase == phase])
    with fold("tasks.adopt_priorities", ":material/playlist_add:") as opened:
        if opened.open:
            _choose(now, card)
    with fold("tasks.add", ":material/add:") as opened:
        if opened.open:
            plan_task_form.add(now, card)
    if tasks or now.assessment.follow_ups:
        plan_look_back.section(now)


def adopt_button(now: Opened, card: Scorecard, steps: Sequence[Step], key: str) -> None:
    """Set the steps of a plan, or of one priority, as tasks: those that are none yet."""
    drafts = of_steps(workspace().rubric, now.assessment, card, steps, datetime.now(UTC), language())
    if not steps:
        return
    if st.session_state.get(AT) == key:
        _tell_once()
    if not drafts:
        st.caption(t("tasks.adopted_already"))
        return
    st.button(t("tasks.adopt_plan", n=len(drafts)), key=f"tasks.adopt.{key}", icon=":material/playlist_add_check:",
              on_click=_adopt, args=(now.assessment.id, drafts, key))  # fmt: skip


def _adopt(id_: str, drafts: Sequence[Draft], at: str = "") -> None:
    st.session_state[AT] = at
    try:
        found = Tasks(workspace()).add(id_, drafts, actor=actor())
    except AssessorError as error:
        st.session_state[SAID] = error
    else:
        st.session_state[SAID] = t("tasks.adopted", n=len(found))


def _tell_once() -> None:
    """What the last action has to say, once."""
    said = st.session_state.pop(SAID, None)
    if isinstance(said, AssessorError):
        crash.tell(said)
    elif said:
        st.success(said, icon=":material/check:")


# -- adopting from the list of priorities -----------------------------------------------------------


def _choose(now: Opened, card: Scorecard) -> None:
    taken = {indicator for indicator, _ in set_already(now.assessment)}
    found = {
        one.indicator: one for one in priorities(workspace().rubric, now.assessment, card) if one.indicator not in taken
    }
    if not found:
        st.markdown(t("tasks.all_taken"))
        return
    st.caption(t("tasks.adopt_note"))
    key = f"tasks.which.{len(now.assessment.tasks)}.{language()}"
    names = {id_: _option(one) for id_, one in found.items()}
    st.multiselect(t("tasks.which"), list(names), key=key, placeholder=t("tasks.which_none"),
                   format_func=names.__getitem__)  # fmt: skip
    st.button(t("tasks.adopt"), key="tasks.adopt.chosen", icon=":material/playlist_add_check:",
              on_click=_adopt_chosen, args=(now.assessment.id, found, key))  # fmt: skip


def _option(one: Priority) -> str:
    name = workspace().rubric.by_id[one.indicator].name.pick(language())
    aim = words.EVIDENCE_FIRST.pick(language()) if not one.sure else t("tasks.level", level=one.step.aim)
    return t("tasks.option", id=one.indicator, name=name, aim=aim)


def _adopt_chosen(id_: str, found: dict[str, Priority], key: str) -> None:
    chosen = st.session_state.get(key) or []
    if not chosen:
        st.session_state[SAID] = t("tasks.choose_first")
        return
    made = datetime.now(UTC)
    _adopt(id_, [of_priority(workspace().rubric, found[one], made, language()) for one in chosen])


# -- the list ------------------------------------------------------------------------------------


def _phase(now: Opened, phase: int, tasks: Sequence[Task]) -> None:
    name = task_words.PHASES[phase].pick(language())
    standing = task_words.standing(one.status for one in tasks).pick(language())
    st.subheader(t("tasks.phase_heading", phase=name, standing=standing))
    for task in tasks:
        with _fold(_heading(task), f"fold.task.{now.assessment.id}.{task.id}") as opened:
            if opened.open:
                plan_task_form.edit(now, task)
            else:
                plan_task_form.closed(now.assessment.id, task.id)


def _fold(heading: str, key: str) -> Any:
    """A fold that stays as it is when its heading changes, which makes it another one to Streamlit."""
    drawn = st.session_state.get(f"{key}.drawn")
    if drawn is not None and drawn[0] != heading:
        st.session_state[key] = drawn[1]
    opened: Any = st.expander(heading, on_change="rerun", key=key)
    st.session_state[f"{key}.drawn"] = (heading, opened.open)
    return opened


def _heading(task: Task) -> str:
    lang = language()
    due = t("tasks.due_on", day=task.due.isoformat()) if task.due else t("tasks.no_due")
    if task_words.is_late(task, today()):
        due = f"{due} ({t('tasks.late')})" if lang == "en" else f"{due}（{t('tasks.late')}）"
    name = workspace().rubric.by_id[task.indicator].name.pick(lang)
    return plain(
        t("tasks.heading", name=f"{task.indicator} {name}", aim=task_words.aim(task).pick(lang),
          lead=task.lead or t("tasks.no_lead"), due=due, status=task_words.NAMES[task.status].pick(lang))
    )  # fmt: skip

"""Looks back at the tasks: when the next is due, keep one, the ones so far. Nothing is rated again."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessor.assessments import Opened
from assessor.errors import AssessorError, CityFault, Problem
from assessor.report import task_words
from assessor.task import STATUSES, TEXT_LIMIT, FollowUp
from assessor.tasks import FOLLOW_UP_DAYS, Tasks, due_follow_up
from assessor.text import say
from assessor.ui import crash
from assessor.ui.folds import fold
from assessor.ui.parts import table
from assessor.ui.session import actor, language, messages, t, workspace
from assessor.ui.when import day, today

SAID = "tasks.told"
MOST = 6
"""Looks shown side by side, the last ones."""


def when_due(now: Opened) -> None:
    looks, cut_off = now.assessment.follow_ups, now.assessment.cut_off
    due = due_follow_up(cut_off, looks)
    since = max([cut_off, *(one.date for one in looks)]).isoformat()
    late = (today() - due).days
    if late > 0:
        said = t("tasks.look_due", day=due.isoformat(), late=late, since=since, days=FOLLOW_UP_DAYS)
        st.warning(said, icon=":material/event:")
    elif late == 0:
        st.warning(t("tasks.look_due_today", since=since, days=FOLLOW_UP_DAYS), icon=":material/event:")
    else:
        st.markdown(t("tasks.look_due_on", day=due.isoformat(), since=since, days=FOLLOW_UP_DAYS))


def section(now: Opened) -> None:
    st.subheader(t("tasks.look_back"))
    st.caption(t("tasks.look_about", days=FOLLOW_UP_DAYS))
    if now.assessment.tasks:
        with fold("tasks.look_now", ":material/event_available:") as opened:
            if opened.open:
                _form(now)
    if now.assessment.follow_ups:
        _so_far(now.assessment.follow_ups)
        with fold("tasks.look_each", ":material/table_rows:") as opened:
            if opened.open:
                _each(now)


def _form(now: Opened) -> None:
    standing = task_words.standing(one.status for one in now.assessment.tasks).pick(language())
    st.markdown(t("tasks.look_first", standing=standing))
    turn = len(now.assessment.follow_ups)
    with st.form(f"tasks.look.{turn}", border=False, enter_to_submit=False):
        typed = st.text_input(t("tasks.look_date"), today().isoformat(), key=f"tasks.look_date.{turn}")
        remark = st.text_area(t("tasks.look_remark"), key=f"tasks.look_remark.{turn}", max_chars=TEXT_LIMIT)
        if not st.form_submit_button(t("tasks.look_keep"), icon=":material/save:"):
            return
    try:
        kept = _keep(now, typed, remark)
    except AssessorError as error:
        crash.tell(error)
        return
    st.session_state[SAID] = t("tasks.look_kept", day=kept.date.isoformat())
    st.rerun()


def _keep(now: Opened, typed: str, remark: str) -> FollowUp:
    on = day(typed)
    last = max((one.date for one in now.assessment.follow_ups), default=on)
    odd = "tasks.date_future" if on > today() else "tasks.date_early" if on < last else None
    if odd is not None:
        raise CityFault(Problem("", messages()[odd], say("改正日期", "correct the date")))
    return Tasks(workspace()).follow_up(now.assessment.id, on=on, remark=remark.strip(), actor=actor())


def _so_far(looks: Sequence[FollowUp]) -> None:
    names = [task_words.NAMES[one].pick(language()) for one in STATUSES]
    rows = []
    for place, one in reversed(list(enumerate(looks))):
        stood = list(one.statuses.values())
        moved = _moved(looks[place - 1], one) if place else None
        rows.append((
            one.date.isoformat(), str(len(stood)), *(str(stood.count(status)) for status in STATUSES),
            "—" if moved is None else str(moved), one.remark or "—",
        ))  # fmt: skip
    heads = [t("tasks.look_day"), t("tasks.look_tasks"), *names, t("tasks.look_moved"), t("tasks.look_said")]
    table(heads, rows, caption=t("tasks.looks"), numbers=range(1, len(heads) - 1), wide=(len(heads) - 1,))


def _moved(before: FollowUp, after: FollowUp) -> int:
    """How many tasks of both looks stand elsewhere."""
    return sum(before.statuses[id_] != status for id_, status in after.statuses.items() if id_ in before.statuses)


def _each(now: Opened) -> None:
    looks = now.assessment.follow_ups[-MOST:]
    tasks = {one.id: one for one in now.assessment.tasks}
    ids = dict.fromkeys([*tasks, *(id_ for look in looks for id_ in look.statuses)])
    rows = []
    for id_ in ids:
        one = tasks.get(id_)
        name = t("tasks.removed_since", id=id_) if one is None else f"{one.indicator} {one.what}"
        stood = (look.statuses.get(id_) for look in looks)
        rows.append((name, *("—" if one is None else task_words.NAMES[one].pick(language()) for one in stood)))
    table([t("tasks.what"), *(look.date.isoformat() for look in looks)], rows, wide=(0,))

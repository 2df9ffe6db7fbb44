"""Begin the next period of a city from the last one."""

from __future__ import annotations

import re

import streamlit as st

from assessor.assessment import Assessment
from assessor.assessments import Workspace
from assessor.errors import AssessorError
from assessor.migration import begin_next
from assessor.ui import crash, when
from assessor.ui.parts import plain
from assessor.ui.session import actor, go, is_demo, language, open_assessment, t

_BEGUN, _REFUSED = "change.next_begun", "change.next_refused"


def button(workspace: Workspace, id_: str) -> None:
    if st.session_state.pop(_BEGUN, None) is not None:
        go("city")
    if st.button(t("change.begin_next"), key=f"change.next.{id_}", icon=":material/event_repeat:"):
        st.dialog(t("change.begin_next"))(_form)(workspace, id_)


def _form(workspace: Workspace, id_: str) -> None:
    if _BEGUN in st.session_state:
        st.rerun()
    last = workspace.opened(id_).assessment
    st.markdown(t("change.next_from", city=plain(last.city.called(language())), period=plain(last.period)))
    with st.form("change.next_form", enter_to_submit=False):
        st.text_input(t("start.period"), _following(last.period), key="change.next_period")
        st.text_input(t("start.cut_off"), _a_year_on(last), key="change.next_cut_off")
        st.form_submit_button(
            t("start.begin"), type="primary", icon=":material/arrow_forward:", on_click=_begin, args=(workspace, id_)
        )
    if (refused := st.session_state.pop(_REFUSED, None)) is not None:
        crash.tell(refused)


def _begin(workspace: Workspace, id_: str) -> None:
    typed = st.session_state["change.next_period"], st.session_state["change.next_cut_off"]
    try:
        begun = begin_next(workspace, id_, period=when.period(typed[0]), cut_off=when.day(typed[1]), actor=actor())
    except AssessorError as error:
        st.session_state[_REFUSED] = error
        return
    open_assessment(begun, demo=is_demo())
    st.session_state[_BEGUN] = begun


def _following(period: str) -> str:
    """The years that a period names, one later: 2025 -> 2026, 2024-2025 -> 2025-2026."""
    return re.sub(r"(?<!\d)\d{4}(?!\d)", lambda year: str(int(year.group()) + 1), period)


def _a_year_on(last: Assessment) -> str:
    day = last.cut_off
    later = (
        day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
    )
    return later.isoformat()

"""The fictional sample cities: choose one, leave them, put them back."""

from __future__ import annotations

import streamlit as st

from assessor.assessment import Assessment
from assessor.errors import AssessorError
from assessor.ui import crash
from assessor.ui.parts import plain
from assessor.ui.session import current, demo_workspace, go, joined, language, open_assessment, set_address, t


def controls() -> None:
    with st.container(horizontal=True):
        if st.button(t("start.leave_demo"), key="start.leave_demo", type="primary", icon=":material/logout:"):
            leave()
        if st.button(t("start.reset_demo"), key="start.reset_demo", icon=":material/restart_alt:"):
            current().reset_demo()
            st.success(t("start.demo_reset"), icon=":material/check:")
    st.caption(t("start.demo_how"))
    st.header(t("start.demo"))


def leave() -> None:
    set_address("demo", None)
    set_address("a", None)
    set_address("i", None)
    st.session_state.pop("start.way", None)
    st.rerun()


def cities() -> None:
    """One click on a name opens that city's results in the demo's own database."""
    st.markdown(t("start.demo_note"))
    try:
        demo = demo_workspace()
        begun = {one.id for one in demo.summaries()}
        found = [one for one in demo.comparison_cities() if one.id in begun]
    except AssessorError as error:
        crash.tell(error)
        return
    for first in range(0, len(found), 2):
        for column, one in zip(st.columns(2), found[first : first + 2], strict=False):
            with column, st.container(border=True, height="stretch"):
                _city(one)


def _city(one: Assessment) -> None:
    name = one.city.called(language())
    if st.button(plain(name), key=f"start.demo.{one.id}", icon=":material/bar_chart:", width="stretch"):
        open_assessment(one.id, demo=True)
        go("results")
    kinds = [t("common.fictional"), *_kinds(one)]
    st.caption(joined(kinds))
    if one.pattern is not None:
        st.markdown(plain(one.pattern.pick(language())))


def _kinds(one: Assessment) -> list[str]:
    """Type and roles, in words."""
    names = demo_workspace().rubric.names
    return [names[id_].pick(language()) for id_ in (one.city.city_class, *one.city.subtypes) if id_ in names]

"""The sessions of the open assessment, and the way to another one."""

from __future__ import annotations

import streamlit as st

from assessor.assessment import Assessment
from assessor.errors import AssessorError
from assessor.ui import when, workshop_plan, workshop_words
from assessor.ui.folds import fold
from assessor.ui.parts import plain
from assessor.ui.session import actor, t
from assessor.ui.workshop_steps import done, enter, refused, workshops
from assessor.workshops import SessionLine


def show(assessment: Assessment) -> None:
    st.markdown(t("workshop.about"))
    found = workshops().sessions(assessment.id)
    if found:
        st.header(t("workshop.sessions"))
        for one in reversed(found):
            _entry(one)
        with fold("workshop.new_fold", ":material/add:") as opened:
            if opened.open:
                workshop_plan.new(assessment)
        return
    st.header(t("workshop.new"))
    workshop_plan.new(assessment)


def _entry(one: SessionLine) -> None:
    with st.container(border=True):
        said = t("workshop.entry", stage=workshop_words.stage(one.stage), variant=workshop_words.variant(one.plan),
                 kind=workshop_words.kind(one.plan), items=len(one.plan.items), raters=one.heads,
                 decided=one.counts.get("decided", 0))  # fmt: skip
        st.markdown(said)
        st.caption(t("workshop.made", time=when.moment(one.made)))
        with st.container(horizontal=True):
            st.button(t("workshop.enter"), key=f"workshop.enter.{one.id}", type="primary", icon=":material/login:",
                      on_click=enter, args=(one.id,))  # fmt: skip
            if st.button(t("workshop.delete"), key=f"workshop.delete.{one.id}", icon=":material/delete:"):
                st.dialog(t("workshop.delete"))(_confirm)(one)


def _confirm(one: SessionLine) -> None:
    said = t("workshop.delete_what", stage=workshop_words.stage(one.stage), raters=one.heads)
    st.markdown(plain(said))
    with st.container(horizontal=True):
        if st.button(t("workshop.back"), key="workshop.delete.back"):
            st.rerun()
        if st.button(t("workshop.delete"), key="workshop.delete.do", type="primary", on_click=_delete, args=(one,)):
            st.rerun()


def _delete(one: SessionLine) -> None:
    try:
        now = workshops().opened(one.id)
        workshops().delete(one.id, expected=now.version, actor=actor())
    except AssessorError as error:
        refused(None, error)
    else:
        done(t("workshop.deleted"))

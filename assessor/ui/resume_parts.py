"""The list of one's own assessments: open, export, delete."""

from __future__ import annotations

import streamlit as st

from assessor.assessments import Summary
from assessor.ui import begin_parts, next_parts, when
from assessor.ui.parts import called, how_far, plain
from assessor.ui.session import actor, current, go, open_assessment, open_id, set_address, t


def assessments() -> None:
    found = current().summaries()
    if not found:
        st.info(t("start.none_yet"), icon=":material/info:")
        return
    begin_parts.who()
    for one in found:
        _entry(one)


def _entry(one: Summary) -> None:
    with st.container(border=True):
        st.subheader(plain(called(one)))
        setup = t(
            "start.entry",
            period=plain(one.period),
            mode=begin_parts.mode_names()[one.mode],
            variant=begin_parts.variants(current().rubric).get(one.variant, ""),
        )
        st.markdown(setup)
        if one.earlier:
            st.caption(t("start.earlier", version=plain(one.rubric_version), now=current().rubric.version))
        st.progress(min(one.rated / one.of, 1.0) if one.of else 0.0, how_far(one.rated, one.of, one.not_applicable))
        st.caption(t("start.last_saved", time=when.moment(one.updated_at)))
        with st.container(horizontal=True):
            _actions(one)


def _actions(one: Summary) -> None:
    if st.button(t("start.open"), key=f"start.open.{one.id}", type="primary", icon=":material/edit_note:"):
        open_assessment(one.id)
        go("assess")
    if st.button(t("start.export"), key=f"start.export.{one.id}", icon=":material/download:"):
        open_assessment(one.id)
        go("reports")
    if one.rated:
        next_parts.button(current(), one.id)
    if one.known_earlier and st.button(t("start.migrate"), key=f"start.migrate.{one.id}", icon=":material/upgrade:"):
        open_assessment(one.id)
        go("change")
    if st.button(t("start.delete"), key=f"start.delete.{one.id}", icon=":material/delete:"):
        st.dialog(t("start.delete_title"))(_confirm)(one)


def _confirm(one: Summary) -> None:
    st.markdown(t("start.delete_what", city=plain(called(one)), period=plain(one.period), rated=one.rated))
    with st.container(horizontal=True):
        if st.button(t("start.keep"), key="start.keep"):
            st.rerun()
        if st.button(t("start.delete_now"), key="start.delete_now", type="primary", on_click=_delete, args=(one,)):
            st.rerun()


def _delete(one: Summary) -> None:
    current().delete(one.id, actor())
    if open_id() == one.id:
        set_address("a", None)

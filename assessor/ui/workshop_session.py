"""One session on the page: what is before the facilitator, in which of its parts."""

from __future__ import annotations

import streamlit as st

from assessor.assessment import Assessment
from assessor.ui import (
    choice,
    workshop_decide,
    workshop_live,
    workshop_lobby,
    workshop_paper,
    workshop_results,
    workshop_run,
    workshop_words,
)
from assessor.ui.parts import plain
from assessor.ui.session import language, t
from assessor.ui.workshop_steps import focus, leave, tell_once
from assessor.workshops import OpenedWorkshop

PARTS = ("join", "run", "paper", "results")


def show(now: OpenedWorkshop, assessment: Assessment) -> None:
    _head(now, assessment)
    part = _part(now)
    item = focus(now.workshop) if part == "run" else None
    workshop_live.watch(now, item, typing=part == "paper")
    tell_once()
    workshop_decide.tell_unsaved(now.id, now.workshop, item)
    if part == "join":
        workshop_lobby.show(now)
    elif part == "run":
        workshop_run.show(now, assessment)
    elif part == "paper":
        workshop_paper.show(now, assessment)
    else:
        workshop_results.show(now, assessment)


def _head(now: OpenedWorkshop, assessment: Assessment) -> None:
    plan = now.workshop.plan
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        said = t("workshop.head", city=plain(assessment.city.called(language())), period=plain(assessment.period),
                 stage=workshop_words.stage(now.workshop.stage), variant=workshop_words.variant(plan),
                 kind=workshop_words.kind(plan), items=len(plan.items))  # fmt: skip
        st.markdown(said, width="content")
        st.button(t("workshop.all_sessions"), key="workshop.leave", icon=":material/arrow_back:", type="tertiary",
                  on_click=leave)  # fmt: skip


def _part(now: OpenedWorkshop) -> str:
    """A session begins with people coming in, and ends with what came of it."""
    names = {one: t(f"workshop.part_{one}") for one in PARTS}
    first = {"draft": "join", "running": "run", "ended": "results"}[now.workshop.stage]
    key = f"workshop.part.{now.id}"
    if choice.chosen(key, "") not in names:
        choice.choose(key, first)
    return choice.segmented(key, t("workshop.part"), names)

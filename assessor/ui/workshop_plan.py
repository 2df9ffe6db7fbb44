"""Preparing a session, and changing its plan before rating begins: what is asked, of whom and for how long.

All that is wrong with a plan is said at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessor.assessment import Assessment
from assessor.errors import AssessorError, Problem, WorkshopRefused
from assessor.rubric import Rubric
from assessor.text import LANGUAGES
from assessor.ui import choice, crash, workshop_groups, workshop_words
from assessor.ui.session import actor, t, workspace
from assessor.ui.workshop_groups import Form, keep
from assessor.ui.workshop_steps import done, enter, in_words, place_named, workshops
from assessor.workshop.plan import (
    MOST_SECONDS,
    Plan,
    RaterGroup,
    SessionKind,
    SessionVariant,
    default_plan,
    prepared,
)
from assessor.workshops import OpenedWorkshop

VARIANTS: tuple[SessionVariant, ...] = ("quick", "full", "own")
KINDS: tuple[SessionKind, ...] = ("open", "internal")
HOURS = (2, 4, 8, 24, 72, 168, 240, 336)
DAY, USUAL_HOURS, USUAL_SECONDS = 24, 8, 120
NONE = ""
"""In the choice of a trial item: none."""


def new(assessment: Assessment) -> None:
    """Nothing of it is stored before the button; what is filled in stays while the tab is open, and the page says so."""
    form = Form("workshop.new", None)
    plan, faults = _filled(form)
    hours = _hours(form.key("hours"), t("workshop.hours"))
    st.caption(t("workshop.hours_about"))
    st.caption(t("workshop.not_yet"))
    if st.button(t("workshop.prepare"), key="workshop.prepare", type="primary", icon=":material/arrow_forward:"):
        try:
            _refuse(plan, faults)
            id_ = workshops().prepare(assessment.id, plan, hours=hours, actor=actor())
        except AssessorError as error:
            _tell(error)
            return
        enter(id_)
        st.rerun()


def change(now: OpenedWorkshop) -> None:
    """Before rating begins. Another plan that was saved meanwhile brings another form."""
    form = Form(f"workshop.plan.{now.id}.{hash(now.workshop.plan):x}", now.workshop.plan)
    plan, faults = _filled(form)
    st.caption(t("workshop.plan_not_yet"))
    if st.button(t("workshop.save_plan"), key="workshop.save_plan", type="primary", icon=":material/save:"):
        try:
            _refuse(plan, faults)
            workshops().change_plan(now.id, plan, expected=now.version, actor=actor())
        except AssessorError as error:
            _tell(error)
            return
        done(t("workshop.plan_saved"))
        st.rerun()


def _filled(form: Form) -> tuple[Plan, list[Problem]]:
    """The plan as it is filled in, and what cannot even be put into one."""
    variant, kind, rubric = _variant(form), _kind(form), workspace().rubric
    usual = default_plan(rubric, variant, kind)
    items = _own_items(form, rubric, usual.items) if variant == "own" else list(usual.items)
    st.caption(t("workshop.items_n", n=len(items)))
    st.subheader(t("workshop.groups"))
    st.caption(t("workshop.groups_about"))
    groups, faults = workshop_groups.show(form, kind)
    st.subheader(t("workshop.course"))
    seconds, trial = _seconds(form, len(items)), _trial(form, items, usual.trial)
    evidence = st.checkbox(t("workshop.evidence"), form.plan.evidence if form.plan else True, key=form.key("evidence"),
                           persist_state="session", wrap=True)  # fmt: skip
    plan = Plan(items=tuple(items), variant=variant, kind=kind, groups=tuple(groups), seconds=seconds, trial=trial,
                evidence=evidence)  # fmt: skip
    return plan, faults


# -- what is asked --------------------------------------------------------------------------------


def _variant(form: Form) -> SessionVariant:
    names = {one: t(f"workshop.variant_{one}") for one in VARIANTS}
    st.markdown(f"**{t('workshop.variant')}**")
    chosen: SessionVariant = form.segmented(
        "variant", t("workshop.variant"), names, form.plan.variant if form.plan else None
    )
    st.caption(t(f"workshop.variant_{chosen}_about"))
    return chosen


def _kind(form: Form) -> SessionKind:
    names = {one: t(f"workshop.kind_{one}") for one in KINDS}
    st.markdown(f"**{t('workshop.kind')}**")
    chosen: SessionKind = form.segmented("kind", t("workshop.kind"), names, form.plan.kind if form.plan else None)
    st.caption(t(f"workshop.kind_{chosen}_about"))
    return chosen


def _own_items(form: Form, rubric: Rubric, usual: Sequence[str]) -> list[str]:
    key, before = choice.by_language(form.key("own")), form.plan.items if form.plan else usual
    names = {one.id: workshop_words.item_label(one.id) for one in rubric.indicators}
    st.session_state[key] = [one for one in choice.chosen(form.key("own"), list(before)) if one in names]
    st.multiselect(t("workshop.own_items"), list(names), format_func=names.__getitem__, key=key, placeholder="",
                   on_change=keep, args=(form.key("own"), key))  # fmt: skip
    picked = set(st.session_state[key])
    return [one.id for one in rubric.indicators if one.id in picked]


def _seconds(form: Form, items: int) -> int:
    standing = form.plan.seconds if form.plan else USUAL_SECONDS
    seconds = int(st.number_input(t("workshop.seconds"), 0, MOST_SECONDS, standing, 15, key=form.key("seconds"),
                                  persist_state="session"))  # fmt: skip
    minutes = -(-items * seconds // 60)
    st.caption(t("workshop.minutes", n=minutes) if seconds else t("workshop.no_limit"))
    return seconds


def _hours(key: str, label: str) -> int:
    names = hours_named()
    widget = choice.by_language(key)
    kept = choice.chosen(key, USUAL_HOURS)
    st.session_state[widget] = kept
    st.selectbox(label, list(names), format_func=names.__getitem__, key=widget, placeholder="", filter_mode=None,
                 on_change=keep, args=(key, widget))  # fmt: skip
    found: int = st.session_state[widget]
    return found


def hours_named() -> dict[int, str]:
    return {
        one: t("workshop.days", n=one // DAY) if one >= DAY and one % DAY == 0 else t("workshop.hours_n", n=one)
        for one in HOURS
    }


def _trial(form: Form, items: Sequence[str], usual: str | None) -> str | None:
    names = {NONE: t("workshop.no_trial")} | {one: workshop_words.item_label(one) for one in items}
    widget = choice.by_language(form.key("trial"))
    kept = choice.chosen(form.key("trial"), (form.plan.trial if form.plan else usual) or NONE)
    st.session_state[widget] = kept if kept in names else usual if usual in names else NONE
    st.selectbox(t("workshop.trial"), list(names), format_func=names.__getitem__, key=widget, placeholder="",
                 on_change=keep, args=(form.key("trial"), widget))  # fmt: skip
    st.caption(t("workshop.trial_about"))
    return st.session_state[widget] or None


# -- all at once ----------------------------------------------------------------------------------


def _refuse(plan: Plan, faults: list[Problem]) -> None:
    """Every fault of the form and of the rules together."""
    against = _against_the_rules(plan) if plan.groups or not faults else []
    if found := [*faults, *against]:
        raise WorkshopRefused(*found)


def _against_the_rules(plan: Plan) -> list[Problem]:
    try:
        prepared(workspace().rubric, plan)
    except WorkshopRefused as error:
        return [Problem(_named(plan.groups, one.place), one.what, one.fix) for one in error.problems]
    return []


def _named(groups: Sequence[RaterGroup], place: str) -> str:
    """Two groups of the same name are told of by that name."""
    names = {one.id: one.name for one in groups} | {
        one.name.pick(lang): one.name for one in groups for lang in LANGUAGES
    }
    return place_named(place, names)


def _tell(error: AssessorError) -> None:
    crash.tell(error if isinstance(error, WorkshopRefused) else in_words(None, error))

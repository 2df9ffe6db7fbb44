"""Preparing a session: what is asked, of whom and for how long. All that is wrong with it is said at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from assessor.assessment import Assessment
from assessor.errors import AssessorError, Problem, WorkshopRefused
from assessor.rubric import Rubric
from assessor.text import say
from assessor.ui import choice, crash, workshop_words
from assessor.ui.parts import plain
from assessor.ui.session import actor, language, t, workspace
from assessor.ui.workshop_steps import enter, in_words, place_named, workshops
from assessor.workshop_plan import (
    MOST_SECONDS,
    Plan,
    RaterGroup,
    SessionKind,
    SessionVariant,
    default_groups,
    default_plan,
    prepared,
)

VARIANTS: tuple[SessionVariant, ...] = ("quick", "full", "own")
KINDS: tuple[SessionKind, ...] = ("open", "internal")
HOURS = (2, 4, 8, 24, 72, 168, 240, 336)
DAY, USUAL_HOURS, USUAL_SECONDS = 24, 8, 120
GROUP_NAME_LIMIT = 40
_ROWS, _TURN = "workshop.new.rows", "workshop.new.turn"
NONE = ""
"""In the choice of a trial item: none."""


def form(assessment: Assessment) -> None:
    """Nothing of it is stored before the button; what is filled in stays while the tab is open, and the page says so."""
    variant = _variant()
    rubric, kind = workspace().rubric, _kind()
    usual = default_plan(rubric, variant, kind)
    items = _own_items(rubric, usual.items) if variant == "own" else list(usual.items)
    st.caption(t("workshop.items_n", n=len(items)))
    st.subheader(t("workshop.groups"))
    st.caption(t("workshop.groups_about"))
    groups, faults = _groups(kind)
    st.subheader(t("workshop.course"))
    seconds, hours = _times(len(items))
    trial = _trial(items, usual.trial)
    evidence = st.checkbox(
        t("workshop.evidence"), True, key="workshop.new.evidence", persist_state="session", wrap=True
    )
    st.caption(t("workshop.not_yet"))
    if st.button(t("workshop.prepare"), key="workshop.prepare", type="primary", icon=":material/arrow_forward:"):
        values = {"items": tuple(items), "variant": variant, "kind": kind, "groups": tuple(groups), "seconds": seconds,
                  "trial": trial, "evidence": evidence}  # fmt: skip
        _prepare(assessment, faults, values, hours)


# -- what is asked --------------------------------------------------------------------------------


def _variant() -> SessionVariant:
    names = {one: t(f"workshop.variant_{one}") for one in VARIANTS}
    st.markdown(f"**{t('workshop.variant')}**")
    chosen: SessionVariant = choice.segmented("workshop.new.variant", t("workshop.variant"), names)
    st.caption(t(f"workshop.variant_{chosen}_about"))
    return chosen


def _kind() -> SessionKind:
    names = {one: t(f"workshop.kind_{one}") for one in KINDS}
    st.markdown(f"**{t('workshop.kind')}**")
    chosen: SessionKind = choice.segmented("workshop.new.kind", t("workshop.kind"), names)
    st.caption(t(f"workshop.kind_{chosen}_about"))
    return chosen


def _own_items(rubric: Rubric, usual: Sequence[str]) -> list[str]:
    key = choice.by_language("workshop.new.own")
    names = {one.id: workshop_words.item_label(one.id) for one in rubric.indicators}
    st.session_state[key] = [one for one in choice.chosen("workshop.new.own", list(usual)) if one in names]
    st.multiselect(t("workshop.own_items"), list(names), format_func=names.__getitem__, key=key, placeholder="",
                   on_change=_keep, args=("workshop.new.own", key))  # fmt: skip
    picked = set(st.session_state[key])
    return [one.id for one in rubric.indicators if one.id in picked]


def _keep(key: str, widget: str) -> None:
    choice.choose(key, st.session_state[widget])


def _times(items: int) -> tuple[int, int]:
    left, right = st.columns(2)
    with left:
        seconds = st.number_input(t("workshop.seconds"), 0, MOST_SECONDS, USUAL_SECONDS, 15, key="workshop.new.seconds",
                                  persist_state="session")  # fmt: skip
        minutes = -(-items * int(seconds) // 60)
        st.caption(t("workshop.minutes", n=minutes) if seconds else t("workshop.no_limit"))
    with right:
        hours = _hours("workshop.new.hours", t("workshop.hours"))
        st.caption(t("workshop.hours_about"))
    return int(seconds), hours


def _hours(key: str, label: str) -> int:
    names = hours_named()
    widget = choice.by_language(key)
    kept = choice.chosen(key, USUAL_HOURS)
    st.session_state[widget] = kept
    st.selectbox(label, list(names), format_func=names.__getitem__, key=widget, placeholder="", filter_mode=None,
                 on_change=_keep, args=(key, widget))  # fmt: skip
    found: int = st.session_state[widget]
    return found


def hours_named() -> dict[int, str]:
    return {
        one: t("workshop.days", n=one // DAY) if one >= DAY and one % DAY == 0 else t("workshop.hours_n", n=one)
        for one in HOURS
    }


def _trial(items: Sequence[str], usual: str | None) -> str | None:
    names = {NONE: t("workshop.no_trial")} | {one: workshop_words.item_label(one) for one in items}
    widget = choice.by_language("workshop.new.trial")
    kept = choice.chosen("workshop.new.trial", usual or NONE)
    st.session_state[widget] = kept if kept in names else usual if usual in names else NONE
    st.selectbox(t("workshop.trial"), list(names), format_func=names.__getitem__, key=widget, placeholder="",
                 on_change=_keep, args=("workshop.new.trial", widget))  # fmt: skip
    st.caption(t("workshop.trial_about"))
    return st.session_state[widget] or None


# -- of whom --------------------------------------------------------------------------------------


def _rows() -> list[str]:
    """Rows of the form, one a group: those that the method seats, and own ones under a number."""
    return list(st.session_state.setdefault(_ROWS, [one.id for one in default_groups()]))


def _groups(kind: SessionKind) -> tuple[list[RaterGroup], list[Problem]]:
    usual = {one.id: one for one in default_groups()}
    found: list[RaterGroup] = []
    faults: list[Problem] = []
    for n, row in enumerate(_rows(), 1):
        before = usual.get(row)
        if kind == "internal" and before is not None and not before.inside:
            st.caption(t("workshop.left_out", name=plain(before.name.pick(language()))))
            continue
        with st.container(border=True, key=f"workshop_group_{row}"):
            group, fault = _group(row, n, before)
        if fault:
            faults.append(fault)
        else:
            found.append(group)
    st.button(t("workshop.add_group"), key="workshop.add_group", icon=":material/add:", on_click=_add_group)
    return found, faults


def _group(row: str, n: int, usual: RaterGroup | None) -> tuple[RaterGroup, Problem | None]:
    rubric, lang = workspace().rubric, language()
    key = f"workshop.new.group.{row}"
    left, right = st.columns([3, 2])
    standing = usual.name.pick(lang) if usual else ""
    typed = left.text_input(t("workshop.group_name"), standing, key=choice.by_language(f"{key}.name"), placeholder="",
                            persist_state="session")  # fmt: skip
    with right:
        names = {True: t("workshop.inside"), False: t("workshop.outside")}
        places = list(names) if usual is None or usual.inside else [False, True]
        st.caption(t("workshop.group_place"))
        inside = choice.segmented(f"{key}.inside", t("workshop.group_place"), {one: names[one] for one in places})
    dimensions = _dimensions(key, rubric)
    st.button(t("workshop.drop_group"), key=f"{key}.drop", icon=":material/delete:", type="tertiary",
              on_click=_drop_group, args=(row,))  # fmt: skip
    name = " ".join((typed or "").split())
    fault = _name_fault(name, n)
    words = usual.name if usual and name == standing else say(name or "?", name or "?")
    return RaterGroup(id=row, name=words, inside=inside, dimensions=tuple(dimensions)), fault


def _dimensions(key: str, rubric: Rubric) -> list[str]:
    names = {one.id: one.name.pick(language()) for one in rubric.dimensions}
    widget = choice.by_language(f"{key}.dimensions")
    st.session_state[widget] = choice.chosen(f"{key}.dimensions", [])
    st.multiselect(t("workshop.group_dimensions"), list(names), format_func=names.__getitem__, key=widget,
                   placeholder=t("workshop.all_dimensions"), on_change=_keep, args=(f"{key}.dimensions", widget))  # fmt: skip
    picked = set(st.session_state[widget])
    return [one for one in names if one in picked]


def _name_fault(name: str, n: int) -> Problem | None:
    place = t("workshop.group_n", n=n)
    if not name:
        return Problem(place, say("评委组没有名称", "the group has no name"),
                       say("写上名称，或去掉这一组", "give it a name, or leave the group out"))  # fmt: skip
    if len(name) > GROUP_NAME_LIMIT:
        return Problem(place, say(f"名称共{len(name)}字，超过{GROUP_NAME_LIMIT}字", f"the name has {len(name)} characters, more than {GROUP_NAME_LIMIT}"),
                       say("请缩短名称", "shorten the name"))  # fmt: skip
    return None


def _add_group() -> None:
    turn = st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state[_ROWS] = [*_rows(), f"own{turn}"]


def _drop_group(row: str) -> None:
    st.session_state[_ROWS] = [one for one in _rows() if one != row]


# -- all at once ----------------------------------------------------------------------------------


def _prepare(assessment: Assessment, faults: list[Problem], values: dict[str, Any], hours: int) -> None:
    try:
        plan = _checked(faults, values)
        id_ = workshops().prepare(assessment.id, plan, hours=hours, actor=actor())
    except AssessorError as error:
        crash.tell(in_words(None, error) if not isinstance(error, WorkshopRefused) else error)
        return
    enter(id_)
    st.rerun()


def _checked(faults: list[Problem], values: dict[str, Any]) -> Plan:
    """The plan, or every fault of the form and of the rules together."""
    plan = Plan(**values)
    against = _against_the_rules(plan) if plan.groups or not faults else []
    if found := [*faults, *against]:
        raise WorkshopRefused(*found)
    return plan


def _against_the_rules(plan: Plan) -> list[Problem]:
    try:
        prepared(workspace().rubric, plan)
    except WorkshopRefused as error:
        groups = {one.id: one.name for one in plan.groups}
        return [Problem(place_named(one.place, groups), one.what, one.fix) for one in error.problems]
    return []

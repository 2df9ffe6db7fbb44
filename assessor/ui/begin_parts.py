"""The short form that begins an assessment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import streamlit as st

from assessor.admissible import made
from assessor.assessment import Mode
from assessor.city import CityProfile
from assessor.errors import AssessorError, CityFault, Problem
from assessor.rubric import CityType, Rubric, Variant
from assessor.text import say
from assessor.ui import crash, when
from assessor.ui.parts import counted, plain
from assessor.ui.session import actor, address, current, go, language, open_assessment, set_address, t

NAME_LIMIT = 200
"""Said where it is passed; a box that stops taking letters would say nothing."""
ACTOR_LIMIT = 100
MODES: tuple[Mode, ...] = ("workshop", "formal")
V = TypeVar("V")


def who() -> None:
    """Who is writing: a unit or a post. Kept in the address, so that a reload does not make another writer of them."""
    refused = st.session_state.pop("start.actor_refused", None)
    st.session_state["start.actor"] = refused or address("u") or ""
    st.text_input(t("start.actor"), key="start.actor", placeholder=t("start.actor_like"), on_change=_remember_who)
    if refused:
        st.error(t("start.actor_long", n=len(refused), limit=ACTOR_LIMIT), icon=":material/error:")
    st.caption(t("start.actor_why"))


def _remember_who() -> None:
    typed = " ".join(str(st.session_state["start.actor"]).split())
    if len(typed) > ACTOR_LIMIT:
        st.session_state["start.actor_refused"] = typed
    else:
        set_address("u", typed or None)


def mode_names() -> dict[str, str]:
    return {"workshop": t("start.workshop"), "formal": t("start.formal")}


def mode_reasons(rubric: Rubric) -> list[str]:
    return [t("start.workshop_about"), t("start.formal_about", cap=rubric.grade_cap(None))]


def variants(rubric: Rubric) -> dict[str, str]:
    offered = rubric.variants or [Variant(id="full", name=say("全量版", "Full version"))]
    return {one.id: one.name.pick(language()) for one in offered}


def what() -> None:
    """What the tool is for, by the rubric in use; one without shortcomings says itself what it is about."""
    rubric = current().rubric
    levels, shortcomings = counted(len(rubric.levels_of(None))), counted(len(rubric.shortcomings))
    if rubric.shortcomings:
        st.markdown(t("start.what", levels=levels, shortcomings=shortcomings))
        return
    about = rubric.about.pick(language()) if rubric.about is not None else ""
    st.markdown(t("start.what_other", name=plain(rubric.name.pick(language())), about=plain(about)))


def city_types() -> dict[str, str]:
    return {one.id: one.name.pick(language()) for one in _types()}


def _types() -> list[CityType]:
    return current().rubric.city_types


def form() -> None:
    who()
    last_year = when.local(datetime.now(UTC)).year - 1
    rubric = current().rubric
    modes, offered, types = mode_names(), variants(rubric), city_types()
    with st.form("start.begin", enter_to_submit=False):
        left, right = st.columns(2)
        name = left.text_input(t("start.city_name"), key="start.name", placeholder=t("start.city_like"))
        city_class = right.selectbox(
            t("start.city_type"),
            list(types),
            index=None,
            key="start.type",
            format_func=lambda one: types.get(one, ""),
            placeholder=t("start.choose"),
            filter_mode=None,
        )
        left, right = st.columns(2)  # a new pair a row: on a phone they follow one another in reading order
        period = left.text_input(t("start.period"), str(last_year), key="start.period")
        cut_off = right.text_input(t("start.cut_off"), f"{last_year}-12-31", key="start.cut_off")
        left, right = st.columns(2)
        mode = left.radio(
            t("start.mode"), MODES, key="start.mode", format_func=lambda one: modes[one], captions=mode_reasons(rubric)
        )
        variant = right.radio(
            t("start.variant"), list(offered), key="start.variant", format_func=lambda one: offered[one]
        )
        right.caption(t("start.variant_about"))
        st.caption(t("start.later"))
        sent = st.form_submit_button(t("start.begin"), type="primary", icon=":material/arrow_forward:")
    if sent:
        _begin(name, city_class, period, cut_off, mode, variant)


def _begin(name: str, city_class: str | None, period: str, cut_off: str, mode: Mode, variant: str) -> None:
    try:
        id_ = _begun(name, city_class, period, cut_off, mode, variant)
    except AssessorError as error:
        crash.tell(error)
        return
    st.session_state.pop("start.way", None)  # the next visit to the start offers to go on with it
    open_assessment(id_)
    go("city")


def _begun(name: str, city_class: str | None, period: str, cut_off: str, mode: Mode, variant: str) -> str:
    """All that is wrong with the form at once."""
    found: list[Problem] = []
    name_ = _checked(found, t("start.city_name"), lambda: named(name))
    class_ = _checked(found, t("start.city_type"), lambda: _chosen(city_class))
    period_ = _checked(found, t("start.period"), lambda: when.period(period))
    cut_off_ = _checked(found, t("start.cut_off"), lambda: when.day(cut_off))
    if name_ is None or class_ is None or period_ is None or cut_off_ is None:
        raise CityFault(*found)
    city = made(CityProfile, id=name_, name=name_, city_class=class_)
    return current().begin(city, period=period_, cut_off=cut_off_, mode=mode, variant=variant, actor=actor())


def _checked(found: list[Problem], label: str, read: Callable[[], V]) -> V | None:
    try:
        return read()
    except CityFault as error:
        found += [Problem(label, problem.what, problem.fix) for problem in error.problems]
        return None


def named(typed: str) -> str:
    """A city's name as it will be kept."""
    if not typed.strip():
        raise CityFault(
            Problem("", say("没有填写", "nothing is filled in"), say("填写城市名称", "write the city's name"))
        )
    return short_enough(typed)


def short_enough(typed: str) -> str:
    said = typed.strip()
    if len(said) > NAME_LIMIT:
        raise CityFault(
            Problem(
                "",
                say(f"共{len(said)}字，超过{NAME_LIMIT}字", f"{len(said)} characters, more than {NAME_LIMIT}"),
                say("请缩短名称", "shorten the name"),
            )
        )
    return said


def _chosen(city_class: str | None) -> str:
    if city_class is None:
        raise CityFault(
            Problem(
                "",
                say("没有选择", "nothing is chosen"),
                say("选一类最接近的，以后可改", "choose the nearest one; it can be changed later"),
            )
        )
    return city_class

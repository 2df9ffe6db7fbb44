"""Setup and profile of the open city as fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from assessor import city as vocabulary
from assessor.admissible import made
from assessor.assessments import Saved
from assessor.city import CityProfile
from assessor.errors import CityFault, Problem
from assessor.store.records import Opened
from assessor.text import Text, say
from assessor.ui import begin_parts, when
from assessor.ui.fields import Field, draw
from assessor.ui.session import actor, language, t, workspace

NONE_AT_ALL = "none"


def setup(opened: Opened) -> None:
    """Period, cut-off date, mode, variant."""
    modes, variants = begin_parts.mode_names(), begin_parts.variants()
    left, right = st.columns(2)
    with left:
        period = _setup("period", t("start.period"), read=when.period)
        draw(period, opened, st.text_input, placeholder="2025", max_chars=20)
        mode = _setup("mode", t("start.mode"), words=lambda one: modes[one])
        draw(
            mode, opened, st.radio, options=list(begin_parts.MODES), format_func=lambda one: modes[one],
            captions=begin_parts.mode_reasons(),
        )  # fmt: skip
    with right:
        cut_off = _setup("cut_off", t("start.cut_off"), read=when.day, show=lambda one: one.isoformat())
        draw(cut_off, opened, st.text_input, placeholder="2025-12-31", max_chars=20)
        variant = _setup("variant", t("start.variant"), words=lambda one: variants.get(one, one))
        draw(variant, opened, st.radio, options=list(variants), format_func=lambda one: variants[one])
        st.caption(t("start.variant_about"))


def _setup(
    name: str,
    label: str,
    *,
    read: Callable[[Any], Any] = lambda one: one,
    show: Callable[[Any], Any] = lambda one: one,
    words: Callable[[Any], str] = str,
) -> Field:
    def put(now: Opened, value: Any) -> Saved:
        return workspace().save_setup(now.assessment.id, **{name: value}, expected=now.version, actor=actor())

    return Field(f"city.{name}", label, lambda one: getattr(one, name), put, read, show, words)


# -- profile --------------------------------------------------------------------------------------


def profile(opened: Opened) -> None:
    """What comparable cities are chosen by. Everything but name and type may stay open."""
    city = opened.assessment.city
    left, right = st.columns(2)
    with left:
        # The name of a fictional sample stays, so that none is ever dressed up as a real city.
        draw(_city("name", t("start.city_name"), read=_named), opened, st.text_input,
             placeholder=t("start.city_like"), max_chars=begin_parts.NAME_LIMIT, disabled=city.fictional)  # fmt: skip
    with right:
        draw(_city("name_en", t("city.name_en"), read=str.strip), opened, st.text_input,
             placeholder=t("city.name_en_like"), max_chars=begin_parts.NAME_LIMIT, disabled=city.fictional)  # fmt: skip
    _type_and_roles(opened)
    left, right = st.columns(2)
    with left:
        _choice("admin_rank", t("city.admin_rank"), vocabulary.ADMIN_RANKS, opened)
        _yes_no("border", t("city.border"), opened)
        _yes_no("hub", t("city.hub"), opened)
        _platforms(opened)
        _choice("consulates", t("city.consulates"), vocabulary.CONSULATES, opened)
    with right:
        _choice("population", t("city.population"), vocabulary.POPULATIONS, opened)
        _yes_no("coast", t("city.coast"), opened)
        _yes_no("bri_node", t("city.bri_node"), opened)
        _choice("io_seats", t("city.io_seats"), vocabulary.IO_SEATS, opened)
    st.caption(t("city.background"))
    left, right = st.columns(2)
    with left:
        _choice("sister_cities", t("city.sister_cities"), vocabulary.SISTER_CITIES, opened)
        _choice("networks", t("city.networks"), vocabulary.NETWORKS, opened)
    with right:
        tags = {one.id: one.name for one in workspace().rubric.tags if one.scored}
        _several("focus", t("city.focus"), tags, opened)


def _type_and_roles(opened: Opened) -> None:
    rubric = workspace().rubric
    types = {one.id: one.name for one in rubric.city_types}
    left, right = st.columns(2)
    with left:
        _choice("city_class", t("start.city_type"), types, opened, put=_put_type, required=True)
    chosen = rubric.city_type(opened.assessment.city.city_class)
    if chosen is not None and chosen.subtypes:
        with right:
            _several("subtypes", t("city.subtypes"), {one.id: one.name for one in chosen.subtypes}, opened)


def _put(name: str) -> Callable[[Opened, Any], Saved]:
    return lambda now, value: _save(now, {name: value})


def _put_type(now: Opened, value: Any) -> Saved:
    """Roles belong to a type and go with it."""
    chosen = workspace().rubric.city_type(value)
    known = {one.id for one in chosen.subtypes} if chosen else set()
    kept = [one for one in now.assessment.city.subtypes if one in known]
    return _save(now, {"city_class": value, "subtypes": kept})


def _save(now: Opened, changed: Mapping[str, Any]) -> Saved:
    city = made(CityProfile, **{**dict(now.assessment.city), **changed})
    return workspace().save_city(now.assessment.id, city, expected=now.version, actor=actor())


def _city(
    name: str,
    label: str,
    *,
    put: Callable[[Opened, Any], Saved] | None = None,
    read: Callable[[Any], Any] = lambda one: one,
    show: Callable[[Any], Any] = lambda one: one,
    words: Callable[[Any], str] = str,
) -> Field:
    return Field(f"city.{name}", label, lambda one: getattr(one.city, name), put or _put(name), read, show, words)


def _named(typed: str) -> str:
    if not typed.strip():
        raise CityFault(
            Problem("", say("名称不能为空", "the name must not be empty"), say("请填写城市名称", "write the name"))
        )
    return typed.strip()


def _choice(
    name: str,
    label: str,
    names: Mapping[str, Text],
    opened: Opened,
    *,
    put: Callable[[Opened, Any], Saved] | None = None,
    required: bool = False,
) -> None:
    lang = language()

    def words(one: str | None) -> str:
        return t("city.open") if one is None else names[one].pick(lang) if one in names else t("city.unknown")

    draw(
        _city(name, label, put=put, words=words), opened, st.selectbox, options=list(names), index=None,
        format_func=words, placeholder=t("city.open"), filter_mode=None, required=required,
    )  # fmt: skip


def _yes_no(name: str, label: str, opened: Opened) -> None:
    said = {None: t("city.open"), True: t("common.yes"), False: t("common.no")}
    draw(
        _city(name, label, words=lambda one: said[one]), opened, st.radio, options=[True, False, None],
        format_func=lambda one: said[one], horizontal=True,
    )  # fmt: skip


def _several(name: str, label: str, names: Mapping[str, Text], opened: Opened) -> None:
    lang = language()

    def words(several: list[str]) -> str:
        return t("common.join").join(names[one].pick(lang) for one in several if one in names) or t("city.open")

    draw(
        _city(name, label, show=lambda several: [one for one in several if one in names], words=words),
        opened, st.multiselect, options=list(names), format_func=lambda one: names[one].pick(lang),
        placeholder=t("city.open"), filter_mode=None,
    )  # fmt: skip


def _platforms(opened: Opened) -> None:
    """None is unknown, an empty list is none at all: two answers, so the latter has an entry of its own."""
    names = {NONE_AT_ALL: say(t("city.no_platform"), t("city.no_platform")), **vocabulary.OPEN_PLATFORMS}
    lang = language()

    def read(chosen: list[str]) -> list[str] | None:
        return [one for one in chosen if one != NONE_AT_ALL] if chosen else None

    def show(stored: list[str] | None) -> list[str]:
        return [] if stored is None else stored or [NONE_AT_ALL]

    def words(stored: list[str] | None) -> str:
        return t("common.join").join(names[one].pick(lang) for one in show(stored)) or t("city.open")

    draw(
        _city("open_platforms", t("city.open_platforms"), read=read, show=show, words=words),
        opened, st.multiselect, options=list(names), format_func=lambda one: names[one].pick(lang),
        placeholder=t("city.open"), filter_mode=None,
    )  # fmt: skip

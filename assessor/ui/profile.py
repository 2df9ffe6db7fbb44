"""Setup and profile of the open city as fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from assessor import city as vocabulary
from assessor.admissible import made
from assessor.assessments import Opened, Saved
from assessor.city import CityProfile
from assessor.text import Text, say
from assessor.ui import begin_parts, when
from assessor.ui.fields import Field, draw, grid
from assessor.ui.parts import plain
from assessor.ui.session import actor, joined, language, t, workspace

NONE_AT_ALL = "none"


def setup(opened: Opened) -> None:
    """Period, cut-off date, mode, variant."""
    modes, variants = begin_parts.mode_names(), begin_parts.variants(workspace().rubric)
    parts: list[Callable[[], None]] = [
        lambda: draw(
            _setup("period", t("start.period"), read=when.period), opened, st.text_input,
            placeholder="2025",
        ),
        lambda: draw(
            _setup("cut_off", t("start.cut_off"), read=when.day, show=lambda one: one.isoformat()), opened, st.text_input,
            placeholder="2025-12-31",
        ),
        lambda: draw(
            _setup("mode", t("start.mode"), words=modes.__getitem__), opened, st.radio,
            options=list(begin_parts.MODES), format_func=modes.__getitem__, captions=begin_parts.mode_reasons(workspace().rubric),
        ),
        lambda: draw(
            _setup("variant", t("start.variant"), words=lambda one: variants.get(one, one)), opened, st.radio,
            options=list(variants), format_func=variants.__getitem__,
        ),
    ]  # fmt: skip
    for column, draw_one in grid(parts):
        with column:
            draw_one()
    _odd_cut_off(opened)
    st.caption(t("start.variant_about"))


def _odd_cut_off(opened: Opened) -> None:
    """Worth a second look, and no reason to refuse anything."""
    period, cut_off = opened.assessment.period, opened.assessment.cut_off
    if not when.within(cut_off, period):
        st.warning(t("city.cut_off_elsewhere", day=cut_off.isoformat(), period=plain(period)), icon=":material/event:")
    if cut_off > when.today():
        st.warning(t("city.cut_off_future", day=cut_off.isoformat()), icon=":material/event:")


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
    chosen_by: list[Callable[[], None]] = [
        lambda: _name("name", t("start.city_name"), t("start.city_like"), begin_parts.named, opened),
        lambda: _name("name_en", t("city.name_en"), t("city.name_en_like"), begin_parts.short_enough, opened),
        lambda: _type(opened),
        *_roles(opened),
        lambda: _choice("admin_rank", t("city.admin_rank"), vocabulary.ADMIN_RANKS, opened),
        lambda: _choice("population", t("city.population"), vocabulary.POPULATIONS, opened),
        lambda: _yes_no("border", t("city.border"), opened),
        lambda: _yes_no("coast", t("city.coast"), opened),
        lambda: _yes_no("hub", t("city.hub"), opened),
        lambda: _yes_no("bri_node", t("city.bri_node"), opened),
        lambda: _platforms(opened),
        lambda: _choice("io_seats", t("city.io_seats"), vocabulary.IO_SEATS, opened),
        lambda: _choice("consulates", t("city.consulates"), vocabulary.CONSULATES, opened),
    ]
    tags = {one.id: one.name for one in workspace().rubric.tags if one.scored}
    background: list[Callable[[], None]] = [
        lambda: _choice("sister_cities", t("city.sister_cities"), vocabulary.SISTER_CITIES, opened),
        lambda: _choice("networks", t("city.networks"), vocabulary.NETWORKS, opened),
        lambda: _several("focus", t("city.focus"), tags, opened),
    ]
    for column, draw_one in grid(chosen_by):
        with column:
            draw_one()
    st.caption(t("city.background"))
    for column, draw_one in grid(background):
        with column:
            draw_one()


def _name(name: str, label: str, like: str, read: Callable[[str], str], opened: Opened) -> None:
    """The name of a fictional sample stays, so that none is ever dressed up as a real city."""
    draw(
        _city(name, label, read=read), opened, st.text_input, placeholder=like, disabled=opened.assessment.city.fictional,
    )  # fmt: skip


def _type(opened: Opened) -> None:
    types = {one.id: one.name for one in workspace().rubric.city_types}
    chosen = opened.assessment.city.city_class is not None
    _choice("city_class", t("start.city_type"), types, opened, put=_put_type, index=0 if chosen else None)


def _roles(opened: Opened) -> list[Callable[[], None]]:
    """Roles within the type, where the type has any."""
    chosen = workspace().rubric.city_type(opened.assessment.city.city_class)
    names = {one.id: one.name for one in chosen.subtypes} if chosen else {}
    return [lambda: _several("subtypes", t("city.subtypes"), names, opened)] if names else []


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


def _choice(
    name: str,
    label: str,
    names: Mapping[str, Text],
    opened: Opened,
    *,
    put: Callable[[Opened, Any], Saved] | None = None,
    index: int | None = None,
) -> None:
    lang = language()

    def words(one: str | None) -> str:
        return t("city.open") if one is None else names[one].pick(lang) if one in names else t("city.unknown")

    draw(
        _city(name, label, put=put, words=words), opened, st.selectbox, options=list(names), index=index,
        format_func=words, placeholder=t("city.open"), filter_mode=None,
    )  # fmt: skip


def _yes_no(name: str, label: str, opened: Opened) -> None:
    said = {"yes": t("common.yes"), "no": t("common.no"), "open": t("city.open")}
    read = {"yes": True, "no": False, "open": None}
    show = {value: word for word, value in read.items()}
    draw(
        _city(name, label, read=read.__getitem__, show=show.__getitem__, words=lambda one: said[show[one]]),
        opened, st.radio, options=list(said), format_func=said.__getitem__, horizontal=True,
    )  # fmt: skip


def _several(name: str, label: str, names: Mapping[str, Text], opened: Opened) -> None:
    lang = language()

    def words(several: list[str]) -> str:
        return joined(names[one].pick(lang) for one in several if one in names) or t("city.open")

    draw(
        _city(name, label, show=lambda several: [one for one in several if one in names], words=words),
        opened, st.multiselect, options=list(names), format_func=lambda one: names[one].pick(lang),
        placeholder=t("city.open"), filter_mode=None, select_all=False, wrap=True,
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
        return joined(names[one].pick(lang) for one in show(stored)) or t("city.open")

    draw(
        _city("open_platforms", t("city.open_platforms"), read=read, show=show, words=words),
        opened, st.multiselect, options=list(names), format_func=lambda one: names[one].pick(lang),
        placeholder=t("city.open"), filter_mode=None, select_all=False, wrap=True,
    )  # fmt: skip

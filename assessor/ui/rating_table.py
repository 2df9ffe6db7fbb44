"""Table mode: the indicators of one filter as compact rows, each saved by itself."""

from __future__ import annotations

from html import escape
from itertools import groupby

import streamlit as st

from assessor.assessment import Outcome
from assessor.assessments import Opened
from assessor.rubric import Indicator
from assessor.ui import choice, details, drawn, figure
from assessor.ui.course import neighbours, progress
from assessor.ui.parts import how_far, plain
from assessor.ui.rating import (
    Shown,
    field_of,
    grade_name,
    redraw_wanted,
    save,
    saved_line,
    show_trouble,
    shown,
    waiting,
)
from assessor.ui.session import joined, language, set_address, t, workspace


def show(now: Opened, indicators: list[Indicator]) -> None:
    rubric = workspace().rubric
    order = [one.id for one in rubric.in_variant(now.assessment.variant)]
    for dimension, group in groupby(indicators, key=lambda one: one.dimension):
        rows = list(group)
        far = progress(now.assessment, neighbours(rubric, dimension, order))
        st.header(plain(rubric.names[dimension].pick(language())))
        st.caption(t("assess.group", far=how_far(far.rated, far.of, far.not_applicable)))
        for indicator in rows:
            _row(now.assessment.id, indicator, [now])


@st.fragment
def _row(id_: str, indicator: Indicator, first: list[Opened]) -> None:
    """The page hands its own reading to the first run; when the row runs again it reads for itself."""
    again = not first
    if redraw_wanted():
        st.rerun()
    now = first.pop() if first else workspace().opened(id_)
    seen = shown(now, indicator.id)
    with st.container(key=f"assess_row_{indicator.id}", gap="xsmall"):
        name, level, more = st.columns([5, 7, 2], vertical_alignment="center", gap="small")
        name.html(_name(now, indicator, seen))
        with level:
            if indicator.measure is not None:
                figure.box(indicator, seen, "table")
            _levels(indicator, seen)
        _open(more, indicator, field_of(seen.rating, "note"))
        if st.session_state.get("assess.reason_for") == indicator.id or waiting(indicator.id, "table", "reason"):
            details.reason(indicator.id, seen, "table")
        else:
            show_trouble(indicator.id, "table")
    if again and not drawn.holds(now):
        drawn.follow()


def _name(now: Opened, indicator: Indicator, seen: Shown) -> str:
    grade = now.assessment.grade_of(indicator.id)
    said = [saved_line(now, indicator.id)]
    if indicator.measure is not None and (more := figure.in_a_row(indicator, seen.rating)):
        said.append(more)
    if grade is not None:
        said.append(t("assess.graded", grade=grade_name(workspace().rubric, grade)))
    if reason := field_of(seen.rating, "reason"):
        said.append(t("assess.reason_given", text=reason))
    return (
        f'<p class="a-row"><b>{escape(indicator.name.pick(language()))}</b>'
        f'<span class="a-quiet">{escape(joined(said))}</span></p>'
    )


def _levels(indicator: Indicator, seen: Shown) -> None:
    """Of a measured indicator only what stands for no figure: its level comes of the figure."""
    levels = [] if indicator.measure is not None else workspace().rubric.scale
    names: dict[Outcome, str] = {rung.level: str(rung.level) for rung in levels}
    names["insufficient_evidence"] = t("assess.insufficient_evidence")
    if indicator.not_applicable.allowed:
        names["not_applicable"] = t("assess.not_applicable")
    key = choice.by_language(f"assess.row.{indicator.id}")
    outcome = field_of(seen.rating, "outcome")
    st.session_state[key] = outcome if outcome in names else None
    st.segmented_control(indicator.name.pick(language()), list(names), key=key, format_func=names.__getitem__, required=True,
                         label_visibility="collapsed", wrap=True, on_change=_rate, args=(indicator.id, seen, key))  # fmt: skip


def _rate(indicator: str, seen: Shown, key: str) -> None:
    outcome = st.session_state[key]
    if outcome == "not_applicable":
        st.session_state["assess.reason_for"] = indicator
        return
    st.session_state.pop("assess.reason_for", None)
    if outcome is not None:
        save(indicator, seen, {"outcome": outcome, "reason": ""}, "table")


def _open(place: st.delta_generator.DeltaGenerator, indicator: Indicator, note: str) -> None:
    place.button(
        t("assess.open_noted") if note else t("assess.open"),
        key=f"assess.open.{indicator.id}",
        icon=":material/sticky_note_2:" if note else ":material/open_in_full:",
        type="tertiary",
        on_click=_to_item,
        args=(indicator.id,),
    )


def _to_item(indicator: str) -> None:
    set_address("i", indicator)
    choice.choose("assess.mode", "item")
    st.session_state["assess.redraw"] = True

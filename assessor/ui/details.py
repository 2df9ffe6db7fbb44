"""What stands beside a level: evidence and its grade, the note, the external constraint, the reason for not applicable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from assessor.assessment import Rating
from assessor.assessments import Opened
from assessor.rubric import Indicator, Rubric
from assessor.ui import choice, evidence
from assessor.ui.parts import plain
from assessor.ui.rating import (
    BLANK,
    Shown,
    field_of,
    grade_name,
    keep,
    let_go,
    said,
    save,
    show_trouble,
    shown,
    trouble,
    waiting,
)
from assessor.ui.session import language, t, workspace

LISTED = ""
"""In the choice of a grade: the one of the evidence listed."""
_NEVER = object()


def show(now: Opened, indicator: Indicator) -> None:
    seen = shown(now, indicator.id)
    st.subheader(t("assess.evidence"))
    _what_to_look_for(workspace().rubric, indicator)
    evidence.listed(now, indicator)
    if seen.rating is None:
        st.caption(t("assess.rate_first"))
    _grade(now, indicator.id, seen)
    _offline(indicator.id, seen)
    st.subheader(t("assess.remarks"))
    text(indicator.id, seen, "note", "note")
    _constraint(indicator.id, seen)


def _what_to_look_for(rubric: Rubric, indicator: Indicator) -> None:
    lines = [
        t(id_, text=plain(words.pick(language())))
        for id_, words in (("assess.look_for", indicator.evidence), ("assess.units", rubric.units_text(indicator)))
        if words is not None
    ]
    if lines:
        st.caption("  \n".join(lines))


# -- choices ----------------------------------------------------------------------------------


def _grade(now: Opened, indicator: str, seen: Shown) -> None:
    rubric, key = workspace().rubric, choice.by_language(f"assess.grade.{indicator}")
    st.session_state[key] = field_of(seen.rating, "grade") or LISTED
    listed = max((entry.grade for entry in now.assessment.evidence_for(indicator)), default=None)
    names = {LISTED: t("assess.grade_listed", grade=grade_name(rubric, listed))}
    names |= evidence.grades()
    st.selectbox(t("assess.field_grade"), list(names), format_func=names.__getitem__, key=key, placeholder="",
                 on_change=_save_grade, args=(indicator, seen, key))  # fmt: skip
    show_trouble(indicator, "grade")


def _save_grade(indicator: str, seen: Shown, key: str) -> None:
    save(indicator, seen, {"grade": st.session_state[key] or None}, "grade")


def _offline(indicator: str, seen: Shown) -> None:
    key = f"assess.offline.{indicator}"
    st.session_state[key] = field_of(seen.rating, "further_evidence_offline")
    st.checkbox(t("assess.field_further_evidence_offline"), key=key, wrap=True, on_change=_save_offline,
                args=(indicator, seen, key))  # fmt: skip
    show_trouble(indicator, "further_evidence_offline")


def _save_offline(indicator: str, seen: Shown, key: str) -> None:
    save(indicator, seen, {"further_evidence_offline": st.session_state[key]}, "further_evidence_offline")


def _constraint(indicator: str, seen: Shown) -> None:
    key = f"assess.constrained.{indicator}"
    stored = field_of(seen.rating, "external_constraint")
    held = waiting(indicator, "external_constraint", "external_constraint")
    wanted = bool(stored or held) or st.session_state.get("assess.constraint_for") == indicator
    st.session_state[key] = wanted
    st.checkbox(t("assess.constrained"), key=key, wrap=True, on_change=_flag, args=(indicator, seen, key))
    if wanted:
        if not stored:
            st.info(t("assess.constraint_needed"), icon=":material/edit:")
        text(indicator, seen, "external_constraint", "external_constraint")


def _flag(indicator: str, seen: Shown, key: str) -> None:
    if st.session_state[key]:
        st.session_state["assess.constraint_for"] = indicator
        return
    st.session_state.pop("assess.constraint_for", None)
    let_go(indicator, "external_constraint")
    if field_of(seen.rating, "external_constraint"):
        save(indicator, seen, {"external_constraint": ""}, "external_constraint")


# -- text -------------------------------------------------------------------------------------


def reason(indicator: str, seen: Shown, place: str) -> None:
    """Not applicable is saved together with its reason, and only when one presses the button."""
    also = {"outcome": "not_applicable"}
    if field_of(seen.rating, "outcome") != "not_applicable":
        st.info(t("assess.reason_needed"), icon=":material/edit:")
    arguments = (indicator, seen, "reason", place, also)
    _box(indicator, seen, "reason", place, _keep_reason, arguments)
    st.button(t("assess.save_reason"), key=f"assess.save_reason.{indicator}", on_click=save_text,
              args=arguments)  # fmt: skip
    show_trouble(indicator, place)


def _keep_reason(indicator: str, seen: Shown, name: str, place: str, also: Mapping[str, Any]) -> None:
    typed = st.session_state[f"assess.{name}.{indicator}"]
    if typed == field_of(seen.rating, name):
        let_go(indicator, place)
    else:
        keep(indicator, seen, {**also, name: typed}, place)


def text(indicator: str, seen: Shown, name: str, place: str) -> None:
    """A text that is saved when one leaves it; whatever stands in it unsaved says so."""
    arguments = (indicator, seen, name, place)
    typed = _box(indicator, seen, name, place, save_text, arguments)
    show_trouble(indicator, place)
    if typed != field_of(seen.rating, name) and trouble(indicator, place) is None:
        st.error(t("assess.text_not_saved"), icon=":material/error:")
        st.button(t("assess.save_text"), key=f"assess.save_text.{name}.{indicator}", type="primary",
                  on_click=save_text, args=arguments)  # fmt: skip


def _box(
    indicator: str, seen: Shown, name: str, place: str, then: Callable[..., None], arguments: tuple[Any, ...]
) -> str:
    """No limit on the letters: a box that stops taking them would not say why, and what is saved is checked."""
    key, stored = f"assess.{name}.{indicator}", field_of(seen.rating, name)
    held = waiting(indicator, place, name)
    typed: str = st.text_area(t(f"assess.field_{name}"), key=key, placeholder="", height=96,
                        on_change=then, args=arguments, **_kept(key, stored, held))  # fmt: skip
    return typed


def save_text(indicator: str, seen: Shown, name: str, place: str, also: Mapping[str, Any] | None = None) -> None:
    typed = st.session_state.get(f"assess.{name}.{indicator}", "")
    changes = {**(also or {}), name: typed}
    if all(field_of(seen.rating, one) == value for one, value in changes.items()):
        let_go(indicator, place)  # back to what is stored
    elif save(indicator, seen, changes, place):
        st.session_state.pop("assess.reason_for", None)


def _kept(key: str, stored: str, held: str | None) -> dict[str, Any]:
    """Put the stored text into the box at first, and again only when the database has another one.

    Setting it each time would wipe out what is being typed when the page runs again, for instance
    after the server came back. What waits to be saved comes back into its box as it was.
    """
    before = st.session_state.get(f"{key}.stored", _NEVER)
    st.session_state[f"{key}.stored"] = stored
    if key not in st.session_state:
        if held is None:
            return {"value": stored}
        st.session_state[key] = held
    elif held is None and before != stored and st.session_state[key] != stored:
        st.session_state[key] = stored
    return {}


def also_changed(before: Rating | None, after: Rating | None) -> str:
    """Which fields besides the outcome a step of the history changed, with what they became."""
    changed = [
        t("assess.also_changed", field=t(f"assess.field_{name}"), value=said(name, field_of(after, name)))
        for name in (*BLANK, "reason", "note", "external_constraint")
        if name not in ("outcome", "measured") and field_of(before, name) != field_of(after, name)
    ]
    return "\n".join(changed)

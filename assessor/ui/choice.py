"""A choice of how to look at the page, kept while the session lasts.

Streamlit tells the options of a control apart by their labels, so a change of language would lose what was
chosen. The choice itself is therefore kept beside the control, which is another one in each language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

from assessor.ui.session import language

T = TypeVar("T")


def segmented(key: str, label: str, names: Mapping[T, str], then: Callable[[], None] | None = None) -> T:
    """Segments of which exactly one is chosen, the first one to begin with."""
    widget, kept = _put_back(key, list(names))
    st.segmented_control(label, list(names), key=widget, format_func=names.__getitem__, required=True, wrap=True,
                         label_visibility="collapsed", on_change=_keep, args=(key, widget, then))  # fmt: skip
    return kept


def listed(key: str, label: str, names: Mapping[T, str], then: Callable[[], None] | None = None) -> T:
    """A list of which one is chosen, the first one to begin with."""
    widget, kept = _put_back(key, list(names))
    st.selectbox(label, list(names), key=widget, format_func=names.__getitem__, placeholder="", width=180,
                 label_visibility="collapsed", on_change=_keep, args=(key, widget, then))  # fmt: skip
    return kept


def by_language(key: str) -> str:
    """A key of its own in each language, for controls whose labels are words."""
    return f"{key}.{language()}"


def choose(key: str, value: object) -> None:
    st.session_state[f"{key}.kept"] = value


def chosen(key: str, default: T) -> T:
    found: T = st.session_state.get(f"{key}.kept", default)
    return found


def _put_back(key: str, options: list[T]) -> tuple[str, T]:
    widget, kept = by_language(key), chosen(key, options[0])
    kept = kept if kept in options else options[0]
    st.session_state[widget] = kept
    return widget, kept


def _keep(key: str, widget: str, then: Callable[[], None] | None) -> None:
    if st.session_state[widget] is not None:
        choose(key, st.session_state[widget])
    if then is not None:
        then()

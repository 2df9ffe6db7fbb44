"""What one browser tab holds: language, workspace and the id of the open assessment. Nothing a user typed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import streamlit as st

from assessor.assessments import Opened, Workspace
from assessor.demo import ACTOR as SAMPLES
from assessor.errors import NotFound
from assessor.files.messages import load_messages
from assessor.text import LANGUAGES, Language, Text
from assessor.ui.places import RUBRIC

# Kept in the address, so that a reload, a shared link or a restarted server finds the same place.
KEPT = ("lang", "demo", "a", "i", "c", "why", "w", "u", "ws", "wi", "at")
# ws: the open scoring session; wi: the item under discussion; at: the address by which phones reach this machine.
UNNAMED = "tab:"


class Ended(Exception):
    """A page has nothing more to show; what stands beneath every page follows all the same, as after st.stop it would not."""


@lru_cache(maxsize=1)
def messages() -> dict[str, Text]:
    return load_messages(Path(__file__).parent / "messages")


def t(id_: str, **values: object) -> str:
    """Wording by id in the reader's language."""
    said = messages()[id_].pick(language())
    return said.format(**values) if values else said


def joined(said: Iterable[str]) -> str:
    """Several short sayings in one line. Wordings lose spaces at their ends, so the separator is none of them."""
    return ("；" if language() == "zh" else "; ").join(said)


def listed(names: Iterable[str]) -> str:
    """Names beside each other."""
    return ("、" if language() == "zh" else ", ").join(names)


def keep_address() -> None:
    """Carry the kept parameters over page switches, which drop them."""
    kept: dict[str, str] = st.session_state.setdefault("address", {})
    for key in KEPT:
        if key in st.query_params:
            kept[key] = st.query_params[key]
        elif key in kept:
            st.query_params[key] = kept[key]


def address(key: str) -> str | None:
    value = st.session_state.get("address", {}).get(key)
    return value if value else st.query_params.get(key)


def set_address(key: str, value: str | None) -> None:
    kept: dict[str, str] = st.session_state.setdefault("address", {})
    if value is None:
        kept.pop(key, None)
        if key in st.query_params:
            del st.query_params[key]
    else:
        kept[key] = value
        st.query_params[key] = value


def language() -> Language:
    asked = address("lang")
    if asked in LANGUAGES:
        return "en" if asked == "en" else "zh"
    locale = (st.context.locale or "zh").lower()
    return "en" if locale.startswith("en") else "zh"


@st.cache_resource(show_spinner=False)
def real_workspace() -> Workspace:
    """Under the rubric that the environment names; the demo always has the one its samples were made under."""
    named = os.environ.get(RUBRIC)
    return Workspace.open(home=Path(named) if named else None)


@st.cache_resource(show_spinner=False)
def demo_workspace() -> Workspace:
    return Workspace.demo()


def is_demo() -> bool:
    return address("demo") == "1"


def current() -> Workspace:
    """The demo's own database or the real one, under the present rubric version; the two never mix."""
    return demo_workspace() if is_demo() else real_workspace()


def workspace() -> Workspace:
    """The same under the rubric version that the open assessment was made under."""
    id_ = open_id()
    return current() if id_ is None else current().for_assessment(id_)


def actor() -> str:
    """Who is writing, for history, undo and audit: a unit or post, never required to be a name.

    Without one a tab writes under a mark of its own, kept in the address: two browsers that gave no
    name are still two writers, and a reload or another language does not make a third.
    """
    if named := (address("u") or "").strip():
        return named
    if address("w") is None:
        set_address("w", secrets.token_hex(2))
    return f"{UNNAMED}{address('w')}"


def writer(actor: str) -> str:
    """How a writer is shown: the unit or post they gave, else this computer and the tab's mark; samples came as such."""
    if actor == SAMPLES:
        return t("common.fictional")
    if not actor.startswith(UNNAMED):
        return actor
    return t("common.this_computer", mark=actor.removeprefix(UNNAMED))


def open_id() -> str | None:
    return address("a")


def opened() -> Opened:
    """The open assessment; where none is open, say what to do and end the page."""
    id_ = open_id()
    if id_ is not None:
        with suppress(NotFound):
            return workspace().opened(id_)
    st.info(t("common.none_open"), icon=":material/info:")
    st.page_link("views/start.py", label=t("common.to_start"), icon=":material/home:")
    raise Ended


def open_assessment(id_: str, *, demo: bool = False) -> None:
    set_address("demo", "1" if demo else None)
    set_address("a", id_)
    set_address("i", None)


def go(page: str) -> None:
    """Switch to a page and keep the address."""
    kept = {key: value for key, value in st.session_state.get("address", {}).items() if value}
    st.switch_page(f"views/{page}.py", query_params=kept)

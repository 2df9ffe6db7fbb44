"""One value of the open assessment and the widget that edits it: saved on change, never silently over another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from assessor.assessment import Assessment
from assessor.assessments import Opened, Saved
from assessor.errors import AssessorError, CityFault, Problem, Stale
from assessor.text import say
from assessor.ui import crash, when
from assessor.ui.parts import plain
from assessor.ui.session import t, workspace

_PENDING = "city.pending"
_SAVED = "city.saved"
T = TypeVar("T")


def same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Field:
    """How one value is read from an assessment, turned into what its widget holds and back, and saved."""

    key: str
    label: str
    get: Callable[[Assessment], Any]
    put: Callable[[Opened, Any], Saved]
    read: Callable[[Any], Any] = same
    """What a widget holds -> the value, or a CityFault."""
    show: Callable[[Any], Any] = same
    words: Callable[[Any], str] = str


@dataclass(frozen=True)
class Pending:
    """What somebody entered that is not saved, and why. The one thing typed that a tab may hold, and only until settled."""

    typed: Any
    error: AssessorError


def grid(items: Sequence[T], width: int = 2) -> Iterator[tuple[Any, T]]:
    """Each item with its column; new columns for every row, so that a phone shows them in reading order."""
    for first in range(0, len(items), width):
        yield from zip(st.columns(width), items[first : first + width], strict=False)


def _pending(id_: str) -> dict[str, Pending]:
    every: dict[str, dict[str, Pending]] = st.session_state.setdefault(_PENDING, {})
    return every.setdefault(id_, {})


def draw(field: Field, opened: Opened, widget: Callable[..., Any], **options: Any) -> None:
    """The widget, filled from the database, with what became of the last change beneath it."""
    assessment = opened.assessment
    stored = field.get(assessment)
    waiting = _pending(assessment.id).get(field.key)
    held = waiting.typed if waiting else field.show(stored)
    # Only where it differs: setting a value again would overwrite what is being typed at this moment.
    if field.key not in st.session_state or (waiting is None and st.session_state[field.key] != held):
        st.session_state[field.key] = held
    widget(field.label, key=field.key, on_change=save, args=(field, assessment.id, stored), **options)
    if waiting is not None:
        _tell(field, assessment.id, stored, waiting)
    elif (last := st.session_state.get(_SAVED)) and last[:2] == (assessment.id, field.key):
        st.caption(t("common.saved", time=when.clock(last[2])))


def save(field: Field, id_: str, before: Any) -> None:
    """Save what the widget holds unless the value stored meanwhile is another than the reader saw."""
    typed = st.session_state[field.key]
    waiting = _pending(id_)
    waiting.pop(field.key, None)
    st.session_state.pop(_SAVED, None)
    try:
        value = field.read(typed)
        now = workspace().opened(id_)
        there = field.get(now.assessment)
        if there not in (before, value):
            raise _overtaken(there, value)
        saved = field.put(now, value)
    except AssessorError as error:
        waiting[field.key] = Pending(typed, error)
    else:
        st.session_state[_SAVED] = (id_, field.key, saved.at)


def unsaved(id_: str) -> int:
    return len(_pending(id_))


def tell_refused(id_: str, prefix: str) -> None:
    """Changes that were refused while their widgets are no longer on the page."""
    waiting = _pending(id_)
    for key in [key for key in waiting if key.startswith(prefix)]:
        crash.tell(waiting.pop(key).error)


def _overtaken(theirs: Any, ours: Any) -> Stale:
    what = say("您打开之后，他人已保存了不同内容", "somebody else saved something different after you opened it")
    fix = say("对照两个值，选定其一", "look at both values and choose one")
    return Stale(Problem("", what, fix), theirs=theirs, ours=ours)


def _tell(field: Field, id_: str, stored: Any, waiting: Pending) -> None:
    if isinstance(waiting.error, Stale):
        _conflict(field, id_, stored, waiting)
        return
    st.error(t("city.not_saved"), icon=":material/error:")
    crash.tell(CityFault(*(Problem(field.label, one.what, one.fix) for one in waiting.error.problems)))
    st.button(t("city.as_before"), key=f"{field.key}.back", on_click=_take_theirs, args=(field, id_, stored))


def _conflict(field: Field, id_: str, stored: Any, waiting: Pending) -> None:
    theirs, ours = field.words(stored), field.words(field.read(waiting.typed))
    st.error(
        t("city.conflict", field=plain(field.label), theirs=plain(theirs), ours=plain(ours)),
        icon=":material/sync_problem:",
    )
    with st.container(horizontal=True):
        st.button(t("city.keep_theirs"), key=f"{field.key}.theirs", on_click=_take_theirs, args=(field, id_, stored))
        st.button(
            t("city.keep_ours"), key=f"{field.key}.ours", type="primary", on_click=_take_ours,
            args=(field, id_, stored, waiting.typed),
        )  # fmt: skip


def _take_theirs(field: Field, id_: str, stored: Any) -> None:
    _pending(id_).pop(field.key, None)
    st.session_state[field.key] = field.show(stored)


def _take_ours(field: Field, id_: str, stored: Any, typed: Any) -> None:
    st.session_state[field.key] = typed
    save(field, id_, stored)

"""The public board, live: one read of the session and one of the counts every two seconds, and a clock beside it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

import streamlit as st

from assessor.errors import NotFound
from assessor.ui import board_parts, when, workshop_focus, workshop_words
from assessor.ui.board_scene import scene
from assessor.ui.session import Ended, address, language, t, workspace
from assessor.ui.workshop_steps import workshops

TICK, REFRESH = 1, 2
LINGER = timedelta(seconds=60)
"""How long “time is up” stands."""
_TIMER = "board.timer"


@dataclass(frozen=True)
class Frame:
    """What does not change while the board stands."""

    id: str
    city: str
    date: str
    weights: Mapping[str, float]


def frame() -> Frame:
    """The session named in the address; where there is none, say so and end the page."""
    id_ = address("ws")
    if id_ is not None:
        with suppress(NotFound):
            found = workshops().opened(id_)
            held = workspace().opened(found.assessment_id).assessment
            name = held.city.called(language())
            return Frame(id_, name, when.today().isoformat(), workshop_words.weights(held, found.workshop.plan))
    st.html(f'<section class="b-board"><h1>{escape(t("board.none"))}</h1></section>')
    raise Ended


def draw(known: Frame) -> None:
    """The whole board as one piece of markup: what has not changed is not drawn again."""
    held = workshops()
    try:
        now = held.opened(known.id)
    except NotFound:
        st.html(f'<section class="b-board"><h1>{escape(t("board.none"))}</h1></section>')
        return
    st.session_state[_TIMER] = now.timer_ends_at if now.workshop.stage != "ended" else None
    heads, progress = held.heads(known.id), held.progress(known.id)
    joinable = _now() < now.expires_at
    board = board_parts.Board(now, known.city, known.date, known.weights, heads, progress, joinable)
    st.html(board_parts.markup(board, scene(now.workshop, workshop_focus.shown(known.id))))


def _now() -> datetime:
    return datetime.now(UTC)


def clock() -> None:
    """Counts down to the time the facilitator set; reads nothing."""
    left = remaining(st.session_state.get(_TIMER), _now())
    st.html(f'<p class="b-clock" role="timer">{escape(left)}</p>' if left else '<p class="b-clock"></p>')


def remaining(ends: datetime | None, now: datetime) -> str:
    """2:05, or that time is up for a minute after; nothing without a timer."""
    if ends is None or now > ends + LINGER:
        return ""
    seconds = when.seconds_left(ends, now)
    return t("board.time_is_up") if seconds <= 0 else f"{seconds // 60}:{seconds % 60:02d}"

"""The public board, live: one read of the session and one of the counts every two seconds, and a clock beside it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

import streamlit as st

from assessor.assessment import Assessment
from assessor.errors import NotFound
from assessor.ui import board_parts, when, workshop_focus
from assessor.ui.board_scene import scene
from assessor.ui.session import Ended, address, language, t, workspace
from assessor.ui.workshop_steps import workshops
from assessor.workshop import item_weights

TICK, REFRESH = 1, 2
LINGER = timedelta(seconds=60)
"""How long “time is up” stands."""
_TIMER = "board.timer"


@dataclass(frozen=True)
class Frame:
    """What is read once: it does not change while the board stands, as the plan may before rating begins."""

    id: str
    assessment: Assessment
    date: str


def frame() -> Frame:
    """The session named in the address; where there is none, say so and end the page."""
    id_ = address("ws")
    if id_ is not None:
        with suppress(NotFound):
            found = workshops().opened(id_)
            held = workspace().opened(found.assessment_id).assessment
            return Frame(id_, held, when.today().isoformat())
    st.html(f'<section class="b-board"><h1>{escape(t("board.none"))}</h1></section>')
    raise Ended


def draw(known: Frame) -> None:
    """The whole board as one piece of markup: what has not changed is not drawn again."""
    held = workshops()
    try:
        now, heads, progress = held.opened(known.id), held.heads(known.id), held.progress(known.id)
    except NotFound:
        st.html(f'<section class="b-board"><h1>{escape(t("board.none"))}</h1></section>')
        return
    st.session_state[_TIMER] = now.timer_ends_at if now.workshop.stage != "ended" else None
    joinable = _now() < now.expires_at
    city = known.assessment.city.called(language())
    weights = item_weights(workspace().rubric, known.assessment, now.workshop.plan)
    board = board_parts.Board(now, city, known.date, weights, heads, progress, joinable)
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

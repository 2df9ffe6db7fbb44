"""What runs by itself while a session goes on: who is in, how much is answered, the time left. It never touches a box
in which somebody types."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import streamlit as st

from assessor.errors import NotFound
from assessor.ui import when, workshop_words
from assessor.ui.parts import bar, tag
from assessor.ui.session import t
from assessor.ui.workshop_steps import workshops
from assessor.workshop import Item, Workshop
from assessor.workshops import OpenedWorkshop

EVERY = 2
Stand = tuple[str, int]


def stand(workshop: Workshop, item: str | None) -> Stand | None:
    found = workshop.items.get(item or "")
    return (found.phase, found.round) if found else None


def watch(now: OpenedWorkshop, item: str | None, *, typing: bool = False) -> None:
    """The line on top. Where another facilitator acted the page follows, unless what is before one would change under
    one's hands; then it says so and waits to be asked."""
    every = None if now.workshop.stage == "ended" else EVERY
    with st.container(key="workshop_live"):
        st.fragment(_watch, run_every=every)(now.id, now.version, item, stand(now.workshop, item), typing)


def _watch(id_: str, version: int, item: str | None, seen: Stand | None, typing: bool) -> None:
    try:
        now = workshops().opened(id_)
    except NotFound:
        st.rerun(scope="app")
    st.html(_line(now))
    if now.version == version:
        return
    if not typing and stand(now.workshop, item) == seen:
        st.rerun(scope="app")
    st.warning(t("workshop.moved_on"), icon=":material/sync:")
    if st.button(t("workshop.reload"), key="workshop.reload", icon=":material/refresh:", type="primary"):
        st.rerun(scope="app")


def _line(now: OpenedWorkshop) -> str:
    joined = sum(workshops().heads(now.id).values())
    said = [t("workshop.joined_n", n=joined)]
    if open_ := now.workshop.in_phase("open"):
        progress = workshops().progress(now.id)
        answered, could = (sum(progress[one][at] for one in open_) for at in (0, 1))
        said.append(t("workshop.open_n", n=len(open_), answered=answered, could=could))
    clock = time_left(now)
    parts = "".join(f"<span>{escape(one)}</span>" for one in said)
    return f'<p class="a-live">{parts}<b class="a-clock">{escape(clock)}</b></p>'


def time_left(now: OpenedWorkshop) -> str:
    if now.timer_ends_at is None:
        return ""
    left = when.seconds_left(now.timer_ends_at, datetime.now(UTC))
    if left <= 0:  # said for a minute, as on the board
        return t("workshop.time_up") if left > -60 else ""
    return t("workshop.time_left", minutes=left // 60, seconds=f"{left % 60:02d}")


def progress(now: OpenedWorkshop) -> None:
    """Every item with how many of those who could answer have; never what they answered."""
    every = None if now.workshop.stage == "ended" else EVERY
    st.fragment(_progress, run_every=every)(now.id)


def _progress(id_: str) -> None:
    now, found = workshops().opened(id_), workshops().progress(id_)
    rows = "".join(_row(one, now.workshop.items[one], *found.get(one, (0, 0))) for one in now.workshop.plan.items)
    st.html(f'<ul class="a-progress">{rows}</ul>')


def _row(indicator: str, item: Item, answered: int, could: int) -> str:
    said = tag(workshop_words.phase(item)).markup
    if item.phase != "waiting" and could:
        said += f" <span>{escape(t('workshop.answered_of', answered=answered, could=could))}</span>"
    measure = bar(100 * answered / could).markup if item.phase == "open" and could else ""
    name = escape(workshop_words.item_label(indicator)).replace(
        indicator, f'<span class="a-code-whole">{indicator}</span>'
    )
    return f"<li><span>{name}</span><span>{said}{measure}</span></li>"

"""Which item the room discusses. The facilitator sets it, the board follows; nothing of it is stored."""

from __future__ import annotations

import streamlit as st

from assessor.ui.session import is_demo


@st.cache_resource(show_spinner=False)
def _held() -> dict[tuple[bool, str], str]:
    """By database and session, for the life of the server: after a restart the facilitator's page sets it again."""
    return {}


def show(session: str, item: str) -> None:
    _held()[is_demo(), session] = item


def shown(session: str) -> str | None:
    """The item that the facilitator has before them; None until one was chosen."""
    return _held().get((is_demo(), session))


def hide(session: str) -> None:
    """The board goes back to the whole: what is being rated, the agenda."""
    _held().pop((is_demo(), session), None)

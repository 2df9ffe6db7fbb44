"""What stands round the rating and depends on it, as the whole page last drew it.

A click redraws only the rating itself. Where that changes the sidebar's count, the hints or what may be filled in
beside it, the rest of the page follows once the rating says "saved".
"""

from __future__ import annotations

import time

import streamlit as st

from assessor.assessments import Opened
from assessor.hints import findings
from assessor.ui.session import workspace

SENT = 0.04
_DRAWN = "assess.drawn"


def remember(now: Opened) -> None:
    st.session_state[_DRAWN] = _depending(now)


def holds(now: Opened) -> bool:
    return bool(st.session_state.get(_DRAWN) == _depending(now))


def follow() -> None:
    """Draw the whole page, once the words just written have left: a new run throws away what is still waiting to go."""
    time.sleep(SENT)
    st.rerun()


def _depending(now: Opened) -> object:
    given = now.assessment
    applies = {id_: rating.outcome != "not_applicable" for id_, rating in given.ratings.items()}
    return applies, [(one.kind, one.indicators, one.text) for one in findings(workspace().rubric, given)]

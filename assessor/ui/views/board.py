"""The public board: for the projector. It shows nothing individual, ever, and has nothing to press."""

import streamlit as st

from assessor.ui import board
from assessor.ui.parts import wear

wear("workshop_charts.css", "board.css")
known = board.frame()
st.fragment(board.clock, run_every=board.TICK)()
st.fragment(board.draw, run_every=board.REFRESH)(known)

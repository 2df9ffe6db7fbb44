"""The public board: for the projector. It shows nothing individual, ever, and has nothing to press."""

import streamlit as st

from assessor.ui import board

board.style()
known = board.frame()
st.fragment(board.clock, run_every=board.TICK)()
st.fragment(board.draw, run_every=board.REFRESH)(known)

"""Change: several periods of one city, and what a difference is due to."""

import streamlit as st

from assessor.ui.session import t

st.title(t("change.title"))

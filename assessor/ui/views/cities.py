"""Cities: many assessments side by side for the analyst. Never a rank."""

import streamlit as st

from assessor.ui.session import t

st.title(t("cities.title"))

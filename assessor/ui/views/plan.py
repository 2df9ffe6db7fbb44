"""What to do first: priorities, the cheapest plan that reaches the targets, tasks and their course."""

import streamlit as st

from assessor.ui.session import t

st.title(t("plan.title"))

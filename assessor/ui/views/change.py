"""Change: several periods of one city, and what a difference is due to."""

import streamlit as st

from assessor.ui import change_parts as parts
from assessor.ui import migrate_parts, next_parts
from assessor.ui.session import current, opened, t

st.title(t("change.title"))
now = opened()
st.caption(t("change.purpose"))
migrate_parts.offer(now)
pair = parts.chosen(now)
if pair is not None:
    parts.course(pair)
    parts.verdict(pair)
    parts.numbers(pair)
    parts.indicators(pair)
    parts.attribution(pair)
    parts.overall(pair)
st.header(t("change.next"))
st.markdown(t("change.next_about"))
next_parts.button(current(), now.assessment.id)

"""Compare: one's own city beside comparable ones, and what can be learnt from them. Never a rank."""

import streamlit as st

from assessor.ui import compare_gaps as gaps
from assessor.ui import compare_parts as parts
from assessor.ui.session import opened, t, workspace

st.title(t("compare.title"))
own = opened().assessment
st.caption(t("compare.purpose"))
st.header(t("compare.choose"))
comparison = parts.compared(parts.choose(own))
parts.bring_in()
if comparison is not None:
    rubric = workspace().rubric
    parts.comparability(comparison, rubric)
    gaps.levels(comparison, rubric)
    gaps.dimensions(comparison, rubric)
    gaps.learning(comparison, rubric)
    gaps.group(comparison)
    gaps.overall(comparison)

"""Compare: one's own city beside comparable ones, and what can be learnt from them. Never a rank without its interval."""

import streamlit as st

from assessor.ui import compare_charts as charts
from assessor.ui import compare_gaps as gaps
from assessor.ui import compare_learning as learning
from assessor.ui import compare_parts as parts
from assessor.ui.session import opened, t, workspace

st.title(t("compare.title"))
own = opened().assessment
st.caption(t("compare.purpose"))
st.header(t("compare.choose"))
comparison = parts.compared(parts.choose(own))
parts.bring_in(own)
if comparison is not None:
    rubric = workspace().rubric
    parts.comparability(comparison, rubric)
    other = charts.opposite(comparison)
    gaps.levels(comparison, other, rubric)
    gaps.dimensions(comparison, other, rubric)
    gaps.shortcomings(comparison, other)
    learning.beyond(comparison, other, rubric)
    learning.partners(comparison, rubric)
    gaps.group(comparison, rubric)
    gaps.overall(comparison, rubric)

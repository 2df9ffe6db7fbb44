"""What to do first: priorities, the cheapest plan that reaches the targets, tasks and their course."""

import streamlit as st

from assessor.ui import plan_parts, plan_tasks, plan_whatif
from assessor.ui import results_parts as parts
from assessor.ui.session import language, open_id, opened, t, workspace

st.title(t("plan.title"))
st.caption(t("plan.purpose"))
found = opened()
if not found.assessment.ratings:
    parts.nothing_yet()
else:
    id_ = open_id() or ""
    page = parts.Page(id_, workspace().rubric, found, workspace().scorecard(id_), language())
    plan_parts.label(page)
    plan_parts.first_things(page)
    plan_parts.plans(page)
    plan_whatif.section(page)
    plan_tasks.section(found, page.card)

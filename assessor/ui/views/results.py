"""Results: levels, dimensions, shortcomings and what each number is made of."""

import streamlit as st

from assessor.ui import results_parts as parts
from assessor.ui import results_sections as sections
from assessor.ui import sensitivity_parts, uncertainty_parts
from assessor.ui.session import language, open_id, opened, t, workspace

st.title(t("results.title"))
found = opened()
id_ = open_id() or ""
if not found.assessment.ratings:
    parts.nothing_yet()
else:
    page = parts.Page(id_, workspace().rubric, found, workspace().scorecard(id_), language())
    parts.facts(page)
    parts.missing(page)
    sections.levels(page)
    if page.dimensions_shown:
        sections.dimensions(page)
        sections.shortcomings(page)
        sections.matrix(page)
        sections.mechanisms(page)
        sections.paths(page)
        sections.distribution(page)
    else:
        sections.shortcomings(page)
        sections.quick_table(page)
    uncertainty_parts.section(page)
    sensitivity_parts.section(page)
    parts.warnings(workspace().findings(id_), language())
    sections.overall(page)

"""Cities: many assessments side by side for the analyst. Never a rank."""

import streamlit as st

from assessor.ui import cities_choice, cities_parts
from assessor.ui.session import t, workspace

st.title(t("cities.title"))
st.caption(t("cities.purpose"))
found = cities_choice.chosen()
rubric = workspace().rubric
grouping = cities_parts.grouped(found, rubric)
cities_parts.heat(found, rubric, grouping)
cities_parts.intervals(found, rubric, grouping)
cities_parts.spread(found, rubric)
cities_parts.groups(found, rubric, grouping)
cities_parts.downloads(found, rubric)

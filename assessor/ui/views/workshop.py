"""Workshop: prepare and run scoring sessions of the open assessment."""

import streamlit as st

from assessor.ui import workshop_list, workshop_session
from assessor.ui.parts import plain, wear
from assessor.ui.session import language, opened, t
from assessor.ui.workshop_steps import open_session, tell_once

st.title(t("workshop.title"))
assessment = opened().assessment
wear("workshop.css", "workshop_charts.css")
session = open_session(assessment.id)
if session is None:
    tell_once()
    st.markdown(t("workshop.of", city=plain(assessment.city.called(language())), period=plain(assessment.period)))
    workshop_list.show(assessment)
else:
    workshop_session.show(session, assessment)

"""City page: profile, setup, targets and weights of the open assessment."""

import streamlit as st

from assessor.ui import fields, measures, profile, when
from assessor.ui.parts import plain
from assessor.ui.session import go, language, opened, t, workspace

st.title(t("nav.city"))
now = opened()
assessment = now.assessment
st.markdown(f"**{plain(assessment.city.called(language()))}**")
saved_at = next(one.updated_at for one in workspace().summaries() if one.id == assessment.id)
st.caption(t("city.autosave", time=when.clock(saved_at)))
if waiting := fields.unsaved(assessment.id):
    st.error(t("city.waiting", n=waiting), icon=":material/error:")
if assessment.city.fictional:
    st.info(t("city.fictional"), icon=":material/info:")

st.header(t("city.setup"))
profile.setup(now)
st.header(t("city.profile"))
st.caption(t("city.profile_about"))
profile.profile(now)
st.header(t("city.targets"))
measures.targets(now)
st.header(t("city.weights"))
measures.weights(now)
st.divider()
if st.button(t("city.to_assess"), key="city.to_assess", type="primary", icon=":material/edit_note:"):
    go("assess")

"""Reports page: what may be taken away, once somebody has checked it."""

import streamlit as st

from assessor.errors import AssessorError
from assessor.scorecard import score
from assessor.ui import crash, downloads, publish_parts, report_parts
from assessor.ui.compare_choice import kept_comparison, kept_others, short_name
from assessor.ui.parts import plain
from assessor.ui.session import joined, language, opened, t, workspace

st.title(t("nav.reports"))
assessment = opened().assessment
st.markdown(f"**{plain(assessment.city.called(language()))}**")
if assessment.city.fictional:
    st.info(t("reports.fictional"), icon=":material/info:")

st.header(t("reports.check"))
st.warning(t("reports.secrecy"), icon=":material/lock:")
agreed = st.checkbox(t("reports.confirmed"), key=f"reports.confirmed.{assessment.id}")
if not agreed:
    st.caption(t("reports.confirm_first"))
leaving = report_parts.Leaving(
    assessment, downloads.Origin(workspace(), assessment.id, *kept_others(assessment)), agreed
)

try:
    score(workspace().rubric, assessment)
    scored = True
except AssessorError as error:
    crash.tell(error)
    scored = False
if scored:
    st.header(t("reports.reports"))
    comparison = kept_comparison(assessment)
    if comparison is None:
        st.caption(t("reports.no_peers"))
    else:
        st.caption(t("reports.peers", cities=plain(joined(short_name(one.party) for one in comparison.others))))
    report_parts.reports(leaving)
    st.header(t("reports.template"))
    report_parts.template(leaving)
st.header(t("reports.data"))
report_parts.data(leaving, scored=scored)
if scored:
    publish_parts.section(leaving)

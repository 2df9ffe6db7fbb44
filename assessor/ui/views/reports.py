"""Reports page: what may be taken away, once somebody has checked it."""

import streamlit as st

from assessor.ui import downloads
from assessor.ui.compare_choice import kept_comparison, short_name
from assessor.ui.parts import plain
from assessor.ui.session import joined, language, opened, t

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

st.header(t("reports.excel"))
st.markdown(t("reports.excel_about"))
comparison = kept_comparison(assessment)
if comparison is None:
    st.caption(t("reports.no_peers"))
else:
    st.caption(t("reports.peers", cities=plain(joined(short_name(one.party) for one in comparison.others))))
words = {"zh": t("reports.zh"), "en": t("reports.en"), "both": t("reports.both")}
chosen = st.radio(
    t("reports.language"),
    downloads.REPORT_LANGUAGES,
    index=downloads.REPORT_LANGUAGES.index(language()),
    format_func=words.__getitem__,
    horizontal=True,
    key="reports.language",
)
downloads.offer(
    "excel",
    downloads.named(assessment, chosen, ".xlsx"),
    downloads.XLSX,
    lambda: downloads.report(assessment, comparison, chosen),
    agreed=agreed,
)

st.header(t("reports.data"))
st.markdown(t("reports.json_about"))
downloads.offer(
    "json",
    downloads.named(assessment, language(), ".json"),
    "application/json",
    lambda: downloads.as_json(assessment),
    agreed=agreed,
)
st.markdown(t("reports.csv_about"))
downloads.offer(
    "csv",
    downloads.named(assessment, language(), ".csv"),
    "text/csv",
    lambda: downloads.scores(assessment),
    agreed=agreed,
)

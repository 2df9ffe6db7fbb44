"""Reports page: what may be taken away, once somebody has checked it."""

import streamlit as st

from assessor.ui import downloads
from assessor.ui.parts import plain
from assessor.ui.session import language, opened, t, workspace

st.title(t("nav.reports"))
assessment = opened().assessment
rubric, card = workspace().rubric, workspace().scorecard(assessment.id)
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
words = {"zh": t("reports.zh"), "en": t("reports.en"), "both": t("reports.both")}
chosen = st.radio(
    t("reports.language"),
    downloads.REPORT_LANGUAGES,
    index=downloads.REPORT_LANGUAGES.index(language()),
    format_func=lambda one: words[one],
    horizontal=True,
    key="reports.language",
)
st.download_button(
    t("reports.get_excel"),
    downloads.report(assessment, rubric, card, chosen) if agreed else b"",
    downloads.named(assessment, chosen, ".xlsx"),
    downloads.XLSX,
    key="reports.excel",
    type="primary",
    icon=":material/download:",
    disabled=not agreed,
    on_click="ignore",
)

st.header(t("reports.data"))
st.markdown(t("reports.json_about"))
st.download_button(
    t("reports.get_json"),
    downloads.as_json(assessment),
    downloads.named(assessment, language(), ".json"),
    "application/json",
    key="reports.json",
    icon=":material/download:",
    disabled=not agreed,
    on_click="ignore",
)
st.markdown(t("reports.csv_about"))
st.download_button(
    t("reports.get_csv"),
    downloads.scores(assessment, rubric),
    downloads.named(assessment, language(), ".csv"),
    "text/csv",
    key="reports.csv",
    icon=":material/download:",
    disabled=not agreed,
    on_click="ignore",
)

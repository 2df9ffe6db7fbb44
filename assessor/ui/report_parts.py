"""The downloads in the order in which they are wanted: what the director signs first, raw data last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from assessor.assessment import Assessment
from assessor.report import ReportLanguage
from assessor.text import Language
from assessor.ui import choice, downloads, templates
from assessor.ui.downloads import Origin, offer
from assessor.ui.media import DOCX, XLSX
from assessor.ui.session import language, t


@dataclass(frozen=True)
class Leaving:
    """What may leave: whose files, made from what, and whether somebody has agreed."""

    assessment: Assessment
    origin: Origin
    agreed: bool


def reports(leaving: Leaving) -> None:
    chosen = chosen_language("reports.language", t("reports.language"))
    written: Language = language() if chosen == "both" else chosen
    assessment, origin = leaving.assessment, leaving.origin
    cards: list[tuple[str, str, str, str, str, str, Callable[[], bytes]]] = [
        ("one_page", t("reports.one_page"), t("reports.one_page_about"), t("reports.get_one_page"),
         downloads.paper_name(assessment, "one-page", written), DOCX, lambda: downloads.one_page(origin, written)),
        ("excel", t("reports.excel"), t("reports.excel_about"), t("reports.get_excel"),
         downloads.report_name(assessment, chosen), XLSX, lambda: downloads.report(origin, chosen)),
        ("full", t("reports.full"), t("reports.full_about"), t("reports.get_full"),
         downloads.paper_name(assessment, "full", written), DOCX, lambda: downloads.full_paper(origin, written)),
    ]  # fmt: skip
    for column, (key, title, about, label, name, mime, make) in zip(st.columns(len(cards)), cards, strict=True):
        with column, st.container(border=True, height="stretch", key=f"reports_card_{key}"):
            st.subheader(title)
            st.markdown(about)
            offer(key, label, name, mime, make, agreed=leaving.agreed, primary=key == "one_page")
    if chosen == "both":
        st.caption(t("reports.word_one_language", language=t(f"reports.{written}")))


def chosen_language(key: str, label: str) -> ReportLanguage:
    """In which language; the page's own to begin with."""
    words = {one: t(f"reports.{one}") for one in downloads.REPORT_LANGUAGES}
    widget = choice.by_language(key)
    st.session_state[widget] = choice.chosen(key, language())
    st.radio(label, list(words), format_func=words.__getitem__, horizontal=True, key=widget,
             on_change=_keep, args=(key, widget))  # fmt: skip
    found: ReportLanguage = st.session_state[widget]
    return found


def _keep(key: str, widget: str) -> None:
    choice.choose(key, st.session_state[widget])


def template(leaving: Leaving) -> None:
    """A scoring template for a whole variant, or for the indicators of one unit."""
    st.markdown(t("reports.template_about"))
    scopes = templates.scopes(leaving.assessment)
    left, right = st.columns(2)
    with left:
        key = choice.by_language("reports.scope")
        kept = choice.chosen("reports.scope", f"{templates.VARIANT}{leaving.assessment.variant}")
        st.session_state[key] = kept if kept in scopes else next(iter(scopes))
        st.selectbox(t("reports.scope"), list(scopes), format_func=scopes.__getitem__, key=key, placeholder="",
                     on_change=_keep, args=("reports.scope", key))  # fmt: skip
        scope = str(st.session_state[key])
    with right:
        chosen = chosen_language("reports.template_language", t("reports.template_language"))
    origin = leaving.origin
    offer("template", t("reports.get_template"), templates.name(leaving.assessment, origin.rubric, scope, chosen), XLSX,
          lambda: templates.content(origin, scope, chosen), agreed=leaving.agreed, wide=False)  # fmt: skip


def data(leaving: Leaving, *, scored: bool) -> None:
    """Files for other programs; where no scores can be told, only what is stored as it stands."""
    assessment, origin, lang = leaving.assessment, leaving.origin, language()
    rows: list[tuple[str, str, str, str, str, Callable[[], bytes], bool]] = [
        ("json", t("reports.json_about"), t("reports.get_json"),
         downloads.data_name(assessment, downloads.JSON, lang, ".json"), "application/json",
         lambda: downloads.as_json(origin), True),
        ("long", t("reports.long_about"), t("reports.get_long"),
         downloads.data_name(assessment, downloads.LONG, lang, ".csv"), "text/csv",
         lambda: downloads.long_csv(origin), True),
        ("package", t("reports.package_about"), t("reports.get_package"),
         downloads.data_name(assessment, downloads.PACKAGE, lang, ".zip"), "application/zip",
         lambda: downloads.package(origin), scored),
        ("csv", t("reports.csv_about"), t("reports.get_csv"),
         downloads.data_name(assessment, downloads.SCORES, lang, ".csv"), "text/csv",
         lambda: downloads.scores(origin), scored),
    ]  # fmt: skip
    for key, about, label, name, mime, make, possible in rows:
        if possible:
            with st.container(border=True, key=f"reports_row_{key}"):
                words, button = st.columns([5, 2], vertical_alignment="center", gap="medium")
                words.markdown(about)
                with button:
                    offer(key, label, name, mime, make, agreed=leaving.agreed)

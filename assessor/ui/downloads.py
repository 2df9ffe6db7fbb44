"""What can be taken away: file names and contents of one assessment's downloads."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import PurePath

import streamlit as st

from assessor.assessment import Assessment
from assessor.errors import AssessorError
from assessor.files import assessment_to_json, scorecards_to_csv
from assessor.peers import Comparison
from assessor.report import ReportLanguage, file_name, report_bytes
from assessor.scorecard import codes_of, refuse_other_version
from assessor.text import say
from assessor.ui import crash
from assessor.ui.session import t, workspace

REPORT_LANGUAGES: tuple[ReportLanguage, ...] = ("zh", "en", "both")
FICTIONAL = "虚构样例"
_KINDS = {".json": say("评估文件", "assessment"), ".csv": say("得分表", "scores")}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def named(assessment: Assessment, language: ReportLanguage, ending: str) -> str:
    """City, period and what it is; a fictional sample says so wherever its file goes."""
    stem = PurePath(file_name(assessment, language)).stem
    if ending in _KINDS:
        stem = f"{stem.rpartition('_')[0]}_{_KINDS[ending].pick('zh' if language == 'zh' else 'en')}"
    mark = f"{FICTIONAL}_" if assessment.city.fictional else ""
    return f"{mark}{stem}{ending}"


def report(assessment: Assessment, comparison: Comparison | None, language: ReportLanguage) -> bytes:
    return report_bytes(assessment, workspace().rubric, comparison=comparison, language=language)


def as_json(assessment: Assessment) -> bytes:
    return assessment_to_json(assessment).encode()


def scores(assessment: Assessment) -> bytes:
    """The scores as CSV, with the mark by which Excel and WPS know UTF-8."""
    rubric = workspace().rubric
    refuse_other_version(rubric, assessment)
    out = io.StringIO()
    name = f"{assessment.city.name}（{FICTIONAL}）" if assessment.city.fictional else assessment.city.name
    scorecards_to_csv(out, [name], codes_of(rubric, assessment), rubric, assessment.weights, assessment.variant)
    return out.getvalue().encode("utf-8-sig")


def offer(key: str, name: str, mime: str, make: Callable[[], bytes], *, agreed: bool) -> None:
    """A button to one file, made only once it may leave; what stands in its way is told in its place."""
    labels = {"excel": t("reports.get_excel"), "json": t("reports.get_json"), "csv": t("reports.get_csv")}
    try:
        content = make() if agreed else b""
    except AssessorError as error:
        crash.tell(error)
        return
    st.download_button(
        labels[key],
        content,
        name,
        mime,
        key=f"reports.{key}",
        type="primary" if key == "excel" else "secondary",
        icon=":material/download:",
        disabled=not agreed,
        on_click="ignore",
    )

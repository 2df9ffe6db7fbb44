"""What can be taken away: file names and contents. Each file is made when it is asked for, from what is stored then."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from assessor.assessment import Assessment
from assessor.assessments import Workspace
from assessor.errors import ComparisonRefused
from assessor.files import assessment_to_csv, assessment_to_json, data_package_bytes, scorecards_to_csv
from assessor.migration.periods import earlier_of
from assessor.peers import Comparison, compare
from assessor.report import ReportLanguage, file_name, report_bytes, word
from assessor.report.file import safe_name
from assessor.report.word.blocks import Kind
from assessor.rubric import Rubric
from assessor.scorecard import codes_of, refuse_other_version
from assessor.text import Language, Text, say

REPORT_LANGUAGES: tuple[ReportLanguage, ...] = ("zh", "en", "both")
FICTIONAL = "虚构样例"
JSON, LONG, PACKAGE, SCORES = (
    say("评估文件", "assessment"),
    say("评估长表", "long"),
    say("数据包", "data"),
    say("得分表", "scores"),
)


@dataclass(frozen=True)
class Origin:
    """What files are made from. It goes along into the thread that makes one, where the page is out of reach."""

    workspace: Workspace
    id: str
    others: Sequence[Assessment] = ()
    """Cities to compare with, and why one of another type is among them."""
    reason: str | None = None

    @property
    def rubric(self) -> Rubric:
        return self.workspace.rubric

    def assessment(self) -> Assessment:
        return self.workspace.opened(self.id).assessment


# -- names ----------------------------------------------------------------------------------------


def marked(assessment: Assessment, name: str) -> str:
    """A fictional sample says so wherever its file goes."""
    return f"{FICTIONAL}_{name}" if assessment.city.fictional else name


def report_name(assessment: Assessment, language: ReportLanguage) -> str:
    return marked(assessment, file_name(assessment, language))


def paper_name(assessment: Assessment, kind: Kind, language: Language) -> str:
    return marked(assessment, word.word_name(assessment, kind, language))


def data_name(assessment: Assessment, what: Text, language: Language, ending: str) -> str:
    return marked(assessment, safe_name(assessment, language, what.pick(language), ending))


# -- contents -------------------------------------------------------------------------------------


def report(origin: Origin, language: ReportLanguage) -> bytes:
    """The Excel report, with the comparison where cities were chosen for one."""
    assessment, told = origin.assessment(), origin.workspace.provenance(origin.id)
    return report_bytes(
        assessment, origin.rubric, comparison=_compared(origin, assessment), language=language,
        record=told.record, audit_head=told.audit_head, earlier=earlier_of(origin.workspace, assessment),
    )  # fmt: skip


def _compared(origin: Origin, own: Assessment) -> Comparison | None:
    try:
        return compare(own, origin.others, origin.rubric, origin.reason) if origin.others else None
    except ComparisonRefused:
        return None


def one_page(origin: Origin, language: Language) -> bytes:
    return word.one_page_bytes(origin.assessment(), origin.rubric, language=language)


def full_paper(origin: Origin, language: Language) -> bytes:
    return word.full_bytes(origin.assessment(), origin.rubric, language=language)


def as_json(origin: Origin) -> bytes:
    return assessment_to_json(origin.assessment()).encode()


def long_csv(origin: Origin) -> bytes:
    return assessment_to_csv(origin.assessment())


def package(origin: Origin) -> bytes:
    return data_package_bytes(origin.assessment(), origin.rubric)


def scores(origin: Origin) -> bytes:
    """The scores as CSV, with the mark by which Excel and WPS know UTF-8."""
    assessment, rubric = origin.assessment(), origin.rubric
    refuse_other_version(rubric, assessment)
    out = io.StringIO()
    name = f"{assessment.city.name}（{FICTIONAL}）" if assessment.city.fictional else assessment.city.name
    scorecards_to_csv(out, [name], codes_of(rubric, assessment), rubric, assessment.weights, assessment.variant)
    return out.getvalue().encode("utf-8-sig")


# -- the button -----------------------------------------------------------------------------------


def offer(
    key: str, label: str, name: str, mime: str, make: Callable[[], bytes], *, agreed: bool, primary: bool = False,
    wide: bool = True,
) -> None:  # fmt: skip
    """A button to one file, which is made when the button is pressed and not before it may leave."""
    st.download_button(
        label,
        make,
        name,
        mime,
        key=f"reports.{key}",
        type="primary" if primary else "secondary",
        icon=":material/download:",
        disabled=not agreed,
        on_click="ignore",
        width="stretch" if wide else "content",
    )

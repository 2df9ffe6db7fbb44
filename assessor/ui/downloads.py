"""What can be taken away: file names and contents of one assessment's downloads."""

from __future__ import annotations

import io
from pathlib import PurePath

from assessor.assessment import Assessment
from assessor.files import assessment_to_json, scorecards_to_csv
from assessor.report import ReportLanguage, file_name, report_bytes
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, codes_of

REPORT_LANGUAGES: tuple[ReportLanguage, ...] = ("zh", "en", "both")
FICTIONAL = "虚构样例"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def named(assessment: Assessment, language: ReportLanguage, ending: str) -> str:
    """City, period and what it is; a fictional sample says so wherever its file goes."""
    stem = PurePath(file_name(assessment, language)).stem
    mark = f"{FICTIONAL}_" if assessment.city.fictional else ""
    return f"{mark}{stem}{ending}"


def report(assessment: Assessment, rubric: Rubric, card: Scorecard, language: ReportLanguage) -> bytes:
    return report_bytes(assessment, rubric, card=card, language=language)


def as_json(assessment: Assessment) -> bytes:
    return assessment_to_json(assessment).encode()


def scores(assessment: Assessment, rubric: Rubric) -> bytes:
    """The scores as CSV, with the mark by which Excel and WPS know UTF-8."""
    out = io.StringIO()
    name = assessment.city.name
    codes = codes_of(rubric, assessment)
    scorecards_to_csv(out, [name], codes, rubric, assessment.weights, assessment.variant)
    return out.getvalue().encode("utf-8-sig")

"""Scorecard -> sheets of cells (plain values) -> .xlsx."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from assessor.assessment import Assessment
from assessor.peers import Comparison
from assessor.report import words
from assessor.report.base import Report
from assessor.report.charts import charts
from assessor.report.cover import cover
from assessor.report.dictionary import dictionary
from assessor.report.display import ReportLanguage, Wording
from assessor.report.evidence import evidence
from assessor.report.file import bundled, put, refuse_strangers, safe_name, target, zoned
from assessor.report.indicators import indicators
from assessor.report.levels import levels
from assessor.report.notes import LongNotes
from assessor.report.paths import paths
from assessor.report.peers import chosen, learn, peers
from assessor.report.shortcomings import shortcomings
from assessor.report.summary import summary
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score
from assessor.workbooks.cells import Book, Sheet
from assessor.workbooks.writing import book_bytes, has_unseen, texts

__all__ = ["ReportLanguage", "file_name", "report_book", "report_bytes", "write_report"]
LANGUAGE_MARKS: dict[ReportLanguage, str] = {"zh": "-zh", "en": "-en", "both": "-zh-en"}


def write_report(
    path: Path | str,
    assessment: Assessment,
    rubric: Rubric | None = None,
    *,
    card: Scorecard | None = None,
    comparison: Comparison | None = None,
    language: ReportLanguage = "zh",
    now: datetime | None = None,
) -> Path:
    """Write the Excel report of one assessment; the file appears whole or not at all.

    Args:
        path: the .xlsx file, or a folder to put one into.
        assessment: whose report it is.
        rubric: the rubric it was made under; None means the bundled one.
        card: its scorecard where one is at hand, else it is scored here.
        comparison: with which cities it is compared, if with any.
        language: Chinese, English, or both side by side.
        now: time of making, with its zone.

    Raises:
        VersionMismatch: if assessment, scorecard and rubric do not belong together.
        UsageError: for a time without zone or a file that is not named .xlsx.
        WorkbookFault: if a text is too long for a cell, or the file cannot be written.
    """
    place = target(Path(path), file_name(assessment, language))
    content = report_bytes(assessment, rubric, card=card, comparison=comparison, language=language, now=now)
    put(place, content)
    return place


def report_bytes(
    assessment: Assessment,
    rubric: Rubric | None = None,
    *,
    card: Scorecard | None = None,
    comparison: Comparison | None = None,
    language: ReportLanguage = "zh",
    now: datetime | None = None,
) -> bytes:
    """The same report as the content of a file, for a download."""
    made = zoned(now)
    book = report_book(assessment, rubric, card=card, comparison=comparison, language=language, now=made)
    return book_bytes(book, made)


def report_book(
    assessment: Assessment,
    rubric: Rubric | None = None,
    *,
    card: Scorecard | None = None,
    comparison: Comparison | None = None,
    language: ReportLanguage = "zh",
    now: datetime | None = None,
) -> Book:
    """The report as plain values, before any file."""
    rubric = rubric or bundled()
    card = card or score(rubric, assessment)
    refuse_strangers(rubric, assessment, card, comparison)
    report = Report(rubric, assessment, card, Wording(language), zoned(now))
    sheets = _sheets(report, comparison)
    inline = report.wording.inline
    edge = [
        inline(words.INTERNAL),
        *([words.SAMPLE_SHORT.pick("zh" if language == "zh" else "en")] if assessment.city.fictional else []),
    ]
    return Book(inline(words.REPORT), sheets, "　".join(edge), "　".join(edge), f"{rubric.id} {rubric.version}")


def _sheets(report: Report, comparison: Comparison | None) -> tuple[Sheet, ...]:
    long = LongNotes(report)
    pages = [
        *_summaries(report),
        ("levels", levels(report)),
        ("shortcomings", shortcomings(report)),
        ("indicators", indicators(report, long)),
        ("paths", paths(report)),
        ("evidence", evidence(report, long)),
    ]
    if comparison is not None:
        pages.append(("chosen", chosen(report, comparison, long)))
    pages.append(("peers", peers(report, comparison)))
    if comparison is not None:
        pages.append(("learn", learn(report, comparison, long)))
    pages.append(("charts", charts(report, comparison)))
    if long.rows:
        pages.append(("notes", long.sheet()))
    contents = [(key, sheet.name) for key, sheet in pages] + [("dictionary", report.wording.inline(words.DICTIONARY))]
    controls = any(has_unseen(text) for _, sheet in pages for text in texts(sheet))
    first = cover(report, contents, controls=controls)
    before = [first, *(sheet for _, sheet in pages)]
    return (*before, dictionary(report, before))


def _summaries(report: Report) -> list[tuple[str, Sheet]]:
    """One page each: in both languages there is a page for either, so that it stays one page."""
    if report.wording.language != "both":
        return [("summary", summary(report))]
    singles = [Report(report.rubric, report.assessment, report.card, Wording(one), report.now) for one in ("zh", "en")]
    return [("summary", summary(single)) for single in singles]


# -- the file ---------------------------------------------------------------------------------


def file_name(assessment: Assessment, language: ReportLanguage = "zh") -> str:
    """A name that every file system takes: what, which city, which period, which language."""
    what = "self-assessment" if language == "en" else "统筹机制自评报告"
    return safe_name(assessment, language, what, f"{LANGUAGE_MARKS[language]}.xlsx")

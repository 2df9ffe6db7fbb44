"""Scorecard -> paragraphs and tables (plain values) -> .docx: the one-page summary and the full report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from assessor.assessment import Assessment
from assessor.report.base import Report
from assessor.report.display import Wording
from assessor.report.file import bundled, put, refuse_strangers, safe_name, target, zoned
from assessor.report.word.blocks import Kind, Paper
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score
from assessor.text import Language

__all__ = ["full_bytes", "full_paper", "one_page_bytes", "one_page_paper", "word_name", "write_full", "write_one_page"]


def write_one_page(
    path: Path | str,
    assessment: Assessment,
    rubric: Rubric | None = None,
    *,
    card: Scorecard | None = None,
    language: Language = "zh",
    now: datetime | None = None,
) -> Path:
    """Write the one-page summary; the file appears whole or not at all.

    Args:
        path: the .docx file, or a folder to put one into.
        assessment: whose summary it is.
        rubric: the rubric it was made under; None means the bundled one.
        card: its scorecard where one is at hand, else it is scored here.
        language: Chinese or English.
        now: time of making, with its zone; dates of tasks are counted from it.

    Raises:
        VersionMismatch: if assessment, scorecard and rubric do not belong together.
        UsageError: for a time without zone or a file that is not named .docx.
        WorkbookFault: if the file cannot be written.
    """
    place = target(Path(path), word_name(assessment, "one-page", language), ".docx")
    put(place, one_page_bytes(assessment, rubric, card=card, language=language, now=now))
    return place


def write_full(
    path: Path | str,
    assessment: Assessment,
    rubric: Rubric | None = None,
    *,
    card: Scorecard | None = None,
    language: Language = "zh",
    now: datetime | None = None,
) -> Path:
    """Write the full report; arguments and errors as in `write_one_page`."""
    place = target(Path(path), word_name(assessment, "full", language), ".docx")
    put(place, full_bytes(assessment, rubric, card=card, language=language, now=now))
    return place


def one_page_bytes(
    assessment: Assessment,
    rubric: Rubric | None = None,
    *,
    card: Scorecard | None = None,
    language: Language = "zh",
    now: datetime | None = None,
) -> bytes:
    """The one-page summary as the content of a file, for a download."""
    return _bytes(one_page_paper(assessment, rubric, card=card, language=language, now=zoned(now)), zoned(now))


def full_bytes(
    assessment: Assessment,
    rubric: Rubric | None = None,
    *,
    card: Scorecard | None = None,
    language: Language = "zh",
    now: datetime | None = None,
) -> bytes:
    """The full report as the content of a file, for a download."""
    return _bytes(full_paper(assessment, rubric, card=card, language=language, now=zoned(now)), zoned(now))


def one_page_paper(
    assessment: Assessment,
    rubric: Rubric | None = None,
    *,
    card: Scorecard | None = None,
    language: Language = "zh",
    now: datetime | None = None,
) -> Paper:
    """The one-page summary as plain values, before any file."""
    from assessor.report.word.one_page import one_page

    return one_page(_report(assessment, rubric, card, language, now))


def full_paper(
    assessment: Assessment,
    rubric: Rubric | None = None,
    *,
    card: Scorecard | None = None,
    language: Language = "zh",
    now: datetime | None = None,
) -> Paper:
    """The full report as plain values, before any file."""
    from assessor.report.word.full import full

    return full(_report(assessment, rubric, card, language, now))


def _report(
    assessment: Assessment, rubric: Rubric | None, card: Scorecard | None, language: Language, now: datetime | None
) -> Report:
    rubric = rubric or bundled()
    card = card or score(rubric, assessment)
    refuse_strangers(rubric, assessment, card)
    return Report(rubric, assessment, card, Wording(language), zoned(now))


def _bytes(paper: Paper, made: datetime) -> bytes:
    from assessor.report.word.writing import paper_bytes  # the library is loaded when it is needed

    return paper_bytes(paper, made)


_NAMES: dict[tuple[Kind, Language], str] = {
    ("one-page", "zh"): "统筹机制自评一页摘要",
    ("one-page", "en"): "one-page-summary",
    ("full", "zh"): "统筹机制自评报告",
    ("full", "en"): "self-assessment",
}


def word_name(assessment: Assessment, kind: Kind, language: Language = "zh") -> str:
    """A name that every file system takes: which city, which period, which document, which language."""
    return safe_name(assessment, language, _NAMES[kind, language], f"-{language}.docx")

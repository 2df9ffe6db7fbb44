"""Scorecard -> paragraphs and tables (plain values) -> .docx: the one-page summary and the full report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TypedDict, Unpack

from assessor.assessment import Assessment
from assessor.report.base import Report
from assessor.report.display import Wording
from assessor.report.file import bundled, put, refuse_strangers, safe_name, target, zoned
from assessor.report.word.blocks import Kind, Paper
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score
from assessor.text import Language

__all__ = [
    "Options",
    "full_bytes",
    "full_paper",
    "one_page_bytes",
    "one_page_paper",
    "word_name",
    "write_full",
    "write_one_page",
]


class Options(TypedDict, total=False):
    """What every document can be told."""

    card: Scorecard | None
    """Its scorecard where one is at hand, else it is scored here."""
    language: Language
    """Chinese unless said otherwise."""
    now: datetime | None
    """Time of making, with its zone; dates of tasks are counted from it."""


def write_one_page(
    path: Path | str,
    assessment: Assessment,
    rubric: Rubric | None = None,
    **options: Unpack[Options],
) -> Path:
    """Write the one-page summary; the file appears whole or not at all.

    Args:
        path: the .docx file, or a folder to put one into.
        assessment: whose summary it is.
        rubric: the rubric it was made under; None means the bundled one.
        options: as described there.

    Raises:
        VersionMismatch: if assessment, scorecard and rubric do not belong together.
        UsageError: for a time without zone or a file that is not named .docx.
        WorkbookFault: if the file cannot be written.
    """
    place = target(Path(path), word_name(assessment, "one-page", options.get("language", "zh")), ".docx")
    put(place, one_page_bytes(assessment, rubric, **options))
    return place


def write_full(
    path: Path | str,
    assessment: Assessment,
    rubric: Rubric | None = None,
    **options: Unpack[Options],
) -> Path:
    """Write the full report; arguments and errors as in `write_one_page`."""
    place = target(Path(path), word_name(assessment, "full", options.get("language", "zh")), ".docx")
    put(place, full_bytes(assessment, rubric, **options))
    return place


def one_page_bytes(
    assessment: Assessment,
    rubric: Rubric | None = None,
    **options: Unpack[Options],
) -> bytes:
    """The one-page summary as the content of a file, for a download."""
    options["now"] = now = zoned(options.get("now"))
    return _bytes(one_page_paper(assessment, rubric, **options), now)


def full_bytes(
    assessment: Assessment,
    rubric: Rubric | None = None,
    **options: Unpack[Options],
) -> bytes:
    """The full report as the content of a file, for a download."""
    options["now"] = now = zoned(options.get("now"))
    return _bytes(full_paper(assessment, rubric, **options), now)


def one_page_paper(
    assessment: Assessment,
    rubric: Rubric | None = None,
    **options: Unpack[Options],
) -> Paper:
    """The one-page summary as plain values, before any file."""
    from assessor.report.word.one_page import one_page

    return one_page(_report(assessment, rubric, options))


def full_paper(
    assessment: Assessment,
    rubric: Rubric | None = None,
    **options: Unpack[Options],
) -> Paper:
    """The full report as plain values, before any file."""
    from assessor.report.word.full import full

    return full(_report(assessment, rubric, options))


def _report(assessment: Assessment, rubric: Rubric | None, options: Options) -> Report:
    rubric = rubric or bundled()
    card = options.get("card") or score(rubric, assessment)
    refuse_strangers(rubric, assessment, card)
    return Report(rubric, assessment, card, Wording(options.get("language", "zh")), zoned(options.get("now")))


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

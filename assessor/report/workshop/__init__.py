"""Scoring sessions -> rating record (.xlsx), minutes (.docx) and paper ballot (.docx), all of them anonymous."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Literal

from assessor.assessment import Assessment
from assessor.report.file import safe_name
from assessor.report.workshop.basis import basis
from assessor.report.workshop.session import Heads, SessionRecord, session_record
from assessor.report.workshop.steady import steady
from assessor.rubric import Rubric
from assessor.text import Language
from assessor.workshop import Plan

__all__ = [
    "Heads",
    "SessionRecord",
    "minutes_bytes",
    "paper_ballot_bytes",
    "record_bytes",
    "session_record",
    "workshop_name",
]

Kind = Literal["record", "minutes", "paper"]


def record_bytes(
    rubric: Rubric, assessment: Assessment, sessions: Sequence[SessionRecord], language: Language = "zh"
) -> bytes:
    """The rating record as an .xlsx file. The same sessions give the same bytes, whoever joined first.

    Args:
        rubric: the rubric the assessment was made under.
        assessment: whose ratings were discussed.
        sessions: what was held for it, oldest first; at least one.
        language: of everything but what people typed.

    Raises:
        WorkshopRefused: without any session, or where one rates what the rubric does not know.
        WorkbookFault: if a text is too long for a cell.
    """
    from assessor.report.workshop.record import record_book  # the library is loaded when it is needed
    from assessor.workbooks.writing import book_bytes

    found = basis(rubric, assessment, sessions, language)
    return book_bytes(record_book(found), found.report.now)


def minutes_bytes(
    rubric: Rubric, assessment: Assessment, sessions: Sequence[SessionRecord], language: Language = "zh"
) -> bytes:
    """The minutes as a .docx file, with blanks for what nobody told the product; arguments as in `record_bytes`."""
    from assessor.report.word.writing import paper_bytes  # the library is loaded when it is needed
    from assessor.report.workshop.minutes import minutes

    found = basis(rubric, assessment, sessions, language)
    return steady(paper_bytes(minutes(found), found.report.now))


def paper_ballot_bytes(
    rubric: Rubric, assessment: Assessment, plan: Plan, language: Language = "zh", group: str | None = None
) -> bytes:
    """The ballot on paper as a .docx file: for one group, or without one a booklet for every set of items.

    Raises:
        WorkshopRefused: for a group that the plan does not have.
    """
    from assessor.report.word.writing import paper_bytes  # the library is loaded when it is needed
    from assessor.report.workshop.paper import paper_ballot

    made = datetime.combine(assessment.cut_off, time(), UTC)
    return steady(paper_bytes(paper_ballot(rubric, assessment, plan, language, group), made))


_NAMES: dict[tuple[Kind, Language], str] = {
    ("record", "zh"): "研讨评分记录",
    ("record", "en"): "scoring-session-record",
    ("minutes", "zh"): "研讨评分纪要",
    ("minutes", "en"): "scoring-session-minutes",
    ("paper", "zh"): "纸质评分票",
    ("paper", "en"): "paper-ballot",
}


def workshop_name(assessment: Assessment, kind: Kind, language: Language = "zh") -> str:
    """A name that every file system takes: which city, which period, which document, which language."""
    ending = ".xlsx" if kind == "record" else ".docx"
    return safe_name(assessment, language, _NAMES[kind, language], f"-{language}{ending}")

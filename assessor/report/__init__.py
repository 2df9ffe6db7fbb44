"""Scorecard -> sheets of cells (plain values) -> .xlsx."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from assessor.assessment import Assessment
from assessor.errors import Problem, UsageError, VersionMismatch, WorkbookFault
from assessor.peers import Comparison
from assessor.report import words
from assessor.report.base import Report
from assessor.report.charts import charts
from assessor.report.cover import cover
from assessor.report.dictionary import dictionary
from assessor.report.display import ReportLanguage, Wording
from assessor.report.evidence import evidence
from assessor.report.indicators import indicators
from assessor.report.levels import levels
from assessor.report.notes import LongNotes
from assessor.report.paths import paths
from assessor.report.peers import chosen, learn, peers
from assessor.report.shortcomings import shortcomings
from assessor.report.summary import summary
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score
from assessor.text import say
from assessor.workbooks.cells import Book, Sheet
from assessor.workbooks.writing import book_bytes, has_unseen, texts

__all__ = ["ReportLanguage", "file_name", "report_book", "report_bytes", "write_report"]
LANGUAGE_MARKS: dict[ReportLanguage, str] = {"zh": "-zh", "en": "-en", "both": "-zh-en"}
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


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
    target = _target(Path(path), assessment, language)
    content = report_bytes(assessment, rubric, card=card, comparison=comparison, language=language, now=now)
    _put(target, content)
    return target


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
    made = _zoned(now)
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
    rubric = rubric or _bundled()
    card = card or score(rubric, assessment)
    _refuse_strangers(rubric, assessment, card, comparison)
    report = Report(rubric, assessment, card, Wording(language), _zoned(now))
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


def _bundled() -> Rubric:
    from assessor import load_rubric  # by the front door: only when no rubric was handed over

    return load_rubric()


def _zoned(now: datetime | None) -> datetime:
    made = now or datetime.now(UTC)
    if made.tzinfo is None:
        raise UsageError(
            Problem(
                "now",
                say("时间未注明时区", "a time without its zone"),
                say("使用带时区的时间", "use a time with its zone"),
            )
        )
    return made.astimezone(UTC)


def _refuse_strangers(rubric: Rubric, assessment: Assessment, card: Scorecard, comparison: Comparison | None) -> None:
    """A scorecard or comparison of another city or rubric would print somebody else's numbers."""
    strange = (card.rubric_fingerprint, card.city_id) != (rubric.fingerprint, assessment.city.id)
    if comparison is not None:
        strange |= comparison.own.assessment_id != assessment.id
        strange |= (comparison.rubric_id, comparison.rubric_version) != (rubric.id, rubric.version)
    if strange:
        raise VersionMismatch(
            Problem(
                assessment.id,
                say("计分或对标结果与量表、城市不是一套", "scorecard or comparison belong to another rubric or city"),
                say("用同一量表重新计分、重新对标", "score and compare the assessment again under this rubric"),
            )
        )


# -- the file ---------------------------------------------------------------------------------


def file_name(assessment: Assessment, language: ReportLanguage = "zh") -> str:
    """A name that every file system takes: what, which city, which period, which language."""
    what = "self-assessment" if language == "en" else "统筹机制自评报告"
    raw = f"{assessment.city.called('en' if language == 'en' else 'zh')}_{assessment.period}_{what}"
    safe = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]+', " ", raw).strip(" .")
    safe = re.sub(r"\s+", " ", safe)
    while len(safe.encode()) > 180:
        safe = safe[:-1].strip(" .")
    if safe.split(".")[0].upper() in _RESERVED or not safe or safe[0] in "=+-@":
        safe = f"report {safe}".strip()
    return f"{safe}{LANGUAGE_MARKS[language]}.xlsx"


def _target(path: Path, assessment: Assessment, language: ReportLanguage) -> Path:
    if path.is_dir():
        return path / file_name(assessment, language)
    if path.suffix.lower() != ".xlsx":
        raise UsageError(
            Problem(
                str(path),
                say("报告文件名须以 .xlsx 结尾", "the report's file name must end in .xlsx"),
                say("改为 .xlsx 文件名", "name it .xlsx"),
            )
        )
    return path


def _put(target: Path, content: bytes) -> None:
    """Write beside the target, then take its place: a full disk leaves the old file as it was."""
    draft = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        with suppress(OSError):  # its folder may not even be one
            draft.unlink(missing_ok=True)
        raise WorkbookFault(
            Problem(
                str(target),
                say(f"报告无法写入：{error.strerror}", f"the report cannot be written: {error.strerror}"),
                say(
                    "确认文件夹存在且可写、磁盘未满、同名文件未在 Excel 或 WPS 中打开，再试一次",
                    "make sure the folder exists and is writable, the disk is not full and the file is not open in Excel or WPS, then try again",
                ),
            )
        ) from error

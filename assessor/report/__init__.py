"""Scorecard -> sheets of cells (plain values) -> .xlsx."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from assessor.assessment import Assessment, RecordLine
from assessor.change import Period
from assessor.peers import Comparison
from assessor.report import sessions, words
from assessor.report.actions import actions, status_names
from assessor.report.base import Report
from assessor.report.calculation import Calculation
from assessor.report.calculation_layout import WORDS
from assessor.report.change import change
from assessor.report.charts import charts
from assessor.report.cover import cover
from assessor.report.dictionary import dictionary
from assessor.report.display import ReportLanguage, Wording
from assessor.report.evidence import evidence
from assessor.report.file import bundled, put, refuse_strangers, safe_name, target, zoned
from assessor.report.identity_sheet import identity_sheet
from assessor.report.indicators import indicators
from assessor.report.levels import levels
from assessor.report.notes import LongNotes
from assessor.report.paths import paths
from assessor.report.peers import chosen, learn, peers
from assessor.report.peers_sure import sure
from assessor.report.planning import planning
from assessor.report.ranking import Ranking
from assessor.report.recomputed import AGAIN
from assessor.report.record import record as record_sheet
from assessor.report.self_check import AS_MADE, CHART_AS_MADE, NOT_ORIGINAL, self_check, told_if_changed, under_title
from assessor.report.sensitivity import sensitivity
from assessor.report.shortcomings import shortcomings
from assessor.report.summary import summary, summary_names
from assessor.report.uncertainty import uncertainty
from assessor.report.verdict_places import VerdictPlaces
from assessor.report.verdict_tables import VerdictTables
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score
from assessor.workbooks.cells import Book, Sheet
from assessor.workbooks.writing import book_bytes, has_unseen, texts

__all__ = ["RecordLine", "ReportLanguage", "file_name", "report_book", "report_bytes", "write_report"]
HELD = (
    "actions",
    "planning",
    "chosen",
    "peers",
    "sure",
    "learn",
    "record",
    "sessions",
    "sensitivity",
    "uncertainty",
    "change",
)
"""Sheets that hold what was so when the report was made."""
OF_STEPS = (WORDS, AGAIN)
"""Tables that end the two sheets on which many tables of the screen follow one that is printed."""
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
    record: Sequence[RecordLine] | None = None,
    audit_head: str = "",
    radar: bool = False,
    earlier: Sequence[Period] = (),
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
        record: how often each rating was changed, from a database; None for what comes from a file.
        audit_head: head of the database's audit trail at that time, for the cover.
        radar: draw the dimensions as a radar chart too.
        earlier: earlier periods of the city; the last one is set beside this one on a sheet of its own.

    Raises:
        VersionMismatch: if assessment, scorecard and rubric do not belong together.
        UsageError: for a time without zone or a file that is not named .xlsx.
        WorkbookFault: if a text is too long for a cell, or the file cannot be written.
    """
    place = target(Path(path), file_name(assessment, language))
    content = report_bytes(
        assessment, rubric, card=card, comparison=comparison, language=language, now=now,
        record=record, audit_head=audit_head, radar=radar, earlier=earlier,
    )  # fmt: skip
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
    record: Sequence[RecordLine] | None = None,
    audit_head: str = "",
    radar: bool = False,
    earlier: Sequence[Period] = (),
) -> bytes:
    """The same report as the content of a file, for a download."""
    made = zoned(now)
    book = report_book(
        assessment, rubric, card=card, comparison=comparison, language=language, now=made,
        record=record, audit_head=audit_head, radar=radar, earlier=earlier,
    )  # fmt: skip
    return book_bytes(book, made)


def report_book(
    assessment: Assessment,
    rubric: Rubric | None = None,
    *,
    card: Scorecard | None = None,
    comparison: Comparison | None = None,
    language: ReportLanguage = "zh",
    now: datetime | None = None,
    record: Sequence[RecordLine] | None = None,
    audit_head: str = "",
    radar: bool = False,
    earlier: Sequence[Period] = (),
) -> Book:
    """The report as plain values, before any file."""
    rubric = rubric or bundled()
    card = card or score(rubric, assessment)
    refuse_strangers(rubric, assessment, card, comparison)
    report = Report(rubric, assessment, card, Wording(language), zoned(now))
    calculation = Calculation.of(report)
    sheets = _sheets(report, calculation, comparison, record, audit_head, earlier, radar=radar)
    inline = report.wording.inline
    edge = [
        inline(words.INTERNAL),
        *([words.SAMPLE_SHORT.pick("zh" if language == "zh" else "en")] if assessment.city.fictional else []),
    ]
    names = (
        *(name for sheet in sheets for name in status_names(sheet)),
        *calculation.names,
        *summary_names(calculation),
    )
    refusal = (inline(words.REFUSED), report.wording(words.REFUSED_BECAUSE))
    about = f"{rubric.id} {rubric.version}"
    return Book(inline(words.REPORT), sheets, "　".join(edge), "　".join(edge), about, names, refusal)


def _sheets(
    report: Report, calculation: Calculation, comparison: Comparison | None, record: Sequence[RecordLine] | None,
    audit_head: str, earlier: Sequence[Period], *, radar: bool,
) -> tuple[Sheet, ...]:  # fmt: skip
    """In the order of the rubric's method, 6.6; charts and what is looked up only follow the dictionary."""
    long, ranking = LongNotes(report), Ranking(calculation)
    pages = [
        *_summaries(report, ranking),
        ("levels", levels(report, calculation)),
        *([("shortcomings", shortcomings(report, calculation))] if report.rubric.shortcomings else []),
        ("indicators", indicators(report, calculation, long)),
        *([("paths", paths(report, calculation))] if report.card.paths else []),
        ("evidence", evidence(report, long)),
        ("actions", actions(report)),
        ("planning", planning(report)),
    ]
    if comparison is not None:
        pages.append(("chosen", chosen(report, comparison, long)))
    pages.append(("peers", peers(report, comparison)))
    if comparison is not None:
        pages.append(("sure", sure(report, comparison)))
        pages.append(("learn", learn(report, comparison, long)))
    if (over_time := change(report, earlier)) is not None:
        pages.append(("change", over_time))
    pages.append(("record", record_sheet(report, record)))
    if sessions.agreed(report):
        pages.append(("sessions", sessions.agreed_sheet(report, long)))
    pages.append(("sensitivity", sensitivity(report)))
    pages.append(("uncertainty", uncertainty(report)))
    after = [("charts", charts(report, calculation, comparison, radar=radar))]
    if long.rows:
        after.append(("notes", long.sheet()))
    calculation.further += [*ranking.tables(), *VerdictTables(VerdictPlaces(ranking)).tables()]
    check = self_check(calculation, [sheet for _, sheet in pages])
    pages = [(key, _told(report, calculation, key, sheet)) for key, sheet in pages]
    if comparison is not None:
        said = told_if_changed(calculation, CHART_AS_MADE, report.wording)
        after[0] = ("charts", under_title(after[0][1], said))
    not_original = told_if_changed(calculation, NOT_ORIGINAL, report.wording)
    after += [("calculation", calculation.sheet()), ("self-check", check)]
    middle = ("dictionary", report.wording.inline(words.DICTIONARY))
    contents = [*((key, sheet.name) for key, sheet in pages), middle, *((key, sheet.name) for key, sheet in after)]
    controls = any(has_unseen(text) for _, sheet in [*pages, *after] for text in texts(sheet))
    first = cover(report, contents, controls=controls, audit_head=audit_head)
    first = under_title(first, not_original)
    before, behind = [first, *(sheet for _, sheet in pages)], [sheet for _, sheet in after]
    shown = (*before, dictionary(report, [*before, *behind]), *behind)
    return (*map(_in_sight, shown), identity_sheet(report))


def _in_sight(sheet: Sheet) -> Sheet:
    """The heading of the one table of a sheet stays in sight, or else the lines that say what the sheet is."""
    if sheet.frozen is not None:
        return sheet
    tables = [one for one in sheet.tables if not one.unprinted]
    leads = tables and (tables[0].repeated or len(tables) == 1) and sheet.tables[-1].key not in OF_STEPS
    first = tables[0].key if leads else ""
    return replace(sheet, frozen=(first, 0))


def _told(report: Report, calculation: Calculation, key: str, sheet: Sheet) -> Sheet:
    """Once something was entered anew a sheet says that it follows no more, or that it is not the original."""
    if key == "summary":
        language: ReportLanguage = "en" if sheet.name == words.SUMMARY.en else "zh"
        return under_title(sheet, told_if_changed(calculation, NOT_ORIGINAL, Wording(language)))
    return under_title(sheet, told_if_changed(calculation, AS_MADE, report.wording)) if key in HELD else sheet


def _summaries(report: Report, ranking: Ranking) -> list[tuple[str, Sheet]]:
    """One page each: in both languages there is a page for either, so that it stays one page."""
    if report.wording.language != "both":
        return [("summary", summary(report, ranking))]
    singles = [Report(report.rubric, report.assessment, report.card, Wording(one), report.now) for one in ("zh", "en")]
    return [("summary", summary(single, ranking)) for single in singles]


# -- the file ---------------------------------------------------------------------------------


def file_name(assessment: Assessment, language: ReportLanguage = "zh") -> str:
    """A name that every file system takes: what, which city, which period, which language."""
    what = "self-assessment" if language == "en" else "统筹机制自评报告"
    return safe_name(assessment, language, what, f"{LANGUAGE_MARKS[language]}.xlsx")

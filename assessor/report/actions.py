"""Actions: one row for every indicator below its target, to be discussed, changed and followed up in the sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assessor.report import columns, sessions, task_sheet, task_words, words
from assessor.report.aims import UNSET_NOTE, aims, nothing_to_do
from assessor.report.base import Report
from assessor.report.display import listed
from assessor.report.highlights import Highlight, ranked
from assessor.report.sessions import EvidenceTask
from assessor.report.steps import BEIJING, lead_units, step_of
from assessor.rubric import Indicator
from assessor.text import Text
from assessor.workbooks.cells import Block, Cell, Sheet, Table

WIDTHS = (6.0, 40.0, 8.0, 24.0, 18.0, 20.0, 10.0, 44.0, 14.0, 10.0)
DATES = (date(2000, 1, 1), date(2099, 12, 31))
STATUS_LIST = "action_status"
"""Defined name of the list that the status is chosen from."""


def actions(report: Report) -> Sheet:
    """The tasks that were set, where there are any, else those that the rubric proposes."""
    return _set(report) if report.assessment.tasks else _proposed(report)


def _set(report: Report) -> Sheet:
    overview = task_words.overview(report.assessment.tasks, report.now.astimezone(BEIJING).date())
    blocks: list[Block] = [*report.heading(words.ACTIONS), *report.notes(overview, task_sheet.NOTE)]
    looks = report.assessment.follow_ups
    blocks += [task_sheet.tasks_table(report, STATUS_LIST, DATES)]
    blocks += [*report.notes(task_sheet.LOOKS_NOTE), task_sheet.looks_table(report)] if looks else []
    blocks.append(_statuses(report))
    return Sheet(report.wording.inline(words.ACTIONS), task_sheet.WIDTHS, tuple(blocks), protected=True)


def _proposed(report: Report) -> Sheet:
    unset = () if aims(report.rubric, report.card) == "all" else (UNSET_NOTE,)
    blocks: list[Block] = [
        *report.heading(words.ACTIONS), *report.notes(words.ACTIONS_NOTE, *unset, words.ACTIONS_KEPT)
    ]  # fmt: skip
    steps = ranked(report.rubric, report.assessment, report.card).first_steps
    tasks = sessions.evidence_tasks(report)
    blocks += report.notes(sessions.TASKS_NOTE) if tasks else ()
    blocks += () if steps else report.notes(nothing_to_do(report.rubric, report.card))
    blocks += [_listed(report, tasks, steps), _statuses(report)] if steps or tasks else []
    return Sheet(report.wording.inline(words.ACTIONS), WIDTHS, tuple(blocks), protected=bool(steps or tasks))


def status_names(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """The defined names that the sheet's drop-downs offer."""
    last = len(words.STATUSES) - 1
    return ((STATUS_LIST, f"[[statuses|0:{last}|1]]"),) if any(one.key == "statuses" for one in sheet.tables) else ()


def _listed(report: Report, tasks: list[EvidenceTask], steps: tuple[Highlight, ...]) -> Table:
    wording = report.wording
    heads = (
        *wording.columns(columns.NUMBER, columns.TASK, columns.ID, columns.INDICATOR, columns.LEAD_UNIT, columns.SUPPORT_UNITS),
        replace(wording.column(columns.DUE), dates=DATES, refusal=wording(words.REFUSED_DATE)),
        *wording.columns(columns.MARK, columns.EFFORT, columns.STATUS),
    )  # fmt: skip
    rows = [_evidence(report, place, one) for place, one in enumerate(tasks, start=1)]
    rows += [_row(report, place, one) for place, one in enumerate(steps, start=1 + len(tasks))]
    return Table("actions", wording.inline(words.ACTIONS), heads, tuple(rows), repeated=True)


def _evidence(report: Report, place: int, one: EvidenceTask) -> tuple[Cell, ...]:
    return _cells(report, place, one.indicator, one.task, one.due, one.mark, words.EVIDENCE_FIRST)


def _row(report: Report, place: int, one: Highlight) -> tuple[Cell, ...]:
    step = step_of(report.rubric, one, report.now)
    task = (one.indicator.action or words.NONE) if one.sure else words.COLLECT_EVIDENCE
    mark = one.indicator.descriptor(step.aim) if one.sure else words.EVIDENCE_MARK
    effort = words.EFFORTS[step.effort] if one.sure else words.EVIDENCE_FIRST
    return _cells(report, place, one.indicator, task, step.due, mark, effort)


def _cells(
    report: Report, place: int, indicator: Indicator, task: Text, due: date, mark: Text, effort: Text
) -> tuple[Cell, ...]:
    wording, support = report.wording, report.rubric.support_of(indicator)
    return (
        Cell(place, "number", "0"), _entry(report, task), Cell(indicator.id, "code"),
        wording.cell(indicator.name, "strong"),
        _entry(report, lead_units(report.rubric, indicator)),
        _entry(report, listed(support) if support else words.NONE),
        Cell(due, "entry-number", "yyyy-mm", entry=True), _entry(report, mark), wording.cell(effort),
        Cell(wording.inline(words.STATUSES[0]), "entry-number", entry=True, choices=STATUS_LIST),
    )  # fmt: skip


def _entry(report: Report, text: Text) -> Cell:
    return Cell(report.wording(text), "entry", entry=True)


def _statuses(report: Report) -> Table:
    """What the drop-down offers, in sight: no list is hidden from whoever reads the file."""
    wording = report.wording
    rows = tuple(
        (Cell(place, "number", "0"), Cell(wording.inline(one))) for place, one in enumerate(words.STATUSES, start=1)
    )
    heads = wording.columns(columns.NUMBER, columns.STATUS_WORD)
    return Table("statuses", wording.inline(words.STATUS_TABLE), heads, rows, unprinted=True)

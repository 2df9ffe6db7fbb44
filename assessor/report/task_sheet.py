"""The tasks that an office has set and its looks back at them, as tables of the sheet of actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assessor.report import columns, task_words, words
from assessor.report.base import Report
from assessor.report.columns import COUNT, ENTERED, TEXT, Heading
from assessor.task import STATUSES, Task
from assessor.text import Text, say
from assessor.workbooks.cells import Cell, Table

WIDTHS = (6.0, 36.0, 8.0, 22.0, 16.0, 18.0, 12.0, 40.0, 14.0, 10.0, 14.0, 26.0)
NOTE = say(
    "本市已定的改进任务，按阶段排列。进展和状态以软件中所存为准；在本表改动的，另行录入。任务进展不改变评级，评级在下次评估时再定。",
    "The tasks this city has set, by phase. What the program holds is authoritative; enter there what is changed here. "
    "Progress changes no rating; the next assessment does.",
)
LOOKS_NOTE = say("进展回看只记录任务状态，不重新评级。", "A follow-up keeps where tasks stand; nothing is rated again.")
PHASE = Heading(say("阶段", "Phase"), say("任务所在阶段", "The phase it belongs to"), TEXT, ENTERED)
PROGRESS = Heading(say("进展", "Progress"), say("做到哪里，由本市填写", "How far it has come"), TEXT, ENTERED)
LOOK = Heading(say("回看日期", "Follow-up"), say("进展回看的日期", "Date of the look back"), TEXT, ENTERED)
REMARK = Heading(say("回看意见", "Remark"), say("回看时所写的意见", "What was written then"), TEXT, ENTERED)
OWN = {
    columns.TASK: say("本市所定任务，可改", "The task as the city set it; may be changed"),
    columns.LEAD_UNIT: say("本市所定牵头单位，可改", "Lead unit as the city set it; may be changed"),
    columns.SUPPORT_UNITS: say("本市所定配合单位，可改", "Supporting units as the city set them; may be changed"),
    columns.DUE: say("本市所定，可改", "As the city set it; may be changed"),
    columns.MARK: say("本市所定完成标志，可改", "Mark of completion as the city set it; may be changed"),
    columns.EFFORT: say("本市估计的投入", "Effort as the city judges it"),
}


def in_order(report: Report) -> list[Task]:
    """By phase, then by date; what has none comes last."""
    return sorted(report.assessment.tasks, key=lambda one: (one.phase, one.due or date.max))


def tasks_table(report: Report, statuses: str, dates: tuple[date, date]) -> Table:
    """One row a task; `statuses` names the list that its status is chosen from."""
    wording = report.wording
    task, lead, support, due, mark, effort = (_own(one) for one in OWN)
    heads = (
        *wording.columns(columns.NUMBER, task, columns.ID, columns.INDICATOR, lead, support),
        replace(wording.column(due), dates=dates, refusal=wording(words.REFUSED_DATE)),
        *wording.columns(mark, effort, columns.STATUS, PHASE, PROGRESS),
    )
    rows = tuple(_row(report, place, one, statuses) for place, one in enumerate(in_order(report), start=1))
    return Table("actions", wording.inline(words.ACTIONS), heads, rows, repeated=True)


def _own(heading: Heading) -> Heading:
    unit = say("年-月-日", "year-month-day") if heading is columns.DUE else heading.unit
    return replace(heading, meaning=OWN[heading], unit=unit, source=ENTERED)


def _row(report: Report, place: int, one: Task, statuses: str) -> tuple[Cell, ...]:
    wording, due = report.wording, one.due
    return (
        Cell(place, "number", "0"), _typed(one.what), Cell(one.indicator, "code"),
        wording.cell(report.name(one.indicator), "strong"), _typed(one.lead), _typed(one.support),
        _typed("") if due is None else Cell(due, "entry-number", "yyyy-mm-dd", entry=True),
        _typed(one.mark), wording.cell(words.EFFORTS[one.effort]),
        Cell(wording.inline(task_words.NAMES[one.status]), "entry-number", entry=True, choices=statuses),
        wording.cell(task_words.PHASES[one.phase]), _typed(one.progress),
    )  # fmt: skip


def _typed(text: str) -> Cell:
    return Cell(text, "entry", entry=True)


def looks_table(report: Report) -> Table:
    """One row a look back: how many tasks stood where."""
    wording = report.wording
    counts = [Heading(task_words.NAMES[one], _how_many(task_words.NAMES[one]), COUNT, ENTERED) for one in STATUSES]
    rows = []
    for place, look in enumerate(report.assessment.follow_ups, start=1):
        stood = list(look.statuses.values())
        rows.append((
            Cell(place, "number", "0"), Cell(look.remark or wording.inline(words.NONE)), *(Cell(stood.count(one), "number", "0") for one in STATUSES),
            Cell(look.date, "number", "yyyy-mm-dd"),
        ))  # fmt: skip
    heads = wording.columns(columns.NUMBER, REMARK, *counts, LOOK)
    return Table("follow_ups", wording.inline(say("历次进展回看", "Follow-ups")), heads, tuple(rows))


def _how_many(status: Text) -> Text:
    return say(f"回看时“{status.zh}”的任务数", f"Tasks that were then: {status.en.lower()}")

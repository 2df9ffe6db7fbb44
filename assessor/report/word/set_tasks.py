"""The tasks that an office has set, in the full report."""

from __future__ import annotations

from assessor.report import task_words
from assessor.report.base import Report
from assessor.report.display import same
from assessor.report.steps import BEIJING
from assessor.task import Task
from assessor.text import Text, say

COLUMNS = ("task", "measure", "lead", "support", "due", "status", "mark")


def said(report: Report) -> Text:
    """Where they stand, the last look back, and that none of it rates anything."""
    overview = task_words.overview(report.assessment.tasks, report.now.astimezone(BEIJING).date())
    looks = report.assessment.follow_ups
    if not looks:
        return say(f"{overview.zh}任务进展不改变评级。", f"{overview.en} Progress changes no rating.")
    day = max(one.date for one in looks)
    return say(
        f"{overview.zh}最近一次进展回看在{day}，不重新评级。",
        f"{overview.en} Last followed up on {day}; nothing was rated again.",
    )


def row(report: Report, one: Task) -> list[Text | str]:
    """As `COLUMNS` says; what is not said is a dash."""
    name, aim, status = report.name(one.indicator), task_words.aim(one), report.wording(task_words.NAMES[one.status])
    between = ": " if report.wording.language == "en" else "："
    progress = one.progress.strip()
    return [
        say(f"{name.zh}{aim.zh}", f"{name.en}: {aim.en}"), one.what, one.lead or "—", one.support or "—",
        same(one.due.isoformat()) if one.due else "—", f"{status}{between}{progress}" if progress else status, one.mark or "—",
    ]  # fmt: skip

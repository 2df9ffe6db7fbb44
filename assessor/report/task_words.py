"""Tasks that an office has set, in words: where they stand, how many, how many late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from assessor.report import words
from assessor.rubric import Effort
from assessor.task import STATUSES, Task, TaskStatus
from assessor.text import Text, counted, say

NAMES: dict[TaskStatus, Text] = dict(zip(STATUSES, words.STATUSES, strict=True))
OPEN: tuple[TaskStatus, ...] = ("not_started", "under_way")
PHASES: dict[int, Text] = {
    1: say("第一阶段（3个月内）", "Phase 1 (within 3 months)"),
    2: say("第二阶段（12个月内）", "Phase 2 (within 12 months)"),
    3: say("第三阶段（12个月以上）", "Phase 3 (beyond 12 months)"),
}
EFFORT_WORDS: dict[Effort, Text] = words.EFFORTS


def is_late(task: Task, today: date) -> bool:
    """Past its date and neither done nor given up."""
    return task.due is not None and task.due < today and task.status in OPEN


def standing(statuses: Iterable[TaskStatus]) -> Text:
    """“未启动8项、进行中3项”, in that order, what there is none of left out; there must be at least one."""
    counts = Counter(statuses)
    held = [(NAMES[one], counts[one]) for one in STATUSES if counts[one]]
    return say(
        "、".join(f"{name.zh}{n}项" for name, n in held), ", ".join(f"{n} {name.en.lower()}" for name, n in held)
    )


def overview(tasks: Sequence[Task], today: date) -> Text:
    """Where all of them stand, in one sentence; there must be at least one."""
    stand = standing(one.status for one in tasks)
    late = sum(is_late(one, today) for one in tasks)
    return say(
        f"已定任务{len(tasks)}项：{stand.zh}{f'；其中{late}项已过完成时限仍未完成' if late else ''}。",
        f"{counted(len(tasks), 'task')} set: {stand.en}{f'; {late} past the date and not done' if late else ''}.",
    )


def aim(task: Task) -> Text:
    """The level a task leads to."""
    if task.aim is None:
        return words.EVIDENCE_FIRST
    return say(f"升至{task.aim}级", f"to level {task.aim}")

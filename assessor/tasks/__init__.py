"""Tasks: what an office resolved to do, changed and followed up. Nothing here touches a rating."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from assessor.admissible import made, refuse, task_faults
from assessor.assessments import Saved, Workspace
from assessor.errors import NotFound, Problem
from assessor.store import records, task_records
from assessor.store.tables import FollowUpRow, TaskRow
from assessor.task import FollowUp, Task, TaskStatus
from assessor.text import say

FOLLOW_UP_DAYS = 180


class Tasks:
    """The tasks of a workspace's assessments. Every change leaves one row in the audit trail, ids and status only."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._store = workspace.store

    def add(self, id_: str, drafts: Sequence[dict[str, Any]], *, actor: str) -> list[Task]:
        """Set tasks, all or none; a draft holds a Task's fields without its id.

        Raises:
            CityFault: with every fault of all drafts.
        """
        with self._store.unit(actor) as unit:
            records.refuse_other_rubric(unit.session, id_, self.workspace.rubric)
            found = []
            for draft in drafts:
                task = made(Task, id=task_records.next_id(unit.session, id_, TaskRow, "T"), **draft)
                refuse(task_faults(self.workspace.rubric, task))
                task_records.put_task(unit, id_, task.id, task, None)
                found.append(task)
            if found:
                unit.record("tasks.added", id_, tasks=[one.id for one in found])
        return found

    def change(self, id_: str, task: Task, *, expected: int, actor: str) -> Saved:
        """Save one task; the same again changes nothing.

        Raises:
            Stale: somebody else saved another one; `theirs` is the task as it stands.
        """
        refuse(task_faults(self.workspace.rubric, task))
        return self._put(id_, task.id, task, expected, actor)

    def remove(self, id_: str, task_id: str, *, expected: int, actor: str) -> Saved:
        return self._put(id_, task_id, None, expected, actor)

    def _put(self, id_: str, task_id: str, task: Task | None, expected: int, actor: str) -> Saved:
        with self._store.unit(actor) as unit:
            records.refuse_other_rubric(unit.session, id_, self.workspace.rubric)
            row = task_records.task_row(unit.session, id_, task_id)
            if row is None:
                raise _no_task(id_, task_id)
            if row.task == task:
                return Saved(row.version, row.updated_at)
            if row.version != expected:
                raise records.overtaken(f"{id_}.{task_id}", row.task, task)
            row = task_records.put_task(unit, id_, task_id, task, row)
            if task is None:
                unit.record("task.removed", id_, task=task_id)
            else:
                unit.record("task.changed", id_, task=task_id, status=task.status)
        return Saved(row.version, row.updated_at)

    def follow_up(self, id_: str, *, on: date, remark: str, actor: str) -> FollowUp:
        """Keep where every task stands that day."""
        with self._store.unit(actor) as unit:
            records.refuse_other_rubric(unit.session, id_, self.workspace.rubric)
            statuses: dict[str, TaskStatus] = {one.id: one.status for one, _ in task_records.tasks(unit.session, id_)}
            new = task_records.next_id(unit.session, id_, FollowUpRow, "F")
            one = made(FollowUp, id=new, date=on, statuses=statuses, remark=remark)
            task_records.put_follow_up(unit, id_, one)
            unit.record("tasks.followed_up", id_, follow_up=one.id, tasks=len(statuses))
        return one


def due_follow_up(cut_off: date, follow_ups: Sequence[FollowUp]) -> date:
    """When the tasks are to be looked at next: 180 days after the last look, or after the assessment's cut-off."""
    return max([cut_off, *(one.date for one in follow_ups)]) + timedelta(days=FOLLOW_UP_DAYS)


def _no_task(id_: str, task_id: str) -> NotFound:
    return NotFound(
        Problem(
            f"{id_}.{task_id}",
            say("没有这项任务，可能已被删除", "no such task; it may have been removed"),
            say("刷新页面，从任务表中选择", "reload the page and choose one from the list"),
        )
    )

"""Rows of tasks and of the looks back at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor.store.store import Unit
from assessor.store.tables import FollowUpRow, TaskRow
from assessor.task import FollowUp, Task


def tasks(session: Session, id_: str) -> list[tuple[Task, int]]:
    """The tasks of an assessment with their versions, in the order they were set."""
    question = select(TaskRow.task, TaskRow.version).where(TaskRow.assessment_id == id_, TaskRow.task.is_not(None))
    return [(task, version) for task, version in session.execute(question.order_by(TaskRow.position)) if task]


def follow_ups(session: Session, id_: str) -> list[FollowUp]:
    """Oldest first."""
    question = select(FollowUpRow.follow_up).where(FollowUpRow.assessment_id == id_)
    return [one for one in session.scalars(question.order_by(FollowUpRow.position)) if one is not None]


def task_row(session: Session, id_: str, task_id: str) -> TaskRow | None:
    return session.get(TaskRow, (id_, task_id))


def next_id(session: Session, id_: str, table: type[TaskRow] | type[FollowUpRow], letter: str) -> str:
    """An id never given before: removed rows keep theirs."""
    return f"{letter}{_last(session, id_, table) + 1}"


def put_task(unit: Unit, id_: str, task_id: str, task: Task | None, row: TaskRow | None) -> TaskRow:
    """Write one task; None empties its row."""
    if row is None:
        row = TaskRow(assessment_id=id_, id=task_id, position=1 + _last(unit.session, id_, TaskRow))
        unit.session.add(row)
    if row.task != task:
        row.task, row.actor, row.updated_at = task, unit.actor, unit.at
    unit.session.flush()
    return row


def put_follow_up(unit: Unit, id_: str, one: FollowUp) -> None:
    row = unit.session.get(FollowUpRow, (id_, one.id))
    if row is None:
        row = FollowUpRow(assessment_id=id_, id=one.id, position=1 + _last(unit.session, id_, FollowUpRow))
        unit.session.add(row)
    if row.follow_up != one:
        row.follow_up, row.actor, row.updated_at = one, unit.actor, unit.at
    unit.session.flush()


def put_all(unit: Unit, id_: str, tasks_: Sequence[Task], follow_ups_: Sequence[FollowUp]) -> None:
    """Make them the tasks and follow-ups of an assessment; what is not among them goes."""
    rows = {row.id: row for row in unit.session.scalars(select(TaskRow).where(TaskRow.assessment_id == id_))}
    wanted: dict[str, Task | None] = {**dict.fromkeys(rows), **{one.id: one for one in tasks_}}
    for task_id, task in wanted.items():
        put_task(unit, id_, task_id, task, rows.get(task_id))
    kept = {one.id for one in follow_ups_}
    for row in unit.session.scalars(select(FollowUpRow).where(FollowUpRow.assessment_id == id_)):
        if row.id not in kept and row.follow_up is not None:
            row.follow_up, row.actor, row.updated_at = None, unit.actor, unit.at
    for one in follow_ups_:
        put_follow_up(unit, id_, one)


def _last(session: Session, id_: str, table: Any) -> int:
    return session.scalar(select(func.max(table.position)).where(table.assessment_id == id_)) or 0

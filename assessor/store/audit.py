"""The audit trail: one row a write, each chained to the row before it by SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.store.columns import Damaged
from assessor.store.tables import AuditRow

START = "0" * 64
Detail = Mapping[str, object]


@dataclass(frozen=True)
class AuditEntry:
    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, object]
    hash: str


def append(session: Session, at: datetime, actor: str, action: str, subject: str, detail: Detail) -> None:
    last = session.execute(select(AuditRow.id, AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)).first()
    row = AuditRow(
        id=last.id + 1 if last else 1,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
        previous=last.hash if last else START,
    )
    row.hash = _hash(row)
    session.add(row)


def head(session: Session) -> str:
    """The hash that a report prints, so that a trail rewritten later can be told from this one."""
    return session.scalar(select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)) or START


def entries(session: Session, limit: int) -> list[AuditEntry]:
    """Newest first."""
    rows = session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(limit))
    return [AuditEntry(r.id, r.at, r.actor, r.action, r.subject, _detail(r), r.hash) for r in rows]


def _detail(row: AuditRow) -> dict[str, object]:
    try:
        said: dict[str, object] = json.loads(row.detail)
    except ValueError as fault:
        raise Damaged(f"audit {row.id}") from fault
    return said


def broken_rows(session: Session) -> Iterator[int]:
    """Ids of rows that were altered, or whose predecessor was altered or taken away."""
    expected, number = START, 1
    for row in session.scalars(select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=1000)):
        if row.id != number or row.previous != expected or row.hash != _hash(row):
            yield row.id
        expected, number = row.hash, row.id + 1


def holds(session: Session, known_head: str) -> bool:
    """Whether a head noted earlier is still part of the trail."""
    return known_head == START or session.scalar(select(AuditRow.id).where(AuditRow.hash == known_head)) is not None


def _hash(row: AuditRow) -> str:
    said = [row.id, row.at.isoformat(), row.actor, row.action, row.subject, row.detail, row.previous]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

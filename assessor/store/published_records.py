"""Rows of published profiles: other offices', and what went out from here."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.published import Profile
from assessor.store.store import Unit
from assessor.store.tables import PublishedRow


def published(session: Session, *, own: bool = False) -> list[tuple[Profile, str]]:
    """Other offices' profiles, or one's own, with the key of their signature, by id."""
    question = select(PublishedRow.profile, PublishedRow.key).where(PublishedRow.own.is_(own)).order_by(PublishedRow.id)
    return [(profile, key) for profile, key in session.execute(question)]


def put(unit: Unit, profile: Profile, key: str, *, own: bool = False) -> bool:
    """Keep a profile in place of an earlier one of the same id; whether this is news."""
    row = unit.session.get(PublishedRow, profile.id)
    if row is None:
        row = PublishedRow(id=profile.id)
        unit.session.add(row)
    elif (row.profile, row.key, row.own) == (profile, key, own):
        return False
    row.profile, row.key, row.own, row.actor, row.updated_at = profile, key, own, unit.actor, unit.at
    unit.session.flush()
    return True


def remove(unit: Unit, id_: str) -> bool:
    row = unit.session.get(PublishedRow, id_)
    if row is not None:
        unit.session.delete(row)
    return row is not None

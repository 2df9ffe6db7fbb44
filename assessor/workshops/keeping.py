"""What is kept of a session's ballots: the statistics of their agreement, as a document."""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter, ValidationError

from assessor.agreement import Agreement, agreement
from assessor.store import Session, Unit, workshop_records
from assessor.store.tables import Kept
from assessor.workshop import FEWEST, Workshop


def agreement_of(session: Session, id_: str, state: Workshop, top: int) -> Agreement | None:
    """None where no item is revealed with at least three valid ballots.

    Items with fewer stay out: a coefficient with them and one without would tell of two raters what they chose.
    """
    snapshots = {one: state.items[one].rounds for one in state.in_phase("revealed", "decided")}
    rounds = {one: len(closed) for one, closed in snapshots.items() if closed[-1].total.valid >= FEWEST}
    ratings = workshop_records.ratings(session, id_, rounds) if rounds else []
    return agreement(ratings, top) if ratings else None


def kept(unit: Unit, id_: str, state: Workshop, top: int) -> Kept:
    found = agreement_of(unit.session, id_, state, top)
    document = "" if found is None else _adapter().dump_json(found).decode()
    return Kept(heads=workshop_records.heads(unit.session, id_), agreement=document)


def opened(document: str) -> Agreement | None:
    """None where there were no statistics, or where this version of the program defines them otherwise."""
    if not document:
        return None
    try:
        return _adapter().validate_json(document)
    except ValidationError:
        return None


@cache
def _adapter() -> TypeAdapter[Agreement]:
    return TypeAdapter(Agreement)

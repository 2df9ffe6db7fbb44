"""Scoring sessions, their raters and ballots as rows. Every function works inside one read or one unit.

Raters and ballots carry no version, so here and in `ballots` they may be changed by whole statements;
sessions are changed row by row like everything that people change.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from assessor.errors import NotFound, Problem
from assessor.store import forgetting
from assessor.store.ballots import BALLOTS, KEYS, PARTICIPANTS, WORKSHOPS, Answer, Rater, States, free_mark
from assessor.store.ballots import new_id as new_id
from assessor.store.store import Unit
from assessor.store.tables import BallotRow, BoardRow, Kept, ParticipantRow, WorkshopRow
from assessor.text import say
from assessor.workshop import Ballot, Workshop

Round = tuple[str, int]
"""An item and one of its rounds."""


# Asked for every screen of every phone, hence put together once.
_W, _P, _B = WORKSHOPS.c, PARTICIPANTS.c, BALLOTS.c
_OPENED = select(_W.assessment_id, _W.version, _W.code, _W.link, _W.expires_at, _W.timer_ends_at).where(
    _W.id == bindparam("id")
)
_INVITATION = {
    name: select(_W.id, _W[name], _W.locked, _W.expires_at).where(_W[name] == bindparam("given"))
    for name in ("code", "link")
}
_RATER = select(_P.id, _P.group_id, _P.mark).where(
    _P.token == bindparam("token"), _P.workshop_id == bindparam("workshop"), _P.removed.is_(False)
)
_ANSWERS = select(_B.indicator, _B.round, _B.level, _B.reason).where(_B.participant_id == bindparam("id"))


@dataclass(frozen=True)
class OpenedWorkshop:
    """A session with the version that a later step has to name."""

    id: str
    assessment_id: str
    workshop: Workshop
    version: int
    code: str | None
    """None once it has ended, like the link."""
    link: str | None
    expires_at: datetime
    """Until when code and link let people in; who is in stays in."""
    timer_ends_at: datetime | None


@dataclass(frozen=True)
class Person:
    """A rater as the facilitator sees them."""

    mark: str
    group: str
    answered: int
    """Items answered in the round they are in, or were in last."""
    paper: bool


# -- sessions -------------------------------------------------------------------------------------


def workshop(session: Session, id_: str) -> WorkshopRow:
    row = session.get(WorkshopRow, id_)
    if row is None:
        raise _not_found(id_)
    return row


def workshops(session: Session, assessment_id: str) -> list[WorkshopRow]:
    question = select(WorkshopRow).where(WorkshopRow.assessment_id == assessment_id)
    return list(session.scalars(question.order_by(WorkshopRow.made_at, WorkshopRow.id)))


def opened(session: Session, id_: str, states: States) -> OpenedWorkshop:
    """One session; its document is parsed once a version."""
    connection = session.connection()
    row = connection.execute(_OPENED, {"id": id_}).first()
    if row is None:
        raise _not_found(id_)
    assessment_id, version, code, link, expires_at, timer_ends_at = row
    state = states.get(connection, id_, version)
    return OpenedWorkshop(id_, assessment_id, state, version, code, link, expires_at, timer_ends_at)


def kept(session: Session, id_: str) -> Kept | None:
    """What remains of the raters; None while the session lives."""
    return session.connection().scalar(select(WORKSHOPS.c.kept).where(WORKSHOPS.c.id == id_))


def put(row: WorkshopRow, state: Workshop) -> None:
    row.state, row.stage, row.locked = state, state.stage, state.locked


def on_board(session: Session, id_: str) -> str | None:
    row = session.get(BoardRow, id_)
    return None if row is None else row.indicator


def put_on_board(unit: Unit, id_: str, item: str | None) -> None:
    row = unit.session.get(BoardRow, id_)
    if row is None and item is not None:
        unit.session.add(BoardRow(workshop_id=id_, indicator=item))
    elif row is not None and item is None:
        unit.session.delete(row)
    elif row is not None and item is not None:
        row.indicator = item


def _not_found(id_: str) -> NotFound:
    return NotFound(
        Problem(
            id_,
            say("没有这场研讨，可能已被删除", "no such scoring session; it may have been deleted"),
            say("从该评估的研讨场次中选择", "choose one of the assessment's sessions"),
        )
    )


# -- raters ---------------------------------------------------------------------------------------


def invitation(session: Session, column: str, given: str) -> tuple[str, str, bool, datetime] | None:
    """Id, what was asked for, whether locked, until when it holds: one look into an index, found or not."""
    found = session.connection().execute(_INVITATION[column], {"given": given}).first()
    return None if found is None else (found[0], found[1], found[2], found[3])


def rater(session: Session, workshop_id: str, token: str) -> Rater | None:
    """Who holds a token; nobody once they are removed or the session has ended."""
    found = session.connection().execute(_RATER, {"token": token, "workshop": workshop_id}).first()
    return None if found is None else Rater(found.id, workshop_id, found.group_id, found.mark)


def participant(session: Session, workshop_id: str, mark: str) -> ParticipantRow:
    question = select(ParticipantRow).where(ParticipantRow.workshop_id == workshop_id, ParticipantRow.mark == mark)
    row = session.scalar(question)
    if row is None or row.removed:
        raise NotFound(
            Problem(
                mark,
                say("本场没有这位评委，可能已被移出", "no such rater in this session; they may have been removed"),
                say("从评委名单中选择", "choose one from the list of raters"),
            )
        )
    return row


def add_on_paper(unit: Unit, workshop_id: str, group: str, of: str | None) -> ParticipantRow | None:
    """A rater without a phone; None where the session is full."""
    mark = free_mark(unit.session.connection(), workshop_id)
    if mark is None:
        return None
    row = ParticipantRow(
        id=new_id(), workshop_id=workshop_id, group=group, mark=mark, unit=of, token=None, paper=True, removed=False
    )
    unit.session.add(row)
    unit.session.flush()
    return row


def heads(session: Session, workshop_id: str) -> dict[str, int]:
    t = PARTICIPANTS.c
    question = select(t.group_id, func.count()).where(t.workshop_id == workshop_id, t.removed.is_(False))
    return {row[0]: row[1] for row in session.connection().execute(question.group_by(t.group_id))}


def people(session: Session, workshop_id: str, rounds: Mapping[str, int]) -> list[Person]:
    """Sorted by mark, which says nothing about when they came."""
    t = PARTICIPANTS.c
    connection = session.connection()
    count = func.count(BALLOTS.c.indicator)
    asked = select(t.mark, t.group_id, t.paper, count).select_from(
        PARTICIPANTS.outerjoin(BALLOTS, (BALLOTS.c.participant_id == t.id) & _in(rounds.items()))
    )
    rows = connection.execute(
        asked.where(t.workshop_id == workshop_id, t.removed.is_(False))
        .group_by(t.mark, t.group_id, t.paper)
        .order_by(t.mark)
    )
    return [Person(mark, group, answered, paper) for mark, group, paper, answered in rows]


# -- ballots --------------------------------------------------------------------------------------


def answers(session: Session, participant_id: str) -> dict[Round, Answer]:
    rows = session.connection().execute(_ANSWERS, {"id": participant_id})
    return {(indicator, round_): Answer(level, reason) for indicator, round_, level, reason in rows}


def answered(session: Session, workshop_id: str, rounds: Mapping[str, int]) -> dict[str, int]:
    """How many raters still in have answered each item in the round given."""
    t = BALLOTS.c
    question = _of(workshop_id, select(t.indicator, func.count())).where(
        PARTICIPANTS.c.removed.is_(False), _in(rounds.items())
    )
    return {row[0]: row[1] for row in session.connection().execute(question.group_by(t.indicator))}


def counted(
    unit: Unit, workshop_id: str, rounds: Mapping[str, int], leads: Mapping[str, Collection[str]]
) -> list[Ballot]:
    """The ballots to be frozen. `leads`: item -> units that lead it."""
    t, p = BALLOTS.c, PARTICIPANTS.c
    question = _of(workshop_id, select(t.indicator, p.group_id, t.level, p.unit)).where(_in(rounds.items()))
    return [
        Ballot(indicator=item, group=group, level=level, owner=unit_ in leads[item])
        for item, group, level, unit_ in unit.session.connection().execute(question)
    ]


def drop_of_removed(unit: Unit, workshop_id: str, rounds: Mapping[str, int]) -> None:
    """Ballots of raters who were removed, in rounds that are not frozen yet: what stays is what was counted."""
    gone = select(PARTICIPANTS.c.id).where(PARTICIPANTS.c.workshop_id == workshop_id, PARTICIPANTS.c.removed.is_(True))
    unit.session.connection().execute(delete(BALLOTS).where(BALLOTS.c.participant_id.in_(gone), _in(rounds.items())))


def ratings(session: Session, workshop_id: str, rounds: Mapping[str, int]) -> list[list[float]]:
    """Raters × items, in the order of `rounds`; NaN where a rater gave no level. Rows in no order that tells anything."""
    t = BALLOTS.c
    question = _of(workshop_id, select(t.participant_id, t.indicator, t.level)).where(
        _in(rounds.items()), t.level.is_not(None)
    )
    column = {item: n for n, item in enumerate(rounds)}
    rows: dict[str, list[float]] = {}
    for id_, item, level in session.connection().execute(question):
        rows.setdefault(id_, [math.nan] * len(column))[column[item]] = level
    return [rows[id_] for id_ in sorted(rows)]


def reasons(session: Session, workshop_id: str, rounds: Collection[Round]) -> list[str]:
    """In an order that comes of the words alone."""
    question = _of(workshop_id, select(BALLOTS.c.reason)).where(_in(rounds), BALLOTS.c.reason != "")
    given = session.connection().scalars(question)
    return sorted(given, key=lambda words: hashlib.sha256(f"{workshop_id}{words}".encode()).digest())


def put_answers(unit: Unit, row: ParticipantRow, given: Mapping[Round, Answer | None]) -> None:
    """Write what stands on a sheet of paper; None takes an answer away."""
    for (item, round_), answer in given.items():
        ballot = unit.session.get(BallotRow, (row.id, item, round_))
        if answer is None:
            if ballot is not None:
                unit.session.delete(ballot)
            continue
        if ballot is None:
            ballot = BallotRow(participant_id=row.id, indicator=item, round=round_)
            unit.session.add(ballot)
        ballot.level, ballot.reason = answer.level, answer.reason
    unit.session.flush()


# -- the end --------------------------------------------------------------------------------------


def forget_raters(unit: Unit, workshop_id: str) -> None:
    """Tokens, marks, units and keys: from here on nobody can be told by them.

    A mark is known to whoever was asked for it in the room, so it must not stay beside what they answered.
    """
    connection, t = unit.session.connection(), PARTICIPANTS.c
    connection.execute(delete(KEYS).where(KEYS.c.participant_id.in_(_ids(workshop_id))))
    connection.execute(
        update(PARTICIPANTS).where(t.workshop_id == workshop_id).values(token=None, mark=t.id, unit=None)
    )
    forgetting.owe(unit.session)


def delete_raters(unit: Unit, workshop_id: str) -> None:
    """Raters with their ballots and reasons."""
    unit.session.connection().execute(delete(PARTICIPANTS).where(PARTICIPANTS.c.workshop_id == workshop_id))
    forgetting.owe(unit.session)


def _ids(workshop_id: str) -> Select[tuple[str]]:
    return select(PARTICIPANTS.c.id).where(PARTICIPANTS.c.workshop_id == workshop_id)


def _of(workshop_id: str, question: Select[Any]) -> Select[Any]:
    joined = question.select_from(PARTICIPANTS.join(BALLOTS, BALLOTS.c.participant_id == PARTICIPANTS.c.id))
    return joined.where(PARTICIPANTS.c.workshop_id == workshop_id)


def _in(rounds: Collection[Round]) -> ColumnElement[bool]:
    return tuple_(BALLOTS.c.indicator, BALLOTS.c.round).in_(list(rounds))

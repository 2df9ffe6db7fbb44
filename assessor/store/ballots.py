"""Ballots: what the ballot box does inside one transaction."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from assessor.store.tables import Base
from assessor.workshop import Workshop

Takes = Callable[[Workshop, str, str], bool]
SavedAs = Literal["saved", "replayed", "closed", "gone"]
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
DIGITS = "23456789"
MARKS = tuple(a + b + c for a in LETTERS for b in DIGITS for c in DIGITS)
"""1,472 of equal length."""
MOST_RATERS = 1_000
"""Who take part in one session at a time: far more than a room holds, and fewer than there are marks."""
STATES_KEPT = 16

WORKSHOPS, PARTICIPANTS, BALLOTS, KEYS = (
    Base.metadata.tables[name] for name in ("workshops", "participants", "ballots", "ballot_keys")
)


# Asked in every transaction, hence put together once.
_PRESENT = (
    select(PARTICIPANTS.c.id, WORKSHOPS.c.id, WORKSHOPS.c.version)
    .select_from(PARTICIPANTS.join(WORKSHOPS, WORKSHOPS.c.id == PARTICIPANTS.c.workshop_id))
    .where(PARTICIPANTS.c.id.in_(bindparam("ids", expanding=True)), PARTICIPANTS.c.removed.is_(False))
)
_KEY = KEYS.c.participant_id, KEYS.c.digest
_SEEN = select(*_KEY).where(tuple_(*_KEY).in_(bindparam("digests", expanding=True)))
_BALLOT = BALLOTS.c.participant_id, BALLOTS.c.indicator, BALLOTS.c.round
_STANDING = select(*_BALLOT, BALLOTS.c.level, BALLOTS.c.reason).where(
    tuple_(*_BALLOT).in_(bindparam("asked", expanding=True))
)
_KEEP = KEYS.insert()


@dataclass(frozen=True)
class Answer:
    """One rater's answer to one item."""

    level: int | None
    """None: cannot judge."""
    reason: str = ""


@dataclass(frozen=True)
class Rater:
    """Somebody who takes part, as the session knows them: no name."""

    id: str
    workshop_id: str
    group: str
    mark: str
    """Two signs and a third, such as K72, by which raters can make themselves known to the facilitator."""


@dataclass(frozen=True)
class Cast:
    """What became of an answer that was sent."""

    status: SavedAs
    """replayed: this very submission was stored before; closed: the item takes no answers now; gone: nor does
    the rater take part any more."""
    answer: Answer | None
    """As it stands now; None where nothing was stored."""


@dataclass(frozen=True)
class Slip:
    """A request to store an answer."""

    rater: Rater
    item: str
    answer: Answer
    key: str
    """Tells one submission from another; the same again stores nothing."""
    takes: Takes
    """The rule by which a session takes a group's ballot for an item now."""
    round: int | None = None
    """The round whose form was filled in; None: whichever is open."""


@dataclass(frozen=True)
class Join:
    """A request to take part, by somebody who held a valid invitation a moment ago."""

    workshop_id: str
    invitation: str
    group: str
    unit: str | None
    token: str
    """Hashed."""
    at: datetime


Full = Literal["full"]
Said = Cast | Rater | Full | None


class States:
    """Sessions as they stood in a version, parsed once. Versions only ever rise, and what is here is frozen."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: dict[tuple[str, int], Workshop] = {}

    def get(self, connection: Connection, id_: str, version: int) -> Workshop:
        """The session in a version that stands committed; call it within the transaction that read the version."""
        with self._guard:
            found = self._kept.get((id_, version))
        if found is None:
            found = connection.execute(select(WORKSHOPS.c.state).where(WORKSHOPS.c.id == id_)).scalar_one()
            with self._guard:
                for older in [key for key in self._kept if key[0] == id_]:
                    del self._kept[older]
                while len(self._kept) >= STATES_KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[id_, version] = found
        return found


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def write(connection: Connection, requests: Sequence[Slip | Join], states: States) -> list[Said]:
    """Do what is asked, in the order given; the answers in the same order."""
    said: list[Said] = [None] * len(requests)
    slips = [(n, one) for n, one in enumerate(requests) if isinstance(one, Slip)]
    if slips:
        for (n, _), cast in zip(slips, _cast(connection, [one for _, one in slips], states), strict=True):
            said[n] = cast
    for n, one in enumerate(requests):
        if isinstance(one, Join):
            said[n] = _join(connection, one, states)
    return said


# -- answers --------------------------------------------------------------------------------------


def _cast(connection: Connection, slips: Sequence[Slip], states: States) -> list[Cast]:
    present, sessions = _present(connection, {one.rater.id for one in slips}, states)
    rounds = [_round(sessions.get(one.rater.workshop_id), one) for one in slips]
    digests = [(one.rater.id, _digest(one, round_)) for one, round_ in zip(slips, rounds, strict=True)]
    seen = _seen(connection, digests)
    status: list[SavedAs] = []
    ballots: list[dict[str, Any]] = []
    keys: list[dict[str, Any]] = []
    for one, round_, digest in zip(slips, rounds, digests, strict=True):
        if one.rater.id not in present:
            status.append("gone")
        elif digest in seen:
            status.append("replayed")
        elif not _is_taken(sessions.get(one.rater.workshop_id), one, round_):
            status.append("closed")
        else:
            status.append("saved")
            seen.add(digest)
            ballots.append(_ballot(one, round_))
            keys.append({"participant_id": digest[0], "digest": digest[1]})
    if ballots:
        connection.execute(_UPSERTS[connection.dialect.name], ballots)
        connection.execute(_KEEP, keys)
    asked = [
        (one.rater.id, one.item, round_)
        for one, round_, said in zip(slips, rounds, status, strict=True)
        if said in ("replayed", "closed")
    ]
    stand = _standing(connection, asked)
    return [
        Cast(said, one.answer if said == "saved" else stand.get((one.rater.id, one.item, round_)))
        for one, round_, said in zip(slips, rounds, status, strict=True)
    ]


def _present(connection: Connection, ids: set[str], states: States) -> tuple[set[str], dict[str, Workshop]]:
    """Who of these takes part, and their sessions."""
    found = connection.execute(_PRESENT, {"ids": list(ids)}).all()
    versions = {(workshop_id, version) for _, workshop_id, version in found}
    return {id_ for id_, *_ in found}, {id_: states.get(connection, id_, version) for id_, version in versions}


def _round(session: Workshop | None, slip: Slip) -> int:
    if slip.round is not None:
        return slip.round
    item = session.items.get(slip.item) if session else None
    return item.round if item else 0


def _is_taken(session: Workshop | None, slip: Slip, round_: int) -> bool:
    if session is None or not slip.takes(session, slip.rater.group, slip.item):
        return False
    return session.items[slip.item].round == round_


def _digest(slip: Slip, round_: int) -> str:
    return hashlib.sha256(f"{slip.item}\n{round_}\n{slip.key}".encode()).hexdigest()[:32]


def _seen(connection: Connection, digests: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(a, b) for a, b in connection.execute(_SEEN, {"digests": list(digests)})}


def _ballot(slip: Slip, round_: int) -> dict[str, Any]:
    return {
        "participant_id": slip.rater.id,
        "indicator": slip.item,
        "round": round_,
        "level": slip.answer.level,
        "reason": slip.answer.reason,
    }


def _standing(connection: Connection, asked: Sequence[tuple[str, str, int]]) -> dict[tuple[str, str, int], Answer]:
    if not asked:
        return {}
    rows = connection.execute(_STANDING, {"asked": list(asked)})
    return {(a, b, c): Answer(level, reason) for a, b, c, level, reason in rows}


def _upsert(dialect: Any) -> Any:
    statement = dialect.insert(BALLOTS)
    return statement.on_conflict_do_update(
        index_elements=["participant_id", "indicator", "round"],
        set_={"level": statement.excluded.level, "reason": statement.excluded.reason},
    )


_UPSERTS: Mapping[str, Any] = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


# -- joining --------------------------------------------------------------------------------------


def _join(connection: Connection, join: Join, states: States) -> Rater | Full | None:
    """None where the invitation no longer holds: changed, locked or expired since it was looked at.

    Whoever sends the same form again, because the answer was lost on its way, gets the same place.
    """
    t = WORKSHOPS.c
    question = select(t.version).where(
        t.id == join.workshop_id,
        (t.code == join.invitation) | (t.link == join.invitation),
        t.locked.is_(False),
        t.expires_at > join.at,
    )
    version = connection.scalar(question)
    if version is None:
        return None
    p = PARTICIPANTS.c
    question = select(p.id, p.workshop_id, p.group_id, p.mark).where(p.token == join.token)
    if (held := connection.execute(question).first()) is not None:
        return Rater(*held) if held.workshop_id == join.workshop_id else None
    session = states.get(connection, join.workshop_id, version)
    if join.group not in {one.id for one in session.plan.groups}:
        return None
    mark = free_mark(connection, join.workshop_id)
    if mark is None:
        return "full"
    rater = Rater(new_id(), join.workshop_id, join.group, mark)
    connection.execute(
        PARTICIPANTS.insert(),
        {
            "id": rater.id, "workshop_id": rater.workshop_id, "group_id": rater.group, "mark": mark,
            "unit": join.unit, "token": join.token, "paper": False, "removed": False,
        },
    )  # fmt: skip
    return rater


def new_id() -> str:
    """Random, so that nothing can be told from its place among others."""
    return secrets.token_hex(12)


def free_mark(connection: Connection, workshop_id: str) -> str | None:
    """A mark that nobody in the session has, at random; None where the session is full.

    One that nobody ever had, so that no list still open means somebody else by it; only when there are none left,
    one of somebody who was removed. Their ballots stay apart: they hang on the rater, not on the mark.
    """
    t = PARTICIPANTS.c
    question = select(t.mark, t.removed).where(t.workshop_id == workshop_id)
    removed: dict[str, bool] = {row.mark: row.removed for row in connection.execute(question)}
    if list(removed.values()).count(False) >= MOST_RATERS:
        return None
    if unused := [one for one in MARKS if one not in removed]:
        return secrets.choice(unused)
    mark = secrets.choice([one for one in MARKS if removed[one]])
    before = update(PARTICIPANTS).where(t.workshop_id == workshop_id, t.mark == mark)
    connection.execute(before.values(mark=t.id))
    return mark

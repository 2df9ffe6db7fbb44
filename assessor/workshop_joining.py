"""Getting into a scoring session: the code that is typed in, the link in the QR, the token that stays on the phone."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from hmac import compare_digest

from assessor.rubric import Rubric, Unit
from assessor.store import Store, workshop_records
from assessor.store.ballots import Join, hashed
from assessor.workshop import RaterGroup, Workshop

CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs that are not taken for one another when read from a wall."""
CODE_LENGTH = 8
_CODE = re.compile(f"[{CODE_SIGNS}]{{{CODE_LENGTH}}}")
_BETWEEN = re.compile(r"[\s\-‐-―－・.]+")
_NOBODY = "-" * CODE_LENGTH


@dataclass(frozen=True)
class Invitation:
    """What somebody who holds a valid code or link may choose."""

    workshop_id: str
    groups: tuple[RaterGroup, ...]
    units: tuple[Unit, ...]
    """Units that lead one of the session's indicators; nobody else's unit matters."""


@dataclass(frozen=True)
class Joined:
    workshop_id: str
    token: str
    """256 bits, told this once; stored only as hash."""
    mark: str


def new_code() -> str:
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def new_link() -> str:
    return secrets.token_urlsafe(18)


def units_of(rubric: Rubric, workshop: Workshop) -> tuple[Unit, ...]:
    leading = {unit for item in workshop.plan.items if item in rubric.by_id for unit in rubric.by_id[item].lead}
    return tuple(one for one in rubric.units if one.id in leading)


def invited(store: Store, rubric: Rubric, code_or_link: str) -> Invitation | None:
    """None alike, and after equal work, for wrong, expired, locked and ended."""
    found = _found(store, code_or_link)
    return None if found is None else _invitation(store, rubric, found[0])


def join(store: Store, rubric: Rubric, code_or_link: str, group: str, unit: str | None) -> Joined | None:
    """None as above, and where there is no such group or unit or the session is full."""
    found = _found(store, code_or_link)
    if found is None:
        return None
    id_, given = found
    choice = _invitation(store, rubric, id_)
    if unit is not None and unit not in {one.id for one in choice.units}:
        return None
    token = secrets.token_urlsafe(32)
    asked = Join(id_, given, group, unit, hashed(token), store.now())
    rater = store.box.join(asked).result()
    return Joined(id_, token, rater.mark) if rater else None


def _found(store: Store, code_or_link: str) -> tuple[str, str] | None:
    """Id of the session and what it knows the invitation as."""
    typed = _BETWEEN.sub("", code_or_link).upper()
    column, given = ("code", typed) if _CODE.fullmatch(typed) else ("link", code_or_link.strip())
    with store.reading() as session:
        row = workshop_records.invitation(session, column, _storable(given))
    id_, known, locked, expires_at = row or ("", _NOBODY, True, store.now())
    same = compare_digest(known.encode(), _storable(given).encode())
    return (id_, given) if same and not locked and store.now() < expires_at else None


def _storable(given: str) -> str:
    return given[:64].encode("utf-8", "replace").decode().replace("\0", "")


def _invitation(store: Store, rubric: Rubric, id_: str) -> Invitation:
    with store.reading() as session:
        state = workshop_records.opened(session, id_, store.box.states).workshop
    return Invitation(id_, state.plan.groups, units_of(rubric, state))

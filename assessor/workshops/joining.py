"""Getting into a scoring session: the code that is typed in, the link in the QR, the token that stays on the phone."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from hmac import compare_digest

from assessor.errors import WorkshopRefused
from assessor.rubric import Rubric, Unit
from assessor.store import Store, workshop_records
from assessor.store.ballots import Join, hashed
from assessor.workshop import RaterGroup, Workshop
from assessor.workshops.refusals import full

CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs that are not taken for one another when read from a wall."""
CODE_LENGTH = 8
_CODE = re.compile(f"[{CODE_SIGNS}]{{{CODE_LENGTH}}}")
_BETWEEN = re.compile(r"[\s\-‐-―－・.]+")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_LINK = re.compile(r"[A-Za-z0-9_-]{22,64}")


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
    found = _found(store, rubric, code_or_link)
    return found[0] if found else None


def new_token() -> str:
    return secrets.token_urlsafe(32)


def join(
    store: Store, rubric: Rubric, code_or_link: str, group: str, unit: str | None, token: str | None
) -> Joined | None:
    """None as above, and where there is no such group or unit.

    Raises:
        WorkshopRefused: the session is full; only whoever holds a valid invitation is told.
    """
    found = _found(store, rubric, code_or_link)
    if found is None:
        return None
    invitation, given = found
    if unit is not None and unit not in {one.id for one in invitation.units}:
        return None
    token = new_token() if token is None else token
    if not _TOKEN.fullmatch(token):
        return None
    asked = Join(invitation.workshop_id, given, group, unit, hashed(token), store.now())
    rater = store.box.join(asked).result()
    if rater == "full":
        raise WorkshopRefused(full())
    return Joined(invitation.workshop_id, token, rater.mark) if rater else None


def is_code(given: str) -> bool:
    """Whether it would be taken for a code, wherever it was put in: codes can be guessed, links cannot."""
    return _CODE.fullmatch(_typed(given)) is not None


def _typed(given: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", given[:64])).upper()


def _found(store: Store, rubric: Rubric, code_or_link: str) -> tuple[Invitation, str] | None:
    """The invitation, and what the session knows it as. One look into an index, whatever was given."""
    typed, link = _typed(code_or_link), code_or_link.strip()
    column, given = ("code", typed) if _CODE.fullmatch(typed) else ("link", link if _LINK.fullmatch(link) else "-")
    now = store.now()
    with store.reading() as session:
        row = workshop_records.invitation(session, column, given)
        id_, known, locked, expires_at = row or ("", "-" * len(given), True, now)
        same = compare_digest(known, given)
        if not same or locked or now >= expires_at:
            return None
        state = workshop_records.opened(session, id_, store.box.states).workshop
    return Invitation(id_, state.plan.groups, units_of(rubric, state)), given

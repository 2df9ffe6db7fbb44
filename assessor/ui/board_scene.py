"""Which scene the public board shows. Pure: the session, what the facilitator put on the board, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assessor.workshop import Workshop

Kind = Literal["lobby", "rating", "item", "agenda", "end"]


@dataclass(frozen=True)
class Scene:
    kind: Kind
    item: str | None = None


@dataclass(frozen=True)
class Outcome:
    """How the items of a session ended, or stand."""

    decided: int
    doubtful: int
    unrated: int
    left: int
    """Neither decided nor set down as not rated."""


def scene(workshop: Workshop, put_up: str | None) -> Scene:
    """The end, then the item under discussion, then what is being rated, then what was revealed, else the lobby.

    An item put up before anybody may rate it does not hide the code by which the room joins; one that is
    rated for the first time together with others shows as part of the whole.
    """
    if workshop.stage == "ended":
        return Scene("end")
    being_rated = workshop.in_phase("open")
    first_round = [one for one in being_rated if workshop.item(one).round == 1]
    if put_up in workshop.items:
        item = workshop.item(put_up)
        if item.phase not in ("waiting", "open") or item.round > 1 or first_round == [put_up]:
            return Scene("item", put_up)
    if being_rated:
        return Scene("item", being_rated[0]) if len(being_rated) == 1 else Scene("rating")
    if workshop.in_phase("closed", "revealed", "decided", "unrated"):
        return Scene("agenda")
    return Scene("lobby")


def outcome(workshop: Workshop) -> Outcome:
    decisions = [item.decision for item in workshop.items.values() if item.decision is not None]
    doubtful = sum(one.doubtful for one in decisions)
    unrated = len(workshop.in_phase("unrated"))
    return Outcome(len(decisions) - doubtful, doubtful, unrated, len(workshop.items) - len(decisions) - unrated)

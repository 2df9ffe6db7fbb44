"""What a record may know of a scoring session: nothing that leads to a person.

There is no field for a token, a name, a mark, a time or an order of joining, a unit, a reason as a rater
typed it, or one rater's answers. What raters chose comes from `workshop.shown` alone, without its view
of those who do not lead an indicator, which is the facilitator's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from assessor.errors import Problem, WorkshopRefused
from assessor.text import Text, say
from assessor.workshop import FEWEST, Plan, RaterGroup, Shown, Workshop, shown
from assessor.workshop.showing import seated, together

if TYPE_CHECKING:
    from assessor.agreement import Agreement


@dataclass(frozen=True)
class Heads:
    """How many raters sat in a group, or in several that are told together because one is small."""

    ids: tuple[str, ...]
    name: Text
    raters: int


@dataclass(frozen=True)
class SessionRecord:
    """One session as its record, its minutes and its ballot tell it."""

    plan: Plan
    day: date
    """On which it was held; no hour."""
    items: tuple[Shown, ...]
    """What was revealed, in the order of the plan."""
    agreement: Agreement | None
    heads: tuple[Heads, ...]
    """None smaller than three; empty where fewer than three raters joined at all."""

    def __post_init__(self) -> None:
        if small := [one for one in self.heads if one.raters < FEWEST]:
            raise WorkshopRefused(*(_too_small(one) for one in small))
        kept = tuple(
            replace(one, rounds=tuple(replace(r, without_owners=None) for r in one.rounds)) for one in self.items
        )
        object.__setattr__(self, "items", kept)

    @property
    def raters(self) -> int | None:
        """How many took part; None where fewer than three did."""
        return sum(one.raters for one in self.heads) or None


def session_record(
    workshop: Workshop, *, day: date, heads: Mapping[str, int], agreement: Agreement | None
) -> SessionRecord:
    """The record of a session as it stands.

    Args:
        workshop: the session; what is not revealed stays out.
        day: when it was held.
        heads: raters by group, small groups too: those are told together with others.
        agreement: over its revealed items, where there is one.
    """
    items = [one for id_ in workshop.plan.items if (one := shown(workshop, id_)) is not None]
    return SessionRecord(workshop.plan, day, tuple(items), agreement, told_heads(workshop.plan.groups, heads))


def told_heads(groups: Sequence[RaterGroup], heads: Mapping[str, int]) -> tuple[Heads, ...]:
    """Groups with their raters; those under three are told together with another, as in the counts of ballots."""
    names = {one.id: one.name for one in groups}
    return tuple(
        Heads(cell, together(names[one] for one in cell), sum(heads[one] for one in cell))
        for cell in seated(groups, heads)
    )


def _too_small(one: Heads) -> Problem:
    return Problem(
        "、".join(one.ids),
        say(f"不足{FEWEST}人的评委组不得单列", f"a group of fewer than {FEWEST} raters is not shown by itself"),
        say("与其他组合并后再列", "tell it together with another group"),
    )

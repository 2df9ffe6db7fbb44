"""Scoring sessions held by hand: who chose which level, what was voted on again, what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from assessor import workshop as rules
from assessor.agreement import agreement
from assessor.report.workshop import SessionRecord, session_record
from assessor.rubric import Rubric
from assessor.workshop import Ballot, Plan, RaterGroup, SessionKind, Workshop, default_groups

Levels = Sequence[int | None]
Votes = Mapping[str, Mapping[str, Levels]]
"""item -> group -> one level a rater, always in the same order; None: cannot judge."""
DAY = date(2026, 1, 15)


def held(
    rubric: Rubric,
    votes: Votes,
    *,
    again: Votes | None = None,
    decided: Mapping[str, tuple[int, str, str]] | None = None,
    hidden: Sequence[str] = (),
    groups: Sequence[RaterGroup] | None = None,
    kind: SessionKind = "open",
    owners: Sequence[tuple[str, int]] = (),
) -> Workshop:
    """A session in which all items but those `hidden` were revealed; decisions are level, reason, dissent."""
    rooms = groups if groups is not None else [one for one in default_groups() if kind == "open" or one.inside]
    plan = Plan(items=tuple(votes), variant="own", kind=kind, groups=tuple(rooms))
    state = _round(rubric, rules.opened(rules.prepared(rubric, plan), list(votes)), votes, owners)
    state = rules.revealed(state, [one for one in votes if one not in hidden])
    if again:
        state = rules.revealed(_round(rubric, rules.revoting(state, list(again)), again, owners), list(again))
    for item, (level, reason, dissent) in (decided or {}).items():
        state = rules.decided(state, item, level, reason=reason, dissent=dissent)
    return state


def _round(rubric: Rubric, state: Workshop, votes: Votes, owners: Sequence[tuple[str, int]]) -> Workshop:
    ballots = [
        Ballot(indicator=item, group=group, level=level, owner=(group, place) in owners)
        for item, each in votes.items()
        for group, levels in each.items()
        for place, level in enumerate(levels)
    ]
    return rules.closed(state, list(votes), ballots, rubric.top)


def told(rubric: Rubric, state: Workshop, votes: Votes, *, day: date = DAY) -> SessionRecord:
    """Its record, with the heads and the agreement that these votes come to."""
    heads: dict[str, int] = {}
    for each in votes.values():
        for group, levels in each.items():
            heads[group] = max(heads.get(group, 0), len(levels))
    matrix = [
        [_level(votes[item].get(group, ()), place) for item in votes]
        for group, count in heads.items()
        for place in range(count)
    ]
    found = agreement(matrix, rubric.top, draws=50) if matrix else None
    return session_record(state, day=day, heads=heads, agreement=found)


def _level(levels: Levels, place: int) -> float:
    given = levels[place] if place < len(levels) else None
    return float("nan") if given is None else float(given)

"""What a scoring session's agreed ratings would change in its assessment: nothing is taken over unseen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from assessor.assessment import Assessment, Consensus, Rating, altered
from assessor.merging import Change, Conflict, Merge, Option
from assessor.workshop import Workshop, shown


@dataclass(frozen=True)
class Adoption:
    """The agreed ratings of one session beside those of its assessment."""

    session: str
    version: int
    """Of the session when this was found."""
    merge: Merge
    """Every item that would change, to be taken or left, and every conflict, to be decided. Keys: indicators."""
    unchanged: tuple[str, ...]
    """Agreed, and standing in the assessment already just so."""
    unrated: tuple[str, ...]
    """Not rated because too few could judge: the assessment's rating stays as it is."""
    pending: tuple[str, ...]
    """Not decided yet: they stay out, too."""
    doubtful: tuple[str, ...]
    """Agreed, though raters still disagreed: evidence is to be found."""

    @property
    def new(self) -> tuple[Change[Rating], ...]:
        """Where nothing stood."""
        return tuple(one for one in self._changes if one.old is None)

    @property
    def changed(self) -> tuple[Change[Rating], ...]:
        """Another outcome than the one that stands and that nobody has touched since the session was prepared."""
        return tuple(one for one in self._changes if one.old is not None and not _alike(one.old, one.new))

    @property
    def same(self) -> tuple[Change[Rating], ...]:
        """The level that stands; taken over is how it was agreed."""
        return tuple(one for one in self._changes if one.old is not None and _alike(one.old, one.new))

    @property
    def conflicts(self) -> tuple[Conflict[Rating], ...]:
        """Another outcome than the one that somebody has put there since the session was prepared."""
        return tuple(one for one in self.merge.ratings if isinstance(one, Conflict))

    @property
    def _changes(self) -> tuple[Change[Rating], ...]:
        return tuple(one for one in self.merge.ratings if isinstance(one, Change))


def _alike(one: Rating, other: Rating | None) -> bool:
    return other is not None and one.outcome == other.outcome


def agreed(session: str, workshop: Workshop, indicator: str) -> Consensus | None:
    """How a decided item was agreed, as far as that may be shown; None for any other item."""
    seen = shown(workshop, indicator)
    if seen is None or seen.decision is None:
        return None
    totals = [one.total for one in seen.rounds]
    levels = [() if one is None else one.levels for one in totals]
    said, last = seen.decision, totals[-1]
    return Consensus(
        session=session,
        level=said.level,
        method=said.method,
        doubtful=said.doubtful,
        first=levels[0],
        second=levels[1] if len(levels) > 1 else (),
        cannot_judge=0 if last is None else last.cannot_judge,
        reason=said.reason,
        dissent=said.dissent,
    )


def with_agreed(now: Rating | None, said: Consensus) -> Rating:
    """The level agreed; grade, note and constraint stay, the reason for not applicable goes with it."""
    if now is None:
        return Rating(outcome=said.level, consensus=said)
    reason = "" if now.outcome == "not_applicable" else now.reason
    return altered(now, outcome=said.level, reason=reason, consensus=said)


def adoption(
    session: str,
    version: int,
    workshop: Workshop,
    current: Assessment,
    versions: Mapping[str, int],
    moved: Collection[str],
    order: Iterable[str],
) -> Adoption:
    """What taking over a session's decisions would change.

    Args:
        current: the assessment as it stands.
        versions: of its ratings.
        moved: indicators whose rating somebody changed after the session was prepared.
        order: indicators in the order in which changes are listed.
    """
    found: list[Change[Rating] | Conflict[Rating]] = []
    unchanged, doubtful = [], []
    for key in order:
        said = agreed(session, workshop, key) if key in workshop.items else None
        if said is None:
            continue
        old, at = current.ratings.get(key), versions.get(key, 0)
        new = with_agreed(old, said)
        doubtful += [key] if said.doubtful else []
        if new == old:
            unchanged.append(key)
        elif key in moved and (old is None or not _alike(old, new)):
            found.append(Conflict(key, old, (Option(new, ()),), at, "changed_meanwhile"))
        else:
            found.append(Change(key, old, new, (), at))
    merge = Merge(current.id, (), tuple(found), unchanged=len(unchanged))
    pending = [one for one in workshop.plan.items if workshop.items[one].phase not in ("decided", "unrated")]
    return Adoption(
        session, version, merge, tuple(unchanged), tuple(workshop.in_phase("unrated")), tuple(pending), tuple(doubtful)
    )

"""Workshops: every use case of scoring sessions that pages, phones and records ask for.

What facilitators do leaves one row in the audit trail each: ids, items and what was decided, nothing of
ballots. What raters do leaves none, because a trail of ballots would be a record of who voted when.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assessor import workshop as rules
from assessor.adoption import Adoption as Adoption
from assessor.store import Unit, records, workshop_records
from assessor.store.ballots import Answer as Answer
from assessor.store.ballots import Cast as Cast
from assessor.store.ballots import Rater as Rater
from assessor.store.tables import WorkshopRow
from assessor.store.workshop_records import OpenedWorkshop as OpenedWorkshop
from assessor.store.workshop_records import Person as Person
from assessor.workshop import Phase, Plan, Stage, Workshop
from assessor.workshops import joining, keeping
from assessor.workshops.adopting import Adopted as Adopted
from assessor.workshops.adopting import AdoptionSide
from assessor.workshops.adopting import TakenBack as TakenBack
from assessor.workshops.joining import Invitation as Invitation
from assessor.workshops.joining import Joined as Joined
from assessor.workshops.paper import REASON_LIMIT as REASON_LIMIT
from assessor.workshops.paper import PaperBallot as PaperBallot
from assessor.workshops.raters import RaterSide
from assessor.workshops.raters import Seat as Seat
from assessor.workshops.refusals import (
    refuse_ended,
    refuse_hours,
    refuse_lost_groups,
    refuse_not_ended,
    refuse_stale,
)

if TYPE_CHECKING:
    from assessor.agreement import Agreement

_WHAT_WAS_TIMED = ("closed", "decided", "unrated")
"""Steps that end what the timer counted down to: a round, or the discussion of an item."""


@dataclass(frozen=True)
class SessionLine:
    """One session in a list."""

    id: str
    stage: Stage
    plan: Plan
    made: datetime
    counts: dict[Phase, int]
    """Items by where they stand."""
    heads: int
    """Raters who take or took part."""
    purged: bool
    """Whether ballots and reasons are gone; what was counted stays."""


class Workshops(RaterSide, AdoptionSide):
    """The scoring sessions of one database under one rubric.

    A facilitator's step names the version it was chosen at and is refused with `Stale` where another step
    came between, and with `WorkshopRefused` where the rules do not allow it.
    """

    # -- preparing ------------------------------------------------------------------------------

    def prepare(self, assessment_id: str, plan: Plan, *, hours: float, actor: str) -> str:
        """A session in draft, whose code and link hold for so many hours. Returns its id."""
        refuse_hours(hours)
        state = rules.prepared(self.rubric, plan)
        with self._store.unit(actor) as unit:
            records.refuse_other_rubric(unit.session, assessment_id, self.rubric)
            row = WorkshopRow(
                id="w" + workshop_records.new_id(),
                assessment_id=assessment_id,
                code=joining.new_code(),
                link=joining.new_link(),
                expires_at=unit.at + timedelta(hours=hours),
                made_at=unit.at,
                purged=False,
            )
            workshop_records.put(row, state)
            unit.session.add(row)
            unit.record("workshop.prepared", row.id, assessment=assessment_id, items=list(state.plan.items))
        return row.id

    def change_plan(self, id_: str, plan: Plan, *, expected: int, actor: str) -> OpenedWorkshop:
        """Draft only. A group in which somebody waits already has to stay."""

        def change(unit: Unit, row: WorkshopRow) -> Workshop:
            after = rules.replanned(self.rubric, row.state, plan)
            refuse_lost_groups(workshop_records.heads(unit.session, id_), plan)
            return after

        return self._step(id_, "planned", change, expected, actor, items=list(plan.items))

    def sessions(self, assessment_id: str) -> list[SessionLine]:
        """In the order in which they were prepared."""
        with self._store.reading() as session:
            return [
                SessionLine(
                    id=row.id,
                    stage=row.state.stage,
                    plan=row.state.plan,
                    made=row.made_at,
                    counts=_counts(row.state),
                    heads=sum((row.kept.heads if row.kept else workshop_records.heads(session, row.id)).values()),
                    purged=row.purged,
                )
                for row in workshop_records.workshops(session, assessment_id)
            ]

    def opened(self, id_: str) -> OpenedWorkshop:
        with self._store.reading() as session:
            return workshop_records.opened(session, id_, self._store.box.states)

    # -- rounds ---------------------------------------------------------------------------------

    def open_items(self, id_: str, items: Collection[str], *, expected: int, actor: str) -> OpenedWorkshop:
        return self._move(id_, "opened", items, rules.opened, expected, actor)

    def close_items(self, id_: str, items: Collection[str], *, expected: int, actor: str) -> OpenedWorkshop:
        """Freeze what was cast. Ballots wait meanwhile: each was counted, or is told that the round is closed."""

        def change(unit: Unit, row: WorkshopRow) -> Workshop:
            rounds = {one: row.state.item(one).round for one in items}
            leads = {one: self.rubric.by_id[one].lead for one in items}
            workshop_records.drop_of_removed(unit, id_, rounds)
            ballots = workshop_records.counted(unit, id_, rounds, leads)
            return rules.closed(row.state, items, ballots, self.rubric.top)

        return self._step(id_, "closed", change, expected, actor, items=list(items))

    def reopen_items(self, id_: str, items: Collection[str], *, expected: int, actor: str) -> OpenedWorkshop:
        return self._move(id_, "reopened", items, rules.reopened, expected, actor)

    def reveal_items(self, id_: str, items: Collection[str], *, expected: int, actor: str) -> OpenedWorkshop:
        return self._move(id_, "revealed", items, rules.revealed, expected, actor)

    def revote_items(self, id_: str, items: Collection[str], *, expected: int, actor: str) -> OpenedWorkshop:
        return self._move(id_, "revote", items, rules.revoting, expected, actor)

    def decide(
        self, id_: str, item: str, level: int, *, reason: str = "", dissent: str = "", expected: int, actor: str
    ) -> OpenedWorkshop:
        def change(_: Unit, row: WorkshopRow) -> Workshop:
            return rules.decided(row.state, item, level, reason=reason, dissent=dissent)

        return self._step(id_, "decided", change, expected, actor, item=item, level=level)

    def decide_as_proposed(self, id_: str, items: Collection[str], *, expected: int, actor: str) -> OpenedWorkshop:
        """Several items, each at the level that the rule proposes: all of them, or none."""

        def change(_: Unit, row: WorkshopRow) -> Workshop:
            state = row.state
            for item in items:
                seen = rules.shown(state, item)
                proposed = seen.proposal if seen else None
                state = rules.decided(state, item, proposed.level if proposed else 0)  # refused where there is none
            return state

        return self._step(id_, "decided", change, expected, actor, items=list(items))

    def leave_unrated(self, id_: str, item: str, *, expected: int, actor: str) -> OpenedWorkshop:
        return self._step(id_, "unrated", lambda _, row: rules.unrated(row.state, item), expected, actor, item=item)

    def reconsider(self, id_: str, item: str, *, expected: int, actor: str) -> OpenedWorkshop:
        return self._step(
            id_, "reconsidered", lambda _, row: rules.reconsidered(row.state, item), expected, actor, item=item
        )

    # -- the room -------------------------------------------------------------------------------

    def lock(self, id_: str, locked: bool, *, expected: int, actor: str) -> OpenedWorkshop:
        """Nobody new may join; who is in goes on."""

        said = "locked" if locked else "unlocked"
        return self._step(id_, said, lambda _, row: rules.locking(row.state, locked), expected, actor)

    def extend(self, id_: str, hours: float, *, expected: int, actor: str) -> OpenedWorkshop:
        """Code and link hold for so many hours from now."""
        refuse_hours(hours)

        def change(unit: Unit, row: WorkshopRow) -> Workshop:
            row.expires_at = unit.at + timedelta(hours=hours)
            return row.state

        return self._step(id_, "extended", change, expected, actor, hours=hours)

    def new_code(self, id_: str, *, expected: int, actor: str) -> OpenedWorkshop:
        """Another code and another link; the old ones let nobody in any more."""

        def change(_: Unit, row: WorkshopRow) -> Workshop:
            row.code, row.link = joining.new_code(), joining.new_link()
            return row.state

        return self._step(id_, "code_changed", change, expected, actor)

    def start_timer(self, id_: str, seconds: float, *, expected: int, actor: str) -> OpenedWorkshop:
        """What the board counts down to; 0 takes it away. Nothing closes by itself."""

        def change(unit: Unit, row: WorkshopRow) -> Workshop:
            ends_at = unit.at + timedelta(seconds=seconds) if seconds > 0 else None
            if ends_at != row.timer_ends_at:
                row.timer_ends_at = ends_at
            return row.state

        return self._step(id_, "timed", change, expected, actor, seconds=seconds)

    def on_board(self, id_: str) -> str | None:
        """The item that the board shows; None: the whole."""
        with self._store.reading() as session:
            return workshop_records.on_board(session, id_)

    def put_on_board(self, id_: str, item: str | None, *, actor: str) -> None:
        """Let the board show an item, or None for the whole. No step in the session: its version stays."""
        with self._store.unit(actor) as unit:
            state = workshop_records.workshop(unit.session, id_).state
            if item is not None:
                state.item(item)
            if workshop_records.on_board(unit.session, id_) != item:
                workshop_records.put_on_board(unit, id_, item)
                unit.record("workshop.on_board", id_, item=item)

    def remove(self, id_: str, mark: str, *, actor: str) -> None:
        """Somebody takes part no more: their token dies, their ballots in rounds not closed yet do not count."""
        with self._store.unit(actor) as unit:
            rounds = _rounds(workshop_records.workshop(unit.session, id_).state, "open")
            row = workshop_records.participant(unit.session, id_, mark)
            row.removed, row.token, row.unit = True, None, None
            unit.session.flush()
            workshop_records.drop_of_removed(unit, id_, rounds)
            unit.record("workshop.rater_removed", id_)

    def heads(self, id_: str) -> dict[str, int]:
        """Raters who take part, by group; every group of the plan is named."""
        with self._store.reading() as session:
            row = workshop_records.opened(session, id_, self._store.box.states)
            kept = workshop_records.kept(session, id_)
            found = kept.heads if kept else workshop_records.heads(session, id_)
        return {one.id: found.get(one.id, 0) for one in row.workshop.plan.groups}

    def progress(self, id_: str) -> dict[str, tuple[int, int]]:
        """item -> how many answered in the round it is in or was in last, of how many who could; never values."""
        with self._store.reading() as session:
            state = workshop_records.opened(session, id_, self._store.box.states).workshop
            heads = workshop_records.heads(session, id_)
            answered = workshop_records.answered(session, id_, _rounds(state))
        return {
            item: (answered.get(item, 0), sum(heads.get(group, 0) for group in state.items[item].groups))
            for item in state.plan.items
        }

    def people(self, id_: str) -> list[Person]:
        """Sorted by mark, which says nothing of who came when. Nobody once the session has ended: `heads` remain."""
        with self._store.reading() as session:
            state = workshop_records.opened(session, id_, self._store.box.states).workshop
            return [] if state.stage == "ended" else workshop_records.people(session, id_, _rounds(state))

    # -- what was said --------------------------------------------------------------------------

    def reasons(self, id_: str, item: str) -> list[str]:
        """For the facilitator alone: the reasons given in the newest round that is revealed, in no order that tells."""
        with self._store.reading() as session:
            state = workshop_records.opened(session, id_, self._store.box.states).workshop
            seen = rules.shown(state, item)
            return workshop_records.reasons(session, id_, [(item, len(seen.rounds))]) if seen else []

    def agreement(self, id_: str) -> Agreement | None:
        """How far raters agree over the revealed and decided items with at least three valid ballots, each in its last
        round; None before there are any."""
        with self._store.reading() as session:
            kept = workshop_records.kept(session, id_)
            if kept is not None:
                return keeping.opened(kept.agreement)
            state = workshop_records.opened(session, id_, self._store.box.states).workshop
            return keeping.agreement_of(session, id_, state, self.rubric.top)

    # -- the end --------------------------------------------------------------------------------

    def end(self, id_: str, *, expected: int, actor: str) -> OpenedWorkshop:
        """Close the session for good: code, link, tokens, marks, units and keys go, the statistics stay."""

        def change(unit: Unit, row: WorkshopRow) -> Workshop:
            after = rules.ended(row.state)
            row.kept = keeping.kept(unit, id_, row.state, self.rubric.top)
            row.code = row.link = row.timer_ends_at = None
            workshop_records.forget_raters(unit, id_)
            return after

        after = self._step(id_, "ended", change, expected, actor)
        self._store.forget()
        return after

    def purge(self, id_: str, *, expected: int, actor: str) -> OpenedWorkshop:
        """Delete ballots and reasons of a session that has ended; counts, decisions and statistics stay."""
        with self._store.unit(actor) as unit:
            row = workshop_records.workshop(unit.session, id_)
            refuse_stale(row, expected)
            refuse_not_ended(row)
            if not row.purged:
                row.purged = True
                workshop_records.delete_raters(unit, id_)
                unit.record("workshop.purged", id_)
        self._store.forget()
        return self.opened(id_)

    def delete(self, id_: str, *, expected: int, actor: str) -> None:
        """The session with everything in it; ratings taken into the assessment stay there."""
        with self._store.unit(actor) as unit:
            row = workshop_records.workshop(unit.session, id_)
            refuse_stale(row, expected)
            workshop_records.delete_raters(unit, id_)
            unit.session.delete(row)
            unit.record("workshop.deleted", id_)
        self._store.forget()

    # -- inside ---------------------------------------------------------------------------------

    def _move(
        self,
        id_: str,
        said: str,
        items: Collection[str],
        rule: Callable[[Workshop, Collection[str]], Workshop],
        expected: int,
        actor: str,
    ) -> OpenedWorkshop:
        return self._step(id_, said, lambda _, row: rule(row.state, items), expected, actor, items=list(items))

    def _step(
        self,
        id_: str,
        said: str,
        change: Callable[[Unit, WorkshopRow], Workshop],
        expected: int,
        actor: str,
        **detail: object,
    ) -> OpenedWorkshop:
        with self._store.unit(actor) as unit:
            row = workshop_records.workshop(unit.session, id_)
            records.refuse_other_rubric(unit.session, row.assessment_id, self.rubric)
            refuse_stale(row, expected)
            refuse_ended(row)
            after = change(unit, row)
            if after != row.state:
                workshop_records.put(row, after)
            if said in _WHAT_WAS_TIMED and row.timer_ends_at is not None:
                row.timer_ends_at = None
            if unit.session.is_modified(row):
                unit.record(f"workshop.{said}", id_, **detail)
        return self.opened(id_)


def _counts(state: Workshop) -> dict[Phase, int]:
    phases = [item.phase for item in state.items.values()]
    return {phase: phases.count(phase) for phase in dict.fromkeys(phases)}


def _rounds(state: Workshop, *phases: Phase) -> dict[str, int]:
    """Item -> the round it is in or was in last; of items that were opened, in one of the phases if any is named."""
    return {id_: one.round for id_, one in state.items.items() if one.round and (not phases or one.phase in phases)}

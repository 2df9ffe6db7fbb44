"""A scoring session played at random, beside a model that knows every true ballot.

The model asserts what must hold whatever anybody does: nothing is seen early, no ballot is lost, nothing is decided
on fewer than three valid ballots, there is one re-vote, and what is closed stays as it is. It drives a `Room`, so
that the same rules can be held against the bare state machine and against the use cases on a database.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import numpy as np
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from assessor import workshop as rules
from assessor.errors import WorkshopRefused
from assessor.files import load_rubric
from assessor.rubric import Rubric
from assessor.text import say
from assessor.workshop import Ballot, Plan, RaterGroup, Shown, Snapshot, Tally, Workshop
from assessor.workshop.consensus import proposal

ITEMS = ("A1-1", "C1-1", "C1-2")
"""The first concerns internal procedure, the others all may rate."""
WEIGHTS = {"A1-1": 0.2, "C1-1": 0.1, "C1-2": 0.1}
TOP = 4
GROUPS = ("gov", "watch", "own", "out")
MOST = 16
"""Raters in a room."""
FEWEST = 3
LEGAL = {
    "open": {"waiting"},
    "close": {"open"},
    "reopen": {"closed"},
    "reveal": {"closed"},
    "revote": {"revealed"},
    "decide": {"revealed"},
    "leave_unrated": {"revealed"},
    "reconsider": {"decided", "unrated"},
}
AFTER = {
    "open": "open",
    "close": "closed",
    "reopen": "open",
    "reveal": "revealed",
    "revote": "open",
    "decide": "decided",
    "leave_unrated": "unrated",
    "reconsider": "revealed",
}
Level = int | None
ANSWERS = st.lists(st.sampled_from([None, 0, 1, 2, 3, 4, 3, 4, "away"]), min_size=MOST, max_size=MOST)
"""What the raters answer when they are asked."""
DECISIONS = st.tuples(st.integers(-1, TOP + 1), st.sampled_from(["", " ", "why"]))


@dataclass(frozen=True)
class Seat:
    """One rater: a place in a group, and what the rater's own unit leads."""

    number: int
    group: str
    leads: frozenset[str]


class Room(Protocol):
    """What the machine can do to a session. A step that the rules forbid raises WorkshopRefused."""

    def state(self) -> Workshop: ...
    def answer(self, seat: Seat, item: str, level: Level) -> bool:
        """Cast or change a ballot in the open round; whether it was taken."""

    def remove(self, seat: Seat) -> None: ...
    def step(self, name: str, items: Sequence[str], **more: Any) -> None: ...


class RulesRoom:
    """The bare rules: the session is a value, ballots lie in a box."""

    def __init__(self, rubric: Rubric, plan: Plan) -> None:
        self.workshop = rules.prepared(rubric, plan)
        self.box: dict[tuple[str, int], dict[Seat, Level]] = {}
        self.removed: set[Seat] = set()

    def state(self) -> Workshop:
        return self.workshop

    def answer(self, seat: Seat, item: str, level: Level) -> bool:
        if seat in self.removed or not rules.takes_ballots(self.workshop, seat.group, item):
            return False
        self.box.setdefault((item, self.workshop.items[item].round), {})[seat] = level
        return True

    def remove(self, seat: Seat) -> None:
        """Ballots in rounds that are not closed no longer count, nor in those that are opened again."""
        self.removed.add(seat)

    def step(self, name: str, items: Sequence[str], **more: Any) -> None:
        box = {key: {s: said for s, said in cast.items() if s not in self.removed} for key, cast in self.box.items()}
        self.workshop = step(self.workshop, name, items, box, **more)


def step(
    workshop: Workshop,
    name: str,
    items: Sequence[str],
    box: Mapping[tuple[str, int], Mapping[Seat, Level]],
    **more: Any,
) -> Workshop:
    match name:
        case "open":
            return rules.opened(workshop, items)
        case "close":
            return rules.closed(workshop, items, list(_ballots(workshop, items, box)), TOP)
        case "reopen":
            return rules.reopened(workshop, items)
        case "reveal":
            return rules.revealed(workshop, items)
        case "revote":
            return rules.revoting(workshop, items)
        case "decide":
            return rules.decided(workshop, items[0], more["level"], reason=more["reason"])
        case "leave_unrated":
            return rules.unrated(workshop, items[0])
        case "reconsider":
            return rules.reconsidered(workshop, items[0])
        case "lock":
            return rules.locking(workshop, more["locked"])
        case _:
            return rules.ended(workshop)


def _ballots(
    workshop: Workshop, items: Iterable[str], box: Mapping[tuple[str, int], Mapping[Seat, Level]]
) -> Iterator[Ballot]:
    for item in dict.fromkeys(items):
        if item in workshop.items:
            for seat, level in box.get((item, workshop.items[item].round), {}).items():
                yield Ballot(indicator=item, group=seat.group, level=level, owner=item in seat.leads)


@dataclass
class Truth:
    """What the model knows of one item."""

    phase: str = "waiting"
    round: int = 0
    reveals: int = 0
    revotes: int = 0
    cast: dict[int, dict[Seat, Level]] = field(default_factory=dict)
    """By round, as it stands now."""
    frozen: list[dict[Seat, Level]] = field(default_factory=list)
    """By closed round, as it stood at the closing."""
    kept: list[str] = field(default_factory=list)
    """The snapshots as they were first seen."""
    screens: dict[int, set[frozenset[Seat]]] = field(default_factory=dict)
    """By round: of which raters a tally was ever on a screen."""


class SessionMachine(RuleBasedStateMachine):
    """Subclass and override `make_room` to hold the rules against something else than the bare state machine."""

    knows_the_rules = True
    """False: only what must never happen is asserted, not what may and may not be done when."""
    seen: ClassVar[Counter[str]] = Counter()
    """What all runs together came across, and how often."""

    def make_room(self, plan: Plan, seats: Sequence[Seat]) -> Room:
        return RulesRoom(load_rubric(), plan)

    def leading(self, drawn: set[str]) -> frozenset[str]:
        """Which items a rater's unit leads."""
        return frozenset(drawn)

    @initialize(
        sizes=st.tuples(*[st.sampled_from([4, 3, 2, 2, 1, 0])] * 4),
        leads=st.lists(st.sets(st.sampled_from(ITEMS)), min_size=MOST, max_size=MOST),
        trial=st.sampled_from([None, None, "C1-1"]),
    )
    def prepare(self, sizes: tuple[int, ...], leads: list[set[str]], trial: str | None) -> None:
        groups = tuple(RaterGroup(id=id_, name=say(id_, id_), inside=id_ != "out") for id_ in GROUPS)
        plan = Plan(items=ITEMS, variant="own", groups=groups, trial=trial)
        who = [id_ for id_, size in zip(GROUPS, sizes, strict=True) for _ in range(size)]
        self.seats = [Seat(n, id_, self.leading(leads[n])) for n, id_ in enumerate(who)]
        self.trial = trial
        self.room = self.make_room(plan, self.seats)
        self.truth = {id_: Truth() for id_ in ITEMS}
        self.out: set[Seat] = set()
        self.ended: Workshop | None = None

    # -- raters ---------------------------------------------------------------------------------

    def may_rate(self, seat: Seat, item: str) -> bool:
        return seat not in self.out and (seat.group != "out" or item != "A1-1")

    def _answer(self, seat: Seat, item: str, level: Level) -> None:
        truth = self.truth[item]
        taken = self.room.answer(seat, item, level)
        if self.knows_the_rules:
            assert taken == (self.ended is None and truth.phase == "open" and self.may_rate(seat, item))
        if taken:
            assert self.ended is None, "a ballot was taken after the end"
            assert truth.phase == "open", "a ballot was taken of an item that is not open"
            assert self.may_rate(seat, item), "a ballot was taken of somebody who may not rate the item"
            truth.cast.setdefault(truth.round, {})[seat] = level

    @precondition(lambda self: self.seats)
    @rule(seat=st.integers(0, MOST - 1), item=st.sampled_from(ITEMS), level=st.sampled_from([None, *range(TOP + 1)]))
    def one_answers(self, seat: int, item: str, level: Level) -> None:
        self._answer(self.seats[seat % len(self.seats)], item, level)

    @precondition(lambda self: any(one.phase == "open" for one in self.truth.values()))
    @rule(levels=ANSWERS)
    def all_answer(self, levels: list[Any]) -> None:
        for item in ITEMS:
            if self.truth[item].phase == "open":
                self._all_answer(item, levels)

    def _all_answer(self, item: str, levels: list[Any]) -> None:
        for seat, level in zip(self.seats, levels, strict=False):
            if level != "away":
                self._answer(seat, item, level)

    @precondition(lambda self: self.seats)
    @rule(seat=st.integers(0, MOST - 1))
    def one_is_removed(self, seat: int) -> None:
        gone = self.seats[seat % len(self.seats)]
        if gone not in self.out and self.ended is None:
            self.room.remove(gone)
            self.out.add(gone)

    # -- the facilitator's steps ----------------------------------------------------------------

    @rule(
        name=st.sampled_from(["open", "close", "reopen", "reveal", "revote"]),
        items=st.lists(st.sampled_from([*ITEMS, *ITEMS, "Z9-9"]), max_size=3),
    )
    def some_step(self, name: str, items: list[str]) -> None:
        self._step(name, items)

    @rule(item=st.sampled_from(ITEMS), name=st.sampled_from(["decide", "leave_unrated", "reconsider"]), how=DECISIONS)
    def other_step(self, name: str, item: str, how: tuple[int, str]) -> None:
        self._step(name, [item], **(_words(how) if name == "decide" else {}))

    @rule(item=st.sampled_from(ITEMS), levels=ANSWERS, until=st.sampled_from(["close", "reveal"]))
    def whole_round(self, item: str, levels: list[Any], until: str) -> None:
        """A round as a facilitator holds it, so that runs get somewhere."""
        phase = self.truth[item].phase
        if phase == "waiting":
            self._step("open", [item])
        elif phase == "revealed":
            self._step("revote", [item])
        if self.truth[item].phase == "open":
            self._all_answer(item, levels)
            self._step("close", [item])
        if until == "reveal" and self.truth[item].phase == "closed":
            self._step("reveal", [item])

    @precondition(lambda self: any(one.phase == "revealed" for one in self.truth.values()))
    @rule(how=DECISIONS, again=st.booleans())
    def conclude(self, how: tuple[int, str], again: bool) -> None:
        """Decide whatever is revealed, if need be without rating; perhaps think again."""
        for item in ITEMS:
            if self.truth[item].phase == "revealed":
                self._step("decide", [item], **_words(how))
            if self.truth[item].phase == "revealed":
                self._step("leave_unrated", [item])
            if again and self.truth[item].phase in ("decided", "unrated"):
                self._step("reconsider", [item])

    @rule(what=st.sampled_from(["lock", "unlock", "end"]), sure=st.booleans())
    def door(self, what: str, sure: bool) -> None:
        if what != "end":
            self._step("lock", [], locked=what == "lock")
        elif sure:
            self._step("end", [])

    def _step(self, name: str, items: list[str], **more: Any) -> None:
        before = self.room.state()
        legal = self._legal(name, items, **more)
        refused: WorkshopRefused | None = None
        try:
            self.room.step(name, items, **more)
        except WorkshopRefused as error:
            refused = error
        self.seen[f"{name} refused" if refused else name] += 1
        assert legal == (refused is None) or not self.knows_the_rules, f"{name} {items}: legal is {legal}"
        if refused:
            assert self.room.state() == before, "a step was refused and changed something"
            assert len(set(refused.problems)) == len(refused.problems) > 0, "a fault is told twice, or none"
        else:
            self._done(name, items)

    def _legal(self, name: str, items: list[str], **more: Any) -> bool:
        if self.ended is not None:
            return False
        if name == "lock":
            return True
        if name == "end":
            return all(one.phase not in ("open", "closed") for one in self.truth.values())
        if not items or any(id_ not in self.truth or self.truth[id_].phase not in LEGAL[name] for id_ in items):
            return False
        if name == "open" and self.trial and not self.truth[self.trial].reveals:
            return set(items) == {self.trial}
        if name == "revote":
            return all(self.truth[id_].revotes == 0 for id_ in items)
        if name in ("decide", "leave_unrated"):
            counts = _tally(self.truth[items[0]].frozen[-1].items())
            return _may_decide(counts, **more) if name == "decide" else counts.valid < FEWEST
        return True

    def _done(self, name: str, items: list[str]) -> None:
        if name == "end":
            assert all(one.reveals == len(one.frozen) for one in self.truth.values()), "ballots nobody can ever see"
            self.ended = self.room.state()
        for id_ in dict.fromkeys(items):
            truth = self.truth[id_]
            truth.phase = AFTER[name]
            if name in ("open", "revote"):
                truth.round += 1
                truth.revotes += name == "revote"
                self.seen[f"round {truth.round}"] += 1
            elif name == "close":
                truth.frozen.append(
                    {s: said for s, said in truth.cast.get(truth.round, {}).items() if s not in self.out}
                )
            elif name == "reopen":
                assert truth.reveals < len(truth.frozen), "a round was reopened after it had been seen"
                truth.frozen.pop()
                del truth.kept[len(truth.frozen) :]
            elif name == "reveal":
                truth.reveals += 1

    def teardown(self) -> None:
        """What is stored of a session is read as it was."""
        if hasattr(self, "room"):
            state = self.room.state()
            assert Workshop.model_validate_json(state.model_dump_json()) == state

    # -- what must hold at any time -------------------------------------------------------------

    @invariant()
    def nothing_is_lost_and_nothing_changes_after_closing(self) -> None:
        for id_, item in self.room.state().items.items():
            truth = self.truth[id_]
            assert len(item.rounds) == len(truth.frozen), f"{id_}: a round is missing"
            for n, (snapshot, ballots) in enumerate(zip(item.rounds, truth.frozen, strict=True)):
                _assert_counts(snapshot, ballots, id_)
                if n < len(truth.kept):
                    assert snapshot.model_dump_json() == truth.kept[n], f"{id_}: a snapshot has changed"
                else:
                    truth.kept.append(snapshot.model_dump_json())

    @invariant()
    def nothing_is_seen_early(self) -> None:
        workshop = self.room.state()
        for id_, truth in self.truth.items():
            found = rules.shown(workshop, id_)
            assert (len(found.rounds) if found else 0) == truth.reveals, (
                f"{id_}: seen before its reveal, or not after it"
            )
        urgent = {line.indicator for line in rules.agenda(workshop, WEIGHTS)}
        assert urgent <= {id_ for id_, truth in self.truth.items() if truth.phase == "revealed"}

    @invariant()
    def what_is_seen_does_not_depend_on_what_is_hidden(self) -> None:
        """Another world, in which every hidden ballot says something else, looks and acts the same."""
        workshop = self.room.state()
        hidden = [id_ for id_, truth in self.truth.items() if len(truth.frozen) > truth.reveals]
        if hidden:
            self.seen["hidden"] += 1
            level = (None, 0, TOP)[self.seen["hidden"] % 3]
            assert _view(_otherwise(workshop, hidden, level)) == _view(workshop), "a hidden ballot shows"

    @invariant()
    def nothing_is_decided_on_fewer_than_three(self) -> None:
        for id_, item in self.room.state().items.items():
            if item.decision is None:
                continue
            counts = _tally(self.truth[id_].frozen[-1].items())
            assert counts.valid >= FEWEST, f"{id_} was decided with {counts.valid} valid ballots"
            disagree = proposal(counts.levels).kind == "disagreement"
            assert item.decision.doubtful == disagree, "doubt is not marked"
            assert 0 <= item.decision.level <= TOP - disagree, "no such level, or the highest where raters disagree"
            assert item.decision.reason or item.decision.level == proposal(counts.levels).level, "no reason"
            self.seen["doubtful" if disagree else "decided"] += 1

    @invariant()
    def there_is_one_revote(self) -> None:
        for id_, item in self.room.state().items.items():
            assert max(self.truth[id_].revotes + 1, item.round, len(item.rounds)) <= 2, f"{id_}: voted on a third time"

    @invariant()
    def nothing_changes_after_the_end(self) -> None:
        assert self.ended is None or self.room.state() == self.ended, "something changed after the end"

    @invariant()
    def the_trial_item_goes_first(self) -> None:
        if self.trial and not self.truth[self.trial].reveals:
            assert all(one.phase == "waiting" for id_, one in self.truth.items() if id_ != self.trial), (
                "another item has been opened before the trial item was revealed"
            )

    @invariant()
    def nobody_stands_out(self) -> None:
        """On all screens of a round that ever were, added and subtracted as one likes."""
        workshop = self.room.state()
        for id_, truth in self.truth.items():
            found = rules.shown(workshop, id_)
            if found is None:
                continue
            told = {tuple(part.ids for part in one.groups) for one in found.rounds if one.total}
            assert len(told) <= 1, f"{id_}: other groups in another round"
            for n, sets in enumerate(shown_sets(found, truth.frozen, id_)):
                ever = truth.screens.setdefault(n, set())
                if not sets <= ever:
                    ever |= sets
                    assert_nobody_stands_out(ever, truth.frozen[n])
            self.seen["groups"] += bool(found.rounds[-1].groups)
            self.seen["owners"] += found.rounds[-1].without_owners is not None


# -- the true ballots ---------------------------------------------------------------------------


def _tally(ballots: Iterable[tuple[Seat, Level]]) -> Tally:
    given = [level for _, level in ballots]
    return Tally(levels=tuple(given.count(level) for level in range(TOP + 1)), cannot_judge=given.count(None))


def _assert_counts(snapshot: Snapshot, ballots: Mapping[Seat, Level], item: str) -> None:
    for group in GROUPS:
        mine = [(seat, level) for seat, level in ballots.items() if seat.group == group]
        assert snapshot.groups[group] == _tally(mine), f"{item}: ballots of {group} are lost or made up"
        leading = _tally(one for one in mine if item in one[0].leads)
        assert snapshot.owners[group] == leading, f"{item}: ballots of those who lead it are lost or made up"
    assert snapshot.total == _tally(ballots.items())


def _words(how: tuple[int, str]) -> dict[str, Any]:
    return {"level": how[0], "reason": how[1]}


def _may_decide(counts: Tally, *, level: int, reason: str) -> bool:
    if counts.valid < FEWEST or not 0 <= level <= TOP:
        return False
    made = proposal(counts.levels)
    return not (made.kind == "disagreement" and level == TOP) and (level == made.level or bool(reason.strip()))


# -- another world ------------------------------------------------------------------------------


def _otherwise(workshop: Workshop, hidden: Collection[str], level: Level) -> Workshop:
    """The same session, had every hidden ballot been this one."""
    items = dict(workshop.items)
    for id_ in hidden:
        last = items[id_].rounds[-1]
        said = {name: _all_say(tally, level) for name, tally in last.groups.items()}
        owners = {name: _all_say(tally, level) for name, tally in last.owners.items()}
        rounds = (*items[id_].rounds[:-1], Snapshot(groups=said, owners=owners))
        items[id_] = items[id_].model_copy(update={"rounds": rounds})
    return workshop.model_copy(update={"items": items})


def _all_say(tally: Tally, level: Level) -> Tally:
    n = tally.answered
    levels = tuple(n if rung == level else 0 for rung in range(TOP + 1))
    return Tally(levels=levels, cannot_judge=n if level is None else 0)


def _view(workshop: Workshop) -> list[object]:
    """All that pages can take from a session, and what becomes of every step that anybody might try."""
    seen: list[object] = [rules.shown(workshop, id_) for id_ in ITEMS]
    seen += [rules.agenda(workshop, WEIGHTS), workshop.stage, workshop.locked]
    for name, id_ in itertools.product(LEGAL, ITEMS):
        seen.append(_outcome(workshop, name, [id_], level=2, reason="why"))
    return [*seen, _outcome(workshop, "end", [])]


def _outcome(workshop: Workshop, name: str, items: list[str], **more: Any) -> object:
    try:
        after = step(workshop, name, items, {}, **more)
    except WorkshopRefused as error:
        return error.problems
    if name == "reveal":
        return "revealed"
    return {id_: (item.phase, item.round, item.decision) for id_, item in after.items.items()}


# -- adding and subtracting ---------------------------------------------------------------------


def shown_sets(found: Shown, frozen: Sequence[Mapping[Seat, Level]], item: str) -> list[set[frozenset[Seat]]]:
    """Of which raters each round shows a tally; and that each tally is theirs."""
    rounds = []
    assert len(found.rounds) <= len(frozen), f"{item}: a round is shown that was not held"
    for one, ballots in zip(found.rounds, frozen, strict=False):
        sets: set[frozenset[Seat]] = set()
        tallies: list[tuple[Tally | None, frozenset[Seat]]] = [
            (one.total, frozenset(ballots)),
            (one.without_owners, frozenset(seat for seat in ballots if item not in seat.leads)),
            *((part.tally, frozenset(seat for seat in ballots if seat.group in part.ids)) for part in one.groups),
        ]
        for tally, seats in tallies:
            if tally is not None:
                theirs = _tally((seat, ballots[seat]) for seat in seats)
                assert tally == theirs, f"{item}: ballots shown are lost or made up"
                sets.add(seats)
        rounds.append(sets)
    return rounds


def assert_nobody_stands_out(sets: Collection[frozenset[Seat]], ballots: Mapping[Seat, Level]) -> None:
    """No sum of shown tallies with coefficients -1, 0 and 1 leaves raters with fewer than three valid ballots."""
    seats = list(ballots)
    member = np.array([[seat in one for seat in seats] for one in sets], dtype=np.int8).reshape(len(sets), len(seats))
    factors = np.array(list(itertools.product((-1, 0, 1), repeat=len(sets))), dtype=np.int8)
    left = factors @ member != 0
    valid = np.array([ballots[seat] is not None for seat in seats], dtype=bool)
    alone = left.any(axis=1) & (left[:, valid].sum(axis=1) < FEWEST)
    assert not alone.any(), f"adding and subtracting what is shown leaves {left[alone][0].sum()} raters"

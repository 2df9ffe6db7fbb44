"""Any session that anybody could hold: whatever is tried in whatever order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from assessor import workshop as rules
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.rubric import Rubric
from assessor.store import Store
from assessor.workshop import Item, Plan, RaterGroup, Snapshot, Workshop, showing, steps
from assessor.workshops import Answer, Rater, Workshops
from tests.session_machine import AFTER, Level, Seat, SessionMachine

RUNS = settings(max_examples=1000, stateful_step_count=40, deadline=None)
UNTIL_SEEN = settings(RUNS, database=None, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False)


class Careful(SessionMachine):
    """Asserts what must never happen, and knows nothing of what is allowed when."""

    knows_the_rules = False


def test_no_path_reveals_early_loses_a_ballot_or_decides_on_fewer_than_three() -> None:
    SessionMachine.seen.clear()
    run_state_machine_as_test(SessionMachine, settings=RUNS)
    came_across = SessionMachine.seen
    often = {*AFTER, *(f"{one} refused" for one in AFTER), "end", "round 2", "hidden", "groups", "owners", "doubtful"}
    assert {one for one in often if not came_across[one]} == set(), "the machine never gets there"


# -- the same on a database ------------------------------------------------------------------------


class StoreRoom:
    """A session among the use cases: raters join with a code and cast ballots, a facilitator takes steps."""

    def __init__(self, held: Workshops, assessment: str, plan: Plan, seats: Sequence[Seat]) -> None:
        self.held, self.keys = held, itertools.count()
        self.id = held.prepare(assessment, plan, hours=8, actor="office")
        self.raters = {seat: self._join(seat) for seat in seats}

    def _join(self, seat: Seat) -> Rater:
        unit = next((one for one, leads in UNITS.items() if leads == seat.leads), None)
        joined = self.held.join(self.held.opened(self.id).code or "", seat.group, unit)
        rater = joined and self.held.rater(self.id, joined.token)
        assert rater
        return rater

    def state(self) -> Workshop:
        return self.held.opened(self.id).workshop

    def answer(self, seat: Seat, item: str, level: Level) -> bool:
        cast = self.held.cast(self.raters[seat], item, Answer(level, ""), f"k{next(self.keys)}").result(10)
        return cast.status == "saved"

    def remove(self, seat: Seat) -> None:
        self.held.remove(self.id, self.raters[seat].mark, actor="office")

    def step(self, name: str, items: Sequence[str], **more: Any) -> None:
        several = name in ("open", "close", "reopen", "reveal", "revote")
        given = (list(items),) if several else items[:1]
        expected = self.held.opened(self.id).version
        getattr(self.held, f"{name}_items" if several else name)(
            self.id, *given, **more, expected=expected, actor="office"
        )


UNITS = {"fao": frozenset({"A1-1"}), "civil-affairs": frozenset({"C1-1"}), "friendship": frozenset({"C1-2"})}
"""Who leads what."""


def test_the_same_holds_of_sessions_on_a_database(tmp_path: Path, rubric: Rubric) -> None:
    workspace = Workspace(Store(tmp_path / "office.sqlite"), rubric)
    city = CityProfile(id="harbour", name="示例港城", name_en="Sample Harbour", fictional=True, city_class="T1")
    assessment = workspace.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office")

    class OnDatabase(SessionMachine):
        def make_room(self, plan: Plan, seats: Sequence[Seat]) -> StoreRoom:
            return StoreRoom(Workshops(workspace), assessment, plan, seats)

        def leading(self, drawn: set[str]) -> frozenset[str]:
            return next((leads for leads in UNITS.values() if leads & drawn), frozenset())

    try:
        run_state_machine_as_test(OnDatabase, settings=settings(RUNS, max_examples=40))
    finally:
        workspace.store.close()


# -- positive controls: one guard taken out, and the machine notices -------------------------------

Patch = Callable[[pytest.MonkeyPatch], None]


def out(name: str, module: Any = steps) -> Patch:
    """Without this check."""
    return lambda patch: patch.setattr(module, name, lambda *_: ())


def set_to(name: str, value: object, module: Any = steps) -> Patch:
    return lambda patch: patch.setattr(module, name, value)


_step_faults, _tally, closed = steps._step_faults, steps._tally, steps.closed


def _also(more: str, to: set[str]) -> Patch:
    """Steps that begin in `to` may begin in `more` too."""

    def faults(workshop: Workshop, indicators: list[str], phases: set[Any]) -> Any:
        return _step_faults(workshop, indicators, phases | {more} if phases == to else phases)  # type: ignore[arg-type]  # a phase

    return set_to("_step_faults", faults)


def _only_the_newest(*args: Any) -> Workshop:
    after = closed(*args)
    last = {id_: item.model_copy(update={"rounds": item.rounds[-1:]}) for id_, item in after.items.items()}
    return after.model_copy(update={"items": last})


def _earlier_too(*args: Any) -> Workshop:
    after = closed(*args)
    same = {
        id_: item.model_copy(update={"rounds": item.rounds[-1:] * len(item.rounds)})
        for id_, item in after.items.items()
    }
    return after.model_copy(update={"items": same})


_settled, _joined, _owners_stay_hidden = showing._settled, showing._joined, showing._owners_stay_hidden
Groups = Sequence[RaterGroup]
Told = Sequence[Snapshot]


def _alone(groups: Groups) -> tuple[list[tuple[str, ...]], dict[str, bool]]:
    return [(one.id,) for one in groups], {one.id: one.inside for one in groups}


def _sizes(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    return {id_: (tally.valid, tally.answered) for id_, tally in snapshot.groups.items()}


def _newest_alone(groups: Groups, told: Told) -> tuple[Any, bool]:
    cells, inside = _alone(groups)
    return _joined(cells, _sizes(told[-1]), inside), False


def _settled_anew(groups: Groups, told: Told) -> tuple[Any, bool]:
    """As if the first screen had never been: of two rounds the second is joined first."""
    cells, inside = _alone(groups)
    for one in reversed([one for one in told if one.total.valid >= rules.FEWEST]):
        cells = _joined(cells, _sizes(one), inside)
    return cells, False


def _owners_told_later(groups: Groups, told: Told) -> tuple[Any, bool]:
    cells, _ = _settled(groups, told)
    return cells, all(_owners_stay_hidden(cells, one) for one in told)


def _small_left_out(cells: Any, sizes: Any, _: object) -> Any:
    return [cell for cell in cells if sum(sizes[one][0] for one in cell) >= rules.FEWEST]


GUARDS: dict[str, tuple[Patch, str]] = {
    "a closed round is seen": (set_to("seen", property(lambda item: len(item.rounds)), Item), "seen before its reveal"),
    "revealed while open": (_also("open", {"closed"}), "or not after it"),
    "a third vote": (out("_revote_faults"), "third time|before its reveal"),
    "decided on one ballot": (set_to("FEWEST", 1), "valid ballots"),
    "decided before the reveal": (_also("closed", {"revealed"}), "hidden ballot|before its reveal"),
    "reopened after the reveal": (_also("revealed", {"closed"}), "seen"),
    "a ballot more of a closed item": (
        set_to("takes_ballots", lambda w, _g, i: w.items[i].phase != "waiting", rules),
        "a ballot was taken",
    ),
    "a ballot of those who may not": (
        set_to("takes_ballots", lambda w, _g, i: w.items[i].phase == "open", rules),
        "may not rate",
    ),
    "the last ballot is lost": (set_to("_tally", lambda ballots, top: _tally(ballots[:-1], top)), "lost or made up"),
    "who cannot judge is lost": (
        set_to("_tally", lambda ballots, top: _tally([one for one in ballots if one.level is not None], top)),
        "lost or made up",
    ),
    "a round is lost": (
        set_to("closed", _only_the_newest, rules),
        "missing|not held|lost or made up|before its reveal",
    ),
    "an earlier round is overwritten": (set_to("closed", _earlier_too, rules), "lost or made up|has changed"),
    "steps after the end": (out("_ended_faults"), "after the end"),
    "the end with ballots unseen": (out("_unfinished_faults"), "nobody can ever see"),
    "all at once with the trial": (out("_trial_faults"), "before the trial item"),
    "the highest level in disagreement": (out("_level_faults"), "no such level"),
    "another level without a reason": (out("_reason_faults"), "no reason"),
    "two ballots on a screen": (set_to("FEWEST", 2, showing), "leaves"),
    "small groups alone": (set_to("_joined", lambda cells, *_: cells, showing), "leaves"),
    "small groups left out": (set_to("_joined", _small_left_out, showing), "leaves"),
    "each round its own groups": (set_to("_settled", _newest_alone, showing), "leaves"),
    "groups settled anew each time": (set_to("_settled", _settled_anew, showing), "leaves"),
    "those who lead told later": (set_to("_settled", _owners_told_later, showing), "leaves"),
    "those who lead against the groups": (set_to("_owners_stay_hidden", lambda *_: True, showing), "leaves"),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_the_machine_notices(guard: str, monkeypatch: pytest.MonkeyPatch) -> None:
    patch, complaint = GUARDS[guard]
    patch(monkeypatch)
    with pytest.raises(AssertionError, match=complaint):
        run_state_machine_as_test(Careful, settings=UNTIL_SEEN)

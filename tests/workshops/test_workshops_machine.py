"""Guards of the database taken out one by one: a session at random notices each.

The session is that of `test_session_machine`, on a database, with every ballot sent twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.rubric import Rubric
from assessor.store import ballots, workshop_records
from assessor.workshop import Plan
from assessor.workshops import Answer, Workshops
from tests.session_machine import ANSWERS, ITEMS, MOST, Level, Seat, SessionMachine
from tests.workshop.test_session_machine import UNITS, StoreRoom

RUNS = settings(
    max_examples=40, stateful_step_count=40, deadline=None, database=None, derandomize=True,
    phases=[Phase.generate], report_multiple_bugs=False,
)  # fmt: skip


class Repeating(StoreRoom):
    """As phones with bad reception: what was sent is sent again with the same key."""

    def answer(self, seat: Seat, item: str, level: Level) -> bool:
        key = f"k{next(self.keys)}"
        said, again = (self.held.cast(self.raters[seat], item, Answer(level), key).result(10).status for _ in range(2))
        assert again == ("replayed" if said == "saved" else said), "what was sent again was stored again"
        return said == "saved"


@contextmanager
def machine(folder: Path, rubric: Rubric) -> Iterator[type[SessionMachine]]:
    workspace = Workspace.open(folder / "office.sqlite", rubric)
    city = CityProfile(id="harbour", name="示例港城", fictional=True)
    assessment = workspace.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office")

    class Careful(SessionMachine):
        knows_the_rules = False

        def make_room(self, plan: Plan, seats: Sequence[Seat]) -> Repeating:
            return Repeating(Workshops(workspace), assessment, plan, seats)

        def leading(self, drawn: set[str]) -> frozenset[str]:
            return next((leads for leads in UNITS.values() if leads & drawn), frozenset())

        @rule(item=st.sampled_from(ITEMS), levels=ANSWERS, seat=st.integers(0, MOST - 1), closed=st.booleans())
        def one_leaves_during_a_round(self, item: str, levels: list[Any], seat: int, closed: bool) -> None:
            if self.truth[item].phase == "waiting":
                self._step("open", [item])
            for one, level in zip(self.seats, levels, strict=False):
                if level != "away":
                    self._answer(one, item, level)
            if self.seats:
                self.one_is_removed(seat)
            if closed:
                self._step("close", [item])

    yield Careful
    workspace.store.close()


def test_a_session_whose_ballots_are_all_sent_twice_counts_each_once(tmp_path: Path, rubric: Rubric) -> None:
    with machine(tmp_path, rubric) as careful:
        run_state_machine_as_test(careful, settings=settings(RUNS, max_examples=20))


Instead = Callable[[Any], Callable[..., Any]]
GUARDS: dict[str, tuple[Any, str, Instead, str]] = {
    "who was removed still counts": (workshop_records, "drop_of_removed", lambda _: lambda *_: None, "lost or made up"),
    "a re-vote counts the first round": (
        workshop_records, "counted",
        lambda real: lambda unit, id_, rounds, leads: real(unit, id_, dict.fromkeys(rounds, 1), leads), "lost or made up",
    ),
    "nobody leads anything": (
        workshop_records, "counted",
        lambda real: lambda unit, id_, rounds, leads: real(unit, id_, rounds, {key: [] for key in leads}), "who lead it",
    ),
    "closed items take ballots": (ballots, "_is_taken", lambda _: lambda session, slip, round_: round_ > 0, "a ballot was taken"),
    "keys are forgotten": (ballots, "_seen", lambda _: lambda *_: set(), "UNIQUE|not be stored|database"),
}  # fmt: skip


@pytest.mark.parametrize("guard", GUARDS)
def test_a_session_notices_what_the_database_forgets(
    guard: str, tmp_path: Path, rubric: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, name, instead, complaint = GUARDS[guard]
    monkeypatch.setattr(module, name, instead(getattr(module, name)))
    with machine(tmp_path, rubric) as careful, pytest.raises(Exception, match=complaint):
        run_state_machine_as_test(careful, settings=RUNS)

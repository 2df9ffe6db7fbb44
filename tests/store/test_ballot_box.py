"""The ballot box: what was called saved is stored and counted, once; neighbours do not suffer; nothing tells who came first."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from assessor.assessments import Workspace
from assessor.errors import StoreError, StoreUnavailable
from assessor.store import ballot_box, ballots, place
from assessor.store.backups import first_fault
from assessor.store.ballots import Slip
from assessor.text import say
from assessor.workshop import Plan, RaterGroup
from assessor.workshops import Answer, Cast, Rater, Workshops

WORKER = Path(__file__).parent / "ballot_worker.py"
ITEMS = ("x1", "x2", "y1")
OFFICE = RaterGroup(id="office", name=say("机关", "Office"))


@pytest.fixture
def workshops(workspace: Workspace) -> Iterator[Workshops]:
    yield Workshops(workspace)
    workspace.store.close()


@pytest.fixture
def session(workshops: Workshops, harbour: str) -> str:
    """A session whose three items are open."""
    id_ = workshops.prepare(harbour, Plan(items=ITEMS, variant="own", groups=(OFFICE,)), hours=4, actor="甲")
    step(workshops, id_, "open_items", ITEMS)
    return id_


def step(workshops: Workshops, id_: str, name: str, *given: object) -> None:
    getattr(workshops, name)(id_, *given, expected=workshops.opened(id_).version, actor="甲")


def joined(workshops: Workshops, id_: str, number: int = 1) -> list[Rater]:
    code = workshops.opened(id_).code or ""
    seats = [workshops.join(code, "office") for _ in range(number)]
    raters = [workshops.rater(id_, one.token) for one in seats if one is not None]
    assert len(raters) == number
    return [one for one in raters if one is not None]


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process holds the write lock."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


def stored(
    path: Path, question: str = "SELECT indicator, round, level, reason FROM ballots"
) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as other:
        return other.execute(question).fetchall()


# -- saved means stored -----------------------------------------------------------------------------


def test_an_answer_is_called_saved_only_once_it_is_stored(workshops: Workshops, session: str, path: Path) -> None:
    [rater] = joined(workshops, session)
    with held(path):
        waiting = workshops.cast(rater, "x1", Answer(3, "有文件"), "k1")
        time.sleep(0.05)
        assert not waiting.done()
        assert stored(path) == []
    assert waiting.result() == Cast("saved", Answer(3, "有文件"))
    assert stored(path) == [("x1", 1, 3, "有文件")]
    assert workshops.answers(rater) == {("x1", 1): Answer(3, "有文件")}


def test_what_waits_together_shares_a_transaction(
    workshops: Workshops, session: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def counting(connection: object, requests: list[object], states: object) -> list[object]:
        sizes.append(len(requests))
        return ballots.write(connection, requests, states)  # type: ignore[arg-type, return-value]  # passed on as it comes

    raters = joined(workshops, session, 50)
    monkeypatch.setattr(ballot_box, "write", counting)
    with held(path):
        waiting = [workshops.cast(one, "x1", Answer(2), "k") for one in raters]
        time.sleep(0.05)
    assert {one.result().status for one in waiting} == {"saved"}
    assert sum(sizes) == 50
    assert len(sizes) <= 2  # one at most was drawn before the others came


def test_the_same_submission_is_stored_once_and_answered_with_what_stands(workshops: Workshops, session: str) -> None:
    [rater] = joined(workshops, session)
    assert workshops.cast(rater, "x1", Answer(3), "k1").result() == Cast("saved", Answer(3))
    assert workshops.cast(rater, "x1", Answer(1), "k2").result() == Cast("saved", Answer(1))
    assert workshops.cast(rater, "x1", Answer(3), "k1").result() == Cast("replayed", Answer(1))
    assert workshops.answers(rater) == {("x1", 1): Answer(1)}


def test_a_double_click_within_one_transaction_is_stored_once(workshops: Workshops, session: str, path: Path) -> None:
    [rater] = joined(workshops, session)
    with held(path):
        workshops.cast(rater, "y1", Answer(0), "k")
        twice = [workshops.cast(rater, "x1", Answer(None, "不了解"), "k") for _ in range(2)]
    assert [one.result().status for one in twice] == ["saved", "replayed"]
    assert {one.result().answer for one in twice} == {Answer(None, "不了解")}
    assert sorted(stored(path)) == [("x1", 1, None, "不了解"), ("y1", 1, 0, "")]


def test_a_key_of_one_item_or_rater_says_nothing_of_another(workshops: Workshops, session: str) -> None:
    for rater in joined(workshops, session, 2):
        for item in ITEMS:
            assert workshops.cast(rater, item, Answer(2), "k").result().status == "saved"


def test_an_item_that_is_closed_takes_nothing_but_still_knows_what_it_has(workshops: Workshops, session: str) -> None:
    [rater] = joined(workshops, session)
    workshops.cast(rater, "x1", Answer(3), "k1").result()
    step(workshops, session, "close_items", ["x1", "x2"])
    assert workshops.cast(rater, "x1", Answer(3), "k1").result() == Cast("replayed", Answer(3))
    assert workshops.cast(rater, "x1", Answer(4), "k2").result() == Cast("closed", Answer(3))
    assert workshops.cast(rater, "x2", Answer(4), "k3").result() == Cast("closed", None)
    assert workshops.cast(rater, "nonsense", Answer(4), "k4").result() == Cast("closed", None)
    assert workshops.cast(rater, "y1", Answer(4), "k5").result().status == "saved"


def test_a_form_of_the_first_round_that_arrives_late_is_not_taken_for_the_revote(
    workshops: Workshops, session: str
) -> None:
    [rater] = joined(workshops, session)
    workshops.cast(rater, "x1", Answer(3), "k1", round=1).result()
    for name in ("close_items", "reveal_items", "revote_items"):
        step(workshops, session, name, ["x1"])
    assert workshops.cast(rater, "x1", Answer(0), "k2", round=1).result() == Cast("closed", Answer(3))
    assert workshops.cast(rater, "x1", Answer(2), "k2", round=2).result() == Cast("saved", Answer(2))
    assert workshops.answers(rater) == {("x1", 1): Answer(3), ("x1", 2): Answer(2)}


def test_a_group_answers_only_what_it_rates(workshops: Workshops, harbour: str) -> None:
    friends = RaterGroup(id="friends", name=say("友协", "Friends"), dimensions=("YA",))
    plan = Plan(items=ITEMS, variant="own", groups=(OFFICE, friends))
    id_ = workshops.prepare(harbour, plan, hours=1, actor="甲")
    step(workshops, id_, "open_items", ITEMS)
    seat = workshops.join(workshops.opened(id_).link or "", "friends")
    assert seat is not None
    rater = workshops.rater(id_, seat.token)
    assert rater is not None
    status = {item: workshops.cast(rater, item, Answer(1), "k").result().status for item in ITEMS}
    assert status == {"x1": "closed", "x2": "closed", "y1": "saved"}


def test_whoever_was_removed_is_told_so(workshops: Workshops, session: str) -> None:
    gone, stays = joined(workshops, session, 2)
    workshops.remove(session, gone.mark, actor="甲")
    assert workshops.cast(gone, "x1", Answer(1), "k").result() == Cast("gone", None)
    assert workshops.cast(stays, "x1", Answer(1), "k").result().status == "saved"


# -- faults -----------------------------------------------------------------------------------------


def test_a_request_that_cannot_be_stored_does_not_take_its_neighbours_with_it(
    workshops: Workshops, session: str, path: Path
) -> None:
    raters = joined(workshops, session, 9)
    box = workshops.workspace.store.box
    too_much = Slip(raters[4], "x1", Answer(2**70), "k", lambda *_: True)
    with held(path):
        workshops.cast(raters[0], "y1", Answer(0), "first")
        waiting: list[Future[Cast]] = [
            box.cast(too_much) if one is raters[4] else workshops.cast(one, "x1", Answer(2), "k") for one in raters
        ]
    with pytest.raises(StoreError, match="what was sent could not be stored") as refusal:
        waiting.pop(4).result()
    assert refusal.value.problems[0].place == str(path)
    assert {one.result().status for one in waiting} == {"saved"}
    assert len(stored(path)) == 9


def test_while_the_file_is_away_nothing_is_called_saved(workshops: Workshops, session: str, path: Path) -> None:
    raters = joined(workshops, session, 3)
    aside = path.rename(path.with_suffix(".aside"))
    for waiting in [workshops.cast(one, "x1", Answer(2), "k") for one in raters]:
        with pytest.raises(StoreUnavailable, match="deleted or moved"):
            waiting.result()
    aside.rename(path)
    assert stored(path) == []
    assert [workshops.cast(one, "x1", Answer(2), "k").result().status for one in raters] == ["saved"] * 3


def test_a_lock_that_never_comes_free_is_reported_to_all_at_once(
    workshops: Workshops, session: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raters = joined(workshops, session, 3)
    monkeypatch.setattr(place, "PATIENCE_SECONDS", 0.05)
    with held(path):
        for waiting in [workshops.cast(one, "x1", Answer(2), "k") for one in raters]:
            with pytest.raises(StoreUnavailable, match="busy"):
                waiting.result()
    assert workshops.cast(raters[0], "x1", Answer(2), "k").result().status == "saved"


def test_a_read_only_database_takes_no_ballot(workshops: Workshops, session: str, path: Path) -> None:
    [rater] = joined(workshops, session)
    workshops.workspace.store.close()
    path.chmod(0o444)
    viewer = Workshops(Workspace.open(path, workshops.rubric))
    assert viewer.opened(session).workshop.in_phase("open") == list(ITEMS)
    with pytest.raises(StoreUnavailable, match="read-only"):
        viewer.cast(rater, "x1", Answer(2), "k").result()
    viewer.workspace.store.close()


def test_an_answer_that_was_called_off_while_it_waited_is_not_stored(
    workshops: Workshops, session: str, path: Path
) -> None:
    [rater] = joined(workshops, session)
    with held(path):
        first = workshops.cast(rater, "x1", Answer(1), "k1")
        time.sleep(0.05)
        second = workshops.cast(rater, "x1", Answer(2), "k2")
        assert second.cancel()
    assert first.result().status == "saved"
    with pytest.raises(CancelledError):
        second.result()
    workshops.workspace.store.close()
    assert stored(path) == [("x1", 1, 1, "")]


# -- the thread -------------------------------------------------------------------------------------


def threads(path: Path) -> int:
    return sum(one.name == f"ballot-box {path}" for one in threading.enumerate())


def eventually(true: Callable[[], bool]) -> bool:
    for _ in range(500):
        if true():
            return True
        time.sleep(0.02)
    return False


def test_closing_the_store_stores_what_waits_and_the_next_answer_starts_another_thread(
    workshops: Workshops, session: str, path: Path
) -> None:
    raters = joined(workshops, session, 20)
    waiting = [workshops.cast(one, "x1", Answer(2), "k") for one in raters]
    assert threads(path) == 1
    workshops.workspace.store.close()
    assert all(one.done() for one in waiting)
    assert len(stored(path)) == 20
    assert threads(path) == 0
    assert workshops.cast(raters[0], "x2", Answer(2), "k").result().status == "saved"


def test_a_thread_that_nobody_needs_ends_and_comes_back(
    workshops: Workshops, session: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballot_box, "IDLE_SECONDS", 0.01)
    [rater] = joined(workshops, session)
    assert eventually(lambda: threads(path) == 0)
    for n in range(20):
        assert workshops.cast(rater, "x1", Answer(n % 5), f"k{n}").result().status == "saved"
        time.sleep(random.uniform(0.005, 0.015))
    assert eventually(lambda: threads(path) == 0)


# -- closing a round ----------------------------------------------------------------------------------


def test_whatever_was_called_saved_is_counted_and_whatever_was_not_is_not(
    workshops: Workshops, session: str, path: Path
) -> None:
    """Raters go on changing their minds until they are told that the round is closed."""
    raters = joined(workshops, session, 12)
    last: dict[tuple[str, str], int | None] = {}
    told: list[str] = []

    def answer_on(rater: Rater, seed: int) -> None:
        chance = random.Random(seed)
        left = list(ITEMS)
        while left:
            item, level = chance.choice(left), chance.choice([None, 0, 1, 2, 3, 4])
            said = workshops.cast(rater, item, Answer(level), str(chance.random())).result()
            if said.status == "saved":
                last[rater.id, item] = level
            else:
                assert said == Cast("closed", Answer(last[rater.id, item]) if (rater.id, item) in last else None)
                left.remove(item)
                told.append(item)

    busy = [threading.Thread(target=answer_on, args=(one, n)) for n, one in enumerate(raters)]
    for one in busy:
        one.start()
    for item in ITEMS:
        reached = len(last) + 1
        assert eventually(lambda reached=reached: len(last) >= min(reached, 12))  # type: ignore[misc]  # bound now
        step(workshops, session, "close_items", [item])
    for one in busy:
        one.join()
    state = workshops.opened(session).workshop
    for item in ITEMS:
        counted = state.items[item].rounds[0].total
        given = [level for (_, of), level in last.items() if of == item]
        assert counted.levels == tuple(given.count(level) for level in range(5))
        assert counted.cannot_judge == given.count(None)
        assert told.count(item) == 12
    assert first_fault(place.connector(path)()) == ""


def test_facilitators_get_their_turn_while_everybody_answers(workshops: Workshops, session: str) -> None:
    raters = joined(workshops, session, 20)
    over = threading.Event()

    def answer_on(rater: Rater) -> None:
        n = 0
        while not over.is_set():
            n += 1
            workshops.cast(rater, "x1", Answer(n % 5), f"k{n}").result()

    busy = [threading.Thread(target=answer_on, args=(one,)) for one in raters]
    for one in busy:
        one.start()
    try:
        for n in range(20):
            step(workshops, session, "lock", n % 2 == 0)
            assert workshops.progress(session)["y1"] == (0, 20)
    finally:
        over.set()
        for one in busy:
            one.join()
    assert workshops.opened(session).version == 22


def test_what_was_called_saved_survives_five_kills(workshops: Workshops, session: str, path: Path) -> None:
    """Each rater's answers rise by one; after a kill at least the last one called saved stands."""
    raters = {one.mark: one for one in joined(workshops, session, 8)}
    reached = dict.fromkeys(raters, -1)
    workshops.workspace.store.close()
    for life in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-W", "error", str(WORKER), str(path), session, str(life), *map(";".join, (
                (one.id, one.mark) for one in raters.values()
            ))],
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(100 + 60 * life)]
        writer.kill()
        said += [line for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        writer.wait()
        writer.stdout.close()
        for line in said:
            mark, saved = line.split()
            reached[mark] = int(saved)
        for mark, rater in raters.items():
            number = int(workshops.answers(rater)["x1", 1].reason)
            assert reached[mark] <= number <= reached[mark] + 1
            again = workshops.cast(rater, "x1", Answer(0, str(reached[mark])), f"{life}-{reached[mark]}").result()
            assert again == Cast("replayed", Answer(number % 5, str(number)))
        workshops.workspace.store.close()
    assert first_fault(place.connector(path)()) == ""


# -- nothing tells who came first ---------------------------------------------------------------------


def test_tables_of_raters_and_ballots_hold_neither_time_nor_sequence(workshops: Workshops, path: Path) -> None:
    def said(table: str) -> str:
        [(sql,)] = stored(path, f"SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '{table}'")
        return str(sql).strip()

    for table in ("participants", "ballots", "ballot_keys"):
        assert said(table).endswith("WITHOUT ROWID")
        with closing(sqlite3.connect(path)) as other, pytest.raises(sqlite3.OperationalError, match="no such column"):
            other.execute(f"SELECT rowid FROM {table}")
        columns = {str(row[1]) for row in stored(path, f"PRAGMA table_info({table})")}
        assert columns <= {
            "id", "workshop_id", "group_id", "mark", "unit", "token", "paper", "removed",
            "participant_id", "indicator", "round", "level", "reason", "digest",
        }  # fmt: skip
    assert not said("ratings").endswith("WITHOUT ROWID")


def test_raters_lie_in_the_file_in_no_order_of_their_coming(workshops: Workshops, session: str, path: Path) -> None:
    came = [one.id for one in joined(workshops, session, 40)]
    lie = [row[0] for row in stored(path, "SELECT id, group_id, mark, paper FROM participants NOT INDEXED")]
    assert lie == sorted(came)
    assert lie != came
    marks = [one.mark for one in workshops.people(session)]
    assert marks == sorted(marks)
    assert len(set(marks)) == 40
    assert {len(one) for one in marks} == {3}


def test_ballots_leave_no_row_in_the_audit_trail(workshops: Workshops, session: str) -> None:
    before = workshops.workspace.audit_head()
    for rater in joined(workshops, session, 3):
        workshops.cast(rater, "x1", Answer(2, "理由"), "k").result()
    assert workshops.workspace.audit_head() == before


def test_no_token_is_in_the_file(workshops: Workshops, session: str, path: Path) -> None:
    seat = workshops.join(workshops.opened(session).code or "", "office", "fao")
    assert seat is not None
    bytes_ = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert seat.token.encode() not in bytes_
    assert ballots.hashed(seat.token).encode() in bytes_

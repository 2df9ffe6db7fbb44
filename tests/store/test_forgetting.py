"""What was deleted lies nowhere: at once, or, where somebody was in the way, as soon as it can be."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from assessor.assessments import Workspace
from assessor.errors import Stale
from assessor.rubric import Rubric
from assessor.store import Store, ballots, forgetting
from assessor.text import say
from assessor.workshop import Plan, RaterGroup
from assessor.workshops import Answer, Workshops

ITEMS = ("x1", "x2")
OFFICE = RaterGroup(id="office", name=say("机关", "Office"))
PLAN = Plan(items=ITEMS, variant="own", groups=(OFFICE,))
Again = Callable[[Workshops, str, Path, Rubric], None]


@pytest.fixture
def workshops(workspace: Workspace) -> Iterator[Workshops]:
    yield Workshops(workspace)
    workspace.store.close()


def running(workshops: Workshops, assessment: str) -> str:
    id_ = workshops.prepare(assessment, PLAN, hours=4, actor="甲")
    step(workshops, id_, "open_items", ITEMS)
    return id_


@pytest.fixture
def session(workshops: Workshops, harbour: str) -> str:
    return running(workshops, harbour)


@pytest.fixture
def token(workshops: Workshops, session: str) -> str:
    """As it is stored, of a rater who has answered."""
    seat = workshops.join(workshops.opened(session).code or "", "office")
    assert seat is not None
    rater = workshops.rater(session, seat.token)
    assert rater is not None
    assert workshops.cast(rater, "x1", Answer(3), "k").result().status == "saved"
    return ballots.hashed(seat.token)


def step(workshops: Workshops, id_: str, name: str, *given: object) -> None:
    getattr(workshops, name)(id_, *given, expected=workshops.opened(id_).version, actor="甲")


def end(workshops: Workshops, id_: str) -> None:
    step(workshops, id_, "close_items", ITEMS)
    step(workshops, id_, "reveal_items", ITEMS)
    step(workshops, id_, "end")


def on_disk(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.glob("office.sqlite*"))


def owed(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as other:
        return other.execute("SELECT 1 FROM about WHERE key = 'to_forget'").fetchone() is not None


@contextmanager
def looking(path: Path) -> Iterator[None]:
    """Somebody reads the database as it stands now and takes their time."""
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM ballots").fetchone()
        yield


@contextmanager
def holding(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_at_the_end_nothing_of_a_rater_is_left_in_the_file_or_its_log(
    workshops: Workshops, session: str, token: str, path: Path
) -> None:
    assert token.encode() in on_disk(path)
    end(workshops, session)
    assert token.encode() not in on_disk(path)
    assert path.with_name("office.sqlite-wal").stat().st_size == 0
    assert not owed(path)


def test_of_an_assessment_that_was_deleted_no_rater_is_left_either(
    workshops: Workshops, session: str, harbour: str, token: str, path: Path
) -> None:
    workshops.workspace.delete(harbour, "甲")
    assert token.encode() not in on_disk(path)
    assert not owed(path)


def close(workshops: Workshops, other: str, path: Path, rubric: Rubric) -> None:
    workshops.workspace.store.close()


def open_again(workshops: Workshops, other: str, path: Path, rubric: Rubric) -> None:
    Workspace.open(path, rubric)


def end_another(workshops: Workshops, other: str, path: Path, rubric: Rubric) -> None:
    end(workshops, other)


def delete_another(workshops: Workshops, other: str, path: Path, rubric: Rubric) -> None:
    workshops.delete(other, expected=workshops.opened(other).version, actor="甲")


@pytest.mark.parametrize("again", [close, open_again, end_another, delete_another])
def test_where_a_reader_was_in_the_way_it_is_done_the_next_time(
    again: Again, workshops: Workshops, session: str, harbour: str, token: str, path: Path, tiny: Rubric
) -> None:
    other = running(workshops, harbour)
    with looking(path):
        end(workshops, session)
        assert token.encode() in on_disk(path)
        assert owed(path)
    assert token.encode() in on_disk(path)
    again(workshops, other, path, tiny)
    assert token.encode() not in on_disk(path)
    assert not owed(path)


def test_a_writer_in_the_way_is_not_waited_for_either(
    workshops: Workshops, session: str, token: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Store, "forget", lambda _: None)  # as if the program had been ended just then
        end(workshops, session)
    with holding(path):
        workshops.workspace.store.forget()
        assert owed(path)
    workshops.workspace.store.forget()
    assert not owed(path)
    assert token.encode() not in on_disk(path)


def test_an_end_that_was_refused_owes_nothing(workshops: Workshops, session: str, path: Path) -> None:
    with pytest.raises(Stale):
        workshops.end(session, expected=0, actor="甲")
    assert not owed(path)


def test_what_is_deleted_while_the_file_is_written_anew_stays_owed(
    workshops: Workshops, session: str, token: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folded = forgetting._folded

    def just_then(raw: sqlite3.Connection) -> bool:
        monkeypatch.setattr(forgetting, "_folded", folded)
        with workshops.workspace.store.unit("乙") as unit:
            forgetting.owe(unit.session)
            unit.record("something.deleted", session)
        return folded(raw)

    monkeypatch.setattr(forgetting, "_folded", just_then)
    end(workshops, session)
    assert owed(path)
    workshops.workspace.store.forget()
    assert not owed(path)


def test_where_nothing_is_owed_the_file_is_left_alone(workshops: Workshops, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(path: Path) -> Callable[[], sqlite3.Connection]:
        raise AssertionError(f"{path} is written anew")

    monkeypatch.setattr(forgetting, "connector", nobody)
    workshops.workspace.store.forget()
    with workshops.workspace.store.unit("甲") as unit:
        forgetting.owe(unit.session)
        unit.record("something.deleted", "x")
    with pytest.raises(AssertionError, match="written anew"):
        workshops.workspace.store.forget()
    monkeypatch.undo()


# -- another session meanwhile ------------------------------------------------------------------------


def test_a_large_file_waits_until_no_other_session_is_running(
    workshops: Workshops, session: str, harbour: str, token: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "LARGE", 1_000)
    other = running(workshops, harbour)
    end(workshops, session)
    assert owed(path)
    workshops.workspace.store.forget()
    assert owed(path)
    end(workshops, other)
    assert not owed(path)
    assert token.encode() not in on_disk(path)


def test_a_small_file_is_written_anew_while_another_session_is_running(
    workshops: Workshops, session: str, harbour: str, token: str, path: Path
) -> None:
    running(workshops, harbour)
    end(workshops, session)
    assert not owed(path)
    assert token.encode() not in on_disk(path)


def test_a_large_file_does_not_wait_for_drafts_or_for_a_session_that_nobody_ended(
    workshops: Workshops, session: str, harbour: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "LARGE", 1_000)
    workshops.prepare(harbour, PLAN, hours=4, actor="甲")
    running(workshops, harbour)
    end(workshops, session)
    assert owed(path)
    store = workshops.workspace.store
    tomorrow = store.now() + timedelta(days=1)
    monkeypatch.setattr(store, "_now", lambda: tomorrow)
    store.forget()
    assert not owed(path)


def test_ballots_of_another_session_are_saved_after_the_file_was_written_anew(
    workshops: Workshops, session: str, harbour: str, path: Path
) -> None:
    other = running(workshops, harbour)
    seat = workshops.join(workshops.opened(other).code or "", "office")
    assert seat is not None
    rater = workshops.rater(other, seat.token)
    assert rater is not None
    end(workshops, session)
    assert workshops.cast(rater, "x2", Answer(2), "k").result().status == "saved"
    assert workshops.answers(rater) == {("x2", 1): Answer(2)}

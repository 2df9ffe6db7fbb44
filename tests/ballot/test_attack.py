"""Guessing a code leads nowhere: few guesses are looked at, and a refusal never tells why."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assessor.ballot import limiter
from assessor.ballot.routes import routes
from assessor.rubric import Rubric
from assessor.store import Store
from assessor.workshops import joining
from assessor.workshops.joining import Invitation
from tests.ballot.conftest import Room
from tests.ballot.served import Hall, Tapped, serving
from tests.benchmarks.workshop_attack import KINDS, WAYS, Attacked, attacked, changed, guesses
from tests.loops import run_apart

QUICK = """
from assessor.ballot import limiter
limiter.PAUSE = 0.05
"""
NO_LIMIT = """
from assessor.ballot.limiter import Limiter
Limiter.full = lambda limiter: False
"""


@contextmanager
def besieged(folder: Path, many: int, *, hook: str = QUICK) -> Iterator[tuple[Hall, Tapped, Attacked]]:
    """A session with one rater in, while codes are being guessed from 20 connections."""
    with closing(Hall.prepared(folder / "room.sqlite")) as hall, serving(hall.database, hook=hook) as server:
        hall.step("open_items", ["C1-1"])
        rater = Tapped(server.port, hall.id)
        codes = [one for one in guesses(many) if one != hall.code]
        try:
            rater.join("code", hall.code, "society")
            yield hall, rater, run_apart(attacked(server.port, codes, 20))
        finally:
            rater.close()


def test_of_six_hundred_guesses_ten_are_looked_at_and_raters_who_are_in_go_on(tmp_path: Path) -> None:
    with besieged(tmp_path, 600) as (hall, rater, found):
        assert found.hits == 0
        assert found.most_a_minute <= 10
        assert {len(texts) for texts in found.texts.values()} == {1}
        assert found.statuses[429] == 600 - found.statuses[403]
        assert rater.answer("C1-1", 3, json=True).status == 200
        assert hall.id in rater.get("/b").text, "who is in finds the way back"
        with closing(Tapped(rater.port, hall.id)) as late:
            assert late.post("/b/code", {"code": hall.code}).status == 429, "not even the right code is looked at"
            late.join("k", hall.link, "society")


def test_without_the_limiter_every_guess_would_be_looked_at(tmp_path: Path) -> None:
    with besieged(tmp_path, 60, hook=NO_LIMIT) as (_, _, found):
        assert found.most_a_minute == 60


@pytest.mark.parametrize("way", WAYS)
def test_wherever_a_code_is_put_in_its_failures_count(way: str, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "PAUSE", 0)
    phone = stranger(room)
    seen = [_put_in(phone, way, code).status_code for code in guesses(12)]
    assert seen == [403] * 10 + [429] * 2
    room.clock.now += 61
    assert _put_in(phone, way, guesses(1)[0]).status_code == 403


# -- one refusal for all ------------------------------------------------------------------------


def stranger(room: Room) -> TestClient:
    """A phone that has never been here, on a server that has heard no guess yet."""
    app = Starlette(routes=list(routes(lambda: (room.workshops,), room.clock)))
    return TestClient(app, base_url="http://127.0.0.1:8501")


def _put_in(phone: TestClient, way: str, code: str):  # type: ignore[no-untyped-def]  # httpx's reply
    method, path, fields = WAYS[way](code)
    return phone.request(method, path, data=fields or None, follow_redirects=False)


@contextmanager
def questions(room: Room) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(_: object, __: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    engine = room.workshops.workspace.store._engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def refusals(room: Room, given: str, way: str) -> dict[str, tuple[int, bytes, list[str]]]:
    """By kind: status, page and work of one and the same invitation, refused for different reasons."""
    database = room.workshops.workspace.store.place.path
    assert database is not None
    columns = "code, link, expires_at, locked, stage"
    base = sqlite3.connect(database)
    (before,) = base.execute(f"SELECT {columns} FROM workshops").fetchall()
    found = {}
    for kind, sql in KINDS.items():
        changed(database, sql)
        phone = stranger(room)
        phone.get("/b")
        with questions(room) as asked:
            reply = _put_in(phone, way, given)
        found[kind] = reply.status_code, reply.content, list(asked)
        with base:
            base.execute(f"UPDATE workshops SET ({columns}) = (?, ?, ?, ?, ?)", before)
    base.close()
    return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("invitation", ["code", "link"])
def test_wrong_expired_locked_and_closed_are_one_refusal(invitation: str, way: str, room: Room) -> None:
    """The same status, the same page, the same questions to the database; how long they take the benchmark tells."""
    found = refusals(room, getattr(room, invitation), way)
    assert found["wrong"][0] == 403
    assert found["wrong"][2] != []
    assert {kind: one == found["wrong"] for kind, one in found.items()} == dict.fromkeys(KINDS, True)
    assert _put_in(stranger(room), way, getattr(room, invitation)).status_code in (200, 303), (
        "it was good all the while"
    )


def test_a_refusal_that_told_more_would_be_noticed(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here one that lets in whoever holds a code that has expired, and one that asks twice where it is locked."""
    found = joining._found

    def careless(store: Store, rubric: Rubric, given: str) -> tuple[Invitation, str] | None:
        with store.reading() as session:
            row = session.connection().exec_driver_sql("SELECT id, locked, expires_at FROM workshops").one()
            if row.locked:
                session.connection().exec_driver_sql("SELECT 1")
            if row.expires_at.startswith("2020"):
                state = room.now.workshop
                return Invitation(row.id, state.plan.groups, ()), given
        return found(store, rubric, given)

    monkeypatch.setattr(joining, "_found", careless)
    seen = refusals(room, room.code, "typed")
    assert seen["expired"][0] != 403
    assert seen["locked"][:2] == seen["wrong"][:2]
    assert seen["locked"] != seen["wrong"]

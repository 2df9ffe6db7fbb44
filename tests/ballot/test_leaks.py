"""Nobody is sent what others answered before its reveal: every byte that phones, board and facilitator get is kept.

The same session is held twice in two worlds that differ in nothing but answers that are still hidden: whatever
tells the worlds apart has leaked. Each rater's reason holds a word of its own, which no other phone, no board and
no log may ever hold.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.ballot.served import ITEMS, Hall, Screen, Tapped, free_port, log_of, serving

TOLD, HIDDEN, LATER = ITEMS
"""Revealed before its re-vote; closed and not revealed; open to the last."""
CANARY = re.compile(rb"zq(\d\d)x\w+?xqz")
TABLE = re.compile(r'<tr><th scope="row">[^<]*</th><td>(?:<i class="w\d+"></i>)?(\d+)</td></tr>')
PUT_UP = """
import os
from pathlib import Path
from assessor.ui import workshop_focus
workshop_focus.shown = lambda session: Path(os.environ["ASSESSOR_DATABASE_URL"] + ".item").read_text() or None
"""
"""The test puts an item on the board, as the facilitator does by choosing it."""
UNTIL_THE_LAST_REVEAL = ("lobby", "open", "answered", "removed", "closed", "revealed", "revote", "revoted")
EVERYTHING_SHOWS = """
from sqlalchemy import select
from assessor.workshops import raters
from assessor.store import workshop_records
from assessor.store.ballot_box import BallotBox
from assessor.store.ballots import BALLOTS, Answer
from assessor.workshop.plan import Item

def of_anybody(session, participant_id):
    t = BALLOTS.c
    rows = session.connection().execute(select(t.indicator, t.round, t.level, t.reason))
    return {(item, round_): Answer(level, reason) for item, round_, level, reason in rows}

def loud(box, slip, cast=BallotBox.cast):
    print(slip.answer.reason, flush=True)
    return cast(box, slip)

def told(token, hashed=raters.hashed):
    print(token, flush=True)
    return hashed(token)

raters.hashed = told
Item.seen = property(lambda item: len(item.rounds))
workshop_records.answers = of_anybody
BallotBox.cast = loud
"""
"""Closed rounds count as revealed, phones take anybody's answers for their own, and the log tells who asked and what was cast."""


def said(rater: int, item: str, round_: int, world: str) -> tuple[object, str]:
    """What a rater answers: the first round of TOLD and all of the first rater's answers are alike in both worlds."""
    word = f"zq{rater:02d}x{item.replace('-', '')}r{round_}xqz"
    if rater == 0:
        return 2, word
    if (item, round_) == (TOLD, 1):
        return (1 if rater % 2 else 3), word
    if world == "agreed":
        return 4, word
    return ("cannot", 0, 1, 3)[rater % 4], f"{word} 另有看法 {'…' * rater}"


@dataclass
class Held:
    """A session that was held, and what was heard of it."""

    phones: list[Tapped]
    board: Screen
    facilitator: Screen
    removed: int
    told: dict[str, list[bytes]] = field(default_factory=dict)
    """By stage: what the first phone and the board got, without what differs between any two sessions."""
    early: dict[str, bytes] = field(default_factory=dict)
    """By item and round: everything that the facilitator got before its reveal."""
    reasons: dict[str, int] = field(default_factory=dict)
    """By stage: how many reasons for TOLD the facilitator may read."""
    revote: str = ""
    """The first phone's form in the re-vote."""
    log: str = ""
    marks: list[bytes] = field(default_factory=list)
    """The marks of the raters, by number."""


def held(database: Path, port: int, world: str, raters: int, *, without: str = "") -> Held:
    """The whole session over the wire; without its guards, until the first round is closed."""
    with serving(database, port, hook=PUT_UP + without) as server, closing(Hall.opened(database)) as hall:
        screens = [
            Screen(port, "board", ws=hall.id, lang="zh"),
            Screen(port, "workshop", ws=hall.id, a=hall.assessment),
        ]
        run = Held([Tapped(port, hall.id) for _ in range(raters)], screens[0], screens[1], removed=raters - 1)
        try:
            _first_round(run, hall, world)
            if not without:
                _revote_and_end(run, hall, world)
        finally:
            for one in (*run.phones, *screens):
                one.close()
    run.log = log_of(server)
    return run


def _first_round(run: Held, hall: Hall, world: str) -> None:
    marks = len(run.phones)
    for n, phone in enumerate(run.phones):
        group = "society" if n >= marks - 2 else "oversight" if n % 3 == 0 and n else "government"
        phone.join("k" if n % 2 else "code", hall.link if n % 2 else hall.code, group, "fao" if n % 4 == 0 else "")
    run.marks = [hall.mark(phone.token).encode() for phone in run.phones]
    _stage(run, hall, "lobby")
    hall.step("open_items", ITEMS)
    _stage(run, hall, "open")
    for item in ITEMS:
        _all_answer(run, item, 1, world)
    _stage(run, hall, "answered")
    leaver = run.phones[run.removed]
    hall.workshops.remove(hall.id, hall.mark(leaver.token), actor=hall.actor)
    leaver.look_round()
    assert leaver.post(leaver.at(f"/i/{TOLD}"), {"level": "0", "reason": "", "key": "late"}, json=True).status == 403
    _stage(run, hall, "removed")
    hall.step("close_items", [TOLD, HIDDEN])
    for phone in run.phones:
        phone.look_round()
    late = {"level": "0", "reason": "", "key": "late"}
    assert run.phones[0].post(run.phones[0].at(f"/i/{HIDDEN}"), late, json=True).status == 409
    assert run.phones[0].post(run.phones[0].at(f"/i/{HIDDEN}"), late).status == 409
    _stage(run, hall, "closed")


def _revote_and_end(run: Held, hall: Hall, world: str) -> None:
    run.early[f"{TOLD} 1"] = run.facilitator.words
    run.reasons["closed"] = len(hall.workshops.reasons(hall.id, TOLD))
    hall.step("reveal_items", [TOLD])
    run.reasons["revealed"] = len(hall.workshops.reasons(hall.id, TOLD))
    _stage(run, hall, "revealed")
    hall.step("revote_items", [TOLD])
    run.revote = run.phones[0].get(run.phones[0].at(f"/i/{TOLD}")).text
    _stage(run, hall, "revote")
    _all_answer(run, TOLD, 2, world)
    hall.step("close_items", [TOLD])
    for phone in run.phones:
        phone.look_round()
    _stage(run, hall, "revoted")
    run.early[f"{TOLD} 2"] = run.early[f"{HIDDEN} 1"] = run.facilitator.words
    hall.step("close_items", [LATER])
    hall.step("reveal_items", ITEMS)
    _stage(run, hall, "everything")
    for item in ITEMS:
        hall.step("decide", item, 2, reason="经讨论")
    hall.step("end")
    for phone in run.phones:
        phone.look_round()
    _stage(run, hall, "ended")


def _all_answer(run: Held, item: str, round_: int, world: str) -> None:
    for n, phone in enumerate(run.phones):
        if round_ == 1 or n != run.removed:
            level, reason = said(n, item, round_, world)
            if world != "agreed" or n:
                phone.answer(item, level, reason, json=n % 2 == 1)
            else:
                phone.answer(item, level, reason)


def _stage(run: Held, hall: Hall, name: str) -> None:
    phone = run.phones[0]
    start = len(run.told["heard"][0]) if "heard" in run.told else 0
    phone.look_round()
    if name in ("open", "ended"):
        run.facilitator.open_anew()  # which begins with another part of its page
    for item in (TOLD, HIDDEN):
        run.facilitator.query = urlencode({"ws": hall.id, "a": hall.assessment, "wi": item})
        run.facilitator.refresh()
    heard = bytes(phone.heard)
    run.told["heard"] = [heard]
    own = hall.workshops.rater(hall.id, phone.token)
    run.told[name] = [_plain(heard[start:], phone.token, own.mark if own else "")]
    for item in ("", *ITEMS):
        Path(f"{hall.database}.item").write_text(item, encoding="utf-8")
        run.told[name] += run.board.refresh()


def _plain(heard: bytes, token: str, mark: str) -> bytes:
    """Without date, form keys, and the phone's own token and mark, which are drawn by lot."""
    for pattern, instead in (
        (rb"\r\ndate: [^\r]*|expires=[^;]*", b""),
        (rb'(name="key" value=")[^"]*', rb"\1"),
        (token.encode(), b""),
    ):
        heard = re.sub(pattern, instead, heard)
    return heard.replace(f"{mark}".encode(), b"") if mark else heard


# -- what must not be there -----------------------------------------------------------------------


def foreign_words(run: Held) -> list[str]:
    """Words of raters where nobody but themselves may read them."""
    found = [
        f"phone {n} reads a reason of rater {int(other)}"
        for n, phone in enumerate(run.phones)
        for other in set(CANARY.findall(bytes(phone.heard)))
        if int(other) != n
    ]
    found += ["a reason on the board"] * bool(CANARY.search(run.board.words))
    found += ["a reason in the log"] * bool(CANARY.search(run.log.encode()))
    for slot, heard in run.early.items():
        word = f"x{slot.replace('-', '').replace(' ', 'r')}xqz"
        found += [f"the facilitator reads reasons of {slot} early"] * (word.encode() in heard)
    return found


def foreign_tokens(run: Held) -> list[str]:
    tokens = [phone.token.encode() for phone in run.phones]
    found = [
        f"phone {n} hears the token of {m}"
        for n, phone in enumerate(run.phones)
        for m, token in enumerate(tokens)
        if n != m and token in phone.heard
    ]
    for where, heard in (("board", run.board.words), ("facilitator", run.facilitator.words), ("log", run.log.encode())):
        found += [f"a token in what the {where} gets" for token in tokens if token in heard]
    return found


def foreign_marks(run: Held) -> list[str]:
    """Marks anywhere but on the rater's own phone and before the facilitator."""
    seen = re.compile(rb"(?<![\w%#-])(?:" + rb"|".join(run.marks) + rb")(?![\w%-])")
    found = [
        f"phone {n} shows a mark that is not its own"
        for n, phone in enumerate(run.phones)
        if set(seen.findall(bytes(phone.heard))) - {run.marks[n]}
    ]
    return found + ["a mark on the board"] * bool(seen.search(run.board.words))


def told_apart(one: Held, other: Held) -> list[str]:
    """Stages before the last reveal at which phone or board tell the worlds apart."""
    return [
        f"{name}: {'phone' if n == 0 else 'board'}"
        for name in UNTIL_THE_LAST_REVEAL
        if name in one.told
        for n, (a, b) in enumerate(zip(one.told[name], other.told[name], strict=True))
        if a != b
    ]


# -- tests ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session prepared once, so that both worlds have the same ids, code and link."""
    hall = Hall.prepared(tmp_path_factory.mktemp("before") / "room.sqlite")
    hall.close()
    return hall.database


def worlds(before: Path, folder: Path, raters: int, *, without: str = "") -> Iterator[Held]:
    port = free_port()
    for world in ("agreed", "split"):
        database = folder / f"{world}.sqlite"
        shutil.copy(before, database)
        yield held(database, port, world, raters, without=without)


@pytest.fixture(scope="module")
def two_worlds(before: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Held]:
    return list(worlds(before, tmp_path_factory.mktemp("worlds"), 30))


@pytest.fixture(scope="module")
def without_guards(before: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Held]:
    return list(worlds(before, tmp_path_factory.mktemp("open"), 6, without=EVERYTHING_SHOWS))


def test_no_phone_board_or_log_ever_holds_a_word_of_another_rater(two_worlds: list[Held]) -> None:
    for run in two_worlds:
        assert all(CANARY.search(bytes(one.heard)) for one in run.phones[:-1]), "raters do not even see their own"
        assert foreign_words(run) == []
        assert foreign_tokens(run) == []
        assert foreign_marks(run) == []
        assert all(mark in run.phones[n].heard for n, mark in enumerate(run.marks[:-1])), "raters do not see their own"


def test_phone_and_board_do_not_depend_on_answers_that_are_hidden(two_worlds: list[Held]) -> None:
    agreed, split = two_worlds
    assert told_apart(agreed, split) == []


def test_what_is_revealed_is_in_the_captured_bytes(two_worlds: list[Held]) -> None:
    """The positive control: the same ears hear the distribution once it may be heard."""
    agreed, split = two_worlds
    assert [int(n) for n in TABLE.findall(agreed.revote)] == [0, 14, 1, 14, 0], "14 ones, a two, 14 threes"
    assert agreed.told["everything"] != split.told["everything"]
    board = [b"".join(agreed.told[name][1:]) for name in ("closed", "revealed")]
    assert [one.count(b"<b>14</b>") for one in board] == [0, 2]
    facilitator = [agreed.early[f"{TOLD} 1"], agreed.facilitator.words]
    assert [b"<b>14</b>" in one for one in facilitator] == [False, True]
    assert agreed.reasons == {"closed": 0, "revealed": 29}


def test_words_would_be_found_if_they_leaked(without_guards: list[Held]) -> None:
    found = foreign_words(without_guards[0])
    assert "a reason in the log" in found
    assert "a token in what the log gets" in foreign_tokens(without_guards[0])
    assert any("reads a reason of rater" in one for one in found)


def test_worlds_would_be_told_apart_if_closed_rounds_showed(without_guards: list[Held]) -> None:
    found = told_apart(*without_guards)
    assert "closed: board" in found
    assert "answered: phone" in found

"""Nothing that was called saved is lost, nothing counts twice, and everybody comes back to where they were.

Small versions of what `tests/benchmarks/workshop_outages.py` does with a full room.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.ballot.served import ITEMS, PATIENCE, Hall, Tapped, free_port, serving
from tests.benchmarks import phones
from tests.benchmarks.phones import Seen
from tests.benchmarks.rooms import Room

RATERS = 12
BAD_WIFI = """
import asyncio, sys
from tests.benchmarks import forwarder
forwarder.DELAY, forwarder.RESET_AFTER = 0.05, (1.0, 3.0)
asyncio.run(forwarder.main(*map(int, sys.argv[1:3]), *map(float, sys.argv[3:5])))
"""
SAVED_IN_WORDS_ONLY = """
from concurrent.futures import Future
from assessor.store.ballot_box import BallotBox
from assessor.store.ballots import Cast

def cast(box, slip):
    done = Future()
    done.set_result(Cast("saved", slip.answer))
    return done

BallotBox.cast = cast
"""


@dataclass
class Readers:
    """Raters who look at an item each and have not answered yet."""

    phones: list[Tapped]
    cut_off: set[int] = field(default_factory=set)
    """Whose connection broke at least once."""

    @classmethod
    def sitting(cls, port: int, hall: Hall, tokens: Sequence[str]) -> Readers:
        """Each opens one item, so that they are spread over all of them."""
        made = [Tapped(port, hall.id, cookies={f"rater_{hall.id}": token}) for token in tokens]
        readers = cls(made)
        readers.each(lambda n, phone: phone.get(phone.at(f"/i/{ITEMS[n % len(ITEMS)]}")).status)
        return readers

    def each(self, ask) -> list:  # type: ignore[no-untyped-def, type-arg]  # what is asked decides
        with ThreadPoolExecutor(50) as pool:
            return list(pool.map(lambda pair: ask(*pair), enumerate(self.phones)))

    def places(self) -> list[str]:
        """Where each comes when the page is loaded again, however long it takes to get through."""
        return self.each(self._reloaded)

    def _reloaded(self, number: int, phone: Tapped) -> str:
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            with suppress(OSError, AssertionError):
                return phone.get(phone.at()).location.rsplit("/", 1)[-1]
            self.cut_off.add(number)
            phone.close()
            time.sleep(0.1)
        return "nowhere"

    def close(self) -> None:
        for phone in self.phones:
            phone.close()


def moved(readers: Readers) -> list[str]:
    """Who does not come back to the item they looked at."""
    return [f"{n}: {place}" for n, place in enumerate(readers.places()) if place != ITEMS[n % len(ITEMS)]]


@contextmanager
def seated(folder: Path, readers: int = RATERS) -> Iterator[tuple[Hall, Room, list[str]]]:
    """A session whose items are open: raters who answer, and the tokens of others who only read."""
    with closing(Hall.prepared(folder / "room.sqlite")) as hall:
        hall.step("open_items", ITEMS)
        joined = [hall.workshops.join(hall.code, "society", None) for _ in range(RATERS + readers)]
        tokens = [one.token for one in joined if one is not None]
        cookies = [f"rater_{hall.id}={token}" for token in tokens[:RATERS]]
        yield hall, Room(hall.database, hall.assessment, hall.id, list(ITEMS), cookies), tokens[RATERS:]


def answering(folder: Path, room: Room, port: int, seconds: float) -> subprocess.Popen[bytes]:
    return phones.start(
        folder, port=port, path=room.path, cookies=room.cookies, items=room.items, seconds=seconds, twice=True
    )


def faults(hall: Hall, room: Room, seen: Seen) -> list[str]:
    """What is wrong with what was stored and counted, given what was acknowledged."""
    stored = room.stored()
    found = [f"{slot} was saved and is lost" for slot, level in seen.acknowledged.items() if stored.get(slot) != level]
    found += seen.errors
    hall.step("close_items", ITEMS)
    for item in ITEMS:
        said = Counter(int(level) for slot, level in seen.acknowledged.items() if slot.endswith(f"/{item}"))
        total = hall.now.workshop.item(item).rounds[-1].total
        if total.levels != tuple(said[level] for level in range(5)) or total.cannot_judge:
            found.append(f"{item} counts {total.levels}, acknowledged {dict(said)}")
    return found + ["the database is damaged"] * (not room.intact())


def test_the_server_is_killed_twice_while_a_room_answers(tmp_path: Path) -> None:
    with (
        seated(tmp_path) as (hall, room, tokens),
        serving(hall.database) as server,
        closing(Readers.sitting(server.port, hall, tokens)) as readers,
    ):
        assert moved(readers) == [], "not even after a reload"
        raters = answering(tmp_path, room, server.port, seconds=4)
        for _ in range(2):
            time.sleep(1)
            server.kill()
            server.start()
        seen = phones.finished(raters)
        assert seen.retries > 0, "nobody noticed"
        assert len(seen.acknowledged) == RATERS * len(ITEMS)
        assert moved(readers) == []
        assert len(readers.cut_off) == len(tokens)
        assert faults(hall, room, seen) == []


def test_a_hundred_and_fifty_phones_drop_and_come_back_over_bad_wifi(tmp_path: Path) -> None:
    entrance = free_port()
    with seated(tmp_path, readers=150) as (hall, room, tokens), serving(hall.database) as server:
        wifi = subprocess.Popen([sys.executable, "-c", BAD_WIFI, str(entrance), str(server.port), "6", "3"])
        dark = time.monotonic() + 6
        try:
            _listening(entrance)
            with closing(Readers.sitting(server.port, hall, tokens)) as readers:
                for phone in readers.phones:
                    phone.close()
                    phone.port = entrance
                raters = answering(tmp_path, room, entrance, seconds=9)
                assert moved(readers) == []
                time.sleep(max(0.0, dark + 0.5 - time.monotonic()))
                assert moved(readers) == [], "after the blackout"
                assert len(readers.cut_off) == 150
                seen = phones.finished(raters)
                for phone in readers.phones:
                    del phone.cookies[f"at_{hall.id}"]
                assert len(moved(readers)) == 100, "who has forgotten the item begins with the first"
            assert seen.retries > 0, "the forwarder cut nobody off"
            assert len(seen.acknowledged) == RATERS * len(ITEMS)
            assert faults(hall, room, seen) == []
        finally:
            wifi.kill()
            wifi.wait()


def test_answers_that_were_called_saved_and_were_not_would_be_missed(tmp_path: Path) -> None:
    with seated(tmp_path, readers=0) as (hall, room, _), serving(hall.database, hook=SAVED_IN_WORDS_ONLY) as server:
        seen = phones.finished(answering(tmp_path, room, server.port, seconds=1))
        found = faults(hall, room, seen)
    assert sum(one.endswith("is lost") for one in found) == RATERS * len(ITEMS)
    assert sum("counts" in one for one in found) == len(ITEMS)


def _listening(port: int) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        with suppress(OSError), closing(Tapped(port, "nobody")) as phone:
            if phone.get("/b").status == 200:
                return
        time.sleep(0.1)
    raise AssertionError("the forwarder does not listen")

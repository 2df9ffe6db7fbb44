"""Guessing codes: 10,000 wrong ones from 50 connections, what each kind of refusal costs, and raters who are in meanwhile.

Run: python tests/benchmarks/workshop_attack.py
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

# This file's own folder would hide the package "click" from others.
sys.path[0:1] = [str(Path(__file__).resolve().parent.parent.parent)]
from assessor.workshops.joining import CODE_LENGTH, CODE_SIGNS  # noqa: E402 - found only after the line above
from tests.benchmarks import phones, rooms  # noqa: E402

GUESSES, CONNECTIONS = 10_000, 50
RATERS, ITEMS, PACED = 50, 20, 15.0
MOST_A_MINUTE, KINDS_WITHIN = 10, 0.020
TRIES = 9
WAYS: dict[str, Callable[[str], tuple[str, str, dict[str, str]]]] = {
    "typed": lambda code: ("POST", "/b/code", {"code": code}),
    "sent with the choice of a group": lambda code: ("POST", "/b/join", {"code": code, "group": "society"}),
    "in place of the link": lambda code: ("GET", f"/b?k={code}", {}),
    "in place of the link, with the choice": lambda code: ("POST", "/b/join", {"k": code, "group": "society"}),
}
"""Where a code may be put in."""


@dataclass
class Attacked:
    """What guessing brought."""

    statuses: Counter[int] = field(default_factory=Counter)
    unthrottled: list[float] = field(default_factory=list)
    """When an answer told that a code is not valid, instead of asking to wait."""
    texts: dict[str, set[bytes]] = field(default_factory=dict)
    """Refusals by the way that was taken, without the code that was tried."""
    seconds: float = 0.0

    @property
    def hits(self) -> int:
        return sum(n for status, n in self.statuses.items() if status not in (403, 429))

    @property
    def most_a_minute(self) -> int:
        """Guesses that were looked at, in the worst minute."""
        times = sorted(self.unthrottled)
        return max((sum(one <= other < one + 60 for other in times) for one in times), default=0)


def guesses(many: int, seed: int = 1) -> list[str]:
    rng = random.Random(seed)
    return ["".join(rng.choice(CODE_SIGNS) for _ in range(CODE_LENGTH)) for _ in range(many)]


async def attacked(port: int, codes: Sequence[str], connections: int, ways: Sequence[str] = tuple(WAYS)) -> Attacked:
    """Try all codes at once, each in one of the ways."""
    found, left, began = Attacked(), list(enumerate(codes)), time.monotonic()

    async def one() -> None:
        phone = phones.Phone("127.0.0.1", port, "")
        while left:
            n, code = left.pop()
            method, path, fields = WAYS[ways[n % len(ways)]](code)
            status, body = await (phone.post(path, fields, 60) if method == "POST" else phone.get(path, 60))
            found.statuses[status] += 1
            if status == 403:
                found.unthrottled.append(time.monotonic())
                found.texts.setdefault(ways[n % len(ways)], set()).add(body.replace(code.encode(), b""))
        if phone.writer is not None:
            phone.writer.close()
            await phone.writer.wait_closed()

    await asyncio.gather(*(one() for _ in range(connections)))
    found.seconds = time.monotonic() - began
    return found


# -- kinds of refusal -----------------------------------------------------------------------------


def changed(database: Path, sql: str) -> None:
    base = sqlite3.connect(database)
    with base:
        base.execute(sql)
    base.close()


KINDS = {
    "wrong": "UPDATE workshops SET code='22222222', link='2'",
    "expired": "UPDATE workshops SET expires_at='2020-01-01T00:00:00.000000+00:00'",
    "locked": "UPDATE workshops SET locked=1",
    "closed": "UPDATE workshops SET code=NULL, link=NULL, stage='ended'",
}
"""What is changed in the file, so that one and the same code is refused for different reasons."""


async def _timed(port: int, code: str) -> list[float]:
    phone, times = phones.Phone("127.0.0.1", port, ""), []
    await phone.get("/b")
    for _ in range(TRIES):
        start = time.perf_counter()
        status, _ = await phone.post("/b/code", {"code": code})
        times.append(time.perf_counter() - start)
        assert status == 403
    phone.drop()
    return times


def medians() -> dict[str, float]:
    """Of a few tries each, on a server of its own: the limiter must not have been full."""
    found = {}
    for kind, sql in KINDS.items():
        with tempfile.TemporaryDirectory() as name:
            room, code = _room(Path(name), 1)
            changed(room.database, sql)
            server = rooms.Serving(room.database, free_port()).start()
            try:
                found[kind] = statistics.median(asyncio.run(_timed(server.port, code)))
            finally:
                server.end()
    return found


# -- together -------------------------------------------------------------------------------------


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _room(folder: Path, raters: int) -> tuple[rooms.Room, str]:
    room = rooms.made(folder, raters, ITEMS)
    base = sqlite3.connect(room.database)
    (code,) = base.execute("SELECT code FROM workshops").fetchone()
    base.close()
    return room, str(code)


def _start(folder: Path, room: rooms.Room, port: int, run: str) -> subprocess.Popen[bytes]:
    return phones.start(
        folder, port=port, path=room.path, cookies=room.cookies, items=room.items, seconds=PACED, run=run
    )


def told(what: str, figure: float, limit: float | None, unit: str) -> bool:
    held = limit is None or figure <= limit
    verdict = "" if limit is None else f"limit {limit:g}: {'held' if held else 'EXCEEDED'}"
    print(f"{what:58s} {figure:9.4f} {unit:3s} {verdict}", flush=True)
    return held


def main() -> int:
    held = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        room, code = _room(folder, RATERS)
        server = rooms.Serving(room.database, free_port()).start()
        try:
            phones.finished(_start(folder, room, server.port, "warm"))
            calm = phones.finished(_start(folder, room, server.port, "calm"))
            codes = [one for one in guesses(GUESSES) if one != code]
            with ThreadPoolExecutor(1) as beside:
                attack = beside.submit(lambda: asyncio.run(attacked(server.port, codes, CONNECTIONS)))
                time.sleep(1)
                meanwhile = phones.finished(_start(folder, room, server.port, "attacked"))
                assert not attack.done(), "the attack was over too soon"
                found = attack.result()
        finally:
            server.end()
    print(
        f"{sum(found.statuses.values()):,} wrong codes from {CONNECTIONS} connections in {found.seconds:.1f} s: {dict(found.statuses)}"
    )
    held.append(told("hits", found.hits, 0, ""))
    held.append(told("guesses looked at in the worst minute", found.most_a_minute, MOST_A_MINUTE, ""))
    held.append(told("different refusals of one way", max(map(len, found.texts.values())), 1, ""))
    held.append(told("errors of raters meanwhile", len(calm.errors) + len(meanwhile.errors), 0, ""))
    told("save without the attack, p95", calm.p(0.95), None, "s")
    told("save during the attack, p95", meanwhile.p(0.95), None, "s")
    told("as a multiple", meanwhile.p(0.95) / calm.p(0.95), None, "x")
    kinds = medians()
    for kind, median in kinds.items():
        told(f"refusal, {kind}: median", median, None, "s")
    held.append(told("medians apart", max(kinds.values()) - min(kinds.values()), KINDS_WITHIN, "s"))
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())

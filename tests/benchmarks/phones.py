"""Phones without browsers: raters who answer over HTTP, in a process of their own, and what they saw.

Each rater keeps one connection, sends an answer again with the same key until the server says "saved",
and writes down what was acknowledged. Used by the workshop benchmarks and by tests of the ballot.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PATIENCE = 120.0
"""Seconds after which a rater gives up: bounded, whatever the server does."""


@dataclass
class Seen:
    """What the raters of one run saw."""

    times: list[float] = field(default_factory=list)
    """Seconds from sending an answer to its acknowledgement, of first sendings."""
    acknowledged: dict[str, str] = field(default_factory=dict)
    """`rater/item` -> the last level acknowledged."""
    sent: int = 0
    errors: list[str] = field(default_factory=list)
    retries: int = 0
    seconds: float = 0.0

    def p(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


class Phone:
    """One rater's connection; opened again whenever it breaks."""

    def __init__(self, host: str, port: int, cookie: str) -> None:
        self.host, self.port, self.cookie = host, port, cookie
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, fields: dict[str, str], within: float = 10.0) -> tuple[int, bytes]:
        body = urlencode(fields).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nCookie: {self.cookie}\r\n"
            f"Origin: http://{self.host}:{self.port}\r\nAccept: application/json\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return await asyncio.wait_for(self._asked(head.encode() + body), within)

    async def get(self, path: str, within: float = 10.0) -> tuple[int, bytes]:
        head = f"GET {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nCookie: {self.cookie}\r\n\r\n"
        return await asyncio.wait_for(self._asked(head.encode()), within)

    async def _asked(self, request: bytes) -> tuple[int, bytes]:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        assert self.reader is not None
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
        )
        return status, await self.reader.readexactly(length)

    def drop(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def answered(phone: Phone, path: str, fields: dict[str, str], seen: Seen) -> bool:
    """Send one answer until it is acknowledged or refused for good; whether it was acknowledged."""
    give_up, pause = time.monotonic() + PATIENCE, 0.05
    while time.monotonic() < give_up:
        try:
            status, body = await phone.post(path, fields)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
            phone.drop()
            seen.retries += 1
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, 2.0)
            continue
        if status == 200 and json.loads(body).get("saved") is True:
            return True
        seen.errors.append(f"{status} {body[:120].decode(errors='replace')}")
        return False
    seen.errors.append(f"no answer within {PATIENCE:.0f} s")
    return False


async def _rater(spec: dict[str, Any], number: int, seen: Seen, began: float) -> None:
    phone = Phone(spec["host"], spec["port"], spec["cookies"][number])
    rng = random.Random(spec["seed"] + number)
    items: list[str] = spec["items"]
    gap = spec["seconds"] / max(1, len(items))
    turn = 0
    while (turn < len(items)) if not spec["closed_loop"] else (time.monotonic() - began < spec["seconds"]):
        item = items[turn % len(items)]
        if spec["burst"]:
            await asyncio.sleep(max(0.0, began + 1.0 - time.monotonic() + rng.random() * spec["burst"]))
        elif not spec["closed_loop"]:
            await asyncio.sleep(max(0.0, began + (turn + rng.random()) * gap - time.monotonic()))
        level = str(rng.randrange(5))
        fields = {"level": level, "reason": "", "key": f"{spec['run']}-{number}-{turn}"}
        path = spec["path"].format(item=item, rater=number)
        seen.sent += 1
        start = time.perf_counter()
        saved = await answered(phone, path, fields, seen)
        if saved:
            seen.times.append(time.perf_counter() - start)
            seen.acknowledged[f"{number}/{item}"] = level
        if saved and spec["twice"]:
            await answered(phone, path, fields, seen)
        turn += 1
    phone.drop()


async def _all(spec: dict[str, Any]) -> Seen:
    seen, began = Seen(), time.monotonic()
    tasks = [asyncio.create_task(_rater(spec, number, seen, began)) for number in range(len(spec["cookies"]))]
    await asyncio.wait_for(asyncio.gather(*tasks), spec["seconds"] + 2 * PATIENCE)
    seen.seconds = time.monotonic() - began
    return seen


def start(
    folder: Path,
    *,
    port: int,
    path: str,
    cookies: list[str],
    items: list[str],
    seconds: float,
    run: str = "r",
    twice: bool = False,
    closed_loop: bool = False,
    burst: float = 0.0,
    seed: int = 1,
    host: str = "127.0.0.1",
) -> subprocess.Popen[bytes]:
    """Start the raters in a process of their own; `finished` waits for what they saw."""
    spec = {name: value for name, value in locals().items() if name != "folder"}
    wanted = folder / f"phones-{run}.json"
    wanted.write_text(json.dumps(spec), encoding="utf-8")
    return subprocess.Popen([sys.executable, __file__, str(wanted)], stdout=subprocess.PIPE)


def finished(process: subprocess.Popen[bytes]) -> Seen:
    out, _ = process.communicate(timeout=900)
    assert process.returncode == 0, "the phones' process failed"
    return Seen(**json.loads(out))


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps(vars(asyncio.run(_all(asked)))))

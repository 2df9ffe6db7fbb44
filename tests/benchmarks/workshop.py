"""How the ballot bears a full room: 200 raters, 20 items, beside a bare durable route in the same run.

Server and raters run in processes of their own on this machine. Prints every figure with its limit; the
bare route shows what the machine can do just now. Run: python tests/benchmarks/workshop.py
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path[0:1] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "browser")]
import phones  # noqa: E402 - found only through the line above
from conftest import free_port  # noqa: E402
from rooms import Room, Serving, made  # noqa: E402

RATERS, ITEMS = 200, 20
PACED, CLOSED, STEP = 50.0, 10.0, 10.0
THINK = 5.0
KNEE_LIMIT = 6_400
SAVE_LIMIT, BURST_LIMIT, BOARD_LIMIT, FLOOR_LIMIT = 0.050, 1.0, 1.0, 3.0
held: list[bool] = []


def told(what: str, figure: float, limit: float, unit: str = "s") -> None:
    held.append(figure <= limit)
    print(
        f"{what:58s} {figure:9.4f} {unit:3s} limit {limit:g}: {'held' if figure <= limit else 'EXCEEDED'}", flush=True
    )


def paced(
    folder: Path, port: int, path: str, cookies: list[str], items: list[str], run: str, **more: object
) -> phones.Seen:
    started = phones.start(
        folder, port=port, path=path, cookies=cookies, items=items, run=run, **{"seconds": PACED, **more}
    )  # type: ignore[arg-type]
    return phones.finished(started)


def full_room(folder: Path, room: Room, port: int) -> phones.Seen:
    """4,000 ballots within a minute, each sent twice, while a board refreshes."""
    board = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("board_client.py")), str(port), room.workshop, str(PACED - 5)],
        stdout=subprocess.PIPE,
    )
    seen = paced(folder, port, room.path, room.cookies, room.items, "paced", twice=True)
    out, _ = board.communicate(timeout=120)
    refreshes = sorted(json.loads(out))
    stored = room.stored()
    wrong = sum(stored.get(slot) != level for slot, level in seen.acknowledged.items())
    print(
        f"{seen.sent:,} ballots sent twice by {RATERS} raters in {seen.seconds:.1f} s; stored {len(stored):,}",
        flush=True,
    )
    told("errors", len(seen.errors), 0, "")
    told("acknowledged but missing or other", wrong, 0, "")
    told("ballots beyond one a rater and item", abs(len(stored) - RATERS * ITEMS), 0, "")
    told("save, p95", seen.p(0.95), SAVE_LIMIT)
    told(f"board refresh, p95 of {len(refreshes)}", refreshes[int(0.95 * (len(refreshes) - 1))], BOARD_LIMIT)
    return seen


def same_second(folder: Path, room: Room, port: int) -> None:
    seen = paced(folder, port, room.path, room.cookies, room.items[:1], "burst", seconds=1, burst=0.05)
    told("all raters within the same moment: slowest save", max(seen.times), BURST_LIMIT)
    told("errors", len(seen.errors), 0, "")


def knee(folder: Path, room: Room, port: int) -> None:
    """Raters who think for five seconds between answers, until the 95th of a hundred waits a second."""
    raters, last = 400, RATERS
    while raters <= KNEE_LIMIT:
        cookies = [room.cookies[n % len(room.cookies)] for n in range(raters)]
        items = room.items[: int(STEP / THINK)]
        seen = paced(folder, port, room.path, cookies, items, f"knee{raters}", seconds=STEP)
        print(
            f"  {raters:5d} raters, one answer in {THINK:.0f} s each: p95 {seen.p(0.95) * 1000:7.1f} ms, errors {len(seen.errors)}",
            flush=True,
        )
        if seen.p(0.95) > 1.0 or seen.errors:
            break
        raters, last = raters * 2, raters
    print(
        f"knee: p95 stays below 1 s with {last} raters, not with {raters}"
        if raters <= KNEE_LIMIT
        else f"knee: beyond {last} raters",
        flush=True,
    )


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        room = made(folder, RATERS, ITEMS)
        floor, ours = Serving(folder / "bare.sqlite", free_port(), bare=True), Serving(room.database, free_port())
        numbered = [f"n={n}" for n in range(RATERS)]
        try:
            floor.start()
            bare = paced(folder, floor.port, "/bare/{rater}/{item}", numbered, room.items, "bare", seconds=20)
            bare_rate = paced(
                folder,
                floor.port,
                "/bare/{rater}/{item}",
                numbered,
                room.items,
                "bareloop",
                seconds=CLOSED,
                closed_loop=True,
            )
            floor.end()
            ours.start()
            calm = paced(folder, ours.port, room.path, room.cookies, room.items, "calm", seconds=20)
            rate = paced(
                folder, ours.port, room.path, room.cookies, room.items, "loop", seconds=CLOSED, closed_loop=True
            )
            print(
                f"bare route: p95 {bare.p(0.95) * 1000:.1f} ms, {len(bare_rate.times) / bare_rate.seconds:,.0f} answers/s",
                flush=True,
            )
            print(
                f"ballot:     p95 {calm.p(0.95) * 1000:.1f} ms, {len(rate.times) / rate.seconds:,.0f} answers/s",
                flush=True,
            )
            told("errors", len(calm.errors) + len(rate.errors), 0, "")
            told("p95 as a multiple of the bare route's", calm.p(0.95) / bare.p(0.95), FLOOR_LIMIT, "x")
            told(
                "bare answers a second as a multiple of the ballot's",
                (len(bare_rate.times) / bare_rate.seconds) / (len(rate.times) / rate.seconds),
                FLOOR_LIMIT,
                "x",
            )
            full_room(folder, room, ours.port)
            same_second(folder, room, ours.port)
            knee(folder, room, ours.port)
        finally:
            floor.end()
            ours.end()
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())

"""Nothing acknowledged is lost: a full room while the server is killed twenty times, and over bad Wi-Fi.

First 20 kill -9 at random moments, each followed by a restart; then a forwarder that delays by 150 ms, resets
connections every 5-20 s and lets nothing through for 60 s. Run: python tests/benchmarks/workshop_outages.py
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[0:1] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "browser")]
import phones  # noqa: E402 - found only through the line above
from conftest import free_port  # noqa: E402
from rooms import Room, Serving, made  # noqa: E402

RATERS, ITEMS = 200, 20
KILLS, BETWEEN = 20, (0.3, 3.0)
WITH_KILLS, BAD_WIFI = 100.0, 110.0
BLACKOUT_AFTER, BLACKOUT = 25.0, 60.0


def judged(room: Room, seen: phones.Seen, port: int) -> bool:
    """Whether all that was acknowledged stands, once, and every rater gets back in."""
    stored = room.stored()
    lost = [slot for slot, level in seen.acknowledged.items() if stored.get(slot) != level]
    back = asyncio.run(resumed(room, port))
    print(
        f"  {len(seen.acknowledged):,} acknowledged after {seen.retries:,} retries in {seen.seconds:.0f} s, {len(stored):,} stored"
    )
    print(
        f"  acknowledged but lost: {len(lost)}; not one a rater and item: {len(stored) - RATERS * ITEMS}; errors: {len(seen.errors)}"
    )
    print(f"  raters who get back to their item: {back} of {RATERS}; database intact: {room.intact()}", flush=True)
    for error in sorted(set(seen.errors))[:3]:
        print(f"    {error}")
    return not lost and not seen.errors and len(stored) == RATERS * ITEMS and back == RATERS and room.intact()


async def resumed(room: Room, port: int) -> int:
    back = 0
    for cookie in room.cookies:
        phone = phones.Phone("127.0.0.1", port, cookie)
        status, _ = await phone.get(f"/b/{room.workshop}")
        back += status == 303
        phone.drop()
    return back


def killed_twenty_times(folder: Path) -> bool:
    room = made(folder, RATERS, ITEMS)
    server = Serving(room.database, free_port()).start()
    try:
        raters = phones.start(
            folder,
            port=server.port,
            path=room.path,
            cookies=room.cookies,
            items=room.items,
            seconds=WITH_KILLS,
            run="kills",
        )
        for _ in range(KILLS):
            time.sleep(random.uniform(*BETWEEN))
            server.kill()
            server.start()
        print(f"{KILLS} kills", flush=True)
        return judged(room, phones.finished(raters), server.port)
    finally:
        server.end()


def over_bad_wifi(folder: Path) -> bool:
    room = made(folder, RATERS, ITEMS)
    server, entrance = Serving(room.database, free_port()).start(), free_port()
    wifi = subprocess.Popen(
        [
            sys.executable,
            str(Path(__file__).with_name("forwarder.py")),
            str(entrance),
            str(server.port),
            str(BLACKOUT_AFTER),
            str(BLACKOUT),
        ]
    )
    try:
        time.sleep(1)
        raters = phones.start(
            folder, port=entrance, path=room.path, cookies=room.cookies, items=room.items, seconds=BAD_WIFI, run="wifi"
        )
        seen = phones.finished(raters)
        print("bad Wi-Fi", flush=True)
        return judged(room, seen, server.port)
    finally:
        wifi.kill()
        server.end()


def main() -> int:
    held = []
    for run in (killed_twenty_times, over_bad_wifi):
        with tempfile.TemporaryDirectory() as folder:
            held.append(run(Path(folder)))
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())

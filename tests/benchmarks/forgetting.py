"""How long ballots wait while the file is written anew: at the size up to which that is done at once, and at 100 MB.

Above that size it is done only while no other session is running (`assessor.store.forgetting.LARGE`).
Run: python tests/benchmarks/forgetting.py
"""

from __future__ import annotations

import secrets
import sys
import tempfile
import threading
import time
from pathlib import Path

from assessor.store import Store, forgetting
from assessor.store.tables import About

WAIT_LIMIT = 1.0
SIZES = (forgetting.LARGE, 100_000_000)
EVERY = 0.02


def filled(path: Path, size: int) -> Store:
    store = Store(path)
    rows = [{"key": f"row{n}", "value": secrets.token_hex(2_000)} for n in range(size // 4_200)]
    with store.box._transaction() as connection:
        connection.execute(About.__table__.insert(), rows)  # type: ignore[attr-defined]  # the declarative base says less than it has
        connection.execute(About.__table__.insert(), {"key": forgetting.OWED, "value": "1"})  # type: ignore[attr-defined]  # as above
    return store


def waits(store: Store) -> tuple[list[float], float]:
    """Of writes that go on meanwhile, as ballots do; and how long the whole took."""
    found: list[float] = []
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            begun = time.perf_counter()
            with store.box._transaction() as connection:
                connection.exec_driver_sql("UPDATE about SET value = value || '.' WHERE key = 'row0'")
            found.append(time.perf_counter() - begun)
            time.sleep(EVERY)

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(1)
    begun = time.perf_counter()
    store.forget()
    took = time.perf_counter() - begun
    over.set()
    writer.join()
    return found, took


def main() -> int:
    held = True
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            store = filled(Path(folder) / "office.sqlite", size)
            found, took = waits(store)
            print(
                f"{size / 1e6:4.0f} MB written anew in {took:.2f} s; slowest of {len(found)} writes {max(found):.2f} s"
            )
            held = held and (size > forgetting.LARGE or max(found) <= WAIT_LIMIT)
            store.close()
    print(f"limit at {forgetting.LARGE / 1e6:.0f} MB: {WAIT_LIMIT:g} s: {'held' if held else 'EXCEEDED'}")
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())

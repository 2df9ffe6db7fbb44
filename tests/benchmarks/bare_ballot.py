"""The floor for the ballot: a bare route in an `st.App`, every answer committed durably, answers waiting together in one
transaction; no session, no token, no words. Started by the workshop benchmark: python bare_ballot.py DATABASE PORT"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import sys
import threading
from pathlib import Path
from urllib.parse import parse_qs

# This file's own folder would hide the package "click" from others.
sys.path.pop(0)

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assessor.ui import server

waiting: queue.SimpleQueue[tuple[tuple[str, ...], asyncio.Future[None], asyncio.AbstractEventLoop]] = (
    queue.SimpleQueue()
)


def write(database: str) -> None:
    base = sqlite3.connect(database, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE ballots (rater, item, level, reason, key, PRIMARY KEY (rater, item)) WITHOUT ROWID")
    while True:
        batch = [waiting.get()]
        while not waiting.empty():
            batch.append(waiting.get())
        base.execute("BEGIN IMMEDIATE")
        base.executemany("INSERT OR REPLACE INTO ballots VALUES (?, ?, ?, ?, ?)", [row for row, _, _ in batch])
        base.execute("COMMIT")
        loop = batch[0][2]
        loop.call_soon_threadsafe(lambda done: [one.set_result(None) for one in done], [one for _, one, _ in batch])


async def cast(request: Request) -> JSONResponse:
    said = parse_qs((await request.body()).decode(), keep_blank_values=True)
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()
    row = (
        request.path_params["rater"],
        request.path_params["item"],
        *(said[name][0] for name in ("level", "reason", "key")),
    )
    waiting.put((row, done, loop))
    await done
    return JSONResponse({"saved": True})


async def ready(_: Request) -> JSONResponse:
    return JSONResponse({"ok": True})


if __name__ == "__main__":
    threading.Thread(target=write, args=(sys.argv[1],), daemon=True).start()
    script = Path(sys.argv[1]).with_suffix(".py")
    script.write_text("import streamlit as st\nst.write('bare')\n", encoding="utf-8")
    app = st.App(script, routes=[Route("/bare/{rater}/{item}", cast, methods=["POST"]), Route("/readyz", ready)])
    app.run(
        config={
            **server.options(),
            "server.address": "127.0.0.1",
            "server.port": int(sys.argv[2]),
            "server.headless": True,
        }
    )

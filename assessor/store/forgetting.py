"""What was deleted is to lie nowhere any more: the file is written anew and its log folded into it.

Before, the bytes of each page tell in which order its rows came: who joined first, who answered last. The
transaction that deletes notes that this is owed; the note goes once it is done, so it is tried again wherever
somebody was in the way or the program was ended.
"""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from assessor.store.place import connector
from assessor.store.tables import About, WorkshopRow

OWED = "to_forget"
LARGE = 20_000_000
"""Bytes. While a file is written anew ballots wait: 0.1 s at 20 MB, 0.5 s at 100 MB, longer on slow disks."""
WAIT_MILLISECONDS = 200


def owe(session: Session) -> None:
    """Note it in the transaction that deletes. Another note each time: see `settle`."""
    if session.get_bind().dialect.name == "sqlite":
        with session.no_autoflush:
            session.merge(About(key=OWED, value=secrets.token_hex(8)))


def settle(engine: Engine, path: Path, now: datetime) -> None:
    """Do what is owed, unless it would keep people waiting or somebody is in the way: then it stays owed."""
    with suppress(sqlite3.Error, SQLAlchemyError, OSError):
        with Session(engine) as session:
            owed = session.scalar(select(About.value).where(About.key == OWED))
            if owed is None or (path.stat().st_size > LARGE and _is_running(session, now)):
                return
        with closing(connector(path)()) as raw:
            raw.execute(f"PRAGMA busy_timeout={WAIT_MILLISECONDS}")
            raw.execute("PRAGMA temp_store=MEMORY")
            raw.execute("VACUUM")
            if _folded(raw):
                # What was deleted meanwhile left another note, which stays.
                raw.execute("DELETE FROM about WHERE key = ? AND value = ?", (OWED, owed))
                _folded(raw)


def _is_running(session: Session, now: datetime) -> bool:
    """Whether a session may be taking ballots. One that nobody ended counts until its code has expired."""
    t = WorkshopRow
    return session.scalar(select(t.id).where(t.stage == "running", t.expires_at > now).limit(1)) is not None


def _folded(raw: sqlite3.Connection) -> bool:
    """Whether the whole log is in the file and empty; readers of an older state are in the way."""
    busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy

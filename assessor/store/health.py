"""Whether a file is a sound database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from assessor.errors import Problem, StoreUnavailable
from assessor.store.backups import first_fault
from assessor.store.faults import BACKUP, cannot_open, unavailable
from assessor.store.place import connector
from assessor.text import say

MAGIC = b"SQLite format 3\x00"
# Up to here the full check takes less than a tenth of a second; larger files are checked by `doctor`.
CHECKED_AT_OPENING = 16 * 2**20


def refuse_damaged(path: Path, *, thorough: bool = False) -> None:
    """Raises StoreUnavailable for a file that is no database, or whose pages or indexes do not add up."""
    try:
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
    except OSError as fault:
        raise cannot_open(str(path), fault) from fault
    if not start:
        return
    if start != MAGIC:
        raise unavailable(sqlite3.DatabaseError("file is not a database"), str(path))
    if not thorough and path.stat().st_size > CHECKED_AT_OPENING:
        return
    with closing(connector(path, read_only=True)()) as connection:
        found = first_fault(connection)
    if found:
        raise StoreUnavailable(
            Problem(
                str(path),
                say(f"数据库文件已损坏（{found}）", f"the database file is damaged ({found})"),
                BACKUP,
            )
        )

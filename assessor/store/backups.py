"""Copies made through SQLite's backup interface: a plain copy of a live file may be torn."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from assessor.errors import Problem, StoreUnavailable
from assessor.text import say


def copy_to(source: Path, target: Path) -> Path:
    """A checked copy that holds everything committed so far; leaves no part of a file on failure."""
    if target.exists():
        raise StoreUnavailable(
            Problem(
                str(target),
                say("同名文件已存在，不覆盖", "this file is already there and is not overwritten"),
                say("换一个文件名", "give another file name"),
            )
        )
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        create_private(part)
        _copy(source, part)
        part.replace(target)
    except OSError as fault:
        raise StoreUnavailable(
            Problem(
                str(target),
                say(f"无法写入备份（{fault.strerror}）", f"the backup cannot be written ({fault.strerror})"),
                say("换一个有写权限、有空间的文件夹", "choose a folder with space and permission to write"),
            )
        ) from fault
    finally:
        part.unlink(missing_ok=True)
    return target


def restore(backup: Path, live: Path) -> None:
    """Put the contents of a backup back into the live file, under SQLite's own locks."""
    with closing(_reading(backup)) as source, closing(sqlite3.connect(live)) as target:
        source.backup(target)


def create_private(path: Path) -> None:
    """An empty file that only its owner may read."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def first_fault(connection: sqlite3.Connection) -> str:
    """Empty where tables and indexes are sound and agree, else what SQLite found first."""
    said = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    return "" if said == "ok" else said


def _copy(source: Path, part: Path) -> None:
    with closing(_reading(source)) as live, closing(sqlite3.connect(part)) as copy:
        live.backup(copy)
        # One file is easier to keep than one with helper files beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        if fault := first_fault(copy):
            raise sqlite3.DatabaseError(fault)


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)

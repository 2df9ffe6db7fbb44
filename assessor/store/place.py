"""Where the database lies, and how a connection to it is made."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import platformdirs
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool, Pool, QueuePool

from assessor.errors import Problem, StoreUnavailable
from assessor.text import say

VARIABLE = "ASSESSOR_DATABASE_URL"
BUSY_MILLISECONDS = 5_000
PATIENCE_SECONDS = 15.0
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.smbnetfs", "afs", "ceph", "fuse.glusterfs")
MOUNTS = Path("/proc/mounts")


@dataclass(frozen=True)
class Place:
    """A SQLite file, or the address of a database server."""

    url: URL
    path: Path | None

    def __str__(self) -> str:
        return str(self.path) if self.path else self.url.render_as_string(hide_password=True)

    @property
    def read_only(self) -> bool:
        """A file without any write permission is left alone even where the user could override it."""
        if self.path is None or not self.path.exists():
            return False
        writable = self.path.stat().st_mode & 0o222
        return not (writable and os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK))

    def identity(self) -> tuple[int, int] | None:
        """Which file lies at the path: device and inode; None for a server's address, or where nothing lies there."""
        if self.path is None:
            return None
        try:
            found = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_dev, found.st_ino


def located(given: str | Path | None) -> Place:
    """The database named by the caller, else by the environment, else the user's own file."""
    named = str(given) if given is not None else os.environ.get(VARIABLE, "")
    if not named:
        named = str(platformdirs.user_data_path("assessor") / "assessor.sqlite")
    if "://" not in named:
        return _file(Path(named))
    try:
        url = make_url(named)
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError) as fault:
        raise _bad_address(named.split("://")[0]) from fault
    if url.get_backend_name() != "sqlite":
        return Place(url, None)
    if url.database in (None, "", ":memory:"):
        raise _bad_address(named)
    return _file(Path(url.database))


def _file(path: Path) -> Place:
    path = path.expanduser().absolute()
    return Place(URL.create("sqlite", database=str(path)), path)


def _bad_address(named: str) -> StoreUnavailable:
    return StoreUnavailable(
        Problem(
            named,
            say("这不是可用的数据库地址", "not a database address that can be used"),
            say(f"在 {VARIABLE} 中写文件路径，或形如 sqlite:////路径/文件.sqlite 的地址",
                f"give a file path in {VARIABLE}, or an address such as sqlite:////folder/file.sqlite"),
        )
    )  # fmt: skip


def refuse_network_share(path: Path, mounts: Path | None = None) -> None:
    """Write-ahead logging needs shared memory, which no network file system offers."""
    kind = _file_system(path, mounts or MOUNTS)
    if kind in NETWORK:
        raise StoreUnavailable(
            Problem(
                str(path),
                say(f"数据库文件在网络盘（{kind}）上，多人同时写入会损坏数据",
                    f"the database lies on a network share ({kind}), where simultaneous writing destroys data"),
                say(f"把文件移到本机磁盘，用 {VARIABLE} 指明；多处共用请由一台机器运行本系统",
                    f"move the file to a local disk and name it in {VARIABLE}; to share, let one machine run the app"),
            )
        )  # fmt: skip


def _file_system(path: Path, mounts: Path) -> str:
    """Type of the file system that holds a path; empty where the system does not tell."""
    if not mounts.exists():
        return ""
    resolved = path.resolve()
    found = ("", "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, kind, *_ = [*line.split(" "), "", "", ""]
        point = point.replace("\\040", " ")
        if resolved.is_relative_to(point or "?") and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1]


def connector(path: Path, *, read_only: bool = False, foreign_keys: bool = True) -> Callable[[], sqlite3.Connection]:
    """Opens connections that begin only when told to, keep foreign keys and sync every commit."""

    def connect() -> sqlite3.Connection:
        raw = _opened(path, "ro" if read_only else "rw")
        raw.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        raw.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        if not read_only:
            raw.execute("PRAGMA journal_mode=WAL")
            raw.execute("PRAGMA synchronous=FULL")
            raw.execute("PRAGMA secure_delete=ON")  # what is deleted is gone from the file too
        return raw

    return connect


def _opened(path: Path, mode: str, more: str = "") -> sqlite3.Connection:
    raw = sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}{more}",
        uri=True,
        timeout=BUSY_MILLISECONDS / 1000,
        isolation_level=None,
        check_same_thread=False,
    )
    if mode == "ro" and not more:
        try:
            raw.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            # Nobody may create the helper files beside it, so nobody is writing either.
            raw.close()
            return _opened(path, mode, "&immutable=1")
    return raw


def engine_for(place: Place, *, read_only: bool = False, foreign_keys: bool = True, pooled: bool = True) -> Engine:
    """An engine whose transactions begin IMMEDIATE where the option `write` is set."""
    pool: type[Pool] = QueuePool if pooled else NullPool
    if place.path is None:
        engine = create_engine(place.url, poolclass=pool)
    else:
        connect = connector(place.path, read_only=read_only, foreign_keys=foreign_keys)
        engine = create_engine("sqlite://", creator=connect, poolclass=pool)
    event.listen(engine, "begin", _begin)
    return engine


# The number only has to differ from other programs' locks in the same PostgreSQL database.
WRITE_LOCK = 4_601_303


def _begin(connection: Connection) -> None:
    """One writer at a time: reading first and asking for the write lock later fails under load."""
    write = connection.get_execution_options().get("write", False)
    if connection.dialect.name == "sqlite":
        if write:
            _begin_immediately(connection)
        else:
            connection.exec_driver_sql("BEGIN")
    elif write:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
    else:  # what is read together is of one moment, as it is in SQLite by itself
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _begin_immediately(connection: Connection) -> None:
    """Ask for the write lock at short, uneven intervals.

    SQLite's own waiting grows to a tenth of a second a step, in which quicker writers pass by
    again and again: under eight writers one waited ten seconds.
    """
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - tells mypy what the caller has checked
    end = time.monotonic() + PATIENCE_SECONDS
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while not _begun(raw, give_up=time.monotonic() > end):
            time.sleep(random.uniform(0.0005, 0.004))  # noqa: S311 - no secret
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def _begun(raw: sqlite3.Connection, *, give_up: bool) -> bool:
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as fault:
        if give_up or fault.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True

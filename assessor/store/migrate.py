"""Bringing a database to the tables of this version, or refusing to touch it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from assessor import __version__
from assessor.errors import NewerStore, Problem, StoreError, StoreUnavailable
from assessor.store import backups
from assessor.store.faults import refused_read_only, unavailable
from assessor.store.place import Place, engine_for
from assessor.text import say


@dataclass(frozen=True)
class Scripts:
    """The migrations, and the newest of them: named here so that opening need not load Alembic."""

    folder: Path = Path(__file__).parent / "migrations"
    head: str = "0003"

    def known(self) -> set[str]:
        from alembic.script import ScriptDirectory

        return {script.revision for script in ScriptDirectory(str(self.folder)).walk_revisions()}

    def run(self, connection: Connection) -> None:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, self.head)


@dataclass(frozen=True)
class State:
    revision: str | None
    product: str
    tables: frozenset[str]


def state_of(connection: Connection) -> State:
    tables = frozenset(inspect(connection).get_table_names())
    revision = _word(connection, "SELECT version_num FROM alembic_version") if "alembic_version" in tables else None
    product = _word(connection, "SELECT value FROM about WHERE key='product'") if "about" in tables else None
    return State(revision, product or "?", tables)


def _word(connection: Connection, question: str) -> str | None:
    found = connection.execute(text(question)).scalar()
    return None if found is None else str(found)


def bring_up(place: Place, scripts: Scripts) -> None:
    """Create the tables, migrate older ones, refuse newer and foreign ones."""
    engine = engine_for(place, read_only=place.read_only, pooled=False)
    with engine.connect() as connection:
        state = state_of(connection)
    engine.dispose()
    if state.revision == scripts.head:
        return
    _refuse_foreign(place, state)
    if state.revision is not None and state.revision not in scripts.known():
        raise _newer(place, state)
    if place.read_only:
        raise refused_read_only(str(place))
    _migrate(place, scripts)


def _refuse_foreign(place: Place, state: State) -> None:
    if state.revision is None and state.tables:
        raise StoreUnavailable(
            Problem(
                str(place),
                say("该数据库属于其他程序", "this database belongs to another program"),
                say("换一个文件名，系统会新建数据库", "name another file; a new database will be made there"),
            )
        )


def _newer(place: Place, state: State) -> NewerStore:
    return NewerStore(
        Problem(
            str(place),
            say(f"数据库由较新版本 {state.product} 建立，本程序为 {__version__}",
                f"written by the newer version {state.product}; this program is {__version__}"),
            say(f"改用 {state.product} 或更新的版本打开；数据未被改动",
                f"open it with version {state.product} or later; nothing was changed"),
        )
    )  # fmt: skip


def _migrate(place: Place, scripts: Scripts) -> None:
    """One transaction with foreign keys off: rebuilding a table must not cascade into its children."""
    engine = engine_for(place, foreign_keys=False, pooled=False).execution_options(write=True)
    backup: Path | None = None
    try:
        with engine.begin() as connection:
            state = state_of(connection)
            if state.revision == scripts.head:  # another process was quicker
                return
            if state.revision is not None and place.path is not None:
                backup = _backup(place.path, scripts)
            scripts.run(connection)
            _write_product(connection)
            if place.path is not None:
                _refuse_loss(connection, backup)
    except Exception as fault:  # whatever a migration raises, the data must be as before
        if backup is None or place.path is None:
            raise fault if isinstance(fault, StoreError) else unavailable(fault, str(place)) from fault
        _put_back(backup, place.path)
        raise _failed(place, backup, fault) from fault
    finally:
        engine.dispose()


def _backup(path: Path, scripts: Scripts) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return backups.copy_to(path, path.with_name(f"{path.stem}-before-{scripts.head}-{stamp}{path.suffix}"))


def _write_product(connection: Connection) -> None:
    connection.execute(text("DELETE FROM about WHERE key = 'product'"))
    connection.execute(text("INSERT INTO about (key, value) VALUES ('product', :version)"), {"version": __version__})


def _refuse_loss(connection: Connection, backup: Path | None) -> None:
    """Every row that was there must still be there, and no reference may dangle."""
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise RuntimeError(f"{len(dangling)} rows refer to nothing, first in table {dangling[0][0]}")
    if backup is None:
        return
    live = connection.connection.dbapi_connection
    assert isinstance(live, sqlite3.Connection)  # noqa: S101 - tells mypy what the caller has checked
    with closing(sqlite3.connect(backup)) as before:
        for guard in sorted(_names(before, "trigger") - _names(live, "trigger")):
            raise RuntimeError(f"guard {guard} would go: rebuilding a table drops its triggers")
        for table in sorted(_tables(before) & _tables(live) - {"alembic_version", "about"}):
            columns = [one for one in _columns(before, table) if one in _columns(live, table)]
            if _digest(before, table, columns) != _digest(live, table, columns):
                raise RuntimeError(f"contents of table {table} would change")


def _tables(connection: sqlite3.Connection) -> set[str]:
    return _names(connection, "table")


def _names(connection: sqlite3.Connection, kind: str) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = ?", (kind,))}


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]


def _digest(connection: sqlite3.Connection, table: str, columns: Iterable[str]) -> tuple[int, str]:
    """Number of rows and a hash of what stands in them."""
    chosen = ", ".join(f'"{column}"' for column in columns)
    rows = connection.execute(f'SELECT {chosen} FROM "{table}" ORDER BY {chosen}')  # noqa: S608 - names from the catalogue
    count, digest = 0, hashlib.sha256()
    for row in rows:
        count += 1
        digest.update(repr(row).encode())
    return count, digest.hexdigest()


def _put_back(backup: Path, live: Path) -> None:
    """The rollback has restored everything; where it has not, the backup does."""
    with closing(sqlite3.connect(backup)) as before, closing(sqlite3.connect(live)) as now:
        tables = _tables(before)
        same = tables == _tables(now) and not backups.first_fault(now) and all(
            _digest(before, table, _columns(before, table)) == _digest(now, table, _columns(now, table))
            for table in tables
        )  # fmt: skip
    if not same:
        backups.restore(backup, live)


def _failed(place: Place, backup: Path, fault: Exception) -> StoreUnavailable:
    return StoreUnavailable(
        Problem(
            str(place),
            say(f"升级数据库失败，已恢复原状（{fault}）", f"migrating failed and was undone ({fault})"),
            say(f"用原版本程序可继续使用；升级前备份在 {backup}",
                f"the previous version of the program still works; the backup lies in {backup}"),
        )
    )  # fmt: skip

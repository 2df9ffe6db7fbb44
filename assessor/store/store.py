"""Store: one database, one way to read it, one way to write to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.exc import StaleDataError

from assessor.errors import Problem, Stale, StoreError, StoreUnavailable
from assessor.store import audit, backups, forgetting
from assessor.store.ballot_box import BallotBox
from assessor.store.faults import busy, cannot_open, displaced, explained, refused_read_only
from assessor.store.health import refuse_damaged
from assessor.store.migrate import Scripts, bring_up
from assessor.store.place import PATIENCE_SECONDS, engine_for, located, refuse_network_share
from assessor.text import Text, say


def utc_now() -> datetime:
    return datetime.now(UTC)


class Unit:
    """One write: its session, who does it, when; must be recorded exactly once."""

    def __init__(self, session: Session, actor: str, at: datetime) -> None:
        self.session = session
        self.actor = actor
        self.at = at
        self._changed = False
        self._recorded: tuple[str, str, Mapping[str, object]] | None = None
        event.listen(session, "after_flush", self._note_flush)
        event.listen(session, "do_orm_execute", self._refuse_bulk)

    def record(self, action: str, subject: str, **detail: object) -> None:
        """What the audit trail will say. No free text of users, so that deleting a city deletes it."""
        if self._recorded is not None:
            raise RuntimeError(f"{self._recorded[0]} and {action} in one unit: a write leaves one audit row")
        self._recorded = (action, subject, detail)

    def finish(self) -> None:
        self.session.flush()
        if self._changed != (self._recorded is not None):
            raise RuntimeError("every write leaves exactly one audit row, and nothing else does")
        if self._recorded is not None:
            action, subject, detail = self._recorded
            audit.append(self.session, self.at, self.actor, action, subject, detail)
            self.session.flush()

    def _note_flush(self, session: Session, context: object) -> None:
        self._changed = self._changed or bool(session.new or session.dirty or session.deleted)

    def _refuse_bulk(self, state: ORMExecuteState) -> None:
        """A bulk statement would pass by the version column."""
        if state.is_update or state.is_delete or state.is_insert:
            raise RuntimeError("bulk statements are not allowed: change rows one by one")


class Store:
    """Opens, creates or migrates the database named by a path, an address or the environment.

    Raises:
        StoreUnavailable: no database, damaged, on a network share, or of another program.
        NewerStore: written by a newer version of the product.
    """

    def __init__(
        self,
        url: str | Path | None = None,
        *,
        now: Callable[[], datetime] = utc_now,
        scripts: Scripts | None = None,
    ) -> None:
        self.place = located(url)
        self._now = now
        self._turn = threading.Lock()
        if self.place.path is not None:
            _make_file(self.place.path)
        self._identity = self.place.identity()
        self.read_only = self.place.read_only
        with explained(str(self.place)):
            if self.place.path is not None:
                refuse_damaged(self.place.path)
            bring_up(self.place, scripts or Scripts())
            self._engine = engine_for(self.place, read_only=self.read_only)
        self._writing = self._engine.execution_options(write=True)
        self.box = BallotBox(self._unrecorded, str(self.place))
        self.forget()

    def close(self) -> None:
        self.box.close()
        self.forget()
        self._engine.dispose()

    def now(self) -> datetime:
        return self._now()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Everything read inside comes from one moment."""
        self._refuse_displaced()
        with explained(str(self.place)), Session(self._engine, autoflush=False) as session:
            yield session

    @contextmanager
    def unit(self, actor: str) -> Iterator[Unit]:
        """The only way to write: all of it and one audit row, or nothing."""
        if self.read_only:
            raise refused_read_only(str(self.place))
        self._refuse_displaced()
        with explained(str(self.place)), ExitStack() as stack:
            self._take_turn(stack)
            session = stack.enter_context(Session(self._writing, expire_on_commit=False))
            session.connection()  # begins, and waits for the write lock where another process holds it
            unit = Unit(session, actor, self._now())
            try:
                yield unit
                unit.finish()
                self._refuse_displaced()
                session.commit()
            except StaleDataError as fault:
                raise _overtaken(str(self.place)) from fault
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def _unrecorded(self) -> Iterator[Connection]:
        """A write without a row in the audit trail. For the ballot box alone, which says why."""
        if self.read_only:
            raise refused_read_only(str(self.place))
        self._refuse_displaced()
        with explained(str(self.place)), ExitStack() as stack:
            self._take_turn(stack)
            connection = stack.enter_context(self._writing.connect())
            with connection.begin():
                yield connection
                self._refuse_displaced()

    def _take_turn(self, stack: ExitStack) -> None:
        """Threads of one process queue here, which is fairer and quicker than asking the file again and again."""
        if not self._turn.acquire(timeout=PATIENCE_SECONDS):
            raise busy(str(self.place))
        stack.callback(self._turn.release)

    def _refuse_displaced(self) -> None:
        """Open connections go on reading and writing a file that was deleted or replaced, as if nothing had happened."""
        try:
            there = self.place.identity()
        except OSError as fault:
            raise cannot_open(str(self.place), fault) from fault
        if there != self._identity:
            raise displaced(str(self.place), gone=there is None)

    def forget(self) -> None:
        """Let what was deleted lie nowhere any more, where a unit noted that; where somebody is in the way, it is
        tried again the next time, when the store closes and when it opens."""
        if self.place.path is None or self.read_only:
            return
        with suppress(OSError):
            if self.place.identity() == self._identity:
                forgetting.settle(self._engine, self.place.path, self._now())

    def backup(self, target: Path | str) -> Path:
        """A checked copy of everything committed so far."""
        if self.place.path is None:
            raise StoreUnavailable(
                Problem(
                    str(self.place),
                    say("本命令只备份 SQLite 文件", "only SQLite files are backed up here"),
                    say("用 pg_dump 备份该数据库", "use pg_dump for this database"),
                )
            )
        self._refuse_displaced()
        with explained(str(self.place)):
            return backups.copy_to(self.place.path, Path(target).expanduser().absolute())

    def damage(self) -> list[Problem]:
        """What a full look at the file finds, however large it is. For `doctor`."""
        if self.place.path is None:
            return []
        try:
            with explained(str(self.place)):
                refuse_damaged(self.place.path, thorough=True)
        except StoreError as fault:
            return list(fault.problems)
        return []

    def ready(self) -> tuple[bool, Text]:
        """Whether the next person can be served."""
        try:
            with self.reading() as session:
                audit.head(session)
        except StoreError as fault:
            return False, fault.problems[0].what
        if self.read_only:
            return True, say("数据库只读，可查看", "the database is read-only: viewing works")
        return True, say("数据库可用", "the database is ready")


def _make_file(path: Path) -> None:
    refuse_network_share(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            with suppress(FileExistsError):  # another process was quicker
                backups.create_private(path)
    except OSError as fault:
        raise StoreUnavailable(
            Problem(
                str(path),
                say(f"无法建立数据库文件（{fault.strerror}）", f"the database file cannot be made ({fault.strerror})"),
                say("换一个有写权限的文件夹，用 ASSESSOR_DATABASE_URL 指明",
                    "choose a folder that may be written to and name it in ASSESSOR_DATABASE_URL"),
            )
        ) from fault  # fmt: skip


def _overtaken(place: str) -> Stale:
    return Stale(
        Problem(
            place,
            say("他人刚刚保存过同一内容", "somebody else saved the same thing just now"),
            say("刷新后重试", "reload and try again"),
        ),
        theirs=None,
        ours=None,
    )

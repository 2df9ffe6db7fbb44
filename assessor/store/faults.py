"""What the database driver reports -> what the user is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assessor.errors import Problem, StoreUnavailable
from assessor.store.columns import Damaged
from assessor.text import Text, say

KEEP = say("内容未保存：排除故障后重试", "nothing was saved: put this right and try again")
BACKUP = say(
    "用最近的备份替换该文件；原文件请先另存", "put the latest backup in its place; keep the damaged file aside"
)

_SAYINGS: dict[str, tuple[Text, Text]] = {
    "SQLITE_READONLY": (
        say("数据库文件是只读的，可以查看，不能保存", "the database is read-only: it can be viewed, not changed"),
        say("为该文件及其文件夹加上写权限，再重新启动", "allow writing to the file and its folder, then start again"),
    ),
    "SQLITE_BUSY": (say("数据库正被占用，等待后仍未轮到", "the database was busy and no turn came"), KEEP),
    "SQLITE_FULL": (
        say("磁盘已满", "the disk is full"),
        say("腾出空间后重试；内容未保存", "free some space and try again; nothing was saved"),
    ),
    "SQLITE_IOERR": (say("磁盘读写出错", "the disk reported an error"), KEEP),
    "SQLITE_CORRUPT": (say("数据库文件已损坏", "the database file is damaged"), BACKUP),
    "SQLITE_NOTADB": (say("该文件不是数据库，或已损坏", "the file is no database, or is damaged"), BACKUP),
    "SQLITE_CANTOPEN": (
        say("打不开数据库文件", "the database file cannot be opened"),
        say("检查文件夹是否存在、是否有权限", "check that the folder exists and may be used"),
    ),
}


def unavailable(fault: BaseException, place: str) -> StoreUnavailable:
    what, fix = _SAYINGS.get(
        _name(fault),
        (say("数据库出错", "the database reported an error"), KEEP),
    )
    detail = str(getattr(fault, "orig", None) or fault).splitlines()[:1]
    if detail:
        what = say(f"{what.zh}（{detail[0]}）", f"{what.en} ({detail[0]})")
    return StoreUnavailable(Problem(place, what, fix))


def refused_read_only(place: str) -> StoreUnavailable:
    return StoreUnavailable(Problem(place, *_SAYINGS["SQLITE_READONLY"]))


def busy(place: str) -> StoreUnavailable:
    return StoreUnavailable(Problem(place, *_SAYINGS["SQLITE_BUSY"]))


def cannot_open(place: str, fault: OSError) -> StoreUnavailable:
    what, fix = _SAYINGS["SQLITE_CANTOPEN"]
    return StoreUnavailable(Problem(place, say(f"{what.zh}（{fault.strerror}）", f"{what.en} ({fault.strerror})"), fix))


def displaced(place: str, *, gone: bool) -> StoreUnavailable:
    """Another file, or none, where the opened one lay: what is written now would be lost with it."""
    what = (
        say("数据库文件在运行期间被删除或移走", "the database file was deleted or moved while the program was running")
        if gone
        else say("数据库文件在运行期间被替换", "the database file was replaced while the program was running")
    )
    fix = say("把原文件放回原处，或放好应使用的数据库文件后重新启动程序",
              "put the file back where it was, or put the right one there and restart the program")  # fmt: skip
    return StoreUnavailable(Problem(place, what, fix))


def _name(fault: BaseException) -> str:
    """SQLite's own name of the fault, extended codes shortened to their kind."""
    origin = getattr(fault, "orig", None) or fault
    if isinstance(origin, (Damaged, UnicodeDecodeError)):
        return "SQLITE_CORRUPT"
    if not isinstance(origin, sqlite3.Error):
        return ""
    name: str = getattr(origin, "sqlite_errorname", "") or ""
    if not name and "not a database" in str(origin):
        return "SQLITE_NOTADB"
    return "_".join(name.split("_")[:2])


@contextmanager
def explained(place: str) -> Iterator[None]:
    """No driver's message reaches a user without place and remedy."""
    try:
        yield
    except (DBAPIError, PoolTimeout, sqlite3.Error, Damaged, UnicodeDecodeError) as fault:
        # The driver fails to decode even its own message where it quotes a damaged name.
        raise unavailable(fault, place) from fault

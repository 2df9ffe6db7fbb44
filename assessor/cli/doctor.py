"""`assessor doctor`: what the environment is like, and what to do about it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assessor.cli.sources import JsonOption
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from assessor.store.place import Place
    from assessor.text import Text

State = Literal["ok", "note", "fault"]
PYTHON = (3, 11)
STREAMLIT = (1, 67)
STORED = ("database", "integrity", "audit")
LITTLE_SPACE = 200 * 2**20


@dataclass(frozen=True)
class Finding:
    topic: str
    state: State
    what: Text
    fix: Text


def doctor(
    ctx: typer.Context,
    json: JsonOption = False,
    host: Annotated[str, typer.Option("--host", help="要检查的地址|Address to examine")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="要检查的端口|Port to examine")] = 8501,
) -> int:
    """Look only: nothing is created, migrated or repaired. Exit code 9 when the database is at fault, 1 when anything else is."""
    from assessor.errors import StoreError
    from assessor.text import counted

    talk: Talk = ctx.obj
    found = [one for topic, look in LOOKS.items() for one in safely(topic, look)]
    found += safely("port", partial(look_at_port, host, port))
    faults = sum(one.state == "fault" for one in found)
    if json:
        said = [
            {"topic": one.topic, "state": one.state, "what": talk.pick(one.what), "fix": talk.pick(one.fix)}
            for one in found
        ]
        talk.json({"ok": not faults, "findings": said})
    else:
        _print(talk, found)
        talk.note(talk.say(f"{faults}处故障", counted(faults, "fault")))
    if any(one.state == "fault" and one.topic in STORED for one in found):
        return StoreError.exit_code
    return 1 if faults else 0


def _print(talk: Talk, found: list[Finding]) -> None:
    marks = {"ok": talk.say("正常", "ok"), "note": talk.say("留意", "note"), "fault": talk.say("故障", "FAULT")}
    for one in found:
        talk.data(f"[{marks[one.state]}] {one.topic}: {talk.pick(one.what)}")
        if one.state != "ok":
            talk.data(f"    {talk.say('处理办法：', 'Fix: ')}{talk.pick(one.fix)}")


def safely(topic: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """What cannot even be looked at is a finding too."""
    from assessor.errors import AssessorError
    from assessor.text import say

    found: list[Finding] = []
    try:
        found.extend(look())
    except AssessorError as error:
        found += [Finding(topic, "fault", say(*(_placed(one.place, text) for text in (one.what.zh, one.what.en))), one.fix)
                  for one in error.problems]  # fmt: skip
    except Exception as error:  # a probe reports whatever it meets
        said = f"{type(error).__name__}: {error}"
        found.append(_finding(topic, "fault", (f"检查时出错（{said}）", f"could not be examined ({said})"),
                              ("重新安装本软件后再试", "reinstall the program and try again")))  # fmt: skip
    return found


def _placed(place: str, text: str) -> str:
    return f"{place}: {text}" if place else text


def _finding(topic: str, state: State, what: tuple[str, str], fix: tuple[str, str] | None = None) -> Finding:
    from assessor.text import say

    return Finding(topic, state, say(*what), say(*(fix or ("无需处理", "nothing to do"))))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


# -- program ------------------------------------------------------------------------------------


def look_at_program() -> Iterator[Finding]:
    from assessor import __version__

    said = f"assessor {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}"
    old = sys.version_info[:2] < PYTHON
    yield _finding(
        "python",
        "fault" if old else "ok",
        (said, said),
        ("安装 Python 3.11 或更新版本", "install Python 3.11 or later") if old else None,
    )


def look_at_packages() -> Iterator[Finding]:
    for name in ("streamlit", "pydantic", "SQLAlchemy", "numpy", "XlsxWriter"):
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield _finding(name, "fault", ("未安装", "not installed"), ("重新安装本软件", "reinstall the program"))
            continue
        old = name == "streamlit" and _numbers(version) < STREAMLIT
        yield _finding(
            name,
            "fault" if old else "ok",
            (version, version),
            ("升级：pip install -U streamlit", "pip install -U streamlit") if old else None,
        )


def look_at_screen() -> Iterator[Finding]:
    encoding = sys.stdout.encoding or "?"
    poor = encoding.lower().replace("-", "") not in ("utf8", "gbk", "gb18030", "cp936")
    yield _finding("terminal", "note" if poor else "ok", (f"字符编码 {encoding}", f"character encoding {encoding}"),
                   ("设 PYTHONUTF8=1，中文方能正常显示", "set PYTHONUTF8=1 so that Chinese is shown") if poor else None)  # fmt: skip


def look_at_test_tools() -> Iterator[Finding]:
    """Needed by the tests only; PDF and fonts play no part in a report made here."""
    for name, words in (
        ("chromium", ["chromium", "chromium-browser", "google-chrome"]),
        ("libreoffice", ["soffice", "libreoffice"]),
    ):
        there = next((path for word in words if (path := shutil.which(word))), None)
        if there:
            yield _finding(name, "ok", (f"{there}（仅测试使用）", f"{there} (used by the tests only)"))
        else:
            yield _finding(name, "note", ("未找到；使用本软件不需要，只有测试需要", "not found; the program does not need it, only its tests do"),
                           ("要运行全部测试时再安装", "install it to run all tests"))  # fmt: skip


# -- rubric -------------------------------------------------------------------------------------


def look_at_rubric() -> Iterator[Finding]:
    from assessor.cli.rubrics import counts_of
    from assessor.files import check_version, load_rubric, sample_cities
    from assessor.files.resources import rubric_folder
    from assessor.text import counted

    rubric = load_rubric()
    changed = check_version(rubric, rubric_folder())
    n = counts_of(rubric)["indicators"]
    if changed is None:
        yield _finding(
            "rubric",
            "ok",
            (
                f"{rubric.id} {rubric.version}，{n}项指标，0处错误",
                f"{rubric.id} {rubric.version}, {counted(n, 'indicator')}, 0 faults",
            ),
        )
    else:
        yield Finding("rubric", "fault", changed.what, changed.fix)
    count = len(sample_cities())
    yield _finding("samples", "ok", (f"{count}座虚构样例城市", f"{count} fictional sample cities"))


# -- database -----------------------------------------------------------------------------------


def look_at_database() -> Iterator[Finding]:
    from assessor.store.place import located, refuse_network_share

    place = located(None)
    yield _finding(
        "database",
        "ok",
        (str(place), str(place)),
        ("可用 ASSESSOR_DATABASE_URL 另行指明", "name another one in ASSESSOR_DATABASE_URL"),
    )
    if place.path is not None:
        refuse_network_share(place.path)
        yield _finding("file_system", "ok", ("本机磁盘", "a local disk"))
        yield from _space(place.path)
        if not place.path.exists():
            yield _not_there(place.path)
            return
        yield from _permissions(place)
        if place.path.is_file() and place.path.stat().st_size == 0:
            yield _finding("database", "note", ("新建的空文件，尚无数据，首次使用时建立", "new, empty: it holds no data and is set up when first used"),
                           ("如果其中本应有数据，请放回备份", "if it ought to hold data, put a backup in its place"))  # fmt: skip
            return
    yield from _contents(place)


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def _space(path: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(_existing(path)).free
    little = free < LITTLE_SPACE
    yield _finding("disk", "note" if little else "ok", (f"剩余{free / 2**20:.0f} MB", f"{free / 2**20:.0f} MB free"),
                   ("腾出空间", "free some space") if little else None)  # fmt: skip


def _not_there(path: Path) -> Finding:
    home = _existing(path)
    if not home.is_dir() or not os.access(home, os.W_OK):
        return _finding("database", "fault", (f"尚未建立，且 {home} 不可写", f"not made yet, and {home} may not be written to"),
                        ("用 ASSESSOR_DATABASE_URL 指明可写的位置", "name a place that may be written to in ASSESSOR_DATABASE_URL"))  # fmt: skip
    return _finding("database", "ok", ("尚未建立，首次使用时自动建立", "not made yet; it is made when first used"))


def _permissions(place: Place) -> Iterator[Finding]:
    path = place.path
    if path is not None and not os.access(path, os.R_OK):
        yield _finding("permissions", "fault", ("数据库文件不可读", "the database file cannot be read"),
                       ("为该文件加上读写权限", "allow reading and writing the file"))  # fmt: skip
    elif place.read_only:
        yield _finding("permissions", "fault", ("数据库文件只读，可以查看，不能保存", "the database is read-only: it can be viewed, not changed"),
                       ("为该文件及其文件夹加上写权限", "allow writing to the file and its folder"))  # fmt: skip
    else:
        yield _finding("permissions", "ok", ("可读可写", "may be read and written"))


def _contents(place: Place) -> Iterator[Finding]:
    """Integrity, version, audit chain. An older database is left for the app to migrate."""
    from assessor.assessments import Workspace
    from assessor.text import counted

    behind = _needs_migration(place)
    if behind is not None:
        yield _finding("database_version", "note", (f"数据库版本 {behind}，下次启动时先备份再升级", f"database version {behind}: backed up and migrated at the next start"),
                       ("启动前可另存一份备份", "you may keep a backup of your own first"))  # fmt: skip
        return
    office = Workspace.open()
    try:
        damage = office.store.damage()
        yield from (Finding("integrity", "fault", one.what, one.fix) for one in damage)
        if damage:
            return
        count = len(office.summaries())
        yield _finding(
            "integrity", "ok", (f"完整，存有{count}份评估", f"sound; it holds {counted(count, 'assessment')}")
        )
        altered = office.verify_audit()
        yield from (Finding("audit", "fault", one.what, one.fix) for one in altered)
        if not altered:
            head = office.audit_head()[:12]
            yield _finding(
                "audit", "ok", (f"操作记录前后相连，校验值 {head}", f"the audit trail is unbroken, head {head}")
            )
    finally:
        office.store.close()


def _needs_migration(place: Place) -> str | None:
    """The database's version where it is older than the program's; None where it is not."""
    from assessor.store.faults import explained
    from assessor.store.migrate import Scripts, state_of
    from assessor.store.place import engine_for

    with explained(str(place)):
        engine = engine_for(place, read_only=True, pooled=False)
        try:
            with engine.connect() as connection:
                revision = state_of(connection).revision
        finally:
            engine.dispose()
    scripts = Scripts()
    older = revision is not None and revision != scripts.head and revision in scripts.known()
    return revision if older else None


# -- port ---------------------------------------------------------------------------------------


def look_at_port(host: str, port: int) -> Iterator[Finding]:
    from assessor.errors import PortInUse
    from assessor.ui.server import refuse_taken_port

    try:
        refuse_taken_port(host, port)
    except PortInUse:
        if not _is_ours(host, port):
            raise
        yield _finding("port", "ok", (f"本软件正在 {host}:{port} 运行", f"the app is running at {host}:{port}"))
        return
    yield _finding("port", "ok", (f"{host}:{port} 可用", f"{host}:{port} is free"))


def _is_ours(host: str, port: int) -> bool:
    from urllib.request import urlopen

    from assessor.cli.serving import address_of

    try:
        with urlopen(f"http://{address_of(host)}:{port}/readyz", timeout=2) as reply:
            return b'"ok"' in reply.read(200)
    except OSError:
        return False


LOOKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "python": look_at_program,
    "packages": look_at_packages,
    "terminal": look_at_screen,
    "test_tools": look_at_test_tools,
    "rubric": look_at_rubric,
    "database": look_at_database,
}

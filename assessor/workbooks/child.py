"""Workbooks that come from outside are read and marked in a process of their own, after the gate.

The child has limits on memory and time, no environment and no file it could open, and answers in JSON. Whatever
becomes of it, the caller gets what was read or a WorkbookFault.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from threading import BoundedSemaphore, Thread, Timer
from typing import IO, Any, cast

from assessor.errors import WorkbookFault
from assessor.text import Language
from assessor.workbooks.gate import refuse_hostile
from assessor.workbooks.grid import Contents, Found, Grid
from assessor.workbooks.words import place_of, problem
from assessor.workbooks.worker import MARK, READ

SECONDS = 10.0
MEMORY = 512 * 2**20
MOST_ANSWER = 64 * 2**20
AT_ONCE = 4
"""More readers than this wait their turn, so that many uploads cannot fill a server."""
_turns = BoundedSemaphore(AT_ONCE)
_HOME = str(Path(__file__).resolve().parents[2])
# The interpreter may need these to start at all; everything else stays behind.
_KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
# The parent's own places to import from, so that both run the same code, installed or not.
_START = "import sys; sys.path[:] = {path!r}; from assessor.workbooks.worker import main; main()"


def read_workbook(data: bytes, name: str, *, seconds: float = SECONDS) -> Contents:
    """What a workbook from outside holds.

    Raises:
        WorkbookFault: if it is refused or cannot be read; place is `name`, or `name / sheet!cell`.
    """
    refuse_hostile(data, name)
    answer = _asked(READ, {}, data, name, seconds)
    try:
        return _contents(answer["contents"])
    except (ValueError, TypeError, KeyError):
        raise WorkbookFault(problem("crash", name)) from None


def mark_workbook(
    data: bytes,
    remarks: Mapping[str, Mapping[str, str]],
    language: Language = "zh",
    name: str = "",
    *,
    seconds: float = SECONDS,
) -> bytes:
    """The same workbook with remarks (sheet -> cell -> words) as comments on tinted cells, all else as it was.

    Raises:
        WorkbookFault: if it is refused or cannot be marked.
    """
    refuse_hostile(data, name)
    asked = {"remarks": {sheet: dict(cells) for sheet, cells in remarks.items()}, "language": language}
    answer = _asked(MARK, asked, data, name, seconds)
    try:
        written = base64.b64decode(answer["file"], validate=True)
    except (ValueError, TypeError, KeyError):
        raise WorkbookFault(problem("crash", name)) from None
    refuse_hostile(written, name)
    return written


def _asked(job: str, said: Mapping[str, object], data: bytes, name: str, seconds: float) -> dict[str, Any]:
    """The child's answer.

    Raises:
        WorkbookFault: if it refuses the file, or gives no answer that makes sense.
    """
    try:
        with _turns:
            written, end = _run(job, json.dumps(said).encode() + b"\n" + data, seconds)
        answer = json.loads(written) if end == "" else {"fault": [end, "", "", f"{seconds:g}"]}
        if "fault" not in answer:
            return dict(answer)
        code, sheet, cell, more = answer["fault"]
        fault = problem(code, place_of(name, sheet, cell), more)
    # OSError and RuntimeError: no process or no thread could be started; RuntimeError: an answer nested without end.
    except (ValueError, TypeError, KeyError, OSError, RuntimeError):
        fault = problem("crash", name)
    raise WorkbookFault(fault)


def _run(job: str, said: bytes, seconds: float) -> tuple[bytes, str]:
    """What the child wrote, and what ended it, nothing where it ended by itself: time, memory, crash."""
    late: list[bool] = []
    with subprocess.Popen(  # noqa: S603 - our own interpreter and code; nothing of the file is among the arguments
        _command(job, seconds), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={key: os.environ[key] for key in _KEPT if key in os.environ}, cwd=Path(sys.executable).anchor,
        creationflags=_NO_WINDOW,
    ) as process:  # fmt: skip

        def stop() -> None:
            late.append(True)
            process.kill()

        clock = Timer(seconds, stop)
        clock.start()
        feeder = Thread(target=_feed, args=(process, said), daemon=True)
        feeder.start()
        try:
            written = cast(IO[bytes], process.stdout).read(MOST_ANSWER + 1)
            if len(written) <= MOST_ANSWER:
                process.wait()
        finally:
            clock.cancel()
            process.kill()
            feeder.join()
    if late:
        return b"", "time"
    return written, "crash" if len(written) > MOST_ANSWER else _ENDS.get(process.returncode, "")


# On Windows a process of a program without a console would open one for a moment.
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
# Minus the signal: the one for too much time, and the one by which a system out of memory ends a process.
_ENDS = {-24: "time", -9: "memory"}


def _command(job: str, seconds: float) -> list[str]:
    path = [*dict.fromkeys([*(one for one in sys.path if one and Path(one).is_absolute()), _HOME])]
    flags = ["-I", *(["-B"] if sys.dont_write_bytecode else []), "-X", "utf8"]
    return [sys.executable, *flags, "-c", _START.format(path=path), job, str(max(1, round(seconds))), str(MEMORY)]


def _feed(process: subprocess.Popen[bytes], said: bytes) -> None:
    pipe = cast(IO[bytes], process.stdin)
    with suppress(OSError):  # the child may end before it has read everything
        pipe.write(said)
    with suppress(OSError):
        pipe.close()


def _contents(plain: dict[str, Any]) -> Contents:
    return Contents(tuple(_grid(one) for one in plain["grids"]), plain["names"])


def _grid(plain: dict[str, Any]) -> Grid:
    cells = {(row, column): Found(_value(*rest), kind) for row, column, kind, *rest in plain["cells"]}
    merged = tuple((top, left, bottom, right) for top, left, bottom, right in plain["merged"])
    return Grid(plain["name"], plain["state"], cells, frozenset(plain["hidden_rows"]), merged)


def _value(value: Any, is_date: int = 0) -> Any:
    if not is_date:
        return value
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)

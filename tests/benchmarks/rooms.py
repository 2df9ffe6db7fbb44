"""A session with its raters, made in a database, and the server that takes their answers. For the workshop benchmarks."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.workshop import Plan, default_groups
from assessor.workshops import Workshops

HERE = Path(__file__).resolve().parent
STARTED_WITHIN = 60.0


@dataclass
class Room:
    """One session whose items are open, and its raters' cookies."""

    database: Path
    assessment: str
    workshop: str
    items: list[str]
    cookies: list[str]

    @property
    def path(self) -> str:
        return f"/b/{self.workshop}/i/{{item}}"

    def stored(self) -> dict[str, str]:
        """`rater/item` -> level, as it stands in the file; raters in the order of their cookies."""
        workspace = Workspace.open(self.database)
        workshops = Workshops(workspace)
        try:
            return {
                f"{number}/{item}": "cannot" if answer.level is None else str(answer.level)
                for number, cookie in enumerate(self.cookies)
                if (rater := workshops.rater(self.workshop, cookie.split("=", 1)[1])) is not None
                for (item, _), answer in workshops.answers(rater).items()
            }
        finally:
            workspace.store.close()

    def intact(self) -> bool:
        with sqlite3.connect(self.database) as base:
            return base.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def made(folder: Path, raters: int, items: int) -> Room:
    database = folder / "room.sqlite"
    workspace = Workspace.open(database)
    workshops = Workshops(workspace)
    city = CityProfile(id="bench", name="虚构样例市", fictional=True)
    id_ = workspace.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="bench")
    chosen = [one.id for one in workspace.rubric.indicators[:items]]
    plan = Plan(items=tuple(chosen), variant="own", groups=default_groups())
    session = workshops.prepare(id_, plan, hours=12, actor="bench")
    opened = workshops.opened(session)
    workshops.open_items(session, chosen, expected=opened.version, actor="bench")
    joined = [workshops.join(opened.code, "government", None) for _ in range(raters)]
    assert all(joined)
    cookies = [f"rater_{session}={one.token}" for one in joined if one]
    workspace.store.close()
    return Room(database, id_, session, chosen, cookies)


class Serving:
    """`assessor serve`, or the bare floor, in a process of its own."""

    def __init__(self, database: Path, port: int, *, bare: bool = False) -> None:
        self.database, self.port, self.bare = database, port, bare
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Serving:
        serve = ["-c", "from assessor.cli import main; main()", "serve", "--port", str(self.port), "--no-browser"]
        command = [str(HERE / "bare_ballot.py"), str(self.database), str(self.port)] if self.bare else serve
        environment = {
            **os.environ,
            "ASSESSOR_DATABASE_URL": str(self.database),
            "ASSESSOR_DEMO_URL": f"{self.database}.demo",
        }
        with self.database.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command], env=environment, stdout=log, stderr=log, start_new_session=True
            )
        give_up = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < give_up:
            assert self.process.poll() is None, self.database.with_suffix(".log").read_text(encoding="utf-8")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                    return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"no answer within {STARTED_WITHIN:.0f} s")

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.process = None

    def kill(self) -> None:
        self.end(signal.SIGKILL)

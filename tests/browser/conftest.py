"""The app as people meet it: a server of its own for each test, headless Chromium, no request that leaves the machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent.parent
REQUIRED = os.environ.get("ASSESSOR_REQUIRE") == "1"
STARTED_WITHIN = 60.0
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def missing(what: str, remedy: str) -> None:
    """Skip, or fail where the run is required to have everything."""
    said = f"{what}: {remedy}"
    if REQUIRED:
        pytest.fail(said)
    pytest.skip(said)


def chromium() -> str | None:
    """The system's own Chromium or Chrome."""
    named = os.environ.get("ASSESSOR_CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return named or next((found for name in names if (found := shutil.which(name))), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`streamlit run` on a free port with databases of its own; it can be killed and started again."""

    def __init__(self, folder: Path, script: Path | str = "app.py") -> None:
        self.folder, self.script, self.port = folder, script, free_port()
        self.database, self.demo = folder / "real.sqlite", folder / "demo.sqlite"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, ready: str = "/readyz") -> Server:
        options = ["--server.port", str(self.port), "--server.headless", "true"]
        command = [sys.executable, "-m", "streamlit", "run", str(self.script), *options]
        environment = {
            **os.environ,
            "ASSESSOR_DATABASE_URL": str(self.database),
            "ASSESSOR_DEMO_URL": str(self.demo),
        }
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait(ready)
        return self

    def _wait(self, ready: str) -> None:
        give_up = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < give_up:
            assert self.process is not None
            assert self.process.poll() is None, self.log()
            try:
                with urllib.request.urlopen(self.url(ready), timeout=5) as reply:
                    if reply.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"no answer within {STARTED_WITHIN:.0f} s\n{self.log()}")

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
        """As a power cut does: no chance to tidy up."""
        self.end(signal.SIGKILL)

    def url(self, path: str = "/", **query: str) -> str:
        asked = f"?{urlencode(query)}" if query else ""
        return f"http://127.0.0.1:{self.port}{path}{asked}"

    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path).start()
    yield running
    running.end()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed", "pip install '.[test]'")
    path = chromium()
    if path is None:
        missing("no Chromium found", "install it (apt install chromium) or name it in ASSESSOR_CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        opened.close()


NewPage = Callable[..., "Page"]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """A page in a browser context of its own; at the end no request of any of them may have left the machine."""
    outside: list[str] = []
    contexts = []

    def note(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in {"127.0.0.1", "localhost"}:
            outside.append(address)

    def opened(*, width: int = 1280, height: int = 900, dark: bool = False, english: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="en-GB" if english else "zh-CN",
            timezone_id="Asia/Shanghai",
        )
        contexts.append(context)
        context.on("request", lambda request: note(request.url))
        page = context.new_page()
        page.on("websocket", lambda socket: note(socket.url))
        page.set_default_timeout(20_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert outside == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()

"""The app as people meet it: a server of its own for each test, headless Chromium, no request that leaves the machine."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest

from assessor.assessment import Assessment
from assessor.files.messages import load_messages
from assessor.rubric import Rubric
from assessor.text import Language

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parent.parent.parent
REQUIRED = os.environ.get("ASSESSOR_REQUIRE") == "1"
STARTED_WITHIN = 60.0
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


@pytest.fixture(scope="session", name="missing")
def missing_fixture() -> Callable[[str, str], None]:
    return missing


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


class Desk:
    """Pages in browser contexts of their own, and every request of theirs that went outside the machine."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.outside: list[str] = []
        self.contexts: list[BrowserContext] = []

    def note(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in {"127.0.0.1", "localhost"}:
            self.outside.append(address)

    def page(
        self, *, width: int = 1280, height: int = 900, dark: bool = False, english: bool = False, script: bool = True
    ) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="en-GB" if english else "zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=script,
        )
        self.contexts.append(context)
        context.on("request", lambda request: self.note(request.url))
        page = context.new_page()
        page.on("websocket", lambda socket: self.note(socket.url))
        page.set_default_timeout(20_000)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Desk]:
    opened = Desk(browser)
    yield opened
    opened.close()


@pytest.fixture
def new_page(desk: Desk) -> Iterator[NewPage]:
    """A page in a browser context of its own; at the end no request of any of them may have left the machine."""
    yield desk.page
    desk.close()
    assert desk.outside == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


# -- looking at pages -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """For tests that only look: nothing is ever begun or changed on it."""
    running = Server(tmp_path_factory.mktemp("shared")).start()
    yield running
    running.end()


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Iterator[NewPage]:
    """One page for each language and width, used again by every test of a module."""
    desk = Desk(browser)
    pages: dict[tuple[bool, int], Page] = {}

    def tab(*, english: bool, width: int) -> Page:
        if (english, width) not in pages:
            pages[english, width] = desk.page(english=english, width=width)
        return pages[english, width]

    yield tab
    desk.close()
    assert desk.outside == []


class Eyes:
    """What a page shows once it has come to rest, and what of it must not be there."""

    def __init__(self, ids: list[str], typed: list[str]) -> None:
        self.ids, self.typed, self.checks = ids, typed, CHECKS
        self.messages = load_messages(ROOT / "assessor" / "ui" / "messages")

    def say(self, id_: str, language: Language, **values: object) -> str:
        said = self.messages[id_].pick(language)
        return said.format(**values) if values else said

    def visit(self, page: Page, address: str) -> None:
        page.goto(address)
        page.locator("[data-testid=stMain] h1").wait_for()
        self.settle(page)

    def settle(self, page: Page) -> None:
        """The script has ended, charts are drawn and nothing has changed since the last look."""
        page.wait_for_function(AT_REST, polling=150)

    def unfold(self, page: Page) -> None:
        if page.evaluate(UNFOLD):
            page.wait_for_timeout(300)
            self.settle(page)

    def hand_in(self, page: Page, files: Mapping[str, bytes]) -> None:
        """Choose files in the uploader that is open, and wait until they have been read."""
        chosen = [{"name": name, "mimeType": XLSX, "buffer": data} for name, data in files.items()]
        page.locator("[data-testid=stMain] input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]  # dicts will do
        page.locator("[data-testid=stFileChip]").nth(len(files) - 1).wait_for()
        page.wait_for_timeout(300)
        self.settle(page)

    def faults(self, page: Page, language: Language) -> list[str]:
        page.evaluate(self.checks)
        other = "english" if language == "zh" else "chinese"
        found = page.evaluate(f"typed => checks.{other}(typed)", self.typed)
        found += page.evaluate("([ids, typed]) => checks.raw(ids, typed)", [self.ids, self.typed])
        found += page.evaluate("checks.sideways()")
        declared = page.evaluate("document.documentElement.lang")
        return [*found, *([] if declared == TAGS[language] else [f"the page says it is in {declared}"])]


CHECKS = (Path(__file__).parent / "checks.js").read_text(encoding="utf-8")
TAGS = {"zh": "zh-CN", "en": "en"}
AT_REST = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    const charts = [...document.querySelectorAll('[data-testid=stPlotlyChart]')];
    const done = app && app.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-testid=stSkeleton]')
        && charts.every((one) => one.querySelector('.main-svg'));
    const now = done && [document.querySelectorAll('*').length, document.body.innerText.length,
        document.querySelector('[data-testid=stMain]').scrollHeight].join();
    const same = done && window.lookedAt === now;
    window.lookedAt = now;
    return same;
}"""
UNFOLD = """() => {
    const folds = [...document.querySelectorAll('[data-testid=stMain] details:not([open]) > summary')];
    folds.forEach((one) => one.click());
    return folds.length;
}"""


@pytest.fixture(scope="session")
def eyes(rubric: Rubric, samples: dict[str, Assessment]) -> Eyes:
    """Ids that mean something to a reader, such as A1-1 or E2, and plain words are no raw ids."""
    spoken = re.compile(r"[A-C]\d?(-\d)?|E\d|SC\d|[a-z]+")
    ids = [*rubric.names, *(one.id for one in rubric.city_types), *samples]
    return Eyes([one for one in ids if not spoken.fullmatch(one)], sorted(typed_by_people(samples), key=len)[::-1])


def typed_by_people(samples: dict[str, Assessment]) -> set[str]:
    said: set[str] = set()
    for one in samples.values():
        said |= {one.city.name, one.city.name_en}
        said |= {text for entry in one.evidence for text in (entry.title, entry.holder)}
        said |= {text for r in one.ratings.values() for text in (r.note, r.reason, r.external_constraint)}
    return said - {""}

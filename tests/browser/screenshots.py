"""Renews the pictures in the README: `python tests/browser/screenshots.py`."""

from __future__ import annotations

import importlib.util
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.workshop import Plan, default_groups
from assessor.workshops import Answer, Workshops

HERE = Path(__file__).resolve().parent
PICTURES = HERE.parent.parent / ".screenshots"
# file: (page, assessment, item, language, width, height, scheme)
SHOTS = {
    "results-zh": ("results", "S01", "", "zh", 1280, 860, "light"),
    "assess-zh": ("assess", "S04", "A3-3", "zh", 1280, 1000, "light"),
    "compare-zh": ("compare", "S03", "", "zh", 1280, 1000, "light"),
    "assess-phone-zh": ("assess", "S04", "A3-3", "zh", 360, 760, "light"),
    "results-dark-en": ("results", "S02", "", "en", 1280, 860, "dark"),
}

ITEM, OPEN_ITEM = "C4-4", "C3-2"
FIRST = [1, 1, 2, 2, 3, 2, 1, 1, 2, 4, 4, 3]
SECOND = [2, 2, 2, 2, 3, 2, 2, 1, 2, 3, 2, 2]


@dataclass(frozen=True)
class Room:
    """A fictional city's session after its re-vote on one item, with another item open."""

    assessment: str
    session: str
    token: str
    """One rater's."""


def _fixtures() -> ModuleType:
    spec = importlib.util.spec_from_file_location("conftest", HERE / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _shoot(browser: Browser, base: str, name: str) -> None:
    page_name, city, item, language, width, height, scheme = SHOTS[name]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN" if language == "zh" else "en-GB",
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    page.goto(f"{base}{page_name}?demo=1&a={city}&i={item}&lang={language}")
    page.wait_for_selector("h1")
    page.wait_for_timeout(2500)
    page.screenshot(path=PICTURES / f"{name}.png")
    context.close()


def _room(database: Path) -> Room:
    workspace = Workspace.open(database)
    workshops = Workshops(workspace)
    city = CityProfile(id="room", name="虚构研讨市", fictional=True)
    assessment = workspace.begin(city, period="2025", cut_off=date(2025, 12, 31), variant="quick", actor="pictures")
    plan = Plan(items=tuple(one.id for one in workspace.rubric.in_variant("quick")), groups=default_groups())
    session = workshops.prepare(assessment, plan, hours=12, actor="pictures")
    code = workshops.opened(session).code or ""
    joined = [workshops.join(code, group, None) for group in ["government"] * 6 + ["oversight"] * 3 + ["society"] * 3]
    tokens = [one.token for one in joined if one is not None]

    def takes(step: str, item: str) -> None:
        getattr(workshops, step)(session, [item], expected=workshops.opened(session).version, actor="pictures")

    for step, levels in (("open_items", FIRST), ("revote_items", SECOND)):
        takes(step, ITEM)
        for token, level in zip(tokens, levels, strict=True):
            rater = workshops.rater(session, token)
            assert rater is not None
            workshops.cast(rater, ITEM, Answer(level, ""), f"{step}{token}").result()
        takes("close_items", ITEM)
        takes("reveal_items", ITEM)
    takes("open_items", OPEN_ITEM)
    workspace.store.close()
    return Room(assessment, session, tokens[0])


def _shoot_room(browser: Browser, server: Any, room: Room) -> None:
    """The board after the re-vote, and an open item's screen on a phone."""
    desk = browser.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN", timezone_id="Asia/Shanghai")
    facilitator, board = desk.new_page(), desk.new_page()
    facilitator.goto(server.url("/workshop", a=room.assessment, ws=room.session, wi=ITEM, lang="zh"))
    facilitator.get_by_role("button", name="投到大屏").click()
    facilitator.get_by_role("button", name="大屏改示全场").wait_for()
    board.goto(server.url("/board", ws=room.session, a=room.assessment, lang="zh"))
    board.wait_for_timeout(4000)
    board.screenshot(path=PICTURES / "board-zh.png")
    desk.close()
    phone = browser.new_context(viewport={"width": 360, "height": 760}, locale="zh-CN")
    phone.add_cookies([{"name": f"rater_{room.session}", "value": room.token, "url": server.url("/b")}])
    page = phone.new_page()
    page.goto(server.url(f"/b/{room.session}/i/{OPEN_ITEM}"))
    page.screenshot(path=PICTURES / "ballot-zh.png")
    phone.close()


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        fixtures = _fixtures()
        room = _room(Path(folder) / "real.sqlite")
        server = fixtures.Server(Path(folder)).start()
        browser = driver.chromium.launch(executable_path=fixtures.chromium(), args=fixtures.QUIET)
        for name in SHOTS:
            _shoot(browser, server.url("/"), name)
        _shoot_room(browser, server, room)
        browser.close()
        server.end()


if __name__ == "__main__":
    main()

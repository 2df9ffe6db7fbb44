"""The facilitator's page in a browser: every part of it at every stage, and words that are being typed while it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.text import LANGUAGES, Language
from assessor.ui import workshop_qr
from assessor.workshops import Workshops
from tests.room import CALM, ITEMS, LEVELS, REASON, SPLIT, TRIAL, Room

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
WIDE, PHONE = 1280, 360
PARTS = ("join", "run", "paper", "results")
ADDRESS = re.compile(r"https?://[\w.:/]+")
TICKS = 5_000
"""Milliseconds in which everything that runs by itself has run twice."""
PLACE = [(stage, part) for stage in ("draft", "open", "revealed", "ended") for part in PARTS]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, missing: Any) -> Iterator[tuple[Any, dict[str, Room]]]:
    """A server, and a session at each stage in its database."""
    from tests.browser.conftest import Server

    running = Server(tmp_path_factory.mktemp("office")).start()
    try:
        yield running, rooms(Workspace.open(running.database))
    finally:
        running.end()


def rooms(workspace: Workspace) -> dict[str, Room]:
    city = CityProfile(id="甲市", name="甲市", name_en="Jia", city_class="T4")
    id_ = workspace.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office")
    held = Workshops(workspace)
    found = {
        stage: Room(held, id_, trial=TRIAL if stage == "draft" else None)
        for stage in ("draft", "open", "revealed", "ended", "typing")
    }
    found["open"].step("open_items", list(ITEMS))
    found["open"].answer(LEVELS)
    for stage in ("revealed", "ended", "typing"):
        found[stage].reveal(*ITEMS)
    found["ended"].reveal(SPLIT, again=True)
    for item, level in ((TRIAL, 2), (SPLIT, 0), (CALM, 3)):
        found["ended"].step("decide", item, level)
    found["ended"].step("end")
    return found


def visit(eyes: Any, page: Page, server: Any, room: Room, part: str, language: Language, item: str = SPLIT) -> None:
    eyes.visit(page, server.url("/workshop", lang=language, a=room.assessment, ws=room.id, wi=item))
    page.locator("[data-testid=stMain]").get_by_text(
        eyes.say(f"workshop.part_{part}", language), exact=True
    ).first.click()
    page.wait_for_timeout(300)
    eyes.settle(page)


def faults(eyes: Any, page: Page, language: Language, room: Room) -> list[str]:
    """Codes, marks, commands and addresses belong to no language."""
    typed = " ".join(
        page.locator("[data-testid=stMain] input[type=text]").evaluate_all("them => them.map(one => one.value)")
    )
    code = workshop_qr.grouped(room.now.code or "")
    own = [
        *ADDRESS.findall(page.locator("[data-testid=stMain]").inner_text()),
        "assessor serve --workshop",
        REASON,
        *ADDRESS.findall(typed),
    ]
    own += [*code.split(), *(one.mark for one in room.held.people(room.id))]
    found: list[str] = type(eyes)(eyes.ids, [*own, *eyes.typed]).faults(page, language)
    return found


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("stage", "part"), PLACE)
def test_every_part_speaks_one_language_and_scrolls_one_way(
    office: tuple[Any, dict[str, Room]], tabs: Any, eyes: Any, stage: str, part: str, language: Language, width: int
) -> None:
    server, found = office
    page = tabs(english=language == "en", width=width)
    visit(eyes, page, server, found[stage], part, language)
    eyes.unfold(page)
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(50)
        assert faults(eyes, page, language, found[stage]) == [], theme
    assert page.locator("h1:visible").count() == 1


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_preparing_a_session_speaks_one_language_and_scrolls_one_way(
    office: tuple[Any, dict[str, Room]], tabs: Any, eyes: Any, language: Language, width: int
) -> None:
    server, found = office
    page = tabs(english=language == "en", width=width)
    eyes.visit(page, server.url("/workshop", lang=language, a=found["open"].assessment))
    eyes.unfold(page)
    page.locator(".st-key-workshop-prepare").wait_for()
    assert faults(eyes, page, language, found["open"]) == []


def test_words_being_typed_outlast_everything_that_runs_by_itself(
    office: tuple[Any, dict[str, Room]], tabs: Any, eyes: Any
) -> None:
    """Ticks, somebody who joins, another facilitator's step on another item, and one on this very item."""
    server, found = office
    room, page = found["typing"], tabs(english=False, width=WIDE)
    visit(eyes, page, server, room, "run", "zh")
    box = page.get_by_label(eyes.say("workshop.dissent", "zh"))
    box.click()
    box.press_sequentially("少数评委")
    room.join("oversight")
    page.get_by_text(eyes.say("workshop.joined_n", "zh", n=7)).wait_for()
    room.step("decide", CALM, 3)
    page.wait_for_timeout(TICKS)
    box.press_sequentially("认为名单不全")
    room.step("decide", SPLIT, 0)
    page.get_by_text(eyes.say("workshop.moved_on", "zh")).wait_for()
    assert box.input_value() == "少数评委认为名单不全"
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.get_by_role("button", name=eyes.say("workshop.reload", "zh")).click()
    page.get_by_text(eyes.say("workshop.left_over", "zh")).wait_for()
    assert page.locator("p", has_text="少数评委认为名单不全").is_visible()

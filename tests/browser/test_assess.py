"""Rating in the browser: by keyboard, through a power cut, by two people at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assessor.assessment import Outcome, Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.files import load_rubric

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ORDER = [one.id for one in load_rubric().indicators]
SAVED = "saved"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server for the whole file: every test begins an assessment of its own in a browser of its own."""
    from tests.browser.conftest import Server

    running = Server(tmp_path_factory.mktemp("office"))
    yield running
    running.end()


@pytest.fixture
def server(office: Any) -> Any:
    """Running, whatever a power cut has left."""
    return office if office.process is not None else office.start()


def begun(database: Path, *, mode: Any = "workshop", ratings: dict[str, Outcome] | None = None) -> str:
    workspace = Workspace.open(database)
    city = CityProfile(id="sample", name="虚构样例市", fictional=True)
    id_ = workspace.begin(city, period="2025", cut_off=date(2025, 12, 31), mode=mode, actor="test")
    for indicator, outcome in (ratings or {}).items():
        workspace.rate(id_, indicator, Rating(outcome=outcome), expected=0, actor="test")
    workspace.store.close()
    return id_


def stored(database: Path, id_: str) -> dict[str, Rating]:
    """What a program that has never seen this database finds there."""
    workspace = Workspace.open(database)
    found = workspace.opened(id_).assessment.ratings
    workspace.store.close()
    return found


def opened_at(page: Page, server: Any, id_: str, indicator: str = "A1-1") -> Page:
    page.goto(server.url("/assess", a=id_, i=indicator, lang="en"))
    at(page, indicator)
    return page


def at(page: Page, indicator: str) -> None:
    """The indicator stands there whole, with every button and key."""
    page.locator(f".st-key-assess-{indicator}-0 button").wait_for()
    page.locator("[data-test-script-state=notRunning]").wait_for()


def wait_saved(page: Page, words: str) -> None:
    page.locator(".a-saved", has_text=SAVED).filter(has_text=words).wait_for()


def rate_and_go_on(page: Page, place: int, level: int) -> None:
    page.keyboard.press(str(level))
    wait_saved(page, f"Level {level}")
    if place + 1 < len(ORDER):
        page.keyboard.press("n")
        at(page, ORDER[place + 1])


def test_forty_six_ratings_by_keyboard_outlive_a_power_cut_in_the_middle(server: Any, page: Page) -> None:
    id_ = begun(server.database)
    wanted = {indicator: place % 5 for place, indicator in enumerate(ORDER)}
    opened_at(page, server, id_)
    half = len(ORDER) // 2
    for place in range(half):
        rate_and_go_on(page, place, wanted[ORDER[place]])
    server.kill()
    assert {one: rating.outcome for one, rating in stored(server.database, id_).items()} == {
        one: wanted[one] for one in ORDER[:half]
    }
    server.start()
    page.reload()
    for place in range(half, len(ORDER)):
        at(page, ORDER[place])
        rate_and_go_on(page, place, wanted[ORDER[place]])
    assert {one: rating.outcome for one, rating in stored(server.database, id_).items()} == wanted


def test_a_page_left_open_finds_the_server_again_after_a_power_cut(server: Any, page: Page) -> None:
    id_ = begun(server.database)
    opened_at(page, server, id_)
    page.keyboard.press("2")
    wait_saved(page, "Level 2")
    server.kill()
    server.start()
    page.locator("[data-testid=stDialog]").wait_for(state="detached")
    page.wait_for_timeout(1500)
    page.keyboard.press("3")
    wait_saved(page, "Level 3")
    assert stored(server.database, id_)["A1-1"].outcome == 3


def test_a_page_after_the_power_cut_resumes_at_the_item_in_its_address(server: Any, page: Page) -> None:
    id_ = begun(server.database, ratings={"A1-1": 2})
    opened_at(page, server, id_, "B2-3")
    page.keyboard.press("n")
    at(page, "B2-4")
    assert "i=B2-4" in page.url
    server.kill()
    server.start()
    page.reload()
    at(page, "B2-4")


@pytest.mark.parametrize(("choice", "kept"), [("Use mine", 1), ("Keep what is saved", 3)])
def test_the_second_of_two_editors_sees_both_ratings_and_chooses(
    server: Any, new_page: Callable[..., Page], choice: str, kept: int
) -> None:
    id_ = begun(server.database)
    first, second = (opened_at(new_page(english=True), server, id_) for _ in range(2))
    first.keyboard.press("3")
    wait_saved(first, "Level 3")
    second.keyboard.press("1")
    second.get_by_text("Yours is not saved yet").wait_for()
    shown = second.locator(".a-table").inner_text()
    assert "Level 3 Operating" in shown
    assert "Level 1 Ad hoc" in shown
    assert stored(server.database, id_)["A1-1"].outcome == 3, "nothing is overwritten unseen"
    second.get_by_role("button", name=choice).click()
    second.get_by_text("Yours is not saved yet").wait_for(state="detached")
    wait_saved(second, f"Level {kept}")
    assert stored(server.database, id_)["A1-1"].outcome == kept


def test_the_second_of_two_editors_sees_both_notes_and_chooses(server: Any, new_page: Callable[..., Page]) -> None:
    id_ = begun(server.database, ratings={"A1-1": 2})
    first, second = (opened_at(new_page(english=True), server, id_) for _ in range(2))
    write(first, "Note", "meets twice a year")
    first.wait_for_timeout(800)
    write(second, "Note", "met once")
    second.get_by_text("Yours is not saved yet").wait_for()
    shown = second.locator(".a-table").inner_text()
    assert "meets twice a year" in shown
    assert "met once" in shown
    second.get_by_role("button", name="Use mine").click()
    second.get_by_text("Yours is not saved yet").wait_for(state="detached")
    assert stored(server.database, id_)["A1-1"].note == "met once"


def test_a_level_and_a_note_by_two_people_are_both_kept(server: Any, new_page: Callable[..., Page]) -> None:
    id_ = begun(server.database, ratings={"A1-1": 2})
    first, second = (opened_at(new_page(english=True), server, id_) for _ in range(2))
    first.keyboard.press("3")
    wait_saved(first, "Level 3")
    write(second, "Note", "met once")
    wait_saved(second, "Level 3")
    assert stored(server.database, id_)["A1-1"] == Rating(outcome=3, note="met once")


def write(page: Page, label: str, words: str) -> None:
    """Type into a text box and leave it."""
    box = page.get_by_label(label, exact=True)
    box.click()
    page.keyboard.type(words)
    page.keyboard.press("Tab")


def test_digits_typed_into_the_note_set_no_level(server: Any, page: Page) -> None:
    id_ = begun(server.database, ratings={"A1-1": 2})
    opened_at(page, server, id_)
    write(page, "Note", "40 of 31 n e x u 2024")
    page.wait_for_timeout(800)
    assert stored(server.database, id_) == {"A1-1": Rating(outcome=2, note="40 of 31 n e x u 2024")}
    at(page, "A1-1")


def test_pinyin_typed_into_the_note_sets_no_level(server: Any, page: Page) -> None:
    id_ = begun(server.database, ratings={"A1-1": 2})
    opened_at(page, server, id_)
    page.get_by_label("Note", exact=True).click()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "nu3 xie1", "selectionStart": 8, "selectionEnd": 8})
    keyboard.send("Input.insertText", {"text": "女协3"})
    page.keyboard.press("Tab")
    page.wait_for_timeout(800)
    assert stored(server.database, id_) == {"A1-1": Rating(outcome=2, note="女协3")}
    at(page, "A1-1")


def test_not_applicable_without_a_reason_is_not_saved_and_says_so(server: Any, page: Page) -> None:
    id_ = begun(server.database, ratings={"A2-3": 1})
    opened_at(page, server, id_, "A2-3")
    page.keyboard.press("x")
    page.get_by_text("It is saved as not applicable only with a reason").wait_for()
    page.get_by_role("button", name="Save as not applicable").click()
    page.get_by_text("not applicable needs a reason").wait_for()
    assert stored(server.database, id_)["A2-3"].outcome == 1
    write(page, "Why it does not apply", "no such powers here")
    page.wait_for_timeout(500)
    assert stored(server.database, id_)["A2-3"].outcome == 1, "leaving the box is no decision"
    page.get_by_role("button", name="Save as not applicable").click()
    wait_saved(page, "Not applicable")
    assert stored(server.database, id_)["A2-3"] == Rating(outcome="not_applicable", reason="no such powers here")


def test_insufficient_evidence_undo_and_previous_by_keyboard(server: Any, page: Page) -> None:
    id_ = begun(server.database, ratings={"A1-1": 2})
    opened_at(page, server, id_)
    page.keyboard.press("n")
    at(page, "A1-2")
    page.keyboard.press("e")
    wait_saved(page, "Insufficient evidence")
    page.keyboard.press("p")
    at(page, "A1-1")
    page.keyboard.press("u")
    at(page, "A1-2")
    page.locator(".a-saved", has_text="Not yet rated").wait_for()
    assert set(stored(server.database, id_)) == {"A1-1"}


def test_going_on_after_rating_moves_to_the_next_item(server: Any, page: Page) -> None:
    id_ = begun(server.database)
    opened_at(page, server, id_)
    page.locator("[class*=st-key-assess-advance] button").last.click()
    page.locator("[class*=st-key-assess-advance] [aria-checked=true]", has_text="Go on").wait_for()
    page.wait_for_timeout(500)
    for place in range(3):
        at(page, ORDER[place])
        page.keyboard.press("2")
    at(page, ORDER[3])
    assert set(stored(server.database, id_)) == set(ORDER[:3])


def test_of_keys_faster_than_the_page_none_lands_on_another_item_and_what_is_refused_is_said(
    server: Any, page: Page
) -> None:
    id_ = begun(server.database)
    opened_at(page, server, id_)
    page.locator("[class*=st-key-assess-advance] button").last.click()
    page.locator("[class*=st-key-assess-advance] [aria-checked=true]", has_text="Go on").wait_for()
    page.wait_for_timeout(800)
    for key in "2132":
        page.keyboard.press(key)
    page.locator(".a-notice", has_text="not taken for any").wait_for()
    at(page, "A1-2")
    assert {one: rating.outcome for one, rating in stored(server.database, id_).items()} == {"A1-1": 2}
    page.wait_for_timeout(1000)
    page.keyboard.press("4")
    at(page, "A1-3")
    assert stored(server.database, id_)["A1-2"].outcome == 4


def test_a_double_click_rates_one_item_only(server: Any, page: Page) -> None:
    id_ = begun(server.database)
    opened_at(page, server, id_)
    page.locator("[class*=st-key-assess-advance] button").last.click()
    page.locator("[class*=st-key-assess-advance] [aria-checked=true]", has_text="Go on").wait_for()
    page.wait_for_timeout(800)
    page.locator(".st-key-assess-A1-1-2 button").dblclick(delay=60)
    at(page, "A1-2")
    page.wait_for_timeout(500)
    assert {one: rating.outcome for one, rating in stored(server.database, id_).items()} == {"A1-1": 2}


def test_a_note_written_just_before_a_click_on_another_page_is_saved_and_the_page_comes(
    server: Any, page: Page
) -> None:
    id_ = begun(server.database, ratings={"A1-1": 2})
    opened_at(page, server, id_)
    page.get_by_label("Note", exact=True).click()
    page.keyboard.type("written in haste")
    page.locator("[data-testid=stSidebarNav]").get_by_text("Results", exact=True).click()
    page.locator("h1", has_text="Results").wait_for()
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(500)
    assert "/results" in page.url
    assert stored(server.database, id_)["A1-1"].note == "written in haste"


def test_the_sidebar_counts_a_rating_as_soon_as_it_is_saved(server: Any, page: Page) -> None:
    id_ = begun(server.database)
    opened_at(page, server, id_)
    page.keyboard.press("2")
    page.locator("[data-testid=stSidebar]").get_by_text("1 of 46 rated").wait_for()


def test_a_note_written_just_before_a_click_on_next_is_saved(server: Any, page: Page) -> None:
    id_ = begun(server.database, ratings={"A1-1": 2})
    opened_at(page, server, id_)
    page.get_by_label("Note", exact=True).click()
    page.keyboard.type("written in haste")
    page.get_by_role("button", name="Next").click()
    at(page, "A1-2")
    assert stored(server.database, id_)["A1-1"].note == "written in haste"


def test_a_note_written_before_there_is_a_level_is_saved_with_it(server: Any, page: Page) -> None:
    id_ = begun(server.database)
    opened_at(page, server, id_)
    write(page, "Note", "first the words")
    page.get_by_text("this indicator has no rating yet").wait_for()
    page.locator(".st-key-assess-A1-1-2 button").click()
    page.get_by_text("this indicator has no rating yet").wait_for(state="detached")
    assert stored(server.database, id_)["A1-1"] == Rating(outcome=2, note="first the words")


@pytest.mark.parametrize("english", [False, True])
@pytest.mark.parametrize("table", [False, True])
def test_a_phone_shows_everything_without_sideways_scrolling(
    server: Any, new_page: Callable[..., Page], english: bool, table: bool
) -> None:
    id_ = begun(server.database, ratings={"A1-1": 2}, mode="formal")
    page = new_page(width=360, height=740, english=english)
    page.goto(server.url("/assess", a=id_, i="A2-3", lang="en" if english else "zh"))
    at(page, "A2-3")
    if table:
        page.get_by_text("Table" if english else "列表", exact=True).click()
        page.locator(".st-key-assess_row_C5-2").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(WIDER_THAN_ITS_BOX) == []


WIDER_THAN_ITS_BOX = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
    .filter(one => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(one).overflowX)
        && one.clientWidth > 40 && one.scrollWidth > one.clientWidth + 1)
    .map(one => `${one.tagName} ${one.className} ${one.scrollWidth}>${one.clientWidth}`)"""


def test_a_rating_in_the_table_is_saved_in_its_row(server: Any, page: Page) -> None:
    id_ = begun(server.database)
    opened_at(page, server, id_)
    page.get_by_text("Table", exact=True).click()
    row = page.locator(".st-key-assess_row_B1-2")
    row.get_by_text("3", exact=True).click()
    row.get_by_text("saved").wait_for()
    assert stored(server.database, id_)["B1-2"].outcome == 3
    row.get_by_role("button", name="Open").click()
    at(page, "B1-2")


def test_the_filter_and_the_mode_outlive_a_change_of_language(server: Any, page: Page) -> None:
    id_ = begun(server.database, ratings={"A1-1": 2})
    opened_at(page, server, id_, "A1-2")
    page.get_by_text("Table", exact=True).click()
    page.get_by_text("Not yet rated", exact=True).first.click()
    page.locator(".st-key-assess_row_A1-1").wait_for(state="detached")
    page.get_by_role("button", name="中文").click()
    page.locator("h1", has_text="逐项评估").wait_for()
    page.locator(".st-key-assess_row_A1-2").wait_for()
    assert page.locator(".st-key-assess_row_A1-1").count() == 0
    page.locator("[aria-checked=true]", has_text="未评").wait_for()

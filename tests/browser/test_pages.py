"""Every page, in both languages, on a screen and on a phone, in the light and in the dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from assessor.assessment import Assessment
from assessor.rubric import Rubric
from assessor.text import LANGUAGES, Language
from tests.filling import answered_differently

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
NAMES = ("start", "city", "assess", "workshop", "results", "compare", "rubric", "reports")
WIDE, PHONE = 1280, 360
LOOKS = [*((name, "S01") for name in NAMES), ("results", "S02"), ("results", "S12")]
FURTHER = {
    ("assess", "S01"): ["assess.mode_table"],
    ("rubric", "S01"): ["rubric.by_shortcoming", "rubric.by_path", "rubric.by_source", "rubric.rules"],
}
"""What is looked at after a click on a control."""


def address(server: Any, name: str, city: str, language: Language) -> str:
    path = "/" if name == "start" else f"/{name}"
    return server.url(path, lang=language, **({"demo": "1", "a": city} if city else {}))


def look(eyes: Any, page: Page, language: Language) -> None:
    """In the dark and in the light; everything that folds is open."""
    eyes.unfold(page)
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(50)
        assert eyes.faults(page, language) == [], theme
    assert page.locator("h1:visible").count() == 1
    assert page.get_by_text(eyes.say("common.secrecy", language), exact=True).is_visible()


def choose(eyes: Any, page: Page, words: str) -> None:
    page.locator("[data-testid=stMain]").get_by_text(words, exact=True).first.click()
    page.locator("[aria-checked=true]", has_text=words).wait_for()
    page.wait_for_timeout(200)
    eyes.settle(page)


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("name", "city"), LOOKS)
def test_a_page_speaks_one_language_and_scrolls_one_way(
    shared_server: Any, tabs: Any, eyes: Any, name: str, city: str, language: Language, width: int
) -> None:
    page = tabs(english=language == "en", width=width)
    eyes.visit(page, address(shared_server, name, city, language))
    look(eyes, page, language)
    for further in FURTHER.get((name, city), []):
        choose(eyes, page, eyes.say(further, language))
        look(eyes, page, language)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_with_nothing_open_speaks_one_language_and_scrolls_one_way(
    shared_server: Any, tabs: Any, eyes: Any, name: str, language: Language
) -> None:
    page = tabs(english=language == "en", width=PHONE)
    eyes.visit(page, address(shared_server, name, "", language))
    look(eyes, page, language)
    page.set_viewport_size({"width": WIDE, "height": 900})
    eyes.settle(page)
    look(eyes, page, language)
    page.set_viewport_size({"width": PHONE, "height": 900})


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_opened_number_speaks_one_language_and_scrolls_one_way(
    shared_server: Any, tabs: Any, eyes: Any, language: Language, width: int
) -> None:
    page = tabs(english=language == "en", width=width)
    eyes.visit(page, address(shared_server, "results", "S02", language))
    page.locator("[class*=st-key-trace-]").first.get_by_role("button").click()
    page.get_by_role("dialog").locator(".a-table").first.wait_for()
    eyes.settle(page)
    assert eyes.faults(page, language) == []
    assert page.evaluate("checks.sideways('[role=dialog]')") == []


@pytest.fixture(scope="module")
def handed(rubric: Rubric, samples: dict[str, Assessment]) -> dict[str, dict[str, bytes]]:
    return {language: answered_differently(rubric, samples["S01"], language) for language in LANGUAGES}


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_preview_of_an_import_speaks_one_language_and_scrolls_one_way(
    shared_server: Any, tabs: Any, eyes: Any, handed: dict[str, dict[str, bytes]], language: Language, width: int
) -> None:
    page = tabs(english=language == "en", width=width)
    eyes.visit(page, address(shared_server, "assess", "S01", language))
    page.locator("summary", has_text=eyes.say("incoming.title", language)).click()
    page.wait_for_timeout(200)
    eyes.settle(page)
    eyes.hand_in(page, handed[language])
    for seen, count in (("incoming.conflicts", 1), ("incoming.changes", 2)):
        page.locator("h3", has_text=eyes.say(seen, language, n=count)).wait_for()
    assert page.locator(".st-key-incoming-marked-0 button").is_visible()
    look(eyes, page, language)


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_workbooks_opened_on_the_first_page_speak_one_language_and_scroll_one_way(
    shared_server: Any, tabs: Any, eyes: Any, handed: dict[str, dict[str, bytes]], language: Language, width: int
) -> None:
    page = tabs(english=language == "en", width=width)
    eyes.visit(page, address(shared_server, "start", "", language))
    page.locator(".st-key-start-way-file button").click()
    page.locator("input[type=file]").wait_for(state="attached")
    eyes.settle(page)
    eyes.hand_in(page, handed[language])
    page.locator(".st-key-start-filled-0 button").wait_for()
    look(eyes, page, language)


# -- what would be noticed ------------------------------------------------------------------------

FAULTS = {
    "a page that scrolls sideways": ("zh", "<div style='width:3000px'>宽</div>", "MAIN main in stMain"),
    "a box that scrolls sideways": (
        "zh",
        "<div style='width:99px;overflow:auto'><p style='width:300px'>宽</p></div>",
        "300 > 99",
    ),
    "words cut off": (
        "zh",
        "<p style='width:60px;overflow:hidden;white-space:nowrap'>这一句话太长，放不下</p>",
        "> 60",
    ),
    "an English word on a Chinese page": ("zh", "<p>评估 Assess</p>", "Assess"),
    "an English hint in a Chinese box": ("zh", "<input placeholder='Choose an option'>", "Choose"),
    "an English description of a picture": ("zh", "<img alt='bar chart' width=9 height=9>", "chart"),
    "Chinese on an English page": ("en", "<p>Assess 评估</p>", "评估"),
    "full-width punctuation on an English page": ("en", "<p>Grade：high</p>", "："),
    "the id of a wording": ("en", "<p>results.title</p>", "results.title"),
    "the id of an attribute": ("en", "<p>sub_provincial</p>", "sub_provincial"),
    "the id of a role": ("en", "<p>Role: T2a</p>", "T2a"),
    "the id of a path": ("zh", "<p>路径 R-MAJ</p>", "R-MAJ"),
    "the id of a sample": ("en", "<p>City S01</p>", "S01"),
    "the id of an outcome": ("en", "<p>not_applicable</p>", "not_applicable"),
    "a missing value": ("en", "<p>Score: None</p>", "None"),
    "a number that is none": ("en", "<p>Score: nan</p>", "nan"),
    "a wording that was not filled in": ("en", "<p>City of {name}</p>", "{name}"),
    "markup shown as text": ("en", "<p>&lt;br&gt;</p>", "<br>"),
}


@pytest.mark.parametrize(("language", "markup", "said"), FAULTS.values(), ids=FAULTS)
def test_the_looks_would_notice(
    shared_server: Any, tabs: Any, eyes: Any, language: Language, markup: str, said: str
) -> None:
    page = tabs(english=language == "en", width=WIDE)
    if f"/reports?lang={language}" not in page.url:
        eyes.visit(page, address(shared_server, "reports", "S01", language))
    assert eyes.faults(page, language) == []
    page.evaluate(
        "(markup) => document.querySelector('[data-testid=stMain] [data-testid=stVerticalBlock]')"
        ".insertAdjacentHTML('beforeend', `<div id=wrong>${markup}</div>`)",
        markup,
    )
    found = eyes.faults(page, language)
    page.evaluate("document.getElementById('wrong').remove()")
    assert any(said in one for one in found), found


def test_the_looks_would_notice_a_page_that_calls_itself_english(shared_server: Any, tabs: Any, eyes: Any) -> None:
    page = tabs(english=False, width=WIDE)
    eyes.visit(page, address(shared_server, "reports", "S01", "zh"))
    page.evaluate("document.documentElement.lang = 'en'")
    assert eyes.faults(page, "zh") == ["the page says it is in en"]

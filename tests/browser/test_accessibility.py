"""axe-core on every page in the light and in the dark, and the way of the keyboard to the scale."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assessor.assessment import Assessment
from assessor.rubric import Rubric
from assessor.text import Language
from tests.filling import answered_differently

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
STILL = "*, ::before, ::after { transition: none !important; animation: none !important }"
"""Folds fade from one theme to the other; a busy machine would be looked at half-way."""
GRAVE = ("serious", "critical")
NAMES = ("start", "city", "assess", "workshop", "results", "compare", "rubric", "reports")
LOOKS = [*((name, "S01") for name in NAMES), ("results", "S02"), ("results", "S12"), ("start", ""), ("city", "")]


@pytest.fixture(scope="session")
def axe(missing: Any) -> str:
    """axe-core's source, fetched once by npm and kept in the temporary folder."""
    kept = Path(tempfile.gettempdir()) / "assessor-axe-core"
    if not list(kept.glob("axe-core-*.tgz")):
        npm = shutil.which("npm") or missing("npm is not installed", "install it (apt install npm)")
        kept.mkdir(exist_ok=True)
        fetched = subprocess.run(
            [npm, "pack", "axe-core@4", "--silent"], cwd=kept, capture_output=True, text=True, timeout=120
        )
        if fetched.returncode:
            missing("npm could not fetch axe-core", fetched.stderr[-300:])
    with tarfile.open(next(kept.glob("axe-core-*.tgz"))) as packed:
        source = packed.extractfile("package/axe.min.js")
        assert source is not None
        return source.read().decode()


def violations(page: Page, axe: str) -> list[str]:
    """What axe calls serious or critical, each with the element and what is wrong with it.

    Nothing is left out: Streamlit's own parts have passed so far.
    """
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['impact']} {one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def show_all(page: Page, eyes: Any) -> None:
    """A window as high as the page: axe does not see the colours of what lies outside it."""
    page.add_style_tag(content=STILL)
    eyes.unfold(page)
    high = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": high + 200})
    eyes.settle(page)


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 360)])
@pytest.mark.parametrize(("name", "city"), LOOKS)
def test_axe_finds_nothing_grave_on_a_page(
    shared_server: Any, tabs: Any, eyes: Any, axe: str, name: str, city: str, language: Language, width: int
) -> None:
    page = tabs(english=language == "en", width=width)
    shown = {"demo": "1", "a": city} if city else {}
    eyes.visit(page, shared_server.url("/" if name == "start" else f"/{name}", lang=language, **shown))
    show_all(page, eyes)
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(150)
        assert violations(page, axe) == [], theme


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 360)])
def test_axe_finds_nothing_grave_in_the_preview_of_an_import(
    shared_server: Any,
    tabs: Any,
    eyes: Any,
    axe: str,
    rubric: Rubric,
    samples: dict[str, Assessment],
    language: Language,
    width: int,
) -> None:
    page = tabs(english=language == "en", width=width)
    eyes.visit(page, shared_server.url("/assess", lang=language, demo="1", a="S01"))
    page.locator("summary", has_text=eyes.say("incoming.title", language)).click()
    page.wait_for_timeout(200)
    eyes.settle(page)
    eyes.hand_in(page, answered_differently(rubric, samples["S01"], language))
    show_all(page, eyes)
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(150)
        assert violations(page, axe) == [], theme


def test_axe_finds_nothing_grave_in_an_opened_number(shared_server: Any, tabs: Any, eyes: Any, axe: str) -> None:
    page = tabs(english=False, width=1280)
    eyes.visit(page, shared_server.url("/results", lang="zh", demo="1", a="S02"))
    page.locator("[class*=st-key-trace-]").first.get_by_role("button").click()
    page.get_by_role("dialog").locator(".a-table").first.wait_for()
    page.add_style_tag(content=STILL)
    eyes.settle(page)
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(150)
        assert violations(page, axe) == [], theme


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' width=40 height=40>", "image-alt"),
        ("<p style='color:#bbb;background:#fff'>hard to read</p>", "color-contrast"),
        ("<button></button>", "button-name"),
        ("<input type=text>", "label"),
        ("<ul><p>no item</p></ul>", "list"),
    ],
)
def test_axe_would_notice(shared_server: Any, tabs: Any, eyes: Any, axe: str, markup: str, rule: str) -> None:
    page = tabs(english=False, width=1280)
    if "/reports?" not in page.url:
        eyes.visit(page, shared_server.url("/reports", lang="zh", demo="1", a="S01"))
        show_all(page, eyes)
    assert violations(page, axe) == []
    page.evaluate(
        "(markup) => document.querySelector('[data-testid=stMain] h1').closest('[data-testid=stElementContainer]')"
        ".insertAdjacentHTML('afterend', `<div id=wrong>${markup}</div>`)",
        markup,
    )
    found = violations(page, axe)
    page.evaluate("document.getElementById('wrong').remove()")
    assert any(f" {rule}:" in one for one in found), found


# -- keyboard -------------------------------------------------------------------------------------

RUNG = """() => {
    const around = document.activeElement.closest('[class*=st-key-assess-A1-1-]');
    return around && [...around.classList].find((name) => name.startsWith('st-key-'));
}"""
STEPS = 60


@pytest.mark.parametrize("dark", [False, True])
def test_tab_reaches_the_scale_and_shows_where_it_is(shared_server: Any, new_page: Any, eyes: Any, dark: bool) -> None:
    page = new_page(dark=dark)
    eyes.visit(page, shared_server.url("/assess", lang="zh", demo="1", a="S12", i="A1-1"))
    first = page.locator(".st-key-assess-A1-1-0 button")
    resting = look_of(first)
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        if page.evaluate(RUNG) == "st-key-assess-A1-1-0":
            break
    else:
        raise AssertionError(f"the first level was not reached with {STEPS} tabs")
    page.wait_for_timeout(300)
    focused = look_of(first)
    assert focused != resting, "the focus is to be seen"
    page.keyboard.press("Tab")
    assert page.evaluate(RUNG) == "st-key-assess-A1-1-1", "the levels follow one another"
    page.wait_for_timeout(300)
    assert look_of(first) == resting, "the focus moved on"


def look_of(button: Any) -> str:
    return str(
        button.evaluate(
            "(one) => { const s = getComputedStyle(one);"
            " return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor].join(' | '); }"
        )
    )

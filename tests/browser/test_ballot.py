"""One phone: an answer outlives lost Wi-Fi and a reload, the page works without a script, and nobody is shut out by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.text import Language
from assessor.workshop import Plan, default_groups
from assessor.workshops import Workshops
from tests.browser.test_accessibility import axe as axe  # the source is fetched once for all
from tests.browser.test_accessibility import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ITEMS = ("C1-1", "C2-1", "C4-4")
WIDTH = 360
THUMB = 48
SMALL = f"""() => [...document.querySelectorAll('a, button, summary, select, textarea, label.card, #code')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < {THUMB - 0.5}).map((one) => one.outerHTML)"""


@dataclass
class Session:
    """A session on the server, and its facilitator."""

    workshops: Workshops
    id: str
    server: Any

    def step(self, name: str, *given: Any) -> None:
        version = self.workshops.opened(self.id).version
        getattr(self.workshops, name)(self.id, *given, expected=version, actor="facilitator")

    def url(self, rest: str = "") -> str:
        return str(self.server.url(f"/b/{self.id}{rest}"))

    def join(self, page: Page) -> None:
        page.goto(self.server.url("/b", k=self.workshops.opened(self.id).link or ""))
        page.locator("input[name=group]").last.check()
        page.locator("button[type=submit]").click()
        page.wait_for_url(self.url("/**"))

    def levels(self) -> list[int | None]:
        with self.workshops.workspace.store.reading() as session:
            rows = session.connection().exec_driver_sql("SELECT level FROM ballots ORDER BY indicator, round")
            return [level for (level,) in rows]


@pytest.fixture(scope="module")
def session(shared_server: Any) -> Iterator[Session]:
    workspace = Workspace.open(shared_server.database)
    workshops = Workshops(workspace)
    city = CityProfile(id="xingang", name="新港市", fictional=True)
    id_ = workspace.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office")
    plan = Plan(items=ITEMS, variant="own", groups=default_groups())
    yield Session(workshops, workshops.prepare(id_, plan, hours=8, actor="facilitator"), shared_server)
    workspace.delete(id_, actor="office")
    workspace.store.close()


def test_an_answer_outlives_lost_wifi_and_a_reload(session: Session, new_page: Callable[..., Page]) -> None:
    page = new_page(width=WIDTH)
    session.join(page)
    assert page.url == session.url("/wait")
    session.step("open_items", ["C1-1", "C2-1"])
    page.wait_for_url(session.url("/i/C1-1"))  # by itself
    page.locator("input[name=level][value='3']").check()
    page.locator("#reason").fill("有名录")
    page.context.route(
        "**/i/C1-1", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.locator("button[type=submit]").click()
    page.get_by_text("未保存，正在重试").wait_for()
    assert session.levels() == []
    page.reload()
    page.get_by_text("未保存，正在重试").wait_for()
    assert page.locator("input[name=level][value='3']").is_checked()
    page.locator("input[name=level][value='2']").check()  # a second thought
    page.locator("button[type=submit]").click()
    page.goto(session.url("/list"))
    page.get_by_text("还有答案未保存").wait_for()
    page.context.unroute("**/i/C1-1")
    page.get_by_text("已保存：第1题，2级").wait_for()
    assert session.levels() == [2]
    assert page.evaluate("Object.keys(localStorage)") == []
    page.goto(session.url("/i/C1-1"))
    page.locator("input[name=level][value='3']").check()
    page.locator("button[type=submit]").click()
    page.wait_for_url(session.url("/i/C2-1?saved=C1-1"))
    page.get_by_text("已保存：第1题，3级").wait_for()
    assert session.levels() == [3]
    assert page.evaluate("Object.keys(localStorage)") == []
    page.go_back()
    page.get_by_text("已保存：3级，理由已记").wait_for()


def test_a_closed_round_is_told_aloud_and_the_choice_stays(session: Session, new_page: Callable[..., Page]) -> None:
    page = new_page(width=WIDTH)
    session.join(page)
    page.goto(session.url("/i/C2-1"))
    page.locator("input[name=level][value='1']").check()
    session.step("close_items", ["C2-1"])
    page.locator("button[type=submit]").click()
    page.locator("#state", has_text="已经收票").wait_for()
    assert page.locator("#state").get_attribute("aria-live") == "polite"
    assert page.locator("input[name=level][value='1']").is_checked()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert session.levels() == [3]


def test_a_phone_without_a_script_does_it_all_by_keyboard(session: Session, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    session.join(page)
    page.goto(session.url("/i/C1-1"))
    page.locator("input[name=level][value='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_text("已保存：第1题，1级").wait_for()
    context.close()
    assert sorted(session.levels()) == [1, 3]  # type: ignore[type-var]  # both gave a level


@pytest.mark.parametrize("language", ["zh", "en"])
def test_phone_pages_are_sound_in_both_languages_and_themes(
    session: Session, new_page: Callable[..., Page], eyes: Any, axe: str, language: Language
) -> None:
    page = new_page(width=320, english=language == "en")
    link = session.workshops.opened(session.id).link or ""
    visited = [session.server.url("/b"), session.server.url("/b", k=link), session.server.url("/b", k="wrong-link")]
    for address in visited:
        page.goto(address)
        sound(page, eyes, axe, language)
    session.join(page)
    for rest in ("/wait", "/list", "/i/C1-1", "/i/C2-1", "/i/C4-4", "/i/nothing"):
        page.goto(session.url(rest))
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        sound(page, eyes, axe, language)
    page.goto(session.url("/i/C1-1"))
    page.locator("button[type=submit]").click()
    page.get_by_role("alert").wait_for()
    sound(page, eyes, axe, language)


def sound(page: Page, eyes: Any, axe: str, language: Language) -> None:
    page.evaluate(eyes.checks)
    other = "english" if language == "zh" else "chinese"
    assert page.evaluate(f"checks.{other}([])") == [], page.url
    assert page.evaluate("checks.sideways('main')") == [], page.url
    assert page.evaluate(SMALL) == [], page.url
    assert page.evaluate("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[language]
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(150)
        assert violations(page, axe) == [], (page.url, theme)

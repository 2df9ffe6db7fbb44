"""Departments rate offline: download a template, fill it in, import it, decide, write, take back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.text import Language
from tests.filling import fill, filled

if TYPE_CHECKING:
    from playwright.sync_api import Download, Page

pytestmark = pytest.mark.browser
NOTE = {"zh": "季度例会，会商事项有清单、有回音。", "en": "Quarterly meetings with a list of what was agreed. "}
ENTRY = {"title": "对外传播工作要点", "date": "2025-05-06", "holder": "宣传部", "grade": "E2", "indicators": "A3-2"}
TYPED = [
    "宣传部.xlsx",
    "外办.xlsx",
    "商务局.xlsx",
    "评分!",
    "Ratings!",
    "很好",
    *(str(one) for one in ENTRY.values()),
    *NOTE.values(),
]


@pytest.fixture
def city(server: Any) -> Iterator[tuple[Workspace, str]]:
    """An assessment in which one indicator is rated."""
    workspace = Workspace.open(server.database)
    profile = CityProfile(id="甲市", name="甲市", name_en="City A", city_class="T4")
    id_ = workspace.begin(profile, period="2025", cut_off=date(2025, 12, 31), actor="office")
    workspace.rate(id_, "A3-2", Rating(outcome=2), expected=0, actor="office")
    yield workspace, id_
    workspace.store.close()


class Officer:
    """Who collects the templates."""

    def __init__(self, page: Page, eyes: Any, language: Language) -> None:
        self.page, self.eyes, self.language = page, eyes, language
        self.main = page.locator("[data-testid=stMain]")

    def say(self, id_: str, **values: object) -> str:
        said: str = self.eyes.say(id_, self.language, **values)
        return said

    def rests(self) -> None:
        self.page.wait_for_timeout(200)
        self.eyes.settle(self.page)

    def presses(self, words: str) -> None:
        self.main.get_by_role("button", name=words).first.click()
        self.rests()

    def gets(self, words: str) -> Download:
        with self.page.expect_download() as taken:
            self.main.get_by_role("button", name=words).first.click()
        return taken.value

    def hands_in(self, files: Mapping[str, bytes]) -> None:
        self.eyes.hand_in(self.page, files)

    def sees_nothing_wrong(self) -> None:
        typed = sorted(TYPED, key=len)[::-1]
        kept, self.eyes.typed = self.eyes.typed, [*typed, *self.eyes.typed]
        assert self.eyes.faults(self.page, self.language) == []
        self.eyes.typed = kept


def takes_a_template(officer: Officer, server: Any, id_: str, unit: str) -> Download:
    officer.eyes.visit(officer.page, server.url("/reports", lang=officer.language, a=id_))
    officer.main.get_by_text(officer.say("reports.confirmed"), exact=True).click()
    officer.page.locator("[class*=st-key-reports-template] button:enabled").wait_for()
    officer.rests()
    officer.main.get_by_label(officer.say("reports.scope"), exact=True).last.click()
    officer.page.keyboard.type(unit[:3])
    officer.page.get_by_role("option", name=unit).click()
    officer.rests()
    return officer.gets(officer.say("reports.get_template"))


@pytest.mark.parametrize(("language", "width", "dark"), [("zh", 1280, False), ("en", 360, True)])
def test_templates_of_several_departments_come_back_through_a_preview(
    server: Any, city: tuple[Workspace, str], new_page: Any, eyes: Any, language: Language, width: int, dark: bool
) -> None:
    workspace, id_ = city
    officer = Officer(new_page(english=language == "en", width=width, dark=dark), eyes, language)
    unit = {"zh": "宣传部（4项）", "en": "Publicity Department (4)"}[language]
    template = takes_a_template(officer, server, id_, unit)
    assert template.suggested_filename.endswith(".xlsx")
    answers = {"A3-2": {"outcome": 3, "note": NOTE[language] * 12}, "C3-2": {"outcome": 1}}
    files = {
        "宣传部.xlsx": fill(Path(template.path()).read_bytes(), answers, language=language, entry=ENTRY),
        "外办.xlsx": filled(workspace, id_, {"A3-2": {"outcome": 1}, "A1-1": {"outcome": 4}}, unit="fao"),
        "商务局.xlsx": filled(workspace, id_, {"B3-1": {"outcome": "很好"}}),
    }
    before = workspace.audit_head()

    officer.eyes.visit(officer.page, server.url("/assess", lang=language, a=id_))
    officer.page.locator("summary", has_text=officer.say("incoming.title")).click()
    officer.rests()
    officer.hands_in(files)
    officer.sees_nothing_wrong()
    assert officer.page.locator(".st-key-assess_scale").count() == 0, "no key can rate what is not seen"
    assert workspace.audit_head() == before

    marked = openpyxl.load_workbook(
        BytesIO(Path(officer.gets(officer.say("incoming.get_marked", file="商务局.xlsx")).path()).read_bytes())
    )
    comments = [cell.comment.text for sheet in marked for row in sheet.iter_rows() for cell in row if cell.comment]
    assert any("很好" in one for one in comments)

    write = officer.page.locator(".st-key-incoming-write button")
    assert "3" in write.inner_text(), "C3-2, A1-1 and the evidence; the conflict waits"
    officer.main.get_by_text(officer.say("incoming.take", file="外办.xlsx", value="")[:-1]).first.click()
    officer.rests()
    assert "4" in write.inner_text()
    officer.page.locator(".st-key-incoming-tick-C3-2 input").focus()
    officer.page.keyboard.press("Space")
    officer.rests()
    assert "3" in write.inner_text(), "a tick is taken away by keyboard"
    write.click()
    officer.page.locator(".st-key-assess_scale").wait_for()
    officer.rests()
    officer.sees_nothing_wrong()
    now = workspace.opened(id_).assessment
    assert {key: one.outcome for key, one in now.ratings.items()} == {"A1-1": 4, "A3-2": 1}
    assert [one.title for one in now.evidence] == [ENTRY["title"]]

    officer.presses(officer.say("incoming.take_back"))
    officer.main.get_by_text(officer.say("incoming.taken_back", time="")[-4:]).first.wait_for()
    now = workspace.opened(id_).assessment
    assert (now.ratings, now.evidence) == ({"A3-2": Rating(outcome=2)}, [])


def test_the_files_survive_a_change_of_page_and_of_language(
    server: Any, city: tuple[Workspace, str], new_page: Any, eyes: Any
) -> None:
    workspace, id_ = city
    officer = Officer(new_page(), eyes, "zh")
    eyes.visit(officer.page, server.url("/assess", lang="zh", a=id_))
    officer.page.locator("summary", has_text=officer.say("incoming.title")).click()
    officer.rests()
    officer.hands_in({"宣传部.xlsx": filled(workspace, id_, {"A3-2": {"outcome": 3}, "C3-2": {"outcome": 1}})})
    officer.page.locator(".st-key-incoming-tick-C3-2 label").click()
    officer.rests()
    officer.page.get_by_role("button", name="English").click()
    officer.page.locator("h1", has_text=eyes.say("assess.title", "en")).wait_for()
    officer.page.locator("[data-testid=stSidebarNav] a", has_text=eyes.say("nav.results", "en")).click()
    officer.page.wait_for_url("**/results?*")
    officer.rests()
    officer.page.locator("[data-testid=stSidebarNav] a", has_text=eyes.say("nav.assess", "en")).click()
    officer.page.wait_for_url("**/assess?*")
    officer.rests()
    assert officer.page.locator(".st-key-incoming-write button").is_visible()
    assert not officer.page.locator(".st-key-incoming-tick-C3-2 input").is_checked()
    assert officer.page.locator(".st-key-incoming-tick-A3-2 input").is_checked()


def test_a_file_that_cannot_be_made_is_told_in_the_reader_s_language(
    server: Any, city: tuple[Workspace, str], new_page: Any, eyes: Any
) -> None:
    workspace, id_ = city
    page = new_page()
    eyes.visit(page, server.url("/reports", lang="zh", a=id_))
    page.get_by_text(eyes.say("reports.confirmed", "zh"), exact=True).click()
    page.locator("[class*=st-key-reports-json] button:enabled").wait_for()
    eyes.settle(page)
    workspace.delete(id_, "office")
    page.locator("[class*=st-key-reports-json] button").click()
    page.locator("[data-testid=stDownloadButtonError]").wait_for()
    told = page.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stDownloadButtonError]'), '::after').content"
    )
    assert "文件没有生成" in told
    assert eyes.faults(page, "zh") == []

"""The whole job as a new user does it: begin, rate, read the results, compare, take the report away."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.files import load_rubric
from assessor.scorecard import shown
from assessor.text import Language

if TYPE_CHECKING:
    from playwright.sync_api import Download, Page

pytestmark = pytest.mark.browser
CITY = {"zh": "虚构试填市", "en": "Trial City"}
TITLE = {"zh": "涉外工作规划（公开版）", "en": "External relations plan (public)"}
HOLDER = {"zh": "市外办", "en": "Foreign Affairs Office"}
NOTE = {"zh": "每年两次例会", "en": "meets twice a year"}
REASON = {"zh": "本市没有这项权限", "en": "no such powers here"}


class Visitor:
    """One person at one page, who knows the wordings and nothing else."""

    def __init__(self, page: Page, eyes: Any, language: Language) -> None:
        self.page, self.eyes, self.language = page, eyes, language
        self.main = page.locator("[data-testid=stMain]")

    def say(self, id_: str, **values: object) -> str:
        said: str = self.eyes.say(id_, self.language, **values)
        return said

    def goes_to(self, name: str) -> None:
        self.page.locator("[data-testid=stSidebarNav] a", has_text=self.say(f"nav.{name}")).click()
        self.page.wait_for_url(f"**/{'' if name == 'start' else name}?*")
        self.rests()

    def rests(self) -> None:
        self.page.locator("[data-testid=stMain] h1").wait_for()
        self.eyes.settle(self.page)

    def writes(self, label: str, words: str) -> None:
        box = self.main.get_by_label(label, exact=True)
        box.fill(words)
        box.press("Tab")

    def picks(self, label: str, words: str) -> None:
        box = self.main.get_by_label(label, exact=True).last
        box.scroll_into_view_if_needed()
        self.page.wait_for_timeout(300)  # a list that is open closes when the page scrolls
        box.click()
        self.page.get_by_role("option", name=words).first.click()

    def presses(self, words: str) -> None:
        self.main.get_by_role("button", name=words).first.click()

    def sees(self, words: str) -> None:
        self.main.get_by_text(words).first.wait_for()

    def item(self, indicator: str) -> None:
        """There and at rest: a key pressed before that is refused aloud, and would have to be pressed again."""
        self.page.locator(f".st-key-assess-{indicator}-0 button").wait_for()
        self.eyes.settle(self.page)

    def saved(self, words: str) -> None:
        self.page.locator(".a-saved").filter(has_text=words).wait_for()

    def downloads(self, words: str) -> Download:
        with self.page.expect_download() as taken:
            self.presses(words)
        return taken.value


def begins(visitor: Visitor) -> None:
    rubric = load_rubric()
    visitor.writes(visitor.say("start.city_name"), CITY[visitor.language])
    visitor.picks(visitor.say("start.city_type"), rubric.city_types[0].name.pick(visitor.language))
    visitor.main.get_by_text(visitor.say("start.formal"), exact=True).click()
    visitor.presses(visitor.say("start.begin"))
    visitor.page.wait_for_url("**/city?*")
    visitor.rests()


def sets_up(visitor: Visitor) -> None:
    """Another type, one target, the experts' weights."""
    rubric, lang = load_rubric(), visitor.language
    saved = re.compile("^" + visitor.say("common.saved", time=""))
    visitor.picks(visitor.say("start.city_type"), rubric.city_types[1].name.pick(lang))
    visitor.main.locator("[data-testid=stCaptionContainer]", has_text=saved).first.wait_for()
    visitor.eyes.settle(visitor.page)
    target = visitor.page.locator("[class*=st-key-city-target-A1]")
    target.get_by_text("4", exact=True).click()
    target.locator("[aria-checked=true]", has_text="4").wait_for()
    visitor.eyes.settle(visitor.page)
    visitor.main.get_by_text(rubric.weight_presets[1].name.pick(lang), exact=True).click()
    visitor.page.wait_for_timeout(500)
    visitor.eyes.settle(visitor.page)


def rates(visitor: Visitor) -> None:
    """By mouse and by keyboard, with a note, a piece of evidence, what cannot be told and what does not apply."""
    page, lang, scale = visitor.page, visitor.language, load_rubric().scale
    visitor.item("A1-1")
    page.locator(".st-key-assess-A1-1-3 button").click()
    visitor.saved(scale[3].name.pick(lang))
    visitor.writes(visitor.say("assess.field_note"), NOTE[lang])
    page.wait_for_timeout(300)
    visitor.eyes.settle(page)
    page.locator("summary", has_text=visitor.say("assess.add_evidence")).click()
    visitor.writes(visitor.say("assess.title_of_evidence"), TITLE[lang])
    visitor.writes(visitor.say("assess.date"), "2025-06-30")
    visitor.writes(visitor.say("assess.holder"), HOLDER[lang])
    grade = load_rubric().evidence_grades[2]
    visitor.picks(visitor.say("assess.grade_of_evidence"), f"{grade.name.pick(lang)}")
    visitor.presses(visitor.say("assess.save_evidence"))
    visitor.sees(visitor.say("assess.evidence_saved"))
    visitor.eyes.settle(page)
    page.locator("h2").first.click()
    page.keyboard.press("n")
    visitor.item("A1-2")
    page.keyboard.press("2")
    visitor.saved(scale[2].name.pick(lang))
    page.keyboard.press("n")
    visitor.item("A1-3")
    page.keyboard.press("e")
    visitor.saved(visitor.say("assess.insufficient_evidence"))


def says_what_does_not_apply(visitor: Visitor) -> None:
    page = visitor.page
    order = [one.id for one in load_rubric().indicators]
    for following in order[order.index("A1-3") + 1 : order.index("A2-3") + 1]:
        page.keyboard.press("n")
        visitor.item(following)
    page.keyboard.press("x")
    visitor.sees(visitor.say("assess.reason_needed"))
    visitor.writes(visitor.say("assess.field_reason"), REASON[visitor.language])
    page.get_by_role("button", name=visitor.say("assess.save_reason")).click()
    visitor.saved(visitor.say("assess.not_applicable"))


def colleague_rates_the_rest(database: Path) -> str:
    """At another desk; forty more clicks would show nothing new."""
    workspace = Workspace.open(database)
    (one,) = workspace.summaries()
    rated = workspace.opened(one.id).assessment.ratings
    for indicator in workspace.rubric.indicators:
        if indicator.id not in rated:
            workspace.rate(one.id, indicator.id, Rating(outcome=2, grade="E2"), expected=0, actor="colleague")
    workspace.store.close()
    return one.id


def what_is_stored(database: Path, id_: str) -> Any:
    workspace = Workspace.open(database)
    found = workspace.opened(id_).assessment
    card = workspace.scorecard(id_)
    workspace.store.close()
    return found, card


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_user_gets_from_an_empty_page_to_a_report(
    server: Any, new_page: Any, eyes: Any, language: Language
) -> None:
    page = new_page(english=language == "en")
    visitor = Visitor(page, eyes, language)
    page.goto(server.url("/"))
    visitor.rests()
    assert page.locator("h1").inner_text() == visitor.say("app.title")
    begins(visitor)
    sets_up(visitor)
    visitor.goes_to("assess")
    rates(visitor)
    says_what_does_not_apply(visitor)

    id_ = colleague_rates_the_rest(server.database)
    assessment, card = what_is_stored(server.database, id_)
    by_hand = {one: assessment.ratings[one].outcome for one in ("A1-1", "A1-2", "A1-3", "A2-3")}
    assert by_hand == {"A1-1": 3, "A1-2": 2, "A1-3": "insufficient_evidence", "A2-3": "not_applicable"}
    assert assessment.ratings["A1-1"].note == NOTE[language]
    assert assessment.ratings["A2-3"].reason == REASON[language]
    assert [(one.title, one.holder, one.indicators) for one in assessment.evidence] == [
        (TITLE[language], HOLDER[language], ["A1-1"])
    ]
    assert (assessment.city.city_class, assessment.targets["A1"], assessment.weights.preset) == ("T2", 4, "expert")

    visitor.goes_to("results")
    score = shown(card.levels["A"].score)
    opener = page.locator(".st-key-trace-A--judged").get_by_role("button")
    assert score in opener.inner_text()
    opener.click()
    dialog = page.get_by_role("dialog")
    dialog.locator(".a-table").first.wait_for()
    assert score in dialog.inner_text()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")

    visitor.goes_to("compare")
    page.get_by_text(visitor.say("compare.samples"), exact=True).click()
    visitor.sees(visitor.say("compare.comparability"))
    visitor.rests()
    assert page.locator("[data-tag]").count() >= 3, "cities of the same type are suggested"
    visitor.goes_to("rubric")
    visitor.sees(load_rubric().dimensions[0].name.pick(language))

    visitor.goes_to("reports")
    excel = page.locator("[class*=st-key-reports-excel] button")
    assert excel.is_disabled(), "nothing leaves before it is confirmed"
    page.get_by_text(visitor.say("reports.confirmed"), exact=True).click()
    page.locator("[class*=st-key-reports-excel] button:enabled").wait_for()
    taken = visitor.downloads(visitor.say("reports.get_excel"))
    assert taken.suggested_filename.endswith(".xlsx")
    workbook = openpyxl.load_workbook(BytesIO(Path(taken.path()).read_bytes()))
    cells = {cell.value for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert any(CITY[language] in str(one) for one in cells)
    assert {NOTE[language], TITLE[language]} <= cells
    assert any(isinstance(one, float | int) and abs(one - card.levels["A"].score) < 1e-6 for one in cells)
    taken = visitor.downloads(visitor.say("reports.get_json"))
    exported = json.loads(Path(taken.path()).read_text(encoding="utf-8"))
    assert exported["city"]["name"] == CITY[language]
    assert len(exported["ratings"]) == 46

    visitor.goes_to("start")
    card_of_city = page.locator("[data-testid=stVerticalBlock]", has=page.locator("h3", has_text=CITY[language])).last
    assert re.search(r"\b(4[56])\D{1,5}\1\b", card_of_city.inner_text()), "all is rated, or does not apply"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sample_citys_results_are_at_most_three_clicks_away(
    shared_server: Any, new_page: Any, eyes: Any, language: Language
) -> None:
    page = new_page(english=language == "en")
    page.add_init_script("addEventListener('click', (one) => { if (one.isTrusted) console.log('a click') }, true)")
    clicks: list[str] = []
    page.on("console", lambda message: clicks.append(message.text) if message.text == "a click" else None)
    visitor = Visitor(page, eyes, language)
    page.goto(shared_server.url("/"))
    visitor.rests()
    visitor.presses(visitor.say("start.demo"))
    page.locator("[class*=st-key-start-demo-S01]").get_by_role("button").click()
    page.wait_for_url("**/results?*")
    visitor.rests()
    assert "demo=1" in page.url
    visitor.sees(visitor.say("results.title"))
    assert page.locator("[class*=st-key-trace-] button").first.is_visible()
    assert 1 <= len(clicks) <= 3


def test_switching_the_language_keeps_the_place_and_says_so_to_the_browser(
    shared_server: Any, new_page: Any, eyes: Any
) -> None:
    page = new_page()
    eyes.visit(page, shared_server.url("/assess", demo="1", a="S01", i="B2-3"))
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_role("button", name="English").click()
    page.locator("h1", has_text=eyes.say("assess.title", "en")).wait_for()
    eyes.settle(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "i=B2-3" in page.url
    assert eyes.faults(page, "en") == []


def test_a_request_that_leaves_the_machine_would_be_noticed(shared_server: Any, desk: Any) -> None:
    page = desk.page()
    page.goto(shared_server.url("/healthz"))
    assert desk.outside == []
    page.goto("about:blank")
    page.evaluate("fetch('http://127.0.0.2:9/outside').catch(() => null)")
    page.evaluate("new Promise((done) => { const it = new WebSocket('ws://127.0.0.2:9/'); it.onerror = done })")
    assert desk.outside == ["http://127.0.0.2:9/outside", "ws://127.0.0.2:9/"]

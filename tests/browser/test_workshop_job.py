"""A whole scoring session as a room does it: a facilitator, a board, twelve phones, one of them without JavaScript.

Set ASSESSOR_SHOTS to a folder to get a picture of every stage.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from assessor.assessments import Workspace
from assessor.city import CityProfile

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SPLIT, SPLIT_NAME = "C1-1", "涉外社会组织培育与管理服务"
"""Not the trial item, which is the first that all groups may rate."""
GROUPS = ["政府评委"] * 6 + ["监督评委"] * 3 + ["民间评委"] * 3
WITHOUT_SCRIPT = 11
"""The last phone, of a society rater, runs no JavaScript."""


class Phone:
    """One rater's phone, 360 px wide."""

    def __init__(self, page: Page, number: int) -> None:
        self.page, self.number = page, number

    def joins(self, address: str, code: str) -> None:
        self.page.goto(address)
        self.page.get_by_label("加入码").fill(code.lower())
        self.page.get_by_role("button", name="下一步").click()
        self.page.get_by_text(GROUPS[self.number]).click()
        self.page.get_by_role("button", name="加入").click()
        self.page.get_by_role("heading", name="请稍候").wait_for()

    def looks(self) -> None:
        """The waiting page opens the next item by itself; without script one may ask at once."""
        if self.number == WITHOUT_SCRIPT and self.page.get_by_role("heading", name="请稍候").count():
            self.page.get_by_role("link", name="现在看看").click()
        self.page.locator("form#ballot").wait_for()

    def answers(self, level: Callable[[int, str], int]) -> int:
        """Everything that is open, until there is nothing left to rate."""
        count = 0
        self.looks()
        while self.page.locator("form#ballot").count():
            item = self.page.locator("form#ballot").get_attribute("data-item") or ""
            self.page.locator(f"input[name=level][value='{level(self.number, item)}']").check(force=True)
            with self.page.expect_navigation():
                self.page.get_by_role("button", name="保存").click()
            count += 1
        assert self.page.get_by_text("已保存").first.is_visible()
        return count


class Room:
    """What the people in the room see, and pictures of it."""

    def __init__(self, desk: Any, eyes: Any, server: Any, assessment: str) -> None:
        self.desk, self.eyes, self.server = desk, eyes, server
        self.facilitator: Page = desk.page()
        self.facilitator.goto(server.url("/workshop", a=assessment, lang="zh"))
        self.shots = Path(os.environ["ASSESSOR_SHOTS"]) if "ASSESSOR_SHOTS" in os.environ else None
        self.stage = 0

    def presses(self, name: str, *, exact: bool = False) -> None:
        self.facilitator.locator("[data-testid=stMain]").get_by_role("button", name=name, exact=exact).first.click()

    def hears(self, words: str) -> None:
        self.facilitator.locator("[data-testid=stMain]").get_by_text(words).first.wait_for()

    def opens_board(self) -> Page:
        board = self.desk.page(width=1280, height=720)
        link = self.facilitator.get_by_role("link", name="打开大屏")
        board.goto(self.server.url().rstrip("/") + str(link.get_attribute("href")))
        return board

    def picture(self, name: str, **pages: Page) -> None:
        """Nothing may stick out sideways, at any stage; with a folder given, a picture of each."""
        self.stage += 1
        for who, page in pages.items():
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{who} at {name} scrolls sideways by {wide} px"
            if self.shots is not None:
                self.shots.mkdir(parents=True, exist_ok=True)
                page.wait_for_timeout(600)
                page.screenshot(path=self.shots / f"{self.stage:02d}-{name}-{who}.png", full_page=True)


def first_round(number: int, item: str) -> int:
    """Raters agree on level 2 everywhere but on one indicator, where half say 0 and half say 4."""
    return (0 if number % 2 else 4) if item == SPLIT else 2


def second_round(number: int, item: str) -> int:
    """After the discussion most say 2, two still say 0."""
    return 0 if number in (1, 3) else 2


@pytest.fixture
def assessment(tmp_path: Path) -> str:
    workspace = Workspace.open(tmp_path / "real.sqlite")
    city = CityProfile(id="room", name="虚构研讨市", fictional=True)
    id_ = workspace.begin(city, period="2025", cut_off=date(2025, 12, 31), variant="quick", actor="test")
    workspace.store.close()
    return id_


def phones_of(desk: Any) -> list[Phone]:
    made = []
    for number in range(len(GROUPS)):
        script = number != WITHOUT_SCRIPT
        made.append(Phone(desk.page(width=360, height=740, script=script), number))
    return made


def test_twelve_phones_disagree_once_vote_again_and_their_session_ends_in_the_report(
    server: Any, desk: Any, eyes: Any, assessment: str
) -> None:
    room = Room(desk, eyes, server, assessment)
    room.presses("建立场次")
    room.facilitator.locator(".a-code").wait_for()
    code = room.facilitator.locator(".a-code [aria-hidden]").inner_text()
    board = room.opens_board()
    board.get_by_text(code).first.wait_for()
    phones = phones_of(desk)
    phones[0].page.goto(server.url("/b"))
    room.picture("lobby", facilitator=room.facilitator, board=board, phone=phones[0].page)
    for phone in phones:
        phone.joins(server.url("/b"), code)
    room.hears("已加入 12 人")
    room.picture("joined", facilitator=room.facilitator, board=board, phone=phones[0].page)

    # The trial item first, by itself: one that all may rate.
    room.facilitator.get_by_role("radio", name="评分与讨论").or_(
        room.facilitator.get_by_role("button", name="评分与讨论")
    ).first.click()
    room.presses("先开试评题")
    room.hears("已开放 1 项")
    assert sum(phone.answers(first_round) for phone in phones) == 12
    room.picture("trial", facilitator=room.facilitator, board=board, phone=phones[9].page)
    room.presses("全部收票（1项）")
    room.hears("已收票 1 项")
    room.presses("全部揭示（1项）")
    room.hears("已揭示 1 项")
    room.picture("trial-revealed", facilitator=room.facilitator, board=board)

    # All the others: 14 for raters from inside, 7 for society raters.
    room.presses("开放全部（14项）")
    room.hears("已开放 14 项")
    phones[0].looks()
    room.picture("rating", facilitator=room.facilitator, board=board, phone=phones[0].page)
    assert [phone.answers(first_round) for phone in phones] == [14] * 9 + [7] * 3
    room.picture("answered", facilitator=room.facilitator, board=board, phone=phones[0].page)
    room.presses("全部收票（14项）")
    room.hears("已收票 14 项")
    assert "分歧" not in board.inner_text("body")
    room.presses("全部揭示（14项）")
    room.hears("已揭示 14 项")
    room.presses("一致的 14 项按规则定级")
    room.hears("已按规则为一致的 14 项定级")
    room.picture("agenda", facilitator=room.facilitator, board=board)

    # One item is discussed, rated again and decided.
    room.facilitator.locator("[data-testid=stMain]").get_by_role("button", name=SPLIT_NAME).first.click()
    room.hears("仍有分歧")
    room.picture("disagreement", facilitator=room.facilitator, board=board)
    room.presses("复评一次")
    room.hears("已开始复评")
    phones[0].looks()
    phones[WITHOUT_SCRIPT].looks()
    room.picture("revote", board=board, phone=phones[0].page, noscript=phones[WITHOUT_SCRIPT].page)
    assert [phone.answers(second_round) for phone in phones] == [1] * 12
    room.presses("收票", exact=True)
    room.hears("已收票 1 项")
    room.presses("揭示", exact=True)
    room.hears("已揭示 1 项")
    room.picture("second-revealed", facilitator=room.facilitator, board=board)
    room.presses("定为2级")
    room.hears("已定为2级")
    room.picture("decided", facilitator=room.facilitator, board=board)

    # Results, into the assessment, and out in the report.
    room.facilitator.get_by_role("radio", name="结果").or_(
        room.facilitator.get_by_role("button", name="结果")
    ).first.click()
    room.hears("已定 15 项，未评 0 项，待定 0 项")
    room.picture("results", facilitator=room.facilitator)
    room.presses("采用 15 项")
    room.hears("已采用 15 项到评估")
    room.picture("adopted", facilitator=room.facilitator)
    workspace = Workspace.open(server.database)
    ratings = workspace.opened(assessment).assessment.ratings
    workspace.store.close()
    assert [one.outcome for one in ratings.values()] == [2] * 15
    consensus = ratings[SPLIT].consensus
    assert consensus is not None
    assert (consensus.first, consensus.second) == ((6, 0, 0, 0, 6), (2, 0, 10, 0, 0))

    page = room.facilitator
    page.locator("[data-testid=stSidebarNav] a", has_text="报告下载").click()
    page.get_by_text("已由保密员确认", exact=True).click()
    page.locator("[class*=st-key-reports-excel] button:enabled").wait_for()
    with page.expect_download() as taken:
        room.presses("下载 Excel 报告")
    book = openpyxl.load_workbook(BytesIO(taken.value.path().read_bytes()), data_only=True)
    record = book["评分记录（研讨）"]
    said = {str(row[0].value): [str(cell.value) for cell in row] for row in record.iter_rows()}
    assert "评分记录（研讨）" in book.sheetnames
    assert any(SPLIT in key and "基本一致" in row for key, row in said.items()), said

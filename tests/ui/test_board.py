"""The public board: what a room sees at each stage, and that it never sees one rater."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import streamlit as st
import zxingcpp
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from assessor.assessments import Workspace
from assessor.files import sample_cities
from assessor.ui import board, board_scene
from assessor.workshop import Plan, RaterGroup, Workshop, default_groups, prepared
from assessor.workshops import Answer, OpenedWorkshop, Rater, Workshops

MAIN = Path(__file__).parent.parent.parent / "assessor" / "ui" / "main.py"
HOT, NEXT, INSIDE = "C1-1", "C4-4", "A1-1"
ITEMS = (HOT, NEXT, INSIDE)
Choose = Callable[[Rater], int | None]


@dataclass
class Room:
    """A session with its raters, and the facilitator's hand."""

    held: Workshops
    id: str
    raters: list[Rater]

    @property
    def now(self) -> OpenedWorkshop:
        return self.held.opened(self.id)

    def join(self, **heads: int) -> None:
        for group, count in heads.items():
            for _ in range(count):
                joined = self.held.join(self.now.code or "", group)
                assert joined is not None
                rater = self.held.rater(self.id, joined.token)
                assert rater is not None
                self.raters.append(rater)

    def step(self, name: str, *arguments: object, **named: object) -> None:
        getattr(self.held, name)(self.id, *arguments, **named, expected=self.now.version, actor="facilitator")

    def put_up(self, item: str | None) -> None:
        self.held.put_on_board(self.id, item, actor="facilitator")

    def cast(self, item: str, levels: Sequence[int | None]) -> None:
        """The first raters answer, one level each."""
        cast = [
            self.held.cast(rater, item, Answer(level, ""), f"{item}{self.now.workshop.item(item).round}{n}")
            for n, (rater, level) in enumerate(zip(self.raters, levels, strict=False))
        ]
        assert [one.result().status for one in cast] == ["saved"] * len(cast)

    def revealed(self, item: str, levels: Sequence[int | None]) -> None:
        self.step("open_items", [item])
        self.cast(item, levels)
        self.step("close_items", [item])
        self.step("reveal_items", [item])

    def again(self, item: str, levels: Sequence[int | None]) -> None:
        self.step("revote_items", [item])
        self.cast(item, levels)
        self.step("close_items", [item])
        self.step("reveal_items", [item])


@pytest.fixture
def room(real: Workspace) -> Room:
    id_ = real.import_assessment(sample_cities()[2], "facilitator")
    held = Workshops(real)
    plan = Plan(items=ITEMS, groups=default_groups())
    return Room(held, held.prepare(id_, plan, hours=8, actor="facilitator"), [])


@pytest.fixture(autouse=True)
def phones_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessor.ui.workshop_qr.guessed", lambda: "http://192.0.2.7:8501")


def opened(ws: str | None, language: str = "zh") -> AppTest:
    at = AppTest.from_file(str(MAIN), default_timeout=30)
    at.query_params["lang"] = language
    if ws is not None:
        at.query_params["ws"] = ws
    at.run()
    at.switch_page("views/board.py").run()
    assert not at.exception, at.exception
    return at


def markup(room: Room, language: str = "zh") -> str:
    """The board as it reaches the browser, without its style sheets."""
    bodies = [one.proto.body for one in opened(room.id, language).get("html")]
    return "\n".join(one for one in bodies if not one.startswith(("<style", "<script")))


def words(room: Room, language: str = "zh") -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup(room, language)))).strip()


# -- joining --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_lobby_shows_address_code_in_fours_and_heads_by_group(room: Room, language: str) -> None:
    room.join(government=4, society=3)
    said, code = words(room, language), room.now.code or ""
    assert f"{code[:4]} {code[4:]}" in said
    assert "http://192.0.2.7:8501/b " in said
    expected = {"zh": "已加入 7 政府评委 4 监督评委 0 民间评委 3", "en": "Joined 7 Government raters 4 Oversight raters 0 Society raters 3"}  # fmt: skip
    assert expected[language] in said


def drawn_square(svg: str) -> Image.Image:
    """The square as its path says: segno draws each row as horizontal strokes."""
    size = int(re.findall(r"width='(\d+)'", svg)[0])
    scale = int(re.findall(r"scale\((\d+)\)", svg)[0])
    image = Image.new("1", (size, size), 1)
    pen, x, y = ImageDraw.Draw(image), 0.0, 0.0
    path = re.findall(r"class='qrline'[^>]* d='([^']+)'", svg)[0]
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(one) for one in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            left, top = int(x * scale), int((y - 0.5) * scale)
            pen.rectangle((left, top, left + int(values[0] * scale) - 1, top + scale - 1), fill=0)
            x += values[0]
    return image


def test_a_phone_reads_the_link_from_the_square(room: Room) -> None:
    source = re.findall(r'src="data:image/svg\+xml[^,]*,([^"]+)"', markup(room))[0]
    image = drawn_square(unquote(unescape(source)))
    found = zxingcpp.read_barcodes(image)
    assert parse_qs(urlsplit(found[0].text).query) == {"k": [room.now.link]}
    assert found[0].text.startswith("http://192.0.2.7:8501/b?")


@pytest.mark.parametrize("shut", ["locked", "expired"])
def test_when_nobody_may_join_neither_code_nor_square_is_shown(
    room: Room, shut: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = room.now.code or ""
    assert code[:4] in markup(room)
    if shut == "locked":
        room.step("lock", True)
    else:
        monkeypatch.setattr(board, "_now", lambda: datetime.now(UTC) + timedelta(hours=9))
    seen = markup(room)
    assert code[:4] not in seen
    assert "<img" not in seen
    assert "本场已停止加入" in seen
    assert "请用手机加入" not in seen


def test_the_board_warns_when_phones_cannot_reach_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "手机暂时无法加入" in words(room)
    monkeypatch.setattr("assessor.ui.workshop_qr.this_machine_only", lambda: False)
    assert "手机暂时无法加入" not in words(room)


# -- before the reveal ----------------------------------------------------------------------------


def worlds(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[Room, int], None]) -> list[str]:
    """The board's bytes in two worlds that differ in nothing but what `act` casts."""
    room.held.workspace.store.close()
    seen = []
    for level in (0, 4):
        copy = tmp_path / f"world{level}.sqlite"
        shutil.copy(tmp_path / "real.sqlite", copy)
        monkeypatch.setenv("ASSESSOR_DATABASE_URL", str(copy))
        st.cache_resource.clear()
        other = Room(Workshops(Workspace.open()), room.id, room.raters)
        act(other, level)
        seen.append(markup(other) + markup(other, "en"))
        other.held.workspace.store.close()
    return seen


def test_before_the_reveal_the_board_does_not_depend_on_the_ballots(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.join(government=4, society=3)
    room.step("open_items", [HOT, NEXT])

    def cast(other: Room, level: int) -> None:
        other.cast(HOT, [level] * 6)
        other.cast(NEXT, [level] * 3)

    low, high = worlds(room, tmp_path, monkeypatch, cast)
    assert low == high
    assert "<b>9<small>／14</small></b>" in low  # and yet it tells how far they are


def test_a_closed_round_that_is_not_revealed_does_not_show_in_the_board(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.join(government=4, society=3)
    room.step("open_items", [HOT])

    def close(other: Room, level: int) -> None:
        other.put_up(HOT)
        other.cast(HOT, [level] * 7)
        other.step("close_items", [HOT])

    low, high = worlds(room, tmp_path, monkeypatch, close)
    assert low == high
    assert "已收票，等待揭示" in low


def test_during_a_re_vote_the_board_depends_on_the_first_round_alone(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.join(government=4, society=3)
    room.revealed(HOT, [0, 0, 1, 4, 4, 4, 3])
    room.step("revote_items", [HOT])

    def cast(other: Room, level: int) -> None:
        other.put_up(HOT)
        other.cast(HOT, [level] * 5)

    low, high = worlds(room, tmp_path, monkeypatch, cast)
    assert low == high
    assert "分歧" in low


def test_after_the_reveal_the_board_does_depend_on_the_ballots(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.join(government=4, society=3)

    def reveal(other: Room, level: int) -> None:
        other.put_up(HOT)
        other.revealed(HOT, [level] * 7)

    low, high = worlds(room, tmp_path, monkeypatch, reveal)
    assert low != high


# -- rating ---------------------------------------------------------------------------------------


def test_while_several_items_are_rated_the_board_counts_answers_and_nothing_else(room: Room) -> None:
    room.join(government=4, society=3)
    room.step("open_items", list(ITEMS))
    room.cast(HOT, [2, 2, None])
    said = words(room)
    assert "正在独立评分 3 ／18 已作答 3项 · 已加入7人" in said
    assert f"{HOT} 跨部门" not in said
    assert re.search(rf"{HOT} \S+ 3／7 ", said)
    assert re.search(rf"{INSIDE} \S+ 0／4 ", said)  # society does not rate what concerns the inside


def test_one_open_item_is_put_up_with_its_question(room: Room) -> None:
    room.step("change_plan", room.now.workshop.plan.model_copy(update={"trial": INSIDE}))
    room.join(government=4)
    room.step("open_items", [INSIDE])
    room.cast(INSIDE, [3])
    said = words(room)
    assert "城市外交专项规划 试评题 有没有经市级审定" in said
    assert "请在手机上评分 1 ／4 已作答" in said


# -- one item -------------------------------------------------------------------------------------


def test_a_revealed_item_shows_question_distribution_centre_and_agreement_in_words(room: Room) -> None:
    room.join(government=4, society=4)
    room.put_up(HOT)
    room.revealed(HOT, [4, 4, 4, 3, 1, 1, 0, None])
    said = words(room)
    assert "3 常态运行 1 1 0" in said
    assert "一致程度 分歧 中位数 3 四分位差 3" in said
    assert "全体评委 政府评委 民间评委" in said
    assert "有效评分票7张，另有1人无法判断" in said


def test_a_group_of_two_is_never_told_by_itself(room: Room) -> None:
    room.join(government=4, society=2)
    room.put_up(HOT)
    room.revealed(HOT, [4, 4, 3, 3, 1, 0])
    said = words(room)
    assert "全体评委" in said
    assert "民间评委" not in said


def test_two_valid_ballots_are_no_rating_and_show_no_level(room: Room) -> None:
    room.join(government=4)
    room.put_up(HOT)
    room.revealed(HOT, [2, 3, None, None])
    said = words(room)
    assert "一致程度 未评 有效评分票2张，不足3张，不显示分布" in said
    assert "2 制度成形 —" in said


def test_during_the_re_vote_the_first_round_stays_beside_the_progress_of_the_second(room: Room) -> None:
    room.join(government=4, society=4)
    room.put_up(HOT)
    room.revealed(HOT, [4, 4, 4, 3, 1, 1, 0, 1])
    room.step("revote_items", [HOT])
    room.cast(HOT, [3, 3])
    said = words(room)
    assert "正在复评，请在手机上再评一次 2 ／8 已作答" in said
    assert "一致程度 分歧" in said
    assert "复评 " not in said.replace("正在复评", "")


def test_after_the_re_vote_a_dumbbell_shows_the_shift(room: Room) -> None:
    room.join(government=4, society=4)
    room.put_up(HOT)
    room.revealed(HOT, [4, 4, 4, 4, 1, 1, 1, 1])
    room.again(HOT, [2, 2, 2, 2, 1, 2, 2, 2])
    said = words(room)
    assert "全体评委 2.5 2 政府评委 4 2 民间评委 1 2" in said
    assert "等级 首轮 复评" in said


def test_a_decision_shows_level_method_and_that_dissent_is_kept_but_not_what_was_written(room: Room) -> None:
    room.join(government=4, society=4)
    room.put_up(HOT)
    room.revealed(HOT, [4, 4, 4, 4, 1, 1, 1, 1])
    room.again(HOT, [4, 4, 4, 4, 1, 1, 1, 1])
    room.step("decide", HOT, 1, dissent="两位企业代表认为渠道畅通")
    seen = words(room)
    assert "存疑" in seen
    assert re.search(r"定级 1级 \S*零散开展", seen)
    assert "存疑；两种意见并列，另列补证任务" in seen
    assert "企业代表" not in markup(room)


# -- agenda and end -------------------------------------------------------------------------------


def test_between_items_the_board_lists_what_to_discuss_most_pressing_first(room: Room) -> None:
    room.join(government=4, society=4)
    room.revealed(NEXT, [2, 2, 2, 2, 3, 3, 2, 1])
    room.revealed(HOT, [4, 4, 4, 4, 0, 0, 0, 0])
    said = words(room)
    assert "讨论顺序 已有结果 0 项，尚余 3 项。" in said
    assert re.search(rf"{HOT} \S+ 分歧 {NEXT} \S+ 基本一致 {INSIDE} \S+ 未开始", said)


def test_the_end_counts_decided_doubtful_and_unrated(room: Room) -> None:
    room.join(government=4, society=4)
    room.revealed(NEXT, [2] * 8)
    room.step("decide", NEXT, 2)
    room.revealed(HOT, [4, 4, 4, 4, 0, 0, 0, 0])
    room.step("decide", HOT, 0)
    room.step("end")
    said = words(room)
    assert "本场评分结束 已定级 1 存疑 1 未评 1 共 3 项，8 人参加。" in said


# -- the page -------------------------------------------------------------------------------------


def test_there_is_nothing_to_press_on_the_board(room: Room) -> None:
    room.join(government=4)
    room.put_up(HOT)
    acts: list[Callable[[], None]] = [
        lambda: None, lambda: room.step("open_items", [HOT]), lambda: room.cast(HOT, [1, 1, 2, 2]),
    ]  # fmt: skip
    for act in acts:
        act()
        at = opened(room.id)
        kinds = ("button", "checkbox", "radio", "selectbox", "text_input", "text_area", "slider", "toggle", "expander")
        assert [kind for kind in kinds if at.get(kind)] == []
        assert len(at.sidebar) == 0
        assert not re.search(r"<(a|button|input|form|select)\b", markup(room))


def test_a_board_without_a_session_says_where_to_open_one() -> None:
    for ws in (None, "wnone"):
        assert any("请从“研讨评分”页打开大屏" in one.proto.body for one in opened(ws).get("html"))


def test_a_deleted_session_leaves_the_board_in_words(room: Room) -> None:
    at = opened(room.id)
    room.step("delete")
    at.run()
    assert not at.exception
    assert any("请从“研讨评分”页打开大屏" in one.proto.body for one in at.get("html"))


@pytest.mark.parametrize(("left", "said"), [(125, "2:05"), (59.2, "1:00"), (0.3, "0:01"), (0, "时间到"), (-59, "时间到"), (-61, "")])  # fmt: skip
def test_the_clock_counts_down_and_lets_go(left: float, said: str) -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert board.remaining(now + timedelta(seconds=left), now) == said


def test_without_a_timer_there_is_no_clock() -> None:
    assert board.remaining(None, datetime(2026, 3, 2, 9, tzinfo=UTC)) == ""


# -- which scene ----------------------------------------------------------------------------------


def standing(room: Room, **phases: tuple[str, int]) -> Workshop:
    groups = (RaterGroup(id="all", name=default_groups()[0].name),)
    made = prepared(room.held.rubric, Plan(items=ITEMS, groups=groups))
    items = dict(made.items)
    for name, (phase, round_) in phases.items():
        id_ = name.replace("_", "-")
        items[id_] = items[id_].model_copy(update={"phase": phase, "round": round_})
    return made.model_copy(update={"items": items, "stage": "running"})


def test_what_is_put_up_shows_once_its_round_is_closed_and_during_its_re_vote(room: Room) -> None:
    both = standing(room, C1_1=("open", 1), C4_4=("open", 1))
    assert board_scene.scene(both, HOT) == board_scene.Scene("rating")
    again = standing(room, C1_1=("open", 2), C4_4=("open", 1))
    assert board_scene.scene(again, HOT) == board_scene.Scene("item", HOT)
    closed = standing(room, C1_1=("closed", 1), C4_4=("open", 1))
    assert board_scene.scene(closed, HOT) == board_scene.Scene("item", HOT)
    assert board_scene.scene(closed, None) == board_scene.Scene("item", NEXT)


def test_an_item_put_up_before_it_opens_does_not_hide_the_way_in(room: Room) -> None:
    assert board_scene.scene(standing(room), HOT) == board_scene.Scene("lobby")


def test_an_item_of_another_session_is_not_shown(room: Room) -> None:
    assert board_scene.scene(standing(room, C1_1=("revealed", 1)), "B1-1") == board_scene.Scene("agenda")

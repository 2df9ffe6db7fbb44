"""One item a screen: what it shows, what it stores, and when it says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from assessor.ballot.frame import static
from assessor.ballot.item_page import Booklet, Filled, FirstRound, Put
from assessor.errors import Problem, StoreUnavailable
from assessor.rubric import Rubric
from assessor.text import LANGUAGES, say
from assessor.workshop import Tally
from assessor.workshops import Answer
from tests.ballot.conftest import ITEMS, Phone, Room, words

NewPhone = Callable[[], Phone]
BUDGET = 60_000


def stored(room: Room) -> dict[tuple[str, int], list[tuple[int | None, str]]]:
    """What is in the database, by item and round, in no order of persons."""
    found: dict[tuple[str, int], list[tuple[int | None, str]]] = {}
    with room.workshops.workspace.store.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT indicator, round, level, reason FROM ballots")
        for item, round_, level, reason in rows:
            found.setdefault((item, round_), []).append((level, reason))
    return {key: sorted(answers, key=str) for key, answers in found.items()}


# -- one screen ---------------------------------------------------------------------------------


def test_an_item_shows_its_place_question_five_levels_and_cannot_judge(
    rater: Phone, room: Room, rubric: Rubric
) -> None:
    room.open()
    page = rater.look("C2-1")
    seen, asked = words(page), rubric.by_id["C2-1"]
    assert "第2题／共3题" in seen
    assert asked.quick_question is not None
    assert all(text.zh in seen for text in (asked.name, asked.quick_question, asked.question))
    assert all(rung.text.zh in seen for rung in asked.descriptors)
    assert page.count('type="radio" name="level"') == 6
    assert "无法判断" in seen
    assert " checked" not in page
    assert "只给主持人看，主持人改写后才会出现在纪要里；不写人名" in seen


def test_evidence_is_listed_where_the_plan_shows_it(rater: Phone, room: Room) -> None:
    room.open()
    assert "涉外社会组织名录" in rater.look("C1-1")
    assert "已登记的佐证" not in rater.look("C2-1")


def test_evidence_is_hidden_where_the_plan_hides_it(rater: Phone, room: Room) -> None:
    plan = room.now.workshop.plan.model_copy(update={"evidence": False})
    room.workshops.change_plan(room.id, plan, expected=room.now.version, actor="facilitator")
    room.open()
    assert "涉外社会组织名录" not in rater.look("C1-1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_heaviest_item_with_style_and_script_stays_under_60_kb(rubric: Rubric, language: Any) -> None:
    booklet = Booklet(rubric)
    first = FirstRound(Tally(levels=(200, 200, 200, 200, 200), cannot_judge=200), "x" * 20)
    filled = Filled("3", "理" * 300, "k" * 40)
    evidence = ["佐" * 200] * 12
    heaviest = max(
        len(booklet.page("/b/w" + "0" * 24, item, put, language).body.encode())
        for item in rubric.by_id
        for put in [Put(9, 46, 2, filled, "x" * 40, "y" * 80, "", first, evidence, "C1-1", "C1-2")]
    )
    assert heaviest > 3_000
    assert heaviest + 2_000 + sum(map(len, static().values())) < BUDGET


def test_nothing_of_a_page_comes_from_elsewhere_or_needs_a_script(rater: Phone, room: Room) -> None:
    room.open()
    page = rater.get(rater.path("/i/C1-1"))
    assert set(re.findall(r'(?:src|href|action)="([^"#?]+)', page.text)) <= {
        "data:,", "/b/style.css", "/b/ballot.js", *(rater.path(f"/i/{one}") for one in ITEMS), rater.path("/list"),
    }  # fmt: skip
    assert not re.search(r"<script(?! defer src)|\son\w+=|style=|javascript:", page.text)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    for asset in ("style.css", "ballot.js"):
        assert rater.get(f"/b/{asset}").status_code == 200


def test_every_control_has_its_label(rater: Phone, room: Room) -> None:
    room.open()
    page = rater.look("C1-1")
    assert page.count("<fieldset><legend>") == 1
    assert '<label class="ask" for="reason">' in page
    assert len(re.findall(r'<label class="card"><input type="radio"', page)) == 6
    assert 'role="status" aria-live="polite"' in page


# -- saving -------------------------------------------------------------------------------------


def test_an_answer_is_stored_said_and_chosen_when_one_comes_back(rater: Phone, room: Room) -> None:
    room.open()
    after = rater.answer("C1-1", 3, "有名录")
    assert after.url.path == rater.path("/i/C2-1")
    assert "已保存：第1题，3级" in words(after.text)
    assert stored(room) == {("C1-1", 1): [(3, "有名录")]}
    back = rater.look("C1-1")
    assert 'value="3" checked' in back
    assert ">有名录</textarea>" in back
    assert "已保存：3级，理由已记" in words(back)


def test_cannot_judge_is_an_answer_and_no_level(rater: Phone, room: Room) -> None:
    room.open()
    assert "已保存：第1题，无法判断" in words(rater.answer("C1-1", "cannot").text)
    assert stored(room) == {("C1-1", 1): [(None, "")]}
    assert 'value="cannot" checked' in rater.look("C1-1")


def test_an_address_alone_makes_nothing_saved(rater: Phone, room: Room) -> None:
    room.open()
    assert "已保存" not in words(rater.get(rater.path("/i/C2-1?saved=C1-1")).text)
    assert "已保存" not in words(rater.get(rater.path("/i/C2-1?saved=nothing")).text)


def test_the_script_hears_that_it_is_saved_and_where_to_go(rater: Phone, room: Room) -> None:
    room.open()
    reply = rater.cast("C1-1", 2)
    assert (reply.status_code, reply.json()) == (
        200,
        {"saved": True, "next": rater.path("/i/C2-1?saved=C1-1"), "said": "已保存：第1题，2级。"},
    )
    assert rater.cast("C2-1", 2).json()["next"] == rater.path("/i/C4-4?saved=C2-1")
    assert rater.cast("C4-4", 2).json()["next"] == rater.path("/wait?saved=C4-4")


def test_what_is_sent_twice_is_stored_once_and_a_second_thought_replaces_the_first(rater: Phone, room: Room) -> None:
    room.open()
    key = rater.key("C1-1")
    assert rater.cast("C1-1", 2, key=key).json() == rater.cast("C1-1", 2, key=key).json()
    assert stored(room) == {("C1-1", 1): [(2, "")]}
    assert rater.cast("C1-1", 3, key=key).json()["said"] == "已保存：第1题，3级。"
    assert stored(room) == {("C1-1", 1): [(3, "")]}


def test_an_answer_sent_again_late_does_not_undo_a_later_one(rater: Phone, room: Room) -> None:
    room.open()
    first = rater.key("C1-1")
    rater.cast("C1-1", 1, key=first)
    rater.cast("C1-1", 4, key=rater.key("C1-1"))
    assert rater.cast("C1-1", 1, key=first).json()["said"] == "已保存：第1题，4级。"
    assert stored(room) == {("C1-1", 1): [(4, "")]}


def test_forms_without_a_mark_are_each_an_answer(rater: Phone, room: Room) -> None:
    room.open()
    for level in (3, 2, 3):
        rater.cast("C1-1", level, key="")
    assert stored(room) == {("C1-1", 1): [(3, "")]}


def test_nothing_chosen_is_not_saved_and_keeps_the_reason(rater: Phone, room: Room) -> None:
    room.open()
    key = rater.key("C1-1")
    reply = rater.answer("C1-1", "", "写了一半", key=key)
    assert reply.status_code == 422
    assert "未保存：请先选一级" in words(reply.text)
    assert 'role="alert"' in reply.text
    assert ">写了一半</textarea>" in reply.text
    assert f'value="{key}"' in reply.text
    assert stored(room) == {}


@pytest.mark.parametrize("level", ["5", "-1", "３", "1.0", "null"])
def test_a_level_that_is_none_is_not_saved(rater: Phone, room: Room, level: str) -> None:
    room.open()
    assert rater.answer("C1-1", level).status_code == 422
    assert stored(room) == {}


def test_a_reason_may_have_300_characters_and_no_more(rater: Phone, room: Room) -> None:
    room.open()
    assert rater.cast("C1-1", 3, "理" * 300).json()["saved"] is True
    reply = rater.answer("C1-1", 3, "理" * 301)
    assert reply.status_code == 422
    assert "理由有301字" in words(reply.text)
    assert "理" * 301 in reply.text


def test_a_reason_is_one_line_of_plain_text(rater: Phone, room: Room) -> None:
    room.open()
    rater.answer("C1-1", 3, " 第一行\r\n第二行\u202e\x00<b>粗</b> ")
    assert stored(room) == {("C1-1", 1): [(3, "第一行 第二行 <b>粗</b>")]}
    assert "&lt;b&gt;粗&lt;/b&gt;" in rater.look("C1-1")


@pytest.mark.parametrize("script", [False, True])
def test_an_answer_that_the_database_refused_is_not_called_saved(
    rater: Phone, room: Room, script: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.open()
    key = rater.key("C1-1")
    broken: Future[Any] = Future()
    broken.set_exception(StoreUnavailable(Problem("", say("磁盘已满", "disk full"), say("清理", "clear it"))))
    with monkeypatch.context() as patch:
        patch.setattr(type(room.workshops), "cast", lambda *_, **__: broken)
        reply = rater.cast("C1-1", 3, "理由", key=key) if script else rater.answer("C1-1", 3, "理由", key=key)
    assert reply.status_code == 503
    said = reply.json()["said"] if script else words(reply.text)
    assert "未保存" in said
    assert "已保存" not in said
    if not script:
        assert all(one in reply.text for one in ('value="3" checked', ">理由</textarea>", f'value="{key}"'))
    assert rater.cast("C1-1", 3, "理由", key=key).json()["saved"] is True


def test_a_database_that_does_not_answer_becomes_a_page(
    rater: Phone, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(room.workshops), "seat", broken)
    reply = rater.get(rater.path("/list"))
    assert reply.status_code == 503
    assert "服务器出了问题" in words(reply.text)
    assert "secret" not in reply.text


# -- where the session stands -------------------------------------------------------------------


def test_a_rater_resumes_on_the_item_last_seen_then_on_the_next_without_an_answer(rater: Phone, room: Room) -> None:
    room.open()
    rater.look("C2-1")
    assert rater.get(rater.path()).url.path == rater.path("/i/C2-1")
    rater.answer("C2-1", 1)
    rater.look("C2-1")
    assert rater.get(rater.path()).url.path == rater.path("/i/C1-1")


def test_waiting_looks_by_itself_and_goes_on_when_an_item_opens(rater: Phone, room: Room) -> None:
    page = rater.get(rater.path())
    assert page.url.path == rater.path("/wait")
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.text
    ask = {"headers": {"accept": "application/json"}}
    assert rater.get(rater.path("/wait"), **ask).json() == {"next": None}
    assert "本题还没有开放" in words(rater.look("C1-1"))
    assert rater.get(rater.path("/wait?item=C1-1"), **ask).json() == {"next": None}
    room.open("C1-1")
    assert rater.get(rater.path("/wait"), **ask).json() == {"next": rater.path("/i/C1-1")}
    assert rater.get(rater.path("/wait")).url.path == rater.path("/i/C1-1")


def test_a_closed_round_takes_nothing_and_says_so(rater: Phone, room: Room) -> None:
    room.open()
    rater.answer("C1-1", 2)
    room.close("C1-1", "C2-1")
    assert "您的评分票：2级" in words(rater.look("C1-1"))
    for reply in (rater.cast("C2-1", 3), rater.answer("C2-1", 3)):
        assert reply.status_code == 409
        assert "已经收票" in words(reply.text)
    assert rater.cast("C2-1", 3).json()["saved"] is False
    assert stored(room) == {("C1-1", 1): [(2, "")]}


def test_a_group_is_asked_only_what_it_may_rate(phones: NewPhone, room: Room, rubric: Rubric) -> None:
    plan = room.now.workshop.plan.model_copy(update={"items": ("B1-1", *ITEMS)})
    room.workshops.change_plan(room.id, plan, expected=room.now.version, actor="facilitator")
    outside, inside = phones().come_in("society"), phones().come_in("government")
    room.open("B1-1", *ITEMS)
    assert "第1题／共3题" in words(outside.get(outside.path()).text)
    assert "第1题／共4题" in words(inside.get(inside.path()).text)
    assert outside.cast("B1-1", 3).status_code == 404
    assert rubric.by_id["B1-1"].name.zh not in outside.look("B1-1")


def test_a_removed_rater_is_told_and_stores_nothing(rater: Phone, room: Room) -> None:
    room.open()
    room.workshops.remove(room.id, room.marks()[0], actor="facilitator")
    assert "这台手机已不在本场" in words(rater.look("C1-1"))
    reply = rater.cast("C1-1", 3)
    assert (reply.status_code, reply.json()["saved"]) == (403, False)
    assert stored(room) == {}


def test_an_ended_session_says_goodbye(rater: Phone, room: Room) -> None:
    room.step("end")
    page = words(rater.get(rater.path()).text)
    assert "本场研讨已经结束" in page
    assert "研讨评分，不作考核依据" in page


def test_a_stranger_is_led_to_the_code(phone: Phone, room: Room) -> None:
    room.open()
    page = phone.get(phone.path("/i/C1-1"))
    assert page.status_code == 403
    assert "这台手机还没有加入" in words(page.text)
    assert phone.get("/b/wnosuchsession").text.replace("wnosuchsession", "") == phone.get(phone.path()).text.replace(
        room.id, ""
    )
    assert phone.get("/b/no/such/page").status_code == 404
    phone.cookies.set(f"rater_{room.id}", "x" * 43, path="/b")
    assert phone.cast("C1-1", 3).status_code == 403


def test_the_list_says_of_each_item_where_it_stands(rater: Phone, room: Room) -> None:
    room.open("C1-1", "C2-1")
    rater.answer("C1-1", 3)
    seen = words(rater.get(rater.path("/list")).text)
    assert "已评1／2题" in seen
    assert re.search(r"第1题 \S+ 已保存：3级.*第2题 \S+ 待评.*第3题 \S+ 未开放", seen)
    assert room.marks()[0] in seen


# -- the re-vote --------------------------------------------------------------------------------


def first_round(phones: NewPhone, room: Room, *levels: object) -> list[Phone]:
    raters = [phones().come_in() for _ in levels]
    room.open("C1-1")
    for one, level in zip(raters, levels, strict=True):
        assert one.cast("C1-1", level).json()["saved"] is True
    room.reveal("C1-1")
    room.step("revote_items", ["C1-1"])
    return raters


def test_a_revote_shows_the_first_round_and_the_own_answer(phones: NewPhone, room: Room) -> None:
    one, *_ = first_round(phones, room, 1, 2, 2, 4, "cannot")
    page = one.look("C1-1")
    seen = words(page)
    assert "复评" in seen
    assert "您首轮的选择：1级" in seen
    assert "首轮结果：有效评分票4张，中位数2" in seen
    assert re.search(r"0级 0 1级 1 2级 2 3级 0 4级 1 无法判断 1", seen)
    assert 'value="1" checked' in page
    assert "已保存" not in seen
    assert one.get(one.path()).url.path == one.path("/i/C1-1")
    one.answer("C1-1", 2)
    assert stored(room)["C1-1", 2] == [(2, "")]
    assert (1, "") in stored(room)["C1-1", 1]


def test_fewer_than_three_valid_ballots_are_not_shown(phones: NewPhone, room: Room) -> None:
    one, *_ = first_round(phones, room, 1, 4, "cannot")
    page = one.look("C1-1")
    assert "不足3张" in words(page)
    assert "<table" not in page


def test_a_form_of_the_first_round_is_no_answer_in_the_revote(phones: NewPhone, room: Room) -> None:
    one, *_ = first_round(phones, room, 1, 2, 3)
    reply = one.cast("C1-1", 4, key="other", round="1")
    assert (reply.status_code, reply.json()["saved"]) == (409, False)
    assert "另一轮" in reply.json()["said"]
    assert ("C1-1", 2) not in stored(room)


def test_a_true_median_lies_between_levels() -> None:
    assert Tally(levels=(1, 0, 0, 1, 0)).median == 1.5
    assert Tally(levels=(0, 2, 1, 0, 0)).median == 1


# -- nobody sees others before the reveal -------------------------------------------------------


def everything(phone: Phone) -> str:
    """All that a phone can get: pages, words for the script, headers."""
    asked = [phone.path(rest) for rest in ("", "/list", "/wait", *(f"/i/{one}" for one in ITEMS))]
    replies = [phone.get(one) for one in asked]
    replies += [phone.get(one, headers={"accept": "application/json"}) for one in asked]
    return "\n".join(f"{one.headers} {one.text}" for one in replies)


def test_no_reply_changes_with_what_others_answered_until_it_is_revealed(
    phones: NewPhone, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessor.ballot.item_page.new_key", lambda: "k")
    looker, *others = (phones().come_in() for _ in range(4))
    room.open()
    looker.cast("C1-1", 0)
    everything(looker)  # from here on it has seen them all, and resumes on the same one
    before = everything(looker)
    for other in others:
        other.cast("C1-1", 4, "别人的理由")
    assert everything(looker) == before
    room.close("C1-1")
    closed = everything(looker)
    assert "别人的理由" not in closed
    assert "4级，" not in words(closed)
    room.step("reveal_items", ["C1-1"])
    room.step("revote_items", ["C1-1"])
    assert "有效评分票4张，中位数4" in words(everything(looker)), "the positive control sees it once revealed"
    assert "别人的理由" not in everything(looker)


def test_answers_are_those_of_the_phone_that_asks(phones: NewPhone, room: Room) -> None:
    one, two = phones().come_in(), phones().come_in()
    room.open()
    one.cast("C1-1", 1)
    two.cast("C1-1", 4)
    assert 'value="1" checked' in one.look("C1-1")
    assert 'value="4" checked' in two.look("C1-1")
    assert room.workshops.answers(room.workshops.rater(room.id, one.cookies[f"rater_{room.id}"])) == {  # type: ignore[arg-type]  # they take part
        ("C1-1", 1): Answer(1, "")
    }

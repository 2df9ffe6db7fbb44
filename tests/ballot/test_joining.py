"""Coming in: the code, the link, one refusal for all that is wrong, and no way to be counted twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from assessor.ballot.limiter import Limiter
from assessor.store import ballots
from tests.ballot.conftest import Clock, Phone, Room, words

NewPhone = Callable[[], Phone]


def typed(phone: Phone, code: str) -> tuple[int, str]:
    reply = phone.post("/b/code", data={"code": code})
    return reply.status_code, words(reply.text).replace(code, "")


def test_a_code_leads_to_the_groups_and_a_group_into_the_session(phone: Phone, room: Room) -> None:
    form = phone.post("/b/code", data={"code": room.code.lower()}).text
    assert all(group in words(form) for group in ("政府评委", "监督评委", "民间评委"))
    inside = phone.post("/b/join", data={"code": room.code, "group": "oversight"})
    assert inside.url.path == phone.path("/wait")
    assert room.workshops.heads(room.id) == {"government": 0, "oversight": 1, "society": 0}


def test_the_square_shows_the_groups_at_once(phone: Phone, room: Room) -> None:
    assert "政府评委" in words(phone.get("/b", params={"k": room.link}).text)


def test_a_code_in_the_address_waits_to_be_confirmed(phone: Phone, room: Room) -> None:
    page = phone.get("/b", params={"c": "AB CD"}).text
    assert 'value="AB CD"' in page
    assert "政府评委" not in page


def test_a_group_has_to_be_chosen_and_the_unit_stays_chosen(phone: Phone, room: Room) -> None:
    page = phone.post("/b/join", data={"k": room.link, "unit": room.workshops.invited(room.link).units[0].id})  # type: ignore[union-attr]  # the link holds
    assert page.status_code == 422
    assert "请先选择评委组" in words(page.text)
    assert " selected" in page.text
    assert sum(room.workshops.heads(room.id).values()) == 0


def test_wrong_locked_expired_and_ended_are_answered_alike(phones: NewPhone, room: Room) -> None:
    phone = phones()
    wrong = typed(phone, "22222222")
    assert wrong[0] == 403
    room.step("lock", True)
    assert typed(phone, room.code) == wrong
    room.step("lock", False)
    room.step("extend", 0.1)
    real, room.workshops.workspace.store.now = room.workshops.workspace.store.now, lambda: room.now.expires_at  # type: ignore[method-assign]  # the hour has come
    assert typed(phone, room.code) == wrong
    room.workshops.workspace.store.now = real  # type: ignore[method-assign]  # and gone
    code, link = room.code, room.link
    room.step("end")
    assert typed(phone, code) == wrong
    assert phone.get("/b", params={"k": link}).status_code == 403


def test_ten_wrong_codes_a_minute_over_the_whole_server_then_everybody_waits(phones: NewPhone, room: Room) -> None:
    here, there, inside = phones(), phones(), phones().come_in()
    room.open()
    for n in range(10):
        assert typed(here if n % 2 else there, f"2222222{n % 8 + 2}")[0] == 403
        room.clock.now += 1
    status, said = typed(there, room.code)
    assert status == 429
    assert "请一分钟后再试" in said
    assert there.post("/b/join", data={"code": room.code, "group": "society"}).status_code == 429
    assert inside.cast("C1-1", 3).json()["saved"] is True
    assert phones().get("/b", params={"k": room.link}).status_code == 200
    room.clock.now += 50
    assert typed(there, room.code)[0] == 200


def test_right_codes_and_wrong_links_are_no_failures(phone: Phone, room: Room) -> None:
    for _ in range(15):
        assert phone.get("/b", params={"k": "no-such-link-at-all-22"}).status_code == 403
        assert typed(phone, room.code)[0] == 200


@pytest.mark.parametrize("disguise", ["{}", " {} ", "{}--------------------", "{}..................."])
def test_a_code_put_where_the_link_belongs_is_a_guess_all_the_same(phone: Phone, room: Room, disguise: str) -> None:
    guesses = [disguise.format("-".join(f"222222{n:02}".translate({48: 57, 49: 56}))) for n in range(11)]
    seen = [phone.get("/b", params={"k": one}).status_code for one in guesses]
    assert seen == [403] * 10 + [429]
    assert phone.post("/b/join", data={"k": room.code, "group": "society"}).status_code == 429
    assert sum(room.workshops.heads(room.id).values()) == 0


def test_the_window_of_failures_slides() -> None:
    clock = Clock()
    limiter = Limiter(clock, most=2, window=60)
    limiter.failed()
    clock.now += 30
    limiter.failed()
    assert limiter.full()
    clock.now += 30
    assert not limiter.full()
    limiter.failed()
    assert limiter.full()


def test_the_token_is_in_a_cookie_of_the_phone_pages_and_in_no_address(phone: Phone, room: Room) -> None:
    phone.get("/b", params={"k": room.link})
    reply = phone.post("/b/join", data={"k": room.link, "group": "society"}, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, phone.path())
    cookie = next(one for one in reply.headers.get_list("set-cookie") if one.startswith(f"rater_{room.id}="))
    assert all(f"; {flag}" in cookie for flag in ("HttpOnly", "SameSite=lax", "Path=/b"))
    token = cookie.split("=", 1)[1].split(";")[0]
    assert len(token) >= 43
    seen = phone.get(phone.path()).text + phone.get(phone.path("/list")).text
    assert token not in seen


def test_a_form_that_is_sent_twice_joins_once(phone: Phone, room: Room) -> None:
    phone.get("/b", params={"k": room.link})
    door = phone.cookies["door"]
    for _ in range(2):
        phone.cookies.clear()
        phone.cookies.set("door", door, path="/b")
        phone.post("/b/join", data={"k": room.link, "group": "society"}, follow_redirects=False)
    assert room.workshops.heads(room.id)["society"] == 1


def test_who_is_in_comes_back_by_code_or_square_and_is_not_counted_twice(rater: Phone, room: Room) -> None:
    assert rater.get("/b", params={"k": room.link}).url.path == rater.path("/wait")
    assert rater.post("/b/code", data={"code": room.code}).url.path == rater.path("/wait")
    assert rater.come_in("government")
    assert sum(room.workshops.heads(room.id).values()) == 1


def test_a_locked_door_shows_who_is_in_the_way_back(rater: Phone, room: Room) -> None:
    room.step("lock", True)
    page = rater.get("/b", params={"k": room.link}).text
    assert f'href="{rater.path()}"' in page
    assert f'href="{rater.path()}"' in rater.get("/b").text


def test_what_was_typed_is_text_on_the_page(phone: Phone) -> None:
    page = phone.post("/b/code", data={"code": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert "<script>alert" not in phone.get("/b", params={"c": "<script>alert(1)"}).text


@pytest.mark.parametrize(
    ("asked", "language"),
    [("en-GB,en;q=0.9", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("fr", "zh-CN"), ("en;q=0.4, zh;q=0.5", "zh-CN")],
)
def test_the_browser_says_which_language(phone: Phone, asked: str, language: str) -> None:
    assert f'<html lang="{language}">' in phone.get("/b", headers={"accept-language": asked}).text


def test_a_chosen_language_stays_chosen(phone: Phone, room: Room) -> None:
    assert "Join code" in words(phone.get("/b?lang=en").text)
    assert "Join code" in words(phone.get("/b").text)
    assert "加入码" in words(phone.get("/b?lang=zh").text)
    assert f'href="/b?k={room.link}&amp;lang=en"' in phone.get("/b", params={"k": room.link}).text


def test_the_other_language_is_one_touch_away_even_after_a_form_was_sent(phone: Phone, room: Room) -> None:
    for sent in ({"code": "22222222"}, {"code": room.code}):
        page = phone.post("/b/code", data=sent).text
        there = re.search(r'class="lang" href="([^"]+)"', page)
        assert there
        assert phone.get(unescape(there[1])).status_code == 200


def test_more_than_a_form_holds_is_refused_with_words(rater: Phone, room: Room) -> None:
    room.open()
    assert rater.answer("C1-1", 3, "长" * 20_000).status_code == 413
    assert rater.cast("C1-1", 3, "长" * 20_000).json()["saved"] is False


def test_a_full_session_says_so_to_a_phone_with_a_valid_code_and_to_no_other(
    phones: NewPhone, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballots, "MOST_RATERS", 1)
    phones().come_in()
    late = phones()
    reply = late.post("/b/join", data={"code": room.code, "group": "society"})
    assert reply.status_code == 409
    assert "本场人数已满" in words(reply.text)
    assert "主持人" in words(reply.text)
    assert late.post("/b/join", data={"code": "22222222", "group": "society"}).status_code == 403
    [mark] = room.marks()
    room.workshops.remove(room.id, mark, actor="facilitator")
    late.come_in()
    assert sum(room.workshops.heads(room.id).values()) == 1

"""Workshop page: a facilitator prepares a session, lets people in, opens, closes, reveals, discusses and decides."""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.ui import workshop_qr
from assessor.workshop import default_groups, default_plan
from assessor.workshops import Answer, Workshops
from tests.room import CALM, ITEMS, LEVELS, NEARER, SIX, SPLIT, TRIAL, Room

MAIN = Path(__file__).parent.parent.parent / "assessor" / "ui" / "main.py"

HOSTILE = ":material/home: **x** <b>[y](z:1)"


@pytest.fixture
def id_(real: Workspace) -> str:
    city = CityProfile(id="甲市", name="甲市", city_class="T4")
    return real.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office")


@pytest.fixture
def held(real: Workspace) -> Workshops:
    return Workshops(real)


@pytest.fixture
def room(held: Workshops, id_: str) -> Room:
    return Room(held, id_)


def page(assessment: str, language: str = "zh", **address: str) -> AppTest:
    at = AppTest.from_file(str(MAIN), default_timeout=30)
    for key, value in {"lang": language, "a": assessment, **address}.items():
        at.query_params[key] = value
    return shown(shown(at.run()).switch_page("views/workshop.py").run())


def shown(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    return at


def at_part(room: Room, part: str, language: str = "zh", item: str | None = None) -> AppTest:
    at = page(room.assessment, language, ws=room.id, **({"wi": item} if item else {}))
    return shown(at.segmented_control(key=f"workshop.part.{room.id}.{language}").set_value(part).run())


def pressed(at: AppTest, key: str) -> AppTest:
    return shown(at.button(key=f"workshop.{key}").click().run())


def words(at: AppTest) -> str:
    """Everything that stands on the page."""
    boxes = [*at.markdown, *at.caption, *at.header, *at.subheader, *at.info, *at.warning, *at.error, *at.success]
    return "\n".join([*(str(one.value) for one in boxes), *(one.proto.body for one in at.get("html"))])


def has(at: AppTest, key: str) -> bool:
    return any(one.key == f"workshop.{key}" for one in at.button)


# -- preparing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_session_is_prepared_with_one_click_as_the_method_seats_it(id_: str, held: Workshops, language: str) -> None:
    at = pressed(page(id_, language), "prepare")
    (line,) = held.sessions(id_)
    assert line.plan == held.opened(line.id).workshop.plan
    assert set(line.plan.items) == set(default_plan(held.rubric, "quick", "open").items)
    assert line.plan.groups == default_groups()
    assert at.query_params["ws"] == line.id


def test_an_internal_session_seats_no_group_from_outside(id_: str, held: Workshops) -> None:
    at = page(id_)
    at = shown(at.segmented_control(key="workshop.new.kind.zh").set_value("internal").run())
    assert "民间评委：内部场次不设。" in words(at)
    pressed(at, "prepare")
    assert [one.id for one in held.sessions(id_)[0].plan.groups] == ["government", "oversight"]


def test_all_that_is_wrong_with_a_plan_is_said_at_once(id_: str, held: Workshops) -> None:
    at = page(id_)
    at = shown(at.segmented_control(key="workshop.new.variant.zh").set_value("own").run())
    at = shown(at.multiselect(key="workshop.new.own.zh").set_value([]).run())
    at = pressed(at, "add_group")
    at = pressed(shown(at.text_input(key="workshop.new.group.society.name.zh").set_value("监督评委").run()), "prepare")
    said = "\n".join(one.value for one in at.error)
    for fault in ("没有选指标", "评委组没有名称", "两个评委组同名"):
        assert fault in said
    assert held.sessions(id_) == []


def test_a_group_of_ones_own_rates_the_dimensions_it_was_given(id_: str, held: Workshops) -> None:
    at = pressed(page(id_), "add_group")
    at = shown(at.text_input(key="workshop.new.group.own1.name.zh").set_value("专家").run())
    at = shown(at.multiselect(key="workshop.new.group.own1.dimensions.zh").set_value(["A1"]).run())
    pressed(at, "prepare")
    own = held.sessions(id_)[0].plan.groups[-1]
    assert (own.name.zh, own.inside, own.dimensions) == ("专家", True, ("A1",))


def test_pre_rating_holds_the_code_for_days(id_: str, held: Workshops) -> None:
    at = page(id_)
    at = shown(at.selectbox(key="workshop.new.hours.zh").set_value(336).run())
    pressed(at, "prepare")
    line = held.sessions(id_)[0]
    assert (held.opened(line.id).expires_at - line.made).days == 14


def test_before_rating_begins_the_plan_can_be_changed_and_all_faults_are_said(room: Room) -> None:
    at = at_part(room, "join")
    at.session_state["fold.workshop.change_plan"] = True
    at = shown(at.run())
    (name,) = [one for one in at.text_input if one.value == "民间评委"]
    at = pressed(shown(name.set_value("监督评委").run()), "save_plan")
    assert "两个评委组同名" in words(at)
    (_, second) = [one for one in at.text_input if one.value == "监督评委"]
    at = pressed(shown(second.set_value("社会评委").run()), "save_plan")
    assert [one.name.zh for one in room.now.workshop.plan.groups] == ["政府评委", "监督评委", "社会评委"]
    assert room.now.workshop.plan.items == ITEMS
    room.step("open_items", [SPLIT])
    assert not any("改方案" in one.label for one in at_part(room, "join").expander)


def test_the_name_of_ones_own_group_stays_through_a_change_of_language(id_: str) -> None:
    at = pressed(page(id_), "add_group")
    at = shown(at.text_input(key="workshop.new.group.own1.name.zh").set_value("专家").run())
    at = shown(at.button(key="app.language").click().run())
    assert at.text_input(key="workshop.new.group.own1.name.en").value == "专家"
    assert at.text_input(key="workshop.new.group.government.name.en").value == "Government raters"


def test_sessions_of_the_assessment_can_be_opened_again_and_deleted(room: Room) -> None:
    at = page(room.assessment)
    assert "指标 3 项，已定 0 项 · 评委 6 人" in words(at)
    at = pressed(at, f"enter.{room.id}")
    assert at.query_params["ws"] == room.id
    at = pressed(pressed(pressed(at, "leave"), f"delete.{room.id}"), "delete.do")
    assert room.held.sessions(room.assessment) == []


def test_a_session_of_another_assessment_is_not_shown(room: Room, real: Workspace) -> None:
    other = real.begin(CityProfile(id="乙市", name="乙市"), period="2025", cut_off=date(2025, 12, 31), actor="office")
    at = page(other, ws=room.id)
    assert "ws" not in at.query_params
    assert has(at, "prepare")


# -- joining --------------------------------------------------------------------------------------


def test_the_code_stands_in_fours_beside_a_square_and_the_board_opens_in_a_tab_of_its_own(room: Room) -> None:
    said = words(at_part(room, "join"))
    code = room.now.code or ""
    assert f"{code[:4]} {code[4:]}" in said
    assert "data:image/svg+xml" in said
    assert f'href="/board?ws={room.id}' in said
    assert 'target="_blank"' in said


def test_heads_are_counted_by_group(room: Room) -> None:
    said = words(at_part(room, "join"))
    for group, heads in (("政府评委", 3), ("监督评委", 0), ("民间评委", 3), ("合计", 6)):
        assert group in said.split(f">{heads}<")[0] + said
    assert "已加入 6 人" in said


def test_where_phones_cannot_reach_the_server_the_page_says_how_to_start_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "assessor serve --workshop"
    monkeypatch.setattr(workshop_qr, "this_machine_only", lambda: True)
    assert told in words(at_part(room, "join"))
    monkeypatch.setattr(workshop_qr, "this_machine_only", lambda: False)
    assert told not in words(at_part(room, "join"))


def test_the_facilitators_own_address_stays_in_the_page_s_address_and_nonsense_is_refused(room: Room) -> None:
    at = at_part(room, "join")
    at.session_state["fold.workshop.other_address"] = True
    at = shown(at.run())
    at = shown(at.text_input(key="workshop.address").set_value("192.168.1.20:8501/").run())
    assert at.query_params["at"] == "http://192.168.1.20:8501"
    assert "http://192.168.1.20:8501/b" in words(at)
    at = shown(at.text_input(key="workshop.address").set_value("http://a b").run())
    assert "这不是可用的地址" in words(at)
    assert at.query_params["at"] == "http://192.168.1.20:8501"


def test_joining_can_be_locked_extended_and_given_another_code(room: Room) -> None:
    at = pressed(at_part(room, "join"), "lock")
    assert room.now.workshop.locked
    assert "已锁定，新评委不能加入" in words(at)
    at = pressed(at, "lock")
    assert not room.now.workshop.locked
    before = room.now
    at = shown(at.selectbox(key="workshop.extend_by.zh").set_value(24).run())
    at = pressed(at, "extend")
    assert room.now.expires_at > before.expires_at
    at = pressed(pressed(at, "new_code"), "confirm.do")
    assert room.now.code != before.code


def test_a_rater_is_removed_by_mark_and_only_when_asked_twice(room: Room) -> None:
    at = at_part(room, "join")
    at.session_state["fold.workshop.people"] = True
    at = shown(at.run())
    mark = room.raters[0].mark
    assert mark in words(at)
    at = shown(at.selectbox(key="workshop.which_mark").set_value(mark).run())
    at = pressed(at, "remove")
    assert sum(room.held.heads(room.id).values()) == 6
    at = pressed(at, "confirm.do")
    assert room.held.heads(room.id)["government"] == 2
    assert f"已移除 {mark}" in words(at)


# -- running --------------------------------------------------------------------------------------


def test_nothing_but_counts_is_shown_before_the_reveal(room: Room) -> None:
    room.step("open_items", list(ITEMS))
    room.answer(LEVELS, "台账只有半年")
    at = at_part(room, "run", item=SPLIT)
    assert "正在评 3 项，已答 18／18" in words(at)
    room.step("close_items", list(ITEMS))
    at = at_part(room, "run", item=SPLIT)
    for secret in ('class="w-dist"', "中位数", "台账只有半年", "规则建议"):
        assert secret not in words(at)
    at = pressed(at, "reveal")
    for told in ('class="w-dist"', "中位数", "规则建议"):
        assert told in words(at)


def test_a_session_runs_from_open_to_decided_with_the_buttons_of_the_page(room: Room) -> None:
    at = pressed(at_part(room, "run"), "open_all")
    room.answer(LEVELS)
    at = pressed(pressed(shown(at.run()), "close_all"), "reveal_all")
    at = pressed(at, "decide_agreed")
    assert room.now.workshop.in_phase("decided") == [TRIAL, CALM]
    at = pressed(at, f"agenda.{SPLIT}")
    at = pressed(at, "revote")
    room.answer(NEARER)
    at = pressed(pressed(shown(at.run()), "close"), "reveal")
    at = pressed(at, "decide")
    decision = room.now.workshop.item(SPLIT).decision
    assert decision is not None
    assert (decision.level, decision.method, decision.doubtful) == (1, "median", False)


def test_the_trial_item_comes_first_and_alone(held: Workshops, id_: str) -> None:
    room = Room(held, id_, trial=TRIAL)
    at = at_part(room, "run", item=SPLIT)
    assert not has(at, "open_all")
    assert not has(at, "open")
    assert "揭示之后，才能开放其余指标" in words(at)
    at = pressed(at, "open_trial")
    room.answer(LEVELS)
    at = pressed(pressed(shown(at.run()), "close"), "reveal")
    assert has(at, "open_all")


def test_a_closing_can_be_taken_back_until_it_is_revealed(room: Room) -> None:
    room.step("open_items", [SPLIT])
    at = pressed(at_part(room, "run", item=SPLIT), "close")
    at = pressed(at, "reopen")
    assert room.phase(SPLIT) == "open"
    at = pressed(pressed(at, "close"), "reveal")
    assert not has(at, "reopen")


def test_the_agenda_names_disagreement_in_words_and_leaves_out_what_is_agreed(room: Room) -> None:
    room.reveal(*ITEMS)
    at = at_part(room, "run")
    lines = [one.label for one in at.button if str(one.key).startswith("workshop.agenda.")]
    assert len(lines) == 1
    assert "分歧" in lines[0]
    assert "涉外社会组织" in lines[0]


def test_an_item_with_fewer_than_three_valid_ballots_shows_no_distribution_and_can_be_left_unrated(
    held: Workshops, id_: str
) -> None:
    room = Room(held, id_, heads=["government"] * 2)
    room.reveal(SPLIT)
    at = at_part(room, "run", item=SPLIT)
    assert "有效评分票只有 2 张" in words(at)
    assert 'class="w-dist"' not in words(at)
    assert not has(at, "decide")
    pressed(at, "leave_unrated")
    assert room.phase(SPLIT) == "unrated"


def test_an_item_with_too_few_valid_ballots_is_on_the_agenda_until_it_is_settled(held: Workshops, id_: str) -> None:
    room = Room(held, id_, heads=["government"] * 2)
    room.reveal(SPLIT)
    at = at_part(room, "run", item=CALM)
    at = pressed(at, f"agenda.{SPLIT}")
    assert room.held.on_board(room.id) == SPLIT
    at = pressed(at, "leave_unrated")
    assert not has(at, f"agenda.{SPLIT}")
    assert "这一项已记为未评" in words(at)


def test_the_board_goes_along_with_steps_on_all_items_and_on_one(held: Workshops, id_: str) -> None:
    room = Room(held, id_, trial=TRIAL)
    at = pressed(at_part(room, "run"), "open_trial")
    assert room.held.on_board(room.id) == TRIAL
    room.answer(LEVELS)
    at = pressed(pressed(at, "close_all"), "reveal_all")
    assert room.held.on_board(room.id) == TRIAL
    at = pressed(at, "open_all")
    assert room.held.on_board(room.id) is None
    room.answer(LEVELS)
    at = pressed(pressed(at, "close_all"), "reveal_all")
    assert room.held.on_board(room.id) is None
    pressed(at_part(room, "run", item=SPLIT), "revote")
    assert room.held.on_board(room.id) == SPLIT


def test_levels_chosen_equally_often_stand_apart_and_no_third_round_is_spoken_of(room: Room) -> None:
    room.reveal(SPLIT)
    assert "level 0, level 4" in words(at_part(room, "run", "en", item=SPLIT))
    assert "可复评一次" in words(at_part(room, "run", item=SPLIT))
    room.reveal(SPLIT, again=True)
    said = words(at_part(room, "run", item=SPLIT))
    assert "复评后仍有分歧：定级会记为存疑" in said
    assert "可复评一次" not in said


def test_the_proposal_says_that_a_doubtful_level_may_lie_below_the_median(held: Workshops, id_: str) -> None:
    room = Room(held, id_)
    room.reveal(SPLIT, levels={SPLIT: (4, 4, 4, 4, 0, 0)})
    at = at_part(room, "run", item=SPLIT)
    assert "规则建议 **3级 常态运行**（取较低中位数、最高3级）：分歧" in words(at)
    assert "取较低中位数、最高3级，存疑" in words(pressed(at, "decide"))


def test_a_gap_between_all_raters_and_those_who_do_not_lead_the_item_is_flagged(held: Workshops, id_: str) -> None:
    lead = held.rubric.by_id[SPLIT].lead[0]
    room = Room(held, id_, heads=())
    room.raters = [room.join("government", lead) for _ in range(4)] + [room.join("government") for _ in range(3)]
    room.reveal(SPLIT, levels={SPLIT: (3, 3, 3, 3, 1, 1, 1)})
    at = at_part(room, "run", item=SPLIT)
    assert any("全体中位数 3；不含牵头单位评委为 1" in one.value for one in at.warning)


def test_where_owners_see_it_like_the_others_nothing_is_flagged(held: Workshops, id_: str) -> None:
    lead = held.rubric.by_id[SPLIT].lead[0]
    room = Room(held, id_, heads=())
    room.raters = [room.join("government", lead) for _ in range(4)] + [room.join("government") for _ in range(3)]
    room.reveal(SPLIT, levels={SPLIT: (2,)})
    at = at_part(room, "run", item=SPLIT)
    assert "不含牵头单位评委为 2" in words(at)
    assert not any("不含牵头单位" in one.value for one in at.warning)


def test_reasons_are_for_the_facilitator_and_only_when_their_fold_is_opened(room: Room) -> None:
    room.reveal(SPLIT)
    at = at_part(room, "run", item=SPLIT)
    assert "台账只有半年" not in words(at)
    at.session_state["fold.workshop.reasons"] = True
    assert "台账只有半年" in words(shown(at.run()))


def test_another_level_than_the_proposed_one_needs_a_reason(room: Room) -> None:
    room.reveal(CALM)
    at = at_part(room, "run", item=CALM)
    key = f"workshop.level.{room.id}.{CALM}.1.zh"
    assert at.radio(key=key).value == 3
    at = pressed(shown(at.radio(key=key).set_value(2).run()), "decide")
    assert "写一句理由" in words(at)
    assert room.phase(CALM) == "revealed"
    at = shown(at.text_area(key=f"workshop.reason.{room.id}.{CALM}").set_value("平台当年没有开会").run())
    at = shown(at.text_area(key=f"workshop.dissent.{room.id}.{CALM}").set_value("一位认为应为3级").run())
    at = pressed(at, "decide")
    decision = room.now.workshop.item(CALM).decision
    assert decision is not None
    assert (decision.level, decision.method) == (2, "facilitated")
    assert (decision.reason, decision.dissent) == ("平台当年没有开会", "一位认为应为3级")
    assert "没有保存" not in words(at)


def test_where_raters_disagree_the_highest_level_is_not_offered(room: Room) -> None:
    room.reveal(SPLIT)
    at = at_part(room, "run", item=SPLIT)
    assert len(at.radio(key=f"workshop.level.{room.id}.{SPLIT}.1.zh").options) == 4


def test_a_decision_can_be_taken_back(room: Room) -> None:
    room.reveal(CALM)
    at = pressed(at_part(room, "run", item=CALM), "decide")
    assert room.phase(CALM) == "decided"
    pressed(at, "reconsider")
    assert room.phase(CALM) == "revealed"


def test_what_was_written_for_a_decision_taken_back_is_not_lost(room: Room) -> None:
    room.reveal(CALM)
    at = at_part(room, "run", item=CALM)
    field = f"workshop.dissent.{room.id}.{CALM}"
    at = pressed(shown(at.text_area(key=field).set_value("一位认为应为4级").run()), "decide")
    at = pressed(at, "reconsider")
    assert at.text_area(key=field).value == "一位认为应为4级"


def test_the_board_follows_the_item_that_the_facilitator_puts_up_and_goes_back_to_the_whole(room: Room) -> None:
    room.reveal(*ITEMS)
    at = at_part(room, "run", item=CALM)
    assert room.held.on_board(room.id) is None
    at = pressed(at, "board")
    assert room.held.on_board(room.id) == CALM
    at = shown(at.selectbox(key="workshop.item.zh").set_value(SPLIT).run())
    assert room.held.on_board(room.id) == SPLIT
    pressed(at, "board")
    assert room.held.on_board(room.id) is None


def test_words_that_are_too_long_are_refused_and_stay(room: Room) -> None:
    room.reveal(CALM)
    at = at_part(room, "run", item=CALM)
    at = shown(at.text_area(key=f"workshop.dissent.{room.id}.{CALM}").set_value("长" * 2_001).run())
    at = pressed(at, "decide")
    assert room.phase(CALM) == "revealed"
    assert "2000" in words(at) or "2,000" in words(at)
    assert len(at.text_area(key=f"workshop.dissent.{room.id}.{CALM}").value) == 2_001


def test_a_timer_runs_for_as_long_as_was_chosen_and_closes_nothing(room: Room) -> None:
    room.step("open_items", [SPLIT])
    at = at_part(room, "run", item=SPLIT)
    at = shown(at.selectbox(key="workshop.timer_length.zh").set_value(180).run())
    at = pressed(at, "start_timer")
    assert room.now.timer_ends_at is not None
    assert "剩余" in words(at)
    assert room.phase(SPLIT) == "open"
    at = pressed(at, "stop_timer")
    assert room.now.timer_ends_at is None
    assert "剩余" not in words(at)


# -- two facilitators -----------------------------------------------------------------------------


def test_a_step_on_a_page_that_somebody_else_overtook_is_refused_in_words(room: Room) -> None:
    room.reveal(CALM)
    at = at_part(room, "run", item=CALM)
    room.step("decide", CALM, 3)
    at = pressed(at, "decide")
    assert "他人刚刚操作过本场研讨" in words(at)
    decision = room.now.workshop.item(CALM).decision
    assert decision is not None
    assert decision.level == 3


def test_words_that_somebody_was_writing_when_another_decided_stay_in_sight(room: Room) -> None:
    room.reveal(CALM)
    at = at_part(room, "run", item=CALM)
    at = shown(at.text_area(key=f"workshop.dissent.{room.id}.{CALM}").set_value("应再查台账").run())
    room.step("decide", CALM, 3)
    at = pressed(at, "decide")
    assert "应再查台账" in words(at)
    assert "没有保存" in words(at)
    assert "应再查台账" not in words(pressed(at, "let_go"))


def test_words_not_saved_are_told_of_wherever_one_goes(room: Room) -> None:
    room.reveal(CALM, SPLIT)
    at = at_part(room, "run", item=CALM)
    at = shown(at.text_area(key=f"workshop.dissent.{room.id}.{CALM}").set_value("应再查台账").run())
    at = shown(at.selectbox(key="workshop.item.zh").set_value(SPLIT).run())
    assert has(at, f"unsaved.{CALM}")
    at = shown(at.segmented_control(key=f"workshop.part.{room.id}.zh").set_value("results").run())
    assert has(at, f"unsaved.{CALM}")
    at = shown(at.segmented_control(key=f"workshop.part.{room.id}.zh").set_value("run").run())
    at = pressed(at, f"unsaved.{CALM}")
    assert at.text_area(key=f"workshop.dissent.{room.id}.{CALM}").value == "应再查台账"


# -- results --------------------------------------------------------------------------------------


@pytest.fixture
def finished(room: Room) -> Room:
    """One item agreed, one doubtful after the re-vote, one left open."""
    room.reveal(SPLIT, CALM)
    room.reveal(SPLIT, again=True)
    room.step("decide", CALM, 3)
    room.step("decide", SPLIT, 0, dissent="半数认为已有办法")
    return room


def test_results_show_agreement_the_shift_and_doubtful_items_with_their_evidence_to_find(finished: Room) -> None:
    said = words(at_part(finished, "results"))
    for told in ("克里彭多夫", "首轮与复评", "存疑与补证任务", "0级3票／4级3票", "半数认为已有办法", "不作考核依据"):
        assert told in said
    wanted = finished.held.rubric.by_id[SPLIT].evidence
    assert wanted is not None
    assert wanted.zh in said


def test_a_coefficient_on_two_complete_raters_is_not_told(room: Room) -> None:
    room.step("open_items", [SPLIT, CALM])
    room.answer(LEVELS)
    for item, unsure in ((SPLIT, room.raters[:2]), (CALM, room.raters[4:])):
        for one in unsure:
            room.held.cast(one, item, Answer(None), "unsure").result(10)
    for step in ("close_items", "reveal_items"):
        room.step(step, [SPLIT, CALM])
    found = room.held.agreement(room.id)
    assert found is not None
    assert found.concordance.raters == 2
    said = words(at_part(room, "results"))
    assert said.count("评完全部指标的评委只有2名，不足3名，不列数值") == 3
    assert "6人 × 2项" in said


def test_before_any_reveal_there_are_no_results(room: Room) -> None:
    room.step("open_items", list(ITEMS))
    assert "还没有揭示任何指标" in words(at_part(room, "results"))


def test_agreed_ratings_enter_the_assessment_only_when_asked_and_can_be_taken_back(
    finished: Room, real: Workspace
) -> None:
    at = at_part(finished, "results")
    assert real.opened(finished.assessment).assessment.ratings == {}
    at = pressed(at, "adopt.write")
    ratings = real.opened(finished.assessment).assessment.ratings
    assert {key: one.outcome for key, one in ratings.items()} == {SPLIT: 0, CALM: 3}
    pressed(at, "take_back")
    assert real.opened(finished.assessment).assessment.ratings == {}


def test_what_is_not_ticked_stays_out(finished: Room, real: Workspace) -> None:
    at = at_part(finished, "results")
    at = shown(at.checkbox(key=f"workshop.adopt.tick.{finished.id}.{SPLIT}").uncheck().run())
    pressed(at, "adopt.write")
    assert set(real.opened(finished.assessment).assessment.ratings) == {CALM}


def test_a_rating_that_somebody_changed_meanwhile_has_to_be_settled(finished: Room, real: Workspace) -> None:
    real.rate(finished.assessment, CALM, Rating(outcome=1), expected=0, actor="office")
    at = at_part(finished, "results")
    assert at.button(key="workshop.adopt.write").disabled
    at = shown(at.radio(key=f"workshop.adopt.pick.{finished.id}.{CALM}.zh").set_value("stands").run())
    pressed(at, "adopt.write")
    ratings = real.opened(finished.assessment).assessment.ratings
    assert {key: one.outcome for key, one in ratings.items()} == {SPLIT: 0, CALM: 1}


def test_nothing_is_adopted_on_a_preview_that_was_overtaken(finished: Room, real: Workspace) -> None:
    at = at_part(finished, "results")
    real.rate(finished.assessment, CALM, Rating(outcome=1), expected=0, actor="office")
    at = pressed(at, "adopt.write")
    assert "没有写入" in words(at)
    assert set(real.opened(finished.assessment).assessment.ratings) == {CALM}
    assert at.button(key="workshop.adopt.write").disabled


def test_files_wait_for_the_confidentiality_officer(finished: Room) -> None:
    at = at_part(finished, "results")
    assert [one.proto.disabled for one in at.get("download_button")] == [True, True]
    at = shown(at.checkbox(key=f"workshop.confirmed.{finished.id}").check().run())
    assert [one.proto.disabled for one in at.get("download_button")] == [False, False]


def test_a_session_ends_once_every_round_is_revealed_and_its_ballots_can_then_be_deleted(finished: Room) -> None:
    finished.step("open_items", [TRIAL])
    at = at_part(finished, "results")
    assert at.button(key="workshop.end").disabled
    finished.step("close_items", [TRIAL])
    assert at_part(finished, "results").button(key="workshop.end").disabled
    finished.step("reveal_items", [TRIAL])
    at = pressed(pressed(at_part(finished, "results"), "end"), "confirm.do")
    assert finished.now.workshop.stage == "ended"
    assert finished.now.code is None
    at = pressed(pressed(at, "purge"), "confirm.do")
    assert finished.held.sessions(finished.assessment)[0].purged
    assert "克里彭多夫" in words(at)


# -- paper ----------------------------------------------------------------------------------------


def test_a_paper_ballot_counts_as_one_rater_and_can_be_changed_and_taken_out(room: Room) -> None:
    room.step("open_items", [SPLIT, CALM])
    at = at_part(room, "paper")
    at = shown(at.segmented_control(key="workshop.paper.group.zh").set_value("oversight").run())
    at.radio(key=f"workshop.paper..0.{SPLIT}.zh").set_value(2)
    at.radio(key=f"workshop.paper..0.{CALM}.zh").set_value("cannot")
    at = shown(next(one for one in at.button if one.label == "保存这张票").click().run())
    assert room.held.heads(room.id)["oversight"] == 1
    (sheet,) = [one for one in room.held.people(room.id) if one.paper]
    assert room.held.paper(room.id, sheet.mark).answers == {SPLIT: Answer(2), CALM: Answer(None)}
    at = shown(at.selectbox(key="workshop.paper.which").set_value(sheet.mark).run())
    at = pressed(at, "paper.edit")
    at.radio(key=f"workshop.paper.{sheet.mark}.1.{SPLIT}.zh").set_value(4)
    at = shown(next(one for one in at.button if one.label == "保存这张票").click().run())
    assert room.held.paper(room.id, sheet.mark).answers[SPLIT] == Answer(4)
    pressed(at, "paper.remove")
    assert room.held.heads(room.id)["oversight"] == 0


def test_a_reason_without_a_level_is_refused_and_what_was_filled_in_stays(room: Room) -> None:
    room.step("open_items", [SPLIT, CALM])
    at = at_part(room, "paper")
    at.text_input(key=f"workshop.paper..0.{SPLIT}.reason").set_value("没有台账")
    at = shown(next(one for one in at.button if one.label == "保存这张票").click().run())
    assert "写了理由，没有选级" in words(at)
    assert at.text_input(key=f"workshop.paper..0.{SPLIT}.reason").value == "没有台账"
    assert sum(room.held.heads(room.id).values()) == 6


def test_closed_items_take_no_paper(room: Room) -> None:
    room.reveal(SPLIT)
    at = at_part(room, "paper")
    assert "没有正在评分的指标" in words(at)


def test_a_group_and_a_dissent_that_look_like_markup_are_text(held: Workshops, id_: str) -> None:
    at = pressed(page(id_), "add_group")
    pressed(shown(at.text_input(key="workshop.new.group.own1.name.zh").set_value(HOSTILE).run()), "prepare")
    (line,) = held.sessions(id_)
    room = Room.of(held, line.id, SIX)
    first, rest = line.plan.items[0], line.plan.items[1:]
    room.reveal(first, levels={first: (2,)})
    room.step("decide", first, 2, dissent=HOSTILE)
    room.step("open_items", list(rest))
    assert HOSTILE not in at_part(room, "paper").segmented_control(key="workshop.paper.group.zh").options
    assert escape(HOSTILE) in words(at_part(room, "join"))
    for part in ("join", "run", "paper", "results"):
        assert HOSTILE not in words(at_part(room, part, item=first))


# -- everywhere -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("part", ["join", "run", "paper", "results"])
def test_no_id_nobody_knows_and_no_token_is_on_any_part_of_the_page(finished: Room, part: str, language: str) -> None:
    said = (
        words(at_part(finished, part, language))
        .replace(f"ws={finished.id}", "")
        .replace(f"a={finished.assessment}", "")
    )
    for id_ in (finished.id, finished.assessment, "government", "oversight", "society"):
        assert id_ not in said

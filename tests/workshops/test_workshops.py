"""Scoring sessions as pages and phones use them: who is let in, what is counted, what remains at the end."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from assessor.agreement import agreement
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.errors import NotFound, Stale, VersionMismatch, WorkshopRefused
from assessor.rubric import Rubric
from assessor.store import Store, ballots
from assessor.text import say
from assessor.workshop import Plan, RaterGroup, Tally, default_groups, default_plan, shown
from assessor.workshops import Answer, OpenedWorkshop, Rater, Seat, Workshops, joining, keeping

CITY = CityProfile(id="harbour", name="示例港城", name_en="Sample Harbour", fictional=True, city_class="big")
ITEMS = ("x1", "x3", "y1")
OFFICE = RaterGroup(id="office", name=say("机关", "Office"))
FRIENDS = RaterGroup(id="friends", name=say("友协", "Friends"), dimensions=("YA",))
PLAN = Plan(items=ITEMS, variant="own", groups=(OFFICE, FRIENDS))
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
Step = Callable[..., OpenedWorkshop]
Sit = Callable[..., Rater]


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, tiny: Rubric, clock: Clock) -> Iterator[Workspace]:
    workspace = Workspace(Store(tmp_path / "office.sqlite", now=clock), tiny)
    yield workspace
    workspace.store.close()


@pytest.fixture
def harbour(workspace: Workspace) -> str:
    return workspace.begin(CITY, period="2025", cut_off=date(2025, 12, 31), actor="甲")


@pytest.fixture
def workshops(workspace: Workspace) -> Workshops:
    return Workshops(workspace)


@pytest.fixture
def session(workshops: Workshops, harbour: str) -> str:
    return workshops.prepare(harbour, PLAN, hours=4, actor="甲")


@pytest.fixture
def step(workshops: Workshops, session: str) -> Step:
    """Take a facilitator's step at whatever version stands."""

    def taken(name: str, *given: object, **more: object) -> OpenedWorkshop:
        expected = workshops.opened(session).version
        after: OpenedWorkshop = getattr(workshops, name)(session, *given, **more, expected=expected, actor="甲")
        return after

    return taken


@pytest.fixture
def seat(workshops: Workshops, session: str) -> Sit:
    """Somebody joins and answers."""

    def taken(group: str = "office", unit: str | None = None, **levels: int | None) -> Rater:
        joined = workshops.join(workshops.opened(session).code or "", group, unit)
        assert joined is not None
        rater = workshops.rater(session, joined.token)
        assert rater is not None
        for item, level in levels.items():
            assert say_(workshops, rater, item, level) == "saved"
        return rater

    return taken


def say_(workshops: Workshops, rater: Rater, item: str, level: int | None, reason: str = "") -> str:
    return workshops.cast(rater, item, Answer(level, reason), f"{item}{level}{reason}").result().status


def rows(workspace: Workspace, question: str) -> list[tuple[object, ...]]:
    with workspace.store.reading() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(question)]


@contextmanager
def statements() -> Iterator[list[str]]:
    said: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


# -- preparing ------------------------------------------------------------------------------------


def test_a_prepared_session_is_a_draft_with_a_code_and_a_link(
    workshops: Workshops, workspace: Workspace, harbour: str, session: str
) -> None:
    opened = workshops.opened(session)
    assert opened.assessment_id == harbour
    assert opened.workshop.stage == "draft"
    assert opened.expires_at == NOON + timedelta(hours=4)
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{8}", opened.code or "")
    assert re.fullmatch(r"[\w-]{22,}", opened.link or "")
    [row] = workspace.audit(1)
    assert (row.action, row.subject) == ("workshop.prepared", session)
    assert row.detail == {"assessment": harbour, "items": list(ITEMS)}


def test_codes_use_31_unambiguous_signs_equally_often() -> None:
    signs = joining.CODE_SIGNS
    assert len(signs) == len(set(signs)) == 31
    assert not set(signs) & set("01ILO")
    counts = Counter("".join(joining.new_code() for _ in range(3_100)))
    assert set(counts) == set(signs)
    # 800 each; a sign twice as likely as the others, as with a remainder of bytes, would stand out.
    assert all(abs(count - 800) < 6 * 28 for count in counts.values())


@pytest.mark.parametrize("hours", [0, -1, 24 * 31 + 1])
def test_a_code_that_holds_for_no_time_or_for_ever_is_refused(workshops: Workshops, harbour: str, hours: int) -> None:
    with pytest.raises(WorkshopRefused, match="out of range"):
        workshops.prepare(harbour, PLAN, hours=hours, actor="甲")


def test_a_session_of_an_assessment_that_is_not_there_is_refused(workshops: Workshops) -> None:
    with pytest.raises(NotFound):
        workshops.prepare("nowhere", PLAN, hours=1, actor="甲")


def test_a_session_under_another_rubric_version_is_refused(workspace: Workspace, harbour: str, tiny: Rubric) -> None:
    newer = Workshops(Workspace(workspace.store, tiny.model_copy(update={"version": "2"})))
    with pytest.raises(VersionMismatch):
        newer.prepare(harbour, PLAN, hours=1, actor="甲")


def test_a_draft_can_be_planned_anew_until_the_first_item_opens(
    workshops: Workshops, step: Step, seat: Sit, session: str
) -> None:
    assert step("change_plan", PLAN.model_copy(update={"items": ("y1", "x1")})).workshop.plan.items == ("y1", "x1")
    seat("friends")
    with pytest.raises(WorkshopRefused, match=r"friends: raters have joined"):
        step("change_plan", Plan(items=ITEMS, variant="own", groups=(OFFICE,)))
    step("open_items", ["x1"])
    with pytest.raises(WorkshopRefused, match="rating has begun"):
        step("change_plan", PLAN)
    assert workshops.opened(session).workshop.plan.items == ("y1", "x1")


def test_sessions_are_listed_as_they_were_prepared_with_where_their_items_stand(
    workshops: Workshops, step: Step, seat: Sit, session: str, harbour: str, clock: Clock
) -> None:
    clock.now += timedelta(minutes=1)
    second = workshops.prepare(harbour, PLAN, hours=1, actor="甲")
    seat()
    step("open_items", ["x1"])
    lines = workshops.sessions(harbour)
    assert [one.id for one in lines] == [session, second]
    assert lines[0].counts == {"open": 1, "waiting": 2}
    assert (lines[0].stage, lines[0].heads, lines[0].made) == ("running", 1, NOON)


# -- joining --------------------------------------------------------------------------------------


def test_a_code_is_taken_however_it_is_typed(workshops: Workshops, session: str) -> None:
    code = workshops.opened(session).code or ""
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for typed in (code, code.lower(), f" {code[:4]}-{code[4:]} ", " ".join(code), wide, workshops.opened(session).link):
        found = workshops.invited(typed or "")
        assert found is not None, typed
        assert found.workshop_id == session
        assert found.groups == (OFFICE, FRIENDS)


def test_units_to_choose_from_are_those_that_lead_an_indicator_of_the_session(
    workshops: Workshops, session: str, harbour: str
) -> None:
    found = workshops.invited(workshops.opened(session).code or "")
    assert found is not None
    assert [one.id for one in found.units] == ["fao", "finance", "friends"]
    small = workshops.prepare(
        harbour, PLAN.model_copy(update={"items": ("x3",), "groups": (OFFICE,)}), hours=1, actor="甲"
    )
    found = workshops.invited(workshops.opened(small).code or "")
    assert found is not None
    assert [one.id for one in found.units] == ["finance"]


@pytest.mark.parametrize(
    "odd", ["", " ", "ABCD2345", "x" * 10_000, "\0", "\ud800", "'; DROP TABLE workshops", "😀" * 8]
)
def test_a_wrong_code_is_refused_whatever_it_is(workshops: Workshops, session: str, odd: str) -> None:
    assert workshops.invited(odd) is None
    assert workshops.join(odd, "office") is None


def test_wrong_expired_locked_replaced_and_ended_are_one_answer_after_equal_work(
    workshops: Workshops, step: Step, harbour: str, session: str, clock: Clock
) -> None:
    def asked(code: str) -> list[str]:
        with statements() as said:
            assert workshops.invited(code) is None
            assert workshops.join(code, "office") is None
        return said

    code = workshops.opened(session).code or ""
    usual = asked("ABCD2345")
    assert len(usual) == 2 * 2  # one question each, and the transaction around it
    step("lock", True)
    assert asked(code) == usual
    step("lock", False)
    clock.now += timedelta(hours=4)
    assert asked(code) == usual
    step("extend", 1)
    assert workshops.invited(code) is not None
    step("new_code")
    assert asked(code) == usual
    latest = workshops.opened(session).code or ""
    assert workshops.invited(latest) is not None
    step("end")
    assert asked(latest) == usual


def test_who_is_in_stays_in_when_the_code_expires_or_the_session_is_locked(
    workshops: Workshops, step: Step, seat: Sit, clock: Clock
) -> None:
    rater = seat()
    step("open_items", ITEMS)
    step("lock", True)
    clock.now += timedelta(days=1)
    assert say_(workshops, rater, "x1", 3) == "saved"


def test_a_group_or_unit_that_the_session_has_not_is_no_way_in(workshops: Workshops, session: str) -> None:
    code = workshops.opened(session).code or ""
    assert workshops.join(code, "visitors") is None
    assert workshops.join(code, "office", "nowhere") is None
    assert workshops.heads(session) == {"office": 0, "friends": 0}
    assert workshops.join(code, "office", "finance") is not None
    assert workshops.heads(session) == {"office": 1, "friends": 0}


def test_a_session_takes_only_so_many_raters_and_says_so(
    workshops: Workshops, session: str, seat: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballots, "MOST_RATERS", 2)
    code = workshops.opened(session).code or ""
    first = seat()
    assert workshops.full(session) is None
    seat()
    for refused in (
        lambda: workshops.join(code, "office"),
        lambda: workshops.add_paper(session, "office", None, {}, actor="甲"),
    ):
        with pytest.raises(WorkshopRefused, match="2 raters already"):
            refused()
    assert workshops.full(session) is not None
    assert workshops.heads(session)["office"] == 2
    workshops.remove(session, first.mark, actor="甲")
    assert workshops.full(session) is None
    assert workshops.join(code, "office") is not None


def test_there_are_more_marks_than_raters_can_take_part() -> None:
    assert len(set(ballots.MARKS)) == 23 * 8 * 8
    assert ballots.MOST_RATERS <= 1_000 < len(ballots.MARKS)


def test_any_number_of_strangers_who_were_removed_leave_room_for_raters(
    workshops: Workshops, step: Step, seat: Sit, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballots, "MARKS", ("K22", "K23", "K24", "K25"))
    monkeypatch.setattr(ballots, "MOST_RATERS", 3)
    strangers = [seat().mark]
    for _ in range(3):
        workshops.remove(session, strangers[-1], actor="甲")
        strangers.append(seat().mark)
    assert sorted(strangers) == sorted(ballots.MARKS)  # nobody's mark before all have been used
    for _ in range(6):
        workshops.remove(session, strangers[-1], actor="甲")
        strangers.append(seat().mark)
    assert [one.mark for one in workshops.people(session)] == strangers[-1:]


def test_whoever_gets_a_mark_that_was_another_s_gets_none_of_their_ballots(
    workshops: Workshops, step: Step, seat: Sit, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballots, "MARKS", ("K22", "K23", "K24", "K25"))
    monkeypatch.setattr(ballots, "MOST_RATERS", 4)
    step("open_items", ["x1", "x3"])
    raters = [seat(x1=4, x3=4) for _ in range(4)]
    step("close_items", ["x1"])
    workshops.remove(session, raters[0].mark, actor="甲")
    newcomer = seat()
    assert (newcomer.mark, newcomer.id == raters[0].id) == (raters[0].mark, False)
    assert workshops.answers(newcomer) == {}
    assert workshops.cast(raters[0], "x3", Answer(0), "late").result().status == "gone"
    assert say_(workshops, newcomer, "x3", 1) == "saved"
    items = step("close_items", ["x3"]).workshop.items
    assert items["x1"].rounds[0].total.levels == (0, 0, 0, 0, 4)  # the one who left was counted when it was closed
    assert items["x3"].rounds[0].total.levels == (0, 1, 0, 0, 3)
    workshops.remove(session, newcomer.mark, actor="甲")
    assert workshops.heads(session)["office"] == 3


def test_a_rater_s_screen_is_asked_for_in_one_look(workshops: Workshops, step: Step, session: str) -> None:
    joined = workshops.join(workshops.opened(session).code or "", "office")
    assert joined is not None
    step("open_items", ["x1"])
    rater = workshops.rater(session, joined.token)
    assert rater is not None
    say_(workshops, rater, "x1", 3)
    assert workshops.seat(session, joined.token) == Seat(rater, workshops.answers(rater), workshops.opened(session))
    assert workshops.seat(session, workshops.new_token()) is None
    workshops.remove(session, rater.mark, actor="甲")
    assert workshops.seat(session, joined.token) is None


def test_a_form_that_is_sent_twice_joins_once(workshops: Workshops, session: str, harbour: str) -> None:
    code, token = workshops.opened(session).code or "", workshops.new_token()
    first, again = (workshops.join(code, "office", token=token) for _ in range(2))
    assert first is not None
    assert first == again
    assert first.token == token
    assert workshops.heads(session) == {"office": 1, "friends": 0}
    other = workshops.prepare(harbour, PLAN, hours=1, actor="甲")
    assert workshops.join(workshops.opened(other).code or "", "office", token=token) is None
    assert workshops.join(code, "office", token="short") is None
    workshops.remove(session, first.mark, actor="甲")
    assert workshops.rater(session, token) is None
    assert workshops.heads(session) == {"office": 0, "friends": 0}


def test_a_token_is_good_for_its_own_session_alone(workshops: Workshops, session: str, harbour: str) -> None:
    other = workshops.prepare(harbour, PLAN, hours=1, actor="甲")
    joined = workshops.join(workshops.opened(session).code or "", "office")
    assert joined is not None
    assert len(joined.token) >= 43
    assert workshops.rater(session, joined.token) is not None
    assert workshops.rater(other, joined.token) is None
    assert workshops.rater(session, joined.token[:-1]) is None
    assert workshops.rater(session, ballots.hashed(joined.token)) is None


# -- steps ----------------------------------------------------------------------------------------


def test_of_two_facilitators_the_second_is_told_that_the_first_was_quicker(workshops: Workshops, session: str) -> None:
    seen = workshops.opened(session).version
    workshops.open_items(session, ["x1"], expected=seen, actor="甲")
    with pytest.raises(Stale) as refusal:
        workshops.open_items(session, ["x3"], expected=seen, actor="乙")
    assert refusal.value.theirs == workshops.opened(session).workshop
    assert workshops.opened(session).workshop.in_phase("open") == ["x1"]


def test_what_the_rules_refuse_leaves_everything_as_it_was(
    workshops: Workshops, workspace: Workspace, step: Step, session: str
) -> None:
    before = workshops.opened(session), workspace.audit_head()
    for name, given in (
        ("open_items", [["x2"]]), ("open_items", [[]]), ("close_items", [["x1"]]), ("close_items", [["nonsense"]]),
        ("reveal_items", [["x1"]]), ("revote_items", [["x1"]]), ("decide", ["x1", 2]), ("leave_unrated", ["x1"]),
        ("reconsider", ["x1"]), ("purge", []),
    ):  # fmt: skip
        with pytest.raises(WorkshopRefused):
            step(name, *given)
    assert (workshops.opened(session), workspace.audit_head()) == before


def test_a_step_that_changes_nothing_leaves_no_row_behind(workspace: Workspace, step: Step) -> None:
    before = workspace.audit_head(), step("lock", False).version
    assert (workspace.audit_head(), step("start_timer", 0).version) == before


def test_the_timer_ends_so_many_seconds_from_now(step: Step, clock: Clock) -> None:
    assert step("start_timer", 120).timer_ends_at == NOON + timedelta(seconds=120)
    assert step("start_timer", 0).timer_ends_at is None


def test_the_timer_goes_with_the_round_or_the_discussion_it_timed(step: Step) -> None:
    step("start_timer", 120)
    assert step("open_items", ["x1"]).timer_ends_at is not None
    assert step("close_items", ["x1"]).timer_ends_at is None
    assert step("start_timer", 120).timer_ends_at is not None
    assert step("reveal_items", ["x1"]).timer_ends_at is not None
    assert step("leave_unrated", "x1").timer_ends_at is None


def test_what_the_board_shows_outlasts_the_server_and_is_no_step_of_the_session(
    workshops: Workshops, workspace: Workspace, session: str, tmp_path: Path, tiny: Rubric
) -> None:
    before = workshops.opened(session)
    assert workshops.on_board(session) is None
    for item in ("x1", "x3", "x3"):
        workshops.put_on_board(session, item, actor="甲")
    assert workshops.opened(session) == before
    workspace.store.close()
    again = Workshops(Workspace(Store(tmp_path / "office.sqlite"), tiny))
    assert again.on_board(session) == "x3"
    again.put_on_board(session, None, actor="乙")
    assert again.on_board(session) is None
    with pytest.raises(WorkshopRefused, match="does not rate"):
        again.put_on_board(session, "x9", actor="乙")
    again.put_on_board(session, "x1", actor="乙")
    again.delete(session, expected=before.version, actor="乙")
    assert again.on_board(session) is None
    again.workspace.store.close()


def test_what_raters_agreed_on_is_decided_all_at_once_or_not_at_all(
    workshops: Workshops, workspace: Workspace, step: Step, seat: Sit, session: str
) -> None:
    step("open_items", ITEMS)
    for _ in range(3):
        seat(x1=2, x3=3, y1=4)
    step("close_items", ITEMS)
    step("reveal_items", ["x1", "x3"])
    with pytest.raises(WorkshopRefused, match="closed"):
        step("decide_as_proposed", ITEMS)
    assert workshops.opened(session).workshop.in_phase("decided") == []
    [before] = workspace.audit(1)
    after = step("decide_as_proposed", ["x1", "x3"]).workshop
    assert [item.decision and item.decision.level for item in after.items.values()] == [2, 3, None]
    assert [one.action for one in workspace.audit(2)] == ["workshop.decided", before.action]


def test_a_session_is_parsed_once_a_version(workshops: Workshops, session: str, step: Step) -> None:
    first = workshops.opened(session).workshop
    assert workshops.opened(session).workshop is first
    assert Workshops(workshops.workspace).opened(session).workshop is first
    step("open_items", ["x1"])
    assert workshops.opened(session).workshop.in_phase("open") == ["x1"]


def test_facilitators_leave_one_row_a_step_and_no_value_before_it_is_decided(
    workshops: Workshops, workspace: Workspace, step: Step, seat: Sit, session: str
) -> None:
    step("open_items", ITEMS)
    gone, *_ = [seat("office", "finance", x1=4, x3=4, y1=4) for _ in range(4)]
    workshops.add_paper(session, "friends", None, {"y1": Answer(3, "另有看法")}, actor="甲")
    workshops.remove(session, gone.mark, actor="甲")
    for name in ("close_items", "reopen_items", "close_items", "reveal_items"):
        step(name, ITEMS)
    step("decide", "x1", 3, reason="依据只到三级", dissent="有人主张四级")
    done = [(one.action.removeprefix("workshop."), one.detail) for one in reversed(workspace.audit())]
    assert done[1:] == [
        ("prepared", done[1][1]),
        ("opened", {"items": list(ITEMS)}),
        ("paper_added", {"items": ["y1"]}),
        ("rater_removed", {}),
        *((name, {"items": list(ITEMS)}) for name in ("closed", "reopened", "closed", "revealed")),
        ("decided", {"item": "x1", "level": 3}),
    ]
    said = json.dumps(done, ensure_ascii=False)
    assert not any(words in said for words in ("依据", "主张", "看法", gone.mark, gone.id))
    assert workspace.verify_audit() == []


# -- rounds ---------------------------------------------------------------------------------------


def test_a_closed_round_counts_by_group_and_knows_whose_unit_leads(workshops: Workshops, step: Step, seat: Sit) -> None:
    step("open_items", ITEMS)
    seat("office", "fao", x1=4, x3=1, y1=None)
    seat("office", "finance", x1=2, x3=4)
    seat("office", None, x1=2, y1=0)
    seat("friends", "friends", y1=3)
    items = step("close_items", ITEMS).workshop.items
    x1, x3, y1 = (items[one].rounds[0] for one in ITEMS)
    none = Tally(levels=(0, 0, 0, 0, 0))
    assert x1.groups == {"office": Tally(levels=(0, 0, 2, 0, 1)), "friends": none}
    assert x1.owners["office"] == Tally(levels=(0, 0, 0, 0, 1))
    assert x3.owners["office"] == Tally(levels=(0, 0, 0, 0, 1))
    assert y1.groups == {
        "office": Tally(levels=(1, 0, 0, 0, 0), cannot_judge=1),
        "friends": Tally(levels=(0, 0, 0, 1, 0)),
    }
    assert y1.owners == {
        "office": Tally(levels=(0, 0, 0, 0, 0), cannot_judge=1),
        "friends": Tally(levels=(0, 0, 0, 1, 0)),
    }


def test_a_revote_counts_anew_and_the_first_round_stays(workshops: Workshops, step: Step, seat: Sit) -> None:
    step("open_items", ["x1"])
    raters = [seat(x1=level) for level in (0, 2, 4)]
    step("close_items", ["x1"])
    step("reveal_items", ["x1"])
    step("revote_items", ["x1"])
    for rater in raters[:2]:
        assert say_(workshops, rater, "x1", 1) == "saved"
    first, second = step("close_items", ["x1"]).workshop.items["x1"].rounds
    assert first.total.levels == (1, 0, 1, 0, 1)
    assert second.total.levels == (0, 2, 0, 0, 0)


def test_a_rater_who_is_removed_is_out_of_open_rounds_and_stays_in_frozen_ones(
    workshops: Workshops, step: Step, seat: Sit, session: str
) -> None:
    step("open_items", ["x1", "x3"])
    raters = [seat(x1=4, x3=4) for _ in range(4)]
    step("close_items", ["x1"])
    step("reveal_items", ["x1"])
    workshops.remove(session, raters[0].mark, actor="甲")
    assert workshops.heads(session)["office"] == 3
    assert workshops.progress(session)["x3"] == (3, 3)
    items = step("close_items", ["x3"]).workshop.items
    assert items["x1"].rounds[0].total.valid == 4
    assert items["x3"].rounds[0].total.valid == 3
    with pytest.raises(NotFound, match="no such rater"):
        workshops.remove(session, raters[0].mark, actor="甲")


def test_a_round_that_is_opened_again_no_longer_counts_who_left_meanwhile(
    workshops: Workshops, step: Step, seat: Sit, session: str
) -> None:
    step("open_items", ["x1"])
    raters = [seat(x1=4) for _ in range(4)]
    assert step("close_items", ["x1"]).workshop.items["x1"].rounds[0].total.valid == 4
    workshops.remove(session, raters[0].mark, actor="甲")
    step("reopen_items", ["x1"])
    assert step("close_items", ["x1"]).workshop.items["x1"].rounds[0].total.valid == 3
    step("reveal_items", ["x1"])
    found = workshops.agreement(session)
    assert found is not None
    assert found.raters == 3


def test_progress_tells_how_many_of_how_many_and_counts_who_cannot_judge(
    workshops: Workshops, step: Step, seat: Sit, session: str
) -> None:
    step("open_items", ["x1", "y1"])
    seat(x1=None)
    seat(x1=2, y1=2)
    seat("friends", y1=4)
    assert workshops.progress(session) == {"x1": (2, 2), "x3": (0, 2), "y1": (2, 3)}
    assert sorted((one.group, one.answered, one.paper) for one in workshops.people(session)) == [
        ("friends", 1, False), ("office", 1, False), ("office", 2, False),
    ]  # fmt: skip


# -- what was said --------------------------------------------------------------------------------


def test_reasons_are_told_once_revealed_in_an_order_that_comes_of_the_words(
    workshops: Workshops, step: Step, seat: Sit, session: str
) -> None:
    step("open_items", ["x1", "x3"])
    words = [f"理由{n}" for n in range(12)]
    raters = [seat() for _ in words]
    for rater, said in zip(raters, words, strict=True):
        say_(workshops, rater, "x1", 2, said)
        say_(workshops, rater, "x3", 2)
    step("close_items", ["x1", "x3"])
    assert workshops.reasons(session, "x1") == []
    step("reveal_items", ["x1", "x3"])
    told = workshops.reasons(session, "x1")
    assert sorted(told) == sorted(words)
    assert told not in (words, words[::-1])
    assert workshops.reasons(session, "x1") == told
    assert workshops.reasons(session, "x3") == []
    step("revote_items", ["x1"])
    for rater in raters[:3]:
        say_(workshops, rater, "x1", 3, "改了看法")
    assert workshops.reasons(session, "x1") == told
    step("close_items", ["x1"])
    assert workshops.reasons(session, "x1") == told
    step("reveal_items", ["x1"])
    assert workshops.reasons(session, "x1") == ["改了看法"] * 3


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(5), "a level runs from 0 to 4"),
        (Answer(-1), "a level runs from 0 to 4"),
        (Answer(True), "a level runs from 0 to 4"),
        (Answer(2, "长" * 301), "longer than 300"),
        (Answer(2, "\ud800"), "cannot be stored"),
        (Answer(2, "a\0b"), "cannot be stored"),
    ],
)
def test_an_answer_that_is_none_is_refused_before_it_waits(
    workshops: Workshops, step: Step, seat: Sit, answer: Answer, words: str
) -> None:
    step("open_items", ["x1"])
    with pytest.raises(WorkshopRefused, match=words):
        workshops.cast(seat(), "x1", answer, "k")
    assert say_(workshops, seat(), "x1", 4, "长" * 300) == "saved"


def test_agreement_is_over_revealed_items_in_their_last_round(
    workshops: Workshops, step: Step, seat: Sit, session: str
) -> None:
    assert workshops.agreement(session) is None
    step("open_items", ITEMS)
    raters = [seat(x1=a, x3=b, y1=c) for a, b, c in ((1, 0, 4), (1, 2, None), (2, 4, 4))]
    step("close_items", ITEMS)
    assert workshops.agreement(session) is None
    step("reveal_items", ["x1", "x3"])
    found = workshops.agreement(session)
    expected = agreement([[1, 0], [1, 2], [2, 4]], 4)
    assert found is not None
    assert found.spreads == expected.spreads
    assert found.ordinal.value == pytest.approx(expected.ordinal.value)
    step("revote_items", ["x3"])
    found = workshops.agreement(session)
    assert found is not None
    assert found.items == 1
    for rater in raters:
        say_(workshops, rater, "x3", 3)
    step("close_items", ["x3"])
    step("reveal_items", ["x3"])
    step("decide", "x3", 3)
    found = workshops.agreement(session)
    assert found is not None
    assert [one and one.median for one in found.spreads] == [1, 3]


def test_an_item_with_two_valid_ballots_is_in_no_coefficient(
    workshops: Workshops, step: Step, seat: Sit, session: str
) -> None:
    step("open_items", ITEMS)
    for x1, x3, y1 in ((1, 0, 0), (1, 4, 2), (2, None, 4)):
        seat(x1=x1, x3=x3, y1=y1)
    step("close_items", ITEMS)
    step("reveal_items", ["x1", "y1"])
    before = workshops.agreement(session)
    step("reveal_items", ["x3"])
    assert before is not None
    assert workshops.agreement(session) == before
    step("end")
    assert workshops.agreement(session) == before


# -- the end --------------------------------------------------------------------------------------


@pytest.fixture
def ended(workshops: Workshops, step: Step, seat: Sit, session: str) -> list[Rater]:
    step("open_items", ITEMS)
    raters = [seat("office", "fao", x1=2, x3=3, y1=4) for _ in range(3)]
    for rater in raters:
        say_(workshops, rater, "x1", 2, "绝密无关的理由")
    workshops.add_paper(session, "friends", "friends", {"y1": Answer(1)}, actor="甲")
    step("close_items", ITEMS)
    step("reveal_items", ITEMS)
    step("decide", "x1", 2)
    step("end")
    return raters


def test_the_end_wipes_what_could_tell_one_rater_from_another(
    workshops: Workshops, workspace: Workspace, session: str, ended: list[Rater]
) -> None:
    opened = workshops.opened(session)
    assert (opened.workshop.stage, opened.code, opened.link, opened.timer_ends_at) == ("ended", None, None, None)
    assert rows(workspace, "SELECT DISTINCT token, unit FROM participants") == [(None, None)]
    assert rows(workspace, "SELECT count(*) FROM participants WHERE mark <> id") == [(0,)]
    assert workshops.people(session) == []
    assert workshops.heads(session) == {"office": 3, "friends": 1}
    with pytest.raises(NotFound, match="no such rater"):
        workshops.paper(session, ended[0].mark)
    assert rows(workspace, "SELECT count(*) FROM ballot_keys") == [(0,)]
    assert workshops.cast(ended[0], "x1", Answer(0), "late").result().status == "closed"


def test_no_mark_lies_beside_ballots_once_the_session_has_ended(
    workshops: Workshops, step: Step, seat: Sit, session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> list[bool]:
        lies = b"".join(one.read_bytes() for one in tmp_path.glob("office.sqlite*"))
        return [one.encode() in lies for one in ballots.MARKS]

    monkeypatch.setattr(ballots, "MARKS", ("mark-of-the-first", "mark-of-the-second"))
    monkeypatch.setattr(ballots, "MOST_RATERS", 2)
    step("open_items", ["x1"])
    removed = seat(x1=1).mark
    seat(x1=2)
    step("close_items", ["x1"])
    step("reveal_items", ["x1"])
    workshops.remove(session, removed, actor="甲")
    assert told() == [True, True]
    step("end")
    assert told() == [False, False]


def test_after_the_end_only_purging_and_deleting_are_left(step: Step, ended: list[Rater]) -> None:
    for name, given in (
        ("open_items", [["x1"]]), ("reconsider", ["x1"]), ("decide", ["x3", 3]), ("lock", [False]), ("extend", [1]),
        ("new_code", []), ("start_timer", [60]), ("end", []),
    ):  # fmt: skip
        with pytest.raises(WorkshopRefused, match="has ended"):
            step(name, *given)


def test_purging_deletes_ballots_and_reasons_and_keeps_what_was_counted(
    workshops: Workshops, workspace: Workspace, step: Step, session: str, harbour: str, ended: list[Rater]
) -> None:
    before = workshops.opened(session).workshop, workshops.agreement(session), workshops.heads(session)
    assert before[1] is not None
    assert before[2] == {"office": 3, "friends": 1}
    assert workshops.reasons(session, "x1") == ["绝密无关的理由"] * 3
    step("purge")
    assert (workshops.opened(session).workshop, workshops.agreement(session), workshops.heads(session)) == before
    assert shown(workshops.opened(session).workshop, "x1") is not None
    assert workshops.reasons(session, "x1") == []
    assert workshops.people(session) == []
    assert [(one.heads, one.purged) for one in workshops.sessions(harbour)] == [(4, True)]
    assert rows(workspace, "SELECT (SELECT count(*) FROM ballots) + (SELECT count(*) FROM participants)") == [(0,)]
    assert step("purge").version == workshops.opened(session).version


def test_what_was_purged_is_in_neither_the_file_nor_its_log(
    workspace: Workspace, step: Step, ended: list[Rater], tmp_path: Path
) -> None:
    def on_disk() -> bytes:
        return b"".join(one.read_bytes() for one in tmp_path.glob("office.sqlite*"))

    assert "绝密无关的理由".encode() in on_disk()
    assert ended[0].id.encode() in on_disk()
    step("purge")
    assert "绝密无关的理由".encode() not in on_disk()
    assert ended[0].id.encode() not in on_disk()


def test_deleting_a_session_or_its_assessment_leaves_nothing(
    workshops: Workshops, workspace: Workspace, step: Step, seat: Sit, session: str, harbour: str
) -> None:
    other = workshops.prepare(harbour, PLAN, hours=1, actor="甲")
    step("open_items", ITEMS)
    seat(x1=1)
    workshops.delete(other, expected=workshops.opened(other).version, actor="甲")
    with pytest.raises(NotFound, match="no such scoring session"):
        workshops.opened(other)
    assert workshops.progress(session)["x1"] == (1, 1)
    workspace.delete(harbour, "甲")
    for table in ("workshops", "participants", "ballots", "ballot_keys"):
        assert rows(workspace, f"SELECT count(*) FROM {table}") == [(0,)]


def test_statistics_that_a_later_version_cannot_read_are_absent_not_a_failure() -> None:
    assert keeping.opened('{"raters": "many"}') is None
    assert keeping.opened("") is None


# -- paper ----------------------------------------------------------------------------------------


def test_a_sheet_of_paper_counts_like_a_phone_and_can_be_corrected_while_the_item_is_open(
    workshops: Workshops, step: Step, seat: Sit, session: str
) -> None:
    step("open_items", ["x1", "y1"])
    seat(x1=2, y1=2)
    mark = workshops.add_paper(session, "office", "fao", {"x1": Answer(3, "看过文件")}, actor="甲")
    sheet = workshops.paper(session, mark)
    assert (sheet.group, sheet.unit, sheet.answers) == ("office", "fao", {"x1": Answer(3, "看过文件")})
    workshops.change_paper(session, mark, {"x1": Answer(4), "y1": Answer(None)}, actor="甲")
    workshops.change_paper(session, mark, {"y1": None}, actor="甲")
    assert workshops.paper(session, mark).answers == {"x1": Answer(4)}
    assert [one.paper for one in workshops.people(session) if one.mark == mark] == [True]
    x1 = step("close_items", ["x1"]).workshop.items["x1"].rounds[0]
    assert x1.total.levels == (0, 0, 1, 0, 1)
    assert x1.owners["office"].levels == (0, 0, 0, 0, 1)
    assert workshops.paper(session, mark).answers == {}


def test_a_sheet_changed_to_what_it_says_already_leaves_no_row(
    workshops: Workshops, workspace: Workspace, step: Step, session: str
) -> None:
    step("open_items", ["x1"])
    mark = workshops.add_paper(session, "office", None, {"x1": Answer(3)}, actor="甲")
    before = workspace.audit_head()
    workshops.change_paper(session, mark, {"x1": Answer(3)}, actor="甲")
    assert workspace.audit_head() == before


def test_a_sheet_is_refused_with_every_fault_at_once(workshops: Workshops, step: Step, seat: Sit, session: str) -> None:
    step("open_items", ["x1", "y1"])
    with pytest.raises(WorkshopRefused) as refusal:
        workshops.add_paper(
            session, "friends", "treasury",
            {"x1": Answer(1), "x3": Answer(1), "y1": Answer(9, "长" * 301)}, actor="甲",
        )  # fmt: skip
    assert [one.place for one in refusal.value.problems] == ["treasury", "x1", "x3", "y1", "y1"]
    with pytest.raises(WorkshopRefused, match="no such group"):
        workshops.add_paper(session, "visitors", None, {}, actor="甲")
    with pytest.raises(NotFound, match="uses a phone"):
        workshops.paper(session, seat().mark)
    assert workshops.heads(session) == {"office": 1, "friends": 0}


# -- the demo ---------------------------------------------------------------------------------------


def test_the_demo_holds_sessions_too_until_it_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rubric: Rubric
) -> None:
    monkeypatch.setenv("ASSESSOR_DEMO_URL", str(tmp_path / "demo.sqlite"))
    demo = Workspace.demo(rubric)
    workshops = Workshops(demo)
    city = demo.summaries()[0].id
    id_ = workshops.prepare(city, default_plan(rubric), hours=1, actor="甲")
    assert workshops.opened(id_).workshop.plan.groups == default_groups()
    assert workshops.join(workshops.opened(id_).code or "", "society") is not None
    demo.reset_demo()
    assert workshops.sessions(city) == []
    demo.store.close()

"""How a scoring session is prepared, and what each of its steps allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from assessor import workshop as rules
from assessor.assessment import NOTE_LIMIT
from assessor.errors import WorkshopRefused
from assessor.rubric import Rubric
from assessor.text import say
from assessor.workshop import (
    Ballot,
    Plan,
    RaterGroup,
    SessionKind,
    SessionVariant,
    Workshop,
    default_groups,
    default_plan,
    items_for,
    prepared,
    replanned,
    takes_ballots,
)

GOV, OUT = (
    RaterGroup(id="gov", name=say("政府", "Government")),
    RaterGroup(id="out", name=say("民间", "Society"), inside=False),
)
INTERNAL, OPEN = "A1-1", "C1-1"


def session(rubric: Rubric, *items: str, **more: Any) -> Workshop:
    return prepared(rubric, Plan(items=items or (INTERNAL, OPEN), variant="own", groups=(GOV, OUT), **more))


def ballots(item: str, *levels: int | None, group: str = "gov") -> list[Ballot]:
    return [Ballot(indicator=item, group=group, level=level) for level in levels]


def closed(workshop: Workshop, item: str, *levels: int | None) -> Workshop:
    return rules.closed(rules.opened(workshop, [item]), [item], ballots(item, *levels), 4)


def shown(workshop: Workshop, item: str, *levels: int | None) -> Workshop:
    """Rated and revealed."""
    return rules.revealed(closed(workshop, item, *levels), [item])


def again(workshop: Workshop, item: str, *levels: int | None) -> Workshop:
    """Once more, and revealed."""
    open_ = rules.revoting(workshop, [item])
    return rules.revealed(rules.closed(open_, [item], ballots(item, *levels), 4), [item])


def refusal(step: Callable[..., object], *args: Any, **more: Any) -> list[tuple[str, str]]:
    """Place and fault of all that is wrong, each checked to be said in both languages with a way out."""
    with pytest.raises(WorkshopRefused) as caught:
        step(*args, **more)
    assert caught.value.exit_code == 11
    for problem in caught.value.problems:
        for words in (problem.what, problem.fix):
            assert re.search(r"[\u4e00-\u9fff]", words.zh)
            assert not re.search(r"[\u4e00-\u9fff]", words.en)
    return [(problem.place, problem.what.en) for problem in caught.value.problems]


# -- plans --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["open", "internal"])
def test_the_quick_variant_is_held_whole_in_any_room(kind: SessionKind, rubric: Rubric) -> None:
    plan = default_plan(rubric, "quick", kind)
    assert plan.items == tuple(one.id for one in rubric.in_variant("quick"))
    assert len(plan.items) == 15
    assert prepared(rubric, plan).stage == "draft"


def test_in_a_mixed_room_society_rates_the_open_items_only(rubric: Rubric) -> None:
    workshop = prepared(rubric, default_plan(rubric, "quick", "open"))
    assert set(items_for(rubric, workshop, "society")) == {
        "A3-3", "A4-1", "B4-1", "C1-1", "C2-1", "C3-2", "C4-4", "C5-1",
    }  # fmt: skip
    assert len(items_for(rubric, workshop, "government")) == 15
    assert workshop.items["B1-1"].groups == ("government", "oversight")


def test_internal_and_open_session_part_the_full_variant_between_them(rubric: Rubric) -> None:
    inside, outside = (set(default_plan(rubric, "full", kind).items) for kind in ("internal", "open"))
    assert inside | outside == {one.id for one in rubric.indicators}
    assert not inside & outside
    assert {one[0] for one in inside} == {"A", "B"}
    assert {one for one in outside if one[0] != "C"} == {one for one in outside if one[:2] in ("A4", "B4")} | {"A3-3"}


def test_an_internal_session_seats_nobody_from_outside(rubric: Rubric) -> None:
    assert [one.id for one in default_plan(rubric, "full", "internal").groups] == ["government", "oversight"]
    assert default_plan(rubric, "full", "open").groups == default_groups()


def test_the_trial_item_is_the_methods_own_where_all_may_rate_it(rubric: Rubric) -> None:
    assert default_plan(rubric, "quick", "internal").trial == "B1-1"
    mixed = default_plan(rubric, "quick", "open")
    assert mixed.trial is not None
    assert rubric.by_id[mixed.trial].gate
    assert all(rules.rates(rubric, group, mixed.trial) for group in mixed.groups)


@pytest.mark.parametrize("variant", ["quick", "full", "own"])
@pytest.mark.parametrize("kind", ["open", "internal"])
def test_any_rubric_has_default_plans_that_can_be_held(
    variant: SessionVariant, kind: SessionKind, rubric: Rubric, tiny: Rubric
) -> None:
    for one in (rubric, tiny):
        assert prepared(one, default_plan(one, variant, kind)).items


def test_the_trial_item_goes_first_and_the_others_keep_their_order(rubric: Rubric) -> None:
    workshop = session(rubric, "A1-1", "B1-1", "C1-1", trial="B1-1")
    assert workshop.plan.items == ("B1-1", "A1-1", "C1-1")
    assert list(workshop.items) == ["B1-1", "A1-1", "C1-1"]


def test_all_that_is_wrong_with_a_plan_is_said_at_once(rubric: Rubric) -> None:
    odd = RaterGroup(id="gov", name=GOV.name, dimensions=("A1", "Z9"))
    plan = Plan(
        items=("A1-1", "A1-1", "C1-1", "X1-1", "A1-3"), groups=(odd, odd, OUT), kind="internal", trial="B1-1", seconds=-1
    )  # fmt: skip
    assert refusal(prepared, rubric, plan) == [
        ("X1-1", "the rubric has no such indicator"),
        ("A1-3", "the quick variant does not have this indicator"),
        ("A1-1", "the indicator is listed twice"),
        ("B1-1", "the trial item is not among the session's items"),
        ("", "-1 seconds an item is out of range"),
        ("gov", "two groups share this id"),
        ("Government", "two groups have the same name"),
        ("政府", "two groups have the same name"),
        ("gov.Z9", "the rubric has no such dimension"),
        ("gov.Z9", "the rubric has no such dimension"),
        ("out", "an internal session has no outside groups"),
    ]


def test_a_plan_needs_items_and_groups(rubric: Rubric) -> None:
    assert refusal(prepared, rubric, Plan(items=(), groups=())) == [
        ("", "no indicator is chosen"),
        ("", "there is no group of raters"),
    ]
    assert refusal(prepared, rubric, Plan(items=(OPEN,), groups=())) == [("", "there is no group of raters")]


@pytest.mark.parametrize(("seconds", "faults"), [(-1, 1), (0, 0), (3_600, 0), (3_601, 1)])
def test_an_item_has_up_to_an_hour(seconds: int, faults: int, rubric: Rubric) -> None:
    plan = Plan(items=(OPEN,), groups=(GOV,), seconds=seconds)
    if faults:
        assert refusal(prepared, rubric, plan) == [("", f"{seconds} seconds an item is out of range")]
    else:
        assert prepared(rubric, plan).plan.seconds == seconds


def test_every_item_needs_a_group_and_every_group_an_item(rubric: Rubric) -> None:
    only_b = RaterGroup(id="b", name=say("乙", "B"), dimensions=("B1",))
    assert refusal(prepared, rubric, Plan(items=("A1-1",), variant="own", groups=(OUT, only_b))) == [
        ("A1-1", "no group of raters may rate this indicator"),
        ("out", "this group may rate none of the session's indicators"),
        ("b", "this group may rate none of the session's indicators"),
    ]


def test_a_group_rates_its_own_dimensions_only(rubric: Rubric) -> None:
    only_c1 = RaterGroup(id="c", name=say("丙", "C"), dimensions=("C1",))
    workshop = prepared(rubric, Plan(items=("A1-1", "C1-1", "C2-1"), variant="own", groups=(GOV, only_c1)))
    assert items_for(rubric, workshop, "c") == ["C1-1"]
    assert items_for(rubric, workshop, "gov") == ["A1-1", "C1-1", "C2-1"]


def test_a_plan_can_be_changed_until_the_first_item_opens(rubric: Rubric) -> None:
    draft = rules.locking(session(rubric), True)
    other = Plan(items=("B1-1",), variant="own", groups=(GOV,))
    changed = replanned(rubric, draft, other)
    assert (changed.plan, changed.locked) == (other, True)
    assert refusal(replanned, rubric, draft, Plan(items=(), groups=(GOV,))) == [("", "no indicator is chosen")]
    begun = rules.opened(draft, [OPEN])
    assert refusal(replanned, rubric, begun, other) == [("", "rating has begun, so the plan stands")]


# -- rounds -------------------------------------------------------------------------------------


def test_a_session_runs_from_its_first_open_item_to_its_end(rubric: Rubric) -> None:
    workshop = session(rubric)
    assert workshop.stage == "draft"
    workshop = shown(workshop, OPEN, 3, 3, 3)
    assert workshop.stage == "running"
    workshop = rules.ended(rules.decided(workshop, OPEN, 3))
    assert (workshop.stage, workshop.locked) == ("ended", True)
    assert [item.phase for item in workshop.items.values()] == ["waiting", "decided"]


def test_ballots_are_taken_of_open_items_from_those_who_rate_them(rubric: Rubric) -> None:
    draft = session(rubric)
    workshop = rules.opened(draft, [INTERNAL])
    assert takes_ballots(workshop, "gov", INTERNAL)
    assert not takes_ballots(draft, "gov", INTERNAL)
    assert not takes_ballots(workshop, "out", INTERNAL)
    assert not takes_ballots(workshop, "gov", OPEN)
    assert not takes_ballots(workshop, "nobody", INTERNAL)
    assert not takes_ballots(workshop, "gov", "Z9-9")
    assert not takes_ballots(rules.closed(workshop, [INTERNAL], [], 4), "gov", INTERNAL)


def test_a_closed_round_counts_levels_and_those_who_cannot_judge_by_group_and_by_who_leads(rubric: Rubric) -> None:
    cast = [
        *ballots(OPEN, 0, 3, 3, None),
        *ballots(OPEN, 4, group="out"),
        Ballot(indicator=OPEN, group="gov", level=3, owner=True),
    ]
    (round_,) = rules.closed(rules.opened(session(rubric), [OPEN]), [OPEN], cast, 4).items[OPEN].rounds
    assert (round_.groups["gov"].levels, round_.groups["gov"].cannot_judge) == ((1, 0, 0, 3, 0), 1)
    assert round_.groups["out"].levels == (0, 0, 0, 0, 1)
    assert (round_.total.valid, round_.total.answered) == (5, 6)
    assert (round_.owners["gov"].levels, round_.owners["out"].answered) == ((0, 0, 0, 1, 0), 0)


def test_several_items_move_together_or_not_at_all_and_each_fault_is_named(rubric: Rubric) -> None:
    workshop = rules.opened(session(rubric, "A1-1", "B1-1", "C1-1"), ["A1-1", "C1-1"])
    assert workshop.in_phase("open") == ["A1-1", "C1-1"]
    assert refusal(rules.closed, workshop, ["A1-1", "B1-1", "Z9-9"], [], 4) == [
        ("B1-1", "this item is waiting, which does not allow that"),
        ("Z9-9", "this session does not rate that indicator"),
    ]
    assert refusal(rules.opened, workshop, ["C1-1", "A1-1", "C1-1"]) == [
        ("C1-1", "this item is open, which does not allow that"),
        ("A1-1", "this item is open, which does not allow that"),
    ]


def test_an_item_named_twice_in_one_step_moves_once(rubric: Rubric) -> None:
    workshop = rules.opened(session(rubric), [OPEN, OPEN])
    workshop = rules.closed(workshop, [OPEN, OPEN], ballots(OPEN, 1, 2, 3), 4)
    assert len(workshop.items[OPEN].rounds) == 1
    assert workshop.items[OPEN].rounds[0].total.valid == 3


STEPS: dict[str, Callable[[Workshop, Sequence[str]], object]] = {
    "open": rules.opened,
    "close": lambda workshop, items: rules.closed(workshop, items, [], 4),
    "reopen": rules.reopened,
    "reveal": rules.revealed,
    "re-vote": rules.revoting,
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_on_no_item_at_all_is_refused(step: str, rubric: Rubric) -> None:
    """An empty step would begin the session, or seem to have worked."""
    assert refusal(lambda: STEPS[step](session(rubric), [])) == [("", "no indicator is chosen")]


def test_after_the_end_nothing_can_be_done(rubric: Rubric) -> None:
    over = rules.ended(rules.decided(shown(session(rubric), OPEN, 3, 3, 3), OPEN, 3))
    more: list[Callable[[], object]] = [
        lambda: rules.decided(over, OPEN, 2, reason="why"),
        lambda: rules.unrated(over, OPEN),
        lambda: rules.reconsidered(over, OPEN),
        lambda: rules.ended(over),
        lambda: rules.locking(over, False),
        *((lambda one=one: one(over, [OPEN])) for one in STEPS.values()),
    ]
    for step in more:
        assert refusal(step) == [("", "this session has ended")]
    assert not takes_ballots(over, "gov", OPEN)
    early = rules.ended(session(rubric, trial=OPEN))
    assert refusal(rules.opened, early, [INTERNAL]) == [("", "this session has ended")]
    late = rules.ended(again(shown(session(rubric), OPEN, 0, 0, 4, 4), OPEN, 3, 3, 3))
    assert refusal(rules.revoting, late, [OPEN]) == [("", "this session has ended")]


def test_a_session_ends_only_when_nothing_is_open_and_nothing_stays_unseen(rubric: Rubric) -> None:
    workshop = rules.opened(closed(session(rubric), OPEN, 1, 2, 3), [INTERNAL])
    assert refusal(rules.ended, workshop) == [
        (INTERNAL, "this item is still open"),
        (OPEN, "closed but not revealed, and after the end nobody could see it"),
    ]


def test_a_locked_session_takes_ballots_but_nobody_new(rubric: Rubric) -> None:
    workshop = rules.opened(session(rubric), [OPEN])
    locked = rules.locking(workshop, True)
    assert (workshop.locked, locked.locked, rules.locking(locked, False).locked) == (False, True, False)
    assert takes_ballots(locked, "gov", OPEN)


def test_a_closing_can_be_taken_back_until_the_reveal(rubric: Rubric) -> None:
    workshop = rules.reopened(closed(session(rubric), OPEN, 1, 2, 3), [OPEN])
    assert (workshop.items[OPEN].phase, workshop.items[OPEN].rounds) == ("open", ())
    seen = rules.revealed(rules.closed(workshop, [OPEN], ballots(OPEN, 1, 2, 3, 4), 4), [OPEN])
    assert seen.items[OPEN].rounds[0].total.valid == 4
    assert refusal(rules.reopened, seen, [OPEN])


def test_reopening_the_revote_leaves_the_first_round_alone(rubric: Rubric) -> None:
    first = shown(session(rubric), OPEN, 0, 0, 4, 4)
    second = rules.closed(rules.revoting(first, [OPEN]), [OPEN], ballots(OPEN, 4, 4, 4), 4)
    assert rules.reopened(second, [OPEN]).items[OPEN].rounds == first.items[OPEN].rounds
    assert rules.reopened(second, [OPEN]).items[OPEN].round == 2


def test_there_is_one_revote_and_only_after_a_reveal(rubric: Rubric) -> None:
    workshop = closed(session(rubric), OPEN, 0, 0, 4, 4)
    assert refusal(rules.revoting, workshop, [OPEN]) == [(OPEN, "this item is closed, which does not allow that")]
    twice = again(rules.revealed(workshop, [OPEN]), OPEN, 0, 0, 4, 4)
    assert len(twice.items[OPEN].rounds) == 2
    assert refusal(rules.revoting, twice, [OPEN, INTERNAL, OPEN]) == [
        (INTERNAL, "this item is waiting, which does not allow that"),
        (OPEN, "this item has had its re-vote"),
    ]


# -- the trial item -----------------------------------------------------------------------------


def test_the_trial_item_is_rated_alone_before_the_others(rubric: Rubric) -> None:
    workshop = session(rubric, trial=OPEN)
    early = [(OPEN, "the trial item is rated first, by itself, and revealed before the others")]
    for items in ([INTERNAL], [OPEN, INTERNAL]):
        assert refusal(rules.opened, workshop, items) == early
    for middle in (rules.opened(workshop, [OPEN]), closed(workshop, OPEN, 3, 3, 3)):
        assert refusal(rules.opened, middle, [INTERNAL]) == early
    revealed = shown(workshop, OPEN, 3, 3, 3)
    assert rules.opened(revealed, [INTERNAL]).in_phase("open") == [INTERNAL]
    second = rules.revoting(revealed, [OPEN])  # seen once is seen
    assert rules.opened(second, [INTERNAL]).in_phase("open") == [OPEN, INTERNAL]


def test_without_a_trial_item_all_may_open_at_once(rubric: Rubric) -> None:
    workshop = session(rubric)
    assert rules.opened(workshop, [OPEN, INTERNAL]).in_phase("open") == [INTERNAL, OPEN]


# -- closing ------------------------------------------------------------------------------------


def test_ballots_that_cannot_be_counted_stop_the_closing_and_are_not_repeated(rubric: Rubric) -> None:
    workshop = rules.opened(session(rubric), [INTERNAL, OPEN])
    cast = [
        *ballots(OPEN, 3),
        *ballots(INTERNAL, 2, 1, group="out"),
        *ballots(INTERNAL, 2, group="nobody"),
        *ballots(INTERNAL, 7),
        *ballots("B1-1", 2),
    ]
    told = refusal(rules.closed, workshop, [INTERNAL], cast, 4)
    assert told == [
        (OPEN, "ballots of an item that is not being closed"),
        (INTERNAL, "group out does not rate this item but cast a ballot"),
        ("nobody", "this session has no such group of raters"),
        ("B1-1", "ballots of an item that is not being closed"),
        (INTERNAL, "a ballot names no level of 0-4"),
    ]
    assert "7" not in str(told)
    below = refusal(rules.closed, workshop, [OPEN], ballots(OPEN, 3, -1), 4)
    assert below == [(OPEN, "a ballot names no level of 0-4")]


# -- decisions ----------------------------------------------------------------------------------


def test_what_the_rule_proposes_needs_no_reason(rubric: Rubric) -> None:
    agreed = rules.decided(shown(session(rubric), OPEN, 3, 3, 3, 2), OPEN, 3).items[OPEN].decision
    nearly = rules.decided(shown(session(rubric), OPEN, 2, 2, 3, 3), OPEN, 2).items[OPEN].decision
    assert agreed is not None
    assert nearly is not None
    assert (agreed.method, agreed.doubtful, nearly.method, nearly.doubtful) == ("mode", False, "median", False)


def test_any_other_level_needs_one(rubric: Rubric) -> None:
    workshop = shown(session(rubric), OPEN, 3, 3, 3)
    assert refusal(rules.decided, workshop, OPEN, 2, reason=" \n") == [
        (OPEN, "the rule proposes level 3: another level needs a reason")
    ]
    made = rules.decided(workshop, OPEN, 2, reason=" no record found ", dissent=" two say 3 ").items[OPEN].decision
    assert made is not None
    assert (made.level, made.method, made.reason, made.dissent) == (2, "facilitated", "no record found", "two say 3")


def test_where_raters_still_disagree_the_item_is_doubtful_and_never_the_highest_level(rubric: Rubric) -> None:
    workshop = again(shown(session(rubric), OPEN, 0, 0, 4, 4), OPEN, 1, 1, 4, 4, 4)
    assert refusal(rules.decided, workshop, OPEN, 4, reason="the evidence shows it") == [
        (OPEN, "an item on which raters disagree cannot be level 4")
    ]
    made = rules.decided(workshop, OPEN, 3).items[OPEN].decision  # the lower median is 4: the rule proposes 3
    assert made is not None
    assert (made.level, made.method, made.doubtful) == (3, "median", True)


def test_a_revote_that_agrees_ends_the_doubt(rubric: Rubric) -> None:
    made = rules.decided(again(shown(session(rubric), OPEN, 0, 0, 4, 4), OPEN, 4, 4, 4), OPEN, 4).items[OPEN].decision
    assert made is not None
    assert (made.level, made.doubtful) == (4, False)


def test_all_that_is_wrong_with_a_decision_is_said_at_once(rubric: Rubric) -> None:
    workshop = shown(session(rubric), OPEN, 3, 3, 3)
    long = "长" * (NOTE_LIMIT + 1)
    assert refusal(rules.decided, workshop, OPEN, 5, dissent=long) == [
        (OPEN, "there is no level 5"),
        (OPEN, "the rule proposes level 3: another level needs a reason"),
        (OPEN, f"{NOTE_LIMIT + 1} characters, more than {NOTE_LIMIT}"),
    ]
    assert rules.decided(workshop, OPEN, 3, dissent=long[1:]).items[OPEN].phase == "decided"


@pytest.mark.parametrize("levels", [(), (3, 3), (3, 3, None, None)])
def test_fewer_than_three_valid_ballots_are_no_rating(levels: tuple[int | None, ...], rubric: Rubric) -> None:
    workshop = shown(session(rubric), OPEN, *levels)
    assert "fewer than 3" in refusal(rules.decided, workshop, OPEN, 3, reason="all the same")[0][1]
    left = rules.unrated(workshop, OPEN)
    assert (left.items[OPEN].phase, left.items[OPEN].decision) == ("unrated", None)


def test_with_fewer_than_three_the_room_may_vote_once_more(rubric: Rubric) -> None:
    workshop = again(shown(session(rubric), OPEN, 3, None), OPEN, 3, 3, 3)
    assert rules.decided(workshop, OPEN, 3).items[OPEN].phase == "decided"


def test_after_a_revote_of_fewer_than_three_nobody_is_sent_to_vote_again(rubric: Rubric) -> None:
    with pytest.raises(WorkshopRefused) as caught:
        rules.decided(shown(session(rubric), OPEN, 3, None), OPEN, 3)
    assert "re-vote" in caught.value.message("en")
    with pytest.raises(WorkshopRefused) as caught:
        rules.decided(again(shown(session(rubric), OPEN, 0, 0, 4, 4), OPEN, 3), OPEN, 3)
    assert "re-vote" not in caught.value.message("en")


def test_an_item_with_three_valid_ballots_is_not_left_unrated(rubric: Rubric) -> None:
    workshop = shown(session(rubric), OPEN, 0, 2, 4)
    assert refusal(rules.unrated, workshop, OPEN) == [(OPEN, "there are 3 valid ballots or more")]


def test_nothing_is_decided_before_the_reveal(rubric: Rubric) -> None:
    """Whether an item could be left unrated would tell how many could judge it."""
    for levels in ((3, 3, 3), (3,)):
        workshop = closed(session(rubric), OPEN, *levels)
        early = [(OPEN, "this item is closed, which does not allow that")]
        assert refusal(rules.decided, workshop, OPEN, 3) == early
        assert refusal(rules.unrated, workshop, OPEN) == early


def test_a_decision_can_be_taken_back_and_the_rounds_stay(rubric: Rubric) -> None:
    revealed = shown(session(rubric), OPEN, 3, 3, 3)
    decided = rules.decided(revealed, OPEN, 3)
    assert rules.reconsidered(decided, OPEN) == revealed
    assert refusal(rules.reconsidered, revealed, OPEN) == [(OPEN, "this item is revealed, which does not allow that")]
    few = shown(session(rubric), OPEN, 3)
    assert rules.reconsidered(rules.unrated(few, OPEN), OPEN) == few


def test_thinking_again_gives_no_second_revote(rubric: Rubric) -> None:
    decided = rules.decided(again(shown(session(rubric), OPEN, 0, 0, 4, 4), OPEN, 3, 3, 3), OPEN, 3)
    back = rules.reconsidered(decided, OPEN)
    assert refusal(rules.revoting, back, [OPEN]) == [(OPEN, "this item has had its re-vote")]


def test_unknown_items_and_groups_are_refused_in_words(rubric: Rubric) -> None:
    workshop = session(rubric)
    steps: Iterable[Callable[[], object]] = (
        lambda: workshop.item("Z9-9"),
        lambda: rules.shown(workshop, "Z9-9"),
        lambda: rules.decided(workshop, "Z9-9", 3),
        lambda: rules.unrated(workshop, "Z9-9"),
        lambda: rules.reconsidered(workshop, "Z9-9"),
    )
    for step in steps:
        assert refusal(step) == [("Z9-9", "this session does not rate that indicator")]
    for group in (lambda: workshop.group("nobody"), lambda: items_for(rubric, workshop, "nobody")):
        assert refusal(group) == [("nobody", "this session has no such group of raters")]

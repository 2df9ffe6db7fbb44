"""What may be shown of a round, and of whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor import workshop as rules
from assessor.rubric import Rubric
from assessor.text import say
from assessor.workshop import Plan, RaterGroup, RoundShown, Shown, agenda
from tests.session_machine import Level, RulesRoom, Seat, assert_nobody_stands_out, shown_sets

ITEM = "C1-1"
Round = Mapping[str, Sequence[Level]]
"""What each group answered, rater by rater; one who leads the item is written in `LEADS`."""


def groups(*ids: str) -> tuple[RaterGroup, ...]:
    """Those whose id begins with `out` come from outside."""
    return tuple(RaterGroup(id=one, name=say(f"{one}组", one), inside=not one.startswith("out")) for one in ids)


def held(
    rubric: Rubric, *rounds: Round, leading: Iterable[tuple[str, int]] = (), revealed: bool = True, item: str = ITEM
) -> RulesRoom:
    """A session of one item, rated in these rounds. `leading`: (group, number) of raters whose own unit leads it."""
    ids = list(dict.fromkeys(id_ for one in rounds for id_ in one))
    room = RulesRoom(rubric, Plan(items=(item,), variant="own", groups=groups(*ids)))
    leads = set(leading)
    for n, one in enumerate(rounds):
        room.step("revote" if n else "open", [item])
        for id_, answers in one.items():
            for number, level in enumerate(answers):
                own = frozenset({item}) if (id_, number) in leads else frozenset[str]()
                assert room.answer(Seat(number, id_, own), item, level)
        room.step("close", [item])
        if revealed or n < len(rounds) - 1:
            room.step("reveal", [item])
    return room


def seen(room: RulesRoom, item: str = ITEM) -> Shown:
    found = rules.shown(room.state(), item)
    assert found is not None
    return found


def cells(one: RoundShown) -> list[tuple[str, ...]]:
    return [group.ids for group in one.groups]


def told(rubric: Rubric, *rounds: Round) -> list[list[tuple[str, ...]]]:
    return [cells(one) for one in seen(held(rubric, *rounds)).rounds]


# -- when ---------------------------------------------------------------------------------------


def test_nothing_is_shown_before_the_reveal(rubric: Rubric) -> None:
    room = held(rubric, {"gov": [3, 3, 3]}, revealed=False)
    assert rules.shown(room.state(), ITEM) is None
    room.step("reveal", [ITEM])
    assert seen(room).rounds[0].total is not None


def test_during_the_revote_the_first_round_stays_and_the_second_shows_nothing(rubric: Rubric) -> None:
    first = {"gov": [0, 0, 4, 4]}
    alone = seen(held(rubric, first))
    again = held(rubric, first, {"gov": [4, 4, 4, 4]}, revealed=False)
    assert seen(again) == alone  # closed, not revealed
    again.step("reopen", [ITEM])
    assert seen(again) == alone  # open
    again.step("close", [ITEM])
    again.step("reveal", [ITEM])
    assert [one.total and one.total.levels for one in seen(again).rounds] == [(2, 0, 0, 0, 2), (0, 0, 0, 0, 4)]
    proposed = seen(again).proposal
    assert proposed is not None
    assert proposed.level == 4


def test_a_decision_is_shown_with_what_was_proposed(rubric: Rubric) -> None:
    room = held(rubric, {"gov": [2, 3, 3]})
    room.step("decide", [ITEM], level=3, reason="")
    found = seen(room)
    assert found.decision is not None
    assert found.proposal is not None
    assert found.decision.level == found.proposal.level == 3


# -- how many -----------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", [[], [None] * 12, [3], [3, 4], [3, 4, None, None]])
def test_a_round_with_fewer_than_three_valid_ballots_gives_their_number_only(
    answers: list[Level], rubric: Rubric
) -> None:
    found = seen(held(rubric, {"gov": answers}))
    valid = sum(one is not None for one in answers)
    assert found.rounds == (RoundShown(total=None, valid=valid, groups=(), without_owners=None),)
    assert found.proposal is None


def test_three_valid_ballots_are_shown_with_those_who_cannot_judge(rubric: Rubric) -> None:
    (found,) = seen(held(rubric, {"gov": [1, 2, 2, None]})).rounds
    assert found.total is not None
    assert (found.total.levels, found.total.cannot_judge, found.valid) == ((0, 1, 2, 0, 0), 1, 3)


# -- groups -------------------------------------------------------------------------------------


def test_large_groups_are_shown_by_themselves(rubric: Rubric) -> None:
    (found,) = seen(held(rubric, {"gov": [1, 1, 1], "out": [3, 3, 3, None]})).rounds
    assert [(one.ids, one.tally.levels) for one in found.groups] == [
        (("gov",), (0, 3, 0, 0, 0)),
        (("out",), (0, 0, 0, 3, 0)),
    ]


@pytest.mark.parametrize(
    ("sizes", "together"),
    [
        ({"gov": 8, "watch": 2, "out": 6}, [("gov", "watch"), ("out",)]),  # the same side of the house
        ({"gov": 8, "watch": 2, "out": 2}, [("gov",), ("watch", "out")]),  # the small ones, so that the large one stays
        ({"gov": 2, "watch": 6, "out": 1}, [("gov", "out"), ("watch",)]),
        ({"out": 6, "gov": 8, "watch": 2}, [("out",), ("gov", "watch")]),  # the same side, whatever comes first
        ({"gov": 1, "watch": 1, "out": 6}, []),  # what is left would be two
        ({"gov": 8, "watch": 0, "out": 2}, []),
        ({"gov": 8, "watch": 0, "out": 3}, [("gov",), ("out",)]),  # nobody is in no group
        ({"gov": 8}, []),  # the whole is no split
        ({"gov": 2, "watch": 2, "out": 2}, []),
        ({"gov": 2, "watch": 2, "out1": 2, "out2": 2}, [("gov", "watch"), ("out1", "out2")]),
    ],
)
def test_small_groups_are_told_together(sizes: dict[str, int], together: list[tuple[str, ...]], rubric: Rubric) -> None:
    assert told(rubric, {id_: [3] * size for id_, size in sizes.items()}) == [together]


def test_groups_told_together_bear_all_their_names(rubric: Rubric) -> None:
    (found,) = seen(held(rubric, {"gov": [1] * 8, "watch": [2, 2], "out": [3] * 3})).rounds
    assert found.groups[0].name == say("gov组、watch组（合并）", "gov, watch (together)")
    assert found.groups[0].tally.levels == (0, 8, 2, 0, 0)


def test_a_group_that_cannot_judge_is_no_remainder_of_the_total(rubric: Rubric) -> None:
    """Two who could not judge would be total less government."""
    assert told(rubric, {"gov": [3] * 5, "out": [None, None]}) == [[]]
    assert told(rubric, {"gov": [3] * 5, "watch": [None, None], "out": [1, 1, 1]}) == [[("gov", "watch"), ("out",)]]


def test_a_group_that_does_not_rate_the_item_is_not_named(rubric: Rubric) -> None:
    plan = Plan(items=("A1-1", ITEM), variant="own", groups=groups("gov", "watch", "out"))
    room = RulesRoom(rubric, plan)
    room.step("open", ["A1-1"])
    for n, id_ in enumerate(["gov"] * 3 + ["watch"] * 3):
        room.answer(Seat(n, id_, frozenset()), "A1-1", 2)
    assert not room.answer(Seat(9, "out", frozenset()), "A1-1", 2)
    room.step("close", ["A1-1"])
    room.step("reveal", ["A1-1"])
    assert cells(seen(room, "A1-1").rounds[0]) == [("gov",), ("watch",)]


# -- two rounds ---------------------------------------------------------------------------------


def test_both_rounds_are_told_by_the_same_groups(rubric: Rubric) -> None:
    """In the re-vote two of `watch` are left: total less government would be those two, and the first round's three."""
    many = {"gov": [1] * 4, "watch": [3] * 3, "out": [4] * 4}
    assert told(rubric, many) == [[("gov",), ("watch",), ("out",)]]
    together = [("gov", "watch"), ("out",)]
    assert told(rubric, many, many | {"watch": [3, 3]}) == [together, together]


def test_a_group_that_comes_for_the_revote_only_stands_by_itself(rubric: Rubric) -> None:
    both = {"gov": [1] * 3, "watch": [2] * 3, "out": [3] * 3}
    assert told(rubric, both | {"out": []}, both) == [[("gov",), ("watch",), ("out",)]] * 2


def test_what_was_told_together_once_is_never_taken_apart(rubric: Rubric) -> None:
    """Settled anew, the re-vote would join a to b and c to d; but the first screen told a and c by themselves, and
    the first round's a and b together, less a, are the two of b."""
    first = {"a": [1] * 8, "b": [2] * 2, "c": [3] * 8, "d": [4] * 2}
    second = {"a": [1] * 2, "b": [2] * 2, "c": [3] * 2, "d": [4] * 2}
    assert told(rubric, first) == [[("a",), ("b", "d"), ("c",)]]
    together = [("a", "c"), ("b", "d")]
    assert told(rubric, first, second) == [together, together]


def test_a_round_that_cannot_be_shown_does_not_touch_the_groups_of_the_other(rubric: Rubric) -> None:
    assert told(rubric, {"gov": [1, None, None], "out": [None] * 3}, {"gov": [1] * 3, "out": [2] * 3}) == [
        [],
        [("gov",), ("out",)],
    ]


# -- those who lead -----------------------------------------------------------------------------


def test_those_who_do_not_lead_are_told_where_both_are_three(rubric: Rubric) -> None:
    answers = {"gov": [4, 4, 4, 2, 2, 2, None]}
    three = [("gov", n) for n in range(3)]
    (found,) = seen(held(rubric, answers, leading=three)).rounds
    assert found.without_owners is not None
    assert (found.without_owners.levels, found.without_owners.cannot_judge) == ((0, 0, 3, 0, 0), 1)
    for leading in (three[:2], [("gov", n) for n in range(4)], [("gov", n) for n in range(7)], []):
        (found,) = seen(held(rubric, answers, leading=leading)).rounds
        assert found.without_owners is None


def test_those_who_do_not_lead_less_a_group_leave_no_single_rater(rubric: Rubric) -> None:
    """Three of four in government lead: the others less society would be the fourth."""
    leading = [("gov", n) for n in range(3)]
    (found,) = seen(held(rubric, {"gov": [4, 4, 4, 1], "out": [2] * 5}, leading=leading)).rounds
    assert cells(found) == [("gov",), ("out",)]
    assert found.without_owners is None
    (found,) = seen(held(rubric, {"gov": [4, 4, 4, 1, 1, 1], "out": [2] * 5}, leading=leading)).rounds
    assert found.without_owners is not None


def test_nor_do_they_leave_the_one_who_cannot_judge(rubric: Rubric) -> None:
    leading = [("gov", n) for n in range(3)]
    (found,) = seen(held(rubric, {"gov": [4, 4, 4, None], "out": [2] * 5}, leading=leading)).rounds
    assert found.without_owners is None


def test_what_had_to_be_hidden_after_the_first_round_is_not_told_after_the_second(rubric: Rubric) -> None:
    """The first screen told `watch` by itself; told together it would no longer give the fourth away, but who
    remembers the first screen could still subtract."""
    leading = [("gov", n) for n in range(3)]
    first = {"gov": [4, 4, 4, 1], "watch": [2] * 3, "out": [2] * 3}
    second = first | {"watch": [2, 2]}
    both = seen(held(rubric, first, second, leading=leading)).rounds
    assert [cells(one) for one in both] == [[("gov", "watch"), ("out",)]] * 2
    assert [one.without_owners for one in both] == [None, None]


def test_those_who_do_not_lead_are_told_in_both_rounds_or_in_none(rubric: Rubric) -> None:
    leading = [("gov", n) for n in range(3)]
    both = seen(held(rubric, {"gov": [4] * 3 + [1] * 3}, {"gov": [4] * 2 + [None] + [1] * 3}, leading=leading)).rounds
    assert [one.without_owners for one in both] == [None, None]


# -- any room -----------------------------------------------------------------------------------

LEVELS = st.sampled_from([None, 0, 2, 4])
IDS = ("in0", "in1", "out2", "in3", "out4", "in5")


@st.composite
def rounds_of(draw: st.DrawFn, most: int = 2) -> tuple[list[Round], set[tuple[str, int]]]:
    """Up to six groups of up to six; in each round some stay away and some cannot judge."""
    sizes = {id_: draw(st.sampled_from([0, 1, 2, 2, 3, 4, 6])) for id_ in IDS[: draw(st.integers(1, 6))]}
    rounds: list[Round] = []
    for _ in range(draw(st.integers(1, most))):
        there = {id_: draw(st.integers(size // 2, size)) for id_, size in sizes.items()}
        rounds.append({id_: draw(st.lists(LEVELS, min_size=n, max_size=n)) for id_, n in there.items()})
    leading = {(id_, n) for id_, size in sizes.items() for n in range(size) if draw(st.booleans())}
    return rounds, leading


def screens(rubric: Rubric, rounds: list[Round], leading: set[tuple[str, int]]) -> list[list[set[frozenset[Seat]]]]:
    """After each reveal, by round: of which raters a tally was shown."""
    found = []
    for n in range(1, len(rounds) + 1):
        room = held(rubric, *rounds[:n], leading=leading)
        frozen = [room.box.get((ITEM, k + 1), {}) for k in range(n)]
        found.append(shown_sets(seen(room), frozen, ITEM))
    return found


@settings(max_examples=500)
@given(drawn=rounds_of())
def test_adding_and_subtracting_all_that_was_ever_shown_of_a_round_leaves_three_or_nobody(
    drawn: tuple[list[Round], set[tuple[str, int]]], rubric: Rubric
) -> None:
    rounds, leading = drawn
    room = held(rubric, *rounds, leading=leading)
    ever: dict[int, set[frozenset[Seat]]] = {}
    for screen in screens(rubric, rounds, leading):
        for n, sets in enumerate(screen):
            ever[n] = ever.get(n, set()) | sets
    for n, sets in ever.items():
        assert_nobody_stands_out(sets, room.box.get((ITEM, n + 1), {}))


@settings(max_examples=200)
@given(drawn=rounds_of(most=1), again=st.lists(st.sampled_from([0, 2, 4]), min_size=36, max_size=36))
def test_comparing_two_rounds_of_the_same_raters_leaves_three_or_nobody(
    drawn: tuple[list[Round], set[tuple[str, int]]], again: list[int], rubric: Rubric
) -> None:
    """Even who knows that nobody has changed an answer cannot subtract one round from the other."""
    (first,), leading = drawn
    levels = iter(again)
    second = {id_: [None if one is None else next(levels) for one in said] for id_, said in first.items()}
    room = held(rubric, first, second, leading=leading)
    sets = set().union(*(one for screen in screens(rubric, [first, second], leading) for one in screen))
    assert_nobody_stands_out(sets, room.box.get((ITEM, 1), {}))


@settings(max_examples=200)
@given(drawn=rounds_of())
def test_the_groups_shown_add_up_to_the_total(drawn: tuple[list[Round], set[tuple[str, int]]], rubric: Rubric) -> None:
    rounds, leading = drawn
    for one in seen(held(rubric, *rounds, leading=leading)).rounds:
        if one.groups:
            assert one.total is not None
            first, *rest = (group.tally for group in one.groups)
            assert sum(rest, first) == one.total
            assert all(group.tally.valid >= 3 or group.tally.answered == 0 for group in one.groups)


@pytest.mark.parametrize(
    ("sets", "left"),
    [
        ([{0, 1, 2, 3}, {0, 1}], "2 raters"),
        ([{0, 1, 2, 3}, {0, 1, 2}], "1 rater"),
        ([{0, 1, 2}, {1, 2, 3}], "2 raters"),
    ],
)
def test_the_attack_finds_what_a_careless_screen_gives_away(sets: list[set[int]], left: str) -> None:
    seats = [Seat(n, "gov", frozenset()) for n in range(4)]
    ballots: dict[Seat, Level] = dict.fromkeys(seats, 2)
    with pytest.raises(AssertionError, match=left):
        assert_nobody_stands_out([frozenset(seats[n] for n in one) for one in sets], ballots)


# -- the agenda ---------------------------------------------------------------------------------

SPLIT, WIDE, CLOSE, SAME = [0, 0, 4, 4], [1, 2, 3, 4], [1, 3, 3, 3, 3], [3, 3, 3]


def rated(rubric: Rubric, answers: Mapping[str, Sequence[Level]], revealed: Iterable[str] | None = None) -> RulesRoom:
    """Several items, rated by one group."""
    items = list(answers)
    room = RulesRoom(rubric, Plan(items=tuple(items), variant="own", groups=groups("gov")))
    room.step("open", items)
    for item, levels in answers.items():
        for n, level in enumerate(levels):
            room.answer(Seat(n, "gov", frozenset()), item, level)
    room.step("close", items)
    room.step("reveal", list(revealed or items))
    return room


def order(room: RulesRoom, weights: Mapping[str, float]) -> list[str]:
    return [line.indicator for line in agenda(room.state(), weights)]


def test_what_matters_more_is_discussed_first(rubric: Rubric) -> None:
    room = rated(rubric, {"A1-1": SPLIT, "B1-1": SPLIT, "C1-1": SPLIT})
    assert order(room, {"A1-1": 0.1, "B1-1": 0.3, "C1-1": 0.2}) == ["B1-1", "C1-1", "A1-1"]


def test_disagreement_counts_times_the_weight(rubric: Rubric) -> None:
    room = rated(rubric, {"A1-1": WIDE, "B1-1": SPLIT})
    split, wide = agenda(room.state(), {"A1-1": 0.1, "B1-1": 0.1})
    assert (split.indicator, wide.indicator) == ("B1-1", "A1-1")
    assert split.priority == split.spread.disagreement_index * 0.1
    tip = split.priority / wide.priority * 0.1
    assert order(room, {"A1-1": tip * 1.01, "B1-1": 0.1}) == ["A1-1", "B1-1"]


def test_ties_fall_to_the_larger_minority_then_to_the_plan(rubric: Rubric) -> None:
    few, more = [3] * 9 + [1], [3] * 9 + [1, 1]  # both lie under 30 %: the index is 0
    room = rated(rubric, {"A1-1": few, "B1-1": more, "C1-1": few, "C1-2": [1, 1, 3, 3, 3, 3, 3]})
    assert order(room, dict.fromkeys(["A1-1", "B1-1", "C1-1", "C1-2"], 0.1)) == ["C1-2", "B1-1", "A1-1", "C1-1"]


def test_an_item_without_weight_goes_last(rubric: Rubric) -> None:
    room = rated(rubric, {"A1-1": SPLIT, "B1-1": WIDE})
    assert order(room, {"B1-1": 0.01}) == ["B1-1", "A1-1"]
    assert order(rated(rubric, {"A1-1": [3] * 7 + [1, 1], "B1-1": WIDE}), {}) == ["B1-1", "A1-1"]


def test_what_is_agreed_decided_open_again_or_not_revealed_is_not_on_the_agenda(rubric: Rubric) -> None:
    answers = {"A1-1": SAME, "A1-2": SPLIT, "B1-1": SPLIT, "B1-2": SPLIT, "C1-1": [0, 4], "C1-2": SPLIT}
    room = rated(rubric, answers, revealed=["A1-1", "A1-2", "B1-1", "C1-1", "C1-2"])
    room.step("decide", ["A1-2"], level=0, reason="")
    room.step("revote", ["B1-1"])
    assert order(room, dict.fromkeys(answers, 0.1)) == ["C1-2"]


def test_the_newest_round_makes_the_agenda(rubric: Rubric) -> None:
    room = held(rubric, {"gov": SPLIT}, {"gov": CLOSE})
    (line,) = agenda(room.state(), {ITEM: 0.1})
    assert line.proposal.kind == "nearly"
    assert line.spread.n == 5

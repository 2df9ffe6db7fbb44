"""What the ballots of one item propose."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.errors import ScoringError
from assessor.workshop.consensus import proposal

ballots = st.lists(st.integers(0, 4), min_size=3, max_size=40)


def counts(*levels: int, top: int = 4) -> list[int]:
    return [levels.count(level) for level in range(top + 1)]


@pytest.mark.parametrize(
    ("levels", "kind", "level"),
    [
        ((3, 3, 3), "agreed", 3),
        ((4, 4, 4, 4, 3), "agreed", 4),
        ((2, 2, 3, 3, 3, 3), "agreed", 3),  # 4 of 6 are two thirds
        ((2, 2, 2, 3, 3, 3, 3, 3, 3), "agreed", 3),  # 6 of 9 too
        ((2, 2, 3, 3, 3), "nearly", 3),  # 3 of 5 are not
        ((2, 2, 2, 3, 3), "nearly", 2),
        ((1, 3, 3, 3, 3, 3), "nearly", 3),  # range 2
        ((2, 2, 3, 3), "nearly", 2),  # the median lies between: the lower one
        ((1, 3, 3, 3, 3), "nearly", 3),  # 4 of 5 within one of the median are 80 %
        ((1, 3, 3, 3), "disagreement", 3),  # 3 of 4 are not
        ((1, 1, 3, 3, 3), "disagreement", 3),
        ((1, 1, 2, 3, 3, 3), "disagreement", 2),  # quartiles 1.25 and 3
        ((0, 0, 4, 4), "disagreement", 0),
        ((0, 1, 2, 3, 4), "disagreement", 2),
        ((0, 2, 4), "disagreement", 2),
    ],
)
def test_the_first_rule_that_fits_counts(levels: tuple[int, ...], kind: str, level: int) -> None:
    made = proposal(counts(*levels))
    assert (made.kind, made.level) == (kind, level)


def test_the_highest_level_is_not_proposed_where_raters_disagree() -> None:
    made = proposal(counts(0, 0, 4, 4, 4))
    assert (made.kind, made.level) == ("disagreement", 3)


def test_two_raters_far_off_are_named_even_where_ten_others_nearly_agree() -> None:
    made = proposal(counts(1, 1, *[3] * 10))
    assert (made.kind, made.level) == ("nearly", 3)
    assert "2 人相差 2 级及以上" in made.why.zh
    assert "2 two levels or more off" in made.why.en


def test_the_words_count_raters() -> None:
    assert proposal(counts(3, 3, 2)).why.en == "2 of 3 chose level 3, range at most 1"
    assert proposal(counts(2, 2, 3, 3)).why.zh == "四分位差 1，4／4 人在中位数 ±1 级以内"


def test_nobody_proposes_nothing() -> None:
    with pytest.raises(ScoringError, match="no valid ballots"):
        proposal(counts())


def every_room(most: int, top: int) -> Iterator[tuple[int, ...]]:
    """Every way in which 1 to `most` raters can answer."""
    for n in range(1, most + 1):
        yield from itertools.combinations_with_replacement(range(top + 1), n)


def by_the_book(levels: tuple[int, ...], top: int) -> tuple[str, int]:
    """The method's table once more, with the median and quartiles of the standard library."""
    n, median, low = len(levels), statistics.median(levels), statistics.median_low(levels)
    most = max(levels.count(level) for level in levels)
    if max(levels) - min(levels) <= 1 and 3 * most >= 2 * n:
        return "agreed", next(level for level in levels if levels.count(level) == most)
    lower, _, upper = statistics.quantiles(levels, n=4, method="inclusive")
    near = sum(abs(level - median) <= 1 for level in levels)
    if upper - lower <= 1 and 5 * near >= 4 * n:
        return "nearly", low
    return "disagreement", min(low, top - 1)


@pytest.mark.parametrize(("top", "most"), [(4, 9), (3, 10), (1, 12)])
def test_every_room_of_up_to_nine_raters_gets_what_the_method_says(top: int, most: int) -> None:
    for levels in every_room(most, top):
        made = proposal(counts(*levels, top=top))
        assert (made.kind, made.level) == by_the_book(levels, top), levels


@given(ballots)
def test_one_more_rater_who_agrees_never_breaks_an_agreement(levels: list[int]) -> None:
    made = proposal(counts(*levels))
    if made.kind == "agreed":
        assert proposal(counts(*levels, made.level)).level == made.level
        assert proposal(counts(*levels, made.level)).kind == "agreed"


@given(ballots)
def test_what_is_proposed_somebody_chose_unless_it_was_the_highest_in_disagreement(levels: list[int]) -> None:
    made = proposal(counts(*levels))
    assert made.level in levels or (made.kind, made.level) == ("disagreement", 3)


@given(ballots, st.integers(2, 5))
def test_a_room_several_times_as_large_with_the_same_shares_gets_the_same_level(levels: list[int], times: int) -> None:
    assert proposal(counts(*levels * times)).level == proposal(counts(*levels)).level

"""Groups of similar profiles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.clustering import Group, groups_of, told
from assessor.errors import ComparisonRefused
from assessor.text import say

NAN = np.nan
DIMENSIONS = ("d1", "d2", "d3")
NAMES = {one: say(f"维度{one}", f"Dimension {one}") for one in DIMENSIONS}
TWO_KINDS = {
    "a": [80, 40, 40], "b": [60, 20, 22], "c": [95, 55, 53],
    "d": [20, 20, 70], "e": [40, 42, 90], "f": [10, 8, 60],
}  # fmt: skip


def grouped(cities: dict[str, list[float]], **how: str):  # type: ignore[no-untyped-def]
    return groups_of(list(cities), np.array(list(cities.values()), dtype=np.float64), DIMENSIONS, **how)


def members(cities: dict[str, list[float]], **how: str) -> list[tuple[str, ...]]:
    return sorted(one.members for one in grouped(cities, **how).groups)


def test_cities_strong_in_the_same_place_are_one_group_however_high_they_are() -> None:
    assert members(TWO_KINDS) == [("a", "b", "c"), ("d", "e", "f")]


def test_by_scores_the_height_counts() -> None:
    heights = {"a": [90, 90, 88], "b": [88, 90, 90], "c": [92, 89, 90], "d": [10, 8, 10], "e": [8, 10, 10]}
    assert members(heights, on="scores") == [("a", "b", "c"), ("d", "e")]


def test_each_group_is_told_apart_by_the_dimensions_in_which_it_differs_most() -> None:
    first, second = sorted(grouped(TWO_KINDS).groups, key=lambda one: one.members)
    assert (first.stronger, first.weaker) == (("d1",), ("d3",))
    assert (second.stronger, second.weaker) == (("d3",), ("d1",))
    assert told(first, NAMES, "pattern").zh == "维度d1相对自身总体偏强；维度d3相对自身总体偏弱"


def test_profiles_without_structure_are_left_as_one_group() -> None:
    corners = {"a": [50, 0, 0], "b": [0, 51, 0], "c": [0, 0, 52], "d": [50, 50, 50]}  # each as far from each
    found = grouped(corners, on="scores")
    assert len(found.groups) == 1
    assert found.silhouette is None
    assert max(found.tried.values()) < 0.25
    assert told(found.groups[0], NAMES, "scores").en == "not clearly different from the other cities"


def test_equal_profiles_are_one_group() -> None:
    assert members({id_: [10, 20, 30] for id_ in "abcde"}) == [tuple("abcde")]


def test_silhouettes_of_two_pairs_can_be_checked_in_the_head() -> None:
    """To the own partner 2, or 4 in the second pair; to the other pair 19 and 23, or 17 and 21, ... on average."""
    pairs = {"a": [0.0], "b": [2.0], "c": [19.0], "d": [23.0]}
    found = groups_of(list(pairs), np.array(list(pairs.values())), ["d1"], on="scores")
    assert found.tried[2] == pytest.approx(np.mean([1 - 2 / 21, 1 - 2 / 19, 1 - 4 / 18, 1 - 4 / 22]))
    assert found.tried[3] == pytest.approx(np.mean([1 - 2 / 19, 1 - 2 / 17, 0, 0]))


def test_fewer_than_four_cities_are_not_grouped() -> None:
    with pytest.raises(ComparisonRefused, match="fewer than 4"):
        grouped({"a": [1, 2, 3], "b": [3, 2, 1], "c": [1, 1, 9]})


def test_a_city_without_a_score_in_half_of_the_dimensions_is_left_out() -> None:
    found = grouped(TWO_KINDS | {"g": [50, NAN, NAN]})
    assert found.left_out == ("g",)
    assert "g" not in found.order


def test_a_dimension_that_hardly_any_city_has_is_not_compared() -> None:
    gappy = {id_: [*row[:2], NAN] for id_, row in TWO_KINDS.items()} | {"g": [1.0, 2.0, 3.0]}
    assert grouped(gappy).dimensions == ("d1", "d2")


def test_two_cities_are_compared_where_both_have_a_score() -> None:
    gappy = TWO_KINDS | {"g": [90, NAN, 50], "h": [NAN, 20, 70]}
    assert members(gappy) == [("a", "b", "c", "g"), ("d", "e", "f", "h")]


def test_similar_cities_stand_side_by_side_and_never_by_score() -> None:
    order = grouped(TWO_KINDS).order
    assert {frozenset(order[:3]), frozenset(order[3:])} == {frozenset("abc"), frozenset("def")}
    assert order[0] < order[-1]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 8), min_size=3, max_size=3), min_size=4, max_size=9), st.randoms())
def test_the_order_of_the_input_changes_nothing(rows: list[list[int]], dice) -> None:  # type: ignore[no-untyped-def]
    cities = {f"c{number}": [12.5 * one for one in row] for number, row in enumerate(rows)}
    shuffled = list(cities.items())
    dice.shuffle(shuffled)
    one, other = grouped(cities), grouped(dict(shuffled))
    assert (one.groups, one.order, one.tried) == (other.groups, other.order, other.tried)
    assert one.tree.tobytes() == other.tree.tobytes()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 8), min_size=3, max_size=3), min_size=4, max_size=9))
def test_every_city_is_in_one_group(rows: list[list[int]]) -> None:
    cities = {f"c{number}": [12.5 * one for one in row] for number, row in enumerate(rows)}
    found = grouped(cities)
    assert sorted(id_ for one in found.groups for id_ in one.members) == sorted(found.order) == sorted(cities)


def test_what_tells_a_group_apart_is_said_in_both_languages() -> None:
    said = told(Group(("a",), ("d1", "d2"), ()), NAMES, "scores")
    assert (said.zh, said.en) == (
        "维度d1、维度d2高于其他城市",
        "Dimension d1, Dimension d2: higher than in other cities",
    )

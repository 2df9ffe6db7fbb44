"""Rank intervals: never one place, and from where to where."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from assessor.assessment import Assessment, Rating, WeightChoice
from assessor.errors import ComparisonRefused, VersionMismatch
from assessor.rubric import Rubric
from assessor.sensitivity import PlaceRange, place_ranges, places, rank_intervals, words
from assessor.uncertainty import Settings

FEW = Settings(draws=1024)


def at(city: Assessment, rubric: Rubric, level: int, id_: str) -> Assessment:
    ratings = {one.id: Rating(outcome=level, grade="E3") for one in rubric.indicators}
    return city.model_copy(
        update={"id": id_, "ratings": ratings, "evidence": [], "weights": WeightChoice(), "variant": "full"}
    )


def test_places_are_counted_from_the_front_and_ties_share_theirs() -> None:
    front, rear = places(np.array([[50.0], [70.0], [50.0], [20.0]]))
    assert front[:, 0].tolist() == [2, 1, 2, 4]
    assert rear[:, 0].tolist() == [3, 1, 3, 4]


def test_a_range_of_places_is_rounded_outwards() -> None:
    """Of 20 columns the first city is behind in one, 5 %: the 95 % place is the 19th of 20, but no place lies between,
    so that the rearmost is rounded to the rear."""
    scores = np.array([[2.0] * 19 + [0.0], [1.0] * 20])
    assert place_ranges(scores, 0.05, 0.95).tolist() == [[1, 2], [1, 2]]
    assert place_ranges(scores, 0.0, 0.9).tolist() == [[1, 1], [1, 2]]


@given(arrays.arrays(np.float64, (5, 7), elements=st.integers(0, 6).map(float)))
def test_every_place_lies_between_first_and_last_and_all_are_taken(scores: np.ndarray) -> None:
    front, rear = places(scores)
    assert (front >= 1).all()
    assert (front <= rear).all()
    assert (rear <= 5).all()
    for column in range(7):
        spans = zip(front[:, column], rear[:, column], strict=True)
        assert {place for low, high in spans for place in range(low, high + 1)} == {1, 2, 3, 4, 5}


def test_cities_far_apart_keep_their_places_and_equal_ones_share_them(rubric: Rubric, samples: dict[str, Assessment]) -> None:  # fmt: skip
    group = [at(samples["S01"], rubric, level, f"c{n}") for n, level in enumerate((4, 2, 2, 0))]
    found = rank_intervals(rubric, group, settings=FEW)
    assert [(one.low, one.high) for one in found.intervals if one] == [(1, 1), (2, 3), (2, 3), (4, 4)]
    second = found.intervals[1]
    assert second is not None
    assert (second.of, second.methods, second.weights) == (4, PlaceRange(2, 3), PlaceRange(2, 3))
    assert words.place(second).zh == "第2至3位（共4座）"


def test_an_interval_reaches_over_methods_weights_and_all_draws(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    found = rank_intervals(rubric, list(samples.values()), settings=FEW)
    widths = []
    for one in found.intervals:
        assert one is not None
        ranges = (one.methods, one.weights, one.all)
        assert (one.low, one.high) == (min(each.low for each in ranges), max(each.high for each in ranges))
        widths.append(one.high - one.low)
    assert max(widths) >= 4
    assert len(found.methods) == 10  # all but the one that touches shortcomings alone
    assert "1024次抽样（种子20180115）" in words.ranked(found).zh


def test_what_is_withheld_has_no_place_and_takes_none(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    empty = samples["S03"].model_copy(update={"ratings": {}})
    found = rank_intervals(rubric, [samples["S01"], empty, samples["S12"]], settings=FEW)
    assert found.intervals[1] is None
    assert [one.of for one in found.intervals if one] == [2, 2]
    nobody = rank_intervals(rubric, [empty], settings=FEW)
    assert nobody.intervals == (None,)
    assert "不列位次区间" in words.ranked(nobody).zh
    assert rank_intervals(rubric, [], settings=FEW).intervals == ()


def test_the_order_of_cities_changes_no_interval(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    group = [samples[id_] for id_ in ("S03", "S08", "S10", "S05")]
    there = rank_intervals(rubric, group, settings=FEW, node="B").intervals
    back = rank_intervals(rubric, group[::-1], settings=FEW, node="B").intervals
    assert there == back[::-1]


def test_other_versions_and_mixed_variants_are_refused(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    one = samples["S01"]
    quick = next(variant.id for variant in rubric.variants if not variant.dimensions_shown)
    with pytest.raises(ComparisonRefused):
        rank_intervals(rubric, [one, samples["S02"].model_copy(update={"variant": quick})], settings=FEW)
    with pytest.raises(VersionMismatch):
        rank_intervals(rubric, [one.model_copy(update={"rubric_version": "0.9"})], settings=FEW)

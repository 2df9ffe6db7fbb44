"""Whether a change counts, and what else may be behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessor.assessment import Rating, WeightChoice
from assessor.change import Change, chances, compare_periods
from assessor.change.chances import OVER_TIME
from assessor.change.significance import sureness_over_time
from assessor.city import CityProfile
from assessor.errors import ComparisonRefused
from assessor.files import load_rubric
from assessor.rubric import Rubric

from .conftest import ALL, BEFORE, NOW, assessed, evidence, later

REAL = load_rubric()
DIMENSION = [one.id for one in REAL.indicators_of("C1")]
"""Each weighs the same in its dimension."""
LEVELS = dict.fromkeys(REAL.by_id, 1)


def changed(now: dict[str, int], rubric: Rubric = REAL, **said: Any) -> Change:
    return compare_periods(assessed(rubric, LEVELS), assessed(rubric, LEVELS | now, NOW, **said))


def keys(found: Change) -> list[str]:
    return [one.key for one in found.reasons]


def test_a_change_counts_with_newer_evidence_alone() -> None:
    raised = dict.fromkeys(DIMENSION, 3)
    with_evidence = changed(raised, evidence=[evidence(*DIMENSION)]).dimensions["C1"]
    assert (with_evidence.difference, with_evidence.counted, with_evidence.sureness) == (50.0, 50.0, "clearly")
    assert with_evidence.words.en == "clearly higher"
    without = changed(raised).dimensions["C1"]
    assert (without.difference, without.counted, without.counts) == (50.0, 0.0, False)
    assert without.words.en == "no newer evidence: not counted as change"


@pytest.mark.parametrize(("day", "counts"), [(BEFORE, False), (date(2025, 1, 1), True)])
def test_evidence_of_the_earlier_cut_off_date_itself_is_not_newer(day: date, counts: bool) -> None:
    found = changed(dict.fromkeys(DIMENSION, 3), evidence=[evidence(*DIMENSION, day=day)])
    assert found.dimensions["C1"].counts is counts


def test_evidence_for_another_indicator_bears_nothing_out() -> None:
    found = changed(dict.fromkeys(DIMENSION, 3), evidence=[evidence("A1-1")])
    assert not found.dimensions["C1"].counts


def test_only_the_part_with_newer_evidence_is_counted() -> None:
    found = changed(dict.fromkeys(DIMENSION, 3), evidence=[evidence(DIMENSION[0])]).dimensions["C1"]
    assert found.difference == pytest.approx(50.0)
    assert found.counted == pytest.approx(50.0 / len(DIMENSION))
    assert (found.moved, found.evidenced) == (tuple(DIMENSION), (DIMENSION[0],))


def test_other_weights_are_no_part_of_what_is_counted() -> None:
    """Only C1 rises; under a triple weight of C the overall moves more, yet both periods are held to the new weights."""
    raised, proof = dict.fromkeys(DIMENSION, 3), [evidence(*DIMENSION)]
    plain, heavy = (
        changed(raised, evidence=proof, weights=choice) for choice in (WeightChoice(), WeightChoice(levels={"C": 3.0}))
    )
    assert plain.overall.counted == pytest.approx(50.0 / 15)
    assert heavy.overall.counted == pytest.approx(50.0 / 5 * 3 / 5)
    assert keys(plain) == ["records"]
    assert keys(heavy) == ["weights", "records"]


@pytest.mark.parametrize(
    ("points", "sureness"), [(20.0, "no_conclusion"), (20.1, "probably"), (30.0, "probably"), (30.1, "clearly")]
)
def test_the_limits_of_a_dimension_are_those_of_one_city_over_time(points: float, sureness: str) -> None:
    assert sureness_over_time(REAL, "dimension", -points) == sureness


@pytest.mark.parametrize(("now", "sureness"), [(1, None), (2, "probably"), (3, "clearly"), (0, "probably")])
def test_one_level_of_an_indicator_is_probable_and_two_are_clear(now: int, sureness: str | None) -> None:
    steps = changed({"A1-1": now}, evidence=[evidence("A1-1")]).steps
    assert [one.sureness for one in steps] == ([] if sureness is None else [sureness])
    assert [one.sureness for one in changed({"A1-1": now}).steps] == ([] if sureness is None else ["no_conclusion"])


def test_nothing_counts_under_another_rubric_version() -> None:
    newer = later(REAL, "2", "A1-1")
    raised = LEVELS | dict.fromkeys(DIMENSION, 3)
    found = compare_periods(assessed(REAL, LEVELS), assessed(newer, raised, NOW, evidence=[evidence(*DIMENSION)]))
    assert not any(one.counts for one in found.movements())
    assert found.dimensions["C1"].counted is None
    assert found.dimensions["C1"].words.en == "another rubric version: not counted as change"
    assert keys(found)[:2] == ["version", "wording"]
    assert chances(found) == {}


def test_a_number_withheld_in_one_period_permits_no_conclusion() -> None:
    few = {id_: 1 for id_ in LEVELS if not id_.startswith("C1")}
    found = compare_periods(assessed(REAL, few), assessed(REAL, LEVELS, NOW)).dimensions["C1"]
    assert (found.difference, found.counted, found.counts) == (None, None, False)
    assert found.words.en == "withheld in at least one period: no conclusion"


def test_a_shortcoming_that_falls_has_eased() -> None:
    linked = [one.id for one in REAL.indicators if one.shortcomings and one.shortcomings.primary == "SC5"]
    found = changed(dict.fromkeys(linked, 3), evidence=[evidence(*linked)]).shortcomings["SC5"]
    assert (found.counted or 0.0) < -15
    assert found.words.en == "clearly eased"
    worse = changed(dict.fromkeys(linked, 0), evidence=[evidence(*linked)]).shortcomings["SC5"]
    assert worse.words.en == "clearly worse"


def test_everything_that_may_lie_behind_a_difference_is_named() -> None:
    fewer = {id_: 1 for id_ in LEVELS if id_ not in ("A1-1", "A1-2")}
    offline = Rating(outcome=2, further_evidence_offline=True)
    ratings = assessed(REAL, fewer).assessment.ratings | {"B1-1": offline}
    new = assessed(
        REAL, {}, NOW, mode="formal", variant="quick", ratings=ratings, weights=WeightChoice(levels={"A": 2.0})
    )
    found = compare_periods(assessed(REAL, LEVELS), new)
    assert keys(found) == ["mode", "variant", "weights", "no_newer_evidence", "missing"]
    assert "1 have further evidence offline" in next(
        one.text.en for one in found.reasons if one.key == "no_newer_evidence"
    )


def test_two_assessments_of_one_date_are_no_change_over_time() -> None:
    found = compare_periods(assessed(REAL, LEVELS), assessed(REAL, LEVELS, BEFORE, id="other"))
    assert keys(found) == ["same_date"]


def test_periods_of_other_cities_rubrics_or_in_the_wrong_order_are_refused(tiny: Rubric) -> None:
    own = assessed(REAL, LEVELS, NOW)
    elsewhere = assessed(tiny, ALL, BEFORE, city=CityProfile(id="d", name="乙城"))
    with pytest.raises(ComparisonRefused) as refused:
        compare_periods(own, elsewhere)
    assert len(refused.value.problems) == 3


# -- chances ----------------------------------------------------------------------------------------


def test_a_large_change_is_more_likely_than_not_and_none_is_even() -> None:
    raised = dict.fromkeys(DIMENSION, 3)
    found = changed(raised, evidence=[evidence(*DIMENSION)])
    likely = chances(found, OVER_TIME)
    assert likely["C1"].value > 0.99
    assert likely["C1"].sureness == "clearly"
    assert 0.5 < likely["overall"].value < likely["C1"].value
    assert "A1" not in likely  # nothing moved there


def test_what_no_newer_evidence_bears_out_makes_nothing_likely() -> None:
    assert chances(changed(dict.fromkeys(DIMENSION, 3))) == {}


def test_raters_of_one_city_are_not_taken_for_stricter_or_milder_ones() -> None:
    assert "strictness" not in OVER_TIME.sources
    assert len(OVER_TIME.sources) == 3

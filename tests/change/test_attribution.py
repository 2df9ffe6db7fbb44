"""What a difference is due to: shares that add up, nothing for what changed nothing."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.assessment import Outcome, WeightChoice
from assessor.change import FACTORS, Attribution, Period, attributions, reads_same
from assessor.change.attribution import shapley
from assessor.files import load_rubric, sample_cities
from assessor.rubric import Rubric

from .conftest import ALL, NOW, assessed, later

REAL = load_rubric()
SAMPLES = sample_cities()
OLDER = later(REAL, "1.1.9", "A1-1", "B2-3", gone=("C5-1",))


def due(found: Attribution) -> dict[str, float]:
    """What is not nothing."""
    assert found.shares is not None
    return {factor: round(share, 9) for factor, share in found.shares.items() if abs(share) > 1e-9}


def test_one_level_more_on_one_of_two_indicators_is_due_to_ratings_alone(tiny: Rubric) -> None:
    old, new = assessed(tiny, ALL), assessed(tiny, ALL | {"y1": 4}, NOW)
    found = attributions(old, new)
    assert due(found["YA"]) == {"ratings": 25.0}  # y1 from 25 to 100, one of three
    assert due(found["Y"]) == {"ratings": 25.0}
    assert due(found["XA"]) == {}
    assert found["YA"].total == pytest.approx(25.0)


def test_other_weights_alone_are_found_out(tiny: Rubric) -> None:
    ratings = ALL | {"y1": 4}
    old, new = assessed(tiny, ratings), assessed(tiny, ratings, NOW, weights=WeightChoice(levels={"X": 1.0, "Y": 1.0}))
    found = attributions(old, new)
    assert due(found["overall"]) == {"weights": -6.25}  # Y at 50 beside X at 25: 43.75 at 3:1, 37.5 at 1:1
    assert due(found["Y"]) == {}


def test_what_is_rated_at_all_is_told_from_how_it_is_rated(tiny: Rubric) -> None:
    old = assessed(tiny, {id_: level for id_, level in (ALL | {"y3": 4}).items() if id_ != "y3"})
    new = assessed(tiny, ALL | {"y3": 4}, NOW)
    assert due(attributions(old, new)["YA"]) == {"missing": 25.0}  # 25 of two, 50 of three


def test_a_level_under_other_words_goes_with_the_rubric_version(tiny: Rubric) -> None:
    old, new = assessed(tiny, ALL), assessed(later(tiny, "2", "y1"), ALL | {"y1": 4, "y2": 4}, NOW)
    assert due(attributions(old, new)["YA"]) == {"rubric": 25.0, "ratings": 25.0}


def test_an_indicator_that_only_one_version_has_goes_with_the_rubric_version(tiny: Rubric) -> None:
    old = assessed(later(tiny, "0", gone=("y3",)), {id_: 1 for id_ in ALL if id_ != "y3"})
    new = assessed(tiny, ALL | {"y3": 4}, NOW)
    assert due(attributions(old, new)["YA"]) == {"rubric": 25.0}


def test_two_things_that_work_together_share_what_they_bring_about(tiny: Rubric) -> None:
    """Y rises by 25 and weighs 3/4 before, 1/2 after: 18.75 or 12.5 of it, so 15.625 by ratings."""
    old = assessed(tiny, ALL)
    new = assessed(tiny, ALL | {"y1": 4}, NOW, weights=WeightChoice(levels={"X": 1.0, "Y": 1.0}))
    assert due(attributions(old, new)["overall"]) == {"ratings": 15.625, "weights": -3.125}


def test_a_number_withheld_in_either_period_is_not_split(tiny: Rubric) -> None:
    old, new = assessed(tiny, {"x1": 1, "x2": 1, "x3": 1, "x4": 1}), assessed(tiny, ALL, NOW)
    found = attributions(old, new)
    assert found["YA"].shares is None
    assert found["YA"].total is None
    assert "withheld in at least one period" in str(found["YA"].why)
    assert due(found["XA"]) == {}


def test_a_number_withheld_in_a_mixture_is_not_split(tiny: Rubric) -> None:
    """y1 carries the old weights and y3 the new ones: with y3's weight and y1's ratings too little is covered."""
    old = assessed(tiny, {id_: 1 for id_ in ALL if id_ != "y3"}, weights=WeightChoice(indicators={"y3": 0.1}))
    new = assessed(
        tiny, {id_: 1 for id_ in ALL if id_ != "y1"}, NOW, weights=WeightChoice(indicators={"y1": 0.1, "y3": 9.0})
    )
    found = attributions(old, new)["YA"]
    assert found.total == pytest.approx(0.0)
    assert found.shares is None
    assert "other period's weights" in str(found.why)


def test_a_zero_that_a_geometric_mean_refuses_leaves_a_mixture_without_score(tiny: Rubric) -> None:
    said = tiny.model_dump(mode="python", by_alias=True)
    next(one for one in said["dimensions"] if one["id"] == "XB")["floor"] = None
    strict = Rubric.model_validate(said | {"version": "2"}, strict=False)
    old, new = assessed(tiny, ALL | {"x3": 0}), assessed(strict, ALL, NOW)
    assert attributions(old, new)["XB"].shares is None
    assert attributions(old, new)["YA"].shares is None  # the mixture as a whole admits no score


# -- properties -------------------------------------------------------------------------------------


def test_players_that_are_alike_get_alike_and_one_that_adds_nothing_gets_nothing() -> None:
    """A game whose worth is the squared number of the first three players present: three alike, one idle."""
    alike = set(FACTORS[:3])
    coalitions = [frozenset(one) for size in range(5) for one in combinations(FACTORS, size)]
    shares = shapley({one: float(len(one & alike) ** 2) for one in coalitions})
    assert [round(shares[one], 12) for one in FACTORS] == [3.0, 3.0, 3.0, 0.0]


OUTCOMES = st.one_of(st.integers(0, 4), st.none(), st.sampled_from(["not_applicable", "insufficient_evidence"]))
CHOICES = st.builds(
    WeightChoice,
    preset=st.sampled_from([one.id for one in REAL.weight_presets]),
    levels=st.dictionaries(st.sampled_from("ABC"), st.floats(0.1, 9.0), max_size=3),
    indicators=st.dictionaries(st.sampled_from(list(OLDER.by_id)), st.floats(0.0, 9.0), max_size=5),
)


class Drawn(NamedTuple):
    """A sample city with some ratings changed or taken away."""

    sample: int
    changed: dict[str, Outcome | None]
    weights: WeightChoice
    variant: str


DRAWN = st.builds(
    Drawn,
    st.integers(0, len(SAMPLES) - 1),
    st.dictionaries(st.sampled_from(list(REAL.by_id)), OUTCOMES, max_size=12),
    CHOICES,
    st.sampled_from(["full", "full", "quick"]),
)


def period(drawn: Drawn, year: int, rubric: Rubric = REAL) -> Period:
    outcomes = {id_: one.outcome for id_, one in SAMPLES[drawn.sample].ratings.items()} | drawn.changed
    kept = {id_: outcome for id_, outcome in outcomes.items() if outcome is not None and id_ in rubric.by_id}
    return assessed(rubric, kept, NOW.replace(year=year), weights=drawn.weights, variant=drawn.variant)


@settings(max_examples=40)
@given(DRAWN, DRAWN, st.booleans())
def test_the_shares_of_every_number_add_up_to_its_change(before: Drawn, after: Drawn, other_version: bool) -> None:
    old, new = period(before, 2024, OLDER if other_version else REAL), period(after, 2025)
    nodes = {"overall": new.card.overall, **new.card.levels, **new.card.dimensions}
    for id_, one in attributions(old, new).items():
        if id_ in nodes:  # what is split is the number of the scorecard
            assert one.after == pytest.approx(nodes[id_].score, abs=1e-9)
        if one.shares is not None:
            assert one.total is not None
            assert sum(one.shares.values()) == pytest.approx(one.total, abs=1e-9)
            assert [one.ratings, one.weights, one.rubric, one.missing] == [one.shares[factor] for factor in FACTORS]


@settings(max_examples=15)
@given(DRAWN, CHOICES)
def test_what_is_the_same_in_both_gets_no_share(before: Drawn, choice: WeightChoice) -> None:
    for one in attributions(period(before, 2024), period(before._replace(weights=choice), 2025)).values():
        if one.shares is not None:
            assert [one.ratings, one.rubric, one.missing] == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


@settings(max_examples=15)
@given(DRAWN, DRAWN, st.booleans())
def test_the_way_back_has_the_same_shares_with_the_other_sign(before: Drawn, after: Drawn, other_version: bool) -> None:
    old, new = period(before, 2024, OLDER if other_version else REAL), period(after, 2025)
    forth, back = attributions(old, new), attributions(new, old)
    for id_ in forth.keys() & back.keys():
        one, other = forth[id_], back[id_]
        assert (one.shares is None) == (other.shares is None)
        if one.shares is not None and other.shares is not None:
            assert [-share for share in other.shares.values()] == pytest.approx(list(one.shares.values()), abs=1e-9)


def test_indicators_of_other_words_or_other_goalposts_do_not_read_the_same() -> None:
    assert set(REAL.by_id) - set(reads_same(OLDER, REAL)) == {"A1-1", "B2-3", "C5-1"}
    figure = REAL.model_dump(mode="python", by_alias=True)
    figure["indicators"][0] |= {
        "kind": "measured",
        "measure": {"unit": {"zh": "项", "en": "tasks"}, "worst": 0.0, "best": 9.0},
    }
    measured = Rubric.model_validate(figure, strict=False)
    assert set(REAL.by_id) - set(reads_same(REAL, measured)) == {REAL.indicators[0].id}

"""Scorecards: what the samples come to, and what stands beside each number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor import scoring
from assessor.assessment import Assessment, Evidence, Outcome, Rating, WeightChoice
from assessor.city import CityProfile
from assessor.errors import VersionMismatch
from assessor.files import load_rubric
from assessor.rubric import Band, Rubric
from assessor.scorecard import (
    Node,
    Scorecard,
    band_of,
    bracketed,
    codes_of,
    score,
    shown,
    supported_level,
    targets_of,
    weights_of,
    withheld_because,
)

# Rubric method 4.4, rounded to whole points there: A, B, C, overall, SC1-SC5, coverage in %, not applicable.
TABLE = {
    "S01": (84, 68, 58, 70, 17, 32, 33, 27, 38, 100, 0),
    "S02": (68, 75, 75, 73, 36, 26, 33, 17, 23, 100, 0),
    "S03": (59, 61, 31, 50, 36, 45, 26, 62, 64, 100, 0),
    "S04": (69, 58, 50, 59, 27, 37, 46, 42, 46, 100, 0),
    "S05": (42, 33, 39, 38, 51, 67, 68, 61, 60, 100, 0),
    "S06": (45, 36, 52, 44, 51, 59, 73, 50, 48, 100, 0),
    "S07": (49, 34, 20, 35, 50, 62, 62, 75, 75, 100, 2),
    "S08": (67, 56, 30, 51, 36, 47, 27, 66, 65, 100, 3),
    "S09": (24, 24, 49, 32, 74, 69, 80, 72, 47, 100, 3),
    "S10": (50, 47, 54, 50, 45, 62, 56, 44, 44, 100, 2),
    "S11": (70, 63, 38, 57, 36, 43, 46, 25, 64, 100, 0),
    "S12": (14, 7, 3, 8, 80, 98, 88, 100, 92, 67, 3),
}


REAL = load_rubric()  # for properties: a failing example would print all of a fixture


def an_assessment(rubric: Rubric, outcomes: Mapping[str, Outcome], **said: Any) -> Assessment:
    ratings = {id_: Rating(outcome=outcome, reason="因故") for id_, outcome in outcomes.items()}
    return Assessment(**{
        "id": "c", "rubric_id": rubric.id, "rubric_version": rubric.version, "period": "2025",
        "city": CityProfile(id="c", name="甲城"), "cut_off": date(2025, 12, 31), "ratings": ratings,
    } | said)  # fmt: skip


def every(rubric: Rubric, outcome: Outcome, **other: Outcome) -> dict[str, Outcome]:
    return {one.id: other.get(one.id.replace("-", "_"), outcome) for one in rubric.indicators}


# -- the twelve samples ---------------------------------------------------------------------------


@pytest.mark.parametrize("id_", TABLE)
def test_every_sample_scores_to_the_table_of_the_method(
    id_: str, rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    card = score(rubric, samples[id_])
    nodes = [*card.levels.values(), card.overall, *(one.node for one in card.shortcomings.values())]
    found = [node.score for node in nodes] + [100 * (card.overall.coverage or 0), card.distribution[-2]]
    for got, expected, node in zip(found, TABLE[id_], [*nodes, None, None], strict=True):
        assert got == pytest.approx(expected, abs=0.5 + 1e-9), node


def test_the_starter_city_is_provisional_with_four_dimensions_withheld(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    card = score(rubric, samples["S12"])
    withheld = [id_ for id_, node in card.dimensions.items() if node.status == "withheld"]
    assert withheld == ["A3", "B3", "C3", "C5"]
    assert [node.status for node in card.levels.values()] == ["provisional"] * 3
    assert card.overall.status == "provisional"
    assert bracketed(card.overall) == "(8)"
    assert card.distribution[scoring.MISSING] == 14
    assert {card.dimensions[id_].why for id_ in withheld} == {"coverage"}


def test_bounds_of_the_starter_city_bracket_its_scores(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    card = score(rubric, samples["S12"])
    scored = [node for node in card.nodes() if node.score is not None]
    assert card.overall in scored
    assert all((node.low or 0) <= (node.score or 0) <= (node.high or 0) for node in scored)
    assert (card.overall.high or 0) - (card.overall.low or 0) > 30, "a third is missing"


def test_bounds_count_the_ratings_of_withheld_dimensions_and_still_hold_the_score(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    """C3 (two of five at level 1) and C5 have no part in the score of C, but cannot end up unrated:
    with all gaps at 0, C is (0 + 0 + 10 + 6.25 + 0) / 5, above its score of (0 + 0 + 8.33) / 3."""
    assessment = samples["S12"]
    node = score(rubric, assessment).levels["C"]
    assert node.score == node.low == pytest.approx((0 + 0 + 25 / 3) / 3)
    low, _ = scoring.bounds(codes_of(rubric, assessment), scoring.plan(rubric, weights_of(rubric, assessment.weights)))
    assert low.level[0, 2] == pytest.approx((10 + 6.25) / 5)


def test_coverage_of_a_shortcoming_counts_its_primary_indicators(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    """Of the eight primary indicators of strategic integration the starter city has rated five."""
    node = score(rubric, samples["S12"]).shortcomings["SC1"].node
    assert (node.status, node.coverage) == ("provisional", 5 / 8)
    assert (node.rated, node.of) == (6, 12)


def test_the_gate_cap_fires_14_times_in_117_checks_of_the_samples(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    cards = [score(rubric, one) for one in samples.values()]
    checked = [
        node
        for card in cards
        for node in card.dimensions.values()
        if rubric.gate_of(node.id) is not None and node.score is not None
    ]
    assert len(checked) == 117
    assert sum(node.capped_by is not None for node in checked) == 14


def test_a_sample_fully_rated_has_bounds_equal_to_its_score(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    for node in score(rubric, samples["S01"]).nodes():
        if node.score is not None:
            assert node.low == pytest.approx(node.score)
            assert node.high == pytest.approx(node.score)


# -- no gap ever reaches a user as NaN --------------------------------------------------------------


def leaves(thing: object) -> Any:
    if is_dataclass(thing):
        for one in fields(thing):
            yield from leaves(getattr(thing, one.name))
    elif isinstance(thing, Mapping):
        for one in thing.values():
            yield from leaves(one)
    elif isinstance(thing, list | tuple):
        for one in thing:
            yield from leaves(one)
    else:
        yield thing


def has_nan(card: Scorecard) -> bool:
    return any(isinstance(one, float) and not math.isfinite(one) for one in leaves(card))


outcomes = st.one_of(st.integers(0, 4), st.sampled_from(["not_applicable", "insufficient_evidence"]))


@given(
    st.dictionaries(st.sampled_from(list(REAL.by_id)), outcomes),
    st.sampled_from(["full", "quick"]),
    st.sampled_from(["workshop", "formal"]),
)
def test_no_scorecard_holds_nan_or_a_number_outside_its_range(
    chosen: dict[str, Outcome], variant: str, mode: str
) -> None:
    card = score(REAL, an_assessment(REAL, chosen, variant=variant, mode=mode))
    assert not has_nan(card)
    for node in card.nodes():
        for number in (node.score, node.low, node.high):
            assert number is None or 0 <= number <= 100
        assert node.coverage is None or 0 <= node.coverage <= 1
        assert (node.score is None) == (node.status == "withheld") == bool(node.why)
        assert (withheld_because(node) is None) == (node.status != "withheld")
        assert node.rated + len(node.missing) == node.of


def test_the_search_for_nan_would_find_one(rubric: Rubric) -> None:
    card = score(rubric, an_assessment(rubric, every(rubric, 2)))
    assert has_nan(replace(card, paths={"X": replace(card.overall, score=math.nan)}))


# -- what stands beside a number ----------------------------------------------------------------------


def test_a_dimension_that_scores_56_is_named_by_its_gate_at_level_1(rubric: Rubric) -> None:
    """Rubric method 5.2: gate 1, score 56 stays 56, and its name drops from 基本建立 to 初步探索."""
    chosen = every(rubric, 2, A1_1=1, A1_2=3, A1_3=3, A1_4=2)
    node = score(rubric, an_assessment(rubric, chosen)).dimensions["A1"]
    assert node.score == 56.25
    assert bracketed(node) == "56"
    assert node.capped_by == "A1-1"
    assert rubric.bands[node.band or 0].name.zh == "初步探索"
    assert rubric.bands[band_of(56.25, rubric.bands)].name.zh == "基本建立"


def test_a_gate_above_the_score_limits_nothing(rubric: Rubric) -> None:
    node = score(rubric, an_assessment(rubric, every(rubric, 1, A1_1=4))).dimensions["A1"]
    assert (node.score, node.capped_by) == (43.75, None)


def test_a_gate_without_evidence_names_the_lowest_band(rubric: Rubric) -> None:
    chosen = every(rubric, 4, A1_1="insufficient_evidence")
    node = score(rubric, an_assessment(rubric, chosen)).dimensions["A1"]
    assert (node.score, node.band, node.capped_by) == (75, 0, "A1-1")


def test_a_gate_not_yet_rated_or_of_weight_0_limits_nothing(rubric: Rubric) -> None:
    missing = {id_: outcome for id_, outcome in every(rubric, 4).items() if id_ != "A1-1"}
    assert score(rubric, an_assessment(rubric, missing)).dimensions["A1"].capped_by is None
    weights = WeightChoice(indicators={"A1-1": 0.0})
    weightless = an_assessment(rubric, every(rubric, 4, A1_1=0), weights=weights)
    assert score(rubric, weightless).dimensions["A1"].capped_by is None


def test_a_missing_indicator_is_named(rubric: Rubric) -> None:
    chosen = {id_: outcome for id_, outcome in every(rubric, 2).items() if id_ != "C5-2"}
    node = score(rubric, an_assessment(rubric, chosen)).dimensions["C5"]
    assert (node.rated, node.of, node.missing, node.why) == (1, 2, ("C5-2",), "coverage")


def test_too_much_not_applicable_is_given_as_the_reason(rubric: Rubric) -> None:
    ten = dict.fromkeys(list(rubric.by_id)[:10], "not_applicable")
    card = score(rubric, an_assessment(rubric, every(rubric, 2) | ten))
    assert (card.overall.status, card.overall.why) == ("withheld", "not_applicable")
    assert card.dimensions["A1"].why == "not_applicable"


def test_a_level_with_too_few_dimensions_says_so(rubric: Rubric) -> None:
    """A3 rated alone among four dimensions, with weights that carry coverage over 60 %."""
    chosen = dict.fromkeys(["A3-1", "A3-2", "A3-3"], 3)
    weights = WeightChoice(dimensions={"A1": 0.1, "A2": 0.1, "A3": 5.0, "A4": 0.1})
    node = score(rubric, an_assessment(rubric, chosen, weights=weights)).levels["A"]
    assert (node.status, node.why) == ("withheld", "children")


def test_an_empty_assessment_is_withheld_everywhere_and_says_why(rubric: Rubric) -> None:
    card = score(rubric, an_assessment(rubric, {}))
    assert {node.status for node in card.nodes()} == {"withheld"}
    assert {node.why for node in [card.overall, *card.levels.values(), *card.dimensions.values()]} == {"coverage"}
    assert card.percent_to_target is None
    assert card.lowest_level is None
    assert card.overall.low == 0
    assert card.overall.high == 100


def test_a_city_to_which_nothing_applies_says_so(rubric: Rubric) -> None:
    card = score(rubric, an_assessment(rubric, every(rubric, "not_applicable")))
    assert {node.why for node in card.dimensions.values()} == {"not_applicable"}
    assert card.overall.low is None


def test_a_dimension_of_weightless_indicators_says_so(rubric: Rubric) -> None:
    weights = WeightChoice(indicators=dict.fromkeys(["C5-1", "C5-2"], 0.0))
    card = score(rubric, an_assessment(rubric, every(rubric, 2), weights=weights))
    assert card.dimensions["C5"].why == "weight"
    assert card.levels["C"].status == "shown"
    assert card.codes["C5-1"] == 2, "the rating itself is kept"


def test_a_cell_without_indicators_says_so(rubric: Rubric) -> None:
    card = score(rubric, an_assessment(rubric, every(rubric, 2)))
    assert card.matrix["A"]["SC5"].why == "unlinked"
    assert card.matrix["C"]["SC1"].score == 50, "two secondary links are shown, with their number"
    assert card.matrix["C"]["SC1"].of == 2


def test_contributors_and_levels_share_out_the_whole_severity(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    one = score(rubric, samples["S03"]).shortcomings["SC4"]
    assert sum(one.by_level.values()) == pytest.approx(1)
    assert len(one.contributors) == 3
    assert [share for _, share in one.contributors] == sorted((share for _, share in one.contributors), reverse=True)


def test_a_city_at_the_top_has_no_contributors(rubric: Rubric) -> None:
    one = score(rubric, an_assessment(rubric, every(rubric, 4))).shortcomings["SC1"]
    assert (one.node.score, one.contributors) == (0, ())


def test_the_lowest_level_stands_beside_the_overall_score(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    lowest = score(rubric, samples["S03"]).lowest_level
    assert lowest is not None
    assert lowest.id == "C"


# -- modes, variants, weights, targets ------------------------------------------------------------------


def test_the_formal_mode_sets_the_supported_score_beside_the_judged_one(rubric: Rubric) -> None:
    ratings = {one.id: Rating(outcome=4, grade="E1") for one in rubric.indicators}
    card = score(rubric, an_assessment(rubric, {}, mode="formal", ratings=ratings))
    assert card.overall.score == 100
    assert card.supported is not None
    assert card.supported.overall.score == 50
    assert score(rubric, an_assessment(rubric, {}, mode="workshop", ratings=ratings)).supported is None


def test_the_strongest_listed_evidence_supports_a_rating_that_states_none(rubric: Rubric) -> None:
    def entry(id_: str, grade: str) -> Evidence:
        return Evidence(id=id_, title="t", date=date(2025, 1, 1), holder="h", grade=grade, indicators=["A1-1"])

    assessment = an_assessment(rubric, every(rubric, 4), evidence=[entry("1", "E0"), entry("2", "E2")])
    assert supported_level(rubric, assessment, "A1-1") == 3
    assert supported_level(rubric, assessment, "A1-2") == 1, "no evidence supports as little as the weakest"


def test_evidence_never_lifts_a_rating(rubric: Rubric) -> None:
    ratings = {one.id: Rating(outcome=1, grade="E3") for one in rubric.indicators}
    card = score(rubric, an_assessment(rubric, {}, mode="formal", ratings=ratings))
    assert card.supported is not None
    assert card.supported.overall.score == card.overall.score == 25


def test_the_quick_variant_scores_its_15_indicators_and_hides_dimensions(rubric: Rubric) -> None:
    quick = {one.id for one in rubric.in_variant("quick")}
    chosen = {one.id: 3 if one.id in quick else 0 for one in rubric.indicators}
    card = score(rubric, an_assessment(rubric, chosen, variant="quick"))
    assert [node.score for node in card.levels.values()] == [75, 75, 75]
    assert set(card.codes) == quick
    assert card.overall.of == 15
    assert {(n.score, n.low, n.high, n.band, n.why) for n in card.dimensions.values()} == {
        (None, None, None, None, "variant")
    }
    assert card.percent_to_target is None
    assert sum(card.effective_weights.values()) == pytest.approx(1)


def test_ratings_of_the_quick_variant_carry_over_unchanged(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    full = score(rubric, samples["S01"])
    quick = score(rubric, samples["S01"].model_copy(update={"variant": "quick"}))
    assert {id_: full.codes[id_] for id_ in quick.codes} == quick.codes


def test_targets_come_from_the_type_and_the_citys_own_lie_over_them(rubric: Rubric) -> None:
    city = CityProfile(id="c", name="甲城", city_class="T4")
    assert targets_of(rubric, an_assessment(rubric, {}, city=city, targets={"A1": 4}))["A1"] == 4
    assert targets_of(rubric, an_assessment(rubric, {}, city=city))["A1"] == 3
    assert targets_of(rubric, an_assessment(rubric, {})) == {}


def test_a_city_at_half_of_every_target_has_reached_half(rubric: Rubric) -> None:
    targets = {one.id: 4 for one in rubric.dimensions}
    card = score(rubric, an_assessment(rubric, every(rubric, 2), targets=targets))
    assert card.percent_to_target == pytest.approx(0.5)


def test_a_dimension_of_weight_0_has_no_part_in_percent_to_target(rubric: Rubric) -> None:
    targets = {one.id: 4 for one in rubric.dimensions}
    weights = WeightChoice(dimensions={"C5": 0.0})
    chosen = every(rubric, 4, C5_1=0, C5_2=0)
    card = score(rubric, an_assessment(rubric, chosen, targets=targets, weights=weights))
    assert card.percent_to_target == 1


def test_an_assessment_under_another_version_is_refused(rubric: Rubric) -> None:
    other = an_assessment(rubric, {}).model_copy(update={"rubric_version": "0.9"})
    with pytest.raises(VersionMismatch, match=r"city-diplomacy 0\.9"):
        score(rubric, other)


# -- another rubric ---------------------------------------------------------------------------------------


def test_the_tiny_rubric_comes_out_as_in_the_head(tiny: Rubric) -> None:
    chosen: dict[str, Outcome] = {"x1": 4, "x2": 0, "x3": 1, "x4": 4, "y1": 2, "y2": 2, "y3": 2}
    card = score(tiny, an_assessment(tiny, chosen))
    assert {id_: node.score for id_, node in card.dimensions.items()} == {"XA": 50, "XB": pytest.approx(50), "YA": 50}
    expert = score(tiny, an_assessment(tiny, chosen, weights=WeightChoice(preset="expert")))
    assert expert.dimensions["XA"].score == 25
    assert expert.overall.score == pytest.approx((37.5 + 3 * 50) / 4)


def test_a_rubric_without_shortcomings_tags_bands_and_types_scores(tiny: Rubric) -> None:
    bare = tiny.model_copy(update={
        "shortcomings": [], "tags": [], "bands": [], "severity_bands": [], "city_types": [], "evidence_grades": [],
        "indicators": [one.model_copy(update={"shortcomings": None, "tags": []}) for one in tiny.indicators],
    })  # fmt: skip
    card = score(bare, an_assessment(bare, every(bare, 4), mode="formal"))
    assert card.overall.score == pytest.approx(100)
    assert card.overall.band is None
    assert card.shortcomings == card.paths == {}
    assert card.matrix == {"X": {}, "Y": {}}
    assert card.supported is not None
    assert card.supported.overall.score == pytest.approx(100), "no grades, no caps"


# -- display -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score_", "text"),
    [
        (0.0, "0"), (-1e-14, "0"), (12.5, "13"), (12.499999999999998, "13"), (68.75, "69"), (56.25, "56"),
        (72.5, "73"), (99.4, "99"), (99.99999999999999, "100"), (100.0, "100"),
    ],
)  # fmt: skip
def test_numbers_are_shown_half_up_in_whole_points(score_: float, text: str) -> None:
    assert shown(score_) == text


def test_a_number_never_contradicts_the_name_of_its_band(rubric: Rubric) -> None:
    assert shown(59.6, rubric.bands) == "59.6"
    assert shown(59.64, rubric.bands) == "59.6"
    assert shown(59.66, rubric.bands) == "59.7", "the decimal is half up too"
    assert shown(59.99, rubric.bands) == "59.9", "but never reaches the edge"
    assert shown(59.4, rubric.bands) == "59"
    assert shown(59.99999999999999, rubric.bands) == "60"
    assert band_of(59.99999999999999, rubric.bands) == 3


@given(st.floats(0, 100))
def test_the_number_shown_lies_in_the_band_that_is_named(score_: float) -> None:
    assert band_of(float(shown(score_, REAL.bands)), REAL.bands) == band_of(score_, REAL.bands)


def test_bands_are_closed_below_and_open_above(rubric: Rubric) -> None:
    assert [band_of(one, rubric.bands) for one in (0.0, 19.9, 20.0, 79.99, 80.0, 100.0)] == [0, 0, 1, 3, 4, 4]
    assert band_of(-1e-14, rubric.bands) == 0
    assert band_of(5.0, [Band(start=0, name=rubric.bands[0].name)]) == 0


def test_provisional_numbers_stand_in_brackets_and_withheld_ones_nowhere() -> None:
    node = Node("A", "level", 49.5, 0.7, "provisional", 40.0, 70.0)
    assert bracketed(node) == "(50)"
    assert bracketed(replace(node, score=None, status="withheld")) is None


def test_coverage_of_exactly_eight_tenths_needs_no_brackets(rubric: Rubric) -> None:
    five = dict.fromkeys(["C3-1", "C3-2", "C3-3", "C3-4"], 2)
    node = score(rubric, an_assessment(rubric, five)).dimensions["C3"]
    assert (node.coverage, node.status) == (0.8, "shown")
    weights = WeightChoice(indicators=dict.fromkeys(["C3-1", "C3-2", "C3-3", "C3-4", "C3-5"], 0.1))
    again = score(rubric, an_assessment(rubric, five, weights=weights)).dimensions["C3"]
    assert again.status == "shown"


def test_codes_follow_the_order_of_the_rubric(rubric: Rubric) -> None:
    chosen: dict[str, Outcome] = {"A1-1": 4, "A1-2": "not_applicable", "A1-3": "insufficient_evidence"}
    codes = codes_of(rubric, an_assessment(rubric, chosen))
    assert codes.dtype == np.int8
    assert codes[0, :4].tolist() == [4, scoring.NOT_APPLICABLE, scoring.INSUFFICIENT_EVIDENCE, scoring.MISSING]

"""Measured indicators: from a figure to a level, between goalposts that cut off and say so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor import measuring, scoring
from assessor.admissible import rating_faults
from assessor.assessment import Assessment, Rating, WeightChoice
from assessor.city import CityProfile
from assessor.errors import CityFault
from assessor.files import load_rubric
from assessor.measuring import level_and_rest, normalised, truncation
from assessor.rubric import Measure, Rubric
from assessor.scorecard import Node, Scorecard, codes_of, grouped_weights, rest_of, score, weights_of
from assessor.text import say
from assessor.trace import TARGET, WEIGHT, trace

RESILIENCE = load_rubric("city-resilience")  # not a fixture: a failing example would print all of it
MEASURED = [one.id for one in RESILIENCE.indicators if one.kind == "measured"]


def measure(worst: float, best: float, **said: Any) -> Measure:
    return Measure(unit=say("%", "%"), worst=worst, best=best, **said)


# -- goalposts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("worst", "best", "figure", "index"),
    [(20, 83.57, 55, 0.551), (20, 85, 85, 1.0), (0, 15, 8.4, 0.56), (0, 18, 19.9, 1.0)],
    ids=["long life", "at the goalpost", "years at school", "expected years are capped at 18"],
)
def test_goalposts_come_out_as_published(worst: float, best: float, figure: float, index: float) -> None:
    """UNDP, Human Development Report 2013 and later technical notes: index = (value - minimum) / (maximum - minimum)."""
    assert normalised(measure(worst, best), figure)[0] == pytest.approx(index, abs=5e-4)


def test_a_figure_beyond_a_goalpost_counts_no_further_and_says_by_how_much() -> None:
    share, cut = normalised(measure(60, 10), 8)
    assert share == 1.0
    assert cut is not None
    assert (cut.end, cut.by) == ("best", 2)
    assert cut.told(measure(60, 10)).zh == "超出目标值域好的一端（10%）2%，截断，按该端计"
    share, cut = normalised(measure(0, 100), -5)
    assert share == 0.0
    assert cut is not None
    assert (cut.end, cut.by) == ("worst", 5)
    assert cut.told(measure(0, 100)).en == "5 % beyond the worst goalpost (0 %): truncated to it"


@pytest.mark.parametrize("figure", [0, 40, 100])
def test_a_figure_between_the_goalposts_is_not_cut(figure: float) -> None:
    assert normalised(measure(0, 100), figure) == (figure / 100, None)


def test_where_less_is_better_the_smaller_figure_is_worth_more() -> None:
    assert [normalised(measure(60, 10), one)[0] for one in (60, 35, 10)] == [0, 0.5, 1]


figures = st.floats(-1e4, 1e4)


@given(figures, figures)
def test_a_better_figure_is_never_worth_less(one: float, other: float) -> None:
    for id_ in MEASURED:
        said = RESILIENCE.by_id[id_].measure
        assert said is not None
        worse, better = sorted((one, other), reverse=not said.more_is_better)
        assert sum(level_and_rest(RESILIENCE, id_, worse)) <= sum(level_and_rest(RESILIENCE, id_, better)) + 1e-9


@given(figures)
def test_a_figure_comes_to_a_whole_level_and_less_than_one_more(figure: float) -> None:
    for id_ in MEASURED:
        level, rest = level_and_rest(RESILIENCE, id_, figure)
        assert 0 <= level <= RESILIENCE.top
        assert 0 <= rest < 1
        assert level < RESILIENCE.top or rest == 0


# -- figure -> level ----------------------------------------------------------------------------


@pytest.mark.parametrize(("figure", "level"), [(0, 0), (49.9, 0), (50, 1), (74, 1), (75, 2), (95, 3), (100, 3)])
def test_a_threshold_that_is_met_exactly_is_reached(figure: float, level: int) -> None:
    assert level_and_rest(RESILIENCE, "D2-2", figure) == (level, 0.0)


@pytest.mark.parametrize(("days", "level"), [(30, 0), (14.1, 0), (14, 1), (7, 2), (3, 3), (0, 3)])
def test_fewer_days_reach_more_thresholds(days: float, level: int) -> None:
    assert level_and_rest(RESILIENCE, "D10-2", days) == (level, 0.0)


@pytest.mark.parametrize(
    ("figure", "level", "rest"), [(50, 0, 0), (87.5, 2, 0.25), (100, 3, 0), (120, 3, 0), (20, 0, 0), (75, 1, 0.5)]
)
def test_without_thresholds_the_way_between_the_goalposts_makes_the_level(
    figure: float, level: int, rest: float
) -> None:
    assert level_and_rest(RESILIENCE, "D7-2", figure) == (level, pytest.approx(rest))


def test_dust_of_floating_point_costs_no_level() -> None:
    """0.1 to 0.7 is a third of the way from 0.1 to 1.9, and 3 × 0.3333... is 1."""
    rubric = with_measure(measure(0.1, 1.9))
    assert level_and_rest(rubric, "D7-2", 0.7) == (1, 0.0)


def test_thresholds_leave_goalposts_nothing_to_cut_off() -> None:
    assert truncation(RESILIENCE, "D10-2", 40) is None
    assert truncation(RESILIENCE, "D9-2", 70) == measuring.Truncation("worst", 10)


def with_measure(said: Measure) -> Rubric:
    changed = [one.model_copy(update={"measure": said}) if one.id == "D7-2" else one for one in RESILIENCE.indicators]
    fields = {name: getattr(RESILIENCE, name) for name in Rubric.model_fields}
    return Rubric(**{**fields, "indicators": changed})


def test_a_level_of_a_measured_indicator_reads_as_its_figure() -> None:
    schools, days, reach = (RESILIENCE.by_id[id_] for id_ in ("D2-2", "D10-2", "D7-2"))
    assert [schools.descriptor(level).zh for level in (0, 2)] == ["尚未达到1级的数值", "达到75%"]
    assert days.descriptor(3).en == "3.0 days or less"
    assert reach.descriptor(1).zh == "由数值在50.0%与100.0%之间按比例折算"
    with pytest.raises(KeyError):
        RESILIENCE.by_id["D1-1"].descriptor(9)


def test_other_thresholds_make_an_indicator_read_differently() -> None:
    before, after = RESILIENCE, with_measure(measure(40, 100, digits=1))
    assert before.text_digest("D7-2") != after.text_digest("D7-2")
    assert before.text_digest("D1-1") == after.text_digest("D1-1")


# -- ratings ------------------------------------------------------------------------------------


def test_a_figure_makes_a_rating() -> None:
    made = measuring.rating(RESILIENCE, "D7-2", 87.5, grade="V2")
    assert (made.outcome, made.measured, made.grade) == (2, 87.5, "V2")
    assert list(rating_faults(RESILIENCE, "D7-2", made)) == []


@pytest.mark.parametrize(("indicator", "figure"), [("D1-1", 2.0), ("D7-2", float("nan")), ("D7-2", float("inf"))])
def test_no_rating_is_made_of_what_is_no_figure(indicator: str, figure: float) -> None:
    with pytest.raises(CityFault):
        measuring.rating(RESILIENCE, indicator, figure)


@pytest.mark.parametrize(
    ("indicator", "rating", "words"),
    [
        ("D1-1", Rating(outcome=2, measured=2.0), "takes no figure"),
        ("D7-2", Rating(outcome=2), "give its figure"),
        ("D7-2", Rating(outcome=1, measured=87.5), "comes to level 2, not 1"),
        ("D10-2", Rating(outcome="not_applicable", reason="无", measured=3.0), "leaves no room for a figure"),
        ("D7-2", Rating(outcome="insufficient_evidence", measured=60.0), "leaves no room for a figure"),
    ],
)
def test_figure_and_level_must_go_together(indicator: str, rating: Rating, words: str) -> None:
    found = [one.what.en for one in rating_faults(RESILIENCE, indicator, rating)]
    assert len(found) == 1
    assert words in found[0]


# -- scorecards of the second rubric --------------------------------------------------------------


def assessed(*modes: str, **ratings: Rating) -> Assessment:
    """Everything at level 2, figures at what comes to it, and what is named."""
    figures = {"D2-2": 80.0, "D7-2": 50 + 100 / 3, "D9-2": 60 - 100 / 3, "D10-2": 6.0}
    plain = {
        id_: measuring.rating(RESILIENCE, id_, figures[id_]) if id_ in figures else Rating(outcome=2)
        for id_ in RESILIENCE.by_id
    }
    return Assessment.model_validate({
        "id": "c", "rubric_id": RESILIENCE.id, "rubric_version": RESILIENCE.version, "period": "2025", "mode": "".join(modes) or "workshop",
        "city": CityProfile(id="c", name="甲市"), "cut_off": date(2025, 12, 31),
        "ratings": plain | {id_.replace("_", "-"): one for id_, one in ratings.items()},
    })  # fmt: skip


def card_of(assessment: Assessment) -> Scorecard:
    return score(RESILIENCE, assessment)


def test_two_of_three_levels_everywhere_are_two_thirds() -> None:
    card = card_of(assessed())
    assert all(node.score == pytest.approx(200 / 3) for node in (card.overall, *card.levels.values()))
    assert card.rest == {}, "33.33 of 50 points come to level 2 exactly"


def test_half_a_level_more_is_half_a_level_more() -> None:
    """75 % of residents: half way from 50 to 100, level 1.5 of 3; beside it a 2: (50 + 66.67) / 2."""
    assessment = assessed(D7_2=measuring.rating(RESILIENCE, "D7-2", 75))
    card = card_of(assessment)
    assert card.dimensions["D7"].score == pytest.approx((50 + 200 / 3) / 2)
    assert (card.codes["D7-2"], card.rest) == (1, {"D7-2": 0.5})
    low = card_of(assessed(D7_2=measuring.rating(RESILIENCE, "D7-2", 50 + 50 / 3)))
    assert low.levels["C"].score is not None
    assert card.levels["C"].score == pytest.approx(low.levels["C"].score + 100 / 6 / 2 / 3)


def test_the_evidence_cap_takes_what_lies_beyond_it() -> None:
    """A figure worth 2.25 under evidence that supports 2 is worth 2; under evidence for 3 it stays."""
    for grade, supported in (("V1", 2.0), ("V2", 2.25)):
        assessment = assessed("formal", D7_2=measuring.rating(RESILIENCE, "D7-2", 87.5, grade=grade))
        capped, rest = codes_of(RESILIENCE, assessment, supported=True), rest_of(RESILIENCE, assessment, supported=True)
        place = list(RESILIENCE.by_id).index("D7-2")
        assert float(capped[0, place]) + (0.0 if rest is None else float(rest[0, place])) == supported
        card = card_of(assessment)
        assert card.rest == {"D7-2": 0.25}
        assert card.supported is not None
        assert card.supported.rest == ({"D7-2": 0.25} if supported > 2 else {})


def test_a_level_holds_all_that_lies_beneath_it() -> None:
    card = card_of(assessed())
    assert list(card.levels) == ["G", "G1", "G2", "C", "R"]
    assert [card.levels[id_].within for id_ in card.levels] == [None, "G", "G", None, None]
    assert [card.levels[id_].of for id_ in card.levels] == [8, 3, 5, 5, 4]
    weights = grouped_weights(RESILIENCE, card)
    assert [weights[id_] for id_ in card.levels] == pytest.approx([1 / 3, 1 / 6, 1 / 6, 1 / 3, 1 / 3])


def test_the_lowest_level_is_one_that_makes_the_overall_score() -> None:
    poor = {id_: Rating(outcome=0) for id_ in ("D1_1", "D1_2", "D3_1")}
    card = card_of(assessed(**poor, D9_1=Rating(outcome=1), D9_2=measuring.rating(RESILIENCE, "D9-2", 60)))
    assert card.levels["G1"].score == 0
    assert card.lowest_level is not None
    assert card.lowest_level.id == "R", "G1 is only a part of G"


def test_own_weights_reach_a_level_within_another() -> None:
    choice = WeightChoice(levels={"G1": 3.0, "G2": 0.0})
    card = card_of(assessed(D1_1=Rating(outcome=0)).model_copy(update={"weights": choice}))
    assert card.levels["G"].score == card.levels["G1"].score
    assert (card.levels["G2"].score, card.levels["G2"].why) == (None, "weight")
    assert all(card.effective_weights[one.id] == 0 for one in RESILIENCE.indicators_within("G2"))
    assert sum(card.effective_weights.values()) == pytest.approx(1)


def test_a_level_whose_parts_weigh_nothing_weighs_nothing() -> None:
    plan = scoring.plan(RESILIENCE, weights_of(RESILIENCE, WeightChoice(levels={"G1": 0.0, "G2": 0.0})))
    assert plan.overall.weights == (0, 1, 1)


rows = st.dictionaries(st.sampled_from(list(RESILIENCE.by_id)), st.floats(-20, 120))


@settings(max_examples=40)
@given(rows, st.sampled_from(["workshop", "formal"]))
def test_every_number_of_the_second_rubric_opens_and_adds_up(figures: dict[str, float], mode: str) -> None:
    made = {
        id_: measuring.rating(RESILIENCE, id_, figure) if id_ in MEASURED else Rating(outcome=int(abs(figure)) % 4)
        for id_, figure in figures.items()
    }
    assessment = assessed(mode).model_copy(update={"ratings": made})
    card = card_of(assessment)
    for each in (card, card.supported):
        if each is None:
            continue
        nodes: list[Node | str] = [*each.nodes(), TARGET, *(f"{WEIGHT}{id_}" for id_ in RESILIENCE.by_id)]
        for node in nodes:
            found = trace(RESILIENCE, assessment, each, node)
            parts = [row.contribution for row in found.rows if row.contribution is not None]
            assert not parts or sum(parts) == pytest.approx(found.result, abs=1e-9)


def test_a_trace_shows_the_figure_its_level_and_what_was_cut_off() -> None:
    assessment = assessed("formal", D9_2=measuring.rating(RESILIENCE, "D9-2", 8, grade="V2"))
    card = card_of(assessment)
    told = {row.id: row.outcome for row in trace(RESILIENCE, assessment, card, "D9").rows}["D9-2"]
    assert told is not None
    assert told.zh == "8分钟，合3级；超出目标值域好的一端（10分钟）2分钟，截断，按该端计"
    capped = measuring.rating(RESILIENCE, "D7-2", 87.5, grade="V0")
    assessment = assessed("formal", D7_2=capped)
    card = card_of(assessment)
    assert card.supported is not None
    told = {row.id: row.outcome for row in trace(RESILIENCE, assessment, card.supported, "D7").rows}["D7-2"]
    assert told is not None
    assert told.en == "87.5 %, evidence supports level 1"

"""Which indicators the summary names."""

from __future__ import annotations

from assessor.assessment import Assessment, Rating
from assessor.report.highlights import highlights
from assessor.rubric import Rubric
from assessor.scorecard import score


def rated(city: Assessment, rubric: Rubric, level: int, **other: int) -> Assessment:
    """The city with `level` everywhere but where `other` says (A1_1=4)."""
    ratings = {one.id: Rating(outcome=other.get(one.id.replace("-", "_"), level)) for one in rubric.indicators}
    return city.model_copy(update={"ratings": ratings, "evidence": []})


def test_a_starter_city_has_no_strength_and_five_weaknesses(cities: dict[str, Assessment], rubric: Rubric) -> None:
    named = highlights(rubric, cities["S12"], score(rubric, cities["S12"]))
    assert named.strengths == ()
    assert [one.level for one in named.weaknesses] == [0] * 5
    assert named.strong_from == 3


def test_the_highest_levels_are_the_strengths_and_the_lowest_the_weaknesses(
    cities: dict[str, Assessment], rubric: Rubric
) -> None:
    city = rated(cities["S01"], rubric, 3, A1_1=4, B2_1=4, C4_1=4, A2_1=0, B3_2=1)
    named = highlights(rubric, city, score(rubric, city))
    assert {one.indicator.id for one in named.strengths} == {"A1-1", "B2-1", "C4-1"}
    assert [one.indicator.id for one in named.weaknesses[:2]] == ["A2-1", "B3-2"]


def test_a_city_at_its_targets_has_no_weakness_and_no_first_step(cities: dict[str, Assessment], rubric: Rubric) -> None:
    city = rated(cities["S01"], rubric, 4)
    named = highlights(rubric, city, score(rubric, city))
    assert named.weaknesses == named.first_steps == ()


def test_a_large_gap_with_little_effort_comes_first(cities: dict[str, Assessment], rubric: Rubric) -> None:
    city = rated(cities["S01"], rubric, 4, C1_1=0, C3_1=2)
    first = highlights(rubric, city, score(rubric, city)).first_steps[0]
    assert (first.indicator.id, first.short_of_target) == ("C1-1", 3)
    assert first.effort == first.indicator.effort[0]


def test_missing_evidence_is_no_weakness_and_its_first_step_is_to_collect_some(
    cities: dict[str, Assessment], rubric: Rubric
) -> None:
    city = rated(cities["S01"], rubric, 4)
    city = city.model_copy(update={"ratings": {**city.ratings, "B1-1": Rating(outcome="insufficient_evidence")}})
    named = highlights(rubric, city, score(rubric, city))
    assert named.weaknesses == ()
    assert [one.indicator.id for one in named.unproven] == ["B1-1"]
    first = named.first_steps[0]
    assert (first.indicator.id, first.sure) == ("B1-1", False)

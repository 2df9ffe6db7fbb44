"""The same ratings under other methods, and whether the conclusion holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.assessment import Assessment, Rating, WeightChoice
from assessor.errors import VersionMismatch
from assessor.rubric import Rubric
from assessor.scorecard import score
from assessor.sensitivity import Alternative, agrees, alternatives, conclusions, span

OUTCOMES = st.one_of(st.integers(0, 4), st.none(), st.just("insufficient_evidence"))


def rated(city: Assessment, rubric: Rubric, level: int, **other: int) -> Assessment:
    """The city with `level` everywhere but where `other` says (A1_1=4)."""
    ratings = {one.id: Rating(outcome=other.get(one.id.replace("-", "_"), level)) for one in rubric.indicators}
    return city.model_copy(update={"ratings": ratings, "evidence": [], "weights": WeightChoice()})


def by_id(found: list[Alternative]) -> dict[str, Alternative]:
    return {one.id: one for one in found}


@st.composite
def assessments(draw: st.DrawFn, city: Assessment, rubric: Rubric) -> Assessment:
    ratings = {}
    for one in rubric.indicators:
        outcome = draw(OUTCOMES)
        if outcome is not None:
            grade = draw(st.sampled_from([None, *(grade.id for grade in rubric.evidence_grades)]))
            ratings[one.id] = Rating(outcome=outcome, grade=grade)  # type: ignore[arg-type]  # drawn from outcomes
    return city.model_copy(update={"ratings": ratings, "evidence": []})


def test_the_first_line_is_the_scorecard_itself(samples: dict[str, Assessment], rubric: Rubric) -> None:
    for city in samples.values():
        card, base = score(rubric, city), alternatives(rubric, city)[0]
        assert base.levels == {id_: node.score for id_, node in card.levels.items()}
        assert base.overall == card.overall.score
        assert base.severities == {id_: one.node.score for id_, one in card.shortcomings.items()}
        lowest = card.lowest_level
        assert (base.lowest, base.band) == ((lowest.id, lowest.band) if lowest else (None, None))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_equal_weights_in_an_equally_weighted_assessment_change_nothing(
    data: st.DataObject, samples: dict[str, Assessment], rubric: Rubric
) -> None:
    city = data.draw(assessments(samples["S01"].model_copy(update={"weights": WeightChoice()}), rubric))
    found = by_id(alternatives(rubric, city))
    equal, base = found["weights-equal"], found["base"]
    assert (equal.levels, equal.overall, equal.severities) == (base.levels, base.overall, base.severities)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_number_lies_between_0_and_100_and_the_rules_keep_their_order(
    data: st.DataObject, samples: dict[str, Assessment], rubric: Rubric
) -> None:
    city = data.draw(assessments(samples["S01"], rubric))
    found = by_id(alternatives(rubric, city))
    for one in found.values():
        numbers = [*one.levels.values(), one.overall, *one.severities.values()]
        assert all(number is None or 0 <= number <= 100 for number in numbers)
    for step in ("dimensions", "levels"):
        for level, plain in found["base"].levels.items():
            weakest, geometric = found[f"{step}-weakest"].levels[level], found[f"{step}-geometric"].levels[level]
            if plain is not None and weakest is not None and geometric is not None:
                assert weakest <= plain + 1e-9
                assert geometric <= plain + 1 + 1e-9  # a zero lifted to 1 lifts no mean by more


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_cap_by_evidence_raises_no_level_and_lowers_no_severity(
    data: st.DataObject, samples: dict[str, Assessment], rubric: Rubric
) -> None:
    found = by_id(alternatives(rubric, data.draw(assessments(samples["S01"], rubric))))
    base, capped = found["base"], found["capped"]
    for id_, plain in base.levels.items():
        under = capped.levels[id_]
        assert (plain is None) == (under is None)
        assert plain is None or under is None or under <= plain + 1e-9
    for id_, severity in base.severities.items():
        under = capped.severities[id_]
        assert severity is None or under is None or under >= severity - 1e-9


def test_a_city_at_the_same_level_everywhere_is_the_same_under_every_rule_but_the_cap(
    samples: dict[str, Assessment], rubric: Rubric
) -> None:
    city = rated(samples["S01"], rubric, 2)
    for one in alternatives(rubric, city):
        expected = 25.0 if one.id == "capped" else 50.0  # no evidence supports level 1 only
        assert [*one.levels.values(), one.overall] == pytest.approx([expected] * 4)


def test_a_zero_under_the_geometric_rule_counts_as_one_point(samples: dict[str, Assessment], rubric: Rubric) -> None:
    found = by_id(alternatives(rubric, rated(samples["S01"], rubric, 0)))
    assert [*found["dimensions-geometric"].levels.values()] == pytest.approx([1.0] * 3)
    assert "0按1分计" in found["dimensions-geometric"].name.zh
    assert "0按1分计" not in by_id(alternatives(rubric, rated(samples["S01"], rubric, 2)))["overall-geometric"].name.zh


def test_a_plain_gap_between_levels_is_robust_and_a_tie_turns_nothing_round(
    samples: dict[str, Assessment], rubric: Rubric
) -> None:
    low = {one.id.replace("-", "_"): 0 for one in rubric.indicators if one.dimension.startswith("C")}
    found = alternatives(rubric, rated(samples["S01"], rubric, 4, **low))
    assert conclusions(found).lowest is True
    # All three levels at 0: the one named first shares the lowest place with the others.
    nothing = alternatives(rubric, rated(samples["S01"], rubric, 0))
    assert conclusions(nothing).holds is True


def test_a_conclusion_that_turns_under_one_method_is_not_robust(samples: dict[str, Assessment], rubric: Rubric) -> None:
    # A at 50 throughout but for one dimension at 0; B a little lower on average, yet nowhere at 0.
    lost = {one.id.replace("-", "_"): 0 for one in rubric.indicators if one.dimension == "A2"}
    even = {one.id.replace("-", "_"): 2 for one in rubric.indicators if one.dimension.startswith("B")}
    found = alternatives(rubric, rated(samples["S01"], rubric, 3, **(even | lost)))
    weakest = by_id(found)["levels-weakest"]
    assert found[0].lowest == "B"
    assert weakest.lowest == "A"
    assert not agrees(found[0], weakest)
    assert conclusions(found).lowest is False
    assert conclusions(found).holds is False


def test_where_nothing_is_concluded_nothing_is_called_robust(samples: dict[str, Assessment], rubric: Rubric) -> None:
    found = alternatives(rubric, samples["S01"].model_copy(update={"ratings": {}}))
    assert conclusions(found).holds is None
    assert span([one.overall for one in found]) is None


def test_own_weights_have_a_line_of_their_own(samples: dict[str, Assessment], rubric: Rubric) -> None:
    own = samples["S01"].model_copy(update={"weights": WeightChoice(levels={"A": 3.0})})
    ids = [one.id for one in alternatives(rubric, own)]
    assert ids[:4] == ["base", "weights-equal", "weights-expert", "weights-own"]
    assert "weights-own" not in by_id(alternatives(rubric, samples["S01"]))


def test_secondary_links_change_severities_and_nothing_else(samples: dict[str, Assessment], rubric: Rubric) -> None:
    found = by_id(alternatives(rubric, samples["S03"]))
    base, primary = found["base"], found["primary"]
    assert primary.levels == base.levels
    assert primary.severities != base.severities


def test_another_rubric_version_is_refused(samples: dict[str, Assessment], rubric: Rubric) -> None:
    with pytest.raises(VersionMismatch):
        alternatives(rubric, samples["S01"].model_copy(update={"rubric_version": "0.9"}))

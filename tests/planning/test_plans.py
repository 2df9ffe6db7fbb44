"""Plans under the bundled rubric: targets kept when scored again, order, phases, words, what-if."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.assessment import Assessment, Rating
from assessor.errors import ScoringError
from assessor.files import load_rubric, sample_cities
from assessor.planning import Infeasible, Proposal, Step, cheapest, mark_of, priorities, projected, within
from assessor.planning.ordering import PHASE
from assessor.report.highlights import ranked
from assessor.rubric import Rubric
from assessor.scorecard import score

REAL = load_rubric()
SAMPLE = next(city for city in sample_cities() if city.id == "S05")
WHOLE = [f"S{n:02}" for n in range(1, 12)]
"""Samples of which every dimension has a score; S12 lacks some."""


def plans_of(rubric: Rubric, city: Assessment, **said: object) -> tuple[Proposal, ...]:
    found = cheapest(rubric, city, **said)  # type: ignore[arg-type]  # what each test says
    assert not isinstance(found, Infeasible)
    return found


def scored_again(rubric: Rubric, city: Assessment, plan: Proposal) -> Assessment:
    ratings = city.ratings | {id_: Rating(outcome=level) for id_, level in plan.levels.items()}
    return city.model_copy(update={"ratings": ratings, "targets": plan.targets})


def keeps_its_word(rubric: Rubric, city: Assessment, plan: Proposal) -> None:
    """The engine, given the levels a plan leads to, finds what the plan says."""
    card = score(rubric, scored_again(rubric, city, plan))
    assert plan.card.percent_to_target == card.percent_to_target == plan.percent_to_target
    for id_, aim in plan.targets.items():
        node = card.dimensions[id_]
        there = node.score is not None and node.score >= 25 * aim - 1e-9 and (node.band or 0) >= aim
        assert plan.reached[id_] == there, id_


def climbs_in_order(rubric: Rubric, city: Assessment, plan: Proposal) -> None:
    """Level by level, never before what is required, phase after phase."""
    levels = {id_: max(code, 0) for id_, code in score(rubric, city).codes.items() if code >= 0 or code == -3}
    phases = [step.phase for step in plan.steps]
    assert phases == sorted(phases)
    for step in plan.steps:
        assert levels[step.indicator] == step.start
        assert step.phase >= PHASE[step.effort]
        for one in rubric.by_id[step.indicator].requires:
            if one.level == step.aim and one.indicator in levels:
                assert levels[one.indicator] >= one.at_least, (step, one)
        levels[step.indicator] = step.aim


@pytest.mark.parametrize("name", WHOLE)
def test_every_sample_has_plans_that_reach_its_targets_when_scored_again(
    rubric: Rubric, samples: dict[str, Assessment], name: str
) -> None:
    plans = plans_of(rubric, samples[name])
    assert len(plans) == 3
    assert [plan.cost for plan in plans] == sorted(plan.cost for plan in plans)
    for plan in plans:
        keeps_its_word(rubric, samples[name], plan)
        climbs_in_order(rubric, samples[name], plan)
        assert all(plan.reached.values())
        assert plan.percent_to_target == pytest.approx(1.0)


outcomes = st.one_of(st.integers(0, 4), st.sampled_from(["insufficient_evidence", "missing", "not_applicable"]))


@settings(max_examples=12)
@given(data=st.data())
def test_no_plan_of_any_city_fails_its_word_when_scored_again(data: st.DataObject) -> None:
    drawn = data.draw(st.lists(outcomes, min_size=46, max_size=46), label="levels")
    ratings = {
        one.id: Rating.model_validate({"outcome": outcome, "reason": "因故"})
        for one, outcome in zip(REAL.indicators, drawn, strict=True)
        if outcome != "missing" and (outcome != "not_applicable" or one.not_applicable.allowed)
    }
    city = SAMPLE.model_copy(update={"ratings": ratings})
    locked = frozenset(data.draw(st.lists(st.sampled_from(list(REAL.by_id)), max_size=4), label="locked"))
    found = cheapest(REAL, city, locked=locked, most=2)
    plans = [plan for plan in (found if isinstance(found, tuple) else [found.nearest]) if plan is not None]
    for plan in [*plans, within(REAL, city, data.draw(st.integers(0, 40), label="budget"), locked=locked)]:
        keeps_its_word(REAL, city, plan)
        climbs_in_order(REAL, city, plan)
        assert not locked & set(plan.levels)
    if isinstance(found, tuple):
        assert all(all(plan.reached.values()) for plan in found)


def test_a_plan_within_a_larger_budget_never_comes_less_close(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    plans = [within(rubric, samples["S07"], budget) for budget in (0, 1, 2, 5, 10, 20)]
    assert plans[0].steps == ()
    assert all(plan.cost <= budget for plan, budget in zip(plans, (0, 1, 2, 5, 10, 20), strict=True))
    percent = [plan.percent_to_target or 0.0 for plan in plans]
    assert percent == sorted(percent)
    assert len(set(percent)) == len(percent)


def test_the_budget_of_the_cheapest_plan_reaches_every_target(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    best = plans_of(rubric, samples["S08"], most=1)[0]
    assert within(rubric, samples["S08"], best.cost).cost == best.cost
    assert not all(within(rubric, samples["S08"], best.cost - 1).reached.values())


def test_the_same_city_always_gets_the_same_plan(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    first, again = (plans_of(rubric, samples["S10"]) for _ in range(2))
    assert [plan.steps for plan in first] == [plan.steps for plan in again]


def test_a_city_at_its_targets_has_nothing_to_do(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    (plan,) = plans_of(rubric, samples["S01"], targets={"A1": 2})
    assert (plan.steps, plan.cost, plan.reached) == ((), 0, {"A1": True})


def test_only_what_is_named_has_a_target(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    plan = plans_of(rubric, samples["S05"], targets={"B1": 2})[0]
    assert {rubric.by_id[id_].dimension for id_ in plan.levels} == {"B1"}


def test_the_gate_rises_although_the_mean_would_not_need_it(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    """B1 of S09 with its other three indicators at 4: 75 points without B1-1, whose level 1 caps the band's name."""
    ratings = samples["S09"].ratings | {id_: Rating(outcome=4) for id_ in ("B1-2", "B1-3", "B1-4")}
    city = samples["S09"].model_copy(update={"ratings": ratings | {"B1-1": Rating(outcome=1)}})
    assert score(rubric, city).dimensions["B1"].score == pytest.approx(81.25)
    plan = plans_of(rubric, city, targets={"B1": 3})[0]
    assert plan.levels == {"B1-1": 3}


def test_what_a_step_requires_is_planned_before_it_even_in_another_dimension(
    rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    """C4-1 needs the channel catalogue of B3-4 for level 3; in this city everything in C4 must rise to 3."""
    low = {one.id: Rating(outcome=2) for one in rubric.indicators} | {"B3-4": Rating(outcome=0)}
    city = samples["S05"].model_copy(update={"ratings": low})
    plan = plans_of(rubric, city, targets={"C4": 3}, locked=frozenset({"C4-2", "C4-3"}))[0]
    order = [(step.indicator, step.aim) for step in plan.steps]
    assert ("C4-1", 3) in order
    assert order.index(("B3-4", 1)) < order.index(("B3-4", 2)) < order.index(("C4-1", 3))
    kept = cheapest(rubric, city, targets={"C4": 4}, locked=frozenset({"B3-4"}))
    assert isinstance(kept, Infeasible)
    assert "C4-1 升至3级的前提是 B3-4 渠道共享共用达到2级" in kept.reasons["C4"].zh
    assert "C4-1 at level 3 requires B3-4 Shared use of channels at level 2" in kept.reasons["C4"].en


def test_a_level_that_it_has_already_is_asked_for_nothing(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    """C4-1 of S09 stands at 4 although B3-4 stands at 1: what it was rated on is taken as it is."""
    assert samples["S09"].ratings["C4-1"].outcome == 4
    assert samples["S09"].ratings["B3-4"].outcome == 1
    assert not any(one.blocked_by for one in PRIORITIES["S09"] if one.indicator == "C4-1")


PRIORITIES = {city.id: priorities(REAL, city, score(REAL, city)) for city in sample_cities()}


def test_missing_ratings_are_named_and_never_planned(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    city = samples["S12"]
    found = cheapest(rubric, city)
    assert isinstance(found, Infeasible)
    assert set(found.reasons) == {id_ for id_, node in score(rubric, city).dimensions.items() if node.score is None}
    assert found.reasons["A3"].en == "1 of 2 rated: coverage too low to show a score"
    assert found.nearest is not None
    assert set(found.nearest.levels) <= set(city.ratings)
    assert all(reached for id_, reached in found.nearest.reached.items() if id_ not in found.reasons)
    missing = [one.id for one in rubric.indicators if one.id not in city.ratings]
    assert found.nearest.notes[0].en.endswith(", ".join(missing))


def test_what_requires_a_missing_rating_waits_for_it(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    ratings = {one.id: Rating(outcome=2) for one in rubric.indicators if one.id != "B1-1"}
    city = samples["S05"].model_copy(update={"ratings": ratings})
    (waiting,) = [one for one in priorities(rubric, city, score(rubric, city)) if one.indicator == "A2-2"]
    assert [one.indicator for one in waiting.blocked_by] == ["B1-1"]
    found = cheapest(rubric, city, targets={"A2": 4})
    assert isinstance(found, Infeasible)
    assert "B1-1 统筹议事机构运行达到2级" in found.reasons["A2"].zh
    assert found.nearest is not None
    assert found.nearest.card.dimensions["A2"].score == 75  # 2, 4, 4: the third waits


def test_insufficient_evidence_rises_from_0_and_is_told(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    ratings = samples["S05"].ratings | {"B1-1": Rating(outcome="insufficient_evidence")}
    city = samples["S05"].model_copy(update={"ratings": ratings})
    plan = plans_of(rubric, city, targets={"B1": 2})[0]
    assert plan.levels["B1-1"] == 2
    assert any("B1-1" in note.zh and "先补佐证" in note.zh for note in plan.notes)
    assert not next(one for one in priorities(rubric, city, score(rubric, city)) if one.indicator == "B1-1").sure


def test_what_does_not_apply_is_no_obstacle(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    """S09 has indicators that do not apply; its plans leave them alone and reach every target."""
    excused = {id_ for id_, rating in samples["S09"].ratings.items() if rating.outcome == "not_applicable"}
    assert len(excused) == 3
    assert not excused & set(plans_of(rubric, samples["S09"], most=1)[0].levels)


def test_a_kept_gate_makes_the_target_unreachable_in_words(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    found = cheapest(rubric, samples["S05"], targets={"B1": 4, "B2": 2}, locked=frozenset({"B1-1"}))
    assert isinstance(found, Infeasible)
    assert set(found.reasons) == {"B1"}
    level = samples["S05"].ratings["B1-1"].outcome
    assert f"关键指标 B1-1 最高可到{level}级，须到4级" in found.reasons["B1"].zh
    assert "B1-1 设为不动" in found.reasons["B1"].zh
    assert found.nearest is not None
    assert found.nearest.reached == {"B1": False, "B2": True}
    assert found.nearest.targets == {"B1": 4, "B2": 2}


def test_another_plan_says_in_what_it_differs(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    first, second, _ = plans_of(rubric, samples["S10"])
    assert first.differs is None
    assert second.differs is not None
    assert "不做" in second.differs.zh
    assert "改做" in second.differs.zh
    assert ("投入相同" in second.differs.zh) == (second.cost == first.cost)


def test_without_any_target_there_is_no_cheapest_plan_but_one_for_a_budget(
    rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    found = cheapest(rubric, samples["S05"], targets={})
    assert isinstance(found, Infeasible)
    assert found.because is not None
    assert "未设目标级" in found.because.zh
    assert 0 < within(rubric, samples["S05"], 6, targets={}).cost <= 6


def test_the_quick_variant_shows_no_dimension_and_gets_no_plan(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    quick = samples["S05"].model_copy(update={"variant": "quick"})
    found = cheapest(rubric, quick)
    assert isinstance(found, Infeasible)
    assert found.because is not None
    with pytest.raises(ScoringError, match="shows no dimension scores"):
        within(rubric, quick, 5)
    assert priorities(rubric, quick, score(rubric, quick))


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"targets": {"Z9": 3}}, "the rubric has no Z9"),
        ({"targets": {"A1": 5}}, "a target runs from 0 to 4, not 5"),
        ({"locked": frozenset({"Z9-1"})}, "the rubric has no Z9-1"),
    ],
)
def test_unknown_names_and_levels_are_refused(
    rubric: Rubric, samples: dict[str, Assessment], said: dict[str, object], what: str
) -> None:
    with pytest.raises(ScoringError, match=what):
        cheapest(rubric, samples["S05"], **said)  # type: ignore[arg-type]  # wrong on purpose


def test_a_negative_budget_is_refused(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    with pytest.raises(ScoringError, match="is negative"):
        within(rubric, samples["S05"], -1)


# -- priorities -----------------------------------------------------------------------------------


def test_priorities_are_gap_times_weight_over_effort_in_the_order_of_the_report(
    rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    for name, city in samples.items():
        card = score(rubric, city)
        found = PRIORITIES[name]
        assert [one.indicator for one in found] == [one.indicator.id for one in ranked(rubric, city, card).first_steps]
        for one in found:
            assert one.gap == card.targets[rubric.by_id[one.indicator].dimension] - one.step.start
            assert one.priority == pytest.approx(one.gap * one.weight / {"S": 1, "M": 2, "L": 4}[one.step.effort])


def test_a_step_is_done_when_the_descriptor_of_its_level_holds(rubric: Rubric) -> None:
    """But what level 1 describes still lacks its document or owner, and is nothing to aim at."""
    assert mark_of(rubric, Step("B1-1", 1, 2, "S", 1)) == rubric.by_id["B1-1"].descriptor(2)
    assert mark_of(rubric, Step("B1-1", 0, 1, "S", 1)).en == "Done at least once, on record"


# -- what-if --------------------------------------------------------------------------------------


def test_a_level_supposed_changes_the_scores_and_not_the_assessment(
    rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    city = samples["S05"]
    before = city.model_dump()
    card = projected(rubric, city, {"B1-1": 4, "A1-1": 3})
    assert card.codes["B1-1"] == 4
    ratings = city.ratings | {"B1-1": Rating(outcome=4), "A1-1": Rating(outcome=3)}
    assert card == score(rubric, city.model_copy(update={"ratings": ratings}))
    assert city.model_dump() == before
    assert projected(rubric, city, {}) == score(rubric, city)


@pytest.mark.parametrize(("levels", "what"), [({"Z9-1": 2}, "has no Z9-1"), ({"A1-1": 5}, "from 0 to 4, not 5")])
def test_only_known_indicators_and_levels_of_the_scale_can_be_supposed(
    rubric: Rubric, samples: dict[str, Assessment], levels: dict[str, int], what: str
) -> None:
    with pytest.raises(ScoringError, match=what):
        projected(rubric, samples["S05"], levels)

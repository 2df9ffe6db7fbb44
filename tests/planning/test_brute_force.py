"""The optimiser against every combination of levels, on rubrics small enough to try them all.

The reference tries every city that can be reached step by step, scores them all with the engine and
judges each target by the engine's own numbers; it knows nothing of the programme's rows.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from assessor import scoring
from assessor.assessment import Assessment, Rating, WeightChoice
from assessor.city import CityProfile
from assessor.planning import EFFORT_COST, Infeasible, Proposal, cheapest, within
from assessor.planning.steps import effort_of
from assessor.rubric import Rubric
from assessor.scorecard import band_of, score, weights_of
from tests.test_scoring import made_rubric

TRIALS = 200
BANDS = [{"from": start, "name": {"zh": str(start), "en": str(start)}} for start in (0, 20, 40, 60, 80)]
RULES: list[dict[str, Any]] = [
    {"aggregation": "arithmetic"}, {"aggregation": "arithmetic"}, {"aggregation": "weakest"},
    {"aggregation": "geometric", "floor": 5.0}, {"aggregation": "harmonic", "floor": 5.0},
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    rubric: Rubric
    assessment: Assessment
    locked: frozenset[str]
    budget: int


@cache
def a_case(seed: int) -> Case:
    """One or two levels, two or three dimensions, at most eight steps in all; everything else by chance."""
    random = np.random.default_rng(seed)
    top = int(random.choice([1, 2, 2, 3, 4]))
    shape = [[[4]], [[4]], [[3, 1]], [[2, 2]], [[2], [1]], [[3]]][int(random.integers(6))]
    made = made_rubric(shape, top, bands=BANDS if random.random() < 0.8 else [])
    said = made.model_dump(mode="python", by_alias=True)
    for one in said["dimensions"]:
        one |= RULES[int(random.integers(len(RULES)))]
    ids = [one["id"] for one in said["indicators"]]
    for place, one in enumerate(said["indicators"]):
        one["weight"] = float(random.choice([1.0, 1.0, 2.0, 3.0, 0.7, 0.0]))
        one["effort"] = [str(each) for each in random.choice(["S", "M", "L"], top)] if random.random() < 0.9 else []
        one["gate"] = one["id"].endswith("i0") and bool(random.random() < 0.4)
        if place and random.random() < 0.3:  # only of those before it, so that none waits for itself
            needed = {"indicator": ids[int(random.integers(place))]}
            needed |= {key: int(random.integers(1, top + 1)) for key in ("level", "at_least")}
            one["requires"] = [needed]
    for dimension in said["dimensions"]:
        inside = [one for one in said["indicators"] if one["dimension"] == dimension["id"]]
        inside[0]["weight"] = inside[0]["weight"] or 1.0
    said["weight_presets"] = [{"id": "expert", "name": {"zh": "预设", "en": "preset"}, "indicators": "expert"}]
    rubric = Rubric.model_validate(said)
    return Case(rubric, _a_city(rubric, random), frozenset(_some(ids, random, 0.06)), int(random.integers(0, 9)))


def _some(ids: list[str], random: np.random.Generator, chance: float) -> list[str]:
    return [id_ for id_ in ids if random.random() < chance]


def _a_city(rubric: Rubric, random: np.random.Generator) -> Assessment:
    ratings = {}
    for one in rubric.indicators:
        kind = random.random()
        if kind < 0.03:
            continue
        outcome: Any = int(random.integers(max(0, rubric.top - 2), rubric.top + (random.random() < 0.3)))
        outcome = (
            "not_applicable" if kind < 0.07 else "insufficient_evidence" if kind < 0.12 and rubric.top < 3 else outcome
        )
        ratings[one.id] = Rating(outcome=outcome, reason="因故")
    targets = {one.id: max(1, rubric.top - int(random.random() < 0.75)) for one in rubric.dimensions}
    if random.random() < 0.2:
        targets.popitem()
    return Assessment(
        id="c", rubric_id=rubric.id, rubric_version=rubric.version, period="2025", cut_off=date(2025, 12, 31),
        city=CityProfile(id="c", name="甲城"), weights=WeightChoice(preset="expert"), targets=targets, ratings=ratings,
    )  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """Every way to go: cost, whether each target is reached, and percent to target."""

    levels: list[dict[str, int]]
    cost: npt.NDArray[np.int_]
    reached: npt.NDArray[np.bool_]
    percent: npt.NDArray[np.float64]


def every_way(case: Case) -> Tried:
    rubric = case.rubric
    card = score(rubric, case.assessment)
    start = {id_: max(code, 0) for id_, code in card.codes.items() if code >= 0 or code == -3}
    reach = [range(n, n + 1 if id_ in case.locked else rubric.top + 1) for id_, n in start.items()]
    every = [dict(zip(start, combination, strict=True)) for combination in itertools.product(*reach)]
    levels = [one for one in every if _allowed(rubric, card.codes, start, one)]
    assert len(levels) <= 700
    plan = scoring.plan(rubric, weights_of(rubric, case.assessment.weights))
    rows = [
        [
            one.get(id_, card.codes[id_]) if one.get(id_) != start.get(id_) else card.codes[id_]
            for id_ in plan.indicators
        ]
        for one in levels
    ]
    scores = scoring.score(np.array(rows, dtype=np.int8), plan)
    cost = np.array([_cost(rubric, start, one) for one in levels])
    targets = np.array([card.targets.get(one.id, 0) for one in rubric.dimensions], dtype=float)
    reached = np.array(
        [_reached(rubric, card.targets, found, one) for found, one in zip(scores.dimension, levels, strict=True)]
    )
    return Tried(levels, cost, reached, scoring.percent_to_target(scores.dimension, targets, rubric.top))


def _allowed(rubric: Rubric, codes: Mapping[str, int], start: Mapping[str, int], levels: Mapping[str, int]) -> bool:
    return all(
        codes[one.indicator] == -2 or levels.get(one.indicator, -1) >= one.at_least
        for id_, level in levels.items()
        for one in rubric.by_id[id_].requires
        if start[id_] < one.level <= level
    )


def _cost(rubric: Rubric, start: Mapping[str, int], levels: Mapping[str, int]) -> int:
    return sum(
        EFFORT_COST[effort_of(rubric.by_id[id_], n)] for id_, level in levels.items() for n in range(start[id_], level)
    )


def _reached(
    rubric: Rubric, aims: Mapping[str, int], scores: npt.NDArray[np.float64], levels: Mapping[str, int]
) -> list[bool]:
    """By dimension; the name of its band is no higher than the gate's own level gives."""
    found = []
    for one, reached in zip(rubric.dimensions, scores, strict=True):
        aim = 100.0 * aims.get(one.id, 0) / rubric.top
        gate = rubric.gate_of(one.id)
        named = band_of(reached, rubric.bands) if rubric.bands and not np.isnan(reached) else 0
        if rubric.bands and gate is not None and gate.id in levels and gate.weight > 0:
            named = min(named, band_of(100.0 * levels[gate.id] / rubric.top, rubric.bands))
        least = band_of(aim, rubric.bands) if rubric.bands else 0
        found.append(aim == 0 or (not np.isnan(reached) and reached >= aim - 1e-9 and named >= least))
    return found


def the_levels(case: Case, plan: Proposal) -> dict[str, int]:
    """Where every rated indicator stands after a plan, climbing step by step in its order."""
    card = score(case.rubric, case.assessment)
    levels = {id_: max(code, 0) for id_, code in card.codes.items() if code >= 0 or code == -3}
    for step in plan.steps:
        assert levels[step.indicator] == step.start == step.aim - 1
        levels[step.indicator] = step.aim
        assert _allowed(case.rubric, card.codes, levels | {step.indicator: step.start}, levels)
    return levels


@pytest.mark.parametrize("seed", range(TRIALS))
def test_the_cheapest_plan_costs_what_the_cheapest_of_all_ways_costs(seed: int) -> None:
    case = a_case(seed)
    tried, found = every_way(case), cheapest(case.rubric, case.assessment, locked=case.locked)
    reaching = np.asarray(tried.reached.all(axis=1))
    if isinstance(found, Infeasible):
        assert not reaching.any() or found.because is not None
        assert found.because is None or not any(score(case.rubric, case.assessment).targets.values())
        if found.because is None:
            assert sorted(found.reasons) == _never(case, tried)
        return
    assert found[0].cost == tried.cost[reaching].min()
    for plan in found:
        here = tried.levels.index(the_levels(case, plan))
        assert reaching[here]
        assert plan.cost == tried.cost[here]
        assert all(plan.reached.values())
        assert not case.locked & set(plan.levels)


def _never(case: Case, tried: Tried) -> list[str]:
    ever: npt.NDArray[np.bool_] = np.asarray(tried.reached.any(axis=0))
    return sorted(one.id for one, reached in zip(case.rubric.dimensions, ever, strict=True) if not reached)


@pytest.mark.parametrize("seed", range(TRIALS))
def test_further_plans_cost_what_the_cheapest_way_without_the_ones_before_costs(seed: int) -> None:
    case = a_case(seed)
    tried, found = every_way(case), cheapest(case.rubric, case.assessment, locked=case.locked)
    if isinstance(found, Infeasible) or not found[0].steps:
        return
    left = tried.reached.all(axis=1)
    for plan in found:
        assert plan.cost == tried.cost[left].min()
        whole = the_levels(case, plan)
        holds = np.array([all(one[id_] >= whole[id_] for id_ in plan.levels) for one in tried.levels])
        left &= ~holds
    assert len(found) == 3 or not left.any()


@pytest.mark.parametrize("seed", range(TRIALS))
def test_no_way_within_the_budget_comes_closer_to_the_targets(seed: int) -> None:
    case = a_case(seed)
    if not any(score(case.rubric, case.assessment).targets.values()):
        return
    tried, found = every_way(case), within(case.rubric, case.assessment, case.budget, locked=case.locked)
    affordable = tried.cost <= case.budget
    here = tried.levels.index(the_levels(case, found))
    assert affordable[here]
    if not np.isnan(tried.percent[here]):
        assert tried.percent[here] == pytest.approx(tried.percent[affordable].max(), abs=1e-6)
        assert found.percent_to_target == pytest.approx(tried.percent[here], abs=1e-12)
    as_close = affordable & ~(tried.percent < tried.percent[here] - 1e-6)
    most = tried.reached[as_close].sum(axis=1).max()
    assert tried.reached[here].sum() == most
    assert found.cost == tried.cost[as_close & (tried.reached.sum(axis=1) == most)].min()


def test_the_cases_hold_what_plans_must_master() -> None:
    """Every rule, gates, requirements, gaps, locked indicators; plans with steps, and targets out of reach."""
    cases = [a_case(seed) for seed in range(TRIALS)]
    answers = [cheapest(case.rubric, case.assessment, locked=case.locked) for case in cases]
    rules = {one.aggregation for case in cases for one in case.rubric.dimensions}
    assert rules == {"arithmetic", "weakest", "geometric", "harmonic"}
    indicators = [one for case in cases for one in case.rubric.indicators]
    outcomes = {str(one.outcome) for case in cases for one in case.assessment.ratings.values()}
    assert {"not_applicable", "insufficient_evidence", "0", "4"} <= outcomes
    assert min(sum(one.gate for one in indicators), sum(bool(one.requires) for one in indicators)) > 50
    assert sum(isinstance(one, Infeasible) and one.because is None for one in answers) > 20
    assert sum(not isinstance(one, Infeasible) and len(one[0].steps) > 1 for one in answers) > 50
    assert sum(not isinstance(one, Infeasible) and len(one) > 1 for one in answers) > 20

"""Orders of cities that no admissible weighting turns round."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from assessor import scoring
from assessor.assessment import Assessment, WeightChoice
from assessor.combining import MISSING, NOT_APPLICABLE, combine
from assessor.dominance import dominance, least_leads
from assessor.dominance.extremes import converted, in_points, least_mean, most_mean, scaled
from assessor.dominance.pairs import attacked
from assessor.dominance.pieces import Members, least_difference
from assessor.dominance.tree import tree
from assessor.errors import ScoringError
from assessor.rubric import Aggregation, Rubric
from assessor.scorecard import weights_of
from assessor.scoring import Codes, Floats
from assessor.sensitivity import Ratings
from assessor.weighting import Group, Plan
from tests.test_scoring import made_rubric

EQUAL = WeightChoice()
SCALES: tuple[Aggregation, ...] = ("arithmetic", "geometric", "harmonic")


def codes(*rows: list[int]) -> Codes:
    return np.array(rows, dtype=np.int8)


def overall(plan: Plan, ratings: Codes, weights: dict[str, Floats]) -> Floats:
    """(draws, cities) the whole under many weightings, by the engine's own plan but other arithmetic: one
    product after another. `weights` holds (draws, children) by the id of the group; all are rated or missing."""
    values = np.where(ratings >= 0, ratings * (100.0 / plan.top), np.nan)
    scores = scoring.score(ratings, plan)

    def mean(group: Group, children: Floats, scored: Floats) -> Floats:
        weight = weights[group.id][:, :, None] * ~np.isnan(children)
        found = (weight * np.nan_to_num(children)).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-12)
        return np.where(np.isnan(scored), np.nan, found)

    def leaves(group: Group) -> Floats:
        return values[:, list(group.children)].T[None]

    dimension = [mean(one, leaves(one), scores.dimension[:, d]) for d, one in enumerate(plan.dimensions)]
    level = [
        mean(one, np.stack([dimension[d] for d in one.children], axis=1), scores.level[:, n])
        for n, one in enumerate(plan.levels)
    ]
    return mean(plan.overall, np.stack(level, axis=1), scores.overall)


def sampled_weights(plan: Plan, draws: int, seed: int, rule: tuple[float, float] = (0.5, 2.0)) -> dict[str, Floats]:
    """Half of them at their bounds, where an order turns round first, half anywhere between."""
    random = np.random.default_rng(seed)
    found = {}
    for group in (*plan.dimensions, *plan.levels, plan.overall):
        share = random.random((draws, len(group.weights)))
        share[: draws // 2] = np.rint(share[: draws // 2])
        found[group.id] = np.array(group.weights) * (rule[0] + share * (rule[1] - rule[0]))
    return found


def flipped(plan: Plan, ratings: Codes, declared: np.ndarray, draws: int = 100_000) -> int:
    """Of the declared orders, how many some sampled weighting turns round."""
    ahead, behind = np.nonzero(declared)
    wrong = np.zeros(len(ahead), dtype=bool)
    for part in range(10):
        whole = overall(plan, ratings, sampled_weights(plan, draws // 10, part))
        wrong |= (whole[:, ahead] <= whole[:, behind]).any(axis=0)
    return int(wrong.sum())


def corners(plan: Plan) -> dict[str, Floats]:
    """Every weighting that has each weight at one of its bounds: for one dimension, all there are."""
    groups = (*plan.dimensions, *plan.levels, plan.overall)
    size = sum(len(one.weights) for one in groups)
    every = np.array(list(product((0.5, 2.0), repeat=size)))
    found, start = {}, 0
    for group in groups:
        found[group.id] = np.array(group.weights) * every[:, start : start + len(group.weights)]
        start += len(group.weights)
    return found


# -- in the head ------------------------------------------------------------------------------


def test_better_everywhere_is_ahead_whatever_the_weights() -> None:
    rubric = made_rubric([[2, 2]])
    found = dominance(rubric, EQUAL, "full", codes([3, 3, 3, 3], [2, 2, 2, 2], [3, 3, 3, 3]))
    assert found.tolist() == [[False, True, False], [False, False, False], [False, True, False]]


def test_a_trade_of_one_level_each_way_is_no_order() -> None:
    rubric = made_rubric([[2]])
    assert not dominance(rubric, EQUAL, "full", codes([3, 2], [2, 3])).any()


def test_the_least_lead_has_the_greatest_weight_on_the_loss() -> None:
    """Two indicators, +4 and -1 levels: with weights 0.5 and 2 the lead is (0.5·100 - 2·25) / 2.5 = 0, so it is
    no order; with +4 and -1 and -0 the third dilutes nothing below 0."""
    rubric = made_rubric([[2]])
    leads = least_leads(rubric, EQUAL, "full", codes([4, 1], [0, 2]))
    assert leads.least[0, 1] == pytest.approx(0.0)
    assert leads.exact.all()
    assert not leads.ahead.any()


def test_narrow_bounds_of_the_weights_settle_more() -> None:
    wide = made_rubric([[2]])
    narrow = wide.model_copy(update={"uncertainty": wide.uncertainty.model_copy(update={"least_weight": 0.9, "most_weight": 1.1})})  # fmt: skip
    ratings = codes([4, 1], [0, 2])
    assert not dominance(wide, EQUAL, "full", ratings).any()
    assert dominance(narrow, EQUAL, "full", ratings)[0, 1]


def test_a_city_without_a_score_has_no_order_and_stands_in_nobodys_way() -> None:
    rubric = made_rubric([[2, 2]])
    ratings = codes([4, 4, 4, 4], [MISSING] * 4, [0, 0, 0, 0])
    found = least_leads(rubric, EQUAL, "full", ratings)
    assert found.ahead.tolist() == [[False, False, True], [False] * 3, [False] * 3]
    assert np.isnan(found.least[1]).all()


def test_what_does_not_apply_to_one_city_is_no_gift_to_the_other() -> None:
    """The same levels but for one that does not apply: neither is ahead under every weighting, unless by more."""
    rubric = made_rubric([[3, 3]])
    level, excused, better = [2] * 6, [NOT_APPLICABLE, *[2] * 5], [3] * 6
    found = dominance(rubric, EQUAL, "full", codes(level, excused, better))
    assert found.tolist() == [[False] * 3, [False] * 3, [True, True, False]]


def test_a_geometric_rubric_without_a_floor_refuses_zeros_here_too() -> None:
    rubric = made_rubric([[2]], overall="geometric")
    with pytest.raises(ScoringError):
        dominance(rubric, EQUAL, "full", codes([0, 0], [4, 4]))


# -- the closed form and the linear programmes ---------------------------------------------------

rows = st.integers(1, 5).flatmap(
    lambda k: st.tuples(
        st.lists(st.integers(-100, 100), min_size=k, max_size=k),
        st.lists(st.booleans(), min_size=k, max_size=k).filter(any),
        st.lists(st.integers(1, 4), min_size=k, max_size=k),
    )
)


@settings(max_examples=60)
@given(rows)
def test_the_least_mean_is_that_of_the_linear_programme(row: tuple[list[int], list[bool], list[int]]) -> None:
    """Charnes and Cooper: minimise Σ u·x with Σ u = 1 and low·t <= u <= high·t."""
    x, present, weights = (np.array(one) for one in row)
    low, high = 0.5 * weights, 2.0 * weights
    k = int(present.sum())
    bounds_of_u = np.vstack([np.hstack([np.eye(k), -high[present, None]]), np.hstack([-np.eye(k), low[present, None]])])
    found = linprog([*x[present], 0.0], bounds_of_u, np.zeros(2 * k), [[*np.ones(k), 0.0]], [1.0], method="highs")
    least = least_mean(x[None].astype(float), present[None], low, high)
    assert least == pytest.approx(found.fun, abs=1e-7)
    assert most_mean(x[None].astype(float), present[None], low, high) >= least


def whole_of(members: Members, weights: Floats) -> Floats:
    """(draws,) difference of the two means where each child has one value a city."""
    a, b = weights * members.has_a, weights * members.has_b
    found: Floats = (a @ members.low_a) / a.sum(axis=1) - (b @ members.low_b) / b.sum(axis=1)
    return found


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_pieces_enclose_the_difference_of_two_cities_with_different_members(seed: int) -> None:
    random = np.random.default_rng(seed)
    k = int(random.integers(2, 5))
    a, b = random.integers(0, 5, k) * 25.0, random.integers(0, 5, k) * 25.0
    has_a, has_b = random.random(k) < 0.7, random.random(k) < 0.7
    has_a[0] = has_b[-1] = True
    light, heavy = np.full(k, 0.5), np.full(k, 2.0)
    values, present = a[None].astype(np.float64), has_a[None]
    low, high = (float(f(values, present, light, heavy)[0]) for f in (least_mean, most_mean))
    sides, weights = (tuple(map(bool, has_a)), tuple(map(bool, has_b))), ((0.5,) * k, (2.0,) * k)
    mine, theirs, lead = (tuple(map(float, one)) for one in (a, b, a - b))
    members = Members(*sides, *weights, mine, mine, theirs, theirs, lead, (low, high))
    grid = np.array(list(product(np.linspace(0.5, 2.0, 6), repeat=k)))
    reached = whole_of(members, grid).min()
    bound = least_difference(members)
    assert bound <= reached + 1e-7
    # A grid of six steps a weight comes close to the least difference, and so does the bound.
    assert bound >= reached - 3.0


def test_an_interior_weighting_may_be_the_worst_one() -> None:
    """Why corners do not do: both have the first child, each the second alone at another level. At the corners of
    that one weight the difference is greater than in between."""
    members = Members((True, True), (True, False), (1.0, 0.5), (1.0, 2.0), (50.0, 100.0), (50.0, 100.0), (50.0, 0.0), (50.0, 0.0), (0.0, 0.0), (200 / 3, 250 / 3))  # fmt: skip
    assert least_difference(members) == pytest.approx(100 / 6, abs=0.1)


@given(st.sampled_from(SCALES), st.sampled_from(SCALES), st.floats(1, 90), st.floats(0, 60), st.floats(1, 60), st.floats(0, 40))  # fmt: skip
def test_a_lead_on_another_scale_is_never_more_than_it_is_worth(
    rule: Aggregation, to: Aggregation, low: float, wide: float, own: float, lead: float
) -> None:
    """For every point of the other city's range, and the least that the city ahead may have there."""
    other = np.linspace(low, min(low + wide, 100.0), 9)
    mine = np.minimum(other + lead, 100.0)
    apart = (scaled(rule, mine) - scaled(rule, other)).min()
    ends = (np.array([min(own, mine.min())]), np.array([100.0])), (other[:1], other[-1:])
    bound = converted(np.array([apart]), rule, to, *ends)[0]
    for behind in other:
        ahead = np.maximum(in_points(rule, scaled(rule, np.array(behind)) + apart), ends[0][0])
        assert bound <= scaled(to, ahead) - scaled(to, np.array(behind)) + 1e-9


# -- exhaustively on small rubrics, and by sampling on the samples --------------------------------


@lru_cache
def small(rule: Aggregation = "arithmetic") -> Rubric:
    """Two levels: two dimensions of two and one of one indicator; 10 weights, 1,024 corners."""
    return made_rubric([[2, 2], [1]], overall=rule)


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 4), min_size=5, max_size=5), min_size=2, max_size=5))
def test_declared_orders_are_those_that_hold_at_every_corner(table: list[list[int]]) -> None:
    """Where all is rated the least lead is reached at a corner, so that trying all of them is exhaustive."""
    rubric, ratings = small(), codes(*table)
    plan = scoring.plan(rubric, weights_of(rubric, EQUAL))
    whole = overall(plan, ratings, corners(plan))
    least = (whole[:, :, None] - whole[:, None, :]).min(axis=0)
    found = least_leads(rubric, EQUAL, "full", ratings)
    np.testing.assert_allclose(found.least, least, atol=1e-9)
    assert found.exact.all()


@settings(max_examples=12)
@given(st.integers(0, 10_000))
def test_no_order_is_declared_that_some_weighting_turns_round_where_ratings_are_missing(seed: int) -> None:
    random = np.random.default_rng(seed)
    rubric = made_rubric([[3, 4], [4]])
    ratings = random.integers(0, 5, (5, 11)).astype(np.int8)
    ratings[random.random((5, 11)) < 0.12] = MISSING
    plan = scoring.plan(rubric, weights_of(rubric, EQUAL))
    closely = least_leads(rubric, EQUAL, "full", ratings)
    coarsely = least_leads(rubric, EQUAL, "full", ratings, closely=False)
    assert flipped(plan, ratings, closely.ahead, draws=2_000) == 0
    assert not (coarsely.ahead & ~closely.ahead).any()
    pairs = (one.ravel() for one in np.indices((5, 5)))
    rule = rubric.uncertainty
    of = tree(plan, ratings, scoring.values(ratings, 4), scoring.score(ratings, plan), rule.least_weight, rule.most_weight)  # fmt: skip
    climbed = attacked(of, *pairs).reshape(5, 5)
    scored = ~np.isnan(climbed)
    assert (climbed[scored] >= closely.least[scored] - 1e-9).all()
    whole = overall(plan, ratings, sampled_weights(plan, 2_000, 1))
    lead = (whole[:, :, None] - whole[:, None, :]).min(axis=0)
    assert (np.nan_to_num(closely.least, nan=-1e9) <= np.nan_to_num(lead, nan=1e9) + 1e-9).all()


@pytest.mark.parametrize("rule", ["geometric", "harmonic", "weakest"])
@pytest.mark.parametrize("everywhere", [True, False], ids=["everywhere", "at the top alone"])
def test_other_rules_declare_nothing_that_some_weighting_turns_round(rule: Aggregation, *, everywhere: bool) -> None:
    """Exact where all groups follow the rule (at the corners of 10 weights); else a bound that declares some."""
    rubric = small(rule)
    if everywhere:
        changed = {"aggregation": rule}
        rubric = rubric.model_copy(
            update={
                "levels": [one.model_copy(update=changed) for one in rubric.levels],
                "dimensions": [one.model_copy(update=changed) for one in rubric.dimensions],
            }
        )
    random = np.random.default_rng(5)
    ratings = random.integers(1, 5, (12, 5)).astype(np.int8)
    plan = scoring.plan(rubric, weights_of(rubric, EQUAL))
    whole = ruled(plan, ratings, corners(plan))
    least = (whole[:, :, None] - whole[:, None, :]).min(axis=0)
    found = least_leads(rubric, EQUAL, "full", ratings)
    assert (found.least <= least + 1e-9).all()
    orders = (least > 1e-9).sum()
    assert orders > 6
    assert found.ahead.sum() == orders if everywhere else found.ahead.sum() >= orders / 2


def ruled(plan: Plan, ratings: Codes, weights: dict[str, Floats]) -> Floats:
    """(draws, cities) as `overall`, with the engine's own `combine` under each weighting."""
    values = ratings * (100.0 / plan.top)
    found = []
    for draw in range(len(weights["overall"])):

        def whole(group: Group, children: Floats, draw: int = draw) -> Floats:
            weighed = Group(group.id, group.children, tuple(weights[group.id][draw]), group.rule, group.floor)
            return combine(weighed, children)

        dimension: Floats = np.stack([whole(one, values[:, list(one.children)]) for one in plan.dimensions], axis=1)
        level: Floats = np.stack([whole(one, dimension[:, list(one.children)]) for one in plan.levels], axis=1)
        found.append(whole(plan.overall, level))
    return np.stack(found)


@pytest.fixture(scope="module")
def sampled(rubric: Rubric, samples: dict[str, Assessment]) -> tuple[Plan, Codes]:
    plan = scoring.plan(rubric, weights_of(rubric, EQUAL))
    return plan, Ratings.of(rubric, list(samples.values())).codes


def test_100000_weightings_turn_no_declared_order_of_the_samples_round(
    rubric: Rubric, sampled: tuple[Plan, Codes]
) -> None:
    plan, ratings = sampled
    declared = dominance(rubric, EQUAL, "full", ratings)
    assert declared.sum() == 23
    assert flipped(plan, ratings, declared) == 0


def test_sampling_would_notice_an_order_that_was_declared_wrongly(rubric: Rubric, sampled: tuple[Plan, Codes]) -> None:
    """Each closest pair that is ahead under the stated weights but not declared is turned round by some sample."""
    plan, ratings = sampled
    stated = scoring.score(ratings, plan).overall
    leads = least_leads(rubric, EQUAL, "full", ratings)
    undeclared = (stated[:, None] > stated[None, :] + 1e-9) & (leads.least < -10) & (leads.least > -30)
    assert undeclared.sum() >= 5
    assert flipped(plan, ratings, undeclared, draws=20_000) == undeclared.sum()


def test_orders_do_not_depend_on_the_order_of_the_cities(rubric: Rubric, sampled: tuple[Plan, Codes]) -> None:
    _, ratings = sampled
    turned = dominance(rubric, EQUAL, "full", ratings[::-1].copy())
    assert (turned[::-1, ::-1] == dominance(rubric, EQUAL, "full", ratings)).all()


def test_a_quick_variant_and_a_rubric_of_nested_levels_have_orders_too(rubric: Rubric, sampled: tuple[Plan, Codes]) -> None:  # fmt: skip
    _, ratings = sampled
    quick = next(one.id for one in rubric.variants if one.indicators)
    assert dominance(rubric, EQUAL, quick, ratings).any()
    nested = made_rubric([[2], [2]])
    inside = [nested.levels[0], nested.levels[1].model_copy(update={"within": nested.levels[0].id})]
    nested = nested.model_copy(update={"levels": inside})
    found = least_leads(nested, EQUAL, "full", codes([4, 4, 2, 2], [3, 3, 2, 2]))
    # Level 1 is half of level 0, whose own dimension is 25 points better: at weight 0.5 against 2 that is 5 points.
    assert found.least[0, 1] == pytest.approx(5.0)
    assert found.exact.all()

"""The chance that one city is ahead of another: its arithmetic, its words, and that it holds what it promises."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor import scoring
from assessor.ahead import Likely, ahead, aheads, apart, chance, likely, rating_aheads, rating_spreads, spreads
from assessor.assessment import Assessment, Rating, WeightChoice
from assessor.combining import MISSING
from assessor.peers import compare
from assessor.rubric import Rubric
from assessor.uncertainty import Inputs, Settings, drawn
from assessor.uncertainty.inputs import chances
from assessor.weighting import Floats, Group, weights_of

NONE = np.zeros(1)


def numbers(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)


def surely(*levels: float) -> Floats:
    """One indicator a row, each at a level that is certain."""
    return np.eye(5)[[int(one) for one in levels]]


def about(level: int, error: float) -> Floats:
    """One indicator that is one level off with this chance, up and down alike."""
    found = np.zeros((1, 5))
    found[0, level - 1 : level + 2] = error / 2, 1 - error, error / 2
    return found


# -- from draws ---------------------------------------------------------------------------------------------


def test_ahead_in_three_draws_of_four_is_a_chance_of_three_quarters() -> None:
    assert ahead(numbers(5, 5, 5, 1), numbers(4, 4, 4, 4)) == 0.75


def test_a_tie_counts_half_so_two_equal_cities_are_even() -> None:
    same = numbers(10, 20, 30)
    assert ahead(same, same) == 0.5
    assert ahead(numbers(2, 1), numbers(1, 1)) == 0.75


def test_dust_of_floating_point_puts_nobody_ahead() -> None:
    assert ahead(numbers(0.1 + 0.2), numbers(0.3)) == 0.5


def test_a_number_that_is_withheld_is_neither_ahead_nor_behind() -> None:
    assert math.isnan(ahead(numbers(1, math.nan), numbers(0, 0)))
    assert spreads(np.array([[1.0, math.nan], [2.0, 1.0]]))[1] is None


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30))
def test_the_chances_of_two_cities_over_each_other_add_up_to_one(pairs: list[tuple[int, int]]) -> None:
    a, b = (numbers(*side) for side in zip(*pairs, strict=True))
    assert ahead(a, b) + ahead(b, a) == pytest.approx(1.0)


def test_draws_are_paired_so_what_both_share_decides_nothing() -> None:
    """City b always lies one point above a, whatever the weights make of both."""
    shared = np.random.default_rng(1).normal(50, 20, 1000)
    assert ahead(shared, shared + 1) == 0.0
    assert 0.4 < ahead(shared, np.roll(shared, 1) + 1) < 0.6, "unpaired, the same numbers would say nothing"


def test_the_interval_of_a_difference_has_its_ends_at_5_and_95_percent() -> None:
    (found,) = spreads(np.arange(101.0)[:, None])
    assert found is not None
    assert (found.low, found.median, found.high) == (5, 50, 95)


# -- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.5, "不作结论"), (0.899, "不作结论"), (0.90, "可能"), (0.989, "可能"), (0.99, "明确"), (1.0, "明确")],
)
def test_words_follow_from_the_chance_and_falling_behind_is_as_sure_as_being_ahead(value: float, words: str) -> None:
    assert chance(value).words.zh == words
    assert chance(1.0 - value).words.zh == words


# -- single ratings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("levels", "words"), [(1, "no_conclusion"), (2, "probably"), (3, "clearly")])
def test_at_an_error_of_30_percent_single_ratings_follow_the_rule_of_the_method(levels: int, words: str) -> None:
    """Rubric method 5.4, cities: one level apart permits no conclusion, two are probable, three are clear.
    Its simulation took 30 % of ratings to be one level off and a strictness of a quarter level in each city."""
    high = np.zeros((1, 5))
    high[0, 1 + levels - 1 :][:3] = (0.15, 0.7, 0.15)[: 5 - levels]
    (found,) = rating_aheads(high / high.sum(), about(1, 0.3), numbers(math.hypot(0.25, 0.25)), NONE)
    assert chance(found).sureness == words


def test_one_level_apart_is_probable_only_where_both_ratings_rest_on_the_strongest_evidence(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    def found(grade: str) -> str:
        cities = []
        for id_, level in (("S03", 2), ("S04", 3)):
            rated = {"A1-1": Rating(outcome=level, grade=grade)}
            cities.append(samples[id_].model_copy(update={"ratings": samples[id_].ratings | rated}))
        row = next(row for row in compare(cities[0], cities[1:], rubric).indicators if row.id == "A1-1")
        assert row.gaps[0].verdict is not None
        return row.gaps[0].verdict.sureness

    assert [found(grade) for grade in ("E1", "E2", "E3")] == ["no_conclusion", "no_conclusion", "probably"]


def test_counted_figures_are_compared_as_they_are() -> None:
    """Both on level 2, one with 0.3 of a level more: no rater can have erred."""
    assert rating_aheads(surely(2, 2), surely(2, 2), numbers(0, 0), numbers(0.3, 0)).tolist() == [1.0, 0.5]
    (found,) = rating_spreads(surely(2), surely(2), NONE, numbers(0.3))
    assert found is not None
    assert (found.low, found.median, found.high) == pytest.approx((0.3, 0.3, 0.3))


def test_without_strictness_two_certain_ratings_are_as_far_apart_as_they_look() -> None:
    (found,) = rating_spreads(surely(4), surely(1), NONE, NONE)
    assert found is not None
    assert (found.low, found.median, found.high) == (3, 3, 3)


def test_the_exact_chance_and_interval_are_what_many_draws_come_to() -> None:
    random, n = np.random.default_rng(7), 200_000
    a, b, strict = np.array([[0, 0.1, 0.5, 0.3, 0.1]]), np.array([[0.2, 0.2, 0.6, 0, 0]]), 0.25
    lead = random.choice(5, n, p=a[0]) - random.choice(5, n, p=b[0]) + random.normal(0, strict * math.sqrt(2), n)
    assert rating_aheads(a, b, numbers(strict * math.sqrt(2)), NONE)[0] == pytest.approx((lead > 0).mean(), abs=0.005)
    (found,) = rating_spreads(a, b, numbers(strict * math.sqrt(2)), NONE)
    assert found is not None
    assert (found.low, found.median, found.high) == pytest.approx(np.quantile(lead, [0.05, 0.5, 0.95]), abs=0.03)


def test_who_is_not_rated_is_neither_ahead_nor_behind() -> None:
    gap = np.full((1, 5), np.nan)
    assert math.isnan(rating_aheads(gap, surely(2), NONE, NONE)[0])
    assert rating_spreads(gap, surely(2), NONE, NONE) == [None]


# -- two cities ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hub(rubric: Rubric, samples: Mapping[str, Assessment]) -> Likely:
    return likely(rubric, samples["S03"], Settings(draws=2000), WeightChoice())


def test_a_city_beside_its_own_copy_is_even_in_everything(rubric: Rubric, hub: Likely) -> None:
    found = apart(rubric, hub, hub)
    assert [one.chance.value for one in found.values()] == pytest.approx([0.5] * len(found))


def test_the_same_seed_gives_the_same_chances_to_the_last_digit(
    rubric: Rubric, samples: Mapping[str, Assessment], hub: Likely
) -> None:
    settings = Settings(draws=2000)
    again = likely(rubric, samples["S03"], settings, WeightChoice())
    other = likely(rubric, samples["S04"], settings, WeightChoice())
    assert apart(rubric, other, hub) == apart(rubric, other, again)


def test_what_is_withheld_has_no_chance_and_falls_back_to_no_words(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    """Without any rating in C5 its score is withheld: no difference, so nothing to be sure of."""
    bare = {id_: one for id_, one in samples["S04"].ratings.items() if not id_.startswith("C5")}
    found = compare(samples["S03"], [samples["S04"].model_copy(update={"ratings": bare})], rubric)
    gap = next(row for row in found.dimensions if row.id == "C5").gaps[0]
    assert (gap.difference, gap.chance, gap.spread, gap.interval, gap.verdict) == (None,) * 5


def test_every_difference_that_is_shown_has_its_interval_its_chance_and_its_words(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    found = compare(samples["S03"], [samples["S04"], samples["S06"]], rubric)
    rows = (found.overall, *found.levels, *found.dimensions, *found.shortcomings, *found.indicators)
    gaps = [gap for row in rows for gap in row.gaps if gap.difference is not None]
    assert len(gaps) > 100
    for gap in gaps:
        assert gap.chance is not None
        assert gap.spread is not None
        assert gap.verdict is not None
        assert gap.verdict.sureness == gap.chance.sureness
        assert gap.spread.low <= gap.spread.median <= gap.spread.high


# -- calibration --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """Pairs of simulated cities of which the truth is known."""

    stated: Floats
    """(cases,) chance that the first is ahead."""
    truly: Floats
    """(cases,) 1 where it truly is, 0.5 for a tie, 0 where not."""


CITIES, BLOCKS, NEIGHBOURS, BINS = 100, 8, 5, 10
WITHIN = 0.04


def worlds(rubric: Rubric, *, believed: Settings) -> Iterator[tuple[World, World]]:
    """Scores and single ratings of block after block of cities, told as sure as `believed` makes them.

    Forward from the truth: levels are true at random; raters err by one level as their evidence has it and are
    stricter or milder city by city; some indicators are not rated; weights are drawn once a pair.
    """
    random, rule, top = np.random.default_rng(20180115), rubric.uncertainty, rubric.top
    plan, many = scoring.plan(rubric, weights_of(rubric, WeightChoice())), len(rubric.indicators)
    first = np.repeat(np.arange(CITIES), NEIGHBOURS)
    second = (first + np.tile(np.arange(1, NEIGHBOURS + 1), CITIES)) % CITIES
    for block in range(BLOCKS):
        true = random.integers(0, top + 1, (CITIES, many))
        error = random.choice([0.2, 0.3, 0.4, 0.5], (CITIES, many))
        slip = (random.random((CITIES, many)) < error) * random.choice([-1, 1], (CITIES, many))
        missing = random.random((CITIES, many)) < 0.05
        seen = np.where(missing, MISSING, np.clip(true + slip, 0, top)).astype(np.int8)
        shift = random.normal(0, rule.strictness, CITIES)
        truth = np.clip(true + np.where(missing, 0.0, shift[:, None]), 0, top)
        given = [
            Inputs(codes, np.zeros(many), np.zeros(many, bool), np.zeros((many, top + 1), int), rates, np.full(many, top, np.int8))
            for codes, rates in zip(seen, error, strict=True)
        ]  # fmt: skip
        draws = drawn(plan, rule, given, [f"{block}-{city}" for city in range(CITIES)], believed)[:, :, : 1 + 3 + 13]
        stated = np.stack([aheads(draws[a], draws[b]) for a, b in zip(first, second, strict=True)])
        weights = [
            random.standard_gamma(rule.concentration * parameter(group), (len(first), len(group.weights)))
            for group in groups(plan)
        ]
        lead = nodes(plan, truth[first], weights) - nodes(plan, truth[second], weights)
        told = ~np.isnan(stated)
        scores = World(stated[told], sign(lead)[told])
        strict = rule.strictness if "strictness" in believed.sources else 0.0
        levels = np.stack([np.where((one.codes == MISSING)[:, None], np.nan, chances(one, top)) for one in given])
        single = np.stack([
            rating_aheads(levels[a], levels[b], np.full(many, math.sqrt(2) * strict), np.zeros(many))
            for a, b in zip(first[:: NEIGHBOURS], second[:: NEIGHBOURS], strict=True)
        ])  # fmt: skip
        known = ~np.isnan(single)
        apart_ = truth[first[::NEIGHBOURS]] - truth[second[::NEIGHBOURS]]
        yield scores, World(single[known], sign(apart_)[known])


def parameter(group: Group) -> Floats:
    weights = np.array(group.weights)
    found: Floats = weights / weights.mean()
    return found


def groups(plan: scoring.Plan) -> list[Group]:
    return [plan.overall, *plan.levels, *plan.dimensions]


def nodes(plan: scoring.Plan, truth: Floats, weights: list[Floats]) -> Floats:
    """(pairs, nodes) overall, levels and dimensions by hand: weighted means under each pair's weights."""
    level_weights, dimension_weights = weights[1 : 1 + len(plan.levels)], weights[1 + len(plan.levels) :]

    def mean(weight: Floats, children: Floats) -> Floats:
        found: Floats = (weight * children).sum(axis=1) / weight.sum(axis=1)
        return found

    dimensions = np.stack([
        mean(weight, truth[:, list(group.children)]) for group, weight in zip(plan.dimensions, dimension_weights, strict=True)
    ], axis=1)  # fmt: skip
    levels = np.stack([
        mean(weight, dimensions[:, list(group.children)]) for group, weight in zip(plan.levels, level_weights, strict=True)
    ], axis=1)  # fmt: skip
    return np.concatenate([mean(weights[0], levels)[:, None], levels, dimensions], axis=1)


def sign(lead: Floats) -> Floats:
    found: Floats = (np.sign(np.where(np.abs(lead) < 1e-9, 0.0, lead)) + 1) / 2
    return found


def off_by(world: World) -> dict[int, float]:
    """By bin of the chance stated: how far it lies from how often it came true. Too small a bin tells nothing."""
    places = np.minimum((world.stated * BINS).astype(int), BINS - 1)
    return {
        bin_: float(world.stated[here].mean() - world.truly[here].mean())
        for bin_ in range(BINS)
        if (here := places == bin_).sum() > 400
    }


def joined(found: list[World]) -> World:
    return World(np.concatenate([one.stated for one in found]), np.concatenate([one.truly for one in found]))


@pytest.fixture(scope="module")
def calibrated(rubric: Rubric) -> tuple[World, World]:
    scores, single = zip(*worlds(rubric, believed=Settings(draws=1000)), strict=True)
    return joined(list(scores)), joined(list(single))


def test_the_chance_of_being_ahead_comes_true_as_often_as_it_says(calibrated: tuple[World, World]) -> None:
    """Overall, levels and dimensions of 4,000 pairs."""
    off = off_by(calibrated[0])
    assert len(off) == BINS
    assert max(map(abs, off.values())) < WITHIN


def test_so_does_the_chance_of_single_ratings(calibrated: tuple[World, World]) -> None:
    """Single ratings are few and whole, so some chances never occur; the ends and the middle do."""
    off = off_by(calibrated[1])
    assert {0, 1, 5, 8, 9} <= set(off)
    assert max(map(abs, off.values())) < WITHIN


def test_a_chance_that_forgets_strictness_is_found_to_promise_too_much(rubric: Rubric) -> None:
    believed = Settings(draws=1000, sources=frozenset({"weights", "ratings", "missing"}))
    off = off_by(joined([found for found, _ in worlds(rubric, believed=believed)]))
    assert min(off.values()) < -WITHIN
    assert max(off.values()) > WITHIN

"""Draws, intervals, chances of bands and shares of sources."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.analyze import sobol as salib_analysis
from SALib.sample import sobol as salib_sample
from SALib.test_functions import Ishigami

from assessor import scoring
from assessor.assessment import Assessment, Consensus, Rating, WeightChoice
from assessor.combining import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.errors import VersionMismatch
from assessor.files import load_rubric
from assessor.nodes import band_of
from assessor.rubric import Band, Rubric
from assessor.rubric import Uncertainty as Rule
from assessor.scorecard import score
from assessor.text import say
from assessor.uncertainty import (
    SOURCES,
    Draws,
    Inputs,
    Settings,
    Source,
    band_chances,
    drawn,
    draws,
    inputs,
    node_ids,
    quantiles,
    uncertainty,
)
from assessor.uncertainty.inputs import chances
from assessor.uncertainty.shares import first_order, tidied
from assessor.uncertainty.weights import CHUNK, in_play, weight_draws
from assessor.weighting import Floats, Plan, Weights, weights_of

NONE: frozenset[Source] = frozenset()


def only(*sources: Source, draws: int = 2000) -> Settings:
    return Settings(draws=draws, sources=frozenset(sources))


def known(codes: Sequence[int], error: float = 0.0, top: int = 4) -> Inputs:
    """Ratings without a session, all as likely wrong."""
    n = len(codes)
    return Inputs(
        np.array(codes, dtype=np.int8), np.zeros(n), np.zeros(n, dtype=bool), np.zeros((n, top + 1), dtype=np.int64),
        np.full(n, error), np.full(n, top, dtype=np.int8),
    )  # fmt: skip


def the_plan(rubric: Rubric, choice: WeightChoice | None = None) -> Plan:
    return scoring.plan(rubric, weights_of(rubric, choice or WeightChoice()))


def with_ratings(city: Assessment, ratings: dict[str, Rating]) -> Assessment:
    return city.model_copy(update={"ratings": ratings, "evidence": []})


@pytest.fixture(scope="module")
def resilience() -> Rubric:
    """Levels within levels and measured indicators."""
    return load_rubric("city-resilience")


# -- one draw is a scorecard --------------------------------------------------------------------


def test_with_nothing_uncertain_every_draw_is_the_scorecard(samples: dict[str, Assessment], rubric: Rubric) -> None:
    for city in samples.values():
        card = score(rubric, city)
        nodes = [card.overall, *card.levels.values(), *card.dimensions.values()]
        nodes += [one.node for one in card.shortcomings.values()]
        expected = [np.nan if node.score is None else node.score for node in nodes]
        found = draws(rubric, city, Settings(draws=3, sources=NONE))
        assert found.nodes == tuple(node.id for node in nodes) == node_ids(rubric)
        np.testing.assert_allclose(found.values, np.tile(expected, (3, 1)), atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(
    codes=st.lists(st.integers(-3, 4), min_size=7, max_size=7),
    rule=st.sampled_from(["weakest", "harmonic", "geometric"]),
)
def test_the_groups_own_rules_hold_whatever_is_missing(codes: list[int], rule: str, tiny: Rubric) -> None:
    plan = the_plan(tiny, WeightChoice(preset="expert"))
    plan = replace(plan, levels=tuple(replace(one, rule=rule, floor=1.0) for one in plan.levels))  # type: ignore[arg-type]
    found = drawn(plan, tiny.uncertainty, [known(codes)], ["x"], Settings(draws=1, sources=NONE))[0, 0]
    engine = scoring.score(np.array([codes], dtype=np.int8), plan)
    expected = np.concatenate([engine.overall, engine.level[0], engine.dimension[0], engine.severity[0]])
    np.testing.assert_allclose(found, expected, atol=1e-9)


def drawn_plans(plan: Plan, rubric: Rubric, count: int) -> list[Plan]:
    """The rubric under the weights of the first draws, put together by the engine instead of the kernel."""
    chunk = next(weight_draws(plan, rubric.uncertainty, Settings().seed, drawn=True))
    dimension_ids, level_ids = [one.id for one in rubric.dimensions], [one.id for one in rubric.levels]
    below = [*dimension_ids, *level_ids]
    plans = []
    for k in range(count):
        indicators = dict.fromkeys(plan.indicators, 0.0)
        others = dict.fromkeys(below, 0.0)
        for group, weights in zip(plan.dimensions, chunk.inside, strict=True):
            rows, stated = in_play(group)
            own = weights[:, k] * stated.sum()
            indicators |= {plan.indicators[i]: w for i, w in zip(rows, own, strict=True)}
        for group, weights in zip(plan.levels, chunk.levels, strict=True):
            others |= {below[i]: w for i, w in zip(in_play(group)[0], weights[:, k], strict=True)}
        others |= {level_ids[i]: w for i, w in zip(in_play(plan.overall)[0], chunk.overall[:, k], strict=True)}
        plans.append(
            scoring.plan(
                rubric,
                Weights(
                    {one: others[one] for one in level_ids}, {one: others[one] for one in dimension_ids}, indicators
                ),
            )
        )
    return plans


@pytest.mark.parametrize("which", ["rubric", "tiny", "resilience"])
def test_a_draw_of_weights_is_the_engines_score_under_those_weights(which: str, request: pytest.FixtureRequest) -> None:
    rubric: Rubric = request.getfixturevalue(which)
    plan = the_plan(rubric)
    codes = np.random.default_rng(1).integers(1, plan.top + 1, len(plan.indicators)).astype(np.int8)
    found = drawn(plan, rubric.uncertainty, [known(codes.tolist(), top=plan.top)], ["x"], only("weights", draws=5))[0]
    for row, under in zip(found, drawn_plans(plan, rubric, 5), strict=True):
        engine = scoring.score(codes[None], under)
        expected = np.concatenate([engine.overall, engine.level[0], engine.dimension[0], engine.severity[0]])
        np.testing.assert_allclose(row, expected, atol=1e-9)
    assert found.std(axis=0).max() > 0.1


def test_weights_are_drawn_round_the_stated_ones_and_a_weight_of_0_stays_0(rubric: Rubric) -> None:
    choice = WeightChoice(levels={"A": 2.0, "B": 1.0, "C": 0.0})
    plan = the_plan(rubric, choice)
    overall = np.concatenate(
        [w.overall for w, _ in zip(weight_draws(plan, rubric.uncertainty, 1, drawn=True), range(10), strict=False)],
        axis=1,
    )
    assert overall.shape == (2, 10 * CHUNK)  # C weighs nothing and is not drawn
    np.testing.assert_allclose(overall.sum(axis=0), 1.0)
    np.testing.assert_allclose(overall.mean(axis=1), [2 / 3, 1 / 3], atol=0.005)
    # Dirichlet(α = 10·2/1.5, 10·1/1.5): variance of a share p is p(1-p)/(Σα+1), with Σα = 20
    assert overall[0].std() == pytest.approx(np.sqrt(2 / 9 / 21), rel=0.03)


# -- how likely each level is -------------------------------------------------------------------


def test_an_error_is_one_level_up_or_down_and_stays_on_the_scale() -> None:
    found = chances(known([2, 0, 4], error=0.4), 4)
    np.testing.assert_allclose(found, [[0, 0.2, 0.6, 0.2, 0], [0.8, 0.2, 0, 0, 0], [0, 0, 0, 0.2, 0.8]])


def test_read_backwards_under_a_flat_prior_the_channel_gives_the_same_chances() -> None:
    seen_given_true = chances(known([0, 1, 2, 3, 4], error=0.3), 4)  # row: true level
    true_given_seen = (seen_given_true / seen_given_true.sum(axis=0)).T
    np.testing.assert_allclose(true_given_seen, seen_given_true, atol=1e-12)


def test_missing_is_any_level_alike_and_insufficient_evidence_is_0() -> None:
    found = chances(known([MISSING, INSUFFICIENT_EVIDENCE, NOT_APPLICABLE], error=0.5), 4)
    np.testing.assert_allclose(found, [[0.2] * 5, [1, 0, 0, 0, 0], [1, 0, 0, 0, 0]])


def test_a_figure_that_was_counted_has_no_rating_error() -> None:
    one = replace(known([3], error=0.5), measured=np.array([True]))
    np.testing.assert_allclose(chances(one, 4), [[0, 0, 0, 1, 0]])


def lower_median_of_resamples(counts: list[int]) -> Floats:
    """Every resample there is, each alike."""
    ballots = [level for level, count in enumerate(counts) for _ in range(count)]
    n = len(ballots)
    medians = [sorted(some)[(n - 1) // 2] for some in product(ballots, repeat=n)]
    return np.bincount(medians, minlength=len(counts)) / len(medians)


@pytest.mark.parametrize(
    "counts", [[0, 1, 2, 0, 0], [1, 1, 1, 1, 1], [0, 2, 0, 2, 0], [0, 0, 0, 3, 0], [1, 0, 0, 1, 2]]
)
def test_ballots_are_resampled_and_the_lower_median_taken(counts: list[int]) -> None:
    median = int(np.repeat(np.arange(5), counts)[(sum(counts) - 1) // 2])
    one = replace(known([median], error=0.5), ballots=np.array([counts]))
    np.testing.assert_allclose(chances(one, 4)[0], lower_median_of_resamples(counts), atol=1e-12)


def test_where_the_room_decided_otherwise_the_ballots_tell_the_spread_alone() -> None:
    one = replace(known([2]), ballots=np.array([[0, 0, 0, 3, 0]]))  # all said 3, decided: 2
    np.testing.assert_allclose(chances(one, 4), [[0, 0, 1, 0, 0]])


def test_a_sessions_last_round_counts_and_a_changed_rating_is_no_longer_the_sessions(
    samples: dict[str, Assessment], rubric: Rubric
) -> None:
    agreed = Consensus(session="w", level=3, method="median", first=(0, 4, 0, 4, 0), second=(0, 0, 0, 8, 0))
    city = with_ratings(
        samples["S01"], {"A1-1": Rating(outcome=3, grade="E2", consensus=agreed), "A1-2": Rating(outcome=3, grade="E2")}
    )
    one = inputs(rubric, city)
    assert one.ballots[0].tolist() == [0, 0, 0, 8, 0]
    assert one.ballots[1].sum() == 0
    found = chances(one, rubric.top)
    np.testing.assert_allclose(found[0], [0, 0, 0, 1, 0])  # unanimous
    np.testing.assert_allclose(found[1], [0, 0, 0.15, 0.7, 0.15])  # error of E2 in the rubric: 0.3


def test_levels_are_drawn_as_often_as_their_chances_say(tiny: Rubric) -> None:
    plan = the_plan(tiny)
    one = replace(known([2, MISSING, 1, 1, 0, 3, 4], error=0.4), ballots=np.array([[0] * 5] * 6 + [[1, 1, 1, 1, 1]]))
    expected = chances(one, 4)
    found = drawn(plan, tiny.uncertainty, [one], ["x"], only("ratings", "missing", draws=40_000))[0]
    ya = found[:, node_ids(tiny).index("YA")]  # y1, y2, y3 equal: the mean of three levels
    mean = (expected[4:] @ np.arange(5)).mean() * 25
    variance = sum(p @ np.arange(5) ** 2 - (p @ np.arange(5)) ** 2 for p in expected[4:]) / 9 * 25**2
    assert ya.mean() == pytest.approx(mean, abs=0.3)
    assert ya.var() == pytest.approx(variance, rel=0.03)


# -- sources ------------------------------------------------------------------------------------


def test_each_source_can_be_left_out(tiny: Rubric) -> None:
    plan, rule = the_plan(tiny), tiny.uncertainty
    some = [known([2, 2, 2, MISSING, 2, 1, 2], error=0.5)]

    def spread(*sources: Source) -> Floats:
        return drawn(plan, rule, some, ["x"], only(*sources))[0].std(axis=0).round(9)

    ids = node_ids(tiny)
    assert np.nanmax(spread()) == 0
    assert spread("missing")[ids.index("YA")] == 0  # nothing missing there
    assert spread("missing")[ids.index("X")] > 0
    assert (spread("ratings")[[ids.index("XA"), ids.index("YA")]] > 0).all()
    assert spread("strictness")[ids.index("XA")] == pytest.approx(25 * rule.strictness, rel=0.05)
    assert spread("weights")[ids.index("XA")] == 0  # both at level 2
    assert spread("weights")[ids.index("YA")] > 0


def test_without_the_source_the_missing_are_left_out_as_in_the_score_and_with_it_they_count(tiny: Rubric) -> None:
    plan = the_plan(tiny)
    city = [known([4, 4, 4, 4, 4, 4, MISSING])]
    ya = node_ids(tiny).index("YA")
    np.testing.assert_allclose(drawn(plan, tiny.uncertainty, city, ["x"], only())[0, :, ya], 100.0)
    found = drawn(plan, tiny.uncertainty, city, ["x"], only("missing", draws=20_000))[0, :, ya]
    assert found.min() == pytest.approx(200 / 3)
    assert found.mean() == pytest.approx((100 + 100 + 50) / 3, abs=0.5)


def test_what_the_scorecard_withholds_has_no_draws_but_counts_in_the_node_above(tiny: Rubric) -> None:
    plan, ids = the_plan(tiny), node_ids(tiny)
    city = [known([MISSING, 4, 4, 4, 4, 4, 4])]  # half of XA is missing: withheld, X is not
    found = drawn(plan, tiny.uncertainty, city, ["x"], only("missing"))[0]
    assert np.isnan(found[:, ids.index("XA")]).all()
    assert found[:, ids.index("X")].std() > 0
    assert uncertain_nothing(found[:, ids.index("Y")])


def uncertain_nothing(values: Floats) -> bool:
    return bool(np.ptp(values) == 0)


def test_strictness_moves_all_ratings_of_a_city_at_once_and_nothing_that_was_not_rated(tiny: Rubric) -> None:
    plan, ids = the_plan(tiny), node_ids(tiny)
    measured = np.array([False, True, False, False, False, False, False])
    city = [replace(known([2, 2, 2, 2, 2, 2, INSUFFICIENT_EVIDENCE]), measured=measured)]
    found = drawn(plan, tiny.uncertainty, city, ["x"], only("strictness"))[0]
    shift = found[:, ids.index("XA")] - 50  # one of two moves
    np.testing.assert_allclose(found[:, ids.index("YA")] - 100 / 3, shift * 2 * 2 / 3, atol=1e-9)


def test_under_the_evidence_cap_no_draw_lies_above_what_the_evidence_supports(
    samples: dict[str, Assessment], rubric: Rubric
) -> None:
    ratings = {one.id: Rating(outcome=4, grade="E1") for one in rubric.indicators}
    city = with_ratings(samples["S01"], ratings).model_copy(update={"mode": "formal"})
    capped = draws(rubric, city, Settings(draws=500), supported=True)
    assert capped.of("overall").max() <= 50 + 1e-9  # E1 supports level 2
    assert draws(rubric, city, Settings(draws=500)).of("overall").min() > 50
    found = uncertainty(rubric, city, Settings(draws=500), supported=True).overall
    assert found is not None
    assert found.high <= 50 + 1e-9


# -- the same to the last digit -----------------------------------------------------------------


@pytest.fixture(scope="module")
def many(rubric: Rubric) -> tuple[Plan, list[Inputs], list[str], Floats]:
    random = np.random.default_rng(5)
    plan = the_plan(rubric)
    cities = [known(random.integers(-3, 5, len(plan.indicators)).tolist(), error=0.3) for _ in range(7)]
    names = [f"city {k}" for k in range(7)]
    return plan, cities, names, drawn(plan, rubric.uncertainty, cities, names, Settings(draws=300))


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(7)), ends=st.sets(st.integers(1, 6)))
def test_order_number_and_chunks_of_cities_change_nothing_to_the_last_digit(
    order: list[int], ends: set[int], many: tuple[Plan, list[Inputs], list[str], Floats], rubric: Rubric
) -> None:
    plan, cities, names, whole = many
    edges = [0, *sorted(ends), 7]
    for start, stop in pairwise(edges):
        some = order[start:stop]
        part = drawn(plan, rubric.uncertainty, [cities[c] for c in some], [names[c] for c in some], Settings(draws=300))
        assert part.tobytes() == whole[some].tobytes()


def test_fewer_draws_are_the_first_of_more(many: tuple[Plan, list[Inputs], list[str], Floats], rubric: Rubric) -> None:
    plan, cities, names, whole = many
    more = drawn(plan, rubric.uncertainty, cities[:1], names[:1], Settings(draws=CHUNK + 100))
    assert more[:, :300].tobytes() == whole[:1].tobytes()


def test_memory_that_is_used_again_changes_nothing(
    many: tuple[Plan, list[Inputs], list[str], Floats], rubric: Rubric
) -> None:
    plan, cities, names, whole = many
    memory = np.full((3, len(node_ids(rubric)), 300), 7.0)
    found = drawn(plan, rubric.uncertainty, cities[:2], names[:2], Settings(draws=300), into=memory)
    assert np.shares_memory(found, memory)
    assert found.tobytes() == whole[:2].tobytes()


HASH = """
import hashlib
from assessor.files import load_rubric, sample_cities
from assessor.uncertainty import Settings, draws, uncertainty
city = next(one for one in sample_cities() if one.id == "S03")
found = draws(load_rubric(), city, Settings(draws=100))
made = uncertainty(load_rubric(), city, Settings(draws=100))
said = repr([made.overall, made.levels, made.dimensions, made.shortcomings])
print(hashlib.sha256(found.values.tobytes() + said.encode()).hexdigest())
"""


def test_the_same_seed_gives_the_same_bytes_in_another_process_and_another_seed_does_not(
    samples: dict[str, Assessment], rubric: Rubric
) -> None:
    few = Settings(draws=100)
    other = subprocess.run([sys.executable, "-c", HASH], capture_output=True, text=True, check=True).stdout.strip()
    here, made = draws(rubric, samples["S03"], few).values.tobytes(), uncertainty(rubric, samples["S03"], few)
    said = repr([made.overall, made.levels, made.dimensions, made.shortcomings]).encode()
    assert hashlib.sha256(here + said).hexdigest() == other
    assert draws(rubric, samples["S03"], replace(few, seed=1)).values.tobytes() != here


def test_two_cities_share_their_weights_and_nothing_else(samples: dict[str, Assessment], rubric: Rubric) -> None:
    one, other = samples["S01"], samples["S01"].model_copy(update={"id": "another"})
    same = [draws(rubric, each, only("weights")).of("overall") for each in (one, other)]
    assert np.array_equal(*same)
    for source in ("ratings", "strictness"):
        apart = [draws(rubric, each, only(source)).of("overall") for each in (one, other)]
        assert abs(np.corrcoef(*apart)[0, 1]) < 0.1


def test_draws_may_be_made_under_the_weights_of_a_comparison(samples: dict[str, Assessment], rubric: Rubric) -> None:
    choice = WeightChoice(levels={"A": 1.0, "B": 0.0, "C": 0.0})
    found = draws(rubric, samples["S01"], Settings(draws=50), choice)
    np.testing.assert_allclose(found.of("overall"), found.of("A"))


def test_another_version_of_the_rubric_is_refused(samples: dict[str, Assessment], rubric: Rubric) -> None:
    with pytest.raises(VersionMismatch):
        draws(rubric, samples["S01"].model_copy(update={"rubric_version": "0.1"}))


def test_no_draws_at_all_is_no_setting() -> None:
    with pytest.raises(ValueError, match="draws"):
        Settings(draws=0)


# -- intervals and bands ------------------------------------------------------------------------


def test_every_number_shown_has_an_interval_and_no_other(samples: dict[str, Assessment], rubric: Rubric) -> None:
    for city in samples.values():
        card, found = score(rubric, city), uncertainty(rubric, city, Settings(draws=200))
        nodes = [card.overall, *card.levels.values(), *card.dimensions.values()]
        for node in [*nodes, *(one.node for one in card.shortcomings.values())]:
            interval = found.of(node)
            assert (interval is None) == (node.score is None)
            if interval is not None:
                assert 0 <= interval.low <= interval.median <= interval.high <= 100
                assert sum(interval.bands) == pytest.approx(1)
                assert set(interval.shares) == set(SOURCES)
                assert all(share >= 0 for share in interval.shares.values())
                assert sum(interval.shares.values()) <= 1 + 1e-9
        assert all(found.of(node) is None for node in card.paths.values())


def test_a_quick_variant_shows_no_dimension_here_either(samples: dict[str, Assessment], rubric: Rubric) -> None:
    quick = samples["S01"].model_copy(update={"variant": "quick"})
    found = uncertainty(rubric, quick, Settings(draws=50))
    assert set(found.dimensions.values()) == {None}
    assert found.overall is not None
    drawn_quick: Draws = draws(rubric, quick, Settings(draws=50))
    assert np.isnan(drawn_quick.of("A1")).all()


def test_quantiles_are_where_one_expects_them() -> None:
    np.testing.assert_allclose(quantiles(np.arange(101.0)), [5, 50, 95])


BANDS = [Band(start=start, name=say(str(start), str(start))) for start in (0.0, 20.0, 40.0, 60.0, 80.0)]


def test_chances_of_bands_are_counted_and_closed_below() -> None:
    assert band_chances(np.array([0, 19.9, 20.0, 39.0]), BANDS) == (0.5, 0.5, 0, 0, 0)
    assert band_chances(np.array([1.0]), []) == ()


def test_a_dimensions_band_goes_no_higher_than_its_gate_in_the_same_draw() -> None:
    values, gate = np.array([90.0, 90.0, 90.0, 10.0]), np.array([4.0, 1.0, np.nan, 4.0])
    assert band_chances(values, BANDS, gate, 4) == (0.25, 0.25, 0, 0, 0.5)


def test_with_nothing_uncertain_the_band_is_the_scorecards(samples: dict[str, Assessment], rubric: Rubric) -> None:
    for city in samples.values():
        card = score(rubric, city)
        found = uncertainty(rubric, city, Settings(draws=1, sources=NONE))
        for node in card.dimensions.values():
            interval = found.of(node)
            if interval is not None:
                assert interval.bands.index(1.0) == node.band
    assert band_of(59.9999, BANDS) == 2


# -- shares of the variance ---------------------------------------------------------------------


def ishigami_shares(draws: int) -> Floats:
    random = np.random.default_rng(3)
    a, b = random.uniform(-np.pi, np.pi, (2, draws, 3))
    f = Ishigami.evaluate
    found = []
    for i in range(3):
        kept, changed = b.copy(), a.copy()
        kept[:, i], changed[:, i] = a[:, i], b[:, i]
        found.append(first_order(f(a), f(b), f(kept), f(changed)))
    return np.array(found)


def test_shares_of_the_ishigami_function_are_the_published_ones_and_salibs() -> None:
    found = ishigami_shares(2**16)
    # Ishigami & Homma (1990) with a = 7, b = 0.1
    np.testing.assert_allclose(found, [0.3139, 0.4424, 0.0], atol=0.01)
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
    sample = salib_sample.sample(problem, 2**12, calc_second_order=False, seed=1)
    theirs = salib_analysis.analyze(problem, Ishigami.evaluate(sample), calc_second_order=False, seed=1)
    np.testing.assert_allclose(found, theirs["S1"], atol=0.02)


def test_a_source_that_does_nothing_has_a_share_of_exactly_0(samples: dict[str, Assessment], rubric: Rubric) -> None:
    whole = with_ratings(samples["S01"], {one.id: Rating(outcome=2, grade="E2") for one in rubric.indicators})
    found = uncertainty(rubric, whole, Settings(draws=500))
    assert found.overall is not None
    assert found.overall.shares["missing"] == 0
    assert found.overall.shares["weights"] < 0.01
    alone = uncertainty(rubric, whole, only("strictness", draws=500)).overall
    assert alone is not None
    assert alone.shares == {"weights": 0.0, "ratings": 0.0, "missing": 0.0, "strictness": pytest.approx(1.0)}


def test_shares_are_neither_negative_nor_more_than_everything_together() -> None:
    np.testing.assert_allclose(tidied(np.array([[-0.01, 0.8], [0.5, 0.4]])), [[0, 2 / 3], [0.5, 1 / 3]])


def test_shares_of_our_model_agree_with_salib(tiny: Rubric, samples: dict[str, Assessment]) -> None:
    """The model written anew as a function of uniform numbers, and given to SALib: levels by the inverse of their
    chances, strictness by the inverse normal distribution. Weights as stated in both."""
    from scipy.stats import norm

    codes, sigma = [2, MISSING, 3, 1, 0, 3, 2], 0.25
    chance = np.cumsum(chances(known(codes, error=0.5), 4), axis=1)

    def model(x: Floats) -> Floats:
        level = (x[:, :7, None] >= chance[None, :, :-1]).sum(axis=2).astype(float)
        rated = np.array(codes) >= 0
        level[:, rated] += sigma * norm.ppf(np.clip(x[:, 7:], 1e-12, 1 - 1e-12))
        x1, x2, x3, x4, y1, y2, y3 = np.clip(level, 0, 4).T * 25
        left = (x1 + x2) / 2 + np.sqrt(np.maximum(x3, 1) * np.maximum(x4, 1))
        return 0.25 * left / 2 + 0.75 * (y1 + y2 + y3) / 3  # level weights 1 and 3

    names = [f"u{k}" for k in range(8)]
    groups = ["missing" if code == MISSING else "ratings" for code in codes] + ["strictness"]
    problem = {"num_vars": 8, "names": names, "groups": groups, "bounds": [[0, 1]] * 8}
    sample = salib_sample.sample(problem, 2**12, calc_second_order=False, seed=1)
    theirs = salib_analysis.analyze(problem, model(sample), calc_second_order=False, seed=1)
    expected = dict(zip(dict.fromkeys(groups), theirs["S1"], strict=True))
    city = samples["S01"].model_copy(
        update={
            "rubric_id": tiny.id,
            "rubric_version": tiny.version,
            "ratings": {i.id: Rating(outcome=c) for i, c in zip(tiny.indicators, codes, strict=True) if c >= 0},
            "evidence": [],
            "weights": WeightChoice(),
        }
    )
    lenient = tiny.model_copy(
        update={
            "uncertainty": Rule(error_without_grade=0.5, strictness=sigma),
            "coverage": tiny.coverage.model_copy(update={"provisional": 0.5}),
        }
    )
    ours = uncertainty(lenient, city, only("ratings", "missing", "strictness", draws=20_000)).overall
    assert ours is not None
    for source in ("ratings", "missing", "strictness"):
        assert ours.shares[source] == pytest.approx(expected[source], abs=0.02), source


# -- do the intervals keep their promise --------------------------------------------------------


CITIES = 1_000


@pytest.fixture(scope="module")
def simulated(rubric: Rubric) -> tuple[Plan, list[Inputs], Floats]:
    """Cities whose truth is known, made forward without a line of the code under test: true levels at any height
    alike; what raters see, one level off now and then; some left unrated; the scale on which cities are
    compared, shifted by how strict one's own raters were; weights anywhere round the stated ones."""
    random = np.random.default_rng(20180115)
    plan, rule, top = the_plan(rubric), rubric.uncertainty, rubric.top
    size = (CITIES, len(plan.indicators))
    level = random.integers(0, top + 1, size)
    error = random.choice([0.2, 0.3, 0.4, 0.5], size)
    wrong = random.random(size) < error
    seen = np.clip(level + wrong * random.choice([-1, 1], size), 0, top)
    unrated = random.random(size) < 0.08
    shift = random.normal(0, rule.strictness, CITIES)[:, None]
    truth = np.where(unrated, level, np.clip(level + shift, 0, top)) * 100 / top

    dimension = np.array([truth_of(rule, random, group.children, truth) for group in plan.dimensions]).T
    levels = np.array([truth_of(rule, random, group.children, dimension) for group in plan.levels]).T
    overall = truth_of(rule, random, plan.overall.children, levels)
    codes = np.where(unrated, MISSING, seen)
    cities = [replace(known(row.tolist()), error=wrongly) for row, wrongly in zip(codes, error, strict=True)]
    return plan, cities, np.column_stack([overall, levels, dimension])


def truth_of(rule: Rule, random: np.random.Generator, children: Sequence[int], below: Floats) -> Floats:
    """The stated weights are equal, so the parameter of each is the concentration itself."""
    weights = random.dirichlet([rule.concentration] * len(children), len(below))
    found: Floats = (weights * below[:, list(children)]).sum(axis=1)
    return found


def held(plan: Plan, rubric: Rubric, cities: list[Inputs], truth: Floats, settings: Settings) -> Floats:
    """(nodes,) share of the cities whose 90 % interval holds the truth."""
    names, parts = [f"city {k}" for k in range(len(cities))], []
    for start in range(0, len(cities), 100):
        here = slice(start, start + 100)
        values = drawn(plan, rubric.uncertainty, cities[here], names[here], settings)[:, :, : truth.shape[1]]
        low, _, high = np.moveaxis(quantiles(values.transpose(0, 2, 1)), -1, 0)
        parts.append(np.where(np.isnan(low), np.nan, (low <= truth[here]) & (truth[here] <= high)))
    share: Floats = np.nanmean(np.concatenate(parts), axis=0)
    return share


def test_nine_intervals_in_ten_hold_the_truth(simulated: tuple[Plan, list[Inputs], Floats], rubric: Rubric) -> None:
    found = held(*simulated[:1], rubric, *simulated[1:], Settings(draws=1_000))
    assert all(0.88 <= share <= 0.92 for share in found[:4]), found[:4]  # overall and levels
    assert 0.88 <= found[4:].mean() <= 0.92


@pytest.mark.parametrize("left_out", ["ratings", "strictness"])
def test_the_check_notices_a_source_that_is_left_out(
    left_out: Source, simulated: tuple[Plan, list[Inputs], Floats], rubric: Rubric
) -> None:
    plan, cities, truth = simulated
    rest = frozenset(SOURCES) - {left_out}
    found = held(plan, rubric, cities[:300], truth[:300], Settings(draws=300, sources=rest))
    assert found[4:].mean() < 0.88  # dimensions

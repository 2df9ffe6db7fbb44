"""The engine on arrays: a slow reference agrees with it, its laws hold, published examples come out.

Every law is a function of an engine, so that a broken engine can be shown to break it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor import scoring
from assessor.assessment import WeightChoice
from assessor.combining import cells, paths
from assessor.errors import ScoringError
from assessor.files import load_rubric
from assessor.rubric import Rubric
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE, Codes, Plan, Scores, Weights
from assessor.weighting import Group, weights_of

Engine = Callable[[Codes, Plan], Scores]
SPECIAL = (MISSING, NOT_APPLICABLE, INSUFFICIENT_EVIDENCE)
REAL = load_rubric()
EQUAL = weights_of(REAL, WeightChoice())
KINDS = ("dimension", "level", "overall", "severity")


# -- rubrics made up for a test ---------------------------------------------------------------


def words(what: str) -> dict[str, str]:
    return {"zh": what, "en": what}


def made_rubric(shape: Sequence[Sequence[int]], top: int = 4, **said: Any) -> Rubric:
    """A rubric of levels of dimensions of so many indicators; `said` replaces whole keys."""
    levels = [{"id": f"L{a}", "name": words("level")} for a, _ in enumerate(shape)]
    dimensions = [
        {"id": f"L{a}D{b}", "level": f"L{a}", "name": words("dimension")}
        for a, dims in enumerate(shape)
        for b, _ in enumerate(dims)
    ]
    indicators = [
        {
            "id": f"L{a}D{b}i{c}", "dimension": f"L{a}D{b}", "name": words("i"), "question": words("q"),
            "sources": [], "basis": "direct", "descriptors": [],
            "not_applicable": {"allowed": True, "rule": words("rule")},
        }
        for a, dims in enumerate(shape) for b, size in enumerate(dims) for c in range(size)
    ]  # fmt: skip
    return Rubric.model_validate({
        "id": "made", "version": "1", "name": words("made"),
        "source": {"id": "s", "citation": words("s"), "kinds": [], "paragraphs": []},
        "bases": [], "bands": [],
        "scale": [{"level": s, "name": words("s"), "test": words("s")} for s in range(top + 1)],
        "coverage": {
            "shown": 0.8, "provisional": 0.6, "children": 0.5, "shortcoming_indicators": 3,
            "shortcoming_coverage": 0.6, "path_indicators": 2,
            "not_applicable_total": 0.2, "not_applicable_dimension": 0.5,
        },
        "levels": levels, "dimensions": dimensions, "indicators": indicators,
    } | said)  # fmt: skip


def linked_rubric(rubric: Rubric, links: Mapping[str, tuple[str, str | None]]) -> Rubric:
    """The rubric with these indicators linked to shortcomings: id -> (primary, secondary)."""
    said = rubric.model_dump(mode="python", by_alias=True)
    used = sorted({one for pair in links.values() for one in pair if one})
    said["shortcomings"] = [{"id": one, "name": words(one)} for one in used]
    for one in said["indicators"]:
        if one["id"] in links:
            primary, secondary = links[one["id"]]
            one["shortcomings"] = {"primary": primary, "secondary": secondary}
    return Rubric.model_validate(said)


def ones(rubric: Rubric, **changed: float) -> Weights:
    """All weights 1 but those named."""
    return Weights(
        {one.id: changed.get(one.id, 1.0) for one in rubric.levels},
        {one.id: changed.get(one.id, 1.0) for one in rubric.dimensions},
        {one.id: changed.get(one.id, 1.0) for one in rubric.indicators},
    )


def scored(rubric: Rubric, *row: int, weights: Weights | None = None) -> Scores:
    return scoring.score(np.array([row], dtype=np.int8), scoring.plan(rubric, weights or ones(rubric)))


# -- the reference: design in dictionaries and loops, thresholds in exact fractions -------------


def exact(number: float) -> Fraction:
    return Fraction(str(number))


def reference(
    rubric: Rubric, codes: Mapping[str, int], weights: Weights, rest: Mapping[str, float] | None = None
) -> dict[str, tuple[float | None, float | None]]:
    """node id -> (score or severity, coverage); None for what is withheld or does not exist."""
    level_as_scored = {id_: code + (rest or {}).get(id_, 0.0) if code >= 0 else code for id_, code in codes.items()}
    rules = rubric.coverage
    own = {id_: exact(weight) for id_, weight in weights.indicators.items()}
    plays = {d.id: any(own[i.id] for i in rubric.indicators_of(d.id)) for d in rubric.dimensions}
    of_dimension = {d.id: exact(weights.dimensions[d.id]) * plays[d.id] for d in rubric.dimensions}
    of_level: dict[str, Fraction] = {}
    for level in reversed(rubric.levels):  # parts stand after what they are parts of
        playing = any(of_dimension[d.id] for d in rubric.dimensions if d.level == level.id)
        playing = playing or any(of_level[one.id] for one in rubric.levels if one.within == level.id)
        of_level[level.id] = exact(weights.levels[level.id]) * playing
    share: dict[str, Fraction] = {}

    def spread(within: str | None, factor: Fraction) -> list[str]:
        """Shares of all that lies in a level; the indicators beneath it."""
        dimensions = [d for d in rubric.dimensions if d.level == within]
        parts = [one for one in rubric.levels if one.within == within]
        among = [of_dimension[d.id] for d in dimensions] + [of_level[one.id] for one in parts]
        found_here = []
        for d in dimensions:
            for one in rubric.indicators_of(d.id):
                share[one.id] = own[one.id] * relative(of_dimension[d.id], among) * factor
                found_here.append(one.id)
        for one in parts:
            beneath[one.id] = spread(one.id, relative(of_level[one.id], among) * factor)
            found_here += beneath[one.id]
        return found_here

    beneath: dict[str, list[str]] = {}
    spread(None, Fraction(1))

    found: dict[str, tuple[float | None, float | None]] = {}
    for dimension in rubric.dimensions:
        members = [one.id for one in rubric.indicators_of(dimension.id) if own[one.id] > 0]
        coverage = covered(codes, {id_: own[id_] for id_ in members})
        excused = sum(codes[id_] == NOT_APPLICABLE for id_ in members)
        enough = coverage is not None and coverage >= exact(rules.provisional)
        enough = enough and excused <= exact(rules.not_applicable_dimension) * len(members)
        parts = [(worth(level_as_scored[id_], rubric.top), float(own[id_])) for id_ in members if judged(codes[id_])]
        found[dimension.id] = (mean(parts, dimension.aggregation, dimension.floor) if enough else None, plain(coverage))
    for level in reversed(rubric.levels):
        below = {d.id: of_dimension[d.id] for d in rubric.dimensions if d.level == level.id}
        below |= {one.id: of_level[one.id] for one in rubric.levels if one.within == level.id}
        coverage = covered(codes, {id_: share[id_] for id_ in beneath[level.id]})
        score = from_children(found, below, level.aggregation, level.floor, rules.children)
        enough = coverage is not None and coverage >= exact(rules.provisional)
        found[level.id] = (score if enough else None, plain(coverage))
    coverage = covered(codes, share)
    playing = [id_ for id_ in share if share[id_] > 0]
    excused = sum(codes[id_] == NOT_APPLICABLE for id_ in playing)
    enough = coverage is not None and coverage >= exact(rules.provisional)
    enough = enough and excused <= exact(rules.not_applicable_total) * len(playing)
    outer = {one.id: of_level[one.id] for one in rubric.levels if one.within is None}
    score = from_children(found, outer, rubric.overall, rubric.overall_floor, rules.children)
    found["overall"] = (score if enough else None, plain(coverage))
    for one in rubric.shortcomings:
        found[one.id] = shortcoming(rubric, one.id, level_as_scored, share)
    return found


def relative(weight: Fraction, among: Sequence[Fraction]) -> Fraction:
    positive = [one for one in among if one > 0]
    return weight / (sum(positive, Fraction(0)) / len(positive)) if positive else Fraction(0)


def judged(code: float) -> bool:
    return code not in (MISSING, NOT_APPLICABLE)


def worth(code: float, top: int) -> float:
    return 100.0 * max(code, 0) / top


def covered(codes: Mapping[str, float], weight: Mapping[str, Fraction]) -> Fraction | None:
    applicable = sum((w for id_, w in weight.items() if codes[id_] != NOT_APPLICABLE), Fraction(0))
    rated = sum((w for id_, w in weight.items() if judged(codes[id_])), Fraction(0))
    return rated / applicable if applicable else None


def plain(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


def from_children(
    found: Mapping[str, tuple[float | None, float | None]], weight: Mapping[str, Fraction],
    rule: str, floor: float | None, least: float,
) -> float | None:  # fmt: skip
    playing = [id_ for id_ in weight if weight[id_] > 0]
    parts = [(score, float(weight[id_])) for id_ in playing if (score := found[id_][0]) is not None]
    return mean(parts, rule, floor) if parts and len(parts) >= exact(least) * len(playing) else None


def mean(parts: Sequence[tuple[float, float]], rule: str, floor: float | None) -> float:
    total = math.fsum(weight for _, weight in parts)
    if rule == "weakest":
        return min(value for value, _ in parts)
    if rule == "harmonic":
        return total / math.fsum(weight / max(value, floor or 0.0) for value, weight in parts)
    if rule == "geometric":
        return math.prod(max(value, floor or 0.0) ** (weight / total) for value, weight in parts)
    return math.fsum(value * weight for value, weight in parts) / total


def shortcoming(
    rubric: Rubric, id_: str, codes: Mapping[str, float], share: Mapping[str, Fraction]
) -> tuple[float | None, float | None]:
    m = {}
    for one in rubric.indicators:
        if one.shortcomings and one.shortcomings.primary == id_:
            m[one.id] = exact(rubric.shortcoming_weights.primary) * share[one.id]
        elif one.shortcomings and one.shortcomings.secondary == id_:
            m[one.id] = exact(rubric.shortcoming_weights.secondary) * share[one.id]
    primary = {one.id for one in rubric.indicators if one.shortcomings and one.shortcomings.primary == id_}
    coverage = covered(codes, {one: share[one] for one in m if one in primary} or m)
    rated = [one for one, weight in m.items() if weight > 0 and judged(codes[one])]
    rules = rubric.coverage
    if coverage is None or coverage < exact(rules.shortcoming_coverage) or len(rated) < rules.shortcoming_indicators:
        return None, plain(coverage)
    lost = math.fsum(float(m[one]) * (rubric.top - max(codes[one], 0)) for one in rated)
    return 100.0 * lost / math.fsum(float(m[one]) * rubric.top for one in rated), float(coverage)


def by_node(rubric: Rubric, scores: Scores, city: int = 0) -> dict[str, tuple[float, float]]:
    found = {"overall": (scores.overall[city], scores.overall_coverage[city])}
    groups = (
        (rubric.dimensions, scores.dimension, scores.dimension_coverage),
        (rubric.levels, scores.level, scores.level_coverage),
        (rubric.shortcomings, scores.severity, scores.severity_coverage),
    )
    for nodes, score, coverage in groups:
        for position, node in enumerate(nodes):
            found[node.id] = (score[city, position], coverage[city, position])
    return found


def assert_as_reference(rubric: Rubric, row: Sequence[int], weights: Weights, engine: Engine = scoring.score) -> None:
    wanted = reference(rubric, dict(zip(rubric.by_id, row, strict=True)), weights)
    assert_comes_to(rubric, engine(np.array([row], dtype=np.int8), scoring.plan(rubric, weights)), wanted)


def assert_comes_to(rubric: Rubric, scores: Scores, wanted: Mapping[str, tuple[float | None, float | None]]) -> None:
    for id_, numbers in by_node(rubric, scores).items():
        for got, expected in zip(numbers, wanted[id_], strict=True):
            assert math.isnan(got) == (expected is None), id_
            assert expected is None or got == pytest.approx(expected, abs=1e-9), id_


weight = st.sampled_from([0.0, 0.1, 0.3, 0.5, 1.0, 1.0, 1.0, 2.0, 3.0])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rubric, Weights, list[int]]:
    """A rubric of any shape, depth and rules, weights and one city's ratings."""
    top = draw(st.integers(1, 6))
    sizes = st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=3), min_size=1, max_size=3)
    rubric = made_rubric(draw(sizes), top)
    rule = st.sampled_from(["arithmetic", "arithmetic", "arithmetic", "geometric", "harmonic", "weakest"])
    said = rubric.model_dump(mode="python", by_alias=True)
    for position, node in enumerate(said["levels"]):
        node["within"] = draw(st.sampled_from([None, *(one["id"] for one in said["levels"][:position])]))
    for node in (*said["levels"], *said["dimensions"]):
        node["aggregation"], node["floor"] = draw(rule), draw(st.sampled_from([1.0, 20.0]))
    said["overall"], said["overall_floor"] = draw(rule), 1.0
    names = ["SC1", "SC2"]
    said["shortcomings"] = [{"id": one, "name": words(one)} for one in names]
    for one in said["indicators"]:
        primary = draw(st.sampled_from([None, *names]))
        if primary:
            other = next(name for name in names if name != primary)
            one["shortcomings"] = {"primary": primary, "secondary": draw(st.sampled_from([None, other]))}
    rubric = Rubric.model_validate(said)
    chosen = Weights(
        {one.id: draw(weight) for one in rubric.levels},
        {one.id: draw(weight) for one in rubric.dimensions},
        {one.id: draw(weight) for one in rubric.indicators},
    )
    code = st.one_of(st.integers(0, top), st.integers(0, top), st.sampled_from(SPECIAL))
    return rubric, chosen, [draw(code) for _ in rubric.indicators]


@given(cases())
def test_any_city_under_any_rubric_scores_as_the_plain_reference_says(case: tuple[Rubric, Weights, list[int]]) -> None:
    rubric, weights, row = case
    assert_as_reference(rubric, row, weights)


real_rows = st.lists(
    st.one_of(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), st.sampled_from(SPECIAL)),
    min_size=len(REAL.indicators), max_size=len(REAL.indicators),
)  # fmt: skip


@given(real_rows, st.sampled_from(["equal", "expert"]), st.sampled_from(["full", "quick"]))
def test_any_city_under_the_bundled_rubric_scores_as_the_plain_reference_says(
    row: list[int], preset: str, variant: str
) -> None:
    assert_as_reference(REAL, row, weights_of(REAL, WeightChoice(preset=preset), variant))


@given(cases(), st.data())
def test_figures_that_reach_beyond_a_level_score_as_the_plain_reference_says(
    case: tuple[Rubric, Weights, list[int]], data: st.DataObject
) -> None:
    rubric, weights, row = case
    part = st.sampled_from([0.0, 0.25, 0.5, 0.9, 1 - 1e-9])
    rest = [data.draw(part) if code < rubric.top else 0.0 for code in row]
    wanted = reference(
        rubric, dict(zip(rubric.by_id, row, strict=True)), weights, dict(zip(rubric.by_id, rest, strict=True))
    )
    codes, plan, beyond = np.array([row], dtype=np.int8), scoring.plan(rubric, weights), np.array([rest])
    scores = scoring.score(codes, plan, beyond)
    assert_comes_to(rubric, scores, wanted)
    low, high = scoring.bounds(codes, plan, scores, beyond)
    for kind in KINDS:
        number = getattr(scores, kind)
        assert not ((number < getattr(low, kind) - 1e-9) | (number > getattr(high, kind) + 1e-9)).any(), kind


@given(cases())
def test_no_figure_beyond_a_level_is_the_same_as_none_at_all(case: tuple[Rubric, Weights, list[int]]) -> None:
    rubric, weights, row = case
    codes, plan = np.array([row], dtype=np.int8), scoring.plan(rubric, weights)
    plain, zeros = scoring.score(codes, plan), scoring.score(codes, plan, np.zeros(codes.shape))
    for name in Scores.__dataclass_fields__:
        assert same(getattr(plain, name), getattr(zeros, name)), name


@pytest.mark.parametrize(("code", "rest"), [(2, 1.0), (2, -0.1), (4, 0.5), (2, float("nan"))])
def test_what_reaches_beyond_a_level_is_less_than_one_and_never_above_the_top(code: int, rest: float) -> None:
    rubric = made_rubric([[1]])
    plan, codes, beyond = scoring.plan(rubric, ones(rubric)), np.array([[code]], dtype=np.int8), np.array([[rest]])
    for refused in (lambda: scoring.score(codes, plan, beyond), lambda: scoring.bounds(codes, plan, None, beyond)):
        with pytest.raises(ScoringError):
            refused()


def test_what_reaches_beyond_a_level_needs_a_number_for_each_rating() -> None:
    rubric = made_rubric([[2]])
    with pytest.raises(ScoringError):
        scoring.score(np.array([[1, 2]], dtype=np.int8), scoring.plan(rubric, ones(rubric)), np.zeros((1, 1)))


def test_a_level_within_another_is_one_of_its_children() -> None:
    """A holds the dimension A0 (level 4 of 4) and the level B, whose dimensions stand at 0 and 2: 100 and 25."""
    flat = made_rubric([[1], [1, 1], [1]])
    levels = [one.model_copy(update={"within": "L0" if one.id == "L1" else None}) for one in flat.levels]
    rubric = flat.model_copy(update={"levels": levels})
    scores = scored(rubric, 4, 0, 2, 1)
    assert scores.level.tolist() == [[62.5, 25.0, 25.0]]
    assert scores.overall.tolist() == [(62.5 + 25.0) / 2], "only the outer levels make it"
    shares = scoring.effective_weights(scoring.plan(rubric, ones(rubric)))
    assert shares.tolist() == [0.25, 0.125, 0.125, 0.5]


def test_levels_that_lie_within_each_other_are_refused() -> None:
    flat = made_rubric([[1], [1]])
    levels = [one.model_copy(update={"within": other}) for one, other in zip(flat.levels, ["L1", "L0"], strict=True)]
    rubric = flat.model_copy(update={"levels": levels})
    with pytest.raises(ScoringError):
        scored(rubric, 1, 1)


def test_the_reference_would_notice_an_engine_that_takes_missing_for_zero() -> None:
    row = [2] * 45 + [MISSING]
    assert_as_reference(REAL, row, EQUAL)
    with pytest.raises(AssertionError):
        assert_as_reference(REAL, row, EQUAL, engine=missing_is_zero)


# -- broken engines, to show that the laws below can fail ---------------------------------------


def missing_is_zero(codes: Codes, plan: Plan) -> Scores:
    return scoring.score(np.where(codes == MISSING, np.int8(0), codes), plan)


def top_is_worst(codes: Codes, plan: Plan) -> Scores:
    return scoring.score(np.where(codes == plan.top, np.int8(0), codes), plan)


def zero_weighs_a_little(codes: Codes, plan: Plan) -> Scores:
    inside = np.where(plan.in_dimension + (plan.share == 0)[:, None] > 0, plan.in_dimension + 0.5, 0)
    return scoring.score(codes, replace(plan, in_dimension=inside))


def first_indicator_counts_double(codes: Codes, plan: Plan) -> Scores:
    inside = plan.in_dimension.copy()
    inside[0] *= 2
    return scoring.score(codes, replace(plan, in_dimension=inside))


def weights_plus_one(codes: Codes, plan: Plan) -> Scores:
    return scoring.score(codes, replace(plan, in_dimension=np.where(plan.in_dimension > 0, plan.in_dimension + 1, 0)))


def best_city_is_100(codes: Codes, plan: Plan) -> Scores:
    scores = scoring.score(codes, plan)
    return replace(scores, overall=scores.overall * (100.0 / np.nanmax(scores.overall)))


def severity_of_half_scale(codes: Codes, plan: Plan) -> Scores:
    scores = scoring.score(codes, plan)
    return replace(scores, severity=scores.severity / 2)


def same(a: np.ndarray, b: np.ndarray) -> bool:
    return bool(np.allclose(a, b, rtol=0, atol=1e-9, equal_nan=True))


# -- law: raising a level never lowers a score --------------------------------------------------


def raising_helps(engine: Engine, plan: Plan, row: Sequence[int], place: int, to: int) -> None:
    higher = list(row)
    higher[place] = to
    before, after = (engine(np.array([one], dtype=np.int8), plan) for one in (row, higher))
    for kind in KINDS:
        old, new = getattr(before, kind), getattr(after, kind)
        assert np.array_equal(np.isnan(old), np.isnan(new))
        gain = np.nan_to_num(old - new) if kind == "severity" else np.nan_to_num(new - old)
        assert (gain >= -1e-9).all(), kind


@given(cases(), st.data())
def test_raising_a_level_never_lowers_a_score(case: tuple[Rubric, Weights, list[int]], data: st.DataObject) -> None:
    rubric, weights, row = case
    place = data.draw(st.integers(0, len(row) - 1))
    row[place] = data.draw(st.sampled_from([INSUFFICIENT_EVIDENCE, *range(rubric.top + 1)]))
    to = data.draw(st.integers(max(row[place], 0), rubric.top))
    raising_helps(scoring.score, scoring.plan(rubric, weights), row, place, to)


def test_that_law_breaks_where_the_top_level_counts_nothing() -> None:
    with pytest.raises(AssertionError):
        raising_helps(top_is_worst, scoring.plan(REAL, EQUAL), [3] * 46, 0, 4)


# -- law: weight 0 has no influence -------------------------------------------------------------


def weightless(engine: Engine, rubric: Rubric, weights: Weights, row: Sequence[int], place: int, to: int) -> None:
    id_ = rubric.indicators[place].id
    plan = scoring.plan(rubric, replace(weights, indicators={**weights.indicators, id_: 0.0}))
    other = list(row)
    other[place] = to
    before, after = (engine(np.array([one], dtype=np.int8), plan) for one in (row, other))
    assert all(same(getattr(before, name), getattr(after, name)) for name in Scores.__dataclass_fields__)


@given(cases(), st.data())
def test_an_indicator_of_weight_0_has_no_influence(
    case: tuple[Rubric, Weights, list[int]], data: st.DataObject
) -> None:
    rubric, weights, row = case
    place = data.draw(st.integers(0, len(row) - 1))
    to = data.draw(st.sampled_from([*SPECIAL, *range(rubric.top + 1)]))
    weightless(scoring.score, rubric, weights, row, place, to)


def test_that_law_breaks_where_weight_0_weighs_a_little() -> None:
    with pytest.raises(AssertionError):
        weightless(zero_weighs_a_little, REAL, EQUAL, [2] * 46, 0, 4)


def test_a_dimension_of_weight_0_has_no_influence_on_its_level_and_on_severities() -> None:
    rubric = linked_rubric(made_rubric([[2, 2]]), {f"L0D{d}i{i}": ("SC", None) for d in (0, 1) for i in (0, 1)})
    weights = ones(rubric, L0D1=0)
    low, high = scored(rubric, 2, 2, 0, 0, weights=weights), scored(rubric, 2, 2, 4, 4, weights=weights)
    assert low.level == high.level == 50
    assert low.dimension.tolist() == [[50, 0]], "it keeps a score of its own"
    assert same(low.severity, high.severity)


# -- law: a missing rating equals no rating -----------------------------------------------------


def missing_is_nothing(engine: Engine, rubric: Rubric, weights: Weights, row: Sequence[int], place: int) -> None:
    """Wherever both are shown, a missing rating scores as if the indicator were not in the rubric."""
    missing, id_ = list(row), rubric.indicators[place].id
    missing[place] = MISSING
    without = replace(weights, indicators={**weights.indicators, id_: 0.0})
    codes = np.array([missing], dtype=np.int8)
    with_gap, left_out = engine(codes, scoring.plan(rubric, weights)), engine(codes, scoring.plan(rubric, without))
    both = ~np.isnan(with_gap.dimension) & ~np.isnan(left_out.dimension)
    assert same(with_gap.dimension[both], left_out.dimension[both])


@given(cases(), st.data())
def test_a_missing_rating_equals_no_rating(case: tuple[Rubric, Weights, list[int]], data: st.DataObject) -> None:
    rubric, weights, row = case
    missing_is_nothing(scoring.score, rubric, weights, row, data.draw(st.integers(0, len(row) - 1)))


def test_that_law_breaks_where_missing_counts_as_zero() -> None:
    with pytest.raises(AssertionError):
        missing_is_nothing(missing_is_zero, REAL, EQUAL, [2] * 46, 0)


def test_a_missing_rating_neither_helps_nor_hurts() -> None:
    rubric = made_rubric([[5]])
    assert scored(rubric, 3, 3, 3, 3, MISSING).overall == scored(rubric, 3, 3, 3, 3, 3).overall == 75


# -- law: order and scale do not matter ---------------------------------------------------------


def order_is_nothing(
    engine: Engine, rubric: Rubric, weights: Weights, row: Sequence[int], order: Sequence[int]
) -> None:
    shuffled = rubric.model_copy(update={"indicators": [rubric.indicators[i] for i in order]})
    plain = engine(np.array([row], dtype=np.int8), scoring.plan(rubric, weights))
    moved = engine(np.array([[row[i] for i in order]], dtype=np.int8), scoring.plan(shuffled, weights))
    assert all(same(getattr(plain, name), getattr(moved, name)) for name in Scores.__dataclass_fields__)


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_indicators_changes_nothing(case: tuple[Rubric, Weights, list[int]], random: Any) -> None:
    rubric, weights, row = case
    order = list(range(len(row)))
    random.shuffle(order)
    order_is_nothing(scoring.score, rubric, weights, row, order)


def test_that_law_breaks_where_the_first_indicator_counts_double() -> None:
    row = [4, *[2] * 45]
    with pytest.raises(AssertionError):
        order_is_nothing(first_indicator_counts_double, REAL, EQUAL, row, list(range(46))[::-1])


def scale_is_nothing(engine: Engine, rubric: Rubric, weights: Weights, row: Sequence[int], by: Sequence[float]) -> None:
    scaled = Weights(*(
        {id_: one * factor for id_, one in group.items()}
        for group, factor in zip((weights.levels, weights.dimensions, weights.indicators), by, strict=True)
    ))  # fmt: skip
    codes = np.array([row], dtype=np.int8)
    plain, other = engine(codes, scoring.plan(rubric, weights)), engine(codes, scoring.plan(rubric, scaled))
    assert all(same(getattr(plain, name), getattr(other, name)) for name in Scores.__dataclass_fields__)


scale = st.sampled_from([0.1, 1 / 3, 0.7, 7.0, 1000.0])


@given(cases(), st.tuples(scale, scale, scale))
def test_the_scale_of_the_weights_changes_nothing(
    case: tuple[Rubric, Weights, list[int]], by: tuple[float, float, float]
) -> None:
    rubric, weights, row = case
    nested = any(
        one.within is not None for one in rubric.levels
    )  # dimensions and levels share a scale where they share a level
    scale_is_nothing(scoring.score, rubric, weights, row, (by[0], by[0], by[2]) if nested else by)


def test_that_law_breaks_where_every_weight_gets_one_more() -> None:
    expert = weights_of(REAL, WeightChoice(preset="expert"))
    with pytest.raises(AssertionError):
        scale_is_nothing(weights_plus_one, REAL, expert, [4, 0] * 23, (1, 1, 0.1))


def test_six_tenths_rated_is_enough_whatever_the_scale_of_the_weights() -> None:
    rubric = made_rubric([[5]])
    for each in (1.0, 0.1, 0.7, 1 / 3):
        weights = ones(rubric, **{one.id: each for one in rubric.indicators})
        assert scored(rubric, 4, 4, 4, MISSING, MISSING, weights=weights).overall == pytest.approx(100)


# -- law: other cities change nothing -------------------------------------------------------------


def others_are_nothing(engine: Engine, plan: Plan, row: Sequence[int], others: Sequence[Sequence[int]]) -> None:
    alone = engine(np.array([row], dtype=np.int8), plan)
    among = engine(np.array([row, *others], dtype=np.int8), plan)
    for name in Scores.__dataclass_fields__:
        assert same(getattr(alone, name)[0], getattr(among, name)[0])


@given(real_rows, st.lists(real_rows, max_size=4))
def test_other_cities_never_change_a_citys_own_score(row: list[int], others: list[list[int]]) -> None:
    others_are_nothing(scoring.score, scoring.plan(REAL, EQUAL), row, others)


def test_that_law_breaks_where_the_best_city_is_made_100() -> None:
    with pytest.raises(AssertionError):
        others_are_nothing(best_city_is_100, scoring.plan(REAL, EQUAL), [2] * 46, [[4] * 46])


@given(st.lists(real_rows, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_cities_changes_nothing(rows: list[list[int]], random: Any) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    plan, codes = scoring.plan(REAL, EQUAL), np.array(rows, dtype=np.int8)
    straight, moved = scoring.score(codes, plan), scoring.score(codes[order], plan)
    assert all(same(getattr(straight, name)[order], getattr(moved, name)) for name in Scores.__dataclass_fields__)


# -- law: severity and score mirror each other ----------------------------------------------------


def mirrored(engine: Engine, rubric: Rubric, row: Sequence[int]) -> None:
    scores = engine(np.array([row], dtype=np.int8), scoring.plan(rubric, ones(rubric)))
    both = ~np.isnan(scores.dimension[:, 0]) & ~np.isnan(scores.severity[:, 0])
    assert same((scores.dimension[:, 0] + scores.severity[:, 0])[both], np.full(both.sum(), 100.0))
    assert same(scores.dimension_coverage, scores.severity_coverage)


ONE_SET = linked_rubric(made_rubric([[6]]), {f"L0D0i{i}": ("SC", None) for i in range(6)})


@given(st.lists(st.sampled_from([*SPECIAL, *range(5)]), min_size=6, max_size=6))
def test_severity_and_score_of_the_same_set_mirror_each_other(row: list[int]) -> None:
    mirrored(scoring.score, ONE_SET, row)


def test_that_law_breaks_where_severity_runs_to_50_only() -> None:
    with pytest.raises(AssertionError):
        mirrored(severity_of_half_scale, ONE_SET, [1] * 6)


# -- law: blocks and precision do not show ----------------------------------------------------------


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
@pytest.mark.parametrize("preset", ["equal", "own"])
def test_results_do_not_depend_on_how_many_cities_are_scored_at_a_time(
    block: int, preset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(5)
    codes = random.integers(-3, 5, (1000, 46), dtype=np.int8)
    own = replace(EQUAL, indicators={id_: random.uniform(0.1, 3) for id_ in EQUAL.indicators})
    plan = scoring.plan(REAL, EQUAL if preset == "equal" else own)
    whole = scoring.score(codes, plan)
    monkeypatch.setattr(scoring, "BLOCK", block)
    parts = scoring.score(codes, plan)
    for name in Scores.__dataclass_fields__:
        assert np.allclose(getattr(whole, name), getattr(parts, name), rtol=0, atol=1e-12, equal_nan=True)


def test_whole_weights_score_the_same_in_single_and_in_double_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = np.random.default_rng(6).integers(-3, 5, (500, 46), dtype=np.int8)
    plan = scoring.plan(REAL, weights_of(REAL, WeightChoice(preset="expert")))
    single = scoring.score(codes, plan)
    monkeypatch.setattr(scoring, "_kind", lambda weight, top: np.float64)
    double = scoring.score(codes, plan)
    for name in Scores.__dataclass_fields__:
        assert np.array_equal(getattr(single, name), getattr(double, name), equal_nan=True)


def test_only_weights_that_add_up_exactly_are_scored_in_single_precision() -> None:
    assert scoring._kind(np.array([[1.0, 0.5, 3.0]]), 4) is np.float32
    assert scoring._kind(np.array([[1.0, 0.1]]), 4) is np.float64
    assert scoring._kind(np.array([[1.0, 2.0**20]]), 4) is np.float64


# -- published examples -------------------------------------------------------------------------


def group(rule: Any, *weights: float, floor: float | None = None) -> Group:
    return Group("node", tuple(range(len(weights))), weights, rule, floor)


def test_the_oecd_handbook_countries_agree_in_the_arithmetic_mean_and_part_in_the_geometric() -> None:
    """OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 6 on compensability:
    21, 1, 1, 1 and 6, 6, 6, 6 both have the mean 6; their geometric means are 2.14 and 6."""
    countries = np.array([[21.0, 1, 1, 1], [6, 6, 6, 6]])
    assert scoring.combine(group("arithmetic", 1, 1, 1, 1), countries).tolist() == [6, 6]
    assert scoring.combine(group("geometric", 1, 1, 1, 1), countries).round(2).tolist() == [2.14, 6.0]


def test_the_human_development_index_is_a_geometric_mean_of_three() -> None:
    """UNDP, Human Development Report, technical note 1: (0.6971 · 0.3447 · 0.5506)^(1/3) = 0.510."""
    indices = np.array([[69.71, 34.47, 55.06]])
    assert scoring.combine(group("geometric", 1, 1, 1), indices).round(1) == 51.0


# -- rules of putting together --------------------------------------------------------------------


def test_a_weakest_dimension_takes_its_lowest_indicator() -> None:
    rubric = made_rubric([[3]], dimensions=[
        {"id": "L0D0", "level": "L0", "name": words("d"), "aggregation": "weakest"},
    ])  # fmt: skip
    assert scored(rubric, 4, 1, 3).dimension == 25
    assert scored(rubric, 4, 4, MISSING).dimension == 100, "what is missing is not the weakest"


def test_a_weakest_level_takes_its_lowest_dimension_that_has_a_score() -> None:
    rubric = made_rubric([[1, 1, 1]], levels=[{"id": "L0", "name": words("l"), "aggregation": "weakest"}])
    assert scored(rubric, 4, 2, 3).level == 50
    assert scored(rubric, 4, MISSING, 3).level == 75


def test_a_geometric_dimension_without_a_floor_refuses_a_zero() -> None:
    rubric = made_rubric([[2]], dimensions=[
        {"id": "L0D0", "level": "L0", "name": words("d"), "aggregation": "geometric"},
    ])  # fmt: skip
    assert scored(rubric, 1, 4).dimension == pytest.approx(50)
    with pytest.raises(ScoringError, match="floor"):
        scored(rubric, 0, 4)
    with pytest.raises(ScoringError, match="floor"):
        scored(rubric, INSUFFICIENT_EVIDENCE, 4)


@pytest.mark.parametrize("tier", ["level", "overall"])
def test_a_geometric_mean_higher_up_refuses_a_zero_too(tier: str) -> None:
    level = {"id": "L0", "name": words("l"), "aggregation": "geometric" if tier == "level" else "arithmetic"}
    other = {"id": "L1", "name": words("l")}
    overall = "geometric" if tier == "overall" else "arithmetic"
    rubric = made_rubric([[1, 1], [1]], levels=[level, other], overall=overall)
    assert not np.isnan(scored(rubric, 1, 4, 4).overall)
    with pytest.raises(ScoringError, match="floor"):
        scored(rubric, 0, 4 * (tier == "level"), 4)


def test_an_overall_geometric_mean_lifts_what_lies_below_its_floor() -> None:
    rubric = made_rubric([[1], [1]], overall="geometric", overall_floor=1.0)
    assert scored(rubric, 0, 4).overall == pytest.approx(10), "√(1·100)"
    assert scored(rubric, 1, 4).overall == pytest.approx(50), "√(25·100)"


def test_a_withheld_level_does_not_trouble_a_geometric_mean() -> None:
    rubric = made_rubric([[2], [4]], overall="geometric")
    assert scored(rubric, MISSING, MISSING, 4, 4, 4, 4).overall == pytest.approx(100), "4 of 6 rated"


# -- gaps, weights and thresholds at their ends -----------------------------------------------------


def test_insufficient_evidence_counts_as_rated_and_as_nothing() -> None:
    scores = scored(made_rubric([[2]]), 4, INSUFFICIENT_EVIDENCE)
    assert scores.overall == 50
    assert scores.overall_coverage == 1


def test_not_applicable_leaves_both_sides_of_the_fraction() -> None:
    scores = scored(made_rubric([[5, 5]]), NOT_APPLICABLE, 4, 4, 4, 4, 2, 2, 2, 2, 2)
    assert scores.dimension.tolist() == [[100, 50]]
    assert scores.overall_coverage == 1


def test_half_of_a_dimension_may_be_not_applicable_but_no_more() -> None:
    rubric = made_rubric([[4, 8]])
    rest = [4] * 8
    assert scored(rubric, NOT_APPLICABLE, NOT_APPLICABLE, 4, 4, *rest).dimension[0, 0] == 100
    assert np.isnan(scored(rubric, NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE, 4, *rest).dimension[0, 0])


def test_a_fifth_of_all_may_be_not_applicable_but_no_more() -> None:
    rubric = made_rubric([[5, 5]])
    assert not np.isnan(scored(rubric, NOT_APPLICABLE, 4, 4, 4, 4, NOT_APPLICABLE, 4, 4, 4, 4).overall)
    three = scored(rubric, NOT_APPLICABLE, NOT_APPLICABLE, 4, 4, 4, NOT_APPLICABLE, 4, 4, 4, 4)
    assert np.isnan(three.overall)
    assert three.level == 100, "the limit on all withholds the overall score only"


def test_a_city_without_any_rating_has_coverage_0_and_no_score() -> None:
    scores = scored(REAL, *[MISSING] * 46)
    assert all(np.isnan(getattr(scores, kind)).all() for kind in KINDS)
    assert scores.overall_coverage == 0
    assert (scores.dimension_coverage == 0).all()


def test_a_city_to_which_nothing_applies_has_neither_coverage_nor_score() -> None:
    scores = scored(REAL, *[NOT_APPLICABLE] * 46)
    assert all(np.isnan(getattr(scores, name)).all() for name in Scores.__dataclass_fields__)


def test_a_dimension_whose_indicators_all_weigh_0_takes_no_place_among_the_parts_of_its_level() -> None:
    rubric = made_rubric([[1, 1, 1]])
    weights = ones(rubric, L0D1i0=0, L0D2i0=0)
    scores = scored(rubric, 3, 0, 0, weights=weights)
    assert scores.level == 75, "one of one part has a score, not one of three"
    assert np.isnan(scores.dimension[0, 1:]).all()
    assert scoring.effective_weights(scoring.plan(rubric, weights)).tolist() == [1, 0, 0]


def test_a_level_needs_half_of_its_dimensions() -> None:
    rubric = made_rubric([[6, 2, 2]])
    assert np.isnan(scored(rubric, *[4] * 6, *[MISSING] * 4).level), "coverage 60 % but one of three dimensions"
    assert scored(rubric, *[4] * 6, 2, 2, MISSING, MISSING).level == 75


def test_a_withheld_dimension_has_no_part_in_its_level() -> None:
    rubric = made_rubric([[4, 2]])
    assert scored(rubric, 4, 4, 4, 4, 0, MISSING).level == 100


def test_a_shortcoming_needs_three_indicators_and_six_tenths() -> None:
    rubric = linked_rubric(made_rubric([[5]]), {f"L0D0i{i}": ("SC", None) for i in range(5)})
    assert scored(rubric, 1, 1, 1, MISSING, MISSING).severity == 75
    assert np.isnan(scored(rubric, 1, 1, MISSING, NOT_APPLICABLE, NOT_APPLICABLE).severity), "two rated"


def test_a_secondary_link_counts_half() -> None:
    rubric = linked_rubric(made_rubric([[3]]), {
        "L0D0i0": ("SC1", None), "L0D0i1": ("SC1", None), "L0D0i2": ("SC2", "SC1"),
    })  # fmt: skip
    assert scored(rubric, 4, 4, 0).severity[0, 0] == pytest.approx(100 * 0.5 / 2.5)


def test_a_scale_from_0_to_2_gives_50_points_a_level() -> None:
    assert scored(made_rubric([[2]], top=2), 1, 2).overall == 75


def test_shares_follow_dimension_and_level_weights_relative_to_their_mean() -> None:
    rubric = made_rubric([[1, 1], [1]])
    plan = scoring.plan(rubric, ones(rubric, L0D1=3, L1=3))
    assert plan.share.tolist() == [0.5 * 0.5, 1.5 * 0.5, 1.0 * 1.5]


def test_effective_weights_add_up_to_1_in_every_variant() -> None:
    for variant in ("full", "quick"):
        share = scoring.effective_weights(scoring.plan(REAL, weights_of(REAL, WeightChoice(), variant)))
        assert share.sum() == pytest.approx(1)
        assert (share > 0).sum() == len(REAL.in_variant(variant))


def test_the_effective_weight_is_what_one_level_adds_to_the_overall_score() -> None:
    plan = scoring.plan(REAL, weights_of(REAL, WeightChoice(preset="expert")))
    flat = np.full((1, 46), 2, dtype=np.int8)
    for row, effective in enumerate(scoring.effective_weights(plan)):
        higher = flat.copy()
        higher[0, row] = 3
        gain = scoring.score(higher, plan).overall - scoring.score(flat, plan).overall
        assert gain == pytest.approx(25 * effective)


@given(cases())
def test_bounds_bracket_whatever_the_missing_ratings_turn_out_to_be(case: tuple[Rubric, Weights, list[int]]) -> None:
    rubric, weights, row = case
    plan = scoring.plan(rubric, weights)
    low, high = scoring.bounds(np.array([row], dtype=np.int8), plan)
    for level in (0, rubric.top // 2, rubric.top):
        filled = np.array([[level if code == MISSING else code for code in row]], dtype=np.int8)
        scores = scoring.score(filled, plan)
        for kind in ("dimension", "severity"):
            known = ~np.isnan(getattr(scores, kind))
            assert (getattr(low, kind)[known] <= getattr(scores, kind)[known] + 1e-9).all()
            assert (getattr(high, kind)[known] >= getattr(scores, kind)[known] - 1e-9).all()


def test_half_rated_leaves_half_the_range_open() -> None:
    plan = scoring.plan(made_rubric([[2]]), ones(made_rubric([[2]])))
    low, high = scoring.bounds(np.array([[4, MISSING]], dtype=np.int8), plan)
    assert (low.overall, high.overall) == (50, 100)


def test_a_path_needs_two_indicators_and_six_tenths_of_its_weight() -> None:
    rubric = made_rubric(
        [[4]], tags=[{"id": "P", "name": words("p")}, {"id": "ALL", "name": words("a"), "scored": False}]
    )
    tagged = [one.model_copy(update={"tags": ["P", "ALL"]}) for one in rubric.indicators]
    rubric = rubric.model_copy(update={"indicators": tagged})
    plan = scoring.plan(rubric, ones(rubric))
    codes = np.array([[1, 3, 3, 1], [1, 3, MISSING, MISSING], [1, NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE]])
    found = paths(codes.astype(np.int8), plan)
    assert found.score.shape == (3, 1), "a tag that is not scored is no path"
    assert found.score[0, 0] == 50
    assert np.isnan(found.score[1:, 0]).all()


def test_a_cell_of_one_indicator_is_shown() -> None:
    rubric = linked_rubric(made_rubric([[3], [1]]), {"L0D0i0": ("SC", None), "L1D0i0": ("SC", None)})
    found = cells(np.array([[1, 4, 4, 3]], dtype=np.int8), scoring.plan(rubric, ones(rubric)), 1)
    assert found.score == 25


def test_percent_to_target_does_not_let_one_dimension_make_up_for_another() -> None:
    reached = scoring.percent_to_target(np.array([[100.0, 50.0], [100.0, np.nan]]), np.array([2.0, 4.0]), 4)
    assert reached.tolist() == pytest.approx([4 / 6, 1.0])


def test_ratings_outside_the_scale_are_refused() -> None:
    plan = scoring.plan(made_rubric([[2]]), ones(made_rubric([[2]])))
    for wrong in ([[5, 0]], [[-4, 0]], [[1, 2, 3]], [1, 2]):
        with pytest.raises(ScoringError):
            scoring.score(np.array(wrong, dtype=np.int8), plan)


def test_no_city_at_all_gives_no_rows() -> None:
    scores = scoring.score(np.empty((0, 46), dtype=np.int8), scoring.plan(REAL, EQUAL))
    assert scores.overall.shape == (0,)
    assert scores.dimension.shape == (0, 13)


# -- weights --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (WeightChoice(preset="no-such"), "no weight preset no-such"),
        (WeightChoice(indicators={"A1-1": -1.0}), "A1-1"),
        (WeightChoice(levels={"A": math.inf}), "the weight of A"),
        (WeightChoice(dimensions={"Z9": 1.0}), "no Z9"),
        (WeightChoice(levels={"A": 0.0, "B": 0.0, "C": 0.0}), "all weights are 0"),
    ],
)
def test_weights_that_admit_no_score_are_refused(choice: WeightChoice, told: str) -> None:
    with pytest.raises(ScoringError, match=told):
        weights_of(REAL, choice)


def test_own_weights_lie_over_those_of_the_preset() -> None:
    chosen = weights_of(REAL, WeightChoice(preset="expert", indicators={"A1-1": 0.5}))
    assert chosen.indicators["A1-1"] == 0.5
    assert chosen.indicators["A1-2"] == 3

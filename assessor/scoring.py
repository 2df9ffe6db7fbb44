"""Arrays -> scores, coverage, bounds, severities.

Ratings come as an integer array `codes` of shape (cities, indicators): a level 0..T, or one of
the three codes below zero. Nothing here rounds, and nothing knows of files, pages or names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessor.errors import Problem, ScoringError
from assessor.rubric import Aggregation, CoordinationLevel, Coverage, Rubric
from assessor.text import say

MISSING, NOT_APPLICABLE, INSUFFICIENT_EVIDENCE = -1, -2, -3

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
# Rows scored at a time: values, rated and applicable of a block stay in the processor's cache.
BLOCK = 4096


@dataclass(frozen=True)
class Weights:
    """Relative weights by id, each meaningful inside its own group only."""

    levels: Mapping[str, float]
    dimensions: Mapping[str, float]
    indicators: Mapping[str, float]


@dataclass(frozen=True)
class Group:
    """How one node is put together from its children."""

    id: str
    children: tuple[int, ...]
    weights: tuple[float, ...]
    rule: Aggregation
    floor: float | None


@dataclass(frozen=True)
class Plan:
    """A rubric and a choice of weights as arrays.

    I indicators, D dimensions, L coordination levels, S shortcomings, P path tags.
    """

    top: int
    indicators: tuple[str, ...]
    dimensions: tuple[Group, ...]
    levels: tuple[Group, ...]
    overall: Group
    in_dimension: Floats
    """(I, D) weight of an indicator inside its dimension, 0 elsewhere."""
    share: Floats
    """(I,) weight of an indicator in coverage and severity: its own weight times the weight of
    its dimension and level relative to their group's mean, so that scales do not matter."""
    links: Floats
    """(I, S) 1 for a primary, 0.5 for a secondary link, times `share`."""
    tagged: Floats
    """(I, P) `share` where the indicator bears the tag."""
    level_of: npt.NDArray[np.intp]
    """(I,) position of the indicator's coordination level."""
    rules: Coverage


@dataclass(frozen=True)
class Scores:
    """What the engine makes of ratings. NaN where nothing can be said; first axis: cities."""

    dimension: Floats
    dimension_coverage: Floats
    dimension_withheld: Bools
    level: Floats
    level_coverage: Floats
    level_withheld: Bools
    overall: Floats
    overall_coverage: Floats
    overall_withheld: Bools
    severity: Floats
    severity_coverage: Floats
    severity_withheld: Bools


@dataclass(frozen=True)
class Bounds:
    """Scores with everything missing at 0 (`low`) and at T (`high`)."""

    dimension: Floats
    level: Floats
    overall: Floats
    severity: Floats


def _relative(weights: list[float]) -> list[float]:
    """Weights over the mean of the positive ones: 1 for equal weights, 0 stays 0."""
    positive = [weight for weight in weights if weight > 0]
    mean = sum(positive) / len(positive) if positive else 1.0
    return [weight / mean for weight in weights]


def _group(node: CoordinationLevel, children: list[int], weights: list[float]) -> Group:
    return Group(node.id, tuple(children), tuple(weights), node.aggregation, node.floor)


def plan(rubric: Rubric, weights: Weights) -> Plan:
    """The rubric under these weights, ready for `score`."""
    position = {one.id: index for index, one in enumerate(rubric.indicators)}
    level_weights = [weights.levels[one.id] for one in rubric.levels]
    dimension_weights = {
        one.id: weight
        for level in rubric.levels
        for one, weight in zip(
            rubric.dimensions_of(level.id),
            _relative([weights.dimensions[d.id] for d in rubric.dimensions_of(level.id)]),
            strict=True,
        )
    }
    relative_level = dict(zip([one.id for one in rubric.levels], _relative(level_weights), strict=True))
    size = len(rubric.indicators)
    in_dimension = np.zeros((size, len(rubric.dimensions)))
    share = np.zeros(size)
    level_of = np.zeros(size, dtype=np.intp)
    dimension_groups = []
    for d, dimension in enumerate(rubric.dimensions):
        members = rubric.indicators_of(dimension.id)
        rows = [position[one.id] for one in members]
        own = [float(weights.indicators[one.id]) for one in members]
        in_dimension[rows, d] = own
        share[rows] = np.array(own) * dimension_weights[dimension.id] * relative_level[dimension.level]
        level_of[rows] = [one.id for one in rubric.levels].index(dimension.level)
        dimension_groups.append(_group(dimension, rows, own))
    level_groups = []
    for level in rubric.levels:
        below = [d for d, one in enumerate(rubric.dimensions) if one.level == level.id]
        own = [float(weights.dimensions[rubric.dimensions[d].id]) for d in below]
        level_groups.append(_group(level, below, own))
    overall = Group(
        "overall", tuple(range(len(rubric.levels))), tuple(level_weights),
        rubric.overall, rubric.overall_floor,
    )  # fmt: skip
    return Plan(
        top=rubric.top,
        indicators=tuple(one.id for one in rubric.indicators),
        dimensions=tuple(dimension_groups),
        levels=tuple(level_groups),
        overall=overall,
        in_dimension=in_dimension,
        share=share,
        links=_links(rubric) * share[:, None],
        tagged=_tagged(rubric) * share[:, None],
        level_of=level_of,
        rules=rubric.coverage,
    )


def _links(rubric: Rubric) -> Floats:
    column = {one.id: index for index, one in enumerate(rubric.shortcomings)}
    links = np.zeros((len(rubric.indicators), len(column)))
    for row, one in enumerate(rubric.indicators):
        if one.shortcomings is None:
            continue
        links[row, column[one.shortcomings.primary]] = rubric.shortcoming_weights.primary
        if one.shortcomings.secondary is not None:
            links[row, column[one.shortcomings.secondary]] = rubric.shortcoming_weights.secondary
    return links


def _tagged(rubric: Rubric) -> Floats:
    scored = [tag.id for tag in rubric.tags if tag.scored]
    rows = [[float(tag in one.tags) for tag in scored] for one in rubric.indicators]
    return np.array(rows, dtype=np.float64).reshape(len(rubric.indicators), len(scored))


def values(codes: Codes, top: int) -> Floats:
    """Value 0..100 of each rating: 100·s/T; insufficient evidence 0; 0 also where not rated."""
    table = np.zeros(256)
    table[: top + 1] = 100.0 * np.arange(top + 1) / top
    found: Floats = table[codes.view(np.uint8)]
    return found


def _divide(numerator: Floats, denominator: Floats) -> Floats:
    """Quotient, NaN where the denominator is 0."""
    empty = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    return np.divide(numerator, denominator, out=empty, where=denominator > 0)


def combine(group: Group, children: Floats, *, bound: bool = False) -> Floats:
    """Put one node together from its children under the group's rule.

    Children without a score, and those of weight 0, have no part; the other weights are
    rescaled, so nobody is marked down for what nobody rated.

    Args:
        group: weights, rule and floor of the node.
        children: (cities, K) scores 0..100; NaN where a child has none.
        bound: a lower bound may be 0 under the geometric rule; a score may not.

    Returns:
        (cities,) score 0..100; NaN where no child has one.

    Raises:
        ScoringError: if a geometric mean without a floor meets a zero.

    Source:
        OECD & JRC (2008), Handbook on Constructing Composite Indicators, step 6.
    """
    weights = np.array(group.weights)
    present = ~np.isnan(children) & (weights > 0)
    weight = np.where(present, weights, 0.0)
    if group.rule == "arithmetic":
        filled = np.where(present, children, 0.0)
        return _divide((filled * weight).sum(axis=1), weight.sum(axis=1))
    if group.rule == "weakest":
        lowest = np.where(present, children, np.inf).min(axis=1, initial=np.inf)
        return np.where(np.isinf(lowest), np.nan, lowest)
    return _geometric(group, children, present, weight, bound)


def _geometric(group: Group, children: Floats, present: Bools, weight: Floats, bound: bool) -> Floats:
    floored = np.where(present, children, 100.0)
    if group.floor is not None:
        floored = np.maximum(floored, group.floor)
    zero = (floored <= 0) & present
    if zero.any() and not bound:
        raise ScoringError(
            Problem(
                group.id,
                say("几何平均遇到0分且未规定下限", "the geometric mean meets a score of 0 and declares no floor"),
                say("在量表中为该组写上 floor,或改用 arithmetic", "declare a floor for this group in the rubric, or use arithmetic"),
            )
        )  # fmt: skip
    logs = np.log(np.where(zero, 1.0, floored))
    mean = np.exp(_divide((logs * weight).sum(axis=1), weight.sum(axis=1)))
    return np.where(zero.any(axis=1), 0.0, mean)


def score(codes: Codes, plan: Plan) -> Scores:
    """Scores, coverage and severities of many cities.

    A node's score is the weighted mean (or the group's own rule) of the children that have one.
    Coverage is weight rated over weight applicable. A node is withheld below the rubric's
    provisional threshold, when too few of its children have a score, or when too much of it is
    not applicable; a withheld node has no score and no part in the node above it.

    A shortcoming's severity is 100·Σ m·w·(T-s) / Σ m·w·T over its rated indicators.

    Args:
        codes: (cities, indicators) levels 0..T or MISSING, NOT_APPLICABLE, INSUFFICIENT_EVIDENCE,
            columns in the order of `plan.indicators`.
        plan: the rubric under a choice of weights.

    Returns:
        Scores; every array has one row a city. Scores and severities run 0..100, coverage 0..1.
        NaN stands for "nothing applicable" in coverage and for "withheld" in scores.

    Raises:
        ScoringError: if a geometric mean without a floor meets a zero.

    Source:
        Rubric method, scoring design; insufficient evidence follows the PEFA D* convention.
    """
    blocks = list(_blocks(codes, plan))
    names = Scores.__dataclass_fields__
    return Scores(**{name: np.concatenate([getattr(block, name) for block in blocks]) for name in names})


def _blocks(codes: Codes, plan: Plan) -> Iterator[Scores]:
    for start in range(0, max(len(codes), 1), BLOCK):
        yield _score_block(codes[start : start + BLOCK], plan)


def _score_block(codes: Codes, plan: Plan) -> Scores:
    rules = plan.rules
    value = values(codes, plan.top)
    rated = ((codes >= 0) | (codes == INSUFFICIENT_EVIDENCE)).astype(np.float64)
    applicable = (codes != NOT_APPLICABLE).astype(np.float64)

    rated_weight = rated @ plan.in_dimension
    applicable_weight = applicable @ plan.in_dimension
    dimension_coverage = _divide(rated_weight, applicable_weight)
    dimension_withheld = _below(dimension_coverage, rules.provisional) | _too_many_excused(applicable, plan)
    dimension = _dimension_scores(value, rated, rated_weight, plan)
    dimension[dimension_withheld] = np.nan

    level, level_coverage, level_withheld = _levels(rated, applicable, dimension, plan)
    overall_coverage = _divide(rated @ plan.share, applicable @ plan.share)
    overall = combine(plan.overall, level)
    counted = (np.array(plan.overall.weights) > 0).sum()
    scored = (~np.isnan(level) & (np.array(plan.overall.weights) > 0)).sum(axis=1)
    in_play = plan.share > 0
    excused = ((1 - applicable) @ in_play) > rules.not_applicable_total * in_play.sum()
    overall_withheld = _below(overall_coverage, rules.provisional) | (scored < rules.children * counted) | excused
    overall[overall_withheld] = np.nan

    severity, severity_coverage, severity_withheld = severities(codes, plan)
    return Scores(
        dimension, dimension_coverage, dimension_withheld,
        level, level_coverage, level_withheld,
        overall, overall_coverage, overall_withheld,
        severity, severity_coverage, severity_withheld,
    )  # fmt: skip


def _below(coverage: Floats, threshold: float) -> Bools:
    """Where nothing is applicable there is no coverage, and nothing to show."""
    below: Bools = ~(coverage >= threshold)
    return below


def _too_many_excused(applicable: Floats, plan: Plan) -> Bools:
    """More of a dimension not applicable than the rubric permits."""
    members = (plan.in_dimension > 0).astype(np.float64)
    excused = (1 - applicable) @ members
    too_many: Bools = excused > plan.rules.not_applicable_dimension * members.sum(axis=0)
    return too_many


def _dimension_scores(value: Floats, rated: Floats, rated_weight: Floats, plan: Plan) -> Floats:
    scores = _divide(value @ plan.in_dimension, rated_weight)
    for d, group in enumerate(plan.dimensions):
        if group.rule != "arithmetic":
            columns = list(group.children)
            present = np.where(rated[:, columns] > 0, value[:, columns], np.nan)
            scores[:, d] = combine(group, present)
    return scores


def _levels(rated: Floats, applicable: Floats, dimension: Floats, plan: Plan) -> tuple[Floats, Floats, Bools]:
    shape = (len(rated), len(plan.levels))
    level, coverage = np.empty(shape), np.empty(shape)
    withheld = np.empty(shape, dtype=np.bool_)
    for position, group in enumerate(plan.levels):
        share = np.where(plan.level_of == position, plan.share, 0.0)
        coverage[:, position] = _divide(rated @ share, applicable @ share)
        children = dimension[:, list(group.children)]
        level[:, position] = combine(group, children)
        in_play = np.array(group.weights) > 0
        in_play &= plan.in_dimension[:, list(group.children)].sum(axis=0) > 0
        scored = (~np.isnan(children) & in_play).sum(axis=1)
        withheld[:, position] = _below(coverage[:, position], plan.rules.provisional) | (
            scored < plan.rules.children * in_play.sum()
        )
    level[withheld] = np.nan
    return level, coverage, withheld


def linked(codes: Codes, plan: Plan, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Weighted mean value over any selection of indicators.

    Args:
        codes: (cities, indicators) as for `score`.
        plan: the rubric under a choice of weights.
        weight: (indicators, K) non-negative; 0 leaves an indicator out.

    Returns:
        (cities, K) mean value 0..100 of what is rated, NaN where nothing is; coverage 0..1;
        number of indicators rated.
    """
    rated = ((codes >= 0) | (codes == INSUFFICIENT_EVIDENCE)).astype(np.float64)
    applicable = (codes != NOT_APPLICABLE).astype(np.float64)
    total = rated @ weight
    mean = _divide(values(codes, plan.top) @ weight, total)
    return mean, _divide(total, applicable @ weight), rated @ (weight > 0)


def linked_bounds(codes: Codes, plan: Plan, weight: Floats) -> tuple[Floats, Floats]:
    """(cities, K) the same mean with everything missing at 0, and at T."""
    total = (codes != NOT_APPLICABLE).astype(np.float64) @ weight
    low = values(codes, plan.top) @ weight
    high = low + 100.0 * ((codes == MISSING).astype(np.float64) @ weight)
    return _divide(low, total), _divide(high, total)


def severities(codes: Codes, plan: Plan) -> tuple[Floats, Floats, Bools]:
    """Severity of each shortcoming, 0..100, over the indicators linked to it.

    Returns:
        (cities, shortcomings) severity, NaN where withheld; coverage 0..1; withheld.

    Source:
        Rubric method 5.2: 100·Σ m·w·(T-s) / Σ m·w·T.
    """
    mean, coverage, count = linked(codes, plan, plan.links)
    withheld = (count < plan.rules.shortcoming_indicators) | _below(coverage, plan.rules.shortcoming_coverage)
    return np.where(withheld, np.nan, 100.0 - mean), coverage, withheld


def bounds(codes: Codes, plan: Plan) -> tuple[Bounds, Bounds]:
    """Scores with everything missing at 0 and at T; available whatever the coverage.

    Withheld dimensions take part here though they have no part in the score, so the bounds of a
    level bracket its score whenever none of its dimensions is withheld.
    """
    low, high = linked_bounds(codes, plan, plan.links)
    lower = _tree(_filled(codes, 0), plan, 100.0 - high)
    upper = _tree(_filled(codes, plan.top), plan, 100.0 - low)
    return lower, upper


def _filled(codes: Codes, level: int) -> Codes:
    return np.where(codes == MISSING, np.int8(level), codes).astype(np.int8)


def _tree(codes: Codes, plan: Plan, severity: Floats) -> Bounds:
    value = values(codes, plan.top)
    value[codes == NOT_APPLICABLE] = np.nan
    dimension = _combined(plan.dimensions, value)
    level = _combined(plan.levels, dimension)
    return Bounds(dimension, level, combine(plan.overall, level, bound=True), severity)


def _combined(groups: tuple[Group, ...], children: Floats) -> Floats:
    columns = [combine(group, children[:, list(group.children)], bound=True) for group in groups]
    return np.stack(columns, axis=1)


def effective_weights(plan: Plan) -> Floats:
    """(indicators,) share 0..1 of each indicator in the overall score when all are rated."""
    share = np.zeros(len(plan.indicators))
    top = np.array(plan.overall.weights) / sum(plan.overall.weights)
    for level, level_share in zip(plan.levels, top, strict=True):
        middle = sum(level.weights) or 1.0
        for d, weight in zip(level.children, level.weights, strict=True):
            group = plan.dimensions[d]
            inner = sum(group.weights) or 1.0
            share[list(group.children)] = level_share * weight / middle * np.array(group.weights) / inner
    return share


def percent_to_target(dimension: Floats, targets: Floats, top: int) -> Floats:
    """How much of the targets is reached; doing more in one place makes up for nothing.

    Args:
        dimension: (cities, D) scores 0..100; NaN where withheld.
        targets: (D,) target levels 0..T.
        top: T.

    Returns:
        (cities,) share 0..1: 1 - Σ max(t-s, 0) / Σ t over the dimensions that have a score.
    """
    scored = ~np.isnan(dimension)
    gap = np.where(scored, np.maximum(targets - np.nan_to_num(dimension) * top / 100.0, 0.0), 0.0)
    reached: Floats = 1.0 - _divide(gap.sum(axis=1), (scored * targets).sum(axis=1))
    return reached

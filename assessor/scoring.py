"""Arrays -> scores, coverage, bounds, severities.

Ratings come as an integer array `codes` of shape (cities, indicators): a level 0..T, or one of
the three codes below zero. Nothing here rounds, and nothing knows of files, pages or names.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assessor.combining import DUST, combine, linked_bounds, quotient
from assessor.combining import INSUFFICIENT_EVIDENCE as INSUFFICIENT_EVIDENCE
from assessor.combining import MISSING as MISSING
from assessor.combining import NOT_APPLICABLE as NOT_APPLICABLE
from assessor.combining import Bools as Bools
from assessor.combining import Codes as Codes
from assessor.combining import values as values
from assessor.errors import Problem, ScoringError
from assessor.text import say
from assessor.weighting import Floats as Floats
from assessor.weighting import Group
from assessor.weighting import Plan as Plan
from assessor.weighting import Weights as Weights
from assessor.weighting import effective_weights as effective_weights
from assessor.weighting import plan as plan

# Cities scored at a time: what one block needs stays in the processor's cache.
BLOCK = 8192
# Cities in one matrix product. So small a product is computed by the thread that asks for it; a larger
# one wakes the library's own threads, and waiting for those costs more than it gains on a busy machine.
SLICE = 128
# Keeps a quotient of nothing by nothing at 0 where a later step adds it up.
TINY = 1e-300


@dataclass(frozen=True)
class Scores:
    """What the engine makes of ratings; first axis: cities. NaN where nothing can be said:
    nothing applicable in a coverage, withheld in a score."""

    dimension: Floats
    dimension_coverage: Floats
    level: Floats
    level_coverage: Floats
    overall: Floats
    overall_coverage: Floats
    severity: Floats
    severity_coverage: Floats


@dataclass(frozen=True)
class Bounds:
    """Scores with everything missing at 0 (`low`) and at T (`high`)."""

    dimension: Floats
    level: Floats
    overall: Floats
    severity: Floats


# -- the kernel -------------------------------------------------------------------------------
#
# A block is laid out (nodes, cities), so that each step runs along memory. Nodes stand in the
# order dimensions, levels, overall, shortcomings. `ok` is 1 where a node has a score and 0 where
# it is withheld: multiplying by it takes a child out, dividing by it at the end gives 0/0 = NaN.


def score(codes: Codes, plan: Plan, rest: Floats | None = None) -> Scores:
    """Scores, coverage and severities of many cities.

    A node's score is the weighted mean (or the group's own rule) of the children that have one.
    Coverage is weight rated over weight applicable. A node is withheld below the rubric's
    provisional threshold, when too few of its children have a score, or when too much of it is
    not applicable; a withheld node has no score and no part in the node above it.

    A shortcoming's severity is 100·Σ m·w·(T-s) / Σ m·w·T over its rated indicators; its coverage
    counts the primary ones.

    Args:
        codes: (cities, indicators) levels 0..T or MISSING, NOT_APPLICABLE, INSUFFICIENT_EVIDENCE,
            columns in the order of `plan.indicators`.
        plan: the rubric under a choice of weights.
        rest: (cities, indicators) what a measured figure reaches beyond its whole level, 0 <= r < 1 of
            a level; it counts only where the code is a level. None: nothing anywhere.

    Returns:
        Scores; every array has one row a city. Scores and severities run 0..100, coverage 0..1.
        NaN stands for "nothing applicable" in coverage and for "withheld" in scores.

    Raises:
        ScoringError: if a code is none of the above, a rest is no part of a level, or a geometric mean without a floor meets
            a zero.

    Source:
        Rubric method, scoring design; insufficient evidence follows the PEFA D* convention.
    """
    codes = _checked(codes, plan)
    rest = _checked_rest(rest, codes, plan)
    of = _Places.of(plan)
    found = np.empty((of.nodes, len(codes)))
    coverage = np.empty_like(found)

    def score_part(cities: slice) -> None:
        part = None if rest is None else rest[cities]
        _score_part(codes[cities], part, plan, found[:, cities], coverage[:, cities])

    parts = _parts(len(codes))
    if len(parts) == 1:
        score_part(parts[0])
    else:
        with ThreadPoolExecutor(len(parts)) as workers:
            list(workers.map(score_part, parts))
    return Scores(
        found[of.dimensions].T, coverage[of.dimensions].T,
        found[of.levels].T, coverage[of.levels].T,
        found[of.overall], coverage[of.overall],
        found[of.shortcomings].T, coverage[of.shortcomings].T,
    )  # fmt: skip


def _parts(cities: int) -> list[slice]:
    """One run of whole blocks for each processor."""
    blocks = -(-cities // BLOCK)
    workers = max(1, min(os.cpu_count() or 1, blocks))
    ends = [BLOCK * (blocks * part // workers) for part in range(workers + 1)]
    return [slice(start, end) for start, end in pairwise(ends)]


def _score_part(codes: Codes, rest: Floats | None, plan: Plan, found: Floats, coverage: Floats) -> None:
    space = _Space(plan, min(len(codes), BLOCK), whole=rest is None)
    with np.errstate(divide="ignore", invalid="ignore"):  # 0/0 = NaN is how a gap is written
        for start in range(0, len(codes), BLOCK):
            here = slice(start, start + BLOCK)
            part = None if rest is None else rest[here]
            _score_block(codes[here], part, plan, space, found[:, here], coverage[:, here])


def _checked(codes: Codes, plan: Plan) -> Codes:
    expected = len(plan.indicators)
    if codes.ndim != 2 or codes.shape[1] != expected:
        raise ScoringError(
            Problem(
                "codes",
                say(f"评级数组应有{expected}列", f"ratings need {expected} columns"),
                say("每个指标一列，按量表顺序", "one column an indicator, in the order of the rubric"),
            )
        )
    if codes.size and not INSUFFICIENT_EVIDENCE <= codes.min() <= codes.max() <= plan.top:
        raise ScoringError(
            Problem(
                "codes",
                say(f"评级超出量尺0-{plan.top}", f"a rating lies outside the scale 0-{plan.top}"),
                say("改正评级", "correct the rating"),
            )
        )
    return np.ascontiguousarray(codes, dtype=np.int8)


def _checked_rest(rest: Floats | None, codes: Codes, plan: Plan) -> Floats | None:
    """Only where the code is a level; 0 elsewhere."""
    if rest is None:
        return None
    if rest.shape != codes.shape:
        what = say("超出部分的数组应与评级数组同形", "the rest needs the shape of the ratings")
        raise ScoringError(Problem("rest", what, say("每个评级一个数", "one number a rating")))
    rest = np.where(codes >= 0, rest, 0.0)
    if rest.size and not (rest.min() >= 0.0 and rest.max() < 1.0 and (codes + rest).max() <= plan.top):
        what = say(
            "超出部分应不小于0、小于1级，且不超过最高级",
            "a rest is 0 or more, less than one level, and not above the top",
        )
        raise ScoringError(Problem("rest", what, say("由计量指标的数值重新折算", "compute it from the figure again")))
    return rest


@dataclass(frozen=True)
class _Places:
    """Where each kind of node stands among the rows of a block."""

    dimensions: slice
    levels: slice
    overall: int
    shortcomings: slice
    nodes: int

    @classmethod
    def of(cls, plan: Plan) -> _Places:
        d = len(plan.dimensions)
        levels = d + len(plan.levels)
        nodes = levels + 1 + plan.links.shape[1]
        return cls(slice(0, d), slice(d, levels), levels, slice(levels + 1, nodes), nodes)


class _Space:
    """The matrices of a plan, and room for one block that all blocks use in turn."""

    def __init__(self, plan: Plan, cities: int, *, whole: bool = True) -> None:
        self.of = _Places.of(plan)
        self.nodes = self.of.nodes
        d, levels, s = len(plan.dimensions), len(plan.levels), plan.links.shape[1]
        inside = plan.in_dimension.T
        of_level = np.where(plan.within.T, plan.share, 0.0)
        weight = np.vstack([inside, of_level, plan.share, plan.primary.T])
        # With equal weights the weight of a dimension's indicators is their number: one product less.
        counts = np.empty((0, len(plan.share))) if np.isin(inside, (0, 1)).all() else inside > 0
        self.members = self.of.dimensions if not len(counts) else slice(self.nodes, self.nodes + d)
        self.kind = _kind(np.vstack([weight, plan.links.T]), plan.top) if whole else np.float64
        self.level_sums = np.vstack([inside, plan.links.T]).astype(self.kind)
        self.rated_sums = np.vstack([weight, plan.links.T, plan.links.T > 0]).astype(self.kind)
        self.linked = slice(self.nodes, self.nodes + s)
        self.applicable_sums = np.vstack([weight, counts, plan.share > 0]).astype(self.kind)
        self.size = (inside > 0).sum(axis=1)[:, None]
        up = np.zeros((levels, d + levels))
        for row, group in enumerate(plan.levels):
            up[row, list(group.children)] = group.weights
        self.up, self.over = np.ascontiguousarray(up[:, :d]), up[:, d:]
        self.outer = np.zeros(levels)
        self.outer[list(plan.overall.children)] = plan.overall.weights

        columns, slices = len(plan.share), -(-cities // SLICE)
        self.yes, self.also = np.empty((2, cities, columns), dtype=np.bool_)
        self.whole = np.empty((cities, columns), dtype=np.int8)
        self.floats = np.zeros((slices, SLICE, columns), dtype=self.kind)
        self.product = np.empty((self.nodes + max(2 * s, d + 1), slices, SLICE), dtype=self.kind)
        self.levels = np.empty((d + s, cities))
        self.rated = np.empty((self.nodes + 2 * s, cities))
        self.applicable = np.empty((self.nodes + len(counts) + 1, cities))
        self.shown = np.empty((self.nodes, cities), dtype=np.bool_)
        self.ok = np.empty((self.nodes, cities))


def _kind(weight: Floats, top: int) -> type[np.floating]:
    """Single precision where its sums are exact (weights in eighths, as equal and preset ones
    are), which halves the time of the products; double otherwise. The results are the same."""
    eighths = weight * 8
    exact = np.array_equal(eighths, np.rint(eighths)) and eighths.sum(axis=1).max() * top < 2**24
    return np.float32 if exact else np.float64


def _sums(matrix: Floats, what: npt.NDArray[np.generic], space: _Space, out: Floats) -> Floats:
    """(rows of matrix, cities) sums of `what` (cities, indicators) under each row's weights."""
    cities, rows, columns = len(what), *matrix.shape
    slices = -(-cities // SLICE)
    np.copyto(space.floats.reshape(-1, columns)[:cities], what)
    product = space.product[:rows, :slices]
    np.matmul(matrix, space.floats[:slices].transpose(0, 2, 1), out=product.transpose(1, 0, 2))
    np.copyto(out[:, :cities], space.product.reshape(len(space.product), -1)[:rows, :cities])
    return out[:, :cities]


def _score_block(codes: Codes, rest: Floats | None, plan: Plan, space: _Space, found: Floats, coverage: Floats) -> None:
    cities = len(codes)
    of, yes, also, whole = space.of, space.yes[:cities], space.also[:cities], space.whole[:cities]
    np.greater_equal(codes, 0, out=yes)
    np.multiply(codes, yes.view(np.int8), out=whole)
    levels = _sums(space.level_sums, whole if rest is None else whole + rest, space, space.levels)
    np.equal(codes, INSUFFICIENT_EVIDENCE, out=also)
    np.logical_or(yes, also, out=yes)
    rated = _sums(space.rated_sums, yes, space, space.rated)
    np.not_equal(codes, NOT_APPLICABLE, out=also)
    applicable = _sums(space.applicable_sums, also, space, space.applicable)

    np.divide(rated[: space.nodes], applicable[: space.nodes], out=coverage)
    shown, ok = space.shown[:, :cities], space.ok[:, :cities]
    _enough(plan, space, rated, applicable, coverage, shown)
    np.copyto(ok, shown)
    rated += TINY
    points = 100.0 / plan.top

    dimension = levels[of.dimensions]
    dimension /= rated[of.dimensions]
    dimension *= points
    _other_rules(plan, codes, rest, yes, dimension)
    dimension *= ok[of.dimensions]
    level = _upward(plan, space, dimension, ok, shown)
    overall = _over_all(plan, space, level, ok, shown)
    severity = levels[of.dimensions.stop :]
    severity /= rated[space.linked]
    severity *= -points
    severity += 100.0
    severity *= ok[of.shortcomings]

    np.divide(dimension, ok[of.dimensions], out=found[of.dimensions])
    np.divide(level, ok[of.levels], out=found[of.levels])
    np.divide(overall, ok[of.overall], out=found[of.overall])
    np.divide(severity, ok[of.shortcomings], out=found[of.shortcomings])


def _enough(plan: Plan, space: _Space, rated: Floats, applicable: Floats, coverage: Floats, shown: Bools) -> None:
    """Where coverage and the share that applies permit a score. No coverage (NaN) permits none."""
    rules, of = plan.rules, space.of
    np.greater_equal(coverage, rules.provisional - DUST, out=shown)
    least = (1.0 - rules.not_applicable_dimension) * space.size - DUST
    shown[of.dimensions] &= applicable[space.members] >= least
    in_play = int((plan.share > 0).sum())
    shown[of.overall] &= applicable[-1] >= (1.0 - rules.not_applicable_total) * in_play - DUST
    shown[of.shortcomings] = coverage[of.shortcomings] >= rules.shortcoming_coverage - DUST
    shown[of.shortcomings] &= rated[space.linked.stop :] >= rules.shortcoming_indicators


def _other_rules(plan: Plan, codes: Codes, rest: Floats | None, rated: Bools, dimension: Floats) -> None:
    """Dimensions that the rubric puts together otherwise than by the arithmetic mean."""
    for d, group in enumerate(plan.dimensions):
        if group.rule != "arithmetic":
            columns = list(group.children)
            beyond = None if rest is None else rest[:, columns]
            value = np.where(rated[:, columns], values(codes[:, columns], plan.top, beyond), np.nan)
            dimension[d] = np.nan_to_num(combine(group, value))


def _upward(plan: Plan, space: _Space, dimension: Floats, ok: Floats, shown: Bools) -> Floats:
    """(levels, cities) score of each level, 0 where withheld; `ok` says which is which."""
    of = space.of
    scored = (space.up > 0).astype(np.float64) @ ok[of.dimensions]
    weight = space.up @ ok[of.dimensions]
    level: Floats = space.up @ dimension
    for depth, tier in enumerate(plan.tiers):
        rows: slice | list[int] = list(tier) if len(tier) < len(level) else slice(None)
        if depth:
            over = space.over[rows]
            scored[rows] += (over > 0).astype(np.float64) @ ok[of.levels]
            weight[rows] += over @ ok[of.levels]
            level[rows] += over @ level
        _settle(plan, space, rows, scored, shown, ok)
        level[rows] /= weight[rows] + TINY
        for row in tier:
            group = plan.levels[row]
            if group.rule != "arithmetic":
                columns = list(group.children)
                level[row] = _ruled(group, np.vstack([dimension, level])[columns], ok[columns])
        level[rows] *= ok[of.levels][rows]
    return level


def _settle(plan: Plan, space: _Space, rows: slice | list[int], scored: Floats, shown: Bools, ok: Floats) -> None:
    """Which of the levels have enough children with a score."""
    in_play = np.array([[group.in_play] for group in plan.levels])
    shown[space.of.levels][rows] &= (scored[rows] > 0) & (scored[rows] >= plan.rules.children * in_play[rows] - DUST)
    ok[space.of.levels][rows] = shown[space.of.levels][rows]


def _over_all(plan: Plan, space: _Space, level: Floats, ok: Floats, shown: Bools) -> Floats:
    of, group = space.of, plan.overall
    weights = space.outer
    scored = (weights > 0).astype(np.float64) @ ok[of.levels]
    shown[of.overall] &= (scored > 0) & (scored >= plan.rules.children * group.in_play - DUST)
    np.copyto(ok[of.overall], shown[of.overall])
    if group.rule == "arithmetic":
        overall: Floats = weights @ level
        overall /= weights @ ok[of.levels] + TINY
    else:
        rows = list(group.children)
        overall = _ruled(group, level[rows], ok[of.levels][rows])
    overall *= ok[of.overall]
    return overall


def _ruled(group: Group, children: Floats, ok: Floats) -> Floats:
    return np.nan_to_num(combine(group, np.where(ok > 0, children, np.nan).T))


# -- bounds and targets -----------------------------------------------------------------------


def bounds(codes: Codes, plan: Plan, scores: Scores | None = None, rest: Floats | None = None) -> tuple[Bounds, Bounds]:
    """Scores with everything missing at 0 and at T; available whatever the coverage.

    A withheld dimension has no part in its level's score but takes part here, so by themselves the
    bounds of a level with one may miss its score. Given `scores`, they are widened to hold it too:
    leaving out what is missing is one more way to treat it.

    Args:
        codes: (cities, indicators) as for `score`.
        plan: the rubric under a choice of weights.
        scores: what `score` made of the same codes, to be held by the bounds.
        rest: as for `score`.

    Returns:
        Lower and upper bounds 0..100; NaN where nothing applies.
    """
    rest = _checked_rest(rest, codes, plan)
    low, high = linked_bounds(codes, plan, plan.links, rest)
    lower = _tree(_filled(codes, 0), rest, plan, 100.0 - high)
    upper = _tree(_filled(codes, plan.top), rest, plan, 100.0 - low)
    if scores is None:
        return lower, upper
    names = Bounds.__dataclass_fields__
    return (
        Bounds(**{name: np.fmin(getattr(lower, name), getattr(scores, name)) for name in names}),
        Bounds(**{name: np.fmax(getattr(upper, name), getattr(scores, name)) for name in names}),
    )


def _filled(codes: Codes, level: int) -> Codes:
    return np.where(codes == MISSING, np.int8(level), codes).astype(np.int8)


def _tree(codes: Codes, rest: Floats | None, plan: Plan, severity: Floats) -> Bounds:
    value = values(codes, plan.top, rest)
    value[codes == NOT_APPLICABLE] = np.nan
    d = len(plan.dimensions)
    nodes = np.empty((len(codes), d + len(plan.levels)))
    for row, group in enumerate(plan.dimensions):
        nodes[:, row] = _bound(group, value)
    for row in (row for tier in plan.tiers for row in tier):
        nodes[:, d + row] = _bound(plan.levels[row], nodes)
    return Bounds(nodes[:, :d], nodes[:, d:], _bound(plan.overall, nodes[:, d:]), severity)


def _bound(group: Group, children: Floats) -> Floats:
    return combine(group, children[:, list(group.children)], bound=True)


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
    reached: Floats = 1.0 - quotient(gap.sum(axis=1), (scored * targets).sum(axis=1))
    return reached

"""Scorecard: everything one assessment comes to. Page, sheet and JSON all read this one object."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal

import numpy as np

from assessor import scoring
from assessor.assessment import Assessment, Mode, WeightChoice
from assessor.errors import Problem, ScoringError, VersionMismatch
from assessor.rubric import Band, Rubric
from assessor.scoring import (
    INSUFFICIENT_EVIDENCE,
    MISSING,
    NOT_APPLICABLE,
    Codes,
    Floats,
    Plan,
    Weights,
)
from assessor.text import Text, say

Status = Literal["shown", "provisional", "withheld"]
Why = Literal["", "coverage", "children", "not_applicable", "variant", "too_few"]
Kind = Literal["overall", "level", "dimension", "shortcoming", "cell", "path"]
OUTCOMES = {"not_applicable": NOT_APPLICABLE, "insufficient_evidence": INSUFFICIENT_EVIDENCE}


@dataclass(frozen=True)
class Node:
    """One number of the scorecard with what must stand beside it.

    `score` is a score 0..100 for nodes of the tree and paths, a severity 0..100 for shortcomings
    and the cells of the matrix; None where withheld. `band` is a position in the rubric's bands.
    """

    id: str
    kind: Kind
    score: float | None
    coverage: float | None
    status: Status
    low: float | None
    high: float | None
    band: int | None = None
    capped_by: str | None = None
    """The gate that holds the band's name below what the number alone would give."""
    why: Why = ""
    """Why it is withheld."""
    rated: int = 0
    of: int = 0
    """Indicators rated, and indicators that apply."""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shortcoming:
    """Severity of one shortcoming: a second view of the same ratings, not a second proof."""

    node: Node
    contributors: tuple[tuple[str, float], ...]
    """The three indicators that add most, with the share 0..1 each has in the severity."""
    by_level: dict[str, float]
    """Share 0..1 that each coordination level has in the severity."""


@dataclass(frozen=True)
class Scorecard:
    rubric_id: str
    rubric_version: str
    rubric_fingerprint: str
    city_id: str
    mode: Mode
    variant: str
    weights: WeightChoice
    overall: Node
    levels: dict[str, Node]
    dimensions: dict[str, Node]
    shortcomings: dict[str, Shortcoming]
    matrix: dict[str, dict[str, Node]]
    """level id -> shortcoming id -> cell"""
    paths: dict[str, Node]
    effective_weights: dict[str, float]
    targets: dict[str, int]
    percent_to_target: float | None
    codes: dict[str, int]
    """indicator id -> code as scored, see `scoring`; only those of the variant."""
    distribution: dict[int, int]
    """code -> number of indicators"""
    supported: Scorecard | None = field(default=None, repr=False)
    """The same under the evidence cap; formal mode only."""

    def nodes(self) -> list[Node]:
        """Every node in reading order."""
        return [
            self.overall, *self.levels.values(), *self.dimensions.values(),
            *(one.node for one in self.shortcomings.values()),
            *(cell for row in self.matrix.values() for cell in row.values()),
            *self.paths.values(),
        ]  # fmt: skip

    @property
    def lowest_level(self) -> Node | None:
        scored = [node for node in self.levels.values() if node.score is not None]
        return min(scored, key=lambda node: node.score or 0.0, default=None)


# -- weights and codes ----------------------------------------------------------------------


def weights_of(rubric: Rubric, choice: WeightChoice, variant: str = "full") -> Weights:
    """The weights a choice comes to; indicators outside the variant weigh 0."""
    preset = next((one for one in rubric.weight_presets if one.id == choice.preset), None)
    if preset is None and choice.preset != "equal":
        known = ", ".join(one.id for one in rubric.weight_presets) or "equal"
        raise ScoringError(
            Problem(
                "weights.preset",
                say(f"量表没有权重方案 {choice.preset}", f"the rubric has no weight preset {choice.preset}"),
                say(f"可用:{known}", f"use one of: {known}"),
            )
        )  # fmt: skip
    chosen = {one.id for one in rubric.in_variant(variant)}
    expert = preset is not None and preset.indicators == "expert"
    indicators = {one.id: one.weight if expert else 1.0 for one in rubric.indicators}
    dimensions = {one.id: one.weight for one in rubric.dimensions}
    levels = {one.id: one.weight for one in rubric.levels}
    if preset is not None:
        dimensions |= preset.dimensions
        levels |= preset.levels
    indicators |= choice.indicators
    return Weights(
        levels=_checked(levels | choice.levels, "levels"),
        dimensions=_checked(dimensions | choice.dimensions, "dimensions"),
        indicators=_checked(
            {id_: weight if id_ in chosen else 0.0 for id_, weight in indicators.items()}, "indicators"
        ),
    )


def _checked(weights: dict[str, float], place: str) -> dict[str, float]:
    bad = [id_ for id_, weight in weights.items() if not (math.isfinite(weight) and weight >= 0)]
    if bad or not any(weights.values()):
        raise ScoringError(
            Problem(
                f"weights.{place}",
                say("权重须为不小于0的数,且不得全为0", "weights must be numbers of 0 or more, and not all 0"),
                say(f"改正:{', '.join(bad) or place}", f"correct: {', '.join(bad) or place}"),
            )
        )  # fmt: skip
    return weights


def codes_of(rubric: Rubric, assessment: Assessment, *, supported: bool = False) -> Codes:
    """(1, indicators) codes of an assessment; `supported` applies the evidence cap."""
    row = [_code(rubric, assessment, one.id, supported) for one in rubric.indicators]
    return np.array([row], dtype=np.int8)


def _code(rubric: Rubric, assessment: Assessment, indicator: str, supported: bool) -> int:
    rating = assessment.ratings.get(indicator)
    if rating is None:
        return MISSING
    if isinstance(rating.outcome, str):
        return OUTCOMES[rating.outcome]
    if not supported:
        return rating.outcome
    return min(rating.outcome, rubric.grade_cap(assessment.grade_of(indicator)))


def targets_of(rubric: Rubric, assessment: Assessment) -> dict[str, int]:
    """Target level by dimension: the city's own, else the default of its type."""
    city_type = rubric.city_type(assessment.city.city_class)
    default = dict(city_type.targets) if city_type else {}
    return default | assessment.targets


# -- from assessment to scorecard ---------------------------------------------------------------


def score(rubric: Rubric, assessment: Assessment) -> Scorecard:
    """Score one assessment; in formal mode the evidence-supported card travels along.

    Raises:
        VersionMismatch: if the assessment was made under another rubric or version.
        ScoringError: if weights or ratings admit no score.
    """
    refuse_other_version(rubric, assessment)
    plan = scoring.plan(rubric, weights_of(rubric, assessment.weights, assessment.variant))
    supported = None
    if assessment.mode == "formal":
        supported = _card(rubric, assessment, plan, codes_of(rubric, assessment, supported=True))
    return _card(rubric, assessment, plan, codes_of(rubric, assessment), supported)


def refuse_other_version(rubric: Rubric, assessment: Assessment) -> None:
    made = (assessment.rubric_id, assessment.rubric_version)
    if made != (rubric.id, rubric.version):
        raise VersionMismatch(
            Problem(
                assessment.id,
                say(f"该评估依据量表 {made[0]} {made[1]},现用量表为 {rubric.id} {rubric.version}",
                    f"made under rubric {made[0]} {made[1]}; this one is {rubric.id} {rubric.version}"),
                say("改用同一版本的量表,旧评估不按新文本重评", "use the rubric version it was made under"),
            )
        )  # fmt: skip


def _card(
    rubric: Rubric, assessment: Assessment, plan: Plan, codes: Codes, supported: Scorecard | None = None
) -> Scorecard:
    scores = scoring.score(codes, plan)
    low, high = scoring.bounds(codes, plan)
    row = codes[0]
    shown = rubric.coverage.shown
    hidden = (variant := rubric.variant(assessment.variant)) is not None and not variant.dimensions_shown
    targets = targets_of(rubric, assessment)
    dimensions = {}
    for d, dimension in enumerate(rubric.dimensions):
        node = _node(
            dimension.id, "dimension", scores.dimension[0, d], scores.dimension_coverage[0, d],
            low.dimension[0, d], high.dimension[0, d], shown,
        )  # fmt: skip
        node = _counted(node, plan, row, plan.in_dimension[:, d], "not_applicable")
        node = _capped(rubric, dimension.id, node, row)
        dimensions[dimension.id] = _hide(node) if hidden else node
    levels = {}
    for position, level in enumerate(rubric.levels):
        node = _node(
            level.id, "level", scores.level[0, position], scores.level_coverage[0, position],
            low.level[0, position], high.level[0, position], shown,
        )  # fmt: skip
        share = np.where(plan.level_of == position, plan.share, 0.0)
        levels[level.id] = _banded(_counted(node, plan, row, share, "children"), rubric.bands)
    overall = _node(
        "overall", "overall", scores.overall[0], scores.overall_coverage[0], low.overall[0], high.overall[0], shown
    )
    overall = _banded(_counted(overall, plan, row, plan.share, "children"), rubric.bands)
    target_levels = np.array([float(targets.get(one.id, 0)) for one in rubric.dimensions])
    reached = scoring.percent_to_target(scores.dimension, target_levels, plan.top)[0]
    return Scorecard(
        rubric_id=rubric.id,
        rubric_version=rubric.version,
        rubric_fingerprint=rubric.fingerprint,
        city_id=assessment.city.id,
        mode=assessment.mode,
        variant=assessment.variant,
        weights=assessment.weights,
        overall=overall,
        levels=levels,
        dimensions=dimensions,
        shortcomings=_shortcomings(rubric, plan, codes, scores, low, high),
        matrix=_matrix(rubric, plan, codes),
        paths=_paths(rubric, plan, codes),
        effective_weights=dict(
            zip(plan.indicators, scoring.effective_weights(plan).tolist(), strict=True)
        ),
        targets=targets,
        percent_to_target=None if hidden or not any(target_levels) else _number(reached),
        codes={id_: int(code) for id_, code, share in zip(plan.indicators, row, plan.share, strict=True) if share > 0},
        distribution=_distribution(row[plan.share > 0], plan.top),
        supported=supported,
    )  # fmt: skip


def _number(value: float) -> float | None:
    """NaN never leaves the engine."""
    return None if math.isnan(value) else float(value)


def _node(id_: str, kind: Kind, score: float, coverage: float, low: float, high: float, shown: float) -> Node:
    status: Status = "withheld" if math.isnan(score) else "shown" if coverage >= shown else "provisional"
    return Node(
        id_, kind, _number(score), _number(coverage), status, _number(low), _number(high),
        why="" if status != "withheld" else "coverage",
    )  # fmt: skip


def _counted(node: Node, plan: Plan, row: Codes, weight: Floats, otherwise: Why) -> Node:
    """Add how many indicators are rated and which are missing, and why a node is withheld."""
    inside = weight > 0
    applicable = inside & (row != NOT_APPLICABLE)
    missing = tuple(plan.indicators[i] for i in np.flatnonzero(inside & (row == MISSING)))
    why: Why = node.why
    if node.status == "withheld":
        if not inside.any():
            why = "variant"
        elif not applicable.any():
            why = "not_applicable"
        elif (node.coverage or 0.0) >= plan.rules.provisional:
            why = otherwise
    return replace(
        node, rated=int((applicable & (row != MISSING)).sum()), of=int(applicable.sum()), missing=missing, why=why
    )


def band_of(score: float, bands: list[Band]) -> int:
    """Position of the band that a score falls into; bands are closed below and open above."""
    return max(index for index, band in enumerate(bands) if score >= band.start)


def _banded(node: Node, bands: list[Band]) -> Node:
    if node.score is None or not bands:
        return node
    return replace(node, band=band_of(node.score, bands))


def _capped(rubric: Rubric, dimension: str, node: Node, row: Codes) -> Node:
    """The gate's own level limits the name of the dimension's band, never its number."""
    node = _banded(node, rubric.bands)
    gate = rubric.gate_of(dimension)
    if gate is None or node.band is None:
        return node
    code = int(row[[one.id for one in rubric.indicators].index(gate.id)])
    if code in (MISSING, NOT_APPLICABLE):
        return node
    limit = band_of(100.0 * max(code, 0) / rubric.top, rubric.bands)
    return replace(node, band=limit, capped_by=gate.id) if limit < node.band else node


def _hide(node: Node) -> Node:
    return replace(node, score=None, status="withheld", band=None, capped_by=None, why="variant")


def _shortcomings(
    rubric: Rubric, plan: Plan, codes: Codes, scores: scoring.Scores, low: scoring.Bounds, high: scoring.Bounds
) -> dict[str, Shortcoming]:
    found = {}
    for s, one in enumerate(rubric.shortcomings):
        node = _node(
            one.id, "shortcoming", scores.severity[0, s], scores.severity_coverage[0, s],
            low.severity[0, s], high.severity[0, s], rubric.coverage.shown,
        )  # fmt: skip
        node = _banded(_counted(node, plan, codes[0], plan.links[:, s], "too_few"), rubric.severity_bands)
        loss = _loss(plan, codes[0], s)
        found[one.id] = Shortcoming(node, _contributors(plan, loss), _split(rubric, plan, loss))
    return found


def _loss(plan: Plan, row: Codes, s: int) -> Floats:
    """(indicators,) share 0..1 of each indicator in the severity of one shortcoming."""
    rated = (row >= 0) | (row == INSUFFICIENT_EVIDENCE)
    loss: Floats = np.where(rated, plan.links[:, s] * (100.0 - scoring.values(row, plan.top)), 0.0)
    total = loss.sum()
    return loss / total if total > 0 else loss


def _contributors(plan: Plan, loss: Floats, most: int = 3) -> tuple[tuple[str, float], ...]:
    order = sorted(range(len(loss)), key=lambda i: (-loss[i], i))[:most]
    return tuple((plan.indicators[i], float(loss[i])) for i in order if loss[i] > 0)


def _split(rubric: Rubric, plan: Plan, loss: Floats) -> dict[str, float]:
    return {level.id: float(loss[plan.level_of == position].sum()) for position, level in enumerate(rubric.levels)}


def _matrix(rubric: Rubric, plan: Plan, codes: Codes) -> dict[str, dict[str, Node]]:
    """Severity by level and shortcoming; a cell of one or two indicators is shown with its n."""
    matrix: dict[str, dict[str, Node]] = {}
    for position, level in enumerate(rubric.levels):
        links = np.where((plan.level_of == position)[:, None], plan.links, 0.0)
        mean, coverage, _ = scoring.linked(codes, plan, links)
        low, high = scoring.linked_bounds(codes, plan, links)
        mean[~(coverage >= rubric.coverage.shortcoming_coverage)] = np.nan
        matrix[level.id] = {
            one.id: _linked_node(
                rubric, plan, codes, links[:, s],
                (f"{level.id}×{one.id}", "cell", 100 - mean[0, s], coverage[0, s], 100 - high[0, s], 100 - low[0, s]),
            )
            for s, one in enumerate(rubric.shortcomings)
        }  # fmt: skip
    return matrix


def _paths(rubric: Rubric, plan: Plan, codes: Codes) -> dict[str, Node]:
    """Mean of the indicators that bear a tag; hidden below the rubric's least number of them."""
    mean, coverage, count = scoring.linked(codes, plan, plan.tagged)
    low, high = scoring.linked_bounds(codes, plan, plan.tagged)
    mean[count < rubric.coverage.path_indicators] = np.nan
    return {
        tag.id: _linked_node(
            rubric, plan, codes, plan.tagged[:, p],
            (tag.id, "path", mean[0, p], coverage[0, p], low[0, p], high[0, p]),
        )
        for p, tag in enumerate(tag for tag in rubric.tags if tag.scored)
    }  # fmt: skip


def _linked_node(
    rubric: Rubric, plan: Plan, codes: Codes, weight: Floats, numbers: tuple[str, Kind, float, float, float, float]
) -> Node:
    node = _counted(_node(*numbers, rubric.coverage.shown), plan, codes[0], weight, "too_few")
    return _banded(node, rubric.bands if node.kind == "path" else rubric.severity_bands)


def _distribution(row: Codes, top: int) -> dict[int, int]:
    keys = [*range(top + 1), INSUFFICIENT_EVIDENCE, NOT_APPLICABLE, MISSING]
    return {key: int((row == key).sum()) for key in keys}


# -- display --------------------------------------------------------------------------------


def shown(score: float, bands: Iterable[Band] = ()) -> str:
    """A score as people read it: whole points, half up.

    Where rounding would carry a number over a band's edge (59.6 under a band that ends at 60) one
    decimal is kept and cut, so that number and band name never contradict each other.
    """
    exact = Decimal(repr(score))
    whole = exact.quantize(Decimal(1), ROUND_HALF_UP)
    if any(score < band.start <= whole for band in bands):
        return str(exact.quantize(Decimal("0.1"), ROUND_DOWN))
    return str(whole)


def bracketed(node: Node, bands: Iterable[Band] = ()) -> str | None:
    """The node's number for display, in brackets when provisional; None when withheld."""
    if node.score is None:
        return None
    number = shown(node.score, bands)
    return f"({number})" if node.status == "provisional" else number


def withheld_because(node: Node) -> Text | None:
    """What to say where a number would stand."""
    reasons = {
        "coverage": say(f"已评{node.rated}项、应评{node.of}项,覆盖不足,暂不出分",
                        f"{node.rated} of {node.of} rated: coverage too low to show a score"),
        "children": say("已出分的下级不足半数,暂不出分", "fewer than half of its parts have a score"),
        "not_applicable": say("不适用过多,不出分", "too much of it is not applicable"),
        "variant": say("快评版不出此分", "not scored in this variant"),
        "too_few": say(f"仅{node.rated}项已评,不足以判断", f"only {node.rated} rated: too few to tell"),
    }  # fmt: skip
    return reasons.get(node.why)

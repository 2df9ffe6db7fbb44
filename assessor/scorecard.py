"""Scorecard: everything one assessment comes to. Page, sheet and JSON all read this one object."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal

import numpy as np

from assessor import combining, scoring
from assessor.assessment import Assessment, Mode, WeightChoice
from assessor.combining import (
    DUST,
    INSUFFICIENT_EVIDENCE,
    MISSING,
    NOT_APPLICABLE,
    Codes,
    Selection,
    is_rated,
)
from assessor.errors import Problem, VersionMismatch
from assessor.rubric import Band, Rubric
from assessor.text import Text, say
from assessor.weighting import Floats, Plan
from assessor.weighting import weights_of as weights_of

Status = Literal["shown", "provisional", "withheld"]
Why = Literal["", "coverage", "children", "not_applicable", "variant", "weight", "too_few", "unlinked"]
Kind = Literal["overall", "level", "dimension", "shortcoming", "cell", "path"]
MOST_CONTRIBUTORS = 3
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


# -- codes and targets ----------------------------------------------------------------------


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
    return min(rating.outcome, supported_level(rubric, assessment, indicator))


def supported_level(rubric: Rubric, assessment: Assessment, indicator: str) -> int:
    """The highest level that the evidence for an indicator supports: the grade stated with the
    rating, else the strongest of the entries listed for it."""
    rating = assessment.ratings.get(indicator)
    if rating is not None and rating.grade is not None:
        return rubric.grade_cap(rating.grade)
    listed = [rubric.grade_cap(entry.grade) for entry in assessment.evidence_for(indicator)]
    return max(listed, default=rubric.grade_cap(None))


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
                say(f"该评估依据量表 {made[0]} {made[1]}，现用量表为 {rubric.id} {rubric.version}",
                    f"made under rubric {made[0]} {made[1]}; this one is {rubric.id} {rubric.version}"),
                say("改用同一版本的量表，旧评估不按新文本重评", "use the rubric version it was made under"),
            )
        )  # fmt: skip


def _card(
    rubric: Rubric, assessment: Assessment, plan: Plan, codes: Codes, supported: Scorecard | None = None
) -> Scorecard:
    scores = scoring.score(codes, plan)
    low, high = scoring.bounds(codes, plan, scores)
    row = codes[0]
    draft = _Draft(rubric, plan, row, assessment.variant)
    hidden = (variant := rubric.variant(assessment.variant)) is not None and not variant.dimensions_shown
    dimensions = {
        one.id: draft.dimension(
            d, scores.dimension[0, d], scores.dimension_coverage[0, d], low.dimension[0, d], high.dimension[0, d]
        )
        for d, one in enumerate(rubric.dimensions)
    }
    levels = {
        one.id: draft.level(
            position, scores.level[0, position], scores.level_coverage[0, position],
            low.level[0, position], high.level[0, position],
        )
        for position, one in enumerate(rubric.levels)
    }  # fmt: skip
    overall = draft.overall(scores.overall[0], scores.overall_coverage[0], low.overall[0], high.overall[0])
    severities = Selection(scores.severity, scores.severity_coverage, low.severity, high.severity, plan.links)
    targets = targets_of(rubric, assessment)
    in_play = (plan.share @ (plan.in_dimension > 0)) > 0
    aims = np.array([float(targets.get(one.id, 0)) for one in rubric.dimensions]) * in_play
    reached = scoring.percent_to_target(scores.dimension, aims, plan.top)[0]
    chosen = {one.id for one in rubric.in_variant(assessment.variant)}
    codes_by_id = {id_: int(code) for id_, code in zip(plan.indicators, row, strict=True) if id_ in chosen}
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
        dimensions={id_: _hide(node) for id_, node in dimensions.items()} if hidden else dimensions,
        shortcomings=draft.shortcomings(severities),
        matrix={
            one.id: draft.cells(one.id, combining.cells(codes, plan, position))
            for position, one in enumerate(rubric.levels)
        },
        paths=draft.paths(combining.paths(codes, plan)),
        effective_weights=dict(zip(plan.indicators, scoring.effective_weights(plan).tolist(), strict=True)),
        targets=targets,
        percent_to_target=None if hidden else _number(reached),
        codes=codes_by_id,
        distribution=_distribution(list(codes_by_id.values()), plan.top),
        supported=supported,
    )


def _number(value: float) -> float | None:
    """NaN never leaves the engine."""
    return None if math.isnan(value) else float(value)


def _points(value: float) -> float | None:
    """A number 0..100 without the dust that floating point leaves at its ends."""
    return None if math.isnan(value) else min(max(float(value), 0.0), 100.0)


@dataclass(frozen=True)
class _Draft:
    """Turns the engine's numbers for one city into nodes."""

    rubric: Rubric
    plan: Plan
    row: Codes
    variant: str

    def dimension(self, d: int, score: float, coverage: float, low: float, high: float) -> Node:
        id_ = self.rubric.dimensions[d].id
        node = self._node(id_, "dimension", (score, coverage, low, high), self.plan.in_dimension[:, d])
        return self._capped(self._banded(node))

    def level(self, position: int, score: float, coverage: float, low: float, high: float) -> Node:
        weight = np.where(self.plan.level_of == position, self.plan.share, 0.0)
        return self._banded(self._node(self.rubric.levels[position].id, "level", (score, coverage, low, high), weight))

    def overall(self, score: float, coverage: float, low: float, high: float) -> Node:
        return self._banded(self._node("overall", "overall", (score, coverage, low, high), self.plan.share))

    def shortcomings(self, found: Selection) -> dict[str, Shortcoming]:
        nodes = self._selected("shortcoming", [one.id for one in self.rubric.shortcomings], found)
        return {id_: self._shortcoming(s, node) for s, (id_, node) in enumerate(nodes.items())}

    def cells(self, level: str, found: Selection) -> dict[str, Node]:
        ids = [one.id for one in self.rubric.shortcomings]
        nodes = self._selected("cell", [f"{level}×{id_}" for id_ in ids], found)
        return dict(zip(ids, nodes.values(), strict=True))

    def paths(self, found: Selection) -> dict[str, Node]:
        return self._selected("path", [tag.id for tag in self.rubric.tags if tag.scored], found)

    def _selected(self, kind: Kind, ids: list[str], found: Selection) -> dict[str, Node]:
        return {
            id_: self._banded(
                self._node(
                    id_, kind, (found.score[0, k], found.coverage[0, k], found.low[0, k], found.high[0, k]),
                    found.weight[:, k],
                )
            )
            for k, id_ in enumerate(ids)
        }  # fmt: skip

    def _node(self, id_: str, kind: Kind, numbers: tuple[float, float, float, float], weight: Floats) -> Node:
        score, coverage, low, high = numbers
        inside = weight > 0
        applicable = inside & (self.row != NOT_APPLICABLE)
        rated = applicable & is_rated(self.row)
        missing = np.flatnonzero(applicable & ~rated)
        status: Status = "shown" if coverage >= self.plan.rules.shown - DUST else "provisional"
        if math.isnan(score):
            status = "withheld"
        node = Node(
            id_, kind, _points(score), _number(coverage), status, _points(low), _points(high),
            rated=int(rated.sum()), of=int(applicable.sum()), missing=tuple(self.plan.indicators[i] for i in missing),
        )  # fmt: skip
        return replace(node, why=self._why(node, inside)) if status == "withheld" else node

    def _why(self, node: Node, inside: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Why:
        rules = self.plan.rules
        if not inside.any():
            return self._why_empty(node)
        if node.of == 0:
            return "not_applicable"
        severity = node.kind in ("shortcoming", "cell")
        if (node.coverage or 0.0) < (rules.shortcoming_coverage if severity else rules.provisional) - DUST:
            return "coverage"
        if node.kind == "level":
            return "children"
        if node.kind == "overall":
            excused = int((inside & (self.row == NOT_APPLICABLE)).sum())
            return "not_applicable" if excused > rules.not_applicable_total * inside.sum() + DUST else "children"
        return "not_applicable" if node.kind == "dimension" else "too_few"

    def _why_empty(self, node: Node) -> Why:
        """Nothing weighs in it: not linked at all, left out by the variant, or given weight 0."""
        if node.kind in ("shortcoming", "cell", "path") and self.plan.share.all():
            return "unlinked"
        return "variant" if len(self.rubric.in_variant(self.variant)) < len(self.rubric.indicators) else "weight"

    def _banded(self, node: Node) -> Node:
        bands = self.rubric.severity_bands if node.kind in ("shortcoming", "cell") else self.rubric.bands
        return node if node.score is None or not bands else replace(node, band=band_of(node.score, bands))

    def _capped(self, node: Node) -> Node:
        """The gate's own level limits the name of the dimension's band, never its number."""
        gate = self.rubric.gate_of(node.id)
        if gate is None or node.band is None:
            return node
        place = self.plan.indicators.index(gate.id)
        code = int(self.row[place])
        if code in (MISSING, NOT_APPLICABLE) or not self.plan.in_dimension[place].any():
            return node
        limit = band_of(100.0 * max(code, 0) / self.plan.top, self.rubric.bands)
        return replace(node, band=limit, capped_by=gate.id) if limit < node.band else node

    def _shortcoming(self, s: int, node: Node) -> Shortcoming:
        """Which indicators make the severity; nothing is said of a severity that is withheld."""
        plan = self.plan
        loss = np.where(is_rated(self.row), plan.links[:, s] * (100.0 - combining.values(self.row, plan.top)), 0.0)
        total = loss.sum()
        share = loss / total if total > 0 and node.score is not None else np.zeros(len(loss))
        order = sorted(range(len(share)), key=lambda i: (-share[i], i))[:MOST_CONTRIBUTORS]
        return Shortcoming(
            node,
            tuple((plan.indicators[i], float(share[i])) for i in order if share[i] > 0),
            {one.id: float(share[plan.level_of == p].sum()) for p, one in enumerate(self.rubric.levels)},
        )


def band_of(score: float, bands: Sequence[Band]) -> int:
    """Position of the band that a score falls into; bands are closed below and open above."""
    return int(combining.band_of(np.array(score), np.array([band.start for band in bands])))


def _hide(node: Node) -> Node:
    return replace(node, score=None, status="withheld", low=None, high=None, band=None, capped_by=None, why="variant")


def _distribution(codes: Sequence[int], top: int) -> dict[int, int]:
    keys = [*range(top + 1), INSUFFICIENT_EVIDENCE, NOT_APPLICABLE, MISSING]
    return {key: codes.count(key) for key in keys}


def grouped_weights(rubric: Rubric, card: Scorecard) -> dict[str, float]:
    """Share 0..1 that each level and each dimension has in the overall score."""
    share = {
        one.id: sum(card.effective_weights[each.id] for each in rubric.indicators_of(one.id))
        for one in rubric.dimensions
    }
    whole = {level.id: sum(share[one.id] for one in rubric.dimensions_of(level.id)) for level in rubric.levels}
    return share | whole


# -- display --------------------------------------------------------------------------------


def shown(score: float, bands: Iterable[Band] = ()) -> str:
    """A score as people read it: whole points, half up.

    Where rounding would carry a number over a band's edge (59.6 under a band that ends at 60) one
    decimal is kept and cut, so that number and band name never contradict each other.
    """
    # Nine decimals first: 12.499999999999998 is a 12.5 that floating point could not hold.
    exact = Decimal(repr(score)).quantize(Decimal("1e-9"), ROUND_HALF_UP) + 0
    whole = exact.quantize(Decimal(1), ROUND_HALF_UP)
    if any(exact < Decimal(repr(band.start)) <= whole for band in bands):
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
        "coverage": say(f"已评{node.rated}项、应评{node.of}项，覆盖不足，暂不出分",
                        f"{node.rated} of {node.of} rated: coverage too low to show a score"),
        "children": say("已出分的下级不足半数，暂不出分", "fewer than half of its parts have a score"),
        "not_applicable": say("不适用过多，不出分", "too much of it is not applicable"),
        "variant": say("快评版不出此分", "not scored in this variant"),
        "weight": say("权重为0，不计分", "has weight 0 and is not scored"),
        "unlinked": say("没有对应的指标", "no indicator belongs here"),
        "too_few": say(f"仅{node.rated}项已评，不足以判断", f"only {node.rated} rated: too few to tell"),
    }  # fmt: skip
    return reasons.get(node.why)

"""Scorecard: everything one assessment comes to. Page, sheet and JSON all read this one object."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import numpy as np

from assessor import scoring
from assessor.assessment import Assessment, Mode, WeightChoice
from assessor.combining import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE, Codes, Selection, cells, paths
from assessor.errors import Problem, VersionMismatch
from assessor.measuring import level_and_rest
from assessor.nodes import SEVERITIES as SEVERITIES
from assessor.nodes import Draft, hidden, number
from assessor.nodes import Kind as Kind
from assessor.nodes import Node as Node
from assessor.nodes import Shortcoming as Shortcoming
from assessor.nodes import Status as Status
from assessor.nodes import band_of as band_of
from assessor.nodes import bands_of as bands_of
from assessor.rubric import Band, Indicator, Rubric
from assessor.text import Text, say
from assessor.weighting import Floats, Plan
from assessor.weighting import weights_of as weights_of

OUTCOMES = {"not_applicable": NOT_APPLICABLE, "insufficient_evidence": INSUFFICIENT_EVIDENCE}


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
    rest: dict[str, float]
    """indicator id -> what its measured figure reaches beyond that level, a share above 0 and below 1 of one level"""
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
        """Of the levels that make the overall score."""
        scored = [node for node in self.levels.values() if node.score is not None and node.within is None]
        # Rounded, so that dust of floating point decides nothing: equal levels keep the order of the rubric.
        return min(scored, key=lambda node: round(node.score or 0.0, 9), default=None)


# -- codes and targets ----------------------------------------------------------------------


def codes_of(rubric: Rubric, assessment: Assessment, *, supported: bool = False) -> Codes:
    """(1, indicators) codes of an assessment; `supported` applies the evidence cap."""
    row = [_code(rubric, assessment, one.id, supported) for one in rubric.indicators]
    return np.array([row], dtype=np.int8)


def rest_of(rubric: Rubric, assessment: Assessment, *, supported: bool = False) -> Floats | None:
    """(1, indicators) what measured figures reach beyond their whole level, a share of one level; None where all is 0.

    Under the evidence cap nothing is left over of a level that reaches its cap.
    """
    row = [_rest(rubric, assessment, one, supported) for one in rubric.indicators]
    return np.array([row]) if any(row) else None


def _rest(rubric: Rubric, assessment: Assessment, indicator: Indicator, supported: bool) -> float:
    rating = assessment.ratings.get(indicator.id)
    if rating is None or rating.measured is None or indicator.measure is None or isinstance(rating.outcome, str):
        return 0.0
    if supported and rating.outcome >= supported_level(rubric, assessment, indicator.id):
        return 0.0
    return level_and_rest(rubric, indicator, rating.measured)[1]


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


def what_counts(rubric: Rubric, assessment: Assessment) -> Hashable:
    """All that an assessment's numbers come of: two with the same have the same numbers. Free text is not in it."""
    ratings = tuple(
        (
            id_, one.outcome, one.measured, assessment.grade_of(id_), supported_level(rubric, assessment, id_),
            None if one.consensus is None else (one.consensus.level, one.consensus.counts),
        )
        for id_, one in sorted(assessment.ratings.items())
    )  # fmt: skip
    return (
        rubric.fingerprint, assessment.rubric_id, assessment.rubric_version, assessment.id, assessment.city.id,
        assessment.mode, assessment.variant, assessment.weights.model_dump_json(),
        tuple(sorted(targets_of(rubric, assessment).items())), ratings,
    )  # fmt: skip


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
        capped, beyond = codes_of(rubric, assessment, supported=True), rest_of(rubric, assessment, supported=True)
        supported = _card(rubric, assessment, plan, capped, beyond)
    return _card(rubric, assessment, plan, codes_of(rubric, assessment), rest_of(rubric, assessment), supported)


def refuse_other_version(rubric: Rubric, assessment: Assessment) -> None:
    made = (assessment.rubric_id, assessment.rubric_version)
    if made != (rubric.id, rubric.version):
        raise VersionMismatch(
            Problem(
                assessment.id,
                say(f"该评估依据量表 {made[0]} {made[1]}，现用量表为 {rubric.id} {rubric.version}",
                    f"made under rubric {made[0]} {made[1]}; this one is {rubric.id} {rubric.version}"),
                say("改用同一版本的量表，旧评估不按新文本重评", "use the rubric version it was made under"),
            ),
            made=made,
        )  # fmt: skip


def _card(
    rubric: Rubric, assessment: Assessment, plan: Plan, codes: Codes, rest: Floats | None,
    supported: Scorecard | None = None,
) -> Scorecard:  # fmt: skip
    scores = scoring.score(codes, plan, rest)
    low, high = scoring.bounds(codes, plan, scores, rest)
    draft = Draft(rubric, plan, codes[0], assessment.variant, None if rest is None else rest[0])
    targets = targets_of(rubric, assessment)
    reached = _reached(rubric, plan, scores, targets)
    dimensions = draft.dimensions(scores, low, high)
    variant = rubric.variant(assessment.variant)
    if variant is not None and not variant.dimensions_shown:
        dimensions, reached = {id_: hidden(node) for id_, node in dimensions.items()}, None
    severities = Selection(scores.severity, scores.severity_coverage, low.severity, high.severity, plan.links)
    chosen = {one.id for one in rubric.in_variant(assessment.variant)}
    codes_by_id = {id_: int(code) for id_, code in zip(plan.indicators, codes[0], strict=True) if id_ in chosen}
    return Scorecard(
        rubric_id=rubric.id,
        rubric_version=rubric.version,
        rubric_fingerprint=rubric.fingerprint,
        city_id=assessment.city.id,
        mode=assessment.mode,
        variant=assessment.variant,
        weights=assessment.weights,
        overall=draft.overall(scores, low, high),
        levels=draft.levels(scores, low, high),
        dimensions=dimensions,
        shortcomings=draft.shortcomings(severities),
        matrix={one.id: draft.cells(one.id, cells(codes, plan, n, rest)) for n, one in enumerate(rubric.levels)},
        paths=draft.paths(paths(codes, plan, rest)),
        effective_weights=dict(zip(plan.indicators, scoring.effective_weights(plan).tolist(), strict=True)),
        targets=targets,
        percent_to_target=reached,
        codes=codes_by_id,
        rest={}
        if rest is None
        else {id_: float(r) for id_, r in zip(plan.indicators, rest[0], strict=True) if r > 0 and id_ in chosen},
        distribution=_distribution(list(codes_by_id.values()), plan.top),
        supported=supported,
    )


def _reached(rubric: Rubric, plan: Plan, scores: scoring.Scores, targets: dict[str, int]) -> float | None:
    """Percent to target over the dimensions that weigh anything."""
    in_play = (plan.share @ (plan.in_dimension > 0)) > 0
    aims = np.array([float(targets.get(one.id, 0)) for one in rubric.dimensions]) * in_play
    return number(scoring.percent_to_target(scores.dimension, aims, plan.top)[0])


def _distribution(codes: Sequence[int], top: int) -> dict[int, int]:
    keys = [*range(top + 1), INSUFFICIENT_EVIDENCE, NOT_APPLICABLE, MISSING]
    return {key: codes.count(key) for key in keys}


def grouped_weights(rubric: Rubric, card: Scorecard) -> dict[str, float]:
    """Share 0..1 that each level and each dimension has in the overall score."""
    share = {
        one.id: sum(card.effective_weights[each.id] for each in rubric.indicators_of(one.id))
        for one in rubric.dimensions
    }
    whole = {level.id: sum(share[one.id] for one in rubric.dimensions_within(level.id)) for level in rubric.levels}
    return share | whole


# -- display --------------------------------------------------------------------------------


def shown(score: float, bands: Iterable[Band] = ()) -> str:
    """A score as people read it: whole points, half up.

    Where whole points would reach a band's edge that the number has not reached (59.64 under a band
    that ends at 60) one decimal is shown, half up too but never reaching the edge (59.97 shows as
    59.9), so that number and band name never contradict each other.
    """
    # Nine decimals first: 12.499999999999998 is a 12.5 that floating point could not hold.
    exact = Decimal(repr(score)).quantize(Decimal("1e-9"), ROUND_HALF_UP) + 0
    edges = [edge for band in bands if exact < (edge := Decimal(repr(band.start)))]
    whole = exact.quantize(Decimal(1), ROUND_HALF_UP)
    if not any(edge <= whole for edge in edges):
        return str(whole)
    tenth = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return str(exact.quantize(Decimal("0.1"), ROUND_DOWN) if any(edge <= tenth for edge in edges) else tenth)


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

"""A rubric and a choice of weights as arrays: who weighs how much in which node."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessor.assessment import WeightChoice
from assessor.errors import Problem, ScoringError
from assessor.rubric import Aggregation, CoordinationLevel, Coverage, Grouped, Rubric
from assessor.text import say

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """Relative weights by id, each meaningful inside its own group only."""

    levels: Mapping[str, float]
    dimensions: Mapping[str, float]
    indicators: Mapping[str, float]


@dataclass(frozen=True)
class Group:
    """How one node is put together from its children. A child that can never have a score weighs 0."""

    id: str
    children: tuple[int, ...]
    weights: tuple[float, ...]
    rule: Aggregation
    floor: float | None

    @property
    def in_play(self) -> int:
        """How many children have a part in the node at all."""
        return sum(weight > 0 for weight in self.weights)


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
    primary: Floats
    """(I, S) `share` of the primary links, over which a shortcoming's coverage is counted: its
    secondary links colour a severity and cannot carry it. All links where it has no primary one."""
    tagged: Floats
    """(I, P) `share` where the indicator bears the tag."""
    level_of: npt.NDArray[np.intp]
    """(I,) position of the indicator's coordination level."""
    rules: Coverage


# -- from a choice to weights -----------------------------------------------------------------


def weights_of(rubric: Rubric, choice: WeightChoice, variant: str = "full") -> Weights:
    """The weights a choice comes to; indicators outside the variant weigh 0.

    Raises:
        ScoringError: if the preset or an id is unknown, a weight is negative or not a number,
            or all weights of a kind are 0.
    """
    preset = next((one for one in rubric.weight_presets if one.id == choice.preset), None)
    if preset is None and choice.preset != "equal":
        known = ", ".join(one.id for one in rubric.weight_presets) or "equal"
        raise ScoringError(
            Problem(
                "weights.preset",
                say(f"量表没有权重方案 {choice.preset}", f"the rubric has no weight preset {choice.preset}"),
                say(f"可用：{known}", f"use one of: {known}"),
            )
        )  # fmt: skip
    chosen = {one.id for one in rubric.in_variant(variant)}
    expert = preset is not None and preset.indicators == "expert"
    levels = {one.id: one.weight for one in rubric.levels}
    dimensions = {one.id: one.weight for one in rubric.dimensions}
    indicators = {one.id: one.weight if expert else 1.0 for one in rubric.indicators}
    problems = [
        *_problems("levels", levels, choice.levels),
        *_problems("dimensions", dimensions, choice.dimensions),
        *_problems("indicators", indicators, choice.indicators),
    ]
    if problems:
        raise ScoringError(*problems)
    if preset is not None:
        levels |= preset.levels
        dimensions |= preset.dimensions
    indicators |= choice.indicators
    return Weights(
        levels=_some(levels | choice.levels, "levels"),
        dimensions=_some(dimensions | choice.dimensions, "dimensions"),
        indicators=_some({id_: w if id_ in chosen else 0.0 for id_, w in indicators.items()}, "indicators"),
    )


def _problems(place: str, known: Mapping[str, float], own: Mapping[str, float]) -> list[Problem]:
    unknown = [id_ for id_ in own if id_ not in known]
    wrong = [id_ for id_, weight in own.items() if not (math.isfinite(weight) and weight >= 0)]
    found = []
    if unknown:
        named = ", ".join(unknown)
        found.append(
            Problem(
                f"weights.{place}",
                say(f"量表中没有 {named}", f"the rubric has no {named}"),
                say("改正编号，或删去该项", "correct the id or leave it out"),
            )
        )
    if wrong:
        named = ", ".join(wrong)
        found.append(
            Problem(
                f"weights.{place}",
                say(f"{named} 的权重不是不小于0的数", f"the weight of {named} is not a number of 0 or more"),
                say("权重须为不小于0的数", "weights are numbers of 0 or more"),
            )
        )
    return found


def _some(weights: dict[str, float], place: str) -> dict[str, float]:
    if not any(weights.values()):
        raise ScoringError(
            Problem(
                f"weights.{place}",
                say("权重全为0，无从计分", "all weights are 0, so there is nothing to score"),
                say("至少给一项大于0的权重", "give at least one a weight above 0"),
            )
        )
    return weights


# -- from weights to arrays -------------------------------------------------------------------


def plan(rubric: Rubric, weights: Weights) -> Plan:
    """The rubric under these weights, ready for `scoring.score`."""
    own = np.array([weights.indicators[one.id] for one in rubric.indicators], dtype=np.float64)
    rows_of = {
        one.id: [row for row, indicator in enumerate(rubric.indicators) if indicator.dimension == one.id]
        for one in rubric.dimensions
    }
    in_play = {id_: bool(own[rows].any()) for id_, rows in rows_of.items()}
    dimension_weight = {one.id: weights.dimensions[one.id] * in_play[one.id] for one in rubric.dimensions}
    level_weight = {
        one.id: weights.levels[one.id] * any(dimension_weight[d.id] for d in rubric.dimensions_of(one.id))
        for one in rubric.levels
    }
    share = np.zeros(len(own))
    in_dimension = np.zeros((len(own), len(rubric.dimensions)))
    relative_level = _relative(level_weight)
    for level in rubric.levels:
        relative = _relative({one.id: dimension_weight[one.id] for one in rubric.dimensions_of(level.id)})
        for id_, factor in relative.items():
            share[rows_of[id_]] = own[rows_of[id_]] * factor * relative_level[level.id]
    for d, one in enumerate(rubric.dimensions):
        in_dimension[rows_of[one.id], d] = own[rows_of[one.id]]
    links = _links(rubric, rubric.shortcoming_weights.primary, rubric.shortcoming_weights.secondary)
    primary = _links(rubric, 1.0, 0.0)
    level_ids = [one.id for one in rubric.levels]
    level_of = {one.id: level_ids.index(one.level) for one in rubric.dimensions}
    return Plan(
        top=rubric.top,
        indicators=tuple(one.id for one in rubric.indicators),
        dimensions=tuple(_group(one, rows_of[one.id], own[rows_of[one.id]]) for one in rubric.dimensions),
        levels=tuple(_level(rubric, one, dimension_weight) for one in rubric.levels),
        overall=Group(
            "overall", tuple(range(len(level_ids))), tuple(level_weight.values()),
            rubric.overall, rubric.overall_floor,
        ),
        in_dimension=in_dimension,
        share=share,
        links=links * share[:, None],
        primary=np.where(primary.any(axis=0), primary, links) * share[:, None],
        tagged=_tagged(rubric) * share[:, None],
        level_of=np.array([level_of[one.dimension] for one in rubric.indicators], dtype=np.intp),
        rules=rubric.coverage,
    )  # fmt: skip


def _relative(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights over the mean of the positive ones: 1 for equal weights, 0 stays 0."""
    positive = [weight for weight in weights.values() if weight > 0]
    mean = sum(positive) / len(positive) if positive else 1.0
    return {id_: weight / mean for id_, weight in weights.items()}


def _group(node: Grouped, children: Iterable[int], weights: Iterable[float]) -> Group:
    return Group(node.id, tuple(children), tuple(map(float, weights)), node.aggregation, node.floor)


def _level(rubric: Rubric, level: CoordinationLevel, weights: Mapping[str, float]) -> Group:
    below = [d for d, one in enumerate(rubric.dimensions) if one.level == level.id]
    return _group(level, below, [weights[rubric.dimensions[d].id] for d in below])


def _links(rubric: Rubric, primary: float, secondary: float) -> Floats:
    """(I, S) what an indicator's link to a shortcoming counts, 0 where there is none."""
    column = {one.id: index for index, one in enumerate(rubric.shortcomings)}
    links = np.zeros((len(rubric.indicators), len(column)))
    for row, one in enumerate(rubric.indicators):
        if one.shortcomings is None:
            continue
        if one.shortcomings.secondary is not None:
            links[row, column[one.shortcomings.secondary]] = secondary
        links[row, column[one.shortcomings.primary]] = primary
    return links


def _tagged(rubric: Rubric) -> Floats:
    scored = [tag.id for tag in rubric.tags if tag.scored]
    rows = [[float(tag in one.tags) for tag in scored] for one in rubric.indicators]
    return np.array(rows, dtype=np.float64).reshape(len(rubric.indicators), len(scored))


def effective_weights(plan: Plan) -> Floats:
    """(indicators,) share 0..1 of each indicator in the overall score when all are rated.

    It adds up to 1. Under a rule other than the arithmetic mean it is the nominal share.
    """
    share = np.zeros(len(plan.indicators))
    for level, of_level in zip(plan.levels, _shares(plan.overall), strict=True):
        for d, of_dimension in zip(level.children, _shares(level), strict=True):
            group = plan.dimensions[d]
            share[list(group.children)] = of_level * of_dimension * _shares(group)
    return share


def _shares(group: Group) -> Floats:
    weights = np.array(group.weights)
    total = weights.sum()
    return weights / total if total > 0 else weights

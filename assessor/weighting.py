"""A rubric and a choice of weights as arrays: who weighs how much in which node."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

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
    """Children are rows of [dimensions..., levels...]: a level may hold dimensions, other levels, or both."""
    overall: Group
    """Children are positions of the levels that are no part of another."""
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
    within: npt.NDArray[np.bool_]
    """(I, L) whether the indicator lies beneath the level, at whatever depth."""
    rules: Coverage

    @cached_property
    def tiers(self) -> tuple[tuple[int, ...], ...]:
        """Positions of levels, those first that hold no other; each tier only needs the ones before it."""
        d = len(self.dimensions)
        parts = [{child - d for child in group.children if child >= d} for group in self.levels]
        found: list[tuple[int, ...]] = []
        done: set[int] = set()
        while len(done) < len(parts):
            ready = tuple(row for row, inside in enumerate(parts) if row not in done and inside <= done)
            if not ready:
                raise ScoringError(
                    Problem(
                        "levels",
                        say("协同层级互相包含", "coordination levels lie within each other"),
                        say("改正 within", "correct within"),
                    )
                )
            found.append(ready)
            done |= set(ready)
        return tuple(found)


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
        one.id: weights.levels[one.id] * _plays(rubric, weights, one.id, dimension_weight) for one in rubric.levels
    }
    share = _share(rubric, own, rows_of, dimension_weight, level_weight)
    in_dimension = np.zeros((len(own), len(rubric.dimensions)))
    for d, one in enumerate(rubric.dimensions):
        in_dimension[rows_of[one.id], d] = own[rows_of[one.id]]
    links = _links(rubric, rubric.shortcoming_weights.primary, rubric.shortcoming_weights.secondary)
    primary = _links(rubric, 1.0, 0.0)
    outer = [row for row, one in enumerate(rubric.levels) if one.within is None]
    inside = {one.id: [level.id in rubric.chains[one.level] for level in rubric.levels] for one in rubric.dimensions}
    return Plan(
        top=rubric.top,
        indicators=tuple(one.id for one in rubric.indicators),
        dimensions=tuple(_group(one, rows_of[one.id], own[rows_of[one.id]]) for one in rubric.dimensions),
        levels=tuple(_level(rubric, one, dimension_weight, level_weight) for one in rubric.levels),
        overall=Group(
            "overall", tuple(outer), tuple(level_weight[rubric.levels[row].id] for row in outer),
            rubric.overall, rubric.overall_floor,
        ),
        in_dimension=in_dimension,
        share=share,
        links=links * share[:, None],
        primary=np.where(primary.any(axis=0), primary, links) * share[:, None],
        tagged=_tagged(rubric) * share[:, None],
        within=np.array([inside[one.dimension] for one in rubric.indicators], dtype=np.bool_),
        rules=rubric.coverage,
    )  # fmt: skip


def _plays(rubric: Rubric, weights: Weights, level: str, dimensions: Mapping[str, float]) -> bool:
    """Whether anything beneath a level weighs: a dimension on whose way up no level has weight 0."""
    chains = {one.id: rubric.chains[one.level] for one in rubric.dimensions_within(level) if dimensions[one.id]}
    return any(all(weights.levels[id_] for id_ in chain[: chain.index(level)]) for chain in chains.values())


def _share(
    rubric: Rubric, own: Floats, rows_of: Mapping[str, list[int]],
    dimensions: Mapping[str, float], levels: Mapping[str, float],
) -> Floats:  # fmt: skip
    """(I,) an indicator's weight times its dimension's and its levels', each relative to its group's mean."""
    of_dimension: dict[str, float] = {}
    of_level: dict[str, float] = {}
    for holder in (None, *levels):
        below = [one.id for one in rubric.dimensions if one.level == holder]
        parts = [one.id for one in rubric.levels_of(holder)]
        mean = _mean([dimensions[id_] for id_ in below] + [levels[id_] for id_ in parts])
        of_dimension |= {id_: dimensions[id_] / mean for id_ in below}
        of_level |= {id_: levels[id_] / mean for id_ in parts}
    share = np.zeros(len(own))
    for one in rubric.dimensions:
        part = own[rows_of[one.id]] * of_dimension[one.id]
        for id_ in rubric.chains[one.level]:
            part = part * of_level[id_]
        share[rows_of[one.id]] = part
    return share


def _mean(weights: list[float]) -> float:
    """Mean of the positive ones; 1 where there is none."""
    positive = [weight for weight in weights if weight > 0]
    return sum(positive) / len(positive) if positive else 1.0


def _group(node: Grouped, children: Iterable[int], weights: Iterable[float]) -> Group:
    return Group(node.id, tuple(children), tuple(map(float, weights)), node.aggregation, node.floor)


def _level(
    rubric: Rubric, level: CoordinationLevel, dimensions: Mapping[str, float], levels: Mapping[str, float]
) -> Group:
    below = [(d, dimensions[one.id]) for d, one in enumerate(rubric.dimensions) if one.level == level.id]
    first = len(rubric.dimensions)
    below += [(first + row, levels[one.id]) for row, one in enumerate(rubric.levels) if one.within == level.id]
    return _group(level, [row for row, _ in below], [weight for _, weight in below])


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
    d = len(plan.dimensions)
    parts = [(d + row, part) for row, part in zip(plan.overall.children, _shares(plan.overall), strict=True)]
    while parts:
        node, part = parts.pop()
        group = plan.dimensions[node] if node < d else plan.levels[node - d]
        if node < d:
            share[list(group.children)] = part * _shares(group)
        else:
            parts += [(child, part * each) for child, each in zip(group.children, _shares(group), strict=True)]
    return share


def _shares(group: Group) -> Floats:
    weights = np.array(group.weights)
    total = weights.sum()
    return weights / total if total > 0 else weights

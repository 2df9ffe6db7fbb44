"""Draws of weights: a Dirichlet distribution round the stated ones inside every group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count

import numpy as np

from assessor.rubric import Uncertainty as Rule
from assessor.weighting import Floats, Group, Plan

CHUNK = 2048
"""Draws made at a time, always whole: fewer draws are the first of more, whatever is asked for."""
KEPT = 20
"""Chunks of weights that are remembered, of about 2 MB each: both samples of two choices of weights at 10,000 draws."""


@dataclass(frozen=True, eq=False)
class DrawnWeights:
    """The weights of one chunk of draws, the same for every city."""

    inside: tuple[Floats, ...]
    """By dimension: (children, draws), adding up to 1."""
    levels: tuple[Floats, ...]
    """By level: (children, draws), adding up to 1."""
    overall: Floats
    links: tuple[Floats, ...]
    """By shortcoming: (indicators linked to it, draws), adding up to 1."""


def linked_rows(plan: Plan) -> list[list[int]]:
    """By shortcoming the indicators that weigh in it."""
    return [np.flatnonzero(column > 0).tolist() for column in plan.links.T]


def in_play(group: Group) -> tuple[list[int], Floats]:
    """The children that weigh anything, and what they weigh."""
    weights = np.array(group.weights)
    keep = np.flatnonzero(weights > 0)
    return [group.children[k] for k in keep], weights[keep]


def weight_draws(plan: Plan, rule: Rule, seed: int, *, drawn: bool, stream: int = 0) -> Iterator[DrawnWeights]:
    """Chunk after chunk of weights; the stated ones over and over where weights are not drawn."""
    sample = _Sample(plan, rule.concentration if drawn else None, seed, stream)
    return (_kept(sample, number if drawn else 0) for number in count())


@dataclass(frozen=True, eq=False)
class _Sample:
    """What determines all draws of weights, compared by what it holds."""

    plan: Plan
    concentration: float | None
    """None: the stated weights."""
    seed: int
    stream: int

    @cached_property
    def key(self) -> tuple[object, ...]:
        plan = self.plan
        tree = (plan.dimensions, plan.levels, plan.overall, plan.links.shape, plan.links.tobytes())
        return (*tree, self.concentration, self.seed, self.stream)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sample) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=KEPT)
def _kept(sample: _Sample, number: int) -> DrawnWeights:
    """One chunk, made by a generator of its own. Pages, comparisons and reports draw the same weights again and again."""
    concentration, random = sample.concentration, None
    if concentration is not None:
        words = np.random.SeedSequence(sample.seed, spawn_key=(sample.stream, number))
        random = np.random.Generator(np.random.PCG64(words))
    return _chunk(sample.plan, concentration or 1.0, random)


def _chunk(plan: Plan, concentration: float, random: np.random.Generator | None) -> DrawnWeights:
    inside = tuple(_group(group, concentration, random) for group in plan.dimensions)
    levels = tuple(_group(group, concentration, random) for group in plan.levels)
    overall = _group(plan.overall, concentration, random)
    stated = random is None
    ratio = np.ones((len(plan.indicators), CHUNK)) if stated else _ratio(plan, inside, levels, overall)
    links = [plan.links[rows, s, None] * ratio[rows] for s, rows in enumerate(linked_rows(plan))]
    return DrawnWeights(inside, levels, overall, tuple(one / one.sum(axis=0) for one in links))


def _group(group: Group, concentration: float, random: np.random.Generator | None) -> Floats:
    """(children in play, CHUNK) weights that add up to 1: Dirichlet with parameter concentration x weight / mean."""
    _, weights = in_play(group)
    if not len(weights):
        return np.empty((0, CHUNK))
    if random is None:
        return np.repeat((weights / weights.sum())[:, None], CHUNK, axis=1)
    gamma = random.standard_gamma(concentration * weights / weights.mean(), size=(CHUNK, len(weights))).T
    found: Floats = np.ascontiguousarray(gamma / gamma.sum(axis=0))
    return found


def _ratio(plan: Plan, inside: tuple[Floats, ...], levels: tuple[Floats, ...], overall: Floats) -> Floats:
    """(I, draws) how many times its stated share each indicator has, its whole way up the tree."""
    of_level = np.ones((len(plan.levels), CHUNK))
    below = np.zeros((len(plan.dimensions) + len(plan.levels), CHUNK))
    children, stated = in_play(plan.overall)
    of_level[children] = overall / (stated / stated.sum())[:, None]
    below[len(plan.dimensions) :] = of_level
    for row in reversed([row for tier in plan.tiers for row in tier]):
        children, stated = in_play(plan.levels[row])
        if children:
            times = levels[row] / (stated / stated.sum())[:, None]
            below[children] = times * below[len(plan.dimensions) + row]
    ratio = np.ones((len(plan.indicators), CHUNK))
    for d, group in enumerate(plan.dimensions):
        children, stated = in_play(group)
        if children:
            ratio[children] = inside[d] / (stated / stated.sum())[:, None] * below[d]
    return ratio

"""Where a city stands before a plan: which steps are open to it, and what each target asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assessor import scoring
from assessor.assessment import Assessment
from assessor.combining import DUST, MISSING, combine
from assessor.errors import Problem, ScoringError
from assessor.nodes import band_of
from assessor.planning.steps import asked_of, standing
from assessor.rubric import Requirement, Rubric
from assessor.scorecard import Scorecard, score, weights_of
from assessor.text import say, some_of
from assessor.weighting import Group, Plan

Levels = Mapping[str, int]


@dataclass(frozen=True)
class Situation:
    """One assessment with its targets and what must not be touched."""

    rubric: Rubric
    assessment: Assessment
    card: Scorecard
    plan: Plan
    targets: dict[str, int]
    """Above 0, of dimensions that weigh anything."""
    locked: frozenset[str]

    @classmethod
    def of(
        cls, rubric: Rubric, assessment: Assessment, targets: Mapping[str, int] | None, locked: frozenset[str]
    ) -> Situation:
        card = score(rubric, assessment)
        plan = scoring.plan(rubric, weights_of(rubric, assessment.weights, assessment.variant))
        _refuse(rubric, targets or {}, locked)
        asked = card.targets if targets is None else targets
        in_play = (plan.share @ (plan.in_dimension > 0)) > 0
        aims = {one.id: asked.get(one.id, 0) for one, weighs in zip(rubric.dimensions, in_play, strict=True) if weighs}
        return cls(rubric, assessment, card, plan, {id_: aim for id_, aim in aims.items() if aim > 0}, locked)

    @cached_property
    def start(self) -> dict[str, int]:
        """Level of every rated indicator, in rubric order."""
        return standing(self.card)

    @cached_property
    def group(self) -> dict[str, Group]:
        return {group.id: group for group in self.plan.dimensions}

    @cached_property
    def highest(self) -> dict[str, int]:
        """How far each indicator can rise when every other one rises as far as it can."""
        top = {id_: level if id_ in self.locked else self.rubric.top for id_, level in self.start.items()}
        while True:
            halted = {
                id_: min(one.level for one in blocked) - 1
                for id_ in top
                if (blocked := [one for one in self.requirements(id_, top[id_]) if not self.met(one, top)])
            }
            if not halted:
                return top
            top |= halted

    def requirements(self, indicator: str, up_to: int) -> list[Requirement]:
        """What stands on the way from where it is up to a level. A level that it has already asks for nothing more."""
        start = self.start[indicator]
        return [
            one
            for one in self.rubric.by_id[indicator].requires
            if start < one.level <= up_to and asked_of(self.card, one)
        ]

    def met(self, requirement: Requirement, levels: Levels) -> bool:
        return levels.get(requirement.indicator, MISSING) >= requirement.at_least

    # -- what levels come to ---------------------------------------------------------------------

    def value(self, indicator: str, level: int) -> float:
        """0..100; a measured figure keeps what it reaches beyond its level until it rises."""
        rest = self.card.rest.get(indicator, 0.0) if level == self.start[indicator] else 0.0
        return 100.0 * (level + rest) / self.rubric.top

    def members(self, dimension: str) -> list[tuple[str, float]]:
        """The rated indicators of a dimension that weigh anything, with their weight."""
        group = self.group[dimension]
        ids = [self.plan.indicators[child] for child in group.children]
        return [(id_, w) for id_, w in zip(ids, group.weights, strict=True) if w > 0 and id_ in self.start]

    def scored(self, dimension: str) -> bool:
        """False where the engine withholds the dimension's number, which no step changes."""
        return self.card.dimensions[dimension].score is not None

    def score_of(self, dimension: str, levels: Levels) -> float:
        """0..100, as the engine makes it."""
        group = self.group[dimension]
        ids = [self.plan.indicators[child] for child in group.children]
        row = [self.value(id_, levels[id_]) if id_ in levels else np.nan for id_ in ids]
        return float(combine(group, np.array([row]))[0])

    def gate(self, dimension: str) -> str | None:
        """The key indicator, where it is rated and weighs anything and so limits the band's name."""
        gate = self.rubric.gate_of(dimension)
        return gate.id if gate is not None and gate.id in {id_ for id_, _ in self.members(dimension)} else None

    def points(self, target: int) -> float:
        return 100.0 * target / self.rubric.top

    def gate_level(self, dimension: str, target: int) -> int | None:
        """The level from which the key indicator lets the band have the name that the target's score has."""
        gate = self.gate(dimension)
        if gate is None or not self.rubric.bands:
            return None
        least = band_of(self.points(target), self.rubric.bands)
        levels = range(self.start[gate], self.rubric.top + 1)
        return next((n for n in levels if band_of(self.value(gate, n), self.rubric.bands) >= least), self.rubric.top)

    def reaches(self, dimension: str, target: int, levels: Levels) -> bool:
        """Score at the target, and the band's name, limited by its key indicator, the one such a score has."""
        if not self.scored(dimension) or self.score_of(dimension, levels) < self.points(target) - DUST:
            return False
        gate, least = self.gate(dimension), self.gate_level(dimension, target)
        return gate is None or least is None or levels[gate] >= least


def reached(rubric: Rubric, card: Scorecard, targets: Mapping[str, int]) -> dict[str, bool]:
    """By dimension, from a scorecard alone: its score reaches the target's and its band's name is no lower."""
    found = {}
    for id_, target in targets.items():
        node, points = card.dimensions[id_], 100.0 * target / rubric.top
        named = not rubric.bands or (node.band is not None and node.band >= band_of(points, rubric.bands))
        found[id_] = node.score is not None and node.score >= points - DUST and named
    return found


def _refuse(rubric: Rubric, targets: Mapping[str, int], locked: frozenset[str]) -> None:
    dimensions = {one.id for one in rubric.dimensions}
    problems = []
    for place, ids in (("targets", set(targets) - dimensions), ("locked", locked - set(rubric.by_id))):
        if ids:
            named = some_of(sorted(ids))
            what = say(f"量表中没有 {named}", f"the rubric has no {named}")
            problems.append(Problem(place, what, say("改正编号，或删去该项", "correct the id or leave it out")))
    for id_, level in targets.items():
        if not 0 <= level <= rubric.top:
            what = say(
                f"目标等级应为0至{rubric.top}，现为{level}", f"a target runs from 0 to {rubric.top}, not {level}"
            )
            fix = say("改正该维度的目标", "correct the target of this dimension")
            problems.append(Problem(f"targets.{id_}", what, fix))
    if problems:
        raise ScoringError(*problems)

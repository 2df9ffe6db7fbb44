"""Plans: the cheapest that reaches the targets, and the best within an effort budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessor.assessment import Assessment
from assessor.planning.steps import Step
from assessor.rubric import Effort, Rubric
from assessor.scorecard import Scorecard
from assessor.text import Text


@dataclass(frozen=True)
class Proposal:
    """Steps to take, and what the engine makes of the city once they are taken."""

    steps: tuple[Step, ...]
    """In an order that respects what each requires, phase by phase."""
    cost: int
    by_effort: dict[Effort, int]
    """How many steps of each effort."""
    targets: dict[str, int]
    card: Scorecard
    reached: dict[str, bool]
    """By dimension that has a target."""
    percent_to_target: float | None
    differs: Text | None = None
    """In what it differs from the first plan; None for that one."""
    notes: tuple[Text, ...] = ()
    """What it takes for granted: indicators not rated, evidence to be collected first."""

    @property
    def levels(self) -> dict[str, int]:
        """Level of each indicator that rises."""
        return {step.indicator: step.aim for step in sorted(self.steps, key=lambda one: one.aim)}

    def phase(self, number: int) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.phase == number)


@dataclass(frozen=True)
class Infeasible:
    """No plan reaches the targets: why, and how far one gets."""

    reasons: dict[str, Text]
    """By dimension that cannot reach its target."""
    nearest: Proposal | None
    """The cheapest plan for the targets nearest to those asked for that can be reached."""


def cheapest(
    rubric: Rubric,
    assessment: Assessment,
    *,
    targets: Mapping[str, int] | None = None,
    locked: frozenset[str] = frozenset(),
    most: int = 3,
) -> tuple[Proposal, ...] | Infeasible:
    """The plan of least effort that reaches the targets, and up to `most` - 1 others of equal or next cost."""
    raise NotImplementedError


def within(
    rubric: Rubric,
    assessment: Assessment,
    budget: int,
    *,
    targets: Mapping[str, int] | None = None,
    locked: frozenset[str] = frozenset(),
) -> Proposal:
    """The plan that gets closest to the targets with no more effort than `budget`."""
    raise NotImplementedError

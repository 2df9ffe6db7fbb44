"""Steps: one level up of one indicator, what it costs, and which come first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessor.assessment import Assessment
from assessor.combining import INSUFFICIENT_EVIDENCE, NOT_APPLICABLE
from assessor.rubric import Effort, Indicator, Requirement, Rubric
from assessor.scorecard import Scorecard
from assessor.text import Text, say

EFFORT_COST: dict[Effort, int] = {"S": 1, "M": 2, "L": 4}
UNSTATED: Effort = "M"
"""Effort of a step for which the rubric names none."""

FIRST_MARK = say("至少实际办理1次，留有记录", "Done at least once, on record")


@dataclass(frozen=True)
class Step:
    """One indicator raised by one level."""

    indicator: str
    start: int
    aim: int
    effort: Effort
    cost: int
    phase: int = 0
    """1, 2, 3 inside a plan, see `ordering`; 0 outside of any."""


@dataclass(frozen=True)
class Priority:
    """An indicator below its target with its next step."""

    indicator: str
    gap: int
    """Levels short of the target; of the top of the scale where no target is set."""
    weight: float
    """Share 0..1 in the overall score."""
    step: Step
    priority: float
    """gap × weight ÷ cost of the next step."""
    blocked_by: tuple[Requirement, ...] = ()
    """What other indicators must reach before this step can be taken."""
    sure: bool = True
    """False where evidence is insufficient: it is collected before any step up."""


def effort_of(indicator: Indicator, level: int) -> Effort:
    """Effort of the step up from a level."""
    return indicator.effort[level] if level < len(indicator.effort) else UNSTATED


def step_from(indicator: Indicator, level: int) -> Step:
    effort = effort_of(indicator, level)
    return Step(indicator.id, level, level + 1, effort, EFFORT_COST[effort])


def task_of(rubric: Rubric, step: Step) -> Text | None:
    """What the rubric proposes to do."""
    return rubric.by_id[step.indicator].action


def mark_of(rubric: Rubric, step: Step) -> Text:
    """How one sees that a step is done: the descriptor of the level it leads to.

    That of level 1 says what is still lacking, and is nothing to aim at.
    """
    return FIRST_MARK if step.aim < 2 <= rubric.top else rubric.by_id[step.indicator].descriptor(step.aim)


def step_key(gap: float, weight: float, cost: float) -> float:
    """What first steps are ordered by; to twelve places, below which the arithmetic leaves dust."""
    return round(gap * weight / cost, 12)


def standing(card: Scorecard) -> dict[str, int]:
    """Level of every rated indicator; insufficient evidence stands at 0, from which it can rise."""
    return {id_: max(code, 0) for id_, code in card.codes.items() if code >= 0 or code == INSUFFICIENT_EVIDENCE}


def gap_of(rubric: Rubric, card: Scorecard, indicator: Indicator, level: int) -> int:
    return max(card.targets.get(indicator.dimension, rubric.top) - level, 0)


def unmet(rubric: Rubric, card: Scorecard, levels: Mapping[str, int], step: Step) -> tuple[Requirement, ...]:
    """What still stands before a step. What does not apply, or has no part in this variant, stands before nothing."""
    return tuple(
        one
        for one in rubric.by_id[step.indicator].requires
        if step.start < one.level <= step.aim and asked_of(card, one) and levels.get(one.indicator, -1) < one.at_least
    )


def asked_of(card: Scorecard, requirement: Requirement) -> bool:
    """Whether the indicator that is required is one of this assessment and applies to the city."""
    code = card.codes.get(requirement.indicator)
    return code is not None and code != NOT_APPLICABLE


def priorities(rubric: Rubric, assessment: Assessment, card: Scorecard) -> tuple[Priority, ...]:
    """Every rated indicator below its target, by gap to target × weight ÷ effort; ties keep rubric order.

    Source:
        Rubric method 5.2, priority for action: a list to discuss, not a computed plan.
    """
    levels = standing(card)
    found = []
    for one in rubric.indicators:
        level = levels.get(one.id)
        if level is None or not (gap := gap_of(rubric, card, one, level)):
            continue
        step, weight = step_from(one, level), card.effective_weights.get(one.id, 0.0)
        key = step_key(gap, weight, step.cost)
        blocked = unmet(rubric, card, levels, step)
        found.append(Priority(one.id, gap, weight, step, key, blocked, sure=card.codes[one.id] >= 0))
    return tuple(sorted(found, key=lambda one: -one.priority))

"""Plans: the cheapest that reaches the targets, and the best within an effort budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessor.assessment import Assessment
from assessor.errors import Problem, ScoringError
from assessor.planning import words
from assessor.planning.choosing import least_effort, most_use
from assessor.planning.ordering import ordered
from assessor.planning.projecting import projected
from assessor.planning.situation import Levels, Situation, reached
from assessor.planning.steps import EFFORT_COST, Step
from assessor.remembered import Remembered
from assessor.rubric import Effort, Rubric
from assessor.scorecard import Scorecard, score, what_counts
from assessor.text import Text, say


@dataclass(frozen=True)
class Proposal:
    """Steps to take, and what the engine makes of the city once they are taken."""

    steps: tuple[Step, ...]
    """In an order that respects what each requires, phase by phase."""
    cost: int
    by_effort: dict[Effort, int]
    """How many steps of each effort."""
    targets: dict[str, int]
    """By dimension, those that ask for anything."""
    card: Scorecard
    before: Scorecard
    """As it stands today, under the same targets."""
    reached: dict[str, bool]
    """By dimension that has a target."""
    percent_to_target: float | None
    """Share 0..1 of these targets; None where no dimension has a score."""
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
    """The cheapest plan for the highest targets that can be reached; None where nothing can be planned."""
    because: Text | None = None
    """Where no plan can be made at all: there is no target, or no dimension has a score in this variant."""


def cheapest(
    rubric: Rubric,
    assessment: Assessment,
    *,
    targets: Mapping[str, int] | None = None,
    locked: frozenset[str] = frozenset(),
    most: int = 3,
) -> tuple[Proposal, ...] | Infeasible:
    """The plan of least effort that reaches the targets, and up to `most` - 1 others of equal or next effort.

    A target level t of a dimension is reached when its score is at least 100·t/T and the name of its
    band, which its key indicator limits, is the one that such a score has. Steps lead up level by
    level and respect what the rubric requires. What is not rated or does not apply is not planned;
    insufficient evidence counts as level 0, from which it can rise. Each further plan leaves out at
    least one step of every plan before it and says how it differs from the first.

    Args:
        rubric: the rubric of the assessment.
        assessment: where the city stands.
        targets: level by dimension in place of the assessment's own; what is not named has none.
        locked: indicators that stay as they are.
        most: how many plans.

    Returns:
        Plans in order of effort; one without steps where all is reached already. `Infeasible`, with
        the reasons and the nearest plan, where the targets are out of reach.

    Raises:
        ScoringError: if a dimension or an indicator is unknown, or a target lies outside the scale.
    """
    asked = None if targets is None else tuple(sorted(targets.items()))
    key = (what_counts(rubric, assessment), asked, locked, most)
    return _CHEAPEST.of(key, lambda: _cheapest(Situation.of(rubric, assessment, targets, locked), most))


_CHEAPEST: Remembered[tuple[Proposal, ...] | Infeasible] = Remembered(64)
"""The page asks again at every click."""


def _cheapest(situation: Situation, most: int) -> tuple[Proposal, ...] | Infeasible:
    if not situation.targets:
        return Infeasible({}, None, words.NO_TARGETS)
    if _hidden(situation):
        return Infeasible({}, None, words.NO_DIMENSIONS)
    missed = {id_ for id_, aim in situation.targets.items() if not situation.reaches(id_, aim, situation.highest)}
    if missed:
        reasons = {id_: words.out_of_reach(situation, id_) for id_ in situation.targets if id_ in missed}
        return Infeasible(reasons, _nearest(situation))
    choices = list(least_effort(situation, most))
    plans = [_proposal(situation, levels) for levels in choices]
    first = plans[0]
    return (first, *(
        replace(plan, differs=words.differing(situation, choices[0], levels, plan.cost - first.cost))
        for plan, levels in zip(plans[1:], choices[1:], strict=True)
    ))  # fmt: skip


def within(
    rubric: Rubric,
    assessment: Assessment,
    budget: int,
    *,
    targets: Mapping[str, int] | None = None,
    locked: frozenset[str] = frozenset(),
) -> Proposal:
    """The plan that gets closest to the targets with no more effort than `budget` (S 1, M 2, L 4 a step).

    Closest means the highest percent to target, then the most targets reached, then the least
    effort. Where no target is set at all, the top of the scale stands for each.

    Raises:
        ScoringError: if the budget is negative, the variant shows no dimension, or as for `cheapest`.
    """
    if budget < 0:
        raise ScoringError(
            Problem("budget", say(f"投入预算 {budget} 为负", f"the effort budget {budget} is negative"),
                    say("写0或正整数", "give 0 or more"))
        )  # fmt: skip
    situation = Situation.of(rubric, assessment, targets, locked)
    if not situation.targets:
        situation = Situation.of(rubric, assessment, {one.id: rubric.top for one in rubric.dimensions}, locked)
    if _hidden(situation):
        fix = say("改用全量版评估", "use an assessment of the full variant")
        raise ScoringError(Problem(assessment.id, words.NO_DIMENSIONS, fix))
    return _proposal(situation, most_use(situation, budget))


def _hidden(situation: Situation) -> bool:
    return all(situation.card.dimensions[id_].why == "variant" for id_ in situation.targets)


def _nearest(situation: Situation) -> Proposal | None:
    """The cheapest plan for the same targets, each lowered as far as must be."""
    lowered = {
        id_: next((n for n in range(aim, 0, -1) if situation.reaches(id_, n, situation.highest)), 0)
        for id_, aim in situation.targets.items()
    }
    within_reach = replace(situation, targets={id_: aim for id_, aim in lowered.items() if aim})
    if not within_reach.targets:
        return None
    return _proposal(within_reach, next(least_effort(within_reach, 1)), situation.targets)


def _proposal(situation: Situation, levels: Levels, targets: Mapping[str, int] | None = None) -> Proposal:
    steps = ordered(situation, levels)
    risen = {id_: level for id_, level in levels.items() if level > situation.start[id_]}
    rubric = situation.rubric
    asked = dict(targets or situation.targets)
    counts = Counter(step.effort for step in steps)
    city = situation.assessment.model_copy(update={"targets": asked})
    card = projected(rubric, city, risen)
    return Proposal(
        steps=steps,
        cost=sum(step.cost for step in steps),
        by_effort={effort: counts[effort] for effort in EFFORT_COST},
        targets=asked,
        card=card,
        before=score(rubric, city),
        reached=reached(rubric, card, asked),
        percent_to_target=card.percent_to_target,
        notes=words.taken_for_granted(replace(situation, targets=asked), levels),
    )

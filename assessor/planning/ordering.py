"""In which order, and in which phase, the steps of a plan are taken.

A step's phase follows its effort: S within 3 months, M within 12, L beyond. It is never before that
of the level beneath, nor of what the step requires. Inside a phase what is required stands first,
then what has the higher priority.

Source:
    Rubric method 2.2: S up to 3 months inside the office, M 3 to 12 with other departments or
    budget, L over 12 or with higher approval.
"""

from __future__ import annotations

from dataclasses import replace

from assessor.planning.situation import Levels, Situation
from assessor.planning.steps import Step, gap_of, step_from, step_key
from assessor.rubric import Effort

PHASE: dict[Effort, int] = {"S": 1, "M": 2, "L": 3}
PHASES = tuple(PHASE.values())
Rung = tuple[str, int]


def ordered(situation: Situation, levels: Levels) -> tuple[Step, ...]:
    """The steps that lead to these levels, each with its phase."""
    by_id = situation.rubric.by_id
    steps = {
        (id_, level): step_from(by_id[id_], level - 1)
        for id_, start in situation.start.items()
        for level in range(start + 1, levels[id_] + 1)
    }
    before = {rung: [one for one in _before(situation, rung) if one in steps] for rung in steps}
    phases: dict[Rung, int] = {}
    while len(phases) < len(steps):
        known = [rung for rung in steps if rung not in phases and all(one in phases for one in before[rung])]
        if not known:  # only a rubric whose requirements wait for each other, which is refused when it is read
            known = [rung for rung in steps if rung not in phases]
        for rung in known:
            phases[rung] = max([PHASE[steps[rung].effort], *(phases.get(one, 0) for one in before[rung])])
    order: list[Rung] = []
    waiting = sorted(steps, key=lambda rung: (phases[rung], -_priority(situation, steps[rung])))
    while waiting:
        free = next((rung for rung in waiting if not any(one in waiting for one in before[rung])), waiting[0])
        order.append(free)
        waiting.remove(free)
    return tuple(replace(steps[rung], phase=phases[rung]) for rung in order)


def _before(situation: Situation, rung: Rung) -> list[Rung]:
    """The level beneath and what is required."""
    indicator, level = rung
    needed = [(one.indicator, one.at_least) for one in situation.requirements(indicator, level) if one.level == level]
    return [(indicator, level - 1), *needed]


def _priority(situation: Situation, step: Step) -> float:
    indicator = situation.rubric.by_id[step.indicator]
    gap = gap_of(situation.rubric, situation.card, indicator, step.start)
    return step_key(gap, situation.card.effective_weights.get(step.indicator, 0.0), step.cost)

"""Tasks as the rubric proposes them: steps of a plan, or of the list of priorities, filled in for the office to change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from assessor.assessment import Assessment
from assessor.combining import INSUFFICIENT_EVIDENCE
from assessor.planning.ordering import PHASE
from assessor.planning.steps import Priority, Step, mark_of, step_from
from assessor.report import words
from assessor.report.display import listed
from assessor.report.steps import MONTHS, month_end
from assessor.rubric import Effort, Rubric
from assessor.scorecard import Scorecard
from assessor.text import Language

MONTHS_OF: dict[int, int] = {phase: MONTHS[effort] for effort, phase in PHASE.items()}
"""Within how many months a phase ends."""
NEEDED: dict[int, Effort] = {phase: effort for effort, phase in PHASE.items()}
Draft = dict[str, Any]
"""A Task's fields without its id."""


def draft(rubric: Rubric, step: Step, made: datetime, language: Language, *, sure: bool = True) -> Draft:
    """One step as a task, in the language of whoever sets it; `sure` False: evidence is to be collected first.

    The date is the last day of the phase, counted from `made`; the mark is the descriptor of the level aimed at.
    """
    one = rubric.by_id[step.indicator]
    phase = (step.phase or PHASE[step.effort]) if sure else 1
    action = one.action.pick(language) if one.action else one.name.pick(language)
    return {
        "indicator": step.indicator,
        "aim": step.aim if sure else None,
        "what": action if sure else words.COLLECT_EVIDENCE.pick(language),
        "lead": _units(rubric.lead_of(one), language),
        "support": _units(rubric.support_of(one), language),
        "due": month_end(made, MONTHS_OF[phase]),
        "mark": (mark_of(rubric, step) if sure else words.EVIDENCE_MARK).pick(language),
        "effort": step.effort if sure else "S",
        "phase": phase,
    }


def of_steps(
    rubric: Rubric, assessment: Assessment, card: Scorecard, steps: Sequence[Step], made: datetime, language: Language
) -> list[Draft]:
    """The steps of a plan that no task stands for yet. Where evidence is insufficient, collecting it comes first of all."""
    unsure = {step.indicator for step in steps if card.codes.get(step.indicator) == INSUFFICIENT_EVIDENCE}
    drafts = [
        draft(rubric, step_from(rubric.by_id[id_], 0), made, language, sure=False)
        for id_ in dict.fromkeys(step.indicator for step in steps)
        if id_ in unsure
    ]
    drafts += [draft(rubric, step, made, language) for step in steps]
    taken = set_already(assessment)
    return [one for one in drafts if (one["indicator"], one["aim"]) not in taken]


def of_priority(rubric: Rubric, priority: Priority, made: datetime, language: Language) -> Draft:
    return draft(rubric, priority.step, made, language, sure=priority.sure)


def set_already(assessment: Assessment) -> set[tuple[str, int | None]]:
    """Indicator and aim of every task that was not given up."""
    return {(one.indicator, one.aim) for one in assessment.tasks if one.status != "dropped"}


def _units(those: Sequence[Any], language: Language) -> str:
    return listed(those).pick(language) if those else ""

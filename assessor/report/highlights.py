"""Which indicators the one-page summary names: strengths, weaknesses, first things to do.

Nothing here is a score. It puts indicators in an order and takes the first few.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assessor.assessment import Assessment
from assessor.planning.steps import priorities
from assessor.rubric import Effort, Indicator, Rubric
from assessor.scorecard import Scorecard
from assessor.scoring import INSUFFICIENT_EVIDENCE

STRENGTHS, WEAKNESSES, FIRST_STEPS = 3, 5, 3
MAIN_INDICATORS = 2
"""Named beside each shortcoming."""


@dataclass(frozen=True)
class Highlight:
    indicator: Indicator
    level: int
    """Level rated; 0 where evidence is insufficient."""
    short_of_target: int
    effort: Effort | None
    """Of the next step up."""
    sure: bool
    """False where evidence is insufficient."""
    target: int | None = None
    """None where no target level is set: the gap is then that to the top of the scale."""


@dataclass(frozen=True)
class Highlights:
    strengths: tuple[Highlight, ...]
    weaknesses: tuple[Highlight, ...]
    first_steps: tuple[Highlight, ...]
    unproven: tuple[Highlight, ...]
    """Insufficient evidence: not known to be weak, so listed apart; their evidence comes first."""
    strong_from: int
    """The level from which an indicator counts as a strength: above the middle of the scale."""


def highlights(rubric: Rubric, assessment: Assessment, card: Scorecard) -> Highlights:
    """The first few of each of `ranked`, as the one-page summary names them."""
    every = ranked(rubric, assessment, card)
    return replace(
        every,
        strengths=every.strengths[:STRENGTHS],
        weaknesses=every.weaknesses[:WEAKNESSES],
        first_steps=every.first_steps[:FIRST_STEPS],
    )


def ranked(rubric: Rubric, assessment: Assessment, card: Scorecard) -> Highlights:
    """Strengths stand above the middle of the scale, best evidence first. Weaknesses lie below
    their dimension's target, where none is set below the middle of the scale, lowest first, then by
    severity of their shortcoming; what has too little evidence is no weakness and stands apart. First steps follow gap to target × effective
    weight ÷ effort of the next level; ties keep rubric order.

    Source:
        Rubric method 5.2 (priority for action) and 6.6 (what leaders want).
    """
    rated = [_highlight(rubric, card, one) for one in rubric.indicators if _is_rated(card, one)]
    least = strong_from(rubric)
    strengths = sorted(
        (one for one in rated if one.level >= least),
        key=lambda one: (
            -one.level, -rubric.grade_cap(assessment.grade_of(one.indicator.id)), -round(_weight(card, one), 9)
        ),
    )  # fmt: skip
    short = [one for one in rated if one.short_of_target > 0]
    weaknesses = sorted(
        (one for one in short if one.sure and (one.target is not None or below_middle(rubric, one.level))),
        key=lambda one: (one.level, -weak_severity(card, one.indicator), -one.short_of_target),
    )
    by_id = {one.indicator.id: one for one in short}
    steps = [by_id[one.indicator] for one in priorities(rubric, assessment, card)]
    return Highlights(
        tuple(strengths), tuple(weaknesses), tuple(steps), tuple(one for one in rated if not one.sure), least
    )  # fmt: skip


def strong_from(rubric: Rubric) -> int:
    """Above the middle of the scale."""
    return rubric.top // 2 + 1


def below_middle(rubric: Rubric, level: int) -> bool:
    """Weak by its level alone."""
    return 2 * level < rubric.top


def weak_severity(card: Scorecard, indicator: Indicator) -> float:
    """Severity of the shortcoming it mainly belongs to, to six places; 0 where there is none."""
    link = indicator.shortcomings
    return 0.0 if link is None else round(card.shortcomings[link.primary].node.score or 0.0, 6)


def _is_rated(card: Scorecard, indicator: Indicator) -> bool:
    code = card.codes.get(indicator.id)
    return code is not None and (code >= 0 or code == INSUFFICIENT_EVIDENCE)


def _highlight(rubric: Rubric, card: Scorecard, indicator: Indicator) -> Highlight:
    code = card.codes[indicator.id]
    level = max(code, 0)
    target = card.targets.get(indicator.dimension)
    gap = max((rubric.top if target is None else target) - level, 0)
    effort = indicator.effort[level] if level < len(indicator.effort) else None
    return Highlight(indicator, level, gap, effort, sure=code >= 0, target=target)


def _weight(card: Scorecard, one: Highlight) -> float:
    return card.effective_weights.get(one.indicator.id, 0.0)

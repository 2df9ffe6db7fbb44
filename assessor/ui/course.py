"""Which indicators the assessment page goes through, in which order, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from assessor.assessment import Assessment
from assessor.assessments import Opened
from assessor.rubric import Indicator, Rubric

STATES = ("all", "missing", "flagged")


@dataclass(frozen=True)
class Progress:
    """How many of the indicators that apply have an answer."""

    rated: int
    of: int
    not_applicable: int

    @property
    def percent(self) -> float | None:
        return 100 * self.rated / self.of if self.of else None


def progress(assessment: Assessment, indicators: list[Indicator]) -> Progress:
    given = [assessment.ratings.get(one.id) for one in indicators]
    absent = sum(one is not None and one.outcome == "not_applicable" for one in given)
    return Progress(sum(one is not None for one in given) - absent, len(given) - absent, absent)


def flagged(assessment: Assessment, indicator: str, hinted: frozenset[str]) -> bool:
    """Worth coming back to: an automatic hint, insufficient evidence or an external constraint."""
    rating = assessment.ratings.get(indicator)
    if rating is None:
        return False
    return indicator in hinted or rating.outcome == "insufficient_evidence" or bool(rating.external_constraint)


def in_state(
    assessment: Assessment, state: str, indicators: list[Indicator], hinted: frozenset[str]
) -> list[Indicator]:
    if state == "missing":
        return [one for one in indicators if one.id not in assessment.ratings]
    if state == "flagged":
        return [one for one in indicators if flagged(assessment, one.id, hinted)]
    return indicators


@dataclass(frozen=True)
class Course:
    """The variant's indicators in rubric order, those that match the filter, and where one stands."""

    order: list[str]
    matching: list[str]
    current: str

    def step(self, by: int) -> str | None:
        """The next (1) or previous (-1) matching indicator; the current one need not match any more."""
        here, wanted = self.order.index(self.current), set(self.matching)
        ahead = self.order[here + 1 :] if by > 0 else self.order[:here][::-1]
        return next((one for one in ahead if one in wanted), None)

    @property
    def position(self) -> int:
        return 1 + self.order.index(self.current)


def resumed(now: Opened, order: list[str], asked: str | None) -> str:
    """The indicator named in the address, else the one last answered, else the first."""
    if asked in order:
        return str(asked)
    answered = [one for one in order if one in now.rated_at]
    return max(answered, key=lambda one: now.rated_at[one], default=order[0])


def plotted(order: list[str], matching: list[str], current: str, *, refiltered: bool) -> Course:
    """After the filter changed one starts at the first match at or after the place where one stood."""
    if refiltered and matching and current not in matching:
        ahead = [one for one in matching if order.index(one) > order.index(current)]
        current = (ahead or matching)[0]
    return Course(order, matching, current)


def neighbours(rubric: Rubric, dimension: str, order: list[str]) -> list[Indicator]:
    """The indicators of a dimension that belong to the variant."""
    return [one for one in rubric.indicators_of(dimension) if one.id in order]

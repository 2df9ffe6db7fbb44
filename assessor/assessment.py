"""Rating, Evidence, Assessment: who judged what, on which evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessor.city import CityProfile
from assessor.task import FollowUp, Task
from assessor.text import Prose, Text

Special = Literal["not_applicable", "insufficient_evidence"]
Outcome = int | Special
Mode = Literal["workshop", "formal"]
NOTE_LIMIT = 2_000
TITLE_LIMIT = 200
Method = Literal["mode", "median", "facilitated"]
FEWEST = 3
"""Fewer valid ballots are no rating, and fewer raters are never shown as a group (method 5.1 and 6.3)."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


# Lax as to the kind of list alone: files hold lists.
Counts = Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(strict=False)]


class Consensus(_Record):
    """What a scoring session agreed for one indicator and how: counts of ballots, never a person, a group or a time."""

    session: Prose
    """Id of the session."""
    level: int = Field(ge=0)
    method: Method
    doubtful: bool = False
    """Raters still disagreed when it was decided: evidence is to be found."""
    first: Counts = ()
    """Valid ballots by level 0..T in the first round; empty where they were too few to be shown."""
    second: Counts = ()
    """The same of the re-vote; empty where there was none."""
    cannot_judge: int = Field(default=0, ge=0)
    """Raters who could not judge, in the last round."""
    reason: str = Field(default="", max_length=NOTE_LIMIT)
    dissent: str = Field(default="", max_length=NOTE_LIMIT)
    """The minority's reasons in the facilitator's words."""

    @property
    def counts(self) -> tuple[tuple[int, ...], ...]:
        """By round, oldest first."""
        return (self.first, self.second) if self.second else (self.first,)

    @property
    def rounds(self) -> int:
        return len(self.counts)

    @property
    def valid(self) -> int:
        """Valid ballots of the last round."""
        return sum(self.counts[-1])

    @property
    def median(self) -> float | None:
        """The true median of the last round, which may lie between two levels."""
        levels = [level for level, count in enumerate(self.counts[-1]) for _ in range(count)]
        return float(median(levels)) if levels else None


class Rating(_Record):
    """One indicator's outcome. An indicator without a Rating is missing, which is never zero."""

    outcome: Outcome
    reason: str = Field(default="", max_length=NOTE_LIMIT)
    """Why the indicator does not apply; required with `not_applicable`."""
    grade: str | None = None
    """Evidence grade of this rating; where None, the best grade of the evidence listed for it."""
    further_evidence_offline: bool = False
    note: str = Field(default="", max_length=NOTE_LIMIT)
    measured: float | None = Field(default=None, allow_inf_nan=False, exclude_if=lambda said: said is None)
    """The figure of a measured indicator; `outcome` is then the level that it comes to, rounded down."""
    external_constraint: str = Field(default="", max_length=NOTE_LIMIT)
    """Why a higher authority stands in the way; shown in the report, never changes the score."""
    consensus: Consensus | None = Field(default=None, exclude_if=lambda said: said is None)
    """The session that agreed this level. Another outcome, wherever it comes from, is no longer what was agreed."""

    @model_validator(mode="before")
    @classmethod
    def _only_while_it_stands(cls, said: Any) -> Any:
        agreed = said.get("consensus") if isinstance(said, dict) else None
        if agreed is None:
            return said
        level = agreed.get("level") if isinstance(agreed, dict) else getattr(agreed, "level", None)
        gone = type(level) is int and "outcome" in said and said["outcome"] != level
        return {**said, "consensus": None} if gone else said


def altered(rating: Rating, **changes: Any) -> Rating:
    """A rating with some of its parts changed; what was agreed goes with another outcome."""
    return Rating(**{**dict(rating), **changes})


class Evidence(_Record):
    """An entry in the list of evidence: title, date, holder and grade only, never the document."""

    id: Prose
    title: Prose = Field(max_length=TITLE_LIMIT)
    date: date
    holder: Prose = Field(max_length=TITLE_LIMIT)
    grade: str
    indicators: list[str] = Field(default_factory=list)


class WeightChoice(_Record):
    """A preset of the rubric, with the city's own weights over it where it set any."""

    preset: str = "equal"
    levels: dict[str, float] = Field(default_factory=dict)
    dimensions: dict[str, float] = Field(default_factory=dict)
    indicators: dict[str, float] = Field(default_factory=dict)


class Assessment(_Record):
    """The ratings of one city for one period under one rubric version."""

    id: Prose
    rubric_id: Prose
    rubric_version: Prose
    city: CityProfile
    period: Prose
    cut_off: date
    mode: Mode = "workshop"
    variant: str = "full"
    weights: WeightChoice = Field(default_factory=WeightChoice)
    targets: dict[str, int] = Field(default_factory=dict)
    """Target level by dimension; empty means the default of the city's type."""
    ratings: dict[str, Rating] = Field(default_factory=dict)
    evidence: list[Evidence] = Field(default_factory=list)
    tasks: list[Task] = Field(default_factory=list, exclude_if=lambda said: not said)
    follow_ups: list[FollowUp] = Field(default_factory=list, exclude_if=lambda said: not said)
    pattern: Text | None = None
    """What a fictional sample is meant to show."""

    @property
    def agreed(self) -> dict[str, Consensus]:
        """What scoring sessions agreed, by indicator."""
        return {id_: one.consensus for id_, one in self.ratings.items() if one.consensus is not None}

    def evidence_for(self, indicator: str) -> list[Evidence]:
        return [entry for entry in self.evidence if indicator in entry.indicators]

    def grade_of(self, indicator: str) -> str | None:
        """The grade stated with the rating, else the best grade among its listed evidence."""
        rating = self.ratings.get(indicator)
        if rating is not None and rating.grade is not None:
            return rating.grade
        return max((entry.grade for entry in self.evidence_for(indicator)), default=None)


@dataclass(frozen=True)
class RecordLine:
    """How often one indicator's rating was set, changed or taken back, and when last; no person in it."""

    indicator: str
    changes: int
    last: datetime

"""Rating, Evidence, Assessment: who judged what, on which evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assessor.city import CityProfile
from assessor.text import Prose, Text

Special = Literal["not_applicable", "insufficient_evidence"]
Outcome = int | Special
Mode = Literal["workshop", "formal"]
NOTE_LIMIT = 2_000
TITLE_LIMIT = 200


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Rating(_Record):
    """One indicator's outcome. An indicator without a Rating is missing, which is never zero."""

    outcome: Outcome
    reason: str = Field(default="", max_length=NOTE_LIMIT)
    """Why the indicator does not apply; required with `not_applicable`."""
    grade: str | None = None
    """Evidence grade of this rating; where None, the best grade of the evidence listed for it."""
    further_evidence_offline: bool = False
    note: str = Field(default="", max_length=NOTE_LIMIT)
    external_constraint: str = Field(default="", max_length=NOTE_LIMIT)
    """Why a higher authority stands in the way; shown in the report, never changes the score."""


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
    pattern: Text | None = None
    """What a fictional sample is meant to show."""

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

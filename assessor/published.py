"""What an office publishes of an assessment so that others may compare with it: scores and evidence mix, no notes.

The document holds what was chosen, never more: no note, reason, evidence title, holder, task or target.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assessor.assessment import Assessment, Mode, Outcome, Rating, WeightChoice
from assessor.city import CityProfile
from assessor.text import Prose

PRACTICE_LIMIT = 300
NOT_SAID = "未公布"
"""Stands for the reason of a rating that does not apply: reasons are notes and stay at home."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PublishedScore(_Record):
    """A score or severity 0..100 with its 5-95 % interval; None where it is withheld."""

    value: float | None = Field(default=None, ge=0, le=100)
    low: float | None = Field(default=None, ge=0, le=100)
    high: float | None = Field(default=None, ge=0, le=100)
    coverage: float | None = Field(default=None, ge=0, le=1)


class PublishedRating(_Record):
    outcome: Outcome
    measured: float | None = Field(default=None, allow_inf_nan=False)
    grade: str | None = None


class Ballots(_Record):
    """How many of the ratings scoring sessions agreed, and on how many valid ballots each."""

    ratings: int = Field(ge=1)
    fewest: int = Field(ge=1)
    most: int = Field(ge=1)


class Profile(_Record):
    """One city's published profile."""

    id: Prose
    publisher: Prose = Field(max_length=200)
    """The office, not a person."""
    published: date
    rubric_id: Prose
    rubric_version: Prose
    rubric_fingerprint: Prose
    city: CityProfile
    period: Prose
    cut_off: date
    mode: Mode
    variant: str
    weights: WeightChoice
    scores: dict[str, PublishedScore]
    """`overall`, levels and dimensions by id"""
    severities: dict[str, PublishedScore]
    evidence_mix: dict[str, float]
    """Share 0..1 of the ratings by evidence grade"""
    ballots: Ballots | None = None
    ratings: dict[str, PublishedRating] = Field(default_factory=dict)
    """Empty where the office publishes scores only: such a profile is looked at, not computed with."""
    practices: dict[str, str] = Field(default_factory=dict)
    """indicator -> what the office wrote for others to learn from"""

    @property
    def computable(self) -> bool:
        return bool(self.ratings)


def as_assessment(profile: Profile) -> Assessment:
    """The profile as a comparison sees it: ratings, with the published practice in place of a note."""
    return Assessment(
        id=profile.id,
        rubric_id=profile.rubric_id,
        rubric_version=profile.rubric_version,
        city=profile.city,
        period=profile.period,
        cut_off=profile.cut_off,
        mode=profile.mode,
        variant=profile.variant,
        weights=profile.weights,
        ratings={id_: _rating(one, profile.practices.get(id_, "")) for id_, one in profile.ratings.items()},
    )


def _rating(one: PublishedRating, practice: str) -> Rating:
    reason = NOT_SAID if one.outcome == "not_applicable" else ""
    return Rating(outcome=one.outcome, measured=one.measured, grade=one.grade, reason=reason, note=practice)


Trust = Literal["new", "known", "changed"]
"""Whether this key has signed a profile of the city before: never any, the same one, or another one."""

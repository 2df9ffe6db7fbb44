"""Publishing: what an office lets others compare with, and what it takes in from others."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import platformdirs

from assessor.admissible import made
from assessor.assessment import Assessment
from assessor.assessments import Workspace
from assessor.comparability import evidence_mix, unusable
from assessor.errors import ComparisonRefused, Problem
from assessor.nodes import Node
from assessor.published import Ballots, Profile, PublishedRating, PublishedScore, as_assessment
from assessor.published import Trust as Trust
from assessor.publishing.keys import fingerprint as fingerprint
from assessor.publishing.keys import known_fingerprint as known_fingerprint
from assessor.publishing.keys import own_key, public_key
from assessor.publishing.profile_file import SignedProfile as SignedProfile
from assessor.publishing.profile_file import is_profile as is_profile
from assessor.publishing.profile_file import profile_from_json as profile_from_json
from assessor.publishing.profile_file import profile_to_json
from assessor.rubric import Rubric
from assessor.scorecard import score
from assessor.store import published_records
from assessor.text import say
from assessor.uncertainty import Interval, Settings, uncertainty


@dataclass(frozen=True)
class Choice:
    """What an office decides to publish. Notes, reasons, evidence titles, tasks and targets never go out."""

    publisher: str
    ratings: bool = True
    """Level and evidence grade of each indicator; without them others see scores only."""
    practices: dict[str, str] | None = None
    """indicator -> words written for others"""
    name: str | None = None
    """Another name for the city, such as 某沿海城市; None: its own."""


def profile_of(rubric: Rubric, assessment: Assessment, choice: Choice, *, on: date) -> Profile:
    """The document that would go out, for the office to read before it does.

    Raises:
        CityFault: the publisher is not named, or something is too long.
        ComparisonRefused: coverage is too low for anybody to compare with.
    """
    reasons = unusable(rubric, assessment)
    if reasons:
        fix = say("先补齐评级再发布", "complete the ratings before publishing")
        raise ComparisonRefused(*(Problem(assessment.id, reason, fix) for reason in reasons))
    card, spread = score(rubric, assessment), uncertainty(rubric, assessment, Settings())
    nodes = [card.overall, *card.levels.values(), *card.dimensions.values()]
    ballots = [one.valid for one in assessment.agreed.values()]
    city = assessment.city
    return made(
        Profile,
        id=_id(assessment, choice),
        publisher=choice.publisher,
        published=on,
        rubric_id=rubric.id,
        rubric_version=rubric.version,
        rubric_fingerprint=rubric.fingerprint,
        city=city if choice.name is None else city.model_copy(update={"id": _id(assessment, choice), "name": choice.name, "name_en": ""}),
        period=assessment.period,
        cut_off=assessment.cut_off,
        mode=assessment.mode,
        variant=assessment.variant,
        weights=assessment.weights,
        scores={one.id: _score(one, spread.of(one)) for one in nodes},
        severities={id_: _score(one.node, spread.of(one.node)) for id_, one in card.shortcomings.items()},
        evidence_mix=evidence_mix(rubric, assessment),
        ballots=Ballots(ratings=len(ballots), fewest=min(ballots), most=max(ballots)) if ballots else None,
        ratings=_ratings(assessment) if choice.ratings else {},
        practices={id_: words for id_, words in (choice.practices or {}).items() if words.strip()},
    )  # fmt: skip


def _id(assessment: Assessment, choice: Choice) -> str:
    """The same city, period and name publish under the same id, so that a later file takes the place of an earlier."""
    said = "\n".join((assessment.id, assessment.period, choice.name or ""))
    return f"p{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def _score(node: Node, spread: Interval | None) -> PublishedScore:
    low, high = (None, None) if spread is None else (spread.low, spread.high)
    return PublishedScore(value=node.score, low=low, high=high, coverage=node.coverage)


def _ratings(assessment: Assessment) -> dict[str, PublishedRating]:
    return {
        id_: PublishedRating(outcome=one.outcome, measured=one.measured, grade=assessment.grade_of(id_))
        for id_, one in assessment.ratings.items()
    }


class Publishing:
    """Profiles that leave a workspace and come into it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    @property
    def key_folder(self) -> Path:
        path = self.workspace.store.place.path
        return path.parent if path is not None else platformdirs.user_data_path("assessor")

    def publish(self, id_: str, choice: Choice, *, actor: str) -> str:
        """The signed profile file; leaves one row in the audit trail with what went out."""
        store = self.workspace.store
        profile = profile_of(
            self.workspace.rubric, self.workspace.opened(id_).assessment, choice, on=store.now().date()
        )
        key = own_key(self.key_folder)
        text = profile_to_json(profile, key)
        with store.unit(actor) as unit:
            if published_records.put(unit, profile, public_key(key), own=True):
                told = {"ratings": profile.computable, "practices": len(profile.practices)}
                unit.record("profile.published", id_, profile=profile.id, **told)
        return text

    def trust(self, signed: SignedProfile) -> Trust:
        """Whether this city's profiles were signed by the same key before."""
        keys = {one.key for one in self.published() if one.profile.city.id == signed.profile.city.id}
        if not keys:
            return "new"
        return "known" if signed.key in keys else "changed"

    def take_in(self, signed: SignedProfile, *, actor: str) -> Assessment | None:
        """Keep a profile in place of an earlier one; without ratings it is only looked at, and None comes back."""
        with self.workspace.store.unit(actor) as unit:
            if published_records.put(unit, signed.profile, signed.key):
                unit.record("profile.taken_in", signed.profile.id, key=signed.fingerprint)
        return as_assessment(signed.profile) if signed.profile.computable else None

    def published(self) -> list[SignedProfile]:
        """What was taken in from others, by id."""
        with self.workspace.store.reading() as session:
            return [SignedProfile(profile, key) for profile, key in published_records.published(session)]

    def remove(self, id_: str, *, actor: str) -> None:
        with self.workspace.store.unit(actor) as unit:
            if published_records.remove(unit, id_):
                unit.record("profile.removed", id_)

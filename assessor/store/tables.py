"""The tables. What a rating or a city is stands in the models; here only how rows hang together.

Rows that people change carry a version; a removed rating or evidence entry keeps its row with
nothing in it, so that versions only ever rise and a page left open cannot overwrite a newcomer.
"""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from assessor.assessment import Assessment, Evidence, Mode, Rating, WeightChoice
from assessor.city import CityProfile
from assessor.published import Profile
from assessor.store.columns import Sealed, Utc
from assessor.task import FollowUp, Task
from assessor.text import Text
from assessor.workshop import Workshop


class Setup(BaseModel):
    """What an assessment is apart from its city, ratings and evidence."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    period: str
    cut_off: date
    mode: Mode
    variant: str
    weights: WeightChoice
    targets: dict[str, int]
    pattern: Text | None


class Kept(BaseModel):
    """What remains of a scoring session's raters once it has ended: nothing that tells one from another."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    heads: dict[str, int]
    """Raters by group."""
    agreement: str
    """The statistics as a document; empty where there were none."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )


class Versioned:
    """Rows that people change: SQLAlchemy counts the version up and refuses a stale write."""

    version: Mapped[int] = mapped_column()

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, object]:
        return {"version_id_col": cls.version}


class About(Base):
    """Which version of the product wrote the tables, and what is still to be done to the file (`forgetting`)."""

    __tablename__ = "about"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class AssessmentRow(Versioned, Base):
    __tablename__ = "assessments"

    id: Mapped[str] = mapped_column(primary_key=True)
    rubric_id: Mapped[str]
    rubric_version: Mapped[str]
    rubric_fingerprint: Mapped[str]
    city: Mapped[CityProfile] = mapped_column(Sealed(CityProfile))
    setup: Mapped[Setup] = mapped_column(Sealed(Setup))
    created_at: Mapped[datetime] = mapped_column(Utc)
    updated_at: Mapped[datetime] = mapped_column(Utc)


class RatingRow(Versioned, Base):
    __tablename__ = "ratings"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    rating: Mapped[Rating | None] = mapped_column(Sealed(Rating))
    actor: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(Utc)


class RatingChange(Base):
    """One step in the history of a rating: never updated, gone only with its assessment."""

    __tablename__ = "rating_changes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["assessment_id", "indicator"], ["ratings.assessment_id", "ratings.indicator"], ondelete="CASCADE"
        ),
        Index("ix_rating_changes_indicator", "assessment_id", "indicator"),
        Index("ix_rating_changes_actor", "assessment_id", "actor"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[str]
    indicator: Mapped[str]
    before: Mapped[Rating | None] = mapped_column(Sealed(Rating))
    after: Mapped[Rating | None] = mapped_column(Sealed(Rating))
    version: Mapped[int] = mapped_column()
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(Utc)
    kind: Mapped[str]
    """set, undo, import or workshop"""
    undoes: Mapped[int | None] = mapped_column(ForeignKey("rating_changes.id", ondelete="CASCADE"), index=True)


class Listed(Versioned):
    """One of several entries of an assessment in an order of their own; emptied, never removed."""

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    actor: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(Utc)


class EvidenceRow(Listed, Base):
    __tablename__ = "evidence"

    entry: Mapped[Evidence | None] = mapped_column(Sealed(Evidence))


class TaskRow(Listed, Base):
    __tablename__ = "tasks"

    task: Mapped[Task | None] = mapped_column(Sealed(Task))


class FollowUpRow(Listed, Base):
    __tablename__ = "follow_ups"

    follow_up: Mapped[FollowUp | None] = mapped_column(Sealed(FollowUp))


class ProfileRow(Versioned, Base):
    """A comparison city: its profile and the ratings it came with, frozen."""

    __tablename__ = "profiles"

    id: Mapped[str] = mapped_column(primary_key=True)
    assessment: Mapped[Assessment] = mapped_column(Sealed(Assessment))
    actor: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(Utc)


class PublishedRow(Versioned, Base):
    """A signed profile with the public key of its signature: another office's, or what went out from here."""

    __tablename__ = "published"

    id: Mapped[str] = mapped_column(primary_key=True)
    profile: Mapped[Profile] = mapped_column(Sealed(Profile))
    key: Mapped[str]
    own: Mapped[bool]
    actor: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(Utc)


class WorkshopRow(Versioned, Base):
    """A scoring session. Code and link go when it ends."""

    __tablename__ = "workshops"

    id: Mapped[str] = mapped_column(primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id", ondelete="CASCADE"), index=True)
    state: Mapped[Workshop] = mapped_column(Sealed(Workshop))
    stage: Mapped[str]
    """As in `state`, like `locked`: whether somebody may join is asked without opening the document."""
    locked: Mapped[bool]
    code: Mapped[str | None] = mapped_column(unique=True, index=True)
    link: Mapped[str | None] = mapped_column(unique=True, index=True)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    timer_ends_at: Mapped[datetime | None] = mapped_column(Utc)
    kept: Mapped[Kept | None] = mapped_column(Sealed(Kept))
    purged: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(Utc)


class BoardRow(Base):
    """The item that a session's board shows; no row: the whole. Apart from the session, because turning to an item
    is no step that another facilitator would have to know of."""

    __tablename__ = "boards"

    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True)
    indicator: Mapped[str]


# Raters and ballots have random keys and no number of their own, so that SQLite files them by these: no listing
# tells who joined or answered first, nor do the bytes of the file once a session has ended (`Store.forget`).
# They have no times either.
# (PostgreSQL files rows as they come; whoever may read its files may read the ballots, too.)
_NO_SEQUENCE = {"sqlite_with_rowid": False}


class ParticipantRow(Base):
    """A rater of one session: a group and a mark, no name. Token, mark and unit go when the session ends."""

    __tablename__ = "participants"
    __table_args__ = (Index("ix_participants_mark", "workshop_id", "mark", unique=True), _NO_SEQUENCE)

    id: Mapped[str] = mapped_column(primary_key=True)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    group: Mapped[str] = mapped_column("group_id")
    mark: Mapped[str]
    unit: Mapped[str | None]
    token: Mapped[str | None] = mapped_column(unique=True, index=True)
    """SHA-256 of it; the token itself is nowhere but on the rater's phone."""
    paper: Mapped[bool]
    removed: Mapped[bool]


class BallotRow(Base):
    """One rater's answer to one item in one round; a later answer takes its place."""

    __tablename__ = "ballots"
    __table_args__ = _NO_SEQUENCE

    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int | None]
    reason: Mapped[str]


class BallotKeyRow(Base):
    """Which submissions were stored, so that one sent again stores nothing. Gone when the session ends."""

    __tablename__ = "ballot_keys"
    __table_args__ = _NO_SEQUENCE

    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)


class AuditRow(Base):
    """Who did what, when; each row holds the hash of the row before it. Append only."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Utc)
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]

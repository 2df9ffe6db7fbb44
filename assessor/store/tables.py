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
from assessor.store.columns import Sealed, Utc
from assessor.text import Text


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
    """Which version of the product wrote the tables."""

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
    """set, undo or import"""
    undoes: Mapped[int | None] = mapped_column(ForeignKey("rating_changes.id", ondelete="CASCADE"), index=True)


class EvidenceRow(Versioned, Base):
    __tablename__ = "evidence"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    entry: Mapped[Evidence | None] = mapped_column(Sealed(Evidence))
    actor: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(Utc)


class ProfileRow(Versioned, Base):
    """A comparison city: its profile and the ratings it came with, frozen."""

    __tablename__ = "profiles"

    id: Mapped[str] = mapped_column(primary_key=True)
    assessment: Mapped[Assessment] = mapped_column(Sealed(Assessment))
    actor: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(Utc)


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

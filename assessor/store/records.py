"""Reading and writing rows in terms of the models. Every function works inside one read or one unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from assessor.assessment import Assessment, Evidence, Rating
from assessor.errors import NotFound, Problem, Stale
from assessor.rubric import Rubric
from assessor.scorecard import refuse_other_version
from assessor.store import task_records
from assessor.store.store import Unit
from assessor.store.tables import (
    AssessmentRow,
    EvidenceRow,
    ProfileRow,
    RatingChange,
    RatingRow,
    Setup,
    TaskRow,
    WorkshopRow,
)
from assessor.task import FollowUp, Task
from assessor.text import say

Kind = Literal["set", "undo", "import", "workshop"]


@dataclass(frozen=True)
class StoredRating:
    """A rating as it stands in the database; version 0 where nobody ever rated."""

    rating: Rating | None
    version: int
    actor: str
    at: datetime | None


@dataclass(frozen=True)
class Change:
    at: datetime
    actor: str
    indicator: str
    before: Rating | None
    after: Rating | None
    kind: str


@dataclass(frozen=True)
class Opened:
    """An assessment with the versions that a later save has to name."""

    assessment: Assessment
    version: int
    rating_versions: dict[str, int]
    rated_at: dict[str, datetime]
    evidence_versions: dict[str, int]
    rubric_fingerprint: str
    task_versions: dict[str, int] = field(default_factory=dict)


# -- assessments ------------------------------------------------------------------------------


def assessment(session: Session, id_: str) -> AssessmentRow:
    row = session.get(AssessmentRow, id_)
    if row is None:
        raise NotFound(
            Problem(
                id_,
                say("没有这份评估，可能已被删除", "no such assessment; it may have been deleted"),
                say("从已存评估的列表中选择", "choose one from the list of stored assessments"),
            )
        )
    return row


def find_assessment(session: Session, id_: str) -> AssessmentRow | None:
    return session.get(AssessmentRow, id_)


def rubric_of(session: Session, id_: str) -> tuple[str, str] | None:
    """Id and version of the rubric that an assessment was made under."""
    question = select(AssessmentRow.rubric_id, AssessmentRow.rubric_version).where(AssessmentRow.id == id_)
    row = session.execute(question).first()
    return None if row is None else (row[0], row[1])


def assessments(session: Session) -> list[AssessmentRow]:
    return list(session.scalars(select(AssessmentRow).order_by(AssessmentRow.created_at, AssessmentRow.id)))


def opened(session: Session, id_: str) -> Opened:
    """One assessment with everything in it, read in five questions."""
    row = assessment(session, id_)
    ratings = session.execute(
        select(RatingRow.indicator, RatingRow.rating, RatingRow.version, RatingRow.updated_at).where(
            RatingRow.assessment_id == id_
        )
    ).all()
    entries = session.execute(
        select(EvidenceRow.id, EvidenceRow.entry, EvidenceRow.version)
        .where(EvidenceRow.assessment_id == id_, EvidenceRow.entry.is_not(None))
        .order_by(EvidenceRow.position)
    ).all()
    tasks = task_records.tasks(session, id_)
    given = {one.indicator: one.rating for one in ratings if one.rating is not None}
    return Opened(
        assessment=_whole(
            row, given, [one.entry for one in entries if one.entry is not None],
            [task for task, _ in tasks], task_records.follow_ups(session, id_),
        ),
        version=row.version,
        rating_versions={one.indicator: one.version for one in ratings},
        rated_at={one.indicator: one.updated_at for one in ratings if one.rating is not None},
        evidence_versions={one.id: one.version for one in entries},
        rubric_fingerprint=row.rubric_fingerprint,
        task_versions={task.id: version for task, version in tasks},
    )  # fmt: skip


def _whole(
    row: AssessmentRow,
    ratings: dict[str, Rating],
    evidence: list[Evidence],
    tasks: list[Task],
    follow_ups: list[FollowUp],
) -> Assessment:
    setup = row.setup
    return Assessment(
        id=row.id,
        rubric_id=row.rubric_id,
        rubric_version=row.rubric_version,
        city=row.city,
        period=setup.period,
        cut_off=setup.cut_off,
        mode=setup.mode,
        variant=setup.variant,
        weights=setup.weights,
        targets=setup.targets,
        ratings=ratings,
        evidence=evidence,
        tasks=tasks,
        follow_ups=follow_ups,
        pattern=setup.pattern,
    )


def setup_of(assessment_: Assessment) -> Setup:
    return Setup(**{name: getattr(assessment_, name) for name in Setup.model_fields})


def add(unit: Unit, assessment_: Assessment, rubric: Rubric) -> None:
    """A new assessment with whatever ratings and evidence it brings."""
    unit.session.add(
        AssessmentRow(
            id=assessment_.id,
            rubric_id=rubric.id,
            rubric_version=rubric.version,
            rubric_fingerprint=rubric.fingerprint,
            city=assessment_.city,
            setup=setup_of(assessment_),
            created_at=unit.at,
            updated_at=unit.at,
        )
    )
    unit.session.flush()
    _fill(unit, assessment_)


def replace(unit: Unit, row: AssessmentRow, assessment_: Assessment, rubric: Rubric) -> None:
    """Put another content into an assessment; versions go on rising, history stays."""
    row.rubric_id, row.rubric_version = rubric.id, rubric.version
    row.rubric_fingerprint = rubric.fingerprint
    row.city, row.setup, row.updated_at = assessment_.city, setup_of(assessment_), unit.at
    _fill(unit, assessment_)


def _fill(unit: Unit, assessment_: Assessment) -> None:
    _import_ratings(unit, assessment_.id, assessment_.ratings)
    kept = {entry.id: entry for entry in assessment_.evidence}
    rows = {row.id: row for row in evidence_rows(unit.session, assessment_.id)}
    for id_ in [*rows, *(id_ for id_ in kept if id_ not in rows)]:
        put_evidence(unit, assessment_.id, id_, kept.get(id_), rows.get(id_))
    task_records.put_all(unit, assessment_.id, assessment_.tasks, assessment_.follow_ups)


def last_changes(session: Session) -> dict[str, datetime]:
    """When each assessment was last touched: its own row, a rating or its evidence."""
    latest: dict[str, datetime] = {}
    for id_column, at_column in (
        (AssessmentRow.id, AssessmentRow.updated_at),
        (RatingRow.assessment_id, RatingRow.updated_at),
        (EvidenceRow.assessment_id, EvidenceRow.updated_at),
        (TaskRow.assessment_id, TaskRow.updated_at),
    ):
        for id_, at in session.execute(select(id_column, func.max(at_column)).group_by(id_column)):
            latest[id_] = max(latest.get(id_, at), at)
    return latest


def rated_indicators(session: Session) -> dict[str, dict[str, bool]]:
    """assessment id -> indicators that have a rating, and whether they apply"""
    found: dict[str, dict[str, bool]] = {}
    absent = type_coerce(RatingRow.rating, String).contains('"outcome":"not_applicable"', autoescape=True)
    question = select(RatingRow.assessment_id, RatingRow.indicator, absent).where(RatingRow.rating.is_not(None))
    for id_, indicator, gone in session.execute(question):
        found.setdefault(id_, {})[indicator] = not gone
    return found


def refuse_other_rubric(session: Session, id_: str, rubric: Rubric) -> None:
    """Before a write: nothing under this rubric goes into an assessment made under another one.

    Raises:
        VersionMismatch: it was made under another rubric or version.
    """
    if rubric_of(session, id_) != (rubric.id, rubric.version):
        refuse_other_version(rubric, opened(session, id_).assessment)


# -- ratings ----------------------------------------------------------------------------------


def rating(session: Session, id_: str, indicator: str) -> StoredRating:
    row = session.get(RatingRow, (id_, indicator))
    return StoredRating(None, 0, "", None) if row is None else _stored(row)


def _stored(row: RatingRow) -> StoredRating:
    return StoredRating(row.rating, row.version, row.actor, row.updated_at)


def is_rated(session: Session, id_: str) -> bool:
    question = select(RatingRow.indicator).where(RatingRow.assessment_id == id_, RatingRow.rating.is_not(None)).limit(1)
    return session.scalar(question) is not None


def change_rating(
    unit: Unit, id_: str, indicator: str, rating_: Rating | None, kind: Kind, undoes: int | None = None
) -> int:
    """Write one rating and its step in the history; returns the new version."""
    row = unit.session.get(RatingRow, (id_, indicator))
    before = row.rating if row else None
    row = _put_rating(unit, id_, indicator, rating_, row)
    unit.session.flush()
    _remember(unit, row, before, kind, undoes)
    return row.version


def _import_ratings(unit: Unit, id_: str, ratings: dict[str, Rating]) -> None:
    """Write a whole set of ratings; what is not among them is taken away, what is the same stays as it is."""
    rows = {row.indicator: row for row in unit.session.scalars(select(RatingRow).where(RatingRow.assessment_id == id_))}
    wanted = {**ratings, **{indicator: None for indicator in rows if indicator not in ratings}}
    changed = []
    for indicator, rating_ in wanted.items():
        row = rows.get(indicator)
        before = row.rating if row else None
        if before != rating_:
            changed.append((_put_rating(unit, id_, indicator, rating_, row), before))
    unit.session.flush()
    for row, before in changed:
        _remember(unit, row, before, "import", None)


def _put_rating(unit: Unit, id_: str, indicator: str, rating_: Rating | None, row: RatingRow | None) -> RatingRow:
    if row is None:
        row = RatingRow(assessment_id=id_, indicator=indicator)
        unit.session.add(row)
    row.rating, row.actor, row.updated_at = rating_, unit.actor, unit.at
    return row


def _remember(unit: Unit, row: RatingRow, before: Rating | None, kind: Kind, undoes: int | None) -> None:
    unit.session.add(
        RatingChange(
            assessment_id=row.assessment_id,
            indicator=row.indicator,
            before=before,
            after=row.rating,
            version=row.version,
            actor=unit.actor,
            at=unit.at,
            kind=kind,
            undoes=undoes,
        )
    )


def changes(session: Session, id_: str, indicator: str | None, limit: int) -> list[Change]:
    """Newest first."""
    question = select(RatingChange).where(RatingChange.assessment_id == id_)
    if indicator is not None:
        question = question.where(RatingChange.indicator == indicator)
    rows = session.scalars(question.order_by(RatingChange.id.desc()).limit(limit))
    return [Change(r.at, r.actor, r.indicator, r.before, r.after, r.kind) for r in rows]


def changes_since(session: Session, id_: str, moment: datetime) -> list[Change]:
    """Newest first, of any number."""
    question = select(RatingChange).where(RatingChange.assessment_id == id_, RatingChange.at > moment)
    rows = session.scalars(question.order_by(RatingChange.id.desc()))
    return [Change(r.at, r.actor, r.indicator, r.before, r.after, r.kind) for r in rows]


def change_counts(session: Session, id_: str) -> dict[str, tuple[int, datetime]]:
    """indicator -> how often its rating was set, changed or taken back, and when last"""
    question = select(RatingChange.indicator, func.count(), func.max(RatingChange.at))
    rows = session.execute(question.where(RatingChange.assessment_id == id_).group_by(RatingChange.indicator))
    return {indicator: (count, last) for indicator, count, last in rows}


def last_standing(
    session: Session, id_: str, *, actor: str | None = None, indicator: str | None = None
) -> RatingChange | None:
    """The newest change that has not been taken back: by one person, or of one indicator."""
    undo = aliased(RatingChange)
    question = select(RatingChange).where(
        RatingChange.assessment_id == id_,
        RatingChange.kind != "undo",
        ~select(undo.id).where(undo.undoes == RatingChange.id).exists(),
    )
    if actor is not None:
        question = question.where(RatingChange.actor == actor, RatingChange.kind == "set")
    if indicator is not None:
        question = question.where(RatingChange.indicator == indicator)
    return session.scalar(question.order_by(RatingChange.id.desc()).limit(1))


# -- evidence and comparison cities -------------------------------------------------------------


def evidence_rows(session: Session, id_: str) -> list[EvidenceRow]:
    question = select(EvidenceRow).where(EvidenceRow.assessment_id == id_).order_by(EvidenceRow.position)
    return list(session.scalars(question))


def put_evidence(unit: Unit, id_: str, entry_id: str, entry: Evidence | None, row: EvidenceRow | None) -> None:
    """Write one entry; None empties its row, which keeps the id from being given again."""
    if row is None:
        position = 1 + (_last_position(unit.session, id_) or 0)
        row = EvidenceRow(assessment_id=id_, id=entry_id, position=position)
        unit.session.add(row)
    elif row.entry == entry:
        return
    row.entry, row.actor, row.updated_at = entry, unit.actor, unit.at
    unit.session.flush()


def _last_position(session: Session, id_: str) -> int | None:
    return session.scalar(select(func.max(EvidenceRow.position)).where(EvidenceRow.assessment_id == id_))


def profiles(session: Session) -> list[Assessment]:
    return list(session.scalars(select(ProfileRow.assessment).order_by(ProfileRow.id)))


def put_profile(unit: Unit, assessment_: Assessment) -> bool:
    """Whether this is news."""
    row = unit.session.get(ProfileRow, assessment_.id)
    if row is None:
        row = ProfileRow(id=assessment_.id)
        unit.session.add(row)
    elif row.assessment == assessment_:
        return False
    row.assessment, row.actor, row.updated_at = assessment_, unit.actor, unit.at
    return True


def remove_all_but(unit: Unit, kept: Collection[str]) -> None:
    """Remove scoring sessions and comparison cities, and assessments other than those named."""
    apart = [*unit.session.scalars(select(WorkshopRow)), *unit.session.scalars(select(ProfileRow))]
    for row in [*apart, *assessments(unit.session)]:
        if not isinstance(row, AssessmentRow) or row.id not in kept:
            unit.session.delete(row)
    unit.session.flush()


def remove_profile(unit: Unit, id_: str) -> bool:
    row = unit.session.get(ProfileRow, id_)
    if row is not None:
        unit.session.delete(row)
    return row is not None


def overtaken(place: str, theirs: object, ours: object) -> Stale:
    return Stale(
        Problem(
            place,
            say("您打开之后，他人已保存了不同内容", "somebody else saved something different after you opened it"),
            say("查看两个值，选定其一再保存", "look at both values and choose which one to keep"),
        ),
        theirs=theirs,
        ours=ours,
    )

"""Going over to another rubric version, and beginning the next period: use cases. What was there stays as it is."""

from __future__ import annotations

import secrets
from datetime import date
from typing import TYPE_CHECKING

from assessor.admissible import assessment_faults, made, refuse
from assessor.assessment import Assessment
from assessor.errors import Problem, VersionMismatch
from assessor.migrating import Migration, begun_under, migration
from assessor.rubric import Rubric
from assessor.store import records
from assessor.text import say

if TYPE_CHECKING:
    from assessor.assessments import Workspace


def preview(workspace: Workspace, id_: str, version: str | None = None) -> Migration:
    """What would become of an assessment under another version of its rubric; writes nothing.

    Args:
        version: the version to go over to; the present one by default.

    Raises:
        VersionMismatch: one of the two versions is not kept here, or they are the same.
        NotFound: there is no such assessment.
    """
    assessment = workspace.opened(id_).assessment
    return migration(_old(workspace, assessment), _new(workspace, version), assessment)


def migrate(workspace: Workspace, seen: Migration, *, actor: str) -> str:
    """Make a new assessment under the other version as it was shown; returns its id. The old one stays as it is.

    Raises:
        Stale: the assessment was changed after `seen` was made.
    """
    new = made(Assessment, **{**dict(seen.migrated), "id": new_id()})
    refuse(assessment_faults(seen.new, new))
    with workspace.store.unit(actor) as unit:
        now = records.opened(unit.session, seen.assessment.id).assessment
        if now != seen.assessment:
            raise records.overtaken(seen.assessment.id, now, seen.assessment)
        records.add(unit, new, seen.new)
        unit.record(
            "assessment.migrated", new.id, source=now.id, old=seen.old.version, new=seen.new.version,
            carried=len(seen.carried), look_again=list(seen.look_again), added=len(seen.added), gone=len(seen.gone),
        )  # fmt: skip
    return new.id


def begin_next(workspace: Workspace, id_: str, *, period: str, cut_off: date, actor: str) -> str:
    """Begin the next period of a city from the last one: profile, mode, variant, weights and targets come along,
    ratings and evidence never. It is made under the present rubric version.

    Raises:
        CityFault: the cut-off date does not lie after the last one's, or the period is not filled in.
    """
    last = workspace.opened(id_).assessment
    if cut_off <= last.cut_off:
        refuse(
            [
                Problem(
                    "",
                    say(f"截止日期应晚于上一年度的 {last.cut_off}", f"the cut-off date must lie after the last one, {last.cut_off}"),
                    say("填写新年度的截止日期", "give the date of the new period"),
                )
            ]
        )  # fmt: skip
    current = workspace.of_now
    return current.begin(**begun_under(current.rubric, last), period=period, cut_off=cut_off, actor=actor)


def new_id() -> str:
    return f"a{secrets.token_hex(6)}"


def _old(workspace: Workspace, assessment: Assessment) -> Rubric:
    found = workspace.rubric_of(assessment.rubric_id, assessment.rubric_version)
    if found is None:
        raise _unknown(assessment.id, assessment.rubric_id, assessment.rubric_version)
    return found


def _new(workspace: Workspace, version: str | None) -> Rubric:
    current = workspace.of_now.rubric
    if version is None or version == current.version:
        return current
    found = workspace.rubric_of(current.id, version)
    if found is None:
        raise _unknown("--to", current.id, version)
    return found


def _unknown(place: str, id_: str, version: str) -> VersionMismatch:
    return VersionMismatch(
        Problem(
            place,
            say(f"本机没有量表 {id_} {version}", f"rubric {id_} {version} is not kept here"),
            say(f"把该版本放入量表文件夹的 earlier/{version}", f"put that version into earlier/{version} of the rubric's folder"),
        )
    )  # fmt: skip

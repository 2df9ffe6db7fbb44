"""All periods of one city that are stored, each under the rubric version it was made under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessor.assessment import Assessment
from assessor.change import Period
from assessor.store import records

if TYPE_CHECKING:
    from assessor.assessments import Workspace


@dataclass(frozen=True)
class Periods:
    """The assessments of one city, the earliest first."""

    city_id: str
    found: tuple[Period, ...]
    unknown: tuple[str, ...]
    """Ids of those made under a rubric version that is not kept here."""

    def before(self, id_: str) -> Period | None:
        """The one to set beside an assessment: the last with an earlier cut-off date, of the same version if there is one."""
        own = next(one for one in self.found if one.assessment.id == id_)
        earlier = [one for one in self.found if one.assessment.cut_off < own.assessment.cut_off]
        same = [one for one in earlier if one.rubric.fingerprint == own.rubric.fingerprint]
        last = max((one.assessment.cut_off for one in earlier), default=None)
        return next((one for one in reversed(same) if one.assessment.cut_off == last), earlier[-1] if earlier else None)


def periods_of(workspace: Workspace, city_id: str, *, rated: bool = True) -> Periods:
    """The periods of a city by cut-off date, those of one date by rubric version; without those nobody has begun to rate."""
    with workspace.store.reading() as session:
        ids = [row.id for row in records.assessments(session) if row.city.id == city_id]
        those = [records.opened(session, id_).assessment for id_ in ids]
    found, unknown = [], []
    for one in those:
        rubric = workspace.rubric_of(one.rubric_id, one.rubric_version)
        if rubric is None:
            unknown.append(one.id)
        elif one.ratings or not rated:
            found.append(Period(rubric, one))
    return Periods(city_id, tuple(sorted(found, key=_order)), tuple(unknown))


def earlier_of(workspace: Workspace, assessment: Assessment) -> list[Period]:
    """The periods of its city with an earlier cut-off date."""
    found = periods_of(workspace, assessment.city.id).found
    return [one for one in found if one.assessment.cut_off < assessment.cut_off and one.assessment.id != assessment.id]


def _order(one: Period) -> tuple[str, str, str]:
    return one.assessment.cut_off.isoformat(), one.rubric.version, one.assessment.id

"""The list of assessments: one line each, with how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assessor.assessment import Mode
from assessor.rubric import Rubric
from assessor.store import Store, records


@dataclass(frozen=True)
class Summary:
    """One line in the list of assessments."""

    id: str
    city_name: str
    city_name_en: str
    fictional: bool
    period: str
    mode: Mode
    variant: str
    rated: int
    of: int
    """Indicators answered, and indicators of the variant, among those that apply."""
    not_applicable: int
    updated_at: datetime
    version: int
    city_id: str
    rubric_version: str
    earlier: bool
    """Made under another rubric version than the present one."""
    known_earlier: bool
    """And that version is kept, so that it can be opened and taken over to the present one."""


RubricOf = Callable[[str, str], Rubric | None]


def summaries(store: Store, rubric: Rubric, rubric_of: RubricOf) -> list[Summary]:
    """All assessments, the one last touched first. `rubric_of`: the rubric of an id and version, where it is kept."""
    with store.reading() as session:
        rows = records.assessments(session)
        touched, rated = records.last_changes(session), records.rated_indicators(session)
    found = []
    for row in rows:
        kept = rubric_of(row.rubric_id, row.rubric_version)
        made = kept or rubric
        asked, answers = {one.id for one in made.in_variant(row.setup.variant)}, rated.get(row.id, {})
        applying = {one: answers[one] for one in asked & answers.keys()}
        absent = sum(not applies for applies in applying.values())
        found.append(
            Summary(
                id=row.id,
                city_name=row.city.name,
                city_name_en=row.city.name_en,
                fictional=row.city.fictional,
                period=row.setup.period,
                mode=row.setup.mode,
                variant=row.setup.variant,
                rated=len(applying) - absent,
                of=len(asked) - absent,
                not_applicable=absent,
                updated_at=touched[row.id],
                version=row.version,
                city_id=row.city.id,
                rubric_version=row.rubric_version,
                earlier=(row.rubric_id, row.rubric_version) != (rubric.id, rubric.version),
                known_earlier=kept is not None and kept is not rubric,
            )
        )
    return sorted(found, key=lambda one: one.updated_at, reverse=True)

"""The list of assessments: one line each, with how far it has come."""

from __future__ import annotations

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


def summaries(store: Store, rubric: Rubric) -> list[Summary]:
    """All assessments, the one last touched first."""
    with store.reading() as session:
        rows = records.assessments(session)
        touched, rated = records.last_changes(session), records.rated_indicators(session)
    members = {one.id: {item.id for item in rubric.in_variant(one.id)} for one in rubric.variants}
    everything = set(rubric.by_id)
    found = []
    for row in rows:
        asked, answers = members.get(row.setup.variant, everything), rated.get(row.id, {})
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
            )
        )
    return sorted(found, key=lambda one: one.updated_at, reverse=True)

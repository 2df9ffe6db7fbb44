"""The demo: the fictional sample cities in a database of their own, never beside real ones."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import platformdirs

from assessor import files
from assessor.rubric import Rubric
from assessor.store import Store, records
from assessor.store.place import located
from assessor.store.tables import AssessmentRow

VARIABLE = "ASSESSOR_DEMO_URL"
ACTOR = "demo"


def place() -> str:
    """Named by the environment, else beside the real database."""
    if named := os.environ.get(VARIABLE):
        return named
    real = located(None).path
    return str((real.parent if real else Path(platformdirs.user_data_path("assessor"))) / "demo.sqlite")


def exists() -> bool:
    """Whether somebody has opened the demo before."""
    path = located(place()).path
    return path is None or path.exists()


def plant_if_needed(store: Store, rubric: Rubric) -> None:
    if store.read_only:
        return
    with store.reading() as session:
        rows = records.assessments(session)
    if not _current(rows, rubric):
        plant(store, rubric, unless_current=True)


def plant(store: Store, rubric: Rubric, *, unless_current: bool = False) -> None:
    """Put the sample cities in as they were delivered, and everything else out."""
    samples = {sample.id: sample for sample in files.sample_cities()}
    with store.unit(ACTOR) as unit:
        rows = {row.id: row for row in records.assessments(unit.session)}
        if unless_current and _current(rows.values(), rubric):  # another process was quicker
            return
        records.remove_all_but(unit, samples)
        for id_, sample in samples.items():
            if id_ in rows:
                records.replace(unit, rows[id_], sample, rubric)
            else:
                records.add(unit, sample, rubric)
        unit.record("demo.planted", "demo", cities=len(samples))


def _current(rows: Iterable[AssessmentRow], rubric: Rubric) -> bool:
    """Whether cities stand there, made under the rubric as it is now."""
    found = [row.rubric_fingerprint for row in rows]
    return bool(found) and set(found) == {rubric.fingerprint}

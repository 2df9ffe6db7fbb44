"""One of several processes that import a filled-in file. Started by the tests beside it.

importer.py apply DATABASE ASSESSMENT LEVEL NAME   preview and apply again and again until one import is written
importer.py die   DATABASE ASSESSMENT LEVEL NAME   the same, but be killed after half of the ratings were written
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from assessor import intake
from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.errors import Stale
from assessor.files import load_rubric
from assessor.merging import Base, Filled
from assessor.store import records
from assessor.workbooks.identity import digest_of


def file(workspace: Workspace, id_: str, level: int, name: str) -> Filled:
    """Every indicator at one level, with the number of the import before it raised by one in each note."""
    now = workspace.opened(id_).assessment
    ratings: dict[str, Rating | None] = {}
    for one in workspace.rubric.by_id:
        stood = now.ratings.get(one)
        number = int(stood.note.split()[0]) if stood is not None else 0
        ratings[one] = Rating(outcome=level, note=f"{number + 1} {name}")
    bases = {one: Base(digest_of(now.ratings.get(one))) for one in ratings}
    return Filled(f"{name}.xlsx", id_, workspace.rubric.version, ratings=ratings, bases=bases)


def imported(workspace: Workspace, id_: str, level: int, name: str) -> bool:
    merge = intake.merge_of(workspace.store, workspace.rubric, id_, [file(workspace, id_, level, name)])
    if merge.conflicts:  # somebody was quicker between download and preview
        return False
    try:
        workspace.apply_import(id_, merge, {}, name)
    except Stale:
        return False
    return True


def die_after(times: int) -> None:
    """Each rating is written in turn; the process is gone before the last one and before the commit."""
    written = 0
    change = records.change_rating

    def dying(*args: object, **more: object) -> int:
        nonlocal written
        version = change(*args, **more)  # type: ignore[arg-type]  # handed on as they came
        written += 1
        if written == times:
            print("half", flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        return version

    records.change_rating = dying


if __name__ == "__main__":
    what, database, id_, level, name = sys.argv[1:]
    workspace = Workspace.open(database, load_rubric(Path(__file__).parent.parent / "rubrics" / "tiny.yaml"))
    if what == "die":
        die_after(4)
    overtaken = 0
    for _ in range(5):
        while not imported(workspace, id_, int(level), name):
            overtaken += 1
    print(overtaken)

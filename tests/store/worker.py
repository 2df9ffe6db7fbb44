"""One of several processes that write to the same database. Started by the tests beside it.

worker.py count    DATABASE ASSESSMENT TIMES NAME   raise the number in a rating's note, again where overtaken
worker.py careless DATABASE ASSESSMENT TIMES NAME   the same, but overwrite where overtaken
worker.py deferred DATABASE ASSESSMENT TIMES NAME   the same as count, with plain BEGIN in place of BEGIN IMMEDIATE
worker.py diary    DATABASE ASSESSMENT TIMES NAME   write numbered notes and print each number once it is saved
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.errors import Stale, StoreUnavailable
from assessor.files import load_rubric
from assessor.store import place


def count(workspace: Workspace, id_: str, times: int, name: str, *, careless: bool) -> dict[str, object]:
    overtaken = errors = 0
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        while True:
            try:
                overtaken += not raise_by_one(workspace, id_, name, careless=careless)
                break
            except Stale:
                overtaken += 1
            except StoreUnavailable:
                errors += 1
                break
        seconds.append(time.perf_counter() - start)
    return {"overtaken": overtaken, "errors": errors, "seconds": seconds}


def raise_by_one(workspace: Workspace, id_: str, name: str, *, careless: bool) -> bool:
    rating, version = workspace.rating(id_, "x1")
    number = int(rating.note.split()[0]) if rating else 0
    # The name keeps two processes' notes apart: equal values are no conflict.
    wanted = Rating(outcome=1, note=f"{number + 1} {name}")
    while True:
        try:
            workspace.rate(id_, "x1", wanted, expected=version, actor=name)
            return True
        except Stale as stale:
            if not careless:
                raise
            version = stale.theirs.version  # type: ignore[attr-defined]  # a StoredRating, see Workspace.rate


def diary(workspace: Workspace, id_: str, times: int, name: str) -> None:
    for number in range(1, times + 1):
        _, version = workspace.rating(id_, "x1")
        workspace.rate(id_, "x1", Rating(outcome=1, note=str(number)), expected=version, actor=name)
        print(number, flush=True)


def begin_deferred(connection: object) -> None:
    connection.exec_driver_sql("BEGIN")  # type: ignore[attr-defined]  # a Connection


if __name__ == "__main__":
    what, database, id_, times, name = sys.argv[1:]
    if what == "deferred":
        place._begin = begin_deferred
    workspace = Workspace.open(database, load_rubric(Path(__file__).parent.parent / "rubrics" / "tiny.yaml"))
    if what == "diary":
        diary(workspace, id_, int(times), name)
    else:
        print(json.dumps(count(workspace, id_, int(times), name, careless=what == "careless")))

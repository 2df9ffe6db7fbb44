"""Imports of filled-in files: whole or not at all, and none lost where two people import at once."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from assessor.assessment import Rating
from assessor.assessments import Workspace

IMPORTER = Path(__file__).parent / "importer.py"


def started(what: str, path: Path, id_: str, level: int, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", str(IMPORTER), what, str(path), id_, str(level), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def ready(workspace: Workspace, id_: str) -> None:
    """Notes begin with the number of the import that wrote them."""
    for one in workspace.rubric.by_id:
        _, version = workspace.rating(id_, one)
        workspace.rate(id_, one, Rating(outcome=0, note="0 start"), expected=version, actor="甲")


def test_a_kill_in_the_middle_of_an_import_leaves_nothing_of_it(workspace: Workspace, harbour: str, path: Path) -> None:
    ready(workspace, harbour)
    before = workspace.opened(harbour)
    history, audit = workspace.changes(harbour), workspace.audit()
    process = started("die", path, harbour, 4, "乙")
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, said) == (-signal.SIGKILL, "half\n"), "it was writing when it was killed"
    assert workspace.opened(harbour) == before
    assert workspace.changes(harbour) == history
    assert workspace.audit() == audit
    assert workspace.verify_audit() == []


def test_the_same_import_that_lives_is_written_whole(workspace: Workspace, harbour: str, path: Path) -> None:
    ready(workspace, harbour)
    process = started("apply", path, harbour, 4, "乙")
    assert process.communicate(timeout=60)[0] == "0\n"
    assert {one.note for one in workspace.opened(harbour).assessment.ratings.values()} == {"5 乙"}


def test_four_people_who_import_at_once_lose_nothing(workspace: Workspace, harbour: str, path: Path) -> None:
    ready(workspace, harbour)
    audit = len(workspace.audit(1000))
    running = [started("apply", path, harbour, level, f"rater-{level}") for level in range(1, 5)]
    said = [one.communicate(timeout=120)[0] for one in running]
    assert [one.returncode for one in running] == [0] * 4
    ratings = workspace.opened(harbour).assessment.ratings
    assert {int(one.note.split()[0]) for one in ratings.values()} == {20}, "20 imports, each upon the one before it"
    assert len({(one.outcome, one.note) for one in ratings.values()}) == 1, "the last import stands whole"
    assert len(workspace.audit(1000)) == audit + 20
    assert workspace.verify_audit() == []
    print(f"20 imports by 4 people, overtaken and repeated: {sum(map(int, said))}")

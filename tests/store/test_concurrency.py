"""Many processes write to one database at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from assessor.assessments import Workspace
from assessor.store.backups import first_fault
from assessor.store.place import connector

WORKER = Path(__file__).parent / "worker.py"


def processes(what: str, path: Path, id_: str, *, number: int, times: int) -> list[dict[str, object]]:
    running = [
        subprocess.Popen(
            [sys.executable, "-W", "error", str(WORKER), what, str(path), id_, str(times), f"rater-{n}"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(number)
    ]
    said = [one.communicate(timeout=120)[0] for one in running]
    assert [one.returncode for one in running] == [0] * number
    return [json.loads(line) for line in said]


def counted(workspace: Workspace, id_: str) -> int:
    rating, _ = workspace.rating(id_, "x1")
    assert rating is not None
    return int(rating.note.split()[0])


def cleared(workspace: Workspace, id_: str) -> int:
    """Take the rating away so that counting starts at nought; returns the version to go on from."""
    _, version = workspace.rating(id_, "x1")
    return workspace.rate(id_, "x1", None, expected=version, actor="甲").version


def test_eight_processes_raise_one_number_1600_times_and_none_is_lost(
    workspace: Workspace, harbour: str, path: Path
) -> None:
    before = cleared(workspace, harbour)
    audit_rows = len(workspace.audit(10_000))
    results = processes("count", path, harbour, number=8, times=200)
    assert sum(int(str(one["errors"])) for one in results) == 0
    assert counted(workspace, harbour) == 1600
    assert workspace.rating(harbour, "x1")[1] == before + 1600
    assert len(workspace.audit(10_000)) == audit_rows + 1600
    assert workspace.verify_audit() == []
    assert first_fault(connector(path)()) == ""
    seconds = sorted(second for one in results for second in one["seconds"])  # type: ignore[attr-defined]  # JSON
    overtaken = sum(int(str(one["overtaken"])) for one in results)
    print(
        f"1600 increments, {overtaken} overtaken and repeated, p99 {1000 * seconds[-17]:.0f} ms, max {1000 * seconds[-1]:.0f} ms"
    )


def test_without_the_version_check_increments_would_be_lost(workspace: Workspace, harbour: str, path: Path) -> None:
    cleared(workspace, harbour)
    results = processes("careless", path, harbour, number=4, times=40)
    assert all(one["errors"] == 0 for one in results)
    assert counted(workspace, harbour) < 160


def test_with_plain_begin_the_database_would_be_locked(workspace: Workspace, harbour: str, path: Path) -> None:
    cleared(workspace, harbour)
    results = processes("deferred", path, harbour, number=4, times=40)
    assert sum(int(str(one["errors"])) for one in results) > 0


def test_processes_that_all_find_no_database_make_it_together(tmp_path: Path) -> None:
    script = f"from assessor.store import Store; assert Store({str(tmp_path / 'new' / 'office.sqlite')!r}).ready()[0]"
    running = [subprocess.Popen([sys.executable, "-W", "error", "-c", script]) for _ in range(4)]
    assert [one.wait(timeout=60) for one in running] == [0] * 4


def test_what_was_called_saved_survives_ten_kills(workspace: Workspace, harbour: str, path: Path) -> None:
    for lifetime in range(3, 13):
        writer = subprocess.Popen(
            [sys.executable, "-W", "error", str(WORKER), "diary", str(path), harbour, "100000", f"rater-{lifetime}"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(7 * lifetime)]
        writer.kill()
        acknowledged += [int(line) for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        writer.wait()
        writer.stdout.close()
        kept = {
            int(change.after.note)
            for change in workspace.changes(harbour, "x1", limit=100_000)
            if change.after and change.actor == f"rater-{lifetime}"
        }
        assert set(acknowledged) <= kept
        # At most the one rating that was saved while the answer was on its way.
        assert len(kept) <= len(acknowledged) + 1
    assert workspace.verify_audit() == []
    assert first_fault(connector(path)()) == ""

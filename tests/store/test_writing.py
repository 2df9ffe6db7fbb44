"""One write path: all of it with one audit row, or nothing."""

# ruff: noqa: PT012 - what is refused is the unit as a whole, so the whole unit stands in the block

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.errors import AssessorError, Stale, StoreUnavailable
from assessor.rubric import Rubric
from assessor.store import place, records
from assessor.store.backups import first_fault
from assessor.store.tables import RatingRow

WORKER = Path(__file__).parent / "worker.py"


def test_a_write_that_is_not_recorded_is_undone(workspace: Workspace, harbour: str) -> None:
    with pytest.raises(RuntimeError, match="exactly one audit row"), workspace.store.unit("甲") as unit:
        records.change_rating(unit, harbour, "x1", Rating(outcome=4), "set")
    assert workspace.rating(harbour, "x1")[0] == Rating(outcome=1, note="会议纪要在办公室")


def test_a_record_of_nothing_is_refused(workspace: Workspace, harbour: str) -> None:
    before = workspace.audit_head()
    with pytest.raises(RuntimeError, match="exactly one audit row"), workspace.store.unit("甲") as unit:
        unit.record("rating.set", harbour)
    assert workspace.audit_head() == before


def test_a_write_is_recorded_only_once(workspace: Workspace, harbour: str) -> None:
    with pytest.raises(RuntimeError, match="one audit row"), workspace.store.unit("甲") as unit:
        records.change_rating(unit, harbour, "x1", Rating(outcome=4), "set")
        unit.record("rating.set", harbour)
        unit.record("rating.set", harbour)
    assert workspace.rating(harbour, "x1")[1] == 1


def test_bulk_statements_that_would_pass_by_the_version_are_refused(workspace: Workspace, harbour: str) -> None:
    for statement in (update(RatingRow).values(actor="乙"), delete(RatingRow)):
        with pytest.raises(RuntimeError, match="bulk"), workspace.store.unit("甲") as unit:
            unit.session.execute(statement)
    assert len(workspace.opened(harbour).assessment.ratings) == 3


def test_the_version_column_refuses_a_row_that_changed_underneath(workspace: Workspace, harbour: str) -> None:
    with pytest.raises(Stale), workspace.store.unit("甲") as unit:
        row = unit.session.get_one(RatingRow, (harbour, "x1"))
        unit.session.connection().exec_driver_sql("UPDATE ratings SET version = 7 WHERE indicator = 'x1'")
        row.actor = "乙"
        unit.record("rating.set", harbour)
    assert workspace.rating(harbour, "x1")[1] == 1


def test_a_failure_in_the_middle_leaves_nothing_behind(workspace: Workspace, harbour: str) -> None:
    before = workspace.opened(harbour), workspace.audit_head()
    with pytest.raises(ZeroDivisionError), workspace.store.unit("甲") as unit:
        records.change_rating(unit, harbour, "x1", Rating(outcome=4), "set")
        unit.record("rating.set", harbour)
        unit.session.flush()
        1 / 0  # noqa: B018 - the failure
    assert (workspace.opened(harbour), workspace.audit_head()) == before
    assert workspace.rate(harbour, "x1", Rating(outcome=4), expected=1, actor="甲").version == 2


def test_what_is_read_together_is_of_one_moment(workspace: Workspace, harbour: str) -> None:
    with workspace.store.reading() as session:
        before = records.opened(session, harbour)
        workspace.rate(harbour, "x1", Rating(outcome=4), expected=1, actor="乙")
        session.expire_all()
        assert records.opened(session, harbour) == before
    assert workspace.opened(harbour) != before


def test_a_writer_that_never_ends_is_reported_as_busy(
    workspace: Workspace, harbour: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "PATIENCE_SECONDS", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="busy") as refusal:
            workspace.rate(harbour, "x1", Rating(outcome=4), expected=1, actor="甲")
        assert refusal.value.problems[0].place == str(path)
        other.execute("ROLLBACK")
    assert workspace.rate(harbour, "x1", Rating(outcome=4), expected=1, actor="甲").version == 2


def test_threads_of_one_process_wait_for_their_turn(workspace: Workspace, harbour: str) -> None:
    refused: list[AssessorError] = []

    def rate_all(name: str) -> None:
        for level in range(20):
            _, version = workspace.rating(harbour, name)
            try:
                workspace.rate(harbour, name, Rating(outcome=level % 5), expected=version, actor=name)
            except AssessorError as fault:
                refused.append(fault)

    threads = [threading.Thread(target=rate_all, args=(name,)) for name in ("x2", "x3", "x4", "y1", "y2", "y3")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []
    assert [workspace.rating(harbour, name)[1] for name in ("x3", "x4", "y2", "y3")] == [20] * 4


def test_a_full_disk_is_explained_and_what_was_saved_stays(workspace: Workspace, harbour: str, path: Path) -> None:
    workspace.store.close()
    limit = 400_000
    writer = subprocess.run(
        [sys.executable, "-W", "error", str(WORKER), "diary", str(path), harbour, "100000", "乙"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "StoreUnavailable" in writer.stderr
    assert str(path) in writer.stderr
    acknowledged = [int(line) for line in writer.stdout.split()]
    kept = {int(one.after.note) for one in workspace.changes(harbour, "x1", 10**6) if one.after and one.actor == "乙"}
    assert len(acknowledged) > 10
    assert set(acknowledged) == kept
    with closing(place.connector(path)()) as connection:
        assert first_fault(connection) == ""
    assert workspace.rate(harbour, "x2", Rating(outcome=4), expected=1, actor="甲").version == 2


def test_a_backup_made_while_others_write_is_whole(
    workspace: Workspace, harbour: str, path: Path, tmp_path: Path, tiny: Rubric
) -> None:
    writer = subprocess.Popen(
        [sys.executable, str(WORKER), "diary", str(path), harbour, "100000", "乙"], stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    try:
        for number in range(10):
            writer.stdout.readline()
            copy = Workspace.open(workspace.backup(tmp_path / f"copy-{number}.sqlite"), tiny)
            assert copy.store.damage() == []
            assert copy.verify_audit() == []
            rating, version = copy.rating(harbour, "x1")
            assert rating == copy.changes(harbour, "x1", 1)[0].after
            assert copy.audit(1)[0].detail["version"] == version
            copy.store.close()
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()


def test_a_backup_never_overwrites_and_leaves_no_part_of_a_file(
    workspace: Workspace, harbour: str, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.sqlite"
    kept.write_text("last year")
    with pytest.raises(StoreUnavailable, match="already there"):
        workspace.backup(kept)
    with pytest.raises(StoreUnavailable, match="choose a folder"):
        workspace.backup(tmp_path / "no such folder" / "copy.sqlite")
    assert kept.read_text() == "last year"
    assert {one.name for one in tmp_path.iterdir()} == {"kept.sqlite", "data"}


def test_a_rater_s_words_never_enter_the_audit_trail(workspace: Workspace, harbour: str) -> None:
    said = "某处机密的话"
    workspace.rate(harbour, "x1", Rating(outcome=2, note=said, external_constraint=said), expected=1, actor="甲")
    workspace.add_evidence(
        harbour, title=said, date=date(2025, 1, 1), holder=said, grade="E1", indicators=["x1"], actor="甲"
    )
    workspace.save_city(harbour, CityProfile(id="harbour", name=said), expected=1, actor="甲")
    workspace.delete(harbour, "甲")
    workspace.store.close()
    with workspace.store.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM audit").fetchall()
        assert said not in str(rows)
        for table in ("assessments", "ratings", "rating_changes", "evidence"):
            assert session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0

"""Databases that are absent, read-only, damaged, foreign or newer than the program."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from assessor import __version__
from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.errors import AssessorError, NewerStore, StoreError, StoreUnavailable
from assessor.rubric import Rubric
from assessor.scorecard import score
from assessor.store import Store, records
from assessor.store.backups import first_fault
from assessor.store.migrate import Scripts
from assessor.store.place import VARIABLE, connector, located, refuse_network_share

OWNER_ONLY = 0o600


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_database_is_for_its_owner_only(workspace: Workspace, harbour: str, path: Path, tmp_path: Path) -> None:
    copy = workspace.backup(tmp_path / "copy.sqlite")
    assert mode_of(path) == mode_of(copy) == OWNER_ONLY
    assert {mode_of(beside) for beside in path.parent.iterdir()} == {OWNER_ONLY}
    assert mode_of(path.parent) == 0o700


def test_every_connection_syncs_each_commit_keeps_foreign_keys_and_waits(path: Path) -> None:
    Store(path)
    with closing(connector(path)()) as connection:
        pragmas = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_the_environment_names_the_database_by_path_or_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "a.sqlite"))
    assert located(None).path == tmp_path / "a.sqlite"
    monkeypatch.setenv(VARIABLE, f"sqlite:///{tmp_path}/b.sqlite")
    assert located(None).path == tmp_path / "b.sqlite"
    assert located(tmp_path / "c.sqlite").path == tmp_path / "c.sqlite"


def test_without_a_name_it_lies_in_the_user_s_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    path = located(None).path
    assert path is not None
    assert path.name == "assessor.sqlite"
    assert path.parent.name == "assessor"


def test_a_password_in_the_address_is_never_shown() -> None:
    assert "geheim" not in str(located("postgresql://office:geheim@db.example/assessor"))


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "nonsense://x", "://"])
def test_an_address_that_names_no_database_is_refused(address: str) -> None:
    with pytest.raises(StoreUnavailable, match=VARIABLE):
        located(address)


def test_a_folder_name_with_odd_characters_is_no_obstacle(tmp_path: Path) -> None:
    assert Store(tmp_path / "外办 50%? #1" / "评估.sqlite").ready()[0]


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match=VARIABLE) as refusal:
        Store(tmp_path / "file" / "office.sqlite")
    assert str(tmp_path) in refusal.value.problems[0].place


# -- read-only ----------------------------------------------------------------------------------


def test_a_read_only_database_can_be_viewed_but_not_changed(
    workspace: Workspace, harbour: str, path: Path, tiny: Rubric
) -> None:
    workspace.store.close()
    path.chmod(0o444)
    viewer = Workspace.open(path, tiny)
    assert viewer.opened(harbour).assessment.ratings["x2"].outcome == 2
    assert viewer.ready()[0]
    with pytest.raises(StoreUnavailable, match="read-only") as refusal:
        viewer.rate(harbour, "x1", Rating(outcome=4), expected=1, actor="甲")
    assert refusal.value.problems[0].place == str(path)
    assert viewer.rating(harbour, "x1") == workspace.rating(harbour, "x1")


def test_the_same_database_made_writable_again_takes_ratings(
    workspace: Workspace, harbour: str, path: Path, tiny: Rubric
) -> None:
    path.chmod(0o444)
    path.chmod(0o600)
    assert Workspace.open(path, tiny).rate(harbour, "x1", Rating(outcome=4), expected=1, actor="甲").version == 2


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may write anywhere, so a test run by root steps down while it looks."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_read_only_database_in_a_closed_folder_can_be_viewed(
    workspace: Workspace, harbour: str, tiny: Rubric
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        copy = workspace.backup(folder / "office.sqlite")
        with raw(copy) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        copy.chmod(0o444)
        folder.chmod(0o555)
        try:
            with ordinary_user():
                with pytest.raises(PermissionError):
                    (folder / "beside").touch()
                viewer = Workspace.open(copy, tiny)
                assert viewer.opened(harbour).assessment.ratings["x2"].outcome == 2
                viewer.store.close()
        finally:
            folder.chmod(0o755)


@pytest.mark.parametrize("obstacle", ["folder", "unreadable"])
def test_a_file_that_cannot_be_read_is_explained(obstacle: str) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "office.sqlite"
        path.mkdir() if obstacle == "folder" else path.touch(0)
        Path(name).chmod(0o755)
        with ordinary_user(), pytest.raises(StoreUnavailable, match="cannot be opened"):
            Store(path)


# -- damaged ------------------------------------------------------------------------------------


def test_a_text_file_is_refused_as_no_database_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.sqlite"
    path.write_text("同志们：" * 50)
    with pytest.raises(StoreUnavailable, match="no database") as refusal:
        Store(path)
    assert refusal.value.problems[0].place == str(path)
    assert path.read_text() == "同志们：" * 50


def test_a_database_cut_short_is_refused_with_the_way_to_a_backup(
    workspace: Workspace, harbour: str, path: Path, tmp_path: Path
) -> None:
    copy = workspace.backup(tmp_path / "copy.sqlite")
    copy.write_bytes(copy.read_bytes()[:-5000])
    with pytest.raises(StoreUnavailable, match="latest backup") as refusal:
        Store(copy)
    assert refusal.value.problems[0].place == str(copy)


def test_a_level_changed_behind_the_program_s_back_is_never_scored(
    workspace: Workspace, harbour: str, tmp_path: Path, tiny: Rubric
) -> None:
    copy = workspace.backup(tmp_path / "copy.sqlite")
    assert copy.read_bytes().count(b'"outcome":2') >= 1
    copy.write_bytes(copy.read_bytes().replace(b'"outcome":2', b'"outcome":4'))
    with closing(sqlite3.connect(copy)) as connection:
        assert first_fault(connection) == ""  # SQLite itself sees nothing wrong
    with pytest.raises(StoreUnavailable, match="damaged"):
        Workspace.open(copy, tiny).opened(harbour)


@pytest.mark.parametrize("flips", [1, 200])
def test_random_damage_is_refused_or_harmless_but_never_a_wrong_score(
    workspace: Workspace, harbour: str, tmp_path: Path, tiny: Rubric, flips: int
) -> None:
    sound = workspace.backup(tmp_path / "sound.sqlite").read_bytes()
    card = workspace.scorecard(harbour)
    refused = 0
    for seed in range(
        50 if flips == 200 else 200
    ):  # most of a small database is empty room, which one flip finds first
        path = tmp_path / f"damaged-{seed}.sqlite"
        chance = random.Random(seed)
        damaged = bytearray(sound)
        for _ in range(flips):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        try:
            opened = Workspace.open(path, tiny)
            read = score(tiny, opened.opened(harbour).assessment)
            opened.store.close()
        except AssessorError:
            refused += 1
        else:
            assert read == card
    assert refused >= (50 if flips == 200 else 1)


def test_the_full_check_names_what_is_wrong(workspace: Workspace, harbour: str, path: Path) -> None:
    assert workspace.store.damage() == []
    workspace.store.close()
    path.write_bytes(b"x" * 4096)
    assert workspace.store.damage()[0].place == str(path)
    ready, words = workspace.ready()
    assert not ready
    assert "no database" in words.en


# -- foreign, newer, elsewhere --------------------------------------------------------------------


def test_another_program_s_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.sqlite"
    with raw(path) as connection:
        connection.execute("CREATE TABLE photos (id)")
    with pytest.raises(StoreUnavailable, match="another program"):
        Store(path)
    with raw(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("photos",)]


def test_a_database_of_a_newer_version_is_refused_by_both_names(
    workspace: Workspace, harbour: str, path: Path, tiny: Rubric
) -> None:
    workspace.store.close()
    with raw(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("UPDATE about SET value = '7.5' WHERE key = 'product'")
    with pytest.raises(NewerStore, match=rf"7\.5.*{__version__}"):
        Workspace.open(path, tiny)
    with raw(path) as connection:
        connection.execute(f"UPDATE alembic_version SET version_num = '{Scripts().head}'")
    assert Workspace.open(path, tiny).opened(harbour).assessment.ratings["y1"].outcome == 3


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_share_is_refused(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {tmp_path}/our\\040share {kind} rw 0 0\n")
    with pytest.raises(StoreUnavailable, match="local disk"):
        refuse_network_share(tmp_path / "our share" / "office.sqlite", mounts)
    refuse_network_share(tmp_path / "ours" / "office.sqlite", mounts)


def test_opening_asks_where_the_file_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/x {tmp_path} nfs rw 0 0\n")
    monkeypatch.setattr("assessor.store.place.MOUNTS", mounts)
    with pytest.raises(StoreError, match="network share"):
        Store(tmp_path / "office.sqlite")
    assert not (tmp_path / "office.sqlite").exists()


def test_fifty_openings_leave_no_file_open(path: Path) -> None:
    Store(path).close()
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a count of descriptors
    for _ in range(50):
        store = Store(path)
        store.ready()
        store.close()
    assert len(os.listdir("/proc/self/fd")) <= before + 2  # noqa: PTH208 - as above


# -- a file that goes away under a running program --------------------------------------------------


def _deleted(path: Path) -> None:
    path.unlink()


def _moved(path: Path) -> None:
    path.rename(path.with_name("elsewhere.sqlite"))


def _replaced(path: Path) -> None:
    other = path.with_name("other.sqlite")
    Store(other).close()
    other.replace(path)


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _its_folder_deleted(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


@pytest.mark.skipif(sys.platform == "win32", reason="an open file can be neither deleted nor moved there")
@pytest.mark.parametrize("displace", [_deleted, _moved, _replaced, _a_folder, _its_folder_deleted])
def test_a_database_that_goes_away_is_noticed(
    path: Path, workspace: Workspace, harbour: str, displace: Callable[[Path], None]
) -> None:
    assert workspace.ready()[0]
    displace(path)
    ready, why = workspace.ready()
    assert not ready
    assert "while the program was running" in why.en
    uses = (
        workspace.summaries,
        lambda: workspace.delete(harbour, "甲"),
        lambda: workspace.backup(path.with_name("copy.sqlite")),
    )
    for use in uses:
        with pytest.raises(StoreUnavailable, match="restart the program") as refusal:
            use()
        assert refusal.value.problems[0].place == str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="an open file can be neither deleted nor moved there")
def test_a_database_put_back_where_it_was_works_again(path: Path, workspace: Workspace, harbour: str) -> None:
    away = path.with_name("elsewhere.sqlite")
    path.rename(away)
    with pytest.raises(StoreUnavailable):
        workspace.summaries()
    away.rename(path)
    assert [one.id for one in workspace.summaries()] == [harbour]


@pytest.mark.skipif(sys.platform == "win32", reason="an open file can be neither deleted nor moved there")
def test_nothing_is_written_into_a_file_deleted_during_the_write(
    path: Path, workspace: Workspace, harbour: str
) -> None:
    away = path.with_name("elsewhere.sqlite")

    def delete_while_the_file_goes() -> None:
        with workspace.store.unit("甲") as unit:
            unit.session.delete(records.assessment(unit.session, harbour))
            unit.record("assessment.deleted", harbour)
            path.rename(away)

    with pytest.raises(StoreUnavailable, match="deleted or moved"):
        delete_while_the_file_goes()
    away.rename(path)
    assert [one.id for one in workspace.summaries()] == [harbour]

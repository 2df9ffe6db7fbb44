"""Older databases are brought up to date, with a backup first, or stay exactly as they were."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from textwrap import dedent, indent

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from assessor.assessments import Workspace
from assessor.errors import StoreUnavailable
from assessor.rubric import Rubric
from assessor.store import Store
from assessor.store.migrate import Scripts
from assessor.store.place import engine_for, located
from assessor.store.tables import Base
from assessor.text import say
from assessor.workshop import Plan, RaterGroup
from assessor.workshops import Workshops

REBUILD = """
with op.batch_alter_table("assessments", recreate="always") as batch:
    batch.add_column(sa.Column("colour", sa.String(), nullable=True))
"""
RELEASED = sorted((Path(__file__).parent / "released").glob("*.sql"))
"""Databases that older versions of the program wrote, as SQL."""
Next = Callable[[str], Scripts]


@pytest.fixture
def next_version(tmp_path: Path) -> Next:
    """The migrations with one more step, whose body is given."""

    def written(body: str) -> Scripts:
        folder = tmp_path / "migrations"
        shutil.copytree(Scripts().folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
        header = (
            "import os\nimport sqlalchemy as sa\nfrom alembic import op\n\n"
            f'revision = "9999"\ndown_revision = "{Scripts().head}"\n'
        )
        step = f"{header}\n\ndef upgrade():\n{indent(dedent(body).strip(), '    ')}\n"
        (folder / "versions" / "r9999_next.py").write_text(step)
        return Scripts(folder, "9999")

    return written


@pytest.fixture
def older(workspace: Workspace, harbour: str, path: Path) -> Path:
    """A database of this version, closed, which the next version will find."""
    workspace.store.close()
    return path


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def backups(path: Path) -> list[Path]:
    return sorted(path.parent.glob("office-before-*"))


def test_the_newest_migration_is_the_one_the_program_asks_for() -> None:
    assert ScriptDirectory(str(Scripts().folder)).get_heads() == [Scripts().head]


def test_tables_and_migrations_agree(path: Path) -> None:
    Store(path).close()
    engine = engine_for(located(path), pooled=False)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_column_that_no_migration_makes_would_be_noticed(path: Path) -> None:
    Store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE ratings DROP COLUMN actor")
    with engine_for(located(path), pooled=False).connect() as connection:
        assert len(compare_metadata(MigrationContext.configure(connection), Base.metadata)) == 1


def test_up_down_and_up_again_gives_the_same_tables(path: Path) -> None:
    Store(path).close()

    def schema() -> list[str]:
        with closing(sqlite3.connect(path)) as connection:
            return sorted(row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))

    first = schema()
    for step, target in ((command.downgrade, "base"), (command.upgrade, "head")):
        config = Config()
        config.set_main_option("script_location", str(Scripts().folder))
        with engine_for(located(path), pooled=False).execution_options(write=True).begin() as connection:
            config.attributes["connection"] = connection
            step(config, target)
    assert schema() == first


def test_an_older_database_is_backed_up_and_brought_up_to_date(
    older: Path, harbour: str, next_version: Next, workspace: Workspace
) -> None:
    before, opened = dump(older), workspace.opened(harbour)
    Store(older, scripts=next_version('op.add_column("ratings", sa.Column("colour", sa.String(), nullable=True))'))
    [backup] = backups(older)
    assert dump(backup) == before
    assert "colour" in "".join(dump(older))
    assert workspace.opened(harbour) == opened


@pytest.mark.parametrize("released", RELEASED, ids=lambda one: one.stem)
def test_a_database_of_each_older_version_opens_with_everything_in_it(released: Path, path: Path, tiny: Rubric) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(released.read_text(encoding="utf-8"))
    before = dump(path)
    workspace = Workspace.open(path, tiny)
    [backup] = backups(path)
    assert dump(backup) == before
    kept = [line for line in before if line.startswith("INSERT") and '"alembic_version"' not in line]
    assert set(kept) <= set(dump(path))
    [line] = workspace.summaries()
    rated = workspace.opened(line.id).assessment.ratings
    assert {one: rated[one].outcome for one in ("x1", "x2", "y1")} == {"x1": 1, "x2": 2, "y1": 3}
    assert workspace.verify_audit() == []
    group = RaterGroup(id="office", name=say("机关", "Office"))
    id_ = Workshops(workspace).prepare(
        line.id, Plan(items=("x1",), variant="own", groups=(group,)), hours=1, actor="甲"
    )
    assert [one.id for one in Workshops(workspace).sessions(line.id)] == [id_]
    workspace.store.close()


def test_every_older_version_has_its_database_here() -> None:
    assert {one.stem for one in RELEASED} == Scripts().known() - {Scripts().head}


def test_a_table_with_children_is_rebuilt_without_losing_them(
    older: Path, harbour: str, next_version: Next, workspace: Workspace
) -> None:
    Store(older, scripts=next_version(REBUILD))
    assert len(workspace.opened(harbour).assessment.ratings) == 3


def test_with_foreign_keys_on_the_same_rebuild_would_lose_every_rating(
    older: Path, harbour: str, next_version: Next, workspace: Workspace
) -> None:
    scripts = next_version(REBUILD)
    with engine_for(located(older), pooled=False).execution_options(write=True).begin() as connection:
        scripts.run(connection)
    assert workspace.opened(harbour).assessment.ratings == {}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('op.drop_table("rating_changes")\nop.execute("nonsense")', "syntax error"),
        ('op.execute("DELETE FROM rating_changes")', "contents of table rating_changes"),
        ("op.execute(\"UPDATE ratings SET rating = NULL WHERE indicator = 'x1'\")", "contents of table ratings"),
        ('op.execute("DELETE FROM assessments")', "refer to nothing"),
        ('with op.batch_alter_table("audit", recreate="always") as batch:\n    batch.drop_index("ix_audit_subject")',
         "guard audit_no_delete"),
        ('op.drop_table("ratings")\nop.get_bind().connection.commit()\nraise OSError("power cut")', "power cut"),
    ],
    ids=["faulty", "deletes", "alters", "orphans", "drops the guards", "commits and fails"],
)  # fmt: skip
def test_a_migration_that_fails_or_loses_anything_is_undone(
    older: Path, harbour: str, next_version: Next, workspace: Workspace, body: str, words: str
) -> None:
    before, opened = dump(older), workspace.opened(harbour)
    workspace.store.close()
    with pytest.raises(StoreUnavailable, match=words) as refusal:
        Store(older, scripts=next_version(body))
    [backup] = backups(older)
    assert str(backup) in refusal.value.problems[0].fix.en
    assert dump(backup) == dump(older) == before
    assert workspace.opened(harbour) == opened
    assert {one.name for one in older.parent.iterdir()} <= {
        backup.name, "office.sqlite", "office.sqlite-wal", "office.sqlite-shm",
    }  # fmt: skip


def test_a_migration_killed_half_way_leaves_the_older_version(
    older: Path, harbour: str, next_version: Next, workspace: Workspace
) -> None:
    before = dump(older)
    scripts = next_version('op.drop_table("rating_changes")\nos.kill(os.getpid(), 9)')
    script = (
        "from assessor.store import Store; from assessor.store.migrate import Scripts; from pathlib import Path; "
        f"Store({str(older)!r}, scripts=Scripts(Path({str(scripts.folder)!r}), '9999'))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    assert dump(older) == before
    assert workspace.opened(harbour).rating_versions["x1"] == 1


def test_a_read_only_database_is_not_migrated(older: Path, next_version: Next) -> None:
    older.chmod(0o444)
    with pytest.raises(StoreUnavailable, match="read-only"):
        Store(older, scripts=next_version("pass"))
    assert backups(older) == []


def test_migrations_run_from_a_copy_of_the_package_in_an_empty_folder(tmp_path: Path) -> None:
    package = Path(__file__).parents[2] / "assessor"
    installed = tmp_path / "site" / "assessor"
    shutil.copytree(package, installed, ignore=shutil.ignore_patterns("__pycache__"))
    script = (
        "import assessor, sys; from assessor.store import Store; "
        "assert assessor.__file__.startswith(sys.argv[1]), assessor.__file__; assert Store(sys.argv[2]).ready()[0]"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(installed.parent), str(tmp_path / "office.sqlite")],
        cwd=installed.parent,
        check=True,
    )

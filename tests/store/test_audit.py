"""The audit trail: one row a write, none for what failed, and no way to alter it unnoticed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assessor.assessment import Evidence, Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.errors import AssessorError
from assessor.rubric import Rubric
from assessor.store import Store, audit
from assessor.store.backups import copy_to
from assessor.store.tables import AuditRow

Use = Callable[[Workspace, str], object]
CITY = CityProfile(id="valley", name="示例谷城", fictional=True)
DAY = date(2025, 12, 31)


def begin(workspace: Workspace, id_: str) -> object:
    return workspace.begin(CITY, period="2026", cut_off=DAY, actor="乙")


def rate(workspace: Workspace, id_: str) -> object:
    return workspace.rate(id_, "x1", Rating(outcome=4), expected=1, actor="乙")


def clear(workspace: Workspace, id_: str) -> object:
    return workspace.rate(id_, "x1", None, expected=1, actor="乙")


def undo(workspace: Workspace, id_: str) -> object:
    return workspace.undo(id_, "甲")


def save_city(workspace: Workspace, id_: str) -> object:
    return workspace.save_city(id_, CITY, expected=1, actor="乙")


def save_setup(workspace: Workspace, id_: str) -> object:
    return workspace.save_setup(id_, mode="formal", variant="quick", expected=1, actor="乙")


def add_evidence(workspace: Workspace, id_: str) -> Evidence:
    return workspace.add_evidence(
        id_, title="例会制度", date=DAY, holder="办公室", grade="E2", indicators=["x1"], actor="乙"
    )


def import_new(workspace: Workspace, id_: str) -> object:
    other = workspace.export_assessment(id_).model_copy(update={"id": "copy"})
    return workspace.import_assessment(other, "乙")


def import_over(workspace: Workspace, id_: str) -> object:
    other = workspace.export_assessment(id_).model_copy(update={"period": "2027", "ratings": {}})
    return workspace.import_assessment(other, "乙", replace=True)


def add_comparison(workspace: Workspace, id_: str) -> None:
    workspace.add_comparison(workspace.export_assessment(id_), "乙")


def delete(workspace: Workspace, id_: str) -> None:
    workspace.delete(id_, "乙")


WRITES: list[Use] = [
    begin, rate, clear, undo, save_city, save_setup, add_evidence, import_new, import_over, add_comparison, delete,
]  # fmt: skip


@pytest.mark.parametrize("write", WRITES, ids=lambda one: one.__name__)
def test_each_write_leaves_exactly_one_row(workspace: Workspace, harbour: str, write: Use) -> None:
    before = workspace.audit(1)[0]
    write(workspace, harbour)
    newest, previous = workspace.audit(2)
    assert previous == before
    assert newest.actor in {"甲", "乙"}
    assert workspace.verify_audit(known_head=before.hash) == []


def test_changing_and_removing_what_was_added_leaves_one_row_each(workspace: Workspace, harbour: str) -> None:
    entry = add_evidence(workspace, harbour)
    add_comparison(workspace, harbour)
    start = workspace.audit(1)[0].id
    weaker = entry.model_copy(update={"grade": "E1"})
    workspace.change_evidence(harbour, weaker, expected=1, actor="乙")
    workspace.remove_evidence(harbour, entry.id, expected=2, actor="乙")
    workspace.remove_comparison(harbour, "乙")
    assert [one.action for one in workspace.audit(3)] == [
        "comparison.removed", "evidence.removed", "evidence.changed",
    ]  # fmt: skip
    assert workspace.audit(1)[0].id == start + 3


REFUSED: list[tuple[str, Use]] = [
    ("stale", lambda w, id_: w.rate(id_, "x1", Rating(outcome=4), expected=0, actor="乙")),
    ("level 9", lambda w, id_: w.rate(id_, "x1", Rating(outcome=9), expected=1, actor="乙")),
    ("unknown city", lambda w, id_: w.rate("nowhere", "x1", Rating(outcome=1), expected=0, actor="乙")),
    ("unknown type", lambda w, id_: w.save_city(id_, CITY.model_copy(update={"city_class": "?"}), expected=1, actor="乙")),
    ("late targets", lambda w, id_: w.save_setup(id_, targets={"XA": 1}, expected=1, actor="乙")),
    ("stale setup", lambda w, id_: w.save_setup(id_, mode="formal", expected=9, actor="乙")),
    ("unknown grade", lambda w, id_: w.add_evidence(
        id_, title="t", date=DAY, holder="h", grade="E9", indicators=[], actor="乙")),
    ("no evidence", lambda w, id_: w.remove_evidence(id_, "E7", expected=1, actor="乙")),
    ("already there", lambda w, id_: w.import_assessment(w.export_assessment(id_), "乙")),
    ("delete unknown", lambda w, id_: w.delete("nowhere", "乙")),
]  # fmt: skip


@pytest.mark.parametrize(("what", "use"), REFUSED, ids=[what for what, _ in REFUSED])
def test_a_refused_write_leaves_no_row_and_changes_nothing(
    workspace: Workspace, harbour: str, what: str, use: Use
) -> None:
    before = workspace.opened(harbour), workspace.audit(1000)
    with pytest.raises(AssessorError):
        use(workspace, harbour)
    assert (workspace.opened(harbour), workspace.audit(1000)) == before


SAME: list[tuple[str, Use]] = [
    ("rating", lambda w, id_: w.rate(id_, "x2", w.rating(id_, "x2")[0], expected=0, actor="乙")),
    ("city", lambda w, id_: w.save_city(id_, w.export_assessment(id_).city, expected=0, actor="乙")),
    ("setup", lambda w, id_: w.save_setup(id_, mode="workshop", expected=0, actor="乙")),
    ("undo of nothing", lambda w, id_: w.undo(id_, "乙")),
    ("absent comparison", lambda w, id_: w.remove_comparison("nowhere", "乙")),
]


@pytest.mark.parametrize(("what", "use"), SAME, ids=[what for what, _ in SAME])
def test_saving_what_is_there_already_changes_nothing(workspace: Workspace, harbour: str, what: str, use: Use) -> None:
    before = workspace.opened(harbour), workspace.audit(1000)
    use(workspace, harbour)
    assert (workspace.opened(harbour), workspace.audit(1000)) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = '丙' WHERE id = 2",
        "DELETE FROM audit WHERE id = 2",
        "UPDATE rating_changes SET actor = '丙'",
    ],
)
def test_the_database_itself_refuses_to_alter_the_trail(
    workspace: Workspace, harbour: str, path: Path, statement: str
) -> None:
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    assert workspace.verify_audit() == []


@pytest.fixture(scope="module")
def long_trail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10,000 rows."""
    path = tmp_path_factory.mktemp("trail") / "office.sqlite"
    previous = audit.START
    rows = []
    for number in range(1, 10_001):
        row = AuditRow(
            id=number, at=datetime(2025, 1, 1, tzinfo=UTC), actor="甲", action="rating.set", subject="harbour",
            detail=f'{{"version": {number}}}', previous=previous,
        )  # fmt: skip
        row.hash = previous = audit._hash(row)
        rows.append(row)
    store = Store(path)
    with store.unit("甲") as unit:
        unit.session.add_all(rows)
        unit.record("test", "long")
    store.close()
    return path


TAMPERING = {
    "one word": ("UPDATE audit SET detail = '{}' WHERE id = 5000", [5000]),
    "one time": ("UPDATE audit SET at = '2024-01-01T00:00:00.000000+00:00' WHERE id = 5000", [5000]),
    "one row taken away": ("DELETE FROM audit WHERE id = 5000", [5001]),
    "hash written anew": ("UPDATE audit SET hash = 'f' WHERE id = 5000", [5000, 5001]),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_one_altered_row_of_ten_thousand_is_found(long_trail: Path, path: Path, tiny: Rubric, what: str) -> None:
    statement, broken = TAMPERING[what]
    path.parent.mkdir()
    copy_to(long_trail, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        for doing in ("update", "delete"):
            connection.execute(f"DROP TRIGGER audit_no_{doing}")
        connection.execute(statement)
    assert [one.place for one in Workspace.open(path, tiny).verify_audit()] == [f"audit {id_}" for id_ in broken]


def test_ten_thousand_rows_that_nobody_altered_are_sound(long_trail: Path, tiny: Rubric) -> None:
    trail = Workspace.open(long_trail, tiny)
    assert len(trail.audit(20_000)) == 10_001
    assert trail.verify_audit() == []


def test_a_trail_cut_at_its_end_no_longer_holds_the_head_noted_earlier(
    workspace: Workspace, harbour: str, path: Path
) -> None:
    noted = workspace.audit_head()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER audit_no_delete")
        connection.execute("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)")
    assert workspace.verify_audit() == []
    [problem] = workspace.verify_audit(known_head=noted)
    assert noted[:12] in problem.place

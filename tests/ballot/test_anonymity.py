"""What a session leaves behind leads to nobody: exports, trail, log, and the very bytes of the database.

The same ballots are held twice: by other people, who came in another order and at other hours, with other units,
tokens and marks, and gave other reasons. Whatever differs in a file that leaves the house would lead to them.
"""

from __future__ import annotations

import io
import logging
import random
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assessor.files import assessment_to_csv, assessment_to_json, data_package_bytes, template_bytes
from assessor.report import report_bytes
from assessor.report.word import full_bytes, one_page_bytes
from assessor.report.workshop import minutes_bytes, paper_ballot_bytes, record_bytes, session_record
from assessor.store import Store
from assessor.store.ballots import hashed
from assessor.workshops import Answer, Joined
from tests.ballot.conftest import Phone, Room
from tests.ballot.served import ITEMS, Hall

FIRST, SECOND, THIRD = ITEMS
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GROUPS = ("government",) * 4 + ("oversight",) * 3 + ("society",) * 2
LEVELS = {
    FIRST: (1, 3, 3, 1, 1, 3, 3, 1, None),
    SECOND: (2,) * 9,
    THIRD: (None, None, 1, 2, None, None, None, None, None),
}
REVOTE = (2, 3, 2, 2, 2, 3, 3, 2, None)
UNITS = ("civil-affairs", "fao", None)


@dataclass
class People:
    """Those who hold a session: what only they brought along."""

    name: str
    hour: int
    order: list[int]
    """In which they come and answer."""
    units: tuple[str | None, ...]
    joined: dict[int, Joined] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    on_paper: str = ""
    invitation: tuple[str, str] = ("", "")

    def reason(self, number: int, item: str) -> str:
        return f"zq{self.name}{number}x{item.replace('-', '')}xqz"

    @property
    def secrets(self) -> dict[str, bytes]:
        """What nobody may find, by what it is."""
        found = {f"token {n}": one.token for n, one in self.joined.items()}
        found |= {f"hash {n}": hashed(one.token) for n, one in self.joined.items()}
        found |= {f"id {n}": id_ for n, id_ in enumerate(self.ids)}
        found |= {f"reason {n}": self.reason(n, item) for n in self.joined for item in ITEMS}
        found |= {"code": self.invitation[0], "link": self.invitation[1]}
        return {what: secret.encode() for what, secret in found.items()}


def some(name: str = "甲", hour: int = 9, seed: int = 1, units: tuple[str | None, ...] = UNITS) -> People:
    order = list(range(len(GROUPS)))
    random.Random(seed).shuffle(order)
    return People(name, hour, order, units)


def held(hall: Hall, people: People) -> None:
    """From joining to the decisions; one rater on paper, one removed."""
    use, clock = hall.workshops, _Clock(hall.workspace.store, NOON + timedelta(hours=people.hour))
    people.invitation = hall.code, hall.link
    for n in people.order:
        joined = use.join(hall.code, GROUPS[n], people.units[n % len(people.units)])
        assert joined is not None
        people.joined[n] = joined
        clock.tick()
    leaver = use.join(hall.code, "society", None)
    assert leaver is not None
    hall.step("open_items", ITEMS)
    _all_answer(hall, people, LEVELS)
    rater = use.rater(hall.id, leaver.token)
    assert rater is not None
    use.cast(rater, FIRST, Answer(4, people.reason(99, FIRST)), "k").result()
    use.remove(hall.id, leaver.mark, actor=hall.actor)
    people.on_paper = use.add_paper(hall.id, "society", None, {FIRST: Answer(2), SECOND: Answer(2)}, actor=hall.actor)
    people.ids = [one.id for token in people.joined.values() if (one := use.rater(hall.id, token.token))]
    clock.tick()
    hall.reveal(*ITEMS)
    hall.step("revote_items", [FIRST])
    _all_answer(hall, people, {FIRST: REVOTE})
    hall.reveal(FIRST)
    hall.step("decide", FIRST, 2, reason="台账齐全，经讨论", dissent="有人认为已常态运行")
    hall.step("decide", SECOND, 2)
    hall.step("leave_unrated", THIRD)


def _all_answer(hall: Hall, people: People, levels: dict[str, tuple[int | None, ...]]) -> None:
    for n in people.order:
        rater = hall.workshops.rater(hall.id, people.joined[n].token)
        assert rater is not None
        for item, given in levels.items():
            answer = Answer(given[n], people.reason(n, item))
            assert hall.workshops.cast(rater, item, answer, f"{n}{item}").result().status == "saved"


class _Clock:
    def __init__(self, store: Store, start: datetime) -> None:
        self.at = start
        store._now = lambda: self.at

    def tick(self) -> None:
        self.at += timedelta(minutes=7)


def adopted(hall: Hall) -> None:
    hall.workspace.store._now = lambda: NOON + timedelta(days=1)
    found = hall.workshops.preview_adoption(hall.id)
    hall.workshops.adopt(hall.id, found, {}, "office")


# -- files that leave the house -------------------------------------------------------------------


def exports(hall: Hall) -> dict[str, bytes]:
    """Every file that can be had of the session or of the assessment that took its ratings over."""
    space, use, now = hall.workspace, hall.workshops, NOON + timedelta(days=2)
    made, rubric = space.export_assessment(hall.assessment), space.rubric
    workshop = hall.now.workshop
    said = session_record(workshop, day=date(2026, 3, 2), heads=use.heads(hall.id), agreement=use.agreement(hall.id))
    found: dict[str, bytes] = {
        "json": assessment_to_json(made).encode(),
        "csv": assessment_to_csv(made),
        "package": data_package_bytes(made, rubric),
        "template": template_bytes(rubric, made, now=now),
    }
    for lang in ("zh", "en"):
        found[f"record {lang}"] = record_bytes(rubric, made, [said], lang)  # type: ignore[arg-type]  # one of two
        found[f"minutes {lang}"] = minutes_bytes(rubric, made, [said], lang)  # type: ignore[arg-type]  # one of two
        found[f"paper {lang}"] = paper_ballot_bytes(rubric, made, workshop.plan, lang)  # type: ignore[arg-type]  # one of two
    found["report"] = report_bytes(made, rubric, now=now)
    found["one page"] = one_page_bytes(made, rubric, now=now)
    found["full"] = full_bytes(made, rubric, now=now)
    return found


def unpacked(content: bytes) -> bytes:
    """With what is zipped opened, so that it can be searched."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(one.filename.encode() + b"\n" + archive.read(one) for one in archive.infolist())


def found_in(content: bytes, people: People) -> list[str]:
    return [what for what, secret in people.secrets.items() if secret in content]


def marks_in(content: bytes, people: People) -> list[str]:
    marks = [one.mark for one in people.joined.values()] + [people.on_paper]
    return [mark for mark in marks if re.search(rb"(?<![\w#])" + mark.encode() + rb"(?!\w)", content)]


@dataclass
class Evening:
    """A session that was held and taken over, and the files that were had of it."""

    hall: Hall
    people: People
    files: dict[str, bytes]


@contextmanager
def evening(prepared: Path, folder: Path, people: People) -> Iterator[Evening]:
    database = folder / f"{people.name}.sqlite"
    shutil.copy(prepared, database)
    with closing(Hall.opened(database)) as hall:
        held(hall, people)
        adopted(hall)
        yield Evening(hall, people, exports(hall))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    hall = Hall.prepared(tmp_path_factory.mktemp("prepared") / "room.sqlite")
    hall.close()
    return hall.database


@pytest.fixture(scope="module")
def here(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    with evening(prepared, tmp_path_factory.mktemp("here"), some()) as found:
        yield found


@pytest.fixture(scope="module")
def elsewhere(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    others = some("乙", hour=3, seed=2, units=(None, "fao"))
    with evening(prepared, tmp_path_factory.mktemp("elsewhere"), others) as found:
        yield found


def test_files_are_the_same_whoever_rated_in_whatever_order_at_whatever_hour(here: Evening, elsewhere: Evening) -> None:
    files = [{name: unpacked(one) for name, one in those.files.items()} for those in (here, elsewhere)]
    assert [name for name in files[0] if files[0][name] != files[1][name]] == []


def test_files_hold_no_token_no_invitation_and_no_reason_as_it_was_typed(here: Evening) -> None:
    assert {name: found for name, one in here.files.items() if (found := found_in(unpacked(one), here.people))} == {}


def test_files_would_differ_if_one_ballot_did(prepared: Path, tmp_path: Path, here: Evening, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setitem(LEVELS, FIRST, (0, *LEVELS[FIRST][1:]))
    with evening(prepared, tmp_path, some("丙")) as other:
        differ = {name for name in here.files if here.files[name] != other.files[name]}
    assert {"json", "csv", "package", "record zh", "minutes zh"} <= differ


def test_what_the_facilitator_writes_down_is_found_in_the_files(here: Evening) -> None:
    """So what a rater wrote would be."""
    words = "有人认为已常态运行".encode()
    assert {name for name, one in here.files.items() if words in unpacked(one)} >= {
        "json",
        "csv",
        "package",
        "minutes zh",
    }


@pytest.mark.parametrize(("swapped", "same"), [((1, 7), True), ((1, 4), False)])
def test_a_group_with_two_valid_ballots_cannot_be_told_from_the_one_it_is_told_with(
    swapped: tuple[int, int], same: bool, prepared: Path, tmp_path: Path, here: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a government rater and one of society exchange their ballots no file changes; with oversight some do."""
    one, other = swapped
    levels = list(LEVELS[FIRST])
    assert levels[one] != levels[other]
    levels[one], levels[other] = levels[other], levels[one]
    monkeypatch.setitem(LEVELS, FIRST, tuple(levels))
    with evening(prepared, tmp_path, some("戊")) as exchanged:
        files = {name: unpacked(content) for name, content in exchanged.files.items()}
    assert ({name: unpacked(content) for name, content in here.files.items()} == files) == same


# -- the trail and the log ------------------------------------------------------------------------


def test_the_audit_trail_tells_what_the_facilitator_did_and_of_nobody_else(here: Evening) -> None:
    with closing(sqlite3.connect(here.hall.database)) as base:
        trail = base.execute("SELECT * FROM audit").fetchall()
    said = repr(trail).encode()
    assert found_in(said, here.people) == []
    assert marks_in(said, here.people) == []
    actions = [row for row in trail if "workshop." in str(row)]
    assert len(actions) == 13, (
        "prepared, opened, removed, paper, twice closed and revealed, re-vote, twice decided, unrated, adopted"
    )


def test_no_log_tells_what_a_rater_sent_not_even_when_it_cannot_be_stored(
    room: Room, phones: Callable[[], Phone], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        room.open()
        phone = phones().come_in()
        database = room.workshops.workspace.store.place.path
        assert database is not None
        assert phone.answer("C1-1", 3, "zqstoredxqz").status_code == 200
        with closing(sqlite3.connect(database)) as base:
            base.execute("CREATE TRIGGER no BEFORE INSERT ON ballots BEGIN SELECT RAISE(ABORT, 'no'); END")
            assert phone.answer("C1-1", 4, "zqrefusedxqz", key="second").status_code == 503
            base.execute("DROP TRIGGER no")
            base.execute("ALTER TABLE ballots RENAME TO gone")
            assert phone.answer("C1-1", 2, "zqlostxqz", key="third").status_code == 503
    said = caplog.text + "".join(str(one.__dict__) for one in caplog.records)
    assert "zq" not in said
    assert phone.cookies[f"rater_{room.id}"] not in said


# -- the database ---------------------------------------------------------------------------------


def columns(base: sqlite3.Connection, table: str) -> dict[str, str]:
    return {row[1]: row[2] for row in base.execute(f"PRAGMA table_info({table})")}


def test_tables_of_raters_have_no_column_of_time_or_sequence(here: Evening) -> None:
    with closing(sqlite3.connect(here.hall.database)) as base:
        assert set(columns(base, "participants")) == {
            "id",
            "workshop_id",
            "group_id",
            "mark",
            "unit",
            "token",
            "paper",
            "removed",
        }
        assert set(columns(base, "ballots")) == {"participant_id", "indicator", "round", "level", "reason"}
        assert set(columns(base, "ballot_keys")) == {"participant_id", "digest"}
        for table in ("participants", "ballots", "ballot_keys"):
            with pytest.raises(sqlite3.OperationalError, match="no such column"):
                base.execute(f"SELECT rowid FROM {table}")
        listed = [row[0] for row in base.execute("SELECT id, removed FROM participants")]
    assert listed == sorted(listed), "rows lie in the order of ids, which are drawn by lot"


def cells(database: Path, table: str) -> list[bytes]:
    """The cells of a table's leaves as they lie in the file: SQLite fills each page from its end."""
    with closing(sqlite3.connect(database)) as base:
        (root,) = base.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = base.execute("PRAGMA page_size").fetchone()
    content = database.read_bytes()

    def numbers(data: bytes) -> list[int]:
        return [int.from_bytes(data[n : n + 2]) for n in range(0, len(data), 2)]

    def leaves(number: int) -> Iterator[bytes]:
        page = content[(number - 1) * size : number * size]
        inner = page[0] in (2, 5)
        count = int.from_bytes(page[3:5])
        offsets = numbers(page[12 if inner else 8 :][: 2 * count])
        if not inner:
            yield from (page[one:] for one in sorted(offsets, reverse=True))
            return
        for child in [*(page[one : one + 4] for one in offsets), page[8:12]]:
            yield from leaves(int.from_bytes(child))

    return list(leaves(root))


def lying(database: Path, table: str, ids: list[str]) -> list[str]:
    """Raters in the order in which their rows lie in the file."""
    found = [re.search(rb"|".join(one.encode() for one in ids), cell) for cell in cells(database, table)]
    return [one[0].decode() for one in found if one]


@pytest.fixture
def over(prepared: Path, tmp_path: Path) -> Iterator[Evening]:
    """A session that has ended; the server still holds its database open."""
    with evening(prepared, tmp_path, some("丁")) as found:
        yield found


def on_disk(hall: Hall) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(hall.database.parent.glob(f"{hall.database.name}*")))


def test_the_end_leaves_no_token_code_link_unit_or_key_in_the_bytes_of_the_file(over: Evening) -> None:
    hall, people = over.hall, over.people
    with closing(sqlite3.connect(hall.database)) as base:
        keys = [row[0].encode() for row in base.execute("SELECT digest FROM ballot_keys")]
        units = len(base.execute("SELECT 1 FROM participants WHERE unit IS NOT NULL").fetchall())
    before = on_disk(hall)
    dying = {what: one for what, one in people.secrets.items() if what.startswith(("hash", "code", "link"))}
    assert units == 6
    assert len(keys) == 9 * 3 + 9 + 1
    assert [what for what, one in dying.items() if one not in before] == [], "they are looked for where they were"
    hall.step("end")
    after = on_disk(hall)
    assert [what for what, one in dying.items() if one in after] == []
    assert [one for one in keys if one in after] == []
    assert b"government" + b"civil-affairs" not in after
    assert people.secrets["id 0"] in after, "ballots stay until they are purged"


def test_after_the_end_rows_lie_in_the_file_in_no_order_of_joining_or_answering(over: Evening) -> None:
    hall, people = over.hall, over.people
    joined = people.ids
    with closing(sqlite3.connect(hall.database)) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert lying(hall.database, "ballots", joined) != sorted(lying(hall.database, "ballots", joined)), (
        "while it lives, they do"
    )
    hall.step("end")
    for table in ("participants", "ballots"):
        found = lying(hall.database, table, joined)
        assert found == sorted(found), f"{table} lie as they came"


def test_without_the_folding_of_the_log_the_end_would_leave_them(
    over: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "forget", lambda store: None)
    over.hall.step("end")
    after = on_disk(over.hall)
    assert [what for what, one in over.people.secrets.items() if what.startswith("hash") and one in after] != []

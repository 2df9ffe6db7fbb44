"""The child process: what it may not do, and what becomes of it when it fails."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore, Event

import pytest

from assessor.errors import WorkbookFault
from assessor.workbooks import child
from assessor.workbooks.child import mark_workbook, read_workbook
from tests.bad_workbooks.build import CONTAINERS
from tests.bad_workbooks.parts import good

posix = pytest.mark.skipif(sys.platform == "win32", reason="such limits are known on POSIX only")
ROOT = Path(__file__).parent.parent.parent


def playing(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the child run other code."""
    monkeypatch.setattr(child, "_START", code.replace("{", "{{").replace("}", "}}"))


def said_of(seconds: float = 10.0) -> str:
    with pytest.raises(WorkbookFault) as fault:
        read_workbook(good(), "x.xlsx", seconds=seconds)
    return fault.value.message("en")


def test_a_child_that_never_answers_is_stopped_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    playing("import time; time.sleep(600)", monkeypatch)
    said = said_of(0.5)
    assert "could not be read within 0.5 seconds" in said
    assert "the machine may be busy: try again" in said


def test_a_child_that_computes_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    playing("while True: pass", monkeypatch)
    assert "could not be read within 0.5 seconds" in said_of(0.5)


@posix
def test_a_child_is_stopped_by_its_own_limit_of_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    playing(
        "from assessor.workbooks.worker import _limit\n_limit(1, 2**40)\nprint('begun', flush=True)\nwhile True: pass",
        monkeypatch,
    )
    # What a child said counts for nothing where the clock has stopped it.
    assert child._run("read", b"", 60) == (b"begun\n", "time")


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "raise SystemExit(3)",
        "print('{')",
        "print('[1]')",
        "print('7')",
        "print('[' * 100_000)",
        "1 / 0",
        "pass",
        """print('{"contents": {"grids": [1], "names": {}}}')""",
        """print('{"fault": ["unheard-of", "", "", ""]}')""",
    ],
)
def test_a_child_that_breaks_off_or_answers_nonsense_is_a_refusal(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    playing(code, monkeypatch)
    assert "reading broke off" in said_of()


@pytest.mark.parametrize("answer", ["{}", '{"file": "x"}', '{"file": 3}', '{"file": "é"}', '{"file": ""}'])
def test_a_child_that_gives_no_marked_file_back_is_a_refusal(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    playing(f"print({answer!r})", monkeypatch)
    with pytest.raises(WorkbookFault):
        mark_workbook(good(), {"评分": {"A1": "!"}})


def test_a_machine_that_starts_no_more_processes_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert "reading broke off" in said_of()


def test_a_child_that_never_stops_talking_is_not_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MOST_ANSWER", 10_000)
    playing("while True: print('x' * 1000)", monkeypatch)
    assert "reading broke off" in said_of()


@posix
def test_a_child_without_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MEMORY", 60 * 2**20)
    (large,) = (bad for bad in CONTAINERS if bad.name == "many-cells")
    with pytest.raises(WorkbookFault) as fault:
        read_workbook(large.data(), "x.xlsx")
    assert "more memory than is allowed" in fault.value.message("en")


@posix
def test_a_child_that_the_system_kills_for_its_memory_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    playing("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", monkeypatch)
    assert "more memory than is allowed" in said_of()


@posix
@pytest.mark.parametrize(
    ("deed", "error"),
    [
        ("open('/etc/hostname')", "OSError"),
        ("open('left-behind', 'w').write('x')", "OSError"),
        ("import socket; socket.socket()", "OSError"),
        ("import subprocess; subprocess.run(['true'])", "OSError"),
        ("b'x' * 2**30", "MemoryError"),
        ("print('done')", ""),
    ],
)
def test_once_limited_the_child_opens_writes_and_starts_nothing(deed: str, error: str, tmp_path: Path) -> None:
    code = f"import socket, subprocess\nfrom assessor.workbooks.worker import _limit\n_limit(5, 2**29)\n{deed}"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)}
    )
    assert ran.returncode == (1 if error else 0)
    assert error in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_the_environment_and_no_folder_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSOR_DATABASE_URL", "secret")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    playing("import json, os, sys; print(json.dumps([dict(os.environ), os.getcwd(), sys.flags.isolated]))", monkeypatch)
    written, _ = child._run("read", b"", 10)
    environment, folder, isolated = json.loads(written)
    assert set(environment) <= {*child._KEPT, "LC_CTYPE"}  # which Python sets itself
    assert folder == Path(folder).anchor
    assert isolated == 1


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    read_workbook(good(), "x.xlsx")
    mark_workbook(good(), {"评分": {"A1": "!"}})
    assert list(tmp_path.iterdir()) == []


def test_reading_works_from_an_empty_folder_and_from_several_threads(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom concurrent.futures import ThreadPoolExecutor\nfrom assessor.workbooks.child import read_workbook\n"
        "data = sys.stdin.buffer.read()\nwith ThreadPoolExecutor(6) as pool:\n"
        "    print({len(found.grids) for found in pool.map(lambda _: read_workbook(data, 'x'), range(12))})"
    )
    ran = subprocess.run([sys.executable, "-c", code], input=good(), cwd=tmp_path, capture_output=True, check=True)
    assert ran.stdout.strip() == b"{1}"
    assert list(tmp_path.iterdir()) == []


def test_more_readers_than_there_are_turns_wait_and_are_served() -> None:
    with ThreadPoolExecutor(2 * child.AT_ONCE) as pool:
        found = list(pool.map(lambda _: read_workbook(good(), "x.xlsx"), range(2 * child.AT_ONCE)))
    assert found == [found[0]] * len(found)


def test_who_finds_no_turn_waits_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    turns, begun = BoundedSemaphore(1), Event()

    def run(*_: object) -> tuple[bytes, str]:
        begun.set()
        return b"{}", ""

    monkeypatch.setattr(child, "_turns", turns)
    monkeypatch.setattr(child, "_run", run)
    with ThreadPoolExecutor(1) as pool:
        with turns:
            asked = pool.submit(child._asked, "read", {}, good(), "x.xlsx", 10)
            assert not begun.wait(0.3)
        assert asked.result(60) == {}
    assert begun.is_set()


def test_what_is_refused_gives_its_turn_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as other:
        playing("pass", other)
        for _ in range(child.AT_ONCE + 1):
            said_of()
    assert read_workbook(good(), "x.xlsx").grids

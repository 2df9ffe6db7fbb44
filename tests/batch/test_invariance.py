"""Order, pieces and processes change nothing; a run that was broken off ends as if it had not been."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.batch import Choice, Given, run, source_at
from assessor.errors import UsageError
from assessor.files import assessment_to_json, load_rubric, sample_cities
from tests.batch.conftest import FEW, FIVE, IDS, Ratings, done, results, wide

HOUSE = Path(__file__).parent.parent.parent
TINY_PATH = HOUSE / "tests" / "rubrics" / "tiny.yaml"
RUBRIC, SAMPLES = load_rubric(), sample_cities()


def long(path: Path, ratings: Ratings) -> Path:
    lines = [f"{city},{id_},{cell}" for city, row in ratings.items() for id_, cell in zip(IDS, row, strict=True)]
    path.write_text("\n".join(["city,indicator,level", *lines]), encoding="utf-8")
    return path


def parquet(path: Path, ratings: Ratings) -> Path:
    columns = {id_: [row[n] or None for row in ratings.values()] for n, id_ in enumerate(IDS)}
    pq.write_table(pa.table({"city": list(ratings)} | columns), path)
    return path


cells = st.sampled_from(["0", "1", "2", "3", "4", "", "IE"])
many = st.lists(st.lists(cells, min_size=len(IDS), max_size=len(IDS)), min_size=2, max_size=7)


@settings(max_examples=12, deadline=None)
@given(many, st.randoms(use_true_random=False), st.integers(1, 5))
def test_order_and_pieces_change_nothing_to_the_last_digit(grid: list[list[str]], dice, piece: int) -> None:  # type: ignore[no-untyped-def]
    ratings = {f"c{n}": row for n, row in enumerate(grid)}
    shuffled = list(ratings.items())
    dice.shuffle(shuffled)
    with TemporaryDirectory() as name:
        folder = Path(name)
        done(wide(folder / "t.csv", ratings), folder / "one", piece=len(ratings))
        done(wide(folder / "u.csv", dict(shuffled)), folder / "other", piece=piece)
        assert results(folder / "one") == results(folder / "other")


def test_wide_long_and_parquet_give_the_same(tmp_path: Path) -> None:
    made = [wide(tmp_path / "w.csv", FIVE), long(tmp_path / "l.csv", FIVE), parquet(tmp_path / "p.parquet", FIVE)]
    found = []
    for n, path in enumerate(made):
        done(path, tmp_path / str(n))
        found.append(results(tmp_path / str(n)))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 6


def test_names_of_files_and_their_kind_change_no_number(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    for n, city in enumerate(SAMPLES[:4]):
        (one / f"{n}.json").write_text(assessment_to_json(city), encoding="utf-8")
        (other / f"{9 - n}.yaml").write_bytes((HOUSE / "sample_cities" / f"{city.id}.yaml").read_bytes())
    for folder in (one, other):
        run(source_at(folder, RUBRIC), tmp_path / f"out-{folder.name}", FEW, RUBRIC, piece=3)
    assert results(tmp_path / "out-one") == results(tmp_path / "out-other")


def test_a_city_alone_has_the_numbers_that_it_has_among_others(tmp_path: Path) -> None:
    run(Given(SAMPLES), tmp_path / "all", FEW, RUBRIC)
    run(Given(SAMPLES[4:5]), tmp_path / "one", FEW, RUBRIC)
    for name in ("scores", "intervals"):
        whole = [row for row in pq.read_table(tmp_path / "all" / f"{name}.parquet").to_pylist() if row["city"] == "S05"]
        assert whole == pq.read_table(tmp_path / "one" / f"{name}.parquet").to_pylist()


# -- processes, and being broken off --------------------------------------------------------------


def command(source: Path, out: Path, *more: str, draws: int = 40) -> list[str]:
    code = "import assessor.batch.running as r; r.PIECE = 1; from assessor.cli import main; main()"
    return [sys.executable, "-c", code, "batch", str(source), "--out", str(out), "--draws", str(draws),
            "--rubric", str(TINY_PATH), "--lang", "zh", *more]  # fmt: skip


def test_two_processes_give_what_one_gives(tmp_path: Path) -> None:
    source = wide(tmp_path / "t.csv", FIVE)
    done(source, tmp_path / "one")
    subprocess.run(command(source, tmp_path / "two", "--processes", "2"), check=True, capture_output=True)
    assert results(tmp_path / "one") == results(tmp_path / "two")
    assert (tmp_path / "one" / "manifest.json").read_bytes() == (tmp_path / "two" / "manifest.json").read_bytes()


def finished(out: Path) -> int:
    return len(list((out / "work").glob("*.npz")))


def test_a_run_that_was_killed_goes_on_where_it_stopped_to_the_same_bytes(tmp_path: Path) -> None:
    """Draws enough that it cannot be over before it is killed."""
    ratings = {f"c{n:02}": FIVE["abce"[n % 4]] for n in range(40)}
    source, choice = wide(tmp_path / "t.csv", ratings), Choice(draws=20_000)
    out = tmp_path / "killed"
    with subprocess.Popen(command(source, out, "--processes", "2", draws=20_000), stdout=-3, stderr=-3) as running:
        give_up = time.monotonic() + 60
        while finished(out) < 3 and time.monotonic() < give_up:
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    assert 3 <= finished(out) < 40
    assert not (out / "manifest.json").exists()
    kept = done(source, out, choice, resume=True, piece=1).kept
    assert kept >= 3
    done(source, tmp_path / "whole", choice)
    assert results(out) == results(tmp_path / "whole")
    assert (out / "manifest.json").read_bytes() == (tmp_path / "whole" / "manifest.json").read_bytes()
    assert not (out / "work").exists()


class Stopped(Exception):
    pass


def broken_off(source: Path, out: Path, stage: str, after: int, choice: Choice = FEW) -> None:
    def told(at: str, done_: int, of: int) -> None:
        if at == stage and done_ >= after:
            raise Stopped

    with pytest.raises(Stopped):
        done(source, out, choice, piece=1, told=told)


@pytest.mark.parametrize(("stage", "after"), [("work", 2), ("compare", 1), ("write", 3), ("write", 8)])
def test_wherever_it_was_broken_off_it_goes_on(tmp_path: Path, stage: str, after: int) -> None:
    source = wide(tmp_path / "t.csv", FIVE)
    broken_off(source, tmp_path / "out", stage, after)
    done(source, tmp_path / "out", resume=True, piece=1)
    done(source, tmp_path / "whole")
    assert results(tmp_path / "out") == results(tmp_path / "whole")


def refusal(source: Path, out: Path, choice: Choice = FEW, *, resume: bool = False) -> str:
    with pytest.raises(UsageError) as caught:
        done(source, out, choice, resume=resume, piece=1)
    return caught.value.message("en")


def test_what_was_broken_off_is_not_gone_on_with_unasked(tmp_path: Path) -> None:
    source = wide(tmp_path / "t.csv", FIVE)
    broken_off(source, tmp_path / "out", "work", 2)
    assert "go on with --resume" in refusal(source, tmp_path / "out")


def test_other_settings_are_refused_by_name(tmp_path: Path) -> None:
    source = wide(tmp_path / "t.csv", FIVE)
    broken_off(source, tmp_path / "out", "work", 2)
    said = refusal(source, tmp_path / "out", Choice(draws=41, seed=3), resume=True)
    assert "had other settings: draws, seed" in said


def test_a_changed_input_is_done_anew_and_that_is_told(tmp_path: Path) -> None:
    source = wide(tmp_path / "t.csv", FIVE)
    broken_off(source, tmp_path / "out", "work", 3)
    changed = FIVE | {"a": ["1"] * len(IDS)}
    found = done(wide(source, changed), tmp_path / "out", resume=True, piece=1)
    assert (found.kept, found.redone) == (2, 1)
    done(source, tmp_path / "whole")
    assert results(tmp_path / "out") == results(tmp_path / "whole")


def test_a_finished_folder_is_left_as_it_is(tmp_path: Path) -> None:
    source = wide(tmp_path / "t.csv", FIVE)
    done(source, tmp_path / "out")
    before = results(tmp_path / "out")
    assert "holds a finished batch already" in refusal(source, tmp_path / "out")
    assert done(source, tmp_path / "out", resume=True).was_done
    assert "differs from this one: draws" in refusal(source, tmp_path / "out", Choice(draws=9), resume=True)
    wide(source, FIVE | {"f": FIVE["a"]})
    assert "the input files" in refusal(source, tmp_path / "out", resume=True)
    assert results(tmp_path / "out") == before


def test_a_result_that_was_changed_afterwards_is_not_called_whole(tmp_path: Path) -> None:
    source = wide(tmp_path / "t.csv", FIVE)
    done(source, tmp_path / "out")
    (tmp_path / "out" / "scores.csv").write_text("x", encoding="utf-8")
    assert "scores.csv" in refusal(source, tmp_path / "out", resume=True)


def test_a_manifest_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_text("{", encoding="utf-8")
    assert "cannot be understood" in refusal(wide(tmp_path / "t.csv", FIVE), tmp_path / "out")


def test_the_manifest_holds_no_time(tmp_path: Path) -> None:
    found = done(wide(tmp_path / "t.csv", FIVE), tmp_path / "out")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(found.manifest)
    )
    assert "begun" not in found.manifest

"""What a batch says of each city is what its own scorecard, intervals and comparison say."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from assessor.ahead import ahead
from assessor.assessment import WeightChoice
from assessor.batch import Choice, Given, Result, run, source_at
from assessor.batch.matrix import places
from assessor.dominance import dominance
from assessor.files import load_rubric, sample_cities, scorecards_to_csv
from assessor.gaps import group_statistics
from assessor.scorecard import codes_of, score
from assessor.uncertainty import Settings, draws, uncertainty
from tests.batch.conftest import FIVE, TINY, done, results, rows, wide

RUBRIC, SAMPLES = load_rubric(), sample_cities()
CHOICE = Choice(draws=300, dominance=True, language="en")
EQUAL = WeightChoice()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The sample cities in one batch."""
    return run(Given(SAMPLES[::-1]), tmp_path_factory.mktemp("samples"), CHOICE, RUBRIC)


def test_scores_are_those_of_the_scorecards_to_the_last_digit(samples: Result) -> None:
    by_city: dict[str, dict[tuple[str, str], dict[str, object]]] = {}
    for row in rows(samples.folder, "scores"):
        by_city.setdefault(row["city"], {})[row["kind"], row["id"]] = row
    assert list(by_city) == [one.id for one in SAMPLES]
    for one in SAMPLES:
        card = score(RUBRIC, one.model_copy(update={"weights": EQUAL}))
        found = by_city[one.id]
        for node in [card.overall, *card.levels.values(), *card.dimensions.values()]:
            row = found[node.kind, node.id]
            assert (row["score"], row["status"], row["coverage"]) == (node.score, node.status, node.coverage)
            assert (row["low"], row["high"], row["band"], row["capped_by"]) == (node.low, node.high, node.band, node.capped_by)  # fmt: skip
        for id_, shortcoming in card.shortcomings.items():
            assert found["shortcoming", id_]["severity"] == shortcoming.node.score


def test_the_table_of_scores_is_that_of_each_city_by_itself(samples: Result) -> None:
    lines: list[str] = []
    for one in SAMPLES:
        out = io.StringIO()
        scorecards_to_csv(out, [one.id], codes_of(RUBRIC, one), RUBRIC)
        lines += out.getvalue().splitlines()[bool(lines) :]
    assert (samples.folder / "scores.csv").read_text(encoding="utf-8-sig").splitlines() == lines


def test_intervals_are_those_of_each_city_by_itself(samples: Result) -> None:
    found = {(row["city"], row["id"]): (row["low"], row["median"], row["high"]) for row in rows(samples.folder, "intervals")}  # fmt: skip
    one = SAMPLES[2].model_copy(update={"weights": EQUAL})
    alone = uncertainty(RUBRIC, one, Settings(draws=300))
    for id_, interval in {**alone.levels, **alone.dimensions, **alone.shortcomings, "overall": alone.overall}.items():
        assert found[one.id, id_] == (
            (None,) * 3 if interval is None else (interval.low, interval.median, interval.high)
        )


def test_chances_are_those_of_the_paired_draws(samples: Result) -> None:
    given = [draws(RUBRIC, one, Settings(draws=300), EQUAL) for one in SAMPLES]
    found = {(row["node"], row["city"]): row["chance"] for row in rows(samples.folder, "ahead")}
    assert {node for node, _ in found} == {"overall", "A", "B", "C"}
    for node in ("overall", "B"):
        for a, mine in zip(SAMPLES, given, strict=True):
            expected = [0.5 if mine is theirs else ahead(mine.of(node), theirs.of(node)) for theirs in given]
            assert found[node, a.id] == pytest.approx(expected, abs=1e-12)


def test_steady_orders_are_listed_where_asked_for(samples: Result) -> None:
    with (samples.folder / "dominance.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {(row["ahead"], row["behind"]) for row in csv.DictReader(file)}
    codes = np.concatenate([codes_of(RUBRIC, one) for one in SAMPLES])
    pairs = dominance(RUBRIC, EQUAL, "full", codes)
    assert found == {(SAMPLES[a].id, SAMPLES[b].id) for a, b in np.argwhere(pairs).tolist()}
    assert found


def test_the_spread_is_that_of_all_cities(samples: Result) -> None:
    with (samples.folder / "statistics.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {(row["kind"], row["id"]): row for row in csv.DictReader(file)}
    scores = [score(RUBRIC, one.model_copy(update={"weights": EQUAL})).levels["A"].score for one in SAMPLES]
    spread = group_statistics(scores)
    assert spread is not None
    row = found["level", "A"]
    assert (int(row["n"]), float(row["median"]), float(row["maximum"])) == (spread.n, spread.median, spread.maximum)


def test_fewer_than_four_cities_have_no_spread(tmp_path: Path) -> None:
    three = {city: FIVE[city] for city in "abe"}
    done(wide(tmp_path / "t.csv", three), tmp_path / "out")
    assert (tmp_path / "out" / "statistics.csv").read_text(encoding="utf-8-sig").count("\n") == 1


def test_a_city_whose_number_is_withheld_is_ahead_of_nobody(tmp_path: Path) -> None:
    done(wide(tmp_path / "t.csv", FIVE), tmp_path / "out")
    chances = {row["city"]: row["chance"] for row in rows(tmp_path / "out", "ahead") if row["node"] == "overall"}
    assert list(chances) == ["a", "b", "c", "d", "e"]
    assert chances["d"] == [None] * 5
    assert [one is None for one in chances["a"]] == [False, False, False, True, False]
    assert chances["b"][0] == 1.0


def test_a_grade_of_evidence_narrows_the_interval(tmp_path: Path) -> None:
    for grade in ("E0", "E3"):
        lines = [f"a,{one.id},2,{grade}" for one in RUBRIC.indicators]
        path = tmp_path / f"{grade}.csv"
        path.write_text("\n".join(["city,indicator,level,grade", *lines]), encoding="utf-8")
        run(source_at(path, RUBRIC), tmp_path / grade, Choice(draws=400), RUBRIC)
    width = {}
    for grade in ("E0", "E3"):
        row = next(row for row in rows(tmp_path / grade, "intervals") if row["id"] == "A")
        width[grade] = row["high"] - row["low"]
    assert width["E3"] < width["E0"]


def test_places_only_say_who_is_ahead_in_a_draw() -> None:
    assert places(np.array([30.0, 10.0, np.nan, 30.0 + 1e-12, 20.0])).tolist() == [3, 1, 0, 3, 2]


def test_the_manifest_says_what_the_numbers_rest_on(samples: Result) -> None:
    said = json.loads((samples.folder / "manifest.json").read_text(encoding="utf-8"))
    assert said["rubric"] == {"id": RUBRIC.id, "version": RUBRIC.version, "fingerprint": RUBRIC.fingerprint}
    assert (said["settings"]["draws"], said["settings"]["seed"]) == (300, 20180115)
    assert said["counts"] == {"cities": 12, "refused": 0, "faults": 0, "reports": 0}
    assert set(said["files"]) == {one.name for one in samples.folder.iterdir()} - {"manifest.json"}
    about = pq.read_schema(samples.folder / "scores.parquet").metadata
    assert json.loads(about[b"rubric"])["fingerprint"] == RUBRIC.fingerprint


# -- the workbook ---------------------------------------------------------------------------------


def test_the_workbook_holds_a_city_a_row_by_id_and_the_matrices_of_few(samples: Result) -> None:
    book = load_workbook(samples.folder / "cities.xlsx")
    assert book.sheetnames == ["About", "Cities", "Scores", "Intervals", "Spread", "Ahead overall", "Ahead A", "Ahead B", "Ahead C"]  # fmt: skip
    sheet = list(book["Scores"].iter_rows(values_only=True))
    head = next(row for row in sheet if row[0] == "Id")
    found = {row[0]: row for row in sheet[sheet.index(head) + 1 :]}
    assert list(found) == [one.id for one in SAMPLES]
    overall = head.index("Overall")
    card = score(RUBRIC, SAMPLES[0].model_copy(update={"weights": EQUAL}))
    assert found["S01"][overall] == pytest.approx(card.overall.score)
    assert found["S01"][1].startswith("Fictional sample: ")
    about = "\n".join(str(row[0]) for row in book["About"].iter_rows(values_only=True))
    for said in (RUBRIC.fingerprint, "300 draws, seed 20180115", "no city has a rank", "Cut-off dates"):
        assert said in about


def test_text_stays_text_in_workbook_and_tables(tmp_path: Path) -> None:
    evil = {"=1+1": FIVE["a"], "@SUM(A1)": FIVE["b"], "-x": FIVE["c"], "ok": FIVE["e"]}
    done(wide(tmp_path / "t.csv", evil), tmp_path / "out")
    book = load_workbook(tmp_path / "out" / "cities.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert "=1+1" in {cell.value for cell in cells}
    for name in ("scores.csv", "cities.csv"):
        text = (tmp_path / "out" / name).read_text(encoding="utf-8-sig")
        assert "'=1+1" in text
        assert "\n=1+1" not in text
    assert {row["city"] for row in rows(tmp_path / "out", "scores")} == set(evil)


def test_many_cities_leave_the_matrices_to_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessor.batch.book.MOST_IN_SHEET", 4)
    monkeypatch.setattr("assessor.batch.running.MOST_IN_SHEET", 4)
    done(wide(tmp_path / "t.csv", FIVE), tmp_path / "out")
    assert len(load_workbook(tmp_path / "out" / "cities.xlsx").sheetnames) == 5
    assert "ahead.parquet" in results(tmp_path / "out")


def test_too_many_cities_are_not_compared_and_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessor.batch.running.MOST_COMPARED", 4)
    monkeypatch.setattr("assessor.batch.running.MOST_DOMINANCE", 4)
    found = done(wide(tmp_path / "t.csv", FIVE), tmp_path / "out", Choice(draws=40, dominance=True))
    assert "ahead.parquet" not in results(tmp_path / "out")
    assert not (tmp_path / "out" / "dominance.csv").exists()
    said = "\n".join(one.en for one in found.notes)
    assert "for 2 to 4 cities only" in said
    assert "no dominance was sought" in said
    assert TINY.id in said

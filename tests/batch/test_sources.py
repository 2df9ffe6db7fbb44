"""Cities that cannot be taken in are named with place, fault and remedy; the others go on."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from assessor.assessment import WeightChoice
from assessor.batch import Choice, Given, Result, run, source_at
from assessor.cli import run as command
from assessor.errors import FaultyInput, TableFault, UsageError
from assessor.files import assessment_to_json, load_rubric, sample_cities
from tests.batch.conftest import FEW, FIVE, IDS, TINY, done, rows, wide

RUBRIC, SAMPLES = load_rubric(), sample_cities()


def faults(folder: Path) -> list[dict[str, str]]:
    with (folder / "faults.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def cities(found: Result) -> list[str]:
    return sorted({row["city"] for row in rows(found.folder, "scores")})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sound city files beside faulty ones."""
    place = tmp_path / "cities"
    place.mkdir()
    for one in SAMPLES[:2]:
        (place / f"{one.id}.json").write_text(assessment_to_json(one), encoding="utf-8")
    twice = assessment_to_json(SAMPLES[2])
    (place / "x.json").write_text(twice, encoding="utf-8")
    (place / "y.json").write_text(twice, encoding="utf-8")
    old = json.loads(assessment_to_json(SAMPLES[3]))
    (place / "old.json").write_text(json.dumps(old | {"rubric": {"id": RUBRIC.id, "version": "0.9"}}), encoding="utf-8")
    (place / "broken.yaml").write_text("id: S09\nratings: [", encoding="utf-8")
    (place / "notes.txt").write_text("not looked at", encoding="utf-8")
    (place / "schema.json").write_text("{}", encoding="utf-8")
    return place


def test_every_refused_city_is_named_and_the_others_go_on(folder: Path, tmp_path: Path) -> None:
    found = run(source_at(folder, RUBRIC), tmp_path / "out", FEW, RUBRIC, piece=2)
    assert cities(found) == ["S01", "S02"]
    told = faults(found.folder)
    assert all(row["fault"] and row["remedy"] and row["place"] for row in told)
    places = " ".join(row["place"] for row in told)
    assert "broken.yaml" in places
    assert "old.json" in places
    assert str(folder) not in places
    assert [row["place"] for row in told if row["city"] == "S03"] == ["x.json, y.json"]
    assert found.manifest["counts"]["refused"] == 3


def test_faulty_lines_of_a_table_cost_only_their_cities(tmp_path: Path) -> None:
    found = done(wide(tmp_path / "t.csv", FIVE | {"f": ["9"] * len(IDS)}), tmp_path / "out")
    assert cities(found) == ["a", "b", "c", "d", "e"]
    assert {row["city"] for row in faults(found.folder)} == {"f"}
    assert found.manifest["counts"]["refused"] == 1


def test_a_table_with_a_faulty_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("city,x99\na,1\n", encoding="utf-8")
    with pytest.raises(TableFault, match="x99"):
        done(tmp_path / "t.csv", tmp_path / "out")


def test_where_no_city_can_be_scored_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(FaultyInput, match="not a single city"):
        done(wide(tmp_path / "t.csv", {"f": ["9"] * len(IDS)}), tmp_path / "out")
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize("name", ["nowhere", "t.xlsx"])
def test_a_source_of_no_known_kind_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"PK")
    with pytest.raises(UsageError, match="neither a folder nor a table"):
        source_at(tmp_path / name, TINY)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no city files"):
        source_at(tmp_path, TINY)


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (Choice(draws=0), "draws run from 1"),
        (Choice(seed=-1), "a seed is not below 0"),
        (Choice(weights="none"), "no weight preset none"),
        (Choice(variant="none"), "no variant none"),
        (Choice(compare=("overall", "SC1")), "SC1 is neither"),
    ],
)
def test_settings_that_the_rubric_does_not_admit_are_refused(tmp_path: Path, choice: Choice, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        done(wide(tmp_path / "t.csv", FIVE), tmp_path / "out", choice)


def test_a_quick_assessment_is_refused_in_a_full_batch_and_taken_in_a_quick_one(tmp_path: Path) -> None:
    quick = next(one.id for one in RUBRIC.variants if one.indicators)
    asked = {one.id for one in RUBRIC.in_variant(quick)}
    short = SAMPLES[0].model_copy(
        update={"variant": quick, "ratings": {id_: one for id_, one in SAMPLES[0].ratings.items() if id_ in asked}}
    )
    full = run(Given([short, SAMPLES[1]]), tmp_path / "full", FEW, RUBRIC)
    assert (cities(full), len(full.faults)) == (["S02"], 1)
    assert full.faults[0].fix.en == f"add --variant {quick}"
    both = run(Given([short, SAMPLES[1]]), tmp_path / "quick", Choice(draws=40, variant=quick), RUBRIC)
    assert cities(both) == ["S01", "S02"]
    hidden = [row for row in rows(both.folder, "intervals") if row["kind"] == "dimension"]
    assert {row["median"] for row in hidden} == {None}


def test_weights_of_a_citys_own_are_set_aside_and_that_is_said(tmp_path: Path) -> None:
    own = SAMPLES[0].model_copy(update={"weights": WeightChoice(levels={"A": 5.0})})
    found = run(Given([own, SAMPLES[1]]), tmp_path / "out", FEW, RUBRIC)
    assert any("with weights of their own: 1" in one.en for one in found.notes)


# -- the command ------------------------------------------------------------------------------------


def test_the_command_lists_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = wide(tmp_path / "t.csv", FIVE), tmp_path / "out"
    args = [
        "batch",
        str(source),
        "--out",
        str(out),
        "--draws",
        "20",
        "--processes",
        "1",
        "--compare",
        "Y",
        "--lang",
        "en",
    ]
    args += ["--rubric", str(Path(__file__).parent.parent / "rubrics" / "tiny.yaml")]
    assert command(args) == 0
    said = capsys.readouterr()
    assert [Path(line).name for line in said.out.split()] == [
        "ahead.parquet", "cities.csv", "cities.xlsx", "faults.csv", "intervals.parquet", "scores.csv", "scores.parquet",
        "statistics.csv", "manifest.json",
    ]  # fmt: skip
    assert "Scores and draws 1/1" in said.err
    assert {row["node"] for row in rows(out, "ahead")} == {"Y"}
    assert command([*args, "--resume", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["cities"] == 5


def test_the_command_leaves_with_4_where_cities_were_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = wide(tmp_path / "t.csv", FIVE | {"f": ["9"] * len(IDS)})
    args = ["batch", str(source), "--out", str(tmp_path / "out"), "--draws", "20", "--processes", "1", "--lang", "en"]
    assert command([*args, "--rubric", str(Path(__file__).parent.parent / "rubrics" / "tiny.yaml")]) == 4
    assert "f: 9 is outside the scale" in capsys.readouterr().err


def test_reports_of_a_table_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = wide(tmp_path / "t.csv", FIVE)
    args = ["batch", str(source), "--out", str(tmp_path / "out"), "--reports", "--lang", "en"]
    assert command([*args, "--rubric", str(Path(__file__).parent.parent / "rubrics" / "tiny.yaml")]) == 2
    assert "give a folder of city files instead" in capsys.readouterr().err


def test_reports_bear_id_and_name_and_all_the_time_at_which_the_batch_began(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, object] = {}

    def report(path: Path, one: object, rubric: object, *, now: object, **how: object) -> None:
        path.write_bytes(b"xlsx")
        made[path.name] = now

    monkeypatch.setattr("assessor.report.write_report", report)
    found = run(source_at(folder, RUBRIC), tmp_path / "out", Choice(draws=20, reports=True), RUBRIC)
    assert [one.name[:4] for one in sorted((found.folder / "reports").iterdir())] == ["S01_", "S02_"]
    assert len(set(made.values())) == 1
    assert found.manifest["counts"]["reports"] == 2

"""The command line over periods and rubric versions."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from assessor.assessment import Assessment, Evidence, altered
from assessor.cli import run
from assessor.files import assessment_to_json, sample_cities

SAMPLE = next(one for one in sample_cities() if one.id == "S03")
RAISED = [id_ for id_ in SAMPLE.ratings if id_.startswith("C1")]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ASSESSOR_LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")  # wide enough for every cell to stand on one line
    monkeypatch.setenv("ASSESSOR_DATABASE_URL", str(tmp_path / "assessor.sqlite"))

    def ask(*args: object) -> tuple[int, str, str]:
        code = run([str(one) for one in args])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ask


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """The year before, the same under version 1.1 of the rubric, and this year with one dimension raised."""
    ratings = {
        id_: altered(one, outcome=4) if id_ in RAISED and isinstance(one.outcome, int) else one
        for id_, one in SAMPLE.ratings.items()
    }
    proof = Evidence(id="E1", title="办法", date=date(2026, 4, 1), holder="外办", grade="E2", indicators=RAISED)
    given: dict[str, Assessment] = {
        "before": SAMPLE,
        "old": SAMPLE.model_copy(update={"rubric_version": "1.1"}),
        "now": SAMPLE.model_copy(
            update={"id": "now", "cut_off": date(2026, 12, 31), "ratings": ratings, "evidence": [proof]}
        ),
        "strange": SAMPLE.model_copy(update={"rubric_version": "0.9"}),
    }
    for name, one in given.items():
        (tmp_path / f"{name}.json").write_text(assessment_to_json(one), encoding="utf-8")
    return {name: tmp_path / f"{name}.json" for name in given}


def node(said: dict[str, Any], id_: str) -> dict[str, Any]:
    return next(one for one in said["nodes"] if one["id"] == id_)


def test_what_changed_between_two_periods_is_told_with_its_causes(say: Run, files: dict[str, Path]) -> None:
    code, out, _ = say("change", files["before"], files["now"], "--json")
    said = json.loads(out)
    risen = node(said, "C1")
    assert code == 0
    assert (risen["sureness"], risen["words"]["en"]) == ("clearly", "clearly higher")
    assert sum(risen["attribution"].values()) == pytest.approx(risen["difference"], abs=1e-9)
    assert risen["attribution"]["ratings"] == pytest.approx(risen["difference"])
    assert risen["chance_higher"] > 0.99
    assert (said["draws"], said["seed"], said["same_rubric_version"]) == (10_000, 20180115, True)
    assert node(said, "A1")["counts"] is False


@pytest.mark.parametrize(("language", "words"), [("zh", "明确上升"), ("en", "clearly higher")])
def test_the_same_is_printed_as_tables(say: Run, files: dict[str, Path], language: str, words: str) -> None:
    code, out, _ = say("--lang", language, "change", files["before"], files["now"])
    assert code == 0
    assert words in out


def test_periods_of_two_cities_are_refused(say: Run, files: dict[str, Path]) -> None:
    code, _, err = say("change", "S01", files["now"])
    assert code == 8
    assert "the two assessments are of different cities" in err


def test_a_file_of_an_earlier_version_is_scored_under_it_and_that_is_said(say: Run, files: dict[str, Path]) -> None:
    code, out, err = say("score", files["old"], "--json")
    _, present, _ = say("score", files["before"], "--json")
    old, now = json.loads(out), json.loads(present)
    assert code == 0
    assert old["rubric"]["version"] == "1.1"
    assert {key: old[key] for key in ("overall", "levels", "dimensions")} == {
        key: now[key] for key in ("overall", "levels", "dimensions")
    }
    assert "was made under rubric version 1.1" in err


def test_a_file_of_an_unknown_version_is_refused_as_ever(say: Run, files: dict[str, Path]) -> None:
    code, _, err = say("score", files["strange"])
    assert code == 7
    assert "made under rubric city-diplomacy 0.9" in err


def test_an_assessment_is_taken_over_into_a_file_of_its_own(say: Run, files: dict[str, Path], tmp_path: Path) -> None:
    before = files["old"].read_bytes()
    code, out, _ = say("migrate", files["old"], "--write", tmp_path / "new.json", "--json")
    said = json.loads(out)
    assert code == 0
    assert (said["old"], len(said["carried"]), said["reworded"], said["gone"], said["added"]) == ("1.1", 46, [], [], [])
    assert {one["difference"] for one in said["nodes"]} == {0.0}
    assert files["old"].read_bytes() == before
    written = json.loads((tmp_path / "new.json").read_text(encoding="utf-8"))
    assert (written["id"], written["rubric"]["version"]) == (f"S03-{said['new']}", said["new"])
    assert say("score", tmp_path / "new.json")[0] == 0
    assert say("migrate", tmp_path / "new.json")[0] == 7
    assert say("migrate", files["old"], "--to", "7")[0] == 7


def test_an_assessment_of_an_earlier_version_is_imported_exported_and_reported_under_it(
    say: Run, files: dict[str, Path], tmp_path: Path
) -> None:
    old = json.loads(files["old"].read_text(encoding="utf-8")) | {"id": "kept", "cut_off": "2024-12-31"}
    files["old"].write_text(json.dumps(old), encoding="utf-8")
    assert say("import", files["old"])[0] == 0
    assert say("export", "kept", "-o", tmp_path / "kept.zip")[0] == 0
    assert say("import", files["now"])[0] == 0
    code, _, _ = say("report", "now", "-o", tmp_path / "now.xlsx")
    assert code == 0
    assert "Change over time" in load_workbook(tmp_path / "now.xlsx").sheetnames

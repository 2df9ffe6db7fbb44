"""The command line: what each command says, where it says it, and with which exit code it leaves."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from assessor import errors
from assessor.cli import COMMANDS, RUBRIC_COMMANDS, SESSION_COMMANDS, run
from assessor.cli.sources import workspace
from assessor.cli.talk import language_of

HOUSE = Path(__file__).parent.parent
RUBRIC = HOUSE / "rubrics" / "city-diplomacy"
SAMPLES = HOUSE / "sample_cities"
TINY = HOUSE / "tests" / "rubrics" / "tiny.yaml"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))


Run = Callable[..., Said]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "assessor.sqlite"
    monkeypatch.setenv("ASSESSOR_DATABASE_URL", str(path))
    monkeypatch.setenv("ASSESSOR_DEMO_URL", str(tmp_path / "demo.sqlite"))
    return path


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], database: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in English with a database of its own."""
    monkeypatch.setenv("ASSESSOR_LANG", "en")

    def ask(*args: object, stdin: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        code = run([str(one) for one in args])
        return Said(code, *capsys.readouterr())

    return ask


def in_process_of_its_own(*args: str, **more: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from assessor.cli import main; main()", *args]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=HOUSE, **more)


# -- rubric -------------------------------------------------------------------------------------


def test_the_rubric_counts_what_it_holds_and_has_no_fault(say: Run) -> None:
    said = say("rubric", "check", RUBRIC)
    assert said.code == 0
    assert said.out == "46 indicators, 13 dimensions, 3 levels, 5 shortcomings, 100 source units, 0 faults\n"


def test_the_rubric_counts_in_chinese(say: Run) -> None:
    said = say("rubric", "check", RUBRIC, "--lang", "zh")
    assert said.out == "46项指标，13个维度，3个层级，5类短板，100个来源单元，0处错误\n"


def test_a_broken_rubric_names_file_line_and_remedy_of_each_fault(say: Run, tmp_path: Path) -> None:
    broken = tmp_path / "rubric.yaml"
    broken.write_text(TINY.read_text(encoding="utf-8").replace('version: "', "version: 1.0 #", 1), encoding="utf-8")
    line = next(
        n for n, text in enumerate(broken.read_text(encoding="utf-8").splitlines(), 1) if "version: 1.0" in text
    )
    said = say("rubric", "check", broken)
    assert said.code == errors.RubricFault.exit_code == 3
    assert f"{broken}:{line}: version" in said.err
    assert "Fix: put quotes around it" in said.err
    assert said.out == "1 fault\n"


def test_faults_of_a_rubric_are_data_under_json(say: Run, tmp_path: Path) -> None:
    broken = tmp_path / "rubric.yaml"
    broken.write_text("id: x\n", encoding="utf-8")
    said = say("rubric", "check", broken, "--json")
    assert said.code == 3
    assert said.json["ok"] is False
    assert all(set(fault) == {"place", "what", "fix"} and fault["fix"] for fault in said.json["faults"])


def test_changed_words_under_an_unchanged_version_are_refused(say: Run, tmp_path: Path) -> None:
    own = tmp_path / "rubric.yaml"
    text = TINY.read_text(encoding="utf-8")
    own.write_text(text, encoding="utf-8")
    assert say("rubric", "check", own, "--record").code == 0
    assert say("rubric", "check", own).code == 0
    first = re.search(r'en: "([^"]+)"', text)
    assert first is not None
    own.write_text(text.replace(first[1], first[1] + " changed", 1), encoding="utf-8")
    said = say("rubric", "check", own)
    assert said.code == 3
    assert "changed but version" in said.err
    assert say("rubric", "check", own, "--record").code == 3


def test_every_mechanism_clause_is_covered(say: Run) -> None:
    said = say("rubric", "coverage", "--json")
    assert said.code == 0
    assert said.json["uncovered"] == []
    assert len(said.json["covered"]) == said.json["mechanism_clauses"] == 38
    assert all(said.json["not_scored"].values())


def test_covered_and_not_scored_paragraphs_are_apart(say: Run) -> None:
    said = say("rubric", "coverage", "--json").json
    assert not set(said["covered"]) & set(said["not_scored"])


def test_the_committed_schemas_are_current(say: Run) -> None:
    assert say("rubric", "schema", "--check").code == 0


@pytest.mark.parametrize("option", [(), ("--city",)])
def test_a_schema_is_printed_as_json(say: Run, option: tuple[str, ...]) -> None:
    assert say("rubric", "schema", *option).json["$schema"].startswith("https://json-schema.org/")


def test_an_indicator_is_shown_with_its_five_descriptors(say: Run) -> None:
    said = say("rubric", "show", "A1-1")
    assert [line[:5] for line in said.out.splitlines()[2:7]] == ["  0  ", "  1  ", "  2  ", "  3  ", "  4  "]


@pytest.mark.parametrize("id_", ["A1-1", "A1", "A", "SC1", "T1", "S3.1-P3-c1", "police"])
def test_any_part_of_the_rubric_can_be_shown(say: Run, id_: str) -> None:
    assert say("rubric", "show", id_).code == 0
    assert say("rubric", "show", id_, "--json").json["id"] == id_


def test_a_unit_is_shown_with_the_indicators_it_leads_or_supports(say: Run) -> None:
    said = say("rubric", "show", "finance", "--lang", "zh")
    assert said.out.startswith("finance 财政局")
    assert re.findall(r"\b[ABC]\d-\d\b", said.out) == ["B3-2", "C2-1"]


def test_the_whole_rubric_is_shown_with_every_indicator(say: Run) -> None:
    assert len(set(re.findall(r"\b[ABC]\d-\d\b", say("rubric", "show").out))) == 46
    assert len(say("rubric", "show", "--json").json["indicators"]) == 46


def test_an_unknown_id_is_answered_with_near_ones(say: Run) -> None:
    said = say("rubric", "show", "A1-9")
    assert said.code == 2
    assert "A1-1" in said.err or "A1-4" in said.err


# -- score --------------------------------------------------------------------------------------


def test_one_city_as_json_has_every_part_in_full_precision(say: Run) -> None:
    said = say("score", SAMPLES / "S03.yaml", "--json").json
    keys = {"rubric", "city", "overall", "levels", "dimensions", "shortcomings", "paths", "matrix", "engine"}
    assert keys <= set(said)
    assert {"id", "version", "fingerprint"} == set(said["rubric"])
    assert {"score", "coverage", "status", "low", "high", "band", "capped_by"} <= set(said["overall"])
    assert said["levels"]["C"]["score"] != round(said["levels"]["C"]["score"])


def test_a_withheld_number_is_null_and_says_why(say: Run) -> None:
    node = say("score", "S12", "--json").json["dimensions"]["A3"]
    assert (node["status"], node["score"], node["why"]) == ("withheld", None, "coverage")


def test_a_sample_a_file_and_stdin_score_alike(say: Run) -> None:
    path = SAMPLES / "S05.yaml"
    by_path = say("score", path, "--json").json
    assert say("score", "s05", "--json").json == by_path
    assert say("score", "-", "--json", stdin=path.read_bytes()).json == by_path


def test_the_readable_card_brackets_what_is_provisional_and_names_the_sample(say: Run) -> None:
    said = say("score", "S12", "--lang", "zh")
    assert "虚构样例" in said.out
    assert "(14)" in said.out
    assert "暂定" in said.out


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "ratings.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_gives_one_row_a_city_and_node_equal_to_its_scorecard(say: Run, tmp_path: Path) -> None:
    path = table(tmp_path, "city,A1-1,A1-2,A1-3,A1-4\n甲,4,2,3,1\n乙,0,0,IE,\n", "utf-8-sig")
    said = say("score", path, "--csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    one = {row["city"]: row for row in rows if row["id"] == "A1"}
    assert (one["甲"]["score"], one["乙"]["score"], one["乙"]["coverage"]) == ("62.5", "0.0", "0.75")
    assert len({(row["city"], row["kind"], row["id"]) for row in rows}) == len(rows)
    assert "nan" not in said.out.lower()


def test_notes_about_a_table_do_not_reach_its_data(say: Run, tmp_path: Path) -> None:
    said = say("score", table(tmp_path, "city,A1-1\n甲,4\n"), "--csv")
    assert "45 indicators" in said.err
    assert all(line.startswith(("city,", "甲,")) for line in said.out.splitlines())


def test_a_city_named_with_a_lone_carriage_return_keeps_its_rows_whole(say: Run, tmp_path: Path) -> None:
    said = say("score", table(tmp_path, 'city,A1-1\n"甲\r乙",4\n'), "--csv")
    rows = list(csv.reader(io.StringIO(said.out, newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert {row[0] for row in rows[1:]} == {"甲\r乙"}


def test_a_table_from_stdin_and_as_json(say: Run, tmp_path: Path) -> None:
    text = "city,A1-1\n甲,4\n"
    by_path = say("score", table(tmp_path, text), "--csv").out
    assert say("score", "-", "--csv", stdin=text.encode()).out == by_path
    rows = say("score", table(tmp_path, text), "--json").json["rows"]
    assert len(rows) == len(by_path.splitlines()) - 1


def test_a_single_city_as_rows_equals_its_json(say: Run) -> None:
    rows = {(row["kind"], row["id"]): row for row in csv.DictReader(io.StringIO(say("score", "S07", "--csv").out))}
    for id_, node in say("score", "S07", "--json").json["dimensions"].items():
        assert float(rows["dimension", id_]["score"]) == node["score"]


def test_weights_and_variant_of_a_table_are_chosen_on_the_line(say: Run, tmp_path: Path) -> None:
    path = table(tmp_path, "city,A1-1,A1-2,A1-3,A1-4\n甲,4,2,3,1\n")
    assert say("score", path, "--csv", "--weights", "expert").out != say("score", path, "--csv").out
    assert say("score", path, "--csv", "--weights", "none-such").code == 2
    assert say("score", path, "--csv", "--variant", "none-such").code == 2
    assert say("score", "S01", "--weights", "expert").code == 2


def test_any_rubric_may_be_used(say: Run, tmp_path: Path) -> None:
    indicators = say("rubric", "show", "--rubric", TINY, "--json").json["indicators"]
    path = table(tmp_path, f"city,{indicators[0]['id']}\n甲,1\n")
    assert say("score", path, "--csv", "--rubric", TINY).code == 0


# -- compare and report -------------------------------------------------------------------------


def test_without_others_the_samples_of_the_same_type_stand_beside_a_city_and_are_labelled(
    say: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    said = say("compare", "S03", "--lang", "zh")
    assert said.code == 0
    assert said.out.count("【虚构样例】") >= 4
    assert "不作排名" in said.out
    assert "不足九成不作结论，九成及以上为可能，九成九及以上为明确" in said.out
    assert "总体位次区间 本市：第1至第5（共5座）" in said.out
    assert "互学对象" in said.out
    assert {one["party"]["city_class"] for one in say("compare", "S03", "--json").json["others"]} == {"T2"}


def test_a_comparison_as_json_holds_differences_and_how_sure_they_are(say: Run) -> None:
    said = say("compare", "S03", "S04", "--json").json
    gap = next(row for row in said["levels"] if row["id"] == "C")["gaps"][0]
    assert gap["assessment_id"] == "S04"
    assert gap["difference"] == pytest.approx(19, abs=0.6)
    assert gap["verdict"]["sureness"] == gap["chance"]["sureness"] == "probably"
    assert gap["chance"]["value"] == pytest.approx(0.96, abs=0.01)
    assert gap["spread"]["low"] < 19 < gap["spread"]["high"]
    assert said["basis"] | {"sources": None} == {
        "draws": 10_000, "seed": 20180115, "sources": None, "least_weight": 0.5, "most_weight": 2.0,
    }  # fmt: skip
    assert said["basis"]["sources"] == ["weights", "ratings", "missing", "strictness"]
    assert said["aims"][0]["indicator"] == "C1-1"
    assert [one["assessment_id"] for one in said["partners"]] == ["S04"]
    assert len(said["shortcomings"]) == 5


def test_a_comparison_holds_orders_that_no_weighting_turns_and_intervals_of_places(say: Run) -> None:
    said = say("compare", "S03", "S04", "S05", "--draws", "500", "--seed", "1", "--json").json
    assert said["settled"] == [{"ahead": "S04", "behind": "S05"}]
    assert [one["assessment_id"] for one in said["standings"]] == ["S03", "S04", "S05"]
    assert all(1 <= one["low"] <= one["high"] <= one["of"] == 3 for one in said["standings"])
    assert (said["basis"]["draws"], said["basis"]["seed"]) == (500, 1)


def test_a_city_that_must_not_be_compared_is_refused_with_the_reason(say: Run) -> None:
    said = say("compare", "S03", "S12")
    assert (said.code, said.out) == (errors.ComparisonRefused.exit_code, "")
    assert "below 80%" in said.err
    partly = say("compare", "S03", "S04", "S12")
    assert partly.code == 0
    assert "Left out" in partly.err


def test_a_neighbouring_type_needs_a_written_reason(say: Run) -> None:
    assert say("compare", "S03", "S02").code == 8
    assert say("compare", "S03", "S02", "--reason", "both are inland hubs").code == 0
    wide = say("compare", "S03", "--neighbour", "T1", "--reason", "both are inland hubs", "--json").json
    assert {one["party"]["city_class"] for one in wide["others"]} == {"T1", "T2"}


def test_who_is_a_level_above_on_an_indicator_is_shown_with_the_descriptor(say: Run) -> None:
    said = say("compare", "S03", "S04", "--indicator", "C1-1", "--lang", "zh")
    assert "2级（本市1级）；确实高于本市：不作结论 85%" in said.out
    assert say("compare", "S03", "S04", "--indicator", "Z9").code == 2


def test_a_report_is_written_and_its_path_is_the_data(say: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    said = say("report", "S03", "-o", target, "--lang", "zh")
    assert (said.code, said.out) == (0, f"{target}\n")
    assert target.read_bytes()[:2] == b"PK"
    assert say("report", "S03", "-o", target, "--lang", "both", "--compare", "S04", "--json").json == {
        "written": [str(target)]
    }


def test_reports_of_many_go_into_a_folder(say: Run, tmp_path: Path) -> None:
    said = say("report", "S03", "S04", "-o", tmp_path / "reports")
    assert [Path(line).parent for line in said.out.splitlines()] == [tmp_path / "reports"] * 2
    assert len(list((tmp_path / "reports").iterdir())) == 2


def test_two_cities_of_one_name_and_period_do_not_take_each_others_place(say: Run, tmp_path: Path) -> None:
    twin = tmp_path / "twin.yaml"
    twin.write_text((SAMPLES / "S03.yaml").read_text(encoding="utf-8").replace("id: S03", "id: twin"), encoding="utf-8")
    said = say("report", "S03", twin, "-o", tmp_path / "reports", "--lang", "zh")
    first, second = map(Path, said.out.splitlines())
    assert second.stem == f"{first.stem}-2"
    assert {first, second} == set((tmp_path / "reports").iterdir())


def test_no_report_is_written_while_a_later_file_has_a_fault(say: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("no city", encoding="utf-8")
    assert say("report", "S03", tmp_path / "bad.yaml", "-o", tmp_path / "reports").code != 0
    assert not (tmp_path / "reports").exists()


def test_the_report_of_a_stored_assessment_bears_the_audit_head_and_its_record(say: Run, tmp_path: Path) -> None:
    def cells(source: object) -> set[object]:
        path = say("report", source, "-o", tmp_path / f"{Path(str(source)).stem}.xlsx", "--lang", "zh").out.strip()
        return {cell for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True) for cell in row}

    own = tmp_path / "own.yaml"
    own.write_text((SAMPLES / "S03.yaml").read_text(encoding="utf-8").replace("id: S03", "id: own-1"), encoding="utf-8")
    say("import", own)
    with workspace(None) as office:
        head = office.audit_head()
    assert head in cells("own-1")
    assert head not in cells(own)
    assert "—（未经数据库）" in cells(own)


@pytest.mark.parametrize(("cities", "name"), [(("S03", "S04"), "both.xlsx"), (("S03",), "file.txt/x")])
def test_a_place_where_no_report_fits_is_refused(say: Run, tmp_path: Path, cities: tuple[str, ...], name: str) -> None:
    (tmp_path / "file.txt").write_text("in the way", encoding="utf-8")
    said = say("report", *cities, "-o", tmp_path / name)
    assert (said.code, said.out) == (2, "")
    assert "Fix: " in said.err


def test_an_excel_file_that_cannot_be_written_leaves_with_6(say: Run, tmp_path: Path) -> None:
    said = say("report", "S03", "-o", tmp_path / "nowhere" / "out.xlsx")
    assert said.code == errors.WorkbookFault.exit_code == 6


# -- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\xff" * 50, "UTF-"),
        ("id: 城市\n".encode("gbk"), "UTF-8"),
        (b"PK\x03\x04" + b"\x00" * 50, "Excel"),
    ],
)
def test_a_city_file_that_is_none_is_named_with_a_remedy(say: Run, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "city.yaml"
    path.write_bytes(content)
    said = say("score", path)
    assert (said.code, said.out) == (4, "")
    assert str(path) in said.err
    assert words in said.err
    assert "Fix: " in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_missing_file_and_a_folder_are_named(say: Run, tmp_path: Path, name: str) -> None:
    said = say("score", tmp_path / name)
    assert said.code == 4
    assert str(tmp_path) in said.err


def test_a_word_that_is_nothing_at_all_makes_no_database(say: Run, database: Path) -> None:
    said = say("score", "nowhere")
    assert said.code == 4
    assert "there is no file, sample or stored assessment" in said.err
    assert not database.exists()


@pytest.mark.parametrize(
    ("text", "encoding", "words"),
    [
        ("city,A1-1\n城市甲,4\n", "gbk", "UTF-8"),
        ("city,A1-1\n甲,5\n", "utf-8", "outside the scale"),
        ("city,A1-1\n甲,3.5\n", "utf-8", "no whole level"),
        ("city,A1-1\n甲,３\n", "utf-8", "full-width"),
        ("city,A1-1\n甲,good\n", "utf-8", "no rating"),
        ("city,Z9\n甲,4\n", "utf-8", "no indicator"),
        ("name,A1-1\n甲,4\n", "utf-8", "city"),
        ("", "utf-8", "empty"),
    ],
)
def test_a_bad_table_is_named_with_place_and_remedy(
    say: Run, tmp_path: Path, text: str, encoding: str, words: str
) -> None:
    said = say("score", table(tmp_path, text, encoding), "--csv")
    assert (said.code, said.out) == (5, "")
    assert words in said.err
    assert "Fix: " in said.err


def test_another_rubric_version_is_refused(say: Run, tmp_path: Path) -> None:
    path = tmp_path / "old.yaml"
    path.write_text(
        (SAMPLES / "S01.yaml").read_text(encoding="utf-8").replace('version: "1.2"', 'version: "0.9"'), encoding="utf-8"
    )
    said = say("score", path)
    assert said.code == errors.VersionMismatch.exit_code == 7
    assert "0.9" in said.err
    assert "1.2" in said.err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("skore",), "did you mean score?"),
        (("score", "--jsno", "S01"), "--json"),
        (("score",), "FILE is missing"),
        (("serve", "--port", "many"), "--port"),
        (("rubric", "shwo"), "did you mean show?"),
        (("--lang", "fr", "score", "S01"), "--lang"),
        (("score", "S01", "--json", "--csv"), "choose one of the two"),
        ((), "Commands"),
    ],
)
def test_a_misspelt_line_is_answered_on_stderr_with_code_2(say: Run, line: tuple[str, ...], words: str) -> None:
    said = say(*line)
    assert (said.code, said.out) == (2, "")
    assert words in said.err


def test_a_misspelt_line_is_answered_in_chinese(say: Run) -> None:
    said = say("skore", "--lang", "zh")
    assert "没有命令 skore" in said.err
    assert "是不是 score？" in said.err


def test_help_speaks_the_readers_language_only(say: Run) -> None:
    for line in (
        ["--help"],
        *([name, "--help"] for name in COMMANDS),
        *(["rubric", name, "--help"] for name in RUBRIC_COMMANDS),
    ):
        english = say(*line)
        assert english.code == 0
        assert not re.search(r"[\u4e00-\u9fff]", english.out), line
        chinese = say(*line, "--lang", "zh") if line[0] != "report" else say("--lang", "zh", *line)
        assert "选项" in chinese.out
        assert not re.search(r"[\u4e00-\u9fff]\|", chinese.out)


@pytest.mark.parametrize("option", ["--weights", "--variant"])
def test_a_table_under_an_unknown_choice_says_so_before_the_first_line(say: Run, tmp_path: Path, option: str) -> None:
    table = tmp_path / "cities.csv"
    table.write_text("city,A1-1\n甲,3\n", encoding="utf-8")
    said = say("score", table, "--csv", option, "none")
    assert (said.code, said.out) == (2, "")
    assert f"{option}: the rubric has no" in said.err
    assert say("score", table, "--csv", "--weights", "equal", "--variant", "full").out.count("\n") > 1


def test_one_report_is_not_put_into_a_folder_named_like_a_file(say: Run, tmp_path: Path) -> None:
    said = say("report", "S01", "-o", tmp_path / "foo.txt")
    assert said.code == 2
    assert "foo.xlsx" in said.err
    assert list(tmp_path.glob("foo*")) == []
    folder = f"{tmp_path / 'new'}/"
    assert Path(say("report", "S01", "-o", folder).out.strip()).parent == tmp_path / "new"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device here")
@pytest.mark.parametrize("command", ["report", "export"])
def test_a_device_is_no_place_for_a_file(say: Run, command: str) -> None:
    say("import", SAMPLES / "S03.yaml")
    said = say(command, "S03", "-o", "/dev/full")
    assert said.code == 2
    assert "/dev/full: " in said.err
    assert Path("/dev/full").is_char_device()


# -- database -----------------------------------------------------------------------------------


def test_an_assessment_goes_in_and_comes_out_unchanged(say: Run, tmp_path: Path) -> None:
    assert say("import", SAMPLES / "S03.yaml").out == "S03\n"
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    assert say("export", "S03", "-o", first).out == ""
    said = say("import", first, "--replace", "--json")
    assert said.json == {"imported": ["S03"]}
    say("export", "S0", "-o", second)
    assert first.read_bytes() == second.read_bytes()
    assert say("export", "S03").out == first.read_text(encoding="utf-8")


@pytest.mark.parametrize(("ending", "form"), [("csv", "csv"), ("zip", "package")])
def test_an_assessment_goes_out_as_csv_or_package_and_comes_back(
    say: Run, tmp_path: Path, ending: str, form: str
) -> None:
    say("import", SAMPLES / "S03.yaml")
    plain = say("export", "S03").out
    by_ending, by_option = tmp_path / f"a.{ending}", tmp_path / "b.out"
    say("export", "S03", "-o", by_ending)
    say("export", "S03", "--format", form, "-o", by_option)
    assert by_ending.read_bytes() == by_option.read_bytes()
    assert say("import", by_ending, "--replace").out == "S03\n"
    assert say("import", "-", "--replace", stdin=by_option.read_bytes()).out == "S03\n"
    assert say("export", "S03").out == plain
    assert say("score", by_ending, "--json").json == say("score", SAMPLES / "S03.yaml", "--json").json


def test_csv_on_stdout_is_the_file_byte_by_byte(say: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say("import", SAMPLES / "S03.yaml")
    say("export", "S03", "-o", tmp_path / "a.csv")
    pipe = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", pipe)
    run(["export", "S03", "--format", "csv"])
    assert pipe.buffer.getvalue() == (tmp_path / "a.csv").read_bytes()  # type: ignore[attr-defined]  # a BytesIO


def test_faults_of_a_csv_are_told_by_line_and_of_a_package_by_part(say: Run, tmp_path: Path) -> None:
    say("import", SAMPLES / "S03.yaml")
    table, package = tmp_path / "a.csv", tmp_path / "a.zip"
    say("export", "S03", "-o", table)
    table.write_text(table.read_text("utf-8").replace('"level","', '"level","9', 1), "utf-8")
    package.write_bytes(b"PK\x03\x04datapackage.json")
    said = say("import", table, package, "--replace")
    assert said.code == errors.CityFault.exit_code
    assert re.search(r"a\.csv:\d+: ratings\.A1-1\.level", said.err)
    assert "a.zip: the archive is damaged" in said.err
    assert say("import", tmp_path / "none.csv").err.startswith(str(tmp_path / "none.csv"))


def test_the_schemas_of_files_can_be_read_by_programs(say: Run) -> None:
    assert say("schema").json == say("rubric", "schema", "--city").json
    assert say("schema", "rubric").json == say("rubric", "schema").json
    package = say("schema", "package").json
    assert [one["path"] for one in package["resources"]][:2] == ["ratings.csv", "evidence.csv"]
    assert say("schema", "package", "--rubric", TINY).json["assessor"]["rubric"]["id"] == "tiny"


def test_an_exported_assessment_is_the_same_on_stdout_and_in_a_file(say: Run, tmp_path: Path) -> None:
    note = "\\u202e\\u007f\\u0085\\u0007 甲"
    own = tmp_path / "own.json"
    say("import", SAMPLES / "S03.yaml")
    own.write_text(
        say("export", "S03").out.replace('"name_en": "', f'"name_en": "{note}', 1).replace('"S03"', '"own"'),
        encoding="utf-8",
    )
    assert say("import", own).out == "own\n"
    there = tmp_path / "there.json"
    say("export", "own", "-o", there)
    assert say("export", "own").out == there.read_text(encoding="utf-8") == own.read_text(encoding="utf-8")
    said = say("score", there, "--json")
    assert note in said.out
    assert said.json["city"]["name_en"].startswith("\u202e\x7f\x85\a 甲")


def test_stored_assessments_are_listed(say: Run) -> None:
    assert say("export").out == ""
    say("import", SAMPLES / "S03.yaml", SAMPLES / "S04.yaml")
    assert {one["id"] for one in say("export", "--json").json} == {"S03", "S04"}
    assert "S04" in say("export").out


def test_an_assessment_already_there_is_not_overwritten(say: Run) -> None:
    say("import", SAMPLES / "S03.yaml")
    said = say("import", SAMPLES / "S03.yaml")
    assert said.code == 4
    assert "already there" in said.err


def test_of_several_files_with_one_fault_none_is_imported(say: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text((SAMPLES / "S04.yaml").read_text(encoding="utf-8").replace("mode:", "mood:"), encoding="utf-8")
    said = say("import", SAMPLES / "S03.yaml", broken, SAMPLES / "S03.yaml")
    assert said.code == errors.CityFault.exit_code
    assert said.err.startswith("None of the files was imported:\n")
    assert str(broken) in said.err
    assert say("export", "--json").json == []


def test_a_file_named_twice_is_not_imported_by_half(say: Run) -> None:
    said = say("import", SAMPLES / "S03.yaml", SAMPLES / "S04.yaml", SAMPLES / "S03.yaml")
    assert said.code == errors.CityFault.exit_code
    assert "S03: 2 assessments of this batch bear this id" in said.err
    assert say("export", "--json").json == []


def test_the_beginning_of_an_id_must_be_unique(say: Run) -> None:
    say("import", SAMPLES / "S03.yaml", SAMPLES / "S04.yaml")
    said = say("export", "S0")
    assert said.code == 9
    assert "S03, S04" in said.err
    assert say("export", "none").code == 9


def test_a_stored_assessment_scores_like_its_file(say: Run, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        (SAMPLES / "S03.yaml").read_text(encoding="utf-8").replace("id: S03", "id: own-1"), encoding="utf-8"
    )
    say("import", path)
    assert say("score", "own", "--json").json == say("score", path, "--json").json


def test_a_read_only_database_refuses_to_write_and_goes_on_reading(say: Run, database: Path) -> None:
    say("import", SAMPLES / "S03.yaml")
    before = database.read_bytes()
    database.chmod(0o444)
    said = say("import", SAMPLES / "S04.yaml")
    assert said.code == errors.StoreUnavailable.exit_code == 9
    assert "read-only" in said.err
    assert say("export", "S03").code == 0
    assert database.read_bytes() == before


def test_a_damaged_database_is_left_as_it_is(say: Run, database: Path) -> None:
    database.write_bytes(b"no database at all" * 100)
    said = say("export")
    assert said.code == 9
    assert "Fix: " in said.err
    assert database.read_bytes() == b"no database at all" * 100


def test_a_file_that_cannot_be_written_is_named_and_leaves_nothing_behind(say: Run, tmp_path: Path) -> None:
    say("import", SAMPLES / "S03.yaml")
    target = tmp_path / "no-such-folder" / "a.json"
    said = say("export", "S03", "-o", target)
    assert said.code == 2
    assert str(target) in said.err
    (tmp_path / "folder").mkdir()
    assert say("export", "S03", "-o", tmp_path / "folder").code == 2
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


# -- serve and doctor ---------------------------------------------------------------------------


@pytest.fixture
def taken_port() -> Any:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_named_with_another_one(say: Run, taken_port: int, command: str) -> None:
    said = say(command, "--port", taken_port, "--no-browser")
    assert (said.code, said.out) == (errors.PortInUse.exit_code, "")
    assert said.code == 10
    assert str(taken_port) in said.err
    assert f"--port {taken_port + 1}" in said.err


@pytest.mark.parametrize(("command", "query"), [("serve", ""), ("demo", "?demo=1")])
def test_the_address_is_told_on_stderr_before_serving(
    say: Run, monkeypatch: pytest.MonkeyPatch, command: str, query: str
) -> None:
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr("assessor.ui.server.serve", lambda host, port: asked.append((host, port)))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    said = say(command, "--port", free, "--no-browser")
    assert (said.code, said.out, asked) == (0, "", [("127.0.0.1", free)])
    assert f"http://127.0.0.1:{free}/{query} " in said.err


def test_doctor_has_a_fix_for_each_finding_and_creates_nothing(say: Run, database: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    said = say("doctor", "--json", "--port", free)
    topics = {one["topic"] for one in said.json["findings"]}
    assert {"python", "streamlit", "rubric", "database", "file_system", "port", "chromium", "libreoffice"} <= topics
    assert all(one["what"] and one["fix"] for one in said.json["findings"])
    assert not database.exists()
    assert (said.code, said.json["ok"]) == (0, True)


def test_doctor_looks_into_the_database(say: Run) -> None:
    say("import", SAMPLES / "S03.yaml")
    found = {one["topic"]: one for one in say("doctor", "--json").json["findings"]}
    assert found["audit"]["state"] == found["integrity"]["state"] == found["permissions"]["state"] == "ok"


def test_doctor_says_what_is_wrong_and_leaves_with_9_for_the_database(
    say: Run, database: Path, taken_port: int
) -> None:
    database.write_bytes(b"no database at all" * 100)
    said = say("doctor", "--json", "--port", taken_port)
    faults = {one["topic"] for one in said.json["findings"] if one["state"] == "fault"}
    assert said.code == 9
    assert faults == {"database", "port"}
    database.unlink()
    said = say("doctor", "--port", taken_port)
    assert said.code == 1
    assert "[FAULT] port" in said.out


def test_doctor_calls_an_empty_file_new_and_leaves_it_alone(say: Run, database: Path) -> None:
    database.touch()
    said = say("doctor", "--json")
    assert any("new, empty" in one["what"] for one in said.json["findings"])
    assert database.stat().st_size == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal there")
def test_a_server_told_to_stop_leaves_with_0(database: Path) -> None:
    import signal
    from urllib.request import urlopen

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    server = in_process_of_its_own("serve", "--port", str(free), "--no-browser")
    try:
        for _ in range(600):
            try:
                with urlopen(f"http://127.0.0.1:{free}/healthz", timeout=5):
                    break
            except OSError:
                time.sleep(0.1)
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)
    finally:
        server.kill()
    assert server.returncode == 0


def test_a_full_disk_is_named(database: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no such device here")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", "from assessor.cli import main; main()", "--lang", "en", "score", "S01"],
                              stdout=full, stderr=subprocess.PIPE, cwd=HOUSE, check=False)  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.decode().startswith("Output cannot be written: the disk is full\n")
    assert len(done.stderr.splitlines()) == 2


def test_a_sample_under_another_rubric_is_refused_for_its_rubric(say: Run) -> None:
    said = say("score", "S12", "--rubric", TINY)
    assert said.code == errors.VersionMismatch.exit_code
    assert "made under rubric" in said.err


def test_a_reason_that_holds_for_several_cities_is_told_once(say: Run) -> None:
    said = say("compare", "S12")
    assert said.code == errors.ComparisonRefused.exit_code
    reasons = [line.split(": ", 1)[1] for line in said.err.splitlines() if not line.startswith(" ")]
    assert len(reasons) == len(set(reasons)) > 0


def test_doctor_finds_an_altered_audit_trail(say: Run, database: Path) -> None:
    import sqlite3
    from contextlib import closing

    say("import", SAMPLES / "S03.yaml")
    with closing(sqlite3.connect(database)) as raw, raw:
        for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute("UPDATE audit SET actor = 'somebody else'")
    found = [one for one in say("doctor", "--json").json["findings"] if one["topic"] == "audit"]
    assert [one["state"] for one in found] == ["fault"]


# -- habits -------------------------------------------------------------------------------------


def test_an_unexpected_fault_is_one_line_without_a_traceback(say: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("by chance")

    monkeypatch.setattr("assessor.files.load_rubric", fails)
    said = say("rubric", "show")
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "ASSESSOR_DEBUG=1" in said.err
    monkeypatch.setenv("ASSESSOR_DEBUG", "1")
    assert "Traceback" in say("rubric", "show").err


def test_ctrl_c_leaves_with_130(say: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assessor.files.load_rubric", interrupted)
    said = say("rubric", "show")
    assert said.code == 130
    assert "Traceback" not in said.err


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    path = table(tmp_path, "city,A1-1\n" + "".join(f"c{n},4\n" for n in range(5000)))
    process = in_process_of_its_own("score", str(path), "--csv")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == 141
    assert "Error" not in said
    assert "Traceback" not in said


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are POSIX")
def test_a_progress_bar_stays_on_stderr_and_out_of_the_data(tmp_path: Path) -> None:
    import pty

    path = table(tmp_path, "city,A1-1\n" + "".join(f"c{n},4\n" for n in range(200)))
    command = [sys.executable, "-c", "from assessor.cli import main; main()", "score", str(path), "--csv"]
    ours, theirs = pty.openpty()
    said = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=HOUSE,
        env={**os.environ, "TERM": "xterm", "ASSESSOR_LANG": "en"},
        check=True,
    )
    os.close(theirs)
    drawn = os.read(ours, 1 << 20)
    os.close(ours)
    assert b"Scoring" in drawn
    rows = list(csv.reader(io.StringIO(said.stdout.decode())))
    assert len({row[0] for row in rows[1:]}) == 200
    assert b"\x1b" not in said.stdout


def test_a_file_cannot_recolour_the_terminal(say: Run, tmp_path: Path) -> None:
    path = tmp_path / "city.yaml"
    text = (SAMPLES / "S01.yaml").read_text(encoding="utf-8")
    name = re.search(r'  name: "([^"]+)"', text)
    assert name is not None
    path.write_text(text.replace(f'name: "{name[1]}"', 'name: "\\x1b[31mred\\u202e"'), encoding="utf-8")
    assert "\x1b" not in say("score", path, "--lang", "zh").out


def test_no_colour_reaches_a_pipe(say: Run) -> None:
    for line in (("score", "S01"), ("rubric", "show"), ("doctor",), ("--help",), ("score",)):
        said = say(*line)
        assert "\x1b[" not in said.out + said.err


@pytest.mark.parametrize(
    ("args", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "ASSESSOR_LANG": "zh"}, "zh"),
        (["score", "--lang", "en"], {"ASSESSOR_LANG": "zh"}, "en"),
        (["--lang=zh", "score"], {}, "zh"),
        (["report", "x", "--lang", "both"], {"LANG": "zh_CN"}, "zh"),
        (["template", "--lang", "both"], {"LANG": "zh_CN"}, "zh"),
        (["score", "--", "--lang", "zh"], {}, "en"),
    ],
)
def test_the_language_is_the_readers(
    args: list[str], environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "name", "posix")
    assert language_of(args, environment) == language


def test_nothing_heavy_is_loaded_before_a_command_is_known() -> None:
    code = "import sys, assessor.cli; print([m for m in ('numpy', 'pydantic', 'streamlit', 'sqlalchemy', 'rich.table', 'yaml') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=HOUSE, check=True)
    assert said.stdout == "[]\n"


# -- template -----------------------------------------------------------------------------------


def rated(path: Path) -> list[object]:
    """The codes that a template asks for."""
    page = load_workbook(path).worksheets[1]
    first = int(str(page.freeze_panes).lstrip("F"))
    return [page.cell(row, 1).value for row in range(first, page.max_row + 1)]


def test_a_template_is_written_and_its_path_is_the_data(say: Run, tmp_path: Path) -> None:
    said = say("template", "-o", tmp_path / "all.xlsx")
    assert (said.code, said.out, said.err) == (0, f"{tmp_path / 'all.xlsx'}\n", "")
    assert len(rated(tmp_path / "all.xlsx")) == 46
    made = say("template", "--variant", "quick", "-o", tmp_path, "--lang", "both", "--json").json["written"]
    assert Path(made).parent == tmp_path
    assert len(rated(Path(made))) == 15


def test_a_template_of_one_unit_holds_its_indicators_and_what_stands_in_the_assessment(
    say: Run, tmp_path: Path
) -> None:
    made = Path(say("template", "S02", "--unit", "商务局", "-o", f"{tmp_path}/new/").out.strip())
    assert made.name.startswith("虚构样例_")
    listed = {one["id"]: one for one in say("template", "--units", "--json").json}
    assert listed["commerce"]["indicators"] == listed["commerce"]["lead"] + listed["commerce"]["support"] == 8
    assert len(rated(made)) == 8
    page = load_workbook(made).worksheets[1]
    assert page.cell(page.max_row, 3).value is not None


def test_a_template_takes_its_variant_from_the_assessment(say: Run, tmp_path: Path) -> None:
    path = tmp_path / "quick.yaml"
    text = (SAMPLES / "S01.yaml").read_text(encoding="utf-8")
    path.write_text(re.sub(r"^mode:", "variant: quick\nmode:", text, flags=re.MULTILINE), encoding="utf-8")
    assert len(rated(Path(say("template", path, "-o", tmp_path).out.strip()))) == 15


def test_a_template_of_a_stored_assessment_knows_the_versions_of_its_ratings(
    say: Run, tmp_path: Path, database: Path
) -> None:
    assert say("import", SAMPLES / "S01.yaml").code == 0
    made = Path(say("template", "S01", "-o", tmp_path).out.strip())
    own = load_workbook(made)["_assessor"]
    versions = [row[3] for row in own.iter_rows(values_only=True) if row[0] == "A1-1"]
    assert versions == [1]


def test_units_are_listed_without_writing_anything(say: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = say("template", "--units")
    assert "Commerce" in said.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("--unit", "Comerce"), "commerce"),
        (("--variant", "quik"), "did you mean quick?"),
        (("--variant", "quick", "--unit", "media"), "use the full version"),
        (("-o", "nowhere/out.xlsx"), "cannot be written"),
        (("-o", "out.txt"), "out.xlsx"),
    ],
)
def test_a_template_that_cannot_be_made_is_explained(
    line: tuple[str, ...], words: str, say: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = say("template", *line)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert list(tmp_path.iterdir()) == []


# -- documentation ------------------------------------------------------------------------------


def exit_codes() -> set[int]:
    def below(kind: type[errors.AssessorError]) -> set[int]:
        return {kind.exit_code}.union(*(below(one) for one in kind.__subclasses__()))

    return below(errors.AssessorError)


def test_the_readme_lists_every_command() -> None:
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    names = [
        *COMMANDS,
        *(f"rubric {name}" for name in RUBRIC_COMMANDS),
        *(f"session {name}" for name in SESSION_COMMANDS),
    ]
    assert [name for name in names if f"`assessor {name}`" not in readme] == []


def test_the_readme_lists_every_exit_code() -> None:
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)}
    assert listed == {0, 130, 141} | exit_codes()


# -- an id that is both stored and a sample -----------------------------------------------------


@pytest.fixture
def changed(say: Run, tmp_path: Path) -> Run:
    """S02 is stored, with another period than the bundled sample of that id."""
    path = tmp_path / "changed.yaml"
    path.write_text((SAMPLES / "S02.yaml").read_text("utf-8").replace('period: "2025"', 'period: "1999"'), "utf-8")
    assert "1999" in path.read_text("utf-8")
    assert say("import", path).code == 0
    return say


@pytest.mark.parametrize(
    "command", [("score", "S02"), ("score", "s02"), ("compare", "S02"), ("report", "S02"), ("word", "S02"), ("template", "S02")]
)  # fmt: skip
def test_a_stored_assessment_is_meant_before_the_sample_of_its_id_and_that_is_said(
    changed: Run, command: tuple[str, ...], tmp_path: Path
) -> None:
    out = ("-o", f"{tmp_path}/new/") if command[0] in ("report", "word", "template") else ()
    said = changed(*command, *out)
    assert said.code == 0
    assert said.err.count("The stored assessment S02 is used") == 1
    assert "sample:S02" in said.err
    if out:
        assert "1999" in said.out
    sample = changed(command[0], f"sample:{command[1]}", *out)
    assert sample.code == 0
    assert "stored" not in sample.err
    assert "1999" not in sample.out


def test_a_stored_city_may_be_set_beside_the_sample_of_its_id(changed: Run) -> None:
    assert "1999" in changed("score", "S02").out
    assert "1999" not in changed("score", "sample:S02").out
    assert changed("report", "sample:S99").code == errors.CityFault.exit_code


def test_samples_need_no_database_that_can_be_opened(say: Run, database: Path) -> None:
    database.write_bytes(b"no database at all" * 100)
    said = say("score", "S02")
    assert said.code == 0
    assert "the bundled sample S02 is used" in said.err
    assert say("score", "S02-2025").code != 0

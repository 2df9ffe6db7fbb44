"""An assessment as a data package: what other programs read in it, and the same assessment back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, validate
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from assessor import score
from assessor.assessment import Assessment, Consensus, Evidence, Rating
from assessor.errors import CityFault, VersionMismatch
from assessor.files import assessment_to_json, sample_cities
from assessor.files.csv_guard import unguarded
from assessor.files.data_dictionary import tables
from assessor.files.data_package import assessment_from_package, data_package_bytes, package_schema
from assessor.files.flat_table import assessment_from_csv
from assessor.files.zipped import zipped
from assessor.rubric import Rubric
from assessor.task import FollowUp, Task
from tests.whole import assessments

NAME = "city.zip"
PARTS = [
    "datapackage.json", "assessment.json", "assessment.schema.json", "assessment.csv", "ratings.csv", "evidence.csv",
    "evidence_indicators.csv", "scores.csv",
]  # fmt: skip


def parts_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def laid_out(package: bytes, folder: Path) -> Path:
    for name, content in parts_of(package).items():
        (folder / name).write_bytes(content)
    return folder / "datapackage.json"


def faults_of(path: Path) -> list[Any]:
    return validate(str(path)).flatten(["title", "rowNumber", "fieldName", "message"])


@settings(max_examples=300)
@given(assessments())
def test_an_assessment_comes_back_from_a_package_as_it_went(assessment: Assessment) -> None:
    package = data_package_bytes(assessment)
    found = assessment_from_package(package)
    assert found == assessment
    assert assessment_to_json(found) == assessment_to_json(assessment)


@settings(max_examples=100)
@given(assessments())
def test_every_table_alone_says_what_was_typed(assessment: Assessment) -> None:
    parts = parts_of(data_package_bytes(assessment))
    ratings = {row["indicator"]: row for row in rows_of(parts["ratings.csv"])}
    assert len(ratings) == 46
    for id_, rating in assessment.ratings.items():
        said = [unguarded(ratings[id_][key]) for key in ("reason", "note", "external_constraint")]
        assert said == [rating.reason, rating.note, rating.external_constraint]
    entries = [unguarded(row["title"]) for row in rows_of(parts["evidence.csv"])]
    assert entries == [entry.title for entry in assessment.evidence]
    links = [(unguarded(row["evidence"]), row["indicator"]) for row in rows_of(parts["evidence_indicators.csv"])]
    assert links == [(entry.id, id_) for entry in assessment.evidence for id_ in entry.indicators]
    assert assessment_from_csv(parts["assessment.csv"]) == assessment


@settings(max_examples=50)
@given(assessments())
def test_exported_json_keeps_to_the_schema_beside_it(assessment: Assessment) -> None:
    parts = parts_of(data_package_bytes(assessment))
    schema = json.loads(parts["assessment.schema.json"])
    assert [one.message for one in Draft202012Validator(schema).iter_errors(json.loads(parts["assessment.json"]))] == []


# -- what other programs read -----------------------------------------------------------------------


@pytest.mark.parametrize("sample", sample_cities(), ids=lambda one: one.id)
def test_frictionless_finds_every_sample_valid(sample: Assessment, tmp_path: Path) -> None:
    assert faults_of(laid_out(data_package_bytes(sample), tmp_path)) == []


@settings(max_examples=30)
@given(assessments())
def test_frictionless_finds_any_assessment_valid(
    tmp_path_factory: pytest.TempPathFactory, assessment: Assessment
) -> None:
    path = laid_out(data_package_bytes(assessment), tmp_path_factory.mktemp("package"))
    assert faults_of(path) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "title"),
    [
        ("ratings.csv", '"A1-1","A"', '"A9-9","A"', "Constraint Error"),
        ("ratings.csv", '"rated","4"', '"rated","5"', "Constraint Error"),
        ("ratings.csv", '"rated","4"', '"rated","four"', "Type Error"),
        ("ratings.csv", '"false"', '"perhaps"', "Type Error"),
        ("evidence.csv", '"2025-', '"25-', "Type Error"),
        ("evidence_indicators.csv", '"1","A1-1"', '"1","Z1-1"', "ForeignKey Error"),
        ("scores.csv", "overall,overall", "total,overall", "Constraint Error"),
    ],
)
def test_frictionless_would_find_a_fault(part: str, old: str, new: str, title: str, tmp_path: Path) -> None:
    path = laid_out(data_package_bytes(rich(sample_cities()[2])), tmp_path)
    text = (tmp_path / part).read_text("utf-8")
    assert old in text
    (tmp_path / part).write_text(text.replace(old, new, 1), "utf-8", newline="")
    assert title in [one[0] for one in faults_of(path)]


def test_numbers_dates_and_truth_come_out_typed(tmp_path: Path, rubric: Rubric) -> None:
    sample = rich(sample_cities()[2])
    package = Package(str(laid_out(data_package_bytes(sample), tmp_path)))
    rating = package.get_resource("ratings").read_rows()[0]
    assert (rating["indicator"], rating["level"], rating["further_evidence_offline"]) == ("A1-1", 4, True)
    assert package.get_resource("evidence").read_rows()[0]["date"] == sample.evidence[0].date
    overall = package.get_resource("scores").read_rows()[0]
    assert float(overall["score"]) == score(rubric, sample).overall.score


def test_the_dictionary_names_every_column_in_both_languages(rubric: Rubric) -> None:
    said = package_schema(rubric)
    assert said["assessor"]["rubric"]["fingerprint"] == rubric.fingerprint
    assert "licenses" not in said
    for resource in said["resources"]:
        for field in resource.get("schema", {"fields": []})["fields"]:
            zh, _, en = field["title"].partition(" | ")
            assert any("\u4e00" <= sign <= "\u9fff" for sign in zh), field
            assert en.isascii(), field
    by_name = {field["name"]: field for field in said["resources"][0]["schema"]["fields"]}
    assert by_name["level"]["constraints"] == {"minimum": 0, "maximum": 4}
    assert by_name["grade"]["constraints"]["enum"] == ["E0", "E1", "E2", "E3"]


def test_the_columns_are_those_of_the_dictionary(rubric: Rubric) -> None:
    said = Consensus(session="w1", level=2, method="mode", first=(0, 0, 3, 0, 0))
    ratings = {"A1-1": Rating(outcome=2, consensus=said)}
    tasks = [Task(id="T1", indicator="A1-1", what="印发专项规划")]
    looks = [FollowUp(id="F1", date=date(2026, 6, 30), statuses={"T1": "under_way"})]
    whole = {"ratings": ratings, "tasks": tasks, "follow_ups": looks}
    parts = parts_of(data_package_bytes(sample_cities()[0].model_copy(update=whole)))
    for table in tables(rubric).values():
        header = next(csv.reader(io.StringIO(parts[table.path].decode("utf-8-sig"))))
        assert header == [field.name for field in table.fields], table.path


def test_the_same_assessment_gives_the_same_bytes() -> None:
    sample = sample_cities()[0]
    package = data_package_bytes(sample)
    assert package == data_package_bytes(Assessment.model_validate(sample.model_dump()))
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.namelist() == PARTS
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert package != data_package_bytes(sample_cities()[1])


def test_a_fictional_sample_says_so_in_its_package() -> None:
    said = json.loads(parts_of(data_package_bytes(sample_cities()[0]))["datapackage.json"])
    assert "虚构样例" in said["title"]
    assert said["assessment"]["fictional"] is True


# -- faults ---------------------------------------------------------------------------------------


def rich(sample: Assessment) -> Assessment:
    """With a note, a mark and evidence of two indicators."""
    rating = Rating(outcome=4, note="会议纪要\n=1+1", further_evidence_offline=True)
    entry = Evidence(
        id="=e1",
        title="纪要",
        date=sample.cut_off.replace(year=2025),
        holder="外办",
        grade="E2",
        indicators=["A1-1", "A1-2"],
    )
    return sample.model_copy(
        update={"ratings": {**sample.ratings, "A1-1": rating}, "evidence": [entry, *sample.evidence]}
    )


def problems(package: bytes) -> list[tuple[str, str]]:
    with pytest.raises(CityFault) as raised:
        assessment_from_package(package, name=NAME)
    return [(one.place, one.what.en) for one in raised.value.problems]


def changed(part: str, change: Callable[[str], str]) -> bytes:
    parts = parts_of(data_package_bytes(rich(sample_cities()[2])))
    text = parts[part].decode()
    assert change(text) != text
    return zipped({**parts, part: change(text).encode()})


@pytest.mark.parametrize(
    ("part", "old", "new", "place", "words"),
    [
        ("ratings.csv", '"rated","4"', '"rated","3"', "ratings.csv:2: level", "3 here, 4 there"),
        ("ratings.csv", "会议纪要", "会议", "ratings.csv:2: note", "differs from the assessment"),
        ("ratings.csv", '"A1-2"', '"A1-9"', "ratings.csv:4", "no such line"),
        ("ratings.csv", '"A1-2"', '"A1-9"', "ratings.csv", "a line is missing: A1-2"),
        ("evidence.csv", '"外办"', '"贸促会"', "evidence.csv:2: holder", "differs"),
        ("evidence_indicators.csv", '"2","A1-2"', '"2","A1-3"', "evidence_indicators.csv:3: indicator", "A1-3 here, A1-2 there"),
        ("scores.csv", ",shown,", ",withheld,", "scores.csv:2: status", "withheld here"),
        ("assessment.csv", '"rating","A1-1","level","4"', '"rating","A1-1","level","3"', "assessment.csv", "differs"),
        ("assessment.csv", '"rating","A1-1","level","4"', '"rating","A1-1","level","9"', "assessment.csv", "outside the scale"),
        ("assessment.json", '"level": 4', '"level": 9', "assessment.json", "outside the scale"),
        ("assessment.json", '"level": 4', '"level": 3', "assessment.csv", "4 here, 3 there"),
    ],
)  # fmt: skip
def test_parts_that_do_not_agree_are_named(part: str, old: str, new: str, place: str, words: str) -> None:
    found = problems(changed(part, lambda text: text.replace(old, new, 1)))
    assert any(at.startswith(f"{NAME}/{place}") and words in said for at, said in found), found


def test_a_table_saved_by_a_spreadsheet_still_agrees() -> None:
    def saved(text: str) -> str:
        return text.replace('"\n', '"\r\n').replace("true", "TRUE").replace("false", "FALSE").replace('"1"', '"1.0"')

    package = changed("ratings.csv", saved)
    assert assessment_from_package(package).ratings["A1-1"].note == "会议纪要\n=1+1"


def test_scores_of_another_engine_are_not_held_against_the_package() -> None:
    parts = parts_of(changed("scores.csv", lambda text: text.replace(",shown,", ",withheld,")))
    parts["datapackage.json"] = parts["datapackage.json"].replace(b'"engine_version": "', b'"engine_version": "9')
    assert assessment_from_package(zipped(parts)) == rich(sample_cities()[2])


def test_a_package_of_another_rubric_is_refused(tiny: Rubric) -> None:
    with pytest.raises(VersionMismatch):
        assessment_from_package(data_package_bytes(sample_cities()[0]), tiny)
    with pytest.raises(VersionMismatch):
        data_package_bytes(sample_cities()[0], tiny)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda parts: parts.pop("ratings.csv"), "ratings.csv is missing"),
        (lambda parts: parts.pop("assessment.json"), "assessment.json is missing"),
        (lambda parts: parts.pop("datapackage.json"), "this is no data package"),
        (lambda parts: parts.update({"datapackage.json": b"{}"}), "not made by this program"),
        (lambda parts: parts.update({"datapackage.json": b"["}), "not made by this program"),
        (lambda parts: parts.update({"datapackage.json": parts["datapackage.json"].replace(b'"format_version": 1', b'"format_version": 4')}), "format version 4"),
        (lambda parts: parts.update({"scores.csv": b"x" * 5_000_001}), "larger than 5 MB"),
        (lambda parts: parts.update({"a/ratings.csv": b""}), "ratings.csv comes twice"),
        (lambda parts: parts.update({f"more{n}": b"" for n in range(60)}), "more than 50 files"),
        (lambda parts: parts.update({"ratings.csv": '"评级"'.encode("gbk")}), "GBK"),
        (lambda parts: parts.update({"ratings.csv": b'"open'}), "no valid CSV"),
        (lambda parts: parts.update({"ratings.csv": b""}), "a line is missing: A1-1"),
    ],
)  # fmt: skip
def test_a_faulty_package_is_explained(change: Callable[[dict[str, bytes]], object], words: str) -> None:
    parts = parts_of(data_package_bytes(sample_cities()[0]))
    change(parts)
    found = problems(zipped(parts))
    assert any(words in said for _, said in found), found


def test_a_zip_bomb_is_put_down_before_it_fills_memory() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in PARTS:
            archive.writestr(name, b"\0" * 50_000_000)
    assert problems(out.getvalue())[0] == (f"{NAME}/datapackage.json", "larger than 5 MB")


@pytest.mark.parametrize("size", [0, 1, 30, 1000, -30, -1])
def test_a_package_cut_off_is_refused(size: int) -> None:
    problems(data_package_bytes(sample_cities()[0])[:size])


def test_damaged_bytes_never_crash() -> None:
    whole = data_package_bytes(sample_cities()[0])
    for place in range(0, len(whole), 997):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        try:
            assessment_from_package(bytes(broken), name=NAME)
        except (CityFault, VersionMismatch):
            continue


def test_a_package_zipped_again_inside_a_folder_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(data_package_bytes(sample_cities()[0])).items():
            archive.writestr(f"city/{name}", content)
            archive.writestr(f"__MACOSX/city/._{name}", b"x")
        archive.writestr("__MACOSX/datapackage.json", b"x")
    assert assessment_from_package(out.getvalue()) == sample_cities()[0]

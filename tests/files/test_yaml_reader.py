"""What is refused before a rubric or city is even looked at: encodings, sizes, other kinds of file."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessor.errors import AssessorError, CityFault, FaultyInput, RubricFault, VersionMismatch
from assessor.files import assessment_from_json, load_assessment, load_rubric
from assessor.files.located import bytes_of, text_of
from assessor.files.yaml_reader import DEPTH_LIMIT, parse
from assessor.rubric import Rubric

CITY = """\
id: c1
rubric: { id: tiny, version: "1" }
period: "2025"
cut_off: 2025-12-31
city: { id: c1, name: "甲城" }
ratings: { x1: 3 }
"""


def refusal(path: Path, rubric: Rubric) -> str:
    with pytest.raises(CityFault) as raised:
        load_assessment(path, rubric)
    return raised.value.message("en") + raised.value.message("zh")


def test_a_city_file_with_a_byte_order_mark_is_read(tmp_path: Path, tiny: Rubric) -> None:
    path = tmp_path / "city.yaml"
    path.write_text(CITY, encoding="utf-8-sig")
    assert load_assessment(path, tiny).city.name == "甲城"


@pytest.mark.parametrize(
    ("encoding", "words"), [("gbk", "looks like GBK"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")]
)
def test_a_city_file_in_another_encoding_is_named(encoding: str, words: str, tmp_path: Path, tiny: Rubric) -> None:
    path = tmp_path / "city.yaml"
    path.write_bytes(CITY.encode(encoding))
    said = refusal(path, tiny)
    assert words in said
    assert "UTF-8" in said


def test_a_gbk_file_is_refused_at_the_line_of_its_first_chinese_word(tmp_path: Path, tiny: Rubric) -> None:
    path = tmp_path / "city.yaml"
    path.write_bytes(CITY.encode("gbk"))
    assert f"{path}:5" in refusal(path, tiny)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 and so on", "an Excel (.xlsx) or zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", "an old Excel (.xls) file"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"\xff\xd8\xff\xe0 and so on \x81\x30", "a picture (JPEG)"),
    ],
)
def test_a_file_of_another_kind_is_named(content: bytes, words: str, tmp_path: Path, tiny: Rubric) -> None:
    path = tmp_path / "city.yaml"
    path.write_bytes(content)
    assert words in refusal(path, tiny)


def test_a_note_of_ten_megabytes_is_refused_by_size(tmp_path: Path, tiny: Rubric) -> None:
    path = tmp_path / "city.yaml"
    path.write_text(CITY.replace("x1: 3", f'x1: {{ level: 3, note: "{"记" * 3_400_000}" }}'), encoding="utf-8")
    said = refusal(path, tiny)
    assert "the file holds 10.2 MB; the limit is 1 MB" in said
    assert len(said) < 600


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path, tiny: Rubric) -> None:
    assert "there is no such file" in refusal(tmp_path / "nowhere.yaml", tiny)
    assert "cannot be read" in refusal(tmp_path, tiny)
    with pytest.raises(RubricFault, match="there is no such file"):
        load_rubric(tmp_path)


def test_a_json_city_is_read_and_its_faults_carry_lines(tmp_path: Path, tiny: Rubric) -> None:
    path = tmp_path / "city.json"
    said = """{
  "id": "c1",
  "rubric": {"id": "tiny", "version": "1"},
  "period": "2025",
  "cut_off": "2025-12-31",
  "city": {"id": "c1", "name": "甲城"},
  "ratings": {"x1": 3, "x2": {"level": "NA", "reason": "确无例会"}}
}
"""
    path.write_text(said, encoding="utf-8")
    assert load_assessment(path, tiny).ratings["x2"].outcome == "not_applicable"
    path.write_text(said.replace('"x1": 3', '"x1": 8'), encoding="utf-8")
    assert f"{path}:7: ratings.x1.level: the level 8 is outside the scale" in refusal(path, tiny)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"id": "c1",}', "no valid JSON"),
        ('{"id": "c1", "id": "c2"}', "the key id is used twice"),
        ('{"id": NaN}', "NaN is no number"),
        ('{"id": ' + "[" * 100 + "]" * 100 + "}", "nested too deeply"),
        ('{"id": ' + "[" * 100_000, "nested too deeply"),
        ('{"id": ' + "9" * 5_000 + "}", "a number is too long"),
        ("[]", "a city file holds keys and values"),
        ("", "no valid JSON"),
    ],
)
def test_faulty_json_is_explained(text: str, words: str, tiny: Rubric) -> None:
    with pytest.raises(CityFault) as raised:
        assessment_from_json(text, tiny)
    assert words in raised.value.message("en")


@pytest.mark.parametrize(
    "text",
    [
        "a: 0x1F",
        "a: 1_000",
        "a: 0b11",
        "a: 190:20:30",
        "a: -.INF",
        "a: 1_0.5",
        "<<: {a: 1}",
        "? [x]\n: 1",
        "2018: 1",
        "no: 1",
    ],
)
def test_notation_that_yaml_reads_as_something_else_is_a_fault(text: str) -> None:
    assert len(parse(text, "x.yaml", FaultyInput).found) == 1


@pytest.mark.parametrize(
    "text", ["a: 12", "a: -3", "a: 0", "a: 0.75", "a: 1.5e-3", "a: true", "a: 2025-12-31", "a: '012'", '"no": 1']
)
def test_plain_notation_is_no_fault(text: str) -> None:
    assert parse(text, "x.yaml", FaultyInput).found == []


def test_nesting_up_to_the_limit_is_read() -> None:
    deep = "a: " + "[" * (DEPTH_LIMIT - 1) + "]" * (DEPTH_LIMIT - 1)
    assert parse(deep, "x.yaml", FaultyInput).value["a"] == eval("[" * (DEPTH_LIMIT - 1) + "]" * (DEPTH_LIMIT - 1))
    with pytest.raises(FaultyInput, match="nested more than 20 deep"):
        parse(deep.replace("[]", "[[]]"), "x.yaml", FaultyInput)


def test_a_city_made_under_another_version_is_refused_by_both_versions(tmp_path: Path, tiny: Rubric) -> None:
    path = tmp_path / "city.yaml"
    path.write_text(CITY.replace('version: "1"', 'version: "2"').replace("x1: 3", "x9: 3"), encoding="utf-8")
    with pytest.raises(VersionMismatch) as raised:
        load_assessment(path, tiny)
    said = raised.value.message("en")
    assert f"{path}:2: rubric: made under rubric tiny 2; this one is tiny 1" in said
    assert isinstance(raised.value, AssessorError)


def test_messages_never_carry_control_characters_or_the_whole_input(tmp_path: Path, tiny: Rubric) -> None:
    path = tmp_path / "city.json"
    path.write_text('{"id": "c1", "\\u001b[31m' + "x" * 900 + '": 1}', encoding="utf-8")
    said = refusal(path, tiny)
    assert "\x1b" not in said
    assert "x" * 100 not in said


def test_a_fault_in_a_very_long_file_is_still_placed() -> None:
    lines = "".join(f"k{number}: 1\n" for number in range(40_000))
    with pytest.raises(FaultyInput, match=r"x\.yaml:40001: "):
        parse(lines + "\ta: 1\n", "x.yaml", FaultyInput)


def test_of_very_many_faults_the_number_is_told(tmp_path: Path, tiny: Rubric) -> None:
    path = tmp_path / "city.yaml"
    path.write_text(CITY + "".join(f"extra{number}: 1\n" for number in range(500)), encoding="utf-8")
    with pytest.raises(CityFault) as raised:
        load_assessment(path, tiny)
    assert len(raised.value.problems) == 201
    assert raised.value.problems[-1].what.en == "and 300 more"


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_utf_32_is_called_by_its_name(encoding: str) -> None:
    with pytest.raises(CityFault, match="looks like UTF-32"):
        text_of("\ufeffid: 甲".encode(encoding), "city.yaml", CityFault)


def test_a_rubric_too_large_is_told_nothing_of_notes(tmp_path: Path) -> None:
    path = tmp_path / "rubric.yaml"
    path.write_bytes(b"#" * 11)
    with pytest.raises(RubricFault, match="make the file smaller"):
        bytes_of(path, 10, RubricFault)

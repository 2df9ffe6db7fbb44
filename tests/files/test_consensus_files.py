"""What a scoring session agreed, in every file there is; and files as they were before there were sessions."""

from __future__ import annotations

import hashlib
import json
import zipfile
from io import BytesIO

import pytest
import yaml

from assessor.assessment import Assessment, Consensus, Rating
from assessor.errors import CityFault
from assessor.files import assessment_to_json, sample_cities
from assessor.files.city_file import assessment_from_text
from assessor.files.data_package import assessment_from_package, data_package_bytes
from assessor.files.flat_table import assessment_from_csv, assessment_to_csv
from assessor.files.zipped import zipped
from assessor.workbooks.identity import digest_of, parts_of

AGREED = Consensus(
    session="w1f", level=2, method="facilitated", doubtful=True, first=(0, 3, 1, 3, 0), second=(0, 2, 3, 2, 0),
    cannot_judge=1, reason="两组所见不同", dissent="三位评委认为=常态运行",
)  # fmt: skip


def city(agreed: Consensus = AGREED, outcome: int = 2) -> Assessment:
    rating = Rating(outcome=outcome, note="研讨所定", consensus=agreed)
    return sample_cities()[2].model_copy(update={"ratings": {"A1-1": Rating(outcome=3), "A1-2": rating}})


def problems(said: str) -> list[str]:
    with pytest.raises(CityFault) as caught:
        assessment_from_text(said)
    return [problem.what.en for problem in caught.value.problems]


# -- as before ------------------------------------------------------------------------------------


def test_a_rating_without_a_session_has_the_digits_it_always_had() -> None:
    rating = Rating(outcome=2, grade="E1", note="甲\r\n乙")
    assert digest_of(rating) == "2dc57523ef558a57"
    assert parts_of(rating).split()[:2] == ["outcome=d4735e3a265e", "reason=12ae32cb1ec0"]
    assert "consensus" not in parts_of(rating)
    assert rating.model_dump_json() == (
        '{"outcome":2,"reason":"","grade":"E1","further_evidence_offline":false,"note":"甲\\r\\n乙","external_constraint":""}'
    )
    assert digest_of(Rating(outcome=2, grade="E1", note="甲\r\n乙", consensus=AGREED)) != digest_of(rating)


def test_files_of_the_samples_are_what_they_were_before_there_were_sessions() -> None:
    written = hashlib.sha256()
    for one in sample_cities():
        sample = one.model_copy(update={"rubric_version": "1.1"})
        written.update(assessment_to_json(sample).encode())
        written.update(assessment_to_csv(sample))
        written.update(sample.model_dump_json().encode())
    assert written.hexdigest() == "ec24f1d2b4ba125d2bf124ab8db10e87cff168188f5a22ab3513ed68ada2b8d6"


def test_a_package_without_a_session_has_no_table_of_sessions() -> None:
    names = zipfile.ZipFile(BytesIO(data_package_bytes(sample_cities()[2]))).namelist()
    assert "consensus.csv" not in names
    assert "distribution.csv" not in names


# -- with a session -------------------------------------------------------------------------------


def test_an_agreed_rating_comes_back_from_every_format_and_from_yaml() -> None:
    written = city()
    said = json.loads(assessment_to_json(written))
    assert said["format_version"] == 2
    assert assessment_from_text(json.dumps(said)) == written
    assert assessment_from_text(yaml.safe_dump(said, allow_unicode=True), name="city.yaml") == written
    assert assessment_from_csv(assessment_to_csv(written)) == written
    assert assessment_from_package(data_package_bytes(written)) == written


def test_the_tables_of_a_package_say_how_ballots_fell_in_each_round() -> None:
    parts = zipfile.ZipFile(BytesIO(data_package_bytes(city())))
    agreed = parts.read("consensus.csv").decode("utf-8-sig").splitlines()
    assert agreed[1].startswith('"A1-2","w1f","2","facilitated","true","2","7","1","2.0","两组所见不同"')
    rows = parts.read("distribution.csv").decode("utf-8-sig").splitlines()
    assert rows[1:3] == ['"A1-2","1","0","0"', '"A1-2","1","1","3"']
    assert len(rows) == 1 + 2 * 5


def test_a_package_whose_table_of_sessions_was_lost_or_changed_is_refused() -> None:
    with zipfile.ZipFile(BytesIO(data_package_bytes(city()))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for changed in (
        {"consensus.csv": None},
        {"distribution.csv": parts["distribution.csv"].replace(b'"1","1","3"', b'"1","1","4"')},
    ):
        with pytest.raises(CityFault):
            assessment_from_package(
                zipped({name: part for name, part in (parts | changed).items() if part is not None})
            )


def test_a_level_changed_in_the_file_is_no_longer_what_was_agreed() -> None:
    said = json.loads(assessment_to_json(city()))
    said["ratings"]["A1-2"]["level"] = 3
    read = assessment_from_text(json.dumps(said)).ratings["A1-2"]
    assert (read.outcome, read.consensus, read.note) == (3, None, "研讨所定")
    said["ratings"]["A1-2"] |= {"level": 2, "note": "改了备注"}
    assert assessment_from_text(json.dumps(said)).ratings["A1-2"].consensus == AGREED


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first": [0, 1, 1, 0, 0], "second": []}, "fewer than 3 valid ballots"),
        ({"first": [], "second": []}, "fewer than 3 valid ballots"),
        ({"first": [0, 1, 1, 0, 0]}, "fewer than 3 valid ballots"),
        ({"second": [3, 3]}, "2 counts of ballots where there are 5 levels"),
        ({"level": 9}, "no session agrees on level 9"),
        ({"first": "0 3 1"}, "should be a list"),
        ({"first": [0, -1, 9, 0, 0]}, "at least 0"),
        ({"method": "vote"}, "not one of the choices"),
        ({"rater": "K7"}, "unknown key"),
        ({"session": ""}, "the text is empty"),
    ],
)
def test_what_no_session_can_have_agreed_is_refused(change: dict[str, object], words: str) -> None:
    said = json.loads(assessment_to_json(city()))
    said["ratings"]["A1-2"]["consensus"] |= change
    found = problems(json.dumps(said))
    assert any(words in one for one in found), found


def test_a_first_round_that_may_not_be_shown_leaves_the_second_to_stand_alone() -> None:
    alone = AGREED.model_copy(update={"first": ()})
    assert (alone.rounds, alone.valid, alone.median, alone.counts) == (2, 7, 2.0, ((), (0, 2, 3, 2, 0)))
    assert assessment_from_csv(assessment_to_csv(city(alone))) == city(alone)
    assert assessment_from_package(data_package_bytes(city(alone))) == city(alone)


def test_the_median_is_the_true_one_between_two_levels() -> None:
    assert Consensus(session="w", level=1, method="median", first=(0, 2, 2, 0, 0)).median == 1.5

"""Assessments and scorecards as JSON."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor import score
from assessor.assessment import Assessment, Evidence, Rating, WeightChoice
from assessor.city import CityProfile
from assessor.errors import CityFault
from assessor.files import assessment_from_json, assessment_to_json, load_rubric, sample_cities, scorecard_to_json
from assessor.files.city_layout import FORMAT_VERSION
from assessor.rubric import Rubric
from assessor.text import CONTROLS, Text, json_text
from tests.whole import agreed

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NAMES = WORDS.map(str.strip).filter(bool)
CITY_IDS = NAMES.filter(lambda id_: not re.search(r"[\t\n/\\]", id_) and not CONTROLS.search(id_))
CITY_NAMES = NAMES.filter(lambda name: "\0" not in name)
DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31))
# Words of the bundled rubric, so that only the text varies.
IDS = st.sampled_from([one.id for one in load_rubric().indicators])
EXCUSABLE = [one.id for one in load_rubric().indicators if one.not_applicable.allowed]
DIMENSIONS = st.sampled_from([one.id for one in load_rubric().dimensions])
GRADES = st.sampled_from(["E0", "E1", "E2", "E3"])

plain_ratings = st.builds(
    Rating, outcome=st.one_of(st.integers(0, 4), st.just("insufficient_evidence")), reason=WORDS,
    grade=st.none() | GRADES, further_evidence_offline=st.booleans(), note=WORDS, external_constraint=WORDS,
)  # fmt: skip
excused = st.builds(Rating, outcome=st.just("not_applicable"), reason=NAMES, note=WORDS)
profiles = st.builds(
    CityProfile, id=CITY_IDS, name=CITY_NAMES, name_en=CITY_NAMES, fictional=st.booleans(),
    city_class=st.sampled_from([None, "T1", "T4"]), coast=st.none() | st.booleans(),
    open_platforms=st.none() | st.just(["bonded"]), consulates=st.sampled_from([None, "0", "16+"]),
)  # fmt: skip
entries = st.builds(
    Evidence, id=NAMES, title=NAMES, date=DATES, holder=NAMES, grade=GRADES, indicators=st.lists(IDS, max_size=3)
)
weights = st.builds(
    WeightChoice, preset=st.sampled_from(["equal", "expert"]),
    dimensions=st.dictionaries(DIMENSIONS, st.floats(0, 1e300), max_size=3),
)  # fmt: skip
assessments = st.builds(
    Assessment, id=CITY_IDS, rubric_id=st.just(load_rubric().id), rubric_version=st.just(load_rubric().version),
    city=profiles, period=NAMES, cut_off=DATES, mode=st.sampled_from(["workshop", "formal"]),
    variant=st.sampled_from(["full", "quick"]), weights=weights,
    targets=st.dictionaries(DIMENSIONS, st.integers(0, 4), max_size=3),
    ratings=st.builds(
        lambda some, others: some | others,
        st.dictionaries(IDS, plain_ratings | agreed(), max_size=4), st.dictionaries(st.sampled_from(EXCUSABLE), excused, max_size=2),
    ),
    evidence=st.lists(entries, max_size=3, unique_by=lambda one: one.id),
    pattern=st.none() | st.builds(Text, zh=NAMES, en=NAMES),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(assessments)
def test_an_assessment_comes_back_from_json_as_it_went(assessment: Assessment) -> None:
    assert assessment_from_json(assessment_to_json(assessment)) == assessment


def test_control_characters_and_every_plane_of_unicode_survive() -> None:
    note = "第一行\r\n\t\x00\x07\x1b\x7f\x85\u2028\ufeff\u200b𠮷👩‍👩‍👧"
    rating = Rating(outcome=3, note=note)
    changed = sample_cities()[0].model_copy(update={"ratings": {"A1-1": rating}})
    assert assessment_from_json(assessment_to_json(changed)).ratings["A1-1"].note == note


def test_an_export_names_its_format_and_version() -> None:
    said = json.loads(assessment_to_json(sample_cities()[0]))
    assert (said["format"], said["format_version"]) == ("assessor.assessment", 1)
    assert said["rubric"] == {"id": "city-diplomacy", "version": load_rubric().version}


@pytest.mark.parametrize("change", [{"format_version": FORMAT_VERSION + 1}, {"format": "something.else"}])
def test_another_format_is_refused(change: dict[str, Any]) -> None:
    said = json.loads(assessment_to_json(sample_cities()[0])) | change
    with pytest.raises(CityFault, match="format"):
        assessment_from_json(json.dumps(said))


# -- scorecard ------------------------------------------------------------------------------------

NODE = {"score", "coverage", "status", "low", "high", "band", "band_name", "capped_by", "rated", "of", "why"}


@pytest.mark.parametrize("sample", sample_cities(), ids=lambda one: one.id)
def test_the_json_of_a_scorecard_says_what_the_scorecard_says(sample: Assessment) -> None:
    rubric = load_rubric()
    card = score(rubric, sample)
    said = json.loads(json.dumps(scorecard_to_json(card, rubric, sample.city), allow_nan=False))
    assert said["overall"]["score"] == card.overall.score
    assert {id_: node["score"] for id_, node in said["dimensions"].items()} == {
        id_: node.score for id_, node in card.dimensions.items()
    }
    assert {id_: node["severity"] for id_, node in said["shortcomings"].items()} == {
        id_: one.node.score for id_, one in card.shortcomings.items()
    }
    assert said["matrix"]["B"]["SC3"]["severity"] == card.matrix["B"]["SC3"].score
    assert set(said["overall"]) == set(said["levels"]["A"]) == set(said["paths"]["D-IMG"]) == NODE
    assert set(said["matrix"]["A"]["SC1"]) == NODE - {"score"} | {"severity"}
    assert said["city"] == {
        "id": sample.id, "name": sample.city.name, "name_en": sample.city.name_en, "fictional": True,
    }  # fmt: skip
    assert said["rubric"]["fingerprint"] == rubric.fingerprint
    assert sum(said["distribution"].values()) == 46
    assert ("supported" in said) == (sample.mode == "formal")


def tiny_assessment(**levels: int) -> Assessment:
    return Assessment(
        id="c", rubric_id="tiny", rubric_version="1", city=CityProfile(id="c", name="甲城"), period="2025",
        cut_off=date(2025, 12, 31), mode="formal",
        ratings={id_: Rating(outcome=level, grade="E1") for id_, level in levels.items()},
    )  # fmt: skip


def test_a_city_rated_two_everywhere_scores_fifty_and_four_everywhere_is_supported_to_fifty(tiny: Rubric) -> None:
    every = [one.id for one in tiny.indicators]
    for level, judged in ((2, 50.0), (4, 100.0)):
        card = score(tiny, tiny_assessment(**dict.fromkeys(every, level)))
        said = scorecard_to_json(card, tiny)
        assert said["overall"]["score"] == pytest.approx(judged)
        assert said["supported"]["overall"]["score"] == pytest.approx(50)
        assert said["overall"]["band_name"]["en"] == {50.0: "Partly in place", 100.0: "Continuously improving"}[judged]


def test_a_withheld_number_is_null_with_its_reason(tiny: Rubric) -> None:
    said = scorecard_to_json(score(tiny, tiny_assessment(x1=3)), tiny)
    node = said["dimensions"]["YA"]
    assert (node["score"], node["band"], node["status"], node["why"]) == (None, None, "withheld", "coverage")
    assert (node["low"], node["high"], node["coverage"]) == (0, 100, 0)


@given(st.text(), st.text())
def test_json_is_plain_on_a_terminal_and_says_what_was_said(key: str, value: str) -> None:
    written = json_text({key: [value]})
    assert json.loads(written) == {key: [value]}
    assert not CONTROLS.search(written)


def test_json_shows_chinese_as_it_is_and_hidden_characters_as_escapes() -> None:
    assert json_text(["甲\u202e\x7f\x85"]) == '[\n "甲\\u202e\\u007f\\u0085"\n]\n'


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('"name_en": "', '"name_en": "\\ud800', "city.name_en"),
        ('"note": "', '"note": "\\udfff', "ratings.A1-1.note"),
        ('"period": "', '"period": "\\ud800', "period"),
        ('"city_class": "', '"city_class": "\\ud800', "city.city_class"),
        ('"A1-1": {', '"\\ud800": {', "ratings.�"),
    ],
)
def test_half_a_surrogate_pair_is_refused_with_its_line_wherever_text_may_stand(old: str, new: str, place: str) -> None:
    rating = Rating(outcome=3, note="会议纪要")
    text = assessment_to_json(sample_cities()[0].model_copy(update={"ratings": {"A1-1": rating}}))
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(CityFault, match="half a surrogate pair") as raised:
        assessment_from_json(text.replace(old, new, 1))
    assert raised.value.exit_code == 4
    assert f"assessment.json:{line}: {place}" in [one.place for one in raised.value.problems]


def test_characters_beyond_the_first_plane_may_be_written_as_pairs_of_escapes() -> None:
    sample = sample_cities()[0]
    assert assessment_from_json(json.dumps(json.loads(assessment_to_json(sample)))) == sample
    escaped = assessment_to_json(sample).replace('"name_en": "', '"name_en": "\\ud842\\udfb7', 1)
    assert assessment_from_json(escaped).city.name_en.startswith("𠮷")

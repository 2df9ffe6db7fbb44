"""Which ratings, evidence, weights and targets a rubric admits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessor.admissible import assessment_faults, made, rating_faults, refuse
from assessor.assessment import Assessment, Evidence, Rating, WeightChoice
from assessor.city import CityProfile
from assessor.errors import CityFault, Problem
from assessor.files import load_rubric
from assessor.rubric import Rubric


@pytest.fixture(scope="module")
def tiny() -> Rubric:
    return load_rubric(Path(__file__).parent / "rubrics" / "tiny.yaml")


def sound(**changes: object) -> Assessment:
    fields: dict[str, object] = {
        "id": "a", "rubric_id": "tiny", "rubric_version": "1", "period": "2025", "cut_off": date(2025, 12, 31),
        "city": CityProfile(id="harbour", name="示例港城", city_class="big", fictional=True),
    }  # fmt: skip
    return Assessment.model_validate(fields | changes)


def places(problems: list[Problem]) -> list[str]:
    return [one.place for one in problems]


@pytest.mark.parametrize("level", [0, 4])
def test_levels_from_nought_to_four_are_admitted(tiny: Rubric, level: int) -> None:
    assert list(rating_faults(tiny, "x1", Rating(outcome=level, grade="E3"))) == []


@pytest.mark.parametrize(
    ("indicator", "rating", "words"),
    [
        ("x1", Rating(outcome=5), "0 to 4"),
        ("x1", Rating(outcome=-1), "0 to 4"),
        ("x9", Rating(outcome=1), "no indicator x9"),
        ("x1", Rating(outcome="not_applicable", reason="无"), "may not be marked"),
        ("x2", Rating(outcome="not_applicable", reason=" "), "needs a reason"),
        ("x2", Rating(outcome=1, grade="E7"), "no evidence grade E7"),
    ],
)
def test_a_rating_that_the_rubric_does_not_admit(tiny: Rubric, indicator: str, rating: Rating, words: str) -> None:
    [problem] = rating_faults(tiny, indicator, rating)
    assert words in problem.what.en


def test_not_applicable_with_a_reason_is_admitted_where_the_indicator_permits_it(tiny: Rubric) -> None:
    assert list(rating_faults(tiny, "x2", Rating(outcome="not_applicable", reason="本市无此事项"))) == []


def test_all_faults_of_one_assessment_come_at_once(tiny: Rubric) -> None:
    assessment = sound(
        city=CityProfile(id="harbour", name="示例港城", city_class="huge"),
        variant="long",
        weights=WeightChoice(levels={"Z": 1.0}, dimensions={"XA": -1.0}),
        targets={"XA": 7, "XZ": 1},
        ratings={"x1": Rating(outcome=9), "x2": Rating(outcome="not_applicable")},
        evidence=[Evidence(id="E1", title="t", date=date(2025, 1, 1), holder="h", grade="E8", indicators=["x8"])],
    )
    assert places(list(assessment_faults(tiny, assessment))) == [
        "city.city_class", "variant", "weights.levels", "weights.dimensions", "targets.XA", "targets", "x1", "x2",
        "E1", "E1",
    ]  # fmt: skip


def test_a_sound_assessment_is_not_refused(tiny: Rubric) -> None:
    refuse(assessment_faults(tiny, sound()))


def test_a_note_of_ten_million_characters_is_refused_by_its_limit() -> None:
    with pytest.raises(CityFault, match="longer than 2000 characters") as refusal:
        made(Rating, outcome=1, note="长" * 10_000_000)
    assert len(refusal.value.message("zh")) < 100


def test_an_empty_title_is_refused_by_name() -> None:
    with pytest.raises(CityFault, match="title: must not be empty"):
        made(Evidence, id="E1", title=" ", date=date(2025, 1, 1), holder="办公室", grade="E1")

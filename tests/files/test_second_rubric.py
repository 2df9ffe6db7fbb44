"""The second bundled rubric and city files with figures: nothing is tied to the first rubric."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from assessor.errors import AssessorError, CityFault, TableFault, WorkshopRefused
from assessor.files import (
    assessment_from_json,
    assessment_to_json,
    bundled_rubrics,
    check_version,
    load_assessment,
    load_rubric,
    scorecard_to_json,
)
from assessor.files.data_package import assessment_from_package, data_package_bytes
from assessor.files.flat_table import assessment_from_csv, assessment_to_csv
from assessor.files.long_table import read_ratings
from assessor.files.resources import folder, rubric_folders
from assessor.files.schema import city_schema, rubric_schema
from assessor.files.template import template_bytes
from assessor.files.template_layout import TemplateLanguage
from assessor.files.template_reader import read_filled
from assessor.files.yaml_reader import parse
from assessor.merging import Filled
from assessor.rubric import Rubric
from assessor.scorecard import score
from assessor.workbooks.reading import contents
from assessor.workshop.plan import default_plan, prepared
from tests.filling import fill

HOME = folder("rubrics") / "city-resilience"
EXAMPLES = sorted((HOME / "examples").glob("*.yaml"))


@pytest.fixture(scope="module")
def resilience() -> Rubric:
    return load_rubric("city-resilience")


def test_all_bundled_rubrics_are_found_by_their_ids() -> None:
    assert [one.id for one in bundled_rubrics()] == ["city-diplomacy", "city-resilience"]
    assert list(rubric_folders()) == [one.id for one in bundled_rubrics()]
    assert [load_rubric(one.id) for one in bundled_rubrics()] == list(bundled_rubrics())


def test_a_folder_of_that_name_goes_before_a_bundled_rubric(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "city-resilience").mkdir()
    tiny = Path(__file__).parent.parent / "rubrics" / "tiny.yaml"
    (tmp_path / "city-resilience" / "rubric.yaml").write_bytes(tiny.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert load_rubric("city-resilience").id == "tiny"


def test_the_second_rubric_differs_from_the_first_in_all_that_could_be_tied_to_it(resilience: Rubric) -> None:
    assert resilience.top == 3
    assert [one.within for one in resilience.levels] == [None, "G", "G", None, None]
    assert [one.id for one in resilience.indicators if one.kind == "measured"] == ["D2-2", "D7-2", "D9-2", "D10-2"]
    assert not any([resilience.shortcomings, resilience.tags, resilience.city_types])
    assert {one.aggregation for one in resilience.levels} == {"arithmetic", "weakest"}


def test_every_essential_became_an_indicator(resilience: Rubric) -> None:
    assert len(resilience.source.paragraphs) == 10
    assert all(resilience.indicators_from(one.id) for one in resilience.source.paragraphs)


def test_its_version_is_recorded_with_its_words(resilience: Rubric) -> None:
    assert check_version(resilience, HOME) is None
    assert "1.0" in (HOME / "versions.yaml").read_text(encoding="utf-8")


def test_it_keeps_to_the_schema() -> None:
    said = parse((HOME / "rubric.yaml").read_text(encoding="utf-8"), "rubric.yaml", CityFault).value
    assert [one.message for one in Draft202012Validator(rubric_schema()).iter_errors(said)] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_its_examples_score_and_come_back_from_json_as_they_were(path: Path, resilience: Rubric) -> None:
    assessment = load_assessment(path, resilience)
    assert score(resilience, assessment).overall.score is not None
    written = assessment_to_json(assessment)
    assert assessment_from_json(written, resilience) == assessment
    said = json.loads(written)
    assert said["format_version"] == 3, "older programs know no figures"
    assert [one.message for one in Draft202012Validator(city_schema()).iter_errors(said)] == []


def test_the_level_follows_from_the_figure(resilience: Rubric) -> None:
    ratings = load_assessment(EXAMPLES[1], resilience).ratings
    assert [(ratings[id_].measured, ratings[id_].outcome) for id_ in ("D2-2", "D7-2")] == [(80, 2), (87.5, 2)]


FAULTS = [
    ("D7-2: { measured: 87.5, grade: V2 }", "D7-2: { measured: true }", "this should be a number (got True)"),
    ("D7-2: { measured: 87.5, grade: V2 }", "D7-2: { measured: .inf }", ".inf is read as inf"),
    ("D7-2: { measured: 87.5, grade: V2 }", "D7-2: { measured: 87.5, level: 3 }", "the figure 87.5 % comes to level 2, not 3"),
    ("D7-2: { measured: 87.5, grade: V2 }", "D7-2: 2", "this indicator is measured: give its figure"),
    ("D7-2: { measured: 87.5, grade: V2 }", "D7-2: { grade: V2 }", "level is missing"),
    ("D1-1: { level: 2, grade: V1 }", "D1-1: { measured: 2 }", "takes no figure"),
    ("D1-1: { level: 2, grade: V1 }", "D1-1: 4", "the level 4 is outside the scale 0-3"),
    ("D10-2: { measured: 5, grade: V1 }", 'D10-2: { level: NA, reason: "未发生", measured: 5 }', "leaves no room for a figure"),
]  # fmt: skip


@pytest.mark.parametrize(("sound", "faulty", "words"), FAULTS, ids=[faulty for _, faulty, _ in FAULTS])
def test_a_figure_out_of_place_is_refused_once_with_its_line(
    sound: str, faulty: str, words: str, resilience: Rubric, tmp_path: Path
) -> None:
    text = EXAMPLES[1].read_text(encoding="utf-8")
    assert sound in text
    line = text[: text.index(sound)].count("\n") + 1
    path = tmp_path / "city.yaml"
    path.write_text(text.replace(sound, faulty), encoding="utf-8")
    with pytest.raises(CityFault) as raised:
        load_assessment(path, resilience)
    told = [one.line("en") for one in raised.value.problems]
    assert len(told) == 1, told
    assert words in told[0]
    assert told[0].startswith(f"{path}:{line}: ")


def test_the_scores_as_json_say_which_level_is_a_part_of_which(resilience: Rubric) -> None:
    card = score(resilience, load_assessment(EXAMPLES[1], resilience))
    levels = scorecard_to_json(card, resilience)["levels"]
    assert {id_: one.get("within") for id_, one in levels.items()} == {
        "G": None,
        "G1": "G",
        "G2": "G",
        "C": None,
        "R": None,
    }
    assert "within" not in levels["G"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_its_figures_come_back_from_csv_and_package(path: Path, resilience: Rubric) -> None:
    assessment = load_assessment(path, resilience)
    assert assessment_from_csv(assessment_to_csv(assessment), resilience) == assessment
    assert assessment_from_package(data_package_bytes(assessment, resilience), resilience) == assessment


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_its_figures_come_back_from_a_template(language: TemplateLanguage, resilience: Rubric) -> None:
    assessment = load_assessment(EXAMPLES[1], resilience)
    filled = read_filled(contents(template_bytes(resilience, assessment, language=language)), resilience, "t")
    assert filled.ratings == {id_: assessment.ratings.get(id_) for id_ in filled.ratings}
    assert filled.ratings["D7-2"] is not None
    assert filled.ratings["D7-2"].measured == 87.5


def figure_typed(typed: float | str, rubric: Rubric) -> Filled:
    """What a template says with this in the cell of D2-2."""
    return read_filled(contents(fill(template_bytes(rubric), {"D2-2": {"outcome": typed}})), rubric, "t")


TYPED = [
    (12, (0, 12.0)), (49.5, (0, 49.5)), (50, (1, 50.0)), (100.0, (3, 100.0)), ("60", (1, 60.0)), ("６０", (1, 60.0)), ("佐证不足", ("insufficient_evidence", None)),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "read"), TYPED)
def test_a_figure_typed_into_a_template_gives_its_level(
    typed: float | str, read: tuple[int | str, float | None], resilience: Rubric
) -> None:
    rating = figure_typed(typed, resilience).ratings["D2-2"]
    assert rating is not None
    assert (rating.outcome, rating.measured) == read


def test_words_in_the_cell_of_a_figure_are_refused_with_their_place(resilience: Rubric) -> None:
    with pytest.raises(AssessorError) as raised:
        figure_typed("很多", resilience)
    assert [one.what.zh for one in raised.value.problems] == ["很多 不是数值"]


@pytest.mark.parametrize("table", ["city,D1-1,D7-2\nX,2,3\n", "city,indicator,level\nX,D1-1,2\nX,D7-2,3\n"])
def test_a_table_of_levels_takes_no_figure_for_one(table: str, resilience: Rubric) -> None:
    with pytest.raises(TableFault, match="D7-2 is measured"):
        read_ratings(table.encode(), resilience)


def test_a_session_rates_no_measured_indicator(resilience: Rubric) -> None:
    plan = default_plan(resilience, "full")
    assert not {"D2-2", "D7-2", "D9-2", "D10-2"} & set(plan.items)
    with pytest.raises(WorkshopRefused, match="takes a figure"):
        prepared(resilience, plan.model_copy(update={"items": (*plan.items, "D7-2")}))

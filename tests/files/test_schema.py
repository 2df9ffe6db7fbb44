"""The committed JSON Schemas say what the models say, and the bundled files keep to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from assessor.files import sample_cities
from assessor.files.exports import assessment_to_json
from assessor.files.resources import folder
from assessor.files.schema import city_schema, rubric_schema, schema_text

TINY = Path(__file__).parent.parent / "rubrics" / "tiny.yaml"
RUBRIC = folder("rubrics") / "city-diplomacy"
CITIES = sorted(folder("sample_cities").glob("*.yaml"))


def said(path: Path) -> Any:
    """A YAML file in the values of JSON; dates become text."""
    return json.loads(json.dumps(yaml.safe_load(path.read_text("utf-8")), default=str))


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    Draft202012Validator.check_schema(schema)
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


@pytest.mark.parametrize(
    ("path", "schema"),
    [(RUBRIC / "schema.json", rubric_schema()), (folder("sample_cities") / "schema.json", city_schema())],
    ids=["rubric", "city"],
)
def test_the_committed_schema_is_the_one_of_the_model(path: Path, schema: dict[str, Any]) -> None:
    assert path.read_text("utf-8") == schema_text(schema), "write it again: assessor rubric schema --write"


@pytest.mark.parametrize("path", [RUBRIC / "rubric.yaml", TINY], ids=["map in its own file", "map inline"])
def test_rubrics_keep_to_the_schema(path: Path) -> None:
    assert faults(rubric_schema(), said(path)) == []


def test_the_rubric_names_its_schema_for_the_editor() -> None:
    first = (RUBRIC / "rubric.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=schema.json"


def test_the_schema_refuses_what_the_loader_refuses() -> None:
    rubric = said(TINY)
    rubric["colour"] = "red"
    rubric["indicators"][0]["name"].pop("en")
    assert len(faults(rubric_schema(), rubric)) == 2


@pytest.mark.parametrize("path", CITIES, ids=lambda path: path.stem)
def test_sample_cities_keep_to_the_schema(path: Path) -> None:
    assert faults(city_schema(), said(path)) == []


def test_exported_assessments_keep_to_the_schema_and_faulty_ones_do_not() -> None:
    exported = json.loads(assessment_to_json(sample_cities()[-1]))
    assert faults(city_schema(), exported) == []
    exported["ratings"]["A1-1"] = "good"
    assert faults(city_schema(), exported) != []

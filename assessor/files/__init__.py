"""Files in and out: rubric YAML, city YAML, CSV, JSON <-> models, or every fault with place and fix."""

from __future__ import annotations

from pathlib import Path

import yaml

from assessor.assessment import Assessment
from assessor.files.resources import folder
from assessor.rubric import Rubric


def load_rubric(path: Path | str | None = None) -> Rubric:
    home = Path(path) if path is not None else folder("rubrics") / "city-diplomacy"
    file = home / "rubric.yaml" if home.is_dir() else home
    said = yaml.safe_load(file.read_text(encoding="utf-8"))
    if isinstance(said.get("source"), str):
        said["source"] = yaml.safe_load((file.parent / said["source"]).read_text(encoding="utf-8"))
    return Rubric.model_validate(said)


def load_assessment(path: Path | str, rubric: Rubric | None = None) -> Assessment:
    raise NotImplementedError


def sample_cities() -> list[Assessment]:
    raise NotImplementedError

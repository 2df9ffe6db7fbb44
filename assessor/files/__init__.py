"""Files in and out: rubric YAML, city YAML, CSV, JSON <-> models, or every fault with place and fix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    said = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    made = said.pop("rubric")
    said |= {"rubric_id": made["id"], "rubric_version": made["version"]}
    said["ratings"] = {key: _rating(value) for key, value in said["ratings"].items()}
    return Assessment.model_validate(said)


def _rating(said: Any) -> dict[str, Any]:
    said = dict(said) if isinstance(said, dict) else {"level": said}
    level = said.pop("level")
    return said | {"outcome": {"NA": "not_applicable", "IE": "insufficient_evidence"}.get(level, level)}


def sample_cities() -> list[Assessment]:
    return [load_assessment(path) for path in sorted(folder("sample_cities").glob("*.yaml"))]

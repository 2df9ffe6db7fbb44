"""Assessments as JSON, there and back, and a scorecard as the JSON that the command line prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessor import __version__
from assessor.assessment import Assessment
from assessor.city import CityProfile
from assessor.files.city_file import assessment_from_text
from assessor.files.city_layout import laid_out
from assessor.rubric import Band, Rubric
from assessor.scorecard import Node, Scorecard, Shortcoming
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.text import json_text

_OUTCOMES = {MISSING: "missing", NOT_APPLICABLE: "NA", INSUFFICIENT_EVIDENCE: "IE"}


def assessment_to_json(assessment: Assessment) -> str:
    """An assessment in the layout of a city file, under a format name and version; nothing is lost."""
    return json_text(laid_out(assessment))


def assessment_from_json(text: str, rubric: Rubric | None = None) -> Assessment:
    """The assessment that `assessment_to_json` wrote.

    Raises:
        CityFault: with every fault of the text.
        VersionMismatch: if it was made under another rubric or version.
    """
    return assessment_from_text(text, rubric)


def scorecard_to_json(card: Scorecard, rubric: Rubric, city: CityProfile | None = None) -> dict[str, Any]:
    """Everything a scorecard says, in full precision; null where there is no number."""
    said: dict[str, Any] = {
        "rubric": {"id": card.rubric_id, "version": card.rubric_version, "fingerprint": card.rubric_fingerprint},
        "city": _city(card, city),
        **_numbers(card, rubric),
        "engine": {
            "name": "assessor",
            "version": __version__,
            "mode": card.mode,
            "weights": card.weights.model_dump(mode="json"),
            "variant": card.variant,
        },
        "effective_weights": card.effective_weights,
        "targets": card.targets,
    }
    if card.supported is not None:
        said["supported"] = _numbers(card.supported, rubric)
    return said


def _city(card: Scorecard, city: CityProfile | None) -> dict[str, Any]:
    if city is None:
        return {"id": card.city_id, "name": None, "name_en": None, "fictional": None}
    return {"id": city.id, "name": city.name, "name_en": city.name_en or None, "fictional": city.fictional}


def _numbers(card: Scorecard, rubric: Rubric) -> dict[str, Any]:
    bands, severity_bands = rubric.bands, rubric.severity_bands
    return {
        "overall": _node(card.overall, bands),
        "levels": _nodes(card.levels, bands),
        "dimensions": _nodes(card.dimensions, bands),
        "shortcomings": {id_: _shortcoming(one, severity_bands) for id_, one in card.shortcomings.items()},
        "paths": _nodes(card.paths, bands),
        "matrix": {
            level: {id_: _node(cell, severity_bands, "severity") for id_, cell in row.items()}
            for level, row in card.matrix.items()
        },
        "percent_to_target": card.percent_to_target,
        "distribution": {_OUTCOMES.get(code, str(code)): count for code, count in card.distribution.items()},
    }


def _nodes(nodes: Mapping[str, Node], bands: list[Band]) -> dict[str, Any]:
    return {id_: _node(node, bands) for id_, node in nodes.items()}


def _node(node: Node, bands: list[Band], number: str = "score") -> dict[str, Any]:
    name = None if node.band is None else bands[node.band].name
    part = {} if node.within is None else {"within": node.within}
    return {
        **part,
        number: node.score,
        "coverage": node.coverage,
        "status": node.status,
        "low": node.low,
        "high": node.high,
        "band": node.band,
        "band_name": None if name is None else {"zh": name.zh, "en": name.en},
        "capped_by": node.capped_by,
        "rated": node.rated,
        "of": node.of,
        "why": node.why or None,
    }


def _shortcoming(one: Shortcoming, bands: list[Band]) -> dict[str, Any]:
    return {
        **_node(one.node, bands, "severity"),
        "contributors": [{"indicator": id_, "share": share} for id_, share in one.contributors],
        "by_level": one.by_level,
    }

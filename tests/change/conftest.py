"""Two periods of a city under the tiny rubric."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessor.assessment import Assessment, Evidence, Outcome, Rating
from assessor.change import Period
from assessor.city import CityProfile
from assessor.rubric import Rubric

BEFORE, NOW = date(2024, 12, 31), date(2025, 12, 31)
ALL = {"x1": 1, "x2": 1, "x3": 1, "x4": 1, "y1": 1, "y2": 1, "y3": 1}


def assessed(rubric: Rubric, outcomes: Mapping[str, Outcome], cut_off: date = BEFORE, **said: Any) -> Period:
    ratings = {id_: Rating(outcome=outcome, reason="因故") for id_, outcome in outcomes.items()}
    whole = {
        "id": f"a{cut_off.year}", "rubric_id": rubric.id, "rubric_version": rubric.version, "period": str(cut_off.year),
        "city": CityProfile(id="c", name="甲城"), "cut_off": cut_off, "ratings": ratings,
    }  # fmt: skip
    return Period(rubric, Assessment(**{**whole, **said}))


def evidence(*indicators: str, day: date = date(2025, 3, 1), id_: str = "E1") -> Evidence:
    return Evidence(id=id_, title="办法", date=day, holder="外办", grade="E2", indicators=list(indicators))


def later(rubric: Rubric, version: str, *reworded: str, gone: tuple[str, ...] = ()) -> Rubric:
    """Another version, in which some indicators ask for something else and some are gone."""
    said = rubric.model_dump(mode="python", by_alias=True)
    said["version"] = version
    said["indicators"] = [one for one in said["indicators"] if one["id"] not in gone]
    for variant in said["variants"]:
        variant["indicators"] = [id_ for id_ in variant["indicators"] if id_ not in gone]
    for one in said["indicators"]:
        one["requires"] = [need for need in one["requires"] if need["indicator"] not in gone]
        if one["id"] in reworded:
            one["question"] = {"zh": "另一个问题", "en": "Another question"}
    return Rubric.model_validate(said, strict=False)

"""Gower similarity of two city profiles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assessor.city import (
    ADMIN_RANKS,
    CONSULATES,
    IO_SEATS,
    NETWORKS,
    OPEN_PLATFORMS,
    POPULATIONS,
    SISTER_CITIES,
    CityProfile,
)
from assessor.rubric import Rubric
from assessor.text import Text, say

YES_NO = {True: say("是", "yes"), False: say("否", "no")}
UNKNOWN = say("未填", "not stated")
LOCATION = ("border", "coast", "hub")

NAMES: dict[str, Text] = {
    "city_class": say("城市类型", "City type"),
    "admin_rank": say("行政层级", "Administrative rank"),
    "population": say("城区常住人口", "Urban population"),
    "location": say("区位（陆地边境、沿海、内陆枢纽）", "Location (land border, coast, inland hub)"),
    "border": say("陆地边境", "Land border"),
    "coast": say("沿海", "Coast"),
    "hub": say("内陆枢纽", "Inland hub"),
    "open_platforms": say("开放平台", "Open platforms"),
    "bri_node": say("“一带一路”重要节点", "Belt and Road node"),
    "io_seats": say("国际组织总部或代表处", "Seats of international organisations"),
    "consulates": say("驻本市领馆", "Consulates in the city"),
    "sister_cities": say("友城", "Sister cities"),
    "networks": say("国际网络会籍", "Network memberships"),
}
"""Every attribute that a rubric may weigh, with its name."""

_ORDERED: dict[str, Mapping[str, Text]] = {
    "admin_rank": ADMIN_RANKS,
    "population": POPULATIONS,
    "io_seats": IO_SEATS,
    "consulates": CONSULATES,
    "sister_cities": SISTER_CITIES,
    "networks": NETWORKS,
}


@dataclass(frozen=True)
class Compared:
    """One attribute of two cities side by side."""

    attribute: str
    name: Text
    own: Text
    other: Text
    similarity: float
    """0..1"""


def similarity(own: CityProfile, other: CityProfile, rubric: Rubric) -> tuple[float | None, tuple[Compared, ...]]:
    """How alike two cities are in the attributes that the rubric weighs.

    Ordered attributes score by distance in places, 1 - |i-j| / (n-1); location by thirds for
    border, coast and hub; open platforms by the share they have in common (none in both: alike);
    the rest is alike or not. What is unknown of either city is left out and the weights rescaled.

    Returns:
        Similarity 0..1, None where nothing is known of both; the attributes compared.

    Source:
        Gower (1971), A general coefficient of similarity and some of its properties.
    """
    compared = [
        (weight, one)
        for attribute, weight in rubric.similarity.items()
        if weight > 0 and (one := compare_attribute(attribute, own, other, rubric)) is not None
    ]
    total = sum(weight for weight, _ in compared)
    value = sum(weight * one.similarity for weight, one in compared) / total if total else None
    return value, tuple(one for _, one in compared)


def compare_attribute(attribute: str, own: CityProfile, other: CityProfile, rubric: Rubric) -> Compared | None:
    """None where the attribute is unknown of either city, or no attribute at all."""
    if attribute not in NAMES:
        return None
    alike = _measure(attribute)(own, other)
    if alike is None:
        return None
    return Compared(attribute, NAMES[attribute], _said(attribute, own, rubric), _said(attribute, other, rubric), alike)


def _measure(attribute: str) -> Callable[[CityProfile, CityProfile], float | None]:
    if attribute == "location":
        return _located
    if attribute == "open_platforms":
        return _overlap

    def measure(own: CityProfile, other: CityProfile) -> float | None:
        a, b = getattr(own, attribute), getattr(other, attribute)
        if a is None or b is None:
            return None
        return _near(a, b, tuple(_ORDERED[attribute])) if attribute in _ORDERED else float(a == b)

    return measure


def _near(a: str, b: str, order: Sequence[str]) -> float:
    return 1.0 - abs(order.index(a) - order.index(b)) / (len(order) - 1)


def _located(own: CityProfile, other: CityProfile) -> float | None:
    known = [
        float(getattr(own, part) == getattr(other, part))
        for part in LOCATION
        if getattr(own, part) is not None and getattr(other, part) is not None
    ]
    return sum(known) / len(known) if known else None


def _overlap(own: CityProfile, other: CityProfile) -> float | None:
    """Jaccard: in common over all; 1 where neither city has any."""
    if own.open_platforms is None or other.open_platforms is None:
        return None
    a, b = set(own.open_platforms), set(other.open_platforms)
    return len(a & b) / len(a | b) if a | b else 1.0


def _said(attribute: str, city: CityProfile, rubric: Rubric) -> Text:
    if attribute == "location":
        held = [NAMES[part] for part in LOCATION if getattr(city, part)]
        return _listed(held)
    if attribute == "open_platforms":
        return _listed([OPEN_PLATFORMS[one] for one in city.open_platforms or []])
    value = getattr(city, attribute)
    if value is None:
        return UNKNOWN
    if attribute in _ORDERED:
        return _ORDERED[attribute][value]
    return YES_NO[value] if isinstance(value, bool) else rubric.names.get(value, say(value, value))


def _listed(held: Sequence[Text]) -> Text:
    if not held:
        return say("无", "none")
    return say("、".join(one.zh for one in held), ", ".join(one.en for one in held))

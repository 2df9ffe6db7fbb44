"""CityProfile: the attributes of a city by which comparable cities are chosen.

Ordered vocabularies run from the first entry to the last; distance is counted in places.
No names of people, counterpart officials or document numbers belong in a profile.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assessor.text import Language, Prose, Text

AdminRank = Literal["municipality", "sub_provincial", "provincial_capital", "prefecture", "county"]
Population = Literal["mega", "very_large", "large_1", "large_2", "medium", "small"]
IoSeats = Literal["0", "1-2", "3+"]
Consulates = Literal["0", "1-4", "5-15", "16+"]
SisterCities = Literal["0", "1-4", "5-19", "20-49", "50+"]
Networks = Literal["0", "1-3", "4+"]
OpenPlatform = Literal["free_trade", "bonded", "border_zone", "other"]


def _counts(*values: str) -> dict[str, Text]:
    return {value: Text(zh=value.replace("-", "至").replace("+", "及以上"), en=value) for value in values}


ADMIN_RANKS: dict[str, Text] = {
    "municipality": Text(zh="直辖市", en="Municipality under the centre"),
    "sub_provincial": Text(zh="副省级", en="Sub-provincial"),
    "provincial_capital": Text(zh="省会", en="Provincial capital"),
    "prefecture": Text(zh="地级", en="Prefecture level"),
    "county": Text(zh="县级", en="County level"),
}
POPULATIONS: dict[str, Text] = {
    "mega": Text(zh="超大（1000万以上）", en="Mega (10 million or more)"),
    "very_large": Text(zh="特大（500万至1000万）", en="Very large (5-10 million)"),
    "large_1": Text(zh="Ⅰ型大（300万至500万）", en="Large I (3-5 million)"),
    "large_2": Text(zh="Ⅱ型大（100万至300万）", en="Large II (1-3 million)"),
    "medium": Text(zh="中等（50万至100万）", en="Medium (0.5-1 million)"),
    "small": Text(zh="小（50万以下）", en="Small (under 0.5 million)"),
}
OPEN_PLATFORMS: dict[str, Text] = {
    "free_trade": Text(zh="自贸片区", en="Free-trade area"),
    "bonded": Text(zh="综合保税区", en="Comprehensive bonded zone"),
    "border_zone": Text(zh="边境（跨境）经济合作区", en="Border or cross-border zone"),
    "other": Text(zh="其他经批准的开放平台", en="Other approved platform"),
}
IO_SEATS = _counts("0", "1-2", "3+")
CONSULATES = _counts("0", "1-4", "5-15", "16+")
SISTER_CITIES = _counts("0", "1-4", "5-19", "20-49", "50+")
NETWORKS = _counts("0", "1-3", "4+")

ATTRIBUTES = (
    "city_class", "admin_rank", "population", "location", "border", "coast", "hub", "open_platforms",
    "bri_node", "io_seats", "consulates", "sister_cities", "networks",
)  # fmt: skip
"""What a rubric may weigh when comparable cities are chosen; `location` is border, coast and hub together."""


class CityProfile(BaseModel):
    """One city as the comparison sees it. An attribute left None is unknown and is not compared."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Prose
    name: Prose
    name_en: str = ""
    fictional: bool = False
    city_class: str | None = None
    subtypes: list[str] = Field(default_factory=list)
    admin_rank: AdminRank | None = None
    population: Population | None = None
    border: bool | None = None
    coast: bool | None = None
    hub: bool | None = None
    bri_node: bool | None = None
    open_platforms: list[OpenPlatform] | None = None
    io_seats: IoSeats | None = None
    consulates: Consulates | None = None
    sister_cities: SisterCities | None = None
    networks: Networks | None = None
    focus: list[str] = Field(default_factory=list)

    def called(self, language: Language) -> str:
        return self.name_en if language == "en" and self.name_en else self.name

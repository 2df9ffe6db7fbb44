"""What can be wrong with a city file once its rubric is at hand.

Reads the plain values rather than the model, so that these faults are found together with those of
shape: anything of the wrong kind is passed over here and told there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from assessor.admissible import consensus_faults, figure_faults
from assessor.assessment import Consensus
from assessor.files.city_layout import DATED
from assessor.files.located import Located, excerpt, nearest_or_one_of
from assessor.files.yaml_reader import Document
from assessor.rubric import Loc, Rubric
from assessor.text import CONTROLS, Text, say

ID_LIMIT = 100
YEARS = (1900, 2100)
_Found = Iterator[tuple[Loc, Text, Text]]


def city_faults(said: dict[str, Any], rubric: Rubric, document: Document) -> Iterator[Located]:
    for check in (_ids, _dates, _city, _choices, _targets, _weights, _ratings, _evidence, _tasks):
        for loc, what, fix in check(said, rubric):
            yield Located(document.name, document.line(loc), loc, what, fix)


def _unknown(word: object, known: Iterable[str], loc: Loc, zh: str, en: str) -> _Found:
    """A fault where a word is text but not among the known ones."""
    words: Sequence[str] = list(known)
    if isinstance(word, str) and word not in words:
        yield (
            loc,
            say(f"量表没有{zh} {excerpt(word)}", f"the rubric has no {en} {excerpt(word)}"),
            nearest_or_one_of(word, words),
        )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: Any) -> Iterator[tuple[int, Any]]:
    yield from enumerate(value) if isinstance(value, list) else ()


def _ids(said: dict[str, Any], rubric: Rubric) -> _Found:
    """An id names files and addresses; the app itself makes a city's id of its name, which may hold a slash."""
    ids: dict[Loc, tuple[object, str]] = {
        ("id",): (said.get("id"), r"[\t\n\\/]"),
        ("city", "id"): (_mapping(said.get("city")).get("id"), r"[\t\n]"),
    }
    for loc, (id_, more) in ids.items():
        if not isinstance(id_, str):
            continue
        if odd := CONTROLS.search(id_) or re.search(more, id_):
            zh, en = ("斜线", "a slash") if odd[0] in "\\/" else ("控制字符", "a control character")
            what = say(f"编号 {excerpt(id_)} 中有{zh}", f"the id {excerpt(id_)} holds {en}")
            yield loc, what, say("只用文字、数字、连字符和下划线", "use letters, digits, hyphens and underscores")
        if len(id_) > ID_LIMIT:
            what = say(
                f"编号{len(id_)}字，超出上限{ID_LIMIT}字",
                f"the id holds {len(id_)} characters; the limit is {ID_LIMIT}",
            )
            yield loc, what, say("缩短编号", "shorten it")


def _dates(said: dict[str, Any], rubric: Rubric) -> _Found:
    """A year that can only be a slip of the pen."""
    dates: list[tuple[Loc, object]] = [(("cut_off",), said.get("cut_off"))]
    dates += [
        ((name, position, key), _mapping(one).get(key))
        for name, key in DATED.items()
        for position, one in _items(said.get(name))
    ]
    for loc, day in dates:
        if isinstance(day, date) and not YEARS[0] <= day.year <= YEARS[1]:
            what = say(
                f"年份 {day.year} 不在 {YEARS[0]} 至 {YEARS[1]} 之间",
                f"the year {day.year} is not within {YEARS[0]}-{YEARS[1]}",
            )
            yield loc, what, say("改正日期", "correct the date")


def _city(said: dict[str, Any], rubric: Rubric) -> _Found:
    city = _mapping(said.get("city"))
    for key in ("name", "name_en"):
        if isinstance(city.get(key), str) and "\0" in city[key]:
            what = say("城市名称中有空字符（NUL）", "the city's name holds a NUL character")
            yield ("city", key), what, say("删去该字符", "remove it")
    types = [one.id for one in rubric.city_types]
    yield from _unknown(city.get("city_class"), types, ("city", "city_class"), "城市类型", "city type")
    city_type = rubric.city_type(city.get("city_class")) if isinstance(city.get("city_class"), str) else None
    subtypes = [one.id for one in city_type.subtypes] if city_type is not None else []
    if city_type is not None:
        for position, word in _items(city.get("subtypes")):
            loc: Loc = ("city", "subtypes", position)
            yield from _unknown(word, subtypes, loc, f"类型 {city_type.id} 的亚类", f"subtype of {city_type.id},")
    for position, word in _items(city.get("focus")):
        yield from _unknown(word, [one.id for one in rubric.tags], ("city", "focus", position), "路径标签", "path tag")


def _choices(said: dict[str, Any], rubric: Rubric) -> _Found:
    variants = {"full", *(one.id for one in rubric.variants)}
    yield from _unknown(said.get("variant"), sorted(variants), ("variant",), "版式", "variant")
    presets = {"equal", *(one.id for one in rubric.weight_presets)}
    preset = _mapping(said.get("weights")).get("preset")
    yield from _unknown(preset, sorted(presets), ("weights", "preset"), "权重方案", "weight preset")


def _targets(said: dict[str, Any], rubric: Rubric) -> _Found:
    for id_, level in _mapping(said.get("targets")).items():
        loc: Loc = ("targets", id_)
        yield from _unknown(id_, [one.id for one in rubric.dimensions], loc, "维度", "dimension")
        yield from _level(level, rubric, loc)


def _weights(said: dict[str, Any], rubric: Rubric) -> _Found:
    weights = _mapping(said.get("weights"))
    groups = (
        ("levels", [one.id for one in rubric.levels], "协同层级", "coordination level"),
        ("dimensions", [one.id for one in rubric.dimensions], "维度", "dimension"),
        ("indicators", list(rubric.by_id), "指标", "indicator"),
    )
    for key, known, zh, en in groups:
        for id_, weight in _mapping(weights.get(key)).items():
            loc: Loc = ("weights", key, id_)
            yield from _unknown(id_, known, loc, zh, en)
            if isinstance(weight, int | float) and not (math.isfinite(weight) and weight >= 0):
                what = say(f"权重 {weight} 不是不小于0的数", f"the weight {weight} is not a number of 0 or more")
                yield loc, what, say("写0或正数", "write 0 or a positive number")


def _level(level: Any, rubric: Rubric, loc: Loc) -> _Found:
    if isinstance(level, int) and not isinstance(level, bool) and not 0 <= level <= rubric.top:
        what = say(f"等级 {level} 超出量尺 0-{rubric.top}", f"the level {level} is outside the scale 0-{rubric.top}")
        yield loc, what, say(f"写 0 至 {rubric.top}", f"write 0 to {rubric.top}")


def _ratings(said: dict[str, Any], rubric: Rubric) -> _Found:
    grades = [one.id for one in rubric.evidence_grades]
    for id_, entry in _mapping(said.get("ratings")).items():
        loc: Loc = ("ratings", id_)
        yield from _unknown(id_, rubric.by_id, loc, "指标", "indicator")
        entry = _mapping(entry)
        yield from _level(entry.get("level"), rubric, (*loc, "level"))
        yield from _unknown(entry.get("grade"), grades, (*loc, "grade"), "佐证强度", "evidence grade")
        yield from _figure(id_, entry, rubric, loc)
        if entry.get("level") == "NA":
            yield from _not_applicable(id_, entry, rubric, loc)
        yield from _consensus(entry.get("consensus"), rubric, (*loc, "consensus"))


def _figure(id_: str, entry: dict[str, Any], rubric: Rubric, loc: Loc) -> _Found:
    """A rating with neither level nor figure, or a figure that does not go with its level or its indicator."""
    level, figure, one = entry.get("level"), entry.get("measured"), rubric.by_id.get(id_)
    if entry and "level" not in entry and "measured" not in entry:
        yield (*loc, "level"), say("缺少 level", "level is missing"), say("补上 level", "add level")
    if isinstance(level, bool) or not isinstance(level, int | str | None) or one is None:
        return
    if isinstance(figure, bool) or not isinstance(figure, int | float | None):
        return
    if figure is None or math.isfinite(figure):
        for field, what, fix in figure_faults(rubric, one, level, figure):
            yield (*loc, field), what, fix


def _consensus(said: Any, rubric: Rubric, loc: Loc) -> _Found:
    try:
        agreed = None if said is None else Consensus.model_validate(said)
    except ValidationError:
        return  # told with the faults of shape
    for field, what, fix in consensus_faults(rubric, agreed):
        yield (*loc, field), what, fix


def _not_applicable(id_: str, entry: dict[str, Any], rubric: Rubric, loc: Loc) -> _Found:
    indicator = rubric.by_id.get(id_)
    if indicator is not None and not indicator.not_applicable.allowed:
        what = say(f"指标 {id_} 不允许“不适用”", f"indicator {id_} may not be marked not applicable")
        yield (
            (*loc, "level"),
            what,
            say(
                "写等级；佐证不足写 IE；未评则删去这一行",
                "write a level; IE where evidence is lacking; or remove the line",
            ),
        )
    reason = entry.get("reason", "")
    if isinstance(reason, str) and not reason.strip():
        what = say(f"指标 {id_} 写了“不适用”却没有理由", f"{id_} is marked not applicable without a reason")
        yield loc, what, say('补上 reason: "…"', 'add reason: "..."')


def _evidence(said: dict[str, Any], rubric: Rubric) -> _Found:
    grades = [one.id for one in rubric.evidence_grades]
    seen: set[str] = set()
    for position, entry in _items(said.get("evidence")):
        loc: Loc = ("evidence", position)
        entry = _mapping(entry)
        yield from _unknown(entry.get("grade"), grades, (*loc, "grade"), "佐证强度", "evidence grade")
        for index, id_ in _items(entry.get("indicators")):
            yield from _unknown(id_, rubric.by_id, (*loc, "indicators", index), "指标", "indicator")
        yield from _twice(entry, seen, loc, "佐证", "evidence")


def _tasks(said: dict[str, Any], rubric: Rubric) -> _Found:
    """Tasks for unknown indicators or aims, ids that come twice. A look back may name tasks that were removed since."""
    seen: set[str] = set()
    for position, entry in _items(said.get("tasks")):
        loc: Loc = ("tasks", position)
        entry = _mapping(entry)
        yield from _unknown(entry.get("indicator"), rubric.by_id, (*loc, "indicator"), "指标", "indicator")
        yield from _level(entry.get("aim"), rubric, (*loc, "aim"))
        yield from _twice(entry, seen, loc, "任务", "task")
    seen = set()
    for position, entry in _items(said.get("follow_ups")):
        yield from _twice(_mapping(entry), seen, ("follow_ups", position), "回看", "follow-up")


def _twice(entry: dict[str, Any], seen: set[str], loc: Loc, zh: str, en: str) -> _Found:
    id_ = entry.get("id")
    if isinstance(id_, str):
        if id_ in seen:
            what = say(f"{zh}编号 {excerpt(id_)} 重复", f"the {en} id {excerpt(id_)} is used twice")
            yield (*loc, "id"), what, say(f"每条{zh}用自己的编号", "give each entry its own id")
        seen.add(id_)

"""What can be wrong with a rubric beyond the shape of its fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from assessor.city import ATTRIBUTES
from assessor.rubric import Fault, Indicator, Loc, Rubric, Source, uncovered
from assessor.rubric_ids import listed_twice, repeated, requirement_faults, unit_faults, unknown
from assessor.rubric_measures import measure_faults
from assessor.rubric_tree import negative, tree_faults, weight_faults
from assessor.text import CONTROLS, counted, say


def faults(rubric: Rubric) -> Iterator[Fault]:
    yield from _scale(rubric)
    yield from _duplicates(rubric)
    yield from tree_faults(rubric)
    yield from _bands(rubric)
    for position, indicator in enumerate(rubric.indicators):
        yield from _indicator(rubric, indicator, ("indicators", position))
    yield from weight_faults(rubric)
    yield from _city_types(rubric)
    yield from _similarity(rubric)
    yield from _shortcomings_and_tags(rubric)
    yield from unit_faults(rubric)
    yield from requirement_faults(rubric)
    yield from _thresholds(rubric)
    yield from _variants(rubric)
    yield from source_faults(rubric.source)
    yield from _coverage(rubric)
    yield from _control_characters(rubric.model_dump(by_alias=True, exclude_unset=True), ())


def _scale(rubric: Rubric) -> Iterator[Fault]:
    rungs = [rung.level for rung in rubric.scale]
    broken = rungs != list(range(len(rungs))) or len(rungs) < 2
    if broken:
        yield Fault(
            ("scale",),
            say(f"量尺的等级应从0起逐级连续，现为{rungs}", f"the scale must run 0, 1, 2, ... ; it has {rungs}"),
            say("补齐或改正 level", "add or correct the missing levels"),
        )  # fmt: skip
    caps = [grade.cap for grade in rubric.evidence_grades]
    if any(cap > rubric.top for cap in caps) or caps != sorted(caps):
        yield Fault(
            ("evidence_grades",),
            say(f"佐证封顶应逐级不降且不超过{rubric.top}", f"evidence caps must rise and stay within {rubric.top}"),
            say("按强度由弱到强排列并改正 cap", "list the grades from weak to strong and correct cap"),
        )  # fmt: skip
    elif caps and max(caps) < rubric.top and not broken:
        yield Fault(
            ("evidence_grades",),
            say(f"佐证封顶最高为{max(caps)}，正式模式下达不到等级 {rubric.top}",
                f"level {rubric.top} is unreachable in formal mode: no evidence grade's cap is above {max(caps)}"),
            say(f"把最强一级的 cap 改为{rubric.top}", f"give the strongest grade the cap {rubric.top}"),
        )  # fmt: skip


def _duplicates(rubric: Rubric) -> Iterator[Fault]:
    for key in ("levels", "dimensions", "indicators", "shortcomings", "tags", "city_types",
                "bases", "evidence_grades", "variants", "weight_presets", "units"):  # fmt: skip
        yield from repeated([item.id for item in getattr(rubric, key)], (key,))
    subtypes: set[str] = set()
    for position, city_type in enumerate(rubric.city_types):
        yield from repeated([one.id for one in city_type.subtypes], ("city_types", position, "subtypes"), subtypes)


def _bands(rubric: Rubric) -> Iterator[Fault]:
    for key in ("bands", "severity_bands"):
        starts = [band.start for band in getattr(rubric, key)]
        if starts and (starts[0] != 0 or sorted(set(starts)) != starts):
            yield Fault(
                (key,),
                say(f"区间起点应从0起递增，现为{starts}", f"bands must start at 0 and rise; they start at {starts}"),
                say("改正 from", "correct the values of from"),
            )  # fmt: skip


def _indicator(rubric: Rubric, one: Indicator, loc: Loc) -> Iterator[Fault]:
    yield from unknown(one.dimension, [item.id for item in rubric.dimensions], (*loc, "dimension"), "维度", "dimension")
    yield from unknown(one.basis, [item.id for item in rubric.bases], (*loc, "basis"), "依据类型", "basis")
    yield from _sources(rubric, one, loc)
    tags = [tag.id for tag in rubric.tags]
    yield from listed_twice(one.tags, (*loc, "tags"))
    for position, tag in enumerate(one.tags):
        yield from unknown(tag, tags, (*loc, "tags", position), "路径标签", "path tag")
    if one.shortcomings is not None:
        known = [item.id for item in rubric.shortcomings]
        links = {"primary": one.shortcomings.primary, "secondary": one.shortcomings.secondary}
        for key, link in links.items():
            if link is not None:
                yield from unknown(link, known, (*loc, "shortcomings", key), "短板", "shortcoming")
        if links["primary"] == links["secondary"]:
            yield Fault(
                (*loc, "shortcomings", "secondary"),
                say(f"主次短板同为 {links['primary']}", f"primary and secondary are both {links['primary']}"),
                say("删去次要短板或改为另一项", "remove the secondary one or name another"),
            )  # fmt: skip
    yield from measure_faults(rubric, one, loc)
    if one.descriptors or one.kind == "maturity":
        yield from _descriptors(rubric, one, loc)
    if one.effort and len(one.effort) != rubric.top:
        yield Fault(
            (*loc, "effort"),
            say(f"难度应为{rubric.top}个（每升一级一个），现为{len(one.effort)}个",
                f"effort needs {counted(rubric.top, 'entry', 'entries')}, one per step; it has {len(one.effort)}"),
            say("补齐或删去多余的", "add the missing or remove the extra ones"),
        )  # fmt: skip


def _sources(rubric: Rubric, one: Indicator, loc: Loc) -> Iterator[Fault]:
    if not one.sources:
        yield Fault(
            (*loc, "sources"),
            say(f"指标 {one.id} 没有来源段落", f"indicator {one.id} has no source paragraph"),
            say("写明它出自哪些段落", "name the paragraphs it comes from"),
        )
    yield from _paragraphs(rubric, one.sources, (*loc, "sources"))


def _paragraphs(rubric: Rubric, sources: list[str], loc: Loc) -> Iterator[Fault]:
    yield from listed_twice(sources, loc)
    for position, source in enumerate(sources):
        yield from _paragraph(rubric, source, (*loc, position))


def _paragraph(rubric: Rubric, source: str, loc: Loc) -> Iterator[Fault]:
    if source not in rubric.paragraph:
        yield Fault(
            loc,
            say(f"来源段落 {source} 没有定义", f"unknown source paragraph {source}"),
            say("改为段落表中的编号", "use an id of the paragraph map"),
        )


def _descriptors(rubric: Rubric, one: Indicator, loc: Loc) -> Iterator[Fault]:
    described = Counter(rung.level for rung in one.descriptors)
    for level in range(rubric.top + 1):
        if described[level] != 1:
            yield Fault(
                (*loc, "descriptors"),
                say(f"等级 {level} 有{described[level]}条描述，该级无从判定",
                    f"level {level} is unreachable: it has {counted(described[level], 'descriptor')}"),
                say("每级写且只写一条描述", "write exactly one descriptor for each level"),
            )  # fmt: skip
    seen: dict[str, int] = {}
    for position, rung in enumerate(one.descriptors):
        if rung.level > rubric.top:
            yield Fault(
                (*loc, "descriptors", position, "level"),
                say(f"等级 {rung.level} 超出量尺0-{rubric.top}", f"level {rung.level} is outside the scale 0-{rubric.top}"),
                say("改正 level", "correct level"),
            )  # fmt: skip
        if rung.text.zh in seen:
            yield Fault(
                (*loc, "descriptors", position, "text"),
                say(f"等级 {rung.level} 与等级 {seen[rung.text.zh]} 描述相同，无从区分",
                    f"level {rung.level} is unreachable: same words as level {seen[rung.text.zh]}"),
                say("写出两级之间可观察的差别", "write what can be observed that tells the two apart"),
            )  # fmt: skip
        seen[rung.text.zh] = rung.level


def _similarity(rubric: Rubric) -> Iterator[Fault]:
    for name, weight in rubric.similarity.items():
        yield from unknown(name, ATTRIBUTES, ("similarity", name), "城市属性", "city attribute")
        yield from negative(weight, ("similarity", name))
    if rubric.similarity and not any(rubric.similarity.values()):
        yield Fault(
            ("similarity",),
            say("各属性的权重全为0，无从选取可比城市", "all weights of the attributes are 0, so no city is comparable"),
            say("至少给一项大于0的权重", "give at least one a weight above 0"),
        )


def _shortcomings_and_tags(rubric: Rubric) -> Iterator[Fault]:
    links = [one.shortcomings for one in rubric.indicators if one.shortcomings is not None]
    named = {id_ for link in links for id_ in (link.primary, link.secondary)}
    # A link that is itself at fault may have been meant for the one that seems to lack any.
    sound = named <= {one.id for one in rubric.shortcomings} | {None} and all(
        one.primary != one.secondary for one in links
    )
    for position, shortcoming in enumerate(rubric.shortcomings):
        loc: Loc = ("shortcomings", position)
        if shortcoming.source is not None:
            yield from _paragraph(rubric, shortcoming.source, (*loc, "source"))
        if sound and shortcoming.id not in named:
            yield Fault(
                loc,
                say(f"没有指标指向短板 {shortcoming.id}", f"no indicator names the shortcoming {shortcoming.id}"),
                say("在某个指标的 shortcomings 中写上它，或删去", "name it among the shortcomings of an indicator, or remove it"),
            )  # fmt: skip
    for position, tag in enumerate(rubric.tags):
        yield from _paragraphs(rubric, tag.sources, ("tags", position, "sources"))


def _thresholds(rubric: Rubric) -> Iterator[Fault]:
    for key in ("differences_between_cities", "differences_over_time"):
        rules = getattr(rubric, key)
        for node, rule in rules or ():
            if rule.clear < rule.probable:
                yield Fault(
                    (key, node, "clear"),
                    say(f"“明确”门槛 {rule.clear:g} 低于“可能”门槛 {rule.probable:g}",
                        f"the threshold for clear, {rule.clear:g}, lies below the one for probable, {rule.probable:g}"),
                    say("clear 不得小于 probable", "clear must not be below probable"),
                )  # fmt: skip
    for name, threshold in rubric.hints:
        if threshold < 0:
            yield Fault(
                ("hints", name),
                say(f"提示门槛 {threshold:g} 为负", f"the threshold {threshold:g} is negative"),
                say("写0或正数", "write 0 or more"),
            )


def _city_types(rubric: Rubric) -> Iterator[Fault]:
    dimensions = [one.id for one in rubric.dimensions]
    types = [one.id for one in rubric.city_types]
    for position, city_type in enumerate(rubric.city_types):
        loc: Loc = ("city_types", position)
        for id_, target in city_type.targets.items():
            yield from unknown(id_, dimensions, (*loc, "targets", id_), "维度", "dimension")
            if not 0 <= target <= rubric.top:
                yield Fault(
                    (*loc, "targets", id_),
                    say(f"目标 {target} 超出量尺0-{rubric.top}", f"target {target} is outside 0-{rubric.top}"),
                    say("改正目标级", "correct the target level"),
                )  # fmt: skip
        for index, neighbour in enumerate(city_type.neighbours):
            yield from unknown(neighbour, types, (*loc, "neighbours", index), "城市类型", "city type")
            if neighbour == city_type.id:
                yield Fault(
                    (*loc, "neighbours", index),
                    say(f"城市类型 {neighbour} 把自己列为相邻类型", f"the city type {neighbour} is its own neighbour"),
                    say("删去", "remove it"),
                )
        yield from _paragraphs(rubric, city_type.sources, (*loc, "sources"))
        for index, id_ in enumerate(city_type.look_first):
            yield from unknown(id_, rubric.by_id, (*loc, "look_first", index), "指标", "indicator")
        for sub, subtype in enumerate(city_type.subtypes):
            yield from _paragraphs(rubric, subtype.sources, (*loc, "subtypes", sub, "sources"))
            for index, id_ in enumerate(subtype.look_first):
                place = (*loc, "subtypes", sub, "look_first", index)
                yield from unknown(id_, rubric.by_id, place, "指标", "indicator")


def _variants(rubric: Rubric) -> Iterator[Fault]:
    for position, variant in enumerate(rubric.variants):
        yield from listed_twice(variant.indicators, ("variants", position, "indicators"))
        for index, id_ in enumerate(variant.indicators):
            loc = ("variants", position, "indicators", index)
            yield from unknown(id_, rubric.by_id, loc, "指标", "indicator")


def source_faults(source: Source) -> Iterator[Fault]:
    """What is wrong with a paragraph map by itself."""
    yield from repeated([unit.id for unit in source.paragraphs], ("source", "paragraphs"))
    kinds = [kind.id for kind in source.kinds]
    for position, unit in enumerate(source.paragraphs):
        yield from unknown(unit.kind, kinds, ("source", "paragraphs", position, "kind"), "段落类型", "paragraph kind")


def _coverage(rubric: Rubric) -> Iterator[Fault]:
    if rubric.coverage.provisional > rubric.coverage.shown:
        yield Fault(
            ("coverage", "provisional"),
            say("暂定门槛高于正式门槛", "the provisional threshold lies above the one for showing"),
            say("provisional 不得大于 shown", "provisional must not exceed shown"),
        )
    places = {unit.id: position for position, unit in enumerate(rubric.source.paragraphs)}
    for unit in uncovered(rubric):
        yield Fault(
            ("source", "paragraphs", places[unit.id]),
            say(f"段落 {unit.id} 提出了机制要求，却没有指标对应", f"mechanism clause {unit.id} has no indicator"),
            say("在某个指标的 sources 中写上它", "name it among the sources of an indicator"),
        )  # fmt: skip


def _control_characters(said: Any, loc: Loc) -> Iterator[Fault]:
    inner = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for step, one in inner:
        yield from _control_characters(one, (*loc, step))
    if isinstance(said, str) and (odd := CONTROLS.search(said)):
        yield Fault(
            loc,
            say(f"文字中有控制字符 U+{ord(odd[0]):04X}", f"this text holds the control character U+{ord(odd[0]):04X}"),
            say("删去该字符", "remove the character"),
        )

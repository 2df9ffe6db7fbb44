"""What can be wrong with the tree of a rubric: levels, dimensions and what they weigh."""

from __future__ import annotations

from collections.abc import Iterator

from assessor.rubric import Fault, Loc, Rubric
from assessor.rubric_ids import unknown
from assessor.text import say


def tree_faults(rubric: Rubric) -> Iterator[Fault]:
    """Parts that are unknown, empty, inside themselves or out of their order."""
    levels = [level.id for level in rubric.levels]
    for position, dimension in enumerate(rubric.dimensions):
        loc: Loc = ("dimensions", position)
        yield from unknown(dimension.level, levels, (*loc, "level"), "协同层级", "coordination level")
        members = rubric.indicators_of(dimension.id)
        if not members:
            yield Fault(
                loc,
                say(f"维度 {dimension.id} 没有指标", f"dimension {dimension.id} has no indicator"),
                say("补充指标或删去该维度", "add an indicator or remove the dimension"),
            )
        if sum(one.gate for one in members) > 1:
            yield Fault(
                loc,
                say(f"维度 {dimension.id} 有多个关键指标", f"dimension {dimension.id} has more than one gate"),
                say("只保留一个 gate: true", "keep one gate: true"),
            )  # fmt: skip
    yield from _nesting(rubric)
    for position, level in enumerate(rubric.levels):
        if not rubric.dimensions_of(level.id) and not rubric.levels_of(level.id):
            yield Fault(
                ("levels", position),
                say(f"协同层级 {level.id} 没有维度", f"coordination level {level.id} has no dimension"),
                say("补充维度或删去该层级", "add a dimension or remove the level"),
            )  # fmt: skip


def _nesting(rubric: Rubric) -> Iterator[Fault]:
    """Levels within an unknown one, within themselves, or away from the level they are a part of."""
    levels = [level.id for level in rubric.levels]
    above = {level.id: level.within for level in rubric.levels}
    broken = False
    for position, level in enumerate(rubric.levels):
        loc: Loc = ("levels", position, "within")
        if level.within is None:
            continue
        broken = broken or level.within not in levels
        yield from unknown(level.within, levels, loc, "协同层级", "coordination level")
        if above.get(rubric.chains[level.id][-1]) == level.id:
            broken = True
            yield Fault(
                loc,
                say(f"协同层级 {level.id} 包含在自己之中", f"coordination level {level.id} lies within itself"),
                say("改正 within；最外层不写", "correct within; the outermost levels have none"),
            )
    if not broken and len(set(levels)) == len(levels):
        yield from _order(rubric, levels)


def _order(rubric: Rubric, levels: list[str]) -> Iterator[Fault]:
    """Pages and reports read levels from the top down, so each stands right after the level it is a part of."""
    for position, (level, expected) in enumerate(zip(levels, _reading_order(rubric, None), strict=True)):
        if level != expected:
            yield Fault(
                ("levels", position),
                say(f"此处应为 {expected}：下级层级紧跟在所属层级之后", f"{expected} belongs here: a level follows the one it is a part of"),
                say("调整 levels 的先后次序", "change the order of levels"),
            )  # fmt: skip
            return


def _reading_order(rubric: Rubric, level: str | None) -> list[str]:
    return [id_ for one in rubric.levels_of(level) for id_ in (one.id, *_reading_order(rubric, one.id))]


def weight_faults(rubric: Rubric) -> Iterator[Fault]:
    """Groups and presets in which nothing weighs anything."""
    yield from _weights(rubric)
    yield from _presets(rubric)


def _weights(rubric: Rubric) -> Iterator[Fault]:
    def all_zero(weights: list[float], loc: Loc, zh: str, en: str) -> Iterator[Fault]:
        if weights and not any(weights):
            yield Fault(
                loc,
                say(f"{zh}的权重全为0，无从计分", f"all weights of {en} are 0"),
                say("至少给一项大于0的权重", "give at least one a weight above 0"),
            )

    yield from all_zero([one.weight for one in rubric.levels_of(None)], ("levels",), "协同层级", "the levels")
    for level in rubric.levels:
        members = [one.weight for one in (*rubric.dimensions_of(level.id), *rubric.levels_of(level.id))]
        yield from all_zero(members, ("dimensions",), level.id, level.id)
    for dimension in rubric.dimensions:
        weights = [one.weight for one in rubric.indicators_of(dimension.id)]
        yield from all_zero(weights, ("indicators",), dimension.id, dimension.id)


def _presets(rubric: Rubric) -> Iterator[Fault]:
    groups = {"levels": [one.id for one in rubric.levels], "dimensions": [one.id for one in rubric.dimensions]}
    for position, preset in enumerate(rubric.weight_presets):
        for key, known in groups.items():
            for id_, weight in getattr(preset, key).items():
                loc: Loc = ("weight_presets", position, key, id_)
                yield from unknown(id_, known, loc, "编号", "id")
                yield from negative(weight, loc)
        levels = {one.id: one.weight for one in rubric.levels} | preset.levels
        dimensions = {one.id: one.weight for one in rubric.dimensions} | preset.dimensions
        own = bool(preset.levels or preset.dimensions)
        chains = {one.id: rubric.chains.get(one.level, (one.level,)) for one in rubric.dimensions}
        if own and not any(dimensions[id_] and all(map(levels.get, chain)) for id_, chain in chains.items()):
            yield Fault(
                ("weight_presets", position),
                say(f"权重方案 {preset.id} 下没有任何维度有权重，无从计分",
                    f"under the preset {preset.id} no dimension has any weight left"),
                say("至少给一个维度及其层级大于0的权重", "give at least one dimension and its level a weight above 0"),
            )  # fmt: skip


def negative(weight: float, loc: Loc) -> Iterator[Fault]:
    if weight < 0:
        yield Fault(
            loc,
            say(f"权重 {weight} 为负", f"the weight {weight} is negative"),
            say("权重不得小于0", "weights are 0 or more"),
        )

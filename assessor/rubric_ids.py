"""Ids of a rubric that are unknown, used twice or used by nothing, and requirements that cannot be met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessor.rubric import Fault, Indicator, Loc, Requirement, Rubric
from assessor.text import say, use_one_of


def repeated(ids: list[str], loc: Loc, seen: set[str] | None = None) -> Iterator[Fault]:
    seen = set() if seen is None else seen
    for position, id_ in enumerate(ids):
        if id_ in seen:
            yield Fault(
                (*loc, position, "id"),
                say(f"编号 {id_} 重复", f"the id {id_} is used twice"),
                say("每个编号只能用一次", "give each its own id"),
            )
        seen.add(id_)


def listed_twice(ids: list[str], loc: Loc) -> Iterator[Fault]:
    for position, id_ in enumerate(ids):
        if id_ in ids[:position]:
            yield Fault(
                (*loc, position),
                say(f"{id_} 列了两次", f"{id_} is listed twice"),
                say("只保留一个", "keep one of them"),
            )


def unknown(id_: str, known: Iterable[str], loc: Loc, zh: str, en: str) -> Iterator[Fault]:
    known = list(known)
    if id_ not in known:
        yield Fault(
            loc,
            say(f"{zh} {id_} 没有定义", f"unknown {en} {id_}"),
            use_one_of(known),
        )


def unit_faults(rubric: Rubric) -> Iterator[Fault]:
    """Units that are unknown, named twice by one indicator, or named by none."""
    known = list(rubric.unit_names)
    for position, one in enumerate(rubric.indicators):
        yield from _units_of(one, known, ("indicators", position))
    named = {id_ for one in rubric.indicators for id_ in (*one.lead, *one.support)}
    # An unknown id may have been meant for the unit that seems to have nothing to do.
    for position, unit in enumerate(rubric.units if named <= set(known) else ()):
        if unit.id not in named:
            yield Fault(
                ("units", position),
                say(f"没有指标由 {unit.id} 牵头或配合", f"no indicator names the unit {unit.id}"),
                say("在某个指标的 lead 或 support 中写上它，或删去", "name it in lead or support of an indicator, or remove it"),
            )  # fmt: skip


def _units_of(one: Indicator, known: list[str], loc: Loc) -> Iterator[Fault]:
    for key, ids in (("lead", one.lead), ("support", one.support)):
        yield from listed_twice(ids, (*loc, key))
        for position, id_ in enumerate(ids):
            yield from unknown(id_, known, (*loc, key, position), "责任单位", "unit")
    for position, id_ in enumerate(one.support):
        if id_ in one.lead:
            yield Fault(
                (*loc, "support", position),
                say(f"{id_} 既牵头又配合", f"{id_} is both lead and support"),
                say("只保留一处", "keep it in one of the two"),
            )


def requirement_faults(rubric: Rubric) -> Iterator[Fault]:
    """Requirements of unknown indicators, beyond the scale, or that wait for each other."""
    sound = True
    for position, one in enumerate(rubric.indicators):
        for place, requirement in enumerate(one.requires):
            found = list(_requirement(rubric, requirement, ("indicators", position, "requires", place)))
            sound = sound and not found
            yield from found
    if sound:
        yield from _circles(rubric)


def _requirement(rubric: Rubric, one: Requirement, loc: Loc) -> Iterator[Fault]:
    yield from unknown(one.indicator, rubric.by_id, (*loc, "indicator"), "指标", "indicator")
    for key, level in (("level", one.level), ("at_least", one.at_least)):
        if level > rubric.top:
            yield Fault(
                (*loc, key),
                say(f"等级 {level} 超出量尺0-{rubric.top}", f"level {level} is outside the scale 0-{rubric.top}"),
                say(f"改正 {key}", f"correct {key}"),
            )


Rung = tuple[str, int]
"""An indicator and a level of it."""


def _circles(rubric: Rubric) -> Iterator[Fault]:
    """Levels that can never be reached, since on the way to it each waits for the next."""
    waits: dict[Rung, list[Rung]] = {}
    for one in rubric.indicators:
        for level in range(1, rubric.top + 1):
            needed = [(each.indicator, each.at_least) for each in one.requires if each.level == level]
            waits[one.id, level] = [*needed, *([(one.id, level - 1)] if level > 1 else [])]
    told: set[Rung] = set()
    for position, one in enumerate(rubric.indicators):
        for place, each in enumerate(one.requires):
            back = _way(waits, (each.indicator, each.at_least), (one.id, each.level))
            if back and not told & set(back):
                told |= set(back)
                circle = " → ".join(f"{id_}≥{level}" for id_, level in [(one.id, each.level), *back])
                yield Fault(
                    ("indicators", position, "requires", place),
                    say(f"要求互为前提，无法达到：{circle}", f"these requirements wait for each other: {circle}"),
                    say("删去其中一条，或改低 at_least", "remove one of them or lower at_least"),
                )


def _way(waits: dict[Rung, list[Rung]], start: Rung, end: Rung) -> list[Rung]:
    """Rungs from one to another along what waits for what; nothing where there is no way."""
    came: dict[Rung, Rung] = {}
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        if here == end:
            way = [here]
            while way[-1] != start:
                way.append(came[way[-1]])
            return way[::-1]
        for next_ in waits.get(here, []):
            if next_ not in seen:
                seen.add(next_)
                came[next_] = here
                ahead.append(next_)
    return []

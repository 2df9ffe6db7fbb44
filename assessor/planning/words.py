"""What a plan takes for granted, how two plans differ, and why a target is out of reach, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assessor.combining import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.planning.situation import Levels, Situation, reached
from assessor.planning.steps import EFFORT_COST
from assessor.rubric import Band, Requirement, Rubric
from assessor.scorecard import shown, withheld_because
from assessor.text import Text, counted, say

if TYPE_CHECKING:
    from assessor.planning.proposals import Proposal

ALL = (Band(start=100.0, name=say("全部", "all")),)
NO_TARGETS = say(
    "未设目标级，无从求最省方案；可按投入预算求方案。",
    "No target is set, so there is no cheapest plan; ask for one within an effort budget.",
)
ALL_REACHED = say("目标均已达到，无须提升。", "All targets are reached; nothing has to rise.")
NO_STEP = say("此预算内没有能更接近目标的步骤。", "No step within this budget brings the targets closer.")
NO_DIMENSIONS = say(
    "此版式不出维度分，不能对照维度目标求方案；优先次序仍可参考。",
    "This variant shows no dimension scores, so there is no plan against the targets of dimensions; priorities still hold.",
)
EVIDENCE_CAP = say(
    "正式模式下，方案按研判分计算；佐证支持分要随佐证一并补齐才会上升。",
    "In formal mode plans follow the judged score; the supported one rises only as evidence is added.",
)


def percent(share: float | None) -> str:
    """Percent to target in whole points; what falls short of all never shows as 100."""
    return "—" if share is None else shown(100.0 * share, ALL)


def named(rubric: Rubric, ids: Iterable[str]) -> Text:
    """“A1-1 城市外交专项规划、B2-4 …”."""
    parts = [(id_, rubric.names[id_]) for id_ in ids]
    return say(
        "、".join(f"{id_} {name.zh}" for id_, name in parts), ", ".join(f"{id_} {name.en}" for id_, name in parts)
    )


def joined(parts: Sequence[Text], zh: str = "；", en: str = "; ") -> Text:
    return say(zh.join(part.zh for part in parts), en.join(part.en for part in parts))


def required(rubric: Rubric, one: Requirement) -> Text:
    """“B1-1 统筹议事机构运行达到2级”."""
    name = named(rubric, [one.indicator])
    return say(f"{name.zh}达到{one.at_least}级", f"{name.en} at level {one.at_least}")


def summary(rubric: Rubric, plan: Proposal) -> Text:
    """What a plan takes and what it brings, in a sentence."""
    if not plan.steps:
        return ALL_REACHED if all(plan.reached.values()) else NO_STEP
    before, after = (sum(reached(rubric, card, plan.targets).values()) for card in (plan.before, plan.card))
    was, will = percent(plan.before.percent_to_target), percent(plan.percent_to_target)
    small, medium, large = (plan.by_effort[one] for one in EFFORT_COST)
    return say(
        f"{len(plan.steps)}步，投入{plan.cost}点（小{small}、中{medium}、大{large}）。完成后{len(plan.targets)}个有目标的维度中"
        f"{after}个达到目标，现为{before}个；目标达成度由{was}%到{will}%。",
        f"{counted(len(plan.steps), 'step')}, {counted(plan.cost, 'point')} of effort (S {small}, M {medium}, L {large}). Of "
        f"{counted(len(plan.targets), 'dimension')} with a target {after} will have reached it, {before} now; targets reached go "
        f"from {was}% to {will}%.",
    )


def taken_for_granted(situation: Situation, levels: Levels) -> tuple[Text, ...]:
    """What is not planned, and what comes before its first step."""
    codes, notes = situation.card.codes, []
    missing = [id_ for id_, code in codes.items() if code == MISSING]
    if missing:
        notes.append(
            say(f"{len(missing)}项未评，须先评定，不列入方案：{'、'.join(missing)}",
                f"{counted(len(missing), 'indicator')} not rated: to be rated first, not planned: {', '.join(missing)}")
        )  # fmt: skip
    unproven = [id_ for id_, code in codes.items() if code == INSUFFICIENT_EVIDENCE and levels[id_] > 0]
    if unproven:
        notes.append(
            say(f"{len(unproven)}项佐证不足，按0级起算，先补佐证再定级，所需步骤可能减少：{'、'.join(unproven)}",
                f"{counted(len(unproven), 'indicator')} with insufficient evidence counted from level 0: evidence comes first, "
                f"and may leave fewer steps to take: {', '.join(unproven)}")
        )  # fmt: skip
    scored = sum(situation.scored(id_) for id_ in situation.targets)
    if scored < len(situation.targets):
        notes.append(
            say(f"目标达成度只按已出分的{scored}个维度计（有目标的共{len(situation.targets)}个）。",
                f"Targets reached count only the {scored} of {len(situation.targets)} dimensions that have a score.")
        )  # fmt: skip
    if situation.card.mode == "formal":
        notes.append(EVIDENCE_CAP)
    return tuple(notes)


# -- differences ----------------------------------------------------------------------------------


def differing(situation: Situation, first: Levels, other: Levels, cost: int) -> Text:
    """“不做 A1-2 升至3级；改做 B1-1 升至2级；投入多1点”: against the first plan."""
    less = [(id_, first[id_]) for id_ in first if first[id_] > other[id_]]
    more = [(id_, other[id_]) for id_ in first if other[id_] > first[id_]]
    parts = [say(f"不做{_rises(less).zh}", f"without {_rises(less).en}")] if less else []
    parts += [say(f"改做{_rises(more).zh}", f"instead {_rises(more).en}")] if more else []
    points = (
        say(f"投入多{cost}点", f"{counted(cost, 'point')} more effort") if cost else say("投入相同", "the same effort")
    )
    return joined([*parts, points])


def _rises(those: Sequence[tuple[str, int]]) -> Text:
    return say(
        "、".join(f"{id_}升至{level}级" for id_, level in those),
        ", ".join(f"{id_} to level {level}" for id_, level in those),
    )


# -- out of reach ---------------------------------------------------------------------------------


def out_of_reach(situation: Situation, dimension: str) -> Text:
    """Why no plan brings a dimension to its target."""
    rubric, node = situation.rubric, situation.card.dimensions[dimension]
    if node.score is None:
        because = withheld_because(node)
        return because if because is not None else say("该维度不出分", "the dimension has no score")
    target = situation.targets[dimension]
    best, points = situation.score_of(dimension, situation.highest), situation.points(target)
    parts = []
    if situation.score_of(dimension, situation.highest) < points - 1e-9:
        most, aim = shown(best), shown(points)
        parts.append(
            say(f"最高可到{most}分，目标{target}级为{aim}分", f"can rise to {most}; target level {target} is {aim}")
        )
    gate, least = situation.gate(dimension), situation.gate_level(dimension, target)
    if gate is not None and least is not None and situation.highest[gate] < least:
        high = situation.highest[gate]
        parts.append(
            say(f"关键指标 {gate} 最高可到{high}级，须到{least}级", f"key indicator {gate} can rise to {high} and must reach {least}")
        )  # fmt: skip
    return joined([*parts, *_held_back(situation, dimension, rubric)])


def _held_back(situation: Situation, dimension: str, rubric: Rubric) -> list[Text]:
    ids = [one.id for one in rubric.indicators_of(dimension) if one.id in situation.card.codes]
    parts = []
    kept = [id_ for id_ in ids if id_ in situation.locked and id_ in situation.start]
    if kept:
        parts.append(
            say(
                f"{'、'.join(kept)} 设为不动",
                f"{', '.join(kept)} kept as it is" if len(kept) == 1 else f"{', '.join(kept)} kept as they are",
            )
        )
    missing = [id_ for id_ in ids if situation.card.codes[id_] == MISSING]
    if missing:
        parts.append(say(f"{'、'.join(missing)} 未评", f"{', '.join(missing)} not rated"))
    excused = [id_ for id_ in ids if situation.card.codes[id_] == NOT_APPLICABLE]
    if excused:
        parts.append(say(f"{'、'.join(excused)} 不适用", f"{', '.join(excused)} not applicable"))
    for id_ in ids:
        if id_ in situation.start and id_ not in situation.locked:
            blocked = [
                one for one in situation.requirements(id_, rubric.top) if not situation.met(one, situation.highest)
            ]
            parts += [
                say(
                    f"{id_} 升至{one.level}级的前提是 {required(rubric, one).zh}，而这达不到",
                    f"{id_} at level {one.level} requires {required(rubric, one).en}, which is out of reach",
                )
                for one in blocked
            ]
    return parts

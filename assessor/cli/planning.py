"""`assessor plan`: what to do first, and the cheapest set of steps that reaches the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from assessor.cli.sources import JsonOption, RubricOption, assessment_named, rubric_at
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from assessor.assessment import Assessment
    from assessor.planning import Infeasible, Priority, Proposal, Step
    from assessor.rubric import Rubric
    from assessor.text import Text

FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", show_default=False, help="城市文件、样例编号、评估编号，或 -（标准输入）|City file, id of a sample or assessment, or - for stdin")
]  # fmt: skip
TargetOption = Annotated[
    list[str] | None, typer.Option("--target", metavar="DIM=LEVEL", show_default=False, help="改设某维度的目标级，可重复|Another target level for a dimension; may be repeated")
]  # fmt: skip
BudgetOption = Annotated[
    int | None, typer.Option("--budget", metavar="POINTS", min=0, show_default=False, help="投入预算：求预算内最接近目标的方案|Effort budget: the plan that comes closest within it")
]  # fmt: skip
KeepOption = Annotated[
    list[str] | None, typer.Option("--keep", metavar="ID", show_default=False, help="保持不动的指标，可重复|An indicator to leave as it is; may be repeated")
]  # fmt: skip
FIRST = 10
"""Priorities printed; JSON has them all."""


def plan(
    ctx: typer.Context,
    file: FileArgument,
    target: TargetOption = None,
    budget: BudgetOption = None,
    keep: KeepOption = None,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:
    from assessor.planning import Infeasible, cheapest, priorities, within
    from assessor.scorecard import score, targets_of

    talk: Talk = ctx.obj
    found = rubric_at(rubric)
    city = assessment_named(file, found, bundled=rubric is None, talk=talk)
    targets = targets_of(found, city) | dict(_target(one) for one in target or [])
    locked = frozenset(keep or [])
    answer: tuple[Proposal, ...] | Infeasible
    if budget is None:
        answer = cheapest(found, city, targets=targets, locked=locked)
    else:
        answer = (within(found, city, budget, targets=targets, locked=locked),)
    aimed = city.model_copy(update={"targets": targets})
    first = priorities(found, aimed, score(found, aimed))
    if json:
        talk.json(_as_json(city, first, answer))
        return 0
    _print_priorities(talk, found, city, first)
    if isinstance(answer, Infeasible):
        _print_infeasible(talk, found, answer)
    else:
        _print_plan(talk, found, answer[0])
        for number, other in enumerate(answer[1:], start=2):
            differs = talk.pick(other.differs) if other.differs is not None else ""
            talk.data(
                talk.say(f"方案{number}：{other.cost}点；{differs}", f"Plan {number}: {other.cost} points; {differs}")
            )
    return 0


def _target(said: str) -> tuple[str, int]:
    from assessor.errors import Problem, UsageError
    from assessor.text import say

    dimension, _, level = said.partition("=")
    if not dimension or not level.isdecimal() or not level.isascii():
        what = say(f"目标 {said} 的写法有误", f"{said} is no target")
        raise UsageError(Problem("--target", what, say("写作 A1=3", "write it like A1=3")))
    return dimension, int(level)


# -- on the screen ----------------------------------------------------------------------------------


def _print_priorities(talk: Talk, rubric: Rubric, city: Assessment, first: tuple[Priority, ...]) -> None:
    from assessor.cli.scores import heading
    from assessor.planning.words import named

    for line in heading(talk, rubric, city):
        talk.data(line)
    rows = [
        (
            talk.pick(named(rubric, [one.indicator])), _climb(talk, one.step), str(one.gap), one.step.effort,
            ", ".join(f"{each.indicator}≥{each.at_least}" for each in one.blocked_by),
        )
        for one in first[:FIRST]
    ]  # fmt: skip
    heads = talk.say("指标 下一步 距目标 投入 须先", "indicator next short effort first").split()
    of = len(first)
    title = talk.say(
        f"优先次序（低于目标的{of}项中的前{len(rows)}项）", f"Priorities (first {len(rows)} of {of} below target)"
    )
    talk.table(title, heads, rows, numbers=(2,))


def _climb(talk: Talk, step: Step) -> str:
    return talk.say(f"{step.start}级升至{step.aim}级", f"level {step.start} to {step.aim}")


def _print_plan(talk: Talk, rubric: Rubric, found: Proposal) -> None:
    from assessor.planning.words import named, summary

    talk.data(talk.pick(summary(rubric, found)))
    rows = [
        (str(step.phase), talk.pick(named(rubric, [step.indicator])), _climb(talk, step), step.effort, str(step.cost))
        for step in found.steps
    ]
    if rows:
        heads = talk.say("阶段 指标 步骤 投入 点数", "phase indicator step effort points").split()
        talk.table(talk.say("步骤（依次）", "Steps, in order"), heads, rows, numbers=(4,))
    for note in found.notes:
        talk.data(talk.pick(note))


def _print_infeasible(talk: Talk, rubric: Rubric, found: Infeasible) -> None:
    from assessor.planning.words import named

    if found.because is not None:
        talk.data(talk.pick(found.because))
        return
    talk.data(talk.say("以下维度达不到目标：", "These dimensions cannot reach their target:"))
    for id_, why in found.reasons.items():
        talk.data(f"    {talk.pick(named(rubric, [id_]))}{talk.say('：', ': ')}{talk.pick(why)}")
    if found.nearest is not None:
        talk.data(talk.say("最接近的方案：", "The nearest plan:"))
        _print_plan(talk, rubric, found.nearest)


# -- as JSON ------------------------------------------------------------------------------------------


def _as_json(
    city: Assessment, first: tuple[Priority, ...], answer: tuple[Proposal, ...] | Infeasible
) -> dict[str, Any]:
    from assessor.planning import Infeasible

    said: dict[str, Any] = {"assessment": city.id, "priorities": [_priority(one) for one in first]}
    if not isinstance(answer, Infeasible):
        return said | {"feasible": True, "plans": [_plan(one) for one in answer]}
    nearest = None if answer.nearest is None else _plan(answer.nearest)
    because: Text | None = answer.because
    return said | {"feasible": False, "because": because, "reasons": answer.reasons, "nearest": nearest}


def _priority(one: Priority) -> dict[str, Any]:
    return {
        "indicator": one.indicator, "gap": one.gap, "weight": one.weight, "priority": one.priority, "sure": one.sure,
        "step": _step(one.step), "blocked_by": [each.model_dump() for each in one.blocked_by],
    }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    said = {"indicator": step.indicator, "start": step.start, "aim": step.aim, "effort": step.effort, "cost": step.cost}
    return said | ({"phase": step.phase} if step.phase else {})


def _plan(found: Proposal) -> dict[str, Any]:
    return {
        "cost": found.cost, "by_effort": found.by_effort, "steps": [_step(one) for one in found.steps],
        "targets": found.targets, "reached": found.reached,
        "percent_to_target": found.percent_to_target, "percent_to_target_now": found.before.percent_to_target,
        "scores": {id_: {"now": found.before.dimensions[id_].score, "then": node.score} for id_, node in found.card.dimensions.items()},
        "differs": found.differs, "notes": list(found.notes),
    }  # fmt: skip

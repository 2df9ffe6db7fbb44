"""Plan: what has priority, the cheapest steps that reach the targets, what differs in other plans, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator

from assessor.planning import Infeasible, Priority, Proposal, Step, cheapest, mark_of, priorities
from assessor.planning import words as said
from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.columns import Heading
from assessor.report.display import points
from assessor.rubric import Effort
from assessor.scorecard import Node, bands_of
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Cell, Line, Sheet, Table

TITLE = say("改进计划", "Plan")
NOTE = say(
    "优先次序＝距目标级数×权重÷下一步投入（小1、中2、大4）。方案逐级提升，求达到各维度目标级所需投入最少的步骤：得分到目标级的分值、等级名称不被关键指标压低才算达到，量表规定的先后一并遵守。供讨论，由本市决定。",
    "Priority = levels short of target × weight ÷ effort of the next step (S 1, M 2, L 4). A plan climbs level by level and is the set of steps "
    "that reaches the dimensions' target levels with the least effort: a target counts as reached when the score is there and the band's name "
    "is not held down by the key indicator; what the rubric requires beforehand is respected. For discussion; the city decides.",
)
PHASES = say(
    "阶段：投入小的3个月内，中的12个月内，大的更久；任何一步都不早于它的前提。",
    "Phases: S within 3 months, M within 12, L beyond; no step comes before what it requires.",
)
PRIORITIES = say("优先次序", "Priorities")
STEPS = say("最省方案的步骤（依次）", "Steps of the cheapest plan, in order")
OTHERS = say("其他方案（投入相同或次少）", "Other plans, of equal or next effort")
SCORES = say("方案完成后的得分", "Scores once the plan is done")
UNREACHABLE = say("达不到目标的维度", "Dimensions that cannot reach their target")
NEAREST = say("以下为最接近的方案：达不到的目标降到可达到的最高级。", "What follows is the nearest plan: targets out of reach are lowered to the highest level within it.")  # fmt: skip
SIZES: dict[Effort, Text] = {"S": say("小", "S"), "M": say("中", "M"), "L": say("大", "L")}
NOT_YET = say("否", "No")
STEP = Heading(say("步骤", "Step"), say("由哪级升至哪级", "From which level to which"), columns.TEXT, columns.ENGINE)
GAP = Heading(
    say("距目标", "Short of target"), say("距目标的级数", "Levels short of target"), columns.STEP, columns.ENGINE
)
EFFORT = Heading(
    say("投入", "Effort"), say("这一步的投入：小、中、大", "Effort of this step: S, M, L"), columns.TEXT, columns.RUBRIC
)
POINTS = Heading(
    say("投入点数", "Points"),
    say("小1、中2、大4，只用来比较", "S 1, M 2, L 4; they only compare"),
    columns.COUNT,
    columns.ENGINE,
)
PRIORITY = Heading(
    say("优先值", "Priority"),
    say("距目标级数×权重÷投入，乘100", "Gap × weight ÷ effort, times 100"),
    columns.COUNT,
    columns.ENGINE,
)
FIRST = Heading(
    say("须先", "First"),
    say("须先做到的，或须先补佐证", "What must be reached first, or evidence to be collected"),
    columns.TEXT,
    columns.RUBRIC,
)
PHASE = Heading(say("阶段", "Phase"), say("第几阶段", "Which phase"), columns.COUNT, columns.ENGINE)
MARK = Heading(
    say("完成标志", "Done when"),
    say("所要达到的等级描述", "Descriptor of the level aimed at"),
    columns.TEXT,
    columns.RUBRIC,
)
DIFFERS = Heading(
    say("不同之处", "Differs in"), say("与最省方案比", "Against the cheapest plan"), columns.TEXT, columns.ENGINE
)
WHY = Heading(say("原因", "Why"), say("为何达不到目标", "Why the target is out of reach"), columns.TEXT, columns.ENGINE)
NOW = Heading(say("现得分", "Score now"), say("按现有评级", "As rated"), columns.POINTS, columns.ENGINE)
THEN = Heading(
    say("完成后得分", "Score then"), say("方案各步完成后", "Once every step is done"), columns.POINTS, columns.ENGINE
)
THEN_BAND = Heading(
    say("完成后等级", "Band then"),
    say("方案各步完成后的等级名称", "Band once every step is done"),
    columns.TEXT,
    columns.ENGINE,
)
REACHED = Heading(
    say("达到目标", "Reached"),
    say("完成后是否达到目标级", "Whether the target is then reached"),
    columns.TEXT,
    columns.ENGINE,
)
WIDTHS = (8.0, 36.0, 16.0, 12.0, 12.0, 12.0, 46.0)


def planning(report: Report) -> Sheet:
    wording = report.wording
    first = priorities(report.rubric, report.assessment, report.card)
    answer = cheapest(report.rubric, report.assessment)
    plan, others = _taken(answer)
    blocks: list[Block] = [
        *report.heading(TITLE), *(Line(line, "strong") for line in wording.lines(told(report, answer))),
        *report.notes(*(plan.notes if plan is not None else ()), NOTE, PHASES),
    ]  # fmt: skip
    if isinstance(answer, Infeasible) and answer.reasons:
        blocks.append(_unreachable(report, answer))
        blocks += report.notes(NEAREST) if plan is not None else ()
    if plan is not None and plan.steps:
        blocks += [_steps(report, plan), _scores(report, plan)]
    if others:
        blocks.append(_others(report, others))
    if first:
        blocks.append(_priorities(report, first))
    return Sheet(wording.inline(TITLE), WIDTHS, tuple(blocks))


def _taken(answer: tuple[Proposal, ...] | Infeasible) -> tuple[Proposal | None, tuple[Proposal, ...]]:
    return (answer.nearest, ()) if isinstance(answer, Infeasible) else (answer[0], answer[1:])


def told(report: Report, answer: tuple[Proposal, ...] | Infeasible) -> Text:
    """The plan in a sentence; where there is none, why."""
    if not isinstance(answer, Infeasible):
        return said.summary(report.rubric, answer[0])
    if answer.because is not None:
        return answer.because
    names = said.named(report.rubric, answer.reasons)
    missed = say(f"{names.zh}达不到目标", f"Targets out of reach: {names.en}")
    if answer.nearest is None:
        return say(f"{missed.zh}。", f"{missed.en}.")
    nearest = said.summary(report.rubric, answer.nearest)
    return say(f"{missed.zh}；最接近的方案：{nearest.zh}", f"{missed.en}. The nearest plan: {nearest.en}")


# -- tables -----------------------------------------------------------------------------------------


def _steps(report: Report, plan: Proposal) -> Table:
    rows = tuple(
        (
            Cell(step.phase, "number", "0"), report.wording.cell(report.coded(step.indicator), "strong"),
            report.wording.cell(climb(step)), report.wording.cell(SIZES[step.effort], "number"), Cell(step.cost, "number", "0"),
            Cell(place, "number", "0"), report.wording.cell(mark_of(report.rubric, step)),
        )
        for place, step in enumerate(plan.steps, start=1)
    )  # fmt: skip
    heads = report.wording.columns(PHASE, columns.INDICATOR, STEP, EFFORT, POINTS, columns.NUMBER, MARK)
    return Table("plan-steps", report.wording.inline(STEPS), heads, rows)


def climb(step: Step) -> Text:
    return say(f"{step.start}级升至{step.aim}级", f"level {step.start} to {step.aim}")


def _scores(report: Report, plan: Proposal) -> Table:
    nodes = [*plan.before.levels.values(), *(plan.before.dimensions.values() if report.dimensions_shown else ())]
    later = {**plan.card.levels, **plan.card.dimensions}
    rows = tuple(tuple(_score(report, plan, node, later[node.id])) for node in nodes)
    heads = report.wording.columns(columns.ID, columns.WHICH, THEN_BAND, NOW, THEN, columns.TARGET, REACHED)
    return Table("plan-scores", report.wording.inline(SCORES), heads, rows, whole=True)


def _score(report: Report, plan: Proposal, node: Node, later: Node) -> Iterator[Cell]:
    wording, target = report.wording, plan.targets.get(node.id)
    yield Cell(node.id, "code")
    yield wording.cell(report.name(node.id), "strong")
    yield wording.cell(report.band_name(later))
    for one in (node, later):
        bands = bands_of(report.rubric, one.kind)
        yield (
            wording.cell(words.NOT_SHOWN, "number")
            if one.score is None
            else Cell(one.score, "number", points(one.score, bands))
        )
    yield wording.cell(words.NONE, "number") if target is None else Cell(target, "number", "0")
    yield wording.cell(words.NONE if target is None else words.YES if plan.reached[node.id] else NOT_YET)


def _others(report: Report, found: tuple[Proposal, ...]) -> Table:
    """Words in the last, widest column."""
    rows = tuple(
        (Cell(place, "number", "0"), report.wording.cell(one.differs or words.NONE), Cell(one.cost, "number", "0"))
        for place, one in enumerate(found, start=2)
    )
    heads = report.wording.columns(columns.NUMBER, DIFFERS, POINTS)
    return Table("plan-others", report.wording.inline(OTHERS), heads, rows, whole=True)


def _unreachable(report: Report, found: Infeasible) -> Table:
    rows = tuple((Cell(id_, "code"), report.wording.cell(why)) for id_, why in found.reasons.items())
    return Table("plan-unreachable", report.wording.inline(UNREACHABLE), report.wording.columns(columns.ID, WHY), rows)


def _priorities(report: Report, found: tuple[Priority, ...]) -> Table:
    rows = tuple(tuple(_priority(report, place, one)) for place, one in enumerate(found, start=1))
    heads = report.wording.columns(columns.NUMBER, columns.INDICATOR, STEP, GAP, EFFORT, PRIORITY, FIRST)
    return Table("plan-priorities", report.wording.inline(PRIORITIES), heads, rows, whole=False)


def _priority(report: Report, place: int, one: Priority) -> Iterator[Cell]:
    wording = report.wording
    yield Cell(place, "number", "0")
    yield wording.cell(report.coded(one.indicator), "strong")
    yield wording.cell(climb(one.step))
    yield Cell(one.gap, "number", "0")
    yield wording.cell(SIZES[one.step.effort], "number")
    yield Cell(100.0 * one.priority, "number", "0.0")
    before = [said.required(report.rubric, each) for each in one.blocked_by]
    yield wording.cell(said.joined([*([] if one.sure else [words.EVIDENCE_FIRST]), *before] or [words.NONE]))

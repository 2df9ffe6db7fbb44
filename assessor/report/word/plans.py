"""The cheapest plan in words: what it takes and brings, its phases, and how other plans differ."""

from __future__ import annotations

from collections.abc import Iterator

from assessor.planning import Infeasible, Proposal, cheapest
from assessor.planning.ordering import PHASES
from assessor.report.base import Report
from assessor.report.display import listed
from assessor.report.planning import told
from assessor.report.word.blocks import Block
from assessor.report.word.paragraphs import heading, paragraph
from assessor.report.word.wording import upper
from assessor.text import Text, say

TITLE = say("最省方案", "The cheapest plan")
WITHIN = {
    1: say("第一阶段（3个月内）", "Phase 1 (within 3 months)"),
    2: say("第二阶段（12个月内）", "Phase 2 (within 12 months)"),
    3: say("第三阶段（12个月以上）", "Phase 3 (beyond 12 months)"),
}


def plans(report: Report) -> Iterator[Block]:
    """Nothing where there is no plan to make: no target is set, no dimension shown, nothing rated, or all is reached."""
    answer = cheapest(report.rubric, report.assessment, most=2)
    plan = answer.nearest if isinstance(answer, Infeasible) else answer[0]
    if plan is None or not plan.steps:
        return
    yield heading(report, TITLE)
    yield paragraph(report, told(report, answer), *_reasons(report, answer))
    for number in PHASES:
        if steps := plan.phase(number):
            yield paragraph(report, _phase(report, plan, number, len(steps)))
    if not isinstance(answer, Infeasible):
        yield from (paragraph(report, _other(one)) for one in answer[1:])


def _reasons(report: Report, answer: tuple[Proposal, ...] | Infeasible) -> Iterator[Text]:
    if isinstance(answer, Infeasible):
        each = [(report.name(id_), why) for id_, why in answer.reasons.items()]
        said = listed((say(f"{name.zh}：{why.zh}", f"{name.en}: {why.en}") for name, why in each), zh="；", en="; ")
        yield say(f"{said.zh}。", f"{said.en}.")


def _phase(report: Report, plan: Proposal, number: int, count: int) -> Text:
    """Each indicator once, with the level that it has at the end of the phase."""
    aims = {step.indicator: step.aim for step in plan.phase(number)}
    each = listed(
        (say(f"{report.name(id_).zh}升至{aim}级", f"{report.name(id_).en} to level {aim}") for id_, aim in aims.items()),
        zh="、", en="; ",
    )  # fmt: skip
    name = WITHIN[number]
    return say(f"{name.zh}，{count}步：{each.zh}。", f"{name.en}, {count} steps: {each.en}.")


def _other(plan: Proposal) -> Text:
    differs = plan.differs or say("—", "—")
    return say(
        f"另有一种方案，投入{plan.cost}点：{differs.zh}。",
        f"Another plan takes {plan.cost} points: {upper(differs.en)}.",
    )

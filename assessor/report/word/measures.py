"""What to do: first tasks, next steps by level, what to ask for, what to complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessor.report import words
from assessor.report.aims import no_step
from assessor.report.base import Report
from assessor.report.display import listed
from assessor.report.highlights import Highlights
from assessor.report.steps import Step, step_of
from assessor.report.word import counts, tasks
from assessor.report.word.blocks import Block
from assessor.report.word.paragraphs import heading, paragraph
from assessor.report.word.plans import plans
from assessor.report.word.sentences import in_marks
from assessor.report.word.wording import upper, within
from assessor.text import Text, say

FIRST, STEPS = 3, 3
"""First tasks, and next steps named in each level; the annexes have the rest."""
SUBPARTS = {
    "first": say("近期拟抓事项", "To do first"),
    "next": say("分层级改进方向", "Next, by level"),
    "decide": say("提请审定的事项", "For decision"),
    "data": say("补评补证", "What to complete"),
}


def measures(report: Report, every: Highlights) -> Iterator[Block]:
    steps = [step_of(report.rubric, one, report.now) for one in every.first_steps]
    first, later = steps[:FIRST], steps[FIRST:]
    yield heading(report, SUBPARTS["first"])
    if not first:
        yield paragraph(report, _nothing_to_do(report))
    for step in first:
        yield heading(report, tasks.task(step), 3)
        yield paragraph(report, *_task(report, step))
    if later:
        yield heading(report, SUBPARTS["next"])
        yield from _later(report, later)
    yield from plans(report)
    asked = tasks.decisions(report, first, named=True)
    if asked:
        yield heading(report, SUBPARTS["decide"])
    for n, text in enumerate(asked, start=1):
        zh, en = (f"（{n}）", f"({n}) ") if len(asked) > 1 else ("", "")
        yield paragraph(report, say(f"{zh}{text.zh}。", f"{en}{upper(text.en)}."))
    yield from _to_complete(report)


def _nothing_to_do(report: Report) -> Text:
    if not any(code >= 0 for code in report.card.codes.values()):
        return say("尚无已定级的指标，先补评、补佐证。", "No indicator has a level yet: rate and add evidence first.")
    return no_step(report.rubric, report.card)


def _task(report: Report, step: Step) -> Iterator[Text]:
    """What to do, who leads and supports, by when, and how one sees that it is done."""
    action = step.indicator.action if step.sure else words.COLLECT_EVIDENCE
    if action is not None:
        yield say(f"{action.zh.rstrip('。')}。", f"{action.en.rstrip('.')}.")
    lead, when, done = tasks.leads(report, step), tasks.due(step), tasks.mark(report, step)
    support = listed(report.rubric.support_of(step.indicator)) if step.indicator.support else None
    yield say(
        f"牵头单位：{lead.zh}；{f'配合单位：{support.zh}；' if support else ''}完成时限：{when.zh}；完成标志：{done.zh}。",
        f"Lead: {lead.en}; {f'support: {support.en}; ' if support else ''}due: {when.en}; done when: {within(done.en)}.",
    )


def _later(report: Report, later: Sequence[Step]) -> Iterator[Block]:
    for level in report.rubric.levels:
        inside = {one.id for one in report.rubric.dimensions_of(level.id)}
        those = [step for step in later if step.indicator.dimension in inside][:STEPS]
        if not those:
            continue
        each = listed(
            (
                say(
                    f"{tasks.task(step).zh}（牵头单位{tasks.leads(report, step).zh}，完成时限{tasks.due(step).zh}）",
                    f"{tasks.task(step).en} (lead {tasks.leads(report, step).en}, due {tasks.due(step).en})",
                )
                for step in those
            ),
            zh="；",
            en="; ",
        )
        yield paragraph(
            report,
            say(f"在“{level.name.zh}”方面，依次推进：{each.zh}。", f"For “{level.name.en}”, in this order: {each.en}."),
        )


def _to_complete(report: Report) -> Iterator[Block]:
    """What is not rated yet; a report must not read as if that were nothing."""
    open_ = counts.missing(report)
    if not open_:
        return
    yield heading(report, SUBPARTS["data"])
    names = in_marks(report.name(id_) for id_ in open_)
    yield paragraph(report, say(f"未评{len(open_)}项：{names.zh}。", f"Not yet rated ({len(open_)}): {names.en}."))

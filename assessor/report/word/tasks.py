"""What is to be done first, in words: task, units, date, mark of completion, and what to ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assessor.report.base import Report
from assessor.report.display import listed, same
from assessor.report.steps import Step
from assessor.report.word.counts import missing, unproven_levels
from assessor.report.word.sentences import quoted
from assessor.text import Text, counted, say


def task(step: Step) -> Text:
    """What is to be raised to which level, or proved first."""
    name = step.indicator.name
    if not step.sure:
        return say(f"补齐{name.zh}佐证", f"{name.en}: evidence")
    return say(f"{name.zh}升至{step.aim}级", f"{name.en}: to level {step.aim}")


def due(step: Step) -> Text:
    return say(f"{step.due.year}年{step.due.month}月底", f"end of {step.due:%B %Y}")


def leads(report: Report, step: Step) -> Text:
    return listed(report.rubric.lead_of(step.indicator)) if step.indicator.lead else say("待明确", "to be named")


def mark(report: Report, step: Step, *, brief: bool = False) -> Text:
    """How one sees that it is done: the level's own descriptor, or its first condition."""
    if not step.sure:
        return say("佐证登记齐全，据此定级", "evidence listed and a level given on it")
    if step.aim < 2:  # such a descriptor says what is still lacking
        return say("至少实际办理1次，留有记录", "done at least once, on record")
    whole = step.indicator.descriptor(step.aim)
    zh, en = whole.zh.rstrip("。"), whole.en.rstrip(".")
    if not brief:
        return say(zh, en)
    first, first_en = clause(aside(zh), 8), clause(aside(en), 30)
    return say(first + ("等" if first != zh else ""), first_en + (" and so on" if first_en != en else ""))


def aside(words_: str) -> str:
    """The words without what stands in brackets."""
    return re.sub(r"（[^（）]*）| ?\([^()]*\)", "", words_)


def clause(words_: str, least: int) -> str:
    """The words up to the first comma or semicolon that stands in no brackets or quotation marks."""
    deep = 0
    for place, sign in enumerate(words_):
        deep += sign in "（(“"
        deep -= sign in "）)”"
        if sign in "，；,;" and deep == 0 and place >= least:
            return words_[:place]
    return words_


def decisions(report: Report, steps: Sequence[Step], *, named: bool) -> list[Text]:
    """One or two things to ask for, by rule; tasks by name or by their number.

    First tasks that need other departments, money or approval are put up for decision; then what
    has to be verified or rated; where nothing of this is due, the next period's targets.
    """
    asked = []
    big = [(place, step) for place, step in enumerate(steps, start=1) if step.needs_others]
    if big:
        numbers = [same(str(place)) for place, _ in big]
        numbered = say(f"第{listed(numbers).zh}项", f"{listed(numbers).en} above")
        which = quoted(step.indicator.name for _, step in big) if named else numbered
        approval = any(step.effort == "L" for _, step in big)
        asked.append(
            say(
                f"审定{which.zh}的分工{'、经费和报批' if approval else '和经费'}",
                f"settle units{', funds and approvals' if approval else ' and funds'} for {which.en}",
            )
        )
    unproven, open_ = unproven_levels(report), missing(report)
    if open_:
        asked.append(
            say(f"安排未评的{len(open_)}项指标补评", f"have the {counted(len(open_), 'missing indicator')} rated")
        )
    elif unproven:
        asked.append(
            say(
                f"安排{len(unproven)}项佐证线下核验",
                f"have the evidence of {counted(len(unproven), 'rating')} verified offline",
            )
        )
    return asked[:2] or [
        say("审定下一评估年度各维度目标级", "set the target levels of the next period"),
    ]

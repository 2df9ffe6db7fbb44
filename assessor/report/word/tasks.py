"""What is to be done first, in words: task, units, date, mark of completion, and what to ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from assessor.planning.steps import FIRST_MARK
from assessor.report.base import Report
from assessor.report.display import listed
from assessor.report.steps import Step
from assessor.report.word.counts import beyond_evidence, insufficient, missing
from assessor.report.word.sentences import quoted
from assessor.report.word.wording import within
from assessor.rubric import Indicator
from assessor.text import Text, counted, say

Mark = Literal["whole", "first", "named"]
"""A mark of completion in full, its first condition only, or only which level of which indicator."""


def task(step: Step) -> Text:
    """What is to be raised to which level, or proved first."""
    name = step.indicator.name
    if not step.sure:
        return say(f"补齐{name.zh}佐证", f"{name.en}: evidence")
    return say(f"{name.zh}升至{step.aim}级", f"{name.en}: to level {step.aim}")


def due(step: Step) -> Text:
    return month(step.due)


def month(day: date) -> Text:
    """A date that is the last of its month."""
    return say(f"{day.year}年{day.month}月底", f"end of {day:%B %Y}")


def leads(report: Report, step: Step) -> Text:
    return in_the_lead(report, step.indicator) or say("待明确", "to be named")


def in_the_lead(report: Report, indicator: Indicator) -> Text | None:
    """Who leads; of several the first, together with the others: one unit answers for the date."""
    units = report.rubric.lead_of(indicator)
    if len(units) < 2:
        return units[0] if units else None
    first, others = units[0], listed(units[1:])
    return say(f"{first.zh}会同{others.zh}", f"{first.en}, with {others.en}")


def mark(report: Report, step: Step, how: Mark = "whole") -> Text:
    """How one sees that it is done: the level's own descriptor, its first condition, or where it stands.

    What is left of a descriptor is a condition that can be tested as it stands; where its first
    condition leans on words that are not there, the level is named instead.
    """
    if not step.sure:
        return say("佐证登记齐全，据此定级", "Evidence listed and a level given on it")
    if step.aim < 2:  # such a descriptor says what is still lacking
        return FIRST_MARK
    if how == "whole":
        return criterion(step.indicator, step.aim)
    whole = step.indicator.descriptor(step.aim)
    zh, en = whole.zh.rstrip("。"), whole.en.rstrip(".")
    reference = say(
        f"达到{step.indicator.id}的{step.aim}级判据", f"Meets level {step.aim} of {step.indicator.id} in full"
    )
    first = clause(zh, "，；")
    if how == "named" or leans(first):
        return reference
    return say(first, clause(en, ";"))


def criterion(indicator: Indicator, level: int) -> Text:
    """The descriptor of a level, without its full stop.

    Levels are cumulative: what it speaks of as known stands in the one beneath, which then goes before it.
    """
    own = indicator.descriptor(level)
    zh, en = own.zh.rstrip("。"), own.en.rstrip(".")
    if level == 0 or not leans(zh):
        return say(zh, en)
    beneath = criterion(indicator, level - 1)
    return say(f"{beneath.zh}；{zh}", f"{beneath.en}; {within(en)}")


_LEANING = re.compile("其[中间]|^[其该此另]|上述|^[一二三四五六七八九十]类(?!以上)")


def leans(words_: str) -> bool:
    """Does its first condition speak of something that was named before?"""
    return _LEANING.search(clause(words_, "，；")) is not None


_ALTERNATIVE = ("或", "且")
"""Such a clause belongs to the one before."""
SHORTEST = 8
"""Characters of a condition; what is shorter is the head of the next."""


def clause(words_: str, ends: str) -> str:
    """The first condition: up to a sign of `ends` that stands in no brackets or quotation marks."""
    deep = 0
    for place, sign in enumerate(words_):
        deep += sign in "（(“"
        deep -= sign in "）)”"
        whole = deep == 0 and place >= SHORTEST and words_[place - 1] != "等"
        if sign in ends and whole and not words_[place + 1 :].startswith(_ALTERNATIVE):
            return words_[:place]
    return words_


# -- what to ask for ------------------------------------------------------------------------------


def decisions(report: Report, steps: Sequence[Step], *, named: bool) -> list[Text]:
    """Up to two things to ask for, by rule; tasks by name or by their number.

    First tasks that need other departments, money or approval are put up for decision; then what
    is to be rated, proved or verified. Where nothing of this is due, first tasks want their units
    and dates; targets are asked for only where none are set.
    """
    asked = [one for one in (_big(steps, named=named), _to_complete(report)) if one is not None]
    if not asked and steps:
        which = _which(list(enumerate(steps, start=1)), named=named)
        asked.append(say(f"审定{which.zh}的牵头单位和完成时限", f"approve lead units and dates for {which.en}"))
    if not asked and not report.card.targets:
        asked.append(say("审定各维度目标级", "set the target levels of the dimensions"))
    return asked


def _big(steps: Sequence[Step], *, named: bool) -> Text | None:
    big = [(place, step) for place, step in enumerate(steps, start=1) if step.needs_others]
    if not big:
        return None
    which = _which(big, named=named)
    approval = any(step.effort == "L" for _, step in big)
    return say(
        f"审定{which.zh}的分工{'、经费和报批' if approval else '和经费'}",
        f"approve lead units{', funding and requests for higher approval' if approval else ' and funding'} for {which.en}",
    )


def _which(those: Sequence[tuple[int, Step]], *, named: bool) -> Text:
    if named:
        return quoted(step.indicator.name for _, step in those)
    places = [place for place, _ in those]
    zh = f"第{'、'.join(map(str, places))}项"
    if len(places) > 2 and places[-1] - places[0] == len(places) - 1:
        return say(zh, f"items {places[0]}–{places[-1]}")
    return say(zh, f"item{'s' if len(places) > 1 else ''} {' and '.join(map(str, places))}")


def _to_complete(report: Report) -> Text | None:
    """Ratings before evidence, evidence before its verification."""
    open_, unsure, beyond = missing(report), insufficient(report), beyond_evidence(report)
    if open_:
        return say(f"安排未评的{len(open_)}项指标补评", f"have the {counted(len(open_), 'missing indicator')} rated")
    if unsure:
        return say(f"安排补齐{unsure}项佐证", f"have evidence collected for {counted(unsure, 'rating')}")
    if beyond:
        return say(
            f"安排{len(beyond)}项佐证线下核验",
            f"have the evidence of {counted(len(beyond), 'rating')} verified offline",
        )
    return None

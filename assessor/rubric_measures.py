"""What can be wrong with a measured indicator."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assessor.rubric import Fault, Indicator, Loc, Measure, Rubric
from assessor.text import counted, say


def measure_faults(rubric: Rubric, one: Indicator, loc: Loc) -> Iterator[Fault]:
    """A measure that is missing or out of place, goalposts that are one, thresholds that do not lead from one to the other."""
    if one.measure is None:
        if one.kind == "measured":
            yield Fault(
                (*loc, "kind"),
                say(f"计量指标 {one.id} 没有写 measure", f"the measured indicator {one.id} has no measure"),
                say("写上 unit、worst、best", "write its unit, worst and best"),
            )
        return
    if one.kind == "maturity":
        yield Fault(
            (*loc, "measure"),
            say(f"指标 {one.id} 按等级评定，却写了 measure", f"indicator {one.id} is rated by levels and yet has a measure"),
            say("写上 kind: measured，或删去 measure", "write kind: measured, or remove the measure"),
        )  # fmt: skip
        return
    if one.measure.worst == one.measure.best:
        yield Fault(
            (*loc, "measure"),
            say(f"上下限同为 {one.measure.best:g}，数值无从折算", f"worst and best are both {one.measure.best:g}, so no figure can be placed"),
            say("写出两个不同的数", "write two different numbers"),
        )  # fmt: skip
    elif one.measure.thresholds:
        yield from _thresholds(rubric, one.measure, (*loc, "measure", "thresholds"))


def _thresholds(rubric: Rubric, measure: Measure, loc: Loc) -> Iterator[Fault]:
    given = len(measure.thresholds)
    if given != rubric.top:
        yield Fault(
            loc,
            say(f"门槛应有{rubric.top}个（1级至{rubric.top}级各一个），现为{given}个",
                f"thresholds need {counted(rubric.top, 'number')}, one for each level from 1; there {'is' if given == 1 else 'are'} {given}"),
            say("补齐或删去多余的；按比例折算的不写 thresholds", "add the missing or remove the extra ones; leave thresholds out where goalposts suffice"),
        )  # fmt: skip
    rising = measure.more_is_better
    inside = all(
        min(measure.worst, measure.best) <= one <= max(measure.worst, measure.best) for one in measure.thresholds
    )
    steps = pairwise(measure.thresholds)
    if not inside or not all(a < b if rising else a > b for a, b in steps):
        told = ", ".join(f"{one:g}" for one in measure.thresholds)
        yield Fault(
            loc,
            say(f"门槛应从 worst（{measure.worst:g}）向 best（{measure.best:g}）逐级{'递增' if rising else '递减'}，现为{told}",
                f"thresholds must {'rise' if rising else 'fall'} from worst ({measure.worst:g}) to best ({measure.best:g}); they are {told}"),
            say("改正 thresholds", "correct thresholds"),
        )  # fmt: skip

"""What a step up asks for: the level aimed at, by when, and how one sees that it is done.

A rule, not a plan: the office decides. Months follow the effort that the rubric states for each step.

Source:
    Rubric method 2.2 (S up to 3 months inside the office; M 3-12 months, other departments or
    budget; L over 12 months or higher approval) and 6.6 (lead unit, date, mark of completion).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from assessor.report import words
from assessor.report.display import listed
from assessor.report.highlights import Highlight
from assessor.rubric import Effort, Indicator, Rubric
from assessor.text import Text

MONTHS: dict[Effort, int] = {"S": 3, "M": 12, "L": 24}
BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Step:
    indicator: Indicator
    level: int
    aim: int
    """The level aimed at; the level it has where evidence comes first."""
    effort: Effort
    due: date
    """The last day of a month."""
    sure: bool
    """False where evidence is insufficient: it is collected before any step up."""

    @property
    def needs_others(self) -> bool:
        """Other departments, money or approval from above, by the rubric's meaning of M and L."""
        return self.sure and self.effort != "S"


def step_of(rubric: Rubric, one: Highlight, made: datetime) -> Step:
    """The next step of an indicator.

    It leads one level up. From level 0 it leads to 2 where the target asks for that much: what
    level 1 describes is something that still lacks its document or owner, and no aim for anybody.
    """
    aim = _aim(rubric, one) if one.sure else one.level
    effort = max(_efforts(one, aim), key=lambda each: MONTHS[each])
    return Step(one.indicator, one.level, aim, effort, month_end(made, MONTHS[effort]), one.sure)


def lead_units(rubric: Rubric, indicator: Indicator) -> Text:
    """The units in the lead; a dash where the rubric names none."""
    return listed(rubric.lead_of(indicator) or [words.NONE])


def _aim(rubric: Rubric, one: Highlight) -> int:
    ahead = 2 if one.level == 0 and one.short_of_target >= 2 else 1
    return min(one.level + ahead, rubric.top)


def _efforts(one: Highlight, aim: int) -> list[Effort]:
    """Of every rung on the way; evidence is collected within the office; unstated counts as M."""
    if not one.sure:
        return ["S"]
    stated = one.indicator.effort
    return [stated[rung] if rung < len(stated) else "M" for rung in range(one.level, aim)] or ["M"]


def month_end(made: datetime, months: int) -> date:
    """The last day of the month that lies so many months after a moment, on a calendar in Beijing."""
    today = made.astimezone(BEIJING).date()
    years, month = divmod(today.month - 1 + months, 12)
    year = today.year + years
    return date(year, month + 1, monthrange(year, month + 1)[1])

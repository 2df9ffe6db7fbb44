"""Words about targets: nothing is measured against a target level that nobody has set."""

from __future__ import annotations

from typing import Literal

from assessor.report.highlights import Highlight
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard
from assessor.text import Text, say

Aims = Literal["all", "some", "none"]
"""Of how many of the dimensions assessed a target level is set."""
NO_LEVEL = say("尚无已定级的指标。", "No indicator has a level yet.")
SHORT_OF = say("距目标差{count}级", "{count} below target")
UNSET = say("未设目标级", "no target set")

UNSET_NOTE = say(
    "未设目标级的，按距最高级的级数排列。", "Where no target is set, the gap is that to the top of the scale."
)


def aims(rubric: Rubric, card: Scorecard) -> Aims:
    found = {one.dimension in card.targets for one in rubric.indicators if one.id in card.codes}
    return "some" if len(found) > 1 else "all" if found == {True} else "none"


def middle(rubric: Rubric) -> int:
    """The lowest level that is not below the middle of the scale."""
    return (rubric.top + 1) // 2


def short_of(one: Highlight) -> Text:
    if one.target is None:
        return UNSET
    count = str(one.short_of_target)
    return say(SHORT_OF.zh.format(count=count), SHORT_OF.en.format(count=count))


def no_weakness(rubric: Rubric, card: Scorecard) -> Text:
    """Of indicators that have a level, none is weak; where no target is set the level alone tells."""
    least = middle(rubric)
    said: dict[Aims, Text] = {
        "all": say("已定级的指标均达到目标级。", "Every indicator given a level has reached its target."),
        "some": say(
            f"已定级的指标均达到目标级，未设目标级的均在{least}级及以上。",
            f"Every indicator given a level has reached its target or, where none is set, level {least} or higher.",
        ),
        "none": say(
            f"未设目标级；已定级的指标均在{least}级及以上。",
            f"No targets are set; every indicator given a level stands at level {least} or higher.",
        ),
    }
    return said[aims(rubric, card)]


def no_step(rubric: Rubric, card: Scorecard) -> Text:
    """Nothing is left to be done under the targets, or under the top of the scale."""
    said: dict[Aims, Text] = {
        "all": say(
            "已定级的指标均达到目标级，可研究更高目标。",
            "Everything rated has reached its target; consider higher ones.",
        ),
        "some": say(
            "已定级的指标均达到目标级，未设目标级的均在最高级。",
            "Everything rated has reached its target or, where none is set, the top of the scale.",
        ),
        "none": say("未设目标级；已定级的指标均在最高级。", "No targets are set; everything rated stands at the top of the scale."),
    }  # fmt: skip
    return said[aims(rubric, card)]


def nothing_to_do(rubric: Rubric, card: Scorecard) -> Text:
    """What stands in place of a list of steps."""
    return no_step(rubric, card) if any(code >= 0 for code in card.codes.values()) else NO_LEVEL


def weak_said(rubric: Rubric, card: Scorecard) -> Text:
    """What makes an indicator a weakness: “低于目标级”, below target."""
    below = say(f"低于{middle(rubric)}级", f"below level {middle(rubric)}")
    said: dict[Aims, Text] = {
        "all": say("低于目标级", "below their target level"),
        "some": say(
            f"低于目标级（未设目标级的{below.zh}）", f"below their target level ({below.en} where none is set)"
        ),
        "none": say(f"{below.zh}（未设目标级）", f"{below.en} (no targets are set)"),
    }
    return said[aims(rubric, card)]

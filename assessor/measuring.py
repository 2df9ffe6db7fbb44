"""Measured indicators: from a figure to the level it comes to, and what lies beyond the goalposts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from assessor.assessment import Rating
from assessor.errors import CityFault, Problem
from assessor.rubric import Indicator, Measure, Rubric
from assessor.text import Text, say

# A fractional level of 3 by arithmetic may be 2.9999999999999996 in floating point; it still is 3.
DUST = 1e-9


@dataclass(frozen=True)
class Truncation:
    """A figure that lies beyond a goalpost and counts no further than it."""

    end: Literal["worst", "best"]
    by: float
    """How far beyond, in the measure's unit; above 0."""

    def told(self, measure: Measure) -> Text:
        goalpost = measure.told(measure.worst if self.end == "worst" else measure.best)
        beyond = measure.told(self.by)
        zh, en = ("差", "worst") if self.end == "worst" else ("好", "best")
        return say(f"超出目标值域{zh}的一端（{goalpost.zh}）{beyond.zh}，截断，按该端计",
                   f"{beyond.en} beyond the {en} goalpost ({goalpost.en}): truncated to it")  # fmt: skip


def normalised(measure: Measure, figure: float) -> tuple[float, Truncation | None]:
    """Where a figure lies between the goalposts.

    Args:
        measure: goalposts, in either direction.
        figure: in the measure's unit.

    Returns:
        Share 0..1 of the way from `worst` to `best`; what was cut off beyond a goalpost, if anything.

    Source:
        Goalposts as in the UNDP Human Development Index, technical notes: fixed beforehand, beyond them no further.
    """
    share = (figure - measure.worst) / (measure.best - measure.worst)
    if share < 0:
        return 0.0, Truncation("worst", abs(figure - measure.worst))
    if share > 1:
        return 1.0, Truncation("best", abs(figure - measure.best))
    return share, None


def reached(measure: Measure, figure: float) -> int:
    """How many thresholds a figure reaches; one that it equals is reached."""
    if measure.more_is_better:
        return sum(figure >= threshold for threshold in measure.thresholds)
    return sum(figure <= threshold for threshold in measure.thresholds)


def level_and_rest(rubric: Rubric, indicator: Indicator | str, figure: float) -> tuple[int, float]:
    """The level 0..T a figure comes to: its whole part, and the rest 0 <= r < 1.

    With thresholds the level is the number of thresholds reached and nothing is left over; without,
    the level is T times the share of the way between the goalposts.
    """
    measure = _measure(rubric, indicator)
    if measure.thresholds:
        return reached(measure, figure), 0.0
    level = rubric.top * normalised(measure, figure)[0]
    if abs(level - round(level)) <= DUST:
        level = round(level)
    whole = math.floor(level)
    return whole, float(level - whole)


def _measure(rubric: Rubric, indicator: Indicator | str) -> Measure:
    found = rubric.by_id.get(indicator) if isinstance(indicator, str) else indicator
    if found is None or found.measure is None:
        place = indicator if isinstance(indicator, str) else indicator.id
        raise CityFault(
            Problem(
                place,
                say("该指标不是计量指标", "this is no measured indicator"),
                say("请评定等级，不填数值", "choose a level instead of giving a figure"),
            )
        )
    return found.measure


def rating(rubric: Rubric, indicator: Indicator | str, figure: float, **said: Any) -> Rating:
    """The rating that a figure comes to; `said` are the other fields of a Rating.

    Raises:
        CityFault: if the indicator is not measured or the figure is no number.
    """
    measure = _measure(rubric, indicator)
    if not math.isfinite(figure):
        raise CityFault(
            Problem(
                indicator if isinstance(indicator, str) else indicator.id,
                say("数值不是有限的数", "the figure is not a finite number"),
                say(f"填以{measure.unit.zh}计的数值", f"give a number in {measure.unit.en}"),
            )
        )
    return Rating(outcome=level_and_rest(rubric, indicator, figure)[0], measured=float(figure), **said)


def truncation(rubric: Rubric, indicator: Indicator | str, figure: float) -> Truncation | None:
    """What of a figure lies beyond the goalposts; nothing where thresholds make the level."""
    measure = _measure(rubric, indicator)
    return None if measure.thresholds else normalised(measure, figure)[1]


def goalposts(measure: Measure) -> Text:
    """Unit, goalposts or thresholds in words."""
    if measure.thresholds:
        each = [measure.told(figure) for figure in measure.thresholds]
        sign = "≥" if measure.more_is_better else "≤"
        return say(
            "计量指标：" + "，".join(f"{sign}{said.zh}为{n}级" for n, said in enumerate(each, start=1)),
            "measured: " + ", ".join(f"{sign} {said.en} is level {n}" for n, said in enumerate(each, start=1)),
        )
    worst, best = measure.told(measure.worst), measure.told(measure.best)
    return say(
        f"计量指标：目标值域 {worst.zh}（差）至 {best.zh}（好），其间按比例计，超出截断",
        f"measured: goalposts {worst.en} (worst) to {best.en} (best), in proportion between, truncated beyond",
    )


def decimals(figure: float | None, measure: Measure, language: str = "zh") -> str:
    """Number format with the unit: as many decimals as the rubric gives, more where the figure has more."""
    written = 0 if figure is None else len(f"{figure:.6f}".rstrip("0").partition(".")[2])
    digits = max(measure.digits, written)
    unit = (measure.unit.en if language == "en" else measure.unit.zh).replace('"', "")
    return ("0." + "0" * digits if digits else "0") + f'" {unit}"'

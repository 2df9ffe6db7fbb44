"""The same ratings under other weights, other rules and other caps: does the conclusion hold?

Nothing here is drawn at random: every alternative is the engine's own arithmetic with one choice changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assessor import scoring
from assessor.assessment import Assessment, WeightChoice
from assessor.combining import DUST, Codes
from assessor.errors import ScoringError
from assessor.nodes import band_of
from assessor.rubric import Aggregation, Rubric
from assessor.scorecard import codes_of, refuse_other_version, weights_of
from assessor.text import Text, say
from assessor.weighting import Group, Plan

Kind = Literal["base", "weights", "aggregation", "evidence", "links"]
FLOOR = 1.0
"""Points that stand in for 0 where a geometric mean would refuse it."""
AS_SCORED = say("本报告所用方法", "As in this report")
RULES: dict[Aggregation, Text] = {
    "arithmetic": say("算术平均", "arithmetic mean"),
    "geometric": say("几何平均", "geometric mean"),
    "weakest": say("取最弱项", "weakest part"),
}
STEPS = {
    "dimensions": say("指标→维度", "indicators to dimension"),
    "levels": say("维度→层级", "dimensions to level"),
    "overall": say("层级→综合", "levels to overall"),
}


@dataclass(frozen=True)
class Alternative:
    """What the ratings come to when one choice of method is changed."""

    kind: Kind
    id: str
    name: Text
    levels: dict[str, float | None]
    """Score 0..100 of each coordination level; None where withheld."""
    overall: float | None
    severities: dict[str, float | None]
    """Severity 0..100 of each shortcoming; None where withheld."""
    lowest: str | None
    """The lowest coordination level."""
    band: int | None
    """Band of the lowest level: a position in the rubric's bands."""
    first: str | None
    """The most marked shortcoming."""


@dataclass(frozen=True)
class Conclusions:
    """Whether each conclusion stays the same in every alternative; None where there is none to begin with."""

    lowest: bool | None
    band: bool | None
    first: bool | None

    @property
    def holds(self) -> bool | None:
        """All of them; None where nothing was concluded."""
        said = [one for one in (self.lowest, self.band, self.first) if one is not None]
        return all(said) if said else None


def alternatives(rubric: Rubric, assessment: Assessment) -> list[Alternative]:
    """The scorecard's levels, overall and severities, first as scored, then with one choice changed:
    each preset of weights and the city's own; arithmetic, geometric and weakest at each step;
    ratings capped by their evidence; shortcomings without their secondary links.

    A geometric mean that would refuse a zero takes it as 1 point. A choice that admits no score at
    all, such as a preset that leaves a quick variant without weight, has no line.

    Raises:
        VersionMismatch: if the assessment was made under another rubric or version.
        ScoringError: if its own weights or ratings admit no score.

    Source:
        Rubric method 5.1, sensitivity: a fixed table; a conclusion that turns is only called not robust.
    """
    refuse_other_version(rubric, assessment)
    codes = codes_of(rubric, assessment)
    plan = _plan(rubric, assessment, assessment.weights)
    return [
        _made(rubric, "base", "base", AS_SCORED, codes, plan),
        *_weighted(rubric, assessment, codes),
        *_ruled(rubric, codes, plan),
        *_capped(rubric, assessment, plan),
        *_linked(rubric, codes, plan),
    ]


def conclusions(found: list[Alternative]) -> Conclusions:
    """Which conclusions of the first alternative all others share; one that is withheld does not share it."""
    base, *others = found
    return Conclusions(
        None if base.lowest is None else all(_same_lowest(base, other) for other in others),
        None if base.band is None else all(other.band == base.band for other in others),
        None if base.first is None else all(_same_first(base, other) for other in others),
    )


def agrees(base: Alternative, other: Alternative) -> bool:
    """Whether the other comes to the same conclusions."""
    return _same_lowest(base, other) and base.band == other.band and _same_first(base, other)


def _same_lowest(base: Alternative, other: Alternative) -> bool:
    """The same level is lowest there, if only level with others: a tie turns nothing round."""
    return _is_extreme(base.lowest, other.lowest, other.levels)


def _same_first(base: Alternative, other: Alternative) -> bool:
    return _is_extreme(base.first, other.first, other.severities)


def _is_extreme(own: str | None, extreme: str | None, values: dict[str, float | None]) -> bool:
    if own is None or extreme is None:
        return own == extreme
    mine, theirs = values[own], values[extreme]
    return mine is not None and theirs is not None and abs(mine - theirs) <= DUST


def span(values: list[float | None]) -> tuple[float, float] | None:
    """Lowest and highest of what is shown."""
    shown = [one for one in values if one is not None]
    return (min(shown), max(shown)) if shown else None


# -- the alternatives -------------------------------------------------------------------------


def _plan(rubric: Rubric, assessment: Assessment, choice: WeightChoice) -> Plan:
    return scoring.plan(rubric, weights_of(rubric, choice, assessment.variant))


def _weighted(rubric: Rubric, assessment: Assessment, codes: Codes) -> Iterator[Alternative]:
    presets = {one.id: one.name for one in rubric.weight_presets}
    presets = {"equal": say("等权", "Equal weights")} | presets
    choices = [(f"weights-{id_}", name, WeightChoice(preset=id_)) for id_, name in presets.items()]
    own = assessment.weights
    if own.levels or own.dimensions or own.indicators:
        choices.append(("weights-own", say("本市自定权重", "The city's own weights"), own))
    for id_, name, choice in choices:
        try:
            plan = _plan(rubric, assessment, choice)
        except ScoringError:
            continue
        yield _made(rubric, "weights", id_, name, codes, plan)


def _ruled(rubric: Rubric, codes: Codes, plan: Plan) -> Iterator[Alternative]:
    """Every rule at every step that does not follow it already."""
    for step, where in STEPS.items():
        groups: tuple[Group, ...] = (plan.overall,) if step == "overall" else getattr(plan, step)
        for rule, how in RULES.items():
            if all(group.rule == rule for group in groups):
                continue
            name = say(f"{where.zh}：{how.zh}", f"{where.en}: {how.en}")
            try:
                yield _made(rubric, "aggregation", f"{step}-{rule}", name, codes, _with(plan, step, groups, rule))
            except ScoringError:
                floored = say(f"{name.zh}（0按{FLOOR:g}分计）", f"{name.en} (0 taken as {FLOOR:g} point)")
                lifted = _with(plan, step, groups, rule, FLOOR)
                yield _made(rubric, "aggregation", f"{step}-{rule}", floored, codes, lifted)


def _with(plan: Plan, step: str, groups: tuple[Group, ...], rule: Aggregation, floor: float | None = None) -> Plan:
    changed = tuple(replace(one, rule=rule, floor=one.floor or floor) for one in groups)
    if step == "overall":
        return replace(plan, overall=changed[0])
    return replace(plan, dimensions=changed) if step == "dimensions" else replace(plan, levels=changed)


def _capped(rubric: Rubric, assessment: Assessment, plan: Plan) -> Iterator[Alternative]:
    if rubric.evidence_grades:
        name = say("评级按佐证强度封顶", "Ratings capped by their evidence")
        yield _made(rubric, "evidence", "capped", name, codes_of(rubric, assessment, supported=True), plan)


def _linked(rubric: Rubric, codes: Codes, plan: Plan) -> Iterator[Alternative]:
    if any(one.shortcomings is not None and one.shortcomings.secondary for one in rubric.indicators):
        name = say("短板只计主要对应指标", "Shortcomings by their primary links only")
        yield _made(rubric, "links", "primary", name, codes, replace(plan, links=plan.primary))


def _made(rubric: Rubric, kind: Kind, id_: str, name: Text, codes: Codes, plan: Plan) -> Alternative:
    scores = scoring.score(codes, plan)
    levels = _numbers([one.id for one in rubric.levels], scores.level[0])
    severities = _numbers([one.id for one in rubric.shortcomings], scores.severity[0])
    shown = {one: score for one, score in levels.items() if score is not None}
    lowest = min(shown, key=shown.__getitem__, default=None)
    marked = {one: severity for one, severity in severities.items() if severity is not None}
    return Alternative(
        kind, id_, name, levels, _number(scores.overall[0]), severities, lowest,
        None if lowest is None or not rubric.bands else band_of(shown[lowest], rubric.bands),
        max(marked, key=marked.__getitem__, default=None),
    )  # fmt: skip


def _numbers(ids: list[str], found: scoring.Floats) -> dict[str, float | None]:
    return dict(zip(ids, map(_number, found), strict=True))


def _number(value: float) -> float | None:
    """Without the dust of floating point at the ends; None for a gap."""
    return None if np.isnan(value) else min(max(float(value), 0.0), 100.0)

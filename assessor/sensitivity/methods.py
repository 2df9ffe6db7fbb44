"""Every method variant: the rubric's own method with one choice changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assessor import scoring
from assessor.assessment import Assessment, WeightChoice
from assessor.combining import Codes
from assessor.errors import ScoringError
from assessor.rubric import Aggregation, Rubric
from assessor.scorecard import codes_of, rest_of, weights_of
from assessor.scoring import Floats, Scores
from assessor.text import Text, say
from assessor.weighting import Group, Plan

Kind = Literal["base", "weights", "aggregation", "evidence", "links"]
FLOOR = 1.0
"""Points that stand in for 0 where a geometric mean would refuse it."""
AS_SCORED = say("本次评估所用方法", "As in this assessment")
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
class Method:
    """One way to put the same ratings together."""

    kind: Kind
    id: str
    name: Text
    plan: Plan
    capped: bool = False
    """Whether ratings are capped by their evidence."""
    floored: Plan | None = None
    """The same with a floor, for ratings whose zeros the rule would refuse."""


@dataclass(frozen=True)
class Ratings:
    """Ratings of some cities as the engine reads them, as judged and as capped by their evidence."""

    codes: Codes
    rest: Floats | None
    capped_codes: Codes
    capped_rest: Floats | None

    @classmethod
    def of(cls, rubric: Rubric, assessments: Sequence[Assessment]) -> Ratings:
        def stacked(supported: bool) -> tuple[Codes, Floats | None]:
            codes = np.vstack([codes_of(rubric, one, supported=supported) for one in assessments])
            rest = [rest_of(rubric, one, supported=supported) for one in assessments]
            known = [one for one in rest if one is not None]
            return codes, np.vstack(known) if known and len(known) == len(rest) else None

        return cls(*stacked(False), *stacked(True))


def methods(rubric: Rubric, choice: WeightChoice, variant: str) -> list[Method]:
    """The method as stated first, then with one choice changed: each preset of weights and one's own;
    arithmetic, geometric and weakest at each step; ratings capped by their evidence; shortcomings
    without their secondary links. A choice that admits no score at all, such as a preset that leaves
    a quick variant without weight, is left out.

    Raises:
        ScoringError: if the choice itself admits no score.
    """
    plan = scoring.plan(rubric, weights_of(rubric, choice, variant))
    return [
        Method("base", "base", AS_SCORED, plan),
        *_weighted(rubric, choice, variant),
        *_ruled(plan),
        *_capped(rubric, plan),
        *_linked(rubric, plan),
    ]


def applied(method: Method, ratings: Ratings) -> tuple[Text, Scores]:
    """What a method makes of ratings, with its name, which says so where zeros had to be lifted.

    Raises:
        ScoringError: if ratings admit no score.
    """
    codes, rest = ratings.codes, ratings.rest
    if method.capped:
        codes, rest = ratings.capped_codes, ratings.capped_rest
    if method.floored is None:
        return method.name, scoring.score(codes, method.plan, rest)
    try:
        return method.name, scoring.score(codes, method.plan, rest)
    except ScoringError:
        zh, en = method.name.zh, method.name.en
        name = say(f"{zh}（0按{FLOOR:g}分计）", f"{en} (0 taken as {FLOOR:g} point)")
        return name, scoring.score(codes, method.floored, rest)


def _weighted(rubric: Rubric, own: WeightChoice, variant: str) -> Iterator[Method]:
    presets = {one.id: one.name for one in rubric.weight_presets}
    presets = {"equal": say("等权", "Equal weights")} | presets
    choices = [(f"weights-{id_}", name, WeightChoice(preset=id_)) for id_, name in presets.items()]
    if own.levels or own.dimensions or own.indicators:
        choices.append(("weights-own", say("本市自定权重", "The city's own weights"), own))
    for id_, name, choice in choices:
        try:
            plan = scoring.plan(rubric, weights_of(rubric, choice, variant))
        except ScoringError:
            continue
        yield Method("weights", id_, name, plan)


def _ruled(plan: Plan) -> Iterator[Method]:
    """Every rule at every step that does not follow it already."""
    for step, where in STEPS.items():
        groups: tuple[Group, ...] = (plan.overall,) if step == "overall" else getattr(plan, step)
        for rule, how in RULES.items():
            if all(group.rule == rule for group in groups):
                continue
            name = say(f"{where.zh}：{how.zh}", f"{where.en}: {how.en}")
            changed, floored = _with(plan, step, groups, rule), _with(plan, step, groups, rule, FLOOR)
            yield Method("aggregation", f"{step}-{rule}", name, changed, floored=floored)


def _with(plan: Plan, step: str, groups: tuple[Group, ...], rule: Aggregation, floor: float | None = None) -> Plan:
    changed = tuple(replace(one, rule=rule, floor=one.floor or floor) for one in groups)
    if step == "overall":
        return replace(plan, overall=changed[0])
    return replace(plan, dimensions=changed) if step == "dimensions" else replace(plan, levels=changed)


def _capped(rubric: Rubric, plan: Plan) -> Iterator[Method]:
    if rubric.evidence_grades:
        yield Method(
            "evidence", "capped", say("评级按佐证强度封顶", "Ratings capped by their evidence"), plan, capped=True
        )


def _linked(rubric: Rubric, plan: Plan) -> Iterator[Method]:
    if any(one.shortcomings is not None and one.shortcomings.secondary for one in rubric.indicators):
        name = say("短板只计主要对应指标", "Shortcomings by their primary links only")
        yield Method("links", "primary", name, replace(plan, links=plan.primary))

"""Which ratings, weights, targets and evidence a rubric admits. Every fault at once, with place and fix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from assessor.assessment import FEWEST, Assessment, Consensus, Evidence, Rating, WeightChoice
from assessor.errors import CityFault, Problem, ScoringError
from assessor.measuring import level_and_rest
from assessor.rubric import Indicator, Rubric
from assessor.task import Task
from assessor.text import Text, say, use_one_of
from assessor.weighting import weights_of

Model = TypeVar("Model", bound=BaseModel)


def rating_faults(rubric: Rubric, indicator: str, rating: Rating) -> Iterator[Problem]:
    """An unknown indicator or grade, a level outside the scale or unlike the figure it comes of, not applicable where
    it may not be or without reason."""
    known = rubric.by_id.get(indicator)
    if known is None:
        yield _unknown(indicator, "指标", "indicator", rubric.by_id, indicator)
        return
    if isinstance(rating.outcome, int) and not 0 <= rating.outcome <= rubric.top:
        yield Problem(
            indicator,
            say(f"等级应为0至{rubric.top}，现为{rating.outcome}", f"a level runs from 0 to {rubric.top}, not {rating.outcome}"),
            say(f"改为0至{rubric.top}的整数", f"choose a whole number from 0 to {rubric.top}"),
        )  # fmt: skip
    if rating.outcome == "not_applicable":
        if not known.not_applicable.allowed:
            yield Problem(
                indicator,
                say("该指标不允许选“不适用”", "this indicator may not be marked not applicable"),
                say("请评定等级；依据不足的选“佐证不足”", "choose a level, or insufficient evidence"),
            )
        elif not rating.reason.strip():
            yield Problem(
                indicator,
                say("选“不适用”须写明理由", "not applicable needs a reason"),
                say("补写一句理由", "write one sentence why"),
            )
    for _, what, fix in figure_faults(rubric, known, rating.outcome, rating.measured):
        yield Problem(indicator, what, fix)
    yield from _grade_faults(rubric, indicator, rating.grade)
    for _, what, fix in consensus_faults(rubric, rating.consensus):
        yield Problem(indicator, what, fix)


def figure_faults(
    rubric: Rubric, one: Indicator, outcome: int | str | None, figure: float | None
) -> Iterator[tuple[str, Text, Text]]:
    """A figure that is lacking, out of place, or comes to another level: the field, what is wrong with it, what to do.

    Without an outcome the figure alone decides.
    """
    measure = one.measure
    if measure is None:
        if figure is not None:
            what = say("该指标按等级评定，不填数值", "this indicator is rated by levels and takes no figure")
            yield "measured", what, say("删去数值，评定等级", "remove the figure and choose a level")
    elif figure is None:
        if isinstance(outcome, int):
            what = say(
                "该指标是计量指标，应填数值，等级由数值得出",
                "this indicator is measured: give its figure, the level follows",
            )
            yield "level", what, say(f"填以{measure.unit.zh}计的数值", f"give a number in {measure.unit.en}")
    elif isinstance(outcome, str):
        what = say(
            "不适用或佐证不足的，不填数值", "not applicable or insufficient evidence leaves no room for a figure"
        )
        yield "measured", what, say("删去数值，写进说明", "remove the figure; it may stand in the note")
    elif outcome not in (None, level := level_and_rest(rubric, one, figure)[0]):
        told = measure.told(figure)
        what = say(
            f"数值{told.zh}合{level}级，与{outcome}级不符",
            f"the figure {told.en} comes to level {level}, not {outcome}",
        )
        yield "level", what, say("删去等级，由数值得出", "leave the level out; it follows from the figure")


def consensus_faults(rubric: Rubric, agreed: Consensus | None) -> Iterator[tuple[str, Text, Text]]:
    """What no scoring session can have agreed under this rubric: the field, what is wrong with it, what to do."""
    if agreed is None:
        return
    again = say("重新导出，或删去这段研讨结果", "export it again, or remove what is said of the session")
    if agreed.level > rubric.top or (agreed.doubtful and agreed.level == rubric.top):
        yield (
            "level",
            say(f"研讨不能定为{agreed.level}级：最高{rubric.top}级，存疑的不得为{rubric.top}级",
                f"no session agrees on level {agreed.level}: the top is {rubric.top}, which a doubtful item never gets"),
            again,
        )  # fmt: skip
    for name, counts in (("first", agreed.first), ("second", agreed.second)):
        if counts and len(counts) != rubric.top + 1:
            yield (
                name,
                say(f"评分票分布有{len(counts)}个数，应为{rubric.top + 1}个", f"{len(counts)} counts of ballots where there are {rubric.top + 1} levels"),
                again,
            )  # fmt: skip
        if sum(counts) < FEWEST and (counts or name == ("second" if agreed.second else "first")):
            yield (
                name,
                say(f"有效评分票不足{FEWEST}张，不能据以定级，也不列分布",
                    f"fewer than {FEWEST} valid ballots: nothing is agreed on them and their distribution is not shown"),
                again,
            )  # fmt: skip


def evidence_faults(rubric: Rubric, entry: Evidence) -> Iterator[Problem]:
    """An unknown grade, or support for an indicator that the rubric has not."""
    yield from _grade_faults(rubric, entry.id, entry.grade)
    for indicator in entry.indicators:
        if indicator not in rubric.by_id:
            yield _unknown(entry.id, "指标", "indicator", rubric.by_id, indicator)


def task_faults(rubric: Rubric, task: Task) -> Iterator[Problem]:
    """A task for an indicator that the rubric has not, or an aim outside the scale."""
    if task.indicator not in rubric.by_id:
        yield _unknown(task.id, "指标", "indicator", rubric.by_id, task.indicator)
    if task.aim is not None and task.aim > rubric.top:
        yield Problem(
            task.id,
            say(f"目标等级应为0至{rubric.top}，现为{task.aim}", f"an aim runs from 0 to {rubric.top}, not {task.aim}"),
            say("改正任务的目标级", "correct the level that the task leads to"),
        )


def setup_faults(rubric: Rubric, assessment: Assessment) -> Iterator[Problem]:
    """What the rubric does not admit of type, variant, weights and targets."""
    city, variant = assessment.city, assessment.variant
    types = {one.id: {subtype.id for subtype in one.subtypes} for one in rubric.city_types}
    if city.city_class is not None and city.city_class not in types:
        yield _unknown("city.city_class", "城市类型", "city type", types, city.city_class)
    variants = [one.id for one in rubric.variants] or ["full"]
    if variant not in variants:
        yield _unknown("variant", "版式", "variant", variants, variant)
    yield from _weight_faults(rubric, assessment.weights, variant)
    dimensions = {one.id for one in rubric.dimensions}
    for dimension, level in assessment.targets.items():
        if dimension not in dimensions:
            yield _unknown("targets", "维度", "dimension", sorted(dimensions), dimension)
        elif not 0 <= level <= rubric.top:
            yield Problem(
                f"targets.{dimension}",
                say(f"目标等级应为0至{rubric.top}，现为{level}", f"a target runs from 0 to {rubric.top}, not {level}"),
                say("改正该维度的目标", "correct the target of this dimension"),
            )


def assessment_faults(rubric: Rubric, assessment: Assessment) -> Iterator[Problem]:
    """Everything in a whole assessment that the rubric does not admit."""
    yield from setup_faults(rubric, assessment)
    for indicator, rating in assessment.ratings.items():
        yield from rating_faults(rubric, indicator, rating)
    for entry in assessment.evidence:
        yield from evidence_faults(rubric, entry)
    for task in assessment.tasks:
        yield from task_faults(rubric, task)


def refuse(problems: Iterable[Problem]) -> None:
    """Raise CityFault with all problems; nothing where there are none."""
    found = list(problems)
    if found:
        raise CityFault(*found)


def made(model: type[Model], **fields: Any) -> Model:
    """A Rating, Evidence or CityProfile from what somebody typed, or every fault in it by field."""
    try:
        return model(**fields)
    except ValidationError as error:
        raise CityFault(*(_field_fault(detail) for detail in error.errors(include_input=False))) from error


def _field_fault(detail: Any) -> Problem:
    place = ".".join(str(step) for step in detail["loc"])
    limit = detail.get("ctx", {}).get("max_length")
    if limit is not None:
        return Problem(
            place,
            say(f"超过{limit}字", f"longer than {limit} characters"),
            say("请缩短；详细材料留在原持有单位", "shorten it; documents stay with their holder"),
        )
    if detail["type"] == "string_too_short":
        return Problem(place, say("不能为空", "must not be empty"), say("请填写", "fill it in"))
    return Problem(
        place,
        say("填写的内容不合要求", f"not accepted: {detail['msg']}"),
        say("按提示改正", "correct it as indicated"),
    )


def _weight_faults(rubric: Rubric, weights: WeightChoice, variant: str) -> Iterator[Problem]:
    known: dict[str, list[str]] = {
        "levels": [one.id for one in rubric.levels],
        "dimensions": [one.id for one in rubric.dimensions],
        "indicators": list(rubric.by_id),
    }
    for group, ids in known.items():
        for id_ in getattr(weights, group):
            if id_ not in ids:
                yield _unknown(f"weights.{group}", "编号", "id", ids, id_)
    rest = {group: {id_: w for id_, w in getattr(weights, group).items() if id_ in ids} for group, ids in known.items()}
    try:
        weights_of(rubric, weights.model_copy(update=rest), variant)
    except ScoringError as fault:
        yield from fault.problems


def _grade_faults(rubric: Rubric, place: str, grade: str | None) -> Iterator[Problem]:
    grades = [one.id for one in rubric.evidence_grades]
    if grade is not None and grade not in grades:
        yield _unknown(place, "佐证强度", "evidence grade", grades, grade)


def _unknown(place: str, zh: str, en: str, known: Iterable[str], given: str) -> Problem:
    return Problem(place, say(f"{zh} {given} 不在量表中", f"the rubric has no {en} {given}"), use_one_of(list(known)))

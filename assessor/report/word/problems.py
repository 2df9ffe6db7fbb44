"""What works, what does not yet, and what is lacking there: by level, mechanisms only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessor.report.aims import no_weakness, short_of, weak_said
from assessor.report.base import Report
from assessor.report.display import listed
from assessor.report.highlights import Highlight, Highlights
from assessor.report.steps import step_of
from assessor.report.word import sentences, tasks
from assessor.report.word.blocks import Block
from assessor.report.word.paragraphs import heading, inside, of_level, paragraph
from assessor.report.word.wording import lower, upper
from assessor.rubric import CoordinationLevel
from assessor.text import Text, say

STRENGTHS, WEAKNESSES, UNPROVEN = 3, 3, 3
"""Named in each level; the annexes have the rest."""


def strengths(report: Report, every: Highlights) -> Iterator[Block]:
    for level in report.rubric.levels:
        yield heading(report, level.name)
        own = of_level(report, level, every.strengths)
        those = [one for one in own if rests_on_evidence(report, one)]
        waiting = [one for one in own if one not in those]
        if not own:
            yield paragraph(report, _no_strength(report, level, every.strong_from))
        for one in those[:STRENGTHS]:
            yield paragraph(report, _strength(report, one))
        more = len(those) - STRENGTHS
        if more > 0:
            yield paragraph(
                report,
                say(
                    f"本层级另有{more}项达到{every.strong_from}级及以上，见附件。",
                    f"Another {more} stand at level {every.strong_from} or higher; see the annex.",
                ),
            )
        if waiting:
            yield paragraph(report, _waiting(waiting, every.strong_from))


def rests_on_evidence(report: Report, one: Highlight) -> bool:
    """On more than nothing or the lowest grade, which is somebody's word."""
    grade = report.assessment.grade_of(one.indicator.id)
    lowest = min((known.cap for known in report.rubric.evidence_grades), default=-1)
    return grade is not None and report.rubric.grade_cap(grade) > lowest


def _waiting(those: Sequence[Highlight], strong_from: int) -> Text:
    names = sentences.quoted(one.indicator.name for one in those[:UNPROVEN])
    more = len(those) - UNPROVEN
    many_zh, many_en = (f"等{len(those)}项", f" and {more} more") if more > 0 else ("", "")
    return say(
        f"待补佐证：{names.zh}{many_zh}自评为{strong_from}级及以上，未注明佐证或仅有最低强度佐证，补齐前不作为成效。",
        f"Evidence to follow: {names.en}{many_en}, self-assessed at level {strong_from} or higher on no evidence or the lowest grade of it; no results until it is there.",
    )


def _no_strength(report: Report, level: CoordinationLevel, strong_from: int) -> Text:
    if not any(report.card.codes[one.id] >= 0 for one in inside(report, level)):
        return say(
            "本层级尚无已定级的指标，不作归纳。", "No indicator of this level has a level yet; nothing is concluded."
        )
    return say(f"本层级尚无达到{strong_from}级的指标。", f"No indicator of this level has reached level {strong_from}.")


def _strength(report: Report, one: Highlight) -> Text:
    rung, name = _rung(report, one.level), one.indicator.name
    held = tasks.criterion(one.indicator, one.level)
    return sentences.joined(
        say(
            f"“{name.zh}”自评达到{one.level}级（{rung.zh}）判据：“{held.zh}”。",
            f"“{name.en}” is self-assessed as meeting the criterion of level {one.level} ({rung.en.lower()}): “{held.en}”.",
        ),
        _grade(report, one),
    )


def _grade(report: Report, one: Highlight) -> Text:
    """On which evidence, and how far that carries."""
    grade = report.assessment.grade_of(one.indicator.id)
    if grade is None:
        return say("未注明佐证强度，有待核验。", "No evidence grade is stated; to be verified.")
    said, cap = report.graded(grade), report.rubric.grade_cap(grade)
    if one.level > cap:
        return say(
            f"佐证强度为{said.zh}，只支持到{cap}级，其余有待核验。",
            f"Evidence {said.en} supports up to level {cap}; the rest is to be verified.",
        )
    return say(f"佐证强度为{said.zh}。", f"Evidence: {said.en}.")


def _rung(report: Report, level: int) -> Text:
    return next(one.name for one in report.rubric.scale if one.level == level)


def problems(report: Report, every: Highlights) -> Iterator[Block]:
    for level in report.rubric.levels:
        yield heading(report, level.name)
        those = of_level(report, level, every.weaknesses)
        if not those:
            yield paragraph(report, _no_problem(report, level))
            continue
        yield paragraph(report, _reasons(report, those))
        for one in those[:WEAKNESSES]:
            yield paragraph(report, _problem(report, one))
    unsure = every.unproven
    if unsure:
        names = sentences.quoted(one.indicator.name for one in unsure[:UNPROVEN])
        tail = ("等", " and others") if len(unsure) > UNPROVEN else ("", "")
        yield paragraph(
            report,
            say(
                f"另有{len(unsure)}项佐证不足（{names.zh}{tail[0]}），不等于未开展，须先补佐证再定级。",
                f"For {len(unsure)} evidence is insufficient ({names.en}{tail[1]}); that is not the same as nothing done: evidence first, then a level.",
            ),
        )


def _no_problem(report: Report, level: CoordinationLevel) -> Text:
    codes = [report.card.codes[one.id] for one in inside(report, level)]
    if not any(code >= 0 for code in codes):
        return say(
            "本层级尚无已定级的指标，不作归纳。", "No indicator of this level has a level yet; nothing is concluded."
        )
    said = no_weakness(report.rubric, report.card)
    return say(f"本层级中，{said.zh}", f"At this level: {lower(said.en)}")


def _reasons(report: Report, those: Sequence[Highlight]) -> Text:
    """How many lie below target at which level, and what the scale asks of the level they are to reach."""
    tests = {rung.level: rung.test for rung in report.rubric.scale}
    aims: dict[int, list[int]] = {}
    for one in those:
        aims.setdefault(step_of(report.rubric, one, report.now).aim, []).append(one.level)
    each = []
    for aim, levels in sorted(aims.items()):
        counts = [(level, levels.count(level)) for level in sorted(set(levels))]
        zh = "、".join(f"{level}级{count}项" for level, count in counts)
        en = ", ".join(f"{count} at level {level}" for level, count in counts)
        asked, asked_en = tests[aim].zh.rstrip("。"), lower(tests[aim].en.rstrip("."))
        if aim < 2:  # such a test says what is still lacking
            each.append(say(f"{zh}，尚未实际开展", f"{en}: nothing done yet"))
        else:
            each.append(say(f"{zh}，尚未全面做到“{asked}”", f"{en}: not yet “{asked_en}” throughout"))
    said, weak = listed(each, zh="；", en="; "), weak_said(report.rubric, report.card)
    return say(
        f"机制短板弱项：{weak.zh}的指标有{len(those)}项。按等级看，{said.zh}。",
        f"Weaknesses of mechanisms: {len(those)} lie {weak.en}. By level: {said.en}.",
    )


def _problem(report: Report, one: Highlight) -> Text:
    weak, step = sentences.mechanism(one.indicator.name), step_of(report.rubric, one, report.now)
    wanted, short = tasks.criterion(one.indicator, step.aim), short_of(one)
    first = say(
        f"{weak.zh}为{one.level}级，{short.zh}。",
        f"{upper(weak.en)}: level {one.level}, {short.en}.",
    )
    if step.aim < 2:
        return sentences.joined(first, _constraint(report, one))
    gap = say(
        f"距{step.aim}级尚未全部做到的要求：{wanted.zh}。",
        f"Not yet met in full is what level {step.aim} asks: {wanted.en}.",
    )
    return sentences.joined(first, gap, _constraint(report, one))


def _constraint(report: Report, one: Highlight) -> Text | None:
    rating = report.assessment.ratings.get(one.indicator.id)
    if rating is None or not rating.external_constraint.strip():
        return None
    return say("该项注明存在外部约束，见附件。", "An external constraint is noted; see the annex.")

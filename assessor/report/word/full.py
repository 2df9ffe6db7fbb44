"""The full report, in the order of official reports: progress first, then problems, then what to do.

Source:
    Rubric method 6.6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assessor.report import words
from assessor.report.base import Report
from assessor.report.cover import cautions, method
from assessor.report.display import listed, percent_words
from assessor.report.highlights import Highlight, Highlights, ranked
from assessor.report.steps import Step, step_of
from assessor.report.word import annexes, sentences
from assessor.report.word.blocks import Block, Heading, Paper, Paragraph
from assessor.report.word.wording import HEAD, TITLES, city, edge, heading_number, made_on, period, plain, subject
from assessor.rubric import CoordinationLevel
from assessor.text import Text, say

STRENGTHS, WEAKNESSES, STEPS = 3, 3, 3
"""Named in each level; the annexes have the rest."""
FIRST = 3
DISPLAY = say(
    "得分显示为四舍五入的整数，取整不越过等级界线；括号为暂定。",
    "Scores are shown in whole points, half up, never rounded over the edge of a band; brackets mean provisional.",
)
PARTS = {
    "overall": say("总体情况", "Overall"),
    "method": say("评估方法", "Method"),
    "levels": say("三层协同", "Coordination at three levels"),
    "shortcomings": say("短板诊断", "Shortcomings"),
    "strengths": say("主要做法与成效", "What works"),
    "problems": say("问题与原因", "Problems and reasons"),
    "measures": say("对策建议", "What to do"),
}
SUBPARTS = {
    "scope": say("评估对象和范围", "What was assessed"),
    "counting": say("计分口径", "How numbers are made"),
    "proof": say("佐证情况", "Evidence"),
    "limits": say("使用说明", "How to use it"),
    "first": say("近期拟抓的事项", "To do first"),
    "next": say("分层级改进方向", "Next, by level"),
    "decide": say("提请审定的事项", "For decision"),
    "data": say("补评补证", "What to complete"),
}


def full(report: Report) -> Paper:
    pick, every = report.wording, ranked(report.rubric, report.assessment, report.card)
    title = _title(report)
    blocks = [
        Paragraph(title, "title"),
        Paragraph(_upper(period(report)), "subtitle"),
        *_marks(report),
        *_numbered(_body(report, every), english=pick.language == "en"),
        Paragraph(made_on(report), "date"),
        *annexes.annexes(report, every),
    ]
    return Paper("full", "en" if pick.language == "en" else "zh", title, subject(report), edge(report), tuple(blocks))


def _title(report: Report) -> str:
    title = report.wording(TITLES["full"])
    return (
        f"{city(report)}: {title}" if report.wording.language == "en" else f"{city(report)}{title.removeprefix('城市')}"
    )


def _marks(report: Report) -> Iterator[Block]:
    variant = report.rubric.variant(report.card.variant)
    if variant is not None and variant.label is not None:
        yield Paragraph(plain(report.wording(variant.label)), "sample")
    if report.assessment.city.fictional:
        yield Paragraph(report.wording(HEAD["sample"]), "sample")


def _numbered(blocks: Iterator[Block], *, english: bool) -> Iterator[Block]:
    """Headings with their numbers: 一、 （一） 1. in Chinese; 1. 1.1 1.1.1 in English."""
    place: tuple[int, ...] = ()
    for block in blocks:
        if isinstance(block, Heading):
            place = (*place, *(0,) * block.depth)[: block.depth]
            place = (*place[:-1], place[-1] + 1)
            block = replace(block, words=heading_number(place, english=english) + block.words)
        yield block


def _body(report: Report, every: Highlights) -> Iterator[Block]:
    parts: dict[str, Callable[[Report, Highlights], Iterator[Block]]] = {
        "overall": _overall,
        "method": _method,
        "levels": _levels,
        "shortcomings": _shortcomings,
        "strengths": _strengths,
        "problems": _problems,
        "measures": _measures,
    }
    for key, part in parts.items():
        if key == "shortcomings" and not report.card.shortcomings:
            continue
        yield Heading(report.wording(PARTS[key]), 1)
        yield from part(report, every)


def _say(report: Report, *texts: Text | None) -> Paragraph:
    """One paragraph of some sentences."""
    return Paragraph(plain(report.wording(sentences.joined(*texts))))


def _under(report: Report, key: str) -> Heading:
    return Heading(report.wording(SUBPARTS[key]), 2)


# -- overall ------------------------------------------------------------------------------------


def _overall(report: Report, every: Highlights) -> Iterator[Block]:
    yield _say(report, sentences.overall(report), _how_much(report))
    yield _say(report, _all_levels(report), _to_target(report))
    if report.card.shortcomings:
        yield _say(report, _all_shortcomings(report))


def _how_much(report: Report) -> Text:
    said = sentences.rated(report)
    return say(f"本次自评{said.zh}。", f"Data: {said.en}.")


def _all_levels(report: Report) -> Text:
    each = listed((sentences.standing(report, node) for node in report.card.levels.values()), zh="；", en="; ")
    return say(
        f"各层级{'研判分' if report.formal else '得分'}和等级为：{each.zh}。",
        f"The levels stand as follows: {each.en}.",
    )


def _to_target(report: Report) -> Text | None:
    if report.card.percent_to_target is None:
        return None
    share = percent_words(report.card.percent_to_target)
    part = any(node.score is None for node in report.card.dimensions.values())
    return say(
        f"以各维度目标级为参照，目标达成度为{share}{'（只计已出分的维度）' if part else ''}，超出部分不抵不足。",
        f"{share} of the dimensions' targets is reached{' (only dimensions with a score)' if part else ''}; doing more in one place makes up for nothing.",
    )


def _all_shortcomings(report: Report) -> Text:
    nodes = sentences.by_severity(one.node for one in report.card.shortcomings.values())
    each = listed((sentences.standing(report, node) for node in nodes), zh="；", en="; ")
    return say(
        f"按程度由高到低，短板为：{each.zh}。相差{sentences.CLOSE:g}分以内的不作区分。",
        f"By severity the shortcomings are: {each.en}. Differences within {sentences.CLOSE:g} points mean nothing.",
    )


# -- method -------------------------------------------------------------------------------------


def _method(report: Report, every: Highlights) -> Iterator[Block]:
    said = dict(method(report)) | dict(cautions(report))
    yield _under(report, "scope")
    yield _say(report, _scope(report), report.rubric.about)
    yield _under(report, "counting")
    yield _say(report, words.NUMBERS, _stopped(said["weights"], "权重：", "Weights: "))
    yield _say(report, *_named(said, ("bands", "等级为：", "Bands: "), ("severity", "短板程度为：", "Severity: ")))
    yield _say(report, said["coverage"], words.SPECIAL)
    yield _say(report, *(said[key] for key in ("gate",) if key in said), DISPLAY)
    yield _under(report, "proof")
    yield _say(report, _proof(report), *_named(said, ("evidence", "", "")))
    yield _under(report, "limits")
    yield _say(report, words.ABOUT, words.SECOND_VIEW, said.get("differences"), words.PILOT, words.SECRECY)


def _named(said: dict[str, Text], *those: tuple[str, str, str]) -> list[Text]:
    return [_stopped(said[key], zh, en) for key, zh, en in those if key in said]


def _stopped(text: Text, zh: str, en: str) -> Text:
    """With words before it and one full stop after it."""
    return say(f"{zh}{text.zh.rstrip('。')}。", f"{en}{text.en.rstrip('.')}.")


def _scope(report: Report) -> Text:
    rubric, mode = report.rubric, words.MODES[report.card.mode]
    kind = rubric.city_type(report.assessment.city.city_class)
    of_kind_zh = f"（{kind.name.zh}）" if kind else ""
    of_kind_en = f" ({kind.name.en.lower()})" if kind else ""
    n = len(report.card.codes)
    return say(
        f"评估对象为{report.city.zh}{of_kind_zh}的对外交往统筹机制。依据《{rubric.name.zh}》{rubric.version}版，共{n}项指标，采用{mode.zh}，由本市自评。",
        f"Assessed are the mechanisms of {report.city.en}{of_kind_en}, by the city itself, with {rubric.name.en}, version {rubric.version}: {n} indicators, {mode.en.lower()}.",
    )


def _proof(report: Report) -> Text:
    mix, listed_ = sentences.evidence_mix(report), len(report.assessment.evidence)
    offline = sum(1 for one in report.counted if annexes.offline(report, one.id))
    zh, en = f"佐证目录登记{listed_}条，{mix.zh}。", f"The evidence list holds {listed_} entries; {mix.en}."
    if offline:
        zh, en = f"{zh}另有{offline}项注明佐证线下核验。", f"{en} For {offline} more evidence is checked offline."
    unproven = len(sentences.unproven_levels(report))
    if unproven:
        zh = f"{zh}有{unproven}项评级高于现有佐证所能支持的级或佐证不足，结论待核验。"
        en = f"{en} {unproven} ratings stand above what their evidence supports or lack evidence: they are still to be verified."
    return say(zh, en)


# -- levels and shortcomings ------------------------------------------------------------------------


def _levels(report: Report, every: Highlights) -> Iterator[Block]:
    if not report.dimensions_shown:
        yield _say(report, words.NO_DIMENSIONS)
    for level in report.rubric.levels:
        yield Heading(report.wording(level.name), 2)
        node = report.card.levels[level.id]
        yield _say(report, sentences.level_sentence(report, node), sentences.supported_sentence(report, level.id))
        dimensions = sentences.dimensions_sentence(report, level.id)
        if dimensions is not None:
            yield _say(report, dimensions)
        yield _say(report, _spread(report, level))


def _spread(report: Report, level: CoordinationLevel) -> Text:
    """How many of its indicators stand at which level."""
    codes = [report.card.codes[one.id] for one in _inside(report, level)]
    rungs = [(rung.level, codes.count(rung.level)) for rung in sorted(report.rubric.scale, key=lambda one: -one.level)]
    held = listed(
        [say(f"{rung}级{count}项", f"{count} at level {rung}") for rung, count in rungs if count] or [words.NONE]
    )
    if not any(count for _, count in rungs):
        return say("本层级尚无已定级的指标。", "No indicator of this level has a level yet.")
    return say(f"已定级的指标中，{held.zh}。", f"Of the indicators given a level, {held.en}.")


def _inside(report: Report, level: CoordinationLevel) -> list[annexes.Indicator]:
    inside = {one.id for one in report.rubric.dimensions_of(level.id)}
    return [one for one in report.counted if one.dimension in inside]


def _shortcomings(report: Report, every: Highlights) -> Iterator[Block]:
    for node in sentences.by_severity(one.node for one in report.card.shortcomings.values()):
        yield Heading(report.wording(report.name(node.id)), 2)
        yield _say(report, sentences.shortcoming_sentence(report, report.card.shortcomings[node.id]))


# -- strengths and problems -----------------------------------------------------------------------


def _strengths(report: Report, every: Highlights) -> Iterator[Block]:
    for level in report.rubric.levels:
        yield Heading(report.wording(level.name), 2)
        those = _of_level(report, level, every.strengths)
        if not those:
            yield _say(report, _no_strength(report, level, every.strong_from))
        for one in those[:STRENGTHS]:
            yield _say(report, _strength(report, one))
        more = len(those) - STRENGTHS
        if more > 0:
            yield _say(
                report,
                say(
                    f"本层级另有{more}项达到{every.strong_from}级及以上，见附件。",
                    f"Another {more} stand at level {every.strong_from} or higher; see the annex.",
                ),
            )


def _of_level(report: Report, level: CoordinationLevel, those: Sequence[Highlight]) -> list[Highlight]:
    inside = {one.id for one in report.rubric.dimensions_of(level.id)}
    return [one for one in those if one.indicator.dimension in inside]


def _no_strength(report: Report, level: CoordinationLevel, strong_from: int) -> Text:
    if not any(report.card.codes[one.id] >= 0 for one in _inside(report, level)):
        return say(
            "本层级尚无已定级的指标，不作归纳。", "No indicator of this level has a level yet; nothing is concluded."
        )
    return say(f"本层级尚无达到{strong_from}级的指标。", f"No indicator of this level has reached level {strong_from}.")


def _strength(report: Report, one: Highlight) -> Text:
    rung, name = _rung(report, one.level), one.indicator.name
    held = one.indicator.descriptor(one.level)
    return sentences.joined(
        say(
            f"“{name.zh}”自评为{one.level}级（{rung.zh}）：{held.zh}",
            f"“{name.en}”, self-assessed at level {one.level} ({rung.en.lower()}): {held.en}",
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


def _problems(report: Report, every: Highlights) -> Iterator[Block]:
    for level in report.rubric.levels:
        yield Heading(report.wording(level.name), 2)
        those = _of_level(report, level, every.weaknesses)
        if not those:
            yield _say(report, _no_problem(report, level))
            continue
        yield _say(report, _reasons(report, those))
        for one in those[:WEAKNESSES]:
            yield _say(report, _problem(report, one))
    unsure = every.unproven
    if unsure:
        names = sentences.quoted(one.indicator.name for one in unsure[:FIRST])
        tail = ("等", " and others") if len(unsure) > FIRST else ("", "")
        yield _say(
            report,
            say(
                f"另有{len(unsure)}项佐证不足（{names.zh}{tail[0]}），不等于未开展，须先补佐证再定级。",
                f"For {len(unsure)} evidence is insufficient ({names.en}{tail[1]}); that is not the same as nothing done: evidence first, then a level.",
            ),
        )


def _no_problem(report: Report, level: CoordinationLevel) -> Text:
    codes = [report.card.codes[one.id] for one in _inside(report, level)]
    if not any(code >= 0 for code in codes):
        return say(
            "本层级尚无已定级的指标，不作归纳。", "No indicator of this level has a level yet; nothing is concluded."
        )
    return say(
        "本层级已定级的指标均达到目标级。",
        "Every indicator of this level that was given a level has reached its target.",
    )


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
        asked, asked_en = tests[aim].zh.rstrip("。"), _lower(tests[aim].en.rstrip("."))
        if aim < 2:  # such a test says what is still lacking
            each.append(say(f"{zh}，尚未实际开展", f"{en}: nothing done yet"))
        else:
            each.append(say(f"{zh}，尚未全面做到“{asked}”", f"{en}: not yet “{asked_en}” throughout"))
    said = listed(each, zh="；", en="; ")
    return say(
        f"低于目标级的指标有{len(those)}项。从成因看，{said.zh}。",
        f"{len(those)} lie below their target level. As to reasons: {said.en}.",
    )


def _upper(said: str) -> str:
    return said[:1].upper() + said[1:]


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:]


def _problem(report: Report, one: Highlight) -> Text:
    name, step = one.indicator.name, step_of(report.rubric, one, report.now)
    wanted = one.indicator.descriptor(step.aim)
    first = say(
        f"“{name.zh}”为{one.level}级，距目标差{one.short_of_target}级。",
        f"“{name.en}” stands at level {one.level}, {one.short_of_target} below target.",
    )
    if step.aim < 2:
        return sentences.joined(first, _constraint(report, one))
    gap = say(
        f"距{step.aim}级尚未全部做到的要求：{wanted.zh}",
        f"Not yet met in full is what level {step.aim} asks: {wanted.en}",
    )
    return sentences.joined(first, gap, _constraint(report, one))


def _constraint(report: Report, one: Highlight) -> Text | None:
    rating = report.assessment.ratings.get(one.indicator.id)
    if rating is None or not rating.external_constraint.strip():
        return None
    return say("该项注明存在外部约束，见附件。", "An external constraint is noted; see the annex.")


# -- measures ---------------------------------------------------------------------------------------


def _measures(report: Report, every: Highlights) -> Iterator[Block]:
    steps = [step_of(report.rubric, one, report.now) for one in every.first_steps]
    first, later = steps[:FIRST], steps[FIRST:]
    yield _under(report, "first")
    if not first:
        yield _say(report, _nothing_to_do(report))
    for step in first:
        yield Heading(report.wording(sentences.task(step)), 3)
        yield _say(report, *_task(report, step))
    if later:
        yield _under(report, "next")
        yield from _later(report, later)
    yield _under(report, "decide")
    asked = sentences.decisions(report, first, named=True)
    for n, text in enumerate(asked, start=1):
        zh, en = (f"（{n}）", f"({n}) ") if len(asked) > 1 else ("", "")
        yield _say(report, say(f"{zh}{text.zh}。", f"{en}{_upper(text.en)}."))
    yield from _to_complete(report)


def _nothing_to_do(report: Report) -> Text:
    if not any(code >= 0 for code in report.card.codes.values()):
        return say("尚无已定级的指标，先补评、补佐证。", "No indicator has a level yet: rate and add evidence first.")
    return words.NO_STEP


def _task(report: Report, step: Step) -> Iterator[Text]:
    """What to do, who leads and supports, by when, and how one sees that it is done."""
    action = step.indicator.action if step.sure else words.COLLECT_EVIDENCE
    if action is not None:
        yield say(f"{action.zh.rstrip('。')}。", f"{action.en.rstrip('.')}.")
    lead, when, done = sentences.leads(report, step), sentences.due(step), sentences.mark(report, step)
    support = listed(report.rubric.support_of(step.indicator)) if step.indicator.support else None
    yield say(
        f"牵头单位：{lead.zh}；{f'配合单位：{support.zh}；' if support else ''}完成时限：{when.zh}；完成标志：{done.zh}。",
        f"Lead: {lead.en}; {f'support: {support.en}; ' if support else ''}due: {when.en}; done when: {done.en}.",
    )


def _later(report: Report, later: Sequence[Step]) -> Iterator[Block]:
    for level in report.rubric.levels:
        inside = {one.id for one in report.rubric.dimensions_of(level.id)}
        those = [step for step in later if step.indicator.dimension in inside][:STEPS]
        if not those:
            continue
        each = listed(
            (
                say(
                    f"{sentences.task(step).zh}（牵头单位{sentences.leads(report, step).zh}，完成时限{sentences.due(step).zh}）",
                    f"{sentences.task(step).en} (lead {sentences.leads(report, step).en}, due {sentences.due(step).en})",
                )
                for step in those
            ),
            zh="；",
            en="; ",
        )
        yield _say(
            report,
            say(f"在“{level.name.zh}”方面，依次推进：{each.zh}。", f"For “{level.name.en}”, in this order: {each.en}."),
        )


def _to_complete(report: Report) -> Iterator[Block]:
    """What is not rated yet; a report must not read as if that were nothing."""
    open_ = sentences.missing(report)
    if not open_:
        return
    yield _under(report, "data")
    names = listed(report.name(id_) for id_ in open_)
    yield _say(report, say(f"未评{len(open_)}项：{names.zh}。", f"Not yet rated ({len(open_)}): {names.en}."))

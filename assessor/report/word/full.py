"""The full report, in the order of official reports: progress first, then problems, then what to do.

Source:
    Rubric method 6.6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assessor.report import sessions, words
from assessor.report.base import Report
from assessor.report.cover import cautions, method
from assessor.report.display import listed, percent_words
from assessor.report.highlights import Highlights, ranked
from assessor.report.word import annexes, counts, measures, problems, sentences
from assessor.report.word.blocks import Block, Paper, Paragraph
from assessor.report.word.paragraphs import heading, inside, numbered, paragraph
from assessor.report.word.wording import (
    HEAD,
    TITLES,
    city,
    edge,
    made_on,
    period,
    plain,
    subject,
    upper,
)
from assessor.rubric import CoordinationLevel
from assessor.text import Text, counted, say

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
}


def full(report: Report) -> Paper:
    pick, every = report.wording, ranked(report.rubric, report.assessment, report.card)
    title = _title(report, " ")
    blocks = [
        Paragraph(_title(report, "\n"), "title"),
        Paragraph(upper(period(report)), "subtitle"),
        *_marks(report),
        *numbered(_body(report, every), english=pick.language == "en"),
        Paragraph(made_on(report), "date"),
        *annexes.annexes(report, every),
    ]
    return Paper("full", "en" if pick.language == "en" else "zh", title, subject(report), edge(report), tuple(blocks))


def _title(report: Report, between: str) -> str:
    """The city on one line, what it is on the next: no word is torn."""
    title = report.wording(TITLES["full"])
    if report.wording.language == "en":
        return f"{city(report)}:{between}{title}"
    return f"{city(report)}{between.strip(' ')}{title.removeprefix('城市')}"


def _marks(report: Report) -> Iterator[Block]:
    variant = report.rubric.variant(report.card.variant)
    if variant is not None and variant.label is not None:
        yield Paragraph(plain(report.wording(variant.label)), "sample")
    if report.assessment.city.fictional:
        yield Paragraph(report.wording(HEAD["sample"]), "sample")


def _body(report: Report, every: Highlights) -> Iterator[Block]:
    parts: dict[str, Callable[[Report, Highlights], Iterator[Block]]] = {
        "overall": _overall,
        "method": _method,
        "levels": _levels,
        "shortcomings": _shortcomings,
        "strengths": problems.strengths,
        "problems": problems.problems,
        "measures": measures.measures,
    }
    for key, part in parts.items():
        if key == "shortcomings" and not report.card.shortcomings:
            continue
        yield heading(report, PARTS[key], 1)
        yield from part(report, every)


# -- overall ------------------------------------------------------------------------------------


def _overall(report: Report, every: Highlights) -> Iterator[Block]:
    yield paragraph(report, sentences.overall(report), _how_much(report))
    yield paragraph(report, _all_levels(report), _to_target(report))
    if report.card.shortcomings:
        yield paragraph(report, _all_shortcomings(report))


def _how_much(report: Report) -> Text:
    said = counts.rated(report)
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
        f"{share} of the dimensions' targets is reached{' (only dimensions with a score)' if part else ''}; exceeding one target does not offset another.",
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
    yield heading(report, SUBPARTS["scope"])
    yield paragraph(report, _scope(report), report.rubric.about)
    yield heading(report, SUBPARTS["counting"])
    yield paragraph(report, words.NUMBERS, _stopped(said["weights"], "权重：", "Weights: "))
    yield paragraph(report, *_named(said, ("bands", "等级为：", "Bands: "), ("severity", "短板程度为：", "Severity: ")))
    yield paragraph(report, said["coverage"], words.SPECIAL)
    yield paragraph(report, *(said[key] for key in ("gate",) if key in said), DISPLAY)
    yield heading(report, SUBPARTS["proof"])
    yield paragraph(report, _proof(report), *_named(said, ("evidence", "", "")))
    if (of_sessions := sessions.told(report)) is not None:
        yield paragraph(report, of_sessions)
    yield heading(report, SUBPARTS["limits"])
    yield paragraph(report, words.ABOUT, words.SECOND_VIEW, said.get("differences"), words.PILOT, words.SECRECY)


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
    mix, entries = counts.evidence_mix(report), len(report.assessment.evidence)
    offline = len(report.offline)
    zh, en = f"{mix.zh}。", f"{upper(mix.en)}."
    if entries:
        zh, en = (
            f"佐证目录登记{entries}条，{zh}",
            f"The evidence list holds {counted(entries, 'entry', 'entries')}. {en}",
        )
    if offline:
        zh, en = f"{zh}另有{offline}项注明佐证线下核验。", f"{en} For {offline} more evidence is checked offline."
    unsure, beyond = counts.insufficient(report), len(counts.beyond_evidence(report))
    if unsure:
        zh = f"{zh}佐证不足{unsure}项，先补佐证再定级。"
        en = f"{en} For {unsure} evidence is insufficient: evidence first, then a level."
    if beyond:
        zh = f"{zh}有{beyond}项评级高于现有佐证所能支持的级，结论待核验。"
        en = f"{en} {counted(beyond, 'rating')} above what the evidence supports, still to be verified."
    return say(zh, en)


# -- levels and shortcomings ------------------------------------------------------------------------


def _levels(report: Report, every: Highlights) -> Iterator[Block]:
    if not report.dimensions_shown:
        yield paragraph(report, words.NO_DIMENSIONS)
    yield from _counted_as_nothing(report)
    for level in report.rubric.levels:
        yield heading(report, level.name)
        node = report.card.levels[level.id]
        yield paragraph(report, sentences.level_sentence(report, node), sentences.supported_sentence(report, level.id))
        dimensions = sentences.dimensions_sentence(report, level.id)
        if dimensions is not None:
            yield paragraph(report, dimensions)
        yield paragraph(report, _spread(report, level))


def _spread(report: Report, level: CoordinationLevel) -> Text:
    """How many of its indicators stand at which level."""
    codes = [report.card.codes[one.id] for one in inside(report, level)]
    rungs = [(rung.level, codes.count(rung.level)) for rung in sorted(report.rubric.scale, key=lambda one: -one.level)]
    held = listed(
        [say(f"{rung}级{count}项", f"{count} at level {rung}") for rung, count in rungs if count] or [words.NONE]
    )
    if not any(count for _, count in rungs):
        return say("本层级尚无已定级的指标。", "No indicator of this level has a level yet.")
    return say(f"已定级的指标中，{held.zh}。", f"Of the indicators given a level, {held.en}.")


def _counted_as_nothing(report: Report) -> Iterator[Block]:
    said = counts.counted_as_nothing(report)
    if said is not None:
        yield paragraph(report, said)


def _shortcomings(report: Report, every: Highlights) -> Iterator[Block]:
    yield from _counted_as_nothing(report)
    for node in sentences.by_severity(one.node for one in report.card.shortcomings.values()):
        yield heading(report, report.name(node.id))
        yield paragraph(report, sentences.shortcoming_sentence(report, report.card.shortcomings[node.id]))

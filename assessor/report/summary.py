"""One A4 page: levels, shortcomings, strengths, weaknesses, the first three things to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.columns import Heading
from assessor.report.display import listed, sentences
from assessor.report.highlights import Highlight, Highlights, highlights
from assessor.scorecard import Node
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Cell, Line, Sheet, Table

WIDTHS = (29.0, 10.0, 16.0, 25.0, 42.0)

MAIN_INDICATORS, MOST_UNPROVEN = 2, 5


def summary(report: Report) -> Sheet:
    named = highlights(report.rubric, report.assessment, report.card)
    blocks: list[Block] = [
        *report.heading(words.SUMMARY),
        *(Line(line, "strong") for line in report.wording.lines(_verdict(report))),
        _levels(report),
        _shortcomings(report),
        *_strengths(report, named),
        *_weaknesses(report, named),
        *_first_steps(report, named),
        *report.notes(_data_note(report), words.SECRECY),
    ]
    return Sheet(report.wording.inline(words.SUMMARY), WIDTHS, tuple(blocks), portrait=True, one_page=True)


def _verdict(report: Report) -> Text:
    """One sentence: the lowest level and the most marked shortcoming."""
    lowest = report.card.lowest_level
    severities = _by_severity(report)
    if lowest is None or not severities:
        return say(
            "总体看：已评指标不足，暂不作判断，宜先补评、补佐证。",
            "Overall: too little is rated to judge; rate more and add evidence first.",
        )
    level, band = report.name(lowest.id), report.band_name(lowest)
    worst = report.name(severities[0].id)
    tentative = any(node.status != "shown" for node in report.card.levels.values())
    return say(
        f"总体看：“{level.zh}”相对薄弱（{band.zh}），首要短板是“{worst.zh}”{'；覆盖不足，属暂定判断' if tentative else ''}。",
        f"Overall: “{level.en}” is weakest ({band.en.lower()}); the foremost shortcoming is “{worst.en}”{'; provisional, coverage is low' if tentative else ''}.",
    )


def _by_severity(report: Report) -> list[Node]:
    nodes = [one.node for one in report.card.shortcomings.values() if one.node.score is not None]
    return sorted(nodes, key=lambda node: -(node.score or 0.0))


def _of(report: Report, node: Node) -> Cell:
    return Cell(f"{node.rated}／{node.of}" if report.wording.language != "en" else f"{node.rated}/{node.of}", "number")


def _levels(report: Report) -> Table:
    wording = report.wording
    heads = wording.columns(
        columns.LEVEL,
        columns.JUDGED if report.formal else columns.SCORE,
        columns.BAND,
        columns.COVERAGE,
        columns.REMARK,
    )
    rows = [
        (
            wording.cell(report.name(node.id), "strong"), report.number(node), report.band(node),
            report.coverage(node), _level_remark(report, node),
        )
        for node in report.card.levels.values()
    ]  # fmt: skip
    return Table("summary-levels", wording.inline(words.SUMMARY_LEVELS), heads, tuple(rows))


def _level_remark(report: Report, node: Node) -> Cell:
    """Supported score in formal mode, and what the node itself has to say."""
    wording, own = report.wording, report.remark(node)
    if report.card.supported is None:
        return own
    label = report.label(report.card.supported.levels[node.id])
    beside = wording(say(f"佐证支持分 {label}", f"supported by evidence: {label}"))
    return Cell(beside if own.value == wording(words.NONE) else f"{beside}\n{own.value}")


def _shortcomings(report: Report) -> Table:
    wording, card = report.wording, report.card
    heads = wording.columns(
        columns.SHORTCOMING, columns.SEVERITY, columns.SEVERITY_BAND, columns.RATED_OF, columns.CONTRIBUTORS
    )
    ordered = [node.id for node in _by_severity(report)]
    ordered += [id_ for id_ in card.shortcomings if id_ not in ordered]
    rows = []
    for id_ in ordered:
        one = card.shortcomings[id_]
        main = [report.name(indicator) for indicator, _ in one.contributors[:MAIN_INDICATORS]]
        rows.append((
            wording.cell(report.name(id_), "strong"), report.number(one.node), report.band(one.node), _of(report, one.node),
            wording.cell(listed(main) if main else words.NONE),
        ))  # fmt: skip
    return Table("summary-shortcomings", wording.inline(words.SUMMARY_SHORTCOMINGS), heads, tuple(rows))


def _level_of(report: Report, one: Highlight) -> tuple[Cell, Cell]:
    name = next(rung.name for rung in report.rubric.scale if rung.level == one.level)
    return Cell(one.level, "number", "0"), report.wording.cell(name)


def _named(
    report: Report,
    key: str,
    title: str,
    those: Sequence[Highlight],
    last: Heading,
    said: Callable[[Report, Highlight], Text],
) -> Table:
    """Indicators with level and dimension; the last column says what the table is about."""
    wording = report.wording
    heads = wording.columns(columns.INDICATOR, columns.OUTCOME_CODE, columns.OUTCOME_NAME, columns.DIMENSION, last)
    rows = [
        (
            wording.cell(one.indicator.name, "strong"), *_level_of(report, one),
            wording.cell(report.name(one.indicator.dimension)), wording.cell(said(report, one)),
        )
        for one in those
    ]  # fmt: skip
    return Table(key, title, heads, tuple(rows))


def _strengths(report: Report, named: Highlights) -> tuple[Block, ...]:
    title = report.wording.inline(words.SUMMARY_STRENGTHS)
    if not named.strengths:
        rung = next(one.name for one in report.rubric.scale if one.level == named.strong_from)
        none = say(words.NO_STRENGTH.zh.format(level=rung.zh), words.NO_STRENGTH.en.format(level=rung.en))
        return Line(title, "section"), *report.notes(none)
    return (_named(report, "strengths", title, named.strengths, columns.GRADE, _grade),)


def _grade(report: Report, one: Highlight) -> Text:
    grade = report.assessment.grade_of(one.indicator.id)
    return words.NONE if grade is None else report.graded(grade)


def _weaknesses(report: Report, named: Highlights) -> tuple[Block, ...]:
    title, apart = report.wording.inline(words.SUMMARY_WEAKNESSES), _unproven(report, named)
    if not named.weaknesses:
        return Line(title, "section"), *report.notes(words.NO_WEAKNESS), *apart
    return _named(report, "weaknesses", title, named.weaknesses, columns.GAP, _gap), *apart


def _unproven(report: Report, named: Highlights) -> tuple[Block, ...]:
    """Too little evidence is not the same as nothing there: listed apart from the weaknesses."""
    those = named.unproven
    if not those:
        return ()
    names = listed(one.indicator.name for one in those[:MOST_UNPROVEN])
    if len(those) > MOST_UNPROVEN:
        names = say(names.zh + words.AND_MORE.zh, names.en + words.AND_MORE.en)
    count, said = len(those), words.UNPROVEN
    return report.notes(say(said.zh.format(count=count, names=names.zh), said.en.format(count=count, names=names.en)))


def _gap(report: Report, one: Highlight) -> Text:
    short = say(f"差{one.short_of_target}级", f"{one.short_of_target} below target")
    if one.indicator.shortcomings is None:
        return short
    return listed([short, report.name(one.indicator.shortcomings.primary)], zh="；", en="; ")


def _first_steps(report: Report, named: Highlights) -> tuple[Block, ...]:
    wording, title = report.wording, report.wording.inline(words.SUMMARY_FIRST)
    if not named.first_steps:
        return Line(title, "section"), *report.notes(words.NO_STEP)
    heads = wording.columns(columns.INDICATOR, columns.STEP_UP, columns.EFFORT, columns.LEAD, columns.ACTION)
    rows = [
        (
            wording.cell(one.indicator.name, "strong"), _step(report, one),
            wording.cell(words.EFFORTS[one.effort] if one.effort and one.sure else words.NONE),
            wording.cell(report.rubric.units_text(one.indicator) or words.NONE), wording.cell(_action(one)),
        )
        for one in named.first_steps
    ]  # fmt: skip
    return (Table("first-steps", title, heads, tuple(rows)),)


def _step(report: Report, one: Highlight) -> Cell:
    if not one.sure:
        return report.wording.cell(words.EVIDENCE_FIRST, "number")
    return Cell(f"{one.level} → {one.level + 1}", "number")


def _action(one: Highlight) -> Text:
    return (one.indicator.action or words.NONE) if one.sure else words.COLLECT_EVIDENCE


def _data_note(report: Report) -> Text:
    """Self-assessed, on how many indicators and what evidence, and not for appraisal."""
    spread, mode = report.card.distribution, words.MODES[report.card.mode]
    unsure, excused, missing = (spread[code] for code in (INSUFFICIENT_EVIDENCE, NOT_APPLICABLE, MISSING))
    done = sum(count for code, count in spread.items() if code >= 0) + unsure
    parts = [
        say(f"数据说明：自评，{mode.zh}", f"Data: self-assessed, {mode.en.lower()}"),
        _rated(done, done + missing, excused, unsure),
        _evidence_mix(report),
        say("不用于考核", "not for appraisal"),
    ]
    return sentences(parts)


def _rated(done: int, of: int, excused: int, unsure: int) -> Text:
    zh, en = f"已评{done}／{of}项", f"{done} of {of} rated"
    if excused:
        zh, en = f"{zh}（另有{excused}项不适用）", f"{en} ({excused} more not applicable)"
    if unsure:
        zh, en = f"{zh}，其中佐证不足{unsure}项", f"{en}, {unsure} of them with insufficient evidence"
    return say(zh, en)


def _evidence_mix(report: Report) -> Text:
    counts = Counter(report.assessment.grade_of(id_) for id_, code in report.card.codes.items() if code >= 0)
    known = [one for one in report.rubric.evidence_grades if counts[one.id]]
    if not known:
        return say("未注明佐证强度", "no evidence grades")
    mix = listed(say(f"“{one.name.zh}”{counts[one.id]}项", f"“{one.name.en}” {counts[one.id]}") for one in known)
    return say(f"佐证强度：{mix.zh}", f"evidence grades: {mix.en}")

"""The minutes of scoring sessions in official style, with blanks for what nobody told the product.

Source:
    Rubric method 6.5 and 6.6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assessor.report import words as house
from assessor.report.steps import lead_units
from assessor.report.word.blocks import Block, Grid, Paper, Paragraph
from assessor.report.word.paragraphs import heading, numbered, paragraph
from assessor.report.word.wording import (
    HEAD,
    city,
    day_words,
    edge,
    period,
    plain,
    printable,
    subject,
    upper,
)
from assessor.report.workshop import figures, telling, words
from assessor.report.workshop.about import labels, progress_said, raters_said
from assessor.report.workshop.basis import Basis, Entry
from assessor.report.workshop.doubts import both_opinions
from assessor.report.workshop.rules import ballots_rule, consensus_rule
from assessor.text import Text, counted, say

WIDTHS: dict[str, dict[str, float]] = {
    "zh": {
        "session": 10, "code": 11, "indicator": 40, "valid": 13, "median": 12, "range": 13, "agreement": 16, "level": 17,
        "doubt": 24, "opinions": 30, "evidence": 38, "lead": 18, "due": 16,
    },
    "en": {
        "session": 13, "code": 10, "indicator": 36, "valid": 12, "median": 13, "range": 8, "agreement": 22, "level": 15,
        "doubt": 26, "opinions": 30, "evidence": 34, "lead": 18, "due": 14,
    },
}  # fmt: skip
"""Of columns beside one another; each table makes the sum its whole width."""


def minutes(basis: Basis) -> Paper:
    """The minutes as plain values, before any file."""
    report, english = basis.report, basis.report.wording.language == "en"
    name = city(report)
    title = say(f"{name}对外交往统筹机制研讨评分纪要", f"{name}: minutes of scoring sessions")
    broken = say(f"{name}\n对外交往统筹机制研讨评分纪要", f"{name}:\nminutes of scoring sessions")
    blocks = [
        Paragraph(report.wording(broken), "title"),
        Paragraph(upper(period(report)), "subtitle"),
        Paragraph(report.wording(words.NO_APPRAISAL), "sample"),
        *(Paragraph(report.wording(one), "sample") for one in labels(basis)),
        *([Paragraph(report.wording(HEAD["sample"]), "sample")] if report.assessment.city.fictional else []),
        *numbered(_body(basis), english=english),
        Paragraph(report.wording(words.SIGNED), "date"),
    ]
    return Paper("full", "en" if english else "zh", report.wording(title), subject(report), edge(report), tuple(blocks))


def _body(basis: Basis) -> Iterator[Block]:
    parts: tuple[tuple[Text, Callable[[Basis], Iterator[Block]]], ...] = (
        (say("会议概况", "The sessions"), _sessions),
        (say("评分办法", "How it was rated"), _method),
        (say("议定结果", "What was agreed"), _results),
        (say("主要分歧与保留意见", "Disagreements and dissent"), _apart),
        (say("存疑事项与补证任务", "Doubtful items and evidence to be found"), _doubts),
        (say("下一步", "Next steps"), _next),
    )
    for title, part in parts:
        yield heading(basis.report, title, 1)
        yield from part(basis)


# -- the sessions ------------------------------------------------------------------------------------


def _sessions(basis: Basis) -> Iterator[Block]:
    for number in range(1, len(basis.sessions) + 1):
        yield paragraph(basis.report, _held(basis, number))
    for said in words.BLANKS:
        yield Paragraph(basis.report.wording(said))


def _held(basis: Basis, number: int) -> Text:
    session = basis.sessions[number - 1]
    kind, variant = words.KINDS[session.plan.kind], words.VARIANTS[session.plan.variant]
    raters, progress = raters_said(session), progress_said(basis, number)
    day = day_words(session.day, basis.report)
    which = (f"（第{number}场）", f" (session {number})") if basis.several else ("", "")
    n = len(session.plan.items)
    return say(
        f"{day}举行{kind.zh}{which[0]}，{raters.zh}，采用{variant.zh}，提交{n}项指标：{progress.zh}。",
        f"On {day} an {kind.en}{which[1]} was held: {raters.en}; {variant.en}; {counted(n, 'indicator')} put to them: {progress.en}.",
    )


def _method(basis: Basis) -> Iterator[Block]:
    rubric = basis.report.rubric
    yield paragraph(
        basis.report,
        say(
            f"依据《{rubric.name.zh}》{rubric.version}版逐项评分。",
            f"Rated item by item under {rubric.name.en}, version {rubric.version}.",
        ),
        ballots_rule(rubric),
    )
    yield paragraph(basis.report, consensus_rule(rubric))
    yield paragraph(basis.report, words.ANONYMOUS)
    for number in range(1, len(basis.sessions) + 1):
        if (said := telling.agreement(basis, number)) is not None:
            yield paragraph(basis.report, said)


# -- results -----------------------------------------------------------------------------------------


def _results(basis: Basis) -> Iterator[Block]:
    if not basis.entries:
        yield paragraph(basis.report, say("尚无已揭示的指标。", "Nothing has been revealed yet."))
        return
    yield paragraph(basis.report, telling.outcome(basis))
    keys = [
        *(["session"] if basis.several else []),
        "code",
        "indicator",
        "valid",
        "median",
        "range",
        "agreement",
        "level",
    ]
    yield _grid(
        basis, words.RESULTS, keys, [_result(basis, one) for one in basis.entries], range(2 + basis.several, len(keys))
    )


def _result(basis: Basis, one: Entry) -> list[Text | str]:
    spread, decision, said = one.last.spread, one.decision, figures.level_said(one)
    numbers = ["—"] * 2 if spread is None else [figures.number(spread.median), figures.number(spread.iqr)]
    level = said or house.NONE
    if decision is not None:
        doubt = ("\n（存疑）", "\n(doubtful)") if decision.doubtful else ("", "")
        level = say(f"{decision.level}级{doubt[0]}", f"{decision.level}{doubt[1]}")
    return [
        *([str(one.session)] if basis.several else []), one.indicator.id, one.indicator.name,
        str(one.last.shown.valid), *numbers, figures.agreement_word(one), level,
    ]  # fmt: skip


def _grid(basis: Basis, title: Text, keys: Sequence[str], rows: Sequence[Sequence[Text | str]], centred: Sequence[int]) -> Grid:  # fmt: skip
    pick = basis.report.wording
    widths = [WIDTHS["en" if pick.language == "en" else "zh"][key] for key in keys]
    return Grid(
        pick(title),
        tuple(pick(words.MINUTES_HEADS[key]) for key in keys),
        tuple(tuple(printable(cell) if isinstance(cell, str) else _lines(pick(cell)) for cell in row) for row in rows),
        tuple(one / sum(widths) for one in widths),
        frozenset(centred),
    )


def _lines(said: str) -> str:
    return "\n".join(plain(line) for line in said.split("\n"))


def _apart(basis: Basis) -> Iterator[Block]:
    """Items on which raters differed or voted again, and all dissent."""
    told = [one for one in basis.entries if one.discussed or (one.decision is not None and one.decision.dissent)]
    if not told:
        said = say(
            "各项意见一致或基本一致，没有记录保留意见。",
            "Raters agreed or nearly agreed on all items; no dissent is on record.",
        )
        yield paragraph(basis.report, said)
    for one in told:
        yield heading(basis.report, one.indicator.name)
        yield paragraph(basis.report, *telling.course(basis, one))
        if one.decision is not None and one.decision.dissent:
            label = basis.report.wording(say("保留意见：", "Dissent: "))
            yield Paragraph(plain(one.decision.dissent), label=label)


def _doubts(basis: Basis) -> Iterator[Block]:
    those = basis.doubtful
    if not those:
        yield paragraph(basis.report, words.NO_DOUBTS_SENTENCE)
        return
    yield paragraph(basis.report, telling.doubts(those))
    keys = ["code", "doubt", "opinions", "evidence", "lead", "due"]
    rows: list[list[Text | str]] = []
    for one in those:
        lower, higher = both_opinions(one)
        rows.append([
            one.indicator.id, one.indicator.name,
            say(f"一：{lower.zh}\n二：{higher.zh}", f"1: {lower.en}\n2: {higher.en}"),
            one.indicator.evidence or house.NONE, lead_units(basis.report.rubric, one.indicator), "",
        ])  # fmt: skip
    yield _grid(basis, words.DOUBTS, keys, rows, (0, 4, 5))


def _next(basis: Basis) -> Iterator[Block]:
    for place, said in enumerate(telling.steps(basis), start=1):
        number = say(f"{place}. {said.zh}", f"{place}. {said.en}")
        yield Paragraph(plain(basis.report.wording(number)))

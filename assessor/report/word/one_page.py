"""The one-page summary: what the director reads and signs.

It says as much as 600 characters hold: main indicators and marks of completion are given in full
where there is room, else shorter.

Source:
    Rubric method 6.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessor.report import words
from assessor.report.base import Report
from assessor.report.display import listed
from assessor.report.highlights import highlights
from assessor.report.steps import Step, step_of
from assessor.report.word import counts, sentences, tasks
from assessor.report.word.blocks import Block, Grid, Paper, Paragraph, length
from assessor.report.word.fitting import height, page_height
from assessor.report.word.wording import HEAD, LABELS, TITLES, edge, plain, shorter, subject
from assessor.scorecard import Node, Shortcoming
from assessor.text import Text, say

MOST = 600
"""Characters of the whole body in Chinese."""


@dataclass(frozen=True)
class Detail:
    """How much is said where there is a choice."""

    pairs: int
    """How many of the shortcomings, the foremost first, are named with two main indicators; the rest with one."""
    brief: bool
    """Marks of completion by their first condition only."""
    mix: bool = True
    """How many ratings rest on evidence of which grade."""
    names: int = 200
    """Columns that the name of an indicator or a unit may take."""


DETAILS = (
    Detail(5, brief=False), Detail(5, brief=True), Detail(2, brief=True), Detail(1, brief=True), Detail(0, brief=True),
    Detail(0, brief=True, mix=False), Detail(0, brief=True, mix=False, names=20),
    Detail(0, brief=True, mix=False, names=10),
)  # fmt: skip


def one_page(report: Report) -> Paper:
    """The richest version that fits."""
    for detail in DETAILS:
        paper = _paper(report, detail)
        if fits(paper):
            break
    return paper


def fits(paper: Paper) -> bool:
    """On one page, and in Chinese within the characters allowed."""
    return height(paper) <= page_height(paper) and (paper.language == "en" or length(paper) <= MOST)


def _paper(report: Report, detail: Detail) -> Paper:
    named = highlights(report.rubric, report.assessment, report.card)
    steps = [step_of(report.rubric, one, report.now) for one in named.first_steps]
    texts: list[Block] = [
        *_head(report),
        _labelled(report, "verdict", sentences.verdict(report, bands=False)),
        _levels(report),
        *_shortcomings(report, detail),
        _labelled(report, "strengths", sentences.strengths_line(report, named.strengths, named.strong_from)),
        _labelled(report, "weaknesses", sentences.weaknesses_line(report, named.weaknesses)),
        *_steps(report, steps, detail),
        _labelled(report, "decisions", _numbered(tasks.decisions(report, steps, named=False))),
        _labelled(report, "data", _data(report, detail)),
    ]
    pick = report.wording
    return Paper(
        "one-page",
        "en" if pick.language == "en" else "zh",
        pick(TITLES["one-page"]),
        subject(report),
        edge(report),
        tuple(texts),
    )


def _labelled(report: Report, key: str, said: Text) -> Paragraph:
    label = report.wording(LABELS[key])
    return Paragraph(plain(report.wording(said)), label=label + ("：" if report.wording.language != "en" else ": "))


def _head(report: Report) -> list[Block]:
    """Title, whose, when; the label of a shorter variant; the mark of a made-up city."""
    pick, variant = report.wording, report.rubric.variant(report.card.variant)
    blocks: list[Block] = [Paragraph(pick(TITLES["one-page"]), "title"), Paragraph(subject(report), "subtitle")]
    if variant is not None and variant.label is not None:
        blocks.append(Paragraph(plain(pick(variant.label)), "sample"))
    if report.assessment.city.fictional:
        blocks.append(Paragraph(pick(HEAD["sample"]), "sample"))
    return blocks


# -- tables -----------------------------------------------------------------------------------


def _levels(report: Report) -> Grid:
    pick, card = report.wording, report.card
    heads = ["level", *(["judged", "supported"] if card.supported else ["score"]), "band"]
    rows = []
    for node in card.levels.values():
        supported = card.supported.levels[node.id] if card.supported else None
        beside = [sentences.number(report, supported)] if supported is not None else []
        row = (report.name(node.id), _number(report, node), *beside, report.band_name(node))
        rows.append(tuple(plain(pick(cell)) for cell in row))
    widths = (0.5, 0.2, 0.3) if len(heads) == 3 else (0.4, 0.18, 0.2, 0.22)
    return Grid("", tuple(pick(HEAD[head]) for head in heads), tuple(rows), widths, frozenset(range(1, len(heads))))


def _number(report: Report, node: Node) -> Text:
    said = sentences.number(report, node)
    return said if node.status != "provisional" else say(f"{said.zh}暂定", f"{said.en} provisional")


def _shortcomings(report: Report, detail: Detail) -> list[Block]:
    card, pick = report.card, report.wording
    if not card.shortcomings:
        return []
    rows = []
    for place, node in enumerate(sentences.by_severity(one.node for one in card.shortcomings.values())):
        main = _main(report, card.shortcomings[node.id], detail, 2 if place < detail.pairs else 1)
        row = (report.name(node.id), sentences.number(report, node), report.band_name(node), main)
        rows.append(tuple(plain(pick(cell)) for cell in row))
    heads = tuple(pick(HEAD[head]) for head in ("shortcoming", "severity", "severity_band", "main"))
    return [Grid("", heads, tuple(rows), (0.29, 0.13, 0.12, 0.46), frozenset({1, 2}))]


def _main(report: Report, one: Shortcoming, detail: Detail, most: int) -> Text:
    """Its main indicators, or how much is rated where no severity is shown."""
    if one.node.score is None:
        return say(f"已评{one.node.rated}／{one.node.of}项", f"{one.node.rated} of {one.node.of} rated")
    names = [_cut(report.name(id_), detail) for id_, _ in one.contributors[:most]]
    return listed(names) if names else words.NONE


def _steps(report: Report, steps: Sequence[Step], detail: Detail) -> list[Block]:
    pick = report.wording
    if not steps:
        return [_labelled(report, "steps", sentences.no_weakness(report.card))]
    rows = []
    for place, step in enumerate(steps, start=1):
        name = _cut(tasks.task(step), detail)
        row = (
            say(f"{place}.{name.zh}", f"{place}. {name.en}"), _cut(tasks.leads(report, step), detail), tasks.due(step),
            tasks.mark(report, step, brief=detail.brief),
        )  # fmt: skip
        rows.append(tuple(plain(pick(cell)) for cell in row))
    heads = tuple(pick(HEAD[head]) for head in ("task", "lead", "due", "mark"))
    return [Grid("", heads, tuple(rows), (0.28, 0.16, 0.19, 0.37), frozenset({1, 2}))]


def _cut(text: Text, detail: Detail) -> Text:
    return say(*(shorter(said, detail.names) for said in (text.zh, text.en)))


# -- sentences --------------------------------------------------------------------------------


def _numbered(texts: Sequence[Text]) -> Text:
    if len(texts) == 1:
        return say(f"{texts[0].zh}。", f"{texts[0].en}.")
    said = listed(
        (say(f"（{n}）{text.zh}", f"({n}) {text.en}") for n, text in enumerate(texts, start=1)), zh="；", en="; "
    )
    return say(f"{said.zh}。", f"{said.en}.")


def _data(report: Report, detail: Detail) -> Text:
    """Self-assessed, in which mode, on how many indicators and what evidence, not for appraisal."""
    mode = words.MODES[report.card.mode]
    parts = [
        say(f"自评，{mode.zh}", f"self-assessed, {mode.en.lower()}"),
        counts.rated(report),
        *([counts.evidence_mix(report, codes=True)] if detail.mix else []),
        say("不用于考核", "not for appraisal"),
    ]
    said = listed(parts, zh="；", en="; ")
    return say(f"{said.zh}。", f"{said.en}.")

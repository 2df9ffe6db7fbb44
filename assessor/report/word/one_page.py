"""The one-page summary: what the director reads and signs.

It says as much as 600 characters hold. Where they are short, things go in a stated order (`SHORTER`),
always whole: no name, unit or task is ever cut.

Source:
    Rubric method 6.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from assessor.report import aims, sessions, verdict, words
from assessor.report.base import Report
from assessor.report.display import listed
from assessor.report.highlights import highlights
from assessor.report.steps import Step, step_of
from assessor.report.word import counts, sentences, tasks
from assessor.report.word.blocks import Block, Grid, Paper, Paragraph, length
from assessor.report.word.fitting import height, page_height
from assessor.report.word.tasks import Mark
from assessor.report.word.wording import HEAD, LABELS, TITLES, edge, lower, plain, subject
from assessor.scorecard import Node, Shortcoming
from assessor.text import Text, say

MOST = 600
"""Characters of the whole body in Chinese."""
LEFT_OUT = say("略", "see the full report")


@dataclass(frozen=True)
class Detail:
    """How much is said where there is a choice. No name, unit or task is ever cut: whole items go."""

    marks: Mark = "whole"
    named: int = 0
    """How many of the tasks, the longest marks first, say only which level of which indicator is to be met."""
    pairs: int = 5
    """How many of the shortcomings, the foremost first, are named with two main indicators."""
    mains: int = 5
    """How many of them are named with at least one."""
    rule: bool = True
    """By which rule the first tasks are chosen, where that is asked for."""
    mix: bool = True
    """How many ratings rest on which evidence."""
    split: bool = False
    """Evidence in two parts instead of by grade."""
    weaknesses: int = 5
    strengths: int = 3
    steps: int = 3
    asked: int = 2
    """How many things the director is asked to decide."""


SHORTER: tuple[dict[str, Any], ...] = (
    {"marks": "first"}, {"pairs": 2}, {"pairs": 1}, {"pairs": 0}, {"split": True}, {"rule": False},
    {"named": 1}, {"named": 2}, {"named": 3}, {"weaknesses": 4}, {"mains": 3}, {"weaknesses": 3}, {"strengths": 2}, {"mains": 1}, {"strengths": 1}, {"weaknesses": 2},
    {"mains": 0}, {"weaknesses": 1}, {"steps": 2}, {"steps": 1}, {"mix": False}, {"asked": 1},
)  # fmt: skip
"""What goes first where room is short, each on top of what went before."""
DETAILS: tuple[Detail, ...] = tuple(accumulate(SHORTER, lambda before, less: replace(before, **less), initial=Detail()))


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
    steps = [step_of(report.rubric, one, report.now) for one in named.first_steps[: detail.steps]]
    asked = tasks.decisions(report, steps, named=False)[: detail.asked]
    texts: list[Block] = [
        *_head(report),
        _labelled(report, "verdict", sentences.verdict(report)),
        _levels(report),
        *_shortcomings(report, detail),
        *_counted_as_nothing(report),
        _labelled(
            report,
            "strengths",
            sentences.strengths_line(report, named.strengths[: detail.strengths], named.strong_from),
        ),
        _labelled(report, "weaknesses", sentences.weaknesses_line(report, named.weaknesses[: detail.weaknesses])),
        *_steps(report, steps, detail),
        *([_labelled(report, "decisions", _numbered(asked))] if asked else []),
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
    rows = []
    for node in card.levels.values():
        supported = card.supported.levels[node.id] if card.supported else None
        beside = [sentences.number(report, supported)] if supported is not None else []
        row = (report.part_name(node), _number(report, node), *beside, _band(report, node, supported))
        rows.append(tuple(plain(pick(cell)) for cell in row))
    pair = any("／" in row[-1] or " / " in row[-1] for row in rows)
    heads = ["level", *(["judged", "supported"] if card.supported else ["score"]), "bands" if pair else "band"]
    widths = (0.5, 0.2, 0.3) if len(heads) == 3 else (0.36, 0.14, 0.17, 0.33)
    return Grid("", tuple(pick(HEAD[head]) for head in heads), tuple(rows), widths, frozenset(range(1, len(heads))))


def _band(report: Report, node: Node, supported: Node | None) -> Text:
    """Formal mode: the band judged, and beside it the one that the evidence supports where that is another."""
    own = report.band_name(node)
    if supported is None or node.score is None:
        return own
    below = report.band_name(supported)
    if own == below:
        return own
    return say(f"{own.zh}／{below.zh}", f"{own.en} / {below.en.lower()}")


def _number(report: Report, node: Node) -> Text:
    said = sentences.number(report, node)
    return said if node.status != "provisional" else say(f"{said.zh}暂定", f"{said.en} provisional")


def _shortcomings(report: Report, detail: Detail) -> list[Block]:
    card, pick = report.card, report.wording
    if not card.shortcomings:
        return []
    rows = []
    for place, node in enumerate(sentences.by_severity(one.node for one in card.shortcomings.values())):
        most = (place < detail.mains) + (place < detail.pairs)
        main = _main(report, card.shortcomings[node.id], most)
        row = (report.name(node.id), sentences.number(report, node), report.band_name(node), main)
        rows.append(tuple(plain(pick(cell)) for cell in row))
    heads = tuple(pick(HEAD[head]) for head in ("shortcoming", "severity", "severity_band", "main"))
    return [Grid("", heads, tuple(rows), (0.29, 0.13, 0.12, 0.46), frozenset({1, 2}))]


def _counted_as_nothing(report: Report) -> list[Block]:
    said = counts.counted_as_nothing(report)
    return [] if said is None else [Paragraph(plain(report.wording(said)), "note")]


def _main(report: Report, one: Shortcoming, most: int) -> Text:
    """Its main indicators, or how much is rated where no severity is shown."""
    if one.node.score is None:
        return say(f"已评{one.node.rated}／{one.node.of}项", f"{one.node.rated} of {one.node.of} rated")
    if not one.contributors:
        return words.NONE
    if not most:
        return LEFT_OUT
    return listed((report.name(id_) for id_, _ in one.contributors[:most]), zh="；", en="; ")


def _steps(report: Report, steps: Sequence[Step], detail: Detail) -> list[Block]:
    pick = report.wording
    if not steps:
        said = aims.nothing_to_do(report.rubric, report.card)
        return [_labelled(report, "steps", say(said.zh, lower(said.en)))]
    rows, partial, marks = [], False, _marks(report, steps, detail)
    for place, (step, done) in enumerate(zip(steps, marks, strict=True), start=1):
        name = tasks.task(step)
        row = (
            say(f"{place}.{name.zh}", f"{place}. {name.en}"), tasks.leads(report, step), tasks.due(step), done,
        )  # fmt: skip
        in_full = {pick(tasks.mark(report, step, how)) for how in ("whole", "named")}
        partial = partial or (detail.marks == "first" and pick(done) not in in_full)
        rows.append(tuple(plain(pick(cell)) for cell in row))
    heads = tuple(pick(HEAD[head]) for head in ("task", "lead", "due", "mark_first" if partial else "mark"))
    return [Grid("", heads, tuple(rows), (0.28, 0.16, 0.19, 0.37), frozenset({1, 2}))]


def _marks(report: Report, steps: Sequence[Step], detail: Detail) -> list[Text]:
    """Of each task; those that take most room by level and indicator where the detail asks for it."""
    marks = [tasks.mark(report, step, detail.marks) for step in steps]
    longest = sorted(range(len(steps)), key=lambda place: -len(marks[place].zh))[: detail.named]
    return [tasks.mark(report, step, "named") if n in longest else marks[n] for n, step in enumerate(steps)]


# -- sentences --------------------------------------------------------------------------------


def _numbered(texts: Sequence[Text]) -> Text:
    if len(texts) == 1:
        return say(f"{texts[0].zh}。", f"{texts[0].en}.")
    said = listed(
        (say(f"（{n}）{text.zh}", f"({n}) {text.en}") for n, text in enumerate(texts, start=1)), zh="；", en="; "
    )
    return say(f"{said.zh}。", f"{said.en}.")


def _steps_rule(report: Report, detail: Detail) -> list[Text]:
    """Why the first tasks are these, where none of them belongs to a shortcoming that the verdict names."""
    steps = highlights(report.rubric, report.assessment, report.card).first_steps[: detail.steps]
    return [verdict.STEPS_RULE] if detail.rule and verdict.steps_apart(verdict.judge(report), steps) else []


def _of_sessions(report: Report) -> list[Text]:
    n, unsure = sessions.how_many(report)
    zh, en = (f"（存疑{unsure}项）", f" ({unsure} in doubt)") if unsure else ("", "")
    said = say(f"研讨评分{n}项{zh}，不作考核依据", f"{n} agreed in scoring sessions{en}, no basis for appraisal")
    return [said] if n else []


def _data(report: Report, detail: Detail) -> Text:
    """Self-assessed, in which mode, on how many indicators and what evidence, not for appraisal."""
    mode = words.MODES[report.card.mode]
    parts = [
        say(f"自评，{mode.zh}", f"self-assessed, {mode.en.lower()}"),
        counts.rated(report),
        *([counts.evidence_mix(report, split=detail.split)] if detail.mix else []),
        *_steps_rule(report, detail),
        *_of_sessions(report),
        say("不用于考核排名", "not for appraisal or ranking"),
    ]
    said = listed(parts, zh="；", en="; ")
    return say(f"{said.zh}。", f"{said.en}.")

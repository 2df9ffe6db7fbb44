"""The ballot on paper, for rooms without phones: a booklet for each set of items that groups rate.

No item is torn between pages: each begins a new one where it would not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from assessor.assessment import Assessment
from assessor.errors import WorkshopRefused
from assessor.report.base import Report
from assessor.report.display import Wording, listed
from assessor.report.word.blocks import Block, Grid, Heading, Paper, Paragraph
from assessor.report.word.fitting import height, page_height
from assessor.report.word.wording import HEAD, city, edge, period, plain, subject, upper
from assessor.report.workshop import words
from assessor.report.workshop.basis import refuse_unknown
from assessor.rubric import Indicator, Rubric
from assessor.scorecard import score
from assessor.text import Language, Text, say
from assessor.workshop import Plan, RaterGroup, rates
from assessor.workshop.plan import no_such_group

BOX = "□"
"""In every Chinese and Latin font of an office, which the ballot box U+2610 is not."""
MOST_EVIDENCE = 3
FILLED = 0.96
"""How much of a page is counted on: fonts differ a little."""
WIDTHS: dict[Language, tuple[float, ...]] = {"zh": (0.07, 0.19, 0.74), "en": (0.07, 0.21, 0.72)}
LINE: dict[Language, int] = {"zh": 34, "en": 76}
"""Signs of the line to write a reason on."""


def paper_ballot(rubric: Rubric, assessment: Assessment, plan: Plan, language: Language, group: str | None) -> Paper:
    """The booklets as plain values, before any file."""
    refuse_unknown(rubric, plan)
    made = datetime.combine(assessment.cut_off, time(), UTC)
    report = Report(rubric, assessment, score(rubric, assessment), Wording(language), made)
    title = report.wording(say(f"{city(report)}研讨评分票", f"{city(report)}: ballot of a scoring session"))
    empty = Paper("ballot", language, title, subject(report), edge(report), ())
    blocks: list[Block] = []
    for groups, items in _booklets(rubric, plan, group):
        first = list(_first_page(report, plan, groups, len(items)))
        if blocks and isinstance(first[0], Paragraph):
            first[0] = replace(first[0], new_page=True)
        blocks += [
            *first,
            *_paged(empty, [list(_item(report, plan, at, one)) for at, one in enumerate(items, start=1)]),
        ]
        blocks.append(Paragraph(report.wording(words.END), "note"))
    return replace(empty, blocks=tuple(blocks))


def _booklets(rubric: Rubric, plan: Plan, group: str | None) -> Iterator[tuple[list[RaterGroup], list[Indicator]]]:
    """Groups that rate the same items share a booklet; a group never sees what only others rate."""
    chosen = [one for one in plan.groups if group is None or one.id == group]
    if not chosen:
        raise WorkshopRefused(no_such_group(group or ""))
    sets: dict[tuple[str, ...], list[RaterGroup]] = {}
    for one in chosen:
        sets.setdefault(tuple(id_ for id_ in plan.items if rates(rubric, one, id_)), []).append(one)
    for ids, groups in sets.items():
        if ids:
            yield groups, [rubric.by_id[id_] for id_ in ids]


# -- the first page ----------------------------------------------------------------------------------


def _first_page(report: Report, plan: Plan, groups: Sequence[RaterGroup], items: int) -> Iterator[Block]:
    pick, kind = report.wording, words.KINDS[plan.kind]
    yield Paragraph(pick(say("研讨评分票", "Ballot of a scoring session")), "title")
    yield Paragraph(
        upper(plain(f"{city(report)}{'; ' if pick.language == 'en' else '　'}{period(report)}")), "subtitle"
    )
    yield Paragraph(pick(say(f"{kind.zh}　共{items}项", f"{upper(kind.en)}; {items} items")), "subtitle")
    yield Paragraph(pick(words.NO_APPRAISAL), "sample")
    if report.assessment.city.fictional:
        yield Paragraph(pick(HEAD["sample"]), "sample")
    yield Heading(pick(words.GROUP if len(groups) == 1 else words.GROUP_ASKED), 1)
    yield Paragraph(pick(_choices(groups)))
    yield Heading(pick(words.NOT_TO_WRITE), 1)
    yield Paragraph(pick(words.NOT_WRITTEN))
    yield Heading(pick(words.HOW), 1)
    for place, said in enumerate(words.how(report.rubric.top), start=1):
        yield Paragraph(plain(pick(say(f"{place}. {said.zh}", f"{place}. {said.en}"))))
    if report.rubric.ladder:
        yield Heading(pick(words.LADDER), 1)
        for sign, said in zip("①②③④⑤⑥⑦⑧⑨", report.rubric.ladder, strict=False):
            yield Paragraph(plain(pick(say(f"{sign} {said.zh}", f"{sign} {said.en}"))))
        yield Paragraph(pick(words.LADDER_NOTE), "note")


def _choices(groups: Sequence[RaterGroup]) -> Text:
    """One line; the gaps between the boxes stay as wide as they are."""
    names = [say(plain(one.name.zh), plain(one.name.en)) for one in groups]
    if len(names) == 1:
        return names[0]
    return listed((say(f"{BOX} {one.zh}", f"{BOX} {one.en}") for one in names), zh="　　", en="     ")


# -- items -------------------------------------------------------------------------------------------


def _item(report: Report, plan: Plan, place: int, one: Indicator) -> Iterator[Block]:
    pick, language = report.wording, _language(report)
    trial = ("（试评题）", " (trial item)") if one.id == plan.trial else ("", "")
    yield Heading(
        plain(pick(say(f"{place}. {one.id} {one.name.zh}{trial[0]}", f"{place}. {one.id} {one.name.en}{trial[1]}"))), 2
    )
    yield Paragraph(plain(pick(one.quick_question or one.question)))
    if plan.evidence and (said := _evidence(report, one)) is not None:
        yield Paragraph(plain(pick(said)), "note")
    names = {rung.level: rung.name for rung in report.rubric.scale}
    rows = [
        (
            BOX,
            plain(pick(say(f"{each.level}级 {names[each.level].zh}", f"{each.level} {names[each.level].en}"))),
            plain(pick(each.text)),
        )
        for each in sorted(one.descriptors, key=lambda each: each.level)
    ]
    rows.append((BOX, pick(words.CANNOT), pick(words.CANNOT_MEANS)))
    heads = tuple(pick(head) for head in words.PAPER_HEADS)
    yield Grid(plain(pick(one.name)), heads, tuple(rows), WIDTHS[language], frozenset({0}))
    yield Paragraph(pick(words.REASON_ASKED) + ("＿" if language == "zh" else "_") * LINE[language], "note")


def _language(report: Report) -> Language:
    return "en" if report.wording.language == "en" else "zh"


def _evidence(report: Report, one: Indicator) -> Text | None:
    """Titles of what is listed for the item; the whole list is in the assessment."""
    titles = [entry.title for entry in report.assessment.evidence_for(one.id)]
    if not titles:
        return None
    zh, en = "；".join(titles[:MOST_EVIDENCE]), "; ".join(titles[:MOST_EVIDENCE])
    if len(titles) > MOST_EVIDENCE:
        zh, en = f"{zh}等{len(titles)}件", f"{en} and {len(titles) - MOST_EVIDENCE} more"
    return say(f"佐证目录：{zh}", f"Evidence listed: {en}")


def _paged(empty: Paper, items: Sequence[list[Block]]) -> Iterator[Block]:
    """Items one below the other, each on one page; the first begins a page."""
    room, filled = FILLED * page_height(empty), float("inf")
    for blocks in items:
        tall = height(replace(empty, blocks=tuple(blocks)))
        first, rest = blocks[0], blocks[1:]
        if filled + tall > room and isinstance(first, Heading):
            first, filled = replace(first, new_page=True), 0.0
        filled += tall
        yield from (first, *rest)

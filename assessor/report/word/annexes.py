"""The annexes of the full report: tables of what its sentences rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessor.assessment import Rating
from assessor.report import sessions, words
from assessor.report.base import Report
from assessor.report.display import listed, percent_words
from assessor.report.highlights import Highlights
from assessor.report.steps import step_of
from assessor.report.task_sheet import in_order
from assessor.report.word import counts, sentences, set_tasks, tasks
from assessor.report.word.blocks import Block, Grid, Heading, Paragraph
from assessor.report.word.wording import plain, printable
from assessor.report.workshop.words import DOUBTFUL
from assessor.scorecard import Node
from assessor.text import Text, say

MOST_TASKS = 12
WIDTHS: dict[str, dict[str, float]] = {
    "zh": {
        "name": 38, "score": 12, "judged": 12, "supported": 14, "band": 18, "coverage": 11, "rated": 16, "target": 10,
        "shortcoming": 22, "severity": 18, "level": 18, "main": 32, "code": 9, "indicator": 44, "rating": 20,
        "grade": 9, "lead": 18, "task": 24, "measure": 28, "support": 18, "due": 15, "status": 14, "mark": 36, "title": 44,
        "date": 22, "holder": 26, "supports": 20, "item": 28, "decided": 7.5, "ballots": 7.5,
        "median": 7.5, "how": 20, "by_level": 30,
    },
    "en": {
        "name": 34, "score": 12, "judged": 13, "supported": 18, "band": 20, "coverage": 16, "rated": 14, "target": 12,
        "shortcoming": 24, "severity": 17, "level": 11, "main": 42, "code": 10, "indicator": 40, "rating": 20,
        "grade": 16, "lead": 23, "task": 25, "measure": 25, "support": 25, "due": 15, "status": 15, "mark": 34, "title": 40,
        "date": 18, "holder": 24, "supports": 20, "item": 28, "decided": 10, "ballots": 12,
        "median": 13.5, "how": 22, "by_level": 32,
    },
}  # fmt: skip
"""Of columns beside one another; each table makes the sum its whole width."""
ANNEX = say("附件", "Annex")
TITLES = {
    "levels": say("各层级、各维度得分", "Scores of levels and dimensions"),
    "levels_only": say("各层级得分", "Scores of levels"),
    "shortcomings": say("短板程度", "Severity of shortcomings"),
    "indicators": say("指标评级", "Ratings of indicators"),
    "agreed": say("研讨议定的评级", "Ratings agreed in scoring sessions"),
    "tasks": say("改进任务", "Tasks"),
    "evidence": say("佐证目录", "Evidence list"),
    "notes": say("不适用理由、外部约束和备注", "Reasons for N/A, external constraints and notes"),
    "notes_agreed": say(
        "不适用理由、外部约束、备注、定级理由和保留意见", "Reasons, external constraints, notes and dissent"
    ),
}
HEADS = {
    "name": say("名称", "Name"),
    "score": say("得分", "Score"),
    "judged": say("研判分", "Judged"),
    "supported": say("佐证支持分", "Supported"),
    "band": say("等级", "Band"),
    "coverage": say("覆盖率", "Coverage"),
    "target": say("目标级", "Target"),
    "rated": say("已评／应评", "Rated / of"),
    "shortcoming": say("短板", "Shortcoming"),
    "severity": say("程度", "Severity"),
    "level": say("层级", "Level"),
    "main": say("主要依据指标", "Main indicators"),
    "code": say("编号", "Code"),
    "indicator": say("指标", "Indicator"),
    "rating": say("评级", "Rating"),
    "grade": say("佐证", "Evidence"),
    "lead": say("牵头单位", "Lead unit"),
    "task": say("任务", "Task"),
    "measure": say("主要举措", "Measure"),
    "support": say("配合单位", "Supporting units"),
    "due": say("完成时限", "Due"),
    "status": say("状态和进展", "Status"),
    "mark": say("完成标志", "Done when"),
    "title": say("标题", "Title"),
    "date": say("日期", "Date"),
    "holder": say("持有单位", "Holder"),
    "supports": say("支撑指标", "Supports"),
    "decided": say("议定级", "Level"),
    "ballots": say("有效票", "Ballots"),
    "median": say("中位数", "Median"),
    "item": say("指标", "Indicator"),
    "how": say("一致程度、定级办法", "Agreement, how decided"),
    "by_level": say("票数", "Ballots by level"),
}


def annexes(report: Report, every: Highlights) -> Iterator[Block]:
    parts = {
        "levels" if report.dimensions_shown else "levels_only": _levels(report),
        "shortcomings": _shortcomings(report),
        "indicators": _indicators(report),
        "agreed": _agreed(report),
        "tasks": _tasks(report, every),
        "evidence": _evidence(report),
        "notes_agreed" if sessions.agreed(report) else "notes": _notes(report),
    }
    place = 0
    for key, blocks in parts.items():
        kept = list(blocks)
        if not kept:
            continue
        place += 1
        title, label = report.wording(TITLES[key]), report.wording(ANNEX)
        named = f"{label} {place}. {title}" if report.wording.language == "en" else f"{label}{place}　{title}"
        yield Heading(named, 1, new_page=place == 1)
        yield from kept


def _grid(report: Report, title: str, heads: Sequence[str], rows: Sequence[Sequence[Text | str]], centred: Sequence[int]) -> Grid:  # fmt: skip
    pick = report.wording
    widths = [WIDTHS["en" if pick.language == "en" else "zh"][head] for head in heads]
    return Grid(
        title,
        tuple(pick(HEADS[head]) for head in heads),
        tuple(tuple(printable(cell) if isinstance(cell, str) else _lines(pick(cell)) for cell in row) for row in rows),
        tuple(width / sum(widths) for width in widths),
        frozenset(centred),
    )


def _lines(said: str) -> str:
    return "\n".join(plain(line) for line in said.split("\n"))


def _titled(report: Report, key: str) -> str:
    return report.wording(TITLES[key])


# -- levels, shortcomings ---------------------------------------------------------------------------


def _levels(report: Report) -> Iterator[Block]:
    card, rows = report.card, []
    formal = card.supported is not None
    for level in report.rubric.levels:
        rows.append(_node(report, card.levels[level.id], card.supported.levels[level.id] if card.supported else None))
        if report.dimensions_shown:
            rows += [
                _node(report, card.dimensions[one.id], card.supported.dimensions[one.id] if card.supported else None)
                for one in report.rubric.dimensions_of(level.id)
            ]
    heads = ["name", *(["judged", "supported"] if formal else ["score"]), "band", "coverage", "rated", "target"]
    yield _grid(report, _titled(report, "levels"), heads, rows, range(1, len(heads)))
    yield from _counted_as_nothing(report)


def _node(report: Report, node: Node, supported: Node | None) -> list[Text | str]:
    target = report.card.targets.get(node.id) if node.kind == "dimension" else None
    return [
        report.coded(node.id), sentences.number(report, node),
        *([sentences.number(report, supported)] if supported is not None else []),
        _band(report, node), "—" if node.coverage is None else percent_words(node.coverage, report.rubric.coverage),
        _rated(node), "—" if target is None else str(target),
    ]  # fmt: skip


def _rated(node: Node) -> Text:
    return say(f"{node.rated}／{node.of}", f"{node.rated}/{node.of}")


def _band(report: Report, node: Node) -> Text:
    """On a line of its own whatever stands in brackets: no bracket is torn."""
    called = report.band_name(node)
    if node.capped_by is not None:
        called = say(f"{called.zh}\n（受关键指标约束）", f"{called.en} (limited by key indicator)")
    return say(f"{called.zh}\n（暂定）", f"{called.en} (provisional)") if node.status == "provisional" else called


def _shortcomings(report: Report) -> Iterator[Block]:
    card = report.card
    if not card.shortcomings:
        return
    levels = report.rubric.levels
    rows: list[list[Text | str]] = []
    for node in sentences.by_severity(one.node for one in card.shortcomings.values()):
        one = card.shortcomings[node.id]
        main = (
            listed((report.coded(id_) for id_, _ in one.contributors), "；", "; ") if one.contributors else words.NONE
        )
        cells = [sentences.number(report, card.matrix[level.id][node.id]) for level in levels]
        rows.append([
            report.name(node.id), sentences.number(report, node), _band(report, node), _rated(node),
            *(cell if card.matrix[level.id][node.id].of else words.NONE for cell, level in zip(cells, levels, strict=True)),
            main,
        ])  # fmt: skip
    pick = report.wording
    heads = ["shortcoming", "severity", "band", "rated"]
    grid = _grid(
        report, _titled(report, "shortcomings"), [*heads, *(["level"] * len(levels)), "main"], rows,
        range(1, 4 + len(levels)),
    )  # fmt: skip
    yield replace(grid, heads=(*grid.heads[:4], *(plain(level.id) for level in levels), grid.heads[-1]))
    keys = listed(report.coded(level.id) for level in levels)
    yield Paragraph(plain(pick(say(f"各列字母为层级：{keys.zh}；数字为该层级内的短板程度。", f"Letters are levels: {keys.en}; the numbers are severities within them."))), "note")  # fmt: skip
    yield Paragraph(plain(pick(words.SECOND_VIEW)), "note")
    yield from _counted_as_nothing(report)


def _counted_as_nothing(report: Report) -> Iterator[Block]:
    said = counts.counted_as_nothing(report)
    if said is not None:
        yield Paragraph(plain(report.wording(said)), "note")


# -- indicators -------------------------------------------------------------------------------------


def _indicators(report: Report) -> Iterator[Block]:
    rows: list[list[Text | str]] = []
    for one in report.counted:
        grade = report.assessment.grade_of(one.id)
        target = report.card.targets.get(one.dimension)
        rows.append([
            one.id, one.name, _rating(report, report.card.codes[one.id]), "—" if target is None else str(target),
            "—" if grade is None else plain(grade), tasks.in_the_lead(report, one) or words.NONE,
        ])  # fmt: skip
    heads = ["code", "indicator", "rating", "target", "grade", "lead"]
    yield _grid(report, _titled(report, "indicators"), heads, rows, (0, 2, 3, 4, 5))


def _agreed(report: Report) -> Iterator[Block]:
    """How sessions came to the levels they agreed: ballots in sum."""
    rows: list[list[Text | str]] = []
    for one, said in sessions.agreed(report):
        parts = [sessions.agreement(said), sessions.method(said), *([DOUBTFUL] if said.doubtful else [])]
        middle = "—" if said.median is None else f"{said.median:g}"
        rows.append([
            one.id, one.name, str(said.level), str(said.valid), middle, listed(parts, "\n", "\n"),
            sessions.spread(said, "\n", "\n"),
        ])  # fmt: skip
    if rows:
        heads = ["code", "item", "decided", "ballots", "median", "how", "by_level"]
        yield _grid(report, _titled(report, "agreed"), heads, rows, (0, 2, 3, 4, 5))
        yield Paragraph(plain(report.wording(sessions.NOTE)), "note")


def _rating(report: Report, code: int) -> Text:
    if code < 0:
        return words.OUTCOMES_SHORT[code]
    name = next(rung.name for rung in report.rubric.scale if rung.level == code)
    return say(f"{code}级 {name.zh}", f"{code} {name.en}")


# -- tasks ------------------------------------------------------------------------------------------


def _tasks(report: Report, every: Highlights) -> Iterator[Block]:
    """Those that were set, where there are any, else those that the rubric proposes."""
    if not report.assessment.tasks:
        yield from _proposed(report, every)
        return
    rows = [set_tasks.row(report, one) for one in in_order(report)]
    yield Paragraph(plain(report.wording(set_tasks.said(report))), "note")
    yield _grid(report, _titled(report, "tasks"), set_tasks.COLUMNS, rows, (2, 4, 5))


def _proposed(report: Report, every: Highlights) -> Iterator[Block]:
    steps = [step_of(report.rubric, one, report.now) for one in every.first_steps]
    doubts = sessions.evidence_tasks(report)
    if not steps and not doubts:
        return
    rows: list[list[Text | str]] = [_evidence_task(report, one) for one in doubts]
    for step in steps[:MOST_TASKS]:
        support = report.rubric.support_of(step.indicator)
        action = step.indicator.action if step.sure else words.COLLECT_EVIDENCE
        rows.append([
            tasks.task(step), action or words.NONE, tasks.leads(report, step),
            listed(support) if support else words.NONE, tasks.due(step), tasks.mark(report, step),
        ])  # fmt: skip
    heads = ["task", "measure", "lead", "support", "due", "mark"]
    yield _grid(report, _titled(report, "tasks"), heads, rows, (2, 4))
    if doubts:
        yield Paragraph(plain(report.wording(sessions.TASKS_NOTE)), "note")
    if len(steps) > MOST_TASKS:
        yield Paragraph(
            report.wording(
                say(
                    f"按优先次序列前{MOST_TASKS}项，共{len(steps)}项。",
                    f"The first {MOST_TASKS} in order of priority, of {len(steps)} in all.",
                )
            ),
            "note",
        )


def _evidence_task(report: Report, one: sessions.EvidenceTask) -> list[Text | str]:
    """What a session left in doubt."""
    support, name = report.rubric.support_of(one.indicator), one.indicator.name
    return [
        say(f"补齐{name.zh}佐证，复核定级", f"{name.en}: evidence, then review the level"),
        one.indicator.evidence or words.NONE, tasks.in_the_lead(report, one.indicator) or say("待明确", "to be named"),
        listed(support) if support else words.NONE, tasks.month(one.due), one.mark,
    ]  # fmt: skip


# -- evidence and notes -----------------------------------------------------------------------------


def _evidence(report: Report) -> Iterator[Block]:
    entries = report.assessment.evidence
    yield Paragraph(report.wording(words.EVIDENCE_NOTE if entries else words.NO_EVIDENCE), "note")
    if not entries:
        return
    between = ", " if report.wording.language == "en" else "、"
    rows: list[list[Text | str]] = [
        [
            one.title,
            one.date.isoformat(),
            one.holder,
            plain(one.grade),
            between.join(plain(id_) for id_ in one.indicators) or "—",
        ]
        for one in entries
    ]
    heads = ["title", "date", "holder", "grade", "supports"]
    yield _grid(report, _titled(report, "evidence"), heads, rows, (1, 3))


def _notes(report: Report) -> Iterator[Block]:
    """What was written beside the ratings, word for word."""
    kinds = (("reason", "reason"), ("external_constraint", "constraint"), ("note", "note"))
    for one in report.counted:
        rating = report.assessment.ratings.get(one.id)
        if rating is None:
            continue
        for field, kind in kinds:
            said = getattr(rating, field).strip()
            if said:
                label = report.wording(report.coded(one.id)) + _bracketed(report, words.NOTE_KINDS[kind])
                yield Paragraph(plain(said), "note", label)
        for said, kind in _said_in_session(rating):
            label = report.wording(report.coded(one.id)) + _bracketed(report, words.NOTE_KINDS[kind])
            yield Paragraph(plain(said), "note", label)


def _said_in_session(rating: Rating) -> Iterator[tuple[str, str]]:
    agreed = rating.consensus
    for said, kind in ((agreed.reason, "decided"), (agreed.dissent, "dissent")) if agreed is not None else ():
        if said.strip():
            yield said.strip(), kind


def _bracketed(report: Report, text: Text) -> str:
    english = report.wording.language == "en"
    return f" ({text.en.lower()}): " if english else f"（{text.zh}）："

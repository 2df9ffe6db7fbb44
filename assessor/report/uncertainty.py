"""Uncertainty: where each number may lie, how likely each band is, and where the spread comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessor.nodes import Node
from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.columns import Heading
from assessor.report.display import points
from assessor.rubric import Band
from assessor.scorecard import bands_of
from assessor.text import Text, say
from assessor.uncertainty import SOURCES, Interval, Uncertainty
from assessor.uncertainty import uncertainty as drawn
from assessor.uncertainty import words as said
from assessor.workbooks.cells import Block, Cell, Chart, Column, Line, Series, Sheet, Table

TITLE = say("不确定性", "Uncertainty")
NOTE = say(
    "区间：抽样中有5%低于下端，5%高于上端。维度的等级名称在每次抽样中都受关键指标约束。",
    "Interval: 5% of the draws lie below its low end, 5% above its high end. A dimension's band is limited by its key indicator in every draw.",
)
FORMAL = say("本表按研判分抽样。", "This sheet draws the judged scores.")
NOTHING = say("没有已出分的分数可供抽样。", "No score is shown that could be drawn.")
SCORES, SEVERITIES = say("得分的区间", "Intervals of scores"), say("短板程度的区间", "Intervals of severities")
SHARES = say("来源构成：各来源单独引起的变动份额", "Variance shares: the part of the spread each source brings about by itself")  # fmt: skip
OVERALL = say("综合得分的区间（默认折叠，不打印）", "Interval of the overall score (folded and not printed)")
CHART = say("得分及其区间（5%—95%）", "Scores and their intervals (5-95%)")
LOW = Heading(say("下端（5%）", "Low end (5%)"), say("抽样中5%低于此数", "5% of the draws lie below"), columns.POINTS, columns.ENGINE)  # fmt: skip
MIDDLE = Heading(say("中位数", "Median"), say("抽样的中位数", "Median of the draws"), columns.POINTS, columns.ENGINE)
HIGH = Heading(say("上端（95%）", "High end (95%)"), say("抽样中5%高于此数", "5% of the draws lie above"), columns.POINTS, columns.ENGINE)  # fmt: skip
WIDTHS = (34.0, *([12.5] * 9))


def uncertainty(report: Report) -> Sheet:
    found = drawn(report.rubric, report.assessment)
    card, wording = report.card, report.wording
    levels = list(card.levels.values())
    scores = [*levels, *(card.dimensions.values() if report.dimensions_shown else ())]
    severities = [one.node for one in card.shortcomings.values()]
    blocks: list[Block] = [
        *report.heading(TITLE),
        *_sentences(report, found, levels),
        *_sentences(report, found, severities),
        *report.notes(*_notes(report, found, [*scores, *severities])),
    ]
    for key, title, nodes in (("intervals", SCORES, scores), ("severity-intervals", SEVERITIES, severities)):
        if rows := _rows(report, found, nodes):
            heads = wording.columns(*_heads(report, nodes[0]))
            blocks.append(Table(key, wording.inline(title), heads, tuple(rows), whole=True))
    if shares := [row for node in (*scores, *severities) for row in _shares(report, node, found.of(node))]:
        blocks.append(Table("variance-shares", wording.inline(SHARES), _share_heads(report), tuple(shares), whole=True))
    if any(found.of(node) for node in scores):
        blocks.append(_chart(report, found, scores))
    blocks += report.notes(*said.assumptions(report.rubric.uncertainty))
    if found.overall is not None:
        rows = _rows(report, found, [card.overall])
        heads = wording.columns(*_heads(report, card.overall))
        blocks.append(Table("interval-overall", wording.inline(OVERALL), heads, tuple(rows), folded=True))
    return Sheet(wording.inline(TITLE), WIDTHS, tuple(blocks))


def _notes(report: Report, found: Uncertainty, nodes: Sequence[Node]) -> Iterator[Text]:
    if not any(found.of(node) for node in nodes):
        yield NOTHING
    yield said.made(found.settings)
    if report.formal:
        yield FORMAL
    yield NOTE


def _sentences(report: Report, found: Uncertainty, nodes: Sequence[Node]) -> Iterator[Line]:
    for node in nodes:
        one = found.of(node)
        if one is not None:
            told = said.told(report.name(node.id), one, bands_of(report.rubric, node.kind))
            yield from (Line(line) for line in report.wording.lines(told))


def _heads(report: Report, node: Node) -> list[Heading]:
    severity = node.kind == "shortcoming"
    own = columns.SEVERITY if severity else columns.JUDGED if report.formal else columns.SCORE
    return [columns.WHICH, own, LOW, MIDDLE, HIGH, *map(_band_head, bands_of(report.rubric, node.kind))]


def _band_head(band: Band) -> Heading:
    meaning = say(f"落入“{band.name.zh}”的可能性", f"Chance of “{band.name.en}”")
    return Heading(band.name, meaning, columns.SHARE, columns.ENGINE)


def _rows(report: Report, found: Uncertainty, nodes: Sequence[Node]) -> list[tuple[Cell, ...]]:
    """Numbers that are shown; what is withheld has no interval either."""
    rows = []
    for node in nodes:
        one = found.of(node)
        if one is None or node.score is None:
            continue
        bands = bands_of(report.rubric, node.kind)
        score = Cell(node.score, "number", points(node.score, bands, provisional=node.status == "provisional"))
        span = (Cell(end, "number", points(end)) for end in (one.low, one.median, one.high))
        rows.append((_name(report, node), score, *span, *map(_chance, one.bands)))
    return rows


def _name(report: Report, node: Node) -> Cell:
    name = columns.OVERALL.name if node.kind == "overall" else report.name(node.id)
    return report.wording.cell(name, "strong" if node.kind in ("level", "overall") else "body")


def _chance(chance: float) -> Cell:
    """Whole per cent; never 0 or 100 unless it is."""
    spelt = said.percent(chance)
    return Cell(chance, "number", "0%" if spelt[0] not in "<>" else f'"{spelt}"')


def _share_heads(report: Report) -> tuple[Column, ...]:
    names = [said.SOURCE_NAMES[one] for one in SOURCES]
    heads = [_share_head(name, say(f"由{name.zh}单独引起", f"Brought about by {name.en} alone")) for name in names]
    rest = _share_head(said.INTERPLAY, say("各来源共同引起，其余部分", "Brought about by several together: the rest"))
    return report.wording.columns(columns.WHICH, *heads, rest)


def _share_head(name: Text, meaning: Text) -> Heading:
    return Heading(name, meaning, columns.SHARE, columns.ENGINE)


def _shares(report: Report, node: Node, one: Interval | None) -> Iterator[tuple[Cell, ...]]:
    if one is not None:
        shares = [one.shares[source] for source in SOURCES]
        yield (_name(report, node), *map(_chance, [*shares, said.interplay(one)]))


def _chart(report: Report, found: Uncertainty, nodes: Sequence[Node]) -> Chart:
    """Low end, score and high end of each; the table bears the rest."""
    pick, stamp = report.wording.inline, report.stamp()
    own = words.JUDGED if report.formal else words.SCORE
    series = (Series(1, pick(own)), Series(2, pick(LOW.name), quiet=True), Series(4, pick(HIGH.name), quiet=True))
    count = sum(found.of(node) is not None for node in nodes)
    title = report.wording(say(CHART.zh + stamp.zh, f"{CHART.en} {stamp.en}"))
    return Chart("dots", title, pick(CHART), "intervals", 0, series, (0, count - 1), pick(words.SCORE_AXIS))

"""How sure the differences between cities are: intervals, chances, what differs beyond noise, places and orders.

The long tables are for the screen: the sheet of peers prints every difference with its interval and its words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessor.ahead import WORDS, Chance, Spread
from assessor.comparison import Comparison
from assessor.gaps import MINUS, Gap, GapRow, percent_of, told
from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.columns import Heading
from assessor.report.display import listed, points
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Cell, Line, Sheet, Table

TITLE = say("差距与把握", "How sure differences are")
WIDTHS = (8.0, 38.0, 14.0, 10.0, 10.0, 10.0, 10.0, 10.0, 14.0, 28.0)
DIFFERENCE = f"+0;{MINUS}0;0"

INTERVALS = say("得分和短板程度的区间（5%—95%）", "Intervals of scores and severities (5-95%)")
DIFFERENCES = say("对方减本市：差、差的区间与把握", "The other city minus this one: difference, its interval, how sure")
BEYOND = say("超出误差的指标差异（可能或明确）", "Indicators that differ beyond error (probably or clearly)")
PARTNERS = say("互学对象：本市低于目标的指标上", "Learning partners on the indicators below target here")
PLACES = say(
    "总体的位次区间（不列单一位次，不按高低排列）", "Intervals of places, overall (never one place, not in order)"
)
SETTLED = say("无论在允许范围内怎样取权重，次序不变", "Orders that hold under all admissible weights")
NO_BEYOND = say("没有哪项指标的差异超出误差。", "No indicator differs beyond error.")
NO_SETTLED = say("没有哪两座城市的次序能在允许范围内的一切权重下都不变。", "No order of two cities holds under all admissible weights.")  # fmt: skip
NO_PARTNERS = say(
    "低于目标的指标上，没有可比城市高于本市。", "On what is below target here, no comparable city is above."
)
WEIGHTS_ONLY = say("“次序不变”用线性规划逐对核定，只管权重；评级本身的误差见可能性。", "Orders are settled pair by pair by linear programming and concern weights alone; errors of ratings are in the chances.")  # fmt: skip
PLACES_NOTE = say("位次区间：换用各种汇总办法、权重，并计入评级误差和宽严后可能落在的位次（5%—95%）；重叠的城市分不出先后。", "Intervals of places: possible under other ways of aggregating, other weights, errors of ratings and strictness (5-95%); cities whose intervals overlap cannot be put in order.")  # fmt: skip
CALIBRATED = say("说“可能”的差异，平均每十项至多一项其实并非如此。单项指标按评级误差和宽严直接计算，不靠抽样。", "Of differences called probable, up to one in ten on average is not so. Single indicators are computed exactly, not drawn.")  # fmt: skip

CITY = Heading(say("城市", "City"), say("本市，或可比城市的代号", "This city, or the sign of a comparable one"), columns.TEXT, columns.ENGINE)  # fmt: skip
LOW = Heading(say("下端（5%）", "Low end (5%)"), say("抽样中5%低于此数", "5% of the draws lie below"), columns.POINTS, columns.ENGINE)  # fmt: skip
MIDDLE = Heading(say("中位数", "Median"), say("抽样的中位数", "Median of the draws"), columns.POINTS, columns.ENGINE)
HIGH = Heading(say("上端（95%）", "High end (95%)"), say("抽样中5%高于此数", "5% of the draws lie above"), columns.POINTS, columns.ENGINE)  # fmt: skip
THEIRS = Heading(say("对方", "The other"), columns.PEER_SCORE.meaning, columns.POINTS, columns.ENGINE)
CHANCE = Heading(say("对方较高的可能性", "Chance they are higher"), say("同一组权重下对方较高的抽样所占比例；短板为更突出", "Share of draws under the same weights in which the other city is higher; for shortcomings: more marked"), columns.SHARE, columns.ENGINE)  # fmt: skip
IN_WORDS = Heading(say("判断", "In words"), say("不足九成不作结论，九成及以上为可能，九成九及以上为明确", "Below 90% no conclusion, from 90% probably, from 99% clearly"), columns.TEXT, columns.ENGINE)  # fmt: skip
ABOVE = Heading(say("高一级及以上", "A level above"), say("本市低于目标、对方高一级及以上的指标数", "Indicators below target here on which it is a level or more above"), columns.COUNT, columns.ENGINE)  # fmt: skip
SURE = Heading(say("其中可能或明确", "Of these sure"), say("其中确实高于本市的把握在九成及以上的指标数", "Of these, with a chance of 90% or more that it truly is above"), columns.COUNT, columns.ENGINE)  # fmt: skip
STATED = Heading(say("其中写明做法", "With a practice"), say("其中对方在备注里写明做法的指标数", "Of these, on which its note says what it does"), columns.COUNT, columns.ENGINE)  # fmt: skip
FIRST = Heading(say("位次从", "From place"), say("最靠前可能的位次", "The foremost place possible"), columns.COUNT, columns.ENGINE)  # fmt: skip
LAST = Heading(say("至", "To place"), say("最靠后可能的位次", "The rearmost place possible"), columns.COUNT, columns.ENGINE)  # fmt: skip
OF = Heading(say("共几座", "Of"), say("有位次的城市数", "Cities that have a place"), columns.COUNT, columns.ENGINE)
AHEAD = Heading(say("较高的城市", "City ahead"), say("在允许范围内的一切权重下都较高", "Ahead under all admissible weights"), columns.TEXT, columns.ENGINE)  # fmt: skip
BEHIND = Heading(say("较低的城市", "City behind"), say("在允许范围内的一切权重下都较低", "Behind under all admissible weights"), columns.TEXT, columns.ENGINE)  # fmt: skip


def sign(place: int) -> Text:
    """Short sign of a peer, so that no heading is as long as a city's name."""
    return say(f"可比城市{place}", f"Peer {place}")


def signs(comparison: Comparison) -> dict[str, Text]:
    """By assessment id, one's own city first."""
    found = {comparison.own.assessment_id: words.THIS_CITY}
    return found | {one.party.assessment_id: sign(n) for n, one in enumerate(comparison.others, start=1)}


def sure(report: Report, comparison: Comparison) -> Sheet:
    nodes = [*comparison.levels, *comparison.dimensions, *comparison.shortcomings]
    pairs = [(row, gap) for row in nodes for gap in row.gaps]
    blocks: list[Block] = [
        *report.heading(TITLE),
        *(Line(line) for text in _sentences(comparison) for line in report.wording.lines(text)),
        *report.notes(_drawn(comparison), CALIBRATED),
        *_partners(report, comparison),
        *_places(report, comparison),
        *_settled(report, comparison),
        *_beyond(report, comparison),
        replace(_differences(report, comparison, "differences", DIFFERENCES, pairs), unprinted=True),
        replace(_intervals(report, comparison, nodes), unprinted=True),
    ]
    return Sheet(report.wording.inline(TITLE), WIDTHS, tuple(blocks))


def _sentences(comparison: Comparison) -> Iterator[Text]:
    """City by city: on which levels either is ahead, and how sure that is."""
    for id_, name in signs(comparison).items():
        if id_ == comparison.own.assessment_id:
            continue
        found = [(row, row.gap_of(id_)) for row in comparison.levels]
        said = [
            say(f"{row.name.zh}：{told(row.kind, gap).zh}", f"{row.name.en}: {told(row.kind, gap).en}")
            for row, gap in found
            if gap.verdict is not None and gap.verdict.sureness != "no_conclusion"
        ]
        if not said:
            yield say(f"{name.zh}：三个层级的差距都不作结论。", f"{name.en}: no conclusion on any level.")
            continue
        rest = len(found) - len(said)
        list_ = listed(said, "；", "; ")
        more = (
            say("。", ".")
            if not rest
            else say(f"；其余{rest}个层级不作结论。", f"; no conclusion on the other {rest}.")
        )
        yield say(f"{name.zh}：{list_.zh}{more.zh}", f"{name.en}: {list_.en}{more.en}")


def _drawn(comparison: Comparison) -> Text:
    basis = comparison.basis
    return say(
        f"两市按同一组权重抽样{basis.draws}次，种子{basis.seed}；对方均按本市权重重算。",
        f"Both cities drawn {basis.draws} times under the same weights, seed {basis.seed}; the others are scored under this city's weights.",
    )


# -- numbers ------------------------------------------------------------------------------------


def _differences(
    report: Report, comparison: Comparison, key: str, title: Text, found: Sequence[tuple[GapRow, Gap]]
) -> Table:
    wording, names = report.wording, signs(comparison)
    heads = wording.columns(
        columns.ID, columns.NODE, CITY, columns.OWN_SCORE, THEIRS, columns.PEER_DIFFERENCE, LOW, HIGH, CHANCE, IN_WORDS
    )
    rows = tuple(
        (
            Cell(row.id, "code"), wording.cell(row.name, "strong"), wording.cell(names[gap.assessment_id]),
            _number(row.own), _number(gap.score), _signed(report, gap.difference),
            *_ends(report, gap.spread), _chance(report, gap.chance), wording.cell(told(row.kind, gap)),
        )
        for row, gap in found
    )  # fmt: skip
    return Table(key, wording.inline(title), heads, rows)


def _number(score: float | None) -> Cell:
    return Cell(None, "number") if score is None else Cell(score, "number", points(score))


def _signed(report: Report, difference: float | None) -> Cell:
    return report.wording.cell(words.NONE, "number") if difference is None else Cell(difference, "number", DIFFERENCE)


def _ends(report: Report, spread: Spread | None) -> tuple[Cell, Cell]:
    low, high = (None, None) if spread is None else (spread.low, spread.high)
    return _signed(report, low), _signed(report, high)


def _chance(report: Report, chance: Chance | None) -> Cell:
    if chance is None:
        return report.wording.cell(words.NONE, "number")
    whole = math.floor(100.0 * chance.value + 1e-9) if chance.value >= 0.5 else math.ceil(100.0 * chance.value - 1e-9)
    said = {0: "<1%", 100: ">99%"}.get(whole, f"{whole}%")
    return Cell(chance.value, "number", f'"{said}"')


def _beyond(report: Report, comparison: Comparison) -> Iterator[Block]:
    """Single indicators on which a city differs beyond noise, city by city, both ways."""
    found = []
    for other in comparison.others:
        id_ = other.party.assessment_id
        one = comparison.beyond(id_, comparison.indicators)
        found += [(row, row.gap_of(id_)) for row in (*one.other_ahead, *one.own_ahead)]
    if found:
        yield replace(_differences(report, comparison, "beyond", BEYOND, found), repeated=True)
    else:
        yield from report.notes(NO_BEYOND)


def _intervals(report: Report, comparison: Comparison, nodes: Sequence[GapRow]) -> Table:
    wording, names = report.wording, signs(comparison)
    rows = []
    for row in nodes:
        cities = [(comparison.own.assessment_id, row.own, row.own_interval)]
        cities += [(gap.assessment_id, gap.score, gap.interval) for gap in row.gaps]
        for id_, score, spread in cities:
            three = (None, None, None) if spread is None else (spread.low, spread.median, spread.high)
            rows.append(
                (Cell(row.id, "code"), wording.cell(row.name, "strong"), wording.cell(names[id_]), _number(score), *map(_number, three))
            )  # fmt: skip
    heads = wording.columns(columns.ID, columns.NODE, CITY, columns.SCORE, LOW, MIDDLE, HIGH)
    return Table("peer-intervals", wording.inline(INTERVALS), heads, tuple(rows))


# -- cities -------------------------------------------------------------------------------------


def _partners(report: Report, comparison: Comparison) -> Iterator[Block]:
    wording, names = report.wording, signs(comparison)
    if not comparison.partners:
        yield from report.notes(NO_PARTNERS)
        return
    rows = tuple(
        (Cell(n, "number", "0"), wording.cell(names[one.assessment_id]), *_counts(one.above, one.sure, one.stated))
        for n, one in enumerate(comparison.partners, start=1)
    )
    heads = wording.columns(columns.NUMBER, CITY, ABOVE, SURE, STATED)
    yield Table("partners", wording.inline(PARTNERS), heads, rows, whole=True)


def _counts(*those: Sequence[str]) -> list[Cell]:
    return [Cell(len(one), "number", "0") for one in those]


def _places(report: Report, comparison: Comparison) -> Iterator[Block]:
    wording, names = report.wording, signs(comparison)
    if not comparison.standings:
        return
    rows = tuple(
        (
            Cell(n, "number", "0"), wording.cell(names[one.assessment_id]),
            *(Cell(number, "number", "0") for number in (one.low, one.high, one.of)),
        )
        for n, one in enumerate(comparison.standings, start=1)
    )  # fmt: skip
    heads = wording.columns(columns.NUMBER, CITY, FIRST, LAST, OF)
    yield Table("places", wording.inline(PLACES), heads, rows, whole=True)
    yield from report.notes(PLACES_NOTE)


def _settled(report: Report, comparison: Comparison) -> Iterator[Block]:
    wording, names, basis = report.wording, signs(comparison), comparison.basis
    if not comparison.settled:
        yield from report.notes(NO_SETTLED)
        return
    rows = tuple(
        (Cell(n, "number", "0"), wording.cell(names[one.ahead]), wording.cell(names[one.behind]))
        for n, one in enumerate(comparison.settled, start=1)
    )
    yield Table("settled", wording.inline(SETTLED), wording.columns(columns.NUMBER, AHEAD, BEHIND), rows, whole=True)
    range_ = say(
        f"允许范围：每项权重为设定值的{basis.least_weight:g}至{basis.most_weight:g}倍，各市相同。",
        f"Admissible: each weight between {basis.least_weight:g} and {basis.most_weight:g} times the stated one, the same for all cities.",
    )
    yield from report.notes(range_, WEIGHTS_ONLY)


# -- single ratings -----------------------------------------------------------------------------


def truly_above(chance: Chance | None) -> Text:
    """How sure it is that a city is above on one indicator."""
    if chance is None:
        return words.NONE
    word, percent = WORDS[chance.sureness], percent_of(chance)
    return say(f"{word.zh}（{percent}）", f"{word.en} ({percent})")

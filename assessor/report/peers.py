"""Comparable cities: similarity, comparability, differences; never a rank."""

from __future__ import annotations

from assessor.gaps import Gap, GapRow, signed_from_to, told
from assessor.partners import Above
from assessor.peers import Comparison, Label, Other
from assessor.report import columns, words
from assessor.report.base import Report, shortened
from assessor.report.columns import Heading
from assessor.report.display import listed, percent, points, sentences
from assessor.report.notes import LongNotes
from assessor.report.peers_sure import DIFFERENCE, sign, signs, truly_above
from assessor.rubric import Band
from assessor.scorecard import Status
from assessor.scoring import INSUFFICIENT_EVIDENCE
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Cell, Chart, Column, Series, Sheet, Table

WIDTHS = (8.0, 36.0, 12.0)
PER_PEER = (10.0, 10.0, 27.0)
FEW_PEERS, SPARE_PER_PEER = 4, 14.0
"""With fewer cities the names take their room, or the page would be all magnified."""
QUARTILES = (12.0, 12.0, 12.0)
CHOSEN_WIDTHS = (12.0, 34.0, 58.0, 50.0, 12.0, 10.0, 12.0)
NAME_WIDTH = CHOSEN_WIDTHS[1]
MOST_DRAWN = 5
PEERS_HOW = (
    say(
        "可比城市按画像相近程度选取，须依据同一量表、已评权重达到要求；对照维度和层级的得分，不排先后。",
        "Comparable cities are chosen by similarity, under the same rubric and with enough rated; levels and dimensions are compared, nobody is ranked.",
    ),
    say(
        "差距的把握不足九成不作结论，见“说明与口径”。",
        "Differences that are less than 90% sure allow no conclusion, see the cover.",
    ),
)


def peers(report: Report, comparison: Comparison | None) -> Sheet:
    blocks: list[Block] = [*report.heading(words.PEERS)]
    if comparison is None:
        return Sheet(report.wording.inline(words.PEERS), (14.0, 110.0), (*blocks, _how(report)))
    blocks += report.notes(*comparison.notes, _who(comparison))
    blocks.append(_gaps(report, comparison))
    blocks += report.notes(words.BLANK_NOTE)
    some = len(comparison.others)
    code, name, own = WIDTHS
    name += max(FEW_PEERS - some, 0) * SPARE_PER_PEER
    widths = (code, name, own, *(PER_PEER * some), *(QUARTILES if _grouped(comparison) else ()))
    name_ = report.wording.inline(words.PEERS)
    if some < FEW_PEERS:
        return Sheet(name_, widths, tuple(blocks), one_page=True)
    second = len(WIDTHS) + len(PER_PEER) * ((some + 1) // 2)
    return Sheet(name_, widths, tuple(blocks), frozen=("gaps", 2), broken_before=second)


def _how(report: Report) -> Table:
    """What the sheet would hold, and what it takes: a page that is not left empty."""
    wording = report.wording
    rows = tuple(
        (Cell(place, "number", "0"), wording.cell(said))
        for place, said in enumerate((words.NO_COMPARISON, *PEERS_HOW), start=1)
    )
    heads = wording.columns(columns.NUMBER, columns.CONTENT)
    return Table("no-peers", wording.inline(words.PEERS), heads, rows)


def _who(comparison: Comparison) -> Text:
    """Whom each sign stands for; the fictional ones marked."""
    names = []
    for place, one in enumerate(comparison.others, start=1):
        name, mark = one.party.name, words.SAMPLE_SHORT if one.party.fictional else None
        zh, en = shortened(name.zh), shortened(name.en)
        names.append(
            say(
                f"{sign(place).zh}＝{zh}{f'（{mark.zh}）' if mark else ''}",
                f"{sign(place).en} = {en}{f' ({mark.en})' if mark else ''}",
            )
        )
    return listed(names, "；", "; ")


def chosen(report: Report, comparison: Comparison, long: LongNotes) -> Sheet:
    """Which cities, why these, and what must be said beside them."""
    wording = report.wording
    heads = wording.columns(
        columns.PEER, columns.CITY, columns.LABELS, columns.DIFFERING, columns.SIMILARITY, columns.COVERAGE, columns.FICTIONAL
    )  # fmt: skip
    rows = tuple(_chosen_row(report, place, one, long) for place, one in enumerate(comparison.others, start=1))
    table = Table("chosen", wording.inline(words.PEERS_TABLE), heads, rows)
    blocks: list[Block] = [*report.heading(words.CHOSEN), table]
    if comparison.reason:
        reason = long.cell(comparison.reason, NAME_WIDTH, "—", wording(words.CHOSEN), words.NEIGHBOUR_REASON)
        blocks.append(
            Table("reason", wording.inline(words.NEIGHBOUR_REASON), wording.columns(columns.PEER, columns.CONTENT), ((wording.cell(words.NONE), reason),))
        )  # fmt: skip
    if comparison.refused:
        blocks.append(_refused(report, comparison, long))
    return Sheet(wording.inline(words.CHOSEN), CHOSEN_WIDTHS, tuple(blocks))


def _chosen_row(report: Report, place: int, one: Other, long: LongNotes) -> tuple[Cell, ...]:
    wording, party, none = report.wording, one.party, report.wording.cell(words.NONE, "number")
    labels = [label.text for label in _ordered(one.labels)]
    differing = [
        say(
            f"{each.name.zh}：本市{each.own.zh}，对方{each.other.zh}",
            f"{each.name.en}: {each.own.en} here, {each.other.en} there",
        )
        for each in one.differing
    ]
    return (
        wording.cell(sign(place), "code"),
        long.cell(wording(party.name), NAME_WIDTH, sign(place).zh, wording(words.CHOSEN), words.CITY_NAME),
        _stacked(report, labels),
        _stacked(report, differing),
        none if one.similarity is None else Cell(one.similarity, "number", percent(one.similarity)),
        none
        if party.coverage is None
        else Cell(party.coverage, "number", percent(party.coverage, report.rubric.coverage)),
        wording.cell(words.SAMPLE_SHORT if party.fictional else words.NONE, "number"),
    )


def _stacked(report: Report, texts: list[Text]) -> Cell:
    wording = report.wording
    return Cell("\n".join(wording.inline(text) for text in texts)) if texts else wording.cell(words.NONE)


def _ordered(labels: tuple[Label, ...]) -> list[Label]:
    """What differs first."""
    return sorted(labels, key=lambda label: not label.differs)


def _refused(report: Report, comparison: Comparison, long: LongNotes) -> Table:
    wording = report.wording
    heads = wording.columns(columns.PEER, columns.CITY, columns.REFUSED_BECAUSE)
    rows = tuple(
        (
            wording.cell(words.NONE, "code"),
            long.cell(wording(one.name), NAME_WIDTH, "—", wording(words.CHOSEN), words.CITY_NAME),
            wording.cell(sentences(one.reasons)),
        )
        for one in comparison.refused
    )
    return Table("refused", wording.inline(words.REFUSED_TABLE), heads, rows)


# -- differences ------------------------------------------------------------------------------


def _grouped(comparison: Comparison) -> bool:
    return any(row.group is not None for row in _rows(comparison))


def _rows(comparison: Comparison) -> tuple[GapRow, ...]:
    return (*comparison.levels, *comparison.dimensions)


def _gaps(report: Report, comparison: Comparison) -> Table:
    wording, grouped = report.wording, _grouped(comparison)
    heads: list[Column] = [*wording.columns(columns.ID, columns.NODE, columns.OWN_SCORE)]
    for place in range(1, len(comparison.others) + 1):
        heads += [wording.column(heading) for heading in _peer_headings(sign(place))]
    heads += wording.columns(columns.LOWER, columns.MEDIAN, columns.UPPER) if grouped else ()
    rows = tuple(_gap_row(report, row, grouped) for row in _rows(comparison))
    return Table("gaps", wording.inline(words.GAPS_TABLE), tuple(heads), rows)


def _peer_headings(peer: Text) -> tuple[Heading, ...]:
    return (
        Heading(say(f"{peer.zh}得分", f"{peer.en} score"), columns.PEER_SCORE.meaning, columns.POINTS, columns.ENGINE),
        Heading(say(f"{peer.zh}差", f"{peer.en} difference"), columns.PEER_DIFFERENCE.meaning, columns.POINTS, columns.ENGINE),
        Heading(say(f"{peer.zh}判断", f"{peer.en} in words"), columns.PEER_WORDS.meaning, columns.TEXT, columns.ENGINE),
    )  # fmt: skip


def _gap_row(report: Report, row: GapRow, grouped: bool) -> tuple[Cell, ...]:
    wording = report.wording
    cells = [
        Cell(row.id, "code"),
        wording.cell(row.name, "strong"),
        _score(row.own, row.own_status, report.rubric.bands),
    ]
    for gap in row.gaps:
        cells += _gap_cells(report, row, gap)
    if grouped:
        group = row.group
        three = (None, None, None) if group is None else (group.lower_quartile, group.median, group.upper_quartile)
        cells += [
            wording.cell(words.NONE, "number") if one is None else Cell(one, "number", points(one)) for one in three
        ]
    return tuple(cells)


def _gap_cells(report: Report, row: GapRow, gap: Gap) -> list[Cell]:
    wording = report.wording
    none = wording.cell(words.NONE, "number")
    return [
        _score(gap.score, gap.status, report.rubric.bands),
        none if gap.difference is None else Cell(gap.difference, "number", DIFFERENCE),
        _said(report, row, gap),
    ]


def _said(report: Report, row: GapRow, gap: Gap) -> Cell:
    """What the difference permits to say, and beneath where it lies (5-95 %)."""
    wording = report.wording
    if gap.verdict is None or gap.spread is None:
        return wording.cell(words.NONE if gap.verdict is None else gap.verdict.words)
    return _stacked(report, [told(row.kind, gap), signed_from_to(gap.spread)])


def _score(score: float | None, status: Status, bands: list[Band]) -> Cell:
    """Empty where none is shown, so that a chart draws nothing; a note below the table says so."""
    if score is None:
        return Cell(None, "number")
    return Cell(score, "number", points(score, bands, provisional=status == "provisional"))


def peers_chart(report: Report, comparison: Comparison) -> Chart:
    wording, pick = report.wording, report.wording.inline
    own = Series(2, pick(words.THIS_CITY))
    others = [
        Series(3 + 3 * place, pick(sign(place + 1))) for place in range(min(len(comparison.others), MOST_DRAWN))
    ]  # fmt: skip
    stamp, first = report.stamp(), len(comparison.levels)
    title = say(words.PEERS_CHART.zh + stamp.zh, f"{words.PEERS_CHART.en} {stamp.en}")
    last = first + len(comparison.dimensions) - 1
    return Chart(
        "dots",
        wording(title),
        pick(words.PEERS_CHART),
        "gaps",
        1,
        (own, *others),
        (first, last),
        pick(words.SCORE_AXIS),
    )


# -- learning from others -----------------------------------------------------------------------


def _own_level(report: Report, one: Above) -> Cell:
    """Too little evidence is not level 0."""
    if report.card.codes[one.indicator] == INSUFFICIENT_EVIDENCE:
        return report.wording.cell(words.OUTCOMES_SHORT[INSUFFICIENT_EVIDENCE], "number")
    return Cell(one.own_level, "number", "0")


LEARN_WIDTHS = (8.0, 32.0, 10.0, 10.0, 18.0, 10.0, 18.0, 60.0, 40.0)
LEARN_WIDTHS_BARE = (8.0, 36.0, 10.0, 10.0, 18.0, 10.0, 18.0, 84.0, 10.0)
"""Where no comparable city has written a note."""


AIM = Heading(
    say("目标级", "Target"), say("所属维度的目标；已达到的不写", "Target of its dimension; left out where it is reached"), columns.STEP, columns.ENTERED
)  # fmt: skip
TRULY = Heading(
    say("确实高于本市", "Truly above"),
    say("按评级误差和宽严，对方确实较高的把握", "How sure it is that they truly are above, by errors of ratings and strictness"),
    columns.TEXT, columns.ENGINE,
)  # fmt: skip


def _weighty(comparison: Comparison) -> list[str]:
    """Indicators on which somebody is above: what matters most to the target first, then the rest."""
    first = [aim.indicator for aim in comparison.aims if aim.indicator in comparison.above]
    return [*first, *(id_ for id_ in comparison.above if id_ not in first)]


def learn(report: Report, comparison: Comparison, long: LongNotes) -> Sheet:
    """Who stands at least one level above, on what matters to the target first, and what that takes; equal ones in one row."""
    wording = report.wording
    named = signs(comparison)
    heads = wording.columns(
        columns.ID,
        columns.INDICATOR,
        columns.OWN_LEVEL,
        AIM,
        columns.PEER,
        columns.THEIR_LEVEL,
        TRULY,
        columns.THEIR_DESCRIPTOR,
        columns.THEIR_NOTE,
    )
    aims = {aim.indicator: aim.target for aim in comparison.aims}
    alike: dict[tuple[str, int, str, str], list[Above]] = {}
    for one in (one for id_ in _weighty(comparison) for one in comparison.above[id_]):
        alike.setdefault((one.indicator, one.level, one.note, truly_above(one.chance).zh), []).append(one)
    widths = LEARN_WIDTHS if any(note for _, _, note, _ in alike) else LEARN_WIDTHS_BARE
    rows = tuple(
        (
            Cell(one.indicator, "code"), wording.cell(report.name(one.indicator), "strong"), _own_level(report, one),
            Cell(aims[one.indicator], "number", "0") if one.indicator in aims else wording.cell(words.NONE, "number"),
            Cell("\n".join(wording.inline(named[each.assessment_id]) for each in those), "number"),
            Cell(one.level, "number", "0"), wording.cell(truly_above(one.chance)), wording.cell(one.descriptor),
            long.cell(one.note, widths[-1], one.indicator, wording(report.name(one.indicator)), words.NOTE_KINDS["note"]),
        )
        for those in alike.values()
        for one in those[:1]
    )  # fmt: skip
    blocks: list[Block] = [*report.heading(words.LEARN)]
    if rows:
        blocks.append(Table("learn", wording.inline(words.LEARN), heads, rows, repeated=True))
    else:
        blocks += report.notes(words.NOBODY_ABOVE)
    return Sheet(wording.inline(words.LEARN), widths, tuple(blocks))

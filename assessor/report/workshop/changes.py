"""Sheets of what the discussion changed and how far raters agree: between rounds, statistics."""

from __future__ import annotations

from collections.abc import Iterator

from assessor.agreement import Agreement, Concordance, Statistic
from assessor.report.workshop import figures, heads, words
from assessor.report.workshop.basis import Basis, Entry
from assessor.report.workshop.tables import lead_cells, lead_heads, lead_widths, sheet
from assessor.text import Text, counted, say
from assessor.workbooks.cells import Block, Cell, Chart, Series, Sheet, Table
from assessor.workshop import FEWEST

COEFFICIENT = "0.000"


# -- between rounds --------------------------------------------------------------------------------


def change(basis: Basis) -> Sheet:
    """Items voted on twice; a chart of their medians above the table it draws."""
    twice = [one for one in basis.entries if len(one.rounds) > 1]
    twice.sort(key=lambda one: not _told(one))  # what has no numbers comes last, out of the chart
    if not twice:
        return sheet(basis, words.CHANGE, (10.0, 120.0), words.CHANGE_NOTE, basis.report.notes(words.NO_CHANGE))
    first, second = words.ROUNDS
    pair = (heads.VALID, heads.MEDIAN, heads.RANGE, heads.SPREAD_OF_ROUND)
    named = lead_heads(basis)
    columns = basis.report.wording.columns(
        *named, *(heads.in_round(name, head) for name in (first, second) for head in pair), heads.CHANGE
    )
    rows = tuple(_changed(basis, one) for one in twice)
    blocks: list[Block] = [Table("change", "", columns, rows, repeated=True)]
    if any(_told(one) for one in twice):
        blocks.append(_chart(basis, len(named), sum(_told(one) for one in twice)))
    widths = (*lead_widths(basis), 10.0, 10.0, 10.0, 26.0, 10.0, 10.0, 10.0, 26.0, 24.0)
    return sheet(basis, words.CHANGE, widths, words.CHANGE_NOTE, blocks, columns=2)


def _told(one: Entry) -> bool:
    return all(each.spread is not None for each in one.rounds)


def _changed(basis: Basis, one: Entry) -> tuple[Cell, ...]:
    wording = basis.report.wording
    cells = list(lead_cells(basis, one))
    for each in one.rounds:
        spread, total = each.spread, each.total
        cells.append(Cell(each.shown.valid, "number", "0"))
        if spread is None or total is None:
            cells += [figures.dash()] * 3
        else:
            cells += [
                figures.counted(spread.median),
                figures.counted(spread.iqr),
                wording.cell(figures.ballots(total.levels)),
            ]
    before, after = (each.spread for each in (one.rounds[0], one.last))
    if before is None or after is None:
        return (*cells, figures.dash())
    moved, closer = figures.shift(before.median, after.median), figures.gathered(before.iqr, after.iqr)
    return (*cells, wording.cell(say(f"{moved.zh}，{closer.zh}", f"{moved.en}, {closer.en}")))


def _chart(basis: Basis, first: int, rows: int) -> Chart:
    """A dumbbell an item: the first round's median light, the last one's dark."""
    wording, top = basis.report.wording, basis.report.rubric.top
    medians = (first + 1, first + 5)
    series = tuple(
        Series(column, wording(name), quiet=column == medians[0]) for column, name in zip(medians, words.ROUNDS, strict=True)
    )  # fmt: skip
    days = "、".join(dict.fromkeys(one.day.isoformat() for one in basis.sessions))
    name = words.CHANGE_CHART
    title = say(
        f"{name.zh}（{rows}项指标，{days}）", f"{name.en} ({counted(rows, 'item')}, {days.replace('、', ', ')})"
    )
    return Chart(
        "dots", wording(title), wording(words.CHANGE_CHART), "change", int(basis.several), series, (0, rows - 1),
        wording(words.LEVEL_AXIS), most=top, unit=1,
    )  # fmt: skip


# -- statistics ------------------------------------------------------------------------------------


def statistics(basis: Basis) -> Sheet:
    """Coefficients with what they rest on and what they mean; where they mean nothing the words say why."""
    wording = basis.report.wording
    blocks: list[Block] = []
    columns = wording.columns(
        heads.STATISTIC, heads.VALUE, heads.LOW, heads.HIGH, heads.RATERS, heads.ITEMS, heads.MEANS
    )
    for number, session in enumerate(basis.sessions, start=1):
        found = session.agreement
        title = wording(words.session_name(number, session.plan.kind)) if basis.several else ""
        if found is None or found.raters < FEWEST:
            said = words.NO_STATISTICS
            blocks += basis.report.notes(say(f"{title}：{said.zh}", f"{title}: {said.en}") if title else said)
            continue
        rows = tuple(_statistic(basis, *one) for one in words.coefficients(found))
        blocks.append(Table(f"statistics-{number}", title, columns, (*rows, *_shares(basis, found))))
    return sheet(basis, words.STATISTICS, (34.0, 10.0, 10.0, 10.0, 9.0, 9.0, 90.0), words.STATISTICS_NOTE, blocks)


def _statistic(basis: Basis, name: Text, one: Statistic) -> tuple[Cell, ...]:
    """Of two complete raters or fewer nothing is told: a number on them would be theirs."""
    wording, told = basis.report.wording, one.raters >= FEWEST
    interval = one.interval if told else None
    return (
        wording.cell(name, "strong"),
        figures.counted(one.value if told else None, COEFFICIENT),
        *(figures.counted(interval[end] if interval else None, COEFFICIENT) for end in (0, 1)),
        Cell(one.raters, "number", "0"),
        Cell(one.items, "number", "0"),
        wording.cell(_meaning(one) if told else words.too_few(one.raters)),
    )


def _meaning(one: Statistic) -> Text:
    if not (isinstance(one, Concordance) and one.usable and one.chi_square is not None and one.p is not None):
        return one.meaning
    p = "p<0.001" if one.p < 0.001 else f"p={one.p:.3f}"
    tested = f"χ²={one.chi_square:.1f}"
    return say(
        f"{one.meaning.zh}（{tested}，自由度{one.degrees}，{p}）",
        f"{one.meaning.en} ({tested}, {one.degrees} degrees of freedom, {p})",
    )


def _shares(basis: Basis, found: Agreement) -> Iterator[tuple[Cell, ...]]:
    wording, usable = basis.report.wording, sum(one is not None and one.usable for one in found.spreads)
    yield (
        wording.cell(words.NEAR_SHARE, "strong"), figures.share_cell(found.near_share), figures.dash(), figures.dash(),
        Cell(found.raters, "number", "0"), Cell(found.items, "number", "0"), wording.cell(words.NEAR_MEANS),
    )  # fmt: skip
    yield (
        wording.cell(words.DISAGREEMENTS, "strong"), Cell(found.disagreements, "number", "0"), figures.dash(), figures.dash(),
        Cell(found.raters, "number", "0"), Cell(usable, "number", "0"), wording.cell(words.DISAGREEMENTS_MEAN),
    )  # fmt: skip

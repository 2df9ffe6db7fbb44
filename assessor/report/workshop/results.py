"""Sheets of what was decided and how ballots lay: results, distributions, groups."""

from __future__ import annotations

from assessor.report import words as house
from assessor.report.notes import LongNotes
from assessor.report.workshop import figures, heads, words
from assessor.report.workshop.basis import Basis, Entry
from assessor.report.workshop.tables import (
    lead_cells,
    lead_heads,
    lead_widths,
    levels,
    round_name,
    sheet,
    tally_cells,
    tints,
)
from assessor.workbooks.cells import Block, Cell, Sheet, Table

REASON_WIDTH = 34.0


def results(basis: Basis, long: LongNotes) -> Sheet:
    columns = basis.report.wording.columns(
        *lead_heads(basis), heads.VALID, heads.CANNOT, heads.MEDIAN, heads.RANGE, heads.NEAR, heads.INDEX, heads.AGREED,
        heads.LEVEL, heads.LEVEL_NAME, heads.METHOD, heads.DOUBTFUL, heads.ROUNDS, heads.REASON,
    )  # fmt: skip
    rows = tuple(_result(basis, one, long) for one in basis.entries)
    table = Table("results", "", columns, rows, repeated=True)
    widths = (*lead_widths(basis), 9.0, 9.0, 8.0, 9.0, 10.0, 9.0, 12.0, 9.0, 13.0, 13.0, 8.0, 7.0, REASON_WIDTH)
    return sheet(basis, words.RESULTS, widths, words.RESULTS_NOTE, [table], columns=2)


def _result(basis: Basis, one: Entry, long: LongNotes) -> tuple[Cell, ...]:
    wording, spread, total = basis.report.wording, one.last.spread, one.last.total
    said, decision = figures.level_said(one), one.decision
    reason = decision.reason if decision is not None else ""
    return (
        *lead_cells(basis, one),
        Cell(one.last.shown.valid, "number", "0"),
        figures.counted(None if total is None else total.cannot_judge),
        *(
            (figures.dash(),) * 4 if spread is None else (
                figures.counted(spread.median), figures.counted(spread.iqr), figures.share_cell(spread.near_share),
                figures.counted(spread.disagreement_index, figures.INDEX_DISPLAY),
            )
        ),
        wording.cell(figures.agreement_word(one)),
        Cell(decision.level, "number", "0") if decision is not None else wording.cell(said or house.NONE, "number"),
        wording.cell(house.NONE if decision is None else basis.rung(decision.level)),
        wording.cell(figures.method_said(decision)),
        wording.cell(words.DOUBTFUL if one.doubtful else house.NONE, "number"),
        Cell(len(one.rounds), "number", "0"),
        long.cell(reason, REASON_WIDTH, one.indicator.id, wording(one.indicator.name), words.REASON_KIND),
    )  # fmt: skip


def distribution(basis: Basis) -> Sheet:
    """A row an item and round; a round with too few ballots says so by its dashes."""
    wording, top = basis.report.wording, basis.report.rubric.top
    named = (*lead_heads(basis), heads.ROUND)
    columns = wording.columns(*named, *levels(basis), heads.CANNOT, heads.VALID)
    rows = tuple(
        (
            *lead_cells(basis, one), Cell(round_name(basis, each.number), "number"),
            *tally_cells(each.total, top + 1), Cell(each.shown.valid, "number", "0"),
        )
        for one in basis.entries
        for each in one.rounds
    )  # fmt: skip
    rules = tints(len(named), top + 1, len(named) + top + 2)
    table = Table("distribution", "", columns, rows, repeated=True, rules=rules)
    widths = (*lead_widths(basis, 44.0), 14.0, *(11.0,) * (top + 1), 12.0, 12.0)
    return sheet(basis, words.DISTRIBUTION, widths, words.DISTRIBUTION_NOTE, [table], columns=2)


def groups(basis: Basis) -> Sheet:
    """Only what may be shown: `workshop.shown` gives no groups where a few could be worked out."""
    wording, top = basis.report.wording, basis.report.rubric.top
    named = (*lead_heads(basis), heads.ROUND, heads.GROUP)
    columns = wording.columns(*named, *levels(basis), heads.CANNOT, heads.VALID, heads.MEDIAN)
    rows = tuple(
        (
            *lead_cells(basis, one), Cell(round_name(basis, each.number), "number"), wording.cell(group.name),
            *tally_cells(group.tally, top + 1), Cell(group.tally.valid, "number", "0"),
            figures.counted(group.tally.median),
        )
        for one in basis.entries
        for each in one.rounds
        for group in each.shown.groups
    )  # fmt: skip
    rules = tints(len(named), top + 1, len(named) + top + 2)
    blocks: list[Block] = [Table("groups", "", columns, rows, repeated=True, rules=rules)] if rows else []
    if not rows:
        blocks += basis.report.notes(words.NO_GROUPS)
    widths = (*lead_widths(basis, 36.0), 14.0, 26.0, *(9.0,) * (top + 1), 11.0, 11.0, 10.0)
    return sheet(basis, words.GROUPS, widths, words.GROUPS_NOTE, blocks, columns=2)

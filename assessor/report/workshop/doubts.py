"""Sheets of what stays open: doubtful items with their evidence tasks, and dissent."""

from __future__ import annotations

from datetime import date

from assessor.report import words as house
from assessor.report.notes import LongNotes
from assessor.report.steps import lead_units
from assessor.report.workshop import figures, heads, words
from assessor.report.workshop.basis import Basis, Entry
from assessor.report.workshop.tables import lead_cells, lead_heads, lead_widths, sheet
from assessor.text import Text
from assessor.workbooks.cells import Block, Cell, Sheet, Table

EVIDENCE_WIDTH, DISSENT_WIDTH = 40.0, 84.0
DATES = (date(2000, 1, 1), date(2099, 12, 31))


def doubts(basis: Basis, long: LongNotes) -> Sheet:
    wording = basis.report.wording
    columns = wording.columns(
        *lead_heads(basis), heads.LEVEL, heads.LOWER_OPINION, heads.HIGHER_OPINION, heads.EVIDENCE, heads.LEAD,
        heads.DUE, heads.DONE,
    )  # fmt: skip
    rows = tuple(_doubt(basis, one, long) for one in basis.doubtful)
    blocks: list[Block] = [Table("doubts", "", columns, rows, repeated=True)] if rows else []
    if not rows:
        blocks += basis.report.notes(words.NO_DOUBTS)
    widths = (*lead_widths(basis), 9.0, 18.0, 18.0, EVIDENCE_WIDTH, 22.0, 14.0, 16.0)
    return sheet(basis, words.DOUBTS, widths, words.DOUBTS_NOTE, blocks, columns=2)


def _doubt(basis: Basis, one: Entry, long: LongNotes) -> tuple[Cell, ...]:
    wording, indicator = basis.report.wording, one.indicator
    lower, higher = both_opinions(one)
    decided = one.decision.level if one.decision is not None else None
    return (
        *lead_cells(basis, one),
        figures.counted(decided, "0"),
        wording.cell(lower),
        wording.cell(higher),
        long.cell(
            wording(indicator.evidence or house.NONE), EVIDENCE_WIDTH, indicator.id, wording(indicator.name), words.EVIDENCE_KIND
        ),
        wording.cell(lead_units(basis.report.rubric, indicator)),
        Cell(None, "entry", "yyyy-mm-dd", entry=True),
        Cell(None, "entry", entry=True),
    )  # fmt: skip


def both_opinions(one: Entry) -> tuple[Text, Text]:
    found = None if one.last.total is None else figures.opinions(one.last.total)
    return found or (house.NONE, house.NONE)


def dissent(basis: Basis, long: LongNotes) -> Sheet:
    wording = basis.report.wording
    columns = wording.columns(*lead_heads(basis), heads.LEVEL, heads.SPREAD, heads.SAID)
    rows = tuple(
        (
            *lead_cells(basis, one),
            figures.counted(one.decision.level, "0"),
            wording.cell(house.NONE if one.last.total is None else figures.ballots(one.last.total.levels)),
            long.cell(
                one.decision.dissent, DISSENT_WIDTH, one.indicator.id, wording(one.indicator.name), words.DISSENT_KIND
            ),
        )
        for one in basis.entries
        if one.decision is not None and one.decision.dissent
    )
    blocks: list[Block] = [Table("dissent", "", columns, rows, repeated=True)] if rows else []
    if not rows:
        blocks += basis.report.notes(words.NO_DISSENT)
    return sheet(
        basis, words.DISSENT, (*lead_widths(basis), 9.0, 34.0, DISSENT_WIDTH), words.DISSENT_NOTE, blocks, columns=2
    )

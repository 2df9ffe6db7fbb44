"""What the sheets of the record have in common: leading columns, counts by level with their tints, long texts."""

from __future__ import annotations

from collections.abc import Sequence

from assessor.report.columns import Heading
from assessor.report.workshop import heads, words
from assessor.report.workshop.basis import Basis, Entry
from assessor.report.workshop.figures import dash
from assessor.text import Text
from assessor.workbooks.cells import Block, Cell, Rule, Sheet, Table
from assessor.workbooks.looks import HEAT_DARK, HEAT_LIGHT
from assessor.workshop import Tally

STEPS = ((0.75, 1.0), (0.5, 0.7), (0.25, 0.45), (0.0, 0.2))
"""From which share of the ballots on a cell is how dark; a level that nobody chose is not tinted."""


def lead_heads(basis: Basis) -> tuple[Heading, ...]:
    return (*((heads.SESSION,) if basis.several else ()), heads.ID, heads.INDICATOR)


def lead_cells(basis: Basis, entry: Entry) -> tuple[Cell, ...]:
    first = (Cell(entry.session, "number", "0"),) if basis.several else ()
    one = entry.indicator
    return (*first, Cell(one.id, "code"), basis.report.wording.cell(one.name, "strong"))


def lead_widths(basis: Basis, name: float = 28.0) -> tuple[float, ...]:
    return (*((8.5,) if basis.several else ()), 8.0, name)


def levels(basis: Basis) -> tuple[Heading, ...]:
    rungs = sorted(basis.report.rubric.scale, key=lambda one: one.level)
    return tuple(heads.at_level(one.level, one.name) for one in rungs)


def tally_cells(tally: Tally | None, count: int) -> tuple[Cell, ...]:
    """Ballots at each level and those who could not judge; dashes where no distribution is shown."""
    if tally is None:
        return (dash(),) * (count + 1)
    return tuple(Cell(one, "number", "0") for one in (*tally.levels, tally.cannot_judge))


def tints(first: int, count: int, valid: int) -> tuple[Rule, ...]:
    """Darker by share of the valid ballots, from column `first` on."""
    return tuple(
        Rule(column, f"AND(ISNUMBER([[~|{column}]]),[[~|{column}]]>0,[[~|{column}]]>={least}*[[~|{valid}]])", tint=_between(dark))
        for column in range(first, first + count)
        for least, dark in STEPS
    )  # fmt: skip


def _between(dark: float) -> str:
    ends = ([int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in (HEAT_LIGHT, HEAT_DARK))
    return "#" + "".join(f"{round(a + (b - a) * dark):02X}" for a, b in zip(*ends, strict=True))


def sheet(
    basis: Basis, title: Text, widths: Sequence[float], note: Text, blocks: Sequence[Block], *, columns: int = 0
) -> Sheet:
    """One sheet under its heading; that of its first table stays in sight, with the leading columns."""
    report = basis.report
    lines = (*report.heading(title), *report.notes(note))
    tables = [one for one in blocks if isinstance(one, Table)]
    frozen = (tables[0].key if tables else "", columns + basis.several if tables and columns else 0)
    return Sheet(report.wording.inline(title), tuple(widths), (*lines, *blocks), frozen=frozen)


def round_name(basis: Basis, number: int) -> str:
    return basis.report.wording(words.ROUNDS[number - 1])

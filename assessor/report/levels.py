"""Three levels and their dimensions."""

from __future__ import annotations

import numpy as np

from assessor import scoring
from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.display import percent
from assessor.scorecard import Node
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Cell, Chart, Column, Series, Sheet, Table

WIDTHS = (8.0, 34.0, 9.0, 15.0, 9.0, 8.0, 8.0, 8.0, 8.0, 44.0, 10.0, 12.0, 12.0, 15.0)
MOST_ON_A_PAGE = 16
_COMMON = (
    columns.SCORE, columns.BAND, columns.COVERAGE, columns.RATED, columns.APPLICABLE,
    columns.LOW, columns.HIGH, columns.REMARK,
)  # fmt: skip
_JUDGED = (columns.JUDGED, *_COMMON[1:])
_SUPPORTED = (columns.SUPPORTED, columns.SUPPORTED_BAND)


def levels(report: Report) -> Sheet:
    blocks: list[Block] = [*report.heading(words.LEVELS), _levels(report)]
    if report.dimensions_shown:
        blocks.append(_dimensions(report))
    else:
        blocks += report.notes(words.NO_DIMENSIONS)
    blocks += [_overall(report), _spread(report)]
    blocks += report.notes(words.GATE, words.DISPLAY)
    widths = WIDTHS if report.formal else WIDTHS[:12]
    one_page = report.wording.language != "both" and len(report.rubric.dimensions) <= MOST_ON_A_PAGE
    return Sheet(report.wording.inline(words.LEVELS), widths, tuple(blocks), one_page=one_page)


def node_cells(report: Report, node: Node) -> tuple[Cell, ...]:
    """Score, band, coverage, rated, of, low, high, remark: the same order wherever a node has a row."""
    return (
        report.number(node), report.band(node), report.coverage(node), *report.counts(node),
        report.bound(node.low), report.bound(node.high), report.remark(node),
    )  # fmt: skip


def _levels(report: Report) -> Table:
    wording, card = report.wording, report.card
    supported = card.supported
    heads = wording.columns(
        columns.ID, columns.LEVEL, *(_JUDGED if supported else _COMMON), *(_SUPPORTED if supported else ())
    )
    rows = [
        (
            Cell(level.id, "code"), wording.cell(level.name, "strong"), *node_cells(report, card.levels[level.id]),
            *(_pair(report, supported.levels[level.id]) if supported else ()),
        )
        for level in report.rubric.levels
    ]  # fmt: skip
    return Table("levels", wording.inline(words.LEVELS_TABLE), heads, tuple(rows))


def _pair(report: Report, node: Node) -> tuple[Cell, Cell]:
    return report.number(node), report.band(node)


def _dimensions(report: Report) -> Table:
    wording, card = report.wording, report.card
    supported = card.supported
    heads = wording.columns(
        columns.ID,
        columns.DIMENSION,
        *(_JUDGED if supported else _COMMON),
        columns.TARGET,
        columns.TARGET_POINTS,
        *(_SUPPORTED if supported else ()),
    )
    rows = [
        (
            Cell(one.id, "code"), wording.cell(one.name), *node_cells(report, card.dimensions[one.id]),
            *_target(report, one.id), *(_pair(report, supported.dimensions[one.id]) if supported else ()),
        )
        for one in report.rubric.dimensions
    ]  # fmt: skip
    return Table("dimensions", wording.inline(words.DIMENSIONS_TABLE), heads, tuple(rows))


def _target(report: Report, dimension: str) -> tuple[Cell, Cell]:
    target = report.card.targets.get(dimension)
    if target is None:
        return report.wording.cell(words.NONE, "number"), report.wording.cell(words.NONE, "number")
    worth = float(scoring.values(np.array([target], dtype=np.int8), report.rubric.top)[0])
    return Cell(target, "number", "0"), Cell(worth, "number", "0")


def dimension_chart(report: Report) -> Chart:
    nodes = [report.card.dimensions[one.id] for one in report.rubric.dimensions]
    pick = report.wording.inline
    score = Series(2, pick(words.SCORE), tuple(report.label(node) for node in nodes))
    target = Series(11, pick(words.TARGET), quiet=True)
    stamp = report.stamp()
    title = say(words.DIMENSION_CHART.zh + stamp.zh, f"{words.DIMENSION_CHART.en} {stamp.en}")
    series = (score, target) if any(one.id in report.card.targets for one in report.rubric.dimensions) else (score,)
    return Chart(
        "bars",
        report.wording(title),
        pick(words.DIMENSION_CHART),
        "dimensions",
        1,
        series,
        (0, len(nodes) - 1),
        pick(words.SCORE_AXIS),
        tall=report.wording.language == "both",
    )


def _overall(report: Report) -> Table:
    """Folded away; when opened, the lowest level and its band stand beside it."""
    wording, card = report.wording, report.card
    heads = wording.columns(columns.ID, columns.OVERALL, *(_JUDGED if report.formal else _COMMON))
    cells = node_cells(report, card.overall)
    lowest = card.lowest_level
    remark = cells[-1]
    if lowest is not None:
        name, band = report.name(lowest.id), report.band_name(lowest)
        beside = wording(say(f"最低层级：{name.zh}，{band.zh}", f"lowest level: {name.en}, {band.en}"))
        remark = Cell(beside if remark.value == wording(words.NONE) else f"{beside}\n{remark.value}")
    row = (wording.cell(words.NONE), wording.cell(words.OVERALL_NAME, "strong"), *cells[:-1], remark)
    return Table("overall", wording.inline(words.OVERALL_TABLE), heads, (row,), folded=True)


def _spread(report: Report) -> Table:
    wording, card = report.wording, report.card
    heads: tuple[Column, ...] = wording.columns(columns.OUTCOME_CODE, columns.OUTCOME_NAME, columns.FIGURE)
    names: dict[int, Text] = {one.level: one.name for one in report.rubric.scale}
    rows = [
        (Cell(level, "code", "0"), wording.cell(names[level]), Cell(card.distribution.get(level, 0), "number", "0"))
        for level in sorted(names)
    ]
    rows += [
        (
            wording.cell(words.NONE, "code"),
            wording.cell(words.OUTCOMES[code]),
            Cell(card.distribution.get(code, 0), "number", "0"),
        )
        for code in (INSUFFICIENT_EVIDENCE, NOT_APPLICABLE, MISSING)
    ]
    if card.percent_to_target is not None:
        reached = Cell(card.percent_to_target, "number", percent(card.percent_to_target))
        rows.append((wording.cell(words.NONE, "code"), wording.cell(words.TO_TARGET), reached))
    return Table("spread", wording.inline(words.SPREAD_TABLE), heads, tuple(rows))

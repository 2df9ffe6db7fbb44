"""Five shortcomings: severity, contributors, split by level, heat table."""

from __future__ import annotations

from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.columns import Heading
from assessor.report.display import percent
from assessor.report.levels import node_cells
from assessor.scorecard import Node, Shortcoming
from assessor.text import say
from assessor.workbooks.cells import Block, Cell, Chart, Column, Series, Sheet, Table

WIDTHS = (9.0, 50.0, 16.0, 16.0, 30.0, 16.0, 16.0, 11.0, 11.0, 40.0, 13.0, 13.0, 13.0)
_COMMON = (
    columns.SEVERITY, columns.SEVERITY_BAND, columns.COVERAGE, columns.RATED, columns.APPLICABLE,
    columns.LOW, columns.HIGH, columns.REMARK,
)  # fmt: skip


def shortcomings(report: Report) -> Sheet:
    blocks: list[Block] = [*report.heading(words.SHORTCOMINGS)]
    blocks += report.notes(words.SECOND_VIEW)
    blocks += [_severities(report), *report.notes(words.ROUNDED_SHARES), _heat(report)]
    blocks += [_contributors(report), _cells(report)]
    return Sheet(report.wording.inline(words.SHORTCOMINGS), WIDTHS, tuple(blocks))


def _severities(report: Report) -> Table:
    wording, card = report.wording, report.card
    heads = (*wording.columns(columns.ID, columns.SHORTCOMING, *_COMMON), *_split_heads(report))
    rows = [
        (
            Cell(one.id, "code"), wording.cell(one.name, "strong"),
            *node_cells(report, card.shortcomings[one.id].node), *_split(report, card.shortcomings[one.id]),
        )
        for one in report.rubric.shortcomings
    ]  # fmt: skip
    return Table("severities", wording.inline(words.SEVERITY_TABLE), heads, tuple(rows))


def _split_heads(report: Report) -> tuple[Column, ...]:
    return tuple(
        report.wording.column(
            Heading(
                say(f"{level.name.zh}占比", f"From {level.name.en[0].lower()}{level.name.en[1:]}"),
                say(
                    f"短板程度中来自“{level.name.zh}”的份额", f"Share of the severity that comes from “{level.name.en}”"
                ),
                columns.SHARE,
                columns.ENGINE,
            )
        )
        for level in report.rubric.levels
    )


def _split(report: Report, one: Shortcoming) -> tuple[Cell, ...]:
    if one.node.score is None:
        return tuple(report.wording.cell(words.NONE, "number") for _ in report.rubric.levels)
    shares = (one.by_level[level.id] for level in report.rubric.levels)
    return tuple(Cell(share, "number", percent(share)) for share in shares)


def severity_chart(report: Report) -> Chart:
    nodes = [report.card.shortcomings[one.id].node for one in report.rubric.shortcomings]
    pick, stamp = report.wording.inline, report.stamp()
    title = say(words.SEVERITY_CHART.zh + stamp.zh, f"{words.SEVERITY_CHART.en} {stamp.en}")
    series = (Series(2, pick(words.SEVERITY), tuple(report.label(node) for node in nodes)),)
    return Chart(
        "bars",
        report.wording(title),
        pick(words.SEVERITY_CHART),
        "severities",
        1,
        series,
        (0, len(nodes) - 1),
        pick(words.SEVERITY_AXIS),
        tall=report.wording.language != "zh",
    )


def _heat(report: Report) -> Table:
    """Numbers with the number of indicators behind each; a shade is never the only sign."""
    wording, rubric, matrix = report.wording, report.rubric, report.card.matrix
    heads = (
        *wording.columns(columns.ID, columns.LEVEL),
        *(
            wording.column(Heading(one.name, say(f"“{one.name.zh}”在该层级的程度和指标数", f"Severity of “{one.name.en}” at the level, with the number of indicators"), columns.POINTS, columns.ENGINE))
            for one in rubric.shortcomings
        ),
    )  # fmt: skip
    rows = [
        (Cell(level.id, "code"), wording.cell(level.name, "strong"), *(_heat_cell(report, matrix[level.id][one.id]) for one in rubric.shortcomings))
        for level in rubric.levels
    ]  # fmt: skip
    return Table(
        "heat", wording.inline(words.HEAT_TABLE), heads, tuple(rows), heat=tuple(range(2, 2 + len(rubric.shortcomings)))
    )


def _heat_cell(report: Report, node: Node) -> Cell:
    if node.of == 0 and node.score is None:
        return report.wording.cell(words.NONE, "number")
    english = f"{node.rated} item" if node.rated == 1 else f"{node.rated} items"
    count = f'" · {english}"' if report.wording.language == "en" else f'" · {node.rated}项"'
    return report.number(node, count)


def _contributors(report: Report) -> Table:
    wording, card = report.wording, report.card
    heads = wording.columns(
        columns.ID, columns.INDICATOR, columns.CONTRIBUTION, columns.SHORTCOMING_ID, columns.SHORTCOMING
    )
    rows = [
        (Cell(id_, "code"), wording.cell(report.name(id_)), Cell(share, "number", percent(share)), Cell(one.id, "number"), wording.cell(one.name))
        for one in report.rubric.shortcomings
        for id_, share in card.shortcomings[one.id].contributors
    ]  # fmt: skip
    return Table("contributors", wording.inline(words.CONTRIBUTORS_TABLE), heads, tuple(rows))


def _cells(report: Report) -> Table:
    wording = report.wording
    heads = wording.columns(columns.CELL, columns.LEVEL_AND_SHORTCOMING, *_COMMON)
    rows = [
        (
            Cell(f"{level.id}×{one.id}", "code"),
            wording.cell(say(f"{level.name.zh} × {one.name.zh}", f"{level.name.en} × {one.name.en}")),
            *node_cells(report, report.card.matrix[level.id][one.id]),
        )
        for level in report.rubric.levels
        for one in report.rubric.shortcomings
    ]  # fmt: skip
    return Table("cells", wording.inline(words.CELLS_TABLE), heads, tuple(rows))

"""All charts on one printed page; each draws a table of another sheet."""

from __future__ import annotations

from typing import Literal

from assessor.peers import Comparison
from assessor.report import words
from assessor.report.base import Report
from assessor.report.calculation import Calculation
from assessor.report.levels import dimension_chart
from assessor.report.peers import peers_chart
from assessor.report.shortcomings import severity_chart
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Chart, Series, Sheet

WIDTHS = (13.0,) * 10
JUDGED, TARGET, SUPPORTED = 2, 11, 12
"""Columns of the table of dimensions."""


def charts(report: Report, calculation: Calculation, comparison: Comparison | None, *, radar: bool = False) -> Sheet:
    blocks: list[Block] = [*report.heading(words.CHARTS), *report.notes(words.CHARTS_NOTE)]
    if report.dimensions_shown:
        blocks.append(dimension_chart(report, calculation))
        if report.formal:
            blocks.append(_judged_and_supported(report, calculation))
    blocks.append(severity_chart(report, calculation))
    if comparison is not None and report.dimensions_shown:
        blocks.append(peers_chart(report, comparison))
    if radar and report.dimensions_shown:
        blocks.append(_radar(report))
    return Sheet(report.wording.inline(words.CHARTS), WIDTHS, tuple(blocks), portrait=True, one_page=True)


def _judged_and_supported(report: Report, calculation: Calculation) -> Chart:
    """Two points a dimension and the line between them: how far the judgement goes beyond its evidence."""
    pick, nodes = report.wording.inline, [report.card.dimensions[one.id] for one in report.rubric.dimensions]
    series = (
        Series(JUDGED, pick(words.JUDGED), calculation.chart_labels(nodes)),
        Series(SUPPORTED, pick(words.SUPPORTED), calculation.chart_labels(nodes, supported=True)),
    )
    return _of_dimensions(report, "dots", words.SUPPORTED_CHART, series)


def _radar(report: Report) -> Chart:
    pick = report.wording.inline
    target = (Series(TARGET, pick(words.TARGET), quiet=True),) if report.card.targets else ()
    return _of_dimensions(report, "radar", words.RADAR_CHART, (Series(JUDGED, pick(words.SCORE)), *target))


def _of_dimensions(report: Report, kind: Literal["dots", "radar"], name: Text, series: tuple[Series, ...]) -> Chart:
    wording, stamp = report.wording, report.stamp()
    title = wording(say(name.zh + stamp.zh, f"{name.en} {stamp.en}"))
    rows = (0, len(report.rubric.dimensions) - 1)
    axis = wording.inline(words.SCORE_AXIS)
    return Chart(kind, title, wording.inline(name), "dimensions", 1, series, rows, axis)

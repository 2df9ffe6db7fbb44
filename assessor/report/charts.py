"""All charts on one printed page; each draws a table of another sheet."""

from __future__ import annotations

from assessor.peers import Comparison
from assessor.report import words
from assessor.report.base import Report
from assessor.report.levels import dimension_chart
from assessor.report.peers import peers_chart
from assessor.report.shortcomings import severity_chart
from assessor.workbooks.cells import Block, Sheet

WIDTHS = (13.0,) * 10


def charts(report: Report, comparison: Comparison | None, *, radar: bool = False) -> Sheet:
    blocks: list[Block] = [*report.heading(words.CHARTS), *report.notes(words.CHARTS_NOTE)]
    if report.dimensions_shown:
        blocks.append(dimension_chart(report))
    blocks.append(severity_chart(report))
    if comparison is not None and report.dimensions_shown:
        blocks.append(peers_chart(report, comparison))
    return Sheet(report.wording.inline(words.CHARTS), WIDTHS, tuple(blocks), portrait=True, one_page=True)

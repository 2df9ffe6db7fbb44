"""All charts, none split between printed pages; each draws a table of figures, and the number stands behind each name.

The names at the axis bear the number as people read it, brackets included, since that follows a changed
rating in every spreadsheet, which labels at the points do not. A score that is withheld is no bar, and as
a point it lies outside of what is drawn: 0 would be a score.
"""

from __future__ import annotations

from collections.abc import Sequence

from assessor.peers import Comparison
from assessor.report import calculation_columns as heads
from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.calculation import Calculation
from assessor.report.calculation_nodes import label
from assessor.report.peers import peers_chart
from assessor.scorecard import Node
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Cell, Chart, Series, Sheet, Table

WIDTHS = (13.0,) * 10
NAME, JUDGED, SUPPORTED, TARGET, BOTH = range(5)
"""Columns of what is drawn."""
DIMENSIONS, SEVERITIES = "chart-dimensions", "chart-severities"
OUTSIDE = -1000.0
"""Drawn nowhere: axes begin at 0."""


def charts(report: Report, calculation: Calculation, comparison: Comparison | None, *, radar: bool = False) -> Sheet:
    blocks: list[Block] = [*report.heading(words.CHARTS), *report.notes(words.CHARTS_NOTE)]
    drawn = _Drawn(report, calculation)
    if report.dimensions_shown:
        blocks += drawn.dimensions(radar=radar)
    if report.card.shortcomings:
        blocks.append(drawn.severities())
    if comparison is not None and report.dimensions_shown:
        blocks.append(peers_chart(report, comparison))
    return Sheet(report.wording.inline(words.CHARTS), WIDTHS, tuple(blocks), portrait=True)


class _Drawn:
    """Charts, each with the table it draws, which stands on the sheet that computes."""

    def __init__(self, report: Report, calculation: Calculation) -> None:
        self.report, self.calculation = report, calculation

    def dimensions(self, *, radar: bool) -> list[Chart]:
        report, pick = self.report, self.report.wording.inline
        nodes = [report.card.dimensions[one.id] for one in report.rubric.dimensions]
        self._table(DIMENSIONS, words.DIMENSION_CHART, nodes)
        target = (Series(TARGET, pick(words.TARGET), quiet=True),) if report.card.targets else ()
        found = [self._bars(DIMENSIONS, words.DIMENSION_CHART, words.SCORE_AXIS, (Series(JUDGED, pick(words.SCORE)), *target), len(nodes))]  # fmt: skip
        axis, rows = pick(words.SCORE_AXIS), (0, len(nodes) - 1)
        if report.formal:
            two = (Series(JUDGED, pick(words.JUDGED)), Series(SUPPORTED, pick(words.SUPPORTED), quiet=True))
            found.append(self._bars(DIMENSIONS, words.SUPPORTED_CHART, words.SCORE_AXIS, two, len(nodes), names=BOTH))
        if radar:
            web, name = (Series(JUDGED, pick(words.SCORE)), *target), words.RADAR_CHART
            found.append(Chart("radar", self._title(name), pick(name), DIMENSIONS, NAME, web, rows, axis))
        return found

    def severities(self) -> Chart:
        report = self.report
        nodes = [report.card.shortcomings[one.id].node for one in report.rubric.shortcomings]
        self._table(SEVERITIES, words.SEVERITY_CHART, nodes)
        series = (Series(JUDGED, report.wording.inline(words.SEVERITY)),)
        return self._bars(SEVERITIES, words.SEVERITY_CHART, words.SEVERITY_AXIS, series, len(nodes))

    def _bars(
        self, key: str, name: Text, axis: Text, series: tuple[Series, ...], count: int, names: int = NAME
    ) -> Chart:
        wording = self.report.wording
        return Chart(
            "bars", self._title(name), wording.inline(name), key, names, series, (0, count - 1), wording.inline(axis),
            tall=wording.language != "zh",
        )  # fmt: skip

    def _title(self, name: Text) -> str:
        stamp = self.report.stamp()
        return self.report.wording(say(name.zh + stamp.zh, f"{name.en} {stamp.en}"))

    # -- what is drawn ----------------------------------------------------------------------------

    def _table(self, key: str, title: Text, nodes: Sequence[Node]) -> None:
        wording, paired = self.report.wording, key == DIMENSIONS and self.report.formal
        names = [heads.DRAWN_NAME, heads.DRAWN_SCORE, heads.DRAWN_SUPPORTED, columns.TARGET_POINTS, heads.DRAWN_BOTH]
        titles = wording.columns(*names[: 5 if paired else 4 if key == DIMENSIONS else 2])
        rows = tuple(self._row(node, len(titles), paired=paired) for node in nodes)
        self.calculation.further.append(Table(key, wording.inline(title), titles, rows, unprinted=True))

    def _row(self, node: Node, width: int, *, paired: bool) -> tuple[Cell, ...]:
        calculation, report, top = self.calculation, self.report, self.report.rubric.top
        ok = calculation.place(node, "ok")
        own = calculation.under_cap(node) if paired else node
        target = report.card.targets.get(node.id)
        cells = (
            self._named(node, own, paired=False),
            self._number(node.score, ok, calculation.place(node, "score")),
            self._number(own.score, ok, calculation.layout.supported(node, "score")) if paired else Cell(OUTSIDE, "step"),
            Cell(OUTSIDE if target is None else 100.0 * target / top, "step", "0"),
            self._named(node, own, paired=paired),
        )  # fmt: skip
        return cells[:width]

    def _number(self, score: float | None, ok: str, place: str) -> Cell:
        least = 0.0 if score is None else score
        return Cell(least if score is not None else OUTSIDE, "step", "0", formula=f"IF({ok}=1,{place},{OUTSIDE!r})")

    def _named(self, node: Node, own: Node, *, paired: bool) -> Cell:
        """Name and number; two numbers where the judged and the supported one are drawn."""
        calculation, report = self.calculation, self.report
        name, gap, slash = report.wording.inline(report.name(node.id)), "　", "／"
        said, formula = report.label(node), calculation.label(node)
        if not report.bands_of(node):
            ok, score, status = (calculation.place(node, one) for one in ("ok", "score", "status"))
            formula = label("", ok, score, status, calculation.word(report.wording.inline(words.NOT_SHOWN)))
        if paired and node.score is not None:
            said = f"{said}{slash}{report.label(own)}"
        if paired:
            both = f"{formula}&{calculation.word(slash)}&{calculation.supported_label(node)}"
            formula = f"IF({calculation.place(node, 'ok')}=1,{both},{formula})"
        return Cell(f"{name}{gap}{said}", "step", formula=f"{calculation.word(name)}&{calculation.word(gap)}&{formula}")

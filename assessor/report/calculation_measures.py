"""Formulas of measured indicators: goalposts and thresholds on the sheet, and the level that a figure comes to."""

from __future__ import annotations

from dataclasses import dataclass

from assessor.report.calculation_layout import MEASURES, Layout
from assessor.report.calculation_nodes import DUST
from assessor.text import say
from assessor.workbooks.cells import Cell

WORST, BEST, THRESHOLDS = 3, 4, 5
"""Columns of the table of measures; one threshold for each level above 0 follows."""
CUT = {
    "worst": say("超出目标值域差的一端，截断，按该端计", "beyond the worst goalpost: truncated to it"),
    "best": say("超出目标值域好的一端，截断，按该端计", "beyond the best goalpost: truncated to it"),
}  # fmt: skip


@dataclass(frozen=True)
class Measures:
    """Of the measured indicators of one report; each reads its goalposts from a row of their table."""

    layout: Layout

    def rows(self) -> list[tuple[Cell, ...]]:
        wording, top = self.layout.report.wording, self.layout.report.rubric.top
        found = []
        for id_, measure in self.layout.measures.items():
            steps = [Cell(each, "number", "General") for each in measure.thresholds]
            found.append(
                (
                    Cell(id_, "code"), wording.cell(self.layout.report.name(id_)), wording.cell(measure.unit),
                    Cell(measure.worst, "number", "General"), Cell(measure.best, "number", "General"),
                    *(steps or [Cell(None)] * top),
                )
            )  # fmt: skip
        return found

    def _at(self, id_: str, column: int) -> str:
        return f"[[{MEASURES}|{list(self.layout.measures).index(id_)}|{column}]]"

    def level(self, id_: str, figure: str, top: str) -> str:
        """The level that a figure comes to, with what it reaches beyond it; `figure` and `top` are places."""
        measure = self.layout.measures[id_]
        if measure.thresholds:
            sign = ">=" if measure.more_is_better else "<="
            reached = (f"({figure}{sign}{self._at(id_, THRESHOLDS + n)})" for n in range(len(measure.thresholds)))
            return "+".join(reached)
        return f"{top}*MIN(1,MAX(0,{self._share(id_, figure)}))"

    def _share(self, id_: str, figure: str) -> str:
        worst = self._at(id_, WORST)
        return f"({figure}-{worst})/({self._at(id_, BEST)}-{worst})"

    def whole(self, id_: str, figure: str, top: str) -> str:
        return f"INT({self.level(id_, figure, top)}+{DUST})"

    def rest(self, id_: str, figure: str, top: str) -> str:
        level = self.level(id_, figure, top)
        beyond = f"{level}-INT({level}+{DUST})"
        return f"IF({beyond}>{DUST},{beyond},0)"

    def cut(self, id_: str, figure: str) -> tuple[str, str]:
        """Where a figure lies beyond the worst, and beyond the best goalpost; empty where thresholds make the level."""
        if self.layout.measures[id_].thresholds:
            return "", ""
        return f"{self._share(id_, figure)}<0", f"{self._share(id_, figure)}>1"

"""Rows of the nodes on the sheet that computes: formulas, and what each figure came to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assessor.report import words
from assessor.report.base import Report
from assessor.report.calculation_figures import Figures, Numbers
from assessor.report.calculation_layout import SUPPORTED_COLUMNS, Layout, NodeColumn, SupportedColumn
from assessor.report.calculation_nodes import WHY, NodeFormulas
from assessor.report.calculation_words import Remarks
from assessor.scorecard import Kind, Node, bands_of, bracketed
from assessor.text import Text, say
from assessor.workbooks.cells import Cell, Scalar


@dataclass(frozen=True)
class NodeSteps:
    """One row for the overall score, each level, dimension, shortcoming, cell of the matrix and path."""

    report: Report
    layout: Layout
    figures: Figures
    remarks: tuple[Remarks, ...]

    @cached_property
    def formulas(self) -> NodeFormulas:
        return NodeFormulas(self.layout, self.figures.plan, self.remarks[0].place(self._none))

    @property
    def _none(self) -> str:
        return self.report.wording.inline(words.NOT_SHOWN)

    def row(self, node: Node) -> tuple[Cell, ...]:
        made = dict(self.formulas.of(node))
        came = self._came(node)
        for remarks in self.remarks:
            what: NodeColumn = "remark_zh" if remarks.language == "zh" else "remark_en"
            came[what] = remarks.said(node)
            if made:
                made[what] = remarks.formula(node)
        return tuple(
            Cell(came.get(what), "step", "General", formula=made.get(what, ""))
            for what in self.layout.node_columns
        )  # fmt: skip

    def _came(self, node: Node) -> dict[NodeColumn, Scalar]:
        """What each figure of a node came to."""
        step: Numbers = self.figures.steps[node.kind, node.id]
        bands = bands_of(self.report.rubric, node.kind)
        found: dict[NodeColumn, Scalar] = {**step}  # type: ignore[dict-item]  # named for their columns
        found |= {
            "id": node.id if node.kind != "overall" else words.NONE.zh, "name": self.report.wording.inline(self._name(node)),
            "number": self._numbers[node.kind, node.id], "ok": int(node.score is not None), "score": node.score or 0.0,
            "low": node.low or 0.0, "high": node.high or 0.0,
            "status": {"withheld": 0, "provisional": 1, "shown": 2}[node.status],
            "why": WHY.index(node.why) + 1 if node.why else 0,
        }  # fmt: skip
        if bands:
            found |= {"band": 0 if node.band is None else node.band + 1, "label": bracketed(node, bands) or self._none}
        if self.layout.nested and (node.kind, node.id) in self.layout.within:
            found["within"] = self._numbers.get(self.layout.above((node.kind, node.id)), 0) * (
                self.layout.within[node.kind, node.id] != ""
            )
        if node.kind == "dimension":
            found |= {"capped": int(node.capped_by is not None), "target": self.report.card.targets.get(node.id, 0)}
        if (node.kind, node.id) in self._order:
            found["order"] = self._order[node.kind, node.id]
        if node.kind == "shortcoming":
            found |= {"lowest": self._raw(node)[0], "highest": self._raw(node)[1]}
        return found

    def _raw(self, node: Node) -> tuple[float, float]:
        """Bounds of a severity, which always hold it."""
        return node.low or 0.0, node.high or 0.0

    def _name(self, node: Node) -> Text:
        if node.kind == "overall":
            return words.OVERALL_NAME
        if node.kind == "cell":
            level, _, shortcoming = node.id.partition("×")
            first, second = self.report.name(level), self.report.name(shortcoming)
            return say(f"{first.zh} × {second.zh}", f"{first.en} × {second.en}")
        return self.report.name(node.id)

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], int]:
        counts: dict[str, int] = {}
        found: dict[tuple[str, str], int] = {}
        for node in self.figures.nodes:
            counts[node.kind] = counts.get(node.kind, 0) + 1
            found[node.kind, node.id] = counts[node.kind]
        return found

    @cached_property
    def _order(self) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        kinds: tuple[Kind, ...] = ("level", "shortcoming")
        for kind in kinds:
            nodes = [node for node in self.figures.nodes if node.kind == kind and node.within is None]
            for node, place in zip(nodes, self.figures.placed(kind, nodes), strict=True):
                found[kind, node.id] = place
        return found

    def supported(self, node: Node, own: Node) -> tuple[Cell, ...]:
        """The same under the evidence cap."""
        made = self.formulas.supported(node)
        came: dict[SupportedColumn, Scalar] = {
            "id": node.id if node.kind != "overall" else words.NONE.zh, "name": self.report.wording.inline(self._name(node)),
            "score": own.score or 0.0, "band": 0 if own.band is None else own.band + 1,
            "label": bracketed(own, self.report.rubric.bands) or self._none,
        }  # fmt: skip
        if node.kind == "dimension":
            came["capped"] = int(own.capped_by is not None)
        return tuple(
            Cell(came.get(what), "step", "General", formula=made.get(what, ""))
            for what in SUPPORTED_COLUMNS
        )  # fmt: skip

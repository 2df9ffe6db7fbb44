"""The scorecard as formulas: cells that show its numbers, and the sheet that computes them.

One sheet computes; every other sheet refers to it. A cell made here carries the formula and, as what
it came to, the engine's own value, so that the report reads the same in a viewer that computes nothing.

Only what every spreadsheet computes alike is used: no array formulas, nothing volatile, no words
made by the spreadsheet's own language.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assessor.report import words
from assessor.report.base import Report
from assessor.report.calculation_layout import BANDS, SEVERITY_BANDS, WORDS, Layout, NodeColumn
from assessor.report.display import Wording
from assessor.scorecard import SEVERITIES, Kind, Node
from assessor.text import Text
from assessor.workbooks.cells import Cell, Rule


@dataclass
class Calculation:
    """Gathers the words that formulas pick while the sheets are made; `sheet` comes last."""

    report: Report
    layout: Layout
    said: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, report: Report) -> Calculation:
        return cls(report, Layout(report))

    # -- places and words for formulas -------------------------------------------------------------

    def word(self, text: str | Text, wording: Wording | None = None) -> str:
        """Place of a text in the list of words, entered there when it is new."""
        said = text if isinstance(text, str) else (wording or self.report.wording)(text)
        return f"[[{WORDS}|{self.said.setdefault(said, len(self.said))}|0]]"

    def place(self, node: Node | tuple[Kind, str], what: NodeColumn) -> str:
        """Place of a node's figure, see `NodeColumn`."""
        return self.layout.node(node, what)

    def nth(self, kind: Kind, nth: int, what: NodeColumn) -> str:
        """A figure of the level that is nth lowest, or of the shortcoming that is nth most marked; nth from 1."""
        order = self.layout.column(kind, "order")
        return f"INDEX({self.layout.column(kind, what)},MATCH({nth},{order},0))"

    def verdict(self) -> str:
        """Place of the one cell that says whether engine and sheet agree."""
        return "[[self-check-verdict|0|0]]"

    # -- cells ---------------------------------------------------------------------------------------

    def score(self, node: Node, wording: Wording | None = None) -> Cell:
        """The number, or words where none is shown; give its column `score_rules`."""
        return self._number(node, node.score, "score", words.NOT_SHOWN, wording)

    def low(self, node: Node, wording: Wording | None = None) -> Cell:
        return self._bound(node, node.low, "low", wording)

    def high(self, node: Node, wording: Wording | None = None) -> Cell:
        return self._bound(node, node.high, "high", wording)

    def coverage(self, node: Node, wording: Wording | None = None) -> Cell:
        """A share 0..1; give its column `coverage_rules`."""
        said = wording or self.report.wording
        where = f"IF({self.place(node, 'weighs')}>0,{self.place(node, 'coverage')},{self.word(words.NONE, said)})"
        return Cell(said(words.NONE) if node.coverage is None else node.coverage, "number", "0%", formula=where)

    def rated(self, node: Node) -> Cell:
        return Cell(node.rated, "number", "0", formula=self.place(node, "rated"))

    def of_(self, node: Node) -> Cell:
        return Cell(node.of, "number", "0", formula=self.place(node, "of"))

    def band(self, node: Node, wording: Wording | None = None) -> Cell:
        raise NotImplementedError

    def remark(self, node: Node, wording: Wording | None = None) -> Cell:
        """Gate, provisional, why withheld, how much is missing."""
        raise NotImplementedError

    def supported_score(self, node: Node, wording: Wording | None = None) -> Cell:
        """Of a node of the tree, judged or supported, in formal mode: the number under the evidence cap."""
        raise NotImplementedError

    def supported_band(self, node: Node, wording: Wording | None = None) -> Cell:
        raise NotImplementedError

    def label(self, node: Node) -> str:
        """Place of the number as people read it, brackets included: for sentences and charts."""
        return self.place(node, "label")

    def score_rules(self, column: int, coverage: int, kind: Kind) -> tuple[Rule, ...]:
        """Brackets and decimals for a column of scores whose table has coverage in column `coverage`."""
        raise NotImplementedError

    def coverage_rules(self, column: int) -> tuple[Rule, ...]:
        raise NotImplementedError

    def _number(self, node: Node, value: float | None, what: NodeColumn, none: Text, wording: Wording | None) -> Cell:
        said = wording or self.report.wording
        where = f"IF({self.place(node, 'ok')}=1,{self.place(node, what)},{self.word(none, said)})"
        return Cell(said(none) if value is None else value, "number", "0", formula=where)

    def _bound(self, node: Node, value: float | None, what: NodeColumn, wording: Wording | None) -> Cell:
        said = wording or self.report.wording
        where = f"IF({self.place(node, 'weighs')}>0,{self.place(node, what)},{self.word(words.NONE, said)})"
        return Cell(said(words.NONE) if value is None else value, "number", "0", formula=where)

    def bands(self, kind: Kind) -> str:
        return SEVERITY_BANDS if kind in SEVERITIES else BANDS

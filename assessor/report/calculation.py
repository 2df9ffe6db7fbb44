"""The scorecard as formulas: cells that show its numbers, and the sheet that computes them.

One sheet computes; every other sheet refers to it. A cell made here carries the formula and, as what
it came to, the engine's own value, so that the report reads the same in a viewer that computes nothing.

Only what every spreadsheet computes alike is used: no array formulas, nothing volatile, no words
made by the spreadsheet's own language.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from assessor.report import calculation_columns as heads
from assessor.report import words
from assessor.report.base import Report
from assessor.report.calculation_figures import Figures
from assessor.report.calculation_layout import (
    BANDS,
    GRADES,
    OUTCOMES,
    SEVERITY_BANDS,
    WORDS,
    IndicatorColumn,
    Layout,
    NodeColumn,
)
from assessor.report.calculation_tables import Tables
from assessor.report.calculation_words import Remarks
from assessor.report.display import ReportLanguage, Wording
from assessor.scorecard import SEVERITIES, Kind, Node, bands_of
from assessor.text import Language, Text, say
from assessor.text_layout import lines_in
from assessor.workbooks.cells import Block, Cell, Rule, Sheet, Table

CALCULATION = say("计算过程", "Calculation")
ABOUT = (
    say(
        "本报告的得分、程度、覆盖率、等级和说明都由本表的公式算出；改动“指标明细”的结果、佐证强度、权重或下表的权重，这些数字随之变化，“自检”表说明已有改动；注明为导出时数值的表不随之变化。",
        "Every score, severity, coverage, band and remark of this report is computed here by formulas; change an outcome, a grade or a weight "
        "on the sheet of indicators, or a weight below, and these figures follow; the self-check says that something was changed. "
        "Sheets that hold figures as exported say so and do not follow.",
    ),
    say(
        "公式所在工作表加了保护，没有密码；各步骤的表只供在屏幕上查看，不打印。",
        "Sheets with formulas are protected without a password; the tables of the single steps are for the screen and are not printed.",
    ),
)
OUTCOME_CHOICES, GRADE_CHOICES = "report_outcomes", "report_grades"
OUTCOME_CHOICES_BARE = "report_outcomes_bare"
"""Without “not applicable”, for indicators that the rubric does not excuse."""
WIDTHS, STEP_WIDTH = (9.0, 44.0, 12.0, 14.0), 12.0
DIGITS, DUST = 9, 1e-9
LEAST_LINES, MOST_LINES = 2, 3


@dataclass
class Calculation:
    """Gathers the words that formulas pick while the sheets are made; `sheet` comes last."""

    report: Report
    layout: Layout
    listed: list[str] = field(default_factory=list)
    said: dict[tuple[str, ...], int] = field(default_factory=dict)
    further: list[Table] = field(default_factory=list)
    """Tables of others that stand on the sheet, too."""

    @classmethod
    def of(cls, report: Report) -> Calculation:
        return cls(report, Layout(report))

    @cached_property
    def tables(self) -> Tables:
        remarks = tuple(Remarks(self.layout, language, self.word) for language in self.layout.languages)
        return Tables(self.report, self.layout, Figures(self.report, self.layout), remarks)

    # -- places and words for formulas -------------------------------------------------------------

    def word(self, text: str | Text, wording: Wording | None = None) -> str:
        """Place of a text in the list of words, entered there when it is new."""
        said = text if isinstance(text, str) else (wording or self.report.wording)(text)
        return f"[[{WORDS}|{self._row((said,))}|0]]"

    def word_run(self, texts: Sequence[str]) -> str:
        """Place of several texts one below the other."""
        first = self._row(tuple(texts))
        return f"[[{WORDS}|{first}:{first + len(texts) - 1}|0]]"

    def _row(self, texts: tuple[str, ...]) -> int:
        if texts not in self.said:
            self.said[texts] = len(self.listed)
            self.listed += texts
        return self.said[texts]

    def place(self, node: Node | tuple[Kind, str], what: NodeColumn) -> str:
        """Place of a node's figure, see `NodeColumn`."""
        return self.layout.node(node, what)

    def indicator(self, id_: str, what: IndicatorColumn) -> str:
        """Place of an indicator's figure, see `IndicatorColumn`."""
        return self.layout.indicator(id_, what)

    def indicators(self, what: IndicatorColumn) -> str:
        """That figure of all indicators, in the order of `layout.indicators`."""
        return self.layout.run(what)

    def nth(self, kind: Kind, nth: int, what: NodeColumn) -> str:
        """A figure of the level that is nth lowest, or of the shortcoming that is nth most marked; nth from 1."""
        order = self.layout.column(kind, "order")
        return f"INDEX({self.layout.column(kind, what)},MATCH({nth},{order},0))"

    def contributor(self, shortcoming: str, nth: int, what: Literal["id", "name", "name_zh", "name_en", "loss"]) -> str:
        """Id, name or share of the nth contributor of a shortcoming, nth from 1; a dash where there is none."""
        layout, position = self.layout, list(self.report.card.shortcomings).index(shortcoming)
        places = layout.run(layout.link(position, "order"))
        column = layout.run(layout.link(position, "loss") if what == "loss" else what)
        return f"IF(MAX({places})>={nth},INDEX({column},MATCH({nth},{places},0)),{self.word(words.NONE)})"

    def nth_band(self, language: Language, nth: int = 1) -> str:
        """Name of the band of the level that is nth lowest."""
        last = len(self.report.rubric.bands) - 1
        return f"INDEX([[{BANDS}|0:{last}|{self._names(language)}]],{self.nth('level', nth, 'band')})"

    def _names(self, language: ReportLanguage) -> int:
        """Column of the names of bands in a language."""
        return 1 if language == self.report.wording.language else 2 if language == "zh" else 3

    def verdict(self) -> str:
        """Place of the one cell that says whether engine and sheet agree."""
        return "[[self-check|0|0]]"

    # -- cells ---------------------------------------------------------------------------------------

    def score(self, node: Node, wording: Wording | None = None) -> Cell:
        """The number, or words where none is shown; give its column `score_rules`."""
        said = wording or self.report.wording
        return self._number(self.place(node, "ok"), self.place(node, "score"), node.score, words.NOT_SHOWN, said)

    def low(self, node: Node, wording: Wording | None = None) -> Cell:
        return self._number(self.place(node, "bounded"), self.place(node, "low"), node.low, words.NONE, wording)

    def high(self, node: Node, wording: Wording | None = None) -> Cell:
        return self._number(self.place(node, "bounded"), self.place(node, "high"), node.high, words.NONE, wording)

    def coverage(self, node: Node, wording: Wording | None = None) -> Cell:
        """A share 0..1; give its column `coverage_rules`."""
        where, what = self.place(node, "weighs"), self.place(node, "coverage")
        return self._number(where, what, node.coverage, words.NONE, wording, "0%")

    def rated(self, node: Node) -> Cell:
        return Cell(node.rated, "number", "0", formula=self.place(node, "rated"))

    def applicable(self, node: Node) -> Cell:
        return Cell(node.of, "number", "0", formula=self.place(node, "of"))

    def band(self, node: Node, wording: Wording | None = None) -> Cell:
        where = self.place(node, "band")
        return self._band(node.kind, where, node.band, wording)

    def remark(self, node: Node, wording: Wording | None = None) -> Cell:
        """Gate, provisional, why withheld, how much is missing."""
        said = wording or self.report.wording
        if said.language != "both":
            by_language = {one.language: one.said(node) for one in self.tables.remarks}
            what: NodeColumn = "remark_zh" if said.language == "zh" else "remark_en"
            return Cell(by_language[said.language], formula=self.place(node, what))
        zh, en = (one.said(node) for one in self.tables.remarks)
        here = self.place(node, "remark_zh"), self.place(node, "remark_en")
        together = f"IF({here[0]}={here[1]},{here[0]},{here[0]}&{self.word(chr(10))}&{here[1]})"
        return Cell(zh if zh == en else f"{zh}\n{en}", formula=together)

    def remark_lines(self, node: Node, width: float, wording: Wording | None = None) -> int:
        """Lines that a remark may take in a column of this width, whatever is entered: two at least, three at most
        in each language."""
        language = (wording or self.report.wording).language
        those = [one for one in self.tables.remarks if language in ("both", one.language)]
        return sum(min(max(lines_in(one.longest(node), width), LEAST_LINES), MOST_LINES) for one in those)

    def supported_score(self, node: Node, wording: Wording | None = None) -> Cell:
        """Of a node of the tree in formal mode: the number under the evidence cap."""
        own, where = self.under_cap(node), self.layout.supported(node, "score")
        return self._number(self.place(node, "ok"), where, own.score, words.NOT_SHOWN, wording)

    def supported_band(self, node: Node, wording: Wording | None = None) -> Cell:
        return self._band(node.kind, self.layout.supported(node, "band"), self.under_cap(node).band, wording)

    def label(self, node: Node, wording: Wording | None = None) -> str:
        """Formula of the number as people read it, brackets included, or words: for sentences and charts."""
        none = self.word((wording or self.report.wording).inline(words.NOT_SHOWN))
        return f"IF({self.place(node, 'ok')}=1,{self.place(node, 'label')},{none})"

    def supported_label(self, node: Node, wording: Wording | None = None) -> str:
        none = self.word((wording or self.report.wording).inline(words.NOT_SHOWN))
        return f"IF({self.place(node, 'ok')}=1,{self.layout.supported(node, 'label')},{none})"

    def under_cap(self, node: Node) -> Node:
        """The same node under the evidence cap."""
        card = self.report.card.supported or self.report.card
        return {"overall": card.overall, **card.levels, **card.dimensions}[node.id]

    def _number(
        self, where: str, what: str, value: float | None, none: Text, wording: Wording | None, layout: str = "0"
    ) -> Cell:
        said = wording or self.report.wording
        shown = f"IF({where}>0,{what},{self.word(none, said)})"
        return Cell(said(none) if value is None else value, "number", layout, formula=shown)

    def _band(self, kind: Kind, where: str, band: int | None, wording: Wording | None) -> Cell:
        said, bands = wording or self.report.wording, bands_of(self.report.rubric, kind)
        if not bands:
            return said.cell(words.NONE)
        column = self._names(said.language)
        key = SEVERITY_BANDS if kind in SEVERITIES else BANDS
        name = f"INDEX([[{key}|0:{len(bands) - 1}|{column}]],{where})"
        return Cell(
            said(words.NONE if band is None else bands[band].name),
            formula=f"IF({where}>0,{name},{self.word(words.NONE, said)})",
        )

    # -- how numbers are shown --------------------------------------------------------------------------

    def score_rules(self, column: int, covered: int | str, kind: Kind) -> tuple[Rule, ...]:
        """Brackets and decimals for a column of scores; `covered` is the column of its coverage, or a formula
        on the same sheet that finds it."""
        here = f"[[~|{column}]]"
        coverage = f"[[~|{covered}]]" if isinstance(covered, int) else covered
        edges = [band.start for band in bands_of(self.report.rubric, kind) if band.start > 0]
        provisional = f"{coverage}<{self.report.rubric.coverage.shown - DUST!r}"
        return (
            *self._edges(column, here, edges, provisional),
            Rule(column, f"AND(ISNUMBER({here}),{provisional})", "(0)"),
            *self._edges(column, here, edges),
        )

    def plain_rules(self, column: int, kind: Kind) -> tuple[Rule, ...]:
        """Decimals near a band's edge for numbers that are never in brackets."""
        edges = [band.start for band in bands_of(self.report.rubric, kind) if band.start > 0]
        return tuple(self._edges(column, f"[[~|{column}]]", edges))

    def coverage_rules(self, column: int) -> tuple[Rule, ...]:
        rules = self.report.rubric.coverage
        edges = sorted({100.0 * rules.shown, 100.0 * rules.provisional})
        return tuple(self._edges(column, f"[[~|{column}]]", edges, share=True))

    def _edges(
        self, column: int, here: str, edges: Iterable[float], when: str = "", *, share: bool = False
    ) -> Iterable[Rule]:
        """One decimal where whole points would reach an edge that the number has not reached."""
        points = f"100*{here}" if share else here
        mark, digits = ("%", "0.0%") if share else ("", "0.0")
        near = []
        for edge in edges:
            close = f"ROUND({points},{DIGITS})<{edge!r},ROUND({points},0)>={edge!r}"
            near.append(f"AND({close})")
            below = f"{math.ceil(edge * 10 - DUST) / 10 - 0.1:.1f}{mark}"
            said = f'("{below}")' if when else f'"{below}"'
            yield Rule(
                column, f"AND({','.join(_some(f'ISNUMBER({here})', when, close))},ROUND({points},1)>={edge!r})", said
            )
        if near:
            said = f"({digits})" if when else digits
            yield Rule(column, f"AND({','.join(_some(f'ISNUMBER({here})', when))},OR({','.join(near)}))", said)

    # -- the sheet ----------------------------------------------------------------------------------------

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Defined names of what the drop-downs offer."""
        last = self.tables.offered - 1
        offered = [
            (OUTCOME_CHOICES, f"[[{OUTCOMES}|0:{last}|0]]"),
            (OUTCOME_CHOICES_BARE, f"[[{OUTCOMES}|0:{last - 1}|0]]"),
        ]
        if self.report.rubric.evidence_grades:
            offered.append((GRADE_CHOICES, f"[[{GRADES}|0:{len(self.report.rubric.evidence_grades) - 1}|0]]"))
        return tuple(offered)

    def sheet(self) -> Sheet:
        """Call it after every other sheet was made: until then words are gathered."""
        tables, wording = self.tables, self.report.wording
        steps = [*tables.lists(), tables.indicators(), tables.nodes()]
        if (supported := tables.supported()) is not None:
            steps.append(supported)
        steps += self.further
        rows = tuple((Cell(said),) for said in self.listed)
        listed = Table(WORDS, wording.inline(heads.WORD.name), wording.columns(heads.WORD), rows, unprinted=True)
        blocks: list[Block] = [
            *self.report.heading(CALCULATION),
            *self.report.notes(*ABOUT),
            tables.weights(),
            *steps,
            listed,
        ]
        wide = max(len(table.columns) for table in (*steps, tables.weights()))
        return Sheet(
            wording.inline(CALCULATION), (*WIDTHS, *(STEP_WIDTH,) * (wide - len(WIDTHS))), tuple(blocks), protected=True
        )


def _some(*parts: str) -> list[str]:
    return [part for part in parts if part]

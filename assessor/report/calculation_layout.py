"""Where each figure of the calculation stands: tables, rows and columns, as places of formulas.

Indicators stand by level, dimension and position in the rubric, so that what lies beneath a node is one run
of rows; nodes stand overall, levels, dimensions, shortcomings, cells of the matrix, paths. Of the levels
those that make the overall score come first, then the parts of each: what a formula of a node reads stands
below it, and no formula reads itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from assessor.report.base import Report
from assessor.rubric import CoordinationLevel, Dimension, Indicator, Measure
from assessor.scorecard import Kind, Node
from assessor.text import Language

NODES, SUPPORTED, INDICATORS, WEIGHTS, WORDS, REASONS = (
    "calc-nodes", "calc-supported", "calc-indicators", "calc-weights", "calc-words", "calc-reasons",
)  # fmt: skip
RULES, BANDS, SEVERITY_BANDS, OUTCOMES, GRADES, MEASURES = (
    "calc-rules", "calc-bands", "calc-severity-bands", "calc-outcomes", "calc-grades", "calc-measures",
)  # fmt: skip
ENTRIES = "indicators"
"""The table of the sheet of indicators, where ratings, grades and weights are written."""
(
    ENTRY_ID, ENTRY_NAME, ENTRY_DIMENSION, ENTRY_OUTCOME, ENTRY_WORDS, ENTRY_REACHED, ENTRY_GRADE, ENTRY_LISTED,
    ENTRY_REASON, ENTRY_NOTE, ENTRY_CONSTRAINT, ENTRY_WEIGHT, ENTRY_EFFECTIVE, ENTRY_SUPPORTED,
) = range(14)  # fmt: skip
"""Its columns; the last one only in formal mode. Descriptors and identity follow, hidden."""
OUTCOME_NAMES = "calc-outcome-names"
TREE: tuple[Kind, ...] = ("overall", "level", "dimension")

NodeColumn = Literal[
    "id", "name", "number", "within", "target", "weight", "sum", "children", "part", "relative", "slice", "inside", "of", "rated",
    "weighs", "weighs_rated", "coverage", "scored", "ok", "score", "bounded", "lowest", "highest", "low", "high",
    "status", "capped", "band", "why", "loss", "order", "label", "remark_zh", "remark_en",
]  # fmt: skip
"""Of a node. `within` is the number of the level that a level or dimension stands in, 0 for the outermost, only where
levels stand within levels; `ok` is 1 where it has a score; `score`, `low`, `high` are numbers, 0 where there is none; `status` is
0 withheld, 1 provisional, 2 shown; `band` its number from 1, 0 where withheld; `capped` 1 under a gate; `order` its
place (levels lowest first, shortcomings most marked first, withheld last); `label` the number as people read it."""
SupportedColumn = Literal["id", "name", "score", "capped", "band", "label"]
IndicatorColumn = Literal[
    "id", "name", "name_zh", "name_en", "position", "code", "rest", "rated", "applicable", "value", "weight", "share",
    "effective", "nth_missing", "listed", "cap", "supported_code", "supported_value",
]  # fmt: skip
"""Of an indicator: `position` in the rubric from 1, `code` as scored (a level; -1 missing, -2 not applicable,
-3 insufficient evidence), `rest` what a figure reaches beyond that level (only where something is measured), `value` 0..100 (0 where not rated), `effective` weight, `cap` what its evidence supports.
`name_zh` and `name_en` only where the report is in both languages, the last four only in formal mode."""
LinkColumn = Literal["link", "counts", "loss", "order"]
"""Of an indicator and a shortcoming: what the link counts, what it counts for coverage, its share in the severity,
its place among the contributors from 1 (0: none)."""
LINK_COLUMNS: tuple[LinkColumn, ...] = get_args(LinkColumn)
SUPPORTED_COLUMNS: tuple[SupportedColumn, ...] = get_args(SupportedColumn)
_BOTH, _FORMAL = {"name_zh", "name_en"}, {"listed", "cap", "supported_code", "supported_value"}


@dataclass(frozen=True)
class Layout:
    """Rows and columns of the calculation of one report."""

    report: Report

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        language = self.report.wording.language
        return ("zh", "en") if language == "both" else (language,)

    # -- indicators ---------------------------------------------------------------------------

    @cached_property
    def dimensions(self) -> list[Dimension]:
        rubric = self.report.rubric
        return [one for level in rubric.levels for one in rubric.dimensions_of(level.id)]

    @cached_property
    def levels(self) -> list[CoordinationLevel]:
        """Those that make the overall score first, then the parts of each in turn."""
        rubric = self.report.rubric
        found = rubric.levels_of(None)
        for one in found:  # grows while it is read
            found += rubric.levels_of(one.id)
        return found

    @cached_property
    def outer(self) -> list[CoordinationLevel]:
        """The levels that make the overall score."""
        return [one for one in self.levels if one.within is None]

    @property
    def nested(self) -> bool:
        return len(self.outer) < len(self.levels)

    @cached_property
    def within(self) -> dict[tuple[Kind, str], str]:
        """The level that each dimension and each level stands in; empty for the outermost."""
        found: dict[tuple[Kind, str], str] = {("level", one.id): one.within or "" for one in self.levels}
        return found | {("dimension", one.id): one.level for one in self.dimensions}

    def above(self, key: tuple[Kind, str]) -> tuple[Kind, str]:
        """The node that a level or dimension is a part of."""
        holder = self.within[key]
        return ("level", holder) if holder else ("overall", "overall")

    def chain(self, one: Indicator) -> list[tuple[Kind, str]]:
        """The nodes that an indicator lies in, its dimension first, without the overall score."""
        chain = self.report.rubric.chains[self.level_of[one.dimension]]
        return [("dimension", one.dimension), *(("level", id_) for id_ in chain)]

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Of the indicators of which a figure is entered, in the order of their rows."""
        return {one.id: one.measure for one in self.indicators if one.measure is not None}

    @cached_property
    def level_of(self) -> dict[str, str]:
        return {one.id: one.level for one in self.dimensions}

    @cached_property
    def indicators(self) -> list[Indicator]:
        """Those counted, in the order of their rows."""
        place = {one.id: position for position, one in enumerate(self.dimensions)}
        return sorted(self.report.counted, key=lambda one: place[one.dimension])

    @cached_property
    def row_of(self) -> dict[str, int]:
        return {one.id: row for row, one in enumerate(self.indicators)}

    @cached_property
    def entry_row(self) -> dict[str, int]:
        """Row of each indicator in the sheet where it is rated."""
        return {one.id: row for row, one in enumerate(self.report.counted)}

    @cached_property
    def spans(self) -> dict[str, tuple[int, int]]:
        """First and last row of the indicators of each dimension and level; absent where none is counted."""
        found = {"overall": (0, len(self.indicators) - 1)}
        for row, one in enumerate(self.indicators):
            for id_ in (one.dimension, *self.report.rubric.chains[self.level_of[one.dimension]]):
                found[id_] = (found.get(id_, (row, row))[0], row)
        return found

    @cached_property
    def indicator_columns(self) -> dict[IndicatorColumn, int]:
        left_out = (set() if len(self.languages) > 1 else _BOTH) | (set() if self.report.formal else _FORMAL)
        left_out |= set() if self.measures else {"rest"}
        kept = [one for one in get_args(IndicatorColumn) if one not in left_out]
        return {one: column for column, one in enumerate(kept)}

    def indicator(self, id_: str, what: IndicatorColumn) -> str:
        return f"[[{INDICATORS}|{self.row_of[id_]}|{self.indicator_columns[what]}]]"

    def run(self, what: IndicatorColumn | int, node: str = "overall") -> str:
        """The column of the indicators of a dimension, of a level, or of all."""
        column = what if isinstance(what, int) else self.indicator_columns[what]
        first, last = self.spans[node]
        return f"[[{INDICATORS}|{first}:{last}|{column}]]"

    def named(self, language: Language) -> IndicatorColumn:
        """Column of the names in a language."""
        both: dict[Language, IndicatorColumn] = {"zh": "name_zh", "en": "name_en"}
        return both[language] if len(self.languages) > 1 else "name"

    def link(self, shortcoming: int, what: LinkColumn) -> int:
        """Column of a shortcoming's links."""
        return len(self.indicator_columns) + shortcoming * len(LINK_COLUMNS) + LINK_COLUMNS.index(what)

    def tag(self, position: int) -> int:
        """Column of a path's tag."""
        return self.link(len(self.report.rubric.shortcomings), "link") + position

    def entry(self, id_: str, column: int) -> str:
        return f"[[{ENTRIES}|{self.entry_row[id_]}|{column}]]"

    # -- nodes ----------------------------------------------------------------------------------

    @cached_property
    def nodes(self) -> list[Node]:
        """The engine's nodes in the order of their rows."""
        card = self.report.card
        return [
            card.overall, *(card.levels[one.id] for one in self.levels), *(card.dimensions[one.id] for one in self.dimensions),
            *(one.node for one in card.shortcomings.values()),
            *(cell for row in card.matrix.values() for cell in row.values()), *card.paths.values(),
        ]  # fmt: skip

    @cached_property
    def node_columns(self) -> dict[NodeColumn, int]:
        left_out = {"remark_zh", "remark_en"} - {f"remark_{language}" for language in self.languages}
        left_out |= set() if self.nested else {"within"}
        kept = [one for one in get_args(NodeColumn) if one not in left_out]
        return {one: column for column, one in enumerate(kept)}

    @cached_property
    def node_row(self) -> dict[tuple[Kind, str], int]:
        return {(node.kind, node.id): row for row, node in enumerate(self.nodes)}

    def node(self, node: Node | tuple[Kind, str], what: NodeColumn) -> str:
        key = (node.kind, node.id) if isinstance(node, Node) else node
        return f"[[{NODES}|{self.node_row[key]}|{self.node_columns[what]}]]"

    def supported(self, node: Node | tuple[Kind, str], what: SupportedColumn) -> str:
        """The same under the evidence cap; only the tree, only in formal mode."""
        key = (node.kind, node.id) if isinstance(node, Node) else node
        return f"[[{SUPPORTED}|{self.node_row[key]}|{SUPPORTED_COLUMNS.index(what)}]]"

    def rows(self, kind: Kind) -> tuple[int, int] | None:
        """First and last row of the nodes of a kind; of the levels only those that make the overall score."""
        rows = [self.node_row[node.kind, node.id] for node in self.nodes if node.kind == kind and node.within is None]
        return (rows[0], rows[-1]) if rows else None

    def parts(self, key: tuple[Kind, str]) -> list[tuple[Kind, str]]:
        """The levels and dimensions that a node of the tree is made of, in the order of their rows."""
        holder = "" if key[0] == "overall" else key[1]
        return [one for one, inside in self.within.items() if inside == holder]

    def below(self, key: tuple[Kind, str]) -> tuple[int, int, bool]:
        """First and last row of the parts of a node, and whether other nodes stand in between."""
        rows = [self.node_row[one] for one in self.parts(key)] or [0]
        return rows[0], rows[-1], rows[-1] - rows[0] >= len(rows)

    def column(self, kind: Kind, what: NodeColumn) -> str:
        """The column of all nodes of a kind, in the order of the rubric (dimensions: level by level)."""
        first, last = self.rows(kind) or (0, 0)
        return f"[[{NODES}|{first}:{last}|{self.node_columns[what]}]]"

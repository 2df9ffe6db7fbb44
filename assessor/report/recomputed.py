"""The figures once more, straight from the entries and by another route than the calculation.

Nothing here reads the sheet that computes: thresholds and band starts stand in the formulas as numbers,
each entry is read by comparing it with what may be written, and every node is one sum over all entries.
Where the two disagree a formula was changed, also after ratings were changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assessor.combining import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.report import calculation_columns as heads
from assessor.report import words
from assessor.report.calculation import Calculation
from assessor.report.calculation_layout import ENTRIES, ENTRY_OUTCOME, ENTRY_REASON, ENTRY_WEIGHT, WEIGHTS
from assessor.report.calculation_nodes import DUST, limited, mean
from assessor.rubric import Band, Indicator, Measure
from assessor.scorecard import SEVERITIES, Kind, Node, bands_of
from assessor.text import say
from assessor.weighting import Group
from assessor.workbooks.cells import Cell, Column, Table

WRITTEN, AGAIN = "check-entries", "check-again"
AGAIN_TITLE = say("由录入项另行计算", "Once more, straight from the entries")
LEVEL, WEIGHT, SHARE, DIMENSION, PRIMARY, SECONDARY, REFUSED, UNWEIGHED = range(5, 13)
"""Further columns of the table of entries."""
OWN_WEIGHT, PART, RELATIVE, INSIDE, OF, WEIGHS, RATED, OK, SCORE, BAND, FLAG = range(1, 12)
"""Columns of the table of nodes."""


@dataclass(frozen=True)
class Recomputed:
    calculation: Calculation

    # -- entries ------------------------------------------------------------------------------------

    def entry_heads(self) -> tuple[Column, ...]:
        return self.calculation.report.wording.columns(
            heads.AGAIN_LEVEL, heads.AGAIN_WEIGHT, heads.AGAIN_SHARE, heads.AGAIN_DIMENSION, heads.AGAIN_PRIMARY,
            heads.AGAIN_SECONDARY, heads.AGAIN_REFUSED, heads.AGAIN_UNWEIGHED,
        )  # fmt: skip

    def entry_cells(self, row: int, one: Indicator) -> tuple[Cell, ...]:
        figures, layout = self.calculation.tables.figures, self.calculation.layout
        at, number = layout.row_of[one.id], self._dimension_number[one.dimension]
        relative = "*".join(self._node(each, RELATIVE) for each in layout.chain(one))
        primary, secondary = self._linked(one)
        weight = f"[[{ENTRIES}|{row}|{ENTRY_WEIGHT}]]"
        return (
            _step(self._came(at), self._read(f"[[{ENTRIES}|{row}|{ENTRY_OUTCOME}]]", one)),
            _step(float(figures.weight[at]), f"IF(ISNUMBER({weight}),MAX(0,{weight}),0)"),
            _step(float(figures.share[at]), f"[[~|{WEIGHT}]]*{relative}"),
            _step(number), _step(primary), _step(secondary),
            _step(int(self.calculation.report.refused(one)), self._refused(row, one)), _step(0, f"IF(ISNUMBER({weight}),IF({weight}<0,1,0),1)"),
        )  # fmt: skip

    def weight_cells(self, row: int) -> tuple[Cell, ...]:
        """Of a level or dimension, whose weight alone is an entry."""
        weight = f"[[{WEIGHTS}|{row}|2]]"
        empty = (Cell(None, "step"),) * (UNWEIGHED - LEVEL)
        return (*empty, _step(0, f"IF(ISNUMBER({weight}),IF({weight}<0,1,0),1)"))

    def _came(self, row: int) -> int | float:
        figures = self.calculation.tables.figures
        level, rest = int(figures.codes[row]), float(figures.rest[row])
        return level + rest if rest else level

    def _read(self, entered: str, one: Indicator) -> str:
        """The level or code of an entry, compared with each of what may be written; of a figure what it comes to."""
        said = str(MISSING)
        for code in (INSUFFICIENT_EVIDENCE, NOT_APPLICABLE):
            said = f"IF({self._is(entered, code)},{code},{said})"
        if one.measure is not None:
            return (
                f"IF(ISNUMBER({entered}),{_measured(one.measure, entered, self.calculation.report.rubric.top)},{said})"
            )
        for level in reversed(range(self.calculation.report.rubric.top + 1)):
            said = f'IF({entered}&""="{level}",{level},{said})'
        return said

    def _is(self, entered: str, code: int) -> str:
        text = words.OUTCOMES_SHORT[code]
        every = dict.fromkeys((text.zh, text.en, f"{text.zh} / {text.en}"))
        return f"OR({','.join(f'{entered}={_quoted(one)}' for one in every)})"

    def _refused(self, row: int, one: Indicator) -> str:
        """1 for what an import would refuse: not readable, or not applicable where it may not be or without a reason."""
        entered, read = f"[[{ENTRIES}|{row}|{ENTRY_OUTCOME}]]", f"[[~|{LEVEL}]]"
        unread = f'AND({read}={MISSING},{entered}&""<>"")'
        excused = f"{read}={NOT_APPLICABLE}"
        if one.not_applicable.allowed:
            excused = f'AND({excused},[[{ENTRIES}|{row}|{ENTRY_REASON}]]&""="")'
        return f"IF(OR({unread},{excused}),1,0)"

    def _linked(self, one: Indicator) -> tuple[int, int]:
        """Numbers of the shortcomings an indicator belongs to, 0 for none."""
        if one.shortcomings is None:
            return 0, 0
        ids = [each.id for each in self.calculation.report.rubric.shortcomings]
        first, second = one.shortcomings.primary, one.shortcomings.secondary
        return ids.index(first) + 1, 0 if second in (None, first) else ids.index(second) + 1

    @cached_property
    def _dimension_number(self) -> dict[str, int]:
        return {one.id: number for number, one in enumerate(self.calculation.layout.dimensions, start=1)}

    # -- places ---------------------------------------------------------------------------------------

    def _run(self, column: int) -> str:
        return f"[[{WRITTEN}|0:{len(self.calculation.report.counted) - 1}|{column}]]"

    @property
    def _rated(self) -> str:
        return f"(({self._run(LEVEL)}>=0)+({self._run(LEVEL)}={INSUFFICIENT_EVIDENCE}))"

    @property
    def _applies(self) -> str:
        return f"({self._run(LEVEL)}<>{NOT_APPLICABLE})"

    @property
    def _value(self) -> str:
        level = self._run(LEVEL)
        return f"({level}>0)*{level}*100/{self.calculation.report.rubric.top}"

    def _node(self, key: tuple[Kind, str], column: int) -> str:
        row = next(at for at, node in enumerate(self._nodes) if (node.kind, node.id) == key)
        return f"[[{AGAIN}|{row}|{column}]]"

    def _below(self, key: tuple[Kind, str], column: int) -> str:
        """A column of the parts of a level, or of all outermost levels."""
        first, last, _ = self.calculation.layout.below(key)
        return f"[[{AGAIN}|{first}:{last}|{column}]]"

    def _parts(self, key: tuple[Kind, str]) -> str:
        """Weights in play of the parts of a node; 0 for what else stands between their rows."""
        layout, part = self.calculation.layout, self._below(key, PART)
        if not layout.below(key)[2]:
            return part
        own = {layout.node_row[one] for one in layout.parts(key)}
        mask = "+".join(f"(ROW({part})=ROW([[{AGAIN}|{row}|{PART}]]))" for row in sorted(own))
        return f"({part}*({mask}))"

    # -- nodes ----------------------------------------------------------------------------------------

    @cached_property
    def _nodes(self) -> list[Node]:
        """Overall, levels, dimensions, shortcomings: the tree in the order of the calculation's rows."""
        return [one for one in self.calculation.tables.figures.nodes if one.kind not in ("cell", "path")]

    def table(self) -> Table:
        wording = self.calculation.report.wording
        columns = wording.columns(
            heads.CHECK_FIGURE, heads.STEPS["weight"], heads.STEPS["part"], heads.STEPS["relative"], heads.STEPS["inside"],
            heads.STEPS["of"], heads.STEPS["weighs"], heads.STEPS["weighs_rated"], heads.STEPS["ok"],
            heads.STEPS["score"], heads.STEPS["band"], heads.CHECK_AGAIN_FLAG,
        )  # fmt: skip
        rows = tuple(self._row(node) for node in self._nodes)
        return Table(AGAIN, wording.inline(AGAIN_TITLE), columns, rows, unprinted=True)

    def _row(self, node: Node) -> tuple[Cell, ...]:
        made = self._formulas(node) if node.kind in SEVERITIES or self._counted(node) else {}
        step = self.calculation.tables.figures.steps[node.kind, node.id]
        came: dict[int, float] = {
            OWN_WEIGHT: step.get("weight", 0.0), PART: step.get("part", 0.0), RELATIVE: step.get("relative", 0.0),
            INSIDE: step["inside"], OF: step["of"], WEIGHS: step["weighs"], RATED: step["weighs_rated"],
            OK: float(node.score is not None), SCORE: node.score or 0.0,
            BAND: 0.0 if node.band is None else node.band + 1.0, FLAG: 0.0,
        }  # fmt: skip
        report = self.calculation.report
        name = report.wording.inline(words.OVERALL_NAME if node.kind == "overall" else report.name(node.id))
        label = name if node.kind == "overall" else f"{node.id} {name}"
        cells = (
            _step(came[at], made[at]) if at in made else _step(0 if at in (PART, RELATIVE, OK, SCORE, FLAG) else None)
            for at in range(1, FLAG + 1)
        )
        return (Cell(label, "step"), *cells)

    def _counted(self, node: Node) -> bool:
        return node.kind == "overall" or node.id in self.calculation.layout.spans

    def _formulas(self, node: Node) -> dict[int, str]:
        found = self._selected(node) if node.kind in SEVERITIES else self._of_tree(node)
        found[FLAG] = self._flag(node, BAND in found)
        return found

    def _flag(self, node: Node, banded: bool) -> str:
        """1 where the calculation says otherwise."""
        ok, score, band, coverage = (self.calculation.place(node, one) for one in ("ok", "score", "band", "coverage"))
        there = [ok, score, coverage, *([band] if banded else [])]
        same = [
            f"{ok}={_here(OK)}", f"ABS({score}-{_here(SCORE)})<={DUST}",
            f"ABS({coverage}*{_here(WEIGHS)}-{_here(RATED)})<={DUST}", *([f"{band}={_here(BAND)}"] if banded else []),
        ]  # fmt: skip
        numbers = ",".join(f"ISNUMBER({one})" for one in there)
        return f"IF(AND({numbers}),IF(AND({','.join(same)}),0,1),1)"

    def _ok(self, least: float, *more: str) -> str:
        asked = ",".join((f"{_here(WEIGHS)}>0", f"{_here(RATED)}>=({least!r}-{DUST})*{_here(WEIGHS)}", *more))
        return f"IF(AND({asked}),1,0)"

    # -- the tree -------------------------------------------------------------------------------------

    def _of_tree(self, node: Node) -> dict[int, str]:
        rules, weight = (
            self.calculation.report.rubric.coverage,
            self._run(WEIGHT if node.kind == "dimension" else SHARE),
        )
        mask = self._inside(node)
        sums = {
            INSIDE: f"SUMPRODUCT({mask}*({weight}>0))",
            OF: f"SUMPRODUCT({mask}*({weight}>0)*{self._applies})",
            WEIGHS: f"SUMPRODUCT({mask}*{weight}*{self._applies})",
            RATED: f"SUMPRODUCT({mask}*{weight}*{self._rated})",
        }
        asked: list[str] = []
        if node.kind != "dimension":
            key = (node.kind, node.id)
            part, ok = self._parts(key), self._below(key, OK)
            scored = f"SUMPRODUCT(({part}>0)*{ok})"
            asked.append(f"{scored}>0,{scored}>={rules.children!r}*SUMPRODUCT(--({part}>0))-{DUST}")
            average = mean(self._group(node), part, ok, self._below(key, SCORE))
        else:
            average = mean(self._group(node), weight, f"{mask}*{self._rated}", self._value)
        if node.kind != "level":
            most = rules.not_applicable_dimension if node.kind == "dimension" else rules.not_applicable_total
            asked.append(f"{_here(OF)}>=(1-{most!r})*{_here(INSIDE)}-{DUST}")
        return {
            **self._weighed(node), **sums, OK: self._ok(rules.provisional, *asked),
            SCORE: f"IF({_here(OK)}=1,{limited(average)},0)", BAND: self._band(node),
        }  # fmt: skip

    def _inside(self, node: Node) -> str:
        """1 for the indicators of a node of the tree."""
        column, numbers = self._run(DIMENSION), self._dimension_number
        if node.kind == "overall":
            return f"({column}>0)"
        if node.kind == "dimension":
            return f"({column}={numbers[node.id]})"
        inside = [numbers[one.id] for one in self.calculation.report.rubric.dimensions_within(node.id)]
        return f"({column}>={min(inside)})*({column}<={max(inside)})"

    def _group(self, node: Node) -> Group:
        plan = self.calculation.tables.figures.plan
        return next(one for one in (plan.overall, *plan.levels, *plan.dimensions) if one.id == node.id)

    def _weighed(self, node: Node) -> dict[int, str]:
        """The weight of a part as entered, in play, and beside the mean of its group."""
        if node.kind == "overall":
            return {}
        layout, entered = self.calculation.layout, f"[[{WEIGHTS}|{self._nodes.index(node) - 1}|2]]"
        key = (node.kind, node.id)
        if node.kind == "dimension":
            weighs = f"SUMPRODUCT({self._inside(node)}*{self._run(WEIGHT)})>0"
        else:
            weighs = f"SUMPRODUCT(--({self._parts(key)}>0))>0"
        group = self._parts(layout.above(key))
        return {
            OWN_WEIGHT: f"IF(ISNUMBER({entered}),MAX(0,{entered}),0)",
            PART: f"IF({weighs},{_here(OWN_WEIGHT)},0)",
            RELATIVE: f"IF({_here(PART)}>0,{_here(PART)}*SUMPRODUCT(--({group}>0))/SUMPRODUCT(--({group})),0)",
        }

    def _band(self, node: Node) -> str:
        """How many starts of bands the number has reached; a key indicator limits a dimension's."""
        report = self.calculation.report
        said = _here(SCORE)
        gate = report.rubric.gate_of(node.id) if node.kind == "dimension" else None
        if gate is not None and gate.id in self.calculation.layout.entry_row:
            level, weight = (f"[[{WRITTEN}|{self.calculation.layout.entry_row[gate.id]}|{one}]]" for one in (LEVEL, WEIGHT))  # fmt: skip
            counts = f"AND({weight}>0,OR({level}>=0,{level}={INSUFFICIENT_EVIDENCE}))"
            said = f"MIN({said},IF({counts},MAX(0,{level})*100/{report.rubric.top},100))"
        return f"IF({_here(OK)}=1,{_reached(said, bands_of(report.rubric, node.kind))},0)"

    # -- shortcomings ---------------------------------------------------------------------------------

    def _selected(self, node: Node) -> dict[int, str]:
        rubric, share = self.calculation.report.rubric, self._run(SHARE)
        number = [one.id for one in rubric.shortcomings].index(node.id) + 1
        first, second = f"({self._run(PRIMARY)}={number})", f"({self._run(SECONDARY)}={number})"
        link = f"({rubric.shortcoming_weights.primary!r}*{first}+{rubric.shortcoming_weights.secondary!r}*{second})"
        primary = {one.shortcomings.primary for one in rubric.indicators if one.shortcomings is not None}
        counts = first if node.id in primary else link
        inside, rules = f"({link}>0)*({share}>0)", rubric.coverage
        lost = f"SUMPRODUCT({link}*{share}*{self._rated}*(100-{self._value}))/SUMPRODUCT({link}*{share}*{self._rated})"
        enough = f"SUMPRODUCT({inside}*{self._rated})>={rules.shortcoming_indicators}"
        found = {
            INSIDE: f"SUMPRODUCT({inside})",
            OF: f"SUMPRODUCT({inside}*{self._applies})",
            WEIGHS: f"SUMPRODUCT({counts}*{share}*{self._applies})",
            RATED: f"SUMPRODUCT({counts}*{share}*{self._rated})",
            OK: self._ok(rules.shortcoming_coverage, enough),
            SCORE: f"IF({_here(OK)}=1,{limited(lost)},0)",
        }
        bands = bands_of(rubric, node.kind)
        return found | ({BAND: f"IF({_here(OK)}=1,{_reached(_here(SCORE), bands)},0)"} if bands else {})


def _measured(measure: Measure, entered: str, top: int) -> str:
    """The level that a figure comes to, with what it reaches beyond it."""
    if measure.thresholds:
        sign = ">=" if measure.more_is_better else "<="
        return "+".join(f"({entered}{sign}{_number(each)})" for each in measure.thresholds)
    low, high = sorted((measure.worst, measure.best))
    held = f"MAX({_number(low)},MIN({_number(high)},{entered}))"
    length = _number(abs(measure.best - measure.worst))
    way = f"{held}-{_number(low)}" if measure.more_is_better else f"{_number(high)}-{held}"
    return f"{top}*({way})/{length}"


def _number(figure: float) -> str:
    return f"({figure!r})"


def _here(column: int) -> str:
    return f"[[~|{column}]]"


def _step(value: float | None, formula: str = "") -> Cell:
    return Cell(value, "step", "General", formula=formula)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _reached(score: str, bands: list[Band]) -> str:
    return "+".join(f"({score}+{DUST}>={band.start!r})" for band in bands)

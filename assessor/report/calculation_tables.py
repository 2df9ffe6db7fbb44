"""Tables of the sheet that computes: weights, lists, one row an indicator, one row a node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assessor.combining import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.report import calculation_columns as heads
from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.calculation_figures import Figures, listed_caps
from assessor.report.calculation_layout import (
    BANDS,
    ENTRY_GRADE,
    ENTRY_OUTCOME,
    ENTRY_WEIGHT,
    GRADES,
    INDICATORS,
    LINK_COLUMNS,
    MEASURES,
    NODES,
    OUTCOME_NAMES,
    OUTCOMES,
    REASONS,
    RULES,
    SEVERITY_BANDS,
    SUPPORTED,
    SUPPORTED_COLUMNS,
    TREE,
    WEIGHTS,
    IndicatorColumn,
    Layout,
)
from assessor.report.calculation_measures import Measures
from assessor.report.calculation_node_steps import NodeSteps
from assessor.report.calculation_nodes import RULE_ROWS, rule
from assessor.report.calculation_words import Remarks, reasons
from assessor.report.columns import RUBRIC, TEXT, Heading
from assessor.report.display import SMALL_SHARE
from assessor.rubric import Band
from assessor.scorecard import Kind
from assessor.text import Text, say
from assessor.workbooks.cells import Cell, Column, Scalar, Table
from assessor.workbooks.kept_weights import WEIGHED, WEIGHT

PLAIN = "0.0000"
TITLES: dict[str, Text] = {
    WEIGHTS: say("层级和维度的权重（可改）", "Weights of levels and dimensions (may be changed)"),
    RULES: say("量表的门槛", "Thresholds of the rubric"),
    BANDS: say("等级名称", "Bands"),
    SEVERITY_BANDS: say("短板程度名称", "Severity bands"),
    OUTCOMES: say("结果与代码", "Outcomes and codes"),
    OUTCOME_NAMES: say("结果名称", "Names of outcomes"),
    GRADES: say("佐证强度与封顶", "Evidence grades and caps"),
    MEASURES: say("计量指标的目标值域和门槛", "Goalposts and thresholds of measured indicators"),
    REASONS: say("不出分的原因", "Reasons for showing no number"),
    INDICATORS: say("逐项指标", "Indicator by indicator"),
    NODES: say("综合、层级、维度、短板、热力格、路径", "Overall, levels, dimensions, shortcomings, cells, paths"),
    SUPPORTED: say("佐证支持分", "Supported scores"),
}
REFUSED_WEIGHT = say("权重须为不小于0的数。", "A weight is a number of 0 or more.")
RULE_NAMES: dict[str, Text] = {
    "shown": say("照常显示的覆盖率", "Coverage from which a number stands"),
    "provisional": say("暂定的覆盖率", "Coverage from which it is provisional"),
    "children": say("下级须出分的份额", "Share of the parts that must have a score"),
    "shortcoming_indicators": say("短板至少已评指标数", "Least indicators rated for a shortcoming"),
    "shortcoming_coverage": say("短板至少的覆盖率", "Least coverage of a shortcoming"),
    "path_indicators": say("路径至少已评指标数", "Least indicators rated for a path"),
    "not_applicable_total": say("全部不适用的上限", "Most that may not apply in total"),
    "not_applicable_dimension": say("维度不适用的上限", "Most that may not apply in a dimension"),
    "top": say("最高级", "Top level"),
}
UNREADABLE = say("无法识别，按未评计", "cannot be read, counts as not yet rated")
NO_REASON = say("不适用，缺理由，不能导入", "not applicable without a reason: cannot be imported")
NOT_ALLOWED = say("本项不得选不适用，不能导入", "may not be marked not applicable: cannot be imported")
INVALID_WEIGHT = say("权重无效，按0计", "not a valid weight, counts 0")


@dataclass(frozen=True)
class Tables:
    """Everything that is computed, with what it came to."""

    report: Report
    layout: Layout
    figures: Figures
    remarks: tuple[Remarks, ...]

    @cached_property
    def measures(self) -> Measures:
        return Measures(self.layout)

    @cached_property
    def _steps(self) -> NodeSteps:
        return NodeSteps(self.report, self.layout, self.figures, self.remarks)

    def _table(
        self, key: str, columns: Sequence[Heading], rows: Sequence[tuple[Cell, ...]], shown_: bool = False
    ) -> Table:
        wording = self.report.wording
        return Table(key, wording.inline(TITLES[key]), wording.columns(*columns), tuple(rows), unprinted=not shown_)

    # -- what may be changed, and lists ------------------------------------------------------------

    def weights(self) -> Table:
        """Levels, then dimensions, in the order of their rows among the nodes."""
        rows = []
        for node in self.figures.nodes:
            if node.kind in ("level", "dimension"):
                slice_ = self.figures.steps[node.kind, node.id].get("slice", 0.0)
                weight = Cell(self.figures.chosen[node.id], "entry-number", "General", entry=True)
                rows.append(
                    (
                        Cell(node.id, "code"), self.report.wording.cell(self.report.name(node.id)), weight,
                        Cell(slice_, "number", SMALL_SHARE, formula=self.weighed("[[~|2]]", self.layout.node(node, "slice"))),
                    )
                )  # fmt: skip
        named = Heading(say("层级或维度", "Level or dimension"), heads.STEPS["name"].meaning, TEXT, RUBRIC)
        made = self._table(WEIGHTS, (columns.ID, named, heads.OWN_WEIGHT, heads.SLICE), rows, shown_=True)
        keyed = zip(made.columns, (WEIGHED, "", WEIGHT, ""), strict=True)
        checked = (replace(self.checked(one, heads.OWN_WEIGHT), key=key) for one, key in keyed)
        return replace(made, columns=tuple(checked), repeated=True)

    def weighed(self, entered: str, share: str) -> str:
        """The share that a weight comes to, or words where it is no number of 0 or more."""
        bad = self.remarks[0].place(self.report.wording.inline(INVALID_WEIGHT))
        return f"IF(ISNUMBER({entered}),IF({entered}<0,{bad},{share}),{bad})"

    def checked(self, column: Column, heading: Heading) -> Column:
        """The column of weights takes numbers of 0 or more, and says so."""
        if column.head != self.report.wording.inline(heading.name):
            return column
        return replace(column, least=0.0, refusal=self.report.wording(REFUSED_WEIGHT))

    def lists(self) -> list[Table]:
        rubric = self.report.rubric
        found = [self._rules(), self._bands(BANDS, rubric.bands)]
        if rubric.severity_bands:
            found.append(self._bands(SEVERITY_BANDS, rubric.severity_bands))
        found += [self._outcomes(), self._outcome_names()]
        if rubric.evidence_grades:
            found.append(self._grades())
        if self.layout.measures:
            found.append(self._measures())
        return [*found, self._reasons()]

    def _measures(self) -> Table:
        steps = (heads.threshold(level) for level in range(1, self.report.rubric.top + 1))
        titles = (columns.ID, columns.INDICATOR, heads.UNIT, heads.WORST, heads.BEST, *steps)
        return self._table(MEASURES, titles, self.measures.rows())

    def _rules(self) -> Table:
        said = {**self.report.rubric.coverage.model_dump(), "top": self.report.rubric.top}
        rows = [
            (self.report.wording.cell(RULE_NAMES[name]), Cell(said[name], "number", "General")) for name in RULE_ROWS
        ]
        return self._table(RULES, (heads.RULE, heads.RULE_VALUE), rows)

    def _bands(self, key: str, bands: Sequence[Band]) -> Table:
        both = len(self.layout.languages) > 1
        rows = [
            (
                Cell(band.start, "number", "General"), self.report.wording.cell(band.name),
                *((Cell(band.name.zh), Cell(band.name.en)) if both else ()),
            )
            for band in bands
        ]  # fmt: skip
        return self._table(key, (heads.START, heads.BAND_NAME, *((heads.NAME_ZH, heads.NAME_EN) if both else ())), rows)

    @cached_property
    def accepted(self) -> list[tuple[str | int, int]]:
        """What may be written as an outcome: first what the drop-down offers, then what else is read."""
        inline, top = self.report.wording.inline, self.report.rubric.top
        special = (INSUFFICIENT_EVIDENCE, NOT_APPLICABLE)  # the last one is not offered everywhere
        offered: list[tuple[str | int, int]] = [(level, level) for level in range(top + 1)]
        offered += [(inline(words.OUTCOMES_SHORT[code]), code) for code in special]
        also: list[tuple[str | int, int]] = [(str(level), level) for level in range(top + 1)]
        for code in special:
            text = words.OUTCOMES_SHORT[code]
            also += [(said, code) for said in (text.zh, text.en, f"{text.zh} / {text.en}")]
        return offered + [pair for pair in also if pair not in offered]

    @property
    def offered(self) -> int:
        """How many outcomes the drop-down offers."""
        return self.report.rubric.top + 3

    def _outcomes(self) -> Table:
        rows = [(Cell(said, "code"), Cell(code, "number", "0")) for said, code in self.accepted]
        return self._table(OUTCOMES, (heads.ACCEPTED, heads.CODE_OF), rows)

    def _outcome_names(self) -> Table:
        """Levels, then the codes -3, -2, -1, then what cannot be read."""
        wording = self.report.wording
        names = {one.level: one.name for one in self.report.rubric.scale}
        rows = [(wording.cell(names[level]), Cell(level, "number", "0")) for level in range(self.report.rubric.top + 1)]
        rows += [
            (wording.cell(words.OUTCOMES[code]), wording.cell(words.OUTCOMES_SHORT[code], "number"))
            for code in (INSUFFICIENT_EVIDENCE, NOT_APPLICABLE, MISSING)
        ]
        rows += [
            (wording.cell(said), wording.cell(words.OUTCOMES_SHORT[code], "number"))
            for said, code in ((UNREADABLE, MISSING), (NO_REASON, NOT_APPLICABLE), (NOT_ALLOWED, NOT_APPLICABLE))
        ]
        return self._table(OUTCOME_NAMES, (heads.OUTCOME_WORDS, heads.SHORT_WORDS), rows)

    @cached_property
    def grades(self) -> list[tuple[str, int]]:
        """What may be written as a grade: first what the drop-down offers, then the bare codes."""
        offered = [(self.grade(one.id), one.cap) for one in self.report.rubric.evidence_grades]
        return offered + [(one.id, one.cap) for one in self.report.rubric.evidence_grades]

    def grade(self, id_: str) -> str:
        """Code and name on one line, as the drop-down offers it."""
        return self.report.wording.inline(self.report.graded(id_))

    def _grades(self) -> Table:
        rows = [(Cell(said), Cell(cap, "number", "0")) for said, cap in self.grades]
        return self._table(GRADES, (heads.GRADE_WRITTEN, heads.CAP), rows)

    def _reasons(self) -> Table:
        rows = [tuple(Cell(text.pick(language)) for language in self.layout.languages) for text in reasons()]
        return self._table(REASONS, (heads.REASON_ZH, heads.REASON_EN)[: len(self.layout.languages)], rows)

    # -- indicators ------------------------------------------------------------------------------------

    def indicators(self) -> Table:
        wording, layout = self.report.wording, self.layout
        titles = [*wording.columns(*(heads.ROWS[one] for one in layout.indicator_columns)), *self._link_heads()]
        titles += [
            Column(f"{tag} {wording.inline(heads.BEARS)}", wording(say(f"带“{self.report.name(tag).zh}”标签", f"Bears the tag “{self.report.name(tag).en}”")), wording.inline(heads.FLAG), wording.inline(RUBRIC))
            for tag in self.report.card.paths
        ]  # fmt: skip
        rows = [(*self._row(row), *self._links(row), *self._tags(row)) for row in range(len(layout.indicators))]
        return Table(INDICATORS, wording.inline(TITLES[INDICATORS]), tuple(titles), tuple(rows), unprinted=True)

    def _link_heads(self) -> list[Column]:
        inline = self.report.wording.inline
        return [
            Column(f"{one.id} {inline(name)}", self.report.wording(meaning), inline(unit), inline(heads.FORMULA))
            for one in self.report.rubric.shortcomings
            for name, meaning, unit in (heads.LINKS[what] for what in LINK_COLUMNS)
        ]

    def _row(self, row: int) -> list[Cell]:
        """Cells in the order of `IndicatorColumn`."""
        figures, layout, one = self.figures, self.layout, self.layout.indicators[row]
        name = self.report.wording(one.name)
        made = self._row_formulas(row)
        code, value = int(figures.codes[row]), float(figures.value[row])
        came: dict[str, Scalar] = {
            "id": one.id, "name": name, "name_zh": one.name.zh, "name_en": one.name.en,
            "position": int(figures.order[row]) + 1, "code": code, "rated": int(figures.rated[row]),
            "applicable": int(figures.applicable[row]), "value": value, "weight": float(figures.weight[row]),
            "share": float(figures.share[row]), "effective": self.report.card.effective_weights[one.id],
            "nth_missing": self._nth_missing[row], "rest": float(figures.rest[row]),
        }  # fmt: skip
        if self.report.formal:
            supported = int(figures.supported_codes[row])
            came |= {
                "listed": self._listed[row], "cap": self._caps[row], "supported_code": supported,
                "supported_value": float(figures.supported_value[row]),
            }  # fmt: skip
        return [Cell(came[what], "step", "General", formula=made.get(what, "")) for what in layout.indicator_columns]

    def _row_formulas(self, row: int) -> dict[str, str]:
        layout, one = self.layout, self.layout.indicators[row]
        here = {what: f"[[~|{column}]]" for what, column in layout.indicator_columns.items()}
        entered, last = layout.entry(one.id, ENTRY_OUTCOME), len(self.accepted) - 1
        match = f"MATCH({entered},[[{OUTCOMES}|0:{last}|0]],0)"
        points = f"(100/{rule('top')})"
        total = layout.node(("dimension", one.dimension), "sum")
        missing = f"AND({here['code']}=-1,{here['weight']}>0)"
        first, _ = layout.spans[one.dimension]
        before = (
            f"MAX([[{INDICATORS}|{first}:{row - 1}|{layout.indicator_columns['nth_missing']}]])+1"
            if row > first
            else "1"
        )
        made = {
            "code": f'IF({entered}="",-1,IF(ISNUMBER({match}),INDEX([[{OUTCOMES}|0:{last}|1]],{match}),-1))',
            "rated": f"IF(OR({here['code']}>=0,{here['code']}=-3),1,0)",
            "applicable": f"IF({here['code']}=-2,0,1)",
            "value": self._value(here, "code", points),
            "weight": f"MAX(0,N({layout.entry(one.id, ENTRY_WEIGHT)}))",
            "share": "*".join([here["weight"], *(layout.node(each, "relative") for each in layout.chain(one))]),
            "effective": f"IF({total}>0,{layout.node(('dimension', one.dimension), 'slice')}*{here['weight']}/{total},0)",
            "nth_missing": f"IF({missing},{before},0)",
        }  # fmt: skip
        if one.measure is not None:
            special = f"IF(ISNUMBER({match}),MIN(-1,INDEX([[{OUTCOMES}|0:{last}|1]],{match})),-1)"
            whole, rest = (each(one.id, entered, rule("top")) for each in (self.measures.whole, self.measures.rest))
            made["code"] = f"IF(ISNUMBER({entered}),{whole},{special})"
            made["rest"] = f"IF(ISNUMBER({entered}),{rest},0)"
        if self.report.formal:
            made["cap"] = self._cap(one.id, here["listed"])
            made["supported_code"] = f"IF({here['code']}>=0,MIN({here['code']},{here['cap']}),{here['code']})"
            made["supported_value"] = self._value(here, "supported_code", points)
        return made

    def _value(self, here: dict[IndicatorColumn, str], code: IndicatorColumn, points: str) -> str:
        """Points of a level, and of what a figure reaches beyond it; of a level that is capped only its own."""
        if "rest" not in here:
            return f"MAX({here[code]},0)*{points}"
        beyond = here["rest"]
        if code == "supported_code":
            beyond = f"IF({here['code']}<{here['cap']},{beyond},0)"
        return f"MAX({here[code]},0)*{points}+{beyond}*{points}"

    def _cap(self, id_: str, listed: str) -> str:
        """The grade stated, else the best one listed; a grade the rubric does not know counts as the lowest."""
        stated, last = self.layout.entry(id_, ENTRY_GRADE), len(self.grades) - 1
        lowest = self.report.rubric.grade_cap(None)
        if last < 0:
            return f'IF({stated}="",{listed},{lowest})'
        match = f"MATCH({stated},[[{GRADES}|0:{last}|0]],0)"
        known = f"IF(ISNUMBER({match}),INDEX([[{GRADES}|0:{last}|1]],{match}),{lowest})"
        return f'IF({stated}="",{listed},{known})'

    @cached_property
    def _listed(self) -> list[int]:
        return listed_caps(self.report, [one.id for one in self.layout.indicators])

    @cached_property
    def _caps(self) -> list[int]:
        found = []
        for one, listed in zip(self.layout.indicators, self._listed, strict=True):
            rating = self.report.assessment.ratings.get(one.id)
            stated = None if rating is None else rating.grade
            found.append(listed if stated is None else self.report.rubric.grade_cap(stated))
        return found

    @cached_property
    def _nth_missing(self) -> list[int]:
        found: list[int] = []
        counts: dict[str, int] = {}
        for row, one in enumerate(self.layout.indicators):
            absent = bool(self.figures.missing[row]) and self.figures.weight[row] > 0
            counts[one.dimension] = counts.get(one.dimension, 0) + absent
            found.append(counts[one.dimension] if absent else 0)
        return found

    def _links(self, row: int) -> list[Cell]:
        found, layout, figures = [], self.layout, self.figures
        here = layout.indicator_columns
        share, rated, value, position = (f"[[~|{here[one]}]]" for one in ("share", "rated", "value", "position"))
        for number, one in enumerate(self.report.rubric.shortcomings):
            key: tuple[Kind, str] = ("shortcoming", one.id)
            link, loss = (f"[[~|{layout.link(number, what)}]]" for what in ("link", "loss"))
            total, ok = layout.node(key, "loss"), layout.node(key, "ok")
            column, positions = layout.run(layout.link(number, "loss")), layout.run("position")
            rounded, own = f"ROUND({column},12)", f"ROUND({loss},12)"
            ahead = f"SUMPRODUCT(({rounded}>{own})+({rounded}={own})*({positions}<{position}))"
            found += [
                Cell(_some(figures.link[row, number]), "step", "General"),
                Cell(_some(figures.counts[row, number]), "step", "General"),
                Cell(
                    float(figures.loss[row, number]), "step", "General",
                    formula=f"IF(AND({ok}=1,{total}>0),{link}*{share}*{rated}*(100-{value})/{total},0)",
                ),
                Cell(int(figures.places[row, number]), "step", "0", formula=f"IF({loss}>0,1+{ahead},0)"),
            ]  # fmt: skip
        return found

    def _tags(self, row: int) -> list[Cell]:
        return [Cell(_some(bears), "step", "0") for bears in self.figures.tagged[row]]

    # -- nodes ---------------------------------------------------------------------------------------------

    def nodes(self) -> Table:
        titles = [heads.STEPS[one] for one in self.layout.node_columns]
        return self._table(NODES, titles, [self._steps.row(node) for node in self.figures.nodes])

    # -- under the evidence cap ------------------------------------------------------------------------------

    def supported(self) -> Table | None:
        card = self.report.card.supported
        if card is None:
            return None
        rows = []
        for node in self.figures.nodes:
            if node.kind in TREE:
                own = {"overall": card.overall, **card.levels, **self.figures.supported_dimensions}[node.id]
                rows.append(self._steps.supported(node, own))
        return self._table(SUPPORTED, [heads.SUPPORTED[one] for one in SUPPORTED_COLUMNS], rows)


def _some(number: float) -> float | None:
    """A step without a number stands empty, which counts 0."""
    return float(number) or None

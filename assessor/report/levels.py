"""Three levels and their dimensions."""

from __future__ import annotations

import numpy as np

from assessor import scoring
from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.calculation import Calculation
from assessor.report.calculation_layout import NodeColumn
from assessor.report.calculation_nodes import rule
from assessor.scorecard import Kind, Node
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Cell, Column, Rule, Sheet, Table

WIDTHS = (6.0, 32.0, 9.0, 14.0, 9.0, 7.0, 7.0, 8.0, 8.0, 49.0, 9.0, 10.0, 12.0, 14.0)
SPARE = 22.0
"""What the columns of formal mode leave to the remarks in workshop mode."""
SCORE, COVERAGE, LOW, HIGH = 2, 4, 7, 8
"""Columns of the score, of its coverage and of its bounds wherever a node has a row."""
_COMMON = (
    columns.SCORE, columns.BAND, columns.COVERAGE, columns.RATED, columns.APPLICABLE,
    columns.LOW, columns.HIGH, columns.REMARK,
)  # fmt: skip
_JUDGED = (columns.JUDGED, *_COMMON[1:])
_SUPPORTED = (columns.SUPPORTED, columns.SUPPORTED_BAND)


def levels(report: Report, calculation: Calculation) -> Sheet:
    blocks: list[Block] = [*report.heading(words.LEVELS), _levels(report, calculation)]
    if report.dimensions_shown:
        blocks.append(_dimensions(report, calculation))
    else:
        blocks += report.notes(words.NO_DIMENSIONS)
    blocks += [_overall(report, calculation), _spread(report, calculation)]
    blocks += report.notes(words.GATE, words.DISPLAY)
    widths = WIDTHS if report.formal else (*WIDTHS[:9], WIDTHS[9] + SPARE, *WIDTHS[10:12])
    # Not protected: a folded table opens on no protected sheet, and the self-check reads what stands here.
    return Sheet(report.wording.inline(words.LEVELS), widths, tuple(blocks))


def node_cells(calculation: Calculation, node: Node, width: float = WIDTHS[9]) -> tuple[Cell, ...]:
    """Score, band, coverage, rated, of, low, high, remark: the same order wherever a node has a row.

    `width` is that of the column of remarks."""
    remark = calculation.remark(node)
    return (
        calculation.score(node), calculation.band(node), calculation.coverage(node), calculation.rated(node),
        calculation.applicable(node), calculation.low(node), calculation.high(node), remark._replace(lines=calculation.remark_lines(node, width)),
    )  # fmt: skip


def node_rules(calculation: Calculation, kind: Kind, *supported: int) -> tuple[Rule, ...]:
    """How the numbers of `node_cells` are shown, and supported scores in further columns."""
    scores = [rule_ for column in (SCORE, *supported) for rule_ in calculation.score_rules(column, COVERAGE, kind)]
    bounds = [rule_ for column in (LOW, HIGH) for rule_ in calculation.plain_rules(column, kind)]
    return (*scores, *bounds, *calculation.coverage_rules(COVERAGE))


def _levels(report: Report, calculation: Calculation) -> Table:
    wording, card = report.wording, report.card
    heads = wording.columns(
        columns.ID, columns.LEVEL, *(_JUDGED if report.formal else _COMMON), *(_SUPPORTED if report.formal else ())
    )
    rows = [
        (
            Cell(level.id, "code"), wording.cell(report.part_name(card.levels[level.id]), "strong"), *node_cells(calculation, card.levels[level.id]),
            *(_pair(calculation, card.levels[level.id]) if report.formal else ()),
        )
        for level in report.rubric.levels
    ]  # fmt: skip
    rules = node_rules(calculation, "level", *([10] if report.formal else []))
    return Table("levels", wording.inline(words.LEVELS_TABLE), heads, tuple(rows), rules=rules)


def _pair(calculation: Calculation, node: Node) -> tuple[Cell, Cell]:
    return calculation.supported_score(node), calculation.supported_band(node)


def _dimensions(report: Report, calculation: Calculation) -> Table:
    wording, card = report.wording, report.card
    heads = wording.columns(
        columns.ID,
        columns.DIMENSION,
        *(_JUDGED if report.formal else _COMMON),
        columns.TARGET,
        columns.TARGET_POINTS,
        *(_SUPPORTED if report.formal else ()),
    )
    rows = [
        (
            Cell(one.id, "code"), wording.cell(one.name), *node_cells(calculation, card.dimensions[one.id]),
            *_target(report, one.id), *(_pair(calculation, card.dimensions[one.id]) if report.formal else ()),
        )
        for one in report.rubric.dimensions
    ]  # fmt: skip
    rules = node_rules(calculation, "dimension", *([12] if report.formal else []))
    return Table("dimensions", wording.inline(words.DIMENSIONS_TABLE), heads, tuple(rows), repeated=True, rules=rules)


def _target(report: Report, dimension: str) -> tuple[Cell, Cell]:
    target = report.card.targets.get(dimension)
    if target is None:
        return report.wording.cell(words.NONE, "number"), report.wording.cell(words.NONE, "number")
    worth = float(scoring.values(np.array([target], dtype=np.int8), report.rubric.top)[0])
    return Cell(target, "number", "0"), Cell(worth, "number", "0")


def _overall(report: Report, calculation: Calculation) -> Table:
    """Folded away; when opened, the lowest level and its band stand beside it."""
    wording, card = report.wording, report.card
    heads = wording.columns(columns.ID, columns.OVERALL, *(_JUDGED if report.formal else _COMMON))
    cells = node_cells(calculation, card.overall)
    row = (
        wording.cell(words.NONE),
        wording.cell(words.OVERALL_NAME, "strong"),
        *cells[:-1],
        _beside(calculation, cells[-1]),
    )
    rules = node_rules(calculation, "overall")
    return Table("overall", wording.inline(words.OVERALL_TABLE), heads, (row,), folded=True, rules=rules)


def _beside(calculation: Calculation, remark: Cell) -> Cell:
    """The remark of the overall score under the name of the lowest level and its band."""
    report = calculation.report
    wording, lowest = report.wording, report.card.lowest_level
    none, between = wording(words.NONE), calculation.word("\n")
    parts: dict[str, str] = {}
    for language in calculation.layout.languages:
        before, comma = ("最低层级：", "，") if language == "zh" else ("lowest level: ", ", ")
        names = [level.name.pick(language) for level in calculation.layout.outer]
        named = f"INDEX({calculation.word_run(names)},{calculation.nth('level', 1, 'number')})"
        band = calculation.nth_band(language)
        parts[language] = f"{calculation.word(before)}&{named}&{calculation.word(comma)}&{band}"
    said = f"&{between}&".join(parts.values())
    formula = (
        f"IF(SUM({calculation.layout.column('level', 'ok')})=0,{remark.formula},"
        f"IF({remark.formula}={calculation.word(none)},{said},{said}&{between}&{remark.formula}))"
    )
    if lowest is None:
        return Cell(remark.value, formula=formula)
    name, bands = report.name(lowest.id), report.rubric.bands
    band_name = bands[lowest.band or 0].name
    beside = wording(say(f"最低层级：{name.zh}，{band_name.zh}", f"lowest level: {name.en}, {band_name.en}"))
    return Cell(beside if remark.value == none else f"{beside}\n{remark.value}", formula=formula)


def _spread(report: Report, calculation: Calculation) -> Table:
    wording, card = report.wording, report.card
    heads: tuple[Column, ...] = wording.columns(columns.OUTCOME_CODE, columns.OUTCOME_NAME, columns.FIGURE)
    names: dict[int, Text] = {one.level: one.name for one in report.rubric.scale}
    rows = [
        (
            Cell(level, "code", "0"),
            wording.cell(names[level]),
            _counted(calculation, level, card.distribution.get(level, 0)),
        )
        for level in sorted(names)
    ]
    rows += [
        (
            wording.cell(words.NONE, "code"),
            wording.cell(words.OUTCOMES[code]),
            _counted(calculation, code, card.distribution.get(code, 0)),
        )
        for code in (INSUFFICIENT_EVIDENCE, NOT_APPLICABLE, MISSING)
    ]
    if report.dimensions_shown:
        rows.append((wording.cell(words.NONE, "code"), wording.cell(words.TO_TARGET), _reached(report, calculation)))
    return Table("spread", wording.inline(words.SPREAD_TABLE), heads, tuple(rows))


def _counted(calculation: Calculation, code: int, count: int) -> Cell:
    return Cell(count, "number", "0", formula=f"SUMPRODUCT(--({calculation.indicators('code')}={code}))")


def _reached(report: Report, calculation: Calculation) -> Cell:
    """Percent to target over the dimensions that weigh anything and have a score."""

    def run(what: NodeColumn) -> str:
        return calculation.layout.column("dimension", what)

    came = report.card.percent_to_target
    counts = f"{run('ok')}*({run('slice')}>0)"
    short = f"({run('target')}-{run('score')}*{rule('top')}/100)"
    total, gap = f"SUMPRODUCT({counts}*{run('target')})", f"SUMPRODUCT({counts}*({short}>0)*{short})"
    formula = f"IF({total}>0,1-{gap}/{total},{calculation.word(words.NONE)})"
    return Cell(report.wording(words.NONE) if came is None else came, "number", "0%", formula=formula)

"""Self-check: what the engine made of each figure beside what the sheets say now, and one cell that sums it up.

As long as nothing was entered anew the engine's values decide. After that they are of the original, and
what decides is whether the formulas agree among themselves: each figure with the calculation, and the
calculation with the same figures worked out straight from the entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assessor.report import calculation_columns as heads
from assessor.report import columns, words
from assessor.report.calculation import Calculation
from assessor.report.calculation_layout import ENTRIES, ENTRY_GRADE, ENTRY_OUTCOME, ENTRY_WEIGHT, WEIGHTS
from assessor.report.display import Wording
from assessor.report.recomputed import AGAIN, FLAG, REFUSED, UNWEIGHED, WRITTEN, Recomputed
from assessor.rubric import Indicator
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Cell, Line, Scalar, Sheet, Table

SELF_CHECK = say("自检", "Self-check")
ABOUT = say(
    "逐个比较生成报告时计分程序的值与工作表现在的值，并由录入项另行计算一遍，相差不超过0.000000001即为一致；下面的明细只供在屏幕上查看，不打印。",
    "Each figure of the engine, as it was when the report was made, is compared with what the sheet says now, and worked out once more "
    "straight from the entries; up to 0.000000001 they agree. The details below are for the screen and are not printed.",
)
AGREE = say(
    "一致：核对的{count}个数字与计分程序全部相符。", "They agree: all {count} figures checked equal the engine's."
)
DIFFER = say(
    "不一致：表内公式有{count}处对不上，可能被改动；请勿使用本文件，重新生成报告。",
    "They differ at {count} places: a formula may have been changed. Do not use this file; make the report again.",
)
CHANGED = say(
    "已改动：本文件有{count}项评级、佐证强度或权重与生成时不同；表内公式相互一致，计分程序的值仍是生成时的，导入后方可确认。",
    "Changed: {count} ratings, grades or weights are not as they were when the report was made. The formulas agree among themselves; "
    "the engine's values are of the original. Import the file to confirm.",
)
NOT_IMPORTABLE = say(
    "有{count}项评级不能导入：写法无法识别，或“不适用”不被允许、未写理由（见“指标明细”）。",
    "{count} ratings cannot be imported: not readable, or not applicable where it may not be or without a reason (see the sheet of indicators).",
)
NO_WEIGHTS = say("有{count}项权重不是不小于0的数，按0计。", "{count} weights are no number of 0 or more and count 0.")
AS_MADE = say(
    "本表为导出时的数值，未随表内改动变化。", "As exported: this sheet does not follow what was changed in this file."
)
CHART_AS_MADE = say(
    "可比城市的图为导出时的数值，未随表内改动变化。",
    "As exported: the chart of comparable cities does not follow what was changed in this file.",
)
NOT_ORIGINAL = say(
    "表内已改动{count}项，非原始结果。", "{count} entries were changed in this file: not the original results."
)
TITLES = (
    say("自检结果", "Result"),
    say("逐个数字", "Figure by figure"),
    say("录入项有无改动", "Entries: as they were when the report was made"),
)
WIDTHS = (70.0, 34.0, 16.0, 16.0, 16.0, 12.0, *(12.0,) * (UNWEIGHED - 5))
TABLE, FIGURES = "self-check", "check-figures"
COMPARED, DIFFERING, CHANGED_AT = 1, 2, 3
AMONG = 7
"""Column of the figures that tells whether the formulas agree among themselves."""
_TREE = frozenset({"score", "band", "coverage", "low", "high"})
_BRIEF = frozenset({"score", "band", "coverage"})
_COLUMNS = {"score": 2, "band": 3, "coverage": 4, "low": 7, "high": 8}
_CHECKED: dict[str, frozenset[str]] = {
    "levels": _TREE, "dimensions": _TREE, "overall": _TREE, "severities": _TREE, "cells": _BRIEF, "paths": _BRIEF,
}  # fmt: skip
_SUMMARY = ("verdict", "summary-levels", "summary-shortcomings", "strengths", "weaknesses", "unproven", "first-steps")
"""Tables of the page for leaders, of which every cell that is computed is checked."""
_ALSO: dict[str, tuple[int, ...]] = {"spread": (2,), "contributors": (2,), ENTRIES: (12,)}
_SUPPORTED: dict[str, tuple[int, ...]] = {"levels": (10, 11), "dimensions": (12, 13), ENTRIES: (12, 13)}


@dataclass(frozen=True)
class _Figure:
    """One cell of a sheet that is checked."""

    sheet: str
    name: str
    place: str
    value: Scalar
    formula: str


def self_check(calculation: Calculation, sheets: Sequence[Sheet]) -> Sheet:
    """`sheets` are those that show what was computed."""
    report, wording = calculation.report, calculation.report.wording
    again = Recomputed(calculation)
    figures, entries, nodes = _figures(calculation, sheets), _entries(calculation, again), again.table()
    last = len(entries.rows) - 1
    blocks: list[Block] = [
        *report.heading(SELF_CHECK), _verdict(calculation, len(figures.rows), len(nodes.rows), len(entries.rows)),
        _counted(
            calculation, NOT_IMPORTABLE, f"SUM([[{WRITTEN}|0:{last}|{REFUSED}]])", wording,
            sum(map(report.refused, report.counted)),
        ),
        _counted(calculation, NO_WEIGHTS, f"SUM([[{WRITTEN}|0:{last}|{UNWEIGHED}]])", wording),
        *report.notes(ABOUT), figures, entries, nodes,
    ]  # fmt: skip
    return Sheet(wording.inline(SELF_CHECK), WIDTHS, tuple(blocks), protected=True)


def told_if_changed(calculation: Calculation, text: Text, wording: Wording) -> Line:
    """A line that speaks up once something was entered anew; `{count}` in it is how many entries."""
    return _counted(calculation, text, f"[[{TABLE}|0|{CHANGED_AT}]]", wording)


def under_title(sheet: Sheet, line: Line) -> Sheet:
    looks = [isinstance(block, Line) and block.look in ("title", "subtitle", "sample") for block in sheet.blocks]
    at = looks.index(False) if False in looks else len(looks)
    return replace(sheet, blocks=(*sheet.blocks[:at], line, *sheet.blocks[at:]))


def _counted(calculation: Calculation, text: Text, number: str, wording: Wording, came: int = 0) -> Line:
    """A line that says nothing as long as the number is 0."""
    parts = wording.inline(text).split("{count}")
    said = f"&{number}&".join(calculation.word(part) for part in parts if part)
    if parts[0] == "":
        said = f"{number}&{said}"
    return Line(wording.inline(text).format(count=came) if came else "", "sample", formula=f'IF({number}>0,{said},"")')


def verdict_formula(calculation: Calculation, count: int, wording: Wording) -> str:
    """What the one cell says, in the languages asked for; for other sheets too."""
    changed, differing = f"[[{TABLE}|0|{CHANGED_AT}]]", f"[[{TABLE}|0|{DIFFERING}]]"
    said = []
    for text, number in ((CHANGED, changed), (DIFFER, differing)):
        before, _, after = wording(text).partition("{count}")
        middle, again, last = after.partition("{count}")
        parts = [before, middle, last] if again else [before, middle]
        said.append(f"&{number}&".join(calculation.word(part) for part in parts))
    agree = calculation.word(wording(AGREE).format(count=count))
    return f"IF({differing}>0,{said[1]},IF({changed}>0,{said[0]},{agree}))"


def _verdict(calculation: Calculation, figures: int, nodes: int, entries: int) -> Table:
    wording, count = calculation.report.wording, figures + nodes
    among = f"SUM([[{FIGURES}|0:{figures - 1}|{AMONG}]])+SUM([[{AGAIN}|0:{nodes - 1}|{FLAG}]])"
    engine, changed_here = f"SUM([[{FIGURES}|0:{figures - 1}|5]])", f"[[{TABLE}|0|{CHANGED_AT}]]"
    differing = f"IF({changed_here}>0,{among},MAX({engine},{among}))"
    changed = f"SUM([[{WRITTEN}|0:{entries - 1}|4]])"
    row = (
        Cell(wording(AGREE).format(count=count), "strong", formula=verdict_formula(calculation, count, wording), lines=3),
        Cell(count, "number", "0"), Cell(0, "number", "0", formula=differing), Cell(0, "number", "0", formula=changed),
    )  # fmt: skip
    titles = wording.columns(heads.CHECK, heads.CHECK_COUNT, heads.CHECK_DIFFERS, heads.CHECK_CHANGED)
    return Table(TABLE, wording.inline(TITLES[0]), titles, (row,))


def _figures(calculation: Calculation, sheets: Sequence[Sheet]) -> Table:
    wording, none = calculation.report.wording, calculation.word(words.NONE)
    rows = []
    for one in _checked(calculation, sheets):
        engine, now = "[[~|2]]", "[[~|3]]"
        numbers = f"AND(ISNUMBER({engine}),ISNUMBER({now}))"
        number = isinstance(one.value, int | float)
        rows.append(
            (
                Cell(one.name, "step"), Cell(one.sheet, "step"), Cell(one.value, "step", "General"),
                Cell(one.value, "step", "General", formula=one.place),
                Cell(0.0 if number else wording(words.NONE), "step", "General", formula=f"IF({numbers},{now}-{engine},{none})"),
                Cell(0, "step", "0", formula=_differs(now, engine)),
                Cell(one.value, "step", "General", formula=one.formula),
                Cell(0, "step", "0", formula=_differs(now, f"[[~|{AMONG - 1}]]")),
            )
        )  # fmt: skip
    titles = wording.columns(
        heads.CHECK_FIGURE,
        heads.CHECK_SHEET,
        heads.CHECK_ENGINE,
        heads.CHECK_SHOWN,
        heads.CHECK_DIFFERENCE,
        heads.CHECK_FLAG,
        heads.CHECK_AGAIN,
        heads.CHECK_AGAIN_FLAG,
    )
    return Table(FIGURES, wording.inline(TITLES[1]), titles, tuple(rows), unprinted=True)


def _differs(one: str, other: str) -> str:
    """1 where two cells differ, or the first holds an error."""
    words_ = f"IF({one}={other},0,1)"
    return f"IF(ISNUMBER(N({one})),IF(ISNUMBER({one}),IF(ISNUMBER({other}),IF(ABS({one}-{other})<=1E-9,0,1),1),{words_}),1)"


def _checked(calculation: Calculation, sheets: Sequence[Sheet]) -> Iterator[_Figure]:
    formal = calculation.report.formal
    for sheet in sheets:
        for table in sheet.tables:
            stem, width = table.key.removesuffix("-zh").removesuffix("-en"), len(table.columns)
            if stem in _SUMMARY:
                yield from _computed(sheet.name, table, range(width))
                continue
            at = [_COLUMNS[what] for what in _COLUMNS if what in _CHECKED.get(table.key, ())]
            at += _ALSO.get(table.key, ())
            at += [one for one in _SUPPORTED.get(table.key, ()) if formal and one not in at]
            yield from _computed(sheet.name, table, at)


def _computed(sheet: str, table: Table, columns_: Iterable[int]) -> Iterator[_Figure]:
    for number, row in enumerate(table.rows if columns_ else ()):
        for column in columns_:
            cell = row[column]
            if cell.formula:
                place = f"[[{table.key}|{number}|{column}]]"
                name = f"{row[0].value} {row[1].value}: {table.columns[column].head}".replace("\n", " ")
                yield _Figure(sheet, name, place, cell.value, place if "[[~" in cell.formula else cell.formula)


def _entries(calculation: Calculation, again: Recomputed) -> Table:
    """What stood in each entry, and how many of a row's entries read otherwise now."""
    report = calculation.report
    wording, tables = report.wording, calculation.tables
    rows = []
    for row, one in enumerate(report.counted):
        made = [
            Cell(_written(calculation, one), "step"),
            Cell(_stated(calculation, one.id), "step"),
            Cell(tables.figures.chosen[one.id], "step", "General"),
        ]
        changed = "+".join(
            f'IF([[{ENTRIES}|{row}|{column}]]&""=[[~|{own}]]&"",0,1)'
            for own, column in ((1, ENTRY_OUTCOME), (2, ENTRY_GRADE), (3, ENTRY_WEIGHT))
        )
        rows.append(
            (
                Cell(f"{one.id} {wording.inline(one.name)}", "step"),
                *made,
                Cell(0, "step", "0", formula=changed),
                *again.entry_cells(row, one),
            )
        )
    nodes = [node for node in tables.figures.nodes if node.kind in ("level", "dimension")]
    for row, node in enumerate(nodes):
        changed = f'IF([[{WEIGHTS}|{row}|2]]&""=[[~|3]]&"",0,1)'
        name = f"{node.id} {wording.inline(report.name(node.id))}"
        weight = Cell(tables.figures.chosen[node.id], "step", "General")
        rows.append(
            (
                Cell(name, "step"),
                Cell(None, "step"),
                Cell(None, "step"),
                weight,
                Cell(0, "step", "0", formula=changed),
                *again.weight_cells(row),
            )
        )
    titles = wording.columns(heads.CHECK_ENTRY, columns.OUTCOME, columns.GRADE, heads.OWN_WEIGHT, heads.CHECK_CHANGED)
    titles = (*titles, *again.entry_heads())
    return Table(WRITTEN, wording.inline(TITLES[2]), titles, tuple(rows), unprinted=True)


def _written(calculation: Calculation, one: Indicator) -> str | float | None:
    code, figure = calculation.report.card.codes[one.id], calculation.report.figure(one)
    if figure is not None:
        return figure
    return None if code == -1 else next(said for said, one in calculation.tables.accepted if one == code)


def _stated(calculation: Calculation, id_: str) -> str | None:
    rating = calculation.report.assessment.ratings.get(id_)
    return calculation.tables.grade(rating.grade) if rating is not None and rating.grade else None

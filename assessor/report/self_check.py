"""Self-check: what the engine made of each figure beside what the sheets say now, and one cell that sums it up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.report import calculation_columns as heads
from assessor.report import columns, words
from assessor.report.calculation import Calculation
from assessor.report.calculation_layout import ENTRIES, ENTRY_GRADE, ENTRY_OUTCOME, ENTRY_WEIGHT, WEIGHTS
from assessor.report.display import Wording
from assessor.text import say
from assessor.workbooks.cells import Block, Cell, Scalar, Sheet, Table

SELF_CHECK = say("自检", "Self-check")
ABOUT = say(
    "逐个比较生成报告时计分程序的值与工作表现在的值，相差不超过0.000000001即为一致；下面的明细只供在屏幕上查看，不打印。",
    "Each figure of the engine, as it was when the report was made, is compared with what the sheet says now; up to 0.000000001 they agree. "
    "The details below are for the screen and are not printed.",
)
AGREE = say(
    "一致：核对的{count}个数字与计分程序全部相符。", "They agree: all {count} figures checked equal the engine's."
)
DIFFER = say(
    "不一致：{count}处与计分程序不符，公式可能被改动；请勿使用本文件，重新生成报告。",
    "They differ at {count} places: a formula may have been changed. Do not use this file; make the report again.",
)
CHANGED = say(
    "已改动：本文件有{count}项评级、佐证强度或权重与生成时不同，各表数字随之变化；计分程序的值仍是生成时的。",
    "Changed: {count} ratings, grades or weights are not as they were when the report was made; the figures follow them, the engine's values are of the original.",
)
TITLES = (
    say("自检结果", "Result"),
    say("逐个数字", "Figure by figure"),
    say("录入项有无改动", "Entries: as they were when the report was made"),
)
WIDTHS = (70.0, 34.0, 16.0, 16.0, 16.0, 12.0)
TABLE, FIGURES, WRITTEN = "self-check", "check-figures", "check-entries"
COMPARED, DIFFERING, CHANGED_AT = 1, 2, 3
_TREE = frozenset({"score", "band", "coverage", "low", "high"})
_BRIEF = frozenset({"score", "band", "coverage"})
_COLUMNS = {"score": 2, "band": 3, "coverage": 4, "low": 7, "high": 8}
_CHECKED: dict[str, frozenset[str]] = {
    "levels": _TREE, "dimensions": _TREE, "overall": _TREE, "severities": _TREE, "cells": _BRIEF, "paths": _BRIEF,
}  # fmt: skip
_ALSO: dict[str, tuple[int, ...]] = {"spread": (2,), "contributors": (2,), ENTRIES: (12,)}
_SUPPORTED: dict[str, tuple[int, ...]] = {"levels": (10, 11), "dimensions": (12, 13), ENTRIES: (12, 13)}


@dataclass(frozen=True)
class _Figure:
    """One cell of a sheet that is checked."""

    sheet: str
    name: str
    place: str
    value: Scalar


def self_check(calculation: Calculation, sheets: Sequence[Sheet]) -> Sheet:
    """`sheets` are those that show what was computed."""
    report, wording = calculation.report, calculation.report.wording
    figures, entries = _figures(calculation, sheets), _entries(calculation)
    count = len(figures.rows)
    blocks: list[Block] = [
        *report.heading(SELF_CHECK), _verdict(calculation, count, len(entries.rows)), *report.notes(ABOUT), figures, entries,
    ]  # fmt: skip
    return Sheet(wording.inline(SELF_CHECK), WIDTHS, tuple(blocks), protected=True)


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
    return f"IF({changed}>0,{said[0]},IF({differing}>0,{said[1]},{agree}))"


def _verdict(calculation: Calculation, count: int, entries: int) -> Table:
    wording = calculation.report.wording
    differing = f"SUM([[{FIGURES}|0:{count - 1}|5]])"
    changed = f"SUM([[{WRITTEN}|0:{entries - 1}|4]])"
    row = (
        Cell(wording(AGREE).format(count=count), "strong", formula=verdict_formula(calculation, count, wording)),
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
        differs = (
            f"IF(ISNUMBER({now}),IF(ISNUMBER({engine}),IF(ABS({now}-{engine})<=1E-9,0,1),1),"
            f"IF(ISNUMBER(MATCH({engine},{now},0)),0,1))"
        )
        rows.append(
            (
                Cell(one.name, "step"), Cell(one.sheet, "step"), Cell(one.value, "step", "General"),
                Cell(one.value, "step", "General", formula=one.place),
                Cell(0.0 if number else wording(words.NONE), "step", "General", formula=f"IF({numbers},{now}-{engine},{none})"),
                Cell(0, "step", "0", formula=differs),
            )
        )  # fmt: skip
    titles = wording.columns(
        heads.CHECK_FIGURE,
        heads.CHECK_SHEET,
        heads.CHECK_ENGINE,
        heads.CHECK_SHOWN,
        heads.CHECK_DIFFERENCE,
        heads.CHECK_FLAG,
    )
    return Table(FIGURES, wording.inline(TITLES[1]), titles, tuple(rows), unprinted=True)


def _checked(calculation: Calculation, sheets: Sequence[Sheet]) -> Iterator[_Figure]:
    formal = calculation.report.formal
    for sheet in sheets:
        for table in sheet.tables:
            at = [_COLUMNS[what] for what in _COLUMNS if what in _CHECKED.get(table.key, ())]
            at += _ALSO.get(table.key, ())
            at += [one for one in _SUPPORTED.get(table.key, ()) if formal and one not in at]
            for number, row in enumerate(table.rows if at else ()):
                for column in at:
                    if (cell := row[column]).formula:
                        name = f"{row[0].value} {row[1].value}: {table.columns[column].head}".replace("\n", " ")
                        yield _Figure(sheet.name, name, f"[[{table.key}|{number}|{column}]]", cell.value)


def _entries(calculation: Calculation) -> Table:
    """What stood in each entry, and how many of a row's entries read otherwise now."""
    report = calculation.report
    wording, tables = report.wording, calculation.tables
    rows = []
    for row, one in enumerate(report.counted):
        made = [
            Cell(_written(calculation, one.id), "step"),
            Cell(_stated(calculation, one.id), "step"),
            Cell(tables.figures.chosen[one.id], "step", "General"),
        ]
        changed = "+".join(
            f'IF([[{ENTRIES}|{row}|{column}]]&""=[[~|{own}]]&"",0,1)'
            for own, column in ((1, ENTRY_OUTCOME), (2, ENTRY_GRADE), (3, ENTRY_WEIGHT))
        )
        rows.append(
            (Cell(f"{one.id} {wording.inline(one.name)}", "step"), *made, Cell(0, "step", "0", formula=changed))
        )
    nodes = [node for node in tables.figures.nodes if node.kind in ("level", "dimension")]
    for row, node in enumerate(nodes):
        changed = f'IF([[{WEIGHTS}|{row}|2]]&""=[[~|3]]&"",0,1)'
        name = f"{node.id} {wording.inline(report.name(node.id))}"
        weight = Cell(tables.figures.chosen[node.id], "step", "General")
        rows.append(
            (Cell(name, "step"), Cell(None, "step"), Cell(None, "step"), weight, Cell(0, "step", "0", formula=changed))
        )
    titles = wording.columns(heads.CHECK_ENTRY, columns.OUTCOME, columns.GRADE, heads.OWN_WEIGHT, heads.CHECK_CHANGED)
    return Table(WRITTEN, wording.inline(TITLES[2]), titles, tuple(rows), unprinted=True)


def _written(calculation: Calculation, id_: str) -> str | int | None:
    code = calculation.report.card.codes[id_]
    return None if code == -1 else next(said for said, one in calculation.tables.accepted if one == code)


def _stated(calculation: Calculation, id_: str) -> str | None:
    rating = calculation.report.assessment.ratings.get(id_)
    return calculation.tables.grade(rating.grade) if rating is not None and rating.grade else None

"""Five shortcomings: severity, contributors, split by level, heat table."""

from __future__ import annotations

from assessor.nodes import MOST_CONTRIBUTORS
from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.calculation import Calculation
from assessor.report.columns import Heading
from assessor.report.levels import COVERAGE, node_cells, node_rules
from assessor.scorecard import Node
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Cell, Column, Rule, Sheet, Table

WIDTHS = (8.0, 36.0, 13.0, 14.0, 20.0, 13.0, 13.0, 8.0, 8.0, 34.0, 10.0, 10.0, 10.0)
"""Together no more than what a page shows in 7 points."""
HEAT_COUNTS = say("热力表各格指标数（已评／应评）", "Indicators behind the heat table (rated/of)")
HEAT_MEANING = say("“{name}”在该层级的程度", "Severity of “{name}” at the level")
COUNT_MEANING = say("“{name}”在该层级已评和应评的指标数", "Indicators of “{name}” at the level, rated and that apply")
_COMMON = (
    columns.SEVERITY, columns.SEVERITY_BAND, columns.COVERAGE, columns.RATED, columns.APPLICABLE,
    columns.LOW, columns.HIGH, columns.REMARK,
)  # fmt: skip


def shortcomings(report: Report, calculation: Calculation) -> Sheet:
    blocks: list[Block] = [*report.heading(words.SHORTCOMINGS)]
    blocks += report.notes(words.SECOND_VIEW)
    blocks += [_severities(report, calculation), *report.notes(words.ROUNDED_SHARES)]
    blocks += [_heat(report, calculation), _heat_counts(report, calculation)]
    blocks += [_contributors(report, calculation), _cells(report, calculation)]
    widths = (*WIDTHS[:10], *(WIDTHS[-1],) * max(3, len(calculation.layout.outer)))
    widths = (*widths, *(WIDTHS[-1],) * max(0, len(report.rubric.shortcomings) + 2 - len(widths)))
    return Sheet(report.wording.inline(words.SHORTCOMINGS), widths, tuple(blocks), protected=True)


def _severities(report: Report, calculation: Calculation) -> Table:
    wording, card = report.wording, report.card
    heads = (*wording.columns(columns.ID, columns.SHORTCOMING, *_COMMON), *_split_heads(report, calculation))
    rows = [
        (
            Cell(one.id, "code"), wording.cell(one.name, "strong"),
            *node_cells(calculation, card.shortcomings[one.id].node, WIDTHS[9]), *_split(report, calculation, one.id),
        )
        for one in report.rubric.shortcomings
    ]  # fmt: skip
    rules = node_rules(calculation, "shortcoming")
    return Table("severities", wording.inline(words.SEVERITY_TABLE), heads, tuple(rows), rules=rules)


def _split_heads(report: Report, calculation: Calculation) -> tuple[Column, ...]:
    return tuple(
        report.wording.column(
            Heading(
                say(f"{level.name.zh}占比", f"From {level.name.en[0].lower()}{level.name.en[1:]}"),
                say(
                    f"短板程度中来自“{level.name.zh}”的份额", f"Share of the severity that comes from “{level.name.en}”"
                ),
                columns.SHARE,
                columns.ENGINE,
            )
        )
        for level in calculation.layout.outer
    )


def _split(report: Report, calculation: Calculation, id_: str) -> tuple[Cell, ...]:
    """Share of the severity that comes from each level; a dash where the severity is withheld."""
    layout, one = calculation.layout, report.card.shortcomings[id_]
    column = layout.link(list(report.card.shortcomings).index(id_), "loss")
    ok, none = calculation.place(one.node, "ok"), calculation.word(words.NONE)
    cells = []
    for level in layout.outer:
        share = f"SUM({layout.run(column, level.id)})" if level.id in layout.spans else "0"
        came = report.wording(words.NONE) if one.node.score is None else one.by_level[level.id]
        cells.append(Cell(came, "number", "0%", formula=f"IF({ok}=1,{share},{none})"))
    return tuple(cells)


def _heat_heads(report: Report, meaning: Text) -> tuple[Column, ...]:
    wording = report.wording
    shortcomings = (
        wording.column(Heading(one.name, say(meaning.zh.format(name=one.name.zh), meaning.en.format(name=one.name.en)), columns.POINTS, columns.ENGINE))
        for one in report.rubric.shortcomings
    )  # fmt: skip
    return (*wording.columns(columns.ID, columns.LEVEL), *shortcomings)


def _heat(report: Report, calculation: Calculation) -> Table:
    """Numbers only: how many indicators are behind each stands below; a shade is never the only sign."""
    wording, rubric, matrix = report.wording, report.rubric, report.card.matrix
    rows = [
        (
            Cell(level.id, "code"), wording.cell(level.name, "strong"),
            *(_heat_cell(report, calculation, matrix[level.id][one.id]) for one in rubric.shortcomings),
        )
        for level in rubric.levels
    ]  # fmt: skip
    last = len(rubric.levels) * len(rubric.shortcomings) - 1
    rules: list[Rule] = []
    for position, one in enumerate(rubric.shortcomings):
        at = f'MATCH([[~|0]]&"×{_quoted(one.id)}",[[cells|0:{last}|0]],0)'
        covered = f"INDEX([[cells|0:{last}|{COVERAGE}]],{at})"
        rules += calculation.score_rules(2 + position, covered, "cell")
    heat = tuple(range(2, 2 + len(rubric.shortcomings)))
    heads = _heat_heads(report, HEAT_MEANING)
    return Table("heat", wording.inline(words.HEAT_TABLE), heads, tuple(rows), heat=heat, rules=tuple(rules))


def _quoted(id_: str) -> str:
    return id_.replace('"', '""')


def _heat_cell(report: Report, calculation: Calculation, node: Node) -> Cell:
    """Words where nothing is shown: a dash where nothing applies."""
    value = report.wording(words.NONE if node.of == 0 else words.NOT_SHOWN)
    cell = calculation.score(node)
    withheld = (
        f"IF({calculation.place(node, 'of')}=0,{calculation.word(words.NONE)},{calculation.word(words.NOT_SHOWN)})"
    )
    formula = f"IF({calculation.place(node, 'ok')}=1,{calculation.place(node, 'score')},{withheld})"
    return Cell(value if node.score is None else node.score, cell.look, cell.display, formula=formula)


def _heat_counts(report: Report, calculation: Calculation) -> Table:
    """How many indicators are rated behind each number of the heat table, and how many apply."""
    wording, rubric, matrix = report.wording, report.rubric, report.card.matrix
    slash = "/" if wording.language == "en" else "／"
    rows = [
        (
            Cell(level.id, "code"), wording.cell(level.name, "strong"),
            *(_count(calculation, matrix[level.id][one.id], slash) for one in rubric.shortcomings),
        )
        for level in rubric.levels
    ]  # fmt: skip
    return Table("heat-counts", wording.inline(HEAT_COUNTS), _heat_heads(report, COUNT_MEANING), tuple(rows))


def _count(calculation: Calculation, node: Node, slash: str) -> Cell:
    rated, of = calculation.place(node, "rated"), calculation.place(node, "of")
    return Cell(f"{node.rated}{slash}{node.of}", "number", formula=f'{rated}&"{slash}"&{of}')


def _contributors(report: Report, calculation: Calculation) -> Table:
    """The indicators that add most to each severity; a dash where there are fewer, or it is withheld."""
    wording, card = report.wording, report.card
    heads = wording.columns(
        columns.ID, columns.INDICATOR, columns.CONTRIBUTION, columns.SHORTCOMING_ID, columns.SHORTCOMING
    )
    rows = []
    for one in report.rubric.shortcomings:
        found = card.shortcomings[one.id].contributors
        for nth in range(MOST_CONTRIBUTORS):
            id_, share = found[nth] if nth < len(found) else (None, None)
            rows.append(
                (
                    *contributor_cells(calculation, one.id, nth + 1, id_, share),
                    Cell(one.id, "number"), wording.cell(one.name),
                )
            )  # fmt: skip
    return Table("contributors", wording.inline(words.CONTRIBUTORS_TABLE), heads, tuple(rows))


def contributor_cells(
    calculation: Calculation, shortcoming: str, nth: int, id_: str | None, share: float | None
) -> tuple[Cell, Cell, Cell]:
    report, none = calculation.report, calculation.report.wording(words.NONE)
    name = none if id_ is None else report.wording(report.name(id_))
    said = [calculation.contributor(shortcoming, nth, what) for what in ("id", "name", "loss")]
    return (
        Cell(id_ or none, "code", formula=said[0]), Cell(name, formula=said[1]),
        Cell(none if share is None else share, "number", "0%", formula=said[2]),
    )  # fmt: skip


def _cells(report: Report, calculation: Calculation) -> Table:
    wording = report.wording
    heads = wording.columns(columns.CELL, columns.LEVEL_AND_SHORTCOMING, *_COMMON)
    rows = [
        (
            Cell(f"{level.id}×{one.id}", "code"),
            wording.cell(say(f"{level.name.zh} × {one.name.zh}", f"{level.name.en} × {one.name.en}")),
            *node_cells(calculation, report.card.matrix[level.id][one.id], WIDTHS[9]),
        )
        for level in report.rubric.levels
        for one in report.rubric.shortcomings
    ]  # fmt: skip
    rules = node_rules(calculation, "cell")
    return Table("cells", wording.inline(words.CELLS_TABLE), heads, tuple(rows), rules=rules)

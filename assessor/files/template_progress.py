"""How much is rated, as formulas that follow the entries in whatever order the rows stand."""

from __future__ import annotations

from assessor.files import template_words as words
from assessor.files.template_base import Template, composed, quoted
from assessor.rubric import Dimension
from assessor.workbooks.cells import Cell, Line, Table

TABLE = "progress"
DIMENSION, STATE, RATED, OF, NOT_APPLICABLE = range(5)
Counts = tuple[int, int, int]
"""Rated, to be rated, not applicable."""


def progress_of(template: Template, dimension: Dimension) -> Counts:
    ids = [one.id for one in template.indicators if one.dimension == dimension.id]
    outcomes = [template.ratings[id_].outcome for id_ in ids if id_ in template.ratings]
    left_out = outcomes.count("not_applicable")
    return len(outcomes) - left_out, len(ids) - left_out, left_out


def progress_line(template: Template) -> Line:
    """已评 x／y 项（另有 z 项不适用）"""
    each = [progress_of(template, one) for one in template.dimensions]
    rated, of, left_out = (sum(counts[at] for counts in each) for at in range(3))
    total = len(each)
    places = {
        "rated": f"[[{TABLE}|{total}|{RATED}]]", "of": f"[[{TABLE}|{total}|{OF}]]",
        "na": f"[[{TABLE}|{total}|{NOT_APPLICABLE}]]",
    }  # fmt: skip
    plain, more = template.inline(words.PROGRESS), template.inline(words.PROGRESS_NA)
    formula = f"IF({places['na']}=0,{composed(plain, **places)},{composed(more, **places)})"
    return Line((more if left_out else plain).format(rated=rated, of=of, na=left_out), "strong", formula)


def progress(template: Template, dimension_column: int, outcome_column: int) -> Table:
    """By dimension and in total; the columns are those of the table of ratings."""
    last = len(template.indicators) - 1
    where, outcome = (f"[[ratings|0:{last}|{column}]]" for column in (dimension_column, outcome_column))
    here = f"({where}=[[~|{DIMENSION}]])"
    insufficient, left_out = (quoted(str(template.outcome(one))) for one in ("insufficient_evidence", "not_applicable"))
    formulas = {
        RATED: f"SUMPRODUCT({here}*(ISNUMBER({outcome})+({outcome}={insufficient})))",
        OF: f"SUMPRODUCT({here}*1)-[[~|{NOT_APPLICABLE}]]",
        NOT_APPLICABLE: f"SUMPRODUCT({here}*({outcome}={left_out}))",
    }
    each = [progress_of(template, one) for one in template.dimensions]
    rows = [
        _row(template, Cell(template.dimension(one.id)), counts, formulas)
        for one, counts in zip(template.dimensions, each, strict=True)
    ]
    sums = {column: f"SUM([[{TABLE}|0:{len(each) - 1}|{column}]])" for column in (RATED, OF, NOT_APPLICABLE)}
    whole = tuple(sum(counts[at] for counts in each) for at in range(3))
    rows.append(_row(template, template.cell(words.TOTAL, "strong"), whole, sums))
    heads = (words.DIMENSION, words.STATE, words.RATED_COUNT, words.OF_COUNT, words.NA_COUNT)
    columns = tuple(template.column(head) for head in heads)
    return Table(TABLE, template.inline(words.PROGRESS_TABLE), columns, tuple(rows))


def _row(template: Template, head: Cell, counts: tuple[int, ...], formulas: dict[int, str]) -> tuple[Cell, ...]:
    rated, of, _ = counts
    done, left = template.inline(words.DONE), template.inline(words.LEFT)
    missing = f"([[~|{OF}]]-[[~|{RATED}]])"
    state = f"IF({missing}=0,{quoted(done)},{composed(left, left=missing)})"
    said = done if of == rated else left.format(left=of - rated)
    numbers = zip((RATED, OF, NOT_APPLICABLE), counts, strict=True)
    return (
        head,
        Cell(said, formula=state),
        *(Cell(count, "number", "0", formula=formulas[column]) for column, count in numbers),
    )

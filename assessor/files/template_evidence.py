"""Sheet of evidence: what is listed already, then empty rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assessor.assessment import TITLE_LIMIT, Evidence
from assessor.files import template_layout as layout
from assessor.files import template_words as words
from assessor.files.city_faults import YEARS
from assessor.files.template_base import GRADES, TEXT, Template, composed, filled, quoted
from assessor.files.template_ratings import grade_column, text_column
from assessor.workbooks.cells import Cell, Column, Line, Sheet, Table

TABLE = "evidence"
EMPTY_ROWS = 40
TITLE, DATE, HOLDER, GRADE, INDICATORS, CHECK = range(6)
WIDTHS = (52.0, 13.0, 30.0, 9.0, 30.0, 22.0, 12.0, 12.0)


def evidence(template: Template) -> Sheet:
    entries = template.assessment.evidence if template.assessment is not None else []
    rows = [_row(template, one) for one in [*entries, *[None] * EMPTY_ROWS]]
    table = Table(TABLE, "", tuple(_columns(template)), tuple(rows), repeated=True)
    count = f"COUNTA([[{TABLE}|0:{len(rows) - 1}|{TITLE}]])"
    listed = template.inline(words.LISTED)
    lines = [
        *template.heading(layout.EVIDENCE),
        *(Line(line) for line in template.stacked(words.EVIDENCE_NOTE).split("\n")),
        Line(listed.format(count=len(entries)), "strong", composed(listed, count=count)),
    ]
    return Sheet(template.sheet(layout.EVIDENCE), WIDTHS, (*lines, table), protected=True, frozen=(TABLE, 1))


def _columns(template: Template) -> Iterator[Column]:
    first, last = YEARS
    yield text_column(template, words.TITLE, layout.TITLE, words.TITLE_PROMPT, TITLE_LIMIT)
    yield template.column(
        words.DATE, layout.DATE, prompt=template.message(words.DATE_PROMPT),
        refusal=template.message(filled(words.DATE_ERROR, first=first, last=last)),
        dates=(date(first, 1, 1), date(last, 12, 31)),
    )  # fmt: skip
    yield text_column(template, words.HOLDER, layout.HOLDER, words.HOLDER_PROMPT, TITLE_LIMIT)
    yield grade_column(template, words.ENTRY_GRADE, layout.ENTRY_GRADE)
    example = layout.BETWEEN_CODES.join([one.id for one in template.indicators[:2]])
    prompt = filled(words.SUPPORTS_PROMPT, example=example)
    yield text_column(template, words.SUPPORTS, layout.INDICATORS, prompt, _longest(template))
    yield template.column(words.CHECK)
    yield template.column(words.ENTRY_ID, layout.ENTRY, hidden=True)
    yield template.column(words.IDENTITY, template.identity.token, hidden=True)


def _longest(template: Template) -> int:
    """Room for every code of the rubric, with a blank after each mark."""
    return sum(len(id_) + 2 for id_ in template.rubric.by_id)


def _row(template: Template, one: Evidence | None) -> tuple[Cell, ...]:
    codes = layout.BETWEEN_CODES.join(one.indicators) if one is not None else ""
    said = [one.title, one.date, one.holder, one.grade, codes or None] if one is not None else [None] * 5
    id_ = Cell(one.id if one is not None else None, "code", exact=True)
    needed = [f'[[~|{column}]]=""' for column in (TITLE, DATE, HOLDER, GRADE)]
    missing = quoted(template.inline(words.INCOMPLETE))
    formula = f'IF(AND({",".join(needed)},[[~|{INDICATORS}]]=""),"",IF(OR({",".join(needed)}),{missing},""))'
    return (
        Cell(said[TITLE], "entry", TEXT, entry=True),
        Cell(said[DATE], "entry-number", "yyyy-mm-dd", entry=True),
        Cell(said[HOLDER], "entry", TEXT, entry=True),
        Cell(said[GRADE], "entry-number", TEXT, entry=True, choices=GRADES if template.rubric.evidence_grades else ""),
        Cell(said[INDICATORS], "entry", TEXT, entry=True),
        Cell("", formula=formula),
        id_,
        id_,
    )

"""Sheet of evidence: what is listed already, then empty rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assessor.assessment import TITLE_LIMIT, Evidence
from assessor.files import template_layout as layout
from assessor.files import template_words as words
from assessor.files.city_faults import YEARS
from assessor.files.contacts import WORD, holds_contact
from assessor.files.template_base import GRADES, TEXT, Template, composed, filled, quoted
from assessor.files.template_ratings import grade_column, text_column
from assessor.workbooks.cells import Cell, Column, Line, Sheet, Table

TABLE = "evidence"
EMPTY_ROWS = 40
EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet."""
TITLE, DATE, HOLDER, GRADE, INDICATORS, CHECK = range(6)
WIDTHS = (48.0, 13.0, 28.0, 9.0, 28.0, 30.0, 12.0, 12.0)


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
    return (
        Cell(said[TITLE], "entry", TEXT, entry=True),
        Cell(said[DATE], "entry-number", "yyyy-mm-dd", entry=True),
        Cell(said[HOLDER], "entry", TEXT, entry=True),
        Cell(said[GRADE], "entry-number", TEXT, entry=True, choices=GRADES if template.rubric.evidence_grades else ""),
        Cell(said[INDICATORS], "entry", TEXT, entry=True),
        Cell(_reminder(template, one), formula=_check(template)),
        id_,
        id_,
    )


# -- what is computed -----------------------------------------------------------------------------


def _check(template: Template) -> str:
    """The first thing amiss with a row, in few words that its cell has room for; whatever is named here is refused later."""
    missing = ((TITLE, words.NO_TITLE), (DATE, words.NO_DATE), (HOLDER, words.NO_HOLDER), (GRADE, words.NO_GRADE))
    found = [(f'[[~|{column}]]=""', said) for column, said in missing]
    empty = ",".join([*(when for when, _ in found), f'[[~|{INDICATORS}]]=""'])
    found.append((_is_no_date(), words.BAD_DATE))
    if grades := template.rubric.evidence_grades:
        found.append((f"ISNA(MATCH([[~|{GRADE}]],[[grades|0:{len(grades) - 1}|0]],0))", words.BAD_GRADE))
    found += [(_has_unknown_code(template), words.BAD_CODE), (_has_contact(), words.CONTACT)]
    formula = '""'
    for when, said in reversed(found):
        formula = f"IF({when},{quoted(template.inline(said))},{formula})"
    return f'IF(AND({empty}),"",{formula})'


def _reminder(template: Template, one: Evidence | None) -> str:
    """What the check comes to for a stored entry, which is whole."""
    return template.inline(words.CONTACT) if one is not None and holds_contact(f"{one.title}{one.holder}") else ""


def _is_no_date() -> str:
    """A date is a number to a spreadsheet; as words only year, month and day are read."""
    cell, (first, last) = f"[[~|{DATE}]]", YEARS
    low, high = ((day - EPOCH).days for day in (date(first, 1, 1), date(last, 12, 31)))
    words_ = f'AND(LEN({cell})=10,MID({cell},5,1)="-",MID({cell},8,1)="-")'
    return f"IF(ISNUMBER({cell}),OR({cell}<{low},{cell}>{high}),NOT({words_}))"


def _has_unknown_code(template: Template) -> str:
    """Whether anything is left of the codes once those of the rubric are taken out, each between marks of its own."""
    mark, written = layout.BETWEEN_CODES, f"UPPER([[~|{INDICATORS}]])"
    for other in ('"，"', '","', '"；"', '";"', '"/"', '"　"', '" "', "CHAR(10)"):
        written = f'SUBSTITUTE({written},{other},"{mark}")'
    apart = f'"{mark}"&SUBSTITUTE({written},"{mark}","{mark}{mark}")&"{mark}"'
    codes = f"UPPER([[codes|0:{len(template.rubric.indicators) - 1}|0]])"
    taken = f'(LEN({apart})-LEN(SUBSTITUTE({apart},"{mark}"&{codes}&"{mark}","")))/(LEN({codes})+2)*LEN({codes})'
    return f'ABS(SUMPRODUCT({taken})-LEN(SUBSTITUTE({written},"{mark}","")))>0.5'


def _has_contact() -> str:
    """Eleven digits in a row, as a telephone number has, or the word for it."""
    said = f"[[~|{TITLE}]]&[[~|{HOLDER}]]"
    piece = f"MID({said},ROW($1:${TITLE_LIMIT}),11)"
    return f'OR(ISNUMBER(SEARCH({quoted(WORD)},{said})),SUMPRODUCT((LEN({piece})=11)*ISNUMBER(-("1"&{piece}&"1")))>0)'

"""What the drop-downs offer, and the very hidden sheet that says what the workbook is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from assessor.files import template_layout as layout
from assessor.files import template_words as words
from assessor.files.template_base import GRADES, OUTCOMES, STRICT_OUTCOMES, YES_NO, Template
from assessor.text import Text
from assessor.workbooks import identity
from assessor.workbooks.cells import Cell, Column, Line, Scalar, Sheet, Table


def lists(template: Template) -> Sheet:
    tables = [_levels(template), _grades(template), _yes_no(template)]
    lines = [Line(template.inline(layout.LISTS), "title"), Line(template.inline(words.LISTS_NOTE))]
    kept = [table for table in tables if table.rows]
    return Sheet(template.sheet(layout.LISTS), (20.0, 66.0, 16.0), (*lines, *kept), portrait=True, protected=True)


def list_names(template: Template) -> tuple[tuple[str, str], ...]:
    """Defined names of the lists."""
    levels, grades = len(template.rubric.scale), len(template.rubric.evidence_grades)
    named = [
        (OUTCOMES, f"[[levels|0:{levels + 1}|0]]"),
        (STRICT_OUTCOMES, f"[[levels|0:{levels}|0]]"),  # not applicable stands last
        (YES_NO, "[[yes_no|0:1|0]]"),
    ]
    return (*named, (GRADES, f"[[grades|0:{grades - 1}|0]]")) if grades else tuple(named)


def _table(
    template: Template, key: str, title: Text, heads: tuple[Text, ...], rows: Sequence[tuple[Cell, ...]]
) -> Table:
    return Table(key, template.inline(title), tuple(template.column(head) for head in heads), tuple(rows))


def _levels(template: Template) -> Table:
    rows = [(Cell(rung.level, "number", "0"), Cell(template.inline(rung.name))) for rung in template.rubric.scale]
    for special, meaning in (("insufficient_evidence", words.AS_ZERO), ("not_applicable", words.LEFT_OUT)):
        rows.append((Cell(template.inline(layout.SPECIALS[special])), Cell(template.inline(meaning))))  # type: ignore[index]  # both are
    return _table(template, "levels", words.RATINGS_LIST, (words.VALUE, words.MEANING), rows)


def _grades(template: Template) -> Table:
    rows = [
        (Cell(one.id, "code", exact=True), Cell(template.inline(one.name)), Cell(one.cap, "number", "0"))
        for one in template.rubric.evidence_grades
    ]
    return _table(template, "grades", words.GRADES_LIST, (words.VALUE, words.MEANING, words.UP_TO), rows)


def _yes_no(template: Template) -> Table:
    rows = [(Cell(template.inline(one)),) for one in (layout.YES, layout.NO)]
    return _table(template, "yes_no", words.YES_NO_LIST, (words.VALUE,), rows)


def codes(template: Template) -> Sheet:
    """Evidence may support any indicator, also one that this template does not ask for."""
    rows = [(Cell(one.id, "code", exact=True), Cell(template.inline(one.name))) for one in template.rubric.indicators]
    heads = tuple(template.column(head) for head in (words.CODE, words.NAME))
    table = Table("codes", "", heads, tuple(rows), repeated=True)
    line = Line(template.inline(words.CODES_LIST), "title")
    return Sheet(
        template.sheet(words.CODES_LIST),
        (12.0, 84.0),
        (line, table),
        portrait=True,
        protected=True,
        frozen=("codes", 1),
    )


# -- identity -------------------------------------------------------------------------------------


def identity_sheet(template: Template) -> Sheet:
    entries = template.assessment.evidence if template.assessment is not None else []
    sections = (
        _section("facts", identity.FACT_HEADS, list(_facts(template).items())),
        _section("indicators", identity.INDICATOR_HEADS, [_indicator(template, one.id) for one in template.indicators]),
        _section("entries", identity.ENTRY_HEADS, [(one.id, layout.digest_of(one)) for one in entries]),
    )
    return Sheet(identity.SHEET, (24.0, 70.0, 24.0, 10.0, 60.0), sections, state="very_hidden", protected=True)


def _section(title: str, heads: tuple[str, ...], rows: list[tuple[Scalar, ...]]) -> Table:
    columns = tuple(Column(head, "", "", "") for head in heads)
    return Table(f"id_{title}", title, columns, tuple(tuple(Cell(one, exact=True) for one in row) for row in rows))


def _facts(template: Template) -> dict[identity.Fact, str]:
    rubric = template.rubric
    return {
        "format": layout.FORMAT,
        "rubric": rubric.id,
        "version": rubric.version,
        "fingerprint": rubric.fingerprint,
        "assessment": template.assessment.id if template.assessment is not None else "",
        "variant": template.variant,
        "unit": template.unit.id if template.unit is not None else "",
        "language": template.language,
        "made": f"{template.made.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }


def _indicator(template: Template, id_: str) -> tuple[Scalar, ...]:
    rating = template.ratings.get(id_)
    base, parts = layout.digest_of(rating) or None, identity.parts_of(rating) or None
    return id_, template.rubric.text_digest(id_), base, template.versions.get(id_, 0), parts

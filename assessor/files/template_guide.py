"""Sheet of instructions: whose template it is, who fills it in and how, and what happens to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC

from assessor.files import template_layout as layout
from assessor.files import template_words as words
from assessor.files.template_base import BEIJING, Template, filled
from assessor.files.template_progress import progress
from assessor.files.template_ratings import OUTCOME, after
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Cell, Line, Sheet, Table

WIDTHS, WIDTHS_BOTH = (28.0, 60.0, 9.0, 9.0, 9.0), (36.0, 70.0, 13.0, 13.0, 13.0)
Row = tuple[Text, Text]


def instructions(template: Template) -> Sheet:
    blocks: list[Block] = [*template.heading(words.TEMPLATE)]
    blocks += [Line(line, "sample") for line in template.stacked(words.SECRECY).split("\n")]
    blocks += [
        _table(template, "facts", words.ABOUT_TABLE, list(_facts(template))),
        progress(template, after(template).dimension, OUTCOME),
        _table(template, "secrecy", words.SECRECY_TABLE, words.SECRECY_ROWS),
        _table(template, "steps", words.STEPS_TABLE, _top(template, words.STEPS)),
        _scale(template),
    ]
    ladder = [(filled(words.QUESTION, number=at), one) for at, one in enumerate(template.rubric.ladder, start=1)]
    pitfalls = [(say(str(at), str(at)), one) for at, one in enumerate(template.rubric.pitfalls, start=1)]
    blocks += [_table(template, "ladder", words.LADDER_TABLE, ladder)] if ladder else []
    blocks += [_table(template, "pitfalls", words.PITFALLS_TABLE, pitfalls)] if pitfalls else []
    blocks += [_grades(template)] if template.rubric.evidence_grades else []
    blocks += [
        _table(template, "sorting", words.SORTING_TABLE, words.SORTING),
        _table(template, "reading", words.READING_TABLE, _named(template, words.READING)),
    ]
    widths = WIDTHS_BOTH if template.language == "both" else WIDTHS
    return Sheet(template.sheet(layout.INSTRUCTIONS), widths, tuple(blocks), portrait=True, protected=True)


def _table(template: Template, key: str, title: Text, rows: Sequence[Row]) -> Table:
    heads = (template.column(words.ITEM), template.column(words.CONTENT))
    cells = tuple((template.cell(name, "strong"), template.cell(said, "body")) for name, said in rows)
    return Table(f"guide_{key}", template.inline(title), heads, cells, whole=True)


def _facts(template: Template) -> Iterator[Row]:
    rubric, own, facts = template.rubric, template.assessment, words.FACTS
    if own is None:
        yield facts["city"], words.NO_CITY
    else:
        yield facts["city"], say(own.city.called("zh"), own.city.called("en"))
        yield facts["period"], say(own.period, own.period)
        yield facts["cut_off"], say(own.cut_off.isoformat(), own.cut_off.isoformat())
        yield facts["mode"], words.MODES[own.mode]
    yield facts["unit"], template.unit.name if template.unit is not None else words.WHOLE
    variant = rubric.variant(template.variant)
    if variant is not None:
        yield facts["variant"], variant.name
    count = str(len(template.indicators))
    yield facts["count"], say(count, count)
    yield facts["rubric"], say(f"{rubric.name.zh}，{rubric.version}版", f"{rubric.name.en}, version {rubric.version}")
    if rubric.about is not None:
        yield facts["about"], rubric.about
    beijing, utc = template.made.astimezone(BEIJING), template.made.astimezone(UTC)
    yield facts["made"], say(f"{beijing:%Y-%m-%d %H:%M}（北京时间）", f"{utc:%Y-%m-%d %H:%M} UTC")
    if rubric.english == "draft" and template.language != "zh":
        yield facts["english"], words.DRAFT_ENGLISH


def _top(template: Template, rows: Sequence[Row]) -> list[Row]:
    return [(name, filled(said, top=template.rubric.top)) for name, said in rows]


def _named(template: Template, rows: Sequence[Row]) -> list[Row]:
    rubric = template.rubric
    return [(name, filled(said, rubric=rubric.name, version=rubric.version)) for name, said in rows]


def _scale(template: Template) -> Table:
    rows = [
        (say(f"{rung.level} {rung.name.zh}", f"{rung.level} {rung.name.en}"), rung.test)
        for rung in template.rubric.scale
    ]
    return _table(template, "scale", words.SCALE_TABLE, rows)


def _grades(template: Template) -> Table:
    heads = tuple(template.column(head) for head in (words.ENTRY_GRADE, words.CONTENT, words.UP_TO))
    rows = tuple(
        (
            template.cell(say(f"{one.id} {one.name.zh}", f"{one.id} {one.name.en}"), "strong"),
            template.cell(one.test or one.name, "body"),
            Cell(one.cap, "number", "0"),
        )
        for one in template.rubric.evidence_grades
    )
    return Table("guide_grades", template.inline(words.GRADES_TABLE), heads, rows, whole=True)

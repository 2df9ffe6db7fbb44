"""Sheet of instructions: whose template it is, who fills it in and how, and what happens to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC

from assessor.assessment import TITLE_LIMIT
from assessor.files import template_layout as layout
from assessor.files import template_words as words
from assessor.files.template_base import BEIJING, TEXT, Template, filled
from assessor.files.template_progress import progress
from assessor.files.template_ratings import OUTCOME, after
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Cell, Line, Sheet, Table

WIDTHS: dict[layout.TemplateLanguage, tuple[float, ...]] = {
    "zh": (27.0, 76.0, 8.0, 8.0, 8.0), "en": (30.0, 84.0, 8.0, 8.0, 8.0), "both": (37.0, 84.0, 12.0, 9.0, 9.0),
}  # fmt: skip
BETWEEN = "　"
Row = tuple[Text, Text]


def instructions(template: Template) -> Sheet:
    blocks: list[Block] = [*template.heading(words.TEMPLATE)]
    blocks += [Line(line, "sample") for line in template.stacked(words.SECRECY).split("\n")]
    blocks += [_about(template), progress(template, after(template).dimension, OUTCOME)]
    blocks += [_table(template, "steps", words.STEPS_TABLE, list(_steps(template)))]
    blocks += [_table(template, "scale", words.SCALE_TABLE, list(_scale(template)))]
    blocks += [_grades(template)] if template.rubric.evidence_grades else []
    blocks += [_table(template, "reading", words.READING_TABLE, words.READING)]
    widths = WIDTHS[template.language]
    return Sheet(template.sheet(layout.INSTRUCTIONS), widths, tuple(blocks), portrait=True, protected=True)


def _table(template: Template, key: str, title: Text, rows: Sequence[Row]) -> Table:
    heads = (template.column(words.ITEM), template.column(words.CONTENT))
    cells = tuple((template.cell(name, "strong"), template.cell(said, "body")) for name, said in rows)
    return Table(f"guide_{key}", template.inline(title), heads, cells)


def _about(template: Template) -> Table:
    """Whose it is, and lines to write where and by when it goes back: for readers, nothing reads them."""
    table = _table(template, "facts", words.ABOUT_TABLE, list(_facts(template)))
    entries = tuple(
        (
            template.cell(words.FACTS[key], "strong"),
            Cell(None, "entry", TEXT, entry=True, prompt=template.message(prompt)),
        )
        for key, prompt in zip(("return_to", "return_by"), words.RETURN_PROMPTS, strict=True)
    )
    item, content = table.columns
    limited = replace(
        content, longest=TITLE_LIMIT, refusal=template.message(filled(words.LENGTH_ERROR, limit=TITLE_LIMIT))
    )
    return replace(table, columns=(item, limited), rows=(*table.rows, *entries), whole=True)


def _facts(template: Template) -> Iterator[Row]:
    rubric, own, facts = template.rubric, template.assessment, words.FACTS
    if own is None:
        yield facts["city"], words.NO_CITY
    else:
        cut_off, mode = filled(words.CUT_OFF, date=own.cut_off.isoformat()), words.MODES[own.mode]
        said = ((own.city.called("zh"), cut_off.zh, mode.zh), (own.city.called("en"), cut_off.en, mode.en))
        zh, en = (BETWEEN.join([name, own.period, until, how]) for name, until, how in said)
        yield facts["city"], say(zh, en)
    unit = template.unit.name if template.unit is not None else words.WHOLE
    variant = rubric.variant(template.variant)
    name = variant.name if variant is not None else words.FULL
    whole = filled(words.ALL_OF, variant=name, count=len(template.indicators))
    yield facts["unit"], say(f"{unit.zh}{BETWEEN}{whole.zh}", f"{unit.en}{BETWEEN}{whole.en}")
    yield facts["rubric"], say(f"{rubric.name.zh}，{rubric.version}版", f"{rubric.name.en}, version {rubric.version}")
    if rubric.about is not None:
        yield facts["about"], rubric.about
    beijing, utc = template.made.astimezone(BEIJING), template.made.astimezone(UTC)
    yield facts["made"], say(f"{beijing:%Y-%m-%d %H:%M}（北京时间）", f"{utc:%Y-%m-%d %H:%M} UTC")
    if rubric.english == "draft" and template.language != "zh":
        yield facts["english"], words.DRAFT_ENGLISH


def _steps(template: Template) -> Iterator[Row]:
    for name, said in words.STEPS:
        yield name, filled(said, top=template.rubric.top)
    if pitfalls := template.rubric.pitfalls:
        zh = "".join(f"{at}．{one.zh}" for at, one in enumerate(pitfalls, start=1))
        yield words.PITFALLS, say(zh, " ".join(f"{at}. {one.en}" for at, one in enumerate(pitfalls, start=1)))


def _scale(template: Template) -> Iterator[Row]:
    for rung in template.rubric.scale:
        yield say(f"{rung.level} {rung.name.zh}", f"{rung.level} {rung.name.en}"), rung.test
    for at, one in enumerate(template.rubric.ladder, start=1):
        yield filled(words.QUESTION, number=at), one


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
    return Table("guide_grades", template.inline(words.GRADES_TABLE), heads, rows)

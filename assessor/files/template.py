"""Scoring template: a workbook that a department fills in offline and that is read back by ids."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import get_close_matches

from assessor.assessment import Assessment
from assessor.errors import Problem, UsageError
from assessor.files import template_words as words
from assessor.files.located import excerpt, nearest_or_one_of
from assessor.files.template_base import Template
from assessor.files.template_evidence import TABLE as EVIDENCE
from assessor.files.template_evidence import evidence
from assessor.files.template_guide import instructions
from assessor.files.template_layout import TemplateLanguage
from assessor.files.template_lists import codes, identity_sheet, list_names, lists
from assessor.files.template_ratings import TABLE as RATINGS
from assessor.files.template_ratings import ratings
from assessor.rubric import Indicator, Rubric, Unit
from assessor.scorecard import refuse_other_version
from assessor.text import LANGUAGES, Language, Text, as_file_name, say, use_one_of
from assessor.workbooks.cells import Book, Sheet

MOST_UNITS = 3
MARKS: dict[TemplateLanguage, str] = {"zh": "-zh", "en": "-en", "both": "-zh-en"}


def template_bytes(
    rubric: Rubric,
    assessment: Assessment | None = None,
    *,
    variant: str = "full",
    unit: str | None = None,
    language: TemplateLanguage = "zh",
    versions: Mapping[str, int] | None = None,
    now: datetime | None = None,
) -> bytes:
    """A scoring template as the content of an .xlsx file.

    Args:
        rubric: whose indicators are to be rated.
        assessment: whose ratings and evidence stand in it already; None for an empty template.
        variant: which selection of the indicators.
        unit: id or name of a unit; only what it leads or supports is asked for.
        language: Chinese, English, or both.
        versions: version of each stored rating, by indicator; told again when the file is read back.
        now: time of making, with its zone.

    Raises:
        UsageError: for an unknown variant or unit, a selection without indicators, a time without zone.
        VersionMismatch: if the assessment was made under another rubric or version.
        WorkbookFault: if a text is too long for a cell.
    """
    from assessor.workbooks.writing import book_bytes  # loads its library, which other uses of files do not need

    made = _zoned(now)
    template = _template(rubric, assessment, variant, unit, language, versions or {}, made)
    pages = (instructions, ratings, evidence, codes, lists, identity_sheet)
    sheets = tuple(page(template) for page in pages)
    edge = [template.inline(words.INTERNAL), template.inline(words.SECRECY)]
    if assessment is not None and assessment.city.fictional:
        edge.append(words.SAMPLE.pick("zh" if language == "zh" else "en"))
    names = (*list_names(template), *_entries(sheets))
    refusal = (template.message(words.REFUSED)[:32], template.message(words.PICK))
    title = template.inline(words.TEMPLATE)
    book = Book(title, sheets, "　".join(edge), title, f"{rubric.id} {rubric.version}", names, refusal)
    return book_bytes(book, made)


def template_name(
    rubric: Rubric,
    assessment: Assessment | None = None,
    *,
    variant: str = "full",
    unit: str | None = None,
    language: TemplateLanguage = "zh",
) -> str:
    """A file name that every file system takes; says whose template it is, and when it is made up."""
    tongue: Language = "en" if language == "en" else "zh"
    selection = rubric.variant(_chosen(rubric, variant)) if variant != "full" else None
    parts = [words.SAMPLE.zh] if assessment is not None and assessment.city.fictional else []
    parts += [assessment.city.called(tongue), assessment.period] if assessment is not None else []
    parts += [selection.name.pick(tongue)] if selection is not None else []
    parts += [unit_named(rubric, unit).name.pick(tongue)] if unit is not None else []
    what = words.TEMPLATE.zh if tongue == "zh" else "scoring-template"
    return f"{as_file_name('_'.join([*parts, what]), 'template')}{MARKS[language]}.xlsx"


def unit_named(rubric: Rubric, said: str) -> Unit:
    """The unit of this id or name, in either language, whatever the case.

    Raises:
        UsageError: with the nearest names, if there is none.
    """
    wanted = said.strip().casefold()
    for unit in rubric.units:
        if wanted in {one.casefold() for one in (unit.id, unit.name.zh, unit.name.en)}:
            return unit
    shown = excerpt(said)
    what = say(f"量表没有单位 {shown}", f"the rubric names no unit {shown}")
    raise UsageError(Problem(shown, what, _nearest_units(rubric, wanted)))


def _nearest_units(rubric: Rubric, wanted: str) -> Text:
    """The few units whose name is most like what was said, or holds it."""
    names = {name.casefold(): unit for unit in rubric.units for name in (unit.id, unit.name.zh, unit.name.en)}
    alike = [name for name in names if wanted and wanted in name] + get_close_matches(wanted, names, n=6)
    units = list({names[name].id: names[name] for name in alike}.values())[:MOST_UNITS]
    if not units:
        return use_one_of([unit.id for unit in rubric.units])
    zh, en = (", ".join(f"{one.name.pick(tongue)} ({one.id})" for one in units) for tongue in LANGUAGES)
    return say(f"是不是其中之一：{zh}？用 --units 列出全部", f"did you mean one of: {en}? All are listed by --units")


def indicators_asked(rubric: Rubric, variant: str) -> list[Indicator]:
    """The indicators of a variant.

    Raises:
        UsageError: if the rubric has no such variant.
    """
    return rubric.in_variant(_chosen(rubric, variant))


def _chosen(rubric: Rubric, variant: str) -> str:
    known = [one.id for one in rubric.variants]
    if variant != "full" and variant not in known:
        shown = excerpt(variant)
        what = say(f"量表没有版式 {shown}", f"the rubric has no variant {shown}")
        raise UsageError(Problem(shown, what, nearest_or_one_of(variant, ["full", *known])))
    return variant


def _template(
    rubric: Rubric, assessment: Assessment | None, variant: str, unit: str | None, language: TemplateLanguage,
    versions: Mapping[str, int], made: datetime,
) -> Template:  # fmt: skip
    if assessment is not None:
        refuse_other_version(rubric, assessment)
    body = unit_named(rubric, unit) if unit is not None else None
    indicators = indicators_asked(rubric, variant)
    if body is not None:
        indicators = [one for one in indicators if body.id in (*one.lead, *one.support)]
    if not indicators:
        name = body.name if body is not None else say(variant, variant)
        what = say(
            f"该版式中没有{name.zh}牵头或配合的指标", f"{name.en} leads or supports no indicator of this variant"
        )
        raise UsageError(Problem(variant, what, say("改用全量版（full）", "use the full version (full)")))
    return Template(rubric, assessment, tuple(indicators), variant, body, language, versions, made)


def _entries(sheets: tuple[Sheet, ...]) -> tuple[tuple[str, str], ...]:
    """Defined names of the columns that are filled in."""
    return tuple(
        (f"entry_{table.key}_{column.key}", f"[[{table.key}|0:{len(table.rows) - 1}|{at}]]")
        for sheet in sheets
        for table in sheet.tables
        if table.key in (RATINGS, EVIDENCE)
        for at, column in enumerate(table.columns)
        if column.key and table.rows[0][at].entry
    )


def _zoned(now: datetime | None) -> datetime:
    made = now or datetime.now(UTC)
    if made.tzinfo is None:
        what = say("时间未注明时区", "a time without its zone")
        raise UsageError(Problem("now", what, say("使用带时区的时间", "use a time with its zone")))
    return made

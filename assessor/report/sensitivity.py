"""Sensitivity: what other methods would make of the same ratings, and whether the conclusion holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.columns import Heading
from assessor.report.display import points
from assessor.rubric import Band
from assessor.sensitivity import (
    Alternative,
    Conclusions,
    Turning,
    agrees,
    alternatives,
    conclusions,
    flips,
    shown_bands,
    span,
    turnings,
)
from assessor.sensitivity import words as said_of
from assessor.text import Text, say
from assessor.workbooks.cells import Block, Cell, Column, Line, Sheet, Table

WIDTHS = (46.0, 16.0, 16.0, 16.0, 28.0, 16.0, 32.0, 12.0, 12.0)
MOST_ON_A_PAGE = 5
"""Levels side by side; with more of them the sheet is printed on as many pages as it takes."""

NODE = Heading(
    say("综合、层级或维度", "Overall, level or dimension"),
    say("等级名称属于哪一项", "Whose band it is"),
    columns.TEXT, columns.RUBRIC,
)  # fmt: skip
BAND_NOW = Heading(
    say("现等级", "Band now"), say("按现有评级的等级名称", "Band as rated"), columns.TEXT, columns.ENGINE
)
ANY_ONE = Heading(
    say("任一项变动", "If one were"),
    say("右列指标中任何一项单独变动多少级", "By how many levels a single one of the indicators would have to differ"),
    columns.TEXT, columns.ENGINE,
)  # fmt: skip
WOULD_BE = Heading(
    say("则等级为", "Band would be"), say("变动后的等级名称", "Band after that change"), columns.TEXT, columns.ENGINE
)
THESE = Heading(
    say("哪些指标", "Indicators"), say("其中任何一项即足以改变", "Any single one of them is enough"), columns.CODE, columns.ENGINE
)  # fmt: skip


def sensitivity(report: Report) -> Sheet:
    found = alternatives(report.rubric, report.assessment)
    verdict = conclusions(found)
    turned = flips(report.rubric, report.assessment)
    blocks: list[Block] = [
        *report.heading(words.SENSITIVITY),
        *(Line(line, "strong") for line in report.wording.lines(said_of.verdict(verdict))),
        *report.notes(said_of.banded(shown_bands(report.card), turned)),
        *report.notes(words.SENSITIVITY_NOTE, words.TURNINGS_NOTE, words.SEED_UNUSED),
        _conclusions(report, found[0], verdict), _methods(report, found), _turnings(report, turnings(turned)),
        _ranges(report, found), _overall(report, found), *_turnings_overall(report, turnings(turned)),
    ]  # fmt: skip
    widths = _widths(len(report.rubric.levels))
    one_page = report.wording.language != "both" and len(report.rubric.levels) <= MOST_ON_A_PAGE
    return Sheet(report.wording.inline(words.SENSITIVITY), widths, tuple(blocks), one_page=one_page)


def _widths(levels: int) -> tuple[float, ...]:
    return (WIDTHS[0], *([16.0] * levels), *WIDTHS[4:])


def _robust(report: Report, holds: bool | None) -> Cell:
    word = words.NONE if holds is None else said_of.ROBUST if holds else said_of.NOT_ROBUST
    return report.wording.cell(word, "number")


def _conclusions(report: Report, base: Alternative, said: Conclusions) -> Table:
    wording = report.wording
    lines: list[tuple[Text, Text, bool | None]] = [
        (words.LOWEST_LEVEL, _name(report, base.lowest), said.lowest),
        (words.LOWEST_BAND, _band(report, base), said.band),
        (words.FIRST_SHORTCOMING, _name(report, base.first), said.first),
    ]
    rows = tuple(
        (wording.cell(what, "strong"), _robust(report, holds), wording.cell(value)) for what, value, holds in lines
    )
    heads = wording.columns(columns.CONCLUSION, columns.ROBUSTNESS, columns.AS_REPORTED)
    return Table("conclusions", wording.inline(words.CONCLUSIONS_TABLE), heads, rows)


def _name(report: Report, id_: str | None) -> Text:
    return words.NONE if id_ is None else report.name(id_)


def _band(report: Report, one: Alternative) -> Text:
    return words.NONE if one.band is None else report.rubric.bands[one.band].name


def _number(report: Report, value: float | None, bands: Sequence[Band] = ()) -> Cell:
    return (
        report.wording.cell(words.NOT_SHOWN, "number") if value is None else Cell(value, "number", points(value, bands))
    )


def _methods(report: Report, found: list[Alternative]) -> Table:
    """One row a method: levels, the lowest of them with its band, the first shortcoming, and whether it is as reported."""
    wording, rubric = report.wording, report.rubric
    heads = (
        wording.column(columns.METHOD),
        *(wording.column(_level_heading(level.name)) for level in rubric.levels),
        *wording.columns(columns.LOWEST, columns.LOWEST_BAND, columns.FIRST, columns.SEVERITY, columns.SAME),
    )
    return Table(
        "methods", wording.inline(words.METHODS_TABLE), heads, tuple(_row(report, found[0], one) for one in found)
    )


def _level_heading(name: Text) -> Heading:
    meaning = say(f"该口径下“{name.zh}”的得分", f"Score of “{name.en}” under the method")
    return Heading(name, meaning, columns.POINTS, columns.ENGINE)


def _row(report: Report, base: Alternative, one: Alternative) -> tuple[Cell, ...]:
    wording, rubric = report.wording, report.rubric
    same = words.NONE if one is base else words.AS_BASE if agrees(base, one) else words.DIFFERS
    severity = one.severities[one.first] if one.first is not None else None
    return (
        wording.cell(one.name, "strong" if one is base else "body"),
        *(_number(report, one.levels[level.id], rubric.bands) for level in rubric.levels),
        wording.cell(_name(report, one.lowest)), wording.cell(_band(report, one)),
        wording.cell(_name(report, one.first)), _number(report, severity, rubric.severity_bands),
        wording.cell(same, "number"),
    )  # fmt: skip


def _turnings(report: Report, found: Sequence[Turning]) -> Table:
    """One row for each way in which the nearest single ratings change a band; the nearest first."""
    rows = tuple(_turning(report, one) for one in found if one.node != "overall")
    return Table("turnings", report.wording.inline(words.TURNINGS_TABLE), _turning_heads(report), rows)


def _turnings_overall(report: Report, found: Sequence[Turning]) -> Iterator[Table]:
    """Folded away like every overall score."""
    rows = tuple(_turning(report, one) for one in found if one.node == "overall")
    if rows:
        title = report.wording.inline(words.TURNINGS_OVERALL)
        yield Table("turnings-overall", title, _turning_heads(report), rows, folded=True)


def _turning_heads(report: Report) -> tuple[Column, ...]:
    return report.wording.columns(NODE, BAND_NOW, ANY_ONE, WOULD_BE, THESE)


def _turning(report: Report, one: Turning) -> tuple[Cell, ...]:
    wording = report.wording
    return (
        wording.cell(said_of.OVERALL if one.node == "overall" else report.coded(one.node)),
        wording.cell(report.rubric.bands[one.band].name),
        wording.cell(said_of.changed_by(one)),
        wording.cell(said_of.becomes(report.rubric, one)),
        wording.cell(said_of.any_of(one)),
    )


def _ranges(report: Report, found: list[Alternative]) -> Table:
    wording, rubric = report.wording, report.rubric
    rows = [
        (wording.cell(one.name, "strong"), *_range(report, [each.levels[one.id] for each in found]))
        for one in rubric.levels
    ]
    rows += [
        (wording.cell(one.name), *_range(report, [each.severities[one.id] for each in found]))
        for one in rubric.shortcomings
    ]
    heads = wording.columns(columns.LEVEL_OR_SHORTCOMING, columns.AS_SCORED, columns.LEAST, columns.MOST)
    return Table("ranges", wording.inline(words.RANGES_TABLE), heads, tuple(rows))


def _range(report: Report, values: list[float | None]) -> tuple[Cell, ...]:
    ends = span(values)
    low, high = ends if ends is not None else (None, None)
    return tuple(_number(report, one) for one in (values[0], low, high))


def _overall(report: Report, found: list[Alternative]) -> Table:
    """Folded away like every overall score; the lowest level and its band stand beside it."""
    wording = report.wording
    heads = wording.columns(columns.METHOD, columns.OVERALL_SCORE, columns.LOWEST, columns.LOWEST_BAND)
    rows = tuple(
        (wording.cell(one.name), _number(report, one.overall), wording.cell(_name(report, one.lowest)), wording.cell(_band(report, one)))
        for one in found
    )  # fmt: skip
    return Table("method-overall", wording.inline(words.OVERALL_TABLE), heads, rows, folded=True)

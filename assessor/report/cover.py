"""Cover: what the report is, how its numbers are made, what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import assessor
from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.display import listed, percent_words
from assessor.rubric import Band
from assessor.text import Text, say
from assessor.text_layout import parts
from assessor.workbooks.cells import Cell, Line, Sheet, Table

WIDTHS, WIDTHS_BOTH = (24.0, 108.0), (28.0, 110.0)
BEIJING = ZoneInfo("Asia/Shanghai")
MOST_ROWS_ON_A_PAGE = 36


def cover(report: Report, contents: Sequence[tuple[str, str]], *, controls: bool, audit_head: str = "") -> Sheet:
    """`contents` holds key and name of every other sheet; `controls` says that signs were replaced."""
    wording = report.wording
    widths = WIDTHS_BOTH if wording.language == "both" else WIDTHS
    head = [Line(wording.inline(words.REPORT), "title"), *report.heading(words.COVER)[1:]]
    rows = [
        (wording.cell(words.COVER_ITEMS[key], "strong"), Cell(part))
        for key, said in _items(report, controls)
        for part in parts(said if isinstance(said, str) else wording(said), widths[1])
    ]
    method = Table(
        "method",
        wording.inline(words.METHOD_TITLE),
        wording.columns(columns.ITEM, columns.CONTENT),
        tuple(rows),
    )
    sheets = Table(
        "contents", wording.inline(words.CONTENTS_TITLE), wording.columns(columns.SHEET, columns.HOLDS),
        tuple((Cell(name, "link", link=name), wording.cell(words.CONTENTS[key])) for key, name in contents),
    )  # fmt: skip
    stamp = Table(
        "stamp", wording.inline(words.STAMP_TITLE), wording.columns(columns.ITEM, columns.CONTENT),
        tuple((wording.cell(words.STAMP_ITEMS[key], "strong"), _said(report, said)) for key, said in _stamp(report, audit_head)),
    )  # fmt: skip
    one_page = wording.language != "both" and len(rows) <= MOST_ROWS_ON_A_PAGE
    return Sheet(wording.inline(words.COVER), widths, (*head, sheets, method, stamp), portrait=True, one_page=one_page)


def _said(report: Report, said: Text | str) -> Cell:
    return Cell(said if isinstance(said, str) else report.wording(said))


def _stamp(report: Report, audit_head: str) -> Iterator[tuple[str, Text | str]]:
    """What it takes to make the same report again and to prove that it is the same."""
    rubric, card = report.rubric, report.card
    yield "rubric", rubric.id
    yield "version", rubric.version
    yield "fingerprint", card.rubric_fingerprint
    yield "engine", f"assessor {assessor.__version__}"
    yield "mode", words.MODES[card.mode]
    variant = rubric.variant(card.variant)
    if variant is not None:
        yield "variant", listed([variant.name, *([variant.label] if variant.label else [])], zh="；", en="; ")
    yield "weights", _weights(report)
    yield "made", _made(report.now)
    yield "seed", words.SEED
    yield "audit", audit_head or words.NO_AUDIT


def _items(report: Report, controls: bool) -> Iterator[tuple[str, Text | str]]:
    yield "what", words.WHAT
    yield "secrecy", words.SECRECY
    yield "scope", words.ABOUT
    if report.assessment.city.fictional:
        yield "sample", _two(words.SAMPLE_FULL, report.assessment.pattern)
    yield from _subject(report)
    yield from (one for one in method(report) if one[0] != "weights")  # which stand in the stamp
    yield from cautions(report)
    if controls:
        yield "control", words.CONTROLS_SHOWN


def _two(*texts: Text | None) -> Text:
    return listed([text for text in texts if text is not None], zh="", en=" ")


def _subject(report: Report) -> Iterator[tuple[str, Text | str]]:
    assessment, rubric = report.assessment, report.rubric
    name, name_en = assessment.city.name, assessment.city.name_en
    language = report.wording.language
    yield "city", name_en if language == "en" and name_en else name
    if language == "both" and name_en:
        yield "city", name_en
    city_type = rubric.city_type(assessment.city.city_class)
    if city_type is not None:
        yield "class", listed([city_type.name, *(report.name(one) for one in assessment.city.subtypes)])
    yield "period", assessment.period
    yield "cut_off", assessment.cut_off.isoformat()
    yield "rubric", rubric.name
    if rubric.about is not None:
        yield "about", rubric.about


def _made(now: datetime) -> Text:
    """Chinese readers get Beijing time, others UTC; either is named."""
    return say(f"{now.astimezone(BEIJING):%Y-%m-%d %H:%M}（北京时间）", f"{now.astimezone(UTC):%Y-%m-%d %H:%M} UTC")


def method(report: Report) -> Iterator[tuple[str, Text]]:
    rubric, rules = report.rubric, report.rubric.coverage
    yield "weights", _weights(report)
    yield "scale", listed([say(f"{one.level} {one.name.zh}", f"{one.level} {one.name.en}") for one in rubric.scale])
    yield "bands", _bands(rubric.bands)
    if rubric.severity_bands:
        yield "severity", _bands(rubric.severity_bands)
    yield "numbers", words.NUMBERS
    shown, floor = percent_words(rules.shown), percent_words(rules.provisional)
    yield (
        "coverage",
        say(
            f"已评权重占应评权重{shown}及以上的照常显示；{floor}至{shown}的为暂定，加括号；不足{floor}的暂不出分。层级须有半数及以上维度出分；暂不出分的维度不参与所在层级的得分。",
            f"From {shown} of weight rated a number stands; {floor} to {shown} it is provisional, in brackets; below {floor} none is shown. "
            "A level needs at least half of its dimensions; a dimension that is not shown takes no part in its level's score.",
        ),
    )
    yield "special", words.SPECIAL
    if rubric.evidence_grades:
        grades = [
            say(
                f"{one.id} {one.name.zh}（支持到{one.cap}级）",
                f"{one.id} {one.name.en} (supports up to level {one.cap})",
            )
            for one in rubric.evidence_grades
        ]
        yield (
            "evidence",
            listed([listed(grades), words.FORMAL_CAP if report.formal else words.WORKSHOP_CAP], zh="。", en=". "),
        )
    if any(one.gate for one in rubric.indicators):
        yield "gate", words.GATE
    if rubric.shortcomings:
        yield "second", words.SECOND_VIEW


def _bands(bands: Sequence[Band]) -> Text:
    ends = [*(band.start for band in bands[1:]), None]
    return listed(
        say(
            *(
                f"{band.start:g}{top if end is None else f'–{end - 1:g}'} {name}"
                for top, name in (("及以上", band.name.zh), ("+", band.name.en))
            )
        )
        for band, end in zip(bands, ends, strict=True)
    )


def _weights(report: Report) -> Text:
    choice = report.card.weights
    own = {**choice.levels, **choice.dimensions, **choice.indicators}
    preset = report.name(choice.preset)
    if not own:
        return preset
    names = [(report.name(id_), weight) for id_, weight in own.items()]
    spelt = listed(say(f"{name.zh} {weight:g}", f"{name.en} {weight:g}") for name, weight in names)
    return say(f"{preset.zh}；{words.OWN_WEIGHTS.zh}：{spelt.zh}", f"{preset.en}; {words.OWN_WEIGHTS.en}: {spelt.en}")


def cautions(report: Report) -> Iterator[tuple[str, Text]]:
    yield "differences", words.BETWEEN_CITIES
    yield "display", words.DISPLAY
    yield "pilot", words.PILOT
    if report.rubric.english == "draft":
        yield "english", words.DRAFT_ENGLISH
    yield "source", report.rubric.source.citation

"""All indicators of the variant: outcome, descriptor reached, evidence, notes.

Outcome, grade and weight may be changed here; the calculation reads them from this sheet, and what was
changed can be imported.
"""

from __future__ import annotations

from dataclasses import replace

from assessor.combining import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.measuring import decimals, goalposts, truncation
from assessor.report import calculation_columns as heads
from assessor.report import columns, sessions, words
from assessor.report.base import Report
from assessor.report.calculation import GRADE_CHOICES, OUTCOME_CHOICES, OUTCOME_CHOICES_BARE, Calculation
from assessor.report.calculation_layout import (
    ENTRIES,
    ENTRY_CONSTRAINT,
    ENTRY_GRADE,
    ENTRY_NOTE,
    ENTRY_OUTCOME,
    ENTRY_REASON,
    ENTRY_WEIGHT,
    OUTCOME_NAMES,
    OUTCOMES,
)
from assessor.report.calculation_measures import CUT
from assessor.report.calculation_tables import NO_REASON, NOT_ALLOWED
from assessor.report.display import SMALL_SHARE
from assessor.report.notes import MOST_LINES_IN_TABLE, LongNotes
from assessor.rubric import Indicator, Measure
from assessor.text import Text, say
from assessor.text_layout import lines_in
from assessor.workbooks.cells import Cell, Column, Sheet, Table
from assessor.workbooks.identity import REPORT, Identity
from assessor.workbooks.kept_weights import WEIGHT

NOTE_WIDTH, EMPTY_WIDTH, AGREED_WIDTH = 20.0, 15.0, 34.0
DESCRIPTOR_WIDTH = 68.0
MOST_PROMPT = 255
ROW_KEY, OUTCOME_KEY, GRADE_KEY, REASON_KEY, NOTE_KEY, CONSTRAINT_KEY = "row", "outcome", "grade", "reason", "note", "constraint"  # fmt: skip
"""Columns that an import reads, as in a scoring template; of the last two it tells only that somebody typed into them."""
MAY_CHANGE = say(
    "浅黄格可改：结果、佐证强度、不适用理由、权重。改后公式算出的各表随之变化，“自检”表注明已有改动；权重以外的改动可在“导入”中读回。选不适用须写理由。",
    "Pale yellow cells may be changed: outcome, grade, reason for N/A, weight. What formulas compute follows and the self-check says so; "
    "changes other than of weights can be imported. Not applicable needs a reason.",
)
MEASURED = say(
    "计量指标的“结果”是数值，带单位；级次由数值按目标值域或门槛算出。没有数值的，写“不适用”或“佐证不足”。",
    "The outcome of a measured indicator is a figure with its unit; its level follows from goalposts or thresholds. "
    "Where there is no figure, write “N/A” or “insufficient evidence”.",
)
ALL_DESCRIPTORS = say("等级描述", "Descriptor")
IDENTITY_ABOUT = say("导入时识别各行", "By which an import knows the rows")


def indicators(report: Report, calculation: Calculation, long: LongNotes) -> Sheet:
    wording = report.wording
    rows = tuple(_row(report, calculation, one, long) for one in report.counted)
    table = Table(ENTRIES, wording.inline(words.INDICATORS), _columns(report, calculation), rows, repeated=True)
    told = (MAY_CHANGE, MEASURED) if calculation.layout.measures else (MAY_CHANGE,)
    lines = (*report.heading(words.INDICATORS), *report.notes(*told))
    return Sheet(
        wording.inline(words.INDICATORS),
        _widths(report),
        (*lines, *report.notes(words.ROUNDED_SHARES), table),
        protected=True,
        frozen=(ENTRIES, 2),
        broken_before=ENTRY_GRADE,
    )


def identity(report: Report) -> Identity:
    rubric = report.rubric
    return Identity(REPORT, rubric.id, rubric.version, rubric.fingerprint, report.assessment.id)


def _columns(report: Report, calculation: Calculation) -> tuple[Column, ...]:
    wording = report.wording
    shown = wording.columns(
        columns.ID, columns.INDICATOR, columns.DIMENSION, columns.OUTCOME, columns.OUTCOME_NAME, columns.REACHED,
        columns.GRADE, heads.LISTED_GRADE, columns.REASON, columns.NOTE, columns.CONSTRAINT, heads.OWN_WEIGHT, columns.WEIGHT,
        *([columns.SUPPORTED_LEVEL] if report.formal else []), *([sessions.AGREED] if sessions.agreed(report) else []),
    )  # fmt: skip
    keys = {0: ROW_KEY, ENTRY_OUTCOME: OUTCOME_KEY, ENTRY_GRADE: GRADE_KEY, ENTRY_WEIGHT: WEIGHT}
    keys |= {ENTRY_NOTE: NOTE_KEY, ENTRY_CONSTRAINT: CONSTRAINT_KEY}
    if all(_fits(_written(report, one)[0]) for one in report.counted):
        keys[ENTRY_REASON] = REASON_KEY  # a reason that stands elsewhere would be read as the words that lead to it
    keyed = [
        replace(calculation.tables.checked(column, heads.OWN_WEIGHT), key=keys.get(at, ""))
        for at, column in enumerate(shown)
    ]
    about, text = wording(ALL_DESCRIPTORS), wording.inline(columns.TEXT)
    for rung in report.rubric.scale:
        head = f"{wording.inline(ALL_DESCRIPTORS)} {rung.level}"
        keyed.append(Column(head, about, text, wording.inline(columns.RUBRIC), hidden=True))
    token = identity(report).token
    keyed.append(
        Column(
            ROW_KEY,
            wording(IDENTITY_ABOUT),
            wording.inline(columns.CODE),
            wording.inline(columns.RUBRIC),
            token,
            hidden=True,
        )
    )
    return tuple(keyed)


def _widths(report: Report) -> tuple[float, ...]:
    written = [_written(report, one) for one in report.counted]
    notes = [NOTE_WIDTH if any(column) else EMPTY_WIDTH for column in zip(*written, strict=True)] or [NOTE_WIDTH] * 3
    name, dimension, grade = (24.0, 20.0, 16.0) if report.wording.language == "zh" else (28.0, 24.0, 17.0)
    ends = (7.0, 10.0, 11.0) if report.formal else (7.0, 10.0)
    if sessions.agreed(report):
        ends = (*ends, AGREED_WIDTH)
    hidden = (*(DESCRIPTOR_WIDTH,) * len(report.rubric.scale), 12.0)
    return (8.0, name, dimension, 9.0, 16.0, DESCRIPTOR_WIDTH, grade, grade, *notes, *ends, *hidden)


def _written(report: Report, one: Indicator) -> tuple[str, str, str]:
    rating = report.assessment.ratings.get(one.id)
    return (rating.reason, rating.note, rating.external_constraint) if rating else ("", "", "")


def _row(report: Report, calculation: Calculation, one: Indicator, long: LongNotes) -> tuple[Cell, ...]:
    wording, tables, agreed = report.wording, calculation.tables, sessions.agreed(report)
    written = _written(report, one)
    row = [
        Cell(one.id, "code"), wording.cell(one.name, "strong"), wording.cell(report.name(one.dimension)),
        *_outcome(report, calculation, one), *_grades(report, calculation, one),
        _reason(written[0]) or long.cell(written[0], NOTE_WIDTH, one.id, wording(one.name), words.NOTE_KINDS["reason"]),
        *(
            long.cell(text, NOTE_WIDTH, one.id, wording(one.name), words.NOTE_KINDS[kind])
            for text, kind in zip(written[1:], ("note", "constraint"), strict=True)
        ),
        Cell(tables.figures.chosen[one.id], "entry-number", "General", entry=True),
        Cell(
            report.card.effective_weights[one.id], "number", SMALL_SHARE,
            formula=tables.weighed(f"[[~|{ENTRY_WEIGHT}]]", calculation.indicator(one.id, "effective")),
        ),
    ]  # fmt: skip
    if report.card.supported is not None:
        row.append(_supported(report, calculation, one, report.card.supported.codes[one.id]))
    if agreed:
        said = next((said for indicator, said in agreed if indicator.id == one.id), None)
        row.append(wording.cell(words.NONE if said is None else sessions.in_words(said)))
    described = {rung.level: rung.text for rung in one.descriptors}
    if one.measure is not None:
        described = {rung.level: one.descriptor(rung.level) for rung in report.rubric.scale}
    row += [wording.cell(described.get(rung.level, words.NONE)) for rung in report.rubric.scale]
    return (*row, Cell(one.id, "code"))


def _fits(reason: str) -> bool:
    return lines_in(reason, NOTE_WIDTH) <= MOST_LINES_IN_TABLE


def _reason(written: str) -> Cell | None:
    """The entry, where it fits its row."""
    return Cell(written or None, "entry", entry=True) if _fits(written) else None


def _outcome(report: Report, calculation: Calculation, one: Indicator) -> tuple[Cell, Cell, Cell]:
    """The entry, its name, and the descriptor of the level; a dash where there is no level."""
    code, top, wording = report.card.codes[one.id], report.rubric.top, report.wording
    entry = code if code >= 0 else "" if code == MISSING else wording.inline(words.OUTCOMES_SHORT[code])
    if one.measure is not None:
        return _figure(report, calculation, one, one.measure)
    where = calculation.indicator(one.id, "code")
    here = f"[[~|{ENTRY_OUTCOME}]]"
    known = f"ISNUMBER(MATCH({here},[[{OUTCOMES}|0:{len(calculation.tables.accepted) - 1}|0]],0))"
    names = f"[[{OUTCOME_NAMES}|0:{top + 6}|0]]"
    at = f"IF({where}>=0,{where}+1,{top + 5}+{where})"
    if one.not_applicable.allowed:
        excused, choices = f'[[~|{ENTRY_REASON}]]&""=""', OUTCOME_CHOICES
        at = f"IF(AND({where}={NOT_APPLICABLE},{excused}),{top + 6},{at})"
    else:
        at, choices = f"IF({where}={NOT_APPLICABLE},{top + 7},{at})", OUTCOME_CHOICES_BARE
    named = f'INDEX({names},IF({here}="",{top + 4},IF({known},{at},{top + 5})))'
    first = ENTRY_WEIGHT + 2 + report.formal + bool(sessions.agreed(report))
    reached = f"IF({where}>=0,INDEX([[~|{first}:{first + top}]],MAX({where},0)+1),{calculation.word(words.NONE)})"
    return (
        Cell(None if entry == "" else entry, "entry-number", "0", entry=True, choices=choices),
        Cell(wording(_named(report, one, code)), formula=named, lines=2),
        Cell(wording(one.descriptor(code) if code >= 0 else words.NONE), formula=reached),
    )


def _figure(report: Report, calculation: Calculation, one: Indicator, measure: Measure) -> tuple[Cell, Cell, Cell]:
    """The figure as entered, the level it comes to, and its goalposts with what is truncated."""
    wording, code, figure = report.wording, report.card.codes[one.id], report.figure(one)
    where, here = calculation.indicator(one.id, "code"), f"[[~|{ENTRY_OUTCOME}]]"
    top = report.rubric.top
    names = f"[[{OUTCOME_NAMES}|0:{top + 6}|0]]"
    known = f"ISNUMBER(MATCH({here},[[{OUTCOMES}|{top + 1}:{top + 2}|0]],0))"
    refused = f"{top + 7}"
    if one.not_applicable.allowed:
        refused = f'IF([[~|{ENTRY_REASON}]]&""="",{top + 6},{top + 5}+{where})'
    special = f"IF({where}={NOT_APPLICABLE},{refused},IF({known},{top + 5}+{where},{top + 5}))"
    named = f'INDEX({names},IF({here}="",{top + 4},IF(ISNUMBER({here}),{where}+1,{special})))'
    entry: str | float | None = figure
    if figure is None:
        entry = None if code == MISSING else code if code >= 0 else wording.inline(words.OUTCOMES_SHORT[code])
    offered = [INSUFFICIENT_EVIDENCE, *([NOT_APPLICABLE] if one.not_applicable.allowed else [])]
    cell = Cell(
        entry, "entry-number", decimals(figure, measure, wording.language), entry=True, prompt=wording(goalposts(measure))[:MOST_PROMPT],
        figure=tuple(wording.inline(words.OUTCOMES_SHORT[each]) for each in offered),
    )  # fmt: skip

    return (
        cell,
        Cell(wording(_named(report, one, code)), formula=named, lines=2),
        _goalposts(report, calculation, one, measure),
    )


def _goalposts(report: Report, calculation: Calculation, one: Indicator, measure: Measure) -> Cell:
    wording, figure, here = report.wording, report.figure(one), f"[[~|{ENTRY_OUTCOME}]]"
    plain = wording(goalposts(measure))
    said = {end: plain + "\n" + wording(text) for end, text in CUT.items()}
    beyond = None if figure is None else truncation(report.rubric, one, figure)
    worst, best = calculation.tables.measures.cut(one.id, here)
    formula = ""
    if worst:
        places = {end: calculation.word(text) for end, text in said.items()}
        cut = f"IF({worst},{places['worst']},IF({best},{places['best']},{calculation.word(plain)}))"
        formula = f"IF(ISNUMBER({here}),{cut},{calculation.word(plain)})"
    return Cell(said[beyond.end] if beyond else plain, formula=formula, lines=4)


def _named(report: Report, one: Indicator, code: int) -> Text:
    if report.refused(one):
        return NO_REASON if one.not_applicable.allowed else NOT_ALLOWED
    return next((rung.name for rung in report.rubric.scale if rung.level == code), None) or words.OUTCOMES[code]


def _grades(report: Report, calculation: Calculation, one: Indicator) -> tuple[Cell, Cell]:
    """The grade stated with the rating, and the best one of the evidence listed."""
    rating, grade = report.assessment.ratings.get(one.id), calculation.tables.grade
    stated = rating.grade if rating is not None else None
    listed = max((entry.grade for entry in report.assessment.evidence_for(one.id)), default=None)
    choices = GRADE_CHOICES if report.rubric.evidence_grades else ""
    return (
        Cell(grade(stated) if stated else None, "entry", entry=True, choices=choices),
        Cell(grade(listed)) if listed else report.wording.cell(words.NONE),
    )


def _supported(report: Report, calculation: Calculation, one: Indicator, code: int) -> Cell:
    where, top = calculation.indicator(one.id, "supported_code"), report.rubric.top
    names = f"[[{OUTCOME_NAMES}|0:{top + 4}|1]]"
    said = code if code >= 0 else report.wording(words.OUTCOMES_SHORT[code])
    return Cell(said, "number", "0", formula=f"IF({where}>=0,{where},INDEX({names},{top + 5}+{where}))")

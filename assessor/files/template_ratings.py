"""Sheet of ratings: one row an indicator, the entry beside its descriptors, and counts that follow it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from assessor.assessment import NOTE_LIMIT, Outcome, Rating
from assessor.files import template_layout as layout
from assessor.files import template_words as words
from assessor.files.template_base import (
    GRADES,
    OUTCOMES,
    STRICT_OUTCOMES,
    TEXT,
    YES_NO,
    Template,
    composed,
    filled,
    quoted,
)
from assessor.files.template_progress import progress_line, progress_of
from assessor.measuring import decimals, goalposts
from assessor.rubric import Indicator, Measure, Rubric
from assessor.text import Text, say
from assessor.workbooks.cells import Cell, Column, Line, Rule, Sheet, Table

TABLE = "ratings"
CODE, INDICATOR, OUTCOME, LEVEL, GRADE, FIRST_DESCRIPTOR = range(6)
GRADE_LIMIT = 20
TODO, ATTENTION = "#FFD966", "#F4B183"
"""Grounds of what is not yet rated and of what does not fit together; words beside them say the same."""
BEFORE, DESCRIPTOR, AFTER = (6.0, 24.0, 8.0, 10.0, 8.0), 17.0, (30.0, 13.0, 18.0, 12.0, 10.0, 12.0, 12.0)
"""Up to the descriptors and beyond them: one printed page holds the first, code to grade and the rest another."""
BEFORE_BOTH, DESCRIPTOR_BOTH, AFTER_BOTH = (
    (7.0, 26.0, 11.0, 12.0, 9.0),
    19.0,
    (37.0, 13.0, 18.0, 12.0, 12.0, 12.0, 12.0),
)


class After(NamedTuple):
    """Columns to the right of the descriptors, whose number the scale decides."""

    reference: int
    reason: int
    note: int
    constraint: int
    offline: int
    dimension: int
    identity: int


def after(template: Template) -> After:
    start = FIRST_DESCRIPTOR + len(template.rubric.scale)
    return After(*range(start, start + len(After._fields)))


def ratings(template: Template) -> Sheet:
    both = template.language == "both"
    before, descriptor, rest = (BEFORE_BOTH, DESCRIPTOR_BOTH, AFTER_BOTH) if both else (BEFORE, DESCRIPTOR, AFTER)
    widths = (*before, *[descriptor] * len(template.rubric.scale), *rest)
    table = Table(
        TABLE, "", tuple(_columns(template)), tuple(_row(template, one) for one in template.indicators),
        repeated=True, filtered=True, rules=tuple(_rules(template)),
    )  # fmt: skip
    lines = [*template.heading(layout.RATINGS), *_progress(template)]
    return Sheet(
        template.sheet(layout.RATINGS), widths, (*lines, table), protected=True, frozen=(TABLE, FIRST_DESCRIPTOR),
        broken_before=after(template).reference,
    )  # fmt: skip


def _progress(template: Template) -> Iterator[Line]:
    """How many are rated, overall and by dimension."""
    yield progress_line(template)
    each = [progress_of(template, one) for one in template.dimensions]
    said = [words.OF_DIMENSION.format(id=one.id, rated=rated, of=of) for one, (rated, of, _) in zip(template.dimensions, each, strict=True)]  # fmt: skip
    parts = [
        composed(words.OF_DIMENSION, id=quoted(one.id), rated=f"[[progress|{row}|2]]", of=f"[[progress|{row}|3]]")
        for row, one in enumerate(template.dimensions)
    ]
    head, between = f"{template.inline(words.BY_DIMENSION)}　", quoted("　")
    yield Line(head + "　".join(said), "note", "&".join([quoted(head), f"&{between}&".join(parts)]))


# -- columns --------------------------------------------------------------------------------------


def _columns(template: Template) -> Iterator[Column]:
    column, message, rubric = template.column, template.message, template.rubric
    yield column(words.CODE, layout.ROW)
    yield column(words.INDICATOR)
    yield column(
        words.OUTCOME, layout.OUTCOME, prompt=message(_scale(template), words.OUTCOME_PROMPT),
        refusal=message(filled(words.OUTCOME_ERROR, top=rubric.top)),
    )  # fmt: skip
    yield column(words.LEVEL_NAME)
    yield grade_column(template, words.GRADE, layout.GRADE)
    for rung in rubric.scale:
        yield column(say(f"{rung.level} {rung.name.zh}", f"{rung.level} {rung.name.en}"))
    yield column(words.REFERENCE)
    for head, key, prompt in (
        (words.REASON, layout.REASON, words.REASON_PROMPT),
        (words.NOTE, layout.NOTE, words.NOTE_PROMPT),
        (words.CONSTRAINT, layout.CONSTRAINT, words.CONSTRAINT_PROMPT),
    ):
        yield text_column(template, head, key, prompt, NOTE_LIMIT)
    offline = message(words.OFFLINE_PROMPT), message(words.OFFLINE_ERROR)
    yield column(words.OFFLINE, layout.OFFLINE, prompt=offline[0], refusal=offline[1])
    yield column(words.DIMENSION, hidden=True)
    yield column(words.IDENTITY, template.identity.token, hidden=True)


def text_column(template: Template, head: Text, key: str, prompt: Text, limit: int) -> Column:
    return template.column(
        head, key, prompt=template.message(filled(prompt, limit=limit)), longest=limit,
        refusal=template.message(filled(words.LENGTH_ERROR, limit=limit)),
    )  # fmt: skip


def grade_column(template: Template, head: Text, key: str) -> Column:
    """Names the grades in its messages where there is room for them."""
    grades = template.rubric.evidence_grades
    listed = say(
        "；".join(f"{one.id} {one.name.zh}" for one in grades), "; ".join(f"{one.id} {one.name.en}" for one in grades)
    ) if grades else words.NO_GRADES  # fmt: skip
    prompt, refusal = (filled(said, grades=listed) for said in (words.GRADE_PROMPT, words.GRADE_ERROR))
    return template.column(
        head, key, prompt=template.message(prompt), refusal=template.message(refusal, words.PICK), longest=GRADE_LIMIT
    )


def _scale(template: Template) -> Text:
    """The instruction and the names of the levels."""
    scale, said = template.rubric.scale, words.OUTCOME_PROMPT
    return say(
        said.zh + "；".join(f"{one.level} {one.name.zh}" for one in scale) + "。",
        said.en + " " + "; ".join(f"{one.level} {one.name.en}" for one in scale) + ".",
    )


# -- rows -----------------------------------------------------------------------------------------


def _row(template: Template, one: Indicator) -> tuple[Cell, ...]:
    rating = template.ratings.get(one.id)
    choices = OUTCOMES if one.not_applicable.allowed else STRICT_OUTCOMES
    offline = template.inline(layout.YES) if rating is not None and rating.further_evidence_offline else None
    return (
        Cell(one.id, "code", exact=True),
        template.cell(_question(one)),
        _entry(template, one, rating, choices),
        Cell(_level_name(template, rating), "body", formula=_level_formula(template, one.measure)),
        Cell(
            rating.grade if rating is not None else None, "entry-number", TEXT, entry=True,
            choices=GRADES if template.rubric.evidence_grades else "",
        ),
        *(template.cell(one.descriptor(rung.level)) for rung in template.rubric.scale),
        template.cell(_reference(template, one)),
        _text(rating.reason if rating is not None else "", template.message(_rule(one), words.REASON_PROMPT)),
        _text(rating.note if rating is not None else ""),
        _text(rating.external_constraint if rating is not None else ""),
        Cell(offline, "entry-number", entry=True, choices=YES_NO),
        Cell(template.dimension(one.dimension)),
        Cell(one.id, "code", exact=True),
    )  # fmt: skip


def printed_texts(rubric: Rubric) -> dict[str, frozenset[str]]:
    """What templates and reports print in a row of ratings, in any language -> the indicators in whose rows it stands."""
    found: dict[str, set[str]] = {}
    languages: tuple[layout.TemplateLanguage, ...] = ("zh", "en", "both")
    for template in (Template(rubric, None, tuple(rubric.indicators), "full", None, one, {}) for one in languages):
        for one in template.indicators:
            texts = [one.name, _question(one), _reference(template, one)]
            texts += [one.descriptor(rung.level) for rung in rubric.scale]
            for said in (*map(template.stacked, texts), template.dimension(one.dimension)):
                found.setdefault(" ".join(said.split()), set()).add(one.id)
    return {said: frozenset(ids) for said, ids in found.items() if said}


def _text(said: str, prompt: str = "") -> Cell:
    return Cell(said or None, "entry", TEXT, entry=True, prompt=prompt)


def _entry(template: Template, one: Indicator, rating: Rating | None, choices: str) -> Cell:
    """A level from the list; of a measured indicator a number with its unit, or words where there is none."""
    said = template.outcome(rating.outcome) if rating is not None else None
    if one.measure is None:
        return Cell(said, "entry-number", entry=True, choices=choices)
    figure = rating.measured if rating is not None and isinstance(rating.outcome, int) else None
    specials: list[Outcome] = ["insufficient_evidence", *(["not_applicable"] if one.not_applicable.allowed else [])]  # type: ignore[list-item]  # both are outcomes
    prompt = template.message(say(
        f"填以{one.measure.unit.zh}计的数值，只填数；没有数值的写“佐证不足”等。{goalposts(one.measure).zh}",
        f"Type the number alone, in {one.measure.unit.en}; {goalposts(one.measure).en}.",
    ))  # fmt: skip
    return Cell(
        said if figure is None else figure, "entry-number", decimals(figure, one.measure, template.language), entry=True, prompt=prompt,
        figure=tuple(str(template.outcome(each)) for each in specials),
    )  # fmt: skip


def _question(one: Indicator) -> Text:
    zh, en = (words.GATE.zh, f" {words.GATE.en}") if one.gate else ("", "")
    return say(f"{one.name.zh}{zh}\n{one.question.zh}", f"{one.name.en}{en}\n{one.question.en}")


def _rule(one: Indicator) -> Text:
    return filled(words.NOT_APPLICABLE_RULE, rule=one.not_applicable.rule)


def _reference(template: Template, one: Indicator) -> Text:
    """Who is in charge, when the indicator does not apply, what may prove it."""
    rubric = template.rubric
    said = [
        filled(head, units=say("、".join(unit.zh for unit in units), ", ".join(unit.en for unit in units)))
        for head, units in ((words.LEAD, rubric.lead_of(one)), (words.SUPPORT, rubric.support_of(one)))
        if units
    ]
    said.append(_rule(one))
    if one.evidence is not None:
        said.append(filled(words.EVIDENCE_ASKED, evidence=one.evidence))
    return say("\n".join(text.zh for text in said), "\n".join(text.en for text in said))


# -- what is computed -----------------------------------------------------------------------------


def _level_name(template: Template, rating: Rating | None) -> str:
    """What the formula beside the entry comes to."""
    if rating is None:
        return ""
    if rating.outcome == "insufficient_evidence":
        return template.inline(words.AS_ZERO)
    if rating.outcome == "not_applicable":
        said = template.inline(words.LEFT_OUT)
        return said if rating.reason else template.inline(words.REASON_NEEDED).format(name=said)
    name = template.inline(next(rung.name for rung in template.rubric.scale if rung.level == rating.outcome))
    cap = template.rubric.grade_cap(rating.grade) if rating.grade else template.rubric.top
    return template.inline(words.UNSUPPORTED).format(name=name, cap=cap) if rating.outcome > cap else name


def _level_formula(template: Template, measure: Measure | None) -> str:
    """The name of the level chosen, or what is still amiss with the row."""
    at = after(template)
    outcome, values = f"[[~|{OUTCOME}]]", f"[[levels|0:{len(template.rubric.scale) + 1}|0]]"
    name = f"INDEX({values.replace('|0]]', '|1]]')},MATCH({outcome},{values},0))"
    empty = ",".join(f'[[~|{one}]]=""' for one in (GRADE, at.reason, at.note, at.constraint, at.offline))
    say_ = template.inline
    chosen = f"IF({_no_reason(template)},{composed(say_(words.REASON_NEEDED), name=name)},{name})"
    level = (
        outcome
        if measure is None
        else f"IF(ISNUMBER({outcome}),{_reached(measure, outcome, template.rubric.top)},{outcome})"
    )
    name = name.replace(f"MATCH({outcome},", f"MATCH({level},")
    chosen = f"IF({_no_reason(template)},{composed(say_(words.REASON_NEEDED), name=name)},{name})"
    if unsupported := _unsupported(template, level):
        last = len(template.rubric.evidence_grades) - 1
        cap = f"INDEX([[grades|0:{last}|2]],MATCH([[~|{GRADE}]],[[grades|0:{last}|0]],0))"
        chosen = f"IF({unsupported},{composed(say_(words.UNSUPPORTED), name=name, cap=cap)},{chosen})"
    first = f'IF(AND({empty}),"",{quoted(say_(words.LEVEL_FIRST))})'
    return f'IF({outcome}="",{first},IF(ISNUMBER(MATCH({level},{values},0)),{chosen},{quoted(say_(words.PICK))}))'


def _no_reason(template: Template) -> str:
    not_applicable = quoted(str(template.outcome("not_applicable")))
    return f'AND([[~|{OUTCOME}]]={not_applicable},[[~|{after(template).reason}]]="")'


def _reached(measure: Measure, figure: str, top: int) -> str:
    """The level that a figure comes to."""
    if measure.thresholds:
        sign = ">=" if measure.more_is_better else "<="
        return "+".join(f"({figure}{sign}({each!r}))" for each in measure.thresholds)
    share = f"({figure}-({measure.worst!r}))/({measure.best - measure.worst!r})"
    return f"INT({top}*MIN(1,MAX(0,{share}))+1E-9)"


def _unsupported(template: Template, level: str = f"[[~|{OUTCOME}]]") -> str:
    """Whether the level is above what a stated grade of evidence supports; empty where none ever is."""
    top = template.rubric.top
    above = [
        f"AND([[~|{GRADE}]]={quoted(one.id)},{level}>{one.cap})"
        for one in template.rubric.evidence_grades
        if one.cap < top
    ]
    return f"AND(ISNUMBER([[~|{OUTCOME}]]),OR({','.join(above)}))" if above else ""


def _rules(template: Template) -> Iterator[Rule]:
    yield Rule(OUTCOME, f'[[~|{OUTCOME}]]=""', tint=TODO)
    if unsupported := _unsupported(template):
        if measured := [one.id for one in template.indicators if one.measure is not None]:
            figures = ",".join(f"[[~|{CODE}]]={quoted(id_)}" for id_ in measured)
            unsupported = f"AND(NOT(OR({figures})),{unsupported})"
        for column in (OUTCOME, GRADE):
            yield Rule(column, unsupported, tint=ATTENTION)
    yield Rule(after(template).reason, _no_reason(template), tint=ATTENTION)

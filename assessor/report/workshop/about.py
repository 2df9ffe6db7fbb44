"""The first sheet of the record, which says what it is, and the last, which says how things are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessor.report import columns
from assessor.report import words as house
from assessor.report.display import listed
from assessor.report.workshop import words
from assessor.report.workshop.basis import Basis
from assessor.report.workshop.rules import consensus_rule, data_notes
from assessor.report.workshop.session import SessionRecord
from assessor.text import Text, counted, say
from assessor.text_layout import parts
from assessor.workbooks.cells import Cell, Line, Sheet, Table

WIDTHS = (24.0, 130.0)
MOST_ROWS_ON_A_PAGE = 18
DATA_WIDTHS = (26.0, 86.0, 20.0, 20.0)


def about(basis: Basis, contents: Sequence[tuple[str, str]]) -> Sheet:
    """`contents` holds key and name of every other sheet."""
    report, wording = basis.report, basis.report.wording
    head = [Line(wording(words.TITLE), "title"), *report.heading(words.ABOUT)[1:]]
    head += [Line(wording(one), "sample") for one in (words.NO_APPRAISAL, *labels(basis))]
    sheets = Table(
        "contents", wording(words.CONTENTS_TABLE), wording.columns(columns.SHEET, columns.HOLDS),
        tuple((Cell(name, "link", link=name), wording.cell(words.HOLDS[key])) for key, name in contents),
    )  # fmt: skip
    rows = tuple(
        (wording.cell(words.ITEMS[key], "strong"), Cell(part))
        for key, said in _items(basis)
        for part in parts(said if isinstance(said, str) else wording(said), WIDTHS[1])
    )
    table = Table("about", wording(words.ABOUT_TABLE), wording.columns(columns.ITEM, columns.CONTENT), rows)
    return Sheet(
        wording(words.ABOUT), WIDTHS, (*head, sheets, table), one_page=len(rows) <= MOST_ROWS_ON_A_PAGE, frozen=("", 0)
    )


def _items(basis: Basis) -> Iterator[tuple[str, Text | str]]:
    report, rubric = basis.report, basis.report.rubric
    yield "what", words.WHAT
    yield "use", words.USE
    yield "scope", house.ABOUT
    yield "secrecy", house.SECRECY
    if report.assessment.city.fictional:
        yield "sample", house.SAMPLE_FULL
    yield "city", report.city
    yield "period", report.assessment.period
    yield "cut_off", report.assessment.cut_off.isoformat()
    yield "rubric", rubric.name
    yield "version", rubric.version
    yield "fingerprint", rubric.fingerprint
    for number, one in enumerate(basis.sessions, start=1):
        yield "session", session_said(basis, number, one)
    yield "anonymous", words.ANONYMOUS
    if rubric.english == "draft" and report.wording.language == "en":
        yield "english", house.DRAFT_ENGLISH


def session_said(basis: Basis, number: int, session: SessionRecord) -> Text:
    """Day, kind, variant, raters by group, and how far it came."""
    day, plan = session.day.isoformat(), session.plan
    kind, variant = words.KINDS[plan.kind], words.VARIANTS[plan.variant]
    facts = [
        words.session_name(number, plan.kind) if basis.several else kind,
        say(day, day),
        say(f"{variant.zh}，{len(plan.items)}项指标", f"{variant.en}, {counted(len(plan.items), 'indicator')}"),
        raters_said(session),
        progress_said(basis, number),
    ]
    return listed(facts, zh="；", en="; ")


def labels(basis: Basis) -> list[Text]:
    """What must be printed beside the results of the variants that were rated, each once."""
    variants = [basis.report.rubric.variant(one.plan.variant) for one in basis.sessions]
    return list(dict.fromkeys(one.label for one in variants if one is not None and one.label is not None))


def raters_said(session: SessionRecord) -> Text:
    """How many raters, by group; groups of one or two are told with others."""
    if session.raters is None:
        return words.FEW_RATERS
    if len(session.heads) == 1:
        each = listed(one.name for one in session.plan.groups if one.id in session.heads[0].ids)
    else:
        each = listed(say(f"{one.name.zh}{one.raters}人", f"{one.name.en} {one.raters}") for one in session.heads)
    return say(f"评委{session.raters}人（{each.zh}）", f"{session.raters} raters ({each.en})")


def progress_said(basis: Basis, number: int) -> Text:
    """How many items have a level, how many of them are doubtful, and what is left."""
    entries, planned = basis.of(number), len(basis.sessions[number - 1].plan.items)
    decided = sum(one.decision is not None for one in entries)
    doubtful, unrated = sum(one.doubtful for one in entries), sum(one.unrated for one in entries)
    zh, en = [f"已议定{decided}项"], [f"{decided} decided"]
    if doubtful:
        zh[0], en[0] = f"{zh[0]}（其中存疑{doubtful}项）", f"{en[0]} ({doubtful} of them doubtful)"
    rest = {
        ("未评", "not rated"): unrated,
        ("待定", "pending"): len(entries) - decided - unrated,
        ("尚未揭示", "not revealed"): planned - len(entries),
    }
    zh += [f"{name}{count}项" for (name, _), count in rest.items() if count]
    en += [f"{count} {name}" for (_, name), count in rest.items() if count]
    return say("，".join(zh), ", ".join(en))


# -- how things are counted ------------------------------------------------------------------------


def data(basis: Basis, sheets: Sequence[Sheet]) -> Sheet:
    wording = basis.report.wording
    notes = tuple(
        (wording.cell(name, "strong"), wording.cell(said))
        for name, said in (*data_notes(basis.report.rubric), (words.RULE_NAME, consensus_rule(basis.report.rubric)))
    )
    rules = Table("rules", wording(words.DATA_TABLE), wording.columns(columns.ITEM, columns.CONTENT), notes)
    heads = wording.columns(columns.COLUMN, columns.MEANING, columns.UNIT, columns.SOURCE)
    found = dict.fromkeys(column for one in sheets for table in one.tables for column in table.columns)
    rows = tuple((Cell(one.head, "strong"), Cell(one.meaning), Cell(one.unit), Cell(one.source)) for one in found)
    each = Table("columns", wording(words.COLUMNS_TABLE), heads, rows, repeated=True)
    lines = basis.report.heading(words.DATA)
    return Sheet(wording(words.DATA), DATA_WIDTHS, (*lines, rules, each), frozen=("", 0))

"""An item of an import in words: its name, what would change of it, where that comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from assessor.assessment import Evidence, Rating
from assessor.errors import AssessorError
from assessor.merging import Source
from assessor.ui.incoming import Item
from assessor.ui.parts import Html, called
from assessor.ui.rating import BLANK, grade_name, said
from assessor.ui.session import joined, language, t, workspace

RATING_FIELDS = ("outcome", "reason", "grade", "further_evidence_offline", "note", "external_constraint", "consensus")
LONG = 160
"""Characters of a text that are shown before somebody asks for the rest."""


def name_of(one: Item) -> str:
    """The indicator with its code, or the title of the evidence."""
    entry = one.old if isinstance(one.old, Evidence) else next(
        (option.value for option in one.options if isinstance(option.value, Evidence)), None
    )  # fmt: skip
    if entry is not None:
        return t("incoming.entry", title=entry.title)
    indicator = workspace().rubric.by_id[one.key]
    return t("assess.hint_item", name=indicator.name.pick(language()), id=indicator.id)


def is_evidence(one: Item) -> bool:
    return one.key not in workspace().rubric.by_id


def fields(one: Item) -> dict[str, str]:
    """Every part of an item, with its label."""
    if is_evidence(one):
        labels = {"title": t("assess.title_of_evidence"), "date": t("assess.date"), "holder": t("assess.holder")}
        return {**labels, "grade": t("assess.grade_of_evidence"), "indicators": t("incoming.indicators")}
    return {name: t(f"assess.field_{name}") for name in RATING_FIELDS}


def value_of(record: Rating | Evidence | None, name: str) -> object:
    if record is None:
        return BLANK.get(name, "")
    return getattr(record, name)


def words_of(record: Rating | Evidence | None, name: str) -> str:
    """One part of a rating or an entry."""
    value = value_of(record, name)
    if isinstance(record, Evidence):
        if name == "indicators":
            names = workspace().rubric.names
            return joined(t("assess.hint_item", name=names[one].pick(language()), id=one) for one in record.indicators)
        return grade_name(workspace().rubric, record.grade) if name == "grade" else str(value)
    if record is None and name not in RATING_FIELDS:
        return "—"
    return said(name, value)


def brief(record: Rating | Evidence | None, *, evidence: bool) -> str:
    """The whole item in a few words."""
    if isinstance(record, Evidence):
        return t("assess.entry", title=record.title, date=record.date.isoformat(), holder=record.holder,
                 grade=grade_name(workspace().rubric, record.grade))  # fmt: skip
    if evidence:
        return t("incoming.no_entry")
    return said("outcome", value_of(record, "outcome"))


def differing(one: Item) -> list[str]:
    """The parts in which the values differ from what stands, or from one another; of no item all that say something."""
    records = [one.old, *(option.value for option in one.options)]
    return [name for name in fields(one) if len({repr(value_of(record, name)) for record in records}) > 1]


def changed(one: Item) -> Html:
    """What stands and what would stand, part by part."""
    labels, (option, *_) = fields(one), one.options
    if is_evidence(one) and option.value is None:
        return Html(f'<p class="a-diff">{escape(t("incoming.removed"))}</p>')
    rows = "".join(f"<li>{_line(one, name, labels[name])}</li>" for name in differing(one))
    return Html(f'<ul class="a-diff">{rows}</ul>')


def _line(one: Item, name: str, label: str) -> str:
    new = one.options[0].value
    after = f"<strong>{shortened(words_of(new, name))}</strong>"
    if name != "outcome" and not value_of(one.old, name):
        said_ = after
    else:
        arrow = escape(t("incoming.becomes"))
        said_ = f'{shortened(words_of(one.old, name))} <span role="img" aria-label="{arrow}">→</span> {after}'
    return f'<span class="a-quiet">{escape(label)}</span> {said_}'


def shortened(text: str) -> str:
    """The beginning of a long text; the rest opens."""
    shown = escape(text).replace("\n", "<br>")
    if len(text) <= LONG:
        return shown
    first = escape(text[: LONG // 2].replace("\n", " "))
    return f"<details><summary>{first}… {escape(t('incoming.whole', n=len(text)))}</summary>{shown}</details>"


def from_where(sources: Sequence[Source]) -> str:
    return joined(t("incoming.source", file=one.file, place=one.place) if one.place else one.file for one in sources)


def files_of(sources: Sequence[Source]) -> str:
    return joined(dict.fromkeys(one.file for one in sources))


def called_by_name(words: str, own: str) -> str:
    """An assessment is spoken of by its city and period, not by its id."""
    for one in workspace().summaries():
        shown = t("incoming.this") if one.id == own else t("incoming.other", city=called(one), period=one.period)
        words = words.replace(one.id, shown)
    return words


def problem_rows(fault: AssessorError, name: str, own: str) -> Iterator[tuple[str, str, str]]:
    """Sheet and cell, what is wrong, how to put it right."""
    for problem in fault.problems:
        place = problem.place.removeprefix(name).removeprefix(" / ")
        what, fix = (called_by_name(one.pick(language()), own) for one in (problem.what, problem.fix))
        yield place, what, fix

"""The rows of the list of evidence -> entries, known by their hidden ids or new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from assessor.admissible import made
from assessor.assessment import Evidence
from assessor.errors import CityFault
from assessor.files.filled_cells import codes_in, date_in, grade_in, text_in
from assessor.files.filled_sheets import Faults, Hidden, KeyedTable, Row, is_heading, words
from assessor.files.located import excerpt
from assessor.files.template_layout import DATE, ENTRY, ENTRY_GRADE, HOLDER, INDICATORS, TITLE, digest_of
from assessor.merging import NEW, EvidenceRow
from assessor.rubric import Rubric
from assessor.text import Text, say, some_of

_SAID: Final = (TITLE, DATE, HOLDER, ENTRY_GRADE, INDICATORS)
_NEEDED: Final = {
    TITLE: say("标题", "title"), DATE: say("日期", "date"), HOLDER: say("持有单位", "holder"),
    ENTRY_GRADE: say("强度", "grade"),
}  # fmt: skip


@dataclass
class Entries:
    found: list[EvidenceRow] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    by_id: dict[str, EvidenceRow] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[EvidenceRow, ...]:
        return tuple(self.found)


def read_entries(tables: Sequence[KeyedTable], hidden: Hidden, rubric: Rubric, faults: Faults) -> Entries:
    entries = Entries()
    unseen: list[str] = []
    for table in tables:
        _table(table, hidden, rubric, faults, entries, unseen)
    gone = [id_ for id_ in hidden.entries if id_ not in entries.by_id]
    if tables and gone and not faults.problems:
        entries.notes.append(
            say(f"佐证目录中没有这些条目的行，不作改动：{some_of(gone)}",
                f"no row for these entries of the list of evidence, which stay as they are: {some_of(gone)}")
        )  # fmt: skip
    if unseen:
        entries.notes.append(
            say(f"隐藏的行也已读取：{some_of(unseen)}", f"hidden rows were read as well: {some_of(unseen)}")
        )
    return entries


def _table(
    table: KeyedTable, hidden: Hidden, rubric: Rubric, faults: Faults, entries: Entries, unseen: list[str]
) -> None:
    for place, span in table.merged_entries():
        faults.add(
            place,
            say(f"佐证目录有合并单元格（{span}）", f"cells of the list of evidence are merged ({span})"),
            say("取消合并，每条佐证各占一行", "unmerge them: one row for each entry"),
        )
    for row in table.rows():
        if is_heading(row) or (row.number < table.key_row and not _is_entry(row)):
            continue
        id_ = _id(row, hidden, faults)
        if id_ is None or not (id_ or row.says_something(_SAID)):
            continue
        if row.is_hidden:
            unseen.append(row.place(TITLE))
        before = faults.count
        entry = _entry(row, id_, rubric, faults, entries.notes) if row.says_something(_SAID) else None
        if faults.count == before:
            if entry is not None and digest_of(entry) != hidden.entries.get(id_):
                entry = _each_once(entry, row.place(INDICATORS), entries.notes)
            _keep(EvidenceRow(id_, entry, row.place(TITLE)), entries, faults)


def _is_entry(row: Row) -> bool:
    """Above the keys stand lines of one cell; what has more is an entry that was moved there."""
    return bool(words(row.hidden_id)) or sum(row.at(key) is not None for key in _SAID) > 1


def _id(row: Row, hidden: Hidden, faults: Faults) -> str | None:
    """The id of a row, empty for a new one; None, with a fault, where it is in doubt."""
    first, second = words(row.at(ENTRY)), words(row.hidden_id)
    if first is not None and first == second and (not first or not hidden.facts or first in hidden.entries):
        return first
    shown = excerpt(first or second or "")
    faults.add(
        row.place(TITLE),
        say(f"这一行的隐藏编号（{shown}）已被删去或改动", f"the hidden id of this row ({shown}) was deleted or altered"),
        say("在重新下载的评分表里填写；新的佐证填在空白行", "use a freshly downloaded template; new entries go into an empty row"),
    )  # fmt: skip
    return None


def _entry(row: Row, id_: str, rubric: Rubric, faults: Faults, notes: list[Text]) -> Evidence | None:
    said: dict[str, object] = {"indicators": []}
    for key, name in _NEEDED.items():
        if row.at(key) is None:
            faults.add(
                row.place(key),
                say(f"佐证没有{name.zh}", f"the entry of evidence has no {name.en}"),
                say("补填；如不要这条佐证，清空整行", "fill it in, or empty the whole row to leave the entry out"),
            )
    for key, found in ((key, row.at(key)) for key in _SAID):
        if found is None:
            continue
        place = row.place(key)
        if key == DATE:
            said["date"] = date_in(found, place, faults)
        elif key == ENTRY_GRADE:
            said["grade"] = grade_in(found, place, rubric, faults)
        elif key == INDICATORS:
            said["indicators"] = codes_in(found, place, rubric, faults)
        else:
            said[key] = text_in(found, place, faults, notes.append)
    if any(said.get(key) is None for key in ("title", "date", "holder", "grade")):
        return None
    try:
        return made(Evidence, id=id_ or NEW, **said)
    except CityFault as fault:
        for one in fault.problems:
            faults.add(row.place(one.place if one.place in _SAID else TITLE), one.what, one.fix)
        return None


def _each_once(entry: Evidence, place: str, notes: list[Text]) -> Evidence:
    codes = list(dict.fromkeys(entry.indicators))
    if len(codes) == len(entry.indicators):
        return entry
    twice = some_of([one for one in codes if entry.indicators.count(one) > 1])
    notes.append(
        say(f"{place} 中编号重复，按一次读取：{twice}", f"{place}: codes that are there twice were read once: {twice}")
    )
    return entry.model_copy(update={"indicators": codes})


def _keep(row: EvidenceRow, entries: Entries, faults: Faults) -> None:
    first = entries.by_id.get(row.id)
    if first is None:
        entries.found.append(row)
        if row.id:
            entries.by_id[row.id] = row
    elif first.entry == row.entry:
        entries.notes.append(
            say(f"同一条佐证出现两次（{first.place}、{row.place}），内容相同，按一次读取",
                f"one entry of evidence is there twice ({first.place}, {row.place}) with the same content, and was read once")
        )  # fmt: skip
    else:
        faults.add(
            row.place,
            say(f"这一行由 {first.place} 的行复制而来，两行内容不同", f"this row is a copy of the one at {first.place} with another content"),
            say("删去其中一行；新的佐证填在空白行", "remove one of them; new entries go into an empty row"),
        )  # fmt: skip

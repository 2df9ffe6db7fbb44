"""The rows of a sheet of ratings -> answers by indicator, each row checked against its hidden id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assessor.admissible import made, rating_faults
from assessor.assessment import Rating
from assessor.errors import CityFault
from assessor.files.filled_cells import figure_in, flag_in, grade_in, outcome_in, text_in
from assessor.files.filled_lost import flattened
from assessor.files.filled_sheets import Faults, Hidden, KeyedTable, Row, is_heading, same_code, words
from assessor.files.located import excerpt
from assessor.files.template_layout import (
    CONSTRAINT,
    GRADE,
    NOT_HERE,
    NOTE,
    OFFLINE,
    OUTCOME,
    RATING_KEYS,
    REASON,
    ROW,
    outcome_said,
)
from assessor.measuring import level_and_rest
from assessor.rubric import Rubric
from assessor.text import Text, say, some_of
from assessor.workbooks.grid import Found
from assessor.workbooks.identity import REPORT, part_of, parts_in

FIELDS: Final = {
    OUTCOME: "outcome", GRADE: "grade", REASON: "reason", NOTE: "note",
    CONSTRAINT: "external_constraint", OFFLINE: "further_evidence_offline",
}  # fmt: skip
REPORT_KEYS: Final = (OUTCOME, GRADE, REASON)
"""Of a report only these are read, the reason where it says not applicable."""
_UNREAD: Final = (REASON, NOTE, CONSTRAINT)
"""Columns of a report that may hold what somebody typed."""
_ENTRIES: Final = tuple(key for key in RATING_KEYS if key != ROW)


def _fields(keys: Iterable[str]) -> frozenset[str]:
    """The parts of a rating that columns hold; a figure stands in the column of outcomes."""
    return frozenset(FIELDS[key] for key in keys) | ({"measured"} if OUTCOME in keys else set())


@dataclass
class Answers:
    """What the sheets of ratings of one file say."""

    parts: dict[str, frozenset[str]] = field(default_factory=dict)
    """Indicator -> the parts of its rating for which its row has cells."""
    ratings: dict[str, Rating | None] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)


def read_ratings(
    tables: Sequence[KeyedTable],
    hidden: Hidden,
    rubric: Rubric,
    faults: Faults,
    printed: Mapping[str, frozenset[str]],
    *,
    same_rubric: bool,
) -> Answers:
    """Every answer, and a fault for each cell that cannot be taken at its word.

    Args:
        printed: text -> indicators in whose rows it stands; tells where only some columns were sorted.
    """
    is_report = tables[0].identity.format == REPORT
    reading = _Reading(hidden, rubric, faults, Answers(), printed, same_rubric, is_report)
    for table in tables:
        reading.table(table)
    return reading.result()


@dataclass(frozen=True)
class _Said:
    row: Row
    rating: Rating | None
    speaks: bool
    """Whether the row says anything; blank where nothing stood before says nothing."""
    fields: frozenset[str]


@dataclass
class _Reading:
    hidden: Hidden
    rubric: Rubric
    faults: Faults
    answers: Answers
    printed: Mapping[str, frozenset[str]]
    same_rubric: bool
    is_report: bool
    rows: dict[str, _Said] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)
    keys: frozenset[str] = frozenset()
    """Of the columns that the table has which is being read."""

    def table(self, table: KeyedTable) -> None:
        for place, span in table.merged_entries():
            self.faults.add(
                place,
                say(f"填写区有合并单元格（{span}），无法判断填的是哪一行", f"entry cells are merged ({span}), so that it is unclear which row is meant"),
                say("取消合并，每行各填各的", "unmerge them and fill in each row by itself"),
            )  # fmt: skip
        wanted = REPORT_KEYS if self.is_report else _ENTRIES
        self.keys = frozenset(key for key in wanted if key in table.columns)
        self._tell_missing(table, [key for key in wanted if key not in table.columns])
        for row in table.rows():
            id_ = words(row.hidden_id)
            if id_ and (id_ in self.rubric.by_id or id_ in self.hidden.indicators):
                self._row(row, id_)
            elif not is_heading(row) and (row.number > table.key_row or self._is_answer(row, id_)):
                self._without_id(row, id_)

    def _tell_missing(self, table: KeyedTable, missing: list[str]) -> None:
        if missing and not self.is_report:
            some, name = some_of(missing), table.grid.name
            self.answers.notes.append(
                say(f"“{name}”没有这些列，相应内容保持不变：{some}", f"{name}: these columns are missing, and what they hold stays as it is: {some}")
            )  # fmt: skip

    def _is_answer(self, row: Row, id_: str | None) -> bool:
        """Above the keys stand titles; what has an id, a code or an outcome is a row that was moved there."""
        found = row.at(OUTCOME)
        if id_ != "" or words(row.at(ROW)) in self.rubric.by_id:
            return True
        return found is not None and outcome_said(words(found) or "", self.rubric.top) is not None

    def _without_id(self, row: Row, id_: str | None) -> None:
        """A remark below the table is nobody's answer; everything else under our columns needs an id."""
        if not row.says_something(_ENTRIES) and id_ == "" and words(row.at(ROW)) not in self.rubric.by_id:
            return
        if id_:
            what = say(f"量表没有编号 {excerpt(id_)}", f"the rubric has no indicator {excerpt(id_)}")
        else:
            what = say("这一行的隐藏编号已被删去或改动", "the hidden id of this row was deleted or altered")
        self.faults.add(
            row.place(ROW),
            what,
            say("在重新下载的评分表里找到该指标，把答案填在那一行；多出的行请删去",
                "put the answer into the row of that indicator in a freshly downloaded template; remove extra rows"),
        )  # fmt: skip

    def _row(self, row: Row, id_: str) -> None:
        if not self._code_fits(row, id_):
            return
        known = id_ in self.rubric.by_id
        if not known and self.same_rubric:
            self._without_id(row, id_)
            return
        before = self.faults.count
        # An indicator that only another version has is refused as such; its cells are not looked into.
        said = self._answer(row, id_) if known else _Said(row, None, row.says_something(_ENTRIES), frozenset())
        if said.speaks and known:
            self._refuse_other_text(row, id_)
        if row.is_hidden and said.speaks:
            self.unseen.append(row.place(OUTCOME))
        if self.faults.count == before:
            self._keep(id_, said)

    def _code_fits(self, row: Row, id_: str) -> bool:
        found = row.at(ROW)
        code = words(found)
        if code is not None and same_code(code, id_):
            return True
        if found is None:
            what = say("编号已被删去", "the code was deleted")
        else:
            shown = excerpt(code if code is not None else str(found.value))
            what = say(f"编号 {shown} 与该行隐藏编号 {id_} 不符，可能只排序了部分列",
                       f"the code {shown} does not fit the hidden id {id_} of this row; perhaps only some columns were sorted")  # fmt: skip
        self.faults.add(
            row.place(ROW),
            what,
            say(f"撤销排序后再导入；若这一行的答案确属 {id_}，把编号改回 {id_}",
                f"undo the sorting and import again; if the answers in this row are those of {id_}, write {id_} here"),
        )  # fmt: skip
        return False

    def _refuse_other_text(self, row: Row, id_: str) -> None:
        """What is printed beside the entries moves with them where the codes were left out of a sort."""
        for column, text in row.printed():
            ids = self.printed.get(flattened(text))
            if ids and id_ not in ids:
                some = some_of(sorted(ids))
                self.faults.add(
                    row.grid.place(row.number, column),
                    say(f"这里是指标 {some} 的文字，而这一行的编号是 {id_}，可能排序时漏了编号列",
                        f"this is the text of {some}, but the code of this row is {id_}; perhaps the column of codes was left out of a sort"),
                    say("撤销排序后再导入；撤销不了的，把答案填到重新下载的评分表里",
                        "undo the sorting and import again; if that cannot be done, put the answers into a freshly downloaded template"),
                )  # fmt: skip
                return

    # -- what a row says ------------------------------------------------------------------------

    def _answer(self, row: Row, id_: str) -> _Said:
        note = self.answers.notes.append
        found = row.at(OUTCOME)
        if found is None or (found.kind == "text" and not str(found.value).strip()):
            return _Said(row, None, self._is_cleared(row, id_), _fields(self.keys))
        said: dict[str, object] = self._outcome(id_, found, row.place(OUTCOME))
        keys = self._keys_of(row, id_, said["outcome"]) if self.is_report else self.keys
        for key in sorted(keys - {OUTCOME}):
            if (found := row.at(key)) is None or (self.is_report and _is_not_here(found)):
                continue
            place = row.place(key)
            if key == GRADE:
                said[FIELDS[key]] = grade_in(found, place, self.rubric, self.faults)
            elif key == OFFLINE:
                said[FIELDS[key]] = flag_in(found, place, self.faults)
            else:
                said[FIELDS[key]] = text_in(found, place, self.faults, note)
        rating = None if said["outcome"] is None else self._rating(row, id_, said, keys)
        return _Said(row, rating, True, _fields(keys))

    def _outcome(self, id_: str, found: Found, place: str) -> dict[str, object]:
        """The outcome, and of a measured indicator the figure that it follows from."""
        indicator = self.rubric.by_id[id_]
        if indicator.measure is None:
            return {"outcome": outcome_in(found, place, self.rubric, self.faults, self.answers.notes.append)}
        said = figure_in(found, place, indicator.measure, self.faults)
        if not isinstance(said, float):
            return {"outcome": said}
        return {"outcome": level_and_rest(self.rubric, indicator, said)[0], "measured": said}

    def _keys_of(self, row: Row, id_: str, outcome: object) -> frozenset[str]:
        """What is read of a row of a report; what was typed elsewhere is told."""
        reason = row.at(REASON)
        takes_reason = outcome == "not_applicable" and not (reason is not None and _is_pointer(reason))
        keys = self.keys if takes_reason else self.keys - {REASON}
        said = self.hidden.indicators.get(id_)
        stood = parts_in(said.get("parts", "")) if said is not None else None
        for key in _UNREAD:
            found = row.at(key)
            if stood is None or found is None or key in keys or found.kind != "text" or _is_not_here(found):
                continue
            if stood.get(FIELDS[key], part_of("")) != part_of(str(found.value)):
                place = row.place(key)
                self.answers.notes.append(
                    say(f"{place} 填写的文字没有读取：报告只读回评级、佐证强度和不适用理由；请在评分表或“逐项评估”页填写",
                        f"{place}: this text was not read: of a report only rating, grade and the reason for N/A are; enter it in a template or on the Assess page")
                )  # fmt: skip
        return keys

    def _rating(self, row: Row, id_: str, said: dict[str, object], keys: frozenset[str]) -> Rating | None:
        key_of = {name: key for key, name in FIELDS.items()}
        try:
            rating = made(Rating, **said)
        except CityFault as fault:
            for one in fault.problems:
                self.faults.add(row.place(key_of.get(one.place, OUTCOME)), one.what, one.fix)
            return None
        wants_reason = rating.outcome == "not_applicable" and self.rubric.by_id[id_].not_applicable.allowed
        if wants_reason and REASON not in keys:
            return rating  # the stored reason may serve: that is seen when both meet
        for one in rating_faults(self.rubric, id_, rating):
            self.faults.add(row.place(REASON if wants_reason else OUTCOME), one.what, one.fix)
        return rating

    def _is_cleared(self, row: Row, id_: str) -> bool:
        """Whether a row without an outcome takes its rating away. Words without a rating are refused."""
        for key in () if self.is_report else (GRADE, REASON, NOTE, CONSTRAINT, OFFLINE):
            if key not in self.keys or row.at(key) is None or (key == OFFLINE and _is_no(row)):
                continue
            self.faults.add(
                row.place(OUTCOME),
                say(f"没有评级，但 {row.place(key)} 有内容", f"there is no rating, but {row.place(key)} is filled in"),
                say("选一个评级；如不评这一项，把该行填写的内容全部清空", "choose a rating; to leave the item out, empty all entries of this row"),
            )  # fmt: skip
            return False
        return bool(self.hidden.indicators.get(id_, {}).get("base"))

    def _keep(self, id_: str, said: _Said) -> None:
        first = self.rows.get(id_)
        if first is None or not first.speaks:
            self.rows[id_] = said
        elif said.speaks:
            self._twice(id_, first, said)

    def _twice(self, id_: str, first: _Said, second: _Said) -> None:
        here, there = second.row.place(OUTCOME), first.row.place(OUTCOME)
        both, more = first.fields & second.fields, second.fields - first.fields
        if _alike(first.rating, second.rating, both):
            rating = first.rating
            if rating is not None and second.rating is not None:
                rating = rating.model_copy(update={name: getattr(second.rating, name) for name in more})
            self.rows[id_] = _Said(first.row, rating, True, first.fields | second.fields)
            self.answers.notes.append(
                say(f"指标 {id_} 出现两次（{there}、{here}），内容相同，按一次读取",
                    f"indicator {id_} is there twice ({there}, {here}) with the same answer, and was read once")
            )  # fmt: skip
            return
        self.faults.add(
            here,
            say(f"指标 {id_} 在 {there} 已有另一个答案", f"indicator {id_} has another answer at {there}"),
            say("只留一行，删去另一行", "keep one of the two rows and remove the other"),
        )

    # -- result ---------------------------------------------------------------------------------

    def result(self) -> Answers:
        order = {id_: n for n, id_ in enumerate(self.rubric.by_id)}
        for id_ in sorted(self.rows, key=lambda one: order.get(one, len(order))):
            said = self.rows[id_]
            self.answers.places[id_] = said.row.place(OUTCOME)
            if said.speaks:
                self.answers.ratings[id_] = said.rating
                self.answers.parts[id_] = said.fields
        self._tell()
        return self.answers

    def _tell(self) -> None:
        note = self.answers.notes.append
        if self.unseen:
            some = some_of(self.unseen)
            note(say(f"隐藏的行也已读取：{some}", f"hidden rows were read as well: {some}"))
        gone = [id_ for id_ in self.hidden.indicators if id_ not in self.rows]
        if gone and not self.faults.problems:
            note(say(f"表中没有这些指标的行，不作改动（共{len(gone)}项）：{some_of(gone)}",
                     f"no row for {len(gone)} of the indicators, which stay as they are: {some_of(gone)}"))  # fmt: skip


def _is_no(row: Row) -> bool:
    found, faults = row.at(OFFLINE), Faults("")
    return found is not None and not flag_in(found, "", faults) and not faults.problems


def _alike(one: Rating | None, other: Rating | None, fields: frozenset[str]) -> bool:
    if one is None or other is None:
        return one is other
    return all(getattr(one, name) == getattr(other, name) for name in fields)


def _is_not_here(found: Found) -> bool:
    """A cell of a report in which nothing stands, or only where to find it."""
    return found.kind == "text" and (str(found.value).strip() == NOT_HERE[0] or _is_pointer(found))


def _is_pointer(found: Found) -> bool:
    return found.kind == "text" and str(found.value).strip().startswith(NOT_HERE[1:])

"""The rows of a sheet of ratings -> answers by indicator, each row checked against its hidden id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from assessor.admissible import made, rating_faults
from assessor.assessment import Rating
from assessor.errors import CityFault
from assessor.files.filled_cells import flag_in, grade_in, outcome_in, text_in
from assessor.files.filled_sheets import Faults, Hidden, KeyedTable, Row, same_code, words
from assessor.files.located import excerpt
from assessor.files.template_layout import (
    CONSTRAINT,
    GRADE,
    NOTE,
    OFFLINE,
    OUTCOME,
    RATING_KEYS,
    REASON,
    ROW,
    outcome_said,
)
from assessor.rubric import Rubric
from assessor.text import Text, say, some_of
from assessor.workbooks.identity import REPORT

FIELDS: Final = {
    OUTCOME: "outcome", GRADE: "grade", REASON: "reason", NOTE: "note",
    CONSTRAINT: "external_constraint", OFFLINE: "further_evidence_offline",
}  # fmt: skip
REPORT_KEYS: Final = (OUTCOME, GRADE)
"""Of a report only these are read."""
_ENTRIES: Final = tuple(key for key in RATING_KEYS if key != ROW)


@dataclass
class Answers:
    """What the sheets of ratings of one file say."""

    fields: frozenset[str]
    ratings: dict[str, Rating | None] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)


def read_ratings(
    tables: Sequence[KeyedTable], hidden: Hidden, rubric: Rubric, faults: Faults, *, same_rubric: bool
) -> Answers:
    """Every answer, and a fault for each cell that cannot be taken at its word."""
    is_report = tables[0].identity.format == REPORT
    keys = REPORT_KEYS if is_report else _ENTRIES
    present = {key for key in keys if all(key in table.columns for table in tables)}
    answers = Answers(frozenset(FIELDS[key] for key in present))
    reading = _Reading(hidden, rubric, faults, answers, present, same_rubric, is_report)
    for table in tables:
        reading.table(table)
    return reading.result([key for key in keys if key not in present])


@dataclass(frozen=True)
class _Said:
    row: Row
    rating: Rating | None
    speaks: bool
    """Whether the row says anything; blank where nothing stood before says nothing."""


@dataclass
class _Reading:
    hidden: Hidden
    rubric: Rubric
    faults: Faults
    answers: Answers
    keys: set[str]
    same_rubric: bool
    is_report: bool
    rows: dict[str, _Said] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)

    def table(self, table: KeyedTable) -> None:
        for place, span in table.merged_entries():
            self.faults.add(
                place,
                say(f"填写区有合并单元格（{span}），无法判断填的是哪一行", f"entry cells are merged ({span}), so that it is unclear which row is meant"),
                say("取消合并，每行各填各的", "unmerge them and fill in each row by itself"),
            )  # fmt: skip
        heading_seen = False
        for row in table.rows():
            id_ = words(row.hidden_id)
            if id_ and (id_ in self.rubric.by_id or id_ in self.hidden.indicators):
                self._row(row, id_)
            elif row.number > table.key_row:
                if heading_seen or not self._is_heading(row):
                    self._without_id(row, id_)
                else:
                    heading_seen = True

    def _is_heading(self, row: Row) -> bool:
        head = row.at(OUTCOME)
        return head is not None and head.kind == "text" and outcome_said(str(head.value), self.rubric.top) is None

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
        before = len(self.faults.problems)
        # An indicator that only another version has is refused as such; its cells are not looked into.
        said = self._answer(row, id_) if known else _Said(row, None, row.says_something(_ENTRIES))
        if row.is_hidden and said.speaks:
            self.unseen.append(row.place(OUTCOME))
        if len(self.faults.problems) == before:
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

    # -- what a row says ------------------------------------------------------------------------

    def _answer(self, row: Row, id_: str) -> _Said:
        note = self.answers.notes.append
        found = row.at(OUTCOME)
        if found is None or (found.kind == "text" and not str(found.value).strip()):
            return _Said(row, None, self._is_cleared(row, id_))
        said: dict[str, object] = {"outcome": outcome_in(found, row.place(OUTCOME), self.rubric, self.faults, note)}
        for key in self.keys - {OUTCOME}:
            if (found := row.at(key)) is None:
                continue
            place = row.place(key)
            if key == GRADE:
                said[FIELDS[key]] = grade_in(found, place, self.rubric, self.faults)
            elif key == OFFLINE:
                said[FIELDS[key]] = flag_in(found, place, self.faults)
            else:
                said[FIELDS[key]] = text_in(found, place, self.faults, note)
        return _Said(row, None if said["outcome"] is None else self._rating(row, id_, said), True)

    def _rating(self, row: Row, id_: str, said: dict[str, object]) -> Rating | None:
        key_of = {name: key for key, name in FIELDS.items()}
        try:
            rating = made(Rating, **said)
        except CityFault as fault:
            for one in fault.problems:
                self.faults.add(row.place(key_of.get(one.place, OUTCOME)), one.what, one.fix)
            return None
        wants_reason = rating.outcome == "not_applicable" and self.rubric.by_id[id_].not_applicable.allowed
        if wants_reason and REASON not in self.keys:
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
        if second.rating == first.rating:
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

    def result(self, missing: list[str]) -> Answers:
        order = {id_: n for n, id_ in enumerate(self.rubric.by_id)}
        for id_ in sorted(self.rows, key=lambda one: order.get(one, len(order))):
            said = self.rows[id_]
            self.answers.places[id_] = said.row.place(OUTCOME)
            if said.speaks:
                self.answers.ratings[id_] = said.rating
        self._tell(missing)
        return self.answers

    def _tell(self, missing: list[str]) -> None:
        note = self.answers.notes.append
        if missing:
            some = some_of(missing)
            note(say(f"没有这些列，相应内容保持不变：{some}", f"these columns are missing, and what they hold stays as it is: {some}"))  # fmt: skip
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

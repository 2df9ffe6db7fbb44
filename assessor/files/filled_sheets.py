"""Where a workbook keeps what is read back: keyed tables, and the very hidden sheet. Faults are told by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from assessor.errors import Problem
from assessor.files import template_words
from assessor.files.template_layout import folded
from assessor.text import Text, say
from assessor.workbooks.grid import Contents, Found, Grid
from assessor.workbooks.identity import (
    ENTRY_HEADS,
    FACT_HEADS,
    INDICATOR_HEADS,
    SHEET,
    Identity,
    identity_of,
)

MOST_SHOWN = 200
REPORT_HEAD = "row"
"""What a report heads its hidden column with."""
Value = TypeVar("Value")


@dataclass
class Faults:
    """Everything wrong with one file, by cell."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    """The first ones, as many as are shown."""
    _seen: set[tuple[str, str]] = field(default_factory=set)

    @property
    def count(self) -> int:
        return len(self._seen)

    def add(self, place: str, what: Text, fix: Text) -> None:
        if (place, what.zh) in self._seen:
            return
        self._seen.add((place, what.zh))
        if len(self.problems) < MOST_SHOWN:
            self.problems.append(Problem(f"{self.name} / {place}" if place else self.name, what, fix))

    def shown(self) -> list[Problem]:
        """The first ones, and the number of the others."""
        more = self.count - MOST_SHOWN
        if more <= 0:
            return self.problems
        rest = Problem(
            self.name,
            say(f"另有{more}处问题", f"and {more} more"),
            say("先改正以上各处，再导入一次", "correct the ones above and import it again"),
        )
        return [*self.problems, rest]


@dataclass(frozen=True)
class Row:
    """One row of a keyed table."""

    grid: Grid
    number: int
    cells: dict[int, Found]
    columns: dict[str, int]
    id_column: int

    def at(self, key: str) -> Found | None:
        """The cell of a column; None where it is blank."""
        column = self.columns.get(key)
        return None if column is None else self._filled(column)

    @property
    def hidden_id(self) -> Found | None:
        return self._filled(self.id_column)

    def _filled(self, column: int) -> Found | None:
        found = self.cells.get(column)
        return None if found is None or is_blank(found) else found

    def place(self, key: str) -> str:
        return self.grid.place(self.number, self.columns.get(key, self.id_column))

    @property
    def is_hidden(self) -> bool:
        return self.number in self.grid.hidden_rows

    def says_something(self, keys: tuple[str, ...]) -> bool:
        return any(self.at(key) is not None for key in keys)

    def printed(self) -> Iterator[tuple[int, str]]:
        """Column and text of what stands in the row beside codes and entries."""
        ours = {*self.columns.values(), self.id_column}
        for column, found in self.cells.items():
            if column not in ours and found.kind == "text":
                yield column, str(found.value)


@dataclass(frozen=True)
class KeyedTable:
    """A table whose columns are known by the hidden row of keys above its headings."""

    grid: Grid
    identity: Identity
    key_row: int
    columns: dict[str, int]
    id_column: int

    def rows(self) -> Iterator[Row]:
        """Every filled row but that of the keys."""
        for number, cells in self.grid.rows():
            if number != self.key_row:
                yield Row(self.grid, number, cells, self.columns, self.id_column)

    def key_place(self, key: str = "") -> str:
        return self.grid.place(self.key_row, self.columns.get(key, self.id_column))

    def merged_entries(self) -> Iterator[tuple[str, str]]:
        """First cell and range of each merged range that reaches into the entries."""
        keyed = set(self.columns.values()) | {self.id_column}
        for top, left, bottom, right in self.grid.merged:
            inside = sorted(column for column in keyed if left <= column <= right)
            if bottom > self.key_row + 1 and inside:
                start = self.grid.place(max(top, self.key_row + 1), inside[0])
                yield start, f"{self.grid.place(top, left)}:{self.grid.place(bottom, right).rpartition('!')[2]}"


_HEADS = {folded(said) for one in (template_words.IDENTITY,) for said in (one.zh, one.en, f"{one.zh} / {one.en}")}


def is_heading(row: Row) -> bool:
    """Whether it is the row of headings: its hidden column says so, which nobody renames."""
    return folded(words(row.hidden_id) or "") in {*_HEADS, REPORT_HEAD}


def is_blank(found: Found) -> bool:
    """An empty cell; blanks alone are text, which a note may consist of."""
    return found.kind != "formula" and (found.value is None or found.value == "")


def words(found: Found | None) -> str | None:
    """An id or a code as it stands; None where the cell holds neither text nor a whole number."""
    if found is None:
        return ""
    if found.kind == "text":
        return str(found.value).strip()
    if found.kind == "number" and isinstance(found.value, int | float) and float(found.value).is_integer():
        return str(int(found.value))
    return None


def keyed_tables(contents: Contents, first_key: str, keys: tuple[str, ...], faults: Faults) -> list[KeyedTable]:
    """The tables whose key row holds `first_key`, with what is wrong with their columns."""
    found = []
    for grid in contents.grids:
        for row, cells in _key_rows(grid, first_key, keys):
            table = _table(grid, row, cells, keys, faults)
            found += [] if table is None else [table]
    return found


def _key_rows(grid: Grid, first_key: str, keys: tuple[str, ...]) -> Iterator[tuple[int, dict[int, str]]]:
    """Rows that hold the first key beside a token or another key, as no row of answers does."""
    for number, cells in grid.rows():
        said = {column: str(cell.value) for column, cell in cells.items() if cell.kind == "text"}
        known = {word for word in said.values() if word in keys}
        has_token = any(identity_of(word) for word in said.values())
        # The very hidden sheet is no table; one that somebody named like it is.
        if first_key in known and (has_token or (len(known) > 1 and not grid.name.casefold().startswith(SHEET))):
            yield number, said


def _table(grid: Grid, row: int, cells: dict[int, str], keys: tuple[str, ...], faults: Faults) -> KeyedTable | None:
    columns: dict[str, int] = {}
    tokens: dict[int, Identity] = {}
    for column, word in sorted(cells.items()):
        if (identity := identity_of(word)) is not None:
            tokens[column] = identity
        elif word in columns:
            faults.add(
                grid.place(row, column),
                say(f"列 {word} 出现两次，另一列在 {grid.place(row, columns[word])}",
                    f"the column {word} is there twice; the other one is at {grid.place(row, columns[word])}"),
                say("删去复制出来的整列，只留原来的一列", "delete the copied column and keep the original one"),
            )  # fmt: skip
        elif word in keys:
            columns[word] = column
    if len(tokens) != 1:
        last = max(cells, default=1)
        faults.add(
            grid.place(row, list(tokens)[1] if tokens else last),
            say("行编号所在的隐藏列出现两次", "the hidden column of row ids is there twice")
            if tokens
            else say("行编号所在的隐藏列已被删去，无法核对各行", "the hidden column of row ids was deleted, so rows cannot be checked"),
            say("把答案填到重新下载的评分表里再导入", "put the answers into a freshly downloaded template and import that"),
        )  # fmt: skip
        return None
    ((id_column, identity),) = tokens.items()
    return KeyedTable(grid, identity, row, columns, id_column)


# -- the very hidden sheet ------------------------------------------------------------------------


@dataclass(frozen=True)
class Hidden:
    """What the very hidden sheet says; empty where it was lost on the way."""

    facts: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, dict[str, str]] = field(default_factory=dict)
    """Indicator -> what stands under the heads `text`, `base` and `version`."""
    entries: dict[str, str] = field(default_factory=dict)
    """Entry of evidence -> digest."""

    def belongs_to(self, identity: Identity) -> bool:
        """Whether it was made together with a sheet, and did not come along from another workbook."""
        facts = self.facts
        return (
            facts.get("format") == identity.format
            and facts.get("rubric") == identity.rubric
            and facts.get("version") == identity.version
            and facts.get("fingerprint", "").startswith(identity.fingerprint)
            and facts.get("assessment", "") in ({identity.assessment} if identity.assessment else {"", "-"})
        )


def hidden_of(contents: Contents, identity: Identity) -> Hidden:
    """What very hidden sheets made together with `identity` say; where two differ, neither is believed."""
    sheets = (_hidden(grid) for grid in contents.grids if grid.name.casefold().startswith(SHEET))
    found = [one for one in sheets if one.belongs_to(identity)]
    if not found:
        return Hidden()
    return Hidden(found[0].facts, _agreed([one.indicators for one in found]), _agreed([one.entries for one in found]))


def _agreed(said: list[dict[str, Value]]) -> dict[str, Value]:
    """What all that speak of a key say alike."""
    found: dict[str, Value] = {}
    odd = set()
    for one in said:
        for key, value in one.items():
            if found.setdefault(key, value) != value:
                odd.add(key)
    return {key: value for key, value in found.items() if key not in odd}


def _hidden(grid: Grid) -> Hidden:
    found = Hidden()
    heads: tuple[str, ...] = ()
    columns: list[int] = []
    for _, cells in grid.rows():
        said = {column: words(cell) or "" for column, cell in sorted(cells.items()) if not is_blank(cell)}
        if tuple(said.values()) in (FACT_HEADS, INDICATOR_HEADS, ENTRY_HEADS):
            heads, columns = tuple(said.values()), list(said)
            continue
        row = [said.get(column, "") for column in columns]
        if heads == FACT_HEADS and row[0]:
            found.facts[row[0]] = row[1]
        elif len(said) == 1:
            continue  # the title of the next section
        elif heads == INDICATOR_HEADS:
            found.indicators[row[0]] = dict(zip(heads[1:], row[1:], strict=True))
        elif heads == ENTRY_HEADS:
            found.entries[row[0]] = row[1]
    return found


def same_code(one: str, other: str) -> bool:
    return folded(one) == folded(other)

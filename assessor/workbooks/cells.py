"""Cells of a workbook: plain values, ready for any writer; no library and no scoring here.

A formula, a rule and a defined name say where they point by table, not by address: `[[levels|0|2]]`
is row 0, column 2 of the table `levels`, `[[levels|0:2|2]]` its rows 0 to 2, `[[~|2]]` column 2 of
the same row of the same table. The writer turns them into addresses once every table has its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Scalar = str | int | float | date | None
Look = Literal[
    "title", "subtitle", "sample", "section", "note", "head", "head-number", "body", "strong", "number", "code",
    "link", "entry", "entry-number", "prose", "step",
]  # fmt: skip
State = Literal["visible", "hidden", "very_hidden"]


class Cell(NamedTuple):
    """One value. `display` is the number format of a number; `link` the sheet a text leads to.

    A named tuple, which is made six times as fast as a frozen dataclass: a report has twelve thousand.
    """

    value: Scalar
    look: Look = "body"
    display: str = ""
    link: str = ""
    formula: str = ""
    """What computes the value in the spreadsheet; `value` is then what it came to here."""
    entry: bool = False
    """May be changed where its sheet is protected."""
    choices: str = ""
    """Defined name of the list that its drop-down offers."""
    prompt: str = ""
    """Shown when this entry is chosen, in place of its column's; at most 255 characters."""
    exact: bool = False
    """Text that a program reads back, such as an id: to the last sign, as in an entry."""
    figure: tuple[str, ...] = ()
    """This entry is a number, or one of these words; its prompt is then also what is said to anything else."""
    lines: int = 0
    """Room kept for what its formula may come to: at least so many lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of our own words that runs over the empty cells to its right."""

    text: str
    look: Look = "note"
    formula: str = ""
    """What computes the words in the spreadsheet; `text` is then what they came to here."""


@dataclass(frozen=True, slots=True)
class Column:
    """Heading of a table's column and what the data dictionary says about it."""

    head: str
    meaning: str
    unit: str
    source: str
    key: str = ""
    """Written into a hidden row above the headings, so that the column is known wherever it is moved."""
    hidden: bool = False
    prompt: str = ""
    """Shown when an entry of the column is chosen; at most 255 characters."""
    refusal: str = ""
    """What is said to an entry that is not taken; the book's words where empty. At most 255 characters."""
    longest: int = 0
    """The most characters an entry may have; 0: no limit is set."""
    dates: tuple[date, date] | None = None
    """Entries are dates from the first to the last one."""
    least: float | None = None
    """Entries are numbers, not below this one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Another number format or ground for the cells of one column for which `when` is true."""

    column: int
    when: str
    display: str = ""
    tint: str = ""
    """Colour of the ground, such as #FFE699."""


@dataclass(frozen=True, slots=True)
class Table:
    """One header row and its rows, nothing merged, nothing empty in between."""

    key: str
    title: str
    """Stands above it; where empty, its headings follow what came before."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heat: tuple[int, ...] = ()
    """Columns shaded by their number, 0 light to 100 dark; the number stays readable."""
    folded: bool = False
    """Rows are grouped and closed: one click opens them."""
    repeated: bool = False
    """The header row is printed again on every page."""
    whole: bool = False
    """Not split where one printed page holds it, however full the page before."""
    unprinted: bool = False
    """For the screen only; such tables come last on their sheet."""
    filtered: bool = False
    """Each heading offers a filter, also where the sheet is protected."""
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One column of a table as drawn; `labels` stand at the points, one per row: words, or places whose
    words follow the sheet."""

    column: int
    name: str
    labels: tuple[str, ...] = ()
    quiet: bool = False
    """Drawn light, as what the others are measured against."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart over a table of the same sheet."""

    kind: Literal["bars", "dots", "radar"]
    title: str
    about: str
    """What the chart says, for those who cannot see it."""
    table: str
    category: int
    series: tuple[Series, ...]
    rows: tuple[int, int]
    """First and last row drawn, counted from 0 inside the table."""
    axis: str
    tall: bool = False
    """The names at the axis take two lines."""
    most: float = 100.0
    """Where the axis of numbers ends; it begins at 0."""
    unit: float = 20.0
    """From one line of the grid to the next."""


Block = Line | Table | Chart


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    widths: tuple[float, ...]
    """Width of each column in characters; a Chinese character counts two."""
    blocks: tuple[Block, ...]
    portrait: bool = False
    one_page: bool = False
    state: State = "visible"
    protected: bool = False
    """Only entries may be changed; no password, so that an office can lift it."""
    frozen: tuple[str, int] | None = None
    """A table and a number of columns: its heading and they stay in sight; without a table the first lines do."""
    broken_before: int | None = None
    """The column at which a second printed page begins, which repeats the columns that stay in sight."""

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets with the words of the page edge and the properties of the file."""

    title: str
    sheets: tuple[Sheet, ...]
    header: str
    footer: str
    rubric: str
    names: tuple[tuple[str, str], ...] = ()
    """Defined names and the places they stand for."""
    refusal: tuple[str, str] = ("", "")
    """Title and words of what is said to an answer that its drop-down does not offer."""

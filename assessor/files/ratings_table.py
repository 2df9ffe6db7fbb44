"""A table of ratings, one city a line -> codes, or every fault with line, column and value."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from assessor.errors import Problem, TableFault
from assessor.files.located import (
    MEGABYTE,
    UTF8_FIX,
    Located,
    encoding_guess,
    excerpt,
    nearest,
    not_text,
    problems,
    refused,
)
from assessor.rubric import Rubric
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE, Codes
from assessor.text import Text, counted, say, some_of

CITY = "city"
MOST_SHOWN = 50
MOST_REFUSED = 10_000
TABLE_LIMIT = 500 * MEGABYTE
_SAMPLE = 1 << 20


class Refused(NamedTuple):
    """One fault of a city that was left out; no name where the fault lies in the name itself."""

    city: str
    problem: Problem


class RatingsTable(NamedTuple):
    """Cities in the order of their lines; codes[c, i] as in `scoring`, columns in rubric order."""

    cities: list[str]
    codes: Codes
    notes: list[Text]
    """What the reader should know though nothing is wrong, such as indicators without a column."""
    grades: Codes | None = None
    """(cities, indicators) position among the rubric's evidence grades, -1 where none is stated; None: none at all."""
    refused: tuple[Refused, ...] = ()
    """Faults of cities that were left out, where the reader was to go on without them."""


def read_ratings_csv(
    source: Path | str | bytes, rubric: Rubric, name: str = "", *, lenient: bool = False
) -> RatingsTable:
    """Read ratings of many cities: a column `city`, one column an indicator, cells 0..T, NA, IE or empty.

    Args:
        source: path of a CSV file in UTF-8, with or without BOM, or its bytes.
        rubric: the rubric whose indicator ids head the columns.
        name: stands in messages where the source is bytes.
        lenient: leave out cities with a fault instead of refusing the table; faults of the header refuse it always.

    Raises:
        TableFault: with the first 50 faults and the number of the others.
    """
    name = name or ("CSV" if isinstance(source, bytes) else str(source))
    try:
        with io.BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb") as file:
            refuse_other_kinds(file, name)
            text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
            return WideTable(name, rubric, lenient=lenient).read(text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        what = say(f"文件读不出：{reason}", f"the file cannot be read: {reason}")
        raise refused(
            TableFault, name, what, say("检查路径、文件名和权限", "check path, name and permissions")
        ) from None


def refuse_other_kinds(file: BinaryIO, name: str) -> None:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > TABLE_LIMIT:
        what = say(f"文件{size / MEGABYTE:.0f}MB，超出上限{TABLE_LIMIT / MEGABYTE:.0f}MB",
                   f"the file holds {size / MEGABYTE:.0f} MB; the limit is {TABLE_LIMIT / MEGABYTE:.0f} MB")  # fmt: skip
        raise refused(TableFault, name, what, say("分成几个文件", "split it into several files"))
    start = file.read(_SAMPLE)
    file.seek(0)
    kind = not_text(start)
    if kind is not None:
        raise refused(TableFault, name, *kind)


class WideTable:
    """The reading of one table: what is collected on the way."""

    def __init__(self, name: str, rubric: Rubric, *, lenient: bool = False) -> None:
        self.name = name
        self.rubric = rubric
        self.lenient = lenient
        self.found: list[Located] = []
        self.faulty: set[int] = set()
        """Lines with a fault."""
        self.unseen = 0
        self.cities: list[str] = []
        self.lines = array("I")
        self.codes = bytearray()
        self.first_line: dict[str, int] = {}
        self.words = {word: code % 256 for word, code in words_of(rubric).items()}

    def read(self, text: io.TextIOWrapper) -> RatingsTable:
        reader = csv.reader(text, strict=True)
        columns: list[str] | None = None
        try:
            header = next(reader, [])
            columns = self._columns([cell.strip() for cell in header])
            if columns is not None:
                for row in reader:
                    self._row(row, reader.line_num, columns)
        except UnicodeDecodeError as error:
            line = reader.line_num + 1 + bytes(error.object[: error.start]).count(b"\n")
            raise refused(
                TableFault, self.name, encoding_guess(bytes(error.object[error.start :][:4096])), UTF8_FIX, line
            ) from None
        except csv.Error as error:
            self.lenient = False  # what follows cannot be read
            what = say(f"CSV 写法有误：{error}", f"no valid CSV: {error}")
            fix = say("检查引号是否成对", "check that quotation marks come in pairs")
            self._fault(reader.line_num, (), what, fix)
        return self._result(columns or [])

    def taken(self, header: list[str], rows: Iterable[list[str]]) -> RatingsTable:
        """The same of rows that no CSV reader made; they count as lines beneath a header in line 1."""
        columns = self._columns([*header])
        if columns is not None:
            for line, row in enumerate(rows, start=2):
                self._row(row, line, columns)
        return self._result(columns or [])

    # -- header ---------------------------------------------------------------------------------

    def _columns(self, header: list[str]) -> list[str] | None:
        """The header's ids, city first or not; None where there is no table to read."""
        if not any(header):
            self._fault(
                1,
                (),
                say("文件是空的", "the file is empty"),
                say("第一行写 city 和各指标编号", "the first line holds city and indicator ids"),
            )
            return None
        if len(header) == 1 and (other := re.search(r"[;\t,；]", header[0])):
            what = say(f"分隔符是 {other[0]!r}，不是半角逗号", f"the delimiter is {other[0]!r}, not a comma")
            self._fault(1, (), what, say("另存为逗号分隔的“CSV UTF-8”", "save it as comma-separated CSV UTF-8"))
            return None
        meant = None
        if CITY not in header:
            meant = nearest(CITY, [one for one in header if one not in self.rubric.by_id])
            fix = (
                say(f"把 {meant} 改为 city", f"rename {meant} to city")
                if meant
                else say("加一列 city", "add a column city")
            )
            self._fault(1, (), say("缺少 city 列", "there is no column city"), fix)
        while header and not header[-1]:
            header.pop()
        for position, id_ in enumerate(header):
            if id_ != meant:
                self._header(header, position, id_)
        return header if CITY in header else None

    def _header(self, header: list[str], position: int, id_: str) -> None:
        column = id_ or f"#{position + 1}"
        if id_ in header[:position]:
            self._fault(
                1,
                (column,),
                say(f"列 {column} 重复", f"the column {column} is there twice"),
                say("只保留一列", "keep one of them"),
            )
        elif id_ not in self.rubric.by_id and id_ != CITY:
            known = [one for one in (CITY, *self.rubric.by_id) if one not in header]
            close = nearest(id_, known)
            fix = say(f"是不是 {close}？", f"did you mean {close}?") if close else say("删去该列", "remove the column")
            self._fault(
                1,
                (excerpt(column),),
                say(f"量表没有指标 {excerpt(column)}", f"the rubric has no indicator {excerpt(column)}"),
                fix,
            )

        elif id_ in self.rubric.by_id and self.rubric.by_id[id_].measure is not None:
            self._fault(1, (id_,), *no_figures(id_))

    # -- rows -----------------------------------------------------------------------------------

    def _row(self, row: list[str], line: int, columns: list[str]) -> None:
        if not any(row):
            return
        width = len(columns)
        if len(row) != width:
            if len(row) < width or any(row[width:]):
                what = say(
                    f"有{len(row)}格，表头有{width}列",
                    f"{counted(len(row), 'cell')} under a header of {counted(width, 'column')}",
                )
                self._fault(
                    line,
                    (),
                    what,
                    say(
                        "补齐或删去单元格；含逗号的文字加引号",
                        "add or remove cells; put quotes around text with commas",
                    ),
                )
                return
            row = row[:width]
        at = columns.index(CITY)
        city = row.pop(at).strip()
        self._city(city, line)
        try:
            self.codes += bytes(map(self.words.__getitem__, row))
        except KeyError:
            self.codes += self._slowly(row, line, columns[:at] + columns[at + 1 :])
        self.cities.append(city)
        self.lines.append(line)

    def _city(self, city: str, line: int) -> None:
        if not city:
            self._fault(line, (CITY,), say("没有城市名", "the city has no name"), say("写上城市名", "write its name"))
            return
        if "\0" in city:
            what = say(f"{excerpt(city)} 中有空字符（NUL）", f"{excerpt(city)} holds a NUL character")
            self._fault(line, (CITY,), what, say("删去该字符", "remove it"))
        first = self.first_line.setdefault(city, line)
        if first != line:
            what = say(
                f"{excerpt(city)} 重复，第{first}行已有", f"{excerpt(city)} is there twice (first in line {first})"
            )
            self._fault(line, (CITY,), what, say("每个城市一行", "one line a city"))

    def _slowly(self, row: list[str], line: int, columns: list[str]) -> bytes:
        """The cells of a line in which something is unusual: spaces, or a fault."""
        codes = []
        for cell, column in zip(row, columns, strict=True):
            code = self.words.get(cell.strip())
            if code is None:
                self._fault(line, (column,), *bad_cell(cell, self.rubric.top))
            codes.append(MISSING % 256 if code is None else code)
        return bytes(codes)

    # -- result -----------------------------------------------------------------------------------

    def _result(self, columns: list[str]) -> RatingsTable:
        if not self.cities and not self.found:
            self._fault(
                1,
                (),
                say("只有表头，没有城市", "there is a header but no city"),
                say("每个城市写一行", "write one line a city"),
            )
        given = [one for one in columns if one != CITY]
        codes = np.full((len(self.cities), len(self.rubric.indicators)), MISSING, dtype=np.int8)
        if not any(one.line == 1 for one in self.found):
            said = np.frombuffer(bytes(self.codes), dtype=np.int8).reshape(len(self.cities), len(given))
            position = {one.id: index for index, one in enumerate(self.rubric.indicators)}
            codes[:, [position[one] for one in given]] = said
            self._not_permitted(codes)
        if self.found and not (self.lenient and all(one.line > 1 for one in self.found)):
            raise TableFault(*self._problems())
        return self._left(RatingsTable(self.cities, codes, list(self._notes(given))))

    def _left(self, table: RatingsTable) -> RatingsTable:
        """Without the cities that have a fault; of two lines for one city neither counts."""
        if not self.found:
            return table
        names = dict(zip(self.lines, self.cities, strict=True))
        twice = {city for city, count in Counter(self.cities).items() if count > 1}
        keep = [
            row
            for row, (line, city) in enumerate(names.items())
            if city and city not in twice and line not in self.faulty
        ]
        refused = tuple(
            Refused(names.get(one.line, ""), one.problem()) for one in sorted(self.found, key=lambda one: one.line)
        )
        return table._replace(cities=[self.cities[row] for row in keep], codes=table.codes[keep], refused=refused)

    def _not_permitted(self, codes: Codes) -> None:
        for index, one in enumerate(self.rubric.indicators):
            if not one.not_applicable.allowed:
                for row in np.flatnonzero(codes[:, index] == NOT_APPLICABLE).tolist():
                    what = say(f"指标 {one.id} 不允许 NA", f"indicator {one.id} may not be NA")
                    self._fault(
                        self.lines[row],
                        (one.id,),
                        what,
                        say("写等级、IE 或留空", "write a level or IE, or leave it empty"),
                    )

    def _notes(self, given: list[str]) -> Iterator[Text]:
        absent = [one.id for one in self.rubric.indicators if one.id not in given]
        if absent:
            some = some_of(absent)
            yield say(f"没有这些指标的列，按未评处理：{some}（共{len(absent)}项）",
                      f"no column for {counted(len(absent), 'indicator')}, taken as not rated: {some}")  # fmt: skip

    def _fault(self, line: int, loc: tuple[str, ...], what: Text, fix: Text) -> None:
        # A table of a million lines may hold as many faults; only the first need be kept.
        self.faulty.add(line)
        if len(self.found) < (MOST_REFUSED if self.lenient else 4 * MOST_SHOWN):
            self.found.append(Located(self.name, line, loc, what, fix))
        else:
            self.unseen += 1

    def _problems(self) -> list[Problem]:
        return problems(self.found, MOST_SHOWN, self.unseen)


def words_of(rubric: Rubric) -> dict[str, int]:
    """What a cell may hold, and the code it stands for."""
    words = {str(level): level for level in range(rubric.top + 1)}
    return words | {"": MISSING, "NA": NOT_APPLICABLE, "IE": INSUFFICIENT_EVIDENCE}


def no_figures(id_: str) -> tuple[Text, Text]:
    """A table of ratings holds levels: a figure in it could not be told from one."""
    return (
        say(f"指标 {id_} 是计量指标，评级表只收等级", f"indicator {id_} is measured, and a table of ratings holds levels only"),
        say("数值写进各城市的文件（YAML、JSON 或 CSV），一城一份，再整个文件夹导入", "put figures into one file for each city (YAML, JSON or CSV) and read the folder"),
    )  # fmt: skip


def bad_cell(cell: str, top: int) -> tuple[Text, Text]:
    said = cell.strip()
    shown = excerpt(said)
    folded = unicodedata.normalize("NFKC", said)
    scale = f"0-{top}"
    what = say(f"{shown} 不是有效的评级", f"{shown} is no rating")
    if folded != said and (re.fullmatch(rf"[0-{min(top, 9)}]|NA|IE", folded)):
        return say(f"{shown} 是全角字符", f"{shown} is a full-width character"), say(
            f"改为半角 {folded}", f"write {folded}"
        )
    if re.fullmatch(r"[-+]?\d+", folded):
        return say(f"{shown} 超出量尺 {scale}", f"{shown} is outside the scale {scale}"), say(
            f"写 {scale}", f"write {scale}"
        )
    if re.fullmatch(r"[-+]?\d*[.,]\d*", folded):
        return say(f"{shown} 不是整级", f"{shown} is no whole level"), say(
            f"写 {scale} 的整数", f"write a whole number {scale}"
        )
    if folded.upper().replace("/", "") in ("NA", "IE"):
        return what, say(f"写 {folded.upper().replace('/', '')}", f"write {folded.upper().replace('/', '')}")
    return what, say(f"写 {scale}、NA（不适用）、IE（佐证不足）或留空", f"write {scale}, NA, IE, or leave it empty")

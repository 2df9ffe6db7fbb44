"""A long table of ratings, one city and indicator a line -> codes, or every fault with line, column and value.

Columns: city, indicator, level (0..T, NA, IE or empty), and grade where the strength of evidence is stated.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from assessor.errors import TableFault
from assessor.files.located import UTF8_FIX, Located, encoding_guess, excerpt, nearest, problems, refused
from assessor.files.ratings_table import (
    CITY,
    MOST_REFUSED,
    MOST_SHOWN,
    RatingsTable,
    Refused,
    bad_cell,
    no_figures,
    read_ratings_csv,
    refuse_other_kinds,
    words_of,
)
from assessor.rubric import Rubric
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.text import Text, counted, say, use_one_of

INDICATOR, LEVEL, GRADE = "indicator", "level", "grade"
NEEDED = (CITY, INDICATOR, LEVEL)
NOTHING = MISSING % 256
_NO_LEVEL = (MISSING, NOT_APPLICABLE, INSUFFICIENT_EVIDENCE)


def is_long(header: Iterable[str]) -> bool:
    """Whether a header is that of a long table: it names the column `indicator`."""
    return INDICATOR in header


def read_ratings(source: Path | str | bytes, rubric: Rubric, name: str = "", *, lenient: bool = False) -> RatingsTable:
    """Read ratings of many cities from a wide or a long table, CSV or Parquet.

    Args:
        source: path of the file, or its bytes.
        rubric: the rubric whose indicators are rated.
        name: stands in messages where the source is bytes.
        lenient: leave out cities with a fault instead of refusing the table; faults of the header refuse it always.

    Raises:
        TableFault: with the first 50 faults and the number of the others.
    """
    from assessor.files.parquet_table import is_parquet, read_parquet

    name = name or ("CSV" if isinstance(source, bytes) else str(source))
    start = _start(source, name)
    if is_parquet(start):
        return read_parquet(source, rubric, name, lenient=lenient)
    if not is_long(_header(start)):
        return read_ratings_csv(source, rubric, name, lenient=lenient)
    with io.BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb") as file:
        refuse_other_kinds(file, name)
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        return LongTable(name, rubric, lenient=lenient).read(text)


def _start(source: Path | str | bytes, name: str) -> bytes:
    if isinstance(source, bytes):
        return source[:4096]
    try:
        with Path(source).open("rb") as file:
            return file.read(4096)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        what = say(f"文件读不出：{reason}", f"the file cannot be read: {reason}")
        raise refused(
            TableFault, name, what, say("检查路径、文件名和权限", "check path, name and permissions")
        ) from None


def _header(start: bytes) -> list[str]:
    first = start.decode("utf-8-sig", "replace").splitlines()[:1]
    return [cell.strip(' "') for cell in first[0].split(",")] if first else []


class LongTable:
    """The reading of one table: what is collected on the way."""

    def __init__(self, name: str, rubric: Rubric, *, lenient: bool = False) -> None:
        self.name, self.rubric, self.lenient = name, rubric, lenient
        self.city = ""
        """Of the line being read."""
        self.faulty: dict[str, list[Located]] = {}
        """City -> its first faults."""
        self.found: list[Located] = []
        self.unseen = 0
        self.words = words_of(rubric)
        self.place = {one.id: n for n, one in enumerate(rubric.indicators)}
        self.forbidden = {one.id for one in rubric.indicators if not one.not_applicable.allowed}
        self.grade_place = {one.id: n for n, one in enumerate(rubric.evidence_grades)}
        self.codes: dict[str, bytearray] = {}
        self.grades: dict[str, bytearray] = {}
        self.first: dict[tuple[str, str], int] = {}

    def read(self, text: io.TextIOWrapper) -> RatingsTable:
        reader = csv.reader(text, strict=True)
        try:
            header = [cell.strip() for cell in next(reader, [])]
            if self._columns(header):
                for row in reader:
                    self._line(row, reader.line_num, header)
        except UnicodeDecodeError as error:
            line = reader.line_num + 1 + bytes(error.object[: error.start]).count(b"\n")
            guess = encoding_guess(bytes(error.object[error.start :][:4096]))
            raise refused(TableFault, self.name, guess, UTF8_FIX, line) from None
        except csv.Error as error:
            self.lenient = False  # what follows cannot be read
            what = say(f"CSV 写法有误：{error}", f"no valid CSV: {error}")
            fix = say("检查引号是否成对", "check that quotation marks come in pairs")
            self._fault(reader.line_num, (), what, fix)
        return self._result()

    def taken(self, header: list[str], rows: Iterable[list[str]]) -> RatingsTable:
        """The same of rows that no CSV reader made; they count as lines beneath a header in line 1."""
        if self._columns(header):
            for line, row in enumerate(rows, start=2):
                self._line(row, line, header)
        return self._result()

    def _columns(self, header: list[str]) -> bool:
        known = (*NEEDED, GRADE)
        for name in NEEDED:
            if name not in header:
                close = nearest(name, [one for one in header if one not in known])
                fix = say(f"把 {close} 改为 {name}", f"rename {close} to {name}") if close else say(
                    f"加一列 {name}", f"add a column {name}")  # fmt: skip
                self._fault(1, (), say(f"缺少 {name} 列", f"there is no column {name}"), fix)
        for position, name in enumerate(header):
            if name in header[:position]:
                what = say(f"列 {excerpt(name)} 重复", f"the column {excerpt(name)} is there twice")
                self._fault(1, (excerpt(name),), what, say("只保留一列", "keep one of them"))
            elif name and name not in known:
                what = say(f"长表没有 {excerpt(name)} 列", f"a long table has no column {excerpt(name)}")
                self._fault(1, (excerpt(name),), what, say("删去该列", "remove the column"))
        return not self.found

    def _line(self, row: list[str], line: int, header: list[str]) -> None:
        self.city = ""
        if not any(row):
            return
        if len(row) < len(header) or any(row[len(header) :]):
            what = say(f"有{len(row)}格，表头有{len(header)}列",
                       f"{counted(len(row), 'cell')} under a header of {counted(len(header), 'column')}")  # fmt: skip
            fix = say("补齐或删去单元格；含逗号的文字加引号", "add or remove cells; put quotes around text with commas")
            self._fault(line, (), what, fix)
            return
        said = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
        city, indicator = said[CITY], said[INDICATOR]
        self.city = city
        if self._named(city, line) and self._known(indicator, line) and self._once(city, indicator, line):
            self._put(city, indicator, said[LEVEL], said.get(GRADE, ""), line)

    def _named(self, city: str, line: int) -> bool:
        if not city:
            self._fault(line, (CITY,), say("没有城市名", "the city has no name"), say("写上城市名", "write its name"))
        elif "\0" in city:
            what = say(f"{excerpt(city)} 中有空字符（NUL）", f"{excerpt(city)} holds a NUL character")
            self._fault(line, (CITY,), what, say("删去该字符", "remove it"))
        return bool(city) and "\0" not in city

    def _known(self, indicator: str, line: int) -> bool:
        if indicator in self.place:
            return True
        close = nearest(indicator, self.place)
        what = say(f"量表没有指标 {excerpt(indicator)}", f"the rubric has no indicator {excerpt(indicator)}")
        fix = say(f"是不是 {close}？", f"did you mean {close}?") if close else use_one_of(list(self.place))
        self._fault(line, (INDICATOR,), what, fix)
        return False

    def _once(self, city: str, indicator: str, line: int) -> bool:
        first = self.first.setdefault((city, indicator), line)
        if first != line:
            what = say(f"{excerpt(city)} 的 {indicator} 重复，第{first}行已有",
                       f"{indicator} of {excerpt(city)} is there twice (first in line {first})")  # fmt: skip
            self._fault(line, (INDICATOR,), what, say("只保留一行", "keep one of the lines"))
        return first == line

    def _put(self, city: str, indicator: str, level: str, grade: str, line: int) -> None:
        code = self.words.get(level)
        if self.rubric.by_id[indicator].measure is not None and code not in _NO_LEVEL:
            self._fault(line, (LEVEL,), *no_figures(indicator))
        elif code is None:
            self._fault(line, (LEVEL,), *bad_cell(level, self.rubric.top))
        elif code == NOT_APPLICABLE and indicator in self.forbidden:
            what = say(f"指标 {indicator} 不允许 NA", f"indicator {indicator} may not be NA")
            self._fault(line, (LEVEL,), what, say("写等级、IE 或留空", "write a level or IE, or leave it empty"))
        if grade and grade not in self.grade_place:
            what = say(f"没有佐证强度 {excerpt(grade)}", f"there is no evidence grade {excerpt(grade)}")
            self._fault(line, (GRADE,), what, use_one_of(list(self.grade_place)))
        count = len(self.place)
        codes = self.codes.setdefault(city, bytearray([NOTHING]) * count)
        codes[self.place[indicator]] = NOTHING if code is None else code % 256
        if grade in self.grade_place:
            grades = self.grades.setdefault(city, bytearray([NOTHING]) * count)
            grades[self.place[indicator]] = self.grade_place[grade]

    def _result(self) -> RatingsTable:
        if not self.codes and not self.found:
            what = say("只有表头，没有评级", "there is a header but no rating")
            self._fault(1, (), what, say("每座城市每项指标写一行", "write one line a city and indicator"))
        if self.found and not (self.lenient and all(one.line > 1 for one in self.found)):
            raise TableFault(*problems(self.found, MOST_SHOWN, self.unseen))
        cities = [city for city in self.codes if city not in self.faulty]
        shape = (len(cities), len(self.place))
        codes = np.frombuffer(b"".join(self.codes[city] for city in cities), dtype=np.int8).reshape(shape)
        none = bytes([NOTHING]) * len(self.place)
        graded = b"".join(bytes(self.grades.get(city, none)) for city in cities)
        grades = np.frombuffer(graded, dtype=np.int8).reshape(shape) if self.grades else None
        refused = tuple(Refused(city, one.problem()) for city, found in self.faulty.items() for one in found)
        return RatingsTable(cities, codes, [], grades, refused)

    def _fault(self, line: int, loc: tuple[str, ...], what: Text, fix: Text) -> None:
        of_city = self.faulty.setdefault(self.city, [])
        if len(self.found) < (MOST_REFUSED if self.lenient else 4 * MOST_SHOWN):
            self.found.append(Located(self.name, line, loc, what, fix))
            of_city.append(self.found[-1])
        else:
            self.unseen += 1

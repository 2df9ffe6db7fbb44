"""A whole assessment as a long CSV, one fact a line: record, id, field, value.

Records and fields bear the names they have in a city file, so that one dictionary serves both. A
list takes one line an entry, in its order; an empty one takes one line without a value. Counts of
ballots, which are nothing without their order, stand in one cell: `0 1 4 2 0`. Where
nothing is stated there is no line, and a line without a value states nothing either. Dates are
ISO 8601, numbers have a point and shortest exact digits, text is guarded (see `csv_guard`). One line
says how many there are beside it, so that a file that was cut off is known.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from assessor.assessment import Assessment
from assessor.errors import CityFault
from assessor.files.city_file import checked
from assessor.files.city_layout import laid_out, version_of
from assessor.files.csv_guard import guarded, unguarded
from assessor.files.located import Located, decoded, excerpt, nearest, refused, text_of
from assessor.files.rubric_file import bundled_rubric
from assessor.files.yaml_reader import Document
from assessor.rubric import Loc, Rubric
from assessor.text import counted, say, use_one_of

COLUMNS = ("record", "id", "field", "value")
FORMAT = "assessor.assessment.csv"
FORMAT_VERSION = 3
"""2: records of what scoring sessions agreed. 3: figures of measured indicators, tasks and looks back at them. Without
any of them a file is still written as 1."""
MOST_LINES_ABOVE = 5
"""So far down a header is looked for that something was written above."""
_NUMBER = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][-+]?[0-9]{1,3})?")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+[0-9]{1,3}")
_CODES = (("id",), ("period",), ("rubric", "version"), ("city", "id"))
"""Short texts that a spreadsheet may take for a number."""
_WHOLE = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True)
class Kind:
    """What a value is: how it is read, and the words for it where it is something else."""

    name: str
    read: Callable[[str], Any] = unguarded
    zh: str = ""
    en: str = ""
    many: bool = False
    """One line an entry."""


def _level(said: str) -> int | str | None:
    return said if said in ("NA", "IE") else _whole(said)


def _whole(said: str) -> int | None:
    return int(said) if _WHOLE.fullmatch(said) else None


def _number(said: str) -> float | None:
    return float(said) if _NUMBER.fullmatch(said) else None


def _truth(said: str) -> bool | None:
    # A spreadsheet that saves the file again writes TRUE.
    return {"true": True, "false": False}.get(said.lower())


def _counts(said: str) -> list[int] | None:
    numbers = [_whole(one) for one in said.split()]
    return None if None in numbers else [one for one in numbers if one is not None]


TEXT = Kind("text")
WORD = Kind("word")
"""An id or a word of a fixed list."""
WORDS = Kind("words", many=True)
DATE = Kind("date", str)
LEVEL = Kind("level", _level, "等级数字、NA 或 IE", "a level, NA or IE")
WHOLE = Kind("integer", _whole, "整数", "a whole number")
NUMBER = Kind("number", _number, "数（如 0.5）", "a number such as 0.5")
TRUTH = Kind("boolean", _truth, "true 或 false", "true or false")
COUNTS = Kind(
    "counts", _counts, "以空格隔开的整数，如 0 1 4 2 0", "whole numbers with spaces between, such as 0 1 4 2 0"
)
STANDING = Kind(
    "statuses", str, "状态、空格、任务编号，如 done T1", "a status, a space and a task's id, such as done T1", many=True
)
"""Where each task stood: one line a task."""
_CITY = {
    "id": TEXT, "name": TEXT, "name_en": TEXT, "fictional": TRUTH, "city_class": WORD, "subtypes": WORDS, "admin_rank": WORD,
    "population": WORD, "border": TRUTH, "coast": TRUTH, "hub": TRUTH, "bri_node": TRUTH, "open_platforms": WORDS,
    "io_seats": WORD, "consulates": WORD, "sister_cities": WORD, "networks": WORD, "focus": WORDS,
}  # fmt: skip
FIELDS: dict[str, dict[str, Kind]] = {
    "file": {"format": WORD, "format_version": WHOLE},
    "assessment": {"id": TEXT, "period": TEXT, "cut_off": DATE, "mode": WORD, "variant": WORD},
    "rubric": {"id": TEXT, "version": TEXT},
    "city": _CITY,
    "pattern": {"zh": TEXT, "en": TEXT},
    "weights": {"preset": WORD, "levels": NUMBER, "dimensions": NUMBER, "indicators": NUMBER},
    "target": {"level": WHOLE},
    "rating": {
        "level": LEVEL, "grade": WORD, "reason": TEXT, "note": TEXT, "external_constraint": TEXT,
        "further_evidence_offline": TRUTH, "measured": NUMBER,
    },
    "consensus": {
        "session": TEXT, "level": WHOLE, "method": WORD, "doubtful": TRUTH, "first": COUNTS, "second": COUNTS,
        "cannot_judge": WHOLE, "reason": TEXT, "dissent": TEXT,
    },
    "evidence": {"title": TEXT, "date": DATE, "holder": TEXT, "grade": WORD, "indicators": WORDS},
    "task": {
        "indicator": WORD, "aim": WHOLE, "what": TEXT, "lead": TEXT, "support": TEXT, "due": DATE, "mark": TEXT,
        "effort": WORD, "phase": WHOLE, "status": WORD, "progress": TEXT,
    },
    "follow_up": {"date": DATE, "statuses": STANDING, "remark": TEXT},
    "end": {"lines": WHOLE},
}  # fmt: skip
"""The fields of each record."""
_LISTS = {"evidence": "evidence", "task": "tasks", "follow_up": "follow_ups"}
"""Records that are the entries of a list, and its name in a city file."""
_EACH = ("target", "rating", "consensus", *_LISTS)
"""Records of which there are many, told apart by their id."""
END = ("end", "", "lines")
"""The last line as it is written: how many lines of facts there are beside it."""
Fact = tuple[str, str, str, Any]


def takes_id(record: str, field: str) -> bool:
    return record in _EACH or (record == "weights" and field != "preset")


# -- assessment -> CSV ---------------------------------------------------------------------------


def assessment_to_csv(assessment: Assessment) -> bytes:
    """Everything in an assessment, one fact a line; UTF-8 with the mark by which Excel and WPS know it."""
    out = io.StringIO()
    # Every cell in quotes: a lone carriage return or a delimiter inside text cannot end its cell.
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    facts = list(_facts(laid_out(assessment), version_of(assessment, FORMAT_VERSION)))
    for record, id_, field, value in (*facts, (*END, len(facts))):
        writer.writerow((record, guarded(id_), field, _written(value)))
    return out.getvalue().encode("utf-8-sig")


def _facts(said: dict[str, Any], version: int) -> Iterator[Fact]:
    yield from (("file", "", "format", FORMAT), ("file", "", "format_version", version))
    yield from _of("assessment", "", said)
    for record in ("rubric", "city", "pattern"):
        yield from _of(record, "", said[record] or {})
    weights = said["weights"]
    yield "weights", "", "preset", weights["preset"]
    for group in ("levels", "dimensions", "indicators"):
        yield from (("weights", id_, group, float(weight)) for id_, weight in weights[group].items())
    yield from (("target", id_, "level", level) for id_, level in said["targets"].items())
    for id_, rating in said["ratings"].items():
        yield from _of("rating", id_, rating)
        yield from _of("consensus", id_, rating.get("consensus") or {})
    for record, name in _LISTS.items():
        for entry in said.get(name, ()):
            yield from _of(record, entry["id"], entry)


def _of(record: str, id_: str, said: dict[str, Any]) -> Iterator[Fact]:
    for field, kind in FIELDS[record].items():
        value = said.get(field)
        if kind is STANDING and value is not None:
            stood = [f"{status} {task}" for task, status in value.items()]
            yield from ((record, id_, field, one) for one in stood or [""])
        elif kind.many and value is not None:
            yield from ((record, id_, field, one) for one in value or [""])
        elif value is not None and value != "":
            yield record, id_, field, value


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    return guarded(value) if isinstance(value, str) else repr(value)


# -- CSV -> assessment ---------------------------------------------------------------------------


def is_flat_table(data: bytes) -> bool:
    """Whether a CSV file holds an assessment by facts, rather than a table of ratings; its header may be spoilt."""
    lines = data[:2000].decode("utf-8-sig", "replace").splitlines()[:MOST_LINES_ABOVE]
    return any(_is_header(line) for line in lines)


def _is_header(line: str) -> bool:
    cells = [cell.strip(' "\ufeff').casefold() for cell in re.split("[,;\t]", line)]
    return cells[: len(COLUMNS)] == list(COLUMNS)


def assessment_from_csv(data: bytes, rubric: Rubric | None = None, name: str = "assessment.csv") -> Assessment:
    """The assessment that `assessment_to_csv` wrote; its lines may have been sorted.

    Raises:
        CityFault: with every fault of the file, by line.
        VersionMismatch: if it was made under another rubric or version.
    """
    read = decoded if is_flat_table(data) else text_of
    document = _Reading(name).read(read(data, name, CityFault))
    return checked(document, rubric or bundled_rubric())


class _Reading:
    """The reading of one file: what is collected on the way."""

    def __init__(self, name: str) -> None:
        self.document = Document(name, {}, {(): 1})
        self.first: dict[tuple[str, str, str], int] = {}
        self.places: dict[str, dict[str, int]] = {record: {} for record in _LISTS}
        """Record -> id -> its position in its list."""
        self.count = 0
        """Lines that hold something."""

    def read(self, text: str) -> Document:
        # StringIO must not translate the line ends inside a text.
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header = [cell.strip() for cell in next(reader, [])]
            self._refuse_other_header(header, text)
            line = reader.line_num + 1
            for row in reader:
                self.count += any(row)
                self._row(row, line)
                line = reader.line_num + 1
        except csv.Error as error:
            what = say(f"CSV 写法有误：{error}", f"no valid CSV: {error}")
            fix = say("检查引号是否成对", "check that quotation marks come in pairs")
            self._fault(reader.line_num, (), what, fix)
        else:
            self._refuse_cut_off()
        self._refuse_other_format()
        return self.document

    def _refuse_other_header(self, header: list[str], text: str) -> None:
        while header and not header[-1]:
            header.pop()
        if header != list(COLUMNS):
            wanted = ",".join(COLUMNS)
            what = say(f"第一行应为 {wanted}", f"the first line should be {wanted}")
            fix = say("保留导出文件的表头，以半角逗号分隔", "keep the header of the exported file, separated by commas")
            lines = text.splitlines()[:MOST_LINES_ABOVE]
            at = next((n for n, line in enumerate(lines) if _is_header(line)), 0)
            if at:
                above = excerpt(lines[0])
                what = say(
                    f"表头 {wanted} 不在第一行，上面还有“{above}”",
                    f"the header {wanted} is not in the first line: “{above}” stands above it",
                )
                fix = say(f"删去表头上面的{at}行", f"delete the {counted(at, 'line')} above the header")
            elif [cell.casefold() for cell in header] == list(COLUMNS):
                fix = say(f"表头改为小写：{wanted}", f"write the header in small letters: {wanted}")
            raise refused(CityFault, self.document.name, what, fix, 1)

    def _refuse_cut_off(self) -> None:
        said = self.document.value.pop("end.lines", None)
        here = self.count - (said is not None)
        again = say(f"重新导出；确已有意增删行的，把 end 一行的 value 改为{here}",
                    f"export it again; if lines were added or removed on purpose, write {here} into the line “end”")  # fmt: skip
        if said is None:
            what = say("没有结束行，文件可能在中途被截断", "the line “end” is missing; the file may have been cut off")
            row = f"end,,lines,{here}"
            self._fault(
                self.count + 1,
                END[::2],
                what,
                say(
                    f"重新导出；确是完整的，在末尾加一行 {row}",
                    f"export it again; if it is complete, add the line {row}",
                ),
            )
        elif isinstance(said, int) and said != here:
            what = say(
                f"写明有{said}行，实有{here}行，文件可能缺行",
                f"it says that it has {said} lines and has {here}; some may be missing",
            )
            self._fault(self.first.get(END, 1), END[::2], what, again)

    def _refuse_other_format(self) -> None:
        said = self.document.value
        format_, version = said.pop("file.format", None), said.pop("file.format_version", None)
        at = self.first.get(("file", "", "format_version" if format_ == FORMAT else "format"), 1)
        if format_ == FORMAT and isinstance(version, int) and 1 <= version <= FORMAT_VERSION:
            return
        if format_ == FORMAT and isinstance(version, int) and version > FORMAT_VERSION:
            raise refused(
                CityFault, self.document.name,
                say(f"文件格式版本为 {version}，本软件只识别到 {FORMAT_VERSION}",
                    f"the file has format version {version}; this program reads up to version {FORMAT_VERSION}"),
                say("用较新版本的软件打开", "open it with a newer version of this program"), at,
            )  # fmt: skip
        what = say("没有写明文件格式和版本", "the file does not state its format and version")
        rows = f"file,,format,{FORMAT}; file,,format_version,1"
        self._fault(at, ("file", "format"), what, say(f"保留这两行：{rows}", f"keep these two lines: {rows}"))

    # -- one line -----------------------------------------------------------------------------

    def _row(self, row: list[str], line: int) -> None:
        if not any(row):
            return
        if len(row) < len(COLUMNS) or any(row[len(COLUMNS) :]):
            what = say(
                f"有{len(row)}格，应有{len(COLUMNS)}格",
                f"{counted(len(row), 'cell')} where there should be {len(COLUMNS)}",
            )
            fix = say("补齐或删去单元格；含逗号的文字加引号", "add or remove cells; put quotes around text with commas")
            self._fault(line, (), what, fix)
            return
        record, id_, field, value = row[0].strip(), unguarded(row[1]), row[2].strip(), row[3]
        if not self._known(record, id_, field, line):
            return
        kind = FIELDS[record][field]
        loc = self._loc(record, id_, field, line)
        if kind is STANDING:
            self._stood(loc, unguarded(value), line)
        elif kind.many:
            self._entry(loc, value, line)
        elif self._once((record, id_, field), loc, line) and value != "":
            self._put(loc, self._read(kind, value, loc, line), line)

    def _known(self, record: str, id_: str, field: str, line: int) -> bool:
        if record not in FIELDS:
            self._unknown(line, (excerpt(record),), "记录", "record", record, list(FIELDS))
            return False
        if field not in FIELDS[record]:
            self._unknown(line, (record, excerpt(field)), "字段", "field", field, list(FIELDS[record]))
            return False
        if takes_id(record, field) == bool(id_):
            return True
        if id_:
            what = say(f"{record} 的 {field} 不带编号，现为 {excerpt(id_)}", f"{field} of {record} takes no id; it is {excerpt(id_)}")  # fmt: skip
            self._fault(line, (record, field), what, say("清空 id 一格", "empty the cell id"))
        else:
            what = say(f"{record} 的 {field} 缺编号", f"{field} of {record} lacks its id")
            self._fault(line, (record, field), what, say("在 id 一格写上编号", "write it into the cell id"))
        return False

    def _unknown(self, line: int, loc: Loc, zh: str, en: str, word: str, known: list[str]) -> None:
        close = nearest(word, known)
        fix = say(f"是不是 {close}？", f"did you mean {close}?") if close else use_one_of(known)
        self._fault(line, loc, say(f"没有{zh} {excerpt(word)}", f"there is no {en} {excerpt(word)}"), fix)

    def _loc(self, record: str, id_: str, field: str, line: int) -> Loc:
        """The place in a city file where this fact stands."""
        match record:
            case "file" | "end":
                return (f"{record}.{field}",)
            case "assessment":
                return (field,)
            case "target":
                return ("targets", id_)
            case "weights":
                return ("weights", field, id_) if id_ else ("weights", field)
            case "rating":
                return ("ratings", id_, field)
            case "consensus":
                return ("ratings", id_, "consensus", field)
            case "evidence" | "task" | "follow_up":
                places, name = self.places[record], _LISTS[record]
                if id_ not in places:
                    places[id_] = len(places)
                    self._put((name, places[id_], "id"), id_, line)
                return (name, places[id_], field)
        return (record, field)

    def _once(self, key: tuple[str, str, str], loc: Loc, line: int) -> bool:
        first = self.first.setdefault(key, line)
        if first != line:
            what = say(f"重复，第{first}行已有", f"there twice (first in line {first})")
            self._fault(line, loc, what, say("只保留一行", "keep one of the lines"))
        return first == line

    def _read(self, kind: Kind, said: str, loc: Loc, line: int) -> Any:
        if kind is TEXT and loc in _CODES and _SCIENTIFIC.fullmatch(said.strip()):
            what = say(
                f"{excerpt(said)} 是表格软件改写的数字", f"{excerpt(said)} is a number as a spreadsheet rewrote it"
            )
            whole = float(said)
            right = f"{whole:.0f}" if whole < 1e15 else "…"
            self._fault(
                line,
                loc,
                what,
                say(
                    f"把该列设为文本，改回原来的写法，如 {right}",
                    f"make the column a text and write it as it was, such as {right}",
                ),
            )
            return said
        value = kind.read(said if kind in (TEXT, WORD) else said.strip())
        if value is None:
            what = say(f"应为{kind.zh}，现为 {excerpt(said)}", f"this should be {kind.en} (got {excerpt(said)})")
            self._fault(line, loc, what, say(f"改为{kind.zh}", f"write {kind.en}"))
            return said
        return value

    def _entry(self, loc: Loc, value: str, line: int) -> None:
        """One entry of a list; a line without a value says that the list is there and empty."""
        held = self._held(loc) or []
        self._put(loc, held, line)
        if value != "":
            self._put((*loc, len(held)), unguarded(value), line)

    def _stood(self, loc: Loc, value: str, line: int) -> None:
        """Where one task stood; a line without a value says that there was none."""
        self._put(loc, self._held(loc) or {}, line)
        status, _, task = value.partition(" ")
        if task and self._once(("status", str(loc), task), (*loc, task), line):
            self._put((*loc, task), status, line)
        elif value and not task:
            what = say(
                f"应为{STANDING.zh}，现为 {excerpt(value)}", f"this should be {STANDING.en} (got {excerpt(value)})"
            )
            self._fault(line, loc, what, say(f"改为{STANDING.zh}", f"write {STANDING.en}"))

    # -- the document -------------------------------------------------------------------------

    def _held(self, loc: Loc) -> Any:
        inner: Any = self.document.value
        for step in loc:
            if isinstance(step, int):
                inner = inner[step] if step < len(inner) else None
            else:
                inner = inner.get(step) if inner is not None else None
        return inner

    def _put(self, loc: Loc, value: Any, line: int) -> None:
        inner: Any = self.document.value
        for end, step in enumerate(loc[:-1], start=1):
            self.document.lines.setdefault(loc[:end], line)
            blank: Any = [] if isinstance(loc[end], int) else {}
            if isinstance(step, int):
                if step == len(inner):
                    inner.append(blank)
                inner = inner[step]
            else:
                inner = inner.setdefault(step, blank)
        self.document.lines.setdefault(loc, line)
        if isinstance(loc[-1], int):
            inner.append(value)
        else:
            inner[loc[-1]] = value

    def _fault(self, line: int, loc: Loc, what: Any, fix: Any) -> None:
        self.document.found.append(Located(self.document.name, line, loc, what, fix))

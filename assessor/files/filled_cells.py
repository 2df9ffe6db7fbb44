"""One entry cell -> what it stands for, or a fault at that cell with its remedy."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from assessor.assessment import Outcome
from assessor.files.city_faults import YEARS
from assessor.files.filled_sheets import Faults
from assessor.files.located import excerpt
from assessor.files.template_layout import SPECIALS, folded, grade_said, outcome_said, yes_or_no
from assessor.rubric import Measure, Rubric
from assessor.text import Text, say
from assessor.workbooks.grid import Found

Note = Callable[[Text], None]
_BETWEEN: Final = re.compile(r"[、，,；;/\s]+")
_DATES: Final = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)


def refuse_kinds(found: Found, place: str, faults: Faults, words: Text) -> bool:
    """Refuse what is no entry whatever the column asks for: formulas and errors."""
    if found.kind == "formula":
        value = _plain(found)
        seen = (
            say(f"，现显示为 {value}", f"; it shows {value}") if value else say("，没有算出的值", "; it holds no value")
        )
        faults.add(
            place,
            say(f"这里是公式{seen.zh}", f"this is a formula{seen.en}"),
            say(f"复制该单元格，“选择性粘贴”选“数值”；或直接填写{words.zh}",
                f"copy the cell and paste it as a value (Paste special, Values), or type {words.en}"),
        )  # fmt: skip
        return True
    if found.kind == "error":
        faults.add(
            place,
            say(f"这里是错误值 {found.value}", f"this is the error {found.value}"),
            say(f"改填{words.zh}", f"type {words.en} instead"),
        )
        return True
    return False


def outcome_in(found: Found, place: str, rubric: Rubric, faults: Faults, note: Note) -> Outcome | None:
    """A level or a special outcome; None, with a fault, where the cell says neither."""
    top = rubric.top
    wanted = say(
        f"0至{top}的整数、{SPECIALS['not_applicable'].zh}或{SPECIALS['insufficient_evidence'].zh}",
        f"a whole number from 0 to {top}, {SPECIALS['not_applicable'].en} or {SPECIALS['insufficient_evidence'].en}",
    )
    if refuse_kinds(found, place, faults, wanted):
        return None
    value = found.value
    if found.kind == "number" and isinstance(value, int | float) and float(value).is_integer() and 0 <= value <= top:
        return int(value)
    if found.kind == "text" and (said := outcome_said(str(value), top)) is not None:
        plain = str(value).strip()
        if isinstance(said, int) and plain != str(said):
            note(say(f"{place} 的“{excerpt(plain)}”按{said}读取", f"{place}: “{excerpt(plain)}” was read as {said}"))
        return said
    faults.add(place, _no_outcome(found, top), say(f"改填{wanted.zh}", f"type {wanted.en}"))
    return None


def figure_in(found: Found, place: str, measure: Measure, faults: Faults) -> float | Outcome | None:
    """A figure or a special outcome of a measured indicator; None, with a fault, where the cell says neither."""
    wanted = say(
        f"以{measure.unit.zh}计的数值（只填数，不填单位）、{SPECIALS['not_applicable'].zh}或{SPECIALS['insufficient_evidence'].zh}",
        f"a figure in {measure.unit.en} (the number alone), {SPECIALS['not_applicable'].en} or {SPECIALS['insufficient_evidence'].en}",
    )
    if refuse_kinds(found, place, faults, wanted):
        return None
    if found.kind == "number" and isinstance(found.value, int | float) and math.isfinite(found.value):
        return float(found.value)
    if found.kind == "text":
        said, plain = outcome_said(str(found.value), -1), unicodedata.normalize("NFKC", str(found.value)).strip()
        if said is not None:
            return said
        if re.fullmatch(r"[-+]?\d+(\.\d+)?", plain):
            return float(plain)
    what = say(f"{excerpt(_plain(found))} 不是数值", f"{excerpt(_plain(found))} is no figure")
    faults.add(place, what, say(f"改填{wanted.zh}", f"type {wanted.en}"))
    return None


def _no_outcome(found: Found, top: int) -> Text:
    value = excerpt(_plain(found))
    if found.kind == "date":
        return say(f"{value} 是日期，不是评级", f"{value} is a date, not a rating")
    if found.kind == "bool":
        return say(f"{value} 是逻辑值，不是评级", f"{value} is a truth value, not a rating")
    if found.kind == "number" and isinstance(found.value, int | float):
        if float(found.value).is_integer():
            return say(f"{value} 超出量尺 0-{top}", f"{value} is outside the scale 0-{top}")
        return say(f"{value} 不是整级", f"{value} is no whole level")
    return say(f"“{value}”不是有效的评级", f"“{value}” is no rating")


def grade_in(found: Found, place: str, rubric: Rubric, faults: Faults) -> str | None:
    """Id of a grade of evidence."""
    ids = "、".join(grade.id for grade in rubric.evidence_grades)
    wanted = say(f"佐证强度：{ids}", f"a grade of evidence: {ids.replace('、', ', ')}")
    if refuse_kinds(found, place, faults, wanted):
        return None
    grade = _grade(str(found.value), rubric) if found.kind == "text" else None
    if grade is None:
        value = excerpt(_plain(found))
        faults.add(
            place,
            say(f"“{value}”不是量表中的佐证强度", f"“{value}” is no grade of evidence of this rubric"),
            say(f"改填{wanted.zh}", f"type {wanted.en}"),
        )
    return grade


def _grade(written: str, rubric: Rubric) -> str | None:
    """One grade, also where a list in two languages names it twice."""
    parts = {grade_said(part, rubric) for part in written.split(" / ")}
    return grade_said(written, rubric) or (parts.pop() if len(parts) == 1 else None)


def flag_in(found: Found, place: str, faults: Faults) -> bool:
    wanted = say("“是”或“否”", "Yes or No")
    if refuse_kinds(found, place, faults, wanted):
        return False
    if found.kind == "bool":
        return bool(found.value)
    said = yes_or_no(str(found.value)) if found.kind == "text" else None
    if said is None:
        value = excerpt(_plain(found))
        faults.add(
            place,
            say(f"“{value}”既不是“是”也不是“否”", f"“{value}” is neither Yes nor No"),
            say(f"改填{wanted.zh}", f"type {wanted.en}, or empty the cell"),
        )
    return bool(said)


def text_in(found: Found, place: str, faults: Faults, note: Note) -> str:
    """Free text, byte for byte; a number or a date that somebody typed as text is told."""
    wanted = say("文字", "the text itself")
    if refuse_kinds(found, place, faults, wanted):
        return ""
    if found.kind == "text":
        return str(found.value)
    if found.kind == "bool":
        faults.add(
            place,
            say(f"{_plain(found)} 是逻辑值，不是文字", f"{_plain(found)} is a truth value, not a text"),
            say("改填文字，或清空该单元格", "type a text, or empty the cell"),
        )
        return ""
    said = _plain(found)
    note(say(f"{place} 是数字或日期，按文字“{said}”读取", f"{place} is a number or a date and was read as the text “{said}”"))  # fmt: skip
    return said


def date_in(found: Found, place: str, faults: Faults) -> date | None:
    wanted = say("日期，如 2025-06-30", "a date such as 2025-06-30")
    if refuse_kinds(found, place, faults, wanted):
        return None
    value = found.value
    day: date | None = None
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    elif not isinstance(value, bool) and (said := folded(_plain(found))):
        day = _day(said)
    if day is None or not YEARS[0] <= day.year <= YEARS[1]:
        shown = excerpt(_plain(found))
        faults.add(
            place,
            say(f"“{shown}”不是 {YEARS[0]} 至 {YEARS[1]} 年间的日期", f"“{shown}” is no date within {YEARS[0]}-{YEARS[1]}"),
            say(f"改填{wanted.zh}", f"type {wanted.en}"),
        )  # fmt: skip
        return None
    return day


def _day(said: str) -> date | None:
    for shape in _DATES:
        if (found := shape.fullmatch(said)) is not None:
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                return None
    return None


def codes_in(found: Found, place: str, rubric: Rubric, faults: Faults) -> list[str]:
    """Ids of indicators, whatever stands between them."""
    wanted = say("指标编号，编号之间用顿号隔开", "codes of indicators with commas in between")
    if refuse_kinds(found, place, faults, wanted):
        return []
    known = {folded(id_): id_ for id_ in rubric.by_id}
    codes = []
    for word in filter(None, _BETWEEN.split(_plain(found))):
        id_ = word if word in rubric.by_id else known.get(folded(word))
        if id_ is None:
            faults.add(
                place,
                say(f"量表没有指标“{excerpt(word)}”", f"the rubric has no indicator “{excerpt(word)}”"),
                say("按“评分”表中的编号改正", "correct it after the codes on the sheet of ratings"),
            )
        else:
            codes.append(id_)
    return codes


def _plain(found: Found) -> str:
    """A value as text, whole numbers without a point, dates without a time that is midnight."""
    value = found.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        midnight = not (value.hour or value.minute or value.second or value.microsecond)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)

"""One fault of a file with its line, and the bytes of a file as text or a fault."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from assessor.errors import FaultyInput, Problem, RubricFault
from assessor.rubric import Loc
from assessor.text import Text, say, use_one_of

MEGABYTE = 1_000_000
# More faults than anybody corrects in one go; of the others the number is told.
MOST_SHOWN = 200
UTF8_FIX = say(
    "另存为UTF-8编码：记事本“另存为”选UTF-8；WPS或Excel选“CSV UTF-8”",
    "save it as UTF-8: in Notepad choose UTF-8 under Save as; in Excel or WPS choose CSV UTF-8",
)

_PICTURES = {
    b"\x89PNG": ("图片（PNG）", "a picture (PNG)"),
    b"\xff\xd8\xff": ("图片（JPEG）", "a picture (JPEG)"),
    b"GIF8": ("图片（GIF）", "a picture (GIF)"),
    b"%PDF": ("PDF 文件", "a PDF file"),
}


@dataclass(frozen=True)
class Located:
    """A fault at a line of a file; `loc` is the path of keys to it."""

    file: str
    line: int
    loc: Loc
    what: Text
    fix: Text

    def problem(self) -> Problem:
        place = f"{self.file}:{self.line}" if self.line else self.file
        path = ".".join(excerpt(step) if isinstance(step, str) else str(step) for step in self.loc)
        return Problem(f"{place}: {path}" if path else place, self.what, self.fix)


def fresh(more: Iterable[Located], found: Iterable[Located]) -> list[Located]:
    """Those that do not merely repeat, at the same place or below it, what is found already."""
    told = {(one.file, one.loc) for one in found if one.loc}
    return [
        one for one in more if not any((one.file, one.loc[:end]) in told for end in range(1, len(one.loc) + 1))
    ]  # fmt: skip


def problems(found: Iterable[Located], most: int = MOST_SHOWN, unseen: int = 0) -> list[Problem]:
    """Faults in the order of files and lines; beyond `most` only their number.

    `unseen` are faults counted without being kept.
    """
    ordered = sorted(found, key=lambda one: (one.file, one.line))
    shown = [one.problem() for one in ordered[:most]]
    more = len(ordered) - len(shown) + unseen
    if more:
        shown.append(
            Problem(
                ordered[0].file,
                say(f"另有{more}处问题", f"and {more} more"),
                say("先改正以上各处，再检查一次", "correct the ones above and check again"),
            )
        )
    return shown


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word most like this one, if any is."""
    words = list(known)
    folded = {one.casefold(): one for one in words}
    close = get_close_matches(str(word).strip().casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def nearest_or_one_of(word: object, known: Sequence[str]) -> Text:
    """The remedy for an unknown word: the nearest known one, else the list."""
    close = nearest(word, known)
    if close is not None:
        return say(f"是不是 {close}？", f"did you mean {close}?")
    return use_one_of(known)


def excerpt(value: object, most: int = 40) -> str:
    """A value as it may stand in a message: short and on one line."""
    shown = " ".join(str(value).split()) if isinstance(value, str) else repr(value)
    printable = "".join(c if c.isprintable() else "�" for c in shown)
    return printable if len(printable) <= most else printable[:most] + "…"


def bytes_of(path: Path, limit: int, fault: type[FaultyInput]) -> bytes:
    """The content of a file, or why it cannot be read."""
    name = str(path)
    try:
        with path.open("rb") as file:
            said = file.read(limit + 1)
    except FileNotFoundError:
        raise refused(
            fault, name, say("没有这个文件", "there is no such file"), say("检查路径和文件名", "check path and name")
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise refused(
            fault, name, say(f"文件读不出：{reason}", f"the file cannot be read: {reason}"),
            say("检查是否为文件、是否有读取权限", "check that it is a file and that you may read it"),
        ) from None  # fmt: skip
    if len(said) > limit:
        size = path.stat().st_size / MEGABYTE
        raise refused(
            fault, name,
            say(f"文件{size:.1f}MB，超出上限{limit / MEGABYTE:.0f}MB",
                f"the file holds {size:.1f} MB; the limit is {limit / MEGABYTE:.0f} MB"),
            say("拆分或精简文件", "make the file smaller")
            if fault is RubricFault
            else say("说明限2000字；佐证只列标题，不贴正文", "a note holds 2,000 characters at most; list evidence by title only"),
        )  # fmt: skip
    return said


def text_of(said: bytes, name: str, fault: type[FaultyInput]) -> str:
    """UTF-8 text with or without BOM; other encodings and other kinds of file are named."""
    kind = not_text(said)
    if kind is not None:
        raise refused(fault, name, *kind)
    return decoded(said, name, fault)


def decoded(said: bytes, name: str, fault: type[FaultyInput]) -> str:
    """The same of bytes known to be text, such as by their first line."""
    try:
        return said.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(fault, name, encoding_guess(said), UTF8_FIX, said.count(b"\n", 0, error.start) + 1) from None


def not_text(said: bytes) -> tuple[Text, Text] | None:
    """What a file is when it is no UTF-8 text at all, with the remedy."""
    start = said[:512].lstrip().lower()
    if said[:4] == b"PK\x03\x04":
        return (
            say("这是Excel（.xlsx）或压缩文件，不是文本文件", "this is an Excel (.xlsx) or zip file, not a text file"),
            say("在Excel或WPS中另存为“CSV UTF-8”", "save it as CSV UTF-8 in Excel or WPS"),
        )
    if said[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return (
            say("这是旧版Excel（.xls）文件，不是文本文件", "this is an old Excel (.xls) file, not a text file"),
            say("在Excel或WPS中另存为“CSV UTF-8”", "save it as CSV UTF-8 in Excel or WPS"),
        )
    if start.startswith((b"<!doctype html", b"<html", b"\xef\xbb\xbf<!doctype html", b"\xef\xbb\xbf<html")):
        return (
            say("这是网页（HTML），不是数据文件", "this is a web page (HTML), not a data file"),
            say("重新下载原文件", "download the file itself again"),
        )
    kind = next((name for start, name in _PICTURES.items() if said.startswith(start)), None)
    if kind is not None:
        return (
            say(f"这是{kind[0]}，不是文本文件", f"this is {kind[1]}, not a text file"),
            say("确认选对了文件", "make sure that it is the right file"),
        )
    if said[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return say("文件编码像是UTF-32", "the file looks like UTF-32"), UTF8_FIX
    if said[:2] in (b"\xff\xfe", b"\xfe\xff") or _every_other_is_zero(said[:200]):
        return say("文件编码像是UTF-16", "the file looks like UTF-16"), UTF8_FIX
    if b"\0" in said[:200]:
        return (
            say("这不是文本文件", "this is not a text file"),
            say("确认选对了文件", "make sure that it is the right file"),
        )
    return None


def _every_other_is_zero(said: bytes) -> bool:
    """As Latin letters and line ends come out in UTF-16 without a mark at its start."""
    zeros = max(said[0::2].count(0), said[1::2].count(0))
    return 4 * zeros >= len(said) // 2 and min(said[0::2].count(0), said[1::2].count(0)) == 0 < zeros


def encoding_guess(said: bytes) -> Text:
    try:
        # The end may cut a character in two, which an incremental decoder waits for.
        codecs.getincrementaldecoder("gb18030")().decode(said)
    except UnicodeDecodeError:
        return say("文件不是UTF-8编码", "the file is not UTF-8 text")
    return say("文件编码像是GBK，不是UTF-8", "the file looks like GBK, not UTF-8")


def refused(fault: type[FaultyInput], name: str, what: Text, fix: Text, line: int = 0) -> FaultyInput:
    """An error of one fault."""
    return fault(Located(name, line, (), what, fix).problem())

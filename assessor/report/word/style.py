"""Measures and types of the Word documents: plain values, no library.

Source:
    GB/T 9704-2012 (margins, 28 signs in 22 lines, page number between dashes) and rubric method 6.6.
    The documents bear no red head, no classification mark and no seal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assessor.report.word.blocks import Kind
from assessor.text import Language

Align = Literal["left", "center", "right"]
"""Nothing is justified: LibreOffice drops a sign at the end of a line that it stretches."""

LATIN = "Times New Roman"
TITLE, BODY, HEADING, SUBHEADING, TABLE = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
STAND_INS = {
    TITLE: "FZXiaoBiaoSong-B05S,小标宋,华文中宋,STZhongsong,宋体,SimSun",
    BODY: "仿宋,FangSong,华文仿宋,STFangsong",
    SUBHEADING: "楷体,KaiTi,华文楷体,STKaiti",
    HEADING: "SimHei,华文黑体,STHeiti",
    TABLE: "SimSun,华文宋体,STSong",
}
"""What a machine takes that lacks a font; word processors read this from the table of fonts."""
GREY = "E7E7E7"
"""Behind the first row of a table; with black the only tone."""


@dataclass(frozen=True)
class Type:
    """How a kind of paragraph is set. Sizes and spaces in points; `line` is the exact height of a line."""

    name: str
    font: str
    size: float
    line: float
    align: Align = "left"
    indent: int = 0
    """Characters by which the first line is set in."""
    before: float = 0.0
    after: float = 0.0
    bold: bool = False
    outline: int | None = None
    """Depth in the navigation pane, from 0."""
    keep: bool = False
    """Stays on the page of what follows."""


@dataclass(frozen=True)
class Margins:
    """In millimetres; the page is A4, upright."""

    top: float
    bottom: float
    left: float
    right: float
    head: float
    foot: float

    @property
    def text_width(self) -> float:
        return 210.0 - self.left - self.right


OFFICIAL = Margins(37, 35, 28, 26, 15, 25)
ONE_PAGE = Margins(23, 15, 23, 23, 12, 8)
BALLOT = Margins(18, 17, 22, 22, 9, 8)


_MARGINS: dict[Kind, Margins] = {"one-page": ONE_PAGE, "full": OFFICIAL, "ballot": BALLOT}


def margins(kind: Kind) -> Margins:
    return _MARGINS[kind]


def types(kind: Kind, language: Language) -> dict[str, Type]:
    return _TYPES[kind, language]


def _official(size: float, line: float, small: float, *, chinese: bool) -> dict[str, Type]:
    """The full report: title, four depths of heading, body and tables."""
    indent, gap = (2, 0.0) if chinese else (0, 6.0)
    fonts = (HEADING, SUBHEADING, BODY, BODY)
    headings = {
        f"heading{n}": Type(
            f"heading {n}", font, size + (0 if chinese else (4, 2, 0, 0)[n - 1]), line + (0 if chinese else 2),
            "left", indent, before=0 if chinese else 10, after=gap, bold=not chinese, outline=n - 1, keep=True,
        )
        for n, font in enumerate(fonts, start=1)
    }  # fmt: skip
    return headings | {
        "title": Type("Title", TITLE, 22 if chinese else 20, 36 if chinese else 26, "center", after=line / 2, bold=not chinese),
        "subtitle": Type("Subtitle", SUBHEADING, size - (2 if chinese else 0), line, "center", after=gap),
        "sample": Type("Sample mark", HEADING, size - (2 if chinese else 0), line, "center", after=gap, bold=not chinese),
        "body": Type("Body Text", BODY, size, line, "left", indent, after=gap),
        "note": Type("Note", BODY, small + 1.5, small + 9, "left", indent, after=gap),
        "date": Type("Date", BODY, size, line, "right", before=line),
        "head": Type("Table head", HEADING, small, small + 5, "center", bold=not chinese),
        "cell": Type("Table text", TABLE, small, small + 5, "left"),
        "middle": Type("Table centred", TABLE, small, small + 5, "center"),
        "gap": Type("Gap", TABLE, 4, 8, "left"),
        "header": Type("header", TABLE, 10.5 if chinese else 9, 14, "center"),
        "footer": Type("footer", TABLE, 14 if chinese else 10, 18, "right"),
    }  # fmt: skip


def _short(size: float, line: float, small: float, *, chinese: bool) -> dict[str, Type]:
    """One page: the same types, smaller."""
    return {
        "title": Type("Title", TITLE, 20 if chinese else 15, 30 if chinese else 20, "center", bold=not chinese, outline=0),
        "subtitle": Type("Subtitle", SUBHEADING, size - 0.5, line, "center"),
        "sample": Type("Sample mark", HEADING, size - 0.5, line, "center", bold=not chinese),
        "body": Type("Body Text", BODY, size, line, before=5, after=5),
        "note": Type("Note", BODY, small - 0.5, small + 4, before=2),
        "head": Type("Table head", HEADING, small, small + 5 if chinese else small + 3, "center", bold=not chinese),
        "cell": Type("Table text", TABLE, small, small + 5 if chinese else small + 3, "left"),
        "middle": Type("Table centred", TABLE, small, small + 5 if chinese else small + 3, "center"),
        "gap": Type("Gap", TABLE, 4, 8, "left"),
        "header": Type("header", TABLE, 10.5 if chinese else 9, 14, "center"),
    }  # fmt: skip


def _ballot(size: float, line: float, small: float, *, chinese: bool) -> dict[str, Type]:
    """A booklet to be filled in by hand: room between the lines, boxes as large as the text."""
    bold = not chinese
    return {
        "title": Type("Title", TITLE, 20 if chinese else 17, 32 if chinese else 24, "center", bold=bold, outline=0),
        "subtitle": Type("Subtitle", SUBHEADING, size, line, "center"),
        "sample": Type("Sample mark", HEADING, size, line, "center", bold=bold),
        "heading1": Type("heading 1", HEADING, size + 2, line + 4, before=12, after=2, bold=bold, outline=0, keep=True),
        "heading2": Type("heading 2", HEADING, size + 0.5, line + 1, before=9, bold=bold, outline=1, keep=True),
        "body": Type("Body Text", BODY, size, line, after=3),
        "note": Type("Note", BODY, small, small + 8, before=3),
        "head": Type("Table head", HEADING, small - 0.5, small + 4, "center", bold=bold),
        "cell": Type("Table text", TABLE, small, small + 4, "left"),
        "middle": Type("Table centred", TABLE, small, small + 4, "center"),
        "gap": Type("Gap", TABLE, 2, 3, "left"),
        "header": Type("header", TABLE, 9, 14, "center"),
        "footer": Type("footer", TABLE, 10.5 if chinese else 10, 16, "right"),
    }


_TYPES: dict[tuple[Kind, Language], dict[str, Type]] = {
    ("full", "zh"): _official(16, 28, 10.5, chinese=True),
    ("full", "en"): _official(11, 16, 8.5, chinese=False),
    ("one-page", "zh"): _short(13.5, 21.5, 11.5, chinese=True),
    ("one-page", "en"): _short(10, 12.8, 9, chinese=False),
    ("ballot", "zh"): _ballot(11.5, 17.5, 10, chinese=True),
    ("ballot", "en"): _ballot(10.5, 14.5, 9, chinese=False),
}

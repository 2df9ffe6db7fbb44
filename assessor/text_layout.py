"""How much room words take: a Chinese character counts two columns, a Latin one a little over one."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from unicodedata import combining, east_asian_width

LINE_HEIGHT = 15.0
"""Points of one line at 10 points, enough for the tallest of the fonts that stand in."""
PADDING = 4.0
TALLEST_ROW = 400.0
"""Spreadsheets allow 409."""
MOST_LINES = int((TALLEST_ROW - PADDING) // LINE_HEIGHT)
TITLE_WIDTH = 80
CLOSING = frozenset("，。、；：？！）》”’")
"""Never at the head of a line: the sign before goes there with it."""
WIDEST = 2.0
"""Columns of the widest sign."""
_PIECE = re.compile(r"[ \t]+|[（《“‘]*[≥≤]?[!-~¡-ʯ]+[）》”’]*|[（《“‘]+.|.", re.DOTALL)
"""What is not broken: a Latin word or number with its brackets; an opening sign stays with what follows."""


@lru_cache(maxsize=8192)
def columns_wide(words: str) -> float:
    """Width of a text on one line, in columns."""
    return sum(map(_sign_wide, words))


@lru_cache(maxsize=8192)
def _sign_wide(sign: str) -> float:
    if combining(sign):
        return 0.0
    if east_asian_width(sign) in "WFA":
        return 2.0
    return 1.25 if sign.isupper() or sign in "mw%@" else 1.05


def wrapped(words: str, width: float) -> list[str]:
    """The lines a cell of this width breaks a text into; joined they are the text again."""
    room = max(width - 1.0, 2.0)
    lines: list[str] = []
    for paragraph in words.split("\n"):
        if lines:
            lines[-1] += "\n"
        lines += _broken(paragraph, room)
    return lines


def _broken(paragraph: str, room: float) -> list[str]:
    """Latin words stay whole unless longer than a line; Chinese breaks anywhere.

    Each line takes as many pieces as fit, which is looked up among the widths up to the end of each.
    """
    pieces = _pieces(paragraph, room)
    starts = [0, *accumulate(map(len, pieces))]
    widths = list(accumulate(map(columns_wide, pieces)))
    lines, start, first, taken = [], 0, 0, 0.0
    while (last := max(bisect_right(widths, taken + room), first + 1)) < len(pieces):
        end, taken = starts[last], widths[last - 1]
        if pieces[last] in CLOSING and end - start > 1:
            end -= 1
            taken -= columns_wide(paragraph[end])
        lines.append(paragraph[start:end])
        start, first = end, last
    return [*lines, paragraph[start:]]


def _pieces(paragraph: str, room: float) -> list[str]:
    """What is not broken; of what is longer than a line, parts that fit one."""
    pieces: list[str] = _PIECE.findall(paragraph)
    if WIDEST * max(map(len, pieces), default=0) <= room:
        return pieces
    step = max(int(room / 1.25), 1)
    return [
        part
        for piece in pieces
        for part in (
            [piece] if columns_wide(piece) <= room else (piece[at : at + step] for at in range(0, len(piece), step))
        )
    ]


@lru_cache(maxsize=8192)
def lines_in(words: str, width: float) -> int:
    if WIDEST * len(words) < width - 1.0 and "\n" not in words:
        return 1
    return len(wrapped(words, width))


def row_height(lines: int) -> float:
    return min(PADDING + LINE_HEIGHT * lines, 409.0)


def parts(words: str, width: float, most: int = MOST_LINES) -> list[str]:
    """A text in parts that each fit one row; joined they are the text again."""
    lines = wrapped(words, width)
    return ["".join(lines[at : at + most]) for at in range(0, len(lines), most)]


def shortened(words: str, width: float = TITLE_WIDTH) -> str:
    """A title that fits its line; the whole of it stands elsewhere."""
    if columns_wide(words) <= width:
        return words
    kept = ""
    for sign in words:
        if columns_wide(kept + sign) > width - 2:
            break
        kept += sign
    return f"{kept}…"

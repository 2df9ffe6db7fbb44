"""How much room words take: a Chinese character counts two columns, a Latin one a little over one."""

from __future__ import annotations

import re
from functools import lru_cache
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
    lines, line, taken = [], "", 0.0
    for piece, wide in _pieces(paragraph, room):
        if taken + wide > room and line:
            stays, goes = (line[:-1], line[-1]) if piece in CLOSING and len(line) > 1 else (line, "")
            lines.append(stays)
            line, taken = goes, columns_wide(goes)
        line += piece
        taken += wide
    return [*lines, line]


def _pieces(paragraph: str, room: float) -> list[tuple[str, float]]:
    """With their widths. Latin words stay whole unless longer than a line; Chinese breaks anywhere."""
    step = max(int(room / 1.25), 1)
    pieces: list[tuple[str, float]] = []
    for piece in _PIECE.findall(paragraph):
        wide = columns_wide(piece)
        if wide <= room:
            pieces.append((piece, wide))
        else:
            cut = (piece[at : at + step] for at in range(0, len(piece), step))
            pieces += [(part, columns_wide(part)) for part in cut]
    return pieces


@lru_cache(maxsize=8192)
def lines_in(words: str, width: float) -> int:
    if columns_wide(words) < width - 1.0 and "\n" not in words:
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

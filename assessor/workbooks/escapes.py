"""Signs that a workbook's XML cannot hold are written as `_x0007_`; a text that looks so by itself is protected.

Imported in the child process: nothing heavy here.
"""

from __future__ import annotations

import re

LONGEST_TEXT = 32_767
"""What a cell holds, in units of `length`."""
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def protected(text: str) -> str:
    """A text in which nothing is taken for an escape."""
    return _LIKE_AN_ESCAPE.sub("_x005F_", text)


def unescaped(written: str) -> str:
    """Text as it was typed; a sign that takes two units is written in halves."""
    if "_x" not in written:
        return written
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), written)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass") if text != written else text


def length(text: str) -> int:
    """As spreadsheets count: signs beyond the first plane are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

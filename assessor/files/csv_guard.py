"""Text in a CSV file must stay text: a spreadsheet would run a cell that begins like a formula."""

from __future__ import annotations

import re
import unicodedata

# What NFKC folds to one of these (full-width, small, raised), some spreadsheets fold too; − is a minus to them.
_SIGNS = frozenset("=+-@−")
_BREAKS = frozenset("\t\r\n")
_ORDINARY = re.compile(r"[^\W_]")


def guarded(text: str) -> str:
    """The text with an apostrophe before it where it begins like a formula; for text columns only.

    Text that begins with an apostrophe gets another one, so that two texts never become the same and
    `unguarded` finds back what was written.
    """
    # Nearly every text begins with a letter or digit: those are done here.
    if not text or _ORDINARY.match(text):
        return text
    return f"'{text}" if text[0] == "'" or _begins_like_a_formula(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell.removeprefix("'")


def _begins_like_a_formula(text: str) -> bool:
    """Whether a sign of a formula comes first, or first behind what a spreadsheet may trim or cannot show."""
    for sign in text:
        if sign in _BREAKS or unicodedata.normalize("NFKC", sign)[0] in _SIGNS:
            return True
        if unicodedata.category(sign) not in ("Zs", "Zl", "Zp", "Cc", "Cf"):
            return False
    return False

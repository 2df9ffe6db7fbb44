"""Text in a CSV file must stay text: a spreadsheet would run a cell that begins like a formula."""

from __future__ import annotations

# Full-width forms are folded to plain ones by some spreadsheets.
_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
# A spreadsheet that trims these would find the formula behind them.
_TRIMMED = " \u00a0\u3000\u200b\ufeff"


def guarded(text: str) -> str:
    """The text with an apostrophe before it where it begins like a formula; for text columns only.

    Text that begins with an apostrophe gets another one, so that two texts never become the same.
    """
    start = text.lstrip(_TRIMMED)[:1]
    return f"'{text}" if text.startswith("'") or (start and start in _STARTS) else text

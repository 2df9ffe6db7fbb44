"""Signs that a spreadsheet cannot hold, or would take for a formula."""

from __future__ import annotations

import re

FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def visible(written: str) -> str:
    """The text with signs that a spreadsheet cannot hold turned into visible ones."""
    return _UNSEEN.sub(_sign, written.replace("\r\n", "\n").replace("\r", "␍"))


def _sign(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "�"


def has_unseen(written: str) -> bool:
    return _UNSEEN.search(written) is not None or "\r" in written.replace("\r\n", "\n")

"""How a workbook of ours says what it is, so that it can be read back wherever its sheets went.

Each sheet that comes back heads its last, hidden column with an identity token; that column repeats
the id of the row. A very hidden sheet says the same in full, and how each entry stood when the
workbook was made.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote

from pydantic import BaseModel

TEMPLATE, REPORT = "assessor-template/1", "assessor-report/1"
FORMATS = (TEMPLATE, REPORT)
SHEET = "_assessor"
FINGERPRINT_DIGITS = 16
NO_ASSESSMENT = "-"
_START = "id"

# The very hidden sheet: one section below the other, each under a row with exactly these heads.
FACT_HEADS = ("key", "value")
INDICATOR_HEADS = ("indicator", "text", "base", "version", "parts")
"""Id, `Rubric.text_digest`, `digest_of` its rating when the workbook was made, version of the stored rating, and
`parts_of` that rating."""
ENTRY_HEADS = ("entry", "base")
"""Id of an entry in the list of evidence, and its `digest_of` when the workbook was made."""
Fact = Literal["format", "rubric", "version", "fingerprint", "assessment", "variant", "unit", "language", "made"]
"""Keys of the first section; `fingerprint` is the whole one, `made` a time in UTC."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a sheet belongs to."""

    format: str
    rubric: str
    version: str
    fingerprint: str
    """The first digits of it suffice."""
    assessment: str | None = None

    @property
    def token(self) -> str:
        """One line without spaces inside its values: `id <format> rubric=… version=… fingerprint=… assessment=…`."""
        said = {
            "rubric": self.rubric, "version": self.version,
            "fingerprint": self.fingerprint[:FINGERPRINT_DIGITS], "assessment": self.assessment,
        }  # fmt: skip
        words = (f"{key}={NO_ASSESSMENT if value is None else _escaped(value)}" for key, value in said.items())
        return " ".join((_START, self.format, *words))


def _escaped(value: str) -> str:
    """A lone `-` means that there is none."""
    return "%2D" if value == NO_ASSESSMENT else quote(value, safe="")


def identity_of(token: object) -> Identity | None:
    """What a heading says a sheet belongs to; None for any other heading."""
    words = token.split() if isinstance(token, str) else []
    if words[:1] != [_START] or len(words) != 6 or not words[1].startswith(("assessor-template/", "assessor-report/")):
        return None
    said = dict(word.partition("=")[::2] for word in words[2:])
    if set(said) != {"rubric", "version", "fingerprint", "assessment"}:
        return None
    assessment = None if said["assessment"] == NO_ASSESSMENT else unquote(said["assessment"])
    return Identity(words[1], unquote(said["rubric"]), unquote(said["version"]), said["fingerprint"], assessment)


_PART_DIGITS = 12


def part_of(value: object) -> str:
    """Some hex digits of one field of a rating; spreadsheets keep one sign for an end of line, so that all are one."""
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(json.dumps(value, ensure_ascii=True).encode("ascii")).hexdigest()[:_PART_DIGITS]


def parts_of(record: BaseModel | None) -> str:
    """Every field of a rating as `name=digits`, so that a file with some of the columns is compared by these; empty for none."""
    said = {} if record is None else record.model_dump(mode="json")
    return " ".join(f"{name}={part_of(value)}" for name, value in said.items())


def parts_in(said: str) -> dict[str, str]:
    """What `parts_of` said, by name."""
    pairs = (word.partition("=") for word in said.split())
    return {name: digits for name, _, digits in pairs}


def digest_of(record: BaseModel | None) -> str:
    """16 hex digits of a rating or an entry of evidence; empty for none. Equal records, equal digits."""
    if record is None:
        return ""
    plain = json.dumps(record.model_dump(mode="json"), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("ascii")).hexdigest()[:16]

"""Text: the same words in Chinese and English."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
# What moves a terminal's cursor, reverses a line, is no character at all, or cannot be seen to do so.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# What has no width of its own; in a file's name it could only hide or disguise something.
_UNSEEN = re.compile(r"[\xad\u180e\u200b-\u200d\u2060-\u2064\ufeff\ufff9-\uffff]")
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


class Text(BaseModel):
    """The same words in Chinese and English. Chinese is the authoritative wording."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    zh: Prose
    en: Prose

    def pick(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


def say(zh: str, en: str) -> Text:
    """A sentence composed in code, for errors and findings."""
    return Text(zh=zh, en=en)


def some_of(words: Sequence[str], most: int = 8) -> str:
    """The first few words of a list that may be long."""
    return ", ".join(words[:most]) + (", ..." if len(words) > most else "")


def use_one_of(known: Sequence[str]) -> Text:
    """The remedy for an unknown word: what may stand in its place."""
    some = some_of(known)
    return say(f"改为其中之一：{some or '（无）'}", f"use one of: {some or '(none)'}")


def as_file_name(words: str, instead: str) -> str:
    """A file's name, without its ending, that every file system takes; `instead` goes before what none would take."""
    seen = _UNSEEN.sub(" ", CONTROLS.sub(" ", words))
    safe = re.sub(r'[\s<>:"/\\|?*]+', " ", seen).strip(" .")
    while len(safe.encode()) > 180:
        safe = safe[:-1].strip(" .")
    if safe.split(".")[0].upper() in _RESERVED or not safe or unicodedata.normalize("NFKC", safe[0])[0] in "=+-@−":
        safe = f"{instead} {safe}".strip()
    return safe


def counted(number: int, thing: str, things: str = "") -> str:
    """A number and what it counts, in English: 1 fault, 2 faults."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"


def span(least: int, most: int) -> Text:
    """Both ends of a range of counts, or the one number that it holds."""
    return say(f"{least}", f"{least}") if least == most else say(f"{least}至{most}", f"{least} to {most}")


def json_text(value: Any, default: Callable[[Any], Any] | None = None) -> str:
    """JSON that is the same on a screen, in a pipe and in a file: nothing lost, nothing that a terminal obeys."""
    plain = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1, default=default)
    return CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", plain) + "\n"

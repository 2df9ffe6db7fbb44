"""Text: the same words in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


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


def counted(number: int, thing: str, things: str = "") -> str:
    """A number and what it counts, in English: 1 fault, 2 faults."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"

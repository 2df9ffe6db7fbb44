"""Text: the same words in Chinese and English."""

from __future__ import annotations

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

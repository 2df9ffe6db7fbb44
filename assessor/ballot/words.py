"""Wording of the phone pages, and the language a phone asks for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from assessor.files.messages import load_messages
from assessor.text import LANGUAGES, Language, Text

HERE = Path(__file__).parent
TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}


@lru_cache(maxsize=1)
def messages() -> dict[str, Text]:
    return load_messages(HERE)


def said(id_: str, language: Language, **values: object) -> str:
    """Wording by id. The caller escapes what it puts on a page."""
    words = messages()[id_].pick(language)
    return words.format(**values) if values else words


def language_asked(query: str | None, cookie: str | None, accepted: str) -> Language:
    """By the address, else as chosen before, else what the browser prefers, else Chinese."""
    for asked in (query, cookie):
        if asked in LANGUAGES:
            return "en" if asked == "en" else "zh"
    return _preferred(accepted)


def _preferred(accepted: str) -> Language:
    best: Language = "zh"
    highest = 0.0
    for entry in accepted.split(","):
        name, _, weight = entry.strip().lower().partition(";q=")
        language = name.split("-")[0]
        try:
            likes = float(weight or 1)
        except ValueError:
            continue
        if language in LANGUAGES and likes > highest:
            best, highest = ("en" if language == "en" else "zh"), likes
    return best


def other(language: Language) -> Language:
    return "en" if language == "zh" else "zh"

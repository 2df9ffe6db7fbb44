"""Plain paragraphs and tables of a document, before any file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assessor.text import Language

Look = Literal["title", "subtitle", "sample", "body", "note", "date"]
Kind = Literal["one-page", "full", "ballot"]


@dataclass(frozen=True, slots=True)
class Heading:
    words: str
    depth: int
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: str
    look: Look = "body"
    label: str = ""
    """Words that lead in, set apart by their type."""
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its first row is repeated on every page, and no row is torn."""

    title: str
    """Read out by screen readers; on paper its heading or first row says it."""
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    """Share of the page's width that each column has."""
    centred: frozenset[int] = frozenset()
    """Columns set in the middle: numbers and short words."""


Block = Heading | Paragraph | Grid


@dataclass(frozen=True)
class Paper:
    kind: Kind
    language: Language
    title: str
    subject: str
    edge: str
    """What stands at the head of every page."""
    blocks: tuple[Block, ...]

    def said(self) -> Iterator[str]:
        """Everything in the body, in reading order."""
        for block in self.blocks:
            match block:
                case Heading():
                    yield block.words
                case Paragraph():
                    yield block.label + block.words
                case Grid():
                    yield from block.heads
                    for row in block.rows:
                        yield from row


_EACH = "\u2e80-\u2fff\u3001-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’…—·×"
_COUNTED = re.compile(rf"[{_EACH}]|[^\s{_EACH}]+")


def characters(words: str) -> int:
    """Length as a word processor counts it for Chinese: each character and full-width sign is one,
    each run of others (a number, a Latin word) is one, blanks are none."""
    return len(_COUNTED.findall(words))


def length(paper: Paper) -> int:
    """Characters of everything in the body."""
    return sum(characters(words) for words in paper.said())

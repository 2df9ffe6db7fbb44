"""How a number looks in a cell, and how words are picked and joined.

A cell holds the number in full precision. Its format shows what a page shows: whole points, half
up. Where a spreadsheet would round differently (59.97 to 60 under a band that ends at 60), the
format spells out the page's own figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from assessor.report.columns import Heading
from assessor.rubric import Band, Coverage
from assessor.scorecard import shown
from assessor.text import Text, say
from assessor.workbooks.cells import Cell, Column, Look

ReportLanguage = Literal["zh", "en", "both"]
SMALL_SHARE = "0.0%"
"""Number format for weights of single indicators, which whole per cent would not tell apart."""


@dataclass(frozen=True)
class Wording:
    """Picks the words of a report; `both` sets the English under or beside the Chinese."""

    language: ReportLanguage

    def __call__(self, text: Text) -> str:
        return self._joined(text, "\n")

    def inline(self, text: Text) -> str:
        return self._joined(text, " / ")

    def lines(self, text: Text) -> tuple[str, ...]:
        return tuple(self(text).split("\n"))

    def cell(self, text: Text, look: Look = "body", link: str = "") -> Cell:
        return Cell(self(text), look, link=link)

    def column(self, heading: Heading) -> Column:
        return Column(
            self.inline(heading.name), self(heading.meaning), self.inline(heading.unit), self.inline(heading.source)
        )

    def columns(self, *headings: Heading) -> tuple[Column, ...]:
        return tuple(self.column(heading) for heading in headings)

    def _joined(self, text: Text, between: str) -> str:
        if self.language == "both":
            return text.zh if text.zh == text.en else f"{text.zh}{between}{text.en}"
        return text.pick(self.language)


def listed(texts: Iterable[Text], zh: str = "、", en: str = ", ") -> Text:
    """Texts as one list in each language; there must be at least one."""
    kept = list(texts)
    return say(zh.join(text.zh for text in kept), en.join(text.en for text in kept))


def quoted(names: Iterable[Text]) -> Text:
    """“A”“B”, “A” and “B”; Chinese needs no sign between quotation marks. There must be at least one."""
    kept = list(names)
    zh, en = "".join(f"“{one.zh}”" for one in kept), [f"“{one.en}”" for one in kept]
    return say(zh, en[0] if len(en) == 1 else f"{', '.join(en[:-1])} and {en[-1]}")


def sentences(texts: Iterable[Text]) -> Text:
    return listed(texts, zh="；", en="; ")


def same(words: str) -> Text:
    """Words that read the same in both languages, such as codes."""
    return say(words, words)


def points(score: float, bands: Iterable[Band] = (), *, provisional: bool = False) -> str:
    """Number format for a score."""
    words = shown(score, bands)
    layout = "0" if words == _as_a_spreadsheet_rounds(score) else f'"{words}"'
    return f"({layout})" if provisional else layout


def percent(share: float, rules: Coverage | None = None) -> str:
    """Number format for a share 0..1; never rounds over a threshold of the coverage rules."""
    edges = [] if rules is None else [rules.shown, rules.provisional]
    words = shown(100.0 * share, [Band(start=100.0 * edge, name=same("-")) for edge in edges])
    return "0%" if words == _as_a_spreadsheet_rounds(100.0 * share) else f'"{words}%"'


def percent_words(share: float, rules: Coverage | None = None) -> str:
    spelt = percent(share, rules)
    return f"{shown(100.0 * share)}%" if spelt == "0%" else spelt.strip('"')


def _as_a_spreadsheet_rounds(number: float) -> str:
    """Spreadsheets keep 15 digits and round half away from zero."""
    return str(Decimal(f"{number:.15g}").quantize(Decimal(1), ROUND_HALF_UP))

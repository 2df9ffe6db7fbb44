"""What every sheet of one scoring template draws on: rubric, assessment, language, and how formulas speak."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property

from assessor.assessment import Assessment, Outcome, Rating
from assessor.files import template_words as words
from assessor.files.template_layout import FORMAT, SPECIALS, Identity, TemplateLanguage, in_language
from assessor.rubric import Dimension, Indicator, Rubric, Unit
from assessor.text import Text, say
from assessor.text_layout import shortened
from assessor.workbooks.cells import Cell, Column, Line, Look

OUTCOMES, STRICT_OUTCOMES, GRADES, YES_NO = "list_ratings", "list_ratings_no_na", "list_grades", "list_yes_no"
"""Defined names of what the drop-downs offer."""
BEIJING = timezone(timedelta(hours=8))
PROMPT_LIMIT = 255
"""Spreadsheets show no longer message."""
TEXT = "@"
"""Number format of an entry that is words: what is typed stays as typed, a formula or a date included."""
_BRACED = re.compile(r"\{(\w+)\}")


def filled(text: Text, **parts: Text | str | int) -> Text:
    """A sentence with what its braces stand for."""
    zh, en = ({key: _half(part, language) for key, part in parts.items()} for language in ("zh", "en"))
    return say(text.zh.format(**zh), text.en.format(**en))


def _half(part: Text | str | int, language: str) -> str:
    return (part.zh if language == "zh" else part.en) if isinstance(part, Text) else str(part)


def quoted(said: str) -> str:
    """Words as a formula holds them."""
    return '"' + said.replace('"', '""') + '"'


def composed(said: str, **parts: str) -> str:
    """A formula that says a sentence; what its braces stand for are formulas."""
    pieces = _BRACED.split(said)
    return "&".join(parts[piece] if odd % 2 else quoted(piece) for odd, piece in enumerate(pieces) if piece)


@dataclass(frozen=True)
class Template:
    rubric: Rubric
    assessment: Assessment | None
    indicators: tuple[Indicator, ...]
    variant: str
    unit: Unit | None
    language: TemplateLanguage
    versions: Mapping[str, int]
    made: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def identity(self) -> Identity:
        own = self.assessment.id if self.assessment is not None else None
        return Identity(FORMAT, self.rubric.id, self.rubric.version, self.rubric.fingerprint, own)

    @cached_property
    def dimensions(self) -> list[Dimension]:
        """Those of which an indicator is to be rated, in rubric order."""
        had = {one.dimension for one in self.indicators}
        return [one for one in self.rubric.dimensions if one.id in had]

    @property
    def ratings(self) -> dict[str, Rating]:
        return self.assessment.ratings if self.assessment is not None else {}

    # -- words ----------------------------------------------------------------------------------

    def inline(self, text: Text) -> str:
        return in_language(text, self.language)

    def stacked(self, text: Text) -> str:
        if self.language == "both":
            return text.zh if text.zh == text.en else f"{text.zh}\n{text.en}"
        return text.pick(self.language)

    def cell(self, text: Text, look: Look = "prose") -> Cell:
        return Cell(self.stacked(text), look)

    def message(self, *choices: Text) -> str:
        """The first of several wordings that a spreadsheet shows in full; none where all are too long."""
        wordings = [self.stacked(text) for text in choices] + [text.zh for text in choices if self.language == "both"]
        return next((said for said in wordings if len(said.encode("utf-16-le")) // 2 <= PROMPT_LIMIT), "")

    def column(
        self, head: Text, key: str = "", *, prompt: str = "", refusal: str = "", longest: int = 0,
        dates: tuple[date, date] | None = None, hidden: bool = False,
    ) -> Column:  # fmt: skip
        """Its meaning stands in the instructions, so that there is no dictionary of columns."""
        return Column(self.inline(head), "", "", "", key, hidden, prompt, refusal, longest, dates)

    def sheet(self, text: Text) -> str:
        return f"{text.zh} {text.en}" if self.language == "both" else text.pick(self.language)

    def outcome(self, outcome: Outcome) -> str | int:
        return outcome if isinstance(outcome, int) else self.inline(SPECIALS[outcome])

    def dimension(self, id_: str) -> str:
        return f"{id_} {self.inline(self.rubric.names[id_])}"

    def heading(self, title: Text) -> list[Line]:
        """What and whose, and whether it is made up. Few lines: they stay in sight with the headings."""
        whose = []
        if self.assessment is not None:
            city = self.assessment.city
            whose = [self.inline(say(city.called("zh"), city.called("en")))]
            whose.append(shortened(self.assessment.period, 20))
        if self.unit is not None:
            whose.append(shortened(self.inline(self.unit.name), 40))
        lines = [Line("　".join([self.inline(title), *whose]), "title")]
        if self.assessment is not None and self.assessment.city.fictional:
            lines.append(Line(words.SAMPLE.pick("zh" if self.language == "zh" else "en"), "sample"))
        return lines

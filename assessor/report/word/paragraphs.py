"""One paragraph of some sentences, and which indicators belong to a level."""

from __future__ import annotations

from collections.abc import Sequence

from assessor.report.base import Report
from assessor.report.highlights import Highlight
from assessor.report.word.blocks import Heading, Paragraph
from assessor.report.word.sentences import joined
from assessor.report.word.wording import plain
from assessor.rubric import CoordinationLevel, Indicator
from assessor.text import Text


def paragraph(report: Report, *texts: Text | None) -> Paragraph:
    return Paragraph(plain(report.wording(joined(*texts))))


def heading(report: Report, text: Text, depth: int = 2) -> Heading:
    return Heading(plain(report.wording(text)), depth)


def inside(report: Report, level: CoordinationLevel) -> list[Indicator]:
    """The indicators that were to be rated, of one level."""
    own = {one.id for one in report.rubric.dimensions_of(level.id)}
    return [one for one in report.counted if one.dimension in own]


def of_level(report: Report, level: CoordinationLevel, those: Sequence[Highlight]) -> list[Highlight]:
    own = {one.id for one in report.rubric.dimensions_of(level.id)}
    return [one for one in those if one.indicator.dimension in own]

"""One paragraph of some sentences, headings with their numbers, and which indicators belong to a level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessor.report.base import Report
from assessor.report.highlights import Highlight
from assessor.report.word.blocks import Block, Heading, Paragraph
from assessor.report.word.sentences import joined
from assessor.report.word.wording import heading_number, plain
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


def numbered(blocks: Iterator[Block], *, english: bool) -> Iterator[Block]:
    """Headings with their numbers: 一、 （一） 1. in Chinese; 1. 1.1 1.1.1 in English."""
    place: tuple[int, ...] = ()
    for block in blocks:
        if isinstance(block, Heading):
            place = (*place, *(0,) * block.depth)[: block.depth]
            place = (*place[:-1], place[-1] + 1)
            block = replace(block, words=heading_number(place, english=english) + block.words)
        yield block

"""How high a document of one page comes out, estimated on the high side."""

from __future__ import annotations

from assessor.report.word.blocks import Block, Grid, Heading, Paper, Paragraph
from assessor.report.word.style import Margins, Type, margins, types
from assessor.text_layout import lines_in

POINTS_A_MILLIMETRE = 72 / 25.4
CELL_MARGINS = 7.0
"""Points beside the words of a cell, left and right together."""
LINES_BETWEEN_ROWS = 0.75


def page_height(paper: Paper) -> float:
    """Points from the first line to the last that a page has room for."""
    edge = margins(paper.kind)
    return (297.0 - edge.top - edge.bottom) * POINTS_A_MILLIMETRE


def height(paper: Paper) -> float:
    """Points that all blocks take one below the other."""
    looks, edge = types(paper.kind, paper.language), margins(paper.kind)
    return sum(_block(block, looks, edge) for block in paper.blocks)


def _block(block: Block, looks: dict[str, Type], edge: Margins) -> float:
    width = edge.text_width * POINTS_A_MILLIMETRE
    match block:
        case Grid():
            rows = [_row(block.heads, block, looks["head"], width)]
            rows += [_row(row, block, looks["cell"], width) for row in block.rows]
            return sum(rows) + looks["gap"].line
        case Heading():
            return _lines(block.words, looks[f"heading{block.depth}"], width)
        case Paragraph():
            return _lines(block.label + block.words, looks[block.look], width)


def _row(texts: tuple[str, ...], grid: Grid, look: Type, width: float) -> float:
    cells = (_lines(words, look, share * width - CELL_MARGINS) for words, share in zip(texts, grid.widths, strict=True))
    return max(cells) + LINES_BETWEEN_ROWS


def _lines(words: str, look: Type, width: float) -> float:
    """A column is half the size of the type; one column more, as `lines_in` keeps one free."""
    return lines_in(words, width / (look.size / 2) + 1.0) * look.line + look.before + look.after

"""Sheets that look like ours but lost what they are read by: each is refused by name, none is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from assessor.files import template_words
from assessor.files.filled_sheets import Faults, KeyedTable, words
from assessor.files.located import excerpt
from assessor.files.template_layout import EVIDENCE, RATINGS, folded, in_language
from assessor.text import Text, say
from assessor.workbooks.grid import Contents, Grid
from assessor.workbooks.identity import identity_of

_LANGUAGES: Final = ("zh", "en", "both")


def _said(text: Text) -> set[str]:
    return {folded(in_language(text, language)) for language in _LANGUAGES}


_SHEETS: Final = tuple(
    re.compile(rf"{re.escape(name)}(\s*[(（]\s*\d+\s*[)）]|[\s_-]*\d+)?", re.IGNORECASE)
    for title in (RATINGS, EVIDENCE)
    for name in (title.zh, title.en, f"{title.zh} {title.en}")
)
"""Names of the sheets that are read, also as spreadsheets name a copy."""
_HEADS: Final = (
    [_said(one) for one in (
        template_words.INDICATOR, template_words.OUTCOME, template_words.GRADE, template_words.REASON,
        template_words.NOTE, template_words.CONSTRAINT, template_words.OFFLINE,
    )],
    [_said(one) for one in (
        template_words.TITLE, template_words.DATE, template_words.HOLDER, template_words.ENTRY_GRADE,
        template_words.SUPPORTS,
    )],
)  # fmt: skip
_ENOUGH: Final = 4
"""So many headings of one of our tables in one row are no coincidence."""


def refuse_lost(
    contents: Contents, read: list[KeyedTable], printed: Mapping[str, frozenset[str]], faults: Faults, *, by_looks: bool
) -> None:
    """Refuse what looks like a table of ours and is not among those that are read.

    Args:
        read: the tables that are.
        printed: text -> indicators in whose rows it stands, as in `printed_texts`.
        by_looks: known by name and headings, too, not by identity alone.
    """
    for grid in contents.grids:
        rows = {table.key_row for table in read if table.grid is grid}
        place = _of_identity(grid, rows) or (_by_looks(grid, printed) if by_looks and not rows else None)
        if place is not None and not _is_told(faults, grid):
            faults.add(
                place,
                say(f"“{excerpt(grid.name)}”像是评分表的一张表，但识别它的隐藏行已被删去或改动，其中的内容无法读取",
                    f"“{excerpt(grid.name)}” looks like a sheet of a template, but the hidden row that identifies it was deleted or altered, so that it cannot be read"),
                say("把这张表的内容填到重新下载的评分表里再导入；不需要的，删去这张表",
                    "put its content into a freshly downloaded template and import that; if it is not needed, remove this sheet"),
            )  # fmt: skip


def _is_told(faults: Faults, grid: Grid) -> bool:
    """Whether its row of keys was refused already."""
    start = f"{faults.name} / {grid.name}!"
    return any(problem.place.startswith(start) for problem in faults.problems)


def _of_identity(grid: Grid, read: set[int]) -> str | None:
    """Where an identity stands that heads no table that is read."""
    for (row, column), found in grid.cells.items():
        if row not in read and found.kind == "text" and identity_of(found.value) is not None:
            return grid.place(row, column)
    return None


def _by_looks(grid: Grid, printed: Mapping[str, frozenset[str]]) -> str | None:
    named = grid.state == "visible" and any(one.fullmatch(grid.name.strip()) for one in _SHEETS)
    first: str | None = None
    for row, texts in _texts(grid):
        heads, place = {folded(text) for text in texts.values()}, grid.place(row, min(texts))
        if any(sum(not heads.isdisjoint(one) for one in table) >= _ENOUGH for table in _HEADS):
            return place
        if first is None and (named or _is_row_of_ours(list(texts.values()), printed)):
            first = place
    return first


def _is_row_of_ours(texts: list[str], printed: Mapping[str, frozenset[str]]) -> bool:
    """A code, the same again in the hidden column, and what is printed beside it."""
    twice = {text for text in texts if texts.count(text) > 1}
    return bool(twice) and any(
        not twice.isdisjoint(printed.get(flattened(text), ())) for text in texts if text not in twice
    )


def _texts(grid: Grid) -> Iterator[tuple[int, dict[int, str]]]:
    for row, cells in grid.rows():
        texts = {column: said for column, cell in cells.items() if (said := words(cell) or "")}
        if texts:
            yield row, texts


def flattened(text: str) -> str:
    """Without differences of blanks and line ends."""
    return " ".join(text.split())

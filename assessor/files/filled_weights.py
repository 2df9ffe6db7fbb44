"""Weights of a report that were changed: they are not taken in, and that is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assessor.files.filled_sheets import Hidden, KeyedTable, words
from assessor.text import Text, say, some_of
from assessor.workbooks.grid import Contents, Found
from assessor.workbooks.kept_weights import FACT, WEIGHED, WEIGHT, weights_kept


def weight_notes(contents: Contents, tables: Sequence[KeyedTable], hidden: Hidden) -> list[Text]:
    """Which weights are others than those the report was made with; where that is not known, that none is taken in."""
    made = weights_kept(hidden.facts.get(FACT, ""))
    if not made:
        return [
            say("报告中的权重即使改过也不导入：权重须在评级前确定", "weights are not imported, even where the report's were changed: they are settled before rating begins")
        ]  # fmt: skip
    changed = []
    for id_, found in (*_of_indicators(tables), *_of_groups(contents)):
        if id_ in made and not _is(found, made[id_]):
            now = "—" if found is None else str(found.value)
            changed.append(f"{id_} {made[id_]:g} → {now}")
    if not changed:
        return []
    some = some_of(changed)
    return [
        say(f"权重改动不导入：权重须在评级前确定（{len(changed)}处：{some}）",
            f"changed weights are not imported: weights are settled before rating begins ({len(changed)}: {some})")
    ]  # fmt: skip


def _is(found: Found | None, weight: float) -> bool:
    return found is not None and isinstance(found.value, int | float) and abs(float(found.value) - weight) <= 1e-9


def _of_indicators(tables: Sequence[KeyedTable]) -> Iterator[tuple[str, Found | None]]:
    for table in tables:
        column = _column({at: found for (row, at), found in table.grid.cells.items() if row == table.key_row}, WEIGHT)
        if column is None:
            continue
        for row in table.rows():
            if id_ := words(row.hidden_id):
                yield id_, row.cells.get(column)


def _of_groups(contents: Contents) -> Iterator[tuple[str, Found | None]]:
    """Levels and dimensions, wherever their table went."""
    for grid in contents.grids:
        columns: tuple[int, int] | None = None
        last = 0
        for number, cells in grid.rows():
            if number > last + 1:  # an empty row ends a table
                columns = None
            last = number
            named, weight = _column(cells, WEIGHED), _column(cells, WEIGHT)
            if named is not None and weight is not None:
                columns = named, weight
            elif columns is not None and (id_ := words(cells.get(columns[0]))):
                yield id_, cells.get(columns[1])
            else:
                columns = None


def _column(cells: Mapping[int, Found], key: str) -> int | None:
    return next((at for at, found in cells.items() if found.value == key), None)

"""The sheet of uncertainty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from assessor.assessment import Assessment
from assessor.rubric import Rubric
from assessor.scorecard import score
from assessor.uncertainty import uncertainty

Opened = Callable[..., Workbook]
Rows = Callable[[Workbook, str], list[dict[str, Any]]]


@pytest.mark.parametrize("id_", ["S01", "S02", "S12"])
def test_the_sheet_shows_what_was_drawn(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows, id_: str
) -> None:
    card, found, book = score(rubric, cities[id_]), uncertainty(rubric, cities[id_]), opened(cities[id_])
    rows = {row["项目"]: row for row in table_rows(book, "intervals")}
    for node in [*card.levels.values(), *card.dimensions.values()]:
        one = found.of(node)
        name = rubric.names[node.id].zh
        assert (name in rows) == (one is not None)
        if one is not None:
            row = rows[name]
            assert [row["下端（5%）"], row["中位数"], row["上端（95%）"]] == pytest.approx(
                [one.low, one.median, one.high]
            )
            assert [row[band.name.zh] for band in rubric.bands] == pytest.approx(list(one.bands))
    shares = {row["项目"]: row for row in table_rows(book, "variance-shares")}
    one = found.shortcomings["SC1"]
    assert one is not None
    row = shares[rubric.names["SC1"].zh]
    assert [row["权重"], row["评级"], row["未评"], row["宽严"]] == pytest.approx(list(one.shares.values()))
    assert sum(row[head] for head in ("权重", "评级", "未评", "宽严", "相互作用")) == pytest.approx(1)


def test_draws_and_seed_stand_on_the_sheet_and_the_overall_score_is_folded(
    cities: dict[str, Assessment], opened: Opened
) -> None:
    sheet = opened(cities["S01"])["不确定性"]
    said = "\n".join(str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0])
    assert "抽样10,000次，种子20180115" in said
    assert "九成可能在" in said
    table = next(one for one in sheet.tables.values() if one.name.endswith("interval_overall"))
    assert all(sheet.row_dimensions[row[0].row].hidden for row in sheet[table.ref])


def test_where_nothing_is_rated_the_sheet_says_so(cities: dict[str, Assessment], opened: Opened) -> None:
    sheet = opened(cities["S01"].model_copy(update={"ratings": {}}))["不确定性"]
    said = [str(row[0]) for row in sheet.iter_rows(values_only=True)]
    assert "没有已出分的分数可供抽样。" in said
    assert not sheet.tables

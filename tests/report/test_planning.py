"""The sheet of the plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl.workbook import Workbook

from assessor.assessment import Assessment
from assessor.planning import Infeasible, cheapest, priorities
from assessor.rubric import Rubric
from assessor.scorecard import score
from tests.report.conftest import Rows


def test_the_sheet_holds_the_steps_the_others_and_the_scores_that_the_engine_gives(
    rubric: Rubric, cities: dict[str, Assessment], opened: Callable[..., Workbook], table_rows: Rows
) -> None:
    city = cities["S08"]
    plans = cheapest(rubric, city)
    assert not isinstance(plans, Infeasible)
    book = opened(city, "en")
    steps = table_rows(book, "plan-steps")
    assert [str(row["Indicator"]).split()[0] for row in steps] == [step.indicator for step in plans[0].steps]
    assert sum(int(str(row["Points"])) for row in steps) == plans[0].cost == 45
    assert [row["Points"] for row in table_rows(book, "plan-others")] == [plan.cost for plan in plans[1:]]
    scores = {row["Code"]: row for row in table_rows(book, "plan-scores")}
    for id_, node in plans[0].card.dimensions.items():
        assert scores[id_]["Score then"] == pytest.approx(node.score)
        assert scores[id_]["Reached"] == "Yes"
    first = [str(row["Indicator"]).split()[0] for row in table_rows(book, "plan-priorities")]
    assert first == [one.indicator for one in priorities(rubric, city, score(rubric, city))]


def test_targets_out_of_reach_stand_with_their_reason(
    cities: dict[str, Assessment], opened: Callable[..., Workbook], table_rows: Rows
) -> None:
    rows = table_rows(opened(cities["S12"]), "plan-unreachable")
    assert (rows[0]["编号"], rows[0]["原因"]) == ("A3", "已评1项、应评2项，覆盖不足，暂不出分")
    assert len(rows) == 4

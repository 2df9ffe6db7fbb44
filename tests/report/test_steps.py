"""What a step up asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assessor.assessment import Assessment
from assessor.report.highlights import Highlight, highlights, ranked
from assessor.report.steps import month_end, step_of
from assessor.rubric import Effort, Rubric
from assessor.scorecard import score

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def highlight(rubric: Rubric, level: int, effort: list[Effort], target: int = 3, *, sure: bool = True) -> Highlight:
    indicator = rubric.indicators[0].model_copy(update={"effort": effort})
    return Highlight(indicator, level, max(target - level, 0), effort[level], sure=sure)


def test_a_step_leads_one_level_up(rubric: Rubric) -> None:
    step = step_of(rubric, highlight(rubric, 1, ["S", "S", "M", "L"]), NOON)
    assert (step.aim, step.effort, step.due, step.needs_others) == (2, "S", date(2026, 4, 30), False)


def test_from_nothing_it_leads_to_something_written_down_and_takes_the_harder_of_both_steps(rubric: Rubric) -> None:
    step = step_of(rubric, highlight(rubric, 0, ["S", "M", "M", "L"]), NOON)
    assert (step.aim, step.effort, step.due, step.needs_others) == (2, "M", date(2027, 1, 31), True)


def test_it_never_leads_beyond_a_target_of_one(rubric: Rubric) -> None:
    assert step_of(rubric, highlight(rubric, 0, ["S", "M", "M", "L"], target=1), NOON).aim == 1


def test_where_evidence_is_short_it_is_collected_first(rubric: Rubric) -> None:
    step = step_of(rubric, highlight(rubric, 0, ["L", "L", "L", "L"], sure=False), NOON)
    assert (step.aim, step.effort, step.needs_others) == (0, "S", False)


@pytest.mark.parametrize(
    ("made", "months", "due"),
    [
        (NOON, 1, date(2026, 2, 28)),
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), 2, date(2027, 2, 28)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), 1, date(2027, 2, 28)),  # already January in Beijing
        (datetime(2027, 11, 30, 0, 0, tzinfo=UTC), 3, date(2028, 2, 29)),
        (NOON, 24, date(2028, 1, 31)),
    ],
)
def test_a_date_is_the_end_of_a_month_in_beijing(made: datetime, months: int, due: date) -> None:
    assert month_end(made, months) == due


def test_the_summary_names_the_first_of_all_that_are_ranked(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    for city in samples.values():
        card = score(rubric, city)
        few, every = highlights(rubric, city, card), ranked(rubric, city, card)
        assert every.weaknesses[: len(few.weaknesses)] == few.weaknesses
        assert len(every.first_steps) >= len(few.first_steps) == 3

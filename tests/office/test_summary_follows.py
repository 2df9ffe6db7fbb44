"""The one-page summary follows ratings that are changed in the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessor.assessment import Assessment, Outcome, Rating
from assessor.report import write_report
from assessor.rubric import Rubric

pytestmark = pytest.mark.office
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
Convert = Callable[[Sequence[Path], str, Path], list[Path]]
CHANGED: dict[str, dict[str, Outcome]] = {
    # Three ratings turn the lowest level, the first shortcoming, strengths and steps.
    "S03": {"A1-1": 0, "B1-1": 0, "C1-1": 4},
    # Seven ratings lose their evidence: five names and "others" stand below the weaknesses.
    "S06": dict.fromkeys(("A1-1", "A1-2", "B1-1", "B2-1", "C1-1", "C2-1", "C3-1"), "insufficient_evidence"),
}
WRITTEN = {"insufficient_evidence": "佐证不足"}


def indicator_rows(sheet: Worksheet) -> dict[str, int]:
    table = next(one for one in sheet.tables.values() if one.name.endswith("_indicators"))
    return {str(row[0].value): int(row[0].row or 0) for row in sheet[table.ref]}


def said(path: Path) -> list[list[object]]:
    page = load_workbook(path, data_only=True)["一页摘要"]
    return [[None if cell == "" else cell for cell in row] for row in page.iter_rows(values_only=True)]


@pytest.mark.parametrize("id_", sorted(CHANGED))
def test_a_rating_changed_in_the_file_changes_the_summary_as_the_engine_would(
    id_: str, tmp_path: Path, convert: Convert, samples: dict[str, Assessment], rubric: Rubric
) -> None:
    city, changed = samples[id_], CHANGED[id_]
    ours = write_report(tmp_path / "ours.xlsx", city, rubric, now=NOON)
    before = said(ours)
    book = load_workbook(ours)
    sheet = book["指标明细"]
    rows = indicator_rows(sheet)
    for indicator, outcome in changed.items():
        sheet.cell(rows[indicator], 4, WRITTEN.get(str(outcome), outcome))
    (tmp_path / "edited").mkdir()
    edited = tmp_path / "edited" / "edited.xlsx"
    book.save(edited)  # without the kept values, so that all of them are computed anew
    (again,) = convert([edited], "xlsx", tmp_path)
    ratings = {
        **city.ratings,
        **{one: Rating(outcome=outcome, grade=_grade(city, one)) for one, outcome in changed.items()},
    }
    fresh = write_report(tmp_path / "fresh.xlsx", city.model_copy(update={"ratings": ratings}), rubric, now=NOON)
    assert _close(said(again), said(fresh))
    assert not _close(said(fresh), before)


def _grade(city: Assessment, indicator: str) -> str | None:
    rating = city.ratings.get(indicator)
    return rating.grade if rating else None


def _close(first: list[list[object]], second: list[list[object]]) -> bool:
    """Cell by cell: numbers to 1e-9, words to the letter."""
    cells = [cell for row in first for cell in row], [cell for row in second for cell in row]
    return len(cells[0]) == len(cells[1]) and all(
        a == pytest.approx(b, abs=1e-9) if isinstance(a, int | float) and isinstance(b, int | float) else a == b
        for a, b in zip(*cells, strict=True)
    )

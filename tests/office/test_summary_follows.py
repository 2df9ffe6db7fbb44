"""The one-page summary follows ratings that are changed in the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessor.assessment import Assessment, Consensus, Outcome, Rating, altered
from assessor.report import write_report
from assessor.report.base import Report
from assessor.report.display import Wording
from assessor.report.verdict import sentence
from assessor.rubric import Rubric
from assessor.scorecard import score

pytestmark = pytest.mark.office
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
Convert = Callable[[Sequence[Path], str, Path], list[Path]]
CHANGED: dict[str, dict[str, Outcome]] = {
    # Three ratings turn the lowest level, the first shortcoming, strengths and steps.
    "S03": {"A1-1": 0, "B1-1": 0, "C1-1": 4},
    # Seven ratings lose their evidence: five names and "others" stand below the weaknesses.
    "S06": dict.fromkeys(("A1-1", "A1-2", "B1-1", "B2-1", "C1-1", "C2-1", "C3-1"), "insufficient_evidence"),
    # Formal mode: another level falls behind, by judgement and by evidence.
    "S02": dict.fromkeys(("B1-1", "B1-2", "B1-3", "B1-4", "B2-1", "B2-2", "B2-3"), 0),
    # Quick variant: nearly all rise to the top, so that no level is weak and no shortcoming more than slight.
    "S11 quick": dict.fromkeys(("A1-1", "A1-2", "A3-1", "A3-3", "A4-1", "B1-1", "B2-1", "B2-4", "B3-3", "B4-1", "C1-1", "C2-1", "C3-2", "C4-4"), 4),
    # No target is set: what lies below the middle is weak.
    "S10 unaimed": {"A1-1": 1, "B1-1": 3, "C1-1": 0},
    # Of three levels that a session agreed two are changed, the one in doubt among them.
    "S04 agreed": {"B1-1": 0, "C1-1": 4},
    # More than half lose their evidence: nothing is concluded any more.
    "S08 quick": dict.fromkeys(("A1-1", "A1-2", "A3-1", "A3-3", "A4-1", "B1-1", "B2-1", "B2-4"), "insufficient_evidence"),
}  # fmt: skip
WRITTEN = {"insufficient_evidence": "佐证不足"}


def city_of(key: str, samples: dict[str, Assessment]) -> Assessment:
    id_, _, turned = key.partition(" ")
    city = samples[id_]
    if turned == "quick":
        return city.model_copy(update={"variant": "quick"})
    if turned == "agreed":
        return city.model_copy(
            update={"ratings": city.ratings | {one: agreed(city, one) for one in ("A1-1", "B1-1", "C1-1")}}
        )
    unaimed = city.city.model_copy(update={"city_class": None, "subtypes": []})
    return city.model_copy(update={"city": unaimed}) if turned else city


def agreed(city: Assessment, indicator: str) -> Rating:
    """Its level as agreed in a session, in doubt for C1-1."""
    level = city.ratings[indicator].outcome
    assert isinstance(level, int)
    counts = tuple(5 if one == level else 0 for one in range(5))
    said = Consensus(session="w1", level=level, method="mode", doubtful=indicator == "C1-1", first=counts)
    return altered(city.ratings[indicator], consensus=said)


def indicator_rows(sheet: Worksheet) -> dict[str, int]:
    table = next(one for one in sheet.tables.values() if one.name.endswith("_indicators"))
    return {str(row[0].value): int(row[0].row or 0) for row in sheet[table.ref]}


def said(path: Path) -> list[list[object]]:
    """All that the page says but the line that calls it changed."""
    page = load_workbook(path, data_only=True)["一页摘要"]
    return [
        [None if cell == "" or _changed(cell) else cell for cell in row] for row in page.iter_rows(values_only=True)
    ]


def _changed(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith("表内已改动")


@pytest.mark.parametrize("key", sorted(CHANGED))
def test_a_rating_changed_in_the_file_changes_the_summary_as_the_engine_would(
    key: str, tmp_path: Path, convert: Convert, samples: dict[str, Assessment], rubric: Rubric
) -> None:
    city, changed = city_of(key, samples), CHANGED[key]
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
    turned = city.model_copy(update={"ratings": ratings})
    fresh = write_report(tmp_path / "fresh.xlsx", turned, rubric, now=NOON)
    assert _close(said(again), said(fresh))
    assert not _close(said(fresh), before)
    assert verdict(fresh) == sentence(Report(rubric, turned, score(rubric, turned), Wording("zh"), NOON)).zh
    assert (verdict(again) == verdict(ours)) == (key in UNTURNED)


UNTURNED = {"S10 unaimed"}
"""Those whose verdict the changed ratings leave as it was."""


def verdict(path: Path) -> str:
    page = load_workbook(path, data_only=True)["一页摘要"]
    table = next(one for one in page.tables.values() if one.name.endswith("_verdict"))
    return str(page[table.ref][1][-1].value)


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

"""The sheet on change over time: only where there is an earlier period, and what it says."""

from __future__ import annotations

from datetime import date

import pytest

from assessor.assessment import Assessment, Evidence, altered
from assessor.change import Period
from assessor.files import load_rubric, load_rubric_version
from assessor.report import ReportLanguage, report_book
from assessor.rubric import Rubric
from assessor.workbooks.cells import Line, Sheet, Table

RUBRIC = load_rubric()
NAMES: dict[ReportLanguage, str] = {"zh": "年度变化", "en": "Change over time", "both": "年度变化 / Change over time"}


@pytest.fixture
def now(samples: dict[str, Assessment]) -> Assessment:
    sample = samples["S03"]
    raised = [id_ for id_ in sample.ratings if id_.startswith("C1")]
    ratings = sample.ratings | {id_: altered(sample.ratings[id_], outcome=4) for id_ in raised}
    proof = Evidence(id="E1", title="办法", date=date(2026, 4, 1), holder="外办", grade="E2", indicators=raised)
    return sample.model_copy(
        update={"id": "now", "period": "2026", "cut_off": date(2026, 12, 31), "ratings": ratings, "evidence": [proof]}
    )


def sheet_of(now: Assessment, earlier: list[Period], language: ReportLanguage = "zh") -> Sheet | None:
    found = [
        one
        for one in report_book(now, RUBRIC, language=language, earlier=earlier).sheets
        if one.name == NAMES[language]
    ]
    return found[0] if found else None


def said(sheet: Sheet) -> str:
    return "\n".join(one.text for one in sheet.blocks if isinstance(one, Line))


def rows(sheet: Sheet, key: str) -> dict[object, tuple[object, ...]]:
    table = next(one for one in sheet.blocks if isinstance(one, Table) and one.key == key)
    return {row[0].value: tuple(cell.value for cell in row[1:]) for row in table.rows}


@pytest.mark.parametrize(("language", "words"), [("zh", "社会组织培育明确上升"), ("en", "Cultivating social organisations clearly higher"), ("both", "明确上升")])  # fmt: skip
def test_the_period_before_stands_beside_this_one(
    now: Assessment, samples: dict[str, Assessment], language: ReportLanguage, words: str
) -> None:
    sheet = sheet_of(now, [Period(RUBRIC, samples["S03"])], language)
    assert sheet is not None
    assert words in said(sheet)
    assert "20180115" in said(sheet)


def test_numbers_and_shares_are_those_of_the_engine(now: Assessment, samples: dict[str, Assessment]) -> None:
    sheet = sheet_of(now, [Period(RUBRIC, samples["S03"])])
    assert sheet is not None
    name = RUBRIC.names["C1"].zh
    before, after, difference, counted, words, chance = rows(sheet, "change-numbers")[name]
    assert (before, after, difference, counted, words) == (25.0, 100.0, 75.0, 75.0, "明确上升")
    assert isinstance(chance, float)
    assert chance > 0.99
    assert rows(sheet, "change-shares")[name][:5] == (75.0, 75.0, 0.0, 0.0, 0.0)


def test_there_is_no_such_sheet_without_an_earlier_period_of_the_city(
    now: Assessment, samples: dict[str, Assessment]
) -> None:
    assert sheet_of(now, []) is None
    assert sheet_of(now, [Period(RUBRIC, samples["S01"])]) is None
    assert sheet_of(samples["S03"], [Period(RUBRIC, now)]) is None


def test_levels_of_three_periods_stand_in_a_row_and_other_versions_are_not_counted(
    now: Assessment, samples: dict[str, Assessment]
) -> None:
    old = load_rubric_version("city-diplomacy", "1.1")
    assert isinstance(old, Rubric)
    first = samples["S03"].model_copy(update={"id": "first", "cut_off": date(2024, 12, 31), "rubric_version": "1.1"})
    sheet = sheet_of(now, [Period(RUBRIC, samples["S03"]), Period(old, first)])
    assert sheet is not None
    assert len(rows(sheet, "change-course")[RUBRIC.names["C"].zh]) == 3
    alone = sheet_of(now, [Period(old, first)])
    assert alone is not None
    assert rows(alone, "change-numbers")[RUBRIC.names["C1"].zh][4] == "量表版本不同，不计为变化"

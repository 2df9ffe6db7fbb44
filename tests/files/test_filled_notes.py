"""What the preview says of a filled-in file beside its answers: weights that were changed, ways to reach a person."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assessor.assessment import Assessment, Rating
from assessor.files import filled_workbook, template_bytes
from assessor.files.contacts import holds_contact
from assessor.report import write_report
from assessor.rubric import Rubric
from assessor.workbooks.kept_weights import WEIGHT, kept_weights, weights_kept

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def said(content: bytes, rubric: Rubric) -> str:
    return "\n".join(note.zh for note in filled_workbook(content, rubric, "甲.xlsx").notes)


@pytest.fixture
def report(tmp_path: Path, rubric: Rubric, samples: dict[str, Assessment]) -> bytes:
    return write_report(tmp_path / "report.xlsx", samples["S03"], rubric).read_bytes()


def changed(content: bytes, below: int, weight: float) -> bytes:
    """With another weight in one row of each table that has them; 2: the first row below heading and keys."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    keyed = [cell for page in book for row in page.iter_rows() for cell in row if cell.value == WEIGHT]
    assert len(keyed) == 2
    for cell in keyed:
        cell.offset(below).value = weight
    return saved(book)


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_report_whose_weights_were_changed_says_that_they_are_not_imported(report: bytes, rubric: Rubric) -> None:
    assert "权重" not in said(report, rubric)
    assert "权重" not in said(changed(report, 2, 1), rubric)
    told = said(changed(report, 2, 7), rubric)
    assert "权重改动不导入：权重须在评级前确定（2处：" in told
    assert f"{next(iter(rubric.by_id))} 1 → 7" in told
    assert f"{rubric.levels[0].id} 1 → 7" in told


def test_a_report_that_lost_its_hidden_half_says_that_no_weight_is_imported(report: bytes, rubric: Rubric) -> None:
    book = openpyxl.load_workbook(io.BytesIO(report))
    del book["_assessor"]
    assert "报告中的权重即使改过也不导入" in said(saved(book), rubric)


def test_weights_are_kept_to_their_last_digit() -> None:
    weights = {"A": 1 / 3, "A1-1": 2.0, "=": 0.1}
    assert weights_kept(kept_weights(weights)) == weights
    assert weights_kept("nonsense A=x B=2") == {"B": 2.0}


def test_a_telephone_number_in_a_note_is_told_and_refused_nowhere(
    rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    city = samples["S03"]
    assert "联系方式" not in said(template_bytes(rubric, city, now=NOON), rubric)
    rated = city.ratings | {"A1-1": Rating(outcome=3, note="详询13800001234")}
    with_number = city.model_copy(update={"ratings": rated})
    assert "不要填写个人联系方式：评分!C" in said(template_bytes(rubric, with_number, now=NOON), rubric)


@pytest.mark.parametrize(
    ("words", "found"),
    [("联系电话见附件", True), ("电13800001234", True), ("外发〔2025〕1380000123号", False), ("２０２５年", False)],
)
def test_eleven_digits_in_a_row_are_a_way_to_reach_somebody(words: str, found: bool) -> None:
    assert holds_contact(words) is found

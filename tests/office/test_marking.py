"""Marked workbooks in LibreOffice."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from assessor.assessment import Assessment
from assessor.files.template import template_bytes
from assessor.rubric import Rubric
from assessor.workbooks.child import mark_workbook, read_workbook
from tests.office.conftest import Convert

pytestmark = pytest.mark.office
SAID = "评级 5 不在 0 至 4 之间\n处理办法：从下拉列表中选择"


def test_a_marked_template_opens_with_its_comments_and_can_be_marked_after_it_was_saved_there(
    rubric: Rubric, samples: dict[str, Assessment], convert: Convert, tmp_path: Path
) -> None:
    data = template_bytes(rubric, next(iter(samples.values())))
    ratings = read_workbook(data, "x.xlsx").grids[1].name
    (tmp_path / "marked.xlsx").write_bytes(mark_workbook(data, {ratings: {"D9": SAID}}))
    (opened,) = convert([tmp_path / "marked.xlsx"], "ods", tmp_path)
    with ZipFile(opened) as archive:
        (annotation,) = re.findall(r"<office:annotation .*?</office:annotation>", archive.read("content.xml").decode())
    assert "处理办法：从下拉列表中选择" in annotation
    (tmp_path / "saved").mkdir()
    (saved,) = convert([tmp_path / "marked.xlsx"], "xlsx", tmp_path / "saved")
    again = mark_workbook(saved.read_bytes(), {ratings: {"D9": "又一处", "E10": "新的"}})
    sheet = load_workbook(BytesIO(again))[ratings]
    assert sheet["D9"].comment is not None
    assert sheet["E10"].comment is not None
    assert sheet["D9"].comment.text.startswith(SAID)
    assert sheet["D9"].comment.text.endswith("又一处")
    texts = [
        [(place, found.value) for place, found in sorted(grid.cells.items()) if found.kind == "text"]
        for grid in read_workbook(again, "x.xlsx").grids
    ]
    assert texts == [
        [(place, found.value) for place, found in sorted(grid.cells.items()) if found.kind == "text"]
        for grid in read_workbook(data, "x.xlsx").grids
    ]

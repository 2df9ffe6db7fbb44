"""Scoring templates open in LibreOffice, count what is filled in, and print with everything on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from assessor.assessment import Assessment, Rating
from assessor.files.template import template_bytes
from assessor.rubric import Rubric

pytestmark = pytest.mark.office
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
Convert = Callable[[Sequence[Path], str, Path], list[Path]]
Measure = Callable[[Path], tuple[dict[tuple[str, int], float], dict[tuple[str, int], float]]]
KINDS: dict[str, dict[str, Any]] = {
    "zh": {}, "en": {"language": "en"}, "both": {"language": "both"},
    "quick": {"variant": "quick"}, "unit": {"unit": "commerce", "language": "en"},
}  # fmt: skip
OUTCOME, LEVEL, GRADE, REASON, NOTE = 3, 4, 5, 12, 13


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / f"{name}.xlsx"
    path.write_bytes(content)
    return path


def first_row(page: Worksheet) -> int:
    return int(re.sub(r"\D", "", str(page.freeze_panes)))


def recalculated(path: Path, convert: Convert) -> Any:
    """Saved again by LibreOffice, every formula worked out anew: openpyxl keeps no values of formulas."""
    into = path.parent / "again"
    into.mkdir(exist_ok=True)
    return load_workbook(convert([path], "xlsx", into)[0], data_only=True)


def lines(page: Worksheet) -> list[str]:
    return [str(page.cell(row, 1).value) for row in range(1, 6)]


def hidden_columns(page: Worksheet) -> set[int]:
    """Neighbours that are alike share one record."""
    return {at for one in page.column_dimensions.values() if one.hidden for at in range(one.min, one.max + 1)}


# -- counting -------------------------------------------------------------------------------------


def test_progress_follows_what_is_filled_in_and_rows_say_what_is_amiss(
    tmp_path: Path, convert: Convert, rubric: Rubric
) -> None:
    book = load_workbook(BytesIO(template_bytes(rubric, now=NOON)))
    page = book.worksheets[1]
    first = first_row(page)
    at = {str(page.cell(row, 1).value): row for row in range(first, page.max_row + 1)}
    page.cell(at["A1-1"], OUTCOME).value = 0
    page.cell(at["A1-2"], OUTCOME).value = 4
    page.cell(at["A1-2"], GRADE).value = "E1"
    page.cell(at["A1-3"], OUTCOME).value = 4
    page.cell(at["A1-3"], GRADE).value = "E3"
    page.cell(at["A2-1"], OUTCOME).value = "佐证不足"
    page.cell(at["A2-3"], OUTCOME).value = "不适用"
    page.cell(at["A3-3"], OUTCOME).value = "不适用"
    page.cell(at["A3-3"], REASON).value = "理由"
    page.cell(at["B1-1"], NOTE).value = "只有备注"
    listed = book.worksheets[2]
    entry = first_row(listed)
    for column, value in enumerate(("标题", date(2025, 6, 30), "外办", "E2"), start=1):
        listed.cell(entry, column).value = value
    listed.cell(entry + 1, 1).value = "只有标题"
    amiss = {
        ("标题", "2025年3月", "外办", "E2", "A1-1"): "日期应如2025-06-30",
        ("标题", date(1850, 1, 1), "外办", "E2", None): "日期应如2025-06-30",
        ("标题", "2025-03-01", "外办", "E2", "a1-1, A1-2；A1-3"): "",
        ("标题", date(2025, 3, 1), "外办", "E2", "A1-1、A9-9"): "指标编号不在量表中",
        ("标题", date(2025, 3, 1), "外办", "E2", "A1-1A1-2"): "指标编号不在量表中",
        ("标题", date(2025, 3, 1), "外办", None, "A1-1"): "缺强度",
        ("标题", date(2025, 3, 1), "外办", "E9", "A1-1"): "强度请从列表选",
        ("标题", date(2025, 3, 1), "外办 13800001234", "E2", "A1-1"): "提醒：不要填写个人联系方式",
        ("联系电话见附件", date(2025, 3, 1), "外办", "E2", "A1-1"): "提醒：不要填写个人联系方式",
        ("外发〔2025〕1380000号", date(2025, 3, 1), "外办", "E2", "A1-1"): "",
    }
    for row, values in enumerate(amiss, start=entry + 2):
        for column, value in enumerate(values, start=1):
            listed.cell(row, column).value = value  # type: ignore[assignment]  # texts and dates
    book.save(tmp_path / "filled.xlsx")
    again = recalculated(tmp_path / "filled.xlsx", convert)
    page, said = again.worksheets[1], again.worksheets[1]
    assert lines(page)[1] == "已评 4／44 项（另有 2 项不适用）"
    assert "A1 3/4　A2 1/2　A3 0/2　A4 0/3" in lines(page)[2]
    names = {id_: said.cell(row, LEVEL).value or "" for id_, row in at.items()}
    assert {id_: name for id_, name in names.items() if name} == {
        "A1-1": "未开展", "A1-2": "评估优化（佐证只支持到2级）", "A1-3": "评估优化", "A2-1": "按0计，单列",
        "A2-3": "不计入；请写理由", "A3-3": "不计入", "B1-1": "请先选评级",
    }  # fmt: skip
    progress = {
        str(row[0].value): [cell.value for cell in row[1:5]] for row in again.worksheets[0].iter_rows(max_col=5)
    }
    assert progress["A2 央地沟通与授权衔接"] == ["还有 1 项未评", 1, 2, 1]
    assert progress["合计"] == ["还有 40 项未评", 4, 44, 2]
    assert lines(again.worksheets[2])[2] == f"已登记 {2 + len(amiss)} 条"
    checks = [again.worksheets[2].cell(entry + row, 6).value or "" for row in range(3 + len(amiss))]
    assert checks == ["", "缺日期", *amiss.values(), ""]


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_values_kept_in_the_file_are_those_that_libreoffice_works_out(
    language: Any, tmp_path: Path, convert: Convert, rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    ratings = dict(samples["S02"].ratings) | {
        "A2-3": Rating(outcome="not_applicable", reason="无"), "A1-1": Rating(outcome="insufficient_evidence"),
    }  # fmt: skip
    del ratings["B1-1"]
    city = samples["S02"].model_copy(update={"ratings": ratings})
    data = template_bytes(rubric, city, language=language, now=NOON)
    kept, formulas = load_workbook(BytesIO(data), data_only=True), load_workbook(BytesIO(data))
    formulas.save(tmp_path / "bare.xlsx")
    again = recalculated(tmp_path / "bare.xlsx", convert)
    compared = 0
    for at, page in enumerate(formulas.worksheets):
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    place = (cell.row, cell.column)
                    found = [book.worksheets[at].cell(*place).value for book in (kept, again)]
                    assert (found[0] or "") == (found[1] or ""), (page.title, cell.coordinate, found)
                    compared += 1
    assert compared > 46 + 13 * 4


# -- paper ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def papers(
    tmp_path_factory: pytest.TempPathFactory, convert: Convert, rubric: Rubric, samples: dict[str, Assessment]
) -> dict[str, list[str]]:
    """The text of every printed page of every kind of template, without blanks."""
    folder = tmp_path_factory.mktemp("templates")
    files = [
        put(folder, kind, template_bytes(rubric, samples["S02"], now=NOON, **more)) for kind, more in KINDS.items()
    ]
    readers = [PdfReader(file) for file in convert(files, "pdf", folder)]
    for reader in readers:
        for page in reader.pages:
            across, down = sorted((float(page.mediabox.width), float(page.mediabox.height)))
            assert (round(across), round(down)) == (595, 842)
    return {
        kind: [squeezed(page.extract_text()) for page in reader.pages]
        for kind, reader in zip(KINDS, readers, strict=True)
    }


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def pieces(line: str) -> Iterator[str]:
    """Runs of one script: between scripts the paper's text may be ordered otherwise."""
    return (squeezed(run)[:6] for run in re.findall(r"[\u4e00-\u9fff]+|[A-Za-z]+", line))


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_a_template_says_is_on_paper(
    kind: str, papers: dict[str, list[str]], rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    paper = "".join(papers[kind])
    assert "�" not in paper
    book = load_workbook(BytesIO(template_bytes(rubric, samples["S02"], now=NOON, **KINDS[kind])), data_only=True)
    for page in book.worksheets[:-1]:
        for row in page.iter_rows():
            for cell in row:
                hidden = page.row_dimensions[cell.row].hidden or cell.column in hidden_columns(page)
                if isinstance(cell.value, str) and not hidden:
                    for line in cell.value.split("\n"):
                        assert all(piece in paper for piece in pieces(line)), (page.title, cell.coordinate, line)


@pytest.mark.parametrize("kind", KINDS)
def test_headings_and_the_warning_are_on_every_page(kind: str, papers: dict[str, list[str]]) -> None:
    english = "language" in KINDS[kind] and KINDS[kind]["language"] == "en"
    warning, heading = ("Neverenterstatesecrets", "Levelchosen") if english else ("严禁录入国家秘密", "所选等级")
    assert all(warning in page for page in papers[kind])
    rated = [page for page in papers[kind] if re.search(r"[ABC]\d-\d.*E\d", page) and "4" in page and heading in page]
    descriptors = [page for page in papers[kind] if ("N/A:" if english else "不适用：") in page]
    assert len(rated) >= 2
    assert all(heading in page for page in descriptors)


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_as_high_as_its_text_needs(
    kind: str, tmp_path: Path, measure: Measure, rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    ratings = dict(samples["S02"].ratings)
    for id_, words in zip(
        ratings, ("每月一次。" * 30, "held every month, " * 9, "x" * 150, "一\n二\n三"), strict=False
    ):
        ratings[id_] = Rating(outcome=4, grade="E0", note=words, external_constraint=words[:100])
    city = samples["S02"].model_copy(update={"ratings": ratings})
    ours = put(tmp_path, "ours", template_bytes(rubric, city, now=NOON, **KINDS[kind]))
    needed, given = measure(ours)
    assert len(given) > 150
    assert {place: (given[place], needed[place]) for place in given if given[place] < needed[place]} == {}


@pytest.mark.parametrize(("language", "pages"), [("zh", 2), ("en", 3), ("both", 3)])
def test_the_instructions_take_few_pages(
    tmp_path: Path, convert: Convert, rubric: Rubric, language: str, pages: int
) -> None:
    path = put(tmp_path, language, template_bytes(rubric, language=language, now=NOON))  # type: ignore[arg-type]  # one of three
    (pdf,) = convert([path], "pdf", tmp_path)
    upright = [page for page in PdfReader(pdf).pages if page.mediabox.height > page.mediabox.width]
    first = [page for page in PdfReader(pdf).pages[:5] if page.mediabox.height > page.mediabox.width]
    assert len(upright) > len(first)  # the lists stand upright as well, at the end
    assert len(first) == pages

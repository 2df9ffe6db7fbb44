"""Word documents as LibreOffice prints them: the summary of every sample is one page, nothing is tofu."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from assessor.assessment import Assessment
from assessor.report.word import full_paper, one_page_paper, write_full, write_one_page
from assessor.report.word.blocks import Grid, Paper, Paragraph
from assessor.rubric import Rubric

pytestmark = pytest.mark.office
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
SAMPLES = [f"S{number:02}" for number in range(1, 13)]
VARIANTS = [*SAMPLES, "quick"]
LANGUAGES = ["zh", "en"]
WHOLE = [("S02", "zh"), ("S12", "zh"), ("S02", "en")]
Convert = Callable[[Sequence[Path], str, Path], list[Path]]
Pages = dict[tuple[str, str, str], list[str]]


def city_of(id_: str, samples: dict[str, Assessment]) -> Assessment:
    return samples["S03"].model_copy(update={"variant": "quick"}) if id_ == "quick" else samples[id_]


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory, convert: Convert, samples: dict[str, Assessment], rubric: Rubric) -> Pages:  # fmt: skip
    """Text of each printed page line by line, all documents in one start of LibreOffice."""
    folder, files = tmp_path_factory.mktemp("word"), {}
    for id_ in VARIANTS:
        for language in LANGUAGES:
            path = folder / f"{id_}-one-page-{language}.docx"
            files["one-page", id_, language] = write_one_page(path, city_of(id_, samples), rubric, language=language, now=NOON)  # type: ignore[arg-type]  # zh or en  # fmt: skip
    for id_, language in WHOLE:
        path = folder / f"{id_}-full-{language}.docx"
        files["full", id_, language] = write_full(path, samples[id_], rubric, language=language, now=NOON)  # type: ignore[arg-type]  # zh or en  # fmt: skip
    read = [PdfReader(one) for one in convert(list(files.values()), "pdf", folder)]
    return {key: [page.extract_text() for page in one.pages] for key, one in zip(files, read, strict=True)}


@pytest.fixture(scope="session")
def pages(raw: Pages) -> Pages:
    return {key: [squeezed(page) for page in one] for key, one in raw.items()}


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


@pytest.mark.parametrize("id_", VARIANTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_is_one_page_and_all_of_it_is_there(id_: str, language: str, pages: Pages, samples: dict[str, Assessment], rubric: Rubric) -> None:  # fmt: skip
    printed = pages["one-page", id_, language]
    assert len(printed) == 1
    assert unprinted(one_page_paper(city_of(id_, samples), rubric, language=language, now=NOON), printed) == []  # type: ignore[arg-type]  # zh or en
    assert "�" not in printed[0]
    assert printed[0].count("虚构样例") >= 2


def unprinted(paper: Paper, printed: list[str]) -> list[str]:
    """Words of the document that stand on no page."""
    everything = "".join(printed)
    said = []
    for block in paper.blocks:
        match block:
            case Grid():
                said += [*block.heads, *(cell for row in block.rows for cell in row)]
            case Paragraph():
                said.append(block.words)
    runs = [run for words in said for run in re.findall(r"[\u4e00-\u9fff]+|[A-Za-z]+", words)]
    return [run for run in runs if run[:6] not in everything]


@pytest.mark.parametrize(("id_", "language"), WHOLE)
def test_the_full_report_is_printed_whole_with_its_marks_on_every_page(id_: str, language: str, pages: Pages, samples: dict[str, Assessment], rubric: Rubric) -> None:  # fmt: skip
    printed = pages["full", id_, language]
    assert 10 <= len(printed) <= 22
    for number, page in enumerate(printed, start=1):
        assert ("自评材料供内部研究虚构样例" if language == "zh" else "Self-assessment,forinternalstudy") in page
        assert f"—{number}—" in page
    assert unprinted(full_paper(samples[id_], rubric, language=language, now=NOON), printed) == []  # type: ignore[arg-type]  # zh or en


@pytest.mark.parametrize(("id_", "language"), WHOLE)
def test_the_head_of_a_long_table_is_repeated(id_: str, language: str, pages: Pages, rubric: Rubric) -> None:
    """The table of 46 indicators runs over a page's end; each page with its rows has its head too."""
    head = "编号指标评级" if language == "zh" else "CodeIndicatorRating"
    with_head = [page for page in pages["full", id_, language] if head in page]
    assert len(with_head) >= 2


@pytest.mark.parametrize("id_", ["S02", "S12"])
def test_no_number_is_broken_and_no_sign_at_the_end_of_a_line_is_lost(id_: str, raw: Pages, pages: Pages, samples: dict[str, Assessment], rubric: Rubric) -> None:  # fmt: skip
    paper = full_paper(samples[id_], rubric, language="zh", now=NOON)
    last = next(n for n, page in enumerate(raw["full", id_, "zh"]) if "附件1" in page)
    body = raw["full", id_, "zh"][:last]
    assert [re.findall(r".*\d\n\d.*", page) for page in body if re.search(r"\d\n\d", page)] == []
    said = "".join(block.words for block in paper.blocks if isinstance(block, Paragraph) and block.look == "body")
    printed = "".join(pages["full", id_, "zh"][:last])
    assert [printed.count(sign) for sign in "；。"] == [said.count(sign) for sign in "；。"]


@pytest.mark.parametrize("id_", ["S02", "S12"])
def test_the_title_breaks_between_the_city_and_what_it_is(id_: str, raw: Pages) -> None:
    lines = raw["full", id_, "zh"][0].splitlines()
    assert "对外交往统筹机制自评报告" in [line.strip() for line in lines]

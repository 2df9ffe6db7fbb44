"""Every sample's report opens in LibreOffice, prints without tofu and has room for all its text."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from assessor.assessment import Assessment, Consensus, Rating
from assessor.peers import Comparison, compare, suggest
from assessor.report import ReportLanguage, report_book, write_report
from assessor.rubric import Rubric
from tests.office.conftest import tool

pytestmark = pytest.mark.office
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
SAMPLES = [f"S{number:02}" for number in range(1, 13)]
OTHERS = [("S02", "en"), ("S12", "en"), ("S02", "both"), ("S12", "both"), ("agreed", "zh"), ("agreed", "both")]
OUTLOOK = ("改进计划", "不确定性", "Plan", "Uncertainty", "差距与把握", "Howsuredifferencesare")
"""Sheets that say how sure numbers are and what to do first, which have room of their own."""
Convert = Callable[[Sequence[Path], str, Path], list[Path]]
Heights = dict[tuple[str, int], float]
Measure = Callable[..., tuple[Heights, Heights]]


@pytest.fixture(scope="session")
def cities(samples: dict[str, Assessment]) -> dict[str, Assessment]:
    return {**samples, "agreed": noted(samples["S02"])}


def beside(city: Assessment, cities: dict[str, Assessment], rubric: Rubric) -> Comparison | None:
    """With its most similar cities where there are any and it may be compared."""
    others = [one for key, one in cities.items() if key != "agreed"]
    peers = [one.assessment for one in suggest(city.city, others, rubric)]
    return compare(city, peers, rubric) if peers and city.id != "S12" else None


@dataclass(frozen=True)
class Printed:
    reader: PdfReader
    pages: list[str]
    """Text of each page without blanks and line breaks, which a wrapped cell puts anywhere."""
    sheets: list[str]

    def by_sheet(self, city: str) -> Counter[str]:
        """How many pages each sheet takes: it begins where its title stands before the city's name."""
        found, at = Counter({self.sheets[0]: 1}), 0
        for page in self.pages[1:]:
            said = page.replace("/", "")  # between two languages in a heading, never in a sheet's name
            at = next((n for n in range(at + 1, len(self.sheets)) if self.sheets[n] + city in said), at)
            found[self.sheets[at]] += 1
        return found


@pytest.fixture(scope="session")
def printed(
    tmp_path_factory: pytest.TempPathFactory, convert: Convert, cities: dict[str, Assessment], rubric: Rubric
) -> dict[tuple[str, str], Printed]:
    """Every sample in Chinese, two of them in English and in both languages, as PDF."""
    folder = tmp_path_factory.mktemp("reports")
    wanted: list[tuple[str, ReportLanguage]] = [*((id_, "zh") for id_ in SAMPLES), *OTHERS]  # type: ignore[list-item]  # languages
    files = [
        write_report(
            folder / f"{id_}-{language}.xlsx", cities[id_], rubric,
            comparison=beside(cities[id_], cities, rubric), language=language, now=NOON,
        )
        for id_, language in wanted
    ]  # fmt: skip
    read = [
        Printed(
            PdfReader(pdf), pages_of(pdf), [squeezed(one) for one in load_workbook(file, read_only=True).sheetnames]
        )
        for file, pdf in zip(files, convert(files, "pdf", folder), strict=True)
    ]
    return dict(zip(wanted, read, strict=True))


def pages_of(file: Path) -> list[str]:
    said = subprocess.run(
        [tool("pdftotext", "poppler-utils"), "-raw", str(file), "-"], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    return [squeezed(page) for page in said.split("\f")[:-1]]


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


@pytest.mark.parametrize(("id_", "language"), [*((id_, "zh") for id_ in SAMPLES), *OTHERS])
def test_every_sheet_is_printed_and_every_page_bears_its_marks(
    id_: str, language: str, printed: dict[tuple[str, str], Printed], cities: dict[str, Assessment]
) -> None:
    pages, city = printed[id_, language].pages, cities[id_].city
    taken = printed[id_, language].by_sheet(squeezed(city.called("en" if language == "en" else "zh")))
    assert set(OUTLOOK[:2] if language != "en" else OUTLOOK[2:4]) <= {
        one[: len(two)] for one in taken for two in OUTLOOK
    }
    outlook = sum(count for sheet, count in taken.items() if any(one in sheet for one in OUTLOOK))
    names = sum(count for sheet, count in taken.items() if "数据字典" in sheet or "Datadictionary" in sheet)
    assert 10 <= len(pages) - outlook - names <= {"zh": 38, "en": 46, "both": 70}[language]
    assert names <= {"zh": 11, "en": 13, "both": 22}[language]  # it names the columns of the sheets of outlook, too
    assert outlook <= {"zh": 20, "en": 24, "both": 36}[language]
    for number, page in enumerate(pages, start=1):
        assert "虚构样例" in page
        assert f"{number}/{len(pages)}" in page
    assert sum("二、五项短板" in page and "五、近期拟抓事项" in page for page in pages) == (language != "en")


@pytest.mark.parametrize(
    ("id_", "language"), [("S01", "zh"), ("S12", "zh"), ("S02", "en"), ("S02", "both"), ("agreed", "zh")]
)
def test_all_that_the_cells_say_is_on_paper(
    id_: str, language: ReportLanguage, printed: dict[tuple[str, str], Printed],
    cities: dict[str, Assessment], rubric: Rubric,
) -> None:  # fmt: skip
    paper = "".join(printed[id_, language].pages)
    book = report_book(cities[id_], rubric, comparison=beside(cities[id_], cities, rubric), language=language, now=NOON)
    tables = [
        table
        for sheet in book.sheets
        for table in sheet.tables
        if sheet.state == "visible" and not (table.folded or table.unprinted)
    ]
    for table in tables:
        shown = [number for number, column in enumerate(table.columns) if not column.hidden]
        heads = [table.columns[number].head for number in shown]
        for said in [*heads, *(row[number].value for row in table.rows for number in shown)]:
            if isinstance(said, str):
                for line in said.split("\n"):
                    assert all(piece in paper for piece in pieces(line)), (table.key, line)


def pieces(line: str) -> Iterator[str]:
    """Runs of one script: between scripts the paper's text may be ordered otherwise."""
    return (squeezed(run)[:6] for run in re.findall(r"[\u4e00-\u9fff]+|[A-Za-z]+", line))


def test_fonts_are_embedded_and_know_chinese(printed: dict[tuple[str, str], Printed]) -> None:
    for one in printed.values():
        fonts = [font for page in one.reader.pages for font in page_fonts(page)]
        assert fonts
        assert all(embedded for _, embedded in fonts)
        assert any("CJK" in name or "Hei" in name or "Song" in name for name, _ in fonts)
        assert "�" not in "".join(one.pages)


def page_fonts(page: object) -> Iterator[tuple[str, bool]]:
    resources = page["/Resources"].get_object()  # type: ignore[index]  # pypdf's dictionaries
    for font in resources.get("/Font", {}).values():
        one = font.get_object()
        inner = one["/DescendantFonts"][0].get_object() if "/DescendantFonts" in one else one
        descriptor = inner["/FontDescriptor"].get_object() if "/FontDescriptor" in inner else {}
        yield str(one["/BaseFont"]), any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


# -- room for every line ------------------------------------------------------------------------


def noted(city: Assessment) -> Assessment:
    """With notes of several lengths, in Chinese, in English and without a place to break; some levels agreed in a session."""
    texts = (
        ["每月一次。" * n for n in (1, 5, 20, 40)]
        + ["held every month, " * n for n in (3, 12)]
        + ["x" * 150, "一\n二\n三"]
    )
    ratings = dict(city.ratings)
    for id_, words in zip(list(ratings), texts, strict=False):
        said = Consensus(
            session="w1", level=2, method="facilitated", doubtful=True, first=(40, 50, 60, 30, 20), second=(40, 50, 60, 30, 20),
            cannot_judge=10, reason=words, dissent=words,
        )  # fmt: skip
        ratings[id_] = Rating(outcome=2, note=words, external_constraint=words[:200], consensus=said)
    return city.model_copy(update={"ratings": ratings})


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_every_row_is_as_high_as_its_text_needs(
    language: ReportLanguage, tmp_path: Path, measure: Measure, cities: dict[str, Assessment], rubric: Rubric
) -> None:
    city = noted(cities["S02"])
    comparison = beside(city, cities, rubric)
    ours = write_report(tmp_path / "ours.xlsx", city, rubric, comparison=comparison, language=language, now=NOON)
    needed, given = measure(ours)
    assert len(given) > 250
    short = {place: (given[place], needed[place]) for place in given if given[place] < needed[place]}
    assert short == {}


def test_the_measure_would_notice_a_row_too_low(
    tmp_path: Path, measure: Measure, cities: dict[str, Assessment], rubric: Rubric
) -> None:
    ours = write_report(tmp_path / "ours.xlsx", cities["S01"], rubric, now=NOON)
    needed, given = measure(ours, 0.5)
    assert any(given[place] < needed[place] for place in given)


def test_libreoffice_finds_no_formula_in_hostile_text(
    tmp_path: Path, convert: Convert, cities: dict[str, Assessment], rubric: Rubric
) -> None:
    payloads = ["=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://x")', "＝1+1", "\t=1+1"]
    ratings = dict(cities["S01"].ratings)
    ratings |= {id_: Rating(outcome=2, note=words) for id_, words in zip(ratings, payloads, strict=False)}
    city = cities["S01"].model_copy(update={"ratings": ratings})
    tame = city.model_copy(
        update={
            "ratings": {
                id_: rating.model_copy(update={"note": "甲" if rating.note else ""}) for id_, rating in ratings.items()
            }
        }
    )
    files = [
        write_report(tmp_path / f"{name}.xlsx", one, rubric, now=NOON) for name, one in (("ours", city), ("tame", tame))
    ]
    (tmp_path / "out").mkdir()
    ours, plain = (
        [cell for sheet in load_workbook(one) for row in sheet.iter_rows() for cell in row]
        for one in convert(files, "xlsx", tmp_path / "out")
    )
    own, others = (
        [(cell.parent.title, cell.coordinate) for cell in cells if cell.data_type == "f"] for cells in (ours, plain)
    )
    assert own
    assert own == others
    assert set(payloads) <= {cell.value for cell in ours if cell.data_type == "s"}

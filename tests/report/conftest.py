"""Reports of the sample cities, and a reader that finds their tables by key."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from assessor.assessment import Assessment
from assessor.report import ReportLanguage, report_bytes
from assessor.rubric import Rubric

FUNCTIONS = (
    "IF|AND|OR|NOT|SUM|SUMPRODUCT|MIN|MAX|COUNT|COUNTIF|INDEX|MATCH|ABS|ROUND|ISNUMBER|EXP|LN|N"
)  # fmt: skip
_CELL = r"\$?[A-Z]{1,3}\$?[0-9]+"
_SHEET = r"(?:'(?:[^'\[\]]|'')+'|\w+)!"
_TOKEN = re.compile(
    rf"""(?:"[^"]*"|(?:{FUNCTIONS})\(|(?:{_SHEET})?{_CELL}(?::{_CELL})?|[a-z_]+"""
    r"""|[0-9]+(?:\.[0-9]+)?(?:E-?[0-9]+)?|<=|>=|<>|[-+*/&=<>(),])*"""
)
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
Row = dict[str, object]
Rows = Callable[[Workbook, str], list[Row]]


@pytest.fixture(scope="session")
def cities(samples: dict[str, Assessment]) -> dict[str, Assessment]:
    return samples


@pytest.fixture(scope="session")
def opened(rubric: Rubric) -> Callable[..., Workbook]:
    """A report as openpyxl reads it, formulas as what they came to."""

    def read(assessment: Assessment, language: ReportLanguage = "zh", **given: object) -> Workbook:
        content = report_bytes(assessment, rubric, language=language, now=NOON, **given)  # type: ignore[arg-type]  # passed on
        return load_workbook(BytesIO(content), data_only=True)

    return read


@pytest.fixture(scope="session")
def table_rows() -> Rows:
    """The rows of the table with this key, each as heading -> value."""

    def rows(book: Workbook, key: str) -> list[Row]:
        for sheet in book.worksheets:
            for table in sheet.tables.values():
                if table.name.split("_", 1)[1] == key.replace("-", "_"):
                    head, *body = [[cell.value for cell in row] for row in sheet[table.ref]]
                    return [dict(zip(map(str, head), row, strict=True)) for row in body]
        raise KeyError(key)

    return rows


@pytest.fixture(scope="session")
def formulas_of() -> Callable[[bytes], list[str]]:
    """The formulas of all cells of a workbook."""

    def formulas(content: bytes) -> list[str]:
        with ZipFile(BytesIO(content)) as package:
            sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
            said = [
                found for name in sheets for found in re.findall(r"<f(?: [^>]*)?>([^<]*)", package.read(name).decode())
            ]
        return [unescape(one) for one in said]

    return formulas


@pytest.fixture(scope="session")
def portable() -> Callable[[str], bool]:
    """Whether a formula holds nothing but functions, places, defined names, numbers and words that all spreadsheets share."""
    return lambda formula: _TOKEN.fullmatch(formula) is not None

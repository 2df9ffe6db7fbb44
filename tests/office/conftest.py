"""LibreOffice, headless, with a profile of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

REQUIRED = os.environ.get("ASSESSOR_REQUIRE") == "1"
Convert = Callable[[Sequence[Path], str, Path], list[Path]]
Heights = dict[tuple[str, int], float]
Measure = Callable[..., tuple[Heights, Heights]]
NARROW = 7 / 8.48
"""Spreadsheets measure columns by the digit of their standard font. Where that font is absent its
stand-in is wider and so are all columns; this takes them back to what Excel makes of them."""


def tool(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        advice = f"{name} is not installed: apt-get install {package}"
        if REQUIRED:
            pytest.fail(advice, pytrace=False)
        pytest.skip(advice)
    return found


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Convert files to another format, all of them in one start of LibreOffice."""
    office, profile = tool("soffice", "libreoffice-calc fonts-noto-cjk"), tmp_path_factory.mktemp("profile")

    def run(files: Sequence[Path], to: str, into: Path) -> list[Path]:
        command = [
            office,
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            str(into),
        ]
        # A program that hangs is to be noticed; how long each file takes depends on who else uses the machine.
        patience = 240 + 20 * len(files)
        done = subprocess.run(
            [*command, *map(str, files)], capture_output=True, text=True, timeout=patience, check=False
        )
        made = [into / f"{file.stem}.{to}" for file in files]
        assert all(one.is_file() for one in made), done.stdout + done.stderr
        return made

    return run


# -- room for every line ------------------------------------------------------------------------


@pytest.fixture
def measure(tmp_path: Path, convert: Convert) -> Measure:
    """The heights that LibreOffice finds the rows of a workbook need, and those they have."""

    def both(ours: Path, share: float = 1.0) -> tuple[Heights, Heights]:
        return needed_heights(ours, NARROW * share, convert, tmp_path), heights(ours)

    return both


def without_heights(content: bytes, narrow: float) -> bytes:
    """The workbook without row heights and with columns narrowed."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                words = re.sub(r' ht="[^"]*" customHeight="1"', "", part.decode())
                words = re.sub(r'(<col [^>]*width=")([^"]*)', lambda at: f"{at[1]}{float(at[2]) * narrow:.4f}", words)
                part = words.encode()
            target.writestr(name, part)
    return out.getvalue()


def needed_heights(ours: Path, narrow: float, convert: Convert, folder: Path) -> Heights:
    """What LibreOffice gives each row when it works the heights out itself.

    It takes those of an Excel file on trust, so the way leads over its own plain XML by another hand.
    """
    first, second = folder / "1", folder / "2"
    first.mkdir()
    second.mkdir()
    free = first / "free.xlsx"
    free.write_bytes(without_heights(ours.read_bytes(), narrow))
    plain = convert([free], "fods", first)[0]
    words = re.sub(r' style:row-height="[^"]*"', "", plain.read_text(encoding="utf-8"))
    words = re.sub(r"<meta:generator>.*?</meta:generator>", "<meta:generator>unknown</meta:generator>", words)
    plain.write_text(words, encoding="utf-8")
    return heights(convert([plain], "xlsx", second)[0])


def heights(path: Path) -> Heights:
    """Of the rows that are printed; steps of a calculation beyond that keep to one line each on purpose."""
    book = load_workbook(path)
    return {
        (sheet.title, row): sheet.row_dimensions[row].height or sheet.sheet_format.defaultRowHeight
        for sheet in book
        if sheet.sheet_state == "visible" and sheet.title not in ("图表", "Charts", "图表 / Charts")
        for row in range(1, last_printed(sheet) + 1)
        if not sheet.row_dimensions[row].hidden and any(cell.value not in (None, "") for cell in sheet[row])
    }


def last_printed(sheet: Worksheet) -> int:
    return int(sheet.print_area.rpartition("$")[2]) if sheet.print_area else sheet.max_row or 0

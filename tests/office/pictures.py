"""Renews the pictures of Word and Excel files in the README: `python tests/office/pictures.py`."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from assessor.files import load_rubric, sample_cities, template_bytes
from assessor.report import write_report
from assessor.report.word import write_one_page

PICTURES = Path(__file__).resolve().parent.parent.parent / ".screenshots"
DOTS = "70"


def _page_with(pdf: Path, words: str) -> int:
    """The first printed page on which the words stand."""
    number = 1
    while True:
        page = ["pdftotext", "-f", str(number), "-l", str(number), str(pdf), "-"]
        said = subprocess.run(page, capture_output=True, text=True, check=True).stdout
        if words in said.replace(" ", ""):
            return number
        number += 1


def _picture(pdf: Path, words: str, name: str) -> None:
    page = str(_page_with(pdf, words))
    command = ["pdftoppm", "-r", DOTS, "-f", page, "-l", page, "-png", "-singlefile", str(pdf), str(PICTURES / name)]
    subprocess.run(command, check=True)


def main() -> None:
    rubric = load_rubric()
    city = next(one for one in sample_cities() if one.id == "S03")
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        files = [
            write_one_page(folder / "one-page.docx", city, rubric),
            write_report(folder / "report.xlsx", city, rubric),
            folder / "template.xlsx",
        ]
        files[2].write_bytes(template_bytes(rubric, city))
        profile = f"-env:UserInstallation=file://{folder / 'profile'}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", named, *map(str, files)]
        subprocess.run(command, check=True, capture_output=True)
        _picture(folder / "one-page.pdf", "总体判断", "one-page-zh")
        _picture(folder / "report.pdf", "一、三层协同", "report-zh")
        _picture(folder / "template.pdf", "A1-1", "template-zh")


if __name__ == "__main__":
    main()

"""The report of one city beside openpyxl writing the same cells bare, in the same run.

Run: python tests/benchmarks/report.py

Ours scores the city, sets fonts, borders, heights, tables, print settings and draws the charts;
the floor writes values, and formulas as they stand, only. Both write to memory, in turn; what counts is
the processor's time, so that what else the machine does has little part in it.

What the program remembers of the lines of texts is forgotten before each run, as a city is written once.
A server that has written another city under the same rubric still knows the lines of the rubric's texts:
what that is worth is told beside it, and does not count.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook, load_workbook

from assessor import text_layout
from assessor.assessment import Assessment
from assessor.files import load_rubric, sample_cities
from assessor.peers import compare, suggest
from assessor.report import ReportLanguage, report_bytes

RUNS = 15
LIMIT = 2.0
Cells = dict[str, list[tuple[int, int, object]]]


def cells_of(content: bytes) -> Cells:
    book = load_workbook(BytesIO(content))
    return {
        sheet.title: [
            (cell.row, cell.column, cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None
        ]
        for sheet in book
    }


def bare(cells: Cells) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, found in cells.items():
        sheet = book.create_sheet(name)
        for row, column, value in found:
            sheet.cell(row, column, value)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


def measured(city: Assessment, language: ReportLanguage, *, peers: bool) -> tuple[float, float, float, int]:
    """Medians in milliseconds of ours, of ours on a server that is warm, and of the floor; the number of cells."""
    rubric, cities = load_rubric(), sample_cities()
    beside = compare(city, [one.assessment for one in suggest(city.city, cities, rubric)], rubric) if peers else None
    cells = cells_of(report_bytes(city, rubric, comparison=beside, language=language))
    bare(cells)
    ours, warm, floor = [], [], []
    other = next(one for one in sample_cities() if one.id == "S02")
    for _ in range(RUNS):
        forget()
        ours.append(milliseconds(lambda: report_bytes(city, rubric, comparison=beside, language=language)))
        floor.append(milliseconds(lambda: bare(cells)))
        forget()
        report_bytes(other, rubric, language=language)
        warm.append(milliseconds(lambda: report_bytes(city, rubric, comparison=beside, language=language)))
    return statistics.median(ours), statistics.median(warm), statistics.median(floor), sum(map(len, cells.values()))


def forget() -> None:
    text_layout.lines_in.cache_clear()
    text_layout.columns_wide.cache_clear()


def main() -> int:
    city = next(one for one in sample_cities() if one.id == "S03")
    worst = 0.0
    for language, peers in (("zh", False), ("zh", True), ("en", True), ("both", True)):
        ours, warm, floor, cells = measured(city, language, peers=peers)  # type: ignore[arg-type]  # a report language
        worst = max(worst, ours / floor)
        what = f"{language}{' with peers' if peers else ''}"
        print(
            f"{what:16} ours {ours:6.1f} ms   openpyxl bare {floor:6.1f} ms   {cells} cells   ratio {ours / floor:.2f}"
            f"   (warm {warm:.1f} ms)"
        )
    print(f"worst ratio {worst:.2f} (limit {LIMIT})")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())

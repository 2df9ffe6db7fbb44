"""What users type is never a formula and comes back as typed, in every field there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from itertools import cycle
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from assessor.assessment import Assessment, Evidence, Rating
from assessor.errors import WorkbookFault
from assessor.peers import compare
from assessor.report import ReportLanguage, file_name, report_bytes
from assessor.rubric import Rubric
from assessor.text_layout import parts

HOSTILE = [
    "=1+1", "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "=", "==1", "{=1+1}", "'=1+1",
    "\t=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", "=IMPORTXML(\"http://x\")", "=WEBSERVICE(\"http://x\")", "=DDE(\"cmd\";\"x\")",
    "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@cmd|' /C calc'!A0", "http://example.org", "mailto:a@example.org",
    "internal:'x'!A1", "external:c:\\x.xlsx", "\\\\host\\share", "00123", "1e5", "TRUE", "#REF!", "2026-01-01", "_x0041_",
    "<f>1+1</f>", "</t></is></c><f>1</f>", "&amp;&lt;", "]]>", "一\n二", "😀", "&L&G", "[x]:*?/\\", "{0}", "%s",
]  # fmt: skip


def hostile(city: Assessment, written: str) -> Assessment:
    """The city with `written` in every free-text field."""
    first, second, *_ = city.ratings
    ratings = dict(city.ratings)
    ratings[first] = Rating(outcome=3, note=written, external_constraint=written, grade="E2")
    ratings["B4-3"] = Rating(outcome="not_applicable", reason=written)
    ratings[second] = Rating(outcome=2, note=written, grade=written)
    entry = Evidence(
        id=written, title=written, date=date(2025, 1, 1), holder=written, grade=written, indicators=[first]
    )
    profile = city.city.model_copy(update={"name": written, "name_en": written, "fictional": False})
    return city.model_copy(update={"ratings": ratings, "evidence": [entry], "city": profile, "period": written})


Formulas = Callable[[bytes], list[str]]
Portable = Callable[[str], bool]


# Each text in one of the languages here; tests/test_injection.py takes more of them through all three.
@pytest.mark.parametrize(("written", "language"), list(zip(HOSTILE, cycle(("zh", "en")), strict=False)), ids=repr)
def test_hostile_text_in_every_field_stays_the_text_it_was(
    written: str, language: ReportLanguage, cities: dict[str, Assessment], rubric: Rubric,
    formulas_of: Formulas, portable: Portable,
) -> None:  # fmt: skip
    city, typed = hostile(cities["S01"], written), {written, written.strip()}  # titles are kept without outer blanks
    content = report_bytes(city, rubric, language=language)
    ours = formulas_of(content)
    assert [one for one in ours if not portable(one)] == []
    assert len(written) < 4 or not any(written in one for one in ours)
    book = load_workbook(BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value in typed]
    assert {cell.data_type for cell in cells} == {"s"}
    # name, period, reason, note twice, constraint, grade twice, title, holder
    assert len(cells) >= 10, [(cell.parent.title, cell.coordinate) for cell in cells]
    if written.startswith(("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")):
        assert all(cell.quotePrefix for cell in cells)


@pytest.mark.parametrize("written", ["=1+1", "+1+1", "@SUM(1)"])
def test_hostile_names_of_peers_stay_text_too(
    written: str, cities: dict[str, Assessment], rubric: Rubric, formulas_of: Formulas, portable: Portable
) -> None:
    own, peer = cities["S03"], hostile(cities["S11"], written)
    content = report_bytes(own, rubric, comparison=compare(own, [peer], rubric))
    assert [one for one in formulas_of(content) if written in one or not portable(one)] == []
    values = [
        cell for sheet in load_workbook(BytesIO(content)) for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    assert written in values
    with ZipFile(BytesIO(content)) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 4
    assert not any(written in re.sub(r"<c:v>.*?</c:v>", "", chart) for chart in charts)


def test_the_search_for_formulas_would_find_one(formulas_of: Formulas) -> None:
    book, stream = Workbook(), BytesIO()
    assert book.active is not None
    book.active["A1"] = "=1+1"
    book.save(stream)
    assert formulas_of(stream.getvalue()) == ["1+1"]


def test_control_signs_become_visible_and_the_cover_says_so(cities: dict[str, Assessment], rubric: Rubric) -> None:
    city = cities["S01"]
    ratings = {**city.ratings, "A1-1": Rating(outcome=3, note="响铃\x07换页\x0c回车\r末")}
    changed = city.model_copy(update={"ratings": ratings})
    book = load_workbook(BytesIO(report_bytes(changed, rubric)))
    values = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "响铃␇换页␌回车␍末" in values
    assert "不可见字符" in values
    untouched = load_workbook(BytesIO(report_bytes(city, rubric)))
    assert "不可见字符" not in [row[0] for row in untouched["说明与口径"].iter_rows(values_only=True)]


def test_a_note_too_tall_for_its_row_is_printed_in_full_elsewhere(
    cities: dict[str, Assessment], rubric: Rubric
) -> None:
    written = "甲乙丙丁" * 250 + "\n" * 400 + "戊己庚辛" * 150
    city = cities["S01"]
    changed = city.model_copy(update={"ratings": {**city.ratings, "A1-1": Rating(outcome=3, note=written)}})
    book = load_workbook(BytesIO(report_bytes(changed, rubric)))
    found = [row[4] for row in book["备注全文"].iter_rows(min_row=2, values_only=True) if row[0] == "A1-1"]
    assert len(found) > 1
    assert "".join(str(one) for one in found) == written
    assert "备注全文" not in load_workbook(BytesIO(report_bytes(city, rubric))).sheetnames


def test_a_text_longer_than_a_cell_is_refused_by_place_and_never_cut(
    cities: dict[str, Assessment], rubric: Rubric
) -> None:
    first = rubric.indicators[0]
    long = first.name.model_copy(update={"zh": "长" * 32_768})
    changed = rubric.model_copy(
        update={"indicators": [first.model_copy(update={"name": long}), *rubric.indicators[1:]]}
    )
    with pytest.raises(WorkbookFault) as caught:
        report_bytes(cities["S01"], changed)
    assert any("指标明细" in problem.place and "指标" in problem.place for problem in caught.value.problems)
    assert "32768" in caught.value.message("zh")


def test_a_city_name_without_end_is_printed_whole_on_the_cover(cities: dict[str, Assessment], rubric: Rubric) -> None:
    name = "城" * 40_000
    city = cities["S01"].model_copy(update={"city": cities["S01"].city.model_copy(update={"name": name})})
    book = load_workbook(BytesIO(report_bytes(city, rubric)))
    rows = [row[1] for row in book["说明与口径"].iter_rows(values_only=True) if row[0] == "城市"]
    assert "".join(str(one) for one in rows) == name
    assert len(parts(name, 108.0)) == len(rows)


@pytest.mark.parametrize(
    "name", ["../../x", "a/b\\c", "CON", "=1+1", "x" * 400, "城" * 300, "a\x00b", "...", " 甲 : * ? "]
)
def test_the_file_name_is_one_that_every_system_takes(name: str, cities: dict[str, Assessment]) -> None:
    city = cities["S01"].model_copy(update={"city": cities["S01"].city.model_copy(update={"name": name})})
    made = file_name(city)
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', made)
    assert made.endswith(".xlsx")
    assert len(made.encode()) <= 200
    assert made[0] not in ".=+-@ "

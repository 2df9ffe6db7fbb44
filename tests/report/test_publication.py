"""A report keeps the rules of published spreadsheets: plain tables, print settings, nothing hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessor.assessment import Assessment
from assessor.peers import compare
from assessor.report import ReportLanguage, report_book, report_bytes
from assessor.rubric import Rubric
from assessor.workbooks.signs import visible
from assessor.workbooks.writing import sheet_names

Opened = Callable[..., Workbook]
LANGUAGES: tuple[ReportLanguage, ...] = ("zh", "en", "both")
SHEETS = {
    "zh": ["说明与口径", "一页摘要", "三层协同", "五项短板", "指标明细", "路径分析", "佐证目录", "改进任务", "改进计划", "对标", "评分记录（匿名）", "敏感性", "不确定性", "数据字典", "图表", "计算过程", "自检"],
    "en": ["About and method", "Summary", "Levels and dimensions", "Shortcomings", "Indicators", "Paths", "Evidence list", "Actions", "Plan", "Peers", "Rating record (anonymous)", "Sensitivity", "Uncertainty", "Data dictionary", "Charts", "Calculation", "Self-check"],
}  # fmt: skip


def for_reading(book: Workbook) -> list[Worksheet]:
    """The sheets that a reader sees."""
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sheets_stand_in_their_order(language: str, cities: dict[str, Assessment], opened: Opened) -> None:
    book = opened(cities["S01"], language)
    assert [sheet.title for sheet in for_reading(book)] == SHEETS[language]


def test_nothing_is_hidden_but_the_sheet_by_which_an_import_knows_the_report(
    cities: dict[str, Assessment], opened: Opened
) -> None:
    hidden = {sheet.title: sheet.sheet_state for sheet in opened(cities["S01"]) if sheet.sheet_state != "visible"}
    assert hidden == {"_assessor": "veryHidden"}


def test_both_languages_have_a_summary_page_each(cities: dict[str, Assessment], opened: Opened) -> None:
    names = opened(cities["S01"], "both").sheetnames
    assert names[1:3] == ["一页摘要", "Summary"]
    assert all(len(name) <= 31 for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", ["S02", "S12"])
def test_nothing_is_merged_filtered_or_linked_outwards(
    id_: str, language: ReportLanguage, cities: dict[str, Assessment], rubric: Rubric, opened: Opened
) -> None:
    book = opened(cities[id_], language)
    for sheet in for_reading(book):
        assert not sheet.merged_cells.ranges
        assert sheet.auto_filter.ref is None
        assert all(table.autoFilter is None for table in sheet.tables.values())
    with ZipFile(BytesIO(report_bytes(cities[id_], rubric, language=language))) as package:
        names = package.namelist()
        assert not any("vba" in name or "external" in name for name in names)
        relations = "".join(package.read(name).decode() for name in names if name.endswith(".rels"))
    assert 'TargetMode="External"' not in relations


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_and_every_printed_page_of_a_fictional_city_says_so(
    language: ReportLanguage, cities: dict[str, Assessment], rubric: Rubric, opened: Opened
) -> None:
    comparison = compare(cities["S03"], [cities["S11"]], rubric)
    for sheet in for_reading(opened(cities["S03"], language, comparison=comparison)):
        assert any("虚构样例" in str(row[0]) for row in sheet.iter_rows(max_row=5, values_only=True)), sheet.title
        assert sheet.oddHeader is not None
        assert "虚构样例" in str(sheet.oddHeader.left.text)


def test_a_real_city_bears_no_such_mark_and_a_fictional_peer_still_does(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened
) -> None:
    real = cities["S03"].model_copy(update={"city": cities["S03"].city.model_copy(update={"fictional": False})})
    book = opened(real, comparison=compare(real, [cities["S11"]], rubric))
    marked = {
        sheet.title
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if "虚构样例" in str(cell)
    }
    assert marked == {"可比城市", "对标", "数据字典"}


def across(sheet: Worksheet) -> float:
    """The scale at which the columns of the printed part fit the page."""
    room = {"portrait": 595.3, "landscape": 841.9}[str(sheet.page_setup.orientation)] - 72
    last = re.findall(r":\$?([A-Z]+)", sheet.print_area or f"A1:{get_column_letter(sheet.max_column)}1")[0]
    widths = [
        one.width
        for one in sheet.column_dimensions.values()
        for at in range(int(one.min or 0), int(one.max or 0) + 1)
        if not one.hidden and at <= column_index_from_string(last)
    ]
    assert widths
    return min(room / sum(0.75 * 7 * width for width in widths), 1.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_or_titles_stay_in_sight_on_every_sheet(
    language: ReportLanguage, cities: dict[str, Assessment], rubric: Rubric, opened: Opened
) -> None:
    comparison = compare(cities["S03"], [cities["S11"]], rubric)
    for sheet in for_reading(opened(cities["S03"], language, comparison=comparison)):
        row = int(re.findall(r"[0-9]+", str(sheet.freeze_panes))[0])
        heads = [int(re.findall(r"[0-9]+", table.ref)[0]) for table in sheet.tables.values()]
        assert row - 1 in heads or (row >= 3 and len(heads) != 1), sheet.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_prints_on_a4_with_page_numbers_in_letters_that_can_be_read(
    language: ReportLanguage, cities: dict[str, Assessment], opened: Opened
) -> None:
    portrait = set()
    for sheet in for_reading(opened(cities["S01"], language)):
        assert sheet.page_setup.paperSize == 9
        setup, header, footer = sheet.sheet_properties.pageSetUpPr, sheet.oddHeader, sheet.oddFooter
        assert setup is not None
        assert header is not None
        assert footer is not None
        if sheet.col_breaks.brk:  # two pages wide, at a scale of their own
            assert int(str(sheet.page_setup.scale)) >= 70
        else:
            assert setup.fitToPage
            assert sheet.page_setup.fitToWidth in (1, None)
            assert 10 * across(sheet) >= 7, sheet.title
        assert footer.right.text == "&P / &N"
        assert ("自评材料" if language != "en" else "for internal study") in str(footer.left.text)
        assert sheet.page_margins.left >= 0.4
        if sheet.page_setup.orientation == "portrait":
            portrait.add(sheet.title)
    wanted = {"zh": "一页摘要", "en": "Summary", "both": "Summary"}[language]
    assert wanted in portrait


def test_long_tables_repeat_their_header_on_every_printed_page(cities: dict[str, Assessment], opened: Opened) -> None:
    book = opened(cities["S01"])
    for name in ("指标明细", "佐证目录", "数据字典"):
        sheet = book[name]
        header = next(iter(sheet.tables.values())).ref
        assert sheet.print_title_rows == f"$1:${re.findall(r'[0-9]+', header)[0]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dictionary_explains_every_column_of_every_sheet(
    language: ReportLanguage, cities: dict[str, Assessment], rubric: Rubric
) -> None:
    comparison = compare(cities["S03"], [cities["S11"]], rubric)
    book = report_book(cities["S03"], rubric, comparison=comparison, language=language)
    explained = {
        (row[0].value, name)
        for sheet in book.sheets
        for table in sheet.tables
        if table.key == "dictionary"
        for row in table.rows
        for name in re.split("；|; ", str(row[4].value))
    }
    for sheet in book.sheets:
        for table in sheet.tables if sheet.state == "visible" else ():
            for column in table.columns:
                assert (column.head, sheet.name) in explained
                assert column.meaning
                assert column.unit
                assert column.source


def test_no_cell_of_a_table_is_left_empty_without_a_word(cities: dict[str, Assessment], rubric: Rubric) -> None:
    for sheet in report_book(cities["S12"], rubric).sheets:
        for table in sheet.tables:
            assert all(len(row) == len(table.columns) for row in table.rows)
            if not table.unprinted and sheet.state == "visible":  # entries stand empty until somebody fills them
                cells = [cell for row in table.rows for cell in row if not cell.entry]
                assert all(cell.value not in (None, "") for cell in cells), (sheet.name, table.key)
            assert len({column.head.lower() for column in table.columns}) == len(table.columns)


def test_the_overall_score_is_folded_away_with_the_lowest_level_beside_it(
    cities: dict[str, Assessment], opened: Opened
) -> None:
    sheet = opened(cities["S01"])["三层协同"]
    table = next(one for one in sheet.tables.values() if one.name.endswith("overall"))
    first, last = map(int, re.findall(r"[0-9]+", table.ref))
    assert all(sheet.row_dimensions[row].hidden for row in range(first, last + 1))
    assert sheet.row_dimensions[last + 1].collapsed
    assert "最低层级：政府与社会的互动，基本建立" in str(sheet.cell(last, 10).value)


def test_links_lead_to_sheets_that_exist(cities: dict[str, Assessment], opened: Opened) -> None:
    for language in LANGUAGES:
        book = opened(cities["S01"], language)
        links = [
            cell.hyperlink.location for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink
        ]
        others = [sheet.title for sheet in for_reading(book)[1:]]
        assert len(links) == len(others)
        assert {str(link).split("!")[0].strip("'") for link in links} == set(others)


def test_the_file_names_no_person_and_is_the_same_for_the_same_moment(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened
) -> None:
    properties = opened(cities["S01"]).properties
    assert not properties.creator
    assert not properties.lastModifiedBy
    assert properties.subject == "city-diplomacy 1.2"
    assert str(properties.created) == "2026-01-15 12:00:00"


def test_charts_are_native_titled_and_described(cities: dict[str, Assessment], rubric: Rubric) -> None:
    content = report_bytes(cities["S03"], rubric, comparison=compare(cities["S03"], [cities["S11"]], rubric))
    with ZipFile(BytesIO(content)) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
        drawings = "".join(
            package.read(name).decode()
            for name in package.namelist()
            if "drawings/drawing" in name and name.endswith("xml")
        )
    assert len(charts) == 4
    for chart in charts:
        title = "".join(re.findall(r"<a:t>(.*?)</a:t>", chart))
        assert "46项" not in title
        assert "2025-12-31" in title
        assert set(re.findall(r'<a:srgbClr val="(\w+)"', chart)) <= {
            "1F4E79",
            "DDE8F3",
            "1A1A1A",
            "D9D9D9",
            "808080",
            "8FB3D9",
        }
    assert drawings.count("descr=") == 4


def kinds(content: bytes) -> list[str]:
    with ZipFile(BytesIO(content)) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    return sorted(found[0] for chart in charts if (found := re.findall(r"<c:(bar|line|radar)Chart>", chart)))


def test_a_radar_is_drawn_only_when_asked_for(cities: dict[str, Assessment], rubric: Rubric) -> None:
    assert kinds(report_bytes(cities["S01"], rubric)) == ["bar", "bar", "line"]
    assert kinds(report_bytes(cities["S01"], rubric, radar=True)) == ["bar", "bar", "line", "radar"]


def test_in_formal_mode_judged_and_supported_scores_are_drawn_against_each_other(
    cities: dict[str, Assessment], rubric: Rubric
) -> None:
    assert cities["S02"].mode == "formal"
    assert kinds(report_bytes(cities["S02"], rubric)) == ["bar", "bar", "bar", "line"]


def test_the_chinese_summary_says_no_more_than_a_leader_reads(cities: dict[str, Assessment], rubric: Rubric) -> None:
    for city in cities.values():
        page = report_book(city, rubric).sheets[1]
        said = "".join(str(cell.value) for table in page.tables for row in table.rows for cell in row)
        assert len(re.findall("[\u4e00-\u9fff]", said)) <= 600, city.id


def test_wanted_sheet_names_become_safe_and_unique() -> None:
    wanted = ["a/b", "a:b", "'x'", "", "很长" * 20, "很长" * 20 + "二", "A B"]
    names = list(sheet_names(wanted).values())
    assert len({name.lower() for name in names}) == len(wanted)
    assert all(
        0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) and name.strip("'") == name for name in names
    )


def test_signs_a_spreadsheet_cannot_hold_are_shown() -> None:
    assert visible("a\x00b\x7fc\ud800d\ufffe") == "a␀b␡c�d�"
    assert visible("一\n二\t三\r\n四") == "一\n二\t三\n四"


@pytest.mark.parametrize(
    ("language", "time"),
    [
        ("zh", "2026-01-15 20:00（北京时间）"),
        ("en", "2026-01-15 12:00 UTC"),
        ("both", "2026-01-15 20:00（北京时间）\n2026-01-15 12:00 UTC"),
    ],
)
def test_the_time_of_making_is_beijings_for_chinese_readers_and_utc_for_others(
    language: ReportLanguage, time: str, cities: dict[str, Assessment], opened: Opened
) -> None:
    rows = list(opened(cities["S01"], language).worksheets[0].iter_rows(values_only=True))
    assert [row[1] for row in rows if str(row[0]).startswith(("生成时间", "Made"))] == [time]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_stands_in_no_other_column_than_that_of_codes(
    language: ReportLanguage, cities: dict[str, Assessment], rubric: Rubric
) -> None:
    bare = re.compile(r"\b(SC\d|[ABC]\d-\d|[RX]-[A-Z]{3})\b(?! \w)")
    assert bare.search("not yet rated: A1-2, B1-1")
    assert not bare.search("A1-2 City plan")
    for sheet in report_book(cities["S12"], rubric, language=language).sheets:
        if sheet.state != "visible":  # a program reads it
            continue
        for table in sheet.tables:
            for row in table.rows:
                cells = zip(row, table.columns, strict=True)
                named = [str(cell.value) for cell, column in cells if not column.unit.startswith(("代码", "code"))]
                said = [words for words in named if bare.search(words)]
                assert said == [], (sheet.name, table.key)

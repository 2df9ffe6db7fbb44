"""The rating record of scoring sessions: every figure can be checked in the head."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from assessor.assessment import Assessment
from assessor.errors import WorkshopRefused
from assessor.report.workshop import Heads, SessionRecord, record_bytes, session_record, workshop_name
from assessor.rubric import Rubric
from assessor.text import Language, say
from tests.sessions import DAY, Votes, held, told

Row = dict[str, object]
Rows = Callable[[Workbook, str], list[Row]]
SHEETS = ["说明", "议定结果", "分布", "分组", "两轮变化", "一致性", "存疑与补证", "保留意见", "数据说明"]
SHEETS_EN = ["About", "Agreed results", "Distribution", "By group", "Between rounds", "Agreement", "Doubts and evidence", "Dissent", "About the data"]  # fmt: skip
AGREED = {"government": [2, 2, 2, 2, 3], "oversight": [2, 2, 3]}
APART = {"government": [0, 0, 1, 3, 3], "oversight": [0, 4, 4]}
CLOSER = {"government": [1, 1, 1, 2, 2], "oversight": [1, 2, 2]}
FEW = {"government": [None, None, None, None, 2], "oversight": [None, None, 3]}
VOTES: Votes = {"A1-1": AGREED, "A3-3": APART, "B1-1": APART, "B2-1": AGREED, "B2-4": AGREED, "C1-1": FEW}
AGAIN: Votes = {"A3-3": CLOSER}
DISSENT = "年度任务虽已分解，经费渠道未落实。"
REASON = "核对台账后低定一级。"
DECIDED = {
    "A1-1": (2, "", ""),
    "A3-3": (1, "", DISSENT),
    "B1-1": (1, "", ""),
    "B2-1": (1, REASON, ""),
}


@pytest.fixture(scope="module")
def one(rubric: Rubric) -> SessionRecord:
    return told(rubric, held(rubric, VOTES, again=AGAIN, decided=DECIDED, hidden=["B2-4"]), VOTES)


@pytest.fixture(scope="module")
def city(samples: dict[str, Assessment]) -> Assessment:
    return samples["S03"]


@pytest.fixture(scope="module")
def book(rubric: Rubric, city: Assessment, one: SessionRecord) -> Workbook:
    return load_workbook(BytesIO(record_bytes(rubric, city, [one])))


@pytest.fixture
def row(book: Workbook, table_rows: Rows) -> Callable[[str, str], Row]:
    return lambda key, code: next(one for one in table_rows(book, key) if one["编号"] == code)


Of = Callable[[str, str], Row]


# -- what was agreed ----------------------------------------------------------------------------


def test_the_record_has_a_sheet_for_each_thing_that_is_asked_of_it(book: Workbook, rubric: Rubric, city: Assessment, one: SessionRecord) -> None:  # fmt: skip
    assert book.sheetnames == SHEETS
    assert load_workbook(BytesIO(record_bytes(rubric, city, [one], "en"))).sheetnames == SHEETS_EN


def test_an_item_on_which_six_of_eight_chose_level_2_is_agreed_at_2(row: Of) -> None:
    found = row("results", "A1-1")
    assert [found[head] for head in ("有效评分票", "无法判断", "中位数", "四分位差", "中位数±1级内")] == [
        8,
        0,
        2,
        0.25,
        1,
    ]
    assert [found[head] for head in ("一致程度", "议定级", "等级", "定级办法", "存疑", "轮次")] == ["一致", 2, "制度成形", "取众数", "—", 1]  # fmt: skip


def test_a_level_of_the_facilitators_own_bears_its_reason(row: Of) -> None:
    found = row("results", "B2-1")
    assert (found["议定级"], found["定级办法"], found["理由"]) == (1, "主持人研定", REASON)


def test_two_valid_ballots_are_no_rating_and_show_no_numbers(row: Of) -> None:
    found = row("results", "C1-1")
    assert (found["有效评分票"], found["议定级"]) == (2, "未评")
    assert {found[head] for head in ("无法判断", "中位数", "四分位差", "分歧指数", "一致程度", "等级")} == {"—"}
    assert {row("distribution", "C1-1")[head] for head in ("0级", "1级", "2级", "3级", "4级", "无法判断")} == {"—"}


def test_what_raters_still_disagreed_on_is_doubtful_with_both_opinions_and_its_evidence(row: Of, rubric: Rubric) -> None:  # fmt: skip
    assert (row("results", "B1-1")["存疑"], row("results", "B1-1")["一致程度"]) == ("存疑", "分歧")
    found, indicator = row("doubts", "B1-1"), rubric.by_id["B1-1"]
    assert indicator.evidence is not None
    assert (found["意见一（较低）"], found["意见二（较高）"]) == ("0级3票、1级1票", "3级2票、4级2票")
    assert found["需补佐证"] == indicator.evidence.zh
    assert found["牵头单位"] == "、".join(unit.zh for unit in rubric.lead_of(indicator))
    assert (found["完成时限"], found["完成情况"]) == (None, None)


def test_only_doubtful_items_bring_an_evidence_task(book: Workbook, table_rows: Rows) -> None:
    assert [found["编号"] for found in table_rows(book, "doubts")] == ["B1-1"]


def test_dissent_stands_in_the_facilitators_words_beside_the_last_ballots(book: Workbook, table_rows: Rows) -> None:
    (found,) = table_rows(book, "dissent")
    assert (found["编号"], found["保留意见"], found["末轮票数"]) == ("A3-3", DISSENT, "1级4票、2级4票")


# -- ballots ------------------------------------------------------------------------------------


def test_the_distribution_has_a_row_for_every_round(book: Workbook, table_rows: Rows) -> None:
    found = [one for one in table_rows(book, "distribution") if one["编号"] == "A3-3"]
    assert [one["轮次"] for one in found] == ["首轮", "复评"]
    assert [[one[f"{level}级"] for level in range(5)] for one in found] == [[3, 1, 0, 2, 2], [0, 4, 4, 0, 0]]


def test_what_is_not_revealed_is_in_no_sheet(rubric: Rubric, city: Assessment, one: SessionRecord) -> None:
    name = rubric.by_id["B2-4"].name.zh
    assert name not in everything(record_bytes(rubric, city, [one]))
    revealed = told(rubric, held(rubric, VOTES), VOTES)
    assert name in everything(record_bytes(rubric, city, [revealed]))


def test_groups_are_shown_by_themselves_from_three_valid_ballots_on(book: Workbook, table_rows: Rows) -> None:
    found = [one for one in table_rows(book, "groups") if one["编号"] == "A1-1"]
    assert [(one["评委组"], one["有效评分票"], one["中位数"]) for one in found] == [
        ("政府评委", 5, 2),
        ("监督评委", 3, 2),
    ]
    assert not [one for one in table_rows(book, "groups") if one["编号"] == "C1-1"]


def test_a_small_group_is_told_together_with_another(rubric: Rubric, city: Assessment, table_rows: Rows) -> None:
    votes: Votes = {"C1-1": {"government": [2, 2, 2, 3], "oversight": [1, 1], "society": [3, 3, 4]}}
    book = load_workbook(BytesIO(record_bytes(rubric, city, [told(rubric, held(rubric, votes), votes)])))
    found = [(one["评委组"], one["有效评分票"]) for one in table_rows(book, "groups")]
    assert found == [("政府评委、监督评委（合并）", 6), ("民间评委", 3)]


# -- rounds and statistics ------------------------------------------------------------------------


def test_the_re_vote_stands_beside_the_first_round(row: Of) -> None:
    found = row("change", "A3-3")
    assert [found[head] for head in ("首轮中位数", "复评中位数", "首轮四分位差", "复评四分位差")] == [2, 1.5, 3.25, 1]
    assert (found["首轮票数"], found["变化"]) == ("0级3票、1级1票、3级2票、4级2票", "下移0.5级，更集中")


def test_medians_before_and_after_are_drawn_on_the_scale_of_levels(rubric: Rubric, city: Assessment, one: SessionRecord) -> None:  # fmt: skip
    with ZipFile(BytesIO(record_bytes(rubric, city, [one]))) as package:
        (chart,) = (package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart"))
    assert all(said in chart for said in ('<c:max val="4"/>', "首轮", "复评"))


def test_without_a_re_vote_there_is_neither_table_nor_chart(rubric: Rubric, city: Assessment) -> None:
    content = record_bytes(rubric, city, [told(rubric, held(rubric, VOTES), VOTES)])
    assert "没有复评的指标。" in everything(content)
    with ZipFile(BytesIO(content)) as package:
        assert not [name for name in package.namelist() if "chart" in name]


def test_each_coefficient_stands_with_what_it_rests_on_and_what_it_means(book: Workbook, table_rows: Rows, one: SessionRecord) -> None:  # fmt: skip
    found = {str(each["统计量"]): each for each in table_rows(book, "statistics-1")}
    alpha = found["克里彭多夫α系数（定序，主用）"]
    assert one.agreement is not None
    assert alpha["数值"] == one.agreement.ordinal.value
    assert (alpha["区间下限"], alpha["区间上限"]) == one.agreement.ordinal.interval
    assert (alpha["评委数"], alpha["指标数"], alpha["含义"]) == (8, 6, one.agreement.ordinal.meaning.zh)


def test_of_two_complete_raters_no_coefficient_is_told(book: Workbook, table_rows: Rows) -> None:
    found = next(one for one in table_rows(book, "statistics-1") if one["统计量"] == "肯德尔和谐系数W")
    assert (found["数值"], found["评委数"]) == ("—", 2)
    assert found["含义"] == "评完全部指标的评委只有2名，不足3名，不列数值。"


def test_two_raters_have_no_statistics_at_all(rubric: Rubric, city: Assessment) -> None:
    votes: Votes = {one: {"government": [1, 2]} for one in VOTES}
    assert "评分票不足，不计算一致性。" in everything(
        record_bytes(rubric, city, [told(rubric, held(rubric, votes), votes)])
    )


# -- the file ---------------------------------------------------------------------------------------


def test_the_record_says_what_it_is_and_who_took_part_by_group(book: Workbook, table_rows: Rows, rubric: Rubric) -> None:  # fmt: skip
    said = {str(one["项目"]): str(one["内容"]) for one in table_rows(book, "about")}
    assert said["用途"].startswith("研讨评分，不作考核依据")
    assert (said["量表版本"], said["量表指纹"]) == (rubric.version, rubric.fingerprint)
    assert said["研讨场次"] == (
        "开放场次；2026-01-15；自选指标，6项指标；评委8人（政府评委5人、监督评委3人）；"
        "已议定4项（其中存疑1项），未评1项，尚未揭示1项"
    )


def test_two_sessions_stand_in_one_record_told_apart_by_their_number(rubric: Rubric, city: Assessment, one: SessionRecord, table_rows: Rows) -> None:  # fmt: skip
    votes: Votes = {"A1-2": AGREED}
    second = told(rubric, held(rubric, votes, kind="internal"), votes)
    book = load_workbook(BytesIO(record_bytes(rubric, city, [one, second])))
    found = table_rows(book, "results")
    assert [(each["场次"], each["编号"]) for each in found][-1] == (2, "A1-2")
    assert {each["场次"] for each in found[:-1]} == {1}


def test_every_sheet_prints_on_a4_across_and_keeps_its_heading_in_sight(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.page_setup.fitToWidth in (None, 1)  # one page wide, which is what is meant where nothing is said
        properties, header = sheet.sheet_properties.pageSetUpPr, sheet.oddHeader
        assert properties is not None
        assert header is not None
        assert properties.fitToPage
        assert sheet.freeze_panes, sheet.title
        assert "研讨评分，不作考核依据" in str(header.left.text)


def test_no_macro_no_link_out_of_the_file_and_nothing_typed_becomes_a_formula(rubric: Rubric, city: Assessment, formulas_of: Callable[[bytes], list[str]], table_rows: Rows) -> None:  # fmt: skip
    decided = {"A1-1": (2, "", '=HYPERLINK("http://x.invalid","见此")')}
    content = record_bytes(rubric, city, [told(rubric, held(rubric, VOTES, decided=decided), VOTES)])
    assert formulas_of(content) == []
    with ZipFile(BytesIO(content)) as package:
        parts = {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}
    assert not [name for name in parts if "vba" in name.lower() or "external" in name.lower()]
    assert not [name for name, part in parts.items() if name.endswith(".rels") and 'TargetMode="External"' in part]
    (found,) = table_rows(load_workbook(BytesIO(content)), "dissent")
    assert found["保留意见"] == decided["A1-1"][2]


def test_dissent_longer_than_a_row_stands_in_full_on_a_sheet_of_its_own(rubric: Rubric, city: Assessment) -> None:
    long = "经费渠道未落实，" * 240
    content = record_bytes(rubric, city, [told(rubric, held(rubric, VOTES, decided={"A1-1": (2, "", long)}), VOTES)])
    book = load_workbook(BytesIO(content))
    (sheet,) = (one for one in book.worksheets if one.title == "备注全文")
    said = "".join(str(cells[4]) for cells in sheet.iter_rows(values_only=True) if cells[2] == "保留意见")
    assert said == long


ENGLISH = re.compile(r"[A-Za-z]{2,}")
KNOWN = {"ICC", "SC"}


def test_a_chinese_record_holds_no_english_word(rubric: Rubric, city: Assessment, one: SessionRecord) -> None:
    said = everything(record_bytes(rubric, city, [one])).replace(rubric.fingerprint, "")
    assert set(ENGLISH.findall(said)) - KNOWN == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_session_gives_the_same_bytes(language: Language, rubric: Rubric, city: Assessment, one: SessionRecord) -> None:  # fmt: skip
    assert record_bytes(rubric, city, [one], language) == record_bytes(rubric, city, [one], language)


def test_no_session_or_an_unknown_indicator_is_refused(rubric: Rubric, city: Assessment, tiny: Rubric) -> None:
    with pytest.raises(WorkshopRefused, match="no scoring session"):
        record_bytes(rubric, city, [])
    votes: Votes = {"x1": {"government": [1, 1, 1]}}
    other = told(tiny, held(tiny, votes, kind="internal"), votes)
    with pytest.raises(WorkshopRefused, match="x1"):
        record_bytes(rubric, city, [other])


def test_a_group_of_two_cannot_even_be_put_into_a_record(rubric: Rubric) -> None:
    state = held(rubric, VOTES)
    kept = session_record(state, day=DAY, heads={"government": 8, "oversight": 2}, agreement=None)
    assert [(one.name.zh, one.raters) for one in kept.heads] == [("政府评委、监督评委（合并）", 10)]
    with pytest.raises(WorkshopRefused, match="oversight"):
        SessionRecord(kept.plan, kept.day, kept.items, None, (Heads(("oversight",), say("监督评委", "Oversight"), 2),))


def test_files_are_named_after_city_period_and_document(city: Assessment) -> None:
    assert workshop_name(city, "record").endswith("_2025_研讨评分记录-zh.xlsx")
    assert workshop_name(city, "minutes", "en").endswith("_2025_scoring-session-minutes-en.docx")


def everything(content: bytes) -> str:
    """All texts and sheet names of a workbook."""
    book = load_workbook(BytesIO(content))
    cells = (
        str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row if cell
    )
    return "\n".join((*book.sheetnames, *cells))

"""What the report says of ratings that scoring sessions agreed; without any it is as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from openpyxl.workbook import Workbook

from assessor.assessment import Assessment, Consensus, Rating, altered
from assessor.report import report_book, sessions
from assessor.report.word import full_paper, one_page_paper
from assessor.report.word.blocks import Grid
from assessor.report.word.one_page import fits
from assessor.rubric import Rubric

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
Opened = Callable[..., Workbook]
Rows = Callable[[Workbook, str], list[dict[str, object]]]
SURE = Consensus(session="wsecret", level=3, method="mode", first=(0, 0, 1, 6, 0), cannot_judge=2)
UNSURE = Consensus(
    session="wsecret", level=1, method="median", doubtful=True, first=(0, 3, 1, 3, 0), second=(0, 4, 0, 3, 0),
    dissent="三位评委认为已常态运行",
)  # fmt: skip
DECIDED = Consensus(
    session="wsecret", level=2, method="facilitated", first=(), second=(0, 0, 1, 2, 0), reason="执行记录不全"
)


@pytest.fixture
def city(cities: dict[str, Assessment]) -> Assessment:
    """A1-1 agreed, A1-2 in doubt after a re-vote, B1-1 decided against the rule, its first round too small."""
    agreed = {"A1-1": SURE, "A1-2": UNSURE, "B1-1": DECIDED}
    ratings = {
        id_: Rating(outcome=said.level, note="会上所记", grade="E2", consensus=said) for id_, said in agreed.items()
    }
    return cities["S03"].model_copy(update={"ratings": cities["S03"].ratings | ratings})


def told(book: Workbook, sheet: str) -> str:
    return "\n".join(str(cell) for row in book[sheet].iter_rows(values_only=True) for cell in row if cell is not None)


# -- workbook -------------------------------------------------------------------------------------


def test_the_record_of_sessions_says_how_each_level_was_agreed(
    city: Assessment, opened: Opened, table_rows: Rows
) -> None:
    book = opened(city)
    rows = {row["编号"]: row for row in table_rows(book, "agreed")}
    assert list(rows) == ["A1-1", "A1-2", "B1-1"]
    keys = ("议定级", "定级办法", "存疑", "有效评分票", "无法判断", "轮次", "中位数", "一致程度", "票数")
    assert [rows["A1-1"][key] for key in keys] == [3, "取众数", "—", 7, 2, 1, 3, "一致", "2级1票、3级6票"]
    assert [rows["A1-2"][key] for key in keys] == [
        1, "取较低中位数、不定最高级", "存疑", 7, 0, 2, 1, "分歧", "首轮：1级3票、2级1票、3级3票\n复评：1级4票、3级3票",
    ]  # fmt: skip
    assert rows["A1-2"]["保留意见"] == "三位评委认为已常态运行"
    assert (rows["B1-1"]["理由"], rows["B1-1"]["票数"]) == (
        "执行记录不全",
        "首轮：票数不足，不列\n复评：2级1票、3级2票",
    )
    assert "研讨评分，不作考核依据" in told(book, "评分记录（研讨）")
    assert "评分记录（研讨）" in told(book, "说明与口径"), "the contents name it"


def test_the_sheet_of_indicators_says_it_beside_each_rating(city: Assessment, opened: Opened, table_rows: Rows) -> None:
    rows = {row["编号"]: row for row in table_rows(opened(city), "indicators")}
    assert rows["A1-1"]["研讨议定"] == "有效评分票7张（另有2人无法判断），中位数3，一致，取众数。2级1票、3级6票"
    assert str(rows["A1-2"]["研讨议定"]).startswith(
        "有效评分票7张，复评一次，中位数1，分歧，取较低中位数、不定最高级，存疑。"
    )
    assert rows["A1-3"]["研讨议定"] == "—"
    english = {row["Code"]: row for row in table_rows(opened(city, "en"), "indicators")}
    assert english["A1-1"]["Agreed in a session"] == (
        "7 valid ballots (2 could not judge), median 3, agreed, most frequent level. 1 at level 2, 6 at level 3"
    )


def test_the_descriptor_reached_is_still_that_of_the_level(
    city: Assessment, rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    """One more column stands before the descriptors that its formula looks up."""
    rows = {row["编号"]: row for row in table_rows(opened(city), "indicators")}
    assert rows["A1-1"]["达到的等级描述"] == rubric.by_id["A1-1"].descriptor(3).zh
    assert rows["A1-3"]["等级描述 4"] == rubric.by_id["A1-3"].descriptor(4).zh


def test_a_level_in_doubt_brings_an_evidence_task_before_all_others(
    city: Assessment, rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    first, *others = table_rows(opened(city), "actions")
    needed = rubric.by_id["A1-2"].evidence
    assert needed is not None
    assert (first["编号"], first["任务"]) == ("A1-2", f"补齐佐证，复核所定的级：{needed.zh}")
    assert first["完成标志"] == "已登记能区分两种意见（1级4票／3级3票）的佐证，并据此复核定级。"
    assert (first["难度"], first["状态"]) == ("先补佐证", "未启动")
    assert str(first["完成时限"]).startswith("2026-04-30"), "three months on"
    assert first["牵头单位"] == "、".join(one.zh for one in rubric.lead_of(rubric.by_id["A1-2"]))
    assert [row["序号"] for row in others] == list(range(2, len(others) + 2))


def test_a_city_at_its_targets_still_has_the_evidence_to_find(
    city: Assessment, rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    ratings = {one.id: Rating(outcome=4) for one in rubric.indicators} | {"A1-2": city.ratings["A1-2"]}
    aimless = city.model_copy(
        update={"ratings": ratings, "targets": dict.fromkeys((one.id for one in rubric.dimensions), 1)}
    )
    book = opened(aimless)
    (task,) = table_rows(book, "actions")
    assert task["编号"] == "A1-2"
    assert "action_status" in book.defined_names


def test_the_summary_says_how_many_came_of_sessions(city: Assessment, opened: Opened) -> None:
    assert "其中研讨评分3项（存疑1项），不作考核依据" in told(opened(city), "一页摘要")
    assert "3 of them agreed in a scoring session (1 in doubt), no basis for appraisal" in told(opened(city, "en"), "Summary")  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_no_session_id_and_nobody_stands_in_a_report(language: str, city: Assessment, opened: Opened) -> None:
    book = opened(city, language)
    everything = "\n".join(told(book, name) for name in book.sheetnames)
    assert "wsecret" not in everything
    assert "A1-1" in everything, "control"


def test_without_sessions_the_workbook_is_as_it_was(
    cities: dict[str, Assessment], city: Assessment, rubric: Rubric
) -> None:
    plain = report_book(cities["S03"], rubric, now=NOON)
    said = report_book(city, rubric, now=NOON)
    assert [one.name for one in said.sheets if one.name not in {two.name for two in plain.sheets}] == [
        "评分记录（研讨）"
    ]
    agreed = {one.head for sheet in said.sheets for table in sheet.tables for one in table.columns}
    before = {one.head for sheet in plain.sheets for table in sheet.tables for one in table.columns}
    assert "研讨议定" in agreed - before
    assert not [line for sheet in plain.sheets for line in map(str, sheet.blocks) if "研讨评分" in line]


def test_a_rating_changed_by_hand_is_no_longer_told_as_a_sessions(
    city: Assessment, opened: Opened, table_rows: Rows
) -> None:
    changed = city.model_copy(update={"ratings": city.ratings | {"A1-1": altered(city.ratings["A1-1"], outcome=4)}})
    assert [row["编号"] for row in table_rows(opened(changed), "agreed")] == ["A1-2", "B1-1"]


def test_dissent_too_long_for_its_table_stands_in_full_elsewhere(
    city: Assessment, opened: Opened, table_rows: Rows
) -> None:
    long = UNSURE.model_copy(update={"dissent": "另一种意见认为如此。" * 190})
    ratings = city.ratings | {"A1-2": altered(city.ratings["A1-2"], consensus=long)}
    book = opened(city.model_copy(update={"ratings": ratings}))
    assert "全文见“备注全文”" in told(book, "评分记录（研讨）")
    parts = [str(row["原文"]) for row in table_rows(book, "notes")]
    assert "".join(parts) == long.dissent


# -- in words -------------------------------------------------------------------------------------


def test_one_opinion_is_not_made_into_two() -> None:
    assert sessions.opinions(SURE.model_copy(update={"first": (0, 0, 0, 7, 0)})).zh == "3级7票"


# -- Word -----------------------------------------------------------------------------------------


def test_the_full_report_tells_of_sessions_in_its_method_its_annexes_and_its_tasks(
    city: Assessment, rubric: Rubric
) -> None:
    made = full_paper(city, rubric, now=NOON)
    text = "\n".join(made.said())
    assert "其中3项由评委独立匿名评分、研讨议定，每项有效评分票3至7张，2项复评一次，1项存疑、须补佐证后复核。" in text
    assert "研讨评分，不作考核依据。" in text
    grids = {one.title: one for one in made.blocks if isinstance(one, Grid)}
    assert [row[0] for row in grids["研讨议定的评级"].rows] == ["A1-1", "A1-2", "B1-1"]
    assert grids["研讨议定的评级"].rows[1][2:6] == ("1", "7", "1", "分歧\n取较低中位数、不定最高级\n存疑")
    first = grids["改进任务"].rows[0]
    assert first[0].startswith("补齐")
    assert "1级4票／3级3票" in first[5]
    assert "三位评委认为已常态运行" in text
    assert "执行记录不全" in text
    assert "wsecret" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_one_page_still_fits_and_says_that_sessions_are_no_appraisal(
    language: str, city: Assessment, rubric: Rubric
) -> None:
    made = one_page_paper(city, rubric, language=language, now=NOON)  # type: ignore[arg-type]  # zh or en
    assert fits(made)
    wanted = "研讨评分3项（存疑1项），不作考核依据" if language == "zh" else "3 agreed in scoring sessions (1 in doubt)"
    assert wanted in "\n".join(made.said())


def test_a_report_without_sessions_says_nothing_of_them(cities: dict[str, Assessment], rubric: Rubric) -> None:
    for made in (full_paper(cities["S03"], rubric, now=NOON), one_page_paper(cities["S03"], rubric, now=NOON)):
        assert "研讨评分" not in "\n".join(made.said())

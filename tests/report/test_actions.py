"""Actions, rating record, sensitivity and stamp: the sheets that go beyond the scores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from openpyxl.workbook import Workbook

from assessor.assessment import Assessment, Rating
from assessor.report import RecordLine, report_book
from assessor.report.highlights import ranked
from assessor.rubric import Rubric
from assessor.scorecard import score
from assessor.task import FollowUp, Task

Opened = Callable[..., Workbook]
Rows = Callable[[Workbook, str], list[dict[str, object]]]


def test_every_indicator_below_its_target_has_one_action_in_the_order_of_the_first_steps(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    for id_ in ("S02", "S12"):
        steps = ranked(rubric, cities[id_], score(rubric, cities[id_])).first_steps
        rows = table_rows(opened(cities[id_]), "actions")
        assert [row["编号"] for row in rows] == [one.indicator.id for one in steps]
        assert len(rows) > 10


def test_an_action_names_task_units_date_and_the_mark_of_completion(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    rows = {row["编号"]: row for row in table_rows(opened(cities["S06"]), "actions")}
    row, indicator = rows["B2-1"], rubric.by_id["B2-1"]
    assert indicator.action is not None
    assert row["任务"] == indicator.action.zh
    assert row["牵头单位"] == "、".join(unit.zh for unit in rubric.lead_of(indicator))
    assert row["配合单位"] == "、".join(unit.zh for unit in rubric.support_of(indicator))
    assert row["完成标志"] == indicator.descriptor(2).zh  # it stands at level 1
    assert isinstance(row["完成时限"], datetime)
    assert row["状态"] == "未启动"


def test_an_action_without_evidence_is_to_collect_it(
    cities: dict[str, Assessment], opened: Opened, table_rows: Rows
) -> None:
    ratings = {**cities["S01"].ratings, "B1-1": Rating(outcome="insufficient_evidence")}
    city = cities["S01"].model_copy(update={"ratings": ratings})
    row = next(row for row in table_rows(opened(city), "actions") if row["编号"] == "B1-1")
    assert row["任务"] == "收集并登记能说明现状的佐证，再据此定级。"
    assert row["完成标志"] == "已登记能说明现状的佐证，并据此定级。"
    assert row["难度"] == "先补佐证"


def test_what_an_office_fills_in_is_open_and_the_rest_is_locked(cities: dict[str, Assessment], opened: Opened) -> None:
    sheet = opened(cities["S02"])["改进任务"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    table = next(one for one in sheet.tables.values() if one.name.endswith("actions"))
    head, first, *_ = list(sheet[table.ref])
    open_ = {str(head[n].value) for n, cell in enumerate(first) if not cell.protection.locked}
    assert open_ == {"任务", "牵头单位", "配合单位", "完成时限", "完成标志", "状态"}
    assert all(cell.fill.fgColor.rgb == "FFFFF9E5" for cell in first if not cell.protection.locked)


@pytest.mark.parametrize(("language", "choices"), [("zh", ["未启动", "进行中", "已完成", "不再推进"]), ("en", ["Not started", "Under way", "Done", "Dropped"])])  # fmt: skip
def test_the_status_is_chosen_from_a_list_that_stands_on_the_sheet(
    language: str, choices: list[str], cities: dict[str, Assessment], opened: Opened
) -> None:
    book = opened(cities["S02"], language)
    sheet = book["改进任务" if language == "zh" else "Actions"]
    place = str(book.defined_names["action_status"].attr_text).split("!")[1].replace("$", "")
    assert [row[0].value for row in sheet[place]] == choices
    assert any(one.formula1 == "action_status" for one in sheet.data_validations.dataValidation)


def test_a_city_at_its_targets_has_no_actions_and_says_so(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened
) -> None:
    ratings = {one.id: Rating(outcome=4) for one in rubric.indicators}
    book = opened(cities["S01"].model_copy(update={"ratings": ratings}))
    said = [row[0] for row in book["改进任务"].iter_rows(values_only=True)]
    assert "已定级的指标均达到目标级，可研究更高目标。" in said
    assert "action_status" not in book.defined_names


# -- rating record ------------------------------------------------------------------------------


def test_the_record_says_how_often_a_rating_was_changed_and_when_last(
    cities: dict[str, Assessment], opened: Opened, table_rows: Rows
) -> None:
    # 17:00 UTC is the next day in Beijing.
    record = [RecordLine("A1-1", 3, datetime(2026, 1, 10, 17, 0, tzinfo=UTC))]
    rows = {row["编号"]: row for row in table_rows(opened(cities["S01"], record=record), "record")}
    assert (rows["A1-1"]["修改次数"], rows["A1-1"]["最近修改"]) == (3, "2026-01-11")
    assert (rows["A1-2"]["修改次数"], rows["A1-2"]["最近修改"]) == (0, "—")
    english = {row["Code"]: row for row in table_rows(opened(cities["S01"], "en", record=record), "record")}
    assert english["A1-1"]["Last change"] == "2026-01-10"


@pytest.mark.parametrize(("record", "words"), [(None, "未附修改记录"), ([], "没有修改记录")])
def test_an_assessment_without_history_says_so(
    record: list[RecordLine] | None, words: str, cities: dict[str, Assessment], opened: Opened, table_rows: Rows
) -> None:
    book = opened(cities["S01"], record=record)
    assert any(words in str(row[0]) for row in book["评分记录（匿名）"].iter_rows(values_only=True))
    assert {row["修改次数"] for row in table_rows(book, "record")} == {"—"}


def test_the_record_says_that_a_note_is_there_and_not_what_it_says(
    cities: dict[str, Assessment], opened: Opened, table_rows: Rows
) -> None:
    ratings = {**cities["S01"].ratings, "A1-1": Rating(outcome=3, note="独一无二的备注")}
    book = opened(cities["S01"].model_copy(update={"ratings": ratings}))
    row = next(row for row in table_rows(book, "record") if row["编号"] == "A1-1")
    assert (row["结果"], row["有无备注"], row["有无理由"]) == (3, "有", "—")
    assert not any(
        "独一无二" in str(cell) for row in book["评分记录（匿名）"].iter_rows(values_only=True) for cell in row
    )


# -- sensitivity --------------------------------------------------------------------------------


def test_a_conclusion_that_turns_is_only_called_not_robust(
    cities: dict[str, Assessment], opened: Opened, table_rows: Rows
) -> None:
    # S03: under the weakest-part rule the band of the lowest level is another one; S06: nothing turns.
    for id_, words in (("S03", "不稳健"), ("S06", "稳健")):
        book = opened(cities[id_])
        lines = [str(row[0]) for row in book["敏感性"].iter_rows(max_row=6, values_only=True)]
        assert any(line.startswith(words) for line in lines)
        verdicts = {str(row["结论"]): row["是否稳健"] for row in table_rows(book, "conclusions")}
        assert verdicts["最低层级"] == "稳健"
        assert ("不稳健" in verdicts.values()) == (id_ == "S03")


def test_each_method_has_a_row_and_the_first_is_the_report_itself(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    card = score(rubric, cities["S02"])
    rows = table_rows(opened(cities["S02"]), "methods")
    assert [rows[0][level.name.zh] for level in rubric.levels] == [card.levels[one.id].score for one in rubric.levels]
    assert rows[0]["与本报告"] == "—"
    assert {row["与本报告"] for row in rows[1:]} <= {"相同", "不同"}
    assert len({row["方法"] for row in rows}) == len(rows) == 11


def test_the_overall_score_stays_folded_in_the_sensitivity_too(cities: dict[str, Assessment], opened: Opened) -> None:
    sheet = opened(cities["S01"])["敏感性"]
    table = next(one for one in sheet.tables.values() if one.name.endswith("method_overall"))
    assert all(sheet.row_dimensions[row[0].row].hidden for row in sheet[table.ref])


def test_the_nearest_single_ratings_that_change_a_band_have_a_table(
    cities: dict[str, Assessment], opened: Opened, table_rows: Rows
) -> None:
    book = opened(cities["S01"])
    first = table_rows(book, "turnings")[0]
    assert first["综合、层级或维度"] == "C 政府与社会的互动"
    assert (first["现等级"], first["任一项变动"], first["则等级为"]) == ("基本建立", "高1级", "有效运行")
    assert first["哪些指标"] == "C1-1、C1-2、C5-1、C5-2"
    lines = [str(row[0]) for row in book["敏感性"].iter_rows(max_row=8, values_only=True)]
    assert any(line.startswith("共17个等级名称：13个只要有一项评级相差1级就会改变") for line in lines)


def test_a_city_with_nothing_rated_has_no_conclusion_to_test(cities: dict[str, Assessment], opened: Opened) -> None:
    book = opened(cities["S01"].model_copy(update={"ratings": {}}))
    lines = [str(row[0]) for row in book["敏感性"].iter_rows(max_row=6, values_only=True)]
    assert "已评指标不足，没有可供检验的结论。" in lines


# -- reproducibility ------------------------------------------------------------------------------


def test_the_cover_bears_all_that_it_takes_to_make_the_report_again(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    rows = {row["项目"]: row["内容"] for row in table_rows(opened(cities["S02"], audit_head="ab" * 32), "stamp")}
    assert rows["量表编号"] == rubric.id
    assert rows["量表版本"] == rubric.version
    assert rows["量表指纹"] == rubric.fingerprint
    assert rows["审计链头"] == "ab" * 32
    assert rows["随机数种子"] == "20180115（抽样10,000次）"
    assert rows["评估模式"] == "正式模式"
    assert {"计分程序版本", "版式", "权重", "生成时间"} <= set(rows)
    assert table_rows(opened(cities["S02"]), "stamp")[-1]["内容"] == "—（未经数据库）"


def test_the_date_of_an_action_lies_after_the_report_was_made(cities: dict[str, Assessment], rubric: Rubric) -> None:
    made = datetime(2026, 1, 15, tzinfo=UTC)
    book = report_book(cities["S02"], rubric, now=made)
    table = next(table for sheet in book.sheets for table in sheet.tables if table.key == "actions")
    assert all(isinstance(row[6].value, date) and row[6].value > made.date() for row in table.rows)


# -- tasks that were set --------------------------------------------------------------------------

SET = [
    Task(id="T1", indicator="B2-1", aim=2, what="=印发清单", lead="市外办", due=date(2026, 9, 30), mark="清单印发", phase=2),
    Task(id="T2", indicator="A1-1", aim=3, what="修订专项规划", status="under_way", progress="已征求意见", phase=1),
]  # fmt: skip
LOOKS = [FollowUp(id="F1", date=date(2026, 6, 30), statuses={"T1": "not_started", "T2": "under_way"}, remark="抓紧")]


def test_tasks_that_were_set_stand_in_place_of_the_proposed_ones(
    cities: dict[str, Assessment], opened: Opened, table_rows: Rows
) -> None:
    book = opened(cities["S02"].model_copy(update={"tasks": SET, "follow_ups": LOOKS}))
    first, second = table_rows(book, "actions")
    assert (first["编号"], first["任务"], first["状态"], first["进展"]) == (
        "A1-1",
        "修订专项规划",
        "进行中",
        "已征求意见",
    )
    assert (second["任务"], second["牵头单位"], second["完成标志"]) == ("=印发清单", "市外办", "清单印发")
    assert str(second["完成时限"]).startswith("2026-09-30")
    (look,) = table_rows(book, "follow_ups")
    assert (look["未启动"], look["进行中"], look["已完成"], look["回看意见"]) == (1, 1, 0, "抓紧")
    said = "\n".join(str(row[0]) for row in book["改进任务"].iter_rows(values_only=True))
    assert "已定任务2项：未启动1项、进行中1项" in said
    assert "不重新评级" in said


def test_what_has_been_set_stays_open_to_be_filled_in(cities: dict[str, Assessment], opened: Opened) -> None:
    sheet = opened(cities["S02"].model_copy(update={"tasks": SET}), "en")["Actions"]
    table = next(one for one in sheet.tables.values() if one.name.endswith("actions"))
    head, first, *_ = list(sheet[table.ref])
    open_ = {str(head[n].value) for n, cell in enumerate(first) if not cell.protection.locked}
    assert {"Task", "Lead unit", "Due", "Status", "Progress"} <= open_

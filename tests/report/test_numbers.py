"""The report holds the scorecard's numbers, all of them, to the last digit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl.workbook import Workbook

from assessor.assessment import Assessment, Rating
from assessor.gaps import signed_from_to, told
from assessor.peers import compare, suggest
from assessor.rubric import Rubric
from assessor.scorecard import Node, score

SAMPLES = [f"S{number:02}" for number in range(1, 13)]
Opened = Callable[..., Workbook]
Rows = Callable[[Workbook, str], list[dict[str, object]]]


def assert_same(row: dict[str, object], node: Node, what: str = "得分") -> None:
    assert row[what if what in row else "研判分"] == (node.score if node.score is not None else "暂不出分")
    assert row["覆盖率"] == (node.coverage if node.coverage is not None else "—")
    assert (row["已评"], row["应评"]) == (node.rated, node.of)
    assert row["下限"] == (node.low if node.low is not None else "—")
    assert row["上限"] == (node.high if node.high is not None else "—")


@pytest.mark.parametrize("id_", SAMPLES)
def test_every_number_of_a_sample_is_the_scorecards_own(
    id_: str, cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    card, book = score(rubric, cities[id_]), opened(cities[id_])
    for key, nodes in (("levels", card.levels), ("dimensions", card.dimensions), ("paths", card.paths)):
        rows = {row["编号"]: row for row in table_rows(book, key)}
        assert rows.keys() == nodes.keys()
        for node in nodes.values():
            assert_same(rows[node.id], node)
    assert_same(table_rows(book, "overall")[0], card.overall)
    severities = {row["编号"]: row for row in table_rows(book, "severities")}
    for one in card.shortcomings.values():
        assert_same(severities[one.node.id], one.node, "程度")
        assert [severities[one.node.id][f"{level.name.zh}占比"] for level in rubric.levels] == (
            ["—"] * 3 if one.node.score is None else list(one.by_level.values())
        )
    cells = {row["编号"]: row for row in table_rows(book, "cells")}
    for level, of_level in card.matrix.items():
        for shortcoming, node in of_level.items():
            assert_same(cells[f"{level}×{shortcoming}"], node, "程度")


@pytest.mark.parametrize("id_", SAMPLES)
def test_the_heat_table_and_contributors_are_the_scorecards_own(
    id_: str, cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    card, book = score(rubric, cities[id_]), opened(cities[id_])
    for row, nodes in zip(table_rows(book, "heat"), card.matrix.values(), strict=True):
        shown = [row[one.name.zh] for one in rubric.shortcomings]
        wanted = [node.score for node in nodes.values()]
        assert [None if isinstance(value, str) else value for value in shown] == wanted
    written = [(row["短板编号"], row["编号"], row["所占份额"]) for row in table_rows(book, "contributors")]
    assert written == [(id_, *pair) for id_, one in card.shortcomings.items() for pair in one.contributors]


@pytest.mark.parametrize("id_", SAMPLES)
def test_the_summary_repeats_the_same_numbers(
    id_: str, cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    card, book = score(rubric, cities[id_]), opened(cities[id_])
    score_head = "得分" if card.supported is None else "研判分"
    assert [row[score_head] for row in table_rows(book, "summary-levels")] == [
        node.score for node in card.levels.values()
    ]
    severities = [row["程度"] for row in table_rows(book, "summary-shortcomings") if row["程度"] != "暂不出分"]
    assert severities == sorted(
        (one.node.score for one in card.shortcomings.values() if one.node.score is not None), reverse=True
    )


def test_forty_six_rows_say_level_descriptor_weight_and_what_the_evidence_supports(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    city = cities["S02"]
    card, rows = score(rubric, city), table_rows(opened(city), "indicators")
    assert card.supported is not None
    assert [row["编号"] for row in rows] == [one.id for one in rubric.indicators]
    for row, one in zip(rows, rubric.indicators, strict=True):
        assert row["结果"] == card.codes[one.id]
        assert row["达到的等级描述"] == one.descriptor(card.codes[one.id]).zh
        assert row["有效权重"] == card.effective_weights[one.id]
        assert row["佐证支持级"] == card.supported.codes[one.id]
        assert str(row["佐证强度"]).split()[0] == city.grade_of(one.id)


def test_formal_mode_sets_the_supported_score_beside_the_judged_one(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    weak = {id_: one.model_copy(update={"grade": "E1"}) for id_, one in cities["S01"].ratings.items()}
    city = cities["S01"].model_copy(update={"mode": "formal", "ratings": weak, "evidence": []})
    card, rows = score(rubric, city), table_rows(opened(city), "levels")
    assert card.supported is not None
    assert [row["佐证支持分"] for row in rows] == [node.score for node in card.supported.levels.values()]
    assert max(float(str(row["佐证支持分"])) for row in rows) <= 50 < min(float(str(row["研判分"])) for row in rows)


def test_withheld_dimensions_of_the_starter_city_say_why_instead_of_a_number(
    cities: dict[str, Assessment], opened: Opened, table_rows: Rows
) -> None:
    rows = {row["编号"]: row for row in table_rows(opened(cities["S12"]), "dimensions")}
    for id_ in ("A3", "B3", "C3", "C5"):
        assert rows[id_]["得分"] == "暂不出分"
        assert "覆盖不足" in str(rows[id_]["说明"])
    assert "暂定：覆盖率不足80%" in str(rows["A1"]["说明"]) + str(rows["A2"]["说明"])


def test_a_quick_run_has_fifteen_rows_its_label_and_no_dimension_scores(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    book = opened(cities["S03"].model_copy(update={"variant": "quick"}))
    assert len(table_rows(book, "indicators")) == 15
    with pytest.raises(KeyError):
        table_rows(book, "dimensions")
    label = rubric.variants[1].label
    assert label is not None
    assert all(
        any(label.zh in str(row[0]) for row in sheet.iter_rows(max_row=4, values_only=True))
        for sheet in book
        if sheet.sheet_state == "visible"
    )


def test_a_comparison_prints_scores_differences_and_words_but_no_rank(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    own = cities["S03"]
    comparison = compare(own, [one.assessment for one in suggest(own.city, cities.values(), rubric)], rubric)
    book = opened(own, comparison=comparison)
    wanted = [*comparison.levels, *comparison.dimensions]
    for row, gap in zip(table_rows(book, "gaps"), wanted, strict=True):
        assert (row["编号"], row["本市得分"]) == (gap.id, gap.own)
        for place, one in enumerate(gap.gaps, start=1):
            assert row[f"可比城市{place}得分"] == one.score
            assert row[f"可比城市{place}差"] == (one.difference if one.difference is not None else "—")
            assert one.spread is not None
            assert row[f"可比城市{place}判断"] == f"{told(gap.kind, one).zh}\n{signed_from_to(one.spread).zh}"
    assert [row["画像相近程度"] for row in table_rows(book, "chosen")] == [one.similarity for one in comparison.others]
    words = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "第1名" not in words
    assert "名次" not in words


def test_without_a_comparison_the_peer_sheet_says_so(cities: dict[str, Assessment], opened: Opened) -> None:
    words = [cell for row in opened(cities["S01"])["对标"].iter_rows(values_only=True) for cell in row]
    assert any("未附对标" in str(one) for one in words)


def test_insufficient_evidence_is_never_printed_as_level_0(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    ratings = {id_: Rating(outcome=4) for id_ in cities["S03"].ratings} | {
        "B1-1": Rating(outcome="insufficient_evidence")
    }
    own = cities["S03"].model_copy(update={"ratings": ratings, "evidence": []})
    other = own.model_copy(update={"id": "X", "ratings": {id_: Rating(outcome=4) for id_ in ratings}})
    other = other.model_copy(update={"city": cities["S11"].city})
    book = opened(own, comparison=compare(own, [other], rubric))
    (step,) = [row for row in table_rows(book, "first-steps") if row["指标"] == rubric.names["B1-1"].zh]
    assert step["升级"] == "先补佐证"
    assert "佐证" in str(step["改进提升"])
    assert [row["本市级"] for row in table_rows(book, "learn")] == ["佐证不足"]
    weaknesses = [row["指标"] for row in table_rows(book, "weaknesses")]
    assert weaknesses == ["已定级的指标均达到目标级。", "—", "—", "—", "—"]
    page = [str(row[0]) for row in book["一页摘要"].iter_rows(values_only=True)]
    assert any("先补佐证" in line for line in page)
    assert f"{rubric.names['B1-1'].zh}。" in page


def test_the_sheet_of_certainty_holds_interval_chance_and_words_of_every_difference(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    comparison = compare(cities["S03"], [cities["S04"], cities["S05"]], rubric)
    book = opened(cities["S03"], comparison=comparison)
    nodes = [*comparison.levels, *comparison.dimensions, *comparison.shortcomings]
    pairs = [(row, gap) for row in nodes for gap in row.gaps]
    for line, (row, gap) in zip(table_rows(book, "differences"), pairs, strict=True):
        assert gap.chance is not None
        assert gap.spread is not None
        assert (line["编号"], line["差"], line["对方较高的可能性"]) == (row.id, gap.difference, gap.chance.value)
        assert (line["下端（5%）"], line["上端（95%）"]) == (gap.spread.low, gap.spread.high)
        assert line["判断"] == told(row.kind, gap).zh
    beyond = table_rows(book, "beyond")
    assert beyond
    assert all("不作结论" not in str(line["判断"]) for line in beyond)
    assert len(table_rows(book, "peer-intervals")) == 3 * len(nodes), "each of the three cities"
    places = table_rows(book, "places")
    assert [(line["城市"], line["共几座"]) for line in places] == [("本市", 3), ("可比城市1", 3), ("可比城市2", 3)]
    assert all(line["位次从"] <= line["至"] for line in places)
    (order,) = table_rows(book, "settled")
    assert (order["较高的城市"], order["较低的城市"]) == ("可比城市1", "可比城市2")
    words = [str(cell) for row in book["差距与把握"].iter_rows(values_only=True) for cell in row]
    assert any("抽样10000次，种子20180115" in one for one in words)


def test_what_to_learn_stands_first_where_the_target_is_farthest_and_says_how_sure_it_is(
    cities: dict[str, Assessment], rubric: Rubric, opened: Opened, table_rows: Rows
) -> None:
    book = opened(cities["S03"], comparison=compare(cities["S03"], [cities["S04"]], rubric))
    first = table_rows(book, "learn")[0]
    assert (first["编号"], first["本市级"], first["目标级"], first["对方级"]) == ("C1-1", 1, 3, 2)
    assert first["确实高于本市"] == "不作结论（85%）"

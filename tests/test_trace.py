"""Every number of a scorecard opens, and what it opens to adds up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.assessment import Assessment, Outcome, Rating, WeightChoice
from assessor.city import CityProfile
from assessor.errors import UsageError
from assessor.files import load_rubric
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score
from assessor.trace import TARGET, WEIGHT, Trace, trace
from assessor.trace_source import half_up


def an_assessment(rubric: Rubric, outcomes: Mapping[str, Outcome], **said: Any) -> Assessment:
    ratings = {id_: Rating(outcome=outcome, reason="因故") for id_, outcome in outcomes.items()}
    return Assessment(**{
        "id": "c", "rubric_id": rubric.id, "rubric_version": rubric.version, "period": "2025",
        "city": CityProfile(id="c", name="甲城"), "cut_off": date(2025, 12, 31), "ratings": ratings,
    } | said)  # fmt: skip


def all_traces(rubric: Rubric, assessment: Assessment, card: Scorecard) -> list[Trace]:
    traces = [trace(rubric, assessment, card, node) for node in card.nodes()]
    return [*traces, trace(rubric, assessment, card, TARGET)]


def adds_up(found: Trace) -> None:
    parts = [row.contribution for row in found.rows if row.contribution is not None]
    if found.result is None:
        assert parts == []
    else:
        assert sum(parts) == pytest.approx(found.result, abs=1e-9)
        shares = [row.share for row in found.rows if row.share is not None]
        assert sum(shares) == pytest.approx(1)


outcomes = st.one_of(st.integers(0, 4), st.integers(0, 4), st.sampled_from(["not_applicable", "insufficient_evidence"]))
weights = st.sampled_from([
    WeightChoice(), WeightChoice(preset="expert"),
    WeightChoice(levels={"A": 0.0, "C": 2.5}, dimensions={"B1": 0.3}, indicators={"C1-1": 0.0, "C1-2": 0.7}),
])  # fmt: skip


REAL = load_rubric()  # not a fixture: a failing example would print all of it
IDS = list(REAL.by_id)
ratings = st.one_of(
    st.fixed_dictionaries(dict.fromkeys(IDS, outcomes)), st.dictionaries(st.sampled_from(IDS), outcomes)
)


@given(ratings, weights, st.sampled_from(["full", "quick"]))
def test_what_a_number_opens_to_adds_up_to_it(rated: dict[str, Outcome], chosen: WeightChoice, variant: str) -> None:
    city = CityProfile(id="c", name="甲城", city_class="T2")
    assessment = an_assessment(REAL, rated, weights=chosen, variant=variant, mode="formal", city=city)
    card = score(REAL, assessment)
    assert card.supported is not None
    for one in (card, card.supported):
        for found in all_traces(REAL, assessment, one):
            adds_up(found)


def test_a_trace_with_one_share_too_many_would_not_add_up(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    found = trace(rubric, samples["S01"], score(rubric, samples["S01"]), "A1")
    adds_up(found)
    with pytest.raises(AssertionError):
        adds_up(replace(found, rows=(*found.rows, found.rows[0])))


def test_a_dimension_opens_to_its_indicators_and_the_sum_in_words(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    """S01, A1: levels 4, 3, 4, 3."""
    found = trace(rubric, samples["S01"], score(rubric, samples["S01"]), "A1")
    assert [row.id for row in found.rows] == ["A1-1", "A1-2", "A1-3", "A1-4"]
    assert [row.contribution for row in found.rows] == [25, 18.75, 25, 18.75]
    assert found.rule.zh.endswith("0.25×100 + 0.25×75 + 0.25×100 + 0.25×75 = 87.5")
    assert found.displayed is not None
    assert found.displayed.zh == "88"
    assert "持续优化（80起）" in found.notes[-1].zh


def test_a_level_opens_to_its_dimensions_and_says_what_was_left_out(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    found = trace(rubric, samples["S12"], score(rubric, samples["S12"]), "A")
    left_out = {row.id: row.left_out for row in found.rows if row.left_out}
    assert list(left_out) == ["A3"]
    assert "已评1项、应评2项" in left_out["A3"].zh
    assert [row.share for row in found.rows] == [pytest.approx(1 / 3), pytest.approx(1 / 3), None, pytest.approx(1 / 3)]
    notes = " ".join(note.zh for note in found.notes)
    assert "未评：A1-4 互利与责任评估" in notes
    assert "在7至34之间" in notes
    assert "资源贡献与任务承接暂不出分：其中已评的各项不计入这个得分，但仍计入覆盖率" in notes


def test_a_level_whose_dimensions_all_have_a_score_leaves_nothing_out(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    found = trace(rubric, samples["S01"], score(rubric, samples["S01"]), "A")
    assert not any("暂不出分" in note.zh for note in found.notes)


def test_what_does_not_apply_is_counted_apart_from_what_is_rated(rubric: Rubric) -> None:
    rated: dict[str, Outcome] = {"A1-1": 4, "A1-2": 4, "A1-4": "not_applicable"}
    assessment = an_assessment(rubric, rated)
    card = score(rubric, assessment)
    for node in ("A1", "A", "overall"):
        notes = trace(rubric, assessment, card, node).notes
        assert "（另有1项不适用）" in notes[0].zh
    assert "已评2／3项" in trace(rubric, assessment, card, "A1").notes[0].zh
    assert "不适用" not in trace(rubric, assessment, card, "B").notes[0].zh


@pytest.mark.parametrize(("number", "places", "said"), [(15.625, 2, "15.63"), (3.125, 2, "3.13"), (0.5, 0, "1"), (1.005, 2, "1.01")])  # fmt: skip
def test_a_half_is_rounded_up(number: float, places: int, said: str) -> None:
    assert half_up(number, places) == said


def test_the_overall_score_opens_to_the_levels(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    found = trace(rubric, samples["S01"], score(rubric, samples["S01"]), "overall")
    assert [row.id for row in found.rows] == ["A", "B", "C"]


def test_a_gap_and_insufficient_evidence_are_told_apart(rubric: Rubric) -> None:
    rated: dict[str, Outcome] = {"A1-1": "insufficient_evidence", "A1-2": 4, "A1-3": 4}
    assessment = an_assessment(rubric, rated)
    rows = {row.id: row for row in trace(rubric, assessment, score(rubric, assessment), "A1").rows}
    assert rows["A1-1"].contribution == 0
    assert rows["A1-1"].outcome is not None
    assert "佐证不足" in rows["A1-1"].outcome.zh
    assert rows["A1-4"].left_out is not None
    assert rows["A1-4"].left_out.zh == "尚未评定"


def test_a_capped_name_is_explained_by_its_gate(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    found = trace(rubric, samples["S01"], score(rubric, samples["S01"]), "A3")
    note = next(note for note in found.notes if "关键指标" in note.zh)
    assert "A3-1" in note.zh
    assert "有效运行" in note.zh


def test_a_severity_opens_to_what_each_indicator_lacks(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    """S01, SC1: A1-1 at level 4 lacks nothing; A1-2 at level 3 lacks 25 with weight 1 of 8 + 6·0.5."""
    card = score(rubric, samples["S01"])
    rows = {row.id: row for row in trace(rubric, samples["S01"], card, "SC1").rows}
    assert rows["A1-1"].contribution == 0
    assert rows["A1-2"].contribution == pytest.approx(25 / 11)
    assert (rows["A1-2"].value, rows["A1-2"].lost) == (75, 25)
    assert rows["A1-2"].share == pytest.approx(1 / 11)
    assert rows["A3-2"].weight == 0.5
    assert rows["A3-2"].outcome is not None
    assert rows["A3-2"].outcome.zh == "4级，次要对应"


def test_a_cell_opens_to_the_indicators_of_its_level_only(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    card = score(rubric, samples["S01"])
    found = trace(rubric, samples["S01"], card, "C×SC1")
    assert [row.id for row in found.rows] == ["C3-3", "C4-2"]
    assert found.name.zh == "政府与社会的互动×战略融合不足"
    assert found.result == card.matrix["C"]["SC1"].score


def test_a_path_opens_to_the_indicators_that_bear_its_tag(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    found = trace(rubric, samples["S01"], score(rubric, samples["S01"]), "R-MAJ")
    assert [row.id for row in found.rows] == ["A3-2", "A3-3", "B3-4"]


def test_the_supported_score_shows_both_levels_of_what_evidence_holds_back(rubric: Rubric) -> None:
    ratings = {one.id: Rating(outcome=4, grade="E1") for one in rubric.indicators}
    assessment = an_assessment(rubric, {}, mode="formal", ratings=ratings)
    card = score(rubric, assessment)
    assert card.supported is not None
    row = trace(rubric, assessment, card.supported, "A1").rows[0]
    assert row.outcome is not None
    assert row.outcome.zh == "评为4级，佐证支持2级"
    assert row.contribution == 12.5


def test_the_quick_variant_opens_a_level_straight_to_its_indicators(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    assessment = samples["S01"].model_copy(update={"variant": "quick"})
    found = trace(rubric, assessment, score(rubric, assessment), "A")
    shares = {row.id: row.share for row in found.rows if row.share}
    assert shares == {
        "A1-1": pytest.approx(1 / 6), "A1-2": pytest.approx(1 / 6), "A3-1": pytest.approx(1 / 6),
        "A3-3": pytest.approx(1 / 6), "A4-1": pytest.approx(1 / 3),
    }  # fmt: skip


def test_an_effective_weight_opens_to_the_shares_that_make_it(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    card = score(rubric, samples["S01"])
    found = trace(rubric, samples["S01"], card, f"{WEIGHT}A1-1")
    assert [row.share for row in found.rows] == [0.25, 0.25, pytest.approx(1 / 3)]
    assert found.result == pytest.approx(1 / 48) == card.effective_weights["A1-1"]


def test_percent_to_target_opens_to_the_dimensions(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    """S01, A1: target 4, stands at 3.5; all targets add up to 45."""
    card = score(rubric, samples["S01"])
    found = trace(rubric, samples["S01"], card, TARGET)
    assert found.rows[0].contribution == pytest.approx(3.5 / 45)
    assert found.result == card.percent_to_target
    outcomes = {row.id: row.outcome.zh for row in found.rows if row.outcome}
    assert outcomes["A1"] == "目标4级，现3.5级"
    assert not any(len(said.partition(".")[2]) > len("5级") for said in outcomes.values())


def test_a_geometric_mean_is_explained_rather_than_summed(tiny: Rubric) -> None:
    rated: dict[str, Outcome] = {"x1": 2, "x2": 2, "x3": 1, "x4": 4, "y1": 2, "y2": 2, "y3": 2}
    assessment = an_assessment(tiny, rated)
    found = trace(tiny, assessment, score(tiny, assessment), "XB")
    assert [row.contribution for row in found.rows] == [None, None]
    assert "25^0.5 × 100^0.5 = 50" in found.rule.zh


def test_a_harmonic_mean_is_explained_rather_than_summed(tiny: Rubric) -> None:
    dimensions = [one.model_copy(update={"aggregation": "harmonic"}) for one in tiny.dimensions]
    harmonic = tiny.model_copy(update={"dimensions": dimensions})
    rated: dict[str, Outcome] = {"x1": 2, "x2": 2, "x3": 1, "x4": 4, "y1": 2, "y2": 2, "y3": 2}
    assessment = an_assessment(harmonic, rated)
    found = trace(harmonic, assessment, score(harmonic, assessment), "XB")
    assert [row.contribution for row in found.rows] == [None, None]
    assert "加权调和平均" in found.rule.zh
    assert "1 ÷ (0.5÷25 + 0.5÷100) = 40" in found.rule.zh


def test_a_weakest_part_is_named(tiny: Rubric) -> None:
    weakest = tiny.model_copy(update={"overall": "weakest"})
    rated: dict[str, Outcome] = {"x1": 4, "x2": 4, "x3": 4, "x4": 4, "y1": 1, "y2": 1, "y3": 1}
    assessment = an_assessment(weakest, rated)
    found = trace(weakest, assessment, score(weakest, assessment), "overall")
    assert "Y 政社之间 = 25" in found.rule.zh
    assert [row.contribution for row in found.rows] == [None, None]


def test_a_withheld_number_opens_to_the_reason(rubric: Rubric) -> None:
    assessment = an_assessment(rubric, {"A1-1": 4})
    found = trace(rubric, assessment, score(rubric, assessment), "A1")
    assert found.result is None
    assert found.displayed is not None
    assert "暂不出分" in found.displayed.zh


@pytest.mark.parametrize("id_", ["nowhere", "weight:nowhere", "A×nowhere"])
def test_a_number_that_does_not_exist_is_refused(id_: str, rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    with pytest.raises(UsageError, match="no such number"):
        trace(rubric, samples["S01"], score(rubric, samples["S01"]), id_)


def test_a_level_of_weight_0_opens_to_its_own_supported_levels(rubric: Rubric) -> None:
    ratings = {one.id: Rating(outcome=2, grade="E0") for one in rubric.indicators}
    assessment = an_assessment(rubric, {}, mode="formal", ratings=ratings, weights=WeightChoice(levels={"A": 0.0}))
    supported = score(rubric, assessment).supported
    assert supported is not None
    found = trace(rubric, assessment, supported, "A1")
    assert found.result == 25
    adds_up(found)

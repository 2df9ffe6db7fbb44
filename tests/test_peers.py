"""Comparable cities: who is one, what may be compared, what a difference permits to say."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.assessment import Assessment, Consensus, Evidence, Outcome, Rating, WeightChoice
from assessor.city import ADMIN_RANKS, POPULATIONS, CityProfile
from assessor.errors import ComparisonRefused, VersionMismatch
from assessor.files import load_rubric
from assessor.gaps import gap_rows, group_statistics, verdict
from assessor.partners import one_level_above, similar_pattern
from assessor.peers import (
    NO_GRADE,
    Assessed,
    Comparison,
    comparability,
    compare,
    evidence_mix,
    suggest,
    unusable,
)
from assessor.rubric import Rubric
from assessor.scorecard import score
from assessor.similarity import NAMES, similarity

FULL = {
    "city_class": "T2", "admin_rank": "prefecture", "population": "medium", "border": False, "coast": True,
    "hub": False, "bri_node": True, "open_platforms": ["bonded"], "io_seats": "0", "consulates": "0",
}  # fmt: skip


def a_city(id_: str = "c", **said: Any) -> CityProfile:
    return CityProfile(**{"id": id_, "name": f"{id_}城"} | FULL | said)


def an_assessment(
    rubric: Rubric, id_: str, outcome: Outcome | Mapping[str, Outcome], city: CityProfile | None = None, **said: Any
) -> Assessment:
    chosen = outcome if isinstance(outcome, Mapping) else {one.id: outcome for one in rubric.indicators}
    ratings = {key: Rating(outcome=value, reason="因故", grade="E2") for key, value in chosen.items()}
    return Assessment(**{
        "id": id_, "rubric_id": rubric.id, "rubric_version": rubric.version, "period": "2025",
        "city": city or a_city(id_), "cut_off": date(2025, 12, 31), "ratings": ratings,
    } | said)  # fmt: skip


def alike(rubric: Rubric, **other: Any) -> float | None:
    return similarity(a_city("a"), a_city("b", **other), rubric)[0]


# -- similarity -------------------------------------------------------------------------------------


def test_cities_alike_in_everything_have_similarity_1(rubric: Rubric) -> None:
    assert alike(rubric) == pytest.approx(1)


def test_ordered_attributes_score_by_distance_in_places(rubric: Rubric) -> None:
    """Prefecture to county is one of four steps of rank (weight 0.25), medium to mega four of five (0.20)."""
    assert alike(rubric, admin_rank="county") == pytest.approx(1 - 0.25 / 4)
    assert alike(rubric, population="mega") == pytest.approx(1 - 0.20 * 4 / 5)


def test_location_counts_border_coast_and_hub_a_third_each(rubric: Rubric) -> None:
    assert alike(rubric, border=True) == pytest.approx(1 - 0.20 / 3)
    assert alike(rubric, border=True, coast=False, hub=True) == pytest.approx(1 - 0.20)


def test_open_platforms_score_by_what_they_have_in_common(rubric: Rubric) -> None:
    assert alike(rubric, open_platforms=["bonded", "free_trade"]) == pytest.approx(1 - 0.15 / 2)
    assert alike(rubric, open_platforms=[]) == pytest.approx(1 - 0.15)
    none = similarity(a_city("a", open_platforms=[]), a_city("b", open_platforms=[]), rubric)[0]
    assert none == pytest.approx(1), "none in both is alike"


def test_an_unknown_attribute_is_left_out_and_the_weights_are_rescaled(rubric: Rubric) -> None:
    """Without rank (0.25), a difference in population weighs 0.20 of 0.75."""
    assert alike(rubric, admin_rank=None, population="mega") == pytest.approx(1 - 0.20 / 0.75 * 4 / 5)
    assert alike(rubric, border=None, coast=False) == pytest.approx(1 - 0.20 / 2)


def test_cities_of_which_nothing_is_known_have_no_similarity(rubric: Rubric) -> None:
    value, compared = similarity(CityProfile(id="a", name="甲"), CityProfile(id="b", name="乙"), rubric)
    assert value is None
    assert compared == ()


def test_every_attribute_that_the_bundled_rubric_weighs_is_known(rubric: Rubric) -> None:
    assert set(rubric.similarity) <= set(NAMES)


REAL = load_rubric()  # not a fixture: a failing example would print all of it
profiles = st.builds(
    a_city,
    admin_rank=st.sampled_from([None, *ADMIN_RANKS]),
    population=st.sampled_from([None, *POPULATIONS]),
    coast=st.sampled_from([None, True, False]),
    bri_node=st.sampled_from([None, True, False]),
    open_platforms=st.sampled_from([None, [], ["bonded"], ["bonded", "other"]]),
    consulates=st.sampled_from([None, "0", "16+"]),
)


@given(profiles, profiles)
def test_similarity_is_mutual_and_lies_between_0_and_1(a: CityProfile, b: CityProfile) -> None:
    there, back = similarity(a, b, REAL)[0], similarity(b, a, REAL)[0]
    assert there == back
    assert there is not None
    assert 0 <= there <= 1 + 1e-12
    assert similarity(a, a, REAL)[0] == pytest.approx(1)


# -- choosing ---------------------------------------------------------------------------------------


def test_only_cities_of_the_same_type_are_suggested(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    peers = suggest(samples["S03"].city, samples.values(), rubric)
    assert [peer.assessment.id for peer in peers] == ["S04", "S05", "S06", "S11"]
    assert all(peer.same_class for peer in peers)
    similar = [peer.similarity or 0 for peer in peers]
    assert similar == sorted(similar, reverse=True)


def test_a_peer_names_the_attributes_that_differ_with_both_values(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    nearest = suggest(samples["S03"].city, samples.values(), rubric)[0]
    differing = {one.attribute: (one.own.zh, one.other.zh) for one in nearest.differing}
    assert differing["population"] == ("特大（500万至1000万）", "Ⅰ型大（300万至500万）")
    assert "admin_rank" not in differing


def test_a_neighbouring_type_needs_a_written_reason(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    own = samples["S07"].city
    with pytest.raises(ComparisonRefused, match="written reason"):
        suggest(own, samples.values(), rubric, neighbour="T2", reason="  ")
    peers = suggest(own, samples.values(), rubric, neighbour="T2", reason="口岸通道相连")
    assert len(peers) == 5
    assert [peer.same_class for peer in peers] == [True, False, False, False, False]


def test_a_type_that_is_no_neighbour_is_refused_whatever_the_reason(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    with pytest.raises(ComparisonRefused, match="no neighbour"):
        suggest(samples["S01"].city, samples.values(), rubric, neighbour="T4", reason="想比")


def test_a_city_without_a_type_is_asked_for_it(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    with pytest.raises(ComparisonRefused, match="type is not stated"):
        suggest(a_city(city_class=None), samples.values(), rubric)


def test_a_city_with_too_little_coverage_is_not_suggested(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    """S12 is rated to 67 %."""
    assert [peer.assessment.id for peer in suggest(samples["S09"].city, samples.values(), rubric)] == ["S10"]
    assert "67%" in unusable(rubric, samples["S12"])[0].zh
    assert unusable(rubric, samples["S10"]) == ()


def test_an_assessment_under_another_version_is_not_suggested(rubric: Rubric) -> None:
    old = an_assessment(rubric, "b", 2).model_copy(update={"rubric_version": "0.9"})
    assert suggest(a_city("a"), [old], rubric) == []
    assert "0.9" in unusable(rubric, old)[0].en


def test_of_several_assessments_of_a_city_the_latest_is_suggested(rubric: Rubric) -> None:
    years = [
        an_assessment(rubric, f"b{year}", 2, a_city("b"), cut_off=date(year, 12, 31)) for year in (2024, 2025, 2023)
    ]
    assert [peer.assessment.id for peer in suggest(a_city("a"), years, rubric)] == ["b2025"]


def test_a_city_is_no_peer_of_itself(rubric: Rubric) -> None:
    assert suggest(a_city("a"), [an_assessment(rubric, "x", 2, a_city("a"))], rubric) == []


# -- comparability ------------------------------------------------------------------------------------


def judge(rubric: Rubric, own: Assessment, other: Assessment) -> Any:
    return comparability(rubric, Assessed(own, score(rubric, own)), Assessed(other, score(rubric, other)))


def test_two_cities_rated_alike_may_be_compared(rubric: Rubric) -> None:
    found = judge(rubric, an_assessment(rubric, "a", 2), an_assessment(rubric, "b", 2))
    assert not found.refused
    assert {label.key: label.differs for label in found.labels} == {
        "mode": False, "evidence": False, "cut_off": False, "variant": False,
    }  # fmt: skip


def test_coverage_below_eight_tenths_is_refused(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    found = judge(rubric, samples["S10"], samples["S12"])
    assert found.refused
    assert "67%" in found.reasons[0].en


def test_the_same_version_with_other_content_is_refused(rubric: Rubric) -> None:
    changed = Rubric.model_validate(rubric.model_dump(by_alias=True) | {"ladder": []})
    own, other = an_assessment(rubric, "a", 2), an_assessment(rubric, "b", 2)
    found = comparability(rubric, Assessed(own, score(rubric, own)), Assessed(other, score(changed, other)))
    assert found.refused
    assert "differ in content" in found.reasons[0].en


def test_a_quick_and_a_full_assessment_are_not_compared(rubric: Rubric) -> None:
    found = judge(rubric, an_assessment(rubric, "a", 2), an_assessment(rubric, "b", 2, variant="quick"))
    assert found.refused
    assert "same variant" in found.reasons[0].en


def test_how_many_raters_stood_behind_the_ratings_is_labelled_where_sessions_agreed_them(rubric: Rubric) -> None:
    said = [Consensus(session="w1", level=2, method="mode", first=(0, 0, n, 0, 0)) for n in (7, 9)]
    agreed = {
        id_: Rating(outcome=2, grade="E2", consensus=one) for id_, one in zip(("A1-1", "B1-1"), said, strict=True)
    }
    plain = an_assessment(rubric, "a", 2)
    other = an_assessment(rubric, "b", 2, ratings=plain.ratings | agreed)
    found = judge(rubric, plain, other)
    assert not found.refused
    (label,) = [label for label in found.labels if label.key == "raters"]
    assert label.differs
    assert label.text.zh == "研讨评分：本市无，对方2项（每项有效评分票7至9张）"
    (label,) = [label for label in judge(rubric, other, other).labels if label.key == "raters"]
    assert not label.differs


def test_mode_date_evidence_and_fiction_are_labelled_not_refused(rubric: Rubric) -> None:
    own = an_assessment(rubric, "a", 2)
    other = an_assessment(
        rubric, "b", 2, a_city("b", fictional=True), mode="formal", cut_off=date(2024, 12, 31),
        ratings={one.id: Rating(outcome=2) for one in rubric.indicators}, weights=WeightChoice(preset="expert"),
    )  # fmt: skip
    found = judge(rubric, own, other)
    assert not found.refused
    texts = {label.key: label.text.zh for label in found.labels if label.differs}
    assert texts["mode"] == "评估方式：本市研讨模式，对方正式模式"
    assert texts["evidence"] == "佐证构成：本市E2 100%，对方未注明 100%"
    assert texts["cut_off"] == "截止日期：本市2025-12-31，对方2024-12-31"
    assert texts["fictional"] == "虚构样例"
    assert "weights" in texts


def test_the_evidence_mix_counts_rated_indicators_by_grade(rubric: Rubric) -> None:
    entry = Evidence(id="1", title="t", date=date(2025, 1, 1), holder="h", grade="E3", indicators=["A1-3"])
    ratings = {
        "A1-1": Rating(outcome=2, grade="E1"), "A1-2": Rating(outcome=3, grade="E1"), "A1-3": Rating(outcome=1),
        "A1-4": Rating(outcome=1), "A2-3": Rating(outcome="not_applicable", reason="无"),
    }  # fmt: skip
    assessment = an_assessment(rubric, "a", {}, ratings=ratings, evidence=[entry])
    assert evidence_mix(rubric, assessment) == {"E3": 0.25, "E1": 0.5, NO_GRADE: 0.25}
    assert list(evidence_mix(rubric, assessment)) == ["E3", "E1", NO_GRADE]


# -- differences ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "difference", "sureness"),
    [
        ("indicator", 25, "no_conclusion"), ("indicator", 50, "probably"), ("indicator", -75, "clearly"),
        ("dimension", 25, "no_conclusion"), ("dimension", 25.1, "probably"), ("dimension", 40.1, "clearly"),
        ("level", 17, "no_conclusion"), ("level", -17.1, "probably"), ("level", 27.1, "clearly"),
        ("overall", 15.0000000001, "no_conclusion"), ("overall", 24, "probably"), ("overall", 24.1, "clearly"),
    ],
)  # fmt: skip
def test_a_difference_permits_what_the_rubric_says(rubric: Rubric, kind: Any, difference: float, sureness: str) -> None:
    """Rubric method 5.4, between cities."""
    assert verdict(rubric, kind, difference).sureness == sureness


def test_a_verdict_says_who_is_ahead_only_where_there_is_one(rubric: Rubric) -> None:
    assert verdict(rubric, "overall", 20).words.zh == "对方可能高于本市"
    assert verdict(rubric, "overall", -30).words.zh == "本市明确高于对方"
    assert verdict(rubric, "overall", 3).words.zh == "不作结论"


def test_a_rubric_without_rules_for_differences_permits_no_conclusion(rubric: Rubric) -> None:
    silent = rubric.model_copy(update={"differences_between_cities": None})
    assert verdict(silent, "overall", 100).sureness == "no_conclusion"


def test_the_society_side_of_the_gateway_is_probably_above_that_of_the_hub(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    """Rubric method 4.4: S04 lies 19 points above S03 on level C, and nothing can be said of the rest."""
    found = compare(samples["S03"], [samples["S04"]], rubric)
    gaps = {row.id: row.gaps[0] for row in found.levels}
    assert gaps["C"].difference == pytest.approx(19.4, abs=0.05)
    assert {id_: gap.verdict.sureness for id_, gap in gaps.items() if gap.verdict} == {
        "A": "no_conclusion", "B": "no_conclusion", "C": "probably",
    }  # fmt: skip


def test_a_gap_in_either_rating_is_no_difference(rubric: Rubric) -> None:
    most = {one.id: 2 for one in rubric.indicators if one.id != "C5-1"}
    found = compare(an_assessment(rubric, "a", 2), [an_assessment(rubric, "b", most)], rubric)
    row = next(row for row in found.indicators if row.id == "C5-1")
    assert row.own == 50
    assert row.gaps[0].score is row.gaps[0].difference is row.gaps[0].verdict is None


# -- groups -----------------------------------------------------------------------------------------------


def test_quartiles_are_given_from_four_cities_up() -> None:
    assert group_statistics([10.0, 20.0, 30.0]) is None
    assert group_statistics([10.0, 20.0, 30.0, None]) is None
    four = group_statistics([40.0, 10.0, 20.0, 30.0])
    assert four is not None
    assert dataclasses.astuple(four) == (4, 10, 17.5, 25, 32.5, 40)


def test_a_group_counts_ones_own_city(rubric: Rubric) -> None:
    own = an_assessment(rubric, "a", 2)
    others = [an_assessment(rubric, id_, level) for id_, level in (("b", 1), ("d", 3), ("e", 4))]
    assert compare(own, others[:2], rubric).overall.group is None
    group = compare(own, others, rubric).overall.group
    assert group is not None
    assert (group.n, group.minimum, group.maximum) == (4, 25, 100)


# -- learning from others -----------------------------------------------------------------------------------


def test_who_is_a_level_above_comes_with_the_words_of_that_level_and_their_note(rubric: Rubric) -> None:
    own = an_assessment(rubric, "a", {"A1-1": 1})
    high = an_assessment(rubric, "b", {}, ratings={"A1-1": Rating(outcome=4, note="每年修订")})
    near, same = an_assessment(rubric, "d", {"A1-1": 2}), an_assessment(rubric, "e", {"A1-1": 1})
    found = one_level_above(rubric, own, [high, near, same], "A1-1")
    assert [(one.city_id, one.level) for one in found] == [("d", 2), ("b", 4)], "nearest level first"
    assert found[0].descriptor == rubric.by_id["A1-1"].descriptor(2)
    assert found[1].note == "每年修订"


@pytest.mark.parametrize(("own", "above"), [(None, 0), ("not_applicable", 0), ("insufficient_evidence", 1), (1, 0)])
def test_nobody_is_above_a_gap(rubric: Rubric, own: Outcome | None, above: int) -> None:
    mine = an_assessment(rubric, "a", {} if own is None else {"A2-3": own})
    others = [an_assessment(rubric, "b", {"A2-3": 1}), an_assessment(rubric, "d", {"A2-3": "not_applicable"})]
    assert len(one_level_above(rubric, mine, others, "A2-3")) == above


def test_cities_weak_in_the_same_places_are_alike_whatever_their_height(rubric: Rubric) -> None:
    ids = list(rubric.by_id)
    own = score(rubric, an_assessment(rubric, "a", {id_: 0 if id_ < "B" else 2 for id_ in ids}))
    higher = score(rubric, an_assessment(rubric, "b", {id_: 1 if id_ < "B" else 3 for id_ in ids}))
    turned = score(rubric, an_assessment(rubric, "d", {id_: 2 if id_ < "B" else 0 for id_ in ids}))
    found = similar_pattern(rubric, own, {"turned": turned, "higher": higher})
    assert [one.assessment_id for one in found] == ["higher", "turned"]
    assert found[0].distance == pytest.approx(0)
    assert set(found[0].weak_in_both) == {id_ for id_ in ids if id_ < "B"}
    assert found[1].weak_in_both == ()


# -- comparing ----------------------------------------------------------------------------------------------


def own_numbers(found: Comparison) -> list[float | None]:
    return [row.own for row in (found.overall, *found.levels, *found.dimensions, *found.indicators)]


def test_adding_a_peer_never_changes_ones_own_score(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    peers = [samples[id_] for id_ in ("S04", "S05", "S06", "S11")]
    alone = compare(samples["S03"], peers[:1], rubric)
    for n in range(2, 5):
        assert own_numbers(compare(samples["S03"], peers[:n], rubric)) == own_numbers(alone)
    assert alone.overall.own == score(rubric, samples["S03"]).overall.score


def test_that_check_would_notice_a_score_relative_to_the_group(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    def relative(cities: Sequence[str]) -> list[float]:
        found = [score(rubric, samples[id_]).overall.score or 0 for id_ in cities]
        return [100 * found[0] / max(found)]

    assert relative(["S03", "S05"]) != relative(["S03", "S04"])


def test_the_others_stand_in_the_order_asked_for(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    for order in (["S11", "S05", "S04"], ["S04", "S05", "S11"]):
        found = compare(samples["S03"], [samples[id_] for id_ in order], rubric)
        assert [other.party.city_id for other in found.others] == order


def test_a_city_that_must_not_be_compared_is_named_without_a_number(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    found = compare(samples["S09"], [samples["S10"], samples["S12"], samples["S01"]], rubric)
    assert [other.party.city_id for other in found.others] == ["S10"]
    assert [one.city_id for one in found.refused] == ["S12", "S01"]
    assert all(gap.assessment_id == "S10" for row in found.levels for gap in row.gaps)


def test_a_comparison_with_nobody_left_is_refused_with_every_reason(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    with pytest.raises(ComparisonRefused) as refused:
        compare(samples["S09"], [samples["S12"], samples["S04"]], rubric)
    told = refused.value.message("en")
    assert "67%" in told
    assert "written reason" in told
    with pytest.raises(ComparisonRefused, match="no city to compare with"):
        compare(samples["S09"], [], rubric)


def test_a_neighbouring_type_joins_with_a_reason_and_only_one_at_a_time(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    found = compare(samples["S06"], [samples["S07"], samples["S01"]], rubric, "同为沿海或沿边开放城市")
    assert [other.party.city_id for other in found.others] == ["S07"]
    assert not found.others[0].same_class
    assert "one neighbouring type" in found.refused[0].reasons[0].en
    assert found.reason == "同为沿海或沿边开放城市"


def test_a_city_is_not_compared_with_itself_or_twice(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    found = compare(samples["S03"], [samples["S04"], samples["S04"], samples["S03"]], rubric)
    assert len(found.others) == 1
    assert len(found.refused) == 2


def test_the_others_are_scored_under_ones_own_weights(rubric: Rubric) -> None:
    """Only C5 weighs anything in one's own choice; the other city has 4 there and 0 elsewhere."""
    own = an_assessment(rubric, "a", 2, weights=WeightChoice(levels={"A": 0, "B": 0}, dimensions={
        "C1": 0, "C2": 0, "C3": 0, "C4": 0,
    }))  # fmt: skip
    other = an_assessment(rubric, "b", {one.id: 4 if one.dimension == "C5" else 0 for one in rubric.indicators})
    found = compare(own, [other], rubric)
    assert found.overall.gaps[0].score == 100
    assert any(label.key == "weights" for label in found.others[0].labels)


def test_another_version_is_refused_on_either_side(rubric: Rubric) -> None:
    own, other = an_assessment(rubric, "a", 2), an_assessment(rubric, "b", 2)
    with pytest.raises(ComparisonRefused, match=r"0\.9"):
        compare(own, [other.model_copy(update={"rubric_version": "0.9"})], rubric)
    with pytest.raises(VersionMismatch):
        compare(own.model_copy(update={"rubric_version": "0.9"}), [other], rubric)


def test_quick_assessments_compare_by_level_without_dimensions(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    quick = [samples[id_].model_copy(update={"variant": "quick"}) for id_ in ("S03", "S04")]
    found = compare(quick[0], quick[1:], rubric)
    assert found.dimensions == ()
    assert len(found.levels) == 3
    assert len(found.indicators) == 15
    assert any("快评" in note.zh for note in found.notes)


def test_samples_are_called_fictional_wherever_they_stand(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    found = compare(samples["S03"], [samples["S04"]], rubric)
    assert found.others[0].party.fictional
    assert any(label.text.zh == "虚构样例" for label in found.others[0].labels)
    assert any("虚构样例" in note.zh for note in found.notes)
    assert all(one.fictional for above in found.above.values() for one in above)


def test_a_comparison_turns_into_plain_data(rubric: Rubric, samples: Mapping[str, Assessment]) -> None:
    plain = dataclasses.asdict(compare(samples["S03"], [samples["S04"]], rubric))
    assert plain["others"][0]["party"]["city_id"] == "S04"


def test_the_tiny_rubric_weighs_the_type_itself(tiny: Rubric) -> None:
    """Weights: type 2, population 1, coast 1."""
    a = CityProfile(id="a", name="甲", city_class="big", coast=True)
    b = CityProfile(id="b", name="乙", city_class="small", coast=True)
    assert similarity(a, b, tiny)[0] == pytest.approx(1 / 3)


def test_a_city_beside_nobody_has_no_gaps(rubric: Rubric) -> None:
    own = score(rubric, an_assessment(rubric, "a", 2))
    assert all(row.gaps == () for row in gap_rows(rubric, "level", own, {}))

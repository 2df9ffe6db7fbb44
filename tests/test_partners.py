"""From whom to learn: what matters to the target, who is above on it, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping

from assessor.ahead import chance
from assessor.assessment import Assessment
from assessor.partners import Above, Aim, aims, is_sure, partners
from assessor.peers import compare
from assessor.rubric import Rubric
from assessor.scorecard import score
from assessor.text import say

NAME = say("乙", "B")


def above(indicator: str, other: str, value: float, note: str = "") -> Above:
    return Above(other, other, NAME, True, indicator, 1, 2, NAME, note, chance(value))


def test_what_matters_is_below_target_and_orders_by_gap_times_weight(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    """C1 holds two indicators and C3 five, so at an equal gap one of C1 weighs more."""
    own = samples["S03"].model_copy(update={"targets": {one.id: 0 for one in rubric.dimensions} | {"C1": 2, "C3": 2}})
    found = aims(rubric, score(rubric, own))
    assert [(one.indicator, one.gap) for one in found] == [
        ("C1-1", 1), ("C1-2", 1), ("C3-1", 1), ("C3-2", 1), ("C3-4", 1),
    ]  # fmt: skip


def test_an_indicator_at_its_target_or_without_a_rating_is_no_aim(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    ratings = {id_: one for id_, one in samples["S03"].ratings.items() if id_ != "C1-2"}
    own = samples["S03"].model_copy(
        update={"ratings": ratings, "targets": {one.id: 0 for one in rubric.dimensions} | {"C1": 1}}
    )
    assert aims(rubric, score(rubric, own)) == ()


def test_partners_count_only_what_is_below_target_and_keep_the_order_of_the_group() -> None:
    wanted = [Aim("C1-1", "C1", 1, 3, 0.03), Aim("A1-4", "A1", 1, 3, 0.02)]
    found = {
        "C1-1": (above("C1-1", "far", 0.99, "每季度会商"), above("C1-1", "near", 0.6)),
        "A1-4": (above("A1-4", "far", 0.5),),
        "B1-1": (above("B1-1", "other", 0.99),),
    }
    near, far = partners(wanted, found, ["near", "other", "far"])
    assert (near.assessment_id, near.above, near.sure, near.stated) == ("near", ("C1-1",), (), ())
    assert (far.assessment_id, far.above) == ("far", ("C1-1", "A1-4"))
    assert (far.sure, far.stated) == (("C1-1",), ("C1-1",))


def test_without_a_chance_nobody_is_surely_above() -> None:
    assert is_sure(above("C1-1", "b", 0.95))
    assert not is_sure(Above("b", "b", NAME, True, "C1-1", 1, 2, NAME, ""))


def test_what_differs_beyond_noise_goes_both_ways_and_leaves_out_the_rest(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    found = compare(samples["S03"], [samples["S04"]], rubric)
    beyond = found.beyond("S04", found.indicators)
    assert {one.id for one in beyond.other_ahead} == {"A1-3", "A3-2", "A4-2", "B4-4"}
    assert {one.id for one in beyond.own_ahead} == {"A1-1", "B1-4"}


def test_two_cities_have_no_places_and_three_have_intervals_of_them(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    assert compare(samples["S03"], [samples["S04"]], rubric).standings == ()
    three = compare(samples["S03"], [samples["S04"], samples["S05"]], rubric).standings
    assert [one.assessment_id for one in three] == ["S03", "S04", "S05"]
    assert all(1 <= one.low <= one.high <= one.of == 3 for one in three)


def test_the_same_comparison_asked_again_is_the_one_already_made(
    rubric: Rubric, samples: Mapping[str, Assessment]
) -> None:
    """Pages ask at every click; a changed rating asks anew."""
    first = compare(samples["S03"], [samples["S04"]], rubric)
    assert compare(samples["S03"].model_copy(), [samples["S04"]], rubric) is first
    changed = samples["S03"].ratings | {"A1-1": samples["S03"].ratings["A1-1"].model_copy(update={"outcome": 0})}
    again = compare(samples["S03"].model_copy(update={"ratings": changed}), [samples["S04"]], rubric)
    assert again.overall.own != first.overall.own

"""Which single rating would change a band: found by the engine, checked by scoring the changed assessment anew."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.assessment import Assessment, Rating, WeightChoice
from assessor.errors import ScoringError
from assessor.nodes import Node
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score
from assessor.sensitivity import Flip, flips, shown_bands, turnings, words


def rated(city: Assessment, rubric: Rubric, levels: dict[str, int], other: int = 2) -> Assessment:
    ratings = {one.id: Rating(outcome=levels.get(one.id, other)) for one in rubric.indicators}
    return city.model_copy(
        update={
            "rubric_id": rubric.id, "rubric_version": rubric.version, "variant": "full", "mode": "workshop",
            "ratings": ratings, "evidence": [], "weights": WeightChoice(), "targets": {},
        }
    )  # fmt: skip


def node_of(card: Scorecard, id_: str) -> Node:
    return card.overall if id_ == "overall" else {**card.levels, **card.dimensions}[id_]


def changed(city: Assessment, indicator: str, level: int) -> Assessment:
    return city.model_copy(update={"ratings": {**city.ratings, indicator: Rating(outcome=level)}})


# -- in the head: XA = x1 and x2 (gate x1), XB = x3 and x4 geometric, YA = y1, y2, y3 (gate y1); X weighs 1, Y 3 ----


@pytest.fixture
def half(samples: dict[str, Assessment], tiny: Rubric) -> Assessment:
    """Every rating at 2: everything at 50, band 40-59."""
    return rated(samples["S01"], tiny, {})


def of(found: tuple[Flip, ...], node: str) -> set[tuple[str, int, int, bool]]:
    return {(one.indicator, one.change, one.turned, one.by_gate) for one in found if one.node == node}


def test_a_dimension_of_two_turns_with_either_and_the_gate_alone_holds_a_name_down(
    tiny: Rubric, half: Assessment
) -> None:
    """XA at 50: x1 down to 1 gives 37.5; x1 up gives 62.5; x2 up gives 62.5, but the gate x1 at level 2 holds the
    name at 40-59, so that only x1 turns it upwards."""
    assert of(flips(tiny, half), "XA") == {("x1", -1, 1, False), ("x1", 1, 3, False), ("x2", -1, 1, False)}


def test_the_key_indicator_turns_a_name_whose_number_stays_in_its_band(
    tiny: Rubric, samples: dict[str, Assessment]
) -> None:
    """YA at 3, 4, 4: 91.7 and named by its gate, 60-79. With y1 at 4 it is named 80-100; at 2, 83.3 named 40-59."""
    city = rated(samples["S01"], tiny, {"y1": 3, "y2": 4, "y3": 4})
    found = of(flips(tiny, city), "YA")
    assert ("y1", 1, 4, True) in found
    assert ("y1", -1, 2, True) in found


def test_the_nearest_come_first_and_what_takes_more_levels_later(
    rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    found = flips(rubric, samples["S01"])
    distances = [abs(one.change) for one in found]
    assert distances == sorted(distances)
    assert set(distances) == {1, 2, 3}


def test_nothing_rated_has_no_band_to_change(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    empty = samples["S01"].model_copy(update={"ratings": {}})
    assert flips(rubric, empty) == ()
    assert shown_bands(score(rubric, empty)) == 0
    assert words.banded(0, ()) == words.NO_BANDS


def test_a_rating_set_to_zero_that_a_geometric_mean_refuses_flips_nothing(
    tiny: Rubric, samples: dict[str, Assessment]
) -> None:
    """Without its floor XB refuses a 0; the other levels of x3 are told all the same."""
    dimensions = [one.model_copy(update={"floor": None}) for one in tiny.dimensions]
    strict = tiny.model_copy(update={"dimensions": dimensions})
    found = flips(strict, rated(samples["S01"], strict, {}))
    assert {one.to for one in found if one.node == "XB" and one.indicator == "x3"} == {1, 3}
    with pytest.raises(ScoringError):
        flips(strict, rated(samples["S01"], strict, {"x3": 0}))


def test_a_quick_variant_tells_no_dimensions(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    quick = next(one.id for one in rubric.variants if not one.dimensions_shown)
    found = flips(rubric, samples["S01"].model_copy(update={"variant": quick}))
    assert found
    assert {one.kind for one in found} <= {"overall", "level"}


# -- against the scorecard ------------------------------------------------------------------------


@settings(max_examples=8)
@given(data=st.data())
def test_every_flip_is_what_the_scorecard_of_the_changed_assessment_says(
    data: st.DataObject, tiny: Rubric, samples: dict[str, Assessment]
) -> None:
    """All single changes of a small rubric tried one by one: flips tell those that turn a band, and the nearest."""
    levels = {one.id: data.draw(st.integers(0, 4)) for one in tiny.indicators}
    city = rated(samples["S01"], tiny, levels)
    card = score(tiny, city)
    told = {(one.node, one.indicator, one.to): one for one in flips(tiny, city)}
    for one in tiny.indicators:
        for way in (-1, 1):
            turned: set[str] = set()
            for level in range(levels[one.id] + way, 5 if way > 0 else -1, way):
                after = score(tiny, changed(city, one.id, level))
                for id_ in ("overall", *card.levels, *card.dimensions):
                    before, now = node_of(card, id_), node_of(after, id_)
                    first = before.band != now.band and id_ not in turned
                    assert ((id_, one.id, level) in told) == first
                    if first:
                        turned.add(id_)
                        flip = told[id_, one.id, level]
                        assert (flip.band, flip.turned, flip.score) == (before.band, now.band, pytest.approx(now.score))


# -- in words -------------------------------------------------------------------------------------


def test_turnings_put_alike_flips_together_and_keep_the_nearest_only(tiny: Rubric, half: Assessment) -> None:
    rows = [one for one in turnings(flips(tiny, half)) if one.node == "XA"]
    assert [(one.change, one.indicators) for one in rows] == [(-1, ("x1", "x2")), (1, ("x1",))]
    assert words.changed_by(rows[0]).zh == "低1级"
    assert words.changed_by(rows[1]).en == "1 level higher"
    assert words.any_of(rows[0]).zh == "x1、x2"


def test_the_sentence_counts_bands_and_says_not_robust(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    city = samples["S01"]
    said = words.banded(shown_bands(score(rubric, city)), flips(rubric, city))
    near = {one.node for one in flips(rubric, city) if abs(one.change) == 1}
    assert said.zh.startswith(f"共17个等级名称：{len(near)}个只要有一项评级相差1级就会改变，不稳健")
    assert words.banded(3, ()).en == "Robust: no single rating would change any of the 3 bands."

"""Outranking matrices: published flows, a second engine, and the published notion of a dominance pair.

The worked matrix of the OECD/JRC Handbook (2008, step 6) could not be read in a stored text. Its rule, which COINr's
vignette "Aggregation" states too, is applied to COINr's published scores of four countries instead.
"""

from __future__ import annotations

import numpy as np
import pytest
from pymcdm.methods import PROMETHEE_II

from assessor.assessment import WeightChoice
from assessor.dominance import copeland, dominance, outranking
from assessor.scoring import Floats
from tests.published.test_means import ASEM
from tests.test_scoring import made_rubric

COUNTRIES = np.array([[*connectivity, *sustainability] for connectivity, sustainability, *_ in ASEM.values()])


def net_flows(outranked: Floats) -> Floats:
    """PROMETHEE II under the usual criterion: what leaves less what enters, by the number of others."""
    filled = np.nan_to_num(outranked, nan=0.0)
    flows: Floats = (filled.sum(axis=1) - filled.sum(axis=0)) / (len(filled) - 1)
    return flows


def test_pymcdm_example_of_promethee_ii() -> None:
    """pymcdm, documentation of PROMETHEE_II: net flows 0.1, -0.3 and 0.2 under weights 0.5, 0.3, 0.2."""
    found = outranking(np.array([[4.0, 3, 2], [3, 2, 4], [5, 1, 3]]), np.array([0.5, 0.3, 0.2]))
    assert found[0, 1:].tolist() == pytest.approx([0.8, 0.3])
    assert net_flows(found).tolist() == pytest.approx([0.1, -0.3, 0.2])


def test_coinr_scores_of_four_countries_outrank_each_other_by_the_weight_they_win() -> None:
    """Switzerland is above the Netherlands on 4 of 8 pillars, above Denmark and Norway on 6; and so on."""
    found = outranking(COUNTRIES, np.ones(8))
    expected = [[np.nan, 4, 6, 6], [4, np.nan, 4, 5], [2, 4, np.nan, 3], [2, 3, 5, np.nan]]
    np.testing.assert_allclose(found, np.array(expected) / 8)
    assert copeland(found).tolist() == [2, 1, -2, -1]


def test_a_second_engine_agrees_on_many_cities() -> None:
    random = np.random.default_rng(2)
    values, weights = random.integers(0, 5, (15, 6)).astype(float), random.uniform(0.5, 2, 6)
    flows = PROMETHEE_II("usual")(values, weights / weights.sum(), np.ones(6))
    assert net_flows(outranking(values, weights)).tolist() == pytest.approx(list(flows))


def test_opposite_cells_add_up_to_one_ties_and_gaps_included() -> None:
    random = np.random.default_rng(3)
    values = random.integers(0, 4, (8, 5)).astype(float)
    values[0, 0] = np.nan
    found = outranking(values, np.ones(5))
    assert np.nan_to_num(found + found.T, nan=1.0).tolist() == pytest.approx(np.ones((8, 8)))


def test_a_dominance_pair_as_published_is_ahead_under_every_weighting_and_not_all_that_are_ahead_are_one() -> None:
    """COINr, vignette "Aggregation": a unit higher in all indicators is a dominance pair, whatever the method."""
    random = np.random.default_rng(4)
    rubric, codes = made_rubric([[2, 2], [2]]), random.integers(0, 5, (40, 6)).astype(np.int8)
    pairs = outranking(codes.astype(float), np.ones(6)) == 1.0
    ahead = dominance(rubric, WeightChoice(), "full", codes)
    assert pairs.sum() > 3
    assert ahead[pairs].all()
    assert ahead.sum() > pairs.sum()

"""Goalposts and percent to target as published."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assessor import scoring
from assessor.measuring import normalised
from assessor.rubric import Measure
from assessor.text import say
from tests.published.test_means import mean


def goalposts(worst: float, best: float) -> Measure:
    return Measure(unit=say("年", "years"), worst=worst, best=best)


# UNDP, Human Development Index: life expectancy 20 to 85, expected schooling 0 to 18, mean schooling 0 to 15 years,
# income 100 to 75,000 (PPP $) on a logarithmic scale.
LIFE, EXPECTED, MEAN = goalposts(20, 85), goalposts(0, 18), goalposts(0, 15)
INCOME = goalposts(math.log(100), math.log(75_000))

# UNDP, Human Development Report 2014, table 1 (2013): life expectancy, mean and expected schooling, income; the index.
HDI_2013 = {
    "Norway": (81.5, 12.6, 17.6, 63_909, 0.944),
    "Australia": (82.5, 12.8, 19.9, 41_524, 0.933),
    "Switzerland": (82.6, 12.2, 15.7, 53_762, 0.917),
    "Netherlands": (81.0, 11.9, 17.9, 42_397, 0.915),
    "New Zealand": (81.1, 12.5, 19.4, 32_569, 0.910),
    "Singapore": (82.3, 10.2, 15.4, 72_371, 0.901),
    "Japan": (83.6, 11.5, 15.3, 36_747, 0.890),
}


def human_development(life: float, schooled: float, expected: float, income: float) -> float:
    """Arithmetic inside education, geometric over the three dimensions; 0..1."""
    education = mean("arithmetic", [normalised(MEAN, schooled)[0], normalised(EXPECTED, expected)[0]])
    return mean("geometric", [normalised(LIFE, life)[0], education, normalised(INCOME, math.log(income))[0]])


@pytest.mark.parametrize("country", HDI_2013)
def test_the_human_development_index_of_2013(country: str) -> None:
    *figures, published = HDI_2013[country]
    # Three decimals, made of figures with one: a tenth of a year of schooling is worth 0.0015.
    assert human_development(*figures) == pytest.approx(published, abs=0.0012)


def test_a_figure_beyond_its_goalpost_counts_no_further_and_is_told() -> None:
    """Australia expects 19.9 years of schooling; UNDP caps them at 18."""
    share, cut = normalised(EXPECTED, 19.9)
    assert share == 1.0
    assert cut is not None
    assert (cut.end, cut.by) == ("best", pytest.approx(1.9))
    uncapped = mean("arithmetic", [12.8 / 15, 19.9 / 18])
    assert human_development(82.5, 12.8, 19.9, 41_524) < mean("geometric", [0.9615, uncapped, 0.9107]) - 0.01


def test_the_life_expectancy_index_of_a_country_at_55_years() -> None:
    """UNDP, Human Development Report 2013: with goalposts 20 and 83.57 years, a country at 55 years has 0.551."""
    assert round(normalised(goalposts(20, 83.57), 55)[0], 3) == 0.551


def test_distance_to_frontier_where_less_is_better() -> None:
    """World Bank, Doing Business 2015: (worst - y) / (worst - frontier); New Zealand's half a day is the frontier of
    the time to start a business. The worst end of 100 days stands in for the published one, which was not read."""
    days = goalposts(100, 0.5)
    assert normalised(days, 0.5) == (1.0, None)
    assert normalised(days, 100) == (0.0, None)
    assert normalised(days, 20)[0] == pytest.approx((100 - 20) / (100 - 0.5))


def test_a_score_of_75_is_25_points_away_from_the_frontier() -> None:
    """World Bank, Doing Business 2016, on its distance to frontier: where every target is the top level, percent to
    target says the same."""
    reached = scoring.percent_to_target(np.full((1, 3), 75.0), np.full(3, 4.0), top=4)
    assert 1.0 - reached[0] == pytest.approx(0.25)


@pytest.mark.parametrize(("level", "target", "share"), [(1, 4, 0.25), (2, 3, 2 / 3), (3, 3, 1.0), (4, 3, 1.0), (0, 2, 0.0)])  # fmt: skip
def test_distance_to_target_of_one_dimension_is_capped_at_1(level: int, target: int, share: float) -> None:
    """COINr, `n_dist2targ`: (x - min) / (target - min), capped at 1 (`cap_max`), here with the least level 0."""
    found = scoring.percent_to_target(np.array([[25.0 * level]]), np.array([float(target)]), top=4)
    assert found[0] == pytest.approx(share)


def test_more_than_the_target_in_one_dimension_makes_up_for_nothing_in_another() -> None:
    found = scoring.percent_to_target(np.array([[100.0, 50.0]]), np.array([2.0, 4.0]), top=4)
    assert found[0] == pytest.approx(1 - 2 / 6)

"""Published weighted means, arithmetic, geometric and harmonic, through the engine's own rules."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from scipy import stats

from assessor.combining import combine
from assessor.errors import ScoringError
from assessor.rubric import Aggregation
from assessor.weighting import Group


def mean(rule: Aggregation, values: list[float], weights: list[float] | None = None, floor: float | None = None) -> float:  # fmt: skip
    weights = weights or [1.0] * len(values)
    group = Group("made", tuple(range(len(values))), tuple(weights), rule, floor)
    return float(combine(group, np.array([values]))[0])


# COINr 1.1, vignette "Presenting Results" (ASEM connectivity index): pillars, the two sub-indexes, the index.
ASEM = {
    "CHE": ([63.41, 32.87, 74.78, 85.94, 56.93], [77.21, 87.85, 56.88], 62.79, 73.98, 68.38),
    "NLD": ([64.87, 46.62, 84.55, 71.74, 41.92], [58.73, 86.58, 57.78], 61.94, 67.70, 64.82),
    "DNK": ([50.52, 30.43, 78.13, 75.35, 51.04], [69.83, 86.40, 61.29], 57.10, 72.51, 64.80),
    "NOR": ([58.18, 25.70, 80.03, 89.46, 33.80], [70.90, 87.00, 56.59], 57.44, 71.50, 64.47),
}
ROUNDED = 0.011
"""Published with two decimals, and so are the numbers they are made of."""


@pytest.mark.parametrize("country", ASEM)
def test_coinr_presenting_results_is_an_arithmetic_mean_of_arithmetic_means(country: str) -> None:
    connectivity, sustainability, conn, sust, index = ASEM[country]
    found = mean("arithmetic", connectivity), mean("arithmetic", sustainability)
    assert found == (pytest.approx(conn, abs=ROUNDED), pytest.approx(sust, abs=ROUNDED))
    assert mean("arithmetic", list(found)) == pytest.approx(index, abs=ROUNDED)


def test_coinr_aggregation_a_unit_at_0_and_10_equals_one_at_5_and_5() -> None:
    """COINr, vignette "Aggregation": perfect compensability of the arithmetic mean; the others compensate less."""
    assert mean("arithmetic", [0.0, 10.0]) == mean("arithmetic", [5.0, 5.0]) == 5.0
    geometric, harmonic = (mean(rule, [1.0, 10.0]) for rule in ("geometric", "harmonic"))
    assert harmonic < geometric < mean("arithmetic", [1.0, 10.0])


def test_scipy_examples_of_weighted_geometric_and_harmonic_means() -> None:
    """SciPy, documentation of `gmean` and `hmean`: [1, 4, 7] under weights 3, 1, 3."""
    assert mean("geometric", [1, 4, 7], [3, 1, 3]) == pytest.approx(2.80668351922014, rel=1e-12)
    assert mean("harmonic", [1, 4, 7], [3, 1, 3]) == pytest.approx(1.9029126213592233, rel=1e-12)
    assert mean("geometric", [1, 2, 3, 4, 5, 6, 7]) == pytest.approx(3.3800151591412964, rel=1e-12)
    assert mean("harmonic", [1, 2, 3, 4, 5, 6, 7]) == pytest.approx(2.6997245179063363, rel=1e-12)
    assert mean("harmonic", [1, 4]) == pytest.approx(1.6)


def test_python_examples_of_speeds_and_growth() -> None:
    """Python, documentation of `statistics`: 40 and 60 km/h over 5 and 5, or 5 and 30 km; geometric mean of 54, 24, 36."""
    assert mean("harmonic", [40, 60]) == pytest.approx(48.0)
    assert mean("harmonic", [40, 60], [5, 30]) == pytest.approx(56.0)
    assert mean("geometric", [54, 24, 36]) == pytest.approx(36.0)


def test_both_libraries_agree_on_any_values() -> None:
    random = np.random.default_rng(1)
    for _ in range(50):
        values, weights = random.uniform(1, 100, 5), random.uniform(0.1, 3, 5)
        assert mean("arithmetic", list(values), list(weights)) == pytest.approx(statistics.fmean(values, weights))
        assert mean("geometric", list(values), list(weights)) == pytest.approx(stats.gmean(values, weights=weights))
        assert mean("harmonic", list(values), list(weights)) == pytest.approx(stats.hmean(values, weights=weights))


@pytest.mark.parametrize(
    ("rule", "name"), [("geometric", "the geometric mean meets"), ("harmonic", "the harmonic mean meets")]
)
def test_a_zero_is_refused_unless_a_floor_is_declared(rule: Aggregation, name: str) -> None:
    """COINr, vignette "Aggregation": a geometric mean fails at values of 0; there they are lifted to 1 of 100."""
    with pytest.raises(ScoringError, match=name):
        mean(rule, [0.0, 50.0])
    assert mean(rule, [0.0, 50.0], floor=1.0) == mean(rule, [1.0, 50.0])


def test_what_is_not_rated_leaves_the_harmonic_mean_to_the_others() -> None:
    assert mean("harmonic", [40, 60, float("nan")], [5, 30, 100]) == pytest.approx(56.0)

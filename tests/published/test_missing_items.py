"""Pro-rating of missing items as published: the mean of what was answered stands for what was not, up to a limit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from assessor import scoring
from assessor.assessment import WeightChoice
from assessor.scoring import MISSING
from assessor.weighting import weights_of
from tests.test_scoring import made_rubric


def overall(answers: Sequence[int | None], top: int, least: float) -> float:
    """Score 0..100 of one scale of items 0..top; withheld (NaN) where fewer than the share `least` is answered."""
    coverage = {
        "shown": 1.0, "provisional": least, "children": 0.5, "shortcoming_indicators": 3, "shortcoming_coverage": 0.6,
        "path_indicators": 2, "not_applicable_total": 0.2, "not_applicable_dimension": 0.5,
    }  # fmt: skip
    rubric = made_rubric([[len(answers)]], top=top, coverage=coverage)
    codes = np.array([[MISSING if one is None else one for one in answers]], dtype=np.int8)
    return float(scoring.score(codes, scoring.plan(rubric, weights_of(rubric, WeightChoice()))).overall[0])


# -- PHQ-9: nine items 0 to 3. NHS Data Dictionary: one or two missing values are substituted with the average of the
#    others; questionnaires with more than two missing are disregarded. ------------------------------------------

PHQ_LEAST = 7 / 9


@pytest.mark.parametrize(
    ("answers", "total"),
    [
        ([2, 1, 3, 0, 1, 2, 1, 0, 2], 12.0),
        ([2, 1, 3, 0, 1, 2, 1, None, 2], 12 * 9 / 8),
        ([2, 1, 3, 0, 1, 2, 1, None, None], 10 * 9 / 7),
        ([3] * 7 + [None] * 2, 27.0),
    ],
)
def test_phq_9_substitutes_one_or_two_missing_answers_with_the_average_of_the_others(
    answers: list[int | None], total: float
) -> None:
    answered = [one for one in answers if one is not None]
    filled = sum(answered) + (9 - len(answered)) * sum(answered) / len(answered)
    assert filled == pytest.approx(total)
    assert overall(answers, 3, PHQ_LEAST) * 27 / 100 == pytest.approx(total)


def test_phq_9_with_three_missing_answers_is_disregarded() -> None:
    assert np.isnan(overall([2, 1, 3, 0, 1, 2, None, None, None], 3, PHQ_LEAST))


# -- SF-36, vitality: four items 1 to 6, raw score 4 to 24, ((raw - 4) / 20) x 100. Ware et al., manual: a scale is
#    scored where at least half of its items are answered, missing ones being the mean of the others. ---------------

SF_LEAST = 0.5


def vitality(*answers: int | None) -> float:
    return overall([None if one is None else one - 1 for one in answers], 5, SF_LEAST)


def test_sf_36_a_raw_vitality_score_of_12_is_transformed_to_40() -> None:
    assert vitality(3, 3, 3, 3) == vitality(1, 5, 2, 4) == pytest.approx(40.0)
    assert (vitality(1, 1, 1, 1), vitality(6, 6, 6, 6)) == (0.0, 100.0)


def test_sf_36_half_of_the_items_suffice_and_less_does_not() -> None:
    assert vitality(2, 4, None, 3) == pytest.approx(40.0)
    assert vitality(2, 4, None, None) == pytest.approx(40.0)
    assert np.isnan(vitality(3, None, None, None))

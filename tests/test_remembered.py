"""What numbers come of is told apart from what is only said beside them."""

from __future__ import annotations

import pytest

from assessor.assessment import Assessment, altered
from assessor.remembered import Remembered
from assessor.rubric import Rubric
from assessor.scorecard import what_counts


def test_the_last_few_results_are_kept_and_failures_are_not() -> None:
    made: list[int] = []
    kept: Remembered[int] = Remembered(2)
    for key in (1, 2, 1, 3, 1, 2):
        assert kept.of(key, lambda key=key: made.append(key) or 10 * key) == 10 * key  # type: ignore[misc,func-returns-value]  # records the call
    assert made == [1, 2, 3, 2]
    with pytest.raises(ZeroDivisionError):
        kept.of(9, lambda: 1 // 0)
    assert kept.of(9, lambda: 4) == 4


def test_a_citys_words_change_no_number(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    city = samples["S02"]
    said = {id_: altered(one, note="新的备注") for id_, one in city.ratings.items()}
    assert what_counts(rubric, city.model_copy(update={"ratings": said})) == what_counts(rubric, city)


@pytest.mark.parametrize(
    "changed",
    [
        {"mode": "workshop"}, {"variant": "quick"}, {"targets": {"A1": 1}}, {"evidence": []}, {"id": "another"},
        {"ratings": {}}, {"rubric_version": "1.1"},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_moves_a_number_counts(
    rubric: Rubric, samples: dict[str, Assessment], changed: dict[str, object]
) -> None:
    city = samples["S02"]
    ungraded = {id_: altered(one, grade=None) for id_, one in city.ratings.items()}
    listed = city.model_copy(update={"ratings": ungraded})
    assert what_counts(rubric, listed.model_copy(update=changed)) != what_counts(rubric, listed)

"""The results page on sensitivity: the verdict in words, methods and single ratings in tables."""

from __future__ import annotations

import pytest

from assessor.assessment import Assessment
from assessor.rubric import Rubric
from assessor.sensitivity import flips, turnings, words
from tests.ui.conftest import LANGUAGES, Open
from tests.ui.test_results import said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_conclusion_that_turns_is_called_not_robust_and_the_nearest_ratings_are_named(
    app: Open, rubric: Rubric, samples: dict[str, Assessment], language: str
) -> None:
    page = said(app("results", language, demo=True, a="S03"))
    assert f"- {'不稳健' if language == 'zh' else 'Not robust'}\n" in page
    assert ("本次评估所用方法" if language == "zh" else "As in this assessment") in page
    rows = turnings(flips(rubric, samples["S03"]))
    assert len(rows) > 10
    for one in rows:
        for text in (words.node_name(rubric, one.node), words.changed_by(one), words.any_of(one)):
            assert (text.zh if language == "zh" else text.en) in page


def test_a_city_whose_conclusions_hold_is_told_so(app: Open) -> None:
    page = said(app("results", demo=True, a="S06"))
    assert words.ROBUST_SENTENCE.zh in page
    assert "- 不稳健" not in page

"""Hints on patterns in the ratings, under a rubric of 7 indicators with thresholds to count on the fingers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessor.assessment import Assessment, Consensus, Evidence, Outcome, Rating
from assessor.city import CityProfile
from assessor.files import load_rubric
from assessor.hints import Finding, findings
from assessor.rubric import Hints, Rubric

ORDER = ["x1", "x2", "x3", "x4", "y1", "y2", "y3"]


@pytest.fixture(scope="module")
def tiny() -> Rubric:
    """At most a quarter at the top; evidence for at most 2; 3 alike are a line; at most a seventh not applicable."""
    rubric = load_rubric(Path(__file__).parent / "rubrics" / "tiny.yaml")
    hints = Hints(top_level_share=0.25, indicators_per_evidence=2, straight_line=3, not_applicable_share=0.15)
    return rubric.model_copy(update={"hints": hints})


def rated(*outcomes: Outcome | None, grade: str | None = "E3", variant: str = "full") -> Assessment:
    """Outcomes in rubric order; None is not rated."""
    return Assessment(
        id="a", rubric_id="tiny", rubric_version="1", period="2025", cut_off=date(2025, 12, 31), variant=variant,
        city=CityProfile(id="harbour", name="示例港城", fictional=True),
        ratings={
            indicator: Rating(outcome=outcome, grade=grade, reason="无" if outcome == "not_applicable" else "")
            for indicator, outcome in zip(ORDER, outcomes, strict=False)
            if outcome is not None
        },
    )  # fmt: skip


def found(rubric: Rubric, assessment: Assessment) -> dict[str, Finding]:
    return {one.kind: one for one in findings(rubric, assessment)}


def test_varied_ratings_with_good_evidence_give_no_hint(tiny: Rubric) -> None:
    assert findings(tiny, rated(4, 3, 2, 3, 1, 2, 1)) == []


def test_an_empty_assessment_gives_no_hint(tiny: Rubric) -> None:
    assert findings(tiny, rated()) == []


def test_the_first_rating_at_the_top_is_no_alarm(tiny: Rubric) -> None:
    assert findings(tiny, rated(4)) == []


def test_two_of_seven_at_the_top_are_more_than_a_quarter(tiny: Rubric) -> None:
    assert found(tiny, rated(4, 3, 4))["top_level_share"].indicators == ("x1", "x3")


def test_what_does_not_apply_does_not_count_for_the_share_at_the_top(tiny: Rubric) -> None:
    # 1 of 4 is exactly a quarter, which is not more than a quarter.
    na: Outcome = "not_applicable"
    assert "top_level_share" not in found(tiny, rated(4, na, 2, na, 1, na, 3))
    assert "top_level_share" in found(tiny, rated(4, na, 4, na, 1, na, 3))


def test_a_level_on_which_a_session_still_disagreed_is_to_be_reviewed(tiny: Rubric) -> None:
    sure = Consensus(session="w1", level=3, method="mode", first=(0, 0, 0, 4, 0))
    unsure = Consensus(session="w1", level=2, method="median", doubtful=True, first=(2, 0, 1, 0, 2))
    ratings = {
        "x1": Rating(outcome=3, grade="E3", consensus=sure),
        "y1": Rating(outcome=2, grade="E3", consensus=unsure),
    }
    assessment = rated().model_copy(update={"ratings": ratings})
    (only,) = findings(tiny, assessment)
    assert (only.kind, only.indicators) == ("doubtful", ("y1",))
    assert "1项在研讨议定时意见仍不一致" in only.text.zh


@pytest.mark.parametrize(("supported", "hint"), [(2, False), (3, True)])
def test_one_piece_of_evidence_for_three_indicators_is_stretched(tiny: Rubric, supported: int, hint: bool) -> None:
    entry = Evidence(
        id="E1", title="例会制度", date=date(2025, 1, 1), holder="办公室", grade="E2", indicators=ORDER[:supported]
    )
    assessment = rated(2, 1, 3).model_copy(update={"evidence": [entry]})
    assert ("one_evidence" in found(tiny, assessment)) is hint


@pytest.mark.parametrize(("level", "grade", "hint"), [(3, "E2", False), (4, "E2", True), (1, "E0", False), (2, "E0", True)])  # fmt: skip
def test_a_level_above_what_its_evidence_supports(tiny: Rubric, level: int, grade: str, hint: bool) -> None:
    assert ("above_cap" in found(tiny, rated(level, grade=grade))) is hint


def test_a_level_without_any_grade_of_evidence_is_named_apart(tiny: Rubric) -> None:
    hints = found(tiny, rated(1, 2, grade=None))
    assert "above_cap" not in hints
    assert hints["no_grade"].indicators == ("x2",)


def test_evidence_that_is_listed_lends_its_grade(tiny: Rubric) -> None:
    entry = Evidence(id="E1", title="制度", date=date(2025, 1, 1), holder="办公室", grade="E2", indicators=["x1"])
    assert findings(tiny, rated(3, grade=None).model_copy(update={"evidence": [entry]})) == []


def test_three_equal_answers_in_a_row_are_a_straight_line(tiny: Rubric) -> None:
    assert "straight_line" not in found(tiny, rated(1, 2, 2, 1, 2))
    line = found(tiny, rated(1, 2, 2, 2, 3))["straight_line"]
    assert line.indicators == ("x2", "x3", "x4")
    first, last = tiny.by_id["x2"].name.zh, tiny.by_id["x4"].name.zh
    assert f"从“{first}”（x2）到“{last}”（x4）连续3项" in line.text.zh


def test_insufficient_evidence_throughout_is_a_straight_line_too(tiny: Rubric) -> None:
    unclear: list[Outcome] = ["insufficient_evidence"] * 4
    hint = found(tiny, rated(*unclear))["straight_line"]
    assert len(hint.indicators) == 4
    assert "insufficient evidence" in hint.text.en


def test_a_line_goes_on_over_what_was_skipped(tiny: Rubric) -> None:
    assert found(tiny, rated(2, None, 2, None, 2))["straight_line"].indicators == ("x1", "x3", "y1")


def test_nine_tenths_at_one_level_hide_strengths_and_gaps(tiny: Rubric) -> None:
    assert found(tiny, rated(*[2] * 7))["one_level"].indicators == tuple(ORDER)
    assert "one_level" not in found(tiny, rated(*[2] * 6, 3))  # 6 of 7 are 86 %
    assert "one_level" not in found(tiny, rated(2, 2))


def test_two_of_seven_not_applicable_are_too_many(tiny: Rubric) -> None:
    assert "not_applicable_share" not in found(tiny, rated(1, "not_applicable", 2))
    assert found(tiny, rated(1, "not_applicable", 2, "not_applicable"))["not_applicable_share"].indicators == (
        "x2",
        "x4",
    )


def test_only_the_indicators_of_the_variant_are_looked_at(tiny: Rubric) -> None:
    # quick: x1, x3 and y1
    assert findings(tiny, rated(1, 4, 2, 4, 3, 4, 4, variant="quick")) == []
    assert found(tiny, rated(2, 1, 2, 1, 2, variant="quick"))["straight_line"].indicators == ("x1", "x3", "y1")

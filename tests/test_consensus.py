"""What a session agreed stays with the outcome it agreed, whichever way a rating is changed."""

from __future__ import annotations

from datetime import date

import pytest

from assessor.assessment import Assessment, Consensus, Rating, altered
from assessor.city import CityProfile
from assessor.files.template import template_bytes
from assessor.files.template_reader import read_filled
from assessor.merging import Base, Change, Conflict, Filled, Merge, proposals, with_earlier
from assessor.rubric import Rubric
from assessor.ui.rating import clash, merged
from assessor.workbooks.identity import digest_of, parts_in, parts_of
from assessor.workbooks.reading import contents

AGREED = Consensus(session="w1", level=2, method="mode", first=(0, 0, 5, 1, 0))
JOINTLY = Rating(outcome=2, note="会上所定", consensus=AGREED)
PLAIN = Rating(outcome=2, note="会上所定")


def stands(**ratings: Rating) -> Assessment:
    return Assessment(
        id="a1", rubric_id="tiny", rubric_version="1", city=CityProfile(id="c", name="示例港城"), period="2025",
        cut_off=date(2025, 12, 31), ratings=ratings,
    )  # fmt: skip


def file(made_with: Rating, says: Rating | None) -> Filled:
    """A file whose columns hold all that somebody fills in."""
    base = Base(digest_of(made_with), 1, parts_in(parts_of(made_with)))
    return Filled("甲.xlsx", "a1", "1", ratings={"x1": says}, bases={"x1": base})


def meets(now: Rating, said: Filled) -> Merge:
    return proposals(stands(x1=now), {"x1": 1}, [said])


# -- the model ------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [0, 1, 3, "not_applicable", "insufficient_evidence"])
def test_another_outcome_is_no_longer_what_was_agreed(outcome: int | str) -> None:
    assert altered(JOINTLY, outcome=outcome).consensus is None
    assert Rating(**{**dict(JOINTLY), "outcome": outcome}).consensus is None


def test_going_there_and_back_by_hand_does_not_bring_the_agreement_back() -> None:
    assert altered(altered(JOINTLY, outcome=3), outcome=2).consensus is None


@pytest.mark.parametrize("change", [{"note": ""}, {"grade": "E3"}, {"external_constraint": "上级"}, {"outcome": 2}])
def test_another_note_grade_or_constraint_leaves_the_agreement(change: dict[str, object]) -> None:
    assert altered(JOINTLY, **change).consensus == AGREED


def test_a_page_that_saves_one_field_keeps_to_the_same_rule() -> None:
    for changes, left in (({"note": "新"}, AGREED), ({"grade": "E2"}, AGREED), ({"outcome": 3}, None)):
        now = merged(JOINTLY, changes)
        assert now is not None
        assert now.consensus == left
    assert not clash(PLAIN, JOINTLY, {"note": "新"}), "a session that agreed on the same level overrules nobody's note"


# -- files that departments filled in -------------------------------------------------------------


def test_a_template_made_of_an_agreed_rating_says_nothing_new_when_it_comes_back_untouched(tiny: Rubric) -> None:
    now = stands(x1=JOINTLY)
    read = read_filled(contents(template_bytes(tiny, now)), tiny, "甲.xlsx")
    assert read.ratings == {"x1": PLAIN}, "a template says nothing of sessions"
    assert proposals(now, {"x1": 1}, [read]).items == ()


def test_a_file_that_changes_the_note_keeps_the_agreement_and_one_that_changes_the_level_loses_it() -> None:
    (note,) = meets(JOINTLY, file(JOINTLY, altered(PLAIN, note="补记"))).changes
    assert note.new == altered(JOINTLY, note="补记")
    (level,) = meets(JOINTLY, file(JOINTLY, altered(PLAIN, outcome=3))).changes
    assert level.new == altered(PLAIN, outcome=3)


def test_a_file_made_before_the_session_overrules_it_only_if_somebody_chooses_so() -> None:
    (one,) = meets(JOINTLY, file(PLAIN, altered(PLAIN, outcome=3))).items
    assert isinstance(one, Conflict)
    assert (one.why, one.old) == ("changed_meanwhile", JOINTLY)
    (cleared,) = meets(JOINTLY, file(PLAIN, None)).items
    assert isinstance(cleared, Conflict)
    (note,) = meets(JOINTLY, file(PLAIN, altered(PLAIN, note="补记"))).items
    assert isinstance(note, Change), "another note overrules nothing"


def test_a_file_that_still_says_what_stood_before_the_session_says_nothing_new() -> None:
    three = altered(PLAIN, outcome=3)
    assert meets(JOINTLY, file(three, three)).items == ()


def test_a_level_that_stood_here_by_agreement_is_known_as_an_earlier_one() -> None:
    now = altered(PLAIN, outcome=3)
    merge = with_earlier(meets(now, file(now, PLAIN)), [("x1", JOINTLY)])
    (one,) = merge.conflicts
    assert one.why == "earlier"

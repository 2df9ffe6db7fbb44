"""Files and what stands here meet: what is a change, what a conflict, and what says nothing new."""

from __future__ import annotations

from datetime import date

import pytest

from assessor.assessment import Assessment, Evidence, Rating
from assessor.city import CityProfile
from assessor.merging import Base, Change, Conflict, EvidenceRow, Filled, Merge, evidence_key, proposals, with_earlier
from assessor.workbooks.identity import digest_of, parts_in, parts_of

TWO, THREE, FOUR = (Rating(outcome=level) for level in (2, 3, 4))
DAY = date(2025, 6, 30)


def entry(id_: str, title: str) -> Evidence:
    return Evidence(id=id_, title=title, date=DAY, holder="外办", grade="E2", indicators=["x1"])


def stands(evidence: tuple[Evidence, ...] = (), **ratings: Rating) -> Assessment:
    return Assessment(
        id="a1", rubric_id="tiny", rubric_version="1", city=CityProfile(id="c", name="示例港城"), period="2025",
        cut_off=DAY, ratings=ratings, evidence=list(evidence),
    )  # fmt: skip


def file(
    name: str = "甲.xlsx", *, made_with: dict[str, Rating | None] | None = None, **ratings: Rating | None
) -> Filled:
    """What a file says, and how things stood when it was made."""
    bases = {key: Base(digest_of(rating)) for key, rating in (made_with or {}).items()}
    return Filled(name, "a1", "1", ratings=dict(ratings), bases=bases, places={key: f"评分!{key}" for key in ratings})


def merged(now: Assessment, *files: Filled) -> Merge:
    versions = dict.fromkeys(now.ratings, 1) | {evidence_key(one.id): 1 for one in now.evidence}
    return proposals(now, versions, files)


def test_a_file_that_still_says_what_it_was_made_with_says_nothing_new() -> None:
    merge = merged(stands(x1=FOUR), file(made_with={"x1": TWO}, x1=TWO))
    assert (merge.items, merge.unchanged) == ((), 1)


def test_an_answer_where_nothing_stood_is_a_change() -> None:
    merge = merged(stands(), file(made_with={"x1": None}, x1=THREE))
    (one,) = merge.changes
    assert (one.key, one.old, one.new, one.taken) == ("x1", None, THREE, True)
    assert [str(source) for source in one.sources] == ["甲.xlsx / 评分!x1"]


def test_a_cleared_rating_is_a_change_that_is_not_taken_unasked() -> None:
    merge = merged(stands(x1=TWO), file(made_with={"x1": TWO}, x1=None))
    assert merge.default_picks() == {"x1": None}


def test_what_both_sides_changed_is_a_conflict() -> None:
    merge = merged(stands(x1=FOUR), file(made_with={"x1": TWO}, x1=THREE))
    (one,) = merge.conflicts
    assert (one.old, one.options[0].value, one.why) == (FOUR, THREE, "changed_meanwhile")
    assert merge.default_picks() == {}


def test_what_both_sides_changed_alike_is_none() -> None:
    assert merged(stands(x1=THREE), file(made_with={"x1": TWO}, x1=THREE)).items == ()


def test_an_empty_template_does_not_overwrite_what_its_raters_never_saw() -> None:
    (one,) = merged(stands(x1=TWO), file(made_with={"x1": None}, x1=THREE)).items
    assert isinstance(one, Conflict)


def test_another_sign_for_the_end_of_a_line_is_no_change() -> None:
    stood, back = (Rating(outcome=2, note=note) for note in ("行一\r\n行二", "行一\n行二"))
    assert merged(stands(x1=stood), file(made_with={"x1": stood}, x1=back)).items == ()
    assert merged(stands(x1=stood), file(made_with={"x1": stood}, x1=Rating(outcome=2, note="行一行二"))).items != ()


def test_a_file_that_lost_what_it_was_made_with_overwrites_nothing_unless_somebody_chooses() -> None:
    merge = merged(stands(x1=TWO), file(x1=THREE))
    (one,) = merge.conflicts
    assert (one.why, [option.value for option in one.options]) == ("unknown", [THREE])
    assert merge.default_picks() == {}
    assert merged(stands(), file(x1=THREE)).default_picks() == {"x1": 0}


HALF = frozenset({"outcome", "grade"})


def half(made_with: Rating, now: Rating) -> Filled:
    """A file with cells for outcome and grade only, as a report."""
    base = Base(digest_of(made_with), parts=parts_in(parts_of(made_with)))
    return Filled("报告.xlsx", "a1", "1", ratings={"x1": now}, bases={"x1": base}, parts={"x1": HALF})


def test_a_file_with_part_of_the_cells_that_says_in_them_what_it_was_made_with_says_nothing() -> None:
    then, since = Rating(outcome=2, note="当时"), Rating(outcome=4, note="后来")
    assert merged(stands(x1=since), half(then, Rating(outcome=2))).items == ()
    (one,) = merged(stands(x1=since), half(then, Rating(outcome=1))).items
    assert isinstance(one, Conflict)


def test_what_a_file_has_no_cells_for_may_change_meanwhile_and_stays() -> None:
    then, since = Rating(outcome=2, note="当时"), Rating(outcome=2, note="后来")
    (one,) = merged(stands(x1=since), half(then, Rating(outcome=1))).changes
    assert one.new == Rating(outcome=1, note="后来")


def test_the_reason_for_not_applicable_goes_with_it() -> None:
    then = Rating(outcome="not_applicable", reason="无此事", note="备注")
    (one,) = merged(stands(x1=then), half(then, Rating(outcome=2))).changes
    assert one.new == Rating(outcome=2, note="备注")


def test_a_value_that_stood_here_before_is_chosen_like_a_conflict() -> None:
    merge = merged(stands(x1=FOUR), file(made_with={"x1": FOUR}, x1=TWO))
    (one,) = with_earlier(merge, [("x1", TWO), ("x1", FOUR)]).conflicts
    assert (one.why, one.old, [option.value for option in one.options]) == ("earlier", FOUR, [TWO])
    assert with_earlier(merge, [("x1", THREE), ("x2", TWO)]) == merge


def test_two_files_that_agree_are_one_change_with_both_named() -> None:
    merge = merged(stands(), file("甲.xlsx", x1=THREE), file("乙.xlsx", x1=THREE))
    (one,) = merge.changes
    assert [source.file for source in one.sources] == ["甲.xlsx", "乙.xlsx"]


def test_two_files_that_differ_are_a_conflict_with_each_value_and_its_file() -> None:
    merge = merged(stands(), file("甲.xlsx", x1=THREE, x2=TWO), file("乙.xlsx", x1=FOUR), file("丙.xlsx", x1=THREE))
    (one,) = merge.conflicts
    assert one.why == "files_differ"
    said = [(option.value, [source.file for source in option.sources]) for option in one.options]
    assert said == [(THREE, ["甲.xlsx", "丙.xlsx"]), (FOUR, ["乙.xlsx"])]
    assert [change.key for change in merge.changes] == ["x2"]


def test_a_department_that_left_an_item_alone_does_not_differ_from_one_that_rated_it() -> None:
    made: dict[str, Rating | None] = {"x1": TWO}
    merge = merged(stands(x1=TWO), file("甲.xlsx", made_with=made, x1=THREE), file("乙.xlsx", made_with=made, x1=TWO))
    assert [one.new for one in merge.changes] == [THREE]


def test_of_a_report_only_outcome_and_grade_change() -> None:
    now = Rating(outcome=2, note="纪要在办公室", grade="E1")
    said = Filled(
        "报告.xlsx", "a1", "1", ratings={"x1": Rating(outcome=4, grade="E3"), "x2": TWO}, fields=frozenset({"outcome", "grade"}),
        bases={"x1": Base(digest_of(now)), "x2": Base(digest_of(TWO))},
    )  # fmt: skip
    noted = TWO.model_copy(update={"note": "会后补记"})
    merge = merged(stands(x1=now, x2=noted), said)
    assert [(one.key, one.new) for one in merge.changes] == [("x1", Rating(outcome=4, note="纪要在办公室", grade="E3"))]


def test_changes_come_in_the_order_of_the_rubric() -> None:
    filled = file(y1=TWO, x2=TWO, x1=TWO)
    assert [one.key for one in proposals(stands(), {}, [filled], ["x1", "x2", "y1"]).items] == ["x1", "x2", "y1"]


# -- evidence -----------------------------------------------------------------------------------------


def listed(*rows: tuple[str, str | None], name: str = "甲.xlsx", made_with: tuple[Evidence, ...] = ()) -> Filled:
    """Rows of the list of evidence as id and title."""
    given = tuple(
        EvidenceRow(id_, None if title is None else entry(id_ or "+", title), f"佐证目录!A{n}")
        for n, (id_, title) in enumerate(rows)
    )
    bases = {evidence_key(one.id): Base(digest_of(one)) for one in made_with}
    return Filled(name, "a1", "1", evidence=given, bases=bases)


E1, E2 = entry("E1", "例会纪要"), entry("E2", "座谈通知")


def test_entries_are_added_changed_and_removed() -> None:
    said = listed(("E1", "例会纪要（补）"), ("E2", None), ("", "新制度"), made_with=(E1, E2))
    merge = merged(stands((E1, E2)), said)
    assert [(one.key, one.old and one.old.title, one.new and one.new.title) for one in merge.changes] == [
        ("evidence:E1", "例会纪要", "例会纪要（补）"),
        ("evidence:E2", "座谈通知", None),
        ("evidence+1", None, "新制度"),
    ]
    assert merge.default_picks() == {"evidence:E1": 0, "evidence:E2": None, "evidence+1": 0}


def test_an_entry_that_several_departments_list_is_added_once() -> None:
    merge = merged(stands(), listed(("", "制度")), listed(("", "制度"), ("", "制度"), name="乙.xlsx"))
    assert len(merge.changes) == 2  # one file lists it twice
    assert [[source.file for source in one.sources] for one in merge.changes] == [["甲.xlsx", "乙.xlsx"], ["乙.xlsx"]]


def test_an_entry_that_stands_here_already_is_not_added_again() -> None:
    merge = merged(stands((E1, entry("E3", "制度"))), listed(("E1", "例会纪要"), ("", "制度"), made_with=(E1,)))
    assert (merge.items, merge.unchanged) == ((), 2)


def test_an_entry_changed_on_both_sides_is_a_conflict() -> None:
    merge = merged(stands((entry("E1", "此地改过"),)), listed(("E1", "别处改过"), made_with=(E1,)))
    assert [one.why for one in merge.conflicts] == ["changed_meanwhile"]


def test_an_entry_removed_here_and_left_alone_there_stays_removed() -> None:
    assert merged(stands(), listed(("E1", "例会纪要"), made_with=(E1,))).items == ()
    (one,) = merged(stands(), listed(("E1", "改过"), made_with=(E1,))).items
    assert isinstance(one, Conflict)


@pytest.mark.parametrize("made_with", [(), (E1, E2)])
def test_entries_whose_visible_cells_alone_were_sorted_are_known_by_what_they_say(
    made_with: tuple[Evidence, ...],
) -> None:
    swapped = listed(("E1", "座谈通知"), ("E2", "例会纪要"), made_with=made_with)
    assert merged(stands((E1, E2)), swapped).items == ()


def test_a_changed_entry_that_was_sorted_away_from_its_id_takes_the_place_that_is_left() -> None:
    said = listed(("E1", "座谈通知"), ("E2", "例会纪要（补）"), made_with=(E1, E2))
    (one,) = merged(stands((E1, E2)), said).changes
    assert isinstance(one, Change)
    assert (one.key, one.new) == ("evidence:E1", entry("E1", "例会纪要（补）"))


def test_for_another_assessment_a_file_only_adds() -> None:
    said = Filled(
        "甲.xlsx", "a2", "1", ratings={"x1": THREE, "x2": None}, bases={"x1": Base(digest_of(THREE))},
        evidence=(EvidenceRow("E1", E1, "A1"), EvidenceRow("E2", None, "A2")),
    )  # fmt: skip
    merge = merged(stands((E2,), x2=TWO), said.for_another())
    assert [one.key for one in merge.changes] == ["x1", "evidence+1"]

"""Going over to another rubric version, opening what was made under an earlier one, and beginning the next period."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from assessor.assessment import Assessment, Evidence, Rating, WeightChoice
from assessor.assessments import Workspace
from assessor.ballot.sessions import Sessions
from assessor.city import CityProfile
from assessor.errors import CityFault, NotFound, Stale, VersionMismatch
from assessor.files import assessment_to_json
from assessor.migration import begin_next, migrate, preview
from assessor.migration.periods import earlier_of, periods_of
from assessor.scorecard import score
from assessor.workshop import Plan, default_groups
from assessor.workshops import Workshops

RATINGS = {
    "x1": Rating(outcome=3, grade="E2", note="有记录"), "x2": Rating(outcome=2), "x3": Rating(outcome=1), "x4": Rating(outcome=4),
    "y1": Rating(outcome=2), "y2": Rating(outcome=2), "y3": Rating(outcome=4),
}  # fmt: skip
CITY = CityProfile(id="harbour", name="示例港城", fictional=True, city_class="big", coast=True)


def old_one(**changes: Any) -> Assessment:
    said: dict[str, Any] = {
        "id": "old", "rubric_id": "tiny", "rubric_version": "1", "city": CITY, "period": "2024", "cut_off": date(2024, 12, 31),
        "mode": "formal", "weights": WeightChoice(preset="expert", indicators={"x1": 2.0, "y3": 5.0}), "targets": {"XA": 3},
        "ratings": RATINGS, "evidence": [Evidence(id="E1", title="办法", date=date(2024, 5, 1), holder="外办", grade="E2", indicators=["x2", "y3"])],
    }  # fmt: skip
    return Assessment(**(said | changes))


@pytest.fixture
def stored(workspace: Workspace) -> str:
    return workspace.import_assessment(old_one(), "甲")


# -- opened under its own version -------------------------------------------------------------------


def test_an_assessment_of_an_earlier_version_is_taken_in_and_opened_under_it(workspace: Workspace, stored: str) -> None:
    own = workspace.for_assessment(stored)
    assert (own.rubric.version, workspace.rubric.version) == ("1", "2")
    assert own.is_earlier
    assert own.of_now is workspace
    assert own.scorecard(stored) == score(own.rubric, old_one())
    with pytest.raises(VersionMismatch):
        workspace.scorecard(stored)


def test_it_may_be_rated_on_under_its_own_version(workspace: Workspace, stored: str) -> None:
    own = workspace.for_assessment(stored)
    own.rate(stored, "y3", Rating(outcome=1), expected=own.rating(stored, "y3")[1], actor="甲")
    with pytest.raises(CityFault):
        own.rate(stored, "y4", Rating(outcome=1), expected=0, actor="甲")


def test_what_is_begun_is_of_the_present_version(workspace: Workspace) -> None:
    id_ = workspace.begin(CITY, period="2025", cut_off=date(2025, 12, 31), actor="甲")
    assert workspace.for_assessment(id_) is workspace
    assert not workspace.is_earlier


def test_an_assessment_of_an_unknown_version_is_not_taken_in(workspace: Workspace) -> None:
    with pytest.raises(VersionMismatch):
        workspace.import_assessment(old_one(rubric_version="0.9"), "甲")


def test_the_list_counts_by_the_version_of_each(workspace: Workspace, stored: str) -> None:
    workspace.import_assessment(old_one(id="short", variant="quick"), "甲")
    workspace.begin(CITY, period="2025", cut_off=date(2025, 12, 31), actor="甲")
    found = {one.id: one for one in workspace.summaries()}
    assert (found["old"].rated, found["old"].of, found["old"].earlier, found["old"].known_earlier) == (7, 7, True, True)
    assert (found["short"].rated, found["short"].of) == (3, 3)
    assert sorted(one.rubric_version for one in found.values()) == ["1", "1", "2"]
    assert len(workspace.for_assessment("old").summaries()) == 3


# -- migration --------------------------------------------------------------------------------------


def test_what_would_become_of_it_is_told_before_anything_is_done(workspace: Workspace, stored: str) -> None:
    rows = len(workspace.audit())
    seen = preview(workspace.for_assessment(stored), stored)
    assert seen.carried == ("x1", "x3", "x4", "y1", "y2")
    assert (seen.reworded, seen.look_again, seen.gone, seen.added, seen.unrated) == (
        ("x2",),
        ("x2",),
        ("y3",),
        ("y4",),
        (),
    )
    assert [one.en for one in seen.lost] == ["weights that the new version does not know are left out"]
    differences = {one.id: one for one in seen.differences()}
    assert (differences["Y"].points or 0.0) < 0  # the level 4 of y3 is gone
    xa = differences["XA"].after
    assert xa is not None
    assert (xa.status, xa.missing) == ("withheld", ("x2",))  # which weighs more than x1
    assert len(workspace.summaries()) == 1
    assert len(workspace.audit()) == rows


def test_a_new_assessment_is_made_and_the_old_one_stays_as_it_was(workspace: Workspace, stored: str) -> None:
    before = assessment_to_json(workspace.export_assessment(stored)).encode()
    own = workspace.for_assessment(stored)
    card = own.scorecard(stored)
    new = migrate(own, preview(own, stored), actor="乙")
    assert assessment_to_json(workspace.export_assessment(stored)).encode() == before
    assert workspace.for_assessment(stored).scorecard(stored) == card
    found = workspace.opened(new).assessment
    assert (found.rubric_version, found.city, found.period, found.mode) == ("2", CITY, "2024", "formal")
    assert found.ratings == {id_: RATINGS[id_] for id_ in ("x1", "x3", "x4", "y1", "y2")}
    assert found.weights == WeightChoice(preset="expert", indicators={"x1": 2.0})
    assert found.targets == {"XA": 3}
    assert [entry.indicators for entry in found.evidence] == [["x2"]]
    assert workspace.scorecard(new) is not None


def test_one_row_of_the_audit_trail_tells_of_it(workspace: Workspace, stored: str) -> None:
    own, rows = workspace.for_assessment(stored), len(workspace.audit())
    new = migrate(own, preview(own, stored), actor="乙")
    last = workspace.audit()[0]
    assert len(workspace.audit()) == rows + 1
    assert (last.action, last.subject, last.actor) == ("assessment.migrated", new, "乙")
    detail = last.detail if isinstance(last.detail, dict) else json.loads(last.detail)
    assert (detail["source"], detail["old"], detail["new"], detail["carried"]) == ("old", "1", "2", 5)
    assert workspace.verify_audit() == []


def test_what_was_changed_after_the_look_is_not_taken_over_unseen(workspace: Workspace, stored: str) -> None:
    own = workspace.for_assessment(stored)
    seen = preview(own, stored)
    own.rate(stored, "x1", None, expected=own.rating(stored, "x1")[1], actor="丙")
    with pytest.raises(Stale):
        migrate(own, seen, actor="乙")
    assert len(workspace.summaries()) == 1


def test_the_way_back_goes_as_well_and_the_same_version_does_not(workspace: Workspace, stored: str) -> None:
    own = workspace.for_assessment(stored)
    new = migrate(own, preview(own, stored), actor="乙")
    back = preview(workspace, new, "1")
    assert (back.new.version, back.gone, back.added) == ("1", ("y4",), ("y3",))
    with pytest.raises(VersionMismatch, match="of rubric version 2 already"):
        preview(workspace, new)
    with pytest.raises(VersionMismatch, match="tiny 7 is not kept"):
        preview(workspace, new, "7")
    with pytest.raises(NotFound):
        preview(workspace, "nobody")


# -- the next period --------------------------------------------------------------------------------


def test_the_next_period_begins_with_everything_but_ratings_and_evidence(workspace: Workspace, stored: str) -> None:
    id_ = begin_next(workspace, stored, period="2025", cut_off=date(2025, 12, 31), actor="甲")
    found, last = workspace.opened(id_).assessment, old_one()
    assert (found.ratings, found.evidence) == ({}, [])
    assert (found.city, found.mode, found.variant, found.targets) == (last.city, last.mode, last.variant, last.targets)
    assert found.weights == WeightChoice(preset="expert", indicators={"x1": 2.0})  # y3 is not in version 2
    assert (found.rubric_version, found.period, found.cut_off) == ("2", "2025", date(2025, 12, 31))


def test_the_next_period_ends_after_the_last_one(workspace: Workspace, stored: str) -> None:
    with pytest.raises(CityFault, match="must lie after the last one"):
        begin_next(workspace, stored, period="2025", cut_off=date(2024, 12, 31), actor="甲")


def test_the_periods_of_a_city_stand_in_order_and_none_without_ratings_is_among_them(
    workspace: Workspace, stored: str
) -> None:
    begin_next(workspace, stored, period="2026", cut_off=date(2026, 12, 31), actor="甲")
    workspace.import_assessments(
        [
            old_one(id="first", cut_off=date(2023, 12, 31)),
            old_one(id="else", city=CITY.model_copy(update={"id": "other"})),
        ],
        "甲",
    )
    own = workspace.for_assessment(stored)
    new = migrate(own, preview(own, stored), actor="乙")
    found = periods_of(workspace, "harbour")
    assert [one.assessment.id for one in found.found] == ["first", "old", new]
    assert [one.rubric.version for one in found.found] == ["1", "1", "2"]
    before = found.before(new)
    assert before is not None
    assert before.assessment.id == "first"  # of the same cut-off date is not before
    assert found.before("first") is None
    assert [one.assessment.id for one in earlier_of(workspace, workspace.opened(new).assessment)] == ["first"]


# -- scoring sessions -------------------------------------------------------------------------------


def test_phones_of_a_session_show_the_version_that_its_assessment_is_of(workspace: Workspace, stored: str) -> None:
    own = Workshops(workspace.for_assessment(stored))
    new = begin_next(workspace, stored, period="2025", cut_off=date(2025, 12, 31), actor="甲")
    phones = Sessions(lambda: [Workshops(workspace)])
    for house, assessment, version in ((own, stored, "1"), (Workshops(workspace), new, "2")):
        plan = Plan(items=("x2",), variant="own", groups=tuple(one for one in default_groups() if one.inside))
        session = house.prepare(assessment, plan, hours=1, actor="甲")
        code = house.opened(session).code
        assert code is not None
        joined = phones.join(code, plan.groups[0].id, None, None)
        assert joined is not None
        for _ in range(2):
            inside = phones.inside(session, joined.token)
            assert inside is not None
            assert inside.house.rubric.version == version

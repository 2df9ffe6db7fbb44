"""Times in UTC; documents that notice when they were damaged."""

# ruff: noqa: PT012 - what is refused is the unit as a whole, so the whole unit stands in the block

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.exc import StatementError

from assessor.assessment import Assessment, Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.rubric import Rubric
from assessor.store import Store
from assessor.store.columns import Damaged, Sealed, Utc, sealed, unsealed
from assessor.store.tables import RatingRow, Setup

SQLITE = create_engine("sqlite://").dialect
CITY = CityProfile(id="harbour", name="示例港城", fictional=True)
notes = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
ratings = st.builds(
    Rating,
    outcome=st.integers(0, 4) | st.sampled_from(["not_applicable", "insufficient_evidence"]),
    note=notes,
    reason=notes,
    grade=st.none() | st.just("E2"),
    further_evidence_offline=st.booleans(),
)


def test_a_naive_time_is_refused(path: Path) -> None:
    row = RatingRow(assessment_id="a", indicator="x1", actor="甲", updated_at=datetime(2025, 1, 1))  # noqa: DTZ001 - the fault under test
    with pytest.raises(StatementError, match="naive time refused"), Store(path).unit("甲") as unit:
        unit.session.add(row)
        unit.record("rating.set", "a")


def test_shanghai_noon_is_kept_as_four_in_the_morning_utc() -> None:
    noon = datetime(2025, 6, 1, 12, tzinfo=timezone(timedelta(hours=8)))
    stored = Utc().process_bind_param(noon, SQLITE)
    assert stored == "2025-06-01T04:00:00.000000+00:00"
    assert Utc().process_result_value(stored, SQLITE) == noon


@given(st.datetimes(timezones=st.timezones()), st.datetimes(timezones=st.timezones()))
def test_stored_times_sort_as_the_moments_do(one: datetime, other: datetime) -> None:
    try:
        one, other = one.astimezone(UTC), other.astimezone(UTC)
    except OverflowError:  # within a day of year 1 or 9999
        return
    first, second = (Utc().process_bind_param(moment, SQLITE) for moment in (one, other))
    assert (first < second) == (one < other)


@pytest.mark.parametrize(
    "moment",
    [datetime(2025, 3, 9, 5, 59, 59, tzinfo=UTC), datetime(2038, 1, 20, tzinfo=UTC), datetime(2025, 10, 26, 1, 30, tzinfo=UTC)],
    ids=["clocks going forward", "after 2038", "clocks going back"],
)  # fmt: skip
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/St_Johns"])
def test_the_computer_s_time_zone_changes_nothing(
    path: Path, tiny: Rubric, zone: str, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        workspace = Workspace(Store(path, now=lambda: moment), tiny)
        id_ = workspace.begin(CITY, period="2025", cut_off=date(2025, 12, 31), actor="甲")
        workspace.rate(id_, "x1", Rating(outcome=1), expected=0, actor="甲")
        monkeypatch.setenv("TZ", "Pacific/Chatham")
        time.tzset()
        assert workspace.opened(id_).rated_at == {"x1": moment}
        assert workspace.audit(1)[0].at == moment
        assert workspace.opened(id_).assessment.cut_off == date(2025, 12, 31)
    finally:
        monkeypatch.undo()
        time.tzset()


@given(ratings)
def test_a_rating_comes_back_as_it_was_written(rating: Rating) -> None:
    column = Sealed(Rating)
    assert column.process_result_value(column.process_bind_param(rating, SQLITE), SQLITE) == rating


@given(ratings, st.data())
def test_a_rating_with_one_changed_character_is_noticed(rating: Rating, data: st.DataObject) -> None:
    column = Sealed(Rating)
    stored = column.process_bind_param(rating, SQLITE)
    assert stored is not None
    position = data.draw(st.integers(0, len(stored) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda one: one != stored[position]))
    with pytest.raises(Damaged):
        column.process_result_value(stored[:position] + other + stored[position + 1 :], SQLITE)


def test_an_empty_document_can_be_sealed() -> None:
    assert unsealed(sealed("{}")) == "{}"
    with pytest.raises(Damaged):
        unsealed("{}")


def test_every_field_of_an_assessment_has_a_place_in_the_tables() -> None:
    elsewhere = {"id", "rubric_id", "rubric_version", "city", "ratings", "evidence", "tasks", "follow_ups"}
    assert set(Setup.model_fields) | elsewhere == set(Assessment.model_fields)


def test_a_workspace_gives_times_in_utc(workspace: Workspace, harbour: str) -> None:
    assert all(at.utcoffset() == timedelta(0) for at in workspace.opened(harbour).rated_at.values())

"""The demo: fictional cities in a database of their own."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assessor import files
from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.errors import UsageError
from assessor.rubric import Rubric
from assessor.store import records
from assessor.store.tables import AssessmentRow


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSOR_DATABASE_URL", str(tmp_path / "office.sqlite"))
    monkeypatch.delenv("ASSESSOR_DEMO_URL", raising=False)


def rows(workspace: Workspace) -> list[AssessmentRow]:
    with workspace.store.reading() as session:
        return list(records.assessments(session))


def test_the_demo_holds_the_twelve_fictional_cities_and_the_real_workspace_none(tmp_path: Path) -> None:
    demo, real = Workspace.demo(), Workspace.open()
    assert (demo.is_demo, real.is_demo) == (True, False)
    assert demo.store.place.path == tmp_path / "demo.sqlite"
    assert len(demo.summaries()) == 12
    assert all(one.fictional for one in demo.summaries())
    assert real.summaries() == []
    assert real.comparison_cities() == []


def test_a_sample_is_opened_as_it_was_delivered() -> None:
    demo = Workspace.demo()
    assert [demo.export_assessment(one.id) for one in files.sample_cities()] == files.sample_cities()
    assert [one.id for one in demo.comparison_cities()] == [one.id for one in files.sample_cities()]


def test_what_was_tried_out_stays_until_the_demo_is_reset() -> None:
    demo = Workspace.demo()
    _, version = demo.rating("S01", "A1-1")
    demo.rate("S01", "A1-1", Rating(outcome=0), expected=version, actor="甲")
    extra = demo.begin(
        CityProfile(id="mine", name="试用城", fictional=True), period="2025", cut_off=date(2025, 1, 1), actor="甲"
    )
    again = Workspace.demo()
    assert again.rating("S01", "A1-1") == (Rating(outcome=0), version + 1)
    again.reset_demo()
    assert again.export_assessment("S01") == files.sample_cities()[0]
    assert extra not in {one.id for one in again.summaries()}


def test_a_page_left_open_over_a_reset_cannot_overwrite_the_fresh_rating() -> None:
    demo = Workspace.demo()
    _, version = demo.rating("S01", "A1-1")
    changed = demo.rate("S01", "A1-1", Rating(outcome=0), expected=version, actor="甲")
    demo.reset_demo()
    assert demo.rating("S01", "A1-1")[1] > changed.version


def test_a_rubric_that_was_reworded_brings_fresh_samples() -> None:
    demo = Workspace.demo()
    _, version = demo.rating("S01", "A1-1")
    demo.rate("S01", "A1-1", Rating(outcome=0), expected=version, actor="甲")
    said = demo.rubric.model_dump(mode="json", by_alias=True, exclude_unset=True)
    other = Rubric.model_validate_json(json.dumps(said | {"name": {"zh": "新名称", "en": "New name"}}))
    assert other.fingerprint != demo.rubric.fingerprint
    assert Workspace.demo(other).rating("S01", "A1-1")[0] == files.sample_cities()[0].ratings["A1-1"]


def test_a_demo_of_an_earlier_rubric_version_is_planted_anew() -> None:
    now = files.load_rubric()
    said = now.model_dump(mode="json", by_alias=True, exclude_unset=True)
    earlier = Rubric.model_validate_json(json.dumps(said | {"version": "1.0"}))
    old = Workspace.demo(earlier)
    assert {row.rubric_version for row in rows(old)} == {"1.0"}
    fresh = Workspace.demo(now)
    assert {row.rubric_version for row in rows(fresh)} == {now.version}
    assert [fresh.export_assessment(one.id) for one in files.sample_cities()] == files.sample_cities()


def test_the_real_workspace_cannot_be_reset() -> None:
    with pytest.raises(UsageError, match="not the demo"):
        Workspace.open().reset_demo()

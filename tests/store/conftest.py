"""A database in an empty folder, with one city under the tiny rubric."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.files import load_rubric
from assessor.rubric import Rubric

CITY = CityProfile(id="harbour", name="示例港城", name_en="Sample Harbour", fictional=True, city_class="big")


@pytest.fixture(scope="session")
def tiny() -> Rubric:
    return load_rubric(Path(__file__).parent.parent / "rubrics" / "tiny.yaml")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "office.sqlite"


@pytest.fixture
def workspace(path: Path, tiny: Rubric) -> Workspace:
    return Workspace.open(path, tiny)


@pytest.fixture
def harbour(workspace: Workspace) -> str:
    """One city with three ratings: levels 1, 2 and 3."""
    id_ = workspace.begin(CITY, period="2025", cut_off=date(2025, 12, 31), actor="甲")
    for level, indicator in enumerate(["x1", "x2", "y1"], start=1):
        workspace.rate(id_, indicator, Rating(outcome=level, note="会议纪要在办公室"), expected=0, actor="甲")
    return id_

"""Rubrics and cities that many tests read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from assessor.assessment import Assessment
from assessor.files import load_rubric, sample_cities
from assessor.rubric import Rubric

# How long an example takes says nothing about a rubric: a busy machine must not fail a test.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def rubric() -> Rubric:
    return load_rubric()


@pytest.fixture(scope="session")
def samples() -> dict[str, Assessment]:
    return {one.id: one for one in sample_cities()}


@pytest.fixture(scope="session")
def tiny() -> Rubric:
    return load_rubric(Path(__file__).parent / "rubrics" / "tiny.yaml")

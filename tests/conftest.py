"""Rubrics and cities that many tests read."""

from __future__ import annotations

import gc
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from assessor.assessment import Assessment
from assessor.files import load_rubric, sample_cities
from assessor.rubric import Rubric

# How long an example takes says nothing about a rubric: a busy machine must not fail a test.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


LONGEST = (
    "browser/test_pages.py", "test_injection.py", "office/test_reports.py", "browser/test_workshop_page.py",
    "office/test_recalculation.py", "browser/test_accessibility.py", "browser/test_assess.py",
    "workshop/test_session_machine.py", "browser/test_import.py", "office/test_template.py",
    "report/test_text_stays_text.py", "files/test_data_package.py", "ui/test_incoming.py",
    "office/test_summary_follows.py", "browser/test_whole_job.py", "office/test_injection.py",
)  # fmt: skip
"""Begun first, in this order: a long file begun last would leave the other processes with nothing to do."""


def pytest_configure(config: pytest.Config) -> None:
    config.option.loadscopereorder = False  # files are handed out in the order below


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files, then those with most tests."""
    here, sizes = Path(__file__).parent, Counter(one.path for one in items)
    ranks = {here / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda one: (ranks.get(one.path, len(ranks)), -sizes[one.path], str(one.path)))


@pytest.fixture(scope="session")
def rubric() -> Rubric:
    return load_rubric()


@pytest.fixture(scope="session")
def samples() -> dict[str, Assessment]:
    return {one.id: one for one in sample_cities()}


@pytest.fixture(scope="session")
def tiny() -> Rubric:
    return load_rubric(Path(__file__).parent / "rubrics" / "tiny.yaml")


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: looking through it again at every full collection is in vain."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)  # looking for rings of dead objects took a seventh of the time

"""`assessor sensitivity`: in words, as JSON, for one city and for a group."""

from __future__ import annotations

import pytest

from assessor.assessment import Assessment
from assessor.rubric import Rubric
from assessor.sensitivity import alternatives, flips
from tests.test_cli import Run
from tests.test_cli import database as database
from tests.test_cli import say as say


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wide enough for every cell to stand on one line."""
    monkeypatch.setenv("COLUMNS", "200")


def test_a_conclusion_that_turns_is_called_not_robust(say: Run) -> None:
    lines = say("sensitivity", "S03").out.splitlines()
    assert "Not robust" in lines
    assert any(line.startswith("Of 17 bands") for line in lines)
    assert any("1 level higher" in line for line in lines)
    assert "不稳健" in say("sensitivity", "S03", "--lang", "zh").out.splitlines()


def test_json_holds_methods_and_flips_of_one_city(say: Run, rubric: Rubric, samples: dict[str, Assessment]) -> None:
    said = say("sensitivity", "S01", "--json").json
    assert said["conclusions"] == {"lowest": True, "band": True, "first": True}
    assert [one["id"] for one in said["methods"]] == [one.id for one in alternatives(rubric, samples["S01"])]
    assert len(said["flips"]) == len(flips(rubric, samples["S01"]))
    assert {abs(one["change"]) for one in said["flips"]} == {1, 2, 3}
    assert "rank_intervals" not in said


def test_a_group_has_rank_intervals_and_orders_that_hold(say: Run) -> None:
    said = say("sensitivity", "S01", "S03", "S12", "--draws", "1024", "--seed", "7", "--json").json
    assert (said["settings"]["draws"], said["settings"]["seed"]) == (1024, 7)
    assert [(one["low"], one["high"]) for one in said["rank_intervals"]] == [(1, 1), (2, 2), (3, 3)]
    assert {"ahead": "S01", "behind": "S12"} in said["dominance"]
    shares = said["outranking"]["shares"]
    assert shares[0][0] is None
    assert shares[0][1] + shares[1][0] == pytest.approx(1.0)
    lines = say("sensitivity", "S01", "S03", "S12", "--draws", "1024").out
    assert "Of 3 pairs among 3 cities" in lines
    assert "S01 ahead of S12" in lines


def test_a_city_nobody_knows_is_refused(say: Run) -> None:
    assert say("sensitivity", "S99").code != 0

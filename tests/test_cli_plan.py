"""`assessor plan`."""

from __future__ import annotations

import json

import pytest

from assessor.cli import run


def plan(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> tuple[str, str]:
    assert run(["plan", *args]) == code
    found = capsys.readouterr()
    return found.out, found.err


def test_it_prints_priorities_the_cheapest_plan_and_others(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = plan(capsys, "S08", "--lang", "zh")
    assert "优先次序（低于目标的20项中的前10项）" in out
    assert "24步，投入45点" in out
    assert "方案2：45点；不做" in out


def test_json_holds_every_plan_with_its_steps(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(plan(capsys, "S08", "--json")[0])
    assert found["feasible"]
    assert [one["cost"] for one in found["plans"]] == [45, 45, 45]
    first = found["plans"][0]
    assert sum(step["cost"] for step in first["steps"]) == 45
    assert {step["phase"] for step in first["steps"]} == {1, 2}
    assert first["percent_to_target"] == pytest.approx(1.0)
    assert all(first["reached"].values())
    assert len(found["priorities"]) == 20


def test_a_budget_a_target_and_what_is_kept_are_heeded(capsys: pytest.CaptureFixture[str]) -> None:
    given = ("S08", "--json", "--budget", "6", "--target", "A1=4", "--keep", "C4-2", "--keep", "C5-1")
    found = json.loads(plan(capsys, *given)[0])
    (one,) = found["plans"]
    assert one["cost"] <= 6
    assert one["targets"]["A1"] == 4
    assert not {"C4-2", "C5-1"} & {step["indicator"] for step in one["steps"]}


def test_what_is_out_of_reach_comes_with_reasons_and_the_nearest_plan(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(plan(capsys, "S12", "--json")[0])
    assert not found["feasible"]
    assert set(found["reasons"]) == {"A3", "B3", "C3", "C5"}
    assert found["nearest"]["steps"]
    out, _ = plan(capsys, "S12", "--lang", "en")
    assert "A3 Resource contribution and tasking: 1 of 2 rated" in out


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        (("--target", "A1"), 2, "write it like A1=3"),
        (("--target", "Z9=3"), 8, "the rubric has no Z9"),
        (("--target", "A1=7"), 8, "a target runs from 0 to 4, not 7"),
        (("--keep", "Z9-1"), 8, "the rubric has no Z9-1"),
    ],
)
def test_what_fits_no_rubric_is_refused_with_a_way_out(
    capsys: pytest.CaptureFixture[str], given: tuple[str, str], code: int, told: str
) -> None:
    _, err = plan(capsys, "S08", "--lang", "en", *given, code=code)
    assert told in err

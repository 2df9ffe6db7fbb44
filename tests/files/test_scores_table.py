"""The CSV of many cities' scores says exactly what their scorecards say."""

from __future__ import annotations

import csv
import io
import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.assessment import Assessment, Outcome, Rating, WeightChoice
from assessor.city import CityProfile
from assessor.files import load_rubric, score_rows, scorecards_to_csv
from assessor.files.csv_guard import guarded
from assessor.files.scores_table import COLUMNS
from assessor.rubric import Rubric
from assessor.scorecard import Node, score
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE, Codes

WORDS: dict[int, Outcome] = {NOT_APPLICABLE: "not_applicable", INSUFFICIENT_EVIDENCE: "insufficient_evidence"}


def some_codes(rubric: Rubric, cities: int) -> Codes:
    """Cities from fully rated to hardly rated, with a few outcomes other than levels."""
    random = np.random.default_rng(7)
    codes = random.integers(0, rubric.top + 1, (cities, len(rubric.indicators))).astype(np.int8)
    gaps = random.random(codes.shape) < np.linspace(0, 0.7, cities)[:, None]
    codes[gaps] = random.choice([MISSING, MISSING, NOT_APPLICABLE, INSUFFICIENT_EVIDENCE], gaps.sum())
    return codes


def assessment(rubric: Rubric, row: list[int], weights: WeightChoice, variant: str) -> Assessment:
    outcomes = {one.id: code for one, code in zip(rubric.indicators, row, strict=True) if code != MISSING}
    return Assessment(
        id="c", rubric_id=rubric.id, rubric_version=rubric.version, city=CityProfile(id="c", name="甲城"),
        period="2025", cut_off=date(2025, 12, 31), weights=weights, variant=variant,
        ratings={id_: Rating(outcome=WORDS.get(code, code), reason="因故") for id_, code in outcomes.items()},
    )  # fmt: skip


def row_of(city: str, node: Node) -> tuple[object, ...]:
    severity = node.kind in ("shortcoming", "cell")
    return (
        city, node.kind, node.id, None if severity else node.score, node.score if severity else None, node.coverage,
        node.status, node.low, node.high, node.band, node.capped_by, node.rated, node.of,
    )  # fmt: skip


def assert_same(got: tuple[object, ...], wanted: tuple[object, ...]) -> None:
    """Equal, but for the last digit of a float, which depends on how many cities are summed at once."""
    for name, one, other in zip(COLUMNS, got, wanted, strict=True):
        if isinstance(one, float) and isinstance(other, float):
            assert math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-9), (wanted[:3], name)
        else:
            assert one == other, (wanted[:3], name)


@pytest.mark.parametrize("variant", ["full", "quick"])
@pytest.mark.parametrize("preset", ["equal", "expert"])
@pytest.mark.parametrize("which", ["tiny", "bundled"])
def test_every_row_equals_the_node_of_the_scorecard(which: str, preset: str, variant: str, tiny: Rubric) -> None:
    rubric = tiny if which == "tiny" else load_rubric()
    weights = WeightChoice(preset=preset)
    codes = some_codes(rubric, 40)
    names = [f"c{number}" for number in range(40)]
    rows = list(score_rows(names, codes, rubric, weights, variant))
    cards = [score(rubric, assessment(rubric, row, weights, variant)) for row in codes.tolist()]
    wanted = [row_of(name, node) for name, card in zip(names, cards, strict=True) for node in card.nodes()]
    assert len(rows) == len(wanted)
    for got, other in zip(rows, wanted, strict=True):
        assert_same(got, other)
    met = {row[6] for row in rows}
    # Of three indicators no share lies between 60 and 80 %.
    assert met == {"shown", "withheld"} | (set() if (which, variant) == ("tiny", "quick") else {"provisional"})


def test_gates_cap_in_the_table_as_in_the_scorecard(tiny: Rubric) -> None:
    codes = np.array([[0, 4, 4, 4, 4, 4, 4], [4, 4, 4, 4, 4, 4, 4]], dtype=np.int8)
    rows = [row for row in score_rows(["a", "b"], codes, tiny) if row[2] == "XA"]
    assert [(row[3], row[9], row[10]) for row in rows] == [(50.0, 0, "x1"), (100.0, 4, None)]


def test_the_csv_holds_full_precision_empty_cells_and_no_nan(tiny: Rubric) -> None:
    codes = np.array([[1, 0, 0, 3, 1, 1, 0], [MISSING] * 7], dtype=np.int8)
    out = io.StringIO()
    scorecards_to_csv(out, ["甲", "乙"], codes, tiny)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert len(rows) == 2 * (1 + 2 + 3 + 2 + 4 + 1)
    society = next(row for row in rows if (row["city"], row["id"]) == ("甲", "YA"))
    assert float(society["score"]) == pytest.approx(50 / 3, abs=1e-13)
    nothing = next(row for row in rows if (row["city"], row["id"]) == ("乙", "overall"))
    assert (nothing["score"], nothing["severity"], nothing["band"], nothing["status"]) == ("", "", "", "withheld")
    assert "nan" not in out.getvalue()


def test_blocks_of_cities_change_nothing(tiny: Rubric, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = some_codes(tiny, 30)
    names = [str(number) for number in range(30)]
    whole = list(score_rows(names, codes, tiny))
    monkeypatch.setattr("assessor.files.scores_table._BLOCK", 7)
    for got, wanted in zip(score_rows(names, codes, tiny), whole, strict=True):
        assert_same(got, wanted)


# -- cells that a spreadsheet would run -------------------------------------------------------------

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1+1",
    "\u3000=1",
    "\ufeff=1",
]
HARMLESS = ["", "甲城", "a=b", "a-b", "3", "a'b", "（甲）", "1-4"]


@pytest.mark.parametrize("name", DANGEROUS)
def test_a_city_named_like_a_formula_stays_text(name: str, tiny: Rubric) -> None:
    out = io.StringIO()
    scorecards_to_csv(out, [name], np.zeros((1, 7), dtype=np.int8), tiny)
    cities = {row["city"] for row in csv.DictReader(io.StringIO(out.getvalue(), newline=""))}
    assert cities == {f"'{name}"}


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_text_is_left_alone(name: str) -> None:
    assert guarded(name) == name


@given(st.text("'=+a \u3000＝", max_size=6), st.text("'=+a \u3000＝", max_size=6))
def test_two_names_never_become_one(one: str, other: str) -> None:
    assert (guarded(one) == guarded(other)) == (one == other)
    assert guarded("'=1") != guarded("=1")


def test_negative_numbers_are_numbers_not_text(tiny: Rubric) -> None:
    rows = list(score_rows(["=a"], np.zeros((1, 7), dtype=np.int8), tiny))
    assert all(not isinstance(cell, str) or not cell.startswith(("=", "-")) for row in rows for cell in row)
    assert any(isinstance(cell, float) for row in rows for cell in row)

"""Responsible units of an indicator, and the digest of what it says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assessor.rubric import Rubric
from assessor.text import Text, say


def changed(rubric: Rubric, indicator: str = "", **parts: Any) -> Rubric:
    """The rubric with other parts, or with other parts in one indicator."""
    said = rubric.model_dump(mode="json", by_alias=True, exclude_unset=True)
    inner = next(one for one in said["indicators"] if one["id"] == indicator) if indicator else said
    inner |= parts
    return Rubric.model_validate_json(json.dumps(said))


# -- units ----------------------------------------------------------------------------------------


def test_an_indicator_names_its_lead_unit_and_its_supporting_units_apart(tiny: Rubric) -> None:
    x3 = tiny.by_id["x3"]
    assert tiny.lead_of(x3) == [say("财政局", "Finance")]
    assert tiny.support_of(x3) == [say("外办", "Foreign Affairs Office")]


@pytest.mark.parametrize(
    ("lead", "support", "line"),
    [
        (["fao"], [], say("外办", "Foreign Affairs Office")),
        (["fao"], ["finance"], say("外办（牵头），财政局", "Foreign Affairs Office (lead), Finance")),
        (
            ["fao"], ["finance", "friends"],
            say("外办（牵头），财政局、友协", "Foreign Affairs Office (lead), Finance, Friendship Association"),
        ),
        (
            ["fao", "finance"], ["friends"],
            say("外办、财政局（牵头），友协", "Foreign Affairs Office, Finance (lead), Friendship Association"),
        ),
        (["fao", "finance"], [], say("外办、财政局（牵头）", "Foreign Affairs Office, Finance (lead)")),
        ([], ["finance", "friends"], say("财政局、友协", "Finance, Friendship Association")),
        ([], [], None),
    ],
)  # fmt: skip
def test_units_stand_in_one_line_with_the_lead_marked_where_there_is_more_than_one(
    tiny: Rubric, lead: list[str], support: list[str], line: Text | None
) -> None:
    other = changed(tiny, "x1", lead=lead, support=support)
    assert other.units_text(other.by_id["x1"]) == line


def test_a_unit_finds_the_indicators_it_leads_or_supports_in_rubric_order(tiny: Rubric) -> None:
    assert [one.id for one in tiny.indicators_for("finance")] == ["x3", "y1"]
    assert [one.id for one in tiny.indicators_for("friends")] == ["y1"]
    assert tiny.indicators_for("nobody") == []


def test_a_unit_is_shown_by_its_name_like_every_other_id(tiny: Rubric) -> None:
    assert tiny.unit_names["finance"] == tiny.names["finance"] == say("财政局", "Finance")


def test_every_indicator_of_the_bundled_rubric_has_a_lead_unit(rubric: Rubric) -> None:
    assert [one.id for one in rubric.indicators if not one.lead] == []


def test_two_units_of_the_bundled_rubric_never_share_a_name(rubric: Rubric) -> None:
    for language in ("zh", "en"):
        names = [getattr(one.name, language) for one in rubric.units]
        assert sorted(set(names)) == sorted(names)


def test_no_unit_of_the_bundled_rubric_bears_the_id_of_something_else(rubric: Rubric) -> None:
    others = rubric.model_copy(update={"units": []})
    others.__dict__.pop("names", None)  # worked out before the units were taken away
    assert set(others.names) & set(rubric.unit_names) == set()
    assert set(rubric.names) == set(others.names) | set(rubric.unit_names)


def test_the_police_are_asked_about_five_indicators(rubric: Rubric) -> None:
    named = [one.id for one in rubric.indicators_for("police")]
    assert named == ["A3-2", "C1-1", "C2-3", "C3-4", "C3-5"]


# -- digest ---------------------------------------------------------------------------------------


def test_an_indicator_reads_the_same_while_units_weight_gate_and_audience_change(tiny: Rubric) -> None:
    other = changed(changed(tiny, "x1", weight=7, support=["finance"], gate=False, audience="open"), version="2")
    assert other.fingerprint != tiny.fingerprint
    assert other.text_digest("x1") == tiny.text_digest("x1")


RUNGS = [{"level": level, "text": {"zh": f"第{level}级", "en": f"Rung {level}"}} for level in range(5)]


@pytest.mark.parametrize(
    "parts",
    [
        {"name": {"zh": "联络员", "en": "Liaison officer"}},
        {"question": {"zh": "有没有专职联络员？", "en": "Is there: liaison?"}},
        {"descriptors": RUNGS},
        {"not_applicable": {"allowed": False, "rule": {"zh": "一律不允许。", "en": "Not allowed."}}},
        {"not_applicable": {"allowed": True, "rule": {"zh": "不允许。", "en": "Not allowed."}}},
    ],
    ids=["name", "question", "descriptors", "rule", "allowed"],
)
def test_an_indicator_that_is_reworded_in_either_language_reads_otherwise(tiny: Rubric, parts: dict[str, Any]) -> None:
    other = changed(tiny, "x1", **parts)
    assert other.text_digest("x1") != tiny.text_digest("x1")
    assert other.text_digest("x2") == tiny.text_digest("x2")


def test_a_renamed_rung_of_the_scale_makes_every_indicator_read_otherwise(tiny: Rubric) -> None:
    scale = [one.model_dump(mode="json") for one in tiny.scale]
    scale[4]["name"]["en"] = "Optimised"
    other = changed(tiny, scale=scale)
    assert all(other.text_digest(one) != tiny.text_digest(one) for one in tiny.by_id)


def test_descriptors_in_another_order_read_the_same(tiny: Rubric) -> None:
    rungs = [one.model_dump(mode="json") for one in reversed(tiny.by_id["x1"].descriptors)]
    assert changed(tiny, "x1", descriptors=rungs).text_digest("x1") == tiny.text_digest("x1")


def test_a_digest_is_sixteen_hex_digits_and_no_two_indicators_share_one(rubric: Rubric) -> None:
    digests = [rubric.text_digest(one) for one in rubric.by_id]
    assert all(len(one) == 16 and int(one, 16) >= 0 for one in digests)
    assert len(set(digests)) == 46

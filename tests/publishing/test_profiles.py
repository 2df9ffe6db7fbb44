"""A profile file tells what its office chose and nothing else, and nobody alters it unnoticed."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assessor.assessment import Assessment, Rating, altered
from assessor.assessments import Workspace
from assessor.errors import AssessorError, CityFault, ComparisonRefused, StoreUnavailable, VersionMismatch
from assessor.peers import compare
from assessor.publishing import Choice, Publishing, profile_from_json, profile_of
from assessor.publishing.keys import NAME
from assessor.rubric import Rubric
from assessor.scorecard import score
from assessor.task import Task

OFFICE = Choice("甲市外办")
SECRET = "不外传"


@pytest.fixture
def office(tmp_path: Path, rubric: Rubric) -> Workspace:
    return Workspace.open(tmp_path / "own" / "office.sqlite", rubric)


@pytest.fixture
def other(tmp_path: Path, rubric: Rubric) -> Workspace:
    return Workspace.open(tmp_path / "other" / "office.sqlite", rubric)


def with_secrets(city: Assessment) -> Assessment:
    """Every free text of an assessment says something that must stay at home."""
    ratings = {
        id_: altered(one, note=f"{SECRET}{id_}", external_constraint=SECRET) for id_, one in city.ratings.items()
    }
    absent = next(id_ for id_, one in ratings.items() if one.outcome == "not_applicable")
    ratings[absent] = altered(ratings[absent], reason=SECRET)
    evidence = [one.model_copy(update={"title": SECRET, "holder": SECRET}) for one in city.evidence]
    task = Task(id="T1", indicator="A1-1", what=SECRET, lead=SECRET, mark=SECRET)
    return city.model_copy(update={"ratings": ratings, "evidence": evidence, "tasks": [task]})


def published(workspace: Workspace, city: Assessment, choice: Choice = OFFICE) -> bytes:
    there = {one.id for one in workspace.summaries()}
    id_ = city.id if city.id in there else workspace.import_assessment(city, "甲")
    return Publishing(workspace).publish(id_, choice, actor="甲").encode()


def test_notes_reasons_evidence_and_tasks_never_go_out(office: Workspace, samples: dict[str, Assessment]) -> None:
    city = with_secrets(samples["S07"])
    assert SECRET in city.model_dump_json()
    said = published(office, city, replace(OFFICE, practices={"A1-1": "每年印发任务清单"})).decode()
    assert SECRET not in said
    assert "每年印发任务清单" in said


def test_an_office_that_publishes_scores_only_gives_no_rating_away(
    office: Workspace, other: Workspace, samples: dict[str, Assessment]
) -> None:
    signed = profile_from_json(
        published(office, samples["S03"], replace(OFFICE, ratings=False)), other.rubric, "a.json"
    )
    assert signed.profile.ratings == {}
    assert signed.profile.scores["A"].value == pytest.approx(58.85, abs=0.01)
    assert Publishing(other).take_in(signed, actor="乙") is None
    assert other.comparison_cities() == []
    assert [one.profile.id for one in Publishing(other).published()] == [signed.profile.id]


def test_another_name_takes_the_place_of_the_citys(office: Workspace, samples: dict[str, Assessment]) -> None:
    said = published(office, samples["S06"], replace(OFFICE, name="某沿海城市")).decode()
    city = samples["S06"].city
    assert "某沿海城市" in said
    assert not any(word in said for word in (city.name, city.name_en, f'"{city.id}"'))


def test_a_published_city_compares_like_the_assessment_it_came_from(
    office: Workspace, other: Workspace, samples: dict[str, Assessment], rubric: Rubric
) -> None:
    signed = profile_from_json(published(office, samples["S04"]), rubric, "a.json")
    theirs = Publishing(other).take_in(signed, actor="乙")
    assert theirs is not None
    card, before = score(rubric, theirs), score(rubric, samples["S04"])
    assert card.nodes() == before.nodes()
    assert other.comparison_cities() == [theirs]
    rows = compare(samples["S03"], [theirs], rubric).levels
    assert [row.gaps[0].score for row in rows] == [one.score for one in before.levels.values()]


def test_a_profile_altered_anywhere_is_refused(
    office: Workspace, rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    text = published(office, samples["S03"]).decode()
    document = json.loads(text)
    spoilt = [text.replace('"outcome": 4', '"outcome": 3', 1), text.replace("甲市外办", "乙市外办", 1)]
    spoilt.append(text.replace(document["signature"]["value"][:4], "AAAA", 1))
    document["content"]["scores"]["A"]["value"] += 1e-9
    for one in [*spoilt, json.dumps(document)]:
        assert one != text
        with pytest.raises(CityFault, match="content and signature do not agree"):
            profile_from_json(one.encode(), rubric, "a.json")


def test_another_layout_of_the_same_document_still_holds(
    office: Workspace, rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    text = published(office, samples["S03"]).decode()
    again = json.dumps(dict(reversed(json.loads(text).items())))
    assert profile_from_json(again.encode(), rubric, "a.json") == profile_from_json(text.encode(), rubric, "a.json")


def test_a_new_key_for_a_known_city_is_noticed(
    office: Workspace, other: Workspace, tmp_path: Path, samples: dict[str, Assessment], rubric: Rubric
) -> None:
    first = profile_from_json(published(office, samples["S03"]), rubric, "a.json")
    publishing = Publishing(other)
    assert publishing.trust(first) == "new"
    publishing.take_in(first, actor="乙")
    assert publishing.trust(first) == "known"
    stranger = Workspace.open(tmp_path / "stranger" / "office.sqlite", rubric)
    forged = profile_from_json(published(stranger, samples["S03"]), rubric, "b.json")
    assert publishing.trust(forged) == "changed"
    assert forged.fingerprint != first.fingerprint


def test_the_same_profile_again_changes_nothing_and_a_later_one_takes_its_place(
    office: Workspace, other: Workspace, samples: dict[str, Assessment], rubric: Rubric
) -> None:
    publishing = Publishing(other)
    signed = profile_from_json(published(office, samples["S03"]), rubric, "a.json")
    publishing.take_in(signed, actor="乙")
    rows = len(other.audit())
    publishing.take_in(signed, actor="乙")
    assert len(other.audit()) == rows
    office.rate("S03", "A1-1", Rating(outcome=1), expected=1, actor="甲")
    later = profile_from_json(published(office, samples["S03"]), rubric, "a.json")
    publishing.take_in(later, actor="乙")
    [kept] = publishing.published()
    assert kept.profile.ratings["A1-1"].outcome == 1
    publishing.remove(kept.profile.id, actor="乙")
    assert publishing.published() == []
    assert other.verify_audit() == []


def test_what_goes_out_stands_in_the_audit_trail(office: Workspace, samples: dict[str, Assessment]) -> None:
    published(office, samples["S03"])
    newest = office.audit()[0]
    assert (newest.action, newest.subject) == ("profile.published", "S03")
    assert Publishing(office).published() == []  # one's own is no city to compare with


def test_a_city_with_too_many_gaps_publishes_nothing(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    with pytest.raises(ComparisonRefused, match="coverage 67%"):
        profile_of(rubric, samples["S12"], OFFICE, on=date(2026, 1, 1))


def test_the_key_is_the_owners_alone_and_a_damaged_one_is_told(
    office: Workspace, samples: dict[str, Assessment]
) -> None:
    published(office, samples["S03"])
    path = Publishing(office).key_folder / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("nothing of a key")
    with pytest.raises(StoreUnavailable, match="signing key cannot be used"):
        published(office, samples["S03"])


def test_a_profile_under_another_rubric_version_is_refused(
    office: Workspace, samples: dict[str, Assessment], rubric: Rubric
) -> None:
    data = published(office, samples["S03"])
    with pytest.raises(VersionMismatch, match=r"city-diplomacy 1\.2, here city-diplomacy 9"):
        profile_from_json(data, rubric.model_copy(update={"version": "9"}), "a.json")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a readable profile file"),
        (b"\xff\xfe", "not a readable profile file"),
        (b"[" * 100_000, "not a readable profile file"),
        (b'{"format": "assessor-profile", "content": NaN, "signature": {}}', "not a readable profile file"),
        (b"[]", "not a profile file"),
        (b'{"format": "assessor-profile"}', "not a profile file"),
        (b'{"format": "assessor-profile", "format_version": 2, "content": 1, "signature": 1}', "format version 2"),
        (b'{"format": "assessor-profile", "format_version": 1, "content": 1, "signature": 1}', "do not agree"),
        (b'{"format": "assessor-profile", "format_version": 1, "content": {}, "signature": {"key": "x", "value": "y"}}',
         "do not agree"),
        (b" " * 1_000_001, "too large"),
    ],
)  # fmt: skip
def test_what_is_no_profile_is_told_so(data: bytes, words: str, rubric: Rubric) -> None:
    with pytest.raises(AssessorError, match=words) as refusal:
        profile_from_json(data, rubric, "a.json")
    assert all(one.place.startswith("a.json") and one.fix.zh for one in refusal.value.problems)

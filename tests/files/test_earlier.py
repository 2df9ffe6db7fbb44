"""Earlier versions of a rubric: found beside it, as they were, and only by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assessor.assessment import Assessment
from assessor.errors import RubricFault, VersionMismatch
from assessor.files import load_rubric, load_rubric_version, own_version
from assessor.files.city_file import assessment_from_text
from assessor.files.earlier import EARLIER
from assessor.files.exports import assessment_to_json
from assessor.files.resources import rubric_folder
from assessor.files.versions import recorded_versions
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score

TINY = Path(__file__).parent.parent / "rubrics" / "tiny.yaml"
SAMPLES = [f"S{number:02}" for number in range(1, 13)]


def loaded(id_: str, version: str, path: Path | None = None) -> Rubric:
    found = load_rubric_version(id_, version, path)
    assert found is not None
    return found


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A rubric folder of one's own: version 2 of the tiny rubric, with 1 kept beside it."""
    folder = tmp_path / "own"
    (folder / EARLIER / "1").mkdir(parents=True)
    text = TINY.read_text(encoding="utf-8")
    (folder / EARLIER / "1" / "rubric.yaml").write_text(text, encoding="utf-8")
    (folder / "rubric.yaml").write_text(text.replace('version: "1"', 'version: "2"'), encoding="utf-8")
    return folder


def test_the_version_before_is_kept_word_for_word(rubric: Rubric) -> None:
    found = loaded("city-diplomacy", "1.1")
    assert (found.id, found.version) == ("city-diplomacy", "1.1")
    assert found.fingerprint == recorded_versions(rubric_folder())["1.1"]
    assert all(found.text_digest(id_) == rubric.text_digest(id_) for id_ in rubric.by_id)


def test_the_present_version_is_found_by_its_number_too(rubric: Rubric, own: Path) -> None:
    assert load_rubric_version("city-diplomacy", rubric.version) is rubric
    assert loaded("tiny", "2", own).version == "2"


def test_earlier_versions_of_ones_own_rubric_lie_beside_it(own: Path) -> None:
    assert loaded("tiny", "1", own).version == "1"
    assert loaded("tiny", "1", own / "rubric.yaml").version == "1"
    assert load_rubric_version("city-diplomacy", "1.1", own) is None


@pytest.mark.parametrize("version", ["0.9", "", "..", "../../city-diplomacy", "1.1/../1.1", "1.1\x00"])
def test_a_version_that_is_not_kept_is_not_found_whatever_it_is_called(version: str) -> None:
    assert load_rubric_version("city-diplomacy", version) is None


def test_a_folder_that_is_named_for_another_version_is_not_taken(own: Path) -> None:
    shutil.move(own / EARLIER / "1", own / EARLIER / "1.5")
    assert load_rubric_version("tiny", "1.5", own) is None


def test_an_earlier_version_that_was_changed_afterwards_is_refused(own: Path) -> None:
    (own / "versions.yaml").write_text(f'"1": "{"0" * 64}"\n', encoding="utf-8")
    with pytest.raises(RubricFault, match="earlier version 1 was changed"):
        load_rubric_version("tiny", "1", own)


# -- assessments made under them --------------------------------------------------------------------


def under(sample: Assessment, version: str) -> Assessment:
    return sample.model_copy(update={"rubric_version": version})


def numbers(card: Scorecard) -> object:
    return [
        (node.kind, node.id, node.score, node.coverage, node.low, node.high, node.band, node.capped_by)
        for node in card.nodes()
    ]


@pytest.mark.parametrize("id_", SAMPLES)
def test_an_assessment_of_the_version_before_scores_as_before(id_: str, samples: dict[str, Assessment]) -> None:
    """Loaded by way of the present version, it comes to what its own version comes to when that is named."""
    old = load_rubric(rubric_folder() / EARLIER / "1.1")
    text = assessment_to_json(under(samples[id_], "1.1"))
    before = score(old, assessment_from_text(text, old))
    found, own = own_version(lambda rubric: assessment_from_text(text, rubric), load_rubric())
    assert own.version == "1.1"
    assert score(own, found) == before
    assert numbers(before) == numbers(score(load_rubric(), samples[id_]))  # 1.2 changed nothing that is scored


def test_an_assessment_of_the_present_version_is_read_under_it(rubric: Rubric, samples: dict[str, Assessment]) -> None:
    text = assessment_to_json(samples["S01"])
    found, own = own_version(lambda one: assessment_from_text(text, one), rubric)
    assert own is rubric
    assert found == samples["S01"]


@pytest.mark.parametrize("changes", [{"rubric_version": "0.9"}, {"rubric_id": "other", "rubric_version": "1.1"}])
def test_an_unknown_version_or_another_rubric_is_refused_as_ever(
    changes: dict[str, str], rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    text = assessment_to_json(samples["S01"].model_copy(update=changes))
    with pytest.raises(VersionMismatch, match="made under rubric"):
        own_version(lambda one: assessment_from_text(text, one), rubric)

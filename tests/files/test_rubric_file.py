"""Loading rubrics whole: the bundled one, a folder, a paragraph map in its own file, versions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assessor.city import ATTRIBUTES
from assessor.errors import RubricFault
from assessor.files import check_version, load_rubric, record_version
from assessor.files.resources import folder
from assessor.rubric import Rubric
from assessor.similarity import NAMES

TINY = Path(__file__).parent.parent / "rubrics" / "tiny.yaml"


def test_the_bundled_rubric_holds_what_it_says() -> None:
    rubric = load_rubric()
    counts = [len(one) for one in (rubric.indicators, rubric.dimensions, rubric.levels, rubric.shortcomings)]
    assert counts == [46, 13, 3, 5]
    assert len(rubric.source.paragraphs) == 100
    assert load_rubric(folder("rubrics") / "city-diplomacy") == rubric


def test_the_tiny_rubric_is_sound_in_its_hand_checkable_parts(tiny: Rubric) -> None:
    assert [one.id for one in tiny.indicators] == ["x1", "x2", "x3", "x4", "y1", "y2", "y3"]
    assert [tiny.by_id[one].weight for one in ("x1", "x2")] == [1, 3]


def split(tmp_path: Path) -> tuple[Path, Path]:
    """The tiny rubric as a folder with its paragraph map in a file of its own."""
    text = TINY.read_text(encoding="utf-8")
    start, end = text.index("source:\n"), text.index("bases:")
    inner = [line[2:] for line in text[start:end].splitlines()[1:]]
    rubric, source = tmp_path / "rubric.yaml", tmp_path / "source.yaml"
    source.write_text("\n".join(inner) + "\n", encoding="utf-8")
    rubric.write_text(text[:start] + "source: source.yaml\n" + text[end:], encoding="utf-8")
    return rubric, source


def test_a_paragraph_map_reads_the_same_inline_and_in_its_own_file(tmp_path: Path, tiny: Rubric) -> None:
    split(tmp_path)
    assert load_rubric(tmp_path) == tiny
    assert load_rubric(tmp_path).fingerprint == tiny.fingerprint


def test_faults_of_the_paragraph_map_carry_its_own_file_and_line(tmp_path: Path) -> None:
    rubric, source = split(tmp_path)
    said = source.read_text(encoding="utf-8")
    source.write_text(said.replace('en: "Talk upwards."', "en: No").replace("kind: fact", "kind: fiction"), "utf-8")
    rubric.write_text(rubric.read_text("utf-8").replace("primary: SC1 }", "primary: SC7 }", 1), "utf-8")
    with pytest.raises(RubricFault) as raised:
        load_rubric(tmp_path)
    places = [one.place for one in raised.value.problems]
    at = {path: path.read_text("utf-8").splitlines() for path in (rubric, source)}

    def line(path: Path, words: str) -> int:
        return next(number for number, one in enumerate(at[path], 1) if words in one)

    assert places == [
        f"{rubric}:{line(rubric, 'SC7')}: indicators.0.shortcomings.primary",
        f"{source}:{line(source, 'en: No')}: paragraphs.0.gist.en",
        f"{source}:{line(source, 'fiction')}: paragraphs.2.kind",
    ]


def test_a_broken_paragraph_map_is_named_by_its_own_file(tmp_path: Path) -> None:
    _, source = split(tmp_path)
    source.write_bytes("id: 甲".encode("gbk"))
    with pytest.raises(RubricFault, match=r"source\.yaml:1: the file looks like GBK"):
        load_rubric(tmp_path)


# -- version lock -----------------------------------------------------------------------------------


@pytest.fixture
def bundled_copy(tmp_path: Path) -> Path:
    home = tmp_path / "rubric"
    shutil.copytree(folder("rubrics") / "city-diplomacy", home, ignore=shutil.ignore_patterns("versions.yaml"))
    return home


def test_a_rubric_without_recorded_versions_has_nothing_to_compare(bundled_copy: Path) -> None:
    assert check_version(load_rubric(bundled_copy), bundled_copy) is None


def test_changed_words_under_an_unchanged_version_are_refused(bundled_copy: Path) -> None:
    record_version(load_rubric(bundled_copy), bundled_copy)
    assert check_version(load_rubric(bundled_copy), bundled_copy) is None
    file = bundled_copy / "rubric.yaml"
    said = file.read_text("utf-8")
    file.write_text(said.replace("provisional: 0.6", "provisional: 0.5"), "utf-8")
    changed = load_rubric(bundled_copy)
    problem = check_version(changed, bundled_copy)
    assert problem is not None
    assert problem.place == f"{file}:4: version"
    assert "changed but version 1.2 unchanged" in problem.what.en
    assert "raise `version`" in problem.fix.en
    with pytest.raises(RubricFault, match="changed but version"):
        record_version(changed, bundled_copy)


def test_changed_comments_and_layout_are_no_change(bundled_copy: Path) -> None:
    record_version(load_rubric(bundled_copy), bundled_copy)
    file = bundled_copy / "rubric.yaml"
    file.write_text("# another remark\n" + file.read_text("utf-8"), "utf-8")
    assert check_version(load_rubric(bundled_copy), bundled_copy) is None


def test_a_raised_version_is_recorded_beside_the_old_one(bundled_copy: Path) -> None:
    path = record_version(load_rubric(bundled_copy), bundled_copy)
    file = bundled_copy / "rubric.yaml"
    said = file.read_text("utf-8").replace("provisional: 0.6", "provisional: 0.5")
    file.write_text(said.replace('version: "1.2"', 'version: "1.20"', 1), "utf-8")
    raised = load_rubric(bundled_copy)
    assert check_version(raised, bundled_copy) is None
    record_version(raised, bundled_copy)
    record_version(raised, bundled_copy)
    lines = path.read_text("utf-8").splitlines()
    assert [line.split(":")[0] for line in lines[1:]] == ['"1.2"', '"1.20"']
    assert check_version(raised, file) is None


def test_a_spoilt_version_list_is_explained(bundled_copy: Path) -> None:
    (bundled_copy / "versions.yaml").write_text("1.0: abc\n", "utf-8")
    with pytest.raises(RubricFault, match=r'versions\.yaml:1: 1\.0: the key 1\.0 .*\n.*put quotes around it: "1\.0"'):
        check_version(load_rubric(bundled_copy), bundled_copy)


def test_the_attributes_that_a_rubric_may_weigh_are_those_that_are_compared() -> None:
    assert set(ATTRIBUTES) == set(NAMES)


def test_faults_of_the_rubric_hide_none_of_its_paragraph_map(tmp_path: Path) -> None:
    rubric, source = split(tmp_path)
    rubric.write_text(rubric.read_text(encoding="utf-8").replace('version: "1"', "version: 1.10"), encoding="utf-8")
    said = source.read_text(encoding="utf-8")
    source.write_text(said.replace("kind: mechanism", "kind: nix", 1), encoding="utf-8")
    with pytest.raises(RubricFault) as raised:
        load_rubric(rubric)
    assert [Path(one.place.split(":")[0]).name for one in raised.value.problems] == ["rubric.yaml", "source.yaml"]
    assert "unknown paragraph kind nix" in str(raised.value)

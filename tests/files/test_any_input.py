"""Whatever a file holds, it is read or explained; nothing else ever happens."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.admissible import assessment_faults
from assessor.errors import AssessorError, RubricFault, TableFault
from assessor.files import assessment_from_json, load_rubric, read_ratings_csv, yaml_reader
from assessor.files.city_file import assessment_from_text
from assessor.files.exports import assessment_to_json
from assessor.rubric import Rubric

HERE = Path(__file__).parent.parent
TINY = load_rubric(HERE / "rubrics" / "tiny.yaml")
CITY = """\
id: c1
rubric: { id: tiny, version: "1" }
period: "2025"
cut_off: 2025-12-31
mode: formal
city: { id: c1, name: "甲城", city_class: big, subtypes: [big-port], focus: [UP], consulates: "1-4" }
targets: { XA: 3 }
weights: { preset: expert, levels: { X: 2 } }
ratings:
  x1: 3
  x2: { level: 2, grade: E1, note: "例会有记录" }
  x3: IE
  y2: { level: NA, reason: "确无问卷" }
evidence:
  - { id: e1, title: "例会纪要目录", date: 2025-03-01, holder: "外办", grade: E1, indicators: [x1, x2] }
"""
VALID: dict[str, Any] = json.loads(assessment_to_json(assessment_from_text(CITY, TINY, "city.yaml")))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
SNIPPETS = ["", "\t", " ", "\n", ":", ": ", "-", "{", "}", "[", "]", '"', "'", "#", "&a", "*a", "!!x", "No", "1.10", "012", "<<: ",
            "\u00a0", "：", "\x00", "\x85", "---\n", "? ", "| ", "\\x", "~", "2025-13-01", ".nan", "9" * 5000]  # fmt: skip


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, one in inner for found in paths(one, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    if not path:
        return by
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], by)
    return copy


def refusal(read: Callable[[], object]) -> AssessorError | None:
    """The product's own refusal, if there is one; any other exception fails the test."""
    try:
        read()
    except AssessorError as error:
        return error
    return None


def admitted(text: str, name: str) -> None:
    """Read a city; what the reader lets through, the store must not refuse."""
    assert list(assessment_faults(TINY, assessment_from_text(text, TINY, name))) == []


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(paths(VALID)), values)
def test_any_value_at_any_place_of_a_city_is_read_or_explained(path: tuple[Any, ...], value: Any) -> None:
    text = json.dumps(replaced(VALID, path, value))
    error = refusal(lambda: admitted(text, "city.json"))
    assert error is None or 0 < len(error.message("en")) < 5_000


@settings(deadline=None, max_examples=300)
@given(st.integers(0, len(CITY)), st.integers(0, 12), st.sampled_from(SNIPPETS))
def test_any_slip_of_the_pen_in_a_city_is_read_or_explained(start: int, cut: int, snippet: str) -> None:
    text = CITY[:start] + snippet + CITY[start + cut :]
    error = refusal(lambda: admitted(text, "city.yaml"))
    assert error is None or all(problem.fix.zh for problem in error.problems)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_as_a_table_are_read_or_explained(content: bytes) -> None:
    for said in (content, b"city,x1,y1\n" + content):
        error = refusal(partial(read_ratings_csv, said, TINY))
        assert error is None or (isinstance(error, TableFault) and error.problems)


TEXT = (HERE / "bad_rubrics" / "several-faults-at-once.yaml").read_text("utf-8")


@settings(deadline=None, max_examples=150)
@given(st.integers(0, len(TEXT)), st.integers(0, 12), st.sampled_from(SNIPPETS))
def test_any_slip_of_the_pen_in_a_rubric_is_explained(
    tmp_path_factory: pytest.TempPathFactory, start: int, cut: int, snippet: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "slip.yaml"
    path.write_text(TEXT[:start] + snippet + TEXT[start + cut :], encoding="utf-8")
    with pytest.raises(RubricFault):
        load_rubric(path)


@pytest.mark.parametrize("path", sorted((HERE / "bad_rubrics").glob("*.yaml")), ids=lambda path: path.stem)
def test_faults_read_the_same_without_the_fast_parser(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said() -> str:
        with pytest.raises(RubricFault) as raised:
            load_rubric(path)
        return raised.value.message("zh")

    fast = said()
    monkeypatch.setattr(yaml_reader, "_Fast", yaml.SafeLoader)
    assert said() == fast


def test_the_valid_city_itself_is_read(tiny: Rubric) -> None:
    assert assessment_from_json(json.dumps(VALID), tiny).ratings["x1"].outcome == 3

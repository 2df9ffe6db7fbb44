"""What a faulty file says of itself in its first line: `# expect: <line> "<words>"`, once or more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assessor.errors import Problem
from assessor.files import load_rubric
from assessor.rubric import Rubric

_EXPECTED = re.compile(r'(\d+) "([^"]+)"')
_CHINESE = re.compile("[\u4e00-\u9fff]")


def expectations(path: Path) -> list[tuple[int, str]]:
    first = path.read_bytes().split(b"\n", 1)[0].decode()
    found = [(int(line), words) for line, words in _EXPECTED.findall(first)]
    assert found, f"{path.name} does not say what to expect"
    return found


@pytest.fixture
def assert_explained() -> Callable[[Path, Sequence[Problem]], None]:
    return _assert_explained


@pytest.fixture
def tiny() -> Rubric:
    return load_rubric(Path(__file__).parent.parent / "rubrics" / "tiny.yaml")


def _assert_explained(path: Path, problems: Sequence[Problem]) -> None:
    """Each expectation is met by a problem of its own, and no problem is left over."""
    left = list(problems)
    for line, words in expectations(path):
        place = f"{path}:{line}" if line else str(path)
        met = next((one for one in left if at(one, place) and words in one.line("en") + one.line("zh")), None)
        assert met is not None, f"nothing at {place} says {words!r}:\n" + "\n".join(one.line("en") for one in problems)
        left.remove(met)
    assert not left, "said without need:\n" + "\n".join(one.line("en") for one in left)
    for one in problems:
        assert _CHINESE.search(one.what.zh), one.what.zh
        assert _CHINESE.search(one.fix.zh), one.fix.zh
        assert len(one.line("en")) < 400, "dumps its input"


def at(problem: Problem, place: str) -> bool:
    return problem.place == place or problem.place.startswith(f"{place}: ")

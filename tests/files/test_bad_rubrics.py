"""Every broken rubric is explained: line, words, nothing more and nothing less."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assessor.errors import Problem, RubricFault
from assessor.files import load_rubric

Explained = Callable[[Path, Sequence[Problem]], None]
BROKEN = sorted((Path(__file__).parent.parent / "bad_rubrics").glob("*.yaml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_rubric_is_explained(path: Path, assert_explained: Explained) -> None:
    with pytest.raises(RubricFault) as raised:
        load_rubric(path)
    assert_explained(path, raised.value.problems)

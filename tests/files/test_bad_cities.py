"""Every faulty city file is explained: line, words, nothing more and nothing less."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assessor.errors import CityFault, Problem
from assessor.files import load_assessment
from assessor.rubric import Rubric

Explained = Callable[[Path, Sequence[Problem]], None]
FAULTY = sorted((Path(__file__).parent.parent / "bad_cities").glob("*.yaml"))


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_a_faulty_city_file_is_explained(path: Path, tiny: Rubric, assert_explained: Explained) -> None:
    with pytest.raises(CityFault) as raised:
        load_assessment(path, tiny)
    assert_explained(path, raised.value.problems)

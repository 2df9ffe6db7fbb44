"""A workspace under version 2 of the tiny rubric, beside which version 1 is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessor.assessments import Workspace

TINY = Path(__file__).parent.parent / "rubrics" / "tiny.yaml"
CHANGES = {
    'version: "1"': 'version: "2"',
    'zh: "有没有例会？", en: "Is there: meetings?"': 'zh: "例会几次？", en: "How many meetings?"',
    "  - id: y3": "  - id: y4",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """In version 2 x2 asks for something else, and y4 stands where y3 stood."""
    folder, text = tmp_path / "own", TINY.read_text(encoding="utf-8")
    (folder / "earlier" / "1").mkdir(parents=True)
    (folder / "earlier" / "1" / "rubric.yaml").write_text(text, encoding="utf-8")
    for before, after in CHANGES.items():
        assert text.count(before) == 1
        text = text.replace(before, after)
    (folder / "rubric.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def workspace(tmp_path: Path, home: Path) -> Workspace:
    return Workspace.open(tmp_path / "office.sqlite", home=home)

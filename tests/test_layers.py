"""The rooms of the house and the direction of imports between them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
STOREYS = [
    {"text", "text_layout", "remembered"},
    {"errors"},
    {
        "rubric",
        "rubric_parts",
        "rubric_faults",
        "rubric_ids",
        "rubric_tree",
        "rubric_measures",
        "city",
        "assessment",
        "task",
        "published",
    },
    {"weighting", "combining"},
    {
        "scoring",
        "nodes",
        "scorecard",
        "trace",
        "trace_source",
        "trace_shares",
        "hints",
        "admissible",
        "similarity",
        "gaps",
        "comparability",
        "peers",
        "partners",
        "comparison",
        "uncertainty",
        "sensitivity",
        "reliability",
        "concordance",
        "agreement",
        "planning",
        "dominance",
        "ahead",
        "change",
        "measuring",
        "clustering",
        "workshop",
    },
    {"workbooks", "merging", "adoption", "migrating"},
    {"files", "report", "store"},
    {
        "assessments",
        "intake",
        "listing",
        "demo",
        "refusals",
        "workshops",
        "tasks",
        "publishing",
        "migration",
        "batch",
    },
    {"ui", "cli", "ballot", "app"},
]
RANK = {room: rank for rank, rooms in enumerate(STOREYS) for room in rooms}
LIBRARIES = {
    "streamlit": {"ui", "app"},
    "plotly": {"ui"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "openpyxl": {"workbooks"},
    "xlsxwriter": {"workbooks"},
    "docx": {"report"},
    "yaml": {"files"},
    "cryptography": {"publishing"},
    "typer": {"cli"},
}
FRONT_DOOR = HOUSE / "assessor" / "__init__.py"  # names every room
MODULES = [HOUSE / "app.py", *sorted(set((HOUSE / "assessor").rglob("*.py")) - {FRONT_DOOR})]


def room_of(module: Path) -> str:
    inside = module.relative_to(HOUSE / "assessor") if module.name != "app.py" else Path("app.py")
    return inside.parts[0].removesuffix(".py")


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "assessor")


def violations(room: str, source: str) -> list[str]:
    found = []
    for name in imported(source):
        package, _, rest = name.partition(".")
        if package in LIBRARIES and room not in LIBRARIES[package]:
            found.append(f"{room} imports {name}")
        target = rest.split(".")[0]
        if package == "assessor" and target in RANK and target != room:
            upwards = RANK[target] > RANK[room]
            sideways = RANK[target] == RANK[room] and room in {"files", "report", "store"}
            if upwards or sideways:
                found.append(f"{room} imports {name}")
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_imports_only_run_downwards(module: Path) -> None:
    room = room_of(module)
    assert room in RANK, f"say in STOREYS where {room} lies"
    assert violations(room, module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("scoring", "import streamlit as st"),
        ("rubric", "from assessor.scoring import score"),
        ("report", "from assessor.store import Store"),
        ("cli", "import yaml"),
        ("text", "from assessor import errors"),
    ],
)
def test_the_rule_would_notice_an_import_that_runs_upwards(room: str, line: str) -> None:
    assert violations(room, line)

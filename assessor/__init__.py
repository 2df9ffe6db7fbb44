"""Assess how well a city coordinates its external relations.

from assessor import load_rubric, load_assessment, score, compare, write_report
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessor.files import load_assessment as load_assessment
    from assessor.files import load_rubric as load_rubric
    from assessor.peers import compare as compare
    from assessor.report import write_report as write_report
    from assessor.scorecard import score as score

__version__ = "0.1.0"
__all__ = ["__version__", "compare", "load_assessment", "load_rubric", "score", "write_report"]

# Loaded on first use, so that `import assessor` stays quick.
_HOMES = {
    "load_rubric": "assessor.files",
    "load_assessment": "assessor.files",
    "score": "assessor.scorecard",
    "compare": "assessor.peers",
    "write_report": "assessor.report",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'assessor' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

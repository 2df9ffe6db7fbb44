"""Where the bundled rubrics and sample cities lie: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def folder(name: str) -> Path:
    """`rubrics` or `sample_cities`."""
    package = Path(str(files("assessor")))
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parent / name


def rubric_folder() -> Path:
    """The folder of the bundled rubric."""
    return folder("rubrics") / "city-diplomacy"


def rubric_folders() -> dict[str, Path]:
    """The folder of each bundled rubric by its id, the one in use unless another is named first."""
    own = rubric_folder()
    found = sorted(one for one in own.parent.iterdir() if (one / "rubric.yaml").is_file() and one != own)
    return {one.name: one for one in (own, *found)}


def settings_file() -> Path:
    """The web server's settings: `.streamlit/config.toml` of a checkout, or its copy in the wheel."""
    package = Path(str(files("assessor")))
    installed = package / "_data" / "config.toml"
    return installed if installed.is_file() else package.parent / ".streamlit" / "config.toml"

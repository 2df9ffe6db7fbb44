"""The version lock: which words each version of a rubric stands for.

`versions.yaml` beside a rubric maps its versions to the fingerprints of what they say, so that words
cannot change under ratings already made while the version stays the same.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assessor.errors import Problem, RubricFault
from assessor.files.located import Located, problems
from assessor.files.rubric_file import RUBRIC_LIMIT, rubric_path
from assessor.files.shape import shape_faults
from assessor.files.yaml_reader import read_document
from assessor.rubric import Rubric
from assessor.text import say

FILE = "versions.yaml"
_HEAD = "# Version of the rubric -> fingerprint of everything it says. Lines are added, never changed.\n"
_MAP = TypeAdapter(dict[str, str])


def recorded_versions(folder: Path | str) -> dict[str, str]:
    """The fingerprints recorded in a rubric's folder; none where nothing was recorded.

    Raises:
        RubricFault: if `versions.yaml` is no map of versions to fingerprints.
    """
    path = _home(folder) / FILE
    if not path.exists():
        return {}
    document = read_document(path, RubricFault)
    found = list(document.found)
    try:
        versions = _MAP.validate_python(document.value, strict=True)
    except ValidationError as error:
        found += shape_faults(document, error, dict[str, str])
    if found:
        raise RubricFault(*problems(found))
    return versions


def check_version(rubric: Rubric, folder: Path | str) -> Problem | None:
    """What is wrong when a rubric's words changed and its version did not; else nothing."""
    before = recorded_versions(folder).get(rubric.version)
    if before is None or before == rubric.fingerprint:
        return None
    file = rubric_path(folder)
    line = read_document(file, RubricFault, RUBRIC_LIMIT).line(("version",))
    return Located(
        str(file), line, ("version",),
        say(f"内容已改，版本号 {rubric.version} 未变（登记指纹 {before[:12]}，现为 {rubric.fingerprint[:12]}）",
            f"changed but version {rubric.version} unchanged (recorded {before[:12]}, now {rubric.fingerprint[:12]})"),
        say("提高 version，或恢复原文", "raise `version`, or restore the text"),
    ).problem()  # fmt: skip


def record_version(rubric: Rubric, folder: Path | str) -> Path:
    """Write the rubric's version and fingerprint into `versions.yaml`, and say where that is.

    Raises:
        RubricFault: if the version is recorded already with other words.
    """
    problem = check_version(rubric, folder)
    if problem is not None:
        raise RubricFault(problem)
    path = _home(folder) / FILE
    if rubric.version not in recorded_versions(folder):
        said = path.read_text(encoding="utf-8") if path.exists() else _HEAD
        line = f"{json.dumps(rubric.version, ensure_ascii=False)}: {json.dumps(rubric.fingerprint)}\n"
        path.write_text(said.rstrip("\n") + "\n" + line, encoding="utf-8", newline="\n")
    return path


def _home(folder: Path | str) -> Path:
    return rubric_path(folder).parent

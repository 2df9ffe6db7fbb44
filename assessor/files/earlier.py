"""Earlier versions of a rubric, kept beside it in `earlier/<version>/`, as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

from assessor.errors import Problem, RubricFault, VersionMismatch
from assessor.files.resources import folder
from assessor.files.rubric_file import bundled_rubric, load_rubric, rubric_path
from assessor.files.versions import recorded_versions
from assessor.rubric import Rubric
from assessor.text import say

EARLIER = "earlier"
T = TypeVar("T")


def load_rubric_version(id_: str, version: str, path: Path | str | None = None) -> Rubric | None:
    """One version of a rubric, the present or an earlier one; None where it is not kept.

    Args:
        id_: the rubric's id.
        version: the version wanted.
        path: the file or folder of a rubric of one's own, beside which its earlier versions lie; the bundled ones
            are looked at without it.

    Raises:
        RubricFault: the version is there and has faults, or says other words than those recorded for it.
    """
    for home in _homes(id_, path):
        found = _version(home, id_, version)
        if found is not None:
            return found
    return None


def own_version(load: Callable[[Rubric], T], rubric: Rubric, path: Path | str | None = None) -> tuple[T, Rubric]:
    """What `load` makes under this rubric, or under the earlier version that the thing itself names.

    Raises:
        VersionMismatch: made under another rubric, or under a version that is not kept.
    """
    try:
        return load(rubric), rubric
    except VersionMismatch as fault:
        made = fault.made
        earlier = None if made is None or made[0] != rubric.id else load_rubric_version(*made, path)
        if earlier is None:
            raise
    return load(earlier), earlier


def _homes(id_: str, path: Path | str | None) -> Iterator[Path]:
    if path is not None:
        yield rubric_path(path).parent
        return
    bundled = folder("rubrics")
    for home in sorted(bundled.iterdir()) if bundled.is_dir() else ():
        if home.name == id_:
            yield home


def _version(home: Path, id_: str, version: str) -> Rubric | None:
    # Versions are compared as names of folders: a file that is read may name any version, and no path is made of it.
    kept = home / EARLIER
    places = [one for one in kept.iterdir() if one.name == version] if kept.is_dir() else []
    for place in places:
        found = _read(place, home)
        if (found.id, found.version) == (id_, version):
            return found
    if (home / "rubric.yaml").is_file():
        present = bundled_rubric() if _is_bundled(home) else load_rubric(home)
        if (present.id, present.version) == (id_, version):
            return present
    return None


def _is_bundled(home: Path) -> bool:
    return home == folder("rubrics") / "city-diplomacy"


@cache
def _read(place: Path, home: Path) -> Rubric:
    found = load_rubric(place)
    recorded = recorded_versions(home).get(found.version)
    if recorded is not None and recorded != found.fingerprint:
        raise RubricFault(
            Problem(
                str(place),
                say(f"早前版本 {found.version} 的内容已改（登记指纹 {recorded[:12]}，现为 {found.fingerprint[:12]}）",
                    f"earlier version {found.version} was changed (recorded {recorded[:12]}, now {found.fingerprint[:12]})"),
                say("恢复原文：早前版本不再改动", "restore its text: an earlier version is never changed"),
            )
        )  # fmt: skip
    return found

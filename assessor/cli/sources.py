"""What FILE and --rubric may name: a file, stdin, a bundled sample, a stored assessment."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assessor.assessment import Assessment
    from assessor.assessments import Provenance, Workspace
    from assessor.rubric import Rubric

STDIN = "-"
RubricOption = Annotated[
    Path | None, typer.Option("--rubric", metavar="PATH", help="量表文件或文件夹，默认为随附量表|Rubric file or folder; the bundled one by default")
]  # fmt: skip
JsonOption = Annotated[bool, typer.Option("--json", help="以 JSON 输出|Print JSON")]


def is_table(name: str) -> bool:
    """Whether it is a CSV table of ratings rather than one assessment as CSV."""
    if not name.lower().endswith(".csv"):
        return False
    from assessor.files.flat_table import is_flat_table

    try:
        with Path(name).open("rb") as file:
            return not is_flat_table(file.read(1000))
    except OSError:  # told by whoever reads it
        return True


def stdin_bytes() -> bytes:
    return sys.stdin.buffer.read()


def rubric_at(path: Path | None) -> Rubric:
    from assessor.files import load_rubric

    return load_rubric(path)


def assessment_named(name: str, rubric: Rubric, *, bundled: bool) -> Assessment:
    """What a FILE argument stands for.

    Raises:
        CityFault: with every fault of the file, or when nothing bears that name.
        VersionMismatch: if it was made under another rubric or version.
    """
    from assessor.files import load_assessment
    from assessor.scorecard import refuse_other_version

    if name == STDIN:
        return _from_stdin(rubric)
    if Path(name).exists() or _is_path(name):
        return load_assessment(name, rubric)
    if bundled and (sample := _sample(name)) is not None:
        return sample
    if (stored := _stored(name)) is not None:
        return stored
    if (sample := _sample(name)) is not None:
        refuse_other_version(rubric, sample)
    raise _nothing(name)


def _is_path(name: str) -> bool:
    return os.sep in name or "/" in name or Path(name).suffix.lower() in (".yaml", ".yml", ".json", ".csv", ".zip")


def _from_stdin(rubric: Rubric) -> Assessment:
    from assessor.files.opening import assessment_from_bytes

    return assessment_from_bytes(stdin_bytes(), rubric, "stdin")


def _sample(name: str) -> Assessment | None:
    from assessor.files import sample_cities

    return next((one for one in sample_cities() if one.id.lower() == name.lower()), None)


def _stored(name: str) -> Assessment | None:
    """By id or unique beginning of one. A database is not made just to look something up."""
    if not _has_database():
        return None
    with workspace(None) as office:
        id_ = unique_id(office, name)
        return office.export_assessment(id_) if id_ is not None else None


def _has_database() -> bool:
    from assessor.store.place import located

    place = located(None)
    return place.path is None or place.path.exists()


def provenance_of(name: str, *, bundled: bool) -> Provenance | None:
    """What the database knows of a stored assessment's history; None for a file or a sample."""
    if name == STDIN or Path(name).exists() or _is_path(name):
        return None
    if (bundled and _sample(name) is not None) or not _has_database():
        return None
    with workspace(None) as office:
        id_ = unique_id(office, name)
        return office.provenance(id_) if id_ is not None else None


def unique_id(office: Workspace, name: str) -> str | None:
    from assessor.errors import NotFound, Problem
    from assessor.text import say

    ids = [one.id for one in office.summaries()]
    if name in ids:
        return name
    found = [id_ for id_ in ids if id_.startswith(name)]
    if len(found) > 1:
        some = ", ".join(sorted(found)[:5])
        what = say(f"有{len(found)}份评估以此开头", f"{len(found)} assessments begin like this")
        raise NotFound(Problem(name, what, say(f"写全编号：{some}", f"write the whole id: {some}")))
    return found[0] if found else None


def _nothing(name: str) -> Exception:
    from assessor.errors import CityFault, Problem
    from assessor.text import say

    what = say("没有这个文件、样例或已存评估", "there is no file, sample or stored assessment of this name")
    fix = say(
        "写文件路径、样例编号（如 S01）或评估编号", "give a path, the id of a sample such as S01, or of an assessment"
    )
    return CityFault(Problem(name, what, fix))


@contextmanager
def workspace(rubric: Path | None) -> Iterator[Workspace]:
    from assessor.assessments import Workspace

    office = Workspace.open(rubric=rubric_at(rubric))
    try:
        yield office
    finally:
        office.store.close()


@contextmanager
def writing_to(path: Path) -> Iterator[Path]:
    """A file beside the target that takes its place once it is whole."""
    from assessor.errors import Problem, UsageError
    from assessor.text import say

    if path.exists() and not path.is_file():
        what = say("这不是普通文件", "this is no ordinary file")
        raise UsageError(Problem(str(path), what, say("写一个文件名", "give the name of a file")))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        what = say(f"写不了这个文件（{reason}）", f"this file cannot be written ({reason})")
        fix = say("检查文件夹是否存在、是否有写权限，文件是否正被别的程序打开",
                  "check that the folder exists and may be written to, and that no other program holds the file")  # fmt: skip
        raise UsageError(Problem(str(path), what, fix)) from error
    finally:
        part.unlink(missing_ok=True)

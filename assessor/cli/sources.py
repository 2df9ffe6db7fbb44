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
    from assessor.cli.talk import Talk
    from assessor.rubric import Rubric

STDIN = "-"
SAMPLE = "sample:"
"""Before an id: the bundled sample is meant, whatever is stored under that id."""
RubricOption = Annotated[
    Path | None, typer.Option("--rubric", metavar="PATH", help="量表文件、文件夹，或随附量表的编号（如 city-resilience）；默认为 city-diplomacy|Rubric file or folder, or the id of a bundled one such as city-resilience; city-diplomacy by default")
]  # fmt: skip
OwnArgument = Annotated[
    str, typer.Argument(metavar="FILE", show_default=False, help="本市：文件、样例编号、评估编号，或 -（标准输入）|One's own city: file, id of a sample or assessment, or - for stdin")
]  # fmt: skip
DrawsOption = Annotated[
    int | None, typer.Option("--draws", min=100, max=1_000_000, show_default=False, help="抽样次数|Draws")
]
SeedOption = Annotated[int | None, typer.Option("--seed", min=0, show_default=False, help="种子|Seed")]
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


def assessment_named(name: str, rubric: Rubric, *, bundled: bool, talk: Talk | None = None) -> Assessment:
    """What a FILE argument stands for: a file, a stored assessment, or a bundled sample.

    A stored assessment is meant before a sample of the same id, and which of them was taken is told.

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
    sample = _sample(name)
    if not name.startswith(SAMPLE) and (stored := _stored(name, sample, talk)) is not None:
        return stored
    if sample is None:
        raise _nothing(name)
    if not bundled:
        refuse_other_version(rubric, sample)
        raise _nothing(name)
    return sample


def under_own_version(
    name: str, path: Path | None, talk: Talk, *, bundled: bool | None = None
) -> tuple[Assessment, Rubric]:
    """The same with the rubric it is scored under: that of `path`, or the earlier version of it that it was made under.

    Raises:
        CityFault: as for `assessment_named`.
        VersionMismatch: made under another rubric, or under a version that is not kept.
    """
    from assessor.files import own_version
    from assessor.files.opening import assessment_from_bytes
    from assessor.scorecard import refuse_other_version

    given = stdin_bytes() if name == STDIN else b""

    def load(rubric: Rubric) -> Assessment:
        if name == STDIN:
            return assessment_from_bytes(given, rubric, "stdin")
        found = assessment_named(name, rubric, bundled=path is None if bundled is None else bundled, talk=talk)
        refuse_other_version(rubric, found)
        return found

    now = rubric_at(path)
    found, own = own_version(load, now, path)
    if own is not now:
        talk.note_once(
            talk.say(
                f"{found.id} 依据量表版本 {own.version}（现行 {now.version}），按 {own.version} 计分；换版见 assessor migrate",
                f"{found.id} was made under rubric version {own.version} (in use: {now.version}) and is scored under {own.version}; to take it over see: assessor migrate",
            )
        )
    return found, own


def _is_path(name: str) -> bool:
    return os.sep in name or "/" in name or Path(name).suffix.lower() in (".yaml", ".yml", ".json", ".csv", ".zip")


def _from_stdin(rubric: Rubric) -> Assessment:
    from assessor.files.opening import assessment_from_bytes

    return assessment_from_bytes(stdin_bytes(), rubric, "stdin")


def _sample(name: str) -> Assessment | None:
    from assessor.files import sample_cities

    wanted = name.removeprefix(SAMPLE).lower()
    return next((one for one in sample_cities() if one.id.lower() == wanted), None)


def _stored(name: str, sample: Assessment | None, talk: Talk | None) -> Assessment | None:
    """The stored assessment that is meant. Nothing but a sample is needed where the database cannot be opened."""
    from assessor.errors import StoreError

    if not _has_database():
        return None
    try:
        with workspace(None) as office:
            id_ = _meant(office, name, sample)
            found = office.export_assessment(id_) if id_ is not None else None
    except StoreError as fault:
        if sample is None:
            raise
        if talk is not None:
            reason = "；".join(talk.pick(one.what) for one in fault.problems)
            talk.note_once(
                talk.say(
                    f"数据库打不开（{reason}），采用随附样例 {sample.id}",
                    f"The database cannot be opened ({reason}); the bundled sample {sample.id} is used",
                )
            )
        return None
    if found is not None and sample is not None and talk is not None:
        talk.note_once(
            talk.say(
                f"采用数据库中的评估 {found.id}；要用同编号的随附样例，写 {SAMPLE}{sample.id}",
                f"The stored assessment {found.id} is used; for the bundled sample of that id write {SAMPLE}{sample.id}",
            )
        )
    return found


def _meant(office: Workspace, name: str, sample: Assessment | None) -> str | None:
    """By id, or where no sample has that id by a unique beginning of one."""
    same = next((one.id for one in office.summaries() if one.id.lower() == name.lower()), None)
    return same if same is not None or sample is not None else unique_id(office, name)


def _has_database() -> bool:
    """A database is not made just to look something up."""
    from assessor.store.place import located

    place = located(None)
    return place.path is None or place.path.exists()


def provenance_of(name: str) -> Provenance | None:
    """What the database knows of a stored assessment's history; None for a file or a sample."""
    from assessor.errors import StoreError

    if name == STDIN or name.startswith(SAMPLE) or Path(name).exists() or _is_path(name) or not _has_database():
        return None
    sample = _sample(name)
    try:
        with workspace(None) as office:
            id_ = _meant(office, name, sample)
            return office.provenance(id_) if id_ is not None else None
    except StoreError:
        if sample is None:
            raise
        return None


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

    office = Workspace.open(home=rubric)
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

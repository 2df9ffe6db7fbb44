"""Where the cities of a batch come from: a folder of files, a table of ratings, or assessments at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from assessor.assessment import Assessment, Rating, Special
from assessor.city import CityProfile
from assessor.combining import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE, Codes
from assessor.errors import AssessorError, Problem, UsageError
from assessor.files import load_assessment, read_ratings
from assessor.files.ratings_table import RatingsTable
from assessor.rubric import Rubric
from assessor.text import Text, say

ENDINGS = (".yaml", ".yml", ".json", ".csv", ".zip")
TABLES = (".csv", ".parquet")
SCHEMA = "schema.json"
"""Often lies beside city files and is none."""
PIECE = 32
"""Cities worked on at a time; what one piece needs does not grow with the number of cities."""
NO_DATE, NO_PERIOD = date(1, 1, 1), "—"
"""A table of ratings states neither."""
_OUTCOMES: dict[int, Special] = {NOT_APPLICABLE: "not_applicable", INSUFFICIENT_EVIDENCE: "insufficient_evidence"}


@dataclass(frozen=True)
class Fault:
    """Why a city was left out; `city` is empty where not even its id could be read."""

    city: str
    place: str
    what: Text
    fix: Text
    file: str = ""

    @classmethod
    def of(cls, problem: Problem, city: str = "", file: str = "") -> Fault:
        return cls(city, problem.place, problem.what, problem.fix, file)


def left_out(faults: Sequence[Fault]) -> int:
    """How many cities the faults are of: by id, or where none could be read by file."""
    return len({(one.city, "" if one.city else one.file or one.place) for one in faults})


class Piece(Protocol):
    """A few cities, small enough to be sent to another process."""

    @property
    def digest(self) -> str:
        """Changes with everything that its cities' numbers depend on."""

    def assessments(self, rubric: Rubric) -> Iterator[tuple[str, Assessment | list[Fault]]]:
        """Each city in turn, or its faults; before it the file that it stands in."""


class Source(Protocol):
    def pieces(self, size: int = PIECE) -> list[Piece]: ...

    @property
    def cities(self) -> int: ...

    @property
    def faults(self) -> list[Fault]:
        """What was found before any piece is worked on."""

    @property
    def notes(self) -> list[Text]: ...

    @property
    def digests(self) -> dict[str, str]:
        """Name of each input file -> SHA-256 of its content."""


def source_at(path: Path, rubric: Rubric) -> Source:
    """A folder of city files or a table of ratings.

    Raises:
        UsageError: where there is neither.
        TableFault: for a table whose header admits no reading.
    """
    if path.is_dir():
        return Folder.of(path)
    if path.suffix.lower() in TABLES and path.is_file():
        return Table.of(path, rubric)
    what = say("这里既没有文件夹，也没有评级表", "there is neither a folder nor a table of ratings here")
    fix = say("给出城市文件所在的文件夹，或评级表（.csv、.parquet）", "give a folder of city files or a table of ratings (.csv, .parquet)")  # fmt: skip
    raise UsageError(Problem(str(path), what, fix))


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read bit by bit."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# -- a folder -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Files:
    """Some files of a folder."""

    folder: Path
    names: tuple[str, ...]
    digest: str

    def assessments(self, rubric: Rubric) -> Iterator[tuple[str, Assessment | list[Fault]]]:
        for name in self.names:
            try:
                yield name, load_assessment(self.folder / name, rubric)
            except AssessorError as error:
                yield name, [Fault.of(_named(problem, self.folder), file=name) for problem in error.problems]


def _named(problem: Problem, folder: Path) -> Problem:
    """Places name a file inside the folder, so that they read alike wherever the folder lies."""
    return Problem(problem.place.replace(str(folder), "", 1).lstrip("/\\"), problem.what, problem.fix)


@dataclass(frozen=True)
class Folder:
    folder: Path
    digests: dict[str, str]
    faults: list[Fault] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> Folder:
        try:
            names = sorted(one.name for one in folder.iterdir() if _is_city_file(one))
            digests, faults = {}, []
            for name in names:
                try:
                    digests[name] = digest_of(folder / name)
                except OSError as error:
                    faults.append(_unreadable(name, error))
        except OSError as error:
            raise UsageError(_problem(_unreadable(str(folder), error))) from None
        if not digests and not faults:
            what = say("文件夹里没有城市文件", "the folder holds no city files")
            raise UsageError(Problem(str(folder), what, say(f"放入 {'、'.join(ENDINGS)} 文件", f"put files in: {', '.join(ENDINGS)}")))  # fmt: skip
        return cls(folder, digests, faults=faults)

    @property
    def cities(self) -> int:
        return len(self.digests)

    def pieces(self, size: int = PIECE) -> list[Piece]:
        names = list(self.digests)
        return [self._piece(tuple(names[start : start + size])) for start in range(0, len(names), size)]

    def _piece(self, names: tuple[str, ...]) -> Piece:
        return Files(self.folder, names, _digest([f"{name}\0{self.digests[name]}" for name in names]))


def _is_city_file(path: Path) -> bool:
    known = path.suffix.lower() in ENDINGS and not path.name.startswith((".", "~"))
    return known and path.name != SCHEMA and path.is_file()


def _unreadable(name: str, error: OSError) -> Fault:
    reason = error.strerror or type(error).__name__
    return Fault("", name, say(f"读不出：{reason}", f"cannot be read: {reason}"),
                 say("检查路径和权限", "check path and permissions"), name)  # fmt: skip


def _problem(fault: Fault) -> Problem:
    return Problem(fault.place, fault.what, fault.fix)


# -- a table --------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Rows:
    """Some cities of a table."""

    name: str
    cities: tuple[str, ...]
    codes: Codes
    grades: Codes | None

    @property
    def digest(self) -> str:
        return _digest(
            [*self.cities, self.codes.tobytes().hex(), "" if self.grades is None else self.grades.tobytes().hex()]
        )

    def assessments(self, rubric: Rubric) -> Iterator[tuple[str, Assessment | list[Fault]]]:
        ids = [one.id for one in rubric.indicators]
        grades: list[str | None] = [*(one.id for one in rubric.evidence_grades), None]
        for row, city in enumerate(self.cities):
            stated = self.grades[row].tolist() if self.grades is not None else [-1] * len(ids)
            ratings = {
                id_: Rating(outcome=_OUTCOMES.get(code, code), grade=grades[grade])
                for id_, code, grade in zip(ids, self.codes[row].tolist(), stated, strict=True)
                if code != MISSING
            }
            yield self.name, Assessment(
                id=city, rubric_id=rubric.id, rubric_version=rubric.version, city=CityProfile(id=city, name=city),
                period=NO_PERIOD, cut_off=NO_DATE, ratings=ratings,
            )  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Cities by id; what stands in another order in the table gives the same pieces."""

    table: RatingsTable
    digests: dict[str, str]

    @classmethod
    def of(cls, path: Path, rubric: Rubric) -> Table:
        """Cities with a fault are left out; a header with one refuses the table."""
        return cls(read_ratings(path, rubric, path.name, lenient=True), {path.name: digest_of(path)})

    @property
    def cities(self) -> int:
        return len(self.table.cities)

    @property
    def faults(self) -> list[Fault]:
        return [Fault.of(problem, city) for city, problem in self.table.refused]

    @property
    def notes(self) -> list[Text]:
        return self.table.notes

    def pieces(self, size: int = PIECE) -> list[Piece]:
        order = sorted(range(len(self.table.cities)), key=self.table.cities.__getitem__)
        return [self._piece(order[start : start + size]) for start in range(0, len(order), size)]

    def _piece(self, rows: Sequence[int]) -> Piece:
        (name,) = self.digests
        stated = self.table.grades
        picked = list(rows)
        cities = tuple(self.table.cities[row] for row in picked)
        return Rows(name, cities, self.table.codes[picked], None if stated is None else stated[picked])


# -- assessments at hand ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Some:
    given: tuple[Assessment, ...]
    digest: str

    def assessments(self, rubric: Rubric) -> Iterator[tuple[str, Assessment | list[Fault]]]:
        return (("", one) for one in self.given)


@dataclass(frozen=True)
class Given:
    """Assessments that lie in memory, such as those of a page."""

    assessments: Sequence[Assessment]
    faults: list[Fault] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    @property
    def cities(self) -> int:
        return len(self.assessments)

    @property
    def digests(self) -> dict[str, str]:
        return {one.id: _digest([one.model_dump_json()]) for one in self.assessments}

    def pieces(self, size: int = PIECE) -> list[Piece]:
        cut = [tuple(self.assessments[start : start + size]) for start in range(0, len(self.assessments), size)]
        return [Some(some, _digest([one.model_dump_json() for one in some])) for some in cut]


def _digest(said: list[str]) -> str:
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()

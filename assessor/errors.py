"""Every error a user can meet.

    AssessorError                     1
    ├── UsageError                    2   the command or its options do not fit together
    ├── FaultyInput                       all faults of one input, each with place and remedy
    │   ├── RubricFault               3   a rubric or its paragraph map
    │   ├── CityFault                 4   a city or assessment file
    │   ├── TableFault                5   a CSV table of ratings
    │   └── WorkbookFault             6   an Excel file
    │       └── BlankFault            6   a template that belongs to no assessment
    ├── VersionMismatch               7   made under another rubric or rubric version
    ├── ScoringError                  8   ratings and weights that admit no score
    ├── ComparisonRefused             8   cities that must not be compared
    ├── WorkshopRefused              11   a step that the rules of a scoring session do not allow
    ├── StoreError                    9   the database
    │   ├── StoreUnavailable          9   read-only, corrupt, locked or absent
    │   ├── NewerStore                9   written by a newer version of the product
    │   ├── NotFound                  9   no such assessment
    │   ├── Locked                    9   fixed once rating has begun
    │   └── Stale                     9   somebody else saved meanwhile; both values travel along
    └── PortInUse                    10   the address is taken

The number is the command line's exit code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from assessor.text import Language, Text


@dataclass(frozen=True)
class Problem:
    """One fault: where it is, what is wrong, how to put it right."""

    place: str
    what: Text
    fix: Text

    def line(self, language: Language) -> str:
        remedy = "处理办法：" if language == "zh" else "Fix: "
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.what.pick(language)}\n    {remedy}{self.fix.pick(language)}"


class AssessorError(Exception):
    """Base of everything a user can meet; says place, fault and way out in both languages."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *problems: Problem) -> None:
        self.problems: Sequence[Problem] = problems
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        return "\n".join(problem.line(language) for problem in self.problems)

    @classmethod
    def because(cls, what: Text, fix: Text, place: str = "") -> AssessorError:
        return cls(Problem(place, what, fix))


class UsageError(AssessorError):
    exit_code = 2


class FaultyInput(AssessorError):
    """All faults of one input."""


class RubricFault(FaultyInput):
    exit_code = 3


class CityFault(FaultyInput):
    exit_code = 4


class TableFault(FaultyInput):
    exit_code = 5


class WorkbookFault(FaultyInput):
    exit_code = 6


class BlankFault(WorkbookFault):
    """Faults of a template that does not say which assessment it belongs to."""


class VersionMismatch(AssessorError):
    exit_code = 7

    def __init__(self, *problems: Problem, made: tuple[str, str] | None = None) -> None:
        super().__init__(*problems)
        self.made = made
        """Id and version of the rubric that the refused thing was made under, where that is known."""


class ScoringError(AssessorError):
    exit_code = 8


class ComparisonRefused(AssessorError):
    exit_code = 8


class WorkshopRefused(AssessorError):
    exit_code = 11


class StoreError(AssessorError):
    exit_code = 9


class StoreUnavailable(StoreError):
    pass


class NewerStore(StoreError):
    pass


class NotFound(StoreError):
    pass


class Locked(StoreError):
    pass


class Stale(StoreError):
    """Somebody else saved meanwhile: `theirs` is stored, `ours` was refused."""

    def __init__(self, *problems: Problem, theirs: object, ours: object) -> None:
        super().__init__(*problems)
        self.theirs = theirs
        self.ours = ours


class PortInUse(AssessorError):
    exit_code = 10

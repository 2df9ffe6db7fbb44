"""How a city file is laid out, in YAML and in JSON, and its way to and from an Assessment."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

from assessor import measuring
from assessor.assessment import NOTE_LIMIT, Assessment, Consensus, Evidence, Mode, Outcome, Rating, WeightChoice
from assessor.city import CityProfile
from assessor.files.yaml_reader import Document
from assessor.rubric import Rubric
from assessor.task import FollowUp, Task
from assessor.text import Prose, Text

FORMAT = "assessor.assessment"
FORMAT_VERSION = 4
"""2: a rating may say what a scoring session agreed. 3: it may hold the figure of a measured indicator. 4: tasks
and looks back at them. A file without any of them is still written as 1, which older programs read."""
DATED = {"evidence": "date", "tasks": "due", "follow_ups": "date"}
"""Lists whose entries bear a date, and its key."""
_OUTCOMES: dict[str, Outcome] = {"NA": "not_applicable", "IE": "insufficient_evidence"}
_SHORT = {word: short for short, word in _OUTCOMES.items()}


def _one_fault(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    """One fault for a value that is neither a level nor NA nor IE, instead of one for each."""
    try:
        return handler(value)
    except ValidationError:
        raise PydanticCustomError("level_type", "neither a level nor NA nor IE") from None


Level = Annotated[int | Literal["NA", "IE"], WrapValidator(_one_fault)]


class _Layout(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RubricName(_Layout):
    id: Prose
    version: Prose


class RatingEntry(_Layout):
    """A rating; a bare level stands for `{ level: ... }`."""

    level: Level = Field(default_factory=int)
    """Follows from the figure where only `measured` is given."""
    measured: float | None = Field(default=None, allow_inf_nan=False)
    """The figure of a measured indicator, in the rubric's unit."""
    grade: str | None = None
    reason: str = Field(default="", max_length=NOTE_LIMIT)
    note: str = Field(default="", max_length=NOTE_LIMIT)
    external_constraint: str = Field(default="", max_length=NOTE_LIMIT)
    further_evidence_offline: bool = False
    consensus: Consensus | None = None

    def rating(self, rubric: Rubric, indicator: str) -> Rating:
        said = {name: getattr(self, name) for name in self.model_fields_set - {"level"}}
        if self.measured is not None and "level" not in self.model_fields_set:
            return measuring.rating(rubric, indicator, said.pop("measured"), **said)
        outcome: Outcome = _OUTCOMES[self.level] if isinstance(self.level, str) else self.level
        return Rating(outcome=outcome, **said)


class CityFile(_Layout):
    format: Literal["assessor.assessment"] = "assessor.assessment"
    format_version: Literal[1, 2, 3, 4] = 1
    id: Prose
    rubric: RubricName
    period: Prose
    cut_off: date
    mode: Mode = "workshop"
    variant: str = "full"
    city: CityProfile
    pattern: Text | None = None
    weights: WeightChoice = Field(default_factory=WeightChoice)
    targets: dict[str, int] = Field(default_factory=dict)
    ratings: dict[str, RatingEntry] = Field(default_factory=dict)
    evidence: list[Evidence] = Field(default_factory=list)
    tasks: list[Task] = Field(default_factory=list)
    follow_ups: list[FollowUp] = Field(default_factory=list)

    def assessment(self, rubric: Rubric) -> Assessment:
        same = {name: getattr(self, name) for name in self.model_fields_set & Assessment.model_fields.keys()}
        ratings = {id_: entry.rating(rubric, id_) for id_, entry in self.ratings.items()}
        return Assessment(**{
            **same, "rubric_id": self.rubric.id, "rubric_version": self.rubric.version, "ratings": ratings,
        })  # fmt: skip


def plain(document: Document) -> Any:
    """The document's value with bare levels spelt out and quoted dates read as dates."""
    said = document.value
    if not isinstance(said, dict):
        return said
    said = dict(said)
    if isinstance(said.get("ratings"), dict):
        said["ratings"] = {id_: _spelt_out(document, id_, one) for id_, one in said["ratings"].items()}
    said["cut_off"] = _date(said.get("cut_off"))
    if "cut_off" not in document.value:
        del said["cut_off"]
    for name, key in DATED.items():
        if isinstance(said.get(name), list):
            said[name] = [_dated(one, key) for one in said[name]]
    return said


def _spelt_out(document: Document, id_: str, said: Any) -> Any:
    if isinstance(said, dict):
        return said
    document.lines[("ratings", id_, "level")] = document.line(("ratings", id_))
    return {"level": said}


def _dated(entry: Any, key: str) -> Any:
    return {**entry, key: _date(entry[key])} if isinstance(entry, dict) and key in entry else entry


def _date(said: Any) -> Any:
    try:
        return date.fromisoformat(said) if isinstance(said, str) and len(said) == 10 else said
    except ValueError:
        return said


def laid_out(assessment: Assessment) -> dict[str, Any]:
    """An assessment as its file lays it out: the values that JSON knows, nothing lost."""
    said = assessment.model_dump(mode="json", exclude={"rubric_id", "rubric_version", "ratings"})
    ratings = {id_: _entry(rating) for id_, rating in assessment.ratings.items()}
    return {
        "format": FORMAT,
        "format_version": version_of(assessment, FORMAT_VERSION),
        "id": said.pop("id"),
        "rubric": {"id": assessment.rubric_id, "version": assessment.rubric_version},
        **said,
        "ratings": ratings,
    }


def version_of(assessment: Assessment, newest: int) -> int:
    """The version of a format that an assessment needs: the first knows no sessions, the second no figures, the third
    no tasks. Formats that are younger learnt several of these at once."""
    if assessment.tasks or assessment.follow_ups:
        return newest
    if any(one.measured is not None for one in assessment.ratings.values()):
        return min(3, newest)
    return min(2, newest) if assessment.agreed else 1


def _entry(rating: Rating) -> dict[str, Any]:
    said = rating.model_dump(mode="json", exclude={"outcome"}, exclude_defaults=True)
    outcome = rating.outcome
    return {"level": _SHORT[outcome] if isinstance(outcome, str) else outcome, **said}

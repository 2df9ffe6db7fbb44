"""City YAML or JSON -> Assessment, or every fault with place and remedy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assessor.assessment import Assessment
from assessor.errors import CityFault, FaultyInput, Problem, ScoringError, VersionMismatch
from assessor.files.city_faults import city_faults
from assessor.files.city_layout import FORMAT_VERSION, CityFile, plain
from assessor.files.located import Located, excerpt, fresh, problems
from assessor.files.resources import folder
from assessor.files.rubric_file import bundled_rubric
from assessor.files.shape import shape_faults
from assessor.files.yaml_reader import Document, parse, read_document
from assessor.rubric import Rubric
from assessor.text import say
from assessor.weighting import weights_of


def load_assessment(path: Path | str, rubric: Rubric | None = None) -> Assessment:
    """Load the assessment of one city from YAML or JSON, checked against its rubric.

    Args:
        path: a city file, or an assessment exported as JSON.
        rubric: the rubric it was made under; the bundled one when not given.

    Raises:
        CityFault: with every fault of the file.
        VersionMismatch: if it was made under another rubric or version.
    """
    return checked(read_document(Path(path), CityFault), rubric or bundled_rubric())


def assessment_from_text(text: str, rubric: Rubric | None = None, name: str = "assessment.json") -> Assessment:
    """The same from text; `name` stands in messages, and .json at its end forbids YAML."""
    return checked(parse(text, name, CityFault), rubric or bundled_rubric())


@cache
def _samples() -> tuple[Assessment, ...]:
    return tuple(load_assessment(path) for path in sorted(folder("sample_cities").glob("*.yaml")))


def sample_cities() -> list[Assessment]:
    """The bundled fictional cities, in the order of their ids."""
    return list(_samples())


def checked(document: Document, rubric: Rubric) -> Assessment:
    """The assessment a document holds.

    Raises:
        CityFault: with every fault of the document.
        VersionMismatch: if it was made under another rubric or version.
    """
    said = plain(document)
    _refuse_other_format(document, said)
    _refuse_other_rubric(document, said, rubric)
    found = list(document.found)
    file, shapes = _file(document, said)
    found += fresh(shapes, found)
    if isinstance(said, dict):
        found += fresh(city_faults(said, rubric, document), found)
    if found or file is None:
        raise CityFault(*problems(found))
    _refuse_weights(document, file, rubric)
    return file.assessment(rubric)


def _refuse_weights(document: Document, file: CityFile, rubric: Rubric) -> None:
    """Weights that are sound one by one and yet leave nothing to score, such as all 0."""
    try:
        weights_of(rubric, file.weights, file.variant)
    except ScoringError as error:
        at = document.line(("weights",))
        raise CityFault(
            *(Problem(f"{document.name}:{at}: {one.place}", one.what, one.fix) for one in error.problems)
        ) from None


def _file(document: Document, said: Any) -> tuple[CityFile | None, list[Located]]:
    if not isinstance(said, dict):
        what = say("城市文件应是一组键和值", "a city file holds keys and values")
        return None, [
            Located(
                document.name,
                document.line(()),
                (),
                what,
                say("从 id: 写起，参看 sample_cities", "begin with id:; see sample_cities"),
            )
        ]
    try:
        return CityFile.model_validate(said), []
    except ValidationError as error:
        return None, list(shape_faults(document, error, CityFile))


def _refuse_other_format(document: Document, said: Any) -> None:
    """A file of a later format is refused by name instead of as a heap of unknown keys."""
    version = said.get("format_version") if isinstance(said, dict) else None
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise _because(
            CityFault, document, "format_version",
            (f"文件格式版本为 {version}，本软件只识别到 {FORMAT_VERSION}", f"the file has format version {version}; this program reads up to version {FORMAT_VERSION}"),
            ("用较新版本的软件打开", "open it with a newer version of this program"),
        )  # fmt: skip


def _refuse_other_rubric(document: Document, said: Any, rubric: Rubric) -> None:
    made = said.get("rubric") if isinstance(said, dict) else None
    if not isinstance(made, dict):
        return
    id_, version = made.get("id"), made.get("version")
    if isinstance(id_, str) and isinstance(version, str) and (id_, version) != (rubric.id, rubric.version):
        named = (excerpt(id_), excerpt(version))
        fault = _because(
            VersionMismatch, document, "rubric",
            (f"该文件依据量表 {named[0]} {named[1]}，现用量表为 {rubric.id} {rubric.version}",
             f"made under rubric {named[0]} {named[1]}; this one is {rubric.id} {rubric.version}"),
            ("用 --rubric 指明当时的量表；旧评估不按新文本重评", "name the rubric it was made under (--rubric); old assessments are not re-read under new words"),
        )  # fmt: skip
        raise VersionMismatch(*fault.problems, made=(id_, version))


def _because(
    kind: type[FaultyInput] | type[VersionMismatch],
    document: Document,
    key: str,
    what: tuple[str, str],
    fix: tuple[str, str],
) -> FaultyInput | VersionMismatch:
    at = Located(document.name, document.line((key,)), (key,), say(*what), say(*fix))
    problem: Problem = at.problem()
    return kind(problem)

"""Rubric YAML -> Rubric, or every fault with file, line and remedy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assessor.errors import RubricFault
from assessor.files.located import MEGABYTE, Located, fresh, problems
from assessor.files.resources import rubric_folder
from assessor.files.shape import only_words, shape_faults, with_words
from assessor.files.yaml_reader import Document, read_document
from assessor.rubric import Fault, Rubric, Source
from assessor.text import say

RUBRIC_LIMIT = 5 * MEGABYTE


def load_rubric(path: Path | str | None = None) -> Rubric:
    """Load a rubric from its file or folder; the bundled one when no path is given.

    Raises:
        RubricFault: with every fault of the rubric and its paragraph map.
    """
    return bundled_rubric() if path is None else _load(rubric_path(path))


@cache
def bundled_rubric() -> Rubric:
    return _load(rubric_folder() / "rubric.yaml")


def rubric_path(path: Path | str) -> Path:
    """The rubric's file, where its folder was named."""
    named = Path(path)
    return named / "rubric.yaml" if named.is_dir() else named


def _load(path: Path) -> Rubric:
    document = read_document(path, RubricFault, RUBRIC_LIMIT)
    source, sources = _source(path, document)
    documents = [document] if sources is None else [document, sources]
    rubric, shapes = _rubric(document, sources, source)
    found = [one for each in documents for one in each.found]
    found += fresh(shapes, found)
    if rubric is not None and not any(one.misread for one in documents):
        found += fresh([_located(one, document, sources) for one in _first_things(rubric.faults())], found)
    if found or rubric is None:
        raise RubricFault(*problems(found))
    return rubric


def _first_things(faults: list[Fault]) -> list[Fault]:
    """Under a broken scale every indicator would seem to lack descriptors: the scale comes first."""
    if not any(fault.loc == ("scale",) for fault in faults):
        return faults
    return [fault for fault in faults if fault.loc[-1] not in ("descriptors", "effort")]


def _source(path: Path, document: Document) -> tuple[Any, Document | None]:
    """The paragraph map, from its own file where `source` names one."""
    said = document.value.get("source") if isinstance(document.value, dict) else None
    if not isinstance(said, str):
        return said, None
    beside = path.parent / said
    if Path(said).name != said or not beside.is_file():
        document.fault(
            ("source",),
            (f"没有文件 {said}", f"there is no file {said}"),
            ("写段落表的文件名（与本文件同一文件夹），或把段落表直接写在这里", "name the file of the paragraph map beside this one, or write the map here"),
        )  # fmt: skip
        return None, None
    sources = read_document(beside, RubricFault, RUBRIC_LIMIT)
    return sources.value, sources


def _rubric(document: Document, sources: Document | None, source: Any) -> tuple[Rubric | None, list[Located]]:
    """The rubric and the faults of its shape; a rubric comes along when only words are at fault."""
    if not isinstance(document.value, dict):
        what = say("量表文件应是一组键和值", "a rubric file holds keys and values")
        return None, [Located(document.name, document.line(()), (), what, say("从 id: 写起", "begin with id:"))]
    said = {**document.value, "source": source}
    try:
        return Rubric.model_validate(said), []
    except ValidationError as error:
        first = error
    shapes = _split(document, sources, first)
    if not only_words(first):
        return None, shapes
    try:
        return Rubric.model_validate(with_words(said, first)), shapes
    except ValidationError:
        return None, shapes


def _split(document: Document, sources: Document | None, error: ValidationError) -> list[Located]:
    """Faults below `source` carry the name and line of the paragraph map's own file."""
    faults = list(shape_faults(document, error, Rubric))
    if sources is None:
        return faults
    own = [one for one in faults if one.loc[:1] != ("source",)]
    try:
        Source.model_validate(sources.value)
    except ValidationError as inner:
        own += shape_faults(sources, inner, Source)
    return own


def _located(fault: Fault, document: Document, sources: Document | None) -> Located:
    at, loc = document, fault.loc
    if sources is not None and loc[:1] == ("source",):
        at, loc = sources, loc[1:]
    return Located(at.name, at.line(loc), loc, fault.what, fault.fix)

"""Rubric YAML -> Rubric, or every fault with file, line and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assessor.errors import RubricFault
from assessor.files.located import MEGABYTE, Located, fresh, problems
from assessor.files.repair import consequence, harmless, repaired
from assessor.files.resources import rubric_folder, rubric_folders
from assessor.files.shape import shape_faults
from assessor.files.yaml_reader import Document, read_document
from assessor.rubric import Fault, Loc, Rubric, Source
from assessor.rubric_faults import source_faults
from assessor.text import say

RUBRIC_LIMIT = 5 * MEGABYTE


def load_rubric(path: Path | str | None = None) -> Rubric:
    """Load a rubric from its file or folder, or a bundled one by its id; the first bundled one when no path is given.

    Raises:
        RubricFault: with every fault of the rubric and its paragraph map.
    """
    return bundled_rubric() if path is None else _load(rubric_path(path))


@cache
def bundled_rubric() -> Rubric:
    return _load(rubric_folder() / "rubric.yaml")


@cache
def bundled_rubrics() -> tuple[Rubric, ...]:
    """All rubrics that come along, the one in use unless another is named first."""
    return tuple(
        bundled_rubric() if one == rubric_folder() else _load(one / "rubric.yaml") for one in rubric_folders().values()
    )


def rubric_path(path: Path | str) -> Path:
    """The rubric's file, where its folder was named or the id of a bundled one; what exists under that name goes first."""
    named = Path(path)
    if not named.exists():
        named = rubric_folders().get(str(path), named)
    return named / "rubric.yaml" if named.is_dir() else named


def _load(path: Path) -> Rubric:
    document = read_document(path, RubricFault, RUBRIC_LIMIT)
    source, sources = _source(path, document)
    documents = [document] if sources is None else [document, sources]
    checked = _rubric(document, sources, source)
    found = [one for each in documents for one in each.found]
    found += fresh(checked.shapes, found)
    found += fresh(_cross_checked(checked, document, sources, source), found)
    if found or checked.rubric is None:
        raise RubricFault(*problems(found))
    return checked.rubric


@dataclass(frozen=True)
class _Checked:
    """A rubric, mended where its shape is at fault if that can be done, and the faults of its shape."""

    rubric: Rubric | None
    shapes: list[Located]
    told: frozenset[Loc] = frozenset()
    """Places of the faults of shape, with `source` before those of the paragraph map."""
    numbers_only: bool = True


def _cross_checked(checked: _Checked, document: Document, sources: Document | None, source: Any) -> Iterator[Located]:
    """What no single field can know. Where nothing else can be checked, the paragraph map still can."""
    told, misread = set(checked.told), document.misread
    if document.misread:
        told |= {one.loc for one in document.found}
    if sources is not None and sources.misread:
        told |= {("source", *one.loc) for one in sources.found}
        misread = True
    faults: Iterable[Fault] = ()
    if checked.rubric is not None:
        faults = _first_things(checked.rubric.faults())
    else:
        with suppress(ValidationError):
            faults = source_faults(Source.model_validate(source))
    for fault in faults:
        if not (told and consequence(fault.loc, told, checked.numbers_only and not misread)):
            yield _located(fault, document, sources)


def _first_things(faults: list[Fault]) -> list[Fault]:
    """Under a broken scale every indicator would seem to lack descriptors: the scale comes first."""
    if not any(fault.loc == ("scale",) for fault in faults):
        return faults
    return [fault for fault in faults if fault.loc[-1] not in ("descriptors", "effort", "thresholds")]


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


def _rubric(document: Document, sources: Document | None, source: Any) -> _Checked:
    if not isinstance(document.value, dict):
        what = say("量表文件应是一组键和值", "a rubric file holds keys and values")
        return _Checked(
            None, [Located(document.name, document.line(()), (), what, say("从 id: 写起", "begin with id:"))]
        )
    said = {**document.value, "source": source}

    def raw(loc: Loc) -> str | None:
        if sources is not None and loc[:1] == ("source",):
            return sources.raws.get(loc[1:])
        return document.raws.get(loc)

    try:
        return _Checked(Rubric.model_validate(said), [])
    except ValidationError as error:
        told = frozenset(tuple(one["loc"]) for one in error.errors(include_url=False, include_input=False))
        shapes = _split(document, sources, error)
        return _Checked(repaired(said, error, raw), shapes, told, harmless(error))


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

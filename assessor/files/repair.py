"""A copy of a faulty rubric with harmless values in the faulty places, so that the rest can be checked as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from assessor.files.shape import bare, model_at
from assessor.rubric import Loc, Rubric

_ROUNDS = 3
_STRUCTURE = ("list_type", "dict_type", "model_type", "model_attributes_type", "missing")
Raw = Callable[[Loc], str | None]


def repaired(said: Any, error: ValidationError, raw: Raw) -> Rubric | None:
    """The rubric with its faulty places mended; None where too much would have to be invented.

    `raw` gives a bare scalar as it was written, which is what an id most likely was to be.
    """
    for _ in range(_ROUNDS):
        details = error.errors(include_url=False, include_input=False)
        if any(_beyond(detail["type"], tuple(detail["loc"]), raw) for detail in details):
            return None
        said = _copied(said)
        for position, detail in enumerate(details):
            _mend(said, detail["type"], tuple(detail["loc"]), f"?{position}", raw)
        try:
            return Rubric.model_validate(said)
        except ValidationError as more:
            error = more
    return None


def consequence(loc: Loc, told: set[Loc], numbers_only: bool) -> bool:
    """Whether a fault may be nothing but the echo of one told already, or of its repair.

    A repair may be felt at the places that enclose it. Where more than numbers and words were
    repaired, whatever seems to lack an indicator may have had one.
    """
    lacking = loc[:-1] in (("levels",), ("dimensions",), ("shortcomings",), ("units",), ("source", "paragraphs"))
    return (lacking and not numbers_only) or any(one[: len(loc)] == loc for one in told)


def harmless(error: ValidationError) -> bool:
    """True where nothing but numbers, words and unknown keys is at fault, to which no other place refers."""
    return all(
        detail["type"].startswith(("int", "float", "finite", "greater", "less", "extra"))
        or (detail["loc"] and detail["loc"][-1] in ("zh", "en", "version"))
        for detail in error.errors(include_url=False, include_input=False)
    )


def _beyond(kind: str, loc: Loc, raw: Raw) -> bool:
    """A whole list, an entry of one, or an id that nobody can guess."""
    if kind == "extra_forbidden":
        return False
    if kind in _STRUCTURE and (len(loc) < 2 or isinstance(loc[-1], int) or loc[-1] in ("id", "paragraphs", "kinds")):
        return True
    return loc[-1:] == ("id",) and (raw(loc) or "").lower() in ("", "~", "null")


def _mend(said: Any, kind: str, loc: Loc, word: str, raw: Raw) -> None:
    inner = said
    for step in loc[:-1]:
        inner = inner[step]
    if kind == "extra_forbidden":
        inner.pop(loc[-1], None)
    else:
        inner[loc[-1]] = _filler(model_at(Rubric, loc), loc, word, raw)


def _filler(kind: Any, loc: Loc, word: str, raw: Raw) -> Any:
    kind = bare(kind)
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if kind is int and loc[-1] == "level" and isinstance(loc[-2], int):
        return loc[-2]  # rungs mostly stand in their order
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = {one.alias or name: one for name, one in kind.model_fields.items() if one.is_required()}
        return {key: _filler(one.annotation, (*loc, key), word + key, raw) for key, one in fields.items()}
    fillers: dict[Any, Any] = {int: 1, float: 1.0, bool: loc[-1] != "gate"}
    if kind in fillers:
        return fillers[kind]
    return {list: [], dict: {}}.get(get_origin(kind), raw(loc) or word)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value

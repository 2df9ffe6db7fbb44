"""Faults that a model finds in what a file says, in both languages and at their lines."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from assessor.files.located import Located, excerpt, nearest
from assessor.files.yaml_reader import Document
from assessor.rubric import Loc
from assessor.text import Text, counted, say

Words = tuple[Text, Text]
_LIMITS = {
    "greater_than_equal": ("ge", "不小于", "at least"),
    "greater_than": ("gt", "大于", "more than"),
    "less_than_equal": ("le", "不大于", "at most"),
    "less_than": ("lt", "小于", "less than"),
}


def shape_faults(document: Document, error: ValidationError, model: Any) -> Iterator[Located]:
    for detail in error.errors(include_url=False, include_context=True):
        loc: Loc = tuple(detail["loc"])
        what, fix = _words(detail, loc, document, model)
        yield Located(document.name, document.line(loc), loc, what, fix)


def _words(detail: ErrorDetails, loc: Loc, document: Document, model: Any) -> Words:
    kind = detail["type"]
    if kind == "missing":
        return _missing(loc)
    if kind == "extra_forbidden":
        return _extra(loc, document, model)
    if kind in _LIMITS:
        return _limit(detail)
    context = detail.get("ctx", {})
    if kind == "literal_error":
        options = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return _known_word(detail["input"], options)
    if kind == "string_too_long":
        return _too_long(detail["input"], context["max_length"])
    return _wrong_kind(kind, detail, loc, document)


def _missing(loc: Loc) -> Words:
    key = excerpt(loc[-1])
    if key in ("zh", "en"):
        zh, en = ("中文", "Chinese") if key == "zh" else ("英文", "English")
        return (
            say(f"缺少{zh}译文（{key}）", f"the {en} text ({key}) is missing"),
            say(f'补上 {key}: "…"', f'add {key}: "..."'),
        )
    return say(f"缺少 {key}", f"{key} is missing"), say(f"补上 {key}", f"add {key}")


def _extra(loc: Loc, document: Document, model: Any) -> Words:
    known = fields_at(model, loc[:-1])
    # A key that is there already cannot be the one that was meant.
    free = [one for one in known if (*loc[:-1], one) not in document.lines]
    close = nearest(loc[-1], free) or nearest(loc[-1], known)
    key = excerpt(loc[-1])
    what = say(f"不认识的键 {key}", f"unknown key {key}")
    if close is not None:
        return what, say(f"是不是 {close}？", f"did you mean {close}?")
    some = ", ".join(known[:10])
    return what, say(f"删去，或改为：{some}", f"remove it, or use one of: {some}")


def _limit(detail: ErrorDetails) -> Words:
    key, zh, en = _LIMITS[detail["type"]]
    bound = f"{detail.get('ctx', {}).get(key):g}"
    value = excerpt(detail["input"])
    return say(f"应{zh}{bound}，现为 {value}", f"must be {en} {bound}; it is {value}"), say(
        "改正数值", "correct the number"
    )


def _known_word(value: object, options: str) -> Words:
    known = [one.strip() for one in options.split(",")]
    close = nearest(value, known) if isinstance(value, str) else None
    what = say(f"{excerpt(value)} 不在可选值中", f"{excerpt(value)} is not one of the choices")
    if not isinstance(value, str) and str(value) in known:
        return what, say(f'加引号："{value}"', f'put quotes around it: "{value}"')
    if close is not None:
        return what, say(f"是不是 {close}？可选：{options}", f"did you mean {close}? Choices: {options}")
    return what, say(f"改为其中之一：{options}", f"use one of: {options}")


def _too_long(value: Any, most: int) -> Words:
    return (
        say(f"{len(value)}字，超出上限{most}字", f"{counted(len(value), 'character')}; the limit is {most}"),
        say("缩短文字，细节留在线下材料里", "shorten it; keep the details in the papers themselves"),
    )


_KINDS = {
    "string": ("文字", "text"), "int": ("整数", "a whole number"), "float": ("数", "a number"), "finite": ("有限的数", "a finite number"),
    "bool": ("true 或 false", "true or false"), "list": ("列表", "a list"), "tuple": ("列表", "a list"), "dict": ("一组键和值", "keys and values"),
    "model": ("一组键和值", "keys and values"), "date": ("日期（如 2025-12-31）", "a date such as 2025-12-31"),
    "level": ("等级数字、NA 或 IE", "a level, NA or IE"),
}  # fmt: skip


def _wrong_kind(kind: str, detail: ErrorDetails, loc: Loc, document: Document) -> Words:
    value = detail["input"]
    if kind == "string_too_short":
        return say("文字是空的", "the text is empty"), say("写上文字", "write the text")
    zh, en = _KINDS.get(kind.split("_")[0], ("", ""))
    if not zh:
        return (
            say(f"{excerpt(value)} 不合要求", f"{excerpt(value)} is not accepted: {detail['msg']}"),
            say("改正此处", "correct this place"),
        )
    got_zh, got_en = _got(value)
    what = say(f"应为{zh}，现为{got_zh}", f"this should be {en} (got {got_en})")
    return what, _remedy(kind, value, document.raws.get(loc), (zh, en))


def _got(value: object) -> tuple[str, str]:
    if value is None:
        return "空值", "nothing"
    if isinstance(value, dict):
        return "一组键和值", "keys and values"
    if isinstance(value, list):
        return "列表", "a list"
    shown = excerpt(value) if isinstance(value, str | int | float) else str(value)
    return f" {shown}", shown


def _remedy(kind: str, value: object, raw: str | None, wanted: tuple[str, str]) -> Text:
    if kind == "string_type" and value is not None and not isinstance(value, dict | list):
        shown = excerpt(raw if raw is not None else value)
        return say(
            f'加引号："{shown}"（YAML 会把不加引号的 No、1.10、2018 读成别的东西）',
            f'put quotes around it: "{shown}" (YAML reads a bare No, 1.10 or 2018 as something else)',
        )
    if value is None:
        return say("写上内容，或删去这一行", "write a value, or remove the line")
    if kind.startswith(("int", "float", "bool")) and isinstance(value, str):
        return say("去掉引号，只写半角数字或 true、false", "write it without quotes and in plain digits")
    return say(f"改为{wanted[0]}", f"write {wanted[1]}")


# -- which keys are known at a place --------------------------------------------------------------


def fields_at(model: Any, loc: Loc) -> list[str]:
    """The keys that a model knows at a place."""
    model = bare(model_at(model, loc))
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [one.alias or name for name, one in model.model_fields.items()]
    return []


def model_at(model: Any, loc: Loc) -> Any:
    """What a model wants at a place."""
    for step in loc:
        model = _inner(model, step)
    return model


def _inner(model: Any, step: str | int) -> Any:
    model = bare(model)
    if isinstance(model, type) and issubclass(model, BaseModel):
        by_key = {one.alias or name: one.annotation for name, one in model.model_fields.items()}
        return by_key.get(str(step))
    return get_args(model)[-1] if get_origin(model) in (list, dict) else None


def bare(model: Any) -> Any:
    """The model behind Optional and Annotated."""
    while get_origin(model) in (Annotated, Union, types.UnionType):
        models = [one for one in get_args(model) if one is not type(None)]
        model = models[0]
    return model

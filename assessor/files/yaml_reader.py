"""YAML and JSON -> plain values with a line for every key, or every fault with place and fix.

YAML 1.1 reads a bare No, 1.10, 012 or 12:30 as something else than what was written; such notation
is either refused here or explained when it meets a field of another kind.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from assessor.errors import FaultyInput
from assessor.files.located import MEGABYTE, Located, bytes_of, excerpt, problems, refused, text_of
from assessor.files.yaml_syntax import syntax_fault
from assessor.rubric import Loc
from assessor.text import say

DEPTH_LIMIT = 20
# libyaml is many times faster; its absence changes nothing else.
_Fast: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Characters that the Python parser reads in about two seconds.
_SLOW_LIMIT = 300_000
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_ODD_SPACE = re.compile(r"[\u00a0\u3000\u200b-\u200f\u2028\u2029\ufeff：]")


@dataclass
class Document:
    """What a file says, and where it says it."""

    name: str
    value: Any = None
    lines: dict[Loc, int] = field(default_factory=dict)
    raws: dict[Loc, str] = field(default_factory=dict)
    """Bare scalars as written, by place."""
    found: list[Located] = field(default_factory=list)
    """Faults of notation; they do not stop the reading."""
    misread: bool = False
    """Some value is not what was meant, so that other values cannot be checked against it."""

    def line(self, loc: Loc) -> int:
        """The line of the nearest enclosing key."""
        for end in range(len(loc), -1, -1):
            if loc[:end] in self.lines:
                return self.lines[loc[:end]]
        return 0

    def fault(self, loc: Loc, what: tuple[str, str], fix: tuple[str, str]) -> None:
        self.found.append(Located(self.name, self.line(loc), loc, say(*what), say(*fix)))


def read_document(path: Path, fault: type[FaultyInput], limit: int = MEGABYTE) -> Document:
    """Read a YAML file, or a JSON file by its name or first character.

    Raises:
        fault: if the file is absent, too large, not UTF-8, no YAML, or nested too deeply.
    """
    text = text_of(bytes_of(path, limit, fault), str(path), fault)
    return parse(text, str(path), fault)


def parse(text: str, name: str, fault: type[FaultyInput]) -> Document:
    named_json = name.lower().endswith(".json")
    if named_json or text.lstrip().startswith("{"):
        try:
            return _parse_json(text, name, fault)
        except json.JSONDecodeError as error:
            if named_json:  # otherwise YAML that begins with a brace
                what = say(f"JSON 写法有误（第{error.colno}列）", f"no valid JSON: {error.msg} (column {error.colno})")
                fix = say("检查逗号、引号和括号", "check commas, quotes and brackets")
                raise refused(fault, name, what, fix, error.lineno) from None
    document = Document(name)
    _guard_events(text, document, fault)
    root = _compose(text, name, fault)
    if root is None:
        raise refused(fault, name, say("文件是空的", "the file is empty"), say("写入内容", "write its content"))
    document.lines[()] = root.start_mark.line + 1
    document.value = _build(root, (), document)
    _refuse_no_characters(document.value, (), document)
    return document


# -- before anything is built -------------------------------------------------------------------


def _guard_events(text: str, document: Document, fault: type[FaultyInput]) -> None:
    """Refuse deep nesting, aliases and tags while the file is still a flat stream of events."""
    try:
        aliases = _walked(text, document, fault, _Fast)
    except yaml.YAMLError as error:
        raise fault(_explained(text, document.name, error, fault).problem()) from None
    if aliases:
        document.found.append(_alias_fault(document.name, aliases))
    if document.found:
        raise fault(*problems(document.found))


def _walked(text: str, document: Document, fault: type[FaultyInput], loader: Any) -> list[tuple[int, str]]:
    """Every event looked at once, no deeper than the limit. Returns line and name of each alias."""
    depth = 0
    aliases: list[tuple[int, str]] = []
    for event in yaml.parse(text, Loader=loader):
        line = event.start_mark.line + 1 if event.start_mark is not None else 0
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_LIMIT:
                raise refused(
                    fault, document.name,
                    say(f"嵌套超过{DEPTH_LIMIT}层", f"nested more than {DEPTH_LIMIT} deep"),
                    say("检查缩进和括号", "check indentation and brackets"), line,
                )  # fmt: skip
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.AliasEvent):
            aliases.append((line, str(event.anchor)))
        _guard_event(event, line, document)
    return aliases


def _alias_fault(name: str, aliases: list[tuple[int, str]]) -> Located:
    """One fault however many there are: a file that multiplies itself holds hundreds."""
    (line, anchor), more = aliases[0], len(aliases) - 1
    what = say(
        f"用了引用 *{excerpt(anchor)}" + (f"，另有{more}处引用" if more else ""),
        f"the alias *{excerpt(anchor)} is not supported" + (f", nor are {more} more" if more else ""),
    )
    fix = say("把内容写全；若是文字，加引号", "write the words out; if it is text, put quotes around it")
    return Located(name, line, (), what, fix)


def _guard_event(event: Any, line: int, document: Document) -> None:
    tag = getattr(event, "tag", None)
    if tag is not None:
        what = say(f"用了标记 {excerpt(tag)}", f"the tag {excerpt(tag)} is not supported")
        fix = say("删去标记；若是文字，加引号", "remove it; if it is text, put quotes around it")
        document.found.append(Located(document.name, line, (), what, fix))


def _compose(text: str, name: str, fault: type[FaultyInput]) -> yaml.Node | None:
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=_Fast)
    except yaml.YAMLError as error:
        raise fault(_explained(text, name, error, fault).problem()) from None
    return root


def _explained(text: str, name: str, error: yaml.YAMLError, fault: type[FaultyInput]) -> Located:
    """The same fault in the words of the Python parser, whose messages do not vary by platform.

    libyaml from 0.2.6 on complains of deep nesting itself, before any event: events are walked first,
    since composing goes as deep as the text does.
    """
    if len(text) <= _SLOW_LIMIT:
        try:
            _walked(text, Document(name), fault, yaml.SafeLoader)
            yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as plain:
            error = plain
    return syntax_fault(text, name, error)


# -- nodes -> values ----------------------------------------------------------------------------


def _build(node: Any, loc: Loc, document: Document) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(node, loc, document)
    if isinstance(node, yaml.SequenceNode):
        items = []
        for position, item in enumerate(node.value):
            place = (*loc, position)
            document.lines[place] = item.start_mark.line + 1
            items.append(_build(item, place, document))
        return items
    return _scalar(node, loc, document)


def _build_mapping(node: yaml.MappingNode, loc: Loc, document: Document) -> dict[str, Any]:
    built: dict[str, Any] = {}
    first: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = _key(key_node, loc, line, document)
        place = (*loc, key)
        document.lines[place] = line
        if key in first:
            document.fault(
                place,
                (f"“{excerpt(key)}”重复，第{first[key]}行已有", f"the key {excerpt(key)} is used twice (first in line {first[key]})"),
                ("只保留一个", "keep one of them"),
            )  # fmt: skip
        first.setdefault(key, line)
        built[key] = _build(value_node, place, document)
    return built


def _key(node: Any, loc: Loc, line: int, document: Document) -> str:
    raw = node.value if isinstance(node, yaml.ScalarNode) else "?"
    document.lines[(*loc, raw)] = line
    if node.tag != "tag:yaml.org,2002:str":
        what = (f"键 {excerpt(raw)} 会被读成别的东西", f"the key {excerpt(raw)} is read as something else than text")
        fix = ('给键加引号，如 "No"', f'put quotes around it: "{excerpt(raw)}"')
        document.fault((*loc, raw), what, fix)
    elif _ODD_SPACE.search(raw):
        what = (f"键 {raw!r} 中有全角冒号、全角空格或不可见字符", f"the key {raw!a} holds a full-width colon, an odd space or an invisible character")  # fmt: skip
        fix = ("改为半角冒号加空格，缩进用普通空格", "use a plain colon and plain spaces")
        document.fault((*loc, raw), what, fix)
        # Under the name that was meant, no second fault calls it missing.
        raw = _ODD_SPACE.sub("", raw) or raw
        document.lines[(*loc, raw)] = line
    return str(raw)


def _scalar(node: yaml.ScalarNode, loc: Loc, document: Document) -> Any:
    raw: str = node.value
    if not node.style:
        document.raws[loc] = raw
    kind = node.tag.rsplit(":", 1)[-1]
    if kind in ("str", "value", "merge"):
        return raw
    try:
        value = yaml.constructor.SafeConstructor().construct_object(node)
    except (ValueError, KeyError, yaml.YAMLError):
        what = (f"{excerpt(raw)} 不是有效的日期或数", f"{excerpt(raw)} is no valid date or number")
        document.misread = True
        document.fault(loc, what, (f'改正；若是文字，加引号："{excerpt(raw)}"', f'correct it, or put quotes around it: "{excerpt(raw)}"'))  # fmt: skip
        return None
    odd = (kind == "int" and not _INT.fullmatch(raw)) or (kind == "float" and not _FLOAT.fullmatch(raw))
    if odd:
        document.misread = True
        what = (f"{excerpt(raw)} 会被读成 {value}", f"{excerpt(raw)} is read as {value}")
        fix = (f'是数就写普通数字；是文字就加引号："{excerpt(raw)}"', f'write a plain number; if it is text, put quotes around it: "{excerpt(raw)}"')  # fmt: skip
        document.fault(loc, what, fix)
    return value


_NO_CHARACTER = re.compile("[\ud800-\udfff]")


def _refuse_no_characters(value: Any, loc: Loc, document: Document) -> None:
    """Half a surrogate pair can be written as an escape; no file, database or workbook takes it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        _refuse_no_characters(step, (*loc, step), document)
        _refuse_no_characters(one, (*loc, step), document)
    if isinstance(value, str) and (odd := _NO_CHARACTER.search(value)):
        code = f"\\u{ord(odd[0]):04x}"
        what = (
            f"文字中的 {code} 不是字符（半个代理对）",
            f"{code} in this text is no character (half a surrogate pair)",
        )
        document.fault(loc, what, ("删去", "remove it"))


# -- JSON -----------------------------------------------------------------------------------------


_TOO_DEEP = (
    say("嵌套过深或数字过长", "nested too deeply, or a number is too long"),
    say("检查括号和数字", "check brackets and numbers"),
)


def _parse_json(text: str, name: str, fault: type[FaultyInput]) -> Document:
    document = Document(name)
    repeated: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key, value in pairs:
            if key in built:
                repeated.append(key)
            built[key] = value
        return built

    def no_number(word: str) -> float:
        raise refused(
            fault, name, say(f"{word} 不是数", f"{word} is no number"), say("改为数或 null", "write a number or null")
        )

    try:
        document.value = json.loads(text, object_pairs_hook=once, parse_constant=no_number)
    except json.JSONDecodeError:
        raise
    except (RecursionError, ValueError):
        raise refused(fault, name, *_TOO_DEEP) from None
    if _deep(document.value):
        raise refused(fault, name, *_TOO_DEEP)
    _locate_json(text, document)
    _refuse_no_characters(document.value, (), document)
    for key in repeated:
        document.fault((key,), (f"“{excerpt(key)}”重复", f"the key {excerpt(key)} is used twice"), ("只保留一个", "keep one of them"))  # fmt: skip
    return document


def _locate_json(text: str, document: Document) -> None:
    """Line numbers by way of YAML, which reads nearly all JSON; without them places still name the keys."""
    root = None
    # libyaml refuses escapes of surrogates, which in JSON stand for characters beyond U+FFFF.
    for loader in (_Fast, yaml.SafeLoader) if len(text) <= _SLOW_LIMIT else (_Fast,):
        with suppress(yaml.YAMLError):
            root = yaml.compose(text, Loader=loader)
            break
    if root is not None:
        shadow = Document(document.name)
        _build(root, (), shadow)
        document.lines = shadow.lines
        document.raws = shadow.raws


def _deep(value: Any, left: int = DEPTH_LIMIT) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left < 0 or any(_deep(one, left - 1) for one in inner)

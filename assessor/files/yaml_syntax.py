"""What the YAML parser complains of, in words that say where to look and what to change."""

from __future__ import annotations

from typing import Any

import yaml

from assessor.files.located import Located
from assessor.text import Text, say

# Part of the parser's message -> what it means, what to do.
_KNOWN: list[tuple[str, Text, Text]] = [
    (
        "maximum nesting depth",
        say("嵌套过深", "nested too deeply"),
        say("检查缩进和括号", "check indentation and brackets"),
    ),
    (
        "'\\t' that cannot start",
        say("行首或值前有制表符（Tab）", "a tab stands where YAML allows only spaces"),
        say("把Tab换成空格", "replace the tab by spaces"),
    ),
    (
        "that cannot start any token",
        say("文字以YAML的特殊字符开头", "text begins with a character that YAML reserves"),
        say("给这段文字加引号", "put quotes around the text"),
    ),
    (
        "mapping values are not allowed",
        say("此处不该有冒号：多半是文字里有冒号或缩进不齐", "a colon is not expected here: unquoted text, or wrong indentation"),
        say("给含冒号的文字加引号，或对齐缩进", "put quotes around text that holds a colon, or align the indentation"),
    ),
    (
        "could not find expected ':'",
        say("这一行缺半角冒号", "this line lacks a colon"),
        say("键和值之间写半角冒号加空格", "write a colon and a space between key and value"),
    ),
    (
        "found unexpected end of stream",
        say("引号没有收尾", "a quotation mark is never closed"),
        say("补上右引号", "add the closing quotation mark"),
    ),
    (
        "found unexpected document separator",
        say("引号没有收尾", "a quotation mark is never closed"),
        say("补上右引号", "add the closing quotation mark"),
    ),
    (
        "expected ',' or",
        say("括号里缺逗号，或括号、引号没有收尾", "a comma, a closing bracket or a closing quotation mark is missing"),
        say("从这一行往上检查逗号、括号和引号；逗号须为半角", "check commas, brackets and quotes from this line upwards"),
    ),
    (
        "expected <block end>",
        say("缩进不齐，或引号后还有文字", "the indentation does not line up, or words follow a closed quotation"),
        say("与同级对齐；引号里的引号写成“”", "align it with its neighbours; inside quotes use other quotation marks"),
    ),
    (
        "expected alphabetic or numeric character",
        say("文字以 * 或 & 开头", "text begins with * or &, which YAML reserves"),
        say("给这段文字加引号", "put quotes around the text"),
    ),
    (
        "unknown escape character",
        say("双引号里的反斜杠写法有误", "a backslash in double quotes is not understood"),
        say("写两个反斜杠，或改用单引号", "write two backslashes, or use single quotes"),
    ),
    (
        "invalid Unicode character escape",
        say("\\u 写法所指不是字符", "an escape (\\u) stands for no character"),
        say("删去，或直接写该文字", "remove it, or write the character itself"),
    ),
    (
        "found another document",
        say("文件里有多个文档（---）", "the file holds more than one document (---)"),
        say("只留一个，删去多余的 ---", "keep one; remove the extra ---"),
    ),
]  # fmt: skip
_ODD = {"\u00a0": ("不间断空格", "a non-breaking space"), "\u3000": ("全角空格", "a full-width space"),
        "：": ("全角冒号“：”", "a full-width colon"), "\t": ("制表符（Tab）", "a tab")}  # fmt: skip


def syntax_fault(text: str, name: str, error: yaml.YAMLError) -> Located:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, int(error.position)) + 1
        return Located(
            name, line, (),
            say("有不允许的控制字符", "a control character is not allowed"),
            say("删去该字符", "remove the character"),
        )  # fmt: skip
    message = str(getattr(error, "problem", None) or error)
    line = _line(error, message)
    for part, what, fix in _KNOWN:
        if part in message:
            return _with_odd_characters(text, Located(name, line, (), what, fix))
    return _with_odd_characters(
        text,
        Located(
            name, line, (),
            say("YAML 写法有误", f"no valid YAML: {message}"),
            say("检查这一行和上一行的缩进、冒号、引号", "check indentation, colons and quotes of this line and the one above"),
        ),
    )  # fmt: skip


def _line(error: Any, message: str) -> int:
    """The line to look at; where something is never closed, the line it was opened in."""
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    unclosed = (
        "unexpected end of stream" in message or "document separator" in message or "but got '<stream end>'" in message
    )
    chosen = opened if opened is not None and (unclosed or mark is None or "find expected ':'" in message) else mark
    return int(chosen.line) + 1 if chosen is not None else 0


def _with_odd_characters(text: str, fault: Located) -> Located:
    """Add what the eye cannot see: characters near the fault that look like spaces or colons."""
    lines = text.splitlines()[max(fault.line - 2, 0) : fault.line]
    seen = [names for char, names in _ODD.items() if any(char in line for line in lines)]
    if not seen:
        return fault
    zh, en = "、".join(one[0] for one in seen), ", ".join(one[1] for one in seen)
    return Located(
        fault.file, fault.line, fault.loc,
        say(f"{fault.what.zh}（附近有{zh}）", f"{fault.what.en} (nearby: {en})"),
        say(f"{fault.fix.zh}；换成普通空格和半角冒号", f"{fault.fix.en}; use plain spaces and a plain colon"),
    )  # fmt: skip

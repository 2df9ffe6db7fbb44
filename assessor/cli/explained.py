"""Whatever stops a command -> what is said on stderr, and the exit code."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
import traceback
from typing import Any

from assessor.cli.talk import Talk

INTERRUPTED = 130
PIPE_CLOSED = 141
USAGE = 2


def explain(fault: BaseException, talk: Talk) -> int:
    """Say what happened and return the exit code. A traceback is shown only where it was asked for."""
    if isinstance(fault, BrokenPipeError) or isinstance(fault.__context__, BrokenPipeError):
        _forget_stdout()
        return PIPE_CLOSED
    if isinstance(fault, KeyboardInterrupt) or type(fault).__name__ == "Abort":
        talk.note(talk.say("\n已中断", "\nInterrupted"))
        return INTERRUPTED
    if isinstance(fault, SystemExit):
        return fault.code if isinstance(fault.code, int) else 1
    if hasattr(fault, "format_message"):  # Typer's own, whichever click it carries
        return _usage(fault, talk)
    from assessor.errors import AssessorError

    if isinstance(fault, AssessorError):
        talk.note(fault.message(talk.language))
        if os.environ.get("ASSESSOR_DEBUG") == "1":
            traceback.print_exception(fault)
        return fault.exit_code
    if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
        talk.note(
            talk.say(
                "写不出：磁盘已满\n    处理办法：腾出空间后重试",
                "Output cannot be written: the disk is full\n    Fix: free some space and try again",
            )
        )
        _forget_stdout()
        return 1
    return _unexpected(fault, talk)


def _unexpected(fault: BaseException, talk: Talk) -> int:
    if os.environ.get("ASSESSOR_DEBUG") == "1":
        traceback.print_exception(fault)
    said = " ".join(f"{type(fault).__name__}: {fault}".split())[:300]
    talk.note(
        talk.say(
            f"程序内部出错（{said}）。设 ASSESSOR_DEBUG=1 再运行可看到详情；运行 assessor doctor 可检查环境",
            f"The program failed ({said}). Set ASSESSOR_DEBUG=1 and run again for details; assessor doctor checks the environment",
        )
    )
    return 1


def _forget_stdout() -> None:
    """Nobody reads any more: what Python flushes at its end must not complain."""
    with contextlib.suppress(OSError, ValueError):  # stdout may be no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _usage(fault: Any, talk: Talk) -> int:
    kind = type(fault).__name__
    context = getattr(fault, "ctx", None)
    if context is not None and fault.format_message().startswith("Missing command"):
        with contextlib.redirect_stdout(sys.stderr):  # help that nobody asked for is talk
            sys.stderr.write(context.get_help())
        return USAGE
    what, fix = _said(fault, kind, talk)
    path = context.command_path if context is not None else "assessor"
    if context is not None:
        talk.note(context.get_usage())
    talk.note(what)
    talk.note(
        "    " + talk.say("处理办法：", "Fix: ") + (fix or talk.say(f"写法见 {path} --help", f"see {path} --help"))
    )
    return USAGE


def _said(fault: Any, kind: str, talk: Talk) -> tuple[str, str]:
    message = fault.format_message()
    if kind == "NoSuchOption":
        close = ", ".join(sorted(fault.possibilities or ()))
        fix = talk.say(f"是不是 {close}？", f"did you mean {close}?") if close else ""
        return talk.say(f"没有选项 {fault.option_name}", f"there is no option {fault.option_name}"), fix
    if kind == "MissingParameter" and fault.param is not None:
        name = fault.param.metavar or (fault.param.name or "").upper()
        return talk.say(f"缺少 {name}", f"{name} is missing"), ""
    if (named := re.match(r"No such command '(.*?)'", message)) is not None:
        close = ", ".join(re.findall(r"'([\w-]+)'", message[named.end() :]))
        fix = talk.say(f"是不是 {close}？", f"did you mean {close}?") if close else ""
        return talk.say(f"没有命令 {named[1]}", f"there is no command {named[1]}"), fix
    if kind == "BadParameter" and fault.param is not None:
        hint = (fault.param.opts or [fault.param.name])[0]
        reason = message.rpartition(": ")[2].removeprefix("Value error, ")
        return talk.say(f"{hint} 的值不可用", f"{hint}: {reason}"), ""
    return talk.say(f"命令写法有误（{message}）", message), ""

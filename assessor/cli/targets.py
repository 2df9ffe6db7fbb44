"""Where documents are written: one file, or a folder for several."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from assessor.text import Text


def target_of(named: str, count: int, suffix: str, several: Text) -> Path:
    """One file for one document; a folder, made where need be, for `several` of them."""
    from assessor.errors import Problem, UsageError
    from assessor.text import say

    out = Path(named)
    if out.exists() and not (out.is_dir() or (out.is_file() and out.suffix.lower() == suffix)):
        what = say(
            "此处已有同名的其他文件",
            f"something else of this name is there: neither a folder nor a file that ends in {suffix}",
        )
        fix = say(f"写以 {suffix} 结尾的文件名，或一个文件夹", f"give a file name that ends in {suffix}, or a folder")
        raise UsageError(Problem(named, what, fix))
    if out.suffix.lower() == suffix and not out.is_dir():
        if count == 1:
            return out
        what = say(f"{count}份{several.zh}不能写入同一个文件", f"{count} {several.en} do not fit into one file")
        raise UsageError(Problem(named, what, say("-o 写文件夹", "name a folder with -o")))
    if count == 1 and not out.is_dir() and not named.endswith(("/", os.sep)):
        what = say(
            f"文件名不以 {suffix} 结尾，也没有这个文件夹",
            f"this name does not end in {suffix}, and there is no such folder",
        )
        fix = say(
            f"写 {out.with_suffix(suffix)}；要新建文件夹则写 {named}/",
            f"write {out.with_suffix(suffix)}, or {named}/ to make a folder",
        )
        raise UsageError(Problem(named, what, fix))
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        what = say(f"文件夹建不了（{reason}）", f"the folder cannot be made ({reason})")
        raise UsageError(
            Problem(named, what, say("换一个可写的位置", "choose a place that may be written to"))
        ) from error
    return out


def free(target: Path, name: str, written: Sequence[Path]) -> Path:
    """The place of one document: two cities of one name and period do not take each other's."""
    if not target.is_dir():
        return target
    path, number = target / name, 2
    while path in written:
        path, number = target / f"{Path(name).stem}-{number}{Path(name).suffix}", number + 1
    return path


def tell_written(talk: Talk, written: Sequence[Path], *, json: bool) -> None:
    if json:
        talk.json({"written": [str(path) for path in written]})
        return
    for path in written:
        talk.data(str(path))

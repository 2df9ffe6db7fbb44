"""`assessor word`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from assessor.cli.sources import JsonOption, RubricOption, assessment_named, rubric_at
from assessor.cli.talk import Talk


def word(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", show_default=False, help="城市文件、样例编号、评估编号，或 -（标准输入）|City files, ids of samples or assessments, or - for stdin")],
    kind: Annotated[Literal["one-page", "full"], typer.Option("--kind", help="one-page 为一页摘要，full 为自评报告|one-page: the summary; full: the whole report")] = "one-page",
    out: Annotated[str, typer.Option("-o", "--out", metavar="OUT", show_default=False, help="文件（.docx）；多份时为文件夹；默认为当前文件夹|File (.docx), or a folder for several; the current folder by default")] = ".",
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:  # fmt: skip
    """Every file is read before the first document is written."""
    from assessor.report.word import word_name, write_full, write_one_page

    talk: Talk = ctx.obj
    found = rubric_at(rubric)
    assessments = [assessment_named(name, found, bundled=rubric is None, talk=talk) for name in files]
    target, write = _target(out, len(assessments)), write_full if kind == "full" else write_one_page
    written: list[Path] = []
    with talk.progress(talk.say("生成文稿", "Writing documents"), len(assessments)) as step:
        for one in assessments:
            place = _free(target, word_name(one, kind, talk.language), written)
            written.append(write(place, one, found, language=talk.language))
            step()
    if json:
        talk.json({"written": [str(path) for path in written]})
    else:
        for path in written:
            talk.data(str(path))
    return 0


def _free(target: Path, name: str, written: list[Path]) -> Path:
    """Two cities of one name and period do not take each other's place."""
    if not target.is_dir():
        return target
    path, number = target / name, 2
    while path in written:
        path, number = target / f"{Path(name).stem}-{number}.docx", number + 1
    return path


def _target(named: str, count: int) -> Path:
    """One file for one document; a folder, made where need be, for several."""
    from assessor.errors import Problem, UsageError
    from assessor.text import say

    out = Path(named)
    if out.suffix.lower() == ".docx" and not out.is_dir():
        if count == 1:
            return out
        what = say(f"{count}份文稿不能写入同一个文件", f"{count} documents do not fit into one file")
        raise UsageError(Problem(named, what, say("-o 写文件夹", "name a folder with -o")))
    if not out.is_dir() and (out.exists() or (count == 1 and not named.endswith(("/", os.sep)))):
        what = say("不是文件夹，也不以 .docx 结尾", "this is no folder, and the name does not end in .docx")
        fix = say(
            f"写 {out.with_suffix('.docx')}；要新建文件夹则写 {named}/",
            f"write {out.with_suffix('.docx')}, or {named}/ to make a folder",
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

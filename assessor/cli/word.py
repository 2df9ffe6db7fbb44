"""`assessor word`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from assessor.cli.sources import JsonOption, RubricOption, under_own_version
from assessor.cli.talk import Talk
from assessor.cli.targets import free, target_of, tell_written


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
    from assessor.text import say

    talk: Talk = ctx.obj
    assessments = [under_own_version(name, rubric, talk) for name in files]
    target = target_of(out, len(assessments), ".docx", say("文稿", "documents"))
    write = write_full if kind == "full" else write_one_page
    written: list[Path] = []
    with talk.progress(talk.say("生成文稿", "Writing documents"), len(assessments)) as step:
        for one, found in assessments:
            place = free(target, word_name(one, kind, talk.language), written)
            written.append(write(place, one, found, language=talk.language))
            step()
    tell_written(talk, written, json=json)
    return 0

"""`assessor report`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assessor.cli.comparing import ReasonOption
from assessor.cli.sources import STDIN, JsonOption, RubricOption, assessment_named, provenance_of, rubric_at
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from assessor.assessment import Assessment
    from assessor.peers import Comparison
    from assessor.report import ReportLanguage
    from assessor.rubric import Rubric


def report(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", show_default=False, help="城市文件、样例编号、评估编号，或 -（标准输入）|City files, ids of samples or assessments, or - for stdin")],
    out: Annotated[str, typer.Option("-o", "--out", metavar="OUT", show_default=False, help="报告文件（.xlsx）；多份时为文件夹；默认为当前文件夹|File (.xlsx), or a folder for several; the current folder by default")] = ".",
    lang: Annotated[Literal["zh", "en", "both"] | None, typer.Option("--lang", show_default=False, help="报告语言|Language of the report")] = None,
    compare: Annotated[list[str] | None, typer.Option("--compare", metavar="OTHER", show_default=False, help="附对标城市，可重复|Include a city to compare with; may be repeated")] = None,
    reason: ReasonOption = None,
    radar: Annotated[bool, typer.Option("--radar", help="另附各维度雷达图|Add a radar chart of the dimensions")] = False,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:  # fmt: skip
    """Every file is read before the first report is written, and again when its turn comes: a batch of
    hundreds holds one city at a time."""
    from assessor.report import write_report

    talk: Talk = ctx.obj
    found, bundled, language = rubric_at(rubric), rubric is None, lang or talk.language
    others = [assessment_named(name, found, bundled=bundled, talk=talk) for name in compare or []]
    held = {
        name: one
        for name in files
        if (one := assessment_named(name, found, bundled=bundled, talk=talk)) and name == STDIN
    }
    target = target_of(out, len(files))
    written: list[Path] = []
    with talk.progress(talk.say("生成报告", "Writing reports"), len(files)) as step:
        for name in files:
            one = held.get(name) or assessment_named(name, found, bundled=bundled, talk=talk)
            known = provenance_of(name)
            path = write_report(
                _free(target, one, language, written), one, found,
                comparison=_comparison(one, others, found, reason), language=language, radar=radar,
                record=known.record if known else None, audit_head=known.audit_head if known else "",
            )  # fmt: skip
            written.append(path)
            step()
    if json:
        talk.json({"written": [str(path) for path in written]})
    else:
        for path in written:
            talk.data(str(path))
    return 0


def _free(target: Path, one: Assessment, language: ReportLanguage, written: list[Path]) -> Path:
    """Two cities of one name and period do not take each other's place."""
    from assessor.report import file_name

    if not target.is_dir():
        return target
    path, number = target / file_name(one, language), 2
    while path in written:
        path, number = target / f"{Path(file_name(one, language)).stem}-{number}.xlsx", number + 1
    return path


def _comparison(own: Assessment, others: list[Assessment], rubric: Rubric, reason: str | None) -> Comparison | None:
    from assessor.peers import compare

    beside = [other for other in others if other.id != own.id]
    return compare(own, beside, rubric, reason) if beside else None


def target_of(named: str, count: int) -> Path:
    """One file for one report; a folder, made where need be, for several."""
    from assessor.errors import Problem, UsageError
    from assessor.text import say

    out = Path(named)
    if out.exists() and not (out.is_dir() or (out.is_file() and out.suffix.lower() == ".xlsx")):
        what = say("此处已有同名的其他文件", "something else of this name is there: neither a folder nor an .xlsx file")
        fix = say("写以 .xlsx 结尾的文件名，或一个文件夹", "give a file name that ends in .xlsx, or a folder")
        raise UsageError(Problem(named, what, fix))
    if out.suffix.lower() == ".xlsx" and not out.is_dir():
        if count == 1:
            return out
        what = say(f"{count}份报告不能写入同一个文件", f"{count} reports do not fit into one file")
        raise UsageError(Problem(named, what, say("-o 写文件夹", "name a folder with -o")))
    if count == 1 and not out.is_dir() and not named.endswith(("/", os.sep)):
        what = say(
            "文件名不以 .xlsx 结尾，也没有这个文件夹", "this name does not end in .xlsx, and there is no such folder"
        )
        fix = say(
            f"写 {out.with_suffix('.xlsx')}；要新建文件夹则写 {named}/",
            f"write {out.with_suffix('.xlsx')}, or {named}/ to make a folder",
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

"""`assessor export` and `assessor import`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assessor.cli import filled
from assessor.cli.sources import JsonOption, RubricOption, under_own_version, unique_id, workspace, writing_to
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from assessor.assessment import Assessment
    from assessor.assessments import Workspace
    from assessor.rubric import Rubric

Format = Literal["json", "csv", "package"]
_BY_ENDING: dict[str, Format] = {".csv": "csv", ".zip": "package"}


def export(
    ctx: typer.Context,
    id_: Annotated[str | None, typer.Argument(metavar="ID", show_default=False, help="评估编号或其开头；不写则列出全部|Id of an assessment or its beginning; all are listed without it")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="写入文件；不写则输出到屏幕|File to write; stdout by default")] = None,
    format_: Annotated[Format | None, typer.Option("--format", show_default=False, help="json、csv（每行一个事实）或 package（数据包 zip）；不写则看文件名|json, csv (one fact a line) or package (a zip of tables); by the file's name when not given")] = None,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:  # fmt: skip
    talk: Talk = ctx.obj
    with workspace(rubric) as office:
        if id_ is None:
            _list(talk, office, json)
            return 0
        assessment = office.export_assessment(unique_id(office, id_) or id_)
        wanted = format_ or _BY_ENDING.get(out.suffix.lower() if out is not None else "", "json")
        content = _content(assessment, wanted, office.rubric_for(assessment))
    if out is None:
        _to_stdout(talk, content, wanted)
        return 0
    with writing_to(out) as part:
        part.write_bytes(content)
    talk.note(talk.say(f"已写入：{out}", f"Written: {out}"))
    return 0


def _content(assessment: Assessment, wanted: Format, rubric: Rubric) -> bytes:
    from assessor.files import assessment_to_csv, assessment_to_json, data_package_bytes

    if wanted == "package":
        return data_package_bytes(assessment, rubric)
    return assessment_to_csv(assessment) if wanted == "csv" else assessment_to_json(assessment).encode()


def _to_stdout(talk: Talk, content: bytes, wanted: Format) -> None:
    """A terminal gets what it can show; a pipe gets every byte."""
    from assessor.errors import Problem, UsageError
    from assessor.text import say

    if wanted == "json":
        talk.as_it_is(content.decode())
    elif not sys.stdout.isatty():
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    elif wanted == "csv":
        talk.data(content.decode("utf-8-sig").rstrip("\n"))
    else:
        what = say(
            "数据包是 zip 文件，不能显示在屏幕上", "a data package is a zip file and cannot be shown on a screen"
        )
        raise UsageError(Problem("--format package", what, say("加 -o 文件名.zip", "add -o NAME.zip")))


def _list(talk: Talk, office: Workspace, json: bool) -> None:
    found = office.summaries()
    if json:
        keys = ("id", "city_name", "city_name_en", "fictional", "period", "mode", "variant", "rated", "of")
        talk.json(
            [{key: getattr(one, key) for key in keys} | {"updated_at": one.updated_at.isoformat()} for one in found]
        )
        return
    if not found:
        talk.note(talk.say("数据库里还没有评估", "There is no assessment in the database yet"))
        return
    rows = [(one.id, one.city_name, one.period, f"{one.rated}/{one.of}") for one in found]
    talk.table(
        talk.say("已存评估", "Stored assessments"),
        talk.say("编号 城市 年度 已评", "id city period rated").split(),
        rows,
    )


def import_(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", show_default=False, help="评估文件（JSON、YAML、长表 CSV 或数据包 zip），- 为标准输入；或填好的评分表（xlsx），可多份|Assessment files (JSON, YAML, long CSV or data package), - for stdin; or filled-in scoring templates (xlsx)")],
    replace: Annotated[bool, typer.Option("--replace", help="替换同编号的评估|Replace assessments of the same id")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="评分表：显示预览后直接写入，不再询问|Templates: write after the preview without asking")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="评分表：只看预览，不写入|Templates: preview only, write nothing")] = False,
    into: Annotated[str | None, typer.Option("--into", metavar="ID", show_default=False, help="评分表：导入到这份评估，即使表是为别的评估下载的|Templates: the assessment to import into, even where a template was made of another one")] = None,
    take: Annotated[Literal["file", "stored"] | None, typer.Option("--take", show_default=False, help="评分表：有冲突时采用文件中的值，或保留已存的值|Templates: in conflicts take the file's value or keep the stored one")] = None,
    clear: Annotated[bool, typer.Option("--clear", help="评分表：文件中清空的内容一并清除（默认保留）|Templates: clear what a file emptied (kept by default)")] = False,
    marked: Annotated[Path | None, typer.Option("--marked", metavar="FOLDER", show_default=False, help="评分表：把未能导入的表标出问题后存入该文件夹|Templates: folder for marked copies of refused files")] = None,
    actor: Annotated[str | None, typer.Option("--actor", metavar="NAME", show_default=False, help="记入操作记录的单位或岗位|Unit or post that the audit trail names")] = None,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:  # fmt: skip
    """All of the files, or none of them."""
    from assessor.errors import AssessorError

    talk: Talk = ctx.obj
    who = actor or talk.say("命令行", "command line")
    asked = filled.Asked(yes, dry_run, into, take, clear, marked, json)
    if filled.are_workbooks(files, asked, replace=replace):
        with workspace(rubric) as office:
            return filled.import_workbooks(talk, office, files, asked, who)
    with workspace(rubric) as office:
        try:
            read = _read_all(files, rubric, talk)
            before = _replaced(office, read) if replace else []
            ids = office.import_assessments(read, who, replace=replace)
        except AssessorError:
            if len(files) > 1:
                talk.note(talk.say("所有文件均未导入：", "None of the files was imported:"))
            raise
    for old, new in before:
        talk.note(
            talk.say(
                f"已替换 {old.id}：评级由{len(old.ratings)}项变为{len(new.ratings)}项，佐证由{len(old.evidence)}条变为{len(new.evidence)}条",
                f"Replaced {old.id}: ratings {len(old.ratings)} before, {len(new.ratings)} now; evidence {len(old.evidence)} before, {len(new.evidence)} now",
            )
        )
    if json:
        talk.json({"imported": ids})
    else:
        for id_ in ids:
            talk.data(id_)
    return 0


def _replaced(office: Workspace, read: list[Assessment]) -> list[tuple[Assessment, Assessment]]:
    """What stands here and what takes its place."""
    there = {one.id for one in office.summaries()}
    return [(office.export_assessment(one.id), one) for one in read if one.id in there]


def _read_all(files: list[str], rubric: Path | None, talk: Talk) -> list[Assessment]:
    """The assessments of all files, or the faults of all files."""
    from assessor.errors import FaultyInput, VersionMismatch

    found: list[Assessment] = []
    faults: list[FaultyInput | VersionMismatch] = []
    for name in files:
        try:
            found.append(under_own_version(name, rubric, talk, bundled=False)[0])
        except (FaultyInput, VersionMismatch) as fault:
            faults.append(fault)
    if faults:
        raise type(faults[0])(*(problem for fault in faults for problem in fault.problems))
    return found

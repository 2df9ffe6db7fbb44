"""The command line: one short function a command. Data goes to stdout, talk to stderr.

Help texts hold both languages, `中文|English`; the reader's half is picked when the commands are built.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from assessor.cli import (
    batch,
    changing,
    comparing,
    doctor,
    planning,
    profiles,
    reports,
    rubrics,
    schemas,
    scores,
    sensitivity,
    serving,
    sessions,
    template,
    transfer,
    uncertainty,
    word,
)
from assessor.cli.explained import explain
from assessor.cli.talk import Talk, language_of, ready_streams

if TYPE_CHECKING:
    from assessor.text import Language

COMMANDS: dict[str, tuple[Callable[..., int], str]] = {
    "serve": (serving.serve, "启动本机网页应用|Start the app on this machine"),
    "demo": (serving.demo, "启动并打开虚构样例|Start the app with the fictional samples open"),
    "score": (scores.score, "给一座或多座城市计分|Score one city or many"),
    "compare": (comparing.compare, "与可比城市对标|Set a city beside comparable ones"),
    "sensitivity": (
        sensitivity.sensitivity,
        "换方法、换权重、改一项评级，结论是否稳健|Whether conclusions hold under other methods, weights and single ratings",
    ),
    "uncertainty": (
        uncertainty.uncertainty,
        "分数的区间、各等级的可能性、变动的来源|Intervals of scores, chances of bands, where the spread comes from",
    ),
    "change": (changing.change, "同一城市两个年度的变化及其由来|What changed between two periods of one city, and why"),
    "migrate": (
        changing.migrate,
        "把评估换到另一量表版本：先列差异|Take an assessment over to another rubric version: differences first",
    ),
    "batch": (
        batch.batch,
        "批量分析多座城市：得分、区间、两两比较、报告|Many cities at once: scores, intervals, comparisons, reports",
    ),
    "plan": (planning.plan, "先做什么：优先次序与最省方案|What to do first: priorities and the cheapest plan"),
    "report": (reports.report, "生成 Excel 报告|Write the Excel report"),
    "word": (word.word, "生成 Word 文稿：一页摘要或自评报告|Write the one-page summary or the full report for Word"),
    "template": (
        template.template,
        "生成评分表，供各单位离线填写|Write the scoring template that departments fill in offline",
    ),
    "export": (transfer.export, "导出评估：JSON、CSV 或数据包|Write a stored assessment as JSON, CSV or data package"),
    "import": (transfer.import_, "把评估文件导入数据库|Take assessment files into the database"),
    "schema": (
        schemas.schema,
        "评估文件、量表的 JSON Schema 和数据包的数据字典|JSON Schema of assessment and rubric files, data dictionary of packages",
    ),
    "doctor": (doctor.doctor, "检查运行环境并给出办法|Examine the environment and say what to do"),
}
RUBRIC_COMMANDS: dict[str, tuple[Callable[..., int], str]] = {
    "check": (rubrics.check, "检查量表，列出每处错误|Check a rubric and list every fault"),
    "show": (rubrics.show, "显示量表或其中一项|Show a rubric or one item of it"),
    "coverage": (rubrics.coverage, "来源段落的覆盖情况|Which source paragraphs are covered"),
    "schema": (rubrics.schema, "量表与城市文件的 JSON Schema|JSON Schema of rubric and city files"),
}
SESSION_COMMANDS: dict[str, tuple[Callable[..., int], str]] = {
    "list": (sessions.list_, "列出研讨场次|List scoring sessions"),
    "record": (sessions.record, "生成评分记录（Excel，匿名）|Write the rating record (Excel, anonymous)"),
    "minutes": (sessions.minutes, "生成纪要（Word）|Write the minutes (Word)"),
    "paper": (sessions.paper, "生成纸质评分票（Word）|Write the paper ballot (Word)"),
}
PROFILE_COMMANDS: dict[str, tuple[Callable[..., int], str]] = {
    "publish": (profiles.publish, "把一份评估签名发布为对标档案|Publish an assessment as a signed profile"),
    "show": (profiles.show, "核对签名，查看档案内容|Check the signature and look at a profile"),
    "import": (profiles.import_, "收进其他城市的对标档案|Take in another city's profile"),
}
LANG_HELP = "界面语言，亦可用环境变量 ASSESSOR_LANG|Language; also by the variable ASSESSOR_LANG"
PANELS = {"argument": "参数|Arguments", "option": "选项|Options"}


def main(args: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    ready_streams()
    sys.exit(run(list(sys.argv[1:] if args is None else args)))


def run(args: list[str]) -> int:
    talk = Talk(language_of(args, os.environ))
    if "--help" in args:
        _translate_typer(talk)
    try:
        said = build(talk.language)(_lang_first(args), prog_name="assessor", standalone_mode=False, obj=talk)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt, SystemExit) as fault:
        return explain(fault, talk)
    return said if isinstance(said, int) else 0


def _lang_first(args: list[str]) -> list[str]:
    """`--lang` is accepted anywhere; only `report` and `template` have one of their own, with one choice more."""
    if "report" in args or "template" in args:
        return args
    moved, kept, given = [], [], iter(args)
    for one in given:
        if one == "--":
            kept += [one, *given]
        elif one == "--lang":
            moved += [one, *[value for value in [next(given, None)] if value is not None]]
        elif one.startswith("--lang="):
            moved.append(one)
        else:
            kept.append(one)
    return moved + kept


# -- building ---------------------------------------------------------------------------------


class Command(TyperCommand):
    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx), ctx)

    def get_params(self, ctx: Any) -> list[Any]:
        return _with_help(super().get_params(ctx), ctx)


class Group(TyperGroup):
    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx), ctx)

    def get_params(self, ctx: Any) -> list[Any]:
        return _with_help(super().get_params(ctx), ctx)


def _usage(said: str, ctx: Any) -> str:
    return said.replace("Usage:", ctx.obj.say("用法：", "Usage:"), 1)


def _with_help(params: list[Any], ctx: Any) -> list[Any]:
    """`--help` is added by Typer itself, in English only."""
    for param in params:
        if param.name == "help":
            param.help = ctx.obj.say("显示本帮助", "Show this help")
            param.rich_help_panel = ctx.obj.say("选项", "Options")
    return params


def _translate_typer(talk: Talk) -> None:
    """Two of Typer's own words for which it offers no option."""
    from typer import rich_utils

    rich_utils.REQUIRED_LONG_STRING = talk.say("［必填］", "[required]")
    rich_utils.DEFAULT_STRING = talk.say("［默认：{}］", "[default: {}]")


def build(language: Language) -> Any:
    app = typer.Typer(
        cls=Group, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich",
        help="城市对外交往统筹机制评估：评机制，不评政策，不评个人|Assess how a city coordinates its external relations: mechanisms, not policy or people",
    )  # fmt: skip
    app.callback()(_root)
    inner = typer.Typer(cls=Group, help="查看与检查量表|Look at a rubric and check it")
    held = typer.Typer(
        cls=Group, help="研讨场次：评分记录、纪要、纸质评分票|Scoring sessions: record, minutes, paper ballot"
    )
    given = typer.Typer(cls=Group, help="对标档案：发布、查看、收进|Profiles for comparison: publish, look at, take in")
    for group, commands in (
        (app, COMMANDS), (inner, RUBRIC_COMMANDS), (held, SESSION_COMMANDS), (given, PROFILE_COMMANDS),
    ):  # fmt: skip
        for name, (function, words) in commands.items():
            group.command(name, cls=Command, help=words)(function)
    app.add_typer(inner, name="rubric")
    app.add_typer(held, name="session")
    app.add_typer(given, name="profile")
    command = typer.main.get_command(app)
    _localise(command, language)
    return command


def _localise(command: Any, language: Language) -> None:
    command.help = _half(command.help, language)
    command.short_help = _half(command.short_help, language)
    command.rich_help_panel = _half("命令|Commands", language)
    for param in command.params:
        param.help = _half(param.help, language)
        param.rich_help_panel = _half(PANELS[param.param_type_name], language)
    for inner in getattr(command, "commands", {}).values():
        _localise(inner, language)


def _half(words: str | None, language: Language) -> str | None:
    if words is None or "|" not in words:
        return words
    zh, _, en = words.partition("|")
    return zh if language == "zh" else en


def _version(asked: bool) -> None:
    if asked:
        from assessor import __version__

        sys.stdout.write(f"assessor {__version__}\n")
        raise typer.Exit


def _root(
    lang: Annotated[Literal["zh", "en"] | None, typer.Option("--lang", help=LANG_HELP)] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本|Show the version")
    ] = False,
) -> None:
    """Options before the command; the language was read before anything was built."""

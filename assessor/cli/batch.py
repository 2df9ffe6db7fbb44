"""`assessor batch`: many cities at once, from a folder of files or a table of ratings."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.cli.sources import JsonOption, RubricOption, rubric_at
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from rich.progress import TaskID

    from assessor.batch import Result
    from assessor.batch.running import Stage

DRAWS, SEED = 2_000, 20180115
LEFT_OUT = 4
"""The exit code when cities were left out; the others are done."""
EVERY = 10.0
"""Seconds between two lines where no bar can be drawn."""


def batch(
    ctx: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", show_default=False, help="城市文件所在文件夹，或评级表（.csv、.parquet，宽表或 city,indicator,level 长表）|Folder of city files, or a table of ratings (.csv, .parquet; wide, or long: city,indicator,level)")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", show_default=False, help="结果文件夹|Folder for the results")],
    draws: Annotated[int, typer.Option("--draws", metavar="N", help="抽样次数|Draws")] = DRAWS,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="随机数种子|Seed")] = SEED,
    processes: Annotated[int, typer.Option("--processes", metavar="N", min=1, max=64, help="进程数，不影响结果|Processes; without influence on the result")] = 2,
    resume: Annotated[bool, typer.Option("--resume", help="接着做没有做完的那一次|Go on with a run that was broken off")] = False,
    reports: Annotated[bool, typer.Option("--reports", help="另为每座城市生成 Excel 报告（较慢）|Also write each city's Excel report (slow)")] = False,
    compare: Annotated[str | None, typer.Option("--compare", metavar="IDS", show_default=False, help="算哪些节点两两领先的可能性，如 overall,A,B,C（默认总分和各层级）|Nodes whose chances of being ahead are counted, such as overall,A,B,C (by default overall and levels)")] = None,
    dominance: Annotated[bool, typer.Option("--dominance", help="另求稳固次序（至多100座城市）|Also find orders that no weighting flips (up to 100 cities)")] = False,
    weights: Annotated[str, typer.Option("--weights", metavar="PRESET", help="权重方案，各市相同|Weight preset, the same for all")] = "equal",
    variant: Annotated[str, typer.Option("--variant", metavar="ID", help="版式|Variant")] = "full",
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:  # fmt: skip
    """Cities with faults are listed in faults.csv and the others go on; the exit code is then 4."""
    from assessor.batch import Choice, run, source_at

    talk: Talk = ctx.obj
    found = rubric_at(rubric)
    nodes = None if compare is None else tuple(dict.fromkeys(one.strip() for one in compare.split(",") if one.strip()))
    choice = Choice(draws, seed, weights, variant, nodes, dominance, reports, talk.language)
    _refuse_reports_of_a_table(source, reports=reports)
    read = source_at(source, found)
    with _watched(talk) as told:
        result = run(read, out, choice, found, processes=processes, resume=resume, told=told)
    _tell(talk, result, json=json)
    return LEFT_OUT if result.faults else 0


def _refuse_reports_of_a_table(source: Path, *, reports: bool) -> None:
    from assessor.errors import Problem, UsageError
    from assessor.text import say

    if reports and source.is_file():
        what = say(
            "评级表没有城市画像、佐证和日期，生不成报告",
            "a table of ratings has no profiles, evidence or dates for a report",
        )
        raise UsageError(Problem("--reports", what, say("改用城市文件所在的文件夹", "give a folder of city files instead")))  # fmt: skip


def _tell(talk: Talk, result: Result, *, json: bool) -> None:
    if result.was_done:
        talk.note(talk.say("这里已有全部结果，没有改动", "The whole result is here already; nothing was changed"))
    if result.kept:
        talk.note(
            talk.say(f"接着做：{result.kept}批已在上次做完", f"Went on: {result.kept} pieces had been finished before")
        )
    if result.redone:
        talk.note(talk.say(f"输入有变：上次做完的{result.redone}批未用，已重做", f"Inputs have changed: {result.redone} pieces finished before were not used but done anew"))  # fmt: skip
    if json:
        talk.json(result.manifest)
        return
    for note in result.notes:
        talk.note(talk.pick(note))
    for fault in result.faults[:5]:
        talk.note(f"{fault.city or fault.file or fault.place}: {talk.pick(fault.what)}")
    if len(result.faults) > 5:
        talk.note(talk.say(f"共{len(result.faults)}处，见 faults.csv", f"{len(result.faults)} faults in all, see faults.csv"))  # fmt: skip
    for name in [*result.manifest["files"], "manifest.json"]:
        talk.data(str(result.folder / name))


# -- how far it is --------------------------------------------------------------------------------


@contextmanager
def _watched(talk: Talk) -> Iterator[Callable[[Stage, int, int], None]]:
    """A bar on a terminal, else a plain line now and then, on stderr."""
    if talk.err.is_terminal:
        with _bar(talk) as drawn:
            yield drawn
        return
    last: dict[str, float] = {}

    def told(stage: Stage, done: int, of: int) -> None:
        now = time.monotonic()
        if done == of or now - last.get(stage, now - EVERY) >= EVERY:
            last[stage] = now
            talk.note(f"{_name(talk, stage)} {done}/{of}")

    yield told


@contextmanager
def _bar(talk: Talk) -> Iterator[Callable[[Stage, int, int], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=talk.err, transient=True, redirect_stdout=False, redirect_stderr=False) as bar:
        tasks: dict[Stage, TaskID] = {}

        def told(stage: Stage, done: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_name(talk, stage), total=of)
            bar.update(tasks[stage], completed=done, total=of)

        yield told


def _name(talk: Talk, stage: Stage) -> str:
    words = {
        "work": talk.say("计分与抽样", "Scores and draws"),
        "compare": talk.say("两两比较", "Comparisons"),
        "write": talk.say("写文件", "Files"),
    }
    return words[stage]

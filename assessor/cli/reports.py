"""`assessor report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assessor.cli.comparing import ReasonOption
from assessor.cli.sources import STDIN, JsonOption, RubricOption, provenance_of, under_own_version, workspace
from assessor.cli.talk import Talk
from assessor.cli.targets import free, target_of, tell_written

if TYPE_CHECKING:
    from assessor.assessment import Assessment
    from assessor.change import Period
    from assessor.peers import Comparison
    from assessor.rubric import Rubric


def report(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", show_default=False, help="城市文件、样例编号、评估编号，或 -（标准输入）|City files, ids of samples or assessments, or - for stdin")],
    out: Annotated[str, typer.Option("-o", "--out", metavar="OUT", show_default=False, help="报告文件（.xlsx）；多份时为文件夹；默认为当前文件夹|File (.xlsx), or a folder for several; the current folder by default")] = ".",
    lang: Annotated[Literal["zh", "en", "both"] | None, typer.Option("--lang", show_default=False, help="报告语言|Language of the report")] = None,
    compare: Annotated[list[str] | None, typer.Option("--compare", metavar="OTHER", show_default=False, help="附对标城市，可重复|Include a city to compare with; may be repeated")] = None,
    reason: ReasonOption = None,
    earlier: Annotated[list[str] | None, typer.Option("--earlier", metavar="OTHER", show_default=False, help="附本市早前年度的评估，可重复；已存评估的早前年度自动附上|Set an earlier period of the city beside it; may be repeated. Earlier periods of a stored assessment come along by themselves")] = None,
    radar: Annotated[bool, typer.Option("--radar", help="另附各维度雷达图|Add a radar chart of the dimensions")] = False,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:  # fmt: skip
    """Every file is read before the first report is written, and again when its turn comes: a batch of
    hundreds holds one city at a time."""
    from assessor.report import file_name, write_report
    from assessor.text import say

    talk: Talk = ctx.obj
    language = lang or talk.language
    others = [under_own_version(name, rubric, talk)[0] for name in compare or []]
    before = [_period(name, rubric, talk) for name in earlier or []]
    held = {name: pair for name in files if (pair := under_own_version(name, rubric, talk)) and name == STDIN}
    target = target_of(out, len(files), ".xlsx", say("报告", "reports"))
    written: list[Path] = []
    with talk.progress(talk.say("生成报告", "Writing reports"), len(files)) as step:
        for name in files:
            one, found = held.get(name) or under_own_version(name, rubric, talk)
            known = provenance_of(name)
            path = write_report(
                free(target, file_name(one, language), written), one, found,
                comparison=_comparison(one, others, found, reason), language=language, radar=radar,
                record=known.record if known else None, audit_head=known.audit_head if known else "",
                earlier=[*before, *(_stored_before(one, rubric) if known else ())],
            )  # fmt: skip
            written.append(path)
            step()
    tell_written(talk, written, json=json)
    return 0


def _period(name: str, rubric: Path | None, talk: Talk) -> Period:
    from assessor.change import Period

    assessment, own = under_own_version(name, rubric, talk)
    return Period(own, assessment)


def _stored_before(assessment: Assessment, rubric: Path | None) -> list[Period]:
    from assessor.migration.periods import earlier_of

    with workspace(rubric) as office:
        return earlier_of(office, assessment)


def _comparison(own: Assessment, others: list[Assessment], rubric: Rubric, reason: str | None) -> Comparison | None:
    from assessor.peers import compare

    beside = [other for other in others if other.id != own.id]
    return compare(own, beside, rubric, reason) if beside else None

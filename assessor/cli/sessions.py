"""`assessor session`: scoring sessions of a stored assessment as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.cli.sources import JsonOption, RubricOption, unique_id, workspace
from assessor.cli.talk import Talk
from assessor.cli.targets import target_of, tell_written

if TYPE_CHECKING:
    from assessor.assessment import Assessment
    from assessor.assessments import Workspace
    from assessor.report.workshop import Kind, SessionRecord
    from assessor.text import Text
    from assessor.workshops import SessionLine, Workshops

NameArgument = Annotated[
    str, typer.Argument(metavar="ID", show_default=False, help="研讨场次编号；或评估编号，含其全部场次|Id of a session; or of an assessment, for all its sessions")
]  # fmt: skip
OutOption = Annotated[
    str, typer.Option("-o", "--out", metavar="OUT", show_default=False, help="文件或文件夹；默认为当前文件夹|File or folder; the current folder by default")
]  # fmt: skip
DayOption = Annotated[
    list[datetime] | None, typer.Option("--day", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", show_default=False, help="研讨日期，按场次先后重复；默认为准备的日期|Day of the session, once for each in order; the day it was prepared by default")
]  # fmt: skip


@dataclass(frozen=True)
class _Held:
    """Which sessions are meant, and the assessment they rate."""

    assessment: Assessment
    lines: list[SessionLine]


def list_(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[ID]", show_default=False, help="评估编号或其开头；不写则列出全部|Id of an assessment or its beginning; all are listed without it")] = None,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:  # fmt: skip
    from assessor.workshops import Workshops

    talk: Talk = ctx.obj
    with workspace(rubric) as office:
        ids = [one.id for one in office.summaries()] if name is None else [_assessment(office, name)]
        sessions = Workshops(office)
        found = [(id_, line) for id_ in ids for line in sessions.sessions(id_)]
    if json:
        talk.json([_as_data(id_, line) for id_, line in found])
    elif not found:
        talk.note(talk.say("没有研讨场次", "There are no scoring sessions"))
    else:
        _table(talk, found)
    return 0


def record(
    ctx: typer.Context,
    name: NameArgument,
    out: OutOption = ".",
    day: DayOption = None,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:
    """The rating record: anonymous, of what was revealed."""
    return _written(ctx.obj, "record", name, out, day, rubric, json)


def minutes(
    ctx: typer.Context,
    name: NameArgument,
    out: OutOption = ".",
    day: DayOption = None,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:
    return _written(ctx.obj, "minutes", name, out, day, rubric, json)


def paper(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", show_default=False, help="研讨场次编号|Id of a session")],
    out: OutOption = ".",
    group: Annotated[str | None, typer.Option("--group", metavar="GROUP", show_default=False, help="只印这一评委组的评分票|Only the ballot of this group of raters")] = None,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:  # fmt: skip
    from assessor.report.workshop import paper_ballot_bytes

    talk: Talk = ctx.obj
    with workspace(rubric) as office:
        held = _held(office, name)
        plan = _only(name, held).plan
        content = paper_ballot_bytes(office.rubric_for(held.assessment), held.assessment, plan, talk.language, group)
    return _put(talk, "paper", held.assessment, content, out, json)


# -- inside --------------------------------------------------------------------------------------


def _written(
    talk: Talk, kind: Kind, name: str, out: str, days: Sequence[datetime] | None, rubric: RubricOption, json: bool
) -> int:
    from assessor.report.workshop import minutes_bytes, record_bytes
    from assessor.workshops import Workshops

    with workspace(rubric) as office:
        held = _held(office, name)
        told = _days(held.lines, days or [])
        own = office.for_assessment(held.assessment.id)
        sessions = [_session(Workshops(own), line.id, day) for line, day in zip(held.lines, told, strict=True)]
        make = record_bytes if kind == "record" else minutes_bytes
        content = make(own.rubric, held.assessment, sessions, talk.language)
    return _put(talk, kind, held.assessment, content, out, json)


def _session(sessions: Workshops, id_: str, day: date) -> SessionRecord:
    from assessor.report.workshop import session_record

    state = sessions.opened(id_).workshop
    return session_record(state, day=day, heads=sessions.heads(id_), agreement=sessions.agreement(id_))


def _held(office: Workspace, name: str) -> _Held:
    """A session by its id or a unique beginning of it, else all sessions of an assessment."""
    from assessor.errors import NotFound, Problem
    from assessor.text import say
    from assessor.workshops import Workshops

    sessions = Workshops(office)
    every = {one.id: sessions.sessions(one.id) for one in office.summaries()}
    found = [(id_, line) for id_, lines in every.items() for line in lines if line.id.startswith(name)]
    if len(found) > 1:
        some = ", ".join(sorted(line.id for _, line in found)[:5])
        what = say(f"有{len(found)}场研讨以此开头", f"{len(found)} sessions begin like this")
        raise NotFound(Problem(name, what, say(f"写全编号：{some}", f"write the whole id: {some}")))
    if found:
        id_, line = found[0]
        return _Held(office.export_assessment(id_), [line])
    id_ = _assessment(office, name)
    return _Held(office.export_assessment(id_), every[id_])


def _assessment(office: Workspace, name: str) -> str:
    from assessor.errors import NotFound, Problem
    from assessor.text import say

    found = unique_id(office, name)
    if found is None:
        what = say("没有这场研讨，也没有这份评估", "there is no session and no assessment of this id")
        raise NotFound(
            Problem(name, what, say("用 assessor session list 查看编号", "see the ids with: assessor session list"))
        )
    return found


def _only(name: str, held: _Held) -> SessionLine:
    from assessor.errors import Problem, UsageError
    from assessor.text import say

    if len(held.lines) != 1:
        what = say(f"这份评估有{len(held.lines)}场研讨", f"the assessment has {len(held.lines)} sessions")
        raise UsageError(Problem(name, what, say("写其中一场的编号", "give the id of one of them")))
    return held.lines[0]


def _days(lines: Sequence[SessionLine], given: Sequence[datetime]) -> list[date]:
    """The days that were named, or those on which the sessions were prepared, by Beijing's calendar."""
    from assessor.errors import Problem, UsageError
    from assessor.report.steps import BEIJING
    from assessor.text import say

    if given and len(given) != len(lines):
        what = say(f"{len(lines)}场研讨给了{len(given)}个日期", f"{len(given)} days for {len(lines)} sessions")
        raise UsageError(Problem("--day", what, say("每场写一个，按先后", "one for each, in order")))
    return [one.date() for one in given] or [line.made.astimezone(BEIJING).date() for line in lines]


def _put(talk: Talk, kind: Kind, assessment: Assessment, content: bytes, out: str, json: bool) -> int:
    from assessor.report.file import put
    from assessor.report.workshop import workshop_name
    from assessor.text import say

    ending = ".xlsx" if kind == "record" else ".docx"
    target = target_of(out, 1, ending, say("文件", "files"))
    path = target / workshop_name(assessment, kind, talk.language) if target.is_dir() else target
    put(path, content)
    tell_written(talk, [path], json=json)
    return 0


# -- lists ----------------------------------------------------------------------------------------


def _as_data(assessment: str, line: SessionLine) -> dict[str, object]:
    return {
        "id": line.id, "assessment": assessment, "stage": line.stage, "kind": line.plan.kind, "variant": line.plan.variant,
        "items": len(line.plan.items), "decided": line.counts.get("decided", 0), "not_rated": line.counts.get("unrated", 0),
        "groups": [one.id for one in line.plan.groups], "purged": line.purged,
    }  # fmt: skip


def _table(talk: Talk, found: Sequence[tuple[str, SessionLine]]) -> None:
    from assessor.report.workshop.words import KINDS
    from assessor.text import say

    stages: dict[str, Text] = {
        "draft": say("准备中", "draft"), "running": say("进行中", "running"), "ended": say("已结束", "ended"),
    }  # fmt: skip
    rows = [
        (
            line.id, id_, talk.pick(stages[line.stage]), talk.pick(KINDS[line.plan.kind]), str(len(line.plan.items)),
            str(line.counts.get("decided", 0)), ", ".join(one.id for one in line.plan.groups),
        )
        for id_, line in found
    ]  # fmt: skip
    talk.table(
        talk.say("研讨场次", "Scoring sessions"),
        talk.say("编号 评估 状态 类型 指标 已定 评委组", "id assessment stage kind items decided groups").split(),
        rows,
        numbers=(4, 5),
    )

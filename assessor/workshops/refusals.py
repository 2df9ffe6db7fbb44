"""The words in which scoring sessions refuse a facilitator's step."""

from __future__ import annotations

from collections.abc import Mapping

from assessor.errors import Problem, Stale, WorkshopRefused
from assessor.store import ballots
from assessor.store.tables import WorkshopRow
from assessor.text import Text, say
from assessor.workshop import Plan

MOST_HOURS = 24 * 31
"""Rating begins up to three weeks ahead (method 6.2)."""


def refuse_stale(row: WorkshopRow, expected: int) -> None:
    if row.version != expected:
        raise Stale(
            Problem(
                row.id,
                say("他人刚刚操作过本场研讨", "somebody else has just taken a step in this session"),
                say("看过现状后再操作", "look at how it stands now, then go on"),
            ),
            theirs=row.state,
            ours=None,
        )


def refuse_hours(hours: float) -> None:
    if not 0 < hours <= MOST_HOURS:
        raise refused(
            say("加入码的有效时间超出范围", "the time for which the code is to hold is out of range"),
            say(f"自现在起最多 {MOST_HOURS} 小时", f"let it hold for up to {MOST_HOURS} hours from now"),
        )


def refuse_ended(row: WorkshopRow) -> None:
    if row.state.stage == "ended":
        raise refused(say("本场研讨已经结束", "this session has ended"), say("另开一场", "prepare another one"))


def refuse_not_ended(row: WorkshopRow) -> None:
    if row.state.stage != "ended":
        raise refused(
            say("本场研讨尚未结束，评分票不能清除", "the session has not ended: its ballots cannot be deleted"),
            say("先结束本场", "end the session first"),
        )


def refuse_lost_groups(heads: Mapping[str, int], plan: Plan) -> None:
    """A group in which somebody waits has to stay."""
    lost = sorted(set(heads) - {one.id for one in plan.groups})
    if lost:
        what = say("已有评委加入这个评委组", "raters have joined this group already")
        fix = say("保留该组，或先移出这些评委", "keep the group, or remove these raters first")
        raise WorkshopRefused(*(Problem(group, what, fix) for group in lost))


def full() -> Problem:
    most = ballots.MOST_RATERS
    return Problem(
        "",
        say(f"本场评委已满{most}人，不能再加入", f"the session has {most} raters already: nobody more can join"),
        say("移出无关的评委并锁定加入，再请到场的评委重新加入",
            "remove raters who do not belong here, lock the session, then let those present join again"),
    )  # fmt: skip


def refused(what: Text, fix: Text) -> WorkshopRefused:
    return WorkshopRefused(Problem("", what, fix))

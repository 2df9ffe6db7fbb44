"""What a revealed item looks like: its distribution, its centre and spread, the groups, the shift between rounds.

The projector and the facilitator's page draw the same markup: a table whose cells hold the bars, so that the
chart is its own table and its numbers grow with the room. One hue; the first round is hollow and the re-vote
filled, so that nothing hangs on colour alone. Everything comes out of `workshop.shown`: there is no other way in.
A page that shows any of them wears workshop_charts.css.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go
import streamlit as st

from assessor.ui import charts, parts, workshop_words
from assessor.ui.session import joined, language, listed, t, workspace
from assessor.workshop import FEWEST, RoundShown, Shown, Tally
from assessor.workshop.consensus import Proposal, proposal

NOTHING = "—"
WIDE = 3
"""Groups whose names have room beside each other."""


@dataclass(frozen=True)
class Shift:
    """One row of a dumbbell: medians before and after; None where nothing may be shown."""

    name: str
    first: float | None
    second: float | None


@dataclass(frozen=True)
class _Column:
    """One column of a distribution; without tally nothing of it may be shown."""

    name: str
    tally: Tally | None
    kind: str
    """first (hollow bars), last (filled bars) or group (numbers alone)."""


# -- on the page ----------------------------------------------------------------------------------


def show(seen: Shown, *, title: str, date: str) -> None:
    """Title, distribution (chart and table in one), summary in words, and where the numbers come from."""
    about = charts.About(title, counted(seen.rounds[-1]), date, source(seen))
    charts.heading(about)
    st.html(distribution(seen))
    lines = [summary(seen), t("charts.source", n=about.n, date=about.date, source=about.source)]
    st.html(f'<p class="a-quiet" style="margin:0">{"<br>".join(escape(line) for line in lines)}</p>')


def show_shifts(shifts: Sequence[Shift], *, n: str, date: str, key: str) -> None:
    """How medians moved from the first round to the re-vote, a row for each item or group."""
    both = t("board.both_rounds")
    about = charts.About(t("board.shift"), n, date, both, t("board.shift_note"))
    charts.show(shift_figure(shifts), about, lambda: _shift_table(shifts), key=key, alt=shift_summary(shifts))


def shift_figure(shifts: Sequence[Shift]) -> go.Figure:
    """Levels 0..T as a dumbbell: the re-vote filled, the first round hollow."""
    top = len(level_names()) - 1
    ends = [[None if value is None else 100 * value / top for value in (one.first, one.second)] for one in shifts]
    figure = charts.dumbbell(
        [one.name for one in shifts], [pair[1] for pair in ends], [pair[0] for pair in ends],
        t("board.second_round"), t("board.first_round"), texts=[moved(one) for one in shifts],
        ticks=[100 * level / top for level in range(top + 1)],
    )  # fmt: skip
    figure.update_xaxes(ticktext=[str(level) for level in range(top + 1)])
    return figure


def _shift_table(shifts: Sequence[Shift]) -> None:
    headers = [t("board.who_or_what"), t("board.first_round"), t("board.second_round")]
    parts.table(headers, [[one.name, level(one.first), level(one.second)] for one in shifts], numbers=(1, 2))


# -- words ----------------------------------------------------------------------------------------


def level_names() -> list[str]:
    """Names of the levels 0..T in the reader's language."""
    return [rung.name.pick(language()) for rung in sorted(workspace().rubric.scale, key=lambda one: one.level)]


def level(value: float | None) -> str:
    """A level or a median as people read it: 2, 2.5."""
    return NOTHING if value is None else workshop_words.plain_number(value)


def round_name(number: int) -> str:
    return t("board.first_round") if number == 1 else t("board.second_round")


def found_in(round_: RoundShown) -> Proposal | None:
    """What the rule makes of one round; None with too few valid ballots."""
    return None if round_.total is None else proposal(round_.total.levels)


def agreement_word(found: Proposal | None) -> str:
    """一致, 基本一致, 分歧; with too few valid ballots, that the item is not rated."""
    return t("board.too_few") if found is None else workshop_words.agreement(found.kind)


def why(round_: RoundShown) -> str:
    """Why raters count as agreed or not."""
    found = found_in(round_)
    return t("board.too_few_why", n=round_.valid, fewest=FEWEST) if found is None else found.why.pick(language())


def counted(round_: RoundShown) -> str:
    """How many ballots a round's numbers rest on."""
    if round_.total is not None and round_.total.cannot_judge:
        return t("board.ballots_and", n=round_.valid, others=round_.total.cannot_judge)
    return t("board.ballots", n=round_.valid)


def source(seen: Shown) -> str:
    return t("board.both_rounds") if len(seen.rounds) > 1 else t("board.first_round_only")


def summary(seen: Shown) -> str:
    """The chart in words: centre, spread and most frequent level of each round, and what it comes to."""
    said = [_told(number, one) for number, one in enumerate(seen.rounds, 1) if one.total is not None]
    last = seen.rounds[-1]
    return joined([*said, t("board.comes_to", word=agreement_word(found_in(last)), why=why(last))])


def _told(number: int, round_: RoundShown) -> str:
    found = None if round_.total is None else round_.total.spread
    if found is None or round_.total is None:
        return ""
    most = max(round_.total.levels)
    modes = [t("board.level", level=at) for at, count in enumerate(round_.total.levels) if count == most]
    return t(
        "board.told", round=round_name(number), n=found.n, median=level(found.median), iqr=level(found.iqr),
        modes=listed(modes), most=most,
    )  # fmt: skip


def moved(one: Shift) -> str:
    """The numbers of a dumbbell's row."""
    if one.first is None or one.second is None:
        return NOTHING
    if one.first == one.second:
        return t("board.stayed", level=level(one.first))
    return t("board.moved", first=level(one.first), second=level(one.second))


def shift_summary(shifts: Sequence[Shift]) -> str:
    """A shift in words: how many rose, fell and stayed."""
    pairs = [(one.first, one.second) for one in shifts if one.first is not None and one.second is not None]
    up = sum(second > first for first, second in pairs)
    down = sum(second < first for first, second in pairs)
    return t("board.shift_told", n=len(pairs), up=up, down=down, same=len(pairs) - up - down)


def shifts(seen: Shown, everyone: str) -> list[Shift]:
    """The item's own dumbbell: all raters, and the groups that may be shown in both rounds."""
    first, second = seen.rounds[0], seen.rounds[-1]
    if first is second or first.total is None or second.total is None:
        return []
    later = {one.ids: one for one in second.groups}
    groups = [
        Shift(one.name.pick(language()), one.tally.median, later[one.ids].tally.median)
        for one in first.groups
        if one.ids in later
    ]
    return [Shift(everyone, first.total.median, second.total.median), *groups]


# -- markup ---------------------------------------------------------------------------------------


def distribution(seen: Shown, *, groups: bool = True) -> str:
    """Levels as rows; a column of bars for each round, a column of numbers for each group of the last one."""
    last = len(seen.rounds)
    columns = [
        _Column(_over(number, last), one.total, "last" if number == last else "first")
        for number, one in enumerate(seen.rounds, 1)
    ]
    if groups:
        columns += [_Column(one.name.pick(language()), one.tally, "group") for one in seen.rounds[-1].groups]
    names = level_names()
    head = "".join(f'<th scope="col" class="w-{one.kind}">{escape(one.name)}</th>' for one in columns)
    body = "".join(_row(at, names[at], columns) for at in reversed(range(len(names))))
    crowded = " w-many" if sum(one.kind == "group" for one in columns) > WIDE else ""
    return (
        f'<table class="w-dist{crowded}"><thead><tr><th scope="col">{escape(t("board.levels"))}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody><tfoot>{_foot(columns)}</tfoot></table>"
    )


def _over(number: int, last: int) -> str:
    return t("board.everyone") if last == 1 else round_name(number)


def _row(at: int, name: str, columns: Sequence[_Column]) -> str:
    cells = "".join(_cell(at, one) for one in columns)
    return f'<tr><th scope="row"><b>{at}</b> <span>{escape(name)}</span></th>{cells}</tr>'


def _cell(at: int, column: _Column) -> str:
    if column.tally is None:
        return f'<td class="w-{column.kind}">{NOTHING}</td>'
    count, most = column.tally.levels[at], max(column.tally.levels) or 1
    if column.kind == "group":
        return _heat(count, most)
    bar = f'<i style="width:{100 * count / most:.1f}%" aria-hidden="true"></i>' if count else ""
    return f'<td class="w-{column.kind}"><div><span class="w-track">{bar}</span><b>{count}</b></div></td>'


def _heat(count: int, most: int) -> str:
    """A group's number on a ground that deepens with it; the number itself is printed."""
    if not count:
        return '<td class="w-group"><b class="w-none">0</b></td>'
    red, green, blue = charts.cell_colour(100 * count / most)
    ground = f"background:rgb({red:.0f},{green:.0f},{blue:.0f});color:{charts.ink(100 * count / most)}"
    return f'<td class="w-group"><b style="{ground}">{count}</b></td>'


def _foot(columns: Sequence[_Column]) -> str:
    """Median, and on how many ballots it rests, of each column."""
    unable = any(one.tally is not None and one.tally.cannot_judge for one in columns)
    counts = [_ballots(one.tally, with_unable=unable) for one in columns]
    named = t("board.valid_and_unable") if unable else t("board.valid")
    lines = [
        (t("board.median"), [level(None if one.tally is None else one.tally.median) for one in columns], "w-big"),
        (named, counts, ""),
    ]
    return "".join(
        f'<tr class="{class_}"><th scope="row">{escape(name)}</th>'
        + "".join(f'<td class="w-{one.kind}">{value}</td>' for one, value in zip(columns, values, strict=True))
        + "</tr>"
        for name, values, class_ in lines
    )


def _ballots(tally: Tally | None, *, with_unable: bool) -> str:
    if tally is None:
        return NOTHING
    return f"{tally.valid}／{tally.cannot_judge}" if with_unable else str(tally.valid)


def dumbbell(rows: Sequence[Shift]) -> str:
    """Medians before (hollow) and after (filled) on a line of the levels; the numbers stand at both ends."""
    top = len(level_names()) - 1
    ticks = "".join(f'<span style="--at:{100 * at / top:.2f}">{at}</span>' for at in range(top + 1))
    body = "".join(
        f'<tr><th scope="row">{escape(one.name)}</th><td>{level(one.first)}</td>'
        f'<td class="w-strip" aria-hidden="true">{_strip(one, top)}</td><td>{level(one.second)}</td></tr>'
        for one in rows
    )
    crowded = " w-many" if len(rows) > WIDE + 1 else ""
    return (
        f'<table class="w-shift{crowded}"><caption>{escape(t("board.shift"))} <small>{escape(t("board.shift_note"))}</small></caption>'
        f'<thead><tr><th scope="col">{escape(t("board.raters"))}</th><th scope="col">{escape(t("board.first_short"))}</th>'
        f'<td class="w-ticks" aria-hidden="true"><div>{ticks}</div></td>'
        f'<th scope="col">{escape(t("board.second_round"))}</th></tr></thead><tbody>{body}</tbody></table>'
    )


def _strip(one: Shift, top: int) -> str:
    """Marks at both ends and the line between; equal ends lie upon each other, the hollow one round the filled."""
    if one.first is None or one.second is None:
        return ""
    first, second = 100 * one.first / top, 100 * one.second / top
    low, wide = min(first, second), abs(second - first)
    return (
        f'<div><u style="--at:{low:.2f};--wide:{wide:.2f}"></u>'
        f'<i class="w-before" style="--at:{first:.2f}"></i><i class="w-after" style="--at:{second:.2f}"></i></div>'
    )

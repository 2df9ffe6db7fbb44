"""Counts of ballots in words and in cells: distributions, shares, the two opinions of an item left in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from assessor.report import words as house
from assessor.report.display import listed, percent, same
from assessor.report.workshop import words
from assessor.report.workshop.basis import Entry
from assessor.rubric import Band
from assessor.scorecard import shown
from assessor.text import Text, say
from assessor.workbooks.cells import Cell
from assessor.workshop import Decision, Tally

NEARLY = [Band(start=80.0, name=same("-"))]
"""The share at which the consensus rule turns: what does not reach it never reads as if it did."""
INDEX_DISPLAY = "0.00"


def number(value: float) -> str:
    """A median or a range: 2, 2.5, 1.25."""
    return f"{value:g}"


def share(value: float) -> str:
    return f"{shown(100.0 * value, NEARLY)}%"


def dash() -> Cell:
    return Cell(house.NONE.zh, "number")


def counted(value: float | None, display: str = "General") -> Cell:
    return dash() if value is None else Cell(value, "number", display)


def share_cell(value: float | None) -> Cell:
    """The share in full precision, shown as its words are."""
    if value is None:
        return dash()
    said = share(value)
    return Cell(value, "number", f'"{said}"' if "." in said else percent(value))


def ballots(levels: Sequence[int], first: int = 0) -> Text:
    """How many chose each level that was chosen: “1级4票、3级8票”."""
    kept = [(level, count) for level, count in enumerate(levels, start=first) if count]
    return listed(say(f"{level}级{count}票", f"{count} at level {level}") for level, count in kept)


def opinions(tally: Tally) -> tuple[Text, Text] | None:
    """The lower and the higher opinion: ballots parted where both sides are as even as can be.

    Of several such places the one next above the lower median is taken. None where all chose one level.
    """
    levels, n = tally.levels, tally.valid
    middle = next(level for level in range(len(levels)) if sum(levels[: level + 1]) >= (n + 1) // 2)
    places = [at for at in range(1, len(levels)) if 0 < sum(levels[:at]) < n]
    if not places:
        return None
    cut = min(places, key=lambda at: (-min(sum(levels[:at]), sum(levels[at:])), abs(at - middle - 1), at))
    return ballots(levels[:cut]), ballots(levels[cut:], cut)


def agreement_word(entry: Entry) -> Text:
    """一致, 基本一致, 分歧; a dash where too few ballots say nothing."""
    return house.NONE if entry.proposal is None else words.AGREEMENT[entry.proposal.kind]


def level_said(entry: Entry) -> Text | None:
    """What stands in place of a level: not rated, or still to be decided. None where there is one."""
    if entry.decision is not None:
        return None
    return words.UNRATED if entry.unrated else words.PENDING


def method_said(decision: Decision | None) -> Text:
    return house.NONE if decision is None else words.way(decision.method, decision.doubtful)


def shift(before: float, after: float) -> Text:
    """How far the median moved."""
    moved = after - before
    if moved == 0:
        return say("未变", "unchanged")
    return say(
        f"{'上移' if moved > 0 else '下移'}{number(abs(moved))}级",
        f"{'up' if moved > 0 else 'down'} {number(abs(moved))}",
    )


def gathered(before: float, after: float) -> Text:
    """Whether ballots came closer together, by the interquartile range."""
    if after == before:
        return say("离散程度未变", "as spread out")
    return say("更集中", "closer together") if after < before else say("更分散", "further apart")

"""What the report says of ratings that scoring sessions agreed: how, on how many ballots, and what is in doubt.

Only where there are any: a report without sessions is what it was before there were sessions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessor.assessment import Consensus
from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.display import listed
from assessor.report.notes import LongNotes
from assessor.report.steps import MONTHS, month_end
from assessor.report.workshop import figures, heads
from assessor.report.workshop import words as said_of
from assessor.rubric import Indicator
from assessor.text import Text, counted, say, span
from assessor.workbooks.cells import Cell, Sheet, Table
from assessor.workshop import Tally
from assessor.workshop.consensus import proposal

TABLE = "agreed"
TEXT_WIDTH = 30.0
WIDTHS = (8.0, 30.0, 9.0, 17.0, 9.0, 11.0, 9.0, 8.0, 9.0, 13.0, 30.0, TEXT_WIDTH, TEXT_WIDTH)
AGREED = columns.Heading(
    say("研讨议定", "Agreed in a session"),
    say("生成报告时的级由研讨议定的：汇总票数和议定办法；横线为不经研讨", "Where a session agreed the level that stood when this was made: ballots in sum and how; a dash: no session"),
    columns.TEXT,
    heads.DECIDED,
)  # fmt: skip
NOTE = say(
    "研讨议定的评级，票数为汇总，不含任何一名评委的评分票。研讨评分，不作考核依据。",
    "Ratings agreed in scoring sessions; ballots stand in sum, nobody's own among them. Ratings of a workshop, no basis for appraisal.",
)
TASKS_NOTE = say(
    "研讨存疑的指标先补佐证、复核定级，列在最前。",
    "Where a session left the level in doubt, evidence is found and the level reviewed first: these tasks come on top.",
)
TASK = say("补齐佐证，复核所定的级", "Find the evidence and review the level")


def agreed(report: Report) -> list[tuple[Indicator, Consensus]]:
    """The indicators whose level a session agreed."""
    found = report.assessment.agreed
    return [(one, found[one.id]) for one in report.counted if one.id in found]


# -- in words -----------------------------------------------------------------------------------


def agreement(said: Consensus) -> Text:
    """一致, 基本一致 or 分歧: what the consensus rule makes of the last round."""
    return said_of.AGREEMENT[proposal(said.counts[-1]).kind]


def method(said: Consensus) -> Text:
    return said_of.way(said.method, said.doubtful)


def spread(said: Consensus, zh: str = "；", en: str = "; ") -> Text:
    """Ballots at each level, of both rounds where there were two, with `zh` or `en` between."""
    if said.rounds == 1:
        return figures.ballots(said.first)
    first = figures.ballots(said.first) if said.first else say("票数不足，不列", "too few to be shown")
    parts = zip(said_of.ROUNDS, (first, figures.ballots(said.second)), strict=True)
    return listed([say(f"{name.zh}：{one.zh}", f"{name.en}: {one.en}") for name, one in parts], zh, en)


def opinions(said: Consensus) -> Text:
    """The two opinions of an item in doubt, side by side."""
    both = figures.opinions(Tally(levels=said.counts[-1]))
    if both is None:
        return figures.ballots(said.counts[-1])
    return say(f"{both[0].zh}／{both[1].zh}", f"{both[0].en} / {both[1].en}")


def in_words(said: Consensus) -> Text:
    """Ballots, rounds, median, agreement, how the level was taken, doubt, distribution."""
    taken, how, fell = method(said), agreement(said), spread(said)
    middle = figures.number(said.median) if said.median is not None else words.NONE.zh
    zh = [f"有效评分票{said.valid}张", f"中位数{middle}", how.zh, taken.zh]
    en = [f"{counted(said.valid, 'valid ballot')}", f"median {middle}", how.en.lower(), taken.en[:1].lower() + taken.en[1:]]  # fmt: skip
    if said.cannot_judge:
        zh[0], en[0] = f"{zh[0]}（另有{said.cannot_judge}人无法判断）", f"{en[0]} ({said.cannot_judge} could not judge)"
    if said.rounds > 1:
        zh.insert(1, "复评一次")
        en.insert(1, "one re-vote")
    if said.doubtful:
        zh.append("存疑")
        en.append("doubtful")
    return say(f"{'，'.join(zh)}。{fell.zh}", f"{', '.join(en)}. {fell.en}")


def how_many(report: Report) -> tuple[int, int]:
    """Ratings agreed in sessions, and how many of them are in doubt."""
    those = agreed(report)
    return len(those), sum(said.doubtful for _, said in those)


def told(report: Report) -> Text | None:
    """How many levels sessions agreed, on how many ballots, how many after a re-vote and in doubt; None without any."""
    those = [said for _, said in agreed(report)]
    if not those:
        return None
    n, least, most = len(those), min(one.valid for one in those), max(one.valid for one in those)
    again, unsure = sum(one.rounds > 1 for one in those), sum(one.doubtful for one in those)
    ballots = span(least, most)
    zh = f"其中{n}项由评委独立匿名评分、研讨议定，每项有效评分票{ballots.zh}张"
    en = f"{counted(n, 'rating')} came of scoring sessions, from independent and anonymous ballots, {ballots.en} valid ones each"
    if again:
        zh, en = f"{zh}，{again}项复评一次", f"{en}; {again} after a re-vote"
    if unsure:
        zh, en = f"{zh}，{unsure}项存疑、须补佐证后复核", f"{en}; {unsure} in doubt, to be reviewed on evidence"
    return say(f"{zh}。研讨评分，不作考核依据。", f"{en}. Ratings of a workshop are no basis for appraisal.")


# -- the sheet ----------------------------------------------------------------------------------


def agreed_sheet(report: Report, long: LongNotes) -> Sheet:
    """How each level was agreed, and what was written with it. Only where there is any."""
    wording = report.wording
    heads_ = wording.columns(
        heads.ID, heads.INDICATOR, heads.LEVEL, heads.METHOD, heads.DOUBTFUL, heads.VALID, heads.CANNOT, heads.ROUNDS,
        heads.MEDIAN, heads.AGREED, heads.SPREAD_OF_ROUND, heads.REASON, heads.SAID,
    )  # fmt: skip
    rows = tuple(_row(report, long, *one) for one in agreed(report))
    table = Table(TABLE, wording.inline(words.SESSIONS), heads_, rows, repeated=True)
    lines = (*report.heading(words.SESSIONS), *report.notes(NOTE))
    return Sheet(wording.inline(words.SESSIONS), WIDTHS, (*lines, table))


def _row(report: Report, long: LongNotes, one: Indicator, said: Consensus) -> tuple[Cell, ...]:
    wording, name, kinds = report.wording, report.wording(one.name), words.NOTE_KINDS
    median = wording.cell(words.NONE, "number") if said.median is None else Cell(said.median, "number", "General")
    return (
        Cell(one.id, "code"), wording.cell(one.name, "strong"), Cell(said.level, "number", "0"),
        wording.cell(method(said)),
        wording.cell(said_of.DOUBTFUL if said.doubtful else words.NONE, "number"), Cell(said.valid, "number", "0"),
        Cell(said.cannot_judge, "number", "0"), Cell(said.rounds, "number", "0"), median, wording.cell(agreement(said)),
        wording.cell(spread(said, "\n", "\n")), long.cell(said.reason, TEXT_WIDTH, one.id, name, kinds["decided"]),
        long.cell(said.dissent, TEXT_WIDTH, one.id, name, kinds["dissent"]),
    )  # fmt: skip


# -- evidence tasks -----------------------------------------------------------------------------


@dataclass(frozen=True)
class EvidenceTask:
    """What a level in doubt asks for."""

    indicator: Indicator
    task: Text
    due: date
    """The last day of a month."""
    mark: Text


def evidence_tasks(report: Report) -> list[EvidenceTask]:
    """One for each level in doubt, in rubric order."""
    return [_task(report, one, said) for one, said in agreed(report) if said.doubtful]


def _task(report: Report, one: Indicator, said: Consensus) -> EvidenceTask:
    needed, both = one.evidence, opinions(said)
    task = TASK if needed is None else say(f"{TASK.zh}：{needed.zh}", f"{TASK.en}: {needed.en}")
    mark = say(
        f"已登记能区分两种意见（{both.zh}）的佐证，并据此复核定级。",
        f"Evidence that tells the two opinions apart ({both.en}) is listed and the level reviewed on it.",
    )
    return EvidenceTask(one, task, month_end(report.now, MONTHS["S"]), mark)

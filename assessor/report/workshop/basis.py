"""What record and minutes draw on: the report's own words, and each revealed item with what its ballots come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property

from assessor.agreement import Spread
from assessor.assessment import Assessment
from assessor.errors import Problem, WorkshopRefused
from assessor.report.base import Report
from assessor.report.display import Wording
from assessor.report.workshop import words
from assessor.report.workshop.session import SessionRecord
from assessor.rubric import Indicator, Rubric
from assessor.scorecard import score
from assessor.text import Language, Text, say
from assessor.workshop import FEWEST, Decision, Plan, RoundShown, Tally
from assessor.workshop.consensus import Proposal


@dataclass(frozen=True)
class Round:
    """One closed round of an item."""

    number: int
    shown: RoundShown

    @property
    def total(self) -> Tally | None:
        return self.shown.total

    @cached_property
    def spread(self) -> Spread | None:
        return None if self.total is None else self.total.spread


@dataclass(frozen=True)
class Entry:
    """One revealed item of one session."""

    session: int
    """Counted from 1."""
    indicator: Indicator
    rounds: tuple[Round, ...]
    proposal: Proposal | None
    decision: Decision | None

    @property
    def last(self) -> Round:
        return self.rounds[-1]

    @property
    def unrated(self) -> bool:
        """Fewer than three could judge it."""
        return self.decision is None and self.last.shown.valid < FEWEST

    @property
    def doubtful(self) -> bool:
        return self.decision is not None and self.decision.doubtful

    @property
    def discussed(self) -> bool:
        """Raters disagreed, or voted again: what minutes tell of."""
        apart = self.proposal is not None and self.proposal.kind == "disagreement"
        return apart or self.doubtful or len(self.rounds) > 1


@dataclass(frozen=True)
class Basis:
    report: Report
    sessions: tuple[SessionRecord, ...]
    entries: tuple[Entry, ...]

    @property
    def several(self) -> bool:
        return len(self.sessions) > 1

    @property
    def doubtful(self) -> list[Entry]:
        return [one for one in self.entries if one.doubtful]

    def of(self, session: int) -> list[Entry]:
        return [one for one in self.entries if one.session == session]

    def rung(self, level: int) -> Text:
        """The name of a level."""
        return next(one.name for one in self.report.rubric.scale if one.level == level)


def basis(rubric: Rubric, assessment: Assessment, sessions: Sequence[SessionRecord], language: Language) -> Basis:
    """
    Raises:
        VersionMismatch: if the assessment was made under another rubric.
        WorkshopRefused: without any session, or where one rates what the rubric does not know.
    """
    if not sessions:
        raise WorkshopRefused(Problem("", words.NO_SESSION, words.HOLD_ONE))
    refuse_unknown(rubric, *(one.plan for one in sessions))
    made = datetime.combine(max(one.day for one in sessions), time(), UTC)
    report = Report(rubric, assessment, score(rubric, assessment), Wording(language), made)
    return Basis(report, tuple(sessions), tuple(_entries(rubric, sessions)))


def refuse_unknown(rubric: Rubric, *plans: Plan) -> None:
    """A session under another rubric would bear another indicator's name."""
    lost = sorted({id_ for plan in plans for id_ in plan.items if id_ not in rubric.by_id})
    if lost:
        raise WorkshopRefused(
            *(
                Problem(
                    id_,
                    say("量表中没有这项指标", "the rubric has no such indicator"),
                    say("改用研讨时的量表", "use the rubric the session was held under"),
                )
                for id_ in lost
            )
        )


def _entries(rubric: Rubric, sessions: Sequence[SessionRecord]) -> Iterator[Entry]:
    for number, session in enumerate(sessions, start=1):
        for one in session.items:
            rounds = tuple(Round(at, each) for at, each in enumerate(one.rounds, start=1))
            yield Entry(number, rubric.by_id[one.indicator], rounds, one.proposal, one.decision)

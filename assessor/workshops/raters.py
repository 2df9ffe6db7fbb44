"""The raters' side of scoring sessions: joining, answering, and paper for those without a phone."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from assessor import workshop as rules
from assessor.assessments import Workspace
from assessor.errors import Problem, WorkshopRefused
from assessor.store import ballots, workshop_records
from assessor.store.ballots import Answer, Cast, Rater, Slip, hashed
from assessor.store.workshop_records import OpenedWorkshop
from assessor.workshops import joining, paper, refusals
from assessor.workshops.joining import Invitation, Joined
from assessor.workshops.paper import PaperBallot


@dataclass(frozen=True)
class Seat:
    """A rater, what they answered by item and round, and how the session stands."""

    rater: Rater
    answers: dict[tuple[str, int], Answer]
    opened: OpenedWorkshop


class RaterSide:
    """What raters do. None of it leaves a row in the audit trail, which would be a record of who voted when."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.rubric = workspace.rubric
        self._store = workspace.store
        self._takes = rules.takes_ballots

    # -- raters ---------------------------------------------------------------------------------

    def invited(self, code_or_link: str) -> Invitation | None:
        """None alike, and after equal work, for wrong, expired, locked and ended."""
        return joining.invited(self._store, self.rubric, code_or_link)

    def join(
        self, code_or_link: str, group: str, unit: str | None = None, *, token: str | None = None
    ) -> Joined | None:
        """Take part. None as for `invited`, and for an unknown group or unit; WorkshopRefused where the session is full.

        `token`: one that `new_token` made for the form; a form that is sent twice then joins once. Take it from
        forms of this very site only.
        """
        return joining.join(self._store, self.rubric, code_or_link, group, unit, token)

    def full(self, id_: str) -> Problem | None:
        """Why nobody more can join, for the facilitator; None as long as there is room."""
        with self._store.reading() as session:
            heads = sum(workshop_records.heads(session, id_).values())
            over = workshop_records.kept(session, id_) is not None
        return refusals.full() if heads >= ballots.MOST_RATERS and not over else None

    def new_token(self) -> str:
        return joining.new_token()

    def rater(self, id_: str, token: str) -> Rater | None:
        """Who holds a token; None once removed or the session has ended."""
        with self._store.reading() as session:
            return workshop_records.rater(session, id_, hashed(token))

    def answers(self, rater: Rater) -> dict[tuple[str, int], Answer]:
        """Own answers by item and round."""
        with self._store.reading() as session:
            return workshop_records.answers(session, rater.id)

    def seat(self, id_: str, token: str) -> Seat | None:
        """All that a rater's screen needs, of one moment: `rater`, `answers` and `opened` in one look."""
        with self._store.reading() as session:
            rater = workshop_records.rater(session, id_, hashed(token))
            if rater is None:
                return None
            opened = workshop_records.opened(session, id_, self._store.box.states)
            return Seat(rater, workshop_records.answers(session, rater.id), opened)

    def cast(self, rater: Rater, item: str, answer: Answer, key: str, *, round: int | None = None) -> Future[Cast]:  # noqa: A002 - the word of the method
        """Store an answer; the future is done only once it is committed, and fails with StoreError where it is not.

        Args:
            key: tells one submission from another; sent again it stores nothing.
            round: the round whose form was filled in: late, after a re-vote was opened, it is not taken for the
                re-vote. None: whichever is open.

        Raises:
            WorkshopRefused: no such level, or a reason that is too long.
        """
        if faults := list(paper.answer_faults(self.rubric, item, answer)):
            raise WorkshopRefused(*faults)
        return self._store.box.cast(Slip(rater, item, answer, key, self._takes, round))

    # -- paper ----------------------------------------------------------------------------------

    def add_paper(self, id_: str, group: str, unit: str | None, answers: Mapping[str, Answer], *, actor: str) -> str:
        """A rater without a phone, with what their sheet says of items now open. Returns the mark."""
        return paper.add(self._store, self.rubric, id_, group, unit, answers, actor)

    def paper(self, id_: str, mark: str) -> PaperBallot:
        """What was typed in for the items now open; of closed ones nothing is told."""
        return paper.sheet(self._store, id_, mark)

    def change_paper(self, id_: str, mark: str, answers: Mapping[str, Answer | None], *, actor: str) -> None:
        """Correct a sheet, or add the re-vote: items now open only; None takes an answer away."""
        paper.change(self._store, self.rubric, id_, mark, answers, actor)

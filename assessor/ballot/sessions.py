"""What the phone pages ask of the sessions: who is asking, where they stand, what evidence is listed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from starlette.concurrency import run_in_threadpool

from assessor.ballot.item_page import Booklet
from assessor.ballot.standing import Standing
from assessor.errors import NotFound
from assessor.rubric import Rubric
from assessor.workshop import RaterGroup, Stage, Workshop, items_for
from assessor.workshops import Answer, Invitation, Joined, OpenedWorkshop, Rater, Workshops

EVIDENCE_SECONDS = 30.0
"""Titles of evidence are looked up again after so long; they change rarely and every screen shows them."""


@dataclass(frozen=True)
class Inside:
    """A rater who takes part, and the session as it stands now."""

    house: Workshops
    rater: Rater
    now: OpenedWorkshop
    standing: Standing

    @property
    def workshop(self) -> Workshop:
        return self.now.workshop

    @property
    def group(self) -> RaterGroup:
        return self.workshop.group(self.rater.group)

    def with_answer(self, item: str, answer: Answer) -> Inside:
        return replace(self, standing=self.standing.with_answer(item, answer))


class Sessions:
    """The sessions of every database that this server shows: the real one first, then that of the samples."""

    def __init__(self, houses: Callable[[], Sequence[Workshops]], clock: Callable[[], float] = time.monotonic) -> None:
        self._houses = houses
        self._clock = clock
        self._booklets: dict[int, tuple[Rubric, Booklet]] = {}
        self._evidence: dict[str, tuple[float, dict[str, list[str]]]] = {}
        self._own: dict[str, Workshops] = {}
        self._ready = False

    async def ready(self) -> None:
        """Opening a database and reading a rubric take a moment, in which phones that are in must not wait."""
        if not self._ready:
            await run_in_threadpool(self._houses)
            self._ready = True

    # -- coming in ------------------------------------------------------------------------------

    def invited(self, code_or_link: str) -> Invitation | None:
        """Every database is asked, whatever the first one says, so that the time tells nothing."""
        found = [house.invited(code_or_link) for house in self._houses()]
        return next((one for one in found if one is not None), None)

    def join(self, code_or_link: str, group: str, unit: str | None, token: str | None) -> Joined | None:
        """`token` is that of the form, so that a form which is sent twice joins once."""
        for house in self._houses():
            if house.invited(code_or_link) is not None:
                return house.join(code_or_link, group, unit, token=token)
        return None

    def new_token(self) -> str:
        return self._houses()[0].new_token()

    # -- inside ---------------------------------------------------------------------------------

    def stage(self, id_: str) -> Stage | None:
        """How far a session is; None where there is none."""
        for house in self._houses():
            with suppress(NotFound):
                return house.opened(id_).workshop.stage
        return None

    def inside(self, id_: str, token: str | None) -> Inside | None:
        """None for whoever does not take part: never joined, removed, or the session has ended."""
        for house in self._houses() if token else ():
            seat = house.seat(id_, token or "")
            if seat is not None:
                house = self._under_its_own(house, seat.opened)
                workshop = seat.opened.workshop
                order = tuple(items_for(house.rubric, workshop, seat.rater.group))
                return Inside(house, seat.rater, seat.opened, Standing(order, workshop.items, seat.answers))
        return None

    def _under_its_own(self, house: Workshops, now: OpenedWorkshop) -> Workshops:
        """Under the rubric version that the session's assessment was made under; looked up once, since it stays."""
        found = self._own.get(now.id)
        if found is None:
            own = house.workspace.for_assessment(now.assessment_id)
            self._own[now.id] = found = house if own is house.workspace else Workshops(own)
        return found

    def booklet(self, rubric: Rubric) -> Booklet:
        found = self._booklets.get(id(rubric))
        if found is None:
            self._booklets[id(rubric)] = found = (rubric, Booklet(rubric))  # held with it, so that the id stays its own
        return found[1]

    def evidence(self, inside: Inside, item: str) -> Sequence[str]:
        """Titles of what is listed for an item, where the plan shows them."""
        if not inside.workshop.plan.evidence:
            return ()
        kept = self._evidence.get(inside.now.id)
        if kept is None or self._clock() - kept[0] > EVIDENCE_SECONDS:
            assessment = inside.house.workspace.opened(inside.now.assessment_id).assessment
            titles = {one: [entry.title for entry in assessment.evidence_for(one)] for one in inside.workshop.items}
            self._evidence[inside.now.id] = kept = (self._clock(), titles)
        return kept[1].get(item, ())

"""A scoring session of three indicators with people in it, for tests of the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from assessor.workshop import Plan, default_groups, items_for
from assessor.workshops import Answer, OpenedWorkshop, Rater, Workshops

TRIAL, SPLIT, CALM = "A4-1", "C1-1", "C4-4"
ITEMS = (TRIAL, SPLIT, CALM)
SIX = ("government",) * 3 + ("society",) * 3
LEVELS = {TRIAL: (2, 2, 2, 3, 3, 2), SPLIT: (0, 0, 0, 4, 4, 4), CALM: (3,)}
NEARER = {SPLIT: (1, 1, 1, 2, 2, 2)}
HOURS = 8
REASON = "台账只有半年"


class Room:
    """A session of three indicators and the people in it."""

    def __init__(self, held: Workshops, assessment: str, heads: Sequence[str] = SIX, trial: str | None = None) -> None:
        plan = Plan(items=ITEMS, variant="own", kind="open", groups=default_groups(), trial=trial)
        self.take(held, held.prepare(assessment, plan, hours=HOURS, actor="office"), heads)

    @classmethod
    def of(cls, held: Workshops, id_: str, heads: Sequence[str] = SIX) -> Room:
        """A session that stands already."""
        room = cls.__new__(cls)
        room.take(held, id_, heads)
        return room

    def take(self, held: Workshops, id_: str, heads: Sequence[str]) -> None:
        self.held, self.id, self.keys = held, id_, count()
        self.assessment = held.opened(id_).assessment_id
        self.raters = [self.join(group) for group in heads]

    @property
    def now(self) -> OpenedWorkshop:
        return self.held.opened(self.id)

    def join(self, group: str, unit: str | None = None) -> Rater:
        joined = self.held.join(self.now.code or "", group, unit)
        assert joined is not None
        rater = self.held.rater(self.id, joined.token)
        assert rater is not None
        return rater

    def phase(self, item: str) -> str:
        return self.now.workshop.item(item).phase

    def step(self, name: str, *arguments: object, **more: object) -> None:
        """As another facilitator takes it."""
        getattr(self.held, name)(self.id, *arguments, expected=self.now.version, actor="colleague", **more)

    def answer(self, levels: Mapping[str, Sequence[int]], reason: str = "") -> None:
        for n, rater in enumerate(self.raters):
            for item in items_for(self.held.rubric, self.now.workshop, rater.group):
                if self.phase(item) == "open":
                    level = levels[item][n % len(levels[item])]
                    self.held.cast(rater, item, Answer(level, reason), f"k{next(self.keys)}").result(10)

    def reveal(self, *items: str, levels: Mapping[str, Sequence[int]] = LEVELS, again: bool = False) -> None:
        self.step("revote_items" if again else "open_items", list(items))
        self.answer(levels, REASON)
        self.step("close_items", list(items))
        self.step("reveal_items", list(items))

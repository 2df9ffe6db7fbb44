"""Where a rater stands in a session: which items are theirs, what they answered, what is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assessor.workshop import Item

if TYPE_CHECKING:
    from assessor.workshops import Answer

Answers = Mapping[tuple[str, int], "Answer"]
"""(indicator, round) -> the rater's own answer."""


@dataclass(frozen=True)
class Standing:
    """One rater's view of a session. It holds no answer but the rater's own."""

    order: tuple[str, ...]
    """The rater's items, as phones put them."""
    items: Mapping[str, Item]
    answers: Answers

    def number(self, item: str) -> int:
        return self.order.index(item) + 1

    def is_open(self, item: str) -> bool:
        return self.items[item].phase == "open"

    def answer(self, item: str) -> Answer | None:
        """The answer in the round that is or was last open."""
        return self.answers.get((item, self.items[item].round))

    def with_answer(self, item: str, answer: Answer) -> Standing:
        """As it is once an answer has been stored."""
        return replace(self, answers={**self.answers, (item, self.items[item].round): answer})

    def latest(self, item: str) -> Answer | None:
        """The last answer in any round."""
        rounds = range(self.items[item].round, 0, -1)
        return next((found for one in rounds if (found := self.answers.get((item, one)))), None)

    def to_do(self) -> list[str]:
        return [one for one in self.order if self.is_open(one) and self.answer(one) is None]

    def open_items(self) -> list[str]:
        return [one for one in self.order if self.is_open(one)]

    def next_after(self, item: str) -> str | None:
        """The next open item without an answer, from here on and then from the start."""
        waiting = self.to_do()
        here = self.order.index(item)
        return next((one for one in waiting if self.order.index(one) > here), waiting[0] if waiting else None)

    def beside(self, item: str) -> tuple[str | None, str | None]:
        here = self.order.index(item)
        before = self.order[here - 1] if here else None
        return before, (self.order[here + 1] if here + 1 < len(self.order) else None)

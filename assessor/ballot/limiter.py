"""How many wrong codes the whole server takes before it asks everybody to wait."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

MOST = 10
WINDOW = 60.0
PAUSE = 0.5
"""Seconds after which a guess that is not looked at hears so: guessing from many connections at once must not take
the server's time from raters who are in."""


class Limiter:
    """Counts failures in a sliding window, whoever made them: addresses are cheap, guesses must not be.

    Only typed codes pass here. Raters already in, and those who scan the square, are not slowed.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST, window: float = WINDOW) -> None:
        self.clock, self.most, self.window = clock, most, window
        self.failures: deque[float] = deque()

    def full(self) -> bool:
        now = self.clock()
        while self.failures and self.failures[0] <= now - self.window:
            self.failures.popleft()
        return len(self.failures) >= self.most

    def failed(self) -> None:
        self.failures.append(self.clock())

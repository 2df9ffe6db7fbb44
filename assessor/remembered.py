"""The last few results of something costly, kept by what they come of."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Remembered(Generic[Result]):
    """Results must be frozen: everybody who asks gets the same one."""

    def __init__(self, most: int) -> None:
        self.most, self._lock = most, threading.Lock()
        self._found: OrderedDict[Hashable, Result] = OrderedDict()

    def of(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """What was made for this key, or what is made now; a failure is not kept."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = make()
        with self._lock:
            self._found[key] = made
            while len(self._found) > self.most:
                self._found.popitem(last=False)
        return made

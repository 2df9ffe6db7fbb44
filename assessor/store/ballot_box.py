"""Ballot box: one thread that stores what raters send; whatever waits meanwhile shares the next transaction.

A ballot leaves no row in the audit trail and no time anywhere: a trail of ballots would be a record of
who voted when. What facilitators do goes through `Store.unit` and leaves its row there, under the same
lock: a ballot is either in before a round is frozen, and counted, or told that the round is closed.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from assessor.errors import Problem, StoreError, StoreUnavailable
from assessor.store.ballots import Cast, Full, Join, Rater, Slip, States, write
from assessor.text import say

MOST_TOGETHER = 200
"""So many requests share a transaction at most: a facilitator who closes a round waits behind one at most."""
IDLE_SECONDS = 10.0
"""A thread that nobody needed for so long ends; the next request starts another."""

Transaction = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True)
class _Waiting:
    request: Slip | Join
    answer: Future[Any] = field(default_factory=Future)


class BallotBox:
    """Takes requests from any thread and answers each only once it is committed.

    A request that cannot be stored answers with a StoreError and does not take its neighbours with it.
    """

    def __init__(self, transaction: Transaction, place: str) -> None:
        self.states = States()
        self._transaction = transaction
        self._place = place
        self._guard = threading.Lock()
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def cast(self, slip: Slip) -> Future[Cast]:
        return self._put(slip)

    def join(self, join: Join) -> Future[Rater | Full | None]:
        return self._put(join)

    def _put(self, request: Slip | Join) -> Future[Any]:
        waiting = _Waiting(request)
        with self._guard:
            self._queue.put(waiting)
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._serve, args=(self._queue,), name=f"ballot-box {self._place}", daemon=True
                )
                self._thread.start()
        return waiting.answer

    def close(self) -> None:
        """Store what waits, then end the thread. A later request starts another."""
        with self._guard:
            thread, self._thread = self._thread, None
            self._queue.put(None)
            self._queue = queue.SimpleQueue()
        if thread is not None:
            thread.join()

    # -- in the thread --------------------------------------------------------------------------

    def _serve(self, line: queue.SimpleQueue[_Waiting | None]) -> None:
        while batch := self._drawn(line):
            self._answer(batch)

    def _drawn(self, line: queue.SimpleQueue[_Waiting | None]) -> list[_Waiting]:
        """What waits, at least one; nothing where the thread is to end."""
        try:
            one = line.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            with self._guard:
                if line.empty():
                    self._thread = None if self._queue is line else self._thread
                    return []
            one = line.get()
        batch: list[_Waiting] = []
        while one is not None:
            batch.append(one)
            if len(batch) == MOST_TOGETHER or line.empty():
                return batch
            one = line.get()
        line.put(None)  # read again once this batch is answered; nothing comes after it
        return batch

    def _answer(self, batch: Sequence[_Waiting]) -> None:
        batch = [one for one in batch if one.answer.set_running_or_notify_cancel()]
        if not batch:
            return
        writing = False
        try:
            with self._transaction() as connection:
                writing = True
                said = write(connection, [one.request for one in batch], self.states)
                writing = False
        except Exception as fault:  # whatever it is, whoever waits must hear of it, and the thread go on
            if writing and len(batch) > 1:
                for one in batch:
                    self._answer_alone(one)
            else:
                self._refuse(batch, fault)
            return
        for one, result in zip(batch, said, strict=True):
            one.answer.set_result(result)

    def _answer_alone(self, one: _Waiting) -> None:
        try:
            with self._transaction() as connection:
                said = write(connection, [one.request], self.states)
        except Exception as fault:  # as above
            self._refuse([one], fault)
        else:
            one.answer.set_result(said[0])

    def _refuse(self, batch: Sequence[_Waiting], fault: Exception) -> None:
        for one in batch:
            one.answer.set_exception(fault if isinstance(fault, StoreError) else _not_stored(self._place, fault))


def _not_stored(place: str, fault: Exception) -> StoreUnavailable:
    said = StoreUnavailable(
        Problem(
            place,
            say("提交的内容未能保存", "what was sent could not be stored"),
            say("请再提交一次", "send it once more"),
        )
    )
    said.__cause__ = fault
    return said

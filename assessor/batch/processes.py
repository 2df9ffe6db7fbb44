"""Work in this process or in several; each starts afresh, so that all systems behave alike."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection
from pathlib import Path

from assessor.batch import matrix
from assessor.batch.parts import Parts
from assessor.batch.sources import Piece
from assessor.batch.working import Workshop
from assessor.errors import Problem, UsageError
from assessor.text import say

AHEAD = 4
"""Tasks in waiting for each process: more would only hold memory."""
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
Job = tuple[Callable[..., None], tuple[object, ...]]

_here: tuple[Workshop, Parts] | None = None
"""Of a worker process."""


def work(piece: Piece, key: str) -> None:
    """Work on a piece and keep what it comes to."""
    if _here is None:
        raise RuntimeError("a worker without its workshop")
    workshop, parts = _here
    parts.keep(key, workshop.work(piece))


def count(folder: Path, number: int, ranks: Path, cities: int, draws: int, start: int) -> None:
    """Count one block of a comparison matrix and keep it."""
    matrix.keep(folder, number, ranks, cities, draws, start)


class Hands:
    """Does jobs, in any order, and says after each that it is done."""

    def __init__(self, workshop: Workshop, parts: Parts, pool: ProcessPoolExecutor | None, processes: int) -> None:
        self.workshop, self.parts, self.pool, self.processes = workshop, parts, pool, processes

    def do(self, jobs: Sequence[Job], done: Callable[[], None]) -> None:
        if self.pool is None:
            _begin(self.workshop, self.parts)
            for job, given in jobs:
                job(*given)
                done()
            return
        try:
            self._share(self.pool, jobs, done)
        except BrokenProcessPool:
            what = say("一个工作进程意外结束，可能是内存不足", "a working process ended unexpectedly, perhaps for want of memory")  # fmt: skip
            fix = say("加 --resume 继续；仍不行时再加 --processes 1", "go on with --resume; if it happens again add --processes 1")  # fmt: skip
            raise UsageError(Problem("--processes", what, fix)) from None

    def _share(self, pool: ProcessPoolExecutor, jobs: Sequence[Job], done: Callable[[], None]) -> None:
        waiting: set[Future[None]] = set()
        given = iter(jobs)
        while True:
            while len(waiting) < AHEAD * self.processes and (job := next(given, None)) is not None:
                waiting.add(pool.submit(job[0], *job[1]))
            if not waiting:
                return
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for one in finished:
                one.result()
                done()


@contextmanager
def hands(workshop: Workshop, parts: Parts, processes: int) -> Iterator[Hands]:
    if processes == 1:
        yield Hands(workshop, parts, None, 1)
        return
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(
        dict.fromkeys(_THREADS, "1")
    )  # as many threads as processors in each process would be in each other's way
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _awake, (workshop, parts))
    try:
        yield Hands(workshop, parts, pool, processes)
    finally:
        pool.shutdown(cancel_futures=True)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _awake(workshop: Workshop, parts: Parts) -> None:
    """A worker leaves interrupts to the process that began it, and ends with it however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _begin(workshop, parts)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _begin(workshop: Workshop, parts: Parts) -> None:
    global _here  # a worker's own: what every task needs is sent once
    _here = (workshop, parts)

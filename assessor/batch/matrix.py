"""Chances of being ahead for all pairs of cities, counted exactly from their paired draws, in blocks of rows.

Every draw is turned into places that only say who is ahead of whom in it, ties alike; comparing those is
comparing the draws, many times faster. Of each pair one half is counted, the other follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from assessor.batch.parts import appearing
from assessor.combining import DUST
from assessor.weighting import Floats

BLOCK = 128
"""Cities in a block of rows."""
SLAB = 50
"""Draws put down together."""
READ = 250
"""Draws read together."""
Counts = npt.NDArray[np.uint16]


@dataclass(frozen=True)
class Spool:
    """Draws of one node of all cities in one file: slab after slab of draws, (cities, SLAB) numbers in each."""

    file: Path
    cities: int
    draws: int

    @property
    def slabs(self) -> list[slice]:
        return [slice(start, min(start + SLAB, self.draws)) for start in range(0, self.draws, SLAB)]

    def put(self, out: BinaryIO, city: int, draws: Floats) -> None:
        """The draws of one city at its place."""
        for slab in self.slabs:
            out.seek(8 * (slab.start * self.cities + city * (slab.stop - slab.start)))
            out.write(draws[slab].tobytes())

    def ranked(self) -> Path:
        """(draws, cities) places in another file; the draws themselves are needed no more."""
        place = self.file.with_suffix(".ranks")
        with appearing(place) as draft, draft.open("wb") as out, self.file.open("rb") as file:
            for slab in self.slabs:
                width = slab.stop - slab.start
                values = np.fromfile(file, dtype=np.float64, count=self.cities * width).reshape(self.cities, width)
                for draw in values.T:
                    out.write(places(draw).tobytes())
        self.file.unlink()
        return place


def places(draw: Floats) -> npt.NDArray[np.uint16]:
    """(cities,) place of each city from the lowest number up, from 1, the same where numbers are equal; 0 for NaN.

    Numbers count as equal up to dust, as in `ahead`.
    """
    order = np.argsort(draw, kind="stable")
    ordered = draw[order]
    place = np.empty(len(draw), dtype=np.uint16)
    steps = np.ones(len(draw), dtype=np.int64)
    steps[1:] = np.diff(ordered) > DUST
    place[order] = np.cumsum(steps).astype(np.uint16)
    place[np.isnan(draw)] = 0
    return place


def counted(ranks: Path, cities: int, draws: int, start: int) -> Counts:
    """(rows, cities - start) twice the draws in which the row is ahead, and once those in which they are equal.

    Rows are the cities from `start` to the end of its block, columns those from `start` on.
    """
    rows, width = min(BLOCK, cities - start), cities - start
    found = np.zeros((rows, width), dtype=np.uint16)
    few = np.zeros((rows, width), dtype=np.uint8)
    yes = np.empty((rows, width), dtype=np.bool_)
    with ranks.open("rb") as file:
        for first in range(0, draws, READ):
            read = min(READ, draws - first)
            file.seek(first * cities * 2)
            block = np.fromfile(file, dtype=np.uint16, count=read * cities).reshape(read, cities)[:, start:]
            block = np.ascontiguousarray(block)
            for n, place in enumerate(block, start=1):
                mine = place[:rows, None]
                np.greater(mine, place, out=yes)
                few += yes.view(np.uint8)
                np.greater_equal(mine, place, out=yes)
                few += yes.view(np.uint8)
                if n % 127 == 0 or n == read:
                    found += few
                    few[:] = 0
    return found


@dataclass(frozen=True)
class Blocks:
    """The counted halves of one node, and the whole matrix from them, row block by row block."""

    folder: Path
    node: str
    number: int
    """Of the node among those compared; ids make no file names."""
    cities: int
    draws: int
    withheld: npt.NDArray[np.bool_]
    """(cities,)"""

    @property
    def starts(self) -> range:
        return range(0, self.cities, BLOCK)

    def place(self, start: int) -> Path:
        return block_place(self.folder, self.number, start)

    def rows(self) -> Iterator[Floats]:
        """Each block (rows, cities): chance that the row is ahead of the column; NaN where either is withheld, and of a city with itself 0.5."""
        for start in self.starts:
            stop = min(start + BLOCK, self.cities)
            whole = np.empty((stop - start, self.cities))
            for above in range(0, start, BLOCK):
                counts = np.load(self.place(above), mmap_mode="r", allow_pickle=False)
                here = counts[:, start - above : stop - above]
                whole[:, above : above + len(counts)] = 2 * self.draws - here.T.astype(np.float64)
            whole[:, start:] = np.load(self.place(start), allow_pickle=False)
            whole /= 2 * self.draws
            whole[self.withheld[start:stop]] = np.nan
            whole[:, self.withheld] = np.nan
            yield whole


def block_place(folder: Path, number: int, start: int) -> Path:
    return folder / f"{number}-{start}.npy"


def keep(folder: Path, number: int, ranks: Path, cities: int, draws: int, start: int) -> None:
    """Count one block and keep it."""
    counts = counted(ranks, cities, draws, start)
    with appearing(block_place(folder, number, start)) as draft, draft.open("wb") as file:
        np.save(file, counts, allow_pickle=False)

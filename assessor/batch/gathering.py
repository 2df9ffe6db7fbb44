"""Finished pieces -> numbers of all cities in the order of their ids, on the disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assessor.batch.matrix import Spool
from assessor.batch.parts import Parts
from assessor.batch.sources import Fault
from assessor.batch.working import NUMBERS, City
from assessor.combining import Bools, Codes
from assessor.text import say, some_of
from assessor.weighting import Floats

BLOCK = 256
"""Cities read together when tables are written, whatever the pieces were."""


@dataclass(frozen=True)
class Roster:
    """Who is in the batch, by id, and where their numbers lie."""

    cities: list[City]
    places: dict[str, tuple[str, int]]
    """id -> key of the piece, row in it"""
    faults: list[Fault]
    dropped: list[City]
    """Worked on, and then left out because their id stands twice."""

    @classmethod
    def of(cls, parts: Parts, keys: Sequence[str], before: Sequence[Fault]) -> Roster:
        """An id that stands twice counts nowhere: which one is meant nobody can know."""
        found: list[tuple[City, str, int]] = []
        faults = list(before)
        for key in keys:
            cities, refused = parts.told(key)
            found += [(city, key, row) for row, city in enumerate(cities)]
            faults += refused
        count = Counter(city.id for city, _, _ in found)
        twice = {id_ for id_, number in count.items() if number > 1}
        faults += [_twice(id_, [city.file for city, _, _ in found if city.id == id_]) for id_ in twice]
        kept = sorted((one for one in found if one[0].id not in twice), key=lambda one: one[0].id)
        faults.sort(key=lambda one: (one.city, one.place, one.what.zh))
        dropped = [city for city, _, _ in found if city.id in twice]
        return cls([city for city, _, _ in kept], {city.id: (key, row) for city, key, row in kept}, faults, dropped)


def _twice(id_: str, files: list[str]) -> Fault:
    names = some_of(sorted(files))
    return Fault(
        id_, names, say(f"编号 {id_} 出现{len(files)}次", f"the id {id_} stands {len(files)} times"),
        say("每份评估一个编号；留下一份，或改其编号", "one id an assessment: keep one of them or change its id"),
    )  # fmt: skip


@dataclass(frozen=True)
class Numbers:
    """Numbers of all cities by id; read in blocks."""

    folder: Path
    cities: int
    rows: int
    nodes: int
    indicators: int

    def blocks(self) -> Iterator[tuple[slice, Floats, Floats]]:
        """Some cities, their scores (cities, rows, NUMBERS) and intervals (cities, nodes, 3)."""
        for start in range(0, self.cities, BLOCK):
            here = slice(start, min(start + BLOCK, self.cities))
            yield here, self._read("scores", here, (self.rows, len(NUMBERS))), self.intervals(here)

    def intervals(self, here: slice) -> Floats:
        return self._read("intervals", here, (self.nodes, 3))

    def withheld(self, node: int) -> Bools:
        """(cities,) where the interval of a node is withheld."""
        parts = [np.isnan(intervals[:, node, 0]) for _, _, intervals in self.blocks()]
        return np.concatenate([np.empty(0, np.bool_), *parts])

    def codes(self) -> tuple[Codes, Floats]:
        everyone = slice(0, self.cities)
        codes = np.fromfile(self.folder / "codes", dtype=np.int8).reshape(self.cities, self.indicators)
        return codes, self._read("rest", everyone, (self.indicators,))

    def _read(self, name: str, here: slice, shape: tuple[int, ...]) -> Floats:
        size, count = int(np.prod(shape)), here.stop - here.start
        with (self.folder / name).open("rb") as file:
            file.seek(here.start * size * 8)
            return np.fromfile(file, dtype=np.float64, count=count * size).reshape(count, *shape)


def gather(
    parts: Parts, keys: Sequence[str], roster: Roster, sizes: tuple[int, int, int], spools: Sequence[Spool]
) -> Numbers:
    """Put the numbers of every city at the place of its id; each piece is read once.

    Args:
        parts: the finished pieces.
        keys: their keys.
        roster: who is in the batch.
        sizes: rows of scores, nodes drawn, indicators.
        spools: one for each compared node, or none.
    """
    place = {city.id: n for n, city in enumerate(roster.cities)}
    numbers = Numbers(parts.folder / "numbers", len(roster.cities), *sizes)
    numbers.folder.mkdir(parents=True, exist_ok=True)
    names = ("scores", "intervals", "rest", "codes")
    files = {name: (numbers.folder / name).open("wb") for name in names}
    slabs = [one.file.open("wb") for one in spools]
    try:
        for key in keys:
            cities, _ = parts.told(key)
            arrays = dict(zip((*names, "draws"), parts.arrays(key, *names, "draws"), strict=True))
            for row, city in enumerate(cities):
                if roster.places.get(city.id) != (key, row):
                    continue
                at = place[city.id]
                for name, file in files.items():
                    one = np.ascontiguousarray(arrays[name][row])
                    file.seek(at * one.nbytes)
                    file.write(one.tobytes())
                for node, (spool, opened) in enumerate(zip(spools, slabs, strict=True)):
                    spool.put(opened, at, arrays["draws"][row, node])
    finally:
        for opened in (*files.values(), *slabs):
            opened.close()
    return numbers

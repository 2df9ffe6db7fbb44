"""Draws of weights, levels and strictness -> draws of every node of many cities.

One city after another, in chunks of draws of one size: what is computed for a city has always the same
shapes and comes from its own random stream, so neither its neighbours nor how many there are can
change a digit of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from assessor.combining import Bools, Codes
from assessor.rubric import Uncertainty as Rule
from assessor.uncertainty.cases import Bits, Case, Part, Tree, cases
from assessor.uncertainty.inputs import Inputs
from assessor.uncertainty.settings import SOURCES, Settings, Source
from assessor.uncertainty.weights import CHUNK, DrawnWeights, weight_draws
from assessor.weighting import Floats, Group, Plan

# -- random numbers ---------------------------------------------------------------------------


class Stream:
    """The random numbers of one city: from the seed and the city's own name, and nothing else."""

    def __init__(self, seed: int, name: str, indicators: int, which: int = 0) -> None:
        words = np.frombuffer(hashlib.sha256(name.encode()).digest()[:16], dtype="<u4").tolist()
        key = [seed, *words]
        self.levels = np.random.PCG64(np.random.SeedSequence(key, spawn_key=(2 * which,)))
        self.shift = np.random.Generator(np.random.PCG64(np.random.SeedSequence(key, spawn_key=(2 * which + 1,))))
        self.indicators = indicators

    def bits(self) -> Bits:
        """(I, CHUNK) whole numbers below FINENESS, all alike."""
        words = self.levels.random_raw(self.indicators * CHUNK // 4)
        return words.astype("<u8", copy=False).view("<u2").reshape(self.indicators, CHUNK)

    def normal(self) -> Floats:
        return self.shift.standard_normal(CHUNK)


# -- one city, one chunk ----------------------------------------------------------------------


class Room:
    """Arrays that all chunks of all cities use in turn."""

    def __init__(self, tree: Tree) -> None:
        size = (len(tree.plan.indicators), CHUNK)
        self.level, self.above = np.empty(size, dtype=np.int8), np.empty(size, dtype=np.bool_)
        self.value = np.empty(size)
        self.nodes = np.empty((tree.nodes, CHUNK))


def values(case: Case, bits: Bits, shift: Floats, room: Room) -> Floats:
    """(I, CHUNK) levels as drawn, strictness and caps included; lasts until the next call."""
    level, value = room.level, room.value
    reached: Codes = case.start
    for above in case.most:
        np.greater(bits, above, out=room.above)
        reached = np.add(reached, room.above.view(np.int8), out=level)
    if not case.most:
        level[:] = reached
    for cut in case.few:
        level[cut.rows] += bits[cut.rows] > cut.above
    np.copyto(value, level)
    for run in case.moved:
        value[run] += shift
    if case.rest is not None:
        value += case.rest
    np.clip(value, 0.0, case.cap, out=value)
    value[case.out] = 0.0
    return value


def nodes(tree: Tree, case: Case, weights: DrawnWeights, value: Floats, out: Floats) -> Floats:
    """Fill `out` (nodes, CHUNK) with scores and severities of one city."""
    plan, points = tree.plan, 100.0 / tree.plan.top
    first, last = tree.first_dimension, tree.first_shortcoming
    for d, group in enumerate(plan.dimensions):
        if group.rule == "arithmetic":
            _of_ratings(weights.inside[d], value, case.inside[d], out[first + d])
        else:
            _mean(group, weights.inside[d], value, case.inside[d], out[first + d], plan.top)
    for s, part in enumerate(case.linked):
        _of_ratings(weights.links[s], value, part, out[last + s])
    out[first:last] *= points
    out[last:] *= -points
    out[last:] += 100.0
    for row in tree.upwards:
        _mean(plan.levels[row], weights.levels[row], out, case.below[row], out[1 + row])
    _mean(plan.overall, weights.overall, out, case.overall, out[0])
    if case.withheld:
        out[case.withheld] = np.nan
    return out


def _mean(group: Group, weights: Floats, children: Floats, part: Part, out: Floats, top: float = 100.0) -> None:
    if group.rule == "arithmetic":
        _plain(weights, children, part, out)
        return
    weights, children = weights if part.among is None else weights[part.among], children[part.rows]
    if not len(children):
        out[:] = np.nan
    elif group.rule == "weakest":
        np.min(children, axis=0, out=out)
    else:
        _multiplied(group, weights, np.maximum(children, (group.floor or 0.0) * top / 100.0), out)


def _multiplied(group: Group, weights: Floats, children: Floats, out: Floats) -> None:
    """Geometric or harmonic mean; one zero makes the whole zero, as in the engine's bounds."""
    total = weights.sum(axis=0)
    with np.errstate(divide="ignore"):
        if group.rule == "harmonic":
            np.divide(total, (weights / children).sum(axis=0), out=out)
        else:
            np.exp((weights * np.log(children)).sum(axis=0) / total, out=out)


def _plain(weights: Floats, children: Floats, part: Part, out: Floats) -> None:
    if part.among is None:
        np.einsum("id,id->d", weights, children[part.every], out=out)
    elif not part.among:
        out[:] = np.nan
    else:
        kept = weights[part.among]
        np.einsum("id,id->d", kept, children[part.rows], out=out)
        out /= kept.sum(axis=0)


def _of_ratings(weights: Floats, value: Floats, part: Part, out: Floats) -> None:
    """The same over indicators, whose value is 0 where they have no part: where few are out, only their weights
    need be looked at."""
    if len(part.absent) > len(part.among or ()) or not part.absent:
        _plain(weights, value, part, out)
        return
    np.einsum("id,id->d", weights, value[part.every], out=out)
    out /= 1.0 - weights[part.absent].sum(axis=0)


# -- many cities ------------------------------------------------------------------------------


def simulate(
    plan: Plan,
    rule: Rule,
    inputs: Sequence[Inputs],
    seeds: Sequence[str],
    settings: Settings,
    into: Floats | None = None,
) -> Floats:
    """(cities, draws, nodes) see `drawn`."""
    tree = Tree(plan)
    ready = cases(tree, inputs, seeds, settings)
    streams = [Stream(settings.seed, one.stream, len(plan.indicators)) for one in ready]
    size = (len(ready), tree.nodes, settings.draws)
    found = np.empty(size) if into is None else into[: len(ready)]
    if found.shape != size:
        raise ValueError(f"room for {size} is needed, not {found.shape}")
    room = Room(tree)
    drawn, sigma = "weights" in settings.sources, _sigma(rule, settings)
    for start, weights in _chunks(settings, weight_draws(plan, rule, settings.seed, drawn=drawn)):
        here = slice(start, min(start + CHUNK, settings.draws))
        for c, (case, stream) in enumerate(zip(ready, streams, strict=True)):
            value = values(case, stream.bits(), sigma * stream.normal(), room)
            found[c, :, here] = nodes(tree, case, weights, value, room.nodes)[:, : here.stop - start]
    return found.transpose(0, 2, 1)


def _chunks(settings: Settings, weights: Iterator[DrawnWeights]) -> Iterator[tuple[int, DrawnWeights]]:
    starts = range(0, settings.draws, CHUNK)
    return zip(starts, islice(weights, len(starts)), strict=True)


# -- one city, with everything that shares of variance need -------------------------------------


@dataclass(frozen=True, eq=False)
class Study:
    """Draws of one city."""

    base: Floats
    """(nodes, draws)"""
    other: Floats
    """(nodes, draws) all sources drawn a second time."""
    kept: dict[Source, Floats]
    """By source (nodes, draws): that source as in `base`, all others as in `other`."""
    changed: dict[Source, Floats]
    """By source (nodes, draws): that source as in `other`, all others as in `base`."""
    levels: Floats
    """(rows asked for, draws) levels as drawn in `base`; NaN where the indicator has no part."""


def study(plan: Plan, rule: Rule, inputs: Inputs, seed: str, settings: Settings, rows: Sequence[int] = ()) -> Study:
    """The draws of one city, as in `simulate`, a second set of them, and for each source the two sets mixed."""
    tree = Tree(plan)
    (case,) = cases(tree, [inputs], [seed], settings)
    room = Room(tree)
    streams = [Stream(settings.seed, seed, len(plan.indicators), which) for which in (0, 1)]
    drawn, sigma = "weights" in settings.sources, _sigma(rule, settings)
    sources = [one for one in SOURCES if one in settings.sources]
    size = (tree.nodes, settings.draws)
    found = Study(
        np.empty(size),
        np.empty(size),
        {one: np.empty(size) for one in sources},
        {one: np.empty(size) for one in sources},
        np.empty((len(rows), settings.draws)),
    )
    again = weight_draws(plan, rule, settings.seed, drawn=drawn, stream=1)
    for start, weights in _chunks(settings, weight_draws(plan, rule, settings.seed, drawn=drawn)):
        here = slice(start, min(start + CHUNK, settings.draws))

        def fill(out: Floats, sample: _Sample, here: slice = here) -> None:
            value = values(case, sample.bits, sample.shift, room)
            out[:, here] = nodes(tree, case, sample.weights, value, room.nodes)[:, : here.stop - here.start]

        a, b = (
            _Sample(w, one.bits(), sigma * one.normal()) for w, one in zip((weights, next(again)), streams, strict=True)
        )
        fill(found.base, a)
        found.levels[:, here] = room.value[list(rows), : here.stop - here.start]
        fill(found.other, b)
        for source in sources:
            fill(found.kept[source], b.but(source, a, case.missing))
            fill(found.changed[source], a.but(source, b, case.missing))
    found.levels[~case.present[list(rows)]] = np.nan
    return found


@dataclass(frozen=True, eq=False)
class _Sample:
    """What is drawn in one chunk, before anything is made of it."""

    weights: DrawnWeights
    bits: Bits
    shift: Floats

    def but(self, source: Source, other: _Sample, missing: Bools) -> _Sample:
        """The same with one source as in another; what is rated and what is missing share the random numbers."""
        if source == "weights":
            return replace(self, weights=other.weights)
        if source == "strictness":
            return replace(self, shift=other.shift)
        taken = missing if source == "missing" else ~missing
        return replace(self, bits=np.where(taken[:, None], other.bits, self.bits))


def _sigma(rule: Rule, settings: Settings) -> float:
    return rule.strictness if "strictness" in settings.sources else 0.0

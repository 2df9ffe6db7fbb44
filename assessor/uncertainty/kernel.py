"""Draws of weights, levels and strictness -> draws of every node of many cities.

One city after another, in chunks of draws of one size: what is computed for a city has always the same
shapes and comes from its own random stream, so neither its neighbours nor how many there are can
change a digit of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from assessor import scoring
from assessor.combining import MISSING, NOT_APPLICABLE, Bools, Codes, is_rated
from assessor.rubric import Uncertainty as Rule
from assessor.uncertainty.inputs import Inputs, chances
from assessor.uncertainty.settings import SOURCES, Settings, Source
from assessor.uncertainty.weights import CHUNK, DrawnWeights, downwards, in_play, linked_rows, weight_draws
from assessor.weighting import Floats, Group, Plan

Bits = npt.NDArray[np.uint16]
FINENESS = 2**16
"""Chances of levels are counted in units of one in so many."""


class Tree:
    """Where everything stands. Nodes in the order overall, levels, dimensions, shortcomings."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.dimensions, self.levels = len(plan.dimensions), len(plan.levels)
        self.nodes = 1 + self.levels + self.dimensions + plan.links.shape[1]
        self.first_dimension = 1 + self.levels
        self.first_shortcoming = self.first_dimension + self.dimensions
        self.inside = [in_play(group)[0] for group in plan.dimensions]
        self.linked = linked_rows(plan)
        self.upwards = list(reversed(downwards(plan)))
        self.below = [self._rows(in_play(group)[0]) for group in plan.levels]
        self.top_levels = [1 + row for row in in_play(plan.overall)[0]]

    def _rows(self, children: list[int]) -> list[int]:
        """Children of a level, counted as [dimensions, levels], among the nodes."""
        d = self.dimensions
        return [self.first_dimension + one if one < d else 1 + one - d for one in children]


@dataclass(frozen=True, eq=False)
class Case:
    """One city made ready to be drawn."""

    stream: str
    cuts: npt.NDArray[np.int32]
    """(T, I, 1) the level is the number of cuts that the random number reaches."""
    fixed: Bools
    """(I,) what strictness does not touch."""
    rest: Floats
    cap: Floats
    """(I, 1)"""
    present: Bools
    """(I,) what has a part in a draw."""
    missing: Bools
    takes_part: Bools
    """(nodes,) what has a part in the node above it."""
    shown: Bools
    """(nodes,) what the scorecard does not withhold."""


def cases(tree: Tree, inputs: Sequence[Inputs], seeds: Sequence[str], settings: Settings) -> list[Case]:
    """Every city made ready; which nodes have a score is decided by the stated weights, once."""
    plan = tree.plan
    if not inputs:
        return []
    codes = np.array([one.codes for one in inputs], dtype=np.int8)
    whole = np.where(is_rated(codes), np.int8(plan.top), codes).astype(np.int8)
    filled = np.where(whole == MISSING, np.int8(plan.top), whole).astype(np.int8)
    shown = _scored(tree, whole)
    part = _scored(tree, filled) if "missing" in settings.sources else shown
    return [
        _case(plan, one, seed, settings, shown[c], part[c])
        for c, (one, seed) in enumerate(zip(inputs, seeds, strict=True))
    ]


def _scored(tree: Tree, codes: Codes) -> Bools:
    found = scoring.score(codes, tree.plan)
    rows = [found.overall[:, None], found.level, found.dimension, found.severity]
    return ~np.isnan(np.concatenate(rows, axis=1))


def _case(plan: Plan, one: Inputs, seed: str, settings: Settings, shown: Bools, part: Bools) -> Case:
    missing = one.codes == MISSING
    chance = chances(one, plan.top)
    if "ratings" not in settings.sources:
        chance[one.codes >= 0] = np.eye(plan.top + 1)[one.codes[one.codes >= 0]]
    cuts = np.rint(np.cumsum(chance, axis=1)[:, :-1] * FINENESS).astype(np.int32)
    present = one.codes != NOT_APPLICABLE
    if "missing" not in settings.sources:
        present &= ~missing
    return Case(
        stream=seed,
        cuts=np.ascontiguousarray(cuts.T)[:, :, None],
        fixed=missing | (one.codes < 0) | one.measured,
        rest=one.rest,
        cap=one.cap.astype(np.float64)[:, None],
        present=present,
        missing=missing,
        takes_part=part,
        shown=shown,
    )


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


def drawn_values(case: Case, bits: Bits, shift: Floats | None) -> Floats:
    """(I, CHUNK) levels as drawn, strictness and caps included; 0 where an indicator has no part."""
    level = np.zeros(bits.shape, dtype=np.int8)
    for cut in case.cuts:
        level += bits >= cut
    value = level.astype(np.float64)
    if shift is not None:
        moved = ~case.fixed
        value[moved] += shift
    value += case.rest[:, None]
    np.clip(value, 0.0, case.cap, out=value)
    value[~case.present] = 0.0
    return value


def nodes(tree: Tree, case: Case, weights: DrawnWeights, value: Floats, out: Floats) -> None:
    """Fill `out` (nodes, CHUNK) with the nodes of one city."""
    plan, points = tree.plan, 100.0 / tree.plan.top
    for d, group in enumerate(plan.dimensions):
        rows = tree.inside[d]
        out[tree.first_dimension + d] = points * _mean(
            group, weights.inside[d], value[rows], case.present[rows], plan.top
        )
    for row in tree.upwards:
        below = tree.below[row]
        out[1 + row] = _mean(plan.levels[row], weights.levels[row], out[below], case.takes_part[below])
    out[0] = _mean(plan.overall, weights.overall, out[tree.top_levels], case.takes_part[tree.top_levels])
    for s, rows in enumerate(tree.linked):
        mean = _plain(weights.links[s], value[rows], case.present[rows])
        out[tree.first_shortcoming + s] = 100.0 - points * mean
    out[~case.shown] = np.nan


def _mean(group: Group, weights: Floats, children: Floats, present: Bools, top: float = 100.0) -> Floats:
    if group.rule == "arithmetic":
        return _plain(weights, children, present)
    weights, children = weights[present], children[present]
    if not len(children):
        return np.full(children.shape[1:], np.nan)
    if group.rule == "weakest":
        lowest: Floats = children.min(axis=0)
        return lowest
    floor = (group.floor or 0.0) * top / 100.0
    with np.errstate(divide="ignore"):  # a zero makes the mean zero
        logs = np.log(np.maximum(children, floor))
    found: Floats = np.exp((weights * logs).sum(axis=0) / weights.sum(axis=0))
    return found


def _plain(weights: Floats, children: Floats, present: Bools) -> Floats:
    if present.all() and len(present):
        found: Floats = np.einsum("id,id->d", weights, children)
        return found
    weights, children = weights[present], children[present]
    if not len(children):
        return np.full(children.shape[1:], np.nan)
    part: Floats = np.einsum("id,id->d", weights, children)
    part /= weights.sum(axis=0)
    return part


# -- many cities ------------------------------------------------------------------------------


def simulate(plan: Plan, rule: Rule, inputs: Sequence[Inputs], seeds: Sequence[str], settings: Settings) -> Floats:
    """(cities, draws, nodes) see `drawn`."""
    tree = Tree(plan)
    ready = cases(tree, inputs, seeds, settings)
    streams = [Stream(settings.seed, one.stream, len(plan.indicators)) for one in ready]
    found = np.empty((len(ready), tree.nodes, settings.draws))
    room = np.empty((tree.nodes, CHUNK))
    sigma = rule.strictness if "strictness" in settings.sources else 0.0
    drawn = "weights" in settings.sources
    for start, weights in _chunks(settings, weight_draws(plan, rule, settings.seed, drawn=drawn)):
        here = slice(start, min(start + CHUNK, settings.draws))
        for c, (case, stream) in enumerate(zip(ready, streams, strict=True)):
            shift = sigma * stream.normal() if sigma else None
            nodes(tree, case, weights, drawn_values(case, stream.bits(), shift), room)
            found[c, :, here] = room[:, : here.stop - start]
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
    levels: Floats
    """(rows asked for, draws) levels as drawn; NaN where the indicator has no part."""
    kept: dict[Source, Floats]
    """By source (nodes, draws): that source as in `base`, all others drawn anew."""


def study(plan: Plan, rule: Rule, inputs: Inputs, seed: str, settings: Settings, rows: Sequence[int] = ()) -> Study:
    """The draws of one city, as in `simulate`, and once more for each source with all the others drawn anew."""
    tree = Tree(plan)
    (case,) = cases(tree, [inputs], [seed], settings)
    first, second = (Stream(settings.seed, seed, len(plan.indicators), which) for which in (0, 1))
    sigma = rule.strictness if "strictness" in settings.sources else 0.0
    drawn = "weights" in settings.sources
    again = weight_draws(plan, rule, settings.seed, drawn=drawn, stream=1)
    sources = [one for one in SOURCES if one in settings.sources]
    base = np.empty((tree.nodes, settings.draws))
    levels = np.empty((len(rows), settings.draws))
    kept: dict[Source, Floats] = {one: np.empty_like(base) for one in sources}
    room = np.empty((tree.nodes, CHUNK))
    for start, weights in _chunks(settings, weight_draws(plan, rule, settings.seed, drawn=drawn)):
        here = slice(start, min(start + CHUNK, settings.draws))
        width = here.stop - start
        a = (weights, first.bits(), sigma * first.normal() if sigma else None)
        b = (next(again), second.bits(), sigma * second.normal() if sigma else None)
        value = drawn_values(case, a[1], a[2])
        nodes(tree, case, a[0], value, room)
        base[:, here] = room[:, :width]
        levels[:, here] = value[list(rows), :width]
        for source in sources:
            mixed = _mixed(case, source, a, b)
            nodes(tree, case, mixed[0], drawn_values(case, mixed[1], mixed[2]), room)
            kept[source][:, here] = room[:, :width]
    levels[~case.present[list(rows)]] = np.nan
    return Study(base, levels, kept)


_Sample = tuple[DrawnWeights, Bits, Floats | None]


def _mixed(case: Case, source: Source, kept: _Sample, other: _Sample) -> _Sample:
    """One source from `kept`, the rest from `other`; what is missing and what is rated share their random numbers."""
    weights, bits, shift = other
    if source == "weights":
        return kept[0], bits, shift
    if source == "strictness":
        return weights, bits, kept[2]
    from_kept = case.missing if source == "missing" else ~case.missing
    return weights, np.where(from_kept[:, None], kept[1], bits), shift

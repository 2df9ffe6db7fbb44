"""Which steps: of least effort for the targets, or of most use for an effort budget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from assessor.planning.programme import SLACK, Programme, Row
from assessor.planning.situation import Levels, Situation

TIE = 0.4
"""What decides between plans of equal effort adds up to less than this; efforts are whole numbers."""
ORDER = 0.01
"""Share of that which the order of the rubric has, for plans that are equal still."""
MOST_SCORES = 2_000
"""Different scores of one dimension that are told apart under a rule other than the arithmetic one."""


def least_effort(situation: Situation, most: int) -> Iterator[Levels]:
    """Choices in order of effort, each without some step of every one before it, until none is left.

    Where efforts are equal, what raises more weight comes first, then what stands first in the rubric.
    """
    programme = Programme(situation).with_targets()
    programme = replace(programme, objective=cost_and_ties(programme))
    for _ in range(most):
        chosen = programme.solved()
        while chosen is not None and (missed := _missed(situation, programme.levels(chosen))) is not None:
            programme = programme.beyond(missed, programme.levels(chosen))
            chosen = programme.solved()
        if chosen is None:
            return
        yield programme.levels(chosen)
        if not chosen:
            return
        programme = programme.without(chosen)


def _missed(situation: Situation, levels: Levels) -> str | None:
    """A target that the solver took for reached within its tolerance and the engine does not."""
    return next((id_ for id_, aim in situation.targets.items() if not situation.reaches(id_, aim, levels)), None)


def cost_and_ties(programme: Programme) -> dict[int, float]:
    """Effort of every rung, less a little for the weight it raises, more a little the later it stands."""
    weights = programme.situation.card.effective_weights
    gains = np.array([weights.get(id_, 0.0) for id_, _ in programme.rungs])
    count = max(len(gains), 1)
    ties = ORDER * (np.arange(len(gains)) + 1.0) / count**2 - gains / (gains.sum() or 1.0)
    return dict(enumerate((np.array(programme.costs, dtype=np.float64) + TIE * ties).tolist()))


# -- within a budget ------------------------------------------------------------------------------


def most_use(situation: Situation, budget: int) -> Levels:
    """The choice that leaves least of the targets undone for the effort; then the one that reaches
    more of them, then the one of less effort, then ties as above."""
    budgeted = Budgeted(Programme(situation), budget)
    programme = budgeted.programme
    undone, done = budgeted.shortfalls, budgeted.reached
    levels = programme.choice(dict.fromkeys(undone, 1.0))
    programme = programme.held(dict.fromkeys(undone, -1.0), -left_undone(situation, levels))
    levels = programme.choice(dict.fromkeys(done, -1.0))
    count = sum(situation.reaches(id_, aim, levels) for id_, aim in situation.targets.items())
    programme = programme.held(dict.fromkeys(done, 1.0), count)
    return programme.choice(cost_and_ties(programme))


def left_undone(situation: Situation, levels: Levels) -> float:
    """Levels short of target over the dimensions that have a score, the part of percent to target that steps change."""
    top = situation.rubric.top
    return sum(
        max(aim - situation.score_of(id_, levels) * top / 100.0, 0.0)
        for id_, aim in situation.targets.items()
        if situation.scored(id_)
    )


@dataclass(frozen=True)
class Budgeted:
    """Behind the rungs: whether each target is reached, which score each dimension of another rule
    has, and by how much each target is missed."""

    base: Programme
    budget: int

    @cached_property
    def _scored(self) -> list[str]:
        return [id_ for id_ in self.base.situation.targets if self.base.situation.scored(id_)]

    @cached_property
    def _scores(self) -> dict[str, list[float]]:
        situation = self.base.situation
        return {id_: scores(self.base, id_) for id_ in self._scored if situation.group[id_].rule != "arithmetic"}

    @property
    def reached(self) -> range:
        return range(len(self.base.rungs), len(self.base.rungs) + len(self._scored))

    @property
    def shortfalls(self) -> range:
        first = self.reached.stop + sum(map(len, self._scores.values()))
        return range(first, first + len(self._scored))

    @cached_property
    def programme(self) -> Programme:
        base = self.base
        rows = [*base.ladder(), Row({place: -float(cost) for place, cost in enumerate(base.costs)}, -self.budget)]
        first = self.reached.stop
        for flag, short, id_ in zip(self.reached, self.shortfalls, self._scored, strict=True):
            rows += self._reaching(id_, flag)
            if id_ in self._scores:
                places = range(first, first + len(self._scores[id_]))
                rows += self._short_by_score(id_, short, places)
                first = places.stop
            else:
                rows.append(self._short(id_, short))
        integers = self.shortfalls.start - len(base.rungs)
        return replace(base, rows=tuple(rows), integers=integers, shortfalls=len(self._scored))

    def _reaching(self, dimension: str, flag: int) -> list[Row]:
        """The flag may be 1 only where the target is reached, as under `Programme.with_targets`."""
        base, situation = self.base, self.base.situation
        target = situation.targets[dimension]
        if not situation.reaches(dimension, target, situation.highest):
            return [Row({flag: -1.0}, 0.0)]
        gate, points = base.gate_rung(dimension, target), situation.points(target)
        must = {gate} - {None}
        if situation.group[dimension].rule == "weakest":
            must |= base.must_stand(dimension, points)
            return [Row({rung: 1.0, flag: -1.0}, 0.0) for rung in must if rung is not None]
        terms, now, total = base.sum_of(dimension)
        least = total * base.transformed(dimension, points) - now
        rows = [Row({rung: 1.0, flag: -1.0}, 0.0) for rung in must if rung is not None]
        return rows if least <= 0 else [*rows, Row({**terms, flag: SLACK * total - least}, 0.0)]

    def _short(self, dimension: str, short: int) -> Row:
        terms, now, total = self.base.sum_of(dimension)
        top = self.base.situation.rubric.top
        per = top / total
        target = self.base.situation.targets[dimension]
        return Row({**{place: value * per for place, value in terms.items()}, short: 1.0}, target - now * per)

    def _short_by_score(self, dimension: str, short: int, places: range) -> list[Row]:
        """One binary a score: exactly one holds, and only one that the indicators come to."""
        base, situation = self.base, self.base.situation
        found, top, target = self._scores[dimension], situation.rubric.top, situation.targets[dimension]
        rows = [Row(dict.fromkeys(places, sign), sign) for sign in (1.0, -1.0)]
        levels = {place: one * top / 100.0 for place, one in zip(places, found, strict=True)}
        rows.append(Row({short: 1.0, **levels}, float(target)))
        if situation.group[dimension].rule == "weakest":
            must = [(place, base.must_stand(dimension, one)) for place, one in zip(places, found, strict=True)]
            return [*rows, *(Row({rung: 1.0, place: -1.0}, 0.0) for place, rungs in must for rung in rungs)]
        terms, now, total = base.sum_of(dimension)
        sums = {place: -total * base.transformed(dimension, one) for place, one in zip(places, found, strict=True)}
        return [*rows, Row({**terms, **sums}, -now - SLACK * total)]


def scores(programme: Programme, dimension: str) -> list[float]:
    """The different scores 0..100 that a dimension can come to below its target, and the target's where it can."""
    situation = programme.situation
    points = situation.points(situation.targets[dimension])
    members, top = situation.members(dimension), situation.highest
    each = [[situation.value(id_, n) for n in range(situation.start[id_], top[id_] + 1)] for id_, _ in members]
    now, best = (situation.score_of(dimension, levels) for levels in (situation.start, top))
    if situation.group[dimension].rule == "weakest":
        found = {value for values in each for value in values}
    else:
        found = set(_means(programme, dimension, each))
    inside = sorted(one for one in found if now - SLACK <= one < min(points, best) - SLACK)
    if len(inside) > MOST_SCORES:
        inside = [inside[n * len(inside) // MOST_SCORES] for n in range(MOST_SCORES)]
    return [now, *(one for one in inside if one > now + SLACK), *([min(points, best)] if best > now + SLACK else [])]


def _means(programme: Programme, dimension: str, each: list[list[float]]) -> list[float]:
    weights = np.array([weight for _, weight in programme.situation.members(dimension)])
    sums = np.zeros(1)
    for weight, values in zip(weights, each, strict=True):
        transformed = np.array([programme.transformed(dimension, value) for value in values])
        sums = np.unique(np.round((sums[:, None] + weight * transformed[None, :]).ravel(), 9))
    means = sums / weights.sum()
    geometric = programme.situation.group[dimension].rule == "geometric"
    found: list[float] = (100.0 * np.exp(means) if geometric else -100.0 / means).tolist()
    return found

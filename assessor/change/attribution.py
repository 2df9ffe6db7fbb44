"""What the difference of a number between two assessments is due to: ratings, weights, rubric version, missing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from assessor.change.mixtures import FACTORS, Coalition, Factor, Pair
from assessor.change.periods import Period
from assessor.errors import ScoringError
from assessor.nodes import Kind
from assessor.rubric import Rubric
from assessor.text import Text, say


@dataclass(frozen=True)
class Attribution:
    """A difference of one number, split into four shares that add up to it. Points 0..100."""

    id: str
    kind: Kind
    before: float | None
    after: float | None
    shares: dict[Factor, float] | None
    """None where the difference cannot be split; `why` says so."""
    why: Text | None = None

    @property
    def total(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def ratings(self) -> float | None:
        return None if self.shares is None else self.shares["ratings"]

    @property
    def weights(self) -> float | None:
        return None if self.shares is None else self.shares["weights"]

    @property
    def rubric(self) -> float | None:
        return None if self.shares is None else self.shares["rubric"]

    @property
    def missing(self) -> float | None:
        return None if self.shares is None else self.shares["missing"]


def attributions(old: Period, new: Period, *, supported: bool = False) -> dict[str, Attribution]:
    """How much of each node's difference is due to what, by Shapley value.

    The engine scores all 2^4 mixtures of the two assessments; in a mixture each of four switches
    stands at the old or the new assessment:

    rubric: whose tree, rules and own weights hold. An indicator that only one version has, or that
        reads differently in the two, belongs to this switch with all its ratings: a level chosen by
        other words is no change of the city.
    missing: whose indicators are asked (variant) and answered; of those that read the same.
    ratings: whose level holds where an indicator has one in both; one that has a level in one
        assessment alone keeps it.
    weights: whose preset and own weights hold; what the other rubric version does not know is left out.

    A switch's share is its mean effect over all orders of throwing the four. Shares add up to the
    difference, a switch that changes nothing gets 0, and the order in which switches are named does not matter.

    A node that is withheld in either assessment, or in one of the mixtures, is not split.

    Args:
        old: the earlier assessment under its rubric.
        new: the later one under its rubric.
        supported: of the evidence-supported scores instead of the judged ones.

    Returns:
        Attribution by node id: overall, levels, dimensions and shortcomings (severities) that both versions have.

    Raises:
        ScoringError: if weights or ratings of either assessment admit no score.

    Source:
        Shapley (1953), A value for n-person games; for decompositions of an index Shorrocks (2013).
    """
    pair = Pair.of(old, new, supported=supported)
    neither, all_ = pair.numbers(frozenset()), pair.numbers(frozenset(FACTORS))
    mixtures = {one: _scored(pair, one) for one in _coalitions()}
    kinds = _kinds(new.rubric)
    return {
        id_: _attribution(id_, kinds[id_], {one: values.get(id_) for one, values in mixtures.items()})
        for id_ in all_
        if id_ in neither
    }


def shapley(worth: Mapping[Coalition, float]) -> dict[Factor, float]:
    """Each factor's mean marginal contribution over all orders; `worth` holds all 16 coalitions."""
    n = len(FACTORS)
    found = {}
    for one in FACTORS:
        others = [other for other in FACTORS if other != one]
        found[one] = math.fsum(
            math.factorial(size) * math.factorial(n - 1 - size) / math.factorial(n)
            * (worth[frozenset({one, *inside})] - worth[frozenset(inside)])
            for size in range(n)
            for inside in combinations(others, size)
        )  # fmt: skip
    return found


def _attribution(id_: str, kind: Kind, found: Mapping[Coalition, float | None]) -> Attribution:
    worth = {one: value for one, value in found.items() if value is not None}
    before, after = found[frozenset()], found[frozenset(FACTORS)]
    if before is None or after is None:
        why = say(
            "至少有一期不出分，没有可归因的变化", "withheld in at least one period, so there is no difference to split"
        )
        return Attribution(id_, kind, before, after, None, why)  # fmt: skip
    if len(worth) < len(found):
        why = say("换用另一期的权重、量表或已评范围时此数不出分，不作归因",
                  "under the other period's weights, rubric or coverage this number is withheld, so the difference is not split")  # fmt: skip
        return Attribution(id_, kind, before, after, None, why)
    return Attribution(id_, kind, before, after, shapley(worth))


def _coalitions() -> Iterator[Coalition]:
    for size in range(len(FACTORS) + 1):
        yield from map(frozenset, combinations(FACTORS, size))


def _scored(pair: Pair, switched: Coalition) -> dict[str, float | None]:
    """Nothing where a mixture admits no score, such as a zero in a geometric mean or weights that are all 0."""
    try:
        return pair.numbers(switched)
    except ScoringError:
        return {}


def _kinds(rubric: Rubric) -> dict[str, Kind]:
    found: dict[str, Kind] = {"overall": "overall"}
    found |= {one.id: "level" for one in rubric.levels}
    found |= {one.id: "dimension" for one in rubric.dimensions}
    return found | {one.id: "shortcoming" for one in rubric.shortcomings}

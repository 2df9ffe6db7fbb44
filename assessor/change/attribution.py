"""What the difference of a number between two assessments is due to: ratings, weights, rubric version, missing."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Literal, get_args

import numpy as np

from assessor import scoring
from assessor.assessment import WeightChoice
from assessor.change.periods import Period
from assessor.combining import Codes, is_rated
from assessor.errors import ScoringError
from assessor.nodes import Kind
from assessor.rubric import Rubric
from assessor.scorecard import codes_of
from assessor.text import Text, say
from assessor.weighting import Plan, weights_of

Factor = Literal["ratings", "weights", "rubric", "missing"]
FACTORS: tuple[Factor, ...] = get_args(Factor)
Coalition = frozenset[Factor]


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
    mixtures = {one: pair.numbers(one) for one in _coalitions()}
    neither, all_ = mixtures[frozenset()], mixtures[frozenset(FACTORS)]
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


def reads_same(old: Rubric, new: Rubric) -> tuple[str, ...]:
    """Indicators that both versions ask in the same words, and measure alike where they are measured."""
    return tuple(
        id_
        for id_, one in new.by_id.items()
        if (before := old.by_id.get(id_)) is not None
        and (before.kind, before.measure) == (one.kind, one.measure)
        and old.text_digest(id_) == new.text_digest(id_)
    )


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


def _kinds(rubric: Rubric) -> dict[str, Kind]:
    found: dict[str, Kind] = {"overall": "overall"}
    found |= {one.id: "level" for one in rubric.levels}
    found |= {one.id: "dimension" for one in rubric.dimensions}
    return found | {one.id: "shortcoming" for one in rubric.shortcomings}


# -- mixtures -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Two assessments, of which the engine can score any mixture."""

    old: Period
    new: Period
    before: dict[str, int]
    """indicator -> code in the earlier assessment, for every indicator of its rubric"""
    after: dict[str, int]
    same: frozenset[str]
    """Indicators that read the same in both."""
    plans: dict[tuple[int, int, str], Plan] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, old: Period, new: Period, *, supported: bool = False) -> Pair:
        before, after = (
            dict(zip(one.rubric.by_id, codes_of(one.rubric, one.assessment, supported=supported)[0].tolist(), strict=True))
            for one in (old, new)
        )  # fmt: skip
        return cls(old, new, before, after, frozenset(reads_same(old.rubric, new.rubric)))

    @cached_property
    def moved(self) -> tuple[str, ...]:
        """Indicators that read the same, are rated in both and whose rating differs."""
        return tuple(
            id_
            for id_ in self.new.rubric.by_id
            if id_ in self.same and _both(self.before[id_], self.after[id_]) and self.before[id_] != self.after[id_]
        )

    def numbers(self, switched: Coalition, lifted: Collection[str] = ()) -> dict[str, float | None]:
        """Every node's number where `switched` stand at the new assessment and the others at the old one.

        `lifted`: indicators that have their new rating although ratings stand at the old one.
        """
        rubric = (self.new if "rubric" in switched else self.old).rubric
        variant = (self.new if "missing" in switched else self.old).assessment.variant
        scores = scoring.score(self.codes(switched, lifted), self._plan(switched, rubric, variant))
        found = rubric.variant(variant)
        shown = found is None or found.dimensions_shown
        return {
            "overall": _number(scores.overall[0]),
            **{one.id: _number(value) for one, value in zip(rubric.levels, scores.level[0], strict=True)},
            **{
                one.id: _number(value) if shown else None
                for one, value in zip(rubric.dimensions, scores.dimension[0], strict=True)
            },
            **{one.id: _number(value) for one, value in zip(rubric.shortcomings, scores.severity[0], strict=True)},
        }

    def codes(self, switched: Coalition, lifted: Collection[str] = ()) -> Codes:
        """(1, indicators) codes of a mixture, in the order of its rubric."""
        rubric, own = (self.new.rubric, self.after) if "rubric" in switched else (self.old.rubric, self.before)
        row = [own[id_] if id_ not in self.same else self._mixed(id_, switched, id_ in lifted) for id_ in rubric.by_id]
        return np.array([row], dtype=np.int8)

    def _mixed(self, id_: str, switched: Coalition, lifted: bool) -> int:
        before, after = self.before[id_], self.after[id_]
        if _both(before, after):
            return after if lifted or "ratings" in switched else before
        return after if "missing" in switched else before

    def _plan(self, switched: Coalition, rubric: Rubric, variant: str) -> Plan:
        weights = self.new if "weights" in switched else self.old
        key = (id(rubric), id(weights), variant)
        if key not in self.plans:
            chosen = weights.assessment.weights
            asked = variant if rubric.variant(variant) else "full"
            if rubric is not weights.rubric:
                chosen = known_weights(rubric, chosen, asked)
            self.plans[key] = scoring.plan(rubric, weights_of(rubric, chosen, asked))
        return self.plans[key]


def known_weights(rubric: Rubric, choice: WeightChoice, variant: str = "full") -> WeightChoice:
    """A choice of weights as far as a rubric knows what it names; its preset alone where that leaves nothing to score."""
    presets = {one.id for one in rubric.weight_presets}
    levels, dimensions = {one.id for one in rubric.levels}, {one.id for one in rubric.dimensions}
    kept = WeightChoice(
        preset=choice.preset if choice.preset in presets else "equal",
        levels={id_: weight for id_, weight in choice.levels.items() if id_ in levels},
        dimensions={id_: weight for id_, weight in choice.dimensions.items() if id_ in dimensions},
        indicators={id_: weight for id_, weight in choice.indicators.items() if id_ in rubric.by_id},
    )
    try:
        weights_of(rubric, kept, variant)
    except ScoringError:  # what is left of the own weights is all 0
        return WeightChoice(preset=kept.preset)
    return kept


def _both(before: int, after: int) -> bool:
    return bool(is_rated(np.array([before, after], dtype=np.int8)).all())


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)

"""Mixtures of two assessments: some things as in the earlier one, others as in the later one, scored by the engine."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple, get_args

import numpy as np

from assessor import scoring
from assessor.assessment import WeightChoice
from assessor.change.periods import Period
from assessor.combining import INSUFFICIENT_EVIDENCE, Codes
from assessor.errors import ScoringError
from assessor.rubric import Rubric
from assessor.scorecard import codes_of, rest_of
from assessor.weighting import Floats, Plan, weights_of

Factor = Literal["ratings", "weights", "rubric", "missing"]
FACTORS: tuple[Factor, ...] = get_args(Factor)
Coalition = frozenset[Factor]


class Standing(NamedTuple):
    """How an indicator stands in one assessment."""

    code: int
    """A level, or one of the codes below zero of `combining`."""
    rest: float
    """What a measured figure reaches beyond its whole level, a share of one level."""

    @property
    def is_rated(self) -> bool:
        return self.code >= 0 or self.code == INSUFFICIENT_EVIDENCE

    @property
    def level(self) -> int:
        """Insufficient evidence counts as 0."""
        return max(self.code, 0)


@dataclass(frozen=True)
class Pair:
    """Two assessments, of which any mixture can be scored."""

    old: Period
    new: Period
    before: dict[str, Standing]
    """By indicator, for every indicator of the earlier assessment's rubric."""
    after: dict[str, Standing]
    same: frozenset[str]
    """Indicators that read the same in both."""
    plans: dict[tuple[int, int, str], Plan] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, old: Period, new: Period, *, supported: bool = False) -> Pair:
        before, after = (_standings(one, supported) for one in (old, new))
        return cls(old, new, before, after, frozenset(reads_same(old.rubric, new.rubric)))

    @cached_property
    def moved(self) -> tuple[str, ...]:
        """Indicators that read the same, are rated in both and whose rating differs."""
        return tuple(
            id_
            for id_ in self.new.rubric.by_id
            if id_ in self.same and self._both(id_) and self.before[id_] != self.after[id_]
        )

    def numbers(self, switched: Coalition, lifted: Collection[str] = ()) -> dict[str, float | None]:
        """Every node's number where `switched` stand at the new assessment and the others at the old one.

        `lifted`: indicators that have their new rating although ratings stand at the old one.

        Raises:
            ScoringError: the mixture admits no score.
        """
        rubric = (self.new if "rubric" in switched else self.old).rubric
        variant = (self.new if "missing" in switched else self.old).assessment.variant
        codes, rest = self.standing(switched, lifted)
        scores = scoring.score(codes, self._plan(switched, rubric, variant), rest)
        found = rubric.variant(variant)
        shown = found is None or found.dimensions_shown
        dimensions = scores.dimension[0] if shown else np.full(len(rubric.dimensions), np.nan)
        return {
            "overall": _number(scores.overall[0]),
            **{one.id: _number(value) for one, value in zip(rubric.levels, scores.level[0], strict=True)},
            **{one.id: _number(value) for one, value in zip(rubric.dimensions, dimensions, strict=True)},
            **{one.id: _number(value) for one, value in zip(rubric.shortcomings, scores.severity[0], strict=True)},
        }

    def standing(self, switched: Coalition, lifted: Collection[str] = ()) -> tuple[Codes, Floats | None]:
        """(1, indicators) codes of a mixture, in the order of its rubric, and what figures reach beyond them."""
        rubric, own = (self.new.rubric, self.after) if "rubric" in switched else (self.old.rubric, self.before)
        row = [
            own[id_] if id_ not in self.same else self._mixed(id_, switched, lifted=id_ in lifted)
            for id_ in rubric.by_id
        ]
        rest = [one.rest for one in row]
        return np.array([[one.code for one in row]], dtype=np.int8), np.array([rest]) if any(rest) else None

    def _mixed(self, id_: str, switched: Coalition, *, lifted: bool) -> Standing:
        decides: Factor = "ratings" if self._both(id_) else "missing"
        return self.after[id_] if decides in switched or (lifted and decides == "ratings") else self.before[id_]

    def _both(self, id_: str) -> bool:
        return self.before[id_].is_rated and self.after[id_].is_rated

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


def reads_same(old: Rubric, new: Rubric) -> tuple[str, ...]:
    """Indicators that both versions ask in the same words, and measure alike where they are measured."""
    return tuple(
        id_
        for id_, one in new.by_id.items()
        if (before := old.by_id.get(id_)) is not None
        and (before.kind, before.measure) == (one.kind, one.measure)
        and old.text_digest(id_) == new.text_digest(id_)
    )


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


def _standings(one: Period, supported: bool) -> dict[str, Standing]:
    codes = codes_of(one.rubric, one.assessment, supported=supported)[0].tolist()
    found = rest_of(one.rubric, one.assessment, supported=supported)
    rest = [0.0] * len(codes) if found is None else found[0].tolist()
    return {id_: Standing(*standing) for id_, *standing in zip(one.rubric.by_id, codes, rest, strict=True)}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)

"""What a batch is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from assessor.assessment import WeightChoice
from assessor.errors import Problem, UsageError
from assessor.rubric import Rubric
from assessor.text import Language, say, use_one_of
from assessor.uncertainty import SEED, Settings
from assessor.weighting import Plan, plan, weights_of

MOST_DRAWS = 30_000
"""Twice as many must be countable in 16 bits."""


@dataclass(frozen=True)
class Choice:
    """Everything that decides about the numbers, and the language of words beside them."""

    draws: int = 2_000
    seed: int = SEED
    weights: str = "equal"
    variant: str = "full"
    compare: tuple[str, ...] | None = None
    """Nodes whose chances of being ahead are asked for; None: the overall score and the levels that make it."""
    dominance: bool = False
    reports: bool = False
    language: Language = "zh"

    @property
    def settings(self) -> Settings:
        return Settings(draws=self.draws, seed=self.seed)

    @property
    def weight_choice(self) -> WeightChoice:
        return WeightChoice(preset=self.weights)

    def plan(self, rubric: Rubric) -> Plan:
        """The weights under which all cities are scored and compared."""
        return plan(rubric, weights_of(rubric, self.weight_choice, self.variant))

    def compared(self, rubric: Rubric) -> tuple[str, ...]:
        if self.compare is not None:
            return self.compare
        return ("overall", *(one.id for one in rubric.levels if one.within is None))

    def hidden(self, rubric: Rubric) -> bool:
        """Whether the variant shows no dimensions."""
        variant = rubric.variant(self.variant)
        return variant is not None and not variant.dimensions_shown

    def told(self, rubric: Rubric) -> dict[str, Any]:
        """As the manifest has it."""
        return asdict(self) | {"compare": list(self.compared(rubric))}


def refuse_misfits(choice: Choice, rubric: Rubric) -> None:
    """Raise UsageError with every option that this rubric does not admit."""
    found = list(_misfits(choice, rubric))
    if found:
        raise UsageError(*found)


def _misfits(choice: Choice, rubric: Rubric) -> Iterator[Problem]:
    if not 1 <= choice.draws <= MOST_DRAWS:
        what = say(f"抽样次数应为1至{MOST_DRAWS}", f"draws run from 1 to {MOST_DRAWS}")
        yield Problem("--draws", what, say("改为此范围内的整数", "give a whole number in this range"))
    if choice.seed < 0:
        what = say("种子不能小于0", "a seed is not below 0")
        yield Problem("--seed", what, say("改为不小于0的整数", "give a whole number from 0"))
    presets = sorted({"equal", *(one.id for one in rubric.weight_presets)})
    if choice.weights not in presets:
        what = say(f"量表没有权重方案 {choice.weights}", f"the rubric has no weight preset {choice.weights}")
        yield Problem("--weights", what, use_one_of(presets))
    variants = sorted({"full", *(one.id for one in rubric.variants)})
    if choice.variant not in variants:
        what = say(f"量表没有版式 {choice.variant}", f"the rubric has no variant {choice.variant}")
        yield Problem("--variant", what, use_one_of(variants))
    known = ["overall", *(one.id for one in rubric.levels), *(one.id for one in rubric.dimensions)]
    for id_ in choice.compare or ():
        if id_ not in known:
            what = say(f"{id_} 不是总分、层级或维度", f"{id_} is neither the overall score nor a level or dimension")
            yield Problem("--compare", what, use_one_of(known))

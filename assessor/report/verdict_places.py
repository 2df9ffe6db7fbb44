"""Where the facts and clauses of the verdict stand among the calculations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from assessor.report import verdict as rule
from assessor.report.calculation import Calculation
from assessor.report.calculation_layout import SUPPORTED, SUPPORTED_COLUMNS, SupportedColumn
from assessor.report.ranking import Ranking
from assessor.report.verdict import Standing
from assessor.scorecard import Node
from assessor.text import Language

FACTS, LEVELS, SEVERE, SAID = "calc-verdict", "calc-verdict-levels", "calc-verdict-severe", "calc-verdict-said"
STANDINGS: tuple[Standing, ...] = get_args(Standing)
Fact = Literal[
    "too_little", "scored", "lowest", "highest", "standing", "named", "supported_lowest", "supported_highest",
    "supported_standing", "supported_named", "turned", "severe_scored", "severe_worst", "severe_slight", "severe_named",
    "provisional", "steps_apart",
]  # fmt: skip
LevelColumn = Literal["id", "shown", "named", "supported", "supported_named", "supported_place", "rebanded"]
SevereColumn = Literal["id", "shown", "named", "steps"]
Clause = Literal[
    "level_names", "supported_names", "severe_names", "levels", "supported", "bands", "shortcomings", "provisional",
    "sentence", "steps_rule",
]  # fmt: skip
FACT_ORDER: tuple[Fact, ...] = get_args(Fact)
CLAUSES: tuple[Clause, ...] = get_args(Clause)
SUPPORTED_FACTS = {"supported_lowest", "supported_highest", "supported_standing", "supported_named", "turned"}


@dataclass(frozen=True)
class VerdictPlaces:
    ranking: Ranking

    @property
    def calculation(self) -> Calculation:
        return self.ranking.calculation

    @cached_property
    def judgement(self) -> rule.Judgement:
        return rule.judge(self.calculation.report)

    @cached_property
    def levels(self) -> list[Node]:
        """Those that make the overall score."""
        return rule.outer(self.calculation.report.card)

    @cached_property
    def severe(self) -> list[Node]:
        return [one.node for one in self.calculation.report.card.shortcomings.values()]

    @property
    def formal(self) -> bool:
        return self.calculation.report.formal

    # -- places -------------------------------------------------------------------------------------

    def sentence(self, language: Language) -> str:
        return self.clause("sentence", language)

    def steps_rule(self, language: Language) -> str:
        """Why the first steps are these; empty where that needs no word."""
        return self.clause("steps_rule", language)

    def clause(self, clause: Clause, language: Language) -> str:
        return f"[[{SAID}-{language}|{CLAUSES.index(clause)}|1]]"

    def fact(self, fact: Fact) -> str:
        return f"[[{FACTS}|{self.facts.index(fact)}|1]]"

    @cached_property
    def facts(self) -> list[Fact]:
        return [one for one in FACT_ORDER if self.formal or one not in SUPPORTED_FACTS]

    def level_run(self, what: LevelColumn) -> str:
        return f"[[{LEVELS}|0:{len(self.levels) - 1}|{get_args(LevelColumn).index(what)}]]"

    def severe_run(self, what: SevereColumn) -> str:
        return f"[[{SEVERE}|0:{len(self.severe) - 1}|{get_args(SevereColumn).index(what)}]]"

    def supported_run(self, what: SupportedColumn) -> str:
        first, last = self.calculation.layout.rows("level") or (0, 0)
        return f"[[{SUPPORTED}|{first}:{last}|{SUPPORTED_COLUMNS.index(what)}]]"

"""What a trace consists of and what it draws on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assessor import scoring
from assessor.assessment import Assessment
from assessor.combining import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE, Codes, values
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, codes_of
from assessor.text import Text, say
from assessor.weighting import Floats, Plan, plan, weights_of

Unit = Literal["points", "share"]
OUTSIDE = {
    MISSING: say("尚未评定", "not yet rated"),
    NOT_APPLICABLE: say("不适用", "not applicable"),
}


@dataclass(frozen=True)
class TraceRow:
    """One input: what it is, how much it weighs, how much of the result is due to it."""

    id: str
    name: Text
    outcome: Text | None
    value: float | None
    """The input's own number 0..100; a severity counts it from the top."""
    weight: float
    """As given in the rubric or by the city, before it is made a share."""
    share: float | None
    """Share 0..1 of the weight that has a part in the result."""
    contribution: float | None
    """In the unit of the result; None where the rule is not a sum."""
    left_out: Text | None = None


@dataclass(frozen=True)
class Trace:
    node: str
    name: Text
    rule: Text
    rows: tuple[TraceRow, ...]
    result: float | None
    """None where withheld."""
    unit: Unit
    displayed: Text | None
    """The number as it is shown elsewhere, in brackets where provisional."""
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Source:
    rubric: Rubric
    assessment: Assessment
    card: Scorecard
    plan: Plan
    codes: Codes
    judged: Codes
    scores: scoring.Scores

    @classmethod
    def of(cls, rubric: Rubric, assessment: Assessment, card: Scorecard) -> Source:
        weights = plan(rubric, weights_of(rubric, card.weights, card.variant))
        judged = codes_of(rubric, assessment)
        row = [card.codes.get(id_, int(code)) for id_, code in zip(weights.indicators, judged[0], strict=True)]
        codes = np.array([row], dtype=np.int8)
        return cls(rubric, assessment, card, weights, codes, judged[0], scoring.score(codes, weights))

    @property
    def dimensions_hidden(self) -> bool:
        variant = self.rubric.variant(self.card.variant)
        return variant is not None and not variant.dimensions_shown

    def name(self, id_: str) -> Text:
        return self.rubric.names.get(id_, say(id_, id_))

    def outcome(self, row: int) -> Text | None:
        code, judged = int(self.codes[0, row]), int(self.judged[row])
        if code == INSUFFICIENT_EVIDENCE:
            return say("佐证不足，按0级计", "insufficient evidence, counts as level 0")
        if code < 0:
            return None
        if code != judged >= 0:
            return say(f"评为{judged}级，佐证支持{code}级", f"judged level {judged}, evidence supports {code}")
        return say(f"{code}级", f"level {code}")

    def left_out(self, row: int, weight: float) -> Text | None:
        code = int(self.codes[0, row])
        if weight == 0:
            return self._weightless(row)
        return OUTSIDE.get(code)

    def _weightless(self, row: int) -> Text:
        chosen = {one.id for one in self.rubric.in_variant(self.card.variant)}
        if self.plan.indicators[row] not in chosen:
            return say("不在所选版本中", "not in the chosen version")
        return say("权重为0", "has weight 0")

    def indicator_rows(self, rows: Iterable[int], given: Floats, part: Floats, *, severity: bool) -> list[TraceRow]:
        """Rows of indicators with weights `given` and shares in proportion to `part`."""
        rows = list(rows)
        out = {row: self.left_out(row, float(part[row])) for row in rows}
        total = sum(float(part[row]) for row in rows if out[row] is None)
        value = values(self.codes, self.plan.top)[0]
        found = []
        for row in rows:
            id_ = self.plan.indicators[row]
            plain = TraceRow(id_, self.name(id_), self.outcome(row), None, float(given[row]), None, None, out[row])
            if out[row] is None:
                share, points = float(part[row]) / total, float(value[row])
                counted = 100.0 - points if severity else points
                plain = replace(plain, value=points, share=share, contribution=share * counted)
            found.append(plain)
        return found

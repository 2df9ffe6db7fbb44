"""What a trace consists of and what it draws on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Protocol

import numpy as np

from assessor import scoring
from assessor.assessment import Assessment
from assessor.combining import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE, Codes, values
from assessor.errors import Problem, UsageError
from assessor.measuring import truncation
from assessor.nodes import SEVERITIES
from assessor.rubric import Rubric
from assessor.scorecard import Node, Scorecard, codes_of
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
    lost: float | None = None
    """100 less the value: what a severity counts; None for anything else."""


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


def half_up(number: float, places: int) -> str:
    """A number with so many decimals; 15.625 with two is 15.63."""
    # Nine decimals first: 12.499999999999998 is a 12.5 that floating point could not hold.
    exact = Decimal(repr(float(number))).quantize(Decimal("1e-9"), ROUND_HALF_UP) + 0
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def exact(number: float | None) -> str:
    """Enough places to follow the sum by hand; nothing is cut off a whole number."""
    if number is None:
        return "—"
    places = half_up(number, 4)
    return places.rstrip("0").rstrip(".")


def no_such_number(id_: str) -> UsageError:
    return UsageError(
        Problem(
            id_,
            say("评估结果中没有这个数", "the scorecard has no such number"),
            say("改用结果页上的编号", "use an id that the results show"),
        )
    )


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def _position(those: Sequence[_Named], id_: str) -> int:
    return [one.id for one in those].index(id_)


@dataclass(frozen=True)
class Source:
    rubric: Rubric
    assessment: Assessment
    card: Scorecard
    plan: Plan
    codes: Codes
    judged: Codes
    rest: Floats | None
    scores: scoring.Scores

    @classmethod
    def of(cls, rubric: Rubric, assessment: Assessment, card: Scorecard) -> Source:
        weights = plan(rubric, weights_of(rubric, card.weights, card.variant))
        judged = codes_of(rubric, assessment)
        row = [card.codes.get(id_, int(code)) for id_, code in zip(weights.indicators, judged[0], strict=True)]
        codes = np.array([row], dtype=np.int8)
        rest = np.array([[card.rest.get(id_, 0.0) for id_ in weights.indicators]]) if card.rest else None
        return cls(rubric, assessment, card, weights, codes, judged[0], rest, scoring.score(codes, weights, rest))

    @property
    def dimensions_hidden(self) -> bool:
        variant = self.rubric.variant(self.card.variant)
        return variant is not None and not variant.dimensions_shown

    def not_applicable(self, node: Node) -> int:
        """How many of the indicators that bear on a node do not apply."""
        return int(((self.codes[0] == NOT_APPLICABLE) & (self.bearing_on(node) > 0)).sum())

    def bearing_on(self, node: Node) -> Floats:
        """(indicators,) weight of each in a node; 0 for those outside it."""
        level, _, rest = node.id.rpartition("×")
        if node.kind == "dimension":
            weight = self.plan.in_dimension[:, _position(self.rubric.dimensions, node.id)]
        elif node.kind in SEVERITIES:
            weight = self.plan.links[:, _position(self.rubric.shortcomings, rest)]
        elif node.kind == "path":
            weight = self.plan.tagged[:, _position([tag for tag in self.rubric.tags if tag.scored], node.id)]
        else:
            weight = self.plan.share
        inside = {"level": node.id, "cell": level}.get(node.kind)
        if inside is None:
            return weight
        return np.where(self.plan.within[:, _position(self.rubric.levels, inside)], weight, 0.0)

    def name(self, id_: str) -> Text:
        return self.rubric.names.get(id_, say(id_, id_))

    def outcome(self, row: int) -> Text | None:
        code, judged = int(self.codes[0, row]), int(self.judged[row])
        if code == INSUFFICIENT_EVIDENCE:
            return say("佐证不足，按0级计", "insufficient evidence, counts as level 0")
        if code < 0:
            return None
        if (figure := self._figure(row, code)) is not None:
            return figure
        if code != judged >= 0:
            return say(f"评为{judged}级，佐证支持{code}级", f"judged level {judged}, evidence supports {code}")
        return say(f"{code}级", f"level {code}")

    def _figure(self, row: int, code: int) -> Text | None:
        """A measured figure, the level it comes to and what of it lies beyond a goalpost."""
        one = self.rubric.by_id[self.plan.indicators[row]]
        rating = self.assessment.ratings.get(one.id)
        if rating is None or rating.measured is None or one.measure is None:
            return None
        figure = one.measure.told(rating.measured)
        level = half_up(code + (0.0 if self.rest is None else float(self.rest[0, row])), 2)
        level = level.rstrip("0").rstrip(".")
        told = say(f"{figure.zh}，合{level}级", f"{figure.en}, level {level}")
        if code < int(self.judged[row]):
            told = say(f"{figure.zh}，佐证支持{level}级", f"{figure.en}, evidence supports level {level}")
        cut = truncation(self.rubric, one, rating.measured)
        if cut is None:
            return told
        beyond = cut.told(one.measure)
        return say(f"{told.zh}；{beyond.zh}", f"{told.en}; {beyond.en}")

    def left_out(self, row: int, weight: float) -> Text | None:
        code = int(self.codes[0, row])
        if weight == 0:
            return self._weightless(row)
        return OUTSIDE.get(code)

    def _weightless(self, row: int) -> Text:
        chosen = {one.id for one in self.rubric.in_variant(self.card.variant)}
        if self.plan.indicators[row] not in chosen:
            return say("不在所选版式中", "not in the chosen variant")
        return say("权重为0", "has weight 0")

    def indicator_rows(self, rows: Iterable[int], given: Floats, part: Floats, *, severity: bool) -> list[TraceRow]:
        """Rows of indicators with weights `given` and shares in proportion to `part`."""
        rows = list(rows)
        out = {row: self.left_out(row, float(part[row])) for row in rows}
        total = sum(float(part[row]) for row in rows if out[row] is None)
        value = values(self.codes, self.plan.top, self.rest)[0]
        found = []
        for row in rows:
            id_ = self.plan.indicators[row]
            plain = TraceRow(id_, self.name(id_), self.outcome(row), None, float(given[row]), None, None, out[row])
            if out[row] is None:
                share, points = float(part[row]) / total, float(value[row])
                lost = 100.0 - points if severity else None
                counted = points if lost is None else lost
                plain = replace(plain, value=points, lost=lost, share=share, contribution=share * counted)
            found.append(plain)
        return found

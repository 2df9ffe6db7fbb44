"""Which single rating would change a band, and by how many levels it would have to differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from assessor import combining, scoring
from assessor.assessment import Assessment
from assessor.combining import Codes, is_rated
from assessor.errors import ScoringError
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, codes_of, refuse_other_version, rest_of, weights_of
from assessor.scoring import Floats, Scores
from assessor.weighting import Plan

FlipKind = Literal["overall", "level", "dimension"]
Positions = npt.NDArray[np.intp]
NO_BAND = -1


@dataclass(frozen=True)
class Flip:
    """One rating that, were it another one, would give a node another band name; everything else stays as rated."""

    node: str
    """Id of a level or dimension, or `overall`."""
    kind: FlipKind
    indicator: str
    start: int
    """Level as it counts now; insufficient evidence counts 0."""
    to: int
    """The nearest level in its direction that gives another band."""
    score: float
    """What the node's number would be."""
    band: int
    """Band as it is named now: a position in the rubric's bands."""
    turned: int
    """Band that it would be named."""
    by_gate: bool
    """The number alone would stay in its band: the key indicator's own level changes the name."""

    @property
    def change(self) -> int:
        return self.to - self.start


def flips(rubric: Rubric, assessment: Assessment) -> tuple[Flip, ...]:
    """All single ratings that would change the band of the overall score, a level or a dimension.

    Each rated indicator is set to every other level in turn and the whole is scored again by the
    engine, gates included. In each direction the nearest level that changes the name is told. What is
    withheld has no band to change; what is missing is the subject of the bounds.

    Returns:
        The nearest first (fewest levels away), then by node in reading order, then by indicator.

    Raises:
        VersionMismatch: if the assessment was made under another rubric or version.
        ScoringError: if its weights or ratings admit no score.
    """
    refuse_other_version(rubric, assessment)
    if not rubric.bands:
        return ()
    case = _Case.of(rubric, assessment)
    found = [flip for node in range(len(case.nodes)) for flip in _of_node(case, node)]
    return tuple(sorted(found, key=lambda one: abs(one.change)))


def shown_bands(card: Scorecard) -> int:
    """How many band names a scorecard shows: of levels, dimensions and the overall score."""
    nodes = (card.overall, *card.levels.values(), *card.dimensions.values())
    return sum(node.band is not None for node in nodes)


@dataclass(frozen=True)
class Turning:
    """The nearest single ratings that change a node's band in the same way."""

    node: str
    kind: FlipKind
    change: int
    """By how many levels one of them would have to differ."""
    band: int
    turned: int
    by_gate: bool
    indicators: tuple[str, ...]


def turnings(found: Sequence[Flip]) -> tuple[Turning, ...]:
    """Of every node the flips that are fewest levels away, those alike put together; the nearest nodes first."""
    closest: dict[str, int] = {}
    alike: dict[tuple[str, FlipKind, int, int, int, bool], list[str]] = {}
    for one in found:  # the nearest come first
        if abs(one.change) == closest.setdefault(one.node, abs(one.change)):
            key = (one.node, one.kind, one.change, one.band, one.turned, one.by_gate)
            alike.setdefault(key, []).append(one.indicator)
    return tuple(Turning(*key, tuple(indicators)) for key, indicators in alike.items())


@dataclass(frozen=True)
class _Case:
    """Row 0 as rated, then one row for each other level of each rating."""

    indicators: tuple[str, ...]
    nodes: tuple[tuple[str, FlipKind], ...]
    changed: Positions
    """(rows,) which indicator is another one in that row."""
    codes: Codes
    """(rows, I)"""
    score: Floats
    """(rows, nodes)"""
    plain: Positions
    """(rows, nodes) band of the number alone."""
    named: Positions
    """(rows, nodes) band as named, gates included; NO_BAND where withheld."""

    @classmethod
    def of(cls, rubric: Rubric, assessment: Assessment) -> _Case:
        plan = scoring.plan(rubric, weights_of(rubric, assessment.weights, assessment.variant))
        own, rest = codes_of(rubric, assessment), rest_of(rubric, assessment)
        changed, codes = _variations(own, plan)
        beyond = None if rest is None else np.where(codes == own, rest, 0.0)
        scores = _scored(plan, codes, beyond)
        nodes, score = _nodes(rubric, assessment, scores)
        starts = np.array([band.start for band in rubric.bands])
        plain = np.where(np.isnan(score), NO_BAND, combining.band_of(np.nan_to_num(score), starts))
        return cls(plan.indicators, nodes, changed, codes, score, plain, _named(rubric, plan, nodes, codes, plain))


def _variations(own: Codes, plan: Plan) -> tuple[Positions, Codes]:
    """(rows,) and (rows, I); first the ratings as they are."""
    counts = np.flatnonzero(is_rated(own[0]) & (plan.share > 0))
    changed, codes = [-1], [own[0]]
    for i in counts:
        for level in range(plan.top + 1):
            if level != max(int(own[0, i]), 0):
                row = own[0].copy()
                row[i] = level
                changed.append(int(i))
                codes.append(row)
    return np.array(changed, dtype=np.intp), np.array(codes, dtype=np.int8)


def _scored(plan: Plan, codes: Codes, rest: Floats | None) -> Scores:
    """Scores of every row. A rating set to 0 may meet a geometric mean without a floor: that row has no score.

    Raises:
        ScoringError: if the first row, the ratings as they are, has none itself.
    """
    try:
        return scoring.score(codes, plan, rest)
    except ScoringError:
        first, *others = (slice(row, row + 1) for row in range(len(codes)))
        parts = [scoring.score(codes[first], plan, _rows(rest, first))]
        parts += [_or_none(codes[row], plan, _rows(rest, row)) for row in others]
    return Scores(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in asdict(parts[0])})


def _rows(rest: Floats | None, rows: slice) -> Floats | None:
    return None if rest is None else rest[rows]


def _or_none(codes: Codes, plan: Plan, rest: Floats | None) -> Scores:
    try:
        return scoring.score(codes, plan, rest)
    except ScoringError:
        return scoring.score(np.full_like(codes, combining.MISSING), plan)


def _nodes(rubric: Rubric, assessment: Assessment, scores: Scores) -> tuple[tuple[tuple[str, FlipKind], ...], Floats]:
    nodes: list[tuple[str, FlipKind]] = [("overall", "overall"), *((one.id, "level") for one in rubric.levels)]
    columns = [scores.overall[:, None], scores.level]
    variant = rubric.variant(assessment.variant)
    if variant is None or variant.dimensions_shown:
        nodes += [(one.id, "dimension") for one in rubric.dimensions]
        columns.append(scores.dimension)
    return tuple(nodes), np.concatenate(columns, axis=1)


def _named(
    rubric: Rubric, plan: Plan, nodes: tuple[tuple[str, FlipKind], ...], codes: Codes, plain: Positions
) -> Positions:
    """The band of the number, held down by the gate's own level where the gate is rated and weighs anything."""
    named = plain.copy()
    starts = np.array([band.start for band in rubric.bands])
    for column, (id_, kind) in enumerate(nodes):
        gate = rubric.gate_of(id_) if kind == "dimension" else None
        if gate is None:
            continue
        place = plan.indicators.index(gate.id)
        if not plan.in_dimension[place].any():
            continue
        limit = combining.band_of(np.maximum(codes[:, place], 0) * (100.0 / plan.top), starts)
        named[:, column] = np.where(is_rated(codes[:, place]), np.minimum(named[:, column], limit), named[:, column])
    return named


def _of_node(case: _Case, node: int) -> Iterator[Flip]:
    id_, kind = case.nodes[node]
    band = int(case.named[0, node])
    if band == NO_BAND:
        return
    turned = (case.named[:, node] != band) & (case.named[:, node] != NO_BAND)
    for i in np.unique(case.changed[turned]):
        start = max(int(case.codes[0, i]), 0)
        rows = np.flatnonzero(turned & (case.changed == i))
        to = case.codes[rows, i].astype(int)
        for side in (rows[to < start][-1:], rows[to > start][:1]):  # the levels of a rating ascend
            for row in side:
                yield Flip(
                    id_, kind, case.indicators[i], start, int(case.codes[row, i]), float(case.score[row, node]),
                    band, int(case.named[row, node]), bool(case.plain[row, node] == case.plain[0, node]),
                )  # fmt: skip

"""Node: one number of a scorecard with what must stand beside it, made from the engine's arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assessor import combining
from assessor.combining import DUST, MISSING, NOT_APPLICABLE, Bools, Codes, Selection, is_rated
from assessor.rubric import Band, Rubric
from assessor.scoring import Bounds, Scores
from assessor.weighting import Floats, Plan

Status = Literal["shown", "provisional", "withheld"]
Why = Literal["", "coverage", "children", "not_applicable", "variant", "weight", "too_few", "unlinked"]
Kind = Literal["overall", "level", "dimension", "shortcoming", "cell", "path"]
SEVERITIES: tuple[Kind, ...] = ("shortcoming", "cell")
"""Nodes whose number is a severity."""
MOST_CONTRIBUTORS = 3


@dataclass(frozen=True)
class Node:
    """One number of the scorecard with what must stand beside it.

    `score` is a score 0..100 for nodes of the tree and paths, a severity 0..100 for shortcomings
    and the cells of the matrix; None where withheld. `band` is a position in the rubric's bands.
    """

    id: str
    kind: Kind
    score: float | None
    coverage: float | None
    status: Status
    low: float | None
    high: float | None
    band: int | None = None
    capped_by: str | None = None
    """The gate that holds the band's name below what the number alone would give."""
    why: Why = ""
    """Why it is withheld."""
    rated: int = 0
    of: int = 0
    """Indicators rated, and indicators that apply."""
    missing: tuple[str, ...] = ()
    within: str | None = None
    """Of a level: the level that it is a part of."""


@dataclass(frozen=True)
class Shortcoming:
    """Severity of one shortcoming: a second view of the same ratings, not a second proof."""

    node: Node
    contributors: tuple[tuple[str, float], ...]
    """The three indicators that add most, with the share 0..1 each has in the severity."""
    by_level: dict[str, float]
    """Share 0..1 that each coordination level, with all beneath it, has in the severity."""


def number(value: float) -> float | None:
    """NaN never leaves the engine."""
    return None if math.isnan(value) else float(value)


def _points(value: float) -> float | None:
    """A number 0..100 without the dust that floating point leaves at its ends."""
    return None if math.isnan(value) else min(max(float(value), 0.0), 100.0)


@dataclass(frozen=True)
class Draft:
    """Turns the engine's numbers for the one city of `row` into nodes."""

    rubric: Rubric
    plan: Plan
    row: Codes
    variant: str
    rest: Floats | None = None
    """(indicators,) what measured figures reach beyond their whole level."""

    @property
    def values(self) -> Floats:
        """(indicators,) value 0..100 of each rating."""
        return combining.values(self.row, self.plan.top, self.rest)

    def overall(self, scores: Scores, low: Bounds, high: Bounds) -> Node:
        numbers = (scores.overall[0], scores.overall_coverage[0], low.overall[0], high.overall[0])
        return self._banded(self._node("overall", "overall", numbers, self.plan.share))

    def levels(self, scores: Scores, low: Bounds, high: Bounds) -> dict[str, Node]:
        plan, found = self.plan, {}
        for n, one in enumerate(self.rubric.levels):
            numbers = (scores.level[0, n], scores.level_coverage[0, n], low.level[0, n], high.level[0, n])
            weight = np.where(plan.within[:, n], plan.share, 0.0)
            node = self._banded(self._node(one.id, "level", numbers, weight))
            found[one.id] = replace(node, within=one.within)
        return found

    def dimensions(self, scores: Scores, low: Bounds, high: Bounds) -> dict[str, Node]:
        found = {}
        for n, one in enumerate(self.rubric.dimensions):
            numbers = (
                scores.dimension[0, n], scores.dimension_coverage[0, n], low.dimension[0, n], high.dimension[0, n]
            )  # fmt: skip
            node = self._node(one.id, "dimension", numbers, self.plan.in_dimension[:, n])
            found[one.id] = self._capped(self._banded(node))
        return found

    def shortcomings(self, found: Selection) -> dict[str, Shortcoming]:
        nodes = self._selected("shortcoming", [one.id for one in self.rubric.shortcomings], found)
        return {id_: self._shortcoming(s, node) for s, (id_, node) in enumerate(nodes.items())}

    def cells(self, level: str, found: Selection) -> dict[str, Node]:
        ids = [one.id for one in self.rubric.shortcomings]
        nodes = self._selected("cell", [f"{level}×{id_}" for id_ in ids], found)
        return dict(zip(ids, nodes.values(), strict=True))

    def paths(self, found: Selection) -> dict[str, Node]:
        return self._selected("path", [tag.id for tag in self.rubric.tags if tag.scored], found)

    def _selected(self, kind: Kind, ids: list[str], found: Selection) -> dict[str, Node]:
        return {
            id_: self._banded(
                self._node(
                    id_, kind, (found.score[0, k], found.coverage[0, k], found.low[0, k], found.high[0, k]),
                    found.weight[:, k],
                )
            )
            for k, id_ in enumerate(ids)
        }  # fmt: skip

    def _node(self, id_: str, kind: Kind, numbers: tuple[float, float, float, float], weight: Floats) -> Node:
        score, coverage, low, high = numbers
        inside = weight > 0
        applicable = inside & (self.row != NOT_APPLICABLE)
        rated = applicable & is_rated(self.row)
        missing = np.flatnonzero(applicable & ~rated)
        status: Status = "shown" if coverage >= self.plan.rules.shown - DUST else "provisional"
        if math.isnan(score):
            status = "withheld"
        node = Node(
            id_, kind, _points(score), number(coverage), status, _points(low), _points(high),
            rated=int(rated.sum()), of=int(applicable.sum()), missing=tuple(self.plan.indicators[i] for i in missing),
        )  # fmt: skip
        return replace(node, why=self._why(node, inside)) if status == "withheld" else node

    def _why(self, node: Node, inside: Bools) -> Why:
        rules = self.plan.rules
        if not inside.any():
            return self._why_empty(node)
        if node.of == 0:
            return "not_applicable"
        least = rules.shortcoming_coverage if node.kind in SEVERITIES else rules.provisional
        if (node.coverage or 0.0) < least - DUST:
            return "coverage"
        if node.kind == "level":
            return "children"
        if node.kind == "overall":
            excused = int((inside & (self.row == NOT_APPLICABLE)).sum())
            return "not_applicable" if excused > rules.not_applicable_total * inside.sum() + DUST else "children"
        return "not_applicable" if node.kind == "dimension" else "too_few"

    def _why_empty(self, node: Node) -> Why:
        """Nothing weighs in it: not linked at all, left out by the variant, or given weight 0."""
        if node.kind in ("shortcoming", "cell", "path") and self.plan.share.all():
            return "unlinked"
        return "variant" if len(self.rubric.in_variant(self.variant)) < len(self.rubric.indicators) else "weight"

    def _banded(self, node: Node) -> Node:
        bands = bands_of(self.rubric, node.kind)
        return node if node.score is None or not bands else replace(node, band=band_of(node.score, bands))

    def _capped(self, node: Node) -> Node:
        """The gate's own level limits the name of the dimension's band, never its number."""
        gate = self.rubric.gate_of(node.id)
        if gate is None or node.band is None:
            return node
        place = self.plan.indicators.index(gate.id)
        code = int(self.row[place])
        if code in (MISSING, NOT_APPLICABLE) or not self.plan.in_dimension[place].any():
            return node
        limit = band_of(float(self.values[place]), self.rubric.bands)
        return replace(node, band=limit, capped_by=gate.id) if limit < node.band else node

    def _shortcoming(self, s: int, node: Node) -> Shortcoming:
        """Which indicators make the severity; nothing is said of a severity that is withheld."""
        plan = self.plan
        loss = np.where(is_rated(self.row), plan.links[:, s] * (100.0 - self.values), 0.0)
        total = loss.sum()
        share = loss / total if total > 0 and node.score is not None else np.zeros(len(loss))
        # Rounded, so that dust of floating point decides nothing: equal shares keep the order of the rubric.
        told = share.round(12)
        order = sorted(range(len(share)), key=lambda i: (-told[i], i))[:MOST_CONTRIBUTORS]
        return Shortcoming(
            node,
            tuple((plan.indicators[i], float(share[i])) for i in order if share[i] > 0),
            {one.id: float(share[plan.within[:, p]].sum()) for p, one in enumerate(self.rubric.levels)},
        )


def bands_of(rubric: Rubric, kind: Kind) -> list[Band]:
    """The rubric's bands for a score or for a severity, whichever nodes of this kind hold."""
    return rubric.severity_bands if kind in SEVERITIES else rubric.bands


def band_of(score: float, bands: Sequence[Band]) -> int:
    """Position of the band that a score falls into; bands are closed below and open above."""
    return int(combining.band_of(np.array(score), np.array([band.start for band in bands])))


def hidden(node: Node) -> Node:
    """The node where its variant does not show such numbers."""
    return replace(node, score=None, status="withheld", low=None, high=None, band=None, capped_by=None, why="variant")

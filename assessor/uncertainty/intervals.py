"""Draws -> intervals, chances of bands and shares of sources, node by node."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assessor import scoring
from assessor.assessment import Assessment
from assessor.combining import band_of
from assessor.nodes import Node
from assessor.remembered import Remembered
from assessor.rubric import Band, Rubric
from assessor.scorecard import Scorecard, score, weights_of, what_counts
from assessor.uncertainty.drawing import node_ids, stream_of
from assessor.uncertainty.inputs import inputs
from assessor.uncertainty.kernel import Study, study
from assessor.uncertainty.settings import SOURCES, STANDARD, Settings, Source
from assessor.uncertainty.shares import first_order, tidied
from assessor.weighting import Floats

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Interval:
    """Where a number lies in the draws."""

    low: float
    """5 % of the draws lie below."""
    median: float
    high: float
    """5 % lie above."""
    bands: tuple[float, ...]
    """Chance 0..1 of each band of the rubric, adding up to 1; empty where the rubric names none."""
    shares: dict[Source, float]
    """Part 0..1 of the variance that each source brings about by itself; what is left over is their interplay."""


@dataclass(frozen=True)
class Uncertainty:
    """Intervals of one assessment; None where the scorecard withholds the number."""

    settings: Settings
    overall: Interval | None
    levels: dict[str, Interval | None]
    dimensions: dict[str, Interval | None]
    shortcomings: dict[str, Interval | None]

    def of(self, node: Node) -> Interval | None:
        """The interval of a node; None too for what is not drawn (cells of the matrix, paths)."""
        if node.kind == "overall":
            return self.overall
        groups = {"level": self.levels, "dimension": self.dimensions, "shortcoming": self.shortcomings}
        return groups.get(node.kind, {}).get(node.id)


def uncertainty(
    rubric: Rubric, assessment: Assessment, settings: Settings = STANDARD, *, supported: bool = False
) -> Uncertainty:
    """Intervals (5-50-95 %), the chance of each band and what each source contributes, for every number.

    The same assessment, rubric and settings give the same bytes; what was computed is kept by what it comes of.

    Args:
        rubric: the rubric it was made under.
        assessment: the ratings of one city.
        settings: draws, seed, sources.
        supported: under the evidence cap, as the card `supported` of formal mode.

    Raises:
        VersionMismatch: if the assessment was made under another rubric or version.
        ScoringError: if weights or ratings admit no score.
    """
    key = (what_counts(rubric, assessment), settings, supported)
    return _KEPT.of(key, lambda: _made(rubric, assessment, settings, supported))


_KEPT: Remembered[Uncertainty] = Remembered(64)
"""Pages ask again at every click."""


# -- from draws -------------------------------------------------------------------------------


def _made(rubric: Rubric, assessment: Assessment, settings: Settings, supported: bool) -> Uncertainty:
    card = score(rubric, assessment)
    shown_card = card.supported if supported and card.supported is not None else card
    plan = scoring.plan(rubric, weights_of(rubric, assessment.weights, assessment.variant))
    gates = [rubric.gate_of(one.id) for one in rubric.dimensions]
    rows = [plan.indicators.index(one.id) for one in gates if one is not None]
    one = inputs(rubric, assessment, supported=supported)
    found = study(plan, rubric.uncertainty, one, stream_of(assessment), settings, rows)
    gate_row = iter(range(len(rows)))
    limits = {
        dimension.id: found.levels[next(gate_row)]
        for dimension, gate in zip(rubric.dimensions, gates, strict=True)
        if gate is not None
    }
    made = _intervals(rubric, shown_card, found, limits)
    levels, dimensions, shortcomings = (
        {one.id: made[one.id] for one in group} for group in (rubric.levels, rubric.dimensions, rubric.shortcomings)
    )
    return Uncertainty(settings, made["overall"], levels, dimensions, shortcomings)


def _intervals(rubric: Rubric, card: Scorecard, found: Study, limits: dict[str, Floats]) -> dict[str, Interval | None]:
    shares = _shares(found)
    nodes = {"overall": card.overall, **card.levels, **card.dimensions}
    made: dict[str, Interval | None] = {}
    for n, id_ in enumerate(node_ids(rubric)):
        node = nodes.get(id_) or card.shortcomings[id_].node
        if node.score is None:
            made[id_] = None
            continue
        values = found.base[n]
        low, median, high = np.clip(quantiles(values), 0.0, 100.0).tolist()  # without dust of floating point
        severity = node.kind == "shortcoming"
        bands = rubric.severity_bands if severity else rubric.bands
        limit = limits.get(id_) if node.kind == "dimension" else None
        made[id_] = Interval(
            low, median, high, band_chances(values, bands, limit, rubric.top),
            {source: float(shares[k, n]) for k, source in enumerate(SOURCES)},
        )  # fmt: skip
    return made


def quantiles(values: Floats) -> Floats:
    """(..., 3) the 5, 50 and 95 % quantiles over the last axis."""
    found: Floats = np.moveaxis(np.quantile(values, QUANTILES, axis=-1), 0, -1)
    return found


def band_chances(values: Floats, bands: list[Band], gate: Floats | None = None, top: int = 1) -> tuple[float, ...]:
    """Chance of each band; a dimension's band goes no higher than its gate's own level, draw by draw.

    Args:
        values: (draws,) scores or severities.
        bands: of the rubric.
        gate: (draws,) the level drawn for the gate; NaN where it limits nothing.
        top: T.
    """
    if not bands:
        return ()
    starts = np.array([band.start for band in bands])
    reached = band_of(values, starts)
    if gate is not None:
        limit = band_of(np.where(np.isnan(gate), 100.0, 100.0 * gate / top), starts)
        reached = np.minimum(reached, limit)
    return tuple((np.bincount(reached, minlength=len(bands)) / len(values)).tolist())


def _shares(found: Study) -> Floats:
    """(sources, nodes)"""
    none = np.zeros(len(found.base))
    rows = [
        first_order(found.base, found.other, found.kept[one], found.changed[one]) if one in found.kept else none
        for one in SOURCES
    ]
    return tidied(np.nan_to_num(np.stack(rows)))

"""What is known of one city's ratings -> how likely each level of each indicator is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

from assessor.assessment import Assessment, Rating
from assessor.combining import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE, Bools, Codes
from assessor.rubric import Rubric
from assessor.scorecard import codes_of, rest_of, supported_level
from assessor.weighting import Floats

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Inputs:
    """One city's ratings as arrays, columns in the order of the rubric's indicators."""

    codes: Codes
    """(I,) the levels as judged, or a code below zero."""
    rest: Floats
    """(I,) what a measured figure has above its whole level, 0..1; 0 elsewhere."""
    measured: Bools
    """(I,) where a figure was counted, so that no rater can have erred."""
    ballots: Counts
    """(I, T+1) ballots by level in the last round of a session; a row of zeros where there was none."""
    error: Floats
    """(I,) chance 0..1 that the rating lies one level off."""
    cap: Codes
    """(I,) the highest level that may count: T, or what the evidence supports."""


def inputs(rubric: Rubric, assessment: Assessment, *, supported: bool = False) -> Inputs:
    """What the draws of one assessment start from; `supported` applies the evidence cap to every draw."""
    ids = [one.id for one in rubric.indicators]
    ratings = [assessment.ratings.get(id_) for id_ in ids]
    rule, top = rubric.uncertainty, rubric.top
    grades = [assessment.grade_of(id_) for id_ in ids]
    caps = [supported_level(rubric, assessment, id_) for id_ in ids] if supported else [top] * len(ids)
    rest = rest_of(rubric, assessment)
    return Inputs(
        codes=codes_of(rubric, assessment)[0],
        rest=np.zeros(len(ids)) if rest is None else rest[0],
        measured=np.array([one is not None and one.measured is not None for one in ratings]),
        ballots=np.array([_ballots(one, top) for one in ratings], dtype=np.int64).reshape(len(ids), top + 1),
        error=np.array([rule.error_without_grade if g is None else rule.error.get(g, rule.error_without_grade) for g in grades]),
        cap=np.array(caps, dtype=np.int8),
    )  # fmt: skip


def _ballots(rating: Rating | None, top: int) -> list[int]:
    agreed = None if rating is None else rating.consensus
    counts = list(agreed.counts[-1]) if agreed is not None else []
    return counts if len(counts) == top + 1 else [0] * (top + 1)


# -- how likely each level is -----------------------------------------------------------------


def chances(one: Inputs, top: int) -> Floats:
    """How likely each level of each indicator is, before strictness.

    - Not rated: every level alike.
    - A session's ballots: the lower median of as many ballots drawn anew from them (bootstrap), which is the
      session's rule. Where the room decided otherwise than its lower median, the whole lies shifted by as much.
    - Otherwise the error model: one level up or down with half the chance of an error each; what would leave the
      scale stays at its end. Read backwards from the rating to the true level under a flat prior, this
      symmetric channel gives the same chances, so the draw *is* the posterior.
    - A counted figure is what it is; so is insufficient evidence, which is 0 by rule.

    Args:
        one: what is known of a city.
        top: T.

    Returns:
        (I, T+1) chances 0..1, adding up to 1 in each row; not applicable: level 0, which has no part anyway.

    Source:
        Design part 3; error rates: rubric method 5.4, assumptions until a pilot replaces them.
    """
    rows, codes = np.arange(len(one.codes)), one.codes.astype(np.intp)
    found = np.zeros((len(rows), top + 1))
    found[codes == MISSING] = 1.0 / (top + 1)
    found[(codes == INSUFFICIENT_EVIDENCE) | (codes == NOT_APPLICABLE), 0] = 1.0
    rated = codes >= 0
    half = np.where(one.measured, 0.0, one.error / 2)
    for step, chance in ((-1, half), (0, 1 - 2 * half), (1, half)):
        found[rows[rated], np.clip(codes[rated] + step, 0, top)] += chance[rated]
    for i in np.flatnonzero(rated & ~one.measured & one.ballots.any(axis=1)):
        found[i] = _resampled(one.ballots[i], int(codes[i]))
    return found


def _resampled(counts: Counts, level: int) -> Floats:
    """Chance of each level as lower median of a resample of the ballots, laid round the level decided."""
    n, top = int(counts.sum()), len(counts) - 1
    needed = (n + 1) // 2
    reached = binom.sf(needed - 1, n, np.cumsum(counts) / n)
    reached[-1] = 1.0
    chance = np.diff(reached, prepend=0.0)
    median = int(np.searchsorted(np.cumsum(counts), needed))
    found = np.zeros(top + 1)
    np.add.at(found, np.clip(np.arange(top + 1) + level - median, 0, top), chance)
    return found

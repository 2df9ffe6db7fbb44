"""Ballots -> how far raters agree: item by item, and over a whole session.

Agreement is a statistic on independent ballots; what is decided upon it is a consensus and lies elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessor.concordance import Concordance as Concordance
from assessor.concordance import Intraclass as Intraclass
from assessor.concordance import Intraclasses as Intraclasses
from assessor.concordance import icc as icc
from assessor.concordance import kendall_w as kendall_w
from assessor.reliability import DRAWS, FEWEST_RATERS, checked_counts, checked_levels
from assessor.reliability import Alpha as Alpha
from assessor.reliability import Interval as Interval
from assessor.reliability import Statistic as Statistic
from assessor.reliability import counts_of as counts_of
from assessor.reliability import krippendorff_alpha as krippendorff_alpha
from assessor.text import Text, counted, say

SYMMETRIC_IPR, ASYMMETRY_FACTOR = 2.35, 1.5
"""RAND/UCLA, on its scale of 1 to 9: the range that means disagreement when ballots lie symmetric round the
middle, and how much more is allowed for each point the ballots lie off it."""
MIDDLE, STEPS = 5, 8


@dataclass(frozen=True)
class Spread:
    """How the ballots on one item lie. Levels are 0..T; only what begins with `ipr` is on the scale 1..9."""

    n: int
    median: float
    """The true median: between two levels where the middle ballots differ."""
    lower_median: int
    """The lower of the two middle ballots."""
    quartiles: tuple[float, float]
    """25th and 75th percentile, as a spreadsheet's QUARTILE.INC has them."""
    low: int
    high: int
    mode: int
    """The level chosen most often; of several, the lowest."""
    mode_share: float
    near_share: float
    """Share of ballots within one level of the true median."""
    far: int
    """Ballots two levels or more from the true median."""
    ipr: float
    """RAND/UCLA: 30th to 70th percentile, levels taken linearly onto 1..9."""
    ipras: float
    """RAND/UCLA: the range at which these ballots would count as disagreement."""
    meaning: Text

    @property
    def iqr(self) -> float:
        return self.quartiles[1] - self.quartiles[0]

    @property
    def range(self) -> int:
        return self.high - self.low

    @property
    def disagreement_index(self) -> float:
        """RAND/UCLA: above 1 is disagreement."""
        return self.ipr / self.ipras

    @property
    def disagreement(self) -> bool:
        """RAND/UCLA: the range exceeds what it may be. With fewer than 3 ballots this says nothing."""
        return self.ipr > self.ipras

    @property
    def usable(self) -> bool:
        """At least 3 ballots: fewer are not a rating."""
        return self.n >= FEWEST_RATERS


@dataclass(frozen=True)
class Agreement:
    """How far the raters of a session agree."""

    raters: int
    """Who gave at least one item a level."""
    items: int
    """Items that at least one rater gave a level."""
    spreads: tuple[Spread | None, ...]
    """One an item, in the order of the columns; None where nobody gave a level."""
    near_share: float | None
    """Mean share within one level of the median, over the items with at least 3 ballots."""
    disagreements: int
    """Of these items, on how many RAND/UCLA sees disagreement."""
    ordinal: Alpha
    """The alpha to show: levels are ranks."""
    nominal: Alpha
    interval: Alpha
    concordance: Concordance
    intraclass: Intraclasses


def spread(counts: Sequence[int]) -> Spread | None:
    """Centre and spread of the ballots on one item.

    Quartiles are interpolated between ballots (definition 7 of Hyndman & Fan 1996), as spreadsheets do, so
    that a reader can check them.

    RAND/UCLA's constants belong to its scale of 1 to 9, so level s of 0..T stands at 1 + 8·s/T. With P30
    and P70 there, IPR = P70 - P30 and IPRAS = 2.35 + 1.5·|5 - (P30 + P70)/2|; disagreement is IPR > IPRAS.
    These two percentiles are a ballot's own level, or midway between two ballots where exactly p % lie
    below (definition 2): in a panel of nine the third and the seventh ballot, on which the method's older
    definition (three of nine at either end) rests.

    Args:
        counts: how many chose each level 0..T.

    Returns:
        Spread; None where nobody chose a level.

    Raises:
        ScoringError: if there is no scale (T = 0), or a count is below zero or not whole.

    Source:
        Fitch et al. (2001), The RAND/UCLA Appropriateness Method User's Manual, RAND MR-1269, ch. 8;
        rubric method 6.4.
    """
    chosen = [int(count) for count in checked_counts(list(counts))]
    if not sum(chosen):
        return None
    return _spread(chosen)


def _spread(counts: list[int]) -> Spread:
    n, top = sum(counts), len(counts) - 1
    ballots = _Ordered.of(counts)
    median = ballots.step(50)
    low30, high70 = (1 + STEPS * ballots.step(p) / top for p in (30, 70))
    ipr, ipras = high70 - low30, SYMMETRIC_IPR + ASYMMETRY_FACTOR * abs(MIDDLE - (low30 + high70) / 2)
    chosen = [level for level, count in enumerate(counts) if count]
    mode = counts.index(max(counts))
    near = sum(count for level, count in enumerate(counts) if abs(level - median) <= 1)
    return Spread(
        n=n,
        median=median,
        lower_median=ballots.at((n + 1) // 2),
        quartiles=(ballots.between(25), ballots.between(75)),
        low=chosen[0],
        high=chosen[-1],
        mode=mode,
        mode_share=counts[mode] / n,
        near_share=near / n,
        far=sum(count for level, count in enumerate(counts) if abs(level - median) >= 2),
        ipr=ipr,
        ipras=ipras,
        meaning=_spread_means(n, near, ipr > ipras, len(chosen) == 1),
    )


@dataclass(frozen=True)
class _Ordered:
    """Ballots in order of level."""

    up_to: list[int]
    """How many chose this level or a lower one."""

    @classmethod
    def of(cls, counts: list[int]) -> _Ordered:
        return cls([sum(counts[: level + 1]) for level in range(len(counts))])

    def at(self, place: int) -> int:
        """The level of the place-th ballot, counted from 1."""
        return next(level for level, count in enumerate(self.up_to) if count >= place)

    def step(self, percent: int) -> float:
        """Percentile by definition 2: a step of the empirical distribution, or the middle of two."""
        place, rest = divmod(self.up_to[-1] * percent, 100)
        return float(self.at(place + 1)) if rest else (self.at(place) + self.at(place + 1)) / 2

    def between(self, percent: int) -> float:
        """Percentile by definition 7: interpolated between two ballots."""
        place, rest = divmod((self.up_to[-1] - 1) * percent, 100)
        low = self.at(place + 1)
        return low + (self.at(place + 2) - low) * rest / 100 if rest else float(low)


def _spread_means(n: int, near: int, disagreement: bool, unanimous: bool) -> Text:
    if n < FEWEST_RATERS:
        return say(
            f"只有{n}张评分票，不足{FEWEST_RATERS}张：不作为评级，也不判断是否一致。",
            f"Only {counted(n, 'ballot')}, fewer than {FEWEST_RATERS}: no rating, and no word on agreement.",
        )
    if unanimous:
        return say(f"{n}张评分票同为一级。", f"All {n} ballots name the same level.")
    beside = say(
        f"{n}张评分票中有{near}张与中位数相差不超过一级", f"{near} of {n} ballots lie within one level of the median"
    )
    if disagreement:
        return say(
            f"{beside.zh}；意见分散，已达分歧标准（RAND/UCLA），应讨论后复评。",
            f"{beside.en}; they lie far enough apart to count as disagreement (RAND/UCLA): discuss, then vote again.",
        )
    return say(f"{beside.zh}；未达分歧标准（RAND/UCLA）。", f"{beside.en}; that is no disagreement (RAND/UCLA).")


def agreement(ratings: npt.ArrayLike, top: int, *, seed: int = 0, draws: int = DRAWS) -> Agreement:
    """All statistics of a session's independent ballots.

    Args:
        ratings: (raters, items) levels 0..top; NaN for "cannot judge" and for no answer.
        top: the highest level.
        seed: of the bootstrap; the same seed gives the same intervals.
        draws: resamples for the intervals of alpha; 0 for none.

    Returns:
        Agreement. A rater or an item without any level is left out of every statistic.

    Raises:
        ScoringError: if there is no scale (top = 0), the array is not two-dimensional, or a value is no level.

    Source:
        Rubric method 6; each statistic names its own.
    """
    levels = checked_levels(ratings, top)
    counts = counts_of(levels, top)
    raters = int((~np.isnan(levels)).any(axis=1).sum())
    spreads = tuple(spread(item) for item in counts.tolist())
    rated = [one for one in spreads if one is not None]
    usable = [one for one in rated if one.usable]
    ordinal, nominal, interval = (
        krippendorff_alpha(counts, kind, raters=raters, draws=draws, seed=seed)
        for kind in ("ordinal", "nominal", "interval")
    )
    return Agreement(
        raters=raters,
        items=len(rated),
        spreads=spreads,
        near_share=sum(one.near_share for one in usable) / len(usable) if usable else None,
        disagreements=sum(one.disagreement for one in usable),
        ordinal=ordinal,
        nominal=nominal,
        interval=interval,
        concordance=kendall_w(levels, top),
        intraclass=icc(levels, top),
    )

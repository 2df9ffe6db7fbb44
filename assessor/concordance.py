"""Ballots of raters who rated everything -> Kendall's W and the intraclass correlations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessor.reliability import (
    Floats,
    Interval,
    Statistic,
    checked_levels,
    counts_of,
    enough,
    joined,
    thousandths,
    too_few,
)
from assessor.text import Text, counted, say

SIGNIFICANT = 0.05
CHI_SQUARE_ITEMS = 8
"""From here on the chi-square distribution fits; below, its probability is rough (Siegel & Castellan 1988)."""


@dataclass(frozen=True)
class Complete(Statistic):
    """A coefficient that takes complete raters only."""

    left_out: int
    """Raters left out because they gave some items no level; who gave none at all is not counted."""
    items_left_out: int
    """Items nobody gave a level."""


@dataclass(frozen=True)
class Concordance(Complete):
    """Kendall's W, corrected for ties: 1 the same order, 0 no common order. It has no interval."""

    chi_square: float | None
    degrees: int
    p: float | None
    """Chance of a W as large if raters ordered at random."""


@dataclass(frozen=True)
class Intraclass(Complete):
    """Absolute agreement under two-way random effects, of one rater or of the mean of all."""


@dataclass(frozen=True)
class Intraclasses:
    single: Intraclass
    """ICC(2,1): how far one rater's levels can be relied on."""
    average: Intraclass
    """ICC(2,k): how far the mean level of all these raters can be relied on."""


@dataclass(frozen=True)
class _Ballots:
    """Raters × items without gaps, and what was left out to get there."""

    levels: Floats
    left_out: int
    items_left_out: int

    @classmethod
    def of(cls, ratings: npt.ArrayLike, top: int) -> _Ballots:
        levels = checked_levels(ratings, top)
        given = ~np.isnan(levels)
        voted, rated = given.any(axis=1), given.any(axis=0)
        levels = levels[np.ix_(voted, rated)]
        whole = ~np.isnan(levels).any(axis=1)
        return cls(levels[whole], int((~whole).sum()), int((~rated).sum()))

    @property
    def raters(self) -> int:
        return len(self.levels)

    @property
    def items(self) -> int:
        return len(self.levels.T)

    def none_to_compare(self) -> Text | None:
        """Why nothing can be computed at all."""
        if self.raters < 2:
            return say(
                f"完整评完全部指标的评委只有{self.raters}名，无从比较。",
                f"{counted(self.raters, 'rater')} rated every indicator, so there is nothing to compare.",
            )
        if self.items < 2:
            return say("不足两项指标，无从比较。", "Fewer than two indicators: there is nothing to compare.")
        return None

    def told(self, meaning: Text) -> Text:
        """The meaning, and who is not in it."""
        if not self.left_out:
            return meaning
        return joined(
            meaning,
            say(
                f"另有{self.left_out}名评委未评完，不在其内。",
                f"{counted(self.left_out, 'rater')} left some indicators open and "
                f"{'is' if self.left_out == 1 else 'are'} not in it.",
            ),
        )


# -- Kendall's W ------------------------------------------------------------------------------


def kendall_w(ratings: npt.ArrayLike, top: int) -> Concordance:
    """Kendall's coefficient of concordance with the correction for ties, over raters who rated every item.

    W = 12·S / (m²(n³-n) - m·ΣT), S the squared deviations of the items' rank sums, T = Σ(t³-t) over a
    rater's groups of t tied levels. Under no concordance m(n-1)W follows chi-square with n-1 degrees.

    Args:
        ratings: (raters, items) levels 0..top; NaN where a rater gave none.
        top: the highest level.

    Returns:
        Concordance; `value` is None with fewer than two complete raters or items, or where every rater
        gave all items the same level.

    Raises:
        ScoringError: as `reliability.checked_levels`.

    Source:
        Kendall (1948), Rank Correlation Methods; strength in words: Schmidt (1997), Decision Sciences 28(3).
    """
    ballots = _Ballots.of(ratings, top)
    m, n = ballots.raters, ballots.items
    value = None if ballots.none_to_compare() else _concordance(ballots.levels, top)
    chi_square = None if value is None else m * (n - 1) * value
    p = None if chi_square is None else _chance(chi_square, n - 1)
    return Concordance(
        value=value,
        interval=None,
        raters=m,
        items=n,
        usable=value is not None and enough(m, n),
        meaning=ballots.told(ballots.none_to_compare() or _concordance_means(value, p, m, n)),
        left_out=ballots.left_out,
        items_left_out=ballots.items_left_out,
        chi_square=chi_square,
        degrees=max(n - 1, 0),
        p=p,
    )


def _concordance(levels: Floats, top: int) -> float | None:
    m, n = levels.shape
    tied = counts_of(levels.T, top)  # of each rater: how many items stand at each level
    middle = np.cumsum(tied, axis=1) - (tied - 1) / 2  # the rank these items share
    ranks = np.take_along_axis(middle, levels.astype(np.int64), axis=1)
    most = m**2 * (n**3 - n) - m * int((tied**3 - tied).sum())
    spread = float(((ranks.sum(axis=0) - m * (n + 1) / 2) ** 2).sum())
    return min(12 * spread / most, 1.0) if most > 0 else None


def _chance(chi_square: float, degrees: int) -> float:
    from scipy.special import chdtrc  # only where it is needed: the command line starts without it

    return float(chdtrc(degrees, chi_square))


# -- intraclass correlation -------------------------------------------------------------------


def icc(ratings: npt.ArrayLike, top: int) -> Intraclasses:
    """Intraclass correlations ICC(2,1) and ICC(2,k) with their 95 % intervals, over raters who rated every item.

    Two-way random effects, absolute agreement: raters stand for others who might have come, and a
    stricter rater counts as disagreement.

    Args:
        ratings: (raters, items) levels 0..top; NaN where a rater gave none.
        top: the highest level.

    Returns:
        Intraclasses; a `value` is None with fewer than two complete raters or items, without any
        variation, or where the error exceeds all variation so that the coefficient has no meaning.
        There is no interval where the items do not vary at all, and none of the mean where it would
        have no lower end.

    Raises:
        ScoringError: as `reliability.checked_levels`.

    Source:
        Shrout & Fleiss (1979), Psychological Bulletin 86; intervals: McGraw & Wong (1996), Psychological
        Methods 1, with the errata of 1996 (p. 390); strength in words: Koo & Li (2016), J Chiropr Med 15.
    """
    ballots = _Ballots.of(ratings, top)
    if ballots.none_to_compare():
        return Intraclasses(*(_intraclass(ballots, None, None, average, True) for average in (False, True)))
    squares = _MeanSquares.of(ballots.levels)
    single, average = squares.single(), squares.average()
    wide = None if single is None else squares.interval(single)
    wider = None if average is None or wide is None else squares.averaged(wide)
    noisy = squares.rest > 0
    return Intraclasses(
        _intraclass(ballots, single, wide, False, noisy), _intraclass(ballots, average, wider, True, noisy)
    )


def _intraclass(
    ballots: _Ballots, value: float | None, interval: Interval | None, average: bool, noisy: bool
) -> Intraclass:
    m, n = ballots.raters, ballots.items
    meaning = _no_intraclass(noisy) if value is None else _intraclass_means(value, interval, m, n, average)
    return Intraclass(
        value=value,
        interval=interval,
        raters=m,
        items=n,
        usable=value is not None and enough(m, n),
        meaning=ballots.told(ballots.none_to_compare() or meaning),
        left_out=ballots.left_out,
        items_left_out=ballots.items_left_out,
    )


@dataclass(frozen=True)
class _MeanSquares:
    """A two-way analysis of variance: n items, k raters; mean squares of items, raters and the rest.

    All three times n·k·(n-1)·(k-1), which makes them whole numbers and cancels out everywhere: what is
    nothing comes out as nothing, where rounding would leave a quotient of dust.
    """

    n: int
    k: int
    items: int
    raters: int
    rest: int

    @classmethod
    def of(cls, levels: Floats) -> _MeanSquares:
        k, n = levels.shape
        whole = levels.astype(np.int64)
        total, every = int(whole.sum()) ** 2, int((whole**2).sum())
        rows, columns = int((whole.sum(axis=1) ** 2).sum()), int((whole.sum(axis=0) ** 2).sum())
        items, raters = n * columns - total, k * rows - total
        return cls(n, k, items * (k - 1), raters * (n - 1), n * k * every - total - items - raters)

    def single(self) -> float | None:
        n, k = self.n, self.k
        whole = n * self.items + n * (k - 1) * self.rest + k * (self.raters - self.rest)
        return n * (self.items - self.rest) / whole if whole > 0 else None

    def average(self) -> float | None:
        whole = self.n * self.items + self.raters - self.rest
        # Where the error outweighs all else the quotient of two negatives would pass for agreement.
        return self.n * (self.items - self.rest) / whole if whole > 0 else None

    def interval(self, value: float) -> Interval | None:
        from scipy.special import fdtri

        n, k = self.n, self.k
        if self.rest == 0 and self.raters == 0:
            return Interval(value, value)  # nothing but the items varies
        if self.items == 0:
            return None  # the items do not vary: both ends would fall on the value
        # Below 0 the degrees of freedom are those at 0: a weight below 0 would make them collapse.
        strict = k * max(value, 0) * self.raters
        rest = (n * (1 + (k - 1) * max(value, 0)) - k * max(value, 0)) * self.rest
        degrees = (strict + rest) ** 2 / (strict**2 / (k - 1) + rest**2 / ((n - 1) * (k - 1)))
        lower, upper = fdtri(n - 1, degrees, 0.975), fdtri(degrees, n - 1, 0.975)
        noise = k * self.raters + (k * n - k - n) * self.rest
        low = n * (self.items - lower * self.rest) / (lower * noise + n * self.items)
        return Interval(float(low), float(n * (upper * self.items - self.rest) / (noise + n * upper * self.items)))

    def averaged(self, single: Interval) -> Interval | None:
        """The interval of the mean of k raters, by the Spearman-Brown formula; None where its low end has none."""
        low, high = (self.k * end / whole if (whole := 1 + (self.k - 1) * end) > 0 else None for end in single)
        return None if low is None or high is None else Interval(low, high)


# -- words ------------------------------------------------------------------------------------


def _concordance_means(value: float | None, p: float | None, raters: int, items: int) -> Text:
    if value is None or p is None:
        return say(
            "每名评委都把各项评为同一级，没有次序可比：系数不存在。",
            "Every rater gave all indicators the same level. Without an order the coefficient does not exist.",
        )
    if not enough(raters, items):
        return too_few(raters, items)
    if p >= SIGNIFICANT:
        return say(
            "看不出评委对各项高低有共同的次序，现有次序可能出于偶然。",
            "Raters show no common order of the indicators; what there is may be chance.",
        )
    said = _order_strength(thousandths(value))
    if items < CHI_SQUARE_ITEMS:
        return joined(said, say("指标较少，概率只是近似。", "With so few indicators the probability is rough."))
    return said


def _order_strength(value: float) -> Text:
    beside = "只看高低次序，不反映宽严差异。"
    beside_en = "This regards order only, not how strict raters are."
    for edge, zh, en in (
        (0.7, "评委对各项孰高孰低看法高度一致。", "Raters agree strongly on which indicators stand higher."),
        (0.5, "评委对各项孰高孰低看法大体一致。", "Raters agree moderately on which indicators stand higher."),
        (0.3, "评委对各项孰高孰低看法略有一致。", "Raters agree weakly on which indicators stand higher."),
    ):
        if value >= edge:
            return say(zh + beside, f"{en} {beside_en}")
    return say(
        "评委对各项孰高孰低看法很少一致，但并非全无。" + beside,
        f"Raters agree very weakly on which indicators stand higher, though not by chance. {beside_en}",
    )


def _no_intraclass(noisy: bool) -> Text:
    if noisy:
        return say(
            "评委之间的出入盖过了各项之间的差异，系数没有意义。",
            "Raters differ among themselves more than the indicators do, so the coefficient has no meaning.",
        )
    return say(
        "所有评分票同为一级，没有差异可供衡量：系数不存在，并不表示意见不一。",
        "All ballots name the same level. Without variation the coefficient does not exist; "
        "that does not mean raters disagree.",
    )


def _intraclass_means(value: float, interval: Interval | None, raters: int, items: int, average: bool) -> Text:
    if not enough(raters, items):
        return too_few(raters, items)
    whose = (
        say(f"{raters}名评委的平均级", f"The mean level of these {raters} raters")
        if average
        else say("单独一名评委的评级", "A single rater's level")
    )
    low = thousandths(value if interval is None else interval.low)
    said = _reliance(thousandths(value))
    told = say(whose.zh + said.zh, f"{whose.en} {said.en}")
    if _reliance(low) == said:
        return told
    return joined(
        told, say("区间下限落在更低一档，宜从严看待。", "The interval reaches into a lower class: read it with care.")
    )


def _reliance(value: float) -> Text:
    if value >= 0.9:
        return say("非常可靠。", "is highly reliable.")
    if value >= 0.75:
        return say("比较可靠。", "is fairly reliable.")
    if value >= 0.5:
        return say("可靠程度一般。", "is moderately reliable.")
    return say(
        "不足为据：换一批评委，结果可能明显不同。",
        "is not to be relied on: other raters might come out quite differently.",
    )

"""Ballots -> how far raters can be trusted to say the same: Krippendorff's alpha and what all statistics share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from assessor.errors import Problem, ScoringError
from assessor.text import Text, counted, say

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Measurement = Literal["nominal", "ordinal", "interval"]

RELIABLE, TENTATIVE = 0.800, 0.667
"""Krippendorff's own cut-offs: rely on it; draw tentative conclusions only."""
FEWEST_RATERS, FEWEST_ITEMS = 3, 5
"""Below these a coefficient may be computed but says nothing about a workshop."""
DRAWS = 1000
SLICE = 128
"""Resamples in one matrix product: so small a one wakes no threads of the library's, which a busy server pays for."""
MOST_UNDEFINED = 0.05
"""Share of resamples without variation above which no interval is given."""


class Interval(NamedTuple):
    """A 95 % interval."""

    low: float
    high: float


@dataclass(frozen=True)
class Statistic:
    """A coefficient over the raters and items it rests on, and what it means."""

    value: float | None
    """None where the coefficient does not exist; `meaning` says why."""
    interval: Interval | None
    """95 %; None where there is none to be had."""
    raters: int
    items: int
    usable: bool
    """False where the value does not exist or rests on too few raters or items to mean anything."""
    meaning: Text


@dataclass(frozen=True)
class Alpha(Statistic):
    """Krippendorff's alpha: 1 full agreement, 0 as if by chance, below 0 systematic disagreement."""

    level: Measurement
    ballots: int
    """Ballots that can be paired: all on items with at least two."""


# -- ballots in -------------------------------------------------------------------------------


def checked_levels(ratings: npt.ArrayLike, top: int) -> Floats:
    """The ratings as an array of raters × items; NaN where a rater gave no level.

    Raises:
        ScoringError: all faults at once: no scale, wrong shape, a level outside 0..top or between levels.
    """
    levels = np.asarray(ratings, dtype=np.float64)
    faults = []
    if top < 1:
        faults.append(_no_scale())
    if levels.ndim != 2:
        what = say(f"评分票应为二维数组，现为{levels.ndim}维", f"ballots need 2 dimensions, not {levels.ndim}")
        faults.append(
            Problem("ratings", what, say("一行一名评委，一列一个指标", "one row a rater, one column an item"))
        )
    given = levels[~np.isnan(levels)]
    if given.size and top >= 1 and not ((given >= 0) & (given <= top) & (given == np.floor(given))).all():
        what = say(f"评分票含有0-{top}级以外的值", f"a ballot is no level from 0 to {top}")
        faults.append(Problem("ratings", what, say("改为整数等级；未评的留空", "use whole levels; leave gaps as NaN")))
    if faults:
        raise ScoringError(*faults)
    return levels


def checked_counts(counts: npt.ArrayLike) -> Ints:
    """How often each level was chosen, items × levels (or levels alone), as whole numbers.

    Raises:
        ScoringError: all faults at once: no scale, wrong shape, a count below zero or not whole.
    """
    found = np.asarray(counts)
    faults = []
    if found.ndim not in (1, 2):
        what = say(f"计票应为一维或二维数组，现为{found.ndim}维", f"counts need 1 or 2 dimensions, not {found.ndim}")
        faults.append(Problem("counts", what, say("一行一个指标，一列一级", "one row an item, one column a level")))
    elif found.shape[-1] < 2:
        faults.append(_no_scale())
    if found.size and not (found.dtype.kind in "iu" or (found.dtype.kind == "f" and _are_counts(found))):
        what = say("票数应为整数", "a count is no whole number")
        faults.append(Problem("counts", what, say("填写每一级的票数", "give the number of ballots at each level")))
    elif found.size and found.min() < 0:
        what = say("票数小于0", "a count is below zero")
        faults.append(Problem("counts", what, say("填写每一级的票数", "give the number of ballots at each level")))
    if faults:
        raise ScoringError(*faults)
    return found.astype(np.int64)


def _are_counts(found: npt.NDArray[np.float64]) -> bool:
    return bool(np.isfinite(found).all() and (found == np.floor(found)).all())


def _no_scale() -> Problem:
    what = say("量尺至少要有0级和1级", "a scale needs at least the levels 0 and 1")
    return Problem("top", what, say("给出量表的最高等级", "give the rubric's highest level"))


def counts_of(ratings: npt.ArrayLike, top: int) -> Ints:
    """How often each level 0..top was chosen on each item: items × levels.

    Raises:
        ScoringError: as `checked_levels`.
    """
    levels = checked_levels(ratings, top)
    places = levels + np.arange(levels.shape[1]) * (top + 1)
    flat = np.bincount(places[~np.isnan(places)].astype(np.int64), minlength=levels.shape[1] * (top + 1))
    return flat.reshape(levels.shape[1], top + 1)


# -- Krippendorff's alpha ---------------------------------------------------------------------


def krippendorff_alpha(
    counts: npt.ArrayLike,
    level: Measurement = "ordinal",
    *,
    raters: int | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Alpha:
    """Krippendorff's alpha with a bootstrap interval over items; gaps are allowed.

    Raters are exchangeable in alpha, so it is made from counts (`counts_of` turns ballots into them).
    An item with fewer than two ballots has nothing to compare and is left out. The interval is the
    2.5 to 97.5 percentile of alpha over resampled items; with ordinal distances these are made anew
    for each resample. It is left away where more than 5 % of the resamples show no variation.

    Args:
        counts: (items, levels) how many chose each level.
        level: how levels are compared: equal or not, by rank, by distance.
        raters: how many took part; without it the most ballots on any item.
        draws: resamples; 0 for no interval.
        seed: the same seed gives the same interval.

    Returns:
        Alpha; `value` is None where no item has two ballots, or where all ballots name one level.

    Raises:
        ScoringError: as `checked_counts`.

    Source:
        Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; cut-offs: Krippendorff (2004),
        Content Analysis, ch. 11; resampling of items: Zapf et al. (2016), BMC Med Res Methodol 16:93.
    """
    table = np.atleast_2d(checked_counts(counts))
    table = table[table.sum(axis=1) >= 2]
    people = raters if raters is not None else int(table.sum(axis=1).max(initial=0))
    value, interval = None, None
    if np.count_nonzero(table.any(axis=0)) >= 2:
        value = _alpha(table, level)
        interval = _resampled(table, level, draws, seed) if draws and len(table) >= 2 else None
    return Alpha(
        value=value,
        interval=interval,
        raters=people,
        items=len(table),
        usable=value is not None and enough(people, len(table)),
        meaning=_alpha_means(value, interval, people, len(table)),
        level=level,
        ballots=int(table.sum()),
    )


def _alpha(table: Ints, level: Measurement) -> float:
    import krippendorff  # only where it is needed: the command line starts without it

    return float(krippendorff.alpha(value_counts=table, level_of_measurement=level))


def coincidences(table: Ints) -> Floats:
    """Each item's coincidence matrix, items × levels × levels; its sum is the item's number of ballots."""
    pairs = table[:, :, None] * table[:, None, :]
    own = np.arange(table.shape[1])
    pairs[:, own, own] -= table
    return np.asarray(pairs / (table.sum(axis=1) - 1)[:, None, None])


def alphas(coincidence: Floats, level: Measurement) -> Floats:
    """Alpha of many coincidence matrices at once (first axis); NaN where one shows no variation."""
    n = coincidence.sum(axis=2)
    total = n.sum(axis=1)
    if level == "nominal":
        observed = total - np.trace(coincidence, axis1=1, axis2=2)
        chance = (total**2 - (n**2).sum(axis=1)) / (total - 1)
    else:
        # A level stands at its rank (ties share the middle) or at its number; distances are squared.
        at = np.cumsum(n, axis=1) - n / 2 if level == "ordinal" else np.broadcast_to(np.arange(n.shape[1]), n.shape)
        at = at - (n * at).sum(axis=1, keepdims=True) / total[:, None]
        squares = (n * at**2).sum(axis=1)
        observed = 2 * (squares - ((coincidence @ at[:, :, None])[:, :, 0] * at).sum(axis=1))
        chance = 2 * total * squares / (total - 1)
    varied = np.count_nonzero(n, axis=1) >= 2
    return np.where(varied, 1 - observed / np.where(varied, chance, 1), np.nan)


def _resampled(table: Ints, level: Measurement, draws: int, seed: int) -> Interval | None:
    items, levels = table.shape
    chosen = np.random.default_rng(seed).integers(0, items, (draws, items), dtype=np.int64)
    chosen += np.arange(draws)[:, None] * items
    times = np.bincount(chosen.ravel(), minlength=draws * items).reshape(draws, items)
    each = coincidences(table).reshape(items, levels * levels)
    drawn = times.astype(np.float64)
    matrices = np.concatenate([drawn[start : start + SLICE] @ each for start in range(0, draws, SLICE)])
    found = alphas(matrices.reshape(draws, levels, levels), level)
    found = np.sort(found[~np.isnan(found)])
    if len(found) < (1 - MOST_UNDEFINED) * draws:
        return None
    low, high = np.round(np.array([0.025, 0.975]) * (len(found) - 1)).astype(int)
    return Interval(float(found[low]), float(found[high]))


# -- words ------------------------------------------------------------------------------------


def enough(raters: int, items: int) -> bool:
    return raters >= FEWEST_RATERS and items >= FEWEST_ITEMS


def too_few(raters: int, items: int) -> Text:
    """Why a coefficient on so few raters or items means nothing."""
    if raters < FEWEST_RATERS:
        return say(
            f"只有{raters}名评委，不足{FEWEST_RATERS}名：数值仅作记录，不说明意见是否一致。",
            f"Only {counted(raters, 'rater')}, fewer than {FEWEST_RATERS}: the number is kept for the record "
            "and says nothing about agreement.",
        )
    return say(
        f"只有{items}项指标可比，不足{FEWEST_ITEMS}项：数值仅作记录，不说明意见是否一致。",
        f"Only {counted(items, 'indicator')} to compare, fewer than {FEWEST_ITEMS}: the number is kept for the record "
        "and says nothing about agreement.",
    )


def joined(first: Text, second: Text) -> Text:
    return say(first.zh + second.zh, f"{first.en} {second.en}")


def thousandths(value: float) -> float:
    """A coefficient as it is shown, so that number and words never part at a cut-off."""
    return round(value, 3)


def _alpha_means(value: float | None, interval: Interval | None, raters: int, items: int) -> Text:
    if not items:
        return say(
            "没有一项指标收到两张及以上评分票，无从比较。",
            "No indicator has two ballots or more, so there is nothing to compare.",
        )
    if value is None:
        return say(
            "所有评分票同为一级，没有差异可供衡量：系数不存在，并不表示意见不一。",
            "All ballots name the same level. Without variation the coefficient does not exist; "
            "that does not mean raters disagree.",
        )
    if not enough(raters, items):
        return too_few(raters, items)
    said = _alpha_strength(thousandths(value))
    if interval and any(
        thousandths(interval.low) < edge <= thousandths(interval.high) for edge in (RELIABLE, TENTATIVE)
    ):
        return joined(
            said,
            say(
                "95%区间跨过分界值，换一批指标，结论可能不同。",
                "The 95 % interval crosses a cut-off: with other indicators the verdict could differ.",
            ),
        )
    return said


def _alpha_strength(value: float) -> Text:
    if value >= RELIABLE:
        return say(
            "评委意见可靠一致（0.800及以上），评级可以作为依据。",
            "Raters agree reliably (0.800 or higher): the ratings can be relied on.",
        )
    if value >= TENTATIVE:
        return say(
            "评委意见大体一致（0.667至0.800之间），只宜作初步结论。",
            "Raters agree to a degree (between 0.667 and 0.800): only tentative conclusions are in order.",
        )
    if value >= 0:
        return say(
            "评委意见一致性不足（低于0.667），分歧项应先议后定。各项水平接近时系数也会偏低，请对照逐项分布。",
            "Raters agree too little (below 0.667): discuss where they differ before deciding. The number is also "
            "low when all indicators stand at much the same level, so read it beside each distribution.",
        )
    return say(
        "评委意见比随机还要分散（低于0），可能对等级描述理解不同，应先统一口径。",
        "Raters differ more than chance would have it (below 0): they may read the level descriptors differently, "
        "so settle those first.",
    )

"""How far raters agree: published examples come out, laws hold, plain second implementations concur."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, get_args

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from assessor.agreement import (
    Alpha,
    Spread,
    Statistic,
    agreement,
    counts_of,
    icc,
    kendall_w,
    krippendorff_alpha,
    spread,
)
from assessor.errors import ScoringError
from assessor.reliability import Measurement, alphas, coincidences

GAP = math.nan
MEASUREMENTS: tuple[Measurement, ...] = get_args(Measurement)
TOP = 4

# -- published data ---------------------------------------------------------------------------

FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
    [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
]
TWO_OBSERVERS = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
FOUR_JUDGES = [[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]
# Wing, tail and bill of twelve birds, in tenths of the printed units.
THREE_MEASURES = [
    [104, 108, 111, 102, 103, 102, 107, 105, 108, 112, 106, 114],
    [74, 76, 79, 72, 74, 71, 74, 72, 78, 77, 78, 83],
    [170, 170, 200, 145, 155, 130, 195, 160, 210, 200, 180, 220],
]


def number(found: Statistic) -> float:
    assert found.value is not None
    return found.value


def rand(counts: Sequence[int]) -> Spread:
    found = spread(counts)
    assert found is not None
    return found


@pytest.mark.parametrize(("level", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_krippendorff_2011_four_observers_and_twelve_units(level: Measurement, printed: float) -> None:
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C: printed digits."""
    found = krippendorff_alpha(counts_of(FOUR_OBSERVERS, 5), level, raters=4)
    assert round(number(found), 3) == printed
    assert (found.raters, found.items, found.ballots) == (4, 11, 40)  # the twelfth unit has one value: unpaired


def test_krippendorff_2011_two_observers_and_ten_binary_units() -> None:
    """Krippendorff (2011), example A."""
    for level in MEASUREMENTS:  # with two values all measurements are one
        assert round(number(krippendorff_alpha(counts_of(TWO_OBSERVERS, 1), level)), 3) == 0.095


def test_shrout_and_fleiss_1979_six_targets_and_four_judges() -> None:
    """Shrout & Fleiss (1979), table 4. The interval is the one R's psych::ICC prints for the same data."""
    found = icc(FOUR_JUDGES, 10)
    assert (round(number(found.single), 2), round(number(found.average), 2)) == (0.29, 0.62)
    assert found.single.interval is not None
    assert found.average.interval is not None
    assert [round(end, 3) for end in found.single.interval] == [0.019, 0.761]
    assert [round(end, 3) for end in found.average.interval] == [0.071, 0.927]


def test_zar_three_measures_of_twelve_birds_with_ties() -> None:
    """Zar (1999), Biostatistical Analysis, p. 444; W with ties and the mean rank correlation as R's synchrony prints."""
    found = kendall_w(THREE_MEASURES, 220)
    assert round(number(found), 4) == 0.9241
    assert round((3 * number(found) - 1) / 2, 4) == 0.8862
    assert found.chi_square == pytest.approx(3 * 11 * number(found))
    assert found.p == pytest.approx(stats.chi2.sf(found.chi_square, 11))


def test_a_panel_of_fifteen_on_the_nine_point_scale() -> None:
    """BMJ Open 2012;2:e001431, table 1: median 7, percentiles 7 and 8, IPR 1.0, IPRAS 6.1, no disagreement."""
    found = rand([0, 0, 0, 1, 1, 1, 5, 5, 2])  # where below 7 the three stand is not printed
    assert found.median + 1 == 7
    assert (found.ipr, round(found.ipras, 1), found.disagreement) == (1.0, 6.1, False)


PANELS = {8: 3, 9: 3, 11: 4, 12: 4, 13: 4, 14: 5, 15: 5, 16: 5}
"""RAND/UCLA's older definition by size of panel: so many in either third are disagreement (Fitch et al. 2001, as
tabled in BMC Med Inform Decis Mak 12:93, table 7). Ten is not here: its percentiles lie between two ballots."""


@given(st.data())
def test_what_the_manuals_older_definition_calls_disagreement_the_index_does_too(data: st.DataObject) -> None:
    size = data.draw(st.sampled_from(sorted(PANELS)))
    ends = PANELS[size]
    low = data.draw(st.lists(st.integers(0, 2), min_size=ends, max_size=ends))
    high = data.draw(st.lists(st.integers(6, 8), min_size=ends, max_size=ends))
    rest = data.draw(st.lists(st.integers(0, 8), min_size=size - 2 * ends, max_size=size - 2 * ends))
    votes = Counter([*low, *high, *rest])
    assert rand([votes[level] for level in range(9)]).disagreement


# -- one item ---------------------------------------------------------------------------------

COUNTS = st.lists(st.integers(0, 12), min_size=2, max_size=9).filter(any)


def by_step(ballots: list[int], percent: int) -> Fraction:
    """Midway between the first level that p % reach and the first that more than p % reach."""
    share = {level: Fraction(sum(one <= level for one in ballots), len(ballots)) for level in set(ballots)}
    reached = min(level for level, part in share.items() if part >= Fraction(percent, 100))
    passed = min(level for level, part in share.items() if part > Fraction(percent, 100))
    return Fraction(reached + passed, 2)


@given(COUNTS)
def test_the_spread_of_an_item_is_what_its_ballots_laid_out_one_by_one_say(counts: list[int]) -> None:
    ballots = [level for level, count in enumerate(counts) for _ in range(count)]
    top, n = len(counts) - 1, len(ballots)
    found = rand(counts)
    median = by_step(ballots, 50)
    assert (found.n, found.low, found.high, found.range) == (n, min(ballots), max(ballots), max(ballots) - min(ballots))
    assert (found.median, found.lower_median) == (float(np.median(ballots)), sorted(ballots)[(n - 1) // 2])
    assert found.median == median
    assert found.quartiles == pytest.approx(tuple(np.quantile(ballots, [0.25, 0.75])))
    assert found.mode == min(set(ballots), key=lambda level: (-ballots.count(level), level))
    assert found.mode_share == ballots.count(found.mode) / n
    assert found.near_share == sum(abs(one - median) <= 1 for one in ballots) / n
    assert found.far == sum(abs(one - median) >= 2 for one in ballots)
    low, high = (1 + 8 * by_step(ballots, percent) / top for percent in (30, 70))
    ipras = Fraction(235, 100) + Fraction(3, 2) * abs(5 - (low + high) / 2)
    assert (found.ipr, found.ipras) == pytest.approx((float(high - low), float(ipras)))
    assert found.disagreement == (found.disagreement_index > 1)


def test_raters_split_between_the_ends_disagree_and_raters_at_one_level_do_not() -> None:
    split, one = rand([4, 0, 0, 0, 4]), rand([0, 0, 0, 8, 0])
    assert (split.median, split.lower_median, split.iqr, split.near_share, split.far) == (2, 0, 4, 0, 8)
    assert (split.ipr, split.ipras, split.disagreement) == (8, 2.35, True)
    assert (one.median, one.iqr, one.near_share, one.mode_share, one.ipr, one.disagreement) == (3, 0, 1, 1, 0, False)


def test_ballots_at_one_end_are_allowed_more_spread_than_ballots_round_the_middle() -> None:
    """Levels 0..4 stand at 1 3 5 7 9: both items reach over two points, four of ten ballots at either end of it."""
    middle, end = rand([0, 4, 2, 4, 0]), rand([4, 2, 4, 0, 0])
    assert (middle.ipr, middle.ipras, middle.disagreement) == (4, 2.35, True)
    assert (end.ipr, end.ipras) == pytest.approx((4, 5.35))
    assert not end.disagreement


def test_an_item_without_ballots_has_no_spread() -> None:
    assert spread([0, 0, 0, 0, 0]) is None


@given(COUNTS)
def test_turning_the_scale_round_turns_the_spread_round(counts: list[int]) -> None:
    top, there, back = len(counts) - 1, rand(counts), rand(counts[::-1])
    assert (back.median, back.low, back.high) == (top - there.median, top - there.high, top - there.low)
    assert (back.near_share, back.far, back.disagreement) == (there.near_share, there.far, there.disagreement)
    assert (back.iqr, back.ipr, back.ipras) == pytest.approx((there.iqr, there.ipr, there.ipras))


# -- alpha ------------------------------------------------------------------------------------


@st.composite
def ballots(
    draw: st.DrawFn, raters: tuple[int, int] = (2, 7), items: tuple[int, int] = (2, 9), gaps: bool = True
) -> Any:
    shape = draw(st.tuples(st.integers(*raters), st.integers(*items)))
    low = -1 if gaps else 0
    found = draw(arrays.arrays(np.int64, shape, elements=st.integers(low, TOP))).astype(float)
    found[found < 0] = GAP
    return found


@st.composite
def like_a_workshop(draw: st.DrawFn) -> Any:
    """Raters who mostly see what is there."""
    items, raters = draw(st.integers(2, 12)), draw(st.integers(2, 8))
    true = np.array(draw(st.lists(st.integers(0, TOP), min_size=items, max_size=items)))
    wide = draw(st.integers(0, 2))
    off = draw(arrays.arrays(np.int64, (raters, items), elements=st.sampled_from([0] * 4 + [-wide, wide])))
    return np.clip(true + off, 0, TOP).astype(float)


def by_library(ratings: Any, level: Measurement) -> float | None:
    given = [column[~np.isnan(column)] for column in np.asarray(ratings).T]
    if len({one for column in given if len(column) >= 2 for one in column}) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=ratings, level_of_measurement=level))


@pytest.mark.parametrize("level", MEASUREMENTS)
@given(ratings=ballots())
def test_alpha_and_its_vectorised_form_are_the_librarys(level: Measurement, ratings: Any) -> None:
    counts = counts_of(ratings, TOP)
    found, expected = krippendorff_alpha(counts, level, draws=0), by_library(ratings, level)
    assert found.value == (None if expected is None else pytest.approx(expected))
    paired = counts[counts.sum(axis=1) >= 2]
    if len(paired):
        ours = alphas(coincidences(paired).sum(axis=0)[None], level)[0]
        assert ours == pytest.approx(math.nan if expected is None else expected, nan_ok=True)


@pytest.mark.parametrize("level", MEASUREMENTS)
@settings(max_examples=20)
@given(ratings=ballots(items=(3, 9)), seed=st.integers(0, 9))
def test_the_interval_is_what_the_library_says_of_items_drawn_again_and_again(
    level: Measurement, ratings: Any, seed: int
) -> None:
    table = counts_of(ratings, TOP)
    table = table[table.sum(axis=1) >= 2]
    assume(len(table) >= 2 and (table.sum(axis=0) > 0).sum() >= 2)
    drawn = np.random.default_rng(seed).integers(0, len(table), (60, len(table)))
    found = sorted(
        float(krippendorff.alpha(value_counts=table[one], level_of_measurement=level))
        for one in drawn
        if (table[one].sum(axis=0) > 0).sum() >= 2
    )
    interval = krippendorff_alpha(table, level, draws=60, seed=seed).interval
    if len(found) < 57:  # more than 5 % of the draws show no variation
        assert interval is None
    else:
        ends = [round(part * (len(found) - 1)) for part in (0.025, 0.975)]
        assert interval == pytest.approx([found[end] for end in ends])


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    counts = counts_of(FOUR_OBSERVERS, 5)
    assert krippendorff_alpha(counts, seed=1) == krippendorff_alpha(counts, seed=1)
    assert krippendorff_alpha(counts, seed=1).interval != krippendorff_alpha(counts, seed=2).interval


@given(ratings=ballots(), data=st.data())
def test_who_comes_first_makes_no_difference(ratings: Any, data: st.DataObject) -> None:
    people = data.draw(st.permutations(range(len(ratings))))
    things = data.draw(st.permutations(range(len(ratings.T))))
    there, back = (agreement(one, TOP, draws=0) for one in (ratings, ratings[people][:, things]))
    for name in ("ordinal", "nominal", "interval", "concordance"):
        same(getattr(there, name), getattr(back, name))
    same(there.intraclass.single, back.intraclass.single)
    same(there.intraclass.average, back.intraclass.average)
    assert [back.spreads[place] for place in range(len(things))] == [there.spreads[one] for one in things]
    assert there.disagreements == back.disagreements


def same(one: Statistic, other: Statistic) -> None:
    assert (one.value is None) == (other.value is None)
    assert one.value is None or one.value == pytest.approx(other.value, abs=1e-9)


@given(st.lists(st.integers(0, TOP), min_size=2, max_size=12).filter(lambda row: len(set(row)) > 1), st.integers(2, 9))
def test_raters_who_say_the_same_agree_perfectly(row: list[int], raters: int) -> None:
    found = agreement([row] * raters, TOP, draws=50)
    for one in (found.ordinal, found.nominal, found.interval, found.concordance, *vars(found.intraclass).values()):
        assert number(one) == pytest.approx(1)
        assert one.interval is None or one.interval == pytest.approx((1, 1))
    assert found.disagreements == 0
    assert found.near_share == (1 if raters >= 3 else None)


@given(ballots(raters=(3, 7), gaps=False))
def test_a_stricter_rater_lowers_absolute_agreement_but_not_the_common_order(ratings: Any) -> None:
    same_row = np.clip(ratings[:1], 0, TOP - 1)
    assume(len(set(same_row[0])) > 1)
    lenient = np.vstack([same_row, same_row, same_row + 1])
    assert number(kendall_w(lenient, TOP)) == pytest.approx(1)
    assert number(icc(lenient, TOP).single) < 1
    assert number(krippendorff_alpha(counts_of(lenient, TOP), "interval", draws=0)) < 1


def test_alpha_does_not_exist_without_pairs_or_without_variation() -> None:
    lonely = krippendorff_alpha(counts_of([[0, GAP, 2], [GAP, 3, GAP]], TOP))
    flat = krippendorff_alpha(counts_of([[2, 2, 2]] * 4, TOP))
    assert (lonely.value, lonely.interval, lonely.items, lonely.usable) == (None, None, 0, False)
    assert (flat.value, flat.interval, flat.items, flat.usable) == (None, None, 3, False)
    assert "两张及以上" in lonely.meaning.zh
    assert "不表示意见不一" in flat.meaning.zh
    assert "does not mean raters disagree" in flat.meaning.en


def test_an_interval_needs_more_than_one_item_and_is_not_made_where_resamples_do_not_vary() -> None:
    assert krippendorff_alpha([[2, 0, 0, 1, 0]]).interval is None
    assert krippendorff_alpha([[3, 0, 0, 0, 0]] * 5 + [[2, 1, 0, 0, 0]]).interval is None  # 1 draw in 3 is all zeros
    assert krippendorff_alpha([[3, 0, 0, 0, 0], [0, 1, 2, 0, 0]] * 5).interval is not None


@given(like_a_workshop())
def test_the_words_for_alpha_follow_krippendorffs_cut_offs(ratings: Any) -> None:
    found = krippendorff_alpha(counts_of(ratings, TOP), raters=len(ratings), draws=0)
    assume(found.value is not None)
    shown = round(number(found), 3)
    if found.raters < 3 or found.items < 5:
        expected = "数值仅作记录"
    elif shown >= 0.8:
        expected = "可以作为依据"
    elif shown >= 0.667:
        expected = "只宜作初步结论"
    else:
        expected = "先议后定" if shown >= 0 else "先统一口径"
    assert expected in found.meaning.zh
    assert found.usable == ("数值仅作记录" not in found.meaning.zh)


def test_an_interval_across_a_cut_off_is_said() -> None:
    counts = counts_of(FOUR_OBSERVERS, 5)
    wide = krippendorff_alpha(counts, raters=4)
    assert wide.interval is not None
    assert wide.interval.low < 0.667 < 0.8 <= wide.interval.high
    assert "跨过分界值" in wide.meaning.zh
    assert "跨过分界值" not in krippendorff_alpha(counts, raters=4, draws=0).meaning.zh


# -- Kendall's W ------------------------------------------------------------------------------


def plain_w(ratings: Any) -> Fraction | None:
    """Rank by counting, sum, compare with the most the sums could spread."""
    rows = [[int(one) for one in row] for row in ratings]
    m, n = len(rows), len(rows[0])
    ranks = [[Fraction(2 * sum(o < x for o in row) + sum(o == x for o in row) + 1, 2) for x in row] for row in rows]
    ties = sum(count**3 - count for row in rows for count in Counter(row).values())
    mean = Fraction(m * (n + 1), 2)
    sums = [sum((row[item] for row in ranks), Fraction()) for item in range(n)]
    squares = sum(((one - mean) ** 2 for one in sums), Fraction())
    most = m * m * (n**3 - n) - m * ties
    return 12 * squares / most if most else None


@given(ballots(gaps=False))
def test_w_is_what_counting_ranks_gives(ratings: Any) -> None:
    found, expected = kendall_w(ratings, TOP), plain_w(ratings)
    assert found.value == (None if expected is None else pytest.approx(float(expected)))
    assert found.value is None or 0 <= found.value <= 1


@given(ballots(items=(3, 9), gaps=False))
def test_w_is_friedmans_statistic_in_another_dress(ratings: Any) -> None:
    found = kendall_w(ratings, TOP)
    assume(found.value is not None)
    friedman = stats.friedmanchisquare(*ratings.T)
    assert found.chi_square == pytest.approx(friedman.statistic, abs=1e-9)
    assert found.p == pytest.approx(friedman.pvalue)


def test_w_is_the_mean_rank_correlation_of_pairs_of_raters() -> None:
    pairs = [stats.spearmanr(one, other).statistic for one, other in combinations(THREE_MEASURES, 2)]
    # With ties the two differ a little: W divides by the mean of the raters' variances, rho by each pair's own.
    assert (3 * number(kendall_w(THREE_MEASURES, 220)) - 1) / 2 == pytest.approx(float(np.mean(pairs)), abs=0.001)


def test_only_raters_who_rated_everything_enter_w_and_the_others_are_counted() -> None:
    ratings = [[0, 1, 2, 3, 4, GAP], [0, 1, 2, 3, 4, GAP], [1, 1, 2, 3, 3, GAP], [0, GAP, 4, 1, 1, GAP], [GAP] * 6]
    for found in (kendall_w(ratings, TOP), *vars(icc(ratings, TOP)).values()):
        assert (found.raters, found.items, found.left_out, found.items_left_out) == (3, 5, 1, 1)
        assert "另有1名评委未评完" in found.meaning.zh
        assert "1 rater left some indicators open and is not in it" in found.meaning.en
    whole = [row[:5] for row in ratings[:3]]
    assert number(kendall_w(ratings, TOP)) == number(kendall_w(whole, TOP))
    assert number(icc(ratings, TOP).single) == number(icc(whole, TOP).single)


def test_without_an_order_there_is_no_w() -> None:
    found = kendall_w([[1] * 6, [2] * 6, [3] * 6], TOP)
    assert (found.value, found.p, found.usable) == (None, None, False)
    assert "没有次序可比" in found.meaning.zh


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        ([[0, 1, 2, 3, 4]] * 2, "只有2名评委"),
        ([[0, 1, 2, 3]] * 3, "只有4项指标"),
        ([[0, 1, 2, 3, 4]] * 3, "高度一致"),
        ([[0, 1, 2, 3, 4]] * 3, "概率只是近似"),
        ([[0, 1, 2, 3, 4, 0, 2, 4], [4, 3, 2, 1, 0, 2, 0, 4], [2, 2, 0, 4, 1, 3, 4, 0]], "可能出于偶然"),
        ([[0, 1, 2, 3, 4]], "无从比较"),
        ([[0], [1], [2]], "不足两项指标"),
    ],
)
def test_the_words_for_w(ratings: list[list[int]], said: str) -> None:
    assert said in kendall_w(ratings, TOP).meaning.zh


# -- intraclass correlation -------------------------------------------------------------------


def plain_icc(ratings: Any) -> dict[str, tuple[Fraction, Fraction]]:
    """Numerator and denominator from mean squares made of deviations, cell by cell."""
    cells = [[Fraction(int(one)) for one in row] for row in ratings]
    k, n = len(cells), len(cells[0])
    mean = Fraction(1, k * n) * sum((one for row in cells for one in row), Fraction())
    of_rater = [Fraction(1, n) * sum(row, Fraction()) for row in cells]
    of_item = [Fraction(1, k) * sum(column, Fraction()) for column in zip(*cells, strict=True)]
    items = Fraction(k, n - 1) * sum(((one - mean) * (one - mean) for one in of_item), Fraction())
    raters = Fraction(n, k - 1) * sum(((one - mean) * (one - mean) for one in of_rater), Fraction())
    left: list[Fraction] = [cells[r][i] - of_rater[r] - of_item[i] + mean for r in range(k) for i in range(n)]
    rest = Fraction(1, (n - 1) * (k - 1)) * sum((one * one for one in left), Fraction())
    above = items - rest
    single = items + (k - 1) * rest + k * (raters - rest) / n
    average = items + (raters - rest) / n
    return {
        "single": (above, single),
        "average": (above, average),
    }


@given(ballots(gaps=False))
def test_the_intraclass_correlations_are_what_deviations_cell_by_cell_give(ratings: Any) -> None:
    found = icc(ratings, TOP)
    for name, (above, below) in plain_icc(ratings).items():
        one = getattr(found, name)
        assert one.value == (pytest.approx(float(above / below)) if below > 0 else None)
        assert one.value is None or one.value <= 1
        assert one.interval is None or one.interval.low - 1e-9 <= one.value <= one.interval.high + 1e-9 <= 1 + 1e-9
    flat = len(set(ratings.sum(axis=0))) == 1
    assert (found.single.interval is None) == (found.single.value is None or flat)


@given(like_a_workshop())
def test_the_interval_is_the_one_of_mcgraw_and_wong(ratings: Any) -> None:
    """McGraw & Wong (1996), table 7, in their own letters: ICC(A,1) and ICC(A,k)."""
    found = icc(ratings, TOP)
    assume(found.single.interval is not None and 0 < number(found.single) < 0.999999)
    k, n = ratings.shape
    deviations = ratings - ratings.mean()
    ms_r = k * float((deviations.mean(axis=0) ** 2).sum()) / (n - 1)
    ms_c = n * float((deviations.mean(axis=1) ** 2).sum()) / (k - 1)
    rest = deviations - deviations.mean(axis=0) - deviations.mean(axis=1)[:, None]
    ms_e = float((rest**2).sum()) / ((n - 1) * (k - 1))
    r = number(found.single)
    a, b = k * r / (n * (1 - r)), 1 + k * r * (n - 1) / (n * (1 - r))
    v = (a * ms_c + b * ms_e) ** 2 / ((a * ms_c) ** 2 / (k - 1) + (b * ms_e) ** 2 / ((n - 1) * (k - 1)))
    below, above = stats.f.ppf(0.975, n - 1, v), stats.f.ppf(0.975, v, n - 1)
    low = n * (ms_r - below * ms_e) / (below * (k * ms_c + (k * n - k - n) * ms_e) + n * ms_r)
    high = n * (above * ms_r - ms_e) / (k * ms_c + (k * n - k - n) * ms_e + n * above * ms_r)
    assert found.single.interval == pytest.approx((low, high), abs=1e-6)
    if found.average.interval is not None:
        low = n * (ms_r - below * ms_e) / (below * (ms_c - ms_e) + n * ms_r)
        high = n * (above * ms_r - ms_e) / (ms_c - ms_e + n * above * ms_r)
        assert found.average.interval == pytest.approx((low, high), abs=1e-6)


def test_error_that_outweighs_everything_never_passes_for_agreement() -> None:
    """Two raters in exact opposition: numerator and denominator are both below zero, their quotient is 2."""
    above, below = plain_icc([[0, 1], [1, 0]])["average"]
    assert above / below == 2
    found = icc([[0, 1], [1, 0]], TOP)
    assert (found.single.value, found.average.value) == (None, None)
    assert "盖过了各项之间的差异" in found.average.meaning.zh


def test_an_interval_below_zero_holds_its_value() -> None:
    """Weighed below 0, the degrees of freedom would give -0.2175 to -0.2166 here, and leave -0.2097 outside."""
    found = icc([[1, 0], [0, 3], [0, 4], [3, 0], [4, 4]], TOP).single
    assert found.value == pytest.approx(-0.2097, abs=5e-5)
    assert found.interval == pytest.approx((-0.2778, 0.9773), abs=5e-5)


def test_items_that_do_not_vary_leave_no_interval() -> None:
    for ratings in ([[1] * 5, [2] * 5, [3] * 5], [[3, 2], [4, 4], [2, 3]]):
        found = icc(ratings, TOP).single
        assert found.value is not None
        assert (found.value <= 0, found.interval) == (True, None)


def test_a_denominator_of_nothing_is_nothing_and_not_dust() -> None:
    """Here it is 0 exactly; summed up in floating point it was not, and the quotient -18,014,398,509,481,984."""
    ratings = [[1, 0], [0, 2], [0, 0], [0, 0], [0, 0]]
    assert plain_icc(ratings)["average"][1] == 0
    assert icc(ratings, TOP).average.value is None


def test_without_variation_there_is_no_intraclass_correlation() -> None:
    for one in vars(icc([[2] * 6] * 4, TOP)).values():
        assert (one.value, one.interval, one.usable) == (None, None, False)
        assert "不表示意见不一" in one.meaning.zh


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        ([[0, 1, 2, 3, 4]] * 3, "单独一名评委的评级非常可靠"),
        ([[0, 1, 2, 3, 4]] * 2, "只有2名评委"),
        ([[0, 4, 0, 4, 0, 4], [4, 0, 4, 0, 4, 0], [0, 4, 4, 0, 0, 4]], "不足为据"),
        ([[0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [1, 2, 3, 4, 4]], "区间下限落在更低一档"),
        ([[0, 1, 2, 3, 4], [GAP, 1, 2, 3, 4]], "只有1名"),
    ],
)
def test_the_words_for_the_intraclass_correlation(ratings: list[list[float]], said: str) -> None:
    assert said in icc(ratings, TOP).single.meaning.zh


# -- a whole session --------------------------------------------------------------------------


def test_a_session_of_three_raters_and_five_items() -> None:
    ratings: list[list[float]] = [[0, 2, 3, 4, GAP], [0, 2, 4, 0, GAP], [1, 2, 3, 2, GAP], [GAP] * 5]
    found = agreement(ratings, TOP)
    assert (found.raters, found.items, len(found.spreads)) == (3, 4, 5)
    assert found.spreads[4] is None
    assert [one.median for one in found.spreads if one] == [0, 2, 3, 2]
    assert [one.disagreement for one in found.spreads if one] == [False, False, False, True]
    assert found.disagreements == 1
    assert found.near_share == pytest.approx((1 + 1 + 1 + 1 / 3) / 4)
    assert found.ordinal == krippendorff_alpha(counts_of(ratings, TOP), "ordinal", raters=3)
    assert (found.ordinal.raters, found.concordance.raters) == (3, 3)


def test_raters_are_counted_over_the_whole_session_not_on_its_fullest_item() -> None:
    found = agreement([[0, GAP], [1, GAP], [GAP, 2], [GAP, 2.0]], TOP)
    assert (found.raters, found.ordinal.raters, found.nominal.raters, found.ordinal.items) == (4, 4, 4, 2)


def test_items_with_fewer_than_three_ballots_do_not_count_as_disagreement() -> None:
    ratings: list[list[float]] = [[0, 0, 0], [4, 4, 0], [GAP, 4, 0]]
    found = agreement(ratings, TOP)
    assert [one.disagreement for one in found.spreads if one] == [True, True, False]
    assert found.disagreements == 1
    assert found.near_share == pytest.approx((2 / 3 + 1) / 2)  # two of three near 4, three of three at 0
    assert found.spreads[0] is not None
    assert (found.spreads[0].usable, "不足3张" in found.spreads[0].meaning.zh) == (False, True)


@pytest.mark.parametrize(
    "ratings",
    [
        np.empty((0, 0)), np.empty((0, 5)), np.empty((3, 0)), np.full((3, 4), GAP), [[2]], [[0, 1, 2]], [[0], [4]],
        [[1] * 5, [2] * 5, [3] * 5],
    ],
    ids=["nothing", "nobody", "no item", "no ballot", "one ballot", "one rater", "one item", "no order"],
)  # fmt: skip
def test_a_session_with_next_to_nothing_in_it_says_so_and_invents_no_number(ratings: Any) -> None:
    found = agreement(ratings, TOP)
    assert not found.concordance.usable
    assert found.concordance.value is None
    for one in (found.ordinal, found.concordance, found.intraclass.single, found.intraclass.average):
        assert one.meaning.zh
        assert one.meaning.en
        assert one.value is None or math.isfinite(one.value)


@given(ballots(raters=(1, 6), items=(1, 8)))
def test_every_number_is_finite_and_every_sentence_keeps_to_the_house_words(ratings: Any) -> None:
    found = agreement(ratings, TOP, draws=40)
    said = [found.ordinal, found.nominal, found.interval, found.concordance, *vars(found.intraclass).values()]
    for one in said:
        assert one.value is None or math.isfinite(one.value)
        assert one.interval is None or one.interval.low <= one.interval.high
        assert one.usable <= (one.value is not None and one.raters >= 3 and one.items >= 5)
    for words in [one.meaning for one in (*said, *filter(None, found.spreads))]:
        assert not any(bad in words.zh for bad in ("打分", "排名", "不合格", "nan", "None"))
        assert not any(bad in words.en for bad in ("nan", "None", "  "))


# -- guards -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratings", "top", "said"),
    [
        ([[0, 5]], 4, "0-4级以外"),
        ([[0, -1]], 4, "0-4级以外"),
        ([[0, 1.5]], 4, "0-4级以外"),
        ([[0, math.inf]], 4, "0-4级以外"),
        ([0, 1, 2], 4, "二维"),
        ([[0, 0]], 0, "0级和1级"),
    ],
)
def test_ballots_that_are_none_are_refused_with_place_and_remedy(ratings: Any, top: int, said: str) -> None:
    for ask in (agreement, kendall_w, icc, counts_of):
        with pytest.raises(ScoringError) as refused:
            ask(ratings, top)
        assert said in refused.value.message("zh")
        assert all(one.place and one.fix.zh and one.fix.en for one in refused.value.problems)


def test_all_faults_of_the_ballots_are_named_at_once() -> None:
    with pytest.raises(ScoringError) as refused:
        agreement([0, 9], 4)
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize(
    ("counts", "said"),
    [([3], "0级和1级"), ([], "0级和1级"), ([2, -1], "小于0"), ([1.5, 1], "整数"), ([math.nan, 1], "整数")],
)
def test_counts_that_are_none_are_refused_with_place_and_remedy(counts: Any, said: str) -> None:
    for refusing in (lambda: spread(counts), lambda: krippendorff_alpha([counts])):
        with pytest.raises(ScoringError) as refused:
            refusing()
        assert said in refused.value.message("zh")
        assert all(one.place and one.fix.zh and one.fix.en for one in refused.value.problems)


def test_counts_of_three_dimensions_are_refused() -> None:
    with pytest.raises(ScoringError) as refused:
        krippendorff_alpha(np.zeros((2, 2, 2), dtype=int))
    assert "二维" in refused.value.message("zh")


def test_good_ballots_and_counts_pass_the_guards() -> None:
    ratings: list[list[float]] = [[0, 4, GAP], [0, 3, 2]]
    assert counts_of(ratings, TOP).tolist() == [[2, 0, 0, 0, 0], [0, 0, 0, 1, 1], [0, 0, 1, 0, 0]]
    assert isinstance(krippendorff_alpha(np.array([[2.0, 1.0], [0.0, 3.0]])), Alpha)
    assert rand(np.array([1, 2, 0])).n == 3  # type: ignore[arg-type]  # an array's row will do


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    ask = "import sys, assessor.agreement; print(sorted({'scipy', 'krippendorff'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

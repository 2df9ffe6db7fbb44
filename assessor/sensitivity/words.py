"""What page, report and command line say of sensitivity, in the same words."""

from __future__ import annotations

from collections.abc import Sequence

from assessor.rubric import Rubric
from assessor.sensitivity.alternatives import Conclusions
from assessor.sensitivity.flips import Flip, Turning
from assessor.sensitivity.ranks import RankInterval, RankTable
from assessor.text import Text, counted, say, span

ROBUST, NOT_ROBUST = say("稳健", "Robust"), say("不稳健", "Not robust")
ROBUST_SENTENCE = say(
    "稳健：换用下列各种方法，最低层级、其等级和首要短板均不变。",
    "Robust: under every method below, the lowest level, its band and the foremost shortcoming stay the same.",
)
NOT_CONCLUDED = say("已评指标不足，没有可供检验的结论。", "Too little is rated: there is no conclusion to be tested.")
NO_BANDS = say("没有已出分的等级名称可供检验。", "No band is shown that could be tested.")
OVERALL = say("综合", "Overall")
MOST_CODES = 6


def verdict(said: Conclusions) -> Text:
    """If any conclusion turns under another method, no more is said than that."""
    if said.holds is None:
        return NOT_CONCLUDED
    return ROBUST_SENTENCE if said.holds else NOT_ROBUST


def banded(bands: int, found: Sequence[Flip]) -> Text:
    """How many of the band names a single rating would change.

    Args:
        bands: how many band names are shown (levels, dimensions, overall).
        found: the flips among them.
    """
    if not bands:
        return NO_BANDS
    near = {one.node for one in found if abs(one.change) == 1}
    ever = {one.node for one in found}
    if not ever:
        return say(f"稳健：共{bands}个等级名称，任何一项评级单独变动都不改变。",
                   f"Robust: no single rating would change any of the {counted(bands, 'band')}.")  # fmt: skip
    return say(
        f"共{bands}个等级名称：{len(near)}个只要有一项评级相差1级就会改变，不稳健；"
        f"{len(ever) - len(near)}个要相差2级及以上才改变；{bands - len(ever)}个不因任何一项评级而改变。",
        f"Of {counted(bands, 'band')}, {len(near)} would change if a single rating differed by one level: not robust; "
        f"{len(ever) - len(near)} only if one differed by two or more; {bands - len(ever)} under no single rating.",
    )


def changed_by(turning: Turning) -> Text:
    """By how much one of the ratings would have to differ."""
    levels = abs(turning.change)
    zh, en = ("高", "higher") if turning.change > 0 else ("低", "lower")
    return say(f"{zh}{levels}级", f"{counted(levels, 'level')} {en}")


def becomes(rubric: Rubric, turning: Turning) -> Text:
    """The band it would have, and whether the key indicator alone makes it so."""
    name = rubric.bands[turning.turned].name
    return say(f"{name.zh}（关键指标）", f"{name.en} (key indicator)") if turning.by_gate else name


def any_of(turning: Turning) -> Text:
    """The codes of the indicators, the first few where there are many."""
    codes = turning.indicators
    if len(codes) <= MOST_CODES:
        return say("、".join(codes), ", ".join(codes))
    first, of = codes[:MOST_CODES], len(codes)
    return say(f"{'、'.join(first)}等{of}项", f"{', '.join(first)} and {of - MOST_CODES} more")


def node_name(rubric: Rubric, node: str) -> Text:
    return OVERALL if node == "overall" else rubric.names[node]


# -- a group of cities ------------------------------------------------------------------------


def place(one: RankInterval) -> Text:
    """Never one place alone: from where to where, of how many."""
    ends = span(one.low, one.high)
    if one.low == one.high:
        return say(f"各种情形下均为第{ends.zh}位（共{one.of}座）", f"place {ends.en} of {one.of} throughout")
    return say(f"第{ends.zh}位（共{one.of}座）", f"places {ends.en} of {one.of}")


def ranked(table: RankTable) -> Text:
    """How wide the intervals are, in one sentence."""
    found = [one for one in table.intervals if one is not None]
    if not found:
        return say("没有已出综合分的城市，不列位次区间。", "No city has a score, so there are no rank intervals.")
    widths = sorted(one.high - one.low + 1 for one in found)
    settings = table.settings
    return say(
        f"位次区间按{len(table.methods)}种方法和{settings.draws}次抽样（种子{settings.seed}）取5%—95%，"
        f"{len(found)}座城市的区间各含{span(widths[0], widths[-1]).zh}个位次；区间重叠的城市之间不分先后。",
        f"Rank intervals reach over {len(table.methods)} methods and 5-95 % of {settings.draws} draws (seed {settings.seed}); "
        f"those of {len(found)} cities hold {span(widths[0], widths[-1]).en} places each; cities whose intervals overlap are put in no order.",
    )


def settled(cities: int, firm: int, rubric: Rubric) -> Text:
    """How many orders among so many cities no admissible weighting turns round."""
    pairs = cities * (cities - 1) // 2
    rule = rubric.uncertainty
    low, high = f"{rule.least_weight:g}", f"{rule.most_weight:g}"
    return say(
        f"{cities}座城市两两相比共{pairs}对，其中{firm}对次序稳固：各项权重在所定权重的{low}至{high}倍之间无论怎样取，综合分的次序都不变。",
        f"Of {counted(pairs, 'pair')} among {cities} cities, {firm} have an order that no admissible weighting turns round "
        f"(each weight between {low} and {high} times the stated one).",
    )

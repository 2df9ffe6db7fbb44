"""What page, report and command line say of uncertainty, in the same words."""

from __future__ import annotations

from collections.abc import Sequence

from assessor.rubric import Band
from assessor.rubric import Uncertainty as Rule
from assessor.scorecard import shown
from assessor.text import Text, say
from assessor.uncertainty.intervals import Interval
from assessor.uncertainty.settings import SOURCES, Settings, Source

SOURCE_NAMES: dict[Source, Text] = {
    "weights": say("权重", "weights"),
    "ratings": say("评级", "ratings"),
    "missing": say("未评", "unrated items"),
    "strictness": say("宽严", "strictness"),
}
INTERPLAY = say("相互作用", "interplay")
LIKELY = 0.10
"""A further band, or a further source, is named from this share on."""
NAMED = 2


def percent(chance: float) -> str:
    """A chance in whole per cent; never 0 or 100 unless it is."""
    if 0 < chance < 0.01:
        return "<1%"
    return ">99%" if 0.99 < chance < 1 else f"{shown(100 * chance)}%"


def ends(one: Interval) -> Text:
    return say(f"{shown(one.low)}—{shown(one.high)}", f"{shown(one.low)}-{shown(one.high)}")


def told(name: Text, one: Interval, bands: Sequence[Band]) -> Text:
    """One number in one sentence: its interval, the bands it may fall into, and where the spread comes from."""
    if shown(one.low) == shown(one.high):
        return say(f"{name.zh}：所计各项都不使其变动。", f"{name.en}: nothing that is counted moves it.")
    span = ends(one)
    said = [say(f"九成可能在{span.zh}之间", f"90% likely to lie in {span.en}")]
    if one.bands:
        said.append(_bands(one, bands))
    if one.shares and max(one.shares.values()) >= LIKELY:
        said.append(_sources(one))
    return say(
        f"{name.zh}：{'；'.join(each.zh for each in said)}。", f"{name.en}: {'; '.join(each.en for each in said)}."
    )


def _bands(one: Interval, bands: Sequence[Band]) -> Text:
    order = sorted(range(len(one.bands)), key=lambda k: -one.bands[k])
    first, *more = [k for n, k in enumerate(order[:NAMED]) if n == 0 or one.bands[k] >= LIKELY]
    said = say(
        f"等级名称最可能是“{bands[first].name.zh}”（{percent(one.bands[first])}）",
        f"band most likely “{bands[first].name.en}” ({percent(one.bands[first])})",
    )
    for k in more:
        said = say(
            f"{said.zh}，也可能是“{bands[k].name.zh}”（{percent(one.bands[k])}）",
            f"{said.en}, perhaps “{bands[k].name.en}” ({percent(one.bands[k])})",
        )
    return said


def _sources(one: Interval) -> Text:
    order = sorted(one.shares, key=lambda source: -one.shares[source])[:NAMED]
    kept = [source for n, source in enumerate(order) if n == 0 or one.shares[source] >= LIKELY]
    zh = "和".join(f"{SOURCE_NAMES[each].zh}（{percent(one.shares[each])}）" for each in kept)
    en = " and ".join(f"{SOURCE_NAMES[each].en} ({percent(one.shares[each])})" for each in kept)
    return say(f"变动主要来自{zh}", f"spread mainly from {en}")


def interplay(one: Interval) -> float:
    """What no source brings about by itself; 0 where nothing varies."""
    total = sum(one.shares.values())
    return max(1.0 - total, 0.0) if total > 0 else 0.0


def widest(named: Sequence[tuple[Text, Interval]]) -> Text | None:
    """Which of several numbers is least certain and which most; nothing for a single one."""
    if len(named) < NAMED:
        return None
    order = sorted(named, key=lambda pair: pair[1].high - pair[1].low)
    (least, narrow), (most, wide) = order[0], order[-1]
    return say(
        f"区间最宽的是{most.zh}（{ends(wide).zh}），最窄的是{least.zh}（{ends(narrow).zh}）。",
        f"Widest interval: {most.en} ({ends(wide).en}); narrowest: {least.en} ({ends(narrow).en}).",
    )


# -- how it was made ----------------------------------------------------------------------------


def made(settings: Settings) -> Text:
    """Draws, seed and what was counted."""
    counted = [SOURCE_NAMES[one] for one in SOURCES if one in settings.sources]
    zh, en = "、".join(one.zh for one in counted) or "无", ", ".join(one.en for one in counted) or "nothing"
    return say(
        f"抽样{settings.draws:,}次，种子{settings.seed}；计入：{zh}。",
        f"{settings.draws:,} draws, seed {settings.seed}; counted: {en}.",
    )


def assumptions(rule: Rule) -> tuple[Text, ...]:
    """What is assumed of each source, and what is held fixed."""
    rates = sorted({*rule.error.values(), rule.error_without_grade})
    span = f"{shown(100 * rates[0])}%" + (f"—{shown(100 * rates[-1])}%" if len(rates) > 1 else "")
    return (
        say(
            f"权重：各组之内在所定权重上下变动（狄利克雷分布，集中参数{rule.concentration:g}），各城市用同一组权重抽样。",
            f"Weights: within each group, round the stated ones (Dirichlet, concentration {rule.concentration:g}); "
            "the same draws for every city.",
        ),
        say(
            f"评级：研讨得出的，从评分票中重抽并取较低中位数；其余按佐证强度，有{span}的可能偏一级，高低各半。",
            "Ratings: those of a session by drawing its ballots anew and taking the lower median; others, by grade of "
            f"evidence, lie one level off with a chance of {span.replace('—', '-')}, up and down alike.",
        ),
        say(
            "未评：各级可能性相同。得分不计未评各项，区间则计入，未评多时二者会相差较大。",
            "Unrated items: every level alike. The score leaves them out and the interval does not, so that with many of them the two lie apart.",
        ),
        say(
            f"宽严：同一城市的评级一同偏高或偏低，标准差{rule.strictness:g}级。",
            f"Strictness: all ratings of a city lie too high or too low together, with a standard deviation of {rule.strictness:g} levels.",
        ),
        say(
            "佐证不足按0计，不适用不计；计量指标按所报数值计，没有评级误差。在量尺两端，误差只能向内，所以很高或很低的分可能落在区间之外。",
            "Insufficient evidence counts 0, not applicable does not count; a measured figure has no rating error. "
            "At the ends of the scale errors can only point inwards, so a very high or very low score may lie outside its interval.",
        ),
        say("以上幅度是量表的假定，试点后以实测数据替换。", "All of this is assumed by the rubric, to be replaced by what a pilot finds."),
    )  # fmt: skip

"""Headings of the record's columns, each with its meaning, unit and source."""

from __future__ import annotations

from assessor.report.columns import CODE, COUNT, RUBRIC, SHARE, STEP, TEXT, Heading
from assessor.text import Text, say

BALLOTS = say("评分票", "Ballots")
COMPUTED = say("按评分票计算", "Computed from ballots")
DECIDED = say("议定", "Decided")
WRITTEN = say("主持人记录", "Facilitator")
FILLED = say("会后填写", "To be filled in")
SHEETS = say("票", "ballots")

SESSION = Heading(say("场次", "Session"), say("第几场研讨", "Which session"), COUNT, DECIDED)
ID = Heading(say("编号", "Code"), say("量表中的编号", "Code in the rubric"), CODE, RUBRIC)
INDICATOR = Heading(say("指标", "Indicator"), say("指标名称", "Name of the indicator"), TEXT, RUBRIC)
VALID = Heading(
    say("有效评分票", "Valid ballots"),
    say("选了级的评分票，不含无法判断", "Ballots that name a level; cannot judge is none"),
    SHEETS,
    BALLOTS,
)
CANNOT = Heading(
    say("无法判断", "Cannot judge"), say("选“无法判断”的评分票", "Ballots that say “cannot judge”"), SHEETS, BALLOTS
)
MEDIAN = Heading(
    say("中位数", "Median"),
    say("末轮有效评分票的中位数，可在两级之间", "Of the last round's valid ballots; may lie between two levels"),
    STEP,
    COMPUTED,
)
RANGE = Heading(
    say("四分位差", "IQR"),
    say("中间一半评分票的跨度，线性插值", "Interquartile range, the span of the middle half, interpolated"),
    STEP,
    COMPUTED,
)
NEAR = Heading(
    say("中位数±1级内", "Within ±1"),
    say("与中位数相差不超过1级的评分票占比", "Share of ballots within one level of the median"),
    SHARE,
    COMPUTED,
)
INDEX = Heading(
    say("分歧指数", "Disagreement index"),
    say(
        "第30至70百分位的跨度除以对称调整后的允许跨度（折算到1至9级）；大于1为分歧",
        "RAND/UCLA: range from the 30th to the 70th percentile over the range allowed, on a scale of 1-9; above 1 is disagreement",
    ),
    say("比值", "ratio"),
    COMPUTED,
)
AGREED = Heading(
    say("一致程度", "Agreement"),
    say("共识规则对末轮的判定：一致、基本一致、分歧", "What the consensus rule makes of the last round"),
    TEXT,
    COMPUTED,
)
LEVEL = Heading(
    say("议定级", "Level decided"),
    say(
        "主持人据共识规则议定；未评、待定写明", "Decided by the facilitator upon the rule; says so where there is none"
    ),
    STEP,
    DECIDED,
)
LEVEL_NAME = Heading(say("等级", "In words"), say("该级的名称", "Name of the level"), TEXT, RUBRIC)
METHOD = Heading(
    say("定级办法", "How decided"),
    say("取众数、取较低中位数或主持人研定", "Most frequent level, lower median, or the facilitator's decision"),
    TEXT,
    DECIDED,
)
DOUBTFUL = Heading(
    say("存疑", "Doubtful"), say("议定时仍有分歧", "Raters still disagreed when it was decided"), TEXT, DECIDED
)
ROUNDS = Heading(
    say("轮次", "Rounds"), say("已揭示的轮数，含复评", "Rounds revealed, the re-vote among them"), COUNT, DECIDED
)
REASON = Heading(say("理由", "Reason"), say("主持人所写的定级理由", "Why, as the facilitator wrote it"), TEXT, WRITTEN)
ROUND = Heading(say("轮次", "Round"), say("首轮或复评", "First round or re-vote"), TEXT, DECIDED)
GROUP = Heading(
    say("评委组", "Rater group"),
    say("评委组，人数少的合并列示", "Group of raters; small ones are told together"),
    TEXT,
    DECIDED,
)
CHANGE = Heading(
    say("变化", "Change"),
    say("中位数怎样移动，意见是否更集中", "How the median moved, and whether ballots came closer together"),
    TEXT,
    COMPUTED,
)
STATISTIC = Heading(say("统计量", "Statistic"), say("一致性统计量", "Statistic of agreement"), TEXT, COMPUTED)
VALUE = Heading(
    say("数值", "Value"),
    say("横线为不存在或不宜采用", "A dash: it does not exist or means nothing here"),
    say("见统计量", "see the statistic"),
    COMPUTED,
)
LOW = Heading(
    say("区间下限", "Low"),
    say("95%区间的下限", "Low end of the 95 % interval"),
    say("同数值", "as the value"),
    COMPUTED,
)
HIGH = Heading(
    say("区间上限", "High"),
    say("95%区间的上限", "High end of the 95 % interval"),
    say("同数值", "as the value"),
    COMPUTED,
)
RATERS = Heading(
    say("评委数", "Raters"), say("计入的评委人数", "How many raters are in it"), say("人", "persons"), COMPUTED
)
ITEMS = Heading(say("指标数", "Items"), say("计入的指标数", "How many indicators are in it"), COUNT, COMPUTED)
MEANS = Heading(
    say("含义", "What it means"), say("该数值说明什么、不说明什么", "What the value says and what not"), TEXT, COMPUTED
)
LOWER_OPINION = Heading(
    say("意见一（较低）", "Lower opinion"), say("选较低各级的评分票", "Ballots for the lower levels"), SHEETS, BALLOTS
)
HIGHER_OPINION = Heading(
    say("意见二（较高）", "Higher opinion"), say("选较高各级的评分票", "Ballots for the higher levels"), SHEETS, BALLOTS
)
EVIDENCE = Heading(
    say("需补佐证", "Evidence needed"),
    say("量表所列可证明该项的材料", "What the rubric names as evidence of the indicator"),
    TEXT,
    RUBRIC,
)
LEAD = Heading(
    say("牵头单位", "Lead unit"), say("量表建议的牵头单位", "Lead unit as the rubric suggests"), TEXT, RUBRIC
)
DUE = Heading(
    say("完成时限", "Due"),
    say("何时前补齐", "By when the evidence is found"),
    say("年-月-日", "year-month-day"),
    FILLED,
)
DONE = Heading(say("完成情况", "Outcome"), say("补证结果", "What came of it"), TEXT, FILLED)
SAID = Heading(
    say("保留意见", "Dissent"),
    say("主持人归纳的少数意见", "The minority's view in the facilitator's words"),
    TEXT,
    WRITTEN,
)
SPREAD = Heading(
    say("末轮票数", "Last round"), say("末轮各级票数", "Ballots at each level in the last round"), SHEETS, BALLOTS
)


def at_level(level: int, name: Text) -> Heading:
    return Heading(
        say(f"{level}级", f"Level {level}"),
        say(f"选{level}级（{name.zh}）的评分票", f"Ballots for level {level} ({name.en})"),
        SHEETS,
        BALLOTS,
    )


def in_round(round_: Text, heading: Heading) -> Heading:
    """The same figure of one round."""
    name = heading.name
    return Heading(
        say(f"{round_.zh}{name.zh}", f"{round_.en}: {name.en}"),
        say(f"{round_.zh}的{name.zh}", f"{name.en} in the {round_.en.lower()}"),
        heading.unit,
        heading.source,
    )


SPREAD_OF_ROUND = Heading(say("票数", "Ballots"), say("各级票数", "Ballots at each level"), SHEETS, BALLOTS)

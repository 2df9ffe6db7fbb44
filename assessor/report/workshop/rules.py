"""How a session is held and counted, in words that record and minutes share.

Source:
    Rubric method 6.2 to 6.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from assessor.rubric import Rubric
from assessor.text import Text, say
from assessor.workshop import FEWEST
from assessor.workshop.consensus import NEAR_MEDIAN


def consensus_rule(rubric: Rubric) -> Text:
    """What the ballots of one item propose; the facilitator decides."""
    part, whole = NEAR_MEDIAN
    top, near = rubric.top, f"{100 * part // whole}%"
    return say(
        "有效评分票极差不超过1级、且至少三分之二选同一级的为一致，取众数；"
        f"四分位差不超过1级、且{near}以上在中位数±1级以内的为基本一致，取较低中位数；其余为分歧，先看佐证、说理由，再匿名复评一次。"
        f"复评后仍有分歧的记较低中位数，标存疑，两种意见并列，不得定为{top}级，列补证任务。规则只作建议，由主持人议定，改级须写明理由。",
        "Agreed: range at most 1 and at least two thirds on one level, which is taken. "
        f"Nearly agreed: interquartile range at most 1 and at least {near} within one level of the median; the lower median is taken. "
        "Anything else is disagreement: look at the evidence, give reasons, vote anonymously once more. What is still disagreement then "
        f"gets the lower median, is marked doubtful with both opinions side by side, is never level {top}, and brings a task to find evidence. "
        "The rule proposes, the facilitator decides and gives a reason for any other level.",
    )


def ballots_rule(rubric: Rubric) -> Text:
    return say(
        f"评委各自独立匿名评分，每项在0至{rubric.top}级中选一级，或选“无法判断”；揭示前任何人看不到他人的评分票。"
        f"有效评分票不足{FEWEST}张的视为未评。",
        f"Each rater scores independently and anonymously: a level from 0 to {rubric.top}, or “cannot judge”. Nobody sees another's "
        f"ballot before the reveal. Fewer than {FEWEST} valid ballots are no rating.",
    )


def data_notes(rubric: Rubric) -> Iterator[tuple[Text, Text]]:
    yield say("评分", "Ballots"), ballots_rule(rubric)
    yield (
        say("匿名", "Anonymity"),
        say(
            f"只列汇总票数。评委组不足{FEWEST}张有效评分票的与其他组合并；合并后仍可由总数推算出少数人的，该轮不分组。"
            "参评人数也按此办理。不列任何评委的逐项评分，不记加入和评分的时间、先后。",
            f"Counts only. A group with fewer than {FEWEST} valid ballots is told together with others; where totals would still give a "
            "few away, the round is not split. The same holds for numbers of raters. No rater's own answers are listed, and no time or "
            "order of joining or answering is kept.",
        ),
    )
    yield (
        say("中位数和四分位差", "Median and IQR"),
        say(
            "中位数为真中位数，中间两张评分票不同级时在两级之间；定级取其中较低一级。四分位差按线性插值计算，与电子表格的函数一致。",
            "The median is the true one: where the two middle ballots differ it lies between them, and the lower of the two is taken as "
            "level. Quartiles are interpolated as spreadsheets do.",
        ),
    )
    yield (
        say("分歧指数", "Disagreement index"),
        say(
            "按兰德适宜性方法计算：级次线性折算到1至9级，第30至70百分位的跨度除以对称调整后的允许跨度（2.35＋1.5×中点离5的距离），"
            "大于1为分歧。只作参考，定级依共识规则。",
            "RAND/UCLA Appropriateness Method: levels are taken onto 1-9; the range from the 30th to the 70th percentile over the range "
            "allowed (2.35 + 1.5 × distance of its centre from 5). Above 1 is disagreement. For information: levels follow the consensus rule.",
        ),
    )
    yield (
        say("一致性系数", "Coefficients"),
        say(
            "克里彭多夫α系数允许缺票，区间由对指标重抽样得到；肯德尔和谐系数和组内相关系数只计评完全部指标的评委。"
            "系数受各项水平是否接近影响，须与分布同看。",
            "Krippendorff's alpha allows gaps, its interval comes of resampling items; Kendall's W and the ICC take complete raters only. "
            "All depend on how far items lie apart, so read them beside the distributions.",
        ),
    )
    yield (
        say("理由和保留意见", "Reasons and dissent"),
        say(
            "评委随评分票写的理由只供主持人归纳，不入档；本记录中的理由和保留意见均为主持人的表述。",
            "Reasons that raters typed go to the facilitator only and are not on file; reasons and dissent in this record are the "
            "facilitator's words.",
        ),
    )

"""Every sentence that the record, the minutes and the paper ballot of a scoring session say in their own voice."""

from __future__ import annotations

from collections.abc import Iterator

from assessor.agreement import Agreement
from assessor.reliability import Measurement, Statistic
from assessor.text import Text, say
from assessor.workshop import FEWEST, Method, SessionKind
from assessor.workshop.consensus import KIND_NAMES

TITLE = say("研讨评分记录", "Record of scoring sessions")
NO_APPRAISAL = say("研讨评分，不作考核依据", "Scoring session; not for appraisal")
NO_SESSION = say("没有研讨场次", "there is no scoring session")
HOLD_ONE = say("先开一场研讨", "hold one first")

KINDS: dict[SessionKind, Text] = {
    "internal": say("内部场次", "internal session"),
    "open": say("开放场次", "open session"),
}
VARIANTS = {
    "full": say("全量版", "full variant"),
    "quick": say("快评版", "quick variant"),
    "own": say("自选指标", "own choice of indicators"),
}
AGREEMENT = {kind: say(name.zh, name.en.capitalize()) for kind, name in KIND_NAMES.items()}
METHODS: dict[Method, Text] = {
    "mode": say("取众数", "Most frequent level"),
    "median": say("取较低中位数", "Lower median"),
    "facilitated": say("主持人研定", "Facilitator's decision"),
}
DOUBTFUL_MEDIAN = say("取较低中位数、不定最高级", "Lower median, never the highest level")
UNRATED, PENDING = say("未评", "Not rated"), say("待定", "Pending")
DOUBTFUL = say("存疑", "Doubtful")
ROUNDS = (say("首轮", "First round"), say("复评", "Re-vote"))


def way(method: Method, doubtful: bool) -> Text:
    """How a level came about. A doubtful one may lie below its lower median, since it is never the highest."""
    return DOUBTFUL_MEDIAN if doubtful and method == "median" else METHODS[method]


# -- names of sheets -------------------------------------------------------------------------------

ABOUT = say("说明", "About")
RESULTS = say("议定结果", "Agreed results")
DISTRIBUTION = say("分布", "Distribution")
GROUPS = say("分组", "By group")
CHANGE = say("两轮变化", "Between rounds")
STATISTICS = say("一致性", "Agreement")
DOUBTS = say("存疑与补证", "Doubts and evidence")
DISSENT = say("保留意见", "Dissent")
DATA = say("数据说明", "About the data")
NOTES = say("备注全文", "Notes in full")

HOLDS: dict[str, Text] = {
    "results": say(
        "每项指标的有效评分票、离散程度、议定级、定级办法和理由",
        "Valid ballots, spread, level decided, how and why, item by item",
    ),
    "distribution": say("每项指标每一轮各级的票数", "Ballots at each level, by item and round"),
    "groups": say("可以分组列示的指标，各评委组的票数", "Ballots by group, where a group may be shown"),
    "change": say("复评过的指标，首轮与复评的中位数和分布", "Medians and distributions before and after the re-vote"),
    "statistics": say("全场一致性系数、所依据的评委和指标数、含义", "Coefficients of agreement, what they rest on, what they mean"),
    "doubts": say("存疑指标的两种意见、需补佐证、牵头单位，完成时限待填", "Both opinions, evidence to be found, lead units; dates to be filled in"),
    "dissent": say("主持人归纳的保留意见", "Dissent in the facilitator's words"),
    "data": say("票数、系数和各列的含义，匿名怎样保证", "What counts, coefficients and columns mean; how anonymity is kept"),
    "notes": say("表内放不下的文字", "What is too long for its table"),
}  # fmt: skip

# -- about -----------------------------------------------------------------------------------------

ITEMS = {
    "what": say("本记录是什么", "What this is"),
    "use": say("用途", "Use"),
    "scope": say("评什么、不评什么", "What is assessed"),
    "secrecy": say("保密提示", "Secrecy"),
    "sample": say("虚构样例", "Fictional sample"),
    "city": say("城市", "City"),
    "period": say("评估年度", "Period"),
    "cut_off": say("截止日期", "Cut-off"),
    "rubric": say("量表", "Rubric"),
    "version": say("量表版本", "Rubric version"),
    "fingerprint": say("量表指纹", "Rubric fingerprint"),
    "session": say("研讨场次", "Scoring session"),
    "anonymous": say("匿名", "Anonymity"),
    "english": say("译文", "Translation"),
}
CONTENTS_TABLE = say("目录", "Contents")
ABOUT_TABLE = say("说明与口径", "About and method")
WHAT = say(
    "评委独立匿名评分、讨论分歧、复评一次后，逐项议定的结果及其过程。所有数字只来自已揭示的汇总票数。",
    "What was agreed, item by item, after raters scored independently and anonymously, discussed where they "
    "differ and voted once more; and how it came about. All numbers come from revealed counts of ballots.",
)
USE = say(
    "研讨评分，不作考核依据。议定结果采用到评估后，以评估中的评级为准。",
    "Scores of a session, no ground for appraisal. Once adopted into the assessment, its ratings are what counts.",
)
ANONYMOUS = say(
    f"不记评委姓名、单位、代号、评分时间和先后，不含任何一名评委的评分票；不足{FEWEST}人的评委组与其他组合并列示；"
    "评委所写理由不入档，保留意见由主持人归纳。",
    "No rater's name, unit, mark, time or order is kept here, and nobody's own ballot; groups of fewer than "
    f"{FEWEST} are told together with others; reasons that raters typed are not on file, dissent is in the facilitator's words.",
)

# -- tables ----------------------------------------------------------------------------------------

RESULTS_NOTE = say(
    f"有效评分票不足{FEWEST}张的视为未评，不出数字。一致程度按共识规则判定；存疑为议定时仍有分歧，不定最高级。",
    f"Fewer than {FEWEST} valid ballots are no rating and show no numbers. Agreement follows the consensus rule; "
    "doubtful: raters still disagreed in the end, so that the highest level is not given.",
)
DISTRIBUTION_NOTE = say(
    "数字为票数，底色越深占比越高；横线为该轮有效评分票不足，不列分布。",
    "Numbers of ballots; the darker, the larger the share. A dash: too few valid ballots for a distribution.",
)
GROUPS_NOTE = say(
    f"不足{FEWEST}张有效评分票的评委组与其他组合并；合并后仍可推算出少数人的，该项不分组。",
    f"Groups with fewer than {FEWEST} valid ballots are told together with others; where a few could still be worked out, "
    "the item is not split.",
)
NO_GROUPS = say("没有可以分组列示的指标。", "No item may be shown by group.")
CHANGE_NOTE = say("只列复评过的指标。", "Only what was voted on again.")
NO_CHANGE = say("没有复评的指标。", "Nothing was voted on again.")
CHANGE_CHART = say("复评前后的中位数", "Medians before and after the re-vote")
LEVEL_AXIS = say("级", "Level")
STATISTICS_NOTE = say(
    "一致性系数说明评委独立评分有多接近，按各项最近一轮的有效评分票计算；共识是据此讨论后作出的决定，两者不是一回事。",
    "Coefficients say how close independent ballots lie, by the latest round of each item; consensus is what was then decided. "
    "The two are not the same.",
)
NO_STATISTICS = say("评分票不足，不计算一致性。", "Too few ballots to compute agreement.")
DOUBTS_NOTE = say(
    "两种意见并列；补证后复核，再定级。浅黄格待填。",
    "Both opinions stand side by side; with the evidence in hand the level is decided again. Pale yellow cells are to be filled in.",
)
NO_DOUBTS = say("没有存疑的指标。", "Nothing is left in doubt.")
DISSENT_NOTE = say(
    "由主持人归纳，不引评委原话；票数为末轮。", "In the facilitator's words, quoting nobody; ballots of the last round."
)
NO_DISSENT = say("没有记录保留意见。", "No dissent is on record.")
REASON_KIND, DISSENT_KIND, EVIDENCE_KIND = say("定级理由", "Reason"), DISSENT, say("需补佐证", "Evidence needed")
DATA_TABLE = say("口径", "How things are counted")
COLUMNS_TABLE = say("每张表每一列", "Every column of every table")

# -- statistics ------------------------------------------------------------------------------------

ALPHA: dict[Measurement, Text] = {
    "ordinal": say("克里彭多夫α系数（定序，主用）", "Krippendorff's alpha, ordinal (the one to read)"),
    "interval": say("克里彭多夫α系数（定距）", "Krippendorff's alpha, interval"),
    "nominal": say("克里彭多夫α系数（定类）", "Krippendorff's alpha, nominal"),
}
CONCORDANCE = say("肯德尔和谐系数W", "Kendall's W, corrected for ties")
ICC_SINGLE = say("组内相关系数（2,1），单名评委", "ICC(2,1), a single rater")
ICC_AVERAGE = say("组内相关系数（2,k），全体均值", "ICC(2,k), the mean of all raters")


def coefficients(found: Agreement) -> Iterator[tuple[Text, Statistic]]:
    """Every coefficient with its name, the one to read first."""
    yield ALPHA["ordinal"], found.ordinal
    yield ALPHA["interval"], found.interval
    yield ALPHA["nominal"], found.nominal
    yield CONCORDANCE, found.concordance
    yield ICC_SINGLE, found.intraclass.single
    yield ICC_AVERAGE, found.intraclass.average


NEAR_SHARE = say("中位数±1级内占比（各项平均）", "Within one level of the median (mean of items)")
NEAR_MEANS = say(
    "各指标与中位数相差不超过1级的评分票占比，再求平均；在5级量尺上偏宽，须与离散程度同看。",
    "Share of an item's ballots within one level of its median, averaged over items; lenient on a scale of five, so read it beside the spread.",
)
DISAGREEMENTS = say("分歧指数大于1的指标", "Items with a disagreement index above 1")
DISAGREEMENTS_MEAN = say(
    f"有效评分票满{FEWEST}张的指标中，分歧指数大于1的项数（与共识规则的“分歧”不是同一标准）。",
    f"How many, of the items with {FEWEST} valid ballots or more, have a disagreement index above 1 (not the consensus rule's test).",
)


def session_name(number: int, kind: SessionKind) -> Text:
    """“第1场 内部场次”, as sheets and minutes count sessions."""
    return say(f"第{number}场（{KINDS[kind].zh}）", f"Session {number} ({KINDS[kind].en})")


def too_few(raters: int) -> Text:
    return say(
        f"评完全部指标的评委只有{raters}名，不足{FEWEST}名，不列数值。",
        f"Raters who rated every indicator: {raters}, fewer than {FEWEST}; no number is given.",
    )


FEW_RATERS = say(f"评委不足{FEWEST}人", f"fewer than {FEWEST} raters")
RULE_NAME = say("共识规则", "Consensus rule")

# -- minutes ---------------------------------------------------------------------------------------

BLANKS = (
    say("地点：＿＿＿＿＿＿＿＿＿＿＿＿＿＿", "Place: ____________________________"),
    say("主持人：＿＿＿＿＿＿＿　记录员：＿＿＿＿＿＿＿", "Facilitator: ________________   Minutes taken by: ________________"),
    say("参会人员名单和保密承诺另行保存，本纪要不列。", "The list of those present and their pledges of secrecy are kept apart and not given here."),
)  # fmt: skip
SIGNED = say("＿＿＿＿年＿＿月＿＿日", "Date: ____________________")
NO_DOUBTS_SENTENCE = say("没有存疑事项。", "Nothing is left in doubt.")
MINUTES_HEADS = {
    "session": say("场次", "Session"),
    "code": say("编号", "Code"),
    "indicator": say("指标", "Indicator"),
    "valid": say("有效评分票", "Valid ballots"),
    "median": say("中位数", "Median"),
    "range": say("四分位差", "IQR"),
    "agreement": say("一致程度", "Agreement"),
    "level": say("议定级", "Level"),
    "doubt": say("存疑事项", "Doubtful item"),
    "opinions": say("两种意见", "Both opinions"),
    "evidence": say("需补佐证", "Evidence needed"),
    "lead": say("牵头单位", "Lead unit"),
    "due": say("完成时限", "Due"),
}

# -- paper ballot ----------------------------------------------------------------------------------

GROUP = say("评委组", "Rater group")
GROUP_ASKED = say("评委组（在所属组前的方框内打“√”）", "Rater group (tick the box of your group)")
NOT_TO_WRITE = say("不要写", "What not to write")
NOT_WRITTEN = say(
    "不写姓名、单位、职务、联系方式，不作可辨认身份的标记；不写国家秘密、工作秘密和敏感个人信息，涉密材料连标题也不写。",
    "No name, unit, post or contact, no mark by which you could be known; no state secrets, work secrets or sensitive "
    "personal data, not even the title of a classified paper.",
)
HOW = say("填写说明", "How to fill it in")
LADDER = say("四问快判", "Four-question ladder")
LADDER_NOTE = say(
    "四问与等级描述不一致的，以等级描述为准。", "Where ladder and descriptors differ, the descriptors win."
)
CANNOT = say("无法判断", "Cannot judge")
CANNOT_MEANS = say("不了解情况，不作判断", "I do not know enough about it")
PAPER_HEADS = (say("选", "Tick"), say("级", "Level"), say("等级描述", "Descriptor"))
REASON_ASKED = say("理由（一句，可不填）：", "Reason (one line, optional): ")
END = say(
    "填完请对折投入票箱，由记录员统一录入。",
    "Please fold it and put it into the box; it is entered by the minute-taker.",
)


def how(top: int) -> tuple[Text, ...]:
    return (
        say("独立填写，不讨论、不传看。评的是机制，不评单位，不评个人。", "Fill it in by yourself; do not discuss it or pass it round. It rates mechanisms, not units or people."),
        say(
            f"每项在0至{top}级和“无法判断”中只选一个，在方框内打“√”；改选的，把原方框涂黑，另选一个。",
            f"For each item tick one box only, a level from 0 to {top} or “cannot judge”; to change it, black the box out and tick another.",
        ),
        say("等级逐级累积：该级和以下各级的要求全部做到，才选该级；拿不准的选较低一级。", "Levels are cumulative: choose one only if all of it and of the lower ones is met; in doubt the lower."),
        say("理由只供主持人归纳分歧，不引原话，不入档。", "Reasons help the facilitator sum up differences; they are not quoted and not filed."),
    )  # fmt: skip

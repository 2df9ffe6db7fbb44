"""Headings of every column, each with its meaning, unit and source for the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass

from assessor.text import Text, say

RUBRIC = say("量表", "Rubric")
ENGINE = say("计分结果", "Scorecard")
ENTERED = say("本市录入", "Entered by the city")
TEXT = say("文字", "text")
POINTS = say("分（0至100）", "points (0-100)")
SHARE = say("百分比", "per cent")
COUNT = say("项", "count")
STEP = say("级", "level")
CODE = say("代码", "code")


@dataclass(frozen=True)
class Heading:
    name: Text
    meaning: Text
    unit: Text
    source: Text


ITEM = Heading(say("项目", "Item"), say("所说明的事项", "What is explained"), TEXT, RUBRIC)
CONTENT = Heading(say("内容", "Content"), say("说明", "Explanation"), TEXT, RUBRIC)
SHEET = Heading(
    say("工作表", "Sheet"), say("工作表名称，可点击前往", "Name of the sheet; click to go there"), TEXT, ENGINE
)
HOLDS = Heading(say("主要内容", "Holds"), say("该工作表的内容", "What the sheet holds"), TEXT, ENGINE)

ID = Heading(say("编号", "Code"), say("量表中的编号", "Code in the rubric"), CODE, RUBRIC)
LEVEL = Heading(say("层级", "Level"), say("协同层级", "Coordination level"), TEXT, RUBRIC)
DIMENSION = Heading(
    say("维度", "Dimension"), say("层级之下的指标组", "Group of indicators inside a level"), TEXT, RUBRIC
)
INDICATOR = Heading(say("指标", "Indicator"), say("指标名称", "Name of the indicator"), TEXT, RUBRIC)
OVERALL = Heading(
    say("综合", "Overall"), say("三个层级的平均，默认折叠", "Mean of the levels, folded by default"), TEXT, ENGINE
)
SCORE = Heading(
    say("得分", "Score"),
    say("完整精度；括号为暂定；未出分的写明", "Full precision; brackets mean provisional; says so where none is shown"),
    POINTS,
    ENGINE,
)
JUDGED = Heading(
    say("研判分", "Judged score"),
    say(
        "正式模式下未按佐证封顶的得分；括号为暂定；未出分的写明",
        "Formal mode: the score before the evidence cap; brackets mean provisional; says so where none is shown",
    ),
    POINTS,
    ENGINE,
)
BAND = Heading(
    say("等级名称", "Band"),
    say("得分所在区间的名称，受关键指标约束", "Name of the interval of the score, limited by the key indicator"),
    TEXT,
    ENGINE,
)
COVERAGE = Heading(
    say("覆盖率", "Coverage"), say("已评权重占应评权重", "Weight rated of weight applicable"), SHARE, ENGINE
)
RATED = Heading(
    say("已评", "Rated"),
    say("已评指标数，含佐证不足", "Indicators rated, insufficient evidence included"),
    COUNT,
    ENGINE,
)
APPLICABLE = Heading(say("应评", "Of"), say("适用的指标数", "Indicators that apply"), COUNT, ENGINE)
LOW = Heading(
    say("下限", "Low"), say("未评全按0级时的得分", "Score with everything missing at level 0"), POINTS, ENGINE
)
HIGH = Heading(
    say("上限", "High"), say("未评全按最高级时的得分", "Score with everything missing at the top level"), POINTS, ENGINE
)
REMARK = Heading(
    say("说明", "Remark"),
    say(
        "关键指标约束、暂定或未出分的原因、未评的指标",
        "Key-indicator limit, why provisional or not shown, what is missing",
    ),
    TEXT,
    ENGINE,
)
TARGET = Heading(say("目标级", "Target level"), say("评级前确定的目标", "Target fixed before rating"), STEP, ENTERED)
TARGET_POINTS = Heading(
    say("目标折分", "Target points"), say("目标级换算为0至100", "Target level as points"), POINTS, ENGINE
)
SUPPORTED = Heading(
    say("佐证支持分", "Supported score"),
    say("评级按佐证强度封顶后的得分（正式模式）", "Score with ratings capped by their evidence (formal mode)"),
    POINTS,
    ENGINE,
)
SUPPORTED_BAND = Heading(
    say("支持分等级", "Supported band"), say("佐证支持分的等级名称", "Band of the supported score"), TEXT, ENGINE
)
FIGURE = Heading(
    say("数值", "Figure"), say("该项目的数值", "Figure of the item"), say("百分比或项", "per cent or count"), ENGINE
)
OUTCOME_CODE = Heading(
    say("级", "Level"), say("级次；横线表示无级次", "Level; a dash where there is none"), CODE, RUBRIC
)
OUTCOME_NAME = Heading(
    say("结果名称", "In words"), say("级次名称或特别结果", "Name of the level or special outcome"), TEXT, RUBRIC
)

SHORTCOMING = Heading(say("短板", "Shortcoming"), say("五项短板之一", "One of the shortcomings"), TEXT, RUBRIC)
SEVERITY = Heading(
    say("程度", "Severity"),
    say(
        "0至100，越高越突出；完整精度；括号为暂定",
        "0-100, higher is more marked; full precision; brackets mean provisional",
    ),
    POINTS,
    ENGINE,
)
SEVERITY_BAND = Heading(
    say("程度名称", "Severity band"), say("程度所在区间的名称", "Name of the interval of the severity"), TEXT, ENGINE
)
CONTRIBUTORS = Heading(
    say("主要指标", "Main indicators"),
    say("对该短板程度贡献最大的指标", "The indicators that add most to the severity"),
    TEXT,
    ENGINE,
)
CONTRIBUTORS_EN = Heading(
    say("主要指标（英文）", "Main indicators in English"),
    say("对该短板程度贡献最大的指标", "The indicators that add most to the severity"),
    TEXT,
    ENGINE,
)
CONTRIBUTOR = Heading(
    say("首要指标", "Foremost indicator"),
    say("对该短板程度贡献最大的一项指标", "The indicator that adds most to the severity"),
    TEXT,
    ENGINE,
)
CONTRIBUTOR_EN = Heading(
    say("首要指标（英文）", "Foremost indicator in English"),
    say("对该短板程度贡献最大的一项指标", "The indicator that adds most to the severity"),
    TEXT,
    ENGINE,
)
CONTRIBUTION = Heading(
    say("所占份额", "Share"), say("该指标占该短板程度的份额", "Share of the indicator in the severity"), SHARE, ENGINE
)

OUTCOME = Heading(
    say("结果", "Outcome"),
    say(
        "评级的级次；未评、不适用、佐证不足写明",
        "Level rated; missing, not applicable and insufficient evidence in words",
    ),
    STEP,
    ENTERED,
)
REACHED = Heading(
    say("达到的等级描述", "Descriptor reached"),
    say("该级须能观察到的情况", "What must be observable for the level"),
    TEXT,
    RUBRIC,
)
GRADE = Heading(
    say("佐证强度", "Evidence grade"),
    say("随评级填写，未填的取所列佐证最高强度", "As stated, else the best grade of the evidence listed"),
    CODE,
    ENTERED,
)
SUPPORTED_LEVEL = Heading(
    say("佐证支持级", "Supported level"),
    say("按佐证强度封顶后的级次（正式模式）", "Level under the evidence cap (formal mode)"),
    STEP,
    ENGINE,
)
REASON = Heading(say("不适用理由", "Reason for N/A"), say("为何不适用", "Why it does not apply"), TEXT, ENTERED)
NOTE = Heading(say("备注", "Note"), say("评级备注", "Note with the rating"), TEXT, ENTERED)
CONSTRAINT = Heading(
    say("外部约束", "External constraint"),
    say("上级或外部限制，只作说明，不影响得分", "What a higher authority holds up; never changes the score"),
    TEXT,
    ENTERED,
)
WEIGHT = Heading(
    say("有效权重", "Effective weight"),
    say("全部评齐时在综合得分中所占份额", "Share in the overall score when all are rated"),
    SHARE,
    ENGINE,
)

PATH = Heading(say("路径", "Path"), say("地域或领域标签", "Region or domain tag"), TEXT, RUBRIC)
FOCUS = Heading(
    say("本市主攻", "City's focus"), say("城市画像所列主攻方向", "Chosen in the city's profile"), TEXT, ENTERED
)
INDICATORS = Heading(
    say("所含指标", "Indicators"), say("带该标签的指标", "The indicators that bear the tag"), TEXT, RUBRIC
)

NUMBER = Heading(say("序号", "No."), say("表内序号", "Number inside the table"), COUNT, ENGINE)
TITLE = Heading(
    say("标题", "Title"), say("佐证材料标题，不含内容", "Title of the evidence, never the document"), TEXT, ENTERED
)
DATE = Heading(say("日期", "Date"), say("材料日期", "Date of the evidence"), say("年-月-日", "year-month-day"), ENTERED)
HOLDER = Heading(say("持有单位", "Holder"), say("材料由谁保管", "Who keeps it"), TEXT, ENTERED)
ENTRY_GRADE = Heading(say("强度", "Grade"), say("该材料的佐证强度", "Grade of this evidence"), CODE, ENTERED)
SUPPORTS = Heading(
    say("支撑的指标", "Indicators supported"), say("该材料支撑哪些指标", "Which indicators it supports"), TEXT, ENTERED
)

KIND = Heading(say("类别", "Kind"), say("备注的类别", "What kind of note"), TEXT, ENTERED)
PART = Heading(
    say("分段", "Part"),
    say("第几段，按序连接即为原文", "Which part; joined in order they are the text as written"),
    COUNT,
    ENGINE,
)
FULL_TEXT = Heading(say("原文", "Text"), say("录入的原文", "Text as entered"), TEXT, ENTERED)

WHICH = Heading(say("项目", "Item"), say("层级、短板或指标", "Level, shortcoming or indicator"), TEXT, RUBRIC)
LEAD = Heading(
    say("牵头单位", "Lead unit"),
    say("量表建议的牵头单位", "Lead unit as the rubric suggests"),
    TEXT,
    RUBRIC,
)
EFFORT = Heading(
    say("难度", "Effort"), say("升一级所需时间和条件", "Time and conditions for one level up"), TEXT, RUBRIC
)
ACTION = Heading(
    say("改进提升", "Improvement"), say("量表建议的改进行动", "Improvement the rubric suggests"), TEXT, RUBRIC
)
STEP_UP = Heading(
    say("升级", "Step"),
    say("现级→下一级；佐证不足的先补佐证", "Present level → next level; evidence first where it is insufficient"),
    STEP,
    ENGINE,
)
GAP = Heading(
    say("距目标", "To target"),
    say("距目标级的级数；未设目标级的写明", "Levels short of target; says so where no target is set"),
    TEXT,
    ENGINE,
)

COLUMN = Heading(say("列", "Column"), say("列名", "Heading of the column"), TEXT, ENGINE)
MEANING = Heading(say("含义", "Meaning"), say("该列的含义", "What the column means"), TEXT, ENGINE)
UNIT = Heading(say("单位", "Unit"), say("该列的单位", "Unit of the column"), TEXT, ENGINE)
SOURCE = Heading(say("来源", "Source"), say("数据从何而来", "Where the data come from"), TEXT, ENGINE)
CELL = Heading(say("编号", "Code"), say("层级编号×短板编号", "Code of level × code of shortcoming"), CODE, RUBRIC)
LEVEL_AND_SHORTCOMING = Heading(
    say("层级×短板", "Level × shortcoming"), say("热力表的一格", "One cell of the heat table"), TEXT, RUBRIC
)
RATED_OF = Heading(
    say("已评／应评", "Rated/of"),
    say("已评指标数和应评指标数", "Indicators rated, and those that apply"),
    COUNT,
    ENGINE,
)
FOUND_IN = Heading(
    say("所在工作表", "Sheets"), say("该列出现在哪些工作表", "Sheets that have the column"), TEXT, ENGINE
)
SHORTCOMING_ID = Heading(
    say("短板编号", "Shortcoming code"), say("量表中的短板编号", "Code of the shortcoming in the rubric"), CODE, RUBRIC
)

PEER = Heading(
    say("代号", "Sign"),
    say("可比城市的代号，先后不表示优劣", "Sign of the comparable city; order says nothing about merit"),
    CODE,
    ENGINE,
)
CITY = Heading(say("城市", "City"), say("可比城市名称", "Name of the comparable city"), TEXT, ENTERED)
SIMILARITY = Heading(
    say("画像相近程度", "Similarity"), say("两城画像相近的程度", "How alike the profiles are"), SHARE, ENGINE
)
FICTIONAL = Heading(
    say("虚构样例", "Fictional"), say("是否虚构样例", "Whether it is a fictional sample"), TEXT, ENTERED
)
DIFFERING = Heading(
    say("画像不同之处", "Profile differs in"),
    say("两城画像中不同的属性", "Attributes in which the profiles differ"),
    TEXT,
    ENTERED,
)
LABELS = Heading(
    say("可比性提示", "Comparability"),
    say("对照时须一并说明的情况，不同的在前", "What must be said beside the comparison, differences first"),
    TEXT,
    ENGINE,
)
REFUSED_BECAUSE = Heading(
    say("不可比的原因", "Why not compared"), say("为何不参与对标", "Why it takes no part"), TEXT, ENGINE
)
NODE = Heading(
    say("层级或维度", "Level or dimension"), say("所比较的层级或维度", "Level or dimension compared"), TEXT, RUBRIC
)
OWN_SCORE = Heading(
    say("本市得分", "This city"),
    say("完整精度；空白为不出分", "Full precision; empty where none is shown"),
    POINTS,
    ENGINE,
)
PEER_SCORE = Heading(
    say("得分", "Score"),
    say(
        "对方按本市权重重算的得分；空白为不出分",
        "The other city's score under this city's weights; empty where none is shown",
    ),
    POINTS,
    ENGINE,
)
PEER_DIFFERENCE = Heading(say("差", "Difference"), say("对方减本市", "Other city minus this city"), POINTS, ENGINE)
PEER_WORDS = Heading(
    say("判断", "In words"),
    say("差异是否达到“可能”“明确”的门槛", "Whether the difference passes the thresholds for probably and clearly"),
    TEXT,
    ENGINE,
)
LOWER = Heading(
    say("下四分位", "Lower quartile"),
    say("含本市；四城及以上才给", "This city included; from four cities up"),
    POINTS,
    ENGINE,
)
MEDIAN = Heading(
    say("中位数", "Median"), say("含本市；四城及以上才给", "This city included; from four cities up"), POINTS, ENGINE
)
UPPER = Heading(
    say("上四分位", "Upper quartile"),
    say("含本市；四城及以上才给", "This city included; from four cities up"),
    POINTS,
    ENGINE,
)
OWN_LEVEL = Heading(say("本市级", "Our level"), say("本市评级", "This city's level"), STEP, ENTERED)
THEIR_LEVEL = Heading(say("对方级", "Their level"), say("对方评级", "The other city's level"), STEP, ENTERED)
THEIR_DESCRIPTOR = Heading(
    say("对方级须具备的情况", "What their level takes"),
    say("量表对该级的描述", "The rubric's descriptor of that level"),
    TEXT,
    RUBRIC,
)
THEIR_NOTE = Heading(
    say("对方备注", "Their note"), say("对方随评级写的备注", "The other city's note with the rating"), TEXT, ENTERED
)

TASK = Heading(
    say("任务", "Task"),
    say("量表建议的改进行动，可改", "Improvement the rubric suggests; may be changed"),
    TEXT,
    RUBRIC,
)
LEAD_UNIT = Heading(
    say("牵头单位", "Lead unit"),
    say("量表建议的牵头单位，可改", "Lead unit as the rubric suggests; may be changed"),
    TEXT,
    RUBRIC,
)
SUPPORT_UNITS = Heading(
    say("配合单位", "Supporting units"),
    say("量表建议的配合单位，可改", "Supporting units as the rubric suggests; may be changed"),
    TEXT,
    RUBRIC,
)
DUE = Heading(
    say("完成时限", "Due"),
    say("按难度推算的建议，可改", "A suggestion that follows the effort; may be changed"),
    say("年-月", "year-month"),
    ENGINE,
)
MARK = Heading(
    say("完成标志", "Mark of completion"),
    say("所要达到的等级描述，可改", "Descriptor of the level aimed at; may be changed"),
    TEXT,
    RUBRIC,
)
STATUS = Heading(say("状态", "Status"), say("进展，由本市填写", "Progress, filled in by the city"), TEXT, ENTERED)
STATUS_WORD = Heading(say("状态可选项", "Choice"), say("状态栏可选的内容", "What the status may be"), TEXT, ENGINE)
HAS_REASON = Heading(
    say("有无理由", "Reason"), say("是否写有不适用理由", "Whether a reason for N/A is written"), TEXT, ENTERED
)
HAS_NOTE = Heading(say("有无备注", "Note given"), say("是否写有备注", "Whether a note is written"), TEXT, ENTERED)
HAS_CONSTRAINT = Heading(
    say("有无外部约束", "Constraint"),
    say("是否写有外部约束", "Whether an external constraint is written"),
    TEXT,
    ENTERED,
)
CHANGES = Heading(
    say("修改次数", "Changes"),
    say(
        "评级录入、改动和撤销的次数；横线为无记录", "Times the rating was set, changed or taken back; a dash: no record"
    ),
    say("次", "count"),
    ENTERED,
)
LAST_CHANGE = Heading(
    say("最近修改", "Last change"),
    say("最近一次修改的日期", "Date of the last change"),
    say("年-月-日", "year-month-day"),
    ENTERED,
)
METHOD = Heading(say("方法", "Method"), say("改动的一项方法", "The one choice of method that differs"), TEXT, ENGINE)
LOWEST = Heading(say("最低层级", "Lowest level"), say("得分最低的层级", "Level with the lowest score"), TEXT, ENGINE)
LOWEST_BAND = Heading(
    say("最低层级的等级", "Band of the lowest"), say("最低层级的等级名称", "Band of the lowest level"), TEXT, ENGINE
)
FIRST = Heading(
    say("首要短板", "Foremost shortcoming"),
    say("程度最高的短板", "Shortcoming with the highest severity"),
    TEXT,
    ENGINE,
)
SAME = Heading(
    say("与本报告", "As reported"),
    say("三项结论是否都与本报告相同", "Whether all three conclusions are as reported"),
    TEXT,
    ENGINE,
)
CONCLUSION = Heading(say("结论", "Conclusion"), say("所检验的结论", "The conclusion tested"), TEXT, ENGINE)
ROBUSTNESS = Heading(
    say("是否稳健", "Robustness"),
    say("各种方法下是否都不变", "Whether it is the same under every method"),
    TEXT,
    ENGINE,
)
AS_REPORTED = Heading(say("本报告", "This report"), say("本报告的结论", "What this report concludes"), TEXT, ENGINE)
LEVEL_OR_SHORTCOMING = Heading(
    say("层级或短板", "Level or shortcoming"),
    say("层级看得分，短板看程度", "Levels by score, shortcomings by severity"),
    TEXT,
    RUBRIC,
)
AS_SCORED = Heading(say("本报告数值", "As reported"), say("本报告的数值", "The number in this report"), POINTS, ENGINE)
LEAST = Heading(say("最小", "Lowest"), say("各种方法下的最小值", "Lowest under all methods"), POINTS, ENGINE)
MOST = Heading(say("最大", "Highest"), say("各种方法下的最大值", "Highest under all methods"), POINTS, ENGINE)
OVERALL_SCORE = Heading(
    say("综合得分", "Overall score"), say("该方法下的综合得分", "Overall score under the method"), POINTS, ENGINE
)
VERDICT = Heading(
    say("总体判断", "Overall"),
    say(
        "相对薄弱的层级和首要短板，一句话；不足以判断的写明",
        "Levels that are relatively weak and the foremost shortcoming in a sentence; says so where nothing may be concluded",
    ),
    TEXT,
    ENGINE,
)
LOWEST_SCORE = Heading(
    say("最低层级得分", "Lowest level"), say("得分最低的层级的得分", "Score of the lowest level"), POINTS, ENGINE
)
HIGHEST_SEVERITY = Heading(
    say("首要短板程度", "Highest severity"),
    say("首要短板的程度", "Severity of the foremost shortcoming"),
    POINTS,
    ENGINE,
)
CUT_OFF = Heading(
    say("截止日期", "Cut-off"),
    say("评估的截止日期", "Cut-off of the assessment"),
    say("年-月-日", "year-month-day"),
    ENTERED,
)

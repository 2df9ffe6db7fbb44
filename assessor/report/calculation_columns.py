"""Headings of the calculation and of the self-check, each with its meaning for the data dictionary."""

from __future__ import annotations

from assessor.report import columns
from assessor.report.calculation_layout import IndicatorColumn, LinkColumn, NodeColumn, SupportedColumn
from assessor.report.columns import CODE, COUNT, ENGINE, ENTERED, POINTS, RUBRIC, SHARE, STEP, TEXT, Heading
from assessor.text import Text, say

FORMULA = say("表内公式", "Formula in the sheet")
NUMBER = say("数值", "number")
FLAG = say("1为是，0为否", "1 yes, 0 no")


def _by_formula(name: Text, meaning: Text, unit: Text = NUMBER) -> Heading:
    return Heading(name, meaning, unit, FORMULA)


OWN_WEIGHT = Heading(
    say("权重", "Weight"),
    say("同组之内的相对权重，可改；不小于0", "Relative weight inside its group; may be changed; 0 or more"),
    NUMBER,
    ENTERED,
)
SLICE = _by_formula(
    say("占综合份额", "Share of overall"),
    say("全部评齐时在综合得分中所占份额", "Share in the overall score when all are rated"),
    SHARE,
)
LISTED_GRADE = Heading(
    say("所列佐证", "Listed evidence"),
    say("佐证目录所列佐证的最高强度", "Best grade of the evidence listed"),
    CODE,
    ENTERED,
)
RULE = Heading(say("规则", "Rule"), say("量表的门槛", "Threshold of the rubric"), TEXT, RUBRIC)
RULE_VALUE = Heading(say("取值", "Value"), say("门槛的值", "Value of the threshold"), NUMBER, RUBRIC)
START = Heading(say("起点", "From"), say("区间起点", "Where the interval starts"), POINTS, RUBRIC)
BAND_NAME = Heading(say("名称", "Name"), say("区间名称", "Name of the interval"), TEXT, RUBRIC)
NAME_ZH = Heading(say("中文名称", "Name in Chinese"), say("中文名称", "Name in Chinese"), TEXT, RUBRIC)
NAME_EN = Heading(say("英文名称", "Name in English"), say("英文名称", "Name in English"), TEXT, RUBRIC)
ACCEPTED = Heading(
    say("可填写的结果", "Outcome as written"), say("结果一列可填写的内容", "What may stand as an outcome"), TEXT, RUBRIC
)
CODE_OF = Heading(
    say("计分代码", "Scored as"),
    say("级次；-1未评、-2不适用、-3佐证不足", "Level; -1 missing, -2 not applicable, -3 insufficient evidence"),
    CODE,
    ENGINE,
)
OUTCOME_WORDS = Heading(say("结果", "Outcome"), say("结果的名称", "Name of the outcome"), TEXT, RUBRIC)
SHORT_WORDS = Heading(say("简称", "In short"), say("级次或简称", "Level or short name"), TEXT, RUBRIC)
GRADE_WRITTEN = Heading(
    say("可填写的强度", "Grade as written"), say("强度一列可填写的内容", "What may stand as a grade"), TEXT, RUBRIC
)
CAP = Heading(
    say("最高支持级", "Supports up to"), say("该强度最高支持的级次", "Highest level the grade supports"), STEP, RUBRIC
)
UNIT = Heading(say("单位", "Unit"), say("数值的单位", "Unit of the figure"), TEXT, RUBRIC)
WORST = Heading(
    say("差的一端", "Worst"), say("目标值域差的一端，计0分", "Worst goalpost, which counts 0"), NUMBER, RUBRIC
)
BEST = Heading(
    say("好的一端", "Best"), say("目标值域好的一端，计100分", "Best goalpost, which counts 100"), NUMBER, RUBRIC
)
REASON_ZH = Heading(say("原因", "Reason"), say("不出分的原因", "Why no number is shown"), TEXT, ENGINE)
REASON_EN = Heading(
    say("原因（英文）", "Reason in English"), say("不出分的原因", "Why no number is shown"), TEXT, ENGINE
)
WORD = Heading(say("用语", "Words"), say("公式取用的文字", "Words that formulas pick"), TEXT, ENGINE)


def threshold(level: int) -> Heading:
    return Heading(
        say(f"{level}级门槛", f"Level {level} from"),
        say(f"达到{level}级的数值；空为按目标值域折算", f"The figure from which level {level} holds; empty where the goalposts make the level"),
        NUMBER,
        RUBRIC,
    )  # fmt: skip


ROWS: dict[IndicatorColumn, Heading] = {
    "id": columns.ID,
    "name": columns.INDICATOR,
    "name_zh": NAME_ZH,
    "name_en": NAME_EN,
    "position": Heading(say("量表次序", "Position"), say("在量表中的次序", "Position in the rubric"), COUNT, RUBRIC),
    "code": CODE_OF,
    "rest": _by_formula(say("级上余数", "Beyond level"), say("计量数值超出整级的部分，占一级的份额", "What a figure reaches beyond its whole level, a share of one level"), STEP),
    "rated": _by_formula(say("已评标记", "Is rated"), say("有级次或佐证不足", "Has a level, or insufficient evidence"), FLAG),
    "applicable": _by_formula(say("适用标记", "Applies"), say("不是“不适用”", "Not “not applicable”"), FLAG),
    "value": _by_formula(say("折分", "Points"), say("级次×100÷最高级；未评为0", "Level × 100 ÷ top level; 0 where not rated"), POINTS),
    "weight": _by_formula(say("组内权重", "Weight inside"), say("在维度之内的权重", "Weight inside its dimension")),
    "share": _by_formula(
        say("相对份额", "Relative share"),
        say("组内权重×维度和层级的相对权重，用于覆盖率和短板", "Weight inside × relative weights of dimension and level; for coverage and severity"),
    ),
    "effective": columns.WEIGHT,
    "nth_missing": _by_formula(
        say("未评序号", "Missing, nth"), say("本维度内第几项未评", "Which missing one of its dimension it is"), COUNT
    ),
    "listed": Heading(say("所列佐证支持级", "Listed supports"), say("佐证目录最高支持的级次", "Level the listed evidence supports"), STEP, ENTERED),
    "cap": _by_formula(say("封顶级", "Cap"), say("佐证强度最高支持的级次", "Highest level the evidence supports"), STEP),
    "supported_code": _by_formula(say("支持代码", "Supported code"), say("按佐证封顶后的代码", "Code under the evidence cap"), CODE),
    "supported_value": _by_formula(say("支持折分", "Supported points"), say("按佐证封顶后的折分", "Points under the evidence cap"), POINTS),
}  # fmt: skip
BEARS = say("标签", "tag")
LINKS: dict[LinkColumn, tuple[Text, Text, Text]] = {
    "link": (say("关联", "link"), say("与该短板关联的分量", "What the link to the shortcoming counts"), NUMBER),
    "counts": (
        say("计覆盖", "counts"),
        say("计入该短板覆盖率的分量", "What it counts in the shortcoming's coverage"),
        NUMBER,
    ),
    "loss": (say("份额", "share"), say("占该短板程度的份额", "Share in the severity"), SHARE),
    "order": (say("次序", "order"), say("在主要来源中的次序，0为无", "Place among the contributors, 0 none"), COUNT),
}
STEPS: dict[NodeColumn, Heading] = {
    "id": columns.ID,
    "name": Heading(say("项目", "Item"), say("综合、层级、维度、短板、热力格或路径", "Overall, level, dimension, shortcoming, cell or path"), TEXT, RUBRIC),
    "number": Heading(say("组内序号", "Number"), say("同类之中的序号", "Number among its kind"), COUNT, RUBRIC),
    "within": Heading(say("所属层级序号", "Stands in level"), say("所属层级的序号，最外层为0", "Number of the level it stands in, 0 for the outermost"), COUNT, RUBRIC),
    "target": columns.TARGET,
    "weight": _by_formula(say("权重", "Weight"), say("同组之内的相对权重", "Relative weight inside its group")),
    "sum": _by_formula(say("下级权重和", "Weights below"), say("下级权重之和", "Sum of the weights below")),
    "children": _by_formula(say("计分下级数", "Parts that weigh"), say("权重大于0的下级数", "Parts whose weight is above 0"), COUNT),
    "part": _by_formula(say("实计权重", "Weight in play"), say("下级全无权重的为0", "0 where nothing below weighs anything")),
    "relative": _by_formula(say("相对权重", "Relative weight"), say("权重÷同组平均", "Weight ÷ mean of its group")),
    "slice": SLICE,
    "inside": _by_formula(say("所含指标", "Indicators inside"), say("权重大于0的指标数", "Indicators that weigh anything"), COUNT),
    "of": columns.APPLICABLE,
    "rated": columns.RATED,
    "weighs": _by_formula(say("应评权重", "Weight applicable"), say("适用指标的权重和", "Weights of what applies")),
    "weighs_rated": _by_formula(say("已评权重", "Weight rated"), say("已评指标的权重和", "Weights of what is rated")),
    "coverage": columns.COVERAGE,
    "scored": _by_formula(say("已出分下级", "Parts scored"), say("已出分的下级数", "Parts that have a score"), COUNT),
    "ok": _by_formula(say("出分", "Scored"), say("达到出分条件", "May have a score"), FLAG),
    "score": _by_formula(say("得分或程度", "Score or severity"), say("完整精度；不出分的为0", "Full precision; 0 where withheld"), POINTS),
    "bounded": _by_formula(say("界内权重", "Weight in bounds"), say("计算上下限的权重和", "Weights behind the bounds")),
    "lowest": _by_formula(say("下限原值", "Low, raw"), say("未评按0级，尚未含得分", "Missing at level 0, before it holds the score"), POINTS),
    "highest": _by_formula(say("上限原值", "High, raw"), say("未评按最高级，尚未含得分", "Missing at the top, before it holds the score"), POINTS),
    "low": columns.LOW,
    "high": columns.HIGH,
    "status": _by_formula(say("状态", "Status"), say("2出分、1暂定、0暂不出分", "2 shown, 1 provisional, 0 withheld"), CODE),
    "capped": _by_formula(say("受关键指标约束", "Limited"), say("等级名称受关键指标约束", "Its key indicator limits the name of the band"), FLAG),
    "band": _by_formula(say("等级序号", "Band number"), say("区间序号，从1起；不出分的为0", "Number of the interval from 1; 0 where withheld"), COUNT),
    "why": _by_formula(say("原因序号", "Reason number"), say("不出分原因的序号，0为无", "Number of the reason, 0 none"), CODE),
    "loss": _by_formula(say("失分和", "Points lost"), say("关联指标失分之和", "Points lost over the linked indicators")),
    "order": _by_formula(say("次序", "Order"), say("层级由低到高，短板由重到轻；不出分的在后", "Levels lowest first, shortcomings most marked first; withheld last"), COUNT),
    "label": _by_formula(say("显示", "As shown"), say("显示的数字，括号为暂定", "The number as shown; brackets mean provisional"), TEXT),
    "remark_zh": _by_formula(say("说明", "Remark"), say("约束、暂定或不出分的原因、未评项数", "Limit, why provisional or withheld, how many are missing"), TEXT),
    "remark_en": _by_formula(say("说明（英文）", "Remark in English"), say("约束、暂定或不出分的原因、未评项数", "Limit, why provisional or withheld, how many are missing"), TEXT),
}  # fmt: skip
SUPPORTED: dict[SupportedColumn, Heading] = {
    "id": columns.ID, "name": STEPS["name"], "score": columns.SUPPORTED, "capped": STEPS["capped"],
    "band": STEPS["band"], "label": STEPS["label"],
}  # fmt: skip

# -- self-check --------------------------------------------------------------------------------------

CHECK = Heading(
    say("自检", "Self-check"), say("计分程序与表内公式是否一致", "Whether engine and sheet agree"), TEXT, FORMULA
)
CHECK_SHEET = Heading(say("所在位置", "Where"), say("在哪张工作表", "On which sheet"), TEXT, ENGINE)
CHECK_FIGURE = Heading(say("数字", "Figure"), say("核对的是哪个数字", "Which figure is checked"), TEXT, ENGINE)
CHECK_ENGINE = Heading(
    say("计分程序", "Engine"), say("生成时计分程序的值", "What the engine made of it"), NUMBER, ENGINE
)
CHECK_SHOWN = _by_formula(say("表内", "Sheet"), say("工作表现在的值", "What the sheet says now"))
CHECK_DIFFERENCE = _by_formula(say("差", "Difference"), say("表内减计分程序", "Sheet minus engine"))
CHECK_FLAG = _by_formula(
    say("不一致", "Differs"), say("相差超过1E-9，或文字不同", "Differs by more than 1E-9, or in words"), FLAG
)
DRAWN_NAME = _by_formula(
    say("图中名称", "Name in charts"), say("名称和显示的数字", "Name with the number as shown"), TEXT
)
DRAWN_BOTH = _by_formula(
    say("图中名称（两数）", "Name in charts, two numbers"),
    say("名称、研判分和佐证支持分", "Name with judged and supported score"),
    TEXT,
)
DRAWN_SCORE = _by_formula(
    say("图中数值", "Drawn"),
    say("暂不出分的为-1000，落在图外", "-1000, which lies outside, where none is shown"),
    POINTS,
)
DRAWN_SUPPORTED = _by_formula(
    say("图中佐证支持分", "Supported, drawn"),
    say("暂不出分的为-1000，落在图外", "-1000, which lies outside, where none is shown"),
    POINTS,
)
CHECK_AGAIN = _by_formula(
    say("应有的值", "What it should be"), say("按计算过程重新取得的值", "Taken from the calculation once more")
)
CHECK_AGAIN_FLAG = _by_formula(
    say("公式不相符", "Formulas differ"), say("表内公式彼此不一致", "Formulas of the sheets do not agree"), FLAG
)
AGAIN_LEVEL = _by_formula(say("读作", "Read as"), CODE_OF.meaning, CODE)
AGAIN_WEIGHT = _by_formula(
    say("读作权重", "Weight read"), say("不是数或小于0的计0", "What is no number or below 0 counts 0")
)
AGAIN_SHARE = _by_formula(
    say("相对份额", "Relative share"), say("组内权重×上级相对权重", "Weight inside × relative weights above")
)
AGAIN_DIMENSION = Heading(
    say("维度序号", "Dimension number"), say("所在维度的序号", "Number of its dimension"), COUNT, RUBRIC
)
AGAIN_PRIMARY = Heading(
    say("主要短板序号", "Primary number"),
    say("主要对应短板的序号，0为无", "Number of its primary shortcoming, 0 none"),
    COUNT,
    RUBRIC,
)
AGAIN_SECONDARY = Heading(
    say("次要短板序号", "Secondary number"),
    say("次要对应短板的序号，0为无", "Number of its secondary shortcoming, 0 none"),
    COUNT,
    RUBRIC,
)
AGAIN_REFUSED = _by_formula(say("不能导入", "Refused"), say("导入时会被拒绝", "An import would refuse it"), FLAG)
AGAIN_UNWEIGHED = _by_formula(
    say("权重无效", "No weight"), say("不是不小于0的数，按0计", "No number of 0 or more, counts 0"), FLAG
)
CHECK_COUNT = _by_formula(say("核对数", "Compared"), say("核对的数字个数", "Figures compared"), COUNT)
CHECK_DIFFERS = _by_formula(say("不一致数", "Differing"), say("不一致的数字个数", "Figures that differ"), COUNT)
CHECK_ENTRY = Heading(say("录入项", "Entry"), say("评级、强度或权重", "Rating, grade or weight"), TEXT, ENTERED)
CHECK_CHANGED = _by_formula(say("已改", "Changed"), say("与生成时不同", "Not as it was when made"), FLAG)

"""Every sentence a report says in its own voice, in Chinese and English."""

from __future__ import annotations

from assessor.rubric import Effort
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.text import Text, say
from assessor.uncertainty import DRAWS as DRAWN
from assessor.uncertainty import SEED as DRAWN_FROM

# -- what stands on every sheet and at the page edge ------------------------------------------

REPORT = say("城市对外交往统筹机制自评报告", "Self-assessment of external-relations coordination")
SAMPLE = say(
    "虚构样例：名称、画像和评级均为演示数据，不对应任何真实城市",
    "虚构样例 Fictional sample: made up, stands for no real city",
)
SAMPLE_SHORT = say("虚构样例", "虚构样例 Fictional sample")
INTERNAL = say("自评材料 供内部研究", "Self-assessment, for internal study")
SECRECY = say(
    "严禁录入国家秘密、工作秘密和敏感个人信息；涉密材料连标题也不登记。对外提供前须经保密审核。",
    "State secrets, work secrets and sensitive personal data must not be entered, not even the title of a classified paper. "
    "Have the report cleared before it leaves the office.",
)
ABOUT = say(
    "评的是机制，不评外交政策，不评个人；不用于考核。",
    "It assesses mechanisms, not foreign policy and not people; it is no appraisal of staff.",
)
PERIOD = say("评估年度", "Period")
CUT_OFF = say("截止日期", "Cut-off")
NOT_SHOWN = say("暂不出分", "not shown")
NONE = say("—", "—")
NO_LINK = say("没有适用的对应指标", "no applicable indicator is linked")
CONTINUED = say("全文见“备注全文”", "in full under “Notes in full”")

MODES = {
    "workshop": say("研讨模式", "Workshop mode"),
    "formal": say("正式模式", "Formal mode"),
}
OUTCOMES = {
    INSUFFICIENT_EVIDENCE: say("佐证不足（按0计，单列）", "Insufficient evidence (counts as 0, shown apart)"),
    NOT_APPLICABLE: say("不适用", "Not applicable"),
    MISSING: say("未评", "Not yet rated"),
}
OUTCOMES_SHORT = {
    INSUFFICIENT_EVIDENCE: say("佐证不足", "Insufficient evidence"),
    NOT_APPLICABLE: OUTCOMES[NOT_APPLICABLE],
    MISSING: OUTCOMES[MISSING],
}
EFFORTS: dict[Effort, Text] = {
    "S": say("小（3个月内）", "S (up to 3 months)"),
    "M": say("中（1年内）", "M (3-12 months)"),
    "L": say("大（1年以上）", "L (over 12 months)"),
}
YES = say("是", "Yes")

# -- names of sheets: at most 31 characters, none of []:*?/\ -----------------------------------

COVER = say("说明与口径", "About and method")
SUMMARY = say("一页摘要", "Summary")
LEVELS = say("三层协同", "Levels and dimensions")
SHORTCOMINGS = say("五项短板", "Shortcomings")
INDICATORS = say("指标明细", "Indicators")
PATHS = say("路径分析", "Paths")
EVIDENCE = say("佐证目录", "Evidence list")
ACTIONS = say("改进任务", "Actions")
RECORD = say("评分记录（匿名）", "Rating record (anonymous)")
SESSIONS = say("评分记录（研讨）", "Rating record (sessions)")
SENSITIVITY = say("敏感性", "Sensitivity")
PEERS = say("对标", "Peers")
CHOSEN = say("可比城市", "Comparable cities")
LEARN = say("可借鉴做法", "Learning from peers")
CHARTS = say("图表", "Charts")
NOTES = say("备注全文", "Notes in full")
DICTIONARY = say("数据字典", "Data dictionary")

CONTENTS: dict[str, Text] = {
    "summary": say(
        "三层协同、五项短板、强项与短板弱项、近期拟抓事项",
        "Levels, shortcomings, strengths, weaknesses, first three things",
    ),
    "levels": say(
        "各层级、各维度得分、等级、覆盖率、上下界和目标",
        "Score, band, coverage, bounds and target of each level and dimension",
    ),
    "shortcomings": say(
        "短板程度、主要来源、分层级构成和热力表", "Severity, contributors, split by level and heat table"
    ),
    "indicators": say(
        "每项指标的结果、达到的描述、佐证强度和备注",
        "Outcome, descriptor reached, evidence grade and notes of each indicator",
    ),
    "paths": say("按地域和领域标签汇总", "Results by region and domain tag"),
    "evidence": say(
        "标题、日期、持有单位、强度和支撑的指标", "Title, date, holder, grade and the indicators supported"
    ),
    "actions": say(
        "各项指标的下一步：任务、单位、时限、完成标志和状态",
        "Next step of each indicator: task, units, date, mark of completion, status",
    ),
    "planning": say(
        "优先次序、最省方案、其他方案和完成后的得分",
        "Priorities, the cheapest plan, others, and the scores then",
    ),
    "record": say("各项评级和修改次数，不含人员信息", "Ratings and how often each was changed, without persons"),
    "sessions": say(
        "研讨议定的评级：汇总票数、议定办法、保留意见", "Ratings agreed in sessions: ballots in sum, how, dissent"
    ),
    "sensitivity": say(
        "换一种权重、汇总或封顶办法，结论是否不变",
        "Whether the conclusion holds under other weights, means and caps",
    ),
    "uncertainty": say(
        "各分数的区间、落入各等级的可能性、变动的来源",
        "Intervals of scores, chances of bands, where the spread comes from",
    ),
    "change": say(
        "与前一年度的差别：哪些站得住、由何而来",
        "Against the period before: which differences hold, and what they are due to",
    ),
    "peers": say("与可比城市的分层级、分维度差异", "Differences from comparable cities by level and dimension"),
    "sure": say(
        "得分的区间、差的区间、哪方较高的可能性、位次区间",
        "Intervals of scores and differences, chance of being ahead, intervals of places",
    ),
    "charts": say(
        "各维度得分与目标、短板程度、与可比城市的对照", "Dimensions and targets, severities, comparison with peers"
    ),
    "calculation": say(
        "各分数怎样由评级和权重算出；层级和维度的权重可改",
        "How each number is computed from ratings and weights; weights of levels and dimensions may be changed",
    ),
    "self-check": say("计分程序与表内公式是否一致", "Whether the engine and the formulas of the sheets agree"),
    "notes": say("表内放不下的备注全文", "Notes too long for their table"),
    "dictionary": say("各工作表每一列的含义、单位和来源", "Meaning, unit and source of every column of every sheet"),
    "chosen": say(
        "可比城市、画像相近程度、不同之处和可比性提示", "Comparable cities, similarity, what differs, comparability"
    ),
    "learn": say(
        "哪些指标上有城市高出一级及以上，那一级须具备什么",
        "Who stands a level or more above on which indicator, what it takes",
    ),
}

# -- cover ---------------------------------------------------------------------------------------

CONTENTS_TITLE = say("目录", "Contents")
METHOD_TITLE = say("说明与口径", "About and method")
STAMP_TITLE = say("可复现信息", "Reproducibility")
STAMP_ITEMS: dict[str, Text] = {
    "rubric": say("量表编号", "Rubric"),
    "version": say("量表版本", "Rubric version"),
    "fingerprint": say("量表指纹", "Rubric fingerprint"),
    "engine": say("计分程序版本", "Engine version"),
    "mode": say("评估模式", "Mode"),
    "variant": say("版式", "Variant"),
    "weights": say("权重", "Weights"),
    "made": say("生成时间", "Made"),
    "seed": say("随机数种子", "Random seed"),
    "audit": say("审计链头", "Audit head"),
}
SEED = say(f"{DRAWN_FROM}（抽样{DRAWN:,}次）", f"{DRAWN_FROM} ({DRAWN:,} draws)")
NO_AUDIT = say("—（未经数据库）", "— (not from a database)")
COVER_ITEMS: dict[str, Text] = {
    "what": say("本报告是什么", "What this is"),
    "secrecy": say("保密提示", "Secrecy"),
    "scope": say("评什么、不评什么", "What is assessed"),
    "sample": say("虚构样例", "Fictional sample"),
    "city": say("城市", "City"),
    "class": say("城市类型", "City type"),
    "period": PERIOD,
    "cut_off": CUT_OFF,
    "rubric": say("量表", "Rubric"),
    "about": say("量表评什么", "What the rubric covers"),
    "weights": say("权重", "Weights"),
    "scale": say("评级0至最高级", "Scale"),
    "bands": say("等级名称", "Bands"),
    "severity": say("短板程度名称", "Severity bands"),
    "numbers": say("数字怎样得来", "How the numbers are made"),
    "coverage": say("覆盖率规则", "Coverage rules"),
    "special": say("未评、不适用、佐证不足", "Missing, N/A, no evidence"),
    "evidence": say("佐证强度", "Evidence grades"),
    "gate": say("关键指标约束", "Key indicators"),
    "second": say("短板怎样理解", "Reading shortcomings"),
    "differences": say("差几分才算差", "What a difference means"),
    "display": say("数字怎样显示", "How numbers are shown"),
    "source": say("依据文本", "Source text"),
    "pilot": say("尚未试点", "Not piloted"),
    "english": say("译文", "Translation"),
    "control": say("不可见字符", "Invisible characters"),
}
WHAT = say(
    "一座城市一个评估年度的自评结果，所有数字出自同一份计分结果。",
    "One city's own assessment for one period; all numbers come from one scorecard.",
)
SAMPLE_FULL = say(
    "虚构样例。名称、画像和评级均为演示数据，不对应、不影射任何真实城市。",
    "虚构样例 Fictional sample. Name, profile and ratings are made up and stand for no real city.",
)
NUMBERS = say(
    "评级s换算为100×s÷最高级；指标按权重平均为维度，维度平均为层级；同组权重只在已评的项目间重新分配。计算过程不取整。",
    "A rating s counts 100×s÷top level; indicators average by weight to dimensions, dimensions to levels; weights of a group are "
    "redistributed over what is rated. Nothing is rounded on the way.",
)
SPECIAL = say(
    "未评不计0分，只降低覆盖率，下限按0级、上限按最高级估算。不适用不进分子分母，须说明理由。佐证不足按0计，单列。",
    "Not yet rated is never zero: it lowers coverage; the bounds take it as level 0 and as the top level. Not applicable leaves "
    "numerator and denominator and needs a reason. Insufficient evidence counts as 0 and is shown apart.",
)
GATE = say(
    "维度的等级名称不高于其关键指标自身的级，得分照算不变，表中注明“受关键指标约束”。",
    "A dimension's band name does not exceed its key indicator's own level; the number stays, marked “limited by key indicator”.",
)
SECOND_VIEW = say(
    "短板程度是同一批评级的另一种汇总，不是第二份证据；看短板时同时看所列的主要指标。相差3分以内不作区分。",
    "Severity is a second view of the same ratings, not a second proof: read it with the indicators named beside it. "
    "Differences within 3 points mean nothing.",
)
DISPLAY = say(
    "单元格存完整精度的数值，显示为四舍五入的整数；取整会达到尚未达到的等级界线时，显示一位小数，也不达到该界线。括号为暂定。",
    "Cells hold full precision and show whole points, half up; where that would reach the edge of a band that the number has not reached, "
    "one decimal is shown, which does not reach it either. Brackets mean provisional.",
)
PILOT = say(
    "各项门槛、目标和误差假设均未经试点，也未经在职外事干部审阅，只宜内部研讨。",
    "Thresholds, targets and error rates have not been piloted nor reviewed by a serving officer; use them for discussion only.",
)
DRAFT_ENGLISH = say("英文为译文草稿，以中文为准。", "The English is a draft translation; the Chinese is authoritative.")
CONTROLS_SHOWN = say(
    "录入文本中的不可见控制字符以可见符号代替。",
    "Invisible control characters in what was entered are shown as visible signs.",
)
WORKSHOP_CAP = say("研讨模式只提示，不封顶。", "Workshop mode warns only; nothing is capped.")
FORMAL_CAP = say(
    "正式模式并列研判分和佐证支持分；未注明强度的按最低强度计。",
    "Formal mode sets the judged score and the evidence-supported score side by side; where no grade is stated the lowest counts.",
)
FINGERPRINT = say("量表指纹全文：{full}", "Rubric fingerprint in full: {full}")
ROUNDED_SHARES = say("因四舍五入，合计可能不等于100%。", "Shares are rounded and may not add up to 100%.")
OWN_WEIGHTS = say("本市自定权重", "The city's own weights")

# -- tables and charts -----------------------------------------------------------------------------

LEVELS_TABLE = say("三个层级", "Levels")
DIMENSIONS_TABLE = say("各维度", "Dimensions")
CHARTS_NOTE = say(
    "图中数字与相应工作表一致；括号为暂定，无条形的为暂不出分。",
    "The figures are those of the sheets; brackets mean provisional, no bar and no figure: not shown.",
)
NO_DIMENSIONS = say("本版式不出维度分。", "This variant shows no dimension scores.")
OVERALL_TABLE = say(
    "综合得分（默认折叠，不打印；屏幕上点左侧“+”展开）",
    "Overall (folded and not printed; on the screen the + at the left opens it)",
)
OVERALL_NAME = say("综合得分", "Overall score")
SPREAD_TABLE = say("目标达成度和各级分布", "Progress to targets and distribution")
TO_TARGET = say("目标达成度（超出部分不抵不足）", "Reached of the targets (exceeding one does not offset another)")
SEVERITY_TABLE = say("五项短板", "Shortcomings")
HEAT_TABLE = say(
    "热力表：层级×短板（数字越大、底色越深，短板越突出）",
    "Heat table: level × shortcoming (higher and darker: more marked)",
)
CELLS_TABLE = say("热力表各格明细", "Cells of the heat table")
CONTRIBUTORS_TABLE = say("主要来源指标", "Main contributors")
PATHS_TABLE = say("各路径", "Results by path")
PATHS_NOTE = say("路径标签覆盖的指标少，只作描述，不作结论。", "Tags cover few indicators: descriptive only.")
OFFLINE_TABLE = say("另有佐证、线下核验的指标", "Further evidence checked offline")
NO_EVIDENCE = say("未登记佐证。", "No evidence is listed.")
EVIDENCE_NOTE = say(
    "只登记标题、日期、持有单位和强度；涉密材料连标题也不登记。",
    "Title, date, holder and grade only; a classified paper is not listed, not even by title.",
)
DIMENSION_CHART = say("各维度得分与目标", "Dimension scores and targets")
SEVERITY_CHART = say("五项短板程度", "Severity of shortcomings")
SUPPORTED_CHART = say("各维度：研判分与佐证支持分", "Dimensions: judged and evidence-supported score")
RADAR_CHART = say("各维度得分与目标（雷达图）", "Dimension scores and targets (radar)")
SCORE_AXIS = say("得分（0至100）", "Score (0-100)")
SEVERITY_AXIS = say("程度（0至100，越高越突出）", "Severity (0-100, higher: more marked)")
TARGET = say("目标", "Target")
SCORE = say("得分", "Score")
JUDGED = say("研判分", "Judged")
SUPPORTED = say("佐证支持分", "Supported by evidence")
SEVERITY = say("程度", "Severity")
LONG_NOTES = say("表内放不下的备注，按原文分段", "Notes too long for their table, in parts as written")
NOTE_KINDS = {
    "reason": say("不适用理由", "Reason for N/A"),
    "note": say("备注", "Note"),
    "constraint": say("外部约束", "External constraint"),
    "decided": say("定级理由", "Reason for the level"),
    "dissent": say("保留意见", "Dissent"),
    "title": say("佐证标题", "Evidence title"),
    "holder": say("持有单位", "Holder"),
}
DICTIONARY_TABLE = say("每张表每一列", "Every column of every table")

# -- summary ---------------------------------------------------------------------------------------

SUMMARY_VERDICT = say("总体判断", "Overall")
SUMMARY_LEVELS = say("一、三层协同", "1. Levels")
SUMMARY_SHORTCOMINGS = say("二、五项短板（按程度排列）", "2. Shortcomings (by severity)")
SUMMARY_STRENGTHS = say("三、强项", "3. Strengths")
SUMMARY_WEAKNESSES = say("四、短板弱项（说机制，不说人）", "4. Weaknesses (of mechanisms, not people)")
SUMMARY_FIRST = say("五、近期拟抓事项", "5. To do first")
NO_STRENGTH = say("尚无达到“{level}”的指标。", "No indicator has reached “{level}” yet.")
UNPROVEN = say(
    "佐证不足、未定级的{count}项（不列为短板弱项，先补佐证）：",
    "Insufficient evidence, no level given ({count}; not listed as weaknesses, collect evidence first):",
)
AND_MORE = say("等", " and others")
EVIDENCE_FIRST = say("先补佐证", "Evidence first")
COLLECT_EVIDENCE = say(
    "收集并登记能说明现状的佐证，再据此定级。", "Collect and list evidence of the present state, then give a level."
)

# -- peers -----------------------------------------------------------------------------------------

NO_COMPARISON = say(
    "本报告未附对标。可在“对标”页选定可比城市后重新生成。",
    "No comparison came with this report. Choose comparable cities and make it again.",
)
BETWEEN_CITIES = say(
    "城市之间：两市按同一组权重抽样，较高的一方不足九成不作结论，九成及以上说“可能”，九成九及以上才说“明确”。",
    "Between cities: both are drawn under the same weights; below a chance of 90% no conclusion, probably from 90%, clearly from 99%.",
)
PEERS_TABLE = say(
    "可比城市（按画像相近程度选取，先后不表示优劣）",
    "Comparable cities (chosen by similarity; order says nothing about merit)",
)
GAPS_TABLE = say("分维度、分层级差异", "Differences by dimension and level")
PEERS_CHART = say("各维度：本市与可比城市", "Dimensions: this city and its peers")
BLANK_NOTE = say(
    "得分空白处为该城市此项不出分；“差”为对方减本市。",
    "An empty score: none is shown for that city. The difference is the other city minus this city.",
)
REFUSED_TABLE = say("未参与对标的城市", "Cities that take no part")
NEIGHBOUR_REASON = say("选用相邻类型城市的理由", "Why cities of a neighbouring type were let in")
CITY_NAME = say("城市名称", "Name of the city")
NOBODY_ABOVE = say("没有可比城市在任一指标上高于本市。", "No comparable city stands above this one on any indicator.")
THIS_CITY = say("本市", "This city")

# -- actions, record, sensitivity ------------------------------------------------------------------

ACTIONS_NOTE = say(
    "按“距目标级数×有效权重÷难度”排列，供讨论，不是计算得出的方案。时限为建议。浅黄格可改，其余受保护（无密码）。",
    "In order of gap to target × effective weight ÷ effort: a list to discuss, not a computed plan. Dates are suggestions. "
    "Pale yellow cells may be changed; the rest is protected, without a password.",
)
ACTIONS_KEPT = say(
    "本表为生成时的结果；改动评级后请重新生成报告。",
    "As it stood when the report was made; make the report again once ratings have changed.",
)
STATUSES = (
    say("未启动", "Not started"), say("进行中", "Under way"), say("已完成", "Done"), say("不再推进", "Dropped"),
)  # fmt: skip
"""In the order of `task.STATUSES`."""
STATUS_TABLE = say("状态可选", "Choices of status")
EVIDENCE_MARK = say(
    "已登记能说明现状的佐证，并据此定级。", "Evidence of the present state is listed and a level has been given on it."
)
RECORD_NOTE = say(
    "只记评级结果和修改情况，不含人员信息；评级时的个人意见不在此列。",
    "Outcomes and changes only, no persons; nobody's own answers are in it.",
)
SESSIONS_ELSEWHERE = say(
    "研讨议定的评级，议定办法和汇总票数见“评分记录（研讨）”。",
    "How ratings were agreed in scoring sessions, with their ballots in sum, stands under “Rating record (sessions)”.",
)
NO_HISTORY = say(
    "本报告由文件生成，未附修改记录。", "This report was made from a file, which carries no record of changes."
)
EMPTY_HISTORY = say("没有修改记录。", "No changes are on record.")
PRESENT = say("有", "yes")
SENSITIVITY_NOTE = say(
    "每行只改一项方法，其余不变；结论随方法改变的，只写“不稳健”。",
    "Each line changes one choice of method and nothing else; a conclusion that turns is only called not robust.",
)
SEED_UNUSED = say("未用随机数。", "No random numbers were used.")
CONCLUSIONS_TABLE = say("结论是否稳健", "Whether conclusions hold")
LOWEST_LEVEL = say("最低层级", "Lowest level")
LOWEST_BAND = say("最低层级的等级", "Band of the lowest level")
FIRST_SHORTCOMING = say("首要短板", "Foremost shortcoming")
METHODS_TABLE = say("各种方法下的结果", "Results under each method")
RANGES_TABLE = say("取值范围", "Ranges")
TURNINGS_TABLE = say("哪一项评级会改变等级名称", "Which single rating would change a band")
TURNINGS_OVERALL = say("哪一项评级会改变综合等级", "Which single rating would change the overall band")
TURNINGS_NOTE = say(
    "下表逐项把一个评级改为其他等级、其余不变，重新计分；每个等级名称只列最近的变动，关键指标的约束一并计入。",
    "Below, each rating is set to every other level in turn, all else unchanged, and scored again; for every band the "
    "nearest change is listed, and limits by key indicators count.",
)
AS_BASE, DIFFERS = say("相同", "same"), say("不同", "differs")
REFUSED = say("请从列表选择", "Choose from the list")
REFUSED_BECAUSE = say("此格只接受下拉列表中的内容。", "This cell takes only what its list offers.")
REFUSED_DATE = say("请填日期，如 2026-06。", "Please enter a date, such as 2026-06.")

"""Every sentence of a scoring template, in Chinese and English."""

from __future__ import annotations

from assessor.assessment import Mode
from assessor.text import Text, say

TEMPLATE = say("评分表", "Scoring template")
INTERNAL = say("自评材料 供内部研究", "Self-assessment, for internal study")
SAMPLE = say("虚构样例", "虚构样例 Fictional sample")
SECRECY = say(
    "严禁录入国家秘密、工作秘密和敏感个人信息", "Never enter state secrets, work secrets or sensitive personal data"
)
MODES: dict[Mode, Text] = {"workshop": say("研讨模式", "Workshop mode"), "formal": say("正式模式", "Formal mode")}
NO_CITY = say(
    "未指定（空白表，读回时选择评估）", "not named (an empty template; choose the assessment when it is read back)"
)
WHOLE = say("不分单位", "all units")
GATE = say("（关键指标）", "(key indicator)")

# -- sheet of ratings -----------------------------------------------------------------------------

CODE = say("编号", "Code")
NAME = say("指标", "Indicator")
INDICATOR = say("指标与问题", "Indicator and question")
OUTCOME = say("评级", "Rating")
LEVEL_NAME = say("所选等级", "Level chosen")
GRADE = say("佐证强度", "Grade")
REFERENCE = say("分工、不适用规则、佐证举例", "Units, N/A rule, evidence asked for")
REASON = say("不适用理由", "Reason for N/A")
NOTE = say("备注", "Note")
CONSTRAINT = say("外部约束", "External constraint")
OFFLINE = say("另有佐证线下核验", "More evidence offline")
DIMENSION = say("维度", "Dimension")
IDENTITY = say("标识", "Identity")

NOT_APPLICABLE_RULE = say("不适用：{rule}", "N/A: {rule}")
EVIDENCE_ASKED = say("佐证举例：{evidence}", "Evidence: {evidence}")
LEAD = say("牵头：{units}", "Lead: {units}")
SUPPORT = say("配合：{units}", "Support: {units}")

PICK = say("请从下拉列表选择", "choose from the list")
LEVEL_FIRST = say("请先选评级", "choose a rating first")
# Said by formulas: what stands in braces is computed in the spreadsheet.
REASON_NEEDED = say("{name}；请写理由", "{name}; give a reason")
UNSUPPORTED = say("{name}（佐证只支持到{cap}级）", "{name} (evidence supports up to level {cap})")
PROGRESS = say("已评 {rated}／{of} 项", "Rated {rated} of {of}")
PROGRESS_NA = say("已评 {rated}／{of} 项（另有 {na} 项不适用）", "Rated {rated} of {of} (another {na} not applicable)")
BY_DIMENSION = say("各维度", "By dimension")
OF_DIMENSION = "{id} {rated}/{of}"
LEFT = say("还有 {left} 项未评", "{left} still to rate")
LISTED = say("已登记 {count} 条", "Entries: {count}")
LEFT_OUT, AS_ZERO = say("不计入", "left out"), say("按0计，单列", "counts as 0, shown apart")

OUTCOME_PROMPT = say(
    "逐级对照右侧描述，选逐条都达到的最高一级。",
    "Compare the descriptors: the highest level of which every clause is met.",
)
OUTCOME_ERROR = say(
    "请从下拉列表选：0至{top}、佐证不足、不适用（限允许的指标）。不了解情况的留空。",
    "Choose from the list: 0 to {top}, insufficient evidence, or not applicable where the indicator permits it. Leave it empty if you do not know.",
)
GRADE_PROMPT = say("支撑该评级的最强一档：{grades}。", "The strongest that supports the rating: {grades}.")
GRADE_ERROR = say("请从下拉列表选佐证强度：{grades}。", "Choose a grade from the list: {grades}.")
NO_GRADES = say("量表未设佐证强度", "the rubric has no grades of evidence")
REASON_PROMPT = say("只在选“不适用”时填写。", "Only where you chose not applicable.")
NOTE_PROMPT = say(
    "依据、出处和需要说明的情况，不超过{limit}字。涉密内容不得录入。",
    "Basis, source, what needs explaining; at most {limit} characters. Nothing classified.",
)
CONSTRAINT_PROMPT = say(
    "因上级权限等本市不能左右的原因受限的，写在这里；报告会列出，不影响得分。不超过{limit}字。",
    "What a higher authority stands in the way of. It is shown in the report and never changes the score. At most {limit} characters.",
)
OFFLINE_PROMPT = say(
    "另有佐证不便登记、只能线下核验的，选“是”。", "Yes where there is more evidence that can only be checked offline."
)
OFFLINE_ERROR = say("请从下拉列表选“是”或“否”。", "Choose yes or no from the list.")
LENGTH_ERROR = say("不超过{limit}字，请缩短。", "At most {limit} characters: shorten the text.")
REFUSED = say("此处不能这样填", "Not taken here")

# -- list of evidence -----------------------------------------------------------------------------

TITLE = say("标题", "Title")
DATE = say("日期", "Date")
HOLDER = say("持有单位", "Holder")
ENTRY_GRADE = say("强度", "Grade")
SUPPORTS = say("支撑的指标编号", "Codes of the indicators supported")
CHECK = say("检查", "Check")
ENTRY_ID = say("佐证编号", "Entry id")
NO_TITLE, NO_DATE = say("缺标题", "no title"), say("缺日期", "no date")
NO_HOLDER, NO_GRADE = say("缺持有单位", "no holder"), say("缺强度", "no grade")
BAD_DATE = say("日期应如2025-06-30", "write 2025-06-30")
BAD_GRADE = say("强度请从列表选", "grade: not on the list")
BAD_CODE = say("指标编号不在量表中", "unknown code")
CONTACT = say("提醒：不要填写个人联系方式", "mind: no personal contacts")
EVIDENCE_NOTE = say(
    "只登记标题、日期、持有单位、强度和所支撑的指标编号，不附材料本身；涉密材料连标题也不登记。",
    "Title, date, holder, grade and the indicators supported only, never the document; a classified paper is not listed, not even by title.",
)
TITLE_PROMPT = say(
    "材料标题或文号，不超过{limit}字。涉密材料连标题也不登记。",
    "Title or number of the paper, at most {limit} characters. No classified paper, not even its title.",
)
DATE_PROMPT = say("成文日期，如 2025-06-30。", "Date of the paper, such as 2025-06-30.")
DATE_ERROR = say(
    "请写日期，如 2025-06-30（{first}至{last}年）。", "Write a date such as 2025-06-30 (years {first} to {last})."
)
HOLDER_PROMPT = say(
    "保存材料、可供核对的单位，不超过{limit}字；不写个人姓名。",
    "The unit that keeps the paper, at most {limit} characters; no names of persons.",
)
SUPPORTS_PROMPT = say(
    "指标编号，多个用“、”隔开，如 {example}。编号见“指标编号”表。",
    "Codes, several with 、 or commas between, such as {example}. They stand on the sheet “Indicator codes”.",
)

# -- lists ----------------------------------------------------------------------------------------

LISTS_NOTE = say("下拉列表取自本表，请勿改动。", "The drop-downs draw on this sheet; leave it as it is.")
RATINGS_LIST, STRICT_LIST = (
    say("评级", "Ratings"),
    say("评级（不允许不适用的指标）", "Ratings where N/A is not permitted"),
)
GRADES_LIST, YES_NO_LIST, CODES_LIST = say("佐证强度", "Evidence grades"), say("是或否", "Yes or no"), say("指标编号", "Indicator codes")  # fmt: skip
VALUE, MEANING = say("选项", "Choice"), say("含义", "Meaning")
UP_TO = say("支持到几级", "Supports up to")

# -- instructions ---------------------------------------------------------------------------------

ABOUT_TABLE = say("一、本表", "1. This template")
PROGRESS_TABLE = say("二、填写进度（随填随变）", "2. Progress (follows what is entered)")
STEPS_TABLE = say("三、谁来填、怎样填", "3. Who fills it in, and how")
SCALE_TABLE = say(
    "四、等级与四问定级（与等级描述不一致时，以描述为准）",
    "4. The scale and its questions (the descriptors win)",
)
GRADES_TABLE = say("五、佐证强度", "5. Grades of evidence")
READING_TABLE = say("六、筛选、另存和读回", "6. Filtering, saving, reading back")
PITFALLS = say("常见错处", "Pitfalls")
QUESTION = say("第{number}问", "Question {number}")
ITEM, CONTENT = say("项目", "Item"), say("内容", "Content")
RATED_COUNT, OF_COUNT, NA_COUNT = say("已评", "Rated"), say("应评", "To rate"), say("不适用", "N/A")
STATE, TOTAL, DONE = say("进度", "Progress"), say("合计", "Total"), say("已评完", "complete")

FACTS: dict[str, Text] = {
    "city": say("城市与年度", "City and period"),
    "unit": say("单位与版式", "Unit and variant"),
    "rubric": say("量表版本", "Rubric version"),
    "about": say("评什么", "What is assessed"),
    "made": say("生成时间", "Made"),
    "english": say("译文", "Translation"),
    "return_to": say("交回至（处室）", "Return to (office)"),
    "return_by": say("交回时限", "Return by"),
}
RETURN_PROMPTS = (
    say("收表的处室或岗位，不写个人姓名和电话。只供传阅，不读回。", "The office or post that collects it; no names of persons, no telephone numbers. For readers only: it is not read back."),
    say("最迟交回的日期。只供传阅，不读回。", "The last day of return. For readers only: it is not read back."),
)  # fmt: skip
CUT_OFF = say("截至 {date}", "as of {date}")
ALL_OF = say("{variant}（{count}项）", "{variant} ({count} indicators)")
FULL = say("全量版", "full version")
DRAFT_ENGLISH = say("英文为译文草稿，以中文为准。", "The English is a draft translation; the Chinese is authoritative.")
STEPS = (
    (say("谁来填", "Who"), say("牵头单位会同配合单位填写，一项指标先商定一个意见。意见不一的可以各填一份交回，读回时并列显示，由经办人选定。", "The unit in the lead fills it in together with the supporting ones and agrees on one answer for each indicator. Where they disagree each may return a file of its own: both answers are shown and the officer picks.")),
    (say("填哪里", "Where"), say("只填浅黄色单元格，其余已锁定。“评分”表一行一项指标，“佐证目录”表一行一份材料，标题、日期、持有单位、强度填齐才算一条。", "Only the pale yellow cells; the others are locked. “Ratings” has one row an indicator, “Evidence” one row a paper, with title, date, holder and grade.")),
    (say("怎样评", "How"), say("逐级对照等级描述，选逐条都达到的最高一级。等级累进：某级有一条达不到，就评低一级。评机制，不评政策，不评个人。", "Compare the descriptors and choose the highest level of which every clause is met. Levels are cumulative: one clause missing means the level below. Mechanisms are rated, not policy and not people.")),
    (say("评级", "Rating"), say("0至{top}；做了但拿不出佐证、无法判断的选“佐证不足”（按0计，单列）；确不适用的选“不适用”并写理由，只限量表允许的指标；不了解情况的留空，不要填0。", "0 to {top}; “insufficient evidence” where nothing proves it and no level can be told (counts as 0, shown apart); “not applicable” with a reason, only where the rubric permits it; leave it empty where you do not know: that is not 0.")),
    (say("佐证强度", "Grade"), say("选支撑该评级的最强一档。留空的，以“佐证目录”中支撑该指标的最强一档为准。", "The strongest that supports the rating. Where it is empty, the strongest among the entries of “Evidence” that name the indicator counts.")),
    (say("保密", "Secrecy"), say("严禁录入国家秘密、工作秘密和敏感个人信息，涉密材料连标题也不登记。只能线下核验的，在“另有佐证线下核验”选“是”，不写内容。交回前由本单位保密员过目；不写个人姓名、证件号和联系方式。", "Never enter state secrets, work secrets or sensitive personal data; a classified paper is not listed, not even by title. Where evidence can only be checked offline, choose yes under “More evidence offline” and write nothing about it. Have it seen by your secrecy officer; no names of persons, numbers of papers or ways to reach them.")),
    (say("底色", "Colours"), say("深黄：尚未评。橙色：评级高于佐证强度所支持的级，或“不适用”未写理由；旁边“所选等级”一栏同时写明。", "Deep yellow: not yet rated. Orange: a level above what the evidence supports, or N/A without a reason; the column “Level chosen” says so too.")),
    (say("交回", "Return"), say("存为 .xlsx 原样交回；不另存为其他格式，不合并单元格，不增删列。", "Save it as .xlsx and return it; no other format, no merged cells, no columns added or removed.")),
)  # fmt: skip
READING = (
    (say("筛选、排序", "Filter, sort"), say("筛选用“评分”表标题上的按钮，不影响读回。排序先在“审阅”中撤销工作表保护（没有密码），再用标题上的按钮，整行一起移动；不要只选一列排序。", "Filter with the buttons of the headings on “Ratings”; hidden rows are read all the same. To sort, first lift the sheet's protection under Review (there is no password), then use a heading's button, so that whole rows move; never sort one column alone.")),
    (say("移动、另存", "Move, save"), say("不要剪切、拖动部分单元格：编号前后对不上的行会被拒收。复制粘贴时只粘贴数值。Excel、WPS、LibreOffice 均可填写和保存；按隐藏的编号读回，不按位置；整张工作表复制到别的工作簿也能读回。", "Do not cut or drag single cells: a row whose codes no longer agree is refused. When pasting, paste values only. Excel, WPS and LibreOffice may all fill it in and save it; rows are known by hidden codes, not by position, and a sheet copied into another workbook is still read.")),
    (say("先预览", "Preview first"), say("逐项列出原值和新值、与期间改动的冲突、拒收的单元格和改法。经办人选定并点“采用”之前，什么也不写入；采用时一次写入。", "Every change with old and new value, every conflict with what changed meanwhile, every refused cell with its remedy. Nothing is written before the officer picks and applies; then all at once.")),
    (say("空着的", "Left empty"), say("原来没有、现在仍空着的，视为没有意见；原来有、现在清空的，在预览中列为“清除”，默认不采用，由经办人勾选后才清除；整行删去的，视为没有意见。", "Empty before and still empty says nothing; emptied now is listed as “cleared”, which is not taken by default: the officer ticks it; a row deleted says nothing.")),
    (say("拒收", "Refused"), say("选项以外的评级、不允许或没有理由的“不适用”、公式、错误值、合并的单元格、改动过的编号。可以取回一份在错处加了批注的文件。", "Ratings off the list, N/A without permission or reason, formulas, error values, merged cells, changed codes. The same file can be had back with comments on the faulty cells.")),
)  # fmt: skip

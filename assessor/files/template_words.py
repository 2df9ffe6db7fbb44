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
UNITS = say("牵头与配合单位", "Units in charge")
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
INCOMPLETE = say("请补齐标题、日期、持有单位、强度", "fill in title, date, holder and grade")
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
SECRECY_TABLE = say("三、保密", "3. Secrecy")
PROGRESS_TABLE = say("二、填写进度（随填随变）", "2. Progress (follows what is entered)")
STEPS_TABLE = say("四、谁来填、怎样填", "4. Who fills it in, and how")
SCALE_TABLE = say("五、等级", "5. The scale")
LADDER_TABLE = say(
    "六、四问定级（与等级描述不一致时，以描述为准）",
    "6. Questions that find the level (where they differ, the descriptors win)",
)
PITFALLS_TABLE = say("七、常见错处", "7. Pitfalls")
GRADES_TABLE = say("八、佐证强度", "8. Grades of evidence")
SORTING_TABLE = say("九、筛选、排序和另存", "9. Filtering, sorting, saving")
READING_TABLE = say("十、读回时会怎样", "10. What happens when it is read back")
QUESTION = say("第{number}问", "Question {number}")
ITEM, CONTENT = say("项目", "Item"), say("内容", "Content")
RATED_COUNT, OF_COUNT, NA_COUNT = say("已评", "Rated"), say("应评", "To rate"), say("不适用", "N/A")
STATE, TOTAL, DONE = say("进度", "Progress"), say("合计", "Total"), say("已评完", "complete")

FACTS: dict[str, Text] = {
    "city": say("城市", "City"),
    "period": say("评估年度", "Period"),
    "cut_off": say("截止日期", "Cut-off"),
    "mode": say("评估模式", "Mode"),
    "unit": say("单位", "Unit"),
    "variant": say("版式", "Variant"),
    "count": say("指标数", "Indicators"),
    "rubric": say("量表版本", "Rubric version"),
    "about": say("评什么", "What is assessed"),
    "made": say("生成时间", "Made"),
    "english": say("译文", "Translation"),
}
DRAFT_ENGLISH = say("英文为译文草稿，以中文为准。", "The English is a draft translation; the Chinese is authoritative.")
SECRECY_ROWS = (
    (say("不得录入", "Never"), say("严禁录入国家秘密、工作秘密和敏感个人信息；涉密材料连标题也不登记。", "Never enter state secrets, work secrets or sensitive personal data; a classified paper is not listed, not even by title.")),
    (say("另有佐证", "Offline"), say("只能线下核验的，在该指标的“另有佐证线下核验”选“是”，不写内容。", "Where evidence can only be checked offline, choose yes under “More evidence offline” and write nothing about it.")),
    (say("交回之前", "Before return"), say("由本单位保密员过目；不写个人姓名、证件号和联系方式。", "Have it seen by your secrecy officer; no names of persons, numbers of papers or ways to reach them.")),
)  # fmt: skip
STEPS = (
    (say("谁来填", "Who"), say("牵头单位会同配合单位填写，一项指标先商定一个意见。意见不一的可以各填一份交回，读回时并列显示，由经办人选定。", "The unit in the lead fills it in together with the supporting ones and agrees on one answer for each indicator. Where they disagree each may return a file of its own: both answers are shown and the officer picks.")),
    (say("填哪里", "Where"), say("只填浅黄色单元格，其余已锁定。“评分”表一行一项指标，“佐证目录”表一行一份材料。", "Only the pale yellow cells; the others are locked. “Ratings” has one row an indicator, “Evidence” one row a paper.")),
    (say("怎样评", "How"), say("逐级对照等级描述，选逐条都达到的最高一级。等级累进：某级有一条达不到，就评低一级。评机制，不评政策，不评个人。", "Compare the descriptors and choose the highest level of which every clause is met. Levels are cumulative: one clause missing means the level below. Mechanisms are rated, not policy and not people.")),
    (say("评级", "Rating"), say("0至{top}；做了但拿不出佐证、无法判断的选“佐证不足”（按0计，单列）；确不适用的选“不适用”并写理由，只限量表允许的指标；不了解情况的留空，不要填0。", "0 to {top}; “insufficient evidence” where nothing proves it and no level can be told (counts as 0, shown apart); “not applicable” with a reason, only where the rubric permits it; leave it empty where you do not know: that is not 0.")),
    (say("佐证强度", "Grade"), say("选支撑该评级的最强一档。留空的，以“佐证目录”中支撑该指标的最强一档为准。", "The strongest that supports the rating. Where it is empty, the strongest among the entries of “Evidence” that name the indicator counts.")),
    (say("底色", "Colours"), say("深黄：尚未评。橙色：评级高于佐证强度所支持的级，或“不适用”未写理由；旁边“所选等级”一栏同时写明。", "Deep yellow: not yet rated. Orange: a level above what the evidence supports, or N/A without a reason; the column “Level chosen” says so too.")),
    (say("佐证目录", "Evidence"), say("已登记的在前，空行在后。标题、日期、持有单位、强度四项填齐才算一条；支撑多项指标的，编号用“、”隔开。", "What is listed comes first, empty rows after it. An entry needs title, date, holder and grade; several codes have 、 or commas between them.")),
    (say("交回", "Return"), say("存为 .xlsx 原样交回；不另存为其他格式，不合并单元格，不增删列。", "Save it as .xlsx and return it; no other format, no merged cells, no columns added or removed.")),
)  # fmt: skip
SORTING = (
    (say("筛选", "Filter"), say("用“评分”表标题上的按钮，例如只看某个维度或尚未评的行。筛选不影响读回。", "With the buttons of the headings on “Ratings”, for one dimension or for what is not yet rated. Hidden rows are read all the same.")),
    (say("排序", "Sort"), say("先在“审阅”中撤销工作表保护（没有密码），点表内任一单元格，再用标题上的按钮排序，整行会一起移动。不要只选一列排序。", "First lift the sheet's protection under Review (there is no password), click into the table and sort with a heading's button, so that whole rows move. Never sort one column alone.")),
    (say("移动", "Move"), say("不要剪切、拖动部分单元格：一行中的编号前后对不上，该行会被拒收。复制粘贴时只粘贴数值。", "Do not cut or drag single cells: a row whose codes no longer agree is refused. When pasting, paste values only.")),
    (say("另存", "Save"), say("可用 Excel、WPS 或 LibreOffice 填写和保存；整张工作表复制到别的工作簿也能读回。", "Excel, WPS and LibreOffice may all fill it in and save it; a sheet copied into another workbook is still read.")),
)  # fmt: skip
READING = (
    (say("怎样认", "How it is known"), say("按隐藏的编号读，不按位置：行的次序、列的位置、标题文字变了都不影响。", "By hidden codes, not by position: other order of rows, moved columns and changed headings make no difference.")),
    (say("先预览", "Preview first"), say("逐项列出原值和新值、与期间改动的冲突、拒收的单元格和改法。经办人选定并点“采用”之前，什么也不写入；采用时一次写入。", "Every change with old and new value, every conflict with what changed meanwhile, every refused cell with its remedy. Nothing is written before the officer picks and applies; then all at once.")),
    (say("几个单位", "Several units"), say("几份文件可以一并读回。两份对同一项填得不一样的，并列显示，由经办人选定。", "Several files are read together. Where two differ on an indicator both are shown and the officer picks.")),
    (say("空着的", "Left empty"), say("原来没有、现在仍空着的，视为没有意见；原来有、现在清空的，在预览中列为“清除”；整行删去的，视为没有意见。", "Empty before and still empty says nothing; emptied now is listed as cleared; a row deleted says nothing.")),
    (say("拒收", "Refused"), say("选项以外的评级、不允许或没有理由的“不适用”、公式、错误值、合并的单元格、改动过的编号。可以取回一份在错处加了批注的文件。", "Ratings off the list, N/A without permission or reason, formulas, error values, merged cells, changed codes. The same file can be had back with comments on the faulty cells.")),
    (say("版本", "Version"), say("本表属于量表 {rubric} {version} 版。量表换了版本的，只对照文字完全相同的指标，差别在预览中列明。", "This template belongs to {rubric} {version}. Under another version only indicators that read the same are taken over; the preview lists the others.")),
)  # fmt: skip

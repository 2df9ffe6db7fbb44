"""What every column of a data package holds: Frictionless Table Schemas, in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, get_args

from assessor.assessment import FEWEST, NOTE_LIMIT, TITLE_LIMIT, Method
from assessor.files import flat_table
from assessor.nodes import Kind
from assessor.rubric import Effort, Rubric
from assessor.task import STATUSES as TASK_STATUSES
from assessor.task import TEXT_LIMIT, WORDS_LIMIT
from assessor.text import Text, say

GUARD = say(
    "文字若以公式符号或撇号开头，前面加一个撇号（'），读入时去掉一个",
    "text that begins like a formula or with an apostrophe has an apostrophe (') before it; take one off when reading",
)
_STATUS = say(
    "not_started 未启动；under_way 进行中；done 已完成；dropped 不再推进",
    "not_started, under_way, done, or dropped: no longer pursued",
)
STATUSES = ("rated", "not_applicable", "insufficient_evidence", "missing")


@dataclass(frozen=True)
class Field:
    name: str
    title: Text
    type: str = "string"
    about: Text | None = None
    limits: dict[str, Any] = field(default_factory=dict)
    derived: bool = False
    """Follows from rubric and engine; nothing is read from it."""

    @property
    def is_text(self) -> bool:
        return self.type == "string"

    def descriptor(self) -> dict[str, Any]:
        said: dict[str, Any] = {"name": self.name, "type": self.type, "title": _both(self.title)}
        if self.about is not None:
            said["description"] = _both(self.about)
        if self.type == "boolean":
            said |= {"trueValues": ["true"], "falseValues": ["false"]}
        return said | ({"constraints": self.limits} if self.limits else {})


@dataclass(frozen=True)
class Table:
    """One CSV file of a package."""

    name: str
    title: Text
    about: Text
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    """Column, table and column it points to."""

    @property
    def path(self) -> str:
        return f"{self.name}.csv"

    def schema(self) -> dict[str, Any]:
        said: dict[str, Any] = {"fields": [one.descriptor() for one in self.fields], "missingValues": [""]}
        if self.key:
            said["primaryKey"] = list(self.key)
        if self.links:
            said["foreignKeys"] = [
                {"fields": [own], "reference": {"resource": table, "fields": [theirs]}}
                for own, table, theirs in self.links
            ]
        return said


def _both(text: Text) -> str:
    return f"{text.zh} | {text.en}"


def _required(**limits: Any) -> dict[str, Any]:
    return {"required": True, **limits}


def tables(rubric: Rubric) -> dict[str, Table]:
    """The tables of a package under this rubric, by name."""
    made = (
        _ratings(rubric), _evidence(rubric), _evidence_indicators(), _consensus(rubric), _distribution(rubric), _tasks(rubric), *_follow_ups(), _facts(),
        _scores(rubric),
    )  # fmt: skip
    return {one.name: one for one in made}


def _grades(rubric: Rubric) -> dict[str, Any]:
    return {"enum": [one.id for one in rubric.evidence_grades]}


def _ratings(rubric: Rubric) -> Table:
    note = {"maxLength": NOTE_LIMIT + 1}  # and the apostrophe of the guard
    levels, dimensions = [one.id for one in rubric.levels], [one.id for one in rubric.dimensions]
    named = "; ".join(f"{one.level} {one.name.en}" for one in rubric.scale)
    named_zh = "；".join(f"{one.level} {one.name.zh}" for one in rubric.scale)
    fields = (
        Field("indicator", say("指标编号", "Indicator"), limits=_required(enum=list(rubric.by_id), unique=True)),
        Field("coordination_level", say("协同层级", "Coordination level"), limits=_required(enum=levels), derived=True),
        Field("dimension", say("维度", "Dimension"), limits=_required(enum=dimensions), derived=True),
        Field("name_zh", say("指标名称（中文）", "Name in Chinese"), limits=_required(), derived=True),
        Field("name_en", say("指标名称（英文）", "Name in English"), limits=_required(), derived=True),
        Field("in_variant", say("属于所用版式", "Part of the variant"), "boolean",
              say("不属于的指标不计分", "indicators outside the variant are not scored"), _required(), derived=True),
        Field("status", say("评级状态", "Status of the rating"), "string",
              say("rated 已评等级；not_applicable 不适用；insufficient_evidence 佐证不足（按0计）；missing 尚未评",
                  "rated: a level; not_applicable: left out of the score; insufficient_evidence: counts as 0; missing: nothing yet, never 0"),
              _required(enum=list(STATUSES))),
        Field("level", say("等级", "Level"), "integer", say(named_zh, named), {"minimum": 0, "maximum": rubric.top}),
        *([Field("measured", say("数值", "Figure"), "number",
                 say("计量指标的数值，单位见量表；等级由它算出", "figure of a measured indicator, in the rubric's unit; its level follows"))]
          if any(one.measure is not None for one in rubric.indicators) else []),
        Field("grade_stated", say("随评级填写的佐证强度", "Evidence grade stated with the rating"), limits=_grades(rubric)),
        Field("grade", say("采用的佐证强度", "Evidence grade in use"), "string",
              say("未填写时取佐证目录中最高者", "the best grade of its listed evidence where none is stated"),
              _grades(rubric), derived=True),
        Field("reason", say("理由", "Reason"), "string", say("不适用时必填", "required with not_applicable"), note),
        Field("note", say("备注", "Note"), limits=note),
        Field("external_constraint", say("上级事权约束", "Constraint from above"), "string",
              say("只作说明，不改变得分", "explains and never changes the score"), note),
        Field("further_evidence_offline", say("另有线下佐证", "Further evidence offline"), "boolean"),
        Field("effective_weight", say("有效权重", "Effective weight"), "number",
              say("在总分中所占份额，各指标合计为1", "share in the overall score; all of them add up to 1"),
              {"minimum": 0}, derived=True),
    )  # fmt: skip
    about = say("每项指标一行，含尚未评的", "One row an indicator, those not yet rated included")
    return Table("ratings", say("评级", "Ratings"), about, fields, ("indicator",))


def _evidence(rubric: Rubric) -> Table:
    title = _required(maxLength=TITLE_LIMIT + 1)
    fields = (
        Field("id", say("佐证编号", "Evidence"), limits=_required(unique=True)),
        Field("title", say("标题", "Title"), limits=title),
        Field("date", say("日期", "Date"), "date", limits=_required(minimum="1900-01-01", maximum="2100-12-31")),
        Field("holder", say("保管单位", "Holder"), limits=title),
        Field("grade", say("佐证强度", "Grade"), limits=_required(**_grades(rubric))),
    )
    about = say("只列标题，不含材料本身", "Titles only, never the documents")
    return Table("evidence", say("佐证目录", "Evidence"), about, fields, ("id",))


def _evidence_indicators() -> Table:
    fields = (
        Field("evidence", say("佐证编号", "Evidence"), limits=_required()),
        Field("position", say("序号", "Position"), "integer", limits=_required(minimum=1)),
        Field("indicator", say("指标编号", "Indicator"), limits=_required()),
    )
    return Table(
        "evidence_indicators", say("佐证与指标", "Evidence by indicator"),
        say("一条佐证支持的每项指标一行", "One row for each indicator that an entry supports"), fields,
        ("evidence", "position"), (("evidence", "evidence", "id"), ("indicator", "ratings", "indicator")),
    )  # fmt: skip


def _consensus(rubric: Rubric) -> Table:
    note = {"maxLength": NOTE_LIMIT + 1}
    whole, levels = _required(minimum=0), {"minimum": 0, "maximum": rubric.top}
    fields = (
        Field("indicator", say("指标编号", "Indicator"), limits=_required(enum=list(rubric.by_id), unique=True)),
        Field("session", say("研讨场次", "Scoring session"), limits=_required()),
        Field("level", say("所定等级", "Level agreed"), "integer", limits=_required(**levels)),
        Field("method", say("定级方法", "How it was agreed"), "string",
              say("mode 多数所选；median 较低中位数；facilitated 主持人说明理由后定级",
                  "mode: the level most chose; median: the lower median; facilitated: another level, for a stated reason"),
              _required(enum=list(get_args(Method)))),
        Field("doubtful", say("存疑", "Doubtful"), "boolean",
              say("议定时仍有分歧，须补佐证", "raters still disagreed when it was decided: evidence is to be found"), _required()),
        Field("rounds", say("轮次", "Rounds"), "integer", limits=_required(minimum=1, maximum=2), derived=True),
        Field("valid", say("有效评分票", "Valid ballots"), "integer", say("末轮", "of the last round"), whole, derived=True),
        Field("cannot_judge", say("无法判断", "Could not judge"), "integer", say("末轮", "of the last round"), whole),
        Field("median", say("中位数", "Median"), "number", say("末轮", "of the last round"), levels, derived=True),
        Field("reason", say("定级理由", "Reason"), limits=note),
        Field("dissent", say("保留意见", "Dissent"), limits=note),
    )  # fmt: skip
    return Table(
        "consensus", say("研讨定级", "Agreed in scoring sessions"),
        say("经研讨定级的每项指标一行；研讨评分，不作考核依据。没有的，数据包里没有这张表",
            "One row for each indicator agreed in a session; absent where there was none. Ratings of a workshop, no basis for appraisal"),
        fields, ("indicator",), (("indicator", "ratings", "indicator"),),
    )  # fmt: skip


def _distribution(rubric: Rubric) -> Table:
    fields = (
        Field("indicator", say("指标编号", "Indicator"), limits=_required(enum=list(rubric.by_id))),
        Field("round", say("轮次", "Round"), "integer", limits=_required(minimum=1, maximum=2)),
        Field("level", say("等级", "Level"), "integer", limits=_required(minimum=0, maximum=rubric.top)),
        Field("ballots", say("评分票", "Ballots"), "integer", limits=_required(minimum=0)),
    )
    return Table(
        "distribution", say("评分票分布", "Distribution of ballots"),
        say(f"每轮每级一行；有效评分票不足{FEWEST}张的轮次不列", f"One row a level and round; rounds with fewer than {FEWEST} valid ballots are left out"),
        fields, ("indicator", "round", "level"), (("indicator", "consensus", "indicator"),),
    )  # fmt: skip


def _tasks(rubric: Rubric) -> Table:
    long, short = {"maxLength": TEXT_LIMIT + 1}, {"maxLength": WORDS_LIMIT + 1}
    fields = (
        Field("id", say("任务编号", "Task"), limits=_required(unique=True)),
        Field("indicator", say("指标编号", "Indicator"), limits=_required(enum=list(rubric.by_id))),
        Field("aim", say("目标等级", "Level aimed at"), "integer",
              say("先补佐证或先定级的为空", "empty where evidence or a first rating comes first"),
              {"minimum": 0, "maximum": rubric.top}),
        Field("what", say("任务", "What is done"), limits=_required(**long)),
        Field("lead", say("牵头单位", "Lead unit"), limits=short),
        Field("support", say("配合单位", "Supporting units"), limits=short),
        Field("due", say("完成时限", "Due"), "date", limits={"minimum": "1900-01-01", "maximum": "2100-12-31"}),
        Field("mark", say("完成标志", "Mark of completion"), limits=long),
        Field("effort", say("投入", "Effort"), "string", say("S 小；M 中；L 大", "of the step: S, M or L"),
              _required(enum=list(get_args(Effort)))),
        Field("phase", say("阶段", "Phase"), "integer", limits=_required(minimum=1, maximum=3)),
        Field("status", say("状态", "Status"), "string", _STATUS, _required(enum=list(TASK_STATUSES))),
        Field("progress", say("进展", "Progress"), limits=long),
    )  # fmt: skip
    return Table(
        "tasks", say("改进任务", "Tasks"),
        say("每项任务一行；任务进展不改变评级。没有的，数据包里没有这张表", "One row a task; progress changes no rating. Absent where there is none"),
        fields, ("id",), (("indicator", "ratings", "indicator"),),
    )  # fmt: skip


def _follow_ups() -> tuple[Table, Table]:
    looks = (
        Field("id", say("回看编号", "Follow-up"), limits=_required(unique=True)),
        Field("date", say("回看日期", "Date"), "date", limits=_required(minimum="1900-01-01", maximum="2100-12-31")),
        Field("remark", say("回看意见", "Remark"), limits={"maxLength": TEXT_LIMIT + 1}),
    )
    statuses = (
        Field("follow_up", say("回看编号", "Follow-up"), limits=_required()),
        Field("task", say("任务编号", "Task"), "string",
              say("此后删去的任务也在其中", "tasks removed since are among them"), _required()),
        Field("status", say("当日状态", "Status that day"), "string", _STATUS, _required(enum=list(TASK_STATUSES))),
    )  # fmt: skip
    about = say("每次进展回看一行；回看不重新评级", "One row a look back at the tasks; nothing is rated again")
    each = say("每次回看中每项任务一行", "One row a task and follow-up")
    return (
        Table("follow_ups", say("进展回看", "Follow-ups"), about, looks, ("id",)),
        Table("follow_up_statuses", say("回看时各任务状态", "Tasks at each follow-up"), each, statuses,
              ("follow_up", "task"), (("follow_up", "follow_ups", "id"),)),
    )  # fmt: skip


def _facts() -> Table:
    names = {name for record in flat_table.FIELDS.values() for name in record}
    fields = (
        Field("record", say("记录", "Record"), limits=_required(enum=list(flat_table.FIELDS))),
        Field("id", say("编号", "Id"), "string",
              say("指标、维度、层级或佐证、任务或回看的编号；只有一份的记录为空", "of an indicator, dimension, level, evidence, task or follow-up; empty where there is one record only")),
        Field("field", say("字段", "Field"), limits=_required(enum=sorted(names))),
        Field("value", say("值", "Value"), "string",
              say("日期为 ISO 8601；等级为数字、NA 或 IE；列表每项一行", "dates are ISO 8601; levels digits, NA or IE; a list takes one row an entry")),
    )  # fmt: skip
    return Table(
        "assessment", say("评估全部内容", "The whole assessment"),
        say("每行一个事实，可单独导回，不丢失任何内容", "One fact a row; imported alone it gives the same assessment back"), fields,
    )  # fmt: skip


def _scores(rubric: Rubric) -> Table:
    def number(name: str, title: Text, about: Text | None = None, most: float = 100) -> Field:
        return Field(name, title, "number", about, {"minimum": 0, "maximum": most}, derived=True)

    def count(name: str, title: Text) -> Field:
        return Field(name, title, "integer", None, _required(minimum=0), derived=True)

    bands = "；".join(f"{place} {one.name.zh}" for place, one in enumerate(rubric.bands))
    bands_en = "; ".join(f"{place} {one.name.en}" for place, one in enumerate(rubric.bands))
    most = max(len(rubric.bands), len(rubric.severity_bands)) - 1
    fields = (
        Field("city", say("城市", "City"), limits=_required(), derived=True),
        Field("kind", say("节点种类", "Kind of node"), limits=_required(enum=list(get_args(Kind))), derived=True),
        Field("id", say("节点编号", "Id of the node"), limits=_required(), derived=True),
        number("score", say("得分", "Score"), say("暂不显示时为空", "empty where withheld")),
        number("severity", say("短板程度", "Severity"), say("短板与矩阵用", "of shortcomings and the matrix")),
        number("coverage", say("覆盖率", "Coverage"), say("已评权重÷适用权重", "weight rated ÷ weight applicable"), 1),
        Field("status", say("显示状态", "Status"), limits=_required(enum=["shown", "provisional", "withheld"]), derived=True),
        number("low", say("下界", "Lower bound"), say("未评全按0计", "all missing ratings taken as 0")),
        number("high", say("上界", "Upper bound"), say("未评全按最高级计", "all missing ratings taken as the top level")),
        Field("band", say("等级名称序号", "Position of the band"), "integer",
              say(f"得分的等级：{bands}", f"bands of scores: {bands_en}"), {"minimum": 0, "maximum": most}, derived=True),
        Field("capped_by", say("限制其等级的关键指标", "Key indicator that limits the band"), derived=True),
        count("rated", say("已评指标数", "Indicators rated")),
        count("of", say("适用指标数", "Indicators applicable")),
    )  # fmt: skip
    about = say("每个节点一行，由上述评级算出，全精度", "One row a node, computed from the ratings, in full precision")
    return Table("scores", say("得分", "Scores"), about, fields, ("kind", "id"))

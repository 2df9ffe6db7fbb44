"""Change over time: the period before beside this one, what of a difference counts, and what it is due to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.ahead import Chance
from assessor.change import OVER_TIME, Change, Movement, Period, chances, compare_periods
from assessor.nodes import Node
from assessor.report import columns, words
from assessor.report.base import Report
from assessor.report.columns import Heading
from assessor.report.display import listed, points, same
from assessor.rubric import DifferenceRule, Rubric
from assessor.scorecard import bands_of, bracketed, shown
from assessor.text import Text, say
from assessor.uncertainty.words import percent
from assessor.workbooks.cells import Block, Cell, Chart, Column, Series, Sheet, Table

TITLE = say("年度变化", "Change over time")
RULE = say(
    "只有同一量表版本、且有前期截止日期之后的佐证支持的评级变化才计为变化；幅度在评级误差以内的，不作结论。",
    "Only changes of ratings under the same rubric version, borne out by evidence dated after the earlier cut-off, count; within the error of raters there is no conclusion.",
)
REASONS = say("除工作本身以外，差别还可能来自：", "Besides the city's own work, a difference may come from:")
NUMBERS = say("层级与维度", "Levels and dimensions")
SEVERITIES = say("短板程度", "Severities of shortcomings")
OVERALL = say("综合得分的变化（默认折叠，不打印）", "Change of the overall score (folded and not printed)")
SHARES = say("归因：评级、权重、量表版本、未评，四份相加等于差", "Attribution: ratings, weights, rubric version and missing add up to the difference")  # fmt: skip
SHARES_NOTE = say(
    "归因：逐一把四个条件从前期换成本期，取所有先后次序的平均影响（沙普利值）；拆的是全部差值，不论有无新佐证。未评含版式和不适用的不同。",
    "Attribution: each of the four is switched from the earlier period to this one; its share is the mean effect over all orders (Shapley value). The whole difference is split, with or without newer evidence. Missing includes variant and not applicable.",
)
STEPS = say("评级有变化的指标", "Indicators whose rating changed")
COURSE = say("历年得分", "Scores by period")
CHART = say("前期与本期得分", "Scores before and now")
BEFORE = Heading(say("前期", "Before"), say("前一份评估的得分", "Score of the earlier assessment"), columns.POINTS, columns.ENGINE)  # fmt: skip
NOW = Heading(say("本期", "Now"), say("本报告的得分", "Score of this report"), columns.POINTS, columns.ENGINE)
DIFFERENCE = Heading(say("差", "Difference"), say("本期减前期", "Now less before"), columns.POINTS, columns.ENGINE)
COUNTED = Heading(
    say("其中有新佐证", "Borne out"),
    say("有新佐证的评级变化所带来的部分，其余条件按本期", "What ratings with newer evidence change, all else as now"),
    columns.POINTS,
    columns.ENGINE,
)
CONCLUSION = Heading(say("结论", "Conclusion"), say("这一差值允许说什么", "What the difference permits to say"), columns.TEXT, columns.ENGINE)  # fmt: skip
CHANCE = Heading(
    say("升高的可能性", "Chance of being higher"),
    say("抽样中本期高于前期的份额，只看有新佐证的部分", "Share of the draws in which it is higher now, of what newer evidence bears out"),
    columns.SHARE,
    columns.ENGINE,
)  # fmt: skip
DUE = tuple(
    Heading(name, say(f"由{name.zh}的不同引起", f"Due to other {name.en.lower()}"), columns.POINTS, columns.ENGINE)
    for name in (
        say("评级", "Ratings"),
        say("权重", "Weights"),
        say("量表版本", "Rubric version"),
        say("未评", "Missing"),
    )
)
LEVEL_BEFORE = Heading(say("前期等级", "Level before"), say("前一份评估的等级", "Level in the earlier assessment"), columns.STEP, columns.ENTERED)  # fmt: skip
LEVEL_NOW = Heading(
    say("本期等级", "Level now"), say("本报告的等级", "Level in this report"), columns.STEP, columns.ENTERED
)
NEWER = Heading(say("新佐证", "Newer evidence"), say("前期截止日期之后的条目数", "Entries dated after the earlier cut-off"), columns.COUNT, columns.ENTERED)  # fmt: skip
SURE = {"no_conclusion": say("不作结论", "no conclusion"), "probably": say("可能", "probably"), "clearly": say("明确", "clearly")}  # fmt: skip
WIDTHS = (44.0, 13.0, 13.0, 13.0, 16.0, 26.0, 30.0)
SIGNED, TENTHS = "+0;-0;0", "+0.0;-0.0;0.0"


def change(report: Report, earlier: Sequence[Period]) -> Sheet | None:
    """The last of some earlier periods beside this one; None where there is none of this city."""
    own = report.assessment
    before = [one for one in earlier if _is_before(one, report)]
    if not before:
        return None
    last = max(before, key=lambda one: (one.assessment.cut_off, one.rubric.fingerprint == report.rubric.fingerprint))
    found = compare_periods(last, Period(report.rubric, own))
    return _Change(report, found, chances(found), tuple(sorted(before, key=lambda one: one.assessment.cut_off))).sheet()


def _is_before(one: Period, report: Report) -> bool:
    own = report.assessment
    alike = (one.assessment.city.id, one.rubric.id) == (own.city.id, report.rubric.id)
    return alike and one.assessment.id != own.id and one.assessment.cut_off < own.cut_off


@dataclass(frozen=True)
class _Change:
    report: Report
    found: Change
    chances: dict[str, Chance]
    before: tuple[Period, ...]

    def sheet(self) -> Sheet:
        report, found, inline = self.report, self.found, self.report.wording.inline
        shown_ones = [*found.levels.values(), *(found.dimensions.values() if report.dimensions_shown else ())]
        severities = list(found.shortcomings.values())
        blocks: list[Block] = [
            *report.heading(TITLE),
            *report.notes(self._set_beside(), self._in_words([*shown_ones, *severities]), RULE, *self._reasons()),
            self._movements("change-numbers", NUMBERS, shown_ones, columns.WHICH),
            self._movements("change-severities", SEVERITIES, severities, columns.SHORTCOMING),
            *self._steps(),
            self._attribution([*shown_ones, *severities]),
            *report.notes(SHARES_NOTE, self._drawn(), *_thresholds(report.rubric)),
            *self._chart(shown_ones),
            *self._course(),
            self._movements("change-overall", OVERALL, [found.overall], columns.WHICH, folded=True),
        ]  # fmt: skip
        return Sheet(inline(TITLE), WIDTHS, tuple(blocks))

    # -- words --------------------------------------------------------------------------------

    def _set_beside(self) -> Text:
        old, new = self.found.old, self.found.new
        return say(
            f"前期：{old.assessment.period}（截至{old.assessment.cut_off}，量表{old.rubric.version}）；"
            f"本期：{new.assessment.period}（截至{new.assessment.cut_off}，量表{new.rubric.version}）。",
            f"Before: {old.assessment.period} (as of {old.assessment.cut_off}, rubric {old.rubric.version}); "
            f"now: {new.assessment.period} (as of {new.assessment.cut_off}, rubric {new.rubric.version}).",
        )

    def _in_words(self, movements: Sequence[Movement]) -> Text:
        counting = [
            say(f"{one.name.zh}{one.words.zh}（{_signed(one.counted)}）", f"{one.name.en} {one.words.en} ({_signed(one.counted)})")
            for one in movements
            if one.counts
        ]  # fmt: skip
        if not counting:
            return say(
                "与前期相比，没有可以下结论的变化。", "Against the period before no change permits a conclusion."
            )
        said = listed(counting, zh="；", en="; ")
        return say(f"与前期相比：{said.zh}。", f"Against the period before: {said.en}.")

    def _reasons(self) -> Iterator[Text]:
        reasons = self.found.reasons
        if reasons:
            said = listed([one.text for one in reasons], zh="；", en="; ")
            yield say(f"{REASONS.zh}{said.zh}。", f"{REASONS.en} {said.en}.")

    def _drawn(self) -> Text:
        draws, seed = OVER_TIME.draws, OVER_TIME.seed
        return say(
            f"升高的可能性：抽样{draws}次，种子{seed}；同一城市，不计宽严差。",
            f"Chance of being higher: {draws} draws, seed {seed}; one city, no difference in strictness.",
        )

    # -- tables -------------------------------------------------------------------------------

    def _movements(
        self, key: str, title: Text, movements: Sequence[Movement], first: Heading, *, folded: bool = False
    ) -> Table:
        wording = self.report.wording
        heads = wording.columns(first, BEFORE, NOW, DIFFERENCE, COUNTED, CONCLUSION, CHANCE)
        return Table(
            key, wording.inline(title), heads, tuple(self._row(one) for one in movements), folded=folded, whole=True
        )

    def _row(self, one: Movement) -> tuple[Cell, ...]:
        chance = self.chances.get(one.id)
        return (
            self._name(one),
            self._number(one.before, self.found.old.rubric), self._number(one.after, self.report.rubric),
            _points(one.difference, SIGNED), _points(one.counted if one.evidenced else None, SIGNED),
            self.report.wording.cell(one.words),
            Cell("—") if chance is None else _chance(chance.value),
        )  # fmt: skip

    def _name(self, one: Movement) -> Cell:
        return self.report.wording.cell(one.name, "strong" if one.kind in ("level", "overall") else "body")

    def _number(self, node: Node, rubric: Rubric) -> Cell:
        bands = bands_of(rubric, node.kind)
        if node.score is None:
            return Cell(bracketed(node, bands) or self.report.wording.inline(words.NOT_SHOWN))
        return Cell(node.score, "number", points(node.score, bands, provisional=node.status == "provisional"))

    def _attribution(self, movements: Sequence[Movement]) -> Table:
        wording = self.report.wording
        heads = wording.columns(columns.WHICH, DIFFERENCE, *DUE, columns.REMARK)
        rows = tuple(
            (
                self._name(one), _points(one.difference, TENTHS),
                *(_points(part, TENTHS) for part in (found.ratings, found.weights, found.rubric, found.missing)),
                Cell("—") if found.why is None else wording.cell(found.why),
            )
            for one in movements
            for found in [one.attribution]
        )  # fmt: skip
        return Table("change-shares", wording.inline(SHARES), heads, rows, whole=True)

    def _steps(self) -> Iterator[Table]:
        wording, steps = self.report.wording, self.found.steps
        if not steps:
            return
        heads = wording.columns(columns.INDICATOR, LEVEL_BEFORE, LEVEL_NOW, NEWER, CONCLUSION)
        rows = tuple(
            (
                wording.cell(self.report.coded(one.id)), Cell(one.before, "number", "0"), Cell(one.after, "number", "0"),
                Cell(len(one.newer), "number", "0"), wording.cell(SURE[one.sureness]),
            )
            for one in steps
        )  # fmt: skip
        yield Table("change-indicators", wording.inline(STEPS), heads, rows)

    def _course(self) -> Iterator[Block]:
        """Levels over all periods, where there are more than the two."""
        if len(self.before) < 2:
            return
        wording, report = self.report.wording, self.report
        periods = [*self.before, self.found.new][-(len(WIDTHS) - 1) :]
        heads = [wording.column(columns.LEVEL), *(self._period(one) for one in periods)]
        rows = tuple(
            (
                wording.cell(report.name(level.id), "strong"),
                *(self._number(node, one.rubric) if (node := one.card.levels.get(level.id)) else Cell("—") for one in periods),
            )
            for level in report.rubric.levels
        )  # fmt: skip
        yield Table("change-course", wording.inline(COURSE), tuple(heads), rows, whole=True)

    def _period(self, one: Period) -> Column:
        name = same(f"{one.assessment.period} ({one.rubric.version})")
        return self.report.wording.column(
            Heading(
                name,
                say("该年度的得分，括号内为量表版本", "Score of that period; the rubric version in brackets"),
                columns.POINTS,
                columns.ENGINE,
            )
        )

    def _chart(self, movements: Sequence[Movement]) -> Iterator[Block]:
        """Before and now of each, joined by a line; only where all of them are shown, since a gap would be drawn as 0."""
        if any(one.before.score is None or one.after.score is None for one in movements):
            return
        pick, stamp = self.report.wording.inline, self.report.stamp()
        series = (Series(2, pick(NOW.name)), Series(1, pick(BEFORE.name), quiet=True))
        title = self.report.wording(say(CHART.zh + stamp.zh, f"{CHART.en} {stamp.en}"))
        yield Chart(
            "dots", title, pick(CHART), "change-numbers", 0, series, (0, len(movements) - 1), pick(words.SCORE_AXIS)
        )


def _thresholds(rubric: Rubric) -> Iterator[Text]:
    rules = rubric.differences_over_time
    if rules is None:
        return
    named: tuple[tuple[Text, DifferenceRule], ...] = (
        (say("综合", "overall"), rules.overall),
        (say("层级和短板", "levels and shortcomings"), rules.level),
        (say("维度", "dimensions"), rules.dimension),
    )
    said = listed(
        [
            say(f"{name.zh}超过{shown(rule.probable)}分为“可能”、超过{shown(rule.clear)}分为“明确”",
                f"{name.en} above {shown(rule.probable)} points probable, above {shown(rule.clear)} clear")
            for name, rule in named
        ],
        zh="；", en="; ",
    )  # fmt: skip
    yield say(f"同城跨年：{said.zh}。", f"One city over time: {said.en}.")


def _points(number: float | None, display: str) -> Cell:
    return Cell("—") if number is None else Cell(round(number, 9) + 0.0, "number", display)


def _chance(value: float) -> Cell:
    """Whole per cent; never 0 or 100 unless it is."""
    spelt = percent(value)
    return Cell(value, "number", "0%" if spelt[0] not in "<>" else f'"{spelt}"')


def _signed(number: float | None) -> str:
    if number is None:
        return "—"
    said = shown(abs(number))
    return said if said == "0" else f"{'+' if number > 0 else '−'}{said}"

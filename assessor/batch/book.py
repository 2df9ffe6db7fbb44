"""The workbook of a batch, for people: wide sheets, one city a row, in the order of ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from assessor.batch.choice import Choice
from assessor.batch.gathering import Numbers, Roster
from assessor.batch.matrix import Blocks
from assessor.batch.parts import appearing
from assessor.batch.tables import spread_of
from assessor.batch.working import NUMBERS, STATUS, City, drawn_ids, score_ids
from assessor.gaps import LEAST_GROUP, GroupStatistics
from assessor.nodes import Kind
from assessor.rubric import Rubric
from assessor.text import Language, Text, say
from assessor.workbooks.streamed import MOST_ROWS, Format, Shown, Streamed, Value, write_streamed

MOST_IN_SHEET = 60
"""Up to so many cities the comparison matrices stand in the workbook too."""
POINTS: list[Format] = ["points"]
CHANCES: list[Format] = ["chance"]
KINDS: dict[Kind, Text] = {
    "overall": say("总分", "Overall"), "level": say("层级", "Level"), "dimension": say("维度", "Dimension"),
    "shortcoming": say("短板程度", "Severity"), "cell": say("层级内短板程度", "Severity inside a level"), "path": say("路径", "Path"),
}  # fmt: skip
MODES = {"workshop": say("研讨模式", "Workshop mode"), "formal": say("正式模式", "Formal mode")}
ABOUT, CITIES, SCORES = say("说明", "About"), say("城市", "Cities"), say("得分", "Scores")
INTERVALS, GROUP = say("区间", "Intervals"), say("分布", "Spread")
HEADS_CITIES = (
    say("编号", "Id"), say("城市", "City"), say("虚构样例", "Fictional sample"), say("评估年度", "Period"),
    say("截止日期", "Cut-off"), say("模式", "Mode"), say("已评", "Rated"), say("应评", "Of"), say("不适用", "Not applicable"),
    say("自定权重（未采用）", "Own weights (not applied)"),
)  # fmt: skip


@dataclass(frozen=True)
class Book:
    """What the workbook is made from."""

    rubric: Rubric
    choice: Choice
    roster: Roster
    numbers: Numbers
    statistics: Sequence[tuple[Kind, str, GroupStatistics]]
    matrices: Sequence[Blocks]
    notes: Sequence[Text]

    @property
    def language(self) -> Language:
        return self.choice.language

    def write(self, folder: Path, scratch: Path) -> None:
        title = self._said("多城市分析", "Many cities")
        with appearing(folder / "cities.xlsx") as draft:
            write_streamed(draft, title, list(self._sheets()), scratch)

    def _said(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def _sheets(self) -> Iterator[Streamed]:
        yield self._about()
        yield self._cities()
        yield self._scores()
        yield self._intervals()
        yield self._group()
        if len(self.roster.cities) <= MOST_IN_SHEET:
            yield from (self._matrix(one) for one in self.matrices)

    # -- sheets -----------------------------------------------------------------------------------

    def _about(self) -> Streamed:
        lines = [self._said("多城市分析", "Many cities"), *(one.pick(self.language) for one in self.notes)]
        return Streamed(ABOUT.pick(self.language), lines, (), ("text",), (), widths=(110,))

    def _cities(self) -> Streamed:
        formats: tuple[Format, ...] = (
            "text",
            "text",
            "text",
            "text",
            "text",
            "text",
            "count",
            "count",
            "count",
            "text",
        )
        heads = [one.pick(self.language) for one in HEADS_CITIES]
        return Streamed(
            CITIES.pick(self.language), [self._said("城市与评估方式", "Cities and how they were assessed")], heads, formats,
            (self._city(one) for one in self.roster.cities[:MOST_ROWS]), widths=(14, 22, 9, 9, 12, 14, 8, 8, 9, 14),
        )  # fmt: skip

    def _city(self, one: City) -> list[Value | Shown]:
        mode = MODES[one.mode].pick(self.language) if one.mode in MODES else ""
        yes = self._said("是", "yes")
        name = one.name_en if self.language == "en" and one.name_en else one.name
        return [one.id, name, yes * one.fictional, one.period, one.cut_off, mode, one.rated, one.of, one.not_applicable,
                yes * one.own_weights]  # fmt: skip

    def _scores(self) -> Streamed:
        """Overall, levels, dimensions, shortcomings; a provisional number in brackets, a withheld one left out."""
        nodes = [(kind, id_) for kind, id_ in score_ids(self.rubric) if kind not in ("cell", "path")]
        heads = [
            *self._named_heads(),
            self._said("覆盖率", "Coverage"),
            *(self._name(kind, id_) for kind, id_ in nodes),
        ]
        formats: list[Format] = ["text", "text", "share", *(len(nodes) * POINTS)]
        lines = [
            self._said("得分（0—100）与短板程度", "Scores (0-100) and severities"),
            self._said("按编号排列，不分先后；括号为暂定，空白为暂不出分。", "By id, not by merit; brackets are provisional, empty cells are withheld."),
        ]  # fmt: skip
        return Streamed(SCORES.pick(self.language), lines, heads, formats, self._score_rows(len(nodes)), 2, (14, 22, 9))

    def _score_rows(self, nodes: int) -> Iterator[list[Value | Shown]]:
        value, coverage, status = (NUMBERS.index(name) for name in ("value", "coverage", "status"))
        for here, scores, _ in self.numbers.blocks():
            for one, rows in zip(self.roster.cities[here], scores, strict=True):
                cells = [_score(*pair) for pair in rows[:nodes, [value, status]].tolist()]
                yield [one.id, self._called(one), _plain(rows[0, coverage]), *cells]

    def _intervals(self) -> Streamed:
        nodes = drawn_ids(self.rubric)
        ends = (self._said("5%", "5 %"), self._said("中位", "median"), self._said("95%", "95 %"))
        heads = [*self._named_heads(), *(f"{self._name(kind, id_)} {end}" for kind, id_ in nodes for end in ends)]
        formats: list[Format] = ["text", "text", *(3 * len(nodes) * POINTS)]
        lines = [
            self._said("区间（5%—95%）", "Intervals (5-95 %)"),
            self._said(f"{self.choice.draws}次抽样，种子{self.choice.seed}；各市用同一组权重抽样。",
                       f"{self.choice.draws} draws, seed {self.choice.seed}; the same draws of weights for every city."),
        ]  # fmt: skip
        return Streamed(INTERVALS.pick(self.language), lines, heads, formats, self._interval_rows(), 2, (14, 22))

    def _interval_rows(self) -> Iterator[list[Value | Shown]]:
        for here, _, intervals in self.numbers.blocks():
            for one, numbers in zip(self.roster.cities[here], intervals.reshape(len(intervals), -1), strict=True):
                yield [one.id, self._called(one), *map(_plain, numbers)]

    def _group(self) -> Streamed:
        words = (("种类", "Kind"), ("名称", "Name"), ("城市数", "Cities"), ("最低", "Lowest"), ("下四分位", "Lower quartile"),
                 ("中位", "Median"), ("上四分位", "Upper quartile"), ("最高", "Highest"))  # fmt: skip
        formats: tuple[Format, ...] = ("text", "text", "count", "points", "points", "points", "points", "points")
        lines = [
            self._said("各项得分的分布", "Spread of the numbers"),
            self._said(f"不足{LEAST_GROUP}座城市出分的不列。", f"Left out where fewer than {LEAST_GROUP} cities have a number."),
        ]  # fmt: skip
        rows: Iterator[list[Value | Shown]] = (
            [KINDS[kind].pick(self.language), self._name(kind, id_), *spread_of(one)]
            for kind, id_, one in self.statistics
        )
        return Streamed(
            GROUP.pick(self.language), lines, [self._said(*one) for one in words], formats, rows, 2, (16, 34)
        )

    def _matrix(self, matrix: Blocks) -> Streamed:
        kind = next(kind for kind, id_ in drawn_ids(self.rubric) if id_ == matrix.node)
        name = self._name(kind, matrix.node)
        lines = [
            self._said(f"{name}：行城市领先列城市的可能性", f"{name}: chance that the row is ahead of the column"),
            self._said("0.90以上（或0.10以下）为可能，0.99以上（或0.01以下）为明确，其间不作结论；平局各计一半。",
                       "From 0.90 (or up to 0.10) probably, from 0.99 (or up to 0.01) clearly, no conclusion between; ties count half."),
        ]  # fmt: skip
        formats: list[Format] = ["text", *(len(self.roster.cities) * CHANCES)]
        sheet = self._said(f"领先可能性 {matrix.node}", f"Ahead {matrix.node}")
        return Streamed(sheet, lines, ["", *(one.id for one in self.roster.cities)], formats, self._chances(matrix), 1, (14,))  # fmt: skip

    def _chances(self, matrix: Blocks) -> Iterator[list[Value | Shown]]:
        rows = chain.from_iterable(matrix.rows())
        for n, (one, chances) in enumerate(zip(self.roster.cities, rows, strict=True)):
            yield [one.id, *(None if n == other else _plain(chance) for other, chance in enumerate(chances))]

    # -- words ------------------------------------------------------------------------------------

    def _named_heads(self) -> list[str]:
        return [self._said("编号", "Id"), self._said("城市", "City")]

    def _called(self, one: City) -> str:
        name = one.name_en if self.language == "en" and one.name_en else one.name
        return f"{self._said('虚构样例：', 'Fictional sample: ')}{name}" if one.fictional else name

    def _name(self, kind: Kind, id_: str) -> str:
        if kind == "overall":
            return KINDS["overall"].pick(self.language)
        if kind == "cell":
            level, _, shortcoming = id_.partition("×")
            return f"{level} × {self.rubric.names[shortcoming].pick(self.language)}"
        name = self.rubric.names[id_].pick(self.language)
        return f"{id_} {name}" if kind in ("level", "dimension") else name


def _plain(value: float | np.floating) -> float | None:
    return None if np.isnan(value) else float(value)


def _score(value: float, status: float) -> Value | Shown:
    if np.isnan(value):
        return None
    return Shown(value, "provisional") if STATUS[int(status)] == "provisional" else value

"""The order of indicators as formulas: strengths, weaknesses, first steps, missing evidence.

What `highlights` sorts stands here as one key and one place a purpose, so that the one-page summary
follows a changed rating. Keys are rounded alike in both, so that neither sees a difference in the dust.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from assessor.planning.steps import EFFORT_COST, UNSTATED, step_key
from assessor.report import columns, words
from assessor.report.calculation import Calculation
from assessor.report.calculation_layout import ENTRY_GRADE, GRADES
from assessor.report.columns import Heading
from assessor.report.display import listed
from assessor.report.highlights import MAIN_INDICATORS, Highlight, below_middle, strong_from, weak_severity
from assessor.report.steps import lead_units, step_of
from assessor.rubric import Effort, Indicator
from assessor.scoring import INSUFFICIENT_EVIDENCE
from assessor.text import Language, Text, say
from assessor.workbooks.cells import Cell, Column, Table

RANKS, MAIN, TEXTS = "calc-ranks", "calc-main", "calc-texts"
EFFORTS: tuple[Effort, ...] = ("S", "M", "L")
Purpose = Literal["strong", "weak", "step", "unproven"]
RankColumn = Literal[
    "id", "target", "aimed", "primary", "level", "gap", "grade", "cap", "cost", "effort", "aim",
    "strong_key", "weak_key", "step_key", "unproven_key", "strong", "weak", "step", "unproven",
]  # fmt: skip
"""`grade` is the number of the evidence grade from 1, 0 for none; `cost`, `effort` (1 to 3) and `aim` are those of the
next step; a key is negative where the indicator has no place; a place counts from 1, 0 for none."""
COLUMNS: tuple[RankColumn, ...] = get_args(RankColumn)
KEYS: dict[Purpose, RankColumn] = {
    "strong": "strong_key", "weak": "weak_key", "step": "step_key", "unproven": "unproven_key",
}  # fmt: skip
TextColumn = Literal["dimension", "shortcoming", "units", "action"]
TEXT_COLUMNS: tuple[TextColumn, ...] = get_args(TextColumn)
_FORMULA = say("表内公式", "Formula in the sheet")
_HEADS: dict[str, tuple[Text, Text]] = {
    "target": (columns.TARGET.name, columns.TARGET.meaning),
    "aimed": (say("设有目标", "Target set"), say("设有目标级为1，未设的以最高级为目标", "1 where a target is set; else the top of the scale stands for it")),
    "primary": (say("短板序号", "Shortcoming number"), say("主要对应短板的序号，0为无", "Number of the shortcoming it mainly belongs to, 0 none")),
    "level": (say("现级", "Present level"), say("级次；无级次的为0", "Level; 0 where there is none")),
    "gap": (say("差级", "Gap"), say("距目标的级数", "Levels short of target")),
    "grade": (say("强度序号", "Grade number"), say("佐证强度序号，0为无", "Number of the evidence grade, 0 none")),
    "cap": (say("强度支持级", "Grade supports"), say("该强度最高支持的级次", "Highest level the grade supports")),
    "cost": (say("下一步代价", "Cost of step"), say("难度折算：小1、中2、大4", "Effort as a number: S 1, M 2, L 4")),
    "effort": (say("下一步难度", "Effort of step"), say("1小、2中、3大", "1 S, 2 M, 3 L")),
    "aim": (say("下一步目标", "Aim of step"), say("下一步要达到的级次", "Level the next step leads to")),
    "strong_key": (say("强项键", "Strength key"), say("越大越靠前，负数不列", "Higher comes first; negative: not listed")),
    "weak_key": (say("弱项键", "Weakness key"), say("越大越靠前，负数不列", "Higher comes first; negative: not listed")),
    "step_key": (say("优先键", "Priority key"), say("差级×权重÷代价，负数不列", "Gap × weight ÷ cost; negative: not listed")),
    "unproven_key": (say("缺佐证键", "No-evidence key"), say("佐证不足为1，否则为-1", "1 where evidence is insufficient, else -1")),
    "strong": (say("强项次序", "Strength, nth"), say("在强项中的次序，0为无", "Place among the strengths, 0 none")),
    "weak": (say("弱项次序", "Weakness, nth"), say("在弱项中的次序，0为无", "Place among the weaknesses, 0 none")),
    "step": (say("任务次序", "Step, nth"), say("在改进任务中的次序，0为无", "Place among the next steps, 0 none")),
    "unproven": (say("缺佐证次序", "No evidence, nth"), say("在佐证不足中的次序，0为无", "Place among those without evidence, 0 none")),
}  # fmt: skip
RANKS_TITLE = say("强项、弱项和任务的次序", "Order of strengths, weaknesses and next steps")
MAIN_TITLE = say("各短板的主要指标", "Main indicators of each shortcoming")
TEXTS_TITLE = say("摘要取用的文字", "Words that the summary picks")
IN_FULL = 3
"""Shortcomings that have all their main indicators beside them."""
SCALED = 1_000_000
"""Keeps a level, a severity to six places and a gap apart in one number."""


def main_count(nth: int) -> int:
    """How many main indicators stand beside the nth most marked shortcoming, so that the page holds it."""
    return MAIN_INDICATORS if nth <= IN_FULL else 1


@dataclass(frozen=True)
class Ranking:
    """Tables of the sheet of calculations, and formulas that pick from them."""

    calculation: Calculation

    @property
    def _top(self) -> int:
        return self.calculation.report.rubric.top

    # -- formulas -----------------------------------------------------------------------------------

    def run(self, what: RankColumn) -> str:
        return f"[[{RANKS}|0:{len(self._indicators) - 1}|{COLUMNS.index(what)}]]"

    def nth(self, purpose: Purpose, nth: int, column: str) -> str:
        """What stands in a column (a run of indicators) for the nth of a purpose; only where `has` is true."""
        return f"INDEX({column},MATCH({nth},{self.run(purpose)},0))"

    def has(self, purpose: Purpose, nth: int) -> str:
        return f"MAX({self.run(purpose)})>={nth}"

    def count(self, purpose: Purpose) -> str:
        return f"MAX({self.run(purpose)})"

    def text(self, what: TextColumn, language: Language) -> str:
        return f"[[{TEXTS}-{language}|0:{len(self._indicators) - 1}|{TEXT_COLUMNS.index(what)}]]"

    def name(self, language: Language) -> str:
        layout = self.calculation.layout
        return layout.run(layout.named(language))

    def main(self, nth: int, language: Language) -> str:
        """Main indicators of the nth most marked shortcoming: of the last ones only the first."""
        languages = self.calculation.layout.languages
        last, column = len(self.calculation.report.card.shortcomings) - 1, languages.index(language)
        column += 0 if main_count(nth) > 1 else len(languages)
        number = self.calculation.nth("shortcoming", nth, "number")
        return f"INDEX([[{MAIN}|0:{last}|{column}]],{number})"

    # -- tables ---------------------------------------------------------------------------------------

    def tables(self) -> list[Table]:
        found = [self._ranks(), *(self._texts(language) for language in self.calculation.layout.languages)]
        return [*found, self._main()] if self.calculation.report.card.shortcomings else found

    @cached_property
    def _indicators(self) -> list[Indicator]:
        return self.calculation.layout.indicators

    @property
    def _targets(self) -> dict[str, int]:
        card = self.calculation.report.card
        return {one.id: card.targets.get(one.dimension, self._top) for one in self._indicators}

    def _column(self, name: Text, meaning: Text) -> Column:
        return self.calculation.report.wording.column(Heading(name, meaning, say("数值", "number"), _FORMULA))

    def _ranks(self) -> Table:
        heads = [self.calculation.report.wording.column(columns.ID)]
        heads += [self._column(*_HEADS[one]) for one in COLUMNS[1:]]
        for level in range(self._top):
            heads += [
                self._column(say(f"{level}级{name.zh}", f"{name.en} at {level}"), meaning)
                for name, meaning in (_HEADS["cost"], _HEADS["effort"], _HEADS["aim"])
            ]
        values = self._values()
        rows = tuple(self._row(row, one, values) for row, one in enumerate(self._indicators))
        title = self.calculation.report.wording.inline(RANKS_TITLE)
        return Table(RANKS, title, tuple(heads), rows, unprinted=True)

    def _row(self, row: int, one: Indicator, values: list[dict[RankColumn, float]]) -> tuple[Cell, ...]:
        made = self._formulas(one)
        cells = [Cell(one.id, "code"), Cell(self._targets[one.id], "number", "0")]
        cells += [Cell(figure, "number", "0") for figure in (int(self._aimed(one)), self._primary(one))]
        cells += [Cell(values[row][what], "number", "General", formula=made[what]) for what in COLUMNS[4:]]
        for steps in self._steps(one):
            cells += [Cell(figure, "number", "0") for figure in steps]
        return tuple(cells)

    def _steps(self, one: Indicator) -> list[tuple[int, int, int]]:
        """Cost, number of the effort and aim of the step up from each level below the top."""
        report, found = self.calculation.report, []
        for level in range(self._top):
            gap = max(self._targets[one.id] - level, 0)
            next_ = one.effort[level] if level < len(one.effort) else None
            step = step_of(report.rubric, Highlight(one, level, gap, next_, sure=True), report.now)
            found.append((EFFORT_COST[next_ or UNSTATED], EFFORTS.index(step.effort) + 1, step.aim))
        return found

    def _formulas(self, one: Indicator) -> dict[RankColumn, str]:
        calculation = self.calculation
        here = {what: f"[[~|{place}]]" for place, what in enumerate(COLUMNS)}
        code, rated, weight = (calculation.indicator(one.id, what) for what in ("code", "rated", "effective"))
        first, position = len(COLUMNS), calculation.indicator(one.id, "position")
        at = f"3*MIN({here['level']},{self._top - 1})"
        steps = f"[[~|{first}:{first + 3 * self._top - 1}]]"
        strong = strong_from(calculation.report.rubric)
        made: dict[RankColumn, str] = {
            "level": f"MAX({code},0)",
            "gap": f"IF({rated}=1,MAX({here['target']}-{here['level']},0),0)",
            "grade": self._grade(one),
            "cap": self._cap(here["grade"]),
            "cost": f"INDEX({steps},{at}+1)",
            "effort": f"INDEX({steps},{at}+2)",
            "aim": f"INDEX({steps},{at}+3)",
            "strong_key": f"IF({code}>={strong},{code}*1000+{here['cap']}*10+ROUND({weight},9),-1)",
            "weak_key": f"IF(AND({code}>=0,{self._weak(one, here)}),({self._top}-{here['level']})*{SCALED}"
            f"+ROUND({self._severity(one)},6)*1000+{here['gap']}/10000,-1)",
            "step_key": f"IF({here['gap']}>0,ROUND({here['gap']}*{weight}/{here['cost']},12),-1)",
            "unproven_key": f"IF({code}={INSUFFICIENT_EVIDENCE},1,-1)",
        }
        positions = calculation.indicators("position")
        for purpose, column in KEYS.items():
            key, keys = here[column], self.run(column)
            before = f"SUMPRODUCT(({keys}>{key})*1)+SUMPRODUCT(({keys}={key})*({positions}<{position}))"
            made[purpose] = f"IF({key}<0,0,1+{before})"
        return made

    def _weak(self, one: Indicator, here: dict[RankColumn, str]) -> str:
        return f"{here['gap']}>0" if self._aimed(one) else f"2*{here['level']}<{self._top}"

    def _grade(self, one: Indicator) -> str:
        """Number of the grade stated with the rating, else of the best one listed."""
        grades = self.calculation.report.rubric.evidence_grades
        if not grades:
            return "0"
        entry, some = self.calculation.layout.entry(one.id, ENTRY_GRADE), len(grades)
        at = f"MATCH({entry},[[{GRADES}|0:{2 * some - 1}|0]],0)"
        return f'IF({entry}="",{self._listed(one)},IF(ISNUMBER({at}),IF({at}>{some},{at}-{some},{at}),0))'

    def _listed(self, one: Indicator) -> int:
        listed_ = max((entry.grade for entry in self.calculation.report.assessment.evidence_for(one.id)), default=None)
        return self._number(listed_)

    def _number(self, grade: str | None) -> int:
        ids = [one.id for one in self.calculation.report.rubric.evidence_grades]
        return ids.index(grade) + 1 if grade in ids else 0

    def _cap(self, grade: str) -> str:
        rubric = self.calculation.report.rubric
        least = rubric.grade_cap(None)
        if not rubric.evidence_grades:
            return str(least)
        return f"IF({grade}=0,{least},INDEX([[{GRADES}|0:{len(rubric.evidence_grades) - 1}|1]],MAX({grade},1)))"

    def _aimed(self, one: Indicator) -> bool:
        return one.dimension in self.calculation.report.card.targets

    def _primary(self, one: Indicator) -> int:
        ids = list(self.calculation.report.card.shortcomings)
        return 0 if one.shortcomings is None else ids.index(one.shortcomings.primary) + 1

    def _severity(self, one: Indicator) -> str:
        if one.shortcomings is None:
            return "0"
        node = self.calculation.report.card.shortcomings[one.shortcomings.primary].node
        return f"{self.calculation.place(node, 'ok')}*{self.calculation.place(node, 'score')}"

    # -- what the formulas come to ------------------------------------------------------------------

    def _values(self) -> list[dict[RankColumn, float]]:
        found = [self._value(one) for one in self._indicators]
        position = {one.id: place for place, one in enumerate(self.calculation.report.rubric.indicators)}
        for purpose, key in KEYS.items():
            ordered = sorted(
                (row for row in range(len(found)) if found[row][key] >= 0),
                key=lambda row: (-found[row][key], position[self._indicators[row].id]),
            )
            places = {row: place for place, row in enumerate(ordered, start=1)}
            for row, one in enumerate(found):
                one[purpose] = places.get(row, 0)
        return found

    def _value(self, one: Indicator) -> dict[RankColumn, float]:
        report = self.calculation.report
        card, rubric = report.card, report.rubric
        code, weight = card.codes[one.id], card.effective_weights.get(one.id, 0.0)
        level = max(code, 0)
        gap = max(self._targets[one.id] - level, 0) if code >= 0 or code == INSUFFICIENT_EVIDENCE else 0
        grade = report.assessment.grade_of(one.id)
        cap, (cost, effort, aim) = rubric.grade_cap(grade), self._steps(one)[min(level, self._top - 1)]
        severity, aimed = weak_severity(card, one), self._aimed(one)
        weak = gap > 0 if aimed else below_middle(rubric, level)
        return {
            "level": level, "gap": gap, "grade": self._number(grade), "cap": cap, "cost": cost, "effort": effort, "aim": aim,
            "strong_key": code * 1000 + cap * 10 + round(weight, 9) if code >= strong_from(rubric) else -1,
            "weak_key": (self._top - level) * SCALED + severity * 1000 + gap / 10000 if code >= 0 and weak else -1,
            "step_key": step_key(gap, weight, cost) if gap else -1,
            "unproven_key": 1 if code == INSUFFICIENT_EVIDENCE else -1,
        }  # fmt: skip

    # -- words ------------------------------------------------------------------------------------------

    def _texts(self, language: Language) -> Table:
        report = self.calculation.report
        heads = report.wording.columns(columns.DIMENSION, columns.SHORTCOMING, columns.LEAD, columns.ACTION)
        rows = []
        for one in self._indicators:
            link = one.shortcomings
            said = (
                report.name(one.dimension).pick(language), report.name(link.primary).pick(language) if link else "",
                lead_units(report.rubric, one).pick(language), (one.action or words.NONE).pick(language),
            )  # fmt: skip
            rows.append(tuple(Cell(text) for text in said))
        mark = "" if len(self.calculation.layout.languages) == 1 else f" ({language})"
        title = report.wording.inline(TEXTS_TITLE) + mark
        return Table(f"{TEXTS}-{language}", title, heads, tuple(rows), unprinted=True)

    def _main(self) -> Table:
        calculation = self.calculation
        card, languages = calculation.report.card, calculation.layout.languages
        several, one = (columns.CONTRIBUTORS, columns.CONTRIBUTORS_EN), (columns.CONTRIBUTOR, columns.CONTRIBUTOR_EN)
        heads = calculation.report.wording.columns(*several[: len(languages)], *one[: len(languages)])
        rows = [
            tuple(self._main_cell(id_, language, count) for count in (MAIN_INDICATORS, 1) for language in languages)
            for id_ in card.shortcomings
        ]
        return Table(MAIN, calculation.report.wording.inline(MAIN_TITLE), heads, tuple(rows), unprinted=True)

    def _main_cell(self, id_: str, language: Language, count: int) -> Cell:
        calculation = self.calculation
        none, comma = calculation.word(words.NONE), calculation.word("、" if language == "zh" else ", ")
        first, second = (calculation.contributor(id_, nth, self._named(language)) for nth in (1, MAIN_INDICATORS))
        names = [calculation.report.name(one) for one, _ in calculation.report.card.shortcomings[id_].contributors]
        said = listed(names[:count]).pick(language) if names else words.NONE.pick(language)
        if count == 1:
            return Cell(said, formula=first)
        return Cell(said, formula=f"IF({second}={none},{first},{first}&{comma}&{second})")

    def _named(self, language: Language) -> Literal["name", "name_zh", "name_en"]:
        if len(self.calculation.layout.languages) == 1:
            return "name"
        return "name_zh" if language == "zh" else "name_en"

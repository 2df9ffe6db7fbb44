"""Sentences of the one-page summary: what they say, and the formula that says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from assessor.report import words
from assessor.report.base import Report
from assessor.report.highlights import Highlight
from assessor.report.ranking import Ranking
from assessor.report.sessions import agreed
from assessor.report.verdict_words import pieces
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.text import Language, say
from assessor.workbooks.cells import Line

MOST_UNPROVEN = 5
NAMES_A_LINE: dict[Language, int] = {"zh": 3, "en": 2}
RATED = say("数据说明：自评，{mode}；已评{done}／{of}项", "Data: self-assessed, {mode}; {done} of {of} rated")
EXCUSED = say("（另有{count}项不适用）", "({count} more not applicable)")
UNSURE = say("，其中佐证不足{count}项", ", {count} of them with insufficient evidence")
MIX = say("佐证强度：", "evidence grades:")
NO_MIX = say("未注明佐证强度", "no evidence grades")
MIXED = say("“{name}”{count}项", "“{name}” {count}")
AGREED = say("其中研讨评分{count}项", "{count} of them agreed in a scoring session")
IN_DOUBT = say("（存疑{count}项）", "({count} in doubt)")
NO_BASIS = say("，不作考核依据", ", no basis for appraisal")
NO_APPRAISAL = say("；不用于考核", "; not for appraisal")
SPACE: dict[Language, str] = {"zh": "", "en": " "}
"""Texts have no blanks at their ends; where one is joined to another, English wants one."""
BETWEEN: dict[Language, str] = {"zh": "、", "en": ", "}


@dataclass(frozen=True)
class Unproven:
    """Too little evidence is not the same as nothing there: listed apart from the weaknesses."""

    ranking: Ranking
    language: Language
    those: tuple[Highlight, ...]

    def lines(self) -> Iterator[Line]:
        """How many, then the first of them by name, a few a line; empty where there are none."""
        calculation, count = self.ranking.calculation, self.ranking.count("unproven")
        some = len(self.those)
        head = words.UNPROVEN.pick(self.language)
        formula = f'IF({count}=0,"",{pieces(calculation, head, count=count)})'
        yield Line(head.format(count=some) if some else "", formula=formula)
        step = NAMES_A_LINE[self.language]
        for start in range(0, MOST_UNPROVEN, step):
            places = range(start + 1, min(start + step, MOST_UNPROVEN) + 1)
            yield Line("".join(self._said(place) for place in places), formula="&".join(map(self._formula, places)))

    def _said(self, place: int) -> str:
        some = len(self.those)
        if some < place:
            return ""
        end = "" if self._end(place, some) is None else self._end(place, some)
        return f"{self.those[place - 1].indicator.name.pick(self.language)}{end}"

    def _end(self, place: int, some: int) -> str:
        stop = "。" if self.language == "zh" else "."
        if place == MOST_UNPROVEN and some > MOST_UNPROVEN:
            return f"{SPACE[self.language]}{words.AND_MORE.pick(self.language)}{stop}"
        return stop if some == place else BETWEEN[self.language]

    def _formula(self, place: int) -> str:
        rank, word = self.ranking, self.ranking.calculation.word
        count = rank.count("unproven")
        name = rank.nth("unproven", place, rank.name(self.language))
        more = word(self._end(place, MOST_UNPROVEN + 1))
        end = f"IF({count}={place},{word(self._end(place, place))},{more})"
        return f'IF({rank.has("unproven", place)},{name}&{end},"")'


@dataclass(frozen=True)
class DataNote:
    """Self-assessed, on how many indicators and what evidence, and not for appraisal."""

    ranking: Ranking
    language: Language

    @property
    def _report(self) -> Report:
        return self.ranking.calculation.report

    def lines(self) -> Iterator[Line]:
        said, formula = self._rated()
        yield Line(said, formula=formula)
        said, formula = self._mix()
        end = NO_APPRAISAL.pick(self.language)
        yield Line(f"{said}{end}", formula=f"{formula}&{self.ranking.calculation.word(end)}")
        if agreed(self._report):
            said, formula = self._sessions()
            yield Line(said, formula=formula)

    def _sessions(self) -> tuple[str, str]:
        """How many levels stand as a session agreed them, and how many of these are in doubt."""
        calculation, language = self.ranking.calculation, self.language
        those = agreed(self._report)
        doubts = [(one, said) for one, said in those if said.doubtful]
        count, unsure = (
            "+".join(["0", *(f"({calculation.indicator(one.id, 'code')}={said.level})" for one, said in some)])
            for some in (those, doubts)
        )
        beyond = SPACE[language] + IN_DOUBT.pick(language)
        start, end = AGREED.pick(language), NO_BASIS.pick(language)
        said = start.format(count=len(those)) + (beyond.format(count=len(doubts)) if doubts else "") + end
        formula = f"{pieces(calculation, start, count=f'({count})')}"
        formula += f'&IF({unsure}>0,{pieces(calculation, beyond, count=f"({unsure})")},"")' if doubts else ""
        return said, f"{formula}&{calculation.word(end)}"

    def _rated(self) -> tuple[str, str]:
        calculation, spread = self.ranking.calculation, self._report.card.distribution
        unsure, excused, missing = (spread[code] for code in (INSUFFICIENT_EVIDENCE, NOT_APPLICABLE, MISSING))
        done = sum(count for code, count in spread.items() if code >= 0) + unsure
        mode = words.MODES[self._report.card.mode].pick(self.language)
        template = RATED.pick(self.language).replace("{mode}", mode if self.language == "zh" else mode.lower())
        said = template.format(done=done, of=done + missing)
        rated = f"SUM({calculation.indicators('rated')})"
        formula = pieces(calculation, template, done=rated, of=f"({rated}+{self._counted(MISSING)})")
        beyond = SPACE[self.language] + EXCUSED.pick(self.language)
        without = UNSURE.pick(self.language)
        for part, code, count in ((beyond, NOT_APPLICABLE, excused), (without, INSUFFICIENT_EVIDENCE, unsure)):
            many = self._counted(code)
            said += part.format(count=count) if count else ""
            formula += f'&IF({many}>0,{pieces(calculation, part, count=many)},"")'
        return said, formula

    def _counted(self, code: int) -> str:
        return f"SUMPRODUCT(({self.ranking.calculation.indicators('code')}={code})*1)"

    def _mix(self) -> tuple[str, str]:
        calculation, report = self.ranking.calculation, self._report
        none, before = NO_MIX.pick(self.language), MIX.pick(self.language) + SPACE[self.language]
        counts = Counter(report.assessment.grade_of(id_) for id_, code in report.card.codes.items() if code >= 0)
        grades, codes = report.rubric.evidence_grades, calculation.indicators("code")
        parts, made, so_far = [], [], "0"
        for number, one in enumerate(grades, start=1):
            template = MIXED.pick(self.language).replace("{name}", one.name.pick(self.language))
            many = f"SUMPRODUCT(({self.ranking.run('grade')}={number})*({codes}>=0))"
            comma = f'IF({so_far}>0,{calculation.word(BETWEEN[self.language])},"")&' if number > 1 else ""
            made.append(f'IF({many}>0,{comma}{pieces(calculation, template, count=many)},"")')
            so_far = many if so_far == "0" else f"{so_far}+{many}"
            parts += [template.format(count=counts[one.id])] if counts[one.id] else []
        if not grades:
            return none, calculation.word(none)
        said = f"{before}{BETWEEN[self.language].join(parts)}" if parts else none
        return said, f"IF({so_far}=0,{calculation.word(none)},{calculation.word(before)}&{'&'.join(made)})"

"""One A4 page: levels, shortcomings, strengths, weaknesses, the first three things to do.

Every figure and sentence is a formula over the calculation, so that the page follows a changed rating;
what it shows in a viewer that computes nothing is what the engine makes of the same ratings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from assessor.report import columns, words
from assessor.report.aims import NO_LEVEL, SHORT_OF, UNSET, no_step, no_weakness, short_of
from assessor.report.base import Report
from assessor.report.calculation import Calculation
from assessor.report.display import listed
from assessor.report.highlights import (
    FIRST_STEPS,
    STRENGTHS,
    WEAKNESSES,
    Highlight,
    Highlights,
    highlights,
    strong_from,
)
from assessor.report.ranking import EFFORTS, Purpose, Ranking, main_count
from assessor.report.steps import lead_units, step_of
from assessor.report.summary_words import DataNote, Unproven
from assessor.report.verdict import STEPS_NOTE, judge, scored_of, sentence, severe_order, steps_apart
from assessor.report.verdict_places import VerdictPlaces
from assessor.report.verdict_words import pieces
from assessor.scorecard import Node
from assessor.text import Language, Text, say
from assessor.workbooks.cells import Block, Cell, Line, Rule, Sheet, Table

WIDTHS = (29.0, 10.0, 16.0, 25.0, 42.0)
SUPPORTED: dict[Language, str] = {"zh": "佐证支持分 ", "en": "supported by evidence: "}
SHORTCOMING_COVERAGE = "shortcoming_coverage"
"""Defined name of the coverage of the shortcomings, which tells provisional severities."""


def summary(report: Report, ranking: Ranking) -> Sheet:
    """`report` in one language, whatever the language of the calculation."""
    return _Summary(report, ranking).sheet()


def summary_names(calculation: Calculation) -> tuple[tuple[str, str], ...]:
    """The defined names that the summary's number formats look at."""
    if not calculation.report.card.shortcomings:
        return ()
    names = [(SHORTCOMING_COVERAGE, calculation.layout.column("shortcoming", "coverage"))]
    names += [(_names(language), _name_run(calculation, language)) for language in calculation.layout.languages]
    return tuple(names)


def _names(language: Language) -> str:
    return f"shortcoming_names_{language}"


def _name_run(calculation: Calculation, language: Language) -> str:
    return calculation.word_run([one.name.pick(language) for one in calculation.report.rubric.shortcomings])


@dataclass(frozen=True)
class _Summary:
    report: Report
    ranking: Ranking

    @property
    def calculation(self) -> Calculation:
        return self.ranking.calculation

    @property
    def language(self) -> Language:
        return "en" if self.report.wording.language == "en" else "zh"

    @cached_property
    def named(self) -> Highlights:
        return highlights(self.report.rubric, self.report.assessment, self.report.card)

    def sheet(self) -> Sheet:
        report, language = self.report, self.language
        blocks: list[Block] = [*report.heading(words.SUMMARY), self._verdict(), self._levels()]
        if report.card.shortcomings:
            blocks.append(self._shortcomings())
        blocks += [
            self._strengths(),
            self._weaknesses(),
            *Unproven(self.ranking, language, self.named.unproven).lines(),
        ]
        blocks += [
            self._first_steps(),
            self._steps_note(),
            *DataNote(self.ranking, language).lines(),
            *report.notes(words.SECRECY),
        ]
        name = report.wording.inline(words.SUMMARY)
        return Sheet(name, WIDTHS, tuple(blocks), portrait=True, one_page=True, protected=True)

    # -- small things ---------------------------------------------------------------------------------

    def _key(self, key: str) -> str:
        """In both languages there are two of each table."""
        return key if len(self.calculation.layout.languages) == 1 else f"{key}-{self.language}"

    def _word(self, text: Text | str) -> str:
        return self.calculation.word(text if isinstance(text, str) else text.pick(self.language))

    def _run(self, texts: Iterable[Text]) -> str:
        return self.calculation.word_run([text.pick(self.language) for text in texts])

    def _cell(self, said: Text | str | float, formula: str, look: str = "body") -> Cell:
        value = said.pick(self.language) if isinstance(said, Text) else said
        kind = "strong" if look == "strong" else "number" if look == "number" else "body"
        return Cell(value, kind, "0" if kind == "number" else "", formula=formula)  # type: ignore[arg-type]  # one of Look

    # -- verdict and figures ----------------------------------------------------------------------------

    def _verdict(self) -> Table:
        """The sentence in a cell of its own, beside the figures it rests on."""
        calculation, report, none = self.calculation, self.report, self._word(words.NOT_SHOWN)
        verdict, lowest, layout = VerdictPlaces(self.ranking), report.card.lowest_level, calculation.layout
        overall, slash = report.card.overall, "/" if self.language == "en" else "／"
        rated, of = calculation.place(overall, "rated"), calculation.place(overall, "of")
        low = f"IF(SUM({layout.column('level', 'ok')})>0,{calculation.nth('level', 1, 'score')},{none})"
        severe = scored_of(one.node for one in report.card.shortcomings.values())
        high, first = none, severe_order(severe)[0] if severe else None
        if report.card.shortcomings:
            high = (
                f"IF(SUM({layout.column('shortcoming', 'ok')})>0,{calculation.nth('shortcoming', 1, 'score')},{none})"
            )
        cells = (
            Cell(f"{overall.rated}{slash}{overall.of}", "number", formula=f"{rated}&{self._word(slash)}&{of}"),
            self._cell(words.NOT_SHOWN if lowest is None or lowest.score is None else lowest.score, low, "number"),
            self._cell(words.NOT_SHOWN if first is None or first.score is None else first.score, high, "number"),
            Cell(report.assessment.cut_off, "number", "yyyy-mm-dd"),
            self._cell(sentence(report), verdict.sentence(self.language), "strong"),
        )
        heads = report.wording.columns(
            columns.RATED_OF, columns.LOWEST_SCORE, columns.HIGHEST_SEVERITY, columns.CUT_OFF, columns.VERDICT
        )
        rules = (*calculation.plain_rules(1, "level"), *calculation.plain_rules(2, "shortcoming"))
        return Table(self._key("verdict"), report.wording.inline(words.SUMMARY_VERDICT), heads, (cells,), rules=rules)

    def _levels(self) -> Table:
        wording, calculation = self.report.wording, self.calculation
        judged = columns.JUDGED if self.report.formal else columns.SCORE
        heads = wording.columns(columns.LEVEL, judged, columns.BAND, columns.COVERAGE, columns.REMARK)
        rows = tuple(
            (
                wording.cell(self.report.part_name(node), "strong"), calculation.score(node, wording),
                calculation.band(node, wording), calculation.coverage(node, wording), self._level_remark(node),
            )
            for node in self.report.card.levels.values()
        )  # fmt: skip
        rules = (*calculation.score_rules(1, 3, "level"), *calculation.coverage_rules(3))
        return Table(self._key("summary-levels"), wording.inline(words.SUMMARY_LEVELS), heads, rows, rules=rules)

    def _level_remark(self, node: Node) -> Cell:
        """Supported score and band in formal mode, and what the node itself has to say."""
        calculation, wording = self.calculation, self.report.wording
        own = calculation.remark(node, wording)
        if self.report.card.supported is None:
            return own
        before, between = SUPPORTED[self.language], "，" if self.language == "zh" else ", "
        below, band = self.report.card.supported.levels[node.id], calculation.supported_band(node, wording)
        shown = below.score is not None
        said = f"{before}{self.report.label(below)}{f'{between}{band.value}' if shown else ''}"
        formula = f"{self._word(before)}&{calculation.supported_label(node, wording)}"
        formula += f'&IF({calculation.place(node, "ok")}=1,{self._word(between)}&{band.formula},"")'
        more = f'IF({own.formula}={self._word(words.NONE)},"",{self._word(chr(10))}&{own.formula})'
        value = said if own.value == wording(words.NONE) else f"{said}\n{own.value}"
        return Cell(value, formula=f"{formula}&{more}")

    def _shortcomings(self) -> Table:
        """Most marked first; those that are withheld last."""
        wording, card = self.report.wording, self.report.card
        heads = wording.columns(
            columns.SHORTCOMING, columns.SEVERITY, columns.SEVERITY_BAND, columns.RATED_OF, columns.CONTRIBUTORS
        )
        ordered = sorted(
            card.shortcomings,
            key=lambda id_: (card.shortcomings[id_].node.score is None, -(card.shortcomings[id_].node.score or 0.0)),
        )
        rows = tuple(self._shortcoming(place, id_) for place, id_ in enumerate(ordered, start=1))
        return Table(
            self._key("summary-shortcomings"), wording.inline(words.SUMMARY_SHORTCOMINGS), heads, rows, rules=self._severity_rules()
        )  # fmt: skip

    def _severity_rules(self) -> tuple[Rule, ...]:
        covered = f"INDEX({SHORTCOMING_COVERAGE},MATCH([[~|0]],{_names(self.language)},0))"
        return self.calculation.score_rules(1, covered, "shortcoming")

    def _shortcoming(self, place: int, id_: str) -> tuple[Cell, ...]:
        calculation, one = self.calculation, self.report.card.shortcomings[id_]
        node, bands = one.node, self.report.rubric.severity_bands
        ok = f"{calculation.nth('shortcoming', place, 'ok')}=1"
        slash = "/" if self.language == "en" else "／"
        rated, of = (calculation.nth("shortcoming", place, what) for what in ("rated", "of"))
        main = [self.report.name(indicator) for indicator, _ in one.contributors[: main_count(place)]]
        band = (
            f"INDEX({self._run(band.name for band in bands)},MAX({calculation.nth('shortcoming', place, 'band')},1))"
            if bands
            else self._word(words.NONE)
        )
        return (
            self._cell(self.report.name(id_), f"INDEX({_name_run(calculation, self.language)},{calculation.nth('shortcoming', place, 'number')})", "strong"),
            self._cell(words.NOT_SHOWN if node.score is None else node.score, f"IF({ok},{calculation.nth('shortcoming', place, 'score')},{self._word(words.NOT_SHOWN)})", "number"),
            self._cell(self.report.band_name(node), f"IF({ok},{band},{self._word(words.NONE)})"),
            Cell(f"{node.rated}{slash}{node.of}", "number", formula=f"{rated}&{self._word(slash)}&{of}"),
            self._cell(listed(main) if main else words.NONE, self.ranking.main(place, self.language)),
        )  # fmt: skip

    # -- strengths, weaknesses, steps ---------------------------------------------------------------------

    def _strengths(self) -> Table:
        report, rank = self.report, self.ranking
        rung = next(one.name for one in report.rubric.scale if one.level == strong_from(report.rubric))
        none = say(words.NO_STRENGTH.zh.format(level=rung.zh), words.NO_STRENGTH.en.format(level=rung.en))
        heads = report.wording.columns(
            columns.INDICATOR, columns.OUTCOME_CODE, columns.OUTCOME_NAME, columns.DIMENSION, columns.GRADE
        )
        rows = []
        for place in range(1, STRENGTHS + 1):
            one = _at(self.named.strengths, place)
            grades = report.rubric.evidence_grades
            number = rank.nth("strong", place, rank.run("grade"))
            graded = (
                f"IF({number}=0,{self._word(words.NONE)},INDEX({self._run(report.graded(each.id) for each in grades)},MAX({number},1)))"
                if grades
                else self._word(words.NONE)
            )
            rows.append((*self._rated("strong", place, one, none), self._or_none("strong", place, self._grade(one) if one else None, graded)))  # fmt: skip
        title = report.wording.inline(words.SUMMARY_STRENGTHS)
        return Table(self._key("strengths"), title, heads, tuple(rows))

    def _grade(self, one: Highlight) -> Text:
        grade = self.report.assessment.grade_of(one.indicator.id)
        known = {each.id for each in self.report.rubric.evidence_grades}
        return self.report.graded(grade) if grade is not None and grade in known else words.NONE

    def _weaknesses(self) -> Table:
        report, rank = self.report, self.ranking
        heads = report.wording.columns(
            columns.INDICATOR, columns.OUTCOME_CODE, columns.GAP, columns.DIMENSION, columns.SHORTCOMING
        )
        none, rows = no_weakness(report.rubric, report.card), []
        for place in range(1, WEAKNESSES + 1):
            one = _at(self.named.weaknesses, place)
            owner = one.indicator.shortcomings if one else None
            belongs = rank.nth("weak", place, rank.text("shortcoming", self.language))
            owned = f'IF({belongs}="",{self._word(words.NONE)},{belongs})'
            name, level, _, dimension = self._rated("weak", place, one, none)
            rows.append((
                name, level, self._or_none("weak", place, short_of(one) if one else None, self._short(place)), dimension,
                self._or_none("weak", place, report.name(owner.primary) if owner else None, owned),
            ))  # fmt: skip
        title = report.wording.inline(words.SUMMARY_WEAKNESSES)
        return Table(self._key("weaknesses"), title, heads, tuple(rows))

    def _short(self, place: int) -> str:
        """Levels short of target, or that none is set."""
        rank, unset = self.ranking, self._word(UNSET)
        gap, aimed = (rank.nth("weak", place, rank.run(what)) for what in ("gap", "aimed"))
        said = pieces(self.calculation, SHORT_OF.pick(self.language), count=gap)
        return f"IF({aimed}=1,{said},{unset})"

    def _rated(self, purpose: Purpose, place: int, one: Highlight | None, none: Text) -> tuple[Cell, ...]:
        """Name, level, name of the level, dimension of the nth indicator of a purpose."""
        rank, scale = self.ranking, sorted(self.report.rubric.scale, key=lambda rung: rung.level)
        level = rank.nth(purpose, place, rank.run("level"))
        return (
            self._first(purpose, place, one, none),
            self._or_none(purpose, place, float(one.level) if one else None, level, "number"),
            self._or_none(purpose, place, scale[one.level].name if one else None, f"INDEX({self._run(rung.name for rung in scale)},{level}+1)"),
            self._or_none(purpose, place, self.report.name(one.indicator.dimension) if one else None, rank.nth(purpose, place, rank.text("dimension", self.language))),
        )  # fmt: skip

    def _first(self, purpose: Purpose, place: int, one: Highlight | None, none: Text) -> Cell:
        """Name of the nth indicator; where there is none at all, the first row says so."""
        rank, otherwise = self.ranking, none if place == 1 else words.NONE
        said = self._word(otherwise)
        if place == 1:
            levels = f"MAX({self.calculation.indicators('code')})>=0"
            said = f"IF({levels},{said},{self._word(NO_LEVEL)})"
            otherwise = otherwise if any(code >= 0 for code in self.report.card.codes.values()) else NO_LEVEL
        formula = f"IF({rank.has(purpose, place)},{rank.nth(purpose, place, rank.name(self.language))},{said})"
        return self._cell(otherwise if one is None else one.indicator.name, formula, "strong" if one else "body")

    def _or_none(
        self, purpose: Purpose, place: int, said: Text | float | None, formula: str, look: str = "body"
    ) -> Cell:
        whole = f"IF({self.ranking.has(purpose, place)},{formula},{self._word(words.NONE)})"
        return self._cell(words.NONE if said is None else said, whole, look)

    def _first_steps(self) -> Table:
        heads = self.report.wording.columns(
            columns.INDICATOR, columns.STEP_UP, columns.EFFORT, columns.LEAD, columns.ACTION
        )
        rows = tuple(self._step(place, _at(self.named.first_steps, place)) for place in range(1, FIRST_STEPS + 1))
        return Table(self._key("first-steps"), self.report.wording.inline(words.SUMMARY_FIRST), heads, rows)

    def _steps_note(self) -> Line:
        """Why these, where none of them belongs to a shortcoming that the verdict names."""
        told = steps_apart(judge(self.report), self.named.first_steps)
        said = STEPS_NOTE.pick(self.language) if told else ""
        return Line(said, formula=VerdictPlaces(self.ranking).steps_rule(self.language))

    def _step(self, place: int, one: Highlight | None) -> tuple[Cell, ...]:
        rank, language, report = self.ranking, self.language, self.report
        step = step_of(report.rubric, one, report.now) if one else None
        codes = self.calculation.indicators("code")
        sure = f"{rank.nth('step', place, codes)}>=0"

        def picked(column: str, otherwise: Text) -> str:
            return f"IF({sure},{column},{self._word(otherwise)})"

        level, aim, effort = (rank.nth("step", place, rank.run(what)) for what in ("level", "aim", "effort"))
        efforts = self._run(words.EFFORTS[each] for each in EFFORTS)
        units, action = (rank.nth("step", place, rank.text(what, language)) for what in ("units", "action"))
        said: list[Text | None] = [None] * 4
        if one is not None and step is not None:
            up = f"{one.level} → {step.aim}"
            said = [
                say(up, up) if one.sure else words.EVIDENCE_FIRST, words.EFFORTS[step.effort] if one.sure else words.NONE,
                lead_units(report.rubric, one.indicator),
                (one.indicator.action or words.NONE) if one.sure else words.COLLECT_EVIDENCE,
            ]  # fmt: skip
        return (
            self._first("step", place, one, no_step(report.rubric, report.card)),
            self._or_none("step", place, said[0], picked(f"{level}&{self._word(' → ')}&{aim}", words.EVIDENCE_FIRST), "number"),
            self._or_none("step", place, said[1], picked(f"INDEX({efforts},{effort})", words.NONE)),
            self._or_none("step", place, said[2], units),
            self._or_none("step", place, said[3], picked(action, words.COLLECT_EVIDENCE)),
        )  # fmt: skip


def _at(those: tuple[Highlight, ...], place: int) -> Highlight | None:
    return those[place - 1] if len(those) >= place else None

"""Clauses of the verdict as formulas, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessor.report import verdict as rule
from assessor.report.calculation import Calculation
from assessor.report.display import Wording
from assessor.report.highlights import highlights
from assessor.report.verdict_places import STANDINGS, Clause, Fact, VerdictPlaces
from assessor.text import Language, Text, say


def pieces(calculation: Calculation, template: str, **parts: str) -> str:
    """A sentence as a formula: words as they stand, formulas where the template has a name in braces."""
    said, rest = [], template
    while rest:
        before, brace, behind = rest.partition("{")
        if before:
            said.append(calculation.word(before))
        if not brace:
            break
        name, _, rest = behind.partition("}")
        said.append(parts[name])
    return "&".join(said)


@dataclass(frozen=True)
class Said:
    """Clauses in one language: formulas, and what they come to."""

    places: VerdictPlaces
    language: Language

    # -- small things -----------------------------------------------------------------------------------

    @property
    def _calculation(self) -> Calculation:
        return self.places.calculation

    def _word(self, text: Text | str) -> str:
        return self._calculation.word(text if isinstance(text, str) else text.pick(self.language))

    def _spelt(self, template: Text, **parts: str) -> str:
        return pieces(self._calculation, template.pick(self.language), **parts)

    def _run(self, texts: Sequence[Text]) -> str:
        return self._calculation.word_run([text.pick(self.language) for text in texts])

    def _at(self, clause: Clause) -> str:
        return self.places.clause(clause, self.language)

    def _fact(self, fact: Fact) -> str:
        return self.places.fact(fact)

    def _nth(self, names: str, nth: int, places: str) -> str:
        return f"INDEX({names},MATCH({nth},{places},0))"

    def _names(self, count: str, most: int, name: Callable[[int], str], *, more: bool = False) -> str:
        """The first names as `display.quoted` sets them; with `more` the number where they are more."""
        zh, said = self.language == "zh", []
        for nth in range(1, most + 1):
            piece = f"{self._word('“')}&{name(nth)}&{self._word('”')}"
            if nth > 1 and not zh:
                piece = f"IF({count}={nth},{self._word(' and ')},{self._word(', ')})&{piece}"
            said.append(piece if nth == 1 else f'IF({count}>={nth},{piece},"")')
        if more:
            tail = self._spelt(rule.MORE, count=count)
            said.append(f'IF({count}>{most},{"" if zh else self._word(" ") + "&"}{tail},"")')
        return f'IF({count}=0,"",{"&".join(said)})'

    def _verb(self, count: str) -> str:
        return f"IF({count}=1,{self._word(rule.IS)},{self._word(rule.ARE)})"

    def _bands(self) -> str:
        bands = self._calculation.report.rubric.bands
        return self._run([say(one.name.zh, one.name.en.lower()) for one in bands])

    # -- formulas -----------------------------------------------------------------------------------------

    def formulas(self) -> dict[Clause, str]:
        stop, sep = (
            self._word("。" if self.language == "zh" else "."),
            self._word("；" if self.language == "zh" else "; "),
        )
        clauses: tuple[Clause, ...] = ("supported", "bands", "shortcomings", "provisional")
        rest = "".join(f'&IF({self._at(one)}="","",{sep}&{self._at(one)})' for one in clauses)
        whole = f"{self._at('levels')}{rest}&{stop}"
        tentative = self._word(rule.provisional_said(self._calculation.report.rubric))
        return {
            **self._name_formulas(),
            "levels": self._levels(), "supported": self._supported(), "bands": self._rebanded(),
            "shortcomings": self._shortcomings(),
            "provisional": f'IF({self._fact("provisional")}=1,{tentative},"")',
            "sentence": f"IF({self._fact('too_little')}=1,{self._word(rule.TOO_LITTLE)},{whole})",
            "steps_rule": f'IF({self._fact("steps_apart")}=1,{self._spelt(rule.STEPS_NOTE)},"")',
        }  # fmt: skip

    def _name_formulas(self) -> dict[Clause, str]:
        calculation, report = self._calculation, self._calculation.report
        names, order = (
            self._run([one.name for one in calculation.layout.outer]),
            calculation.layout.column("level", "order"),
        )
        most = len(calculation.layout.outer)
        made: dict[Clause, str] = {
            "level_names": self._names(self._fact("named"), most, lambda nth: self._nth(names, nth, order)),
            "supported_names": "", "severe_names": "",
        }  # fmt: skip
        if report.formal:
            places = self.places.level_run("supported_place")
            made["supported_names"] = self._names(
                self._fact("supported_named"), most, lambda nth: self._nth(names, nth, places)
            )
        if report.card.shortcomings:
            severe = self._run([one.name for one in report.rubric.shortcomings])
            marked, some = calculation.layout.column("shortcoming", "order"), len(report.card.shortcomings)
            made["severe_names"] = self._names(
                self._fact("severe_named"), min(some, rule.MOST_NAMED), lambda nth: self._nth(severe, nth, marked),
                more=some > rule.MOST_NAMED,
            )  # fmt: skip
        return made

    def _levels(self) -> str:
        calculation, rubric, standing = self._calculation, self._calculation.report.rubric, self._fact("standing")
        some, every = self._word(rule.SOME_LEVELS), self._word(rule.all_levels(rubric))
        those = f"IF({self._fact('scored')}<{len(calculation.layout.outer)},{some},{every})"
        low, number = calculation.nth("level", 1, "band"), calculation.nth("level", 1, "number")
        band = f"INDEX({self._bands()},MAX({low},1))"
        name = f"INDEX({self._run([one.name for one in calculation.layout.outer])},{number})"
        only = self._spelt(rule.ONLY, name=name, band=band)
        if len(calculation.layout.outer) > 1:
            only += f"&{self._word(rule.REST)}"
        weak = self._spelt(rule.WEAK, those=those, names=self._at("level_names"), verb=self._verb(self._fact("named")))
        said = {"only": only, "close": self._spelt(rule.CLOSE, those=those),
                "top": self._spelt(rule.TOP, those=those, band=band), "weak": weak}  # fmt: skip
        formula = '""'
        for place, one in enumerate(STANDINGS, start=1):
            formula = f"IF({standing}={place},{said[one]},{formula})"
        return formula

    def _supported(self) -> str:
        if not self._calculation.report.formal:
            return ""
        count = self._fact("supported_named")
        weak = self._spelt(rule.SUPPORTED_WEAK, names=self._at("supported_names"), verb=self._verb(count))
        turned = f"IF({count}>0,{weak},{self._word(rule.SUPPORTED_CLOSE)})"
        return f'IF({self._fact("turned")}=1,{turned},"")'

    def _rebanded(self) -> str:
        report, layout, places = self._calculation.report, self._calculation.layout, self.places
        if not report.formal:
            return ""
        run, bands, said = places.level_run("rebanded"), self._bands(), []
        between = self._word("、" if self.language == "zh" else ", ")
        for place, node in enumerate(places.levels):
            each = self._spelt(
                rule.BAND, name=self._word(report.name(node.id)),
                judged=f"INDEX({bands},{layout.node(node, 'band')})",
                supported=f"INDEX({bands},{layout.supported(node, 'band')})",
            )  # fmt: skip
            before = f'IF(SUM({run.replace(f"|0:{len(places.levels) - 1}|", f"|0:{place - 1}|")})>0,{between},"")&'
            own = run.replace(f"|0:{len(places.levels) - 1}|", f"|{place}|")
            said.append(f'IF({own}=1,{before if place else ""}{each},"")')
        return f'IF(SUM({run})=0,"",{self._spelt(rule.BANDS, each="&".join(said))})'

    def _shortcomings(self) -> str:
        report = self._calculation.report
        if not report.card.shortcomings:
            return ""
        scored, names = self._fact("severe_scored"), self._at("severe_names")
        bands = report.rubric.severity_bands
        band = self._word(say(bands[0].name.zh, bands[0].name.en.lower())) if bands else '""'

        def scoped(scope: rule.Scope, **parts: str) -> str:
            whole, some = (self._spelt(one, **parts) for one in scope)
            return f"IF({scored}<{len(report.card.shortcomings)},{some},{whole})"

        named = (
            f"IF({self._fact('severe_named')}=1,{scoped(rule.FIRST, names=names)},{scoped(rule.SEVERAL, names=names)})"
        )
        shown = f"IF({self._fact('severe_slight')}=1,{scoped(rule.SLIGHT, band=band)},{named})"
        return f"IF({scored}=0,{self._word(rule.NO_SEVERITY)},{shown})"

    # -- what they come to ----------------------------------------------------------------------------------

    def values(self) -> dict[Clause, str]:
        report, judged = self._calculation.report, self.places.judgement
        single, clauses = Wording(self.language), rule.parts(report, judged)
        steps = highlights(report.rubric, report.assessment, report.card).first_steps
        said: dict[Clause, Text | None] = {
            "level_names": rule.names_said(report, judged.levels.named) if judged.levels.named else None,
            "supported_names": None,
            "severe_names": rule.severe_names(report, judged.shortcomings) if judged.shortcomings else None,
            "levels": clauses["levels"],
            "supported": clauses["supported"],
            "bands": clauses["bands"],
            "shortcomings": clauses["shortcomings"],
            "provisional": clauses["provisional"],
            "sentence": rule.sentence(report),
            "steps_rule": rule.STEPS_NOTE if rule.steps_apart(judged, steps) else None,
        }
        if judged.supported is not None and judged.supported.named:
            said["supported_names"] = rule.names_said(report, judged.supported.named)
        return {clause: "" if text is None else single(text) for clause, text in said.items()}

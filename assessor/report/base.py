"""What every sheet of one report draws on: rubric, assessment, scorecard, words, time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessor.assessment import Assessment
from assessor.report import words
from assessor.report.display import Wording, listed, same
from assessor.rubric import Band, Indicator, Rubric
from assessor.scorecard import Node, Scorecard, bands_of, bracketed
from assessor.text import Text, say
from assessor.text_layout import shortened as shortened
from assessor.workbooks.cells import Line

MOST_MISSING = 3
"""Names in a remark; all of them stand in the table of indicators."""


@dataclass(frozen=True)
class Report:
    rubric: Rubric
    assessment: Assessment
    card: Scorecard
    wording: Wording
    now: datetime

    @property
    def formal(self) -> bool:
        return self.card.supported is not None

    @property
    def city(self) -> Text:
        city = self.assessment.city
        return say(city.called("zh"), city.called("en"))

    @property
    def counted(self) -> list[Indicator]:
        """The indicators that were to be rated, in rubric order."""
        return [one for one in self.rubric.indicators if one.id in self.card.codes]

    @property
    def offline(self) -> list[Indicator]:
        """Those of which further evidence is checked offline."""
        ratings = self.assessment.ratings
        return [one for one in self.counted if one.id in ratings and ratings[one.id].further_evidence_offline]

    @property
    def dimensions_shown(self) -> bool:
        variant = self.rubric.variant(self.card.variant)
        return variant is None or variant.dimensions_shown

    def name(self, id_: str) -> Text:
        return self.rubric.names.get(id_) or same(id_)

    def part_name(self, node: Node) -> Text:
        """Name of a level where it stands in a list of levels: what is a part of another says so."""
        name = self.name(node.id)
        return name if node.within is None else say(f"其中：{name.zh}", f"of which: {name.en}")

    def coded(self, id_: str) -> Text:
        """Code and name, as in “A1-1 城市外交专项规划”."""
        name = self.name(id_)
        return name if name.zh == id_ else say(f"{id_} {name.zh}", f"{id_} {name.en}")

    def graded(self, grade: str) -> Text:
        """Code and name of a grade of evidence; a grade the rubric does not know as it was typed."""
        known = next((one for one in self.rubric.evidence_grades if one.id == grade), None)
        return same(grade) if known is None else say(f"{grade} {known.name.zh}", f"{grade} {known.name.en}")

    def heading(self, title: Text) -> tuple[Line, ...]:
        """The first rows of every sheet: what, whose, when, and whether it is made up."""
        inline, period = self.wording.inline, shortened(self.assessment.period)
        facts = listed(
            [
                say(f"{words.PERIOD.zh}：{period}", f"{words.PERIOD.en}: {period}"),
                say(f"{words.CUT_OFF.zh}：{self.assessment.cut_off}", f"{words.CUT_OFF.en}: {self.assessment.cut_off}"),
                words.MODES[self.card.mode],
                *self._variant_label(),
            ],
            zh="　",
            en="; ",
        )
        city = shortened(inline(self.city))
        lines = [
            Line(f"{inline(title)}　{city}", "title"),
            *(Line(line, "subtitle") for line in self.wording.lines(facts)),
        ]
        if self.assessment.city.fictional:
            lines += [Line(line, "sample") for line in self.wording.lines(words.SAMPLE)]
        return tuple(lines)

    def _variant_label(self) -> list[Text]:
        variant = self.rubric.variant(self.card.variant)
        return [variant.label] if variant is not None and variant.label is not None else []

    def notes(self, *texts: Text) -> tuple[Line, ...]:
        return tuple(Line(line) for text in texts for line in self.wording.lines(text))

    def stamp(self) -> Text:
        """The date, for the titles of charts; how many indicators count may change in the file."""
        day = self.assessment.cut_off
        return say(f"（截止{day}）", f"(cut-off {day})")

    def figure(self, one: Indicator) -> float | None:
        """The figure of a measured indicator; None where there is none."""
        rating = self.assessment.ratings.get(one.id)
        return None if rating is None or one.measure is None or isinstance(rating.outcome, str) else rating.measured

    def refused(self, one: Indicator) -> bool:
        """Whether an import would refuse its rating: not applicable where it may not be, or without a reason."""
        rating = self.assessment.ratings.get(one.id)
        excused = rating is not None and rating.outcome == "not_applicable"
        return excused and not (one.not_applicable.allowed and rating is not None and rating.reason)

    # -- a node as cells ------------------------------------------------------------------------

    def bands_of(self, node: Node) -> list[Band]:
        return bands_of(self.rubric, node.kind)

    def label(self, node: Node) -> str:
        return bracketed(node, self.bands_of(node)) or self.wording.inline(words.NOT_SHOWN)

    def band_name(self, node: Node) -> Text:
        bands = self.bands_of(node)
        return words.NONE if node.band is None else bands[node.band].name

"""What a rubric consists of: scale, bands, groups, indicators and the paragraphs of the source text. Frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assessor.text import Prose, Text, say

Aggregation = Literal["arithmetic", "geometric", "harmonic", "weakest"]
Effort = Literal["S", "M", "L"]
Audience = Literal["internal", "open"]
Kind = Literal["maturity", "measured"]
Loc = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a rubric: the path of keys to it, what, and the remedy."""

    loc: Loc
    what: Text
    fix: Text


class RubricPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_by_name=True, validate_by_alias=True)


class Named(RubricPart):
    id: Prose
    name: Text


class ScaleLevel(RubricPart):
    """One rung of the scale, 0..T, with the generic test that holds for every indicator."""

    level: int = Field(ge=0)
    name: Text
    test: Text


class Band(RubricPart):
    """A named interval that starts at `from` and ends where the next one starts."""

    start: float = Field(alias="from", ge=0, le=100)
    name: Text


class EvidenceGrade(Named):
    cap: int = Field(ge=0)
    """The highest level that evidence of this grade supports in formal mode."""
    test: Text | None = None


class Coverage(RubricPart):
    """When a number is shown, shown as provisional, or withheld. All are shares 0..1 or counts."""

    shown: float = Field(gt=0, le=1)
    provisional: float = Field(gt=0, le=1)
    children: float = Field(ge=0, le=1)
    """Share of a node's children that must have a score."""
    shortcoming_indicators: int = Field(ge=1)
    shortcoming_coverage: float = Field(ge=0, le=1)
    path_indicators: int = Field(ge=1)
    not_applicable_total: float = Field(ge=0, le=1)
    not_applicable_dimension: float = Field(ge=0, le=1)


class LinkWeights(RubricPart):
    """How much a primary and a secondary link count in a shortcoming's severity."""

    primary: float = Field(gt=0)
    secondary: float = Field(ge=0)


class Shortcoming(Named):
    source: str | None = None


class PathTag(Named):
    scored: bool = True
    """False for tags that hold everything and therefore say nothing as a path."""
    sources: list[str] = Field(default_factory=list)


class Subtype(Named):
    look_first: list[str] = Field(default_factory=list)
    sources: list[str] = Field(default_factory=list)


class CityType(Named):
    targets: dict[str, int] = Field(default_factory=dict)
    """Default target level by dimension."""
    look_first: list[str] = Field(default_factory=list)
    subtypes: list[Subtype] = Field(default_factory=list)
    neighbours: list[str] = Field(default_factory=list)
    """Types that may be compared with this one, with a written reason."""
    sources: list[str] = Field(default_factory=list)


class WeightPreset(Named):
    indicators: Literal["equal", "expert"] = "equal"
    levels: dict[str, float] = Field(default_factory=dict)
    dimensions: dict[str, float] = Field(default_factory=dict)


class Variant(Named):
    """A shorter selection of the same indicators; ratings transfer unchanged."""

    indicators: list[str] = Field(default_factory=list)
    """Empty: all of them."""
    dimensions_shown: bool = True
    label: Text | None = None
    """What must be printed beside results of this variant."""


class DifferenceRule(RubricPart):
    """Up to `probable` points no conclusion; above it probably; above `clear` clearly."""

    probable: float = Field(ge=0)
    clear: float = Field(ge=0)


class Differences(RubricPart):
    indicator: DifferenceRule
    dimension: DifferenceRule
    level: DifferenceRule
    overall: DifferenceRule


class Hints(RubricPart):
    """Thresholds of the automatic hints, which warn and never block."""

    top_level_share: float = 0.25
    indicators_per_evidence: int = 6
    straight_line: int = 10
    one_level_share: float = 0.9
    not_applicable_share: float = 0.15


class Uncertainty(RubricPart):
    """How far weights and ratings may lie from what was stated (assumptions, to be replaced after a pilot)."""

    concentration: float = Field(default=10.0, gt=0)
    """Dirichlet parameter of a child of average weight; a weight's spread is about 1/√concentration of itself."""
    least_weight: float = Field(default=0.5, gt=0, le=1)
    most_weight: float = Field(default=2.0, ge=1)
    """An admissible weight lies between these multiples of the stated one."""
    error: dict[str, float] = Field(default_factory=dict)
    """By evidence grade: chance 0..1 that a rating lies one level off, up and down alike."""
    error_without_grade: float = Field(default=0.3, ge=0, le=1)
    strictness: float = Field(default=0.25, ge=0)
    """Standard deviation, in levels, of how strict one city's raters are on the whole."""


class Unit(Named):
    """A body that is responsible for indicators: an office, a department, a federation."""


class Grouped(Named):
    """How a node is put together and what it weighs."""

    weight: float = Field(default=1.0, ge=0)
    aggregation: Aggregation = "arithmetic"
    floor: float | None = Field(default=None, gt=0, le=100)


class CoordinationLevel(Grouped):
    """One of the highest groups of the rubric (here: A, B, C), or a part of one."""

    within: str | None = None
    """The level that this one is a part of; None for those that make the overall score."""


class Dimension(Grouped):
    """A group of indicators inside a coordination level."""

    level: str


class Descriptor(RubricPart):
    """What must be observable for this level. Levels are cumulative."""

    level: int = Field(ge=0)
    text: Text


class ShortcomingLink(RubricPart):
    primary: str
    secondary: str | None = None


class NotApplicable(RubricPart):
    allowed: bool
    rule: Text


class Requirement(RubricPart):
    """What another indicator must have reached before this one can reach a level."""

    level: int = Field(ge=1)
    """From this level on of the indicator that bears the requirement."""
    indicator: str
    at_least: int = Field(ge=1)


class Measure(RubricPart):
    """A figure instead of a level: goalposts are fixed here, before any city's figure is seen."""

    unit: Text
    worst: float
    best: float
    """Goalposts. `worst` counts 0, `best` 100, in between in proportion, beyond them no further. Where less is
    better, `best` is the smaller one."""
    thresholds: list[float] = Field(default_factory=list)
    """The figure from which level 1, 2, ... T holds; empty: the goalposts alone make the value."""
    digits: int = Field(default=0, ge=0, le=6)

    @property
    def more_is_better(self) -> bool:
        return self.best > self.worst

    def told(self, figure: float) -> Text:
        """A figure with its unit, in so many decimals as the rubric gives it, half up."""
        return self._with_unit(Decimal(repr(figure)).quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_UP))

    def told_exactly(self, figure: float) -> Text:
        """The same with all decimals of a figure that was given more exactly."""
        given = Decimal(repr(figure)).normalize()
        exact = -int(given.as_tuple().exponent) > self.digits
        return self._with_unit(given) if exact else self.told(figure)

    def _with_unit(self, number: Decimal) -> Text:
        return say(f"{number:f}{self.unit.zh}", f"{number:f} {self.unit.en}")

    def descriptor(self, level: int) -> Text:
        """From which figure on a level holds."""
        if not self.thresholds:
            worst, best = self.told(self.worst), self.told(self.best)
            return say(
                f"由数值在{worst.zh}与{best.zh}之间按比例折算",
                f"follows from the figure, in proportion between {worst.en} and {best.en}",
            )
        if not 0 < level <= len(self.thresholds):
            return say("尚未达到1级的数值", "the figure for level 1 is not reached")
        from_ = self.told(self.thresholds[level - 1])
        if self.more_is_better:
            return say(f"达到{from_.zh}", f"{from_.en} or more")
        return say(f"不超过{from_.zh}", f"{from_.en} or less")


class Indicator(RubricPart):
    """What is rated."""

    id: Prose
    kind: Kind = "maturity"
    measure: Measure | None = None
    dimension: str
    name: Text
    question: Text
    quick_question: Text | None = None
    sources: list[str]
    basis: str
    shortcomings: ShortcomingLink | None = None
    tags: list[str] = Field(default_factory=list)
    descriptors: list[Descriptor] = Field(default_factory=list)
    """One for each level; a measured indicator needs none."""
    evidence: Text | None = None
    not_applicable: NotApplicable
    lead: list[str] = Field(default_factory=list)
    """Units in the lead; more than one lead jointly."""
    support: list[str] = Field(default_factory=list)
    weight: float = Field(default=1.0, ge=0)
    effort: list[Effort] = Field(default_factory=list)
    action: Text | None = None
    requires: list[Requirement] = Field(default_factory=list)
    gate: bool = False
    audience: Audience = "internal"

    def descriptor(self, level: int) -> Text:
        """What must be observable for a level; of a measured indicator without descriptors, its figure."""
        described = next((rung.text for rung in self.descriptors if rung.level == level), None)
        if described is None and self.measure is not None:
            return self.measure.descriptor(level)
        if described is None:
            raise KeyError(level)
        return described


class ParagraphKind(Named):
    must_be_covered: bool = False
    why_not_scored: Text | None = None
    """Why paragraphs of this kind bring forth no indicator, where none says so itself."""


class SourceParagraph(RubricPart):
    """One addressable unit of the source text, with a gist in our own words."""

    id: Prose
    kind: str
    gist: Text
    note: Text | None = None
    not_scored: Text | None = None


class Source(RubricPart):
    """The text that the rubric is drawn from, unit by unit."""

    id: Prose
    citation: Text
    sections: list[Named] = Field(default_factory=list)
    kinds: list[ParagraphKind]
    paragraphs: list[SourceParagraph]

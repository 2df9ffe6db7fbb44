"""Rubric, Dimension, Indicator, SourceParagraph: frozen data and its faults.

A rubric turns one source text into indicators. Everything that belongs to the text or to the
method (bands, caps, thresholds, presets, targets, variants) stands in its file, not in code.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assessor.text import Prose, Text, say

Aggregation = Literal["arithmetic", "geometric", "weakest"]
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


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_by_name=True, validate_by_alias=True)


class Named(_Part):
    id: Prose
    name: Text


class ScaleLevel(_Part):
    """One rung of the scale, 0..T, with the generic test that holds for every indicator."""

    level: int = Field(ge=0)
    name: Text
    test: Text


class Band(_Part):
    """A named interval that starts at `from` and ends where the next one starts."""

    start: float = Field(alias="from", ge=0, le=100)
    name: Text


class EvidenceGrade(Named):
    cap: int = Field(ge=0)
    """The highest level that evidence of this grade supports in formal mode."""
    test: Text | None = None


class Coverage(_Part):
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


class LinkWeights(_Part):
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


class DifferenceRule(_Part):
    """Up to `probable` points no conclusion; above it probably; above `clear` clearly."""

    probable: float = Field(ge=0)
    clear: float = Field(ge=0)


class Differences(_Part):
    indicator: DifferenceRule
    dimension: DifferenceRule
    level: DifferenceRule
    overall: DifferenceRule


class Hints(_Part):
    """Thresholds of the automatic hints, which warn and never block."""

    top_level_share: float = 0.25
    indicators_per_evidence: int = 6
    straight_line: int = 10
    one_level_share: float = 0.9
    not_applicable_share: float = 0.15


class Uncertainty(_Part):
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


class Descriptor(_Part):
    """What must be observable for this level. Levels are cumulative."""

    level: int = Field(ge=0)
    text: Text


class ShortcomingLink(_Part):
    primary: str
    secondary: str | None = None


class NotApplicable(_Part):
    allowed: bool
    rule: Text


class Requirement(_Part):
    """What another indicator must have reached before this one can reach a level."""

    level: int = Field(ge=1)
    """From this level on of the indicator that bears the requirement."""
    indicator: str
    at_least: int = Field(ge=1)


class Measure(_Part):
    """A figure instead of a level: goalposts are fixed here, before any city's figure is seen."""

    unit: Text
    worst: float
    best: float
    """Goalposts. `worst` counts 0, `best` 100, in between in proportion, beyond them no further. Where less is
    better, `best` is the smaller one."""
    thresholds: list[float] = Field(default_factory=list)
    """The figure from which level 1, 2, ... T holds; empty: the goalposts alone make the value."""
    digits: int = Field(default=0, ge=0, le=6)


class Indicator(_Part):
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
    descriptors: list[Descriptor]
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
        return next(rung.text for rung in self.descriptors if rung.level == level)


class ParagraphKind(Named):
    must_be_covered: bool = False
    why_not_scored: Text | None = None
    """Why paragraphs of this kind bring forth no indicator, where none says so itself."""


class SourceParagraph(_Part):
    """One addressable unit of the source text, with a gist in our own words."""

    id: Prose
    kind: str
    gist: Text
    note: Text | None = None
    not_scored: Text | None = None


class Source(_Part):
    """The text that the rubric is drawn from, unit by unit."""

    id: Prose
    citation: Text
    sections: list[Named] = Field(default_factory=list)
    kinds: list[ParagraphKind]
    paragraphs: list[SourceParagraph]


class Rubric(_Part):
    """A versioned set of indicators drawn from one source text."""

    id: Prose
    version: Prose
    name: Text
    about: Text | None = None
    english: Literal["draft", "reviewed"] = "draft"
    source: Source
    bases: list[Named]
    scale: list[ScaleLevel]
    ladder: list[Text] = Field(default_factory=list)
    pitfalls: list[Text] = Field(default_factory=list)
    bands: list[Band]
    severity_bands: list[Band] = Field(default_factory=list)
    evidence_grades: list[EvidenceGrade] = Field(default_factory=list)
    coverage: Coverage
    overall: Aggregation = "arithmetic"
    overall_floor: float | None = Field(default=None, gt=0, le=100)
    shortcomings: list[Shortcoming] = Field(default_factory=list)
    shortcoming_weights: LinkWeights = LinkWeights(primary=1.0, secondary=0.5)
    tags: list[PathTag] = Field(default_factory=list)
    city_types: list[CityType] = Field(default_factory=list)
    similarity: dict[str, float] = Field(default_factory=dict)
    """Weight of each profile attribute when comparable cities are chosen."""
    weight_presets: list[WeightPreset] = Field(default_factory=list)
    variants: list[Variant] = Field(default_factory=list)
    differences_between_cities: Differences | None = None
    differences_over_time: Differences | None = None
    hints: Hints = Hints()
    uncertainty: Uncertainty = Uncertainty()
    units: list[Unit] = Field(default_factory=list)
    levels: list[CoordinationLevel]
    dimensions: list[Dimension]
    indicators: list[Indicator]

    # -- looking things up ------------------------------------------------------------------

    @cached_property
    def top(self) -> int:
        """T, the highest level of the scale."""
        return max((rung.level for rung in self.scale), default=0)

    @cached_property
    def by_id(self) -> dict[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def paragraph(self) -> dict[str, SourceParagraph]:
        return {unit.id: unit for unit in self.source.paragraphs}

    @cached_property
    def names(self) -> dict[str, Text]:
        """The name of every id a page or a report may have to show."""
        groups: list[Iterable[Named | Indicator]] = [
            self.levels, self.dimensions, self.indicators, self.shortcomings, self.tags,
            self.city_types, self.bases, self.evidence_grades, self.variants, self.weight_presets,
            self.source.kinds, self.source.sections, self.units,
        ]  # fmt: skip
        named: dict[str, Text] = {item.id: item.name for group in groups for item in group}
        for city_type in self.city_types:
            named |= {subtype.id: subtype.name for subtype in city_type.subtypes}
        return named

    @cached_property
    def unit_names(self) -> dict[str, Text]:
        return {unit.id: unit.name for unit in self.units}

    def lead_of(self, indicator: Indicator) -> list[Text]:
        return [self.unit_names[id_] for id_ in indicator.lead]

    def support_of(self, indicator: Indicator) -> list[Text]:
        return [self.unit_names[id_] for id_ in indicator.support]

    def units_text(self, indicator: Indicator) -> Text | None:
        """Lead units and supporting ones in one line; a unit on its own needs no mark."""
        lead, support = self.lead_of(indicator), self.support_of(indicator)
        if not lead + support:
            return None
        marked = bool(lead) and len(lead + support) > 1
        groups = [(lead, marked), (support, False)]
        return say(
            "，".join("、".join(unit.zh for unit in group) + "（牵头）" * mark for group, mark in groups if group),
            ", ".join(", ".join(unit.en for unit in group) + " (lead)" * mark for group, mark in groups if group),
        )

    def indicators_for(self, unit: str) -> list[Indicator]:
        """The indicators that a unit leads or supports."""
        return [one for one in self.indicators if unit in one.lead or unit in one.support]

    def indicators_of(self, dimension: str) -> list[Indicator]:
        return [one for one in self.indicators if one.dimension == dimension]

    def dimensions_of(self, level: str) -> list[Dimension]:
        return [one for one in self.dimensions if one.level == level]

    def gate_of(self, dimension: str) -> Indicator | None:
        return next((one for one in self.indicators_of(dimension) if one.gate), None)

    def indicators_from(self, paragraph: str) -> list[Indicator]:
        """Which indicators came of a source paragraph."""
        return [one for one in self.indicators if paragraph in one.sources]

    def city_type(self, id_: str | None) -> CityType | None:
        return next((one for one in self.city_types if one.id == id_), None)

    def variant(self, id_: str) -> Variant | None:
        return next((one for one in self.variants if one.id == id_), None)

    def in_variant(self, id_: str) -> list[Indicator]:
        """The indicators of a variant in rubric order; all of them for an unknown or full one."""
        variant = self.variant(id_)
        if variant is None or not variant.indicators:
            return self.indicators
        return [self.by_id[one] for one in variant.indicators]

    def grade_cap(self, grade: str | None) -> int:
        """Highest level supported by an evidence grade; no grade counts as the lowest one."""
        caps = {one.id: one.cap for one in self.evidence_grades}
        return caps.get(grade or "", min(caps.values(), default=self.top))

    @cached_property
    def fingerprint(self) -> str:
        """Hash of everything the rubric says; layout and comments of its files do not count."""
        return _digest(self.model_dump(mode="json", by_alias=True, exclude_unset=True))

    def text_digest(self, indicator_id: str) -> str:
        """16 hex digits that stay the same as long as an indicator reads the same.

        What counts are the words a level is chosen by: name, question, descriptors, the rule on not
        applicable and the names of the scale, in both languages. Sources, units, weights do not.
        """
        read = {"name", "question", "descriptors", "not_applicable"}
        said = self.by_id[indicator_id].model_dump(mode="json", include=read)
        said["descriptors"] = sorted(said["descriptors"], key=lambda rung: rung["level"])
        scale = [[rung.level, rung.name.zh, rung.name.en] for rung in self.scale]
        return _digest([said, scale])[:16]

    # -- faults -----------------------------------------------------------------------------

    def faults(self) -> list[Fault]:
        """Everything that no single field can know: unknown ids, gaps, weights, coverage."""
        from assessor.rubric_faults import faults

        return list(faults(self))


def _digest(said: Any) -> str:
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def uncovered(rubric: Rubric) -> list[SourceParagraph]:
    """Source paragraphs that ask for something and brought forth no indicator."""
    must = {kind.id for kind in rubric.source.kinds if kind.must_be_covered}
    cited = Counter(source for one in rubric.indicators for source in one.sources)
    return [unit for unit in rubric.source.paragraphs if unit.kind in must and not cited[unit.id]]


def not_scored_because(rubric: Rubric, paragraph: SourceParagraph) -> Text | None:
    """Why a source paragraph brought forth no indicator."""
    kinds = {kind.id: kind.why_not_scored for kind in rubric.source.kinds}
    return paragraph.not_scored or kinds.get(paragraph.kind)

"""Rubric, Dimension, Indicator, SourceParagraph: frozen data and its faults.

A rubric turns one source text into indicators. Everything that belongs to the text or to the
method (bands, caps, thresholds, presets, targets, variants) stands in its file, not in code.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from assessor.rubric_parts import Aggregation as Aggregation
from assessor.rubric_parts import Audience as Audience
from assessor.rubric_parts import Band as Band
from assessor.rubric_parts import CityType as CityType
from assessor.rubric_parts import CoordinationLevel as CoordinationLevel
from assessor.rubric_parts import Coverage as Coverage
from assessor.rubric_parts import Descriptor as Descriptor
from assessor.rubric_parts import DifferenceRule as DifferenceRule
from assessor.rubric_parts import Differences as Differences
from assessor.rubric_parts import Dimension as Dimension
from assessor.rubric_parts import Effort as Effort
from assessor.rubric_parts import EvidenceGrade as EvidenceGrade
from assessor.rubric_parts import Fault as Fault
from assessor.rubric_parts import Grouped as Grouped
from assessor.rubric_parts import Hints as Hints
from assessor.rubric_parts import Indicator as Indicator
from assessor.rubric_parts import Kind as Kind
from assessor.rubric_parts import LinkWeights as LinkWeights
from assessor.rubric_parts import Loc as Loc
from assessor.rubric_parts import Measure as Measure
from assessor.rubric_parts import Named as Named
from assessor.rubric_parts import NotApplicable as NotApplicable
from assessor.rubric_parts import ParagraphKind as ParagraphKind
from assessor.rubric_parts import PathTag as PathTag
from assessor.rubric_parts import Requirement as Requirement
from assessor.rubric_parts import RubricPart
from assessor.rubric_parts import ScaleLevel as ScaleLevel
from assessor.rubric_parts import Shortcoming as Shortcoming
from assessor.rubric_parts import ShortcomingLink as ShortcomingLink
from assessor.rubric_parts import Source as Source
from assessor.rubric_parts import SourceParagraph as SourceParagraph
from assessor.rubric_parts import Subtype as Subtype
from assessor.rubric_parts import Uncertainty as Uncertainty
from assessor.rubric_parts import Unit as Unit
from assessor.rubric_parts import Variant as Variant
from assessor.rubric_parts import WeightPreset as WeightPreset
from assessor.text import Prose, Text, say


class Rubric(RubricPart):
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
        """The dimensions that stand directly in a level."""
        return [one for one in self.dimensions if one.level == level]

    def levels_of(self, level: str | None) -> list[CoordinationLevel]:
        """The levels that are parts of a level; of None: those that make the overall score."""
        return [one for one in self.levels if one.within == level]

    @cached_property
    def chains(self) -> dict[str, tuple[str, ...]]:
        """Each level with all that it is a part of, itself first."""
        above = {one.id: one.within for one in self.levels}
        found: dict[str, tuple[str, ...]] = {}
        for id_ in above:
            chain, at = [id_], above[id_]
            while at is not None and at not in chain:
                chain.append(at)
                at = above.get(at)
            found[id_] = tuple(chain)
        return found

    def called(self, id_: str) -> Text:
        """The name of an id; of a level that is a part of another, with what it is a part of."""
        path = [self.names[one] for one in reversed(self.chains.get(id_, (id_,)))]
        return say(" › ".join(one.zh for one in path), " › ".join(one.en for one in path))

    def dimensions_within(self, level: str) -> list[Dimension]:
        """All dimensions beneath a level, at whatever depth."""
        return [one for one in self.dimensions if level in self.chains.get(one.level, ())]

    def indicators_within(self, level: str) -> list[Indicator]:
        """All indicators beneath a level, at whatever depth."""
        inside = {one.id for one in self.dimensions_within(level)}
        return [one for one in self.indicators if one.dimension in inside]

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
        applicable, the measure and the names of the scale, in both languages. Sources, units, weights do not.
        """
        read = {"name", "question", "descriptors", "not_applicable"}
        said = self.by_id[indicator_id].model_dump(mode="json", include=read)
        said["descriptors"] = sorted(said["descriptors"], key=lambda rung: rung["level"])
        if (measure := self.by_id[indicator_id].measure) is not None:
            said["measure"] = measure.model_dump(mode="json")
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

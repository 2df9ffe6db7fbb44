"""What a comparison holds: one's own city beside others, for page, report and command alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessor.assessment import Assessment, Mode
from assessor.comparability import Label
from assessor.gaps import GapRow
from assessor.partners import Above, Aim, Partner, Pattern
from assessor.similarity import Compared
from assessor.text import Text
from assessor.uncertainty import Source


@dataclass(frozen=True)
class Peer:
    """A comparable city, and why it is one."""

    assessment: Assessment
    similarity: float | None
    """Gower similarity 0..1; None where no attribute is known of both."""
    differing: tuple[Compared, ...]
    """The attributes in which the two cities differ."""
    same_class: bool


@dataclass(frozen=True)
class Party:
    """One city in a comparison."""

    assessment_id: str
    city_id: str
    name: Text
    fictional: bool
    city_class: str | None
    mode: Mode
    variant: str
    cut_off: date
    coverage: float | None
    evidence: dict[str, float]
    """Share 0..1 of the rated indicators by evidence grade; `NO_GRADE` where none is stated."""


@dataclass(frozen=True)
class Other:
    """A city set beside one's own."""

    party: Party
    similarity: float | None
    differing: tuple[Compared, ...]
    same_class: bool
    labels: tuple[Label, ...]
    pattern: Pattern | None


@dataclass(frozen=True)
class Refusal:
    """A city that was asked for and must not be compared; none of its numbers is shown."""

    city_id: str
    name: Text
    reasons: tuple[Text, ...]


@dataclass(frozen=True)
class Settled:
    """An order of two cities in the overall score that no admissible weighting turns round."""

    ahead: str
    behind: str
    """Ids of assessments."""


@dataclass(frozen=True)
class Standing:
    """Between which places of the group a city stands in the overall score: never one place alone."""

    assessment_id: str
    low: int
    """The foremost place, 1 being the first."""
    high: int
    of: int
    """Cities that have a place."""


@dataclass(frozen=True)
class Basis:
    """What the chances and intervals of a comparison rest on; the same gives the same to the last digit."""

    draws: int
    seed: int
    sources: tuple[Source, ...]
    """What was held to be uncertain."""
    least_weight: float
    most_weight: float
    """Weights between these multiples of the stated ones are admissible."""


@dataclass(frozen=True)
class Beyond:
    """Where two cities differ beyond noise: what is probable or clear, both ways."""

    other_ahead: tuple[GapRow, ...]
    own_ahead: tuple[GapRow, ...]


@dataclass(frozen=True)
class Comparison:
    """One's own city beside others, for page, report and command alike."""

    rubric_id: str
    rubric_version: str
    own: Party
    others: tuple[Other, ...]
    """In the order asked for, never by score."""
    refused: tuple[Refusal, ...]
    reason: str
    """Why cities of a neighbouring type were let in."""
    overall: GapRow
    levels: tuple[GapRow, ...]
    dimensions: tuple[GapRow, ...]
    """Empty where the variant shows no dimensions."""
    indicators: tuple[GapRow, ...]
    shortcomings: tuple[GapRow, ...]
    above: dict[str, tuple[Above, ...]]
    """indicator id -> who is at least one level above, and what that looks like"""
    aims: tuple[Aim, ...]
    """One's own indicators below target, those that matter most first."""
    partners: tuple[Partner, ...]
    settled: tuple[Settled, ...]
    standings: tuple[Standing, ...]
    """One's own first; empty for fewer than three cities, and without those whose overall score is withheld."""
    basis: Basis
    notes: tuple[Text, ...]

    def beyond(self, other: str, rows: Sequence[GapRow]) -> Beyond:
        """Those of the rows on which one other city, by assessment id, differs from one's own beyond noise."""
        found: dict[bool, list[GapRow]] = {True: [], False: []}
        for row in rows:
            gap = row.gap_of(other)
            if gap.verdict is not None and gap.verdict.sureness != "no_conclusion":
                found[gap.verdict.other_ahead].append(row)
        return Beyond(tuple(found[True]), tuple(found[False]))

"""Whether a change over time counts: newer evidence, the same rubric version, and more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessor.ahead import WORDS, Sureness
from assessor.assessment import Assessment
from assessor.change.attribution import Attribution, attributions
from assessor.change.mixtures import FACTORS, Pair
from assessor.change.periods import Period, refuse_unlike
from assessor.change.reasons import Reason, reasons_of
from assessor.combining import DUST
from assessor.errors import ScoringError
from assessor.nodes import Kind, Node
from assessor.rubric import DifferenceRule, Rubric
from assessor.scorecard import Scorecard
from assessor.text import Text, say

RULES: dict[Kind, str] = {"overall": "overall", "level": "level", "dimension": "dimension", "shortcoming": "level"}
"""Which of the rubric's rules holds for a node. Shortcomings are made of as many ratings as levels are, and under the
method's error of raters their severities spread alike, so the rule for levels holds for them."""


@dataclass(frozen=True)
class Step:
    """One indicator that has another rating than before."""

    id: str
    before: int
    after: int
    """Levels; insufficient evidence counts as 0."""
    points: float
    """The difference, 100 being the whole scale; measured figures count between levels."""
    newer: tuple[str, ...]
    """Ids of its evidence dated after the earlier cut-off."""
    sureness: Sureness


@dataclass(frozen=True)
class Movement:
    """One number of the scorecard in both periods."""

    id: str
    kind: Kind
    name: Text
    before: Node
    after: Node
    difference: float | None
    """Points; None where either is withheld."""
    counted: float | None
    """The part of it that newer evidence bears out: what the ratings with newer evidence change, all else being as in
    the later assessment. None where nothing may be counted."""
    sureness: Sureness
    words: Text
    moved: tuple[str, ...]
    """Indicators in it whose rating differs."""
    evidenced: tuple[str, ...]
    """Those of them that have newer evidence."""
    attribution: Attribution

    @property
    def counts(self) -> bool:
        return self.sureness != "no_conclusion"


@dataclass(frozen=True)
class Change:
    """Two periods of one city."""

    old: Period
    new: Period
    overall: Movement
    levels: dict[str, Movement]
    dimensions: dict[str, Movement]
    shortcomings: dict[str, Movement]
    steps: tuple[Step, ...]
    same_version: bool
    reasons: tuple[Reason, ...]
    """What else than the city's own work may be behind a difference."""

    def movements(self) -> list[Movement]:
        """In reading order."""
        return [self.overall, *self.levels.values(), *self.dimensions.values(), *self.shortcomings.values()]


def compare_periods(old: Period, new: Period) -> Change:
    """What changed between two assessments of one city, what of it counts, and what it is due to.

    A change counts as far as it comes from ratings with evidence dated after the earlier cut-off, under
    the same rubric version, and only where it is larger than the error of raters permits by chance.

    Raises:
        ComparisonRefused: other cities, another rubric, or the later one named first.
        ScoringError: if weights or ratings of either admit no score.

    Source:
        Rubric method 5.4, one city over time.
    """
    refuse_unlike(old, new)
    pair = Pair.of(old, new)
    same_version = old.rubric.fingerprint == new.rubric.fingerprint
    newer = {id_: _newer(old.assessment, new.assessment, id_) for id_ in pair.moved}
    evidenced = [id_ for id_, entries in newer.items() if entries]
    counted = _counted(pair, evidenced) if same_version else {}
    found = attributions(old, new)
    drafts = _nodes(new.card)
    movements = {
        (kind, id_): _movement(new.rubric, (before, after), pair.moved, evidenced, counted.get(id_), found[id_], same_version)
        for (kind, id_), after in drafts.items()
        if (before := _nodes(old.card).get((kind, id_))) is not None
    }  # fmt: skip

    def of(kind: Kind) -> dict[str, Movement]:
        return {id_: one for (its, id_), one in movements.items() if its == kind}

    return Change(
        old, new, movements["overall", "overall"], of("level"), of("dimension"), of("shortcoming"),
        tuple(_step(new.rubric, pair, id_, newer[id_], same_version) for id_ in pair.moved),
        same_version, tuple(reasons_of(pair, newer)),
    )  # fmt: skip


def _newer(old: Assessment, new: Assessment, indicator: str) -> tuple[str, ...]:
    return tuple(entry.id for entry in new.evidence_for(indicator) if entry.date > old.cut_off)


def _counted(pair: Pair, evidenced: list[str]) -> dict[str, float | None]:
    """By node, what the evidenced ratings change where all else is as in the later assessment."""
    rest = frozenset(FACTORS) - {"ratings"}
    try:
        base, lifted = pair.numbers(rest), pair.numbers(rest, evidenced)
    except ScoringError:  # the old ratings admit no score by themselves, such as a zero in a geometric mean
        return {}
    return {id_: None if (start := base[id_]) is None or end is None else end - start for id_, end in lifted.items()}


def _nodes(card: Scorecard) -> Mapping[tuple[Kind, str], Node]:
    shortcomings = [one.node for one in card.shortcomings.values()]
    nodes = [card.overall, *card.levels.values(), *card.dimensions.values(), *shortcomings]
    return {(node.kind, node.id): node for node in nodes}


def _movement(
    rubric: Rubric, nodes: tuple[Node, Node], moved: tuple[str, ...], evidenced: list[str], counted: float | None,
    attribution: Attribution, same_version: bool,
) -> Movement:  # fmt: skip
    before, after = nodes
    difference = None if before.score is None or after.score is None else after.score - before.score
    inside = _inside(rubric, after)
    part = tuple(id_ for id_ in moved if id_ in inside)
    with_evidence = tuple(id_ for id_ in evidenced if id_ in inside)
    counted = None if difference is None else counted
    sureness = sureness_over_time(rubric, after.kind, counted or 0.0)
    words = _words(after.kind, difference, counted, sureness, bool(part), bool(with_evidence), same_version)
    name = say("综合", "Overall") if after.kind == "overall" else rubric.called(after.id)
    return Movement(
        after.id,
        after.kind,
        name,
        before,
        after,
        difference,
        counted,
        sureness,
        words,
        part,
        with_evidence,
        attribution,
    )


def _inside(rubric: Rubric, node: Node) -> set[str]:
    """The indicators that a node is made of."""
    if node.kind == "overall":
        return set(rubric.by_id)
    if node.kind == "shortcoming":
        linked = {one.id: one.shortcomings for one in rubric.indicators if one.shortcomings is not None}
        return {id_ for id_, link in linked.items() if node.id in (link.primary, link.secondary)}
    if node.kind == "dimension":
        return {one.id for one in rubric.indicators_of(node.id)}
    within = _levels_within(rubric, node.id)
    dimensions = {one.id for one in rubric.dimensions if one.level in within}
    return {one.id for one in rubric.indicators if one.dimension in dimensions}


def _levels_within(rubric: Rubric, level: str) -> set[str]:
    found = {level}
    while more := {one.id for one in rubric.levels if one.within in found} - found:
        found |= more
    return found


def sureness_over_time(rubric: Rubric, kind: Kind, points: float) -> Sureness:
    """What a difference of so many points between two periods of one city permits to say; nothing without rules."""
    rules = rubric.differences_over_time
    return "no_conclusion" if rules is None else _sureness(getattr(rules, RULES[kind]), abs(points))


def _sureness(rule: DifferenceRule, points: float) -> Sureness:
    if points > rule.clear + DUST:
        return "clearly"
    return "probably" if points > rule.probable + DUST else "no_conclusion"


def _step(rubric: Rubric, pair: Pair, id_: str, newer: tuple[str, ...], same_version: bool) -> Step:
    before, after = pair.before[id_], pair.after[id_]
    points = 100.0 * (after.level + after.rest - before.level - before.rest) / rubric.top
    rules = rubric.differences_over_time
    sure: Sureness = "no_conclusion"
    if rules is not None and newer and same_version:
        sure = _sureness(rules.indicator, abs(points))
    return Step(id_, before.level, after.level, points, newer, sure)


def _words(
    kind: Kind, difference: float | None, counted: float | None, sureness: Sureness, moved: bool, evidenced: bool,
    same_version: bool,
) -> Text:  # fmt: skip
    if difference is None:
        return say("至少一期不出分，不作结论", "withheld in at least one period: no conclusion")
    if not same_version:
        return say("量表版本不同，不计为变化", "another rubric version: not counted as change")
    if moved and not evidenced:
        return say("没有新佐证，不计为变化", "no newer evidence: not counted as change")
    if sureness == "no_conclusion" or counted is None:
        return WORDS["no_conclusion"]
    word, up = WORDS[sureness], counted > 0
    if kind == "shortcoming":
        return say(f"{word.zh}{'加重' if up else '减轻'}", f"{word.en} {'worse' if up else 'eased'}")
    return say(f"{word.zh}{'上升' if up else '下降'}", f"{word.en} {'higher' if up else 'lower'}")

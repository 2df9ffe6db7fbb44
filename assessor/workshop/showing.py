"""What may be shown of an item's ballots: who may see what, and in which groups.

Nothing leaves before its round is revealed. After that, nobody may stand out: groups are told together until
each holds at least three valid ballots in every round shown, and as every ballot of a round is in one of its
groups, no sum or difference of what is shown leaves fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessor import scoring
from assessor.agreement import Spread
from assessor.assessment import Assessment
from assessor.rubric import Rubric
from assessor.text import Text, say
from assessor.weighting import weights_of
from assessor.workshop.consensus import Proposal, proposal
from assessor.workshop.plan import FEWEST, Decision, Plan, RaterGroup, Snapshot, Tally, Workshop, summed

Cell = tuple[str, ...]
"""Groups of raters that are told together."""


@dataclass(frozen=True)
class GroupShown:
    """One group of raters, or several that are told together because one of them is small."""

    ids: tuple[str, ...]
    name: Text
    tally: Tally


@dataclass(frozen=True)
class RoundShown:
    """One revealed round."""

    total: Tally | None
    """None with fewer than three valid ballots."""
    valid: int
    groups: tuple[GroupShown, ...]
    """Alike in every round of an item; empty where no split may be shown."""
    without_owners: Tally | None
    """All but those whose own unit leads the indicator; for the facilitator, see `shown`."""


@dataclass(frozen=True)
class Shown:
    """What may be shown of an item: every revealed round, and what the rule makes of the newest."""

    indicator: str
    rounds: tuple[RoundShown, ...]
    proposal: Proposal | None
    """None with fewer than three valid ballots."""
    decision: Decision | None


@dataclass(frozen=True)
class AgendaLine:
    """A revealed item that calls for discussion."""

    indicator: str
    proposal: Proposal
    spread: Spread
    weight: float
    """Share 0..1 of the indicator in the overall score."""

    @property
    def priority(self) -> float:
        """Disagreement × effective weight."""
        return self.spread.disagreement_index * self.weight


def shown(workshop: Workshop, indicator: str) -> Shown | None:
    """What anybody but the rater may see of an item's ballots; None before its first reveal.

    During a re-vote the first round stays visible, and the re-vote shows nothing before its own reveal.

    - A round with fewer than three valid ballots gives their number only.
    - A group with fewer in any of the rounds shown is told together with another in all of them; who was told
      together after the first round stays together, so that no two screens can be subtracted.
    - Those who do not lead the indicator are told apart only where they and the others are three or more in
      every round shown, and where no difference to the groups leaves fewer.

    What this cannot hide: who knows how all the others answered can subtract them, and who knows that one
    rater left before the re-vote, and that nobody else changed an answer, sees what the two totals differ by.
    """
    item = workshop.item(indicator)
    if not item.seen:
        return None
    snapshots = item.rounds[: item.seen]
    cells, apart = _settled(workshop.plan.groups, snapshots)
    rounds = tuple(_round(workshop.plan.groups, one, cells, apart=apart) for one in snapshots)
    newest = rounds[-1].total
    return Shown(indicator, rounds, proposal(newest.levels) if newest else None, item.decision)


def item_weights(rubric: Rubric, assessment: Assessment, plan: Plan) -> dict[str, float]:
    """What each item weighs in the whole, 0..1: under the assessment's own variant, or the full one where that leaves
    items of the session out."""
    inside = {one.id for one in rubric.in_variant(assessment.variant)}
    variant = assessment.variant if inside.issuperset(plan.items) else "full"
    chosen = scoring.plan(rubric, weights_of(rubric, assessment.weights, variant))
    return dict(zip(chosen.indicators, scoring.effective_weights(chosen).tolist(), strict=True))


def agenda(workshop: Workshop, weights: Mapping[str, float]) -> tuple[AgendaLine, ...]:
    """What to discuss, most pressing first: revealed items that are neither agreed nor decided yet.

    Ordered by disagreement (RAND/UCLA index, `agreement.spread`) × effective weight (`Scorecard.effective_weights`;
    an indicator without one weighs 0). Ties fall to the larger index; then to the larger share of ballots two
    levels or more off the median, which the index does not see while they are under 30 % on one side; then to the
    order of the plan. Items with fewer than three valid ballots are no
    matter of disagreement and are not in it.
    """
    lines = [one for id_ in workshop.in_phase("revealed") if (one := _line(workshop, id_, weights.get(id_, 0.0)))]
    return tuple(sorted(lines, key=_urgency))


def _line(workshop: Workshop, indicator: str, weight: float) -> AgendaLine | None:
    found = shown(workshop, indicator)
    newest = found.rounds[-1].total if found else None
    if found is None or newest is None or found.proposal is None or found.proposal.kind == "agreed":
        return None
    spreading = newest.spread
    return AgendaLine(indicator, found.proposal, spreading, weight) if spreading else None


def _urgency(line: AgendaLine) -> tuple[float, ...]:
    # Rounded, so that dust of floating point decides nothing.
    keys = (line.priority, line.spread.disagreement_index, line.spread.far / line.spread.n)
    return tuple(-round(one, 12) for one in keys)


# -- groups -------------------------------------------------------------------------------------


def seated(groups: Sequence[RaterGroup], heads: Mapping[str, int]) -> list[Cell]:
    """Which groups are told together where raters are counted, by the rule that ballots follow; none where all
    raters together are fewer than three."""
    there = [one for one in groups if heads.get(one.id, 0) > 0]
    sizes = {one.id: (heads[one.id], heads[one.id]) for one in there}
    if sum(heads[one.id] for one in there) < FEWEST:
        return []
    return _joined([(one.id,) for one in there], sizes, {one.id: one.inside for one in groups})


def together(names: Iterable[Text]) -> Text:
    """The name of groups that are told together; of one alone its own."""
    kept = list(names)
    if len(kept) == 1:
        return kept[0]
    zh, en = "、".join(one.zh for one in kept), ", ".join(one.en for one in kept)
    return say(f"{zh}（合并）", f"{en} (together)")


def _round(groups: Sequence[RaterGroup], snapshot: Snapshot, cells: Sequence[Cell], *, apart: bool) -> RoundShown:
    total = snapshot.total
    if total.valid < FEWEST:
        return RoundShown(None, total.valid, (), None)
    names = {one.id: one.name for one in groups}
    parts = cells if len(cells) > 1 else ()
    split = tuple(GroupShown(cell, together(names[one] for one in cell), _of(cell, snapshot)) for cell in parts)
    without = total - summed(snapshot.owners.values()) if apart else None
    return RoundShown(total, total.valid, split, without)


def _of(cell: Cell, snapshot: Snapshot) -> Tally:
    return summed(snapshot.groups[one] for one in cell)


def _settled(groups: Sequence[RaterGroup], snapshots: Sequence[Snapshot]) -> tuple[list[Cell], bool]:
    """Who is told together, in the order of the plan, and whether those who do not lead are told apart.

    Settled round by round, as the screens went: cells are only ever joined further, and what one screen had to
    hide no later one tells.
    """
    cells: list[Cell] = [(one.id,) for one in groups]
    inside = {one.id: one.inside for one in groups}
    told = [one for one in snapshots if one.total.valid >= FEWEST]
    apart = bool(told)
    for snapshot in told:
        sizes = {id_: (tally.valid, tally.answered) for id_, tally in snapshot.groups.items()}
        cells = _joined(cells, sizes, inside)
        apart = apart and _owners_stay_hidden(cells, snapshot)
    return [cell for cell in cells if any(_of(cell, one).answered for one in told)], apart


def _joined(cells: Sequence[Cell], sizes: Mapping[str, tuple[int, int]], inside: Mapping[str, bool]) -> list[Cell]:
    """Join the first small cell with another until none is small. Cells that were not small before stay so.

    The partner is another small one if there is one, so that the large ones stay by themselves; else one of the
    same side of the house; else the first. Cells without an answer are nobody. `sizes`: valid ballots and answers,
    by group.
    """
    now, order = list(cells), list(inside)
    while True:
        there = [cell for cell in now if any(sizes[one][1] for one in cell)]
        small = [cell for cell in there if sum(sizes[one][0] for one in cell) < FEWEST]
        if not small or len(there) == 1:
            return now
        first, side = small[0], _inside(small[0], inside)
        others = [cell for cell in there if cell != first]
        partner = min(others, key=lambda cell: (cell not in small, _inside(cell, inside) != side))
        both = tuple(sorted((*first, *partner), key=order.index))
        now = list(dict.fromkeys(both if cell in (first, partner) else cell for cell in now))


def _inside(cell: Cell, inside: Mapping[str, bool]) -> bool:
    return all(inside[one] for one in cell)


def _owners_stay_hidden(cells: Sequence[Cell], snapshot: Snapshot) -> bool:
    """Whether the others can be told beside the groups.

    The others less some of the groups leave, of each group, either those who lead the indicator or those who do
    not, whichever the reader likes: the fewest that any such choice leaves must be three, or nobody.
    """
    owners = summed(snapshot.owners.values())
    if min(owners.valid, (snapshot.total - owners).valid) < FEWEST:
        return False
    left = {(0, False)}
    for cell in cells:
        leading = summed(snapshot.owners[one] for one in cell)
        parts = (leading, _of(cell, snapshot) - leading)
        left = {(min(n + part.valid, FEWEST), some or part.answered > 0) for n, some in left for part in parts}
    return not any(some and n < FEWEST for n, some in left)

"""Workshop: the rules of a scoring session. No database, no clock, nobody's name.

Each item (an indicator that is put to the raters) goes its own way:

    waiting -> open (round 1) -> closed -> revealed -> decided
                                             |            (or unrated, with fewer than 3 valid ballots)
                                             -> open (round 2, the re-vote) -> closed -> revealed -> decided

A round that is closed is a frozen snapshot of counts. What it holds leaves this room through `shown`
alone, and that gives nothing before the reveal. Method: part 6 of the rubric's method.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assessor.assessment import NOTE_LIMIT
from assessor.consensus import Proposal, proposal
from assessor.errors import Problem, WorkshopRefused
from assessor.rubric import Rubric
from assessor.text import Prose, Text, say

SessionKind = Literal["internal", "open"]
Phase = Literal["waiting", "open", "closed", "revealed", "decided", "unrated"]
Stage = Literal["draft", "running", "ended"]
Method = Literal["mode", "median", "facilitated"]
FEWEST = 3
"""Fewer valid ballots are no rating, and fewer raters are never shown as a group (method 5.1 and 6.3)."""
MOST_ROUNDS = 2
"""One independent round and one re-vote."""


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RaterGroup(_Frozen):
    """Raters who are shown together: government, oversight, society, or a city's own."""

    id: Prose
    name: Text
    inside: bool = True
    """Whether the group may see and rate what concerns internal procedure (audience `internal`)."""
    dimensions: tuple[str, ...] = ()
    """The dimensions it rates; empty means all that its place allows."""


class Plan(_Frozen):
    """What is fixed before the first item opens."""

    items: tuple[str, ...] = Field(min_length=1)
    """Indicators in the order in which phones put them."""
    variant: Literal["full", "quick", "own"] = "quick"
    kind: SessionKind = "open"
    groups: tuple[RaterGroup, ...] = Field(min_length=1)
    seconds: int = Field(default=120, ge=0, le=3_600)
    """Time per item that the board counts down; 0 for none."""
    trial: str | None = None
    """Rated first, by itself, so that all understand the scale alike; it counts like any other item."""
    evidence: bool = True
    """Whether phones show the titles of the evidence listed for an item."""


class Ballot(_Frozen):
    """One rater's own answer, as far as it is counted: neither name nor token nor time."""

    indicator: str
    group: str
    level: int | None
    """None: cannot judge, which is an answer but no valid ballot."""
    owner: bool = False
    """Whether the rater's own unit leads the indicator."""


class Tally(_Frozen):
    """Ballots of some raters for one item: how many chose each level, how many could not judge."""

    levels: tuple[int, ...]
    cannot_judge: int = 0

    @property
    def valid(self) -> int:
        return sum(self.levels)

    @property
    def answered(self) -> int:
        return self.valid + self.cannot_judge

    def __add__(self, other: Tally) -> Tally:
        levels = tuple(a + b for a, b in zip(self.levels, other.levels, strict=True))
        return Tally(levels=levels, cannot_judge=self.cannot_judge + other.cannot_judge)

    def __sub__(self, other: Tally) -> Tally:
        levels = tuple(a - b for a, b in zip(self.levels, other.levels, strict=True))
        return Tally(levels=levels, cannot_judge=self.cannot_judge - other.cannot_judge)


class Snapshot(_Frozen):
    """One closed round of one item, frozen."""

    groups: dict[str, Tally]
    owners: Tally
    """Those among them whose own unit leads the indicator."""

    @property
    def total(self) -> Tally:
        first, *rest = self.groups.values()
        return sum(rest, first)


class Decision(_Frozen):
    """What was agreed, how and why; the dissent stays in the snapshots as distribution."""

    level: int
    method: Method
    doubtful: bool = False
    """Raters still disagreed: both opinions stand side by side, evidence is to be found, never the highest level."""
    reason: str = Field(default="", max_length=NOTE_LIMIT)
    dissent: str = Field(default="", max_length=NOTE_LIMIT)
    """The minority's reasons in the facilitator's words."""


class Item(_Frozen):
    """Where one indicator stands."""

    phase: Phase = "waiting"
    round: int = 0
    """The round that is open or was last open; 0 before the first."""
    rounds: tuple[Snapshot, ...] = ()
    """Closed rounds, oldest first."""
    decision: Decision | None = None


class Workshop(_Frozen):
    """One scoring session: its plan and where each item stands."""

    plan: Plan
    stage: Stage = "draft"
    locked: bool = False
    """Nobody new may join; those who are in go on."""
    items: dict[str, Item]

    def item(self, indicator: str) -> Item:
        found = self.items.get(indicator)
        if found is None:
            raise _refused(
                indicator,
                say("本场研讨不评这一项", "this session does not rate that indicator"),
                say("从本场的指标中选择", "choose one of the session's indicators"),
            )
        return found

    def group(self, id_: str) -> RaterGroup:
        found = next((one for one in self.plan.groups if one.id == id_), None)
        if found is None:
            raise _refused(
                id_,
                say("本场研讨没有这个评委组", "this session has no such group of raters"),
                say("从列出的评委组中选择", "choose one of the groups listed"),
            )
        return found

    def in_phase(self, *phases: Phase) -> list[str]:
        """Indicators in the order of the plan."""
        return [one for one in self.plan.items if self.items[one].phase in phases]


@dataclass(frozen=True)
class Shown:
    """What may be shown of an item once it is revealed: every closed round, and what the rule proposes."""

    indicator: str
    rounds: tuple[Snapshot, ...]
    proposal: Proposal | None
    """None with fewer than three valid ballots."""
    decision: Decision | None


# -- preparing ----------------------------------------------------------------------------------


def default_groups() -> tuple[RaterGroup, ...]:
    """Government, oversight and society, as the method seats them."""
    return (
        RaterGroup(id="government", name=say("政府评委", "Government raters")),
        RaterGroup(id="oversight", name=say("监督评委", "Oversight raters")),
        RaterGroup(id="society", name=say("民间评委", "Society raters"), inside=False),
    )


def prepared(rubric: Rubric, plan: Plan) -> Workshop:
    """A session in draft.

    Raises:
        WorkshopRefused: all at once: unknown or repeated indicators, groups or dimensions; a trial item
            outside the plan; outside groups in an internal session; an item that nobody may rate.
    """
    faults = list(_plan_faults(rubric, plan))
    if faults:
        raise WorkshopRefused(*faults)
    order = [plan.trial] * (plan.trial is not None) + [one for one in plan.items if one != plan.trial]
    plan = plan.model_copy(update={"items": tuple(order)})
    return Workshop(plan=plan, items={one: Item() for one in plan.items})


def _plan_faults(rubric: Rubric, plan: Plan) -> Iterable[Problem]:
    known = {one.id for one in rubric.dimensions}
    for id_ in plan.items:
        if id_ not in rubric.by_id:
            yield Problem(
                id_,
                say("量表中没有这项指标", "the rubric has no such indicator"),
                say("从量表的指标中选择", "choose from the rubric's indicators"),
            )
    for twice in sorted({one for one in plan.items if plan.items.count(one) > 1}):
        yield Problem(twice, say("同一指标列了两次", "the indicator is listed twice"), say("删去一处", "remove one"))
    ids = [one.id for one in plan.groups]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        yield Problem(
            twice, say("评委组编号重复", "two groups share this id"), say("改用不同编号", "give them different ids")
        )
    for group in plan.groups:
        for lost in sorted(set(group.dimensions) - known):
            yield Problem(
                f"{group.id}.{lost}",
                say("量表中没有这个维度", "the rubric has no such dimension"),
                say("从量表的维度中选择", "choose from the rubric's dimensions"),
            )
        if plan.kind == "internal" and not group.inside:
            yield Problem(
                group.id,
                say("内部场次不设外部评委组", "an internal session has no outside groups"),
                say("去掉该组，或改为开放场次", "leave the group out, or make it an open session"),
            )
    if plan.trial is not None and plan.trial not in plan.items:
        yield Problem(
            plan.trial,
            say("试评题不在本场指标之内", "the trial item is not among the session's items"),
            say("从本场指标中选试评题", "choose the trial item from the session's items"),
        )
    for id_ in plan.items:
        if id_ in rubric.by_id and not any(rates(rubric, group, id_) for group in plan.groups):
            yield Problem(
                id_,
                say("没有任何评委组可评这一项", "no group of raters may rate this indicator"),
                say("增设一个评委组，或从本场去掉该项", "add a group that may, or leave the indicator out"),
            )


def rates(rubric: Rubric, group: RaterGroup, indicator: str) -> bool:
    """Whether a group rates an indicator: outside groups only what the rubric opens to all."""
    found = rubric.by_id[indicator]
    return (group.inside or found.audience == "open") and (not group.dimensions or found.dimension in group.dimensions)


def items_for(rubric: Rubric, workshop: Workshop, group: str) -> list[str]:
    """What a group's phones put, in the order of the plan."""
    mine = workshop.group(group)
    return [one for one in workshop.plan.items if rates(rubric, mine, one)]


# -- rounds -------------------------------------------------------------------------------------


def opened(workshop: Workshop, indicators: Collection[str]) -> Workshop:
    """Open the first round of some items."""
    _refuse_ended(workshop)
    return _moved(workshop, indicators, {"waiting"}, lambda _: {"phase": "open", "round": 1}, running=True)


def closed(workshop: Workshop, indicators: Collection[str], ballots: Sequence[Ballot], top: int) -> Workshop:
    """Close the open round and freeze it. `ballots` are all those cast in that round of these items."""
    by_item: dict[str, list[Ballot]] = {one: [] for one in indicators}
    for ballot in ballots:
        by_item[ballot.indicator].append(ballot)

    def frozen(id_: str) -> dict[str, object]:
        snapshot = _snapshot(workshop, by_item[id_], top)
        return {"phase": "closed", "rounds": (*workshop.item(id_).rounds, snapshot)}

    return _moved(workshop, indicators, {"open"}, frozen)


def reopened(workshop: Workshop, indicators: Collection[str]) -> Workshop:
    """Take back a closing, as long as nobody has seen anything."""
    return _moved(
        workshop, indicators, {"closed"}, lambda id_: {"phase": "open", "rounds": workshop.item(id_).rounds[:-1]}
    )


def revealed(workshop: Workshop, indicators: Collection[str]) -> Workshop:
    return _moved(workshop, indicators, {"closed"}, lambda _: {"phase": "revealed"})


def revoting(workshop: Workshop, indicators: Collection[str]) -> Workshop:
    """Open the re-vote: once, and only after the discussion that a reveal begins."""
    for id_ in indicators:
        if workshop.item(id_).round >= MOST_ROUNDS:
            raise _refused(
                id_,
                say("这一项已经复评过一次", "this item has had its re-vote"),
                say("作出决定；仍有分歧的记为存疑", "decide it; where raters still disagree it is marked doubtful"),
            )
    return _moved(workshop, indicators, {"revealed"}, lambda _: {"phase": "open", "round": MOST_ROUNDS})


def decided(workshop: Workshop, indicator: str, level: int, *, reason: str = "", dissent: str = "") -> Workshop:
    """Record the facilitator's decision on a revealed item.

    What the rule proposes needs no reason; any other level does. An item on which raters still
    disagree is doubtful and never gets the highest level.

    Raises:
        WorkshopRefused: not revealed, fewer than three valid ballots, no such level, no reason.
    """
    item = workshop.item(indicator)
    _refuse_phase(indicator, item, {"revealed"})
    made = _proposal(item)
    if made is None:
        raise _too_few(indicator, item.rounds[-1].total.valid)
    top = len(item.rounds[-1].total.levels) - 1
    if not 0 <= level <= top:
        raise _refused(
            indicator, say(f"没有 {level} 级", f"there is no level {level}"), say(f"选 0—{top} 级", f"choose 0-{top}")
        )
    if made.kind == "disagreement" and level == top:
        raise _refused(
            indicator,
            say(f"仍有分歧的指标不得定为 {top} 级", f"an item on which raters disagree cannot be level {top}"),
            say("定为较低的级，或先复评一次", "choose a lower level, or have the re-vote first"),
        )
    if level != made.level and not reason.strip():
        raise _refused(
            indicator,
            say(
                f"所定的级与规则建议的 {made.level} 级不同，须写明理由",
                f"the rule proposes level {made.level}: another level needs a reason",
            ),
            say("写一句理由", "write one sentence"),
        )
    method: Method = "facilitated" if level != made.level else "mode" if made.kind == "agreed" else "median"
    decision = Decision(
        level=level, method=method, doubtful=made.kind == "disagreement", reason=reason.strip(), dissent=dissent.strip()
    )
    return _moved(workshop, [indicator], {"revealed"}, lambda _: {"phase": "decided", "decision": decision})


def unrated(workshop: Workshop, indicator: str) -> Workshop:
    """Leave an item without rating, because fewer than three could judge it."""
    item = workshop.item(indicator)
    _refuse_phase(indicator, item, {"closed", "revealed"})
    if item.rounds[-1].total.valid >= FEWEST:
        raise _refused(
            indicator,
            say(f"有效评分票已满 {FEWEST} 张", f"there are {FEWEST} valid ballots or more"),
            say("按规则建议作出决定", "decide it as the rule proposes"),
        )
    return _moved(workshop, [indicator], {"closed", "revealed"}, lambda _: {"phase": "unrated"})


def reconsidered(workshop: Workshop, indicator: str) -> Workshop:
    """Take back a decision; the snapshots stay as they are."""
    _refuse_ended(workshop)
    return _moved(workshop, [indicator], {"decided", "unrated"}, lambda _: {"phase": "revealed", "decision": None})


def ended(workshop: Workshop) -> Workshop:
    """End the session for good. What is still open must be closed first."""
    _refuse_ended(workshop)
    if still := workshop.in_phase("open"):
        raise WorkshopRefused(
            *(
                Problem(one, say("这一项还在评分", "this item is still open"), say("先收票", "close it first"))
                for one in still
            )
        )
    return workshop.model_copy(update={"stage": "ended", "locked": True})


# -- what may be seen ---------------------------------------------------------------------------


def shown(workshop: Workshop, indicator: str) -> Shown | None:
    """What anybody but the rater may see of an item's ballots: nothing while its newest round is not revealed.

    During a re-vote the first round stays visible, which was revealed before.
    """
    item = workshop.item(indicator)
    seen = item.rounds if item.phase in ("revealed", "decided", "unrated") else item.rounds[: item.round - 1]
    if not seen:
        return None
    return Shown(indicator, seen, _proposal(item) if len(seen) == len(item.rounds) else None, item.decision)


def takes_ballots(rubric: Rubric, workshop: Workshop, group: str, indicator: str) -> bool:
    """Whether a ballot of this group for this item is taken now."""
    item = workshop.items.get(indicator)
    if workshop.stage == "ended" or item is None or item.phase != "open":
        return False
    return rates(rubric, workshop.group(group), indicator)


# -- inside -------------------------------------------------------------------------------------


def _snapshot(workshop: Workshop, ballots: Sequence[Ballot], top: int) -> Snapshot:
    groups = {one.id: _tally([b for b in ballots if b.group == one.id], top) for one in workshop.plan.groups}
    return Snapshot(groups=groups, owners=_tally([one for one in ballots if one.owner], top))


def _tally(ballots: Sequence[Ballot], top: int) -> Tally:
    given = [one.level for one in ballots]
    return Tally(levels=tuple(given.count(level) for level in range(top + 1)), cannot_judge=given.count(None))


def _proposal(item: Item) -> Proposal | None:
    total = item.rounds[-1].total
    return proposal(total.levels) if total.valid >= FEWEST else None


def _moved(
    workshop: Workshop,
    indicators: Collection[str],
    phases: Collection[Phase],
    change: Callable[[str], dict[str, object]],
    *,
    running: bool = False,
) -> Workshop:
    """All of the named items move, or none."""
    faults = [one for id_ in indicators for one in _phase_faults(id_, workshop.item(id_), phases)]
    if faults:
        raise WorkshopRefused(*faults)
    changed = {id_: workshop.items[id_].model_copy(update=change(id_)) for id_ in indicators}
    stage = "running" if running else workshop.stage
    return workshop.model_copy(update={"items": {**workshop.items, **changed}, "stage": stage})


PHASE_NAMES: dict[Phase, Text] = {
    "waiting": say("未开始", "waiting"),
    "open": say("评分中", "open"),
    "closed": say("已收票", "closed"),
    "revealed": say("已揭示", "revealed"),
    "decided": say("已定", "decided"),
    "unrated": say("未评", "not rated"),
}


def _phase_faults(indicator: str, item: Item, phases: Collection[Phase]) -> Iterable[Problem]:
    if item.phase not in phases:
        is_, must = PHASE_NAMES[item.phase], [PHASE_NAMES[one] for one in PHASE_NAMES if one in phases]
        yield Problem(
            indicator,
            say(f"这一项目前为“{is_.zh}”，不能这样做", f"this item is {is_.en}, which does not allow that"),
            say(
                f"须先为“{'”或“'.join(one.zh for one in must)}”；他人可能刚刚操作过，请刷新",
                f"it must be {' or '.join(one.en for one in must)} first; somebody else may just have acted: reload",
            ),
        )


def _refuse_phase(indicator: str, item: Item, phases: Collection[Phase]) -> None:
    if faults := list(_phase_faults(indicator, item, phases)):
        raise WorkshopRefused(*faults)


def _refuse_ended(workshop: Workshop) -> None:
    if workshop.stage == "ended":
        raise _refused(
            "", say("本场研讨已经结束", "this session has ended"), say("另开一场", "prepare another session")
        )


def _too_few(indicator: str, valid: int) -> WorkshopRefused:
    return _refused(
        indicator,
        say(f"有效评分票只有 {valid} 张，不足 {FEWEST} 张，视为未评",
            f"{valid} valid ballots are fewer than {FEWEST}: the item counts as not rated"),
        say("记为未评，或复评一次", "leave it without rating, or have the re-vote"),
    )  # fmt: skip


def _refused(place: str, what: Text, fix: Text) -> WorkshopRefused:
    return WorkshopRefused(Problem(place, what, fix))

"""What a scoring session is made of, and how one is prepared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assessor.agreement import Spread, spread
from assessor.assessment import FEWEST as FEWEST
from assessor.assessment import NOTE_LIMIT
from assessor.assessment import Method as Method
from assessor.errors import Problem, WorkshopRefused
from assessor.rubric import Indicator, Rubric
from assessor.text import Prose, Text, say

SessionKind = Literal["internal", "open"]
SessionVariant = Literal["full", "quick", "own"]
Phase = Literal["waiting", "open", "closed", "revealed", "decided", "unrated"]
Stage = Literal["draft", "running", "ended"]
MOST_ROUNDS = 2
"""One independent round and one re-vote."""
MOST_SECONDS = 3_600
TRIAL = "B1-1"
"""The indicator that the method rates first (part 3, minutes 8-14), where a rubric has it."""


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
    """What is fixed before the first item opens. Whether it can be held, `prepared` tells."""

    items: tuple[str, ...]
    """Indicators in the order in which phones put them."""
    variant: SessionVariant = "quick"
    kind: SessionKind = "open"
    groups: tuple[RaterGroup, ...]
    seconds: int = 120
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

    @property
    def spread(self) -> Spread | None:
        """Centre and spread of the valid ballots; None without any."""
        return spread(self.levels)

    @property
    def median(self) -> float | None:
        """The true median of the valid ballots; None without any."""
        found = self.spread
        return None if found is None else found.median

    def __add__(self, other: Tally) -> Tally:
        levels = tuple(a + b for a, b in zip(self.levels, other.levels, strict=True))
        return Tally(levels=levels, cannot_judge=self.cannot_judge + other.cannot_judge)

    def __sub__(self, other: Tally) -> Tally:
        levels = tuple(a - b for a, b in zip(self.levels, other.levels, strict=True))
        return Tally(levels=levels, cannot_judge=self.cannot_judge - other.cannot_judge)


class Snapshot(_Frozen):
    """One closed round of one item, frozen."""

    groups: dict[str, Tally]
    owners: dict[str, Tally]
    """By group, those among them whose own unit leads the indicator."""

    @property
    def total(self) -> Tally:
        return summed(self.groups.values())


def summed(tallies: Iterable[Tally]) -> Tally:
    """Of at least one."""
    first, *rest = tallies
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
    groups: tuple[str, ...] = ()
    """Who rates it."""

    @property
    def seen(self) -> int:
        """How many rounds are revealed. A re-vote hides nothing of the first round, which everybody knows."""
        return len(self.rounds) if self.phase in ("revealed", "decided", "unrated") else max(self.round - 1, 0)


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
            raise WorkshopRefused(not_in_session(indicator))
        return found

    def group(self, id_: str) -> RaterGroup:
        found = next((one for one in self.plan.groups if one.id == id_), None)
        if found is None:
            raise WorkshopRefused(no_such_group(id_))
        return found

    def in_phase(self, *phases: Phase) -> list[str]:
        """Indicators in the order of the plan."""
        return [one for one in self.plan.items if self.items[one].phase in phases]


def not_in_session(indicator: str) -> Problem:
    return Problem(
        indicator,
        say("本场研讨不评这一项", "this session does not rate that indicator"),
        say("从本场的指标中选择", "choose one of the session's indicators"),
    )


def no_such_group(id_: str) -> Problem:
    return Problem(
        id_,
        say("本场研讨没有这个评委组", "this session has no such group of raters"),
        say("从列出的评委组中选择", "choose one of the groups listed"),
    )


# -- preparing ----------------------------------------------------------------------------------


def default_groups() -> tuple[RaterGroup, ...]:
    """Government, oversight and society, as the method seats them."""
    return (
        RaterGroup(id="government", name=say("政府评委", "Government raters")),
        RaterGroup(id="oversight", name=say("监督评委", "Oversight raters")),
        RaterGroup(id="society", name=say("民间评委", "Society raters"), inside=False),
    )


def default_plan(rubric: Rubric, variant: SessionVariant = "quick", kind: SessionKind = "open") -> Plan:
    """What a session rates unless its facilitator chooses otherwise.

    The quick variant is held whole in any room; groups from outside rate those of its items that are
    open. Otherwise the rubric's audience flags part the day: the internal session has what concerns
    internal procedure, the open one what all may rate, so that no indicator is rated in both. `own` begins
    with the same items. A group that may rate none of them is left out.

    The trial item is one that every group rates: the method's own, else the first key indicator, else any.
    """
    items = [one for one in rubric.in_variant("quick" if variant == "quick" else "full") if one.measure is None]
    if variant != "quick":
        items = [one for one in items if one.audience == kind] or items
    groups = tuple(one for one in default_groups() if _has_work(rubric, one, kind, items))
    for_all = [one for one in items if all(rates(rubric, group, one.id) for group in groups)]
    likely = sorted(for_all, key=lambda one: (one.id != TRIAL, not one.gate))
    return Plan(
        items=tuple(one.id for one in items),
        variant=variant,
        kind=kind,
        groups=groups,
        trial=likely[0].id if likely else None,
    )


def _has_work(rubric: Rubric, group: RaterGroup, kind: SessionKind, items: Iterable[Indicator]) -> bool:
    return (kind == "open" or group.inside) and any(rates(rubric, group, one.id) for one in items)


def prepared(rubric: Rubric, plan: Plan) -> Workshop:
    """A session in draft; a trial item goes first.

    Raises:
        WorkshopRefused: all at once: nothing or nobody planned; unknown, measured or repeated indicators, groups or
            dimensions; items outside the quick variant; a trial item outside the plan; outside groups in an
            internal session; an item that nobody may rate; a group that may rate nothing; an odd time.
    """
    if faults := [*_item_faults(rubric, plan), *_group_faults(rubric, plan), *_match_faults(rubric, plan)]:
        raise WorkshopRefused(*faults)
    order = [plan.trial] * (plan.trial is not None) + [one for one in plan.items if one != plan.trial]
    plan = plan.model_copy(update={"items": tuple(order)})
    who = {id_: tuple(one.id for one in plan.groups if rates(rubric, one, id_)) for id_ in plan.items}
    return Workshop(plan=plan, items={id_: Item(groups=groups) for id_, groups in who.items()})


def replanned(rubric: Rubric, workshop: Workshop, plan: Plan) -> Workshop:
    """Another plan, as long as the session is in draft.

    Raises:
        WorkshopRefused: it has begun, or as `prepared`.
    """
    if workshop.stage != "draft":
        what = say("本场已经开始评分，方案不能再改", "rating has begun, so the plan stands")
        raise WorkshopRefused(Problem("", what, say("另开一场", "prepare another session")))
    return prepared(rubric, plan).model_copy(update={"locked": workshop.locked})


def _item_faults(rubric: Rubric, plan: Plan) -> Iterable[Problem]:
    if not plan.items:
        yield Problem("", say("没有选指标", "no indicator is chosen"), say("至少选一项", "choose at least one"))
    quick = {one.id for one in rubric.in_variant(plan.variant if plan.variant == "quick" else "full")}
    for id_ in dict.fromkeys(plan.items):
        if id_ not in rubric.by_id:
            what = say("量表中没有这项指标", "the rubric has no such indicator")
            yield Problem(id_, what, say("从量表的指标中选择", "choose from the rubric's indicators"))
        elif id_ not in quick:
            what = say("快评版不含这一项", "the quick variant does not have this indicator")
            yield Problem(id_, what, say("去掉该项，或改为自选指标", "leave it out, or choose your own indicators"))
        elif rubric.by_id[id_].measure is not None:
            what = say(
                "计量指标填数值，不由评委评级", "a measured indicator takes a figure and is not rated by a session"
            )
            fix = say("从本场去掉该项，在“逐项评估”页填数值", "leave it out and enter its figure on the Assess page")
            yield Problem(id_, what, fix)
    for twice in repeated(plan.items):
        yield Problem(twice, say("同一指标列了两次", "the indicator is listed twice"), say("删去一处", "remove one"))
    if plan.trial is not None and plan.trial not in plan.items:
        what = say("试评题不在本场指标之内", "the trial item is not among the session's items")
        yield Problem(plan.trial, what, say("从本场指标中选试评题", "choose the trial item from the session's items"))
    if not 0 <= plan.seconds <= MOST_SECONDS:
        what = say(f"每题{plan.seconds}秒，超出范围", f"{plan.seconds} seconds an item is out of range")
        yield Problem("", what, say(f"填0至{MOST_SECONDS}秒，0为不限时", f"0 to {MOST_SECONDS}; 0 for no limit"))


def _group_faults(rubric: Rubric, plan: Plan) -> Iterable[Problem]:
    known = {one.id for one in rubric.dimensions}
    if not plan.groups:
        yield Problem("", say("没有评委组", "there is no group of raters"), say("至少设一组", "have at least one"))
    for twice in repeated(one.id for one in plan.groups):
        yield Problem(
            twice, say("评委组编号重复", "two groups share this id"), say("改用不同编号", "give them different ids")
        )
    for twice in sorted({*repeated(one.name.zh for one in plan.groups), *repeated(one.name.en for one in plan.groups)}):
        yield Problem(twice, say("两个评委组同名", "two groups have the same name"), say("改一个名称", "rename one"))
    for group in plan.groups:
        for lost in sorted(set(group.dimensions) - known):
            what = say("量表中没有这个维度", "the rubric has no such dimension")
            yield Problem(f"{group.id}.{lost}", what, say("从量表的维度中选择", "choose from the rubric's dimensions"))
        if plan.kind == "internal" and not group.inside:
            what = say("内部场次不设外部评委组", "an internal session has no outside groups")
            yield Problem(
                group.id, what, say("去掉该组，或改为开放场次", "leave the group out, or make it an open session")
            )


def _match_faults(rubric: Rubric, plan: Plan) -> Iterable[Problem]:
    """Items without a group and groups without an item."""
    items = [one for one in dict.fromkeys(plan.items) if one in rubric.by_id]
    for id_ in items:
        if plan.groups and not any(rates(rubric, group, id_) for group in plan.groups):
            what = say("没有任何评委组可评这一项", "no group of raters may rate this indicator")
            yield Problem(
                id_, what, say("增设一个评委组，或从本场去掉该项", "add a group that may, or leave the indicator out")
            )
    for group in plan.groups:
        if items and not any(rates(rubric, group, id_) for id_ in items):
            what = say("这一组在本场没有可评的指标", "this group may rate none of the session's indicators")
            yield Problem(
                group.id, what, say("去掉该组，或改其维度", "leave the group out, or give it other dimensions")
            )


def repeated(words: Iterable[str]) -> list[str]:
    return sorted(one for one, count in Counter(words).items() if count > 1)


def rates(rubric: Rubric, group: RaterGroup, indicator: str) -> bool:
    """Whether a group rates an indicator: outside groups only what the rubric opens to all."""
    found = rubric.by_id[indicator]
    return (group.inside or found.audience == "open") and (not group.dimensions or found.dimension in group.dimensions)


def items_for(rubric: Rubric, workshop: Workshop, group: str) -> list[str]:
    """What a group's phones put, in the order of the plan."""
    mine = workshop.group(group)
    return [one for one in workshop.plan.items if rates(rubric, mine, one)]

"""The steps of a scoring session. No database, no clock, nobody's name.

Each item (an indicator that is put to the raters) goes its own way:

    waiting -> open (round 1) -> closed -> revealed -> decided
                                             |            (or unrated, with fewer than 3 valid ballots)
                                             -> open (round 2, the re-vote) -> closed -> revealed -> decided

A round that is closed is a frozen snapshot of counts. What it holds leaves this room through `shown` and
`agenda` alone, which give nothing before the reveal, and no step before it depends on what the ballots say.
Method: part 6 of the rubric's method.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from assessor.assessment import NOTE_LIMIT
from assessor.errors import Problem, WorkshopRefused
from assessor.text import Text, say
from assessor.workshop.consensus import proposal
from assessor.workshop.plan import (
    FEWEST,
    MOST_ROUNDS,
    Ballot,
    Decision,
    Method,
    Phase,
    Snapshot,
    Tally,
    Workshop,
    no_such_group,
    not_in_session,
)

PHASE_NAMES: dict[Phase, Text] = {
    "waiting": say("未开始", "waiting"),
    "open": say("评分中", "open"),
    "closed": say("已收票", "closed"),
    "revealed": say("已揭示", "revealed"),
    "decided": say("已定", "decided"),
    "unrated": say("未评", "not rated"),
}


# -- who may do what now ------------------------------------------------------------------------


def takes_ballots(workshop: Workshop, group: str, indicator: str) -> bool:
    """Whether a ballot of this group for this item is taken now. No item is open after the end."""
    item = workshop.items.get(indicator)
    return item is not None and item.phase == "open" and group in item.groups


def locking(workshop: Workshop, locked: bool) -> Workshop:
    """Let nobody new in, or let them in again; those who are in go on."""
    _refuse(_ended_faults(workshop))
    return workshop.model_copy(update={"locked": locked})


# -- rounds -------------------------------------------------------------------------------------


def opened(workshop: Workshop, indicators: Collection[str]) -> Workshop:
    """Open the first round of some items; a trial item is opened alone and revealed before any other opens."""
    _refuse(_step_faults(workshop, indicators, {"waiting"}), _trial_faults(workshop, indicators))
    after = _moved(workshop, indicators, lambda _: {"phase": "open", "round": 1})
    return after.model_copy(update={"stage": "running"})


def closed(workshop: Workshop, indicators: Collection[str], ballots: Sequence[Ballot], top: int) -> Workshop:
    """Close the open round and freeze it.

    Args:
        ballots: all those cast in that round of these items by raters who have not been removed since.
        top: the rubric's highest level.

    Raises:
        WorkshopRefused: not open, or ballots that cannot be counted: a ballot is counted or the round stays
            open, it is never dropped. What a ballot says is not repeated.
    """
    _refuse(_step_faults(workshop, indicators, {"open"}))
    _refuse(_ballot_faults(workshop, indicators, ballots, top))

    def frozen(id_: str) -> dict[str, object]:
        snapshot = _snapshot(workshop, [one for one in ballots if one.indicator == id_], top)
        return {"phase": "closed", "rounds": (*workshop.items[id_].rounds, snapshot)}

    return _moved(workshop, indicators, frozen)


def reopened(workshop: Workshop, indicators: Collection[str]) -> Workshop:
    """Take back a closing, as long as nobody has seen anything; the ballots go on and are counted at the next one."""
    _refuse(_step_faults(workshop, indicators, {"closed"}))
    return _moved(workshop, indicators, lambda id_: {"phase": "open", "rounds": workshop.items[id_].rounds[:-1]})


def revealed(workshop: Workshop, indicators: Collection[str]) -> Workshop:
    """Let everybody see the closed round; there is no way back."""
    _refuse(_step_faults(workshop, indicators, {"closed"}))
    return _moved(workshop, indicators, lambda _: {"phase": "revealed"})


def revoting(workshop: Workshop, indicators: Collection[str]) -> Workshop:
    """Open the re-vote: once, and only after the discussion that a reveal begins. Everybody answers anew."""
    _refuse(_step_faults(workshop, indicators, {"revealed"}), _revote_faults(workshop, indicators))
    return _moved(workshop, indicators, lambda _: {"phase": "open", "round": MOST_ROUNDS})


# -- decisions ----------------------------------------------------------------------------------


def decided(workshop: Workshop, indicator: str, level: int, *, reason: str = "", dissent: str = "") -> Workshop:
    """Record the facilitator's decision on a revealed item; its newest round counts.

    What the rule proposes needs no reason; any other level does. An item on which raters still
    disagree is doubtful and never gets the highest level.

    Raises:
        WorkshopRefused: all at once: not revealed, fewer than three valid ballots, no such level, no reason,
            words that are too long.
    """
    _refuse(_step_faults(workshop, [indicator], {"revealed"}))
    counts = workshop.items[indicator].rounds[-1].total
    if counts.valid < FEWEST:
        raise WorkshopRefused(_too_few(indicator, counts.valid, workshop.items[indicator].round))
    reason, dissent = reason.strip(), dissent.strip()
    made, top = proposal(counts.levels), len(counts.levels) - 1
    doubtful = made.kind == "disagreement"
    _refuse(
        _level_faults(indicator, level, top, doubtful),
        _reason_faults(indicator, made.level, reason) if level != made.level else (),
        _length_faults(indicator, reason, dissent),
    )
    method: Method = "facilitated" if level != made.level else "mode" if made.kind == "agreed" else "median"
    decision = Decision(level=level, method=method, doubtful=doubtful, reason=reason, dissent=dissent)
    return _moved(workshop, [indicator], lambda _: {"phase": "decided", "decision": decision})


def unrated(workshop: Workshop, indicator: str) -> Workshop:
    """Leave a revealed item without rating, because fewer than three could judge it."""
    _refuse(_step_faults(workshop, [indicator], {"revealed"}))
    if workshop.items[indicator].rounds[-1].total.valid >= FEWEST:
        what = say(f"有效评分票已满 {FEWEST} 张", f"there are {FEWEST} valid ballots or more")
        raise WorkshopRefused(Problem(indicator, what, say("按规则建议作出决定", "decide it as the rule proposes")))
    return _moved(workshop, [indicator], lambda _: {"phase": "unrated"})


def reconsidered(workshop: Workshop, indicator: str) -> Workshop:
    """Take back a decision; the snapshots stay as they are."""
    _refuse(_step_faults(workshop, [indicator], {"decided", "unrated"}))
    return _moved(workshop, [indicator], lambda _: {"phase": "revealed", "decision": None})


def ended(workshop: Workshop) -> Workshop:
    """End the session for good. No round may stay open, and none closed that nobody could ever see again."""
    _refuse(_ended_faults(workshop), _unfinished_faults(workshop))
    return workshop.model_copy(update={"stage": "ended", "locked": True})


# -- inside -------------------------------------------------------------------------------------


def _moved(workshop: Workshop, indicators: Iterable[str], change: Callable[[str], dict[str, object]]) -> Workshop:
    changed = {id_: workshop.items[id_].model_copy(update=change(id_)) for id_ in dict.fromkeys(indicators)}
    return workshop.model_copy(update={"items": workshop.items | changed})


def _snapshot(workshop: Workshop, ballots: Sequence[Ballot], top: int) -> Snapshot:
    by_group = {one.id: [b for b in ballots if b.group == one.id] for one in workshop.plan.groups}
    return Snapshot(
        groups={id_: _tally(mine, top) for id_, mine in by_group.items()},
        owners={id_: _tally([one for one in mine if one.owner], top) for id_, mine in by_group.items()},
    )


def _tally(ballots: Sequence[Ballot], top: int) -> Tally:
    given = [one.level for one in ballots]
    return Tally(levels=tuple(given.count(level) for level in range(top + 1)), cannot_judge=given.count(None))


def _refuse(*faults: Iterable[Problem]) -> None:
    if found := [one for some in faults for one in some]:
        raise WorkshopRefused(*found)


def _ended_faults(workshop: Workshop) -> Iterable[Problem]:
    if workshop.stage == "ended":
        what = say("本场研讨已经结束", "this session has ended")
        yield Problem("", what, say("另开一场", "prepare another session"))


def _unfinished_faults(workshop: Workshop) -> Iterable[Problem]:
    for id_ in workshop.in_phase("open"):
        yield Problem(id_, say("这一项还在评分", "this item is still open"), say("先收票", "close it first"))
    for id_ in workshop.in_phase("closed"):
        what = say(
            "已收票、未揭示，结束后再也无法查看", "closed but not revealed, and after the end nobody could see it"
        )
        yield Problem(id_, what, say("先揭示", "reveal it first"))


def _step_faults(workshop: Workshop, indicators: Collection[str], phases: Collection[Phase]) -> Iterable[Problem]:
    """All of the named items move, or none."""
    if workshop.stage == "ended":
        yield from _ended_faults(workshop)
        return
    if not indicators:
        yield Problem("", say("没有选指标", "no indicator is chosen"), say("至少选一项", "choose at least one"))
    for id_ in dict.fromkeys(indicators):
        item = workshop.items.get(id_)
        if item is None:
            yield not_in_session(id_)
        elif item.phase not in phases:
            yield _wrong_phase(id_, item.phase, phases)


def _wrong_phase(indicator: str, phase: Phase, phases: Collection[Phase]) -> Problem:
    is_, must = PHASE_NAMES[phase], [PHASE_NAMES[one] for one in PHASE_NAMES if one in phases]
    return Problem(
        indicator,
        say(f"这一项目前为“{is_.zh}”，不能这样做", f"this item is {is_.en}, which does not allow that"),
        say(
            f"须先为“{'”或“'.join(one.zh for one in must)}”；他人可能刚刚操作过，请刷新",
            f"it must be {' or '.join(one.en for one in must)} first; somebody else may just have acted: reload",
        ),
    )


def _trial_faults(workshop: Workshop, indicators: Collection[str]) -> Iterable[Problem]:
    trial = workshop.plan.trial
    if trial is None or workshop.items[trial].seen or set(indicators) <= {trial} or workshop.stage == "ended":
        return
    yield Problem(
        trial,
        say("试评题须单独先评，揭示之后才评其余各题", "the trial item is rated first, by itself, and revealed before the others"),
        say("先开试评题；不要试评的，开始前在方案中去掉", "open the trial item first; or plan none, before the session begins"),
    )  # fmt: skip


def _revote_faults(workshop: Workshop, indicators: Collection[str]) -> Iterable[Problem]:
    revealed_ = workshop.in_phase("revealed") if workshop.stage != "ended" else []
    for id_ in (one for one in dict.fromkeys(indicators) if one in revealed_):
        if workshop.items[id_].round >= MOST_ROUNDS:
            yield Problem(
                id_,
                say("这一项已经复评过一次", "this item has had its re-vote"),
                say("作出决定；仍有分歧的记为存疑", "decide it; where raters still disagree it is marked doubtful"),
            )


def _ballot_faults(
    workshop: Workshop, indicators: Collection[str], ballots: Sequence[Ballot], top: int
) -> Iterable[Problem]:
    known = {one.id for one in workshop.plan.groups}
    for indicator, group in dict.fromkeys((one.indicator, one.group) for one in ballots):
        if indicator not in indicators:
            what = say("有评分票不属于所收的指标", "ballots of an item that is not being closed")
            yield Problem(indicator, what, say("只送所收指标的评分票", "pass the ballots of these items only"))
        elif group not in known:
            yield no_such_group(group)
        elif group not in workshop.items[indicator].groups:
            what = say(
                f"{group} 组不评这一项，却有其评分票", f"group {group} does not rate this item but cast a ballot"
            )
            yield Problem(indicator, what, say("不收该组的评分票", "take no ballots of that group"))
    for id_ in dict.fromkeys(one.indicator for one in ballots if one.level is not None and not 0 <= one.level <= top):
        what = say(f"有评分票不在 0—{top} 级之内", f"a ballot names no level of 0-{top}")
        yield Problem(id_, what, say("核对评分票", "check the ballots"))


def _level_faults(indicator: str, level: int, top: int, doubtful: bool) -> Iterable[Problem]:
    if not 0 <= level <= top:
        what = say(f"没有 {level} 级", f"there is no level {level}")
        yield Problem(indicator, what, say(f"选 0—{top} 级", f"choose 0-{top}"))
    elif doubtful and level == top:
        what = say(f"仍有分歧的指标不得定为 {top} 级", f"an item on which raters disagree cannot be level {top}")
        yield Problem(
            indicator, what, say("定为较低的级，或先复评一次", "choose a lower level, or have the re-vote first")
        )


def _reason_faults(indicator: str, proposed: int, reason: str) -> Iterable[Problem]:
    if not reason:
        yield Problem(
            indicator,
            say(f"所定的级与规则建议的 {proposed} 级不同，须写明理由",
                f"the rule proposes level {proposed}: another level needs a reason"),
            say("写一句理由", "write one sentence"),
        )  # fmt: skip


def _length_faults(indicator: str, *words: str) -> Iterable[Problem]:
    for longest in (one for one in words if len(one) > NOTE_LIMIT):
        what = say(f"共 {len(longest)} 字，超过 {NOTE_LIMIT} 字", f"{len(longest)} characters, more than {NOTE_LIMIT}")
        yield Problem(indicator, what, say("请缩短", "shorten it"))


def _too_few(indicator: str, valid: int, round_: int) -> Problem:
    what = say(
        f"有效评分票只有 {valid} 张，不足 {FEWEST} 张，视为未评",
        f"{valid} valid ballots are fewer than {FEWEST}: the item counts as not rated",
    )
    if round_ < MOST_ROUNDS:
        return Problem(indicator, what, say("记为未评，或复评一次", "leave it without rating, or have the re-vote"))
    return Problem(indicator, what, say("记为未评", "leave it without rating"))

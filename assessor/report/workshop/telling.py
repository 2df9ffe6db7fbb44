"""Sentences of the minutes, composed by rule from what was revealed and decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessor.report.display import listed, quoted
from assessor.report.workshop import figures, words
from assessor.report.workshop.basis import Basis, Entry, Round
from assessor.text import Text, counted, say
from assessor.workshop import FEWEST


def agreement(basis: Basis, number: int) -> Text | None:
    """The one coefficient to read, with its interval and meaning; nothing where there is none."""
    found = basis.sessions[number - 1].agreement
    if found is None or found.raters < FEWEST:
        return None
    alpha, where = found.ordinal, words.session_name(number, basis.sessions[number - 1].plan.kind)
    lead = (
        (f"{where.zh}一致性：", f"{where.en}, agreement: ")
        if basis.several
        else ("独立评分的一致性：", "Agreement of ballots: ")
    )
    said, en = alpha.meaning.zh, alpha.meaning.en
    if alpha.value is not None:
        low, high = alpha.interval or (None, None)
        ends = (
            ("", "")
            if low is None or high is None
            else (f"，95%区间{low:.3f}至{high:.3f}", f", 95 % interval {low:.3f} to {high:.3f}")
        )
        said = (
            f"克里彭多夫α系数（定序）为{alpha.value:.3f}{ends[0]}（评委{alpha.raters}人，指标{alpha.items}项）。{said}"
        )
        en = f"Krippendorff's alpha (ordinal) {alpha.value:.3f}{ends[1]} ({alpha.raters} raters, {counted(alpha.items, 'item')}). {en}"
    return say(lead[0] + said, lead[1] + en)


def outcome(basis: Basis) -> Text:
    """How many items have a level, and on how many raters agreed."""
    entries = basis.entries
    decided = [one for one in entries if one.decision is not None]
    kinds = [one.proposal.kind for one in entries if one.proposal is not None]
    each = listed(
        (say(f"{name.zh}{kinds.count(kind)}项", f"{name.en.lower()} {kinds.count(kind)}") for kind, name in words.AGREEMENT.items()),
    )  # fmt: skip
    again = sum(len(one.rounds) > 1 for one in entries)
    zh, en = f"共揭示{len(entries)}项，议定{len(decided)}项。", f"{len(entries)} revealed, {len(decided)} decided."
    zh, en = f"{zh}末轮评分{each.zh}", f"{en} In the last round: {each.en}"
    if again:
        zh, en = f"{zh}；经讨论复评{again}项", f"{en}; {again} voted on again after discussion"
    if unrated := sum(one.unrated for one in entries):
        zh, en = f"{zh}；有效评分票不足、视为未评{unrated}项", f"{en}; {unrated} with too few ballots, not rated"
    return say(f"{zh}。各项结果如下。", f"{en}. The results:")


def course(basis: Basis, one: Entry) -> Iterator[Text]:
    """First round, re-vote, decision, reason."""
    for each in one.rounds:
        yield _round(each)
    decision = one.decision
    if decision is None:
        yield say("尚未议定。", "Not decided yet.")
        return
    rung, method = basis.rung(decision.level), words.way(decision.method, decision.doubtful)
    doubt = ("，标存疑", ", marked doubtful") if decision.doubtful else ("", "")
    yield say(
        f"议定为{decision.level}级（{rung.zh}），{method.zh}{doubt[0]}。",
        f"Decided: level {decision.level} ({rung.en.lower()}), {method.en[:1].lower()}{method.en[1:]}{doubt[1]}.",
    )
    if decision.reason:
        reason = decision.reason.rstrip("。. ")
        yield say(f"理由：{reason}。", f"Reason: {reason}.")


def _round(each: Round) -> Text:
    name, spread, total = words.ROUNDS[each.number - 1], each.spread, each.total
    if spread is None or total is None:
        return say(f"{name.zh}有效评分票不足{FEWEST}张。", f"{name.en}: fewer than {FEWEST} valid ballots.")
    votes, median, iqr = figures.ballots(total.levels), figures.number(spread.median), figures.number(spread.iqr)
    unable = (
        (f"，另有{total.cannot_judge}人无法判断", f"; {total.cannot_judge} could not judge")
        if total.cannot_judge
        else ("", "")
    )
    return say(
        f"{name.zh}有效评分票{spread.n}张：{votes.zh}；中位数{median}级，四分位差{iqr}{unable[0]}。",
        f"{name.en}, {counted(spread.n, 'valid ballot')}: {votes.en}; median {median}, interquartile range {iqr}{unable[1]}.",
    )


def doubts(those: Sequence[Entry]) -> Text:
    names = quoted(one.indicator.name for one in those)
    return say(
        f"{names.zh}{len(those)}项存疑，两种意见并列，补证后复核。请牵头单位按下表补齐佐证。",
        f"{counted(len(those), 'item')} in doubt ({names.en}); both opinions stand side by side until the evidence is in hand. Lead units are asked to find it:",
    )


def steps(basis: Basis) -> Iterator[Text]:
    """What follows by the method: adopt, find evidence, rate what is open, verify and report."""
    yield say(
        "主持人核对本纪要后，将议定结果采用到本次评估，保留意见和分布一并留存。",
        "The facilitator checks these minutes and adopts the results into the assessment, dissent and distributions with them.",
    )
    if basis.doubtful:
        yield say(
            f"存疑的{len(basis.doubtful)}项，由牵头单位于＿＿＿＿年＿＿月＿＿日前补齐佐证，补证后复核定级。",
            f"Lead units find the evidence for {counted(len(basis.doubtful), 'doubtful item')} by ____________; the level is then decided again.",
        )
    open_ = sum(one.decision is None for one in basis.entries)
    hidden = sum(len(one.plan.items) for one in basis.sessions) - len(basis.entries)
    if open_ + hidden:
        yield say(
            f"未评、待定或尚未揭示的{open_ + hidden}项，于＿＿＿＿年＿＿月＿＿日前安排补评。",
            f"{counted(open_ + hidden, 'item')} not rated, pending or not revealed: to be rated by ____________.",
        )
    yield say(
        "完成佐证核验后，形成一页摘要和自评报告，按程序报审。核验和保密审核均在线下办理。",
        "Once evidence is verified, the one-page summary and the report go up for approval. Verification and clearance are done offline.",
    )

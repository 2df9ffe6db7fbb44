"""What else than a city's own work may be behind a difference between two periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from assessor.assessment import Assessment
from assessor.change.mixtures import Pair
from assessor.combining import MISSING, NOT_APPLICABLE
from assessor.comparability import MODES
from assessor.rubric import Rubric
from assessor.text import Text, say

Key = Literal[
    "version", "wording", "mode", "variant", "weights", "no_newer_evidence", "missing", "not_applicable",
    "records", "sessions", "same_date",
]  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Something that changes numbers without the city having changed."""

    key: Key
    text: Text


def reasons_of(pair: Pair, newer: Mapping[str, tuple[str, ...]]) -> Iterator[Reason]:
    """All of them, the weightiest first. `newer`: changed indicator -> its evidence after the earlier cut-off.

    Source:
        Rubric method 5.4: list non-performance reasons such as better records or a stricter team.
    """
    old, new = pair.old.assessment, pair.new.assessment
    yield from _version(pair)
    if old.mode != new.mode:
        a, b = MODES[old.mode], MODES[new.mode]
        yield Reason(
            "mode", say(f"评估方式不同：前期为{a.zh}，本期为{b.zh}", f"another mode: {a.en} before, {b.en} now")
        )
    if old.variant != new.variant:
        a, b = _variant(pair.old.rubric, old), _variant(pair.new.rubric, new)
        yield Reason(
            "variant", say(f"版式不同：前期为{a.zh}，本期为{b.zh}", f"another variant: {a.en} before, {b.en} now")
        )
    if old.weights != new.weights:
        yield Reason("weights", say("权重不同", "other weights"))
    if old.cut_off == new.cut_off:
        yield Reason("same_date", say("两份评估截止日期相同，差别不是年度变化",
                                      "both have the same cut-off date: a difference is no change over time"))  # fmt: skip
    yield from _evidence(new, newer)
    yield from _counts(pair)
    yield from _team(old, new)


def _version(pair: Pair) -> Iterator[Reason]:
    old, new = pair.old.rubric, pair.new.rubric
    if old.version != new.version:
        yield Reason("version", say(f"量表版本不同：前期为 {old.version}，本期为 {new.version}；可先换到同一版本再比",
                                    f"another rubric version: {old.version} before, {new.version} now; take one of them over to compare"))  # fmt: skip
    elif old.fingerprint != new.fingerprint:
        yield Reason(
            "version", say("量表版本号相同而内容不同", "the rubrics bear the same version but differ in content")
        )
    reworded = [id_ for id_ in new.by_id if id_ in old.by_id and id_ not in pair.same]
    only = len(old.by_id.keys() ^ new.by_id.keys())
    if reworded or only:
        yield Reason("wording", say(f"两版之间{len(reworded)}项指标文字有改动，{only}项只见于其中一版",
                                    f"between the versions {len(reworded)} indicators were reworded; {only} stand in one of them only"))  # fmt: skip


def _evidence(new: Assessment, newer: Mapping[str, tuple[str, ...]]) -> Iterator[Reason]:
    without = [id_ for id_, entries in newer.items() if not entries]
    if not without:
        return
    offline = sum(new.ratings[id_].further_evidence_offline for id_ in without if id_ in new.ratings)
    zh = f"{len(newer)}项评级有变化，其中{len(without)}项没有前期截止日期之后的佐证"
    en = f"{len(newer)} ratings changed; {len(without)} of them have no evidence dated after the earlier cut-off"
    if offline:
        zh += f"（{offline}项注明另有佐证、线下核验，没有日期，未计入）"
        en += f" ({offline} have further evidence offline, which bears no date and is not counted)"
    yield Reason("no_newer_evidence", say(zh, en))


def _counts(pair: Pair) -> Iterator[Reason]:
    kinds: tuple[tuple[Key, int, str, str], ...] = (
        ("missing", MISSING, "未评", "not rated"),
        ("not_applicable", NOT_APPLICABLE, "不适用", "not applicable"),
    )
    for key, code, zh, en in kinds:
        was, now = ({id_ for id_ in pair.same if standing[id_].code == code} for standing in (pair.before, pair.after))
        if was != now:
            yield Reason(key, say(f"{zh}的指标不同：前期{len(was)}项，本期{len(now)}项，其中{len(was & now)}项相同",
                                  f"other indicators {en}: {len(was)} before, {len(now)} now, {len(was & now)} the same"))  # fmt: skip


def _team(old: Assessment, new: Assessment) -> Iterator[Reason]:
    if len(old.evidence) != len(new.evidence):
        yield Reason("records", say(f"佐证目录由{len(old.evidence)}条变为{len(new.evidence)}条，差别可能部分来自记录是否齐全",
                                    f"the list of evidence went from {len(old.evidence)} entries to {len(new.evidence)}: "
                                    "part of a difference may be better or poorer records"))  # fmt: skip
    if old.agreed or new.agreed:
        a, b = len(old.agreed), len(new.agreed)
        yield Reason("sessions", say(f"研讨定级：前期{a}项，本期{b}项；评委不同，宽严也可能不同",
                                     f"agreed in scoring sessions: {a} ratings before, {b} now; other raters may be stricter or milder"))  # fmt: skip


def _variant(rubric: Rubric, assessment: Assessment) -> Text:
    return rubric.names.get(assessment.variant, say(assessment.variant, assessment.variant))

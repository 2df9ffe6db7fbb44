"""How much is rated and on which evidence, in words and as lists."""

from __future__ import annotations

from collections import Counter

from assessor.report.base import Report
from assessor.report.display import listed
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.text import Text, say


def rated(report: Report) -> Text:
    """“Rated x of y”; what does not apply is no part of y."""
    spread = report.card.distribution
    unsure, excused, missing = (spread[code] for code in (INSUFFICIENT_EVIDENCE, NOT_APPLICABLE, MISSING))
    done = sum(count for code, count in spread.items() if code >= 0) + unsure
    zh, en = f"已评{done}／{done + missing}项", f"{done} of {done + missing} rated"
    if excused:
        zh, en = f"{zh}（另有{excused}项不适用）", f"{en} ({excused} more not applicable)"
    if unsure:
        zh, en = f"{zh}，其中佐证不足{unsure}项", f"{en}, {unsure} of them with insufficient evidence"
    return say(zh, en)


def evidence_mix(report: Report, *, codes: bool = False) -> Text:
    """How many ratings rest on evidence of which grade; `codes` for the short form."""
    counts = Counter(report.assessment.grade_of(id_) for id_, code in report.card.codes.items() if code >= 0)
    known = [one for one in report.rubric.evidence_grades if counts[one.id]]
    if not known:
        return say("未注明佐证强度", "no evidence grades stated")
    mix = listed(
        say(
            f"{one.id}{'' if codes else f'（{one.name.zh}）'}为{counts[one.id]}项",
            f"{one.id}{'' if codes else f' ({one.name.en.lower()})'}: {counts[one.id]}",
        )
        for one in known
    )
    return say(f"佐证{mix.zh}" if codes else f"佐证强度{mix.zh}", f"evidence grades {mix.en}")


def unproven_levels(report: Report) -> list[str]:
    """Indicators rated above what their evidence supports, or without enough of it."""
    caps = report.rubric.grade_cap
    return [
        id_
        for id_, code in report.card.codes.items()
        if code == INSUFFICIENT_EVIDENCE or (code > 0 and code > caps(report.assessment.grade_of(id_)))
    ]


def missing(report: Report) -> list[str]:
    return [id_ for id_, code in report.card.codes.items() if code == MISSING]

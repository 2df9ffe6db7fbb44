"""How much is rated and on which evidence, in words and as lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assessor.report.base import Report
from assessor.report.display import listed
from assessor.report.highlights import strong_from
from assessor.rubric import EvidenceGrade
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.text import Text, counted, say


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


def evidence_mix(report: Report, *, split: bool = False) -> Text:
    """How many ratings rest on evidence of which grade, in words; `split` in two parts only.

    Grades without a single entry in the list of evidence are somebody's word: that is said.
    """
    graded = Counter(report.assessment.grade_of(id_) for id_, code in report.card.codes.items() if code >= 0)
    known = [one for one in report.rubric.evidence_grades if graded[one.id]]
    if not known:
        return say("未注明佐证强度", "no evidence grades stated")
    said = _split(report, graded) if split and len(known) > 1 else _each(known, graded)
    if report.assessment.evidence:
        return say(f"佐证{said.zh}", f"evidence: {said.en}")
    return say(f"佐证{said.zh}（佐证目录为空）", f"evidence: {said.en} (the evidence list is empty)")


def _each(known: Sequence[EvidenceGrade], graded: Counter[str | None]) -> Text:
    return listed(
        say(f"“{one.name.zh}”{graded[one.id]}项", f"“{one.name.en.lower()}” {graded[one.id]}") for one in known
    )


def _split(report: Report, graded: Counter[str | None]) -> Text:
    """At or above the grade that carries a strength, and the rest of what has a level."""
    grades = sorted(report.rubric.evidence_grades, key=lambda one: one.cap)
    edge = next((one for one in grades if one.cap >= strong_from(report.rubric)), grades[-1])
    above = sum(graded[one.id] for one in grades if one.cap >= edge.cap)
    rest = sum(graded.values()) - above
    return say(
        f"“{edge.name.zh}”及以上{above}项、其余{rest}项", f"“{edge.name.en.lower()}” or better {above}, the rest {rest}"
    )


def insufficient(report: Report) -> int:
    """How many ratings have insufficient evidence."""
    return report.card.distribution[INSUFFICIENT_EVIDENCE]


def beyond_evidence(report: Report) -> list[str]:
    """Indicators rated above what their evidence supports."""
    caps = report.rubric.grade_cap
    return [id_ for id_, code in report.card.codes.items() if code > 0 and code > caps(report.assessment.grade_of(id_))]


def counted_as_nothing(report: Report) -> Text | None:
    """What stands beside numbers into which insufficient evidence goes as 0."""
    unsure = insufficient(report)
    if not unsure:
        return None
    return say(
        f"佐证不足的{unsure}项按0计入得分和程度，不等于未开展，不据此定级。",
        f"Scores and severities count the {counted(unsure, 'rating')} with insufficient evidence as 0; that is not the same as nothing done, and no level is claimed.",
    )


def missing(report: Report) -> list[str]:
    return [id_ for id_, code in report.card.codes.items() if code == MISSING]

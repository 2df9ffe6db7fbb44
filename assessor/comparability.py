"""Whether two assessments may be compared, and what must be said beside it if so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessor.assessment import Assessment
from assessor.combining import DUST
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score, shown
from assessor.text import Text, say, span

NO_GRADE = ""


@dataclass(frozen=True)
class Assessed:
    """An assessment with its scorecard."""

    assessment: Assessment
    card: Scorecard


@dataclass(frozen=True)
class Label:
    """What must stand beside a comparison of two cities; `differs` where the two are unlike."""

    key: str
    text: Text
    differs: bool


@dataclass(frozen=True)
class Comparability:
    refused: bool
    reasons: tuple[Text, ...]
    """Why the two must not be compared."""
    labels: tuple[Label, ...]


def unusable(rubric: Rubric, assessment: Assessment) -> tuple[Text, ...]:
    """Why an assessment can stand in no comparison at all under this rubric."""
    other = other_version(rubric, assessment)
    if other is not None:
        return (other,)
    return tuple(_coverage_reasons(rubric, assessment, score(rubric, assessment)))


def comparability(rubric: Rubric, own: Assessed, other: Assessed) -> Comparability:
    """Whether two assessments may be compared, and what must be said beside it if so.

    Refused where rubric, version or fingerprint differ, where the variants differ, or where
    either has less than the coverage from which a number is shown. Everything else is a label:
    mode, evidence, cut-off date, raters, weights, fictional samples.
    """
    a, b = own.card, other.card
    reasons: list[Text] = []
    if (a.rubric_id, a.rubric_version) != (b.rubric_id, b.rubric_version):
        reasons.append(_version_reason(f"{b.rubric_id} {b.rubric_version}", f"{a.rubric_id} {a.rubric_version}"))
    elif a.rubric_fingerprint != b.rubric_fingerprint:
        reasons.append(say("量表版本号相同而内容不同", "the rubrics bear the same version but differ in content"))
    if a.variant != b.variant:
        mine, theirs = _called(rubric, a.variant), _called(rubric, b.variant)
        reasons.append(
            say(f"版式不同：本市为{mine.zh}，对方为{theirs.zh}；改用同一版式再比",
                f"different variants: {mine.en} here, {theirs.en} there; use the same variant for both")
        )  # fmt: skip
    reasons += [*_coverage_reasons(rubric, own.assessment, a), *_coverage_reasons(rubric, other.assessment, b)]
    return Comparability(bool(reasons), tuple(reasons), _labels(rubric, own.assessment, other.assessment))


def other_version(rubric: Rubric, assessment: Assessment) -> Text | None:
    """Why an assessment cannot be scored under this rubric; None where it can."""
    made, ours = (assessment.rubric_id, assessment.rubric_version), (rubric.id, rubric.version)
    return None if made == ours else _version_reason(" ".join(made), " ".join(ours))


def _version_reason(theirs: str, ours: str) -> Text:
    return say(f"依据的量表不同：{theirs}，本次为 {ours}", f"made under another rubric: {theirs}, here {ours}")


def _coverage_reasons(rubric: Rubric, assessment: Assessment, card: Scorecard) -> list[Text]:
    coverage = card.overall.coverage or 0.0
    if coverage >= rubric.coverage.shown - DUST:
        return []
    least, has, city = shown(100 * rubric.coverage.shown), shown(100 * coverage), assessment.city
    return [
        say(f"{city.called('zh')}覆盖率{has}%，不足{least}%，不参与对标",
            f"{city.called('en')}: coverage {has}%, below {least}%: not for comparison")
    ]  # fmt: skip


MODES = {"workshop": say("研讨模式", "workshop mode"), "formal": say("正式模式", "formal mode")}


def _labels(rubric: Rubric, own: Assessment, other: Assessment) -> tuple[Label, ...]:
    labels = [
        _pair("mode", say("评估方式", "mode"), MODES[own.mode], MODES[other.mode]),
        _pair("evidence", say("佐证构成", "evidence"), _mix(rubric, own), _mix(rubric, other)),
        _pair("cut_off", say("截止日期", "cut-off date"), _dated(own.cut_off), _dated(other.cut_off)),
        _pair("variant", say("版式", "variant"), _called(rubric, own.variant), _called(rubric, other.variant)),
    ]
    if own.agreed or other.agreed:
        labels.append(_pair("raters", say("研讨评分", "scoring sessions"), _ballots(own), _ballots(other)))
    if own.weights != other.weights:
        labels.append(
            Label("weights", say("对方按本市权重重算", "the other city is scored under this city's weights"), True)
        )
    if other.city.fictional:
        labels.append(Label("fictional", say("虚构样例", "fictional sample"), not own.city.fictional))
    return tuple(labels)


def _pair(key: str, what: Text, own: Text, other: Text) -> Label:
    if own == other:
        return Label(key, say(f"{what.zh}：均为{own.zh}", f"{what.en}: {own.en} in both"), False)
    text = say(f"{what.zh}：本市{own.zh}，对方{other.zh}", f"{what.en}: {own.en} here, {other.en} there")
    return Label(key, text, True)


def _dated(day: date) -> Text:
    return say(day.isoformat(), day.isoformat())


def _called(rubric: Rubric, variant: str) -> Text:
    return rubric.names.get(variant, say(variant, variant))


def _mix(rubric: Rubric, assessment: Assessment) -> Text:
    parts = [(grade, shown(100 * part)) for grade, part in evidence_mix(rubric, assessment).items()]
    if not parts:
        return say("无", "none")
    return say(
        "、".join(f"{grade or '未注明'} {part}%" for grade, part in parts),
        ", ".join(f"{grade or 'not stated'} {part}%" for grade, part in parts),
    )


def _ballots(assessment: Assessment) -> Text:
    """How many ratings sessions agreed, and on how many ballots each."""
    those = assessment.agreed.values()
    if not those:
        return say("无", "none")
    n, least, most = len(those), min(one.valid for one in those), max(one.valid for one in those)
    each = span(least, most)
    return say(f"{n}项（每项有效评分票{each.zh}张）", f"{n} ratings ({each.en} valid ballots each)")


def evidence_mix(rubric: Rubric, assessment: Assessment) -> dict[str, float]:
    """Share 0..1 of the indicators rated with a level by evidence grade, strongest grade first;
    `NO_GRADE` for those without any. Grades that do not occur are left out."""
    rated = [id_ for id_, rating in assessment.ratings.items() if isinstance(rating.outcome, int)]
    grades = [assessment.grade_of(id_) or NO_GRADE for id_ in rated]
    order = [*sorted((one.id for one in rubric.evidence_grades), key=rubric.grade_cap, reverse=True), NO_GRADE]
    return {grade: grades.count(grade) / len(grades) for grade in order if grade in grades}

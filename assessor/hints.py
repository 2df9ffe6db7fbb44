"""Automatic hints: patterns in the ratings that deserve a second look. They warn and never block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from assessor.assessment import Assessment, Outcome
from assessor.rubric import Rubric
from assessor.text import Text, say


@dataclass(frozen=True)
class Finding:
    """One hint: its kind, the indicators it is about, and the words for it."""

    kind: str
    indicators: tuple[str, ...]
    text: Text


def findings(rubric: Rubric, assessment: Assessment) -> list[Finding]:
    """All hints on the indicators of the assessment's variant, in a fixed order."""
    chosen = {one.id for one in rubric.in_variant(assessment.variant)}
    answers = {
        one.id: assessment.ratings[one.id].outcome
        for one in rubric.indicators
        if one.id in chosen and one.id in assessment.ratings
    }
    return [
        *_many_top(rubric, answers, len(chosen)),
        *_stretched_evidence(rubric, assessment),
        *_above_cap(rubric, assessment, answers),
        *_doubtful(rubric, assessment, answers),
        *_straight_lines(rubric, answers),
        *_one_level(rubric, answers),
        *_many_not_applicable(rubric, answers, len(chosen)),
    ]


def _many_top(rubric: Rubric, answers: dict[str, Outcome], of: int) -> Iterator[Finding]:
    """Measured against all indicators that apply, so that the first rating of an assessment is no alarm."""
    top = tuple(id_ for id_, outcome in answers.items() if outcome == rubric.top)
    applicable = of - sum(outcome == "not_applicable" for outcome in answers.values())
    if len(top) > rubric.hints.top_level_share * applicable:
        yield Finding(
            "top_level_share",
            top,
            say(f"适用的{applicable}项中有{len(top)}项评为{rubric.top}级，请复核是否每项都有书面改动和第三方可查的记录",
                f"{len(top)} of the {applicable} that apply are at level {rubric.top}: check that each rests on records others can verify"),
        )  # fmt: skip


def _stretched_evidence(rubric: Rubric, assessment: Assessment) -> Iterator[Finding]:
    for entry in assessment.evidence:
        count = len(set(entry.indicators))
        if count > rubric.hints.indicators_per_evidence:
            yield Finding(
                "one_evidence",
                tuple(entry.indicators),
                say(f"佐证“{entry.title}”（{entry.id}）同时支撑{count}项，请确认确能证明每一项",
                    f"evidence “{entry.title}” ({entry.id}) supports {count} indicators: make sure that it proves each of them"),
            )  # fmt: skip


def _above_cap(rubric: Rubric, assessment: Assessment, answers: dict[str, Outcome]) -> Iterator[Finding]:
    above: dict[bool, list[str]] = {True: [], False: []}
    for id_, outcome in answers.items():
        grade = assessment.grade_of(id_)
        if isinstance(outcome, int) and outcome > rubric.grade_cap(grade):
            above[grade is not None].append(id_)
    if above[True]:
        n = len(above[True])
        yield Finding(
            "above_cap",
            tuple(above[True]),
            say(f"{n}项的等级高于其佐证强度所能支持的等级，请补充佐证或复核等级",
                f"{n} rated above what the grade of their evidence supports: add evidence or reconsider"),
        )  # fmt: skip
    if above[False]:
        n, cap = len(above[False]), rubric.grade_cap(None)
        yield Finding(
            "no_grade",
            tuple(above[False]),
            say(f"{n}项评级高于{cap}级而未注明佐证强度", f"{n} rated above level {cap} without a grade of evidence"),
        )  # fmt: skip


def _doubtful(rubric: Rubric, assessment: Assessment, answers: dict[str, Outcome]) -> Iterator[Finding]:
    """Levels on which a scoring session still disagreed."""
    agreed = assessment.agreed
    those = tuple(id_ for id_ in answers if id_ in agreed and agreed[id_].doubtful)
    if those:
        n = len(those)
        yield Finding(
            "doubtful",
            those,
            say(f"{n}项在研讨议定时意见仍不一致，所定的级存疑，请补齐佐证后复核",
                f"{n} on which raters still disagreed when a session decided: find evidence and review the level"),
        )  # fmt: skip


def _straight_lines(rubric: Rubric, answers: dict[str, Outcome]) -> Iterator[Finding]:
    names = {one.id: one.name for one in rubric.indicators}
    for outcome, run in groupby(answers.items(), key=lambda pair: pair[1]):
        same = tuple(id_ for id_, _ in run)
        if len(same) >= rubric.hints.straight_line:
            first, last = names[same[0]], names[same[-1]]
            yield Finding(
                "straight_line",
                same,
                say(f"从“{first.zh}”（{same[0]}）到“{last.zh}”（{same[-1]}）连续{len(same)}项答案相同（{_zh(outcome)}），请逐项复核",
                    f"{len(same)} equal answers in a row, from “{first.en}” ({same[0]}) to “{last.en}” ({same[-1]}; {_en(outcome)}): look at each again"),
            )  # fmt: skip


def _one_level(rubric: Rubric, answers: dict[str, Outcome]) -> Iterator[Finding]:
    levels = {id_: outcome for id_, outcome in answers.items() if isinstance(outcome, int)}
    if len(levels) < rubric.hints.straight_line:
        return
    for level in range(rubric.top + 1):
        same = tuple(id_ for id_, outcome in levels.items() if outcome == level)
        if len(same) >= rubric.hints.one_level_share * len(levels):
            yield Finding(
                "one_level",
                same,
                say(f"已定级的{len(levels)}项中有{len(same)}项同为{level}级，难以看出长短",
                    f"{len(same)} of {len(levels)} given a level are all at level {level}: strengths and gaps cannot be told apart"),
            )  # fmt: skip


def _many_not_applicable(rubric: Rubric, answers: dict[str, Outcome], of: int) -> Iterator[Finding]:
    absent = tuple(id_ for id_, outcome in answers.items() if outcome == "not_applicable")
    if len(absent) > rubric.hints.not_applicable_share * of:
        limit = round(100 * rubric.coverage.not_applicable_total)
        yield Finding(
            "not_applicable_share",
            absent,
            say(f"{of}项中有{len(absent)}项选“不适用”，超过{limit}%将不出总分",
                f"{len(absent)} of {of} not applicable; beyond {limit}% no overall score is given"),
        )  # fmt: skip


_WORDS = {
    "not_applicable": ("不适用", "not applicable"),
    "insufficient_evidence": ("佐证不足", "insufficient evidence"),
}


def _zh(outcome: Outcome) -> str:
    return f"{outcome}级" if isinstance(outcome, int) else _WORDS[outcome][0]


def _en(outcome: Outcome) -> str:
    return f"level {outcome}" if isinstance(outcome, int) else _WORDS[outcome][1]

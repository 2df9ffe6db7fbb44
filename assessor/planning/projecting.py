"""What-if: the scorecard that other levels would make. Nothing is saved by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assessor.assessment import Assessment, Rating, altered
from assessor.errors import Problem, ScoringError
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score
from assessor.text import say, some_of


def projected(rubric: Rubric, assessment: Assessment, levels: Mapping[str, int]) -> Scorecard:
    """The scorecard if these indicators stood at these levels and everything else as it stands.

    Ratings, weights and targets of the assessment stay as they are. In formal mode the supported
    score still follows the evidence at hand, which a level supposed brings none of.

    Raises:
        ScoringError: if an indicator is unknown or a level lies outside the scale.
    """
    problems = list(_faults(rubric, levels))
    if problems:
        raise ScoringError(*problems)
    return score(rubric, supposed(assessment, levels))


def supposed(assessment: Assessment, levels: Mapping[str, int]) -> Assessment:
    """The assessment with other levels in it; a rating that stays at its level stays as it is."""
    ratings = dict(assessment.ratings)
    for id_, level in levels.items():
        old = ratings.get(id_)
        if old is None:
            ratings[id_] = Rating(outcome=level)
        elif old.outcome != level:
            ratings[id_] = altered(old, outcome=level, measured=None)
    return assessment.model_copy(update={"ratings": ratings})


def _faults(rubric: Rubric, levels: Mapping[str, int]) -> Iterator[Problem]:
    unknown = [id_ for id_ in levels if id_ not in rubric.by_id]
    if unknown:
        named = some_of(unknown)
        yield Problem(
            "levels",
            say(f"量表中没有 {named}", f"the rubric has no {named}"),
            say("改正编号，或删去该项", "correct the id or leave it out"),
        )
    for id_, level in levels.items():
        if id_ in rubric.by_id and not 0 <= level <= rubric.top:
            yield Problem(
                id_,
                say(f"等级应为0至{rubric.top}，现为{level}", f"a level runs from 0 to {rubric.top}, not {level}"),
                say(f"改为0至{rubric.top}的整数", f"choose a whole number from 0 to {rubric.top}"),
            )

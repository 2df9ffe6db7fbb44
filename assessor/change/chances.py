"""How likely a counted change is more than the error of raters: paired draws of both periods."""

from __future__ import annotations

import math
from collections.abc import Collection

from assessor.ahead import Chance, aheads, chance
from assessor.assessment import Assessment, altered
from assessor.change.significance import Change
from assessor.uncertainty import SOURCES, Settings, draws

OVER_TIME = Settings(sources=frozenset(SOURCES) - {"strictness"})
"""One city over time: the same raters, so that no strictness is drawn (rubric method 5.4)."""


def chances(change: Change, settings: Settings = OVER_TIME) -> dict[str, Chance]:
    """Chance that each node's number is higher now than before, by id; empty where nothing may be counted.

    Two assessments are drawn that differ in nothing but the ratings that newer evidence bears out, under the
    same draws of weights and each with its own errors of raters. For a shortcoming, higher means worse.
    """
    evidenced = [one.id for one in change.steps if one.newer]
    if not change.same_version or not evidenced:
        return {}
    rubric, new = change.new.rubric, change.new.assessment
    moved = [one.id for one in change.steps]
    before = _with_old(change, moved).model_copy(update={"id": change.old.assessment.id})
    after = _with_old(change, set(moved) - set(evidenced)).model_copy(update={"id": new.id})
    now, then = draws(rubric, after, settings), draws(rubric, before, settings)
    found = dict(zip(now.nodes, aheads(now.values, then.values).tolist(), strict=True))
    return {
        one.id: chance(found[one.id]) for one in change.movements() if one.evidenced and not math.isnan(found[one.id])
    }


def _with_old(change: Change, indicators: Collection[str]) -> Assessment:
    """The later assessment with some ratings as they were, at the strength of evidence that they had."""
    old, new = change.old.assessment, change.new.assessment
    kept = {id_: altered(old.ratings[id_], grade=old.grade_of(id_)) for id_ in new.ratings if id_ in indicators}
    return new.model_copy(update={"ratings": {**new.ratings, **kept}})

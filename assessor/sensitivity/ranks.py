"""Where a city stands in a group: never one place, always from where to where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessor import scoring
from assessor.assessment import Assessment, WeightChoice
from assessor.combining import DUST
from assessor.errors import ComparisonRefused, Problem
from assessor.rubric import Rubric
from assessor.scorecard import refuse_other_version, weights_of
from assessor.scoring import Floats, Scores
from assessor.sensitivity.methods import Ratings, applied, methods
from assessor.text import Text, say
from assessor.uncertainty import Settings, drawn, inputs, node_ids, stream_of
from assessor.uncertainty.settings import STANDARD

Places = npt.NDArray[np.int64]
LOW, HIGH = 0.05, 0.95
AT_A_TIME = 12
"""Cities drawn at a time."""


@dataclass(frozen=True)
class PlaceRange:
    """From the foremost to the rearmost place, 1 being the foremost; cities that tie share all their places."""

    low: int
    high: int


@dataclass(frozen=True)
class RankInterval:
    """Where one city stands among some."""

    assessment_id: str
    low: int
    """Foremost place in any of the ranges below."""
    high: int
    """Rearmost place in any of them."""
    of: int
    """Cities that have a place."""
    methods: PlaceRange
    """Over all method variants."""
    weights: PlaceRange
    """5-95 % of draws of weights alone."""
    all: PlaceRange
    """5-95 % of draws of everything that the settings hold uncertain."""


@dataclass(frozen=True)
class RankTable:
    """Rank intervals of a group with what they were made of."""

    node: str
    intervals: tuple[RankInterval | None, ...]
    """In the order of the cities given; None where the number is withheld."""
    methods: tuple[Text, ...]
    """Names of the method variants."""
    settings: Settings


def rank_intervals(
    rubric: Rubric,
    assessments: Sequence[Assessment],
    choice: WeightChoice | None = None,
    settings: Settings = STANDARD,
    *,
    node: str = "overall",
) -> RankTable:
    """From which to which place each city of a group may stand, under one choice of weights for all.

    Three ranges: over all method variants (`methods`, from the foremost to the rearmost); over draws of
    weights, the same for all cities (5-95 %); and over draws of everything in `settings.sources`. The
    interval reaches over all three. Cities that tie share the places they tie for.

    Args:
        rubric: under which all were made.
        assessments: the group, all in the same variant.
        choice: the weights under which they are set beside each other; equal ones by default.
        settings: draws, seed and sources of the draws.
        node: `overall` or the id of a level.

    Raises:
        VersionMismatch: if one was made under another rubric or version.
        ComparisonRefused: if their variants differ.
        ScoringError: if weights or ratings admit no score.
    """
    choice = choice or WeightChoice()
    for one in assessments:
        refuse_other_version(rubric, one)
    if not assessments:
        return RankTable(node, (), (), settings)
    variant = _one_variant(assessments)
    names, by_method = _by_method(rubric, assessments, choice, variant, node)
    weights = Settings(settings.draws, settings.seed, frozenset({"weights"}))
    drawn_ = [_drawn(rubric, assessments, choice, variant, one, node) for one in (weights, settings)]
    placed = ~np.isnan(by_method[:, 0])
    by_method = by_method[:, ~np.isnan(by_method[placed]).any(axis=0)]
    spans = [place_ranges(by_method[placed], 0.0, 1.0), *(place_ranges(one[placed], LOW, HIGH) for one in drawn_)]
    found = iter(zip(*(span.tolist() for span in spans), strict=True))
    count = int(placed.sum())
    intervals = tuple(
        _interval(one.id, count, next(found)) if has else None for one, has in zip(assessments, placed, strict=True)
    )
    return RankTable(node, intervals, names, settings)


def _interval(id_: str, count: int, spans: Sequence[Sequence[int]]) -> RankInterval:
    ranges = [PlaceRange(low, high) for low, high in spans]
    return RankInterval(id_, min(one.low for one in ranges), max(one.high for one in ranges), count, *ranges)


def _one_variant(assessments: Sequence[Assessment]) -> str:
    used = sorted({one.variant for one in assessments})
    if len(used) > 1:
        raise ComparisonRefused(
            Problem(
                ", ".join(one.id for one in assessments),
                say(f"版式不同（{'、'.join(used)}），不能放在一起看", f"made in different variants ({', '.join(used)})"),
                say("只选版式相同的城市", "choose cities assessed in the same variant"),
            )
        )  # fmt: skip
    return used[0]


# -- places -----------------------------------------------------------------------------------


def places(scores: Floats) -> tuple[Places, Places]:
    """Foremost and rearmost place of each city in each column; the two differ where cities tie.

    Args:
        scores: (cities, columns) without gaps.

    Returns:
        Twice (cities, columns): 1 + those ahead, and those ahead or level, itself included.
    """
    shape = scores.shape
    front, rear = np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.int64)
    for column in range(shape[1]):
        falling = np.sort(-scores[:, column])
        front[:, column] = 1 + np.searchsorted(falling, -scores[:, column] - DUST, side="left")
        rear[:, column] = np.searchsorted(falling, -scores[:, column] + DUST, side="right")
    return front, rear


def place_ranges(scores: Floats, low: float, high: float) -> Places:
    """(cities, 2) place that at least the share `low` of the columns reach, and that `high` of them do not exceed.

    Quantiles without interpolation, since a place is a whole number: the foremost place is rounded to the
    front and the rearmost to the rear.
    """
    front, rear = places(scores)
    if not front.size:
        return np.empty((len(scores), 2), dtype=np.int64)
    foremost = np.quantile(front, low, axis=1, method="lower")
    rearmost = np.quantile(rear, high, axis=1, method="higher")
    return np.stack([foremost, rearmost], axis=1).astype(np.int64)


def _by_method(
    rubric: Rubric, assessments: Sequence[Assessment], choice: WeightChoice, variant: str, node: str
) -> tuple[tuple[Text, ...], Floats]:
    """Names of the methods, and (cities, methods) what the node comes to."""
    ratings = Ratings.of(rubric, assessments)
    found = [applied(one, ratings) for one in methods(rubric, choice, variant) if one.kind != "links"]
    return tuple(name for name, _ in found), np.stack([_node(rubric, scores, node) for _, scores in found], axis=1)


def _node(rubric: Rubric, scores: Scores, node: str) -> Floats:
    if node == "overall":
        return scores.overall
    found: Floats = scores.level[:, [one.id for one in rubric.levels].index(node)]
    return found


def _drawn(
    rubric: Rubric, assessments: Sequence[Assessment], choice: WeightChoice, variant: str, settings: Settings, node: str
) -> Floats:
    """(cities, draws) of one node; a few cities at a time, so that memory holds all nodes of few cities only."""
    plan = scoring.plan(rubric, weights_of(rubric, choice, variant))
    column = node_ids(rubric).index(node)
    found = np.empty((len(assessments), settings.draws))
    for start in range(0, len(assessments), AT_A_TIME):
        part = assessments[start : start + AT_A_TIME]
        ready, streams = [inputs(rubric, one) for one in part], [stream_of(one) for one in part]
        found[start : start + len(part)] = drawn(plan, rubric.uncertainty, ready, streams, settings)[:, :, column]
    return found

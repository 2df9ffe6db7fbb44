"""Groups of cities with similar profiles. No group is better than another, and none has a rank.

By default a city's own mean is taken out first, so that cities strong and weak in the same places are
alike even if one is higher throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform

from assessor.combining import DUST, Bools
from assessor.errors import ComparisonRefused, Problem
from assessor.text import Text, say
from assessor.weighting import Floats

Labels = npt.NDArray[np.int32]

LEAST_CITIES = 4
"""As for the statistics of a group: with fewer there is nothing to group."""
MOST_GROUPS = 8
LEAST_STRUCTURE = 0.25
"""Below this mean silhouette width no substantial structure has been found."""
TELLING = 10.0
"""Points by which the mean of a group must lie apart from the others' before it is said."""
MOST_TOLD = 3
MOST_ORDERED = 400
"""Beyond so many cities neighbours are not sorted any further: that takes time with the cube of their number."""
On = Literal["pattern", "scores"]
WORDS: dict[On, tuple[Text, Text]] = {
    "pattern": (say("相对自身总体偏强", "stronger than their own mean, compared with other cities"),
                say("相对自身总体偏弱", "weaker than their own mean, compared with other cities")),
    "scores": (say("高于其他城市", "higher than in other cities"), say("低于其他城市", "lower than in other cities")),
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Cities whose profiles are alike, and what tells them from the others."""

    members: tuple[str, ...]
    """By id."""
    stronger: tuple[str, ...]
    """Dimensions in which the group's mean lies at least `TELLING` points above the others', the furthest first."""
    weaker: tuple[str, ...]


@dataclass(frozen=True)
class Grouping:
    """All groups, in the order in which their cities stand side by side."""

    on: On
    groups: tuple[Group, ...]
    """A single one where the profiles fall into no groups."""
    order: tuple[str, ...]
    """The cities so that similar ones are neighbours; never by score."""
    left_out: tuple[str, ...]
    """Cities with a score in fewer than half of the dimensions."""
    dimensions: tuple[str, ...]
    """What was compared: dimensions in which at least half of the cities have a score."""
    silhouette: float | None
    """Mean silhouette width of the groups, -1..1; None for a single one."""
    tried: dict[int, float]
    """Number of groups -> mean silhouette width."""
    tree: Floats
    """(cities - 1, 4) as scipy's `linkage` has it; leaves are the cities by id without those left out."""

    @property
    def leaves(self) -> tuple[str, ...]:
        return tuple(sorted(self.order))


def groups_of(ids: Sequence[str], scores: Floats, dimensions: Sequence[str], *, on: On = "pattern") -> Grouping:
    """Group cities by average linkage on the root mean square difference between their dimension scores.

    Two cities are compared in the dimensions in which both have a score. The number of groups is the one
    from 2 to 8 with the largest mean silhouette width, the smaller number where two are equal; below 0.25
    there are no groups. The order of the input has no influence.

    Args:
        ids: the cities.
        scores: (cities, dimensions) 0..100; NaN where withheld.
        dimensions: ids of the columns.
        on: "pattern" takes each city's own mean out first; "scores" does not.

    Raises:
        ComparisonRefused: for fewer than four cities that have a score in half of the dimensions.

    Source:
        Sokal & Michener (1958), average linkage; Rousseeuw (1987), silhouettes; Kaufman & Rousseeuw (1990),
        ch. 2, on the limit of 0.25.
    """
    known = ~np.isnan(scores)
    columns: list[int] = np.flatnonzero(2 * known.sum(axis=0) >= max(len(ids), 1)).tolist()
    enough = 2 * known[:, columns].sum(axis=1) > len(columns)
    rows = sorted(np.flatnonzero(enough).tolist(), key=ids.__getitem__)
    if len(rows) < LEAST_CITIES:
        raise _too_few(len(rows))
    names, profile = [ids[row] for row in rows], scores[np.ix_(rows, columns)]
    if on == "pattern":
        profile = profile - np.nanmean(profile, axis=1, keepdims=True)
    distance = _distances(profile)
    tree = linkage(squareform(distance, checks=False), method="average")
    cuts = {count: _cut(tree, count) for count in range(2, min(MOST_GROUPS, len(rows) - 1) + 1)}
    tried = {count: _silhouette(distance, label) for count, label in cuts.items() if len(set(label.tolist())) == count}
    best = max(tried, key=lambda count: (round(tried[count], 9), -count), default=1)
    best = best if tried.get(best, -1.0) >= LEAST_STRUCTURE - DUST else 1
    order = _side_by_side(tree, distance)
    label: Labels = cuts[best] if best > 1 else np.ones(len(rows), dtype=np.int32)
    dimension_ids = [dimensions[column] for column in columns]
    return Grouping(
        on,
        tuple(_group(names, profile, label == one, dimension_ids) for one in dict.fromkeys(label[order].tolist())),
        tuple(names[place] for place in order),
        tuple(sorted(ids[row] for row in np.flatnonzero(~enough).tolist())),
        tuple(dimension_ids), tried.get(best), tried, tree,
    )  # fmt: skip


def _too_few(cities: int) -> ComparisonRefused:
    return ComparisonRefused(
        Problem(
            "",
            say(f"可归组的城市有{cities}座，少于{LEAST_CITIES}座，不归组",
                f"cities that can be grouped: {cities}, fewer than {LEAST_CITIES}, so there are no groups"),
            say("增加城市；半数以上维度已出分的城市才可归组", "add cities; a city needs a score in more than half of the dimensions"),
        )
    )  # fmt: skip


def _distances(profile: Floats) -> Floats:
    """(cities, cities) root mean square difference over the dimensions that both have."""
    known = (~np.isnan(profile)).astype(np.float64)
    filled = np.nan_to_num(profile)
    found = np.empty((len(profile), len(profile)))
    for row in range(len(profile)):
        both = known * known[row]
        found[row] = (((filled - filled[row]) ** 2) * both).sum(axis=1) / np.maximum(both.sum(axis=1), 1.0)
    np.fill_diagonal(found, 0.0)
    return np.asarray(np.sqrt((found + found.T) / 2.0))


def _cut(tree: Floats, count: int) -> Labels:
    return np.asarray(fcluster(tree, count, criterion="maxclust"), dtype=np.int32)


def _silhouette(distance: Floats, label: Labels) -> float:
    """Mean silhouette width; a city alone in its group counts 0."""
    groups = np.unique(label)
    inside = (label[:, None] == groups).astype(np.float64)
    size = inside.sum(axis=0)
    to_group = distance @ inside
    own = inside.astype(np.bool_)
    alone = (inside * size).sum(axis=1) <= 1
    within = to_group[own] / np.maximum((inside * size).sum(axis=1) - 1, 1.0)
    nearest = np.where(own, np.inf, to_group / size).min(axis=1)
    widest = np.maximum(within, nearest)
    width = np.divide(nearest - within, widest, out=np.zeros_like(widest), where=widest > 0)
    return float(np.where(alone, 0.0, width).mean())


def _side_by_side(tree: Floats, distance: Floats) -> list[int]:
    """Leaves so that neighbours are alike; of the two directions the one that begins with the lower id."""
    if len(distance) <= MOST_ORDERED:
        tree = optimal_leaf_ordering(tree, squareform(distance, checks=False))
    order: list[int] = leaves_list(tree).tolist()
    return order if order[0] < order[-1] else order[::-1]


def _group(names: Sequence[str], profile: Floats, inside: Bools, dimensions: Sequence[str]) -> Group:  # fmt: skip
    members = tuple(name for name, one in zip(names, inside, strict=True) if one)
    if inside.all():
        return Group(members, (), ())
    # A gap (NaN) tells nothing.
    apart: list[float] = np.nan_to_num(_means(profile[inside]) - _means(profile[~inside])).tolist()
    by_size = sorted(range(len(dimensions)), key=lambda place: (-round(abs(apart[place]), 9), place))
    telling = [place for place in by_size if abs(apart[place]) >= TELLING - DUST]
    return Group(
        members,
        tuple(dimensions[place] for place in telling if apart[place] > 0)[:MOST_TOLD],
        tuple(dimensions[place] for place in telling if apart[place] < 0)[:MOST_TOLD],
    )


def _means(profile: Floats) -> Floats:
    known = ~np.isnan(profile)
    count = known.sum(axis=0)
    found: Floats = np.full(profile.shape[1], np.nan)
    np.divide(np.nan_to_num(profile).sum(axis=0), count, out=found, where=count > 0)
    return found


# -- in words -----------------------------------------------------------------------------------


def told(group: Group, names: dict[str, Text], on: On) -> Text:
    """What tells a group apart, in a sentence; `names` are those of the dimensions."""
    up, down = WORDS[on]
    said = [(group.stronger, up), (group.weaker, down)]
    parts = [(ids, how) for ids, how in said if ids]
    if not parts:
        return say("与其他城市没有明显不同", "not clearly different from the other cities")
    return say(
        "；".join("、".join(names[one].zh for one in ids) + how.zh for ids, how in parts),
        "; ".join(", ".join(names[one].en for one in ids) + f": {how.en}" for ids, how in parts),
    )

"""Comparable cities: similarity, comparability, gaps. Never a rank without its interval.

A comparison says with whom, why with them, how far the numbers may be trusted side by side, and
which differences are large enough to say anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from assessor.ahead import Likely, apart, likely
from assessor.assessment import Assessment
from assessor.city import CityProfile
from assessor.comparability import NO_GRADE as NO_GRADE
from assessor.comparability import Assessed as Assessed
from assessor.comparability import Comparability as Comparability
from assessor.comparability import Label as Label
from assessor.comparability import comparability as comparability
from assessor.comparability import evidence_mix as evidence_mix
from assessor.comparability import other_version
from assessor.comparability import unusable as unusable
from assessor.comparison import Basis as Basis
from assessor.comparison import Beyond as Beyond
from assessor.comparison import Comparison as Comparison
from assessor.comparison import Other as Other
from assessor.comparison import Party as Party
from assessor.comparison import Peer as Peer
from assessor.comparison import Refusal as Refusal
from assessor.comparison import Settled as Settled
from assessor.comparison import Standing as Standing
from assessor.dominance import dominance
from assessor.errors import ComparisonRefused, Problem
from assessor.gaps import Beside, GapKind, GapRow, gap_rows
from assessor.partners import aims, one_level_above, partners, similar_pattern
from assessor.rubric import Rubric
from assessor.scorecard import codes_of, rest_of, score
from assessor.sensitivity import rank_intervals
from assessor.similarity import similarity
from assessor.text import Text, say
from assessor.uncertainty import SOURCES, Settings
from assessor.uncertainty.settings import STANDARD

MOST_PEERS = 5
LEAST_STANDING = 3
"""Of two cities the chance of being ahead says all there is to say."""
MOST_CLASSES = 2
"""One's own type and one neighbouring type."""


# -- choosing peers ---------------------------------------------------------------------------


def suggest(
    profile: CityProfile,
    candidates: Iterable[Assessment],
    rubric: Rubric,
    *,
    neighbour: str | None = None,
    reason: str | None = None,
    most: int = MOST_PEERS,
) -> list[Peer]:
    """The most similar comparable cities, at most five; fewer where there are not so many.

    Only cities of the same type count, and those of one neighbouring type where `neighbour` names
    it and `reason` says why. Cities made under another rubric version or with too little coverage
    are left out; of several assessments of a city the latest counts. Nearest does not mean best.

    Args:
        profile: one's own city.
        candidates: assessments to choose from.
        rubric: types, neighbours and the weight of each attribute.
        neighbour: id of one neighbouring type.
        reason: why that type is comparable; required with `neighbour`.
        most: how many to return.

    Raises:
        ComparisonRefused: if one's own type is not stated, the type named is no neighbour, or the
            reason is missing.

    Source:
        Rubric method, peer choice; Gower (1971), A general coefficient of similarity.
    """
    classes = {_own_class(profile)}
    if neighbour is not None and neighbour not in classes:
        _refuse_class(rubric, profile, neighbour, reason)
        classes.add(neighbour)
    latest: dict[str, Assessment] = {}
    for one in sorted(candidates, key=lambda one: (one.cut_off, one.id)):
        if one.city.id != profile.id and one.city.city_class in classes and not unusable(rubric, one):
            latest[one.city.id] = one
    peers = [_peer(profile, one, rubric) for one in latest.values()]
    return sorted(peers, key=lambda peer: (-(peer.similarity or 0.0), peer.assessment.city.id))[:most]


def _peer(profile: CityProfile, assessment: Assessment, rubric: Rubric) -> Peer:
    value, compared = similarity(profile, assessment.city, rubric)
    differing = tuple(one for one in compared if one.similarity < 1.0)
    return Peer(assessment, value, differing, assessment.city.city_class == profile.city_class)


def _own_class(profile: CityProfile) -> str:
    if profile.city_class is None:
        raise ComparisonRefused(
            Problem(
                "city.city_class",
                say("本市尚未选定城市类型，无法选择可比城市", "the city's type is not stated, so no peers can be chosen"),
                say("先在城市画像中选定类型", "state the type in the city's profile first"),
            )
        )  # fmt: skip
    return profile.city_class


def _refuse_class(rubric: Rubric, profile: CityProfile, other: str | None, reason: str | None) -> None:
    problem = _class_problem(rubric, profile, other, reason)
    if problem is not None:
        raise ComparisonRefused(problem)


def _class_problem(rubric: Rubric, profile: CityProfile, other: str | None, reason: str | None) -> Problem | None:
    """Why a city of type `other` may not stand beside this one; None where it may."""
    if other == profile.city_class:
        return None
    own = rubric.city_type(profile.city_class)
    neighbours = own.neighbours if own is not None else []
    if other not in neighbours:
        known = ", ".join(neighbours)
        return Problem(
            other or "",
            say(f"城市类型 {other or '未选定'} 与本市类型 {profile.city_class} 不相邻",
                f"city type {other or '(not stated)'} is no neighbour of {profile.city_class}"),
            say(f"可选相邻类型：{known or '无'}", f"neighbouring types: {known or 'none'}"),
        )  # fmt: skip
    if not (reason or "").strip():
        return Problem(
            other or "",
            say("与相邻类型的城市比较须写明理由", "a comparison with a neighbouring type needs a written reason"),
            say("写一句为什么可比", "write one sentence why the two are comparable"),
        )
    return None


# -- comparing --------------------------------------------------------------------------------


def compare(
    own: Assessment, others: Iterable[Assessment], rubric: Rubric, reason: str | None = None,
    settings: Settings = STANDARD,
) -> Comparison:  # fmt: skip
    """One's own city beside others.

    The others are scored under one's own weights, so that a difference comes from ratings alone, and drawn
    under the same weights draw by draw. How sure a difference is follows from the chance of being ahead. Cities that must not be compared are named with the reasons and none of their numbers; own
    scores never depend on who else takes part.

    Args:
        own: one's own assessment.
        others: the assessments to set beside it.
        rubric: under which all of them were made.
        reason: why cities of a neighbouring type are comparable; required if there are any.
        settings: draws, seed and what is held to be uncertain.

    Raises:
        VersionMismatch: if one's own assessment was made under another rubric or version.
        ComparisonRefused: if not one of the others may be compared.
    """
    everybody = (own, *others)
    content = tuple(one.model_dump_json() for one in everybody)
    return _kept(_Asked((rubric.fingerprint, *content), reason, settings, rubric, everybody))


@dataclass(frozen=True)
class _Asked:
    """A comparison by content: pages ask for the same one at every click."""

    content: tuple[str, ...]
    reason: str | None
    settings: Settings
    rubric: Rubric = field(compare=False)
    everybody: tuple[Assessment, ...] = field(compare=False)


@lru_cache(maxsize=32)
def _kept(asked: _Asked) -> Comparison:
    own, *others = asked.everybody
    return _compared(own, others, asked.rubric, asked.reason, asked.settings)


def _compared(
    own: Assessment, others: Sequence[Assessment], rubric: Rubric, reason: str | None, settings: Settings
) -> Comparison:
    mine = Assessed(own, score(rubric, own))
    accepted: list[tuple[Assessed, Comparability]] = []
    refused: list[Refusal] = []
    for other in others:
        earlier = [own, *(theirs.assessment for theirs, _ in accepted)]
        theirs, verdict = _scored(rubric, mine, other)
        reasons = [*_group_reasons(rubric, earlier, other, reason), *verdict.reasons]
        if theirs is None or reasons:
            refused.append(Refusal(other.city.id, _name(other.city), tuple(reasons)))
        else:
            accepted.append((theirs, verdict))
    if not accepted:
        raise _nobody(refused)
    return _comparison(rubric, mine, accepted, tuple(refused), (reason or "").strip(), settings)


def _comparison(
    rubric: Rubric, mine: Assessed, accepted: Sequence[tuple[Assessed, Comparability]], refused: tuple[Refusal, ...],
    reason: str, settings: Settings,
) -> Comparison:  # fmt: skip
    own, assessments = mine.assessment, [theirs.assessment for theirs, _ in accepted]
    ours = likely(rubric, own, settings, own.weights)
    drawn = {one.id: _beside(rubric, one, ours, own, settings) for one in assessments}
    cards, intervals = {theirs.assessment.id: theirs.card for theirs, _ in accepted}, ours.spreads()

    def rows(kind: GapKind) -> tuple[GapRow, ...]:
        return gap_rows(rubric, kind, mine.card, cards, drawn, intervals)

    apart_by_city = {id_: one.apart for id_, one in drawn.items()}
    above = {id_: one_level_above(rubric, own, assessments, id_, apart_by_city) for id_ in rubric.by_id}
    above = {id_: found for id_, found in above.items() if found}
    wanted = aims(rubric, mine.card)
    return Comparison(
        rubric_id=rubric.id,
        rubric_version=rubric.version,
        own=_party(rubric, mine),
        others=tuple(_other(rubric, mine, theirs, verdict.labels) for theirs, verdict in accepted),
        refused=refused,
        reason=reason,
        overall=rows("overall")[0],
        levels=rows("level"),
        dimensions=rows("dimension"),
        indicators=rows("indicator"),
        shortcomings=rows("shortcoming"),
        above=above,
        aims=wanted,
        partners=partners(wanted, above, list(cards)),
        settled=_settled(rubric, own, assessments),
        standings=_standings(rubric, own, assessments, settings),
        basis=_basis(rubric, settings),
        notes=_notes(rubric, own, assessments),
    )


def _beside(rubric: Rubric, other: Assessment, ours: Likely, own: Assessment, settings: Settings) -> Beside:
    theirs = likely(rubric, other, settings, own.weights)
    return Beside(apart(rubric, theirs, ours), theirs.spreads())


def _settled(rubric: Rubric, own: Assessment, others: Sequence[Assessment]) -> tuple[Settled, ...]:
    """Orders between all cities, one's own among them, that hold whatever the admissible weighting."""
    cities = [own, *others]
    codes = np.concatenate([codes_of(rubric, one) for one in cities])
    rests = [rest_of(rubric, one) for one in cities]
    rest = np.concatenate([np.zeros(codes.shape[1])[None] if one is None else one for one in rests])
    found = dominance(rubric, own.weights, own.variant, codes, rest)
    return tuple(Settled(cities[a].id, cities[b].id) for a, b in np.argwhere(found).tolist())


def _standings(
    rubric: Rubric, own: Assessment, others: Sequence[Assessment], settings: Settings
) -> tuple[Standing, ...]:
    if len(others) + 1 < LEAST_STANDING:
        return ()
    found = rank_intervals(rubric, [own, *others], own.weights, settings).intervals
    return tuple(Standing(one.assessment_id, one.low, one.high, one.of) for one in found if one is not None)


def _basis(rubric: Rubric, settings: Settings) -> Basis:
    rule = rubric.uncertainty
    sources = tuple(one for one in SOURCES if one in settings.sources)
    return Basis(settings.draws, settings.seed, sources, rule.least_weight, rule.most_weight)


def _group_reasons(rubric: Rubric, earlier: Sequence[Assessment], other: Assessment, reason: str | None) -> list[Text]:
    """Why a city does not fit into the group formed so far, one's own city first."""
    own = earlier[0].city
    reasons = []
    if other.city.id in {one.city.id for one in earlier} or other.id in {one.id for one in earlier}:
        reasons.append(say("与已选城市编号相同；同一城市跨年变化另行比较",
                           "bears the id of a city already chosen; change over time is another comparison"))  # fmt: skip
    problem = _class_problem(rubric, own, other.city.city_class, reason)
    if problem is not None:
        reasons.append(say(f"{problem.what.zh}；{problem.fix.zh}", f"{problem.what.en}; {problem.fix.en}"))
    elif len({one.city.city_class for one in (*earlier, other)}) > MOST_CLASSES:
        reasons.append(say("一次只与一个相邻类型比较", "one neighbouring type at a time"))
    return reasons


def _scored(rubric: Rubric, own: Assessed, other: Assessment) -> tuple[Assessed | None, Comparability]:
    reason = other_version(rubric, other)
    if reason is not None:
        return None, Comparability(True, (reason,), ())
    weighted = other.model_copy(update={"weights": own.assessment.weights})
    theirs = Assessed(other, score(rubric, weighted))
    return theirs, comparability(rubric, own, theirs)


def _nobody(refused: Sequence[Refusal]) -> ComparisonRefused:
    fix = say("换一座可比城市，或先补齐评级", "choose a comparable city, or complete the ratings first")
    if not refused:
        return ComparisonRefused(Problem("", say("没有可比较的城市", "there is no city to compare with"), fix))
    return ComparisonRefused(*(Problem(one.city_id, reason, fix) for one in refused for reason in one.reasons))


def _name(city: CityProfile) -> Text:
    return say(city.called("zh"), city.called("en"))


def _party(rubric: Rubric, one: Assessed) -> Party:
    assessment = one.assessment
    return Party(
        assessment.id, assessment.city.id, _name(assessment.city), assessment.city.fictional,
        assessment.city.city_class, assessment.mode, assessment.variant, assessment.cut_off,
        one.card.overall.coverage, evidence_mix(rubric, assessment),
    )  # fmt: skip


def _other(rubric: Rubric, own: Assessed, theirs: Assessed, labels: tuple[Label, ...]) -> Other:
    peer = _peer(own.assessment.city, theirs.assessment, rubric)
    pattern = similar_pattern(rubric, own.card, {theirs.assessment.id: theirs.card})
    return Other(
        _party(rubric, theirs), peer.similarity, peer.differing, peer.same_class, labels,
        pattern[0] if pattern else None,
    )  # fmt: skip


def _notes(rubric: Rubric, own: Assessment, others: Sequence[Assessment]) -> tuple[Text, ...]:
    notes = [
        say("对标只为互学，不作排名；最相近不等于最好", "A comparison is for learning from one another, never a ranking; nearest is not best"),
        say("评估由各市自行作出，宽严不一；把握不足九成的差距不作结论",
            "Each city was assessed by its own raters, some stricter than others; a difference that is less than 90% sure permits no conclusion"),
    ]  # fmt: skip
    variant = rubric.variant(own.variant)
    if variant is not None and variant.label is not None:
        notes.append(variant.label)
    if any(one.city.fictional for one in others):
        notes.append(say("含虚构样例，仅供演示", "Holds fictional samples, for demonstration only"))
    return tuple(notes)

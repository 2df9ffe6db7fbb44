"""What it means for an assessment to go over to another version of its rubric. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessor.assessment import Assessment, Evidence, Rating
from assessor.change import known_weights, reads_same
from assessor.errors import Problem, VersionMismatch
from assessor.nodes import Kind, Node
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score
from assessor.text import Text, say


@dataclass(frozen=True)
class Difference:
    """One number under the version it was made under, and under the other one; None where a version lacks it."""

    id: str
    kind: Kind
    name: Text
    before: Node | None
    after: Node | None

    @property
    def points(self) -> float | None:
        if self.before is None or self.after is None or self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score


@dataclass(frozen=True)
class Migration:
    """What becomes of an assessment under another version of its rubric, to be looked at before anything is done."""

    old: Rubric
    new: Rubric
    assessment: Assessment
    """As it is; it is kept as it is."""
    migrated: Assessment
    """As it would be under the new version; it still bears the old one's id."""
    carried: tuple[str, ...]
    """Indicators that read the same and have a rating, which goes over."""
    unrated: tuple[str, ...]
    """Indicators that read the same and have no rating yet."""
    reworded: tuple[str, ...]
    """Indicators that read otherwise: whoever rated them must look at them again, so their ratings do not go over."""
    gone: tuple[str, ...]
    """Indicators that the new version has not."""
    added: tuple[str, ...]
    """Indicators that only the new version has."""
    lost: tuple[Text, ...]
    """What else does not go over: weights, targets, grades that the new version does not know."""
    before: Scorecard
    after: Scorecard

    @property
    def look_again(self) -> tuple[str, ...]:
        """Reworded indicators that have a rating now."""
        return tuple(id_ for id_ in self.reworded if id_ in self.assessment.ratings)

    def differences(self) -> list[Difference]:
        """Overall, levels, dimensions and shortcomings of both versions, in the new one's order."""
        before, after = _nodes(self.before), _nodes(self.after)
        names = self.old.names | self.new.names
        return [
            Difference(
                id_, kind, say("综合", "Overall") if kind == "overall" else names[id_],
                before.get((kind, id_)), after.get((kind, id_)),
            )
            for kind, id_ in [*after, *(one for one in before if one not in after)]
        ]  # fmt: skip


def migration(old: Rubric, new: Rubric, assessment: Assessment) -> Migration:
    """What another version of the rubric would change.

    A rating goes over where its indicator reads the same in both versions (`Rubric.text_digest`);
    a level chosen by other words does not. Evidence, profile, mode and everything else that the
    new version admits goes over.

    Args:
        old: the rubric version that the assessment was made under.
        new: another version of the same rubric.
        assessment: ratings under `old`.

    Raises:
        VersionMismatch: the two are no versions of one rubric, or the assessment is not of the old one.
        ScoringError: if weights or ratings admit no score.
    """
    _refuse_unlike(old, new, assessment)
    same = set(reads_same(old, new))
    lost: list[Text] = []
    migrated = _under(new, assessment, same, lost)
    return Migration(
        old, new, assessment, migrated,
        carried=tuple(id_ for id_ in new.by_id if id_ in same and id_ in assessment.ratings),
        unrated=tuple(id_ for id_ in new.by_id if id_ in same and id_ not in assessment.ratings),
        reworded=tuple(id_ for id_ in new.by_id if id_ in old.by_id and id_ not in same),
        gone=tuple(id_ for id_ in old.by_id if id_ not in new.by_id),
        added=tuple(id_ for id_ in new.by_id if id_ not in old.by_id),
        lost=tuple(lost),
        before=score(old, assessment),
        after=score(new, migrated),
    )  # fmt: skip


def renamed(seen: Migration) -> Assessment:
    """The assessment under the new version as a file of its own, so that it takes no other's place where it is imported."""
    return seen.migrated.model_copy(update={"id": f"{seen.assessment.id}-{seen.new.version}"})


def begun_under(rubric: Rubric, assessment: Assessment) -> dict[str, Any]:
    """City, mode, variant, weights and targets of an assessment as far as a rubric admits them: how the next one begins."""
    setup = _setup(rubric, assessment, [])
    return {"mode": assessment.mode, **setup}


def _refuse_unlike(old: Rubric, new: Rubric, assessment: Assessment) -> None:
    made = (assessment.rubric_id, assessment.rubric_version)
    if made == (new.id, new.version):
        raise VersionMismatch(
            Problem(
                assessment.id,
                say(f"已按量表版本 {new.version} 评估，无须换版", f"it is of rubric version {new.version} already"),
                say("选另一份评估或另一个版本", "choose another assessment or another version"),
            ),
            made=made,
        )
    if made == (old.id, old.version) and old.id == new.id and old.version != new.version:
        return
    raise VersionMismatch(
        Problem(
            assessment.id,
            say(f"该评估依据量表 {made[0]} {made[1]}，不能从 {old.id} {old.version} 换到 {new.id} {new.version}",
                f"made under rubric {made[0]} {made[1]}: it cannot go from {old.id} {old.version} to {new.id} {new.version}"),
            say("只能换到同一量表的另一版本", "choose another version of the same rubric"),
        ),
        made=made,
    )  # fmt: skip


def _under(rubric: Rubric, assessment: Assessment, same: set[str], lost: list[Text]) -> Assessment:
    grades = {one.id for one in rubric.evidence_grades}
    setup = _setup(rubric, assessment, lost)
    ratings = {id_: _graded(rating, grades) for id_, rating in assessment.ratings.items() if id_ in same}
    if dropped := sorted(id_ for id_ in ratings if ratings[id_] != assessment.ratings[id_]):
        ids = ", ".join(dropped)
        lost.append(say(f"{ids} 的佐证强度不在新版中", f"the new version has no such evidence grade: {ids}"))
    return assessment.model_copy(
        update={
            **setup, "rubric_version": rubric.version, "ratings": ratings,
            "evidence": list(_evidence(rubric, assessment.evidence, grades, lost)),
        }
    )  # fmt: skip


def _graded(rating: Rating, grades: set[str]) -> Rating:
    known = rating.grade is None or rating.grade in grades
    return rating if known else rating.model_copy(update={"grade": None})


def _evidence(rubric: Rubric, entries: Iterable[Evidence], grades: set[str], lost: list[Text]) -> Iterator[Evidence]:
    for entry in entries:
        if entry.grade not in grades:
            lost.append(say(f"佐证 {entry.id} 的强度 {entry.grade} 不在新版中", f"evidence {entry.id}: the new version has no grade {entry.grade}"))  # fmt: skip
            continue
        known = [id_ for id_ in entry.indicators if id_ in rubric.by_id]
        yield entry if known == entry.indicators else entry.model_copy(update={"indicators": known})


def _setup(rubric: Rubric, assessment: Assessment, lost: list[Text]) -> dict[str, Any]:
    """City, variant, weights and targets as far as the rubric admits them; what it does not is told in `lost`."""
    variants = [one.id for one in rubric.variants] or ["full"]
    variant = assessment.variant if assessment.variant in variants else variants[0]
    if variant != assessment.variant:
        lost.append(
            say(f"版式 {assessment.variant} 不在新版中", f"the new version has no variant {assessment.variant}")
        )
    weights = known_weights(rubric, assessment.weights, variant)
    if weights != assessment.weights:
        lost.append(say("新版不认的权重不再使用", "weights that the new version does not know are left out"))
    dimensions = {one.id for one in rubric.dimensions}
    targets = {
        id_: level for id_, level in assessment.targets.items() if id_ in dimensions and 0 <= level <= rubric.top
    }
    if targets != assessment.targets:
        lost.append(say("新版没有的维度目标不再使用", "targets that the new version does not know are left out"))
    city = assessment.city
    if city.city_class is not None and rubric.city_type(city.city_class) is None:
        lost.append(
            say(f"城市类型 {city.city_class} 不在新版中", f"the new version has no city type {city.city_class}")
        )
        city = city.model_copy(update={"city_class": None, "subtypes": []})
    return {"city": city, "variant": variant, "weights": weights, "targets": targets}


def _nodes(card: Scorecard) -> Mapping[tuple[Kind, str], Node]:
    shortcomings = [one.node for one in card.shortcomings.values()]
    nodes = [card.overall, *card.levels.values(), *card.dimensions.values(), *shortcomings]
    return {(node.kind, node.id): node for node in nodes}

"""From a scoring session into its assessment, and back: all that was chosen in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assessor.admissible import rating_faults, refuse
from assessor.adoption import Adoption, adoption
from assessor.assessment import Rating
from assessor.errors import Problem, Stale, WorkshopRefused
from assessor.intake import Picks, chosen_of, ratings_taken
from assessor.merging import reversal
from assessor.rubric import Rubric
from assessor.scorecard import refuse_other_version
from assessor.store import Session, Store, Unit, records, workshop_records
from assessor.store.tables import WorkshopRow
from assessor.text import say


@dataclass(frozen=True)
class Adopted:
    """What was taken over, so that it can be taken back."""

    adoption: Adoption
    picks: Picks
    """What became of each item of the preview."""
    ratings: tuple[str, ...]
    """Indicators written."""
    at: datetime


@dataclass(frozen=True)
class TakenBack:
    """What stands again as it stood before, and what stays because somebody has changed it since."""

    ratings: tuple[str, ...]
    kept: int


class AdoptionSide:
    """What a session agreed, on its way into the assessment."""

    rubric: Rubric
    _store: Store

    def preview_adoption(self, id_: str) -> Adoption:
        """What taking over the ratings agreed so far would change; writes nothing."""
        with self._store.reading() as session:
            return _found(session, self.rubric, workshop_records.workshop(session, id_))

    def adopt(self, id_: str, adoption: Adoption, picks: Picks, actor: str) -> Adopted:
        """Write what was chosen of a preview. Once more the same changes nothing.

        `picks`: indicator -> 0 for what the session agreed, None for what stands. Changes not named there are
        taken; conflicts have to be named.

        Raises:
            UsageError: a conflict was not decided.
            Stale: session or assessment moved on since the preview; `theirs` is the preview as it would be now.
            WorkshopRefused: nothing is decided yet.
        """
        merge = adoption.merge
        chosen = chosen_of(merge.assessment_id, merge, picks)
        ratings = ratings_taken(merge, chosen)
        keys = tuple(key for key, _, _ in ratings)
        with self._store.unit(actor) as unit:
            now = _found(unit.session, self.rubric, workshop_records.workshop(unit.session, id_))
            if now == adoption or not _all_stand(unit, merge.assessment_id, ratings):
                _refuse_stale(now, adoption)
                _refuse_nothing(now)
                self._write(unit, id_, adoption, ratings)
            return Adopted(adoption, chosen, keys, unit.at)

    def _write(
        self, unit: Unit, id_: str, said: Adoption, ratings: Sequence[tuple[str, Rating | None, Rating | None]]
    ) -> None:
        """One row of the audit trail, with counts alone: what was agreed stands in the history of the ratings."""
        into = said.merge.assessment_id
        for key, _, rating in ratings:
            refuse(rating_faults(self.rubric, key, rating) if rating is not None else ())
            records.change_rating(unit, into, key, rating, "workshop")
        if ratings:
            keys = {key for key, _, _ in ratings}
            unit.record(
                "workshop.adopted",
                id_,
                assessment=into,
                ratings=len(keys),
                doubtful=len(keys.intersection(said.doubtful)),
                left=len(said.merge.ratings) - len(keys),
            )

    def take_back(self, id_: str, adopted: Adopted, actor: str) -> TakenBack:
        """Put back what stood before an adoption, except where it was changed again since."""
        into = adopted.adoption.merge.assessment_id
        with self._store.unit(actor) as unit:
            now = records.opened(unit.session, into)
            refuse_other_version(self.rubric, now.assessment)
            merge, kept = reversal(adopted.adoption.merge, adopted.picks, (), now.assessment, now.rating_versions)
            for one in merge.ratings:
                done = records.last_standing(unit.session, into, indicator=one.key)
                records.change_rating(
                    unit, into, one.key, one.options[0].value, "undo", None if done is None else done.id
                )
            if merge.ratings:
                unit.record("workshop.adoption_undone", id_, assessment=into, ratings=len(merge.ratings), left=kept)
        return TakenBack(tuple(one.key for one in merge.ratings), kept)


def _found(session: Session, rubric: Rubric, row: WorkshopRow) -> Adoption:
    opened = records.opened(session, row.assessment_id)
    refuse_other_version(rubric, opened.assessment)
    moved = {
        one.indicator
        for one in records.changes_since(session, row.assessment_id, row.made_at)
        if row.id not in (_session(one.after), _session(one.before) if one.kind == "undo" else None)
    }
    return adoption(row.id, row.version, row.state, opened.assessment, opened.rating_versions, moved, rubric.by_id)


def _session(rating: Rating | None) -> str | None:
    """The session that agreed a rating."""
    return None if rating is None or rating.consensus is None else rating.consensus.session


def _all_stand(unit: Unit, into: str, ratings: Sequence[tuple[str, Rating | None, Rating | None]]) -> bool:
    """Whether everything chosen was written meanwhile, as when somebody presses twice."""
    stored = (records.rating(unit.session, into, key).rating == wanted for key, _, wanted in ratings)
    return bool(ratings) and all(stored)


def _refuse_stale(now: Adoption, seen: Adoption) -> None:
    if now == seen:
        return
    raise Stale(
        Problem(
            seen.session,
            say("预览之后，本场研讨或评估中的评级又有改动", "the session or ratings of the assessment changed after the preview"),
            say("重新预览，看过改动后再采用", "look at the preview again before taking it over"),
        ),
        theirs=now,
        ours=seen,
    )  # fmt: skip


def _refuse_nothing(now: Adoption) -> None:
    if now.merge.ratings or now.unchanged:
        return
    raise WorkshopRefused(
        Problem(
            now.session,
            say("本场还没有已定级的指标，没有可采用的评级", "no item of this session is decided yet: there is nothing to take over"),
            say("先在研讨中定级", "decide items first"),
        )
    )  # fmt: skip

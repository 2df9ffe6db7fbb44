"""Workspace: every use case that pages, ballot and commands ask for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from assessor import demo, files, intake, listing, refusals, scorecard
from assessor.admissible import assessment_faults, evidence_faults, made, rating_faults, refuse, setup_faults
from assessor.assessment import Assessment, Evidence, Mode, Rating, RecordLine, WeightChoice
from assessor.city import CityProfile
from assessor.errors import Problem
from assessor.hints import Finding, findings
from assessor.intake import Applied as Applied
from assessor.intake import Picks as Picks
from assessor.listing import Summary as Summary
from assessor.merging import Merge as Merge
from assessor.migration.versions import UnderRubric
from assessor.published import as_assessment
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, refuse_other_version, targets_of
from assessor.store import Store, Unit, audit, forgetting, published_records, records
from assessor.store.audit import AuditEntry
from assessor.store.records import Change
from assessor.store.records import Opened as Opened
from assessor.store.records import StoredRating as StoredRating
from assessor.text import Text
from assessor.trace import Trace, trace


@dataclass(frozen=True)
class Saved:
    version: int
    at: datetime


@dataclass(frozen=True)
class Undone:
    indicator: str
    rating: Rating | None
    """What stands there now."""
    version: int


@dataclass(frozen=True)
class Provenance:
    """What a report of a stored assessment says of its history; no person in it."""

    record: tuple[RecordLine, ...]
    audit_head: str


class Workspace(UnderRubric):
    """The assessments of one database under one rubric.

    Every method that writes does all of it or nothing and leaves one row in the audit trail. Where a
    method takes `expected`, it refuses with `Stale`, carrying both values, if the version moved on.
    """

    @classmethod
    def open(cls, url: str | Path | None = None, rubric: Rubric | None = None, home: Path | None = None) -> Workspace:
        return cls(Store(url), rubric or files.load_rubric(home), home=home)

    @classmethod
    def demo(cls, rubric: Rubric | None = None) -> Workspace:
        """The fictional sample cities, in a database of their own."""
        store, rubric = Store(demo.place()), rubric or files.load_rubric()
        demo.plant_if_needed(store, rubric)
        return cls(store, rubric, is_demo=True)

    # -- assessments ----------------------------------------------------------------------------

    def summaries(self) -> list[Summary]:
        """All assessments, the one last touched first."""
        return listing.summaries(self.store, self.of_now.rubric, self.rubric_of)

    def begin(
        self,
        city: CityProfile,
        *,
        period: str,
        cut_off: date,
        mode: Mode = "workshop",
        variant: str = "full",
        weights: WeightChoice | None = None,
        targets: dict[str, int] | None = None,
        actor: str,
    ) -> str:
        assessment = made(
            Assessment,
            id=f"a{secrets.token_hex(6)}",
            rubric_id=self.rubric.id,
            rubric_version=self.rubric.version,
            city=city,
            period=period,
            cut_off=cut_off,
            mode=mode,
            variant=variant,
            weights=weights or WeightChoice(),
            targets=targets or {},
        )
        refuse(assessment_faults(self.rubric, assessment))
        with self.store.unit(actor) as unit:
            records.add(unit, assessment, self.rubric)
            unit.record("assessment.begun", assessment.id, mode=mode, variant=variant)
        return assessment.id

    def opened(self, id_: str) -> Opened:
        """The assessment and the versions a later save must name, all of one moment."""
        with self.store.reading() as session:
            found = records.opened(session, id_)
        return replace(found, rating_versions=dict.fromkeys(self.rubric.by_id, 0) | found.rating_versions)

    def save_city(self, id_: str, city: CityProfile, *, expected: int, actor: str) -> Saved:
        """Change the profile. Once rating has begun, another type brings no other targets."""
        with self.store.unit(actor) as unit:
            row = records.assessment(unit.session, id_)
            if row.city == city:
                return Saved(row.version, row.updated_at)
            if row.version != expected:
                raise records.overtaken(f"{id_}.city", row.city, city)
            before = records.opened(unit.session, id_).assessment
            after = before.model_copy(update={"city": city})
            if city.city_class != before.city.city_class and records.is_rated(unit.session, id_):
                after = after.model_copy(update={"targets": targets_of(self.rubric, before)})
            refuse(setup_faults(self.rubric, after))
            row.city, row.setup, row.updated_at = city, records.setup_of(after), unit.at
            unit.record("city.changed", id_)
        return Saved(row.version, row.updated_at)

    def save_setup(
        self,
        id_: str,
        *,
        mode: Mode | None = None,
        variant: str | None = None,
        weights: WeightChoice | None = None,
        targets: dict[str, int] | None = None,
        period: str | None = None,
        cut_off: date | None = None,
        expected: int,
        actor: str,
    ) -> Saved:
        """Change what is named. Ratings outside a shorter variant are kept for the full one.

        Raises:
            Locked: targets and own weights are fixed once the first rating exists.
        """
        given: dict[str, object] = {"mode": mode, "variant": variant, "weights": weights, "targets": targets}
        given |= {"period": period, "cut_off": cut_off}
        wanted = {name: value for name, value in given.items() if value is not None}
        with self.store.unit(actor) as unit:
            row = records.assessment(unit.session, id_)
            before = records.opened(unit.session, id_).assessment
            after = made(Assessment, **{**dict(before), **wanted})
            if after == before:
                return Saved(row.version, row.updated_at)
            if row.version != expected:
                raise records.overtaken(f"{id_}.setup", before, after)
            if records.is_rated(unit.session, id_):
                refusals.refuse_late_choice(before, after)
            refuse(setup_faults(self.rubric, after))
            row.setup, row.updated_at = records.setup_of(after), unit.at
            unit.record("setup.changed", id_, fields=sorted(wanted))
        return Saved(row.version, row.updated_at)

    def delete(self, id_: str, actor: str) -> None:
        """Remove an assessment with its ratings, their history and its evidence."""
        with self.store.unit(actor) as unit:
            unit.session.delete(records.assessment(unit.session, id_))
            forgetting.owe(unit.session)  # its sessions go with it
            unit.record("assessment.deleted", id_)
        self.store.forget()

    # -- ratings --------------------------------------------------------------------------------

    def rating(self, id_: str, indicator: str) -> tuple[Rating | None, int]:
        with self.store.reading() as session:
            stored = records.rating(session, id_, indicator)
        return stored.rating, stored.version

    def rate(self, id_: str, indicator: str, rating: Rating | None, *, expected: int, actor: str) -> Saved:
        """Save one rating; None takes it away. The same value again changes nothing.

        Raises:
            CityFault: the rubric does not admit this rating.
            Stale: somebody else saved another value; `theirs` is a StoredRating.
        """
        if rating is not None:
            refuse(rating_faults(self.rubric, indicator, rating))
        with self.store.unit(actor) as unit:
            records.refuse_other_rubric(unit.session, id_, self.rubric)
            stored = records.rating(unit.session, id_, indicator)
            if stored.rating == rating:
                return Saved(stored.version, stored.at or unit.at)
            if stored.version != expected:
                raise records.overtaken(f"{id_}.{indicator}", stored, rating)
            version = records.change_rating(unit, id_, indicator, rating, "set")
            _record_rating(unit, "rating.set", id_, indicator, version, stored.rating, rating)
        return Saved(version, unit.at)

    def undo(self, id_: str, actor: str) -> Undone | None:
        """Take back this person's last change that still stands; None where there is none.

        Raises:
            Stale: somebody else has changed the same rating since.
        """
        with self.store.unit(actor) as unit:
            records.refuse_other_rubric(unit.session, id_, self.rubric)
            last = records.last_standing(unit.session, id_, actor=actor)
            if last is None:
                return None
            newest = records.last_standing(unit.session, id_, indicator=last.indicator)
            if newest is None or newest.id != last.id:
                stored = records.rating(unit.session, id_, last.indicator)
                raise records.overtaken(f"{id_}.{last.indicator}", stored, last.before)
            version = records.change_rating(unit, id_, last.indicator, last.before, "undo", last.id)
            _record_rating(unit, "rating.undone", id_, last.indicator, version, last.after, last.before)
        return Undone(last.indicator, last.before, version)

    def changes(self, id_: str, indicator: str | None = None, limit: int = 50) -> list[Change]:
        """The history of the ratings, newest first."""
        with self.store.reading() as session:
            return records.changes(session, id_, indicator, limit)

    def provenance(self, id_: str) -> Provenance:
        """How often each rating was changed and the head of the audit trail, of one moment."""
        with self.store.reading() as session:
            records.assessment(session, id_)
            counts, head = records.change_counts(session, id_), audit.head(session)
        lines = (RecordLine(one, *counts[one]) for one in self.rubric.by_id if one in counts)
        return Provenance(tuple(lines), head)

    # -- evidence -------------------------------------------------------------------------------

    def add_evidence(
        self, id_: str, *, title: str, date: date, holder: str, grade: str, indicators: list[str], actor: str
    ) -> Evidence:
        with self.store.unit(actor) as unit:
            records.refuse_other_rubric(unit.session, id_, self.rubric)
            taken = {row.id for row in records.evidence_rows(unit.session, id_)}
            number = next(n for n in range(1, len(taken) + 2) if f"E{n}" not in taken)
            entry = made(
                Evidence, id=f"E{number}", title=title, date=date, holder=holder, grade=grade, indicators=indicators
            )
            refuse(evidence_faults(self.rubric, entry))
            records.put_evidence(unit, id_, entry.id, entry, None)
            unit.record("evidence.added", id_, evidence=entry.id, grade=grade)
        return entry

    def change_evidence(self, id_: str, evidence: Evidence, *, expected: int, actor: str) -> Saved:
        refuse(evidence_faults(self.rubric, evidence))
        return self._put_evidence(id_, evidence.id, evidence, expected, actor)

    def remove_evidence(self, id_: str, evidence_id: str, *, expected: int, actor: str) -> Saved:
        return self._put_evidence(id_, evidence_id, None, expected, actor)

    def _put_evidence(self, id_: str, evidence_id: str, entry: Evidence | None, expected: int, actor: str) -> Saved:
        with self.store.unit(actor) as unit:
            records.refuse_other_rubric(unit.session, id_, self.rubric)
            row = next((one for one in records.evidence_rows(unit.session, id_) if one.id == evidence_id), None)
            if row is None:
                raise refusals.no_evidence(id_, evidence_id)
            if row.entry == entry:
                return Saved(row.version, row.updated_at)
            if row.version != expected:
                raise records.overtaken(f"{id_}.{evidence_id}", row.entry, entry)
            records.put_evidence(unit, id_, evidence_id, entry, row)
            unit.record("evidence.changed" if entry else "evidence.removed", id_, evidence=evidence_id)
        return Saved(row.version, row.updated_at)

    # -- results --------------------------------------------------------------------------------

    def scorecard(self, id_: str) -> Scorecard:
        return scorecard.score(self.rubric, self.opened(id_).assessment)

    def trace(self, id_: str, node: str, *, supported: bool = False) -> Trace:
        """How one number of the scorecard, or of its evidence-supported twin, came about."""
        assessment = self.opened(id_).assessment
        card = scorecard.score(self.rubric, assessment)
        return trace(self.rubric, assessment, card.supported if supported and card.supported else card, node)

    def findings(self, id_: str) -> list[Finding]:
        """The automatic hints, which warn and never block."""
        found = self.opened(id_)
        changed = found.rubric_fingerprint != self.rubric.fingerprint
        return [*([refusals.rubric_changed()] if changed else []), *findings(self.rubric, found.assessment)]

    def comparison_cities(self) -> list[Assessment]:
        """Imported comparison cities; in the demo the sample cities as they stand now come first."""
        with self.store.reading() as session:
            ids = [row.id for row in records.assessments(session)] if self.is_demo else []
            own = [records.opened(session, id_).assessment for id_ in ids]
            others = [as_assessment(one) for one, _ in published_records.published(session) if one.computable]
            return [*own, *records.profiles(session), *others]

    def add_comparison(self, assessment: Assessment, actor: str) -> None:
        """Keep a city, with the ratings it came with, for comparison only."""
        refuse_other_version(self.rubric, assessment)
        refuse(assessment_faults(self.rubric, assessment))
        with self.store.unit(actor) as unit:
            if records.put_profile(unit, assessment):
                unit.record("comparison.added", assessment.id)

    def remove_comparison(self, id_: str, actor: str) -> None:
        with self.store.unit(actor) as unit:
            if records.remove_profile(unit, id_):
                unit.record("comparison.removed", id_)

    # -- in and out -----------------------------------------------------------------------------

    def import_assessment(self, assessment: Assessment, actor: str, *, replace: bool = False) -> str:
        """Take in a whole assessment, or nothing of it. Returns its id."""
        return self.import_assessments([assessment], actor, replace=replace)[0]

    def import_assessments(self, assessments: Sequence[Assessment], actor: str, *, replace: bool = False) -> list[str]:
        """Take in all of several assessments, or none of them. Returns their ids.

        Raises:
            CityFault: with every fault of all of them, ids that come twice and ids already there.
            VersionMismatch: one was made under another rubric or version.
        """
        return intake.take_in(self.store, self.rubric_for, assessments, actor, replace=replace)

    def preview_import(
        self,
        id_: str | None,
        files: Mapping[str, bytes],
        *,
        of_another: bool = False,
        step: Callable[[], object] | None = None,
    ) -> Merge:
        """What filled-in workbooks (name -> bytes) would change; writes nothing. Refused files stand in `refused`.

        Args:
            id_: the assessment; None: the one that the files name.
            of_another: take files that were made of another assessment, too.
            step: called after each file.
        """
        return intake.preview(
            self.store, self.rubric, id_, files, rubric_at=self._rubric_at, of_another=of_another, step=step
        )

    def apply_import(self, id_: str, merge: Merge, picks: Picks, actor: str) -> Applied:
        """Write what was chosen of a preview: all of it in one transaction, or nothing.

        `picks`: key of a change or conflict -> number of the option taken, or None for what stands. Changes not
        named there go by `Merge.default_picks()`.

        Raises:
            UsageError: a conflict was not decided.
            Stale: something in the preview was changed since; `theirs` is what stands now, by key.
        """
        return intake.apply(self.store, self._rubric_at(id_), id_, merge, picks, actor)

    def export_assessment(self, id_: str) -> Assessment:
        return self.opened(id_).assessment

    def backup(self, path: Path | str) -> Path:
        return self.store.backup(path)

    # -- audit and health -----------------------------------------------------------------------

    def audit(self, limit: int = 100) -> list[AuditEntry]:
        """Who did what, newest first."""
        with self.store.reading() as session:
            return audit.entries(session, limit)

    def audit_head(self) -> str:
        with self.store.reading() as session:
            return audit.head(session)

    def verify_audit(self, known_head: str | None = None) -> list[Problem]:
        """What is wrong with the trail; `known_head` is one printed earlier, for instance on a report."""
        with self.store.reading() as session:
            found = [refusals.altered(id_) for id_ in audit.broken_rows(session)]
            lost = known_head is not None and not audit.holds(session, known_head)
        return [*found, *([refusals.head_lost(known_head or "")] if lost else [])]

    def ready(self) -> tuple[bool, Text]:
        return self.store.ready()

    # -- demo -----------------------------------------------------------------------------------

    def reset_demo(self) -> None:
        """Put the sample cities back as they were delivered."""
        if not self.is_demo:
            raise refusals.not_the_demo(str(self.store.place))
        demo.plant(self.store, self.rubric)

    def _rubric_at(self, id_: str) -> Rubric:
        return self.for_assessment(id_).rubric


def _record_rating(
    unit: Unit, action: str, id_: str, indicator: str, version: int, before: Rating | None, after: Rating | None
) -> None:
    """Outcomes only: notes and reasons are free text, which the audit trail never holds."""
    old, new = (None if one is None else one.outcome for one in (before, after))
    unit.record(action, id_, indicator=indicator, version=version, before=old, after=new)

"""What comes in: whole assessments, comparison cities, and files that departments filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assessor import files, refusals
from assessor.admissible import rating_faults, refuse
from assessor.assessment import Assessment, Evidence, Rating
from assessor.errors import BlankFault, NotFound, Problem, Stale, UsageError, VersionMismatch, WorkbookFault
from assessor.merging import (
    ADDED,
    ALL_FIELDS,
    Change,
    Conflict,
    Filled,
    Merge,
    Refused,
    completed,
    content,
    evidence_key,
    proposals,
    with_earlier,
)
from assessor.rubric import Rubric
from assessor.scorecard import refuse_other_version
from assessor.store import Store, Unit, records
from assessor.text import say

MOST_PAST = 5_000
"""So many changes of the past are looked through."""
Picks = Mapping[str, int | None]
"""Key of an item -> the option that is taken, or None: what stands here stays."""


@dataclass(frozen=True)
class Applied:
    """What an import changed."""

    ratings: tuple[str, ...]
    """Indicators."""
    evidence: tuple[str, ...]
    """Ids of entries added, changed or removed."""
    at: datetime


# -- whole assessments ----------------------------------------------------------------------------


def take_in(
    store: Store,
    rubric_for: Callable[[Assessment], Rubric],
    assessments: Sequence[Assessment],
    actor: str,
    *,
    replace: bool,
) -> list[str]:
    """Take in all of several assessments, or none of them. Returns their ids.

    `rubric_for` names the rubric that an assessment was made under, or refuses it.
    """
    rubrics = [rubric_for(one) for one in assessments]
    ids = [one.id for one in assessments]
    refuse(refusals.faults_of_batch(rubrics, assessments))
    with store.unit(actor) as unit:
        there = {id_: records.find_assessment(unit.session, id_) for id_ in ids}
        taken = [id_ for id_, row in there.items() if row is not None]
        if not replace:
            refuse(refusals.already_there(id_) for id_ in taken)
        for rubric, one in zip(rubrics, assessments, strict=True):
            if (row := there[one.id]) is None:
                records.add(unit, one, rubric)
            else:
                records.replace(unit, row, one, rubric)
        _record(unit, assessments, taken)
    return ids


def _record(unit: Unit, assessments: Sequence[Assessment], replaced: list[str]) -> None:
    """One row of the audit trail, however many assessments came together."""
    if len(assessments) == 1:
        action = "assessment.replaced" if replaced else "assessment.imported"
        unit.record(action, assessments[0].id, ratings=len(assessments[0].ratings))
    elif assessments:
        ratings = {one.id: len(one.ratings) for one in assessments}
        unit.record("assessments.imported", ", ".join(ratings), ratings=ratings, replaced=replaced)


# -- filled-in files: what they would change --------------------------------------------------------


def preview(
    store: Store,
    rubric: Rubric,
    id_: str | None,
    given: Mapping[str, bytes],
    *,
    rubric_at: Callable[[str], Rubric] | None = None,
    of_another: bool = False,
    step: Callable[[], object] | None = None,
) -> Merge:
    """What filled-in workbooks would change in an assessment; writes nothing.

    Args:
        id_: the assessment; None: the one that the files name.
        rubric_at: the rubric that an assessment was made under, where it may be another than `rubric`.
        given: name of each file and its bytes.
        of_another: take files that were made of another assessment, too.
        step: called after each file.
    """
    read: list[Filled] = []
    refused: list[Refused] = []
    for name, data in given.items():
        try:
            read.append(files.filled_workbook(data, rubric, name))
        except (WorkbookFault, VersionMismatch) as fault:
            refused.append(Refused(name, fault))
        if step is not None:
            step()
    try:
        target = id_ or _named(read, refused)
        own = rubric if target is None or rubric_at is None else rubric_at(target)
        if own is not rubric:
            return preview(store, own, target, given, of_another=of_another)
        if target is not None:
            return merge_of(store, rubric, target, read, refused, of_another=of_another)
    except (NotFound, UsageError) as fault:
        if not refused:
            raise
        # Whoever has cells to correct hears of this at once, not only after all of them are put right.
        refused.append(Refused(fault.problems[0].place, fault))
    return Merge("", (), refused=tuple(refused))


def _named(read: Sequence[Filled], refused: Sequence[Refused]) -> str | None:
    """The one assessment that all files name; None where every file was refused."""
    named = dict.fromkeys(one.assessment_id for one in read if one.assessment_id is not None)
    if len(named) == 1:
        return next(iter(named))
    blank = [one.name for one in refused if isinstance(one.fault, BlankFault)]
    if not read and not blank:
        return None
    what = (
        say(f"这些文件属于不同的评估：{'、'.join(named)}", f"these files belong to different assessments: {', '.join(named)}")
        if named
        else say("空白评分表没有写明属于哪份评估", "an empty template does not say which assessment it belongs to")
    )  # fmt: skip
    fix = say("用 --into 写明评估编号", "name the assessment with --into")
    raise UsageError(Problem(", ".join([*(one.name for one in read), *blank]), what, fix))


def merge_of(
    store: Store,
    rubric: Rubric,
    id_: str,
    read: Sequence[Filled],
    refused: Sequence[Refused] = (),
    *,
    of_another: bool = False,
) -> Merge:
    """The same of files that have been read."""
    with store.reading() as session:
        found = records.opened(session, id_)
        entries = {row.id: row.version for row in records.evidence_rows(session, id_)}
    refuse_other_version(rubric, found.assessment)
    kept, turned_away = [], list(refused)
    for one in read:
        foreign = one.assessment_id is not None and one.assessment_id != id_
        problems = [_of_another(one, id_)] if foreign and not of_another else []
        taken = one.for_another() if foreign else one
        problems += list(_unfit(rubric, taken, found.assessment))
        if problems:
            turned_away.append(Refused(one.name, WorkbookFault(*problems), of_another=foreign and not of_another))
        else:
            kept.append(taken)
    versions = found.rating_versions | {evidence_key(one): version for one, version in entries.items()}
    merge = proposals(found.assessment, versions, kept, rubric.by_id)
    with store.reading() as session:
        past = records.changes(session, id_, None, MOST_PAST) if merge.ratings else []
    earlier = [(one.indicator, value) for one in past for value in (one.before, one.after) if value is not None]
    return replace(with_earlier(merge, earlier), refused=tuple(turned_away))


def _of_another(one: Filled, id_: str) -> Problem:
    return Problem(
        one.name,
        say(f"这个文件属于评估 {one.assessment_id}，不是 {id_}", f"this file belongs to assessment {one.assessment_id}, not {id_}"),
        say("打开那份评估再导入；确要导入到这里，请勾选“仍导入到本评估”（命令行写 --into）",
            "open that assessment and import it there; to take it in here after all, say so (on the command line: --into)"),
    )  # fmt: skip


_REASON_ELSEWHERE = say(
    "这个文件的这一项没有可读的理由：在评分表的“不适用理由”栏填写后导入，或在“逐项评估”页填写",
    "this file holds no reason for it that can be read: give it in a scoring template and import that, or on the Assess page",
)


def _unfit(rubric: Rubric, one: Filled, current: Assessment) -> Iterator[Problem]:
    """Answers that the rubric does not admit once the parts the file has no columns for are filled in."""
    for key, given in one.ratings.items():
        if (fields := one.fields_of(key)) == ALL_FIELDS:
            continue
        rating = completed(given, current.ratings.get(key), fields)
        for fault in rating_faults(rubric, key, rating) if rating is not None else ():
            unread = rating is not None and rating.outcome == "not_applicable" and "reason" not in fields
            fix = _REASON_ELSEWHERE if unread else fault.fix
            yield replace(fault, place=f"{one.name} / {one.places.get(key, key)}", fix=fix)


# -- filled-in files: writing what was chosen --------------------------------------------------------


def apply(store: Store, rubric: Rubric, id_: str, merge: Merge, picks: Picks, actor: str) -> Applied:
    """Write what was chosen of a preview: all of it in one transaction, or nothing.

    Raises:
        UsageError: a conflict was not decided.
        Stale: something in the preview was changed since; nothing is written.
    """
    chosen = chosen_of(id_, merge, picks)
    with store.unit(actor) as unit:
        row = records.assessment(unit.session, id_)
        if (row.rubric_id, row.rubric_version) != (rubric.id, rubric.version):
            refuse_other_version(rubric, records.opened(unit.session, id_).assessment)
        if _all_stands(unit, id_, merge, chosen):
            return Applied((), (), unit.at)
        _refuse_stale(unit, id_, merge)
        ratings = ratings_taken(merge, chosen)
        for indicator, _, rating in ratings:
            records.change_rating(unit, id_, indicator, rating, "import")
        entries = [
            _put(unit, id_, one, one.options[pick].value)
            for one in merge.evidence
            if (pick := chosen[one.key]) is not None
        ]
        if ratings or entries:
            said = {key: [None if r is None else r.outcome for r in (old, new)] for key, old, new in ratings}
            unit.record("assessment.merged", id_, files=len(merge.files), ratings=said, evidence=entries)
    return Applied(tuple(key for key, _, _ in ratings), tuple(entries), unit.at)


def ratings_taken(merge: Merge, chosen: Picks) -> list[tuple[str, Rating | None, Rating | None]]:
    """Indicator, what stood and what is put there, of every rating that was chosen."""
    return [
        (one.key, one.old, one.options[pick].value) for one in merge.ratings if (pick := chosen[one.key]) is not None
    ]


def chosen_of(id_: str, merge: Merge, picks: Picks) -> Picks:
    """Every item of a preview with what becomes of it.

    Raises:
        UsageError: a conflict was not decided, or what was picked is not in the preview.
    """
    chosen = dict(merge.default_picks()) | dict(picks)
    _refuse_odd_picks(id_, merge, chosen)
    return chosen


def _refuse_odd_picks(id_: str, merge: Merge, chosen: Picks) -> None:
    if merge.assessment_id != id_:
        raise UsageError(
            Problem(
                id_,
                say(f"这份预览属于评估 {merge.assessment_id}", f"this preview is of assessment {merge.assessment_id}"),
                say("重新预览", "preview the files again"),
            )
        )
    items = {one.key: one for one in merge.items}
    problems = [
        Problem(
            key,
            say("该项有几个不同的值，尚未选定", "this item has several values, and none was chosen"),
            say("选定其一，或保留现有内容", "choose one of them, or keep what stands"),
        )
        for key, one in items.items()
        if key not in chosen
    ]
    problems += [
        Problem(
            key,
            say("预览中没有这一项或这个值", "the preview holds no such item or value"),
            say("重新预览后再选", "preview the files again and choose"),
        )
        for key, pick in chosen.items()
        if key not in items or (pick is not None and not 0 <= pick < len(items[key].options))
    ]
    if problems:
        raise UsageError(*problems)


def _all_stands(unit: Unit, id_: str, merge: Merge, chosen: Picks) -> bool:
    """Whether everything chosen was written meanwhile, as when several import the same file at once."""
    taken = [one for one in merge.items if chosen[one.key] is not None]
    rows = {evidence_key(row.id): row.entry for row in records.evidence_rows(unit.session, id_)}
    new = [content(entry) for key, entry in rows.items() if entry is not None and key not in merge.entries]
    for one in taken:
        value = one.options[chosen[one.key] or 0].value
        if isinstance(value, Evidence) and one.key.startswith(ADDED):
            if content(value) not in new:
                return False
            new.remove(content(value))
        elif value != (rows[one.key] if one.key in rows else records.rating(unit.session, id_, one.key).rating):
            return False
    return bool(taken)


def _refuse_stale(unit: Unit, id_: str, merge: Merge) -> None:
    """Whoever chose has to know what stands: anything shown that has moved since stops the import."""
    entries = {evidence_key(row.id): row for row in records.evidence_rows(unit.session, id_)}
    theirs: dict[str, object] = {}
    for one in merge.ratings:
        stored = records.rating(unit.session, id_, one.key)
        if stored.version != one.version:
            theirs[one.key] = stored.rating
    for entry in merge.evidence:
        row = entries.get(entry.key)
        if (row.version if row else 0) != entry.version:
            theirs[entry.key] = row.entry if row else None
    if any(one.key.startswith(ADDED) for one in merge.evidence):
        # The same file applied a second time would list its new entries twice.
        theirs |= {key: row.entry for key, row in entries.items() if key not in merge.entries}
    if theirs:
        problems = [problem for key in theirs for problem in records.overtaken(f"{id_}.{key}", None, None).problems]
        raise Stale(*problems, theirs=theirs, ours=merge)


def _put(unit: Unit, id_: str, item: Change[Evidence] | Conflict[Evidence], entry: Evidence | None) -> str:
    rows = {row.id: row for row in records.evidence_rows(unit.session, id_)}
    given = {evidence_key(one): one for one in rows}.get(item.key)
    if given is None:
        given = next(f"E{n}" for n in range(1, len(rows) + 2) if f"E{n}" not in rows)
    placed = None if entry is None else entry.model_copy(update={"id": given})
    records.put_evidence(unit, id_, given, placed, rows.get(given))
    return given

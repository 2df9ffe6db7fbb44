"""`assessor change` and `assessor migrate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assessor.cli.sources import JsonOption, RubricOption, rubric_at, under_own_version, writing_to
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assessor.ahead import Chance
    from assessor.change import Change, Movement
    from assessor.migrating import Migration
    from assessor.rubric import Rubric

OldArgument = Annotated[str, typer.Argument(metavar="OLD", show_default=False, help="前期：文件、样例编号或评估编号|Earlier period: file, id of a sample or assessment")]  # fmt: skip
NewArgument = Annotated[str, typer.Argument(metavar="NEW", show_default=False, help="本期：同一城市的另一份评估|Later period: another assessment of the same city")]  # fmt: skip
FileArgument = Annotated[str, typer.Argument(metavar="FILE", show_default=False, help="早前量表版本下的评估：文件或评估编号，- 为标准输入|Assessment of an earlier rubric version: a file, its id, or - for stdin")]  # fmt: skip
ToOption = Annotated[str | None, typer.Option("--to", metavar="VERSION", show_default=False, help="换到哪个版本，默认现行版本|Version to go over to; the present one by default")]  # fmt: skip
WriteOption = Annotated[Path | None, typer.Option("--write", metavar="OUT", show_default=False, help="把换版后的评估写入此文件（JSON）；原评估不动|Write the assessment under the new version to this file (JSON); the old one stays as it is")]  # fmt: skip


# -- change -----------------------------------------------------------------------------------------


def change(
    ctx: typer.Context, old: OldArgument, new: NewArgument, rubric: RubricOption = None, json: JsonOption = False
) -> int:
    from assessor.change import Period, chances, compare_periods

    talk: Talk = ctx.obj
    before, then = under_own_version(old, rubric, talk)
    after, now = under_own_version(new, rubric, talk)
    found = compare_periods(Period(then, before), Period(now, after))
    likely = chances(found)
    if json:
        talk.json(_as_data(found, likely))
    else:
        _print(talk, found, likely)
    return 0


def _as_data(found: Change, likely: dict[str, Chance]) -> dict[str, Any]:
    from assessor.change import OVER_TIME

    def of(one: Movement) -> dict[str, Any]:
        chance = likely.get(one.id)
        return {
            "id": one.id, "kind": one.kind, "name": one.name, "before": one.before.score, "after": one.after.score,
            "difference": one.difference, "counted": one.counted, "counts": one.counts, "sureness": one.sureness,
            "words": one.words, "moved": one.moved, "with_newer_evidence": one.evidenced,
            "chance_higher": None if chance is None else chance.value, "attribution": one.attribution.shares,
            "not_attributed_because": one.attribution.why,
        }  # fmt: skip

    return {
        "old": _period(found.old.assessment.id, found.old.assessment.period, found.old.rubric),
        "new": _period(found.new.assessment.id, found.new.assessment.period, found.new.rubric),
        "same_rubric_version": found.same_version,
        "other_reasons": [{"key": one.key, "text": one.text} for one in found.reasons],
        "nodes": [of(one) for one in found.movements()],
        "indicators": [
            {"id": one.id, "before": one.before, "after": one.after, "newer_evidence": one.newer, "sureness": one.sureness}
            for one in found.steps
        ],
        "draws": OVER_TIME.draws,
        "seed": OVER_TIME.seed,
    }  # fmt: skip


def _period(id_: str, period: str, rubric: Rubric) -> dict[str, str]:
    return {"id": id_, "period": period, "rubric": rubric.id, "rubric_version": rubric.version}


def _print(talk: Talk, found: Change, likely: dict[str, Chance]) -> None:
    old, new = found.old.assessment, found.new.assessment
    talk.data(new.city.called(talk.language))
    talk.data(talk.say(f"前期 {old.period}（{old.id}，截至 {old.cut_off}，量表 {found.old.rubric.version}）",
                       f"Before: {old.period} ({old.id}, as of {old.cut_off}, rubric {found.old.rubric.version})"))  # fmt: skip
    talk.data(talk.say(f"本期 {new.period}（{new.id}，截至 {new.cut_off}，量表 {found.new.rubric.version}）",
                       f"Now: {new.period} ({new.id}, as of {new.cut_off}, rubric {found.new.rubric.version})"))  # fmt: skip
    if found.reasons:
        talk.data(
            talk.say("除工作本身以外，差别还可能来自：", "Besides the city's own work, a difference may come from:")
        )
        for one in found.reasons:
            talk.data(f"  - {talk.pick(one.text)}")
    overall, *others = found.movements()  # as elsewhere, the overall score comes last
    _print_movements(talk, [*others, overall], likely)
    _print_shares(talk, [*others, overall])


def _print_movements(talk: Talk, movements: Iterable[Movement], likely: dict[str, Chance]) -> None:
    heads = talk.say(
        "编号 名称 前期 本期 差 其中有新佐证 结论 升高的可能性",
        "id name before now difference with_newer_evidence conclusion chance_higher",
    )
    rows = [
        (
            one.id, talk.pick(one.name), _points(one.before.score), _points(one.after.score), _signed(one.difference),
            _signed(one.counted) if one.evidenced else "—", talk.pick(one.words),
            f"{likely[one.id].value:.3f}" if one.id in likely else "—",
        )
        for one in movements
    ]  # fmt: skip
    title = talk.say("变化（短板为程度）", "Changes (severities for shortcomings)")
    talk.table(title, [head.replace("_", " ") for head in heads.split()], rows, numbers=(2, 3, 4, 5, 7))


def _print_shares(talk: Talk, movements: Iterable[Movement]) -> None:
    heads = talk.say(
        "编号 名称 差 评级 权重 量表版本 未评 说明",
        "id name difference ratings weights rubric_version missing note",
    )
    rows = [
        (
            one.id, talk.pick(one.name), _signed(one.difference, 1),
            *(_signed(part, 1) for part in (shares.ratings, shares.weights, shares.rubric, shares.missing)),
            "" if shares.why is None else talk.pick(shares.why),
        )
        for one in movements
        for shares in [one.attribution]
    ]  # fmt: skip
    title = talk.say("归因：四份相加等于差", "Attribution: the four add up to the difference")
    talk.table(title, [head.replace("_", " ") for head in heads.split()], rows, numbers=range(2, 7))


def _points(number: float | None) -> str:
    from assessor.scorecard import shown

    return "—" if number is None else shown(number)


def _signed(number: float | None, digits: int = 0) -> str:
    from assessor.scorecard import shown

    if number is None:
        return "—"
    said = shown(abs(number)) if digits == 0 else f"{abs(number):.{digits}f}"
    return said if float(said) == 0 else f"{'+' if number > 0 else '-'}{said}"


# -- migrate ----------------------------------------------------------------------------------------


def migrate(
    ctx: typer.Context,
    file: FileArgument,
    to: ToOption = None,
    write: WriteOption = None,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:
    """The difference is shown; the old assessment is never touched."""
    from assessor.files import assessment_to_json
    from assessor.migrating import migration, renamed

    talk: Talk = ctx.obj
    assessment, old = under_own_version(file, rubric, talk)
    seen = migration(old, _version(rubric, to), assessment)
    if json:
        talk.json(_migration_data(seen))
    else:
        _print_migration(talk, seen)
    if write is not None:
        with writing_to(write) as part:
            part.write_text(assessment_to_json(renamed(seen)), encoding="utf-8", newline="\n")
        talk.note(talk.say(f"已写入：{write}", f"Written: {write}"))
    return 0


def _version(path: Path | None, to: str | None) -> Rubric:
    from assessor.errors import Problem, VersionMismatch
    from assessor.files import load_rubric_version
    from assessor.text import say

    now = rubric_at(path)
    found = now if to is None else load_rubric_version(now.id, to, path)
    if found is None:
        what = say(f"没有量表 {now.id} 的版本 {to}", f"version {to} of rubric {now.id} is not kept")
        raise VersionMismatch(
            Problem("--to", what, say(f"现行版本为 {now.version}", f"the version in use is {now.version}"))
        )
    return found


def _migration_data(seen: Migration) -> dict[str, Any]:
    return {
        "id": seen.assessment.id,
        "old": seen.old.version,
        "new": seen.new.version,
        "carried": seen.carried,
        "unrated": seen.unrated,
        "reworded": seen.reworded,
        "look_again": seen.look_again,
        "gone": seen.gone,
        "added": seen.added,
        "lost": seen.lost,
        "nodes": [
            {
                "id": one.id,
                "kind": one.kind,
                "before": None if one.before is None else one.before.score,
                "after": None if one.after is None else one.after.score,
                "difference": one.points,
            }
            for one in seen.differences()
        ],
    }


def _print_migration(talk: Talk, seen: Migration) -> None:
    old, new = seen.old.version, seen.new.version
    talk.data(talk.say(f"{seen.assessment.id}：量表 {old} → {new}", f"{seen.assessment.id}: rubric {old} to {new}"))
    kinds = (
        (talk.say("文字相同，评级转入", "read the same; ratings come along"), seen.carried),
        (talk.say("文字相同，尚未评级", "read the same; not rated yet"), seen.unrated),
        (talk.say("文字有改动，须重新评定", "read otherwise; to be rated anew"), seen.reworded),
        (talk.say("新版已删去", "no longer part of it"), seen.gone),
        (talk.say("新版新增", "new"), seen.added),
    )
    every = len(seen.new.indicators)
    for words, ids in kinds:
        which = f"  {', '.join(ids)}" if ids and len(ids) < every else ""
        talk.data(f"  {words}: {len(ids)}{which}")
    for lost in seen.lost:
        talk.data(f"  {talk.pick(lost)}")
    rows = [
        (
            one.id, talk.pick(one.name), _points(one.before.score if one.before else None),
            _points(one.after.score if one.after else None), _signed(one.points),
        )
        for one in seen.differences()
    ]  # fmt: skip
    heads = [*talk.say("编号 名称", "id name").split(), old, new, talk.say("差", "difference")]
    talk.table(
        talk.say("两版得分（短板为程度）", "Scores under both (severities for shortcomings)"),
        heads,
        rows,
        numbers=(2, 3, 4),
    )

"""`assessor rubric check | show | coverage | schema`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assessor.cli.sources import JsonOption, RubricOption, rubric_at
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from assessor.errors import Problem
    from assessor.rubric import Indicator, Rubric

RubricArgument = Annotated[
    Path | None, typer.Argument(metavar="PATH", show_default=False, help="量表文件或文件夹|Rubric file or folder")
]
RecordOption = Annotated[
    bool, typer.Option("--record", help="登记本版本内容的指纹|Record the fingerprint of this version's words")
]


# -- check --------------------------------------------------------------------------------------


def check(
    ctx: typer.Context, path: RubricArgument = None, record: RecordOption = False, json: JsonOption = False
) -> int:
    from assessor.errors import RubricFault
    from assessor.files import check_version, load_rubric
    from assessor.files.resources import rubric_folder

    talk: Talk = ctx.obj
    home = path or rubric_folder()
    rubric, problems = None, []
    try:
        rubric = load_rubric(home)
        problems = [found for found in [check_version(rubric, home)] if found is not None]
    except RubricFault as fault:
        problems = list(fault.problems)
    if rubric is not None and not problems:
        _record_or_remind(talk, rubric, home, record)
    _tell_check(talk, rubric, problems, json)
    return RubricFault.exit_code if problems else 0


def _record_or_remind(talk: Talk, rubric: Rubric, home: Path, record: bool) -> None:
    from assessor.files import record_version
    from assessor.files.versions import recorded_versions

    if record:
        talk.note(talk.say(f"已登记：{record_version(rubric, home)}", f"Recorded in {record_version(rubric, home)}"))
    elif rubric.version not in recorded_versions(home):
        talk.note(talk.say(f"版本 {rubric.version} 尚未登记；定稿后加 --record 登记",
                           f"Version {rubric.version} is not recorded yet; add --record once it is final"))  # fmt: skip


def _tell_check(talk: Talk, rubric: Rubric | None, problems: list[Problem], json: bool) -> None:
    from assessor.text import counted

    if json:
        counts = counts_of(rubric) if rubric is not None else None
        faults = [{"place": one.place, "what": talk.pick(one.what), "fix": talk.pick(one.fix)} for one in problems]
        about = (
            None if rubric is None else {"id": rubric.id, "version": rubric.version, "fingerprint": rubric.fingerprint}
        )
        talk.json({"ok": not problems, "rubric": about, "counts": counts, "faults": faults})
        return
    for problem in problems:
        talk.note(problem.line(talk.language))
    count = len(problems)
    faults_en = counted(count, "fault")
    if rubric is None:
        talk.data(talk.say(f"{count}处错误", faults_en))
        return
    n = counts_of(rubric)
    talk.data(
        talk.say(
            f"{n['indicators']}项指标，{n['dimensions']}个维度，{n['levels']}个层级，{n['shortcomings']}类短板，{n['source_units']}个来源单元，{count}处错误",
            f"{counted(n['indicators'], 'indicator')}, {counted(n['dimensions'], 'dimension')}, "
            f"{counted(n['levels'], 'level')}, {counted(n['shortcomings'], 'shortcoming')}, "
            f"{counted(n['source_units'], 'source unit')}, {faults_en}",
        )
    )


def counts_of(rubric: Rubric) -> dict[str, int]:
    return {
        "indicators": len(rubric.indicators),
        "dimensions": len(rubric.dimensions),
        "levels": len(rubric.levels),
        "shortcomings": len(rubric.shortcomings),
        "source_units": len(rubric.source.paragraphs),
    }


# -- coverage -----------------------------------------------------------------------------------


def coverage(ctx: typer.Context, path: RubricArgument = None, json: JsonOption = False) -> int:
    from assessor.text import counted

    talk: Talk = ctx.obj
    said = coverage_of(rubric_at(path), talk)
    if json:
        talk.json(said)
        return 0
    covered, uncovered, n = said["covered"], said["uncovered"], said["mechanism_clauses"]
    talk.data(talk.say(f"须覆盖的机制条款{n}条，已覆盖{len(covered)}条，未覆盖{len(uncovered)}条",
                       f"{counted(n, 'mechanism clause')}: {len(covered)} covered, {len(uncovered)} uncovered"))  # fmt: skip
    for id_ in uncovered:
        talk.data(f"  {id_}")
    rows = [(id_, reason) for id_, reason in said["not_scored"].items()]
    talk.table(
        talk.say("不单独计分的段落", "Paragraphs not scored"), talk.say("段落 理由", "paragraph reason").split(), rows
    )
    return 0


def coverage_of(rubric: Rubric, talk: Talk) -> dict[str, Any]:
    """Which source paragraphs that ask for something brought forth an indicator, and why others did not."""
    from assessor.rubric import not_scored_because, uncovered

    must = {kind.id for kind in rubric.source.kinds if kind.must_be_covered}
    clauses = [unit.id for unit in rubric.source.paragraphs if unit.kind in must]
    missing = {unit.id for unit in uncovered(rubric)}
    cited = {source for one in rubric.indicators for source in one.sources}
    rest = [unit for unit in rubric.source.paragraphs if unit.kind not in must and unit.id not in cited]
    reasons = {unit.id: not_scored_because(rubric, unit) for unit in rest}
    return {
        "covered": [id_ for id_ in clauses if id_ not in missing],
        "uncovered": [id_ for id_ in clauses if id_ in missing],
        "mechanism_clauses": len(clauses),
        "not_scored": {id_: talk.pick(reason) for id_, reason in reasons.items() if reason is not None},
    }


# -- schema -------------------------------------------------------------------------------------


def schema(
    ctx: typer.Context,
    city: Annotated[bool, typer.Option("--city", help="城市文件的，而非量表的|Of city files instead of rubrics")] = False,
    write: Annotated[bool, typer.Option("--write", help="写入随附文件夹|Write into the bundled folders")] = False,
    check: Annotated[bool, typer.Option("--check", help="核对随附文件是否最新|Check that the bundled files are current")] = False,
) -> int:  # fmt: skip
    from assessor.errors import RubricFault
    from assessor.files.resources import folder, rubric_folder
    from assessor.files.schema import city_schema, rubric_schema, schema_text

    talk: Talk = ctx.obj
    if not (write or check):
        talk.json(city_schema() if city else rubric_schema())
        return 0
    homes = {rubric_folder() / "schema.json": rubric_schema(), folder("sample_cities") / "schema.json": city_schema()}
    stale = []
    for path, wanted in homes.items():
        text = schema_text(wanted)
        if write:
            _write(path, text)
            talk.note(talk.say(f"已写入：{path}", f"Written: {path}"))
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(_stale(path))
    if stale:
        raise RubricFault(*stale)
    if check:
        talk.data(talk.say("两份 JSON Schema 均为最新", "Both schemas are current"))
    return 0


def _write(path: Path, text: str) -> None:
    from assessor.cli.sources import writing_to

    with writing_to(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def _stale(path: Path) -> Problem:
    from assessor.errors import Problem
    from assessor.text import say

    return Problem(str(path), say("与程序不一致", "is not what the program would write"),
                   say("运行 assessor rubric schema --write", "run assessor rubric schema --write"))  # fmt: skip


# -- show ---------------------------------------------------------------------------------------


def show(
    ctx: typer.Context,
    id_: Annotated[str | None, typer.Argument(metavar="ID", show_default=False, help="指标、维度、段落或单位的编号|Id of an indicator, dimension, paragraph or unit")] = None,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:  # fmt: skip
    talk: Talk = ctx.obj
    found = rubric_at(rubric)
    if json:
        part = found if id_ is None else part_named(found, id_)
        talk.json(part.model_dump(mode="json", by_alias=True))
    elif id_ is None:
        _show_all(talk, found)
    elif id_ in found.by_id:
        _show_indicator(talk, found, found.by_id[id_])
    else:
        _show_part(talk, found, id_)
    return 0


def part_named(rubric: Rubric, id_: str) -> Any:
    """Whatever bears the id.

    Raises:
        UsageError: if nothing does.
    """
    from difflib import get_close_matches

    from assessor.errors import Problem, UsageError
    from assessor.text import say

    parts: list[Any] = [*rubric.indicators, *rubric.dimensions, *rubric.levels, *rubric.shortcomings, *rubric.tags]
    parts += [*rubric.city_types, *rubric.source.paragraphs, *rubric.units]
    by_id = {part.id: part for part in parts}
    if id_ not in by_id:
        close = ", ".join(get_close_matches(id_, by_id, 3, 0.5)) or ", ".join(one.id for one in rubric.dimensions)
        what = say(f"量表没有编号 {id_}", f"the rubric has nothing with the id {id_}")
        raise UsageError(Problem("ID", what, say(f"可试：{close}", f"try: {close}")))
    return by_id[id_]


def _show_all(talk: Talk, rubric: Rubric) -> None:
    talk.data(f"{talk.pick(rubric.name)}  {rubric.id} {rubric.version}  {rubric.fingerprint[:12]}")
    for level in rubric.levels:
        rows = [
            (one.id, talk.pick(one.name), talk.pick(dimension.name))
            for dimension in rubric.dimensions_of(level.id)
            for one in rubric.indicators_of(dimension.id)
        ]
        heads = talk.say("编号 指标 维度", "id indicator dimension").split()
        talk.table(f"{level.id} {talk.pick(level.name)}", heads, rows)


def _show_indicator(talk: Talk, rubric: Rubric, one: Indicator) -> None:
    talk.data(f"{one.id} {talk.pick(one.name)}")
    talk.data(f"  {talk.pick(one.question)}")
    for rung in sorted(one.descriptors, key=lambda rung: rung.level):
        talk.data(f"  {rung.level}  {talk.pick(rung.text)}")
    gists = [(id_, talk.pick(rubric.paragraph[id_].gist)) for id_ in one.sources if id_ in rubric.paragraph]
    talk.table(
        talk.say("来源段落（自述要旨）", "Source paragraphs, in our own words"),
        talk.say("段落 要旨", "paragraph gist").split(),
        gists,
    )


def _show_part(talk: Talk, rubric: Rubric, id_: str) -> None:
    part = part_named(rubric, id_)
    talk.data(f"{id_} {talk.pick(part.gist if hasattr(part, 'gist') else part.name)}")
    inside = [one for one in rubric.indicators if id_ in _belongs_to(rubric, one)]
    rows = [(one.id, talk.pick(one.name)) for one in inside]
    talk.table(talk.say("所属指标", "Its indicators"), talk.say("编号 指标", "id indicator").split(), rows)


def _belongs_to(rubric: Rubric, one: Indicator) -> set[str | None]:
    level = next((dimension.level for dimension in rubric.dimensions if dimension.id == one.dimension), None)
    links = (one.shortcomings.primary, one.shortcomings.secondary) if one.shortcomings else ()
    return {one.dimension, level, *links, *one.tags, *one.sources, *one.lead, *one.support}

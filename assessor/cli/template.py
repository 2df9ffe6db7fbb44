"""`assessor template`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assessor.cli.sources import JsonOption, RubricOption, rubric_at, under_own_version, workspace, writing_to
from assessor.cli.talk import Talk
from assessor.cli.targets import target_of

if TYPE_CHECKING:
    from assessor.assessment import Assessment
    from assessor.rubric import Rubric


def template(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[ID|FILE|SAMPLE]", show_default=False, help="预填哪份评估：评估编号、城市文件或样例编号；不写则为空白表|Assessment to fill in beforehand: its id, a city file or the id of a sample; an empty template without it")] = None,
    out: Annotated[str, typer.Option("-o", "--out", metavar="OUT", show_default=False, help="评分表文件（.xlsx）或文件夹；默认为当前文件夹|File (.xlsx) or folder; the current folder by default")] = ".",
    variant: Annotated[str | None, typer.Option("--variant", metavar="ID", show_default=False, help="版式，默认为评估的版式或全量版（full）|Variant; by default that of the assessment, or full")] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="UNIT", show_default=False, help="只列该单位牵头或配合的指标：编号或名称|Only what this unit leads or supports: its id or name")] = None,
    units: Annotated[bool, typer.Option("--units", help="列出各单位及其指标数，不写文件|List the units and how many indicators each has; writes no file")] = False,
    lang: Annotated[Literal["zh", "en", "both"] | None, typer.Option("--lang", show_default=False, help="评分表语言|Language of the template")] = None,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:  # fmt: skip
    from assessor.files.template import template_bytes, template_name
    from assessor.text import say

    talk: Talk = ctx.obj
    own, found = under_own_version(name, rubric, talk) if name is not None else (None, rubric_at(rubric))
    selection = variant or (own.variant if own is not None else "full")
    if units:
        _list(talk, found, selection, json)
        return 0
    language = lang or talk.language
    file_name = template_name(found, own, variant=selection, unit=unit, language=language)
    content = template_bytes(
        found, own, variant=selection, unit=unit, language=language, versions=_versions(own) if own is not None else {}
    )
    target = target_of(out, 1, ".xlsx", say("评分表", "templates"))
    path = target / file_name if target.is_dir() else target
    with writing_to(path) as part:
        part.write_bytes(content)
    if json:
        talk.json({"written": str(path)})
    else:
        talk.data(str(path))
    return 0


def _versions(own: Assessment) -> Mapping[str, int]:
    """Versions of the ratings where the database holds just this assessment."""
    from assessor.errors import NotFound
    from assessor.store.place import located

    place = located(None)
    if place.path is not None and not place.path.exists():
        return {}
    with workspace(None) as office:
        try:
            stored = office.opened(own.id)
        except NotFound:
            return {}
    return stored.rating_versions if stored.assessment == own else {}


def _list(talk: Talk, rubric: Rubric, variant: str, json: bool) -> None:
    from assessor.files.template import indicators_asked

    asked = indicators_asked(rubric, variant)
    rows = [
        (unit, sum(unit.id in one.lead for one in asked), sum(unit.id in one.support for one in asked))
        for unit in rubric.units
    ]
    if json:
        talk.json([
            {"id": unit.id, "name": unit.name, "lead": lead, "support": support, "indicators": lead + support}
            for unit, lead, support in rows
        ])  # fmt: skip
        return
    talk.table(
        talk.say("各单位的指标数", "Indicators by unit"),
        talk.say("编号 单位 牵头 配合 合计", "id unit lead support total").split(),
        [(unit.id, talk.pick(unit.name), str(lead), str(support), str(lead + support)) for unit, lead, support in rows],
        numbers=(2, 3, 4),
    )

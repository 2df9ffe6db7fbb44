"""`assessor uncertainty`: intervals, chances of bands and shares of sources of one assessment."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assessor.cli.sources import DrawsOption, JsonOption, RubricOption, SeedOption, assessment_named, rubric_at
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from assessor.nodes import Node
    from assessor.rubric import Rubric
    from assessor.scorecard import Scorecard
    from assessor.uncertainty import Interval, Settings, Uncertainty

FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", show_default=False, help="文件、样例编号、评估编号，或 -（标准输入）|File, id of a sample or assessment, or - for stdin")
]  # fmt: skip
WithoutOption = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="SOURCE", show_default=False, help="不计入的来源，可多次给出：weights、ratings、missing、strictness|A source to leave out, may be given repeatedly: weights, ratings, missing, strictness"),
]  # fmt: skip
SupportedOption = Annotated[
    bool, typer.Option("--supported", help="按佐证强度封顶（佐证支持分）|Under the evidence cap (supported scores)")
]


def uncertainty(
    ctx: typer.Context,
    file: FileArgument,
    draws: DrawsOption = None,
    seed: SeedOption = None,
    without: WithoutOption = None,
    supported: SupportedOption = False,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:
    from assessor.scorecard import score
    from assessor.uncertainty import uncertainty as made

    talk: Talk = ctx.obj
    settings = _settings(talk, draws, seed, without or [])
    found, bundled = rubric_at(rubric), rubric is None
    own = assessment_named(file, found, bundled=bundled, talk=talk)
    if supported and own.mode != "formal":
        own = own.model_copy(update={"mode": "formal"})
    said = made(found, own, settings, supported=supported)
    if json:
        talk.json(_plain(own.id, said, supported=supported))
        return 0
    card = score(found, own)
    _print(talk, found, card.supported if supported and card.supported else card, said)
    return 0


def _settings(talk: Talk, draws: int | None, seed: int | None, without: list[str]) -> Settings:
    from assessor.errors import Problem, UsageError
    from assessor.text import say
    from assessor.uncertainty import DRAWS, SEED, SOURCES, Settings

    unknown = [one for one in without if one not in SOURCES]
    if unknown:
        known = "、".join(SOURCES), ", ".join(SOURCES)
        named = ", ".join(unknown)
        raise UsageError(
            Problem(
                "--without",
                say(f"没有来源 {named}", f"there is no source {named}"),
                say(f"可用：{known[0]}", f"use one of: {known[1]}"),
            )
        )
    kept = frozenset(one for one in SOURCES if one not in without)
    return Settings(draws or DRAWS, SEED if seed is None else seed, kept)


def _plain(id_: str, said: Uncertainty, *, supported: bool) -> dict[str, Any]:
    def groups(found: dict[str, Interval | None]) -> dict[str, Any]:
        return {one: None if interval is None else asdict(interval) for one, interval in found.items()}

    settings = said.settings
    return {
        "assessment": id_,
        "supported": supported,
        "settings": {"draws": settings.draws, "seed": settings.seed, "sources": sorted(settings.sources)},
        "overall": None if said.overall is None else asdict(said.overall),
        "levels": groups(said.levels),
        "dimensions": groups(said.dimensions),
        "shortcomings": groups(said.shortcomings),
    }


def _print(talk: Talk, rubric: Rubric, card: Scorecard, said: Uncertainty) -> None:
    from assessor.uncertainty import words

    talk.data(talk.pick(words.made(said.settings)))
    for node in card.levels.values():
        one = said.of(node)
        if one is not None:
            talk.data(talk.pick(words.told(rubric.names[node.id], one, rubric.bands)))
    scores = [*card.levels.values(), *card.dimensions.values(), card.overall]
    severities = [one.node for one in card.shortcomings.values()]
    _table(talk, rubric, said, scores, talk.say("得分的区间", "Intervals of scores"))
    _table(talk, rubric, said, severities, talk.say("短板程度的区间", "Intervals of severities"))
    for line in words.assumptions(rubric.uncertainty):
        talk.note(talk.pick(line))


def _table(talk: Talk, rubric: Rubric, said: Uncertainty, nodes: list[Node], title: str) -> None:
    from assessor.nodes import bands_of
    from assessor.scorecard import bracketed, shown
    from assessor.text import say
    from assessor.uncertainty import SOURCES, words

    bands = bands_of(rubric, nodes[0].kind) if nodes else []
    rows = []
    for node in nodes:
        one = said.of(node)
        if one is not None:
            name = rubric.names.get(node.id, say("综合", "Overall"))
            rows.append(
                (
                    node.id if node.id in rubric.names else "", talk.pick(name), bracketed(node, bands) or "—",
                    talk.pick(words.ends(one)), shown(one.median), *map(words.percent, one.bands),
                    *(words.percent(one.shares[source]) for source in SOURCES),
                )
            )  # fmt: skip
    heads = talk.say("编号 名称 数值 5%—95% 中位数", "id name number 5-95% median").split()
    heads += [talk.pick(band.name) for band in bands]
    heads += [talk.pick(words.SOURCE_NAMES[source]) for source in SOURCES]
    if rows:
        talk.table(title, heads, rows, numbers=range(2, len(heads)))

"""`assessor sensitivity`: whether conclusions hold under other methods, single ratings and weights."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assessor.cli.sources import JsonOption, OwnArgument, RubricOption, SeedOption, assessment_named, rubric_at
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from assessor.assessment import Assessment
    from assessor.rubric import Rubric
    from assessor.sensitivity import Alternative, Flip, RankTable

OthersArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[OTHER]...", show_default=False, help="同组城市：给出位次区间和稳固次序|Cities of a group: rank intervals and orders that hold"),
]  # fmt: skip
DrawsOption = Annotated[int | None, typer.Option("--draws", min=100, max=1_000_000, show_default=False, help="位次区间的抽样次数|Draws for rank intervals")]  # fmt: skip


def sensitivity(
    ctx: typer.Context,
    file: OwnArgument,
    others: OthersArgument = None,
    draws: DrawsOption = None,
    seed: SeedOption = None,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:
    from assessor.sensitivity import alternatives, conclusions, flips

    talk: Talk = ctx.obj
    found, bundled = rubric_at(rubric), rubric is None
    own, *group = (assessment_named(name, found, bundled=bundled, talk=talk) for name in (file, *(others or [])))
    methods, turned = alternatives(found, own), flips(found, own)
    cities = [own, *group]
    ranks = _ranks(found, cities, draws, seed) if group else None
    firm = _firm(found, cities) if group else []
    if json:
        said = {
            "conclusions": asdict(conclusions(methods)),
            "methods": [asdict(one) for one in methods],
            "flips": [{**asdict(one), "change": one.change} for one in turned],
        }
        talk.json({**said, **_group_json(found, cities, ranks, firm)})
        return 0
    _print_methods(talk, found, own, methods)
    _print_flips(talk, found, own, turned)
    if ranks is not None:
        _print_group(talk, found, cities, ranks, firm)
    return 0


def _ranks(rubric: Rubric, cities: list[Assessment], draws: int | None, seed: int | None) -> RankTable:
    from assessor.sensitivity import rank_intervals
    from assessor.uncertainty import DRAWS, SEED, Settings

    settings = Settings(draws or DRAWS, SEED if seed is None else seed)
    return rank_intervals(rubric, cities, cities[0].weights, settings)


def _firm(rubric: Rubric, cities: list[Assessment]) -> list[tuple[int, int]]:
    """Pairs (ahead, behind) by position."""
    import numpy as np

    from assessor.dominance import dominance
    from assessor.sensitivity import Ratings

    ratings = Ratings.of(rubric, cities)
    ahead = dominance(rubric, cities[0].weights, cities[0].variant, ratings.codes, ratings.rest)
    return [(int(a), int(b)) for a, b in np.argwhere(ahead)]


def _group_json(
    rubric: Rubric, cities: list[Assessment], ranks: RankTable | None, firm: list[tuple[int, int]]
) -> dict[str, Any]:
    if ranks is None:
        return {}
    settings = {"draws": ranks.settings.draws, "seed": ranks.settings.seed, "sources": sorted(ranks.settings.sources)}
    return {
        "settings": settings,
        "rank_intervals": [None if one is None else asdict(one) for one in ranks.intervals],
        "dominance": [{"ahead": cities[a].id, "behind": cities[b].id} for a, b in firm],
        "outranking": {"cities": [one.id for one in cities], "shares": _outranking(rubric, cities)},
    }


def _outranking(rubric: Rubric, cities: list[Assessment]) -> list[list[float | None]]:
    """[a][b]: share 0..1 of the weight on which a is above b; null for a city with itself."""
    import numpy as np

    from assessor.combining import is_rated, values
    from assessor.dominance import outranking
    from assessor.scorecard import weights_of
    from assessor.scoring import effective_weights, plan
    from assessor.sensitivity import Ratings

    ratings, made = Ratings.of(rubric, cities), plan(rubric, weights_of(rubric, cities[0].weights, cities[0].variant))
    levels = np.where(is_rated(ratings.codes), values(ratings.codes, made.top, ratings.rest), np.nan)
    found = outranking(levels, effective_weights(made))
    return [[None if np.isnan(one) else float(one) for one in row] for row in found]


# -- one city -----------------------------------------------------------------------------------


def _print_methods(talk: Talk, rubric: Rubric, own: Assessment, found: list[Alternative]) -> None:
    from assessor.cli.scores import heading
    from assessor.sensitivity import agrees, conclusions, words

    for line in heading(talk, rubric, own):
        talk.data(line)
    talk.data(talk.pick(words.verdict(conclusions(found))))
    none = "—"
    rows = [
        (
            talk.pick(one.name),
            *(_points(one.levels[level.id]) for level in rubric.levels),
            none if one.lowest is None else talk.pick(rubric.names[one.lowest]),
            none if one.band is None else talk.pick(rubric.bands[one.band].name),
            none if one.first is None else talk.pick(rubric.names[one.first]),
            none if one is found[0] else talk.say("相同", "same") if agrees(found[0], one) else talk.say("不同", "differs"),
        )
        for one in found
    ]  # fmt: skip
    heads = [
        talk.say("方法", "method"), *(one.id for one in rubric.levels),
        *(talk.say(zh, en) for zh, en in (
            ("最低层级", "lowest level"), ("其等级", "its band"), ("首要短板", "first shortcoming"), ("与所用方法", "as stated")
        )),
    ]  # fmt: skip
    title = talk.say(f"各种方法下的结果（n={len(found)}种）", f"Results under each method (n={len(found)})")
    talk.table(title, heads, rows, numbers=tuple(range(1, 1 + len(rubric.levels))))


def _points(number: float | None) -> str:
    from assessor.scorecard import shown

    return "—" if number is None else shown(number)


def _print_flips(talk: Talk, rubric: Rubric, own: Assessment, found: tuple[Flip, ...]) -> None:
    from assessor.scorecard import score
    from assessor.sensitivity import shown_bands, turnings, words

    bands = rubric.bands
    rows = [
        (
            one.node if one.node != "overall" else "—",
            talk.pick(words.node_name(rubric, one.node)),
            talk.pick(bands[one.band].name),
            talk.pick(words.changed_by(one)),
            talk.pick(words.becomes(rubric, one)),
            talk.pick(words.any_of(one)),
        )
        for one in turnings(found)
    ]
    heads = talk.say("编号 名称 等级 任一项 则为 指标", "id name band any_one_of_these would_be indicators").split()
    title = talk.say(
        "哪一项评级会改变等级名称（最近的在前）", "Which single rating would change a band (nearest first)"
    )
    talk.data(talk.pick(words.banded(shown_bands(score(rubric, own)), found)))
    talk.table(title, [head.replace("_", " ") for head in heads], rows)


# -- a group ------------------------------------------------------------------------------------


def _print_group(
    talk: Talk, rubric: Rubric, cities: list[Assessment], ranks: RankTable, firm: list[tuple[int, int]]
) -> None:
    from assessor.sensitivity import words

    none = talk.say("未出分", "not shown")
    rows = []
    for city, one in zip(cities, ranks.intervals, strict=True):
        cells = [none] * 4 if one is None else [
            f"{span.low}-{span.high}" for span in (one, one.methods, one.weights, one.all)
        ]  # fmt: skip
        rows.append((city.id, city.city.called(talk.language), *cells))
    heads = talk.say(
        "编号 名称 位次区间 各种方法 权重抽样 全部抽样", "id name rank_interval methods weights all_draws"
    ).split()
    talk.table(
        talk.say(f"位次区间（共{len(cities)}座城市，按所列次序）", f"Rank intervals ({len(cities)} cities, in the order given)"),
        [head.replace("_", " ") for head in heads], rows, numbers=(2, 3, 4, 5),
    )  # fmt: skip
    talk.data(talk.pick(words.ranked(ranks)))
    talk.data(talk.pick(words.settled(len(cities), len(firm), rubric)))
    for a, b in firm:
        talk.data(talk.say(f"    {cities[a].id} 高于 {cities[b].id}", f"    {cities[a].id} ahead of {cities[b].id}"))

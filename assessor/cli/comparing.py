"""`assessor compare`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.cli.sources import (
    DrawsOption,
    JsonOption,
    OwnArgument,
    RubricOption,
    SeedOption,
    assessment_named,
    rubric_at,
)
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from assessor.assessment import Assessment
    from assessor.gaps import Gap, GapRow
    from assessor.peers import Comparison, Party
    from assessor.rubric import Rubric
    from assessor.text import Text

OthersArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[OTHER]...", show_default=False, help="对标城市；不写则取同类型的虚构样例|Cities to compare with; fictional samples of the same type by default"),
]  # fmt: skip
ReasonOption = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", show_default=False, help="与相邻类型对标的理由|Why a city of a neighbouring type is comparable")
]  # fmt: skip
NeighbourOption = Annotated[
    str | None, typer.Option("--neighbour", metavar="TYPE", show_default=False, help="同时选取此相邻类型的样例|Choose samples of this neighbouring type as well")
]  # fmt: skip
IndicatorOption = Annotated[
    str | None, typer.Option("--indicator", metavar="ID", show_default=False, help="在此指标上谁高一级、怎么做|Who is a level above on this indicator, and what that takes")
]  # fmt: skip


def compare(
    ctx: typer.Context,
    file: OwnArgument,
    others: OthersArgument = None,
    reason: ReasonOption = None,
    neighbour: NeighbourOption = None,
    indicator: IndicatorOption = None,
    draws: DrawsOption = None,
    seed: SeedOption = None,
    rubric: RubricOption = None,
    json: JsonOption = False,
) -> int:
    talk: Talk = ctx.obj
    found = rubric_at(rubric)
    bundled = rubric is None
    own = assessment_named(file, found, bundled=bundled, talk=talk)
    chosen = [assessment_named(name, found, bundled=bundled, talk=talk) for name in others or []]
    if not others and bundled:
        chosen = samples_like(own, found, neighbour, reason)
    comparison = _compared(own, chosen, found, reason, draws, seed)
    if indicator is not None and indicator not in found.by_id:
        raise _no_indicator(found, indicator)
    if json:
        talk.json(asdict(comparison))
    elif indicator is not None:
        _print_above(talk, found, comparison, indicator)
    else:
        _print(talk, comparison)
    return 0


def _compared(
    own: Assessment, others: list[Assessment], rubric: Rubric, reason: str | None, draws: int | None, seed: int | None
) -> Comparison:
    """A reason that holds for several cities, such as one's own coverage, is told once."""
    from assessor import peers
    from assessor.errors import ComparisonRefused, Problem
    from assessor.uncertainty import DRAWS, SEED, Settings

    settings = Settings(draws or DRAWS, SEED if seed is None else seed)
    try:
        return peers.compare(own, others, rubric, reason, settings)
    except ComparisonRefused as refusal:
        places: dict[tuple[Text, Text], list[str]] = {}
        for one in refusal.problems:
            places.setdefault((one.what, one.fix), []).append(one.place)
        told = (Problem(", ".join(at), what, fix) for (what, fix), at in places.items())
        raise ComparisonRefused(*told) from refusal


def samples_like(own: Assessment, rubric: Rubric, neighbour: str | None, reason: str | None) -> list[Assessment]:
    from assessor.files import sample_cities
    from assessor.peers import suggest

    found = suggest(own.city, sample_cities(), rubric, neighbour=neighbour, reason=reason)
    return [peer.assessment for peer in found]


def _no_indicator(rubric: Rubric, id_: str) -> Exception:
    from difflib import get_close_matches

    from assessor.errors import Problem, UsageError
    from assessor.text import say

    close = ", ".join(get_close_matches(id_, rubric.by_id, 3, 0.5)) or next(iter(rubric.by_id))
    what = say(f"量表没有指标 {id_}", f"the rubric has no indicator {id_}")
    return UsageError(Problem("--indicator", what, say(f"可试：{close}", f"try: {close}")))


def _called(talk: Talk, party: Party) -> str:
    return talk.pick(party.name) + (talk.say("【虚构样例】", " [fictional sample]") if party.fictional else "")


def _print(talk: Talk, comparison: Comparison) -> None:
    talk.data(_called(talk, comparison.own))
    for note in comparison.notes:
        talk.data(talk.pick(note))
    for refusal in comparison.refused:
        why = talk.say("；", "; ").join(talk.pick(reason) for reason in refusal.reasons)
        talk.note(talk.say(f"未纳入 {refusal.name.zh}：{why}", f"Left out {refusal.name.en}: {why}"))
    _print_cities(talk, comparison)
    numbered = {other.party.assessment_id: f"({n})" for n, other in enumerate(comparison.others, 1)}
    for title, rows in (
        (talk.say("三个层级", "Levels"), comparison.levels),
        (talk.say("各维度", "Dimensions"), comparison.dimensions),
        (talk.say("各项短板（程度）", "Shortcomings (severity)"), comparison.shortcomings),
    ):
        heads = [talk.say("名称", "name"), talk.say("本市", "own"), *numbered.values()]
        lines = [(talk.pick(row.name), _own(talk, row), *(_gap(talk, row, gap) for gap in row.gaps)) for row in rows]
        talk.table(title, heads, lines, numbers=(1,))
    _print_words(talk, comparison)
    _print_partners(talk, comparison)
    _print_orders(talk, comparison)


def _print_cities(talk: Talk, comparison: Comparison) -> None:
    rows = []
    for number, other in enumerate(comparison.others, 1):
        differing = talk.say("；", "; ").join(
            f"{talk.pick(one.name)} {talk.pick(one.own)} / {talk.pick(one.other)}" for one in other.differing
        )
        alike = "—" if other.similarity is None else f"{_points(100 * other.similarity)}%"
        labels = talk.say("；", "; ").join(talk.pick(one.text) for one in other.labels if one.differs)
        rows.append((f"({number})", _called(talk, other.party), alike, differing, labels))
    heads = talk.say("序 对标城市 画像相似度 画像差异 可比性提示", "no. city similarity profile_differs mind").split()
    title = talk.say("对标城市（序号不是名次）", "Cities compared with (numbers are no ranks)")
    talk.table(title, [head.replace("_", " ") for head in heads], rows, numbers=(2,))


def _points(number: float | None) -> str:
    from assessor.scorecard import shown

    return "—" if number is None else shown(number)


def _own(talk: Talk, row: GapRow) -> str:
    from assessor.gaps import from_to

    interval = "" if row.own_interval is None else f" [{talk.pick(from_to(row.own_interval))}]"
    return f"{_points(row.own)}{interval}"


def _gap(talk: Talk, row: GapRow, gap: Gap) -> str:
    """The other's score, by how much it lies above, where that difference lies, and what it permits to say."""
    from assessor.gaps import signed, signed_from_to, told

    if gap.difference is None:
        return _points(gap.score)
    spread = "" if gap.spread is None else f" [{talk.pick(signed_from_to(gap.spread))}]"
    return f"{_points(gap.score)}\n{signed(gap.difference)}{spread}\n{talk.pick(told(row.kind, gap))}"


def _print_words(talk: Talk, comparison: Comparison) -> None:
    basis = comparison.basis
    talk.data(
        talk.say(
            f"方括号内为5%—95%区间；两市按同一组权重抽样{basis.draws}次，种子{basis.seed}；"
            "较高的一方不足九成不作结论，九成及以上为可能，九成九及以上为明确",
            f"In brackets 5-95% intervals; both cities drawn {basis.draws} times under the same weights, seed {basis.seed}; "
            "no conclusion below a chance of 90%, probably from 90%, clearly from 99%",
        )
    )


def _print_partners(talk: Talk, comparison: Comparison) -> None:
    numbered = {other.party.assessment_id: f"({n})" for n, other in enumerate(comparison.others, 1)}
    rows = [
        (numbered[one.assessment_id], str(len(one.above)), str(len(one.sure)), str(len(one.stated)), _some(one.above))
        for one in comparison.partners
    ]
    if not rows:
        return
    title = talk.say(
        f"互学对象：本市低于目标的{len(comparison.aims)}项指标上",
        f"Learning partners on the indicators below target here ({len(comparison.aims)})",
    )
    heads = talk.say("序 高一级及以上 可能或明确 写明做法 先看", "no. above sure stated look_first").split()
    talk.table(title, [head.replace("_", " ") for head in heads], rows, numbers=(1, 2, 3))


def _some(ids: tuple[str, ...], most: int = 5) -> str:
    return ", ".join(ids[:most]) + (" ..." if len(ids) > most else "")


def _print_orders(talk: Talk, comparison: Comparison) -> None:
    """Between which places each city stands, and the orders that weights cannot turn."""
    names = {comparison.own.assessment_id: talk.say("本市", "own")}
    names |= {other.party.assessment_id: f"({n})" for n, other in enumerate(comparison.others, 1)}
    for one in comparison.standings:
        talk.data(
            talk.say(
                f"总体位次区间 {names[one.assessment_id]}：第{one.low}至第{one.high}（共{one.of}座）",
                f"Overall, interval of places {names[one.assessment_id]}: {one.low} to {one.high} of {one.of}",
            )
        )
    for pair in comparison.settled:
        talk.data(
            talk.say(
                f"无论在允许范围内怎样取权重，次序不变：{names[pair.ahead]}高于{names[pair.behind]}",
                f"Holds under all admissible weights: {names[pair.ahead]} above {names[pair.behind]}",
            )
        )


def _print_above(talk: Talk, rubric: Rubric, comparison: Comparison, indicator: str) -> None:
    from assessor.gaps import percent_of

    talk.data(f"{indicator} {talk.pick(rubric.by_id[indicator].name)}")
    found = comparison.above.get(indicator, ())
    if not found:
        talk.data(
            talk.say(
                "所选城市中没有高于本市的，或本市尚未评此项",
                "None of the cities is above, or this one is not rated here",
            )
        )
    for one in found:
        label = talk.say("【虚构样例】", " [fictional sample]") if one.fictional else ""
        sure = "" if one.chance is None else f"{talk.pick(one.chance.words)} {percent_of(one.chance)}"
        talk.data(talk.say(f"{one.name.zh}{label}：{one.level}级（本市{one.own_level}级）；确实高于本市：{sure}",
                           f"{one.name.en}{label}: level {one.level} (own {one.own_level}); truly above: {sure}"))  # fmt: skip
        talk.data(f"    {talk.pick(one.descriptor)}")
        if one.note:
            talk.data(f"    {one.note}")

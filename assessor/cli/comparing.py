"""`assessor compare`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.cli.sources import JsonOption, RubricOption, assessment_named, rubric_at
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from assessor.assessment import Assessment
    from assessor.peers import Comparison, Party
    from assessor.rubric import Rubric
    from assessor.text import Text

FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", show_default=False, help="本市：文件、样例编号、评估编号，或 -（标准输入）|One's own city: file, id of a sample or assessment, or - for stdin")
]  # fmt: skip
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
    file: FileArgument,
    others: OthersArgument = None,
    reason: ReasonOption = None,
    neighbour: NeighbourOption = None,
    indicator: IndicatorOption = None,
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
    comparison = _compared(own, chosen, found, reason)
    if indicator is not None and indicator not in found.by_id:
        raise _no_indicator(found, indicator)
    if json:
        talk.json(asdict(comparison))
    elif indicator is not None:
        _print_above(talk, found, comparison, indicator)
    else:
        _print(talk, found, comparison)
    return 0


def _compared(own: Assessment, others: list[Assessment], rubric: Rubric, reason: str | None) -> Comparison:
    """A reason that holds for several cities, such as one's own coverage, is told once."""
    from assessor import peers
    from assessor.errors import ComparisonRefused, Problem

    try:
        return peers.compare(own, others, rubric, reason)
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


def _print(talk: Talk, rubric: Rubric, comparison: Comparison) -> None:
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
    ):
        heads = [talk.say("名称", "name"), talk.say("本市", "own"), *numbered.values()]
        lines = [
            (talk.pick(row.name), _points(row.own), *(_gap(talk, gap.score, gap.verdict) for gap in row.gaps))
            for row in rows
        ]
        talk.table(title, heads, lines, numbers=(1,))
    _print_thresholds(talk, rubric)


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


def _gap(talk: Talk, number: float | None, verdict: object) -> str:
    from assessor.gaps import Verdict

    said = talk.pick(verdict.words) if isinstance(verdict, Verdict) else ""
    return f"{_points(number)} {said}".rstrip()


def _print_thresholds(talk: Talk, rubric: Rubric) -> None:
    rules = rubric.differences_between_cities
    if rules is None:
        return
    level, dimension = rules.level, rules.dimension
    talk.data(
        talk.say(
            f"城市之间：层级相差{level.probable:g}分以内、维度相差{dimension.probable:g}分以内不作结论；"
            f"分别超过{level.clear:g}分、{dimension.clear:g}分才算明确",
            f"Between cities a difference of up to {level.probable:g} points by level and {dimension.probable:g} by dimension permits "
            f"no conclusion; only above {level.clear:g} and {dimension.clear:g} is it clear",
        )
    )


def _print_above(talk: Talk, rubric: Rubric, comparison: Comparison, indicator: str) -> None:
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
        talk.data(talk.say(f"{one.name.zh}{label}：{one.level}级（本市{one.own_level}级）",
                           f"{one.name.en}{label}: level {one.level} (own {one.own_level})"))  # fmt: skip
        talk.data(f"    {talk.pick(one.descriptor)}")
        if one.note:
            talk.data(f"    {one.note}")

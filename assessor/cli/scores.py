"""`assessor score`: one city from a file, or a table of many."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from assessor.cli.sources import STDIN, JsonOption, RubricOption, is_table, rubric_at, stdin_bytes, under_own_version
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from assessor.assessment import Assessment
    from assessor.rubric import Rubric
    from assessor.scorecard import Node, Scorecard

Form = Literal["table", "json", "csv"]
FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", show_default=False, help="城市文件、评级表（.csv）、样例编号、评估编号，或 -（标准输入）|City file, table of ratings (.csv), id of a sample or assessment, or - for stdin")
]  # fmt: skip


def score(
    ctx: typer.Context,
    file: FileArgument,
    json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="以 CSV 输出，每城每节点一行|Print CSV, one row a city and node")] = False,
    rubric: RubricOption = None,
    weights: Annotated[str | None, typer.Option("--weights", metavar="PRESET", show_default=False, help="评级表所用权重方案（默认等权）|Weight preset for a table of ratings (equal by default)")] = None,
    variant: Annotated[str | None, typer.Option("--variant", metavar="ID", show_default=False, help="评级表所用版本（默认全量）|Variant for a table of ratings (full by default)")] = None,
) -> int:  # fmt: skip
    talk: Talk = ctx.obj
    table = is_table(file) or (file == STDIN and as_csv)
    _refuse_misfits(json and as_csv, not table and (weights or variant))
    form: Form = "csv" if as_csv else "json" if json else "table"
    if table:
        _many(talk, file, rubric_at(rubric), (weights or "equal", variant or "full"), form)
    else:
        _one(talk, *under_own_version(file, rubric, talk), form)
    return 0


def _refuse_misfits(both: bool, own_choice: object) -> None:
    from assessor.errors import Problem, UsageError
    from assessor.text import say

    if both:
        what = say("两种输出只能选一种", "choose one of the two")
        raise UsageError(Problem("--json --csv", what, say("去掉其中一个", "leave one out")))
    if own_choice:
        what = say("城市文件自己写明权重和版本", "a city file states its own weights and variant")
        fix = say("去掉这两个选项，或在文件中改", "leave these options out, or change the file")
        raise UsageError(Problem("--weights --variant", what, fix))


# -- one city -----------------------------------------------------------------------------------


def _one(talk: Talk, assessment: Assessment, rubric: Rubric, form: Form) -> None:
    from assessor import scorecard
    from assessor.files import scorecard_to_json, scorecards_to_csv

    card = scorecard.score(rubric, assessment)
    if form == "json":
        talk.json(scorecard_to_json(card, rubric, assessment.city))
    elif form == "csv":
        codes = scorecard.codes_of(rubric, assessment)
        scorecards_to_csv(sys.stdout, [assessment.city.id], codes, rubric, assessment.weights, assessment.variant)
    else:
        _print_card(talk, rubric, assessment, card)


def _print_card(talk: Talk, rubric: Rubric, assessment: Assessment, card: Scorecard) -> None:
    for line in heading(talk, rubric, assessment):
        talk.data(line)
    heads = talk.say("编号 名称 得分 等级 覆盖率 说明", "id name score band coverage note").split()
    groups = {
        talk.say("三个层级", "Levels"): card.levels.values(),
        talk.say("各维度", "Dimensions"): card.dimensions.values(),
    }
    for title, nodes in groups.items():
        talk.table(title, heads, [_row(talk, rubric, node) for node in nodes], numbers=(2, 4))
    heads[2] = talk.say("程度", "severity")
    found = [_row(talk, rubric, one.node) for one in card.shortcomings.values()]
    talk.table(
        talk.say("短板弱项（同一评级的另一视角）", "Shortcomings (a second view of the same ratings)"),
        heads,
        found,
        numbers=(2, 4),
    )
    heads[2] = talk.say("得分", "score")
    overall = [_row(talk, rubric, node) for node in (card.overall, card.lowest_level) if node is not None]
    talk.table(
        talk.say("总分，须与最低层级并看", "Overall, to be read beside the lowest level"),
        heads,
        overall,
        numbers=(2, 4),
    )


def heading(talk: Talk, rubric: Rubric, assessment: Assessment) -> Iterator[str]:
    """Whose numbers follow and what they rest on."""
    city = assessment.city.called(talk.language)
    label = talk.say("【虚构样例】", " [fictional sample]") if assessment.city.fictional else ""
    mode = {"workshop": talk.say("研讨模式", "workshop"), "formal": talk.say("正式模式", "formal")}[assessment.mode]
    yield f"{city}{label}"
    yield talk.say(f"{assessment.period}，截至 {assessment.cut_off}，{mode}，量表 {rubric.id} {rubric.version}",
                   f"{assessment.period}, as of {assessment.cut_off}, {mode}, rubric {rubric.id} {rubric.version}")  # fmt: skip
    variant = rubric.variant(assessment.variant)
    if variant is not None and variant.label is not None:
        yield talk.pick(variant.label)


def _row(talk: Talk, rubric: Rubric, node: Node) -> tuple[str, ...]:
    from assessor.scorecard import bands_of, bracketed, shown

    bands = bands_of(rubric, node.kind)
    name = rubric.names.get(node.id)
    return (
        node.id if name is not None else "",
        talk.pick(name) if name is not None else talk.say("总分", "Overall"),
        bracketed(node, bands) or "—",
        talk.pick(bands[node.band].name) if node.band is not None else "",
        "—" if node.coverage is None else f"{shown(100 * node.coverage)}%",
        _note(talk, rubric, node),
    )


def _note(talk: Talk, rubric: Rubric, node: Node) -> str:
    from assessor.scorecard import withheld_because

    if (why := withheld_because(node)) is not None:
        return talk.pick(why)
    if node.capped_by is not None:
        gate = talk.pick(rubric.by_id[node.capped_by].name)
        return talk.say(f"受关键指标约束：{gate}", f"limited by key indicator: {gate}")
    return talk.say("暂定", "provisional") if node.status == "provisional" else ""


# -- many cities --------------------------------------------------------------------------------


def _many(talk: Talk, file: str, rubric: Rubric, choice: tuple[str, str], form: Form) -> None:
    from assessor.assessment import WeightChoice
    from assessor.files import read_ratings_csv, score_rows
    from assessor.files.scores_table import COLUMNS, rows_to_csv

    weights, variant = choice
    presets = {"equal", *(one.id for one in rubric.weight_presets)}
    _refuse_unknown("--weights", weights, presets, ("权重方案", "weight preset"))
    _refuse_unknown("--variant", variant, {"full", *(one.id for one in rubric.variants)}, ("版本", "variant"))
    table = read_ratings_csv(stdin_bytes() if file == STDIN else Path(file), rubric)
    for note in table.notes:
        talk.note(talk.pick(note))
    rows = score_rows(table.cities, table.codes, rubric, WeightChoice(preset=weights), variant)
    with talk.progress(talk.say("计分", "Scoring"), len(table.cities), streams=form == "csv") as step:
        watched = _watched(rows, step)
        if form == "csv":
            rows_to_csv(sys.stdout, table.cities, watched)
        elif form == "json":
            _json_rows(talk, rubric, watched, COLUMNS)
        else:
            _table_rows(talk, rubric, watched)


def _refuse_unknown(option: str, word: str, known: set[str], kind: tuple[str, str]) -> None:
    from assessor.errors import Problem, UsageError
    from assessor.text import say, use_one_of

    if word not in known:
        what = say(f"量表没有{kind[0]} {word}", f"the rubric has no {kind[1]} {word}")
        raise UsageError(Problem(option, what, use_one_of(sorted(known))))


def _watched(rows: Iterable[Any], step: Callable[[], None]) -> Iterator[Any]:
    """Each city begins with its overall row."""
    for row in rows:
        if row[1] == "overall":
            step()
        yield row


def _json_rows(talk: Talk, rubric: Rubric, rows: Iterable[Any], columns: Iterable[str]) -> None:
    about = {"id": rubric.id, "version": rubric.version, "fingerprint": rubric.fingerprint}
    talk.json({"rubric": about, "rows": [dict(zip(columns, row, strict=True)) for row in rows]})


def _table_rows(talk: Talk, rubric: Rubric, rows: Iterable[Any]) -> None:
    from assessor.scorecard import shown

    cities: dict[str, list[str]] = {}
    for city, kind, _id, number, _severity, coverage, status, *_ in rows:
        if kind not in ("overall", "level"):
            continue
        said = "—" if number is None else shown(number, rubric.bands)
        line = cities.setdefault(city, ["—" if coverage is None else f"{shown(100 * coverage)}%"])
        line.append(f"({said})" if status == "provisional" else said)
    heads = [talk.say("城市", "city"), talk.say("覆盖率", "coverage"), talk.say("总分", "overall")]
    heads += [f"{level.id} {talk.pick(level.name)}" for level in rubric.levels]
    lines = [(city, *line) for city, line in cities.items()]
    talk.table(
        talk.say("各城市得分（不作名次）", "Scores by city (no order of merit)"),
        heads,
        lines,
        numbers=range(1, len(heads)),
    )

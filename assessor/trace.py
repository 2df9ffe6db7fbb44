"""Trace: how one number of a scorecard came about, from its inputs and weights to the result.

The rows of a trace add up to its result wherever the rule is a weighted mean; where it is not
(geometric mean, weakest part, a product of shares) the rule says in words how they lead to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from assessor.assessment import Assessment
from assessor.combining import MULTIPLIED
from assessor.rubric import Band, Rubric
from assessor.scorecard import Node, Scorecard, bands_of, bracketed, shown, withheld_because
from assessor.text import Text, say
from assessor.trace_shares import TARGET as TARGET
from assessor.trace_shares import WEIGHT as WEIGHT
from assessor.trace_shares import effective_weight, target_trace
from assessor.trace_source import Source, exact, no_such_number
from assessor.trace_source import Trace as Trace
from assessor.trace_source import TraceRow as TraceRow
from assessor.weighting import Group


def trace(rubric: Rubric, assessment: Assessment, card: Scorecard, node: Node | str) -> Trace:
    """Open one number.

    Args:
        rubric: under which the card was made.
        assessment: of which the card was made.
        card: the scorecard, or its evidence-supported twin.
        node: a node of the card or its id (`overall`, `A`, `A1`, `SC1`, `A×SC1`, `R-MAJ`);
            `weight:A1-1` for an indicator's effective weight; `target` for percent to target.

    Raises:
        UsageError: if the card has no such number.
    """
    source = Source.of(rubric, assessment, card)
    if node == TARGET:
        return target_trace(source)
    if isinstance(node, str) and node.startswith(WEIGHT):
        return effective_weight(source, node.removeprefix(WEIGHT))
    found = node if isinstance(node, Node) else next((one for one in card.nodes() if one.id == node), None)
    if found is None:
        raise no_such_number(str(node))
    makers = {
        "overall": _overall, "level": _level, "dimension": _dimension,
        "shortcoming": _severity, "cell": _severity, "path": _path,
    }  # fmt: skip
    return makers[found.kind](source, found)


def _finished(source: Source, node: Node, rule: Text, rows: Sequence[TraceRow], notes: Iterable[Text]) -> Trace:
    bands = bands_of(source.rubric, node.kind)
    number = bracketed(node, bands)
    return Trace(
        node=node.id,
        name=_name(source, node),
        rule=rule,
        rows=tuple(rows),
        result=node.score,
        unit="points",
        displayed=withheld_because(node) if number is None else say(number, number),
        notes=(*_coverage_notes(source, node), *notes, *_band_notes(node, bands)),
    )


def _name(source: Source, node: Node) -> Text:
    if node.kind == "overall":
        return say("总体", "Overall")
    if node.kind == "cell":
        level, shortcoming = (source.name(part) for part in node.id.split("×"))
        return say(f"{level.zh}×{shortcoming.zh}", f"{level.en} × {shortcoming.en}")
    return source.name(node.id)


# -- notes ------------------------------------------------------------------------------------


def _coverage_notes(source: Source, node: Node) -> list[Text]:
    if node.coverage is None:
        return []
    part = shown(100.0 * node.coverage)
    absent = source.not_applicable(node)
    absent_zh = f"（另有{absent}项不适用）" if absent else ""
    absent_en = f" ({absent} more not applicable)" if absent else ""
    notes = [
        say(f"覆盖率{part}%：已评{node.rated}／{node.of}项{absent_zh}",
            f"Coverage {part}%: {node.rated} of {node.of} rated{absent_en}")
    ]  # fmt: skip
    if node.missing:
        zh = "、".join(f"{id_} {source.name(id_).zh}" for id_ in node.missing)
        en = "; ".join(f"{id_} {source.name(id_).en}" for id_ in node.missing)
        notes.append(say(f"未评：{zh}", f"Not yet rated: {en}"))
    if node.missing and node.low is not None and node.high is not None:
        low, high = shown(node.low), shown(node.high)
        notes.append(
            say(f"未评各项全按最低级、最高级计，在{low}至{high}之间",
                f"With everything not yet rated at the lowest or the highest level: {low} to {high}")
        )  # fmt: skip
    return notes


def _band_notes(node: Node, bands: Sequence[Band]) -> list[Text]:
    if node.band is None:
        return []
    band = bands[node.band]
    start = shown(band.start)
    if node.band + 1 == len(bands):
        return [say(f"等级名称：{band.name.zh}（{start}起）", f"Band: {band.name.en} (from {start})")]
    end = shown(bands[node.band + 1].start)
    return [
        say(f"等级名称：{band.name.zh}（{start}起，不到{end}）", f"Band: {band.name.en} (from {start}, below {end})")
    ]


def _gate_note(source: Source, node: Node) -> list[Text]:
    if node.capped_by is None or node.band is None:
        return []
    gate, band = source.name(node.capped_by), source.rubric.bands[node.band].name
    return [
        say(f"受关键指标约束：{node.capped_by} {gate.zh} 所在等级为“{band.zh}”，维度的等级名称不高于它，得分不变",
            f"Limited by key indicator {node.capped_by} {gate.en}: the band's name goes no higher than "
            f"its own, {band.en}; the score is not changed")
    ]  # fmt: skip


# -- the tree ---------------------------------------------------------------------------------


def _dimension(source: Source, node: Node) -> Trace:
    group = next(one for one in source.plan.dimensions if one.id == node.id)
    d = [one.id for one in source.rubric.dimensions].index(node.id)
    weight = source.plan.in_dimension[:, d]
    rows = source.indicator_rows(group.children, weight, weight, severity=False)
    what = say("已评各指标", "the indicators rated")
    step = exact(100 / source.plan.top)
    value = say(f"每级{step}分", f"{step} points a level")
    return _tree_trace(source, node, group, rows, what, [value, *_gate_note(source, node)])


def _level(source: Source, node: Node) -> Trace:
    group = next(one for one in source.plan.levels if one.id == node.id)
    if source.dimensions_hidden:
        return _level_by_indicator(source, node, group)
    rows = _child_rows(source, group, [_child(source, row) for row in group.children])
    notes = _withheld_note(source, [row.id for row in rows if row.weight > 0 and row.value is None])
    what = say("已出分各维度", "the dimensions that have a score")
    if any(row >= len(source.plan.dimensions) for row in group.children):
        what = say("已出分各部分", "the parts that have a score")
    return _tree_trace(source, node, group, rows, what, notes)


def _child(source: Source, row: int) -> Node:
    """The node of one of a level's children, a dimension or another level."""
    d = len(source.plan.dimensions)
    if row < d:
        return source.card.dimensions[source.plan.dimensions[row].id]
    return source.card.levels[source.plan.levels[row - d].id]


def _withheld_note(source: Source, withheld: Sequence[str]) -> list[Text]:
    """What lies in a part without a score has no part in the score above it, though it was rated."""
    if not withheld:
        return []
    zh, en = "、".join(source.name(id_).zh for id_ in withheld), ", ".join(source.name(id_).en for id_ in withheld)
    return [
        say(f"{zh}暂不出分：其中已评的各项不计入这个得分，但仍计入覆盖率",
            f"No score for {en}: what is rated there counts for coverage, but not for this score")
    ]  # fmt: skip


def _overall(source: Source, node: Node) -> Trace:
    outer = [source.card.levels[source.plan.levels[row].id] for row in source.plan.overall.children]
    rows = _child_rows(source, source.plan.overall, outer)
    what = say("已出分各层级", "the levels that have a score")
    notes = _withheld_note(source, [row.id for row in rows if row.weight > 0 and row.value is None])
    return _tree_trace(source, node, source.plan.overall, rows, what, notes)


def _child_rows(source: Source, group: Group, children: Sequence[Node]) -> list[TraceRow]:
    scored = [node.score is not None and weight > 0 for node, weight in zip(children, group.weights, strict=True)]
    total = sum(weight for weight, is_scored in zip(group.weights, scored, strict=True) if is_scored)
    rows = []
    for node, weight, is_scored in zip(children, group.weights, scored, strict=True):
        number = bracketed(node, source.rubric.bands)
        row = TraceRow(
            node.id, source.name(node.id), None if number is None else say(number, number), node.score, weight,
            None, None,
        )  # fmt: skip
        if is_scored and node.score is not None:
            row = replace(row, share=weight / total, contribution=weight / total * node.score)
        else:
            row = replace(row, left_out=withheld_because(node) or say("权重为0", "has weight 0"))
        rows.append(row)
    return rows


def _level_by_indicator(source: Source, node: Node, group: Group) -> Trace:
    """Where dimensions are not shown, a level is opened straight to its indicators."""
    parts = list(_parts(source, group, 1.0))
    rows: list[TraceRow] = []
    for d, part in parts:
        inside = source.plan.in_dimension[:, d]
        members = [row for row in source.plan.dimensions[d].children if inside[row] > 0]
        for row in source.indicator_rows(members, inside, inside, severity=False):
            if part and row.share is not None and row.contribution is not None:
                row = replace(row, share=part * row.share, contribution=part * row.contribution)
            elif row.left_out is None:
                reason = say("所在维度暂不出分", "its dimension has no score")
                row = replace(row, share=None, contribution=None, left_out=reason)
            rows.append(row)
    mixed = [source.plan.dimensions[d] for d, part in parts if part] + list(_levels_in(source, group))
    plain = all(one.rule == "arithmetic" for one in mixed)
    what = say("已评各指标（先按维度合并）", "the indicators rated, put together by dimension first")
    hidden = [
        source.plan.dimensions[d].id for d, part in parts if not part and (source.plan.in_dimension[:, d] > 0).any()
    ]
    notes = _withheld_note(source, hidden)
    if plain:
        return _tree_trace(source, node, group, rows, what, notes)
    return _finished(source, node, say("先按维度、再按层级合并", "by dimension first, then by level"),
                     [replace(row, contribution=None) for row in rows], notes)  # fmt: skip


def _parts(source: Source, group: Group, part: float) -> Iterator[tuple[int, float]]:
    """Each dimension beneath a level with its share 0..1 in the level; 0 where it, or a level between, is withheld."""
    d = len(source.plan.dimensions)
    score = np.concatenate([source.scores.dimension[0], source.scores.level[0]])
    scored = [
        0.0 if np.isnan(score[row]) else weight for row, weight in zip(group.children, group.weights, strict=True)
    ]
    total = sum(scored)
    for row, weight in zip(group.children, scored, strict=True):
        share = part * weight / total if total else 0.0
        if row < d:
            yield row, share
        else:
            yield from _parts(source, source.plan.levels[row - d], share)


def _levels_in(source: Source, group: Group) -> Iterator[Group]:
    """The levels that are parts of a level, at whatever depth."""
    d = len(source.plan.dimensions)
    for row in group.children:
        if row >= d:
            yield source.plan.levels[row - d]
            yield from _levels_in(source, source.plan.levels[row - d])


def _tree_trace(
    source: Source, node: Node, group: Group, rows: Sequence[TraceRow], what: Text, notes: list[Text]
) -> Trace:
    counted = [row for row in rows if row.share is not None]
    if not counted or node.score is None:
        rule = say("下列各项不足以出分", "what is listed does not suffice for a score")
        return _finished(source, node, rule, [replace(row, contribution=None) for row in rows], notes)
    if group.rule == "arithmetic":
        sum_ = " + ".join(f"{exact(row.share)}×{exact(row.value)}" for row in counted)
        rule = say(f"{what.zh}的加权平均 = {sum_} = {exact(node.score)}",
                   f"weighted mean of {what.en} = {sum_} = {exact(node.score)}")  # fmt: skip
        return _finished(source, node, rule, rows, notes)
    rows = [replace(row, contribution=None) for row in rows]
    if group.rule == "weakest":
        return _finished(source, node, _weakest(node, counted), rows, notes)
    return _finished(source, node, _multiplied(group, node, counted, what), rows, notes)


def _weakest(node: Node, counted: Sequence[TraceRow]) -> Text:
    lowest = min(counted, key=lambda row: row.value or 0.0)
    return say(f"取最弱项：{lowest.id} {lowest.name.zh} = {exact(node.score)}，其余各项不抵补",
               f"the weakest part decides: {lowest.id} {lowest.name.en} = {exact(node.score)}; "
               "the others do not make up for it")  # fmt: skip


def _multiplied(group: Group, node: Node, counted: Sequence[TraceRow], what: Text) -> Text:
    """Geometric and harmonic means."""
    parts = [(row.share, exact(max(row.value or 0.0, group.floor or 0.0))) for row in counted]
    product = " × ".join(f"{value}^{exact(share)}" for share, value in parts)
    if group.rule == "harmonic":
        product = "1 ÷ (" + " + ".join(f"{exact(share)}÷{value}" for share, value in parts) + ")"
    word = MULTIPLIED[group.rule]
    floor_zh = f"（低于{exact(group.floor)}的按{exact(group.floor)}计）" if group.floor is not None else ""
    floor_en = f" (anything below {exact(group.floor)} counts as that)" if group.floor is not None else ""
    return say(f"{what.zh}的加权{word.zh}{floor_zh} = {product} = {exact(node.score)}",
               f"weighted {word.en} of {what.en}{floor_en} = {product} = {exact(node.score)}")  # fmt: skip


# -- shortcomings, cells and paths --------------------------------------------------------------


def _severity(source: Source, node: Node) -> Trace:
    shortcoming = node.id.rpartition("×")[2]
    s = [one.id for one in source.rubric.shortcomings].index(shortcoming)
    weight = source.bearing_on(node)
    rows = source.indicator_rows(np.flatnonzero(weight > 0), weight, weight, severity=True)
    rows = [replace(row, outcome=_with_link(source, row, s)) for row in rows]
    top, links = source.plan.top, source.rubric.shortcoming_weights
    first, second_, result = exact(links.primary), exact(links.secondary), exact(node.score)
    sum_ = f"100 × Σ m·w·({top} − s) ÷ Σ m·w·{top} = {result}"
    rule = say(f"程度 = {sum_}。其中m在主要对应时为{first}、次要对应时为{second_}，w为权重，s为等级；"
               "即各项与满分的差距（100−分值）按占比合计",
               f"severity = {sum_}, where m is {first} for a primary link and {second_} for a secondary one, w is the "
               "weight and s the level: what each lacks of 100, added up by share")  # fmt: skip
    second = say("同一批评级的另一种归类，不是另一份证明", "A second view of the same ratings, not a second proof")
    return _finished(source, node, rule, _none_if_withheld(node, rows), [second])


def _with_link(source: Source, row: TraceRow, s: int) -> Text | None:
    link = source.rubric.by_id[row.id].shortcomings
    primary = link is not None and link.primary == source.rubric.shortcomings[s].id
    kind = say("主要对应", "primary") if primary else say("次要对应", "secondary")
    if row.outcome is None:
        return kind
    return say(f"{row.outcome.zh}，{kind.zh}", f"{row.outcome.en}, {kind.en}")


def _path(source: Source, node: Node) -> Trace:
    weight = source.bearing_on(node)
    rows = source.indicator_rows(np.flatnonzero(weight > 0), weight, weight, severity=False)
    result = exact(node.score)
    rule = say(
        f"带此标签的已评指标加权平均 = {result}", f"weighted mean of the rated indicators that bear the tag = {result}"
    )
    few = say("标签所含指标少，仅供描述", "Few indicators bear a tag: it describes, it does not prove")
    return _finished(source, node, rule, _none_if_withheld(node, rows), [few])


def _none_if_withheld(node: Node, rows: list[TraceRow]) -> list[TraceRow]:
    return rows if node.score is not None else [replace(row, contribution=None) for row in rows]

"""Traces of shares: an indicator's effective weight and percent to target."""

from __future__ import annotations

from dataclasses import replace

from assessor.scorecard import bracketed, shown, withheld_because
from assessor.text import say
from assessor.trace_source import Source, Trace, TraceRow, exact, half_up, no_such_number

TARGET = "target"
WEIGHT = "weight:"


def effective_weight(source: Source, indicator: str) -> Trace:
    known = source.rubric.by_id.get(indicator)
    if known is None:
        raise no_such_number(f"{WEIGHT}{indicator}")
    plan_ = source.plan
    row = plan_.indicators.index(indicator)
    d = next(d for d, group in enumerate(plan_.dimensions) if row in group.children)
    chain, child, child_id = [(plan_.dimensions[d], row, indicator)], d, plan_.dimensions[d].id
    levels = [group.id for group in plan_.levels]
    for id_ in source.rubric.chains[source.rubric.dimensions[d].level]:
        chain.append((plan_.levels[levels.index(id_)], child, child_id))
        child, child_id = len(plan_.dimensions) + levels.index(id_), id_
    chain.append((plan_.overall, child - len(plan_.dimensions), child_id))
    rows = []
    for group, child, id_ in chain:
        weight, total = group.weights[group.children.index(child)], sum(group.weights)
        share = weight / total if total else 0.0
        out = None if weight > 0 else say("不计入", "has no part")
        rows.append(TraceRow(id_, source.name(id_), None, None, weight, share, None, out))
    result = source.card.effective_weights[indicator]
    product = " × ".join(exact(row.share) for row in rows)
    rule = say(f"在总分中的份额 = 各组内份额相乘 = {product} = {exact(result)}",
               f"share in the overall score = the shares in each group multiplied = {product} = {exact(result)}")  # fmt: skip
    percent = f"{half_up(100 * result, 1)}%"
    note = say("假定全部指标都已评定", "as if every indicator were rated")
    return Trace(f"{WEIGHT}{indicator}", known.name, rule, tuple(rows), result, "share", say(percent, percent), (note,))


def target_trace(source: Source) -> Trace:
    """Percent to target, dimension by dimension: each adds what it reaches of its own target."""
    card, top = source.card, source.plan.top
    rows = []
    in_play = [inside.any() for inside in (source.plan.in_dimension * source.plan.share[:, None]).T]
    counted = [
        id_ for (id_, node), plays in zip(card.dimensions.items(), in_play, strict=True)
        if node.score is not None and plays and card.targets.get(id_, 0) > 0
    ]  # fmt: skip
    total = sum(card.targets[id_] for id_ in counted)
    for id_, node in card.dimensions.items():
        target = card.targets.get(id_, 0)
        number = bracketed(node, source.rubric.bands)
        outcome = say(f"目标{target}级", f"target level {target}")
        row = TraceRow(id_, source.name(id_), outcome, node.score, float(target), None, None)
        if id_ in counted and node.score is not None and number is not None:
            reached = min(node.score * top / 100.0, target)
            now = half_up(node.score * top / 100.0, 1).removesuffix(".0")
            outcome = say(f"目标{target}级，现{now}级", f"target level {target}, now {now}")
            row = replace(row, outcome=outcome, share=target / total, contribution=reached / total)
        else:
            row = replace(row, left_out=withheld_because(node) or say("未设目标或权重为0", "no target, or weight 0"))
        rows.append(row)
    result = card.percent_to_target
    percent = None if result is None else f"{shown(100 * result)}%"
    rule = say(f"目标达成度 = 1 − Σ max(目标 − 现状, 0) ÷ Σ 目标 = {exact(result)}；现状超过目标的，差距按0计",
               f"targets reached = 1 − Σ max(target − level, 0) ÷ Σ target = {exact(result)}; "
               "where the level exceeds the target, nothing is missing")  # fmt: skip
    note = say("超出目标的部分不抵补别处的差距", "What lies above a target makes up for no gap elsewhere")
    return Trace(TARGET, say("目标达成度", "Percent to target"), rule, tuple(rows), result, "share",
                 None if percent is None else say(percent, percent), (note,))  # fmt: skip

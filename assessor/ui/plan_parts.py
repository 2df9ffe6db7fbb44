"""The plan page: what has priority, the cheapest plan or the best within a budget, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessor.planning import (
    Infeasible,
    Priority,
    Proposal,
    Step,
    cheapest,
    mark_of,
    priorities,
    reached,
    task_of,
    within,
)
from assessor.planning.ordering import PHASES
from assessor.planning.steps import standing
from assessor.planning.words import percent, required, summary
from assessor.scorecard import Node, Scorecard
from assessor.ui import charts, parts, plan_tasks
from assessor.ui.folds import fold
from assessor.ui.results_parts import Page
from assessor.ui.session import listed, t

FIRST = 8
"""Priorities in sight; the others are folded away."""
NAMED = 3
PHASE_WORDS = {1: "first", 2: "second", 3: "third"}
KINDS = ("cheapest", "budget")
USUAL_BUDGET = 12


def label(page: Page) -> None:
    """What must stand beside results of a shorter variant."""
    variant = page.rubric.variant(page.card.variant)
    if variant is not None and variant.label is not None:
        st.info(parts.plain(variant.label.pick(page.lang)), icon=":material/label:")


# -- priorities -----------------------------------------------------------------------------------


def ranked(page: Page) -> tuple[Priority, ...]:
    return priorities(page.rubric, page.opened.assessment, page.card)


def can_rise(page: Page) -> dict[str, int]:
    """Level of every indicator that is below the top: first things first, then those at their target already.

    A plan may well raise one beyond the target of its dimension, where that takes less effort.
    """
    levels = standing(page.card)
    order = [one.indicator for one in ranked(page)]
    return {id_: levels[id_] for id_ in dict.fromkeys([*order, *levels]) if levels[id_] < page.rubric.top}


def first_things(page: Page) -> None:
    st.header(t("plan.priorities"))
    st.caption(t("plan.priorities_rule"))
    found = ranked(page)
    if not found:
        st.info(t("plan.nothing_below"), icon=":material/check:")
        return
    names = listed(f"{one.indicator} {page.name(one.indicator)}" for one in found[:NAMED])
    st.markdown(parts.plain(t("plan.priorities_said", n=len(found), names=names)))
    _priority_table(page, found[:FIRST])
    if len(found) > FIRST:
        with fold("plan.rest", ":material/list:", n=len(found) - FIRST) as rest:
            if rest.open:
                _priority_table(page, found[FIRST:])


def _priority_table(page: Page, found: Sequence[Priority]) -> None:
    rows = [
        (
            f"{one.indicator} {page.name(one.indicator)}", step_words(one.step), t("plan.levels", n=one.gap),
            t(f"plan.effort.{one.step.effort}"), *_to_do(page, one),
        )
        for one in found
    ]  # fmt: skip
    heads = ["plan.indicator", "plan.from_to", "plan.gap", "plan.effort", "plan.do", "plan.mark"]
    parts.table([t(one) for one in heads], rows, numbers=[2], wide=[0, 4, 5])


def _to_do(page: Page, one: Priority) -> tuple[str, str]:
    action = task_of(page.rubric, one.step)
    said = [action.pick(page.lang)] if action is not None else []
    if one.blocked_by:
        said.append(
            t("plan.waits", what=listed(required(page.rubric, each).pick(page.lang) for each in one.blocked_by))
        )
    if not one.sure:
        said.append(t("plan.evidence_first"))
    return "\n".join(said), mark_of(page.rubric, one.step).pick(page.lang)


def step_words(step: Step) -> str:
    return t("plan.step", start=step.start, aim=step.aim)


# -- plans ----------------------------------------------------------------------------------------


def plans(page: Page) -> Proposal | None:
    """The plan in view, for the tasks beneath it."""
    st.header(t("plan.plans"))
    st.caption(t("plan.plans_about"))
    kinds = {one: t(f"plan.kind.{one}") for one in KINDS}
    kind = st.radio(t("plan.kind"), KINDS, format_func=kinds.__getitem__, key="plan.kind", horizontal=True)
    budget = USUAL_BUDGET
    if kind == "budget":
        budget = st.number_input(
            t("plan.budget"), min_value=0, max_value=999, value=USUAL_BUDGET, step=1, key="plan.budget",
            help=t("plan.budget_about"),
        )  # fmt: skip
    locked = frozenset(_locked(page))
    if kind == "budget":
        return _one(page, within(page.rubric, page.opened.assessment, int(budget), locked=locked), kind)
    found = cheapest(page.rubric, page.opened.assessment, locked=locked)
    if isinstance(found, Infeasible):
        return _infeasible(page, found)
    _one(page, found[0], kind)
    _others(page, found[1:])
    return found[0]


def _locked(page: Page) -> Sequence[str]:
    kept: Sequence[str] = st.multiselect(
        t("plan.keep"), list(can_rise(page)), key="plan.keep", placeholder=t("plan.keep_none"),
        format_func=lambda id_: f"{id_} {page.name(id_)}",
    )  # fmt: skip
    return kept


def _infeasible(page: Page, found: Infeasible) -> Proposal | None:
    if found.because is not None:
        st.info(parts.plain(found.because.pick(page.lang)), icon=":material/info:")
        return None
    reasons = "\n".join(
        f"- {parts.plain(f'{id_} {page.name(id_)}')}：{parts.plain(why.pick(page.lang))}"
        if page.lang == "zh"
        else f"- {parts.plain(f'{id_} {page.name(id_)}')}: {parts.plain(why.pick(page.lang))}"
        for id_, why in found.reasons.items()
    )
    st.warning(f"{t('plan.out_of_reach')}\n{reasons}", icon=":material/block:")
    if found.nearest is None:
        return None
    st.markdown(t("plan.nearest"))
    return _one(page, found.nearest, "nearest")


def _one(page: Page, plan: Proposal, kind: str) -> Proposal:
    if not plan.steps:
        st.info(summary(page.rubric, plan).pick(page.lang), icon=":material/check:")
        return plan
    st.markdown(parts.plain(summary(page.rubric, plan).pick(page.lang)))
    for note in plan.notes:
        st.caption(parts.plain(note.pick(page.lang)))
    for number in PHASES:
        _phase(page, plan.phase(number), number, opened=number == 1)
    st.caption(t("plan.phase_rule"))
    plan_tasks.adopt_button(page.opened, page.card, plan.steps, kind)
    before_and_after(page, plan.before, plan.card, plan.targets, (t("plan.after_chart"), t("plan.after")), "plan.after")
    return plan


def figures(page: Page, before: Scorecard, after: Scorecard, targets: dict[str, int]) -> dict[str, object]:
    counts = [sum(reached(page.rubric, card, targets).values()) for card in (before, after)]
    return {
        "of": len(targets), "before": counts[0], "after": counts[1],
        "was": percent(before.percent_to_target), "will": percent(after.percent_to_target),
    }  # fmt: skip


def _phase(page: Page, steps: Sequence[Step], number: int, *, opened: bool) -> None:
    if not steps:
        return
    title = t("plan.phase_steps", phase=t(f"plan.phase.{PHASE_WORDS[number]}"), n=len(steps))
    with st.expander(title, expanded=opened, icon=":material/flag:"):
        rows = [
            (
                f"{step.indicator} {page.name(step.indicator)}", step_words(step), t(f"plan.effort.{step.effort}"),
                mark_of(page.rubric, step).pick(page.lang),
            )
            for step in steps
        ]  # fmt: skip
        heads = ["plan.indicator", "plan.from_to", "plan.effort", "plan.mark"]
        parts.table([t(one) for one in heads], rows, wide=[0, 3])


def _others(page: Page, found: Sequence[Proposal]) -> None:
    if not found:
        return
    st.subheader(t("plan.others"))
    st.caption(t("plan.others_about"))
    lines = [
        t("plan.other", n=n, cost=plan.cost, differs=plan.differs.pick(page.lang) if plan.differs else "")
        for n, plan in enumerate(found, start=2)
    ]
    st.markdown("\n".join(f"- {parts.plain(line)}" for line in lines))


# -- what it comes to -----------------------------------------------------------------------------


def before_and_after(
    page: Page, before: Scorecard, after: Scorecard, targets: dict[str, int], words: tuple[str, str], key: str
) -> None:
    """Scores now and then beside each other: a dumbbell and, folded, the table with targets and bands."""
    nodes = [*before.levels.values(), *(before.dimensions.values() if page.dimensions_shown else ())]
    later = {node.id: node for node in (*after.levels.values(), *after.dimensions.values())}
    names = [page.name(node.id) for node in nodes]
    there = reached(page.rubric, after, targets)
    texts = [
        "—"
        if node.score is None and later[node.id].score is None
        else t(
            "plan.before_after", before=parts.number(node, page.rubric), after=parts.number(later[node.id], page.rubric)
        )
        for node in nodes
    ]
    figure = charts.dumbbell(
        names, [node.score for node in nodes], [later[node.id].score for node in nodes], t("plan.now"), words[1],
        texts=texts, ticks=page.band_edges(),
    )  # fmt: skip

    def table() -> None:
        rows = []
        for node in nodes:
            other, target = later[node.id], targets.get(node.id)
            rows.append((
                page.name(node.id), parts.number(node, page.rubric), parts.number(other, page.rubric),
                parts.band(other, page.rubric, page.lang), t("common.none") if target is None else str(target),
                t("common.none") if target is None else t("common.yes") if there[node.id] else t("common.no"),
            ))  # fmt: skip
        heads = [t("plan.part"), t("plan.now"), words[1], t("plan.band"), t("plan.target"), t("plan.reached")]
        parts.table(heads, rows, numbers=[1, 2, 4], wide=[0])

    charts.show(figure, page.about(words[0]), table, key=key, alt=_rise(page, nodes, later))


def _rise(page: Page, nodes: Sequence[Node], later: dict[str, Node]) -> str:
    """The sentence to the chart: what rises most."""
    rises = [(node, later[node.id]) for node in nodes if node.score is not None and later[node.id].score is not None]
    most = max(rises, key=lambda pair: (pair[1].score or 0.0) - (pair[0].score or 0.0), default=None)
    if most is None or (most[1].score or 0.0) <= (most[0].score or 0.0):
        return t("plan.no_rise")
    before, after = (parts.number(node, page.rubric) for node in most)
    return t("plan.rise", name=page.name(most[0].id), before=before, after=after)

"""Numbers that open: each is a button, and behind it stand its rule, its inputs and what was left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import streamlit as st

from assessor.rubric import Rubric
from assessor.scorecard import Node
from assessor.trace import TARGET, Trace, TraceRow
from assessor.trace_source import half_up
from assessor.ui import parts
from assessor.ui.session import language, t, workspace

SINGLE, DOUBLE = 92, 152  # pixels
MOST_PLACES = 4


def numbers(id_: str, rubric: Rubric, node: Node, other: Node | None, *, before: str = "", place: str = "") -> None:
    """The number as a button; in formal mode the one that evidence supports stands next to it."""
    supported = None if other is None else parts.number(other, rubric)
    pair(id_, node.id, parts.number(node, rubric), supported, before=before, place=place)


def pair(id_: str, node: str, judged: str, supported: str | None, *, before: str = "", place: str = "") -> None:
    """One number, or in formal mode two, one above the other so that a phone has room for the words beside them.

    The column is as wide whatever the number, or bars beside it would not be of one scale.
    """
    column = SINGLE if supported is None else DOUBLE
    with st.container(width="content" if before else column, gap=None):
        if supported is None:
            button(id_, node, f"{before} {judged}".strip(), place=place)
        else:
            button(id_, node, f"{before} {t('trace.judged', number=judged)}".strip(), place=place)
            button(id_, node, t("trace.supported", number=supported), place=place, supported=True)


def button(id_: str, node: str, label: str, *, place: str = "", supported: bool = False) -> None:
    """One number that opens; `place` tells apart two buttons for the same number."""
    key = f"trace.{node}.{place}.{'supported' if supported else 'judged'}"
    if st.button(
        f"**{parts.plain(label)}**", key=key, type="tertiary", icon=":material/calculate:", help=t("trace.open")
    ):
        explain(id_, node, supported)


def explain(id_: str, node: str, supported: bool) -> None:
    """Open the trace of one number in a dialog."""
    st.dialog(t("trace.title"), width="medium")(_body)(id_, node, supported)


def _body(id_: str, node: str, supported: bool) -> None:
    found, lang = workspace().trace(id_, node, supported=supported), language()
    st.markdown(f"**{parts.plain(found.name.pick(lang))}**")
    if found.displayed is not None:
        number = found.displayed.pick(lang)
        st.markdown(parts.plain(t("trace.supported", number=number) if supported else number))
    st.markdown(t("trace.rule", rule=parts.plain(found.rule.pick(lang))))
    counted = [row for row in found.rows if row.left_out is None]
    left_out = [row for row in found.rows if row.left_out is not None]
    if counted:
        _inputs(found, counted)
    if left_out:
        _left_out(left_out)
    if found.notes:
        st.markdown("\n".join(f"- {parts.plain(note.pick(lang))}" for note in found.notes))


def _inputs(found: Trace, rows: list[TraceRow]) -> None:
    """Only the columns that this rule fills; contributions add up to the result where the rule is a sum."""
    lang = language()
    columns = [
        (t("trace.input"), [f"{row.id} {row.name.pick(lang)}" for row in rows], False),
        (t("trace.outcome"), [row.outcome.pick(lang) if row.outcome else "" for row in rows], False),
        (t("trace.value"), [_plain(row.value) for row in rows], True),
        (t("trace.lost"), [_plain(row.lost) for row in rows], True),
        (t("trace.weight"), [_plain(row.weight) for row in rows], True),
    ]
    shares = added([row.share for row in rows], percent=True, fewest=1)
    adds = added([row.contribution for row in rows], percent=found.unit == "share")
    totals = [""] * len(columns)
    totals[0] = t("trace.total") if adds.cells else ""
    for head, one in ((t("trace.share"), shares), (t("trace.contribution"), adds)):
        columns.append((head, one.cells or [""] * len(rows), True))
        totals.append(one.total if adds.cells else "")
    kept = [
        (head, [*cells, total], flush)
        for (head, cells, flush), total in zip(columns, totals, strict=True)
        if any(cells)
    ]
    body = list(zip(*(cells for _, cells, _ in kept), strict=True))
    parts.table(
        [head for head, _, _ in kept],
        body if adds.cells else body[:-1],
        numbers=[index for index, (_, _, flush) in enumerate(kept) if flush],
        caption=_adds_up(found, rows, exact=shares.exact and adds.exact) if adds.cells else "",
    )


def _adds_up(found: Trace, rows: list[TraceRow], *, exact: bool) -> str:
    said = t("trace.adds_up")
    if found.node == TARGET:
        said = t("trace.adds_up_target")
    elif any(row.lost is not None for row in rows):
        said = t("trace.adds_up_lost")
    return said if exact else f"{said}{t('trace.rounded')}"


@dataclass(frozen=True)
class Added:
    """A column of numbers that are added up, as printed; without cells where there is nothing to add."""

    cells: list[str]
    total: str
    exact: bool
    """Whether the printed numbers add up to the printed total."""


def added(numbers: Sequence[float | None], *, percent: bool = False, fewest: int = 2) -> Added:
    """As few decimals as let the printed numbers add up to their printed sum; the fewest where none do."""
    known = [number * (100.0 if percent else 1.0) for number in numbers if number is not None]
    if len(known) < len(numbers) or not known:
        return Added([], "", exact=True)
    sign, whole = ("%" if percent else ""), math.fsum(known)
    for places in (*range(fewest, MOST_PLACES + 1), fewest):
        cells, total = [half_up(number, places) for number in known], half_up(whole, places)
        exact = sum(map(Decimal, cells)) == Decimal(total)
        if exact:
            break
    return Added([cell + sign for cell in cells], total + sign, exact)


def _left_out(rows: list[TraceRow]) -> None:
    lang = language()
    parts.table(
        [t("trace.left_out"), t("trace.why")],
        [(f"{row.id} {row.name.pick(lang)}", row.left_out.pick(lang) if row.left_out else "") for row in rows],
    )


def _plain(number: float | None) -> str:
    if number is None:
        return ""
    places = half_up(number, MOST_PLACES)
    return places.rstrip("0").rstrip(".") if "." in places else places

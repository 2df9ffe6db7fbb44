"""The results page on sensitivity: other methods side by side, and which single rating would change a band."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from assessor.scorecard import shown
from assessor.sensitivity import (
    Alternative,
    Flip,
    Turning,
    agrees,
    alternatives,
    conclusions,
    flips,
    shown_bands,
    span,
    turnings,
    words,
)
from assessor.ui import charts, parts
from assessor.ui.charts_methods import ranges
from assessor.ui.results_parts import Page
from assessor.ui.session import t


def section(page: Page) -> None:
    st.header(t("sensitivity.title"))
    st.caption(t("sensitivity.intro_formal" if page.formal else "sensitivity.intro"))
    found = alternatives(page.rubric, page.opened.assessment)
    turned = flips(page.rubric, page.opened.assessment)
    said = (words.verdict(conclusions(found)), words.banded(shown_bands(page.card), turned))
    st.markdown("\n".join(f"- {parts.plain(one.pick(page.lang))}" for one in said))
    levels = {one.id: [each.levels[one.id] for each in found] for one in page.rubric.levels}
    marked = {one.id: [each.severities[one.id] for each in found] for one in page.rubric.shortcomings}
    _chart(page, found, levels, "scores", lambda: _levels(page, found))
    _chart(page, found, marked, "severities", lambda: _shortcomings(page, found))
    _turnings(page, turned)


def _chart(
    page: Page, found: Sequence[Alternative], values: dict[str, list[float | None]], key: str, table: Callable[[], None]
) -> None:
    """The range of each number over all methods; nothing at all where no number is shown."""
    if not any(each[0] is not None for each in values.values()):
        return
    names, ends = [page.name(id_) for id_ in values], [span(each) for each in values.values()]
    figure = ranges(
        names, [each[0] for each in values.values()], ends, t("sensitivity.as_reported"),
        texts=[_text(each) for each in values.values()], ticks=page.band_edges(severity=key == "severities"),
    )  # fmt: skip
    about = page.about(t(f"sensitivity.{key}_chart"), t("sensitivity.chart_note", n=len(found)))
    charts.show(figure, about, table, key=f"sensitivity.{key}", alt=_widest(names, ends))


def _text(values: Sequence[float | None]) -> str:
    ends = span(list(values))
    if ends is None or values[0] is None:
        return _points(values[0])
    return t("sensitivity.number", score=_points(values[0]), low=shown(ends[0]), high=shown(ends[1]))


def _points(value: float | None) -> str:
    return "—" if value is None else shown(value)


def _widest(names: Sequence[str], ends: Sequence[tuple[float, float] | None]) -> str:
    known = [(name, *each) for name, each in zip(names, ends, strict=True) if each is not None]
    name, low, high = max(known, key=lambda one: round(one[2] - one[1], 9))
    return t("sensitivity.widest", name=name, low=shown(low), high=shown(high))


def _levels(page: Page, found: Sequence[Alternative]) -> None:
    none = t("common.none")
    rows = [
        (
            one.name.pick(page.lang), *(_points(one.levels[level.id]) for level in page.rubric.levels),
            none if one.lowest is None else page.name(one.lowest),
            none if one.band is None else page.rubric.bands[one.band].name.pick(page.lang),
            _as_reported(found, one),
        )
        for one in found
    ]  # fmt: skip
    heads = [t("sensitivity.method"), *(page.name(level.id) for level in page.rubric.levels)]
    heads += [t("sensitivity.lowest"), t("sensitivity.lowest_band"), t("sensitivity.same")]
    numbers = range(1, 1 + len(page.rubric.levels))
    parts.table(heads, rows, numbers=numbers, caption=t("sensitivity.methods", n=len(found)))


def _shortcomings(page: Page, found: Sequence[Alternative]) -> None:
    none, each = t("common.none"), page.rubric.shortcomings
    rows = [
        (
            one.name.pick(page.lang), *(_points(one.severities[id_.id]) for id_ in each),
            none if one.first is None else page.name(one.first), _as_reported(found, one),
        )
        for one in found
    ]  # fmt: skip
    heads = [
        t("sensitivity.method"),
        *(page.name(one.id) for one in each),
        t("sensitivity.first"),
        t("sensitivity.same"),
    ]
    parts.table(heads, rows, numbers=range(1, 1 + len(each)), caption=t("sensitivity.methods", n=len(found)))


def _as_reported(found: Sequence[Alternative], one: Alternative) -> str:
    if one is found[0]:
        return t("common.none")
    return t("sensitivity.alike") if agrees(found[0], one) else t("sensitivity.differs")


def _turnings(page: Page, found: Sequence[Flip]) -> None:
    """The nearest single ratings, one row for each way in which they change a band; the overall one folded away."""
    rows = turnings(found)
    if not rows:
        return
    st.subheader(t("sensitivity.turnings"))
    st.caption(t("sensitivity.turnings_note"))
    _turnings_table(page, [one for one in rows if one.node != "overall"])
    if of_whole := [one for one in rows if one.node == "overall"]:
        with st.expander(t("sensitivity.turnings_overall"), icon=":material/unfold_more:"):
            _turnings_table(page, of_whole)


def _turnings_table(page: Page, found: Sequence[Turning]) -> None:
    rows = [
        (
            words.node_name(page.rubric, one.node).pick(page.lang),
            page.rubric.bands[one.band].name.pick(page.lang),
            words.changed_by(one).pick(page.lang),
            words.becomes(page.rubric, one).pick(page.lang),
            words.any_of(one).pick(page.lang),
        )
        for one in found
    ]
    heads = [t(f"sensitivity.{id_}") for id_ in ("node", "band_now", "any_one", "would_be", "these")]
    parts.table(heads, rows, wide=[4], caption=t("sensitivity.turnings_n", n=shown_bands(page.card), far=page.how_far))

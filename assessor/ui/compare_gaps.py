"""Pieces of the comparison page: how large differences are, what they permit to say, the group as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from assessor.comparison import Comparison, Other
from assessor.gaps import Gap, GapRow, told
from assessor.rubric import Rubric
from assessor.scorecard import shown
from assessor.ui.compare_charts import difference, dumbbells, everybody, points, two_cities, with_interval
from assessor.ui.compare_choice import named, short_name
from assessor.ui.compare_learning import names_of, settled_sentence
from assessor.ui.parts import Cell, Html, counted, plain, table
from assessor.ui.session import language, t

MOST_OPEN = 5
"""Differences listed unasked; more of them are folded away, or a phone has them scroll for ever."""

# -- differences ----------------------------------------------------------------------------------


def levels(comparison: Comparison, other: Other, rubric: Rubric) -> None:
    st.header(t("compare.levels", n=counted(len(rubric.levels_of(None)))))
    st.caption(_rule(comparison))
    dumbbells(comparison, other, comparison.levels, rubric, "levels")
    with st.expander(t("compare.all_cities"), icon=":material/table:"):
        _gaps(comparison, comparison.levels)


def dimensions(comparison: Comparison, other: Other, rubric: Rubric) -> None:
    if not comparison.dimensions:
        return
    st.header(t("compare.dimensions"))
    dumbbells(comparison, other, comparison.dimensions, rubric, "dimensions")
    _conclusions(comparison)
    with st.expander(t("compare.all_dimensions"), icon=":material/table:"):
        _gaps(comparison, comparison.dimensions)


def shortcomings(comparison: Comparison, other: Other) -> None:
    """A second view of the same ratings, therefore folded away."""
    if not comparison.shortcomings:
        return
    with st.expander(t("compare.shortcomings", n=counted(len(comparison.shortcomings))), icon=":material/table:"):
        st.markdown(t("compare.shortcomings_note"))
        two_cities(comparison, other, comparison.shortcomings)


def _rule(comparison: Comparison) -> str:
    """What the words stand for, and what was held to be uncertain."""
    basis = comparison.basis
    sources = "、".join if language() == "zh" else ", ".join
    said = t(
        "compare.rule_of_words", draws=basis.draws, seed=basis.seed,
        sources=sources(t(f"compare.source_{one}") for one in basis.sources),
    )  # fmt: skip
    return said + (t("compare.by_points") if _by_points(comparison) else "")


def _by_points(comparison: Comparison) -> bool:
    """Whether any difference had to be judged by fixed limits for want of draws."""
    rows = (comparison.overall, *comparison.levels, *comparison.dimensions)
    return any(gap.verdict is not None and gap.chance is None for row in rows for gap in row.gaps)


def _conclusions(comparison: Comparison) -> None:
    """Only the differences that are sure enough to say something."""
    parties = {other.party.assessment_id: other.party for other in comparison.others}
    rows: list[list[Cell]] = [
        [
            _name(row), named(parties[gap.assessment_id]), points(row.own, row.own_status), points(gap.score, gap.status),
            difference(gap.difference, gap.spread), Html(_verdict(row, gap)),
        ]
        for row in comparison.dimensions
        for gap in row.gaps
        if gap.verdict is not None and gap.verdict.sureness != "no_conclusion"
    ]  # fmt: skip
    with st.expander(t("compare.conclusions", n=len(rows)), icon=":material/check:", expanded=len(rows) <= MOST_OPEN):
        _conclusion_table(rows)


def _conclusion_table(rows: Sequence[Sequence[Cell]]) -> None:
    if not rows:
        st.markdown(t("compare.no_conclusions"))
        return
    heads = [t("compare.what"), t("compare.city"), t("compare.own"), t("compare.the_other"), t("compare.difference"), t("compare.conclusion")]  # fmt: skip
    table(heads, rows, numbers=[2, 3, 4], wide=[0, 1, 5])


def _gaps(comparison: Comparison, rows: Sequence[GapRow]) -> None:
    heads = [t("compare.what"), t("compare.own"), *(short_name(other.party) for other in comparison.others)]
    said: list[list[Cell]] = [
        [_name(row), with_interval(row.own, row.own_status, row.own_interval), *(_gap(row, gap) for gap in row.gaps)]
        for row in rows
    ]
    table(heads, said, numbers=[1], wide=[0], caption=t("compare.cell_note"))


def _name(row: GapRow) -> Html:
    """Beside long headers a name would be squeezed to two characters a line."""
    return Html(f'<span style="display:inline-block;min-width:9em">{escape(row.name.pick(language()))}</span>')


def _gap(row: GapRow, gap: Gap) -> Html:
    number = escape(points(gap.score, gap.status))
    if gap.difference is None:
        return Html(f"<span>{number}</span>")
    apart = escape(difference(gap.difference, gap.spread))
    return Html(f"<span>{number}<br>{apart}<br>{_verdict(row, gap)}</span>")


def _verdict(row: GapRow, gap: Gap) -> str:
    """The words for a difference; those that conclude something stand out."""
    if gap.verdict is None:
        return ""
    words = escape(told(row.kind, gap).pick(language()))
    return (
        f'<span class="a-quiet">{words}</span>'
        if gap.verdict.sureness == "no_conclusion"
        else f"<strong>{words}</strong>"
    )


# -- the group ------------------------------------------------------------------------------------


def group(comparison: Comparison, rubric: Rubric) -> None:
    """All cities on one number, their spread, and which orders hold. With fewer than four cities quartiles would give
    single ones away."""
    st.header(t("compare.group"))
    everybody(comparison, (*comparison.levels, *comparison.dimensions), rubric)
    _spread(comparison)


def _spread(comparison: Comparison) -> None:
    rows = [(row, row.group) for row in (*comparison.levels, *comparison.dimensions) if row.group is not None]
    if not rows:
        st.info(t("compare.group_small"), icon=":material/info:")
        return
    lang = language()
    said = []
    for row, spread in rows:
        numbers = (spread.minimum, spread.lower_quartile, spread.median, spread.upper_quartile, spread.maximum)
        said.append([row.name.pick(lang), points(row.own, row.own_status), *(shown(one) for one in numbers)])
    heads = [t("compare.what"), t("compare.own"), t("compare.minimum"), t("compare.lower"), t("compare.median"),
             t("compare.upper"), t("compare.maximum")]  # fmt: skip
    caption = t("compare.group_note", n=len(comparison.others) + 1)
    if any(other.party.fictional for other in comparison.others):
        caption += t("compare.group_fictional")
    with st.expander(t("compare.group_table", n=len(comparison.others) + 1), icon=":material/table:"):
        table(heads, said, numbers=range(1, 7), wide=[0], caption=caption)


def overall(comparison: Comparison, rubric: Rubric) -> None:
    """Folded away, and never without the lowest level beside it."""
    with st.expander(t("compare.overall"), icon=":material/functions:"):
        st.markdown(t("compare.overall_note"))
        parts = {one.id for one in rubric.levels if one.within is not None}
        scored = [row for row in comparison.levels if row.own is not None and row.id not in parts]
        lowest = min(scored, key=lambda row: row.own or 0.0, default=None)
        _gaps(comparison, [comparison.overall, *([lowest] if lowest is not None else [])])
        _standings(comparison)
        _settled(comparison)


def _standings(comparison: Comparison) -> None:
    """Between which places each city stands: never one place alone, never sorted."""
    if not comparison.standings:
        return
    names = names_of(comparison)
    rows: list[list[Cell]] = [
        [names[one.assessment_id], t("compare.places", low=one.low, high=one.high, of=one.of)]
        for one in comparison.standings
    ]
    table([t("compare.city"), t("compare.place_interval")], rows, wide=[0], caption=t("compare.place_note"))


def _settled(comparison: Comparison) -> None:
    least, most = comparison.basis.least_weight, comparison.basis.most_weight
    st.markdown(
        t("compare.settled", orders=plain(settled_sentence(comparison)))
        if comparison.settled
        else t("compare.nothing_settled")
    )
    st.caption(t("compare.settled_note", least=f"{least:g}", most=f"{most:g}"))

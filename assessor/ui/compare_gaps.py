"""Pieces of the comparison page: how large differences are, what they permit to say, from whom to learn."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from assessor.gaps import Gap, GapRow
from assessor.partners import Above
from assessor.peers import Comparison, Other
from assessor.rubric import Rubric
from assessor.scorecard import shown
from assessor.ui import charts
from assessor.ui.compare_choice import named, short_name
from assessor.ui.parts import Cell, Html, plain, table
from assessor.ui.session import language, t

# -- differences ----------------------------------------------------------------------------------


def levels(comparison: Comparison, rubric: Rubric) -> None:
    st.header(t("compare.levels"))
    _gaps(comparison, comparison.levels)
    st.caption(_thresholds(rubric))


def dimensions(comparison: Comparison, rubric: Rubric) -> None:
    if not comparison.dimensions:
        return
    st.header(t("compare.dimensions"))
    other = _opposite(comparison)
    _dumbbell(comparison, other, rubric)
    _conclusions(comparison)
    st.caption(_thresholds(rubric))
    with st.expander(t("compare.all_dimensions"), icon=":material/table:"):
        _gaps(comparison, comparison.dimensions)


def _conclusions(comparison: Comparison) -> None:
    """Only the differences that are large enough to say something."""
    parties = {other.party.assessment_id: other.party for other in comparison.others}
    rows: list[list[Cell]] = [
        [_name(row), named(parties[gap.assessment_id]), _points(row.own, row.own_status), _points(gap.score, gap.status), Html(_verdict(gap))]
        for row in comparison.dimensions
        for gap in row.gaps
        if gap.verdict is not None and gap.verdict.sureness != "no_conclusion"
    ]  # fmt: skip
    st.subheader(t("compare.conclusions"))
    if not rows:
        st.markdown(t("compare.no_conclusions"))
        return
    heads = [t("compare.what"), t("compare.city"), t("compare.own"), t("compare.the_other"), t("compare.conclusion")]
    table(heads, rows, numbers=[2, 3], wide=[0, 1])


def _gaps(comparison: Comparison, rows: Sequence[GapRow]) -> None:
    heads = [t("compare.what"), t("compare.own"), *(short_name(other.party) for other in comparison.others)]
    said: list[list[Cell]] = [
        [_name(row), _points(row.own, row.own_status), *(_gap(gap) for gap in row.gaps)] for row in rows
    ]
    table(heads, said, numbers=[1], wide=[0])


def _name(row: GapRow) -> Html:
    """Beside long headers a name would be squeezed to two characters a line."""
    return Html(f'<span style="display:inline-block;min-width:9em">{escape(row.name.pick(language()))}</span>')


def _gap(gap: Gap) -> Html:
    return Html(f"<span>{escape(_points(gap.score, gap.status))}<br>{_verdict(gap)}</span>")


def _verdict(gap: Gap) -> str:
    """The words for a difference; those that conclude something stand out."""
    if gap.verdict is None:
        return ""
    words = escape(gap.verdict.words.pick(language()))
    return (
        f'<span class="a-quiet">{words}</span>'
        if gap.verdict.sureness == "no_conclusion"
        else f"<strong>{words}</strong>"
    )


def _points(score: float | None, status: str = "shown") -> str:
    if score is None:
        return "—"
    return f"({shown(score)})" if status == "provisional" else shown(score)


def _thresholds(rubric: Rubric) -> str:
    rules = rubric.differences_between_cities
    if rules is None:
        return t("compare.no_thresholds")
    return t(
        "compare.thresholds",
        level=shown(rules.level.probable),
        level_clear=shown(rules.level.clear),
        dimension=shown(rules.dimension.probable),
        dimension_clear=shown(rules.dimension.clear),
    )


def _opposite(comparison: Comparison) -> Other:
    """Whom the chart shows: two cities at a time are legible."""
    others = {other.party.assessment_id: other for other in comparison.others}
    if len(others) == 1:
        return comparison.others[0]
    key = "compare.opposite"
    if st.session_state.get(key) not in others:
        st.session_state.pop(key, None)
    chosen = st.selectbox(
        t("compare.opposite"), list(others), format_func=lambda id_: short_name(others[id_].party), key=key
    )
    return others[chosen]


def _dumbbell(comparison: Comparison, other: Other, rubric: Rubric) -> None:
    rows, lang = comparison.dimensions, language()
    position = [one.party.assessment_id for one in comparison.others].index(other.party.assessment_id)
    names = [row.name.pick(lang) for row in rows]
    own, theirs = [row.own for row in rows], [row.gaps[position].score for row in rows]
    texts = [f"{_points(mine)} | {_points(their)}" for mine, their in zip(own, theirs, strict=True)]
    label = short_name(other.party)
    about = charts.About(
        title=t("compare.chart", city=label),
        n=t("compare.chart_n", n=len(rows)),
        date=t("compare.chart_date", own=comparison.own.cut_off.isoformat(), other=other.party.cut_off.isoformat()),
        source=t("compare.chart_source", rubric=rubric.name.pick(lang), version=rubric.version),
        note=t("compare.chart_note"),
    )
    figure = charts.dumbbell(names, own, theirs, t("compare.own"), label, texts=texts)
    charts.heading(about)
    charts.draw(figure, about, key="compare.dumbbell")


def group(comparison: Comparison) -> None:
    """Spread of the group; with fewer than four cities it would give single ones away."""
    st.header(t("compare.group"))
    rows = [(row, row.group) for row in (*comparison.levels, *comparison.dimensions) if row.group is not None]
    if not rows:
        st.info(t("compare.group_small"), icon=":material/info:")
        return
    lang = language()
    said = []
    for row, spread in rows:
        numbers = (spread.minimum, spread.lower_quartile, spread.median, spread.upper_quartile, spread.maximum)
        said.append([row.name.pick(lang), _points(row.own, row.own_status), *(shown(one) for one in numbers)])
    heads = [t("compare.what"), t("compare.own"), t("compare.minimum"), t("compare.lower"), t("compare.median"),
             t("compare.upper"), t("compare.maximum")]  # fmt: skip
    caption = t("compare.group_note", n=len(comparison.others) + 1)
    if any(other.party.fictional for other in comparison.others):
        caption += t("compare.group_fictional")
    with st.expander(t("compare.group_table", n=len(comparison.others) + 1), icon=":material/table:"):
        table(heads, said, numbers=range(1, 7), wide=[0], caption=caption)


# -- learning -------------------------------------------------------------------------------------


def learning(comparison: Comparison, rubric: Rubric) -> None:
    """Who is a level above on one indicator, nearest first; what they do where they say so, else what that level is."""
    st.header(t("compare.learning"))
    if not comparison.above:
        st.info(t("compare.nobody_above"), icon=":material/info:")
        return
    lang, key = language(), "compare.indicator"
    if st.session_state.get(key) not in comparison.above:
        st.session_state.pop(key, None)
    chosen = st.selectbox(
        t("compare.indicator"),
        list(comparison.above),
        format_func=lambda id_: t("compare.coded", name=rubric.by_id[id_].name.pick(lang), id=id_),
        key=key,
    )
    found, rated = comparison.above[chosen], rubric.by_id[chosen]
    st.markdown(
        t("compare.own_level", level=found[0].own_level, text=plain(rated.descriptor(found[0].own_level).pick(lang)))
    )
    parties = {other.party.assessment_id: other.party for other in comparison.others}
    rows: list[list[Cell]] = [
        [
            named(parties[one.assessment_id]), _level_above(one), one.note.strip() or t("compare.no_practice"),
            one.descriptor.pick(lang),
        ]
        for one in found
    ]  # fmt: skip
    heads = [t("compare.city"), t("compare.their_level"), t("compare.their_note"), t("compare.what_it_takes")]
    table(heads, rows, wide=[0, 2, 3], caption=t("compare.learning_note"))
    if rated.action is not None:
        st.markdown(t("compare.action", text=plain(rated.action.pick(lang))))


def _level_above(one: Above) -> str:
    """The level, and by how many it is above where that is more than one."""
    steps = one.level - one.own_level
    if steps == 1:
        return t("compare.level", level=one.level)
    return t("compare.level_steps", level=one.level, steps=steps)


def overall(comparison: Comparison) -> None:
    """Folded away, and never without the lowest level beside it."""
    with st.expander(t("compare.overall"), icon=":material/functions:"):
        st.markdown(t("compare.overall_note"))
        scored = [row for row in comparison.levels if row.own is not None]
        lowest = min(scored, key=lambda row: row.own or 0.0, default=None)
        _gaps(comparison, [comparison.overall, *([lowest] if lowest is not None else [])])

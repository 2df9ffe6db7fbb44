"""Charts of the comparison page: intervals of two cities row by row, and of all cities on one number."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessor.ahead import Spread
from assessor.comparison import Comparison, Other
from assessor.gaps import GapRow, from_to, percent_of, signed, signed_from_to, told
from assessor.rubric import Rubric
from assessor.scorecard import Status, shown
from assessor.ui import charts, charts_beside
from assessor.ui.charts_beside import Lane, Row
from assessor.ui.compare_choice import short_name
from assessor.ui.parts import counted, table
from assessor.ui.session import language, listed, t

NOTHING = "—"


def opposite(comparison: Comparison) -> Other:
    """Whom the charts show: two cities at a time are legible."""
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


# -- two cities -----------------------------------------------------------------------------------


def dumbbells(comparison: Comparison, other: Other, rows: Sequence[GapRow], rubric: Rubric, key: str) -> None:
    """Where either city's number may lie, row by row, with a sentence and the table beneath."""
    about = charts.About(
        title=t(f"compare.chart_{key}", n=counted(len(rubric.levels_of(None))), city=short_name(other.party)),
        n=t(f"compare.chart_n_{key}", n=len(rows)) + stamp(comparison),
        date=dated(comparison, other),
        source=source(rubric),
        note=t("compare.chart_note"),
    )
    lang, id_ = language(), other.party.assessment_id
    drawn = [
        Row(
            row.name.pick(lang),
            f"{points(row.own, row.own_status)} | {points(row.gap_of(id_).score, row.gap_of(id_).status)}",
            (Lane(row.own_interval, True), Lane(row.gap_of(id_).interval, False)),
        )
        for row in rows
    ]
    figure = charts_beside.intervals(drawn, t("compare.own"), short_name(other.party))
    charts.show(
        figure, about, lambda: two_cities(comparison, other, rows), key=f"compare.{key}", alt=sentence(other, rows)
    )


def two_cities(comparison: Comparison, other: Other, rows: Sequence[GapRow]) -> None:
    """Both numbers, their difference, where each may lie, and how sure it is."""
    lang, id_ = language(), other.party.assessment_id
    said = []
    for row in rows:
        gap = row.gap_of(id_)
        said.append([
            row.name.pick(lang), with_interval(row.own, row.own_status, row.own_interval),
            with_interval(gap.score, gap.status, gap.interval), difference(gap.difference, gap.spread),
            told(row.kind, gap).pick(lang),
        ])  # fmt: skip
    heads = [
        t("compare.what"),
        t("compare.own"),
        t("compare.the_other"),
        t("compare.difference"),
        t("compare.conclusion"),
    ]
    table(heads, said, numbers=[1, 2, 3], wide=[0, 4], caption=t("compare.interval_note"))


def sentence(other: Other, rows: Sequence[GapRow]) -> str:
    """Where either is ahead and how sure that is; all else permits no conclusion."""
    ahead: dict[bool, list[str]] = {True: [], False: []}
    for row in rows:
        gap = row.gap_of(other.party.assessment_id)
        if gap.verdict is not None and gap.verdict.sureness != "no_conclusion":
            sure = "" if gap.chance is None else percent_of(gap.chance)
            word = t(f"compare.{gap.verdict.sureness}")
            ahead[gap.verdict.other_ahead].append(
                t("compare.one_ahead", name=row.name.pick(language()), word=word, percent=sure)
            )
    parts = []
    if ahead[True]:
        parts.append(t("compare.they_lead", names=listed(ahead[True])))
    if ahead[False]:
        parts.append(t("compare.own_leads", names=listed(ahead[False])))
    rest = len(rows) - sum(map(len, ahead.values()))
    if not parts:
        return t("compare.nobody_leads")
    if rest:
        parts.append(t("compare.others_open", n=rest))
    return ("" if language() == "zh" else " ").join(parts)


# -- all cities -----------------------------------------------------------------------------------


def everybody(comparison: Comparison, rows: Sequence[GapRow], rubric: Rubric) -> None:
    """All cities on one number that is chosen, in the order of the comparison."""
    lang, found = language(), {row.id: row for row in rows}
    key = "compare.node"
    if st.session_state.get(key) not in found:
        st.session_state.pop(key, None)
    chosen = found[
        st.selectbox(t("compare.node"), list(found), format_func=lambda id_: found[id_].name.pick(lang), key=key)
    ]
    lines: list[tuple[str, float | None, Status, Spread | None, str]] = [
        (t("compare.own"), chosen.own, chosen.own_status, chosen.own_interval, "")
    ]
    for other in comparison.others:
        gap = chosen.gap_of(other.party.assessment_id)
        lines.append((short_name(other.party), gap.score, gap.status, gap.interval, told(chosen.kind, gap).pick(lang)))
    drawn = [
        Row(name, points(score, status), (Lane(interval, place == 0),))
        for place, (name, score, status, interval, _) in enumerate(lines)
    ]
    about = charts.About(
        title=t("compare.chart_group", name=chosen.name.pick(lang)),
        n=t("compare.chart_n_group", n=len(lines)) + stamp(comparison),
        date=_dates(comparison),
        source=source(rubric),
        note=t("compare.chart_group_note"),
    )
    figure = charts_beside.intervals(drawn, t("compare.own"), t("compare.other_cities"))

    def print_all() -> None:
        heads = [t("compare.city"), t("compare.score"), t("compare.interval"), t("compare.conclusion")]
        said = [
            [
                name,
                points(score, status),
                NOTHING if interval is None else from_to(interval).pick(lang),
                words or NOTHING,
            ]
            for name, score, status, interval, words in lines
        ]
        table(heads, said, numbers=[1, 2], wide=[0, 3], caption=t("compare.interval_note"))

    charts.show(figure, about, print_all, key="compare.group_chart", alt=_overlapping(lines))


def _dates(comparison: Comparison) -> str:
    days = sorted({party.cut_off for party in (comparison.own, *(other.party for other in comparison.others))})
    first, last = days[0].isoformat(), days[-1].isoformat()
    return first if first == last else t("compare.from_to", low=first, high=last)


def _overlapping(lines: Sequence[tuple[str, float | None, Status, Spread | None, str]]) -> str:
    """How many intervals of the others meet one's own."""
    own = lines[0][3]
    others = [interval for _, _, _, interval, _ in lines[1:] if interval is not None]
    if own is None or not others:
        return ""
    meet = sum(one.low <= own.high and own.low <= one.high for one in others)
    return t("compare.overlap", n=meet, of=len(others))


# -- words ----------------------------------------------------------------------------------------


def points(score: float | None, status: str = "shown") -> str:
    if score is None:
        return NOTHING
    return f"({shown(score)})" if status == "provisional" else shown(score)


def with_interval(score: float | None, status: str, interval: Spread | None) -> str:
    if interval is None:
        return points(score, status)
    return t("compare.with_interval", number=points(score, status), interval=from_to(interval).pick(language()))


def difference(points_: float | None, spread: Spread | None) -> str:
    if points_ is None:
        return NOTHING
    if spread is None:
        return signed(points_)
    return t("compare.with_interval", number=signed(points_), interval=signed_from_to(spread).pick(language()))


def stamp(comparison: Comparison) -> str:
    basis = comparison.basis
    return t("compare.stamp", draws=basis.draws, seed=basis.seed)


def dated(comparison: Comparison, other: Other) -> str:
    return t("compare.chart_date", own=comparison.own.cut_off.isoformat(), other=other.party.cut_off.isoformat())


def source(rubric: Rubric) -> str:
    return t("compare.chart_source", rubric=rubric.name.pick(language()), version=rubric.version)

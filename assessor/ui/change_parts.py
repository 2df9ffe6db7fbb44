"""Pieces of the page on change over time: which periods, their course, what counts, what it is due to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import streamlit as st

from assessor.ahead import Chance, Spread
from assessor.assessments import Opened
from assessor.change import OVER_TIME, Change, Movement, Period, chances, compare_periods
from assessor.errors import AssessorError
from assessor.migration.periods import Periods, periods_of
from assessor.nodes import Node
from assessor.scorecard import shown
from assessor.ui import charts, charts_beside, charts_change, choice, crash
from assessor.ui.migrate_parts import signed
from assessor.ui.parts import Cell, counted, number, plain, table
from assessor.ui.session import current, joined, language, listed, t
from assessor.uncertainty import Interval, Uncertainty, uncertainty


@dataclass(frozen=True)
class Pair:
    """What the page shows: two periods beside each other, and all of them in their course."""

    change: Change
    chances: dict[str, Chance]
    periods: Periods
    labels: dict[str, str]
    """By assessment id."""

    @property
    def old(self) -> Period:
        return self.change.old

    @property
    def new(self) -> Period:
        return self.change.new


# -- which periods --------------------------------------------------------------------------------


def chosen(now: Opened) -> Pair | None:
    """The two periods to compare, as chosen; None where there are not two of them."""
    periods = periods_of(current(), now.assessment.city.id)
    if periods.unknown:
        st.warning(t("change.unknown", n=len(periods.unknown)), icon=":material/help:")
    labels = _labels(periods.found)
    if len(periods.found) < 2:
        st.info(t("change.one_period" if periods.found else "change.no_period"), icon=":material/info:")
        return None
    old, new = _choose(now, periods, labels)
    if old is None or new is None:
        return None
    try:
        change = compare_periods(old, new)
        return Pair(change, chances(change), periods, labels)
    except AssessorError as error:
        crash.tell(error)
        return None


def _choose(now: Opened, periods: Periods, labels: dict[str, str]) -> tuple[Period | None, Period | None]:
    """The open assessment and the one before it, until another pair is chosen."""
    by_id = {one.assessment.id: one for one in periods.found}
    last = now.assessment.id if now.assessment.id in by_id else list(by_id)[-1]
    if list(by_id).index(last) == 0:
        last = list(by_id)[1]
    left, right = st.columns(2)
    later = _one(right, "change.later", list(by_id)[1:], labels, last)
    earlier_ones = list(by_id)[: list(by_id).index(later)]
    best = periods.before(later)
    earlier = _one(left, "change.before", earlier_ones, labels, best.assessment.id if best else earlier_ones[-1])
    return by_id.get(earlier), by_id.get(later)


def _one(place: object, id_: str, offered: Sequence[str], labels: dict[str, str], default: str) -> str:
    key = f"{id_}.{language()}"
    kept = st.session_state.get(f"{id_}.kept")
    if kept not in offered:
        kept = default
    st.session_state[key] = kept
    with place:  # type: ignore[attr-defined]  # a column is a context
        found = st.selectbox(t(id_), offered, format_func=labels.__getitem__, key=key, on_change=_keep, args=(id_, key))
    return str(found)


def _keep(id_: str, key: str) -> None:
    st.session_state[f"{id_}.kept"] = st.session_state[key]


def _labels(periods: Sequence[Period]) -> dict[str, str]:
    """By year; with the rubric version where that is not the last one's, or where two would be called alike."""
    long = [t("change.label", period=one.assessment.period, version=one.rubric.version) for one in periods]
    plain_ = [
        one.assessment.period if one.rubric.fingerprint == periods[-1].rubric.fingerprint else name
        for one, name in zip(periods, long, strict=True)
    ]
    whole = [
        t("change.label_dated", period=one.assessment.period, version=one.rubric.version, day=one.assessment.cut_off.isoformat())
        for one in periods
    ]  # fmt: skip
    found = {}
    for place, one in enumerate(periods):
        names = next((names for names in (plain_, long, whole) if names.count(names[place]) == 1), None)
        found[one.assessment.id] = names[place] if names else f"{whole[place]} {one.assessment.id}"
    return found


# -- course ---------------------------------------------------------------------------------------


def course(pair: Pair) -> None:
    st.header(t("change.course"))
    periods, lang = pair.periods.found, language()
    rubric = pair.new.rubric
    ids = [one.id for one in rubric.levels if one.within is None]
    drawn = [uncertainty(one.rubric, one.assessment, OVER_TIME) for one in periods]
    lines = [
        charts_change.Course(rubric.called(id_).pick(lang), tuple(_point(one, found, id_) for one, found in zip(periods, drawn, strict=True)))
        for id_ in ids
    ]  # fmt: skip
    labels = [pair.labels[one.assessment.id] for one in periods]
    joins = [one.rubric.fingerprint == other.rubric.fingerprint for one, other in pairwise(periods)]
    about = _about(pair, t("change.course_chart", n=counted(len(ids))), t("change.course_n", n=len(periods)), periods,
                   "" if all(joins) else t("change.course_dotted"))  # fmt: skip
    figure = charts_change.courses(lines, labels, joins)

    def numbers_() -> None:
        rows: list[list[Cell]] = [[line.name, *(_interval_text(one) for one in line.points)] for line in lines]
        table(
            [t("change.what"), *labels], rows, numbers=range(1, len(labels) + 1), wide=[0], caption=t("change.interval")
        )

    charts.show(figure, about, numbers_, key="change.course", alt=_in_words(pair, pair.change.levels.values()))


def _point(period: Period, found: Uncertainty, id_: str) -> charts_change.Point:
    node = period.card.levels.get(id_)
    interval = found.levels.get(id_)
    if node is None or node.score is None:
        return charts_change.Point(None)
    if interval is None:
        return charts_change.Point(node.score)
    # The stated score need not lie between the ends: at the edge of the scale errors go one way only.
    return charts_change.Point(node.score, min(interval.low, node.score), max(interval.high, node.score))


def _interval_text(one: charts_change.Point) -> str:
    if one.value is None:
        return "—"
    ends = "" if one.low is None or one.high is None else f" [{shown(one.low)}–{shown(one.high)}]"
    return f"{shown(one.value)}{ends}"


def _about(pair: Pair, title: str, n: str, periods: Iterable[Period], note: str = "") -> charts.About:
    those = list(periods)
    versions = listed(dict.fromkeys(one.rubric.version for one in those))
    return charts.About(
        title=title, n=n, date=joined(one.assessment.cut_off.isoformat() for one in those),
        source=t("change.source", rubric=pair.new.rubric.name.pick(language()), version=versions,
                 draws=OVER_TIME.draws, seed=OVER_TIME.seed),
        note=note,
    )  # fmt: skip


def _in_words(pair: Pair, movements: Iterable[Movement]) -> str:
    """One sentence: what may be said of the two chosen periods."""
    counting = [one for one in movements if one.counts]
    old, new = pair.labels[pair.old.assessment.id], pair.labels[pair.new.assessment.id]
    if not counting:
        return t("change.nothing_counts", old=old, new=new)
    said = (t("change.counts_one", name=one.name.pick(language()), words=one.words.pick(language()),
              points=signed(one.counted)) for one in counting)  # fmt: skip
    return t("change.counts", old=old, new=new, what=joined(said))


# -- what counts ----------------------------------------------------------------------------------


def verdict(pair: Pair) -> None:
    """What else may be behind a difference stands before the differences."""
    st.header(t("change.verdict"))
    change = pair.change
    st.markdown(t("change.rule"))
    if change.reasons:
        lines = "\n".join(f"- {plain(one.text.pick(language()))}" for one in change.reasons)
        (st.warning if not change.same_version else st.info)(f"{t('change.reasons')}\n{lines}")
    else:
        st.info(t("change.no_reasons"), icon=":material/check:")
    st.markdown(_in_words(pair, change.movements()[1:]))
    _table(pair, list(change.levels.values()))
    rules = pair.new.rubric.differences_over_time
    if rules is not None:
        st.caption(
            t("change.thresholds", level=shown(rules.level.probable), level_clear=shown(rules.level.clear),
              dimension=shown(rules.dimension.probable), dimension_clear=shown(rules.dimension.clear),
              overall=shown(rules.overall.probable), overall_clear=shown(rules.overall.clear))
        )  # fmt: skip


def _table(pair: Pair, movements: Sequence[Movement]) -> None:
    heads = [
        t("change.what"), pair.labels[pair.old.assessment.id], pair.labels[pair.new.assessment.id], t("change.difference"),
        t("change.counted"), t("change.conclusion"), t("change.chance"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            one.name.pick(language()), number(one.before, pair.old.rubric), number(one.after, pair.new.rubric),
            signed(one.difference), signed(one.counted) if one.evidenced else "—", one.words.pick(language()), _chance(pair, one),
        ]
        for one in movements
    ]  # fmt: skip
    table(heads, rows, numbers=[1, 2, 3, 4, 6], wide=[0, 5])


def _chance(pair: Pair, one: Movement) -> str:
    """How likely the direction of the counted part is the true one."""
    found = pair.chances.get(one.id)
    if found is None or not one.counted:
        return "—"
    value = found.value if one.counted > 0 else 1.0 - found.value
    if value > 0.995:
        return t("change.nearly_certain")
    return f"{shown(100 * value)}%"


# -- dimensions and shortcomings ------------------------------------------------------------------


def numbers(pair: Pair) -> None:
    """Dumbbells: both periods with their intervals, row by row."""
    st.header(t("change.numbers"))
    kinds = {"dimensions": t("change.dimensions"), "shortcomings": t("change.shortcomings")}
    kind = choice.segmented("change.kind", t("change.numbers"), kinds)
    movements = list(pair.change.dimensions.values() if kind == "dimensions" else pair.change.shortcomings.values())
    before, after = (uncertainty(one.rubric, one.assessment, OVER_TIME) for one in (pair.old, pair.new))
    rows = [
        charts_beside.Row(
            one.name.pick(language()), f"{number(one.before, pair.old.rubric)} → {number(one.after, pair.new.rubric)}",
            (charts_beside.Lane(_spread(one.after, after.of(one.after)), True),
             charts_beside.Lane(_spread(one.before, before.of(one.before)), False)),
        )
        for one in movements
    ]  # fmt: skip
    old, new = pair.labels[pair.old.assessment.id], pair.labels[pair.new.assessment.id]
    about = _about(pair, t("change.dumbbell", what=kinds[kind], old=old, new=new), t("change.rows", n=len(rows)),
                   (pair.old, pair.new), t("change.worse") if kind == "shortcomings" else "")  # fmt: skip
    figure = charts_beside.intervals(rows, new, old)
    charts.show(figure, about, lambda: _table(pair, movements), key=f"change.dumbbell.{kind}",
                alt=_in_words(pair, movements))  # fmt: skip


def _spread(node: Node, interval: Interval | None) -> Spread | None:
    if node.score is None or interval is None:
        return None
    return Spread(interval.low, interval.median, interval.high)


# -- indicators -----------------------------------------------------------------------------------


def indicators(pair: Pair) -> None:
    st.header(t("change.steps"))
    steps = pair.change.steps
    if not steps:
        st.markdown(t("change.no_steps"))
        return
    entries = {entry.id: entry for entry in pair.new.assessment.evidence}
    names = pair.new.rubric.by_id
    words = {one: t(f"change.sure_{one}") for one in ("no_conclusion", "probably", "clearly")}
    rows: list[list[Cell]] = [
        [
            f"{one.id} {names[one.id].name.pick(language())}", str(one.before), str(one.after),
            joined(f"{entries[id_].title} ({entries[id_].date.isoformat()})" for id_ in one.newer) or t("common.none"),
            words[one.sureness],
        ]
        for one in steps
    ]  # fmt: skip
    heads = [
        t("change.indicator"),
        t("change.level_before"),
        t("change.level_after"),
        t("change.newer"),
        t("change.conclusion"),
    ]
    table(heads, rows, numbers=[1, 2], wide=[0, 3], caption=t("change.steps_note", n=len(steps)))


# -- attribution ----------------------------------------------------------------------------------


def attribution(pair: Pair) -> None:
    """What a difference is due to. The shares add up to it."""
    st.header(t("change.attribution"))
    st.markdown(t("change.attribution_about"))
    change = pair.change
    _shares(list(change.levels.values()))
    with st.expander(t("change.attribution_all"), icon=":material/table:"):
        _shares([*change.dimensions.values(), *change.shortcomings.values()])
    st.caption(t("change.attribution_note"))


def overall(pair: Pair) -> None:
    """Folded away, and never without the lowest level beside it."""
    with st.expander(t("change.overall"), icon=":material/functions:"):
        lowest = pair.new.card.lowest_level
        beside = [pair.change.levels[lowest.id]] if lowest is not None and lowest.id in pair.change.levels else []
        _table(pair, [pair.change.overall, *beside])
        _shares([pair.change.overall, *beside])
        st.caption(t("change.overall_note"))


def _shares(movements: Sequence[Movement]) -> None:
    heads = [t("change.what"), t("change.difference"), t("change.due_ratings"), t("change.due_weights"), t("change.due_rubric"),
             t("change.due_missing"), t("change.remark")]  # fmt: skip
    rows: list[list[Cell]] = []
    for one in movements:
        found = one.attribution
        parts = [found.ratings, found.weights, found.rubric, found.missing]
        why = "" if found.why is None else found.why.pick(language())
        rows.append([one.name.pick(language()), _tenth(one.difference), *(_tenth(part) for part in parts), why])
    table(heads, rows, numbers=range(1, 6), wide=[0, 6])


def _tenth(points: float | None) -> str:
    """With one decimal, so that small shares can be seen and parts add up within rounding."""
    if points is None:
        return "—"
    said = f"{abs(points):.1f}"
    return "0" if said == "0.0" else f"{'+' if points > 0 else '−'}{said}"

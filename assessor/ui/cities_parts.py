"""Pieces of the page of many cities: heat table, intervals, spread, groups of similar profiles, downloads. Never by score."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from assessor.batch import Given, run
from assessor.batch.working import City
from assessor.clustering import Grouping, On, groups_of, told
from assessor.errors import ComparisonRefused
from assessor.gaps import LEAST_GROUP, GroupStatistics, group_statistics
from assessor.rubric import Rubric
from assessor.scorecard import shown
from assessor.ui import charts, charts_cities
from assessor.ui.charts_intervals import intervals as interval_chart
from assessor.ui.cities_choice import Chosen
from assessor.ui.media import XLSX
from assessor.ui.parts import Cell, plain, table, tag, wear
from assessor.ui.session import is_demo, language, listed, t
from assessor.uncertainty import Interval

PAGE = 25
"""Cities shown at a time."""
NOTHING = "—"
MOST_NAMED = 40


def columns(found: Chosen, rubric: Rubric) -> list[str]:
    """Dimensions, or levels where the variant shows none."""
    if found.choice.hidden(rubric):
        return [one.id for one in rubric.levels_of(None)]
    return [one.id for one in rubric.dimensions]


def grouped(found: Chosen, rubric: Rubric) -> Grouping | None:
    """Groups of similar profiles; None where there are too few cities."""
    ids = columns(found, rubric)
    on: On = "scores" if st.session_state.get("cities.on") == "scores" else "pattern"
    try:
        return groups_of([one.id for one in found.profiles.cities], found.profiles.table(ids), ids, on=on)
    except ComparisonRefused:
        return None


def about(found: Chosen, rubric: Rubric, title: str, n: str, note: str = "") -> charts.About:
    source = t("cities.chart_source", rubric=rubric.name.pick(language()), version=rubric.version)
    return charts.About(title, n, found.dates, source, note)


def points(value: float | None, status: str = "shown") -> str:
    if value is None:
        return NOTHING
    return f"({shown(value)})" if status == "provisional" else shown(value)


# -- heat table -----------------------------------------------------------------------------------


def heat(found: Chosen, rubric: Rubric, grouping: Grouping | None) -> None:
    st.header(t("cities.heat"))
    order = _order(found, grouping)
    here = _paged(order)
    ids, lang = columns(found, rubric), language()
    values = {
        id_: dict(zip((one.id for one in found.profiles.cities), found.profiles.values(id_), strict=True))
        for id_ in ids
    }
    status = {
        id_: dict(zip((one.id for one in found.profiles.cities), found.profiles.statuses(id_), strict=True))
        for id_ in ids
    }
    names = {one.id: _tagged(found, one) for one in found.profiles.cities}
    rows = [
        (names[city], [values[id_][city] for id_ in ids], [points(values[id_][city], status[id_][city]) for id_ in ids])
        for city in here
    ]  # fmt: skip
    said = about(found, rubric, t("cities.heat_title"), t("cities.heat_n", n=len(order), of=len(ids)))
    charts.heading(said)
    wear("cities.css")
    st.html(charts_cities.heat_table(t("cities.city"), ids, rows, t("cities.heat_note")))
    st.caption(plain(listed(f"{id_} {rubric.called(id_).pick(lang)}" for id_ in ids)))
    st.html(f'<p class="a-quiet" style="margin:0">{_lines([_heat_words(found, rubric, ids), _stamp(said)])}</p>')


def _tagged(found: Chosen, city: City) -> str:
    """A name in markup; a made-up city bears its tag."""
    if not city.fictional:
        return escape(found.named()[city.id])
    name = city.name_en if language() == "en" and city.name_en else city.name
    return f"{escape(name)} {tag(t('common.fictional')).markup}"


def _order(found: Chosen, grouping: Grouping | None) -> list[str]:
    """By id or by likeness; never by score."""
    by_id = [one.id for one in found.profiles.cities]
    if grouping is None:
        return by_id
    words = {"alike": t("cities.by_likeness"), "id": t("cities.by_id")}
    how = st.segmented_control(
        t("cities.order"),
        list(words),
        format_func=words.__getitem__,
        default="alike",
        required=True,
        key="cities.order",
    )
    return by_id if how == "id" else [*grouping.order, *grouping.left_out]


def _paged(order: Sequence[str]) -> list[str]:
    pages = range(-(-len(order) // PAGE))
    if len(pages) < 2:
        return list(order)
    words = [t("cities.rows", first=n * PAGE + 1, last=min((n + 1) * PAGE, len(order)), of=len(order)) for n in pages]
    page = st.selectbox(t("cities.page"), list(pages), format_func=words.__getitem__, key="cities.page")
    return list(order[page * PAGE : (page + 1) * PAGE])


def _heat_words(found: Chosen, rubric: Rubric, ids: Sequence[str]) -> str:
    """Where cities are high and low on the whole."""
    spreads = {id_: group_statistics(found.profiles.values(id_)) for id_ in ids}
    medians = [one.median if one is not None else None for one in spreads.values()]
    if any(one is None for one in medians):
        return t("cities.few", least=LEAST_GROUP)
    return t("cities.medians", told=charts.extremes([rubric.called(id_).pick(language()) for id_ in ids], medians))


def _lines(lines: Sequence[str]) -> str:
    return "<br>".join(escape(one) for one in lines if one)


def _stamp(said: charts.About) -> str:
    return t("charts.source", n=said.n, date=said.date, source=said.source)


# -- intervals ------------------------------------------------------------------------------------


def intervals(found: Chosen, rubric: Rubric, grouping: Grouping | None) -> None:
    """Where one number of each city may lie."""
    st.header(t("cities.intervals"))
    offered = ["overall", *(one.id for one in rubric.levels)]
    offered += [] if found.choice.hidden(rubric) else [one.id for one in rubric.dimensions]
    words = {id_: _node(rubric, id_) for id_ in offered[1:] + offered[:1]}
    node = st.selectbox(t("cities.node"), list(words), format_func=words.__getitem__, key="cities.node")
    everyone = [one.id for one in found.profiles.cities]
    order = everyone if grouping is None else [*grouping.order, *grouping.left_out]
    first = st.session_state.get("cities.page", 0) * PAGE
    here = order[first : first + PAGE] or order[:PAGE]
    place = {id_: n for n, id_ in enumerate(everyone)}
    spans, values = found.profiles.spans(node), found.profiles.values(node)
    drawn = [_interval(spans[place[id_]]) for id_ in here]
    names, scores = [found.named()[id_] for id_ in here], [values[place[id_]] for id_ in here]
    settings = found.choice.settings
    said = about(
        found, rubric, t("cities.intervals_title", node=_node(rubric, node)),
        t("cities.intervals_n", n=len(here), of=len(everyone), draws=settings.draws, seed=settings.seed), t("cities.intervals_note"),
    )  # fmt: skip
    figure = interval_chart(
        names, scores, drawn, t("cities.score"), t("cities.median"), texts=[_span(one) for one in drawn],
    )  # fmt: skip
    heads = [t("cities.city"), t("cities.score"), t("cities.low"), t("cities.median"), t("cities.high")]
    rows = [
        [name, points(score), *(([NOTHING] * 3) if one is None else [shown(one.low), shown(one.median), shown(one.high)])]
        for name, score, one in zip(names, scores, drawn, strict=True)
    ]  # fmt: skip
    charts.show(
        figure,
        said,
        lambda: table(heads, rows, numbers=range(1, 5), wide=[0]),
        key="cities.intervals",
        alt=_wide(drawn),
    )


def _node(rubric: Rubric, id_: str) -> str:
    return t("cities.overall") if id_ == "overall" else f"{id_} {rubric.called(id_).pick(language())}"


def _interval(span: tuple[float, float, float] | None) -> Interval | None:
    return None if span is None else Interval(*span, bands=(), shares={})


def _span(one: Interval | None) -> str:
    return NOTHING if one is None else t("cities.span", low=shown(one.low), high=shown(one.high))


def _wide(drawn: Sequence[Interval | None]) -> str:
    """How wide the intervals are: what no order of cities may forget."""
    wide = sorted(one.high - one.low for one in drawn if one is not None)
    if not wide:
        return t("cities.no_intervals")
    return t("cities.wide", least=shown(wide[0]), most=shown(wide[-1]))


# -- spread ---------------------------------------------------------------------------------------


def spread(found: Chosen, rubric: Rubric) -> None:
    st.header(t("cities.spread"))
    ids, lang = columns(found, rubric), language()
    spreads = {id_: one for id_ in ids if (one := group_statistics(found.profiles.values(id_))) is not None}
    if not spreads:
        st.info(t("cities.few", least=LEAST_GROUP), icon=":material/info:")
        return
    names = [rubric.called(id_).pick(lang) for id_ in spreads]
    texts = [t("cities.spread_text", n=one.n, median=shown(one.median)) for one in spreads.values()]
    figure = charts_cities.spread(
        names, [found.profiles.values(id_) for id_ in spreads], list(spreads.values()), t("cities.median"), t("cities.one_city"), texts
    )  # fmt: skip
    said = about(found, rubric, t("cities.spread_title"), t("cities.spread_n", n=len(found.profiles.cities)), t("cities.spread_note"))  # fmt: skip
    charts.show(
        figure, said, lambda: _spread_table(names, list(spreads.values())), key="cities.spread",
        alt=charts.extremes(names, [one.median for one in spreads.values()]),
    )  # fmt: skip


def _spread_table(names: Sequence[str], spreads: Sequence[GroupStatistics]) -> None:
    heads = [t("cities.what"), t("cities.count"), t("compare.minimum"), t("compare.lower"), t("compare.median"),
             t("compare.upper"), t("compare.maximum")]  # fmt: skip
    rows = [
        [name, str(one.n), *(shown(value) for value in (one.minimum, one.lower_quartile, one.median, one.upper_quartile, one.maximum))]
        for name, one in zip(names, spreads, strict=True)
    ]  # fmt: skip
    table(heads, rows, numbers=range(1, 7), wide=[0])


# -- groups ---------------------------------------------------------------------------------------


def groups(found: Chosen, rubric: Rubric, grouping: Grouping | None) -> None:
    st.header(t("cities.groups"))
    st.markdown(t("cities.groups_about"))
    words = {"pattern": t("cities.on_pattern"), "scores": t("cities.on_scores")}
    st.segmented_control(
        t("cities.on"), list(words), format_func=words.__getitem__, default="pattern", required=True, key="cities.on"
    )
    if grouping is None:
        st.info(t("cities.few_groups", least=LEAST_GROUP), icon=":material/info:")
        return
    names, lang = found.named(), language()
    if grouping.silhouette is None:
        st.markdown(t("cities.no_groups", n=len(grouping.order)))
    else:
        st.markdown(
            t("cities.found", n=len(grouping.order), groups=len(grouping.groups), width=f"{grouping.silhouette:.2f}")
        )
        rows: list[list[Cell]] = [
            [str(number), str(len(one.members)), told(one, rubric.names, grouping.on).pick(lang), _members(names, one.members)]
            for number, one in enumerate(grouping.groups, start=1)
        ]  # fmt: skip
        heads = [t("cities.which"), t("cities.count"), t("cities.apart"), t("cities.members")]
        table(heads, rows, numbers=[0, 1], wide=[2, 3], caption=t("cities.groups_note"))
    if grouping.left_out:
        st.caption(t("cities.not_grouped", cities=plain(_members(names, grouping.left_out))))
    st.caption(
        _stamp(
            about(
                found,
                rubric,
                t("cities.groups"),
                t("cities.heat_n", n=len(grouping.order), of=len(grouping.dimensions)),
            )
        )
    )


def _members(names: dict[str, str], ids: Sequence[str]) -> str:
    some = listed(names[id_] for id_ in ids[:MOST_NAMED])
    return some if len(ids) <= MOST_NAMED else t("cities.and_more", some=some, n=len(ids) - MOST_NAMED)


# -- downloads ------------------------------------------------------------------------------------


def downloads(found: Chosen, rubric: Rubric) -> None:
    """Each file is made when it is asked for."""
    st.header(t("cities.downloads"))
    st.markdown(t("cities.downloads_about", draws=found.choice.draws, seed=found.choice.seed))
    agreed = is_demo() or st.checkbox(t("cities.agree"), key="cities.agree")
    kinds = {
        "excel": (t("cities.get_excel"), "xlsx", XLSX, ["cities.xlsx"]),
        "csv": (t("cities.get_csv"), "csv", "text/csv", ["scores.csv"]),
        "parquet": (t("cities.get_parquet"), "zip", "application/zip", PARQUET),
    }
    with st.container(horizontal=True):
        for key, (label, ending, mime, wanted) in kinds.items():
            st.download_button(
                label, partial(made, found, rubric, wanted), f"{t('cities.file_name')}.{ending}", mime, key=f"cities.get.{key}",
                icon=":material/download:", disabled=not agreed, on_click="ignore",
            )  # fmt: skip


PARQUET = ["scores.parquet", "intervals.parquet", "ahead.parquet", "cities.csv", "manifest.json"]


def made(found: Chosen, rubric: Rubric, wanted: Sequence[str]) -> bytes:
    """One file of the batch of these cities, or several in a zip."""
    with TemporaryDirectory() as folder:
        run(Given(found.assessments), Path(folder) / "out", found.choice, rubric)
        files = {name: (Path(folder) / "out" / name).read_bytes() for name in wanted}
    return files.popitem()[1] if len(files) == 1 else _zipped(files)


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()
